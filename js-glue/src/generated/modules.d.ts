// SPDX-License-Identifier: MPL-2.0
// What tools/embed.mjs writes beside this file.
import type { ModuleSource } from '../loader.js';

export const core: ModuleSource;
export const stretch: ModuleSource;
