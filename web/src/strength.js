// SPDX-License-Identifier: MPL-2.0
// Judges passwords in a worker of its own, loaded when a password field is first focused: its dictionaries are large, and its work
// must not make the page stutter. The worker ends when the password was taken, or with the page that asked.
import workerUrl from './strength-worker.js?worker&url';
import { trustedScriptUrl } from './trusted.js';
import { language } from './words/locale.js';

/** @typedef {'short' | 'guessable' | 'personal' | 'good' | 'strong'} Verdict */

const SHORTEST = 8;
/** Without the dictionaries (they could not be loaded) only length can be judged: ask for much of it. */
const SHORTEST_UNJUDGED = 14;
const PATIENCE_MS = 10_000;

export function strengthMeter() {
  /** @type {Worker | null} */
  let worker = null;
  let broken = false;
  let last = 0;
  /** @type {Map<number, (verdict: Verdict | null) => void>} */
  const waiting = new Map();

  function giveUp() {
    broken = true;
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
  }

  function start() {
    if (worker || broken) return;
    worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module' });
    worker.onmessage = ({ data }) => {
      waiting.get(data.id)?.(data.verdict);
      waiting.delete(data.id);
    };
    worker.onerror = giveUp;
    worker.postMessage({ language: language() });
  }

  function stop() {
    worker?.terminate();
    worker = null;
    for (const resolve of waiting.values()) resolve(null);
    waiting.clear();
  }

  /**
   * @param {string} password
   * @param {string[]} about words that somebody who knows the person would try
   * @returns {Promise<Verdict>}
   */
  async function judge(password, about) {
    if ([...password].length < SHORTEST) return 'short';
    start();
    const id = ++last;
    const verdict = broken
      ? null
      : await new Promise((/** @type {(verdict: Verdict | null) => void} */ resolve) => {
          waiting.set(id, resolve);
          setTimeout(resolve, PATIENCE_MS, null);
          worker?.postMessage({ id, password, about });
        });
    return verdict ?? ([...password].length < SHORTEST_UNJUDGED ? 'guessable' : 'good');
  }

  return { start, stop, judge };
}
