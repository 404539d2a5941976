// SPDX-License-Identifier: MPL-2.0
// The Worker that stretches one password. The first message brings the port over which everything else is said.
import { sayRunning } from './start.js';
import { stretch } from './stretch-job.js';

addEventListener('message', ({ ports: [port] }) => port && stretch(port), { once: true });
sayRunning();
