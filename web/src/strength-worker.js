// SPDX-License-Identifier: MPL-2.0
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary as common } from '@zxcvbn-ts/language-common';

/** Official clients ask for the same: at least 3 of 4. */
const ENOUGH = 3;

/** @type {Promise<ZxcvbnFactory> | undefined} */
let loading;

/** @param {string} language */
async function load(language) {
  const { dictionary } = await (language === 'fr'
    ? import('@zxcvbn-ts/language-fr')
    : import('@zxcvbn-ts/language-en'));
  return new ZxcvbnFactory({ dictionary: { ...common, ...dictionary }, graphs: adjacencyGraphs });
}

addEventListener('message', async ({ data }) => {
  if (data.language) {
    loading = load(data.language);
    loading.catch((error) => reportError(error));
    return;
  }
  const meter = await loading;
  if (!meter) return;
  const score = meter.check(data.password, data.about).score;
  let verdict = score > ENOUGH ? 'strong' : 'good';
  if (score < ENOUGH)
    verdict = meter.check(data.password).score < ENOUGH ? 'guessable' : 'personal';
  postMessage({ id: data.id, verdict });
});
