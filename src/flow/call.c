// SPDX-License-Identifier: MPL-2.0
#include "flow/call.h"

#include <string.h>

#include "codec/base64.h"
#include "crypto/sign.h"

#define PSC_CALL_TIMEOUT_MS ((uint32_t) 30 * 1000)
/* A token is refused as too old when the computer slept between signing and sending: a fresh one
 * helps then, and only then. */
#define PSC_CALL_STALE_MAX 2u

#define PSC_API_VERSION "5.6"

static const uint32_t psc_backoff_ms[] = {1000, 2000, 5000, 10000, 30000};

psc_status psc_http_status(uint32_t http_status) {
    switch (http_status) {
    case 200:
        return PSC_OK;
    case 401:
        return PSC_ERR_HTTP_UNAUTHENTICATED;
    case 403:
        return PSC_ERR_HTTP_FORBIDDEN;
    case 404:
        return PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND;
    case 406:
        return PSC_ERR_HTTP_NOT_ACCEPTABLE;
    case 410:
        return PSC_ERR_HTTP_INVITATION_GONE;
    case 413:
        return PSC_ERR_HTTP_TOO_LARGE;
    case 415:
        return PSC_ERR_HTTP_BAD_CONTENT;
    case 422:
        return PSC_ERR_HTTP_VERSION;
    case 460:
        return PSC_ERR_HTTP_ORGANIZATION_EXPIRED;
    case 461:
        return PSC_ERR_HTTP_REVOKED;
    case 462:
        return PSC_ERR_HTTP_FROZEN;
    case 463:
        return PSC_ERR_HTTP_TERMS;
    case 464:
        return PSC_ERR_HTTP_WEB_FORBIDDEN;
    case 498:
        return PSC_ERR_HTTP_CLOCK;
    case 502:
    case 503:
    case 504:
        return PSC_ERR_OFFLINE;
    default:
        return http_status >= 500 && http_status < 600 ? PSC_ERR_HTTP_SERVER
                                                       : PSC_ERR_HTTP_UNEXPECTED;
    }
}

static psc_status psc_call_url(psc_bytes *url, psc_flow *flow, const psc_endpoint *endpoint) {
    psc_buf buf;
    psc_buf_init(&buf, &flow->scratch);
    PSC_TRY(psc_buf_push(&buf, endpoint->server_url));
    switch ((psc_family) endpoint->family) {
    case PSC_FAMILY_ANONYMOUS:
        PSC_TRY(psc_buf_push_text(&buf, "anonymous/"));
        PSC_TRY(psc_percent_encode(&buf, endpoint->organization));
        break;
    case PSC_FAMILY_ANONYMOUS_SERVER:
        PSC_TRY(psc_buf_push_text(&buf, "anonymous_server"));
        break;
    case PSC_FAMILY_INVITED:
        PSC_TRY(psc_buf_push_text(&buf, "invited/"));
        PSC_TRY(psc_percent_encode(&buf, endpoint->organization));
        break;
    case PSC_FAMILY_AUTHENTICATED:
        PSC_TRY(psc_buf_push_text(&buf, "authenticated/"));
        PSC_TRY(psc_percent_encode(&buf, endpoint->organization));
        break;
    case PSC_FAMILY_TERMS:
        PSC_TRY(psc_buf_push_text(&buf, "authenticated/"));
        PSC_TRY(psc_percent_encode(&buf, endpoint->organization));
        PSC_TRY(psc_buf_push_text(&buf, "/tos"));
        break;
    }
    *url = psc_buf_view(&buf);
    return PSC_OK;
}

static bool psc_call_is_signed(const psc_endpoint *endpoint) {
    return endpoint->family == PSC_FAMILY_AUTHENTICATED || endpoint->family == PSC_FAMILY_TERMS;
}

/* Absent for the anonymous families. */
static psc_status psc_call_authorization(psc_bytes *value, psc_flow *flow,
                                         const psc_endpoint *endpoint) {
    *value = PSC_BYTES_ABSENT;
    psc_buf buf;
    psc_buf_init(&buf, &flow->scratch);
    PSC_TRY(psc_buf_push_text(&buf, "Bearer "));
    if (endpoint->family == PSC_FAMILY_INVITED) {
        PSC_TRY(psc_buf_push_hex(&buf, (psc_bytes) {endpoint->token, PSC_TOKEN_BYTES}));
    } else if (psc_call_is_signed(endpoint)) {
        const size_t start = buf.len;
        PSC_TRY(psc_buf_push_text(&buf, "PARSEC-SIGN-ED25519."));
        PSC_TRY(psc_buf_push_hex(&buf, (psc_bytes) {endpoint->device_id->bytes, PSC_UUID_BYTES}));
        PSC_TRY(psc_buf_push_byte(&buf, '.'));
        PSC_TRY(psc_buf_push_decimal(&buf, flow->now / PSC_TIME_SECOND));
        uint8_t signature[PSC_SIGNATURE_BYTES];
        PSC_TRY(psc_sign_detached(signature, (psc_bytes) {buf.at + start, buf.len - start},
                                  endpoint->signing_key));
        PSC_TRY(psc_buf_push_byte(&buf, '.'));
        PSC_TRY(psc_base64_encode(&buf, PSC_BYTES_OF(signature), PSC_BASE64_URL_PADDED));
    } else {
        return PSC_OK;
    }
    *value = psc_buf_view(&buf);
    return PSC_OK;
}

/* What all requests have in common; `own` are the headers that only this one has. */
static psc_status psc_call_fill(psc_request *request, psc_flow *flow, const psc_endpoint *endpoint,
                                const psc_header *own, size_t count) {
    psc_bytes url;
    PSC_TRY(psc_call_url(&url, flow, endpoint));
    psc_bytes authorization;
    PSC_TRY(psc_call_authorization(&authorization, flow, endpoint));
    psc_header *headers;
    PSC_TRY(PSC_TAKE(&headers, &flow->scratch, count + 2));
    headers[0] = (psc_header) {PSC_BYTES_LIT("Api-Version"), PSC_BYTES_LIT(PSC_API_VERSION)};
    memcpy(headers + 1, own, count * sizeof *own);
    headers[count + 1] = (psc_header) {PSC_BYTES_LIT("Authorization"), authorization};
    *request = (psc_request) {
        .url = url,
        .headers = {headers, authorization.at == NULL ? count + 1 : count + 2},
        .timeout_ms = PSC_CALL_TIMEOUT_MS,
        .max_response = PSC_REQUEST_MAX_RESPONSE,
    };
    return PSC_OK;
}

static psc_status psc_call_request(psc_request *request, psc_flow *flow,
                                   const psc_endpoint *endpoint, psc_bytes body) {
    const psc_header type = {PSC_BYTES_LIT("Content-Type"), PSC_BYTES_LIT("application/msgpack")};
    PSC_TRY(psc_call_fill(request, flow, endpoint, &type, 1));
    request->method = PSC_BYTES_LIT("POST");
    request->body = body;
    return PSC_OK;
}

psc_status psc_call_events(psc_request *request, psc_flow *flow, const psc_endpoint *endpoint,
                           psc_bytes last_event_id) {
    const psc_header own[] = {{PSC_BYTES_LIT("Accept"), PSC_BYTES_LIT("text/event-stream")},
                              {PSC_BYTES_LIT("Last-Event-ID"), last_event_id}};
    PSC_TRY(psc_call_fill(request, flow, endpoint, own, last_event_id.at == NULL ? 1 : 2));
    psc_buf url;
    psc_buf_init(&url, &flow->scratch);
    PSC_TRY(psc_buf_push(&url, request->url));
    PSC_TRY(psc_buf_push_text(&url, "/events"));
    request->method = PSC_BYTES_LIT("GET");
    request->url = psc_buf_view(&url);
    return PSC_OK;
}

static psc_status psc_call_send(psc_call *call, psc_flow *flow) {
    psc_effect effect = {.kind = PSC_EFFECT_REQUEST};
    PSC_TRY(psc_call_request(&effect.as.request, flow, call->endpoint, call->body));
    call->sleeping = false;
    call->http_status = 0;
    call->reply = PSC_BYTES_ABSENT;
    return psc_flow_emit(&call->pending, flow, &effect, call->purpose, call->who);
}

psc_status psc_call_begin(psc_call *call, psc_flow *flow, const psc_endpoint *endpoint,
                          psc_bytes body, int purpose, uint32_t who) {
    *call = (psc_call) {.endpoint = endpoint, .purpose = purpose, .who = who};
    PSC_TRY(psc_bytes_copy(&call->body, &flow->state, body));
    return psc_call_send(call, flow);
}

psc_status psc_call_command(psc_call *call, psc_flow *flow, const psc_endpoint *endpoint,
                            const void *request, const psc_record *record, int purpose,
                            uint32_t who) {
    psc_buf body;
    psc_buf_init(&body, &flow->scratch);
    PSC_TRY(psc_record_write(&body, request, record));
    return psc_call_begin(call, flow, endpoint, psc_buf_view(&body), purpose, who);
}

psc_status psc_call_tell(psc_flow *flow, const psc_endpoint *endpoint, const void *request,
                         const psc_record *record) {
    psc_buf body;
    psc_buf_init(&body, &flow->scratch);
    PSC_TRY(psc_record_write(&body, request, record));
    psc_request effect;
    PSC_TRY(psc_call_request(&effect, flow, endpoint, psc_buf_view(&body)));
    return psc_flow_tell(flow, &effect);
}

psc_status psc_call_repeat(psc_call *call, psc_flow *flow) {
    call->failures = 0;
    call->stale = 0;
    return psc_call_send(call, flow);
}

void psc_call_abandon(psc_call *call, psc_flow *flow) {
    psc_flow_withdraw(flow, call->pending);
    call->pending = 0;
    call->sleeping = false;
}

/* Nothing came back: the server may have acted or not. */
static psc_status psc_call_failed(psc_call *call, psc_flow *flow) {
    const size_t last = sizeof psc_backoff_ms / sizeof psc_backoff_ms[0] - 1;
    const uint32_t ms = psc_backoff_ms[call->failures < last ? call->failures : last];
    call->failures++;
    call->resent = true;
    flow->unreachable = true;
    PSC_TRY(psc_flow_note(
        flow, &(psc_note) {.kind = PSC_NOTE_NETWORK,
                           .as.network = {.status = PSC_ERR_OFFLINE, .retry_in_ms = ms}}));
    PSC_TRY(psc_flow_sleep(&call->pending, flow, ms, call->purpose, call->who));
    call->sleeping = true;
    return PSC_OK;
}

static psc_status psc_call_answered(bool *answered, psc_call *call, psc_flow *flow,
                                    psc_status status, psc_bytes reply) {
    call->failures = 0;
    call->stale = 0;
    call->status = status;
    call->reply = reply;
    *answered = true;
    if (!flow->unreachable) {
        return PSC_OK;
    }
    flow->unreachable = false;
    return psc_flow_note(flow,
                         &(psc_note) {.kind = PSC_NOTE_NETWORK, .as.network = {.reachable = true}});
}

psc_status psc_call_event(bool *answered, psc_call *call, psc_flow *flow, const psc_event *event) {
    *answered = false;
    if (event->kind == PSC_EVENT_HURRY) {
        if (!call->sleeping) {
            return PSC_OK;
        }
        psc_call_abandon(call, flow);
        return psc_call_send(call, flow);
    }
    if (event->effect == 0 || event->effect != call->pending) {
        return PSC_ERR_STATE;
    }
    call->pending = 0;
    if (event->kind == PSC_EVENT_FIRED) {
        return psc_call_send(call, flow);
    }
    if (event->kind == PSC_EVENT_TRANSPORT_FAILURE) {
        if (event->as.transport_failure == PSC_TRANSPORT_OVERSIZED) {
            return psc_call_answered(answered, call, flow, PSC_ERR_REPLY_MALFORMED,
                                     PSC_BYTES_ABSENT);
        }
        return psc_call_failed(call, flow);
    }
    call->http_status = event->as.response.http_status;
    const psc_status status = psc_http_status(call->http_status);
    if (status == PSC_ERR_OFFLINE) {
        return psc_call_failed(call, flow);
    }
    if (status == PSC_ERR_HTTP_CLOCK && call->stale < PSC_CALL_STALE_MAX &&
        psc_call_is_signed(call->endpoint)) {
        call->stale++;
        return psc_call_send(call, flow);
    }
    return psc_call_answered(answered, call, flow, status, event->as.response.body);
}

psc_status psc_call_read(void *out, psc_call *call, psc_flow *flow, const psc_union *reply) {
    const psc_status status = psc_union_read(out, &flow->scratch, call->reply, reply);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_REPLY_MALFORMED;
    }
    int tag;
    memcpy(&tag, (const uint8_t *) out + reply->tag_offset, sizeof tag);
    return tag == PSC_VARIANT_UNKNOWN ? PSC_ERR_REPLY_UNKNOWN : PSC_OK;
}
