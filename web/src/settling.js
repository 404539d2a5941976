// SPDX-License-Identifier: MPL-2.0
// What has only just appeared where something else stood: nobody can have read it yet.

/** Nobody reads and decides in less; the second tap of a double one comes well before. */
export const SETTLING_MS = 700;

/** @type {WeakMap<Element, number>} when it appeared */
const appeared = new WeakMap();

/** @param {MouseEvent} event */
function tooEarly(event) {
  const since = appeared.get(/** @type {Element} */ (event.currentTarget)) ?? 0;
  // A press of a key is aimed at what has the focus: it can only be meant for that.
  if (event.detail === 0 || performance.now() - since >= SETTLING_MS) return;
  event.preventDefault();
  event.stopPropagation();
}

/**
 * A finger or a mouse that was on its way to what stood here before does nothing in `element`. Called whenever it appears, also as a
 * `ref` of a template.
 * @param {Element | undefined} element
 */
export function settle(element) {
  if (!element) return;
  appeared.set(element, performance.now());
  element.addEventListener('click', /** @type {EventListener} */ (tooEarly), true);
}
