// SPDX-License-Identifier: MPL-2.0
#include "codec/base64.h"

/* An alphabet is a few ranges of characters. Tokens and recovery keys pass through here, so
 * every symbol walks all ranges by masks: neither time nor addresses depend on the data. */
typedef struct psc_base_range {
    uint8_t first; /* character */
    uint8_t value; /* what it stands for */
    uint8_t count;
} psc_base_range;

#define PSC_BASE_RANGES_MAX 5

typedef struct psc_base_kind {
    unsigned bits; /* of a symbol */
    size_t group;  /* symbols after which bytes and symbols are aligned again */
    bool padded;
    psc_base_range ranges[PSC_BASE_RANGES_MAX]; /* unused ones have count 0 */
} psc_base_kind;

#define PSC_BASE64_LETTERS {'A', 0, 26}, {'a', 26, 26}, {'0', 52, 10}
static const psc_base_kind psc_base64_kinds[] = {
    [PSC_BASE64_STANDARD_PADDED] = {6, 4, true, {PSC_BASE64_LETTERS, {'+', 62, 1}, {'/', 63, 1}}},
    [PSC_BASE64_URL_PADDED] = {6, 4, true, {PSC_BASE64_LETTERS, {'-', 62, 1}, {'_', 63, 1}}},
    [PSC_BASE64_URL_BARE] = {6, 4, false, {PSC_BASE64_LETTERS, {'-', 62, 1}, {'_', 63, 1}}},
};
static const psc_base_kind psc_base32_kind = {5, 8, false, {{'A', 0, 26}, {'2', 26, 6}}};

/* All ones when first <= x < first + count, else zero; the arguments are bytes. */
static uint32_t psc_base_within(uint32_t x, uint32_t first, uint32_t count) {
    const uint32_t not_below = ~(x - first);
    const uint32_t below_end = x - (first + count);
    return 0u - ((not_below & below_end) >> 31);
}

static uint8_t psc_base_symbol(const psc_base_kind *kind, uint32_t value) {
    uint32_t symbol = 0;
    for (size_t i = 0; i < PSC_BASE_RANGES_MAX; i++) {
        const psc_base_range *range = &kind->ranges[i];
        symbol |= psc_base_within(value, range->value, range->count) &
                  (range->first + value - range->value);
    }
    return (uint8_t) symbol;
}

/* `known` becomes zero, and stays so, at a character outside the alphabet. */
static uint32_t psc_base_value(uint32_t *known, const psc_base_kind *kind, uint8_t symbol) {
    uint32_t value = 0;
    uint32_t found = 0;
    for (size_t i = 0; i < PSC_BASE_RANGES_MAX; i++) {
        const psc_base_range *range = &kind->ranges[i];
        const uint32_t within = psc_base_within(symbol, range->first, range->count);
        value |= within & (range->value + (uint32_t) symbol - range->first);
        found |= within;
    }
    *known &= found;
    return value;
}

static psc_status psc_base_encode(psc_buf *out, psc_bytes data, const psc_base_kind *kind) {
    if (data.len > PSC_ARENA_MAX / 4) {
        return PSC_ERR_TOO_LARGE;
    }
    PSC_TRY(psc_buf_reserve(out, 2 * data.len + kind->group));
    const uint32_t mask = (1u << kind->bits) - 1;
    uint32_t pending = 0;
    unsigned bits = 0;
    size_t symbols = 0;
    for (size_t i = 0; i < data.len; i++) {
        pending = pending << 8 | data.at[i];
        for (bits += 8; bits >= kind->bits; symbols++) {
            bits -= kind->bits;
            out->at[out->len++] = psc_base_symbol(kind, pending >> bits & mask);
        }
    }
    if (bits > 0) {
        out->at[out->len++] = psc_base_symbol(kind, pending << (kind->bits - bits) & mask);
        symbols++;
    }
    for (; kind->padded && symbols % kind->group != 0; symbols++) {
        out->at[out->len++] = '=';
    }
    return PSC_OK;
}

static psc_status psc_base_decode(psc_bytes *out, psc_arena *arena, psc_bytes text,
                                  const psc_base_kind *kind) {
    *out = PSC_BYTES_ABSENT;
    size_t symbols = text.len;
    if (kind->padded) {
        if (text.len % kind->group != 0) {
            return PSC_ERR_MALFORMED;
        }
        while (symbols > 0 && text.len - symbols < 2 && text.at[symbols - 1] == '=') {
            symbols--;
        }
    }
    uint8_t *bytes;
    PSC_TRY(PSC_TAKE(&bytes, arena, symbols));
    size_t len = 0;
    uint32_t pending = 0;
    unsigned bits = 0;
    uint32_t known = UINT32_MAX;
    for (size_t i = 0; i < symbols; i++) {
        pending = pending << kind->bits | psc_base_value(&known, kind, text.at[i]);
        bits += kind->bits;
        if (bits >= 8) {
            bits -= 8;
            bytes[len++] = (uint8_t) (pending >> bits);
        }
    }
    /* As many bits over as a symbol has mean a symbol that carries nothing; spare bits that are
     * set would give two texts for the same bytes. */
    if (known == 0 || bits >= kind->bits || (pending & ((1u << bits) - 1)) != 0) {
        return PSC_ERR_MALFORMED;
    }
    *out = (psc_bytes) {bytes, len};
    return PSC_OK;
}

psc_status psc_base64_encode(psc_buf *out, psc_bytes data, psc_base64_form form) {
    return psc_base_encode(out, data, &psc_base64_kinds[form]);
}

psc_status psc_base64_decode(psc_bytes *out, psc_arena *arena, psc_bytes text,
                             psc_base64_form form) {
    return psc_base_decode(out, arena, text, &psc_base64_kinds[form]);
}

psc_status psc_base32_encode(psc_buf *out, psc_bytes data) {
    return psc_base_encode(out, data, &psc_base32_kind);
}

psc_status psc_base32_decode(psc_bytes *out, psc_arena *arena, psc_bytes text) {
    return psc_base_decode(out, arena, text, &psc_base32_kind);
}
