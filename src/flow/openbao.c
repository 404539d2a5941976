// SPDX-License-Identifier: MPL-2.0
#include "flow/openbao.h"

#include <string.h>

#include "codec/address.h"
#include "codec/base64.h"
#include "codec/web_url.h"
#include "crypto/random.h"

#define PSC_OPENBAO_TIMEOUT_MS ((uint32_t) 15 * 1000)
#define PSC_OPENBAO_RESPONSE_MAX ((uint32_t) 256 * 1024)
/* What is sent back in a header or a path, and written into files. */
#define PSC_OPENBAO_TOKEN_MAX 8192u
#define PSC_OPENBAO_NAME_MAX 512u
#define PSC_OPENBAO_EMAILS_MAX 64u

/* ------------------------------------------------------------------------------------ the service */

static bool psc_openbao_name_fits(psc_bytes name) {
    return name.len > 0 && name.len <= PSC_OPENBAO_NAME_MAX;
}

static psc_status psc_openbao_copy_auths(psc_list *out, psc_arena *arena, const psc_list *auths) {
    const psc_openbao_auth *auth = auths->items;
    psc_openbao_auth *copies;
    size_t count = 0;
    PSC_TRY(PSC_TAKE(&copies, arena, auths->count));
    for (size_t i = 0; i < auths->count; i++) {
        if (psc_openbao_name_fits(auth[i].id) && psc_openbao_name_fits(auth[i].mount_path)) {
            PSC_TRY(psc_bytes_copy(&copies[count].id, arena, auth[i].id));
            PSC_TRY(psc_bytes_copy(&copies[count].mount_path, arena, auth[i].mount_path));
            count++;
        }
    }
    *out = (psc_list) {copies, count};
    return count == 0 ? PSC_ERR_SIGN_ON_CONFIG : PSC_OK;
}

psc_status psc_openbao_read(psc_openbao *out, psc_arena *arena, const psc_openbao_config *config) {
    *out = (psc_openbao) {0};
    if (config->tag == PSC_OPENBAO_DISABLED) {
        return PSC_ERR_SIGN_ON_DISABLED;
    }
    const psc_openbao_secret *secret = &config->enabled.secret;
    if (config->tag != PSC_OPENBAO_ENABLED || secret->tag != PSC_OPENBAO_SECRET_KV2) {
        return PSC_ERR_SIGN_ON_CONFIG;
    }
    const psc_status status =
        psc_web_url_base(&out->base, &out->host, arena, config->enabled.server_url);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_SIGN_ON_CONFIG;
    }
    PSC_TRY(psc_bytes_copy(&out->secret_mount, arena, secret->kv2.mount_path));
    PSC_TRY(psc_bytes_copy(&out->transit_mount, arena, config->enabled.transit_mount_path));
    return psc_openbao_copy_auths(&out->auths, arena, &config->enabled.auths);
}

psc_status psc_openbao_providers(psc_list *out, psc_arena *arena, const psc_openbao *openbao) {
    const psc_openbao_auth *auth = openbao->auths.items;
    const size_t count = openbao->auths.count;
    psc_provider_line *lines;
    PSC_TRY(PSC_TAKE(&lines, arena, count));
    for (size_t i = 0; i < count; i++) {
        lines[i].id = auth[i].id;
    }
    *out = (psc_list) {lines, count};
    return PSC_OK;
}

const psc_openbao_auth *psc_openbao_auth_of(const psc_openbao *openbao, psc_bytes auth_id) {
    const psc_openbao_auth *auth = openbao->auths.items;
    for (size_t i = 0; i < openbao->auths.count; i++) {
        if (psc_bytes_equal(auth[i].id, auth_id)) {
            return &auth[i];
        }
    }
    return NULL;
}

bool psc_openbao_is_entity(psc_bytes entity_id) {
    for (size_t i = 0; i < entity_id.len; i++) {
        const uint8_t byte = entity_id.at[i];
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                           (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '_';
        if (!plain) {
            return false;
        }
    }
    return psc_openbao_name_fits(entity_id);
}

void psc_openbao_forget(psc_openbao *openbao) {
    psc_wipe(openbao->token, openbao->token_len);
    openbao->token = NULL;
    openbao->token_len = 0;
    openbao->auth_id = PSC_BYTES_ABSENT;
    openbao->entity_id = PSC_BYTES_ABSENT;
}

/* ------------------------------------------------------------------------------------- requests */

/* "<base>v1/<mount>/", to which the rest of the path is added. A mount that leads elsewhere is a fault of whoever configured it. */
static psc_status psc_openbao_url_begin(psc_buf *url, const psc_openbao_call *call,
                                        psc_bytes mount) {
    psc_buf_init(url, &call->flow->scratch);
    PSC_TRY(psc_buf_push(url, call->openbao->base));
    PSC_TRY(psc_buf_push_text(url, "v1/"));
    const psc_status status = psc_web_url_push_path(url, mount);
    return status == PSC_ERR_VALUE ? PSC_ERR_SIGN_ON_CONFIG : status;
}

/* GET without a body. */
static psc_status psc_openbao_send(psc_openbao_call *call, psc_bytes url, psc_bytes body) {
    const psc_openbao *openbao = call->openbao;
    psc_header *headers;
    size_t count = 0;
    PSC_TRY(PSC_TAKE(&headers, &call->flow->scratch, 2));
    if (openbao->token != NULL) {
        headers[count++] =
            (psc_header) {PSC_BYTES_LIT("X-Vault-Token"), {openbao->token, openbao->token_len}};
    }
    if (body.at != NULL) {
        headers[count++] =
            (psc_header) {PSC_BYTES_LIT("Content-Type"), PSC_BYTES_LIT("application/json")};
    }
    const psc_effect effect = {
        .kind = PSC_EFFECT_REQUEST,
        .as.request =
            {
                .party = PSC_PARTY_OPENBAO,
                .method = body.at == NULL ? PSC_BYTES_LIT("GET") : PSC_BYTES_LIT("POST"),
                .url = url,
                .headers = {headers, count},
                .body = body,
                .timeout_ms = PSC_OPENBAO_TIMEOUT_MS,
                .max_response = PSC_OPENBAO_RESPONSE_MAX,
            },
    };
    call->status = PSC_OK;
    call->reply = NULL;
    return psc_flow_emit(&call->pending, call->flow, &effect, call->purpose, 0);
}

static psc_status psc_openbao_status(uint32_t http_status) {
    switch (http_status) {
    case 200:
        return PSC_OK;
    case 403:
        return PSC_ERR_SIGN_ON_EXPIRED;
    case 404:
        return PSC_ERR_SIGN_ON_KEY;
    case 502:
    case 503:
    case 504:
        return PSC_ERR_SIGN_ON_UNREACHABLE;
    default:
        return PSC_ERR_SIGN_ON_ANSWER;
    }
}

psc_status psc_openbao_event(psc_openbao_call *call, const psc_event *event) {
    if (event->effect == 0 || event->effect != call->pending) {
        return PSC_ERR_STATE;
    }
    call->pending = 0;
    if (event->kind != PSC_EVENT_RESPONSE) {
        call->status = event->as.transport_failure == PSC_TRANSPORT_OVERSIZED
                           ? PSC_ERR_SIGN_ON_ANSWER
                           : PSC_ERR_SIGN_ON_UNREACHABLE;
        return PSC_OK;
    }
    call->status = psc_openbao_status(event->as.response.http_status);
    const psc_status read =
        psc_json_read(&call->reply, &call->flow->scratch, event->as.response.body);
    if (read != PSC_OK) {
        call->reply = NULL;
        call->status = call->status == PSC_OK ? PSC_ERR_SIGN_ON_ANSWER : call->status;
    }
    return read == PSC_ERR_MEMORY ? read : PSC_OK;
}

/* One of the errors that it answered has this in it. */
static bool psc_openbao_says(const psc_openbao_call *call, const char *words) {
    const psc_json *errors = psc_json_at(call->reply, "errors");
    const size_t len = strlen(words);
    for (const psc_json *error = errors == NULL ? NULL : errors->first; error != NULL;
         error = error->next) {
        for (size_t i = 0; i + len <= error->text.len; i++) {
            if (memcmp(error->text.at + i, words, len) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* ---- a JSON object of texts */

typedef struct psc_openbao_member {
    const char *name;
    psc_bytes text;
} psc_openbao_member;

static psc_status psc_openbao_push_members(psc_buf *body, const psc_openbao_member *members,
                                           size_t count) {
    PSC_TRY(psc_buf_push_byte(body, '{'));
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            PSC_TRY(psc_buf_push_byte(body, ','));
        }
        PSC_TRY(psc_json_push_string(body, psc_bytes_from_text(members[i].name)));
        PSC_TRY(psc_buf_push_byte(body, ':'));
        PSC_TRY(psc_json_push_string(body, members[i].text));
    }
    return psc_buf_push_byte(body, '}');
}

static psc_status psc_openbao_post(psc_openbao_call *call, const psc_buf *url,
                                   const psc_openbao_member *members, size_t count) {
    psc_buf body;
    psc_buf_init(&body, &call->flow->scratch);
    PSC_TRY(psc_openbao_push_members(&body, members, count));
    return psc_openbao_send(call, psc_buf_view(url), psc_buf_view(&body));
}

static psc_status psc_openbao_base64(psc_bytes *out, psc_arena *arena, psc_bytes data) {
    psc_buf text;
    psc_buf_init(&text, arena);
    PSC_TRY(psc_base64_encode(&text, data, PSC_BASE64_STANDARD_PADDED));
    *out = psc_buf_view(&text);
    return PSC_OK;
}

/* ------------------------------------------------------------------------------------ signing on */

psc_status psc_openbao_ask_url(psc_openbao_call *call, const psc_openbao_auth *auth,
                               psc_bytes redirect_uri, psc_bytes client_nonce) {
    psc_buf url;
    PSC_TRY(psc_openbao_url_begin(&url, call, auth->mount_path));
    PSC_TRY(psc_buf_push_text(&url, "/oidc/auth_url"));
    const psc_openbao_member members[] = {
        {"role", PSC_BYTES_LIT("default")},
        {"redirect_uri", redirect_uri},
        {"client_nonce", client_nonce},
    };
    return psc_openbao_post(call, &url, members, sizeof members / sizeof members[0]);
}

psc_status psc_openbao_url(psc_bytes *auth_url, psc_bytes *state, const psc_openbao_call *call) {
    psc_arena *arena = &call->flow->state;
    const psc_bytes given = psc_json_text(call->reply, "data.auth_url");
    if (call->status != PSC_OK) {
        return call->status == PSC_ERR_SIGN_ON_UNREACHABLE ? call->status
                                                           : PSC_ERR_SIGN_ON_PROVIDER;
    }
    psc_status status = psc_web_url_check(&call->flow->scratch, given);
    if (status == PSC_OK) {
        status = psc_web_url_query(state, arena, given, "state");
    }
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_SIGN_ON_PROVIDER;
    }
    PSC_TRY(psc_bytes_copy(auth_url, arena, given));
    return psc_openbao_name_fits(*state) ? PSC_OK : PSC_ERR_SIGN_ON_PROVIDER;
}

psc_status psc_openbao_ask_token(psc_openbao_call *call, const psc_openbao_auth *auth,
                                 psc_bytes state, psc_bytes code, psc_bytes client_nonce) {
    psc_buf url;
    PSC_TRY(psc_openbao_url_begin(&url, call, auth->mount_path));
    PSC_TRY(psc_buf_push_text(&url, "/oidc/callback?state="));
    PSC_TRY(psc_percent_encode(&url, state));
    PSC_TRY(psc_buf_push_text(&url, "&code="));
    PSC_TRY(psc_percent_encode(&url, code));
    PSC_TRY(psc_buf_push_text(&url, "&client_nonce="));
    PSC_TRY(psc_percent_encode(&url, client_nonce));
    return psc_openbao_send(call, psc_buf_view(&url), PSC_BYTES_ABSENT);
}

/* A token goes into a header as it is. */
static bool psc_openbao_token_fits(psc_bytes token) {
    for (size_t i = 0; i < token.len; i++) {
        if (token.at[i] <= ' ' || token.at[i] > '~') {
            return false;
        }
    }
    return token.len > 0 && token.len <= PSC_OPENBAO_TOKEN_MAX;
}

psc_status psc_openbao_signed_on(psc_openbao *openbao, const psc_openbao_call *call) {
    psc_arena *arena = &call->flow->state;
    const psc_bytes token = psc_json_text(call->reply, "auth.client_token");
    const psc_bytes entity = psc_json_text(call->reply, "auth.entity_id");
    if (call->status != PSC_OK) {
        return call->status == PSC_ERR_SIGN_ON_UNREACHABLE ? call->status : PSC_ERR_SIGN_ON_CODE;
    }
    if (!psc_openbao_token_fits(token) || !psc_openbao_is_entity(entity)) {
        return PSC_ERR_SIGN_ON_CODE;
    }
    PSC_TRY(psc_bytes_copy(&openbao->entity_id, arena, entity));
    PSC_TRY(PSC_TAKE(&openbao->token, arena, token.len));
    memcpy(openbao->token, token.at, token.len);
    openbao->token_len = token.len;
    return PSC_OK;
}

/* ------------------------------------------------------------------------------------------ keys */

static psc_status psc_openbao_secret_url(psc_buf *url, const psc_openbao_call *call,
                                         psc_bytes key_path) {
    PSC_TRY(psc_openbao_url_begin(url, call, call->openbao->secret_mount));
    PSC_TRY(psc_buf_push_text(url, "/data/"));
    return psc_web_url_push_path(url, key_path);
}

static psc_status psc_openbao_fresh_path(psc_bytes *key_path, const psc_openbao_call *call) {
    psc_uuid id;
    psc_buf path;
    psc_buf_init(&path, &call->flow->state);
    PSC_TRY(psc_uuid_make(&id, call->flow->host));
    PSC_TRY(psc_buf_push(&path, call->openbao->entity_id));
    PSC_TRY(psc_buf_push_byte(&path, '/'));
    PSC_TRY(psc_buf_push_hex(&path, PSC_BYTES_OF(id.bytes)));
    *key_path = psc_buf_view(&path);
    return PSC_OK;
}

psc_status psc_openbao_put_key(psc_openbao_call *call, psc_bytes *key_path,
                               uint8_t key[PSC_SECRET_KEY_BYTES]) {
    psc_arena *scratch = &call->flow->scratch;
    psc_buf url;
    psc_buf body;
    psc_bytes text;
    PSC_TRY(psc_openbao_fresh_path(key_path, call));
    PSC_TRY(psc_host_random(call->flow->host, key, PSC_SECRET_KEY_BYTES));
    PSC_TRY(psc_openbao_secret_url(&url, call, *key_path));
    PSC_TRY(psc_openbao_base64(&text, scratch, (psc_bytes) {key, PSC_SECRET_KEY_BYTES}));
    psc_buf_init(&body, scratch);
    PSC_TRY(psc_buf_push_text(&body, "{\"options\":{\"cas\":0},\"data\":"));
    PSC_TRY(psc_openbao_push_members(&body, &(psc_openbao_member) {"opaque_key", text}, 1));
    PSC_TRY(psc_buf_push_byte(&body, '}'));
    return psc_openbao_send(call, psc_buf_view(&url), psc_buf_view(&body));
}

psc_status psc_openbao_ask_key(psc_openbao_call *call, psc_bytes key_path) {
    psc_buf url;
    PSC_TRY(psc_openbao_secret_url(&url, call, key_path));
    return psc_openbao_send(call, psc_buf_view(&url), PSC_BYTES_ABSENT);
}

psc_status psc_openbao_key(uint8_t key[PSC_SECRET_KEY_BYTES], const psc_openbao_call *call) {
    psc_bytes decoded;
    PSC_TRY(call->status);
    const psc_status status = psc_base64_decode(&decoded, &call->flow->scratch,
                                                psc_json_text(call->reply, "data.data.opaque_key"),
                                                PSC_BASE64_STANDARD_PADDED);
    if (status != PSC_OK || decoded.len != PSC_SECRET_KEY_BYTES) {
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_SIGN_ON_ANSWER;
    }
    memcpy(key, decoded.at, PSC_SECRET_KEY_BYTES);
    psc_wipe((void *) (uintptr_t) decoded.at, decoded.len);
    return PSC_OK;
}

/* ------------------------------------------------------------------------------------ signatures */

/* "<base>v1/<transit>/<verb>/entity-<entity id>" */
static psc_status psc_openbao_transit_url(psc_buf *url, const psc_openbao_call *call,
                                          const char *verb, psc_bytes entity_id) {
    if (call->openbao->transit_mount.at == NULL) {
        return PSC_ERR_SIGN_ON_CONFIG;
    }
    PSC_TRY(psc_openbao_url_begin(url, call, call->openbao->transit_mount));
    PSC_TRY(psc_buf_push_text(url, verb));
    return psc_percent_encode(url, entity_id);
}

psc_status psc_openbao_sign(psc_openbao_call *call, psc_bytes payload) {
    psc_buf url;
    psc_bytes input;
    PSC_TRY(psc_openbao_transit_url(&url, call, "/sign/entity-", call->openbao->entity_id));
    PSC_TRY(psc_openbao_base64(&input, &call->flow->scratch, payload));
    return psc_openbao_post(call, &url, &(psc_openbao_member) {"input", input}, 1);
}

psc_status psc_openbao_make_signing_key(psc_openbao_call *call) {
    psc_buf url;
    PSC_TRY(psc_openbao_transit_url(&url, call, "/keys/entity-", call->openbao->entity_id));
    return psc_openbao_post(call, &url, &(psc_openbao_member) {"type", PSC_BYTES_LIT("ed25519")},
                            1);
}

psc_status psc_openbao_signature(psc_bytes *signature, const psc_openbao_call *call) {
    if (call->status == PSC_ERR_SIGN_ON_ANSWER && psc_openbao_says(call, "signing key not found")) {
        return PSC_ERR_SIGN_ON_KEY;
    }
    PSC_TRY(call->status);
    const psc_bytes text = psc_json_text(call->reply, "data.signature");
    return psc_openbao_name_fits(text) ? psc_bytes_copy(signature, &call->flow->state, text)
                                       : PSC_ERR_SIGN_ON_ANSWER;
}

psc_status psc_openbao_verify(psc_openbao_call *call, psc_bytes entity_id, psc_bytes payload,
                              psc_bytes signature) {
    psc_buf url;
    psc_bytes input;
    PSC_TRY(psc_openbao_transit_url(&url, call, "/verify/entity-", entity_id));
    PSC_TRY(psc_openbao_base64(&input, &call->flow->scratch, payload));
    const psc_openbao_member members[] = {{"input", input}, {"signature", signature}};
    return psc_openbao_post(call, &url, members, sizeof members / sizeof members[0]);
}

/* What is wrong with a signature's form is answered as an error of the request. */
psc_status psc_openbao_verified(const psc_openbao_call *call) {
    if (call->status == PSC_ERR_SIGN_ON_ANSWER && call->reply != NULL &&
        psc_json_at(call->reply, "errors") != NULL) {
        return PSC_ERR_SIGNATURE;
    }
    PSC_TRY(call->status);
    const psc_json *valid = psc_json_at(call->reply, "data.valid");
    return valid != NULL && valid->kind == PSC_JSON_TRUE ? PSC_OK : PSC_ERR_SIGNATURE;
}

/* ---------------------------------------------------------------------------------------- people */

psc_status psc_openbao_ask_emails(psc_openbao_call *call, psc_bytes entity_id) {
    psc_buf url;
    PSC_TRY(psc_openbao_url_begin(&url, call, PSC_BYTES_LIT("identity/entity/id")));
    PSC_TRY(psc_buf_push_byte(&url, '/'));
    PSC_TRY(psc_percent_encode(&url, entity_id));
    return psc_openbao_send(call, psc_buf_view(&url), PSC_BYTES_ABSENT);
}

static psc_status psc_openbao_push_email(psc_bytes *emails, size_t *count, psc_arena *arena,
                                         const psc_json *alias) {
    const psc_bytes name = psc_json_text(alias, "name");
    if (name.at == NULL) {
        return PSC_ERR_SIGN_ON_ANSWER;
    }
    const psc_list seen = {emails, *count};
    /* Whatever else somebody is known by is no e-mail of theirs. */
    if (*count == PSC_OPENBAO_EMAILS_MAX || psc_email_check(name) != PSC_OK ||
        psc_openbao_has_email(&seen, name)) {
        return PSC_OK;
    }
    PSC_TRY(psc_bytes_copy(&emails[*count], arena, name));
    (*count)++;
    return PSC_OK;
}

psc_status psc_openbao_emails(psc_list *emails, const psc_openbao_call *call) {
    psc_arena *arena = &call->flow->state;
    psc_bytes *found;
    size_t count = 0;
    PSC_TRY(call->status);
    const psc_json *aliases = psc_json_at(call->reply, "data.aliases");
    if (aliases == NULL || aliases->kind != PSC_JSON_ARRAY) {
        return PSC_ERR_SIGN_ON_ANSWER;
    }
    PSC_TRY(PSC_TAKE(&found, arena, PSC_OPENBAO_EMAILS_MAX));
    for (const psc_json *alias = aliases->first; alias != NULL; alias = alias->next) {
        PSC_TRY(psc_openbao_push_email(found, &count, arena, alias));
    }
    *emails = (psc_list) {found, count};
    return PSC_OK;
}

bool psc_openbao_has_email(const psc_list *emails, psc_bytes email) {
    const psc_bytes *known = emails->items;
    for (size_t i = 0; i < emails->count; i++) {
        if (psc_bytes_equal(known[i], email)) {
            return true;
        }
    }
    return false;
}
