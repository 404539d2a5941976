// SPDX-License-Identifier: MPL-2.0
// Small preferences (theme, language, a postponed reminder). A browser that forbids storage simply does not remember them.

/** @param {string} key */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string | null} value null forgets
 */
export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Forbidden or full: nothing depends on it.
  }
}
