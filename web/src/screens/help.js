// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { version } from '../build.js';
import { client, perform } from '../client.js';
import { copyText } from '../copy-text.js';
import { nameOf } from '../journeys.js';
import { shown } from '../names.js';
import { facts } from '../pieces/facts.js';
import { nextSteps } from '../pieces/failure.js';
import { icon } from '../pieces/icon.js';
import { notice } from '../pieces/notice.js';
import { deviceLines, hexOf, mailLink, referenceOf, reportText } from '../report.js';
import { router } from '../router.js';
import { Screen } from '../screen.js';
import { knownOf, wordsOf } from '../words/failures.js';
import {
  isKnown,
  nobodyCan,
  TOPICS,
  topicOf,
  topicsFor,
  topicWords,
  waysBack,
} from '../words/help.js';
import { methodName } from '../words/methods.js';

/**
 * @typedef {import('../journeys.js').DeviceLine} DeviceLine
 * @typedef {import('../journeys.js').Failure} Failure
 * @typedef {import('../words/help.js').Kind} Kind
 * @typedef {import('../words/help.js').Topic} Topic
 */

/** Ways in which people log in, here or in the Parsec application. @type {NonNullable<Kind>[]} */
const METHODS = ['password', 'web_passkey', 'keyring', 'pki', 'openbao', 'account_vault'];

const PARTS = /** @type {string[]} */ (['format', 'head', 'protection', 'layer', 'contents']);
const KINDS = /** @type {string[]} */ ([...METHODS, 'recovery']);

/**
 * What to check when somebody cannot get in, what helps when the password is lost, and a text for whoever is asked for help.
 */
class HelpScreen extends Screen {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    devices: { state: true },
    chosen: { state: true },
    trouble: { state: true },
    core: { state: true },
    told: { state: true },
    ticked: { state: true },
    prepared: { state: true },
  };

  constructor() {
    super();
    /** @type {DeviceLine[]} */
    this.devices = [];
    /** @type {DeviceLine | null} the device that it is about, if the address does not say */
    this.chosen = null;
    /** @type {string} why the core or the list of devices is not there */
    this.trouble = '';
    this.core = '';
    /** How a device that is not here is opened. @type {import('../report.js').Protection} */
    this.told = { kind: null, has_totp: false };
    /** @type {ReadonlySet<string>} */
    this.ticked = new Set();
    /** @type {Date | null} since when the text is shown */
    this.prepared = null;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ask();
  }

  async #ask() {
    try {
      this.core = hexOf((await client()).integrity.core);
      const home = await perform({ flow: 'home' });
      if (home.result !== 'home') return;
      this.devices = home.devices;
      // A failure that came without a device is not about one that opens.
      if (home.devices.length === 1 && !this.#failure) [this.chosen] = home.devices;
    } catch (failure) {
      this.trouble = /** @type {{ status?: string }} */ (failure).status ?? 'unknown';
    }
  }

  /** @returns {Failure | null} what this page knows something about */
  get #failure() {
    const { status = this.trouble, http, file = '' } = this.route.params;
    if (!isKnown(status)) return null;
    return {
      status,
      http_status: Number(http ?? 0),
      file_part: PARTS.includes(file) ? /** @type {Failure['file_part']} */ (file) : null,
      file_kind: KINDS.includes(file) ? /** @type {Kind} */ (file) : null,
    };
  }

  get #device() {
    const id = this.route.params.device;
    if (!id) return this.chosen;
    return this.devices.find(({ device_id }) => device_id === id) ?? null;
  }

  /** What the page before has said. */
  get #words() {
    const failure = this.#failure;
    if (!failure) return null;
    const { device, chosen } = this.route.params;
    return wordsOf(failure, {
      ...knownOf(this.#device),
      byLink: !device,
      chosen: Boolean(chosen),
    });
  }

  render() {
    const failure = this.#failure;
    const words = this.#words;
    const device = this.#device;
    return html`<div class="task stack loose">
      <h1 tabindex="-1">${msg('When you cannot get in', { id: 'help.title' })}</h1>
      <p class="lead">
        ${msg('Go through what fits, and tick what you have checked. If nothing helps, this page writes a text for your administrator.', { id: 'help.lead' })}
      </p>
      ${
        words && failure
          ? html`<div data-about=${failure.status}>
              ${notice('warn', html`<p>${words.cause}</p>${nextSteps(words)}`, { title: words.title })}
            </div>`
          : nothing
      }
      ${this.route.params.device && device ? html`<div class="card">${facts(deviceLines(device, { own: true }))}</div>` : nothing}
      <section class="stack tight" aria-labelledby="checks">
        <h2 id="checks">${msg('What to check', { id: 'help.checks' })}</h2>
        ${this.#checks(failure && topicOf(failure.status, failure.file_kind ?? device?.kind))}
      </section>
      ${this.#waysBack()}
      ${this.#report()}
      <div class="actions">
        <a class="button" href=${this.route.params.device ? `#/device/${this.route.params.device}` : '#/'}>${msg('Back', { id: 'back' })}</a>
      </div>
    </div>`;
  }

  /**
   * What fits is open; what cannot fit is folded away.
   * @param {Topic | null} concerned
   */
  #checks(concerned) {
    const { methods, rest, unused } = topicsFor(this.#device);
    if (concerned) {
      return html`${this.#topic(concerned, true)}
        ${this.#fold([...methods, ...rest, ...unused].filter((topic) => topic !== concerned))}`;
    }
    return html`<div class="stack">
      <div class="stack tight">
        <h3>${msg('How you log in', { id: 'help.methods' })}</h3>
        ${this.#topics(methods)}
      </div>
      <div class="stack tight">
        <h3>${msg('Everything else', { id: 'help.rest' })}</h3>
        ${this.#topics(rest)} ${unused.length ? this.#fold(unused) : nothing}
      </div>
    </div>`;
  }

  /** @param {Topic[]} topics */
  #topics(topics) {
    return topics.map((topic) => this.#topic(topic, false));
  }

  /** @param {Topic[]} topics */
  #fold(topics) {
    return html`<details class="fold" data-others>
      <summary>${msg('Something else is the matter', { id: 'help.others' })}</summary>
      <div class="stack tight">${this.#topics(topics)}</div>
    </details>`;
  }

  /**
   * @param {Topic} topic
   * @param {boolean} open
   */
  #topic(topic, open) {
    const { title, checks } = topicWords(topic);
    return html`<details class="fold card" data-topic=${topic} ?open=${open}>
      <summary>${title}</summary>
      <div>
        ${checks.map(({ text, why }, i) => {
          const key = `${topic} ${i}`;
          return html`<label class="choice">
            <input type="checkbox" .checked=${this.ticked.has(key)} @change=${() => this.#tick(key)} />
            <span>${text}<span class="why">${why}</span></span>
          </label>`;
        })}
      </div>
    </details>`;
  }

  /** @param {string} key */
  #tick(key) {
    const ticked = new Set(this.ticked);
    if (!ticked.delete(key)) ticked.add(key);
    this.ticked = ticked;
  }

  /** The texts of what is ticked. One that stands in several lists is told once. */
  get #checked() {
    return [
      ...new Set(
        TOPICS.flatMap((topic) =>
          topicWords(topic).checks.flatMap(({ text }, i) =>
            this.ticked.has(`${topic} ${i}`) ? [text] : [],
          ),
        ),
      ),
    ];
  }

  #waysBack() {
    return html`<section class="stack" id="ways-back" aria-labelledby="ways">
      <h2 id="ways">${msg('Ways back in: forgotten password, lost passkey', { id: 'help.ways' })}</h2>
      <p>
        ${msg('Nobody can recover a password or a passkey, not even the server: it never had them. These can help, the best first.', { id: 'help.ways-text' })}
      </p>
      <ol class="numbered stack">
        ${waysBack(this.#device?.kind, this.route.params.device).map(
          ({ way, title, text, cost, link }) => html`<li data-way=${way}>
            <h3>${title}</h3>
            <p>${text} ${cost}</p>
            ${link ? html`<p><a class="linklike" href=${router.href(link.path)}>${link.text}</a></p>` : nothing}
          </li>`,
        )}
      </ol>
      <p class="muted">
        ${nobodyCan()}
      </p>
    </section>`;
  }

  #report() {
    return html`<section class="card stack" aria-labelledby="ask">
      <h2 id="ask">${msg('Ask your administrator', { id: 'help.ask' })}</h2>
      <p>
        ${msg('The text tells what happened, the version, the browser, how your device is opened and what you have ticked. It holds no password, no link and nobody else’s address.', { id: 'help.ask-text' })}
      </p>
      ${this.#deviceChoice()} ${this.#device ? nothing : this.#methodChoice()}
      <div class="row">
        <button class="button ${this.prepared ? '' : 'primary'}" type="button" @click=${this.#prepare}>${icon('file')}${msg('Prepare the text', { id: 'help.prepare' })}</button>
      </div>
      ${this.prepared ? this.#prepared(this.prepared) : nothing}
    </section>`;
  }

  #deviceChoice() {
    if (this.route.params.device || this.devices.length === 0) return nothing;
    const choices = [
      ...this.devices.map((line) => ({
        line,
        name: line.organization ?? shown(line.place.key),
        more: [nameOf(line.human_handle), shown(line.device_label)].filter(Boolean).join(' · '),
      })),
      { line: null, name: msg('Another one, or none yet', { id: 'help.other' }), more: '' },
    ];
    return html`<fieldset>
      <legend>${msg('Which organization is it about?', { id: 'help.which' })}</legend>
      ${choices.map(
        ({ line, name, more }) =>
          html`<label class="choice">
            <input type="radio" name="device" .checked=${this.chosen === line} @change=${() => {
              this.chosen = line;
            }} />
            <span translate=${line ? 'no' : nothing}>${name}${more ? html`<span class="why">${more}</span>` : nothing}</span>
          </label>`,
      )}
    </fieldset>`;
  }

  /** What no file tells here. */
  #methodChoice() {
    /** @type {{ kind: Kind, name: string }[]} */
    const choices = [
      ...METHODS.map((kind) => ({ kind, name: methodName(kind) })),
      { kind: null, name: msg('I do not know', { id: 'help.method-unknown' }) },
    ];
    return html`<fieldset>
      <legend>${msg('How do you log in there?', { id: 'help.method' })}</legend>
      ${choices.map(
        ({ kind, name }) =>
          html`<label class="choice">
            <input type="radio" name="method" .checked=${this.told.kind === kind} @change=${() => {
              this.told = { ...this.told, kind };
            }} />
            <span>${name}</span>
          </label>`,
      )}
      <label class="choice">
        <input type="checkbox" .checked=${this.told.has_totp} @change=${() => {
          this.told = { ...this.told, has_totp: !this.told.has_totp };
        }} />
        <span>${msg('It asks for a one-time code as well', { id: 'help.method-code' })}</span>
      </label>
    </fieldset>`;
  }

  async #prepare() {
    this.prepared = new Date();
    await this.updateComplete;
    const box = this.querySelector('textarea');
    box?.focus();
    // From its beginning: the cursor would stand at the end.
    box?.setSelectionRange(0, 0);
  }

  /** @param {Date} when */
  #prepared(when) {
    const device = this.#device;
    const failure = this.#failure;
    const words = this.#words;
    const text = reportText({
      program: { version, core: this.core },
      device,
      told: this.told,
      host: location.host,
      error:
        failure && words
          ? {
              words: [words.title, words.cause].filter(Boolean).join('. '),
              reference: referenceOf(failure),
            }
          : null,
      checked: this.#checked,
      when,
    });
    const mail = mailLink(text, device?.organization ?? '');
    return html`<div class="field">
        <label for="report">${msg('The text for your administrator', { id: 'help.text' })}</label>
        <textarea class="input text-for-others" id="report" rows="16" readonly .value=${text}></textarea>
      </div>
      <div class="row">
        <button class="button primary" type="button" @click=${() => copyText(text)}>${icon('copy')}${msg('Copy the text', { id: 'help.copy' })}</button>
        <a class="button" href=${mail.href} @click=${() => mail.whole || copyText(text)}>${icon('mail')}${msg('Open in my mail program', { id: 'help.mail' })}</a>
      </div>
      ${
        mail.whole
          ? nothing
          : html`<p class="muted">
              ${msg('The text is too long to be handed to a mail program: it is copied at the same time, for you to paste it there.', { id: 'help.mail-long' })}
            </p>`
      }`;
  }
}
customElements.define('help-screen', HelpScreen);
