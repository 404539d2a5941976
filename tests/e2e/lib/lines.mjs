// SPDX-License-Identifier: MPL-2.0
/** A child process that speaks JSON lines: what it says is queued until somebody asks for it. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export class LineProcess {
  /** @type {any[]} */
  #queue = [];
  /** @type {((line: any) => boolean)[]} */
  #waiting = [];
  #log = '';
  #ended = false;
  #lastCommand = 0;

  /**
   * @param {string} command
   * @param {string[]} args
   * @param {{ cwd?: string }} [options]
   */
  constructor(command, args, { cwd } = {}) {
    this.child = spawn(command, args, { cwd });
    createInterface({ input: this.child.stdout }).on('line', (text) => this.#take(text));
    this.child.stderr.on('data', (data) => {
      this.#log = (this.#log + data).slice(-200_000);
    });
    this.exited = new Promise((resolve) => {
      this.child.on('exit', (code) => {
        this.#ended = true;
        for (const waiter of this.#waiting.splice(0)) waiter(null);
        resolve(code);
      });
    });
  }

  /** What the process wrote to stderr, its last part. */
  get log() {
    return this.#log;
  }

  /** @param {string} text */
  #take(text) {
    let line;
    try {
      line = JSON.parse(text);
    } catch {
      this.#log += `${text}\n`;
      return;
    }
    const index = this.#waiting.findIndex((waiter) => waiter(line));
    if (index >= 0) this.#waiting.splice(index, 1);
    else this.#queue.push(line);
  }

  /** @param {object} message */
  say(message) {
    this.child.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /**
   * Says a command with a number, and waits for the line that answers it.
   * @param {object} command
   * @param {number} [limit] milliseconds
   */
  ask(command, limit) {
    const id = ++this.#lastCommand;
    this.say({ ...command, id });
    return this.next((line) => line.id === id, limit);
  }

  /** What was said so far and not taken is of no interest any more. */
  forget() {
    this.#queue = [];
  }

  /**
   * The next line that fits, of those not taken yet.
   * @param {(line: any) => boolean} fits
   * @param {number} [limit] milliseconds
   * @returns {Promise<any>}
   */
  next(fits = () => true, limit = 30_000) {
    const index = this.#queue.findIndex(fits);
    if (index >= 0) return Promise.resolve(this.#queue.splice(index, 1)[0]);
    if (this.#ended) return Promise.reject(new Error(`process ended\n${this.#log}`));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(
          new Error(
            `nothing fitting said within ${limit / 1000} s; queue ${JSON.stringify(this.#queue)}\n${this.#log}`,
          ),
        );
      }, limit);
      const waiter = (/** @type {any} */ line) => {
        if (line === null) {
          clearTimeout(timer);
          reject(new Error(`process ended\n${this.#log}`));
          return true;
        }
        if (!fits(line)) return false;
        clearTimeout(timer);
        resolve(line);
        return true;
      };
      this.#waiting.push(waiter);
    });
  }

  /** Closes its input and waits for it to leave; insists after a while. */
  async stop() {
    if (this.#ended) return;
    this.child.stdin.end();
    const timer = setTimeout(() => this.child.kill('SIGTERM'), 3000);
    const last = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await this.exited;
    clearTimeout(timer);
    clearTimeout(last);
  }
}
