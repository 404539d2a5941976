// SPDX-License-Identifier: MPL-2.0
// A stand-in for one Parsec server with one organization, as a fetch(): it relays what two sides of a greeting say and believes
// everybody. The released server is met by the end-to-end tests.
import { decode, encode, uuid } from '../../../js-glue/src/codec.js';

const hex = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('hex');
const random = () => crypto.getRandomValues(new Uint8Array(16));

/**
 * @typedef {'greeter' | 'claimer'} Side
 *
 * @typedef {object} Attempt
 * @property {string} id
 * @property {Set<Side>} joined
 * @property {{origin: string, timestamp: Date, reason: string} | null} cancelled
 * @property {Record<Side, Map<number, object>>} steps
 *
 * @typedef {{token: Uint8Array, email: string, status: string, created_on: Date}} Invitation
 */

/**
 * What must be there: a flow that asks for anything else is wrong.
 * @template T
 * @param {T | null | undefined} found
 * @returns {T}
 */
function known(found) {
  if (found === null || found === undefined) throw new Error('the test’s server does not know it');
  return found;
}

export class Server {
  origin = 'http://parsec.test';
  /** Everything that was asked, in order. @type {{url: string, cmd: string, init: RequestInit}[]} */
  seen = [];
  /** The first administrator. @type {{user_id: string, human_handle: import('../../../js-glue/src/crossing.js').HumanHandle} | null} */
  administrator = null;
  /** By token. @type {Map<string, Invitation>} */
  invitations = new Map();
  /** @type {Attempt[]} */
  attempts = [];
  /** What it keeps for whoever gives the code: a device file's outer key. @type {{code: string, opaque_key: Uint8Array} | null} */
  totp = null;
  /** What stands between everybody and the server: may throw, or answer in its place. @type {(cmd: string) => Response | undefined} */
  between = () => undefined;

  /** @param {RequestInfo | URL} input @param {RequestInit} [init] */
  fetch = async (input, init = {}) => {
    init.signal?.throwIfAborted();
    const url = String(input);
    const { cmd, ...fields } = decode(/** @type {Uint8Array} */ (init.body));
    this.seen.push({ url, cmd, init });
    const instead = this.between(cmd);
    if (instead) return instead;
    const bearer = new Headers(init.headers).get('Authorization') ?? '';
    const answer = encode(this.#answer(cmd, fields, bearer));
    return new Response(/** @type {Uint8Array<ArrayBuffer>} */ (answer), {
      headers: { 'Content-Type': 'application/msgpack' },
    });
  };

  /** @param {string} cmd @param {any} fields @param {string} bearer */
  #answer(cmd, fields, bearer) {
    switch (cmd) {
      case 'server_config':
        return {
          status: 'ok',
          organization_bootstrap: 'SPONTANEOUS',
          openbao: { type: 'DISABLED' },
          advisory_device_file_protection: [],
        };
      case 'organization_bootstrap':
      case 'user_create':
      case 'device_create':
        return { status: 'ok' };
      case 'totp_fetch_opaque_key': {
        const { code, opaque_key } = known(this.totp);
        return fields.one_time_password === code
          ? { status: 'ok', opaque_key }
          : { status: 'invalid_one_time_password' };
      }
      case 'invite_new_user': {
        const token = random();
        this.invitations.set(hex(token), {
          token,
          email: fields.claimer_email,
          status: 'PENDING',
          created_on: new Date(),
        });
        return { status: 'ok', token, email_sent: 'SUCCESS' };
      }
      case 'invite_list':
        return {
          status: 'ok',
          invitations: [...this.invitations.values()].map((each) => this.#item(each)),
        };
      case 'invite_cancel':
        known(this.invitations.get(hex(fields.token))).status = 'CANCELLED';
        return { status: 'ok' };
      case 'invite_complete':
        known(this.invitations.get(hex(fields.token))).status = 'FINISHED';
        return { status: 'ok' };
      case 'invite_info':
        return this.#info(bearer);
      case 'invite_claimer_start_greeting_attempt':
        return this.#start('claimer');
      case 'invite_greeter_start_greeting_attempt':
        return this.#start('greeter');
      case 'invite_claimer_step':
        return this.#step('claimer', 'greeter', fields);
      case 'invite_greeter_step':
        return this.#step('greeter', 'claimer', fields);
      case 'invite_claimer_cancel_greeting_attempt':
        return this.#cancel('CLAIMER', fields);
      case 'invite_greeter_cancel_greeting_attempt':
        return this.#cancel('GREETER', fields);
      default:
        // Not thrown here, where it would pass for a broken network.
        queueMicrotask(() => {
          throw new Error(`the test's server does not know ${cmd}`);
        });
        return { status: 'unknown' };
    }
  }

  get #inviter() {
    const { user_id, human_handle } = known(this.administrator);
    return { user_id: uuid(user_id), human_handle };
  }

  /** @param {Invitation} invitation */
  #item({ token, email, status, created_on }) {
    const created_by = { type: 'USER', ...this.#inviter };
    return { type: 'USER', token, created_on, created_by, claimer_email: email, status };
  }

  /** @param {string} bearer */
  #info(bearer) {
    const invitation = known(
      [...this.invitations.values()].find(({ token }) => bearer.includes(hex(token))),
    );
    const administrator = {
      ...this.#inviter,
      online_status: 'ONLINE',
      last_greeting_attempt_joined_on: null,
    };
    return {
      status: 'ok',
      type: 'USER',
      claimer_email: invitation.email,
      created_by: { type: 'USER', ...this.#inviter },
      administrators: [administrator],
    };
  }

  /** @param {Side} side */
  #start(side) {
    let attempt = this.attempts.findLast((each) => !each.cancelled);
    if (attempt?.joined.has(side)) {
      attempt.cancelled = {
        origin: side.toUpperCase(),
        timestamp: new Date(),
        reason: 'AUTOMATICALLY_CANCELLED',
      };
      attempt = undefined;
    }
    if (!attempt) {
      attempt = {
        id: hex(random()),
        joined: new Set(),
        cancelled: null,
        steps: { greeter: new Map(), claimer: new Map() },
      };
      this.attempts.push(attempt);
    }
    attempt.joined.add(side);
    return { status: 'ok', greeting_attempt: uuid(attempt.id) };
  }

  /** @param {Side} side @param {Side} peer @param {any} fields */
  #step(side, peer, fields) {
    const attempt = known(this.attempts.find(({ id }) => id === fields.greeting_attempt));
    if (attempt.cancelled) return { status: 'greeting_attempt_cancelled', ...attempt.cancelled };
    const step = fields[`${side}_step`];
    const number = Number(known(/\d/.exec(step.step))[0]);
    attempt.steps[side].set(number, step);
    const other = attempt.steps[peer].get(number);
    return other ? { status: 'ok', [`${peer}_step`]: other } : { status: 'not_ready' };
  }

  /** @param {string} origin @param {any} fields */
  #cancel(origin, { greeting_attempt, reason }) {
    const attempt = known(this.attempts.find(({ id }) => id === greeting_attempt));
    attempt.cancelled ??= { origin, timestamp: new Date(), reason };
    return { status: 'ok' };
  }
}
