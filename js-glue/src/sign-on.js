// SPDX-License-Identifier: MPL-2.0
// Single sign-on, on the page: a window of the provider's, and what it brings back. Which address it is and what a code is worth is the
// core's affair.
//
// Two pages of this site take part: the one that waits, and the callback page, to which the provider sends its window in the end. They
// find each other by what the core gave as `state`: only whoever waits for exactly this one hears of it. Two ways lead from one to the
// other, and both are taken, since neither always works:
//   postMessage       to the window that opened this one. Some providers' pages cut that bond (Cross-Origin-Opener-Policy), and then the
//                     opened window also looks closed to whoever opened it
//   BroadcastChannel  to every page of this site in the same storage partition. Inside a page of another site there are two partitions
//
// A code is worth something only together with the nonce that the core keeps to itself, once, and for a minute or so. It is in the address
// of the callback page when that opens; from there on it is in memory only.
import { ClientError } from './errors.js';
import { isWebAddress } from './web-address.js';

/**
 * What a provider sends back.
 * @typedef {object} SignOnAnswer
 * @property {string} state
 * @property {Uint8Array<ArrayBuffer> | null} code null: it was refused
 * @property {string} error the provider's name for why, '' with a code
 * @property {string} description the provider's own words, to be shown as such; '' without any
 *
 * What is kept of a sign-on while the provider's page is shown in the place of this one. No key and no code: what is in it is worth nothing
 * to anybody but who brings the code as well.
 * @typedef {object} SignOnRecord
 * @property {string} flow where to go on, by the page's own name for it
 * @property {string} server origin of the Parsec server
 * @property {string} organization
 * @property {string} provider
 * @property {string} state
 * @property {string} client_nonce
 * @property {number} started_on milliseconds since 1970
 *
 * @typedef {import('./crossing.js').SignOnReturn} SignOnReturn
 * @typedef {{signal?: AbortSignal, onClosed?: (closed: boolean) => void}} SignOnControl onClosed: the window seems to be closed, or to be
 *   there again after all
 */

/** How long what was sent may be answered: as long as the core waits (PSC_SIGN_ON_LIMIT_MS). */
const LIMIT_MS = 5 * 60_000;
/** How often a window is looked at, and for how long it has to look closed. */
const LOOK_MS = 500;
const LOOKS = 3;
/** Whoever waits is asked so often to take what came back, since a page in the background may sleep; and for as long as a code lives. */
const OFFER_MS = 1000;
const OFFERS = 60;

const WIDTH = 600;
const HEIGHT = 800;

const KIND = 'parsec-sign-on';
const RECORD = 'parsec-sign-on';
const RECORD_FIELDS = /** @type {const} */ ([
  'flow',
  'server',
  'organization',
  'provider',
  'state',
  'client_nonce',
]);

/** Longer than any provider's; what is longer is none. */
const TEXT_MAX = 4096;
const DESCRIPTION_MAX = 300;

/** Only pages that know the state find the channel. @param {string} state */
const channelOf = (state) => new BroadcastChannel(`${KIND} ${state}`);

/**
 * A window of its own for a provider's pages.
 */
export class SignOnWindow {
  /** @type {Window[]} the newest last */
  #windows = [];
  #url = '';

  /** @param {Window} first */
  constructor(first) {
    this.#windows.push(first);
  }

  get #newest() {
    return /** @type {Window} */ (this.#windows.at(-1));
  }

  /** True also of one that is there, but that its pages have cut off from this one. */
  get closed() {
    return this.#newest.closed;
  }

  /**
   * @param {string} url
   * @throws {ClientError} 'sign-on-provider' for an address that may not be opened
   */
  go(url) {
    if (!isWebAddress(url)) throw new ClientError('sign-on-provider');
    this.#url = url;
    if (!this.closed) this.#newest.location.replace(url);
  }

  /**
   * To the front; one that seems to be closed is opened once more. To be called from a click.
   * @returns {boolean} whether there is one
   */
  show() {
    if (this.closed) {
      const another = open();
      if (!another) return false;
      this.#windows.push(another);
      if (this.#url) another.location.replace(this.#url);
    }
    this.#newest.focus();
    return true;
  }

  close() {
    for (const each of this.#windows) each.close();
  }

  /** @param {unknown} source of a message */
  owns(source) {
    return this.#windows.some((each) => each === source);
  }
}

/** @returns {Window | null} */
function open() {
  const { screenX = 0, screenY = 0, outerWidth = WIDTH, outerHeight = HEIGHT } = globalThis;
  const left = Math.max(0, Math.round(screenX + (outerWidth - WIDTH) / 2));
  const top = Math.max(0, Math.round(screenY + (outerHeight - HEIGHT) / 2));
  // A name of its own: another sign-on of this site must not take its place.
  const name = `parsec-sign-on-${crypto.randomUUID()}`;
  const features = `popup,width=${WIDTH},height=${HEIGHT},left=${left},top=${top}`;
  const opened = globalThis.open('about:blank', name, features);
  return opened && !opened.closed ? opened : null;
}

/**
 * To be called in the click itself, before anything is awaited: the address follows when it is known.
 * @returns {SignOnWindow | null} null: the browser does not let one open
 */
export function openSignOnWindow() {
  const opened = open();
  return opened && new SignOnWindow(opened);
}

// ------------------------------------------------------------------------------------------------------------------- who waits

/**
 * @param {unknown} data of a message
 * @param {string} state
 * @returns {SignOnAnswer | null} null: it is none, or another one's
 */
function answerIn(data, state) {
  const said = /** @type {Record<string, unknown>} */ (data ?? {});
  const { kind, code, error, description } = said;
  if (kind !== KIND || said.state !== state) return null;
  if (code !== null && !(code instanceof Uint8Array)) return null;
  if (typeof error !== 'string' || typeof description !== 'string') return null;
  return {
    state,
    code: /** @type {Uint8Array<ArrayBuffer> | null} */ (code),
    error,
    description,
  };
}

/** @param {SignOnAnswer} answer without a code */
export function refusalOf({ error, description }) {
  const status = error === 'access_denied' ? 'sign-on-declined' : 'sign-on-refused';
  return new ClientError(status, undefined, {
    detail: [error, description].filter(Boolean).join(': '),
  });
}

/**
 * Sends a window to the provider and waits for what comes back.
 * @param {SignOnWindow} window
 * @param {{auth_url: string, state: string}} where
 * @param {SignOnControl} control
 * @returns {Promise<Uint8Array<ArrayBuffer>>} the code
 * @throws {ClientError} sign-on-…
 */
export async function signOnIn(window, { auth_url, state }, { signal, onClosed }) {
  const channel = channelOf(state);
  const { promise, resolve, reject } = /** @type {PromiseWithResolvers<SignOnAnswer>} */ (
    Promise.withResolvers()
  );
  /** @param {unknown} data @param {() => void} thank */
  const take = (data, thank) => {
    const answer = answerIn(data, state);
    if (!answer) return;
    thank();
    resolve(answer);
  };
  channel.onmessage = ({ data }) =>
    take(data, () => channel.postMessage({ kind: KIND, state, taken: true }));
  /** @param {MessageEvent} event */
  const hear = ({ data, origin, source }) => {
    if (origin !== location.origin || !window.owns(source)) return;
    take(data, () =>
      /** @type {Window} */ (source).postMessage({ kind: KIND, state, taken: true }, origin),
    );
  };
  const abort = () => reject(new ClientError('sign-on-cancelled'));
  const looking = look(window, onClosed);
  try {
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    globalThis.addEventListener('message', hear);
    window.go(auth_url);
    const answer = await promise;
    if (!answer.code) throw refusalOf(answer);
    return answer.code;
  } finally {
    clearInterval(looking);
    signal?.removeEventListener('abort', abort);
    globalThis.removeEventListener('message', hear);
    channel.close();
    window.close();
  }
}

/**
 * A window that looks closed may be there: nothing ends because of it.
 * @param {SignOnWindow} window
 * @param {SignOnControl['onClosed']} onClosed
 */
function look(window, onClosed) {
  let looks = 0;
  let said = false;
  return setInterval(() => {
    looks = window.closed ? looks + 1 : 0;
    const closed = looks >= LOOKS;
    if (closed !== said) onClosed?.(closed);
    said = closed;
  }, LOOK_MS);
}

// ---------------------------------------------------------------------------------------------------------- the callback page

/**
 * What the callback page was opened with.
 * @param {string} query of its address
 * @returns {SignOnAnswer | null} null: nothing that a provider sends
 */
export function readSignOnAnswer(query) {
  const given = new URLSearchParams(query);
  /** Twice is as good as nothing. @param {string} name */
  const one = (name) => {
    const [value = '', another] = given.getAll(name);
    return another === undefined && value.length <= TEXT_MAX ? value : '';
  };
  const state = one('state');
  const code = one('code');
  const error = one('error');
  if (!state || (!code && !error)) return null;
  return {
    state,
    code: error ? null : new TextEncoder().encode(code),
    error: /^[\w-]{1,64}$/.test(error) ? error : error && 'error',
    description: error ? one('error_description').slice(0, DESCRIPTION_MAX) : '',
  };
}

/**
 * Hands over what came back to the page that waits for it. Nothing of it stays here.
 * @param {SignOnAnswer} answer
 * @param {() => void} [onUnheard] nobody has taken it yet: whoever waits may be asleep in the background
 * @returns {Promise<boolean>} whether anybody waited for it
 */
export async function handOverSignOn(answer, onUnheard) {
  const { state, code, error, description } = answer;
  const channel = channelOf(state);
  const { promise, resolve } = /** @type {PromiseWithResolvers<boolean>} */ (
    Promise.withResolvers()
  );
  /** @param {any} data */
  const thanked = (data) => {
    if (data?.kind === KIND && data.state === state && data.taken === true) resolve(true);
  };
  channel.onmessage = ({ data }) => thanked(data);
  /** @param {MessageEvent} event */
  const hear = ({ data, origin, source }) => {
    if (origin === location.origin && source === globalThis.opener) thanked(data);
  };
  globalThis.addEventListener('message', hear);
  let offers = 0;
  const offer = () => {
    if (offers === OFFERS) resolve(false);
    if (offers === 1) onUnheard?.();
    offers += 1;
    const message = { kind: KIND, state, code, error, description };
    globalThis.opener?.postMessage(message, location.origin);
    channel.postMessage(message);
  };
  const offering = setInterval(offer, OFFER_MS);
  try {
    offer();
    return await promise;
  } finally {
    code?.fill(0);
    clearInterval(offering);
    globalThis.removeEventListener('message', hear);
    channel.close();
  }
}

// --------------------------------------------------------------------------------------- the provider's page in place of this one

/**
 * Leaves this page for the provider's. Only for a journey of which nothing is lost: what the core holds goes with the page.
 * @param {Extract<import('./crossing.js').Question, {question: 'signing-on'}>} question
 * @param {{flow: string, server?: string}} where to go on
 * @throws {ClientError} 'sign-on-provider' for an address that may not be opened, 'store-denied' when nothing can be kept here
 */
export function leaveForSignOn(question, { flow, server = location.origin }) {
  const { auth_url, organization, provider, state, client_nonce } = question;
  if (!isWebAddress(auth_url)) throw new ClientError('sign-on-provider');
  /** @type {SignOnRecord} */
  const record = {
    flow,
    server,
    organization,
    provider,
    state,
    client_nonce,
    started_on: Date.now(),
  };
  try {
    sessionStorage.setItem(RECORD, JSON.stringify(record));
  } catch {
    throw new ClientError('store-denied');
  }
  location.assign(auth_url);
}

/**
 * What was kept when this page was left; it is not kept any more. Every start of the page takes it: whoever came back without an answer
 * begins anew.
 * @returns {SignOnRecord | null}
 */
export function takeSignOnRecord() {
  try {
    const text = sessionStorage.getItem(RECORD);
    sessionStorage.removeItem(RECORD);
    const record = JSON.parse(text ?? 'null');
    const whole = RECORD_FIELDS.every((name) => typeof record?.[name] === 'string');
    return whole && typeof record.started_on === 'number' ? record : null;
  } catch {
    return null;
  }
}

/**
 * Whether an answer is the one that this page was left for.
 * @param {SignOnRecord} record
 * @param {SignOnAnswer} answer
 * @param {string} [server]
 * @returns {'ok' | 'sign-on-state' | 'sign-on-timeout'}
 */
export function checkSignOnRecord(record, answer, server = location.origin) {
  const age = Date.now() - record.started_on;
  if (record.state !== answer.state || record.server !== server) return 'sign-on-state';
  return age >= 0 && age <= LIMIT_MS ? 'ok' : 'sign-on-timeout';
}

/**
 * For the flow that goes on: a text, since options have no secret beside them. It is in this thread and in the Worker's until they forget it.
 * @param {SignOnRecord} record
 * @param {SignOnAnswer} answer with a code, which is overwritten
 * @returns {SignOnReturn}
 */
export function signOnReturn({ provider, state, client_nonce }, answer) {
  const code = new TextDecoder().decode(answer.code ?? new Uint8Array());
  answer.code?.fill(0);
  return { provider, state, client_nonce, returned_state: answer.state, code };
}
