// SPDX-License-Identifier: MPL-2.0
/* Borrowed and growing byte strings. Text is UTF-8 bytes without a terminating zero. */
#ifndef PSC_BASE_BYTES_H
#define PSC_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

/* A borrowed view: whoever made it says how long it lives. `at` is NULL for "absent"; an empty
 * one has at != NULL, len 0. */
typedef struct psc_bytes {
    const uint8_t *at;
    size_t len;
} psc_bytes;

#define PSC_BYTES_ABSENT ((psc_bytes){NULL, 0})
/* View over an array (not over a pointer). */
#define PSC_BYTES_OF(array) ((psc_bytes){(array), sizeof(array)})
/* View over a string literal, without its terminating zero. */
#define PSC_BYTES_LIT(literal) ((psc_bytes){(const uint8_t *) (literal), sizeof(literal) - 1})

psc_bytes psc_bytes_from_text(const char *text);
/* Not constant time: for public data only. Absent equals absent only. */
bool psc_bytes_equal(psc_bytes a, psc_bytes b);
bool psc_bytes_equal_text(psc_bytes a, const char *text);
/* Copies into the arena (never NULL on success, even when empty). Absent stays absent. */
psc_status psc_bytes_copy(psc_bytes *out, psc_arena *arena, psc_bytes in) PSC_CHECK_RESULT;

/* A byte string that grows inside an arena; abandoned blocks stay in the arena until it is
 * wiped. */
typedef struct psc_buf {
    psc_arena *arena;
    uint8_t *at;
    size_t len;
    size_t capacity;
} psc_buf;

void psc_buf_init(psc_buf *buf, psc_arena *arena);
psc_status psc_buf_reserve(psc_buf *buf, size_t more) PSC_CHECK_RESULT;
psc_status psc_buf_push(psc_buf *buf, psc_bytes bytes) PSC_CHECK_RESULT;
psc_status psc_buf_push_byte(psc_buf *buf, uint8_t byte) PSC_CHECK_RESULT;
psc_status psc_buf_push_text(psc_buf *buf, const char *text) PSC_CHECK_RESULT;
psc_status psc_buf_push_decimal(psc_buf *buf, int64_t value) PSC_CHECK_RESULT;
psc_status psc_buf_push_hex(psc_buf *buf, psc_bytes bytes) PSC_CHECK_RESULT;
psc_bytes psc_buf_view(const psc_buf *buf);

/* True when the bytes are well-formed UTF-8 (no surrogates, no overlong form). */
bool psc_utf8_valid(psc_bytes text);

#endif
