// SPDX-License-Identifier: MPL-2.0
/**
 * Chromium by its own protocol, over a pipe: what driver libraries do not do, such as a slow network for Workers too.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agent } from '../../e2e/lib/agent.mjs';
import { Person } from '../../e2e/lib/browsers.mjs';
import { holdMemories } from '../page/watch.js';

/**
 * @typedef {object} Conditions of a slow network and a slow computer
 * @property {number} latency ms added to each request
 * @property {number} download bytes per second
 * @property {number} upload bytes per second
 * @property {number} slowdown of the page's thread; Chromium cannot slow Workers
 */

const PATIENCE_MS = 60_000;

export class Chromium {
  /** @type {Map<number, PromiseWithResolvers<any>>} */
  #calls = new Map();
  /** @type {Map<string | undefined, (message: { method: string, params: any }) => unknown>} by session */
  #listeners = new Map();
  #lastCall = 0;
  #process;
  #folder;
  #exited;

  /** @param {string} folder */
  constructor(folder) {
    this.#folder = folder;
    this.#process = spawn(
      process.env.PARSEC_CHROMIUM ?? 'chromium',
      [
        '--headless=new',
        '--remote-debugging-pipe',
        `--user-data-dir=${folder}`,
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--lang=en-GB',
      ],
      { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
    );
    this.#exited = new Promise((resolve) => {
      this.#process.on('error', (error) => resolve(this.#end(error)));
      this.#process.on('exit', () => resolve(this.#end(new Error('Chromium has ended'))));
    });
    /** @type {Buffer[]} */
    let parts = [];
    this.#pipe(4).on('data', (/** @type {Buffer} */ data) => {
      let from = 0;
      for (let end = data.indexOf(0); end >= 0; end = data.indexOf(0, from)) {
        this.#take(JSON.parse(Buffer.concat([...parts, data.subarray(from, end)]).toString()));
        parts = [];
        from = end + 1;
      }
      parts.push(data.subarray(from));
    });
  }

  static async launch() {
    const browser = new Chromium(await mkdtemp(join(tmpdir(), 'bench-')));
    const { product } = await browser.send('Browser.getVersion');
    browser.product = product.replace('Headless', '').replace('/', ' ');
    return browser;
  }

  product = '';

  /** @param {number} index */
  #pipe(index) {
    return /** @type {import('node:stream').Duplex} */ (this.#process.stdio[index]);
  }

  /** @param {Error} reason */
  #end(reason) {
    for (const { reject } of this.#calls.values()) reject(reason);
    this.#calls.clear();
  }

  /** @param {any} message */
  #take(message) {
    if (message.id === undefined) {
      this.#listeners.get(message.sessionId)?.(message);
      return;
    }
    const call = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.error) call?.reject(new Error(`Chromium: ${message.error.message}`));
    else call?.resolve(message.result);
  }

  /**
   * @param {string} method
   * @param {object} [params]
   * @param {string} [sessionId]
   * @returns {Promise<any>}
   */
  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#lastCall;
    const answer = Promise.withResolvers();
    const timer = setTimeout(
      () => answer.reject(new Error(`Chromium does not answer ${method}`)),
      PATIENCE_MS,
    );
    this.#calls.set(id, answer);
    this.#pipe(3).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return answer.promise.finally(() => clearTimeout(timer));
  }

  /**
   * A tab with a profile of its own: nothing is cached, nothing stored.
   * @param {{ conditions?: Conditions, script?: string }} [how] script: runs before the page's own
   */
  async tab({ conditions, script } = {}) {
    const { browserContextId } = await this.send('Target.createBrowserContext');
    const { targetId } = await this.send('Target.createTarget', {
      url: 'about:blank',
      browserContextId,
      width: 1280,
      height: 900,
    });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const tab = new Tab(this, browserContextId, sessionId);
    await tab.send('Page.enable');
    if (script) await tab.send('Page.addScriptToEvaluateOnNewDocument', { source: script });
    if (conditions) await tab.slow(conditions);
    return tab;
  }

  /**
   * @param {string | undefined} sessionId undefined: of the browser itself
   * @param {(message: { method: string, params: any }) => unknown} listener
   */
  listen(sessionId, listener) {
    this.#listeners.set(sessionId, listener);
  }

  /**
   * @param {string[]} includedCategories
   * @param {() => Promise<unknown>} work
   * @returns {Promise<any[]>} events, as https://www.chromium.org/developers/how-tos/trace-event-profiling-tool/ has them
   */
  async trace(includedCategories, work) {
    /** @type {any[]} */
    const events = [];
    const complete = Promise.withResolvers();
    this.listen(undefined, ({ method, params }) => {
      if (method === 'Tracing.dataCollected') events.push(...params.value);
      if (method === 'Tracing.tracingComplete') complete.resolve(undefined);
    });
    await this.send('Tracing.start', {
      traceConfig: { includedCategories, excludedCategories: ['*'] },
      transferMode: 'ReportEvents',
    });
    try {
      await work();
    } finally {
      await this.send('Tracing.end');
      await complete.promise;
    }
    return events;
  }

  async close() {
    await this.send('Browser.close').catch(() => this.#process.kill());
    await this.#exited;
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class Tab extends Person {
  /**
   * @param {Chromium} browser
   * @param {string} contextId
   * @param {string} sessionId
   */
  constructor(browser, contextId, sessionId) {
    super();
    this.browser = browser;
    this.contextId = contextId;
    this.sessionId = sessionId;
    /** @type {string[]} sessions of the page's Workers, once they are followed */
    this.workers = [];
    /** @type {unknown} why a Worker does not run as it was to */
    this.trouble = undefined;
  }

  /**
   * @param {string} method
   * @param {object} [params]
   * @returns {Promise<any>}
   */
  send(method, params) {
    return this.browser.send(method, params, this.sessionId);
  }

  /** @param {string} url */
  async open(url) {
    const { errorText } = await this.send('Page.navigate', { url });
    if (errorText) throw new Error(`${url}: ${errorText}`);
  }

  /**
   * @param {string} expression
   * @returns {Promise<any>} its value, waited for
   */
  async evaluate(expression) {
    if (this.trouble) throw this.trouble;
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** @param {Parameters<typeof agent>[0]} request */
  ask(request) {
    return this.evaluate(`(${agent})(${JSON.stringify(request)})`);
  }

  /**
   * Attaches to the page's Workers, now and later.
   * @param {(session: string) => Promise<unknown>} [prepare] before a new Worker runs
   */
  async followWorkers(prepare = async () => {}) {
    this.browser.listen(this.sessionId, async ({ method, params }) => {
      const { sessionId } = params;
      if (method === 'Target.detachedFromTarget')
        this.workers = this.workers.filter((worker) => worker !== sessionId);
      if (method !== 'Target.attachedToTarget') return;
      this.workers.push(sessionId);
      try {
        await prepare(sessionId);
        await this.browser.send('Runtime.runIfWaitingForDebugger', {}, sessionId);
      } catch (error) {
        this.trouble ??= error;
      }
    });
    await this.send('Target.setAutoAttach', {
      autoAttach: true,
      waitForDebuggerOnStart: true,
      flatten: true,
    });
  }

  /** @param {Conditions} conditions */
  async slow({ latency, download, upload, slowdown }) {
    /**
     * Per session: what is set for a page does not reach its Workers.
     * @param {string} session
     */
    const slowNetwork = async (session) => {
      await this.browser.send('Network.enable', {}, session);
      await this.browser.send(
        'Network.emulateNetworkConditionsByRule',
        {
          matchedNetworkConditions: [
            { urlPattern: '', latency, downloadThroughput: download, uploadThroughput: upload },
          ],
        },
        session,
      );
    };
    await slowNetwork(this.sessionId);
    await this.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await this.followWorkers(slowNetwork);
  }

  /**
   * @param {string} session of a Worker
   * @param {string} expression
   * @returns {Promise<any>}
   */
  async inWorker(session, expression) {
    const { result, exceptionDetails } = await this.browser.send(
      'Runtime.evaluate',
      { expression, returnByValue: true },
      session,
    );
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
    return result.value;
  }

  /** Before the page is opened: so that the memory of its modules can be asked for. */
  holdMemories() {
    return this.followWorkers((worker) => this.inWorker(worker, `(${holdMemories})()`));
  }

  /** @returns {Promise<number>} bytes, of all modules in all Workers */
  async wasmMemory() {
    const memories = await Promise.all(
      this.workers.map((worker) =>
        this.inWorker(worker, 'memories.map((memory) => memory.buffer.byteLength)'),
      ),
    );
    const memory = memories.flat().reduce((sum, bytes) => sum + bytes, 0);
    if (memory === 0) throw new Error('no module of the page was seen');
    return memory;
  }

  async leave() {
    await this.browser.send('Target.disposeBrowserContext', { browserContextId: this.contextId });
  }
}

/**
 * The longest tasks of the page's thread meanwhile, in ms: by the clock, and of the processor's time. On a busy machine only the second
 * is ours. The page is the one that makes the mark "watched".
 * @param {Chromium} browser
 * @param {() => Promise<unknown>} journey
 */
export async function longestTask(browser, journey) {
  const events = await browser.trace(
    ['disabled-by-default-devtools.timeline', 'blink.user_timing'],
    journey,
  );
  const page = events.find(({ name }) => name === 'watched');
  const tasks = events.filter(
    ({ name, pid, tid }) => name === 'RunTask' && pid === page?.pid && tid === page?.tid,
  );
  if (tasks.length === 0) throw new Error('no task of the page was traced');
  return {
    clock: Math.max(...tasks.map(({ dur = 0 }) => dur)) / 1000,
    processor: Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000,
  };
}
