// SPDX-License-Identifier: MPL-2.0
// Globals of a page, for as long as a test needs them.

/** @type {[string, PropertyDescriptor | undefined][]} */
let changed = [];

/** @param {Record<string, unknown>} globals */
export function pretend(globals) {
  for (const [name, value] of Object.entries(globals)) {
    changed.push([name, Object.getOwnPropertyDescriptor(globalThis, name)]);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
}

/** To be called after each test that pretended something. */
export function pretendNothing() {
  for (const [name, descriptor] of changed.reverse()) {
    if (descriptor) Object.defineProperty(globalThis, name, descriptor);
    else Reflect.deleteProperty(globalThis, name);
  }
  changed = [];
}
