// SPDX-License-Identifier: MPL-2.0
/* Somebody without an invitation asks to be let in (flows.md §7.1). They sign on before anything is made, since the page may be left for
 * it; the key that will open the rest is kept with OpenBao at once, while the token lives. What makes the request a device later is
 * saved here before the request is sent. */
#include <string.h>

#include "codec/address.h"
#include "crypto/random.h"
#include "flow/asking.h"
#include "flow/device.h"
#include "flow/protect.h"
#include "flow/sign_on.h"

#define PSC_ENROLL_STATES(X)                                                                       \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_SIGN_ON, "await-sign-on")                                                              \
    X(AWAIT_SERVICE, "await-service")                                                              \
    X(AWAIT_EMAILS, "await-emails")                                                                \
    X(AWAIT_KEPT, "await-kept")                                                                    \
    X(AWAIT_DETAILS, "await-details")                                                              \
    X(AWAIT_SIGNED, "await-signed")                                                                \
    X(AWAIT_SIGNING_KEY, "await-signing-key")                                                      \
    X(AWAIT_SAVED, "await-saved")                                                                  \
    X(AWAIT_SUBMITTED, "await-submitted")                                                          \
    X(AWAIT_PROBE, "await-probe")                                                                  \
    X(AWAIT_DATED, "await-dated")                                                                  \
    X(AWAIT_DROPPED, "await-dropped")

typedef enum psc_enroll_state {
#define X(name, text) PSC_ENROLL_##name,
    PSC_ENROLL_STATES(X)
#undef X
} psc_enroll_state;

static const char *const psc_enroll_states[] = {
#define X(name, text) [PSC_ENROLL_##name] = (text),
    PSC_ENROLL_STATES(X)
#undef X
};

static const psc_sign_on_states psc_enroll_sign_on_states = {
    .asking = PSC_ENROLL_AWAIT_SIGN_ON,
    .working = PSC_ENROLL_AWAIT_SERVICE,
};

typedef struct psc_enroll {
    psc_flow flow;
    psc_address address;
    psc_bytes device_label;
    psc_sign_on_return back;
    psc_sign_on sign_on;
    psc_openbao_call service;
    psc_list emails;
    bool kept; /* the key below is with OpenBao: what is left to sign for is the request */
    uint8_t key[PSC_SECRET_KEY_BYTES];
    psc_pending_content content;
    psc_question_request question;
    bool made; /* the keys below */
    psc_asking_keys keys;
    psc_submit_payload payload;
    psc_bytes payload_bytes;
    psc_bytes signature;
    bool replace;
    bool key_made; /* a signing key, which was missing: once */
    psc_bytes record_key;
    psc_bytes record;
    psc_save save;
    psc_endpoint endpoint;
    psc_call call;
    psc_failure
        refusal; /* why the record is dropped; its status PSC_OK: the question is asked again */
} psc_enroll;

static psc_status psc_enroll_fail(psc_enroll *enroll, psc_status status) {
    return psc_flow_fail(&enroll->flow, &(psc_failure) {
                                            .status = (int) status,
                                            .http_status = enroll->call.http_status,
                                            .nothing_lost = true,
                                        });
}

/* ------------------------------------------------------------------------------------ signing on */

static psc_status psc_enroll_begin(psc_enroll *enroll) {
    const psc_sign_on_wish wish = {
        .server_url = enroll->address.server_url,
        .host = enroll->address.host,
        .organization = enroll->address.organization,
    };
    return psc_sign_on_begin(&enroll->sign_on, &enroll->flow, &wish, &enroll->back,
                             &psc_enroll_sign_on_states);
}

static psc_status psc_enroll_sign(psc_enroll *enroll) {
    PSC_TRY(psc_openbao_sign(&enroll->service, enroll->payload_bytes));
    return psc_await_machine(&enroll->flow, PSC_ENROLL_AWAIT_SIGNED);
}

/* The first time, or once more since the token has expired meanwhile. */
static psc_status psc_enroll_signed_on(psc_enroll *enroll) {
    psc_flow *flow = &enroll->flow;
    enroll->service = (psc_openbao_call) {.flow = flow, .openbao = &enroll->sign_on.openbao};
    if (enroll->kept) {
        enroll->key_made = false;
        return psc_enroll_sign(enroll);
    }
    PSC_TRY(psc_openbao_ask_emails(&enroll->service, enroll->sign_on.openbao.entity_id));
    return psc_await_machine(flow, PSC_ENROLL_AWAIT_EMAILS);
}

static psc_status psc_enroll_sign_on_event(psc_enroll *enroll, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_sign_on_event(&outcome, &enroll->sign_on, event));
    switch ((psc_sign_on_outcome) outcome) {
    case PSC_SIGN_ON_NOTHING:
        return PSC_OK;
    case PSC_SIGN_ON_DONE:
        return psc_enroll_signed_on(enroll);
    case PSC_SIGN_ON_REFUSED:
        return psc_enroll_fail(enroll, PSC_ERR_CANCELLED);
    case PSC_SIGN_ON_FAILED:
        enroll->call.http_status = enroll->sign_on.http_status;
        return psc_enroll_fail(enroll, enroll->sign_on.failed);
    }
    return PSC_ERR_STATE;
}

/* The service did not do what it was asked for. */
static psc_status psc_enroll_not_served(psc_enroll *enroll, psc_status status) {
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    return psc_sign_on_mends(status) ? psc_sign_on_again(&enroll->sign_on, status)
                                     : psc_enroll_fail(enroll, status);
}

static psc_status psc_enroll_emails(psc_enroll *enroll) {
    psc_flow *flow = &enroll->flow;
    psc_openbao_place *place = &enroll->content.identity_system.openbao;
    const psc_status status = psc_openbao_emails(&enroll->emails, &enroll->service);
    if (status != PSC_OK) {
        return psc_enroll_not_served(enroll, status);
    }
    if (enroll->emails.count == 0) {
        return psc_enroll_fail(enroll, PSC_ERR_SIGN_ON_EMAILS);
    }
    enroll->content.identity_system.tag = PSC_IDENTITY_SYSTEM_OPENBAO;
    place->auth_id = enroll->sign_on.openbao.auth_id;
    place->entity_id = enroll->sign_on.openbao.entity_id;
    PSC_TRY(psc_openbao_put_key(&enroll->service, &place->key_path, enroll->key));
    return psc_await_machine(flow, PSC_ENROLL_AWAIT_KEPT);
}

/* ------------------------------------------------------------------------------------ who asks */

static psc_status psc_enroll_ask(psc_enroll *enroll, psc_status rejected) {
    enroll->question.organization = enroll->address.organization;
    enroll->question.host = enroll->address.host;
    enroll->question.provider = enroll->content.identity_system.openbao.auth_id;
    enroll->question.emails = enroll->emails;
    enroll->question.rejected = (int) rejected;
    enroll->question.has_submitted_on = rejected == PSC_ERR_REQUEST_WAITING;
    const psc_question question = {.kind = PSC_QUESTION_REQUEST, .as.request = enroll->question};
    PSC_TRY(psc_flow_ask(NULL, &enroll->flow, &question, 0));
    enroll->flow.awaited = PSC_ENROLL_AWAIT_DETAILS;
    return PSC_OK;
}

static psc_status psc_enroll_kept(psc_enroll *enroll) {
    const psc_status status = enroll->service.status;
    if (status != PSC_OK) {
        return psc_enroll_not_served(enroll, status);
    }
    enroll->kept = true;
    return psc_enroll_ask(enroll, PSC_OK);
}

/* Once: another try of the same journey is the same request. */
static psc_status psc_enroll_make(psc_enroll *enroll) {
    const psc_host *host = enroll->flow.host;
    if (enroll->made) {
        return PSC_OK;
    }
    PSC_TRY(psc_uuid_make(&enroll->content.enrollment_id, host));
    PSC_TRY(psc_signing_key_make(enroll->payload.verify_key, enroll->keys.signing_key, host));
    PSC_TRY(psc_keypair_make(enroll->payload.public_key, enroll->keys.private_key, host));
    PSC_TRY(
        psc_request_key(&enroll->record_key, &enroll->flow.state, &enroll->content.enrollment_id));
    enroll->made = true;
    return PSC_OK;
}

static psc_status psc_enroll_details(psc_enroll *enroll, const psc_event *event) {
    const psc_answer *answer = &event->as.answer;
    psc_arena *arena = &enroll->flow.state;
    psc_submit_payload *payload = &enroll->payload;
    if (answer->kind != PSC_ANSWER_IDENTITY) {
        return PSC_ERR_STATE;
    }
    if (psc_human_label_check(answer->name) != PSC_OK ||
        !psc_openbao_has_email(&enroll->emails, answer->email)) {
        return psc_enroll_ask(enroll, PSC_ERR_VALUE);
    }
    PSC_TRY(psc_enroll_make(enroll));
    PSC_TRY(psc_bytes_copy(&payload->requested_human_handle.label, arena, answer->name));
    PSC_TRY(psc_bytes_copy(&payload->requested_human_handle.email, arena, answer->email));
    payload->requested_device_label = enroll->device_label;
    enroll->replace = answer->replace;
    enroll->content.requested_human_handle = payload->requested_human_handle;
    enroll->content.requested_device_label = payload->requested_device_label;
    PSC_TRY(psc_submit_payload_write(&enroll->payload_bytes, arena, payload));
    enroll->key_made = false;
    return psc_enroll_sign(enroll);
}

/* ------------------------------------------------------------------------------- the signed request */

static psc_status psc_enroll_save(psc_enroll *enroll, psc_time submitted_on, int state) {
    psc_flow *flow = &enroll->flow;
    enroll->content.submitted_on = submitted_on;
    PSC_TRY(psc_asking_seal(&enroll->record, &flow->state, flow->host, &enroll->content,
                            &enroll->keys, enroll->key));
    PSC_TRY(psc_save_begin(&enroll->save, flow, PSC_STORE_ENROLLMENTS, enroll->record_key,
                           enroll->record, 0));
    return psc_await_machine(flow, state);
}

static psc_status psc_enroll_signed(psc_enroll *enroll) {
    const psc_status status = psc_openbao_signature(&enroll->signature, &enroll->service);
    if (status == PSC_ERR_SIGN_ON_KEY && !enroll->key_made) {
        enroll->key_made = true;
        PSC_TRY(psc_openbao_make_signing_key(&enroll->service));
        return psc_await_machine(&enroll->flow, PSC_ENROLL_AWAIT_SIGNING_KEY);
    }
    if (status != PSC_OK) {
        return psc_enroll_not_served(enroll, status);
    }
    return psc_enroll_save(enroll, enroll->flow.now, PSC_ENROLL_AWAIT_SAVED);
}

static psc_status psc_enroll_signing_key(psc_enroll *enroll) {
    const psc_status status = enroll->service.status;
    return status == PSC_OK ? psc_enroll_sign(enroll) : psc_enroll_not_served(enroll, status);
}

static psc_status psc_enroll_service_event(psc_enroll *enroll, const psc_event *event) {
    PSC_TRY(psc_openbao_event(&enroll->service, event));
    switch (enroll->flow.awaited) {
    case PSC_ENROLL_AWAIT_EMAILS:
        return psc_enroll_emails(enroll);
    case PSC_ENROLL_AWAIT_KEPT:
        return psc_enroll_kept(enroll);
    case PSC_ENROLL_AWAIT_SIGNED:
        return psc_enroll_signed(enroll);
    default:
        return psc_enroll_signing_key(enroll);
    }
}

/* --------------------------------------------------------------------------------------- sending */

static psc_status psc_enroll_submit(psc_enroll *enroll) {
    const psc_async_submit_request request = {
        .enrollment_id = enroll->content.enrollment_id,
        .force = enroll->replace,
        .submit_payload = enroll->payload_bytes,
        .submit_payload_signature =
            {
                .tag = PSC_IDENTITY_OPENBAO,
                .openbao = {.signature = enroll->signature,
                            .entity_id = enroll->content.identity_system.openbao.entity_id},
            },
    };
    PSC_TRY(psc_call_command(&enroll->call, &enroll->flow, &enroll->endpoint, &request,
                             &psc_async_submit_request_record, 0, 0));
    return psc_await_machine(&enroll->flow, PSC_ENROLL_AWAIT_SUBMITTED);
}

static psc_status psc_enroll_saved(psc_enroll *enroll, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &enroll->save, event));
    return outcome == PSC_SAVE_DONE ? psc_enroll_submit(enroll) : PSC_OK;
}

/* Nothing waits at the server: nothing must seem to wait here. */
static psc_status psc_enroll_drop(psc_enroll *enroll, psc_status status, bool ask) {
    const psc_store_operation operation = {
        .verb = PSC_STORE_DELETE, .store = PSC_STORE_ENROLLMENTS, .key = enroll->record_key};
    enroll->refusal = (psc_failure) {
        .status = ask ? PSC_OK : (int) status,
        .http_status = enroll->call.http_status,
        .nothing_lost = true,
    };
    enroll->question.rejected = (int) status;
    PSC_TRY(psc_flow_store(NULL, &enroll->flow, &operation, 1, 0));
    return psc_await_machine(&enroll->flow, PSC_ENROLL_AWAIT_DROPPED);
}

/* A record that could not be deleted is told from others by what the server says of it. */
static psc_status psc_enroll_dropped(psc_enroll *enroll) {
    return enroll->refusal.status == PSC_OK
               ? psc_enroll_ask(enroll, (psc_status) enroll->question.rejected)
               : psc_flow_fail(&enroll->flow, &enroll->refusal);
}

static psc_status psc_enroll_probe(psc_enroll *enroll) {
    const psc_async_id request = {.enrollment_id = enroll->content.enrollment_id};
    PSC_TRY(psc_call_command(&enroll->call, &enroll->flow, &enroll->endpoint, &request,
                             &psc_async_info_request_record, 0, 0));
    return psc_await_machine(&enroll->flow, PSC_ENROLL_AWAIT_PROBE);
}

static psc_status psc_enroll_read_submitted(psc_enroll *enroll, psc_time *submitted_on) {
    psc_async_submit_reply reply;
    PSC_TRY(enroll->call.status);
    PSC_TRY(psc_call_read(&reply, &enroll->call, &enroll->flow, &psc_async_submit_reply_union));
    *submitted_on = reply.ok.submitted_on;
    switch ((psc_async_submit_tag) reply.tag) {
    case PSC_ASYNC_SUBMIT_OK:
        return PSC_OK;
    case PSC_ASYNC_SUBMIT_EMAIL_SUBMITTED:
        return PSC_ERR_REQUEST_WAITING;
    case PSC_ASYNC_SUBMIT_EMAIL_ENROLLED:
        return PSC_ERR_ALREADY_ENROLLED;
    case PSC_ASYNC_SUBMIT_ID_USED:
        return PSC_ERR_ALREADY_EXISTS;
    case PSC_ASYNC_SUBMIT_INVALID_PAYLOAD:
    case PSC_ASYNC_SUBMIT_INVALID_SIGNATURE:
        return PSC_ERR_REQUEST_PAYLOAD;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_enroll_submitted(psc_enroll *enroll) {
    psc_time submitted_on = 0;
    const psc_status status = psc_enroll_read_submitted(enroll, &submitted_on);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status == PSC_OK) {
        return psc_enroll_save(enroll, submitted_on, PSC_ENROLL_AWAIT_DATED);
    }
    /* What was sent before may have been heard, and then it is this request that waits. */
    if (enroll->call.resent || psc_status_is_unclear(status)) {
        enroll->refusal.status = (int) status;
        enroll->question.submitted_on = submitted_on;
        return psc_enroll_probe(enroll);
    }
    enroll->question.submitted_on = submitted_on;
    return psc_enroll_drop(enroll, status,
                           status == PSC_ERR_REQUEST_WAITING || status == PSC_ERR_ALREADY_ENROLLED);
}

static psc_status psc_enroll_probed(psc_enroll *enroll) {
    const psc_status refused = (psc_status) enroll->refusal.status;
    psc_async_info_reply reply;
    psc_status status = enroll->call.status;
    if (status == PSC_OK) {
        status = psc_call_read(&reply, &enroll->call, &enroll->flow, &psc_async_info_reply_union);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        /* It may wait there: the record stays, and is followed. */
        return psc_flow_fail(&enroll->flow, &(psc_failure) {
                                                .status = (int) status,
                                                .http_status = enroll->call.http_status,
                                            });
    }
    return reply.tag == PSC_ASYNC_INFO_OK
               ? psc_enroll_save(enroll, reply.ok.submitted_on, PSC_ENROLL_AWAIT_DATED)
               : psc_enroll_drop(enroll, refused,
                                 refused == PSC_ERR_REQUEST_WAITING ||
                                     refused == PSC_ERR_ALREADY_ENROLLED);
}

static psc_status psc_enroll_answer(psc_enroll *enroll, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &enroll->call, &enroll->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    return enroll->flow.awaited == PSC_ENROLL_AWAIT_PROBE ? psc_enroll_probed(enroll)
                                                          : psc_enroll_submitted(enroll);
}

static psc_status psc_enroll_dated(psc_enroll *enroll, const psc_event *event) {
    psc_flow *flow = &enroll->flow;
    int outcome;
    psc_result result = {.kind = PSC_RESULT_REQUEST};
    PSC_TRY(psc_save_event(&outcome, &enroll->save, event));
    if (outcome != PSC_SAVE_DONE) {
        return PSC_OK;
    }
    PSC_TRY(psc_request_line_read(&result.as.request, &flow->state, enroll->record_key,
                                  enroll->record));
    return psc_flow_finish(flow, &result);
}

/* ----------------------------------------------------------------------------------------- flow */

/* From the sending on, the request may wait at the server: what is kept of it shows it. */
static psc_status psc_enroll_cancel(psc_enroll *enroll) {
    psc_flow *flow = &enroll->flow;
    return flow->awaited >= PSC_ENROLL_AWAIT_SAVED ? psc_flow_fail_with(flow, PSC_ERR_CANCELLED)
                                                   : psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
}

static bool psc_enroll_hears_hurry(int awaited) {
    return awaited == PSC_ENROLL_AWAIT_SIGN_ON || awaited == PSC_ENROLL_AWAIT_SERVICE ||
           awaited == PSC_ENROLL_AWAIT_SUBMITTED || awaited == PSC_ENROLL_AWAIT_PROBE;
}

static psc_status psc_enroll_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_enroll *enroll = (psc_enroll *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_enroll_cancel(enroll);
    }
    if (event->kind == PSC_EVENT_HURRY && !psc_enroll_hears_hurry(flow->awaited)) {
        return PSC_OK;
    }
    switch ((psc_enroll_state) flow->awaited) {
    case PSC_ENROLL_AWAIT_BEGIN:
        return psc_enroll_begin(enroll);
    case PSC_ENROLL_AWAIT_SIGN_ON:
    case PSC_ENROLL_AWAIT_SERVICE:
        return psc_enroll_sign_on_event(enroll, event);
    case PSC_ENROLL_AWAIT_EMAILS:
    case PSC_ENROLL_AWAIT_KEPT:
    case PSC_ENROLL_AWAIT_SIGNED:
    case PSC_ENROLL_AWAIT_SIGNING_KEY:
        return psc_enroll_service_event(enroll, event);
    case PSC_ENROLL_AWAIT_DETAILS:
        return psc_enroll_details(enroll, event);
    case PSC_ENROLL_AWAIT_SAVED:
        return psc_enroll_saved(enroll, event);
    case PSC_ENROLL_AWAIT_SUBMITTED:
    case PSC_ENROLL_AWAIT_PROBE:
        return psc_enroll_answer(enroll, event);
    case PSC_ENROLL_AWAIT_DATED:
        return psc_enroll_dated(enroll, event);
    case PSC_ENROLL_AWAIT_DROPPED:
        return psc_enroll_dropped(enroll);
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_enroll_class = {
    .name = "enroll",
    .states = psc_enroll_states,
    .size = sizeof(psc_enroll),
    .step = psc_enroll_step,
};

static psc_status psc_enroll_fill(psc_enroll *enroll, const psc_enroll_options *options) {
    psc_arena *arena = &enroll->flow.state;
    const bool named = options->device_label.len > 0;
    const psc_bytes label = named ? options->device_label : PSC_BYTES_LIT("Web");
    PSC_TRY(psc_address_parse(&enroll->address, arena, options->link));
    if (enroll->address.kind != PSC_ADDRESS_ASYNC_ENROLLMENT) {
        return PSC_ERR_INVITATION_KIND;
    }
    if (psc_device_label_check(label) != PSC_OK) {
        return PSC_ERR_ARGUMENT;
    }
    PSC_TRY(psc_bytes_copy(&enroll->device_label, arena, label));
    enroll->content.server_url = enroll->address.server_url;
    enroll->content.organization_id = enroll->address.organization;
    enroll->endpoint = (psc_endpoint) {
        .family = PSC_FAMILY_ANONYMOUS,
        .server_url = enroll->address.server_url,
        .organization = enroll->address.organization,
    };
    return psc_sign_on_return_copy(&enroll->back, arena, &options->sign_on);
}

psc_status psc_enroll_new(psc_flow **flow, const psc_host *host,
                          const psc_enroll_options *options) {
    *flow = NULL;
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_enroll_class));
    const psc_status status = psc_enroll_fill((psc_enroll *) made, options);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
