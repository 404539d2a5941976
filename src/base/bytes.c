// SPDX-License-Identifier: MPL-2.0
#include "base/bytes.h"

#include <string.h>

#define PSC_BUF_CAPACITY_MIN ((size_t) 64)

psc_bytes psc_bytes_from_text(const char *text) {
    return text == NULL ? PSC_BYTES_ABSENT : (psc_bytes){(const uint8_t *) text, strlen(text)};
}

bool psc_bytes_equal(psc_bytes a, psc_bytes b) {
    if (a.at == NULL || b.at == NULL) {
        return a.at == b.at;
    }
    return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

bool psc_bytes_equal_text(psc_bytes a, const char *text) {
    return psc_bytes_equal(a, psc_bytes_from_text(text));
}

psc_status psc_bytes_copy(psc_bytes *out, psc_arena *arena, psc_bytes in) {
    *out = PSC_BYTES_ABSENT;
    if (in.at == NULL) {
        return PSC_OK;
    }
    uint8_t *copy;
    PSC_TRY(PSC_TAKE(&copy, arena, in.len));
    memcpy(copy, in.at, in.len);
    *out = (psc_bytes){copy, in.len};
    return PSC_OK;
}

void psc_buf_init(psc_buf *buf, psc_arena *arena) {
    *buf = (psc_buf){.arena = arena};
}

psc_status psc_buf_reserve(psc_buf *buf, size_t more) {
    if (more <= buf->capacity - buf->len) {
        return PSC_OK;
    }
    if (more > PSC_ARENA_MAX - buf->len) {
        return PSC_ERR_MEMORY;
    }
    size_t capacity = buf->capacity * 2;
    if (capacity < PSC_BUF_CAPACITY_MIN) {
        capacity = PSC_BUF_CAPACITY_MIN;
    }
    if (capacity < buf->len + more) {
        capacity = buf->len + more;
    }
    uint8_t *grown;
    PSC_TRY(PSC_TAKE(&grown, buf->arena, capacity));
    if (buf->len > 0) {
        memcpy(grown, buf->at, buf->len);
    }
    buf->at = grown;
    buf->capacity = capacity;
    return PSC_OK;
}

psc_status psc_buf_push(psc_buf *buf, psc_bytes bytes) {
    PSC_TRY(psc_buf_reserve(buf, bytes.len));
    if (bytes.len > 0) {
        memcpy(buf->at + buf->len, bytes.at, bytes.len);
        buf->len += bytes.len;
    }
    return PSC_OK;
}

psc_status psc_buf_push_byte(psc_buf *buf, uint8_t byte) {
    return psc_buf_push(buf, (psc_bytes){&byte, 1});
}

psc_status psc_buf_push_text(psc_buf *buf, const char *text) {
    return psc_buf_push(buf, psc_bytes_from_text(text));
}

psc_status psc_buf_push_decimal(psc_buf *buf, int64_t value) {
    uint8_t digits[20]; /* "-9223372036854775808" */
    size_t start = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t) value : (uint64_t) value;
    do {
        digits[--start] = (uint8_t) ('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    if (value < 0) {
        digits[--start] = '-';
    }
    return psc_buf_push(buf, (psc_bytes){digits + start, sizeof digits - start});
}

psc_status psc_buf_push_hex(psc_buf *buf, psc_bytes bytes) {
    static const char digits[] = "0123456789abcdef";
    if (bytes.len > PSC_ARENA_MAX / 2) {
        return PSC_ERR_MEMORY;
    }
    PSC_TRY(psc_buf_reserve(buf, 2 * bytes.len));
    for (size_t i = 0; i < bytes.len; i++) {
        buf->at[buf->len++] = (uint8_t) digits[bytes.at[i] >> 4];
        buf->at[buf->len++] = (uint8_t) digits[bytes.at[i] & 15];
    }
    return PSC_OK;
}

psc_bytes psc_buf_view(const psc_buf *buf) {
    /* An empty view is not an absent one. */
    static const uint8_t nothing[1] = {0};
    return (psc_bytes){buf->at == NULL ? nothing : buf->at, buf->len};
}

bool psc_utf8_valid(psc_bytes text) {
    size_t i = 0;
    while (i < text.len) {
        const uint8_t lead = text.at[i++];
        if (lead < 0x80) {
            continue;
        }
        /* The range of the first continuation byte excludes overlong forms, surrogates and what
         * lies past U+10FFFF. */
        uint8_t low = 0x80;
        uint8_t high = 0xbf;
        size_t more;
        if (lead >= 0xc2 && lead <= 0xdf) {
            more = 1;
        } else if (lead >= 0xe0 && lead <= 0xef) {
            more = 2;
            low = lead == 0xe0 ? 0xa0 : low;
            high = lead == 0xed ? 0x9f : high;
        } else if (lead >= 0xf0 && lead <= 0xf4) {
            more = 3;
            low = lead == 0xf0 ? 0x90 : low;
            high = lead == 0xf4 ? 0x8f : high;
        } else {
            return false;
        }
        if (text.len - i < more) {
            return false;
        }
        for (; more > 0; more--) {
            const uint8_t byte = text.at[i++];
            if (byte < low || byte > high) {
                return false;
            }
            low = 0x80;
            high = 0xbf;
        }
    }
    return true;
}
