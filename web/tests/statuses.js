// SPDX-License-Identifier: MPL-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { sentences } from '../../js-glue/src/errors.js';

const header = new URL('../../src/base/status.h', import.meta.url);

/** Every way to fail, of the core and of the glue. */
export function failures() {
  const core = [...readFileSync(header, 'utf8').matchAll(/^ {4}X\((?:ERR_)?(\w+), (\d+),/gm)]
    .filter(([, , value]) => value !== '0')
    .map(([, name]) => name.toLowerCase().replaceAll('_', '-'));
  const glue = Object.keys(sentences);
  assert.ok(core.length > 70 && glue.length > 3);
  return [...core, ...glue];
}
