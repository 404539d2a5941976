// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import { shown } from '../names.js';
import { isRecoveryFile } from '../recovery-files.js';
import { settle } from '../settling.js';
import { moment } from '../words/locale.js';
import { helpers } from './helpers.js';
import { purposeName } from './members.js';
import { notice } from './notice.js';

/** @typedef {import('../knowledge.js').MemberDevice} MemberDevice */

/** @param {MemberDevice} device */
function sentence(device) {
  const { device_label, created_on, purpose } = device;
  const label = shown(device_label) || purposeName(purpose);
  const when = moment(created_on);
  if (isRecoveryFile(device))
    return msg(
      str`A recovery file of yours was created on ${when}. Whoever has it and its key can open everything in your name.`,
      { id: 'news.recovery' },
    );
  return label
    ? msg(str`A device was added to your account: ${label}, on ${when}.`, { id: 'news.added' })
    : msg(str`A device was added to your account on ${when}.`, { id: 'news.added-unnamed' });
}

/**
 * Nobody who added a device by themselves is surprised, and whoever did not must do something, but nothing in a hurry.
 * @param {{ administrators: readonly import('../knowledge.js').Person[], host: string }} who
 */
function notMine({ administrators, host }) {
  return html`<div class="stack tight" data-not-mine>
    <p data-say><strong>${msg('Then somebody else may use your account. Do this now, calmly.', { id: 'news.calm' })}</strong></p>
    ${
      administrators.length
        ? html`<ol class="numbered">
              <li>
                ${msg('Call an administrator, at a number that you know already, not at one from an e-mail.', { id: 'news.call' })}
              </li>
              <li>
                ${msg('They remove you from the organization, which shuts out all your devices at once, then invite you again. One device alone cannot be removed.', { id: 'news.remove' })}
              </li>
              <li>
                ${msg('Until then, let nobody in, add no device and read no code to anybody, whoever asks.', { id: 'news.approve-nothing' })}
              </li>
            </ol>
            ${helpers(administrators)}`
        : html`<p>
              ${msg(str`You have no other administrator to call here. Call whoever runs the server ${host}, at a number that you know already: they can suspend your access at once.`, { id: 'news.call-operator' })}
            </p>
            <p>
              ${msg('Until then, let nobody in, add no device and read no code to anybody, whoever asks.', { id: 'news.approve-nothing' })}
            </p>`
    }
  </div>`;
}

/**
 * Devices of the person's own that another one has added: stays until they say that they know.
 * @param {readonly MemberDevice[]} devices
 * @param {{ doubted: boolean, administrators: readonly import('../knowledge.js').Person[], host: string, onMine: (devices: readonly MemberDevice[]) => void, onNotMine: () => void }} how
 */
export function newsNotice(devices, { doubted, administrators, host, onMine, onNotMine }) {
  const one = devices.length === 1;
  return html`<section aria-label=${msg('New devices of yours', { id: 'news.label' })} data-news=${devices.length}>
    ${notice(
      'warn',
      html`<div class="stack tight">
        <div data-say>${[...devices]
          .sort((a, b) => Number(a.created_on) - Number(b.created_on))
          .map((device) => html`<p><strong>${sentence(device)}</strong></p>`)}</div>
        ${keyed(
          devices.map(({ device_id }) => device_id).join(),
          html`<div class="row" ${ref(settle)}>
          <button class="button" type="button" @click=${() => onMine(devices)}>${one ? msg('It was me', { id: 'news.mine' }) : msg('All of these were me', { id: 'news.all-mine' })}</button>
          <button class="button" type="button" aria-expanded=${doubted ? 'true' : 'false'} @click=${onNotMine}>${one ? msg('It was not me', { id: 'news.not-mine' }) : msg('One of these was not me', { id: 'news.one-not-mine' })}</button>
        </div>`,
        )}
        ${doubted ? notMine({ administrators, host }) : nothing}
      </div>`,
    )}
  </section>`;
}
