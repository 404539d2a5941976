// SPDX-License-Identifier: MPL-2.0
// The page to which a provider sends people in the end: hands what they bring over to the page that waits for it, and closes. Where it has
// itself taken the place of the page that waited, it goes on as that one.
import {
  checkSignOnRecord,
  handOverSignOn,
  readSignOnAnswer,
  refusalOf,
  signOnReturn,
} from 'parsec-client';
import './screens/signed-on.js';
import { keepBack } from './sign-on-back.js';
import { startWords } from './words/locale.js';

/**
 * @typedef {import('./screens/signed-on.js').SignedOnScreen} SignedOnScreen
 * @typedef {import('parsec-client').SignOnAnswer} SignOnAnswer
 * @typedef {import('parsec-client').SignOnRecord} SignOnRecord
 */

/** How long a window may take to close. */
const CLOSING_MS = 500;

/** @param {SignedOnScreen['outcome']} outcome */
function show(outcome) {
  const page = /** @type {SignedOnScreen} */ (document.createElement('signed-on-screen'));
  page.outcome = outcome;
  const main = document.createElement('main');
  main.append(page);
  const live = document.createElement('p');
  live.id = 'live';
  live.className = 'visually-hidden';
  live.role = 'status';
  document.getElementById('app')?.replaceChildren(main, live);
  return page;
}

/**
 * @param {SignOnAnswer} answer
 * @param {SignOnRecord} record
 */
function goOn(answer, record) {
  const { flow } = record;
  if (answer.code) keepBack({ flow, sign_on: signOnReturn(record, answer) });
  else {
    const { status, detail } = refusalOf(answer);
    keepBack({ flow, failure: { status, detail } });
  }
  history.replaceState(null, '', `#${flow}`);
}

/** @param {SignOnAnswer} answer */
async function handOver(answer) {
  const page = show('handing-over');
  const taken = await handOverSignOn(answer, () => {
    page.outcome = 'unheard';
  });
  if (taken) {
    window.close();
    await new Promise((resolve) => setTimeout(resolve, CLOSING_MS));
  }
  page.outcome = taken ? 'taken' : 'lost';
}

/**
 * @param {string} query with which this page was opened
 * @param {SignOnRecord | null} record of a page that was left for the provider's in this very tab
 * @returns {Promise<boolean>} whether the application is to start
 */
export async function comeBack(query, record) {
  const answer = readSignOnAnswer(query);
  await startWords();
  if (!answer) {
    show('nothing');
    return false;
  }
  const fits = record ? checkSignOnRecord(record, answer) : null;
  if (record && fits === 'ok') {
    goOn(answer, record);
    return true;
  }
  // A window that was opened by a page has what that page had kept: the answer is another one's then.
  if (!record || (fits === 'sign-on-state' && window.opener)) {
    await handOver(answer);
    return false;
  }
  answer.code?.fill(0);
  keepBack({ flow: record.flow, failure: { status: fits ?? 'sign-on-state' } });
  history.replaceState(null, '', `#${record.flow}`);
  return true;
}
