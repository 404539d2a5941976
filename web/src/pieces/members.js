// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { found } from '../directory.js';
import { nameOf, plain } from '../journeys.js';
import { shown } from '../names.js';
import { Piece } from '../piece.js';
import { profileName } from '../profiles.js';
import { isRecoveryFile } from '../recovery-files.js';
import { amount, moment } from '../words/locale.js';
import { icon } from './icon.js';

/**
 * @typedef {import('../knowledge.js').Person} Person
 * @typedef {import('../knowledge.js').MemberDevice} MemberDevice
 * @typedef {'present' | 'removed'} Group
 */

/** Fewer are seen at a glance. */
const MANY = 8;
/** Drawn at once: thousands of lines would take a browser's breath away. */
const SHOWN = 100;
/** Nobody reads that far; every line more makes each change of the page slower. */
const SHOWN_MAX = 1000;
const PROFILES = ['ADMIN', 'STANDARD', 'OUTSIDER'];

/**
 * Everybody in the organization, as their certificates say.
 * @param {readonly Person[]} people by name
 * @param {readonly MemberDevice[]} devices
 * @param {{ wanted: string, onWanted: (text: string) => void, actions?: (person: Person) => unknown }} search actions: what can be done
 *   with somebody who belongs to it
 */
export function members(people, devices, { wanted, onWanted, actions }) {
  return html`<members-list .people=${people} .devices=${devices} .wanted=${wanted} .onWanted=${onWanted} .actions=${actions}></members-list>`;
}

/** @param {Person} person */
const isPresent = ({ revoked_on }) => !revoked_on;

class MembersList extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    people: { attribute: false },
    devices: { attribute: false },
    wanted: { attribute: false },
    onWanted: { attribute: false, hasChanged: () => false },
    // What it draws may differ each time.
    actions: { attribute: false, hasChanged: () => true },
    profile: { state: true },
    lengths: { state: true },
  };

  constructor() {
    super();
    /** @type {readonly Person[]} */
    this.people = [];
    /** @type {readonly MemberDevice[]} */
    this.devices = [];
    this.wanted = '';
    /** @type {(text: string) => void} */
    this.onWanted = () => {};
    /** @type {((person: Person) => unknown) | undefined} */
    this.actions = undefined;
    /** '' for all. */
    this.profile = '';
    /** @type {Record<Group, number>} how many lines are drawn at most */
    this.lengths = { present: SHOWN, removed: SHOWN };
    /** @type {Map<string, number>} of devices, by person */
    this.counts = new Map();
  }

  /** @param {import('lit').PropertyValues<this>} changed */
  willUpdate(changed) {
    if (changed.has('devices')) {
      this.counts = new Map();
      for (const device of this.devices)
        if (!isRecoveryFile(device))
          this.counts.set(device.user_id, (this.counts.get(device.user_id) ?? 0) + 1);
    }
    if (changed.has('wanted') || changed.has('profile'))
      this.lengths = { present: SHOWN, removed: SHOWN };
  }

  /** @param {Group} group */
  async #more(group) {
    const before = this.lengths[group];
    this.lengths = { ...this.lengths, [group]: before + SHOWN };
    await this.updateComplete;
    // The button may be gone, and the keyboard with it.
    const line = /** @type {HTMLElement | undefined} */ (
      this.querySelectorAll(`[data-group="${group}"] > li`)[before]
    );
    if (!line) return;
    line.tabIndex = -1;
    line.focus();
  }

  render() {
    const { people, wanted, profile } = this;
    const fitting = found(people, { wanted, profile });
    const present = fitting.filter(isPresent);
    const removed = fitting.filter((person) => !isPresent(person));
    const all = people.filter(isPresent).length;
    return html`<div class="stack">
      ${people.length > MANY ? this.#search(present.length, all, removed.length) : nothing}
      ${this.#list('present', present, (person) =>
        memberLine(person, this.counts.get(person.user_id) ?? 0, this.actions),
      )}
      ${
        removed.length
          ? html`<details class="fold">
              <summary>${msg(str`Removed from the organization (${amount(removed.length)})`, { id: 'members.removed' })}</summary>
              <div class="stack">${this.#list('removed', removed, removedLine)}</div>
            </details>`
          : nothing
      }
    </div>`;
  }

  /**
   * @param {number} count of those found
   * @param {number} all
   * @param {number} removed found, but no longer in the organization
   */
  #search(count, all, removed) {
    return html`<search class="stack tight">
      <div class="row filters">
        <div class="field">
          <label for="members-search">${msg('Search by name or e-mail', { id: 'members.search' })}</label>
          <input class="input" id="members-search" type="search" autocomplete="off" .value=${this.wanted}
            @input=${(/** @type {InputEvent} */ event) => this.onWanted(/** @type {HTMLInputElement} */ (event.target).value)} />
        </div>
        <div class="field">
          <label for="members-profile">${msg('Role', { id: 'fact.role' })}</label>
          <select id="members-profile" .value=${this.profile}
            @change=${(/** @type {Event} */ event) => {
              this.profile = /** @type {HTMLSelectElement} */ (event.target).value;
            }}>
            <option value="">${msg('All roles', { id: 'members.all-roles' })}</option>
            ${PROFILES.map((each) => html`<option value=${each}>${profileName(each)}</option>`)}
          </select>
        </div>
      </div>
      <p class="caption muted" role="status" data-found=${count}>
        ${
          count === all
            ? msg(str`${amount(count)} people`, { id: 'members.count' })
            : count + removed
              ? msg(str`${amount(count)} of ${amount(all)} people`, { id: 'members.found' })
              : msg('Nobody is found. Try another part of the name, or all roles.', {
                  id: 'members.nobody',
                })
        }
      </p>
    </search>`;
  }

  /**
   * @param {Group} group
   * @param {readonly Person[]} people
   * @param {(person: Person) => unknown} line
   */
  #list(group, people, line) {
    const length = this.lengths[group];
    const rest = people.length - length;
    return html`
      <ul class="lines" data-group=${group} data-members=${people.length}>
        ${people.slice(0, length).map((person) => html`<li>${line(person)}</li>`)}
      </ul>
      ${
        rest <= 0
          ? nothing
          : length < SHOWN_MAX
            ? html`<div class="row">
                <button class="button" type="button" @click=${() => this.#more(group)}>
                  ${msg(str`Show ${Math.min(rest, SHOWN)} more`, { id: 'members.show-more' })}
                </button>
                <p class="caption muted">${msg(str`${amount(length)} of ${amount(people.length)} people`, { id: 'members.found' })}</p>
              </div>`
            : html`<p class="muted">${msg(str`${amount(rest)} more: search to find them.`, { id: 'members.more' })}</p>`
      }
    `;
  }
}
customElements.define('members-list', MembersList);

/** @param {Person} person */
const nameOfMember = ({ name }) => name || msg('Name not shown to you', { id: 'members.hidden' });

/** @param {Person} person @param {number} devices @param {(person: Person) => unknown} [actions] */
function memberLine(person, devices, actions = () => nothing) {
  const { human_handle, created_on, self, profile } = person;
  return html`<div class="line folding" data-member=${human_handle?.[0] ?? ''}>
    <span class="what">
      <span class="name" translate="no">${nameOfMember(person)}</span>
      <span class="caption muted">
        ${human_handle ? html`<span translate="no">${shown(human_handle[0])}</span> · ` : nothing}
        ${
          devices === 1
            ? msg(str`Member since ${moment(created_on)}, 1 device`, { id: 'members.since-one' })
            : msg(str`Member since ${moment(created_on)}, ${devices} devices`, {
                id: 'members.since',
              })
        }
      </span>
    </span>
    <span class="row">
      ${self ? html`<span class="badge ok">${icon('check')}${msg('You', { id: 'fact.you' })}</span>` : nothing}
      <span class="badge">${profileName(profile)}</span>
      ${actions(person)}
    </span>
  </div>`;
}

/** @param {Person} person */
function removedLine(person) {
  const { human_handle, revoked_by } = person;
  const when = person.revoked_on ? moment(person.revoked_on) : '';
  const by = nameOf(revoked_by);
  return html`<div class="line folding" data-removed=${human_handle?.[0] ?? ''}>
    <span class="what">
      <span class="name" translate="no">${nameOfMember(person)}</span>
      <span class="caption muted">
        ${
          by
            ? msg(str`Removed on ${when} by ${by}`, { id: 'members.removed-by' })
            : msg(str`Removed on ${when}`, { id: 'members.removed-on' })
        }
      </span>
    </span>
  </div>`;
}

/** @param {string} purpose */
export function purposeName(purpose) {
  switch (plain(purpose)) {
    case 'shamir-recovery':
      return msg('For recovery with trusted people', { id: 'devices.shamir' });
    case 'passphrase-recovery':
      return msg('For recovery with a file', { id: 'devices.passphrase' });
    case 'registration':
      return msg('For adding devices from an account', { id: 'devices.registration' });
    default:
      return '';
  }
}

/**
 * Recovery files are devices to the organization; to people they are none.
 * @param {readonly MemberDevice[]} files the newest first
 */
export function recoveryFileList(files) {
  return html`<ul class="lines">
    ${files.map(
      ({ device_id, created_on }) =>
        html`<li>
          <div class="line folding" data-member-device=${device_id} data-recovery-file>
            <span class="what">
              <span class="name">${msg('Recovery file', { id: 'recovery.file-label' })}</span>
              <span class="caption muted">${msg(str`Created on ${moment(created_on)}`, { id: 'recover.created-on' })}</span>
            </span>
          </div>
        </li>`,
    )}
  </ul>`;
}

/**
 * One person's devices, the newest first.
 * @param {readonly MemberDevice[]} devices
 */
export function deviceList(devices) {
  return html`<ul class="lines">
    ${[...devices]
      .sort((a, b) => Number(b.created_on) - Number(a.created_on))
      .map(
        ({ device_id, device_label, created_on, purpose, self }) =>
          html`<li>
            <div class="line folding" data-member-device=${device_id}>
              <span class="what">
                <span class="name" translate="no">${shown(device_label) || msg('Name not shown to you', { id: 'members.hidden' })}</span>
                <span class="caption muted">
                  ${msg(str`Added on ${moment(created_on)}`, { id: 'devices.added' })}${purposeName(purpose) ? html` · ${purposeName(purpose)}` : nothing}
                </span>
              </span>
              ${self ? html`<span class="badge ok">${icon('check')}${msg('This device', { id: 'organization.device' })}</span>` : nothing}
            </div>
          </li>`,
      )}
  </ul>`;
}
