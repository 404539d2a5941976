// SPDX-License-Identifier: MPL-2.0
// What each open device knows of its organization: who belongs to it, on which devices. Kept up to date as long as it is open.
import { client, perform } from './client.js';
import { sessions } from './sessions.js';

/**
 * @typedef {import('./journeys.js').DeviceResult} DeviceResult
 * @typedef {import('./journeys.js').Failure} Failure
 * @typedef {import('parsec-client').Notes} Notes
 * @typedef {Extract<import('parsec-client').Result, { result: 'directory' }>} Directory
 * @typedef {Directory['people'][number]} Person
 * @typedef {Directory['devices'][number]} MemberDevice
 */

/** A `change` event follows each change. */
export class Knowledge extends EventTarget {
  /** @type {readonly Person[] | null} null until it is known */
  people = null;
  /** @type {readonly MemberDevice[]} */
  devices = [];
  /** @type {Notes['known']} how far the reading is, until it is complete */
  progress = undefined;
  /** @type {Notes['live']} whether news arrive */
  live = undefined;
  /** Another number whenever an invitation has changed. */
  invitations = 0;
  /** @type {Failure | null} why nothing new is learnt any more */
  failure = null;
  #device;
  #certificates = -1;

  /** @param {DeviceResult} device */
  constructor(device) {
    super();
    this.#device = device.device;
    this.#run();
  }

  get handle() {
    return this.#device;
  }

  /** Myself, as the organization sees me now. */
  get self() {
    return this.people?.find(({ self }) => self);
  }

  /** After a failure: whatever was wrong may be right now. */
  again() {
    if (!this.failure) return;
    this.failure = null;
    this.#changed();
    this.#run();
  }

  async #run() {
    const journey = (await client()).start({ flow: 'session', device: this.#device });
    journey.addEventListener('change', () => this.#heard(journey.notes));
    const { failure } = await journey.finished;
    this.failure = failure ?? null;
    this.#changed();
  }

  /** @param {Notes} notes */
  #heard({ known, live, invitations }) {
    this.live = live;
    this.invitations = invitations?.count ?? 0;
    this.progress = known?.complete ? undefined : known;
    if (known?.complete && known.certificates !== this.#certificates) this.#read();
    this.#changed();
  }

  async #read() {
    try {
      const result = await perform({ flow: 'directory', device: this.#device });
      if (result.result !== 'directory' || result.certificates < this.#certificates) return;
      this.#certificates = result.certificates;
      this.people = result.people;
      this.devices = result.devices;
      this.#changed();
    } catch {
      // It is being read anew; the next note tells when.
    }
  }

  #changed() {
    this.dispatchEvent(new Event('change'));
  }
}

/** @type {Map<string, Knowledge>} by device id */
const known = new Map();

/** @param {DeviceResult} device one that is open */
export function knowledgeOf(device) {
  let knowledge = known.get(device.device_id);
  if (knowledge?.handle !== device.device) {
    knowledge = new Knowledge(device);
    known.set(device.device_id, knowledge);
  }
  return knowledge;
}

sessions.addEventListener('change', () => {
  for (const deviceId of [...known.keys()]) if (!sessions.get(deviceId)) known.delete(deviceId);
});
