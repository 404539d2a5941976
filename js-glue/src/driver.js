// SPDX-License-Identifier: MPL-2.0
// The one loop for all flows: perform each effect, answer with an event.
import { composed } from './codec.js';
import { ClientError, StoreFailure, TransportFailure } from './errors.js';
import { failureOf, initialState } from './state.js';
import { StretchFailure } from './stretch.js';

/**
 * @typedef {import('./core.js').CoreFlow} CoreFlow
 * @typedef {import('./core.js').Drawn} Drawn
 * @typedef {import('./crossing.js').Effect} Effect
 * @typedef {import('./crossing.js').Answer} Answer
 * @typedef {import('./crossing.js').StoreOperation} StoreOperation
 * @typedef {import('./crossing.js').StoreOutcome} StoreOutcome
 * @typedef {import('./crossing.js').StretchParameters} StretchParameters
 * @typedef {import('./transport.js').TransportRequest} TransportRequest
 * @typedef {import('./state.js').Failure} Failure
 * @typedef {import('./state.js').JourneyState} JourneyState
 * @typedef {import('./state.js').Outcome} Outcome
 *
 * Whoever performs the effects.
 * @typedef {object} Host
 * @property {() => Date} now
 * @property {(request: TransportRequest, signal: AbortSignal) => Promise<{http_status: number, body: Uint8Array}>} request
 * @property {(request: TransportRequest) => void} tell
 * @property {(request: TransportRequest, received: (bytes: Uint8Array) => void, signal: AbortSignal) => Promise<number>} stream
 *   received: as it comes; the HTTP status when it ended
 * @property {(ms: number, signal: AbortSignal) => Promise<void>} sleep
 * @property {(operations: StoreOperation[]) => Promise<StoreOutcome[]>} store
 * @property {(parameters: StretchParameters, password: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>} stretch
 * @property {(questionId: number, secret: Uint8Array) => void} reveal what a question shows the person, before the question itself
 * @property {(outcome: Outcome) => Promise<Outcome>} settle before anybody hears of the end
 * @property {(state: JourneyState) => void} changed
 * @property {() => void} broken the core trapped: nothing can be asked of it any more
 */

/** One flow under way. */
export class Run {
  #flow;
  #host;
  #state = initialState();
  /** @type {JourneyState | undefined} */
  #published;
  /**
   * Effects that await an answer of a machine.
   * @type {Map<number, AbortController>}
   */
  #outstanding = new Map();
  /** @type {Outcome | undefined} */
  #outcome;
  /** @type {Failure | undefined} */
  #instead;

  /**
   * @param {CoreFlow} flow freed at its end
   * @param {Host} host
   */
  constructor(flow, host) {
    this.#flow = flow;
    this.#host = host;
    this.#state.flow = flow.name;
  }

  begin() {
    this.#step({ event: 'begin', now: this.#host.now() });
  }

  /**
   * @param {number} questionId
   * @param {Answer} answer
   * @param {Uint8Array} [secret] overwritten
   * @throws {ClientError} 'state' when the question is answered already or taken back
   */
  answer(questionId, answer, secret) {
    if (questionId === 0 || questionId !== this.#state.questionId || this.#outcome) {
      secret?.fill(0);
      throw new ClientError('state');
    }
    const drawn = this.#draw(
      { event: 'answer', effect: questionId, now: this.#host.now(), answer: composed(answer) },
      secret,
    );
    this.#state.question = null;
    this.#state.questionId = 0;
    this.#perform(drawn);
  }

  cancel() {
    this.#step({ event: 'cancel', now: this.#host.now() });
  }

  hurry() {
    this.#step({ event: 'hurry', now: this.#host.now() });
  }

  /**
   * Ends it for a reason that the core cannot know; it is cancelled, so that the other side is told.
   * @param {Failure} failure
   */
  abandon(failure) {
    this.#instead ??= failure;
    this.cancel();
    this.#end({ failure });
  }

  /**
   * Ends it where it is, without a word to anybody.
   * @param {Failure} failure
   */
  end(failure) {
    this.#end({ failure });
  }

  /**
   * Machines answer when they like: what does not fit any more is dropped.
   * @param {import('./crossing.js').Event} event
   * @param {Uint8Array} [secret]
   */
  #step(event, secret) {
    if (this.#outcome) {
      secret?.fill(0);
      return;
    }
    try {
      this.#perform(this.#draw(event, secret));
    } catch (error) {
      if (!(error instanceof ClientError)) this.#end({ failure: failureOf('crashed') });
      else if (error.status !== 'state') this.#end({ failure: failureOf(error.status) });
    }
  }

  /**
   * @param {import('./crossing.js').Event} event
   * @param {Uint8Array | undefined} secret
   */
  #draw(event, secret) {
    try {
      return this.#flow.step(event, secret);
    } catch (error) {
      if (!(error instanceof ClientError)) this.#host.broken();
      throw error;
    }
  }

  /** @param {Drawn[]} drawn the effects of one step */
  #perform(drawn) {
    for (const { effect, secret } of drawn) this.#take(effect, secret);
    if (this.#outcome) return;
    this.#state.step = this.#flow.state;
    this.#publish();
  }

  /** Polling goes on for hours without anything to see. */
  #publish() {
    const before = this.#published;
    this.#published = { ...this.#state };
    const keys = /** @type {(keyof JourneyState)[]} */ (Object.keys(this.#state));
    if (!before || keys.some((key) => before[key] !== this.#state[key]))
      this.#host.changed(this.#published);
  }

  /**
   * @param {Effect} effect
   * @param {Uint8Array | undefined} secret
   */
  #take(effect, secret) {
    const host = this.#host;
    switch (effect.effect) {
      case 'request':
        if (effect.id === 0) host.tell(effect);
        else
          this.#await(effect.id, async (signal) => {
            try {
              return { event: { event: 'response', ...(await host.request(effect, signal)) } };
            } finally {
              effect.body?.fill(0);
            }
          });
        break;
      case 'stream':
        this.#await(effect.id, async (signal) => ({
          event: {
            event: 'stream-closed',
            http_status: await host.stream(
              effect,
              (bytes) => this.#streamed(effect.id, bytes),
              signal,
            ),
          },
        }));
        break;
      case 'sleep':
        this.#await(effect.id, async (signal) => {
          await host.sleep(effect.ms, signal);
          return { event: { event: 'fired' } };
        });
        break;
      case 'store':
        this.#await(effect.id, async () => ({
          event: { event: 'stored', outcomes: await host.store(effect.operations) },
        }));
        break;
      case 'stretch':
        this.#await(effect.id, async (signal) => ({
          event: { event: 'stretched' },
          secret: await host.stretch(effect.parameters, secret ?? new Uint8Array(), signal),
        }));
        break;
      case 'ask':
        if (secret) host.reveal(effect.id, secret);
        this.#state.question = effect.question;
        this.#state.questionId = effect.id;
        break;
      case 'note':
        this.#state.notes = { ...this.#state.notes, [effect.note.note]: effect.note };
        break;
      case 'withdraw':
        this.#withdraw(effect.id);
        break;
      case 'done':
        this.#end({ result: effect.result });
        break;
      case 'failed':
        this.#end({ failure: effect.failure });
        break;
    }
  }

  /**
   * @param {number} id
   * @param {Uint8Array} bytes
   */
  #streamed(id, bytes) {
    if (this.#outstanding.has(id))
      this.#step({ event: 'streamed', effect: id, now: this.#host.now(), bytes });
  }

  /** @param {number} id */
  #withdraw(id) {
    const controller = this.#outstanding.get(id);
    this.#outstanding.delete(id);
    controller?.abort();
    if (id === this.#state.questionId) {
      this.#state.question = null;
      this.#state.questionId = 0;
    }
  }

  /**
   * @param {number} id
   * @param {(signal: AbortSignal) => Promise<{event: any, secret?: Uint8Array}>} perform
   */
  async #await(id, perform) {
    const controller = new AbortController();
    this.#outstanding.set(id, controller);
    /** @type {{event: any, secret?: Uint8Array}} */
    let answer;
    try {
      answer = await perform(controller.signal);
    } catch (error) {
      const event = failureEvent(error);
      if (event === undefined) {
        if (this.#outstanding.delete(id)) {
          this.abandon(failureOf(error instanceof ClientError ? error.status : 'crashed'));
        }
        return;
      }
      answer = { event };
    }
    if (this.#outstanding.delete(id))
      this.#step({ ...answer.event, effect: id, now: this.#host.now() }, answer.secret);
    else answer.secret?.fill(0);
    // What a sign-on service answers opens a device.
    answer.event.body?.fill(0);
  }

  /** @param {Outcome} outcome */
  async #end(outcome) {
    if (this.#outcome) return;
    const said = this.#instead ? { failure: this.#instead } : outcome;
    this.#outcome = said;
    for (const id of [...this.#outstanding.keys()]) this.#withdraw(id);
    try {
      this.#state.step = this.#flow.state;
      this.#flow.free();
    } catch {
      // A core that trapped may trap again; it is given up as a whole.
    }
    /** @returns {Outcome} */
    const crashed = () => ({ failure: failureOf('crashed') });
    const { result = null, failure = null } = await this.#host.settle(said).catch(crashed);
    this.#state = { ...this.#state, question: null, questionId: 0, result, failure, ended: true };
    this.#publish();
  }
}

/**
 * The event that tells the flow of it; undefined when no flow can know what to do about it.
 * @param {unknown} error
 */
function failureEvent(error) {
  if (error instanceof TransportFailure)
    return { event: 'transport-failure', failure: error.reason };
  if (error instanceof StoreFailure) return { event: 'store-failure', failure: error.reason };
  if (error instanceof StretchFailure) return { event: 'stretch-failure' };
  return undefined;
}
