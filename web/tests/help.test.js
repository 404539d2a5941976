// SPDX-License-Identifier: MPL-2.0
// Whatever fails, the page for people who cannot get in has words for it in both languages, and what it writes for their administrator
// tells nothing that it must not.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { failures } from './statuses.js';

/**
 * @typedef {import('../src/words/help.js').Topic} Topic
 * @typedef {NonNullable<import('../src/words/help.js').Kind>} Kind
 */

const HOST = 'parsec.example.org';
// The words are read outside a page here: what they ask of one.
Object.assign(globalThis, {
  window: new EventTarget(),
  location: { host: HOST },
});
const help = await import('../src/words/help.js');
const { helpLink } = await import('../src/help-link.js');
const { STATUSES, failureWords } = await import('../src/words/failures.js');
const { startWords } = await import('../src/words/locale.js');
const { openedBy, protectionWords } = await import('../src/words/methods.js');
const { asText, deviceLines, hexOf, mailLink, protectionLines, referenceOf, reportText } =
  await import('../src/report.js');
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

/** @type {Kind[]} */
const KINDS = ['password', 'web_passkey', 'keyring', 'pki', 'account_vault', 'openbao', 'recovery'];

test('every failure belongs to one kind of trouble', () => {
  for (const status of [...failures(), ...STATUSES]) {
    assert.ok(help.isKnown(status), status);
    assert.ok(help.topicOf(status, 'openbao'), status);
  }
  assert.equal(help.isKnown('nothing-of-the-kind'), false);
});

test('a device that is not opened here is helped by how it is opened', () => {
  const topics = KINDS.map((kind) => help.topicOf('device-file-kind', kind));
  assert.equal(new Set(topics).size, KINDS.length);
  assert.equal(help.topicOf('device-file-kind'), null, 'then all of them may fit');
});

test('what to check begins with how the device is opened; the other ways are folded away', () => {
  const everything = [...help.TOPICS].sort();
  for (const kind of KINDS) {
    for (const has_totp of [false, true]) {
      const { methods, rest, unused } = help.topicsFor({ kind, has_totp });
      assert.equal(methods.includes('code'), has_totp, kind);
      const own = methods.filter((topic) => topic !== 'code' && topic !== 'recovery');
      const way = help.topicOf('device-file-kind', kind);
      assert.deepEqual(own, way === 'recovery' ? [] : [way]);
      assert.ok(methods.includes('recovery'), 'a way back for everybody');
      assert.deepEqual([...methods, ...rest, ...unused].sort(), everything, 'each once');
    }
  }
  assert.deepEqual(help.topicsFor(null).unused, [], 'not known which device: any may fit');
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
    const leads = STATUSES.some((status) =>
      KINDS.some((kind) => help.topicOf(status, kind) === topic),
    );
    assert.ok(leads, 'something fails that way');
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

test('ways back in: another device, another passkey, a recovery file, a copy, an administrator', async () => {
  const english = await inLanguage('en', () => help.waysBack());
  const french = await inLanguage('fr', () => help.waysBack());
  assert.deepEqual(
    english.map(({ way, title }) => [way, title]),
    [
      ['device', 'Another device of yours'],
      ['passkey', 'Another passkey of the device'],
      ['recovery', 'A recovery file'],
      ['copy', 'A copy of the device file'],
      ['administrator', 'An administrator of the organization'],
    ],
  );
  const leading = english.filter(({ link }) => link);
  assert.deepEqual(
    leading.map(({ way, link }) => [way, link?.path]),
    [['recovery', '/recover']],
  );
  for (const [i, { title, text, cost }] of french.entries()) {
    assert.notEqual(title, english[i].title);
    assert.notEqual(text, english[i].text);
    assert.notEqual(cost, english[i].cost);
  }
});

test('whoever has no passkey is not sent to another one', async () => {
  const ways = (/** @type {Kind} */ kind) => help.waysBack(kind).map(({ way }) => way);
  assert.ok(!ways('password').includes('passkey'));
  assert.ok(ways('web_passkey').includes('passkey'));
});

test('every kind of device file is named, in both languages', async () => {
  for (const lang of /** @type {const} */ (['en', 'fr'])) {
    const names = await inLanguage(lang, () =>
      KINDS.map((kind) => protectionWords({ kind, has_totp: false }).method),
    );
    assert.ok(names.every(Boolean));
    assert.equal(new Set(names).size, names.length, lang);
  }
});

test('the head of a file says whether a code is asked for; a damaged one says nothing', async () => {
  await inLanguage('en', () => {
    for (const [kind, has_totp, ...said] of /** @type {const} */ ([
      ['password', false, 'Password', 'No', 'Yes'],
      ['password', true, 'Password', 'Yes', 'No'],
      ['web_passkey', false, 'Passkey', 'No', 'Yes'],
      ['web_passkey', true, 'Passkey', 'Yes', 'No'],
      ['openbao', false, 'Single sign-on', 'No', 'No'],
      ['pki', false, 'Smart card', 'No', 'Yes'],
      [null, false, 'Not known', 'Not known', 'Not known'],
    ])) {
      const { method, code, offline } = protectionWords({ kind, has_totp });
      assert.deepEqual([method, code, offline], said);
    }
    assert.equal(openedBy({ kind: 'password', has_totp: false }), 'Password');
    assert.equal(openedBy({ kind: 'password', has_totp: true }), 'Password and one-time code');
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
  const damaged = routeOf(helpLink({ status: 'device-file', file_part: 'contents' }, device));
  assert.deepEqual(damaged.params, { device, status: 'device-file', file: 'contents' });
  const other = { status: 'device-file-kind', file_kind: /** @type {const} */ ('account_vault') };
  const chosen = routeOf(helpLink({ ...other, chosen: true }, null));
  assert.deepEqual(chosen.params, {
    status: 'device-file-kind',
    file: 'account_vault',
    chosen: '/chosen',
  });
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
  user_id: 'aa'.repeat(16),
  has_totp: false,
  passkeys: [],
};

const NOTHING_TOLD = { kind: null, has_totp: false };

/** @param {string[]} labels */
const passkeys = (...labels) =>
  labels.map((label) => ({
    credential_id: new Uint8Array([1]),
    rp_id: HOST,
    salt: new Uint8Array(32),
    label,
    created_on: new Date(0),
  }));

test('the report has each fact on its line, in both languages', async () => {
  const facts = {
    program: { version: '1.2.3', core: 'ab'.repeat(32) },
    device: DEVICE,
    told: NOTHING_TOLD,
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
    'Opens without the server: Yes',
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

test('of passkeys the report has the number; their names are for their owner', async () => {
  await inLanguage('en', () => {
    const line = { ...DEVICE, passkeys: passkeys('zoe@home', 'Key ring') };
    const has = (/** @type {string} */ text) => asText(deviceLines(line)).includes(text);
    assert.ok(has('Passkeys: 2') && !has('zoe@home'));
    assert.match(asText(deviceLines(line, { own: true })), /^Passkeys: zoe@home and Key ring$/m);
    assert.doesNotMatch(asText(deviceLines(DEVICE, { own: true })), /Passkeys/);
  });
});

test('how a device is opened that this browser does not have is told by the person', async () => {
  await inLanguage('en', () => {
    const told = asText(protectionLines({ kind: 'pki', has_totp: true }));
    assert.match(told, /^Opened by: Smart card\nOne-time code \(MFA\): Yes\n/);
    const untold = asText(protectionLines(NOTHING_TOLD));
    assert.match(untold, /^Opened by: Not known\nOne-time code \(MFA\): Not known\n/);
  });
});

test('the reference says which part of a file, and which kind of device', () => {
  assert.equal(referenceOf({ status: 'offline' }), 'offline');
  assert.equal(referenceOf({ status: 'http-server', http_status: 502 }), 'http-server · HTTP 502');
  assert.equal(referenceOf({ status: 'device-file', file_part: 'layer' }), 'device-file · layer');
  assert.equal(
    referenceOf({ status: 'device-file-kind', file_kind: 'pki' }),
    'device-file-kind · pki',
  );
});

test('without device, error and ticks the report says so', async () => {
  const text = await inLanguage('en', () =>
    reportText({
      program: { version: '1.2.3', core: '' },
      device: null,
      told: NOTHING_TOLD,
      host: HOST,
      error: null,
      checked: [],
      when: new Date(0),
    }),
  );
  assert.match(text, /^What the page says: Not told$/m);
  assert.match(text, /^Opened by: Not known$/m);
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
