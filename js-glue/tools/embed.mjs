// SPDX-License-Identifier: MPL-2.0
// Puts the built modules beside the glue, with the hashes that the loader insists on:
//     node js-glue/tools/embed.mjs [folder of core.wasm and stretch.wasm, build/wasm by default]
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const from = process.argv[2] ?? join(root, 'build', 'wasm');
const to = join(root, 'js-glue', 'src', 'generated');

const lines = ['// Written by tools/embed.mjs.'];
await mkdir(to, { recursive: true });
for (const name of ['core', 'stretch']) {
  const bytes = await readFile(join(from, `${name}.wasm`));
  const integrity = `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
  await writeFile(join(to, `${name}.wasm`), bytes);
  lines.push(
    '',
    `export const ${name} = {`,
    `  url: new URL('./${name}.wasm', import.meta.url),`,
    `  integrity: '${integrity}',`,
    '};',
  );
}
await writeFile(join(to, 'modules.js'), `${lines.join('\n')}\n`);
