// SPDX-License-Identifier: MPL-2.0
// A file that was chosen on one page and is for another one. Only in memory: after a reload it is chosen again.

/** @type {File | null} */
let held = null;

/** @param {File} file */
export function holdFile(file) {
  held = file;
}

/** Once: whoever comes later has chosen nothing. */
export function takeHeldFile() {
  const file = held;
  held = null;
  return file;
}
