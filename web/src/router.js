// SPDX-License-Identifier: MPL-2.0
// Hash routes. Each history entry's state holds {index, link}: the index tells backwards from forwards, the link is the invitation that
// this entry is about (first.js says why it is there). An entry that is left, or whose journey is over, holds none.

/**
 * @typedef {{
 *   path: string,
 *   screen: string,
 *   params: Record<string, string>,
 * }} Route
 * @typedef {() => boolean | Promise<boolean>} LeaveGuard answers whether the page may be left
 */

/** @type {[RegExp, string][]} */
const PATTERNS = [
  [/^\/?$/, 'home'],
  [/^\/link$/, 'link'],
  [/^\/join$/, 'join'],
  [/^\/join\/resume\/(?<key>[^/]+)$/, 'join'],
  [/^\/join\/device$/, 'join-device'],
  [/^\/join\/device\/resume\/(?<key>[^/]+)$/, 'join-device'],
  [/^\/ask\/(?<organization>[^/]+)$/, 'ask'],
  [/^\/request\/(?<key>[^/]+)$/, 'accepted'],
  [/^\/create$/, 'create'],
  [/^\/create\/resume\/(?<key>[^/]+)$/, 'create'],
  [/^\/saved\/(?<device>[0-9a-f]{32})$/, 'saved'],
  [/^\/recover(?:\/(?<device>[0-9a-f]{32}))?$/, 'recover'],
  [/^\/lost(?:\/(?<device>[0-9a-f]{32}))?$/, 'lost'],
  [/^\/saved\/(?<device>[0-9a-f]{32})\/method$/, 'change'],
  [
    /^\/saved\/(?<device>[0-9a-f]{32})\/passkeys\/(?:add|remove\/(?<credential>[\w-]+))$/,
    'passkeys',
  ],
  [/^\/saved\/(?<device>[0-9a-f]{32})\/mfa\/(?<job>add|remove)$/, 'mfa'],
  [/^\/totp-reset$/, 'totp-reset'],
  [/^\/about$/, 'about'],
  [
    /^\/help(?:\/device\/(?<device>[0-9a-f]{32}))?(?:\/(?<status>[a-z][a-z0-9-]*)(?:\/(?:(?<http>\d{3})|(?<file>[a-z_]+)(?<chosen>\/chosen)?))?)?$/,
    'help',
  ],
  [/^\/device\/(?<device>[0-9a-f]{32})$/, 'organization'],
  [/^\/device\/(?<device>[0-9a-f]{32})\/security$/, 'security'],
  [/^\/device\/(?<device>[0-9a-f]{32})\/people$/, 'people'],
  [/^\/device\/(?<device>[0-9a-f]{32})\/recovery$/, 'recovery'],
  [/^\/device\/(?<device>[0-9a-f]{32})\/devices$/, 'devices'],
  [/^\/device\/(?<device>[0-9a-f]{32})\/devices\/(?<invitation>[0-9a-f]{32})$/, 'add-device'],
  [/^\/device\/(?<device>[0-9a-f]{32})\/greet\/(?<invitation>[0-9a-f]{32})$/, 'greet'],
  [/^\/device\/(?<device>[0-9a-f]{32})\/requests\/(?<request>[0-9a-f]{32})$/, 'accept'],
];

/**
 * @param {string} hash
 * @returns {Route}
 */
export function parseRoute(hash) {
  const path = hash.replace(/^#/, '') || '/';
  for (const [pattern, screen] of PATTERNS) {
    const match = pattern.exec(path);
    if (match) {
      const params = Object.fromEntries(
        Object.entries(match.groups ?? {}).flatMap(([k, v]) =>
          v === undefined ? [] : [[k, decode(v)]],
        ),
      );
      return { path, screen, params };
    }
  }
  return { path: '/', screen: 'home', params: {} };
}

/**
 * @param {History} history
 * @returns {{ index: number | null, link: string | null }}
 */
function stateOf({ state }) {
  return { index: state?.index ?? null, link: state?.link ?? null };
}

/** @param {string} text */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

class Router extends EventTarget {
  #index = 0;
  /** @type {LeaveGuard | null} */
  #guard = null;
  /** @type {(() => void) | null} heard when the browser is back at the entry that is being left */
  #returned = null;
  /** The link of the entry that is shown, also while the browser is at another one already. @type {string | null} */
  #link = null;
  route = parseRoute('');

  start() {
    const state = stateOf(history);
    this.#index = state.index ?? 0;
    this.#link = state.link;
    this.#write(this.#index, this.#link);
    this.route = parseRoute(location.hash);
    addEventListener('popstate', () => this.#moved());
  }

  /** The link of the current entry, or null. */
  get link() {
    return this.#link;
  }

  /**
   * A reload leads back here with this link, until it is forgotten.
   * @param {string} link
   */
  holdLink(link) {
    this.#link = link;
    if (!this.#returned) this.#write(this.#index, link);
  }

  /**
   * It has been read and leads nowhere, or its journey is over: it is worth nothing any more, or must not be kept.
   * @param {string} [path] where a reload leads from now on
   */
  forgetLink(path = this.route.path) {
    this.#link = null;
    if (!this.#returned) this.#write(this.#index, null, path);
  }

  /**
   * @param {number} index
   * @param {string | null} link
   * @param {string} [path] that of the entry by default
   */
  #write(index, link, path) {
    const state = link === null ? { index } : { index, link };
    history.replaceState(state, '', path === undefined ? undefined : `#${path}`);
  }

  /** @param {string} path */
  href(path) {
    return `#${path}`;
  }

  /**
   * @param {string} path
   * @param {{ link?: string, replace?: boolean, force?: boolean }} [how]
   */
  async go(path, { link, replace = false, force = false } = {}) {
    if (!force && !(await this.#mayLeave())) return;
    this.#guard = null;
    if (!replace) {
      if (this.#link !== null) this.forgetLink();
      this.#index += 1;
      history.pushState(null, '', `#${path}`);
    }
    this.#link = link ?? null;
    this.#write(this.#index, this.#link, path);
    this.#show();
  }

  /**
   * Asked before this page is left for another one of the app.
   * @param {LeaveGuard | null} guard
   */
  guard(guard) {
    this.#guard = guard;
  }

  async #mayLeave() {
    return this.#guard === null || (await this.#guard());
  }

  async #moved() {
    if (this.#returned) {
      this.#returned();
      this.#returned = null;
      return;
    }
    const { index: known, link } = stateOf(history);
    // An entry of its own: a hash typed by hand, a plain link, or a Parsec link, which first.js has put into its state.
    const index = known ?? this.#index + 1;
    if (known === null) this.#write(index, null);
    if ((this.#guard || this.#link !== null) && index !== this.#index) {
      // The browser has moved already; back first, then ask, so that the address stays true while the question is shown.
      const delta = this.#index - index;
      const back = new Promise((resolve) => {
        this.#returned = () => resolve(undefined);
      });
      history.go(delta);
      // One traversal after the other: two at once are counted from the same entry, and the second is lost.
      await back;
      this.#write(this.#index, this.#link);
      if (!(await this.#mayLeave())) return;
      this.#guard = null;
      this.forgetLink();
      if (known === null && link !== null) await this.go('/link', { link, force: true });
      else history.go(-delta);
      return;
    }
    this.#index = index;
    this.#link = link;
    this.#write(index, link);
    this.#show();
  }

  #show() {
    // What was asked on the page before is not asked any more; closed, it is answered with no.
    for (const dialog of document.querySelectorAll('dialog')) dialog.close();
    this.route = parseRoute(location.hash);
    this.dispatchEvent(new Event('change'));
  }
}

export const router = new Router();
