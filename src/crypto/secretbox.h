// SPDX-License-Identifier: MPL-2.0
/* Secret key encryption, Parsec's SecretKey (formats.md §1.1): nonce(24) ‖ Poly1305 tag(16) ‖
 * XSalsa20 ciphertext. */
#ifndef PSC_CRYPTO_SECRETBOX_H
#define PSC_CRYPTO_SECRETBOX_H

#include "base/bytes.h"
#include "base/host.h"

#define PSC_SECRET_KEY_BYTES 32u
#define PSC_SECRETBOX_OVERHEAD 40u /* nonce and tag */

/* `out` gets message.len + PSC_SECRETBOX_OVERHEAD bytes in `arena`, under a random nonce. An
 * empty message is legal. */
psc_status psc_secretbox_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                              psc_bytes message,
                              const uint8_t key[PSC_SECRET_KEY_BYTES]) PSC_CHECK_RESULT;
/* PSC_ERR_DECRYPT for anything that this key did not seal, shorter than the overhead included. */
psc_status psc_secretbox_open(psc_bytes *out, psc_arena *arena, psc_bytes sealed,
                              const uint8_t key[PSC_SECRET_KEY_BYTES]) PSC_CHECK_RESULT;

#endif
