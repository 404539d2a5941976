// SPDX-License-Identifier: MPL-2.0
#include <stdlib.h>
#include <string.h>

#include "codec/envelope.h"
#include "codec/msgpack.h"
#include "crypto/digest.h"
#include "crypto/secretbox.h"
#include "crypto/sign.h"
#include "harness.h"
#include "schema/async_enrollment.h"
#include "schema/certificates.h"
#include "schema/invite_payloads.h"
#include "schema/local_device.h"
#include "schema/protocol.h"
#include "schema/table.h"
#include "wire.h"

#define EACH_VECTOR(vector, group)                                                                 \
    for (const test_vector *vector = NULL; (vector = test_vector_next(group, vector)) != NULL;)

static psc_arena arena;

/* ---- every vector of every message, and what becomes of it in hostile hands */

typedef struct message {
    const char *id; /* of its vectors, as far as it goes */
    const psc_record *record;
    const psc_union *united;
} message;

static const message messages[] = {
    {"protocol/anonymous_cmds/organization_bootstrap/Req",
     &psc_organization_bootstrap_request_record, NULL},
    {"protocol/anonymous_cmds/organization_bootstrap/Rep", NULL,
     &psc_organization_bootstrap_reply_union},
    {"protocol/anonymous_server_cmds/server_config/Req", &psc_server_config_request_record, NULL},
    {"protocol/anonymous_server_cmds/server_config/Rep", NULL, &psc_server_config_reply_union},
    {"protocol/anonymous_cmds/totp_fetch_opaque_key/Req", &psc_totp_fetch_request_record, NULL},
    {"protocol/anonymous_cmds/totp_fetch_opaque_key/Rep", NULL, &psc_totp_fetch_reply_union},
    {"protocol/anonymous_cmds/totp_setup_get_secret/Req", &psc_totp_reset_secret_request_record,
     NULL},
    {"protocol/anonymous_cmds/totp_setup_get_secret/Rep", NULL, &psc_totp_secret_reply_union},
    {"protocol/anonymous_cmds/totp_setup_confirm/Req", &psc_totp_reset_confirm_request_record,
     NULL},
    {"protocol/anonymous_cmds/totp_setup_confirm/Rep", NULL, &psc_totp_confirm_reply_union},
    {"protocol/anonymous_cmds/async_enrollment_submit/Req", &psc_async_submit_request_record, NULL},
    {"protocol/anonymous_cmds/async_enrollment_submit/Rep", NULL, &psc_async_submit_reply_union},
    {"protocol/anonymous_cmds/async_enrollment_info/Req", &psc_async_info_request_record, NULL},
    {"protocol/anonymous_cmds/async_enrollment_info/Rep", NULL, &psc_async_info_reply_union},
    {"protocol/anonymous_cmds/async_enrollment_cancel/Req", &psc_async_cancel_request_record, NULL},
    {"protocol/anonymous_cmds/async_enrollment_cancel/Rep", NULL, &psc_async_end_reply_union},
    {"protocol/invited_cmds/invite_info/Req", &psc_invite_info_request_record, NULL},
    {"protocol/invited_cmds/invite_info/Rep", NULL, &psc_invite_info_reply_union},
    {"protocol/invited_cmds/invite_claimer_start_greeting_attempt/Req",
     &psc_claimer_start_request_record, NULL},
    {"protocol/invited_cmds/invite_claimer_start_greeting_attempt/Rep", NULL,
     &psc_claimer_start_reply_union},
    {"protocol/invited_cmds/invite_claimer_step/Req", &psc_claimer_step_request_record, NULL},
    {"protocol/invited_cmds/invite_claimer_step/Rep", NULL, &psc_claimer_step_reply_union},
    {"protocol/invited_cmds/invite_claimer_cancel_greeting_attempt/Req",
     &psc_claimer_cancel_request_record, NULL},
    {"protocol/invited_cmds/invite_claimer_cancel_greeting_attempt/Rep", NULL,
     &psc_cancel_attempt_reply_union},
    {"protocol/authenticated_cmds/invite_greeter_start_greeting_attempt/Req",
     &psc_greeter_start_request_record, NULL},
    {"protocol/authenticated_cmds/invite_greeter_start_greeting_attempt/Rep", NULL,
     &psc_greeter_start_reply_union},
    {"protocol/authenticated_cmds/invite_greeter_step/Req", &psc_greeter_step_request_record, NULL},
    {"protocol/authenticated_cmds/invite_greeter_step/Rep", NULL, &psc_greeter_step_reply_union},
    {"protocol/authenticated_cmds/invite_greeter_cancel_greeting_attempt/Req",
     &psc_greeter_cancel_request_record, NULL},
    {"protocol/authenticated_cmds/invite_greeter_cancel_greeting_attempt/Rep", NULL,
     &psc_cancel_attempt_reply_union},
    {"protocol/authenticated_cmds/invite_new_user/Req", &psc_invite_new_user_request_record, NULL},
    {"protocol/authenticated_cmds/invite_new_user/Rep", NULL, &psc_invite_new_user_reply_union},
    {"protocol/authenticated_cmds/invite_list/Req", &psc_invite_list_request_record, NULL},
    {"protocol/authenticated_cmds/invite_list/Rep", NULL, &psc_invite_list_reply_union},
    {"protocol/authenticated_cmds/invite_cancel/Req", &psc_invite_cancel_request_record, NULL},
    {"protocol/authenticated_cmds/invite_cancel/Rep", NULL, &psc_invite_cancel_reply_union},
    {"protocol/authenticated_cmds/invite_complete/Req", &psc_invite_complete_request_record, NULL},
    {"protocol/authenticated_cmds/invite_complete/Rep", NULL, &psc_invite_complete_reply_union},
    {"protocol/authenticated_cmds/user_create/Req", &psc_user_create_request_record, NULL},
    {"protocol/authenticated_cmds/user_create/Rep", NULL, &psc_user_create_reply_union},
    {"protocol/authenticated_cmds/device_create/Req", &psc_device_create_request_record, NULL},
    {"protocol/authenticated_cmds/device_create/Rep", NULL, &psc_device_create_reply_union},
    {"protocol/authenticated_cmds/user_update/Req", &psc_user_update_request_record, NULL},
    {"protocol/authenticated_cmds/user_update/Rep", NULL, &psc_user_update_reply_union},
    {"protocol/authenticated_cmds/user_revoke/Req", &psc_user_revoke_request_record, NULL},
    {"protocol/authenticated_cmds/user_revoke/Rep", NULL, &psc_user_revoke_reply_union},
    {"protocol/authenticated_cmds/certificate_get/Rep", NULL, &psc_certificate_get_reply_union},
    {"protocol/authenticated_cmds/async_enrollment_list/Req", &psc_async_list_request_record, NULL},
    {"protocol/authenticated_cmds/async_enrollment_list/Rep", NULL, &psc_async_list_reply_union},
    {"protocol/authenticated_cmds/async_enrollment_accept/Req", &psc_async_accept_request_record,
     NULL},
    {"protocol/authenticated_cmds/async_enrollment_accept/Rep", NULL,
     &psc_async_accept_reply_union},
    {"protocol/authenticated_cmds/async_enrollment_reject/Req", &psc_async_reject_request_record,
     NULL},
    {"protocol/authenticated_cmds/async_enrollment_reject/Rep", NULL, &psc_async_end_reply_union},
    {"protocol/authenticated_cmds/events_listen/Rep", NULL, &psc_events_listen_reply_union},
    {"protocol/authenticated_cmds/totp_setup_get_secret/Req", &psc_totp_secret_request_record,
     NULL},
    {"protocol/authenticated_cmds/totp_setup_get_secret/Rep", NULL, &psc_totp_secret_reply_union},
    {"protocol/authenticated_cmds/totp_setup_confirm/Req", &psc_totp_confirm_request_record, NULL},
    {"protocol/authenticated_cmds/totp_setup_confirm/Rep", NULL, &psc_totp_confirm_reply_union},
    {"protocol/authenticated_cmds/totp_create_opaque_key/Req", &psc_totp_create_request_record,
     NULL},
    {"protocol/authenticated_cmds/totp_create_opaque_key/Rep", NULL, &psc_totp_create_reply_union},
    {"protocol/tos_cmds/tos_get/Req", &psc_tos_get_request_record, NULL},
    {"protocol/tos_cmds/tos_get/Rep", NULL, &psc_tos_get_reply_union},
    {"protocol/tos_cmds/tos_accept/Req", &psc_tos_accept_request_record, NULL},
    {"protocol/tos_cmds/tos_accept/Rep", NULL, &psc_tos_accept_reply_union},
    {"certificate/user_root", &psc_user_certificate_record, NULL},
    {"certificate/user_device", &psc_user_certificate_record, NULL},
    {"certificate/device_", &psc_device_certificate_record, NULL},
    {"certificate/sequester_authority", &psc_sequester_authority_certificate_record, NULL},
    {"invite/user_data", &psc_invite_user_data_record, NULL},
    {"invite/user_confirmation", &psc_invite_user_confirmation_record, NULL},
    {"invite/device_data", &psc_invite_device_data_record, NULL},
    {"invite/device_confirmation", &psc_invite_device_confirmation_record, NULL},
    {"local_device/local_device", &psc_local_device_record, NULL},
    {"async_enrollment/submit", &psc_submit_payload_record, NULL},
    {"async_enrollment/accept", &psc_accept_payload_record, NULL},
    {"async_enrollment/local_pending", &psc_pending_file_record, NULL},
};

/* Answers and events that this client does not tell apart, or has no use for: so many of each. */
static struct {
    const psc_union *united;
    size_t expected;
    size_t seen;
} strangers[] = {
    {&psc_cancel_attempt_reply_union, 25, 0}, /* any answer will do */
    {&psc_async_submit_reply_union, 2, 0},    /* about certificates of cards */
    {&psc_async_accept_reply_union, 2, 0},
    {&psc_events_listen_reply_union, 9, 0},
};

static bool take_stranger(const psc_union *united) {
    for (size_t i = 0; i < PSC_COUNT(strangers); i++) {
        if (strangers[i].united == united) {
            strangers[i].seen++;
            return true;
        }
    }
    return false;
}

static psc_type type_of(const message *of) {
    return of->record != NULL ? wire_record(of->record) : wire_union(of->united);
}

/* Somebody who proves with a card who they are, of which this client reads the kind only. */
static bool is_of_pki(psc_bytes bytes) {
    const psc_bytes kind = PSC_BYTES_LIT("\xa3PKI");
    size_t at = 0;
    while (at + kind.len <= bytes.len && memcmp(bytes.at + at, kind.at, kind.len) != 0) {
        at++;
    }
    return at + kind.len <= bytes.len;
}

static void check_vector(const message *of, psc_bytes bytes) {
    const psc_type type = type_of(of);
    void *object = wire_read(PSC_OK, &arena, &type, bytes);
    if (object == NULL) {
        return;
    }
    psc_buf out;
    psc_buf_init(&out, &arena);
    if (of->united != NULL && psc_union_write(&out, object, of->united) == PSC_ERR_ARGUMENT) {
        CHECK(take_stranger(of->united));
    } else {
        const psc_bytes written = wire_write(&arena, &type, object);
        if (of->record != NULL && !is_of_pki(bytes)) {
            CHECK_BYTES(bytes, written);
        } else {
            /* The server orders fields by name and says more than we read. */
            CHECK(wire_contains(bytes, written));
        }
        wire_check_hostile(&type, bytes);
    }
    free(object);
}

static void test_messages(void) {
    static const char *const groups[] = {"protocol", "certificate", "invite", "local_device",
                                         "async_enrollment"};
    size_t seen[PSC_COUNT(messages)] = {0};
    for (size_t g = 0; g < PSC_COUNT(groups); g++) {
        EACH_VECTOR(vector, groups[g]) {
            for (size_t i = 0; i < PSC_COUNT(messages); i++) {
                if (strncmp(vector->id, messages[i].id, strlen(messages[i].id)) == 0) {
                    seen[i]++;
                    check_vector(&messages[i],
                                 test_vector_hex(
                                     vector, test_vector_has(vector, "hex") ? "hex" : "msgpack"));
                    psc_arena_reset(&arena);
                }
            }
        }
    }
    for (size_t i = 0; i < PSC_COUNT(messages); i++) {
        test_subject(messages[i].id);
        CHECK(seen[i] > 0);
        const psc_type type = type_of(&messages[i]);
        wire_check_table(&type);
    }
    for (size_t i = 0; i < PSC_COUNT(strangers); i++) {
        test_subject(strangers[i].united->key);
        CHECK(strangers[i].seen == strangers[i].expected);
    }
    test_subject(NULL);
}

static void test_protocol_load(void) {
    static const struct {
        const char *id;
        const psc_record *record;
        const psc_union *united;
        psc_status expected;
    } cases[] = {
        {"protocol_load/server_config_without_5_4_5_5_fields", NULL, &psc_server_config_reply_union,
         PSC_OK},
        {"protocol_load/async_enrollment_accept_ok_without_email_sent", NULL,
         &psc_async_accept_reply_union, PSC_OK},
        {"protocol_load/known_status_missing_field", NULL, &psc_invite_new_user_reply_union,
         PSC_ERR_MISSING_FIELD},
        {"protocol_load/unknown_status", NULL, &psc_invite_cancel_reply_union, PSC_OK},
        {"protocol_load/unknown_status_no_reason", NULL, &psc_invite_cancel_reply_union, PSC_OK},
        {"protocol_load/ok_with_unknown_field", NULL, &psc_invite_cancel_reply_union, PSC_OK},
        {"protocol_load/status_not_first", NULL, &psc_invite_cancel_reply_union, PSC_OK},
        {"protocol_load/no_status", NULL, &psc_invite_cancel_reply_union, PSC_ERR_MISSING_FIELD},
        {"protocol_load/req_unknown_cmd", &psc_invite_list_request_record, NULL,
         PSC_ERR_UNKNOWN_VARIANT},
        {"protocol_load/req_greeter_step_5_long_name", &psc_greeter_step_request_record, NULL,
         PSC_ERR_UNKNOWN_VARIANT},
        {"protocol_load/req_greeter_step_5", &psc_greeter_step_request_record, NULL, PSC_OK},
    };
    size_t seen = 0;
    EACH_VECTOR(vector, "protocol_load") {
        for (size_t i = 0; i < PSC_COUNT(cases); i++) {
            if (strcmp(vector->id, cases[i].id) == 0) {
                const psc_type type = cases[i].record != NULL ? wire_record(cases[i].record)
                                                              : wire_union(cases[i].united);
                CHECK((cases[i].expected == PSC_OK) == test_vector_has(vector, "loaded_as"));
                free(wire_read(cases[i].expected, &arena, &type, test_vector_hex(vector, "hex")));
                seen++;
            }
        }
    }
    CHECK(seen == PSC_COUNT(cases));
}

/* ---- values, not only shapes */

static psc_bytes vector_bytes(const char *group, const char *id, const char *member) {
    psc_bytes found = PSC_BYTES_ABSENT;
    EACH_VECTOR(vector, group) {
        if (strcmp(vector->id, id) == 0) {
            found = test_vector_hex(vector, member);
        }
    }
    CHECK(found.at != NULL);
    return found;
}

static psc_bytes protocol(const char *id) {
    return vector_bytes("protocol", id, "hex");
}

static const uint8_t alice_user[16] = {0xa1, 0x1c, 0xe0, 0, 0, 0, 0,    0,
                                       0,    0,    0,    0, 0, 0, 0xaa, 0x01};
static const uint8_t alice_device[16] = {0xa1, 0x1c, 0xe0, 0, 0, 0, 0,    0,
                                         0,    0,    0,    0, 0, 0, 0xdd, 0x01};
static const uint8_t attempt[16] = {0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77,
                                    0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77, 0x77};
static const uint8_t token[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
                                  0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
#define NOW ((psc_time) 1770000000123456)
static const uint8_t opaque_key[PSC_OPAQUE_KEY_BYTES] = {
    0x5f, 0x98, 0x1a, 0xe4, 0x4e, 0xa9, 0xdb, 0x7a, 0x7a, 0xdc, 0xf5, 0x50, 0x22, 0xa6, 0x78, 0x01,
    0xf0, 0xd5, 0x60, 0x82, 0x59, 0xb2, 0x6d, 0xe6, 0x94, 0x5e, 0x87, 0x6a, 0x8c, 0x94, 0xb3, 0x34};

static void test_replies(void) {
    psc_organization_bootstrap_reply bootstrap;
    CHECK_OK(psc_union_read(
        &bootstrap, &arena,
        protocol("protocol/anonymous_cmds/organization_bootstrap/RepTimestampOutOfBallpark"),
        &psc_organization_bootstrap_reply_union));
    CHECK(bootstrap.tag == PSC_ORGANIZATION_BOOTSTRAP_BALLPARK);
    CHECK(bootstrap.ballpark.ballpark_client_early_offset == 300.0);
    CHECK(bootstrap.ballpark.server_timestamp == NOW);

    psc_server_config_reply config;
    CHECK_OK(psc_union_read(&config, &arena,
                            protocol("protocol/anonymous_server_cmds/server_config/RepOk/3"),
                            &psc_server_config_reply_union));
    CHECK(config.ok.organization_bootstrap == PSC_BOOTSTRAP_SPONTANEOUS);
    CHECK(config.ok.advisory_device_file_protection.count == 1);
    CHECK_TEXT("txt", *(psc_bytes *) config.ok.advisory_device_file_protection.items);

    psc_invite_info_reply info;
    CHECK_OK(psc_union_read(&info, &arena, protocol("protocol/invited_cmds/invite_info/RepOk"),
                            &psc_invite_info_reply_union));
    CHECK(info.tag == PSC_INVITE_INFO_OK);
    CHECK(info.ok.type == PSC_INVITATION_USER);
    CHECK_TEXT("alice@example.com", info.ok.claimer_email);
    CHECK(info.ok.created_by.tag == PSC_INVITER_USER);
    CHECK_BYTES(PSC_BYTES_OF(alice_user), PSC_BYTES_OF(info.ok.created_by.user.user_id.bytes));
    CHECK_TEXT("Alicia McÁlice", info.ok.created_by.user.human_handle.label);
    const psc_administrator *administrators = info.ok.administrators.items;
    if (CHECK(info.ok.administrators.count > 1)) {
        CHECK(administrators[0].has_last_greeting_attempt_joined_on);
        CHECK(administrators[0].last_greeting_attempt_joined_on == NOW);
        CHECK_TEXT("ONLINE", administrators[0].online_status);
        CHECK_BYTES(PSC_BYTES_OF(alice_user), PSC_BYTES_OF(administrators[1].user_id.bytes));
    }
    CHECK_OK(psc_union_read(&info, &arena, protocol("protocol/invited_cmds/invite_info/RepOk/3"),
                            &psc_invite_info_reply_union));
    CHECK(info.ok.type == PSC_INVITATION_DEVICE);
    CHECK(info.ok.created_by.tag == PSC_INVITER_EXTERNAL_SERVICE);
    CHECK_TEXT("txt", info.ok.created_by.external_service.service_label);
    CHECK_TEXT("alice@example.com", info.ok.claimer_human_handle.email);
    CHECK(info.ok.administrators.items == NULL);

    psc_claimer_step_reply step;
    CHECK_OK(psc_union_read(&step, &arena,
                            protocol("protocol/invited_cmds/invite_claimer_step/RepOk/5"),
                            &psc_claimer_step_reply_union));
    CHECK(step.tag == PSC_CLAIMER_STEP_OK && step.ok.greeter_step.number == 5);
    CHECK_OK(psc_union_read(&step, &arena,
                            protocol("protocol/invited_cmds/invite_claimer_step/RepOk/2"),
                            &psc_claimer_step_reply_union));
    CHECK_BYTES(test_hex("deadbeef"), step.ok.greeter_step.nonce);
    CHECK_OK(psc_union_read(&step, &arena,
                            protocol("protocol/invited_cmds/invite_claimer_step/RepOk/7"),
                            &psc_claimer_step_reply_union));
    CHECK_BYTES(test_hex("deadbeef"), step.ok.greeter_step.payload);

    psc_greeter_step_reply cancelled;
    CHECK_OK(psc_union_read(
        &cancelled, &arena,
        protocol("protocol/authenticated_cmds/invite_greeter_step/RepGreetingAttemptCancelled/3"),
        &psc_greeter_step_reply_union));
    CHECK(cancelled.tag == PSC_GREETER_STEP_ATTEMPT_CANCELLED);
    CHECK(cancelled.cancelled.origin == PSC_SIDE_GREETER);
    CHECK(cancelled.cancelled.reason == PSC_CANCEL_INVALID_SAS_CODE);
    CHECK(cancelled.cancelled.timestamp == NOW);

    psc_greeter_start_reply start;
    CHECK_OK(psc_union_read(
        &start, &arena,
        protocol("protocol/authenticated_cmds/invite_greeter_start_greeting_attempt/RepOk"),
        &psc_greeter_start_reply_union));
    CHECK_BYTES(PSC_BYTES_OF(attempt), PSC_BYTES_OF(start.ok.greeting_attempt.bytes));

    psc_invite_new_user_reply invited;
    CHECK_OK(psc_union_read(&invited, &arena,
                            protocol("protocol/authenticated_cmds/invite_new_user/RepOk/2"),
                            &psc_invite_new_user_reply_union));
    CHECK_BYTES(PSC_BYTES_OF(token), PSC_BYTES_OF(invited.ok.token));
    CHECK(invited.ok.email_sent == PSC_EMAIL_SENT_RECIPIENT_REFUSED);

    psc_user_create_reply created;
    CHECK_OK(psc_union_read(
        &created, &arena,
        protocol("protocol/authenticated_cmds/user_create/RepRequireGreaterTimestamp"),
        &psc_user_create_reply_union));
    CHECK(created.tag == PSC_USER_CREATE_GREATER_TIMESTAMP);
    CHECK(created.greater.strictly_greater_than == NOW);

    psc_certificate_get_reply certificates;
    CHECK_OK(psc_union_read(&certificates, &arena,
                            protocol("protocol/authenticated_cmds/certificate_get/RepOk"),
                            &psc_certificate_get_reply_union));
    CHECK(certificates.ok.common_certificates.count == 1);
    CHECK_BYTES(test_hex("deadbeef"), *(psc_bytes *) certificates.ok.common_certificates.items);

    psc_tos_get_reply terms;
    CHECK_OK(psc_union_read(&terms, &arena, protocol("protocol/tos_cmds/tos_get/RepOk"),
                            &psc_tos_get_reply_union));
    const psc_text_pair *urls = terms.ok.per_locale_urls.items;
    if (CHECK(terms.tag == PSC_TOS_GET_OK && terms.ok.per_locale_urls.count == 1)) {
        CHECK_TEXT("txt", urls[0].key);
        CHECK_TEXT("txt", urls[0].value);
    }

    psc_totp_fetch_reply fetched;
    CHECK_OK(psc_union_read(&fetched, &arena,
                            protocol("protocol/anonymous_cmds/totp_fetch_opaque_key/RepOk"),
                            &psc_totp_fetch_reply_union));
    CHECK(fetched.tag == PSC_TOTP_FETCH_OK);
    CHECK_BYTES(PSC_BYTES_OF(opaque_key), PSC_BYTES_OF(fetched.ok.opaque_key));
    CHECK_OK(psc_union_read(&fetched, &arena,
                            protocol("protocol/anonymous_cmds/totp_fetch_opaque_key/RepThrottled"),
                            &psc_totp_fetch_reply_union));
    CHECK(fetched.tag == PSC_TOTP_FETCH_THROTTLED && fetched.throttled.wait_until == NOW);
    psc_totp_create_reply layer;
    CHECK_OK(psc_union_read(&layer, &arena,
                            protocol("protocol/authenticated_cmds/totp_create_opaque_key/RepOk"),
                            &psc_totp_create_reply_union));
    CHECK(layer.tag == PSC_TOTP_CREATE_OK && layer.ok.opaque_key_id.bytes[15] == 0x33);
    CHECK_BYTES(PSC_BYTES_OF(opaque_key), PSC_BYTES_OF(layer.ok.opaque_key));
    /* The same statuses, told to a device and to whoever has a link. */
    static const struct {
        const char *id;
        int tag;
    } secrets[] = {
        {"protocol/anonymous_cmds/totp_setup_get_secret/RepOk", PSC_TOTP_SECRET_OK},
        {"protocol/anonymous_cmds/totp_setup_get_secret/RepBadToken", PSC_TOTP_SECRET_BAD_TOKEN},
        {"protocol/authenticated_cmds/totp_setup_get_secret/RepOk", PSC_TOTP_SECRET_OK},
        {"protocol/authenticated_cmds/totp_setup_get_secret/RepAlreadySetup",
         PSC_TOTP_SECRET_ALREADY_SETUP},
    };
    for (size_t i = 0; i < PSC_COUNT(secrets); i++) {
        psc_totp_secret_reply secret;
        CHECK_OK(psc_union_read(&secret, &arena, protocol(secrets[i].id),
                                &psc_totp_secret_reply_union));
        CHECK(secret.tag == secrets[i].tag);
        if (secret.tag == PSC_TOTP_SECRET_OK) {
            CHECK_BYTES(test_hex("deadbeef"), secret.ok.totp_secret);
        }
    }
    psc_arena_reset(&arena);
}

/* {"status": "ok", "updated_on": …, "per_locale_urls": {"000": "", …}} */
static psc_status read_terms(size_t count) {
    psc_tos_get_reply reply = {.tag = PSC_TOS_GET_OK};
    psc_text_pair pairs[PSC_TEXTS_MAX + 1];
    char keys[PSC_TEXTS_MAX + 1][3];
    for (size_t i = 0; i < count; i++) {
        memcpy(keys[i], (char[]){'0', (char) ('0' + i / 10), (char) ('0' + i % 10)}, 3);
        pairs[i] = (psc_text_pair){{(const uint8_t *) keys[i], 3}, PSC_BYTES_LIT("")};
    }
    reply.ok.per_locale_urls = (psc_list){pairs, count};
    psc_buf buf;
    psc_buf_init(&buf, &arena);
    CHECK_OK(psc_union_write(&buf, &reply, &psc_tos_get_reply_union));
    return psc_union_read(&reply, &arena, psc_buf_view(&buf), &psc_tos_get_reply_union);
}

static void test_map_of_texts(void) {
    CHECK_OK(read_terms(0));
    CHECK_OK(read_terms(PSC_TEXTS_MAX));
    CHECK_STATUS(PSC_ERR_TOO_LARGE, read_terms(PSC_TEXTS_MAX + 1));
    psc_arena_reset(&arena);
}

static void test_open_unions(void) {
    /* {"status": "soon", "x": [1]} */
    psc_invite_cancel_reply reply;
    CHECK_OK(psc_union_read(&reply, &arena, test_hex("82a6737461747573a4736f6f6ea1789101"),
                            &psc_invite_cancel_reply_union));
    CHECK(reply.tag == PSC_VARIANT_UNKNOWN);
    CHECK_TEXT("soon", reply.unknown);
    /* What follows an unknown status is read all the same: {"status": "soon", "x": …} cut, and
     * {"status": "soon", 1: 1}. */
    CHECK_STATUS(PSC_ERR_TRUNCATED,
                 psc_union_read(&reply, &arena, test_hex("82a6737461747573a4736f6f6ea178"),
                                &psc_invite_cancel_reply_union));
    CHECK_STATUS(PSC_ERR_TYPE,
                 psc_union_read(&reply, &arena, test_hex("82a6737461747573a4736f6f6e0101"),
                                &psc_invite_cancel_reply_union));
    /* An invitation of a kind to come is listed among the others: {"invitations": [{"type": "X",
     * "token": 7}], "status": "ok"} */
    psc_invite_list_reply list;
    CHECK_OK(psc_union_read(
        &list, &arena,
        test_hex("82ab696e7669746174696f6e739182a474797065a158a5746f6b656e07a6737461747573a26f6b"),
        &psc_invite_list_reply_union));
    if (CHECK(list.tag == PSC_INVITE_LIST_OK && list.ok.invitations.count == 1)) {
        const psc_invitation_item *item = list.ok.invitations.items;
        CHECK(item->type == PSC_VARIANT_UNKNOWN);
        CHECK_TEXT("X", item->unknown);
    }
    /* The flattened union of invite_info is closed: {"status": "ok", "type": "X"}, and needs its
     * tag: {"status": "ok"}. */
    psc_invite_info_reply info;
    CHECK_STATUS(PSC_ERR_UNKNOWN_VARIANT,
                 psc_union_read(&info, &arena, test_hex("82a6737461747573a26f6ba474797065a158"),
                                &psc_invite_info_reply_union));
    CHECK_STATUS(PSC_ERR_MISSING_FIELD,
                 psc_union_read(&info, &arena, test_hex("81a6737461747573a26f6b"),
                                &psc_invite_info_reply_union));
    psc_arena_reset(&arena);
}

/* The map `file` with another value in the place of its `skipped`th, or without it. */
static psc_bytes without(psc_bytes file, size_t skipped, psc_bytes replacement) {
    psc_msgpack_reader reader;
    psc_buf out;
    size_t count;
    psc_msgpack_reader_init(&reader, file);
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_msgpack_read_map(&count, &reader));
    CHECK_OK(psc_msgpack_write_map(&out, replacement.at == NULL ? count - 1 : count));
    for (size_t i = 0; i < count; i++) {
        const uint8_t *key = reader.at;
        CHECK_OK(psc_msgpack_skip(&reader));
        const uint8_t *value = reader.at;
        CHECK_OK(psc_msgpack_skip(&reader));
        if (i != skipped) {
            CHECK_OK(psc_buf_push(&out, (psc_bytes){key, (size_t) (reader.at - key)}));
        } else if (replacement.at != NULL) {
            CHECK_OK(psc_buf_push(&out, (psc_bytes){key, (size_t) (value - key)}));
            CHECK_OK(psc_buf_push(&out, replacement));
        }
    }
    return psc_buf_view(&out);
}

/* ---- single sign-on: what a server says of its OpenBao */

static void test_server_config(void) {
    psc_server_config_reply config;
    CHECK_OK(psc_union_read(&config, &arena,
                            protocol("protocol/anonymous_server_cmds/server_config/RepOk/3"),
                            &psc_server_config_reply_union));
    CHECK(config.ok.openbao.tag == PSC_OPENBAO_DISABLED);
    CHECK(config.ok.openbao.enabled.server_url.at == NULL);
    CHECK_OK(psc_union_read(&config, &arena,
                            protocol("protocol/anonymous_server_cmds/server_config/RepOk/4"),
                            &psc_server_config_reply_union));
    CHECK(config.ok.openbao.tag == PSC_OPENBAO_ENABLED);
    CHECK_TEXT("txt", config.ok.openbao.enabled.server_url);
    CHECK(config.ok.openbao.enabled.secret.tag == PSC_OPENBAO_SECRET_KV2);
    CHECK_TEXT("txt", config.ok.openbao.enabled.secret.kv2.mount_path);
    CHECK_TEXT("txt", config.ok.openbao.enabled.transit_mount_path);
    if (CHECK(config.ok.openbao.enabled.auths.count == 1)) {
        const psc_openbao_auth *auth = config.ok.openbao.enabled.auths.items;
        CHECK_TEXT("txt", auth->id);
        CHECK_TEXT("txt", auth->mount_path);
    }
    /* Of a server that cannot sign yet. */
    CHECK_OK(psc_union_read(&config, &arena,
                            vector_bytes("protocol_load",
                                         "protocol_load/server_config_without_5_4_5_5_fields",
                                         "hex"),
                            &psc_server_config_reply_union));
    CHECK(config.ok.openbao.tag == PSC_OPENBAO_ENABLED);
    CHECK_TEXT("https://bao.example.com/", config.ok.openbao.enabled.server_url);
    CHECK_TEXT("secret", config.ok.openbao.enabled.secret.kv2.mount_path);
    CHECK(config.ok.openbao.enabled.transit_mount_path.at == NULL);
    CHECK(config.ok.openbao.enabled.auths.items != NULL &&
          config.ok.openbao.enabled.auths.count == 0);
    CHECK(config.ok.advisory_device_file_protection.items == NULL);
    psc_arena_reset(&arena);
}

/* {"status": "ok", "organization_bootstrap": "SPONTANEOUS", "openbao": …} */
static psc_status read_openbao(psc_server_config_reply *config, const char *openbao) {
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_buf_push(&out, test_hex("83 a6737461747573 a26f6b "
                                         "b66f7267616e697a6174696f6e5f626f6f747374726170 "
                                         "ab53504f4e54414e454f5553 a76f70656e62616f")));
    CHECK_OK(psc_buf_push(&out, test_hex(openbao)));
    return psc_union_read(config, &arena, psc_buf_view(&out), &psc_server_config_reply_union);
}

/* Another kind of OpenBao, or of its secrets, takes nothing from the rest. */
static void test_openbao_of_tomorrow(void) {
    psc_server_config_reply config;
    /* {"type": "X", "server_url": 7} */
    CHECK_OK(read_openbao(&config, "82 a474797065 a158 aa7365727665725f75726c 07"));
    CHECK(config.tag == PSC_SERVER_CONFIG_OK &&
          config.ok.organization_bootstrap == PSC_BOOTSTRAP_SPONTANEOUS);
    CHECK(config.ok.openbao.tag == PSC_VARIANT_UNKNOWN);
    CHECK_TEXT("X", config.ok.openbao.unknown);
    CHECK(config.ok.openbao.enabled.server_url.at == NULL);
    /* {"type": "ENABLED", "secret": {"type": "KV3", "mount_path": []}, "server_url": "u",
     *  "auths": []} */
    CHECK_OK(read_openbao(&config, "84 a474797065 a7454e41424c4544 "
                                   "a6736563726574 82 a474797065 a34b5633 "
                                   "aa6d6f756e745f70617468 90 "
                                   "aa7365727665725f75726c a175 a56175746873 90"));
    CHECK(config.ok.openbao.tag == PSC_OPENBAO_ENABLED);
    CHECK(config.ok.openbao.enabled.secret.tag == PSC_VARIANT_UNKNOWN);
    CHECK_TEXT("KV3", config.ok.openbao.enabled.secret.unknown);
    CHECK(config.ok.openbao.enabled.secret.kv2.mount_path.at == NULL);
    CHECK_TEXT("u", config.ok.openbao.enabled.server_url);
    /* Of one that is known nothing may be missing: {"type": "ENABLED", "server_url": "u"}, {} */
    CHECK_STATUS(PSC_ERR_MISSING_FIELD,
                 read_openbao(&config, "82 a474797065 a7454e41424c4544 "
                                       "aa7365727665725f75726c a175"));
    CHECK_STATUS(PSC_ERR_MISSING_FIELD, read_openbao(&config, "80"));
    CHECK_STATUS(PSC_ERR_TYPE, read_openbao(&config, "c0"));
    psc_arena_reset(&arena);
}

/* ---- join requests */

static const uint8_t enrollment[16] = {0x44, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44,
                                       0x44, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44, 0x44};

static void test_join_answers(void) {
    static const struct {
        const char *id;
        int tag;
    } submitted[] = {
        {"protocol/anonymous_cmds/async_enrollment_submit/RepOk", PSC_ASYNC_SUBMIT_OK},
        {"protocol/anonymous_cmds/async_enrollment_submit/RepEmailAlreadySubmitted",
         PSC_ASYNC_SUBMIT_EMAIL_SUBMITTED},
        {"protocol/anonymous_cmds/async_enrollment_submit/RepInvalidX509Trustchain",
         PSC_VARIANT_UNKNOWN},
    };
    for (size_t i = 0; i < PSC_COUNT(submitted); i++) {
        psc_async_submit_reply reply;
        CHECK_OK(psc_union_read(&reply, &arena, protocol(submitted[i].id),
                                &psc_async_submit_reply_union));
        CHECK(reply.tag == submitted[i].tag);
        CHECK(reply.ok.submitted_on == (reply.tag == PSC_VARIANT_UNKNOWN ? 0 : NOW));
    }
    static const struct {
        const char *id;
        int status;
        int signer; /* -2: none */
    } infos[] = {
        {"protocol/anonymous_cmds/async_enrollment_info/RepOk", PSC_ASYNC_SUBMITTED, -2},
        {"protocol/anonymous_cmds/async_enrollment_info/RepOk/1", PSC_ASYNC_REJECTED, -2},
        {"protocol/anonymous_cmds/async_enrollment_info/RepOk/2", PSC_ASYNC_CANCELLED, -2},
        {"protocol/anonymous_cmds/async_enrollment_info/RepOk/3", PSC_ASYNC_ACCEPTED,
         PSC_IDENTITY_PKI},
        {"protocol/anonymous_cmds/async_enrollment_info/RepOk/4", PSC_ASYNC_ACCEPTED,
         PSC_IDENTITY_OPENBAO},
    };
    for (size_t i = 0; i < PSC_COUNT(infos); i++) {
        psc_async_info_reply reply;
        CHECK_OK(
            psc_union_read(&reply, &arena, protocol(infos[i].id), &psc_async_info_reply_union));
        const psc_async_info *info = &reply.ok;
        CHECK(reply.tag == PSC_ASYNC_INFO_OK && info->status == infos[i].status);
        CHECK(info->submitted_on == NOW);
        CHECK(info->decided_on == (info->status == PSC_ASYNC_SUBMITTED ? 0 : NOW));
        CHECK((info->accept_payload.at != NULL) == (infos[i].signer != -2));
        if (infos[i].signer == -2) {
            continue;
        }
        CHECK_BYTES(test_hex("deadbeef"), info->accept_payload);
        CHECK(info->accept_payload_signature.tag == infos[i].signer);
        const psc_bytes said =
            infos[i].signer == PSC_IDENTITY_PKI ? PSC_BYTES_ABSENT : PSC_BYTES_LIT("txt");
        CHECK_BYTES(said, info->accept_payload_signature.openbao.signature);
        CHECK_BYTES(said, info->accept_payload_signature.openbao.entity_id);
    }
    psc_async_list_reply list;
    CHECK_OK(psc_union_read(&list, &arena,
                            protocol("protocol/authenticated_cmds/async_enrollment_list/RepOk"),
                            &psc_async_list_reply_union));
    if (CHECK(list.tag == PSC_ASYNC_LIST_OK && list.ok.enrollments.count == 2)) {
        const psc_async_item *items = list.ok.enrollments.items;
        for (size_t i = 0; i < 2; i++) {
            CHECK_BYTES(PSC_BYTES_OF(enrollment), PSC_BYTES_OF(items[i].enrollment_id.bytes));
            CHECK(items[i].submitted_on == NOW);
            CHECK_BYTES(test_hex("deadbeef"), items[i].submit_payload);
        }
        CHECK(items[0].submit_payload_signature.tag == PSC_IDENTITY_PKI);
        CHECK(items[0].submit_payload_signature.openbao.signature.at == NULL);
        CHECK(items[1].submit_payload_signature.tag == PSC_IDENTITY_OPENBAO);
        CHECK_TEXT("txt", items[1].submit_payload_signature.openbao.signature);
        CHECK_TEXT("txt", items[1].submit_payload_signature.openbao.entity_id);
    }
    psc_async_accept_reply accepted;
    CHECK_OK(
        psc_union_read(&accepted, &arena,
                       protocol("protocol/authenticated_cmds/async_enrollment_accept/RepOk/1"),
                       &psc_async_accept_reply_union));
    CHECK(accepted.tag == PSC_ASYNC_ACCEPT_OK &&
          accepted.ok.email_sent == PSC_EMAIL_SENT_SERVER_UNAVAILABLE);
    CHECK_OK(psc_union_read(
        &accepted, &arena,
        vector_bytes("protocol_load", "protocol_load/async_enrollment_accept_ok_without_email_sent",
                     "hex"),
        &psc_async_accept_reply_union));
    CHECK(accepted.tag == PSC_ASYNC_ACCEPT_OK && accepted.ok.email_sent == PSC_EMAIL_SENT_SUCCESS);
    CHECK_OK(psc_union_read(
        &accepted, &arena,
        protocol("protocol/authenticated_cmds/async_enrollment_accept/RepRequireGreaterTimestamp"),
        &psc_async_accept_reply_union));
    CHECK(accepted.tag == PSC_ASYNC_ACCEPT_GREATER_TIMESTAMP &&
          accepted.greater.strictly_greater_than == NOW);
    psc_arena_reset(&arena);
}

/* Every answer without a field, by its name. */
static void test_join_refusals(void) {
    static const struct {
        const char *family; /* of commands */
        const char *answer; /* "async_enrollment_" left out */
        int tag;
    } ends[] = {
        {"anonymous_cmds", "cancel/RepOk", PSC_ASYNC_END_OK},
        {"anonymous_cmds", "cancel/RepEnrollmentNotFound", PSC_ASYNC_END_NOT_FOUND},
        {"anonymous_cmds", "cancel/RepEnrollmentNoLongerAvailable",
         PSC_ASYNC_END_NO_LONGER_AVAILABLE},
        {"authenticated_cmds", "reject/RepOk", PSC_ASYNC_END_OK},
        {"authenticated_cmds", "reject/RepAuthorNotAllowed", PSC_ASYNC_END_AUTHOR_NOT_ALLOWED},
        {"authenticated_cmds", "reject/RepEnrollmentNotFound", PSC_ASYNC_END_NOT_FOUND},
        {"authenticated_cmds", "reject/RepEnrollmentNoLongerAvailable",
         PSC_ASYNC_END_NO_LONGER_AVAILABLE},
        {"anonymous_cmds", "info/RepEnrollmentNotFound", PSC_ASYNC_INFO_NOT_FOUND},
        {"authenticated_cmds", "list/RepAuthorNotAllowed", PSC_ASYNC_LIST_AUTHOR_NOT_ALLOWED},
        {"anonymous_cmds", "submit/RepEmailAlreadyEnrolled", PSC_ASYNC_SUBMIT_EMAIL_ENROLLED},
        {"anonymous_cmds", "submit/RepIdAlreadyUsed", PSC_ASYNC_SUBMIT_ID_USED},
        {"anonymous_cmds", "submit/RepInvalidSubmitPayload", PSC_ASYNC_SUBMIT_INVALID_PAYLOAD},
        {"anonymous_cmds", "submit/RepInvalidSubmitPayloadSignature",
         PSC_ASYNC_SUBMIT_INVALID_SIGNATURE},
        {"authenticated_cmds", "accept/RepAuthorNotAllowed", PSC_ASYNC_ACCEPT_AUTHOR_NOT_ALLOWED},
        {"authenticated_cmds", "accept/RepInvalidCertificate",
         PSC_ASYNC_ACCEPT_INVALID_CERTIFICATE},
        {"authenticated_cmds", "accept/RepInvalidAcceptPayload", PSC_ASYNC_ACCEPT_INVALID_PAYLOAD},
        {"authenticated_cmds", "accept/RepInvalidAcceptPayloadSignature",
         PSC_ASYNC_ACCEPT_INVALID_SIGNATURE},
        {"authenticated_cmds", "accept/RepSubmitAndAcceptIdentitySystemsMismatch",
         PSC_ASYNC_ACCEPT_SYSTEMS_MISMATCH},
        {"authenticated_cmds", "accept/RepEnrollmentNotFound", PSC_ASYNC_ACCEPT_NOT_FOUND},
        {"authenticated_cmds", "accept/RepEnrollmentNoLongerAvailable",
         PSC_ASYNC_ACCEPT_NO_LONGER_AVAILABLE},
        {"authenticated_cmds", "accept/RepActiveUsersLimitReached",
         PSC_ASYNC_ACCEPT_ACTIVE_USERS_LIMIT},
        {"authenticated_cmds", "accept/RepUserAlreadyExists", PSC_ASYNC_ACCEPT_USER_EXISTS},
        {"authenticated_cmds", "accept/RepHumanHandleAlreadyTaken",
         PSC_ASYNC_ACCEPT_HUMAN_HANDLE_TAKEN},
    };
    static const struct {
        const char *command;
        const psc_union *united;
    } unions[] = {
        {"cancel/", &psc_async_end_reply_union},   {"reject/", &psc_async_end_reply_union},
        {"info/", &psc_async_info_reply_union},    {"list/", &psc_async_list_reply_union},
        {"submit/", &psc_async_submit_reply_union}, {"accept/", &psc_async_accept_reply_union},
    };
    for (size_t i = 0; i < PSC_COUNT(ends); i++) {
        psc_buf id;
        psc_buf_init(&id, &arena);
        CHECK_OK(psc_buf_push_text(&id, "protocol/"));
        CHECK_OK(psc_buf_push_text(&id, ends[i].family));
        CHECK_OK(psc_buf_push_text(&id, "/async_enrollment_"));
        CHECK_OK(psc_buf_push_text(&id, ends[i].answer));
        CHECK_OK(psc_buf_push_byte(&id, 0));
        for (size_t u = 0; u < PSC_COUNT(unions); u++) {
            if (strncmp(ends[i].answer, unions[u].command, strlen(unions[u].command)) == 0) {
                const psc_type type = wire_union(unions[u].united);
                int *reply = wire_read(PSC_OK, &arena, &type, protocol((const char *) id.at));
                if (reply != NULL) {
                    test_subject(ends[i].answer);
                    CHECK(*reply == ends[i].tag); /* the first member of each */
                    free(reply);
                }
            }
        }
    }
    test_subject(NULL);
    psc_arena_reset(&arena);
}

/* Requests and answers of people who prove who they are in ways to come. */
static void test_identities_of_tomorrow(void) {
    /* {"type": "X", "signature": 7} */
    static const char signature[] = "82 a474797065 a158 a97369676e6174757265 07";
    psc_payload_signature read;
    CHECK_OK(psc_union_read(&read, &arena, test_hex(signature), &psc_submit_signature_union));
    CHECK(read.tag == PSC_VARIANT_UNKNOWN && read.openbao.signature.at == NULL);
    CHECK_TEXT("X", read.unknown);
    CHECK_OK(psc_union_read(&read, &arena, test_hex(signature), &psc_accept_signature_union));
    CHECK(read.tag == PSC_VARIANT_UNKNOWN);
    /* Neither side's signature is the other's: {"type": "OPEN_BAO", "signature": "s",
     * "submitter_openbao_entity_id": "e"} */
    const psc_bytes submitted = test_hex("83 a474797065 a84f50454e5f42414f "
                                         "a97369676e6174757265 a173 "
                                         "bb7375626d69747465725f6f70656e62616f5f656e746974795f6964 "
                                         "a165");
    CHECK_OK(psc_union_read(&read, &arena, submitted, &psc_submit_signature_union));
    CHECK(read.tag == PSC_IDENTITY_OPENBAO);
    CHECK_TEXT("s", read.openbao.signature);
    CHECK_TEXT("e", read.openbao.entity_id);
    CHECK_STATUS(PSC_ERR_MISSING_FIELD,
                 psc_union_read(&read, &arena, submitted, &psc_accept_signature_union));
    /* In a list it hides nobody: {"enrollments": [{…, "submit_payload_signature": …}, …], "status":
     * "ok"} */
    const psc_payload_signature known = {
        .tag = PSC_IDENTITY_OPENBAO,
        .openbao = {PSC_BYTES_LIT("s"), PSC_BYTES_LIT("e")},
    };
    psc_async_item items[2] = {
        {.submit_payload = PSC_BYTES_LIT("1"), .submit_payload_signature = known},
        {.submit_payload = PSC_BYTES_LIT("2"), .submit_payload_signature = known},
    };
    const psc_async_list_reply reply = {.ok.enrollments = {items, 2}};
    const psc_type type = wire_union(&psc_async_list_reply_union);
    const psc_bytes both = wire_write(&arena, &type, &reply);
    psc_buf changed;
    psc_buf_init(&changed, &arena);
    CHECK_OK(psc_buf_push(&changed, both));
    const psc_bytes name = PSC_BYTES_LIT("OPEN_BAO");
    size_t at = 0;
    while (at + name.len < changed.len && memcmp(changed.at + at, name.at, name.len) != 0) {
        at++;
    }
    changed.at[at] = 'X';
    psc_async_list_reply *list = wire_read(PSC_OK, &arena, &type, psc_buf_view(&changed));
    if (list != NULL) {
        const psc_async_item *item = list->ok.enrollments.items;
        CHECK(list->ok.enrollments.count == 2);
        CHECK(item[0].submit_payload_signature.tag == PSC_VARIANT_UNKNOWN);
        CHECK(item[1].submit_payload_signature.tag == PSC_IDENTITY_OPENBAO);
        CHECK(item[1].submit_payload.len == 1);
        free(list);
    }
    /* What became of a request has to be understood: {"status": "ok", "enrollment_status": "X"} */
    psc_async_info_reply info;
    CHECK_STATUS(PSC_ERR_UNKNOWN_VARIANT,
                 psc_union_read(&info, &arena,
                                test_hex("82 a6737461747573 a26f6b "
                                         "b1656e726f6c6c6d656e745f737461747573 a158"),
                                &psc_async_info_reply_union));
    psc_arena_reset(&arena);
}

/* ---- what is kept of a join request */

static psc_bytes open_container(psc_bytes container) {
    psc_bytes content;
    return CHECK_OK(psc_envelope_unwrap(&content, &arena, container, PSC_ENVELOPE_MAX))
               ? content
               : PSC_BYTES_ABSENT;
}

static void test_join_payloads(void) {
    static const char *const ids[] = {"async_enrollment/submit", "async_enrollment/accept"};
    for (size_t i = 0; i < PSC_COUNT(ids); i++) {
        test_subject(ids[i]);
        CHECK_BYTES(vector_bytes("async_enrollment", ids[i], "msgpack"),
                    open_container(vector_bytes("async_enrollment", ids[i], "payload_v0")));
    }
    psc_submit_payload submit;
    CHECK_OK(psc_record_read(&submit, &arena, vector_bytes("async_enrollment", ids[0], "msgpack"),
                             &psc_submit_payload_record));
    CHECK(submit.verify_key[0] == 0x53 && submit.public_key[0] == 0x7a);
    CHECK_TEXT("PC1", submit.requested_device_label);
    CHECK_TEXT("alice@example.com", submit.requested_human_handle.email);
    CHECK_TEXT("Alicia McÁlice", submit.requested_human_handle.label);
    psc_accept_payload accept;
    CHECK_OK(psc_record_read(&accept, &arena, vector_bytes("async_enrollment", ids[1], "msgpack"),
                             &psc_accept_payload_record));
    CHECK_BYTES(PSC_BYTES_OF(alice_user), PSC_BYTES_OF(accept.user_id.bytes));
    CHECK_BYTES(PSC_BYTES_OF(alice_device), PSC_BYTES_OF(accept.device_id.bytes));
    CHECK_TEXT("PC1", accept.device_label);
    CHECK_TEXT("alice@example.com", accept.human_handle.email);
    CHECK(accept.profile == PSC_PROFILE_STANDARD && accept.root_verify_key[0] == 0xeb);
    test_subject(NULL);
    psc_arena_reset(&arena);
}

static psc_bytes pending(const char *member) {
    return vector_bytes("async_enrollment", "async_enrollment/local_pending", member);
}

static psc_bytes pending_content(psc_pending_file *file) {
    CHECK_OK(psc_record_read(file, &arena, pending("msgpack"), &psc_pending_file_record));
    return open_container(file->cleartext_content);
}

#define IDENTITY_SYSTEM 7 /* its place, behind the type */

static void test_pending_file(void) {
    psc_pending_file file;
    psc_pending_content content;
    CHECK_BYTES(pending("msgpack"), open_container(pending("v0")));
    const psc_bytes bytes = pending_content(&file);
    const psc_type type = wire_record(&psc_pending_content_record);
    wire_check_table(&type);
    CHECK_OK(psc_record_read(&content, &arena, bytes, &psc_pending_content_record));
    CHECK_TEXT("https://parsec.example.com/", content.server_url);
    CHECK_TEXT("CoolOrg", content.organization_id);
    CHECK(content.submitted_on == NOW && content.enrollment_id.bytes[0] == 0x0b);
    CHECK_TEXT("PC1", content.requested_device_label);
    CHECK_TEXT("alice@example.com", content.requested_human_handle.email);
    CHECK(content.identity_system.tag == PSC_IDENTITY_SYSTEM_OPENBAO);
    CHECK_TEXT("PRO_CONNECT", content.identity_system.openbao.auth_id);
    CHECK_TEXT("ent-1", content.identity_system.openbao.entity_id);
    CHECK_TEXT("ent-1/0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", content.identity_system.openbao.key_path);
    CHECK_BYTES(bytes, wire_write(&arena, &type, &content));
    wire_check_hostile(&type, bytes);
    /* The three of it open with one key, and one is the digest of what stands in clear. */
    uint8_t digest[PSC_SHA256_BYTES];
    psc_bytes opened;
    const uint8_t *key = pending("ciphertext_key").at;
    CHECK_OK(psc_sha256(digest, file.cleartext_content));
    CHECK_OK(psc_secretbox_open(&opened, &arena, file.ciphertext_digest, key));
    CHECK_BYTES(PSC_BYTES_OF(digest), opened);
    CHECK_OK(psc_secretbox_open(&opened, &arena, file.ciphertext_signing_key, key));
    CHECK(opened.len == PSC_SIGNING_KEY_BYTES);
    CHECK_OK(psc_secretbox_open(&opened, &arena, file.ciphertext_private_key, key));
    CHECK(opened.len == 32);
    psc_arena_reset(&arena);
}

/* Such files of Parsec's own clients are listed, whatever proves the identity; they are not
 * written here. */
static void test_pending_file_of_others(void) {
    static const struct {
        const char *hex;
        psc_status status;
        int tag;
        psc_status writing;
    } systems[] = {
        /* {"type": "PKI", "algorithm": "RSAES-OAEP-SHA256", "certificate_ref": {"a": 1},
         *  "encrypted_key": bin} */
        {"84 a474797065 a3504b49 a9616c676f726974686d b152534145532d4f4145502d534841323536 "
         "af63657274696669636174655f726566 81a16101 ad656e637279707465645f6b6579 c401ff",
         PSC_OK, PSC_IDENTITY_SYSTEM_PKI, PSC_OK},
        /* {"x": [], "type": "ID_CARD"} */
        {"82 a178 90 a474797065 a749445f43415244", PSC_OK, PSC_VARIANT_UNKNOWN, PSC_ERR_ARGUMENT},
        {"81 a474797065 a84f50454e5f42414f", PSC_ERR_MISSING_FIELD, 0, PSC_OK},
        {"80", PSC_ERR_MISSING_FIELD, 0, PSC_OK},
        {"81 a474797065 07", PSC_ERR_TYPE, 0, PSC_OK},
        {"a3504b49", PSC_ERR_TYPE, 0, PSC_OK},
        {"c0", PSC_ERR_TYPE, 0, PSC_OK},
    };
    for (size_t i = 0; i < PSC_COUNT(systems); i++) {
        psc_pending_file file;
        psc_pending_content content;
        const psc_bytes changed =
            without(pending_content(&file), IDENTITY_SYSTEM, test_hex(systems[i].hex));
        test_subject(systems[i].hex);
        const psc_status status =
            psc_record_read(&content, &arena, changed, &psc_pending_content_record);
        if (CHECK_STATUS(systems[i].status, status) && status == PSC_OK) {
            psc_buf out;
            psc_buf_init(&out, &arena);
            CHECK(content.identity_system.tag == systems[i].tag);
            CHECK(content.identity_system.openbao.key_path.at == NULL);
            CHECK_TEXT("CoolOrg", content.organization_id);
            CHECK_STATUS(systems[i].writing,
                         psc_record_write(&out, &content, &psc_pending_content_record));
        }
        psc_arena_reset(&arena);
    }
    test_subject(NULL);
}

static psc_status write_certificate_get(psc_buf *out, const void *context) {
    return psc_certificate_get_request_write(out, context);
}

static void test_requests(void) {
    psc_buf out;
    psc_certificate_get_request request = {0};
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_certificate_get_request_write(&out, &request));
    CHECK_TEXT("{'cmd': 'certificate_get', 'common_after': nil, 'sequester_after': nil, "
               "'shamir_recovery_after': nil, 'realm_after': {}}",
               wire_dump(&arena, psc_buf_view(&out)));
    request = (psc_certificate_get_request){true, NOW};
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_certificate_get_request_write(&out, &request));
    CHECK_TEXT("{'cmd': 'certificate_get', 'common_after': time(1770000000123456), "
               "'sequester_after': nil, 'shamir_recovery_after': nil, 'realm_after': {}}",
               wire_dump(&arena, psc_buf_view(&out)));
    wire_check_rooms(write_certificate_get, &request);
    /* A command without fields is exactly its name: the server refuses anything more. */
    const psc_type list = wire_record(&psc_invite_list_request_record);
    CHECK_BYTES(protocol("protocol/authenticated_cmds/invite_list/Req"),
                wire_write(&arena, &list, &request));

    psc_organization_bootstrap_request bootstrap = {.bootstrap_token = PSC_BYTES_OF(token)};
    psc_buf_init(&out, &arena);
    CHECK_STATUS(PSC_ERR_ARGUMENT,
                 psc_record_write(&out, &bootstrap, &psc_organization_bootstrap_request_record));
    psc_cancel_attempt_request cancel = {.reason = 7};
    CHECK_STATUS(PSC_ERR_ARGUMENT,
                 psc_record_write(&out, &cancel, &psc_claimer_cancel_request_record));
    cancel.reason = -1;
    CHECK_STATUS(PSC_ERR_ARGUMENT,
                 psc_record_write(&out, &cancel, &psc_claimer_cancel_request_record));
    psc_greeter_step_request step = {.greeter_step = {.number = 9}};
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_record_write(&out, &step, &psc_greeter_step_request_record));
    step.greeter_step.number = 2; /* whose nonce is absent */
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_record_write(&out, &step, &psc_greeter_step_request_record));
    psc_invite_user_data data = {
        .requested_device_label = PSC_BYTES_LIT(""),
        .requested_human_handle = {PSC_BYTES_LIT("a@b"), PSC_BYTES_LIT("A")}};
    CHECK_STATUS(PSC_ERR_VALUE, psc_record_write(&out, &data, &psc_invite_user_data_record));
    data.requested_device_label = PSC_BYTES_LIT("PC");
    data.requested_human_handle.label = PSC_BYTES_LIT("A<");
    CHECK_STATUS(PSC_ERR_VALUE, psc_record_write(&out, &data, &psc_invite_user_data_record));
    data.requested_human_handle.label = PSC_BYTES_ABSENT;
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_record_write(&out, &data, &psc_invite_user_data_record));
    data.requested_human_handle = (psc_human_handle){PSC_BYTES_ABSENT, PSC_BYTES_LIT("A")};
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_record_write(&out, &data, &psc_invite_user_data_record));
    psc_arena_reset(&arena);
}

/* ---- certificates: what the official library accepts and refuses */

/* Only here: a table for the certificate that most of the vectors are about. */
typedef struct revoked_user_certificate {
    psc_uuid author;
    psc_time timestamp;
    psc_uuid user_id;
} revoked_user_certificate;
static const psc_field revoked_fields[] = {
    PSC_FIELD(revoked_user_certificate, author, PSC_KIND_UUID, NULL),
    PSC_FIELD(revoked_user_certificate, timestamp, PSC_KIND_TIME, NULL),
    PSC_FIELD(revoked_user_certificate, user_id, PSC_KIND_UUID, NULL),
};
static const psc_record revoked_record =
    PSC_RECORD("type", "revoked_user_certificate", revoked_user_certificate, revoked_fields);

static bool id_is_one_of(const char *id, const char *const *ids, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strcmp(id, ids[i]) == 0) {
            return true;
        }
    }
    return false;
}

static void test_containers(void) {
    /* Forms that no writer produces and the official reader lets pass; this one does not. */
    static const char *const stricter[] = {"container/struct_as_array", "container/key_as_bin",
                                           "container/device_cert_verify_key_as_str",
                                           "container/device_cert_enum_as_map"};
    /* Read as signed by the root key, which is then not the key that did sign. */
    static const char *const later[] = {"container/device_cert_author_missing"};
    size_t devices = 0;
    size_t revoked = 0;
    EACH_VECTOR(vector, "container") {
        const bool device = strncmp(vector->id, "container/device_cert", 21) == 0;
        if (!device && !test_vector_has(vector, "payload")) {
            continue;
        }
        const bool accepted = (test_vector_true(vector, "accepted") ||
                               id_is_one_of(vector->id, later, PSC_COUNT(later))) &&
                              !id_is_one_of(vector->id, stricter, PSC_COUNT(stricter));
        const psc_bytes blob = test_vector_hex(vector, "signed");
        psc_bytes content;
        psc_status status = blob.len < PSC_SIGNATURE_BYTES
                                ? PSC_ERR_SIGNATURE
                                : psc_envelope_unwrap(&content, &arena,
                                                      (psc_bytes) {blob.at + PSC_SIGNATURE_BYTES,
                                                                   blob.len - PSC_SIGNATURE_BYTES},
                                                      PSC_ENVELOPE_MAX);
        union {
            psc_device_certificate device;
            revoked_user_certificate revoked;
        } read;
        if (status == PSC_OK) {
            const psc_bytes exact = test_exact(content);
            status = psc_record_read(&read, &arena, exact,
                                     device ? &psc_device_certificate_record : &revoked_record);
            if (status == PSC_OK && device) {
                const bool redacted = test_vector_has(vector, "is_redacted") &&
                                      test_vector_true(vector, "is_redacted");
                CHECK(read.device.purpose == PSC_PURPOSE_STANDARD);
                CHECK((read.device.device_label.at == NULL) == redacted);
                CHECK(read.device.has_author != id_is_one_of(vector->id, later, PSC_COUNT(later)));
                devices++;
            } else if (status == PSC_OK) {
                CHECK_BYTES(test_vector_hex(vector, "user_id"),
                            PSC_BYTES_OF(read.revoked.user_id.bytes));
                revoked++;
            }
            test_exact_free(exact);
        }
        CHECK((status == PSC_OK) == accepted);
        psc_arena_reset(&arena);
    }
    CHECK(devices > 3);
    CHECK(revoked > 5);
}

static void test_certificates(void) {
    psc_user_certificate user;
    CHECK_OK(psc_record_read(&user, &arena,
                             vector_bytes("certificate", "certificate/user_device", "msgpack"),
                             &psc_user_certificate_record));
    CHECK(user.has_author);
    CHECK_BYTES(PSC_BYTES_OF(alice_device), PSC_BYTES_OF(user.author.bytes));
    CHECK_OK(psc_record_read(
        &user, &arena, vector_bytes("certificate", "certificate/user_root_redacted", "msgpack"),
        &psc_user_certificate_record));
    CHECK(!user.has_author);
    CHECK(user.human_handle.email.at == NULL);
    CHECK(user.profile == PSC_PROFILE_ADMIN);
    psc_device_certificate device;
    CHECK_OK(psc_record_read(
        &device, &arena,
        vector_bytes("certificate", "certificate/device_purpose_REGISTRATION", "msgpack"),
        &psc_device_certificate_record));
    CHECK(device.has_purpose && device.purpose == PSC_PURPOSE_REGISTRATION);
    CHECK(device.timestamp == NOW);
    psc_arena_reset(&arena);
}

/* ---- device files */

/* `part` is what is found to be damaged, -1 when nothing is. */
static void check_device_file(int part, psc_bytes bytes) {
    psc_device_file file;
    int found = -1;
    const psc_bytes exact = test_exact(bytes);
    const psc_status expected = part < 0 ? PSC_OK : PSC_ERR_DEVICE_FILE;
    CHECK_STATUS(expected, psc_device_file_examine(&file, &found, &arena, exact));
    CHECK(part < 0 || found == part);
    if (part >= 0) {
        CHECK(file.ciphertext.at == NULL && file.head.server_url.at == NULL);
        CHECK(file.passkeys.items == NULL && file.passkeys.count == 0);
    }
    CHECK_STATUS(expected, psc_device_file_read(&file, &arena, exact));
    test_exact_free(exact);
}

static size_t pairs_of(psc_bytes map) {
    psc_msgpack_reader reader;
    size_t count;
    psc_msgpack_reader_init(&reader, map);
    return CHECK_OK(psc_msgpack_read_map(&count, &reader)) ? count : 0;
}

static psc_status read_file(void *context) {
    psc_device_file file;
    psc_arena own;
    test_arena_init(&own);
    const psc_status status = psc_device_file_read(&file, &own, *(const psc_bytes *) context);
    psc_arena_free(&own);
    return status;
}

/* Texts that are judged where they are used. */
static bool is_free_text(psc_bytes name) {
    return psc_bytes_equal_text(name, "server_url") ||
           psc_bytes_equal_text(name, "openbao_preferred_auth_id") ||
           psc_bytes_equal_text(name, "openbao_entity_id") ||
           psc_bytes_equal_text(name, "openbao_ciphertext_key_path");
}

static psc_bytes name_of_pair(psc_bytes map, size_t place) {
    psc_msgpack_reader reader;
    psc_bytes name = PSC_BYTES_ABSENT;
    size_t count;
    psc_msgpack_reader_init(&reader, map);
    CHECK_OK(psc_msgpack_read_map(&count, &reader));
    for (size_t i = 0; i <= place; i++) {
        CHECK_OK(psc_msgpack_read_str(&name, &reader));
        CHECK_OK(psc_msgpack_skip(&reader));
    }
    return name;
}

/* What each field of a file is part of: nothing in its place, nil, a number, an empty text and a map. */
static void check_fields(psc_bytes bytes, const int *parts) {
    for (size_t i = 0; i < pairs_of(bytes); i++) {
        const psc_bytes name = name_of_pair(bytes, i);
        const int absent = psc_bytes_equal_text(name, "totp_opaque_key_id") ? -1 : parts[i];
        check_device_file(absent, without(bytes, i, PSC_BYTES_ABSENT));
        check_device_file(absent, without(bytes, i, test_hex("c0")));
        check_device_file(parts[i], without(bytes, i, test_hex("07")));
        check_device_file(is_free_text(name) ? -1 : parts[i], without(bytes, i, test_hex("a0")));
        check_device_file(parts[i], without(bytes, i, test_hex("81a474797065a158")));
    }
    for (size_t len = 0; len < bytes.len; len++) {
        check_device_file(PSC_FILE_PART_FORMAT, (psc_bytes){bytes.at, len});
    }
}

#define HEAD PSC_FILE_PART_HEAD
/* The type, eight fields of the head, how it is opened, the ciphertext and the identifier of the
 * opaque key; there is nothing to say how a recovery file is opened. */
#define PARTS_OF_HEAD PSC_FILE_PART_FORMAT, HEAD, HEAD, HEAD, HEAD, HEAD, HEAD, HEAD, HEAD
static const int parts[] = {PARTS_OF_HEAD, PSC_FILE_PART_PROTECTION, PSC_FILE_PART_CONTENTS,
                            PSC_FILE_PART_CONTENTS};
static const int recovery_parts[] = {PARTS_OF_HEAD, PSC_FILE_PART_CONTENTS};
static const int openbao_parts[] = {PARTS_OF_HEAD,
                                    PSC_FILE_PART_CONTENTS,
                                    PSC_FILE_PART_PROTECTION,
                                    PSC_FILE_PART_PROTECTION,
                                    PSC_FILE_PART_PROTECTION,
                                    PSC_FILE_PART_CONTENTS};
#undef PARTS_OF_HEAD
#undef HEAD

/* NULL for a kind that is not written here. */
static const int *parts_of(int kind) {
    return kind == PSC_DEVICE_FILE_PASSWORD   ? parts
           : kind == PSC_DEVICE_FILE_RECOVERY ? recovery_parts
           : kind == PSC_DEVICE_FILE_OPENBAO  ? openbao_parts
                                              : NULL;
}

static void test_device_file(const test_vector *vector, int kind) {
    psc_bytes bytes = test_vector_hex(vector, "msgpack");
    psc_device_file file;
    psc_buf out;
    psc_buf_init(&out, &arena);
    if (!CHECK_OK(psc_device_file_read(&file, &arena, bytes))) {
        return;
    }
    CHECK(file.kind == kind);
    CHECK(file.head.created_on == NOW && file.head.protected_on == NOW + 1);
    CHECK_TEXT("https://parsec.example.com/", file.head.server_url);
    CHECK_TEXT("CoolOrg", file.head.organization_id);
    CHECK_BYTES(PSC_BYTES_OF(alice_user), PSC_BYTES_OF(file.head.user_id.bytes));
    CHECK_BYTES(PSC_BYTES_OF(alice_device), PSC_BYTES_OF(file.head.device_id.bytes));
    CHECK_TEXT("alice@example.com", file.head.human_handle.email);
    CHECK_TEXT("PC1", file.head.device_label);
    CHECK(file.ciphertext.len > 40);
    CHECK(file.has_totp == (strcmp(vector->id, "local_device/file_password_totp") == 0));
    CHECK(file.passkeys.count == 0);
    const int *own_parts = parts_of(kind);
    if (own_parts != NULL) {
        CHECK_OK(psc_device_file_write(&out, &file));
        CHECK_BYTES(bytes, psc_buf_view(&out));
        check_fields(bytes, own_parts);
    } else {
        CHECK_STATUS(PSC_ERR_ARGUMENT, psc_device_file_write(&out, &file));
        for (size_t len = 0; len < bytes.len; len++) {
            check_device_file(PSC_FILE_PART_FORMAT, (psc_bytes){bytes.at, len});
        }
    }
    CHECK((file.openbao.key_path.at != NULL) == (kind == PSC_DEVICE_FILE_OPENBAO));
    if (kind == PSC_DEVICE_FILE_OPENBAO) {
        CHECK_TEXT("PRO_CONNECT", file.openbao.auth_id);
        CHECK_TEXT("ent-1", file.openbao.entity_id);
        CHECK_TEXT("ent-1/0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", file.openbao.key_path);
    }
    if (kind == PSC_DEVICE_FILE_PASSWORD) {
        CHECK(file.algorithm.memlimit_kb == PSC_STRETCH_MEMORY_KIB &&
              file.algorithm.opslimit == PSC_STRETCH_PASSES && file.algorithm.parallelism == 1);
    }
    psc_arena_reset(&arena);
}

/* ---- files that passkeys open */

static const psc_uuid opaque_key_id = {{0x33}};

/* For so many passkeys, with a layer for one-time codes. */
static psc_bytes passkey_file(size_t count) {
    static uint8_t longest[PSC_PASSKEY_CREDENTIAL_MAX];
    static const uint8_t ciphertext[] = {1, 2, 3};
    static const uint8_t wrapped[] = {4, 5};
    psc_passkey *passkeys;
    psc_device_file file;
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(PSC_TAKE(&passkeys, &arena, count));
    for (size_t i = 0; i < count; i++) {
        passkeys[i] = (psc_passkey){
            .version = i == 0 ? PSC_PASSKEY_VERSION : UINT32_MAX,
            .credential_id = {longest, i == 0 ? 1 : sizeof longest},
            .rp_id = PSC_BYTES_LIT("parsec.example.com"),
            .salt = {5},
            .label = PSC_BYTES_LIT("This phone"),
            .created_on = NOW,
            .wrapped = PSC_BYTES_OF(wrapped),
        };
    }
    CHECK_OK(psc_device_file_read(
        &file, &arena, vector_bytes("local_device", "local_device/file_password", "msgpack")));
    file.kind = PSC_DEVICE_FILE_PASSKEY;
    file.passkeys = (psc_list){passkeys, count};
    file.ciphertext = PSC_BYTES_OF(ciphertext);
    file.has_totp = true;
    file.totp_opaque_key_id = opaque_key_id;
    CHECK_OK(psc_device_file_write(&out, &file));
    return psc_buf_view(&out);
}

static void test_passkey_file(void) {
    psc_bytes bytes = passkey_file(2);
    psc_device_file file;
    if (CHECK_OK(psc_device_file_read(&file, &arena, bytes)) && CHECK(file.passkeys.count == 2)) {
        const psc_passkey *passkeys = file.passkeys.items;
        CHECK(file.kind == PSC_DEVICE_FILE_PASSKEY && file.has_totp);
        CHECK(psc_uuid_equal(&file.totp_opaque_key_id, &opaque_key_id));
        CHECK_BYTES(test_hex("010203"), file.ciphertext);
        CHECK(passkeys[0].version == PSC_PASSKEY_VERSION && passkeys[1].version == UINT32_MAX);
        CHECK(passkeys[0].credential_id.len == 1 &&
              passkeys[1].credential_id.len == PSC_PASSKEY_CREDENTIAL_MAX);
        CHECK_TEXT("parsec.example.com", passkeys[0].rp_id);
        CHECK_TEXT("This phone", passkeys[0].label);
        CHECK(passkeys[0].salt[0] == 5 && passkeys[0].created_on == NOW);
        CHECK_BYTES(test_hex("0405"), passkeys[0].wrapped);
    }
    check_fields(passkey_file(1), parts);
    psc_arena_reset(&arena);
    for (size_t count = 0; count <= PSC_PASSKEYS_MAX + 1; count++) {
        check_device_file(count >= 1 && count <= PSC_PASSKEYS_MAX ? -1 : PSC_FILE_PART_PROTECTION,
                          passkey_file(count));
        psc_arena_reset(&arena);
    }
    bytes = passkey_file(2);
    CHECK(test_each_allocation(read_file, &bytes) > 0);
    psc_arena_reset(&arena);
}

static psc_bytes passkey_map(void) {
    static const uint8_t salt[PSC_PASSKEY_SALT_BYTES];
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_msgpack_write_map(&out, 7));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("version")));
    CHECK_OK(psc_msgpack_write_u64(&out, PSC_PASSKEY_VERSION));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("credential_id")));
    CHECK_OK(psc_msgpack_write_bin(&out, PSC_BYTES_LIT("id")));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("rp_id")));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("host")));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("salt")));
    CHECK_OK(psc_msgpack_write_bin(&out, PSC_BYTES_OF(salt)));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("label")));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("This phone")));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("created_on")));
    CHECK_OK(psc_msgpack_write_time(&out, NOW));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("wrapped")));
    CHECK_OK(psc_msgpack_write_bin(&out, PSC_BYTES_LIT("")));
    return psc_buf_view(&out);
}

/* A good one, then this. */
static void check_passkey(bool good, psc_bytes map) {
    psc_buf list;
    psc_buf_init(&list, &arena);
    CHECK_OK(psc_msgpack_write_array(&list, 2));
    CHECK_OK(psc_buf_push(&list, passkey_map()));
    CHECK_OK(psc_buf_push(&list, map));
    check_device_file(good ? -1 : PSC_FILE_PART_PROTECTION,
                      without(passkey_file(1), 9, psc_buf_view(&list)));
}

static psc_bytes long_bytes(size_t len, bool text) {
    uint8_t *bytes;
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(PSC_TAKE(&bytes, &arena, len));
    memset(bytes, 'a', len);
    CHECK_OK(text ? psc_msgpack_write_str(&out, (psc_bytes){bytes, len})
                  : psc_msgpack_write_bin(&out, (psc_bytes){bytes, len}));
    return psc_buf_view(&out);
}

/* Whatever a site or an authenticator may have made it say. */
static void test_passkey_records(void) {
    enum { VERSION, CREDENTIAL_ID, RP_ID, SALT, LABEL, CREATED_ON, WRAPPED };
    const struct {
        size_t field;
        bool good;
        psc_bytes value;
    } cases[] = {
        {VERSION, true, test_hex("00")},
        {VERSION, true, test_hex("ceffffffff")},
        {VERSION, false, test_hex("cf0000000100000000")},
        {VERSION, false, test_hex("ff")},
        {CREDENTIAL_ID, true, long_bytes(1, false)},
        {CREDENTIAL_ID, true, long_bytes(PSC_PASSKEY_CREDENTIAL_MAX, false)},
        {CREDENTIAL_ID, false, long_bytes(0, false)},
        {CREDENTIAL_ID, false, long_bytes(PSC_PASSKEY_CREDENTIAL_MAX + 1, false)},
        {CREDENTIAL_ID, false, long_bytes(2, true)},
        {RP_ID, true, long_bytes(253, true)},
        {RP_ID, false, long_bytes(254, true)},
        {RP_ID, false, long_bytes(0, true)},
        {RP_ID, false, test_hex("a1ff")},
        {RP_ID, false, long_bytes(4, false)},
        {SALT, false, long_bytes(PSC_PASSKEY_SALT_BYTES - 1, false)},
        {SALT, false, long_bytes(PSC_PASSKEY_SALT_BYTES + 1, false)},
        {SALT, false, long_bytes(PSC_PASSKEY_SALT_BYTES, true)},
        {LABEL, true, long_bytes(255, true)},
        {LABEL, false, long_bytes(256, true)},
        {LABEL, false, long_bytes(0, true)},
        {LABEL, false, test_hex("a1ff")},
        {CREATED_ON, false, test_hex("d7017fffffffffffffff")},
        {WRAPPED, true, long_bytes(10000, false)},
        {WRAPPED, false, long_bytes(5, true)},
    };
    for (size_t i = 0; i < PSC_COUNT(cases); i++) {
        check_passkey(cases[i].good, without(passkey_map(), cases[i].field, cases[i].value));
    }
    for (size_t i = 0; i <= WRAPPED; i++) {
        check_passkey(false, without(passkey_map(), i, PSC_BYTES_ABSENT));
        check_passkey(false, without(passkey_map(), i, test_hex("c0")));
        check_passkey(false, without(passkey_map(), i, test_hex("80")));
    }
    check_passkey(false, test_hex("80"));
    check_passkey(false, test_hex("07"));
    psc_arena_reset(&arena);
}

static void test_passkey_names(void) {
    static uint8_t id[PSC_PASSKEY_CREDENTIAL_MAX + 1];
    static const psc_bytes host = {(const uint8_t *) "host", 4};
    static const psc_bytes label = {(const uint8_t *) "This phone", 10};
    const psc_bytes longest = {id, PSC_PASSKEY_CREDENTIAL_MAX};
    CHECK_OK(psc_passkey_names_check(longest, host, label));
    CHECK_STATUS(PSC_ERR_VALUE, psc_passkey_names_check(PSC_BYTES_OF(id), host, label));
    CHECK_STATUS(PSC_ERR_VALUE, psc_passkey_names_check(PSC_BYTES_ABSENT, host, label));
    CHECK_STATUS(PSC_ERR_VALUE, psc_passkey_names_check(longest, PSC_BYTES_ABSENT, label));
    CHECK_STATUS(PSC_ERR_VALUE, psc_passkey_names_check(longest, test_hex("ff"), label));
    CHECK_STATUS(PSC_ERR_VALUE, psc_passkey_names_check(longest, host, PSC_BYTES_ABSENT));
    CHECK_STATUS(PSC_ERR_VALUE, psc_passkey_names_check(longest, host, PSC_BYTES_LIT("")));
}

/* With a layer for one-time codes; and one that nobody can have written. */
static void test_openbao_file(void) {
    psc_device_file file;
    psc_device_file again;
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_device_file_read(
        &file, &arena, vector_bytes("local_device", "local_device/file_openbao", "msgpack")));
    file.has_totp = true;
    file.totp_opaque_key_id = opaque_key_id;
    CHECK_OK(psc_device_file_write(&out, &file));
    CHECK_OK(psc_device_file_read(&again, &arena, psc_buf_view(&out)));
    CHECK(again.has_totp && psc_uuid_equal(&again.totp_opaque_key_id, &opaque_key_id));
    CHECK_BYTES(file.openbao.key_path, again.openbao.key_path);
    check_fields(psc_buf_view(&out), openbao_parts);
    psc_buf_init(&out, &arena);
    file.openbao.entity_id = PSC_BYTES_ABSENT;
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_device_file_write(&out, &file));
    psc_arena_reset(&arena);
}

static void test_device_files(void) {
    static const struct {
        const char *id;
        int kind;
    } files[] = {
        {"local_device/file_password", PSC_DEVICE_FILE_PASSWORD},
        {"local_device/file_password_totp", PSC_DEVICE_FILE_PASSWORD},
        {"local_device/file_keyring", PSC_DEVICE_FILE_KEYRING},
        {"local_device/file_recovery", PSC_DEVICE_FILE_RECOVERY},
        {"local_device/file_pki", PSC_DEVICE_FILE_PKI},
        {"local_device/file_account_vault", PSC_DEVICE_FILE_ACCOUNT_VAULT},
        {"local_device/file_openbao", PSC_DEVICE_FILE_OPENBAO},
    };
    size_t seen = 0;
    EACH_VECTOR(vector, "local_device") {
        for (size_t i = 0; i < PSC_COUNT(files); i++) {
            if (strcmp(vector->id, files[i].id) == 0) {
                test_device_file(vector, files[i].kind);
                seen++;
            }
        }
    }
    CHECK(seen == PSC_COUNT(files));
    check_device_file(PSC_FILE_PART_FORMAT, PSC_BYTES_LIT("not a file"));
    check_device_file(PSC_FILE_PART_FORMAT, test_hex("80"));
    check_device_file(PSC_FILE_PART_FORMAT,
                      vector_bytes("local_device", "local_device/local_device", "msgpack"));
    psc_device_file file = {.kind = 99};
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_device_file_write(&out, &file));
    psc_arena_reset(&arena);
}

/* ---- limits of the engine */

typedef struct nest {
    psc_list inner; /* of nest */
} nest;
static const psc_type nest_type;
static const psc_field nest_fields[] = {
    PSC_FIELD_OPTIONAL(nest, inner, PSC_KIND_LIST, &nest_type, PSC_OMITTABLE)};
static const psc_record nest_record = PSC_RECORD(NULL, NULL, nest, nest_fields);
static const psc_type nest_type = {PSC_KIND_RECORD, sizeof(nest), &nest_record};

static void test_depth(void) {
    for (unsigned depth = 1; depth <= PSC_MSGPACK_DEPTH_MAX + 1; depth++) {
        psc_buf out;
        nest read;
        psc_buf_init(&out, &arena);
        for (unsigned i = 1; i < depth; i++) {
            CHECK_OK(psc_buf_push(&out, test_hex("81 a5696e6e6572 91")));
        }
        CHECK_OK(psc_buf_push(&out, test_hex("80")));
        CHECK_STATUS(depth <= PSC_MSGPACK_DEPTH_MAX ? PSC_OK : PSC_ERR_TOO_DEEP,
                     psc_record_read(&read, &arena, psc_buf_view(&out), &nest_record));
        psc_arena_reset(&arena);
    }
}

typedef struct leaf {
    int tag;
} leaf;
static const psc_variant leaf_variants[] = {{"x", 0, NULL, 0, NULL}};
static const psc_union leaf_union = PSC_CLOSED_UNION("type", leaf, tag, leaf_variants);

typedef struct branch {
    psc_list inner; /* of branch */
    bool has_leaf;
    leaf leaf;
} branch;
static const psc_type branch_type;
static const psc_field branch_fields[] = {
    PSC_FIELD_OPTIONAL(branch, inner, PSC_KIND_LIST, &branch_type, PSC_OMITTABLE),
    PSC_FIELD_PRESENT(branch, leaf, PSC_KIND_UNION, &leaf_union, PSC_OMITTABLE)};
static const psc_record branch_record = PSC_RECORD(NULL, NULL, branch, branch_fields);
static const psc_type branch_type = {PSC_KIND_RECORD, sizeof(branch), &branch_record};

static void test_depth_of_a_union(void) {
    for (unsigned depth = 1; depth <= PSC_MSGPACK_DEPTH_MAX; depth++) {
        psc_buf out;
        branch read;
        psc_buf_init(&out, &arena);
        for (unsigned i = 1; i < depth; i++) {
            CHECK_OK(psc_buf_push(&out, test_hex("81 a5696e6e6572 91")));
        }
        CHECK_OK(psc_buf_push(&out, test_hex("81 a46c656166 81 a474797065 a178")));
        CHECK_STATUS(depth < PSC_MSGPACK_DEPTH_MAX ? PSC_OK : PSC_ERR_TOO_DEEP,
                     psc_record_read(&read, &arena, psc_buf_view(&out), &branch_record));
        psc_arena_reset(&arena);
    }
}

/* Depth is left as it is entered: many neighbours are not deep. */
static void test_siblings(void) {
    nest siblings[2 * PSC_MSGPACK_DEPTH_MAX] = {0};
    nest all = {{siblings, PSC_COUNT(siblings)}};
    const psc_type nested = wire_record(&nest_record);
    nest *read = wire_read(PSC_OK, &arena, &nested, wire_write(&arena, &nested, &all));
    if (read != NULL) {
        CHECK(read->inner.count == PSC_COUNT(siblings));
        free(read);
    }
    psc_invitation_item items[2 * PSC_MSGPACK_DEPTH_MAX] = {0};
    for (size_t i = 0; i < PSC_COUNT(items); i++) {
        items[i].type = PSC_INVITATION_DEVICE;
        items[i].created_by.tag = PSC_INVITER_EXTERNAL_SERVICE;
        items[i].created_by.external_service.service_label = PSC_BYTES_LIT("S");
    }
    const psc_invite_list_reply reply = {.ok.invitations = {items, PSC_COUNT(items)}};
    const psc_type listed = wire_union(&psc_invite_list_reply_union);
    psc_invite_list_reply *list =
        wire_read(PSC_OK, &arena, &listed, wire_write(&arena, &listed, &reply));
    if (list != NULL) {
        CHECK(list->ok.invitations.count == PSC_COUNT(items));
        free(list);
    }
    /* 17 invitations of a kind to come: 81 a4 "type" a1 "X" */
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(
        psc_buf_push(&out, test_hex("82 a6737461747573 a26f6b ab696e7669746174696f6e73 dc0011")));
    for (size_t i = 0; i <= PSC_MSGPACK_DEPTH_MAX; i++) {
        CHECK_OK(psc_buf_push(&out, test_hex("81 a474797065 a158")));
    }
    free(wire_read(PSC_OK, &arena, &listed, psc_buf_view(&out)));
    psc_arena_reset(&arena);
}

static psc_bytes list_of_nothing(uint32_t count, size_t bytes) {
    psc_buf out;
    uint8_t *zeros;
    psc_buf_init(&out, &arena);
    CHECK_OK(PSC_TAKE(&zeros, &arena, bytes));
    CHECK_OK(psc_msgpack_write_map(&out, 2));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("status")));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("ok")));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("invitations")));
    CHECK_OK(psc_msgpack_write_array(&out, count));
    CHECK_OK(psc_buf_push(&out, (psc_bytes){zeros, bytes}));
    return psc_buf_view(&out);
}

static void test_long_lists(void) {
    psc_invite_list_reply reply;
    psc_arena own;
    test_arena_init(&own);
    /* As many items as bytes: none of these items fits into one byte, and nothing is allocated to
     * find out. The tag is looked for first, which steps over the list. */
    const psc_bytes hopeful = list_of_nothing(100000, 100000);
    size_t before = test_host_allocations();
    CHECK_STATUS(PSC_ERR_TRUNCATED,
                 psc_union_read(&reply, &own, hopeful, &psc_invite_list_reply_union));
    CHECK(test_host_allocations() == before);
    /* Enough bytes for so many, but never enough memory. */
    const uint32_t count = (uint32_t) (PSC_ARENA_MAX / sizeof(psc_invitation_item) + 1);
    const psc_bytes greedy = list_of_nothing(count, (size_t) count * 8);
    before = test_host_allocations();
    CHECK_STATUS(PSC_ERR_TOO_LARGE,
                 psc_union_read(&reply, &own, greedy, &psc_invite_list_reply_union));
    CHECK(test_host_allocations() == before);
    psc_arena_free(&own);
    psc_arena_reset(&arena);
}

typedef struct numbers {
    uint32_t small;
    uint64_t large;
    int64_t negative;
    bool has_maybe;
    uint32_t maybe;
    bool flag;
} numbers;
static const psc_field numbers_fields[] = {
    PSC_FIELD(numbers, small, PSC_KIND_U32, NULL),
    PSC_FIELD(numbers, large, PSC_KIND_U64, NULL),
    PSC_FIELD(numbers, negative, PSC_KIND_I64, NULL),
    PSC_FIELD_PRESENT(numbers, maybe, PSC_KIND_U32, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(numbers, flag, PSC_KIND_BOOL, NULL, PSC_OMITTABLE),
};
static const psc_record numbers_record = PSC_RECORD("type", "numbers", numbers, numbers_fields);

static void test_numbers(void) {
    const psc_type type = wire_record(&numbers_record);
    numbers all = {UINT32_MAX, UINT64_MAX, INT64_MIN, true, 0, true};
    wire_check_table(&type);
    const psc_bytes written = wire_write(&arena, &type, &all);
    numbers *read = wire_read(PSC_OK, &arena, &type, written);
    if (read != NULL) {
        CHECK(read->small == UINT32_MAX && read->large == UINT64_MAX &&
              read->negative == INT64_MIN);
        CHECK(read->has_maybe && read->maybe == 0 && read->flag);
        free(read);
    }
    wire_check_hostile(&type, written);
    all = (numbers){.negative = -1};
    CHECK_TEXT(
        "{'type': 'numbers', 'small': 0, 'large': 0, 'negative': -1, 'maybe': nil, 'flag': false}",
        wire_dump(&arena, wire_write(&arena, &type, &all)));
    /* {"type": "numbers", "small": 2^32, "large": 0, "negative": 0, "maybe": nil} */
    numbers out;
    CHECK_STATUS(
        PSC_ERR_VALUE,
        psc_record_read(&out, &arena,
                        test_hex("85 a474797065 a76e756d62657273 a5736d616c6c cf0000000100000000 "
                                 "a56c61726765 00a86e65676174697665 00 a56d61796265 c0"),
                        &numbers_record));
    psc_arena_reset(&arena);
}

/* Kinds that cannot be absent are written as they are. */
typedef struct everything {
    uint32_t small;
    uint64_t large;
    int64_t negative;
    double real;
    uint8_t fixed[2];
    psc_uuid id;
    psc_time time;
    int name;
    int status;
    int refusal;
    nest record;
    psc_step step;
} everything;
#define ANY(member, kind, detail)                                                                  \
    PSC_FIELD_OPTIONAL(everything, member, PSC_KIND_##kind, detail, PSC_OMITTABLE)
static const psc_field everything_fields[] = {
    ANY(small, U32, NULL),
    ANY(large, U64, NULL),
    ANY(negative, I64, NULL),
    ANY(real, F64, NULL),
    ANY(fixed, FIXED, NULL),
    ANY(id, UUID, NULL),
    ANY(time, TIME, NULL),
    ANY(name, ENUM, &psc_profile_names),
    ANY(status, STATUS, NULL),
    ANY(refusal, REFUSAL, NULL),
    ANY(record, RECORD, &nest_record),
    ANY(step, UNION, &psc_greeter_step_union),
};
static const psc_record everything_record = PSC_RECORD(NULL, NULL, everything, everything_fields);

static void test_everything(void) {
    const psc_type type = wire_record(&everything_record);
    const everything all = {.real = 1.0, .refusal = PSC_ERR_DECRYPT, .step = {.number = 5}};
    CHECK_TEXT("{'small': 0, 'large': 0, 'negative': 0, 'real': float(1), 'fixed': bin(0000), "
               "'id': uuid(00000000000000000000000000000000), 'time': time(0), 'name': 'ADMIN', "
               "'status': 'ok', 'refusal': 'decrypt', 'record': {'inner': nil}, 'step': {'step': "
               "'5'}}",
               wire_dump(&arena, wire_write(&arena, &type, &all)));
    free(wire_read(PSC_OK, &arena, &type, test_hex("80")));
    psc_arena_reset(&arena);
}

/* A table with more fields than a set of seen ones holds, and kinds that only leave. */
static void test_refused_tables(void) {
    static const psc_record large = {NULL, NULL, numbers_fields, PSC_FIELDS_MAX + 1,
                                     sizeof(numbers)};
    static const psc_kind outwards[] = {PSC_KIND_PERSON, PSC_KIND_STATUS, PSC_KIND_REFUSAL};
    numbers out;
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_record_read(&out, &arena, test_hex("80"), &large));
    for (size_t i = 0; i < PSC_COUNT(outwards); i++) {
        const psc_field field = {
            "x", {outwards[i], sizeof(psc_human_handle), NULL}, 0, PSC_NO_PRESENCE, PSC_REQUIRED};
        const psc_record record = {NULL, NULL, &field, 1, sizeof(psc_human_handle)};
        psc_human_handle handle;
        CHECK_STATUS(PSC_ERR_ARGUMENT,
                     psc_record_read(&handle, &arena, test_hex("81a17801"), &record));
    }
}

/* ---- what people type, and what others sent */

static void test_human_handles(void) {
    static const struct {
        const char *hex;
        psc_status status;
    } handles[] = {
        {"92 a3614062 a141", PSC_OK},         /* a@b, A */
        {"92 a722612062224062 a141", PSC_OK}, /* "a b"@b: the server takes it */
        {"92 a3616262 a141", PSC_ERR_VALUE},  /* no @ */
        {"92 a0 a141", PSC_ERR_VALUE},        {"92 a4c3a94062 a141", PSC_ERR_VALUE}, /* é@b */
        {"92 a3614062 a0", PSC_ERR_VALUE},    {"92 a3614062 a2413c", PSC_ERR_VALUE}, /* A< */
        {"91 a3614062", PSC_ERR_VALUE},       {"93 a3614062 a141 a142", PSC_ERR_VALUE},
        {"92 a3614062 c0", PSC_ERR_TYPE},     {"92 07 a141", PSC_ERR_TYPE},
        {"92 a3614062 a1ff", PSC_ERR_UTF8},   {"82 a3614062 a141 a142 a143", PSC_ERR_TYPE},
    };
    static const psc_field field = {"h",
                                    {PSC_KIND_HUMAN_HANDLE, sizeof(psc_human_handle), NULL},
                                    0,
                                    PSC_NO_PRESENCE,
                                    PSC_REQUIRED};
    static const psc_record record = {NULL, NULL, &field, 1, sizeof(psc_human_handle)};
    for (size_t i = 0; i < PSC_COUNT(handles); i++) {
        psc_buf out;
        psc_human_handle handle;
        test_subject(handles[i].hex);
        psc_buf_init(&out, &arena);
        CHECK_OK(psc_buf_push(&out, test_hex("81a168")));
        CHECK_OK(psc_buf_push(&out, test_hex(handles[i].hex)));
        CHECK_STATUS(handles[i].status,
                     psc_record_read(&handle, &arena, psc_buf_view(&out), &record));
    }
    test_subject(NULL);
    psc_arena_reset(&arena);
}

/* What is typed is bounded, 254 bytes of e-mail, and so are labels; others may have longer ones. */
static void test_lengths(void) {
    static uint8_t text[300];
    memset(text, 'a', sizeof text);
    text[0] = '@';
    const psc_human_handle longest = {{text, sizeof text}, PSC_BYTES_LIT("A")};
    CHECK_OK(psc_human_handle_check(&longest));
    CHECK_OK(psc_given_email_rule.check((psc_bytes){text, sizeof text}));
    CHECK_STATUS(PSC_ERR_VALUE, psc_given_email_rule.check((psc_bytes){text + 1, 3}));
    CHECK_OK(psc_service_label_rule.check((psc_bytes){text, 255}));
    CHECK_OK(psc_service_label_rule.check((psc_bytes){text, 0}));
    CHECK_STATUS(PSC_ERR_VALUE, psc_service_label_rule.check((psc_bytes){text, 256}));
    text[1] = 0xff;
    CHECK_STATUS(PSC_ERR_VALUE, psc_service_label_rule.check((psc_bytes){text, 3}));
    text[1] = '@';
    text[0] = 'a';
    CHECK_OK(psc_email_check((psc_bytes){text, 254}));
    CHECK_STATUS(PSC_ERR_VALUE, psc_email_check((psc_bytes){text, 255}));
}

static void test_texts(void) {
    EACH_VECTOR(vector, "human_handle_label") {
        CHECK_STATUS(test_vector_true(vector, "ok") ? PSC_OK : PSC_ERR_VALUE,
                     psc_human_label_check(test_vector_text(vector, "input")));
    }
    EACH_VECTOR(vector, "device_label") {
        CHECK_STATUS(test_vector_true(vector, "ok") ? PSC_OK : PSC_ERR_VALUE,
                     psc_device_label_check(test_vector_text(vector, "input")));
    }
    CHECK_STATUS(PSC_ERR_VALUE, psc_human_label_check(test_hex("ff")));
    CHECK_STATUS(PSC_ERR_VALUE, psc_device_label_check(test_hex("ff")));
    CHECK_STATUS(PSC_ERR_VALUE, psc_human_label_check(PSC_BYTES_ABSENT));
    /* Nothing that Parsec refuses; of what it accepts all but quoted names, literal domains and
     * blanks. */
    EACH_VECTOR(vector, "email") {
        const psc_bytes email = test_vector_text(vector, "input");
        bool plain = true;
        for (size_t i = 0; i < email.len; i++) {
            plain = plain && email.at[i] != '"' && email.at[i] != '[' && email.at[i] != ' ' &&
                    email.at[i] != '\t';
        }
        CHECK_STATUS(plain && test_vector_true(vector, "ok") ? PSC_OK : PSC_ERR_VALUE,
                     psc_email_check(email));
    }
    CHECK_STATUS(PSC_ERR_VALUE, psc_email_check(PSC_BYTES_ABSENT));
}

int main(void) {
    test_arena_init(&arena);
    test_messages();
    test_protocol_load();
    test_replies();
    test_map_of_texts();
    test_open_unions();
    test_server_config();
    test_openbao_of_tomorrow();
    test_join_answers();
    test_join_refusals();
    test_identities_of_tomorrow();
    test_join_payloads();
    test_pending_file();
    test_pending_file_of_others();
    test_requests();
    test_containers();
    test_certificates();
    test_device_files();
    test_openbao_file();
    test_passkey_file();
    test_passkey_records();
    test_passkey_names();
    test_depth();
    test_depth_of_a_union();
    test_siblings();
    test_long_lists();
    test_numbers();
    test_everything();
    test_refused_tables();
    test_human_handles();
    test_lengths();
    test_texts();
    psc_arena_free(&arena);
    CHECK(test_host_live() == 0);
    return test_finish();
}
