// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { nameOf, plain } from '../journeys.js';
import { shown } from '../names.js';
import { profileName } from '../profiles.js';
import { moment } from '../words/locale.js';
import { icon } from './icon.js';

/**
 * @typedef {import('../knowledge.js').Person} Person
 * @typedef {import('../knowledge.js').MemberDevice} MemberDevice
 */

/** More than fit on a screen. */
const MANY = 12;
/** Drawn at once: thousands of lines would take a browser's breath away, and nobody reads them. */
const SHOWN = 200;

/** @param {Person} person */
const nameOfMember = ({ human_handle }) =>
  nameOf(human_handle) || msg('Name not shown to you', { id: 'members.hidden' });

/**
 * @param {readonly Person[]} people
 * @param {string} wanted part of a name or an e-mail
 */
function found(people, wanted) {
  const part = wanted.trim().toLocaleLowerCase();
  return people
    .filter(
      ({ human_handle }) =>
        !part || human_handle?.some((text) => text?.toLocaleLowerCase().includes(part)),
    )
    .sort((a, b) => nameOfMember(a).localeCompare(nameOfMember(b)));
}

/**
 * Everybody in the organization, as their certificates say.
 * @param {readonly Person[]} people
 * @param {readonly MemberDevice[]} devices
 * @param {{ wanted: string, onWanted: (text: string) => void }} search
 */
export function members(people, devices, { wanted, onWanted }) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { user_id } of devices) counts.set(user_id, (counts.get(user_id) ?? 0) + 1);
  const present = people.filter(({ revoked_on }) => !revoked_on);
  const removed = people.filter(({ revoked_on }) => revoked_on);
  const lines = found(present, wanted);
  return html`
    ${
      present.length > MANY
        ? html`<div class="field">
            <label for="members-search">${msg('Search by name or e-mail', { id: 'members.search' })}</label>
            <input class="input" id="members-search" type="search" autocomplete="off" .value=${wanted}
              @input=${(/** @type {InputEvent} */ event) => onWanted(/** @type {HTMLInputElement} */ (event.target).value)} />
          </div>`
        : nothing
    }
    <ul class="lines" data-members=${present.length}>
      ${lines.slice(0, SHOWN).map((person) => html`<li>${memberLine(person, counts.get(person.user_id) ?? 0)}</li>`)}
    </ul>
    ${
      lines.length > SHOWN
        ? html`<p class="muted">${msg(str`${lines.length - SHOWN} more: search to find them.`, { id: 'members.more' })}</p>`
        : nothing
    }
    ${
      removed.length
        ? html`<details class="fold">
            <summary>${msg(str`Removed from the organization (${removed.length})`, { id: 'members.removed' })}</summary>
            <ul class="lines">${found(removed, '')
              .slice(0, SHOWN)
              .map((person) => html`<li>${removedLine(person)}</li>`)}</ul>
          </details>`
        : nothing
    }
  `;
}

/** @param {Person} person @param {number} devices */
function memberLine(person, devices) {
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
