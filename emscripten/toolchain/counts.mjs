// SPDX-License-Identifier: MPL-2.0
// A reporter for Node's test runner whose last line is the one that every test program of this project ends with.
import { tap } from 'node:test/reporters';

/** @param {AsyncIterable<import('node:test').TestEvent>} source */
export default async function* report(source) {
  let passed = 0;
  let failed = 0;
  async function* counting() {
    for await (const event of source) {
      if (event.type === 'test:pass' && event.data.details.type !== 'suite') passed += 1;
      if (event.type === 'test:fail' && event.data.details.type !== 'suite') failed += 1;
      yield event;
    }
  }
  yield* tap(counting());
  yield `${passed} passed, ${failed} failed\n`;
}
