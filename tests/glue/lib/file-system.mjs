// SPDX-License-Identifier: MPL-2.0
// An origin private file system in memory, as far as it is used.
const missing = () => new DOMException('no such entry', 'NotFoundError');

class FileHandle {
  kind = 'file';
  /** @type {Uint8Array<ArrayBuffer>} */
  content = new Uint8Array();

  /** @param {FileSystem} system */
  constructor(system) {
    this.system = system;
  }

  async getFile() {
    const { content, system } = this;
    return {
      size: content.length,
      slice: (/** @type {number} */ start, /** @type {number} */ end) => {
        const part = content.slice(start, end);
        return {
          async arrayBuffer() {
            if (!system.readable(part.length)) throw new RangeError('too large for memory');
            return part.buffer;
          },
        };
      },
    };
  }

  async createWritable() {
    if (this.system.locked) throw new DOMException('in use', 'NoModificationAllowedError');
    /** @type {Uint8Array<ArrayBuffer>} */
    let written = new Uint8Array();
    return {
      write: async (/** @type {Uint8Array<ArrayBuffer>} */ bytes) => {
        if (this.system.full) throw new DOMException('full', 'QuotaExceededError');
        written = bytes.slice();
      },
      close: async () => {
        this.content = this.system.damage(written);
      },
      abort: async () => {
        this.system.aborted++;
      },
    };
  }
}

class DirectoryHandle {
  kind = 'directory';
  /** @type {Map<string, FileHandle | DirectoryHandle>} */
  children = new Map();

  /** @param {FileSystem} system */
  constructor(system) {
    this.system = system;
  }

  /** @param {string} name @param {{create?: boolean}} [options] */
  async getDirectoryHandle(name, { create = false } = {}) {
    if (!this.children.has(name) && create)
      this.children.set(name, new DirectoryHandle(this.system));
    const found = this.children.get(name);
    if (!(found instanceof DirectoryHandle)) throw missing();
    return found;
  }

  /** @param {string} name @param {{create?: boolean}} [options] */
  async getFileHandle(name, { create = false } = {}) {
    if (!this.children.has(name) && create) this.children.set(name, new FileHandle(this.system));
    const found = this.children.get(name);
    if (!(found instanceof FileHandle)) throw missing();
    return found;
  }

  /** @param {string} name */
  async removeEntry(name) {
    if (!this.children.delete(name)) throw missing();
  }

  async *entries() {
    yield* this.children;
  }
}

export class FileSystem {
  full = false;
  denied = false;
  /** Whether every file is open for writing elsewhere. */
  locked = false;
  aborted = 0;
  /** Whether a file of this size fits into memory. @type {(size: number) => boolean} */
  readable = () => true;
  root = new DirectoryHandle(this);
  /** What a disk makes of what is written. @type {(bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>} */
  damage = (bytes) => bytes;

  async getDirectory() {
    if (this.denied) throw new DOMException('blocked', 'SecurityError');
    return /** @type {FileSystemDirectoryHandle} */ (/** @type {unknown} */ (this.root));
  }

  /** @param {string} path @param {number[]} content */
  async write(path, content) {
    const [, ...parts] = path.split('/');
    const name = parts.pop() ?? '';
    let folder = this.root;
    for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
    (await folder.getFileHandle(name, { create: true })).content = Uint8Array.from(content);
  }
}
