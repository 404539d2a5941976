// SPDX-License-Identifier: MPL-2.0
import { msg, str } from '@lit/localize';
import { html, nothing } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { ref } from 'lit/directives/ref.js';
import { restartedNotice } from '../exchange.js';
import { disguised, shown } from '../names.js';
import { icon } from '../pieces/icon.js';
import { linkInFull } from '../pieces/invitation.js';
import { notice } from '../pieces/notice.js';
import { steps } from '../pieces/steps.js';
import { settle } from '../settling.js';
import { codeWords } from './devices.js';
import { GreetScreen } from './greet.js';

/**
 * The same for another device of one's own: both sides are one person, who compares what two screens show.
 */
class AddDeviceScreen extends GreetScreen {
  get alone() {
    return true;
  }

  get exit() {
    return `/device/${this.route.params.device}/devices`;
  }

  get backText() {
    return msg('Back to my devices', { id: 'add.back' });
  }

  get startTitle() {
    return msg('Add a device', { id: 'devices.add' });
  }

  get peerName() {
    return msg('your new device', { id: 'add.peer' });
  }

  get names() {
    return { ...super.names, alone: true };
  }

  get lossText() {
    return this.guarded
      ? msg('The new device is one step from the end and would be left without its keys.', {
          id: 'add.leave-late',
        })
      : msg('You would have to start again with new codes. The invitation stays good.', {
          id: 'add.leave-text',
        });
  }

  get readHelp() {
    return {};
  }

  /** Whoever was talked into this reads first what it does: only then is anything begun. */
  async found() {
    if (this.line?.unfinished) return super.found();
    this.turn('intro');
    this.requestUpdate();
  }

  /** @param {number} current */
  steps(current) {
    return steps(current, [
      msg('New device', { id: 'add.step-1' }),
      msg('Code of this device', { id: 'add.step-2' }),
      msg('Code of the new device', { id: 'add.step-3' }),
      msg('Your decision', { id: 'add.step-4' }),
    ]);
  }

  /** @returns {unknown} */
  page() {
    return this.phase === 'intro' ? this.#introPage() : super.page();
  }

  #introPage() {
    const organization = this.device?.organization ?? '';
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${msg('Is the new device yours, and in front of you?', { id: 'add.intro-title' })}</h1>
      ${notice(
        'warn',
        html`<div class="stack tight">
          <p>${msg(str`Whoever completes this gets everything that you can open in ${organization}, and acts in your name.`, { id: 'add.intro-text' })}</p>
          <p>${msg('Nobody who helps you ever needs it: no colleague, no support. If somebody asked you to do this, stop here and tell an administrator.', { id: 'add.intro-asked' })}</p>
        </div>`,
        { title: msg('What this does', { id: 'add.intro-what' }) },
      )}
      <div class="actions">
        <button class="button primary" type="button" @click=${() => super.found()}>${msg('It is mine — go on', { id: 'add.intro-yes' })}</button>
        ${this.cancelButton()}
      </div>
    </div>`;
  }

  callPage() {
    return html`<div class="task stack loose">
      ${this.steps(1)}
      <h1 tabindex="-1">${msg('Open Parsec on the new device', { id: 'add.call-title' })}</h1>
      ${restartedNotice(this, this.peerName)}
      <ol class="numbered stack tight">
        <li>${msg('Give it this link: paste it there, scan its code, or open the e-mail if you had it sent.', { id: 'add.call-1' })}</li>
        <li>${msg('Press the button that it shows then.', { id: 'add.call-2' })}</li>
        <li>${msg('Keep both screens in sight: you compare a code on each.', { id: 'add.call-3' })}</li>
      </ol>
      ${this.line?.link ? html`<div class="card stack tight">${linkInFull(this.line.link, codeWords())}</div>` : nothing}
      ${this.disturbances}
      ${keyed(
        this.journey?.notes.restarted?.count,
        html`<wait-line
          text=${msg('Waiting for the new device. This page goes on by itself.', { id: 'add.call-wait' })}
          hint=${msg('Has the link been opened there, and the button been pressed?', { id: 'add.call-hint' })}
          advice=${msg('Still nothing after 2 minutes. Open the link again on the new device, and look whether it is connected to the internet. You can also come back later.', { id: 'add.call-advice' })}
        ></wait-line>`,
      )}
      <div class="actions">${this.cancelButton()}</div>
    </div>`;
  }

  awaitingPage() {
    return html`<div class="task stack loose">
      ${this.steps(4)}
      <h1 tabindex="-1">${msg('Now choose a password on the new device', { id: 'add.details-title' })}</h1>
      ${notice('ok', msg('The codes match: your two devices are really in touch.', { id: 'add.match' }))}
      ${this.disturbances}
      <wait-line
        text=${msg('Waiting for the new device. Then you decide here.', { id: 'add.details-wait' })}
        hint=${msg('Each device has a password of its own. It can be the same as here, but need not.', { id: 'add.details-hint' })}
        advice=${msg('Still nothing after 2 minutes. Look what the new device shows.', { id: 'add.details-advice' })}
      ></wait-line>
      <div class="actions">${this.cancelButton()}</div>
    </div>`;
  }

  approvalPage() {
    const question = this.journey?.question;
    if (question?.question !== 'new-device') return nothing;
    const { device_label } = question;
    const organization = this.device?.organization ?? '';
    return html`<div class="task stack loose">
      ${this.steps(4)}
      <h1 tabindex="-1">${msg('Add this device?', { id: 'add.approval-title' })}</h1>
      <dl class="facts card">
        <dt>${msg('It calls itself', { id: 'add.label' })}</dt>
        <dd translate="no">${shown(device_label)}</dd>
      </dl>
      ${
        disguised(device_label)
          ? notice(
              'warn',
              msg(
                'This name holds invisible characters, which can make it look like another one. They are left out here.',
                { id: 'add.disguised' },
              ),
              { alert: true },
            )
          : nothing
      }
      ${notice(
        'warn',
        msg(
          str`From then on it opens everything that you can open in ${organization}. If you did not start this yourself, or the device is not in your hands, do not add it.`,
          { id: 'add.approval-text' },
        ),
        { title: msg('Only if you started this yourself', { id: 'add.approval-warning' }) },
      )}
      ${this.disturbances}
      <div class="actions" ${ref(settle)}>
        <button class="button primary" type="button" @click=${() => this.answer({ answer: 'proceed' })}>${msg('Add this device', { id: 'add.accept' })}</button>
        <button class="button" type="button" @click=${this.refuse}>${msg('Do not add it', { id: 'add.refuse' })}</button>
      </div>
    </div>`;
  }

  refusedPage() {
    return html`<div class="task stack loose">
      <span class="stop-sign warn">${icon('stop')}</span>
      <h1 tabindex="-1">${msg('You did not add the device', { id: 'add.refused-title' })}</h1>
      <p class="lead">${msg('Nothing was added. The invitation stays good: cancel it if it must not be used again.', { id: 'add.refused-text' })}</p>
      <div class="actions">
        <a class="button primary" href="#${this.exit}">${this.backText}</a>
      </div>
    </div>`;
  }

  finishingPage() {
    return html`<div class="task stack loose">
      ${this.steps(4)}
      <h1 tabindex="-1">${msg('Almost there\u00a0— keep this page open', { id: 'join.finishing-title' })}</h1>
      ${this.disturbances}
      <wait-line
        text=${msg('Adding the new device and waiting until it has saved its keys.', { id: 'add.finishing' })}
        hint=${msg('It takes longer than usual. Keep the page open on the new device too.', { id: 'add.finishing-hint' })}
        advice=${msg('Still not done after 2 minutes. On the new device, open the same link again in the same browser; keep this page open.', { id: 'add.finishing-advice' })}
      ></wait-line>
    </div>`;
  }

  donePage() {
    const result = this.journey?.result;
    if (result?.result !== 'added') return nothing;
    const organization = this.device?.organization ?? '';
    return html`<div class="task stack loose">
      <span class="stop-sign ok">${icon('check')}</span>
      <h1 tabindex="-1">${msg('The new device is one of yours', { id: 'add.done-title' })}</h1>
      <p class="lead">${msg(str`It is saved there, and opens ${organization} with its own password.`, { id: 'add.done-text' })}</p>
      <div class="card">
        <dl class="facts">
          <dt>${msg('Device', { id: 'fact.device' })}</dt>
          <dd translate="no">${shown(result.device_label)}</dd>
        </dl>
      </div>
      <div class="actions">
        <a class="button primary" href="#${this.exit}">${this.backText}</a>
      </div>
    </div>`;
  }
}
customElements.define('add-device-screen', AddDeviceScreen);
