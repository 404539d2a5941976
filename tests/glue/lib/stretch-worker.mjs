// SPDX-License-Identifier: MPL-2.0
import { stretch } from '../../../js-glue/src/stretch-job.js';

/** The Worker of js-glue/src/stretch-worker.js without a thread: everything posted is really transferred. */
class StretchWorker {
  /** @type {(event: {data: import('../../../js-glue/src/stretch.js').StretchReply}) => void} */
  onmessage = () => undefined;

  /** @param {import('../../../js-glue/src/stretch.js').StretchJob} message @param {Transferable[]} transfer */
  postMessage(message, transfer) {
    const data = structuredClone(message, { transfer });
    stretch(data, (reply, moved) => {
      const sent = structuredClone(reply, { transfer: moved });
      setImmediate(() => this.onmessage({ data: sent }));
    });
  }

  terminate() {}
}

/** As far as a Worker is used. */
export const standInWorker = () =>
  /** @type {Worker} */ (/** @type {unknown} */ (new StretchWorker()));
