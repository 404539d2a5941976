// SPDX-License-Identifier: MPL-2.0
// What a screen sees of a journey.

/**
 * @typedef {import('./crossing.js').Note} Note
 * @typedef {import('./crossing.js').Question} Question
 * @typedef {import('./crossing.js').Result} Result
 *
 * Why a journey ended. Statuses of the glue's own (errors.js) stand beside the core's.
 * @typedef {Omit<import('./crossing.js').Failure, 'status'> & {status: string, device_id?: string | null, host?: string}} Failure
 * @typedef {{result: Result, failure?: undefined} | {failure: Failure, result?: undefined}} Outcome
 *
 * The latest note of each kind.
 * @typedef {{[K in Note['note']]?: Extract<Note, {note: K}>}} Notes
 *
 * What a screen sees of a flow.
 * @typedef {object} JourneyState
 * @property {string} flow '' before it begins
 * @property {string} step what is awaited
 * @property {Question | null} question
 * @property {number} questionId 0 without a question
 * @property {Notes} notes
 * @property {Result | null} result
 * @property {Failure | null} failure
 * @property {boolean} ended
 */

/**
 * A failure that the core does not know of.
 * @param {string} status
 * @param {{device_id?: string | null, host?: string}} [details]
 * @returns {Failure}
 */
export function failureOf(status, details = {}) {
  return {
    status,
    http_status: 0,
    server_time: null,
    client_time: null,
    wait_until: null,
    person: null,
    certificate: null,
    certificate_time: null,
    file_kind: null,
    file_part: null,
    nothing_lost: true,
    ...details,
  };
}

/** @returns {JourneyState} */
export function initialState() {
  return {
    flow: '',
    step: '',
    question: null,
    questionId: 0,
    notes: {},
    result: null,
    failure: null,
    ended: false,
  };
}
