// SPDX-License-Identifier: MPL-2.0
/**
 * Notes when things happen on a page of ours, in `bench` there. Must stay self-contained: it is sent as source, and runs before the
 * page's own scripts.
 */
export function watch() {
  const bench = {
    /** The first question of the join page can be answered. */
    interactive: 0,
    /** The password was sent off, or whatever was entered last. */
    submitted: 0,
    /** The same, of everything that was sent off. @type {number[]} */
    submissions: [],
    /** A one-time code is asked for. */
    codeAsked: 0,
    /** The browser gave what a passkey gives. */
    passkeyUsed: 0,
    /** The organization's page is there. */
    opened: 0,
    /** Back in with a recovery file. */
    restored: 0,
    /** The members are listed. */
    listed: 0,
    /** What the page said meanwhile of how far it is. @type {string[]} */
    progress: [],
  };
  Object.assign(globalThis, { bench });
  // Tells a trace which thread this is.
  performance.mark('watched');
  const submitted = () => {
    bench.submitted = performance.now();
    bench.submissions.push(bench.submitted);
  };
  addEventListener('submit', submitted, true);
  // None where the site has no name, or before it is opened.
  const keys = navigator.credentials;
  const get = keys?.get.bind(keys);
  if (get) {
    keys.get = async (options) => {
      const used = await get(options);
      bench.passkeyUsed = performance.now();
      return used;
    };
  }
  new MutationObserver(() => {
    const now = performance.now();
    if (document.querySelector('[data-flow="claim"] .button.primary:not(:disabled)'))
      bench.interactive ||= now;
    if (document.querySelector('organization-screen h1')) bench.opened ||= now;
    if (document.querySelector('#one-time-code')) bench.codeAsked ||= now;
    if (document.querySelector('recover-screen .stop-sign.ok')) bench.restored ||= now;
    if (document.querySelector('[data-member]')) bench.listed ||= now;
    const far = /\d+ of \d+/.exec(document.querySelector('wait-line')?.textContent ?? '');
    if (far && bench.progress.at(-1) !== far[0]) bench.progress.push(far[0]);
  }).observe(document, { subtree: true, childList: true, attributes: true });
}

/** Keeps hold of the memories of a Worker's modules, in `memories` there. Sent as source before the Worker's own script runs. */
export function holdMemories() {
  /** @type {WebAssembly.Memory[]} */
  const memories = [];
  Object.assign(globalThis, { memories });
  const instantiate = /** @type {Function} */ (WebAssembly.instantiate);
  WebAssembly.instantiate = async (/** @type {any[]} */ ...given) => {
    const made = await instantiate(...given);
    memories.push((made.instance ?? made).exports.memory);
    return made;
  };
}
