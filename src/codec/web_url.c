// SPDX-License-Identifier: MPL-2.0
#include "codec/web_url.h"

#include <string.h>

#include "codec/address.h"
#include "codec/link.h"
#include "codec/server_url.h"

static bool psc_text_ends_with(psc_bytes text, const char *suffix) {
    const size_t len = strlen(suffix);
    return text.len >= len && memcmp(text.at + text.len - len, suffix, len) == 0;
}

/* "127.0.0.1.example" is a name like any other. */
static bool psc_text_is_ipv4(psc_bytes text) {
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != '.' && (text.at[i] < '0' || text.at[i] > '9')) {
            return false;
        }
    }
    return true;
}

/* `host` is canonical, perhaps with a port. Nobody else than this computer answers there. */
static bool psc_host_is_loopback(psc_bytes host) {
    const bool bracketed = host.len > 0 && host.at[0] == '[';
    const psc_bytes name = {host.at, psc_text_find_any(host, bracketed ? "]" : ":")};
    return psc_bytes_equal_text(name, bracketed ? "[::1" : "localhost") ||
           psc_text_ends_with(name, ".localhost") ||
           (psc_text_starts_with(name, "127.") && psc_text_is_ipv4(name));
}

static psc_status psc_web_url_origin(psc_bytes *origin, psc_bytes *host, psc_arena *arena,
                                     const psc_link *link) {
    if (link->parsec) {
        return PSC_ERR_ADDRESS_SCHEME;
    }
    if (memchr(link->authority.at, '@', link->authority.len) != NULL) {
        return PSC_ERR_ADDRESS_HOST;
    }
    PSC_TRY(psc_server_url_make(origin, host, arena, link->authority, link->secure));
    return link->secure || psc_host_is_loopback(*host) ? PSC_OK : PSC_ERR_ADDRESS_SCHEME;
}

static bool psc_web_url_is_plain(psc_bytes url) {
    for (size_t i = 0; i < url.len; i++) {
        if (url.at[i] <= ' ' || url.at[i] > '~' || url.at[i] == '\\') {
            return false;
        }
    }
    return url.len > 0 && url.len <= PSC_WEB_URL_MAX;
}

static psc_status psc_web_url_with_scheme(psc_bytes *url, psc_arena *arena, psc_bytes text) {
    psc_buf whole;
    psc_buf_init(&whole, arena);
    for (size_t i = 0; i + 2 < text.len; i++) {
        if (memcmp(text.at + i, "://", 3) == 0) {
            *url = text;
            return PSC_OK;
        }
    }
    PSC_TRY(psc_buf_push_text(&whole, "https://"));
    PSC_TRY(psc_buf_push(&whole, text));
    *url = psc_buf_view(&whole);
    return PSC_OK;
}

psc_status psc_web_url_base(psc_bytes *base, psc_bytes *host, psc_arena *arena, psc_bytes text) {
    psc_bytes url;
    psc_link link;
    psc_bytes origin;
    if (!psc_web_url_is_plain(text)) {
        return PSC_ERR_ADDRESS_HOST;
    }
    PSC_TRY(psc_web_url_with_scheme(&url, arena, text));
    PSC_TRY(psc_link_split(&link, url));
    PSC_TRY(psc_web_url_origin(&origin, host, arena, &link));
    psc_bytes path = link.path;
    while (path.len > 0 && path.at[path.len - 1] == '/') {
        path.len--;
    }
    psc_buf whole;
    psc_buf_init(&whole, arena);
    PSC_TRY(psc_buf_push(&whole, origin));
    if (path.len > 0) {
        if (psc_web_url_push_path(&whole, psc_text_from(path, 1)) != PSC_OK) {
            return PSC_ERR_ADDRESS_HOST;
        }
        PSC_TRY(psc_buf_push_byte(&whole, '/'));
    }
    *base = psc_buf_view(&whole);
    return PSC_OK;
}

psc_status psc_web_url_check(psc_arena *scratch, psc_bytes url) {
    psc_link link;
    psc_bytes origin;
    psc_bytes host;
    if (!psc_web_url_is_plain(url)) {
        return PSC_ERR_ADDRESS_HOST;
    }
    PSC_TRY(psc_link_split(&link, url));
    return psc_web_url_origin(&origin, &host, scratch, &link);
}

psc_status psc_web_url_query(psc_bytes *value, psc_arena *arena, psc_bytes url, const char *name) {
    psc_link link;
    PSC_TRY(psc_link_split(&link, url));
    *value = PSC_BYTES_ABSENT;
    for (psc_bytes rest = link.query; rest.len > 0;) {
        const size_t end = psc_text_find_any(rest, "&");
        const psc_bytes pair = {rest.at, end};
        const size_t equals = psc_text_find_any(pair, "=");
        rest = psc_text_from(rest, end < rest.len ? end + 1 : end);
        psc_bytes key;
        PSC_TRY(psc_percent_decode(&key, arena, (psc_bytes) {pair.at, equals}, true));
        if (!psc_bytes_equal_text(key, name)) {
            continue;
        }
        if (value->at != NULL) {
            return PSC_ERR_ADDRESS_REPEATED;
        }
        const psc_bytes given = psc_text_from(pair, equals < pair.len ? equals + 1 : equals);
        PSC_TRY(psc_percent_decode(value, arena, given, true));
    }
    return PSC_OK;
}

psc_status psc_web_url_push_path(psc_buf *out, psc_bytes path) {
    for (psc_bytes rest = path;;) {
        const size_t end = psc_text_find_any(rest, "/");
        const psc_bytes segment = {rest.at, end};
        if (end == 0 || psc_bytes_equal_text(segment, ".") || psc_bytes_equal_text(segment, "..")) {
            return PSC_ERR_VALUE;
        }
        PSC_TRY(psc_percent_encode(out, segment));
        if (end == rest.len) {
            return PSC_OK;
        }
        PSC_TRY(psc_buf_push_byte(out, '/'));
        rest = psc_text_from(rest, end + 1);
    }
}
