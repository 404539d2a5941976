// SPDX-License-Identifier: MPL-2.0
/* A new secret for one-time codes by the link of an administrator of the server. Confirming it ends
 * the link, and without a device nobody can ask what has become of it: "bad_token" to a code that
 * was sent before means that the link was used, most likely by this very code, or that it was
 * replaced. That is told as RESET_LINK without `nothing_lost`. */
#include <string.h>

#include "flow/totp_setup.h"

#define PSC_TOTP_RESET_STATES(X)                                                                   \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_SECRET, "await-secret")                                                                \
    X(AWAIT_FIRST_CODE, "await-first-code")                                                        \
    X(AWAIT_CONFIRMED, "await-confirmed")                                                          \
    X(AWAIT_PROBE, "await-probe")

typedef enum psc_totp_reset_state {
#define X(name, text) PSC_TOTP_RESET_##name,
    PSC_TOTP_RESET_STATES(X)
#undef X
} psc_totp_reset_state;

static const char *const psc_totp_reset_states[] = {
#define X(name, text) [PSC_TOTP_RESET_##name] = (text),
    PSC_TOTP_RESET_STATES(X)
#undef X
};

typedef struct psc_totp_reset {
    psc_flow flow;
    psc_address address;
    psc_endpoint endpoint;
    psc_totp_setup_request link;
    psc_totp_setup setup;
    psc_failure refusal; /* of a code, until the probe knows better */
    bool unclear;        /* a code may have been confirmed */
} psc_totp_reset;

static psc_failure psc_totp_reset_failure(const psc_totp_reset *reset, psc_status status) {
    return (psc_failure) {
        .status = (int) status,
        .http_status = reset->setup.call.http_status,
        .nothing_lost = !reset->unclear,
    };
}

static psc_status psc_totp_reset_fail(psc_totp_reset *reset, const psc_failure *failure) {
    psc_totp_setup_forget(&reset->setup);
    return psc_flow_fail(&reset->flow, failure);
}

static psc_status psc_totp_reset_got_secret(psc_totp_reset *reset) {
    int tag;
    PSC_TRY(psc_totp_setup_got(&tag, &reset->setup));
    switch ((psc_totp_secret_tag) tag) {
    case PSC_TOTP_SECRET_OK:
        return psc_totp_setup_ask(&reset->setup, PSC_OK, PSC_TOTP_RESET_AWAIT_FIRST_CODE);
    case PSC_TOTP_SECRET_BAD_TOKEN:
        return PSC_ERR_RESET_LINK;
    case PSC_TOTP_SECRET_ALREADY_SETUP:
        break;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* ------------------------------------------------------------------------------------- the code */

/* An answer that is none to the code: as long as the link gives the secret, none was confirmed. */
static psc_status psc_totp_reset_unconfirmed(psc_totp_reset *reset, psc_status status) {
    reset->refusal = psc_totp_reset_failure(reset, status);
    reset->unclear = true;
    return psc_totp_setup_get(&reset->setup, PSC_TOTP_RESET_AWAIT_PROBE);
}

static psc_status psc_totp_reset_confirmed(psc_totp_reset *reset) {
    int tag;
    const psc_status status = psc_totp_setup_confirmed(&tag, &reset->setup);
    if (status != PSC_OK) {
        return psc_totp_reset_unconfirmed(reset, status);
    }
    switch ((psc_totp_confirm_tag) tag) {
    case PSC_TOTP_CONFIRM_OK:
        psc_totp_setup_forget(&reset->setup);
        return psc_flow_finish(&reset->flow, &(psc_result) {.kind = PSC_RESULT_NOTHING});
    case PSC_TOTP_CONFIRM_INVALID:
        return psc_totp_setup_ask(&reset->setup, PSC_ERR_ONE_TIME_CODE,
                                  PSC_TOTP_RESET_AWAIT_FIRST_CODE);
    case PSC_TOTP_CONFIRM_BAD_TOKEN:
        reset->unclear = reset->setup.call.resent;
        return PSC_ERR_RESET_LINK;
    case PSC_TOTP_CONFIRM_ALREADY_SETUP:
        break;
    }
    return psc_totp_reset_unconfirmed(reset, PSC_ERR_REPLY_UNKNOWN);
}

static psc_status psc_totp_reset_probed(psc_totp_reset *reset) {
    int tag;
    PSC_TRY(psc_totp_setup_got(&tag, &reset->setup));
    switch ((psc_totp_secret_tag) tag) {
    case PSC_TOTP_SECRET_OK:
        return psc_totp_reset_fail(reset, &reset->refusal);
    case PSC_TOTP_SECRET_BAD_TOKEN:
        return PSC_ERR_RESET_LINK;
    case PSC_TOTP_SECRET_ALREADY_SETUP:
        break;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* ----------------------------------------------------------------------------------------- flow */

static psc_status psc_totp_reset_read_answer(psc_totp_reset *reset) {
    switch (reset->flow.awaited) {
    case PSC_TOTP_RESET_AWAIT_SECRET:
        return psc_totp_reset_got_secret(reset);
    case PSC_TOTP_RESET_AWAIT_CONFIRMED:
        return psc_totp_reset_confirmed(reset);
    default:
        return psc_totp_reset_probed(reset);
    }
}

static psc_status psc_totp_reset_answer(psc_totp_reset *reset, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &reset->setup.call, &reset->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    const psc_status status = psc_totp_reset_read_answer(reset);
    if (status == PSC_OK || status == PSC_ERR_MEMORY) {
        return status;
    }
    const psc_failure failure = psc_totp_reset_failure(reset, status);
    return psc_totp_reset_fail(reset, &failure);
}

static psc_status psc_totp_reset_cancel(psc_flow *flow) {
    const bool sent = flow->awaited == PSC_TOTP_RESET_AWAIT_CONFIRMED ||
                      flow->awaited == PSC_TOTP_RESET_AWAIT_PROBE;
    return sent ? psc_flow_fail_with(flow, PSC_ERR_CANCELLED)
                : psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
}

static psc_status psc_totp_reset_step(psc_flow *flow, const psc_event *event,
                                      const psc_pending *answered) {
    (void) answered;
    psc_totp_reset *reset = (psc_totp_reset *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_totp_reset_cancel(flow);
    }
    switch ((psc_totp_reset_state) flow->awaited) {
    case PSC_TOTP_RESET_AWAIT_BEGIN:
        return psc_totp_setup_get(&reset->setup, PSC_TOTP_RESET_AWAIT_SECRET);
    case PSC_TOTP_RESET_AWAIT_FIRST_CODE:
        return event->kind == PSC_EVENT_HURRY
                   ? PSC_OK
                   : psc_totp_setup_confirm(&reset->setup, event, PSC_TOTP_RESET_AWAIT_CONFIRMED);
    case PSC_TOTP_RESET_AWAIT_SECRET:
    case PSC_TOTP_RESET_AWAIT_CONFIRMED:
    case PSC_TOTP_RESET_AWAIT_PROBE:
        return psc_totp_reset_answer(reset, event);
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_totp_reset_class = {
    .name = "totp-reset",
    .states = psc_totp_reset_states,
    .size = sizeof(psc_totp_reset),
    .step = psc_totp_reset_step,
};

static psc_status psc_totp_reset_fill(psc_totp_reset *reset,
                                      const psc_totp_reset_options *options) {
    psc_address *address = &reset->address;
    PSC_TRY(psc_address_parse(address, &reset->flow.state, options->link));
    if (address->kind != PSC_ADDRESS_TOTP_RESET) {
        return PSC_ERR_INVITATION_KIND;
    }
    reset->endpoint = (psc_endpoint) {
        .family = PSC_FAMILY_ANONYMOUS,
        .server_url = address->server_url,
        .organization = address->organization,
    };
    reset->link.user_id = address->user_id;
    memcpy(reset->link.token, address->token, sizeof reset->link.token);
    psc_totp_setup_init(&reset->setup, &reset->flow, &reset->endpoint, address->host, &reset->link);
    return PSC_OK;
}

psc_status psc_totp_reset_new(psc_flow **flow, const psc_host *host,
                              const psc_totp_reset_options *options) {
    *flow = NULL;
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_totp_reset_class));
    const psc_status status = psc_totp_reset_fill((psc_totp_reset *) made, options);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
