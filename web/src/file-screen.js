// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { findDevice, HELD_ELSEWHERE } from './device-file.js';
import { troublePage } from './exchange.js';
import { JourneyScreen } from './journey-screen.js';
import { knowledgeOf } from './knowledge.js';
import { elsewherePage } from './pieces/elsewhere.js';
import { againOrLeave, failurePage } from './pieces/failure.js';
import { protectionPhase } from './pieces/new-protection.js';
import { recoveryFileKnown } from './pieces/only-way-in.js';
import { openingField, openingPhase } from './pieces/opening.js';
import { sessions } from './sessions.js';
import { knownOf } from './words/failures.js';

/**
 * A page of one device file: finds it, starts a journey that opens it, and shows what all those have in common.
 */
export class FileScreen extends JourneyScreen {
  constructor() {
    super();
    /** @type {import('./journeys.js').ReadableLine | null} */
    this.line = null;
    /** The question before. */
    this.asked = '';
  }

  /**
   * @param {import('./journeys.js').ReadableLine} _line
   * @returns {import('./journey-screen.js').JourneyOptions}
   */
  job(_line) {
    throw new TypeError('no job');
  }

  /** What has to be known besides before the journey starts. */
  async prepare() {}

  /** @param {{ takeOver?: boolean }} [control] */
  async begin(control) {
    this.phase = 'starting';
    this.trouble = null;
    try {
      [this.line] = await Promise.all([findDevice(this.route.params.device), this.prepare()]);
      if (!this.isConnected) return;
      if (!this.line) this.trouble = { status: 'store-missing' };
      else if (this.line.aside) this.trouble = { status: 'store-aside' };
      else if (this.line.status !== 'ok') this.trouble = { status: this.line.status };
      else await this.run(this.job(this.line), control);
    } catch (failure) {
      this.trouble = failure;
    }
  }

  follow() {
    const { journey } = this;
    if (!journey) return;
    const { question, result, failure } = journey;
    // What is asked of the new way is told apart from what opens the device today.
    if (question && question.question !== 'trouble')
      this.asked = protectionPhase(journey) || question.question;
    if (result) this.end(result);
    else if (failure?.status === 'cancelled') this.leave();
    else if (failure) this.phase = HELD_ELSEWHERE.has(failure.status) ? 'in-use' : 'failed';
    else if (openingPhase(journey) || protectionPhase(journey))
      this.phase = openingPhase(journey) || protectionPhase(journey);
    else if (question) this.phase = question.question;
    else if (this.phase !== 'starting') this.phase = this.working(journey.step);
  }

  /**
   * The page to show while machines work.
   * @param {string} step
   * @returns {string}
   */
  working(step) {
    return /^await-(key|file)$/.test(step) ? 'checking' : 'saving';
  }

  /** @param {import('parsec-client').Result} _result */
  end(_result) {
    this.phase = 'done';
  }

  get names() {
    return knownOf(this.line);
  }

  /** Whether there is a recovery file; null: not known here. */
  get recovery() {
    const device = sessions.get(this.route.params.device);
    return device ? recoveryFileKnown(knowledgeOf(device)) : null;
  }

  get exit() {
    const { device } = this.route.params;
    return sessions.get(device) ? `/device/${device}` : `/saved/${device}`;
  }

  /** What opens the device is not known before the end. */
  get guarded() {
    return this.journey?.step === 'await-saved' && !this.journey.ended;
  }

  /** @returns {HTMLElement | null} */
  get entry() {
    return openingField(this) ?? super.entry;
  }

  /** Another tab has the device. @param {{ href: string, text: string }} exit */
  inUsePage(exit) {
    return failurePage(
      { status: 'device-in-use' },
      this.names,
      html`<button class="button primary" type="button" @click=${() => this.begin({ takeOver: true })}>${msg('Use it here', { id: 'open.take-over' })}</button>
        <a class="button" href=${exit.href}>${exit.text}</a>`,
    );
  }

  /** What is shown alike, whatever the page is for. @returns {unknown} */
  page() {
    switch (this.phase) {
      case 'elsewhere':
        return elsewherePage(this, { no: msg('Cancel', { id: 'cancel' }) });
      case 'trouble':
        return troublePage(this);
      case 'in-use':
        return this.inUsePage({ href: `#${this.exit}`, text: msg('Cancel', { id: 'cancel' }) });
      case 'failed':
        return this.journey?.failure
          ? failurePage(
              this.journey.failure,
              this.names,
              againOrLeave(this.journey.failure.status, () => this.begin()),
            )
          : nothing;
      default:
        return nothing;
    }
  }
}
