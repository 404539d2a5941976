// SPDX-License-Identifier: MPL-2.0
// Recovery files and their keys: what is wrong with one, and how things stand.
import { msg, str } from '@lit/localize';
import { failureWords } from './failures.js';
import { day } from './locale.js';

/**
 * @typedef {Awaited<ReturnType<import('parsec-client').Client['describeRecoveryKey']>>} KeyDescription
 */

/** For a file field. Telephones know files by what they are, and take endings that they do not know for anything. */
export const FILE_TYPES = '.psrk,application/octet-stream';

/** What tells a recovery file from others, on every page that asks for one. */
export const fileHint = () =>
  msg('Its name ends in “.psrk”. Drag it here or choose it.', { id: 'recovery.file-hint' });

/**
 * What is wrong with the file; '' when it is not the file.
 * @param {string} status
 * @param {import('../journeys.js').Failure['file_part']} [part]
 */
export function fileProblem(status, part = null) {
  switch (status) {
    case 'recovery-file':
    case 'too-large': {
      const { title, next } = failureWords('recovery-file', { part });
      return `${title}. ${next}`;
    }
    case 'mismatch':
      return msg(
        'This file and this key fit together, but they are those of an older recovery file. Choose the file and the key that you have just saved.',
        { id: 'recovery.file-older' },
      );
    default:
      return '';
  }
}

/** Somebody chose the text file with the key. */
export const keyInsteadOfFile = () =>
  msg('This file holds a recovery key. The recovery file is another one: choose that one here.', {
    id: 'recovery.file-is-key',
  });

/**
 * What is wrong with a key that was tried; '' when it is not the key.
 * @param {string} status
 */
export function keyProblem(status) {
  if (status !== 'recovery-key' && status !== 'decrypt') return '';
  const { title, next } = failureWords(status, { method: 'recovery' });
  return `${title}. ${next}`;
}

/**
 * While a key is being entered.
 * @param {KeyDescription} key
 * @returns {{ good: boolean, text: string }}
 */
export function keySentence({ status, symbols, total, foreign }) {
  if (status === 'ok')
    return {
      good: true,
      text: msg(str`All ${total} characters are there.`, { id: 'recovery.key-whole' }),
    };
  const strange = foreign
    ? msg('It has only letters and the digits 2 to 7: something else is in there.', {
        id: 'recovery.key-foreign',
      })
    : '';
  const count =
    symbols > total
      ? msg(
          str`${symbols} characters, but a key has ${total}: was something entered twice, or something else with it?`,
          { id: 'recovery.key-long' },
        )
      : symbols === total
        ? msg(
            str`${total} characters, but together they cannot be a key. Compare them, the last group above all.`,
            { id: 'recovery.key-impossible' },
          )
        : msg(str`${symbols} of ${total} characters so far.`, { id: 'recovery.key-short' });
  return { good: false, text: [count, strange].filter(Boolean).join(' ') };
}

/**
 * How it stands with the newest recovery file, in a sentence or two.
 * @param {import('../recovery-files.js').Standing} standing
 * @param {Date | undefined} created
 */
export function standingWords(standing, created) {
  const when = created ? day(created) : '';
  switch (standing) {
    case 'none':
      return msg('You have no recovery file.', { id: 'recovery.none' });
    case 'unchecked':
      return msg(
        str`You have one since ${when}, but you have not checked that you can use it. If you do not have both the file and its key, create another one.`,
        { id: 'recovery.unchecked' },
      );
    case 'checked':
      return msg(str`You have one since ${when}, and you have checked it.`, {
        id: 'recovery.checked',
      });
    case 'elsewhere':
      return msg(
        str`You have one since ${when}. It was not checked in this browser: do you have both the file and its key? If not, create another one.`,
        { id: 'recovery.elsewhere' },
      );
  }
}
