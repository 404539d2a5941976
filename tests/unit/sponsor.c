// SPDX-License-Identifier: MPL-2.0
#include "sponsor.h"

#include <string.h>

#include "crypto/random.h"
#include "flow/greeting.h"

enum { AWAIT_BEGIN, AWAIT_EXCHANGE, AWAIT_CLAIMER_TRUST, AWAIT_CODE, AWAIT_AGAIN };
static const char *const states[] = {"await-begin", "await-exchange", "await-claimer-trust",
                                     "await-code", "await-again"};

/* What an outstanding effect is for. */
enum { OWN, EXCHANGE };

typedef struct sponsor {
    psc_flow flow;
    world *world;
    world_user *user;
    world_invitation *invitation;
    sponsor_orders *orders;
    psc_device *device;
    psc_greeting greeting;
    uint32_t question;
    psc_uuid device_id; /* of the device that was added */
} sponsor;

static psc_status ask_stopped(sponsor *s, bool by_me, int reason) {
    const psc_question question = {
        .kind = PSC_QUESTION_STOPPED,
        .as.stopped = {.peer = s->user->human_handle, .by_me = by_me, .reason = reason, .count = 1},
    };
    psc_flow_withdraw(&s->flow, s->question);
    s->flow.awaited = AWAIT_AGAIN;
    return psc_flow_ask(NULL, &s->flow, &question, OWN);
}

static psc_status begin(sponsor *s) {
    s->flow.awaited = AWAIT_EXCHANGE;
    return psc_greeting_begin(&s->greeting, &s->flow, PSC_ROLE_GREETER, &s->device->endpoint,
                              s->invitation->token, EXCHANGE, 0);
}

static psc_status show_code(sponsor *s) {
    psc_note note = {.kind = PSC_NOTE_OWN_CODE, .as.own_code.peer = s->user->human_handle};
    const psc_sas_code *code = psc_greeting_own_code(&s->greeting);
    PSC_TRY(psc_bytes_copy(&note.as.own_code.code, &s->flow.scratch,
                           (psc_bytes){(const uint8_t *) code->text, sizeof code->text}));
    PSC_TRY(psc_flow_note(&s->flow, &note));
    s->flow.awaited = AWAIT_CLAIMER_TRUST;
    return psc_greeting_await_claimer_trust(&s->greeting);
}

static psc_status ask_code(sponsor *s) {
    psc_flow *flow = &s->flow;
    psc_sas_code codes[PSC_SAS_CHOICES];
    PSC_TRY(psc_sas_choices_make(codes, psc_greeting_peer_code(&s->greeting), flow->host));
    psc_bytes *choices;
    PSC_TRY(PSC_TAKE(&choices, &flow->state, PSC_SAS_CHOICES));
    for (size_t i = 0; i < PSC_SAS_CHOICES; i++) {
        PSC_TRY(psc_bytes_copy(&choices[i], &flow->state,
                               (psc_bytes){(const uint8_t *) codes[i].text, PSC_SAS_CODE_CHARS}));
    }
    const psc_question question = {
        .kind = PSC_QUESTION_CODE,
        .as.code = {.peer = s->user->human_handle, .choices = {choices, PSC_SAS_CHOICES}},
    };
    flow->awaited = AWAIT_CODE;
    PSC_TRY(psc_greeting_watch(&s->greeting));
    return psc_flow_ask(&s->question, flow, &question, OWN);
}

static psc_status answer_code(sponsor *s, const psc_answer *answer) {
    const psc_sas_code *right = psc_greeting_peer_code(&s->greeting);
    if (answer->kind != PSC_ANSWER_CODE ||
        memcmp(answer->code.at, right->text, sizeof right->text) != 0) {
        PSC_TRY(psc_greeting_cancel(&s->greeting, PSC_CANCEL_INVALID_SAS_CODE));
        return ask_stopped(s, true, PSC_CANCEL_INVALID_SAS_CODE);
    }
    s->flow.awaited = AWAIT_EXCHANGE;
    return psc_greeting_await_greeter_trust(&s->greeting);
}

static psc_status add_device(sponsor *s) {
    world *w = s->world;
    psc_bytes kept;
    PSC_TRY(psc_bytes_copy(&kept, &w->arena, s->greeting.peer_payload));
    PSC_TRY(psc_record_read(&s->orders->request, &w->arena, kept, &psc_invite_device_data_record));
    PSC_TRY(psc_uuid_make(&s->device_id, s->flow.host));
    if (w->added_count == WORLD_ADDED_MAX) {
        return PSC_ERR_TOO_LARGE;
    }
    world_added *added = &w->added[w->added_count++];
    *added = (world_added){.user = s->user,
                           .device_id = s->device_id,
                           .label = s->orders->request.requested_device_label};
    memcpy(added->verify_key, s->orders->request.verify_key, sizeof added->verify_key);
    return PSC_OK;
}

static psc_status confirm(sponsor *s) {
    const psc_local_device *local = &s->device->local;
    PSC_TRY(add_device(s));
    psc_invite_device_confirmation confirmation = {
        .user_id = local->user_id,
        .device_id = s->device_id,
        .device_label = s->orders->request.requested_device_label,
        .human_handle = local->human_handle,
        .profile = local->initial_profile,
        .user_realm_id = local->user_realm_id,
    };
    memcpy(confirmation.private_key, local->private_key, sizeof confirmation.private_key);
    memcpy(confirmation.user_realm_key, local->user_realm_key, sizeof confirmation.user_realm_key);
    memcpy(confirmation.root_verify_key, local->root_verify_key,
           sizeof confirmation.root_verify_key);
    if (s->orders->change != NULL) {
        s->orders->change(&confirmation);
    }
    psc_buf content;
    psc_buf_init(&content, &s->flow.scratch);
    PSC_TRY(psc_record_write(&content, &confirmation, &psc_invite_device_confirmation_record));
    psc_wipe(&confirmation, sizeof confirmation);
    return psc_greeting_send_payload(
        &s->greeting, s->orders->content.at != NULL ? s->orders->content : psc_buf_view(&content));
}

static psc_status finish(sponsor *s) {
    const psc_result result = {
        .kind = PSC_RESULT_ADDED,
        .as.added = {.device_id = s->device_id,
                     .device_label = s->orders->request.requested_device_label},
    };
    s->invitation->status = PSC_INVITATION_FINISHED;
    return psc_flow_finish(&s->flow, &result);
}

static psc_status exchange(sponsor *s, const psc_event *event, const psc_pending *answered) {
    int outcome;
    PSC_TRY(psc_greeting_event(&outcome, &s->greeting, event, answered));
    switch ((psc_greeting_outcome) outcome) {
    case PSC_GREETING_HAS_CODES:
        return show_code(s);
    case PSC_GREETING_HAS_CLAIMER_TRUST:
        return ask_code(s);
    case PSC_GREETING_HAS_GREETER_TRUST:
        return psc_greeting_await_payload(&s->greeting);
    case PSC_GREETING_HAS_PAYLOAD:
        return confirm(s);
    case PSC_GREETING_SENT_PAYLOAD:
        return psc_greeting_acknowledge(&s->greeting);
    case PSC_GREETING_ACKNOWLEDGED:
        return finish(s);
    case PSC_GREETING_STOPPED:
        return ask_stopped(s, s->greeting.by_me, s->greeting.reason);
    case PSC_GREETING_BROKEN:
        return psc_flow_fail_with(&s->flow, s->greeting.status);
    case PSC_GREETING_NOTHING:
    case PSC_GREETING_HAS_PEER:
    case PSC_GREETING_HAS_GREETER_NONCE:
    case PSC_GREETING_RESTARTED:
        break;
    }
    return PSC_OK;
}

static psc_status step(psc_flow *flow, const psc_event *event, const psc_pending *answered) {
    sponsor *s = (sponsor *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        PSC_TRY(psc_greeting_cancel(&s->greeting, PSC_CANCEL_MANUALLY_CANCELLED));
        return psc_flow_fail_with(flow, PSC_ERR_CANCELLED);
    }
    if (answered == NULL ? event->kind == PSC_EVENT_HURRY : answered->purpose == EXCHANGE) {
        return exchange(s, event, answered);
    }
    switch (flow->awaited) {
    case AWAIT_CODE:
        return answer_code(s, &event->as.answer);
    case AWAIT_BEGIN:
    case AWAIT_AGAIN:
        return begin(s);
    default:
        return PSC_ERR_STATE;
    }
}

static void close_sponsor(psc_flow *flow) {
    psc_device_release(((sponsor *) flow)->device);
}

psc_status sponsor_new(psc_flow **flow, world_seat *seat, const world_user *user,
                       world_invitation *invitation, sponsor_orders *orders) {
    static const psc_flow_class class = {.name = "sponsor",
                                         .states = states,
                                         .size = sizeof(sponsor),
                                         .step = step,
                                         .close = close_sponsor};
    PSC_TRY(psc_flow_make(flow, &seat->host, &class));
    sponsor *s = (sponsor *) *flow;
    s->world = seat->world;
    s->user = world_find_user(seat->world, &user->user_id);
    s->invitation = invitation;
    s->orders = orders;
    s->device = world_device(seat, user);
    return PSC_OK;
}
