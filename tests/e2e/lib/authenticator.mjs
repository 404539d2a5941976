// SPDX-License-Identifier: MPL-2.0
/** Passkeys of people in tests. */

/**
 * Passkeys are for names, not for addresses of the internet.
 * @param {import('./server.mjs').Server} server
 */
export const byName = ({ app, port }) => ({
  app: app.replace('127.0.0.1', 'localhost'),
  url: `http://localhost:${port}`,
});

/**
 * A platform authenticator that knows its person and gives the output that we need.
 * @param {import('./browsers.mjs').ChromiumPerson} person
 */
export async function giveAuthenticator({ page, context }) {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      automaticPresenceSimulation: true,
      isUserVerified: true,
    },
  });
}
