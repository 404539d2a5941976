// SPDX-License-Identifier: MPL-2.0
/** The released server with our built site, and the independent peer: both as child processes. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Sso } from '../../sso/stack.mjs';
import { LineProcess } from './lines.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const python = process.env.PARSEC_PYTHON ?? 'python3';
export const site = process.env.PSC_WEB_DIR ?? `${root}build/web`;

/** What a peer's device file costs to open where nothing depends on it being strong. */
export const QUICK = { memlimit_kb: 64, opslimit: 1 };

/**
 * What tests/server/crowd.py makes.
 * @typedef {{ people: number, devices: number, removed: number, password: string, out: string }} CrowdWanted
 */

/**
 * What opens a device file for the peer: `output` is what one of its passkeys gives for its salt, in hex. A file that wants a one-time
 * code needs one, or the secret (base32) that gives it.
 * @typedef {{ password: string } | { output: string } | { recovery_key: string }} Opener
 * @typedef {{ code?: string, totp_secret?: string }} CodeGiven
 * @typedef {{ device: string, user_id: string, email: string, name: string, label: string, profile: string, organization: string, server: string }} DeviceHad
 *
 * How the peer protects a device: with `codes`, a one-time code is wanted as well. Bytes of passkeys are hex.
 * @typedef {{ credential_id: string, rp_id: string, output: string, salt?: string, label?: string }} PeerPasskey
 * @typedef {({ password: string, argon2?: typeof QUICK } | { passkeys: PeerPasskey[] }) & { codes?: boolean }} Protection
 *
 * @typedef {{ credential_id: string, rp_id: string, salt: string, label: string, version: number }} PasskeyRead
 * @typedef {{ kind: 'password' | 'web_passkey' | 'recovery', codes: boolean, head: Record<string, any>, passkeys: PasskeyRead[] }} FileRead
 */

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
  probe.close();
  await once(probe, 'close');
  return port;
}

export class Server {
  /** @type {Sso | undefined} */
  #sso;

  /**
   * @param {LineProcess} child
   * @param {{ url: string, port: number, admin_token: string }} ready what it says once it listens
   * @param {Sso} [sso] with which people sign on, and which ends with it
   */
  constructor(child, { url, port, admin_token }, sso) {
    this.process = child;
    this.url = url.replace(/\/$/, '');
    this.port = port;
    /** For the administration API. */
    this.adminToken = admin_token;
    this.#sso = sso;
  }

  /**
   * @param {{
   *   keep?: string, crowd?: CrowdWanted, port?: number, web?: string, name?: string, protections?: string[], options?: string[],
   *   sso?: boolean | import('../../sso/stack.mjs').SsoWanted
   * }} [how] keep: a folder for PostgreSQL; web: one with another site than ours; name: 'localhost', where passkeys are made;
   *   protections: the ways to protect a device that it advises, such as 'PASSWORD+TOTP'; sso: people can sign on
   */
  static async start({
    keep,
    crowd,
    port,
    web = site,
    name,
    protections = [],
    options = [],
    sso: wanted,
  } = {}) {
    /** @type {Sso | undefined} */
    let sso;
    if (wanted) {
      // The provider is told beforehand where the app will be
      port ??= await freePort();
      const more = wanted === true ? {} : wanted;
      const app = `http://${name ?? '127.0.0.1'}:${port}`;
      sso = await Sso.start({ ...more, apps: [app, ...(more.apps ?? [])] });
    }
    const args = [`${root}tests/server/start.py`, '--json', '--web', web];
    if (keep) args.push('--keep', keep);
    if (crowd) args.push('--crowd', JSON.stringify(crowd));
    if (port) args.push('--port', String(port));
    if (name) args.push('--name', name);
    for (const protection of protections) args.push('--protection', protection);
    const child = new LineProcess(
      python,
      [...args, '--', ...(sso?.serverOptions ?? []), ...options],
      {
        cwd: root,
      },
    );
    try {
      return new Server(child, await child.next((line) => line.url, 120_000), sso);
    } catch (error) {
      await sso?.stop();
      throw error;
    }
  }

  /** What people sign on with; only of a server that was started so. */
  get sso() {
    if (!this.#sso) throw new Error('the server was started without sso');
    return this.#sso;
  }

  get app() {
    return `${this.url}/client/`;
  }

  /**
   * The administration API (protocol.md §5.1).
   * @param {'GET' | 'PATCH' | 'POST'} method
   * @param {string} path after /administration/organizations
   * @param {object} [content]
   * @returns {Promise<any>}
   */
  async administer(method, path, content) {
    const answer = await fetch(`${this.url}/administration/organizations/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.adminToken}`,
        'content-type': 'application/json',
      },
      body: content && JSON.stringify(content),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /**
   * The server's administrator resets somebody's one-time codes.
   * @param {string} organization
   * @param {string} email whose
   * @param {{ mailed?: boolean }} [how]
   * @returns {Promise<string>} the link with which they are set up anew
   */
  async resetCodes(organization, email, { mailed = false } = {}) {
    const path = `${organization}/users/reset_totp`;
    const reset = await this.administer('POST', path, { user_email: email, send_email: mailed });
    return reset.totp_reset_url_as_http_redirection;
  }

  /**
   * The next mail to somebody.
   * @param {string} to
   * @returns {Promise<{ text: string }>}
   */
  async mail(to) {
    return (await this.process.next((line) => line.mail?.to.includes(to))).mail;
  }

  /**
   * The link in the next mail to somebody.
   * @param {string} to
   * @returns {Promise<string>}
   */
  async mailedLink(to) {
    const { text } = await this.mail(to);
    const link = /https?:\/\/\S+\/redirect\/\S+/.exec(text)?.[0];
    if (!link) throw new Error(`the mail holds no link: ${text}`);
    return link;
  }

  async stop() {
    await Promise.all([this.process.stop(), this.#sso?.stop()]);
  }
}

export class Peer {
  constructor() {
    this.process = new LineProcess(python, [`${root}tests/server/peer.py`, 'serve'], {
      cwd: `${root}tests/server`,
    });
  }

  /**
   * One command and its answer; a refusal is thrown.
   * @param {{ do: string, [field: string]: unknown }} command
   */
  async do(command) {
    const answer = await this.process.ask(command, 60_000);
    if (!answer.ok) throw new Error(`peer refuses ${command.do}: ${JSON.stringify(answer)}`);
    return answer;
  }

  /**
   * Creates an organization, whose administrator Ada this peer is from now on.
   * @param {{ url: string }} server
   * @param {{ organization?: string, password?: string, argon2?: typeof QUICK }} [how] with a password there is a device file
   * @returns {Promise<{ organization: string, device: string, device_file: string }>}
   */
  async found({ url }, { organization = freshOrganization(), ...protection } = {}) {
    const { device, device_file } = await this.do({
      do: 'bootstrap',
      server: url,
      organization,
      email: 'ada@example.com',
      name: 'Ada Peer',
      ...protection,
    });
    return { organization, device, device_file };
  }

  /**
   * Who is in the organization, as the peer reads the certificates.
   * @param {string} [device] of an organization that is not the last one
   * @returns {Promise<{ email: string, profile: string, devices: string[], purposes: Record<string, string> }[]>}
   */
  async members(device) {
    return (await this.do({ do: 'members', device })).users;
  }

  /**
   * What a device file says in clear.
   * @param {string} file base64
   * @returns {Promise<FileRead>}
   */
  read(file) {
    return this.do({ do: 'read_device_file', device_file: file });
  }

  /**
   * Opens a device file of ours or of the peer's own; from then on the peer is this device.
   * @param {string} file base64
   * @param {Opener & CodeGiven} by
   * @returns {Promise<DeviceHad & { accepted: boolean }>} accepted: the server takes its requests
   */
  open(file, by) {
    return this.do({ do: 'open_device_file', device_file: file, ...by });
  }

  /**
   * The device's file, as the peer writes it.
   * @param {Protection} protection
   * @param {string} [device] another one than the last
   * @returns {Promise<string>} base64
   */
  async save(protection, device) {
    return (await this.do({ do: 'save_device_file', device, ...protection })).device_file;
  }

  /**
   * One-time codes for the person whose device the peer has, or with a reset link for whoever was sent it.
   * @param {{ device?: string, link?: string }} [whose]
   * @returns {Promise<string>} their secret, in base32
   */
  async setUpCodes(whose = {}) {
    return (await this.do({ do: 'totp_setup', ...whose })).totp_secret;
  }

  /**
   * @param {string} secret in base32
   * @param {number} [steps] so many times 30 seconds from now: at ±2 the server takes it no more
   * @returns {Promise<string>}
   */
  async code(secret, steps = 0) {
    return (await this.do({ do: 'totp_code', totp_secret: secret, steps })).code;
  }

  /**
   * A recovery file of the person whose device the peer has.
   * @param {{ device?: string, label?: string }} [how]
   * @returns {Promise<{ device: string, recovery_file: string, recovery_key: string }>}
   */
  createRecovery(how = {}) {
    return this.do({ do: 'recovery_create', ...how });
  }

  /**
   * A new device from a recovery file; from then on the peer is this device.
   * @param {{ recovery_file: string, recovery_key: string }} from
   * @param {Protection & { label: string }} to
   * @returns {Promise<DeviceHad & { device_file: string }>}
   */
  restore({ recovery_file, recovery_key }, to) {
    return this.do({ do: 'recovery_restore', recovery_file, recovery_key, ...to });
  }

  /**
   * @param {string} name
   * @param {number} [limit]
   */
  event(name, limit) {
    return this.process.next((line) => line.event === name, limit);
  }

  stop() {
    return this.process.stop();
  }
}

let serial = 0;
/** An organization name that no earlier run on a kept server has used. */
export function freshOrganization() {
  serial += 1;
  return `Org-${process.pid}-${Date.now().toString(36)}-${serial}`;
}
