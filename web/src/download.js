// SPDX-License-Identifier: MPL-2.0

/** Slow disks and questions of the browser take their time; what is handed out should not stay in memory for long after. */
const KEPT_MS = 60_000;

/**
 * As the browser hands out any download.
 * @param {string} name
 * @param {BlobPart} content
 * @param {string} [type]
 * @returns {string} the name
 */
export function download(name, content, type = 'application/octet-stream') {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
  return anchor.download;
}
