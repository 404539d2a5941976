// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { compile, instantiate } from '../../js-glue/src/loader.js';
import { listen } from '../e2e/lib/listen.mjs';
import { bytesOf, sourceOf } from './lib/modules.mjs';

const bytes = bytesOf('stretch');
const integrity = `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
const wrong = `sha256-${createHash('sha256').update('something else').digest('base64')}`;
const refused = { name: 'ClientError', status: 'module-refused' };

const server = createServer((request, response) => {
  /** @type {Record<string, string>} */
  const types = {
    '/streamed': 'application/wasm',
    '/typeless': 'application/octet-stream',
    '/html': 'text/html',
  };
  if (request.url === '/slow') return;
  if (request.url === '/moved') {
    response.writeHead(302, { Location: '/streamed' }).end();
    return;
  }
  const type = types[request.url ?? ''];
  if (type === undefined) response.writeHead(404).end(bytes);
  else
    response
      .writeHead(200, { 'Content-Type': type })
      .end(request.url === '/html' ? '<html>' : bytes);
});
let origin = '';
before(async () => {
  origin = `http://127.0.0.1:${await listen(server)}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

/** A browser that knows nothing of integrity. @type {typeof fetch} */
const careless = (url, { integrity: _, ...options } = {}) => fetch(url, options);

test('loader: the right bytes are compiled, streamed or not', async () => {
  for (const path of ['/streamed', '/typeless']) {
    const module = await compile({ url: origin + path, integrity });
    assert.ok(WebAssembly.Module.exports(module).some(({ name }) => name === 'psc_stretch_derive'));
  }
});

test('loader: other bytes are refused', async () => {
  for (const path of ['/streamed', '/typeless', '/html']) {
    await assert.rejects(compile({ url: origin + path, integrity: wrong }), refused);
  }
  await assert.rejects(compile({ url: `${origin}/html`, integrity }), refused);
});

test('loader: other bytes are refused by our own comparison too', async () => {
  await assert.rejects(
    compile({ url: `${origin}/typeless`, integrity: wrong }, { fetch: careless }),
    refused,
  );
  await compile({ url: `${origin}/typeless`, integrity }, { fetch: careless });
});

test('loader: no hash, no module', async () => {
  for (const none of [
    '',
    'sha256-',
    'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=',
    `md5-x ${integrity}`,
    `${integrity} ${wrong}`,
  ]) {
    await assert.rejects(compile({ url: `${origin}/streamed`, integrity: none }), refused, none);
  }
});

test('loader: missing, moved and unreachable modules are refused', async () => {
  await assert.rejects(compile({ url: `${origin}/missing`, integrity }), refused);
  await assert.rejects(compile({ url: `${origin}/moved`, integrity }), refused);
  await assert.rejects(compile({ url: 'http://127.0.0.1:1/', integrity }), refused);
});

test('loader: can be given up', async () => {
  const signal = AbortSignal.timeout(20);
  await assert.rejects(compile({ url: `${origin}/slow`, integrity }, { signal }), {
    name: 'TimeoutError',
  });
});

test('loader: random bytes come from the system, in pieces that it gives', async () => {
  const exports = await instantiate(await compile(sourceOf('core')));
  assert.equal(exports.psc_wasm_start(), 0);
  const { host } = importsOf(exports);
  const length = 200_000;
  const at = exports.psc_wasm_alloc(length);
  assert.equal(host.random(at, length), 0);
  const drawn = new Uint8Array(exports.memory.buffer, at, length);
  assert.ok(new Set(drawn.slice(0, 1000)).size > 200);
  assert.ok(new Set(drawn.slice(-1000)).size > 200);
});

test('loader: no random bytes is told, not thrown through C', async () => {
  const exports = await instantiate(await compile(sourceOf('core')), () => {
    throw new Error('no entropy');
  });
  assert.equal(importsOf(exports).host.random(8, 8), 1);
});

/**
 * @typedef {{host: {random(at: number, length: number): number}}} Imports
 * @type {{exports: WebAssembly.Exports, imports: Imports} | undefined}
 */
let last;
const { instantiate: original } = WebAssembly;
Object.assign(WebAssembly, {
  /** @param {WebAssembly.Module} module @param {Imports} imports */
  async instantiate(module, imports) {
    const instance = await original(module, imports);
    last = { exports: instance.exports, imports };
    return instance;
  },
});
/** @param {WebAssembly.Exports} exports */
function importsOf(exports) {
  assert.ok(last);
  assert.equal(last.exports, exports);
  return last.imports;
}
