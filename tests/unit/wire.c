// SPDX-License-Identifier: MPL-2.0
#include "wire.h"

#include <stdlib.h>
#include <string.h>

#include "codec/msgpack.h"

#define WIRE_SPOTS_MAX 1024
#define WIRE_MAPS_MAX 128
#define WIRE_DAMAGES 200u

static void must(psc_status status) {
    if (status != PSC_OK) {
        abort();
    }
}

psc_type wire_record(const psc_record *record) {
    return (psc_type){PSC_KIND_RECORD, record->size, record};
}

psc_type wire_union(const psc_union *united) {
    return (psc_type){PSC_KIND_UNION, united->size, united};
}

static size_t wire_size(const psc_type *type) {
    return type->kind == PSC_KIND_RECORD ? ((const psc_record *) type->detail)->size
                                         : ((const psc_union *) type->detail)->size;
}

static psc_status wire_read_into(void *object, psc_arena *arena, const psc_type *type,
                                 psc_bytes message) {
    return type->kind == PSC_KIND_RECORD ? psc_record_read(object, arena, message, type->detail)
                                         : psc_union_read(object, arena, message, type->detail);
}

static psc_status wire_write_from(psc_buf *out, const psc_type *type, const void *object) {
    return type->kind == PSC_KIND_RECORD ? psc_record_write(out, object, type->detail)
                                         : psc_union_write(out, object, type->detail);
}

/* ---- text */

static void dump_value(psc_buf *out, psc_msgpack_reader *reader);

static void dump_text(psc_buf *out, psc_bytes text) {
    must(psc_buf_push_byte(out, '\''));
    must(psc_buf_push(out, text));
    must(psc_buf_push_byte(out, '\''));
}

static void dump_number(psc_buf *out, psc_msgpack_reader *reader) {
    int64_t number;
    must(psc_msgpack_read_i64(&number, reader));
    must(psc_buf_push_decimal(out, number));
}

static void dump_hex(psc_buf *out, const char *name, psc_bytes bytes) {
    must(psc_buf_push_text(out, name));
    must(psc_buf_push_byte(out, '('));
    must(psc_buf_push_hex(out, bytes));
    must(psc_buf_push_byte(out, ')'));
}

static void dump_ext(psc_buf *out, psc_msgpack_reader *reader) {
    psc_msgpack_reader ahead = *reader;
    int8_t type;
    psc_bytes body;
    must(psc_msgpack_read_ext(&type, &body, &ahead));
    if (type == PSC_MSGPACK_EXT_TIME) {
        psc_time time;
        must(psc_msgpack_read_time(&time, reader));
        must(psc_buf_push_text(out, "time("));
        must(psc_buf_push_decimal(out, time));
        must(psc_buf_push_byte(out, ')'));
    } else {
        *reader = ahead;
        dump_hex(out, type == PSC_MSGPACK_EXT_UUID ? "uuid" : "ext", body);
    }
}

static void dump_items(psc_buf *out, psc_msgpack_reader *reader, bool map) {
    size_t count;
    must(map ? psc_msgpack_read_map(&count, reader) : psc_msgpack_read_array(&count, reader));
    must(psc_buf_push_byte(out, map ? '{' : '['));
    for (size_t i = 0; i < count; i++) {
        must(psc_buf_push_text(out, i == 0 ? "" : ", "));
        dump_value(out, reader);
        if (map) {
            must(psc_buf_push_text(out, ": "));
            dump_value(out, reader);
        }
    }
    must(psc_buf_push_byte(out, map ? '}' : ']'));
}

static void dump_value(psc_buf *out, psc_msgpack_reader *reader) {
    psc_msgpack_kind kind;
    psc_bytes bytes;
    bool truth;
    double real;
    must(psc_msgpack_peek(&kind, reader));
    switch (kind) {
    case PSC_MSGPACK_NIL:
        must(psc_msgpack_read_nil(reader));
        must(psc_buf_push_text(out, "nil"));
        return;
    case PSC_MSGPACK_BOOL:
        must(psc_msgpack_read_bool(&truth, reader));
        must(psc_buf_push_text(out, truth ? "true" : "false"));
        return;
    case PSC_MSGPACK_INTEGER:
        dump_number(out, reader);
        return;
    case PSC_MSGPACK_FLOAT:
        must(psc_msgpack_read_f64(&real, reader));
        must(psc_buf_push_text(out, "float("));
        must(psc_buf_push_decimal(out, (int64_t) real));
        must(psc_buf_push_byte(out, ')'));
        return;
    case PSC_MSGPACK_STR:
        must(psc_msgpack_read_str(&bytes, reader));
        dump_text(out, bytes);
        return;
    case PSC_MSGPACK_BIN:
        must(psc_msgpack_read_bin(&bytes, reader));
        dump_hex(out, "bin", bytes);
        return;
    case PSC_MSGPACK_ARRAY:
    case PSC_MSGPACK_MAP:
        dump_items(out, reader, kind == PSC_MSGPACK_MAP);
        return;
    case PSC_MSGPACK_EXT:
        dump_ext(out, reader);
        return;
    }
}

psc_bytes wire_dump(psc_arena *arena, psc_bytes data) {
    psc_msgpack_reader reader;
    psc_buf out;
    psc_msgpack_reader_init(&reader, data);
    psc_buf_init(&out, arena);
    dump_value(&out, &reader);
    return psc_buf_view(&out);
}

/* ---- containment */

static psc_bytes wire_next(psc_msgpack_reader *reader) {
    const uint8_t *start = reader->at;
    must(psc_msgpack_skip(reader));
    return (psc_bytes){start, (size_t) (reader->at - start)};
}

static psc_bytes wire_value_of(psc_bytes map, psc_bytes wanted) {
    psc_msgpack_reader reader;
    size_t count;
    psc_msgpack_reader_init(&reader, map);
    must(psc_msgpack_read_map(&count, &reader));
    for (size_t i = 0; i < count; i++) {
        const psc_bytes key = wire_next(&reader);
        const psc_bytes value = wire_next(&reader);
        if (psc_bytes_equal(key, wanted)) {
            return value;
        }
    }
    return PSC_BYTES_ABSENT;
}

bool wire_contains(psc_bytes whole, psc_bytes part) {
    psc_msgpack_reader wholes;
    psc_msgpack_reader parts;
    psc_msgpack_kind whole_kind;
    psc_msgpack_kind kind;
    psc_msgpack_reader_init(&wholes, whole);
    psc_msgpack_reader_init(&parts, part);
    must(psc_msgpack_peek(&whole_kind, &wholes));
    must(psc_msgpack_peek(&kind, &parts));
    if (kind != whole_kind) {
        return false;
    }
    size_t whole_count;
    size_t count;
    if (kind == PSC_MSGPACK_ARRAY) {
        must(psc_msgpack_read_array(&whole_count, &wholes));
        must(psc_msgpack_read_array(&count, &parts));
        bool same = count == whole_count;
        for (size_t i = 0; same && i < count; i++) {
            const psc_bytes item = wire_next(&wholes);
            same = wire_contains(item, wire_next(&parts));
        }
        return same;
    }
    if (kind == PSC_MSGPACK_MAP) {
        must(psc_msgpack_read_map(&count, &parts));
        bool same = true;
        for (size_t i = 0; same && i < count; i++) {
            const psc_bytes key = wire_next(&parts);
            const psc_bytes value = wire_next(&parts);
            const psc_bytes there = wire_value_of(whole, key);
            same = there.at == NULL ? value.len == 1 && value.at[0] == 0xc0
                                    : wire_contains(there, value);
        }
        return same;
    }
    return psc_bytes_equal(whole, part);
}

/* ---- reading and writing */

void *wire_read(psc_status expected, psc_arena *arena, const psc_type *type, psc_bytes message) {
    void *object = malloc(wire_size(type) + 1);
    if (object == NULL) {
        abort();
    }
    memset(object, 0xa7, wire_size(type) + 1);
    const psc_status status = wire_read_into(object, arena, type, message);
    if (!CHECK_STATUS(expected, status) || status != PSC_OK) {
        free(object);
        return NULL;
    }
    return object;
}

psc_bytes wire_write(psc_arena *arena, const psc_type *type, const void *object) {
    psc_buf out;
    psc_buf_init(&out, arena);
    return CHECK_OK(wire_write_from(&out, type, object)) ? psc_buf_view(&out) : PSC_BYTES_ABSENT;
}

/* ---- tables */

static size_t kind_size(const psc_type *type) {
    switch (type->kind) {
    case PSC_KIND_BOOL:
        return sizeof(bool);
    case PSC_KIND_U32:
        return sizeof(uint32_t);
    case PSC_KIND_U64:
    case PSC_KIND_I64:
        return sizeof(uint64_t);
    case PSC_KIND_F64:
        return sizeof(double);
    case PSC_KIND_STR:
    case PSC_KIND_BIN:
        return sizeof(psc_bytes);
    case PSC_KIND_FIXED:
        return type->size;
    case PSC_KIND_UUID:
        return sizeof(psc_uuid);
    case PSC_KIND_TIME:
        return sizeof(psc_time);
    case PSC_KIND_HUMAN_HANDLE:
    case PSC_KIND_PERSON:
        return sizeof(psc_human_handle);
    case PSC_KIND_ENUM:
    case PSC_KIND_STATUS:
    case PSC_KIND_REFUSAL:
        return sizeof(int);
    case PSC_KIND_RECORD:
    case PSC_KIND_UNION:
        return wire_size(type);
    case PSC_KIND_LIST:
    case PSC_KIND_TEXTS:
        return sizeof(psc_list);
    }
    return 0;
}

static void check_record(const psc_record *record, size_t room) {
    CHECK(record->size <= room);
    CHECK(record->count <= PSC_FIELDS_MAX);
    CHECK((record->tag_key == NULL) == (record->tag == NULL));
    for (size_t i = 0; i < record->count; i++) {
        const psc_field *field = &record->fields[i];
        test_subject(field->name);
        CHECK(field->offset + field->type.size <= record->size);
        CHECK(field->presence == PSC_NO_PRESENCE || field->presence + sizeof(bool) <= record->size);
        CHECK(field->presence == PSC_NO_PRESENCE || field->optional != PSC_REQUIRED);
        for (size_t j = 0; j < i; j++) {
            CHECK(strcmp(field->name, record->fields[j].name) != 0);
        }
        wire_check_table(&field->type);
    }
    test_subject(NULL);
}

static void check_union(const psc_union *united) {
    CHECK(united->tag_offset + sizeof(int) <= united->size);
    CHECK(united->unknown_offset == PSC_NO_PRESENCE ||
          united->unknown_offset + sizeof(psc_bytes) <= united->size);
    for (size_t i = 0; i < united->count; i++) {
        const psc_variant *variant = &united->variants[i];
        test_subject(variant->tag);
        CHECK(variant->value == (int) i);
        if (variant->record != NULL) {
            CHECK(variant->record->tag_key == NULL);
            check_record(variant->record, united->size - variant->offset);
        }
        if (variant->flat != NULL) {
            CHECK(variant->flat->size <= united->size - variant->offset);
            check_union(variant->flat);
        }
    }
    test_subject(NULL);
}

void wire_check_table(const psc_type *type) {
    CHECK(type->size == kind_size(type));
    switch (type->kind) {
    case PSC_KIND_RECORD:
        check_record(type->detail, type->size);
        break;
    case PSC_KIND_UNION:
        check_union(type->detail);
        break;
    case PSC_KIND_LIST:
        wire_check_table(type->detail);
        break;
    case PSC_KIND_ENUM:
        CHECK(((const psc_names *) type->detail)->count > 0);
        break;
    default:
        break;
    }
}

/* ---- hostile messages: every value of a message, with what its table says of it */

typedef enum spot_role {
    SPOT_FIELD,
    SPOT_CLOSED_TAG,
    SPOT_OPEN_TAG,
    SPOT_TEXT, /* in a map of texts */
    SPOT_UNKNOWN
} spot_role;

typedef struct spot {
    spot_role role;
    const psc_type *type; /* SPOT_FIELD; NULL for the tag of a record or union */
    unsigned optional;
    size_t key; /* 0: an item of a list */
    size_t start;
    size_t end;
    size_t map;   /* index of the map that it is in */
    bool in_list; /* a list that became too short for its count is refused before its items are
                     looked at */
} spot;

typedef struct map_spot {
    size_t start;
    size_t pairs;
    size_t end;
    size_t count;
    bool of_texts;
} map_spot;

typedef struct survey {
    psc_bytes message;
    spot spots[WIRE_SPOTS_MAX];
    size_t count;
    map_spot maps[WIRE_MAPS_MAX];
    size_t map_count;
    size_t lists; /* that the value looked at is in */
} survey;

static void survey_value(survey *all, psc_msgpack_reader *reader, const psc_type *type);

static size_t survey_here(const survey *all, const psc_msgpack_reader *reader) {
    return (size_t) (reader->at - all->message.at);
}

static spot *survey_add(survey *all) {
    if (all->count == WIRE_SPOTS_MAX || all->map_count == WIRE_MAPS_MAX) {
        abort();
    }
    all->spots[all->count] = (spot){.in_list = all->lists > 0};
    return &all->spots[all->count++];
}

typedef struct known_fields {
    const psc_record *records[3];
    const char *tags[3];
    bool open[3];
    size_t count;
    bool texts; /* none, but any text is one */
} known_fields;

static const psc_variant *find_variant(const psc_union *united, psc_bytes tag) {
    for (size_t i = 0; i < united->count; i++) {
        if (psc_bytes_equal_text(tag, united->variants[i].tag)) {
            return &united->variants[i];
        }
    }
    return NULL;
}

static known_fields fields_of(const psc_type *type, psc_bytes map) {
    known_fields known = {.texts = type->kind == PSC_KIND_TEXTS};
    if (known.texts) {
        return known;
    }
    if (type->kind == PSC_KIND_RECORD) {
        const psc_record *record = type->detail;
        known.records[0] = record;
        known.tags[0] = record->tag_key;
        known.count = 1;
        return known;
    }
    for (const psc_union *part = type->detail; part != NULL;) {
        uint8_t key[64];
        const size_t len = strlen(part->key);
        key[0] = (uint8_t) (0xa0 | len);
        memcpy(key + 1, part->key, len);
        psc_msgpack_reader reader;
        psc_bytes tag;
        psc_msgpack_reader_init(&reader, wire_value_of(map, (psc_bytes){key, len + 1}));
        must(psc_msgpack_read_str(&tag, &reader));
        const psc_variant *variant = find_variant(part, tag);
        known.tags[known.count] = part->key;
        known.open[known.count] = part->unknown_offset != PSC_NO_PRESENCE;
        known.records[known.count++] = variant == NULL ? NULL : variant->record;
        part = variant == NULL ? NULL : variant->flat;
    }
    return known;
}

static void survey_pair(survey *all, psc_msgpack_reader *reader, const known_fields *known,
                        size_t map) {
    psc_bytes key;
    spot *found = survey_add(all);
    found->role = known->texts ? SPOT_TEXT : SPOT_UNKNOWN;
    found->map = map;
    found->key = survey_here(all, reader);
    must(psc_msgpack_read_str(&key, reader));
    found->start = survey_here(all, reader);
    psc_msgpack_reader value = *reader;
    must(psc_msgpack_skip(reader));
    found->end = survey_here(all, reader);
    for (size_t i = 0; i < known->count; i++) {
        if (known->tags[i] != NULL && psc_bytes_equal_text(key, known->tags[i])) {
            found->role = known->open[i] ? SPOT_OPEN_TAG : SPOT_CLOSED_TAG;
            return;
        }
        for (size_t j = 0; known->records[i] != NULL && j < known->records[i]->count; j++) {
            const psc_field *field = &known->records[i]->fields[j];
            if (psc_bytes_equal_text(key, field->name)) {
                found->role = SPOT_FIELD;
                found->type = &field->type;
                found->optional = field->optional;
                survey_value(all, &value, &field->type);
                return;
            }
        }
    }
}

static void survey_value(survey *all, psc_msgpack_reader *reader, const psc_type *type) {
    psc_msgpack_kind kind;
    size_t count;
    must(psc_msgpack_peek(&kind, reader));
    if (kind == PSC_MSGPACK_MAP) {
        psc_msgpack_reader after = *reader;
        const size_t map = all->map_count++;
        map_spot *here = &all->maps[map];
        const psc_bytes whole = wire_next(&after);
        here->start = survey_here(all, reader);
        here->end = survey_here(all, &after);
        must(psc_msgpack_read_map(&count, reader));
        here->pairs = survey_here(all, reader);
        here->count = count;
        const known_fields known = fields_of(type, whole);
        here->of_texts = known.texts;
        for (size_t i = 0; i < count; i++) {
            survey_pair(all, reader, &known, map);
        }
    } else if (kind == PSC_MSGPACK_ARRAY && type->kind == PSC_KIND_LIST) {
        must(psc_msgpack_read_array(&count, reader));
        all->lists++;
        for (size_t i = 0; i < count; i++) {
            psc_msgpack_reader value = *reader;
            spot *found = survey_add(all);
            found->role = SPOT_FIELD;
            found->type = type->detail;
            found->start = survey_here(all, reader);
            must(psc_msgpack_skip(reader));
            found->end = survey_here(all, reader);
            survey_value(all, &value, type->detail);
        }
        all->lists--;
    }
}

typedef enum sample_kind {
    SAMPLE_NIL,
    SAMPLE_BOOL,
    SAMPLE_INTEGER,
    SAMPLE_FLOAT,
    SAMPLE_STR,
    SAMPLE_BIN,
    SAMPLE_ARRAY,
    SAMPLE_MAP,
    SAMPLE_TIME,
    SAMPLE_UUID,
    SAMPLE_EXT,
    SAMPLE_COUNT
} sample_kind;

static psc_bytes sample_bytes(sample_kind kind) {
    static const uint8_t bytes[SAMPLE_COUNT][18] = {{0xc0},
                                                    {0xc3},
                                                    {0x07},
                                                    {0xcb, 0x3f, 0xf8},
                                                    {0xa1, 'x'},
                                                    {0xc4, 0x01, 0xff},
                                                    {0x90},
                                                    {0x80},
                                                    {0xd7, PSC_MSGPACK_EXT_TIME},
                                                    {0xd8, PSC_MSGPACK_EXT_UUID},
                                                    {0xd4, 0x05}};
    static const uint8_t lengths[SAMPLE_COUNT] = {1, 1, 1, 9, 2, 3, 1, 1, 10, 18, 3};
    return (psc_bytes){bytes[kind], lengths[kind]};
}

static psc_status when(bool same, psc_status status) {
    return same ? status : PSC_ERR_TYPE;
}

static psc_status expected_of_record(const psc_record *record) {
    if (record->tag_key != NULL) {
        return PSC_ERR_MISSING_FIELD;
    }
    for (size_t i = 0; i < record->count; i++) {
        if (record->fields[i].optional != PSC_OMITTABLE) {
            return PSC_ERR_MISSING_FIELD;
        }
    }
    return PSC_OK;
}

static psc_status expected_of_text(const psc_rule *rule) {
    const psc_bytes sample = sample_bytes(SAMPLE_STR);
    return rule == NULL ? PSC_OK : rule->check((psc_bytes){sample.at + 1, sample.len - 1});
}

static psc_status expected_of(const psc_type *type, unsigned optional, sample_kind sample) {
    if (sample == SAMPLE_NIL) {
        return when(optional != PSC_REQUIRED, PSC_OK);
    }
    switch (type->kind) {
    case PSC_KIND_BOOL:
        return when(sample == SAMPLE_BOOL, PSC_OK);
    case PSC_KIND_U32:
    case PSC_KIND_U64:
    case PSC_KIND_I64:
        return when(sample == SAMPLE_INTEGER, PSC_OK);
    case PSC_KIND_F64:
        return when(sample == SAMPLE_INTEGER || sample == SAMPLE_FLOAT, PSC_OK);
    case PSC_KIND_STR:
        return when(sample == SAMPLE_STR, expected_of_text(type->detail));
    case PSC_KIND_BIN:
        return when(sample == SAMPLE_BIN, PSC_OK);
    case PSC_KIND_FIXED:
        return when(sample == SAMPLE_BIN, PSC_ERR_VALUE);
    case PSC_KIND_UUID:
        return when(sample == SAMPLE_UUID, PSC_OK);
    case PSC_KIND_TIME:
        return when(sample == SAMPLE_TIME, PSC_OK);
    case PSC_KIND_HUMAN_HANDLE:
        return when(sample == SAMPLE_ARRAY, PSC_ERR_VALUE);
    case PSC_KIND_ENUM: {
        const psc_names *names = type->detail;
        return when(sample == SAMPLE_STR,
                    names->unknown == PSC_OK ? PSC_ERR_VALUE : names->unknown);
    }
    case PSC_KIND_RECORD:
        return when(sample == SAMPLE_MAP, expected_of_record(type->detail));
    case PSC_KIND_UNION:
        return when(sample == SAMPLE_MAP, PSC_ERR_MISSING_FIELD);
    case PSC_KIND_LIST:
        return when(sample == SAMPLE_ARRAY, PSC_OK);
    case PSC_KIND_TEXTS:
        return when(sample == SAMPLE_MAP, PSC_OK);
    case PSC_KIND_PERSON:
    case PSC_KIND_STATUS:
    case PSC_KIND_REFUSAL:
        return PSC_ERR_ARGUMENT;
    }
    return PSC_OK;
}

static psc_status expected_at(const spot *at, sample_kind sample) {
    switch (at->role) {
    case SPOT_UNKNOWN:
        return PSC_OK;
    case SPOT_CLOSED_TAG:
        return when(sample == SAMPLE_STR, PSC_ERR_UNKNOWN_VARIANT);
    case SPOT_OPEN_TAG:
    case SPOT_TEXT:
        return when(sample == SAMPLE_STR, PSC_OK);
    case SPOT_FIELD:
        return expected_of(at->type, at->optional, sample);
    }
    return PSC_OK;
}

/* `also`: another status that will do. */
static void try_reading(psc_status expected, psc_status also, const psc_type *type,
                        psc_bytes message) {
    psc_arena arena;
    const psc_bytes exact = test_exact(message);
    void *object = malloc(wire_size(type) + 1);
    if (object == NULL) {
        abort();
    }
    test_arena_init(&arena);
    const psc_status status = wire_read_into(object, &arena, type, exact);
    CHECK_STATUS(status == also ? also : expected, status);
    psc_arena_free(&arena);
    free(object);
    test_exact_free(exact);
}

static psc_status too_short(const spot *at, psc_status expected) {
    return at->in_list && expected != PSC_OK ? PSC_ERR_TRUNCATED : expected;
}

static void check_truncations(const psc_type *type, psc_bytes message) {
    for (size_t len = 0; len < message.len; len++) {
        try_reading(PSC_ERR_TRUNCATED, PSC_ERR_TRUNCATED, type, (psc_bytes){message.at, len});
    }
}

static psc_bytes slice(psc_bytes message, size_t start, size_t end) {
    return (psc_bytes){message.at + start, end - start};
}

static void check_confusions(const psc_type *type, const survey *all) {
    const psc_bytes message = all->message;
    for (size_t i = 0; i < all->count; i++) {
        const spot *at = &all->spots[i];
        for (sample_kind sample = 0; sample < SAMPLE_COUNT; sample++) {
            psc_arena arena;
            psc_buf changed;
            test_arena_init(&arena);
            psc_buf_init(&changed, &arena);
            must(psc_buf_push(&changed, slice(message, 0, at->start)));
            must(psc_buf_push(&changed, sample_bytes(sample)));
            must(psc_buf_push(&changed, slice(message, at->end, message.len)));
            const psc_status expected = expected_at(at, sample);
            try_reading(expected, too_short(at, expected), type, psc_buf_view(&changed));
            psc_arena_free(&arena);
        }
    }
}

/* The message with `more` pairs more or less in one map, whose pairs are `pairs`. */
static psc_bytes with_pairs(psc_arena *arena, const survey *all, const map_spot *map, size_t count,
                            psc_bytes a, psc_bytes b) {
    psc_buf changed;
    psc_buf_init(&changed, arena);
    must(psc_buf_push(&changed, slice(all->message, 0, map->start)));
    must(psc_msgpack_write_map(&changed, count));
    must(psc_buf_push(&changed, a));
    must(psc_buf_push(&changed, b));
    must(psc_buf_push(&changed, slice(all->message, map->end, all->message.len)));
    return psc_buf_view(&changed);
}

static void check_pairs(const psc_type *type, const survey *all) {
    const psc_bytes message = all->message;
    for (size_t i = 0; i < all->count; i++) {
        const spot *at = &all->spots[i];
        if (at->key == 0) {
            continue;
        }
        const map_spot *map = &all->maps[at->map];
        psc_arena arena;
        test_arena_init(&arena);
        const bool may_miss = at->role == SPOT_UNKNOWN || at->role == SPOT_TEXT ||
                              (at->role == SPOT_FIELD && at->optional == PSC_OMITTABLE);
        const psc_status missing = may_miss ? PSC_OK : PSC_ERR_MISSING_FIELD;
        const psc_status twice = at->role == SPOT_UNKNOWN ? PSC_OK : PSC_ERR_DUPLICATE_FIELD;
        try_reading(missing, too_short(at, missing), type,
                    with_pairs(&arena, all, map, map->count - 1,
                               slice(message, map->pairs, at->key),
                               slice(message, at->end, map->end)));
        try_reading(twice, twice, type,
                    with_pairs(&arena, all, map, map->count + 1,
                               slice(message, map->pairs, map->end),
                               slice(message, at->key, at->end)));
        psc_arena_free(&arena);
    }
}

static void check_extra(const psc_type *type, const survey *all) {
    for (size_t i = 0; i < all->map_count; i++) {
        const map_spot *map = &all->maps[i];
        const psc_bytes pairs = slice(all->message, map->pairs, map->end);
        psc_arena arena;
        test_arena_init(&arena);
        if (map->of_texts) {
            static const uint8_t other[] = {0xa2, 'x', 'x', 0x80};
            try_reading(PSC_ERR_TYPE, PSC_ERR_TYPE, type,
                        with_pairs(&arena, all, map, map->count + 1, PSC_BYTES_OF(other), pairs));
            psc_arena_free(&arena);
            continue;
        }
        void *plain = wire_read(PSC_OK, &arena, type, all->message);
        const psc_bytes expected = wire_write(&arena, type, plain);
        free(plain);
        /* {"xx": [{1: nil}, -1]} in front, whose inner key is no text: it is nobody's field. */
        static const uint8_t stranger[] = {0xa2, 'x', 'x', 0x92, 0x81, 0x01, 0xc0, 0xff};
        const psc_bytes longer =
            with_pairs(&arena, all, map, map->count + 1, PSC_BYTES_OF(stranger), pairs);
        void *extended = wire_read(PSC_OK, &arena, type, longer);
        if (extended != NULL) {
            CHECK_BYTES(expected, wire_write(&arena, type, extended));
            free(extended);
        }
        /* A key that is no text is a malformed message. */
        static const uint8_t numbered[] = {0x07, 0xc0};
        try_reading(PSC_ERR_TYPE, PSC_ERR_TYPE, type,
                    with_pairs(&arena, all, map, map->count + 1, PSC_BYTES_OF(numbered), pairs));
        psc_arena_free(&arena);
    }
}

static void check_damages(const psc_type *type, psc_bytes message) {
    test_dice dice = {message.len};
    for (unsigned i = 0; i < WIRE_DAMAGES; i++) {
        psc_arena arena;
        const psc_bytes damaged = test_exact(message);
        uint8_t *bytes = (uint8_t *) (uintptr_t) damaged.at;
        test_arena_init(&arena);
        for (uint32_t flips = 1 + test_roll(&dice, 3); flips > 0; flips--) {
            bytes[test_roll(&dice, (uint32_t) damaged.len)] = (uint8_t) test_roll(&dice, 256);
        }
        void *object = malloc(wire_size(type) + 1);
        if (object == NULL) {
            abort();
        }
        psc_buf out;
        psc_buf_init(&out, &arena);
        if (wire_read_into(object, &arena, type, damaged) == PSC_OK) {
            /* What was read can be written, unless it is a variant of tomorrow. */
            const psc_status status = wire_write_from(&out, type, object);
            CHECK(status == PSC_OK || status == PSC_ERR_ARGUMENT);
        }
        free(object);
        psc_arena_free(&arena);
        test_exact_free(damaged);
    }
}

typedef struct copying {
    const psc_type *type;
    psc_bytes message;
    void *object;
} copying;

void wire_check_rooms(psc_status (*write)(psc_buf *out, const void *context), const void *context) {
    psc_arena full;
    test_arena_init(&full);
    full.total = PSC_ARENA_MAX;
    psc_status status = PSC_ERR_MEMORY;
    for (size_t room = 0; status == PSC_ERR_MEMORY; room++) {
        uint8_t *bytes = malloc(room == 0 ? 1 : room);
        if (bytes == NULL) {
            abort();
        }
        psc_buf out = {&full, bytes, 0, room};
        status = write(&out, context);
        CHECK(status != PSC_OK || out.len == room);
        free(bytes);
    }
    CHECK_OK(status);
    psc_arena_free(&full);
}

static psc_status write_again(psc_buf *out, const void *context) {
    const copying *job = context;
    return wire_write_from(out, job->type, job->object);
}

static psc_status copy_once(void *context) {
    const copying *job = context;
    psc_arena arena;
    psc_buf out;
    test_arena_init(&arena);
    psc_buf_init(&out, &arena);
    psc_status status = wire_read_into(job->object, &arena, job->type, job->message);
    if (status == PSC_OK) {
        status = wire_write_from(&out, job->type, job->object);
    }
    psc_arena_free(&arena);
    return status;
}

static void check_allocations(const psc_type *type, psc_bytes message) {
    copying job = {type, message, malloc(wire_size(type) + 1)};
    if (job.object == NULL) {
        abort();
    }
    CHECK(test_each_allocation(copy_once, &job) > 0);
    psc_arena arena;
    test_arena_init(&arena);
    if (CHECK_OK(wire_read_into(job.object, &arena, type, message))) {
        wire_check_rooms(write_again, &job);
    }
    psc_arena_free(&arena);
    free(job.object);
}

void wire_check_hostile(const psc_type *type, psc_bytes message) {
    static survey all; /* large */
    memset(&all, 0, sizeof all);
    all.message = message;
    psc_msgpack_reader reader;
    psc_msgpack_reader_init(&reader, message);
    survey_value(&all, &reader, type);
    check_truncations(type, message);
    check_confusions(type, &all);
    check_pairs(type, &all);
    check_extra(type, &all);
    check_damages(type, message);
    check_allocations(type, message);
}
