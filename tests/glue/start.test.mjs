// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Client, openClient } from '../../js-glue/src/client.js';
import { startWorker } from '../../js-glue/src/start.js';
import { hostedBy, Stretcher, StretchFailure } from '../../js-glue/src/stretch.js';
import { stretch } from '../../js-glue/src/stretch-job.js';
import { sourceOf } from './lib/modules.mjs';
import { pretend, pretendNothing } from './lib/pretend.mjs';
import { scriptWorkers } from './lib/scripted-worker.mjs';

/** @typedef {import('./lib/scripted-worker.mjs').ScriptedWorker} ScriptedWorker */

/** @type {ScriptedWorker[]} */
let workers;
beforeEach(() => {
  workers = scriptWorkers();
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => {
  mock.timers.reset();
  pretendNothing();
});

const spawn = () => new Worker('w.js');
const SECOND = 1000;
const turn = () => new Promise((resolve) => setImmediate(resolve));
const alive = () => workers.filter(({ terminated }) => !terminated);

/** @param {() => unknown} condition */
async function until(condition) {
  while (!condition()) await turn();
}

test('start: the first Worker that runs is taken, one that is late is given its time', async () => {
  const starting = startWorker(spawn);
  mock.timers.tick(8 * SECOND);
  assert.equal(workers.length, 2);
  mock.timers.tick(16 * SECOND);
  assert.equal(workers.length, 3, 'the patience grows');
  assert.equal(alive().length, 3, 'a slow network does not begin anew');
  workers[1].onmessage?.({ data: 'something else' });
  workers[2].runs();
  assert.equal(await starting, workers[2]);
  assert.deepEqual(alive(), [workers[2]]);
  assert.equal(workers[2].onmessage, null);
  mock.timers.tick(300 * SECOND);
  assert.equal(workers.length, 3);
  assert.equal(workers[2].terminated, false);
});

test('start: none runs, its script does not load, it may not be made, it is given up', async () => {
  const silent = startWorker(spawn);
  const told = assert.rejects(silent, { name: 'ClientError', status: 'not-started' });
  for (let second = 0; second < 180; second++) mock.timers.tick(SECOND);
  await told;
  assert.equal(workers.length, 5);
  assert.deepEqual(alive(), []);

  const missing = startWorker(spawn);
  workers[5].onerror?.({});
  await assert.rejects(missing, { name: 'ClientError', status: 'module-refused' });

  const forbidden = startWorker(() => {
    throw new DOMException('', 'SecurityError');
  });
  await assert.rejects(forbidden, { name: 'ClientError', status: 'not-started' });

  const control = new AbortController();
  const unwanted = startWorker(spawn, { signal: control.signal });
  control.abort(new Error('enough'));
  await assert.rejects(unwanted, /enough/);
  await assert.rejects(startWorker(spawn, { signal: control.signal }), /enough/);
  mock.timers.tick(300 * SECOND);
  assert.equal(workers.length, 7);
  assert.deepEqual(alive(), []);
});

/** @param {ScriptedWorker} worker */
function answer(worker) {
  const [{ ports }] = worker.posted;
  ports[0].postMessage({ type: 'ready', sentences: {}, integrity: { core: 'c', stretch: 's' } });
  return ports[0];
}

test('start: a client opens with the third Worker, the only one that was handed anything', async () => {
  const opening = openClient({ server: 'https://here.example' });
  mock.timers.tick(8 * SECOND);
  mock.timers.tick(16 * SECOND);
  assert.equal(workers.length, 3);
  workers[2].runs();
  await until(() => workers[2].posted.length > 0);
  assert.deepEqual(workers[2].posted[0].data, {
    server: 'https://here.example',
    modules: undefined,
  });
  answer(workers[2]);
  const client = await opening;
  assert.equal(client.integrity.core, 'c');
  assert.deepEqual(
    workers.map(({ posted, terminated }) => [posted.length, terminated]),
    [
      [0, true],
      [0, true],
      [1, false],
    ],
  );
  client.fail('closed');
  assert.deepEqual(alive(), []);
});

test('start: a client that does not open says so', async () => {
  const never = openClient({ server: 'https://here.example' });
  const told = assert.rejects(never, { name: 'ClientError', status: 'not-started' });
  for (let second = 0; second < 180; second++) mock.timers.tick(SECOND);
  await told;

  const silent = openClient({ server: 'https://here.example' });
  workers.at(-1)?.runs();
  await until(() => workers.at(-1)?.posted.length);
  const toldToo = assert.rejects(silent, { name: 'ClientError', status: 'not-started' });
  mock.timers.tick(180 * SECOND);
  await toldToo;

  const control = new AbortController();
  const unwanted = openClient({ server: 'https://here.example', signal: control.signal });
  workers.at(-1)?.runs();
  control.abort(new Error('enough'));
  await assert.rejects(unwanted, /enough/);
  assert.deepEqual(alive(), []);
});

test('start: a page that the browser keeps for going back lets its Workers go', async () => {
  const page = new EventTarget();
  pretend({ addEventListener: page.addEventListener.bind(page) });
  const { port1, port2 } = new MessageChannel();
  let stopped = false;
  const client = new Client(port1, () => {
    stopped = true;
    port2.close();
  });
  client.opened.catch(() => undefined);
  const hide = (/** @type {boolean} */ persisted) =>
    page.dispatchEvent(Object.assign(new Event('pagehide'), { persisted }));
  hide(false);
  assert.equal(stopped, false);
  const journey = client.start({ flow: 'home' });
  hide(true);
  assert.equal(stopped, true);
  assert.equal((await journey.finished).failure?.status, 'closed');
});

/** The two sides of stretching with a client between them. */
function stretching() {
  const { port1, port2 } = new MessageChannel();
  const client = new Client(port1, () => port2.close());
  client.opened.catch(() => undefined);
  return {
    client,
    stretcher: new Stretcher({ module: sourceOf('stretch'), host: hostedBy(port2) }),
  };
}
const CHEAP = { memlimit_kb: 64, opslimit: 1, parallelism: 1, salt: new Uint8Array(16) };
const password = () => new TextEncoder().encode('P@ssw0rd.');
const none = () => new AbortController().signal;

test('start: the page makes the Worker that stretches, and hears nothing of what it does', async () => {
  const { client, stretcher } = stretching();
  const run = stretcher.run(CHEAP, password(), none());
  await until(() => workers.length === 1);
  assert.match(workers[0].url, /stretch-worker\.js$/);
  mock.timers.tick(8 * SECOND);
  workers[1].runs();
  await until(() => workers[1].posted.length > 0);
  assert.deepEqual(alive(), [workers[1]]);
  assert.equal(workers[1].posted[0].data, null);
  stretch(workers[1].posted[0].ports[0]);
  assert.equal((await run).length, 32);
  await until(() => workers[1].terminated);
  client.fail('closed');
});

test('start: a stretch that is taken back, breaks or outlives its client ends its Worker', async () => {
  const { client, stretcher } = stretching();
  const early = new AbortController();
  const unwanted = stretcher.run(CHEAP, password(), early.signal);
  await until(() => workers.length === 1);
  early.abort(new Error('enough'));
  await assert.rejects(unwanted, /enough/);
  await until(() => workers[0].terminated);

  const missing = stretcher.run(CHEAP, password(), none());
  await until(() => workers.length === 2);
  workers[1].onerror?.({});
  await assert.rejects(missing, StretchFailure);

  const broken = stretcher.run(CHEAP, password(), none());
  await until(() => workers.length === 3);
  workers[2].runs();
  await until(() => workers[2].posted.length > 0);
  workers[2].onerror?.({});
  await assert.rejects(broken, StretchFailure);
  await until(() => workers[2].terminated);

  const control = new AbortController();
  const left = stretcher.run(CHEAP, password(), control.signal);
  await until(() => workers.length === 4);
  client.fail('closed');
  assert.deepEqual(alive(), []);
  control.abort(new Error('over'));
  await assert.rejects(left, /over/);
});
