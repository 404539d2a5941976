// SPDX-License-Identifier: MPL-2.0
/** The real server with our site behind it, an organization with one invitation, and visits of a browser to them. */
import { setTimeout as delay } from 'node:timers/promises';
import { PASSWORD } from '../../e2e/lib/journeys.mjs';
import { freshOrganization, Peer, Server } from '../../e2e/lib/server.mjs';
import { watch } from '../page/watch.js';
import { Front } from './front.mjs';

/**
 * @typedef {import('./chromium.mjs').Chromium} Chromium
 * @typedef {import('./chromium.mjs').Conditions} Conditions
 */

/** For what a page fetches once it has nothing else to do. */
const QUIET_MS = 2000;

export class Site {
  organization = freshOrganization();
  link = '';
  #deviceFile = '';

  /**
   * @param {Chromium} browser
   * @param {Front} front
   * @param {Server} server
   */
  constructor(browser, front, server) {
    this.browser = browser;
    this.front = front;
    this.server = server;
    this.peer = new Peer();
  }

  /** @param {Chromium} browser */
  static async start(browser) {
    const front = await Front.start();
    // The links that the server and its members make lead to the front.
    const server = await Server.start({
      options: ['--server-addr', `parsec3://127.0.0.1:${front.port}?no_ssl=true`],
    });
    front.serve(server.port);
    const site = new Site(browser, front, server);
    try {
      await site.#invite();
    } catch (error) {
      await site.stop();
      throw error;
    }
    return site;
  }

  async #invite() {
    const { device_file } = await this.peer.do({
      do: 'bootstrap',
      server: this.front.url,
      organization: this.organization,
      email: 'alice@example.com',
      name: 'Alice Martin',
      password: PASSWORD,
    });
    this.#deviceFile = device_file;
    const { link_http } = await this.peer.do({ do: 'invite', email: 'bob@example.com' });
    this.link = link_http;
  }

  /** @param {Conditions} [conditions] */
  #visitor(conditions) {
    return this.browser.tab({ conditions, script: `(${watch})()` });
  }

  /**
   * Follows the invitation link for the first time.
   * @param {{ compressed: boolean, conditions?: Conditions }} how
   * @returns {Promise<number>} ms from the navigation's start to the first question
   */
  async join({ compressed, conditions }) {
    this.front.compresses = compressed;
    const tab = await this.#visitor(conditions);
    try {
      await tab.open(this.link);
      return await tab.until('the first question of the join page', () =>
        tab.evaluate('bench.interactive'),
      );
    } finally {
      await tab.leave();
    }
  }

  /**
   * Everything of the site that a page asks for until it rests.
   * @param {'join' | 'start'} page
   */
  async load(page) {
    this.front.answers = [];
    this.front.compresses = true;
    const tab = await this.#visitor();
    try {
      await tab.open(page === 'join' ? this.link : `${this.front.url}/client/`);
      await tab.heading(page === 'join' ? /invite/ : /Welcome/);
      await delay(QUIET_MS);
      return this.front.answers;
    } finally {
      await tab.leave();
    }
  }

  /**
   * Brings the administrator's device file along, opens it with its password and ends on the organization's page.
   * @returns {Promise<{ took: number, memory: number }>} ms from the password to the page; bytes of wasm memory then
   */
  async unlock() {
    this.front.compresses = true;
    const tab = await this.#visitor();
    try {
      await tab.holdMemories();
      await tab.open(`${this.front.url}/client/`);
      await tab.giveFile('alice.keys', this.#deviceFile);
      await tab.press(this.organization);
      await tab.fill('Password', PASSWORD);
      await tab.press('Open');
      await tab.until('the page of the organization', () => tab.evaluate('bench.opened > 0'));
      await delay(QUIET_MS);
      const { submitted, opened } = await tab.evaluate('bench');
      return { took: opened - submitted, memory: await tab.wasmMemory() };
    } finally {
      await tab.leave();
    }
  }

  async stop() {
    await this.peer.stop();
    await this.server.stop();
    this.front.stop();
  }
}
