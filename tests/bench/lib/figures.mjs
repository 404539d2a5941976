// SPDX-License-Identifier: MPL-2.0
/** Medians, and the table in which they are printed. */

/** @param {number[]} values */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice((sorted.length - 1) >> 1, (sorted.length >> 1) + 1);
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}

/**
 * Runs every contestant once per round, in turn and every second round backwards, so that a machine that becomes slower or warmer
 * does so for all of them.
 * @template {string} Name
 * @param {number} rounds
 * @param {Record<Name, () => Promise<number>>} contestants each gives one figure
 * @returns {Promise<Record<Name, number>>} the medians
 */
export async function alternate(rounds, contestants) {
  const names = /** @type {Name[]} */ (Object.keys(contestants));
  const taken = /** @type {Record<Name, number[]>} */ ({});
  for (const name of names) taken[name] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      taken[name].push(await contestants[name]());
    }
  }
  const medians = /** @type {Record<Name, number>} */ ({});
  for (const name of names) medians[name] = median(taken[name]);
  return medians;
}

/**
 * @typedef {object} Gate
 * @property {string} text
 * @property {boolean} met
 */

/**
 * @param {number} value
 * @param {number} limit in the same unit
 * @param {string} text the limit as people read it
 * @returns {Gate}
 */
export const atMost = (value, limit, text) => ({ text: `≤ ${text}`, met: value <= limit });

/** @param {number} value */
const number = (value) =>
  value >= 100 ? Math.round(value).toString() : value.toPrecision(3).replace(/\.0+$/, '');

export const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;
export const mebibytes = (/** @type {number} */ bytes) => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
export const milliseconds = (/** @type {number} */ ms) => `${number(ms)} ms`;
export const times = (/** @type {number} */ ratio) => `${ratio.toFixed(2)}×`;
export const quantity = (/** @type {number} */ value, /** @type {string} */ unit) =>
  `${number(value)} ${unit}`;

export class Report {
  #unmeasured = 0;
  #missed = 0;
  #wanted;

  /** @param {string} [wanted] part of the titles of those groups that are measured */
  constructor(wanted = '') {
    this.#wanted = wanted;
  }

  /** @param {string} title */
  section(title) {
    console.log(`\n${title}`);
  }

  /**
   * @param {string} what
   * @param {string} figure
   * @param {{ ratio?: string, gate?: Gate }} [more]
   */
  line(what, figure, { ratio = '', gate } = {}) {
    if (gate && !gate.met) this.#missed += 1;
    const verdict = gate ? (gate.met ? 'met' : 'missed') : '';
    const cells = [
      what.padEnd(62),
      figure.padStart(11),
      ratio.padStart(14),
      (gate?.text ?? '').padStart(14),
    ];
    console.log(`  ${cells.join('  ')}  ${verdict}`.trimEnd());
  }

  /** @param {string} text */
  remark(text) {
    console.log(`    ${text}`);
  }

  /**
   * One group of lines; what goes wrong in it does not keep the others from being measured.
   * @param {string} title
   * @param {() => Promise<void>} measure
   */
  async group(title, measure) {
    if (!title.includes(this.#wanted)) return;
    this.section(title);
    try {
      await measure();
    } catch (error) {
      this.#unmeasured += 1;
      console.log(
        `  could not be measured: ${error instanceof Error ? (error.stack ?? error) : error}`,
      );
    }
  }

  /** @returns {number} the exit code: a gate that is missed is a figure, not a failure */
  end() {
    console.log(
      `\n${this.#missed} ${this.#missed === 1 ? 'gate' : 'gates'} missed, ${this.#unmeasured} of the groups could not be measured`,
    );
    return this.#unmeasured === 0 ? 0 : 1;
  }
}
