// SPDX-License-Identifier: MPL-2.0
/* Hash, MAC and key derivation (formats.md §1.4, §1.5, §1.6). */
#ifndef PSC_CRYPTO_DIGEST_H
#define PSC_CRYPTO_DIGEST_H

#include "base/bytes.h"
#include "base/id.h"

#define PSC_SHA256_BYTES 32u
#define PSC_MAC_BYTES 64u
#define PSC_MAC_KEY_BYTES 32u

psc_status psc_sha256(uint8_t digest[PSC_SHA256_BYTES], psc_bytes data) PSC_CHECK_RESULT;
/* BLAKE2b-512 keyed with 32 bytes, over a ‖ b (either may be empty). */
psc_status psc_mac(uint8_t mac[PSC_MAC_BYTES], psc_bytes a, psc_bytes b,
                   const uint8_t key[PSC_MAC_KEY_BYTES]) PSC_CHECK_RESULT;
/* Parsec's KeyDerivation: a 32-byte master and a UUID give 32 bytes, or the 16 bytes of an
 * identifier. */
psc_status psc_derive_key(uint8_t key[32], const uint8_t master[32],
                          const psc_uuid *usage) PSC_CHECK_RESULT;
psc_status psc_derive_uuid(psc_uuid *id, const uint8_t master[32],
                           const psc_uuid *usage) PSC_CHECK_RESULT;

#endif
