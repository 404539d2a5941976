// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { perform } from '../client.js';
import { announce } from '../live.js';
import { shown } from '../names.js';
import { Piece } from '../piece.js';
import { Watch } from '../requests.js';
import { failureWords } from '../words/failures.js';
import { moment } from '../words/locale.js';
import { confirm } from './confirm.js';
import { failureNotice } from './failure.js';
import { icon } from './icon.js';

/**
 * @typedef {import('../journeys.js').Failure} Failure
 * @typedef {import('../journeys.js').RequestLine} RequestLine
 * @typedef {'asking' | 'submitted' | 'accepted' | 'rejected' | 'cancelled' | 'not-found' | 'unreadable' | 'failed'} State
 */

/**
 * Requests to join that were sent from this browser: what has become of each, looked at again and again while they are shown.
 */
export class MyRequests extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    lines: { attribute: false },
    changed: { attribute: false, hasChanged: () => false },
    failures: { state: true },
    busy: { state: true },
  };

  /** @type {Map<string, Watch>} */
  #watches = new Map();
  /** What was said of each, so that only what is new is said aloud. @type {Map<string, State>} */
  #known = new Map();

  constructor() {
    super();
    /** @type {readonly RequestLine[]} */
    this.lines = [];
    /** @type {() => unknown} called when one of them is gone */
    this.changed = () => {};
    /** @type {ReadonlyMap<string, Failure>} of what was asked for one of them */
    this.failures = new Map();
    /** @type {{ key: string, stop: AbortController } | null} one that is being withdrawn or removed */
    this.busy = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.requestUpdate('lines');
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const watch of this.#watches.values()) watch.stop();
    this.#watches.clear();
    this.busy?.stop.abort();
  }

  /** @param {import('lit').PropertyValues} changes */
  willUpdate(changes) {
    if (!changes.has('lines') || !this.isConnected) return;
    const readable = this.lines.filter(({ status }) => status === 'ok');
    for (const [key, watch] of [...this.#watches]) {
      if (readable.some((line) => line.key === key)) continue;
      watch.stop();
      this.#watches.delete(key);
    }
    for (const line of readable) {
      if (this.#watches.has(line.key)) continue;
      const watch = new Watch(line);
      watch.addEventListener('change', () => this.#heard(line, watch));
      this.#watches.set(line.key, watch);
    }
  }

  /** @param {RequestLine} line @param {Watch} watch */
  #heard(line, watch) {
    if (watch.failure?.status === 'store-missing') this.changed();
    const state = this.#stateOf(line);
    const before = this.#known.get(line.key);
    this.#known.set(line.key, state);
    if (before === 'submitted' && state !== before && state !== 'failed')
      announce(this.#words(line, state).text);
    this.requestUpdate();
  }

  /** @param {RequestLine} line @returns {State} */
  #stateOf({ key, status }) {
    if (status !== 'ok') return 'unreadable';
    const { news, failure } = this.#watches.get(key) ?? {};
    if (failure?.status === 'request-not-found') return 'not-found';
    return news?.status ?? (failure ? 'failed' : 'asking');
  }

  /**
   * @param {RequestLine} line
   * @param {State} state
   * @returns {{ badge: string, kind?: 'ok' | 'warn', text: string }}
   */
  #words(line, state) {
    const organization = line.organization ?? '';
    const decided = this.#watches.get(line.key)?.news?.decided_on;
    switch (state) {
      case 'asking':
        return {
          badge: msg('Asking the server…', { id: 'mine.request.asking' }),
          text: '',
        };
      case 'submitted':
        return {
          badge: msg('Waiting for an answer', { id: 'mine.request.submitted' }),
          text: msg(
            str`No administrator of ${organization} has decided yet. This page tells you as soon as one has; you can also close it and come back.`,
            { id: 'mine.request.submitted-text' },
          ),
        };
      case 'accepted':
        return {
          badge: msg('Accepted', { id: 'mine.request.accepted' }),
          kind: 'ok',
          text: msg(
            str`Your request to join ${organization} is accepted: add it to your organizations now.`,
            { id: 'mine.request.accepted-text' },
          ),
        };
      case 'rejected':
        return {
          badge: msg('Rejected', { id: 'mine.request.rejected' }),
          kind: 'warn',
          text: decided
            ? msg(
                str`An administrator of ${organization} has rejected your request on ${moment(decided)}. If that surprises you, ask them why; with the same link you can ask once more.`,
                { id: 'mine.request.rejected-text' },
              )
            : msg(
                str`An administrator of ${organization} has rejected your request. If that surprises you, ask them why; with the same link you can ask once more.`,
                { id: 'mine.request.rejected-undated' },
              ),
        };
      case 'cancelled':
        return {
          badge: msg('Withdrawn', { id: 'mine.request.cancelled' }),
          kind: 'warn',
          text: msg(
            str`Your request to join ${organization} was withdrawn, or another one has taken its place: nobody decides on it any more.`,
            { id: 'mine.request.cancelled-text' },
          ),
        };
      case 'not-found':
        return {
          badge: msg('Not known to the server', { id: 'mine.request.not-found' }),
          kind: 'warn',
          text: msg(
            str`The server knows no such request any more, so nobody will decide on it. Ask once more with the link of ${organization}.`,
            { id: 'mine.request.not-found-text' },
          ),
        };
      case 'unreadable': {
        const { cause, next } = failureWords(line.status);
        return {
          badge: msg('Cannot be followed here', { id: 'mine.request.unreadable' }),
          kind: 'warn',
          text: `${cause} ${next}`,
        };
      }
      case 'failed':
        return {
          badge: msg('Not known', { id: 'method.unknown' }),
          kind: 'warn',
          text: '',
        };
    }
  }

  render() {
    if (this.lines.length === 0) return nothing;
    return html`<section class="stack" aria-labelledby="my-requests">
      <h2 id="my-requests" tabindex="-1">${msg('Your requests to join', { id: 'mine.requests' })}</h2>
      <ul class="lines">
        ${repeat(
          this.lines,
          ({ key }) => key,
          (line) => html`<li>${this.#card(line)}</li>`,
        )}
      </ul>
    </section>`;
  }

  /** @param {RequestLine} line */
  #card(line) {
    const { key, organization, host, human_handle, submitted_on } = line;
    const state = this.#stateOf(line);
    const { badge, kind, text } = this.#words(line, state);
    const watch = this.#watches.get(key);
    const failure = this.failures.get(key);
    return html`<div class="line folding" data-request=${key} data-state=${state}>
      <div class="what stack tight">
        <div>
          <span class="name" translate="no">${organization ?? msg('A request that cannot be read', { id: 'mine.request.nameless' })}</span>
          ${human_handle ? html`<span class="muted" translate="no">${[shown(human_handle[1]), shown(human_handle[0]), host].join(' · ')}</span>` : nothing}
          ${organization ? html`<span class="caption muted">${msg(str`Sent on ${moment(submitted_on)}`, { id: 'mine.request.sent-on' })}</span>` : nothing}
        </div>
        <div><span class="badge ${kind ?? ''}">${kind ? icon(kind === 'ok' ? 'check' : 'alert') : nothing}${badge}</span></div>
        ${text ? html`<p>${text}</p>` : nothing}
        ${
          watch?.unreachable
            ? html`<p class="state warn" data-unreachable>${icon('alert')}<span>${msg('The server cannot be reached now: this is what was known last. This page goes on trying.', { id: 'mine.request.unreachable' })}</span></p>`
            : nothing
        }
        ${
          watch?.failure && state !== 'not-found'
            ? failureNotice(
                watch.failure,
                { organization, host: watch.failure.status === 'foreign-server' ? null : host },
                html`<button class="button small" type="button" @click=${() => watch.again()}>${msg('Try again', { id: 'again' })}</button>`,
              )
            : nothing
        }
        ${failure ? failureNotice(failure, { organization, host, request: 'mine' }) : nothing}
        <div class="row">${this.#actions(line, state)}</div>
      </div>
    </div>`;
  }

  /** @param {RequestLine} line @param {State} state */
  #actions(line, state) {
    const name = line.organization ?? '';
    const busy = this.busy?.key === line.key ? 'true' : nothing;
    const remove = html`<button class="button small" type="button" aria-busy=${busy} @click=${() => this.#forget(line, state)}>${msg('Remove', { id: 'mine.request.remove' })}<span class="visually-hidden" translate="no"> ${name}</span></button>`;
    switch (state) {
      case 'accepted':
        return html`<a class="button small primary" href="#/request/${encodeURIComponent(line.key)}">${msg('Add to my organizations', { id: 'mine.request.add' })}<span class="visually-hidden" translate="no"> ${name}</span></a>
          ${remove}`;
      case 'asking':
      case 'submitted':
      case 'failed':
        // Another server is never asked from here.
        if (this.#watches.get(line.key)?.failure?.status === 'foreign-server') return remove;
        return html`<button class="button small" type="button" aria-busy=${busy} @click=${() => this.#withdraw(line)}>${msg('Withdraw the request', { id: 'mine.request.withdraw' })}<span class="visually-hidden" translate="no"> ${name}</span></button>`;
      default:
        return remove;
    }
  }

  /** @param {RequestLine} line */
  async #withdraw(line) {
    const organization = line.organization ?? '';
    const sure = await confirm({
      title: msg(str`Withdraw your request to join ${organization}?`, {
        id: 'mine.request.withdraw-title',
      }),
      text: msg('Nobody can accept it any more. With the same link you can ask once more.', {
        id: 'mine.request.withdraw-text',
      }),
      yes: msg('Withdraw the request', { id: 'mine.request.withdraw' }),
      no: msg('Let it wait', { id: 'mine.request.withdraw-no' }),
    });
    if (sure)
      await this.#end(
        line,
        'withdraw',
        msg(str`Your request to join ${organization} is withdrawn.`, {
          id: 'mine.request.withdrawn',
        }),
      );
  }

  /** @param {RequestLine} line @param {State} state */
  async #forget(line, state) {
    const organization =
      line.organization ?? msg('an organization', { id: 'mine.request.some-organization' });
    const sure = await confirm({
      title: msg(str`Remove your request to join ${organization}?`, {
        id: 'mine.request.remove-title',
      }),
      text:
        state === 'accepted'
          ? msg(
              'You were let in, and only this browser can make use of it: without the request you are a member without a device, and an administrator must remove you and let you in again.',
              { id: 'mine.request.remove-accepted' },
            )
          : msg('This browser forgets it. Nothing else changes.', {
              id: 'mine.request.remove-text',
            }),
      yes: msg('Remove it', { id: 'saved.remove-yes' }),
      no: msg('Keep it', { id: 'saved.remove-no' }),
    });
    if (sure)
      await this.#end(
        line,
        'forget',
        msg('The request is removed from this browser.', { id: 'mine.request.removed' }),
      );
  }

  /**
   * @param {RequestLine} line
   * @param {'withdraw' | 'forget'} job
   * @param {string} done
   */
  async #end({ key }, job, done) {
    if (this.busy) return;
    const stop = new AbortController();
    this.busy = { key, stop };
    this.failures = new Map([...this.failures].filter(([other]) => other !== key));
    try {
      await perform({ flow: 'follow', job, key }, undefined, stop.signal);
      announce(done);
      await this.changed();
      await this.updateComplete;
      this.#focus();
    } catch (error) {
      const failure = /** @type {Failure} */ (error);
      if (stop.signal.aborted) return;
      this.failures = new Map(this.failures).set(key, failure);
      // Somebody was faster: what they have decided is shown at once.
      if (failure.status === 'request-decided') this.#watches.get(key)?.again();
    } finally {
      this.busy = null;
    }
  }

  /** The button that was pressed is gone. */
  #focus() {
    const heading = /** @type {HTMLElement | null} */ (
      this.querySelector('h2') ?? document.querySelector('h1')
    );
    heading?.focus();
  }
}
customElements.define('my-requests', MyRequests);
