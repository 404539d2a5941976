// SPDX-License-Identifier: MPL-2.0
/** Computers whose clock is wrong. */

/**
 * Runs in a page or a Worker: its clock is this much ahead from now on. Must stay self-contained: it is sent as source.
 * @param {number} ahead milliseconds; negative when behind
 */
function setAhead(ahead) {
  const here = /** @type {typeof globalThis & { clock?: { ahead: number } }} */ (globalThis);
  if (here.clock) {
    here.clock.ahead = ahead;
    return;
  }
  const clock = { ahead };
  here.clock = clock;
  const { now } = Date;
  const wrong = () => now() + clock.ahead;
  here.Date = new Proxy(Date, {
    construct: (real, given, as) =>
      Reflect.construct(real, given.length > 0 ? given : [wrong()], as),
    apply: (real) => new real(wrong()).toString(),
    get: (real, name) => (name === 'now' ? wrong : Reflect.get(real, name)),
  });
}

/**
 * @param {Pick<import('./stage.mjs').Tab, 'context' | 'page'>} person whose every script from now on, of pages and of Workers, starts
 *   by believing this clock
 * @param {number} ahead
 * @returns {Promise<(ahead: number) => Promise<void>>} sets the clock anew, under the open page too
 */
export async function clockOf(person, ahead) {
  let current = ahead;
  /** @param {import('playwright-core').Route} route */
  const believing = async (route) => {
    const response = await route.fetch();
    await route.fulfill({
      status: response.status(),
      contentType: 'text/javascript',
      body: `(${setAhead})(${current});${await response.text()}`,
    });
  };
  await person.context.route(
    '**/assets/*.js',
    (route) => believing(route).catch(() => route.abort().catch(() => {})), // whoever leaves does not wait for scripts
  );
  /** @param {number} next */
  const set = async (next) => {
    current = next;
    await person.page.evaluate(setAhead, next);
    for (const worker of person.page.workers()) await worker.evaluate(setAhead, next);
  };
  await set(ahead);
  return set;
}
