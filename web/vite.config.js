// SPDX-License-Identifier: MPL-2.0
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { defineConfig } from 'vite';
import { notices } from './notices.js';

const PLACE = '<!-- first.js -->';

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/**
 * first.js must be a classic, blocking script, which Vite does not bundle: it becomes a hashed asset as it is.
 * @returns {import('vite').Plugin}
 */
function firstScript() {
  return {
    name: 'first-script',
    apply: 'build',
    buildStart() {
      this.emitFile({
        type: 'asset',
        name: 'first.js',
        source: readFileSync(here('src/first.js')),
      });
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const asset = Object.values(bundle ?? {}).find(
          (file) => file.type === 'asset' && file.names.includes('first.js'),
        );
        if (!asset || !html.includes(PLACE)) throw new Error('first.js has no place in index.html');
        return html.replace(PLACE, `<script src="/client/${asset.fileName}"></script>`);
      },
    },
  };
}

/**
 * Keeps Vite from warning about a script that it is not asked to bundle.
 * @returns {import('vite').Plugin}
 */
function firstScriptPlace() {
  return {
    name: 'first-script-place',
    apply: 'build',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replace('<script src="/src/first.js"></script>', PLACE),
    },
  };
}

/**
 * The core is asked for by a worker that the page starts last; asked for at once, it is in the browser's cache by then.
 * @returns {import('vite').Plugin}
 */
function coreEarly() {
  return {
    name: 'core-early',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        const files = Object.values(bundle ?? {});
        /** @param {RegExp} pattern */
        const path = (pattern) => {
          const file = files.find(({ fileName }) => pattern.test(fileName));
          return file && `/client/${file.fileName}`;
        };
        const core = path(/\/core-[^/]+\.wasm$/);
        const worker = path(/\/worker-[^/]+\.js$/);
        // At the end of the head: nothing may be asked for before first.js and the referrer policy.
        return [
          core && { rel: 'preload', as: 'fetch', crossorigin: true, href: core },
          worker && { rel: 'modulepreload', href: worker },
        ]
          .filter((attrs) => typeof attrs === 'object')
          .map((attrs) => ({ tag: 'link', attrs, injectTo: /** @type {const} */ ('head') }));
      },
    },
  };
}

/**
 * The Parsec server compresses nothing, but serves `file.br` to whoever understands it.
 * @returns {import('vite').Plugin}
 */
function compressed() {
  return {
    name: 'compressed',
    apply: 'build',
    writeBundle({ dir }, bundle) {
      for (const { fileName } of Object.values(bundle)) {
        if (!/^assets\/.*\.(js|css|svg|wasm)$/.test(fileName)) continue;
        const plain = readFileSync(`${dir}/${fileName}`);
        const small = brotliCompressSync(plain, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: 11,
            [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
          },
        });
        if (small.length < plain.length) writeFileSync(`${dir}/${fileName}.br`, small);
      }
    },
  };
}

/**
 * The development server injects scripts and styles of its own, which the policy of index.html rightly refuses.
 * @returns {import('vite').Plugin}
 */
function noPolicyWhileDeveloping() {
  return {
    name: 'no-policy-while-developing',
    apply: 'serve',
    transformIndexHtml: (html) =>
      html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
  };
}

const { collect, write } = notices();

export default defineConfig(({ mode }) => ({
  root: here('.'),
  base: '/client/',
  // `--mode fake` shows every screen without server and core: see dev/fake-client.js.
  resolve: { alias: mode === 'fake' ? { 'parsec-client': here('dev/fake-client.js') } : {} },
  build: {
    outDir: mode === 'fake' ? here('../build/web-fake') : here('../build/web'),
    emptyOutDir: true,
    target: 'es2024',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What several pages use comes in one piece: dozens of tiny files would cost more round trips than they save.
        codeSplitting: {
          groups: [{ name: 'shared', test: (id) => !/zxcvbn|locales/.test(id), minShareCount: 2 }],
        },
      },
    },
    reportCompressedSize: false,
  },
  worker: { format: 'es', plugins: () => [collect()] },
  plugins: [
    firstScriptPlace(),
    firstScript(),
    coreEarly(),
    collect(),
    mode !== 'fake' && write(),
    compressed(),
    noPolicyWhileDeveloping(),
  ],
}));
