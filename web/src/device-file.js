// SPDX-License-Identifier: MPL-2.0
// Files of devices in this browser: found, put aside, brought back, removed.
import { msg, str } from '@lit/localize';
import { client, perform } from './client.js';
import { saveCopy } from './copy-device.js';
import { copyRemembered, forgetMemory, rememberAside, rememberCopy } from './device-memory.js';
import { shown } from './names.js';
import { confirm } from './pieces/confirm.js';
import { elsewhereWords } from './pieces/elsewhere.js';
import { sessions } from './sessions.js';
import { failureWords } from './words/failures.js';

/**
 * @typedef {import('./journeys.js').DeviceLine} DeviceLine
 * @typedef {import('./journeys.js').Failure} Failure
 */

/** @typedef {Pick<DeviceLine, 'device_id' | 'organization' | 'place'>} Known what these need to know of a device, listed or open */

/**
 * @param {string | undefined} deviceId
 * @returns {Promise<DeviceLine | null>}
 */
export async function findDevice(deviceId) {
  const home = await perform({ flow: 'home' });
  return (
    (home.result === 'home' && home.devices.find((line) => line.device_id === deviceId)) || null
  );
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
 * @param {Known} line
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
 * @param {DeviceLine} line
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
  const readable = line.status !== 'device-file';
  return confirm({
    title: msg(str`Remove ${line.organization ?? shown(line.place.key)} from this browser?`, {
      id: 'saved.remove-title',
    }),
    text: msg(
      'This browser forgets the device and all that it keeps of it. If this is your only device and there is no copy of it, only a new invitation lets you back in.',
      { id: 'saved.remove-text' },
    ),
    more:
      !readable || copyRemembered(line.device_id)
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
 * Nothing of it runs here while its file goes.
 * @param {DeviceLine} line
 * @param {{ takeOver?: boolean }} [control]
 */
export async function removeDevice(line, control) {
  await sessions.lock(line.device_id);
  const removed = await runJob('remove', line, control);
  if (removed) forgetMemory(line.device_id);
  return removed;
}

/**
 * @param {Known} line
 * @param {{ takeOver?: boolean }} [control]
 */
export async function putAside(line, control) {
  await sessions.lock(line.device_id);
  const put = await runJob('aside', line, control);
  if (put) rememberAside(line.device_id, 'person');
  return put;
}

/** @param {DeviceLine} line */
export async function bringBack(line) {
  const back = await runJob('back', line);
  if (back) rememberAside(line.device_id, null);
  return back;
}
