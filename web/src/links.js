// SPDX-License-Identifier: MPL-2.0

/**
 * The same link in the form that the desktop application is registered for, or null.
 * @param {string} link in any form that people are sent
 */
export function desktopLink(link) {
  try {
    let url = new URL(link.trim());
    const wrapped = url.searchParams.get('webRedirectUrl');
    if (wrapped) url = new URL(wrapped);
    if (url.protocol === 'parsec3:') return url.href;
    const organization = /^\/redirect\/([^/]+)$/.exec(url.pathname)?.[1];
    if (!organization) return null;
    const plain = url.protocol === 'http:' ? 'no_ssl=true&' : '';
    return `parsec3://${url.host}/${organization}?${plain}${url.search.slice(1)}`;
  } catch {
    return null;
  }
}
