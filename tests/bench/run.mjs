// SPDX-License-Identifier: MPL-2.0
/**
 * `./dev bench [PART OF A TITLE]`: the figures of DESIGN.md §7, measured side by side in one run. Needs what `./dev bench` builds first.
 * Nothing here passes or fails by a time; the exit code says whether everything could be measured.
 */
import { cpus, loadavg, release, totalmem } from 'node:os';
import { nativeCertificates, wasmCertificates } from './lib/certificates.mjs';
import { Chromium, longestTask } from './lib/chromium.mjs';
import { CrowdSite } from './lib/crowd.mjs';
import {
  alternate,
  atMost,
  kilobytes,
  mebibytes,
  median,
  milliseconds,
  quantity,
  Report,
  times,
} from './lib/figures.mjs';
import { brotli } from './lib/front.mjs';
import { servePage } from './lib/page.mjs';
import {
  agree,
  hashWasm,
  integrityOf,
  libsodium,
  MESSAGE_BYTES,
  moduleBytes,
  Native,
  ours,
} from './lib/primitives.mjs';
import { Site } from './lib/site.mjs';
import { Ways } from './lib/ways.mjs';

const ROUNDS = 5;
const SEALS = 64;
const CHECKS = 1000;

/** An organization as large as any. */
const CROWD = { people: 10_000, devices: 3, removed: 100 };
/** How many devices are in the parts of it that are compared. */
const PARTS = [1_000, 10_000, 30_000];
const CROWD_MEMORY = 64 * 2 ** 20;

/** A slow 4G line: 150 ms there and back, 1.6 Mb/s down and 0.75 Mb/s up, before a computer that is four times slower. */
const SLOW_4G = { latency: 150, download: 1.6e6 / 8, upload: 0.75e6 / 8, slowdown: 4 };
/** What Chromium's developer tools call so: a whole connection set-up for each request. */
const SLOW_4G_PRESET = { latency: 562.5, download: 1.44e6 / 8, upload: 0.675e6 / 8, slowdown: 4 };

/** @typedef {import('./lib/front.mjs').Answer} Answer */

const report = new Report(process.argv[2]);
const browser = await Chromium.launch();
const native = new Native();
const [own, npm] = await Promise.all([ours(), libsodium()]);

const { model } = cpus()[0] ?? { model: 'unknown processor' };
console.log(
  `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}, Node ${process.versions.node}, ` +
    `${browser.product}; load before: ${loadavg()[0]?.toFixed(1)}; medians of ${ROUNDS} alternating rounds`,
);

await report.group('Size', async () => {
  for (const name of ['core', 'stretch']) {
    const bytes = await moduleBytes(name);
    const small = brotli(bytes).length;
    report.line(`${name}.wasm`, kilobytes(bytes.length));
    report.line(
      `${name}.wasm, Brotli`,
      kilobytes(small),
      name === 'core' ? { gate: atMost(small, 120_000, '120 kB') } : {},
    );
  }
});

await report.group('Argon2id, 128 MiB, 3 passes: time × native', async () => {
  const page = await servePage();
  const tab = await browser.tab();
  try {
    const integrity = encodeURIComponent(integrityOf(await moduleBytes('stretch')));
    await tab.open(`${page.url}/page/stretch.html?integrity=${integrity}`);
    await tab.until('the page', () => tab.evaluate('globalThis.bench !== undefined'));
    /** @param {string} call */
    const inChromium = async (call) => {
      const { ms, key } = await tab.evaluate(`bench.${call}`);
      agree(key);
      return ms;
    };
    const taken = await alternate(ROUNDS, {
      'native, our build of libsodium': () => native.stretch(),
      'stretch.wasm, Node, new instance each time': () => own.stretch(),
      'libsodium-wrappers-sumo, Node, warm': () => npm.stretch(),
      'hash-wasm, Node, warm': () => hashWasm.stretch(),
      'stretch.wasm, Chromium, with starting its Worker': () => inChromium('ours()'),
      'libsodium-wrappers-sumo, Chromium Worker, loaded': () => inChromium(`other('libsodium')`),
      'hash-wasm, Chromium Worker, loaded': () => inChromium(`other('hash-wasm')`),
    });
    const base = /** @type {number} */ (Object.values(taken)[0]);
    for (const [name, ms] of Object.entries(taken))
      report.line(name, milliseconds(ms), { ratio: times(ms / base) });
  } finally {
    await tab.leave();
    page.stop();
  }
});

/**
 * @param {'seal' | 'verify'} job
 * @param {number} count
 * @param {(ms: number) => string} figure
 */
async function compare(job, count, figure) {
  // Once before it counts: a compiler or a cache may have to warm up.
  for (const one of [native, own, npm]) await one[job](count);
  const taken = await alternate(ROUNDS, {
    native: () => native[job](count),
    'ours, wasm in Node': () => own[job](count),
    'libsodium-wrappers-sumo, Node': () => npm[job](count),
  });
  for (const [name, ms] of Object.entries(taken))
    report.line(name, figure(ms), { ratio: times(taken.native / ms) });
}

await report.group('Secret-key encryption of 1 MiB, bytes in and out: speed × native', () =>
  compare('seal', SEALS, (ms) => quantity((SEALS * MESSAGE_BYTES) / 1e3 / ms, 'MB/s')),
);

await report.group('Ed25519, checking a signature: speed × native', () =>
  compare('verify', CHECKS, (ms) => quantity((CHECKS / ms) * 1e3, '/s')),
);

/** @type {Site | undefined} */
let site;
async function started() {
  site ??= await Site.start(browser);
  const { join, unlock, load } = site;
  return { join: join.bind(site), unlock: unlock.bind(site), load: load.bind(site) };
}

await report.group('Everything that a page loads', async () => {
  const { load } = await started();
  for (const page of /** @type {const} */ (['join', 'start'])) {
    const answers = await load(page);
    const core = answers.find(({ path }) => /\/core-[^/]*\.wasm$/.test(path));
    if (core?.raw !== (await moduleBytes('core')).length)
      throw new Error(`the ${page} page loads another core.wasm than the one in build/wasm`);
    /** @param {(answer: Answer) => number} size */
    const sum = (size) => answers.reduce((total, answer) => total + size(answer), 0);
    const small = sum((answer) => answer.brotli);
    report.line(`${page} page, ${answers.length} files`, kilobytes(sum(({ raw }) => raw)));
    report.line(
      `${page} page, Brotli`,
      kilobytes(small),
      page === 'join' ? { gate: atMost(small, 220_000, '220 kB') } : {},
    );
    for (const { path, brotli: size } of answers
      .toSorted((a, b) => b.brotli - a.brotli)
      .slice(0, 4))
      report.remark(`${kilobytes(size)} ${path}`);
  }
});

await report.group(
  'Invitation link followed, nothing cached: time to the first question',
  async () => {
    const { join } = await started();
    const taken = await alternate(ROUNDS, {
      desktop: () => join({ compressed: true }),
      'desktop, server without compression': () => join({ compressed: false }),
      'slow 4G, 4× slower': () => join({ compressed: true, conditions: SLOW_4G }),
      'slow 4G, 4× slower, server without compression': () =>
        join({ compressed: false, conditions: SLOW_4G }),
      'Chromium’s preset “Slow 4G”, 4× slower': () =>
        join({ compressed: true, conditions: SLOW_4G_PRESET }),
    });
    for (const [name, ms] of Object.entries(taken)) {
      const gate = name.startsWith('desktop') ? atMost(ms, 1000, '1 s') : atMost(ms, 3000, '3 s');
      report.line(name, milliseconds(ms), { gate });
    }
    report.remark(
      'slow 4G: round trip 150 ms, 1.6 Mb/s; the preset: 562 ms for each request, 1.44 Mb/s',
    );
    report.remark(
      '4× slower is the page’s thread: Chromium cannot slow Workers, and gives them the bandwidth anew',
    );
  },
);

await report.group(
  'Unlock by password, from the file to the page of the organization',
  async () => {
    const { unlock } = await started();
    /** @type {number[]} */
    const memories = [];
    const taken = await alternate(ROUNDS, {
      native: () => native.stretch(),
      async unlock() {
        const { took, memory } = await unlock();
        memories.push(memory);
        return took;
      },
    });
    const ratio = taken.unlock / taken.native;
    report.line('native (Argon2id, nearly all of it)', milliseconds(taken.native));
    report.line('from the password sent off to the page', milliseconds(taken.unlock), {
      ratio: times(ratio),
      gate: atMost(ratio, 2.5, '2.5×'),
    });
    const memory = Math.max(...memories);
    report.line('wasm memory afterwards, all Workers', mebibytes(memory), {
      gate: atMost(memory, 16 * 2 ** 20, '16 MiB'),
    });
  },
);

await report.group('Unlock time by method, side by side with native', async () => {
  const ways = await Ways.start(browser);
  try {
    /** @type {Record<'code' | 'restore', number[]>} */
    const servers = { code: [], restore: [] };
    /** @param {'code' | 'restore'} way */
    const apart = async (way) => {
      const { took, server } = await ways[way]();
      servers[way].push(server);
      return took;
    };
    const taken = await alternate(ROUNDS, {
      'native password': () => native.unlock('password'),
      'page password': () => ways.password(),
      'native passkey': () => native.unlock('passkey'),
      'page passkey': () => ways.passkey(),
      'native code': () => native.unlock('code'),
      'page code': () => apart('code'),
      'native restore': () => native.unlock('restore'),
      'page restore': () => apart('restore'),
    });
    for (const { way, name, from } of /** @type {const} */ ([
      { way: 'password', name: 'password', from: 'from the password to the page' },
      { way: 'passkey', name: 'passkey', from: 'from the browser’s answer to the page' },
      { way: 'code', name: 'password and one-time code', from: 'both to the page, machine’s part' },
      { way: 'restore', name: 'recovery file', from: 'from the new password to the end' },
    ])) {
      report.line(`${name}: native`, milliseconds(taken[`native ${way}`]));
      // Nothing is stretched for a passkey: what there is to compare is a ten-thousandth of a page.
      const ratio = taken[`page ${way}`] / taken[`native ${way}`];
      report.line(
        `${name}: ${from}`,
        milliseconds(taken[`page ${way}`]),
        way === 'passkey' ? {} : { ratio: times(ratio) },
      );
      if (way === 'code' || way === 'restore')
        report.line(`${name}: the server’s round trips apart`, milliseconds(median(servers[way])));
    }
  } finally {
    await ways.stop();
  }
});

/**
 * @param {string} what
 * @param {{ clock: number, processor: number }} longest
 */
function longestLine(what, { clock, processor }) {
  report.line(what, milliseconds(processor), { gate: atMost(processor, 50, '50 ms') });
  report.remark(`by the clock ${milliseconds(clock)}, which counts what else the machine does`);
}

await report.group('Longest task of the page’s thread, processor time', async () => {
  const { join, unlock } = await started();
  const journeys = {
    'invitation link followed': () => join({ compressed: true }),
    'start page, device file, unlock': () => unlock(),
  };
  for (const [name, journey] of Object.entries(journeys)) {
    const found = [];
    for (let round = 0; round < ROUNDS; round += 1) found.push(await longestTask(browser, journey));
    longestLine(`${name}, longest of ${ROUNDS} runs`, {
      processor: Math.max(...found.map(({ processor }) => processor)),
      clock: Math.max(...found.map(({ clock }) => clock)),
    });
  }
});
await site?.stop();

/** @type {CrowdSite | undefined} */
let crowd;
async function gathered() {
  crowd ??= await CrowdSite.start(browser, CROWD);
  return crowd;
}

await report.group(
  'Certificates made by the real server’s library, processor time: speed × native',
  async () => {
    const many = await gathered();
    const outside = nativeCertificates(many.crowd);
    const inside = await wasmCertificates(many.crowd);
    report.line(`the server’s answer, ${inside.count} certificates`, mebibytes(inside.answerBytes));
    for (const judge of [true, false]) {
      const doing = judge ? 'validated' : 'kept ones read again';
      /** @type {Record<string, () => Promise<number>>} */
      const contestants = {};
      for (const devices of PARTS) {
        const count = many.certificates(devices);
        contestants[`native ${devices}`] = () => outside.take(count, judge);
        contestants[`wasm ${devices}`] = () => inside.take(count, judge);
      }
      const taken = await alternate(ROUNDS, contestants);
      for (const devices of PARTS) {
        const count = many.certificates(devices);
        for (const name of ['native', 'wasm'])
          report.line(
            `${devices} devices, ${count} certificates ${doing}, ${name}`,
            quantity((count / taken[`${name} ${devices}`]) * 1e3, '/s'),
            { ratio: times(taken[`native ${devices}`] / taken[`${name} ${devices}`]) },
          );
      }
      const [few = 0, , all = 0] = PARTS;
      /** @param {string} name */
      const growth = (name) => times(taken[`${name} ${all}`] / taken[`${name} ${few}`]);
      report.remark(
        `from ${few} to ${all} devices: ${times(many.certificates(all) / many.certificates(few))} the certificates, ` +
          `${growth('native')} the time natively, ${growth('wasm')} as wasm`,
      );
    }
    report.remark(`to know them takes ${mebibytes(inside.known())}`);
    report.line('wasm memory afterwards, with the answer in it', mebibytes(inside.memory()), {
      gate: atMost(inside.memory(), CROWD_MEMORY, '64 MiB'),
    });
    await outside.stop();
  },
);

await report.group(
  `${CROWD.people} people and ${CROWD.people * CROWD.devices} devices in the page`,
  async () => {
    const many = await gathered();
    const visit = await many.visit();
    try {
      for (const time of ['first log-in', 'second log-in']) {
        const longest = await longestTask(browser, () => visit.logIn());
        const { listed, progress, memory } = await visit.seen();
        report.line(`${time}: from the password sent off to the members`, milliseconds(listed));
        report.remark(`the page said how far it was ${progress.length} times: ${progress.at(-1)}`);
        report.line(`${time}: wasm memory afterwards, all Workers`, mebibytes(memory), {
          gate: atMost(memory, CROWD_MEMORY, '64 MiB'),
        });
        longestLine(`${time}: longest task of the page’s thread, processor time`, longest);
      }
      longestLine(
        'search, role, more lines: longest task, processor time',
        await longestTask(browser, () => visit.search()),
      );
    } finally {
      await visit.leave();
    }
  },
);
await crowd?.stop();

await native.stop();
await browser.close();
console.log(`\nload after: ${loadavg()[0]?.toFixed(1)}`);
process.exitCode = report.end();
