// SPDX-License-Identifier: MPL-2.0
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

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
      this.emitFile({ type: 'asset', name: 'first.js', source: readFileSync(here('src/first.js')) });
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const asset = Object.values(bundle ?? {}).find((file) => file.type === 'asset' && file.names.includes('first.js'));
        if (!asset || !html.includes('src/first.js')) throw new Error('first.js is not in index.html');
        return html.replace(/<script src="[^"]*src\/first\.js"><\/script>/, `<script src="/client/${asset.fileName}"></script>`);
      },
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
    transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
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
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  plugins: [firstScript(), noPolicyWhileDeveloping()],
}));
