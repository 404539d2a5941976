// SPDX-License-Identifier: MPL-2.0
import { ClientError, TransportFailure } from './errors.js';
import { isWebAddress } from './web-address.js';

/**
 * @typedef {import('./crossing.js').Party} Party
 *
 * @typedef {object} TransportRequest
 * @property {Party} party who it is for, as the core says
 * @property {string} method
 * @property {string} url
 * @property {{name: string, value: string}[]} headers
 * @property {Uint8Array | null} body
 * @property {number} timeout_ms without a byte
 * @property {number} max_response
 */

/** However slow a line is, the largest answers of all come through in less; who sends a byte now and then holds nobody up for ever. */
const REQUEST_MAX_MS = 600_000;

/** Pauses before an unanswered notice is sent again. */
const TELL_PAUSES_MS = [1000, 2000, 5000];

/**
 * Requests to the one Parsec server of this client, and to the OpenBao that this server names: the core says which of them is meant. A
 * Worker does not inherit the page's content security policy: this is what keeps every other origin out.
 */
export class Transport {
  #origin;
  #fetch;

  /**
   * @param {string} server its origin
   * @param {typeof globalThis.fetch} [fetch]
   */
  constructor(server, fetch = (...args) => globalThis.fetch(...args)) {
    this.#origin = new URL(server).origin;
    this.#fetch = fetch;
  }

  /**
   * True for addresses of the one server; those of an OpenBao cannot be told from others, but nothing may be said to it that others hear.
   * @param {string} url
   * @param {Party} [party]
   */
  allows(url, party = 'parsec') {
    const { origin, protocol, username, password } = URL.parse(url) ?? {};
    switch (party) {
      case 'parsec':
        return (
          origin === this.#origin && /^https?:$/.test(protocol ?? '') && !username && !password
        );
      case 'openbao':
        return isWebAddress(url);
      default:
        return false;
    }
  }

  /**
   * @param {TransportRequest} request
   * @param {AbortSignal} signal
   * @param {{keepalive?: boolean}} [options]
   * @returns {Promise<{http_status: number, body: Uint8Array}>}
   * @throws {TransportFailure | ClientError} 'foreign-server' without any request made, 'memory' when the answer does not fit; or the
   *   signal's reason
   */
  async request(
    { party, method, url, headers, body, timeout_ms, max_response },
    signal,
    { keepalive = false } = {},
  ) {
    const silence = new Deadline(timeout_ms);
    const whole = new Deadline(REQUEST_MAX_MS);
    const late = AbortSignal.any([silence.signal, whole.signal]);
    try {
      const response = await this.#send(
        { party, method, url, headers, body },
        { signal: AbortSignal.any([signal, late]), keepalive },
      );
      const answer = await read(response, max_response, () => silence.putOff());
      return { http_status: response.status, body: answer };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof TransportFailure || error instanceof ClientError) throw error;
      throw new TransportFailure(late.aborted ? 'timeout' : 'unreachable');
    } finally {
      silence.end();
      whole.end();
    }
  }

  /**
   * An answer that goes on for as long as it likes.
   * @param {TransportRequest} request its time limit is for the status line
   * @param {(bytes: Uint8Array) => void} received only when the status is 200
   * @param {AbortSignal} signal
   * @returns {Promise<number>} the HTTP status, when the server ended it
   * @throws {TransportFailure | ClientError} as `request` does
   */
  async stream({ party, method, url, headers, body, timeout_ms }, received, signal) {
    const silence = new Deadline(timeout_ms);
    try {
      const response = await this.#send(
        { party, method, url, headers, body },
        { signal: AbortSignal.any([signal, silence.signal]) },
      );
      silence.end();
      const reader = response.body?.getReader();
      if (response.status !== 200) await reader?.cancel();
      else
        for (;;) {
          const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
          if (done || !value) break;
          received(value);
        }
      return response.status;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (error instanceof ClientError) throw error;
      throw new TransportFailure(silence.signal.aborted ? 'timeout' : 'unreachable');
    } finally {
      silence.end();
    }
  }

  /**
   * @param {Pick<TransportRequest, 'party' | 'method' | 'url' | 'headers' | 'body'>} request
   * @param {{signal: AbortSignal, keepalive?: boolean}} options
   */
  #send({ party, method, url, headers, body }, options) {
    if (!this.allows(url, party)) throw new ClientError('foreign-server');
    return this.#fetch(url, {
      method,
      headers: headers.map(({ name, value }) => /** @type {[string, string]} */ ([name, value])),
      body: /** @type {Uint8Array<ArrayBuffer> | null} */ (body),
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      ...options,
    });
  }

  /**
   * A request whose answer nobody awaits, sent also while the page goes away; a few times when the network fails.
   * @param {TransportRequest} request
   */
  async tell(request) {
    for (const pause of [...TELL_PAUSES_MS, undefined]) {
      try {
        await this.request(request, new AbortController().signal, { keepalive: true });
        return;
      } catch (error) {
        if (!(error instanceof TransportFailure) || pause === undefined) return;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }
}

/** Aborts so long after it was made, or was last put off. */
class Deadline {
  #late = new AbortController();
  #ms;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {number} ms */
  constructor(ms) {
    this.#ms = ms;
    this.putOff();
  }

  get signal() {
    return this.#late.signal;
  }

  putOff() {
    this.end();
    this.#timer = setTimeout(() => this.#late.abort(), this.#ms);
  }

  end() {
    clearTimeout(this.#timer);
  }
}

/**
 * The whole body, or as soon as it is larger than allowed nothing more of it. It grows in place: the largest answers of all must not be
 * in memory twice.
 * @param {Response} response
 * @param {number} max
 * @param {() => void} heard
 */
async function read(response, max, heard) {
  const reader = response.body?.getReader();
  try {
    const body = new ArrayBuffer(0, { maxByteLength: max });
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done || !value) break;
      heard();
      const length = body.byteLength;
      if (length + value.length > max) throw new TransportFailure('oversized');
      body.resize(length + value.length);
      new Uint8Array(body).set(value, length);
      // Of some answers there must be no copy left over.
      value.fill(0);
    }
    return new Uint8Array(body);
  } catch (error) {
    reader?.cancel().catch(() => undefined);
    // Of all this only the buffer throws it, and the line is not to blame.
    throw error instanceof RangeError ? new ClientError('memory') : error;
  }
}
