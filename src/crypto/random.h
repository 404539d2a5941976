// SPDX-License-Identifier: MPL-2.0
/* libsodium draws ephemeral keys by itself (sealed boxes): its random source is replaced by the
 * host's, for the length of one step, so that a recorded run replays byte for byte in every
 * build. */
#ifndef PSC_CRYPTO_RANDOM_H
#define PSC_CRYPTO_RANDOM_H

#include <stdbool.h>

#include "base/host.h"
#include "base/id.h"

/* sodium_init() and the choice of implementations; call once before anything else, again is
 * harmless. */
psc_status psc_crypto_init(void) PSC_CHECK_RESULT;
/* The source behind libsodium's randombytes_*; NULL makes any use trap. Borrowed. */
void psc_random_use(const psc_host *host);
/* For draws that no result depends on and that must not shift a replayed run; gives the source
 * that was in use, for psc_random_use() to put back. */
const psc_host *psc_random_use_zeros(void);
/* libsodium's random functions cannot fail: what the host answered is kept, and asked for here
 * by whoever called libsodium. PSC_OK unless a draw failed since the last call; what was made
 * from a failed draw must be thrown away. */
psc_status psc_random_collect(void) PSC_CHECK_RESULT;
/* Constant time. */
bool psc_secret_equal(const uint8_t *a, const uint8_t *b, size_t len);
/* Fresh version 4 identifier. */
psc_status psc_uuid_make(psc_uuid *id, const psc_host *host) PSC_CHECK_RESULT;

#endif
