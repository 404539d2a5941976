// SPDX-License-Identifier: MPL-2.0
/**
 * What the tests of bad input share: one server behind the proxy, one Chromium, an organization whose first administrator is the
 * independent peer. Made for the first test of a file that asks, and gone when another file's turn comes.
 */
import assert from 'node:assert/strict';
import { crowd } from './browsers.mjs';
import { openFile, PASSWORD } from './journeys.mjs';
import { Oracle } from './oracle.mjs';
import { ReverseProxy } from './proxy.mjs';
import { atEnd } from './runner.mjs';
import { freshOrganization, Peer, QUICK } from './server.mjs';

/** @typedef {import('./browsers.mjs').ChromiumPerson} Tab */

export class Stage {
  /** @type {(() => unknown)[]} */
  #ends;
  /** @type {Promise<Tab> | undefined} */
  #admin;
  /** @type {Oracle | undefined} */
  #oracle;
  #serial = 0;
  /** The administrator and whoever claims: two programs, since each has one greeting at a time. */
  ada = new Peer();
  nova = new Peer();
  organization = freshOrganization();
  /** Ada's device file. */
  file = { device: '', data: '' };

  /**
   * @param {Awaited<ReturnType<typeof ReverseProxy.start>>} behind
   * @param {Awaited<ReturnType<typeof crowd>>} people
   */
  constructor({ proxy, server, stop }, people) {
    this.proxy = proxy;
    this.server = server;
    this.people = people;
    this.#ends = [
      stop,
      () => people.leave(),
      () => this.ada.stop(),
      () => this.nova.stop(),
      () => this.#oracle?.stop(),
    ];
  }

  static async make() {
    const stage = new Stage(...(await Promise.all([ReverseProxy.start(), crowd()])));
    stage.file = await stage.found(stage.organization);
    return stage;
  }

  /**
   * A new organization of Ada's; she acts for it from now on, unless told otherwise.
   * @param {string} organization
   */
  async found(organization) {
    const { device, device_file: data } = await this.ada.found(this.server, {
      organization,
      password: PASSWORD,
      argon2: QUICK,
    });
    return { device, data };
  }

  get oracle() {
    this.#oracle ??= new Oracle();
    return this.#oracle;
  }

  /** No rule, no greeting under way, nothing said that nobody listened to. */
  async reset() {
    this.proxy.calm();
    for (const peer of [this.ada, this.nova]) {
      await peer.do({ do: 'vanish' }).catch(() => {});
      peer.process.forget();
    }
  }

  /** Somebody with an empty browser. */
  person() {
    return this.people.person();
  }

  /** @returns {Promise<{ email: string, token: string, link: string }>} an invitation of Ada's */
  async invitation() {
    this.#serial += 1;
    const email = `guest${this.#serial}@example.com`;
    const { token, link_http } = await this.ada.do({
      do: 'invite',
      email,
      device: this.file.device,
    });
    return { email, token, link: link_http };
  }

  /** @returns {Promise<{ token: string, link: string }>} an invitation of another device of Ada's */
  async deviceInvitation() {
    const { token, link_http } = await this.ada.do({
      do: 'invite_device',
      device: this.file.device,
    });
    return { token, link: link_http };
  }

  /** Ada's device opened in one of our pages, on the page People. */
  async admin() {
    this.#admin ??= this.openAdmin(this.organization, this.file.data);
    const admin = await this.#admin;
    await this.toPeople(admin);
    return admin;
  }

  /**
   * @param {Tab} admin
   * @param {string} [device] that is open there
   */
  async toPeople(admin, device = this.file.device) {
    await admin.page.evaluate((id) => {
      location.hash = `#/device/${id}/people`;
    }, device);
    await admin.heading(/^People$/);
    // The list is asked for again when its window is looked at.
    await admin.page.evaluate(() => dispatchEvent(new Event('focus')));
  }

  /**
   * @param {string} organization
   * @param {string} data
   */
  async openAdmin(organization, data) {
    const admin = await this.person();
    await openFile(admin, this.server, organization, data);
    return admin;
  }

  /** The administrator's tab is in a state that nobody knows: the next one to ask gets another. */
  async dropAdmin() {
    const admin = await this.#admin?.catch(() => undefined);
    this.#admin = undefined;
    await admin?.leave();
  }

  async end() {
    for (const end of this.#ends.reverse()) await end();
  }
}

/** @type {{ owner: string, made: Promise<Stage> } | undefined} */
let current;

async function clear() {
  const before = current;
  current = undefined;
  await (await before?.made.catch(() => undefined))?.end();
}
atEnd(clear);

/**
 * @param {string} owner the file that asks
 * @returns {(work: (stage: Stage, use: <P extends { leave: () => unknown }>(person: Promise<P>) => Promise<P>) => Promise<void>) => () => Promise<void>}
 *   a test that finds the stage as good as new, and whose people leave at its end
 */
export function stageOf(owner) {
  return (work) => async () => {
    if (current?.owner !== owner) {
      await clear();
      current = { owner, made: Stage.make() };
    }
    const stage = await current.made;
    /** @type {{ leave: () => unknown }[]} */
    const used = [];
    try {
      await work(stage, async (person) => {
        const ready = await person;
        used.push(ready);
        return ready;
      });
    } catch (error) {
      await stage.dropAdmin();
      throw error;
    } finally {
      for (const person of used.reverse()) await person.leave();
      await stage.reset();
    }
  };
}

/* ---- What a page says when something failed */

/**
 * @param {Tab} person
 * @returns {Promise<{ status: string, heading: string, said: string[], actions: string[], waiting: boolean } | null>}
 */
export function failureOn(person) {
  return person.page.evaluate(() => {
    const place = document.querySelector('main [data-status]');
    if (!place) return null;
    const texts = (/** @type {string} */ selector) =>
      [...place.querySelectorAll(selector)]
        .filter((e) => e.getClientRects().length > 0)
        .map((e) => (e.textContent ?? '').trim());
    return {
      status: place.getAttribute('data-status') ?? '',
      heading: texts('h1, .title, strong')[0] ?? '',
      said: texts('p').filter(Boolean),
      actions: texts('button, a[href]'),
      waiting: document.querySelector('main wait-line') !== null,
    };
  });
}

/**
 * Nothing on the page says any more that the server is away.
 * @param {Tab} person
 */
export function withdrawn(person) {
  return person.until('the network’s trouble withdrawn', () =>
    person.page.evaluate(
      () => !/No connection/.test(document.querySelector('main')?.textContent ?? ''),
    ),
  );
}

/**
 * The page says in words what failed and what to do, offers to do it, and waits for nothing.
 * @param {Tab} person
 * @param {string} status
 * @param {{ heading?: RegExp, limit?: number }} [also]
 */
export async function says(person, status, { heading, limit = 30_000 } = {}) {
  const failure = await person.until(
    `words for ${status}`,
    async () => {
      const now = await failureOn(person);
      // Nothing turns for ever: not beside the words either.
      return now?.status === status && !now.waiting && now;
    },
    limit,
  );
  assert.ok(failure.heading.length > 5, `a heading: ${JSON.stringify(failure)}`);
  assert.ok(failure.said.length >= 2, `what happened and what to do: ${JSON.stringify(failure)}`);
  assert.ok(failure.actions.length > 0, `something to press: ${JSON.stringify(failure)}`);
  if (heading) assert.match(failure.heading, heading);
  return failure;
}
