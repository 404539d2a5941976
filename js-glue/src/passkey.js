// SPDX-License-Identifier: MPL-2.0
// Passkeys, on the page since no Worker has WebAuthn. Each call is one prompt, to be made from a click: Safari allows one prompt per
// gesture. What a passkey's output opens is the core's affair.
//
// A browser says on purpose little of why a prompt ended (WebAuthn §14.5.1), so that sites do not learn who has which passkey. What is
// certain and what is inferred here:
//   other-site   certain: a passkey works where it was made, and the record says where that is. No prompt
//   unsupported  certain: no WebAuthn here, or not in this frame, or not for a host like this (an IP address: SecurityError)
//   exists       certain: InvalidStateError, which the browser gives only after the person agreed; or one of the device's own came back
//   no-prf       certain: `enabled: false` when it is made, or no output when it is used. Silence when it is made says nothing: many
//                authenticators give an output all the same, hence one use always follows
//   timeout      certain: by our own clock, which goes off before the browser's. Windows has a shorter one for its own dialog; that
//                end looks like a cancellation
//   unverified   certain by a ConstraintError or by the flag in what the authenticator signs. Inferred when a passkey is being made
//                and nobody was asked (below): nothing that is here does all that was required, which is only to verify the person
//   missing      inferred: a NotAllowedError sooner than anybody could have read a dialog, so none was shown: no authenticator here has
//                the passkey. Where a dialog is shown (another device, a security key that does not have it) the person has to close
//                it, which looks like a cancellation: the words for that name both
//   cancelled    every other NotAllowedError
import { ClientError } from './errors.js';
import { isFramed } from './frame.js';

/**
 * @typedef {import('./crossing.js').Question} Question
 * @typedef {import('./crossing.js').PasskeyLine} PasskeyLine
 *
 * @typedef {'ok' | 'unknown' | 'none'} PasskeySupport
 *
 * A passkey in an authenticator, not yet known to the core.
 * @typedef {object} MadePasskey
 * @property {Uint8Array} credential_id
 * @property {string} rp_id
 * @property {string} label
 * @property {string} name under which a passkey manager lists it
 *
 * @typedef {{signal?: AbortSignal}} Control
 */

/** How long a prompt may stay. */
const PATIENCE_MS = 5 * 60_000;
/** The browser's clock only ends what ours has failed to end. */
const BROWSER_PATIENCE_MS = PATIENCE_MS + 60_000;
/** Nobody reads and closes a dialog in less. */
const UNATTENDED_MS = 1000;

const OUTPUT_BYTES = 32;
/** Where authenticator data (WebAuthn §6.1) has its flags, after the hash of the site's name; and the one for a verified person. */
const FLAGS_AT = 32;
const USER_VERIFIED = 0x04;

const ES256 = -7;
const EDDSA = -8;
const RS256 = -257;

/** @typedef {'publickey-credentials-create' | 'publickey-credentials-get'} Permission */
const CREATE = 'publickey-credentials-create';
const GET = 'publickey-credentials-get';

/**
 * False when this document may not; browsers that do not tell say so at the prompt.
 * @param {Permission} permission
 * @returns {boolean}
 */
function isPermitted(permission) {
  const { permissionsPolicy, featurePolicy } = /** @type {any} */ (globalThis.document ?? {});
  const policy = permissionsPolicy ?? featurePolicy;
  // Of a name that it does not know it says that it is not allowed.
  return !policy?.features().includes(permission) || policy.allowsFeature(permission);
}

/** An IP address is no name that a passkey could be for. */
function hasSiteName() {
  const { hostname } = location;
  return hostname !== '' && !hostname.startsWith('[') && !/^[\d.]+$/.test(hostname);
}

/** @param {Permission} permission */
function isSupported(permission) {
  return (
    globalThis.isSecureContext &&
    typeof globalThis.PublicKeyCredential === 'function' &&
    hasSiteName() &&
    isPermitted(permission)
  );
}

/**
 * Whether a passkey can be made here that gives the output needed; asks nobody.
 * @returns {Promise<PasskeySupport>}
 */
export async function passkeySupport() {
  if (!isSupported(CREATE) || !isSupported(GET)) return 'none';
  const capabilities = await PublicKeyCredential.getClientCapabilities?.().catch(() => undefined);
  const prf = capabilities?.['extension:prf'];
  return prf === undefined ? 'unknown' : prf ? 'ok' : 'none';
}

/** @param {Uint8Array} bytes */
function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** @param {Uint8Array} a @param {Uint8Array} b */
const isSame = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The hash of this site's name, as authenticators sign it. */
async function hashOfSite() {
  const name = new TextEncoder().encode(location.hostname);
  return new Uint8Array(await crypto.subtle.digest('SHA-256', name));
}

/** Nobody checks it: what proves the passkey is that its output opens something. */
const challenge = () => crypto.getRandomValues(new Uint8Array(32));

/**
 * What two refusals mean, by what was asked for.
 * @typedef {object} Meanings
 * @property {string} unattended nobody was asked
 * @property {string} invalid InvalidStateError
 */
/** @type {Meanings} */
const MAKING = { unattended: 'passkey-unverified', invalid: 'passkey-exists' };
/** @type {Meanings} */
const USING = { unattended: 'passkey-missing', invalid: 'passkey-failed' };

/** One prompt: when it began, and what may end it. */
class Prompt {
  #given;
  #began = performance.now();
  #focused = document.hasFocus();
  #clock = new AbortController();
  #timer = setTimeout(() => this.#clock.abort(), PATIENCE_MS);

  /** @param {AbortSignal | undefined} given */
  constructor(given) {
    this.#given = given;
  }

  get signal() {
    return AbortSignal.any([this.#clock.signal, ...(this.#given ? [this.#given] : [])]);
  }

  end() {
    clearTimeout(this.#timer);
  }

  /**
   * Why it ended.
   * @param {unknown} error
   * @param {Meanings} meanings
   */
  refusal(error, meanings) {
    const name = error instanceof Error ? error.name : '';
    return new ClientError(this.#status(name, meanings), undefined, { detail: name });
  }

  /**
   * @param {string} name
   * @param {Meanings} meanings
   */
  #status(name, { unattended, invalid }) {
    if (this.#clock.signal.aborted) return 'passkey-timeout';
    if (this.#given?.aborted) return 'passkey-cancelled';
    switch (name) {
      case 'NotAllowedError':
        // A page in the background is refused at once, whatever there is.
        if (performance.now() - this.#began >= UNATTENDED_MS || !this.#focused)
          return 'passkey-cancelled';
        return isFramed() ? 'passkey-unsupported' : unattended;
      case 'AbortError':
        return 'passkey-cancelled';
      case 'InvalidStateError':
        return invalid;
      case 'ConstraintError':
        return 'passkey-unverified';
      case 'SecurityError':
      case 'NotSupportedError':
        return 'passkey-unsupported';
      default:
        return 'passkey-failed';
    }
  }
}

/**
 * Makes a passkey: the first of two prompts. What it gives is not known to work before `evaluate`.
 * @param {Extract<Question, {question: 'new-passkey'}>} question
 * @param {{label: string} & Control} control
 * @returns {Promise<MadePasskey>}
 * @throws {ClientError}
 */
export async function makePasskey(question, { label, signal }) {
  if (!isSupported(CREATE) || !isSupported(GET)) throw new ClientError('passkey-unsupported');
  const { organization, human_handle, user_handle, existing } = question;
  const rp_id = location.hostname;
  // Managers list it by this one.
  const name = `${organization} – ${label}`;
  const prompt = new Prompt(signal);
  let credential;
  try {
    credential = await navigator.credentials.create({
      publicKey: {
        rp: { id: rp_id, name: rp_id },
        // Random, and no e-mail anywhere: it may be readable without the person, and managers carry it to other places.
        user: { id: Uint8Array.from(user_handle), name, displayName: human_handle[1] },
        challenge: challenge(),
        pubKeyCredParams: [ES256, EDDSA, RS256].map((alg) => ({ type: 'public-key', alg })),
        authenticatorSelection: {
          // Where it is discouraged, Android and browsers with a password manager fall back on credentials that no manager lists and
          // many of which know no PRF. A security key gives one of its places for it.
          residentKey: 'preferred',
          userVerification: 'required',
        },
        excludeCredentials: existing.map((id) => ({ type: 'public-key', id: Uint8Array.from(id) })),
        attestation: 'none',
        timeout: BROWSER_PATIENCE_MS,
        // No output yet: not every authenticator gives one now, and one that nobody needs is one too many.
        extensions: { prf: {} },
      },
      signal: prompt.signal,
    });
  } catch (error) {
    throw prompt.refusal(error, MAKING);
  } finally {
    prompt.end();
  }
  if (!isPublicKey(credential)) throw new ClientError('passkey-failed');
  const made = { credential_id: new Uint8Array(credential.rawId), rp_id, label, name };
  // An authenticator that minds no exclusion: what it gives opens the device today, and must never be told to be forgotten.
  if (existing.some((id) => isSame(id, made.credential_id)))
    throw new ClientError('passkey-exists');
  const response = /** @type {AuthenticatorAttestationResponse} */ (credential.response);
  const data = response.getAuthenticatorData?.();
  if (data && !isVerified(new Uint8Array(data))) throw orphaned('passkey-unverified', made);
  if (credential.getClientExtensionResults().prf?.enabled === false)
    throw orphaned('passkey-no-prf', made);
  return made;
}

/**
 * Another script may have put something of its own in the place of WebAuthn.
 * @param {Credential | null} credential
 * @returns {credential is PublicKeyCredential}
 */
function isPublicKey(credential) {
  return credential?.type === 'public-key';
}

/** @param {Uint8Array} authenticatorData */
function isVerified(authenticatorData) {
  return ((authenticatorData[FLAGS_AT] ?? 0) & USER_VERIFIED) !== 0;
}

/**
 * A passkey that was made in vain: nothing will make it work.
 * @param {string} status
 * @param {MadePasskey} made
 */
function orphaned(status, made) {
  forgetPasskey(made);
  return new ClientError(status, undefined, { made });
}

/**
 * Uses one of these passkeys.
 * @template T
 * @param {Pick<PasskeyLine, 'credential_id' | 'rp_id' | 'salt'>[]} passkeys
 * @param {Control} control
 * @param {(credential_id: Uint8Array, output: Uint8Array<ArrayBuffer>) => T} give called in the task in which the browser gave the
 *   output, of which there is no copy here
 * @returns {Promise<Awaited<T>>}
 * @throws {ClientError}
 */
export async function evaluate(passkeys, { signal }, give) {
  const here = passkeys.filter(({ rp_id }) => rp_id === location.hostname);
  if (here.length === 0) throw new ClientError('passkey-other-site');
  if (!isSupported(GET)) throw new ClientError('passkey-unsupported');
  const expected = await hashOfSite();
  const prompt = new Prompt(signal);
  let credential;
  try {
    credential = await navigator.credentials.get({
      publicKey: {
        challenge: challenge(),
        rpId: location.hostname,
        allowCredentials: here.map(({ credential_id }) => ({
          type: 'public-key',
          id: Uint8Array.from(credential_id),
        })),
        userVerification: 'required',
        timeout: BROWSER_PATIENCE_MS,
        extensions: {
          prf: {
            evalByCredential: Object.fromEntries(
              here.map(({ credential_id, salt }) => [
                base64url(credential_id),
                { first: Uint8Array.from(salt) },
              ]),
            ),
          },
        },
      },
      signal: prompt.signal,
    });
  } catch (error) {
    throw prompt.refusal(error, USING);
  } finally {
    prompt.end();
  }
  // From here to `give` nothing is awaited, and `credential` is not looked at as a whole: its JSON holds the output.
  if (!isPublicKey(credential)) throw new ClientError('passkey-failed');
  const used = here.find(({ credential_id }) =>
    isSame(credential_id, new Uint8Array(credential.rawId)),
  );
  const response = /** @type {AuthenticatorAssertionResponse} */ (credential.response);
  const data = new Uint8Array(response.authenticatorData);
  const output = outputOf(credential);
  let trouble = '';
  if (!used || !isSame(data.subarray(0, FLAGS_AT), expected)) trouble = 'passkey-failed';
  else if (!isVerified(data)) trouble = 'passkey-unverified';
  else if (output?.length !== OUTPUT_BYTES) trouble = 'passkey-no-prf';
  if (!used || !output || trouble) {
    output?.fill(0);
    throw new ClientError(trouble);
  }
  return await give(used.credential_id, output);
}

/**
 * @param {PublicKeyCredential} credential
 * @returns {Uint8Array<ArrayBuffer> | null} the browser's own bytes
 */
function outputOf(credential) {
  const first = credential.getClientExtensionResults().prf?.results?.first;
  if (first === undefined) return null;
  return ArrayBuffer.isView(first)
    ? new Uint8Array(first.buffer, first.byteOffset, first.byteLength)
    : new Uint8Array(first);
}

/**
 * Uses a passkey that was just made.
 * @template T
 * @param {MadePasskey} made
 * @param {Uint8Array} salt
 * @param {Control} control
 * @param {(output: Uint8Array<ArrayBuffer>) => T} give as of `evaluate`
 * @returns {Promise<Awaited<T>>}
 * @throws {ClientError} an orphan's: the passkey is in an authenticator, and nothing else knows of it
 */
export async function confirm(made, salt, control, give) {
  try {
    return await evaluate([{ ...made, salt }], control, (_, output) => give(output));
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    if (error.status === 'passkey-no-prf') throw orphaned(error.status, made);
    throw new ClientError(error.status, error.message, { made, detail: error.detail });
  }
}

/**
 * Tells authenticators that a passkey opens nothing any more, so that they offer it no longer. Some do not listen, as all that are
 * plugged in: whether one did is never told.
 * @param {Pick<MadePasskey, 'credential_id' | 'rp_id'>} passkey
 * @returns {Promise<boolean>} whether there was a way to tell them
 */
export async function forgetPasskey({ credential_id, rp_id }) {
  const { PublicKeyCredential } = globalThis;
  if (!PublicKeyCredential?.signalUnknownCredential || rp_id !== location.hostname) return false;
  return PublicKeyCredential.signalUnknownCredential({
    rpId: rp_id,
    credentialId: base64url(credential_id),
  }).then(
    () => true,
    () => false,
  );
}
