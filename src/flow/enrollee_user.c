// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "crypto/random.h"
#include "flow/enrollee.h"
#include "schema/invite_payloads.h"

static psc_status psc_user_invite(psc_enrollee *user, psc_arena *arena, psc_bytes claimer_email) {
    return psc_bytes_copy(&user->peer.email, arena, claimer_email);
}

static psc_status psc_user_read(psc_enrollee *user, psc_arena *arena, psc_bytes payload) {
    psc_invite_user_data data;
    PSC_TRY(psc_record_read(&data, arena, payload, &psc_invite_user_data_record));
    user->person = data.requested_human_handle;
    user->device_label = data.requested_device_label;
    memcpy(user->public_key, data.public_key, sizeof user->public_key);
    memcpy(user->verify_key, data.verify_key, sizeof user->verify_key);
    return PSC_OK;
}

/* Neither the server nor anybody else compares them (flows.md §1.11). */
static bool psc_user_email_matches(const psc_enrollee *user) {
    return psc_bytes_equal(user->person.email, user->peer.email);
}

static void psc_user_ask(psc_question *question, const psc_enrollee *user, psc_status rejected) {
    *question = (psc_question) {
        .kind = PSC_QUESTION_APPROVAL,
        .as.approval =
            {
                .requested = user->person,
                .device_label = user->device_label,
                .invited_email = user->peer.email,
                .email_matches = psc_user_email_matches(user),
                .rejected = (int) rejected,
            },
    };
}

static bool psc_profile_known(int profile) {
    return profile == PSC_PROFILE_ADMIN || profile == PSC_PROFILE_STANDARD ||
           profile == PSC_PROFILE_OUTSIDER;
}

static psc_status psc_user_approve(psc_enrollee *user, psc_arena *arena, const psc_answer *answer) {
    if (answer->kind != PSC_ANSWER_APPROVE) {
        return PSC_ERR_STATE;
    }
    if (psc_human_label_check(answer->name) != PSC_OK || !psc_profile_known(answer->profile)) {
        return PSC_ERR_VALUE;
    }
    if (!psc_user_email_matches(user) && !answer->mismatch_acknowledged) {
        return PSC_ERR_MISMATCH;
    }
    user->profile = answer->profile;
    return psc_bytes_copy(&user->person.label, arena, answer->name);
}

static psc_status psc_user_identify(psc_enrollee *user, const psc_host *host) {
    PSC_TRY(psc_uuid_make(&user->user_id, host));
    return psc_uuid_make(&user->device_id, host);
}

static psc_status psc_user_confirm(psc_buf *content, const psc_enrollee *user) {
    psc_invite_user_confirmation confirmation = {
        .user_id = user->user_id,
        .device_id = user->device_id,
        .device_label = user->device_label,
        .human_handle = user->person,
        .profile = user->profile,
    };
    memcpy(confirmation.root_verify_key, user->author->root_verify_key,
           sizeof confirmation.root_verify_key);
    return psc_record_write(content, &confirmation, &psc_invite_user_confirmation_record);
}

static psc_status psc_user_create(psc_call *call, psc_flow *flow, const psc_endpoint *endpoint,
                                  const psc_enrollee *user, int purpose) {
    const psc_user_create_request request = {
        .user_certificate = user->blobs.user,
        .device_certificate = user->blobs.device,
        .redacted_user_certificate = user->blobs.redacted_user,
        .redacted_device_certificate = user->blobs.redacted_device,
    };
    return psc_call_command(call, flow, endpoint, &request, &psc_user_create_request_record,
                            purpose, 0);
}

static psc_status psc_user_created(psc_untimely *untimely, psc_call *call, psc_flow *flow) {
    psc_user_create_reply reply;
    PSC_TRY(psc_call_read(&reply, call, flow, &psc_user_create_reply_union));
    untimely->ballpark = reply.ballpark;
    untimely->greater = reply.greater;
    switch ((psc_user_create_tag) reply.tag) {
    case PSC_USER_CREATE_OK:
        return PSC_OK;
    case PSC_USER_CREATE_AUTHOR_NOT_ALLOWED:
        return PSC_ERR_AUTHOR_NOT_ALLOWED;
    case PSC_USER_CREATE_USERS_LIMIT:
        return PSC_ERR_USERS_LIMIT;
    case PSC_USER_CREATE_USER_EXISTS:
        return PSC_ERR_ALREADY_EXISTS;
    case PSC_USER_CREATE_HANDLE_TAKEN:
        return PSC_ERR_ALREADY_ENROLLED;
    case PSC_USER_CREATE_INVALID_CERTIFICATE:
        return PSC_ERR_INVALID_CERTIFICATE;
    case PSC_USER_CREATE_BALLPARK:
        return PSC_ERR_BALLPARK;
    case PSC_USER_CREATE_GREATER_TIMESTAMP:
        return PSC_ERR_TIMESTAMP_LOOP;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_user_restore(psc_enrollee *user, psc_arena *arena) {
    psc_user_certificate certificate;
    PSC_TRY(psc_user_certificate_peek(&certificate, arena, user->blobs.user));
    user->person = certificate.human_handle;
    user->peer.email = certificate.human_handle.email;
    memcpy(user->public_key, certificate.public_key, sizeof user->public_key);
    return PSC_OK;
}

static void psc_user_finish(psc_result *result, const psc_enrollee *user) {
    *result = (psc_result) {
        .kind = PSC_RESULT_GREETED,
        .as.greeted = {.user_id = user->user_id,
                       .human_handle = user->person,
                       .profile = user->profile},
    };
}

const psc_enrollee_kind psc_enrollee_user = {
    .invitation = PSC_INVITATION_USER,
    .journey = PSC_JOURNEY_GREET,
    .unconfirmed = PSC_ERR_ENROLLED_WITHOUT_DEVICE,
    .invite = psc_user_invite,
    .read = psc_user_read,
    .ask = psc_user_ask,
    .approve = psc_user_approve,
    .identify = psc_user_identify,
    .confirm = psc_user_confirm,
    .sign = psc_enrollment_make,
    .create = psc_user_create,
    .created = psc_user_created,
    .restore = psc_user_restore,
    .finish = psc_user_finish,
};
