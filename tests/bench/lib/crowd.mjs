// SPDX-License-Identifier: MPL-2.0
/** The real server with an organization of thousands, and what its first administrator's browser makes of it. */
import { Crowd } from '../../e2e/lib/crowd.mjs';
import { PASSWORD } from '../../e2e/lib/journeys.mjs';
import { watch } from '../page/watch.js';
import { Front } from './front.mjs';

/** @typedef {import('./chromium.mjs').Chromium} Chromium */

export class CrowdSite {
  /**
   * @param {Chromium} browser
   * @param {Front} front
   * @param {Crowd} crowd
   * @param {number} devices of each
   */
  constructor(browser, front, crowd, devices) {
    this.browser = browser;
    this.front = front;
    this.crowd = crowd;
    this.devices = devices;
  }

  /**
   * @param {Chromium} browser
   * @param {import('../../e2e/lib/crowd.mjs').Size} size
   */
  static async start(browser, size) {
    const front = await Front.start();
    const address = `parsec3://127.0.0.1:${front.port}?no_ssl=true`;
    const crowd = await Crowd.start(size, ['--server-addr', address]);
    front.serve(crowd.server.port);
    return new CrowdSite(browser, front, crowd, size.devices);
  }

  /**
   * How many certificates there are up to that device: those of a person and of their devices follow each other.
   * @param {number} devices
   */
  certificates(devices) {
    return devices + Math.ceil(devices / this.devices);
  }

  /** A browser that has the administrator's device file. */
  async visit() {
    const tab = await this.browser.tab({ script: `(${watch})()` });
    await tab.holdMemories();
    await tab.open(`${this.front.url}/client/`);
    await tab.giveFile('ada.keys', this.crowd.device);
    await tab.text(new RegExp(this.crowd.organization));
    return {
      /** From the start page to the list of members. */
      logIn: async () => {
        await tab.open(`${this.front.url}/client/`);
        await tab.press(this.crowd.organization);
        await tab.fill('Password', PASSWORD);
        await tab.press('Open');
        await tab.until('the organization', () => tab.evaluate('bench.opened > 0'));
        await tab.press('People');
        await tab.until('the members', () => tab.evaluate('bench.listed > 0'), 120_000);
      },
      /** When the members were listed, in ms after the password was sent off, and what was seen until then. */
      async seen() {
        const { submitted, listed, progress } = await tab.evaluate('bench');
        return { listed: listed - submitted, progress, memory: await tab.wasmMemory() };
      },
      /** On the list of members. */
      async search() {
        await tab.evaluate(`performance.mark('watched')`);
        for (const part of ['m', 'mü', 'mül', 'mülle', 'müller zo', '@example']) {
          await tab.fill('Search by name or e-mail', part);
          await tab.evaluate('new Promise(requestAnimationFrame)');
        }
        for (let more = 0; more < 9; more += 1) await tab.press('Show 100 more');
        await tab.fill('Search by name or e-mail', '');
      },
      leave: () => tab.leave(),
    };
  }

  async stop() {
    await this.crowd.stop();
    this.front.stop();
  }
}
