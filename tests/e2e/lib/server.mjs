// SPDX-License-Identifier: MPL-2.0
/** The released server with our built site, and the independent peer: both as child processes. */
import { fileURLToPath } from 'node:url';
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

export class Server {
  /**
   * @param {LineProcess} child
   * @param {{ url: string, port: number, admin_token: string }} ready what it says once it listens
   */
  constructor(child, { url, port, admin_token }) {
    this.process = child;
    this.url = url.replace(/\/$/, '');
    this.port = port;
    /** For the administration API. */
    this.adminToken = admin_token;
  }

  /**
   * @param {{ keep?: string, crowd?: CrowdWanted, port?: number, web?: string, options?: string[] }} [how] keep: a folder for
   *   PostgreSQL; web: one with another site than ours
   */
  static async start({ keep, crowd, port, web = site, options = [] } = {}) {
    const args = [`${root}tests/server/start.py`, '--json', '--web', web];
    if (keep) args.push('--keep', keep);
    if (crowd) args.push('--crowd', JSON.stringify(crowd));
    if (port) args.push('--port', String(port));
    const child = new LineProcess(python, [...args, '--', ...options], { cwd: root });
    return new Server(child, await child.next((line) => line.url, 120_000));
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

  stop() {
    return this.process.stop();
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
   * @returns {Promise<{ email: string, profile: string, devices: string[] }[]>}
   */
  async members(device) {
    return (await this.do({ do: 'members', device })).users;
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
