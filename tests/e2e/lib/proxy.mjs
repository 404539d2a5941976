// SPDX-License-Identifier: MPL-2.0
/**
 * Stands between everybody and the released server: records what is asked, and on a rule loses, delays, changes or invents answers.
 * The server is told that this is its address, so that links and origin are the proxy's.
 */
import { Agent, request as ask, createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { decode, encode } from '@msgpack/msgpack';
import { listen } from './listen.mjs';
import { Server } from './server.mjs';

/** Families whose requests are commands. */
const FAMILIES = ['anonymous', 'anonymous_server', 'invited', 'authenticated'];

/**
 * @typedef {{ status: number, headers?: Record<string, string | string[] | undefined>, body: Uint8Array | string }} Answer
 *
 * @typedef {object} Asked one request as it came
 * @property {string} method
 * @property {string} url path and query
 * @property {Record<string, string | string[] | undefined>} headers
 * @property {Buffer} body
 * @property {string} family '' for pages and what belongs to them
 * @property {string} organization
 * @property {string} cmd
 * @property {any} fields what the command says beside its name
 * @property {string} step of a greeting, as it is called on the wire
 * @property {boolean} peer asked by the independent peer, not by one of our pages
 * @property {number} [status] what was answered in the end; absent when nothing was
 *
 * @typedef {object} Turn what a rule may do with a request
 * @property {Asked} asked
 * @property {() => Promise<Answer>} forward lets the server act, and gives its answer without passing it on
 * @property {(answer: Answer) => void} answer
 * @property {() => void} drop breaks the connection without a word
 *
 * @typedef {(turn: Turn) => void | Promise<void>} Act
 * @typedef {((asked: Asked) => boolean) | { cmd?: string, family?: string, step?: string, organization?: string }} Match
 */

export class ReverseProxy {
  /** Every command, in order. @type {Asked[]} */
  seen = [];
  /** @type {{ fits: (asked: Asked) => boolean, act: Act }[]} */
  #rules = [];
  /** @type {Record<string, string>} */
  #headers = {};
  #upstream = 0;
  #port = 0;
  #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  #listener = createServer((request, response) => {
    this.#serve(request, response).catch(() => response.destroy());
  });

  /**
   * A server with its proxy before it; `server.url` and all its links are the proxy's.
   * @param {{ options?: string[], headers?: Record<string, string>, sso?: true | import('../../sso/stack.mjs').SsoWanted }} [how] headers:
   *   sent with the site, as a deployer would; sso: people can sign on, and the policy among the headers allows what that needs
   */
  static async start({ options = [], headers = {}, sso } = {}) {
    const proxy = new ReverseProxy();
    proxy.#port = await listen(proxy.#listener);
    const server = await Server.start({
      options: ['--server-addr', `parsec3://127.0.0.1:${proxy.#port}?no_ssl=true`, ...options],
      sso: sso && { ...(sso === true ? {} : sso), apps: [proxy.url] },
    });
    const policy = headers['Content-Security-Policy'];
    proxy.#headers =
      sso && policy
        ? {
            ...headers,
            'Content-Security-Policy': policy.replace(
              "connect-src 'self'",
              `connect-src 'self' ${server.sso.url}`,
            ),
          }
        : headers;
    proxy.#upstream = server.port;
    server.url = proxy.url;
    return {
      proxy,
      server,
      async stop() {
        proxy.#listener.close();
        proxy.#listener.closeAllConnections();
        proxy.#agent.destroy();
        await server.stop();
      },
    };
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /**
   * The newest rule that fits a request decides about it.
   * @param {Match} match
   * @param {Act} act
   * @param {{ times?: number }} [options] how often it is used before it is gone
   * @returns {() => void} takes it back
   */
  rule(match, act, { times = Number.POSITIVE_INFINITY } = {}) {
    const like = matcher(match);
    const peersToo = typeof match === 'function';
    let left = times;
    const rule = {
      fits: (/** @type {Asked} */ asked) =>
        left > 0 && asked.family !== '' && (peersToo || !asked.peer) && like(asked),
      act: (/** @type {Turn} */ turn) => {
        left -= 1;
        return act(turn);
      },
    };
    this.#rules.push(rule);
    return () => {
      this.#rules = this.#rules.filter((each) => each !== rule);
    };
  }

  /** No rules any more. */
  calm() {
    this.#rules = [];
  }

  /**
   * The commands of our own pages, in order, that fit.
   * @param {Match} match
   */
  ours(match) {
    const like = matcher(match);
    return this.seen.filter((asked) => !asked.peer && like(asked));
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   */
  async #serve(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const asked = read(request, Buffer.concat(chunks));
    if (asked.method === 'GET' && asked.url.endsWith('/events')) {
      this.#stream(asked, response);
      return;
    }
    if (asked.family) this.seen.push(asked);
    /** @type {Turn} */
    const turn = {
      asked,
      forward: () => this.#forward(asked),
      answer: ({ status, headers = {}, body }) => {
        asked.status = status;
        // A browser repeats by itself what fails on a connection that was used before: here each has one of its own.
        response.writeHead(status, {
          ...headers,
          ...(asked.url.startsWith('/client/') ? this.#headers : {}),
          'content-length': Buffer.byteLength(body),
          connection: 'close',
        });
        response.end(body);
      },
      drop: () => request.socket.destroy(),
    };
    const rule = this.#rules.findLast((each) => each.fits(asked));
    await (rule ? rule.act : pass)(turn);
  }

  /**
   * The server's events, as they come. They end with the browser's connection, and it with them.
   * @param {Asked} asked
   * @param {import('node:http').ServerResponse} response
   */
  #stream({ url, headers }, response) {
    const outgoing = ask(
      { host: '127.0.0.1', port: this.#upstream, path: url, headers },
      (incoming) => {
        response.writeHead(incoming.statusCode ?? 0, { ...incoming.headers, connection: 'close' });
        response.flushHeaders();
        incoming.pipe(response);
        incoming.on('error', () => response.destroy());
      },
    );
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    outgoing.end();
  }

  /** @param {Asked} asked @returns {Promise<Answer>} */
  #forward({ method, url, headers, body }) {
    return new Promise((resolve, reject) => {
      const outgoing = ask(
        { host: '127.0.0.1', port: this.#upstream, method, path: url, headers, agent: this.#agent },
        async (incoming) => {
          try {
            const chunks = [];
            for await (const chunk of incoming) chunks.push(chunk);
            const { 'transfer-encoding': _chunked, connection: _kept, ...rest } = incoming.headers;
            resolve({
              status: incoming.statusCode ?? 0,
              headers: rest,
              body: Buffer.concat(chunks),
            });
          } catch (error) {
            reject(error);
          }
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

/**
 * @param {Match} match
 * @returns {(asked: Asked) => boolean}
 */
function matcher(match) {
  if (typeof match === 'function') return match;
  const wanted = /** @type {[keyof Asked, string][]} */ (Object.entries(match));
  return (asked) => wanted.every(([name, value]) => asked[name] === value);
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {Buffer} body
 * @returns {Asked}
 */
function read({ method = '', url = '', headers }, body) {
  const [, family, organization = ''] = url.split('/');
  /** @type {Asked} */
  const asked = {
    method,
    url,
    headers,
    body,
    family: '',
    organization: '',
    cmd: '',
    fields: {},
    step: '',
    peer: /Peer$/.test(headers['user-agent'] ?? ''),
  };
  if (method !== 'POST' || !FAMILIES.includes(family)) return asked;
  const { cmd, ...fields } = /** @type {any} */ (decode(body));
  const step = (fields.claimer_step ?? fields.greeter_step)?.step ?? '';
  return { ...asked, family, organization: decodeURIComponent(organization), cmd, fields, step };
}

/* ---- What a rule may do */

/** @type {Act} */
export async function pass(turn) {
  turn.answer(await turn.forward());
}

/** The connection breaks before the server has seen anything. @type {Act} */
export function dropBefore(turn) {
  turn.drop();
}

/** The server has acted, but nobody hears of it. @type {Act} */
export async function dropAfter(turn) {
  await turn.forward();
  turn.drop();
}

/** What a browser does by itself when a connection that was used before breaks: the page hears of the second answer only. @type {Act} */
export async function twice(turn) {
  await turn.forward();
  await pass(turn);
}

/** @param {number} ms @returns {Act} */
export function slow(ms) {
  return async (turn) => {
    await delay(ms);
    await pass(turn);
  };
}

/** @param {number} status @returns {Act} the server never sees the request */
export function http(status) {
  return (turn) =>
    turn.answer({
      status,
      headers: { 'content-type': 'application/json' },
      body: '{"detail": "as the test wants it"}',
    });
}

/** Like the page of a hotel that wants to be paid first. @type {Act} */
export function html(turn) {
  turn.answer({
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><title>Welcome</title><h1>Please log in</h1>',
  });
}

/** @param {Uint8Array} body @returns {Act} */
export function bytes(body) {
  return (turn) =>
    turn.answer({ status: 200, headers: { 'content-type': 'application/msgpack' }, body });
}

/** @param {object} content @returns {Act} */
export function reply(content) {
  return bytes(encode(content));
}

/**
 * The server acts; what it says is changed on its way.
 * @param {(content: any) => any} change
 * @returns {Act}
 */
export function changed(change) {
  return async (turn) => {
    const answer = await turn.forward();
    turn.answer({
      ...answer,
      body:
        answer.status === 200
          ? encode(change(decode(/** @type {Uint8Array} */ (answer.body))))
          : answer.body,
    });
  };
}

/** The server acts; the end of its answer is lost in a way that the connection hides. @type {Act} */
export async function truncated(turn) {
  const answer = await turn.forward();
  turn.answer({ ...answer, body: answer.body.slice(0, answer.body.length >> 1) });
}

/** @param {number} length @returns {Act} well-formed, and far larger than any answer */
export function oversized(length) {
  return reply({ status: 'ok', padding: new Uint8Array(length) });
}
