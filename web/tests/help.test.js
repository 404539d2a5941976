// SPDX-License-Identifier: MPL-2.0
// Whatever fails, the page for people who cannot get in has words for it in both languages, and what it writes for their administrator
// tells nothing that it must not.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { failures } from './statuses.js';

/** @typedef {import('../src/words/help.js').Topic} Topic */

const HOST = 'parsec.example.org';
// The words are read outside a page here: what they ask of one.
Object.assign(globalThis, {
  window: new EventTarget(),
  location: { host: HOST },
});
const help = await import('../src/words/help.js');
const { WRONG_PASSWORD, helpLink } = await import('../src/help-link.js');
const { STATUSES, failureWords } = await import('../src/words/failures.js');
const { startWords } = await import('../src/words/locale.js');
const { openedBy, protectionWords } = await import('../src/words/methods.js');
const { hexOf, mailLink, reportText } = await import('../src/report.js');
const { parseRoute } = await import('../src/router.js');
// Only now: with one in place from the start, Lit would take this for a browser.
Object.assign(globalThis, { document: { documentElement: {} } });

/**
 * @template T
 * @param {'en' | 'fr'} lang
 * @param {() => T} read
 * @returns {Promise<T>}
 */
async function inLanguage(lang, read) {
  document.documentElement.lang = lang;
  await startWords();
  return read();
}

/** @param {Topic} topic */
const everyWordOf = (topic) => {
  const { title, checks } = help.topicWords(topic);
  return [title, ...checks.flatMap(({ text, why }) => [text, why])];
};

before(() => inLanguage('en', () => undefined));

test('every failure belongs to one kind of trouble', () => {
  const known = [...new Set([...failures(), ...STATUSES, WRONG_PASSWORD])].sort();
  assert.deepEqual([...help.TOPIC_OF.keys()].sort(), known);
});

for (const topic of help.TOPICS) {
  test(`${topic}: things to check, in both languages`, async () => {
    const english = await inLanguage('en', () => everyWordOf(topic));
    const french = await inLanguage('fr', () => everyWordOf(topic));
    assert.ok(english.length >= 5, 'a title and two things to check at least');
    assert.equal(french.length, english.length);
    for (const [i, words] of english.entries()) {
      assert.ok(words.length > 3 && french[i].length > 3, words);
      assert.notEqual(french[i], words);
    }
    assert.ok([...help.TOPIC_OF.values()].includes(topic), 'something fails that way');
  });
}

test('what is said of a failure, in both languages', async () => {
  const say = () =>
    STATUSES.map((status) => {
      const { title, cause, next } = failureWords(status, { host: HOST });
      return [title, cause, next];
    });
  const english = await inLanguage('en', say);
  const french = await inLanguage('fr', say);
  for (const [i, words] of english.entries())
    for (const [j, text] of words.entries()) {
      assert.ok(text.length > 3, STATUSES[i]);
      assert.notEqual(french[i][j], text, STATUSES[i]);
    }
});

test('ways back in: another device, a copy, an administrator', async () => {
  const english = await inLanguage('en', help.waysBack);
  const french = await inLanguage('fr', help.waysBack);
  assert.deepEqual(
    english.map(({ title }) => title),
    [
      'Another device of yours',
      'A copy of the device file',
      'An administrator of the organization',
    ],
  );
  for (const [i, { title, text }] of french.entries()) {
    assert.notEqual(title, english[i].title);
    assert.notEqual(text, english[i].text);
  }
});

test('every kind of device file is named, in both languages', async () => {
  for (const lang of /** @type {const} */ (['en', 'fr'])) {
    const names = await inLanguage(lang, () =>
      /** @type {const} */ ([
        'password',
        'keyring',
        'recovery',
        'pki',
        'account_vault',
        'openbao',
        'web_passkey',
      ]).map((kind) => protectionWords({ kind, has_totp: false }).method),
    );
    assert.ok(names.every(Boolean));
    assert.equal(new Set(names).size, names.length, lang);
  }
});

test('the head of a file says whether a code is asked for; a damaged one says nothing', async () => {
  const kind = 'password';
  await inLanguage('en', () => {
    assert.deepEqual(protectionWords({ kind, has_totp: false }), { method: 'Password', code: 'No' });
    assert.deepEqual(protectionWords({ kind, has_totp: true }), { method: 'Password', code: 'Yes' });
    const damaged = protectionWords({ kind: null, has_totp: false });
    assert.deepEqual(damaged, { method: 'Not known', code: 'Not known' });
    assert.equal(openedBy({ kind, has_totp: false }), 'Password');
    assert.equal(openedBy({ kind, has_totp: true }), 'Password and one-time code');
  });
});

test('an address tells what failed and with which device, and nothing else is read from it', () => {
  const device = 'd0'.repeat(16);
  /** @param {ReturnType<typeof helpLink>} link */
  const routeOf = ({ values }) => parseRoute(String(values[0]));
  assert.deepEqual(routeOf(helpLink()).params, {});
  assert.deepEqual(routeOf(helpLink({ status: 'offline' })).params, { status: 'offline' });
  const all = routeOf(helpLink({ status: 'http-revoked', http_status: 461 }, device));
  assert.equal(all.screen, 'help');
  assert.deepEqual(all.params, { device, status: 'http-revoked', http: '461' });
  assert.deepEqual(routeOf(helpLink({}, device)).params, { device });
  const damaged = routeOf(helpLink({ status: 'device-file' }, null));
  assert.deepEqual(damaged.params, { status: 'device-file' });
  for (const hash of ['#/help/Offline', '#/help/a/b/c', '#/help/device/x/offline', '#/help/%3Cb'])
    assert.equal(parseRoute(hash).screen, 'home', hash);
});

test('a hash is written as sha256sum does', () => {
  const hash = Buffer.alloc(32, 0xa5);
  assert.equal(hexOf(`sha256-${hash.toString('base64')}`), 'a5'.repeat(32));
});

/** @type {import('../src/journeys.js').DeviceLine} */
const DEVICE = {
  place: { store: 'devices', key: 'd0'.repeat(16) },
  status: 'ok',
  kind: 'password',
  device_id: 'd0'.repeat(16),
  organization: 'Bakery',
  host: HOST,
  human_handle: ['zoe@bakery.example', 'Zoé Durand'],
  device_label: 'Firefox\n(Linux)',
  created_on: new Date(0),
  aside: false,
};

test('the report has each fact on its line, in both languages', async () => {
  const facts = {
    program: { version: '1.2.3', core: 'ab'.repeat(32) },
    device: DEVICE,
    host: HOST,
    error: { words: 'Wrong password', reference: 'wrong-password' },
    checked: ['First', 'Second'],
    when: new Date('2026-11-20T14:00:00Z'),
  };
  const english = await inLanguage('en', () => reportText(facts));
  for (const line of [
    'Server: parsec.example.org',
    'Organization: Bakery (parsec.example.org)',
    'Device: Firefox (Linux), Zoé Durand',
    'Opened by: Password',
    'One-time code (MFA): No',
    'What the page says: Wrong password [wrong-password]',
    'Version: 1.2.3',
    `core.wasm (SHA-256): ${'ab'.repeat(32)}`,
    '- First',
    '- Second',
  ])
    assert.ok(english.split('\n').includes(line), `${line}\n${english}`);
  assert.match(english, /^Browser: .+Node/m);
  assert.doesNotMatch(english, /@|https?:|#\//, 'no e-mail, no link');
  const french = await inLanguage('fr', () => reportText(facts));
  assert.match(french, /^S’ouvre par\u202f: Mot de passe$/m);
  assert.match(french, /^Ce que j’ai vérifié\u202f:$/m);
});

test('without device, error and ticks the report says so', async () => {
  const text = await inLanguage('en', () =>
    reportText({
      program: { version: '1.2.3', core: '' },
      device: null,
      host: HOST,
      error: null,
      checked: [],
      when: new Date(0),
    }),
  );
  assert.match(text, /^What the page says: Not told$/m);
  assert.match(text, /^core\.wasm \(SHA-256\): Not loaded$/m);
  assert.match(text, /What I have checked:\nNot told$/);
});

test('a mail program gets the whole text, or is told where it goes', async () => {
  await inLanguage('en', () => {
    const short = mailLink('One & two\n= 3?', 'Bakery');
    assert.equal(short.whole, true);
    const sent = new URL(short.href);
    assert.equal(sent.pathname, '', 'the administrator’s address is not known');
    assert.equal(sent.searchParams.get('subject'), 'I cannot open Bakery');
    assert.equal(sent.searchParams.get('body'), 'One & two\r\n= 3?');
    const long = mailLink('é'.repeat(1000), '');
    assert.equal(long.whole, false);
    assert.ok(long.href.length < 300);
    assert.match(decodeURIComponent(long.href), /Paste/);
  });
});
