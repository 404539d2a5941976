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
  { lang: 'fr', theme: 'light', width: 320 },
]);

/**
 * @param {import('./browsers.mjs').ChromiumPerson} person
 * @param {string} name of the screen, for messages and files
 */
export async function look(person, name) {
  const { page } = person;
  const before = page.viewportSize();
  assert.ok(before);
  for (const { lang, theme, width } of LOOKS) {
    const where = `${name}, ${lang}, ${theme}, ${width}`;
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await speak(page, lang);
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() =>
      /** @type {typeof globalThis & { axe: typeof import('axe-core') }} */ (globalThis).axe.run(
        document,
        { resultTypes: ['violations'] },
      ),
    );
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
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
      cut: [...document.querySelectorAll('select')]
        .filter((e) => {
          const whole = /** @type {HTMLElement} */ (e.cloneNode(true));
          Object.assign(whole.style, {
            position: 'absolute',
            inlineSize: 'max-content',
            maxInlineSize: 'none',
          });
          e.after(whole);
          const wide = whole.offsetWidth;
          whole.remove();
          return wide > e.offsetWidth;
        })
        .map((e) => e.outerHTML),
    }));
    assert.equal(seen.headings, 1, `${where}: one heading of the first rank`);
    assert.equal(seen.lang, lang, where);
    assert.notEqual(seen.title, 'Parsec', `${where}: a title of its own`);
    assert.ok(seen.overflow <= 0, `${where}: ${seen.overflow} px too wide`);
    assert.deepEqual(seen.small, [], `${where}: targets of 44 px`);
    assert.deepEqual(seen.cut, [], `${where}: choices shown whole`);
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
 * @param {import('playwright-core').Page} page
 * @param {'en' | 'fr'} lang
 */
async function speak(page, lang) {
  if ((await page.evaluate(() => document.documentElement.lang)) === lang) return;
  // A dialog makes the header inert: the click is given to the button itself.
  await page.evaluate((to) => {
    const button = [...document.querySelectorAll('header button')].find(
      (b) => b.getAttribute('lang') === to,
    );
    /** @type {HTMLElement} */ (button).click();
  }, lang);
  await page.waitForFunction((to) => document.documentElement.lang === to, lang);
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
}
