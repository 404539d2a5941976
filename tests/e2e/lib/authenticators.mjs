// SPDX-License-Identifier: MPL-2.0
/**
 * Chromium's virtual authenticators, which answer a page's passkey prompts: no dialog is shown, so a person who does not answer is one who
 * does not touch them. They are the tab's, and last until it is closed.
 */

/** @typedef {import('./browsers.mjs').ChromiumPerson} ChromiumPerson */

/** A computer's own, that knows its owner. */
const PLATFORM = /** @type {const} */ ({
  protocol: 'ctap2',
  ctap2Version: 'ctap2_1',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  hasPrf: true,
  automaticPresenceSimulation: true,
});

/** No passkey is for an IP address. @template {{ app: string }} S @param {S} server @returns {S} the same, by a name */
export function byName(server) {
  const app = server.app.replace('127.0.0.1', 'localhost');
  return Object.create(server, { app: { value: app } });
}

/** The tab has none yet, and asks no other than those that are plugged in. @param {ChromiumPerson} person */
export async function authenticators({ context, page }) {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  return {
    /** @param {Partial<typeof PLATFORM> | Record<string, unknown>} [how] */
    async plugIn(how = {}) {
      const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
        options: { ...PLATFORM, ...how },
      });
      return new Authenticator(session, authenticatorId);
    },
  };
}

export class Authenticator {
  #session;
  #id;

  /**
   * @param {import('playwright-core').CDPSession} session
   * @param {string} id
   */
  constructor(session, id) {
    this.#session = session;
    this.#id = id;
  }

  /** @returns {Promise<{ credentialId: string, userName?: string, userDisplayName?: string, userHandle?: string }[]>} */
  async passkeys() {
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', {
      authenticatorId: this.#id,
    });
    return credentials;
  }

  /** The person deletes them all. */
  async clear() {
    await this.#session.send('WebAuthn.clearCredentials', { authenticatorId: this.#id });
  }

  /**
   * One that does not leaves the answer to another, which is not so when it has no passkey of those that are asked for: it refuses.
   * @param {boolean} touched or nobody answers
   */
  async answers(touched) {
    await this.#session.send('WebAuthn.setAutomaticPresenceSimulation', {
      authenticatorId: this.#id,
      enabled: touched,
    });
  }

  /** @param {boolean} verified or the finger is somebody else's: it is asked again until the authenticator blocks itself, for good */
  async recognizes(verified) {
    await this.#session.send('WebAuthn.setUserVerified', {
      authenticatorId: this.#id,
      isUserVerified: verified,
    });
  }

  async unplug() {
    await this.#session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: this.#id });
  }
}
