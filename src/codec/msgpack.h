// SPDX-License-Identifier: MPL-2.0
/* MessagePack for hostile input (formats.md §2.1). The reader allocates nothing, never recurses
 * and checks every length against what is left before it moves. The first error is kept and
 * every later call returns it. */
#ifndef PSC_CODEC_MSGPACK_H
#define PSC_CODEC_MSGPACK_H

#include "base/bytes.h"
#include "base/id.h"

#define PSC_MSGPACK_DEPTH_MAX 16u

#define PSC_MSGPACK_EXT_TIME 1 /* big-endian signed microseconds */
#define PSC_MSGPACK_EXT_UUID 2

typedef struct psc_msgpack_reader {
    const uint8_t *at;
    size_t left;
    psc_status status;
} psc_msgpack_reader;

typedef enum psc_msgpack_kind {
    PSC_MSGPACK_NIL,
    PSC_MSGPACK_BOOL,
    PSC_MSGPACK_INTEGER, /* any width and sign */
    PSC_MSGPACK_FLOAT,
    PSC_MSGPACK_STR,
    PSC_MSGPACK_BIN,
    PSC_MSGPACK_ARRAY,
    PSC_MSGPACK_MAP,
    PSC_MSGPACK_EXT
} psc_msgpack_kind;

void psc_msgpack_reader_init(psc_msgpack_reader *reader, psc_bytes data);
psc_status psc_msgpack_peek(psc_msgpack_kind *kind, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
psc_status psc_msgpack_read_nil(psc_msgpack_reader *reader) PSC_CHECK_RESULT;
psc_status psc_msgpack_read_bool(bool *out, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
/* PSC_ERR_VALUE when the number does not fit. */
psc_status psc_msgpack_read_i64(int64_t *out, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
psc_status psc_msgpack_read_u64(uint64_t *out, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
/* Accepts integers as the official reader does. */
psc_status psc_msgpack_read_f64(double *out, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
/* Views into the input. A str must be valid UTF-8. */
psc_status psc_msgpack_read_str(psc_bytes *out, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
psc_status psc_msgpack_read_bin(psc_bytes *out, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
psc_status psc_msgpack_read_ext(int8_t *type, psc_bytes *out,
                                psc_msgpack_reader *reader) PSC_CHECK_RESULT;
psc_status psc_msgpack_read_time(psc_time *out, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
psc_status psc_msgpack_read_uuid(psc_uuid *out, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
/* A count larger than the bytes left is PSC_ERR_TRUNCATED at once: each element takes at least
 * one byte (two in a map). */
psc_status psc_msgpack_read_array(size_t *count, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
psc_status psc_msgpack_read_map(size_t *count, psc_msgpack_reader *reader) PSC_CHECK_RESULT;
/* Steps over one value of any kind, nested ones included, to a depth of PSC_MSGPACK_DEPTH_MAX. */
psc_status psc_msgpack_skip(psc_msgpack_reader *reader) PSC_CHECK_RESULT;

/* Writers use the shortest form, as the official encoder does. */
psc_status psc_msgpack_write_nil(psc_buf *out) PSC_CHECK_RESULT;
psc_status psc_msgpack_write_bool(psc_buf *out, bool value) PSC_CHECK_RESULT;
psc_status psc_msgpack_write_i64(psc_buf *out, int64_t value) PSC_CHECK_RESULT;
psc_status psc_msgpack_write_u64(psc_buf *out, uint64_t value) PSC_CHECK_RESULT;
psc_status psc_msgpack_write_f64(psc_buf *out, double value) PSC_CHECK_RESULT;
psc_status psc_msgpack_write_str(psc_buf *out, psc_bytes text) PSC_CHECK_RESULT;
psc_status psc_msgpack_write_bin(psc_buf *out, psc_bytes data) PSC_CHECK_RESULT;
psc_status psc_msgpack_write_time(psc_buf *out, psc_time time) PSC_CHECK_RESULT;
psc_status psc_msgpack_write_uuid(psc_buf *out, const psc_uuid *id) PSC_CHECK_RESULT;
psc_status psc_msgpack_write_array(psc_buf *out, size_t count) PSC_CHECK_RESULT;
psc_status psc_msgpack_write_map(psc_buf *out, size_t count) PSC_CHECK_RESULT;

#endif
