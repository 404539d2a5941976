// SPDX-License-Identifier: MPL-2.0
/** What people do, page after page: used by every test that needs somebody to have done it. */

export const PASSWORD = 'correct-horse-battery-staple-42';
const TOO_LONG = 60_000;

/**
 * @typedef {import('./browsers.mjs').Person} Person
 * @typedef {import('./server.mjs').Server} Server
 * @typedef {import('./server.mjs').Peer} Peer
 */

/**
 * Alice says what she wants to create, from the start page to the choice of a password.
 * @param {Person} person
 * @param {string} organization
 */
export async function describeOrganization(person, organization) {
  await person.press('Create an organization');
  await person.fill('Name of the organization', organization);
  await person.fill('Your name', 'Alice Martin');
  await person.fill('Your e-mail', 'alice@example.com');
  await person.press('Continue');
  await person.heading(/Choose a password/);
}

/**
 * Alice creates an organization and is welcomed to it.
 * @param {Person} person
 * @param {Server} server
 * @param {{ organization: string }} what
 */
export async function create(person, server, { organization }) {
  await person.open(server.app);
  await describeOrganization(person, organization);
  await choosePassword(person, `Create ${organization}`);
  await person.heading(/is created/, TOO_LONG);
}

/**
 * @param {Person} person
 * @param {string} submit
 * @param {string} [password]
 */
export async function choosePassword(person, submit, password = PASSWORD) {
  await person.heading(/Choose a password/);
  await person.fill('Password for this browser', password);
  await person.fill('The same password again', password);
  await person.press(submit);
}

/**
 * From the welcome page to the page of the organization.
 * @param {Person} person
 * @param {string} organization
 */
export async function settle(person, organization) {
  await person.press('Later');
  await inside(person, organization);
}

/**
 * From the page of an organization; gives the invitation link.
 * @param {Person} admin
 * @param {string} email
 */
export async function invite(admin, email) {
  await admin.press('People');
  await admin.fill('E-mail of the new person', email);
  await admin.press('Invite');
  await admin.text(new RegExp(`Invited on .*|${email.replace('.', '\\.')}`));
}

/**
 * To the page of one's own devices, from any page of an open one.
 * @param {Person} person
 */
export async function toDevices(person) {
  await person.press('My devices');
  await person.heading(/^My devices$/);
}

/**
 * The administrator's part, with somebody who answers for the newcomer.
 * @param {Person} admin
 * @param {string} email
 * @param {{ code: (own: string) => Promise<unknown>, theirCode: () => Promise<string>, profile?: string }} newcomer
 *   code: the newcomer hears the administrator's code; theirCode: the newcomer reads theirs
 */
export async function greet(admin, email, { code, theirCode, profile = 'Member' }) {
  await admin.press(`Greet ${email}`);
  await code(await admin.code());
  await admin.pick(await theirCode());
  await admin.heading(/Let .* into/, TOO_LONG);
  await admin.choose(profile);
  await admin.press('Accept');
  await admin.heading(/ is in /, TOO_LONG);
}

/**
 * The newcomer's part up to the codes.
 * @param {Person} newcomer
 * @param {string} link
 */
export async function openInvitation(newcomer, link) {
  await newcomer.open(link);
  await newcomer.press('I understand');
}

/**
 * The newcomer's part once the codes are exchanged.
 * @param {Person} newcomer
 * @param {string} name
 */
export async function introduce(newcomer, name) {
  await newcomer.heading(/How will people/, TOO_LONG);
  await newcomer.fill('Your name', name);
  await newcomer.press('Continue');
  await choosePassword(newcomer, 'Join');
}

/**
 * Both of ours: an administrator on the page People, a newcomer with a link.
 * @param {{ admin: Person, newcomer: Person, email: string, link: string, name?: string }} who
 */
export async function join({ admin, newcomer, email, link, name = 'Bob Durand' }) {
  await openInvitation(newcomer, link);
  await newcomer.heading(/^Call /);
  await admin.press(`Greet ${email}`);
  await newcomer.pick(await admin.code());
  await admin.pick(await newcomer.code());
  await introduce(newcomer, name);
  await admin.heading(/Let .* into/, TOO_LONG);
  await admin.choose('Member');
  await admin.press('Accept');
  await admin.heading(/ is in /, TOO_LONG);
  await newcomer.heading(/You are in/, TOO_LONG);
}

/**
 * The device is open: the page of the organization is there (the page before shows the same names).
 * @param {Person} person
 * @param {string} organization
 */
export function inside(person, organization) {
  return person.heading(new RegExp(`^${organization}$`), TOO_LONG);
}

/**
 * A device comes into this browser by its file, and is opened.
 * @param {Person} person
 * @param {Server} server
 * @param {string} organization
 * @param {string} file in base64
 */
export async function openFile(person, server, organization, file) {
  await person.open(server.app);
  await person.giveFile('device.keys', file);
  await person.press(`Open ${organization}`);
  await person.fill('Password', PASSWORD);
  await person.press('Open');
  await inside(person, organization);
}

/**
 * Log in from the start page of this browser.
 * @param {Person} person
 * @param {Server} server
 * @param {string} organization
 * @param {string} [password]
 */
export async function logIn(person, server, organization, password = PASSWORD) {
  await person.open(server.app);
  await person.press(organization);
  await person.heading(new RegExp(`Open ${organization}`));
  await person.fill('Password', password);
  await person.press('Open');
}
