// SPDX-License-Identifier: MPL-2.0
// The page's side: the core runs in a Worker, keys never come here.
import { persist, probePage } from './capabilities.js';
import { ClientError } from './errors.js';
import { confirm, evaluate, makePasskey } from './passkey.js';
import { signOnIn } from './sign-on.js';
import { LIMIT_MS, startWorker } from './start.js';
import { failureOf, initialState } from './state.js';
import { hostStretch } from './stretch-host.js';
import { TrustedWorker as Worker } from './trusted-worker.js';

/**
 * @typedef {import('./crossing.js').Answer} Answer
 * @typedef {import('./crossing.js').Options} Options
 * @typedef {import('./crossing.js').Question} Question
 * @typedef {import('./state.js').JourneyState} JourneyState
 * @typedef {import('./state.js').Outcome} Outcome
 * @typedef {import('./loader.js').ModuleSource} ModuleSource
 * @typedef {import('./passkey.js').Control} Control
 * @typedef {import('./passkey.js').MadePasskey} MadePasskey
 * @typedef {import('./sign-on.js').SignOnControl} SignOnControl
 * @typedef {import('./sign-on.js').SignOnWindow} SignOnWindow
 * @typedef {import('./service.js').FromPage} FromPage
 * @typedef {import('./service.js').FromWorker} FromWorker
 *
 * @typedef {object} ClientOptions
 * @property {string} [server] origin of the Parsec server; that of the page by default. No other is ever contacted
 * @property {AbortSignal} [signal] gives up opening
 * @property {{core: ModuleSource, stretch: ModuleSource}} [modules] where the WebAssembly modules are, when a bundler did not place them
 */

/** How long a Worker may take to say goodbye. */
const CLOSE_MS = 3000;

/** Messages to the Worker and what becomes of them. */
class Line {
  #port;
  #lastCall = 0;
  /** Why nothing can be said any more. */
  #ended = '';
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: ClientError) => void}>} */
  #calls = new Map();
  /** @type {Record<string, string>} */
  sentences = {};

  /**
   * @param {MessagePort} port
   * @param {(message: FromWorker) => void} receive what answers no call
   */
  constructor(port, receive) {
    this.#port = port;
    port.onmessage = (/** @type {MessageEvent<FromWorker>} */ { data }) => {
      if (data.type === 'reply') this.#settle(data.call)?.resolve(data.value);
      else if (data.type === 'refused') this.#settle(data.call)?.reject(this.error(data.status));
      else receive(data);
    };
  }

  /** @param {string} status */
  error(status) {
    return new ClientError(status, this.sentences[status]);
  }

  /** @param {number} call */
  #settle(call) {
    const waiting = this.#calls.get(call);
    this.#calls.delete(call);
    return waiting;
  }

  /** @param {FromPage} message */
  send(message) {
    this.#port.postMessage(message);
  }

  /**
   * @param {any} message one that is answered, without its number
   * @param {Transferable[]} [transfer]
   * @returns {Promise<any>}
   */
  call(message, transfer = []) {
    if (this.#ended) return Promise.reject(this.error(this.#ended));
    return new Promise((resolve, reject) => {
      const call = ++this.#lastCall;
      this.#calls.set(call, { resolve, reject });
      this.#port.postMessage({ ...message, call }, transfer);
    });
  }

  get ended() {
    return this.#ended;
  }

  /** @param {string} status */
  end(status) {
    this.#ended = status;
    for (const { reject } of this.#calls.values()) reject(this.error(status));
    this.#calls.clear();
    this.#port.close();
  }
}

/**
 * One job that a person does, from the first question to the end. A `change` event follows each batch of changes.
 */
export class Journey extends EventTarget {
  #line;
  #id;
  /** @type {JourneyState} */
  #state = initialState();
  /** @type {{question: number, secret: Uint8Array} | null} */
  #revealed = null;
  #cancelled = false;
  #finished = /** @type {PromiseWithResolvers<Outcome>} */ (Promise.withResolvers());

  /**
   * @param {Line} line
   * @param {number} id
   */
  constructor(line, id) {
    super();
    this.#line = line;
    this.#id = id;
  }

  /** The core's name of the flow, '' before it begins. */
  get flow() {
    return this.#state.flow;
  }

  /** What is awaited, by the core's name. */
  get step() {
    return this.#state.step;
  }

  /** What is asked of the person now. */
  get question() {
    return this.#state.question;
  }

  /** Another for each question, also when the same one is asked again; 0 without. */
  get questionId() {
    return this.#state.questionId;
  }

  /**
   * What the question shows the person beside its fields, '' if there is nothing: the bytes behind it are gone with the question.
   * @returns {string}
   */
  secretText() {
    const { questionId } = this.#state;
    if (questionId === 0 || this.#revealed?.question !== questionId) return '';
    return new TextDecoder().decode(this.#revealed.secret);
  }

  /** The latest note of each kind. */
  get notes() {
    return this.#state.notes;
  }

  get result() {
    return this.#state.result;
  }

  get failure() {
    return this.#state.failure;
  }

  get ended() {
    return this.#state.ended;
  }

  /** How it ended; never rejects. */
  get finished() {
    return this.#finished.promise;
  }

  /**
   * Answers the question that is asked now.
   * @param {Answer} answer
   * @param {Uint8Array} [secret] a password: its buffer is transferred, the caller's array is empty afterwards
   * @returns {Promise<void>} when the core has taken it
   * @throws {ClientError} 'state' when the question is answered already or was taken back: nothing happened
   */
  answer(answer, secret) {
    return this.#answer(this.#state.questionId, answer, secret);
  }

  /**
   * @param {number} question
   * @param {Answer} answer
   * @param {Uint8Array} [secret]
   * @returns {Promise<void>}
   */
  async #answer(question, answer, secret) {
    const message = { type: 'answer', journey: this.#id, question, answer, secret };
    try {
      await this.#line.call(message, secret ? [secret.buffer] : []);
    } finally {
      // One that did not go anywhere.
      if (secret?.length) secret.fill(0);
    }
  }

  /**
   * For 'new-passkey': makes one, in one prompt. To be called from a click, as is the next.
   * @param {{label: string} & Control} options label: the passkey's name, as the person tells it from others
   * @returns {Promise<MadePasskey>}
   * @throws {ClientError} passkey-…; with `orphan` when one was made all the same. 'state' when the question is another one
   */
  createPasskey({ label, signal }) {
    return this.#prompt('new-passkey', signal, (question, control) =>
      makePasskey(question, { ...control, label }),
    );
  }

  /**
   * Uses the passkey that was made, in another prompt, and answers with it. Can be tried again.
   * @param {MadePasskey} made
   * @param {Control} [control]
   * @returns {Promise<void>}
   * @throws {ClientError} as for `createPasskey`, always with `orphan`
   */
  confirmPasskey(made, { signal } = {}) {
    const { credential_id, rp_id, label } = made;
    return this.#prompt('new-passkey', signal, ({ salt }, control, id) =>
      confirm(made, salt, control, (output) =>
        this.#answer(id, { answer: 'new-passkey', credential_id, rp_id, label }, output),
      ),
    );
  }

  /**
   * For 'passkey': uses one of them, in one prompt, and answers with it. To be called from a click.
   * @param {Control} [control]
   * @returns {Promise<void>}
   * @throws {ClientError} passkey-…, or 'state' when the question is another one
   */
  usePasskey({ signal } = {}) {
    return this.#prompt('passkey', signal, ({ passkeys }, control, id) =>
      evaluate(passkeys, control, (credential_id, output) =>
        this.#answer(id, { answer: 'passkey', credential_id }, output),
      ),
    );
  }

  /**
   * For 'signing-on': sends a window to the provider, and answers with what comes back, or with 'refuse'. The window is closed then. The
   * core gives it as much time as a person gets; a window that is closed ends nothing.
   * @param {SignOnWindow} window
   * @param {SignOnControl} [control] aborting ends the waiting
   * @returns {Promise<void>}
   * @throws {ClientError} sign-on-…, with `detail` as far as the provider says why; 'state' when the question is another one, or was
   *   taken back
   */
  async signOn(window, { signal, onClosed } = {}) {
    const { question, questionId } = this.#state;
    try {
      await this.#prompt('signing-on', signal, async (where, control, id) => {
        const code = await signOnIn(window, where, { ...control, onClosed });
        await this.#answer(id, { answer: 'signed-on', state: where.state }, code);
      });
    } catch (error) {
      window.close();
      if (question?.question !== 'signing-on' || this.#state.questionId !== questionId)
        throw this.#line.error('state');
      await this.#answer(questionId, { answer: 'refuse' });
      throw error;
    }
  }

  /**
   * A prompt that is taken back with its question.
   * @template {Question['question']} K
   * @template T
   * @param {K} kind
   * @param {AbortSignal | undefined} signal
   * @param {(question: Extract<Question, {question: K}>, control: Control, id: number) => Promise<T>} show
   * @returns {Promise<T>}
   */
  async #prompt(kind, signal, show) {
    const { question, questionId } = this.#state;
    if (question?.question !== kind) throw this.#line.error('state');
    const gone = new AbortController();
    const look = () => {
      if (this.#state.questionId !== questionId) gone.abort();
    };
    this.addEventListener('change', look);
    try {
      return await show(
        /** @type {Extract<Question, {question: K}>} */ (question),
        { signal: signal ? AbortSignal.any([signal, gone.signal]) : gone.signal },
        questionId,
      );
    } finally {
      this.removeEventListener('change', look);
    }
  }

  /** Ends it, and tells the other person when there is one. */
  cancel() {
    if (this.ended) return;
    this.#cancelled = true;
    this.#line.send({ type: 'cancel', journey: this.#id });
  }

  /** Tries again now what waits for the network. */
  hurry() {
    if (!this.ended) this.#line.send({ type: 'hurry', journey: this.#id });
  }

  /**
   * For the client only, before the question itself.
   * @param {number} question
   * @param {Uint8Array} secret
   */
  reveal(question, secret) {
    this.#conceal();
    if (this.ended) secret.fill(0);
    else this.#revealed = { question, secret };
  }

  #conceal() {
    this.#revealed?.secret.fill(0);
    this.#revealed = null;
  }

  /**
   * For the client only.
   * @param {JourneyState} state
   */
  update(state) {
    if (this.#state.ended) return;
    if (this.#revealed?.question !== state.questionId) this.#conceal();
    // The end has crossed the cancel: the Worker locks that device again as soon as it hears of it, so the handle is worth nothing.
    if (this.#cancelled && state.result?.result === 'device')
      state = { ...state, result: null, failure: failureOf('cancelled') };
    this.#state = state;
    if (state.result) this.#finished.resolve({ result: state.result });
    else if (state.failure) this.#finished.resolve({ failure: state.failure });
    this.dispatchEvent(new Event('change'));
  }
}

/** Another tab has a device now that was open here: `device` (its handle, no longer valid) and `deviceId`. */
export class TakenOverEvent extends Event {
  /**
   * @param {number} device
   * @param {string} deviceId
   */
  constructor(device, deviceId) {
    super('taken-over');
    this.device = device;
    this.deviceId = deviceId;
  }
}

/**
 * @param {Journey} journey
 * @param {string} status why nothing more can come from the core
 * @returns {JourneyState}
 */
function endedState({ flow, step }, status) {
  return { ...initialState(), flow, step, failure: failureOf(status), ended: true };
}

export class Client extends EventTarget {
  #line;
  #stop;
  #lastJourney = 0;
  /** @type {Map<number, Journey>} */
  #journeys = new Map();
  #listening = new AbortController();
  #opened = Promise.withResolvers();
  #integrity = { core: '', stretch: '' };
  #endStretch = () => {};

  /**
   * @param {MessagePort} port
   * @param {() => void} stop ends whatever is at the other end
   */
  constructor(port, stop) {
    super();
    this.#stop = stop;
    this.#line = new Line(port, (message) => this.#receive(message));
    const { signal } = this.#listening;
    const hurry = () => this.#line.send({ type: 'hurry' });
    globalThis.addEventListener?.('online', hurry, { signal });
    globalThis.document?.addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'visible' && hurry(),
      { signal },
    );
    // A page that the browser keeps for going back is frozen, and its Workers with it: one in the middle of a transaction keeps the
    // database, and one with a device keeps its lock, from every page that comes after (seen in Firefox).
    globalThis.addEventListener?.(
      'pagehide',
      ({ persisted }) => {
        if (persisted) this.fail('closed');
      },
      { signal },
    );
  }

  /**
   * Resolves when the core is ready.
   * @type {Promise<unknown>}
   */
  get opened() {
    return this.#opened.promise;
  }

  /**
   * The hashes that the modules were checked against before they ran, as `integrity` writes them. For people who compare.
   * @type {Readonly<import('./service.js').Integrity>}
   */
  get integrity() {
    return this.#integrity;
  }

  /** @param {FromWorker} message */
  #receive(message) {
    switch (message.type) {
      case 'ready':
        this.#line.sentences = message.sentences;
        this.#integrity = message.integrity;
        this.#opened.resolve(undefined);
        break;
      case 'unable':
        this.fail(message.status);
        break;
      case 'change': {
        const journey = this.#journeys.get(message.journey);
        if (message.state.ended) this.#journeys.delete(message.journey);
        journey?.update(message.state);
        break;
      }
      case 'reveal': {
        const { journey, question, secret } = message;
        if (this.#journeys.has(journey)) this.#journeys.get(journey)?.reveal(question, secret);
        else secret.fill(0);
        break;
      }
      case 'stretch':
        this.#stretch(message);
        break;
      case 'taken-over':
        this.dispatchEvent(new TakenOverEvent(message.device, message.device_id));
        break;
    }
  }

  /** @param {Extract<FromWorker, {type: 'stretch'}>} message */
  #stretch({ port, control }) {
    // One at a time: that the one before is over is said on another port, which may be slower.
    this.#endStretch();
    const end = hostStretch(
      () => new Worker(new URL('./stretch-worker.js', import.meta.url), { type: 'module' }),
      port,
      () => control.postMessage('broken'),
    );
    this.#endStretch = () => {
      end();
      control.close();
    };
    control.onmessage = this.#endStretch;
  }

  /**
   * What a pasted text is: a link and where it leads, or why it is none. Nothing is contacted.
   * @param {string} text
   * @returns {Promise<import('./crossing.js').AddressDescription | import('./crossing.js').AddressRefusal>}
   */
  describeLink(text) {
    return this.#line.call({ type: 'describe', text });
  }

  /**
   * How far a recovery key is that somebody types: forgiving as the core is when it is used. `ok` is said of any text that could be the
   * key of some file.
   * @param {Uint8Array} typed its buffer is transferred, the caller's array is empty afterwards
   * @returns {Promise<import('./crossing.js').RecoveryKeyDescription>}
   */
  describeRecoveryKey(typed) {
    return this.#line.call({ type: 'describe-recovery-key', typed }, [typed.buffer]);
  }

  /**
   * @param {Options} options what the flow needs; `device` is a handle that another journey ended with
   * @param {object} [control]
   * @param {AbortSignal} [control.signal] aborting cancels
   * @param {boolean} [control.takeOver] a device that is to be opened or changed is this tab's from now on: the tab that has it open closes it
   * @returns {Journey}
   */
  start(options, { signal, takeOver = false } = {}) {
    const id = ++this.#lastJourney;
    const journey = new Journey(this.#line, id);
    if (this.#line.ended) {
      // Heard of like any other end: after whoever started it had the time to listen.
      queueMicrotask(() => journey.update(endedState(journey, this.#line.ended)));
      return journey;
    }
    this.#journeys.set(id, journey);
    this.#line.send({ type: 'start', journey: id, options, takeOver });
    if (signal?.aborted) journey.cancel();
    else signal?.addEventListener('abort', () => journey.cancel(), { once: true });
    return journey;
  }

  /**
   * Logs out: the device's keys are wiped, its journeys cancelled, other tabs may open it.
   * @param {number} device
   * @returns {Promise<void>}
   */
  lock(device) {
    return this.#line.call({ type: 'lock', device });
  }

  /**
   * What this browser allows here, found out by trying.
   * @returns {Promise<import('./capabilities.js').Capabilities>}
   */
  async probe() {
    const [page, worker] = await Promise.all([probePage(), this.#line.call({ type: 'probe' })]);
    return { ...page, ...worker };
  }

  persist() {
    return persist();
  }

  /**
   * One sentence for a status of a failure, a refused answer or a rejected question.
   * @param {string} status
   */
  sentence(status) {
    return this.#line.sentences[status] ?? status;
  }

  /** Cancels what runs, closes every device and ends the Worker. */
  close() {
    if (this.#line.ended) return;
    const timer = setTimeout(() => this.fail('closed'), CLOSE_MS);
    this.#line.call({ type: 'close' }).then(
      () => {
        clearTimeout(timer);
        this.fail('closed');
      },
      () => undefined,
    );
  }

  /**
   * The end: everything still awaited fails with this status.
   * @param {string} status
   */
  fail(status) {
    if (this.#line.ended) return;
    this.#listening.abort();
    this.#opened.reject(this.#line.error(status));
    this.#opened.promise.catch(() => undefined);
    this.#line.end(status);
    for (const journey of this.#journeys.values()) journey.update(endedState(journey, status));
    this.#journeys.clear();
    this.#endStretch();
    this.#stop();
  }
}

/**
 * It ends with 'closed' when its page is left and kept for going back: whoever is shown such a page (`pageshow`) opens another.
 * @param {ClientOptions} [options]
 * @returns {Promise<Client>}
 * @throws {ClientError} 'module-refused' when a part is missing or is not the one that was built, 'not-started' when the browser does not
 *   run it; or the signal's reason
 */
export async function openClient({ server = location.origin, signal, modules } = {}) {
  const worker = await startWorker(
    () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }),
    { signal },
  );
  const { port1, port2 } = new MessageChannel();
  const client = new Client(port1, () => worker.terminate());
  let open = false;
  // An error that nobody caught.
  worker.onerror = () => client.fail(open ? 'crashed' : 'module-refused');
  const abort = () => client.fail('closed');
  signal?.addEventListener('abort', abort, { once: true });
  const limit = setTimeout(() => client.fail('not-started'), LIMIT_MS);
  worker.postMessage({ server, modules }, [port2]);
  try {
    if (signal?.aborted) abort();
    await client.opened;
    open = true;
    return client;
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    clearTimeout(limit);
    signal?.removeEventListener('abort', abort);
  }
}
