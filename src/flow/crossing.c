// SPDX-License-Identifier: MPL-2.0
#include "flow/crossing.h"

#include "codec/recovery_key.h"
#include "schema/protocol.h"
#include "schema/table.h"

#define PSC_NAMES(table) {table, PSC_COUNT(table), PSC_OK}
#define PSC_BARE(tag, value) {tag, value, NULL, 0, NULL}
#define PSC_HERE(tag, value, record) {tag, value, record, 0, NULL}
#define PSC_INSIDE(tag, value, record, owner, member)                                              \
    {tag, value, record, offsetof(owner, member), NULL}

/* --------------------------------------------------------------------------------- enumerations */

static const char *const psc_stores[] = {"devices", "journeys", "data", "enrollments", "official"};
static const psc_names psc_store_names = PSC_NAMES(psc_stores);
static const char *const psc_parties[] = {"parsec", "openbao"};
static const psc_names psc_party_names = PSC_NAMES(psc_parties);
static const char *const psc_store_verbs[] = {"get", "put", "delete", "list"};
static const psc_names psc_store_verb_names = PSC_NAMES(psc_store_verbs);
static const char *const psc_transport_failures[] = {"unreachable", "timeout", "oversized"};
static const psc_names psc_transport_failure_names = PSC_NAMES(psc_transport_failures);
static const char *const psc_store_failures[] = {"quota", "denied", "conflict"};
static const psc_names psc_store_failure_names = PSC_NAMES(psc_store_failures);
static const char *const psc_journey_kinds[] = {"claim", "greet", "bootstrap", "claim-device",
                                                "greet-device"};
static const psc_names psc_journey_kind_names = PSC_NAMES(psc_journey_kinds);
static const char *const psc_file_parts[] = {"format", "head", "protection", "layer", "contents"};
static const psc_names psc_file_part_names = PSC_NAMES(psc_file_parts);
static const char *const psc_async_statuses[] = {"submitted", "rejected", "cancelled", "accepted"};
static const psc_names psc_async_status_names = PSC_NAMES(psc_async_statuses);
static const char *const psc_identity_kinds[] = {"smart-card", "sign-on", "unknown"};
static const psc_names psc_identity_kind_names = PSC_NAMES(psc_identity_kinds);
static const char *const psc_verdicts[] = {"fine", "method", "totp"};
static const psc_names psc_verdict_names = PSC_NAMES(psc_verdicts);
static const char *const psc_invitation_types[] = {"user", "device", "shamir-recovery"};
static const psc_names psc_invitation_type_names = PSC_NAMES(psc_invitation_types);
static const char *const psc_common_kinds[] = {"user", "device", "user-update", "revoked-user"};
static const psc_names psc_common_kind_names = PSC_NAMES(psc_common_kinds);
static const char *const psc_address_kinds[] = {
    "server",       "organization",     "bootstrap",  "claim-user",     "claim-device",
    "claim-shamir", "async-enrollment", "totp-reset", "workspace-path", "pki-enrollment"};
static const psc_names psc_address_kind_names = PSC_NAMES(psc_address_kinds);

/* ------------------------------------------------------------------------------ what many share */

static const psc_type psc_handle_type = {PSC_KIND_HUMAN_HANDLE, sizeof(psc_human_handle), NULL};
static const psc_type psc_person_type = {PSC_KIND_PERSON, sizeof(psc_human_handle), NULL};

static const psc_field psc_place_fields[] = {
    PSC_FIELD(psc_device_place, store, PSC_KIND_ENUM, &psc_store_names),
    PSC_FIELD(psc_device_place, key, PSC_KIND_STR, NULL),
};
static const psc_record psc_place_record =
    PSC_RECORD(NULL, NULL, psc_device_place, psc_place_fields);

static const psc_field psc_parameters_fields[] = {
    PSC_FIELD(psc_stretch_parameters, memlimit_kb, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_stretch_parameters, opslimit, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_stretch_parameters, parallelism, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_stretch_parameters, salt, PSC_KIND_FIXED, NULL),
};
static const psc_record psc_parameters_record =
    PSC_RECORD(NULL, NULL, psc_stretch_parameters, psc_parameters_fields);

/* ------------------------------------------------------------------------------------ questions */

static const psc_field psc_invitation_fields[] = {
    PSC_FIELD(psc_question_invitation, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_invitation, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_invitation, new_device, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_question_invitation, email, PSC_KIND_STR, NULL),
    PSC_FIELD_OPTIONAL(psc_question_invitation, invited, PSC_KIND_HUMAN_HANDLE, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_question_invitation, inviter, PSC_KIND_HUMAN_HANDLE, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_question_invitation, service_label, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_question_invitation, administrators, PSC_KIND_LIST, &psc_handle_type),
};
static const psc_record psc_invitation_record =
    PSC_RECORD(NULL, NULL, psc_question_invitation, psc_invitation_fields);

static const psc_field psc_code_fields[] = {
    PSC_FIELD(psc_question_code, peer, PSC_KIND_PERSON, NULL),
    PSC_FIELD(psc_question_code, choices, PSC_KIND_LIST, &psc_text_type),
};
static const psc_record psc_code_record =
    PSC_RECORD(NULL, NULL, psc_question_code, psc_code_fields);

static const psc_field psc_details_fields[] = {
    PSC_FIELD(psc_question_details, email, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_details, peer, PSC_KIND_PERSON, NULL),
    PSC_FIELD(psc_question_details, rejected, PSC_KIND_STATUS, NULL),
};
static const psc_record psc_details_record =
    PSC_RECORD(NULL, NULL, psc_question_details, psc_details_fields);

static const psc_field psc_identity_fields[] = {
    PSC_FIELD(psc_question_identity, host, PSC_KIND_STR, NULL),
    PSC_FIELD_OPTIONAL(psc_question_identity, organization, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_question_identity, rejected, PSC_KIND_STATUS, NULL),
};
static const psc_record psc_identity_record =
    PSC_RECORD(NULL, NULL, psc_question_identity, psc_identity_fields);

static const psc_field psc_protection_fields[] = {
    PSC_FIELD(psc_question_protection, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_protection, email, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_protection, passkey, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_question_protection, sign_on, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_question_protection, rejected, PSC_KIND_STATUS, NULL),
};
static const psc_record psc_protection_record =
    PSC_RECORD(NULL, NULL, psc_question_protection, psc_protection_fields);

static const psc_field psc_new_passkey_fields[] = {
    PSC_FIELD(psc_question_new_passkey, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_new_passkey, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_question_new_passkey, user_handle, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_question_new_passkey, salt, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_question_new_passkey, existing, PSC_KIND_LIST, &psc_blob_type),
    PSC_FIELD(psc_question_new_passkey, rejected, PSC_KIND_STATUS, NULL),
};
static const psc_record psc_new_passkey_record =
    PSC_RECORD(NULL, NULL, psc_question_new_passkey, psc_new_passkey_fields);

static const psc_field psc_passkey_line_fields[] = {
    PSC_FIELD(psc_passkey_line, credential_id, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_passkey_line, rp_id, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_passkey_line, salt, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_passkey_line, label, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_passkey_line, created_on, PSC_KIND_TIME, NULL),
};
static const psc_record psc_passkey_line_record =
    PSC_RECORD(NULL, NULL, psc_passkey_line, psc_passkey_line_fields);
static const psc_type psc_passkey_line_type = {PSC_KIND_RECORD, sizeof(psc_passkey_line),
                                               &psc_passkey_line_record};

static const psc_field psc_passkey_fields[] = {
    PSC_FIELD(psc_question_passkey, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_passkey, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_passkey, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD_OPTIONAL(psc_question_passkey, device_label, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_question_passkey, passkeys, PSC_KIND_LIST, &psc_passkey_line_type),
    PSC_FIELD(psc_question_passkey, refused, PSC_KIND_U32, NULL),
};
static const psc_record psc_passkey_record =
    PSC_RECORD(NULL, NULL, psc_question_passkey, psc_passkey_fields);

static const psc_field psc_provider_line_fields[] = {
    PSC_FIELD(psc_provider_line, id, PSC_KIND_STR, NULL),
};
static const psc_record psc_provider_line_record =
    PSC_RECORD(NULL, NULL, psc_provider_line, psc_provider_line_fields);
static const psc_type psc_provider_line_type = {PSC_KIND_RECORD, sizeof(psc_provider_line),
                                                &psc_provider_line_record};
static const psc_field psc_sign_on_fields[] = {
    PSC_FIELD(psc_question_sign_on, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_sign_on, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_sign_on, openbao_host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_sign_on, providers, PSC_KIND_LIST, &psc_provider_line_type),
    PSC_FIELD_OPTIONAL(psc_question_sign_on, preferred, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_question_sign_on, human_handle, PSC_KIND_HUMAN_HANDLE, NULL,
                       PSC_NULLABLE),
    PSC_FIELD(psc_question_sign_on, signed_on_as, PSC_KIND_LIST, &psc_text_type),
    PSC_FIELD(psc_question_sign_on, rejected, PSC_KIND_STATUS, NULL),
};
static const psc_record psc_sign_on_record =
    PSC_RECORD(NULL, NULL, psc_question_sign_on, psc_sign_on_fields);
static const psc_field psc_signing_on_fields[] = {
    PSC_FIELD(psc_question_signing_on, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_signing_on, provider, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_signing_on, auth_url, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_signing_on, state, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_signing_on, client_nonce, PSC_KIND_STR, NULL),
};
static const psc_record psc_signing_on_record =
    PSC_RECORD(NULL, NULL, psc_question_signing_on, psc_signing_on_fields);
/* Options. */
static const psc_field psc_sign_on_return_fields[] = {
    PSC_FIELD(psc_sign_on_return, provider, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_sign_on_return, state, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_sign_on_return, client_nonce, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_sign_on_return, returned_state, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_sign_on_return, code, PSC_KIND_STR, NULL),
};
static const psc_record psc_sign_on_return_record =
    PSC_RECORD(NULL, NULL, psc_sign_on_return, psc_sign_on_return_fields);

static const psc_field psc_one_time_code_fields[] = {
    PSC_FIELD(psc_question_one_time_code, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_one_time_code, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_one_time_code, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_question_one_time_code, rejected, PSC_KIND_STATUS, NULL),
    PSC_FIELD(psc_question_one_time_code, refused, PSC_KIND_U32, NULL),
    PSC_FIELD_PRESENT(psc_question_one_time_code, wait_until, PSC_KIND_TIME, NULL, PSC_NULLABLE),
};
static const psc_record psc_one_time_code_record =
    PSC_RECORD(NULL, NULL, psc_question_one_time_code, psc_one_time_code_fields);

static const psc_field psc_totp_secret_fields[] = {
    PSC_FIELD(psc_question_totp_secret, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_totp_secret, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_totp_secret, rejected, PSC_KIND_STATUS, NULL),
};
static const psc_record psc_totp_secret_record =
    PSC_RECORD(NULL, NULL, psc_question_totp_secret, psc_totp_secret_fields);

static const psc_field psc_recovery_file_fields[] = {
    PSC_FIELD(psc_question_recovery_file, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_recovery_file, name, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_recovery_file, key_name, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_recovery_file, file, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_question_recovery_file, rejected, PSC_KIND_STATUS, NULL),
};
static const psc_record psc_recovery_file_record =
    PSC_RECORD(NULL, NULL, psc_question_recovery_file, psc_recovery_file_fields);

static const psc_field psc_recovery_key_fields[] = {
    PSC_FIELD(psc_question_recovery_key, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_recovery_key, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_recovery_key, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_question_recovery_key, created_on, PSC_KIND_TIME, NULL),
    PSC_FIELD(psc_question_recovery_key, rejected, PSC_KIND_STATUS, NULL),
    PSC_FIELD(psc_question_recovery_key, refused, PSC_KIND_U32, NULL),
};
static const psc_record psc_recovery_key_record =
    PSC_RECORD(NULL, NULL, psc_question_recovery_key, psc_recovery_key_fields);

static const psc_field psc_password_fields[] = {
    PSC_FIELD(psc_question_password, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_password, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_password, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD_OPTIONAL(psc_question_password, device_label, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_question_password, refused, PSC_KIND_U32, NULL),
};
static const psc_record psc_password_record =
    PSC_RECORD(NULL, NULL, psc_question_password, psc_password_fields);

static const psc_field psc_approval_fields[] = {
    PSC_FIELD(psc_question_approval, requested, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_question_approval, device_label, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_approval, invited_email, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_approval, email_matches, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_question_approval, rejected, PSC_KIND_STATUS, NULL),
};
static const psc_record psc_approval_record =
    PSC_RECORD(NULL, NULL, psc_question_approval, psc_approval_fields);

static const psc_field psc_new_device_fields[] = {
    PSC_FIELD(psc_question_new_device, device_label, PSC_KIND_STR, NULL),
};
static const psc_record psc_new_device_record =
    PSC_RECORD(NULL, NULL, psc_question_new_device, psc_new_device_fields);

static const psc_field psc_question_request_fields[] = {
    PSC_FIELD(psc_question_request, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_request, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_request, provider, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_request, emails, PSC_KIND_LIST, &psc_text_type),
    PSC_FIELD(psc_question_request, rejected, PSC_KIND_STATUS, NULL),
    PSC_FIELD_PRESENT(psc_question_request, submitted_on, PSC_KIND_TIME, NULL, PSC_NULLABLE),
};
static const psc_record psc_question_request_record =
    PSC_RECORD(NULL, NULL, psc_question_request, psc_question_request_fields);

static const psc_field psc_question_requested_fields[] = {
    PSC_FIELD(psc_question_requested, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_question_requested, device_label, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_requested, submitted_on, PSC_KIND_TIME, NULL),
    PSC_FIELD(psc_question_requested, emails, PSC_KIND_LIST, &psc_text_type),
    PSC_FIELD(psc_question_requested, rejected, PSC_KIND_STATUS, NULL),
};
static const psc_record psc_question_requested_record =
    PSC_RECORD(NULL, NULL, psc_question_requested, psc_question_requested_fields);

static const psc_field psc_question_accepted_fields[] = {
    PSC_FIELD(psc_question_accepted, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_accepted, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_accepted, requested, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_question_accepted, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_question_accepted, differs, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_question_accepted, profile, PSC_KIND_ENUM, &psc_profile_names),
    PSC_FIELD(psc_question_accepted, device_label, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_accepted, accepted_by, PSC_KIND_LIST, &psc_text_type),
};
static const psc_record psc_question_accepted_record =
    PSC_RECORD(NULL, NULL, psc_question_accepted, psc_question_accepted_fields);

static const psc_field psc_terms_link_fields[] = {
    PSC_FIELD(psc_terms_link, locale, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_terms_link, url, PSC_KIND_STR, NULL),
};
static const psc_record psc_terms_link_record =
    PSC_RECORD(NULL, NULL, psc_terms_link, psc_terms_link_fields);
static const psc_type psc_terms_link_type = {PSC_KIND_RECORD, sizeof(psc_terms_link),
                                             &psc_terms_link_record};
static const psc_field psc_terms_fields[] = {
    PSC_FIELD(psc_question_terms, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_terms, updated_on, PSC_KIND_TIME, NULL),
    PSC_FIELD(psc_question_terms, links, PSC_KIND_LIST, &psc_terms_link_type),
    PSC_FIELD(psc_question_terms, changed, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_terms_record =
    PSC_RECORD(NULL, NULL, psc_question_terms, psc_terms_fields);

static const psc_field psc_elsewhere_fields[] = {
    PSC_FIELD(psc_question_elsewhere, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_question_elsewhere, device_label, PSC_KIND_STR, NULL),
};
static const psc_record psc_elsewhere_record =
    PSC_RECORD(NULL, NULL, psc_question_elsewhere, psc_elsewhere_fields);

static const psc_field psc_stopped_fields[] = {
    PSC_FIELD_OPTIONAL(psc_question_stopped, peer, PSC_KIND_PERSON, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_question_stopped, by_me, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_question_stopped, reason, PSC_KIND_ENUM, &psc_cancel_reason_names),
    PSC_FIELD(psc_question_stopped, status, PSC_KIND_STATUS, NULL),
    PSC_FIELD(psc_question_stopped, count, PSC_KIND_U32, NULL),
};
static const psc_record psc_stopped_record =
    PSC_RECORD(NULL, NULL, psc_question_stopped, psc_stopped_fields);

static const psc_field psc_trouble_fields[] = {
    PSC_FIELD(psc_question_trouble, status, PSC_KIND_REFUSAL, NULL),
    PSC_FIELD(psc_question_trouble, nothing_lost, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_trouble_record =
    PSC_RECORD(NULL, NULL, psc_question_trouble, psc_trouble_fields);

static const psc_variant psc_question_variants[] = {
    PSC_INSIDE("invitation", PSC_QUESTION_INVITATION, &psc_invitation_record, psc_question,
               as.invitation),
    PSC_INSIDE("code", PSC_QUESTION_CODE, &psc_code_record, psc_question, as.code),
    PSC_INSIDE("details", PSC_QUESTION_DETAILS, &psc_details_record, psc_question, as.details),
    PSC_INSIDE("identity", PSC_QUESTION_IDENTITY, &psc_identity_record, psc_question, as.identity),
    PSC_INSIDE("protection", PSC_QUESTION_PROTECTION, &psc_protection_record, psc_question,
               as.protection),
    PSC_INSIDE("new-passkey", PSC_QUESTION_NEW_PASSKEY, &psc_new_passkey_record, psc_question,
               as.new_passkey),
    PSC_INSIDE("password", PSC_QUESTION_PASSWORD, &psc_password_record, psc_question, as.password),
    PSC_INSIDE("passkey", PSC_QUESTION_PASSKEY, &psc_passkey_record, psc_question, as.passkey),
    PSC_INSIDE("sign-on", PSC_QUESTION_SIGN_ON, &psc_sign_on_record, psc_question, as.sign_on),
    PSC_INSIDE("signing-on", PSC_QUESTION_SIGNING_ON, &psc_signing_on_record, psc_question,
               as.signing_on),
    PSC_INSIDE("one-time-code", PSC_QUESTION_ONE_TIME_CODE, &psc_one_time_code_record, psc_question,
               as.one_time_code),
    PSC_INSIDE("totp-secret", PSC_QUESTION_TOTP_SECRET, &psc_totp_secret_record, psc_question,
               as.totp_secret),
    PSC_INSIDE("recovery-file", PSC_QUESTION_RECOVERY_FILE, &psc_recovery_file_record, psc_question,
               as.recovery_file),
    PSC_INSIDE("recovery-key", PSC_QUESTION_RECOVERY_KEY, &psc_recovery_key_record, psc_question,
               as.recovery_key),
    PSC_INSIDE("approval", PSC_QUESTION_APPROVAL, &psc_approval_record, psc_question, as.approval),
    PSC_INSIDE("new-device", PSC_QUESTION_NEW_DEVICE, &psc_new_device_record, psc_question,
               as.new_device),
    PSC_INSIDE("request", PSC_QUESTION_REQUEST, &psc_question_request_record, psc_question,
               as.request),
    PSC_INSIDE("requested", PSC_QUESTION_REQUESTED, &psc_question_requested_record, psc_question,
               as.requested),
    PSC_INSIDE("accepted", PSC_QUESTION_ACCEPTED, &psc_question_accepted_record, psc_question,
               as.accepted),
    PSC_INSIDE("terms", PSC_QUESTION_TERMS, &psc_terms_record, psc_question, as.terms),
    PSC_INSIDE("elsewhere", PSC_QUESTION_ELSEWHERE, &psc_elsewhere_record, psc_question,
               as.elsewhere),
    PSC_INSIDE("stopped", PSC_QUESTION_STOPPED, &psc_stopped_record, psc_question, as.stopped),
    PSC_INSIDE("trouble", PSC_QUESTION_TROUBLE, &psc_trouble_record, psc_question, as.trouble),
};
static const psc_union psc_question_union =
    PSC_CLOSED_UNION("question", psc_question, kind, psc_question_variants);

/* ---------------------------------------------------------------------------------------- notes */

static const psc_field psc_waiting_fields[] = {
    PSC_FIELD(psc_note_waiting, people, PSC_KIND_LIST, &psc_person_type),
    PSC_FIELD(psc_note_waiting, person_must_act, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_waiting_record =
    PSC_RECORD(NULL, NULL, psc_note_waiting, psc_waiting_fields);

static const psc_field psc_own_code_fields[] = {
    PSC_FIELD(psc_note_own_code, code, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_note_own_code, peer, PSC_KIND_PERSON, NULL),
};
static const psc_record psc_own_code_record =
    PSC_RECORD(NULL, NULL, psc_note_own_code, psc_own_code_fields);

static const psc_field psc_network_fields[] = {
    PSC_FIELD(psc_note_network, reachable, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_note_network, status, PSC_KIND_STATUS, NULL),
    PSC_FIELD(psc_note_network, retry_in_ms, PSC_KIND_U32, NULL),
};
static const psc_record psc_network_record =
    PSC_RECORD(NULL, NULL, psc_note_network, psc_network_fields);

static const psc_field psc_silence_fields[] = {
    PSC_FIELD(psc_note_silence, silent, PSC_KIND_BOOL, NULL),
    PSC_FIELD_OPTIONAL(psc_note_silence, peer, PSC_KIND_PERSON, NULL, PSC_NULLABLE),
};
static const psc_record psc_silence_record =
    PSC_RECORD(NULL, NULL, psc_note_silence, psc_silence_fields);

static const psc_field psc_restarted_fields[] = {
    PSC_FIELD(psc_note_restarted, by_me, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_note_restarted, reason, PSC_KIND_ENUM, &psc_cancel_reason_names),
    PSC_FIELD(psc_note_restarted, count, PSC_KIND_U32, NULL),
};
static const psc_record psc_restarted_record =
    PSC_RECORD(NULL, NULL, psc_note_restarted, psc_restarted_fields);

static const psc_field psc_live_fields[] = {
    PSC_FIELD(psc_note_live, online, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_note_live, status, PSC_KIND_STATUS, NULL),
    PSC_FIELD(psc_note_live, retry_in_ms, PSC_KIND_U32, NULL),
};
static const psc_record psc_live_record = PSC_RECORD(NULL, NULL, psc_note_live, psc_live_fields);

static const psc_field psc_known_fields[] = {
    PSC_FIELD(psc_note_known, complete, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_note_known, certificates, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_note_known, done, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_note_known, total, PSC_KIND_U32, NULL),
};
static const psc_record psc_known_record = PSC_RECORD(NULL, NULL, psc_note_known, psc_known_fields);

static const psc_field psc_note_invitations_fields[] = {
    PSC_FIELD(psc_note_invitations, count, PSC_KIND_U32, NULL),
};
static const psc_record psc_note_invitations_record =
    PSC_RECORD(NULL, NULL, psc_note_invitations, psc_note_invitations_fields);

static const psc_field psc_note_request_fields[] = {
    PSC_FIELD(psc_note_request, status, PSC_KIND_ENUM, &psc_async_status_names),
    PSC_FIELD(psc_note_request, submitted_on, PSC_KIND_TIME, NULL),
    PSC_FIELD_PRESENT(psc_note_request, decided_on, PSC_KIND_TIME, NULL, PSC_NULLABLE),
};
static const psc_record psc_note_request_record =
    PSC_RECORD(NULL, NULL, psc_note_request, psc_note_request_fields);

static const psc_field psc_note_requests_fields[] = {
    PSC_FIELD(psc_note_requests, count, PSC_KIND_U32, NULL),
};
static const psc_record psc_note_requests_record =
    PSC_RECORD(NULL, NULL, psc_note_requests, psc_note_requests_fields);

static const psc_variant psc_note_variants[] = {
    PSC_INSIDE("waiting", PSC_NOTE_WAITING, &psc_waiting_record, psc_note, as.waiting),
    PSC_INSIDE("own-code", PSC_NOTE_OWN_CODE, &psc_own_code_record, psc_note, as.own_code),
    PSC_INSIDE("network", PSC_NOTE_NETWORK, &psc_network_record, psc_note, as.network),
    PSC_INSIDE("silence", PSC_NOTE_SILENCE, &psc_silence_record, psc_note, as.silence),
    PSC_INSIDE("restarted", PSC_NOTE_RESTARTED, &psc_restarted_record, psc_note, as.restarted),
    PSC_INSIDE("live", PSC_NOTE_LIVE, &psc_live_record, psc_note, as.live),
    PSC_INSIDE("known", PSC_NOTE_KNOWN, &psc_known_record, psc_note, as.known),
    PSC_INSIDE("invitations", PSC_NOTE_INVITATIONS, &psc_note_invitations_record, psc_note,
               as.invitations),
    PSC_INSIDE("request", PSC_NOTE_REQUEST, &psc_note_request_record, psc_note, as.request),
    PSC_INSIDE("requests", PSC_NOTE_REQUESTS, &psc_note_requests_record, psc_note, as.requests),
};
static const psc_union psc_note_union = PSC_CLOSED_UNION("note", psc_note, kind, psc_note_variants);

/* -------------------------------------------------------------------------------------- results */

static const psc_field psc_device_fields[] = {
    PSC_FIELD_NAMED("device", psc_result_device, handle, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_result_device, device_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_result_device, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_result_device, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_result_device, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_result_device, server_url, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_result_device, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_result_device, device_label, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_result_device, profile, PSC_KIND_ENUM, &psc_profile_names),
    PSC_FIELD(psc_result_device, place, PSC_KIND_RECORD, &psc_place_record),
};
static const psc_record psc_device_record =
    PSC_RECORD(NULL, NULL, psc_result_device, psc_device_fields);

static const psc_field psc_greeted_fields[] = {
    PSC_FIELD(psc_result_greeted, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_result_greeted, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_result_greeted, profile, PSC_KIND_ENUM, &psc_profile_names),
};
static const psc_record psc_greeted_record =
    PSC_RECORD(NULL, NULL, psc_result_greeted, psc_greeted_fields);

static const psc_field psc_added_fields[] = {
    PSC_FIELD(psc_result_added, device_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_result_added, device_label, PSC_KIND_STR, NULL),
};
static const psc_record psc_added_record =
    PSC_RECORD(NULL, NULL, psc_result_added, psc_added_fields);

static const psc_field psc_invited_fields[] = {
    PSC_FIELD(psc_result_invited, invitation, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_result_invited, email_sent, PSC_KIND_ENUM, &psc_email_sent_names),
    PSC_FIELD(psc_result_invited, link, PSC_KIND_STR, NULL),
};
static const psc_record psc_invited_record =
    PSC_RECORD(NULL, NULL, psc_result_invited, psc_invited_fields);

static const psc_field psc_invitation_line_fields[] = {
    PSC_FIELD(psc_invitation_line, invitation, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_invitation_line, type, PSC_KIND_ENUM, &psc_invitation_type_names),
    PSC_FIELD_OPTIONAL(psc_invitation_line, link, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_invitation_line, email, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_invitation_line, created_on, PSC_KIND_TIME, NULL),
    PSC_FIELD_OPTIONAL(psc_invitation_line, created_by, PSC_KIND_HUMAN_HANDLE, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_invitation_line, status, PSC_KIND_ENUM, &psc_invitation_status_names),
    PSC_FIELD(psc_invitation_line, unfinished, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_invitation_line_record =
    PSC_RECORD(NULL, NULL, psc_invitation_line, psc_invitation_line_fields);
static const psc_type psc_invitation_line_type = {PSC_KIND_RECORD, sizeof(psc_invitation_line),
                                                  &psc_invitation_line_record};
static const psc_field psc_invitations_fields[] = {
    PSC_FIELD(psc_result_invitations, invitations, PSC_KIND_LIST, &psc_invitation_line_type),
};
static const psc_record psc_invitations_record =
    PSC_RECORD(NULL, NULL, psc_result_invitations, psc_invitations_fields);

/* A file that cannot be read has a place and a status, nothing more to show. */
static const psc_field psc_device_line_fields[] = {
    PSC_FIELD(psc_device_line, place, PSC_KIND_RECORD, &psc_place_record),
    PSC_FIELD(psc_device_line, status, PSC_KIND_STATUS, NULL),
    PSC_FIELD(psc_device_line, aside, PSC_KIND_BOOL, NULL),
    PSC_FIELD_FULL("kind", psc_device_line, kind, PSC_KIND_ENUM, &psc_device_file_kind_names,
                   PSC_NULLABLE, offsetof(psc_device_line, readable)),
    PSC_FIELD_FULL("device_id", psc_device_line, device_id, PSC_KIND_UUID, NULL, PSC_NULLABLE,
                   offsetof(psc_device_line, readable)),
    PSC_FIELD_OPTIONAL(psc_device_line, organization, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_device_line, host, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_device_line, human_handle, PSC_KIND_HUMAN_HANDLE, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_device_line, device_label, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_FULL("created_on", psc_device_line, created_on, PSC_KIND_TIME, NULL, PSC_NULLABLE,
                   offsetof(psc_device_line, readable)),
    PSC_FIELD_FULL("user_id", psc_device_line, user_id, PSC_KIND_UUID, NULL, PSC_NULLABLE,
                   offsetof(psc_device_line, readable)),
    PSC_FIELD(psc_device_line, has_totp, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_device_line, passkeys, PSC_KIND_LIST, &psc_passkey_line_type),
    PSC_FIELD_OPTIONAL(psc_device_line, provider, PSC_KIND_STR, NULL, PSC_NULLABLE),
};
static const psc_record psc_device_line_record =
    PSC_RECORD(NULL, NULL, psc_device_line, psc_device_line_fields);
static const psc_type psc_device_line_type = {PSC_KIND_RECORD, sizeof(psc_device_line),
                                              &psc_device_line_record};

static const psc_field psc_journey_line_fields[] = {
    PSC_FIELD(psc_journey_line, key, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_journey_line, kind, PSC_KIND_ENUM, &psc_journey_kind_names),
    PSC_FIELD(psc_journey_line, organization, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_journey_line, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_journey_line, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_journey_line, created_on, PSC_KIND_TIME, NULL),
};
static const psc_record psc_journey_line_record =
    PSC_RECORD(NULL, NULL, psc_journey_line, psc_journey_line_fields);
static const psc_type psc_journey_line_type = {PSC_KIND_RECORD, sizeof(psc_journey_line),
                                               &psc_journey_line_record};

static const psc_field psc_request_line_fields[] = {
    PSC_FIELD(psc_request_line, key, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_request_line, status, PSC_KIND_STATUS, NULL),
    PSC_FIELD_OPTIONAL(psc_request_line, organization, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_request_line, host, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_request_line, server_url, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_request_line, human_handle, PSC_KIND_HUMAN_HANDLE, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_request_line, device_label, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_request_line, provider, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_request_line, submitted_on, PSC_KIND_TIME, NULL),
};
static const psc_record psc_request_line_record =
    PSC_RECORD(NULL, NULL, psc_request_line, psc_request_line_fields);
static const psc_type psc_request_line_type = {PSC_KIND_RECORD, sizeof(psc_request_line),
                                               &psc_request_line_record};

static const psc_field psc_home_fields[] = {
    PSC_FIELD(psc_result_home, devices, PSC_KIND_LIST, &psc_device_line_type),
    PSC_FIELD(psc_result_home, requests, PSC_KIND_LIST, &psc_request_line_type),
    PSC_FIELD(psc_result_home, journeys, PSC_KIND_LIST, &psc_journey_line_type),
};
static const psc_record psc_home_record = PSC_RECORD(NULL, NULL, psc_result_home, psc_home_fields);

static const psc_field psc_file_fields[] = {
    PSC_FIELD(psc_result_file, name, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_result_file, data, PSC_KIND_BIN, NULL),
};
static const psc_record psc_file_record = PSC_RECORD(NULL, NULL, psc_result_file, psc_file_fields);

static const psc_field psc_person_line_fields[] = {
    PSC_FIELD(psc_person_line, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD_OPTIONAL(psc_person_line, human_handle, PSC_KIND_HUMAN_HANDLE, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_person_line, profile, PSC_KIND_ENUM, &psc_profile_names),
    PSC_FIELD(psc_person_line, created_on, PSC_KIND_TIME, NULL),
    PSC_FIELD_OPTIONAL(psc_person_line, created_by, PSC_KIND_HUMAN_HANDLE, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_person_line, self, PSC_KIND_BOOL, NULL),
    PSC_FIELD_FULL("revoked_on", psc_person_line, revoked_on, PSC_KIND_TIME, NULL, PSC_NULLABLE,
                   offsetof(psc_person_line, revoked)),
    PSC_FIELD_OPTIONAL(psc_person_line, revoked_by, PSC_KIND_HUMAN_HANDLE, NULL, PSC_NULLABLE),
};
static const psc_record psc_person_line_record =
    PSC_RECORD(NULL, NULL, psc_person_line, psc_person_line_fields);
static const psc_type psc_person_line_type = {PSC_KIND_RECORD, sizeof(psc_person_line),
                                              &psc_person_line_record};
static const psc_field psc_member_device_line_fields[] = {
    PSC_FIELD(psc_member_device_line, device_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_member_device_line, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD_OPTIONAL(psc_member_device_line, device_label, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_member_device_line, purpose, PSC_KIND_ENUM, &psc_device_purpose_names),
    PSC_FIELD(psc_member_device_line, created_on, PSC_KIND_TIME, NULL),
    PSC_FIELD(psc_member_device_line, self, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_member_device_line, news, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_member_device_line_record =
    PSC_RECORD(NULL, NULL, psc_member_device_line, psc_member_device_line_fields);
static const psc_type psc_member_device_line_type = {
    PSC_KIND_RECORD, sizeof(psc_member_device_line), &psc_member_device_line_record};
static const psc_field psc_directory_fields[] = {
    PSC_FIELD(psc_result_directory, certificates, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_result_directory, people, PSC_KIND_LIST, &psc_person_line_type),
    PSC_FIELD(psc_result_directory, devices, PSC_KIND_LIST, &psc_member_device_line_type),
    PSC_FIELD_PRESENT(psc_result_directory, next, PSC_KIND_U32, NULL, PSC_NULLABLE),
};
static const psc_record psc_directory_record =
    PSC_RECORD(NULL, NULL, psc_result_directory, psc_directory_fields);

static const psc_field psc_imported_fields[] = {
    PSC_FIELD_NAMED("device", psc_result, as.imported, PSC_KIND_RECORD, &psc_device_line_record),
};
static const psc_record psc_imported_record =
    PSC_RECORD(NULL, NULL, psc_result, psc_imported_fields);

static const psc_field psc_policy_line_fields[] = {
    PSC_FIELD(psc_policy_line, kind, PSC_KIND_ENUM, &psc_device_file_kind_names),
    PSC_FIELD(psc_policy_line, allowed, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_policy_line, needs_totp, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_policy_line_record =
    PSC_RECORD(NULL, NULL, psc_policy_line, psc_policy_line_fields);
static const psc_type psc_policy_line_type = {PSC_KIND_RECORD, sizeof(psc_policy_line),
                                              &psc_policy_line_record};
static const psc_field psc_policy_fields[] = {
    PSC_FIELD(psc_result_policy, restricted, PSC_KIND_BOOL, NULL),
    PSC_FIELD(psc_result_policy, methods, PSC_KIND_LIST, &psc_policy_line_type),
    PSC_FIELD(psc_result_policy, verdict, PSC_KIND_ENUM, &psc_verdict_names),
    PSC_FIELD(psc_result_policy, providers, PSC_KIND_LIST, &psc_provider_line_type),
    PSC_FIELD(psc_result_policy, answered, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_policy_record =
    PSC_RECORD(NULL, NULL, psc_result_policy, psc_policy_fields);

static const psc_field psc_result_request_fields[] = {
    PSC_FIELD_NAMED("request", psc_result, as.request, PSC_KIND_RECORD, &psc_request_line_record),
};
static const psc_record psc_result_request_record =
    PSC_RECORD(NULL, NULL, psc_result, psc_result_request_fields);
static const psc_field psc_requested_line_fields[] = {
    PSC_FIELD(psc_requested_line, enrollment_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_requested_line, submitted_on, PSC_KIND_TIME, NULL),
    PSC_FIELD(psc_requested_line, status, PSC_KIND_STATUS, NULL),
    PSC_FIELD(psc_requested_line, identity, PSC_KIND_ENUM, &psc_identity_kind_names),
    PSC_FIELD_OPTIONAL(psc_requested_line, human_handle, PSC_KIND_HUMAN_HANDLE, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_requested_line, device_label, PSC_KIND_STR, NULL, PSC_NULLABLE),
};
static const psc_record psc_requested_line_record =
    PSC_RECORD(NULL, NULL, psc_requested_line, psc_requested_line_fields);
static const psc_type psc_requested_line_type = {PSC_KIND_RECORD, sizeof(psc_requested_line),
                                                 &psc_requested_line_record};
static const psc_field psc_requests_fields[] = {
    PSC_FIELD(psc_result_requests, requests, PSC_KIND_LIST, &psc_requested_line_type),
    PSC_FIELD(psc_result_requests, link, PSC_KIND_STR, NULL),
};
static const psc_record psc_requests_record =
    PSC_RECORD(NULL, NULL, psc_result_requests, psc_requests_fields);

static const psc_variant psc_result_variants[] = {
    PSC_INSIDE("device", PSC_RESULT_DEVICE, &psc_device_record, psc_result, as.device),
    PSC_INSIDE("greeted", PSC_RESULT_GREETED, &psc_greeted_record, psc_result, as.greeted),
    PSC_INSIDE("added", PSC_RESULT_ADDED, &psc_added_record, psc_result, as.added),
    PSC_INSIDE("invited", PSC_RESULT_INVITED, &psc_invited_record, psc_result, as.invited),
    PSC_INSIDE("invitations", PSC_RESULT_INVITATIONS, &psc_invitations_record, psc_result,
               as.invitations),
    PSC_INSIDE("home", PSC_RESULT_HOME, &psc_home_record, psc_result, as.home),
    PSC_INSIDE("file", PSC_RESULT_FILE, &psc_file_record, psc_result, as.file),
    PSC_INSIDE("directory", PSC_RESULT_DIRECTORY, &psc_directory_record, psc_result, as.directory),
    PSC_HERE("imported", PSC_RESULT_IMPORTED, &psc_imported_record),
    PSC_INSIDE("policy", PSC_RESULT_POLICY, &psc_policy_record, psc_result, as.policy),
    PSC_HERE("request", PSC_RESULT_REQUEST, &psc_result_request_record),
    PSC_INSIDE("requests", PSC_RESULT_REQUESTS, &psc_requests_record, psc_result, as.requests),
    PSC_HERE("recovered", PSC_RESULT_RECOVERED, &psc_imported_record),
    PSC_BARE("nothing", PSC_RESULT_NOTHING),
};
static const psc_union psc_result_union =
    PSC_CLOSED_UNION("result", psc_result, kind, psc_result_variants);

/* The server's time and ours go together. */
static const psc_field psc_failure_fields[] = {
    PSC_FIELD(psc_failure, status, PSC_KIND_REFUSAL, NULL),
    PSC_FIELD(psc_failure, http_status, PSC_KIND_U32, NULL),
    PSC_FIELD_PRESENT(psc_failure, server_time, PSC_KIND_TIME, NULL, PSC_NULLABLE),
    PSC_FIELD_FULL("client_time", psc_failure, client_time, PSC_KIND_TIME, NULL, PSC_NULLABLE,
                   offsetof(psc_failure, has_server_time)),
    PSC_FIELD_PRESENT(psc_failure, wait_until, PSC_KIND_TIME, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_failure, person, PSC_KIND_PERSON, NULL, PSC_NULLABLE),
    PSC_FIELD_FULL("certificate", psc_failure, certificate_kind, PSC_KIND_ENUM,
                   &psc_common_kind_names, PSC_NULLABLE, offsetof(psc_failure, has_certificate)),
    PSC_FIELD_FULL("certificate_time", psc_failure, certificate_time, PSC_KIND_TIME, NULL,
                   PSC_NULLABLE, offsetof(psc_failure, has_certificate)),
    PSC_FIELD_PRESENT(psc_failure, file_kind, PSC_KIND_ENUM, &psc_device_file_kind_names,
                      PSC_NULLABLE),
    PSC_FIELD_PRESENT(psc_failure, file_part, PSC_KIND_ENUM, &psc_file_part_names, PSC_NULLABLE),
    PSC_FIELD(psc_failure, nothing_lost, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_failure_record =
    PSC_RECORD(NULL, NULL, psc_failure, psc_failure_fields);

/* -------------------------------------------------------------------------------------- effects */

#define PSC_EFFECT_ID PSC_FIELD(psc_effect, id, PSC_KIND_U32, NULL)

static const psc_field psc_header_fields[] = {
    PSC_FIELD(psc_header, name, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_header, value, PSC_KIND_STR, NULL),
};
static const psc_record psc_header_record = PSC_RECORD(NULL, NULL, psc_header, psc_header_fields);
static const psc_type psc_header_type = {PSC_KIND_RECORD, sizeof(psc_header), &psc_header_record};

static const psc_field psc_request_fields[] = {
    PSC_EFFECT_ID,
    PSC_FIELD_NAMED("party", psc_effect, as.request.party, PSC_KIND_ENUM, &psc_party_names),
    PSC_FIELD_NAMED("method", psc_effect, as.request.method, PSC_KIND_STR, NULL),
    PSC_FIELD_NAMED("url", psc_effect, as.request.url, PSC_KIND_STR, NULL),
    PSC_FIELD_NAMED("headers", psc_effect, as.request.headers, PSC_KIND_LIST, &psc_header_type),
    PSC_FIELD_FULL("body", psc_effect, as.request.body, PSC_KIND_BIN, NULL, PSC_NULLABLE,
                   PSC_NO_PRESENCE),
    PSC_FIELD_NAMED("timeout_ms", psc_effect, as.request.timeout_ms, PSC_KIND_U32, NULL),
    PSC_FIELD_NAMED("max_response", psc_effect, as.request.max_response, PSC_KIND_U32, NULL),
};
static const psc_record psc_request_record = PSC_RECORD(NULL, NULL, psc_effect, psc_request_fields);

static const psc_field psc_sleep_fields[] = {
    PSC_EFFECT_ID,
    PSC_FIELD_NAMED("ms", psc_effect, as.sleep_ms, PSC_KIND_U32, NULL),
};
static const psc_record psc_sleep_record = PSC_RECORD(NULL, NULL, psc_effect, psc_sleep_fields);

static const psc_field psc_store_operation_fields[] = {
    PSC_FIELD(psc_store_operation, verb, PSC_KIND_ENUM, &psc_store_verb_names),
    PSC_FIELD(psc_store_operation, store, PSC_KIND_ENUM, &psc_store_names),
    PSC_FIELD_OPTIONAL(psc_store_operation, key, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_store_operation, value, PSC_KIND_BIN, NULL, PSC_NULLABLE),
};
static const psc_record psc_store_operation_record =
    PSC_RECORD(NULL, NULL, psc_store_operation, psc_store_operation_fields);
static const psc_type psc_store_operation_type = {PSC_KIND_RECORD, sizeof(psc_store_operation),
                                                  &psc_store_operation_record};
static const psc_field psc_store_fields[] = {
    PSC_EFFECT_ID,
    PSC_FIELD_NAMED("operations", psc_effect, as.store.operations, PSC_KIND_LIST,
                    &psc_store_operation_type),
};
static const psc_record psc_store_record_of_effect =
    PSC_RECORD(NULL, NULL, psc_effect, psc_store_fields);

static const psc_field psc_stretch_fields[] = {
    PSC_EFFECT_ID,
    PSC_FIELD_NAMED("parameters", psc_effect, as.stretch.parameters, PSC_KIND_RECORD,
                    &psc_parameters_record),
};
static const psc_record psc_stretch_record = PSC_RECORD(NULL, NULL, psc_effect, psc_stretch_fields);

static const psc_field psc_ask_fields[] = {
    PSC_EFFECT_ID,
    PSC_FIELD_NAMED("question", psc_effect, as.ask, PSC_KIND_UNION, &psc_question_union),
};
static const psc_record psc_ask_record = PSC_RECORD(NULL, NULL, psc_effect, psc_ask_fields);

static const psc_field psc_note_effect_fields[] = {
    PSC_FIELD_NAMED("note", psc_effect, as.note, PSC_KIND_UNION, &psc_note_union),
};
static const psc_record psc_note_effect_record =
    PSC_RECORD(NULL, NULL, psc_effect, psc_note_effect_fields);

static const psc_field psc_withdraw_fields[] = {PSC_EFFECT_ID};
static const psc_record psc_withdraw_record =
    PSC_RECORD(NULL, NULL, psc_effect, psc_withdraw_fields);

static const psc_field psc_done_fields[] = {
    PSC_FIELD_NAMED("result", psc_effect, as.done, PSC_KIND_UNION, &psc_result_union),
};
static const psc_record psc_done_record = PSC_RECORD(NULL, NULL, psc_effect, psc_done_fields);

static const psc_field psc_failed_fields[] = {
    PSC_FIELD_NAMED("failure", psc_effect, as.failed, PSC_KIND_RECORD, &psc_failure_record),
};
static const psc_record psc_failed_record = PSC_RECORD(NULL, NULL, psc_effect, psc_failed_fields);

static const psc_variant psc_effect_variants[] = {
    PSC_HERE("request", PSC_EFFECT_REQUEST, &psc_request_record),
    PSC_HERE("stream", PSC_EFFECT_STREAM, &psc_request_record),
    PSC_HERE("sleep", PSC_EFFECT_SLEEP, &psc_sleep_record),
    PSC_HERE("store", PSC_EFFECT_STORE, &psc_store_record_of_effect),
    PSC_HERE("stretch", PSC_EFFECT_STRETCH, &psc_stretch_record),
    PSC_HERE("ask", PSC_EFFECT_ASK, &psc_ask_record),
    PSC_HERE("note", PSC_EFFECT_NOTE, &psc_note_effect_record),
    PSC_HERE("withdraw", PSC_EFFECT_WITHDRAW, &psc_withdraw_record),
    PSC_HERE("done", PSC_EFFECT_DONE, &psc_done_record),
    PSC_HERE("failed", PSC_EFFECT_FAILED, &psc_failed_record),
};
static const psc_union psc_effect_union =
    PSC_CLOSED_UNION("effect", psc_effect, kind, psc_effect_variants);

psc_status psc_effect_write(psc_buf *out, const psc_effect *effect) {
    if (effect->kind == PSC_EFFECT_DONE && effect->as.done.kind == PSC_RESULT_DEVICE &&
        effect->as.done.as.device.handle == 0) {
        return PSC_ERR_ARGUMENT;
    }
    return psc_union_write(out, effect, &psc_effect_union);
}

/* --------------------------------------------------------------------------------------- events */

static const psc_field psc_answer_code_fields[] = {
    PSC_FIELD(psc_answer, code, PSC_KIND_STR, NULL),
};
static const psc_record psc_answer_code_record =
    PSC_RECORD(NULL, NULL, psc_answer, psc_answer_code_fields);
static const psc_field psc_answer_details_fields[] = {
    PSC_FIELD(psc_answer, name, PSC_KIND_STR, NULL),
};
static const psc_record psc_answer_details_record =
    PSC_RECORD(NULL, NULL, psc_answer, psc_answer_details_fields);
static const psc_field psc_answer_identity_fields[] = {
    PSC_FIELD(psc_answer, name, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_answer, email, PSC_KIND_STR, NULL),
    PSC_FIELD_OPTIONAL(psc_answer, organization, PSC_KIND_STR, NULL, PSC_OMITTABLE),
    PSC_FIELD_OPTIONAL(psc_answer, authority_key_pem, PSC_KIND_STR, NULL, PSC_OMITTABLE),
    PSC_FIELD_OPTIONAL(psc_answer, replace, PSC_KIND_BOOL, NULL, PSC_OMITTABLE),
};
static const psc_record psc_answer_identity_record =
    PSC_RECORD(NULL, NULL, psc_answer, psc_answer_identity_fields);
static const psc_field psc_answer_approve_fields[] = {
    PSC_FIELD(psc_answer, name, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_answer, profile, PSC_KIND_ENUM, &psc_profile_names),
    PSC_FIELD_OPTIONAL(psc_answer, mismatch_acknowledged, PSC_KIND_BOOL, NULL, PSC_OMITTABLE),
};
static const psc_record psc_answer_approve_record =
    PSC_RECORD(NULL, NULL, psc_answer, psc_answer_approve_fields);

static const psc_field psc_answer_passkey_fields[] = {
    PSC_FIELD(psc_answer, credential_id, PSC_KIND_BIN, NULL),
};
static const psc_record psc_answer_passkey_record =
    PSC_RECORD(NULL, NULL, psc_answer, psc_answer_passkey_fields);
static const psc_field psc_answer_new_passkey_fields[] = {
    PSC_FIELD(psc_answer, credential_id, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_answer, rp_id, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_answer, label, PSC_KIND_STR, NULL),
};
static const psc_record psc_answer_new_passkey_record =
    PSC_RECORD(NULL, NULL, psc_answer, psc_answer_new_passkey_fields);
static const psc_field psc_answer_provider_fields[] = {
    PSC_FIELD(psc_answer, provider, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_answer, redirect_uri, PSC_KIND_STR, NULL),
};
static const psc_record psc_answer_provider_record =
    PSC_RECORD(NULL, NULL, psc_answer, psc_answer_provider_fields);
static const psc_field psc_answer_signed_on_fields[] = {
    PSC_FIELD(psc_answer, state, PSC_KIND_STR, NULL),
};
static const psc_record psc_answer_signed_on_record =
    PSC_RECORD(NULL, NULL, psc_answer, psc_answer_signed_on_fields);
static const psc_field psc_answer_recovery_file_fields[] = {
    PSC_FIELD(psc_answer, file, PSC_KIND_BIN, NULL),
};
static const psc_record psc_answer_recovery_file_record =
    PSC_RECORD(NULL, NULL, psc_answer, psc_answer_recovery_file_fields);

static const psc_variant psc_answer_variants[] = {
    PSC_BARE("proceed", PSC_ANSWER_PROCEED),
    PSC_HERE("code", PSC_ANSWER_CODE, &psc_answer_code_record),
    PSC_BARE("no-code", PSC_ANSWER_NO_CODE),
    PSC_HERE("details", PSC_ANSWER_DETAILS, &psc_answer_details_record),
    PSC_HERE("identity", PSC_ANSWER_IDENTITY, &psc_answer_identity_record),
    PSC_BARE("protection", PSC_ANSWER_PROTECTION),
    PSC_HERE("new-passkey", PSC_ANSWER_NEW_PASSKEY, &psc_answer_new_passkey_record),
    PSC_BARE("password", PSC_ANSWER_PASSWORD),
    PSC_HERE("passkey", PSC_ANSWER_PASSKEY, &psc_answer_passkey_record),
    PSC_BARE("sign-on", PSC_ANSWER_SIGN_ON),
    PSC_HERE("provider", PSC_ANSWER_PROVIDER, &psc_answer_provider_record),
    PSC_HERE("signed-on", PSC_ANSWER_SIGNED_ON, &psc_answer_signed_on_record),
    PSC_HERE("recovery-file", PSC_ANSWER_RECOVERY_FILE, &psc_answer_recovery_file_record),
    PSC_BARE("recovery-key", PSC_ANSWER_RECOVERY_KEY),
    PSC_HERE("approve", PSC_ANSWER_APPROVE, &psc_answer_approve_record),
    PSC_BARE("refuse", PSC_ANSWER_REFUSE),
    PSC_BARE("again", PSC_ANSWER_AGAIN),
};
static const psc_union psc_answer_union =
    PSC_CLOSED_UNION("answer", psc_answer, kind, psc_answer_variants);

static const psc_field psc_store_record_fields[] = {
    PSC_FIELD(psc_store_record, key, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_store_record, value, PSC_KIND_BIN, NULL),
};
static const psc_record psc_store_record_record =
    PSC_RECORD(NULL, NULL, psc_store_record, psc_store_record_fields);
static const psc_type psc_store_record_type = {PSC_KIND_RECORD, sizeof(psc_store_record),
                                               &psc_store_record_record};
static const psc_field psc_store_outcome_fields[] = {
    PSC_FIELD(psc_store_outcome, records, PSC_KIND_LIST, &psc_store_record_type),
};
static const psc_record psc_store_outcome_record =
    PSC_RECORD(NULL, NULL, psc_store_outcome, psc_store_outcome_fields);
static const psc_type psc_store_outcome_type = {PSC_KIND_RECORD, sizeof(psc_store_outcome),
                                                &psc_store_outcome_record};

#define PSC_EVENT_NOW PSC_FIELD(psc_event, now, PSC_KIND_TIME, NULL)
#define PSC_EVENT_START PSC_FIELD(psc_event, effect, PSC_KIND_U32, NULL), PSC_EVENT_NOW

static const psc_field psc_event_fields[] = {PSC_EVENT_NOW};
static const psc_record psc_event_record = PSC_RECORD(NULL, NULL, psc_event, psc_event_fields);
static const psc_field psc_answering_fields[] = {PSC_EVENT_START};
static const psc_record psc_answering_record =
    PSC_RECORD(NULL, NULL, psc_event, psc_answering_fields);
static const psc_field psc_response_fields[] = {
    PSC_EVENT_START,
    PSC_FIELD_NAMED("http_status", psc_event, as.response.http_status, PSC_KIND_U32, NULL),
    PSC_FIELD_NAMED("body", psc_event, as.response.body, PSC_KIND_BIN, NULL),
};
static const psc_record psc_response_record =
    PSC_RECORD(NULL, NULL, psc_event, psc_response_fields);
static const psc_field psc_streamed_fields[] = {
    PSC_EVENT_START,
    PSC_FIELD_NAMED("bytes", psc_event, as.streamed, PSC_KIND_BIN, NULL),
};
static const psc_record psc_streamed_record =
    PSC_RECORD(NULL, NULL, psc_event, psc_streamed_fields);
static const psc_field psc_stream_closed_fields[] = {
    PSC_EVENT_START,
    PSC_FIELD_NAMED("http_status", psc_event, as.closed, PSC_KIND_U32, NULL),
};
static const psc_record psc_stream_closed_record =
    PSC_RECORD(NULL, NULL, psc_event, psc_stream_closed_fields);
static const psc_field psc_transport_failure_fields[] = {
    PSC_EVENT_START,
    PSC_FIELD_NAMED("failure", psc_event, as.transport_failure, PSC_KIND_ENUM,
                    &psc_transport_failure_names),
};
static const psc_record psc_transport_failure_record =
    PSC_RECORD(NULL, NULL, psc_event, psc_transport_failure_fields);
static const psc_field psc_stored_fields[] = {
    PSC_EVENT_START,
    PSC_FIELD_NAMED("outcomes", psc_event, as.stored, PSC_KIND_LIST, &psc_store_outcome_type),
};
static const psc_record psc_stored_record = PSC_RECORD(NULL, NULL, psc_event, psc_stored_fields);
static const psc_field psc_store_failure_fields[] = {
    PSC_EVENT_START,
    PSC_FIELD_NAMED("failure", psc_event, as.store_failure, PSC_KIND_ENUM,
                    &psc_store_failure_names),
};
static const psc_record psc_store_failure_record =
    PSC_RECORD(NULL, NULL, psc_event, psc_store_failure_fields);
static const psc_field psc_answer_fields[] = {
    PSC_EVENT_START,
    PSC_FIELD_NAMED("answer", psc_event, as.answer, PSC_KIND_UNION, &psc_answer_union),
};
static const psc_record psc_answer_record = PSC_RECORD(NULL, NULL, psc_event, psc_answer_fields);

static const psc_variant psc_event_variants[] = {
    PSC_HERE("begin", PSC_EVENT_BEGIN, &psc_event_record),
    PSC_HERE("response", PSC_EVENT_RESPONSE, &psc_response_record),
    PSC_HERE("transport-failure", PSC_EVENT_TRANSPORT_FAILURE, &psc_transport_failure_record),
    PSC_HERE("streamed", PSC_EVENT_STREAMED, &psc_streamed_record),
    PSC_HERE("stream-closed", PSC_EVENT_STREAM_CLOSED, &psc_stream_closed_record),
    PSC_HERE("fired", PSC_EVENT_FIRED, &psc_answering_record),
    PSC_HERE("stored", PSC_EVENT_STORED, &psc_stored_record),
    PSC_HERE("store-failure", PSC_EVENT_STORE_FAILURE, &psc_store_failure_record),
    PSC_HERE("stretched", PSC_EVENT_STRETCHED, &psc_answering_record),
    PSC_HERE("stretch-failure", PSC_EVENT_STRETCH_FAILURE, &psc_answering_record),
    PSC_HERE("answer", PSC_EVENT_ANSWER, &psc_answer_record),
    PSC_HERE("cancel", PSC_EVENT_CANCEL, &psc_event_record),
    PSC_HERE("hurry", PSC_EVENT_HURRY, &psc_event_record),
};
static const psc_union psc_event_union =
    PSC_CLOSED_UNION("event", psc_event, kind, psc_event_variants);

psc_status psc_event_read(psc_event *out, psc_arena *arena, psc_bytes data) {
    return psc_union_read(out, arena, data, &psc_event_union);
}

/* -------------------------------------------------------------------------------------- options */

/* The options of all flows as they cross: a device is its handle. */
typedef enum psc_crossing_flow {
    PSC_CROSSING_BOOTSTRAP,
    PSC_CROSSING_CLAIM,
    PSC_CROSSING_GREET,
    PSC_CROSSING_INVITE,
    PSC_CROSSING_UNLOCK,
    PSC_CROSSING_HOME,
    PSC_CROSSING_IMPORT,
    PSC_CROSSING_EXPORT,
    PSC_CROSSING_SESSION,
    PSC_CROSSING_DIRECTORY,
    PSC_CROSSING_ACKNOWLEDGE,
    PSC_CROSSING_MEMBER,
    PSC_CROSSING_TERMS,
    PSC_CROSSING_CHANGE,
    PSC_CROSSING_TOTP,
    PSC_CROSSING_TOTP_RESET,
    PSC_CROSSING_POLICY,
    PSC_CROSSING_RECOVERY,
    PSC_CROSSING_RECOVER,
    PSC_CROSSING_FILE,
    PSC_CROSSING_ENROLL,
    PSC_CROSSING_FOLLOW,
    PSC_CROSSING_JOIN,
    PSC_CROSSING_REQUESTS,
    PSC_CROSSING_ACCEPT
} psc_crossing_flow;
typedef struct psc_crossing_options {
    int flow; /* psc_crossing_flow */
    uint32_t device;
    bool has_sign_on;
    bool has_judged; /* POLICY */
    union {
        psc_bootstrap_options bootstrap;
        psc_claim_options claim;
        psc_greet_options greet;
        psc_invite_options invite;
        psc_unlock_options unlock;
        psc_home_options home;
        psc_import_options import;
        psc_export_options export;
        psc_session_options session;
        psc_directory_options directory;
        psc_acknowledge_options acknowledge;
        psc_member_options member;
        psc_terms_options terms;
        psc_change_options change;
        psc_totp_options totp;
        psc_totp_reset_options totp_reset;
        psc_policy_options policy;
        psc_recovery_options recovery;
        psc_recover_options recover;
        psc_file_options file;
        psc_enroll_options enroll;
        psc_follow_options follow;
        psc_join_options join;
        psc_requests_options requests;
        psc_accept_options accept;
    } as;
} psc_crossing_options;

#define PSC_OPTION(flow, member, kind, detail)                                                     \
    PSC_FIELD_NAMED(#member, psc_crossing_options, as.flow.member, kind, detail)
#define PSC_OPTION_OMITTABLE(flow, member, kind)                                                   \
    PSC_FIELD_FULL(#member, psc_crossing_options, as.flow.member, kind, NULL, PSC_OMITTABLE,       \
                   PSC_NO_PRESENCE)
#define PSC_OPTION_SIGN_ON(flow)                                                                   \
    PSC_FIELD_FULL("sign_on", psc_crossing_options, as.flow.sign_on, PSC_KIND_RECORD,              \
                   &psc_sign_on_return_record, PSC_OMITTABLE,                                      \
                   offsetof(psc_crossing_options, has_sign_on))
#define PSC_OPTION_DEVICE PSC_FIELD(psc_crossing_options, device, PSC_KIND_U32, NULL)
#define PSC_OPTIONS(flow) PSC_RECORD(NULL, NULL, psc_crossing_options, psc_##flow##_options_fields)

static const psc_field psc_bootstrap_options_fields[] = {
    PSC_OPTION_OMITTABLE(bootstrap, link, PSC_KIND_STR),
    PSC_OPTION_OMITTABLE(bootstrap, server_url, PSC_KIND_STR),
    PSC_OPTION_OMITTABLE(bootstrap, journey_key, PSC_KIND_STR),
    PSC_OPTION_OMITTABLE(bootstrap, device_label, PSC_KIND_STR),
};
static const psc_record psc_bootstrap_options_record = PSC_OPTIONS(bootstrap);
static const psc_field psc_claim_options_fields[] = {
    PSC_OPTION_OMITTABLE(claim, link, PSC_KIND_STR),
    PSC_OPTION_OMITTABLE(claim, journey_key, PSC_KIND_STR),
    PSC_OPTION_OMITTABLE(claim, device_label, PSC_KIND_STR),
};
static const psc_record psc_claim_options_record = PSC_OPTIONS(claim);
static const psc_field psc_greet_options_fields[] = {
    PSC_OPTION_DEVICE,
    PSC_OPTION(greet, link, PSC_KIND_STR, NULL),
};
static const psc_record psc_greet_options_record = PSC_OPTIONS(greet);
static const psc_field psc_invite_new_options_fields[] = {
    PSC_OPTION(invite, email, PSC_KIND_STR, NULL),
    PSC_OPTION(invite, send_email, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_invite_new_options_record = PSC_OPTIONS(invite_new);
static const psc_field psc_invite_new_device_options_fields[] = {
    PSC_OPTION(invite, send_email, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_invite_new_device_options_record = PSC_OPTIONS(invite_new_device);
static const psc_field psc_invite_cancel_options_fields[] = {
    PSC_OPTION(invite, link, PSC_KIND_STR, NULL),
};
static const psc_record psc_invite_cancel_options_record = PSC_OPTIONS(invite_cancel);
static const psc_variant psc_invite_variants[] = {
    PSC_HERE("new", PSC_INVITE_NEW, &psc_invite_new_options_record),
    PSC_BARE("list", PSC_INVITE_LIST),
    PSC_HERE("cancel", PSC_INVITE_CANCEL, &psc_invite_cancel_options_record),
    PSC_HERE("new-device", PSC_INVITE_NEW_DEVICE, &psc_invite_new_device_options_record),
};
static const psc_union psc_invite_union =
    PSC_CLOSED_UNION("job", psc_crossing_options, as.invite.job, psc_invite_variants);
static const psc_field psc_invite_options_fields[] = {PSC_OPTION_DEVICE};
static const psc_record psc_invite_options_record = PSC_OPTIONS(invite);
static const psc_field psc_unlock_options_fields[] = {
    PSC_OPTION(unlock, place, PSC_KIND_RECORD, &psc_place_record),
    PSC_OPTION_SIGN_ON(unlock),
};
static const psc_record psc_unlock_options_record = PSC_OPTIONS(unlock);
static const psc_field psc_home_options_fields[] = {
    PSC_OPTION_OMITTABLE(home, forget, PSC_KIND_STR),
};
static const psc_record psc_home_options_record = PSC_OPTIONS(home);
static const psc_field psc_import_options_fields[] = {
    PSC_OPTION(import, file, PSC_KIND_BIN, NULL),
    PSC_OPTION_OMITTABLE(import, replace, PSC_KIND_BOOL),
};
static const psc_record psc_import_options_record = PSC_OPTIONS(import);
static const psc_field psc_export_options_fields[] = {
    PSC_OPTION(export, place, PSC_KIND_RECORD, &psc_place_record),
};
static const psc_record psc_export_options_record = PSC_OPTIONS(export);

static const psc_field psc_session_options_fields[] = {PSC_OPTION_DEVICE};
static const psc_record psc_session_options_record = PSC_OPTIONS(session);
static const psc_field psc_directory_options_fields[] = {
    PSC_OPTION_DEVICE,
    PSC_OPTION_OMITTABLE(directory, first, PSC_KIND_U32),
};
static const psc_record psc_directory_options_record = PSC_OPTIONS(directory);

static const psc_field psc_acknowledge_options_fields[] = {
    PSC_OPTION_DEVICE,
    PSC_OPTION(acknowledge, until, PSC_KIND_TIME, NULL),
};
static const psc_record psc_acknowledge_options_record = PSC_OPTIONS(acknowledge);
static const psc_field psc_member_profile_options_fields[] = {
    PSC_OPTION(member, profile, PSC_KIND_ENUM, &psc_profile_names),
};
static const psc_record psc_member_profile_options_record = PSC_OPTIONS(member_profile);
static const psc_variant psc_member_variants[] = {
    PSC_HERE("profile", PSC_MEMBER_PROFILE, &psc_member_profile_options_record),
    PSC_BARE("revoke", PSC_MEMBER_REVOKE),
};
static const psc_union psc_member_union =
    PSC_CLOSED_UNION("job", psc_crossing_options, as.member.job, psc_member_variants);
static const psc_field psc_member_options_fields[] = {
    PSC_OPTION_DEVICE,
    PSC_OPTION(member, user_id, PSC_KIND_UUID, NULL),
};
static const psc_record psc_member_options_record = PSC_OPTIONS(member);
static const psc_field psc_terms_options_fields[] = {PSC_OPTION_DEVICE};
static const psc_record psc_terms_options_record = PSC_OPTIONS(terms);
static const psc_field psc_change_options_fields[] = {
    PSC_OPTION(change, place, PSC_KIND_RECORD, &psc_place_record),
};
static const psc_record psc_change_options_record = PSC_OPTIONS(change);
static const psc_field psc_change_passkey_options_fields[] = {
    PSC_OPTION(change, credential_id, PSC_KIND_BIN, NULL),
};
static const psc_record psc_change_passkey_options_record = PSC_OPTIONS(change_passkey);
static const psc_variant psc_change_variants[] = {
    PSC_BARE("method", PSC_CHANGE_METHOD),
    PSC_BARE("add-passkey", PSC_CHANGE_ADD_PASSKEY),
    PSC_HERE("remove-passkey", PSC_CHANGE_REMOVE_PASSKEY, &psc_change_passkey_options_record),
};
static const psc_union psc_change_union =
    PSC_CLOSED_UNION("job", psc_crossing_options, as.change.job, psc_change_variants);
static const psc_variant psc_totp_variants[] = {
    PSC_BARE("add", PSC_TOTP_ADD),
    PSC_BARE("remove", PSC_TOTP_REMOVE),
};
static const psc_union psc_totp_union =
    PSC_CLOSED_UNION("job", psc_crossing_options, as.totp.job, psc_totp_variants);
static const psc_field psc_totp_options_fields[] = {
    PSC_OPTION(totp, place, PSC_KIND_RECORD, &psc_place_record),
};
static const psc_record psc_totp_options_record = PSC_OPTIONS(totp);
static const psc_field psc_totp_reset_options_fields[] = {
    PSC_OPTION(totp_reset, link, PSC_KIND_STR, NULL),
};
static const psc_record psc_totp_reset_options_record = PSC_OPTIONS(totp_reset);
/* Not "place": nothing of it is written, so it needs no lock. */
static const psc_field psc_policy_options_fields[] = {
    PSC_OPTION(policy, server_url, PSC_KIND_STR, NULL),
    PSC_FIELD_FULL("judged", psc_crossing_options, as.policy.place, PSC_KIND_RECORD,
                   &psc_place_record, PSC_OMITTABLE, offsetof(psc_crossing_options, has_judged)),
};
static const psc_record psc_policy_options_record = PSC_OPTIONS(policy);
static const psc_field psc_recovery_options_fields[] = {PSC_OPTION_DEVICE};
static const psc_record psc_recovery_options_record = PSC_OPTIONS(recovery);
static const psc_field psc_recover_options_fields[] = {
    PSC_OPTION(recover, file, PSC_KIND_BIN, NULL),
    PSC_OPTION_OMITTABLE(recover, device_label, PSC_KIND_STR),
};
static const psc_record psc_recover_options_record = PSC_OPTIONS(recover);
static const psc_variant psc_file_variants[] = {
    PSC_BARE("aside", PSC_FILE_ASIDE),
    PSC_BARE("back", PSC_FILE_BACK),
    PSC_BARE("remove", PSC_FILE_REMOVE),
};
static const psc_union psc_file_union =
    PSC_CLOSED_UNION("job", psc_crossing_options, as.file.job, psc_file_variants);
static const psc_field psc_file_options_fields[] = {
    PSC_OPTION(file, place, PSC_KIND_RECORD, &psc_place_record),
};
static const psc_record psc_file_options_record = PSC_OPTIONS(file);

static const psc_field psc_enroll_options_fields[] = {
    PSC_OPTION(enroll, link, PSC_KIND_STR, NULL),
    PSC_OPTION_OMITTABLE(enroll, device_label, PSC_KIND_STR),
    PSC_OPTION_SIGN_ON(enroll),
};
static const psc_record psc_enroll_options_record = PSC_OPTIONS(enroll);
static const psc_variant psc_follow_variants[] = {
    PSC_BARE("watch", PSC_FOLLOW_WATCH),
    PSC_BARE("withdraw", PSC_FOLLOW_WITHDRAW),
    PSC_BARE("forget", PSC_FOLLOW_FORGET),
};
static const psc_union psc_follow_union =
    PSC_CLOSED_UNION("job", psc_crossing_options, as.follow.job, psc_follow_variants);
static const psc_field psc_follow_options_fields[] = {
    PSC_OPTION(follow, key, PSC_KIND_STR, NULL),
};
static const psc_record psc_follow_options_record = PSC_OPTIONS(follow);
static const psc_field psc_join_options_fields[] = {
    PSC_OPTION(join, key, PSC_KIND_STR, NULL),
    PSC_OPTION_SIGN_ON(join),
};
static const psc_record psc_join_options_record = PSC_OPTIONS(join);
static const psc_field psc_reject_fields[] = {
    PSC_OPTION(requests, enrollment_id, PSC_KIND_UUID, NULL),
};
static const psc_record psc_reject_record =
    PSC_RECORD(NULL, NULL, psc_crossing_options, psc_reject_fields);
static const psc_variant psc_requests_variants[] = {
    PSC_BARE("list", PSC_REQUESTS_LIST),
    PSC_HERE("reject", PSC_REQUESTS_REJECT, &psc_reject_record),
};
static const psc_union psc_requests_union =
    PSC_CLOSED_UNION("job", psc_crossing_options, as.requests.job, psc_requests_variants);
static const psc_field psc_requests_options_fields[] = {PSC_OPTION_DEVICE};
static const psc_record psc_requests_options_record = PSC_OPTIONS(requests);
static const psc_field psc_accept_options_fields[] = {
    PSC_OPTION_DEVICE,
    PSC_OPTION(accept, enrollment_id, PSC_KIND_UUID, NULL),
    PSC_OPTION(accept, send_email, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_accept_options_record = PSC_OPTIONS(accept);

static const psc_variant psc_options_variants[] = {
    PSC_HERE("bootstrap", PSC_CROSSING_BOOTSTRAP, &psc_bootstrap_options_record),
    PSC_HERE("claim", PSC_CROSSING_CLAIM, &psc_claim_options_record),
    PSC_HERE("greet", PSC_CROSSING_GREET, &psc_greet_options_record),
    {"invite", PSC_CROSSING_INVITE, &psc_invite_options_record, 0, &psc_invite_union},
    PSC_HERE("unlock", PSC_CROSSING_UNLOCK, &psc_unlock_options_record),
    PSC_HERE("home", PSC_CROSSING_HOME, &psc_home_options_record),
    PSC_HERE("import", PSC_CROSSING_IMPORT, &psc_import_options_record),
    PSC_HERE("export", PSC_CROSSING_EXPORT, &psc_export_options_record),
    PSC_HERE("session", PSC_CROSSING_SESSION, &psc_session_options_record),
    PSC_HERE("directory", PSC_CROSSING_DIRECTORY, &psc_directory_options_record),
    PSC_HERE("acknowledge", PSC_CROSSING_ACKNOWLEDGE, &psc_acknowledge_options_record),
    {"member", PSC_CROSSING_MEMBER, &psc_member_options_record, 0, &psc_member_union},
    PSC_HERE("terms", PSC_CROSSING_TERMS, &psc_terms_options_record),
    {"change", PSC_CROSSING_CHANGE, &psc_change_options_record, 0, &psc_change_union},
    {"totp", PSC_CROSSING_TOTP, &psc_totp_options_record, 0, &psc_totp_union},
    PSC_HERE("totp-reset", PSC_CROSSING_TOTP_RESET, &psc_totp_reset_options_record),
    PSC_HERE("policy", PSC_CROSSING_POLICY, &psc_policy_options_record),
    PSC_HERE("recovery", PSC_CROSSING_RECOVERY, &psc_recovery_options_record),
    PSC_HERE("recover", PSC_CROSSING_RECOVER, &psc_recover_options_record),
    {"file", PSC_CROSSING_FILE, &psc_file_options_record, 0, &psc_file_union},
    PSC_HERE("enroll", PSC_CROSSING_ENROLL, &psc_enroll_options_record),
    {"follow", PSC_CROSSING_FOLLOW, &psc_follow_options_record, 0, &psc_follow_union},
    PSC_HERE("join", PSC_CROSSING_JOIN, &psc_join_options_record),
    {"requests", PSC_CROSSING_REQUESTS, &psc_requests_options_record, 0, &psc_requests_union},
    PSC_HERE("accept", PSC_CROSSING_ACCEPT, &psc_accept_options_record),
};
static const psc_union psc_options_union =
    PSC_CLOSED_UNION("flow", psc_crossing_options, flow, psc_options_variants);

static bool psc_crossing_needs_device(psc_crossing_flow flow) {
    return flow == PSC_CROSSING_GREET || flow == PSC_CROSSING_INVITE ||
           flow == PSC_CROSSING_SESSION || flow == PSC_CROSSING_DIRECTORY ||
           flow == PSC_CROSSING_ACKNOWLEDGE || flow == PSC_CROSSING_MEMBER ||
           flow == PSC_CROSSING_TERMS || flow == PSC_CROSSING_RECOVERY ||
           flow == PSC_CROSSING_REQUESTS || flow == PSC_CROSSING_ACCEPT;
}

psc_status psc_flow_new_from(psc_flow **flow, const psc_host *host, psc_arena *scratch,
                             psc_bytes options, psc_device *(*device)(uint32_t handle)) {
    psc_crossing_options read;
    *flow = NULL;
    PSC_TRY(psc_union_read(&read, scratch, options, &psc_options_union));
    psc_device *found = NULL;
    if (psc_crossing_needs_device((psc_crossing_flow) read.flow)) {
        found = device(read.device);
        if (found == NULL) {
            return PSC_ERR_ARGUMENT;
        }
    }
    switch ((psc_crossing_flow) read.flow) {
    case PSC_CROSSING_BOOTSTRAP:
        return psc_bootstrap_new(flow, host, &read.as.bootstrap);
    case PSC_CROSSING_CLAIM:
        return psc_claim_new(flow, host, &read.as.claim);
    case PSC_CROSSING_GREET:
        read.as.greet.device = found;
        return psc_greet_new(flow, host, &read.as.greet);
    case PSC_CROSSING_INVITE:
        read.as.invite.device = found;
        return psc_invite_new(flow, host, &read.as.invite);
    case PSC_CROSSING_UNLOCK:
        return psc_unlock_new(flow, host, &read.as.unlock);
    case PSC_CROSSING_HOME:
        return psc_home_new(flow, host, &read.as.home);
    case PSC_CROSSING_IMPORT:
        return psc_import_new(flow, host, &read.as.import);
    case PSC_CROSSING_EXPORT:
        return psc_export_new(flow, host, &read.as.export);
    case PSC_CROSSING_SESSION:
        read.as.session.device = found;
        return psc_session_new(flow, host, &read.as.session);
    case PSC_CROSSING_DIRECTORY:
        read.as.directory.device = found;
        return psc_directory_new(flow, host, &read.as.directory);
    case PSC_CROSSING_ACKNOWLEDGE:
        read.as.acknowledge.device = found;
        return psc_acknowledge_new(flow, host, &read.as.acknowledge);
    case PSC_CROSSING_MEMBER:
        read.as.member.device = found;
        return psc_member_new(flow, host, &read.as.member);
    case PSC_CROSSING_TERMS:
        read.as.terms.device = found;
        return psc_terms_new(flow, host, &read.as.terms);
    case PSC_CROSSING_CHANGE:
        return psc_change_new(flow, host, &read.as.change);
    case PSC_CROSSING_TOTP:
        return psc_totp_new(flow, host, &read.as.totp);
    case PSC_CROSSING_TOTP_RESET:
        return psc_totp_reset_new(flow, host, &read.as.totp_reset);
    case PSC_CROSSING_POLICY:
        return psc_policy_new(flow, host, &read.as.policy);
    case PSC_CROSSING_RECOVERY:
        read.as.recovery.device = found;
        return psc_recovery_new(flow, host, &read.as.recovery);
    case PSC_CROSSING_RECOVER:
        return psc_recover_new(flow, host, &read.as.recover);
    case PSC_CROSSING_FILE:
        return psc_file_new(flow, host, &read.as.file);
    case PSC_CROSSING_ENROLL:
        return psc_enroll_new(flow, host, &read.as.enroll);
    case PSC_CROSSING_FOLLOW:
        return psc_follow_new(flow, host, &read.as.follow);
    case PSC_CROSSING_JOIN:
        return psc_join_new(flow, host, &read.as.join);
    case PSC_CROSSING_REQUESTS:
        read.as.requests.device = found;
        return psc_requests_new(flow, host, &read.as.requests);
    case PSC_CROSSING_ACCEPT:
        read.as.accept.device = found;
        return psc_accept_new(flow, host, &read.as.accept);
    }
    __builtin_unreachable();
}

/* ------------------------------------------------------------------------------------ addresses */

typedef struct psc_address_description {
    int kind; /* psc_address_kind */
    psc_bytes host;
    psc_bytes server_url;
    psc_bytes organization;
    psc_bytes continue_url;
    psc_bytes desktop_url;
} psc_address_description;
static const psc_field psc_address_description_fields[] = {
    PSC_FIELD(psc_address_description, kind, PSC_KIND_ENUM, &psc_address_kind_names),
    PSC_FIELD(psc_address_description, host, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_address_description, server_url, PSC_KIND_STR, NULL),
    PSC_FIELD_OPTIONAL(psc_address_description, organization, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_address_description, continue_url, PSC_KIND_STR, NULL, PSC_NULLABLE),
    PSC_FIELD_OPTIONAL(psc_address_description, desktop_url, PSC_KIND_STR, NULL, PSC_NULLABLE),
};
static const psc_record psc_address_description_record =
    PSC_RECORD("status", "ok", psc_address_description, psc_address_description_fields);

typedef struct psc_address_refusal {
    int status; /* psc_status */
    psc_bytes sentence;
} psc_address_refusal;
static const psc_field psc_address_refusal_fields[] = {
    PSC_FIELD(psc_address_refusal, status, PSC_KIND_REFUSAL, NULL),
    PSC_FIELD(psc_address_refusal, sentence, PSC_KIND_STR, NULL),
};
static const psc_record psc_address_refusal_record =
    PSC_RECORD(NULL, NULL, psc_address_refusal, psc_address_refusal_fields);

psc_status psc_address_describe(psc_buf *out, psc_arena *scratch, psc_bytes text) {
    psc_address address;
    const psc_status status = psc_address_parse(&address, scratch, text);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        const psc_address_refusal refusal = {(int) status,
                                             psc_bytes_from_text(psc_status_sentence(status))};
        return psc_record_write(out, &refusal, &psc_address_refusal_record);
    }
    psc_address_description description = {
        .kind = (int) address.kind,
        .host = address.host,
        .server_url = address.server_url,
        .organization = address.organization,
    };
    if (address.kind != PSC_ADDRESS_SERVER && address.kind != PSC_ADDRESS_ORGANIZATION) {
        psc_buf redirect;
        psc_buf desktop;
        psc_buf_init(&redirect, scratch);
        psc_buf_init(&desktop, scratch);
        PSC_TRY(psc_address_write_redirect(&redirect, &address));
        PSC_TRY(psc_address_write_parsec(&desktop, &address));
        description.continue_url = psc_buf_view(&redirect);
        description.desktop_url = psc_buf_view(&desktop);
    }
    return psc_record_write(out, &description, &psc_address_description_record);
}

/* -------------------------------------------------------------------------------- recovery keys */

typedef struct psc_recovery_key_description {
    int status; /* psc_status */
    uint32_t symbols;
    uint32_t total;
    bool foreign;
} psc_recovery_key_description;
static const psc_field psc_recovery_key_description_fields[] = {
    PSC_FIELD(psc_recovery_key_description, status, PSC_KIND_STATUS, NULL),
    PSC_FIELD(psc_recovery_key_description, symbols, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_recovery_key_description, total, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_recovery_key_description, foreign, PSC_KIND_BOOL, NULL),
};
static const psc_record psc_recovery_key_description_record =
    PSC_RECORD(NULL, NULL, psc_recovery_key_description, psc_recovery_key_description_fields);

psc_status psc_recovery_key_describe(psc_buf *out, const psc_allocator *work, psc_bytes typed) {
    uint8_t key[PSC_RECOVERY_KEY_BYTES];
    const psc_status status = psc_recovery_key_read(key, work, typed);
    psc_wipe(key, sizeof key);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    const psc_recovery_key_progress progress = psc_recovery_key_examine(typed);
    const psc_recovery_key_description description = {
        .status = (int) status,
        .symbols = progress.symbols,
        .total = PSC_RECOVERY_KEY_SYMBOLS,
        .foreign = progress.foreign,
    };
    return psc_record_write(out, &description, &psc_recovery_key_description_record);
}

/* --------------------------------------------------------------------------------- declarations */

#define PSC_NAMED_ENUM(name, table)                                                                \
    {                                                                                              \
        name, {                                                                                    \
            PSC_KIND_ENUM, sizeof(int), &(table)                                                   \
        }                                                                                          \
    }
#define PSC_NAMED_RECORD(name, table)                                                              \
    {                                                                                              \
        name, {                                                                                    \
            PSC_KIND_RECORD, 0, &(table)                                                           \
        }                                                                                          \
    }
#define PSC_NAMED_UNION(name, table)                                                               \
    {                                                                                              \
        name, {                                                                                    \
            PSC_KIND_UNION, 0, &(table)                                                            \
        }                                                                                          \
    }

const psc_crossing_type psc_crossing_types[] = {
    PSC_NAMED_ENUM("Profile", psc_profile_names),
    PSC_NAMED_ENUM("CancelReason", psc_cancel_reason_names),
    PSC_NAMED_ENUM("InvitationType", psc_invitation_type_names),
    PSC_NAMED_ENUM("InvitationStatus", psc_invitation_status_names),
    PSC_NAMED_ENUM("EmailSent", psc_email_sent_names),
    PSC_NAMED_ENUM("DeviceFileKind", psc_device_file_kind_names),
    PSC_NAMED_ENUM("DevicePurpose", psc_device_purpose_names),
    PSC_NAMED_ENUM("CommonKind", psc_common_kind_names),
    PSC_NAMED_ENUM("JourneyKind", psc_journey_kind_names),
    PSC_NAMED_ENUM("FilePart", psc_file_part_names),
    PSC_NAMED_ENUM("Verdict", psc_verdict_names),
    PSC_NAMED_ENUM("RequestStatus", psc_async_status_names),
    PSC_NAMED_ENUM("IdentityKind", psc_identity_kind_names),
    PSC_NAMED_ENUM("AddressKind", psc_address_kind_names),
    PSC_NAMED_ENUM("Store", psc_store_names),
    PSC_NAMED_ENUM("Party", psc_party_names),
    PSC_NAMED_ENUM("StoreVerb", psc_store_verb_names),
    PSC_NAMED_ENUM("TransportFailure", psc_transport_failure_names),
    PSC_NAMED_ENUM("StoreFailure", psc_store_failure_names),
    PSC_NAMED_RECORD("DevicePlace", psc_place_record),
    PSC_NAMED_RECORD("StretchParameters", psc_parameters_record),
    PSC_NAMED_RECORD("StoreOperation", psc_store_operation_record),
    PSC_NAMED_RECORD("StoreRecord", psc_store_record_record),
    PSC_NAMED_RECORD("StoreOutcome", psc_store_outcome_record),
    PSC_NAMED_RECORD("TermsLink", psc_terms_link_record),
    PSC_NAMED_RECORD("PasskeyLine", psc_passkey_line_record),
    PSC_NAMED_RECORD("ProviderLine", psc_provider_line_record),
    PSC_NAMED_RECORD("SignOnReturn", psc_sign_on_return_record),
    PSC_NAMED_RECORD("PolicyLine", psc_policy_line_record),
    PSC_NAMED_RECORD("DeviceLine", psc_device_line_record),
    PSC_NAMED_RECORD("JourneyLine", psc_journey_line_record),
    PSC_NAMED_RECORD("RequestLine", psc_request_line_record),
    PSC_NAMED_RECORD("RequestedLine", psc_requested_line_record),
    PSC_NAMED_RECORD("InvitationLine", psc_invitation_line_record),
    PSC_NAMED_RECORD("PersonLine", psc_person_line_record),
    PSC_NAMED_RECORD("MemberDeviceLine", psc_member_device_line_record),
    PSC_NAMED_UNION("Question", psc_question_union),
    PSC_NAMED_UNION("Note", psc_note_union),
    PSC_NAMED_UNION("Result", psc_result_union),
    PSC_NAMED_RECORD("Failure", psc_failure_record),
    PSC_NAMED_UNION("Effect", psc_effect_union),
    PSC_NAMED_UNION("Answer", psc_answer_union),
    PSC_NAMED_UNION("Event", psc_event_union),
    PSC_NAMED_UNION("Options", psc_options_union),
    PSC_NAMED_RECORD("AddressDescription", psc_address_description_record),
    PSC_NAMED_RECORD("AddressRefusal", psc_address_refusal_record),
    PSC_NAMED_RECORD("RecoveryKeyDescription", psc_recovery_key_description_record),
};
const size_t psc_crossing_types_count = PSC_COUNT(psc_crossing_types);
