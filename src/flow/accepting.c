// SPDX-License-Identifier: MPL-2.0
#include "flow/accepting.h"

#include <stdlib.h>
#include <string.h>

#include "flow/protect.h"

/* Longer ones are nothing that a person could read or a browser would open. */
#define PSC_TERMS_LOCALE_MAX 64u
#define PSC_TERMS_URL_MAX 2048u

static psc_status psc_terms_fail(psc_accepting *accepting, psc_status status) {
    return psc_flow_fail(accepting->flow, &(psc_failure) {
                                              .status = (int) status,
                                              .http_status = accepting->call.http_status,
                                              .nothing_lost = true,
                                          });
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
static psc_status psc_terms_links(psc_list *out, psc_accepting *accepting, const psc_list *urls) {
    psc_arena *arena = &accepting->flow->state;
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
    *out = (psc_list) {links, count};
    return PSC_OK;
}

/* ----------------------------------------------------------------------------------------- asking */

static psc_status psc_terms_get(psc_accepting *accepting) {
    const char nothing = 0;
    PSC_TRY(psc_call_command(&accepting->call, accepting->flow, &accepting->endpoint, &nothing,
                             &psc_tos_get_request_record, 0, 0));
    return psc_await_machine(accepting->flow, accepting->states.terms);
}

static psc_status psc_terms_ask(psc_accepting *accepting, const psc_tos_get_reply *reply) {
    psc_question question = {
        .kind = PSC_QUESTION_TERMS,
        .as.terms =
            {
                .organization = accepting->endpoint.organization,
                .updated_on = reply->ok.updated_on,
                .changed = accepting->changed,
            },
    };
    PSC_TRY(psc_terms_links(&question.as.terms.links, accepting, &reply->ok.per_locale_urls));
    if (question.as.terms.links.count == 0) {
        /* Nobody accepts what nobody can read. */
        return PSC_ERR_REPLY_MALFORMED;
    }
    accepting->updated_on = reply->ok.updated_on;
    PSC_TRY(psc_flow_ask(NULL, accepting->flow, &question, 0));
    accepting->flow->awaited = accepting->states.decision;
    return PSC_OK;
}

static psc_status psc_terms_got(psc_accepting *accepting) {
    psc_tos_get_reply reply;
    PSC_TRY(psc_call_read(&reply, &accepting->call, accepting->flow, &psc_tos_get_reply_union));
    switch ((psc_tos_get_tag) reply.tag) {
    case PSC_TOS_GET_OK:
        return psc_terms_ask(accepting, &reply);
    case PSC_TOS_GET_NO_TOS:
        accepting->settled = true;
        return PSC_OK;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* -------------------------------------------------------------------------------------- accepting */

static psc_status psc_terms_decide(psc_accepting *accepting, const psc_event *event) {
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    if (event->as.answer.kind == PSC_ANSWER_REFUSE) {
        return psc_fail_unharmed(accepting->flow, PSC_ERR_CANCELLED);
    }
    if (event->as.answer.kind != PSC_ANSWER_PROCEED) {
        return PSC_ERR_STATE;
    }
    const psc_tos_accept_request request = {.tos_updated_on = accepting->updated_on};
    PSC_TRY(psc_call_command(&accepting->call, accepting->flow, &accepting->endpoint, &request,
                             &psc_tos_accept_request_record, 0, 0));
    return psc_await_machine(accepting->flow, accepting->states.accepted);
}

static psc_status psc_terms_accepted(psc_accepting *accepting) {
    psc_tos_accept_reply reply;
    PSC_TRY(psc_call_read(&reply, &accepting->call, accepting->flow, &psc_tos_accept_reply_union));
    switch ((psc_tos_accept_tag) reply.tag) {
    case PSC_TOS_ACCEPT_OK:
    case PSC_TOS_ACCEPT_NO_TOS:
        accepting->settled = true;
        return PSC_OK;
    case PSC_TOS_ACCEPT_MISMATCH:
        accepting->changed = true;
        return psc_terms_get(accepting);
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* ----------------------------------------------------------------------------------------- events */

psc_status psc_accepting_begin(psc_accepting *accepting, psc_flow *flow, const psc_device *device,
                               const psc_accepting_states *states) {
    *accepting = (psc_accepting) {.flow = flow, .endpoint = device->endpoint, .states = *states};
    accepting->endpoint.family = PSC_FAMILY_TERMS;
    return psc_terms_get(accepting);
}

/* Both commands may be sent again with impunity: accepting names what is accepted. */
static psc_status psc_accepting_answer(psc_accepting *accepting, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &accepting->call, accepting->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    psc_status status = accepting->call.status;
    if (status == PSC_OK) {
        status = accepting->flow->awaited == accepting->states.terms
                     ? psc_terms_got(accepting)
                     : psc_terms_accepted(accepting);
    }
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status
                                                        : psc_terms_fail(accepting, status);
}

psc_status psc_accepting_event(bool *settled, psc_accepting *accepting, const psc_event *event) {
    const psc_status status = accepting->flow->awaited == accepting->states.decision
                                  ? psc_terms_decide(accepting, event)
                                  : psc_accepting_answer(accepting, event);
    *settled = accepting->settled;
    return status;
}
