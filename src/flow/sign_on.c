// SPDX-License-Identifier: MPL-2.0
#include "flow/sign_on.h"

#include <string.h>

#include "crypto/random.h"
#include "flow/protect.h"

#define PSC_SIGN_ON_NONCE_BYTES 32u
#define PSC_REDIRECT_URI_MAX 2048u
/* No token is so short-lived: what it is not good for then is not for its owner to do. */
#define PSC_SIGN_ON_FRESH (10 * PSC_TIME_SECOND)

enum {
    PSC_SIGN_ON_AWAIT_CONFIG,
    PSC_SIGN_ON_AWAIT_PROVIDER,
    PSC_SIGN_ON_AWAIT_URL,
    PSC_SIGN_ON_AWAIT_PERSON,
    PSC_SIGN_ON_AWAIT_TOKEN,
    PSC_SIGN_ON_AWAIT_EMAILS /* of an account that was not expected */
};

bool psc_sign_on_mends(psc_status status) {
    return status == PSC_ERR_SIGN_ON_EXPIRED || status == PSC_ERR_SIGN_ON_UNREACHABLE ||
           status == PSC_ERR_SIGN_ON_ANSWER;
}

static void psc_sign_on_forget_code(psc_sign_on *sign_on) {
    psc_wipe((void *) (uintptr_t) sign_on->code.at, sign_on->code.len);
    sign_on->code = PSC_BYTES_ABSENT;
}

void psc_sign_on_forget(psc_sign_on *sign_on) {
    psc_sign_on_forget_code(sign_on);
    psc_openbao_forget(&sign_on->openbao);
}

static psc_status psc_sign_on_work(psc_sign_on *sign_on, int awaited) {
    sign_on->awaited = awaited;
    return psc_await_machine(sign_on->flow, sign_on->states.working);
}

/* ---------------------------------------------------------------------------------------- asking */

static psc_status psc_sign_on_ask(psc_sign_on *sign_on, psc_status rejected) {
    const psc_sign_on_wish *wish = &sign_on->wish;
    const bool known = psc_openbao_auth_of(&sign_on->openbao, wish->auth_id) != NULL;
    const bool other = rejected == PSC_ERR_SIGN_ON_ACCOUNT;
    psc_question question = {
        .kind = PSC_QUESTION_SIGN_ON,
        .as.sign_on =
            {
                .organization = wish->organization,
                .host = wish->host,
                .openbao_host = sign_on->openbao.host,
                .preferred = known ? wish->auth_id : PSC_BYTES_ABSENT,
                .human_handle = wish->human_handle,
                .signed_on_as = other ? sign_on->signed_on_as : (psc_list) {NULL, 0},
                .rejected = (int) rejected,
            },
    };
    psc_sign_on_forget(sign_on);
    PSC_TRY(psc_openbao_providers(&question.as.sign_on.providers, &sign_on->flow->scratch,
                                  &sign_on->openbao));
    PSC_TRY(psc_flow_ask(&sign_on->question, sign_on->flow, &question, 0));
    sign_on->awaited = PSC_SIGN_ON_AWAIT_PROVIDER;
    sign_on->flow->awaited = sign_on->states.asking;
    return PSC_OK;
}

/* ---------------------------------------------------------------------------------- configuration */

static psc_status psc_sign_on_configure(psc_sign_on *sign_on) {
    const char nothing = 0;
    PSC_TRY(psc_call_command(&sign_on->config, sign_on->flow, &sign_on->server, &nothing,
                             &psc_server_config_request_record, 0, 0));
    return psc_sign_on_work(sign_on, PSC_SIGN_ON_AWAIT_CONFIG);
}

psc_status psc_sign_on_return_copy(psc_sign_on_return *out, psc_arena *arena,
                                   const psc_sign_on_return *back) {
    PSC_TRY(psc_bytes_copy(&out->provider, arena, back->provider));
    PSC_TRY(psc_bytes_copy(&out->state, arena, back->state));
    PSC_TRY(psc_bytes_copy(&out->client_nonce, arena, back->client_nonce));
    PSC_TRY(psc_bytes_copy(&out->returned_state, arena, back->returned_state));
    return psc_bytes_copy(&out->code, arena, back->code);
}

psc_status psc_sign_on_begin(psc_sign_on *sign_on, psc_flow *flow, const psc_sign_on_wish *wish,
                             const psc_sign_on_return *back, const psc_sign_on_states *states) {
    *sign_on = (psc_sign_on) {
        .flow = flow,
        .states = *states,
        .wish = *wish,
        .server = {.family = PSC_FAMILY_ANONYMOUS_SERVER, .server_url = wish->server_url},
    };
    if (back != NULL) {
        sign_on->back = *back;
    }
    return psc_sign_on_configure(sign_on);
}

/* The Parsec server is asked again: when it does not answer either, the network is to blame, which psc_call says and waits for. */
psc_status psc_sign_on_again(psc_sign_on *sign_on, psc_status why) {
    const bool fresh = sign_on->flow->now - sign_on->done_on < PSC_SIGN_ON_FRESH;
    sign_on->rejected = why == PSC_ERR_SIGN_ON_EXPIRED && fresh ? PSC_ERR_SIGN_ON_DENIED : why;
    if (sign_on->wish.entity_id.at == NULL) {
        sign_on->wish.entity_id = sign_on->openbao.entity_id;
    }
    psc_sign_on_forget(sign_on);
    return psc_sign_on_configure(sign_on);
}

static psc_status psc_sign_on_fail(int *outcome, psc_sign_on *sign_on, psc_status status) {
    sign_on->failed = status;
    sign_on->http_status = sign_on->config.http_status;
    psc_sign_on_forget(sign_on);
    *outcome = PSC_SIGN_ON_FAILED;
    return PSC_OK;
}

static psc_status psc_sign_on_exchange(psc_sign_on *sign_on, psc_bytes auth_id, psc_bytes state,
                                       psc_bytes code, psc_bytes client_nonce) {
    sign_on->call = (psc_openbao_call) {.flow = sign_on->flow, .openbao = &sign_on->openbao};
    sign_on->openbao.auth_id = auth_id;
    const psc_status status = psc_openbao_ask_token(
        &sign_on->call, psc_openbao_auth_of(&sign_on->openbao, auth_id), state, code, client_nonce);
    return status == PSC_OK ? psc_sign_on_work(sign_on, PSC_SIGN_ON_AWAIT_TOKEN) : status;
}

/* What a page brought that was left for the provider's. */
static psc_status psc_sign_on_come_back(psc_sign_on *sign_on) {
    const psc_sign_on_return back = sign_on->back;
    const psc_openbao_auth *auth = psc_openbao_auth_of(&sign_on->openbao, back.provider);
    sign_on->back = (psc_sign_on_return) {0};
    if (auth == NULL) {
        return psc_sign_on_ask(sign_on, PSC_ERR_SIGN_ON_PROVIDER);
    }
    if (back.state.len == 0 || !psc_bytes_equal(back.state, back.returned_state)) {
        return psc_sign_on_ask(sign_on, PSC_ERR_SIGN_ON_STATE);
    }
    sign_on->code = back.code;
    return psc_sign_on_exchange(sign_on, auth->id, back.state, back.code, back.client_nonce);
}

static psc_status psc_sign_on_configured(int *outcome, psc_sign_on *sign_on) {
    psc_server_config_reply reply;
    psc_status status = sign_on->config.status;
    if (status == PSC_OK) {
        status =
            psc_call_read(&reply, &sign_on->config, sign_on->flow, &psc_server_config_reply_union);
    }
    if (status == PSC_OK) {
        status = psc_openbao_read(&sign_on->openbao, &sign_on->flow->state, &reply.ok.openbao);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        return psc_sign_on_fail(outcome, sign_on, status);
    }
    return sign_on->back.provider.at != NULL ? psc_sign_on_come_back(sign_on)
                                             : psc_sign_on_ask(sign_on, sign_on->rejected);
}

/* --------------------------------------------------------------------------------- the provider */

static psc_status psc_sign_on_make_nonce(psc_sign_on *sign_on) {
    uint8_t nonce[PSC_SIGN_ON_NONCE_BYTES];
    psc_buf text;
    psc_buf_init(&text, &sign_on->flow->state);
    PSC_TRY(psc_host_random(sign_on->flow->host, nonce, sizeof nonce));
    PSC_TRY(psc_buf_push_hex(&text, PSC_BYTES_OF(nonce)));
    sign_on->client_nonce = psc_buf_view(&text);
    return PSC_OK;
}

static psc_status psc_sign_on_provider(int *outcome, psc_sign_on *sign_on, const psc_event *event) {
    const psc_answer *answer = &event->as.answer;
    if (answer->kind == PSC_ANSWER_REFUSE) {
        *outcome = PSC_SIGN_ON_REFUSED;
        return PSC_OK;
    }
    const psc_openbao_auth *auth = psc_openbao_auth_of(&sign_on->openbao, answer->provider);
    if (answer->kind != PSC_ANSWER_PROVIDER || auth == NULL ||
        answer->redirect_uri.len > PSC_REDIRECT_URI_MAX) {
        return PSC_ERR_STATE;
    }
    PSC_TRY(psc_bytes_copy(&sign_on->redirect_uri, &sign_on->flow->state, answer->redirect_uri));
    PSC_TRY(psc_sign_on_make_nonce(sign_on));
    sign_on->openbao.auth_id = auth->id;
    sign_on->call = (psc_openbao_call) {.flow = sign_on->flow, .openbao = &sign_on->openbao};
    PSC_TRY(
        psc_openbao_ask_url(&sign_on->call, auth, sign_on->redirect_uri, sign_on->client_nonce));
    return psc_sign_on_work(sign_on, PSC_SIGN_ON_AWAIT_URL);
}

/* Why it is asked again; a service that does not answer may be the network's fault. */
static psc_status psc_sign_on_reject(psc_sign_on *sign_on, psc_status status) {
    return status == PSC_ERR_SIGN_ON_UNREACHABLE ? psc_sign_on_again(sign_on, status)
                                                 : psc_sign_on_ask(sign_on, status);
}

static psc_status psc_sign_on_url(psc_sign_on *sign_on) {
    psc_flow *flow = sign_on->flow;
    psc_question question = {
        .kind = PSC_QUESTION_SIGNING_ON,
        .as.signing_on =
            {
                .organization = sign_on->wish.organization,
                .provider = sign_on->openbao.auth_id,
                .client_nonce = sign_on->client_nonce,
            },
    };
    const psc_status status =
        psc_openbao_url(&question.as.signing_on.auth_url, &sign_on->state, &sign_on->call);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : psc_sign_on_reject(sign_on, status);
    }
    question.as.signing_on.state = sign_on->state;
    PSC_TRY(psc_flow_ask(&sign_on->question, flow, &question, 0));
    PSC_TRY(psc_flow_sleep(&sign_on->limit, flow, PSC_SIGN_ON_LIMIT_MS, 0, 0));
    sign_on->awaited = PSC_SIGN_ON_AWAIT_PERSON;
    flow->awaited = sign_on->states.asking;
    return PSC_OK;
}

static psc_status psc_sign_on_person(psc_sign_on *sign_on, const psc_event *event) {
    psc_flow *flow = sign_on->flow;
    const psc_answer *answer = &event->as.answer;
    if (event->kind == PSC_EVENT_FIRED) {
        psc_flow_withdraw(flow, sign_on->question);
        return psc_sign_on_ask(sign_on, PSC_ERR_SIGN_ON_TIMEOUT);
    }
    if (answer->kind != PSC_ANSWER_REFUSE && answer->kind != PSC_ANSWER_SIGNED_ON) {
        return PSC_ERR_STATE;
    }
    psc_flow_withdraw(flow, sign_on->limit);
    if (answer->kind == PSC_ANSWER_REFUSE) {
        return psc_sign_on_ask(sign_on, PSC_OK);
    }
    if (!psc_bytes_equal(answer->state, sign_on->state)) {
        return psc_sign_on_ask(sign_on, PSC_ERR_SIGN_ON_STATE);
    }
    PSC_TRY(psc_bytes_copy(&sign_on->code, &flow->state, event->secret));
    return psc_sign_on_exchange(sign_on, sign_on->openbao.auth_id, sign_on->state, sign_on->code,
                                sign_on->client_nonce);
}

/* ------------------------------------------------------------------------------------ the account */

static psc_status psc_sign_on_token(int *outcome, psc_sign_on *sign_on) {
    const psc_bytes expected = sign_on->wish.entity_id;
    const psc_status status = psc_openbao_signed_on(&sign_on->openbao, &sign_on->call);
    psc_sign_on_forget_code(sign_on);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : psc_sign_on_reject(sign_on, status);
    }
    if (expected.at == NULL || psc_bytes_equal(expected, sign_on->openbao.entity_id)) {
        sign_on->done_on = sign_on->flow->now;
        *outcome = PSC_SIGN_ON_DONE;
        return PSC_OK;
    }
    PSC_TRY(psc_openbao_ask_emails(&sign_on->call, sign_on->openbao.entity_id));
    return psc_sign_on_work(sign_on, PSC_SIGN_ON_AWAIT_EMAILS);
}

/* As far as the service says them: the account is another one in any case. */
static psc_status psc_sign_on_emails(psc_sign_on *sign_on) {
    const psc_status status = psc_openbao_emails(&sign_on->signed_on_as, &sign_on->call);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        sign_on->signed_on_as = (psc_list) {NULL, 0};
    }
    return psc_sign_on_ask(sign_on, PSC_ERR_SIGN_ON_ACCOUNT);
}

/* ---------------------------------------------------------------------------------------- events */

static psc_status psc_sign_on_config_event(int *outcome, psc_sign_on *sign_on,
                                           const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &sign_on->config, sign_on->flow, event));
    return answered ? psc_sign_on_configured(outcome, sign_on) : PSC_OK;
}

static psc_status psc_sign_on_answer_event(int *outcome, psc_sign_on *sign_on,
                                           const psc_event *event) {
    const bool person = sign_on->awaited == PSC_SIGN_ON_AWAIT_PERSON;
    if (event->effect != sign_on->question && !(person && event->effect == sign_on->limit)) {
        return PSC_ERR_STATE;
    }
    return person ? psc_sign_on_person(sign_on, event)
                  : psc_sign_on_provider(outcome, sign_on, event);
}

psc_status psc_sign_on_event(int *outcome, psc_sign_on *sign_on, const psc_event *event) {
    *outcome = PSC_SIGN_ON_NOTHING;
    if (sign_on->awaited == PSC_SIGN_ON_AWAIT_CONFIG) {
        return psc_sign_on_config_event(outcome, sign_on, event);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    if (sign_on->flow->awaited == sign_on->states.asking) {
        return psc_sign_on_answer_event(outcome, sign_on, event);
    }
    PSC_TRY(psc_openbao_event(&sign_on->call, event));
    switch (sign_on->awaited) {
    case PSC_SIGN_ON_AWAIT_URL:
        return psc_sign_on_url(sign_on);
    case PSC_SIGN_ON_AWAIT_TOKEN:
        return psc_sign_on_token(outcome, sign_on);
    default:
        return psc_sign_on_emails(sign_on);
    }
}
