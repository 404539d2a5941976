// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "crypto/random.h"
#include "flow/enrollee.h"
#include "schema/invite_payloads.h"

/* Both sides are the same person, whose name needs nobody's word. */
static psc_status psc_own_invite(psc_enrollee *own, psc_arena *arena, psc_bytes claimer_email) {
    (void) arena;
    (void) claimer_email;
    own->person = own->author->human_handle;
    own->peer = own->person;
    own->user_id = own->author->user_id;
    return PSC_OK;
}

static psc_status psc_own_read(psc_enrollee *own, psc_arena *arena, psc_bytes payload) {
    psc_invite_device_data data;
    PSC_TRY(psc_record_read(&data, arena, payload, &psc_invite_device_data_record));
    own->device_label = data.requested_device_label;
    memcpy(own->verify_key, data.verify_key, sizeof own->verify_key);
    return PSC_OK;
}

static void psc_own_ask(psc_question *question, const psc_enrollee *own, psc_status rejected) {
    (void) rejected; /* nothing is entered that could be */
    *question = (psc_question) {
        .kind = PSC_QUESTION_NEW_DEVICE,
        .as.new_device = {.device_label = own->device_label},
    };
}

static psc_status psc_own_approve(psc_enrollee *own, psc_arena *arena, const psc_answer *answer) {
    (void) own;
    (void) arena;
    return answer->kind == PSC_ANSWER_PROCEED ? PSC_OK : PSC_ERR_STATE;
}

static psc_status psc_own_identify(psc_enrollee *own, const psc_host *host) {
    return psc_uuid_make(&own->device_id, host);
}

/* The profile is the one that the greeting device was made with, as its file has it (flows.md §1.10): what it is now, each device
 * reads in the certificates. */
static psc_status psc_own_confirm(psc_buf *content, const psc_enrollee *own) {
    const psc_local_device *author = own->author;
    psc_invite_device_confirmation confirmation = {
        .user_id = own->user_id,
        .device_id = own->device_id,
        .device_label = own->device_label,
        .human_handle = own->person,
        .profile = author->initial_profile,
        .user_realm_id = author->user_realm_id,
    };
    memcpy(confirmation.private_key, author->private_key, sizeof confirmation.private_key);
    memcpy(confirmation.user_realm_key, author->user_realm_key, sizeof confirmation.user_realm_key);
    memcpy(confirmation.root_verify_key, author->root_verify_key,
           sizeof confirmation.root_verify_key);
    const psc_status status =
        psc_record_write(content, &confirmation, &psc_invite_device_confirmation_record);
    psc_wipe(&confirmation, sizeof confirmation);
    return status;
}

static psc_status psc_own_create(psc_call *call, psc_flow *flow, const psc_endpoint *endpoint,
                                 const psc_enrollee *own, int purpose) {
    const psc_device_create_request request = {
        .device_certificate = own->blobs.device,
        .redacted_device_certificate = own->blobs.redacted_device,
    };
    return psc_call_command(call, flow, endpoint, &request, &psc_device_create_request_record,
                            purpose, 0);
}

psc_status psc_device_create_read(psc_untimely *untimely, psc_call *call, psc_flow *flow) {
    psc_device_create_reply reply;
    PSC_TRY(psc_call_read(&reply, call, flow, &psc_device_create_reply_union));
    untimely->ballpark = reply.ballpark;
    untimely->greater = reply.greater;
    switch ((psc_device_create_tag) reply.tag) {
    case PSC_DEVICE_CREATE_OK:
        return PSC_OK;
    case PSC_DEVICE_CREATE_INVALID_CERTIFICATE:
        return PSC_ERR_INVALID_CERTIFICATE;
    case PSC_DEVICE_CREATE_DEVICE_EXISTS:
        return PSC_ERR_ALREADY_EXISTS;
    case PSC_DEVICE_CREATE_BALLPARK:
        return PSC_ERR_BALLPARK;
    case PSC_DEVICE_CREATE_GREATER_TIMESTAMP:
        return PSC_ERR_TIMESTAMP_LOOP;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_own_restore(psc_enrollee *own, psc_arena *arena) {
    return psc_own_invite(own, arena, PSC_BYTES_ABSENT);
}

static void psc_own_finish(psc_result *result, const psc_enrollee *own) {
    *result = (psc_result) {
        .kind = PSC_RESULT_ADDED,
        .as.added = {.device_id = own->device_id, .device_label = own->device_label},
    };
}

const psc_enrollee_kind psc_enrollee_device = {
    .invitation = PSC_INVITATION_DEVICE,
    .journey = PSC_JOURNEY_GREET_DEVICE,
    .unconfirmed = PSC_ERR_DEVICE_UNCONFIRMED,
    .invite = psc_own_invite,
    .read = psc_own_read,
    .ask = psc_own_ask,
    .approve = psc_own_approve,
    .identify = psc_own_identify,
    .confirm = psc_own_confirm,
    .sign = psc_enrollment_make_device,
    .create = psc_own_create,
    .created = psc_device_create_read,
    .restore = psc_own_restore,
    .finish = psc_own_finish,
};
