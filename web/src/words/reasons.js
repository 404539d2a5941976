// SPDX-License-Identifier: MPL-2.0
// Why an exchange between two people ended or began anew, as the protocol names it.
import { msg, str } from '@lit/localize';
import { plain } from '../journeys.js';

/**
 * What this person chose when the codes did not match, if this page knows.
 * @param {'' | 'none' | 'code'} choice
 * @param {string} peer
 */
export function choiceWords(choice, peer) {
  switch (choice) {
    case 'none':
      return msg('You chose “None of these codes”.', { id: 'reason.code-none' });
    case 'code':
      return msg(str`You chose another code than the one on the screen of ${peer}.`, {
        id: 'reason.code-other',
      });
    default:
      return '';
  }
}

/**
 * One sentence, or '' when there is nothing to add.
 * @param {string} reason
 * @param {boolean} byMe
 * @param {string} peer
 */
export function reasonWords(reason, byMe, peer) {
  switch (plain(reason)) {
    case 'manually-cancelled':
      return byMe
        ? msg('You stopped here.', { id: 'reason.manual-me' })
        : msg('Ask why, then start again together.', { id: 'reason.manual-peer' });
    case 'automatically-cancelled':
      return byMe
        ? msg('Go on there. Only one of the two can be used at a time.', {
            id: 'reason.anew-me',
          })
        : msg(str`${peer} opened the page anew, so the codes are new as well.`, {
            id: 'reason.anew-peer',
          });
    case 'invalid-sas-code':
      return byMe
        ? msg('You did not find the code in the list, or chose another one.', {
            id: 'reason.code-me',
          })
        : msg(str`${peer} did not find your code, or chose another one.`, {
            id: 'reason.code-peer',
          });
    case 'invalid-nonce-hash':
      return byMe
        ? msg(
            str`The application of ${peer} changed its answer halfway, which normal ones never do.`,
            { id: 'reason.nonce-me' },
          )
        : msg(str`The application of ${peer} found that what it received had changed on its way.`, {
            id: 'reason.nonce-peer',
          });
    case 'undecipherable-payload':
    case 'undeserializable-payload':
    case 'inconsistent-payload':
      return byMe
        ? msg(str`What ${peer} sent cannot be read here.`, { id: 'reason.payload-me' })
        : msg(str`The application of ${peer} could not read what this page sent.`, {
            id: 'reason.payload-peer',
          });
    default:
      return '';
  }
}
