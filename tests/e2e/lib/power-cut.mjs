// SPDX-License-Identifier: MPL-2.0
/**
 * Our site on the released server, except that each write to IndexedDB asks before it happens, while it is not yet complete, and once it
 * is: whoever gets no answer stands still right there. What stands still is then ended, and never went further.
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from './listen.mjs';
import { Server, site } from './server.mjs';

/** What runs in the core's Worker before anything else. Must stay self-contained: it is sent as source. @param {string} url */
function askAtEachWrite(url) {
  const ask = (/** @type {string} */ point) => {
    const request = new XMLHttpRequest();
    request.open('GET', `${url}?${encodeURIComponent(point)}`, false);
    try {
      request.send();
    } catch {
      // Not a step further, until whoever owns this Worker ends it.
      for (;;);
    }
  };
  /** @type {WeakMap<IDBTransaction, string>} */
  const written = new WeakMap();
  for (const verb of /** @type {const} */ (['put', 'delete'])) {
    /** @type {(this: IDBObjectStore, ...args: any[]) => IDBRequest} */
    const real = IDBObjectStore.prototype[verb];
    IDBObjectStore.prototype[verb] = /** @this {IDBObjectStore} @param {any[]} args */ function (
      ...args
    ) {
      const what = `${verb} ${this.name} ${verb === 'put' ? args[1] : args[0]}`;
      ask(`before ${what}`);
      const request = real.apply(this, args);
      ask(`during ${what}`);
      written.set(this.transaction, what);
      return request;
    };
  }
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = /** @this {IDBDatabase} @param {any} args */ function (
    ...args
  ) {
    const made = transaction.apply(this, args);
    // Before anybody else hears of it.
    made.addEventListener('complete', () => {
      const what = written.get(made);
      if (what) ask(`after ${what}`);
    });
    return made;
  };
}

export class PowerCut {
  #server;
  #listener;
  #folder;
  #passed = 0;
  #at = Number.POSITIVE_INFINITY;
  #which = /^/;
  /** @type {import('node:http').ServerResponse | undefined} */
  #held;
  /** @type {PromiseWithResolvers<string>} */
  #halted = Promise.withResolvers();

  /**
   * @param {string} folder
   * @param {Server} server
   * @param {import('node:http').Server} listener
   */
  constructor(folder, server, listener) {
    this.#folder = folder;
    this.#server = server;
    this.#listener = listener;
    listener.on('request', ({ url = '' }, response) => {
      const point = decodeURIComponent(url.slice(url.indexOf('?') + 1));
      const counts = this.#which.test(point);
      const halts = counts && this.#passed++ === this.#at;
      if (halts) {
        this.#held = response;
        this.#halted.resolve(point);
      } else response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
    });
  }

  /** @param {{ name?: string }} [how] as of a server */
  static async start(how = {}) {
    const folder = await mkdtemp(join(tmpdir(), 'site-'));
    await cp(site, folder, { recursive: true });
    const listener = createServer();
    const port = await listen(listener);
    const assets = join(folder, 'assets');
    for (const name of await readdir(assets)) {
      if (!/^worker-.*\.js/.test(name)) continue;
      const path = join(assets, name);
      // The server would prefer the compressed one.
      if (name.endsWith('.br')) await rm(path);
      else {
        const patch = `(${askAtEachWrite})('http://127.0.0.1:${port}/');\n`;
        await writeFile(path, patch + (await readFile(path, 'utf8')));
      }
    }
    return new PowerCut(folder, await Server.start({ ...how, web: folder }), listener);
  }

  get server() {
    return this.#server;
  }

  /**
   * From now on; what stood still before is to be gone.
   * @param {RegExp} [which] points that count: 'before', 'during' or 'after', then 'put' or 'delete', the store and the key
   * @param {number} [at] after so many answers there is none any more
   * @returns {Promise<string>} where it stands still
   */
  set(which = /^/, at = Number.POSITIVE_INFINITY) {
    // A browser has few connections to a host.
    this.#held?.destroy();
    this.#held = undefined;
    this.#which = which;
    this.#at = at;
    this.#passed = 0;
    this.#halted = Promise.withResolvers();
    return this.#halted.promise;
  }

  async stop() {
    await this.#server.stop();
    this.#listener.close();
    this.#listener.closeAllConnections();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
