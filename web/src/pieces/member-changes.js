// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { perform } from '../client.js';
import { nameOf } from '../journeys.js';
import { announce } from '../live.js';
import { shown } from '../names.js';
import { Piece } from '../piece.js';
import { profileName } from '../profiles.js';
import { settle } from '../settling.js';
import { confirm } from './confirm.js';
import { failureNotice } from './failure.js';
import { notice } from './notice.js';
import { profileChoice } from './profile-choice.js';
import './wait.js';

/**
 * @typedef {import('../knowledge.js').Person} Person
 * @typedef {import('../journeys.js').Failure} Failure
 * @typedef {import('../profiles.js').Profile} Profile
 * @typedef {{ person: Person, job: 'profile', profile: Profile } | { person: Person, job: 'revoke' }} Change
 * @typedef {{ change: Change, state: 'under-way' | 'done' | Failure }} Progress
 */

/** @param {string} name @param {boolean} removing */
const notDone = (name, removing) =>
  removing
    ? msg(str`${name}: not removed`, { id: 'member.not-removed' })
    : msg(str`${name}: role not changed`, { id: 'member.not-changed' });

/** The server may have done it. @param {string} name @param {boolean} removing */
const notKnown = (name, removing) =>
  removing
    ? msg(str`${name}: not known whether removed`, { id: 'member.maybe-removed' })
    : msg(str`${name}: not known whether the role was changed`, { id: 'member.maybe-changed' });

/**
 * What an administrator does with another member: the questions before, and what has become of it. The list itself shows the change
 * when the organization has it.
 */
export class MemberChanges extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    device: { attribute: false },
    heard: { attribute: false, hasChanged: () => false },
    asked: { state: true },
    progress: { state: true },
  };

  constructor() {
    super();
    /** @type {import('../journeys.js').DeviceResult | undefined} */
    this.device = undefined;
    /** @type {(network: import('parsec-client').Notes['network']) => void} */
    this.heard = () => {};
    /** @type {{ person: Person, job: Change['job'] } | null} */
    this.asked = null;
    /** @type {ReadonlyMap<string, Progress>} the last change of each person */
    this.progress = new Map();
  }

  /** @type {Element | null} what had the focus when the question was asked */
  #opener = null;

  get #organization() {
    return this.device?.organization ?? '';
  }

  /** @param {Person} person */
  isChanging({ user_id }) {
    return this.progress.get(user_id)?.state === 'under-way';
  }

  /** Begins with a question. @param {Person} person @param {Change['job']} job */
  async ask(person, job) {
    if (this.isChanging(person)) return;
    this.#opener = document.activeElement;
    this.asked = { person, job };
    this.progress = new Map([...this.progress].filter(([, { state }]) => state !== 'done'));
    await this.updateComplete;
    // What was chosen the time before, and not set.
    this.querySelector('form')?.reset();
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
    dialog.showModal();
    settle(dialog);
  }

  #close() {
    /** @type {HTMLDialogElement} */ (this.querySelector('dialog')).close();
  }

  /** @param {SubmitEvent} event */
  async #choose(event) {
    event.preventDefault();
    const { person } = this.asked ?? {};
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const profile = /** @type {Profile} */ (new FormData(form).get('profile'));
    if (!person) return;
    if (profile !== person.profile) {
      if (!(await this.#agrees(person, profile))) return;
      this.#change({ person, job: 'profile', profile });
    }
    this.#close();
  }

  /** Becoming an administrator, or External, has consequences for the others. @param {Person} person @param {Profile} profile */
  #agrees(person, profile) {
    const name = nameOf(person.human_handle);
    const no = msg('Choose again', { id: 'member.choose-again' });
    switch (profile) {
      case 'ADMIN':
        return confirm({
          title: msg(str`Make ${name} an administrator?`, { id: 'member.admin-title' }),
          text: msg(
            str`${name} will be able to do all that you can: let people into ${this.#organization}, change their roles and remove them, you included.`,
            { id: 'member.admin-text' },
          ),
          yes: msg('Make them an administrator', { id: 'member.admin-yes' }),
          no,
        });
      case 'OUTSIDER':
        return confirm({
          title: msg(str`Make ${name} External?`, { id: 'member.outsider-title' }),
          text: msg(
            str`${name} will no longer see the names and e-mails of the others, cannot let anybody in, and only works in what is shared with them. What they have seen until now, they may remember.`,
            { id: 'member.outsider-text' },
          ),
          yes: msg('Make them External', { id: 'member.outsider-yes' }),
          no,
        });
      default:
        return true;
    }
  }

  #remove() {
    const { person } = this.asked ?? {};
    if (person) this.#change({ person, job: 'revoke' });
    this.#close();
  }

  /** @param {Change} change @param {Progress['state']} state */
  #tell(change, state) {
    this.progress = new Map(this.progress).set(change.person.user_id, { change, state });
    this.dispatchEvent(new Event('progress'));
  }

  /** @param {Change} change */
  #again(change) {
    this.#change(change);
    // The button goes away with what it stands in.
    this.#place(change.person.user_id)?.focus();
  }

  /**
   * The line of somebody who was removed goes away: its button, which had the focus, or another one in its place, must not keep it.
   * @param {string} userId
   * @returns {boolean} whether the focus is where the removal is told
   */
  #leaveLine(userId) {
    const { activeElement, body } = document;
    if (activeElement !== this.#opener && activeElement !== body) return false;
    this.#place(userId)?.focus();
    return true;
  }

  /** @param {string} userId @returns {HTMLElement | null} */
  #place(userId) {
    return this.querySelector(`[data-change="${userId}"]`);
  }

  /** @param {Change} change */
  async #change(change) {
    const device = this.device?.device ?? 0;
    const { user_id } = change.person;
    this.#tell(change, 'under-way');
    try {
      await perform(
        change.job === 'profile'
          ? { flow: 'member', device, user_id, job: 'profile', profile: change.profile }
          : { flow: 'member', device, user_id, job: 'revoke' },
        this.heard,
      );
      this.#tell(change, 'done');
      await this.updateComplete;
      if (change.job !== 'revoke' || !this.#leaveLine(user_id)) announce(this.#doneWords(change));
    } catch (failure) {
      this.#tell(change, /** @type {Failure} */ (failure));
      await this.updateComplete;
      // The list may be long, and what is wrong stands above it.
      this.#place(user_id)?.scrollIntoView({ block: 'nearest' });
    }
  }

  render() {
    return html`
      ${[...this.progress.values()].map((progress) => this.#progressOf(progress))}
      <dialog aria-labelledby="member-title" aria-describedby="member-about">
        ${this.asked?.job === 'profile' ? this.#roleForm(this.asked.person) : this.asked ? this.#removal(this.asked.person) : nothing}
      </dialog>
    `;
  }

  /** @param {Change} change */
  #doneWords(change) {
    const name = nameOf(change.person.human_handle);
    return change.job === 'revoke'
      ? msg(str`${name} no longer belongs to ${this.#organization}.`, { id: 'member.removed' })
      : msg(str`${name} has a new role: ${profileName(change.profile)}.`, { id: 'member.changed' });
  }

  /** @param {Progress} progress */
  #progressOf({ change, state }) {
    const name = nameOf(change.person.human_handle);
    const removing = change.job === 'revoke';
    const known = { organization: this.#organization, host: this.device?.host, person: name };
    return html`<div data-change=${change.person.user_id} data-state=${typeof state === 'string' ? state : 'failed'} tabindex="-1">
      ${
        state === 'under-way'
          ? html`<wait-line text=${
              removing
                ? msg(str`Removing ${name}…`, { id: 'member.removing' })
                : msg(str`Changing the role: ${name}…`, { id: 'member.changing' })
            }></wait-line>`
          : state === 'done'
            ? notice('ok', this.#doneWords(change))
            : html`<p><strong>${state.nothing_lost ? notDone(name, removing) : notKnown(name, removing)}</strong></p>
              ${failureNotice(
                state,
                known,
                html`<button class="button small" type="button" @click=${() => this.#again(change)}>${msg('Try again', { id: 'again' })}</button>`,
              )}`
      }
    </div>`;
  }

  /** @param {Person} person */
  #roleForm(person) {
    const name = nameOf(person.human_handle);
    return html`<form class="stack" @submit=${this.#choose}>
      <h2 id="member-title">${msg(str`Which role for ${name}?`, { id: 'member.role-title' })}</h2>
      <p id="member-about" class="muted" translate="no">${shown(person.human_handle?.[0])}</p>
      ${profileChoice({ current: person.profile })}
      <div class="actions">
        <button class="button primary" type="submit">${msg('Set the role', { id: 'member.role-yes' })}</button>
        <button class="button" type="button" @click=${this.#close}>${msg('Leave it as it is', { id: 'member.role-no' })}</button>
      </div>
    </form>`;
  }

  /** @param {Person} person */
  #removal(person) {
    const name = nameOf(person.human_handle);
    const email = shown(person.human_handle?.[0]);
    return html`<div class="stack">
      <h2 id="member-title">${msg(str`Remove ${name} from ${this.#organization}?`, { id: 'member.remove-title' })}</h2>
      <p class="muted" translate="no">${email}</p>
      <div id="member-about">
        <ul class="bulleted">
          <li>${msg(str`${name} can no longer open ${this.#organization}, on any device: at once, and for good.`, { id: 'member.remove-1' })}</li>
          <li>${msg('There is no way back. You can invite this person again, but only as a new member.', { id: 'member.remove-2' })}</li>
          <li>${msg('What was shared with them, they may have kept.', { id: 'member.remove-3' })}</li>
        </ul>
      </div>
      <div class="actions">
        <button class="button primary" type="button" autofocus @click=${this.#close}>${msg(str`Keep ${name}`, { id: 'member.remove-no' })}</button>
        <button class="button danger" type="button" @click=${this.#remove}>${msg(str`Remove ${name}`, { id: 'member.remove-yes' })}</button>
      </div>
    </div>`;
  }
}
customElements.define('member-changes', MemberChanges);
