// SPDX-License-Identifier: MPL-2.0
#include "codec/address.h"

#include <string.h>

#include "codec/base64.h"
#include "codec/link.h"
#include "codec/msgpack.h"
#include "codec/server_url.h"

typedef struct psc_query {
    psc_bytes action;
    psc_bytes payload;
    psc_bytes no_ssl;
    psc_bytes redirect;
} psc_query;

static psc_status psc_query_keep(psc_bytes *slot, psc_arena *arena, psc_bytes value) {
    return slot->at != NULL ? PSC_ERR_ADDRESS_REPEATED
                            : psc_percent_decode(slot, arena, value, true);
}

static psc_status psc_query_parse(psc_query *out, psc_arena *arena, const psc_link *link) {
    *out = (psc_query) {0};
    for (psc_bytes rest = link->query; rest.len > 0;) {
        const size_t end = psc_text_find_any(rest, "&");
        psc_bytes pair = {rest.at, end};
        rest = psc_text_from(rest, end < rest.len ? end + 1 : end);
        if (psc_text_starts_with(pair, "amp;")) {
            pair = psc_text_from(pair, 4); /* "&amp;", copied from the source of a page */
        }
        const size_t equals = psc_text_find_any(pair, "=");
        const psc_bytes value = psc_text_from(pair, equals < pair.len ? equals + 1 : equals);
        psc_bytes key;
        PSC_TRY(psc_percent_decode(&key, arena, (psc_bytes) {pair.at, equals}, true));
        if (psc_bytes_equal_text(key, "a")) {
            PSC_TRY(psc_query_keep(&out->action, arena, value));
        } else if (psc_bytes_equal_text(key, "p")) {
            PSC_TRY(psc_query_keep(&out->payload, arena, value));
        } else if (psc_bytes_equal_text(key, "no_ssl") && link->parsec) {
            PSC_TRY(psc_query_keep(&out->no_ssl, arena, value));
        } else if (psc_bytes_equal_text(key, "webRedirectUrl") && !link->parsec) {
            PSC_TRY(psc_query_keep(&out->redirect, arena, value));
        }
    }
    return PSC_OK;
}

/* ---- what the link is for */

typedef enum psc_payload_kind {
    PSC_PAYLOAD_NONE,
    PSC_PAYLOAD_TOKEN,
    PSC_PAYLOAD_TOKEN_OR_NIL,
    PSC_PAYLOAD_USER_AND_TOKEN,
    PSC_PAYLOAD_WORKSPACE,
    PSC_PAYLOAD_ROOT_KEY
} psc_payload_kind;

typedef struct psc_action {
    const char *name;
    psc_address_kind kind;
    psc_payload_kind payload;
} psc_action;

static const psc_action psc_actions[] = {
    {"bootstrap_organization", PSC_ADDRESS_BOOTSTRAP, PSC_PAYLOAD_TOKEN_OR_NIL},
    {"claim_user", PSC_ADDRESS_CLAIM_USER, PSC_PAYLOAD_TOKEN},
    {"claim_device", PSC_ADDRESS_CLAIM_DEVICE, PSC_PAYLOAD_TOKEN},
    {"claim_shamir_recovery", PSC_ADDRESS_CLAIM_SHAMIR, PSC_PAYLOAD_TOKEN},
    {"async_enrollment", PSC_ADDRESS_ASYNC_ENROLLMENT, PSC_PAYLOAD_NONE},
    {"totp_reset", PSC_ADDRESS_TOTP_RESET, PSC_PAYLOAD_USER_AND_TOKEN},
    {"path", PSC_ADDRESS_WORKSPACE_PATH, PSC_PAYLOAD_WORKSPACE},
    {"pki_enrollment", PSC_ADDRESS_PKI_ENROLLMENT, PSC_PAYLOAD_NONE},
};
#define PSC_ACTIONS (sizeof psc_actions / sizeof psc_actions[0])

static const psc_action psc_no_action = {"", PSC_ADDRESS_ORGANIZATION, PSC_PAYLOAD_ROOT_KEY};

static const psc_action *psc_action_find(psc_bytes name) {
    for (size_t i = 0; i < PSC_ACTIONS; i++) {
        if (psc_bytes_equal_text(name, psc_actions[i].name)) {
            return &psc_actions[i];
        }
    }
    return NULL;
}

static bool psc_action_is_cut(psc_bytes name) {
    for (size_t i = 0; i < PSC_ACTIONS; i++) {
        if (name.len < strlen(psc_actions[i].name) &&
            memcmp(psc_actions[i].name, name.at, name.len) == 0) {
            return true;
        }
    }
    return false;
}

static psc_status psc_action_choose(const psc_action **out, const psc_query *query) {
    const psc_action *action =
        query->action.at == NULL ? &psc_no_action : psc_action_find(query->action);
    if (action == NULL) {
        const bool cut = query->payload.at == NULL && psc_action_is_cut(query->action);
        return cut ? PSC_ERR_ADDRESS_TRUNCATED : PSC_ERR_ADDRESS_ACTION;
    }
    if (action->payload != PSC_PAYLOAD_NONE && query->payload.at == NULL) {
        return PSC_ERR_ADDRESS_TRUNCATED;
    }
    *out = action;
    return PSC_OK;
}

/* The official readers take a str for a bin; it costs nothing to do so too. */
static psc_status psc_payload_read_fixed(uint8_t *out, size_t len, psc_msgpack_reader *reader) {
    psc_msgpack_kind kind;
    psc_bytes bytes;
    PSC_TRY(psc_msgpack_peek(&kind, reader));
    PSC_TRY(kind == PSC_MSGPACK_STR ? psc_msgpack_read_str(&bytes, reader)
                                    : psc_msgpack_read_bin(&bytes, reader));
    if (bytes.len != len) {
        return PSC_ERR_VALUE;
    }
    memcpy(out, bytes.at, len);
    return PSC_OK;
}

static psc_status psc_payload_read_token(psc_address *out, psc_msgpack_reader *reader) {
    PSC_TRY(psc_payload_read_fixed(out->token, PSC_TOKEN_BYTES, reader));
    out->has_token = true;
    return PSC_OK;
}

static psc_status psc_payload_read_tuple(psc_uuid *first, psc_msgpack_reader *reader, size_t len) {
    size_t count;
    PSC_TRY(psc_msgpack_read_array(&count, reader));
    if (count != len) {
        return PSC_ERR_VALUE;
    }
    return psc_msgpack_read_uuid(first, reader);
}

static psc_status psc_payload_read(psc_address *out, psc_payload_kind kind, psc_bytes data) {
    psc_msgpack_reader reader;
    psc_msgpack_kind peeked;
    psc_uuid workspace;
    uint64_t key_index;
    psc_msgpack_reader_init(&reader, data);
    switch (kind) {
    case PSC_PAYLOAD_NONE:
        return PSC_OK;
    case PSC_PAYLOAD_TOKEN:
        return psc_payload_read_token(out, &reader);
    case PSC_PAYLOAD_TOKEN_OR_NIL:
        PSC_TRY(psc_msgpack_peek(&peeked, &reader));
        return peeked == PSC_MSGPACK_NIL ? PSC_OK : psc_payload_read_token(out, &reader);
    case PSC_PAYLOAD_USER_AND_TOKEN:
        PSC_TRY(psc_payload_read_tuple(&out->user_id, &reader, 2));
        return psc_payload_read_token(out, &reader);
    case PSC_PAYLOAD_WORKSPACE:
        PSC_TRY(psc_payload_read_tuple(&workspace, &reader, 3));
        PSC_TRY(psc_msgpack_read_u64(&key_index, &reader));
        out->path_payload = data;
        return psc_msgpack_skip(&reader);
    case PSC_PAYLOAD_ROOT_KEY:
        return psc_payload_read_fixed(out->root_verify_key, sizeof out->root_verify_key, &reader);
    }
    __builtin_unreachable();
}

/* A text cut anywhere need not be valid base64: completed with zero bits, its whole bytes are
 * the start of the payload, and the MessagePack reader says whether the rest is missing. */
static psc_status psc_payload_decode_start(psc_bytes *out, psc_arena *arena, psc_bytes text) {
    psc_buf padded;
    psc_buf_init(&padded, arena);
    PSC_TRY(psc_buf_push(&padded, text));
    while (padded.len % 4 != 0) {
        PSC_TRY(psc_buf_push_byte(&padded, 'A'));
    }
    PSC_TRY(psc_base64_decode(out, arena, psc_buf_view(&padded), PSC_BASE64_URL_BARE));
    out->len = text.len / 4 * 3 + text.len % 4 * 3 / 4;
    return PSC_OK;
}

static psc_status psc_payload_parse(psc_address *out, psc_arena *arena, psc_payload_kind kind,
                                    psc_bytes text) {
    if (kind == PSC_PAYLOAD_NONE) {
        return PSC_OK;
    }
    psc_bytes data;
    psc_status exact = psc_base64_decode(&data, arena, text, PSC_BASE64_URL_BARE);
    if (exact == PSC_ERR_MALFORMED) {
        const psc_status start = psc_payload_decode_start(&data, arena, text);
        if (start != PSC_OK) {
            return start == PSC_ERR_MEMORY ? PSC_ERR_MEMORY : PSC_ERR_ADDRESS_PAYLOAD;
        }
    } else if (exact != PSC_OK) {
        return exact;
    }
    const psc_status status = psc_payload_read(out, kind, data);
    if (status == PSC_ERR_TRUNCATED) {
        return PSC_ERR_ADDRESS_TRUNCATED;
    }
    return status == PSC_OK && exact == PSC_OK ? PSC_OK : PSC_ERR_ADDRESS_PAYLOAD;
}

/* ---- reading */

static psc_status psc_no_ssl_read(bool *no_ssl, psc_bytes text) {
    *no_ssl = text.len == 4 && psc_text_starts_with(text, "true");
    const bool known =
        text.at == NULL || *no_ssl || (text.len == 5 && psc_text_starts_with(text, "false"));
    return known ? PSC_OK : PSC_ERR_ADDRESS_HOST;
}

/* The organization's part of the path, still encoded; absent for a server. */
static psc_status psc_path_read(psc_bytes *organization, const psc_link *link) {
    static const char redirect[] = "/redirect";
    psc_bytes path = link->path;
    *organization = PSC_BYTES_ABSENT;
    if (!link->parsec) {
        if (path.len < sizeof redirect - 1 || memcmp(path.at, redirect, sizeof redirect - 1) != 0) {
            return PSC_ERR_ADDRESS_NOT_REDIRECT;
        }
        path = psc_text_from(path, sizeof redirect - 1);
        if (path.len > 0 && path.at[0] != '/') {
            return PSC_ERR_ADDRESS_NOT_REDIRECT;
        }
    }
    if (path.len > 1) {
        *organization = psc_text_from(path, 1);
    }
    return PSC_OK;
}

static psc_status psc_link_read(psc_address *out, psc_arena *arena, const psc_link *link,
                                const psc_query *query) {
    psc_bytes organization;
    bool no_ssl;
    PSC_TRY(psc_path_read(&organization, link));
    PSC_TRY(psc_no_ssl_read(&no_ssl, query->no_ssl));
    PSC_TRY(psc_server_url_make(&out->server_url, &out->host, arena, link->authority,
                                link->parsec ? !no_ssl : link->secure));
    if (organization.at == NULL) {
        /* An invitation that lost its organization is no address of a server. */
        const bool invites = query->action.at != NULL && psc_action_find(query->action) != NULL;
        out->kind = PSC_ADDRESS_SERVER;
        return invites ? PSC_ERR_ADDRESS_ORGANIZATION : PSC_OK;
    }
    PSC_TRY(psc_percent_decode(&out->organization, arena, organization, false));
    PSC_TRY(psc_organization_check(out->organization));
    const psc_action *action;
    PSC_TRY(psc_action_choose(&action, query));
    out->kind = action->kind;
    return psc_payload_parse(out, arena, action->payload, query->payload);
}

psc_status psc_address_parse(psc_address *out, psc_arena *arena, psc_bytes text) {
    *out = (psc_address) {0};
    psc_bytes found;
    PSC_TRY(psc_link_find(&found, arena, text));
    psc_link link;
    psc_query query;
    PSC_TRY(psc_link_split(&link, found));
    PSC_TRY(psc_query_parse(&query, arena, &link));
    /* Where a Parsec server that hosts a web client sends the links of its mails: the address
     * itself is a parameter. */
    if (!link.parsec && psc_bytes_equal_text(link.path, "/client/webRedirect")) {
        if (query.redirect.at == NULL) {
            return PSC_ERR_ADDRESS_NOT_REDIRECT;
        }
        PSC_TRY(psc_link_split(&link, query.redirect));
        if (!link.parsec) {
            return PSC_ERR_ADDRESS_NOT_REDIRECT;
        }
        PSC_TRY(psc_query_parse(&query, arena, &link));
    }
    return psc_link_read(out, arena, &link, &query);
}

psc_status psc_server_url_parse(psc_bytes *server_url, psc_bytes *host, psc_arena *arena,
                                psc_bytes text) {
    psc_bytes found;
    psc_link link;
    PSC_TRY(psc_link_find(&found, arena, text));
    PSC_TRY(psc_link_split(&link, found));
    if (link.parsec) {
        return PSC_ERR_ADDRESS_SCHEME;
    }
    if (link.path.len > 1) {
        return PSC_ERR_ADDRESS_HOST;
    }
    return psc_server_url_make(server_url, host, arena, link.authority, link.secure);
}

/* ---- writing */

static psc_status psc_payload_write_token(psc_buf *out, const psc_address *address) {
    return address->has_token ? psc_msgpack_write_bin(out, PSC_BYTES_OF(address->token))
                              : PSC_ERR_ARGUMENT;
}

static psc_status psc_payload_write(psc_buf *out, psc_payload_kind kind,
                                    const psc_address *address) {
    switch (kind) {
    case PSC_PAYLOAD_TOKEN:
        return psc_payload_write_token(out, address);
    case PSC_PAYLOAD_TOKEN_OR_NIL:
        return address->has_token ? psc_payload_write_token(out, address)
                                  : psc_msgpack_write_nil(out);
    case PSC_PAYLOAD_USER_AND_TOKEN:
        PSC_TRY(psc_msgpack_write_array(out, 2));
        PSC_TRY(psc_msgpack_write_uuid(out, &address->user_id));
        return psc_payload_write_token(out, address);
    case PSC_PAYLOAD_WORKSPACE:
        return address->path_payload.len > 0 ? psc_buf_push(out, address->path_payload)
                                             : PSC_ERR_ARGUMENT;
    case PSC_PAYLOAD_NONE:
    case PSC_PAYLOAD_ROOT_KEY: /* of no action */
        return PSC_OK;
    }
    __builtin_unreachable();
}

static psc_status psc_address_write_rest(psc_buf *out, const psc_address *address, bool no_ssl) {
    const psc_action *action = NULL;
    for (size_t i = 0; i < PSC_ACTIONS; i++) {
        if (psc_actions[i].kind == address->kind) {
            action = &psc_actions[i];
        }
    }
    if (action == NULL) {
        return PSC_ERR_ARGUMENT;
    }
    psc_buf payload;
    psc_buf_init(&payload, out->arena);
    PSC_TRY(psc_payload_write(&payload, action->payload, address));
    PSC_TRY(psc_percent_encode(out, address->organization));
    PSC_TRY(psc_buf_push_text(out, no_ssl ? "?no_ssl=true&a=" : "?a="));
    PSC_TRY(psc_buf_push_text(out, action->name));
    if (payload.len == 0) {
        return PSC_OK;
    }
    PSC_TRY(psc_buf_push_text(out, "&p="));
    return psc_base64_encode(out, psc_buf_view(&payload), PSC_BASE64_URL_BARE);
}

psc_status psc_address_write_redirect(psc_buf *out, const psc_address *address) {
    PSC_TRY(psc_buf_push(out, address->server_url));
    PSC_TRY(psc_buf_push_text(out, "redirect/"));
    return psc_address_write_rest(out, address, false);
}

psc_status psc_address_write_parsec(psc_buf *out, const psc_address *address) {
    PSC_TRY(psc_buf_push_text(out, PSC_SCHEME_PARSEC));
    PSC_TRY(psc_buf_push(out, address->host));
    PSC_TRY(psc_buf_push_byte(out, '/'));
    return psc_address_write_rest(out, address,
                                  psc_text_starts_with(address->server_url, "http://"));
}
