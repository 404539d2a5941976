// SPDX-License-Identifier: MPL-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

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
  worker: { format: 'es' },
  plugins: [firstScriptPlace(), firstScript(), noPolicyWhileDeveloping()],
}));
