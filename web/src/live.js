// SPDX-License-Identifier: MPL-2.0
// The one polite live region of the page, and the one toast. Errors never come here: they stay on the page.

/** @param {string} text */
export function announce(text) {
  const region = document.getElementById('live');
  if (!region) return;
  // The same sentence twice must be heard twice.
  region.textContent = '';
  setTimeout(() => {
    region.textContent = text;
  }, 50);
}

/**
 * What was said is over: whoever reads the page from now on does not come upon it.
 * @param {string[]} [sentences] only if it is one of these
 */
export function unsay(sentences) {
  const region = document.getElementById('live');
  if (region && (!sentences || sentences.includes(region.textContent ?? '')))
    region.textContent = '';
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let fading;

/** @param {string} text such as "copied" */
export function toast(text) {
  const box = document.getElementById('toast');
  if (!box) return;
  box.textContent = text;
  box.hidden = false;
  announce(text);
  clearTimeout(fading);
  fading = setTimeout(() => {
    box.hidden = true;
  }, 3000);
}
