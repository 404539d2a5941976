// SPDX-License-Identifier: MPL-2.0
import { openClient } from 'parsec-client';

/** @typedef {import('parsec-client').Client} Client */

/** @type {Promise<Client> | undefined} */
let opening;

/**
 * The core, started once for the page. A start that failed is tried again at the next call.
 * @returns {Promise<Client>}
 */
export function client() {
  opening ??= openClient({ server: location.origin }).catch((error) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

/**
 * A journey that asks nothing, from its start to its end.
 * @param {import('parsec-client').Options} options
 * @param {(network: import('parsec-client').Notes['network']) => void} [network] hears when the server cannot be reached, and in the end
 *   of nothing
 * @param {AbortSignal} [signal] aborting cancels
 * @returns {Promise<import('parsec-client').Result>} rejects with the failure
 */
export async function perform(options, network = () => {}, signal = undefined) {
  const journey = (await client()).start(options, { signal });
  journey.addEventListener('change', () => network(journey.notes.network));
  const { result, failure } = await journey.finished;
  network(undefined);
  if (!result) throw failure;
  return result;
}
