// SPDX-License-Identifier: MPL-2.0

/** @type {{createScriptURL(url: string): any} | undefined} */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy('parsec-client', {
  /** @param {string} url */
  createScriptURL(url) {
    if (new URL(url).origin !== location.origin) throw new TypeError('a script of another origin');
    return url;
  },
});

/**
 * `new Worker(…)` where the content security policy requires trusted types. Imported under the name that it replaces: bundlers find
 * the Workers of a program by the literal text `new Worker(new URL(…, import.meta.url), …)`.
 */
export const TrustedWorker = /** @type {typeof Worker} */ (
  /** @type {unknown} */ (
    /**
     * @param {string | URL} url
     * @param {WorkerOptions} options
     */
    function TrustedWorker(url, options) {
      return new Worker(policy?.createScriptURL(String(url)) ?? url, options);
    }
  )
);
