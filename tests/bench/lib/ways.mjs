// SPDX-License-Identifier: MPL-2.0
/** The real server with somebody who opens a device in each of the ways that there are, by a browser that has just been started. */
import { PASSWORD } from '../../e2e/lib/journeys.mjs';
import { Peer, Server } from '../../e2e/lib/server.mjs';
import { watch } from '../page/watch.js';
import { Front } from './front.mjs';

/**
 * @typedef {import('./chromium.mjs').Chromium} Chromium
 * @typedef {import('./chromium.mjs').Tab} Tab
 * @typedef {import('../../e2e/lib/server.mjs').PeerPasskey} PeerPasskey
 */

/** An authenticator of the computer's own, that knows its owner and answers at once. */
const AUTHENTICATOR = {
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  hasPrf: true,
};

/** Makes a passkey on the page and uses it once. Sent as source. */
async function makePasskey() {
  const random = () => crypto.getRandomValues(new Uint8Array(32));
  const hex = (/** @type {ArrayBuffer | Uint8Array} */ bytes) =>
    Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const salt = random();
  const rp = { id: location.hostname, name: 'bench' };
  const made = /** @type {PublicKeyCredential} */ (
    await navigator.credentials.create({
      publicKey: {
        rp,
        user: { id: random(), name: 'bench', displayName: 'bench' },
        challenge: random(),
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { userVerification: 'required' },
        extensions: { prf: {} },
      },
    })
  );
  const used = /** @type {PublicKeyCredential} */ (
    await navigator.credentials.get({
      publicKey: {
        challenge: random(),
        rpId: rp.id,
        allowCredentials: [{ type: 'public-key', id: made.rawId }],
        userVerification: 'required',
        extensions: { prf: { eval: { first: salt } } },
      },
    })
  );
  const output = used.getClientExtensionResults().prf?.results?.first;
  if (!(output instanceof ArrayBuffer)) throw new Error('the authenticator knows no PRF');
  return {
    credential_id: hex(made.rawId),
    rp_id: rp.id,
    salt: hex(salt),
    output: hex(output),
    label: 'bench',
  };
}

export class Ways {
  #codes = '';
  #organization = '';
  #recovery = { recovery_file: '', recovery_key: '' };
  #files = { password: '', code: '' };

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
    // No passkey is for an address in digits.
    this.url = `http://localhost:${front.port}`;
  }

  /** @param {Chromium} browser */
  static async start(browser) {
    const front = await Front.start();
    front.compresses = true;
    const server = await Server.start({
      options: ['--server-addr', `parsec3://localhost:${front.port}?no_ssl=true`],
    });
    front.serve(server.port);
    const ways = new Ways(browser, front, server);
    try {
      await ways.#prepare();
    } catch (error) {
      await ways.stop();
      throw error;
    }
    return ways;
  }

  async #prepare() {
    const { peer } = this;
    const found = await peer.found(this, { password: PASSWORD });
    this.#organization = found.organization;
    this.#files.password = found.device_file;
    this.#codes = await peer.setUpCodes();
    this.#files.code = await peer.save({ password: PASSWORD, codes: true });
    this.#recovery = await peer.createRecovery({ device: found.device });
  }

  /**
   * @template T
   * @param {(tab: Tab) => Promise<T>} visit of a browser where nothing is stored
   */
  async #visit(visit) {
    const tab = await this.browser.tab({ script: `(${watch})()` });
    try {
      await tab.followWorkers();
      await tab.open(`${this.url}/client/`);
      return await visit(tab);
    } finally {
      await tab.leave();
    }
  }

  /** @param {Tab} tab @param {string} file */
  async #bring(tab, file) {
    await tab.giveFile('device.keys', file);
    await tab.press(this.#organization);
  }

  /** @param {Tab} tab */
  async #opened(tab) {
    await tab.until('the page of the organization', () => tab.evaluate('bench.opened > 0'));
    return tab.evaluate('bench');
  }

  /**
   * @param {Tab} tab
   * @param {string} family of requests
   * @returns {Promise<number>} ms that they took, as the page's Workers saw it
   */
  async #roundTrips(tab, family) {
    const found = await Promise.all(
      tab.workers.map((worker) =>
        tab.inWorker(
          worker,
          `performance.getEntriesByType('resource')
             .filter(({ name }) => name.includes('/${family}/'))
             .map(({ duration }) => duration)`,
        ),
      ),
    );
    const durations = found.flat();
    if (durations.length === 0) throw new Error(`nothing was asked of the server: ${family}`);
    return durations.reduce((sum, duration) => sum + duration, 0);
  }

  /** From the password to the organization's page. */
  password() {
    return this.#visit(async (tab) => {
      await this.#bring(tab, this.#files.password);
      await tab.fill('Password', PASSWORD);
      await tab.press('Open');
      const { opened, submitted } = await this.#opened(tab);
      return opened - submitted;
    });
  }

  /** From what the passkey gave to the organization's page. */
  passkey() {
    return this.#visit(async (tab) => {
      await tab.send('WebAuthn.enable');
      await tab.send('WebAuthn.addVirtualAuthenticator', {
        options: { ...AUTHENTICATOR, automaticPresenceSimulation: true },
      });
      /** @type {PeerPasskey} */
      const passkey = await tab.evaluate(`(${makePasskey})()`);
      await this.#bring(tab, await this.peer.save({ passkeys: [passkey] }));
      await tab.press('Use my passkey');
      const { opened, passkeyUsed } = await this.#opened(tab);
      return opened - passkeyUsed;
    });
  }

  /** From the password to the code, and from the code to the organization's page, but for the server's answer to the code. */
  async code() {
    return this.#visit(async (tab) => {
      await this.#bring(tab, this.#files.code);
      await tab.fill('Password', PASSWORD);
      await tab.press('Open');
      await tab.until('the code', () => tab.evaluate('bench.codeAsked > 0'));
      await tab.fill('One-time code', await this.peer.code(this.#codes));
      await tab.press('Open');
      const { opened, codeAsked, submissions } = await this.#opened(tab);
      if (submissions.length !== 2) throw new Error('not a password and a code');
      const [password, code] = submissions;
      const server = await this.#roundTrips(tab, 'anonymous');
      return { took: codeAsked - password + opened - code - server, server };
    });
  }

  /** From the choice of a password to the end, with an empty browser, but for what the server was asked. */
  async restore() {
    return this.#visit(async (tab) => {
      const { recovery_file, recovery_key } = this.#recovery;
      await tab.press('Forgotten password');
      await tab.press('Get back in with a recovery file');
      await tab.giveFile('recovery.psrk', recovery_file);
      await tab.fill('Recovery key', recovery_key);
      await tab.press('Continue');
      await tab.fill('Password for this browser', PASSWORD);
      await tab.fill('The same password again', PASSWORD);
      await tab.press('Come back');
      await tab.until('the end', () => tab.evaluate('bench.restored > 0'));
      const { restored, submitted } = await tab.evaluate('bench');
      const server = await this.#roundTrips(tab, 'authenticated');
      return { took: restored - submitted - server, server };
    });
  }

  async stop() {
    await this.peer.stop();
    await this.server.stop();
    this.front.stop();
  }
}
