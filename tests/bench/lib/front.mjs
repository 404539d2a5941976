// SPDX-License-Identifier: MPL-2.0
/**
 * Stands in front of the Parsec server, as a reverse proxy does in production: sees everything that a browser asks for, and
 * compresses the site with Brotli when told to. The server never gets to hand out the site's compressed twins, or each file would be
 * compressed twice.
 */
import { createServer, request } from 'node:http';
import { brotliCompressSync, constants } from 'node:zlib';
import { listen } from '../../e2e/lib/listen.mjs';

/** @param {Buffer} bytes */
export const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

/** @typedef {{ path: string, raw: number, brotli: number }} Answer of the site, not of the API */

export class Front {
  /** @type {Answer[]} */
  answers = [];
  compresses = false;
  port = 0;
  /** @type {Map<string, Buffer>} by content: a page is not compressed anew for each visitor */
  #compressed = new Map();
  #upstream = 0;
  #server = createServer((incoming, outgoing) => {
    const forwarded = request(
      {
        host: '127.0.0.1',
        port: this.#upstream,
        method: incoming.method,
        path: incoming.url,
        headers: { ...incoming.headers, 'accept-encoding': 'identity' },
      },
      (answer) => {
        const path = new URL(incoming.url ?? '/', 'http://front').pathname;
        if (path.startsWith('/client/') && answer.statusCode === 200) {
          this.#site(path, answer, outgoing);
        } else {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        }
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
    outgoing.on('close', () => forwarded.destroy());
  });

  static async start() {
    const front = new Front();
    front.port = await listen(front.#server);
    return front;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @param {number} port of the Parsec server */
  serve(port) {
    this.#upstream = port;
  }

  /**
   * @param {string} path
   * @param {import('node:http').IncomingMessage} answer
   * @param {import('node:http').ServerResponse} outgoing
   */
  async #site(path, answer, outgoing) {
    const raw = Buffer.concat(await answer.toArray());
    const key = `${path} ${answer.headers.etag}`;
    const small = this.#compressed.get(key) ?? brotli(raw);
    this.#compressed.set(key, small);
    this.answers.push({ path, raw: raw.length, brotli: small.length });
    const body = this.compresses ? small : raw;
    outgoing.writeHead(200, {
      ...answer.headers,
      'content-length': body.length,
      ...(this.compresses ? { 'content-encoding': 'br' } : {}),
    });
    outgoing.end(body);
  }

  stop() {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
