// SPDX-License-Identifier: MPL-2.0
// Runs before anything else is asked of the server or painted: a classic script, so that nothing can come in between.
(() => {
  const root = document.documentElement;
  const base = new URL('..', /** @type {HTMLScriptElement} */ (document.currentScript).src)
    .pathname;

  /** @param {string} key */
  const remembered = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };

  const theme = remembered('parsec-theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const language =
    remembered('parsec-language') ?? navigator.languages.find((l) => /^(en|fr)\b/i.test(l));
  root.lang = /^fr\b/i.test(language ?? '') ? 'fr' : 'en';

  // What a provider of single sign-on has sent back is in memory only, for the first who asks: not in a history entry's state, which browsers
  // may write down.
  const takeReturned = (/** @type {string} */ query) => {
    Object.defineProperty(globalThis, 'parsecReturned', {
      configurable: true,
      value: () => {
        Reflect.deleteProperty(globalThis, 'parsecReturned');
        return query;
      },
    });
  };

  // The secret part of an invitation lives in this history entry's state from here on: it survives a reload and appears in no address.
  const takeLink = () => {
    let link = null;
    const { pathname, hash } = location;
    if (pathname.endsWith('/webRedirect')) {
      link = location.href;
    } else if (pathname === `${base}oidc/callback`) {
      takeReturned(location.search);
    } else if (/^#(?:link=|parsec3:|https?:)/i.test(hash)) {
      link = hash.slice(1).replace(/^link=/i, '');
      try {
        link = decodeURIComponent(link);
      } catch {
        // Not encoded after all: taken as it is.
      }
    }
    if (link !== null) history.replaceState({ link }, '', `${base}#/link`);
    else if (pathname !== base || location.search !== '')
      history.replaceState(history.state, '', base + hash);
  };
  takeLink();
  // A link can also be given to a tab that is open already. Nobody else listens yet: the router finds the link in the state.
  addEventListener('popstate', takeLink);

  addEventListener(
    'error',
    (event) => {
      const failed = event.target;
      if (!(failed instanceof HTMLScriptElement || failed instanceof HTMLLinkElement)) return;
      const show = () => document.getElementById('boot-failed')?.removeAttribute('hidden');
      if (document.readyState === 'loading') addEventListener('DOMContentLoaded', show);
      else show();
    },
    true,
  );
})();
