// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Memory } from '../../js-glue/src/memory.js';

/** A module that hands out memory from 1024 on and grows it at every allocation. */
function allocator() {
  const memory = new WebAssembly.Memory({ initial: 1 });
  let next = 1024;
  /** @type {number[]} */
  const freed = [];
  return {
    memory,
    freed,
    /** @param {number} length */
    psc_wasm_alloc(length) {
      memory.grow(1);
      const address = next;
      next += length + 16;
      return address;
    },
    /** @param {number} address */
    psc_wasm_free(address) {
      freed.push(address);
    },
  };
}
const SECRET = Uint8Array.from({ length: 40 }, (_, i) => i + 1);
const isWiped = (/** @type {WebAssembly.Memory} */ memory) =>
  new Uint8Array(memory.buffer).every((byte) => byte === 0);

test('memory: inputs are readable inside, wiped and given back after', () => {
  const module = allocator();
  const outcome = new Memory(module).withScratch(
    [SECRET, undefined, SECRET.subarray(0, 3)],
    (a, b, c) => {
      assert.deepEqual(new Uint8Array(module.memory.buffer, a, 40), SECRET);
      assert.equal(b, 0);
      assert.deepEqual(new Uint8Array(module.memory.buffer, c, 3), SECRET.subarray(0, 3));
      module.memory.grow(1);
      return a;
    },
  );
  assert.equal(outcome, 1024);
  assert.ok(isWiped(module.memory));
  assert.deepEqual(module.freed, [1024, 1080]);
});

test('memory: wiped when the module traps', () => {
  const module = allocator();
  const trap = () => {
    throw new WebAssembly.RuntimeError('unreachable');
  };
  assert.throws(() => new Memory(module).withScratch([SECRET], trap), WebAssembly.RuntimeError);
  assert.ok(isWiped(module.memory));
  assert.deepEqual(module.freed, [1024]);
});

test('memory: when there is none left, what was written is wiped', () => {
  const module = allocator();
  const { psc_wasm_alloc } = module;
  let calls = 0;
  module.psc_wasm_alloc = (length) => (++calls > 1 ? 0 : psc_wasm_alloc(length));
  let used = false;
  const use = () => {
    used = true;
  };
  assert.throws(() => new Memory(module).withScratch([SECRET, SECRET], use), RangeError);
  assert.equal(used, false);
  assert.ok(isWiped(module.memory));
  assert.deepEqual(module.freed, [1024]);
});

test('memory: text, words and copies outlive growth', () => {
  const module = allocator();
  const memory = new Memory(module);
  memory.view(100, 6).set(new TextEncoder().encode('état\0'));
  memory.view(200, 8).set([1, 2, 0, 0, 0xff, 0xff, 0xff, 0xff]);
  const copy = memory.copy(200, 2);
  module.memory.grow(1);
  assert.equal(memory.text(100), 'état');
  assert.deepEqual(memory.words(200, 2), [0x201, 0xffffffff]);
  assert.deepEqual(copy, Uint8Array.from([1, 2]));
});
