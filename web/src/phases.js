// SPDX-License-Identifier: MPL-2.0
// Which page of an exchange is shown. Questions name theirs; between questions it follows from what was asked before and from the code
// to read out, so that screens need no knowledge of the core's own states.
import { plain } from './journeys.js';

/**
 * @typedef {{
 *   afterQuestion: Record<string, string>,
 *   showsOwnCode: string[],
 * }} Course what is shown while nothing is asked, by the page before; and from which pages one's own code is shown next
 *
 * @typedef {{
 *   phase: string,
 *   ownCode: string,
 *   staleCode: string,
 *   callSteps: string[],
 *   resumes: string,
 *   restarts: number,
 *   restarted: boolean,
 *   stopped: boolean,
 * }} Progress callSteps: the core's states seen while both were still to come together; being there again without having been asked
 *   means that the exchange began anew. restarted: this try began because the other side came anew, which is worth saying. stopped:
 *   both start again after a stop, and who is second makes the first one begin anew, which is not
 */

/** @type {Course} */
export const CLAIM = {
  afterQuestion: {
    starting: 'starting',
    invitation: 'call',
    call: 'call',
    'their-code': 'checking',
    'my-code': 'my-code',
    details: 'sending',
    protection: 'finishing',
    password: 'finishing',
    stopped: 'call',
  },
  showsOwnCode: ['their-code', 'checking', 'my-code'],
};

/** @type {Course} */
export const GREET = {
  afterQuestion: {
    starting: 'starting',
    call: 'call',
    'my-code': 'my-code',
    'their-code': 'awaiting-details',
    approval: 'finishing',
    'new-device': 'finishing',
    stopped: 'call',
  },
  showsOwnCode: ['starting', 'call', 'my-code', 'stopped'],
};

/** @returns {Progress} */
export function beginning() {
  return {
    phase: 'starting',
    ownCode: '',
    staleCode: '',
    callSteps: [],
    resumes: '',
    restarts: 0,
    restarted: false,
    stopped: false,
  };
}

/**
 * @param {Course} course
 * @param {Progress} before
 * @param {{ step: string, question: { question: string } | null, notes: import('parsec-client').Notes, result: unknown, failure: unknown }} journey
 * @returns {Progress}
 */
export function follow(course, before, journey) {
  if (journey.failure) return { ...before, phase: 'failed' };
  if (journey.result) return { ...before, phase: 'done' };
  const now = { ...before };
  const code = journey.notes['own-code']?.code ?? '';
  if (!journey.question && before.phase !== 'call' && before.callSteps.includes(journey.step)) {
    // New keys make new codes; the one known so far is worth nothing any more.
    now.phase = 'call';
    now.staleCode = code;
    now.ownCode = '';
  }
  if (code !== now.staleCode) now.ownCode = code;
  const restarts = journey.notes.restarted?.count ?? 0;
  if (restarts !== before.restarts) now.restarted = !before.stopped;
  now.restarts = restarts;
  if (now.ownCode || journey.question?.question === 'code') now.stopped = false;

  const asked = journey.question?.question;
  switch (asked) {
    case undefined:
      if (now.phase === 'trouble') now.phase = now.resumes;
      else if (now.ownCode && course.showsOwnCode.includes(now.phase)) now.phase = 'my-code';
      else if (now.phase === 'starting' && journey.notes.waiting?.person_must_act)
        now.phase = 'call';
      else now.phase = course.afterQuestion[now.phase] ?? now.phase;
      if (now.phase === 'call' && !now.callSteps.includes(journey.step))
        now.callSteps = [...now.callSteps, journey.step];
      return now;
    case 'code':
      now.phase = 'their-code';
      return now;
    case 'trouble':
      if (before.phase !== 'trouble')
        now.resumes = course.afterQuestion[before.phase] ?? before.phase;
      now.phase = 'trouble';
      return now;
    case 'stopped':
      now.phase = 'stopped';
      now.restarted = false;
      now.stopped = true;
      now.staleCode = code;
      now.ownCode = '';
      return now;
    default:
      now.phase = asked;
      return now;
  }
}

/**
 * @param {{ reason: string } | null | undefined} stopped
 */
export function isMismatch(stopped) {
  return plain(stopped?.reason) === 'invalid-sas-code';
}
