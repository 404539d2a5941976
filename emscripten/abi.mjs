// SPDX-License-Identifier: MPL-2.0
// abi.mjs MODULE.wasm EXPORTS.txt [IMPORT...] : the module exports what the reviewed list says and imports only what
// our loader provides. One wrong name is one line; the exit code says whether there was any.
import { readFileSync } from 'node:fs';

// What Emscripten adds to every standalone module.
const alwaysExported = [
  'memory',
  '_initialize',
  '__indirect_function_table',
  '_emscripten_stack_restore',
  'emscripten_stack_get_current',
];
const alwaysImported = ['env.emscripten_notify_memory_growth'];

const [modulePath, exportsPath, ...imports] = process.argv.slice(2);
const listed = readFileSync(exportsPath, 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'));
const module = new WebAssembly.Module(readFileSync(modulePath));

let wrong = 0;
/** @param {string} what @param {string[]} found @param {string[]} wanted */
function compare(what, found, wanted) {
  for (const name of new Set([...found, ...wanted])) {
    if (!found.includes(name)) console.log(`${what} ${name} is missing`);
    else if (!wanted.includes(name)) console.log(`${what} ${name} is not on the list`);
    else continue;
    wrong += 1;
  }
}
compare(
  'export',
  WebAssembly.Module.exports(module).map(({ name }) => name),
  [...listed, ...alwaysExported],
);
compare(
  'import',
  WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`),
  [...imports, ...alwaysImported],
);
process.exitCode = wrong ? 1 : 0;
