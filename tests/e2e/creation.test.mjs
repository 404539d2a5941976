// SPDX-License-Identifier: MPL-2.0
// A creation whose outcome nobody knows: what this browser keeps of it, and for how long.
import assert from 'node:assert/strict';
import { chromium } from './lib/browsers.mjs';
import { choosePassword, describeOrganization, PASSWORD } from './lib/journeys.mjs';
import { ReverseProxy } from './lib/proxy.mjs';
import { test } from './lib/runner.mjs';
import { freshOrganization } from './lib/server.mjs';
import { withAll } from './lib/with-all.mjs';

const BLOCKED = { status: 404, body: '404 page not found' };

test(
  'a front answers for the server that has created an organization: its keys are kept until they are given up',
  () =>
    withAll(async (use) => {
      const { proxy, server } = await use(ReverseProxy.start());
      const [finished, forgotten] = [freshOrganization(), freshOrganization()];
      const person = await use(chromium());
      proxy.rule({ cmd: 'organization_bootstrap' }, async ({ forward, answer }) => {
        await forward();
        answer(BLOCKED);
      });
      proxy.rule({ family: 'authenticated' }, ({ answer }) => answer({ ...BLOCKED, status: 403 }));
      for (const organization of [finished, forgotten]) {
        await person.open(server.app);
        await describeOrganization(person, organization);
        await choosePassword(person, `Create ${organization}`);
        await person.heading(/does not exist on this server/);
        // What judged the password is gone as soon as it was taken: the core's worker alone is left.
        assert.deepEqual(
          person.page.workers().filter((worker) => worker.url().includes('strength')),
          [],
        );
      }
      await person.open(server.app);
      await person.text(new RegExp(`The creation of ${finished} on`));
      await person.text(new RegExp(`The creation of ${forgotten} on`));

      // The newest stands first.
      const { page } = person;
      await page.getByRole('button', { name: 'Forget it' }).first().click();
      await person.press('Keep it');
      await person.text(new RegExp(`The creation of ${forgotten} on`));
      await page.getByRole('button', { name: 'Forget it' }).first().click();
      await page.getByRole('dialog').waitFor();
      await person.press('Forget it');
      await page.getByText(`The creation of ${forgotten} on`).waitFor({ state: 'detached' });

      proxy.calm();
      await person.press('Finish creating');
      await person.fill('Password', PASSWORD);
      await person.press('Go on');
      await person.heading(/is created/);
      assert.equal(await page.getByText('was interrupted').count(), 0);
    }),
  { limit: 120_000 },
);
