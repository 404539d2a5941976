// SPDX-License-Identifier: MPL-2.0
// What somebody who asks for help passes on: facts about program, device and failure. Nothing secret, nobody else's name or address, no
// link: each of its parts is chosen here, none is copied from a page.
import { msg, str } from '@lit/localize';
import { deviceLabel } from './device-label.js';
import { nameOf } from './journeys.js';
import { shown } from './names.js';
import { amount, listed, moment } from './words/locale.js';
import { protectionWords } from './words/methods.js';

/**
 * @typedef {import('./journeys.js').DeviceLine} DeviceLine
 * @typedef {{ version: string, core: string, stretch?: string }} Program the hashes of its modules, '' when none is loaded
 * @typedef {[label: string, value: string]} Line
 * @typedef {Pick<DeviceLine, 'kind' | 'has_totp'> & { provider?: string | null }} Protection how a device is opened
 */

/** What Windows hands to a mail program at most, and some are content with less. */
const MAIL_MAX = 1900;

/**
 * As `sha256sum` prints it.
 * @param {string} integrity as `Client.integrity` has it
 */
export function hexOf(integrity) {
  const hash = atob(integrity.replace(/^sha256-/, ''));
  return [...hash].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

/**
 * @param {Program} program
 * @returns {Line[]}
 */
export function programLines({ version, core, stretch }) {
  return [
    [msg('Version', { id: 'about.version' }), version],
    ['core.wasm (SHA-256)', core || msg('Not loaded', { id: 'about.not-loaded' })],
    ...(stretch ? [/** @type {Line} */ (['stretch.wasm (SHA-256)', stretch])] : []),
    [msg('Browser', { id: 'about.browser' }), `${deviceLabel()}, ${navigator.userAgent}`],
  ];
}

/**
 * @param {DeviceLine} line
 * @param {{ own?: boolean }} [reader] own: who owns it, and has given its passkeys their names
 * @returns {Line[]}
 */
export function deviceLines(line, { own = false } = {}) {
  const names = line.passkeys.map(({ label }) => shown(label));
  /** @type {Line[]} */
  const all = [
    [
      msg('Organization', { id: 'fact.organization' }),
      [line.organization, line.host && `(${line.host})`].filter(Boolean).join(' '),
    ],
    [
      msg('Device', { id: 'fact.device' }),
      [shown(line.device_label), nameOf(line.human_handle)].filter(Boolean).join(', '),
    ],
    ...protectionLines(line),
    [
      msg('Passkeys', { id: 'about.passkeys' }),
      names.length === 0 ? '' : own ? listed(names, 'conjunction') : amount(names.length),
    ],
  ];
  return all.filter(([, value]) => value);
}

/**
 * @param {Protection} protection
 * @returns {Line[]}
 */
export function protectionLines(protection) {
  const { method, code, offline } = protectionWords(protection);
  return [
    [msg('Opened by', { id: 'organization.method' }), method],
    [msg('One-time code (MFA)', { id: 'about.code' }), code],
    [msg('Opens without the server', { id: 'about.offline' }), offline],
  ];
}

/** @param {Line[]} lines */
export const asText = (lines) =>
  lines.map(([label, value]) => msg(str`${label}: ${value}`, { id: 'report.line' })).join('\n');

/**
 * For whoever is asked for help: says what happened and nothing else.
 * @param {import('./journeys.js').Failure} failure
 */
export function referenceOf({ status, http_status, file_part, file_kind }) {
  return [status, file_part, file_kind, http_status && `HTTP ${http_status}`]
    .filter(Boolean)
    .join(' · ');
}

/**
 * @param {{
 *   program: Program,
 *   device: DeviceLine | null,
 *   told: Protection,
 *   host: string,
 *   error: { words: string, reference: string } | null,
 *   checked: string[],
 *   when: Date,
 * }} facts told: how a device that this browser does not have is opened, as the person says; host: the server of this page; checked: what
 *   the person has ticked
 */
export function reportText({ program, device, told, host, error, checked, when }) {
  const none = msg('Not told', { id: 'report.none' });
  /** @type {Line[]} */
  const lines = [
    [msg('Date', { id: 'report.date' }), moment(when)],
    [msg('Server', { id: 'fact.server' }), host],
    ...(device ? deviceLines(device) : protectionLines(told)),
    [
      msg('What the page says', { id: 'report.error' }),
      error ? `${error.words} [${error.reference}]` : none,
    ],
    ...programLines(program),
  ];
  return [
    msg('I cannot get into Parsec in my browser. Can you help me?', { id: 'report.hello' }),
    asText(lines),
    [
      msg('What I have checked:', { id: 'report.checked' }),
      ...(checked.length ? checked.map((text) => `- ${text}`) : [none]),
    ].join('\n'),
  ].join('\n\n');
}

/**
 * @param {string} text
 * @param {string} organization may be ''
 * @returns {{ href: string, whole: boolean }} whole: else the mail says where the text goes, which is too long for a link
 */
export function mailLink(text, organization) {
  const subject = organization
    ? msg(str`I cannot open ${organization}`, { id: 'report.subject-organization' })
    : msg('I cannot get into Parsec', { id: 'report.subject' });
  /** @param {string} body */
  const link = (body) =>
    `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll('\n', '\r\n'))}`;
  const href = link(text);
  if (href.length <= MAIL_MAX) return { href, whole: true };
  return {
    href: link(msg('(Paste the copied text here.)', { id: 'report.paste' })),
    whole: false,
  };
}
