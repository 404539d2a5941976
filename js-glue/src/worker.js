// SPDX-License-Identifier: MPL-2.0
// The core's Worker. The first message brings the port over which everything else is said.
import { Core } from './core.js';
import { ClientError } from './errors.js';
import * as embedded from './generated/modules.js';
import { compile, instantiate } from './loader.js';
import { OfficialStore } from './official.js';
import { Service } from './service.js';
import { sayRunning } from './start.js';
import { Store } from './store.js';
import { hostedBy, Stretcher } from './stretch.js';
import { Transport } from './transport.js';

/**
 * @typedef {import('./loader.js').ModuleSource} ModuleSource
 * @typedef {{server: string, modules?: {core: ModuleSource, stretch: ModuleSource}}} Opening
 */

/** @param {MessageEvent<Opening>} event */
async function open({ data: { server, modules = embedded }, ports: [port] }) {
  if (!port) return;
  try {
    const core = new Core(await instantiate(await compile(modules.core)));
    new Service(port, {
      core,
      transport: new Transport(server),
      store: new Store(),
      official: new OfficialStore(
        'getDirectory' in (navigator.storage ?? {}) ? navigator.storage : undefined,
        core.deviceFileMax,
      ),
      stretcher: new Stretcher({ module: modules.stretch, host: hostedBy(port) }),
      locks: navigator.locks,
      integrity: { core: modules.core.integrity, stretch: modules.stretch.integrity },
    });
  } catch (error) {
    port.postMessage({
      type: 'unable',
      status: error instanceof ClientError ? error.status : 'crashed',
    });
  }
}

addEventListener('message', open, { once: true });
sayRunning();
