// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { client } from './client.js';
import { rememberUse } from './device-memory.js';
import { endPage } from './ends.js';
import { knowledgeOf } from './knowledge.js';
import { Piece } from './piece.js';
import { icon } from './pieces/icon.js';
import { accepted, policyOf } from './policy.js';
import { remember } from './remembered.js';
import { router } from './router.js';
import './screens/not-loaded.js';
import { sessions } from './sessions.js';
import { LANGUAGES, language, speak } from './words/locale.js';

/** @type {Record<string, () => Promise<unknown>>} each page is loaded when it is first shown */
const SCREENS = {
  home: () => import('./screens/home.js'),
  link: () => import('./screens/link.js'),
  join: () => import('./screens/join.js'),
  'join-device': () => import('./screens/join-device.js'),
  ask: () => import('./screens/ask.js'),
  accepted: () => import('./screens/accepted.js'),
  create: () => import('./screens/create.js'),
  open: () => import('./screens/open.js'),
  saved: () => import('./screens/saved.js'),
  change: () => import('./screens/change.js'),
  passkeys: () => import('./screens/passkeys.js'),
  mfa: () => import('./screens/mfa.js'),
  'totp-reset': () => import('./screens/totp-reset.js'),
  organization: () => import('./screens/organization.js'),
  security: () => import('./screens/security.js'),
  people: () => import('./screens/people.js'),
  greet: () => import('./screens/greet.js'),
  accept: () => import('./screens/accept.js'),
  devices: () => import('./screens/devices.js'),
  'add-device': () => import('./screens/add-device.js'),
  recovery: () => import('./screens/recovery.js'),
  recover: () => import('./screens/recover.js'),
  lost: () => import('./screens/lost.js'),
  ended: () => import('./screens/ended.js'),
  terms: () => import('./screens/terms.js'),
  policy: () => import('./screens/policy.js'),
  help: () => import('./screens/help.js'),
  about: () => import('./screens/about.js'),
  'storage-trouble': () => import('./screens/storage-trouble.js'),
  'taken-over': () => import('./screens/taken-over.js'),
};

/** Pages that need an open device; without one, they ask for what opens it first. */
const BEHIND_PASSWORD = new Set([
  'organization',
  'security',
  'people',
  'greet',
  'accept',
  'devices',
  'add-device',
  'recovery',
]);

/** Two people, or two devices, are in the middle of something, or somebody signs on. */
const EXCHANGES = new Set(['greet', 'add-device', 'accept']);

/** What comes to its end first, whatever the organization wants: a recovery file and its key are shown only once. */
const ENDED_FIRST = new Set([...EXCHANGES, 'recovery']);

/** The way to a device that opens as the organization wants it. */
const TO_OTHER_DEVICES = new Set(['devices', 'add-device']);

/** Pages for people to whom nothing else is open, when nothing can be kept here. */
const ALWAYS = new Set(['help', 'about', 'lost']);

/**
 * What makes it impossible to keep a device here; '' when nothing does.
 * @param {import('parsec-client').Capabilities} capabilities
 */
function obstacleIn({ secureContext, webLocks, partitioned, indexedDB }) {
  if (!secureContext) return 'insecure';
  if (!webLocks) return 'no-locks';
  if (partitioned) return 'partitioned';
  return indexedDB === 'ok' ? '' : indexedDB;
}

export class ParsecApp extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    screen: { state: true },
  };

  #showing = 0;
  /** The next page to be shown takes the place of one that may be of the same kind. */
  #anew = false;

  constructor() {
    super();
    /** @type {HTMLElement | null} */
    this.screen = null;
    /** @type {{ reason: string } | null} */
    this.storage = null;
    /** @type {import('./journeys.js').DeviceResult | null} */
    this.takenOver = null;
  }

  connectedCallback() {
    super.connectedCallback();
    router.addEventListener('change', this.#moved);
    sessions.addEventListener('change', this.#sessionsChanged);
    router.start();
    this.#start();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    router.removeEventListener('change', this.#moved);
    sessions.removeEventListener('change', this.#sessionsChanged);
  }

  async #start() {
    // Both at once: the page of this route, and the core, which says whether anything can be kept here.
    const first = this.#show();
    try {
      const core = await client();
      core.addEventListener('taken-over', this.#lost);
      const obstacle = obstacleIn(await core.probe());
      if (obstacle) {
        this.storage = { reason: obstacle };
        this.#show();
      }
    } catch {
      // The page itself says so as soon as it needs the core.
    }
    await first;
  }

  /** @param {Event} event */
  #lost = (event) => {
    const { deviceId } = /** @type {import('parsec-client').TakenOverEvent} */ (event);
    this.takenOver = sessions.drop(deviceId) ?? null;
    this.#show();
  };

  #sessionsChanged = () => {
    // Whatever page is shown: what happens to this person must not wait for the right one.
    for (const device of sessions.devices) {
      knowledgeOf(device).addEventListener('change', this.#learnt);
      policyOf(device).addEventListener('change', this.#learnt);
      rememberUse(device.device_id);
    }
    this.requestUpdate();
    this.#learnt();
  };

  #learnt = () => {
    if (BEHIND_PASSWORD.has(router.route.screen)) this.#show();
  };

  /** @param {string} screen */
  #behindPassword(screen) {
    const { session } = this;
    // It closes its device by itself, and says what becomes of it.
    if (/** @type {any} */ (this.screen)?.parting && !this.#anew) return 'ended';
    if (!session) return 'open';
    const status = knowledgeOf(session).failure?.status;
    // What a wrong clock has refused can be done again there, once it is right.
    if (EXCHANGES.has(screen) && status === 'http-clock') return screen;
    return endPage(status) || (this.#unwanted(session, screen) ? 'policy' : screen);
  }

  /**
   * The organization wants this device opened in another way; what must not be interrupted comes to its end first.
   * @param {import('./journeys.js').DeviceResult} device
   * @param {string} screen
   */
  #unwanted(device, screen) {
    const policy = policyOf(device);
    if (policy.verdict === 'fine') return false;
    // Where nothing that is accepted is possible, another device is the way on.
    if (
      TO_OTHER_DEVICES.has(screen) &&
      policy.verdict === 'method' &&
      accepted(policy).here.length === 0
    )
      return false;
    return this.#anew || !ENDED_FIRST.has(screen) || this.screen?.localName !== `${screen}-screen`;
  }

  get session() {
    return sessions.get(router.route.params.device ?? '');
  }

  #moved = () => {
    // It has been read; whoever comes back wants the device back.
    if (this.screen?.localName === 'taken-over-screen') this.takenOver = null;
    this.#show(true);
  };

  /** @param {boolean} anew even when the same kind of page is shown already */
  async #show(anew = false) {
    const { route } = router;
    this.#anew ||= anew;
    let name = route.screen;
    if (this.storage && !ALWAYS.has(name)) name = 'storage-trouble';
    else if (this.takenOver?.device_id === route.params.device && this.takenOver)
      name = 'taken-over';
    else if (BEHIND_PASSWORD.has(name)) name = this.#behindPassword(name);
    const turn = ++this.#showing;
    if (!this.#anew && this.screen?.localName === `${name}-screen`) return;
    try {
      await SCREENS[name]();
    } catch {
      name = 'not-loaded';
    }
    if (turn !== this.#showing) return;
    this.#anew = false;
    // Whatever guarded the page before, there is nothing left to guard.
    if (name === 'ended') router.guard(null);
    const element = /** @type {HTMLElement & Record<string, any>} */ (
      document.createElement(`${name}-screen`)
    );
    element.route = route;
    if (name === 'storage-trouble') element.reason = this.storage?.reason;
    if (name === 'taken-over') element.device = this.takenOver;
    this.screen = element;
  }

  render() {
    const theme = document.documentElement.dataset.theme ?? 'system';
    const other = language() === 'en' ? 'fr' : 'en';
    const session = this.session;
    return html`<a class="skip" href="#main" @click=${this.#skip}>${msg('Skip to the content', { id: 'app.skip' })}</a>
      <header class="page-header">
        <div>
          <a class="brand" href=${session ? `#/device/${session.device_id}` : '#/'}>
            ${icon('shield')}<span>Parsec</span>${session ? html`<span class="of">${session.organization}</span>` : nothing}
          </a>
          <div class="switches">
            <button class="button small plain" type="button" lang=${other} @click=${() => speak(other)}>${LANGUAGES[other]}</button>
            <select class="compact-select" aria-label=${msg('Colours', { id: 'app.theme' })} @change=${this.#theme}>
              <option value="system" ?selected=${theme === 'system'}>${msg('Auto', { id: 'app.theme-system' })}</option>
              <option value="light" ?selected=${theme === 'light'}>${msg('Light', { id: 'app.theme-light' })}</option>
              <option value="dark" ?selected=${theme === 'dark'}>${msg('Dark', { id: 'app.theme-dark' })}</option>
            </select>
          </div>
        </div>
      </header>
      <main id="main" tabindex="-1">${this.screen ?? nothing}</main>
      <p id="live" class="visually-hidden" role="status" aria-live="polite"></p>
      <p id="toast" class="toast" aria-hidden="true" hidden></p>`;
  }

  /** @param {Event} event */
  #skip = (event) => {
    // A hash of its own would be a route.
    event.preventDefault();
    const heading = /** @type {HTMLElement | null} */ (this.querySelector('h1'));
    (heading ?? /** @type {HTMLElement} */ (this.querySelector('main'))).focus();
  };

  /** @param {Event} event */
  #theme = (event) => {
    const chosen = /** @type {HTMLSelectElement} */ (event.target).value;
    if (chosen === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    remember('parsec-theme', chosen === 'system' ? null : chosen);
  };
}
customElements.define('parsec-app', ParsecApp);
