// SPDX-License-Identifier: MPL-2.0
import { stretch } from './stretch-job.js';

addEventListener(
  'message',
  ({ data }) => stretch(data, (reply, transfer) => postMessage(reply, { transfer })),
  { once: true },
);
