// SPDX-License-Identifier: MPL-2.0
/* Terms of service: what the server asks to be accepted is shown, and accepted as it was shown. Sources: protocol.md §3.8, flows.md §8. */
#include <stdlib.h>
#include <string.h>

#include "flow/device.h"
#include "flow/protect.h"

#define PSC_TERMS_STATES(X)                                                                        \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_TERMS, "await-terms")                                                                  \
    X(AWAIT_DECISION, "await-decision")                                                            \
    X(AWAIT_ACCEPTED, "await-accepted")

typedef enum psc_terms_state {
#define X(name, text) PSC_TERMS_##name,
    PSC_TERMS_STATES(X)
#undef X
} psc_terms_state;

static const char *const psc_terms_states[] = {
#define X(name, text) [PSC_TERMS_##name] = (text),
    PSC_TERMS_STATES(X)
#undef X
};

/* Longer ones are nothing that a person could read or a browser would open. */
#define PSC_TERMS_LOCALE_MAX 64u
#define PSC_TERMS_URL_MAX 2048u

typedef struct psc_terms {
    psc_flow flow;
    psc_device *device;
    psc_endpoint endpoint; /* answers also those who have not accepted yet */
    psc_call call;
    psc_time updated_on; /* of what was shown last */
    bool changed;
} psc_terms;

static psc_status psc_terms_fail(psc_terms *terms, psc_status status) {
    return psc_flow_fail(&terms->flow, &(psc_failure){
                                           .status = (int) status,
                                           .http_status = terms->call.http_status,
                                           .nothing_lost = true,
                                       });
}

static psc_status psc_terms_finish(psc_terms *terms) {
    return psc_flow_finish(&terms->flow, &(psc_result){.kind = PSC_RESULT_NOTHING});
}

/* ---------------------------------------------------------------------------------------- links */

static bool psc_terms_has_scheme(psc_bytes url, const char *scheme) {
    const size_t len = strlen(scheme);
    if (url.len <= len) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        const uint8_t byte = url.at[i];
        if ((byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte) != scheme[i]) {
            return false;
        }
    }
    return true;
}

/* A page of the web: neither a script nor a file, and nothing that a browser would read otherwise than it looks. */
static bool psc_terms_is_link(const psc_text_pair *pair) {
    const psc_bytes url = pair->value;
    if (pair->key.len > PSC_TERMS_LOCALE_MAX || url.len > PSC_TERMS_URL_MAX ||
        !(psc_terms_has_scheme(url, "https://") || psc_terms_has_scheme(url, "http://"))) {
        return false;
    }
    for (size_t i = 0; i < url.len; i++) {
        if (url.at[i] <= ' ' || url.at[i] == 0x7f || url.at[i] == '\\') {
            return false;
        }
    }
    return true;
}

static int psc_terms_order(const void *left, const void *right) {
    const psc_bytes a = ((const psc_terms_link *) left)->locale;
    const psc_bytes b = ((const psc_terms_link *) right)->locale;
    const int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* What is no link is left out: one that is misspelt must not keep everybody away from the others. */
static psc_status psc_terms_links(psc_list *out, psc_terms *terms, const psc_list *urls) {
    psc_arena *arena = &terms->flow.state;
    const psc_text_pair *pairs = urls->items;
    psc_terms_link *links;
    size_t count = 0;
    PSC_TRY(PSC_TAKE(&links, arena, urls->count));
    for (size_t i = 0; i < urls->count; i++) {
        if (psc_terms_is_link(&pairs[i])) {
            PSC_TRY(psc_bytes_copy(&links[count].locale, arena, pairs[i].key));
            PSC_TRY(psc_bytes_copy(&links[count].url, arena, pairs[i].value));
            count++;
        }
    }
    qsort(links, count, sizeof *links, psc_terms_order);
    *out = (psc_list){links, count};
    return PSC_OK;
}

/* ----------------------------------------------------------------------------------------- asking */

static psc_status psc_terms_get(psc_terms *terms) {
    const char nothing = 0;
    PSC_TRY(psc_call_command(&terms->call, &terms->flow, &terms->endpoint, &nothing,
                             &psc_tos_get_request_record, 0, 0));
    return psc_await_machine(&terms->flow, PSC_TERMS_AWAIT_TERMS);
}

static psc_status psc_terms_ask(psc_terms *terms, const psc_tos_get_reply *reply) {
    psc_question question = {
        .kind = PSC_QUESTION_TERMS,
        .as.terms =
            {
                .organization = terms->device->local.organization_id,
                .updated_on = reply->ok.updated_on,
                .changed = terms->changed,
            },
    };
    PSC_TRY(psc_terms_links(&question.as.terms.links, terms, &reply->ok.per_locale_urls));
    if (question.as.terms.links.count == 0) {
        /* Nobody accepts what nobody can read. */
        return PSC_ERR_REPLY_MALFORMED;
    }
    terms->updated_on = reply->ok.updated_on;
    PSC_TRY(psc_flow_ask(NULL, &terms->flow, &question, 0));
    terms->flow.awaited = PSC_TERMS_AWAIT_DECISION;
    return PSC_OK;
}

static psc_status psc_terms_got(psc_terms *terms) {
    psc_tos_get_reply reply;
    PSC_TRY(psc_call_read(&reply, &terms->call, &terms->flow, &psc_tos_get_reply_union));
    switch ((psc_tos_get_tag) reply.tag) {
    case PSC_TOS_GET_OK:
        return psc_terms_ask(terms, &reply);
    case PSC_TOS_GET_NO_TOS:
        return psc_terms_finish(terms);
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* -------------------------------------------------------------------------------------- accepting */

static psc_status psc_terms_decide(psc_terms *terms, const psc_event *event) {
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    if (event->as.answer.kind == PSC_ANSWER_REFUSE) {
        return psc_fail_unharmed(&terms->flow, PSC_ERR_CANCELLED);
    }
    if (event->as.answer.kind != PSC_ANSWER_PROCEED) {
        return PSC_ERR_STATE;
    }
    const psc_tos_accept_request request = {.tos_updated_on = terms->updated_on};
    PSC_TRY(psc_call_command(&terms->call, &terms->flow, &terms->endpoint, &request,
                             &psc_tos_accept_request_record, 0, 0));
    return psc_await_machine(&terms->flow, PSC_TERMS_AWAIT_ACCEPTED);
}

static psc_status psc_terms_accepted(psc_terms *terms) {
    psc_tos_accept_reply reply;
    PSC_TRY(psc_call_read(&reply, &terms->call, &terms->flow, &psc_tos_accept_reply_union));
    switch ((psc_tos_accept_tag) reply.tag) {
    case PSC_TOS_ACCEPT_OK:
    case PSC_TOS_ACCEPT_NO_TOS:
        return psc_terms_finish(terms);
    case PSC_TOS_ACCEPT_MISMATCH:
        terms->changed = true;
        return psc_terms_get(terms);
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* ------------------------------------------------------------------------------------------ flow */

/* Both commands may be sent again with impunity: accepting names what is accepted. */
static psc_status psc_terms_answer(psc_terms *terms, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &terms->call, &terms->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    psc_status status = terms->call.status;
    if (status == PSC_OK) {
        status = terms->flow.awaited == PSC_TERMS_AWAIT_TERMS ? psc_terms_got(terms)
                                                              : psc_terms_accepted(terms);
    }
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status : psc_terms_fail(terms, status);
}

static psc_status psc_terms_step(psc_flow *flow, const psc_event *event,
                                 const psc_pending *answered) {
    (void) answered;
    psc_terms *terms = (psc_terms *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    switch ((psc_terms_state) flow->awaited) {
    case PSC_TERMS_AWAIT_BEGIN:
        return psc_terms_get(terms);
    case PSC_TERMS_AWAIT_DECISION:
        return psc_terms_decide(terms, event);
    case PSC_TERMS_AWAIT_TERMS:
    case PSC_TERMS_AWAIT_ACCEPTED:
        return psc_terms_answer(terms, event);
    }
    return PSC_ERR_STATE;
}

static void psc_terms_close(psc_flow *flow) {
    psc_device_release(((psc_terms *) flow)->device);
}

static const psc_flow_class psc_terms_class = {
    .name = "terms",
    .states = psc_terms_states,
    .size = sizeof(psc_terms),
    .step = psc_terms_step,
    .close = psc_terms_close,
};

psc_status psc_terms_new(psc_flow **flow, const psc_host *host, const psc_terms_options *options) {
    PSC_TRY(psc_flow_make(flow, host, &psc_terms_class));
    psc_terms *terms = (psc_terms *) *flow;
    psc_device_retain(options->device);
    terms->device = options->device;
    terms->endpoint = options->device->endpoint;
    terms->endpoint.family = PSC_FAMILY_TERMS;
    return PSC_OK;
}
