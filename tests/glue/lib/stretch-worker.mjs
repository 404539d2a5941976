// SPDX-License-Identifier: MPL-2.0
import { stretch } from '../../../js-glue/src/stretch-job.js';

/**
 * The Worker of js-glue/src/stretch-worker.js without a thread: everything posted is really transferred.
 * @type {import('../../../js-glue/src/stretch.js').StretchHosting}
 */
export const standInHost = (port) => {
  stretch(port);
  return () => port.close();
};
