// SPDX-License-Identifier: MPL-2.0
import { html, svg } from 'lit';

/** @type {Record<string, import('lit').TemplateResult>} 24 px grid, drawn with strokes only */
const SHAPES = {
  link: svg`<path d="M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.700l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.700l1-1"/>`,
  mail: svg`<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.5 7 8.5 6 8.5-6"/>`,
  phone: svg`<path d="M6.5 3.500h3l1.5 4-2 1.500a11 11 0 0 0 6 6l1.5-2 4 1.500v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4.5 5.700a2 2 0 0 1 2-2.200z"/>`,
  person: svg`<circle cx="12" cy="8" r="4"/><path d="M4.5 20.500a7.5 7.5 0 0 1 15 0"/>`,
  people: svg`<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 5.300a3.5 3.5 0 0 1 0 6.400M18 14.200a6.5 6.5 0 0 1 3.5 5.8"/>`,
  key: svg`<circle cx="8" cy="15.5" r="4.5"/><path d="m11.5 12 8-8M16 7.500l3 3"/>`,
  shield: svg`<path d="M12 3 4.5 6v5.500c0 4.7 3.1 8.2 7.5 9.5 4.4-1.3 7.5-4.8 7.5-9.500V6z"/>`,
  device: svg`<rect x="4" y="5" width="16" height="11" rx="2"/><path d="M2.5 19.500h19"/>`,
  file: svg`<path d="M6 3h8l4.5 4.500V21H6z"/><path d="M13.5 3v5h5"/>`,
  download: svg`<path d="M12 4v11m-4.5-4 4.5 4.5 4.5-4.500M4.5 20h15"/>`,
  copy: svg`<rect x="8.5" y="8.5" width="11.5" height="11.5" rx="2"/><path d="M15.5 8.500V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7.500a2 2 0 0 0 2 2h2.5"/>`,
  eye: svg`<path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z"/><circle cx="12" cy="12" r="3"/>`,
  'eye-off': svg`<path d="M4 4l16 16M9.9 5.800A9 9 0 0 1 12 5.500c6 0 9.5 6.5 9.5 6.500a16 16 0 0 1-2.8 3.500M6.5 7.300A15.5 15.5 0 0 0 2.5 12S6 18.5 12 18.500a9 9 0 0 0 4.3-1.100M10 10a3 3 0 0 0 4 4"/>`,
  check: svg`<path d="m4.5 12.5 5 5 10-11"/>`,
  alert: svg`<path d="M12 3.5 2.5 20h19zM12 10v4.500M12 17.200v.1"/>`,
  stop: svg`<path d="M8.2 3h7.600L21 8.200v7.600L15.8 21H8.200L3 15.800V8.200zM12 7.500v5.500M12 16.300v.1"/>`,
  next: svg`<path d="m9 5 7 7-7 7"/>`,
  qr: svg`<path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2zM18 14h2M14 18v2"/>`,
  info: svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5.500M12 7.600v.1"/>`,
};

/**
 * Always beside a word, or inside a control that has an accessible name.
 * @param {string} name
 * @param {string} [extra] further classes
 */
export function icon(name, extra = '') {
  return html`<svg class="icon ${extra}" viewBox="0 0 24 24" aria-hidden="true">${SHAPES[name]}</svg>`;
}
