// SPDX-License-Identifier: MPL-2.0
/**
 * A test runner for slow tests that share a server: in order, each with a limit, what failed is told at once.
 * @typedef {{ name: string, tags: string[], limit: number, run: () => Promise<void> }} Test
 */

/** @type {Test[]} */
const tests = [];

/**
 * @param {string} name
 * @param {() => Promise<void>} run
 * @param {{ limit?: number, tags?: string[] }} [options] limit in milliseconds
 */
export function test(name, run, { limit = 60_000, tags = [] } = {}) {
  tests.push({ name, run, limit, tags });
}

/** @type {(() => Promise<void>)[]} */
const last = [];

/**
 * Done once after the last test, however that went.
 * @param {() => Promise<void>} work
 */
export function atEnd(work) {
  last.push(work);
}

/**
 * Runs what was registered and matches one of the patterns (all without any); prints the closing line.
 * @param {string[]} patterns
 * @returns {Promise<number>} how many failed
 */
export async function runAll(patterns = []) {
  let passed = 0;
  let failed = 0;
  for (const { name, tags, limit, run } of tests) {
    if (patterns.length > 0 && !patterns.some((p) => name.includes(p) || tags.includes(p)))
      continue;
    const began = performance.now();
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    try {
      await Promise.race([
        run(),
        new Promise((_, reject) => {
          timer = setTimeout(
            () => reject(new Error(`not finished after ${limit / 1000} s`)),
            limit,
          );
        }),
      ]);
      passed += 1;
      console.log(`ok ${name} (${Math.round(performance.now() - began)} ms)`);
    } catch (error) {
      failed += 1;
      console.log(
        `not ok ${name}\n${indent(error instanceof Error ? (error.stack ?? error.message) : String(error))}`,
      );
    } finally {
      clearTimeout(timer);
    }
  }
  for (const work of last) await work();
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^/gm, '    ');
}
