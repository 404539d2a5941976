// SPDX-License-Identifier: MPL-2.0
/* Short forms for writing tables (schema.h). The wire name of a field is its member's name unless
 * given. */
#ifndef PSC_SCHEMA_TABLE_H
#define PSC_SCHEMA_TABLE_H

#include "schema/schema.h"

#define PSC_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define PSC_TYPE_OF(owner, member, kind, detail) {kind, sizeof(((owner *) NULL)->member), detail}
#define PSC_FIELD_FULL(wire, owner, member, kind, detail, optional, presence)                      \
    {wire, PSC_TYPE_OF(owner, member, kind, detail), offsetof(owner, member), presence, optional}
#define PSC_FIELD_NAMED(wire, owner, member, kind, detail)                                         \
    PSC_FIELD_FULL(wire, owner, member, kind, detail, PSC_REQUIRED, PSC_NO_PRESENCE)
#define PSC_FIELD(owner, member, kind, detail) PSC_FIELD_NAMED(#member, owner, member, kind, detail)
/* Absence is expressed by the value itself. */
#define PSC_FIELD_OPTIONAL(owner, member, kind, detail, optional)                                  \
    PSC_FIELD_FULL(#member, owner, member, kind, detail, optional, PSC_NO_PRESENCE)
/* Absence is expressed by a bool named has_<member>. */
#define PSC_FIELD_PRESENT(owner, member, kind, detail, optional)                                   \
    PSC_FIELD_FULL(#member, owner, member, kind, detail, optional, offsetof(owner, has_##member))
#define PSC_RECORD(tag_key, tag, owner, fields)                                                    \
    {tag_key, tag, fields, PSC_COUNT(fields), sizeof(owner)}
#define PSC_RECORD_EMPTY(tag_key, tag) {tag_key, tag, NULL, 0, 0}
#define PSC_UNION_FULL(key, owner, tag_member, variants, unknown_offset)                           \
    {key, variants, PSC_COUNT(variants), offsetof(owner, tag_member), unknown_offset, sizeof(owner)}
#define PSC_CLOSED_UNION(key, owner, tag_member, variants)                                         \
    PSC_UNION_FULL(key, owner, tag_member, variants, PSC_NO_PRESENCE)
#define PSC_OPEN_UNION(key, owner, tag_member, variants)                                           \
    PSC_UNION_FULL(key, owner, tag_member, variants, offsetof(owner, unknown))

#endif
