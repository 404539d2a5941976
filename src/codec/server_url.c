// SPDX-License-Identifier: MPL-2.0
#include "codec/server_url.h"

#include <string.h>

#include "codec/address.h"

#define PSC_HOST_MAX 253u
#define PSC_LABEL_MAX 63u
#define PSC_IPV6_GROUPS 8u
#define PSC_PORT_SECURE 443u
#define PSC_PORT_PLAIN 80u

static uint8_t psc_lower(uint8_t byte) {
    return byte >= 'A' && byte <= 'Z' ? (uint8_t) (byte + ('a' - 'A')) : byte;
}

static bool psc_is_digit(uint8_t byte) {
    return byte >= '0' && byte <= '9';
}

static int psc_hex_digit(uint8_t byte) {
    const uint8_t lower = psc_lower(byte);
    if (psc_is_digit(byte)) {
        return byte - '0';
    }
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Four decimal numbers in their shortest form. The other forms that browsers still read (octal,
 * hexadecimal, fewer parts) are used to disguise an address only. */
static bool psc_ipv4_read(uint8_t parts[4], psc_bytes text) {
    size_t i = 0;
    for (size_t part = 0; part < 4; part++) {
        const size_t start = i;
        unsigned value = 0;
        while (i < text.len && i - start < 3 && psc_is_digit(text.at[i])) {
            value = value * 10 + (unsigned) (text.at[i++] - '0');
        }
        const size_t digits = i - start;
        if (digits == 0 || value > 255 || (digits > 1 && text.at[start] == '0')) {
            return false;
        }
        parts[part] = (uint8_t) value;
        if (part < 3) {
            if (i == text.len || text.at[i] != '.') {
                return false;
            }
            i++;
        }
    }
    return i == text.len;
}

static bool psc_ipv6_read(uint16_t groups[PSC_IPV6_GROUPS], psc_bytes text) {
    size_t count = 0;
    bool has_gap = false; /* "::" */
    size_t gap = 0;       /* the group before which it stands */
    size_t i = 0;
    if (text.len >= 2 && text.at[0] == ':' && text.at[1] == ':') {
        has_gap = true;
        i = 2;
    }
    while (i < text.len) {
        if (count == PSC_IPV6_GROUPS) {
            return false;
        }
        const size_t start = i;
        unsigned value = 0;
        while (i < text.len && i - start < 4 && psc_hex_digit(text.at[i]) >= 0) {
            value = value << 4 | (unsigned) psc_hex_digit(text.at[i++]);
        }
        if (i < text.len && text.at[i] == '.') {
            uint8_t parts[4];
            if (count > PSC_IPV6_GROUPS - 2 ||
                !psc_ipv4_read(parts, (psc_bytes) {text.at + start, text.len - start})) {
                return false;
            }
            groups[count++] = (uint16_t) (parts[0] << 8 | parts[1]);
            groups[count++] = (uint16_t) (parts[2] << 8 | parts[3]);
            break;
        }
        if (i == start) {
            return false;
        }
        groups[count++] = (uint16_t) value;
        if (i == text.len) {
            break;
        }
        if (text.at[i++] != ':' || i == text.len) {
            return false;
        }
        if (text.at[i] == ':') {
            if (has_gap) {
                return false;
            }
            has_gap = true;
            gap = count;
            i++;
        }
    }
    if (!has_gap || count == PSC_IPV6_GROUPS) {
        return !has_gap && count == PSC_IPV6_GROUPS;
    }
    const size_t moved = count - gap;
    const size_t zeros = PSC_IPV6_GROUPS - count;
    memmove(&groups[gap + zeros], &groups[gap], moved * sizeof groups[0]);
    memset(&groups[gap], 0, zeros * sizeof groups[0]);
    return true;
}

/* Shortest hexadecimal, the first longest run of two or more zero groups left out. */
static psc_status psc_ipv6_write(psc_buf *out, const uint16_t groups[PSC_IPV6_GROUPS]) {
    size_t gap = PSC_IPV6_GROUPS;
    size_t gap_len = 1;
    for (size_t i = 0; i < PSC_IPV6_GROUPS; i++) {
        size_t end = i;
        while (end < PSC_IPV6_GROUPS && groups[end] == 0) {
            end++;
        }
        if (end - i > gap_len) {
            gap = i;
            gap_len = end - i;
        }
    }
    PSC_TRY(psc_buf_push_byte(out, '['));
    for (size_t i = 0; i < PSC_IPV6_GROUPS; i++) {
        if (i == gap) {
            PSC_TRY(psc_buf_push_text(out, i == 0 ? "::" : ":"));
            i += gap_len - 1;
            continue;
        }
        bool begun = false;
        for (unsigned shift = 16; shift > 0;) {
            shift -= 4;
            const unsigned digit = groups[i] >> shift & 15u;
            begun = begun || digit != 0 || shift == 0;
            if (begun) {
                PSC_TRY(psc_buf_push_byte(out, (uint8_t) "0123456789abcdef"[digit]));
            }
        }
        if (i + 1 < PSC_IPV6_GROUPS) {
            PSC_TRY(psc_buf_push_byte(out, ':'));
        }
    }
    return psc_buf_push_byte(out, ']');
}

static psc_status psc_ipv6_push(psc_buf *out, psc_bytes text) {
    uint16_t groups[PSC_IPV6_GROUPS];
    return psc_ipv6_read(groups, text) ? psc_ipv6_write(out, groups) : PSC_ERR_ADDRESS_HOST;
}

static psc_status psc_name_push(psc_buf *out, psc_bytes text) {
    if (text.len == 0 || text.len > PSC_HOST_MAX) {
        return PSC_ERR_ADDRESS_HOST;
    }
    PSC_TRY(psc_buf_reserve(out, text.len));
    const size_t start = out->len;
    size_t label = 0; /* where the current one starts */
    for (size_t i = 0; i < text.len; i++) {
        const uint8_t byte = psc_lower(text.at[i]);
        const bool plain =
            psc_is_digit(byte) || (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_';
        if (!plain && (byte != '.' || i == label)) {
            return PSC_ERR_ADDRESS_HOST;
        }
        label = byte == '.' ? i + 1 : label;
        if (i + 1 - label > PSC_LABEL_MAX) {
            return PSC_ERR_ADDRESS_HOST;
        }
        PSC_TRY(psc_buf_push_byte(out, byte));
    }
    if (label == text.len) {
        return PSC_ERR_ADDRESS_HOST;
    }
    /* A last label that starts like a number makes the whole an IPv4 address, or nothing. */
    uint8_t parts[4];
    if (psc_is_digit(text.at[label]) && !psc_ipv4_read(parts, text)) {
        return PSC_ERR_ADDRESS_HOST;
    }
    /* The hosted service's former name, rewritten by the official clients too. */
    if (psc_bytes_equal_text((psc_bytes) {out->at + start, text.len}, "saas-v3.parsec.cloud")) {
        out->len = start;
        return psc_buf_push_text(out, "app.parsec.cloud");
    }
    return PSC_OK;
}

/* Nothing, or ":" and a number; an empty number is the default port. */
static psc_status psc_port_push(psc_buf *out, psc_bytes text, unsigned default_port) {
    unsigned port = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (i == 0 ? text.at[i] != ':' : !psc_is_digit(text.at[i])) {
            return PSC_ERR_ADDRESS_HOST;
        }
        port = i == 0 ? 0 : port * 10 + (unsigned) (text.at[i] - '0');
        if (port > UINT16_MAX) {
            return PSC_ERR_ADDRESS_HOST;
        }
    }
    if (text.len <= 1 || port == default_port) {
        return PSC_OK;
    }
    if (port == 0) {
        return PSC_ERR_ADDRESS_HOST;
    }
    PSC_TRY(psc_buf_push_byte(out, ':'));
    return psc_buf_push_decimal(out, port);
}

psc_status psc_server_url_make(psc_bytes *server_url, psc_bytes *host, psc_arena *arena,
                               psc_bytes authority, bool secure) {
    psc_bytes rest = authority;
    for (size_t i = 0; i < authority.len; i++) {
        if (authority.at[i] == '@') {
            rest = (psc_bytes) {authority.at + i + 1, authority.len - i - 1};
        }
    }
    psc_buf url;
    psc_buf_init(&url, arena);
    PSC_TRY(psc_buf_push_text(&url, secure ? "https://" : "http://"));
    const size_t start = url.len;
    const bool bracketed = rest.len > 0 && rest.at[0] == '[';
    const uint8_t *stop = rest.len == 0 ? NULL : memchr(rest.at, bracketed ? ']' : ':', rest.len);
    size_t name_len = stop == NULL ? rest.len : (size_t) (stop - rest.at);
    if (bracketed) {
        if (stop == NULL) {
            return PSC_ERR_ADDRESS_HOST;
        }
        PSC_TRY(psc_ipv6_push(&url, (psc_bytes) {rest.at + 1, name_len - 1}));
        name_len++;
    } else {
        PSC_TRY(psc_name_push(&url, (psc_bytes) {rest.at, name_len}));
    }
    PSC_TRY(psc_port_push(&url, (psc_bytes) {rest.at + name_len, rest.len - name_len},
                          secure ? PSC_PORT_SECURE : PSC_PORT_PLAIN));
    const size_t end = url.len;
    PSC_TRY(psc_buf_push_byte(&url, '/'));
    *server_url = psc_buf_view(&url);
    *host = (psc_bytes) {url.at + start, end - start};
    return PSC_OK;
}
