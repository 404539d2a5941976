// SPDX-License-Identifier: MPL-2.0
/**
 * An OpenID Connect provider for tests and demonstrations: the package oidc-provider, with pages on which somebody signs in.
 *
 *     node tests/sso/provider.mjs JSON
 *
 * JSON: {redirect_uris, people: [{email, password, name}], isolated?, host?, port?}. Prints {url, port, client_id, client_secret} as
 * one line when it answers, and stops when standard input ends. Everything lives in memory.
 */
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { interactionPolicy, Provider } from 'oidc-provider';
import { errorPage, signInPage, whoPage } from './pages.mjs';

/**
 * @typedef {{ email: string, password: string, name: string }} Person
 *
 * isolated: its pages ask for a browsing context group of their own, as those of some providers do, which cuts a window off from
 * whoever opened it.
 * @typedef {{ redirect_uris: string[], people: Person[], isolated?: boolean, host?: string, port?: number }} Options
 *
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 */

const CLIENT_ID = 'openbao';
const MAX_FORM_BYTES = 4096;
const MINUTE = 60;

const random = () => randomBytes(32).toString('base64url');
const subjectOf = (/** @type {string} */ email) =>
  createHash('sha256').update(email).digest('hex').slice(0, 32);

/** What the package would store by itself in the same way, but not without a warning. */
class Memory {
  /** @type {Map<string, { payload: any, expires: number }>} */
  static #all = new Map();

  /** @param {string} model */
  constructor(model) {
    this.model = model;
  }

  /** @param {string} id @param {any} payload @param {number} [expiresIn] seconds */
  async upsert(id, payload, expiresIn) {
    const expires = expiresIn ? Date.now() + expiresIn * 1000 : Number.POSITIVE_INFINITY;
    Memory.#all.set(`${this.model}:${id}`, { payload, expires });
  }

  /** @param {string} id */
  async find(id) {
    const found = Memory.#all.get(`${this.model}:${id}`);
    return found && found.expires > Date.now() ? found.payload : undefined;
  }

  /** @param {string} field @param {string} value */
  #findBy(field, value) {
    for (const [key, { payload }] of Memory.#all)
      if (key.startsWith(`${this.model}:`) && payload[field] === value) return payload;
    return undefined;
  }

  /** @param {string} uid */
  async findByUid(uid) {
    return this.#findBy('uid', uid);
  }

  /** @param {string} userCode */
  async findByUserCode(userCode) {
    return this.#findBy('userCode', userCode);
  }

  /** @param {string} id */
  async destroy(id) {
    Memory.#all.delete(`${this.model}:${id}`);
  }

  /** @param {string} id */
  async consume(id) {
    const payload = await this.find(id);
    if (payload) payload.consumed = Math.floor(Date.now() / 1000);
  }

  /** @param {string} grantId */
  async revokeByGrantId(grantId) {
    for (const [key, { payload }] of Memory.#all)
      if (payload.grantId === grantId) Memory.#all.delete(key);
  }
}

/** Whoever is known from before is asked all the same, since on the same computer it may be somebody else: one click. */
function askWhoItIs() {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  policy
    .get('login')
    ?.checks.add(
      new Check('who', 'the person says who they are', (ctx) =>
        ctx.oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}

/**
 * @param {string} issuer
 * @param {string} secret
 * @param {Options} options
 */
function makeProvider(issuer, secret, { redirect_uris, people }) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return new Provider(issuer, {
    adapter: Memory,
    clients: [{ client_id: CLIENT_ID, client_secret: secret, redirect_uris }],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [random()] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { policy: askWhoItIs(), url: (_, { uid }) => `/interaction/${uid}` },
    pkce: { required: () => true },
    // OpenBao reads the address in the ID token
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    ttl: {
      AccessToken: 10 * MINUTE,
      AuthorizationCode: MINUTE,
      Grant: 24 * 60 * MINUTE,
      IdToken: 10 * MINUTE,
      Interaction: 10 * MINUTE,
      Session: 24 * 60 * MINUTE,
    },
    findAccount: (_, sub) => {
      const person = people.find(({ email }) => subjectOf(email) === sub);
      if (!person) return undefined;
      const { email, name } = person;
      return { accountId: sub, claims: () => ({ sub, email, email_verified: true, name }) };
    },
    // Nobody is asked what OpenBao may know of them: it is the same house
    loadExistingGrant: async (ctx) => {
      const { provider, session, client, params } = ctx.oidc;
      const known = session?.grantIdFor(client?.clientId ?? '');
      if (known) return provider.Grant.find(known);
      const grant = new provider.Grant({
        accountId: session?.accountId,
        clientId: client?.clientId,
      });
      grant.addOIDCScope(String(params?.scope));
      await grant.save();
      return grant;
    },
    renderError: (ctx, { error, error_description }) => {
      ctx.type = 'html';
      ctx.body = errorPage(error, error_description);
    },
  });
}

/** @param {Request} request */
async function readForm(request) {
  let text = '';
  for await (const part of request) {
    text += part;
    if (text.length > MAX_FORM_BYTES) throw new Error('the form is too long');
  }
  return new URLSearchParams(text);
}

/** The page of one sign-on, and what is sent from it. */
class SignIn {
  /**
   * @param {Provider} provider
   * @param {Person[]} people
   */
  constructor(provider, people) {
    this.provider = provider;
    this.people = people;
  }

  /** @param {Request} request @param {Response} response */
  async answer(request, response) {
    const { prompt, session } = await this.provider.interactionDetails(request, response);
    const known = this.people.find(({ email }) => subjectOf(email) === session?.accountId);
    // Whoever is sent here to prove it once more types it once more
    const anew = prompt.reasons.includes('login_prompt') || prompt.reasons.includes('max_age');
    if (request.method === 'POST')
      return this.#take(request, response, await readForm(request), anew ? undefined : known);
    const other = new URL(request.url ?? '', 'http://here').searchParams.has('other');
    return show(response, known && !anew && !other ? whoPage(known) : signInPage());
  }

  /**
   * @param {Request} request
   * @param {Response} response
   * @param {URLSearchParams} form
   * @param {Person | undefined} known
   */
  async #take(request, response, form, known) {
    if (form.get('what') === 'cancel')
      return this.#finish(request, response, {
        error: 'access_denied',
        error_description: 'The sign-in was cancelled.',
      });
    const email = form.get('email')?.trim().toLowerCase() ?? '';
    const person =
      form.get('what') === 'continue'
        ? known
        : this.people.find((one) => one.email === email && one.password === form.get('password'));
    if (!person) return show(response, signInPage({ email, wrong: true }));
    if (person !== known) await this.#leave(request, response);
    return this.#finish(request, response, { login: { accountId: subjectOf(person.email) } });
  }

  /**
   * Whoever was signed in before in this browser is so no more; the package would send it to a page first that does so by script.
   * @param {Request} request
   * @param {Response} response
   */
  async #leave(request, response) {
    const interaction = await this.provider.interactionDetails(request, response);
    if (!interaction.session) return;
    const before = await this.provider.Session.findByUid(interaction.session.uid);
    await before?.destroy();
    interaction.session = undefined;
    await interaction.save(10 * MINUTE);
  }

  /**
   * @param {Request} request
   * @param {Response} response
   * @param {import('oidc-provider').InteractionResults} result
   */
  #finish(request, response, result) {
    return this.provider.interactionFinished(request, response, result, {
      mergeWithLastSubmission: false,
    });
  }
}

/** @param {Response} response @param {string} page */
function show(response, page) {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(page);
}

/** @param {Options} options */
export async function startProvider(options) {
  const { people, isolated, host = '127.0.0.1', port = 0 } = options;
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://${host}:${address.port}`;
  const secret = random();
  const provider = makeProvider(url, secret, options);
  const others = provider.callback();
  const signIn = new SignIn(provider, people);
  server.on('request', (request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (isolated) response.setHeader('cross-origin-opener-policy', 'same-origin');
    if (!request.url?.startsWith('/interaction/')) return others(request, response);
    return signIn.answer(request, response).catch(() => {
      // Too late, or sent twice
      response.statusCode = 400;
      show(response, errorPage('expired', 'Start again where you came from.'));
    });
  });
  return { url, port: address.port, client_id: CLIENT_ID, client_secret: secret };
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await startProvider(JSON.parse(process.argv[2]))));
  process.stdin.on('end', () => process.exit()).resume();
}
