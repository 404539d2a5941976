// SPDX-License-Identifier: MPL-2.0
/**
 * Single sign-on for a Parsec server: an OpenID Connect provider and an OpenBao that trusts it, both as child processes on loopback.
 *
 *     node tests/sso/stack.mjs [--app URL]... [--token-ttl SECONDS]
 *
 * --app: where the app is served, such as http://localhost:6777 (its callback page is under /client/). Prints what `describe` gives
 * as one line of JSON when both answer, and stops when standard input ends.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { LineProcess } from '../e2e/lib/lines.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const CALLBACK = '/client/oidc/callback';

/** Parsec's name of each way to sign on, the option of its server, and where OpenBao has it. */
const WAYS = [
  { id: 'PRO_CONNECT', option: '--openbao-auth-pro-connect', mount: 'auth/pro_connect' },
  { id: 'HEXAGONE', option: '--openbao-auth-hexagone', mount: 'auth/hexagone' },
];

/** @typedef {import('./provider.mjs').Person} Person */

/** Whom the provider knows, if nobody else is named. @type {Person[]} */
export const PEOPLE = [
  { email: 'ada@example.com', password: 'ada-signs-on', name: 'Ada Admin' },
  { email: 'sol@example.com', password: 'sol-signs-on', name: 'Sol Newcomer' },
  { email: 'noa@example.com', password: 'noa-signs-on', name: 'Noa Neighbour' },
];

/**
 * @typedef {object} SsoWanted
 * @property {string[]} [apps] origins of pages that sign on
 * @property {Person[]} [people]
 * @property {number} [tokenTtl] seconds that a sign-on lasts
 * @property {boolean} [isolated] the provider's pages cut themselves off from the window that opened them
 * @property {('PRO_CONNECT' | 'HEXAGONE')[]} [ways]
 */

export class Sso {
  /**
   * @param {LineProcess} provider
   * @param {string} providerUrl
   * @param {LineProcess} openbao
   * @param {{ url: string, root_token: string }} ready
   * @param {Person[]} people
   * @param {typeof WAYS} ways
   */
  constructor(provider, providerUrl, openbao, ready, people, ways) {
    /** Each may be stopped alone, to be missed. */
    this.provider = provider;
    this.openbao = openbao;
    this.providerUrl = providerUrl;
    this.url = ready.url;
    this.rootToken = ready.root_token;
    this.people = people;
    this.ways = ways;
  }

  /** @param {SsoWanted} [wanted] */
  static async start(wanted = {}) {
    const { apps = [], people = PEOPLE, tokenTtl = 60, isolated = false } = wanted;
    const ways = WAYS.filter(({ id }) => wanted.ways?.some((name) => name === id) ?? true);
    const redirect_uris = apps.map((app) => new URL(CALLBACK, app).href);
    const provider = new LineProcess(process.execPath, [
      `${here}provider.mjs`,
      JSON.stringify({ redirect_uris, people, isolated }),
    ]);
    const { url, client_id, client_secret } = await provider.next((line) => line.url);
    const config = {
      token_ttl_seconds: tokenTtl,
      allowed_origins: apps.map((app) => new URL(app).origin),
      auths: ways.map(({ mount }) => ({
        mount_path: mount,
        oidc_discovery_url: url,
        client_id,
        client_secret,
        allowed_redirect_uris: redirect_uris,
      })),
    };
    const program = process.env.PARSEC_OPENBAO;
    if (!program) throw new Error('PARSEC_OPENBAO does not name the program; ./dev sets it');
    const openbao = new LineProcess(program, ['--config', JSON.stringify(config)]);
    try {
      const ready = await openbao.next((line) => line.url);
      return new Sso(provider, url, openbao, ready, people, ways);
    } catch (error) {
      await provider.stop();
      throw error;
    }
  }

  /** Options of the Parsec server that tell its clients. */
  get serverOptions() {
    return [
      ...['--openbao-server-url', this.url],
      ...['--openbao-secret-mount-path', 'secret'],
      ...['--openbao-transit-mount-path', 'transit'],
      ...this.ways.flatMap(({ option, mount }) => [option, mount]),
    ];
  }

  /** The same for another program. */
  describe() {
    return {
      openbao_url: this.url,
      provider_url: this.providerUrl,
      root_token: this.rootToken,
      mounts: Object.fromEntries(this.ways.map(({ id, mount }) => [id, mount])),
      people: this.people,
      server_options: this.serverOptions,
    };
  }

  /**
   * OpenBao's API, as its administrator.
   * @param {'GET' | 'POST' | 'DELETE'} method
   * @param {string} path after /v1/
   * @param {object} [content]
   * @returns {Promise<any>}
   */
  async administer(method, path, content) {
    const answer = await fetch(`${this.url}/v1/${path}`, {
      method,
      headers: { 'x-vault-token': this.rootToken },
      body: content && JSON.stringify(content),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  }

  /**
   * One more e-mail address that somebody has proven. OpenBao has one for each way to sign on, so the way is not theirs.
   * @param {string} entityId
   * @param {string} email
   * @param {{ mount?: string }} [how]
   */
  async prove(entityId, email, { mount = 'auth/hexagone' } = {}) {
    const { data } = await this.administer('GET', 'sys/auth');
    await this.administer('POST', 'identity/entity-alias', {
      name: email,
      canonical_id: entityId,
      mount_accessor: data[mount.replace(/^auth\/(.*[^/])\/?$/, '$1/')].accessor,
    });
  }

  /**
   * How long sign-ons last from now on.
   * @param {number} seconds
   */
  async setTokenTtl(seconds) {
    for (const { mount } of this.ways)
      await this.administer('POST', `${mount}/role/default`, { token_ttl: seconds });
  }

  async stop() {
    await Promise.all([this.openbao.stop(), this.provider.stop()]);
  }
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { app: { type: 'string', multiple: true }, 'token-ttl': { type: 'string' } },
  });
  const sso = await Sso.start({ apps: values.app, tokenTtl: Number(values['token-ttl'] ?? 60) });
  console.log(JSON.stringify(sso.describe()));
  process.stdin.on('end', () => sso.stop().then(() => process.exit())).resume();
}
