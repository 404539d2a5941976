// SPDX-License-Identifier: MPL-2.0
/* Ed25519 (formats.md §1.3). A signing key is its 32-byte seed; a signed blob is signature(64) ‖
 * message. */
#ifndef PSC_CRYPTO_SIGN_H
#define PSC_CRYPTO_SIGN_H

#include "base/bytes.h"
#include "base/host.h"

#define PSC_SIGNING_KEY_BYTES 32u /* the seed */
#define PSC_VERIFY_KEY_BYTES 32u
#define PSC_SIGNATURE_BYTES 64u

psc_status psc_signing_key_make(uint8_t verify_key[PSC_VERIFY_KEY_BYTES],
                                uint8_t signing_key[PSC_SIGNING_KEY_BYTES],
                                const psc_host *host) PSC_CHECK_RESULT;
psc_status psc_verify_key_derive(uint8_t verify_key[PSC_VERIFY_KEY_BYTES],
                                 const uint8_t signing_key[PSC_SIGNING_KEY_BYTES]) PSC_CHECK_RESULT;
psc_status psc_sign_detached(uint8_t signature[PSC_SIGNATURE_BYTES], psc_bytes message,
                             const uint8_t signing_key[PSC_SIGNING_KEY_BYTES]) PSC_CHECK_RESULT;
/* signature ‖ message, in `arena`. */
psc_status psc_sign_combined(psc_bytes *out, psc_arena *arena, psc_bytes message,
                             const uint8_t signing_key[PSC_SIGNING_KEY_BYTES]) PSC_CHECK_RESULT;
/* `message` borrows from `signed_blob`. PSC_ERR_SIGNATURE when wrong or shorter than a
 * signature. */
psc_status psc_sign_open(psc_bytes *message, psc_bytes signed_blob,
                         const uint8_t verify_key[PSC_VERIFY_KEY_BYTES]) PSC_CHECK_RESULT;

#endif
