// SPDX-License-Identifier: MPL-2.0
// The page's part in stretching: it makes the Worker and ends it. The core's Worker, which needs it, does not make one of its own: in
// Firefox a Worker within a Worker is lost now and then, and `new Worker` itself may block the one that calls it for ever. What the two
// say to each other goes from port to port and never comes here.
import { startWorker } from './start.js';

/**
 * @param {() => Worker} spawn
 * @param {MessagePort} port where the Worker hears what it is to do
 * @param {() => void} broken told that nothing will come any more
 * @returns {() => void} ends the Worker
 */
export function hostStretch(spawn, port, broken) {
  const ending = new AbortController();
  const { signal } = ending;
  startWorker(spawn, { signal }).then(
    (worker) => {
      const end = () => worker.terminate();
      if (signal.aborted) {
        end();
        return;
      }
      signal.addEventListener('abort', end, { once: true });
      worker.onerror = broken;
      worker.postMessage(null, [port]);
    },
    () => {
      port.close();
      if (!signal.aborted) broken();
    },
  );
  return () => ending.abort();
}
