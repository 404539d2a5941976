// SPDX-License-Identifier: MPL-2.0
/* What the server wishes, never more: whoever cannot learn it, or has no file to be judged, goes on
 * as without. Sources: protocol.md §7.5, flows.md §5.1. */
#include <string.h>

#include "flow/call.h"
#include "flow/device.h"
#include "flow/openbao.h"
#include "flow/protect.h"

#define PSC_POLICY_STATES(X)                                                                       \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_CONFIG, "await-config")                                                                \
    X(AWAIT_FILE, "await-file")

typedef enum psc_policy_state {
#define X(name, text) PSC_POLICY_##name,
    PSC_POLICY_STATES(X)
#undef X
} psc_policy_state;

static const char *const psc_policy_states[] = {
#define X(name, text) [PSC_POLICY_##name] = (text),
    PSC_POLICY_STATES(X)
#undef X
};

/* What the server calls the ways to open a device, in the order of psc_device_file_kind. To it a
 * passkey is the system's own authentication. Nobody logs in with a recovery file. */
static const struct {
    int kind; /* psc_device_file_kind */
    psc_bytes name;
} psc_policy_ways[] = {
#define WAY(kind, literal) {kind, {(const uint8_t *) (literal), sizeof(literal) - 1}}
    WAY(PSC_DEVICE_FILE_PASSWORD, "PASSWORD"), WAY(PSC_DEVICE_FILE_KEYRING, "KEYRING"),
    WAY(PSC_DEVICE_FILE_PKI, "PKI"),           WAY(PSC_DEVICE_FILE_ACCOUNT_VAULT, "ACCOUNT_VAULT"),
    WAY(PSC_DEVICE_FILE_OPENBAO, "OPENBAO"),   WAY(PSC_DEVICE_FILE_PASSKEY, "KEYRING"),
#undef WAY
};
#define PSC_POLICY_WAYS (sizeof psc_policy_ways / sizeof psc_policy_ways[0])
#define PSC_POLICY_WITH_TOTP PSC_BYTES_LIT("+TOTP")

typedef struct psc_policy {
    psc_flow flow;
    psc_endpoint endpoint;
    psc_device_place place;
    psc_call call;
    bool restricted;
    psc_policy_line methods[PSC_POLICY_WAYS];
    psc_openbao openbao; /* its providers, when single sign-on is to be had */
    bool answered;
} psc_policy;

static psc_status psc_policy_finish(psc_policy *policy, psc_verdict verdict) {
    psc_list providers;
    PSC_TRY(psc_openbao_providers(&providers, &policy->flow.state, &policy->openbao));
    const psc_result result = {
        .kind = PSC_RESULT_POLICY,
        .as.policy =
            {
                .restricted = policy->restricted,
                .methods = {policy->methods, PSC_POLICY_WAYS},
                .verdict = (int) verdict,
                .providers = providers,
                .answered = policy->answered,
            },
    };
    return psc_flow_finish(&policy->flow, &result);
}

/* ------------------------------------------------------------------------------------- the wish */

static bool psc_policy_cut_totp(psc_bytes *way, psc_bytes wish) {
    const psc_bytes suffix = PSC_POLICY_WITH_TOTP;
    *way = wish;
    if (wish.len < suffix.len ||
        !psc_bytes_equal((psc_bytes) {wish.at + wish.len - suffix.len, suffix.len}, suffix)) {
        return false;
    }
    way->len -= suffix.len;
    return true;
}

/* A way that is listed both with and without a code needs none. */
static void psc_policy_allow(psc_policy *policy, psc_bytes wish) {
    psc_bytes way;
    const bool totp = psc_policy_cut_totp(&way, wish);
    for (size_t i = 0; i < PSC_POLICY_WAYS; i++) {
        psc_policy_line *line = &policy->methods[i];
        if (psc_bytes_equal(psc_policy_ways[i].name, way)) {
            line->needs_totp = totp && (!line->allowed || line->needs_totp);
            line->allowed = true;
            policy->restricted = true;
        }
    }
}

/* What is not known is ignored; a list of which nothing is left restricts nothing, as an empty one:
 * a server of the future must not lock anybody out of a client of today. */
static void psc_policy_apply(psc_policy *policy, const psc_list *wishes) {
    const psc_bytes *wish = wishes->items;
    for (size_t i = 0; i < PSC_POLICY_WAYS; i++) {
        policy->methods[i] = (psc_policy_line) {.kind = psc_policy_ways[i].kind};
    }
    for (size_t i = 0; i < wishes->count; i++) {
        psc_policy_allow(policy, wish[i]);
    }
    for (size_t i = 0; i < PSC_POLICY_WAYS && !policy->restricted; i++) {
        policy->methods[i].allowed = true;
    }
}

static psc_status psc_policy_read(psc_policy *policy) {
    psc_server_config_reply reply;
    psc_status status =
        psc_call_read(&reply, &policy->call, &policy->flow, &psc_server_config_reply_union);
    policy->answered = status == PSC_OK;
    if (status == PSC_OK) {
        psc_policy_apply(policy, &reply.ok.advisory_device_file_protection);
        status = psc_openbao_read(&policy->openbao, &policy->flow.state, &reply.ok.openbao);
    }
    if (status != PSC_OK) {
        policy->openbao = (psc_openbao) {0};
    }
    return status == PSC_ERR_MEMORY ? status : PSC_OK;
}

/* One try: psc_call would go on until the server is there, and nobody waits for its wishes. */
static bool psc_policy_has_answer(const psc_event *event) {
    return event->kind == PSC_EVENT_RESPONSE &&
           psc_http_status(event->as.response.http_status) == PSC_OK;
}

static psc_status psc_policy_config(psc_policy *policy, const psc_event *event) {
    psc_flow *flow = &policy->flow;
    if (psc_policy_has_answer(event)) {
        policy->call.reply = event->as.response.body;
        PSC_TRY(psc_policy_read(policy));
    }
    if (!policy->restricted || policy->place.key.at == NULL) {
        return psc_policy_finish(policy, PSC_VERDICT_FINE);
    }
    const psc_store_operation operation = {
        .verb = PSC_STORE_GET, .store = policy->place.store, .key = policy->place.key};
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
    return psc_await_machine(flow, PSC_POLICY_AWAIT_FILE);
}

/* ---------------------------------------------------------------------------------- the verdict */

static psc_verdict psc_policy_judge(const psc_policy *policy, const psc_device_line *device) {
    for (size_t i = 0; i < PSC_POLICY_WAYS && device->readable; i++) {
        const psc_policy_line *line = &policy->methods[i];
        if (line->kind == device->kind) {
            return !line->allowed                          ? PSC_VERDICT_METHOD
                   : line->needs_totp && !device->has_totp ? PSC_VERDICT_TOTP
                                                           : PSC_VERDICT_FINE;
        }
    }
    return PSC_VERDICT_FINE;
}

static psc_status psc_policy_file(psc_policy *policy, const psc_event *event) {
    psc_device_line device = {.readable = false};
    const psc_bytes found =
        event->kind == PSC_EVENT_STORED ? psc_stored_value(event, 0) : PSC_BYTES_ABSENT;
    if (found.at != NULL) {
        PSC_TRY(psc_device_line_read(&device, &policy->flow.scratch, &policy->place, found));
    }
    return psc_policy_finish(policy, psc_policy_judge(policy, &device));
}

/* ----------------------------------------------------------------------------------------- flow */

static psc_status psc_policy_ask(psc_policy *policy) {
    const char nothing = 0;
    PSC_TRY(psc_call_command(&policy->call, &policy->flow, &policy->endpoint, &nothing,
                             &psc_server_config_request_record, 0, 0));
    return psc_await_machine(&policy->flow, PSC_POLICY_AWAIT_CONFIG);
}

static psc_status psc_policy_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_policy *policy = (psc_policy *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    switch ((psc_policy_state) flow->awaited) {
    case PSC_POLICY_AWAIT_BEGIN:
        return psc_policy_ask(policy);
    case PSC_POLICY_AWAIT_CONFIG:
        return psc_policy_config(policy, event);
    case PSC_POLICY_AWAIT_FILE:
        return psc_policy_file(policy, event);
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_policy_class = {
    .name = "policy",
    .states = psc_policy_states,
    .size = sizeof(psc_policy),
    .step = psc_policy_step,
};

static psc_status psc_policy_fill(psc_policy *policy, const psc_policy_options *options) {
    psc_arena *arena = &policy->flow.state;
    psc_bytes host;
    policy->endpoint.family = PSC_FAMILY_ANONYMOUS_SERVER;
    PSC_TRY(psc_server_url_parse(&policy->endpoint.server_url, &host, arena, options->server_url));
    policy->place.store = options->place.store;
    PSC_TRY(psc_bytes_copy(&policy->place.key, arena, options->place.key));
    psc_policy_apply(policy, &(psc_list) {NULL, 0});
    return PSC_OK;
}

psc_status psc_policy_new(psc_flow **flow, const psc_host *host,
                          const psc_policy_options *options) {
    *flow = NULL;
    if (options->place.key.at != NULL) {
        PSC_TRY(psc_device_place_check(&options->place));
    }
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_policy_class));
    const psc_status status = psc_policy_fill((psc_policy *) made, options);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
