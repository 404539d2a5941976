// SPDX-License-Identifier: MPL-2.0
/* Somebody whose request was accepted becomes a member here (flows.md §7.1, 10.): what is kept of the request is opened with the key that
 * OpenBao has for the same account, what the accepter says is verified and shown, then a device file takes the place of the request in
 * one transaction. Until then nothing here changes. */
#include <string.h>

#include "codec/address.h"
#include "flow/asking.h"
#include "flow/device.h"
#include "flow/protect.h"
#include "flow/sign_on.h"

/* SIGN_ON, SERVICE: for the request; NEW_…: for the device. */
#define PSC_JOIN_STATES(X)                                                                         \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_RECORD, "await-record")                                                                \
    X(AWAIT_INFO, "await-info")                                                                    \
    X(AWAIT_SIGN_ON, "await-sign-on")                                                              \
    X(AWAIT_SERVICE, "await-service")                                                              \
    X(AWAIT_REMOTE_KEY, "await-remote-key")                                                        \
    X(AWAIT_VERIFIED, "await-verified")                                                            \
    X(AWAIT_EMAILS, "await-emails")                                                                \
    X(AWAIT_CONSENT, "await-consent")                                                              \
    X(AWAIT_PROTECTION, "await-protection")                                                        \
    X(AWAIT_KEY, "await-key")                                                                      \
    X(AWAIT_NEW_PASSKEY, "await-new-passkey")                                                      \
    X(AWAIT_NEW_SIGN_ON, "await-new-sign-on")                                                      \
    X(AWAIT_NEW_SERVICE, "await-new-service")                                                      \
    X(AWAIT_SAVED, "await-saved")

typedef enum psc_join_state {
#define X(name, text) PSC_JOIN_##name,
    PSC_JOIN_STATES(X)
#undef X
} psc_join_state;

static const char *const psc_join_states[] = {
#define X(name, text) [PSC_JOIN_##name] = (text),
    PSC_JOIN_STATES(X)
#undef X
};

static const psc_sign_on_states psc_join_sign_on_states = {
    .asking = PSC_JOIN_AWAIT_SIGN_ON,
    .working = PSC_JOIN_AWAIT_SERVICE,
};
static const psc_sign_on_states psc_join_new_states = {
    .asking = PSC_JOIN_AWAIT_NEW_SIGN_ON,
    .working = PSC_JOIN_AWAIT_NEW_SERVICE,
};

typedef struct psc_join {
    psc_flow flow;
    psc_bytes key; /* of the record */
    psc_sign_on_return back;
    psc_pending_file file;
    psc_pending_content content;
    psc_bytes host;
    psc_endpoint endpoint;
    psc_call call;
    psc_bytes payload_bytes;
    psc_payload_signature signature;
    psc_accept_payload payload;
    psc_sign_on sign_on;
    psc_openbao_call service;
    int doing; /* the state in which the service is asked, once somebody has signed on */
    psc_list accepted_by;
    psc_local_device local;
    psc_protect_site site;
    psc_protect protect;
    psc_device *device;
    psc_bytes device_key;
    psc_bytes device_file;
    psc_save save;
} psc_join;

static psc_status psc_join_fail(psc_join *join, psc_status status) {
    return psc_flow_fail(&join->flow, &(psc_failure) {
                                          .status = (int) status,
                                          .http_status = join->call.http_status,
                                          .nothing_lost = true,
                                      });
}

/* ------------------------------------------------------------------------------------ the request */

static psc_status psc_join_begin(psc_join *join) {
    const psc_store_operation operation = {
        .verb = PSC_STORE_GET, .store = PSC_STORE_ENROLLMENTS, .key = join->key};
    PSC_TRY(psc_flow_store(NULL, &join->flow, &operation, 1, 0));
    return psc_await_machine(&join->flow, PSC_JOIN_AWAIT_RECORD);
}

static psc_status psc_join_read(psc_join *join, psc_bytes found) {
    psc_arena *arena = &join->flow.state;
    psc_bytes bytes;
    PSC_TRY(psc_bytes_copy(&bytes, arena, found));
    PSC_TRY(psc_asking_read(&join->file, &join->content, arena, bytes));
    join->endpoint = (psc_endpoint) {
        .family = PSC_FAMILY_ANONYMOUS,
        .organization = join->content.organization_id,
    };
    const psc_status status = psc_server_url_parse(&join->endpoint.server_url, &join->host, arena,
                                                   join->content.server_url);
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status : PSC_ERR_REQUEST_FILE;
}

/* What the server says of it comes before anybody signs on for nothing. */
static psc_status psc_join_record(psc_join *join, const psc_event *event) {
    psc_flow *flow = &join->flow;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_fail_store(flow, event);
    }
    const psc_bytes found = psc_stored_value(event, 0);
    if (found.at == NULL) {
        return psc_fail_unharmed(flow, PSC_ERR_STORE_MISSING);
    }
    const psc_status status = psc_join_read(join, found);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : psc_fail_unharmed(flow, status);
    }
    const psc_async_id request = {.enrollment_id = join->content.enrollment_id};
    PSC_TRY(psc_call_command(&join->call, flow, &join->endpoint, &request,
                             &psc_async_info_request_record, 0, 0));
    return psc_await_machine(flow, PSC_JOIN_AWAIT_INFO);
}

static psc_status psc_join_take_payload(psc_join *join, const psc_async_info *info) {
    psc_arena *arena = &join->flow.state;
    const psc_payload_signature *signature = &info->accept_payload_signature;
    if (signature->tag != PSC_IDENTITY_OPENBAO ||
        !psc_openbao_is_entity(signature->openbao.entity_id)) {
        return PSC_ERR_SIGNATURE;
    }
    join->signature.tag = signature->tag;
    PSC_TRY(
        psc_bytes_copy(&join->signature.openbao.signature, arena, signature->openbao.signature));
    PSC_TRY(
        psc_bytes_copy(&join->signature.openbao.entity_id, arena, signature->openbao.entity_id));
    PSC_TRY(psc_bytes_copy(&join->payload_bytes, arena, info->accept_payload));
    return psc_accept_payload_read(&join->payload, arena, join->payload_bytes);
}

static psc_status psc_join_read_info(psc_join *join) {
    psc_async_info_reply reply;
    PSC_TRY(join->call.status);
    PSC_TRY(psc_call_read(&reply, &join->call, &join->flow, &psc_async_info_reply_union));
    if (reply.tag == PSC_ASYNC_INFO_NOT_FOUND) {
        return PSC_ERR_REQUEST_NOT_FOUND;
    }
    switch ((psc_async_status) reply.ok.status) {
    case PSC_ASYNC_SUBMITTED:
        return PSC_ERR_REQUEST_UNDECIDED;
    case PSC_ASYNC_REJECTED:
    case PSC_ASYNC_CANCELLED:
        return PSC_ERR_REQUEST_DECIDED;
    case PSC_ASYNC_ACCEPTED:
        break;
    }
    return psc_join_take_payload(join, &reply.ok);
}

static psc_status psc_join_sign_on(psc_join *join) {
    const psc_openbao_place *place = &join->content.identity_system.openbao;
    const psc_sign_on_wish wish = {
        .server_url = join->endpoint.server_url,
        .host = join->host,
        .organization = join->content.organization_id,
        .auth_id = place->auth_id,
        .entity_id = place->entity_id,
        .human_handle = join->content.requested_human_handle,
    };
    join->doing = PSC_JOIN_AWAIT_REMOTE_KEY;
    return psc_sign_on_begin(&join->sign_on, &join->flow, &wish, &join->back,
                             &psc_join_sign_on_states);
}

static psc_status psc_join_info(psc_join *join, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &join->call, &join->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    const psc_status status = psc_join_read_info(join);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : psc_join_fail(join, status);
    }
    join->call.http_status = 0; /* what comes is not the server's */
    return psc_join_sign_on(join);
}

/* ------------------------------------------------------------------------------------ the service */

static psc_status psc_join_ask_service(psc_join *join) {
    const psc_payload_signature *signature = &join->signature;
    psc_status status;
    join->service = (psc_openbao_call) {.flow = &join->flow, .openbao = &join->sign_on.openbao};
    switch (join->doing) {
    case PSC_JOIN_AWAIT_REMOTE_KEY:
        status =
            psc_openbao_ask_key(&join->service, join->content.identity_system.openbao.key_path);
        break;
    case PSC_JOIN_AWAIT_VERIFIED:
        status = psc_openbao_verify(&join->service, signature->openbao.entity_id,
                                    join->payload_bytes, signature->openbao.signature);
        break;
    default:
        status = psc_openbao_ask_emails(&join->service, signature->openbao.entity_id);
        break;
    }
    if (status != PSC_OK) {
        return status == PSC_ERR_VALUE ? psc_join_fail(join, PSC_ERR_REQUEST_FILE) : status;
    }
    return psc_await_machine(&join->flow, join->doing);
}

static psc_status psc_join_sign_on_event(psc_join *join, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_sign_on_event(&outcome, &join->sign_on, event));
    switch ((psc_sign_on_outcome) outcome) {
    case PSC_SIGN_ON_NOTHING:
        return PSC_OK;
    case PSC_SIGN_ON_DONE:
        return psc_join_ask_service(join);
    case PSC_SIGN_ON_REFUSED:
        return psc_join_fail(join, PSC_ERR_CANCELLED);
    case PSC_SIGN_ON_FAILED:
        join->call.http_status = join->sign_on.http_status;
        return psc_join_fail(join, join->sign_on.failed);
    }
    return PSC_ERR_STATE;
}

static psc_status psc_join_open(psc_join *join) {
    uint8_t key[PSC_SECRET_KEY_BYTES];
    psc_asking_keys keys;
    uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
    uint8_t public_key[PSC_PUBLIC_KEY_BYTES];
    psc_local_device *local = &join->local;
    psc_status status = psc_openbao_key(key, &join->service);
    if (status == PSC_OK) {
        status = psc_asking_open(&keys, &join->flow.scratch, &join->file, key);
    }
    if (status == PSC_OK) {
        status = psc_local_device_make(local, verify_key, public_key, join->flow.host);
    }
    if (status == PSC_OK) {
        memcpy(local->signing_key, keys.signing_key, sizeof local->signing_key);
        memcpy(local->private_key, keys.private_key, sizeof local->private_key);
    }
    psc_wipe(key, sizeof key);
    psc_wipe(&keys, sizeof keys);
    return status;
}

static void psc_join_fill_device(psc_join *join) {
    psc_local_device *local = &join->local;
    const psc_accept_payload *payload = &join->payload;
    local->server_url = join->endpoint.server_url;
    local->organization_id = join->content.organization_id;
    memcpy(local->root_verify_key, payload->root_verify_key, sizeof local->root_verify_key);
    local->user_id = payload->user_id;
    local->device_id = payload->device_id;
    local->device_label = payload->device_label;
    local->human_handle = payload->human_handle;
    local->initial_profile = payload->profile;
}

static bool psc_join_differs(const psc_join *join) {
    const psc_human_handle *asked = &join->content.requested_human_handle;
    const psc_human_handle *given = &join->payload.human_handle;
    return !psc_bytes_equal(asked->email, given->email) ||
           !psc_bytes_equal(asked->label, given->label);
}

static psc_status psc_join_ask_consent(psc_join *join) {
    const psc_question question = {
        .kind = PSC_QUESTION_ACCEPTED,
        .as.accepted =
            {
                .organization = join->content.organization_id,
                .host = join->host,
                .requested = join->content.requested_human_handle,
                .human_handle = join->payload.human_handle,
                .differs = psc_join_differs(join),
                .profile = join->payload.profile,
                .device_label = join->payload.device_label,
                .accepted_by = join->accepted_by,
            },
    };
    psc_join_fill_device(join);
    PSC_TRY(psc_flow_ask(NULL, &join->flow, &question, 0));
    join->flow.awaited = PSC_JOIN_AWAIT_CONSENT;
    return PSC_OK;
}

/* Whose e-mails the service does not tell is named by none. */
static psc_status psc_join_emails(psc_join *join) {
    const psc_status status = psc_openbao_emails(&join->accepted_by, &join->service);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        join->accepted_by = (psc_list) {NULL, 0};
    }
    return psc_join_ask_consent(join);
}

static psc_status psc_join_served(psc_join *join, const psc_event *event) {
    PSC_TRY(psc_openbao_event(&join->service, event));
    if (join->doing == PSC_JOIN_AWAIT_EMAILS) {
        return psc_join_emails(join);
    }
    const psc_status status = join->doing == PSC_JOIN_AWAIT_REMOTE_KEY
                                  ? psc_join_open(join)
                                  : psc_openbao_verified(&join->service);
    if (psc_sign_on_mends(status)) {
        return psc_sign_on_again(&join->sign_on, status);
    }
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : psc_join_fail(join, status);
    }
    join->doing =
        join->doing == PSC_JOIN_AWAIT_REMOTE_KEY ? PSC_JOIN_AWAIT_VERIFIED : PSC_JOIN_AWAIT_EMAILS;
    return psc_join_ask_service(join);
}

/* ------------------------------------------------------------------------------------- the device */

static psc_status psc_join_consent(psc_join *join, const psc_event *event) {
    const psc_local_device *local = &join->local;
    if (event->as.answer.kind == PSC_ANSWER_REFUSE) {
        return psc_join_fail(join, PSC_ERR_CANCELLED);
    }
    if (event->as.answer.kind != PSC_ANSWER_PROCEED) {
        return PSC_ERR_STATE;
    }
    join->site = (psc_protect_site) {
        .device_id = local->device_id,
        .organization = local->organization_id,
        .server_url = local->server_url,
        .host = join->host,
        .human_handle = local->human_handle,
    };
    const psc_question_protection question = {
        .organization = local->organization_id,
        .email = local->human_handle.email,
    };
    PSC_TRY(psc_protect_begin_any(&join->protect, &join->flow, &question, &join->site,
                                  &psc_join_new_states, 0));
    psc_protect_take_sign_on(&join->protect, &join->sign_on);
    join->flow.awaited = PSC_JOIN_AWAIT_PROTECTION;
    return PSC_OK;
}

static psc_status psc_join_seal(psc_join *join) {
    psc_flow *flow = &join->flow;
    const psc_local_device *local = &join->local;
    psc_access *access = &join->protect.access;
    const psc_status status = psc_device_file_seal(&join->device_file, &flow->state, flow->host,
                                                   local, access, flow->now, flow->now);
    psc_access_wipe(access);
    PSC_TRY(status);
    PSC_TRY(psc_device_key(&join->device_key, &flow->state, &local->device_id));
    const psc_device_place place = {.store = PSC_STORE_DEVICES, .key = join->device_key};
    return psc_device_make(&join->device, flow->host, local, &place);
}

static psc_status psc_join_save(psc_join *join) {
    const psc_status status = psc_join_seal(join);
    psc_sign_on_forget(&join->protect.sign_on);
    psc_wipe(&join->local, sizeof join->local);
    PSC_TRY(status);
    PSC_TRY(psc_save_begin_device(&join->save, &join->flow, join->device_key, join->device_file,
                                  PSC_STORE_ENROLLMENTS, join->key, 0));
    return psc_await_machine(&join->flow, PSC_JOIN_AWAIT_SAVED);
}

static psc_status psc_join_choice(psc_join *join, const psc_event *event) {
    psc_flow *flow = &join->flow;
    int outcome;
    PSC_TRY(psc_protect_event(&outcome, &join->protect, event));
    switch ((psc_protect_outcome) outcome) {
    case PSC_PROTECT_NOTHING:
    case PSC_PROTECT_REFUSED:
        return PSC_OK;
    case PSC_PROTECT_ASKED_AGAIN:
        flow->awaited = PSC_JOIN_AWAIT_PROTECTION;
        return PSC_OK;
    case PSC_PROTECT_ASKED_PASSKEY:
        flow->awaited = PSC_JOIN_AWAIT_NEW_PASSKEY;
        return PSC_OK;
    case PSC_PROTECT_STRETCHING:
        return psc_await_machine(flow, PSC_JOIN_AWAIT_KEY);
    case PSC_PROTECT_READY:
        break;
    }
    return psc_join_save(join);
}

static psc_status psc_join_saved(psc_join *join, const psc_event *event) {
    int outcome;
    psc_result result;
    PSC_TRY(psc_save_event(&outcome, &join->save, event));
    if (outcome != PSC_SAVE_DONE) {
        return PSC_OK;
    }
    psc_result_of_device(&result, join->device);
    join->device = NULL;
    return psc_flow_finish(&join->flow, &result);
}

/* ----------------------------------------------------------------------------------------- flow */

/* What is being written may be written already: then there is a device. */
static psc_status psc_join_cancel(psc_flow *flow) {
    return flow->awaited == PSC_JOIN_AWAIT_SAVED ? psc_flow_fail_with(flow, PSC_ERR_CANCELLED)
                                                 : psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
}

static bool psc_join_hears_hurry(int awaited) {
    return awaited == PSC_JOIN_AWAIT_INFO || awaited == PSC_JOIN_AWAIT_SERVICE ||
           awaited == PSC_JOIN_AWAIT_NEW_SERVICE;
}

static psc_status psc_join_step(psc_flow *flow, const psc_event *event,
                                const psc_pending *answered) {
    (void) answered;
    psc_join *join = (psc_join *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_join_cancel(flow);
    }
    if (event->kind == PSC_EVENT_HURRY && !psc_join_hears_hurry(flow->awaited)) {
        return PSC_OK;
    }
    switch ((psc_join_state) flow->awaited) {
    case PSC_JOIN_AWAIT_BEGIN:
        return psc_join_begin(join);
    case PSC_JOIN_AWAIT_RECORD:
        return psc_join_record(join, event);
    case PSC_JOIN_AWAIT_INFO:
        return psc_join_info(join, event);
    case PSC_JOIN_AWAIT_SIGN_ON:
    case PSC_JOIN_AWAIT_SERVICE:
        return psc_join_sign_on_event(join, event);
    case PSC_JOIN_AWAIT_REMOTE_KEY:
    case PSC_JOIN_AWAIT_VERIFIED:
    case PSC_JOIN_AWAIT_EMAILS:
        return psc_join_served(join, event);
    case PSC_JOIN_AWAIT_CONSENT:
        return psc_join_consent(join, event);
    case PSC_JOIN_AWAIT_PROTECTION:
    case PSC_JOIN_AWAIT_KEY:
    case PSC_JOIN_AWAIT_NEW_PASSKEY:
    case PSC_JOIN_AWAIT_NEW_SIGN_ON:
    case PSC_JOIN_AWAIT_NEW_SERVICE:
        return psc_join_choice(join, event);
    case PSC_JOIN_AWAIT_SAVED:
        return psc_join_saved(join, event);
    }
    return PSC_ERR_STATE;
}

static void psc_join_close(psc_flow *flow) {
    psc_device_release(((psc_join *) flow)->device);
}

static const psc_flow_class psc_join_class = {
    .name = "join",
    .states = psc_join_states,
    .size = sizeof(psc_join),
    .step = psc_join_step,
    .close = psc_join_close,
};

psc_status psc_join_new(psc_flow **flow, const psc_host *host, const psc_join_options *options) {
    *flow = NULL;
    if (options->key.len == 0) {
        return PSC_ERR_ARGUMENT;
    }
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_join_class));
    psc_join *join = (psc_join *) made;
    psc_status status = psc_bytes_copy(&join->key, &made->state, options->key);
    if (status == PSC_OK) {
        status = psc_sign_on_return_copy(&join->back, &made->state, &options->sign_on);
    }
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
