// SPDX-License-Identifier: MPL-2.0
/** Serves tests/bench/page with what it measures: the glue's sources, our modules, packages of npm. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listen } from '../../e2e/lib/listen.mjs';
import { build } from './primitives.mjs';

/** @param {string} path */
const root = (path) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

/** @type {Record<string, string>} */
const FOLDERS = {
  page: root('tests/bench/page'),
  glue: root('js-glue/src'),
  wasm: process.env.PSC_WASM_DIR ?? `${build}wasm`,
  npm: root('node_modules'),
};
/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** @returns {Promise<{ url: string, stop: () => void }>} */
export async function servePage() {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://page');
    const [, folder = '', rest = ''] = /^\/(\w+)\/(.*)$/.exec(pathname) ?? [];
    const type = TYPES[extname(pathname)];
    try {
      if (!FOLDERS[folder] || !type) throw new Error('not here');
      const bytes = await readFile(`${FOLDERS[folder]}/${rest}`);
      response.writeHead(200, { 'content-type': type }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
