// SPDX-License-Identifier: MPL-2.0
// The Worker's side of the client: journeys, devices and their locks. The page's side is client.js.
import { probeWorker } from './capabilities.js';
import { Run } from './driver.js';
import { ClientError, StoreFailure, sentences } from './errors.js';
import { DeviceLocks, lockNameOf } from './locks.js';
import { failureOf, initialState } from './state.js';

/**
 * @typedef {import('./core.js').Core} Core
 * @typedef {import('./crossing.js').Options} Options
 * @typedef {import('./crossing.js').Answer} Answer
 * @typedef {import('./crossing.js').StoreOperation} StoreOperation
 * @typedef {import('./state.js').Failure} Failure
 * @typedef {import('./state.js').JourneyState} JourneyState
 * @typedef {import('./state.js').Outcome} Outcome
 *
 * @typedef {{type: 'start', journey: number, options: Options, takeOver: boolean}
 *   | {type: 'answer', call: number, journey: number, question: number, answer: Answer, secret?: Uint8Array}
 *   | {type: 'cancel', journey: number}
 *   | {type: 'hurry', journey?: number}
 *   | {type: 'describe', call: number, text: string}
 *   | {type: 'describe-recovery-key', call: number, typed: Uint8Array}
 *   | {type: 'lock', call: number, device: number}
 *   | {type: 'probe', call: number}
 *   | {type: 'close', call: number}} FromPage
 *
 * @typedef {{type: 'ready', sentences: Record<string, string>, integrity: Integrity}
 *   | {type: 'unable', status: string}
 *   | {type: 'change', journey: number, state: JourneyState}
 *   | {type: 'reveal', journey: number, question: number, secret: Uint8Array}
 *   | {type: 'reply', call: number, value: unknown}
 *   | {type: 'refused', call: number, status: string}
 *   | {type: 'stretch', port: MessagePort, control: MessagePort}
 *   | {type: 'taken-over', device: number, device_id: string}} FromWorker
 *
 * What the loader has checked each module against: 'sha256-' and the hash in base64.
 * @typedef {{core: string, stretch: string}} Integrity
 *
 * @typedef {object} Journey
 * @property {Options} options
 * @property {Run | null} run null until the device is ours
 * @property {boolean} cancelled
 * @property {boolean} lost another tab has taken its device over
 *
 * @typedef {object} Parts
 * @property {Core} core
 * @property {import('./transport.js').Transport} transport
 * @property {import('./store.js').Store} store
 * @property {import('./official.js').OfficialStore} official
 * @property {Pick<import('./stretch.js').Stretcher, 'run'>} stretcher
 * @property {LockManager | undefined} locks
 * @property {Integrity} integrity
 */

/** How long the end waits for notices to other people that are still on their way. */
const FAREWELL_MS = 2000;
/** `setTimeout` holds no more, and fires at once instead. */
const TIMER_MAX_MS = 0x7fffffff;

/**
 * @param {number} ms
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', abort);
        resolve();
      },
      Math.min(ms, TIMER_MAX_MS),
    );
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** Flows that need their device for themselves from the beginning, before anything is asked of the person. */
const EXCLUSIVE = new Set(['unlock', 'change', 'totp', 'file']);

/** Of those, the ones that write the file anew from what they have read of it: two at a time would undo one another's work. */
const REWRITING = new Set(['change', 'totp', 'file']);

/** @param {StoreOperation} operation */
const isWrite = ({ verb }) => verb === 'put' || verb === 'delete';

export class Service {
  #port;
  #parts;
  #locks;
  /** @type {Map<number, Journey>} */
  #journeys = new Map();
  /**
   * Open devices by handle, each with the journey that handed it out.
   * @type {Map<number, {name: string, device_id: string, journey: number}>}
   */
  #devices = new Map();
  /**
   * Lock names by device id, as far as they were seen.
   * @type {Map<string, string>}
   */
  #names = new Map();
  /**
   * The servers of join requests by their keys, as far as they were seen.
   * @type {Map<string, {server_url: string, host: string}>}
   */
  #requests = new Map();
  /** @type {Set<Promise<void>>} */
  #notices = new Set();

  /**
   * @param {MessagePort} port
   * @param {Parts} parts
   */
  constructor(port, parts) {
    this.#port = port;
    this.#parts = parts;
    this.#locks = new DeviceLocks({
      locks: parts.locks,
      store: parts.store,
      onLost: (name) => this.#lost(name),
    });
    port.onmessage = ({ data }) => this.#receive(data);
    this.#post({
      type: 'ready',
      sentences: { ...sentences, ...parts.core.sentences },
      integrity: parts.integrity,
    });
  }

  /**
   * @param {FromWorker} message
   * @param {Transferable[]} [transfer]
   */
  #post(message, transfer = []) {
    this.#port.postMessage(message, transfer);
  }

  /** @param {FromPage} message */
  #receive(message) {
    switch (message.type) {
      case 'start':
        return this.#start(message);
      case 'cancel':
        return this.#cancel(message.journey);
      case 'hurry':
        for (const [id, { run }] of this.#journeys)
          if ((message.journey ?? id) === id) run?.hurry();
        return;
      default:
        return this.#call(message);
    }
  }

  /** @param {Extract<FromPage, {call: number}>} message */
  async #call(message) {
    try {
      this.#post({ type: 'reply', call: message.call, value: await this.#serve(message) });
    } catch (error) {
      const status =
        error instanceof ClientError
          ? error.status
          : error instanceof StoreFailure
            ? `store-${error.reason}`
            : 'crashed';
      this.#post({ type: 'refused', call: message.call, status });
    }
  }

  /** @param {Extract<FromPage, {call: number}>} message */
  #serve(message) {
    switch (message.type) {
      case 'answer':
        return this.#answer(message);
      case 'describe':
        return this.#parts.core.describeLink(message.text);
      case 'describe-recovery-key':
        return this.#parts.core.describeRecoveryKey(message.typed);
      case 'lock':
        return this.#lock(message.device);
      case 'probe':
        return probeWorker(this.#parts);
      case 'close':
        return this.#close();
    }
  }

  // ---------------------------------------------------------------------------------------------------------------- journeys

  /** @param {Extract<FromPage, {type: 'start'}>} message */
  async #start({ journey: id, options, takeOver }) {
    /** @type {Journey} */
    const journey = { options, run: null, cancelled: false, lost: false };
    this.#journeys.set(id, journey);
    try {
      this.#checkServer(options);
      await this.#claimDevice(id, options, takeOver);
      if (journey.cancelled) throw new ClientError('cancelled');
      journey.run = new Run(this.#parts.core.start(options), this.#hostFor(id));
      journey.run.begin();
    } catch (error) {
      this.#locks.leaveAll(id);
      this.#journeys.delete(id);
      const status =
        error instanceof ClientError
          ? error.status
          : error instanceof StoreFailure
            ? `store-${error.reason}`
            : 'crashed';
      const failure = failureOf(status, error instanceof Refusal ? error.details : {});
      this.#post({
        type: 'change',
        journey: id,
        state: { ...initialState(), failure, ended: true },
      });
    }
  }

  /**
   * Before the core makes a request that would be refused for ever.
   * @param {Options} options
   */
  #checkServer(options) {
    const { transport, locks } = this.#parts;
    if (locks === undefined) throw new ClientError('insecure-context');
    const server = this.#serverOf(options);
    if (server && !transport.allows(server.server_url))
      throw new Refusal('foreign-server', { host: server.host });
  }

  /**
   * Which server a journey will ask, as far as its options tell.
   * @param {Options} options
   * @returns {{server_url: string, host: string} | undefined}
   */
  #serverOf(options) {
    const link = 'link' in options ? options.link : undefined;
    const described = link ? this.#parts.core.describeLink(link) : undefined;
    if (described && 'server_url' in described) return described;
    if ('server_url' in options && options.server_url)
      return { server_url: options.server_url, host: new URL(options.server_url).host };
    if (options.flow === 'join' || (options.flow === 'follow' && options.job !== 'forget'))
      return this.#requests.get(options.key);
    return undefined;
  }

  /**
   * A device that is to be opened or changed must be ours before a password is asked.
   * @param {number} id
   * @param {Options} options
   * @param {boolean} takeOver from the tab that has it
   */
  async #claimDevice(id, options, takeOver) {
    if (!EXCLUSIVE.has(options.flow) || !('place' in options)) return;
    const name = lockNameOf(options.place);
    if (REWRITING.has(options.flow) && this.#isRewritten(name, id))
      throw new Refusal('device-in-use', { device_id: this.#deviceIdOf(name) });
    if (!(await this.#locks.acquire(name, id, { steal: takeOver })))
      throw new Refusal('device-in-use', { device_id: this.#deviceIdOf(name) });
  }

  /**
   * Whether another journey of this tab is at it: tabs are kept apart by the lock, which all journeys of one share.
   * @param {string} name of the file's lock
   * @param {number} id
   */
  #isRewritten(name, id) {
    return [...this.#journeys].some(
      ([other, { options, cancelled }]) =>
        other !== id &&
        !cancelled &&
        REWRITING.has(options.flow) &&
        'place' in options &&
        lockNameOf(options.place) === name,
    );
  }

  /**
   * @param {number} id
   * @returns {import('./driver.js').Host}
   */
  #hostFor(id) {
    const { transport, stretcher } = this.#parts;
    return {
      now: () => new Date(),
      request: (request, signal) => transport.request(request, signal),
      tell: (request) => this.#tell(request),
      stream: (request, received, signal) => transport.stream(request, received, signal),
      sleep,
      store: (operations) => this.#store(id, operations),
      stretch: (parameters, password, signal) => stretcher.run(parameters, password, signal),
      // Nothing of it stays in this thread.
      reveal: (question, secret) =>
        this.#post({ type: 'reveal', journey: id, question, secret }, [secret.buffer]),
      settle: (outcome) => this.#settle(id, outcome),
      changed: (state) => this.#post({ type: 'change', journey: id, state }),
      broken: () => this.#post({ type: 'unable', status: 'crashed' }),
    };
  }

  /** @param {import('./transport.js').TransportRequest} request */
  #tell(request) {
    const notice = this.#parts.transport.tell(request);
    this.#notices.add(notice);
    notice.finally(() => this.#notices.delete(notice));
  }

  /** @param {Extract<FromPage, {type: 'answer'}>} message */
  #answer({ journey, question, answer, secret }) {
    const run = this.#journeys.get(journey)?.run;
    if (!run) {
      secret?.fill(0);
      throw new ClientError('state');
    }
    run.answer(question, answer, secret);
  }

  /**
   * The end may be on its way to the page already: a device that it brings is nobody's, as client.js knows too.
   * @param {number} id
   */
  #cancel(id) {
    const journey = this.#journeys.get(id);
    if (journey) {
      journey.cancelled = true;
      journey.run?.cancel();
    }
    for (const [device, open] of [...this.#devices]) if (open.journey === id) this.#lock(device);
  }

  /**
   * Before the page hears of the end: a device is handed out only together with its lock.
   * @param {number} id
   * @param {Outcome} outcome
   * @returns {Promise<Outcome>}
   */
  async #settle(id, outcome) {
    const { result } = outcome;
    try {
      if (result?.result === 'device') return await this.#handOut(id, result);
      if (result?.result === 'home') this.#remember(result);
      return outcome;
    } finally {
      this.#journeys.delete(id);
      this.#locks.leaveAll(id);
    }
  }

  /** @param {Extract<import('./crossing.js').Result, {result: 'home'}>} home */
  #remember({ devices, requests }) {
    for (const { device_id, place } of devices)
      if (device_id !== null) this.#names.set(device_id, lockNameOf(place));
    for (const { key, server_url, host } of requests)
      if (server_url !== null && host !== null) this.#requests.set(key, { server_url, host });
  }

  /**
   * @param {number} id
   * @param {Extract<import('./crossing.js').Result, {result: 'device'}>} result
   * @returns {Promise<Outcome>}
   */
  async #handOut(id, result) {
    const { device, device_id, place } = result;
    const name = lockNameOf(place);
    this.#names.set(device_id, name);
    const user = `device ${device}`;
    const ours = await this.#locks.acquire(name, user).catch(() => false);
    const cancelled = this.#journeys.get(id)?.cancelled;
    if (!ours || cancelled) {
      this.#parts.core.release(device);
      this.#locks.leave(name, user);
      return { failure: failureOf(cancelled ? 'cancelled' : 'device-in-use', { device_id }) };
    }
    this.#devices.set(device, { name, device_id, journey: id });
    return { result };
  }

  // ------------------------------------------------------------------------------------------------------------------ stores

  /**
   * @param {number} id
   * @param {StoreOperation[]} operations
   */
  async #store(id, operations) {
    const { store, official } = this.#parts;
    const journey = this.#journeys.get(id);
    if (journey === undefined) throw new StoreFailure('conflict');
    try {
      const generations = await this.#generationsFor(id, journey, operations.filter(isWrite));
      if (journey.lost) throw new StoreFailure('conflict');
      const [first] = operations;
      if (first?.store !== 'official') return await store.perform(operations, generations);
      // Another kind of storage has no part in a transaction: checked as late as possible.
      if (generations.size > 0) await store.check(generations);
      return [await official.perform(first)];
    } finally {
      // The journey may have ended before its last write.
      if (!this.#journeys.has(id)) this.#locks.leaveAll(id);
    }
  }

  /**
   * @param {number} id
   * @param {Journey} journey
   * @param {StoreOperation[]} writes
   * @returns {Promise<Map<string, number>>}
   * @throws {StoreFailure} when another tab has one of the devices concerned
   */
  async #generationsFor(id, { options }, writes) {
    const names = new Set(writes.map((operation) => this.#lockNameFor(operation)));
    if (writes.length > 0) names.add(this.#lockNameOfJourney(options));
    const generations = new Map();
    for (const name of names) {
      if (name === null) continue;
      const generation = (await this.#locks.acquire(name, id))
        ? this.#locks.generation(name)
        : undefined;
      if (generation === undefined) throw new StoreFailure('conflict');
      generations.set(name, generation);
    }
    return generations;
  }

  /**
   * Whose lock a write needs; null for records that belong to no device yet.
   * @param {StoreOperation} operation
   */
  #lockNameFor({ store, key }) {
    if (store === 'journeys' || store === 'enrollments' || key === null) return null;
    if (store !== 'data') return lockNameOf({ store, key });
    const [deviceId = ''] = key.split('/');
    return this.#lockNameOfDevice(deviceId);
  }

  /**
   * Whose lock all writes of a journey need: what it keeps of a device is as much that device's as the file itself. Null for one that
   * has none to begin with.
   * @param {Options} options
   * @throws {StoreFailure} when its device is not open here any more
   */
  #lockNameOfJourney(options) {
    if ('place' in options) return lockNameOf(options.place);
    if (!('device' in options)) return null;
    const open = this.#devices.get(options.device);
    if (open === undefined) throw new StoreFailure('conflict');
    return open.name;
  }

  // ----------------------------------------------------------------------------------------------------------------- devices

  /** @param {string} deviceId */
  #lockNameOfDevice(deviceId) {
    return this.#names.get(deviceId) ?? lockNameOf({ store: 'devices', key: deviceId });
  }

  /**
   * @param {string} name of a lock
   * @returns {string | null} null for a file of the official client's that was never listed here
   */
  #deviceIdOf(name) {
    for (const [deviceId, known] of this.#names) if (known === name) return deviceId;
    return /^\/devices\/([0-9a-f]{32})\.keys$/.exec(name)?.[1] ?? null;
  }

  /** @param {number} device */
  #lock(device) {
    const open = this.#devices.get(device);
    if (!open) return;
    for (const { options, run } of this.#journeys.values())
      if ('device' in options && options.device === device) run?.cancel();
    this.#devices.delete(device);
    this.#parts.core.release(device);
    this.#locks.leave(open.name, `device ${device}`);
  }

  /** @param {string} name of a lock that another tab has taken */
  #lost(name) {
    const failure = failureOf('taken-over', { device_id: this.#deviceIdOf(name) });
    for (const journey of [...this.#journeys.values()]) {
      const { options, run } = journey;
      const uses =
        'device' in options
          ? this.#devices.get(options.device)?.name === name
          : 'place' in options && lockNameOf(options.place) === name;
      if (!uses) continue;
      // Nothing is said in its name any more, to the other person or to the store: the new owner goes on.
      journey.lost = true;
      run?.end(failure);
    }
    for (const [device, open] of [...this.#devices]) {
      if (open.name !== name) continue;
      this.#devices.delete(device);
      this.#parts.core.release(device);
      this.#post({ type: 'taken-over', device, device_id: open.device_id });
    }
  }

  async #close() {
    for (const id of [...this.#journeys.keys()]) this.#cancel(id);
    for (const device of [...this.#devices.keys()]) this.#lock(device);
    this.#locks.close();
    await this.#parts.store.close();
    await Promise.race([
      Promise.all(this.#notices),
      new Promise((resolve) => setTimeout(resolve, FAREWELL_MS)),
    ]);
  }
}

/** A refusal that the person needs to know more about. */
class Refusal extends ClientError {
  /**
   * @param {string} status
   * @param {{device_id?: string | null, host?: string}} details
   */
  constructor(status, details) {
    super(status);
    this.details = details;
  }
}
