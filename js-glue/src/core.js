// SPDX-License-Identifier: MPL-2.0
// The boundary (emscripten/boundary.c) as objects. Nothing here knows what a flow is about.
import { decode, encode, optionsToCore } from './codec.js';
import { ClientError } from './errors.js';
import { Memory } from './memory.js';

/**
 * @typedef {import('./crossing.js').Effect} Effect
 * @typedef {import('./crossing.js').Event} CoreEvent
 * @typedef {import('./crossing.js').Options} Options
 * @typedef {import('./crossing.js').AddressDescription} AddressDescription
 * @typedef {import('./crossing.js').AddressRefusal} AddressRefusal
 * @typedef {import('./crossing.js').RecoveryKeyDescription} RecoveryKeyDescription
 *
 * An effect and what must not be in it.
 * @typedef {{effect: Effect, secret: Uint8Array | undefined}} Drawn
 *
 * What the boundary exports.
 * @typedef {import('./memory.js').MemoryExports & {
 *   psc_wasm_version(): number,
 *   psc_wasm_start(): number,
 *   psc_wasm_output(): number,
 *   psc_wasm_flow_new(options: number, len: number): number,
 *   psc_wasm_flow_step(flow: number, event: number, len: number, secret: number, secretLen: number): number,
 *   psc_wasm_flow_next(flow: number): number,
 *   psc_wasm_flow_name(flow: number): number,
 *   psc_wasm_flow_state(flow: number): number,
 *   psc_wasm_flow_free(flow: number): void,
 *   psc_wasm_device_release(device: number): void,
 *   psc_wasm_status_at(i: number): number,
 *   psc_wasm_status_name(status: number): number,
 *   psc_wasm_status_sentence(status: number): number,
 *   psc_wasm_address_describe(text: number, len: number): number,
 *   psc_wasm_recovery_key_describe(typed: number, len: number): number,
 *   psc_wasm_device_file_max(): number,
 * }} CoreExports
 */

const VERSION = 1;

export class Core {
  #exports;
  /** @type {Memory} */
  #memory;
  /** @type {Map<number, string>} */
  #names = new Map();

  /**
   * Sentences of all statuses, by name.
   * @type {Record<string, string>}
   */
  sentences = {};

  /** @param {CoreExports} exports */
  constructor(exports) {
    this.#exports = exports;
    this.#memory = new Memory(exports);
    if (exports.psc_wasm_version() !== VERSION || exports.psc_wasm_start() !== 0)
      throw new ClientError('module-refused');
    for (let i = 0; ; i++) {
      const status = exports.psc_wasm_status_at(i);
      if (status < 0) break;
      const name = this.#memory.text(exports.psc_wasm_status_name(status));
      this.#names.set(status, name);
      this.sentences[name] = this.#memory.text(exports.psc_wasm_status_sentence(status));
    }
  }

  /** No device file is longer, in bytes. */
  get deviceFileMax() {
    return this.#exports.psc_wasm_device_file_max();
  }

  /** @param {number} status */
  #error(status) {
    const name = this.#names.get(status) ?? 'unknown';
    return new ClientError(name, this.sentences[name]);
  }

  /** @param {number} address */
  text(address) {
    return this.#memory.text(address);
  }

  /**
   * @param {Options} options
   * @returns {CoreFlow}
   * @throws {ClientError} with the status that says what is wrong with them
   */
  start(options) {
    const bytes = encode(optionsToCore(options));
    try {
      const handle = this.#memory.withScratch([bytes], (at) =>
        this.#exports.psc_wasm_flow_new(at, bytes.length),
      );
      if (handle < 0) throw this.#error(-handle);
      return new CoreFlow(this, this.#exports, handle);
    } finally {
      bytes.fill(0);
    }
  }

  /**
   * @param {number} handle
   * @param {CoreEvent} event
   * @param {Uint8Array | undefined} secret overwritten
   * @returns {Drawn[]}
   */
  step(handle, event, secret) {
    const bytes = encode(event);
    let status;
    try {
      status = this.#memory.withScratch([bytes, secret], (at, secretAt) =>
        this.#exports.psc_wasm_flow_step(handle, at, bytes.length, secretAt, secret?.length ?? 0),
      );
    } finally {
      bytes.fill(0);
      secret?.fill(0);
    }
    // Also after a failure: a flow that ran out of memory still says so as an effect.
    const drawn = [...this.#draw(handle)];
    if (status !== 0 && drawn.length === 0) throw this.#error(status);
    return drawn;
  }

  #output() {
    return /** @type {[number, number, number, number]} */ (
      this.#memory.words(this.#exports.psc_wasm_output(), 4)
    );
  }

  /**
   * @param {number} handle
   * @returns {Generator<Drawn>}
   */
  *#draw(handle) {
    for (;;) {
      const more = this.#exports.psc_wasm_flow_next(handle);
      if (more < 0) throw this.#error(-more);
      if (more === 0) return;
      const [at, length, secretAt, secretLength] = this.#output();
      // The module wipes both when it is asked for the next one.
      const secret = secretAt === 0 ? undefined : this.#memory.copy(secretAt, secretLength);
      yield { effect: decode(this.#memory.view(at, length)), secret };
    }
  }

  /** @param {number} device */
  release(device) {
    this.#exports.psc_wasm_device_release(device);
  }

  /**
   * What a pasted text is.
   * @param {string} text
   * @returns {AddressDescription | AddressRefusal}
   */
  describeLink(text) {
    const bytes = new TextEncoder().encode(text);
    const status = this.#memory.withScratch([bytes], (at) =>
      this.#exports.psc_wasm_address_describe(at, bytes.length),
    );
    bytes.fill(0);
    if (status !== 0) throw this.#error(status);
    const [at, length] = this.#output();
    return decode(this.#memory.view(at, length));
  }

  /**
   * How far a recovery key is that somebody types.
   * @param {Uint8Array} typed overwritten
   * @returns {RecoveryKeyDescription}
   */
  describeRecoveryKey(typed) {
    let status;
    try {
      status = this.#memory.withScratch([typed], (at) =>
        this.#exports.psc_wasm_recovery_key_describe(at, typed.length),
      );
    } finally {
      typed.fill(0);
    }
    if (status !== 0) throw this.#error(status);
    const [at, length] = this.#output();
    return decode(this.#memory.view(at, length));
  }
}

export class CoreFlow {
  #core;
  #exports;
  #handle;

  /**
   * @param {Core} core
   * @param {CoreExports} exports
   * @param {number} handle
   */
  constructor(core, exports, handle) {
    this.#core = core;
    this.#exports = exports;
    this.#handle = handle;
  }

  get name() {
    return this.#core.text(this.#exports.psc_wasm_flow_name(this.#handle));
  }

  /** What is awaited. */
  get state() {
    return this.#core.text(this.#exports.psc_wasm_flow_state(this.#handle));
  }

  /**
   * @param {CoreEvent} event
   * @param {Uint8Array} [secret] overwritten
   * @returns {Drawn[]} in order
   * @throws {ClientError} 'state' when the event does not fit; nothing changed then
   */
  step(event, secret) {
    return this.#core.step(this.#handle, event, secret);
  }

  free() {
    this.#exports.psc_wasm_flow_free(this.#handle);
  }
}
