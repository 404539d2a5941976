// SPDX-License-Identifier: MPL-2.0
// A page's WebAuthn with one authenticator behind it, as far as it is used. Everything asked of it and every output it gave can be looked
// at.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { pretend } from './pretend.mjs';

/** @typedef {import('../../../js-glue/src/crossing.js').Question} Question */

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** @param {string} host @param {number} flags */
const authenticatorData = (host, flags) =>
  Uint8Array.of(...createHash('sha256').update(host).digest(), flags, 0, 0, 0, 0).buffer;

const named = (/** @type {BufferSource} */ id) =>
  Buffer.from(/** @type {Uint8Array} */ (id)).toString('base64url');

export class Authenticator {
  host = 'bakery.example';
  flags = USER_PRESENT | USER_VERIFIED;
  /** What it says of PRF when it makes a passkey. @type {{enabled?: boolean} | undefined} */
  atCreation = { enabled: true };
  /** What becomes of an output before the page has it; null: there is none. @type {(output: ArrayBuffer) => BufferSource | null} */
  given = (output) => output;
  /** Instead of an answer. @type {unknown} */
  error = undefined;
  /** The person does nothing. */
  silent = false;
  /** It gives a passkey that it has already, whatever was excluded. */
  repeats = false;
  /** By their ids: what the outputs are made from. @type {Map<string, Buffer>} */
  passkeys = new Map();
  /** @type {any[]} */
  created = [];
  /** @type {any[]} */
  used = [];
  /** What authenticators were told to forget. @type {any[]} */
  forgotten = [];
  /** Copies of all outputs. @type {Buffer[]} */
  outputs = [];
  /** What the page got, and its size in the task after that. @type {{buffer: ArrayBuffer, later: number}[]} */
  handed = [];

  /** The page has this one. */
  plugIn() {
    const page = { location: { origin: `https://${this.host}` } };
    const { host, forgotten } = this;
    pretend({
      isSecureContext: true,
      location: { hostname: host, origin: `https://${host}` },
      self: page,
      top: page,
      document: Object.assign(new EventTarget(), {
        hasFocus: () => true,
        visibilityState: 'visible',
      }),
      navigator: {
        credentials: {
          create: (/** @type {any} */ options) => this.#create(options),
          get: (/** @type {any} */ options) => this.#get(options),
        },
      },
      PublicKeyCredential: Object.assign(class {}, {
        /** @param {any} passkey */
        signalUnknownCredential: async (passkey) => void forgotten.push(passkey),
      }),
    });
    return this;
  }

  /** @param {AbortSignal} signal */
  async #answer(signal) {
    await turn();
    signal.throwIfAborted();
    if (this.silent)
      await new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
    if (this.error) throw this.error;
  }

  /** @param {any} options */
  async #create({ publicKey, signal }) {
    this.created.push(publicKey);
    await this.#answer(signal);
    const [old] = this.repeats ? this.passkeys.keys() : [];
    const id = old ? Buffer.from(old, 'base64url') : randomBytes(32);
    if (!old) this.passkeys.set(id.toString('base64url'), randomBytes(32));
    return {
      type: 'public-key',
      rawId: Uint8Array.from(id).buffer,
      response: { getAuthenticatorData: () => authenticatorData(publicKey.rp.id, this.flags) },
      getClientExtensionResults: () => (this.atCreation ? { prf: this.atCreation } : {}),
    };
  }

  /** @param {any} options */
  async #get({ publicKey, signal }) {
    this.used.push(publicKey);
    await this.#answer(signal);
    const { allowCredentials, rpId, extensions } = publicKey;
    const ids = allowCredentials.map((/** @type {any} */ { id }) => named(id));
    const id = ids.find((/** @type {string} */ each) => this.passkeys.has(each));
    if (!id) throw new DOMException('', 'NotAllowedError');
    const { first: salt } = extensions.prf.evalByCredential[id];
    const output = createHmac('sha256', /** @type {Buffer} */ (this.passkeys.get(id)))
      .update(salt)
      .digest();
    this.outputs.push(output);
    const first = this.given(Uint8Array.from(output).buffer);
    if (first instanceof ArrayBuffer) {
      const handed = { buffer: first, later: first.byteLength };
      this.handed.push(handed);
      // Queued before the page hears of it: the very next task.
      setImmediate(() => {
        handed.later = first.byteLength;
      });
    }
    return {
      type: 'public-key',
      rawId: Uint8Array.from(Buffer.from(id, 'base64url')).buffer,
      response: { authenticatorData: authenticatorData(rpId, this.flags) },
      getClientExtensionResults: () => (first ? { prf: { results: { first } } } : { prf: {} }),
      toJSON() {
        throw new Error('its JSON holds the output');
      },
    };
  }
}
