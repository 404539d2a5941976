// SPDX-License-Identifier: MPL-2.0
/** What people do with recovery files. */
import { readFile } from 'node:fs/promises';

/**
 * @typedef {import('./browsers.mjs').ChromiumPerson} Tab
 * @typedef {{ name: string, bytes: Buffer }} Saved
 */

/**
 * What the browser hands out when this is pressed.
 * @param {Tab} person
 * @param {string} verb
 * @returns {Promise<Saved>}
 */
export async function saved(person, verb) {
  const download = person.page.waitForEvent('download');
  await person.press(verb);
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/**
 * @param {Tab} person
 * @param {string} id of the field
 * @param {string} name
 * @param {Uint8Array | string} content
 */
export async function give({ page }, id, name, content) {
  await page
    .locator(`#${id}`)
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });
}

/**
 * To the page of recovery files, of an open device.
 * @param {Tab} person
 * @param {string} device
 */
export async function toRecovery(person, device) {
  await person.page.evaluate((id) => {
    location.hash = `#/device/${id}/recovery`;
  }, device);
  await person.heading(/^Your recovery file$/);
}

/**
 * From that page to the key: the file is saved.
 * @param {Tab} person
 * @returns {Promise<Saved>}
 */
export async function createFile(person) {
  await person.until('whether there is one', () =>
    person.page.evaluate(() => document.querySelector('main [data-standing]') !== null),
  );
  await person.press('recovery file');
  await person.heading(/^Save the file$/, 60_000);
  const file = await saved(person, 'Save the recovery file');
  await person.press('Continue with the key');
  await person.heading(/^Save the key/);
  return file;
}

/** The key as a sighted person reads it. @param {Tab} person */
export async function shownKey({ page }) {
  const groups = await page.locator('.key-groups [aria-hidden]').allTextContents();
  return groups.join('-');
}

/**
 * From the page of recovery files to the end.
 * @param {Tab} person
 * @returns {Promise<{ file: Saved, key: string }>}
 */
export async function createRecovery(person) {
  const file = await createFile(person);
  const key = await shownKey(person);
  await person.press('I have both');
  await person.heading(/^Check that both work/);
  await give(person, 'recovery-file', file.name, file.bytes);
  await person.fill('Recovery key', key);
  await person.press('Check the file and the key');
  await person.heading(/^Your recovery file works/);
  return { file, key };
}

/** As somebody types who has neither the glasses nor the patience. @param {string} key */
export function sloppily(key) {
  return key
    .toLowerCase()
    .replaceAll('o', '0')
    .replaceAll('i', '1')
    .replaceAll('-', '  ')
    .replace(/^(.{20})/, ' $1\n');
}

/**
 * One that is as good, but another one.
 * @param {string} key
 */
export function anotherKey(key) {
  return (key[0] === 'A' ? 'B' : 'A') + key.slice(1);
}
