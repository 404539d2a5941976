// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { restartedNotice } from '../exchange.js';
import { nameOf } from '../journeys.js';
import { shown } from '../names.js';
import { notice } from '../pieces/notice.js';
import { steps } from '../pieces/steps.js';
import { JoinScreen } from './join.js';

/**
 * The same for another device of one's own: this browser is added to the devices of somebody who is a member already.
 */
class JoinDeviceScreen extends JoinScreen {
  get alone() {
    return true;
  }

  get names() {
    return { ...super.names, alone: true };
  }

  get peerName() {
    return msg('your other device', { id: 'mine.peer' });
  }

  get lossWords() {
    return {
      title: msg('Stop adding this browser?', { id: 'mine.leave-title' }),
      text: msg('You would have to start again with new codes. The link stays good.', {
        id: 'mine.leave-text',
      }),
      late: msg(
        'You are one step from the end. If you leave now, you may have to make a new link on your other device.',
        { id: 'mine.leave-late' },
      ),
      yes: msg('Stop', { id: 'mine.leave-yes' }),
    };
  }

  /** @param {number} current */
  steps(current) {
    return steps(current, [
      msg('Your other device', { id: 'mine.step-1' }),
      msg('Code of the other device', { id: 'mine.step-2' }),
      msg('Code of this browser', { id: 'mine.step-3' }),
      msg('Password', { id: 'mine.step-4' }),
    ]);
  }

  invitationPage() {
    const { invitation } = this;
    if (!invitation) return nothing;
    const { organization, host, invited, email, inviter, service_label } = invitation;
    const name = nameOf(invited) || email;
    const other = inviter ? nameOf(inviter) : shown(service_label);
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${msg(str`Use ${organization} in this browser too?`, { id: 'mine.title' })}</h1>
      <p class="lead">${msg(str`This browser will open everything that ${name} can open in ${organization}.`, { id: 'mine.consequence' })}</p>
      <div class="card">
        <dl class="facts">
          <dt>${msg('Organization', { id: 'fact.organization' })}</dt>
          <dd translate="no">${organization}</dd>
          <dt>${msg('Server', { id: 'fact.server' })}</dt>
          <dd translate="no">${host}</dd>
          <dt>${msg('It becomes a device of', { id: 'mine.owner' })}</dt>
          <dd translate="no">${name} <span class="muted">${email}</span></dd>
          ${
            other
              ? html`<dt>${msg('The link was made by', { id: 'mine.made-by' })}</dt>
                  <dd translate="no">${other} ${inviter ? html`<span class="muted">${inviter[0]}</span>` : nothing}</dd>`
              : nothing
          }
        </dl>
      </div>
      ${notice(
        'warn',
        html`<p>${msg('If somebody sent you this link or code, or asks you on the telephone to open it, do not go on: you would be working in the account of somebody else.', { id: 'mine.warning-text' })}</p>
          ${other ? html`<p>${msg('This link was not made by its own person. Ask why before you go on.', { id: 'mine.warning-other' })}</p>` : nothing}`,
        {
          title: msg('Only go on if you started this yourself on your other device', {
            id: 'mine.warning',
          }),
        },
      )}
      <p>${msg('You need that device in front of you, for about two minutes.', { id: 'mine.need' })}</p>
      <div class="actions">
        <button class="button primary" type="button" @click=${() => this.answer({ answer: 'proceed' })}>
          ${msg('I started this — go on', { id: 'mine.start' })}
        </button>
        ${this.cancelButton()}
      </div>
      ${this.desktopOffer()}
    </div>`;
  }

  callPage() {
    return html`<div class="task stack loose">
      ${this.steps(1)}
      <h1 tabindex="-1">${msg('Now turn to your other device', { id: 'mine.call-title' })}</h1>
      ${restartedNotice(this, this.peerName)}
      <ol class="numbered stack tight">
        <li>${msg('On your other device, open Parsec and go to “My devices”.', { id: 'mine.call-1' })}</li>
        <li>${msg('Press “Go on” beside the invitation of your new device.', { id: 'mine.call-2' })}</li>
        <li>${msg('Keep both screens in sight: you compare a code on each.', { id: 'add.call-3' })}</li>
      </ol>
      ${this.disturbances}
      ${keyed(
        this.journey?.notes.restarted?.count,
        html`<wait-line
          text=${msg('Waiting for your other device. This page goes on by itself; you can leave it open.', { id: 'mine.call-wait' })}
          hint=${msg('Is Parsec open there, on the page “My devices”?', { id: 'mine.call-hint' })}
          advice=${msg('Still nothing after 2 minutes. Look whether your other device is connected to the internet, or come back later with the same link.', { id: 'mine.call-advice' })}
        ></wait-line>`,
      )}
      <div class="actions">${this.cancelButton()}</div>
    </div>`;
  }

  get protectionWords() {
    return {
      above: notice(
        'ok',
        msg('The codes match: your two devices are really in touch.', { id: 'add.match' }),
      ),
      text: msg(
        'Almost there — keep this page open. Each device has a password of its own: this one opens Parsec in this browser only, and the one of your other device stays as it is. It never leaves this browser, so nobody can recover it for you.',
        { id: 'mine.protection' },
      ),
      submit: msg('Add this browser', { id: 'mine.submit' }),
    };
  }

  get finishingWords() {
    return {
      text: msg('Waiting until you add this browser on your other device.', {
        id: 'mine.finishing',
      }),
      hint: msg('It shows how this browser calls itself, and asks whether to add it.', {
        id: 'mine.finishing-hint',
      }),
      advice: msg(
        'Still nothing after 2 minutes. Look at your other device, and keep this page open.',
        { id: 'mine.finishing-advice' },
      ),
    };
  }

  /** @param {string} organization */
  resumeTitle(organization) {
    return msg(str`Finish adding this browser to ${organization}`, { id: 'mine.resume-title' });
  }
}
customElements.define('join-device-screen', JoinDeviceScreen);
