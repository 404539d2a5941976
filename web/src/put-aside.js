// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { client } from './client.js';
import { confirm } from './pieces/confirm.js';

/**
 * A device file is kept, but out of the way: the start page lists it apart. The device must not be open any more.
 * @param {import('./journeys.js').DeviceResult} device
 * @returns {Promise<import('./journeys.js').Failure | null>} why not
 */
export async function putAside({ place, organization }) {
  const journey = (await client()).start({ flow: 'file', job: 'aside', place });
  let asked = 0;
  journey.addEventListener('change', async () => {
    // Another program's file, which that program may have open: no lock shows it.
    if (journey.question?.question !== 'elsewhere' || journey.questionId === asked) return;
    asked = journey.questionId;
    const closed = await confirm({
      title: msg('Is Parsec closed elsewhere?', { id: 'aside.elsewhere-title' }),
      text: msg(
        str`This device of ${organization} also belongs to the official Parsec page of this browser. Close it there first.`,
        { id: 'aside.elsewhere-text' },
      ),
      yes: msg('It is closed', { id: 'aside.elsewhere-yes' }),
      no: msg('Do nothing', { id: 'aside.elsewhere-no' }),
    });
    await journey.answer({ answer: closed ? 'proceed' : 'refuse' }).catch(() => undefined);
  });
  const { failure } = await journey.finished;
  return failure ?? null;
}
