// SPDX-License-Identifier: MPL-2.0
#include "claimant.h"

#include <string.h>

#include "flow/greeting.h"
#include "flow/protect.h"

#define LABEL PSC_BYTES_LIT("Web")

enum { AWAIT_BEGIN, AWAIT_EXCHANGE, AWAIT_CODE, AWAIT_AGAIN };
static const char *const states[] = {"await-begin", "await-exchange", "await-code", "await-again"};

typedef struct claimant {
    psc_flow flow;
    world *world;
    const world_invitation *invitation;
    claimant_outcome *outcome;
    psc_endpoint endpoint;
    psc_call call;
    psc_greeting greeting;
    uint8_t verify_key[32];
    uint32_t question;
} claimant;

/* What an outstanding effect is for. */
enum { OWN, EXCHANGE };

static psc_status ask_stopped(claimant *c, bool by_me, int reason) {
    const psc_question question = {.kind = PSC_QUESTION_STOPPED,
                                   .as.stopped = {.peer = c->invitation->claimer->human_handle,
                                                  .by_me = by_me,
                                                  .reason = reason,
                                                  .count = 1}};
    psc_flow_withdraw(&c->flow, c->question);
    c->flow.awaited = AWAIT_AGAIN;
    return psc_flow_ask(NULL, &c->flow, &question, OWN);
}

static psc_status begin(claimant *c) {
    c->flow.awaited = AWAIT_EXCHANGE;
    return psc_greeting_begin(&c->greeting, &c->flow, PSC_ROLE_CLAIMER, &c->endpoint,
                              c->invitation->claimer->user_id.bytes, EXCHANGE, 0);
}

static psc_status ask_code(claimant *c) {
    psc_flow *flow = &c->flow;
    psc_sas_code codes[PSC_SAS_CHOICES];
    PSC_TRY(psc_sas_choices_make(codes, psc_greeting_peer_code(&c->greeting), flow->host));
    psc_bytes *choices;
    PSC_TRY(PSC_TAKE(&choices, &flow->state, PSC_SAS_CHOICES));
    for (size_t i = 0; i < PSC_SAS_CHOICES; i++) {
        PSC_TRY(psc_bytes_copy(&choices[i], &flow->state,
                               (psc_bytes){(const uint8_t *) codes[i].text, PSC_SAS_CODE_CHARS}));
    }
    const psc_question question = {.kind = PSC_QUESTION_CODE,
                                   .as.code = {.peer = c->invitation->claimer->human_handle,
                                               .choices = {choices, PSC_SAS_CHOICES}}};
    flow->awaited = AWAIT_CODE;
    PSC_TRY(psc_greeting_watch(&c->greeting));
    return psc_flow_ask(&c->question, flow, &question, OWN);
}

static psc_status answer_code(claimant *c, const psc_answer *answer) {
    const psc_sas_code *right = psc_greeting_peer_code(&c->greeting);
    if (answer->kind != PSC_ANSWER_CODE ||
        memcmp(answer->code.at, right->text, sizeof right->text) != 0) {
        PSC_TRY(psc_greeting_cancel(&c->greeting, PSC_CANCEL_INVALID_SAS_CODE));
        return ask_stopped(c, true, PSC_CANCEL_INVALID_SAS_CODE);
    }
    c->flow.awaited = AWAIT_EXCHANGE;
    return psc_greeting_await_claimer_trust(&c->greeting);
}

static psc_status show_code(claimant *c) {
    psc_note note = {.kind = PSC_NOTE_OWN_CODE,
                     .as.own_code.peer = c->invitation->claimer->human_handle};
    const psc_sas_code *code = psc_greeting_own_code(&c->greeting);
    PSC_TRY(psc_bytes_copy(&note.as.own_code.code, &c->flow.scratch,
                           (psc_bytes){(const uint8_t *) code->text, sizeof code->text}));
    return psc_flow_note(&c->flow, &note);
}

static psc_status send_data(claimant *c) {
    psc_invite_device_data data = {.requested_device_label = LABEL};
    uint8_t signing_key[32];
    PSC_TRY(psc_signing_key_make(c->verify_key, signing_key, c->flow.host));
    memcpy(data.verify_key, c->verify_key, sizeof data.verify_key);
    psc_buf content;
    psc_buf_init(&content, &c->flow.scratch);
    PSC_TRY(psc_record_write(&content, &data, &psc_invite_device_data_record));
    return psc_greeting_send_payload(&c->greeting, psc_buf_view(&content));
}

static psc_status read_confirmation(claimant *c) {
    psc_bytes kept;
    PSC_TRY(psc_bytes_copy(&kept, &c->world->arena, c->greeting.peer_payload));
    PSC_TRY(psc_record_read(&c->outcome->confirmation, &c->world->arena, kept,
                            &psc_invite_device_confirmation_record));
    memcpy(c->outcome->verify_key, c->verify_key, sizeof c->outcome->verify_key);
    return psc_greeting_acknowledge(&c->greeting);
}

static psc_status finish(claimant *c) {
    const psc_result result = {
        .kind = PSC_RESULT_ADDED,
        .as.added = {.device_id = c->outcome->confirmation.device_id, .device_label = LABEL}};
    return psc_flow_finish(&c->flow, &result);
}

static psc_status exchange(claimant *c, const psc_event *event, const psc_pending *answered) {
    int outcome;
    PSC_TRY(psc_greeting_event(&outcome, &c->greeting, event, answered));
    switch ((psc_greeting_outcome) outcome) {
    case PSC_GREETING_HAS_GREETER_NONCE:
        return psc_greeting_reveal(&c->greeting);
    case PSC_GREETING_HAS_CODES:
        return ask_code(c);
    case PSC_GREETING_HAS_CLAIMER_TRUST:
        return show_code(c);
    case PSC_GREETING_HAS_GREETER_TRUST:
        return send_data(c);
    case PSC_GREETING_SENT_PAYLOAD:
        return psc_greeting_await_payload(&c->greeting);
    case PSC_GREETING_HAS_PAYLOAD:
        return read_confirmation(c);
    case PSC_GREETING_ACKNOWLEDGED:
        return finish(c);
    case PSC_GREETING_STOPPED:
        return ask_stopped(c, c->greeting.by_me, c->greeting.reason);
    case PSC_GREETING_BROKEN:
        return psc_flow_fail_with(&c->flow, c->greeting.status);
    case PSC_GREETING_NOTHING:
    case PSC_GREETING_HAS_PEER:
    case PSC_GREETING_RESTARTED:
        break;
    }
    return PSC_OK;
}

static psc_status step(psc_flow *flow, const psc_event *event, const psc_pending *answered) {
    claimant *c = (claimant *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_flow_fail_with(flow, PSC_ERR_CANCELLED);
    }
    if (answered == NULL ? event->kind == PSC_EVENT_HURRY : answered->purpose == EXCHANGE) {
        return exchange(c, event, answered);
    }
    switch (flow->awaited) {
    case AWAIT_CODE:
        return answer_code(c, &event->as.answer);
    case AWAIT_BEGIN:
    case AWAIT_AGAIN:
        return begin(c);
    default:
        return PSC_ERR_STATE;
    }
}

psc_status claimant_new(psc_flow **flow, world_seat *seat, const world_invitation *invitation,
                        claimant_outcome *outcome) {
    static const psc_flow_class class = {
        .name = "claimant", .states = states, .size = sizeof(claimant), .step = step};
    PSC_TRY(psc_flow_make(flow, &seat->host, &class));
    claimant *c = (claimant *) *flow;
    c->world = seat->world;
    c->invitation = invitation;
    c->outcome = outcome;
    c->endpoint = (psc_endpoint){.family = PSC_FAMILY_INVITED,
                                 .server_url = seat->world->server_url,
                                 .organization = seat->world->organization,
                                 .token = invitation->token};
    return PSC_OK;
}
