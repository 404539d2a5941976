// SPDX-License-Identifier: MPL-2.0
// Workers that do what the test says, as far as they are used from outside.
import { pretend } from './pretend.mjs';

export class ScriptedWorker {
  terminated = false;
  /** @type {{data: any, ports: MessagePort[]}[]} */
  posted = [];
  /** @type {((event: {data: any}) => void) | null} */
  onmessage = null;
  /** @type {((event: unknown) => void) | null} */
  onerror = null;

  /** @param {string | URL} url */
  constructor(url) {
    this.url = String(url);
  }

  /** @param {unknown} message @param {Transferable[]} [transfer] */
  postMessage(message, transfer = []) {
    this.posted.push({
      data: structuredClone(message),
      ports: /** @type {MessagePort[]} */ (transfer),
    });
  }

  terminate() {
    this.terminated = true;
  }

  runs() {
    this.onmessage?.({ data: 'runs' });
  }
}

/** A page whose Workers are these. */
export function scriptWorkers() {
  /** @type {ScriptedWorker[]} */
  const workers = [];
  pretend({
    Worker: class extends ScriptedWorker {
      /** @param {string | URL} url */
      constructor(url) {
        super(url);
        workers.push(this);
      }
    },
  });
  return workers;
}
