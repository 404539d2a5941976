// SPDX-License-Identifier: MPL-2.0
// What a person reads who cannot log in: one table of how a device is opened × whether a one-time code is asked for as well × what went
// wrong, in both languages. It is meant to be read and judged by people.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { BANNED, typographyOf } from './style.js';

/**
 * @typedef {NonNullable<import('../src/journeys.js').DeviceLine['kind']>} Kind
 * @typedef {import('../src/journeys.js').Failure} Failure
 * @typedef {import('../src/words/failures.js').FailureWords} FailureWords
 * @typedef {'en' | 'fr'} Language
 * @typedef {{ kind: Kind, code: boolean }} Cell
 *
 * The device is opened by one of these, without (-), with (+) or with and without (±) a one-time code; then parts of what is said, in
 * their order, with … in between. One that cannot happen says why instead.
 * @typedef {[kinds: readonly Kind[], code: '-' | '+' | '±', english: string, french: string]} Said
 * @typedef {[kinds: readonly Kind[], code: '-' | '+' | '±', never: string]} Never
 */

// Times of day are told as the computer tells them.
process.env.TZ = 'UTC';
const HOST = 'parsec.example.org';
// The words are read outside a page here: what they ask of one.
Object.assign(globalThis, { window: new EventTarget(), location: { host: HOST } });
const { STATUSES, knownOf, retryHelps, wordsOf } = await import('../src/words/failures.js');
const { topicOf } = await import('../src/words/help.js');
const { startWords } = await import('../src/words/locale.js');
const { needsServer } = await import('../src/words/methods.js');
// Only now: with one in place from the start, Lit would take this for a browser.
Object.assign(globalThis, { document: { documentElement: {} } });

const PASSWORD = /** @type {const} */ (['password']);
const PASSKEY = /** @type {const} */ (['web_passkey']);
const CARD = /** @type {const} */ (['pki']);
const SYSTEM = /** @type {const} */ (['keyring']);
const SIGN_ON = /** @type {const} */ (['openbao']);
const ACCOUNT = /** @type {const} */ (['account_vault']);
const RECOVERY = /** @type {const} */ (['recovery']);
/** Those that open here, and those that do not. */
const HERE = [...PASSWORD, ...PASSKEY, ...SIGN_ON];
const ELSEWHERE = [...CARD, ...SYSTEM, ...ACCOUNT];
const NOT_HERE = [...ELSEWHERE, ...RECOVERY];
const ALL = [...HERE, ...NOT_HERE];

const NOT_OPENED = 'such a device is not opened here: it is told so first (device-file-kind)';
const NO_CODE = 'it asks for no code';
/** A recovery file has no layer for codes. @type {Never} */
const RECOVERY_CODE = [RECOVERY, '+', 'recovery files never ask for a code'];

/** The same for everybody. @param {string} english @param {string} french @returns {Said[]} */
const same = (english, french) => [[ALL, '±', english, french]];
/** The same for whatever opens here. @param {string} english @param {string} french @returns {(Said | Never)[]} */
const sameHere = (english, french) => [
  [HERE, '±', english, french],
  [NOT_HERE, '±', NOT_OPENED],
];
/** @param {string} english @param {string} french @returns {(Said | Never)[]} */
const passkeyOnly = (english, french) => [
  [PASSKEY, '±', english, french],
  [[...PASSWORD, ...SIGN_ON, ...NOT_HERE], '±', 'it has no passkey'],
];
/** @param {string} english @param {string} french @returns {(Said | Never)[]} */
const signOnOnly = (english, french) => [
  [SIGN_ON, '±', english, french],
  [[...PASSWORD, ...PASSKEY, ...NOT_HERE], '±', 'nobody signs on to open it'],
];

/** @type {Record<string, (Said | Never)[]>} */
const TABLE = {
  // ------------------------------------------------------------------------------------------- what the person gives does not open it
  'wrong-password': [
    [
      PASSWORD,
      '-',
      'Wrong password for Bakery in this browser … Each device has its own … keyboard language, then try again',
      'Mot de passe incorrect pour Bakery dans ce navigateur … Chaque appareil a le sien … la langue du clavier, puis réessayez',
    ],
    [
      PASSWORD,
      '+',
      'Wrong password for Bakery in this browser … The one-time code was right, the password is not … keyboard language',
      'Mot de passe incorrect pour Bakery dans ce navigateur … Le code à usage unique était juste, le mot de passe ne l’est pas … la langue du clavier',
    ],
    [[...PASSKEY, ...SIGN_ON, ...NOT_HERE], '±', 'it has no password'],
  ],
  'wrong-passkey': passkeyOnly(
    'This passkey does not open the device … It was reset, or added in another browser … the browser in which you added it, another passkey of this device … ways back in',
    'Cette clé d’accès n’ouvre pas l’appareil … Elle a été réinitialisée, ou ajoutée dans un autre navigateur … le navigateur dans lequel vous l’avez ajoutée, une autre clé d’accès de cet appareil … autre façon de revenir',
  ),
  'one-time-code': [
    [
      HERE,
      '+',
      'This one-time code is not accepted … too old … another entry … clock of the phone … automatic … newest code … If every code is refused … removed or suspended … administrator',
      'Ce code à usage unique n’est pas accepté … trop ancien … autre entrée … horloge du téléphone … automatique … le plus récent … Si tous les codes sont refusés … retiré ou suspendu … administre',
    ],
    [HERE, '-', NO_CODE],
    [NOT_HERE, '±', NOT_OPENED],
  ],
  throttled: [
    [
      HERE,
      '+',
      'Too many wrong codes in a row … looks at no code before Nov 20, 2099, 2:00 PM, not even at a right one … Wait, then type the newest code … twice as long',
      'Trop de codes faux à la suite … ne regarde aucun code avant 20 nov. 2099, 14:00, même juste … Attendez, puis tapez le code le plus récent … double l’attente',
    ],
    [HERE, '-', NO_CODE],
    [NOT_HERE, '±', NOT_OPENED],
  ],
  'passkey-cancelled': passkeyOnly(
    'The passkey was not used … closed before it was answered … Your device is as it was … Try again',
    'La clé d’accès n’a pas servi … fermée sans réponse … Votre appareil est resté tel quel … Réessayez',
  ),
  'passkey-timeout': passkeyOnly(
    'waited too long for the passkey … not answered in time … Try again … hidden behind another window',
    'a attendu trop longtemps la clé d’accès … restée sans réponse … Réessayez … cachée derrière une autre fenêtre',
  ),
  'passkey-missing': passkeyOnly(
    'The passkey is not here … deleted … on another computer, on a phone or on a security key … Plug in the security key … ways back in',
    'La clé d’accès n’est pas ici … supprimée … un autre ordinateur, un téléphone ou une clé de sécurité … Branchez la clé de sécurité … autre façon de revenir',
  ),
  'passkey-no-prf': passkeyOnly(
    'This passkey cannot open a device … gives no secret … the browser in which you added the passkey … another passkey … ways back in',
    'Cette clé d’accès ne peut pas ouvrir d’appareil … ne donne aucun secret … le navigateur dans lequel vous avez ajouté la clé d’accès … une autre clé d’accès … autre façon de revenir',
  ),
  'passkey-unverified': passkeyOnly(
    'did not check that it is you … fingerprint, a face or a PIN … none seems to be set up … Set a PIN or a screen lock there … try again',
    'n’a pas vérifié que c’est vous … une empreinte, un visage ou un code PIN … Définissez-y un code PIN ou un verrouillage d’écran … réessayez',
  ),
  'passkey-other-site': passkeyOnly(
    'belongs to another address … works only at the address where it was made … “parsec.example.org” … Open Parsec at the address where you added the passkey … ways back in',
    'appartient à une autre adresse … ne sert qu’à l’adresse où elle a été créée … « parsec.example.org » … Ouvrez Parsec à l’adresse où vous avez ajouté la clé d’accès … autre façon de revenir',
  ),
  'passkey-unsupported': passkeyOnly(
    'Passkeys do not work in this browser … too old … another site shows this page inside its own … Open this page by itself … ways back in',
    'ne marchent pas dans ce navigateur … trop ancien … un autre site montre cette page à l’intérieur de la sienne … Ouvrez cette page seule … autre façon de revenir',
  ),
  'passkey-failed': passkeyOnly(
    'The passkey failed … does not say why … Your device is as it was … try again … another passkey',
    'La clé d’accès a échoué … ne dit pas pourquoi … Votre appareil est resté tel quel … réessayez … une autre clé d’accès',
  ),

  // ------------------------------------------------------------------------------------------------------------- single sign-on
  'sign-on-account': signOnOnly(
    'You signed in with another account … the account that protected it … Sign in once more and choose the right account … sign out there first',
    'Ce n’est pas le bon compte … le compte qui l’a protégé … Identifiez-vous à nouveau en choisissant le bon compte … fermez-y d’abord votre compte',
  ),
  'sign-on-answer': signOnOnly(
    'answers something that makes no sense … out of order … Try again in a few minutes … whoever runs parsec.example.org',
    'donne une réponse qui n’a pas de sens … en panne … Réessayez dans quelques minutes … la personne qui gère parsec.example.org',
  ),
  'sign-on-blocked': signOnOnly(
    'did not let the window open … takes the window of ProConnect for advertising … Allow this site to open windows there, then press the button again',
    'n’a pas laissé s’ouvrir la fenêtre … pour de la publicité … Autorisez-y ce site à ouvrir des fenêtres, puis appuyez à nouveau',
  ),
  'sign-on-cancelled': signOnOnly(
    'You have not signed in … stopped before anything came from ProConnect. Nothing has changed … a new window opens',
    'L’identification n’a pas eu lieu … arrêté avant que quelque chose n’arrive … Rien n’a changé … une nouvelle fenêtre s’ouvre',
  ),
  'sign-on-code': signOnOnly(
    'The sign-in was not accepted … does not accept what ProConnect said of it … too late … Sign in once more without a long pause … whoever runs parsec.example.org',
    'L’identification n’a pas été acceptée … n’accepte pas ce qu’en dit ProConnect … trop tard … Identifiez-vous à nouveau sans longue pause … la personne qui gère parsec.example.org',
  ),
  'sign-on-config': signOnOnly(
    'The single sign-on of this server cannot be used … Its settings … Tell whoever runs parsec.example.org … recovery file … another device of yours … #/lost',
    'L’authentification unique de ce serveur est inutilisable … Ses réglages … Prévenez la personne qui gère parsec.example.org … fichier de secours … un autre de vos appareils … #/lost',
  ),
  'sign-on-declined': signOnOnly(
    'The sign-in was declined … ProConnect says that it was cancelled there, or that your account may not be used here … Sign in once more, and agree when ProConnect asks … whoever manages your account',
    'L’identification a été annulée ou refusée … ProConnect dit que tout y a été annulé, ou que votre compte ne peut pas servir ici … acceptez quand ProConnect le demande … la personne qui y gère votre compte',
  ),
  'sign-on-denied': signOnOnly(
    'The sign-on service does not allow this … gives your account no right … Another try changes nothing … Tell whoever runs parsec.example.org',
    'ne le permet pas … ne lui donne aucun droit … Un autre essai n’y change rien … Prévenez la personne qui gère parsec.example.org',
  ),
  'sign-on-disabled': signOnOnly(
    'This server offers no single sign-on … switched off in the settings of the server … Tell whoever runs parsec.example.org … recovery file … another device of yours … #/lost',
    'Ce serveur ne propose pas d’authentification unique … désactivée dans les réglages du serveur … Prévenez la personne qui gère parsec.example.org … fichier de secours … un autre de vos appareils … #/lost',
  ),
  'sign-on-expired': signOnOnly(
    'The sign-in has expired … lasts a minute or so … Sign in once more … goes on at once',
    'L’identification a expiré … ne vaut qu’une minute environ … Identifiez-vous à nouveau … continue alors tout de suite',
  ),
  'sign-on-key': signOnOnly(
    'The key of this device is gone … no longer has the key … Your account is not at fault … recovery file … another device of yours … administrator can invite you anew … #/lost',
    'La clé de cet appareil n’existe plus … n’a plus la clé … Votre compte n’est pas en cause … fichier de secours … un autre de vos appareils … administre l’organisation … #/lost',
  ),
  'sign-on-provider': signOnOnly(
    'The page of the provider cannot be opened … no usable address for ProConnect … Try again in a few minutes, or with another provider … whoever runs parsec.example.org',
    'La page du fournisseur ne peut pas être ouverte … pour ProConnect aucune adresse utilisable … Réessayez dans quelques minutes, ou avec un autre fournisseur … la personne qui gère parsec.example.org',
  ),
  'sign-on-refused': signOnOnly(
    'The provider did not let you sign in … ProConnect reports that something is wrong on its side … Your account is not at fault … Try again in a few minutes … with the words of the provider',
    'Le fournisseur n’a pas pu vous identifier … ProConnect signale un problème de son côté … Votre compte n’est pas en cause … Réessayez dans quelques minutes … avec les mots du fournisseur',
  ),
  'sign-on-state': signOnOnly(
    'What came back belongs to another sign-in … still open from an earlier time, or somebody sent you its link … Close the other windows of the provider and sign in once more from here',
    'appartient à une autre identification … encore ouverte d’une fois précédente, ou quelqu’un vous en a envoyé le lien … Fermez les autres fenêtres du fournisseur et identifiez-vous à nouveau depuis ici',
  ),
  'sign-on-timeout': signOnOnly(
    'Nobody has signed in within 5 minutes … waits no longer … Begin again when you have your password and your phone at hand',
    'Personne ne s’est identifié en 5 minutes … n’attend pas plus longtemps … Recommencez quand vous avez votre mot de passe et votre téléphone',
  ),
  'sign-on-unreachable': signOnOnly(
    'The sign-on service does not answer … keeps the keys of single sign-on … The server of the organization answers … Try again in a few minutes, or from another network … Nothing is lost',
    'Le service d’authentification ne répond pas … garde les clés de l’authentification unique … Le serveur de l’organisation répond … Réessayez dans quelques minutes, ou depuis un autre réseau … Rien n’est perdu',
  ),

  // ----------------------------------------------------------------------------------------------------- another way than this page has
  'device-file-kind': [
    [
      SYSTEM,
      '±',
      'opened by the computer itself … keyring of the system, which browsers cannot read … opens in the Parsec application on that computer … Open it there … choose a password for it, or add this browser',
      's’ouvre par l’ordinateur lui-même … trousseau du système, que les navigateurs ne peuvent pas lire … s’ouvre dans l’application Parsec, sur cet ordinateur-là … un mot de passe pour lui, ou ajoutez ce navigateur',
    ],
    [
      CARD,
      '±',
      'opened by a smart card … cannot use card readers yet … opens in the Parsec application, with the card in its reader … choose a password for it, or add this browser',
      's’ouvre par une carte à puce … ne sait pas encore utiliser de lecteur de cartes … s’ouvre dans l’application Parsec, la carte dans son lecteur … un mot de passe pour lui, ou ajoutez ce navigateur',
    ],
    [
      ACCOUNT,
      '±',
      'opened by a Parsec account … kept in the account … opens in the Parsec application … logged in to the account there … choose a password for it, or add this browser',
      's’ouvre par un compte Parsec … gardée dans le compte … s’ouvre dans l’application Parsec … compte connecté … un mot de passe pour lui, ou ajoutez ce navigateur',
    ],
    [
      RECOVERY,
      '-',
      'This is a recovery file … with its key it makes a new device … get back in with it … #/recover',
      'Ceci est un fichier de secours … avec sa clé, il crée un nouvel appareil … revenez avec lui … #/recover',
    ],
    RECOVERY_CODE,
    [HERE, '±', 'it opens here'],
  ],
  algorithm: sameHere(
    'a method that is unknown here … newer version of Parsec … Reload the page … or use the Parsec application',
    'une méthode inconnue ici … version plus récente de Parsec … Rechargez la page … utilisez l’application Parsec',
  ),

  // ----------------------------------------------------------------------------------------------------------------- a damaged file
  'device-file': [
    [
      ALL,
      '±',
      'The file of this device is damaged … can no longer be read … Open a copy of it … recovery file … another device of yours … #/lost',
      'Le fichier de cet appareil est abîmé … n’est plus lisible … Ouvrez-en une copie … fichier de secours … un autre de vos appareils … #/lost',
    ],
  ],
  'device-file · format': same(
    'The file of this device is damaged … cut off or overwritten … can no longer be read … Open a copy of it … recovery file … another device of yours … #/lost',
    'Le fichier de cet appareil est abîmé … coupé ou écrasé … n’est plus lisible … Ouvrez-en une copie … fichier de secours … un autre de vos appareils … #/lost',
  ),
  'device-file · head': same(
    'The file of this device is damaged … The part that says whose device it is … Open a copy of it … recovery file … another device of yours',
    'Le fichier de cet appareil est abîmé … La partie qui dit à qui est l’appareil … Ouvrez-en une copie … fichier de secours … un autre de vos appareils',
  ),
  'device-file · protection': [
    [
      PASSWORD,
      '±',
      'The file of this device is damaged … how the password opens it … no password does any more … Open a copy of it',
      'Le fichier de cet appareil est abîmé … comment le mot de passe l’ouvre … aucun mot de passe ne l’ouvre plus … Ouvrez-en une copie',
    ],
    [
      PASSKEY,
      '±',
      'The file of this device is damaged … the part that holds its passkeys … none of them opens it any more … Open a copy of it',
      'Le fichier de cet appareil est abîmé … la partie qui contient ses clés d’accès … aucune ne l’ouvre plus … Ouvrez-en une copie',
    ],
    [
      [...SIGN_ON, ...NOT_HERE],
      '±',
      'The file of this device is damaged … The part that says how it is opened is damaged … Open a copy of it',
      'Le fichier de cet appareil est abîmé … La partie qui dit comment il s’ouvre est abîmée … Ouvrez-en une copie',
    ],
  ],
  'device-file · layer': [
    [
      HERE,
      '+',
      'The file of this device is damaged … the part that the one-time code opens … The code was right … Open a copy of it',
      'Le fichier de cet appareil est abîmé … la partie que le code à usage unique ouvre … Le code était juste … Ouvrez-en une copie',
    ],
    [HERE, '-', NO_CODE],
    [NOT_HERE, '±', NOT_OPENED],
  ],
  'device-file · contents': [
    [
      PASSWORD,
      '±',
      'The file of this device is damaged … keys that are locked in it … The password is not at fault … Open a copy of it',
      'Le fichier de cet appareil est abîmé … clés qui y sont enfermées … Le mot de passe n’est pas en cause … Ouvrez-en une copie',
    ],
    [
      PASSKEY,
      '±',
      'The file of this device is damaged … keys that are locked in it … The passkey is not at fault … Open a copy of it',
      'Le fichier de cet appareil est abîmé … clés qui y sont enfermées … La clé d’accès n’est pas en cause … Ouvrez-en une copie',
    ],
    [
      SIGN_ON,
      '±',
      'The file of this device is damaged … keys that are locked in it … Your account is not at fault … Open a copy of it',
      'Le fichier de cet appareil est abîmé … clés qui y sont enfermées … Votre compte n’est pas en cause … Ouvrez-en une copie',
    ],
    [
      NOT_HERE,
      '±',
      'The file of this device is damaged … keys that are locked in it are damaged … Open a copy of it',
      'Le fichier de cet appareil est abîmé … clés qui y sont enfermées sont abîmées … Ouvrez-en une copie',
    ],
  ],
  'stretch-excessive': [
    [
      PASSWORD,
      '±',
      'asks for too much … more memory or time … damaged, or made to block this browser … Open another copy … recovery file … another device of yours … #/lost',
      'en demande trop … plus de mémoire ou de temps … abîmé, ou fait pour bloquer ce navigateur … une autre copie … fichier de secours … un autre de vos appareils … #/lost',
    ],
    [[...PASSKEY, ...SIGN_ON, ...NOT_HERE], '±', 'no password is stretched'],
  ],

  // ------------------------------------------------------------------------------------------------------------ this browser, this tab
  'device-in-use': same(
    'open in another tab … one tab at a time … use it here instead: the other tab then closes it',
    'ouvert dans un autre onglet … un onglet à la fois … utilisez-le plutôt ici : l’autre onglet le fermera',
  ),
  'store-conflict': same(
    'open in another tab … one tab at a time … use it here instead',
    'ouvert dans un autre onglet … un onglet à la fois … utilisez-le plutôt ici',
  ),
  'taken-over': same(
    'was opened in another tab … closed here. Nothing is lost … use it here again',
    'a été ouvert dans un autre onglet … fermé ici. Rien n’est perdu … utilisez-le de nouveau ici',
  ),
  'store-denied': same(
    'does not let this site keep data … Your device lives in this browser … Allow data (cookies) … private window, then try again',
    'n’autorise pas ce site à conserver des données … conservé dans ce navigateur … Autorisez les données (cookies) … fenêtre privée, puis réessayez',
  ),
  'store-missing': same(
    'saved here is gone … was cleared … recovery file or a copy of the device file … administrator to invite you again … #/lost',
    'enregistré ici a disparu … ont été effacées … fichier de secours ou une copie du fichier d’appareil … vous inviter à nouveau … #/lost',
  ),
  'store-quota': same(
    'no space left for this site … a few kilobytes … Free some disk space',
    'plus de place pour ce site … quelques kilo-octets … Libérez de l’espace disque',
  ),
  'store-mismatch': same(
    'did not save correctly … differs from what was written … Try again … check the disk, or use another browser',
    'n’a pas enregistré correctement … diffère de ce qui a été écrit … Réessayez … vérifiez le disque ou utilisez un autre navigateur',
  ),
  'store-aside': same(
    'put aside in this browser … does not open where it is … “Put aside” on the start page: bring it back',
    'mis de côté dans ce navigateur … ne s’ouvre pas là où il est … « Mis de côté » sur la page d’accueil : remettez-le en place',
  ),
  memory: [
    [
      PASSWORD,
      '±',
      'not enough memory … Turning your password into a key needs 128 MB … Close other tabs or programs, then try again',
      'pas assez de mémoire … Transformer votre mot de passe en clé demande 128 Mo … Fermez d’autres onglets ou programmes, puis réessayez',
    ],
    [
      [...PASSKEY, ...SIGN_ON],
      '±',
      'not enough memory … the little that it needs … Close other tabs or programs, then try again',
      'pas assez de mémoire … le peu dont elle a besoin … Fermez d’autres onglets ou programmes, puis réessayez',
    ],
    [NOT_HERE, '±', NOT_OPENED],
  ],
  stretch: [
    [
      PASSWORD,
      '±',
      'The password could not be processed … lack of memory … Close other tabs or programs, then try again',
      'Le mot de passe n’a pas pu être traité … faute de mémoire … Fermez d’autres onglets ou programmes, puis réessayez',
    ],
    [[...PASSKEY, ...SIGN_ON, ...NOT_HERE], '±', 'no password is stretched'],
  ],
  crashed: same(
    'failed in an unexpected way … Nothing that was saved is lost … Reload the page',
    'a échoué de façon inattendue … Rien de ce qui était enregistré n’est perdu … Rechargez la page',
  ),
  'module-refused': same(
    'missing or not genuine … it was not run. Nothing was changed … Reload the page … tell whoever runs parsec.example.org',
    'manque ou n’est pas authentique … n’a pas été exécutée. Rien n’a été modifié … Rechargez la page … prévenez la personne qui gère parsec.example.org',
  ),
  'not-started': same(
    'did not start a part of this page … Nothing was changed … Reload the page … close the whole browser',
    'n’a pas lancé une partie de cette page … Rien n’a été modifié … Rechargez la page … fermez tout le navigateur',
  ),
  'insecure-context': same(
    'not secure … withholds what keeps devices safe … “https://” in front … tell whoever runs parsec.example.org',
    'pas sécurisée … ce qui protège les appareils … « https:// » devant … prévenez la personne qui gère parsec.example.org',
  ),

  // ------------------------------------------------------------------------------------------------------------------------ the server
  offline: [
    [
      PASSWORD,
      '-',
      'parsec.example.org cannot be reached … Your password opens this device all the same … what is new … Nothing is lost … Check your connection',
      'parsec.example.org … Votre mot de passe ouvre quand même cet appareil … nouveautés … Rien n’est perdu … Vérifiez votre connexion',
    ],
    [
      PASSKEY,
      '-',
      'parsec.example.org cannot be reached … Your passkey opens this device all the same … what is new … Nothing is lost … Check your connection',
      'parsec.example.org … Votre clé d’accès ouvre quand même cet appareil … nouveautés … Rien n’est perdu … Vérifiez votre connexion',
    ],
    [
      [...HERE, ...ELSEWHERE],
      '+',
      'parsec.example.org cannot be reached … The server checks the one-time code, so without the server this device does not open … Check your connection, then try again … a password or a passkey alone',
      'parsec.example.org … Le serveur vérifie le code à usage unique : sans lui, cet appareil ne s’ouvre pas … Vérifiez votre connexion, puis réessayez … un mot de passe ou une clé d’accès, sans code',
    ],
    [
      SIGN_ON,
      '-',
      'parsec.example.org cannot be reached … Single sign-on needs the server and the sign-on service … does not open without them … Check your connection, then try again',
      'parsec.example.org … L’authentification unique demande le serveur et le service d’authentification … ne s’ouvre pas … Vérifiez votre connexion, puis réessayez',
    ],
    [
      ACCOUNT,
      '-',
      'parsec.example.org cannot be reached … kept in the Parsec account … does not open without the server … Check your connection, then try again',
      'parsec.example.org … gardée dans le compte Parsec … sans le serveur, cet appareil ne s’ouvre pas … Vérifiez votre connexion, puis réessayez',
    ],
    [
      [...CARD, ...SYSTEM],
      '-',
      'parsec.example.org cannot be reached … This browser is not connected, or the server does not answer. Nothing is lost … Check your connection',
      'parsec.example.org … Ce navigateur n’est pas connecté, ou le serveur ne répond pas. Rien n’est perdu … Vérifiez votre connexion',
    ],
    [
      RECOVERY,
      '-',
      'parsec.example.org cannot be reached … makes a new device, which the server has to know. Nothing is lost … Check your connection',
      'parsec.example.org … crée un nouvel appareil, et le serveur doit le connaître. Rien n’est perdu … Vérifiez votre connexion',
    ],
    RECOVERY_CODE,
  ],
  'http-server': same(
    'The server has a problem … not your doing, and nothing is lost … Try again in a few minutes',
    'Le serveur a un problème … Vous n’y êtes pour rien, et rien n’est perdu … Réessayez dans quelques minutes',
  ),
  'http-version': same(
    'another version of Parsec … one of them is too old … Reload the page … whoever runs the server must update it',
    'une autre version de Parsec … l’un des deux est trop ancien … Rechargez la page … la personne qui gère le serveur doit le mettre à jour',
  ),
  'http-unexpected': same(
    'unexpected answer … may not be a Parsec server … sign-in page (hotel, train)',
    'réponse inattendue … n’est peut-être pas un serveur Parsec … page de connexion (hôtel, train)',
  ),
  'http-bad-content': same(
    'could not read the request … damaged on its way … Reload the page',
    'n’a pas pu lire la demande … abîmée en route … Rechargez la page',
  ),
  'http-not-acceptable': same(
    'refused the form of the request … between you and the server … Try from another network',
    'refusé la forme de la demande … entre vous et le serveur … Essayez depuis un autre réseau',
  ),
  'http-too-large': same(
    'the request too large … between you and the server … Tell whoever runs parsec.example.org',
    'la demande trop grande … entre vous et le serveur … Prévenez la personne qui gère parsec.example.org',
  ),
  'http-unauthenticated': same(
    'did not understand who is asking … did not reach it … Try from another network',
    'n’a pas compris qui demande … ne lui est pas parvenue … Essayez depuis un autre réseau',
  ),
  'reply-malformed': same(
    'not how a Parsec server answers … sign-in page (hotel, train) … Otherwise tell whoever runs the server',
    'Un serveur Parsec ne répond pas ainsi … page de connexion (hôtel, train) … Sinon, prévenez la personne qui gère le serveur',
  ),
  'reply-unknown': same(
    'says something unknown … newer than this page … Reload the page',
    'dit quelque chose d’inconnu … plus récent que cette page … Rechargez la page',
  ),

  // ------------------------------------------------------------------------------------------------------------------------ the access
  'http-revoked': same(
    'Your access was removed … An administrator removed you from Bakery … no longer use it with this device … ask an administrator of Bakery',
    'Votre accès a été retiré … Une personne qui administre Bakery vous en a retiré … plus l’utiliser avec cet appareil … demandez à une personne qui administre Bakery',
  ),
  'http-frozen': same(
    'Your access is suspended … Bakery does not let you in for now. Nothing is lost … Ask an administrator of Bakery',
    'Votre accès est suspendu … Bakery ne vous laisse pas entrer pour l’instant. Rien n’est perdu … Demandez à une personne qui administre Bakery',
  ),
  'http-organization-expired': same(
    'This organization has expired … lets nobody in until it is renewed … Ask an administrator of Bakery to renew it. Your device stays valid',
    'Cette organisation a expiré … ne laisse entrer personne tant qu’elle n’est pas renouvelée … administre Bakery de la renouveler. Votre appareil reste valable',
  ),
  'http-organization-not-found': same(
    'does not exist on this server … parsec.example.org does not know its name any more … deleted, or has moved … Ask an administrator of Bakery, by telephone',
    'n’existe pas sur ce serveur … parsec.example.org ne connaît plus ce nom … supprimée, ou a changé de serveur … par téléphone à une personne qui administre Bakery',
  ),
  'http-forbidden': same(
    'The server does not know this device … never accepted it, or no longer does … administrator of the organization for a new invitation',
    'Le serveur ne connaît pas cet appareil … ne l’a jamais accepté, ou ne l’accepte plus … Demandez une nouvelle invitation',
  ),
  'http-terms': same(
    'terms of service must be accepted first … Bakery asks its members … Open Bakery from the start page',
    'accepter les conditions d’utilisation … Bakery demande à ses membres … Ouvrez Bakery depuis la page d’accueil',
  ),
  'http-web-forbidden': same(
    'does not allow browsers … only used with the Parsec application … Use the Parsec application on a computer or phone',
    'n’autorise pas les navigateurs … ne s’utilise qu’avec l’application Parsec … Utilisez l’application Parsec sur un ordinateur ou un téléphone',
  ),
  'http-clock': same(
    'The clock of this computer is wrong … refuses what this page signs … automatic, then try again',
    'L’heure de cet ordinateur est fausse … refuse donc ce que cette page signe … automatique, puis réessayez',
  ),
  ballpark: same(
    'The clock of this computer is wrong … nothing could be signed. Nothing was done … automatic, then try again',
    'L’heure de cet ordinateur est fausse … rien n’a pu être signé, et rien n’a été fait … automatique, puis réessayez',
  ),
  'timestamp-loop': same(
    'The clock of the server seems wrong … nothing was done … Check the clock of this computer … parsec.example.org must check',
    'L’heure du serveur semble fausse … rien n’a été fait … Vérifiez l’heure de cet ordinateur … parsec.example.org doit vérifier',
  ),
};

/** Of the kinds of trouble that somebody who logs in can have, these come with another job. */
const NOT_AT_LOGIN = [
  'already-exists', // a file is taken in
  'author-not-allowed', // an administrator's work
  'passkey-exists', // a passkey is added
  'reset-link', // codes are set up again
  'sign-on-emails', // somebody asks to join
  'store-taken', // a file is brought back
  'user-not-found',
  'user-revoked',
];
const LOGIN_TOPICS = new Set([
  'access',
  'clock',
  'code',
  'elsewhere',
  'file',
  'network',
  'passkey',
  'password',
  'sign-on',
  'storage',
  'system',
]);

const LANGUAGES = /** @type {const} */ (['en', 'fr']);
const ERRORS = Object.keys(TABLE);
/** @type {Cell[]} */
const CELLS = ALL.flatMap((kind) => [false, true].map((code) => ({ kind, code })));

/** @param {Language} lang */
async function speak(lang) {
  document.documentElement.lang = lang;
  await startWords();
}

before(() => speak('en'));

/** @param {Cell} cell */
const nameOf = ({ kind, code }) => `${kind}${code ? ' + code' : ''}`;

/** @param {Said | Never} row @param {Cell} cell */
const holds = ([kinds, codes], { kind, code }) =>
  kinds.includes(kind) && (codes === '±' || (codes === '+') === code);

/**
 * As the pages ask for it: what failed, and what the list of devices tells of this one.
 * @param {string} error
 * @param {Cell} cell
 */
function wordsFor(error, { kind, code }) {
  const [status, part = null] = error.split(' · ');
  /** @type {Failure} */
  const failure = {
    status,
    file_part: /** @type {Failure['file_part']} */ (part),
    file_kind: status === 'device-file-kind' ? kind : null,
    wait_until: status === 'throttled' ? new Date('2099-11-20T14:00:08Z') : null,
  };
  return wordsOf(
    failure,
    knownOf({
      place: { store: 'devices', key: 'd0'.repeat(16) },
      status: 'ok',
      kind,
      device_id: 'd0'.repeat(16),
      organization: 'Bakery',
      host: HOST,
      human_handle: ['zoe@bakery.example', 'Zoé Durand'],
      device_label: 'Firefox (Linux)',
      created_on: new Date(0),
      aside: false,
      user_id: 'aa'.repeat(16),
      has_totp: code,
      passkeys: [],
      provider: kind === 'openbao' ? 'PRO_CONNECT' : null,
    }),
  );
}

/** @param {FailureWords} words */
const asText = ({ title, cause, next, link }) =>
  [`${title}.`, cause, next, link && `${link.text} #${link.path}`].filter(Boolean).join(' ');

/** No-break spaces are looked at apart. @param {string} text */
const plainly = (text) => text.replaceAll(/[\u00a0\u202f]/g, ' ').toLowerCase();

/**
 * @param {string} text
 * @param {string} parts
 * @param {string} where
 */
function says(text, parts, where) {
  let from = 0;
  for (const part of parts.split(' … ')) {
    const at = plainly(text).indexOf(plainly(part), from);
    assert.ok(at >= 0, `${where}\n  says: ${text}\n  and not: ${part}`);
    from = at + part.length;
  }
}

test('every failure of somebody who logs in is in the table', () => {
  const inTable = new Set(ERRORS.map((error) => error.split(' · ')[0]));
  for (const status of STATUSES) {
    const topic = topicOf(status, 'keyring');
    if (topic && LOGIN_TOPICS.has(topic) && !NOT_AT_LOGIN.includes(status))
      assert.ok(inTable.has(status), status);
  }
  for (const status of NOT_AT_LOGIN) assert.ok(STATUSES.includes(status), status);
  for (const status of inTable) assert.ok(STATUSES.includes(status), status);
});

test('every cell of the table is filled once', () => {
  for (const error of ERRORS)
    for (const cell of CELLS) {
      const rows = TABLE[error].filter((row) => holds(row, cell));
      assert.equal(rows.length, 1, `${error}, ${nameOf(cell)}`);
    }
});

for (const lang of LANGUAGES) {
  for (const error of ERRORS) {
    test(`${lang}: ${error}`, async () => {
      await speak(lang);
      for (const row of TABLE[error]) {
        if (row.length === 3) continue;
        for (const cell of CELLS.filter((each) => holds(row, each))) {
          const text = asText(wordsFor(error, cell));
          says(text, row[lang === 'en' ? 2 : 3], `${error}, ${nameOf(cell)}, ${lang}`);
        }
      }
    });
  }

  test(`${lang}: what differs in the table differs on the screen, and nothing else does`, async () => {
    await speak(lang);
    for (const error of ERRORS) {
      const rows = TABLE[error].filter((row) => row.length === 4);
      const said = rows.map(
        (row) =>
          new Set(
            CELLS.filter((cell) => holds(row, cell)).map((cell) => asText(wordsFor(error, cell))),
          ),
      );
      for (const [i, texts] of said.entries())
        assert.equal(texts.size, 1, `${error}, row ${i + 1}: ${[...texts].join('\n')}`);
      const all = said.flatMap((texts) => [...texts]);
      assert.equal(new Set(all).size, all.length, `${error}: ${all.join('\n')}`);
    }
  });

  test(`${lang}: two failures never read the same`, async () => {
    await speak(lang);
    // What is not known of a damaged file is told as if it could not be read at all.
    const errors = ERRORS.filter((error) => error !== 'device-file');
    for (const cell of CELLS) {
      const seen = new Map();
      for (const error of errors) {
        const row = TABLE[error].find((each) => holds(each, cell));
        if (row?.length !== 4) continue;
        const text = asText(wordsFor(error, cell));
        assert.equal(seen.get(text), undefined, `${error}, ${nameOf(cell)}`);
        seen.set(text, error);
      }
    }
  });

  // Also where the table says never: no cell must be empty, whatever a damaged file or a newer server brings about.
  test(`${lang}: each cell has a title, a cause and a next step, written as all others are`, async () => {
    for (const error of ERRORS) {
      for (const cell of CELLS) {
        const where = `${error}, ${nameOf(cell)}`;
        await speak('en');
        const english = wordsFor(error, cell);
        await speak(lang);
        const words = wordsFor(error, cell);
        assert.ok(['you', 'administrator', 'operator'].includes(words.who), where);
        assert.match(words.title, /^[\p{Lu}«“].{8,}[^.]$|^parsec\.example\.org .+[^.]$/u, where);
        for (const sentence of [words.cause, words.next])
          assert.match(sentence, /^[\p{Lu}«“].{8,}[.]$|^parsec\.example\.org .+[.]$/u, where);
        const text = asText(words);
        assert.doesNotMatch(text, BANNED, where);
        assert.doesNotMatch(text, /\b(TOTP|MFA|PRF|WebAuthn|OpenBao|PKI)\b/, where);
        assert.doesNotMatch(text, /undefined|null|NaN|\$\{|\{\d\}/, where);
        assert.ok(!words.link || /^\/[a-z]+$/.test(words.link.path), where);
        if (lang === 'fr') {
          typographyOf(text, where);
          for (const part of /** @type {const} */ (['title', 'cause', 'next']))
            assert.notEqual(words[part], english[part], `${where}: ${part} is not translated`);
          assert.notEqual(words.link?.text ?? 'none', english.link?.text, where);
        }
      }
    }
  });
}

test('offline, it is said whether this very device opens without the server', async () => {
  for (const [lang, opens, doesNot] of /** @type {const} */ ([
    ['en', /all the same/, /does not open/],
    ['fr', /quand même/, /ne s’ouvre pas/],
  ])) {
    await speak(lang);
    for (const cell of CELLS.filter(({ kind }) => HERE.includes(kind))) {
      const { cause } = wordsFor('offline', cell);
      const needed = needsServer(cell.kind, cell.code);
      assert.match(cause, needed ? doesNot : opens, nameOf(cell));
    }
  }
});

test('another try is not what is offered first where it changes nothing', () => {
  for (const status of ['device-file', 'device-file-kind', 'passkey-other-site', 'http-revoked'])
    assert.equal(retryHelps(status), false, status);
  for (const status of ['wrong-password', 'one-time-code', 'throttled', 'offline', 'http-frozen'])
    assert.equal(retryHelps(status), true, status);
});

/** @type {[error: string, known: import('../src/words/failures.js').Known, english: string, french: string][]} */
const BESIDES = [
  // A passkey is being made: there is always the password.
  ...['passkey-missing', 'passkey-no-prf', 'passkey-failed'].map(
    (error) =>
      /** @type {typeof BESIDES[number]} */ ([
        error,
        { making: true },
        'Try again with another passkey … A password works everywhere',
        'Réessayez avec une autre clé d’accès … Un mot de passe marche partout',
      ]),
  ),
  [
    'passkey-unsupported',
    { making: true },
    'Open this page by itself, in an up-to-date … A password works everywhere',
    'Ouvrez cette page seule, dans une version à jour … Un mot de passe marche partout',
  ],
  [
    'passkey-exists',
    { making: true },
    'a passkey of this device there already … another computer, a phone or a security key',
    'déjà là une clé d’accès de cet appareil … un autre ordinateur, un téléphone ou une clé de sécurité',
  ],
  // Single sign-on is being chosen: there are other ways. And what was learnt of the accounts.
  ...['sign-on-disabled', 'sign-on-config'].map(
    (error) =>
      /** @type {typeof BESIDES[number]} */ ([
        error,
        { making: true },
        'Choose another way here. Whoever runs parsec.example.org can tell whether it comes back',
        'Choisissez ici une autre façon. La personne qui gère parsec.example.org peut dire si celle-ci reviendra',
      ]),
  ),
  [
    'sign-on-account',
    { expected: 'zoe@bakery.example', used: 'zoe@home.example' },
    'usually that of zoe@bakery.example. You signed in as zoe@home.example',
    'd’habitude zoe@bakery.example. Vous avez utilisé zoe@home.example',
  ],
  [
    'sign-on-account',
    { expected: 'zoe@bakery.example' },
    'usually that of zoe@bakery.example, and you signed in with another one',
    'd’habitude zoe@bakery.example, et vous en avez utilisé un autre',
  ],
  [
    'sign-on-unreachable',
    { service: 'bao.example.org' },
    'This page cannot reach bao.example.org, which keeps the keys',
    'Cette page n’arrive pas à joindre bao.example.org, qui garde les clés',
  ],
  [
    'sign-on-emails',
    { service: 'bao.example.org', provider: 'ProConnect' },
    'proves no e-mail address … bao.example.org knows no e-mail address … ProConnect … Sign in with another account',
    'ne prouve aucune adresse e-mail … bao.example.org ne connaît aucune adresse e-mail … ProConnect … Identifiez-vous avec un autre compte',
  ],
  // One-time codes are being set up: the entry is new, and nobody was removed.
  [
    'one-time-code',
    { making: true },
    'clock of the phone … the entry that you have just added … newest code',
    'horloge du téléphone … l’entrée que vous venez d’ajouter … le plus récent',
  ],
  [
    'reset-link',
    {},
    'resets nothing any more … removed or suspended … log in as usual … whoever runs parsec.example.org for a new link',
    'ne réinitialise plus rien … retiré ou suspendu … connectez-vous comme d’habitude … un nouveau lien à la personne qui gère parsec.example.org',
  ],
  // The person has just chosen a file: nothing of this browser is damaged.
  [
    'device-file · format',
    { chosen: true },
    'This is not a device file … “.keys” … Choose another file. Nothing was changed here',
    'Ce n’est pas un fichier d’appareil … « .keys » … Choisissez un autre fichier. Rien n’a été modifié ici',
  ],
  [
    'device-file · contents',
    { chosen: true },
    'This device file is damaged … keys that are locked in it … Choose another file',
    'Ce fichier d’appareil est abîmé … clés qui y sont enfermées … Choisissez un autre fichier',
  ],
  [
    'store-aside',
    { chosen: true },
    'a second one is not taken in … “Put aside” on the start page',
    'un second n’est donc pas accepté … « Mis de côté » sur la page d’accueil',
  ],
  // Back in with a recovery file.
  [
    'recovery-file · format',
    {},
    'This is not a recovery file … “.psrk” … Choose another file … “.keys” is a device file',
    'Ce n’est pas un fichier de secours … « .psrk » … Choisissez un autre fichier … « .keys », c’est un fichier d’appareil',
  ],
  [
    'recovery-file · contents',
    {},
    'This recovery file is damaged … no key opens it … another copy of it',
    'Ce fichier de secours est abîmé … aucune clé ne l’ouvre … une autre copie',
  ],
  [
    'recovery-key',
    {},
    'This is not a recovery key … 52 characters, in 13 groups of four … group by group … Capitals, blanks and hyphens do not matter',
    'Ce n’est pas une clé de secours … 52 caractères, en 13 groupes de quatre … groupe par groupe … Majuscules, espaces et tirets ne comptent pas',
  ],
  [
    'decrypt',
    { method: 'recovery' },
    'This key does not open this recovery file … a key of its own … group by group',
    'Cette clé n’ouvre pas ce fichier de secours … sa propre clé … groupe par groupe',
  ],
  [
    'http-organization-not-found',
    { byLink: true },
    'the link was changed on its way … whoever sent it to you',
    'le lien a été modifié en route … la personne qui vous l’a envoyée',
  ],
];

for (const [error, known, ...said] of BESIDES) {
  test(`${error} ${JSON.stringify(known)}: said for what is being done`, async () => {
    const [status, part = null] = error.split(' · ');
    /** @type {Failure} */
    const failure = { status, file_part: /** @type {Failure['file_part']} */ (part) };
    for (const [i, lang] of LANGUAGES.entries()) {
      await speak(lang);
      const text = asText(wordsOf(failure, known));
      says(text, said[i], `${error}, ${lang}`);
      assert.doesNotMatch(text, BANNED);
      if (lang === 'fr') typographyOf(text, error);
    }
  });
}

test('the time at which the server listens again has its day, unless it is today', async () => {
  const { clockTime } = await import('../src/words/locale.js');
  const now = new Date('2026-11-20T12:00:00Z');
  const at = (/** @type {string} */ time) => plainly(clockTime(new Date(time), now));
  await speak('en');
  assert.equal(at('2026-11-20T14:00:08Z'), '2:00:08 pm');
  assert.equal(at('2026-11-21T02:00:08Z'), 'nov 21, 2026, 2:00 am');
  await speak('fr');
  assert.equal(at('2026-11-20T14:00:08Z'), '14:00:08');
});
