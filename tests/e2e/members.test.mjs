// SPDX-License-Identifier: MPL-2.0
// Who belongs to the organization, as the certificates say, and while it happens.
import assert from 'node:assert/strict';
import { decode, encode } from '@msgpack/msgpack';
import { inside, join, PASSWORD } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization } from './lib/server.mjs';
import { says, stageOf } from './lib/stage.mjs';

const staged = stageOf(import.meta.url);

/** @param {import('./lib/stage.mjs').Tab} person @param {string} selector */
const shown = (person, selector) => person.page.locator(selector).waitFor();

test(
  'members and devices are listed as soon as they exist, without a reload; who is removed hears it at once',
  staged(async (stage, use) => {
    const { ada, file } = stage;
    const { email, link } = await stage.invitation();
    const newcomer = await use(stage.person());
    const admin = await stage.admin();
    await shown(admin, '[data-member="ada@example.com"]');
    await join({ admin, newcomer, email, link });
    await stage.toPeople(admin);
    await shown(admin, `[data-member="${email}"]`);

    await newcomer.press('Later');
    await inside(newcomer, stage.organization);
    const device = await newcomer.page.evaluate(() => /[0-9a-f]{32}/.exec(location.hash)?.[0]);
    await newcomer.press('My devices');
    await shown(newcomer, `[data-member-device="${device}"] .badge`);
    await newcomer.press('People');
    for (const each of ['ada@example.com', email]) await shown(newcomer, `[data-member="${each}"]`);
    // Inviting is for administrators.
    assert.equal(await newcomer.page.getByRole('button', { name: 'Invite' }).count(), 0);

    await ada.do({ do: 'revoke', email, device: file.device });
    await says(newcomer, 'http-revoked');
    await admin.page.locator(`[data-removed="${email}"]`).waitFor({ state: 'attached' });
    assert.equal(await admin.page.locator(`[data-member="${email}"]`).count(), 0);
  }),
  { limit: 120_000 },
);

test(
  'a server that takes members back, replaces them or makes them up is caught, and caught again',
  staged(async (stage, use) => {
    const { proxy } = stage;
    const organization = freshOrganization();
    const { device, data } = await stage.found(organization);
    const admin = await use(stage.openAdmin(organization, data));
    await admin.press('My devices');
    await shown(admin, `[data-member-device="${device}"]`);
    /** @param {(certificates: Uint8Array[]) => Uint8Array[]} change @param {string} status */
    const caught = async (change, status) => {
      proxy.rule({ cmd: 'certificate_get' }, async ({ forward, answer }) => {
        const { headers, body } = await forward();
        const reply = /** @type {any} */ (decode(/** @type {Buffer} */ (body)));
        reply.common_certificates = change(reply.common_certificates);
        answer({ status: 200, headers, body: Buffer.from(encode(reply)) });
      });
      await admin.reload();
      await admin.fill('Password', PASSWORD);
      await admin.press('Open');
      await says(admin, status);
      proxy.calm();
    };
    for (let turn = 0; turn < 2; turn++) {
      await caught(() => [], 'rollback');
      await caught(([user]) => [user, user], 'fork');
    }
    // The server is right again.
    await admin.press('Try again');
    await shown(admin, `[data-member-device="${device}"]`);
    // Something new, but not signed by whom it names.
    await caught(
      (known) => [
        ...known,
        known.map((one) => {
          const forged = Uint8Array.from(one);
          forged[0] ^= 1;
          return forged;
        })[1],
      ],
      'certificate-order',
    );
  }),
  { limit: 120_000 },
);
