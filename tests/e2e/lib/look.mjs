// SPDX-License-Identifier: MPL-2.0
/** Looks at a screen as somebody who cannot see it, at a phone, in the dark, in French. Chromium only. */
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axeSource = await readFile(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);
/** Where screenshots go, for whoever wants to see them; never in the repository. */
const shots = process.env.PSC_SHOTS;

/** Every pair of language, colours and width is seen once. */
const LOOKS = /** @type {const} */ ([
  { lang: 'en', theme: 'light', width: 1280 },
  { lang: 'fr', theme: 'dark', width: 1280 },
  { lang: 'en', theme: 'dark', width: 390 },
  { lang: 'fr', theme: 'light', width: 390 },
]);

/**
 * @param {any} person a Chromium person
 * @param {string} name of the screen, for messages and files
 */
export async function look(person, name) {
  const { page } = person;
  const before = page.viewportSize();
  for (const { lang, theme, width } of LOOKS) {
    const where = `${name}, ${lang}, ${theme}, ${width}`;
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await speak(page, lang);
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() =>
      /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] }),
    );
    assert.deepEqual(
      violations.map(
        (/** @type {any} */ v) =>
          `${v.id}: ${v.nodes.map((/** @type {any} */ n) => n.html).join(' ')}`,
      ),
      [],
      where,
    );
    const seen = await page.evaluate(() => ({
      headings: [...document.querySelectorAll('h1')].filter((h) => h.getClientRects().length > 0)
        .length,
      lang: document.documentElement.lang,
      title: document.title,
      overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      small: [
        ...document.querySelectorAll(
          'main button, main a.button, main input:not(.visually-hidden), main select',
        ),
      ]
        .filter(
          (e) =>
            e.getClientRects().length > 0 &&
            !e.closest('label') &&
            !e.classList.contains('linklike'),
        )
        .map((e) => ({ height: e.getBoundingClientRect().height, html: e.outerHTML.slice(0, 120) }))
        .filter(({ height }) => height < 44),
    }));
    assert.equal(seen.headings, 1, `${where}: one heading of the first rank`);
    assert.equal(seen.lang, lang, where);
    assert.notEqual(seen.title, 'Parsec', `${where}: a title of its own`);
    assert.ok(seen.overflow <= 0, `${where}: ${seen.overflow} px too wide`);
    assert.deepEqual(seen.small, [], `${where}: targets of 44 px`);
    if (shots) {
      await mkdir(shots, { recursive: true });
      await page.screenshot({
        path: `${shots}/${name}-${lang}-${theme}-${width}.png`,
        fullPage: true,
      });
    }
  }
  await speak(page, 'en');
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
  await page.setViewportSize(before);
}

/**
 * @param {any} page
 * @param {'en' | 'fr'} lang
 */
async function speak(page, lang) {
  if ((await page.evaluate(() => document.documentElement.lang)) === lang) return;
  // A dialog makes the header inert: the click is given to the button itself.
  await page.evaluate((/** @type {string} */ to) => {
    const button = [...document.querySelectorAll('header button')].find(
      (b) => b.getAttribute('lang') === to,
    );
    /** @type {HTMLElement} */ (button).click();
  }, lang);
  await page.waitForFunction(
    (/** @type {string} */ to) => document.documentElement.lang === to,
    lang,
  );
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}
