// SPDX-License-Identifier: MPL-2.0
// A reporter for Node's test runner: a line for each test, what went wrong below those that failed, and last the line that
// every test program of this project ends with.
import { inspect } from 'node:util';

/** @param {AsyncIterable<import('node:test').TestEvent>} source */
export default async function* report(source) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of source) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details.type === 'suite') continue;
    if (type === 'test:pass') {
      passed += 1;
      yield `ok - ${data.name}\n`;
    } else {
      failed += 1;
      const { error } = data.details;
      yield `not ok - ${data.name}\n${inspect(error.cause ?? error).replace(/^/gm, '    ')}\n`;
    }
  }
  yield `${passed} passed, ${failed} failed\n`;
}
