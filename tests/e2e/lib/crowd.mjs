// SPDX-License-Identifier: MPL-2.0
/** The released server with a large organization in it (tests/server/crowd.py), whose administrator Ada is. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PASSWORD } from './journeys.mjs';
import { Server } from './server.mjs';

/** @typedef {{ people: number, devices: number, removed: number }} Size devices of each; removed: the last ones */

export class Crowd {
  /**
   * @param {Server} server
   * @param {string} folder
   * @param {{ organization: string, device: string }} what
   */
  constructor(server, folder, { organization, device }) {
    this.server = server;
    this.folder = folder;
    this.organization = organization;
    /** Ada's device file, in base64. */
    this.device = device;
  }

  /**
   * @param {Size} size
   * @param {string[]} [options] of the server
   */
  static async start(size, options) {
    const folder = await mkdtemp(join(tmpdir(), 'crowd-'));
    const crowd = { ...size, password: PASSWORD, out: folder };
    const server = await Server.start({ crowd, options });
    return new Crowd(server, folder, {
      organization: await readFile(join(folder, 'organization'), 'utf8'),
      device: await readFile(join(folder, 'device.keys'), 'base64'),
    });
  }

  /**
   * The server's answer with all certificates, and the key that the first of them are checked with.
   * @param {'answer' | 'root-verify-key'} name
   */
  file(name) {
    return join(this.folder, name);
  }

  async stop() {
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
