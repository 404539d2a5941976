// SPDX-License-Identifier: MPL-2.0
/* JSON of a server that is not Parsec's (OpenBao), read strictly as RFC 8259 has it and with every size bounded: at most
 * PSC_JSON_BYTES_MAX bytes, PSC_JSON_NODES_MAX values, PSC_JSON_DEPTH_MAX levels, no recursion on input. */
#ifndef PSC_CODEC_JSON_H
#define PSC_CODEC_JSON_H

#include "base/bytes.h"

/* Names are compared with one another, so that the product of these two bounds the time. */
#define PSC_JSON_BYTES_MAX ((size_t) 256 * 1024)
#define PSC_JSON_NODES_MAX 4096u
#define PSC_JSON_DEPTH_MAX 32u

typedef enum psc_json_kind {
    PSC_JSON_NULL,
    PSC_JSON_FALSE,
    PSC_JSON_TRUE,
    PSC_JSON_NUMBER,
    PSC_JSON_STRING,
    PSC_JSON_ARRAY,
    PSC_JSON_OBJECT
} psc_json_kind;

typedef struct psc_json psc_json;
struct psc_json {
    int kind;              /* psc_json_kind */
    psc_bytes key;         /* of a member of an object: decoded; else absent */
    psc_bytes text;        /* STRING: decoded, UTF-8, zeros included; NUMBER: as it is written; else absent */
    const psc_json *first; /* ARRAY, OBJECT: of what is in it, in order */
    const psc_json *next;  /* in the same array or object */
};

/* Views borrow from `data` or live in `arena`. A byte order mark, a second value of the same name in an object, a lone surrogate
 * and anything after the value but blanks are refused. `*out` is NULL unless PSC_OK comes back.
 *   PSC_ERR_TRUNCATED: the beginning of some JSON, nothing at all included
 *   PSC_ERR_MALFORMED: no JSON
 *   PSC_ERR_UTF8: a string that is not UTF-8, or escapes a lone surrogate
 *   PSC_ERR_DUPLICATE_FIELD: two names that are the same once decoded
 *   PSC_ERR_TOO_LARGE: too many bytes or values; PSC_ERR_TOO_DEEP */
psc_status psc_json_read(const psc_json **out, psc_arena *arena, psc_bytes data) PSC_CHECK_RESULT;
/* The value at "a.b.c", names separated by dots (one that has a dot itself is not found); NULL when something on the way is not
 * there or no object. `json` may be NULL. */
const psc_json *psc_json_at(const psc_json *json, const char *path);
/* The text of the string at `path`, absent when there is none. */
psc_bytes psc_json_text(const psc_json *json, const char *path);
/* `text`, UTF-8, as a string with its quotes. PSC_ERR_ARGUMENT when it is absent, PSC_ERR_UTF8 when it is not UTF-8. */
psc_status psc_json_push_string(psc_buf *out, psc_bytes text) PSC_CHECK_RESULT;

#endif
