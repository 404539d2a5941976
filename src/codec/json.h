// SPDX-License-Identifier: MPL-2.0
/* JSON of a server that is not Parsec's (OpenBao), read strictly as RFC 8259 has it and with every size bounded: at most
 * PSC_JSON_NODES_MAX values, PSC_JSON_DEPTH_MAX levels, no recursion on input. */
#ifndef PSC_CODEC_JSON_H
#define PSC_CODEC_JSON_H

#include "base/bytes.h"

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
    psc_bytes text;        /* STRING: decoded, UTF-8; NUMBER: as it is written; else absent */
    const psc_json *first; /* ARRAY, OBJECT: of what is in it, in order */
    const psc_json *next;  /* in the same array or object */
};

/* Views borrow from `data` or live in `arena`. A byte order mark, a second value of the same name in an object, a lone surrogate
 * and anything after the value but blanks are refused.
 *   PSC_ERR_TRUNCATED, PSC_ERR_MALFORMED, PSC_ERR_UTF8, PSC_ERR_TOO_DEEP, PSC_ERR_TOO_LARGE, PSC_ERR_DUPLICATE_FIELD */
psc_status psc_json_read(const psc_json **out, psc_arena *arena, psc_bytes data) PSC_CHECK_RESULT;
/* The value at "a.b.c", names separated by dots; NULL when something on the way is not there or no object. `json` may be NULL. */
const psc_json *psc_json_at(const psc_json *json, const char *path);
/* The text of the string at `path`, absent when there is none. */
psc_bytes psc_json_text(const psc_json *json, const char *path);
/* `text`, UTF-8, as a string with its quotes. */
psc_status psc_json_push_string(psc_buf *out, psc_bytes text) PSC_CHECK_RESULT;

#endif
