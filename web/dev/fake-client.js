// SPDX-License-Identifier: MPL-2.0
// Stands in for parsec-client in `--mode fake`: every screen without server and core. Never part of a real build.
// The payload of an invitation chooses the story (…/redirect/Bakery?a=claim_user&p=mismatch, or claim_device); localStorage 'fake' the
// state of the browser: "empty", "denied", "insecure", "elsewhere", "not-kept", "unfinished"; "code" (a device asks for one-time codes,
// "000000" is wrong, "999999" one too many), "code-known" (they are set up already); "policy-method", "policy-codes", "policy-none";
// "passkey" (the device opens with one), "two-passkeys"; "no-passkeys", "unknown-passkeys" (what the browser can do); "prompt-…" and
// "confirm-…" (every window, or only the second one for a new passkey, ends with this status). Several with blanks between them. A
// "no-sign-on" (the server has none), "requests" (this browser has sent some; "request-…": the only one is in this state), "many-emails",
// "differs" (let in as somebody else), "nobody" (it is not known by whom); "enroll-…", "join-…", "accept-…": the journey fails with this
// status; "waiting", "member" (the first try of a request). A recovery file is any file that begins with "r" (with "rx": of another server; with more than ten bytes: none), its key KEY.

const ALICE = /** @type {[string, string]} */ (['alice@bakery.example', 'Alice Martin']);
const MARC = /** @type {[string, string]} */ (['marc@bakery.example', 'Marc Petit']);
const ZOE = /** @type {[string, string]} */ (['zoe@bakery.example', 'Zoé Durand']);
const CHOICES = ['AB3D', 'K7QP', '9XMF', 'TT2W'];
const HOST = location.host;
const NOW = new Date('2026-11-20T14:00:00Z');
const DEVICE = 'd0'.repeat(16);

const KEY = `${'ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567-'.repeat(2).slice(0, 60)}WXYA`;

/** The person's recovery files. @type {any[]} */
const recoveryFiles = [];
/** Who is told of news. @type {FakeJourney | null} */
let told = null;

const fake = localStorage.getItem('fake') ?? '';
const has = (/** @type {string} */ word) => fake.split(' ').includes(word);
const after = (/** @type {string} */ prefix) =>
  fake
    .split(' ')
    .find((word) => word.startsWith(prefix))
    ?.slice(prefix.length);

const PASSKEYS = [
  { label: 'Firefox (Linux)', rp_id: location.hostname },
  { label: 'Key on my key ring', rp_id: location.hostname },
]
  .slice(0, has('two-passkeys') ? 2 : has('passkey') ? 1 : 0)
  .map((line, i) => ({
    ...line,
    credential_id: new Uint8Array(16).fill(i + 1),
    salt: new Uint8Array(32),
    created_on: NOW,
  }));

const wait = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

const home = {
  result: 'home',
  devices: [
    {
      place: { store: 'devices', key: DEVICE },
      status: 'ok',
      kind: 'password',
      device_id: DEVICE,
      organization: 'Bakery',
      host: HOST,
      human_handle: ALICE,
      device_label: 'Firefox (Linux)',
      created_on: NOW,
      aside: false,
    },
    {
      place: { store: 'official', key: '/devices/x.keys' },
      status: 'ok',
      kind: 'password',
      device_id: 'd1'.repeat(16),
      organization: 'ChoirOfTheNorthernDistrict',
      host: HOST,
      human_handle: ALICE,
      device_label: 'Web',
      created_on: NOW,
      aside: false,
    },
    {
      place: { store: 'official', key: '/devices/y.keys' },
      status: 'device-file-kind',
      kind: 'openbao',
      device_id: 'd2'.repeat(16),
      organization: 'Museum',
      host: HOST,
      human_handle: ALICE,
      device_label: 'Web',
      created_on: NOW,
      aside: false,
    },
    {
      place: { store: 'devices', key: `${'d3'.repeat(16)}.archived` },
      status: 'ok',
      kind: 'password',
      device_id: 'd3'.repeat(16),
      organization: 'Choir',
      host: HOST,
      human_handle: ALICE,
      device_label: 'Firefox (Linux)',
      created_on: NOW,
      aside: true,
    },
    ...['devices', 'official'].map((store) => ({
      place: { store, key: store === 'devices' ? 'd4'.repeat(16) : '/devices/z.keys' },
      status: 'device-file',
      aside: false,
      kind: null,
      device_id: null,
      organization: null,
      host: null,
      human_handle: null,
      device_label: null,
      created_on: null,
    })),
  ],
  journeys: [
    {
      key: 'ab/1',
      kind: 'claim',
      organization: 'Garden',
      host: HOST,
      human_handle: ZOE,
      created_on: NOW,
    },
  ],
};

const deviceResult = (/** @type {[string, string]} */ human_handle, profile = 'ADMIN') => ({
  result: 'device',
  device: 1,
  device_id: DEVICE,
  user_id: 'aa'.repeat(16),
  organization: 'Bakery',
  host: HOST,
  server_url: `${location.origin}/`,
  human_handle,
  device_label: 'Firefox (Linux)',
  profile,
  place: { store: 'devices', key: DEVICE },
});

const link = (story = 'ok') => `${location.origin}/redirect/Bakery?a=claim_user&p=${story}`;
const lines = [
  {
    invitation: '11'.repeat(16),
    type: 'user',
    link: link(),
    email: ZOE[0],
    created_on: NOW,
    created_by: ALICE,
    status: 'PENDING',
    unfinished: false,
  },
  {
    invitation: '22'.repeat(16),
    type: 'user',
    link: link('other-email'),
    email: 'a.very.long.address.of.somebody@subdomain.bakery.example',
    created_on: NOW,
    created_by: MARC,
    status: 'PENDING',
    unfinished: false,
  },
  {
    invitation: '33'.repeat(16),
    type: 'user',
    link: link(),
    email: 'leo@bakery.example',
    created_on: NOW,
    created_by: null,
    status: 'PENDING',
    unfinished: true,
  },
  {
    invitation: '44'.repeat(16),
    type: 'user',
    link: null,
    email: MARC[0],
    created_on: NOW,
    created_by: ALICE,
    status: 'FINISHED',
    unfinished: false,
  },
  {
    invitation: '55'.repeat(16),
    type: 'user',
    link: null,
    email: 'old@bakery.example',
    created_on: NOW,
    created_by: ALICE,
    status: 'CANCELLED',
    unfinished: false,
  },
  {
    invitation: '77'.repeat(16),
    type: 'device',
    link: link('device'),
    email: null,
    created_on: NOW,
    created_by: ALICE,
    status: 'PENDING',
    unfinished: false,
  },
];

class FakeJourney extends EventTarget {
  flow = '';
  step = '';
  /** @type {any} */
  question = null;
  questionId = 0;
  /** @type {any} */
  notes = {};
  /** @type {any} */
  result = null;
  /** @type {any} */
  failure = null;
  ended = false;
  #done = Promise.withResolvers();
  /** @type {((answer: any) => void) | null} */
  #answer = null;
  finished = this.#done.promise;
  /** What the question shows the person. */
  secret = '';

  secretText() {
    return this.secret;
  }

  changed() {
    this.dispatchEvent(new Event('change'));
  }

  /** @param {string} step @param {any} question */
  ask(step, question) {
    this.step = step;
    this.question = question;
    this.questionId += 1;
    this.changed();
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  /** @param {string} step @param {any} [notes] */
  note(step, notes = {}) {
    this.step = step;
    for (const [kind, note] of Object.entries(notes))
      this.notes = { ...this.notes, [kind]: { note: kind, ...note } };
    this.changed();
  }

  /** @param {any} result */
  done(result) {
    this.result = result;
    this.#end({ result });
  }

  /** @param {string} status @param {any} [details] */
  fail(status, details = {}) {
    this.failure = {
      status,
      http_status: 0,
      server_time: null,
      client_time: null,
      wait_until: null,
      person: null,
      file_kind: null,
      nothing_lost: true,
      ...details,
    };
    this.#end({ failure: this.failure });
  }

  /** @param {any} outcome */
  #end(outcome) {
    if (this.ended) return;
    this.question = null;
    this.ended = true;
    this.#done.resolve(outcome);
    this.changed();
  }

  /** @param {any} answer @param {Uint8Array} [secret] */
  async answer(answer, secret) {
    this.question = null;
    this.#answer?.({ ...answer, secret: secret && new TextDecoder().decode(secret) });
  }

  /** @param {{ signal?: AbortSignal }} control @param {string | undefined} status */
  async #prompt({ signal }, status) {
    await Promise.race([
      wait(has('slow-prompt') ? 1e9 : 800),
      new Promise((_, reject) =>
        signal?.addEventListener('abort', () => reject({ status: 'passkey-cancelled' })),
      ),
    ]);
    if (status) throw { status };
  }

  /** @param {any} control */
  async createPasskey({ label, ...control }) {
    await this.#prompt(control, after('prompt-'));
    return {
      credential_id: new Uint8Array(16).fill(9),
      rp_id: location.hostname,
      label,
      name: `Bakery – ${label}`,
    };
  }

  /** @param {any} made @param {any} control */
  async confirmPasskey(made, control) {
    await this.#prompt(control, after('confirm-'));
    await this.answer({ answer: 'new-passkey', ...made });
  }

  /** @param {any} control */
  async usePasskey(control) {
    await this.#prompt(control, after('prompt-'));
    await this.answer({ answer: 'passkey' });
  }

  cancel() {
    this.fail('cancelled');
  }

  hurry() {}
}

/** @param {string} [from] */
function storyOf(from) {
  const url = new URL(from ?? 'http://x/');
  return new URL(url.searchParams.get('webRedirectUrl') ?? url).searchParams.get('p') ?? '';
}

const people = (/** @type {any[]} */ ...handles) => ({
  waiting: { people: handles, person_must_act: handles.length > 0 },
});

/** @param {FakeJourney} j @param {any} peer @param {string} story */
async function stopped(j, peer, story) {
  if (story === 'mismatch-again')
    await j.ask('await-another-try', {
      question: 'stopped',
      peer,
      by_me: false,
      reason: 'INVALID_SAS_CODE',
      status: 'ok',
      count: 3,
    });
  else if (story === 'left')
    await j.ask('await-another-try', {
      question: 'stopped',
      peer,
      by_me: false,
      reason: 'MANUALLY_CANCELLED',
      status: 'ok',
      count: 1,
    });
  else if (story === 'commitment')
    await j.ask('await-another-try', {
      question: 'stopped',
      peer,
      by_me: true,
      reason: 'INVALID_NONCE_HASH',
      status: 'commitment',
      count: 1,
    });
}

const OTPAUTH =
  'otpauth://totp/parsec.cloud:Bakery?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=parsec.cloud';

/** @param {FakeJourney} j @param {string} step @param {any} asked */
async function askCode(j, step, asked) {
  let rejected = 'ok';
  let refused = 0;
  for (;;) {
    const { code } = await j.ask(step, {
      ...asked,
      organization: 'Bakery',
      host: HOST,
      human_handle: ALICE,
      rejected,
      refused,
      wait_until: rejected === 'throttled' ? new Date(Date.now() + 12_000) : null,
    });
    j.note(asked.question === 'totp-secret' ? 'await-confirmed' : 'await-opaque-key', people());
    await wait(700);
    if (!/^\d{6}$/.test(code)) rejected = 'value';
    else if (code === '999999') rejected = 'throttled';
    else if (code === '000000') {
      rejected = 'one-time-code';
      refused += 1;
    } else return;
  }
}

/** What opens the device. @param {FakeJourney} j */
async function open(j) {
  const asked = {
    organization: 'Bakery',
    host: HOST,
    human_handle: ALICE,
    device_label: 'Firefox (Linux)',
  };
  for (const refused of has('wrong') ? [0, 1] : [0]) {
    if (PASSKEYS.length)
      await j.ask('await-passkey', { question: 'passkey', ...asked, passkeys: PASSKEYS, refused });
    else {
      await j.ask('await-password', { question: 'password', ...asked, refused });
      j.note('await-key', people());
      await wait(300);
    }
    if (has('code') && refused === 0) await askCode(j, 'await-code', { question: 'one-time-code' });
  }
}

/** @param {any[]} more */
const providers = (...more) => [{ id: 'PRO_CONNECT' }, ...more];

/** @param {FakeJourney} j @param {any} [expected] whose account it must be */
async function signOn(j, expected = null) {
  await j.ask('await-sign-on', {
    question: 'sign-on',
    organization: 'Bakery',
    host: HOST,
    openbao_host: 'bao.example',
    providers: providers({ id: 'HEXAGONE' }),
    preferred: expected && 'PRO_CONNECT',
    human_handle: expected,
    signed_on_as: [],
    rejected: 'ok',
  });
  j.note('await-service', people());
  await wait(300);
}

const requestLine = (/** @type {string} */ key, more = {}) => ({
  key,
  status: 'ok',
  organization: 'Bakery',
  host: HOST,
  server_url: `${location.origin}/`,
  human_handle: ZOE,
  device_label: 'Firefox (Linux)',
  provider: 'PRO_CONNECT',
  submitted_on: NOW,
  ...more,
});

/** This browser's requests; their keys are the states that they are in. */
const myRequests = () => {
  const one = after('request-');
  const keys = one
    ? [one]
    : ['submitted', 'accepted', 'rejected', 'cancelled', 'not-found', 'unreachable', 'broken'];
  if (!one && !has('requests')) return [];
  return keys.map((key) =>
    key === 'broken'
      ? requestLine(key, {
          status: 'request-file',
          organization: null,
          host: null,
          server_url: null,
          human_handle: null,
        })
      : requestLine(key),
  );
};
/** @type {any[] | null} */
let sent = null;

const requested = (/** @type {string} */ id, more = {}) => ({
  enrollment_id: id.repeat(32),
  submitted_on: NOW,
  status: 'ok',
  identity: 'sign-on',
  human_handle: ZOE,
  device_label: 'Chrome (Android)',
  ...more,
});
let joinRequests = [
  requested('a'),
  requested('b', {
    human_handle: [
      'a.very.long.address.of.somebody@subdomain.bakery.example',
      'Maximilienne-Alexandrine de La Rochefoucauld',
    ],
  }),
  requested('c', { status: 'request-kind', identity: 'smart-card' }),
  requested('d', { status: 'already-enrolled', human_handle: MARC }),
  requested('e', { status: 'request-payload', human_handle: null, device_label: null }),
];

/** @type {Record<string, (j: FakeJourney, o: any) => Promise<void>>} */
const FLOWS = {
  async enroll(j) {
    j.note('await-service', people());
    await wait(300);
    await signOn(j);
    if (after('enroll-')) return j.fail(after('enroll-') ?? '');
    const emails = has('many-emails') ? [ZOE[0], 'z.durand@elsewhere.example'] : [ZOE[0]];
    let rejected = has('waiting') ? 'request-waiting' : has('member') ? 'already-enrolled' : 'ok';
    let human_handle = ZOE;
    for (let first = true; first || rejected !== 'ok'; first = false) {
      if (!first && rejected !== 'ok') {
        j.note('await-submitted', people());
        await wait(300);
      }
      const answer = await j.ask('await-details', {
        question: 'request',
        organization: 'Bakery',
        host: HOST,
        provider: 'PRO_CONNECT',
        emails,
        rejected: first ? 'ok' : rejected,
        submitted_on: !first && rejected === 'request-waiting' ? NOW : null,
      });
      human_handle = [answer.email, answer.name];
      if (!first) rejected = 'ok';
    }
    j.note('await-submitted', people());
    await wait(600);
    const request = requestLine('submitted', { human_handle });
    sent = [...(sent ?? myRequests()), request];
    j.done({ result: 'request', request });
  },

  async follow(j, { key, job }) {
    await wait(300);
    if (job !== 'watch') {
      sent = (sent ?? myRequests()).filter((line) => line.key !== key);
      return j.done({ result: 'nothing' });
    }
    const known = { status: key, submitted_on: NOW, decided_on: key === 'submitted' ? null : NOW };
    if (key === 'unreachable') {
      j.note('await-info', { request: { ...known, status: 'submitted', decided_on: null } });
      return j.note('await-info', {
        network: { reachable: false, status: 'offline', retry_in_ms: 2000 },
      });
    }
    if (key === 'not-found') return j.fail('request-not-found');
    j.note('await-pause', { request: known });
    if (has('decide')) {
      await wait(3000);
      j.note('await-pause', { request: { ...known, status: 'accepted', decided_on: NOW } });
      j.done({ result: 'nothing' });
    }
  },

  async join(j) {
    j.note('await-info', people());
    await wait(300);
    await signOn(j, ZOE);
    if (after('join-')) return j.fail(after('join-') ?? '');
    const { answer } = await j.ask('await-consent', {
      question: 'accepted',
      organization: 'Bakery',
      host: HOST,
      requested: ZOE,
      human_handle: has('differs') ? ['z.durand@bakery.example', 'Zoé Durant'] : ZOE,
      differs: has('differs'),
      profile: 'STANDARD',
      device_label: 'Firefox (Linux)',
      accepted_by: has('nobody') ? [] : [ALICE[0], 'a.martin@elsewhere.example'],
    });
    if (answer === 'refuse') return j.fail('cancelled');
    await j.ask('await-protection', {
      question: 'protection',
      organization: 'Bakery',
      email: ZOE[0],
      passkey: true,
      sign_on: true,
      rejected: 'ok',
    });
    j.note('await-saved', people());
    await wait(600);
    j.done(deviceResult(ZOE, 'STANDARD'));
  },

  async requests(j, { job, enrollment_id }) {
    await wait(200);
    if (job === 'list')
      return j.done({
        result: 'requests',
        requests: has('no-sign-on') ? [] : joinRequests,
        link: `${location.origin}/redirect/Bakery?a=async_enrollment`,
      });
    joinRequests = joinRequests.filter((line) => line.enrollment_id !== enrollment_id);
    j.done({ result: 'nothing' });
  },

  async accept(j, { enrollment_id }) {
    j.note('await-list', people());
    await wait(300);
    await signOn(j);
    const status = after('accept-');
    if (status) return j.fail(status, { person: ZOE, nothing_lost: status !== 'offline' });
    const approval = await j.ask('await-approval', {
      question: 'requested',
      human_handle: ZOE,
      device_label: 'Chrome (Android)',
      submitted_on: NOW,
      emails: has('many-emails') ? [ZOE[0], 'z.durand@elsewhere.example'] : [ZOE[0]],
      rejected: 'ok',
    });
    if (approval.answer === 'refuse') return j.fail('cancelled');
    j.note('await-accepted', people());
    await wait(600);
    joinRequests = joinRequests.filter((line) => line.enrollment_id !== enrollment_id);
    j.done({
      result: 'greeted',
      user_id: 'bb'.repeat(16),
      human_handle: ZOE,
      profile: approval.profile,
    });
  },

  async totp(j, { job }) {
    await open(j);
    if (job === 'remove' || has('code-known'))
      await askCode(j, 'await-code', { question: 'one-time-code' });
    else {
      j.secret = OTPAUTH;
      await askCode(j, 'await-first-code', { question: 'totp-secret' });
    }
    j.note('await-saved', people());
    await wait(300);
    j.done({ result: 'nothing' });
  },

  async 'totp-reset'(j, { link: from }) {
    await wait(300);
    if (storyOf(from) === 'used') return j.fail('reset-link', { nothing_lost: true });
    j.secret = OTPAUTH;
    await askCode(j, 'await-first-code', { question: 'totp-secret' });
    j.done({ result: 'nothing' });
  },

  async policy(j) {
    await wait(100);
    const kinds = ['password', 'keyring', 'pki', 'account_vault', 'openbao', 'web_passkey'];
    const wanted = /** @type {Record<string, string[]>} */ ({
      'policy-method': ['keyring', 'web_passkey', 'pki'],
      'policy-codes': ['password'],
      'policy-none': ['pki', 'openbao'],
    })[fake];
    const verdicts = { 'policy-codes': 'totp' };
    j.done({
      result: 'policy',
      restricted: wanted !== undefined,
      methods: kinds.map((kind) => ({
        kind,
        allowed: !wanted || wanted.includes(kind),
        needs_totp: has('policy-codes') && kind === 'password',
      })),
      verdict: wanted
        ? (verdicts[/** @type {keyof typeof verdicts} */ (fake)] ?? 'method')
        : 'fine',
      providers: has('no-sign-on') ? [] : providers(),
      answered: true,
    });
  },

  async claim(j, { link: from, journey_key }) {
    const story = storyOf(from);
    const mine = (from ?? '').includes('claim_device');
    const peer = mine ? ZOE : ALICE;
    if (journey_key) {
      await j.ask('await-password', {
        question: 'password',
        organization: 'Garden',
        host: HOST,
        human_handle: ZOE,
        device_label: 'Firefox (Linux)',
        refused: 0,
      });
      await j.ask('await-password', {
        question: 'password',
        organization: 'Garden',
        host: HOST,
        human_handle: ZOE,
        device_label: 'Firefox (Linux)',
        refused: 1,
      });
      return j.done(deviceResult(ZOE, 'STANDARD'));
    }
    if (story.startsWith('fail-'))
      return j.fail(story.slice(5), { nothing_lost: false, http_status: 410 });
    if (story === 'clock')
      return j.fail('ballpark', {
        server_time: NOW,
        client_time: new Date(NOW.getTime() + 600_000),
      });
    await wait(story === 'slow' ? 1e9 : 50);
    const inviter = mine || story === 'service' ? null : ALICE;
    await j.ask('await-consent', {
      question: 'invitation',
      organization: 'Bakery',
      host: HOST,
      new_device: mine,
      email: ZOE[0],
      invited: mine ? ZOE : null,
      inviter,
      service_label: inviter || mine ? null : 'HR portal',
      administrators: mine ? [ZOE] : [ALICE, MARC],
    });
    for (;;) {
      j.note('await-peer', mine ? people(ZOE) : people(ALICE, MARC));
      if (story === 'wait') return;
      if (story === 'offline')
        return j.note('await-peer', {
          network: { reachable: false, status: 'offline', retry_in_ms: 2000 },
        });
      if (story === 'restarted')
        return j.note('await-peer', {
          restarted: { by_me: false, reason: 'AUTOMATICALLY_CANCELLED', count: 1 },
        });
      await wait(400);
      await stopped(j, peer, story);
      const { answer, code } = await j.ask('await-code', {
        question: 'code',
        peer,
        choices: CHOICES,
      });
      if (answer === 'no-code' || code !== 'K7QP') {
        await j.ask('await-another-try', {
          question: 'stopped',
          peer,
          by_me: true,
          reason: 'INVALID_SAS_CODE',
          status: 'ok',
          count: 1,
        });
        continue;
      }
      j.note('await-trust-sent', people());
      await wait(200);
      j.note('await-greeter-trust', {
        'own-code': { code: 'G4TZ', peer },
        ...people(peer),
      });
      if (story === 'silence')
        return j.note('await-greeter-trust', { silence: { silent: true, peer } });
      if (story === 'my-code') return;
      await wait(600);
      break;
    }
    if (!mine)
      await j.ask('await-details', {
        question: 'details',
        email: ZOE[0],
        peer,
        rejected: 'ok',
      });
    await j.ask('await-protection', {
      question: 'protection',
      organization: 'Bakery',
      email: ZOE[0],
    });
    j.note('await-confirmation', people(peer));
    if (story === 'finishing') return;
    await wait(600);
    if (story === 'quota')
      await j.ask('await-another-try', {
        question: 'trouble',
        status: 'store-quota',
        nothing_lost: true,
      });
    j.done(deviceResult(ZOE, 'STANDARD'));
  },

  async greet(j, { link: from }) {
    const story = storyOf(from);
    const peer = story === 'device' ? ALICE : [ZOE[0], ''];
    j.note('await-peer', people(peer));
    if (fake === 'greet-call') return;
    await wait(600);
    j.note('await-claimer-trust', { 'own-code': { code: 'K7QP', peer }, ...people(peer) });
    if (fake === 'greet-my-code') return;
    await wait(600);
    const { answer } = await j.ask('await-code', {
      question: 'code',
      peer,
      choices: ['G4TZ', 'AB3D', '9XMF', 'TT2W'],
    });
    if (answer === 'no-code')
      await j.ask('await-again', {
        question: 'stopped',
        peer,
        by_me: true,
        reason: 'INVALID_SAS_CODE',
        status: 'ok',
        count: 1,
      });
    j.note('await-claimer-payload', people(peer));
    await wait(fake === 'greet-details' ? 1e9 : 600);
    if (story === 'device') {
      const device_label = 'Safari (iPhone)';
      const decision = await j.ask('await-approval', { question: 'new-device', device_label });
      if (decision.answer === 'refuse') return j.fail('cancelled');
      j.note('await-created', people());
      await wait(600);
      return j.done({ result: 'added', device_id: 'd3'.repeat(16), device_label });
    }
    const other = story === 'other-email';
    const approval = await j.ask('await-approval', {
      question: 'approval',
      requested: other ? ['mallory@elsewhere.example', 'Zoé Durand'] : ZOE,
      device_label: 'Chrome (Android)',
      invited_email: ZOE[0],
      email_matches: !other,
      rejected: 'ok',
    });
    if (approval.answer === 'refuse') return j.fail('cancelled');
    j.note('await-created', people());
    await wait(fake === 'greet-finishing' ? 1e9 : 600);
    if (fake === 'greet-lost')
      await j.ask('await-again', {
        question: 'stopped',
        peer: ZOE,
        by_me: false,
        reason: 'MANUALLY_CANCELLED',
        status: 'enrolled-without-device',
        count: 1,
      });
    j.done({
      result: 'greeted',
      user_id: 'bb'.repeat(16),
      human_handle: [ZOE[0], approval.name],
      profile: approval.profile,
    });
  },

  async bootstrap(j, { link: from, journey_key }) {
    if (journey_key)
      await j.ask('await-password', {
        question: 'password',
        organization: 'Garden',
        host: HOST,
        human_handle: ALICE,
        device_label: 'Firefox (Linux)',
        refused: 0,
      });
    let rejected = 'ok';
    for (;;) {
      const { name, email, organization } = await j.ask('await-identity', {
        question: 'identity',
        host: HOST,
        organization: from ? 'Bakery' : null,
        rejected,
      });
      await j.ask('await-protection', { question: 'protection', organization, email });
      j.note('await-created', people());
      await wait(organization === 'Slow' ? 1e9 : 300);
      if (organization === 'Taken') {
        rejected = 'already-bootstrapped';
        continue;
      }
      return j.done({ ...deviceResult([email, name]), organization });
    }
  },

  async unlock(j) {
    if (has('elsewhere')) {
      fake_once();
      return j.fail('device-in-use', { device_id: DEVICE });
    }
    await open(j);
    j.done(deviceResult(ALICE));
  },

  async change(j, { place, job }) {
    const organization = 'Bakery';
    if (place.store === 'official') {
      const { answer } = await j.ask('await-elsewhere', {
        question: 'elsewhere',
        organization,
        device_label: 'Web',
      });
      if (answer === 'refuse') return j.fail('cancelled');
    }
    await open(j);
    const made = {
      question: 'new-passkey',
      organization,
      human_handle: ALICE,
      user_handle: new Uint8Array(32),
      salt: new Uint8Array(32),
      existing: [],
      rejected: 'ok',
    };
    if (job === 'add-passkey') {
      const { answer } = await j.ask('await-new-passkey', { ...made });
      if (answer === 'refuse') return j.fail('cancelled');
    }
    while (job === 'method') {
      const { answer } = await j.ask('await-new-password', {
        question: 'protection',
        organization,
        email: ALICE[0],
        passkey: true,
      });
      if (answer === 'protection') {
        j.note('await-new-key', people());
        await wait(300);
        break;
      }
      if ((await j.ask('await-new-passkey', { ...made })).answer === 'new-passkey') break;
    }
    j.note('await-saved', people());
    await wait(has('slow-save') ? 1e9 : 300);
    j.done({ result: 'nothing' });
  },

  async file(j, { place }) {
    if (place.store === 'official') {
      const { answer } = await j.ask('await-elsewhere', {
        question: 'elsewhere',
        organization: 'Bakery',
        device_label: 'Web',
      });
      if (answer === 'refuse') return j.fail('cancelled');
    }
    j.done({ result: 'nothing' });
  },

  async invite(j, { job, email, send_email }) {
    await wait(100);
    if (job === 'list')
      return j.done({ result: 'invitations', invitations: fake === 'no-invitations' ? [] : lines });
    if (job === 'cancel') return j.done({ result: 'nothing' });
    if (job === 'new-device')
      return j.done({
        result: 'invited',
        invitation: '77'.repeat(16),
        email_sent: 'SUCCESS',
        link: link('device'),
      });
    if (email.startsWith('member')) return j.fail('already-enrolled');
    j.done({
      result: 'invited',
      invitation: '66'.repeat(16),
      email_sent: email.startsWith('refused') ? 'RECIPIENT_REFUSED' : 'SUCCESS',
      link: `${link()}&long=${'x'.repeat(send_email ? 40 : 60)}`,
    });
  },

  async home(j) {
    const requests = sent ?? myRequests();
    if (has('empty')) return j.done({ result: 'home', devices: [], journeys: [], requests });
    j.done({
      ...home,
      requests,
      devices: home.devices.map((line) => ({
        has_totp: has('code'),
        passkeys: PASSKEYS,
        ...line,
        kind: PASSKEYS.length && line.kind === 'password' ? 'web_passkey' : line.kind,
      })),
      journeys: has('unfinished') ? home.journeys : [],
    });
  },

  async session(j) {
    told = j;
    j.note('live', {
      live: { online: true, status: 'ok', retry_in_ms: 0 },
      known: { complete: true, certificates: 3, done: 3, total: 3 },
    });
  },

  async directory(j) {
    const user_id = 'aa'.repeat(16);
    j.done({
      result: 'directory',
      certificates: 3,
      next: null,
      people: [
        {
          user_id,
          human_handle: ALICE,
          profile: 'ADMIN',
          created_on: NOW,
          created_by: null,
          self: true,
          revoked_on: null,
          revoked_by: null,
        },
      ],
      devices: [
        {
          device_id: DEVICE,
          user_id,
          device_label: 'Firefox (Linux)',
          purpose: 'STANDARD',
          created_on: NOW,
          self: true,
          news: false,
        },
        ...recoveryFiles,
        ...(fake === 'recovery'
          ? [recoveryDevice(new Date('2026-03-14T10:00:00Z'), 'e7'.repeat(16))]
          : []),
        ...(fake === 'recovery-news'
          ? [{ ...recoveryDevice(NOW, 'e8'.repeat(16)), news: true }]
          : []),
      ],
    });
  },

  async recovery(j) {
    j.note('await-created', people());
    await wait(fake === 'slow' ? 1e9 : 600);
    recoveryFiles.push(recoveryDevice(new Date(), 'e9'.repeat(16)));
    const certificates = 3 + recoveryFiles.length;
    told?.note('live', { known: { complete: true, certificates, done: 0, total: 0 } });
    let rejected = 'ok';
    j.secret = KEY;
    for (;;) {
      const { file, secret } = await j.ask('await-checked', {
        question: 'recovery-file',
        organization: 'Bakery',
        name: 'Parsec_Recovery_File_Bakery.psrk',
        key_name: 'Parsec_Recovery_Code_Bakery.txt',
        file: new Uint8Array(8),
        rejected,
      });
      if (file.length > 10) rejected = 'recovery-file';
      else if (!sameKey(secret)) rejected = 'decrypt';
      else if (file[0] !== 0) rejected = 'mismatch';
      else return j.done({ result: 'nothing' });
    }
  },

  async recover(j, { file }) {
    if (file.length > 10) return j.fail('recovery-file');
    let refused = 0;
    for (;;) {
      const { secret } = await j.ask('await-key', {
        question: 'recovery-key',
        organization: 'Bakery',
        host: file[1] === 'x'.charCodeAt(0) ? 'parsec.example.com' : HOST,
        human_handle: ALICE,
        created_on: new Date('2026-03-14T10:00:00Z'),
        rejected: refused ? 'decrypt' : 'ok',
        refused,
      });
      if (sameKey(secret)) break;
      refused += 1;
    }
    await j.ask('await-protection', {
      question: 'protection',
      organization: 'Bakery',
      email: ALICE[0],
      passkey: true,
    });
    j.note('await-created', people());
    await wait(fake === 'slow' ? 1e9 : 600);
    if (fake === 'revoked') return j.fail('http-revoked', { http_status: 461 });
    home.devices[0].aside = true;
    const device = {
      ...home.devices[0],
      aside: false,
      device_id: 'ea'.repeat(16),
      place: { store: 'devices', key: 'ea'.repeat(16) },
    };
    home.devices.push(device);
    j.done({ result: 'recovered', device });
  },

  async import(j, { file, replace }) {
    if (file[0] === 'r'.charCodeAt(0)) return j.fail('device-file-kind', { file_kind: 'recovery' });
    if (file.length < 10) return j.fail('device-file');
    if (file.length < 20 && !replace) return j.fail('already-exists');
    j.done({ result: 'imported', device: home.devices[0] });
  },

  async export(j) {
    j.done({ result: 'file', name: `${DEVICE}.keys`, data: new Uint8Array(8) });
  },
};

/** @param {Date} created_on @param {string} device_id */
function recoveryDevice(created_on, device_id) {
  return {
    device_id,
    user_id: 'aa'.repeat(16),
    device_label: `recovery_${Number(created_on)}`,
    purpose: 'PASSPHRASE_RECOVERY',
    created_on,
    self: false,
    news: false,
  };
}

/** @param {string} [text] */
function symbolsOf(text = '') {
  return text
    .toUpperCase()
    .replaceAll('0', 'O')
    .replaceAll('1', 'I')
    .replace(/[^A-Z2-7]/g, '');
}

/** @param {string} [typed] */
const sameKey = (typed) => symbolsOf(typed) === symbolsOf(KEY);

function fake_once() {
  localStorage.removeItem('fake');
}

class FakeClient extends EventTarget {
  integrity = { core: `sha256-${'A'.repeat(43)}=`, stretch: `sha256-${'B'.repeat(42)}A=` };

  /** @param {string} text */
  async describeLink(text) {
    const trimmed = text.trim();
    const inner = URL.canParse(trimmed)
      ? new URL(trimmed).searchParams.get('webRedirectUrl')
      : null;
    const url = URL.parse(inner ?? trimmed);
    if (!trimmed) return { status: 'address-empty', sentence: '' };
    if (!url || !/^(parsec3|https?):$/.test(url.protocol))
      return { status: 'address-scheme', sentence: '' };
    const organization = url.pathname.split('/').at(-1) || null;
    const action = url.searchParams.get('a');
    if (url.searchParams.get('p') === '') return { status: 'address-truncated', sentence: '' };
    const kinds = {
      claim_user: 'claim-user',
      claim_device: 'claim-device',
      claim_shamir_recovery: 'claim-shamir',
      bootstrap_organization: 'bootstrap',
      async_enrollment: 'async-enrollment',
      totp_reset: 'totp-reset',
      path: 'workspace-path',
      pki_enrollment: 'pki-enrollment',
    };
    const kind =
      kinds[/** @type {keyof typeof kinds} */ (action)] ??
      (organization ? 'organization' : 'server');
    return {
      status: 'ok',
      kind,
      host: url.host,
      server_url: `${location.protocol}//${url.host}/`,
      organization,
      continue_url: `https://${url.host}/redirect/${organization}${url.search}`,
      desktop_url: `parsec3://${url.host}/${organization}${url.search}`,
    };
  }

  /** @param {Uint8Array} bytes */
  async describeRecoveryKey(bytes) {
    const text = new TextDecoder().decode(bytes);
    const { length } = symbolsOf(text);
    return {
      status: length === 52 ? 'ok' : 'recovery-key',
      symbols: length,
      total: 52,
      foreign: /[^A-Za-z2-7\s01-]/.test(text),
    };
  }

  /** @param {any} options */
  start(options) {
    const journey = new FakeJourney();
    journey.flow = options.flow;
    setTimeout(() => FLOWS[options.flow](journey, options));
    return journey;
  }

  async lock() {}

  async probe() {
    const capabilities = {
      secureContext: true,
      framed: false,
      partitioned: false,
      persisted: false,
      indexedDB: 'ok',
      opfs: 'ok',
      webLocks: true,
      passkey: await passkeySupport(),
    };
    if (fake === 'denied') capabilities.indexedDB = 'denied';
    if (fake === 'insecure') capabilities.secureContext = false;
    return capabilities;
  }

  async persist() {
    return { persisted: fake !== 'not-kept' };
  }

  /** @param {string} status */
  sentence(status) {
    return status;
  }
}

export async function passkeySupport() {
  return has('no-passkeys') ? 'none' : has('unknown-passkeys') ? 'unknown' : 'ok';
}

export async function forgetPasskey() {
  return false;
}

export async function openClient() {
  const client = new FakeClient();
  // For the console: the page of a device that was opened elsewhere.
  Object.assign(globalThis, {
    fakeTakeOver: () =>
      client.dispatchEvent(Object.assign(new Event('taken-over'), { deviceId: DEVICE })),
  });
  return client;
}
