// SPDX-License-Identifier: MPL-2.0
#include "codec/link.h"

#include <string.h>

#include "codec/address.h"

/* ---- finding the link in what was pasted */

static const char *const psc_schemes[] = {PSC_SCHEME_PARSEC, "https://", "http://"};

static bool psc_is_alphanumeric(uint8_t byte) {
    const uint8_t lower = byte | 0x20;
    return (byte >= '0' && byte <= '9') || (lower >= 'a' && lower <= 'z');
}

bool psc_text_starts_with(psc_bytes text, const char *prefix) {
    const size_t len = strlen(prefix);
    if (text.len < len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        const uint8_t byte = text.at[i];
        const uint8_t lower = byte >= 'A' && byte <= 'Z' ? (uint8_t) (byte | 0x20) : byte;
        if (lower != (uint8_t) prefix[i]) {
            return false;
        }
    }
    return true;
}

psc_bytes psc_text_from(psc_bytes text, size_t start) {
    return (psc_bytes) {text.at + start, text.len - start};
}

static const char *psc_scheme_of(psc_bytes text) {
    for (size_t i = 0; i < sizeof psc_schemes / sizeof psc_schemes[0]; i++) {
        if (psc_text_starts_with(text, psc_schemes[i])) {
            return psc_schemes[i];
        }
    }
    return NULL;
}

static bool psc_is_blank(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Ends of a line in a run of blanks; the run's length goes to `len`. */
static size_t psc_line_ends(size_t *len, psc_bytes text) {
    size_t ends = 0;
    size_t i = 0;
    for (; i < text.len && psc_is_blank(text.at[i]); i++) {
        const bool pair = text.at[i] == '\r' && i + 1 < text.len && text.at[i + 1] == '\n';
        if ((text.at[i] == '\n' || text.at[i] == '\r') && !pair) {
            ends++;
        }
    }
    *len = i;
    return ends;
}

/* Copies one link without what mail programs do to it. A single line break with its indentation,
 * and tabs, are left out; an empty line, a space, '<', '>', '"' or '`' end the link. "=3D" and
 * "=" before a line break are quoted-printable's. */
static psc_status psc_link_copy(psc_buf *link, psc_bytes text) {
    bool in_query = false;
    bool in_value = false;
    for (size_t i = 0; i < text.len;) {
        const uint8_t byte = text.at[i];
        size_t blanks;
        const size_t ends = psc_line_ends(&blanks, psc_text_from(text, i));
        if (blanks > 0) {
            if (ends > 1 || (ends == 0 && memchr(text.at + i, '\t', blanks) == NULL)) {
                return PSC_OK;
            }
            i += blanks;
            continue;
        }
        if (byte == '<' || byte == '>' || byte == '"' || byte == '`' ||
            (in_query && byte >= 0x80)) {
            return PSC_OK;
        }
        if (byte == '=') {
            if (in_value && psc_line_ends(&blanks, psc_text_from(text, i + 1)) == 1) {
                i++;
                continue;
            }
            i += psc_text_starts_with(psc_text_from(text, i), "=3d") ? 2 : 0;
            in_value = true;
        } else if (byte == '?' || byte == '&') {
            in_query = true;
            in_value = false;
        }
        PSC_TRY(psc_buf_push_byte(link, byte));
        i++;
    }
    return PSC_OK;
}

/* Punctuation of the sentence around: no link ends so, except that of a server with an IPv6
 * address. */
static void psc_link_trim(psc_buf *link) {
    const bool bracketed = link->len > 0 && memchr(link->at, '[', link->len) != NULL;
    while (link->len > 0) {
        const uint8_t last = link->at[link->len - 1];
        if (strchr(bracketed ? ".,;:!?)}'*" : ".,;:!?)}'*]", last) == NULL || last == 0) {
            return;
        }
        link->len--;
    }
}

psc_status psc_link_find(psc_bytes *out, psc_arena *arena, psc_bytes text) {
    size_t start = 0;
    while (start < text.len && (text.at[start] <= ' ' || text.at[start] == 0x7f)) {
        start++;
    }
    if (start == text.len) {
        return PSC_ERR_ADDRESS_EMPTY;
    }
    for (; start < text.len; start++) {
        const bool inside_a_word = start > 0 && psc_is_alphanumeric(text.at[start - 1]);
        if (!inside_a_word && psc_scheme_of(psc_text_from(text, start)) != NULL) {
            psc_buf link;
            psc_buf_init(&link, arena);
            PSC_TRY(psc_link_copy(&link, psc_text_from(text, start)));
            psc_link_trim(&link);
            *out = psc_buf_view(&link);
            return PSC_OK;
        }
    }
    return PSC_ERR_ADDRESS_SCHEME;
}

/* ---- its parts */

static int psc_percent_digit(uint8_t byte) {
    const uint8_t lower = byte | 0x20;
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

psc_status psc_percent_decode(psc_bytes *out, psc_arena *arena, psc_bytes text, bool form) {
    uint8_t *decoded;
    PSC_TRY(PSC_TAKE(&decoded, arena, text.len));
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t byte = text.at[i];
        if (byte == '%' && text.len - i > 2) {
            const int high = psc_percent_digit(text.at[i + 1]);
            const int low = psc_percent_digit(text.at[i + 2]);
            if (high >= 0 && low >= 0) {
                byte = (uint8_t) (high << 4 | low);
                i += 2;
            }
        } else if (form && byte == '+') {
            byte = ' ';
        }
        decoded[len++] = byte;
    }
    *out = (psc_bytes) {decoded, len};
    return PSC_OK;
}

psc_status psc_percent_encode(psc_buf *out, psc_bytes text) {
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < text.len; i++) {
        const uint8_t byte = text.at[i];
        if (psc_is_alphanumeric(byte) || byte == '-' || byte == '_' || byte == '.' || byte == '~') {
            PSC_TRY(psc_buf_push_byte(out, byte));
        } else {
            const uint8_t escape[] = {'%', (uint8_t) digits[byte >> 4],
                                      (uint8_t) digits[byte & 15]};
            PSC_TRY(psc_buf_push(out, PSC_BYTES_OF(escape)));
        }
    }
    return PSC_OK;
}

size_t psc_text_find_any(psc_bytes text, const char *stops) {
    size_t i = 0;
    while (i < text.len && (text.at[i] == 0 || strchr(stops, text.at[i]) == NULL)) {
        i++;
    }
    return i;
}

psc_status psc_link_split(psc_link *out, psc_bytes text) {
    const char *scheme = psc_scheme_of(text);
    if (scheme == NULL) {
        return PSC_ERR_ADDRESS_SCHEME;
    }
    out->parsec = scheme == psc_schemes[0];
    out->secure = scheme == psc_schemes[1];
    psc_bytes rest = psc_text_from(text, strlen(scheme));
    rest.len = psc_text_find_any(rest, "#");
    const size_t authority = psc_text_find_any(rest, "/?");
    out->authority = (psc_bytes) {rest.at, authority};
    rest = psc_text_from(rest, authority);
    const size_t path = psc_text_find_any(rest, "?");
    out->path = (psc_bytes) {rest.at, path};
    out->query = path < rest.len ? psc_text_from(rest, path + 1) : psc_text_from(rest, path);
    return PSC_OK;
}
