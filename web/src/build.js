// SPDX-License-Identifier: MPL-2.0
// Which program this is, for whoever is asked for help.
import { version } from '../package.json';

export { version };

/** Written beside the site by the build (web/notices.js). */
export const NOTICES = `${import.meta.env.BASE_URL}notices.txt`;
