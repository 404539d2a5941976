// SPDX-License-Identifier: MPL-2.0
// Usage: node tests/e2e/run.mjs [part of a test's name or a tag]…
import { readdirSync } from 'node:fs';
import { runAll } from './lib/runner.mjs';

const folder = new URL('.', import.meta.url);
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.test.mjs'))
  .sort()) {
  await import(new URL(file, folder).href);
}
process.exitCode = (await runAll(process.argv.slice(2))) > 0 ? 1 : 0;
