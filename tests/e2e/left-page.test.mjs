// SPDX-License-Identifier: MPL-2.0
// A page that a browser keeps for going back is frozen with all that it holds: it must hold nothing that the next page needs.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { firefox } from './lib/browsers.mjs';
import { openFile } from './lib/journeys.mjs';
import { test } from './lib/runner.mjs';
import { stageOf } from './lib/stage.mjs';

const staged = stageOf(import.meta.url);
const PAGES = 12;

test(
  'firefox goes on where pages were left in the middle of a transaction, and back to one that works',
  staged(async ({ server, organization, file }, use) => {
    const person = await use(firefox());
    const read = () =>
      person.until('what is saved', async () => !/Checking/.test((await person.state()).text));
    /** A new page, and whether the one before is kept. */
    const next = async () => {
      await person.open(`${server.app}?${Math.random()}`);
      return person.page.evaluate(() => {
        addEventListener('pagehide', ({ persisted }) =>
          sessionStorage.setItem('kept', String(persisted)),
        );
        return sessionStorage.getItem('kept') === 'true';
      });
    };
    // Each page tries its database as soon as it is there; it is left at another moment each time.
    for (let page = 0; page < PAGES; page++) {
      await next();
      await delay(25 * page);
    }
    await next();
    await read();

    let kept = false;
    for (let page = 0; page < PAGES && !kept; page++) kept = await next();
    assert.ok(kept, 'no page was kept');
    await person.page.goBack();
    await person.until('the page before, loaded anew', () =>
      person.page.evaluate(() => {
        const [navigation] = performance.getEntriesByType('navigation');
        return /** @type {PerformanceNavigationTiming} */ (navigation)?.type === 'reload';
      }),
    );
    await read();
    await openFile(person, server, organization, file.data);
  }),
  { limit: 120_000 },
);
