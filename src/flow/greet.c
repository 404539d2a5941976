// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "flow/dating.h"
#include "flow/device.h"
#include "flow/enrollee.h"
#include "flow/greeting.h"
#include "flow/journey.h"
#include "flow/protect.h"

/* The probe asks for certificates from well before ours on: an earlier sending may have had an
 * earlier timestamp. */
#define PSC_GREET_PROBE_BEFORE (600 * PSC_TIME_SECOND)

/* STILL_THERE: the claimer, after the time that the approval took, or since an earlier session.
 * AGAIN: the exchange ended early. RECORD_GIVEN_UP: by its person, for a new exchange. */
#define PSC_GREET_STATES(X)                                                                        \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_RECORD, "await-record")                                                                \
    X(AWAIT_INVITATION, "await-invitation")                                                        \
    X(AWAIT_PEER, "await-peer")                                                                    \
    X(AWAIT_CODES, "await-codes")                                                                  \
    X(AWAIT_CLAIMER_TRUST, "await-claimer-trust")                                                  \
    X(AWAIT_CODE, "await-code")                                                                    \
    X(AWAIT_GREETER_TRUST, "await-greeter-trust")                                                  \
    X(AWAIT_CLAIMER_PAYLOAD, "await-claimer-payload")                                              \
    X(AWAIT_APPROVAL, "await-approval")                                                            \
    X(AWAIT_STILL_THERE, "await-still-there")                                                      \
    X(AWAIT_AGAIN, "await-again")                                                                  \
    X(AWAIT_RECORD_SAVED, "await-record-saved")                                                    \
    X(AWAIT_CREATED, "await-created")                                                              \
    X(AWAIT_PROBE, "await-probe")                                                                  \
    X(AWAIT_GREETER_PAYLOAD, "await-greeter-payload")                                              \
    X(AWAIT_ACKNOWLEDGMENT, "await-acknowledgment")                                                \
    X(AWAIT_COMPLETED, "await-completed")                                                          \
    X(AWAIT_RECORD_REMOVED, "await-record-removed")                                                \
    X(AWAIT_RECORD_GIVEN_UP, "await-record-given-up")

typedef enum psc_greet_state {
#define X(name, text) PSC_GREET_##name,
    PSC_GREET_STATES(X)
#undef X
} psc_greet_state;

static const char *const psc_greet_states[] = {
#define X(name, text) [PSC_GREET_##name] = (text),
    PSC_GREET_STATES(X)
#undef X
};

/* What an outstanding effect is for. */
enum { PSC_GREET_OWN, PSC_GREET_EXCHANGE };

typedef struct psc_greet {
    psc_flow flow;
    psc_device *device;
    uint8_t token[PSC_TOKEN_BYTES];
    psc_bytes journey_key;
    psc_call call;
    /* the exchange */
    psc_greeting greeting;
    psc_uuid attempt;
    uint32_t tries;    /* by itself since the person's last word, after a nonce was out */
    uint32_t restarts; /* by itself, in this journey */
    uint32_t stops;    /* told to the person, in this journey */
    psc_sas_code choices[PSC_SAS_CHOICES];
    uint32_t question; /* that stands while the exchange is watched */
    psc_enrollee enrollee;
    psc_greet_secrets secrets; /* of the record */
    psc_save save;
    bool recorded; /* the creation was asked for, perhaps in an earlier session */
    bool stale;    /* the certificates come from an earlier session */
    bool sent_again;
    /* why the server did not create them; status PSC_OK: not known */
    psc_failure refusal;
    psc_dating dating; /* with another timestamp it would */
    bool created;      /* what RECORD_REMOVED ends with: done, or failed with `refusal` */
} psc_greet;

/* -------------------------------------------------------------------------------------- the end */

static psc_status psc_greet_fail(psc_greet *greet, psc_status status, uint32_t http_status) {
    return psc_flow_fail(&greet->flow, &(psc_failure) {
                                           .status = (int) status,
                                           .http_status = http_status,
                                           .person = greet->enrollee.person,
                                           .nothing_lost = true,
                                       });
}

static psc_status psc_greet_delete_record(psc_greet *greet) {
    const psc_store_operation operation = {
        .verb = PSC_STORE_DELETE,
        .store = PSC_STORE_JOURNEYS,
        .key = greet->journey_key,
    };
    return psc_flow_store(NULL, &greet->flow, &operation, 1, PSC_GREET_OWN);
}

static psc_status psc_greet_remove_record(psc_greet *greet) {
    PSC_TRY(psc_greet_delete_record(greet));
    return psc_await_machine(&greet->flow, PSC_GREET_AWAIT_RECORD_REMOVED);
}

/* A record that could not be removed leads to the same end once more. */
static psc_status psc_greet_record_removed(psc_greet *greet) {
    if (!greet->created) {
        return psc_flow_fail(&greet->flow, &greet->refusal);
    }
    psc_result result;
    greet->enrollee.kind->finish(&result, &greet->enrollee);
    return psc_flow_finish(&greet->flow, &result);
}

/* By its identifier: the exchange may have ended on this side, or, in a resumed journey, not
 * have begun. */
static psc_status psc_greet_tell_cancelled(psc_greet *greet, const psc_uuid *attempt) {
    const psc_cancel_attempt_request request = {.greeting_attempt = *attempt,
                                                .reason = PSC_CANCEL_MANUALLY_CANCELLED};
    return psc_call_tell(&greet->flow, &greet->device->endpoint, &request,
                         &psc_greeter_cancel_request_record);
}

/* Nothing was created, and nothing will be: the claimer learns it by the cancelled attempt. */
static psc_status psc_greet_refused(psc_greet *greet) {
    greet->refusal.person = greet->enrollee.person;
    greet->refusal.nothing_lost = true;
    PSC_TRY(psc_greet_tell_cancelled(greet, &greet->attempt));
    return psc_greet_remove_record(greet);
}

/* ------------------------------------------------------------------------------- the invitation */

static psc_status psc_greet_ask_invitation(psc_greet *greet) {
    psc_flow *flow = &greet->flow;
    const char nothing = 0;
    PSC_TRY(psc_call_command(&greet->call, flow, &greet->device->endpoint, &nothing,
                             &psc_invite_list_request_record, PSC_GREET_OWN, 0));
    return psc_await_machine(flow, PSC_GREET_AWAIT_INVITATION);
}

/* On to a state in which it is the other person's turn. */
static psc_status psc_greet_await_claimer(psc_greet *greet, int state) {
    psc_flow *flow = &greet->flow;
    psc_human_handle *claimer;
    PSC_TRY(PSC_TAKE(&claimer, &flow->scratch, 1));
    *claimer = greet->enrollee.peer;
    const psc_note note = {
        .kind = PSC_NOTE_WAITING,
        .as.waiting = {.people = {claimer, 1}, .person_must_act = true},
    };
    PSC_TRY(psc_flow_note(flow, &note));
    flow->awaited = state;
    return PSC_OK;
}

static psc_status psc_greet_start(psc_greet *greet) {
    PSC_TRY(psc_greeting_begin(&greet->greeting, &greet->flow, PSC_ROLE_GREETER,
                               &greet->device->endpoint, greet->token, PSC_GREET_EXCHANGE, 0));
    greet->greeting.peer = greet->enrollee.peer;
    greet->greeting.was_here = greet->tries > 0;
    return psc_greet_await_claimer(greet, PSC_GREET_AWAIT_PEER);
}

/* What the record stands for is over. Who is invited is asked anew: the record has who was let in,
 * perhaps under another e-mail. */
static psc_status psc_greet_give_record_up(psc_greet *greet) {
    PSC_TRY(psc_greet_delete_record(greet));
    psc_wipe(&greet->secrets, sizeof greet->secrets);
    greet->recorded = false;
    return psc_await_machine(&greet->flow, PSC_GREET_AWAIT_RECORD_GIVEN_UP);
}

static psc_status psc_greet_find_invitation(psc_greet *greet) {
    psc_invite_list_reply reply;
    PSC_TRY(greet->call.status);
    PSC_TRY(psc_call_read(&reply, &greet->call, &greet->flow, &psc_invite_list_reply_union));
    const psc_invitation_item *items = reply.ok.invitations.items;
    for (size_t i = 0; i < reply.ok.invitations.count; i++) {
        if (memcmp(items[i].token, greet->token, PSC_TOKEN_BYTES) != 0) {
            continue;
        }
        if (items[i].type != (int) greet->enrollee.kind->invitation) {
            return PSC_ERR_INVITATION_KIND;
        }
        switch ((psc_invitation_status) items[i].status) {
        case PSC_INVITATION_PENDING:
            return greet->enrollee.kind->invite(&greet->enrollee, &greet->flow.state,
                                                items[i].claimer_email);
        case PSC_INVITATION_FINISHED:
            return PSC_ERR_INVITATION_USED;
        case PSC_INVITATION_CANCELLED:
            return PSC_ERR_INVITATION_CANCELLED;
        }
    }
    return PSC_ERR_INVITATION_NOT_FOUND;
}

static psc_status psc_greet_invitation(psc_greet *greet, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &greet->call, &greet->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    const psc_status status = psc_greet_find_invitation(greet);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status
                                        : psc_greet_fail(greet, status, greet->call.http_status);
    }
    return psc_greet_start(greet);
}

/* --------------------------------------------------------------------------- codes and approval */

static psc_status psc_greet_note_restart(psc_greet *greet) {
    greet->restarts++;
    const psc_note note = {
        .kind = PSC_NOTE_RESTARTED,
        .as.restarted = {.by_me = greet->greeting.by_me,
                         .reason = greet->greeting.reason,
                         .count = greet->restarts},
    };
    return psc_flow_note(&greet->flow, &note);
}

static psc_status psc_greet_ask_stopped(psc_greet *greet, bool by_me, int reason,
                                        psc_status status) {
    psc_flow *flow = &greet->flow;
    greet->stops++;
    const psc_question question = {
        .kind = PSC_QUESTION_STOPPED,
        .as.stopped =
            {
                .peer = greet->recorded ? greet->enrollee.person : greet->enrollee.peer,
                .by_me = by_me,
                .reason = reason,
                .status = (int) status,
                .count = greet->stops,
            },
    };
    PSC_TRY(psc_flow_ask(NULL, flow, &question, PSC_GREET_OWN));
    flow->awaited = PSC_GREET_AWAIT_AGAIN;
    return PSC_OK;
}

static psc_status psc_greet_again(psc_greet *greet, const psc_event *event) {
    if (event->as.answer.kind != PSC_ANSWER_AGAIN) {
        return PSC_ERR_STATE;
    }
    greet->tries = 0;
    return greet->recorded ? psc_greet_give_record_up(greet) : psc_greet_start(greet);
}

/* They exist: step 7 and what follows. */
static bool psc_greet_is_created(const psc_greet *greet) {
    const psc_greet_state state = (psc_greet_state) greet->flow.awaited;
    return state == PSC_GREET_AWAIT_GREETER_PAYLOAD || state == PSC_GREET_AWAIT_ACKNOWLEDGMENT;
}

/* The attempt is over, and what was created has not been confirmed by anybody: a person without a
 * device, whom an administrator revokes and invites again, or a device without its keys, which does
 * no harm. The record stays until whoever was told so begins anew:
 * - nothing else on this side knows that there is somebody to revoke. Whoever reloads or leaves
 *   before having read that is led here by the record, and told again;
 * - the server's word may be wrong. The claimer keeps its keys as long as we keep step 7, and
 *   should the server take it after all, they have their device. */
static psc_status psc_greet_unconfirmed(psc_greet *greet) {
    return psc_greet_ask_stopped(greet, greet->greeting.by_me, greet->greeting.reason,
                                 greet->enrollee.kind->unconfirmed);
}

/* Ended by somebody, perhaps under a question. A claimer who came back without a word starts the
 * exchange anew, so often: whoever plays the claimer knows the codes as soon as our nonce is out.
 * After the approval its person hears of it first. */
static psc_status psc_greet_stopped(psc_greet *greet) {
    const psc_greeting *greeting = &greet->greeting;
    if (psc_greet_is_created(greet)) {
        return psc_greet_unconfirmed(greet);
    }
    psc_flow_withdraw(&greet->flow, greet->question);
    const bool came_back = !greet->recorded && greeting->revealed && !greeting->by_me &&
                           greeting->reason == PSC_CANCEL_AUTOMATICALLY_CANCELLED;
    if (came_back && greet->tries < PSC_GREETING_TRIES_MAX) {
        greet->tries++;
        PSC_TRY(psc_greet_note_restart(greet));
        return psc_greet_start(greet);
    }
    return psc_greet_ask_stopped(greet, greeting->by_me, greeting->reason, greeting->status);
}

/* The server's refusal ends the attempt: no later try changes that. */
static bool psc_greet_is_over(psc_status status) {
    return status == PSC_ERR_INVITATION_USED || status == PSC_ERR_INVITATION_CANCELLED ||
           status == PSC_ERR_AUTHOR_NOT_ALLOWED || status == PSC_ERR_ATTEMPT_LOST ||
           status == PSC_ERR_STEP_REFUSED || status == PSC_ERR_HTTP_REVOKED;
}

static psc_status psc_greet_broken(psc_greet *greet) {
    const psc_status status = greet->greeting.status;
    const uint32_t http_status = greet->greeting.call.http_status;
    if (!greet->recorded || !psc_greet_is_over(status)) {
        return psc_greet_fail(greet, status, http_status);
    }
    if (!psc_greet_is_created(greet)) {
        greet->refusal = (psc_failure) {.status = (int) status, .http_status = http_status};
        return psc_greet_refused(greet);
    }
    if (status == PSC_ERR_INVITATION_USED) {
        /* Completed by us, before this session: that comes after the acknowledgment only. */
        greet->created = true;
        return psc_greet_remove_record(greet);
    }
    return psc_greet_unconfirmed(greet);
}

static psc_status psc_greet_show_code(psc_greet *greet) {
    psc_flow *flow = &greet->flow;
    psc_note note = {.kind = PSC_NOTE_OWN_CODE, .as.own_code.peer = greet->enrollee.peer};
    const psc_sas_code *code = psc_greeting_own_code(&greet->greeting);
    PSC_TRY(psc_bytes_copy(&note.as.own_code.code, &flow->scratch,
                           (psc_bytes) {(const uint8_t *) code->text, sizeof code->text}));
    PSC_TRY(psc_flow_note(flow, &note));
    PSC_TRY(psc_greeting_await_claimer_trust(&greet->greeting));
    return psc_greet_await_claimer(greet, PSC_GREET_AWAIT_CLAIMER_TRUST);
}

static psc_status psc_greet_ask_code(psc_greet *greet) {
    psc_flow *flow = &greet->flow;
    PSC_TRY(
        psc_sas_choices_make(greet->choices, psc_greeting_peer_code(&greet->greeting), flow->host));
    psc_bytes *texts;
    PSC_TRY(PSC_TAKE(&texts, &flow->scratch, PSC_SAS_CHOICES));
    for (size_t i = 0; i < PSC_SAS_CHOICES; i++) {
        texts[i] = (psc_bytes) {(const uint8_t *) greet->choices[i].text, PSC_SAS_CODE_CHARS};
    }
    const psc_question question = {
        .kind = PSC_QUESTION_CODE,
        .as.code = {.peer = greet->enrollee.peer, .choices = {texts, PSC_SAS_CHOICES}},
    };
    PSC_TRY(psc_greeting_watch(&greet->greeting));
    PSC_TRY(psc_flow_ask(&greet->question, flow, &question, PSC_GREET_OWN));
    flow->awaited = PSC_GREET_AWAIT_CODE;
    return PSC_OK;
}

static psc_status psc_greet_code(psc_greet *greet, const psc_event *event) {
    psc_flow *flow = &greet->flow;
    const psc_answer *answer = &event->as.answer;
    bool right = false;
    if (answer->kind == PSC_ANSWER_CODE) {
        psc_sas_code code;
        bool offered = false;
        if (psc_sas_parse(&code, answer->code) != PSC_OK) {
            return PSC_ERR_STATE;
        }
        for (size_t i = 0; i < PSC_SAS_CHOICES; i++) {
            offered = offered || psc_sas_equal(&code, &greet->choices[i]);
        }
        if (!offered) {
            return PSC_ERR_STATE;
        }
        right = psc_sas_equal(&code, psc_greeting_peer_code(&greet->greeting));
    } else if (answer->kind != PSC_ANSWER_NO_CODE) {
        return PSC_ERR_STATE;
    }
    if (!right) {
        PSC_TRY(psc_greeting_cancel(&greet->greeting, PSC_CANCEL_INVALID_SAS_CODE));
        return psc_greet_ask_stopped(greet, true, PSC_CANCEL_INVALID_SAS_CODE, PSC_OK);
    }
    PSC_TRY(psc_greeting_await_greeter_trust(&greet->greeting));
    return psc_await_machine(flow, PSC_GREET_AWAIT_GREETER_TRUST);
}

static psc_status psc_greet_ask_approval(psc_greet *greet, psc_status rejected) {
    psc_flow *flow = &greet->flow;
    psc_question question;
    greet->enrollee.kind->ask(&question, &greet->enrollee, rejected);
    PSC_TRY(psc_flow_ask(&greet->question, flow, &question, PSC_GREET_OWN));
    flow->awaited = PSC_GREET_AWAIT_APPROVAL;
    return PSC_OK;
}

static psc_status psc_greet_claimer_payload(psc_greet *greet) {
    psc_enrollee *enrollee = &greet->enrollee;
    const psc_status status =
        enrollee->kind->read(enrollee, &greet->flow.state, greet->greeting.peer_payload);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        PSC_TRY(psc_greeting_cancel(&greet->greeting, PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD));
        return psc_greet_ask_stopped(greet, true, PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD,
                                     PSC_ERR_PEER_PAYLOAD);
    }
    PSC_TRY(psc_greeting_watch(&greet->greeting));
    return psc_greet_ask_approval(greet, PSC_OK);
}

/* A resumed journey has its exchange from the record. */
static psc_status psc_greet_restore(psc_greet *greet) {
    if (greet->greeting.state != PSC_GREETING_IDLE) {
        return PSC_OK;
    }
    PSC_TRY(psc_greeting_restore(
        &greet->greeting, &greet->flow, PSC_ROLE_GREETER, &greet->device->endpoint, &greet->attempt,
        greet->secrets.shared_key, greet->secrets.step_body, PSC_GREET_EXCHANGE, 0));
    greet->greeting.peer = greet->enrollee.person;
    return PSC_OK;
}

/* Step 6 once more, as it was: an attempt that was cancelled meanwhile must not leave a person
 * without a device, nor a device without its keys. */
static psc_status psc_greet_ask_still_there(psc_greet *greet) {
    PSC_TRY(psc_greet_restore(greet));
    PSC_TRY(psc_greeting_await_payload(&greet->greeting));
    return psc_await_machine(&greet->flow, PSC_GREET_AWAIT_STILL_THERE);
}

static psc_status psc_greet_approval(psc_greet *greet, const psc_event *event) {
    psc_enrollee *enrollee = &greet->enrollee;
    const psc_answer *answer = &event->as.answer;
    if (answer->kind == PSC_ANSWER_REFUSE) {
        PSC_TRY(psc_greeting_cancel(&greet->greeting, PSC_CANCEL_MANUALLY_CANCELLED));
        return psc_greet_fail(greet, PSC_ERR_CANCELLED, 0);
    }
    const psc_status status = enrollee->kind->approve(enrollee, &greet->flow.state, answer);
    if (status == PSC_ERR_VALUE || status == PSC_ERR_MISMATCH) {
        return psc_greet_ask_approval(greet, status);
    }
    return status == PSC_OK ? psc_greet_ask_still_there(greet) : status;
}

/* ---------------------------------------------------------------------- certificates and record */

static psc_status psc_greet_make_record(psc_bytes *record, psc_greet *greet) {
    psc_flow *flow = &greet->flow;
    const psc_local_device *local = &greet->device->local;
    const psc_enrollee *enrollee = &greet->enrollee;
    psc_greet_secrets *secrets = &greet->secrets;
    memcpy(secrets->token, greet->token, sizeof secrets->token);
    secrets->greeting_attempt = greet->attempt;
    secrets->user_certificate = enrollee->blobs.user;
    secrets->device_certificate = enrollee->blobs.device;
    secrets->redacted_user_certificate = enrollee->blobs.redacted_user;
    secrets->redacted_device_certificate = enrollee->blobs.redacted_device;
    secrets->user_id = enrollee->user_id;
    secrets->device_id = enrollee->device_id;
    secrets->profile = enrollee->profile;
    psc_journey journey = {
        .kind = (int) enrollee->kind->journey,
        .created_on = flow->now,
        .server_url = local->server_url,
        .organization_id = local->organization_id,
        .human_handle = enrollee->person,
        .device_id = local->device_id,
    };
    PSC_TRY(psc_journey_seal(&journey.ciphertext, &flow->scratch, flow->host, secrets,
                             &psc_greet_secrets_record, local->local_symkey));
    return psc_journey_write(record, &flow->state, &journey);
}

/* Signs with `timestamp`, and stores what makes the creation repeatable before the server is
 * asked for it. */
static psc_status psc_greet_sign(psc_greet *greet, psc_time timestamp) {
    psc_flow *flow = &greet->flow;
    const psc_local_device *local = &greet->device->local;
    psc_enrollee *enrollee = &greet->enrollee;
    const psc_enrollment enrollment = {
        .author = &local->device_id,
        .signing_key = local->signing_key,
        .timestamp = timestamp,
        .user_id = enrollee->user_id,
        .device_id = enrollee->device_id,
        .human_handle = enrollee->person,
        .device_label = enrollee->device_label,
        .profile = enrollee->profile,
        .public_key = enrollee->public_key,
        .verify_key = enrollee->verify_key,
    };
    PSC_TRY(enrollee->kind->sign(&enrollee->blobs, &flow->state, &enrollment));
    enrollee->timestamp = timestamp;
    greet->refusal = (psc_failure) {0};
    greet->stale = false;
    greet->sent_again = false;
    psc_bytes record;
    PSC_TRY(psc_greet_make_record(&record, greet));
    PSC_TRY(psc_save_begin(&greet->save, flow, PSC_STORE_JOURNEYS, greet->journey_key, record,
                           PSC_GREET_OWN));
    return psc_await_machine(flow, PSC_GREET_AWAIT_RECORD_SAVED);
}

/* The identifiers stay the same whatever timestamp the certificates end up with, so that step 7
 * need not change. */
static psc_status psc_greet_prepare(psc_greet *greet) {
    psc_flow *flow = &greet->flow;
    psc_enrollee *enrollee = &greet->enrollee;
    greet->dating = (psc_dating) {0};
    PSC_TRY(enrollee->kind->identify(enrollee, flow->host));
    psc_buf content;
    psc_buf_init(&content, &flow->scratch);
    PSC_TRY(enrollee->kind->confirm(&content, enrollee));
    PSC_TRY(psc_greeting_prepare_payload(&greet->greeting, psc_buf_view(&content)));
    greet->attempt = greet->greeting.attempt;
    memcpy(greet->secrets.shared_key, greet->greeting.shared_key, sizeof greet->secrets.shared_key);
    greet->secrets.step_body = psc_greeting_step_body(&greet->greeting);
    return psc_greet_sign(greet, flow->now);
}

/* ------------------------------------------------------------------------------------- resuming */

/* PSC_OK, or why this record is of no use. */
static psc_status psc_greet_open_record(psc_greet *greet, psc_bytes found) {
    psc_arena *arena = &greet->flow.state;
    const psc_local_device *local = &greet->device->local;
    psc_greet_secrets *secrets = &greet->secrets;
    psc_enrollee *enrollee = &greet->enrollee;
    psc_bytes bytes;
    PSC_TRY(psc_bytes_copy(&bytes, arena, found));
    psc_journey journey;
    PSC_TRY(psc_journey_read(&journey, arena, bytes));
    if (journey.kind != (int) enrollee->kind->journey) {
        return PSC_ERR_MALFORMED;
    }
    if (!psc_uuid_equal(&journey.device_id, &local->device_id)) {
        return PSC_ERR_MISMATCH;
    }
    PSC_TRY(psc_journey_open(secrets, arena, journey.ciphertext, &psc_greet_secrets_record,
                             local->local_symkey));
    psc_device_certificate device;
    PSC_TRY(psc_device_certificate_peek(&device, arena, secrets->device_certificate));
    enrollee->blobs = (psc_enrollment_blobs) {
        .user = secrets->user_certificate,
        .device = secrets->device_certificate,
        .redacted_user = secrets->redacted_user_certificate,
        .redacted_device = secrets->redacted_device_certificate,
    };
    enrollee->user_id = secrets->user_id;
    enrollee->device_id = secrets->device_id;
    enrollee->profile = secrets->profile;
    enrollee->timestamp = device.timestamp;
    enrollee->device_label = device.device_label;
    memcpy(enrollee->verify_key, device.verify_key, sizeof enrollee->verify_key);
    greet->attempt = secrets->greeting_attempt;
    return enrollee->kind->restore(enrollee, arena);
}

static psc_status psc_greet_probe(psc_greet *greet);

static psc_status psc_greet_record(psc_greet *greet, const psc_event *event) {
    psc_flow *flow = &greet->flow;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_fail_store(flow, event);
    }
    const psc_bytes found = psc_stored_value(event, 0);
    if (found.at == NULL) {
        return psc_greet_ask_invitation(greet);
    }
    const psc_status status = psc_greet_open_record(greet, found);
    if (status == PSC_OK) {
        greet->recorded = true;
        greet->stale = true;
        return psc_greet_probe(greet);
    }
    if (status == PSC_ERR_MEMORY || status == PSC_ERR_MISMATCH) {
        /* Mismatch: another device on this computer has begun, and can go on. */
        return psc_fail_unharmed(flow, status);
    }
    psc_wipe(&greet->secrets, sizeof greet->secrets);
    return psc_greet_ask_invitation(greet);
}

/* ------------------------------------------------------------------------------------- creating */

static psc_status psc_greet_create(psc_greet *greet) {
    psc_flow *flow = &greet->flow;
    greet->recorded = true;
    PSC_TRY(greet->enrollee.kind->create(&greet->call, flow, &greet->device->endpoint,
                                         &greet->enrollee, PSC_GREET_OWN));
    return psc_await_machine(flow, PSC_GREET_AWAIT_CREATED);
}

static psc_status psc_greet_record_saved(psc_greet *greet, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &greet->save, event));
    return outcome == PSC_SAVE_DONE ? psc_greet_create(greet) : PSC_OK;
}

static psc_status psc_greet_deliver(psc_greet *greet) {
    PSC_TRY(psc_greet_restore(greet));
    PSC_TRY(psc_greeting_send_body(&greet->greeting));
    return psc_await_machine(&greet->flow, PSC_GREET_AWAIT_GREETER_PAYLOAD);
}

/* PSC_OK, or what the answer to the creation says; `failure` gets the details. */
static psc_status psc_greet_read_answer(psc_failure *failure, psc_greet *greet) {
    const psc_time now = greet->flow.now;
    psc_untimely untimely;
    PSC_TRY(greet->call.status);
    const psc_status status = greet->enrollee.kind->created(&untimely, &greet->call, &greet->flow);
    if (status == PSC_ERR_BALLPARK) {
        if (greet->stale) {
            /* A session of long ago says nothing about today's clock. */
            greet->dating.next = now;
        }
        failure->has_server_time = true;
        failure->server_time = untimely.ballpark.server_timestamp;
        failure->client_time = untimely.ballpark.client_timestamp;
    } else if (status == PSC_ERR_TIMESTAMP_LOOP) {
        psc_dating_later(&greet->dating, now, untimely.greater.strictly_greater_than);
    }
    return status;
}

/* Nothing was created, for a reason that is known. */
static psc_status psc_greet_not_created(psc_greet *greet) {
    return greet->dating.next == 0 ? psc_greet_refused(greet)
                                   : psc_greet_sign(greet, psc_dating_take(&greet->dating));
}

static psc_status psc_greet_created(psc_greet *greet, const psc_event *event) {
    psc_call *call = &greet->call;
    bool answered;
    PSC_TRY(psc_call_event(&answered, call, &greet->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    psc_failure failure = {.http_status = call->http_status};
    const psc_status status = psc_greet_read_answer(&failure, greet);
    if (status == PSC_OK) {
        return psc_greet_deliver(greet);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    /* An answer of which nobody knows what it means refuses nothing. */
    if (!psc_status_is_unclear(status)) {
        greet->refusal = failure;
        greet->refusal.status = (int) status;
    }
    /* A browser repeats by itself a request whose connection broke: what exists may be ours, and
     * what is only an HTTP status may be said by something in front of the server. */
    const bool earlier = call->resent || greet->stale || greet->sent_again ||
                         call->status != PSC_OK || status == PSC_ERR_ALREADY_EXISTS ||
                         status == PSC_ERR_ALREADY_ENROLLED;
    return greet->refusal.status != PSC_OK && !earlier ? psc_greet_not_created(greet)
                                                       : psc_greet_probe(greet);
}

/* Does the organization have the device? By our own identifiers: an e-mail may be somebody
 * else's. */
static psc_status psc_greet_probe(psc_greet *greet) {
    psc_flow *flow = &greet->flow;
    psc_buf body;
    psc_buf_init(&body, &flow->scratch);
    const psc_certificate_get_request request = {
        .has_common_after = true,
        .common_after = greet->enrollee.timestamp - PSC_GREET_PROBE_BEFORE,
    };
    PSC_TRY(psc_certificate_get_request_write(&body, &request));
    PSC_TRY(psc_call_begin(&greet->call, flow, &greet->device->endpoint, psc_buf_view(&body),
                           PSC_GREET_OWN, 0));
    return psc_await_machine(flow, PSC_GREET_AWAIT_PROBE);
}

static psc_status psc_greet_find_device(bool *found, psc_greet *greet) {
    *found = false;
    psc_flow *flow = &greet->flow;
    psc_certificate_get_reply reply;
    PSC_TRY(greet->call.status);
    PSC_TRY(psc_call_read(&reply, &greet->call, flow, &psc_certificate_get_reply_union));
    const psc_bytes *blobs = reply.ok.common_certificates.items;
    for (size_t i = 0; i < reply.ok.common_certificates.count && !*found; i++) {
        psc_device_certificate certificate;
        const psc_status status =
            psc_device_certificate_peek(&certificate, &flow->scratch, blobs[i]);
        if (status == PSC_ERR_MEMORY) {
            return status;
        }
        *found =
            status == PSC_OK && psc_uuid_equal(&certificate.device_id, &greet->enrollee.device_id);
    }
    return PSC_OK;
}

static psc_status psc_greet_probed(psc_greet *greet, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &greet->call, &greet->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    bool found;
    const psc_status status = psc_greet_find_device(&found, greet);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status
                                        : psc_greet_fail(greet, status, greet->call.http_status);
    }
    if (found) {
        return psc_greet_deliver(greet);
    }
    if (greet->refusal.status != PSC_OK) {
        return psc_greet_not_created(greet);
    }
    if (greet->sent_again) {
        return psc_greet_fail(greet, PSC_ERR_NOT_CREATED, greet->call.http_status);
    }
    greet->sent_again = true;
    return psc_greet_ask_still_there(greet);
}

/* ------------------------------------------------------------------------------------- the rest */

static psc_status psc_greet_complete(psc_greet *greet) {
    psc_flow *flow = &greet->flow;
    psc_token_request request;
    memcpy(request.token, greet->token, sizeof request.token);
    PSC_TRY(psc_call_command(&greet->call, flow, &greet->device->endpoint, &request,
                             &psc_invite_complete_request_record, PSC_GREET_OWN, 0));
    return psc_await_machine(flow, PSC_GREET_AWAIT_COMPLETED);
}

/* The newcomer has acknowledged: whatever the server says about the invitation, they are in. */
static psc_status psc_greet_completed(psc_greet *greet, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &greet->call, &greet->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    greet->created = true;
    return psc_greet_remove_record(greet);
}

static psc_status psc_greet_exchange(psc_greet *greet, const psc_event *event,
                                     const psc_pending *answered) {
    psc_flow *flow = &greet->flow;
    psc_greeting *greeting = &greet->greeting;
    int outcome;
    PSC_TRY(psc_greeting_event(&outcome, greeting, event, answered));
    switch ((psc_greeting_outcome) outcome) {
    case PSC_GREETING_NOTHING:
    case PSC_GREETING_HAS_GREETER_NONCE:
        return PSC_OK;
    case PSC_GREETING_HAS_PEER:
        return psc_await_machine(flow, PSC_GREET_AWAIT_CODES);
    case PSC_GREETING_HAS_CODES:
        return psc_greet_show_code(greet);
    case PSC_GREETING_HAS_CLAIMER_TRUST:
        return psc_greet_ask_code(greet);
    case PSC_GREETING_HAS_GREETER_TRUST:
        PSC_TRY(psc_greeting_await_payload(greeting));
        return psc_greet_await_claimer(greet, PSC_GREET_AWAIT_CLAIMER_PAYLOAD);
    case PSC_GREETING_HAS_PAYLOAD:
        if (greet->recorded) {
            return psc_greet_create(greet);
        }
        return flow->awaited == PSC_GREET_AWAIT_STILL_THERE ? psc_greet_prepare(greet)
                                                            : psc_greet_claimer_payload(greet);
    case PSC_GREETING_SENT_PAYLOAD:
        PSC_TRY(psc_greeting_acknowledge(greeting));
        return psc_await_machine(flow, PSC_GREET_AWAIT_ACKNOWLEDGMENT);
    case PSC_GREETING_ACKNOWLEDGED:
        return psc_greet_complete(greet);
    case PSC_GREETING_RESTARTED:
        PSC_TRY(psc_greet_note_restart(greet));
        return psc_greet_await_claimer(greet, PSC_GREET_AWAIT_PEER);
    case PSC_GREETING_STOPPED:
        return psc_greet_stopped(greet);
    case PSC_GREETING_BROKEN:
        return psc_greet_broken(greet);
    }
    return PSC_ERR_STATE;
}

/* Until the creation is asked for, the claimer is told and the record goes. From then on only
 * the record knows what may have to be finished: it stays, and so does the attempt. */
static psc_status psc_greet_cancel(psc_greet *greet) {
    psc_flow *flow = &greet->flow;
    switch ((psc_greet_state) flow->awaited) {
    case PSC_GREET_AWAIT_BEGIN:
    case PSC_GREET_AWAIT_RECORD:
    case PSC_GREET_AWAIT_INVITATION:
    case PSC_GREET_AWAIT_PEER:
    case PSC_GREET_AWAIT_CODES:
    case PSC_GREET_AWAIT_CLAIMER_TRUST:
    case PSC_GREET_AWAIT_CODE:
    case PSC_GREET_AWAIT_GREETER_TRUST:
    case PSC_GREET_AWAIT_CLAIMER_PAYLOAD:
    case PSC_GREET_AWAIT_APPROVAL:
    case PSC_GREET_AWAIT_STILL_THERE:
    case PSC_GREET_AWAIT_AGAIN:
    case PSC_GREET_AWAIT_RECORD_GIVEN_UP:
        if (!greet->recorded) {
            PSC_TRY(psc_greeting_cancel(&greet->greeting, PSC_CANCEL_MANUALLY_CANCELLED));
        }
        break;
    case PSC_GREET_AWAIT_RECORD_SAVED:
        psc_flow_withdraw_all(flow);
        greet->refusal = (psc_failure) {.status = PSC_ERR_CANCELLED};
        return psc_greet_refused(greet);
    case PSC_GREET_AWAIT_CREATED:
    case PSC_GREET_AWAIT_PROBE:
    case PSC_GREET_AWAIT_GREETER_PAYLOAD:
    case PSC_GREET_AWAIT_ACKNOWLEDGMENT:
    case PSC_GREET_AWAIT_COMPLETED:
        break;
    case PSC_GREET_AWAIT_RECORD_REMOVED:
        return PSC_OK; /* the end is decided, and one answer of the store away */
    }
    return psc_greet_fail(greet, PSC_ERR_CANCELLED, 0);
}

static psc_status psc_greet_hurry(psc_greet *greet, const psc_event *event) {
    bool answered;
    int outcome;
    PSC_TRY(psc_call_event(&answered, &greet->call, &greet->flow, event));
    return psc_greeting_event(&outcome, &greet->greeting, event, NULL);
}

static psc_status psc_greet_begin(psc_greet *greet) {
    psc_flow *flow = &greet->flow;
    const psc_store_operation operation = {
        .verb = PSC_STORE_GET, .store = PSC_STORE_JOURNEYS, .key = greet->journey_key};
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, PSC_GREET_OWN));
    return psc_await_machine(flow, PSC_GREET_AWAIT_RECORD);
}

static psc_status psc_greet_step(psc_flow *flow, const psc_event *event,
                                 const psc_pending *answered) {
    psc_greet *greet = (psc_greet *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_greet_cancel(greet);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return psc_greet_hurry(greet, event);
    }
    if (answered != NULL && answered->purpose == PSC_GREET_EXCHANGE) {
        return psc_greet_exchange(greet, event, answered);
    }
    switch ((psc_greet_state) flow->awaited) {
    case PSC_GREET_AWAIT_BEGIN:
        return psc_greet_begin(greet);
    case PSC_GREET_AWAIT_RECORD:
        return psc_greet_record(greet, event);
    case PSC_GREET_AWAIT_INVITATION:
        return psc_greet_invitation(greet, event);
    case PSC_GREET_AWAIT_CODE:
        return psc_greet_code(greet, event);
    case PSC_GREET_AWAIT_APPROVAL:
        return psc_greet_approval(greet, event);
    case PSC_GREET_AWAIT_AGAIN:
        return psc_greet_again(greet, event);
    case PSC_GREET_AWAIT_RECORD_SAVED:
        return psc_greet_record_saved(greet, event);
    case PSC_GREET_AWAIT_CREATED:
        return psc_greet_created(greet, event);
    case PSC_GREET_AWAIT_PROBE:
        return psc_greet_probed(greet, event);
    case PSC_GREET_AWAIT_COMPLETED:
        return psc_greet_completed(greet, event);
    case PSC_GREET_AWAIT_RECORD_REMOVED:
        return psc_greet_record_removed(greet);
    case PSC_GREET_AWAIT_RECORD_GIVEN_UP:
        /* One that could not be deleted is replaced by the next. */
        return psc_greet_ask_invitation(greet);
    case PSC_GREET_AWAIT_PEER:
    case PSC_GREET_AWAIT_CODES:
    case PSC_GREET_AWAIT_CLAIMER_TRUST:
    case PSC_GREET_AWAIT_GREETER_TRUST:
    case PSC_GREET_AWAIT_CLAIMER_PAYLOAD:
    case PSC_GREET_AWAIT_STILL_THERE:
    case PSC_GREET_AWAIT_GREETER_PAYLOAD:
    case PSC_GREET_AWAIT_ACKNOWLEDGMENT:
        break; /* only the exchange is awaited */
    }
    return PSC_ERR_STATE;
}

static void psc_greet_close(psc_flow *flow) {
    psc_device_release(((psc_greet *) flow)->device);
}

static const psc_flow_class psc_greet_class = {
    .name = "greet",
    .states = psc_greet_states,
    .size = sizeof(psc_greet),
    .step = psc_greet_step,
    .close = psc_greet_close,
};

psc_status psc_greet_new(psc_flow **flow, const psc_host *host, const psc_greet_options *options) {
    *flow = NULL;
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_greet_class));
    psc_greet *greet = (psc_greet *) made;
    psc_device_retain(options->device);
    greet->device = options->device;
    int type;
    psc_status status =
        psc_invitation_token(greet->token, &type, &made->state, greet->device, options->link);
    if (status == PSC_OK) {
        greet->enrollee.kind =
            type == PSC_INVITATION_USER ? &psc_enrollee_user : &psc_enrollee_device;
        greet->enrollee.author = &greet->device->local;
        status = psc_journey_key(&greet->journey_key, &made->state, greet->enrollee.kind->journey,
                                 PSC_BYTES_OF(greet->token));
    }
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
