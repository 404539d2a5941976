// SPDX-License-Identifier: MPL-2.0
/* The wire as data: a table per message, one reader and one writer for all of them. Strict about
 * types, ranges, duplicates and required fields; unknown fields are skipped, as Parsec does
 * (formats.md §2.1). Reading never recurses on input: nesting is bounded by the tables themselves,
 * and by PSC_MSGPACK_DEPTH_MAX. */
#ifndef PSC_SCHEMA_SCHEMA_H
#define PSC_SCHEMA_SCHEMA_H

#include "base/bytes.h"
#include "base/id.h"

typedef struct psc_human_handle {
    psc_bytes email;
    psc_bytes label;
} psc_human_handle;

typedef enum psc_kind {
    PSC_KIND_BOOL,         /* bool */
    PSC_KIND_U32,          /* uint32_t */
    PSC_KIND_U64,          /* uint64_t */
    PSC_KIND_I64,          /* int64_t */
    PSC_KIND_F64,          /* double */
    PSC_KIND_STR,          /* psc_bytes; absent when nil; detail: psc_rule or NULL */
    PSC_KIND_BIN,          /* psc_bytes; absent when nil; detail: psc_rule or NULL */
    PSC_KIND_FIXED,        /* uint8_t[type->size], a bin of exactly that size */
    PSC_KIND_UUID,         /* psc_uuid, ext 2 */
    PSC_KIND_TIME,         /* psc_time, ext 1 */
    PSC_KIND_HUMAN_HANDLE, /* psc_human_handle, [email, label]; email.at == NULL when nil */
    PSC_KIND_PERSON,       /* the same, its label may be unknown: [email, nil]; only written */
    PSC_KIND_STATUS,       /* int: a psc_status, its name on the wire; only written */
    PSC_KIND_REFUSAL,      /* the same, never PSC_OK; only written */
    PSC_KIND_ENUM,         /* int, detail: psc_names; a str on the wire */
    PSC_KIND_RECORD,       /* struct, detail: psc_record */
    PSC_KIND_UNION,        /* struct, detail: psc_union */
    PSC_KIND_LIST,         /* psc_list, detail: psc_type of the items */
    PSC_KIND_TEXTS         /* psc_list of psc_text_pair: a map from any text to a text */
} psc_kind;

typedef struct psc_type {
    psc_kind kind;
    size_t size; /* of the C object; for PSC_KIND_FIXED the length of the bin too */
    const void *detail;
} psc_type;

/* Items are laid out as a C array of detail->size. */
typedef struct psc_list {
    void *items;
    size_t count;
} psc_list;

/* What the keys of such a map mean is for its reader to say; each occurs once, and there are few. */
#define PSC_TEXTS_MAX 64u
typedef struct psc_text_pair {
    psc_bytes key;
    psc_bytes value;
} psc_text_pair;

typedef struct psc_names {
    const char *const *names; /* index = value of the C enum */
    size_t count;
    psc_status unknown; /* what another name is; PSC_OK stands for PSC_ERR_VALUE */
} psc_names;

/* What a text or bytes must satisfy besides their type. */
typedef struct psc_rule {
    psc_status (*check)(psc_bytes value);
} psc_rule;

/* A kind that cannot express absence needs `presence`; without it, its zero stands for nil on
 * reading and is written as it is. */
enum {
    PSC_REQUIRED = 0,
    PSC_NULLABLE = 1, /* the key must be there, the value may be nil */
    PSC_OMITTABLE = 2 /* the key may be missing or nil; written as nil */
};
#define PSC_FIELDS_MAX 64u /* in one record */
#define PSC_NO_PRESENCE ((size_t) -1)

typedef struct psc_field {
    const char *name;
    psc_type type;
    size_t offset;
    /* Offset of a bool, for optional kinds that cannot express absence; else PSC_NO_PRESENCE. */
    size_t presence;
    unsigned optional;
} psc_field;

/* A map with fixed fields. When `tag` is given, it is written first under `tag_key` and checked on
 * reading. */
typedef struct psc_record {
    const char *tag_key; /* "type", "cmd", or NULL */
    const char *tag;
    const psc_field *fields;
    size_t count;
    size_t size;
} psc_record;

typedef struct psc_union psc_union;
typedef struct psc_variant {
    const char *tag;
    int value; /* stored in the union's tag member */
    /* NULL: no further field. Offsets count from the variant's own place. */
    const psc_record *record;
    size_t offset; /* of the variant's struct inside the union's struct */
    /* A second union whose tag and fields stand in the same map, and whose struct has the same
     * place; NULL: none. */
    const psc_union *flat;
} psc_variant;

/* A map whose string under `key` chooses the variant. In an open union an unknown tag is not an
 * error: the tag member gets PSC_VARIANT_UNKNOWN and the text is kept. */
#define PSC_VARIANT_UNKNOWN (-1)
struct psc_union {
    const char *key;
    const psc_variant *variants;
    size_t count;
    size_t tag_offset;     /* of an int */
    size_t unknown_offset; /* of a psc_bytes, open unions only; else PSC_NO_PRESENCE */
    size_t size;
};

/* The struct is zeroed first. Views borrow from `data` or live in `arena`: both must outlive it.
 * Trailing bytes are ignored, as the official reader does.
 *   PSC_ERR_TRUNCATED, MALFORMED, UTF8, TOO_DEEP: not MessagePack
 *   PSC_ERR_TYPE: another kind of value, nil where it is not allowed, a key that is no text
 *   PSC_ERR_VALUE: out of range, of another length, a name or text that the type forbids
 *   PSC_ERR_MISSING_FIELD, PSC_ERR_DUPLICATE_FIELD
 *   PSC_ERR_UNKNOWN_VARIANT: another tag
 *   PSC_ERR_TOO_LARGE: a list longer than an arena, more texts than PSC_TEXTS_MAX
 * Writing gives PSC_ERR_ARGUMENT for an object that its table cannot express, PSC_ERR_VALUE for a
 * text that a rule forbids. */
psc_status psc_record_read(void *out, psc_arena *arena, psc_bytes data,
                           const psc_record *record) PSC_CHECK_RESULT;
psc_status psc_union_read(void *out, psc_arena *arena, psc_bytes data,
                          const psc_union *united) PSC_CHECK_RESULT;
psc_status psc_record_write(psc_buf *out, const void *object,
                            const psc_record *record) PSC_CHECK_RESULT;
psc_status psc_union_write(psc_buf *out, const void *object,
                           const psc_union *united) PSC_CHECK_RESULT;

#endif
