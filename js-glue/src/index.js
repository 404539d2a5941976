// SPDX-License-Identifier: MPL-2.0
/**
 * A Parsec client for browsers.
 *
 *     const client = await openClient();
 *     const journey = client.start({ flow: 'claim', link, device_label: 'Browser' });
 *     journey.addEventListener('change', () => show(journey.question, journey.notes));
 *     await journey.answer({ answer: 'code', code });
 *     const { result, failure } = await journey.finished;
 *
 * Shapes of options, questions, notes, answers and results: crossing.d.ts.
 */
export { openClient } from './client.js';
export { ClientError } from './errors.js';
export { forgetPasskey, passkeySupport } from './passkey.js';
export {
  checkSignOnRecord,
  handOverSignOn,
  leaveForSignOn,
  openSignOnWindow,
  readSignOnAnswer,
  refusalOf,
  signOnReturn,
  takeSignOnRecord,
} from './sign-on.js';

/**
 * @typedef {import('./client.js').Client} Client
 * @typedef {import('./client.js').ClientOptions} ClientOptions
 * @typedef {import('./client.js').Journey} Journey
 * @typedef {import('./client.js').TakenOverEvent} TakenOverEvent
 * @typedef {import('./capabilities.js').Capabilities} Capabilities
 * @typedef {import('./passkey.js').MadePasskey} MadePasskey
 * @typedef {import('./passkey.js').PasskeySupport} PasskeySupport
 * @typedef {import('./sign-on.js').SignOnAnswer} SignOnAnswer
 * @typedef {import('./sign-on.js').SignOnRecord} SignOnRecord
 * @typedef {import('./sign-on.js').SignOnWindow} SignOnWindow
 * @typedef {import('./crossing.js').SignOnReturn} SignOnReturn
 * @typedef {import('./state.js').Failure} Failure
 * @typedef {import('./state.js').Notes} Notes
 * @typedef {import('./state.js').Outcome} Outcome
 * @typedef {import('./crossing.js').Answer} Answer
 * @typedef {import('./crossing.js').Note} Note
 * @typedef {import('./crossing.js').Options} Options
 * @typedef {import('./crossing.js').Question} Question
 * @typedef {import('./crossing.js').Result} Result
 */
