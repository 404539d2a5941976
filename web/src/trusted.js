// SPDX-License-Identifier: MPL-2.0
// The page's CSP lets only named policies make a URL that starts a script. This one makes those of our own workers.

/** @type {{createScriptURL(url: string): string} | undefined} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('parsec-web', {
  /** @param {string} url */
  createScriptURL(url) {
    if (new URL(url, location.href).origin !== location.origin)
      throw new TypeError('a script of another origin');
    return url;
  },
});

/** @param {string} url of a worker that the build made */
export function trustedScriptUrl(url) {
  return policy?.createScriptURL(url) ?? url;
}
