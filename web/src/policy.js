// SPDX-License-Identifier: MPL-2.0
// Which ways to open a device the organization's server wants. It cannot know what is used: this program follows its advice.
import { perform } from './client.js';
import { sessions } from './sessions.js';

/**
 * @typedef {Extract<import('parsec-client').Result, { result: 'policy' }>} Answer
 * @typedef {Answer['methods'][number]} Line
 * @typedef {{ readonly restricted: boolean, readonly methods: readonly Line[] }} Wanted
 */

/** Nobody was asked, or nobody has answered: nothing is unwanted. @type {Answer} */
const UNRESTRICTED = { result: 'policy', restricted: false, methods: [], verdict: 'fine' };

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
 * @returns {Promise<Wanted>} never rejects
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

/** What is wanted of an open device, and whether it is so. A `change` event follows each answer. */
class Policy extends EventTarget {
  restricted = false;
  /** @type {readonly Line[]} */
  methods = [];
  /** @type {Answer['verdict']} */
  verdict = 'fine';
  /** The server is being asked. */
  asking = true;
  #device;
  #turn = 0;

  /** @param {import('./journeys.js').DeviceResult} device */
  constructor(device) {
    super();
    this.#device = device;
    this.again();
  }

  get handle() {
    return this.#device.device;
  }

  /** After a change of how the device is opened. */
  async again() {
    const turn = ++this.#turn;
    const { server_url, place } = this.#device;
    this.asking = true;
    this.dispatchEvent(new Event('change'));
    const answer = await ask(server_url, place);
    if (turn !== this.#turn) return;
    this.asking = false;
    this.restricted = answer.restricted;
    this.methods = answer.methods;
    this.verdict = answer.verdict;
    this.dispatchEvent(new Event('change'));
  }
}

/** @type {Map<string, Policy>} by device id */
const policies = new Map();

/**
 * The server is asked once for each time that a device is opened.
 * @param {import('./journeys.js').DeviceResult} device one that is open
 * @returns {Policy}
 */
export function policyOf(device) {
  let policy = policies.get(device.device_id);
  if (policy?.handle !== device.device) {
    policy = new Policy(device);
    policies.set(device.device_id, policy);
  }
  return policy;
}

sessions.addEventListener('change', () => {
  for (const deviceId of [...policies.keys()])
    if (!sessions.get(deviceId)) policies.delete(deviceId);
});
