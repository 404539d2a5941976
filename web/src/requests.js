// SPDX-License-Identifier: MPL-2.0
// Requests to join that wait in this browser: what becomes of each, for as long as somebody looks.
import { client } from './client.js';

/**
 * @typedef {import('./journeys.js').Failure} Failure
 * @typedef {import('./journeys.js').RequestLine} RequestLine
 * @typedef {NonNullable<import('parsec-client').Notes['request']>} News
 */

/** What the server said last, as long as this page lives. @type {Map<string, News>} by the keys of requests */
const lastNews = new Map();

/** One of them. A `change` event follows each change. */
export class Watch extends EventTarget {
  /** @type {News | null} null: nothing is known yet */
  news = null;
  /** @type {import('parsec-client').Notes['network']} */
  network = undefined;
  /** @type {Failure | null} why it is looked at no longer */
  failure = null;
  /** @type {import('parsec-client').Journey | null} */
  #journey = null;
  #stopped = false;

  /** @param {RequestLine} line one that can be read */
  constructor({ key }) {
    super();
    this.key = key;
    this.news = lastNews.get(key) ?? null;
    this.#run();
  }

  /** Whether the server cannot be asked now. */
  get unreachable() {
    return this.network?.reachable === false;
  }

  stop() {
    this.#stopped = true;
    this.#journey?.cancel();
  }

  /** At once, also after a failure. */
  again() {
    if (this.#journey?.ended === false) {
      this.#journey.hurry();
      return;
    }
    this.failure = null;
    this.#run();
    this.#changed();
  }

  async #run() {
    try {
      const core = await client();
      if (this.#stopped) return;
      const journey = core.start({ flow: 'follow', job: 'watch', key: this.key });
      this.#journey = journey;
      journey.addEventListener('change', () => this.#heard(journey));
      const { failure } = await journey.finished;
      if (!this.#stopped && failure) this.#fail(failure);
    } catch (error) {
      const { status = 'unknown' } = /** @type {{ status?: string }} */ (error);
      this.#fail({ status });
    }
  }

  /** @param {import('parsec-client').Journey} journey */
  #heard({ notes: { request, network } }) {
    if (this.#stopped) return;
    if (request) {
      this.news = request;
      lastNews.set(this.key, request);
    }
    this.network = network;
    this.#changed();
  }

  /** @param {Failure} failure */
  #fail(failure) {
    this.failure = failure;
    this.network = undefined;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}
