// SPDX-License-Identifier: MPL-2.0
/* libsodium draws ephemeral keys by itself (sealed boxes): its random source is replaced by the host's, for the length of one
 * step, so that a recorded run replays byte for byte in every build. */
#ifndef PSC_CRYPTO_RANDOM_H
#define PSC_CRYPTO_RANDOM_H

#include <stdbool.h>

#include "base/host.h"
#include "base/id.h"

/* sodium_init() and the choice of implementations; call once before anything else, again is harmless. */
psc_status psc_crypto_init(void) PSC_CHECK_RESULT;
/* The source behind libsodium's randombytes_*; NULL makes any use trap. Borrowed. */
void psc_random_use(const psc_host *host);
/* Constant time. */
bool psc_secret_equal(const uint8_t *a, const uint8_t *b, size_t len);
/* Fresh version 4 identifier. */
psc_status psc_uuid_make(psc_uuid *id, const psc_host *host) PSC_CHECK_RESULT;

#endif
