// SPDX-License-Identifier: MPL-2.0
#include "codec/address.h"

#define PSC_ORGANIZATION_MAX 32u

/* What is neither letter, mark, digit nor connector in the blocks where that is nearly all there
 * is: controls, blanks, punctuation, symbols, emoji, private use. The full classes of Unicode
 * stay with the server. */
static const struct {
    uint32_t first;
    uint32_t last;
} psc_not_word[] = {
    {0x80, 0xa9},       {0xab, 0xb4},       {0xb6, 0xb9},       {0xbb, 0xbf},
    {0xd7, 0xd7},       {0xf7, 0xf7},       {0x2000, 0x200b},   {0x200e, 0x203e},
    {0x2041, 0x2053},   {0x2055, 0x2070},   {0x2074, 0x207e},   {0x2080, 0x208e},
    {0x20a0, 0x20c0},   {0x2190, 0x24b5},   {0x24ea, 0x2bff},   {0x2e30, 0x2e7f},
    {0x3000, 0x3004},   {0x3008, 0x3020},   {0xe000, 0xf8ff},   {0xfff9, 0xffff},
    {0x1f000, 0x1f12f}, {0x1f18a, 0x1fbef}, {0xe0000, 0xe00ff}, {0xf0000, 0x10ffff},
};

static bool psc_is_word(uint32_t point) {
    if (point < 0x80) {
        const uint32_t lower = point | 0x20;
        return (point >= '0' && point <= '9') || (lower >= 'a' && lower <= 'z') || point == '_' ||
               point == '-';
    }
    for (size_t i = 0; i < sizeof psc_not_word / sizeof psc_not_word[0]; i++) {
        if (point >= psc_not_word[i].first && point <= psc_not_word[i].last) {
            return false;
        }
    }
    return true;
}

/* Of well-formed UTF-8; moves `i` past the character. */
static uint32_t psc_utf8_next(psc_bytes text, size_t *i) {
    const uint8_t lead = text.at[(*i)++];
    if (lead < 0x80) {
        return lead;
    }
    const unsigned more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    uint32_t point = lead & (0x3fu >> more);
    for (unsigned k = 0; k < more; k++) {
        point = point << 6 | (text.at[(*i)++] & 0x3fu);
    }
    return point;
}

psc_status psc_organization_check(psc_bytes organization) {
    if (organization.len == 0 || organization.len > PSC_ORGANIZATION_MAX ||
        !psc_utf8_valid(organization)) {
        return PSC_ERR_ADDRESS_ORGANIZATION;
    }
    for (size_t i = 0; i < organization.len;) {
        if (!psc_is_word(psc_utf8_next(organization, &i))) {
            return PSC_ERR_ADDRESS_ORGANIZATION;
        }
    }
    return PSC_OK;
}
