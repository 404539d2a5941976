// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { perform } from '../client.js';
import { nameOf } from '../journeys.js';
import { announce } from '../live.js';
import { shown } from '../names.js';
import { Piece } from '../piece.js';
import { policyOf } from '../policy.js';
import { rejectRequest } from '../reject-request.js';
import { moment } from '../words/locale.js';
import { failureNotice } from './failure.js';
import { icon } from './icon.js';
import { linkInFull } from './invitation.js';

/**
 * @typedef {import('../journeys.js').Failure} Failure
 * @typedef {import('../journeys.js').RequestedLine} RequestedLine
 */

/**
 * For administrators: who asks to join, and the link with which people ask. Where nobody can ask and nobody has, there is nothing to see.
 */
export class JoinRequests extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    device: { attribute: false },
    changes: {},
    heard: { attribute: false, hasChanged: () => false },
    lines: { state: true },
    failure: { state: true },
    rejecting: { state: true },
  };

  #lists = 0;
  /** @type {import('../policy.js').Policy | null} */
  #policy = null;

  constructor() {
    super();
    /** @type {import('../journeys.js').DeviceResult | undefined} */
    this.device = undefined;
    /** Another value whenever a request, or who is a member, has changed. */
    this.changes = '';
    /** @type {(network: import('parsec-client').Notes['network']) => void} */
    this.heard = () => {};
    /** @type {readonly RequestedLine[] | null} */
    this.lines = null;
    this.link = '';
    /** @type {Failure | null} */
    this.failure = null;
    /** @type {string | null} the request that is being rejected */
    this.rejecting = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#policy = this.device ? policyOf(this.device) : null;
    this.#policy?.addEventListener('change', this.#learnt);
    addEventListener('focus', this.#list);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#policy?.removeEventListener('change', this.#learnt);
    removeEventListener('focus', this.#list);
  }

  #learnt = () => this.requestUpdate();

  /** @param {import('lit').PropertyValues} changed */
  willUpdate(changed) {
    if (changed.has('device') || changed.has('changes')) this.#list();
  }

  #list = async () => {
    const { device } = this;
    if (!device) return;
    const turn = ++this.#lists;
    try {
      const result = await perform(
        { flow: 'requests', job: 'list', device: device.device },
        this.heard,
      );
      // An answer that was overtaken knows less than the page does.
      if (result.result !== 'requests' || turn !== this.#lists) return;
      const known = this.lines;
      this.lines = result.requests;
      this.link = result.link;
      this.failure = null;
      const detail = result.requests.filter(({ status }) => status === 'ok').length;
      this.dispatchEvent(new CustomEvent('listed', { detail }));
      const fresh = result.requests.filter(
        ({ enrollment_id }) => !known?.some((line) => line.enrollment_id === enrollment_id),
      );
      if (known && fresh.length > 0)
        announce(
          msg(str`Somebody asks to join: ${this.#nameOf(fresh[0])}`, { id: 'requests.news' }),
        );
    } catch (failure) {
      if (turn === this.#lists) this.failure = /** @type {Failure} */ (failure);
    }
  };

  /** @param {RequestedLine} line */
  #nameOf({ human_handle }) {
    return (
      nameOf(human_handle) || msg('a request that cannot be read', { id: 'requests.nameless' })
    );
  }

  /** @param {RequestedLine} line */
  async #reject(line) {
    const { device } = this;
    if (!device || this.rejecting) return;
    const { enrollment_id } = line;
    const name = this.#nameOf(line);
    this.rejecting = enrollment_id;
    this.failure = null;
    try {
      if (!(await rejectRequest(device, enrollment_id, name, this.heard))) return;
      announce(msg('The request is rejected.', { id: 'requests.rejected' }));
      await this.#list();
      this.#focus();
    } catch (error) {
      const failure = /** @type {Failure} */ (error);
      // Whatever was decided meanwhile, the list shows what still waits.
      await this.#list();
      this.failure = failure;
    } finally {
      this.rejecting = null;
    }
  }

  /** The button that was pressed is gone. */
  async #focus() {
    await this.updateComplete;
    const heading = /** @type {HTMLElement | null} */ (
      this.querySelector('h2') ?? document.querySelector('h1')
    );
    heading?.focus();
  }

  render() {
    const { device, lines, failure } = this;
    const asked = (this.#policy?.providers.length ?? 0) > 0;
    if (!device || (!asked && !lines?.length)) return nothing;
    const known = {
      organization: device.organization,
      host: device.host,
      request: /** @type {const} */ ('theirs'),
    };
    return html`<section class="stack" aria-labelledby="requests">
      <h2 id="requests" tabindex="-1">${msg('Requests to join', { id: 'requests.title' })}</h2>
      ${failure ? failureNotice(failure, known, html`<button class="button small" type="button" @click=${this.#list}>${msg('Try again', { id: 'again' })}</button>`) : nothing}
      ${asked && this.link ? this.#linkFold() : nothing}
      ${
        lines === null
          ? failure
            ? nothing
            : html`<wait-line text=${msg('Asking the server for the requests…', { id: 'requests.loading' })}></wait-line>`
          : lines.length
            ? html`<ul class="lines">
                ${repeat(
                  lines,
                  ({ enrollment_id }) => enrollment_id,
                  (line) => html`<li>${this.#line(line)}</li>`,
                )}
              </ul>`
            : html`<p class="muted">${msg('People who ask to join appear here until you have decided.', { id: 'requests.none' })}</p>`
      }
    </section>`;
  }

  #linkFold() {
    return html`<details class="fold" id="request-link">
      <summary>${msg('The link with which people ask', { id: 'requests.link' })}</summary>
      <div class="stack tight">
        <p>${msg('It is the same for everybody, and you can put it where all can see it: by itself it lets nobody in. Whoever opens it signs in and asks; then you decide here.', { id: 'requests.link-text' })}</p>
        ${linkInFull(this.link, {
          title: msg('Ask to join', { id: 'ask.start' }),
          text: msg('Whoever scans it can ask to join. You decide here on each request.', {
            id: 'requests.link-code',
          }),
        })}
      </div>
    </details>`;
  }

  /** @param {RequestedLine} line */
  #line(line) {
    const { enrollment_id, human_handle, submitted_on, status } = line;
    const name = this.#nameOf(line);
    const why = this.#obstacle(line);
    const target = `#/device/${this.device?.device_id}/requests/${enrollment_id}`;
    return html`<div class="line folding" data-request=${enrollment_id} data-status=${status}>
      <span class="what">
        ${human_handle ? html`<span class="name" translate="no">${name}</span>` : html`<span class="name">${msg('A request that cannot be read', { id: 'mine.request.nameless' })}</span>`}
        ${human_handle ? html`<span class="muted" translate="no">${shown(human_handle[0])}</span>` : nothing}
        <span class="caption muted">${this.#kind(line)} · ${msg(str`asked on ${moment(submitted_on)}`, { id: 'requests.asked-on' })}</span>
        ${why ? html`<span class="state warn">${icon('alert')}<span>${why}</span></span>` : nothing}
      </span>
      <span class="row">
        ${why ? nothing : html`<a class="button small primary" href=${target} aria-label=${msg(str`Check and accept ${name}`, { id: 'requests.accept-label' })}>${msg('Check and accept', { id: 'requests.accept' })}</a>`}
        <button class="button small" type="button" aria-busy=${this.rejecting === enrollment_id ? 'true' : nothing} @click=${() => this.#reject(line)} aria-label=${msg(str`Reject ${name}`, { id: 'requests.reject-label' })}>
          ${msg('Reject', { id: 'requests.reject' })}
        </button>
      </span>
    </div>`;
  }

  /** @param {RequestedLine} line */
  #kind({ identity }) {
    switch (identity) {
      case 'sign-on':
        return msg('Single sign-on', { id: 'method.sign-on' });
      case 'smart-card':
        return msg('Smart card', { id: 'method.card' });
      default:
        return msg('Another kind of proof', { id: 'requests.other-kind' });
    }
  }

  /** Why it cannot be accepted here; '' when it can. @param {RequestedLine} line */
  #obstacle({ status, identity }) {
    switch (status) {
      case 'ok':
        return '';
      case 'already-enrolled':
        return msg(
          'There is a member with this e-mail already. Reject it; if that member has lost their access, remove them first and ask them to send the request once more.',
          { id: 'requests.member' },
        );
      case 'request-kind':
        return identity === 'smart-card'
          ? msg(
              'Not supported here yet: accept it in the Parsec application, or reject it and invite this person.',
              { id: 'requests.card' },
            )
          : msg(
              'Not known to this version: accept it in the Parsec application, or reject it and invite this person.',
              { id: 'requests.unknown-kind' },
            );
      default:
        return msg('It is damaged or was not made by Parsec: it can only be rejected.', {
          id: 'requests.malformed',
        });
    }
  }
}
customElements.define('join-requests', JoinRequests);
