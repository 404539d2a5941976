// SPDX-License-Identifier: MPL-2.0
/** The certificates of one answer, judged or read again: natively and by the same code as wasm in Node. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { instantiate } from '../../../js-glue/src/loader.js';
import { LineProcess } from '../../e2e/lib/lines.mjs';
import { build, moduleBytes } from './primitives.mjs';

/**
 * @typedef {object} Reader
 * @property {(count: number, judge: boolean) => Promise<number>} take the first so many certificates, from nothing; judged, or read as
 *   they are read when they were judged before and kept. In ms of the processor's time: a run takes seconds, in which the machine does
 *   other things too
 */

/**
 * @param {import('../../e2e/lib/crowd.mjs').Crowd} crowd
 * @returns {Reader & { stop: () => Promise<void> }}
 */
export function nativeCertificates(crowd) {
  const program = new LineProcess(`${build}native-release/bench/bench_certificates`, [
    crowd.file('answer'),
    crowd.file('root-verify-key'),
  ]);
  return {
    async take(count, judge) {
      program.child.stdin.write(`${count} ${Number(judge)}\n`);
      return (await program.next()).ms;
    },
    async stop() {
      program.child.stdin.end();
      if (program.child.exitCode === null) await once(program.child, 'exit');
    },
  };
}

/**
 * @param {import('../../e2e/lib/crowd.mjs').Crowd} crowd
 * @returns {Promise<Reader & { count: number, answerBytes: number, known: () => number, memory: () => number }>} count: of certificates;
 *   known: bytes that knowing those last taken takes; memory: bytes of the module's whole memory
 */
export async function wasmCertificates(crowd) {
  const answer = await readFile(crowd.file('answer'));
  const bench = await instantiate(
    await WebAssembly.compile(new Uint8Array(await moduleBytes('bench_certificates'))),
  );
  if (bench.bench_start() !== 0) throw new Error('the bench module does not start');
  /** @param {number} at @param {Buffer} bytes */
  const write = (at, bytes) => new Uint8Array(bench.memory.buffer, at, bytes.length).set(bytes);
  write(bench.bench_root_key(), await readFile(crowd.file('root-verify-key')));
  write(bench.bench_answer(answer.length), answer);
  const count = bench.bench_read(answer.length);
  if (count <= 0) throw new Error(`the answer cannot be read: ${-count}`);
  return {
    count,
    answerBytes: answer.length,
    async take(count, judge) {
      const began = process.cpuUsage();
      const status = bench.bench_take(count, Number(judge));
      const { user, system } = process.cpuUsage(began);
      if (status !== 0) throw new Error(`certificate refused: ${status}`);
      return (user + system) / 1000;
    },
    known: () => bench.bench_known(),
    memory: () => bench.memory.buffer.byteLength,
  };
}
