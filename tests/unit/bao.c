// SPDX-License-Identifier: MPL-2.0
/* The world's single sign-on: an OpenBao that does what flows.md §5.5 says, and the page of a provider. */
#include <string.h>

#include "codec/address.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "codec/web_url.h"
#include "crypto/digest.h"
#include "harness.h"
#include "world.h"

static void must(psc_status status) {
    CHECK_OK(status);
}

static psc_bytes keep(world *w, psc_bytes bytes) {
    psc_bytes kept;
    must(psc_bytes_copy(&kept, &w->arena, bytes));
    return kept;
}

static bool cut(psc_bytes *rest, psc_bytes text, const char *start) {
    const size_t len = strlen(start);
    if (text.len < len || memcmp(text.at, start, len) != 0) {
        return false;
    }
    *rest = (psc_bytes) {text.at + len, text.len - len};
    return true;
}

static bool ends_with(psc_bytes text, const char *end) {
    const size_t len = strlen(end);
    return text.len >= len && memcmp(text.at + text.len - len, end, len) == 0;
}

static psc_bytes joined(world *w, const char *start, psc_bytes middle, const char *end) {
    psc_buf text;
    psc_buf_init(&text, &w->arena);
    must(psc_buf_push_text(&text, start));
    must(psc_buf_push(&text, middle));
    must(psc_buf_push_text(&text, end));
    return psc_buf_view(&text);
}

/* "<start><number>": never twice. */
static psc_bytes numbered(world *w, const char *start, size_t number) {
    psc_buf text;
    psc_buf_init(&text, &w->arena);
    must(psc_buf_push_text(&text, start));
    must(psc_buf_push_decimal(&text, (int64_t) number));
    return psc_buf_view(&text);
}

static world_kept *find(world_kept *kept, size_t count, psc_bytes name) {
    for (size_t i = 0; i < count; i++) {
        if (psc_bytes_equal(kept[i].name, name)) {
            return &kept[i];
        }
    }
    return NULL;
}

static world_kept *add(world_kept *kept, size_t *count) {
    CHECK(*count < WORLD_KEPT_MAX);
    return &kept[(*count)++];
}

/* ---- what the Parsec server says of it */

psc_openbao_config world_bao_config(world *w) {
    psc_openbao_auth *auths;
    must(PSC_TAKE(&auths, &w->arena, 2));
    auths[0] = (psc_openbao_auth){PSC_BYTES_LIT("PRO_CONNECT"), PSC_BYTES_LIT("auth/pro")};
    auths[1] = (psc_openbao_auth){PSC_BYTES_LIT("HEXAGONE"), PSC_BYTES_LIT("auth/hexa")};
    const char *url = w->bao.server_url == NULL ? WORLD_BAO_URL : w->bao.server_url;
    psc_openbao_config config = {.tag = PSC_OPENBAO_DISABLED};
    if (w->bao.on) {
        config.tag = PSC_OPENBAO_ENABLED;
        config.enabled.server_url = psc_bytes_from_text(url);
        config.enabled.secret.tag = PSC_OPENBAO_SECRET_KV2;
        config.enabled.secret.kv2.mount_path = PSC_BYTES_LIT("team/secret");
        config.enabled.transit_mount_path =
            w->bao.cannot_sign ? PSC_BYTES_ABSENT : PSC_BYTES_LIT("transit");
        config.enabled.auths = (psc_list) {auths, 2};
    }
    return config;
}

world_account *world_offer_sign_on(world *w, const char *entity_id, const char *email) {
    for (size_t i = 0; i < WORLD_ACCOUNTS_MAX; i++) {
        world_account *account = &w->bao.accounts[i];
        if (account->entity_id == NULL) {
            *account = (world_account) {.entity_id = entity_id, .emails = {email}};
            w->bao.on = true;
            w->bao.user = account;
            return account;
        }
    }
    CHECK(false);
    return NULL;
}

static world_account *account_of(world *w, psc_bytes entity_id) {
    for (size_t i = 0; i < WORLD_ACCOUNTS_MAX; i++) {
        world_account *account = &w->bao.accounts[i];
        if (account->entity_id != NULL && psc_bytes_equal_text(entity_id, account->entity_id)) {
            return account;
        }
    }
    return NULL;
}

void world_keep_key(world *w, psc_bytes path, const uint8_t key[PSC_SECRET_KEY_BYTES]) {
    psc_buf text;
    psc_buf_init(&text, &w->arena);
    must(psc_base64_encode(&text, (psc_bytes) {key, PSC_SECRET_KEY_BYTES},
                           PSC_BASE64_STANDARD_PADDED));
    *add(w->bao.secrets, &w->bao.secret_count) =
        (world_kept) {.name = keep(w, path), .value = psc_buf_view(&text)};
}

psc_bytes world_bao_signature(world *w, const char *entity_id, psc_bytes payload) {
    uint8_t mac[PSC_MAC_BYTES];
    uint8_t key[PSC_MAC_KEY_BYTES] = {0};
    psc_buf text;
    memcpy(key, entity_id, strlen(entity_id));
    must(psc_mac(mac, payload, PSC_BYTES_ABSENT, key));
    psc_buf_init(&text, &w->arena);
    must(psc_buf_push_text(&text, "vault:v1:"));
    must(psc_buf_push_hex(&text, (psc_bytes) {mac, 16}));
    return psc_buf_view(&text);
}

/* ---- the provider's page */

void world_bao_visit(psc_bytes *state, psc_bytes *code, world *w, psc_bytes auth_url) {
    must(psc_web_url_query(state, &w->arena, auth_url, "state"));
    world_kept *under_way = find(w->bao.states, w->bao.state_count, *state);
    CHECK(under_way != NULL && w->bao.user != NULL);
    under_way->account = w->bao.user;
    *code = joined(w, "code of ", *state, "");
}

/* ---- requests */

static void answer(world_exchange *exchange, uint32_t http_status, psc_bytes reply) {
    exchange->http_status = http_status;
    exchange->reply = reply;
}

static void refuse(world_exchange *exchange, uint32_t http_status, const char *error) {
    answer(exchange, http_status,
           joined(exchange->world, "{\"errors\": [\"", psc_bytes_from_text(error), "\"]}"));
}

static psc_bytes member(const world_exchange *exchange, const char *path) {
    const psc_json *body;
    must(psc_json_read(&body, &exchange->world->arena, exchange->body));
    return psc_json_text(body, path);
}

static void serve_url(world_exchange *exchange) {
    world *w = exchange->world;
    const psc_bytes state = numbered(w, "state-", w->bao.state_count + 1);
    CHECK_TEXT("default", member(exchange, "role"));
    CHECK_TEXT("https://parsec.example.com/client/oidc/callback", member(exchange, "redirect_uri"));
    *add(w->bao.states, &w->bao.state_count) =
        (world_kept) {.name = state, .value = keep(w, member(exchange, "client_nonce"))};
    const char *page = w->bao.auth_url == NULL ? "https://id.example.com/login" : w->bao.auth_url;
    psc_buf text;
    psc_buf_init(&text, &w->arena);
    must(psc_buf_push_text(&text, "{\"data\": {\"auth_url\": \""));
    must(psc_buf_push_text(&text, page));
    must(psc_buf_push_text(&text, "?client_id=x&state="));
    must(psc_buf_push(&text, state));
    must(psc_buf_push_text(&text, "\"}}"));
    answer(exchange, 200, psc_buf_view(&text));
}

/* A state is good for one try, whatever comes of it. */
static void serve_token(world_exchange *exchange) {
    world *w = exchange->world;
    psc_bytes state;
    psc_bytes code;
    psc_bytes nonce;
    must(psc_web_url_query(&state, &w->arena, exchange->url, "state"));
    must(psc_web_url_query(&code, &w->arena, exchange->url, "code"));
    must(psc_web_url_query(&nonce, &w->arena, exchange->url, "client_nonce"));
    world_kept *under_way = find(w->bao.states, w->bao.state_count, state);
    if (under_way == NULL || under_way->account == NULL ||
        !psc_bytes_equal(under_way->value, nonce) ||
        !psc_bytes_equal(code, joined(w, "code of ", state, ""))) {
        refuse(exchange, 400, "Vault login failed. Expired or missing OAuth state.");
        return;
    }
    const psc_bytes token = numbered(w, "hvs.a-token-that-is-a-secret-", w->bao.token_count + 1);
    const psc_time life = w->bao.token_life == 0 ? 60 * PSC_TIME_SECOND : w->bao.token_life;
    *add(w->bao.tokens, &w->bao.token_count) =
        (world_kept) {.name = token, .account = under_way->account, .until = w->now + life};
    psc_buf text;
    psc_buf_init(&text, &w->arena);
    must(psc_buf_push_text(&text, "{\"auth\": {\"client_token\": \""));
    must(psc_buf_push(&text, token));
    must(psc_buf_push_text(&text, "\", \"entity_id\": \""));
    must(psc_buf_push_text(&text, under_way->account->entity_id));
    must(psc_buf_push_text(&text, "\"}}"));
    under_way->account = NULL;
    answer(exchange, 200, psc_buf_view(&text));
}

/* Their own only. */
static bool owns(const world_account *account, psc_bytes path) {
    psc_bytes rest;
    return cut(&rest, path, account->entity_id) && rest.len > 0 && rest.at[0] == '/';
}

static void serve_secret(world_exchange *exchange, const world_account *account, psc_bytes path) {
    world *w = exchange->world;
    world_kept *secret = find(w->bao.secrets, w->bao.secret_count, path);
    if (!owns(account, path)) {
        refuse(exchange, 403, "permission denied");
    } else if (exchange->body.at == NULL) {
        if (secret == NULL) {
            answer(exchange, 404, PSC_BYTES_LIT("{\"errors\": []}"));
            return;
        }
        answer(exchange, 200,
               joined(w, "{\"data\": {\"data\": {\"opaque_key\": \"", secret->value, "\"}}}"));
    } else if (secret != NULL) {
        refuse(exchange, 400, "check-and-set parameter did not match the current version");
    } else {
        *add(w->bao.secrets, &w->bao.secret_count) = (world_kept) {
            .name = keep(w, path), .value = keep(w, member(exchange, "data.opaque_key"))};
        answer(exchange, 200, PSC_BYTES_LIT("{\"data\": {\"version\": 1}}"));
    }
}

static psc_bytes input(const world_exchange *exchange) {
    psc_bytes payload;
    must(psc_base64_decode(&payload, &exchange->world->arena, member(exchange, "input"),
                           PSC_BASE64_STANDARD_PADDED));
    return payload;
}

static void serve_transit(world_exchange *exchange, world_account *account, psc_bytes path) {
    world *w = exchange->world;
    psc_bytes entity;
    if (cut(&entity, path, "verify/entity-")) {
        const world_account *signer = account_of(w, entity);
        if (signer == NULL || !signer->has_signing_key) {
            refuse(exchange, 400, "signature verification key not found");
            return;
        }
        const psc_bytes good = world_bao_signature(w, signer->entity_id, input(exchange));
        answer(exchange, 200,
               psc_bytes_equal(good, member(exchange, "signature"))
                   ? PSC_BYTES_LIT("{\"data\": {\"valid\": true}}")
                   : PSC_BYTES_LIT("{\"data\": {\"valid\": false}}"));
        return;
    }
    const bool sign = cut(&entity, path, "sign/entity-");
    if ((!sign && !cut(&entity, path, "keys/entity-")) || account_of(w, entity) != account) {
        refuse(exchange, 403, "permission denied");
    } else if (!sign) {
        CHECK_TEXT("ed25519", member(exchange, "type"));
        account->has_signing_key = true;
        answer(exchange, 200, PSC_BYTES_LIT("{\"data\": {}}"));
    } else if (!account->has_signing_key) {
        refuse(exchange, 400, "signing key not found");
    } else {
        answer(exchange, 200,
               joined(w, "{\"data\": {\"signature\": \"",
                      world_bao_signature(w, account->entity_id, input(exchange)), "\"}}"));
    }
}

static void serve_entity(world_exchange *exchange, psc_bytes entity) {
    const world_account *account = account_of(exchange->world, entity);
    psc_buf text;
    if (account == NULL) {
        answer(exchange, 404, PSC_BYTES_LIT("{\"errors\": []}"));
        return;
    }
    psc_buf_init(&text, &exchange->world->arena);
    must(psc_buf_push_text(&text, "{\"data\": {\"aliases\": ["));
    for (size_t i = 0; i < 3 && account->emails[i] != NULL; i++) {
        must(psc_buf_push_text(&text, i == 0 ? "{\"name\": \"" : ", {\"name\": \""));
        must(psc_buf_push_text(&text, account->emails[i]));
        must(psc_buf_push_text(&text, "\"}"));
    }
    must(psc_buf_push_text(&text, "]}}"));
    answer(exchange, 200, psc_buf_view(&text));
}

const char *world_bao_command(const psc_request *request) {
    static const struct {
        const char *in;
        const char *read;
        const char *written;
    } commands[] = {
        {"/oidc/auth_url", "", "bao_url"},
        {"/oidc/callback?", "bao_token", ""},
        {"/team/secret/data/", "bao_get_key", "bao_put_key"},
        {"/transit/sign/", "", "bao_sign"},
        {"/transit/keys/", "", "bao_make_key"},
        {"/transit/verify/", "", "bao_verify"},
        {"/identity/entity/id/", "bao_entity", ""},
    };
    for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
        const size_t len = strlen(commands[c].in);
        for (size_t i = 0; i + len <= request->url.len; i++) {
            if (memcmp(request->url.at + i, commands[c].in, len) == 0) {
                return request->body.at == NULL ? commands[c].read : commands[c].written;
            }
        }
    }
    return "";
}

static const world_kept *token_of(world *w, const psc_request *request) {
    const psc_header *header = request->headers.items;
    for (size_t i = 0; i < request->headers.count; i++) {
        if (psc_bytes_equal_text(header[i].name, "X-Vault-Token")) {
            return find(w->bao.tokens, w->bao.token_count, header[i].value);
        }
    }
    return NULL;
}

void world_bao_serve(world_exchange *exchange, const psc_request *request) {
    world *w = exchange->world;
    psc_bytes path;
    psc_bytes rest;
    if (!cut(&path, exchange->url, WORLD_BAO_URL "v1/")) {
        answer(exchange, 404, PSC_BYTES_LIT("{\"errors\": []}"));
        return;
    }
    if (ends_with(path, "/oidc/auth_url")) {
        serve_url(exchange);
        return;
    }
    if (cut(&rest, path, "auth/pro/oidc/callback") || cut(&rest, path, "auth/hexa/oidc/callback")) {
        serve_token(exchange);
        return;
    }
    const world_kept *token = token_of(w, request);
    if (token == NULL || token->until <= w->now) {
        refuse(exchange, 403, "permission denied");
    } else if (cut(&rest, path, "team/secret/data/")) {
        serve_secret(exchange, token->account, rest);
    } else if (cut(&rest, path, "transit/")) {
        serve_transit(exchange, token->account, rest);
    } else if (cut(&rest, path, "identity/entity/id/")) {
        serve_entity(exchange, rest);
    } else {
        refuse(exchange, 403, "permission denied");
    }
}
