// SPDX-License-Identifier: MPL-2.0
// This browser becomes another device of somebody, whose other device is the independent peer: by link, by hand, by camera; reloads,
// wrong codes, and confirmations that cannot be.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, firefox, HESITATION_MS, webkit } from './lib/browsers.mjs';
import { filmOf } from './lib/film.mjs';
import { choosePassword, inside, logIn, PASSWORD, toDevices } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { says, stageOf } from './lib/stage.mjs';
import { withAll } from './lib/with-all.mjs';

const staged = stageOf(import.meta.url);

/** @typedef {import('./lib/stage.mjs').Stage} Stage */
/** @typedef {import('./lib/stage.mjs').Tab} Tab */
/** @typedef {import('./lib/browsers.mjs').Person} Person */

const OTHER_PASSWORD = 'another-browser-another-horse-7';

/**
 * The link is opened; ends on the page that says what it does.
 * @param {Stage} stage
 * @param {(person: Promise<Tab>) => Promise<Tab>} use
 */
async function invited(stage, use) {
  const invitation = await stage.deviceInvitation();
  const person = await use(stage.person());
  await person.open(invitation.link);
  await person.heading(/^Use .* in this browser too/);
  /** @param {object} [misbehave] */
  const greet = (misbehave = {}) =>
    stage.ada.do({
      do: 'greet',
      token: invitation.token,
      device: stage.file.device,
      misbehave,
    });
  return { ...invitation, person, greet };
}

/**
 * Both codes are right; ends on the page for the password.
 * @param {Stage} stage
 * @param {Person} person
 */
async function compare({ ada }, person) {
  await person.pick((await ada.event('own_code')).code);
  const code = await person.code();
  await ada.event('choose');
  await ada.do({ do: 'choose', code });
  await person.heading(/Choose a password/);
}

/** @param {Stage} stage @returns {Promise<string[]>} Ada's devices, as she reads the certificates */
async function devicesOf({ ada, file }) {
  const users = /** @type {any[]} */ (await ada.members(file.device));
  return users.find(({ email }) => email === 'ada@example.com').devices;
}

test(
  'a browser becomes another device: says first what it does, compares codes, has a password of its own',
  staged(async (stage, use) => {
    const before = await devicesOf(stage);
    const { person, greet } = await invited(stage, use);
    const { host } = new URL(stage.proxy.url);
    for (const part of [
      stage.organization,
      host,
      'open everything that Ada Peer can open',
      'Ada Peer ada@example.com',
      'Only go on if you started this yourself on your other device',
    ])
      assert.ok((await person.state()).text.includes(part), part);
    // Nothing is begun by opening a link: whoever greets now waits.
    await greet();
    await delay(1500);
    await person.heading(/^Use .* in this browser too/);
    await person.press('I started this');
    await compare(stage, person);
    await person.text(/Each device has a password of its own/);
    await choosePassword(person, 'Add this browser', OTHER_PASSWORD);
    const { label } = await stage.ada.event('review_device');
    assert.match(label, /^Chrome/);
    await person.text(/Waiting until you add this browser/);
    await stage.ada.do({ do: 'approve' });
    const { device_id, user_id } = await stage.ada.event('done');
    await person.heading(/This browser opens .* now/);
    assert.deepEqual(await devicesOf(stage), [...before, device_id]);
    await person.press('Later');
    await inside(person, stage.organization);
    await person.text(/Ada Peer/);
    // The other device's password is not this one's.
    await logIn(person, stage.server, stage.organization, PASSWORD);
    await person.text(/Wrong password/);
    await person.fill('Password', OTHER_PASSWORD);
    await person.press('Open');
    await inside(person, stage.organization);
    assert.equal(typeof user_id, 'string');
    assert.deepEqual(person.complaints, []);
  }),
  { limit: 120_000, tags: ['chromium'] },
);

for (const [name, open] of Object.entries({ firefox, webkit })) {
  test(
    `${name} becomes another device, and opens it again`,
    staged((stage) =>
      withAll(async (use) => {
        const { token, link } = await stage.deviceInvitation();
        const person = await use(/** @type {Promise<Person>} */ (open()));
        await person.open(link);
        await person.heading(/^Use .* in this browser too/);
        await person.press('I started this');
        await stage.ada.do({ do: 'greet', token, device: stage.file.device });
        await compare(stage, person);
        await choosePassword(person, 'Add this browser', OTHER_PASSWORD);
        await stage.ada.event('review_device', 60_000);
        await stage.ada.do({ do: 'approve' });
        const { device_id } = await stage.ada.event('done', 60_000);
        await person.heading(/This browser opens .* now/, 60_000);
        assert.ok((await devicesOf(stage)).includes(device_id));
        await person.reload();
        await logIn(person, stage.server, stage.organization, OTHER_PASSWORD);
        await inside(person, stage.organization);
      }),
    ),
    { limit: 180_000, tags: [name] },
  );
}

test(
  'closed just before the end, a browser goes on with its password: by reload, and from the start page',
  staged(async (stage, use) => {
    for (const way of ['reload', 'home']) {
      const { person, greet } = await invited(stage, use);
      await person.press('I started this');
      await greet();
      await compare(stage, person);
      await choosePassword(person, 'Add this browser', OTHER_PASSWORD);
      await stage.ada.event('review_device');
      if (way === 'reload') {
        await person.kill();
        const pending = await stage.deviceInvitation();
        await person.open(pending.link);
      } else {
        await person.open(stage.server.app);
        await person.text(/You had started to add this browser to your devices/);
        await person.press('Finish adding this browser');
      }
      await person.heading(/Finish adding this browser to/);
      await person.fill('Password', OTHER_PASSWORD);
      await person.press('Go on');
      await person.text(/Waiting until you add this browser/);
      await stage.ada.do({ do: 'approve' });
      const { device_id } = await stage.ada.event('done');
      await person.heading(/This browser opens .* now/);
      assert.ok((await devicesOf(stage)).includes(device_id));
      await person.open(stage.server.app);
      await person.heading(/Your organizations/);
      assert.doesNotMatch((await person.state()).text, /You had started/);
      stage.ada.process.forget();
    }
  }),
  { limit: 120_000, tags: ['chromium'] },
);

test(
  'codes that differ, on either device, stop everything and say so; then the two go on',
  staged(async (stage, use) => {
    const { person, greet } = await invited(stage, use);
    const { ada } = stage;
    await person.press('I started this');
    await person.heading(/turn to your other device/);
    await person.text(/Press “Go on”/);
    await greet();
    await person.pickNone();
    await person.heading(/codes do not match/);
    await person.text(/someone may be between your two devices/);
    const { by, reason } = await ada.event('cancelled');
    assert.deepEqual([by, reason], ['peer', 'INVALID_SAS_CODE']);
    ada.process.forget();
    await person.press('Start again');
    await greet();
    await person.pick((await ada.event('own_code')).code);
    await ada.event('choose');
    await ada.do({ do: 'none' });
    await person.heading(/codes do not match/);
    await person.text(/On the other device/);
    ada.process.forget();
    await person.press('Start again');
    await greet();
    await compare(stage, person);
    await ada.do({ do: 'cancel', reason: 'MANUALLY_CANCELLED' });
    await person.heading(/The other device stopped/);
  }),
  { limit: 90_000, tags: ['chromium'] },
);

test(
  'a device that is refused, or confirmed with what cannot be, is not saved',
  staged(async (stage, use) => {
    const { ada } = stage;
    const zero = { $bin: '00'.repeat(32) };
    const { person, greet } = await invited(stage, use);
    await person.press('I started this');
    for (const misbehave of [
      null,
      { fields: { private_key: zero } },
      { fields: { user_id: { $uuid: '11'.repeat(16) } } },
      { fields: { human_handle: ['mallory@example.com', 'Ada Peer'] } },
      { payload: 'garbage' },
    ]) {
      await greet(misbehave ?? {});
      await compare(stage, person);
      await choosePassword(person, 'Add this browser', OTHER_PASSWORD);
      await ada.event('review_device');
      await ada.do({ do: misbehave ? 'approve' : 'refuse' });
      await says(person, 'device-unconfirmed', { limit: 60_000 });
      const { by } = await ada.event('cancelled');
      assert.equal(by, misbehave ? 'peer' : 'self');
      ada.process.forget();
      await person.press('Start again');
      await person.heading(/turn to your other device/);
    }
    await person.open(stage.server.app);
    await person.heading(/Welcome/);
  }),
  { limit: 180_000, tags: ['chromium'] },
);

test(
  'links of devices that no longer work say where a new one comes from',
  staged(async (stage, use) => {
    const { token, link } = await stage.deviceInvitation();
    await stage.ada.do({ do: 'cancel_invitation', token });
    const person = await use(stage.person());
    await person.open(link);
    await says(person, 'http-invitation-gone');
    await person.text(/make a new link on your other device/);
  }),
);

test(
  'two browsers of ours: the second is added from the first, and listed there with its date',
  staged(async (stage, use) => {
    const first = await stage.admin();
    await toDevices(first);
    await first.page.locator('form button[type=submit]').click();
    const link = (await first.page.locator('.link-text').first().textContent()) ?? '';
    const second = await use(stage.person());
    await second.open(link);
    await second.press('I started this');
    await first.press('Go on with your new device');
    await first.press('It is mine');
    await second.pick(await first.code());
    await first.pick(await second.code());
    await choosePassword(second, 'Add this browser', OTHER_PASSWORD);
    await first.heading(/^Add this device/, 60_000);
    await first.text(/Chrome/);
    await first.press('Add this device');
    await first.heading(/one of yours/, 60_000);
    await second.heading(/This browser opens .* now/, 60_000);
    await second.press('Later');
    await inside(second, stage.organization);
    for (const [person, go] of /** @type {const} */ ([
      [first, 'Back to my devices'],
      [second, 'My devices'],
    ])) {
      await person.press(go);
      await person.heading(/^My devices$/);
      await person.text(/Chrome[^•]*Added on \w/);
    }
    await second.text(/This device/);
  }),
  { limit: 120_000, tags: ['chromium'] },
);

/* ---- On a phone held upright, by keyboard and by camera */

/** @param {Tab} person @param {RegExp} name */
async function keyTo(person, name) {
  const now = () =>
    person.page.evaluate(() => {
      const e = /** @type {HTMLInputElement} */ (document.activeElement);
      const text = (/** @type {Element} */ x) => (x.textContent ?? '').replace(/\s+/g, ' ').trim();
      if (e === document.body) return '';
      return e.getAttribute('aria-label') || [...(e.labels ?? [])].map(text).join(' ') || text(e);
    });
  const seen = [];
  for (let presses = 0; presses < 40; presses += 1) {
    const at = await now();
    if (presses > 0 && name.test(at)) return;
    seen.push(at.slice(0, 40));
    await person.page.keyboard.press('Tab');
  }
  assert.fail(`the Tab key does not reach ${name}: ${seen.join(' → ')}`);
}

test(
  'on a phone held upright, the address entered by hand, without a mouse',
  staged(async (stage, use) => {
    const { ada } = stage;
    const { token, link } = await stage.deviceInvitation();
    const person = await use(stage.person());
    const { keyboard } = person.page;
    await person.page.setViewportSize({ width: 360, height: 740 });
    await person.open(stage.server.app);
    await person.heading(/Welcome/);
    await person.text(/add this browser to your devices/);
    await keyTo(person, /^I use Parsec on another device/);
    await keyboard.press('Enter');
    await person.text(/press “Add a device”/);
    await person.page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await keyTo(person, /Your link/);
    await keyboard.insertText(link);
    await keyboard.press('Enter');
    await person.heading(/^Use .* in this browser too/);
    await keyTo(person, /^I started this/);
    await keyboard.press('Enter');
    await person.heading(/turn to your other device/);
    await ada.do({ do: 'greet', token, device: stage.file.device });
    const { code } = await ada.event('own_code');
    const { choices } = await person.choosing();
    await delay(HESITATION_MS);
    await keyTo(person, new RegExp(choices[0].split('').join(',? ?')));
    await keyboard.press('Space');
    for (let i = 0; i < choices.indexOf(code); i += 1) await keyboard.press('ArrowDown');
    await keyTo(person, /It shows .* continue/);
    await keyboard.press('Enter');
    await ada.event('choose');
    await ada.do({ do: 'choose', code: await person.code() });
    await person.heading(/Choose a password/);
    await keyTo(person, /^Password for this browser/);
    await keyboard.insertText(PASSWORD);
    await keyTo(person, /^The same password again/);
    await keyboard.insertText(PASSWORD);
    await keyboard.press('Enter');
    await ada.event('review_device', 60_000);
    await ada.do({ do: 'approve' });
    await person.heading(/This browser opens .* now/, 60_000);
    const wide = await person.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    assert.ok(wide <= 0, `${wide} px too wide`);
  }),
  { limit: 120_000, tags: ['keyboard', 'chromium'] },
);

/** @param {Tab} person whether a camera is on for the page */
const filming = (person) =>
  person.page.evaluate(() => {
    const tracks = /** @type {any} */ (globalThis).cameraTracks;
    return tracks.some((/** @type {MediaStreamTrack} */ { readyState }) => readyState === 'live');
  });

/** Remembers the cameras that the page opens. @param {Tab} person */
const watchCameras = (person) =>
  person.page.addInitScript(() => {
    const known = /** @type {any} */ (globalThis);
    known.cameraTracks = [];
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      known.cameraTracks.push(...stream.getTracks());
      return stream;
    };
  });

/** @param {Tab} person @param {string} state of the dialog */
const scanner = (person, state) =>
  person.until(`the camera ${state}`, () =>
    person.page.evaluate((s) => document.querySelector(`dialog[data-scan=${s}]`) !== null, state),
  );

test(
  'a code before the camera is read, and treated like a pasted link; the camera goes off',
  staged((stage) =>
    withAll(async (use) => {
      const { link } = await stage.deviceInvitation();
      const film = await use(filmOf(link));
      const person = await use(chromium({ film: film.path, width: 390, height: 844 }));
      await watchCameras(person);
      // This Chromium reads no codes by itself: others do, or say so and cannot.
      for (const ability of ['', 'reads', 'promises']) {
        await person.page.addInitScript((able) => {
          if (!able) return;
          const known = /** @type {any} */ (globalThis);
          known.asked = 0;
          known.BarcodeDetector = class {
            static getSupportedFormats = async () => ['aztec', 'qr_code'];
            async detect() {
              known.asked += 1;
              if (able === 'promises') throw new DOMException('no', 'NotSupportedError');
              return known.asked < 3 ? [] : [{ rawValue: known.code }];
            }
          };
        }, ability);
        await person.open(stage.server.app);
        await person.page.evaluate((code) => Object.assign(globalThis, { code }), link);
        await person.press('Scan a QR code');
        await person.heading(/^Use .* in this browser too/);
        await person.text(/Only go on if you started this yourself/);
        assert.equal(await filming(person), false);
        const asked = await person.page.evaluate(() => /** @type {any} */ (globalThis).asked ?? 0);
        assert.equal(asked, { '': 0, reads: 3, promises: 1 }[ability]);
      }
      assert.deepEqual(person.complaints, []);
    }),
  ),
  { limit: 60_000, tags: ['camera', 'chromium'] },
);

test(
  'a code that is no link is named; the camera is off whenever nobody looks through it',
  staged((stage) =>
    withAll(async (use) => {
      const film = await use(filmOf('a cup of coffee'));
      const person = await use(chromium({ film: film.path }));
      await watchCameras(person);
      await person.open(stage.server.app);
      await person.press('Scan a QR code');
      await person.text(/This is not a Parsec link/);
      assert.equal(await filming(person), false);
    }),
  ),
  { limit: 60_000, tags: ['camera', 'chromium'] },
);

test(
  'the camera goes off when its dialog is closed, the page hidden or left, and on again when it is seen',
  staged((stage) =>
    withAll(async (use) => {
      const film = await use(filmOf(''));
      const person = await use(chromium({ film: film.path }));
      await watchCameras(person);
      await person.open(stage.server.app);
      /** @param {boolean} hidden */
      const hide = (hidden) =>
        person.page.evaluate((value) => {
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
          document.dispatchEvent(new Event('visibilitychange'));
        }, hidden);
      await person.page.getByRole('button', { name: 'Scan a QR code' }).click();
      await scanner(person, 'watching');
      assert.equal(await filming(person), true);
      await hide(true);
      assert.equal(await filming(person), false);
      await hide(false);
      await scanner(person, 'watching');
      await person.until('the camera on again', () => filming(person));
      await person.page.keyboard.press('Escape');
      await person.until('the dialog gone', () =>
        person.page.evaluate(() => document.querySelector('dialog') === null),
      );
      assert.equal(await filming(person), false);
      const focus = await person.page.evaluate(() => document.activeElement?.textContent?.trim());
      assert.equal(focus, 'Scan a QR code');
      await person.press('Scan a QR code');
      await scanner(person, 'watching');
      await person.page.evaluate(() => {
        location.hash = '#/create';
      });
      await person.heading(/Create an organization/);
      assert.equal(await filming(person), false);
    }),
  ),
  { limit: 60_000, tags: ['camera', 'chromium'] },
);

test(
  'a camera that is forbidden, missing or taken is told apart, and no camera interface is no button',
  staged(async (stage, use) => {
    for (const { error, state, words } of [
      { error: 'NotAllowedError', state: 'denied', words: /may not use the camera/ },
      { error: 'NotFoundError', state: 'none', words: /No camera was found/ },
      { error: 'NotReadableError', state: 'busy', words: /in use elsewhere/ },
      { error: 'TypeError', state: 'broken', words: /cannot be used here/ },
    ]) {
      const person = await use(stage.person());
      await person.page.addInitScript((name) => {
        navigator.mediaDevices.getUserMedia = async () => {
          throw new DOMException('no', name);
        };
      }, error);
      await person.open(stage.server.app);
      await person.press('Scan a QR code');
      await scanner(person, state);
      await person.text(words);
      await person.press('Try again');
      await scanner(person, state);
      await person.press('Close');
      await person.until('the dialog gone', () =>
        person.page.evaluate(() => document.querySelector('dialog') === null),
      );
    }
    // What this Chromium does by itself: there is no camera, and nobody to ask.
    const bare = await use(stage.person());
    await bare.open(stage.server.app);
    await bare.press('Scan a QR code');
    await bare.until('what keeps the camera shut', () =>
      bare.page.evaluate(() => document.querySelector('[data-status^=camera-]') !== null),
    );
    const blind = await use(stage.person());
    await blind.page.addInitScript(() => {
      Object.defineProperty(navigator, 'mediaDevices', { value: undefined });
    });
    await blind.open(stage.server.app);
    await blind.heading(/Welcome/);
    assert.equal(await blind.ask({ op: 'has', name: 'Scan a QR code' }), false);
  }),
  { limit: 120_000, tags: ['camera', 'chromium'] },
);
