// SPDX-License-Identifier: MPL-2.0
// A stand-in for one Parsec server with one organization, as a fetch(): it relays what two sides of a greeting say and believes
// everybody. The released server is met by the end-to-end tests.
import { decode, encode, uuid } from '../../../js-glue/src/codec.js';

const hex = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('hex');
const random = () => crypto.getRandomValues(new Uint8Array(16));

/**
 * @typedef {object} Attempt
 * @property {string} id
 * @property {Set<string>} joined
 * @property {any} cancelled
 * @property {Record<'greeter' | 'claimer', Map<number, any>>} steps
 */

export class Server {
  origin = 'http://parsec.test';
  /** Everything that was asked, in order. @type {{url: string, cmd: string, init: any}[]} */
  seen = [];
  /** The first administrator. @type {{user_id: string, human_handle: string[]} | null} */
  administrator = null;
  /** By token. @type {Map<string, {token: Uint8Array, email: string, status: string, created_on: Date}>} */
  invitations = new Map();
  /** @type {Attempt[]} */
  attempts = [];
  /** What stands between everybody and the server: may throw, or answer in its place. @type {(cmd: string) => Response | undefined} */
  between = () => undefined;

  /** @param {string} url @param {any} init */
  fetch = async (url, init) => {
    init.signal.throwIfAborted();
    const { cmd, ...fields } = decode(new Uint8Array(init.body));
    this.seen.push({ url, cmd, init });
    const instead = this.between(cmd);
    if (instead) return instead;
    const token = url.includes('/invited/')
      ? init.headers.find(([name]) => name === 'Authorization')[1]
      : '';
    return new Response(encode(this.#answer(cmd, fields, token)), {
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
          advisory_device_file_protection: [],
        };
      case 'organization_bootstrap':
      case 'user_create':
        return { status: 'ok' };
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
        this.invitations.get(hex(fields.token)).status = 'CANCELLED';
        return { status: 'ok' };
      case 'invite_complete':
        this.invitations.get(hex(fields.token)).status = 'FINISHED';
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
    const { user_id, human_handle } = this.administrator;
    return { user_id: uuid(user_id), human_handle };
  }

  #item({ token, email, status, created_on }) {
    const created_by = { type: 'USER', ...this.#inviter };
    return { type: 'USER', token, created_on, created_by, claimer_email: email, status };
  }

  /** @param {string} bearer */
  #info(bearer) {
    const invitation = [...this.invitations.values()].find(({ token }) =>
      bearer.includes(hex(token)),
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

  /** @param {'greeter' | 'claimer'} side */
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

  /** @param {'greeter' | 'claimer'} side @param {'greeter' | 'claimer'} peer @param {any} fields */
  #step(side, peer, fields) {
    const attempt = this.attempts.find(({ id }) => id === fields.greeting_attempt);
    if (attempt.cancelled) return { status: 'greeting_attempt_cancelled', ...attempt.cancelled };
    const step = fields[`${side}_step`];
    const number = Number(/\d/.exec(step.step)[0]);
    attempt.steps[side].set(number, step);
    const other = attempt.steps[peer].get(number);
    return other ? { status: 'ok', [`${peer}_step`]: other } : { status: 'not_ready' };
  }

  /** @param {string} origin @param {any} fields */
  #cancel(origin, { greeting_attempt, reason }) {
    const attempt = this.attempts.find(({ id }) => id === greeting_attempt);
    attempt.cancelled ??= { origin, timestamp: new Date(), reason };
    return { status: 'ok' };
  }
}
