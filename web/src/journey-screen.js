// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { client } from './client.js';
import { beginning } from './phases.js';
import { confirm } from './pieces/confirm.js';
import { failurePage } from './pieces/failure.js';
import { networkNotice } from './pieces/network.js';
import { notice } from './pieces/notice.js';
import './pieces/wait.js';
import { policyOfServer } from './policy.js';
import { router } from './router.js';
import { Screen } from './screen.js';
import { alone } from './words/alone.js';

/**
 * @typedef {import('parsec-client').Journey} Journey
 * @typedef {import('parsec-client').Options} JourneyOptions
 */

/**
 * A page that shows one journey of the core: starts it, draws it anew whenever it has changed, and ends it when the page is left.
 */
export class JourneyScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    trouble: { state: true },
    policy: { state: true },
  };

  /** @type {Journey | null} */
  journey = null;
  phase = 'starting';
  progress = beginning();
  /** @type {'' | 'none' | 'code'} what was last chosen in a list of codes */
  choice = '';
  /** The link that this page was opened with: for another try, since the history entry forgets it at the end. */
  link = router.link;
  #learning = false;

  constructor() {
    super();
    /** @type {import('./policy.js').Wanted | null} what the server wants of devices; null until it is known */
    this.policy = null;
    /** @type {unknown} why the core itself could not be started */
    this.trouble = null;
  }

  connectedCallback() {
    super.connectedCallback();
    addEventListener('keydown', this.#key);
    addEventListener('beforeunload', this.#beforeUnload);
    router.guard(() => this.mayLeave());
    this.begin();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#key);
    removeEventListener('beforeunload', this.#beforeUnload);
    this.drop();
  }

  /** Starts this page's journey. */
  begin() {}

  /** @returns {{ title: string, text: string, yes: string, no: string } | null} what to ask before this page is left; null: nothing is lost */
  get loss() {
    return null;
  }

  /** Whether closing the tab would lose something that cannot be done again. */
  get guarded() {
    return false;
  }

  /** Whether the other side is another device of the same person, and not somebody else. */
  get alone() {
    return false;
  }

  /** Where "cancel" leads. */
  get exit() {
    return '/';
  }

  /** @returns {import('./words/failures.js').Known} */
  get names() {
    return {};
  }

  /** Reads the journey: called after each of its changes, before the page is drawn. */
  follow() {}

  /**
   * @param {JourneyOptions} options
   * @param {{ takeOver?: boolean }} [control]
   */
  async run(options, control) {
    this.drop();
    this.trouble = null;
    this.phase = 'starting';
    this.requestUpdate();
    try {
      const core = await client();
      if (!this.isConnected) return;
      this.journey = core.start(options, control);
      this.journey.addEventListener('change', this.#changed);
      this.#changed();
    } catch (error) {
      this.trouble = error;
    }
  }

  /** For pages on which it is chosen how a device is opened: asked once. */
  async learnPolicy() {
    if (this.#learning) return;
    this.#learning = true;
    this.policy = await policyOfServer(location.origin);
  }

  drop() {
    const journey = this.journey;
    this.journey = null;
    if (!journey) return;
    journey.removeEventListener('change', this.#changed);
    if (!journey.ended) journey.cancel();
  }

  #changed = () => {
    if (!this.journey) return;
    if (this.journey.ended && router.link !== null) router.forgetLink();
    this.follow();
    this.requestUpdate();
  };

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]'))
      return;
    event.preventDefault();
    this.escape();
  };

  /** @param {BeforeUnloadEvent} event */
  #beforeUnload = (event) => {
    if (this.guarded) event.preventDefault();
  };

  async mayLeave() {
    return this.loss === null || confirm(this.loss);
  }

  escape() {
    this.leave();
  }

  /** Cancel, and Escape on most pages. */
  async leave() {
    await router.go(this.exit);
  }

  get step() {
    return this.phase;
  }

  /** @param {string} phase the page to show from now on */
  turn(phase) {
    this.phase = phase;
  }

  /**
   * @param {import('parsec-client').Answer} answer
   * @param {Uint8Array<ArrayBuffer>} [secret]
   */
  async answer(answer, secret) {
    try {
      await this.journey?.answer(answer, secret);
    } catch (error) {
      // 'state': pressed twice, or the question was taken back meanwhile. The page shows what is asked now.
      if (/** @type {{ status?: string }} */ (error).status !== 'state') this.trouble = error;
    }
  }

  /** The network and the silence of the other side are told apart. */
  get disturbances() {
    const { network, silence } = this.journey?.notes ?? {};
    if (network && !network.reachable) return networkNotice(network, this.names);
    if (silence?.silent) {
      const peer = this.names.peer || msg('the other person', { id: 'names.peer' });
      return html`<div data-say>${notice('warn', this.alone ? alone.silence() : this.silenceWords(peer))}</div>`;
    }
    return nothing;
  }

  /**
   * @param {string} _peer
   * @returns {string}
   */
  silenceWords(_peer) {
    return '';
  }

  /** Draws the step inside its root element, which says where the journey stands. */
  render() {
    return html`<section class="step" data-flow=${this.journey?.flow ?? nothing} data-step=${this.journey?.step ?? nothing}>
      ${this.trouble ? this.cannotStart() : this.page()}
    </section>`;
  }

  /** @returns {unknown} */
  page() {
    return nothing;
  }

  cannotStart() {
    const trouble = /** @type {import('./journeys.js').Failure | undefined} */ (this.trouble);
    return failurePage(
      trouble?.status ? trouble : { status: 'unknown' },
      this.names,
      html`<button class="button primary" type="button" @click=${() => location.reload()}>${msg('Reload the page', { id: 'reload' })}</button>
        <a class="button" href="#/">${msg('Back to start', { id: 'to-start' })}</a>`,
    );
  }

  cancelButton() {
    return html`<button class="button" type="button" @click=${() => this.leave()}>${msg('Cancel', { id: 'cancel' })}</button>`;
  }
}
