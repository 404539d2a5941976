// SPDX-License-Identifier: MPL-2.0
/** The pages of the provider for tests: plain, accessible, everything in them. */

/** @param {string} text */
const escaped = (text) =>
  text.replace(/[&<>"]/g, (letter) => `&#${/** @type {number} */ (letter.codePointAt(0))};`);

const STYLE = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 24rem; margin: 3rem auto; padding: 0 1rem; }
  form { display: grid; gap: 1rem; }
  label { display: grid; gap: .25rem; }
  input, button { font: inherit; padding: .6rem; }
  [role=alert] { border: 2px solid; padding: .6rem; }`;

/** @param {string} title @param {string} content */
const page = (title, content) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>${title} – Example Identity</title>
<style>${STYLE}</style>
<main>
<p>Example Identity, for tests</p>
<h1>${title}</h1>
${content}
</main>
</html>
`;

const CANCEL = '<button name="what" value="cancel" formnovalidate>Cancel</button>';

/** @param {{ email?: string, wrong?: boolean }} [tried] */
export const signInPage = ({ email = '', wrong = false } = {}) =>
  page(
    'Sign in',
    `${wrong ? '<p role="alert">The e-mail or the password is wrong.</p>' : ''}
<form method="post">
<label>E-mail <input name="email" type="email" autocomplete="username" required autofocus value="${escaped(email)}"></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button name="what" value="sign-in">Sign in</button>
${CANCEL}
</form>`,
  );

/** @param {{ email: string, name: string }} person who signed in before, in this browser */
export const whoPage = ({ email, name }) =>
  page(
    'Is it you?',
    `<form method="post">
<button name="what" value="continue" autofocus>Continue as ${escaped(name)} (${escaped(email)})</button>
${CANCEL}
</form>
<p><a href="?other">Not me: use another account</a></p>`,
  );

/** @param {string} error @param {string} [description] */
export const errorPage = (error, description = '') =>
  page(
    'This did not work',
    `<p role="alert">${escaped(description)} <small>(${escaped(error)})</small></p>`,
  );
