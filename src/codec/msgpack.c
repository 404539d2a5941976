// SPDX-License-Identifier: MPL-2.0
#include "codec/msgpack.h"

#include <string.h>

/* The years -262143 to 262142, which the official clients' calendar can express; they refuse
 * anything else. */
#define PSC_TIME_MIN (-8334601228800 * PSC_TIME_SECOND)
#define PSC_TIME_MAX (8210266876800 * PSC_TIME_SECOND - 1)

/* What the first bytes of a value say. */
typedef struct psc_msgpack_head {
    psc_msgpack_kind kind;
    bool negative;   /* integer below zero, its two's complement in `number` */
    uint64_t number; /* value of a bool or an integer */
    double real;     /* value of a float */
    size_t len;      /* bytes of a str, bin or ext; items of an array, pairs of a map */
    int8_t ext;
} psc_msgpack_head;

static psc_status psc_msgpack_fail(psc_msgpack_reader *reader, psc_status status) {
    reader->status = status;
    return status;
}

void psc_msgpack_reader_init(psc_msgpack_reader *reader, psc_bytes data) {
    *reader = (psc_msgpack_reader) {data.at, data.len, PSC_OK};
}

static psc_status psc_msgpack_take(const uint8_t **out, psc_msgpack_reader *reader, size_t len) {
    if (len > reader->left) {
        return psc_msgpack_fail(reader, PSC_ERR_TRUNCATED);
    }
    *out = reader->at;
    reader->at += len;
    reader->left -= len;
    return PSC_OK;
}

static psc_status psc_msgpack_take_number(uint64_t *out, psc_msgpack_reader *reader, size_t width) {
    const uint8_t *bytes;
    PSC_TRY(psc_msgpack_take(&bytes, reader, width));
    *out = 0;
    for (size_t i = 0; i < width; i++) {
        *out = *out << 8 | bytes[i];
    }
    return PSC_OK;
}

static psc_status psc_msgpack_kind_of(psc_msgpack_kind *kind, uint8_t byte) {
    if (byte <= 0x7f || byte >= 0xe0) {
        *kind = PSC_MSGPACK_INTEGER;
    } else if (byte <= 0x8f || byte == 0xde || byte == 0xdf) {
        *kind = PSC_MSGPACK_MAP;
    } else if (byte <= 0x9f || byte == 0xdc || byte == 0xdd) {
        *kind = PSC_MSGPACK_ARRAY;
    } else if (byte <= 0xbf || (byte >= 0xd9 && byte <= 0xdb)) {
        *kind = PSC_MSGPACK_STR;
    } else if (byte == 0xc0) {
        *kind = PSC_MSGPACK_NIL;
    } else if (byte == 0xc1) {
        return PSC_ERR_MALFORMED;
    } else if (byte <= 0xc3) {
        *kind = PSC_MSGPACK_BOOL;
    } else if (byte <= 0xc6) {
        *kind = PSC_MSGPACK_BIN;
    } else if (byte <= 0xc9 || (byte >= 0xd4 && byte <= 0xd8)) {
        *kind = PSC_MSGPACK_EXT;
    } else if (byte <= 0xcb) {
        *kind = PSC_MSGPACK_FLOAT;
    } else {
        *kind = PSC_MSGPACK_INTEGER;
    }
    return PSC_OK;
}

psc_status psc_msgpack_peek(psc_msgpack_kind *kind, psc_msgpack_reader *reader) {
    if (reader->status != PSC_OK) {
        return reader->status;
    }
    if (reader->left == 0) {
        return psc_msgpack_fail(reader, PSC_ERR_TRUNCATED);
    }
    const psc_status status = psc_msgpack_kind_of(kind, *reader->at);
    return status == PSC_OK ? PSC_OK : psc_msgpack_fail(reader, status);
}

static psc_status psc_msgpack_head_integer(psc_msgpack_head *head, psc_msgpack_reader *reader,
                                           uint8_t byte) {
    if (byte <= 0x7f) {
        head->number = byte;
        return PSC_OK;
    }
    if (byte >= 0xe0) {
        head->number = UINT64_MAX - (0xffu - byte);
        head->negative = true;
        return PSC_OK;
    }
    /* cc..cf unsigned, d0..d3 signed: 1, 2, 4, 8 bytes. */
    const size_t width = (size_t) 1 << (byte & 3);
    PSC_TRY(psc_msgpack_take_number(&head->number, reader, width));
    const unsigned sign_bit = (unsigned) (8 * width - 1);
    if (byte >= 0xd0 && head->number >> sign_bit != 0) {
        head->number |= UINT64_MAX << sign_bit;
        head->negative = true;
    }
    return PSC_OK;
}

static psc_status psc_msgpack_head_float(psc_msgpack_head *head, psc_msgpack_reader *reader,
                                         uint8_t byte) {
    uint64_t bits;
    if (byte == 0xca) {
        PSC_TRY(psc_msgpack_take_number(&bits, reader, 4));
        const uint32_t narrow_bits = (uint32_t) bits;
        float narrow;
        memcpy(&narrow, &narrow_bits, sizeof narrow);
        head->real = (double) narrow;
    } else {
        PSC_TRY(psc_msgpack_take_number(&bits, reader, 8));
        memcpy(&head->real, &bits, sizeof head->real);
    }
    return PSC_OK;
}

/* Length of what follows: in the byte itself (`fixed`), or in the next `width` bytes. */
static psc_status psc_msgpack_head_len(psc_msgpack_head *head, psc_msgpack_reader *reader,
                                       uint8_t byte) {
    uint64_t len;
    switch (byte) {
    case 0xc4: /* bin8 */
    case 0xc7: /* ext8 */
    case 0xd9: /* str8 */
        PSC_TRY(psc_msgpack_take_number(&len, reader, 1));
        break;
    case 0xc5: /* bin16 */
    case 0xc8: /* ext16 */
    case 0xda: /* str16 */
    case 0xdc: /* array16 */
    case 0xde: /* map16 */
        PSC_TRY(psc_msgpack_take_number(&len, reader, 2));
        break;
    case 0xc6: /* bin32 */
    case 0xc9: /* ext32 */
    case 0xdb: /* str32 */
    case 0xdd: /* array32 */
    case 0xdf: /* map32 */
        PSC_TRY(psc_msgpack_take_number(&len, reader, 4));
        break;
    case 0xd4: /* fixext1, 2, 4, 8, 16 */
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
        len = (uint64_t) 1 << (byte - 0xd4);
        break;
    default: /* fixmap and fixarray have four bits, fixstr five */
        len = head->kind == PSC_MSGPACK_STR ? byte & 0x1fu : byte & 0x0fu;
        break;
    }
    if (head->kind == PSC_MSGPACK_EXT) {
        uint64_t type;
        PSC_TRY(psc_msgpack_take_number(&type, reader, 1));
        head->ext = (int8_t) (uint8_t) type;
    }
    /* Every byte and item takes at least a byte, every pair two. */
    const size_t possible = head->kind == PSC_MSGPACK_MAP ? reader->left / 2 : reader->left;
    if (len > possible) {
        return psc_msgpack_fail(reader, PSC_ERR_TRUNCATED);
    }
    head->len = (size_t) len;
    return PSC_OK;
}

/* Moves past the head; a str, bin or ext has its body complete, directly behind. */
static psc_status psc_msgpack_read_head(psc_msgpack_head *head, psc_msgpack_reader *reader) {
    *head = (psc_msgpack_head) {0};
    PSC_TRY(psc_msgpack_peek(&head->kind, reader));
    const uint8_t *byte;
    PSC_TRY(psc_msgpack_take(&byte, reader, 1));
    switch (head->kind) {
    case PSC_MSGPACK_NIL:
        return PSC_OK;
    case PSC_MSGPACK_BOOL:
        head->number = *byte & 1u;
        return PSC_OK;
    case PSC_MSGPACK_INTEGER:
        return psc_msgpack_head_integer(head, reader, *byte);
    case PSC_MSGPACK_FLOAT:
        return psc_msgpack_head_float(head, reader, *byte);
    case PSC_MSGPACK_STR:
    case PSC_MSGPACK_BIN:
    case PSC_MSGPACK_ARRAY:
    case PSC_MSGPACK_MAP:
    case PSC_MSGPACK_EXT:
        return psc_msgpack_head_len(head, reader, *byte);
    }
    __builtin_unreachable();
}

static psc_status psc_msgpack_expect(psc_msgpack_head *head, psc_msgpack_reader *reader,
                                     psc_msgpack_kind kind) {
    psc_msgpack_kind found;
    PSC_TRY(psc_msgpack_peek(&found, reader));
    if (found != kind) {
        return psc_msgpack_fail(reader, PSC_ERR_TYPE);
    }
    return psc_msgpack_read_head(head, reader);
}

static psc_status psc_msgpack_read_body(psc_bytes *out, psc_msgpack_reader *reader, size_t len) {
    const uint8_t *body;
    PSC_TRY(psc_msgpack_take(&body, reader, len));
    *out = (psc_bytes) {body, len};
    return PSC_OK;
}

psc_status psc_msgpack_read_nil(psc_msgpack_reader *reader) {
    psc_msgpack_head head;
    return psc_msgpack_expect(&head, reader, PSC_MSGPACK_NIL);
}

psc_status psc_msgpack_read_bool(bool *out, psc_msgpack_reader *reader) {
    psc_msgpack_head head;
    PSC_TRY(psc_msgpack_expect(&head, reader, PSC_MSGPACK_BOOL));
    *out = head.number != 0;
    return PSC_OK;
}

psc_status psc_msgpack_read_i64(int64_t *out, psc_msgpack_reader *reader) {
    psc_msgpack_head head;
    PSC_TRY(psc_msgpack_expect(&head, reader, PSC_MSGPACK_INTEGER));
    if (!head.negative && head.number > INT64_MAX) {
        return psc_msgpack_fail(reader, PSC_ERR_VALUE);
    }
    *out = (int64_t) head.number;
    return PSC_OK;
}

psc_status psc_msgpack_read_u64(uint64_t *out, psc_msgpack_reader *reader) {
    psc_msgpack_head head;
    PSC_TRY(psc_msgpack_expect(&head, reader, PSC_MSGPACK_INTEGER));
    if (head.negative) {
        return psc_msgpack_fail(reader, PSC_ERR_VALUE);
    }
    *out = head.number;
    return PSC_OK;
}

psc_status psc_msgpack_read_f64(double *out, psc_msgpack_reader *reader) {
    psc_msgpack_head head;
    PSC_TRY(psc_msgpack_read_head(&head, reader));
    if (head.kind == PSC_MSGPACK_FLOAT) {
        *out = head.real;
    } else if (head.kind == PSC_MSGPACK_INTEGER) {
        *out = head.negative ? (double) (int64_t) head.number : (double) head.number;
    } else {
        return psc_msgpack_fail(reader, PSC_ERR_TYPE);
    }
    return PSC_OK;
}

psc_status psc_msgpack_read_str(psc_bytes *out, psc_msgpack_reader *reader) {
    psc_msgpack_head head;
    PSC_TRY(psc_msgpack_expect(&head, reader, PSC_MSGPACK_STR));
    PSC_TRY(psc_msgpack_read_body(out, reader, head.len));
    return psc_utf8_valid(*out) ? PSC_OK : psc_msgpack_fail(reader, PSC_ERR_UTF8);
}

psc_status psc_msgpack_read_bin(psc_bytes *out, psc_msgpack_reader *reader) {
    psc_msgpack_head head;
    PSC_TRY(psc_msgpack_expect(&head, reader, PSC_MSGPACK_BIN));
    return psc_msgpack_read_body(out, reader, head.len);
}

psc_status psc_msgpack_read_ext(int8_t *type, psc_bytes *out, psc_msgpack_reader *reader) {
    psc_msgpack_head head;
    PSC_TRY(psc_msgpack_expect(&head, reader, PSC_MSGPACK_EXT));
    *type = head.ext;
    return psc_msgpack_read_body(out, reader, head.len);
}

static psc_status psc_msgpack_read_ext_of(const uint8_t **out, psc_msgpack_reader *reader,
                                          int8_t type, size_t len) {
    int8_t found;
    psc_bytes body;
    PSC_TRY(psc_msgpack_read_ext(&found, &body, reader));
    if (found != type) {
        return psc_msgpack_fail(reader, PSC_ERR_TYPE);
    }
    if (body.len != len) {
        return psc_msgpack_fail(reader, PSC_ERR_VALUE);
    }
    *out = body.at;
    return PSC_OK;
}

psc_status psc_msgpack_read_time(psc_time *out, psc_msgpack_reader *reader) {
    const uint8_t *body;
    PSC_TRY(psc_msgpack_read_ext_of(&body, reader, PSC_MSGPACK_EXT_TIME, 8));
    uint64_t bits = 0;
    for (size_t i = 0; i < 8; i++) {
        bits = bits << 8 | body[i];
    }
    const psc_time time = (psc_time) bits;
    if (time < PSC_TIME_MIN || time > PSC_TIME_MAX) {
        return psc_msgpack_fail(reader, PSC_ERR_VALUE);
    }
    *out = time;
    return PSC_OK;
}

psc_status psc_msgpack_read_uuid(psc_uuid *out, psc_msgpack_reader *reader) {
    const uint8_t *body;
    PSC_TRY(psc_msgpack_read_ext_of(&body, reader, PSC_MSGPACK_EXT_UUID, PSC_UUID_BYTES));
    memcpy(out->bytes, body, PSC_UUID_BYTES);
    return PSC_OK;
}

psc_status psc_msgpack_read_array(size_t *count, psc_msgpack_reader *reader) {
    psc_msgpack_head head;
    PSC_TRY(psc_msgpack_expect(&head, reader, PSC_MSGPACK_ARRAY));
    *count = head.len;
    return PSC_OK;
}

psc_status psc_msgpack_read_map(size_t *count, psc_msgpack_reader *reader) {
    psc_msgpack_head head;
    PSC_TRY(psc_msgpack_expect(&head, reader, PSC_MSGPACK_MAP));
    *count = head.len;
    return PSC_OK;
}

psc_status psc_msgpack_skip(psc_msgpack_reader *reader) {
    size_t
        open[PSC_MSGPACK_DEPTH_MAX]; /* values still to come in each container we are inside of */
    size_t depth = 0;
    do {
        if (depth > 0) {
            open[depth - 1]--;
        }
        psc_msgpack_head head;
        PSC_TRY(psc_msgpack_read_head(&head, reader));
        if (head.kind == PSC_MSGPACK_ARRAY || head.kind == PSC_MSGPACK_MAP) {
            if (depth == PSC_MSGPACK_DEPTH_MAX) {
                return psc_msgpack_fail(reader, PSC_ERR_TOO_DEEP);
            }
            /* No overflow: the pairs of a map were bounded by half of what is left. */
            open[depth++] = head.kind == PSC_MSGPACK_MAP ? 2 * head.len : head.len;
        } else {
            const uint8_t *body;
            PSC_TRY(psc_msgpack_take(&body, reader, head.len));
        }
        while (depth > 0 && open[depth - 1] == 0) {
            depth--;
        }
    } while (depth > 0);
    return PSC_OK;
}

static psc_status psc_msgpack_write_number(psc_buf *out, uint8_t code, uint64_t number,
                                           size_t width) {
    uint8_t bytes[9];
    bytes[0] = code;
    for (size_t i = width; i > 0; i--) {
        bytes[i] = (uint8_t) number;
        number >>= 8;
    }
    return psc_buf_push(out, (psc_bytes) {bytes, 1 + width});
}

/* The three lengths that str, bin and containers share; code8 is 0 where no one-byte length
 * exists. */
static psc_status psc_msgpack_write_len(psc_buf *out, size_t len, uint8_t code8, uint8_t code16,
                                        uint8_t code32) {
    if (code8 != 0 && len <= UINT8_MAX) {
        return psc_msgpack_write_number(out, code8, len, 1);
    }
    if (len <= UINT16_MAX) {
        return psc_msgpack_write_number(out, code16, len, 2);
    }
    if (len > UINT32_MAX) {
        return PSC_ERR_TOO_LARGE;
    }
    return psc_msgpack_write_number(out, code32, len, 4);
}

psc_status psc_msgpack_write_nil(psc_buf *out) {
    return psc_buf_push_byte(out, 0xc0);
}

psc_status psc_msgpack_write_bool(psc_buf *out, bool value) {
    return psc_buf_push_byte(out, value ? 0xc3 : 0xc2);
}

psc_status psc_msgpack_write_u64(psc_buf *out, uint64_t value) {
    if (value <= 0x7f) {
        return psc_buf_push_byte(out, (uint8_t) value);
    }
    if (value <= UINT8_MAX) {
        return psc_msgpack_write_number(out, 0xcc, value, 1);
    }
    if (value <= UINT16_MAX) {
        return psc_msgpack_write_number(out, 0xcd, value, 2);
    }
    if (value <= UINT32_MAX) {
        return psc_msgpack_write_number(out, 0xce, value, 4);
    }
    return psc_msgpack_write_number(out, 0xcf, value, 8);
}

psc_status psc_msgpack_write_i64(psc_buf *out, int64_t value) {
    const uint64_t bits = (uint64_t) value;
    if (value >= 0) {
        return psc_msgpack_write_u64(out, bits);
    }
    if (value >= -32) {
        return psc_buf_push_byte(out, (uint8_t) bits);
    }
    if (value >= INT8_MIN) {
        return psc_msgpack_write_number(out, 0xd0, bits, 1);
    }
    if (value >= INT16_MIN) {
        return psc_msgpack_write_number(out, 0xd1, bits, 2);
    }
    if (value >= INT32_MIN) {
        return psc_msgpack_write_number(out, 0xd2, bits, 4);
    }
    return psc_msgpack_write_number(out, 0xd3, bits, 8);
}

psc_status psc_msgpack_write_f64(psc_buf *out, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return psc_msgpack_write_number(out, 0xcb, bits, 8);
}

psc_status psc_msgpack_write_str(psc_buf *out, psc_bytes text) {
    PSC_TRY(text.len < 32 ? psc_buf_push_byte(out, (uint8_t) (0xa0 | text.len))
                          : psc_msgpack_write_len(out, text.len, 0xd9, 0xda, 0xdb));
    return psc_buf_push(out, text);
}

psc_status psc_msgpack_write_bin(psc_buf *out, psc_bytes data) {
    PSC_TRY(psc_msgpack_write_len(out, data.len, 0xc4, 0xc5, 0xc6));
    return psc_buf_push(out, data);
}

psc_status psc_msgpack_write_time(psc_buf *out, psc_time time) {
    PSC_TRY(psc_buf_push(out, PSC_BYTES_OF(((const uint8_t[]) {0xd7, PSC_MSGPACK_EXT_TIME}))));
    uint8_t body[8];
    for (size_t i = 0; i < sizeof body; i++) {
        body[i] = (uint8_t) ((uint64_t) time >> (56 - 8 * i));
    }
    return psc_buf_push(out, PSC_BYTES_OF(body));
}

psc_status psc_msgpack_write_uuid(psc_buf *out, const psc_uuid *id) {
    PSC_TRY(psc_buf_push(out, PSC_BYTES_OF(((const uint8_t[]) {0xd8, PSC_MSGPACK_EXT_UUID}))));
    return psc_buf_push(out, PSC_BYTES_OF(id->bytes));
}

psc_status psc_msgpack_write_array(psc_buf *out, size_t count) {
    return count < 16 ? psc_buf_push_byte(out, (uint8_t) (0x90 | count))
                      : psc_msgpack_write_len(out, count, 0, 0xdc, 0xdd);
}

psc_status psc_msgpack_write_map(psc_buf *out, size_t count) {
    return count < 16 ? psc_buf_push_byte(out, (uint8_t) (0x80 | count))
                      : psc_msgpack_write_len(out, count, 0, 0xde, 0xdf);
}
