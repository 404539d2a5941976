// SPDX-License-Identifier: MPL-2.0
/** The released server with our built site, and the independent peer: both as child processes. */
import { fileURLToPath } from 'node:url';
import { LineProcess } from './lines.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const python = process.env.PARSEC_PYTHON ?? 'python3';
export const site = process.env.PSC_WEB_DIR ?? `${root}build/web`;

export class Server {
  /**
   * @param {{ keep?: string, port?: number, options?: string[] }} [how] keep: a folder for PostgreSQL
   */
  static async start({ keep, port, options = [] } = {}) {
    const args = [`${root}tests/server/start.py`, '--json', '--web', site];
    if (keep) args.push('--keep', keep);
    if (port) args.push('--port', String(port));
    const server = new Server();
    server.process = new LineProcess(python, [...args, '--', ...options], { cwd: root });
    const {
      url,
      port: chosen,
      admin_token,
    } = await server.process.next((line) => line.url, 120_000);
    server.url = url.replace(/\/$/, '');
    server.port = chosen;
    server.adminToken = admin_token;
    return server;
  }

  /** @type {LineProcess} */
  // @ts-expect-error set by start
  process;
  url = '';
  port = 0;
  /** For the administration API. */
  adminToken = '';

  get app() {
    return `${this.url}/client/`;
  }

  /**
   * The next mail to somebody.
   * @param {string} to
   */
  async mail(to) {
    return (await this.process.next((line) => line.mail?.to.includes(to))).mail;
  }

  stop() {
    return this.process.stop();
  }
}

export class Peer {
  #last = 0;

  constructor() {
    this.process = new LineProcess(python, [`${root}tests/server/peer.py`, 'serve'], {
      cwd: `${root}tests/server`,
    });
  }

  /**
   * One command and its answer; a refusal is thrown.
   * @param {{ do: string, [field: string]: any }} command
   */
  async do(command) {
    const id = ++this.#last;
    this.process.say({ ...command, id });
    const answer = await this.process.next((line) => line.id === id, 60_000);
    if (!answer.ok) throw new Error(`peer refuses ${command.do}: ${JSON.stringify(answer)}`);
    return answer;
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
