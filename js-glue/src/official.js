// SPDX-License-Identifier: MPL-2.0
// Device files that the official web client keeps on the same origin: in the origin private file system, under /devices, any depth,
// named *.keys, or *.keys.archived once they are put aside. They are used where they are.
import { StoreFailure } from './errors.js';

/**
 * @typedef {import('./crossing.js').StoreOperation} StoreOperation
 * @typedef {import('./crossing.js').StoreOutcome} StoreOutcome
 * @typedef {import('./crossing.js').StoreRecord} StoreRecord
 */

const ROOT = 'devices';
const NAME = /\.keys(\.archived)?$/;

/** @param {unknown} error */
function failureOf(error) {
  if (error instanceof StoreFailure) return error;
  return new StoreFailure(
    /** @type {any} */ (error)?.name === 'QuotaExceededError' ? 'quota' : 'denied',
  );
}

/** @param {unknown} error */
const isMissing = (error) => /** @type {any} */ (error)?.name === 'NotFoundError';

/** @param {FileSystemDirectoryHandle} folder @param {string} name */
async function isMissingIn(folder, name) {
  try {
    await folder.getFileHandle(name);
    return false;
  } catch (error) {
    if (isMissing(error)) return true;
    throw error;
  }
}

/**
 * Folders and file name, of a path under /devices only.
 * @param {string | null} path
 */
function split(path) {
  const [empty, ...folders] = (path ?? '').split('/');
  const name = folders.pop() ?? '';
  const forbidden = folders.some((folder) => folder === '' || folder === '.' || folder === '..');
  if (empty !== '' || folders[0] !== ROOT || forbidden || !NAME.test(name))
    throw new StoreFailure('denied');
  return { folders, name };
}

export class OfficialStore {
  #storage;
  #longest;

  /**
   * @param {Pick<StorageManager, 'getDirectory'> | undefined} storage undefined where the browser has no such file system
   * @param {number} longest of a device file, in bytes; what is longer is none, and never read whole
   */
  constructor(storage, longest) {
    this.#storage = storage;
    this.#longest = longest;
  }

  /**
   * One operation, as store.js performs many.
   * @param {StoreOperation} operation
   * @returns {Promise<StoreOutcome>}
   * @throws {StoreFailure}
   */
  async perform({ verb, key, value }) {
    try {
      switch (verb) {
        case 'list':
          return { records: await this.#list() };
        case 'get':
          return { records: await this.#get(key) };
        case 'put':
          await this.#put(key, value ?? new Uint8Array());
          return { records: [] };
        case 'delete':
          await this.#delete(key);
          return { records: [] };
      }
    } catch (error) {
      throw failureOf(error);
    }
  }

  /** @returns {Promise<StoreRecord[]>} sorted by path, as the official client sorts them */
  async #list() {
    if (this.#storage === undefined) return [];
    const root = await this.#storage.getDirectory();
    /** @type {{path: string, folder: FileSystemDirectoryHandle}[]} */
    const folders = [];
    try {
      folders.push({ path: `/${ROOT}`, folder: await root.getDirectoryHandle(ROOT) });
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
    const records = [];
    for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
      for await (const [name, handle] of next.folder.entries()) {
        const path = `${next.path}/${name}`;
        if (handle.kind === 'directory') {
          folders.push({ path, folder: /** @type {FileSystemDirectoryHandle} */ (handle) });
        } else if (NAME.test(name)) {
          records.push({
            key: path,
            value: await this.#contentOf(/** @type {FileSystemFileHandle} */ (handle)),
          });
        }
      }
    }
    return records.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  /**
   * @param {string | null} key
   * @returns {Promise<StoreRecord[]>}
   */
  async #get(key) {
    /** @type {StoreRecord[]} */
    const records = [];
    await this.#unlessMissing(key, async (folder, name) => {
      const value = await this.#contentOf(await folder.getFileHandle(name));
      records.push({ key: /** @type {string} */ (key), value });
    });
    return records;
  }

  /** @param {string | null} key */
  async #delete(key) {
    await this.#unlessMissing(key, (folder, name) => folder.removeEntry(name));
  }

  /**
   * Nothing happens where there is no such file.
   * @param {string | null} key
   * @param {(folder: FileSystemDirectoryHandle, name: string) => Promise<void>} use
   */
  async #unlessMissing(key, use) {
    const { folders, name } = split(key);
    if (this.#storage === undefined) return;
    try {
      let folder = await this.#storage.getDirectory();
      for (const each of folders) folder = await folder.getDirectoryHandle(each);
      await use(folder, name);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /**
   * The old content stays until `close`, which replaces it whole; where there was none, a failure leaves none.
   * @param {string | null} key
   * @param {Uint8Array} value
   */
  async #put(key, value) {
    const { folders, name } = split(key);
    if (this.#storage === undefined) throw new StoreFailure('denied');
    let folder = await this.#storage.getDirectory();
    for (const each of folders) folder = await folder.getDirectoryHandle(each, { create: true });
    const isNew = await isMissingIn(folder, name);
    const file = await folder.getFileHandle(name, { create: true });
    /** @type {FileSystemWritableFileStream | undefined} */
    let writable;
    try {
      writable = await file.createWritable();
      await writable.write(/** @type {Uint8Array<ArrayBuffer>} */ (value));
      await writable.close();
      const written = await this.#contentOf(file);
      if (written.length !== value.length || written.some((byte, i) => byte !== value[i]))
        throw new StoreFailure('denied');
    } catch (error) {
      await writable?.abort().catch(() => undefined);
      if (isNew) await folder.removeEntry(name).catch(() => undefined);
      throw error;
    }
  }

  /**
   * Of what is too long for a device file so much that the core sees that it is.
   * @param {FileSystemFileHandle} handle
   */
  async #contentOf(handle) {
    const file = await handle.getFile();
    return new Uint8Array(await file.slice(0, this.#longest + 1).arrayBuffer());
  }

  /** Writes, reads and deletes for real, outside the official client's folder. */
  async probe() {
    try {
      if (this.#storage === undefined) throw new StoreFailure('denied');
      const root = await this.#storage.getDirectory();
      // Of its own: another tab may probe at the same time.
      const name = `parsec-web.probe-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
      const file = await root.getFileHandle(name, { create: true });
      try {
        const writable = await file.createWritable();
        await writable.write(new Uint8Array([1]));
        await writable.close();
        if ((await this.#contentOf(file))[0] !== 1) throw new StoreFailure('denied');
      } finally {
        await root.removeEntry(name);
      }
    } catch (error) {
      throw failureOf(error);
    }
  }
}
