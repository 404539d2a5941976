// SPDX-License-Identifier: MPL-2.0
// Readers of QR codes that break, or are stopped while they look.
import assert from 'node:assert/strict';
import { registerHooks } from 'node:module';
import { beforeEach, test } from 'node:test';

// What the bundler makes of it.
registerHooks({
  load: (url, context, next) =>
    url.includes('?worker&url')
      ? { format: 'module', source: 'export default "worker.js";', shortCircuit: true }
      : next(url, context),
});

/** @type {FakeWorker[]} */
let workers = [];
class FakeWorker {
  /** @type {((event: { data: string }) => void) | null} */
  onmessage = null;
  /** @type {(() => void) | null} */
  onerror = null;
  asked = 0;
  terminated = false;
  constructor() {
    workers.push(this);
  }
  postMessage() {
    this.asked++;
  }
  terminate() {
    this.terminated = true;
  }
}

/** @type {PromiseWithResolvers<{ rawValue: string }[]>} */
let detected;
class FakeDetector {
  static getSupportedFormats = async () => ['qr_code'];
  detect = () => detected.promise;
}

const context = {
  drawImage() {},
  getImageData: () => ({ width: 4, height: 4, data: new Uint8ClampedArray(64) }),
};
Object.assign(globalThis, {
  Worker: FakeWorker,
  document: { createElement: () => ({ getContext: () => context }) },
});
const { openReader } = await import('../src/qr-reader.js');

const video = /** @type {HTMLVideoElement} */ ({ videoWidth: 4, videoHeight: 4 });

/** @param {boolean} ofBrowser */
function open(ofBrowser) {
  Object.assign(globalThis, { BarcodeDetector: ofBrowser ? FakeDetector : undefined });
  return openReader();
}

beforeEach(() => {
  workers = [];
  detected = Promise.withResolvers();
});

test('a reader of the browser that breaks is replaced, unless it was stopped meanwhile', async () => {
  for (const stopped of [false, true]) {
    workers = [];
    detected = Promise.withResolvers();
    const reader = await open(true);
    const read = reader.read(video);
    if (stopped) reader.stop();
    detected.reject(new Error('not on this system'));
    assert.equal(await read, '');
    assert.equal(workers.length, stopped ? 0 : 1);
    reader.stop();
    assert.ok(workers.every(({ terminated }) => terminated));
  }
});

test('a worker finds what it finds', async () => {
  const reader = await open(false);
  for (const found of ['', 'https://x/']) {
    const read = reader.read(video);
    await Promise.resolve();
    workers[0].onmessage?.({ data: found });
    assert.equal(await read, found);
  }
  assert.equal(workers[0].asked, 2);
});

test('a worker that breaks fails the read under way, or the next one', {
  timeout: 5000,
}, async () => {
  for (const between of ['before any', 'after one', 'during one']) {
    workers = [];
    const reader = await open(false);
    const [worker] = workers;
    if (between === 'after one') {
      const read = reader.read(video);
      worker.onmessage?.({ data: '' });
      await read;
    }
    const during = between === 'during one' && assert.rejects(reader.read(video), /QR/);
    worker.onerror?.();
    // Nobody may be told of it before somebody reads.
    await new Promise((resolve) => setImmediate(resolve));
    await during;
    await assert.rejects(reader.read(video), /QR/, between);
  }
});

test('who stops a reader that looks waits for nothing', { timeout: 5000 }, async () => {
  const reader = await open(false);
  const read = reader.read(video);
  reader.stop();
  assert.equal(await read, '');
});
