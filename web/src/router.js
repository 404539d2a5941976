// SPDX-License-Identifier: MPL-2.0
// Hash routes. Each history entry's state holds {index, link}: the index tells backwards from forwards, the link is the invitation that
// this entry is about, and never leaves that state (first.js says why).

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
  [/^\/create$/, 'create'],
  [/^\/create\/resume\/(?<key>[^/]+)$/, 'create'],
  [/^\/device\/(?<device>[0-9a-f]{32})$/, 'organization'],
  [/^\/device\/(?<device>[0-9a-f]{32})\/people$/, 'people'],
  [/^\/device\/(?<device>[0-9a-f]{32})\/greet\/(?<invitation>[0-9a-f]{32})$/, 'greet'],
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
        Object.entries(match.groups ?? {}).map(([k, v]) => [k, decode(v)]),
      );
      return { path, screen, params };
    }
  }
  return { path: '/', screen: 'home', params: {} };
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
  /** @type {(() => void) | null} heard when the browser is back at the entry that is guarded */
  #returned = null;
  route = parseRoute('');

  start() {
    this.#index = history.state?.index ?? 0;
    history.replaceState({ ...history.state, index: this.#index }, '');
    this.route = parseRoute(location.hash);
    addEventListener('popstate', () => this.#moved());
  }

  /** The link of the current entry, or null. */
  get link() {
    const link = history.state?.link;
    return typeof link === 'string' ? link : null;
  }

  /**
   * A journey has ended: its link is worth nothing any more, or must not be kept.
   * @param {string} [path] where a reload leads from now on
   */
  forgetLink(path = this.route.path) {
    history.replaceState({ index: this.#index }, '', `#${path}`);
  }

  /** @param {string} path */
  href(path) {
    return `#${path}`;
  }

  /**
   * @param {string} path
   * @param {{ link?: string, replace?: boolean, keepLink?: boolean, force?: boolean }} [how]
   */
  async go(path, { link, replace = false, keepLink = false, force = false } = {}) {
    if (!force && !(await this.#mayLeave())) return;
    this.#guard = null;
    if (!replace) this.#index += 1;
    const state = {
      index: this.#index,
      ...(keepLink && this.link !== null ? { link: this.link } : {}),
      ...(link ? { link } : {}),
    };
    if (replace) history.replaceState(state, '', `#${path}`);
    else history.pushState(state, '', `#${path}`);
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
    const index = history.state?.index;
    if (index === undefined) {
      // A hash typed by hand or a plain link: an entry of its own, without a link.
      history.replaceState({ index: this.#index + 1 }, '');
    }
    const now = history.state.index;
    if (this.#guard && now !== this.#index) {
      // The browser has moved already; back first, then ask, so that the address stays true while the question is shown.
      const delta = this.#index - now;
      const back = new Promise((resolve) => {
        this.#returned = () => resolve(undefined);
      });
      history.go(delta);
      // One traversal after the other: two at once are counted from the same entry, and the second is lost.
      await back;
      if (!(await this.#mayLeave())) return;
      this.#guard = null;
      history.go(-delta);
      return;
    }
    this.#index = now;
    this.#show();
  }

  #show() {
    this.route = parseRoute(location.hash);
    this.dispatchEvent(new Event('change'));
  }
}

export const router = new Router();
