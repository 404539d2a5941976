// SPDX-License-Identifier: MPL-2.0
// Files of devices in this browser: found, put aside, brought back, removed.
import { msg, str } from '@lit/localize';
import { client, perform } from './client.js';
import { saveCopy } from './copy-device.js';
import { copyRemembered, forgetMemory, rememberAside, rememberCopy } from './device-memory.js';
import { isReadable } from './journeys.js';
import { shown } from './names.js';
import { confirm } from './pieces/confirm.js';
import { elsewhereWords } from './pieces/elsewhere.js';
import { sessions } from './sessions.js';
import { failureWords } from './words/failures.js';

/**
 * @typedef {import('./journeys.js').DeviceLine} DeviceLine
 * @typedef {import('./journeys.js').ReadableLine} ReadableLine
 * @typedef {import('./journeys.js').Failure} Failure
 * @typedef {DeviceLine['place']} Place
 */

/** @typedef {Pick<ReadableLine, 'device_id' | 'organization' | 'place'>} Known what these need to know of a device, listed or open */

/** Another tab has the device: it can be asked for. */
export const HELD_ELSEWHERE = new Set(['device-in-use', 'store-conflict', 'taken-over']);

/**
 * @param {Place} a
 * @param {Place} b
 */
export function samePlace(a, b) {
  return a.store === b.store && a.key === b.key;
}

/**
 * @param {string | undefined} deviceId
 * @returns {Promise<ReadableLine | null>}
 */
export async function findDevice(deviceId) {
  const home = await perform({ flow: 'home' });
  if (home.result !== 'home') return null;
  return home.devices.filter(isReadable).find((line) => line.device_id === deviceId) ?? null;
}

/**
 * What of a file that cannot be read is damaged: told by trying to open it, which ends at once.
 * @param {DeviceLine} line
 * @returns {Promise<Failure['file_part']>} null: not known
 */
export async function damagedPart({ place }) {
  const journey = (await client()).start({ flow: 'unlock', place });
  // Another tab may have put a whole one in its place: nobody is asked here, and the device is held no longer.
  journey.addEventListener('change', () => journey.question && journey.cancel());
  const { failure } = await journey.finished;
  return failure?.file_part ?? null;
}

/** @param {import('parsec-client').Journey} journey @param {string} organization */
async function askElsewhere(journey, organization) {
  const closed = await confirm({
    ...elsewhereWords(organization),
    no: msg('Cancel', { id: 'cancel' }),
  });
  await journey.answer({ answer: closed ? 'proceed' : 'refuse' }).catch(() => undefined);
}

/**
 * @param {'aside' | 'back' | 'remove'} job
 * @param {Pick<DeviceLine, 'organization' | 'place'>} line
 * @param {{ takeOver?: boolean }} [control]
 * @returns {Promise<boolean>} false: given up
 * @throws {Failure}
 */
async function runJob(job, line, control) {
  const journey = (await client()).start({ flow: 'file', job, place: line.place }, control);
  /** @type {Failure | null} */
  let trouble = null;
  let asked = 0;
  journey.addEventListener('change', () => {
    const { question, questionId } = journey;
    if (!question || questionId === asked) return;
    asked = questionId;
    if (question.question === 'elsewhere') askElsewhere(journey, line.organization ?? '');
    else {
      // The page says what was in the way, and the person tries the whole of it again.
      trouble = { status: question.question === 'trouble' ? question.status : 'state' };
      journey.cancel();
    }
  });
  const { result, failure } = await journey.finished;
  if (result) return true;
  if (trouble) throw trouble;
  if (failure?.status === 'cancelled') return false;
  throw failure;
}

/**
 * @param {ReadableLine} line
 * @returns {Promise<string>} what became of it, for the dialog
 */
async function copyFirst(line) {
  try {
    const saved = await saveCopy(line);
    rememberCopy(line.device_id);
    return msg(str`Your browser has saved “${saved}” among its downloads.`, {
      id: 'welcome.copy-saved',
    });
  } catch (failure) {
    const { title, next } = failureWords(/** @type {Failure} */ (failure).status ?? 'unknown');
    return `${title}. ${next}`;
  }
}

/**
 * Says what is lost by it, and offers what may be better first.
 * @param {DeviceLine} line
 */
export function confirmRemoval(line) {
  return confirm({
    title: msg(str`Remove ${line.organization ?? shown(line.place.key)} from this browser?`, {
      id: 'saved.remove-title',
    }),
    text: msg(
      'This browser forgets the device and all that it keeps of it. If this is your only device, and you have neither a recovery file nor a copy of it, only a new invitation lets you back in; if you alone administer the organization, nobody can send you one.',
      { id: 'saved.remove-text' },
    ),
    more:
      !isReadable(line) || copyRemembered(line.device_id)
        ? undefined
        : {
            text: msg('You have not saved a copy of this device here yet.', {
              id: 'saved.remove-no-copy',
            }),
            verb: msg('Save a copy first', { id: 'saved.remove-copy' }),
            act: () => copyFirst(line),
          },
    yes: msg('Remove it', { id: 'saved.remove-yes' }),
    no: msg('Keep it', { id: 'saved.remove-no' }),
  });
}

/**
 * Nothing of it runs here while its file goes, even if the file was damaged since it was opened.
 * @param {Pick<DeviceLine, 'device_id' | 'place'>} line
 */
async function close({ device_id, place }) {
  const open = sessions.devices.filter(
    (device) => device.device_id === device_id || samePlace(device.place, place),
  );
  for (const device of open) await sessions.lock(device.device_id);
}

/**
 * @param {DeviceLine} line
 * @param {{ takeOver?: boolean }} [control]
 */
export async function removeDevice(line, control) {
  await close(line);
  const removed = await runJob('remove', line, control);
  if (removed && isReadable(line)) forgetMemory(line.device_id);
  return removed;
}

/**
 * @param {Known} line
 * @param {{ takeOver?: boolean }} [control]
 * @param {import('./device-memory.js').AsideReason} [why]
 */
export async function putAside(line, control, why = 'person') {
  await close(line);
  const put = await runJob('aside', line, control);
  if (put) rememberAside(line.device_id, why);
  return put;
}

/** @param {ReadableLine} line */
export async function bringBack(line) {
  const back = await runJob('back', line);
  if (back) rememberAside(line.device_id, null);
  return back;
}
