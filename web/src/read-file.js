// SPDX-License-Identifier: MPL-2.0

/** Larger than any file of Parsec's that is opened here; what is larger is not worth reading. */
const FILE_MAX = 1024 * 1024;

/**
 * @param {File} file
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 * @throws {Error} for one that is too large, or cannot be read (a folder, a stick that is gone)
 */
export async function readFile(file) {
  if (file.size > FILE_MAX) throw new RangeError(file.name);
  return new Uint8Array(await file.arrayBuffer());
}
