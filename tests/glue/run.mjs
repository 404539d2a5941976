// SPDX-License-Identifier: MPL-2.0
// All tests of js-glue, or those whose file name contains an argument: node tests/glue/run.mjs [word…]
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from 'node:test';

const words = process.argv.slice(2);
const files = readdirSync(import.meta.dirname)
  .filter(
    (name) =>
      name.endsWith('.test.mjs') &&
      (words.length === 0 || words.some((word) => name.includes(word))),
  )
  .map((name) => join(import.meta.dirname, name));

let passed = 0;
let failed = 0;
const events = run({ files, concurrency: 2, timeout: 120_000 });
events.on('test:pass', ({ name, skip }) => {
  if (skip === undefined) passed++;
  console.log(`ok - ${name}${skip === undefined ? '' : ` # skipped: ${skip}`}`);
});
events.on('test:fail', ({ name, details }) => {
  failed++;
  const { cause } = details.error;
  console.log(
    `not ok - ${name}\n${String(cause?.stack ?? cause ?? details.error).replace(/^/gm, '    ')}`,
  );
});
events.on('test:stderr', ({ message }) => process.stderr.write(message));
events.on('end', () => {
  if (passed + failed === 0) failed = 1;
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});
events.resume();
