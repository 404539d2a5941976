// SPDX-License-Identifier: MPL-2.0
// What each open device knows of its organization: who belongs to it, on which devices. Kept up to date as long as it is open.
import { client, perform } from './client.js';
import { readDirectory } from './directory.js';
import { sessions } from './sessions.js';
import { language } from './words/locale.js';

/**
 * @typedef {import('./journeys.js').DeviceResult} DeviceResult
 * @typedef {import('./journeys.js').Failure} Failure
 * @typedef {import('parsec-client').Notes} Notes
 * @typedef {import('./directory.js').Person} Person
 * @typedef {import('./directory.js').MemberDevice} MemberDevice
 */

/** A `change` event follows each change. */
export class Knowledge extends EventTarget {
  /** @type {readonly Person[] | null} by name; null until it is known */
  people = null;
  /** @type {readonly MemberDevice[]} */
  devices = [];
  /** @type {Notes['known']} how far the reading is, until it is complete */
  progress = undefined;
  /** @type {Notes['live']} whether news arrive */
  live = undefined;
  /** Another number whenever an invitation has changed. */
  invitations = 0;
  /** The same of requests to join. */
  requests = 0;
  /** @type {Failure | null} why nothing new is learnt any more */
  failure = null;
  /** @type {Date | null} when that was found out, the last time */
  failedOn = null;
  /** Whatever was wrong is being tried once more: the failure stands until that works. */
  retrying = false;
  #device;
  /** How many certificates the core has told of. */
  #told = -1;
  #outdated = false;
  /** @type {Promise<void> | null} */
  #reading = null;

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

  /** Who else can help, as far as their names are shown to me. */
  get administrators() {
    return (this.people ?? []).filter(
      ({ profile, revoked_on, self, human_handle }) =>
        profile === 'ADMIN' && !revoked_on && !self && human_handle,
    );
  }

  /** My own devices that were added elsewhere, and that I have not said to know. */
  get newDevices() {
    return this.devices.filter(({ news }) => news);
  }

  /**
   * I know these: those that I was shown, whatever has come since.
   * @param {readonly MemberDevice[]} devices
   * @returns {Promise<void>} rejects with the failure
   */
  async acknowledge(devices) {
    const until = new Date(Math.max(...devices.map(({ created_on }) => Number(created_on))) + 1);
    await perform({ flow: 'acknowledge', device: this.#device, until });
    await this.#read();
  }

  /** After a failure: whatever was wrong may be right now. */
  again() {
    if (!this.failure || this.retrying) return;
    this.retrying = true;
    this.#changed();
    this.#run();
  }

  async #run() {
    const journey = (await client()).start({ flow: 'session', device: this.#device });
    journey.addEventListener('change', () => this.#heard(journey.notes));
    const { failure } = await journey.finished;
    this.failure = failure ?? null;
    this.failedOn = new Date();
    this.retrying = false;
    this.#changed();
    // Whom to ask for help is known from the last time.
    if (failure && !this.people) await this.#read();
  }

  /** @param {Notes} notes */
  #heard({ known, live, invitations, requests }) {
    this.live = live;
    this.invitations = invitations?.count ?? 0;
    this.requests = requests?.count ?? 0;
    this.progress = known?.complete ? undefined : known;
    // Events may be let through where questions are not answered.
    if (this.retrying && known?.complete) {
      this.retrying = false;
      this.failure = null;
    }
    if (known?.complete && known.certificates !== this.#told) {
      this.#told = known.certificates;
      this.#read();
    }
    this.#changed();
  }

  /** What was announced while it was being read is read afterwards. */
  #read() {
    this.#outdated = true;
    this.#reading ??= this.#readAnew().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #readAnew() {
    try {
      while (this.#outdated) {
        this.#outdated = false;
        const { people, devices } = await readDirectory((first) => this.#piece(first), language());
        this.people = people;
        this.devices = devices;
        this.#changed();
      }
    } catch {
      // Nothing is known yet, or everything is being asked for anew: the next note tells when.
      this.#told = -1;
    }
  }

  /** @param {number} first */
  async #piece(first) {
    const piece = await perform({ flow: 'directory', device: this.#device, first });
    if (piece.result !== 'directory') throw new TypeError(piece.result);
    return piece;
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
