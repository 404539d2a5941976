// SPDX-License-Identifier: MPL-2.0

/** @param {string} host of a URL, hence canonical */
const isLoopback = (host) =>
  host === '[::1]' ||
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  /^127(?:\.\d+){3}$/.test(host);

/**
 * Whether what is said to this address is heard there only: by https, or by http to this very computer. The core has looked already; what
 * keeps a promise looks by itself.
 * @param {string} url
 */
export function isWebAddress(url) {
  const { protocol, hostname, username, password } = URL.parse(url) ?? {};
  if (!hostname || username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
