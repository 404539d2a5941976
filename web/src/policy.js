// SPDX-License-Identifier: MPL-2.0
// Which ways to open a device the organization's server wants. It cannot know what is used: this program follows its advice.
import { perform } from './client.js';
import { passkeysHere } from './passkeys-here.js';
import { sessions } from './sessions.js';

/**
 * @typedef {Extract<import('parsec-client').Result, { result: 'policy' }>} Answer
 * @typedef {Answer['methods'][number]} Line
 * @typedef {Answer['providers']} Providers
 * @typedef {{ readonly restricted: boolean, readonly methods: readonly Line[], readonly providers: Readonly<Providers> }} Wanted
 * @typedef {Wanted & Pick<Answer, 'answered'>} ServerPolicy
 */

/** Nobody was asked, or nobody has answered: nothing is unwanted. @type {Answer} */
const UNRESTRICTED = {
  result: 'policy',
  restricted: false,
  methods: [],
  verdict: 'fine',
  providers: [],
  answered: false,
};

/** What this program can open a device with, where the browser can. */
const OURS = /** @type {readonly string[]} */ (['password', 'web_passkey', 'openbao']);

/**
 * @param {Line['kind']} kind
 * @param {Pick<Wanted, 'providers'>} wanted
 */
function isHere(kind, { providers }) {
  if (kind === 'web_passkey') return passkeysHere() !== 'none';
  return kind === 'openbao' ? providers.length > 0 : OURS.includes(kind);
}

/**
 * The accepted ways: those that this browser and this server have, and those that are not this program's.
 * @param {Pick<Wanted, 'methods' | 'providers'>} wanted
 */
export function accepted({ methods, providers }) {
  const allowed = methods.filter((line) => line.allowed);
  return {
    here: allowed.filter(({ kind }) => isHere(kind, { providers })),
    elsewhere: allowed.filter(({ kind }) => !OURS.includes(kind)),
  };
}

/**
 * @param {string} server_url
 * @param {import('./journeys.js').DeviceResult['place']} [judged] the file of a device
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer>} never rejects
 */
async function ask(server_url, judged, signal) {
  try {
    const answer = await perform({ flow: 'policy', server_url, judged }, undefined, signal);
    return answer.result === 'policy' ? answer : UNRESTRICTED;
  } catch {
    return UNRESTRICTED;
  }
}

/**
 * What is wanted of devices that are about to be made.
 * @param {string} server_url
 * @param {AbortSignal} [signal]
 * @returns {Promise<ServerPolicy>} never rejects
 */
export function policyOfServer(server_url, signal) {
  return ask(server_url, undefined, signal);
}

/**
 * @param {Wanted | null | undefined} policy
 * @param {Line['kind']} kind
 * @returns {Pick<Line, 'allowed' | 'needs_totp'>}
 */
export function wantedOf(policy, kind) {
  const line = policy?.restricted ? policy.methods.find((each) => each.kind === kind) : undefined;
  return line ?? { allowed: true, needs_totp: false };
}

/** An answer that was there before the device was open is asked for again once it is older than this. */
const FRESH_MS = 60_000;

/** What is wanted of a device, and whether it is so. A `change` event follows each answer. */
export class Policy extends EventTarget {
  restricted = false;
  /** @type {readonly Line[]} */
  methods = [];
  /** Whom single sign-on can send people to. @type {Readonly<Providers>} */
  providers = [];
  /** @type {Answer['verdict']} */
  verdict = 'fine';
  /** The server is being asked. */
  asking = true;
  /** The device that is open; 0 before. */
  handle = 0;
  #server;
  #place;
  #turn = 0;
  #askedAt = 0;

  /**
   * @param {string} server_url
   * @param {import('./journeys.js').DeviceResult['place']} place
   */
  constructor(server_url, place) {
    super();
    this.#server = server_url;
    this.#place = place;
    this.again();
  }

  /** @param {number} handle */
  adopt(handle) {
    this.handle = handle;
    if (Date.now() - this.#askedAt > FRESH_MS) this.again();
  }

  /** After a change of how the device is opened. */
  async again() {
    const turn = ++this.#turn;
    this.asking = true;
    this.#askedAt = Date.now();
    this.dispatchEvent(new Event('change'));
    const answer = await ask(this.#server, this.#place);
    if (turn !== this.#turn) return;
    this.asking = false;
    this.restricted = answer.restricted;
    this.methods = answer.methods;
    this.providers = answer.providers;
    this.verdict = answer.verdict;
    this.dispatchEvent(new Event('change'));
  }
}

/** @type {Map<string, Policy>} by device id */
const policies = new Map();

/**
 * The server is asked while the person is still busy opening the device: whoever is to change something is shown nothing before.
 * @param {Pick<import('./journeys.js').ReadableLine, 'device_id' | 'place'>} line
 */
export function foresee({ device_id, place }) {
  if (!sessions.get(device_id)) policies.set(device_id, new Policy(location.origin, place));
}

/**
 * The server is asked once for each time that a device is opened.
 * @param {import('./journeys.js').DeviceResult} device one that is open
 * @returns {Policy}
 */
export function policyOf({ device_id, device, server_url, place }) {
  const known = policies.get(device_id);
  if (known?.handle === device) return known;
  const policy = known && !known.handle ? known : new Policy(server_url, place);
  policies.set(device_id, policy);
  policy.adopt(device);
  return policy;
}

sessions.addEventListener('change', () => {
  for (const [deviceId, { handle }] of [...policies])
    if (handle && !sessions.get(deviceId)) policies.delete(deviceId);
});
