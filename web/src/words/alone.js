// SPDX-License-Identifier: MPL-2.0
// What an exchange says when both devices are in the hands of one person: nobody is called, nothing is read aloud.
import { msg, str } from '@lit/localize';
import { plain } from '../journeys.js';

export const alone = {
  chooseTitle: () => msg('Which code does the other device show?', { id: 'alone.choose-title' }),
  chooseText: () =>
    msg(
      'Look at the other device and choose the same code here. Equal codes mean that your two devices are really in touch, and nobody is between them.',
      { id: 'alone.choose-text' },
    ),
  legend: () => msg('The code that the other device shows', { id: 'alone.legend' }),
  noneWhy: () => msg('Everything stops here: this protects you.', { id: 'alone.none-why' }),
  missing: () =>
    msg(
      'Choose the code you see on the other device first. If it is not here, choose “None of these codes”. Never guess.',
      { id: 'alone.missing' },
    ),
  /** @param {string} code */
  confirm: (code) => msg(str`It shows ${code} — continue`, { id: 'alone.confirm' }),
  ownAgain: () => msg('The code of this device, if you need it again:', { id: 'alone.own-again' }),
  readTitle: () => msg('Choose this code on the other device', { id: 'alone.read-title' }),
  readText: () =>
    msg(
      'The other device shows a list of codes. Choose this one there, then confirm it. Do not send it to anybody.',
      { id: 'alone.read-text' },
    ),
  readWait: () =>
    msg('Waiting until you choose this code on the other device.', { id: 'alone.read-wait' }),
  readHint: () =>
    msg(
      'On the other device, select the code, then press the button below the list. If no list is there, open the link again.',
      { id: 'alone.read-hint' },
    ),
  readAdvice: () =>
    msg(
      'Still nothing after 2 minutes. If the code is not in the list, choose “None of these codes” there: the two of them are not in touch with each other.',
      { id: 'alone.read-advice' },
    ),
  again: () => msg('Start again', { id: 'alone.again' }),
  mismatchWhy: () =>
    msg('It can be a simple slip, or someone may be between your two devices.', {
      id: 'alone.mismatch-why',
    }),
  /** @param {number} count */
  mismatchOften: (count) =>
    msg(
      str`It has happened ${count} times now. That is unlikely to be a slip: do not go on over this network, and tell an administrator of the organization.`,
      { id: 'alone.mismatch-often' },
    ),
  mismatchNext: () => [
    msg(
      'Make sure that the other device has opened your own link, and not one that somebody sent you.',
      {
        id: 'alone.mismatch-next-1',
      },
    ),
    msg('Check on both devices the address of the server and the name of the organization.', {
      id: 'alone.mismatch-next-2',
    }),
    msg('Start again on both. The codes will be new.', { id: 'alone.mismatch-next-3' }),
  ],
  stoppedThere: () => msg('The other device stopped', { id: 'alone.stopped' }),
  elsewhereNotMe: () =>
    msg(
      'If it was not you, somebody else has the link: leave, and cancel the invitation among your devices.',
      { id: 'alone.elsewhere-not-me' },
    ),
  silence: () =>
    msg(
      'The other device has not answered for a while. Perhaps its page was closed, or its screen is off: look at it. This page goes on by itself.',
      { id: 'alone.silence' },
    ),
};

/**
 * Why an exchange ended or began anew; '' when there is nothing to add.
 * @param {string} reason
 * @param {boolean} byMe
 */
export function aloneReason(reason, byMe) {
  switch (plain(reason)) {
    case 'manually-cancelled':
      return byMe
        ? msg('You stopped here.', { id: 'reason.manual-me' })
        : msg('It was stopped there, or its page was left.', { id: 'alone.manual' });
    case 'automatically-cancelled':
      return byMe
        ? msg('Go on there. Only one of the two can be used at a time.', { id: 'reason.anew-me' })
        : msg('The page was opened anew on the other device, so the codes are new as well.', {
            id: 'alone.anew',
          });
    case 'invalid-sas-code':
      return byMe
        ? msg('You did not find the code in the list, or chose another one.', {
            id: 'reason.code-me',
          })
        : msg(
            'On the other device, the code was not found in the list, or another one was chosen.',
            {
              id: 'alone.code',
            },
          );
    case 'invalid-nonce-hash':
      return msg('What one device sent had changed when it reached the other one.', {
        id: 'alone.nonce',
      });
    case 'undecipherable-payload':
    case 'undeserializable-payload':
    case 'inconsistent-payload':
      return msg('One device cannot read what the other one sent.', { id: 'alone.payload' });
    default:
      return '';
  }
}
