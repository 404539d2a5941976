// SPDX-License-Identifier: MPL-2.0
import { stretch } from '../../../js-glue/src/stretch-job.js';

/** The Worker of js-glue/src/stretch-worker.js without a thread: everything posted is really transferred. */
export class StretchWorker {
  onmessage = (/** @type {{data: any}} */ _) => undefined;

  /** @param {any} message @param {Transferable[]} transfer */
  postMessage(message, transfer) {
    const data = structuredClone(message, { transfer });
    stretch(data, (reply, moved) => {
      const sent = structuredClone(reply, { transfer: moved });
      setImmediate(() => this.onmessage({ data: sent }));
    });
  }

  terminate() {}
}
