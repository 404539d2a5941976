// SPDX-License-Identifier: MPL-2.0
#include "base/id.h"

#include <string.h>

bool psc_uuid_equal(const psc_uuid *a, const psc_uuid *b) {
    return memcmp(a->bytes, b->bytes, PSC_UUID_BYTES) == 0;
}

bool psc_uuid_is_zero(const psc_uuid *id) {
    static const psc_uuid zero;
    return psc_uuid_equal(id, &zero);
}

void psc_uuid_to_hex(char hex[PSC_UUID_HEX_CHARS], const psc_uuid *id) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < PSC_UUID_BYTES; i++) {
        hex[2 * i] = digits[id->bytes[i] >> 4];
        hex[2 * i + 1] = digits[id->bytes[i] & 15];
    }
}

static int psc_hex_value(uint8_t digit) {
    if (digit >= '0' && digit <= '9') {
        return digit - '0';
    }
    const uint8_t lower = digit | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

psc_status psc_hex_decode(uint8_t *out, size_t len, psc_bytes hex) {
    if (hex.len % 2 != 0 || hex.len / 2 != len) {
        return PSC_ERR_MALFORMED;
    }
    for (size_t i = 0; i < len; i++) {
        const int high = psc_hex_value(hex.at[2 * i]);
        const int low = psc_hex_value(hex.at[2 * i + 1]);
        if (high < 0 || low < 0) {
            return PSC_ERR_MALFORMED;
        }
        out[i] = (uint8_t) (high << 4 | low);
    }
    return PSC_OK;
}
