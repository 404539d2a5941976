// SPDX-License-Identifier: MPL-2.0
/* Every outcome of the core. One sentence per value; JavaScript reads names and sentences from here, so no second list exists.
 * Ranges tell the origin: 1.. caller or state, 100.. malformed input, 200.. cryptographic refusal, 300.. the server's answer,
 * 400.. the host (browser, disk, network), 500.. the other person. */
#ifndef PSC_BASE_STATUS_H
#define PSC_BASE_STATUS_H

#define PSC_STATUS_LIST(X)                                                                            \
    X(OK, 0, "Done.")                                                                                 \
    /* caller or state */                                                                             \
    X(ERR_STATE, 1, "This event is not expected now.")                                                \
    X(ERR_ARGUMENT, 2, "An argument is outside what this function accepts.")                          \
    X(ERR_CANCELLED, 3, "The person stopped this.")                                                   \
    X(ERR_NOT_KNOWN_YET, 5, "The organization's certificates have not been read yet.")                \
    X(ERR_TIMESTAMP_LOOP, 4, "The server keeps asking for later timestamps.")                         \
    /* malformed input */                                                                             \
    X(ERR_TRUNCATED, 100, "The data ends too early.")                                                 \
    X(ERR_MALFORMED, 101, "The data is not well formed.")                                             \
    X(ERR_TYPE, 102, "A field has the wrong type.")                                                   \
    X(ERR_MISSING_FIELD, 103, "A required field is missing.")                                         \
    X(ERR_DUPLICATE_FIELD, 104, "A field is given twice.")                                            \
    X(ERR_VALUE, 105, "A field has a value that its type forbids.")                                   \
    X(ERR_UNKNOWN_VARIANT, 106, "A message of an unknown kind.")                                      \
    X(ERR_TOO_LARGE, 107, "The data is larger than this client accepts.")                             \
    X(ERR_TOO_DEEP, 108, "The data is nested deeper than this client accepts.")                       \
    X(ERR_ENVELOPE_VERSION, 109, "The data uses an unknown container version.")                       \
    X(ERR_COMPRESSION, 110, "The compressed data cannot be read.")                                    \
    X(ERR_UTF8, 111, "A text is not valid UTF-8.")                                                    \
    X(ERR_ADDRESS_EMPTY, 120, "No link was given.")                                                   \
    X(ERR_ADDRESS_SCHEME, 121, "This is not a Parsec link.")                                          \
    X(ERR_ADDRESS_NOT_REDIRECT, 122, "This web address does not lead to a Parsec invitation.")        \
    X(ERR_ADDRESS_HOST, 123, "The link names no usable server.")                                      \
    X(ERR_ADDRESS_ORGANIZATION, 124, "The link names no valid organization.")                         \
    X(ERR_ADDRESS_ACTION, 125, "The link asks for something this client does not know.")              \
    X(ERR_ADDRESS_TRUNCATED, 126, "The end of the link is missing.")                                  \
    X(ERR_ADDRESS_PAYLOAD, 127, "The secret part of the link is damaged.")                            \
    X(ERR_ADDRESS_REPEATED, 128, "The link gives one of its parts twice.")                            \
    X(ERR_DEVICE_FILE, 140, "This is not a device file.")                                             \
    X(ERR_DEVICE_FILE_KIND, 141, "This device file is protected in a way not supported here.")        \
    X(ERR_RECOVERY_FILE, 144, "This is not a recovery file.")                                         \
    X(ERR_RECOVERY_KEY, 145, "This is not a recovery key.")                                           \
    X(ERR_AUTHORITY_KEY, 143, "This is not the public key of an RSA key pair.")                       \
    /* cryptographic refusal */                                                                       \
    X(ERR_DECRYPT, 200, "The data cannot be decrypted with this key.")                                \
    X(ERR_SIGNATURE, 201, "The signature is wrong.")                                                  \
    X(ERR_ZERO_KEY, 202, "The other side sent a key that would make the secret guessable.")           \
    X(ERR_COMMITMENT, 203, "The other side did not keep to the nonce it had committed to.")           \
    X(ERR_ALGORITHM, 204, "An unknown algorithm is named.")                                           \
    X(ERR_STRETCH_WEAK, 205, "The server proposes key stretching that is too weak.")                  \
    X(ERR_STRETCH_EXCESSIVE, 206, "The key stretching asks for more memory or time than allowed.")    \
    X(ERR_CERTIFICATE, 207, "A certificate does not say what it must.")                               \
    X(ERR_MISMATCH, 208, "Two things that must be equal differ.")                                     \
    X(ERR_CERTIFICATE_ORDER, 220, "A certificate is not newer than the one before it.")               \
    X(ERR_CERTIFICATE_PAIR, 221, "A new person and their first device do not come together.")         \
    X(ERR_CERTIFICATE_ROOT, 222, "The organization's root key signs what it must not sign.")          \
    X(ERR_CERTIFICATE_REDACTED, 223, "Names are hidden, or shown, that should not be.")               \
    X(ERR_AUTHOR_UNKNOWN, 224, "A certificate names an author that did not exist then.")              \
    X(ERR_AUTHOR_REVOKED, 225, "A certificate was signed by somebody already removed.")               \
    X(ERR_AUTHOR_PROFILE, 226, "A certificate was signed by somebody who may not sign such.")         \
    X(ERR_AUTHOR_SELF, 227, "A certificate must not be about its own author.")                        \
    X(ERR_AUTHOR_OTHER, 228, "A certificate must be signed by the person it is about.")               \
    X(ERR_MEMBER_UNKNOWN, 229, "A certificate is about a person that does not exist.")                \
    X(ERR_MEMBER_REVOKED, 230, "A certificate is about a person already removed.")                    \
    X(ERR_IDENTIFIER_TAKEN, 231, "A certificate uses an identifier twice.")                           \
    X(ERR_NO_CHANGE, 232, "A certificate changes nothing.")                                           \
    X(ERR_ROLLBACK, 233, "The server no longer has certificates it had before.")                      \
    X(ERR_FORK, 234, "The server has other certificates than it had before.")                         \
    X(ERR_NOT_OURSELVES, 235, "The certificates show another person or device in our place.")         \
    /* the server's answer */                                                                         \
    X(ERR_HTTP_UNAUTHENTICATED, 300, "The server did not understand who is asking.")                  \
    X(ERR_HTTP_FORBIDDEN, 301, "The server does not know this invitation or device.")                 \
    X(ERR_HTTP_ORGANIZATION_NOT_FOUND, 302, "The server does not know this organization.")            \
    X(ERR_HTTP_NOT_ACCEPTABLE, 303, "The server refused the form of the request.")                    \
    X(ERR_HTTP_INVITATION_GONE, 304, "This invitation was used or cancelled.")                        \
    X(ERR_HTTP_TOO_LARGE, 305, "The server found the request too large.")                             \
    X(ERR_HTTP_BAD_CONTENT, 306, "The server could not read the request.")                            \
    X(ERR_HTTP_VERSION, 307, "The server speaks another version of Parsec.")                          \
    X(ERR_HTTP_ORGANIZATION_EXPIRED, 308, "This organization has expired.")                           \
    X(ERR_HTTP_REVOKED, 309, "This person was removed from the organization.")                        \
    X(ERR_HTTP_FROZEN, 310, "This person is suspended for now.")                                      \
    X(ERR_HTTP_TERMS, 311, "The terms of service must be accepted first.")                            \
    X(ERR_HTTP_WEB_FORBIDDEN, 312, "The organization does not allow web clients.")                    \
    X(ERR_HTTP_CLOCK, 313, "The clock of this computer differs too much from the server's.")          \
    X(ERR_HTTP_SERVER, 314, "The server failed.")                                                     \
    X(ERR_HTTP_UNEXPECTED, 315, "The server answered with an unexpected status.")                     \
    X(ERR_REPLY_MALFORMED, 320, "The answer is not one a Parsec server gives.")                       \
    X(ERR_REPLY_UNKNOWN, 321, "The server answered something this client does not know.")             \
    X(ERR_BALLPARK, 322, "The clock of this computer differs too much from the server's.")            \
    X(ERR_AUTHOR_NOT_ALLOWED, 330, "This person is not allowed to do that.")                          \
    X(ERR_INVALID_CERTIFICATE, 331, "The server refused the certificate.")                            \
    X(ERR_ALREADY_BOOTSTRAPPED, 332, "This organization exists already.")                             \
    X(ERR_BOOTSTRAP_TOKEN, 333, "The server does not accept this creation link.")                     \
    X(ERR_INVITATION_NOT_FOUND, 334, "The server does not know this invitation.")                     \
    X(ERR_INVITATION_USED, 335, "This invitation was used already.")                                  \
    X(ERR_INVITATION_CANCELLED, 336, "This invitation was cancelled.")                                \
    X(ERR_GREETER_NOT_FOUND, 337, "The administrator who should help is unknown to the server.")      \
    X(ERR_GREETER_REVOKED, 338, "The administrator who should help was removed.")                     \
    X(ERR_GREETER_NOT_ALLOWED, 339, "The person who should help is no longer an administrator.")      \
    X(ERR_ATTEMPT_LOST, 340, "The server no longer knows this exchange.")                             \
    X(ERR_STEP_REFUSED, 341, "The server refused this step of the exchange.")                         \
    X(ERR_ALREADY_ENROLLED, 342, "A member of the organization has this e-mail already.")             \
    X(ERR_USERS_LIMIT, 343, "The organization has no seat left.")                                     \
    X(ERR_ALREADY_EXISTS, 344, "The server has something under this identifier already.")             \
    X(ERR_NO_ADMINISTRATOR, 345, "Nobody can help with this invitation.")                             \
    X(ERR_INVITATION_KIND, 346, "This invitation is of another kind.")                                \
    X(ERR_ENROLLED_WITHOUT_DEVICE, 347, "The person was created, but has no device.")                 \
    X(ERR_NOT_CREATED, 348, "The server did not create it.")                                          \
    X(ERR_USER_NOT_FOUND, 349, "The server does not know this person.")                               \
    X(ERR_USER_REVOKED, 350, "This person was removed from the organization already.")                \
    X(ERR_DEVICE_UNCONFIRMED, 356, "The device was added, but nobody has said to have its keys.")     \
    X(ERR_ONE_TIME_CODE, 357, "The server does not accept this one-time code.")                       \
    X(ERR_THROTTLED, 358, "There were too many wrong one-time codes in a row.")                       \
    X(ERR_RESET_LINK, 359, "The server does not accept this reset link.")                             \
    X(ERR_SIGN_ON_DISABLED, 360, "The server offers no single sign-on.")                              \
    X(ERR_SIGN_ON_CONFIG, 361, "The single sign-on that the server offers cannot be used.")           \
    X(ERR_SIGN_ON_UNREACHABLE, 362, "The sign-on service cannot be reached.")                         \
    X(ERR_SIGN_ON_PROVIDER, 363, "The sign-on service cannot send anybody to this provider.")         \
    X(ERR_SIGN_ON_STATE, 364, "What came back belongs to another sign-on.")                           \
    X(ERR_SIGN_ON_CODE, 365, "The sign-on service does not accept what the provider said.")           \
    X(ERR_SIGN_ON_TIMEOUT, 366, "Nobody has signed on in time.")                                      \
    X(ERR_SIGN_ON_ACCOUNT, 367, "This is another account.")                                           \
    X(ERR_SIGN_ON_EXPIRED, 368, "The sign-on has expired.")                                           \
    X(ERR_SIGN_ON_KEY, 369, "The sign-on service no longer has the key.")                             \
    X(ERR_SIGN_ON_ANSWER, 370, "The sign-on service answered something unexpected.")                  \
    X(ERR_SIGN_ON_EMAILS, 371, "The account proves no e-mail address.")                               \
    X(ERR_SIGN_ON_DENIED, 372, "The sign-on service does not allow this.")                            \
    X(ERR_REQUEST_WAITING, 380, "A request with this e-mail address waits already.")                  \
    X(ERR_REQUEST_NOT_FOUND, 381, "The server does not know this request.")                           \
    X(ERR_REQUEST_DECIDED, 382, "This request was answered or withdrawn already.")                    \
    X(ERR_REQUEST_UNDECIDED, 383, "Nobody has answered this request yet.")                            \
    X(ERR_REQUEST_KIND, 384, "This request proves an identity in a way not supported here.")          \
    X(ERR_REQUEST_EMAIL, 385, "The identity does not prove this e-mail address.")                     \
    X(ERR_REQUEST_FILE, 386, "What was kept of this request cannot be read.")                         \
    X(ERR_REQUEST_PAYLOAD, 387, "The request, or what answers it, is malformed.")                     \
    /* the host */                                                                                    \
    X(ERR_MEMORY, 400, "Not enough memory.")                                                          \
    X(ERR_RANDOM, 401, "The system gives no random numbers.")                                         \
    X(ERR_OFFLINE, 402, "The server cannot be reached.")                                              \
    X(ERR_STORE_QUOTA, 410, "The browser has no space left for this site.")                           \
    X(ERR_STORE_DENIED, 411, "The browser does not let this site keep data.")                         \
    X(ERR_STORE_CONFLICT, 412, "Another tab has taken this device over.")                             \
    X(ERR_STORE_MISSING, 413, "What should be stored here is gone.")                                  \
    X(ERR_STORE_MISMATCH, 414, "What was read back differs from what was written.")                   \
    X(ERR_STORE_ASIDE, 415, "This device is here already, put aside.")                                \
    X(ERR_STORE_TAKEN, 416, "There is another file in its place already.")                            \
    X(ERR_STRETCH, 420, "The password could not be processed.")                                       \
    /* the other person */                                                                            \
    X(ERR_PEER_CANCELLED, 500, "The other person stopped.")                                           \
    X(ERR_PEER_PAYLOAD, 501, "The other side sent something that cannot be read.")                    \
    X(ERR_PEER_REFUSED, 502, "The other person refused.")

typedef enum psc_status {
#define X(name, value, sentence) PSC_##name = value,
    PSC_STATUS_LIST(X)
#undef X
} psc_status;

#if defined(__GNUC__)
#define PSC_CHECK_RESULT __attribute__((warn_unused_result))
#else
#define PSC_CHECK_RESULT
#endif

/* Leaves the enclosing function with the status of `call` unless it is PSC_OK. For functions with nothing to wipe. */
#define PSC_TRY(call)                                                                                 \
    do {                                                                                              \
        const psc_status psc_try_status = (call);                                                     \
        if (psc_try_status != PSC_OK) {                                                               \
            return psc_try_status;                                                                    \
        }                                                                                             \
    } while (0)

/* Lower-case name with dashes ("err-decrypt" without its prefix: "decrypt"; PSC_OK: "ok"), and its sentence.
 * Static strings, never NULL; an unknown value gives "unknown". */
const char *psc_status_name(psc_status status);
const char *psc_status_sentence(psc_status status);

#endif
