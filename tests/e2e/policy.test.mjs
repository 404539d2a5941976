// SPDX-License-Identifier: MPL-2.0
// The content security policy: the built page carries the one that is documented, and a browser obeys it, bare and behind a proxy.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { chromium } from './lib/browsers.mjs';
import { documentedHeaders } from './lib/documented.mjs';
import { listen } from './lib/listen.mjs';
import { ReverseProxy } from './lib/proxy.mjs';
import { test } from './lib/runner.mjs';
import { Server } from './lib/server.mjs';
import { withAll } from './lib/with-all.mjs';

/** @param {string} policy */
const directives = (policy) =>
  policy
    .split(';')
    .map((directive) => directive.trim())
    .sort();

/** What a script that somebody smuggled in would try. @param {string} elsewhere */
async function tryEverything(elsewhere) {
  const { body } = document;
  /** @param {() => unknown} attempt */
  const outcome = async (attempt) => {
    try {
      await attempt();
      return 'went on';
    } catch (error) {
      return /** @type {Error} */ (error).name;
    }
  };
  /** @type {string[]} */
  const violated = [];
  addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective));
  const outcomes = {
    foreign: await outcome(() => fetch(elsewhere)),
    markup: await outcome(() => body.insertAdjacentHTML('beforeend', '<p>x</p>')),
    inline: await outcome(() => {
      const script = document.createElement('script');
      script.append('document.body.dataset.smuggled = "inline"');
      body.append(script);
    }),
    worker: await outcome(() => new Worker(`${elsewhere}/worker.js`)),
    policy: await outcome(() =>
      /** @type {any} */ (globalThis).trustedTypes.createPolicy('another', {}),
    ),
  };
  const image = new Image();
  image.src = `${elsewhere}/pixel`;
  await new Promise((resolve) => image.addEventListener('error', resolve, { once: true }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { outcomes, violated, smuggled: body.dataset.smuggled ?? '' };
}

/** @param {Server} server */
function obeyed(server) {
  return withAll(async (use) => {
    let reached = 0;
    const other = createServer((_, answer) => {
      reached += 1;
      answer.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end();
    });
    const port = await listen(other);
    await use({ stop: () => other.close() });
    const person = await use(chromium());
    await person.open(server.app);
    await person.heading(/Welcome/);
    const { outcomes, violated, smuggled } = await person.page.evaluate(
      tryEverything,
      `http://127.0.0.1:${port}`,
    );
    for (const forbidden of [outcomes.foreign, outcomes.markup, outcomes.worker, outcomes.policy])
      assert.equal(forbidden, 'TypeError');
    for (const directive of [
      'connect-src',
      'img-src',
      'require-trusted-types-for',
      'trusted-types',
    ])
      assert.ok(violated.includes(directive), `${directive} in ${violated}`);
    assert.equal(smuggled, '');
    assert.equal(reached, 0);
  });
}

test('the policy of the built page is the documented one', () =>
  withAll(async (use) => {
    const server = await use(Server.start());
    const page = await (await fetch(server.app)).text();
    const carried =
      /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(page)?.[1] ?? '';
    const documented = (await documentedHeaders())['Content-Security-Policy'];
    assert.deepEqual(
      directives(carried),
      directives(documented).filter((directive) => directive !== "frame-ancestors 'none'"),
    );
    assert.ok(directives(documented).includes("frame-ancestors 'none'"));
    assert.ok(page.indexOf('Content-Security-Policy') < page.indexOf('<script'));
  }));

test('what the policy forbids does not happen, bare', () =>
  withAll(async (use) => obeyed(await use(Server.start()))));

test('what the policy forbids does not happen, behind a proxy', () =>
  withAll(async (use) => {
    const { server } = await use(ReverseProxy.start({ headers: await documentedHeaders() }));
    await obeyed(server);
  }));
