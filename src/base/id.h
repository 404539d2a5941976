// SPDX-License-Identifier: MPL-2.0
/* Identifiers and time. Sources: formats.md §3 (basic types), protocol.md §3.1. */
#ifndef PSC_BASE_ID_H
#define PSC_BASE_ID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define PSC_UUID_BYTES 16u
#define PSC_UUID_HEX_CHARS 32u
/* Invitation, bootstrap and TOTP reset tokens: 16 random bytes, on the wire a bin, never a UUID. */
#define PSC_TOKEN_BYTES 16u

/* User, device, greeting attempt … identifiers; fresh ones are version 4, any 16 bytes are
 * accepted from others. */
typedef struct psc_uuid {
    uint8_t bytes[PSC_UUID_BYTES];
} psc_uuid;

/* Microseconds since the Unix epoch, UTC. */
typedef int64_t psc_time;
#define PSC_TIME_SECOND ((psc_time) 1000000)

bool psc_uuid_equal(const psc_uuid *a, const psc_uuid *b);
/* The one identifier that nothing has: what is left blank. */
bool psc_uuid_is_zero(const psc_uuid *id);
/* 32 lower-case digits, no dashes, no terminating zero. */
void psc_uuid_to_hex(char hex[PSC_UUID_HEX_CHARS], const psc_uuid *id);
/* Lower-case or upper-case hex, exactly 2 * len digits. PSC_ERR_MALFORMED otherwise. */
psc_status psc_hex_decode(uint8_t *out, size_t len, psc_bytes hex) PSC_CHECK_RESULT;

#endif
