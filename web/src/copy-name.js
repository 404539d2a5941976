// SPDX-License-Identifier: MPL-2.0

/** eCryptfs takes 143 bytes and all others more; the ending, and the " (2)" of a browser, still have to fit. */
const MOST_BYTES = 120;

/**
 * What every file system takes. Windows refuses nine signs, and a dot or a space at the end; a dot in front hides a file; invisible
 * characters can turn the order of what is shown.
 * @param {string} text
 */
function fit(text) {
  return text
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/\p{C}/gu, '')
    .replace(/[<>:"/\\|?*]/g, '-')
    .replace(/^[ .]+|[ .]+$/g, '');
}

/** @param {string} text */
function shortened(text) {
  const encoder = new TextEncoder();
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += encoder.encode(character).length;
    if (bytes > MOST_BYTES) break;
    kept += character;
  }
  return fit(kept);
}

/**
 * The name of a saved device: whoever finds the file years later must see what it opens.
 * @param {{ organization: string, human_handle: import('./journeys.js').Person }} device
 */
export function copyName({ organization, human_handle: [email, name] }) {
  return `${shortened(`${fit(organization)} – ${fit(name ?? '') || fit(email)}`)}.keys`;
}
