// SPDX-License-Identifier: MPL-2.0
// How this browser is called in the list of one's devices: recognizable later, telling no more than every request tells anyway.

/** @type {[RegExp, string][]} the first match counts: most browsers also name others */
const BROWSERS = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
/** @type {[RegExp, string][]} */
const SYSTEMS = [
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/CrOS/, 'Chromebook'],
  [/Linux/, 'Linux'],
];

export function deviceLabel(agent = navigator.userAgent) {
  const browser = BROWSERS.find(([pattern]) => pattern.test(agent))?.[1] ?? 'Web';
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1];
  return system ? `${browser} (${system})` : browser;
}
