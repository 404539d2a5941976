// SPDX-License-Identifier: MPL-2.0
#include "schema/schema.h"

#include <string.h>

#include "codec/msgpack.h"
#include "schema/types.h"

typedef struct psc_schema_reader {
    psc_msgpack_reader wire;
    psc_arena *arena;
    unsigned depth; /* of the containers that the tables opened */
} psc_schema_reader;

/* Tables may nest through records, unions and lists; what they follow on the wire is bounded as
 * well. */
static psc_status psc_schema_enter(psc_schema_reader *reader) {
    if (reader->depth == PSC_MSGPACK_DEPTH_MAX) {
        return PSC_ERR_TOO_DEEP;
    }
    reader->depth++;
    return PSC_OK;
}

static psc_status psc_schema_check(psc_bytes value, const psc_type *type) {
    const psc_rule *rule = type->detail;
    return rule == NULL ? PSC_OK : rule->check(value);
}

static int *psc_schema_tag_of(const psc_union *united, uint8_t *object) {
    return (int *) (void *) (object + united->tag_offset);
}

/* -------------------------------------------------------------------------------------- reading */

static psc_status psc_schema_read_value(uint8_t *out, psc_schema_reader *reader,
                                        const psc_type *type);

/* The fewest bytes that an item of a list takes: its keys alone, for those that have any. Keeps a
 * short message from claiming a long list. */
static size_t psc_schema_least(const psc_type *item) {
    size_t least = 1;
    if (item->kind == PSC_KIND_RECORD) {
        const psc_record *record = item->detail;
        for (size_t i = 0; i < record->count; i++) {
            if (record->fields[i].optional != PSC_OMITTABLE) {
                least += strlen(record->fields[i].name) + 2;
            }
        }
    } else if (item->kind == PSC_KIND_UNION) {
        least += strlen(((const psc_union *) item->detail)->key) + 2;
    }
    return least;
}

static psc_status psc_schema_read_enum(int *out, psc_schema_reader *reader,
                                       const psc_names *names) {
    psc_bytes name;
    PSC_TRY(psc_msgpack_read_str(&name, &reader->wire));
    for (size_t i = 0; i < names->count; i++) {
        if (psc_bytes_equal_text(name, names->names[i])) {
            *out = (int) i;
            return PSC_OK;
        }
    }
    return names->unknown == PSC_OK ? PSC_ERR_VALUE : names->unknown;
}

static psc_status psc_schema_read_handle(psc_human_handle *out, psc_schema_reader *reader) {
    size_t count;
    PSC_TRY(psc_msgpack_read_array(&count, &reader->wire));
    if (count != 2) {
        return PSC_ERR_VALUE;
    }
    PSC_TRY(psc_msgpack_read_str(&out->email, &reader->wire));
    PSC_TRY(psc_msgpack_read_str(&out->label, &reader->wire));
    return psc_human_handle_check(out);
}

static psc_status psc_schema_read_list(psc_list *out, psc_schema_reader *reader,
                                       const psc_type *item) {
    size_t count;
    PSC_TRY(psc_msgpack_read_array(&count, &reader->wire));
    if (count > reader->wire.left / psc_schema_least(item)) {
        return PSC_ERR_TRUNCATED;
    }
    if (count > (PSC_ARENA_MAX - reader->arena->total) / item->size) {
        return PSC_ERR_TOO_LARGE;
    }
    uint8_t *items;
    PSC_TRY(psc_arena_take_array((void **) &items, reader->arena, count, item->size));
    for (size_t i = 0; i < count; i++) {
        PSC_TRY(psc_schema_read_value(items + i * item->size, reader, item));
    }
    *out = (psc_list) {items, count};
    return PSC_OK;
}

static psc_status psc_schema_read_texts(psc_list *out, psc_schema_reader *reader) {
    size_t count;
    PSC_TRY(psc_msgpack_read_map(&count, &reader->wire));
    if (count > PSC_TEXTS_MAX) {
        return PSC_ERR_TOO_LARGE;
    }
    psc_text_pair *pairs;
    PSC_TRY(PSC_TAKE(&pairs, reader->arena, count));
    for (size_t i = 0; i < count; i++) {
        PSC_TRY(psc_msgpack_read_str(&pairs[i].key, &reader->wire));
        for (size_t before = 0; before < i; before++) {
            if (psc_bytes_equal(pairs[before].key, pairs[i].key)) {
                return PSC_ERR_DUPLICATE_FIELD;
            }
        }
        PSC_TRY(psc_msgpack_read_str(&pairs[i].value, &reader->wire));
    }
    *out = (psc_list) {pairs, count};
    return PSC_OK;
}

static psc_status psc_schema_read_field(uint8_t *object, psc_schema_reader *reader,
                                        const psc_field *field) {
    psc_msgpack_kind kind;
    PSC_TRY(psc_msgpack_peek(&kind, &reader->wire));
    if (kind == PSC_MSGPACK_NIL && field->optional != PSC_REQUIRED) {
        return psc_msgpack_read_nil(&reader->wire);
    }
    if (field->presence != PSC_NO_PRESENCE) {
        *(bool *) (object + field->presence) = true;
    }
    return psc_schema_read_value(object + field->offset, reader, &field->type);
}

/* `count` pairs from here on; a key that is not in the table, a tag above all, is stepped over. */
static psc_status psc_schema_read_pairs(uint8_t *object, psc_schema_reader *reader, size_t count,
                                        const psc_field *fields, size_t field_count) {
    uint64_t seen = 0;
    if (field_count > PSC_FIELDS_MAX) {
        return PSC_ERR_ARGUMENT;
    }
    for (size_t i = 0; i < count; i++) {
        psc_bytes key;
        PSC_TRY(psc_msgpack_read_str(&key, &reader->wire));
        size_t found = 0;
        while (found < field_count && !psc_bytes_equal_text(key, fields[found].name)) {
            found++;
        }
        if (found == field_count) {
            PSC_TRY(psc_msgpack_skip(&reader->wire));
            continue;
        }
        if (seen >> found & 1) {
            return PSC_ERR_DUPLICATE_FIELD;
        }
        seen |= (uint64_t) 1 << found;
        PSC_TRY(psc_schema_read_field(object, reader, &fields[found]));
    }
    for (size_t i = 0; i < field_count; i++) {
        if (!(seen >> i & 1) && fields[i].optional != PSC_OMITTABLE) {
            return PSC_ERR_MISSING_FIELD;
        }
    }
    return PSC_OK;
}

/* The tag may stand anywhere in its map, so it is looked for ahead of the reader, which does not
 * move. */
static psc_status psc_schema_find_tag(psc_bytes *tag, const psc_schema_reader *reader, size_t count,
                                      const char *key) {
    psc_msgpack_reader wire = reader->wire;
    *tag = PSC_BYTES_ABSENT;
    for (size_t i = 0; i < count; i++) {
        psc_bytes found;
        PSC_TRY(psc_msgpack_read_str(&found, &wire));
        if (!psc_bytes_equal_text(found, key)) {
            PSC_TRY(psc_msgpack_skip(&wire));
            continue;
        }
        if (tag->at != NULL) {
            return PSC_ERR_DUPLICATE_FIELD;
        }
        PSC_TRY(psc_msgpack_read_str(tag, &wire));
    }
    return tag->at == NULL ? PSC_ERR_MISSING_FIELD : PSC_OK;
}

static psc_status psc_schema_read_record(uint8_t *out, psc_schema_reader *reader,
                                         const psc_record *record) {
    size_t count;
    PSC_TRY(psc_schema_enter(reader));
    PSC_TRY(psc_msgpack_read_map(&count, &reader->wire));
    if (record->tag_key != NULL) {
        psc_bytes tag;
        PSC_TRY(psc_schema_find_tag(&tag, reader, count, record->tag_key));
        if (!psc_bytes_equal_text(tag, record->tag)) {
            return PSC_ERR_UNKNOWN_VARIANT;
        }
    }
    PSC_TRY(psc_schema_read_pairs(out, reader, count, record->fields, record->count));
    reader->depth--;
    return PSC_OK;
}

static const psc_variant *psc_schema_variant_by_tag(const psc_union *united, psc_bytes tag) {
    for (size_t i = 0; i < united->count; i++) {
        if (psc_bytes_equal_text(tag, united->variants[i].tag)) {
            return &united->variants[i];
        }
    }
    return NULL;
}

static psc_status psc_schema_read_union(uint8_t *out, psc_schema_reader *reader,
                                        const psc_union *united) {
    size_t count;
    PSC_TRY(psc_schema_enter(reader));
    PSC_TRY(psc_msgpack_read_map(&count, &reader->wire));
    const psc_msgpack_reader pairs = reader->wire;
    /* One turn, and one more for a union flattened into the same map. */
    for (const psc_union *part = united; part != NULL;) {
        psc_bytes tag;
        reader->wire = pairs;
        PSC_TRY(psc_schema_find_tag(&tag, reader, count, part->key));
        const psc_variant *variant = psc_schema_variant_by_tag(part, tag);
        if (variant == NULL) {
            if (part->unknown_offset == PSC_NO_PRESENCE) {
                return PSC_ERR_UNKNOWN_VARIANT;
            }
            *psc_schema_tag_of(part, out) = PSC_VARIANT_UNKNOWN;
            *(psc_bytes *) (void *) (out + part->unknown_offset) = tag;
            PSC_TRY(psc_schema_read_pairs(out, reader, count, NULL, 0));
            break;
        }
        *psc_schema_tag_of(part, out) = variant->value;
        out += variant->offset;
        PSC_TRY(psc_schema_read_pairs(out, reader, count,
                                      variant->record == NULL ? NULL : variant->record->fields,
                                      variant->record == NULL ? 0 : variant->record->count));
        part = variant->flat;
    }
    reader->depth--;
    return PSC_OK;
}

static psc_status psc_schema_read_value(uint8_t *out, psc_schema_reader *reader,
                                        const psc_type *type) {
    void *const place = out;
    switch (type->kind) {
    case PSC_KIND_BOOL:
        return psc_msgpack_read_bool(place, &reader->wire);
    case PSC_KIND_U32: {
        uint64_t wide;
        PSC_TRY(psc_msgpack_read_u64(&wide, &reader->wire));
        if (wide > UINT32_MAX) {
            return PSC_ERR_VALUE;
        }
        *(uint32_t *) place = (uint32_t) wide;
        return PSC_OK;
    }
    case PSC_KIND_U64:
        return psc_msgpack_read_u64(place, &reader->wire);
    case PSC_KIND_I64:
        return psc_msgpack_read_i64(place, &reader->wire);
    case PSC_KIND_F64:
        return psc_msgpack_read_f64(place, &reader->wire);
    case PSC_KIND_STR:
        PSC_TRY(psc_msgpack_read_str(place, &reader->wire));
        return psc_schema_check(*(psc_bytes *) place, type);
    case PSC_KIND_BIN:
        PSC_TRY(psc_msgpack_read_bin(place, &reader->wire));
        return psc_schema_check(*(psc_bytes *) place, type);
    case PSC_KIND_FIXED: {
        psc_bytes bin;
        PSC_TRY(psc_msgpack_read_bin(&bin, &reader->wire));
        if (bin.len != type->size) {
            return PSC_ERR_VALUE;
        }
        memcpy(place, bin.at, bin.len);
        return PSC_OK;
    }
    case PSC_KIND_UUID:
        return psc_msgpack_read_uuid(place, &reader->wire);
    case PSC_KIND_TIME:
        return psc_msgpack_read_time(place, &reader->wire);
    case PSC_KIND_HUMAN_HANDLE:
        return psc_schema_read_handle(place, reader);
    case PSC_KIND_ENUM:
        return psc_schema_read_enum(place, reader, type->detail);
    case PSC_KIND_RECORD:
        return psc_schema_read_record(out, reader, type->detail);
    case PSC_KIND_UNION:
        return psc_schema_read_union(out, reader, type->detail);
    case PSC_KIND_LIST:
        return psc_schema_read_list(place, reader, type->detail);
    case PSC_KIND_TEXTS:
        return psc_schema_read_texts(place, reader);
    case PSC_KIND_PERSON:
    case PSC_KIND_STATUS:
    case PSC_KIND_REFUSAL:
        return PSC_ERR_ARGUMENT;
    }
    __builtin_unreachable();
}

static psc_status psc_schema_read(void *out, psc_arena *arena, psc_bytes data,
                                  const psc_type *type) {
    psc_schema_reader reader = {.arena = arena};
    psc_msgpack_reader_init(&reader.wire, data);
    memset(out, 0, type->size);
    return psc_schema_read_value(out, &reader, type);
}

psc_status psc_record_read(void *out, psc_arena *arena, psc_bytes data, const psc_record *record) {
    return psc_schema_read(out, arena, data, &(psc_type) {PSC_KIND_RECORD, record->size, record});
}

psc_status psc_union_read(void *out, psc_arena *arena, psc_bytes data, const psc_union *united) {
    return psc_schema_read(out, arena, data, &(psc_type) {PSC_KIND_UNION, united->size, united});
}

/* -------------------------------------------------------------------------------------- writing */

static psc_status psc_schema_write_value(psc_buf *out, const uint8_t *at, const psc_type *type);

static psc_status psc_schema_write_text(psc_buf *out, const char *text) {
    return psc_msgpack_write_str(out, psc_bytes_from_text(text));
}

static psc_status psc_schema_write_tag(psc_buf *out, const char *key, const char *tag) {
    PSC_TRY(psc_schema_write_text(out, key));
    return psc_schema_write_text(out, tag);
}

static bool psc_schema_is_absent(const uint8_t *object, const psc_field *field) {
    const void *const place = object + field->offset;
    if (field->presence != PSC_NO_PRESENCE) {
        return !*(const bool *) (object + field->presence);
    }
    switch (field->type.kind) {
    case PSC_KIND_STR:
    case PSC_KIND_BIN:
        return ((const psc_bytes *) place)->at == NULL;
    case PSC_KIND_HUMAN_HANDLE:
    case PSC_KIND_PERSON:
        return ((const psc_human_handle *) place)->email.at == NULL;
    case PSC_KIND_LIST:
    case PSC_KIND_TEXTS:
        return ((const psc_list *) place)->items == NULL;
    case PSC_KIND_BOOL:
    case PSC_KIND_U32:
    case PSC_KIND_U64:
    case PSC_KIND_I64:
    case PSC_KIND_F64:
    case PSC_KIND_FIXED:
    case PSC_KIND_UUID:
    case PSC_KIND_TIME:
    case PSC_KIND_ENUM:
    case PSC_KIND_STATUS:
    case PSC_KIND_REFUSAL:
    case PSC_KIND_RECORD:
    case PSC_KIND_UNION:
        return false;
    }
    __builtin_unreachable();
}

static psc_status psc_schema_write_fields(psc_buf *out, const uint8_t *object,
                                          const psc_record *record) {
    for (size_t i = 0; i < record->count; i++) {
        const psc_field *field = &record->fields[i];
        PSC_TRY(psc_schema_write_text(out, field->name));
        if (field->optional != PSC_REQUIRED && psc_schema_is_absent(object, field)) {
            PSC_TRY(psc_msgpack_write_nil(out));
        } else {
            PSC_TRY(psc_schema_write_value(out, object + field->offset, &field->type));
        }
    }
    return PSC_OK;
}

static psc_status psc_schema_write_record(psc_buf *out, const uint8_t *object,
                                          const psc_record *record) {
    PSC_TRY(psc_msgpack_write_map(out, record->count + (record->tag_key != NULL ? 1 : 0)));
    if (record->tag_key != NULL) {
        PSC_TRY(psc_schema_write_tag(out, record->tag_key, record->tag));
    }
    return psc_schema_write_fields(out, object, record);
}

static psc_status psc_schema_variant_of(const psc_variant **variant, const psc_union *united,
                                        const uint8_t *object) {
    const int value = *(const int *) (const void *) (object + united->tag_offset);
    for (size_t i = 0; i < united->count; i++) {
        if (united->variants[i].value == value) {
            *variant = &united->variants[i];
            return PSC_OK;
        }
    }
    return PSC_ERR_ARGUMENT;
}

static psc_status psc_schema_write_union(psc_buf *out, const uint8_t *object,
                                         const psc_union *united) {
    const psc_variant *variant;
    size_t count = 0;
    const uint8_t *place = object;
    for (const psc_union *part = united; part != NULL; part = variant->flat) {
        PSC_TRY(psc_schema_variant_of(&variant, part, place));
        place += variant->offset;
        count += 1 + (variant->record == NULL ? 0 : variant->record->count);
    }
    PSC_TRY(psc_msgpack_write_map(out, count));
    place = object;
    for (const psc_union *part = united; part != NULL; part = variant->flat) {
        PSC_TRY(psc_schema_variant_of(&variant, part, place));
        place += variant->offset;
        PSC_TRY(psc_schema_write_tag(out, part->key, variant->tag));
        if (variant->record != NULL) {
            PSC_TRY(psc_schema_write_fields(out, place, variant->record));
        }
    }
    return PSC_OK;
}

static psc_status psc_schema_write_list(psc_buf *out, const psc_list *list, const psc_type *item) {
    PSC_TRY(psc_msgpack_write_array(out, list->count));
    for (size_t i = 0; i < list->count; i++) {
        PSC_TRY(psc_schema_write_value(out, (const uint8_t *) list->items + i * item->size, item));
    }
    return PSC_OK;
}

static psc_status psc_schema_write_texts(psc_buf *out, const psc_list *list) {
    const psc_text_pair *pairs = list->items;
    PSC_TRY(psc_msgpack_write_map(out, list->count));
    for (size_t i = 0; i < list->count; i++) {
        PSC_TRY(psc_msgpack_write_str(out, pairs[i].key));
        PSC_TRY(psc_msgpack_write_str(out, pairs[i].value));
    }
    return PSC_OK;
}

static psc_status psc_schema_write_handle(psc_buf *out, const psc_human_handle *handle,
                                          bool label_required) {
    if (handle->email.at == NULL || (label_required && handle->label.at == NULL)) {
        return PSC_ERR_ARGUMENT;
    }
    if (handle->label.at != NULL) {
        PSC_TRY(psc_human_handle_check(handle));
    }
    PSC_TRY(psc_msgpack_write_array(out, 2));
    PSC_TRY(psc_msgpack_write_str(out, handle->email));
    return handle->label.at == NULL ? psc_msgpack_write_nil(out)
                                    : psc_msgpack_write_str(out, handle->label);
}

static psc_status psc_schema_write_value(psc_buf *out, const uint8_t *at, const psc_type *type) {
    const void *const place = at;
    switch (type->kind) {
    case PSC_KIND_BOOL:
        return psc_msgpack_write_bool(out, *(const bool *) place);
    case PSC_KIND_U32:
        return psc_msgpack_write_u64(out, *(const uint32_t *) place);
    case PSC_KIND_U64:
        return psc_msgpack_write_u64(out, *(const uint64_t *) place);
    case PSC_KIND_I64:
        return psc_msgpack_write_i64(out, *(const int64_t *) place);
    case PSC_KIND_F64:
        return psc_msgpack_write_f64(out, *(const double *) place);
    case PSC_KIND_STR:
    case PSC_KIND_BIN: {
        const psc_bytes value = *(const psc_bytes *) place;
        if (value.at == NULL) {
            return PSC_ERR_ARGUMENT;
        }
        PSC_TRY(psc_schema_check(value, type));
        return type->kind == PSC_KIND_STR ? psc_msgpack_write_str(out, value)
                                          : psc_msgpack_write_bin(out, value);
    }
    case PSC_KIND_FIXED:
        return psc_msgpack_write_bin(out, (psc_bytes) {at, type->size});
    case PSC_KIND_UUID:
        return psc_msgpack_write_uuid(out, place);
    case PSC_KIND_TIME:
        return psc_msgpack_write_time(out, *(const psc_time *) place);
    case PSC_KIND_HUMAN_HANDLE:
        return psc_schema_write_handle(out, place, true);
    case PSC_KIND_PERSON:
        return psc_schema_write_handle(out, place, false);
    case PSC_KIND_ENUM: {
        const psc_names *names = type->detail;
        const int value = *(const int *) place;
        if (value < 0 || (size_t) value >= names->count) {
            return PSC_ERR_ARGUMENT;
        }
        return psc_schema_write_text(out, names->names[value]);
    }
    case PSC_KIND_STATUS:
    case PSC_KIND_REFUSAL: {
        const psc_status status = (psc_status) * (const int *) place;
        if (status == PSC_OK && type->kind == PSC_KIND_REFUSAL) {
            return PSC_ERR_ARGUMENT;
        }
        return psc_schema_write_text(out, psc_status_name(status));
    }
    case PSC_KIND_RECORD:
        return psc_schema_write_record(out, at, type->detail);
    case PSC_KIND_UNION:
        return psc_schema_write_union(out, at, type->detail);
    case PSC_KIND_LIST:
        return psc_schema_write_list(out, place, type->detail);
    case PSC_KIND_TEXTS:
        return psc_schema_write_texts(out, place);
    }
    __builtin_unreachable();
}

psc_status psc_record_write(psc_buf *out, const void *object, const psc_record *record) {
    return psc_schema_write_record(out, object, record);
}

psc_status psc_union_write(psc_buf *out, const void *object, const psc_union *united) {
    return psc_schema_write_union(out, object, united);
}
