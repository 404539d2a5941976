// SPDX-License-Identifier: MPL-2.0
#include "schema/protocol.h"

#include "codec/msgpack.h"
#include "schema/table.h"

#define PSC_NO_FIELD(tag, value) {tag, value, NULL, 0, NULL}
#define PSC_WITH(tag, value, record, owner, member)                                                \
    {tag, value, record, offsetof(owner, member), NULL}
#define PSC_REPLY(command)                                                                         \
    PSC_OPEN_UNION("status", psc_##command##_reply, tag, psc_##command##_variants)

/* ---- shared bodies */
static const psc_field psc_ballpark_fields[] = {
    PSC_FIELD(psc_ballpark, ballpark_client_early_offset, PSC_KIND_F64, NULL),
    PSC_FIELD(psc_ballpark, ballpark_client_late_offset, PSC_KIND_F64, NULL),
    PSC_FIELD(psc_ballpark, server_timestamp, PSC_KIND_TIME, NULL),
    PSC_FIELD(psc_ballpark, client_timestamp, PSC_KIND_TIME, NULL),
};
static const psc_record psc_ballpark_record =
    PSC_RECORD(NULL, NULL, psc_ballpark, psc_ballpark_fields);

static const psc_field psc_greater_timestamp_fields[] = {
    PSC_FIELD(psc_greater_timestamp, strictly_greater_than, PSC_KIND_TIME, NULL),
};
static const psc_record psc_greater_timestamp_record =
    PSC_RECORD(NULL, NULL, psc_greater_timestamp, psc_greater_timestamp_fields);

static const psc_field psc_attempt_cancelled_fields[] = {
    PSC_FIELD(psc_attempt_cancelled, origin, PSC_KIND_ENUM, &psc_side_names),
    PSC_FIELD(psc_attempt_cancelled, timestamp, PSC_KIND_TIME, NULL),
    PSC_FIELD(psc_attempt_cancelled, reason, PSC_KIND_ENUM, &psc_cancel_reason_names),
};
static const psc_record psc_attempt_cancelled_record =
    PSC_RECORD(NULL, NULL, psc_attempt_cancelled, psc_attempt_cancelled_fields);

static const psc_field psc_attempt_id_fields[] = {
    PSC_FIELD(psc_attempt_id, greeting_attempt, PSC_KIND_UUID, NULL),
};
static const psc_record psc_attempt_id_record =
    PSC_RECORD(NULL, NULL, psc_attempt_id, psc_attempt_id_fields);

static const psc_field psc_token_fields[] = {
    PSC_FIELD(psc_token_request, token, PSC_KIND_FIXED, NULL),
};

/* ---- inviter */
static const psc_field psc_inviter_user_fields[] = {
    PSC_FIELD_NAMED("user_id", psc_inviter, user.user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD_NAMED("human_handle", psc_inviter, user.human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
};
static const psc_record psc_inviter_user_record =
    PSC_RECORD(NULL, NULL, psc_inviter, psc_inviter_user_fields);
static const psc_field psc_inviter_service_fields[] = {
    PSC_FIELD_NAMED("service_label", psc_inviter, external_service.service_label, PSC_KIND_STR,
                    &psc_service_label_rule),
};
static const psc_record psc_inviter_service_record =
    PSC_RECORD(NULL, NULL, psc_inviter, psc_inviter_service_fields);
static const psc_variant psc_inviter_variants[] = {
    {"USER", PSC_INVITER_USER, &psc_inviter_user_record, 0, NULL},
    {"EXTERNAL_SERVICE", PSC_INVITER_EXTERNAL_SERVICE, &psc_inviter_service_record, 0, NULL},
};
static const psc_union psc_inviter_union =
    PSC_OPEN_UNION("type", psc_inviter, tag, psc_inviter_variants);

/* ---- steps */
static const psc_field psc_step_key_fields[] = {
    PSC_FIELD(psc_step, public_key, PSC_KIND_FIXED, NULL),
};
static const psc_record psc_step_key_record = PSC_RECORD(NULL, NULL, psc_step, psc_step_key_fields);

static const psc_field psc_greeter_nonce_fields[] = {
    PSC_FIELD_NAMED("greeter_nonce", psc_step, nonce, PSC_KIND_BIN, NULL),
};
static const psc_record psc_greeter_nonce_record =
    PSC_RECORD(NULL, NULL, psc_step, psc_greeter_nonce_fields);
static const psc_field psc_greeter_payload_fields[] = {
    PSC_FIELD_NAMED("greeter_payload", psc_step, payload, PSC_KIND_BIN, NULL),
};
static const psc_record psc_greeter_payload_record =
    PSC_RECORD(NULL, NULL, psc_step, psc_greeter_payload_fields);
static const psc_variant psc_greeter_step_variants_by_number[] = {
    {"NUMBER_0_WAIT_PEER", 0, &psc_step_key_record, 0, NULL},
    PSC_NO_FIELD("NUMBER_1_GET_HASHED_NONCE", 1),
    {"NUMBER_2_SEND_NONCE", 2, &psc_greeter_nonce_record, 0, NULL},
    PSC_NO_FIELD("NUMBER_3_GET_NONCE", 3),
    PSC_NO_FIELD("NUMBER_4_WAIT_PEER_TRUST", 4),
    PSC_NO_FIELD("5", 5), /* the one name that does not follow the rule (protocol.md §3.2) */
    PSC_NO_FIELD("NUMBER_6_GET_PAYLOAD", 6),
    {"NUMBER_7_SEND_PAYLOAD", 7, &psc_greeter_payload_record, 0, NULL},
    PSC_NO_FIELD("NUMBER_8_WAIT_PEER_ACKNOWLEDGMENT", 8),
};
const psc_union psc_greeter_step_union =
    PSC_CLOSED_UNION("step", psc_step, number, psc_greeter_step_variants_by_number);

static const psc_field psc_hashed_nonce_fields[] = {
    PSC_FIELD(psc_step, hashed_nonce, PSC_KIND_FIXED, NULL),
};
static const psc_record psc_hashed_nonce_record =
    PSC_RECORD(NULL, NULL, psc_step, psc_hashed_nonce_fields);
static const psc_field psc_claimer_nonce_fields[] = {
    PSC_FIELD_NAMED("claimer_nonce", psc_step, nonce, PSC_KIND_BIN, NULL),
};
static const psc_record psc_claimer_nonce_record =
    PSC_RECORD(NULL, NULL, psc_step, psc_claimer_nonce_fields);
static const psc_field psc_claimer_payload_fields[] = {
    PSC_FIELD_NAMED("claimer_payload", psc_step, payload, PSC_KIND_BIN, NULL),
};
static const psc_record psc_claimer_payload_record =
    PSC_RECORD(NULL, NULL, psc_step, psc_claimer_payload_fields);
static const psc_variant psc_claimer_step_variants_by_number[] = {
    {"NUMBER_0_WAIT_PEER", 0, &psc_step_key_record, 0, NULL},
    {"NUMBER_1_SEND_HASHED_NONCE", 1, &psc_hashed_nonce_record, 0, NULL},
    PSC_NO_FIELD("NUMBER_2_GET_NONCE", 2),
    {"NUMBER_3_SEND_NONCE", 3, &psc_claimer_nonce_record, 0, NULL},
    PSC_NO_FIELD("NUMBER_4_SIGNIFY_TRUST", 4),
    PSC_NO_FIELD("NUMBER_5_WAIT_PEER_TRUST", 5),
    {"NUMBER_6_SEND_PAYLOAD", 6, &psc_claimer_payload_record, 0, NULL},
    PSC_NO_FIELD("NUMBER_7_GET_PAYLOAD", 7),
    PSC_NO_FIELD("NUMBER_8_ACKNOWLEDGE", 8),
};
const psc_union psc_claimer_step_union =
    PSC_CLOSED_UNION("step", psc_step, number, psc_claimer_step_variants_by_number);

/* ---- anonymous: organization_bootstrap */
static const psc_field psc_organization_bootstrap_fields[] = {
    PSC_FIELD_OPTIONAL(psc_organization_bootstrap_request, bootstrap_token, PSC_KIND_BIN, NULL,
                       PSC_NULLABLE),
    PSC_FIELD(psc_organization_bootstrap_request, root_verify_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_organization_bootstrap_request, user_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_organization_bootstrap_request, device_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_organization_bootstrap_request, redacted_user_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_organization_bootstrap_request, redacted_device_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD_OPTIONAL(psc_organization_bootstrap_request, sequester_authority_certificate,
                       PSC_KIND_BIN, NULL, PSC_NULLABLE),
};
const psc_record psc_organization_bootstrap_request_record =
    PSC_RECORD("cmd", "organization_bootstrap", psc_organization_bootstrap_request,
               psc_organization_bootstrap_fields);
static const psc_variant psc_organization_bootstrap_variants[] = {
    PSC_NO_FIELD("ok", PSC_ORGANIZATION_BOOTSTRAP_OK),
    PSC_NO_FIELD("invalid_certificate", PSC_ORGANIZATION_BOOTSTRAP_INVALID_CERTIFICATE),
    PSC_NO_FIELD("organization_already_bootstrapped",
                 PSC_ORGANIZATION_BOOTSTRAP_ALREADY_BOOTSTRAPPED),
    PSC_NO_FIELD("invalid_bootstrap_token", PSC_ORGANIZATION_BOOTSTRAP_INVALID_TOKEN),
    PSC_WITH("timestamp_out_of_ballpark", PSC_ORGANIZATION_BOOTSTRAP_BALLPARK, &psc_ballpark_record,
             psc_organization_bootstrap_reply, ballpark),
};
const psc_union psc_organization_bootstrap_reply_union = PSC_REPLY(organization_bootstrap);

/* ---- anonymous_server: server_config */
const psc_record psc_server_config_request_record = PSC_RECORD_EMPTY("cmd", "server_config");
static const char *const psc_bootstrap_modes[] = {"WITH_BOOTSTRAP_TOKEN", "SPONTANEOUS"};
static const psc_names psc_bootstrap_mode_names = {psc_bootstrap_modes,
                                                   PSC_COUNT(psc_bootstrap_modes), PSC_OK};
static const psc_field psc_openbao_auth_fields[] = {
    PSC_FIELD(psc_openbao_auth, id, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_openbao_auth, mount_path, PSC_KIND_STR, NULL),
};
static const psc_record psc_openbao_auth_record =
    PSC_RECORD(NULL, NULL, psc_openbao_auth, psc_openbao_auth_fields);
static const psc_type psc_openbao_auth_type = {PSC_KIND_RECORD, sizeof(psc_openbao_auth),
                                               &psc_openbao_auth_record};
static const psc_field psc_openbao_kv2_fields[] = {
    PSC_FIELD_NAMED("mount_path", psc_openbao_secret, kv2.mount_path, PSC_KIND_STR, NULL),
};
static const psc_record psc_openbao_kv2_record =
    PSC_RECORD(NULL, NULL, psc_openbao_secret, psc_openbao_kv2_fields);
static const psc_variant psc_openbao_secret_variants[] = {
    {"KV2", PSC_OPENBAO_SECRET_KV2, &psc_openbao_kv2_record, 0, NULL},
};
static const psc_union psc_openbao_secret_union =
    PSC_OPEN_UNION("type", psc_openbao_secret, tag, psc_openbao_secret_variants);
static const psc_field psc_openbao_enabled_fields[] = {
    PSC_FIELD_NAMED("server_url", psc_openbao_config, enabled.server_url, PSC_KIND_STR, NULL),
    PSC_FIELD_NAMED("secret", psc_openbao_config, enabled.secret, PSC_KIND_UNION,
                    &psc_openbao_secret_union),
    PSC_FIELD_FULL("transit_mount_path", psc_openbao_config, enabled.transit_mount_path,
                   PSC_KIND_STR, NULL, PSC_OMITTABLE, PSC_NO_PRESENCE),
    PSC_FIELD_NAMED("auths", psc_openbao_config, enabled.auths, PSC_KIND_LIST,
                    &psc_openbao_auth_type),
};
static const psc_record psc_openbao_enabled_record =
    PSC_RECORD(NULL, NULL, psc_openbao_config, psc_openbao_enabled_fields);
static const psc_variant psc_openbao_variants[] = {
    PSC_NO_FIELD("DISABLED", PSC_OPENBAO_DISABLED),
    {"ENABLED", PSC_OPENBAO_ENABLED, &psc_openbao_enabled_record, 0, NULL},
};
static const psc_union psc_openbao_union =
    PSC_OPEN_UNION("type", psc_openbao_config, tag, psc_openbao_variants);
static const psc_field psc_server_config_fields[] = {
    PSC_FIELD_NAMED("organization_bootstrap", psc_server_config_reply, ok.organization_bootstrap,
                    PSC_KIND_ENUM, &psc_bootstrap_mode_names),
    PSC_FIELD_NAMED("openbao", psc_server_config_reply, ok.openbao, PSC_KIND_UNION,
                    &psc_openbao_union),
    PSC_FIELD_FULL("advisory_device_file_protection", psc_server_config_reply,
                   ok.advisory_device_file_protection, PSC_KIND_LIST, &psc_text_type, PSC_OMITTABLE,
                   PSC_NO_PRESENCE),
};
static const psc_record psc_server_config_record =
    PSC_RECORD(NULL, NULL, psc_server_config_reply, psc_server_config_fields);
static const psc_variant psc_server_config_variants[] = {
    {"ok", PSC_SERVER_CONFIG_OK, &psc_server_config_record, 0, NULL},
};
const psc_union psc_server_config_reply_union = PSC_REPLY(server_config);

/* ---- one-time codes */
static const psc_field psc_totp_fetch_fields[] = {
    PSC_FIELD(psc_totp_fetch_request, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_totp_fetch_request, opaque_key_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_totp_fetch_request, one_time_password, PSC_KIND_STR, NULL),
};
const psc_record psc_totp_fetch_request_record =
    PSC_RECORD("cmd", "totp_fetch_opaque_key", psc_totp_fetch_request, psc_totp_fetch_fields);
static const psc_field psc_totp_fetch_ok_fields[] = {
    PSC_FIELD_NAMED("opaque_key", psc_totp_fetch_reply, ok.opaque_key, PSC_KIND_FIXED, NULL),
};
static const psc_record psc_totp_fetch_ok_record =
    PSC_RECORD(NULL, NULL, psc_totp_fetch_reply, psc_totp_fetch_ok_fields);
static const psc_field psc_totp_throttled_fields[] = {
    PSC_FIELD_NAMED("wait_until", psc_totp_fetch_reply, throttled.wait_until, PSC_KIND_TIME, NULL),
};
static const psc_record psc_totp_throttled_record =
    PSC_RECORD(NULL, NULL, psc_totp_fetch_reply, psc_totp_throttled_fields);
static const psc_variant psc_totp_fetch_variants[] = {
    {"ok", PSC_TOTP_FETCH_OK, &psc_totp_fetch_ok_record, 0, NULL},
    PSC_NO_FIELD("invalid_one_time_password", PSC_TOTP_FETCH_INVALID),
    {"throttled", PSC_TOTP_FETCH_THROTTLED, &psc_totp_throttled_record, 0, NULL},
};
const psc_union psc_totp_fetch_reply_union = PSC_REPLY(totp_fetch);

const psc_record psc_totp_secret_request_record = PSC_RECORD_EMPTY("cmd", "totp_setup_get_secret");
static const psc_field psc_totp_reset_secret_fields[] = {
    PSC_FIELD(psc_totp_setup_request, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_totp_setup_request, token, PSC_KIND_FIXED, NULL),
};
const psc_record psc_totp_reset_secret_request_record = PSC_RECORD(
    "cmd", "totp_setup_get_secret", psc_totp_setup_request, psc_totp_reset_secret_fields);
static const psc_field psc_totp_secret_ok_fields[] = {
    PSC_FIELD_NAMED("totp_secret", psc_totp_secret_reply, ok.totp_secret, PSC_KIND_BIN, NULL),
};
static const psc_record psc_totp_secret_ok_record =
    PSC_RECORD(NULL, NULL, psc_totp_secret_reply, psc_totp_secret_ok_fields);
static const psc_variant psc_totp_secret_variants[] = {
    {"ok", PSC_TOTP_SECRET_OK, &psc_totp_secret_ok_record, 0, NULL},
    PSC_NO_FIELD("already_setup", PSC_TOTP_SECRET_ALREADY_SETUP),
    PSC_NO_FIELD("bad_token", PSC_TOTP_SECRET_BAD_TOKEN),
};
const psc_union psc_totp_secret_reply_union = PSC_REPLY(totp_secret);

static const psc_field psc_totp_confirm_fields[] = {
    PSC_FIELD(psc_totp_setup_request, one_time_password, PSC_KIND_STR, NULL),
};
const psc_record psc_totp_confirm_request_record =
    PSC_RECORD("cmd", "totp_setup_confirm", psc_totp_setup_request, psc_totp_confirm_fields);
static const psc_field psc_totp_reset_confirm_fields[] = {
    PSC_FIELD(psc_totp_setup_request, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_totp_setup_request, token, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_totp_setup_request, one_time_password, PSC_KIND_STR, NULL),
};
const psc_record psc_totp_reset_confirm_request_record =
    PSC_RECORD("cmd", "totp_setup_confirm", psc_totp_setup_request, psc_totp_reset_confirm_fields);
static const psc_variant psc_totp_confirm_variants[] = {
    PSC_NO_FIELD("ok", PSC_TOTP_CONFIRM_OK),
    PSC_NO_FIELD("invalid_one_time_password", PSC_TOTP_CONFIRM_INVALID),
    PSC_NO_FIELD("already_setup", PSC_TOTP_CONFIRM_ALREADY_SETUP),
    PSC_NO_FIELD("bad_token", PSC_TOTP_CONFIRM_BAD_TOKEN),
};
const psc_union psc_totp_confirm_reply_union = PSC_REPLY(totp_confirm);

const psc_record psc_totp_create_request_record = PSC_RECORD_EMPTY("cmd", "totp_create_opaque_key");
static const psc_field psc_totp_create_ok_fields[] = {
    PSC_FIELD_NAMED("opaque_key_id", psc_totp_create_reply, ok.opaque_key_id, PSC_KIND_UUID, NULL),
    PSC_FIELD_NAMED("opaque_key", psc_totp_create_reply, ok.opaque_key, PSC_KIND_FIXED, NULL),
};
static const psc_record psc_totp_create_ok_record =
    PSC_RECORD(NULL, NULL, psc_totp_create_reply, psc_totp_create_ok_fields);
static const psc_variant psc_totp_create_variants[] = {
    {"ok", PSC_TOTP_CREATE_OK, &psc_totp_create_ok_record, 0, NULL},
};
const psc_union psc_totp_create_reply_union = PSC_REPLY(totp_create);

/* ---- invited: invite_info */
const psc_record psc_invite_info_request_record = PSC_RECORD_EMPTY("cmd", "invite_info");
static const psc_field psc_administrator_fields[] = {
    PSC_FIELD(psc_administrator, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_administrator, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_administrator, online_status, PSC_KIND_STR, NULL),
    PSC_FIELD_PRESENT(psc_administrator, last_greeting_attempt_joined_on, PSC_KIND_TIME, NULL,
                      PSC_NULLABLE),
};
static const psc_record psc_administrator_record =
    PSC_RECORD(NULL, NULL, psc_administrator, psc_administrator_fields);
static const psc_type psc_administrator_type = {PSC_KIND_RECORD, sizeof(psc_administrator),
                                                &psc_administrator_record};

static const psc_field psc_info_user_fields[] = {
    PSC_FIELD(psc_invitation_info, claimer_email, PSC_KIND_STR, &psc_given_email_rule),
    PSC_FIELD(psc_invitation_info, created_by, PSC_KIND_UNION, &psc_inviter_union),
    PSC_FIELD(psc_invitation_info, administrators, PSC_KIND_LIST, &psc_administrator_type),
};
static const psc_record psc_info_user_record =
    PSC_RECORD(NULL, NULL, psc_invitation_info, psc_info_user_fields);
static const psc_field psc_info_known_fields[] = {
    PSC_FIELD(psc_invitation_info, claimer_user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_invitation_info, claimer_human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_invitation_info, created_by, PSC_KIND_UNION, &psc_inviter_union),
};
static const psc_record psc_info_known_record =
    PSC_RECORD(NULL, NULL, psc_invitation_info, psc_info_known_fields);
static const psc_variant psc_invitation_info_variants[] = {
    {"USER", PSC_INVITATION_USER, &psc_info_user_record, 0, NULL},
    {"DEVICE", PSC_INVITATION_DEVICE, &psc_info_known_record, 0, NULL},
    {"SHAMIR_RECOVERY", PSC_INVITATION_SHAMIR_RECOVERY, &psc_info_known_record, 0, NULL},
};
static const psc_union psc_invitation_info_union =
    PSC_CLOSED_UNION("type", psc_invitation_info, type, psc_invitation_info_variants);
static const psc_variant psc_invite_info_variants[] = {
    {"ok", PSC_INVITE_INFO_OK, NULL, offsetof(psc_invite_info_reply, ok),
     &psc_invitation_info_union},
};
const psc_union psc_invite_info_reply_union = PSC_REPLY(invite_info);

/* ---- invited: greeting attempt of the claimer */
static const psc_field psc_claimer_start_fields[] = {
    PSC_FIELD(psc_claimer_start_request, greeter, PSC_KIND_UUID, NULL),
};
const psc_record psc_claimer_start_request_record =
    PSC_RECORD("cmd", "invite_claimer_start_greeting_attempt", psc_claimer_start_request,
               psc_claimer_start_fields);
static const psc_variant psc_claimer_start_variants[] = {
    PSC_WITH("ok", PSC_CLAIMER_START_OK, &psc_attempt_id_record, psc_claimer_start_reply, ok),
    PSC_NO_FIELD("greeter_not_found", PSC_CLAIMER_START_GREETER_NOT_FOUND),
    PSC_NO_FIELD("greeter_revoked", PSC_CLAIMER_START_GREETER_REVOKED),
    PSC_NO_FIELD("greeter_not_allowed", PSC_CLAIMER_START_GREETER_NOT_ALLOWED),
};
const psc_union psc_claimer_start_reply_union = PSC_REPLY(claimer_start);

static const psc_field psc_claimer_step_fields[] = {
    PSC_FIELD(psc_claimer_step_request, greeting_attempt, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_claimer_step_request, claimer_step, PSC_KIND_UNION, &psc_claimer_step_union),
};
const psc_record psc_claimer_step_request_record =
    PSC_RECORD("cmd", "invite_claimer_step", psc_claimer_step_request, psc_claimer_step_fields);
static const psc_field psc_claimer_step_ok_fields[] = {
    PSC_FIELD_NAMED("greeter_step", psc_claimer_step_reply, ok.greeter_step, PSC_KIND_UNION,
                    &psc_greeter_step_union),
};
static const psc_record psc_claimer_step_ok_record =
    PSC_RECORD(NULL, NULL, psc_claimer_step_reply, psc_claimer_step_ok_fields);
static const psc_variant psc_claimer_step_variants[] = {
    {"ok", PSC_CLAIMER_STEP_OK, &psc_claimer_step_ok_record, 0, NULL},
    PSC_NO_FIELD("not_ready", PSC_CLAIMER_STEP_NOT_READY),
    PSC_NO_FIELD("greeter_revoked", PSC_CLAIMER_STEP_GREETER_REVOKED),
    PSC_NO_FIELD("greeter_not_allowed", PSC_CLAIMER_STEP_GREETER_NOT_ALLOWED),
    PSC_NO_FIELD("greeting_attempt_not_found", PSC_CLAIMER_STEP_ATTEMPT_NOT_FOUND),
    PSC_NO_FIELD("greeting_attempt_not_joined", PSC_CLAIMER_STEP_ATTEMPT_NOT_JOINED),
    PSC_WITH("greeting_attempt_cancelled", PSC_CLAIMER_STEP_ATTEMPT_CANCELLED,
             &psc_attempt_cancelled_record, psc_claimer_step_reply, cancelled),
    PSC_NO_FIELD("step_too_advanced", PSC_CLAIMER_STEP_TOO_ADVANCED),
    PSC_NO_FIELD("step_mismatch", PSC_CLAIMER_STEP_MISMATCH),
};
const psc_union psc_claimer_step_reply_union = PSC_REPLY(claimer_step);

static const psc_field psc_cancel_attempt_fields[] = {
    PSC_FIELD(psc_cancel_attempt_request, greeting_attempt, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_cancel_attempt_request, reason, PSC_KIND_ENUM, &psc_cancel_reason_names),
};
const psc_record psc_claimer_cancel_request_record =
    PSC_RECORD("cmd", "invite_claimer_cancel_greeting_attempt", psc_cancel_attempt_request,
               psc_cancel_attempt_fields);
const psc_record psc_greeter_cancel_request_record =
    PSC_RECORD("cmd", "invite_greeter_cancel_greeting_attempt", psc_cancel_attempt_request,
               psc_cancel_attempt_fields);
static const psc_variant psc_cancel_attempt_variants[] = {
    PSC_NO_FIELD("ok", PSC_CANCEL_ATTEMPT_OK),
};
const psc_union psc_cancel_attempt_reply_union = PSC_REPLY(cancel_attempt);

/* ---- authenticated: greeting attempt of the greeter */
const psc_record psc_greeter_start_request_record =
    PSC_RECORD("cmd", "invite_greeter_start_greeting_attempt", psc_token_request, psc_token_fields);
static const psc_variant psc_greeter_start_variants[] = {
    PSC_WITH("ok", PSC_GREETER_START_OK, &psc_attempt_id_record, psc_greeter_start_reply, ok),
    PSC_NO_FIELD("invitation_not_found", PSC_GREETER_START_INVITATION_NOT_FOUND),
    PSC_NO_FIELD("invitation_completed", PSC_GREETER_START_INVITATION_COMPLETED),
    PSC_NO_FIELD("invitation_cancelled", PSC_GREETER_START_INVITATION_CANCELLED),
    PSC_NO_FIELD("author_not_allowed", PSC_GREETER_START_AUTHOR_NOT_ALLOWED),
};
const psc_union psc_greeter_start_reply_union = PSC_REPLY(greeter_start);

static const psc_field psc_greeter_step_fields[] = {
    PSC_FIELD(psc_greeter_step_request, greeting_attempt, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_greeter_step_request, greeter_step, PSC_KIND_UNION, &psc_greeter_step_union),
};
const psc_record psc_greeter_step_request_record =
    PSC_RECORD("cmd", "invite_greeter_step", psc_greeter_step_request, psc_greeter_step_fields);
static const psc_field psc_greeter_step_ok_fields[] = {
    PSC_FIELD_NAMED("claimer_step", psc_greeter_step_reply, ok.claimer_step, PSC_KIND_UNION,
                    &psc_claimer_step_union),
};
static const psc_record psc_greeter_step_ok_record =
    PSC_RECORD(NULL, NULL, psc_greeter_step_reply, psc_greeter_step_ok_fields);
static const psc_variant psc_greeter_step_variants[] = {
    {"ok", PSC_GREETER_STEP_OK, &psc_greeter_step_ok_record, 0, NULL},
    PSC_NO_FIELD("not_ready", PSC_GREETER_STEP_NOT_READY),
    PSC_NO_FIELD("invitation_completed", PSC_GREETER_STEP_INVITATION_COMPLETED),
    PSC_NO_FIELD("invitation_cancelled", PSC_GREETER_STEP_INVITATION_CANCELLED),
    PSC_NO_FIELD("author_not_allowed", PSC_GREETER_STEP_AUTHOR_NOT_ALLOWED),
    PSC_NO_FIELD("greeting_attempt_not_found", PSC_GREETER_STEP_ATTEMPT_NOT_FOUND),
    PSC_NO_FIELD("greeting_attempt_not_joined", PSC_GREETER_STEP_ATTEMPT_NOT_JOINED),
    PSC_WITH("greeting_attempt_cancelled", PSC_GREETER_STEP_ATTEMPT_CANCELLED,
             &psc_attempt_cancelled_record, psc_greeter_step_reply, cancelled),
    PSC_NO_FIELD("step_too_advanced", PSC_GREETER_STEP_TOO_ADVANCED),
    PSC_NO_FIELD("step_mismatch", PSC_GREETER_STEP_MISMATCH),
};
const psc_union psc_greeter_step_reply_union = PSC_REPLY(greeter_step);

/* ---- authenticated: invitations */
static const psc_field psc_invite_new_user_fields[] = {
    PSC_FIELD(psc_invite_new_user_request, claimer_email, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_invite_new_user_request, send_email, PSC_KIND_BOOL, NULL),
};
const psc_record psc_invite_new_user_request_record =
    PSC_RECORD("cmd", "invite_new_user", psc_invite_new_user_request, psc_invite_new_user_fields);
static const psc_field psc_invite_new_user_ok_fields[] = {
    PSC_FIELD_NAMED("token", psc_invite_new_user_reply, ok.token, PSC_KIND_FIXED, NULL),
    PSC_FIELD_NAMED("email_sent", psc_invite_new_user_reply, ok.email_sent, PSC_KIND_ENUM,
                    &psc_email_sent_names),
};
static const psc_record psc_invite_new_user_ok_record =
    PSC_RECORD(NULL, NULL, psc_invite_new_user_reply, psc_invite_new_user_ok_fields);
static const psc_variant psc_invite_new_user_variants[] = {
    {"ok", PSC_INVITE_NEW_USER_OK, &psc_invite_new_user_ok_record, 0, NULL},
    PSC_NO_FIELD("author_not_allowed", PSC_INVITE_NEW_USER_AUTHOR_NOT_ALLOWED),
    PSC_NO_FIELD("claimer_email_already_enrolled", PSC_INVITE_NEW_USER_ALREADY_ENROLLED),
};
const psc_union psc_invite_new_user_reply_union = PSC_REPLY(invite_new_user);

static const psc_field psc_invite_new_device_fields[] = {
    PSC_FIELD(psc_invite_new_device_request, send_email, PSC_KIND_BOOL, NULL),
};
const psc_record psc_invite_new_device_request_record = PSC_RECORD(
    "cmd", "invite_new_device", psc_invite_new_device_request, psc_invite_new_device_fields);
static const psc_field psc_invite_new_device_ok_fields[] = {
    PSC_FIELD_NAMED("token", psc_invite_new_device_reply, ok.token, PSC_KIND_FIXED, NULL),
    PSC_FIELD_NAMED("email_sent", psc_invite_new_device_reply, ok.email_sent, PSC_KIND_ENUM,
                    &psc_email_sent_names),
};
static const psc_record psc_invite_new_device_ok_record =
    PSC_RECORD(NULL, NULL, psc_invite_new_device_reply, psc_invite_new_device_ok_fields);
static const psc_variant psc_invite_new_device_variants[] = {
    {"ok", PSC_INVITE_NEW_DEVICE_OK, &psc_invite_new_device_ok_record, 0, NULL},
};
const psc_union psc_invite_new_device_reply_union = PSC_REPLY(invite_new_device);

const psc_record psc_invite_list_request_record = PSC_RECORD_EMPTY("cmd", "invite_list");
#define PSC_ITEM_START                                                                             \
    PSC_FIELD(psc_invitation_item, token, PSC_KIND_FIXED, NULL),                                   \
        PSC_FIELD(psc_invitation_item, created_on, PSC_KIND_TIME, NULL),                           \
        PSC_FIELD(psc_invitation_item, created_by, PSC_KIND_UNION, &psc_inviter_union),            \
        PSC_FIELD(psc_invitation_item, status, PSC_KIND_ENUM, &psc_invitation_status_names)
static const psc_field psc_item_fields[] = {PSC_ITEM_START};
static const psc_record psc_item_record =
    PSC_RECORD(NULL, NULL, psc_invitation_item, psc_item_fields);
static const psc_field psc_item_user_fields[] = {
    PSC_ITEM_START,
    PSC_FIELD(psc_invitation_item, claimer_email, PSC_KIND_STR, &psc_given_email_rule),
};
static const psc_record psc_item_user_record =
    PSC_RECORD(NULL, NULL, psc_invitation_item, psc_item_user_fields);
static const psc_variant psc_item_variants[] = {
    {"USER", PSC_INVITATION_USER, &psc_item_user_record, 0, NULL},
    {"DEVICE", PSC_INVITATION_DEVICE, &psc_item_record, 0, NULL},
    {"SHAMIR_RECOVERY", PSC_INVITATION_SHAMIR_RECOVERY, &psc_item_record, 0, NULL},
};
static const psc_union psc_item_union =
    PSC_OPEN_UNION("type", psc_invitation_item, type, psc_item_variants);
static const psc_type psc_item_type = {PSC_KIND_UNION, sizeof(psc_invitation_item),
                                       &psc_item_union};
static const psc_field psc_invite_list_ok_fields[] = {
    PSC_FIELD_NAMED("invitations", psc_invite_list_reply, ok.invitations, PSC_KIND_LIST,
                    &psc_item_type),
};
static const psc_record psc_invite_list_ok_record =
    PSC_RECORD(NULL, NULL, psc_invite_list_reply, psc_invite_list_ok_fields);
static const psc_variant psc_invite_list_variants[] = {
    {"ok", PSC_INVITE_LIST_OK, &psc_invite_list_ok_record, 0, NULL},
};
const psc_union psc_invite_list_reply_union = PSC_REPLY(invite_list);

const psc_record psc_invite_cancel_request_record =
    PSC_RECORD("cmd", "invite_cancel", psc_token_request, psc_token_fields);
static const psc_variant psc_invite_cancel_variants[] = {
    PSC_NO_FIELD("ok", PSC_INVITE_CANCEL_OK),
    PSC_NO_FIELD("invitation_not_found", PSC_INVITE_CANCEL_NOT_FOUND),
    PSC_NO_FIELD("author_not_allowed", PSC_INVITE_CANCEL_AUTHOR_NOT_ALLOWED),
    PSC_NO_FIELD("invitation_completed", PSC_INVITE_CANCEL_COMPLETED),
    PSC_NO_FIELD("invitation_already_cancelled", PSC_INVITE_CANCEL_ALREADY_CANCELLED),
};
const psc_union psc_invite_cancel_reply_union = PSC_REPLY(invite_cancel);

const psc_record psc_invite_complete_request_record =
    PSC_RECORD("cmd", "invite_complete", psc_token_request, psc_token_fields);
static const psc_variant psc_invite_complete_variants[] = {
    PSC_NO_FIELD("ok", PSC_INVITE_COMPLETE_OK),
    PSC_NO_FIELD("invitation_not_found", PSC_INVITE_COMPLETE_NOT_FOUND),
    PSC_NO_FIELD("author_not_allowed", PSC_INVITE_COMPLETE_AUTHOR_NOT_ALLOWED),
    PSC_NO_FIELD("invitation_already_completed", PSC_INVITE_COMPLETE_ALREADY_COMPLETED),
    PSC_NO_FIELD("invitation_cancelled", PSC_INVITE_COMPLETE_CANCELLED),
};
const psc_union psc_invite_complete_reply_union = PSC_REPLY(invite_complete);

/* ---- authenticated: user_create, device_create */
static const psc_field psc_user_create_fields[] = {
    PSC_FIELD(psc_user_create_request, user_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_user_create_request, device_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_user_create_request, redacted_user_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_user_create_request, redacted_device_certificate, PSC_KIND_BIN, NULL),
};
const psc_record psc_user_create_request_record =
    PSC_RECORD("cmd", "user_create", psc_user_create_request, psc_user_create_fields);
static const psc_variant psc_user_create_variants[] = {
    PSC_NO_FIELD("ok", PSC_USER_CREATE_OK),
    PSC_NO_FIELD("author_not_allowed", PSC_USER_CREATE_AUTHOR_NOT_ALLOWED),
    PSC_NO_FIELD("active_users_limit_reached", PSC_USER_CREATE_USERS_LIMIT),
    PSC_NO_FIELD("user_already_exists", PSC_USER_CREATE_USER_EXISTS),
    PSC_NO_FIELD("human_handle_already_taken", PSC_USER_CREATE_HANDLE_TAKEN),
    PSC_NO_FIELD("invalid_certificate", PSC_USER_CREATE_INVALID_CERTIFICATE),
    PSC_WITH("timestamp_out_of_ballpark", PSC_USER_CREATE_BALLPARK, &psc_ballpark_record,
             psc_user_create_reply, ballpark),
    PSC_WITH("require_greater_timestamp", PSC_USER_CREATE_GREATER_TIMESTAMP,
             &psc_greater_timestamp_record, psc_user_create_reply, greater),
};
const psc_union psc_user_create_reply_union = PSC_REPLY(user_create);

static const psc_field psc_device_create_fields[] = {
    PSC_FIELD(psc_device_create_request, device_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_device_create_request, redacted_device_certificate, PSC_KIND_BIN, NULL),
};
const psc_record psc_device_create_request_record =
    PSC_RECORD("cmd", "device_create", psc_device_create_request, psc_device_create_fields);
static const psc_variant psc_device_create_variants[] = {
    PSC_NO_FIELD("ok", PSC_DEVICE_CREATE_OK),
    PSC_NO_FIELD("invalid_certificate", PSC_DEVICE_CREATE_INVALID_CERTIFICATE),
    PSC_NO_FIELD("device_already_exists", PSC_DEVICE_CREATE_DEVICE_EXISTS),
    PSC_WITH("timestamp_out_of_ballpark", PSC_DEVICE_CREATE_BALLPARK, &psc_ballpark_record,
             psc_device_create_reply, ballpark),
    PSC_WITH("require_greater_timestamp", PSC_DEVICE_CREATE_GREATER_TIMESTAMP,
             &psc_greater_timestamp_record, psc_device_create_reply, greater),
};
const psc_union psc_device_create_reply_union = PSC_REPLY(device_create);

/* ---- authenticated: user_update, user_revoke */
#define PSC_USER_CHANGE_REFUSALS                                                                   \
    PSC_NO_FIELD("author_not_allowed", PSC_USER_CHANGE_AUTHOR_NOT_ALLOWED),                        \
        PSC_NO_FIELD("user_not_found", PSC_USER_CHANGE_NOT_FOUND),                                 \
        PSC_NO_FIELD("invalid_certificate", PSC_USER_CHANGE_INVALID_CERTIFICATE),                  \
        PSC_WITH("timestamp_out_of_ballpark", PSC_USER_CHANGE_BALLPARK, &psc_ballpark_record,      \
                 psc_user_change_reply, ballpark),                                                 \
        PSC_WITH("require_greater_timestamp", PSC_USER_CHANGE_GREATER_TIMESTAMP,                   \
                 &psc_greater_timestamp_record, psc_user_change_reply, greater)
static const psc_field psc_user_update_fields[] = {
    PSC_FIELD_NAMED("user_update_certificate", psc_user_change_request, certificate, PSC_KIND_BIN,
                    NULL),
};
const psc_record psc_user_update_request_record =
    PSC_RECORD("cmd", "user_update", psc_user_change_request, psc_user_update_fields);
static const psc_variant psc_user_update_variants[] = {
    PSC_NO_FIELD("ok", PSC_USER_CHANGE_OK),
    PSC_NO_FIELD("user_no_changes", PSC_USER_CHANGE_ALREADY_SO),
    PSC_USER_CHANGE_REFUSALS,
    PSC_NO_FIELD("user_revoked", PSC_USER_CHANGE_REVOKED),
};
const psc_union psc_user_update_reply_union =
    PSC_OPEN_UNION("status", psc_user_change_reply, tag, psc_user_update_variants);

static const psc_field psc_user_revoke_fields[] = {
    PSC_FIELD_NAMED("revoked_user_certificate", psc_user_change_request, certificate, PSC_KIND_BIN,
                    NULL),
};
const psc_record psc_user_revoke_request_record =
    PSC_RECORD("cmd", "user_revoke", psc_user_change_request, psc_user_revoke_fields);
static const psc_variant psc_user_revoke_variants[] = {
    PSC_NO_FIELD("ok", PSC_USER_CHANGE_OK),
    PSC_NO_FIELD("user_already_revoked", PSC_USER_CHANGE_ALREADY_SO),
    PSC_USER_CHANGE_REFUSALS,
};
const psc_union psc_user_revoke_reply_union =
    PSC_OPEN_UNION("status", psc_user_change_reply, tag, psc_user_revoke_variants);

/* ---- authenticated: certificate_get */
/* Not a table: realm_after is a map with identifiers for keys, which nothing else here has. */
psc_status psc_certificate_get_request_write(psc_buf *out,
                                             const psc_certificate_get_request *request) {
    PSC_TRY(psc_msgpack_write_map(out, 5));
    PSC_TRY(psc_msgpack_write_str(out, PSC_BYTES_LIT("cmd")));
    PSC_TRY(psc_msgpack_write_str(out, PSC_BYTES_LIT("certificate_get")));
    PSC_TRY(psc_msgpack_write_str(out, PSC_BYTES_LIT("common_after")));
    PSC_TRY(request->has_common_after ? psc_msgpack_write_time(out, request->common_after)
                                      : psc_msgpack_write_nil(out));
    PSC_TRY(psc_msgpack_write_str(out, PSC_BYTES_LIT("sequester_after")));
    PSC_TRY(psc_msgpack_write_nil(out));
    PSC_TRY(psc_msgpack_write_str(out, PSC_BYTES_LIT("shamir_recovery_after")));
    PSC_TRY(psc_msgpack_write_nil(out));
    PSC_TRY(psc_msgpack_write_str(out, PSC_BYTES_LIT("realm_after")));
    return psc_msgpack_write_map(out, 0);
}
static const psc_field psc_certificate_get_ok_fields[] = {
    PSC_FIELD_NAMED("common_certificates", psc_certificate_get_reply, ok.common_certificates,
                    PSC_KIND_LIST, &psc_blob_type),
};
static const psc_record psc_certificate_get_ok_record =
    PSC_RECORD(NULL, NULL, psc_certificate_get_reply, psc_certificate_get_ok_fields);
static const psc_variant psc_certificate_get_variants[] = {
    {"ok", PSC_CERTIFICATE_GET_OK, &psc_certificate_get_ok_record, 0, NULL},
};
const psc_union psc_certificate_get_reply_union = PSC_REPLY(certificate_get);

/* ---- join requests */
static const psc_field psc_submit_signature_fields[] = {
    PSC_FIELD_NAMED("signature", psc_payload_signature, openbao.signature, PSC_KIND_STR, NULL),
    PSC_FIELD_NAMED("submitter_openbao_entity_id", psc_payload_signature, openbao.entity_id,
                    PSC_KIND_STR, NULL),
};
static const psc_record psc_submit_signature_record =
    PSC_RECORD(NULL, NULL, psc_payload_signature, psc_submit_signature_fields);
static const psc_variant psc_submit_signature_variants[] = {
    PSC_NO_FIELD("PKI", PSC_IDENTITY_PKI),
    {"OPEN_BAO", PSC_IDENTITY_OPENBAO, &psc_submit_signature_record, 0, NULL},
};
const psc_union psc_submit_signature_union =
    PSC_OPEN_UNION("type", psc_payload_signature, tag, psc_submit_signature_variants);
static const psc_field psc_accept_signature_fields[] = {
    PSC_FIELD_NAMED("accepter_openbao_entity_id", psc_payload_signature, openbao.entity_id,
                    PSC_KIND_STR, NULL),
    PSC_FIELD_NAMED("signature", psc_payload_signature, openbao.signature, PSC_KIND_STR, NULL),
};
static const psc_record psc_accept_signature_record =
    PSC_RECORD(NULL, NULL, psc_payload_signature, psc_accept_signature_fields);
static const psc_variant psc_accept_signature_variants[] = {
    PSC_NO_FIELD("PKI", PSC_IDENTITY_PKI),
    {"OPEN_BAO", PSC_IDENTITY_OPENBAO, &psc_accept_signature_record, 0, NULL},
};
const psc_union psc_accept_signature_union =
    PSC_OPEN_UNION("type", psc_payload_signature, tag, psc_accept_signature_variants);

static const psc_field psc_async_submit_fields[] = {
    PSC_FIELD(psc_async_submit_request, enrollment_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_async_submit_request, force, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_async_submit_request, submit_payload, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_async_submit_request, submit_payload_signature, PSC_KIND_UNION,
              &psc_submit_signature_union),
};
const psc_record psc_async_submit_request_record =
    PSC_RECORD("cmd", "async_enrollment_submit", psc_async_submit_request, psc_async_submit_fields);
static const psc_field psc_async_submitted_fields[] = {
    PSC_FIELD_NAMED("submitted_on", psc_async_submit_reply, ok.submitted_on, PSC_KIND_TIME, NULL),
};
static const psc_record psc_async_submitted_record =
    PSC_RECORD(NULL, NULL, psc_async_submit_reply, psc_async_submitted_fields);
static const psc_variant psc_async_submit_variants[] = {
    {"ok", PSC_ASYNC_SUBMIT_OK, &psc_async_submitted_record, 0, NULL},
    {"email_already_submitted", PSC_ASYNC_SUBMIT_EMAIL_SUBMITTED, &psc_async_submitted_record, 0,
     NULL},
    PSC_NO_FIELD("email_already_enrolled", PSC_ASYNC_SUBMIT_EMAIL_ENROLLED),
    PSC_NO_FIELD("id_already_used", PSC_ASYNC_SUBMIT_ID_USED),
    PSC_NO_FIELD("invalid_submit_payload", PSC_ASYNC_SUBMIT_INVALID_PAYLOAD),
    PSC_NO_FIELD("invalid_submit_payload_signature", PSC_ASYNC_SUBMIT_INVALID_SIGNATURE),
};
const psc_union psc_async_submit_reply_union = PSC_REPLY(async_submit);

static const psc_field psc_async_id_fields[] = {
    PSC_FIELD(psc_async_id, enrollment_id, PSC_KIND_UUID, NULL),
};
const psc_record psc_async_info_request_record =
    PSC_RECORD("cmd", "async_enrollment_info", psc_async_id, psc_async_id_fields);
const psc_record psc_async_cancel_request_record =
    PSC_RECORD("cmd", "async_enrollment_cancel", psc_async_id, psc_async_id_fields);
const psc_record psc_async_reject_request_record =
    PSC_RECORD("cmd", "async_enrollment_reject", psc_async_id, psc_async_id_fields);

#define PSC_ASYNC_SUBMITTED_ON PSC_FIELD(psc_async_info, submitted_on, PSC_KIND_TIME, NULL)
#define PSC_ASYNC_DECIDED_ON(wire)                                                                 \
    PSC_FIELD_NAMED(wire, psc_async_info, decided_on, PSC_KIND_TIME, NULL)
static const psc_field psc_async_info_submitted_fields[] = {PSC_ASYNC_SUBMITTED_ON};
static const psc_field psc_async_info_rejected_fields[] = {PSC_ASYNC_SUBMITTED_ON,
                                                           PSC_ASYNC_DECIDED_ON("rejected_on")};
static const psc_field psc_async_info_cancelled_fields[] = {PSC_ASYNC_SUBMITTED_ON,
                                                            PSC_ASYNC_DECIDED_ON("cancelled_on")};
static const psc_field psc_async_info_accepted_fields[] = {
    PSC_ASYNC_SUBMITTED_ON,
    PSC_ASYNC_DECIDED_ON("accepted_on"),
    PSC_FIELD(psc_async_info, accept_payload, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_async_info, accept_payload_signature, PSC_KIND_UNION,
              &psc_accept_signature_union),
};
static const psc_record psc_async_info_submitted_record =
    PSC_RECORD(NULL, NULL, psc_async_info, psc_async_info_submitted_fields);
static const psc_record psc_async_info_rejected_record =
    PSC_RECORD(NULL, NULL, psc_async_info, psc_async_info_rejected_fields);
static const psc_record psc_async_info_cancelled_record =
    PSC_RECORD(NULL, NULL, psc_async_info, psc_async_info_cancelled_fields);
static const psc_record psc_async_info_accepted_record =
    PSC_RECORD(NULL, NULL, psc_async_info, psc_async_info_accepted_fields);
static const psc_variant psc_async_status_variants[] = {
    {"SUBMITTED", PSC_ASYNC_SUBMITTED, &psc_async_info_submitted_record, 0, NULL},
    {"REJECTED", PSC_ASYNC_REJECTED, &psc_async_info_rejected_record, 0, NULL},
    {"CANCELLED", PSC_ASYNC_CANCELLED, &psc_async_info_cancelled_record, 0, NULL},
    {"ACCEPTED", PSC_ASYNC_ACCEPTED, &psc_async_info_accepted_record, 0, NULL},
};
static const psc_union psc_async_status_union =
    PSC_CLOSED_UNION("enrollment_status", psc_async_info, status, psc_async_status_variants);
static const psc_variant psc_async_info_variants[] = {
    {"ok", PSC_ASYNC_INFO_OK, NULL, offsetof(psc_async_info_reply, ok), &psc_async_status_union},
    PSC_NO_FIELD("enrollment_not_found", PSC_ASYNC_INFO_NOT_FOUND),
};
const psc_union psc_async_info_reply_union = PSC_REPLY(async_info);

static const psc_variant psc_async_end_variants[] = {
    PSC_NO_FIELD("ok", PSC_ASYNC_END_OK),
    PSC_NO_FIELD("enrollment_not_found", PSC_ASYNC_END_NOT_FOUND),
    PSC_NO_FIELD("enrollment_no_longer_available", PSC_ASYNC_END_NO_LONGER_AVAILABLE),
    PSC_NO_FIELD("author_not_allowed", PSC_ASYNC_END_AUTHOR_NOT_ALLOWED),
};
const psc_union psc_async_end_reply_union = PSC_REPLY(async_end);

const psc_record psc_async_list_request_record = PSC_RECORD_EMPTY("cmd", "async_enrollment_list");
static const psc_field psc_async_item_fields[] = {
    PSC_FIELD(psc_async_item, enrollment_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_async_item, submitted_on, PSC_KIND_TIME, NULL),
    PSC_FIELD(psc_async_item, submit_payload, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_async_item, submit_payload_signature, PSC_KIND_UNION,
              &psc_submit_signature_union),
};
static const psc_record psc_async_item_record =
    PSC_RECORD(NULL, NULL, psc_async_item, psc_async_item_fields);
static const psc_type psc_async_item_type = {PSC_KIND_RECORD, sizeof(psc_async_item),
                                             &psc_async_item_record};
static const psc_field psc_async_list_fields[] = {
    PSC_FIELD_NAMED("enrollments", psc_async_list_reply, ok.enrollments, PSC_KIND_LIST,
                    &psc_async_item_type),
};
static const psc_record psc_async_list_record =
    PSC_RECORD(NULL, NULL, psc_async_list_reply, psc_async_list_fields);
static const psc_variant psc_async_list_variants[] = {
    {"ok", PSC_ASYNC_LIST_OK, &psc_async_list_record, 0, NULL},
    PSC_NO_FIELD("author_not_allowed", PSC_ASYNC_LIST_AUTHOR_NOT_ALLOWED),
};
const psc_union psc_async_list_reply_union = PSC_REPLY(async_list);

static const psc_field psc_async_accept_fields[] = {
    PSC_FIELD(psc_async_accept_request, enrollment_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_async_accept_request, submitter_user_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_async_accept_request, submitter_device_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_async_accept_request, submitter_redacted_user_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_async_accept_request, submitter_redacted_device_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_async_accept_request, accept_payload, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_async_accept_request, accept_payload_signature, PSC_KIND_UNION,
              &psc_accept_signature_union),
    PSC_FIELD(psc_async_accept_request, send_email, PSC_KIND_BOOL, NULL),
};
const psc_record psc_async_accept_request_record =
    PSC_RECORD("cmd", "async_enrollment_accept", psc_async_accept_request, psc_async_accept_fields);
static const psc_field psc_async_accepted_fields[] = {
    PSC_FIELD_FULL("email_sent", psc_async_accept_reply, ok.email_sent, PSC_KIND_ENUM,
                   &psc_email_sent_names, PSC_OMITTABLE, PSC_NO_PRESENCE),
};
static const psc_record psc_async_accepted_record =
    PSC_RECORD(NULL, NULL, psc_async_accept_reply, psc_async_accepted_fields);
static const psc_variant psc_async_accept_variants[] = {
    {"ok", PSC_ASYNC_ACCEPT_OK, &psc_async_accepted_record, 0, NULL},
    PSC_NO_FIELD("author_not_allowed", PSC_ASYNC_ACCEPT_AUTHOR_NOT_ALLOWED),
    PSC_NO_FIELD("invalid_certificate", PSC_ASYNC_ACCEPT_INVALID_CERTIFICATE),
    PSC_NO_FIELD("invalid_accept_payload", PSC_ASYNC_ACCEPT_INVALID_PAYLOAD),
    PSC_NO_FIELD("invalid_accept_payload_signature", PSC_ASYNC_ACCEPT_INVALID_SIGNATURE),
    PSC_NO_FIELD("submit_and_accept_identity_systems_mismatch", PSC_ASYNC_ACCEPT_SYSTEMS_MISMATCH),
    PSC_NO_FIELD("enrollment_not_found", PSC_ASYNC_ACCEPT_NOT_FOUND),
    PSC_NO_FIELD("enrollment_no_longer_available", PSC_ASYNC_ACCEPT_NO_LONGER_AVAILABLE),
    PSC_NO_FIELD("active_users_limit_reached", PSC_ASYNC_ACCEPT_ACTIVE_USERS_LIMIT),
    PSC_NO_FIELD("user_already_exists", PSC_ASYNC_ACCEPT_USER_EXISTS),
    PSC_NO_FIELD("human_handle_already_taken", PSC_ASYNC_ACCEPT_HUMAN_HANDLE_TAKEN),
    PSC_WITH("timestamp_out_of_ballpark", PSC_ASYNC_ACCEPT_BALLPARK, &psc_ballpark_record,
             psc_async_accept_reply, ballpark),
    PSC_WITH("require_greater_timestamp", PSC_ASYNC_ACCEPT_GREATER_TIMESTAMP,
             &psc_greater_timestamp_record, psc_async_accept_reply, greater),
};
const psc_union psc_async_accept_reply_union = PSC_REPLY(async_accept);

/* ---- tos: tos_get, tos_accept */
const psc_record psc_tos_get_request_record = PSC_RECORD_EMPTY("cmd", "tos_get");
static const psc_field psc_tos_get_ok_fields[] = {
    PSC_FIELD_NAMED("per_locale_urls", psc_tos_get_reply, ok.per_locale_urls, PSC_KIND_TEXTS, NULL),
    PSC_FIELD_NAMED("updated_on", psc_tos_get_reply, ok.updated_on, PSC_KIND_TIME, NULL),
};
static const psc_record psc_tos_get_ok_record =
    PSC_RECORD(NULL, NULL, psc_tos_get_reply, psc_tos_get_ok_fields);
static const psc_variant psc_tos_get_variants[] = {
    {"ok", PSC_TOS_GET_OK, &psc_tos_get_ok_record, 0, NULL},
    PSC_NO_FIELD("no_tos", PSC_TOS_GET_NO_TOS),
};
const psc_union psc_tos_get_reply_union = PSC_REPLY(tos_get);

static const psc_field psc_tos_accept_fields[] = {
    PSC_FIELD(psc_tos_accept_request, tos_updated_on, PSC_KIND_TIME, NULL),
};
const psc_record psc_tos_accept_request_record =
    PSC_RECORD("cmd", "tos_accept", psc_tos_accept_request, psc_tos_accept_fields);
static const psc_variant psc_tos_accept_variants[] = {
    PSC_NO_FIELD("ok", PSC_TOS_ACCEPT_OK),
    PSC_NO_FIELD("no_tos", PSC_TOS_ACCEPT_NO_TOS),
    PSC_NO_FIELD("tos_mismatch", PSC_TOS_ACCEPT_MISMATCH),
};
const psc_union psc_tos_accept_reply_union = PSC_REPLY(tos_accept);

/* ---- authenticated: events */
static const psc_field psc_organization_config_fields[] = {
    PSC_FIELD(psc_organization_config, user_profile_outsider_allowed, PSC_KIND_BOOL, NULL),
    PSC_FIELD_PRESENT(psc_organization_config, active_users_limit, PSC_KIND_U64, NULL,
                      PSC_NULLABLE),
    PSC_FIELD_PRESENT(psc_organization_config, sse_keepalive_seconds, PSC_KIND_U64, NULL,
                      PSC_NULLABLE),
};
static const psc_record psc_organization_config_record =
    PSC_RECORD(NULL, NULL, psc_organization_config, psc_organization_config_fields);
static const psc_field psc_invitation_event_fields[] = {
    PSC_FIELD(psc_invitation_event, token, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_invitation_event, invitation_status, PSC_KIND_ENUM, &psc_invitation_status_names),
};
static const psc_record psc_invitation_event_record =
    PSC_RECORD(NULL, NULL, psc_invitation_event, psc_invitation_event_fields);
static const psc_field psc_greeting_attempt_event_fields[] = {
    PSC_FIELD(psc_greeting_attempt_event, token, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_greeting_attempt_event, greeting_attempt, PSC_KIND_UUID, NULL),
};
static const psc_record psc_greeting_attempt_event_record =
    PSC_RECORD(NULL, NULL, psc_greeting_attempt_event, psc_greeting_attempt_event_fields);
static const psc_field psc_certificate_event_fields[] = {
    PSC_FIELD(psc_certificate_event, timestamp, PSC_KIND_TIME, NULL),
};
static const psc_record psc_certificate_event_record =
    PSC_RECORD(NULL, NULL, psc_certificate_event, psc_certificate_event_fields);
static const psc_variant psc_api_event_variants[] = {
    PSC_WITH("ORGANIZATION_CONFIG", PSC_API_EVENT_ORGANIZATION_CONFIG,
             &psc_organization_config_record, psc_api_event, organization_config),
    PSC_WITH("INVITATION", PSC_API_EVENT_INVITATION, &psc_invitation_event_record, psc_api_event,
             invitation),
    PSC_WITH("GREETING_ATTEMPT_READY", PSC_API_EVENT_GREETING_ATTEMPT_READY,
             &psc_greeting_attempt_event_record, psc_api_event, greeting_attempt),
    PSC_WITH("GREETING_ATTEMPT_CANCELLED", PSC_API_EVENT_GREETING_ATTEMPT_CANCELLED,
             &psc_greeting_attempt_event_record, psc_api_event, greeting_attempt),
    PSC_WITH("COMMON_CERTIFICATE", PSC_API_EVENT_COMMON_CERTIFICATE, &psc_certificate_event_record,
             psc_api_event, certificate),
    PSC_NO_FIELD("ASYNC_ENROLLMENT", PSC_API_EVENT_ASYNC_ENROLLMENT),
};
static const psc_union psc_api_event_union =
    PSC_OPEN_UNION("event", psc_api_event, kind, psc_api_event_variants);
static const psc_variant psc_events_listen_variants[] = {
    {"ok", PSC_EVENTS_LISTEN_OK, NULL, offsetof(psc_events_listen_reply, ok), &psc_api_event_union},
};
const psc_union psc_events_listen_reply_union = PSC_REPLY(events_listen);
