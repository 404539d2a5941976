// SPDX-License-Identifier: MPL-2.0
// The built modules, as the embedded copy in js-glue describes them.
import { readFileSync } from 'node:fs';
import { core, stretch } from '../../../js-glue/src/generated/modules.js';

const generated = { core, stretch };

/** @param {'core' | 'stretch'} name */
export function bytesOf(name) {
  return readFileSync(generated[name].url);
}

/**
 * Under an address that Node's fetch() can read.
 * @param {'core' | 'stretch'} name
 */
export function sourceOf(name) {
  return {
    url: `data:application/wasm;base64,${bytesOf(name).toString('base64')}`,
    integrity: generated[name].integrity,
  };
}
