// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { perform } from './client.js';
import { confirm } from './pieces/confirm.js';

/**
 * An administrator says no to a request, after having been asked.
 * @param {import('./journeys.js').DeviceResult} device
 * @param {string} enrollment_id
 * @param {string} name of whoever asks
 * @param {(network: import('parsec-client').Notes['network']) => void} [heard]
 * @returns {Promise<boolean>} false: it stays. Rejects with the failure
 */
export async function rejectRequest(device, enrollment_id, name, heard) {
  const sure = await confirm({
    title: msg(str`Reject the request of ${name}?`, { id: 'requests.reject-title' }),
    text: msg(
      'Whoever has sent it is told when they look. They can ask once more, and you can still invite them.',
      { id: 'requests.reject-text' },
    ),
    yes: msg('Reject the request', { id: 'requests.reject-yes' }),
    no: msg('Let it wait', { id: 'mine.request.withdraw-no' }),
  });
  if (sure)
    await perform({ flow: 'requests', job: 'reject', device: device.device, enrollment_id }, heard);
  return sure;
}
