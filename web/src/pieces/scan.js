// SPDX-License-Identifier: MPL-2.0
import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import { Piece } from '../piece.js';
import { openReader } from '../qr-reader.js';
import { notice } from './notice.js';

/** Several looks a second: a hand moves slower than that, and a phone stays cool. */
const PAUSE_MS = 120;

/** @typedef {'starting' | 'watching' | 'denied' | 'none' | 'busy' | 'broken'} State */

/**
 * What keeps the camera shut, by the name of the error.
 * @param {unknown} error
 * @returns {State}
 */
function obstacle(error) {
  switch (/** @type {{ name?: string }} */ (error)?.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'none';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'broken';
  }
}

/** @param {State} state @returns {{ title: string, text: string }} */
function obstacleWords(state) {
  switch (state) {
    case 'denied':
      return {
        title: msg('This page may not use the camera', { id: 'scan.denied-title' }),
        text: msg(
          'Allow the camera for this site, usually by the sign beside its address, then try again. Or copy the link on your other device, send it to yourself, and paste it here.',
          { id: 'scan.denied' },
        ),
      };
    case 'none':
      return {
        title: msg('No camera was found', { id: 'scan.none-title' }),
        text: msg(
          'Connect one and try again. Or copy the link on your other device, send it to yourself, and paste it here.',
          { id: 'scan.none' },
        ),
      };
    case 'busy':
      return {
        title: msg('The camera is in use elsewhere', { id: 'scan.busy-title' }),
        text: msg(
          'Close the program or the tab that uses it, a video call for instance, then try again.',
          { id: 'scan.busy' },
        ),
      };
    default:
      return {
        title: msg('The camera cannot be used here', { id: 'scan.broken-title' }),
        text: msg(
          'Try again. If that does not help, copy the link on your other device, send it to yourself, and paste it here.',
          { id: 'scan.broken' },
        ),
      };
  }
}

/**
 * A camera looks for a QR code, as long as its dialog is open and the page is seen.
 *
 * @fires closed detail: the text of the code that was found, or ''
 */
export class ScanDialog extends Piece {
  /** @type {import('lit').PropertyDeclarations} */
  static properties = {
    state: { state: true },
  };

  constructor() {
    super();
    /** @type {State} */
    this.state = 'starting';
    /** @type {AbortController | null} of the camera that is open, or being opened */
    this.looking = null;
    this.found = '';
    this.ended = false;
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.#seen);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.#seen);
    this.#stop();
  }

  firstUpdated() {
    this.#dialog.showModal();
    this.#start();
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector('dialog'));
  }

  #seen = () => {
    if (document.hidden) this.#stop();
    else if (!this.looking) this.#start();
  };

  #stop() {
    this.looking?.abort();
    this.looking = null;
  }

  async #start() {
    this.#stop();
    const looking = new AbortController();
    this.looking = looking;
    this.state = 'starting';
    try {
      await this.#look(looking.signal);
    } catch (error) {
      if (looking.signal.aborted) return;
      this.#stop();
      this.state = obstacle(error);
    }
  }

  /** @param {AbortSignal} signal */
  async #look(signal) {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'environment', width: { ideal: 1280 } },
    });
    const stop = () => {
      for (const track of stream.getTracks()) track.stop();
    };
    // Whoever was asked for the camera may have gone meanwhile.
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop);
    // Unplugged, or taken away in the settings: said like any other trouble.
    for (const track of stream.getTracks())
      track.addEventListener('ended', () => this.#lost(signal));
    const video = /** @type {HTMLVideoElement} */ (this.querySelector('video'));
    video.srcObject = stream;
    await video.play();
    if (signal.aborted) return;
    this.state = 'watching';
    const reader = await openReader();
    signal.addEventListener('abort', reader.stop);
    if (signal.aborted) reader.stop();
    while (!signal.aborted) {
      const text = await reader.read(video);
      if (text && !signal.aborted) {
        this.found = text;
        this.#end();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  /** @param {AbortSignal} signal */
  #lost(signal) {
    if (signal.aborted) return;
    this.#stop();
    this.state = 'busy';
  }

  /** At once: the event of the closing comes a moment later, and the next dialog may be asked for before. */
  #end() {
    if (this.ended) return;
    this.ended = true;
    this.#stop();
    this.#dialog.close();
    this.dispatchEvent(new CustomEvent('closed', { detail: this.found }));
  }

  render() {
    const { state } = this;
    const open = state === 'starting' || state === 'watching';
    return html`<dialog aria-labelledby="scan-title" data-scan=${state} @close=${this.#end}>
      <div class="stack">
        <h2 id="scan-title">${msg('Scan a QR code', { id: 'scan.title' })}</h2>
        ${open ? this.#view() : this.#trouble()}
        <div class="actions">
          ${
            open
              ? nothing
              : html`<button class="button primary" type="button" @click=${this.#start}>${msg('Try again', { id: 'again' })}</button>`
          }
          <button class="button" type="button" autofocus @click=${this.#end}>${msg('Close', { id: 'close' })}</button>
        </div>
      </div>
    </dialog>`;
  }

  #view() {
    return html`<p>${msg('Hold the code that your other device shows in front of the camera.', { id: 'scan.text' })}</p>
      <div class="viewfinder">
        <video muted playsinline aria-label=${msg('What the camera sees', { id: 'scan.video' })}></video>
      </div>
      <p role="status">
        ${
          this.state === 'watching'
            ? msg(
                'Looking for a code… Bring it closer until it fills half of the picture, and avoid reflections.',
                { id: 'scan.looking' },
              )
            : msg('Opening the camera. Your browser may ask you whether this page may use it.', {
                id: 'scan.starting',
              })
        }
      </p>
      <p class="caption muted">${msg('The picture stays in this browser: it is sent nowhere.', { id: 'scan.private' })}</p>`;
  }

  #trouble() {
    const { title, text } = obstacleWords(this.state);
    return html`<div data-status=${`camera-${this.state}`}>${notice('warn', text, { title, alert: true })}</div>`;
  }
}
customElements.define('scan-dialog', ScanDialog);
