// SPDX-License-Identifier: MPL-2.0
/* An administrator accepts a join request (flows.md §7.2). The server verifies nothing: here the signature is, and that the e-mail is one of
 * the signer's, before the person is shown and anything is created. The certificates are as those of a greeting. */
#include <string.h>

#include "crypto/random.h"
#include "flow/asking.h"
#include "flow/dating.h"
#include "flow/device.h"
#include "flow/protect.h"
#include "flow/sign_on.h"
#include "trust/certificate.h"

#define PSC_ACCEPT_STATES(X)                                                                       \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_LIST, "await-list")                                                                    \
    X(AWAIT_SIGN_ON, "await-sign-on")                                                              \
    X(AWAIT_SERVICE, "await-service")                                                              \
    X(AWAIT_VERIFIED, "await-verified")                                                            \
    X(AWAIT_EMAILS, "await-emails")                                                                \
    X(AWAIT_APPROVAL, "await-approval")                                                            \
    X(AWAIT_SIGNED, "await-signed")                                                                \
    X(AWAIT_SIGNING_KEY, "await-signing-key")                                                      \
    X(AWAIT_ACCEPTED, "await-accepted")                                                            \
    X(AWAIT_PROBE, "await-probe")

typedef enum psc_accept_state {
#define X(name, text) PSC_ACCEPT_##name,
    PSC_ACCEPT_STATES(X)
#undef X
} psc_accept_state;

static const char *const psc_accept_states[] = {
#define X(name, text) [PSC_ACCEPT_##name] = (text),
    PSC_ACCEPT_STATES(X)
#undef X
};

static const psc_sign_on_states psc_accept_sign_on_states = {
    .asking = PSC_ACCEPT_AWAIT_SIGN_ON,
    .working = PSC_ACCEPT_AWAIT_SERVICE,
};

typedef struct psc_accept {
    psc_flow flow;
    psc_device *device;
    psc_async_id request;
    bool send_email;
    psc_call call;
    psc_time submitted_on;
    psc_bytes submitted_bytes;
    psc_payload_signature submitted_by;
    psc_submit_payload submitted;
    psc_sign_on sign_on;
    psc_openbao_call service;
    int doing; /* the state in which the service is asked, once somebody has signed on */
    psc_list emails;
    psc_accept_payload payload;
    psc_bytes payload_bytes;
    psc_payload_signature signature;
    bool key_made; /* a signing key, which was missing: once */
    psc_endpoint anonymous;
    psc_dating dating;
    psc_failure refusal; /* what the server said, until the probe knows better */
} psc_accept;

static psc_status psc_accept_fail(psc_accept *accept, psc_status status) {
    return psc_flow_fail(&accept->flow, &(psc_failure) {
                                            .status = (int) status,
                                            .http_status = accept->call.http_status,
                                            .person = accept->submitted.requested_human_handle,
                                            .nothing_lost = true,
                                        });
}

/* ------------------------------------------------------------------------------------ the request */

/* As it is now: somebody else may have answered it, or it was withdrawn. */
static psc_status psc_accept_begin(psc_accept *accept) {
    PSC_TRY(psc_call_command(&accept->call, &accept->flow, &accept->device->endpoint,
                             &accept->request, &psc_async_list_request_record, 0, 0));
    return psc_await_machine(&accept->flow, PSC_ACCEPT_AWAIT_LIST);
}

static psc_status psc_accept_take(psc_accept *accept, const psc_async_item *item) {
    psc_arena *arena = &accept->flow.state;
    const psc_payload_signature *signature = &item->submit_payload_signature;
    if (signature->tag != PSC_IDENTITY_OPENBAO) {
        return PSC_ERR_REQUEST_KIND;
    }
    if (!psc_openbao_is_entity(signature->openbao.entity_id)) {
        return PSC_ERR_SIGNATURE;
    }
    accept->submitted_on = item->submitted_on;
    accept->submitted_by.tag = signature->tag;
    PSC_TRY(psc_bytes_copy(&accept->submitted_by.openbao.signature, arena,
                           signature->openbao.signature));
    PSC_TRY(psc_bytes_copy(&accept->submitted_by.openbao.entity_id, arena,
                           signature->openbao.entity_id));
    PSC_TRY(psc_bytes_copy(&accept->submitted_bytes, arena, item->submit_payload));
    return psc_submit_payload_read(&accept->submitted, arena, accept->submitted_bytes);
}

static psc_status psc_accept_find(psc_accept *accept) {
    psc_async_list_reply reply;
    PSC_TRY(accept->call.status);
    PSC_TRY(psc_call_read(&reply, &accept->call, &accept->flow, &psc_async_list_reply_union));
    if (reply.tag == PSC_ASYNC_LIST_AUTHOR_NOT_ALLOWED) {
        return PSC_ERR_AUTHOR_NOT_ALLOWED;
    }
    const psc_async_item *item = reply.ok.enrollments.items;
    for (size_t i = 0; i < reply.ok.enrollments.count; i++) {
        if (psc_uuid_equal(&item[i].enrollment_id, &accept->request.enrollment_id)) {
            return psc_accept_take(accept, &item[i]);
        }
    }
    return PSC_ERR_REQUEST_DECIDED;
}

static psc_status psc_accept_listed(psc_accept *accept) {
    const psc_local_device *local = &accept->device->local;
    const psc_status status = psc_accept_find(accept);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : psc_accept_fail(accept, status);
    }
    accept->call.http_status = 0; /* what comes is not the server's */
    const psc_sign_on_wish wish = {
        .server_url = local->server_url,
        .host = accept->device->host_name,
        .organization = local->organization_id,
    };
    accept->doing = PSC_ACCEPT_AWAIT_VERIFIED;
    return psc_sign_on_begin(&accept->sign_on, &accept->flow, &wish, NULL,
                             &psc_accept_sign_on_states);
}

/* ------------------------------------------------------------------------------------ the service */

static psc_status psc_accept_ask_service(psc_accept *accept) {
    const psc_payload_signature *by = &accept->submitted_by;
    psc_openbao_call *service = &accept->service;
    *service = (psc_openbao_call) {.flow = &accept->flow, .openbao = &accept->sign_on.openbao};
    switch (accept->doing) {
    case PSC_ACCEPT_AWAIT_VERIFIED:
        PSC_TRY(psc_openbao_verify(service, by->openbao.entity_id, accept->submitted_bytes,
                                   by->openbao.signature));
        break;
    case PSC_ACCEPT_AWAIT_EMAILS:
        PSC_TRY(psc_openbao_ask_emails(service, by->openbao.entity_id));
        break;
    case PSC_ACCEPT_AWAIT_SIGNED:
        PSC_TRY(psc_openbao_sign(service, accept->payload_bytes));
        break;
    default:
        PSC_TRY(psc_openbao_make_signing_key(service));
        break;
    }
    return psc_await_machine(&accept->flow, accept->doing);
}

static psc_status psc_accept_do(psc_accept *accept, int doing) {
    accept->doing = doing;
    return psc_accept_ask_service(accept);
}

static psc_status psc_accept_sign_on_event(psc_accept *accept, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_sign_on_event(&outcome, &accept->sign_on, event));
    switch ((psc_sign_on_outcome) outcome) {
    case PSC_SIGN_ON_NOTHING:
        return PSC_OK;
    case PSC_SIGN_ON_DONE:
        return psc_accept_ask_service(accept);
    case PSC_SIGN_ON_REFUSED:
        return psc_accept_fail(accept, PSC_ERR_CANCELLED);
    case PSC_SIGN_ON_FAILED:
        accept->call.http_status = accept->sign_on.http_status;
        return psc_accept_fail(accept, accept->sign_on.failed);
    }
    return PSC_ERR_STATE;
}

static psc_status psc_accept_ask(psc_accept *accept, psc_status rejected) {
    const psc_question question = {
        .kind = PSC_QUESTION_REQUESTED,
        .as.requested =
            {
                .human_handle = accept->submitted.requested_human_handle,
                .device_label = accept->submitted.requested_device_label,
                .submitted_on = accept->submitted_on,
                .emails = accept->emails,
                .rejected = (int) rejected,
            },
    };
    PSC_TRY(psc_flow_ask(NULL, &accept->flow, &question, 0));
    accept->flow.awaited = PSC_ACCEPT_AWAIT_APPROVAL;
    return PSC_OK;
}

/* ---------------------------------------------------------------------------------- certificates */

static psc_status psc_accept_send(psc_accept *accept, psc_time timestamp) {
    psc_flow *flow = &accept->flow;
    const psc_local_device *local = &accept->device->local;
    const psc_accept_payload *payload = &accept->payload;
    psc_enrollment_blobs blobs;
    const psc_enrollment enrollment = {
        .author = &local->device_id,
        .signing_key = local->signing_key,
        .timestamp = timestamp,
        .user_id = payload->user_id,
        .device_id = payload->device_id,
        .human_handle = payload->human_handle,
        .device_label = payload->device_label,
        .profile = payload->profile,
        .public_key = accept->submitted.public_key,
        .verify_key = accept->submitted.verify_key,
    };
    PSC_TRY(psc_enrollment_make(&blobs, &flow->scratch, &enrollment));
    const psc_async_accept_request request = {
        .enrollment_id = accept->request.enrollment_id,
        .submitter_user_certificate = blobs.user,
        .submitter_device_certificate = blobs.device,
        .submitter_redacted_user_certificate = blobs.redacted_user,
        .submitter_redacted_device_certificate = blobs.redacted_device,
        .accept_payload = accept->payload_bytes,
        .accept_payload_signature = accept->signature,
        .send_email = accept->send_email,
    };
    PSC_TRY(psc_call_command(&accept->call, flow, &accept->device->endpoint, &request,
                             &psc_async_accept_request_record, 0, 0));
    return psc_await_machine(flow, PSC_ACCEPT_AWAIT_ACCEPTED);
}

static psc_status psc_accept_prepare(psc_accept *accept, int profile) {
    const psc_host *host = accept->flow.host;
    psc_accept_payload *payload = &accept->payload;
    payload->device_label = accept->submitted.requested_device_label;
    payload->human_handle = accept->submitted.requested_human_handle;
    payload->profile = profile;
    memcpy(payload->root_verify_key, accept->device->local.root_verify_key,
           sizeof payload->root_verify_key);
    PSC_TRY(psc_uuid_make(&payload->user_id, host));
    PSC_TRY(psc_uuid_make(&payload->device_id, host));
    return psc_accept_payload_write(&accept->payload_bytes, &accept->flow.state, payload);
}

static psc_status psc_accept_approval(psc_accept *accept, const psc_event *event) {
    const psc_answer *answer = &event->as.answer;
    if (answer->kind == PSC_ANSWER_REFUSE) {
        return psc_accept_fail(accept, PSC_ERR_CANCELLED);
    }
    if (answer->kind != PSC_ANSWER_APPROVE || answer->profile < 0 ||
        (size_t) answer->profile >= psc_profile_names.count) {
        return PSC_ERR_STATE;
    }
    PSC_TRY(psc_accept_prepare(accept, answer->profile));
    accept->key_made = false;
    accept->dating = (psc_dating) {0};
    return psc_accept_do(accept, PSC_ACCEPT_AWAIT_SIGNED);
}

static psc_status psc_accept_signed(psc_accept *accept) {
    psc_payload_signature *signature = &accept->signature;
    psc_arena *arena = &accept->flow.state;
    signature->tag = PSC_IDENTITY_OPENBAO;
    PSC_TRY(psc_openbao_signature(&signature->openbao.signature, &accept->service));
    PSC_TRY(
        psc_bytes_copy(&signature->openbao.entity_id, arena, accept->sign_on.openbao.entity_id));
    return PSC_OK;
}

/* PSC_OK: on to what is next; anything else of the service's. */
static psc_status psc_accept_read_service(psc_accept *accept) {
    switch (accept->doing) {
    case PSC_ACCEPT_AWAIT_VERIFIED:
        return psc_openbao_verified(&accept->service);
    case PSC_ACCEPT_AWAIT_EMAILS:
        if (accept->service.status == PSC_ERR_SIGN_ON_KEY) {
            return PSC_ERR_REQUEST_EMAIL; /* nobody is known there by that name any more */
        }
        PSC_TRY(psc_openbao_emails(&accept->emails, &accept->service));
        return psc_openbao_has_email(&accept->emails,
                                     accept->submitted.requested_human_handle.email)
                   ? PSC_OK
                   : PSC_ERR_REQUEST_EMAIL;
    case PSC_ACCEPT_AWAIT_SIGNED:
        return psc_accept_signed(accept);
    default:
        return accept->service.status;
    }
}

static psc_status psc_accept_go_on(psc_accept *accept) {
    switch (accept->doing) {
    case PSC_ACCEPT_AWAIT_VERIFIED:
        return psc_accept_do(accept, PSC_ACCEPT_AWAIT_EMAILS);
    case PSC_ACCEPT_AWAIT_EMAILS:
        return psc_accept_ask(accept, PSC_OK);
    case PSC_ACCEPT_AWAIT_SIGNED:
        psc_sign_on_forget(&accept->sign_on);
        return psc_accept_send(accept, accept->flow.now);
    default:
        return psc_accept_do(accept, PSC_ACCEPT_AWAIT_SIGNED);
    }
}

static psc_status psc_accept_served(psc_accept *accept, const psc_event *event) {
    PSC_TRY(psc_openbao_event(&accept->service, event));
    const psc_status status = psc_accept_read_service(accept);
    if (status == PSC_OK) {
        return psc_accept_go_on(accept);
    }
    if (status == PSC_ERR_SIGN_ON_KEY && accept->doing == PSC_ACCEPT_AWAIT_SIGNED &&
        !accept->key_made) {
        accept->key_made = true;
        return psc_accept_do(accept, PSC_ACCEPT_AWAIT_SIGNING_KEY);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    return psc_sign_on_mends(status) ? psc_sign_on_again(&accept->sign_on, status)
                                     : psc_accept_fail(accept, status);
}

/* ------------------------------------------------------------------------------------ the answer */

static psc_status psc_accept_done(psc_accept *accept) {
    const psc_result result = {
        .kind = PSC_RESULT_GREETED,
        .as.greeted =
            {
                .user_id = accept->payload.user_id,
                .human_handle = accept->payload.human_handle,
                .profile = accept->payload.profile,
            },
    };
    return psc_flow_finish(&accept->flow, &result);
}

static psc_status psc_accept_untimely(psc_accept *accept, const psc_async_accept_reply *reply) {
    const psc_time now = accept->flow.now;
    if (reply->tag == PSC_ASYNC_ACCEPT_GREATER_TIMESTAMP) {
        psc_dating_later(&accept->dating, now, reply->greater.strictly_greater_than);
        return PSC_ERR_TIMESTAMP_LOOP;
    }
    if (accept->call.resent) {
        /* It waited for the network: its age says nothing about the clock. */
        accept->dating.next = now;
    }
    accept->refusal.has_server_time = true;
    accept->refusal.server_time = reply->ballpark.server_timestamp;
    accept->refusal.client_time = reply->ballpark.client_timestamp;
    return PSC_ERR_BALLPARK;
}

static psc_status psc_accept_read_answer(psc_accept *accept) {
    psc_async_accept_reply reply;
    PSC_TRY(accept->call.status);
    PSC_TRY(psc_call_read(&reply, &accept->call, &accept->flow, &psc_async_accept_reply_union));
    switch ((psc_async_accept_tag) reply.tag) {
    case PSC_ASYNC_ACCEPT_OK:
        return PSC_OK;
    case PSC_ASYNC_ACCEPT_AUTHOR_NOT_ALLOWED:
        return PSC_ERR_AUTHOR_NOT_ALLOWED;
    case PSC_ASYNC_ACCEPT_INVALID_CERTIFICATE:
        return PSC_ERR_INVALID_CERTIFICATE;
    case PSC_ASYNC_ACCEPT_INVALID_PAYLOAD:
    case PSC_ASYNC_ACCEPT_INVALID_SIGNATURE:
        return PSC_ERR_REQUEST_PAYLOAD;
    case PSC_ASYNC_ACCEPT_SYSTEMS_MISMATCH:
        return PSC_ERR_REQUEST_KIND;
    case PSC_ASYNC_ACCEPT_NOT_FOUND:
        return PSC_ERR_REQUEST_NOT_FOUND;
    case PSC_ASYNC_ACCEPT_NO_LONGER_AVAILABLE:
        return PSC_ERR_REQUEST_DECIDED;
    case PSC_ASYNC_ACCEPT_ACTIVE_USERS_LIMIT:
        return PSC_ERR_USERS_LIMIT;
    case PSC_ASYNC_ACCEPT_USER_EXISTS:
        return PSC_ERR_ALREADY_EXISTS;
    case PSC_ASYNC_ACCEPT_HUMAN_HANDLE_TAKEN:
        return PSC_ERR_ALREADY_ENROLLED;
    case PSC_ASYNC_ACCEPT_BALLPARK:
    case PSC_ASYNC_ACCEPT_GREATER_TIMESTAMP:
        return psc_accept_untimely(accept, &reply);
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_accept_not_accepted(psc_accept *accept) {
    return accept->dating.next == 0 ? psc_flow_fail(&accept->flow, &accept->refusal)
                                    : psc_accept_send(accept, psc_dating_take(&accept->dating));
}

static psc_status psc_accept_probe(psc_accept *accept) {
    PSC_TRY(psc_call_command(&accept->call, &accept->flow, &accept->anonymous, &accept->request,
                             &psc_async_info_request_record, 0, 0));
    return psc_await_machine(&accept->flow, PSC_ACCEPT_AWAIT_PROBE);
}

static psc_status psc_accept_accepted(psc_accept *accept) {
    const psc_call *call = &accept->call;
    accept->refusal = (psc_failure) {
        .http_status = call->http_status,
        .person = accept->payload.human_handle,
        .nothing_lost = true,
    };
    const psc_status status = psc_accept_read_answer(accept);
    if (status == PSC_OK) {
        return psc_accept_done(accept);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    accept->refusal.status = (int) status;
    return call->resent || call->status != PSC_OK || psc_status_is_unclear(status)
               ? psc_accept_probe(accept)
               : psc_accept_not_accepted(accept);
}

/* Accepted by us, when what the server gives out is what we have signed. */
static psc_status psc_accept_probed(psc_accept *accept) {
    psc_async_info_reply reply;
    psc_status status = accept->call.status;
    if (status == PSC_OK) {
        status = psc_call_read(&reply, &accept->call, &accept->flow, &psc_async_info_reply_union);
    }
    if (status != PSC_OK) {
        accept->refusal.nothing_lost = false;
        return status == PSC_ERR_MEMORY ? status : psc_flow_fail(&accept->flow, &accept->refusal);
    }
    const bool ours = reply.tag == PSC_ASYNC_INFO_OK && reply.ok.status == PSC_ASYNC_ACCEPTED &&
                      psc_bytes_equal(reply.ok.accept_payload, accept->payload_bytes);
    return ours ? psc_accept_done(accept) : psc_accept_not_accepted(accept);
}

static psc_status psc_accept_answer(psc_accept *accept, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &accept->call, &accept->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    switch (accept->flow.awaited) {
    case PSC_ACCEPT_AWAIT_LIST:
        return psc_accept_listed(accept);
    case PSC_ACCEPT_AWAIT_ACCEPTED:
        return psc_accept_accepted(accept);
    default:
        return psc_accept_probed(accept);
    }
}

/* ----------------------------------------------------------------------------------------- flow */

/* What was sent may have been heard. */
static psc_status psc_accept_cancel(psc_flow *flow) {
    return flow->awaited >= PSC_ACCEPT_AWAIT_ACCEPTED ? psc_flow_fail_with(flow, PSC_ERR_CANCELLED)
                                                      : psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
}

static psc_status psc_accept_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_accept *accept = (psc_accept *) flow;
    const bool hurry = event->kind == PSC_EVENT_HURRY;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_accept_cancel(flow);
    }
    switch ((psc_accept_state) flow->awaited) {
    case PSC_ACCEPT_AWAIT_BEGIN:
        return psc_accept_begin(accept);
    case PSC_ACCEPT_AWAIT_SIGN_ON:
    case PSC_ACCEPT_AWAIT_SERVICE:
        return psc_accept_sign_on_event(accept, event);
    case PSC_ACCEPT_AWAIT_VERIFIED:
    case PSC_ACCEPT_AWAIT_EMAILS:
    case PSC_ACCEPT_AWAIT_SIGNED:
    case PSC_ACCEPT_AWAIT_SIGNING_KEY:
        return hurry ? PSC_OK : psc_accept_served(accept, event);
    case PSC_ACCEPT_AWAIT_APPROVAL:
        return hurry ? PSC_OK : psc_accept_approval(accept, event);
    case PSC_ACCEPT_AWAIT_LIST:
    case PSC_ACCEPT_AWAIT_ACCEPTED:
    case PSC_ACCEPT_AWAIT_PROBE:
        return psc_accept_answer(accept, event);
    }
    return PSC_ERR_STATE;
}

static void psc_accept_close(psc_flow *flow) {
    psc_device_release(((psc_accept *) flow)->device);
}

static const psc_flow_class psc_accept_class = {
    .name = "accept",
    .states = psc_accept_states,
    .size = sizeof(psc_accept),
    .step = psc_accept_step,
    .close = psc_accept_close,
};

psc_status psc_accept_new(psc_flow **flow, const psc_host *host,
                          const psc_accept_options *options) {
    PSC_TRY(psc_flow_make(flow, host, &psc_accept_class));
    psc_accept *accept = (psc_accept *) *flow;
    psc_device_retain(options->device);
    accept->device = options->device;
    accept->request.enrollment_id = options->enrollment_id;
    accept->send_email = options->send_email;
    accept->anonymous = (psc_endpoint) {
        .family = PSC_FAMILY_ANONYMOUS,
        .server_url = accept->device->local.server_url,
        .organization = accept->device->local.organization_id,
    };
    return PSC_OK;
}
