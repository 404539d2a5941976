// SPDX-License-Identifier: MPL-2.0
// Every link that is not the one expected: named, declined on the page with what to do instead, and no server asked without need.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { ExtData, encode } from '@msgpack/msgpack';
import { openInvitation } from './lib/journeys.mjs';
import { listen } from './lib/listen.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization } from './lib/server.mjs';
import { failureOn, says, stageOf } from './lib/stage.mjs';

const staged = stageOf(import.meta.url);

const payload = (/** @type {unknown} */ content) =>
  Buffer.from(encode(content)).toString('base64url');
const uuid = new ExtData(2, new Uint8Array(16).fill(7));
const TOKEN = payload(new Uint8Array(16).fill(9));

/** By the name that the released server's library gives each kind. */
const KINDS = [
  { kind: 'server', query: '', ours: 'server', heading: /address of a server/ },
  {
    kind: 'organization',
    query: `p=${payload(new Uint8Array(32).fill(3))}`,
    ours: 'organization',
    heading: /The address of Acme/,
  },
  {
    kind: 'shamir',
    query: `a=claim_shamir_recovery&p=${TOKEN}`,
    ours: 'claim-shamir',
    heading: /get back into Acme/,
  },
  {
    kind: 'path',
    query: `a=path&p=${payload([uuid, 1, new Uint8Array(48).fill(5)])}`,
    ours: 'workspace-path',
    heading: /file or folder in Acme/,
  },
  {
    kind: 'pki_enrollment',
    query: 'a=pki_enrollment',
    ours: 'pki-enrollment',
    heading: /smart card/,
  },
];

/** @param {import('./lib/stage.mjs').Tab} person */
const shown = (person) =>
  person.page.evaluate(() => {
    const place = document.querySelector('main [data-link]');
    return {
      kind: place?.getAttribute('data-link') ?? '',
      next: [...(place?.querySelectorAll('.card p') ?? [])]
        .map((e) => (e.textContent ?? '').trim())
        .join(' '),
      toast: /** @type {HTMLElement} */ (document.getElementById('toast')).hidden === false,
    };
  });

test(
  'links of other kinds are named and declined politely',
  staged(async (stage, use) => {
    const { proxy, server, oracle } = stage;
    const newcomer = await use(stage.person());
    const host = new URL(proxy.url).host;
    for (const { kind, query, ours, heading } of KINDS) {
      const link = `parsec3://${host}${ours === 'server' ? '' : '/Acme'}?no_ssl=true${query && '&'}${query}`;
      if (kind) assert.equal((await oracle.do({ do: 'load_address', url: link })).kind, kind);
      await newcomer.open(server.app);
      const before = proxy.seen.length;
      await newcomer.fill('Your link', link);
      await newcomer.press('Continue');
      await newcomer.heading(heading);
      const page = await shown(newcomer);
      assert.equal(page.kind, ours);
      assert.ok(page.next.length > 20, `what to do with ${ours}: ${page.next}`);
      assert.equal(page.toast, false);
      assert.equal(proxy.seen.length, before, 'nothing was asked of the server');
      await newcomer.press('Back to start');
      await newcomer.heading(/Welcome/);
    }
    // Followed here, and read before anything is asked.
    const reset = `parsec3://${host}/Acme?no_ssl=true&a=totp_reset&p=${payload([uuid, new Uint8Array(16).fill(9)])}`;
    assert.equal((await oracle.do({ do: 'load_address', url: reset })).kind, 'totp_reset');
    const before = proxy.seen.length;
    await newcomer.fill('Your link', reset);
    await newcomer.press('Continue');
    await newcomer.heading(/New one-time codes for Acme/);
    assert.equal(proxy.seen.length, before, 'nothing was asked of the server');
    // Followed here too: the server is asked how, and has no single sign-on.
    await newcomer.open(server.app);
    await newcomer.fill('Your link', `parsec3://${host}/Acme?no_ssl=true&a=async_enrollment`);
    await newcomer.press('Continue');
    await newcomer.heading(/cannot ask to join Acme/);
    await newcomer.text(/an invitation by e-mail/);
    // The same by a link in a mail, as the server itself sends one on.
    await newcomer.open(`${proxy.url}/redirect/Acme?a=claim_shamir_recovery&p=${TOKEN}`);
    await newcomer.heading(/get back into Acme/);
  }),
);

test(
  'a link for another server is named, never fetched, and opened there without a referrer',
  staged(async (stage, use) => {
    const { proxy, server } = stage;
    /** @type {import('node:http').IncomingHttpHeaders[]} */
    const visits = [];
    const elsewhere = createServer((request, response) => {
      visits.push(request.headers);
      response.end('<!doctype html><title>elsewhere</title>');
    });
    const port = await listen(elsewhere);
    try {
      const newcomer = await use(stage.person());
      /** @type {string[]} */
      const asked = [];
      newcomer.page.on('request', (request) => asked.push(request.url()));
      await newcomer.open(server.app);
      const before = proxy.seen.length;
      await newcomer.fill(
        'Your link',
        `http://127.0.0.1:${port}/redirect/Acme?a=claim_user&p=${TOKEN}`,
      );
      await newcomer.press('Continue');
      await newcomer.heading(/belongs to another server/);
      await newcomer.text(new RegExp(`Acme.*127\\.0\\.0\\.1:${port}`));
      const buttons = await newcomer.page.evaluate(() =>
        [...document.querySelectorAll('main a.primary')].map((a) => ({
          text: a.textContent?.trim(),
          rel: a.getAttribute('rel'),
        })),
      );
      assert.equal(buttons.length, 1);
      assert.match(buttons[0].rel ?? '', /noreferrer/);
      await newcomer.page.waitForTimeout(300);
      assert.equal(proxy.seen.length, before);
      assert.equal(visits.length, 0);
      assert.deepEqual(
        asked.filter((url) => !url.startsWith(`${proxy.url}/`)),
        [],
      );

      await newcomer.press('Continue on');
      await newcomer.until(
        'the other server’s page',
        async () => (await newcomer.page.title()) === 'elsewhere',
      );
      assert.equal(visits[0].referer, undefined);
      // A link of the official spelling for a server that this test must not reach.
      await newcomer.open(server.app);
      await newcomer.fill('Your link', `parsec3://parsec.example.com/Acme?a=claim_user&p=${TOKEN}`);
      await newcomer.press('Continue');
      await newcomer.heading(/belongs to another server/);
      await newcomer.text(/Acme.*parsec\.example\.com/);
      assert.deepEqual(
        asked.filter((url) => url.includes('example.com')),
        [],
      );
    } finally {
      elsewhere.close();
      elsewhere.closeAllConnections();
    }
  }),
);

test(
  'invitations that no longer work, or never did',
  staged(async (stage, use) => {
    const { ada, proxy } = stage;
    const newcomer = await use(stage.person());
    const used = await stage.invitation();
    await ada.do({ do: 'complete_invitation', token: used.token });
    const cancelled = await stage.invitation();
    await ada.do({ do: 'cancel_invitation', token: cancelled.token });
    const unknown = (await stage.invitation()).link.replace(/p=.*/, `p=${TOKEN}`);
    const nowhere = `${proxy.url}/redirect/NoSuchOrg?a=claim_user&p=${TOKEN}`;
    for (const { link, status, heading } of [
      {
        link: nowhere,
        status: 'http-organization-not-found',
        heading: /does not exist on this server/,
      },
      { link: unknown, status: 'http-forbidden', heading: /does not know this invitation/ },
      { link: used.link, status: 'http-invitation-gone', heading: /invitation is over/ },
      { link: cancelled.link, status: 'http-invitation-gone', heading: /invitation is over/ },
    ]) {
      await newcomer.open(link);
      await says(newcomer, status, { heading });
      await newcomer.press('Back to start');
      await newcomer.heading(/Welcome/);
    }
    // A creation link of an organization that exists already.
    await newcomer.open(
      `${proxy.url}/redirect/${stage.organization}?a=bootstrap_organization&p=${TOKEN}`,
    );
    await newcomer.heading(/Create/);
  }),
);

test(
  'an expired organization says so, and its link works again once it is renewed',
  staged(async (stage, use) => {
    const { ada, server } = stage;
    const organization = freshOrganization();
    const { device } = await stage.found(organization);
    const { link_http } = await ada.do({ do: 'invite', email: 'bob@example.com', device });
    const expire = (/** @type {boolean} */ is_expired) =>
      server.administer('PATCH', organization, { is_expired });
    await expire(true);
    const newcomer = await use(stage.person());
    await newcomer.open(link_http);
    await says(newcomer, 'http-organization-expired', { heading: /has expired/ });
    await expire(false);
    await newcomer.press('Try again');
    await newcomer.heading(/invites you to join/);
  }),
);

test(
  'a link cut short anywhere, or no link at all, is explained where it was entered',
  staged(async (stage, use) => {
    const { proxy, server } = stage;
    const { link } = await stage.invitation();
    const newcomer = await use(stage.person());
    await newcomer.open(server.app);
    const before = proxy.seen.length;
    const enter = async (/** @type {string} */ text) => {
      await newcomer.fill('Your link', '');
      await newcomer.fill('Your link', text);
      await newcomer.press('Continue');
      const failure = await newcomer.until(`words for ${text}`, () => failureOn(newcomer));
      assert.ok(failure.said.join(' ').length > 40, `${text}: ${JSON.stringify(failure)}`);
      await newcomer.heading(/Welcome/);
      return failure.status;
    };
    for (let cut = 1; cut < TOKEN.length; cut += 3) {
      assert.match(
        await enter(link.slice(0, -cut)),
        /^address-(truncated|payload)$/,
        `${cut} characters are missing`,
      );
    }
    assert.equal(await enter(link.slice(0, link.indexOf('?'))), 'address-truncated');
    assert.equal(await enter(''), 'address-empty');
    assert.equal(await enter('hello'), 'address-scheme');
    assert.equal(await enter('parsec3://'), 'address-host');
    assert.equal(await enter('https://example.com/'), 'address-not-redirect');
    assert.equal(await enter(`${link}&p=${TOKEN}`), 'address-repeated');
    assert.equal(await enter(link.replace('claim_user', 'claim_moon')), 'address-action');
    assert.equal(await enter(link.replace(/p=.*/, `p=z${TOKEN.slice(1)}`)), 'address-payload');

    // The same for a link that the mail program opened: a page of its own.
    await newcomer.open(
      `${proxy.url}${new URL(link).pathname}?a=claim_user&p=${TOKEN.slice(0, -5)}`,
    );
    const { status } = await newcomer.until('words', async () => {
      const failure = await failureOn(newcomer);
      return /^address-/.test(failure?.status ?? '') && failure;
    });
    await says(newcomer, status);
    assert.equal(proxy.seen.length, before, 'nothing was asked of the server');
  }),
);

test(
  'what mail programs do to a link is forgiven',
  staged(async (stage, use) => {
    const { server } = stage;
    const { link, email } = await stage.invitation();
    const newcomer = await use(stage.person());
    const middle = link.length >> 1;
    const damaged = `  ${link.slice(0, middle)}\r\n ${link.slice(middle)} \n`;
    await newcomer.open(`${server.app}#link=${encodeURIComponent(damaged)}`);
    await newcomer.heading(/invites you to join/);
    await newcomer.text(new RegExp(email));
    await newcomer.open('about:blank');
    await newcomer.open(server.app);
    await newcomer.heading(/Welcome/);
    await newcomer.page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      document
        .querySelector('#link')
        ?.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        );
    }, damaged);
    await newcomer.press('Continue');
    await newcomer.heading(/invites you to join/);
    await openInvitation(newcomer, link);
    await newcomer.heading(/^Call /);
  }),
);
