// SPDX-License-Identifier: MPL-2.0
#include "codec/json.h"

#include <string.h>

#include "base/id.h"

/* A container that was begun and did not end yet. */
typedef struct psc_json_level {
    psc_json *node;
    psc_json *last; /* of what is in it so far; NULL: nothing */
} psc_json_level;

typedef struct psc_json_reader {
    psc_bytes rest;
    psc_arena *arena;
    psc_json *root;
    size_t nodes;
    psc_json_level open[PSC_JSON_DEPTH_MAX];
    size_t depth;
} psc_json_reader;

/* ---------------------------------------------------------------------------------------- bytes */

static psc_status psc_json_peek(uint8_t *out, const psc_bytes *rest) {
    if (rest->len == 0) {
        return PSC_ERR_TRUNCATED;
    }
    *out = *rest->at;
    return PSC_OK;
}

static void psc_json_step(psc_bytes *rest) {
    rest->at++;
    rest->len--;
}

static psc_status psc_json_take(uint8_t *out, psc_bytes *rest) {
    PSC_TRY(psc_json_peek(out, rest));
    psc_json_step(rest);
    return PSC_OK;
}

static psc_status psc_json_expect(psc_bytes *rest, uint8_t byte) {
    uint8_t found;
    PSC_TRY(psc_json_take(&found, rest));
    return found == byte ? PSC_OK : PSC_ERR_MALFORMED;
}

static bool psc_json_is_blank(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void psc_json_skip_blanks(psc_bytes *rest) {
    while (rest->len > 0 && psc_json_is_blank(*rest->at)) {
        psc_json_step(rest);
    }
}

static bool psc_json_is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

/* -------------------------------------------------------------------------------------- strings */

#define PSC_JSON_HIGH_FIRST 0xd800u /* of a surrogate pair */
#define PSC_JSON_LOW_FIRST 0xdc00u
#define PSC_JSON_SURROGATES_END 0xe000u

/* The four digits of \uXXXX. */
static psc_status psc_json_read_unit(uint32_t *out, psc_bytes *rest) {
    uint8_t bytes[2];
    if (rest->len < 4) {
        return PSC_ERR_MALFORMED;
    }
    PSC_TRY(psc_hex_decode(bytes, sizeof bytes, (psc_bytes){rest->at, 4}));
    *out = (uint32_t) bytes[0] << 8 | bytes[1];
    *rest = (psc_bytes){rest->at + 4, rest->len - 4};
    return PSC_OK;
}

static bool psc_json_is_low(uint32_t unit) {
    return unit >= PSC_JSON_LOW_FIRST && unit < PSC_JSON_SURROGATES_END;
}

/* What follows "\u": a unit, or a pair of surrogates that stand together. */
static psc_status psc_json_read_point(uint32_t *out, psc_bytes *rest) {
    uint32_t low;
    PSC_TRY(psc_json_read_unit(out, rest));
    if (*out < PSC_JSON_HIGH_FIRST || *out >= PSC_JSON_SURROGATES_END) {
        return PSC_OK;
    }
    if (psc_json_is_low(*out) || rest->len < 2 || memcmp(rest->at, "\\u", 2) != 0) {
        return PSC_ERR_UTF8;
    }
    *rest = (psc_bytes){rest->at + 2, rest->len - 2};
    PSC_TRY(psc_json_read_unit(&low, rest));
    if (!psc_json_is_low(low)) {
        return PSC_ERR_UTF8;
    }
    *out = 0x10000u + ((*out - PSC_JSON_HIGH_FIRST) << 10) + (low - PSC_JSON_LOW_FIRST);
    return PSC_OK;
}

/* Gives the number of bytes. */
static size_t psc_json_put_utf8(uint8_t out[4], uint32_t point) {
    static const uint8_t leads[] = {0x00, 0xc0, 0xe0, 0xf0};
    size_t more = 3;
    if (point < 0x80) {
        more = 0;
    } else if (point < 0x800) {
        more = 1;
    } else if (point < 0x10000) {
        more = 2;
    }
    for (size_t i = more; i > 0; i--) {
        out[i] = (uint8_t) (0x80u | (point & 0x3fu));
        point >>= 6;
    }
    out[0] = (uint8_t) (leads[more] | point);
    return 1 + more;
}

static const char psc_json_letters[] = "\"\\/bfnrt";
static const char psc_json_meanings[] = "\"\\/\b\f\n\r\t";

/* What follows a backslash. `out` has room for every byte of `rest`, the backslash and one more:
 * nothing becomes longer. */
static psc_status psc_json_read_escape(uint8_t **out, psc_bytes *rest) {
    const uint8_t letter = *rest->at; /* the string was seen to end after it */
    psc_json_step(rest);
    if (letter == 'u') {
        uint32_t point;
        uint8_t bytes[4];
        PSC_TRY(psc_json_read_point(&point, rest));
        const size_t len = psc_json_put_utf8(bytes, point);
        memcpy(*out, bytes, len);
        *out += len;
        return PSC_OK;
    }
    const char *found = memchr(psc_json_letters, letter, sizeof psc_json_letters - 1);
    if (found == NULL) {
        return PSC_ERR_MALFORMED;
    }
    *(*out)++ = (uint8_t) psc_json_meanings[found - psc_json_letters];
    return PSC_OK;
}

/* `raw` is what stood between the quotes. */
static psc_status psc_json_unescape(psc_bytes *out, psc_arena *arena, psc_bytes raw) {
    uint8_t *text;
    PSC_TRY(PSC_TAKE(&text, arena, raw.len));
    uint8_t *end = text;
    while (raw.len > 0) {
        const uint8_t byte = *raw.at;
        psc_json_step(&raw);
        if (byte == '\\') {
            PSC_TRY(psc_json_read_escape(&end, &raw));
        } else {
            *end++ = byte;
        }
    }
    *out = (psc_bytes){text, (size_t) (end - text)};
    return PSC_OK;
}

/* Up to its second quote. */
static psc_status psc_json_find_end(psc_bytes *raw, bool *escaped, psc_bytes *rest) {
    uint8_t byte;
    PSC_TRY(psc_json_expect(rest, '"'));
    *raw = (psc_bytes){rest->at, 0};
    *escaped = false;
    for (;;) {
        PSC_TRY(psc_json_take(&byte, rest));
        if (byte == '"') {
            raw->len = (size_t) (rest->at - raw->at) - 1;
            return PSC_OK;
        }
        if (byte < ' ') {
            return PSC_ERR_MALFORMED;
        }
        if (byte == '\\') {
            *escaped = true;
            PSC_TRY(psc_json_take(&byte, rest));
        }
    }
}

static psc_status psc_json_read_string(psc_bytes *out, psc_json_reader *reader) {
    psc_bytes raw;
    bool escaped;
    PSC_TRY(psc_json_find_end(&raw, &escaped, &reader->rest));
    if (!psc_utf8_valid(raw)) {
        return PSC_ERR_UTF8;
    }
    if (escaped) {
        return psc_json_unescape(out, reader->arena, raw);
    }
    *out = raw;
    return PSC_OK;
}

/* ------------------------------------------------------------------------------- other scalars */

static psc_status psc_json_read_word(psc_bytes *rest, const char *word) {
    for (; *word != '\0'; word++) {
        PSC_TRY(psc_json_expect(rest, (uint8_t) *word));
    }
    return PSC_OK;
}

/* One or more. */
static psc_status psc_json_skip_digits(psc_bytes *rest) {
    uint8_t byte;
    PSC_TRY(psc_json_take(&byte, rest));
    if (!psc_json_is_digit(byte)) {
        return PSC_ERR_MALFORMED;
    }
    while (rest->len > 0 && psc_json_is_digit(*rest->at)) {
        psc_json_step(rest);
    }
    return PSC_OK;
}

static bool psc_json_skip_one_of(psc_bytes *rest, char a, char b) {
    if (rest->len == 0 || (*rest->at != (uint8_t) a && *rest->at != (uint8_t) b)) {
        return false;
    }
    psc_json_step(rest);
    return true;
}

static psc_status psc_json_read_number(psc_bytes *out, psc_bytes *rest) {
    const uint8_t *start = rest->at;
    psc_json_skip_one_of(rest, '-', '-');
    /* A zero stands alone: what follows it is for whoever reads next to refuse. */
    if (!psc_json_skip_one_of(rest, '0', '0')) {
        PSC_TRY(psc_json_skip_digits(rest));
    }
    if (psc_json_skip_one_of(rest, '.', '.')) {
        PSC_TRY(psc_json_skip_digits(rest));
    }
    if (psc_json_skip_one_of(rest, 'e', 'E')) {
        psc_json_skip_one_of(rest, '+', '-');
        PSC_TRY(psc_json_skip_digits(rest));
    }
    *out = (psc_bytes){start, (size_t) (rest->at - start)};
    return PSC_OK;
}

/* --------------------------------------------------------------------------------------- values */

static psc_status psc_json_open(psc_json *node, psc_json_reader *reader, psc_json_kind kind) {
    if (reader->depth == PSC_JSON_DEPTH_MAX) {
        return PSC_ERR_TOO_DEEP;
    }
    node->kind = (int) kind;
    psc_json_step(&reader->rest);
    reader->open[reader->depth++] = (psc_json_level){.node = node};
    return PSC_OK;
}

static psc_status psc_json_read_value(psc_json *node, psc_json_reader *reader) {
    uint8_t byte;
    PSC_TRY(psc_json_peek(&byte, &reader->rest));
    switch (byte) {
    case '{':
        return psc_json_open(node, reader, PSC_JSON_OBJECT);
    case '[':
        return psc_json_open(node, reader, PSC_JSON_ARRAY);
    case '"':
        node->kind = PSC_JSON_STRING;
        return psc_json_read_string(&node->text, reader);
    case 'n':
        node->kind = PSC_JSON_NULL;
        return psc_json_read_word(&reader->rest, "null");
    case 'f':
        node->kind = PSC_JSON_FALSE;
        return psc_json_read_word(&reader->rest, "false");
    case 't':
        node->kind = PSC_JSON_TRUE;
        return psc_json_read_word(&reader->rest, "true");
    default:
        node->kind = PSC_JSON_NUMBER;
        return psc_json_read_number(&node->text, &reader->rest);
    }
}

/* A value of its own, or the next one of what is open. */
static psc_status psc_json_add(psc_json **out, psc_json_reader *reader, psc_bytes key) {
    psc_json *node;
    if (reader->nodes == PSC_JSON_NODES_MAX) {
        return PSC_ERR_TOO_LARGE;
    }
    reader->nodes++;
    PSC_TRY(PSC_TAKE(&node, reader->arena, 1));
    node->key = key;
    if (reader->depth == 0) {
        reader->root = node;
    } else {
        psc_json_level *level = &reader->open[reader->depth - 1];
        if (level->last == NULL) {
            level->node->first = node;
        } else {
            level->last->next = node;
        }
        level->last = node;
    }
    *out = node;
    return PSC_OK;
}

static const psc_json *psc_json_member(const psc_json *object, psc_bytes name) {
    const psc_json *member = object->first;
    while (member != NULL && !psc_bytes_equal(member->key, name)) {
        member = member->next;
    }
    return member;
}

static psc_status psc_json_read_key(psc_bytes *out, psc_json_reader *reader,
                                    const psc_json *object) {
    PSC_TRY(psc_json_read_string(out, reader));
    if (psc_json_member(object, *out) != NULL) {
        return PSC_ERR_DUPLICATE_FIELD;
    }
    psc_json_skip_blanks(&reader->rest);
    PSC_TRY(psc_json_expect(&reader->rest, ':'));
    psc_json_skip_blanks(&reader->rest);
    return PSC_OK;
}

/* From behind a value, or behind what opened a container, to the next value: ends what ends here,
 * steps over a comma and a name. Nothing is open any more when there is no next one. */
static psc_status psc_json_advance(psc_bytes *key, psc_json_reader *reader) {
    *key = PSC_BYTES_ABSENT;
    psc_json_skip_blanks(&reader->rest);
    while (reader->depth > 0) {
        const psc_json_level *level = &reader->open[reader->depth - 1];
        const bool object = level->node->kind == PSC_JSON_OBJECT;
        uint8_t byte;
        PSC_TRY(psc_json_peek(&byte, &reader->rest));
        if (byte != (object ? '}' : ']')) {
            if (level->last != NULL) {
                PSC_TRY(psc_json_expect(&reader->rest, ','));
                psc_json_skip_blanks(&reader->rest);
            }
            return object ? psc_json_read_key(key, reader, level->node) : PSC_OK;
        }
        psc_json_step(&reader->rest);
        psc_json_skip_blanks(&reader->rest);
        reader->depth--;
    }
    return PSC_OK;
}

psc_status psc_json_read(const psc_json **out, psc_arena *arena, psc_bytes data) {
    psc_json_reader reader = {.rest = data, .arena = arena};
    psc_bytes key = PSC_BYTES_ABSENT;
    *out = NULL;
    if (data.len > PSC_JSON_BYTES_MAX) {
        return PSC_ERR_TOO_LARGE;
    }
    psc_json_skip_blanks(&reader.rest);
    do {
        psc_json *node;
        PSC_TRY(psc_json_add(&node, &reader, key));
        PSC_TRY(psc_json_read_value(node, &reader));
        PSC_TRY(psc_json_advance(&key, &reader));
    } while (reader.depth > 0);
    if (reader.rest.len > 0) {
        return PSC_ERR_MALFORMED;
    }
    *out = reader.root;
    return PSC_OK;
}

/* -------------------------------------------------------------------------------------- looking */

const psc_json *psc_json_at(const psc_json *json, const char *path) {
    for (;;) {
        const size_t len = strcspn(path, ".");
        if (json == NULL || json->kind != PSC_JSON_OBJECT) {
            return NULL;
        }
        json = psc_json_member(json, (psc_bytes){(const uint8_t *) path, len});
        if (path[len] == '\0') {
            return json;
        }
        path += len + 1;
    }
}

psc_bytes psc_json_text(const psc_json *json, const char *path) {
    const psc_json *found = psc_json_at(json, path);
    return found != NULL && found->kind == PSC_JSON_STRING ? found->text : PSC_BYTES_ABSENT;
}

/* -------------------------------------------------------------------------------------- writing */

static psc_status psc_json_push_escaped(psc_buf *out, uint8_t byte) {
    const char *found = memchr(psc_json_meanings, byte, sizeof psc_json_meanings - 1);
    if (found != NULL) {
        const char letter = psc_json_letters[found - psc_json_meanings];
        return psc_buf_push(out, (psc_bytes){(const uint8_t[]){'\\', (uint8_t) letter}, 2});
    }
    PSC_TRY(psc_buf_push_text(out, "\\u00"));
    return psc_buf_push_hex(out, (psc_bytes){&byte, 1});
}

psc_status psc_json_push_string(psc_buf *out, psc_bytes text) {
    if (text.at == NULL) {
        return PSC_ERR_ARGUMENT;
    }
    if (!psc_utf8_valid(text)) {
        return PSC_ERR_UTF8;
    }
    PSC_TRY(psc_buf_push_byte(out, '"'));
    for (size_t i = 0; i < text.len; i++) {
        const uint8_t byte = text.at[i];
        if (byte < ' ' || byte == '"' || byte == '\\') {
            PSC_TRY(psc_json_push_escaped(out, byte));
        } else {
            PSC_TRY(psc_buf_push_byte(out, byte));
        }
    }
    return psc_buf_push_byte(out, '"');
}
