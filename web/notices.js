// SPDX-License-Identifier: MPL-2.0
// The licenses of what is in the build oblige whoever passes it on to pass their texts on, too: one file beside the site holds them all.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const TEXTS = /^(licen[cs]e|notice|copying|third_party_licenses)/i;

/**
 * The folder of the package that a module belongs to; null when it is ours.
 * @param {string} id
 */
function packageOf(id) {
  const path = id.replace(/[?#].*$/, '').replace(/^\0/, '');
  if (!path.includes('/node_modules/')) return null;
  let folder = dirname(path);
  const named = () =>
    existsSync(join(folder, 'package.json')) &&
    JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name;
  // Some packages keep another package.json, without a name, beside each form of their modules.
  while (!named()) folder = dirname(folder);
  return folder;
}

/** @param {string} folder */
function packageNotice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const texts = readdirSync(folder)
    .filter((file) => TEXTS.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0) throw new Error(`${name} brings no license text`);
  return { title: `${name} ${version} (${license})`, texts };
}

/**
 * Debian writes the license of Emscripten itself among those of every file in its source package.
 * @param {string} text
 */
function emscriptenIn(text) {
  return text
    .split(/\n{2,}/)
    .filter((part) => /^(Files:\s+\*\n|License: Expat\n Permission )/.test(part))
    .join('\n\n');
}

/**
 * What the modules of the core are linked from.
 * @param {NodeJS.ProcessEnv} env as ./dev sets it
 */
function coreNotices({ PSC_SOURCES_DIR: sources, PSC_EMSCRIPTEN: emscripten }) {
  if (!sources || !emscripten)
    throw new Error('Run ./dev build, which knows where the sources are');
  /** @param {string} path */
  const text = (path) => readFileSync(path, 'utf8').trim();
  const upstream = join(emscripten, 'LICENSE');
  return [
    { title: 'libsodium (ISC)', texts: [text(join(sources, 'libsodium/LICENSE'))] },
    { title: 'zstd (BSD-3-Clause)', texts: [text(join(sources, 'zstd/LICENSE'))] },
    {
      title: 'Emscripten’s runtime library (MIT)',
      texts: [
        existsSync(upstream)
          ? text(upstream)
          : emscriptenIn(text('/usr/share/doc/emscripten/copyright')),
      ],
    },
    {
      title: 'musl, the C library in it (MIT)',
      texts: [text(join(emscripten, 'system/lib/libc/musl/COPYRIGHT'))],
    },
  ];
}

/**
 * @returns {{ collect: () => import('vite').Plugin, write: () => import('vite').Plugin }} collect: for every bundle, those of the Workers
 *   included; write: for the one that is built last
 */
export function notices() {
  /** @type {Set<string>} */
  const folders = new Set();
  return {
    collect: () => ({
      name: 'notices-collect',
      apply: 'build',
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'chunk') continue;
          for (const id of file.moduleIds) {
            const folder = packageOf(id);
            if (folder) folders.add(folder);
          }
        }
      },
    }),
    write: () => ({
      name: 'notices-write',
      apply: 'build',
      generateBundle: {
        order: 'post',
        handler() {
          const all = [
            ...coreNotices(process.env),
            ...[...folders].map(packageNotice).sort((a, b) => (a.title < b.title ? -1 : 1)),
          ];
          for (const { title, texts } of all)
            if (!texts.some((text) => /copyright/i.test(text)))
              throw new Error(`nobody holds a copyright in ${title}`);
          const line = '='.repeat(80);
          this.emitFile({
            type: 'asset',
            fileName: 'notices.txt',
            source: all
              .map(({ title, texts }) => `${line}\n${title}\n${line}\n\n${texts.join('\n\n')}\n`)
              .join('\n'),
          });
        },
      },
    }),
  };
}
