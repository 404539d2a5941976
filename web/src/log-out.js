// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { toast } from './live.js';
import { router } from './router.js';
import { sessions } from './sessions.js';

/** @param {import('./journeys.js').DeviceResult} device */
export async function logOut(device) {
  await router.go('/');
  await sessions.lock(device.device_id);
  toast(
    msg(str`You have logged out of ${device.organization}.`, { id: 'organization.logged-out' }),
  );
}
