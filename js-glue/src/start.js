// SPDX-License-Identifier: MPL-2.0
// Workers that are known to run. A browser may lose one that it was asked for, and says nothing when it does.
import { ClientError } from './errors.js';

/** The first word of each of our Workers. */
const RUNS = 'runs';
/** Until another one is begun as well; doubled each time. */
const PATIENCE_MS = 8000;
/** How long any Worker may take to begin what it is for: far more than the slowest network and phone need. */
export const LIMIT_MS = 180_000;

/** To be called by a Worker's script once it listens. */
export function sayRunning() {
  postMessage(RUNS);
}

/**
 * One that is late is not ended before another one runs: it may be loading over a slow network. Nothing is handed to any of them before.
 * @param {() => Worker} spawn
 * @param {{signal?: AbortSignal}} [options]
 * @returns {Promise<Worker>} the first that runs; no other is left
 * @throws {ClientError} 'module-refused' when its script does not load, 'not-started' when none runs; or the signal's reason
 */
export function startWorker(spawn, { signal } = {}) {
  return new Promise((resolve, reject) => {
    /** @type {Worker[]} */
    const begun = [];
    let patience = PATIENCE_MS;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let late;
    /** @param {Worker} [kept] */
    const end = (kept) => {
      clearTimeout(late);
      clearTimeout(limit);
      signal?.removeEventListener('abort', abort);
      for (const worker of begun) {
        worker.onmessage = null;
        worker.onerror = null;
        if (worker !== kept) worker.terminate();
      }
    };
    /** @param {unknown} reason */
    const fail = (reason) => {
      end();
      reject(reason);
    };
    const abort = () => fail(signal?.reason);
    const begin = () => {
      late = setTimeout(begin, patience);
      patience *= 2;
      try {
        const worker = spawn();
        begun.push(worker);
        worker.onerror = () => fail(new ClientError('module-refused'));
        worker.onmessage = ({ data }) => {
          if (data !== RUNS) return;
          end(worker);
          resolve(worker);
        };
      } catch {
        fail(new ClientError('not-started'));
      }
    };
    const limit = setTimeout(() => fail(new ClientError('not-started')), LIMIT_MS);
    if (signal?.aborted) abort();
    else {
      signal?.addEventListener('abort', abort);
      begin();
    }
  });
}
