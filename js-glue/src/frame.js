// SPDX-License-Identifier: MPL-2.0

/** Whether this is inside a page of another origin. */
export function isFramed() {
  try {
    // Reading an address of another origin throws.
    return (
      globalThis.top !== globalThis.self && globalThis.top?.location.origin !== location.origin
    );
  } catch {
    return true;
  }
}
