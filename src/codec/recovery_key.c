// SPDX-License-Identifier: MPL-2.0
#include "codec/recovery_key.h"

#include <string.h>

#include "codec/base64.h"

#define PSC_RECOVERY_KEY_GROUP 4u

psc_status psc_recovery_key_write(psc_buf *out, const uint8_t key[PSC_RECOVERY_KEY_BYTES]) {
    psc_buf symbols;
    psc_buf_init(&symbols, out->arena);
    PSC_TRY(psc_buf_reserve(out, PSC_RECOVERY_KEY_CHARS));
    PSC_TRY(psc_base32_encode(&symbols, (psc_bytes) {key, PSC_RECOVERY_KEY_BYTES}));
    for (size_t i = 0; i < symbols.len; i++) {
        if (i > 0 && i % PSC_RECOVERY_KEY_GROUP == 0) {
            out->at[out->len++] = '-';
        }
        out->at[out->len++] = symbols.at[i];
    }
    psc_wipe(symbols.at, symbols.capacity);
    return PSC_OK;
}

/* The symbol that a byte stands for, 0 for none. */
static uint8_t psc_recovery_key_symbol(uint8_t byte) {
    if (byte >= 'a' && byte <= 'z') {
        return (uint8_t) (byte - 'a' + 'A');
    }
    if (byte == '0') {
        return 'O';
    }
    if (byte == '1') {
        return 'I';
    }
    return (byte >= 'A' && byte <= 'Z') || (byte >= '2' && byte <= '7') ? byte : 0;
}

static psc_status psc_recovery_key_decode(uint8_t key[PSC_RECOVERY_KEY_BYTES], psc_arena *work,
                                          psc_bytes symbols) {
    psc_bytes decoded;
    const psc_status status = psc_base32_decode(&decoded, work, symbols);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_RECOVERY_KEY;
    }
    memcpy(key, decoded.at, PSC_RECOVERY_KEY_BYTES);
    return PSC_OK;
}

psc_status psc_recovery_key_read(uint8_t key[PSC_RECOVERY_KEY_BYTES], const psc_allocator *work,
                                 psc_bytes typed) {
    uint8_t symbols[PSC_RECOVERY_KEY_SYMBOLS];
    size_t count = 0;
    for (size_t i = 0; i < typed.len; i++) {
        const uint8_t symbol = psc_recovery_key_symbol(typed.at[i]);
        if (symbol != 0 && count++ < sizeof symbols) {
            symbols[count - 1] = symbol;
        }
    }
    psc_arena arena;
    psc_arena_init(&arena, work);
    const psc_status status = count == sizeof symbols
                                  ? psc_recovery_key_decode(key, &arena, PSC_BYTES_OF(symbols))
                                  : PSC_ERR_RECOVERY_KEY;
    psc_arena_free(&arena);
    psc_wipe(symbols, sizeof symbols);
    return status;
}

/* Length of the blank or dash that begins here, 0 for anything else. Also those that come along
 * unseen when a text is copied, or that a word processor makes of a hyphen. */
static size_t psc_recovery_key_separator(psc_bytes rest) {
    static const char *const separators[] = {
        "-",
        " ",
        "\t",
        "\n",
        "\r",
        "\xc2\xa0",     /* no-break space */
        "\xe2\x80\xaf", /* narrow no-break space */
        "\xe2\x88\x92", /* minus */
        "\xef\xbb\xbf", /* byte order mark */
    };
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        const size_t len = strlen(separators[i]);
        if (rest.len >= len && memcmp(rest.at, separators[i], len) == 0) {
            return len;
        }
    }
    /* U+2000 to U+2015: the spaces, those without width, and the dashes. */
    return rest.len >= 3 && memcmp(rest.at, "\xe2\x80", 2) == 0 && rest.at[2] >= 0x80 &&
                   rest.at[2] <= 0x95
               ? 3
               : 0;
}

psc_recovery_key_progress psc_recovery_key_examine(psc_bytes typed) {
    psc_recovery_key_progress progress = {0};
    size_t i = 0;
    while (i < typed.len) {
        const size_t separator =
            psc_recovery_key_separator((psc_bytes) {typed.at + i, typed.len - i});
        const bool known = psc_recovery_key_symbol(typed.at[i]) != 0;
        progress.symbols += known ? 1 : 0;
        progress.foreign = progress.foreign || (!known && separator == 0);
        i += separator > 0 ? separator : 1;
    }
    return progress;
}
