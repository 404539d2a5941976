// SPDX-License-Identifier: MPL-2.0
import { takeSignOnRecord } from 'parsec-client';
import { client } from './client.js';
import { startWords } from './words/locale.js';
import './app.js';

/** We register no service worker: one that is in charge of our pages is not ours and could answer in our place. */
async function removeServiceWorkers() {
  try {
    const ours = new URL(import.meta.env.BASE_URL, location.origin).href;
    const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
    const foreign = registrations.filter(
      ({ scope }) => ours.startsWith(scope) || scope.startsWith(ours),
    );
    const removed = await Promise.all(foreign.map((registration) => registration.unregister()));
    if (removed.includes(true) && navigator.serviceWorker.controller) location.reload();
  } catch {
    // Not allowed here: then none can be in charge either.
  }
}

async function start() {
  // The core loads while the words do; whoever needs it hears of a failure.
  client().catch(() => undefined);
  await Promise.all([removeServiceWorkers(), startWords()]);
  document.getElementById('app')?.append(document.createElement('parsec-app'));
}

/** @type {string | undefined} what a provider of single sign-on has sent back: first.js keeps it, once */
const returned = /** @type {any} */ (globalThis).parsecReturned?.();
// Whoever comes back without an answer begins anew.
const record = takeSignOnRecord();
// Going back to a page that was left: its core is closed, and what it shows is of before.
addEventListener('pageshow', ({ persisted }) => {
  if (!persisted) return;
  takeSignOnRecord();
  location.reload();
});

if (returned === undefined || (await (await import('./callback.js')).comeBack(returned, record)))
  await start();
