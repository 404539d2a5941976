// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { endPage } from './ends.js';
import { knowledgeOf } from './knowledge.js';
import { announce } from './live.js';
import { failureNotice } from './pieces/failure.js';
import { networkNotice } from './pieces/network.js';
import { newsNotice } from './pieces/news.js';
import './pieces/wait.js';
import { Screen } from './screen.js';
import { sessions } from './sessions.js';

/** Ends that the person, or another tab, has brought about: told elsewhere. */
const EXPECTED = new Set(['cancelled', 'taken-over', 'device-in-use']);

/**
 * A page of an open device: drawn anew whenever it has learnt something of its organization.
 */
export class DeviceScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    doubted: { state: true },
    unsaid: { state: true },
  };

  /** @type {import('./knowledge.js').Knowledge | undefined} */
  #following;

  constructor() {
    super();
    /** The person did not add a device that was added. */
    this.doubted = false;
    /** @type {import('./journeys.js').Failure | null} why saying that it was me failed */
    this.unsaid = null;
  }

  get device() {
    return sessions.get(this.route.params.device);
  }

  get knowledge() {
    const { device } = this;
    return device && knowledgeOf(device);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#following = this.knowledge;
    this.#following?.addEventListener('change', this.#learnt);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#following?.removeEventListener('change', this.#learnt);
  }

  #learnt = () => {
    this.learnt();
    this.requestUpdate();
  };

  /** For pages that show more than what is known. */
  learnt() {}

  /** @param {readonly import('./knowledge.js').MemberDevice[]} devices */
  #acknowledge = async (devices) => {
    this.unsaid = null;
    try {
      await this.knowledge?.acknowledge(devices);
      this.doubted = false;
      await this.updateComplete;
      announce(msg('Noted: you know your devices.', { id: 'news.noted' }));
      // The button is gone, and with it the focus.
      if (document.activeElement === document.body) this.querySelector('h1')?.focus();
    } catch (failure) {
      this.unsaid = /** @type {import('./journeys.js').Failure} */ (failure);
    }
  };

  #doubt = () => {
    this.doubted = !this.doubted;
  };

  /**
   * What the person must hear of, and what keeps this page from being up to date; nothing when there is nothing.
   * @param {import('parsec-client').Notes['network']} [network] of the page's own requests
   */
  news(network) {
    const { device, knowledge } = this;
    if (!device || !knowledge) return nothing;
    const { failure, live, newDevices } = knowledge;
    // Said on a page of its own, which is about to be shown.
    if (endPage(failure?.status)) return nothing;
    const known = { organization: device.organization, host: device.host };
    const news = live && { reachable: live.online, status: live.status };
    return html`
      ${
        newDevices.length
          ? newsNotice(newDevices, {
              doubted: this.doubted,
              administrators: knowledge.administrators,
              host: device.host,
              onMine: this.#acknowledge,
              onNotMine: this.#doubt,
            })
          : nothing
      }
      ${this.unsaid ? failureNotice(this.unsaid, known) : nothing}
      ${failure && !EXPECTED.has(failure.status) ? html`<div data-say>${failureNotice(failure, known, html`<button class="button small" type="button" @click=${() => knowledge.again()}>${msg('Try again', { id: 'again' })}</button>`)}</div>` : nothing}
      ${networkNotice(network ?? news, known)}
    `;
  }

  /** Until the members are known for the first time. */
  reading() {
    const { progress, failure } = this.knowledge ?? {};
    if (failure) return nothing;
    return html`<wait-line
      text=${
        progress?.total
          ? msg(
              str`Checking who belongs to the organization: ${progress.done} of ${progress.total} records`,
              { id: 'members.progress' },
            )
          : msg('Checking who belongs to the organization…', { id: 'members.reading' })
      }
    ></wait-line>`;
  }
}
