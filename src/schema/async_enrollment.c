// SPDX-License-Identifier: MPL-2.0
#include "schema/async_enrollment.h"

#include "schema/table.h"

static const psc_field psc_submit_payload_fields[] = {
    PSC_FIELD(psc_submit_payload, verify_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_submit_payload, public_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_submit_payload, requested_device_label, PSC_KIND_STR, &psc_device_label_rule),
    PSC_FIELD(psc_submit_payload, requested_human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
};
const psc_record psc_submit_payload_record = PSC_RECORD(
    "type", "async_enrollment_submit_payload", psc_submit_payload, psc_submit_payload_fields);

static const psc_field psc_accept_payload_fields[] = {
    PSC_FIELD(psc_accept_payload, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_accept_payload, device_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_accept_payload, device_label, PSC_KIND_STR, &psc_device_label_rule),
    PSC_FIELD(psc_accept_payload, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_accept_payload, profile, PSC_KIND_ENUM, &psc_profile_names),
    PSC_FIELD(psc_accept_payload, root_verify_key, PSC_KIND_FIXED, NULL),
};
const psc_record psc_accept_payload_record = PSC_RECORD(
    "type", "async_enrollment_accept_payload", psc_accept_payload, psc_accept_payload_fields);

static const psc_field psc_identity_openbao_fields[] = {
    PSC_FIELD_NAMED("openbao_ciphertext_key_path", psc_identity_system, openbao.key_path,
                    PSC_KIND_STR, NULL),
    PSC_FIELD_NAMED("openbao_entity_id", psc_identity_system, openbao.entity_id, PSC_KIND_STR,
                    NULL),
    PSC_FIELD_NAMED("openbao_preferred_auth_id", psc_identity_system, openbao.auth_id, PSC_KIND_STR,
                    NULL),
};
static const psc_record psc_identity_openbao_record =
    PSC_RECORD(NULL, NULL, psc_identity_system, psc_identity_openbao_fields);
static const psc_variant psc_identity_system_variants[] = {
    {"PKI", PSC_IDENTITY_SYSTEM_PKI, NULL, 0, NULL},
    {"OPEN_BAO", PSC_IDENTITY_SYSTEM_OPENBAO, &psc_identity_openbao_record, 0, NULL},
};
static const psc_union psc_identity_system_union =
    PSC_OPEN_UNION("type", psc_identity_system, tag, psc_identity_system_variants);

static const psc_field psc_pending_content_fields[] = {
    PSC_FIELD(psc_pending_content, server_url, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_pending_content, organization_id, PSC_KIND_STR, &psc_organization_rule),
    PSC_FIELD(psc_pending_content, submitted_on, PSC_KIND_TIME, NULL),
    PSC_FIELD(psc_pending_content, enrollment_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_pending_content, requested_device_label, PSC_KIND_STR, &psc_device_label_rule),
    PSC_FIELD(psc_pending_content, requested_human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_pending_content, identity_system, PSC_KIND_UNION, &psc_identity_system_union),
};
const psc_record psc_pending_content_record =
    PSC_RECORD("type", "async_enrollment_local_pending_cleartext_content", psc_pending_content,
               psc_pending_content_fields);

static const psc_field psc_pending_file_fields[] = {
    PSC_FIELD(psc_pending_file, cleartext_content, PSC_KIND_BIN, NULL),
    PSC_FIELD_NAMED("ciphertext_cleartext_content_digest", psc_pending_file, ciphertext_digest,
                    PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_pending_file, ciphertext_signing_key, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_pending_file, ciphertext_private_key, PSC_KIND_BIN, NULL),
};
const psc_record psc_pending_file_record =
    PSC_RECORD("type", "async_enrollment_local_pending", psc_pending_file, psc_pending_file_fields);
