// SPDX-License-Identifier: MPL-2.0
/* Encryption to a user, Parsec's PublicKey (formats.md §1.2): libsodium's anonymous sealed box. */
#ifndef PSC_CRYPTO_SEALED_H
#define PSC_CRYPTO_SEALED_H

#include "base/bytes.h"
#include "base/host.h"

#define PSC_PUBLIC_KEY_BYTES 32u
#define PSC_PRIVATE_KEY_BYTES 32u
#define PSC_SEALED_OVERHEAD 48u

/* X25519 pair; the private key stays as drawn, unclamped. */
psc_status psc_keypair_make(uint8_t public_key[PSC_PUBLIC_KEY_BYTES],
                            uint8_t private_key[PSC_PRIVATE_KEY_BYTES],
                            const psc_host *host) PSC_CHECK_RESULT;
psc_status psc_public_key_derive(uint8_t public_key[PSC_PUBLIC_KEY_BYTES],
                                 const uint8_t private_key[PSC_PRIVATE_KEY_BYTES]) PSC_CHECK_RESULT;
psc_status psc_sealed_seal(psc_bytes *out, psc_arena *arena, psc_bytes message,
                           const uint8_t public_key[PSC_PUBLIC_KEY_BYTES]) PSC_CHECK_RESULT;
psc_status psc_sealed_open(psc_bytes *out, psc_arena *arena, psc_bytes sealed,
                           const uint8_t private_key[PSC_PRIVATE_KEY_BYTES]) PSC_CHECK_RESULT;

#endif
