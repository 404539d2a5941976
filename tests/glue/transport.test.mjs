// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { Transport } from '../../js-glue/src/transport.js';
import { listen } from '../e2e/lib/listen.mjs';

/** @typedef {import('node:http').RequestListener} RequestListener */

/** @type {RequestListener} */
let respond;
/** @type {{method: string, url: string, headers: import('node:http').IncomingHttpHeaders, body: Buffer}[]} */
let seen = [];
let elsewhere = 0;

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  seen.push({
    method: request.method ?? '',
    url: request.url ?? '',
    headers: request.headers,
    body: Buffer.concat(chunks),
  });
  respond(request, response);
});
const other = createServer((_, response) => {
  elsewhere++;
  response.end('hello');
});

let origin = '';
let foreign = '';
before(async () => {
  origin = `http://127.0.0.1:${await listen(server)}`;
  foreign = `http://127.0.0.1:${await listen(other)}`;
});
after(() => {
  for (const each of [server, other]) {
    each.closeAllConnections();
    each.close();
  }
});

/** @typedef {import('../../js-glue/src/transport.js').TransportRequest} TransportRequest */

/** @param {Partial<TransportRequest>} [more] @returns {TransportRequest} */
const request = (more = {}) => ({
  party: 'parsec',
  method: 'POST',
  url: `${origin}/authenticated/Org`,
  headers: [
    { name: 'Api-Version', value: '5.6' },
    { name: 'Authorization', value: 'Bearer x' },
  ],
  body: Uint8Array.from([0x81, 1, 2]),
  timeout_ms: 5000,
  max_response: 1000,
  ...more,
});

/** @param {TransportRequest} effect @param {RequestListener} answer @param {AbortSignal} [signal] */
function send(effect, answer, signal = new AbortController().signal) {
  respond = answer;
  seen = [];
  return new Transport(origin).request(effect, signal);
}
const fails = (/** @type {Promise<unknown>} */ promise, /** @type {string} */ reason) =>
  assert.rejects(promise, { name: 'TransportFailure', reason });

test('transport: method, headers and body as given, status and body back', async () => {
  const answer = await send(request(), (_, response) =>
    response.writeHead(200).end(Buffer.from([7, 8])),
  );
  assert.deepEqual(answer, { http_status: 200, body: Uint8Array.from([7, 8]) });
  const [{ method, url, headers, body }] = seen;
  assert.equal(`${method} ${url}`, 'POST /authenticated/Org');
  assert.equal(headers['api-version'], '5.6');
  assert.equal(headers.authorization, 'Bearer x');
  assert.equal(headers.cookie, undefined);
  assert.equal(headers.referer, undefined);
  assert.deepEqual([...body], [0x81, 1, 2]);
});

test('transport: GET has no body', async () => {
  await send(request({ method: 'GET', body: null, headers: [] }), (_, response) => response.end());
  assert.equal(seen[0].method, 'GET');
  assert.equal(seen[0].body.length, 0);
});

test('transport: what is asked of the browser', async () => {
  /** @type {RequestInit} */
  let init = {};
  /** @type {typeof globalThis.fetch} */
  const fetch = async (_, options = {}) => {
    init = options;
    return new Response('');
  };
  await new Transport(origin, fetch).request(request(), new AbortController().signal);
  const { credentials, redirect, cache, referrerPolicy, keepalive } = init;
  assert.deepEqual(
    { credentials, redirect, cache, referrerPolicy, keepalive },
    {
      credentials: 'omit',
      redirect: 'error',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
      keepalive: false,
    },
  );
});

test('transport: any status and any body is an answer', async () => {
  for (const status of [201, 400, 401, 403, 404, 410, 422, 460, 498, 500, 503]) {
    const { http_status, body } = await send(request(), (_, response) =>
      response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html>'),
    );
    assert.equal(http_status, status);
    assert.equal(Buffer.from(body).toString(), '<html>');
  }
});

test('transport: no redirection is followed', async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    /** @type {RequestListener} */
    const answer = (_, response) => response.writeHead(status, { Location: `${foreign}/` }).end();
    await fails(send(request(), answer), 'unreachable');
    await fails(
      send(request(), (_, response) => response.writeHead(status, { Location: '/x' }).end()),
      'unreachable',
    );
  }
  assert.equal(elsewhere, 0);
});

test('transport: no more than allowed is read', async () => {
  const exact = await send(request({ max_response: 1000 }), (_, response) =>
    response.end(Buffer.alloc(1000, 1)),
  );
  assert.equal(exact.body.length, 1000);
  await fails(
    send(request(), (_, response) => response.end(Buffer.alloc(1001))),
    'oversized',
  );
  let sent = 0;
  /** @type {RequestListener} */
  const endless = (_, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65536))) sent++;
    };
    response.on('drain', more);
    more();
  };
  await fails(send(request(), endless), 'oversized');
  assert.ok(sent < 1000, 'stops reading');
});

test('transport: a body that ends too early is no answer', async () => {
  /** @type {RequestListener} */
  const answer = (_, response) => {
    response.writeHead(200, { 'Content-Length': '100' });
    response.write(Buffer.alloc(10));
    setTimeout(() => response.destroy(), 10);
  };
  await fails(send(request(), answer), 'unreachable');
});

test('transport: a connection that breaks, a port where nobody is', async () => {
  await fails(
    send(request(), (incoming) => incoming.socket.destroy()),
    'unreachable',
  );
  const unused = createServer();
  const nobody = `http://127.0.0.1:${await listen(unused)}`;
  await new Promise((resolve) => unused.close(resolve));
  await fails(
    new Transport(nobody).request(request({ url: `${nobody}/x` }), new AbortController().signal),
    'unreachable',
  );
});

test('transport: too slow to answer, too slow in the middle', async () => {
  await fails(
    send(request({ timeout_ms: 50 }), () => undefined),
    'timeout',
  );
  /** @type {RequestListener} */
  const stuck = (_, response) => response.writeHead(200).write('a');
  await fails(send(request({ timeout_ms: 50 }), stuck), 'timeout');
});

test('transport: a long answer on a slow line has the time it needs', async () => {
  /** @type {RequestListener} */
  const slow = (_, response) => {
    let left = 8;
    const more = () => {
      if (left-- > 0) response.write('a');
      else {
        clearInterval(timer);
        response.end();
      }
    };
    const timer = setInterval(more, 50);
  };
  const { body } = await send(request({ timeout_ms: 200 }), slow);
  assert.equal(Buffer.from(body).toString(), 'aaaaaaaa');
});

test('transport: one that trickles for ever is given up, one that is streamed is not', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  /** @type {typeof globalThis.fetch} a byte a second */
  const fetch = async (_, { signal } = {}) => {
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        controller.enqueue(Uint8Array.of(1));
      },
    });
    const ends = { signal: signal ?? undefined };
    return new Response(body.pipeThrough(new TransformStream(), ends));
  };
  const transport = new Transport(origin, fetch);
  let seconds = 0;
  const pass = async (/** @type {() => boolean} */ until) => {
    for (; !until() && seconds < 3600; seconds++) {
      context.mock.timers.tick(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  /** @type {unknown} */
  let failure;
  transport.request(request(), new AbortController().signal).catch((error) => {
    failure = error;
  });
  await pass(() => failure !== undefined);
  assert.deepEqual(
    [/** @type {{ reason?: string }} */ (failure)?.reason, seconds],
    ['timeout', 600],
  );
  seconds = 0;
  let received = 0;
  const back = new AbortController();
  const over = assert.rejects(
    transport.stream(request({ method: 'GET', body: null }), () => received++, back.signal),
    /enough/,
  );
  await pass(() => received > 700);
  assert.ok(received > 700);
  back.abort(new Error('enough'));
  await over;
});

test('transport: too little memory for an answer is no trouble of the line', async () => {
  await assert.rejects(
    send(request({ max_response: 2 ** 53 - 1 }), (_, response) => response.end('a')),
    { name: 'ClientError', status: 'memory' },
  );
});

test('transport: taking it back ends it at once', async () => {
  const controller = new AbortController();
  const gone = Promise.withResolvers();
  /** @type {RequestListener} */
  const answer = (_, response) => {
    response.on('close', gone.resolve);
    controller.abort(new Error('taken back'));
  };
  await assert.rejects(send(request(), answer, controller.signal), /taken back/);
  await gone.promise;
});

test('transport: a stream gives what comes as it comes, and the status at its end', async () => {
  respond = (_, response) => {
    response.write('one');
    setTimeout(() => response.write('two'), 60);
    setTimeout(() => response.end(), 120);
  };
  const events = request({ method: 'GET', body: null, timeout_ms: 40 });
  let text = '';
  const status = await new Transport(origin).stream(
    events,
    (bytes) => {
      text += Buffer.from(bytes).toString();
    },
    new AbortController().signal,
  );
  assert.deepEqual([status, text], [200, 'onetwo'], 'the time limit is for the status line');
});

test('transport: a stream that is refused, late, cut or taken back', async () => {
  const events = request({ method: 'GET', body: null, timeout_ms: 50 });
  const none = () => assert.fail('nothing of a refusal is streamed');
  const never = new AbortController().signal;
  respond = (_, response) => response.writeHead(461).end('revoked');
  assert.equal(await new Transport(origin).stream(events, none, never), 461);
  respond = () => {};
  await assert.rejects(new Transport(origin).stream(events, none, never), { reason: 'timeout' });
  respond = (_, response) => {
    response.write('x');
    setTimeout(() => response.destroy(), 20);
  };
  await assert.rejects(
    new Transport(origin).stream(events, () => {}, never),
    { reason: 'unreachable' },
  );
  respond = (_, response) => response.write('x');
  const back = new AbortController();
  const open = new Transport(origin).stream(events, () => back.abort(), back.signal);
  await assert.rejects(open, { name: 'AbortError' });
  await assert.rejects(new Transport(origin).stream({ ...events, url: foreign }, none, never), {
    status: 'foreign-server',
  });
});

test('transport: only the one server is ever asked', async () => {
  const transport = new Transport(`${origin}/some/path`);
  const { port } = new URL(origin);
  const others = [
    `${foreign}/authenticated/Org`,
    `http://localhost:${port}/`,
    `https://127.0.0.1:${port}/`,
    `http://user:password@127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}@elsewhere.example/`,
    'file:///etc/passwd',
    'data:text/plain,x',
    'not an address',
    '/relative',
  ];
  seen = [];
  for (const url of others) {
    await assert.rejects(
      transport.request(request({ url }), new AbortController().signal),
      { name: 'ClientError', status: 'foreign-server' },
      url,
    );
  }
  assert.equal(seen.length + elsewhere, 0);
});

test('transport: to an OpenBao by https, or by http to this computer, and in no other way', async () => {
  /** @type {string[]} */
  const asked = [];
  /** @type {RequestInit[]} */
  const inits = [];
  /** @type {typeof globalThis.fetch} */
  const fetch = async (url, init = {}) => {
    asked.push(String(url));
    inits.push(init);
    return new Response('{}');
  };
  const transport = new Transport(origin, fetch);
  const { signal } = new AbortController();
  const ask = (/** @type {string} */ url) =>
    transport.request(request({ party: 'openbao', url }), signal);
  const fine = [
    'https://bao.example/v1/x',
    'https://bao.example:8200/sub/v1/x',
    'http://localhost:8200/v1/x',
    'http://bao.localhost/v1/x',
    'http://127.0.0.1:8200/v1/x',
    'http://127.9.9.9/v1/x',
    'http://[::1]:8200/v1/x',
  ];
  for (const url of fine) await ask(url);
  assert.deepEqual(asked, fine);
  for (const { credentials, redirect, cache, referrerPolicy } of inits)
    assert.deepEqual(
      [credentials, redirect, cache, referrerPolicy],
      ['omit', 'error', 'no-store', 'no-referrer'],
    );
  for (const url of [
    'http://bao.example/v1/x',
    'http://127.0.0.1.example/',
    'http://localhost.example/',
    'http://notlocalhost/',
    'http://10.0.0.1/',
    'http://[::2]/',
    'https://user@bao.example/',
    'https://user:password@bao.example/',
    'http://user@localhost/',
    'ws://localhost/',
    'ftp://localhost/',
    'data:text/plain,x',
    'javascript:alert(1)',
    'https://',
    'bao.example',
    '',
  ])
    await assert.rejects(ask(url), { name: 'ClientError', status: 'foreign-server' }, url);
  assert.equal(asked.length, fine.length);
});

test('transport: who a request is for is said, and believed of those two only', async () => {
  const transport = new Transport(origin);
  const { signal } = new AbortController();
  // What an OpenBao may be, the Parsec server may not.
  await assert.rejects(transport.request(request({ url: 'https://bao.example/v1/x' }), signal), {
    status: 'foreign-server',
  });
  for (const party of ['', 'other', 'toString'])
    await assert.rejects(
      transport.request(request({ party: /** @type {any} */ (party) }), signal),
      { status: 'foreign-server' },
      String(party),
    );
});

test('transport: of an answer that was read in parts there is one copy', async () => {
  const parts = [new Uint8Array([1, 2, 3]), new Uint8Array([4, 5])];
  const fetch = async () =>
    new Response(
      new ReadableStream({
        start(stream) {
          for (const part of parts) stream.enqueue(part);
          stream.close();
        },
      }),
    );
  const { body } = await new Transport(origin, fetch).request(
    request({ party: 'openbao', url: 'https://bao.example/' }),
    new AbortController().signal,
  );
  assert.deepEqual([...body], [1, 2, 3, 4, 5]);
  assert.ok(parts.every((part) => part.every((byte) => byte === 0)));
});

test('transport: a notice is repeated while the network fails, and its answer ignored', async () => {
  let calls = 0;
  /** @type {typeof globalThis.fetch} */
  const fetch = async (_, { keepalive } = {}) => {
    calls++;
    assert.equal(keepalive, true);
    if (calls < 2) throw new TypeError('network');
    return new Response('', { status: 500 });
  };
  await new Transport(origin, fetch).tell(request());
  assert.equal(calls, 2);
});

test('transport: a notice never throws', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let calls = 0;
  const fetch = async () => {
    calls++;
    throw new TypeError('network');
  };
  let done = false;
  const notice = new Transport(origin, fetch).tell(request()).then(() => {
    done = true;
  });
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    context.mock.timers.tick(5000);
  }
  await notice;
  assert.equal(calls, 4);
  await new Transport(origin, fetch).tell(request({ url: foreign }));
  assert.equal(calls, 4);
});
