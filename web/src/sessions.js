// SPDX-License-Identifier: MPL-2.0
import { client } from './client.js';
import { Sessions } from './open-devices.js';

export const sessions = new Sessions(async (device) => (await client()).lock(device));
