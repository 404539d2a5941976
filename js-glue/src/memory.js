// SPDX-License-Identifier: MPL-2.0

/**
 * What a module exports to hand memory out.
 * @typedef {object} MemoryExports
 * @property {WebAssembly.Memory} memory
 * @property {(len: number) => number} psc_wasm_alloc 0 when there is none left
 * @property {(address: number) => void} psc_wasm_free
 */

/** Bytes in a module's memory. Views are taken anew at each use: growing the memory detaches them. */
export class Memory {
  #exports;

  /** @param {MemoryExports} exports */
  constructor(exports) {
    this.#exports = exports;
  }

  /**
   * A view, valid until the module is called again.
   * @param {number} address
   * @param {number} length
   */
  view(address, length) {
    return new Uint8Array(this.#exports.memory.buffer, address, length);
  }

  /**
   * @param {number} address
   * @param {number} length
   */
  copy(address, length) {
    return this.view(address, length).slice();
  }

  /**
   * 32-bit words, little-endian as everything in WebAssembly.
   * @param {number} address
   * @param {number} count
   */
  words(address, count) {
    const view = new DataView(this.#exports.memory.buffer, address, 4 * count);
    return Array.from({ length: count }, (_, i) => view.getUint32(4 * i, true));
  }

  /**
   * Static text of the module, ending in zero.
   * @param {number} address
   */
  text(address) {
    const bytes = new Uint8Array(this.#exports.memory.buffer, address);
    return new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0)));
  }

  /**
   * Calls `use` with the addresses of copies of `inputs`, which are overwritten and given back whatever happens. A missing input has
   * address 0.
   * @template T
   * @param {(Uint8Array | undefined)[]} inputs
   * @param {(...addresses: number[]) => T} use
   * @returns {T}
   */
  withScratch(inputs, use) {
    /** @type {number[]} */
    const addresses = [];
    try {
      for (const input of inputs) {
        const address = input === undefined ? 0 : this.#exports.psc_wasm_alloc(input.length);
        if (input !== undefined && address === 0) throw new RangeError('no memory');
        addresses.push(address);
        // After the allocation, which may have moved the buffer.
        if (input !== undefined) this.view(address, input.length).set(input);
      }
      return use(...addresses);
    } finally {
      addresses.forEach((address, i) => {
        const input = inputs[i];
        if (input === undefined) return;
        this.view(address, input.length).fill(0);
        this.#exports.psc_wasm_free(address);
      });
    }
  }
}
