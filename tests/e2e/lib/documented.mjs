// SPDX-License-Identifier: MPL-2.0
import { readFile } from 'node:fs/promises';

/**
 * The headers that docs/deploying.md wants from a reverse proxy, but for the one that only means something with TLS.
 * @returns {Promise<Record<string, string>>}
 */
export async function documentedHeaders() {
  const guide = await readFile(new URL('../../../docs/deploying.md', import.meta.url), 'utf8');
  const block = /```\n(Content-Security-Policy:[^`]*)```/.exec(guide)?.[1] ?? '';
  return Object.fromEntries(
    block
      .trim()
      .split('\n')
      .map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon), line.slice(colon + 1).trim()];
      })
      .filter(([name]) => name !== 'Strict-Transport-Security'),
  );
}
