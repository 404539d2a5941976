// SPDX-License-Identifier: MPL-2.0
// An organization of thousands: it is read with progress shown, listed piece by piece, and everybody is found.
import assert from 'node:assert/strict';
import { chromium } from './lib/browsers.mjs';
import { Crowd } from './lib/crowd.mjs';
import { openFile } from './lib/journeys.mjs';
import { look } from './lib/look.mjs';
import { test } from './lib/runner.mjs';
import { withAll } from './lib/with-all.mjs';

const PEOPLE = 2000;
const REMOVED = 20;
const PRESENT = PEOPLE - REMOVED;

/** How many of those present fit, by the numbers that tests/server/crowd.py gives names and roles by. @param {(number: number) => boolean} fits */
const count = (fits) =>
  Array.from({ length: PRESENT - 1 }, (_, i) => i + 1).filter((number) => fits(number)).length;

test(
  'an organization of thousands is read, listed and searched',
  () =>
    withAll(async (use) => {
      const { server, organization, device } = await use(
        Crowd.start({ people: PEOPLE, devices: 2, removed: REMOVED }),
      );
      const ada = await use(chromium());
      const { page } = ada;
      await page.addInitScript(() => {
        /** @type {Set<string>} */
        const said = new Set();
        Object.assign(globalThis, { said });
        new MutationObserver(() => {
          const text = document.querySelector('wait-line')?.textContent ?? '';
          const [far] = /\d+ of \d+ records/.exec(text) ?? [];
          if (far) said.add(far);
        }).observe(document, { subtree: true, childList: true, characterData: true });
      });
      const lines = page.locator('[data-member]');
      const found = () => page.locator('[data-found]').getAttribute('data-found').then(Number);
      /** @param {string} text @param {number} expected */
      const search = async (text, expected) => {
        await ada.fill('Search by name or e-mail', text);
        await ada.until(`${expected} found for ${text}`, async () => (await found()) === expected);
        assert.equal(await lines.count(), Math.min(expected, 100));
      };

      await openFile(ada, server, organization, device);
      await ada.press('People');
      await lines.first().waitFor();
      const said = await page.evaluate(() => [.../** @type {any} */ (globalThis).said]);
      assert.ok(said.length >= 2, `progress was shown: ${said}`);
      for (const each of said)
        assert.match(each, new RegExp(` of ${3 * PEOPLE + REMOVED} records$`));

      // By name, piece by piece.
      assert.equal(await found(), PRESENT);
      assert.equal(await lines.count(), 100);
      const names = await lines.locator('.name').allTextContents();
      assert.deepEqual(names, names.toSorted(new Intl.Collator('en').compare));
      assert.equal(names[0], 'Ada Peer');
      await ada.press('Show 100 more');
      await ada.until('more lines', async () => (await lines.count()) === 200);
      assert.ok(
        await page.evaluate(() =>
          document.activeElement?.matches('[data-group="present"] > li:nth-child(101)'),
        ),
        'the keyboard goes on where the new lines begin',
      );
      for (let shown = 300; shown <= 1000; shown += 100) {
        await ada.press('Show 100 more');
        await ada.until('more lines', async () => (await lines.count()) === shown);
      }
      await ada.text(/980 more: search to find them/);

      // By parts of names and e-mails, however they are typed.
      await search('person1234@', 1);
      assert.match(await lines.textContent().then(String), /2 devices/);
      // The 2nd of 20 first names, the 4th of 17 last names.
      const emileMuller = count((n) => n % 20 === 1 && Math.floor(n / 20) % 17 === 3);
      assert.ok(emileMuller > 1);
      await search('MULLER  émi', emileMuller);
      assert.equal(await lines.first().locator('.name').textContent(), 'Émile Müller');
      await search('nobody at all', 0);
      await ada.text(/Nobody is found/);
      // One who is not in the organization any more.
      const removed = `person${PEOPLE - 1}@example.com`;
      await search(removed, 0);
      await page.locator(`[data-removed="${removed}"]`).waitFor({ state: 'attached' });
      assert.equal(await page.locator('[data-removed]').count(), 1);

      // By role: three in ten are External.
      await ada.fill('Search by name or e-mail', '');
      await page.getByLabel('Role', { exact: true }).selectOption({ label: 'External' });
      const external = count((n) => n % 10 >= 7);
      await ada.until('those of the role', async () => (await found()) === external);
      await look(ada, 'people-many');
      assert.deepEqual(ada.complaints, []);
    }),
  { limit: 180_000, tags: ['chromium', 'screens'] },
);
