// SPDX-License-Identifier: MPL-2.0
#include "schema/certificates.h"

#include "schema/table.h"

#define PSC_ALWAYS(owner, member, kind) PSC_FIELD(owner, member, PSC_KIND_##kind, NULL)

static const char *const psc_encryption_algorithms[] = {"X25519_XSALSA20_POLY1305"};
static const psc_names psc_encryption_algorithm_names = {
    psc_encryption_algorithms, PSC_COUNT(psc_encryption_algorithms), PSC_ERR_ALGORITHM};
static const char *const psc_signature_algorithms[] = {"ED25519"};
static const psc_names psc_signature_algorithm_names = {
    psc_signature_algorithms, PSC_COUNT(psc_signature_algorithms), PSC_ERR_ALGORITHM};

/* A missing author is the root key, as an explicit nil is: the signature decides, not this field.
 */
static const psc_field psc_user_certificate_fields[] = {
    PSC_FIELD_PRESENT(psc_user_certificate, author, PSC_KIND_UUID, NULL, PSC_OMITTABLE),
    PSC_ALWAYS(psc_user_certificate, timestamp, TIME),
    PSC_ALWAYS(psc_user_certificate, user_id, UUID),
    PSC_FIELD_OPTIONAL(psc_user_certificate, human_handle, PSC_KIND_HUMAN_HANDLE, NULL,
                       PSC_NULLABLE),
    PSC_ALWAYS(psc_user_certificate, public_key, FIXED),
    PSC_FIELD(psc_user_certificate, algorithm, PSC_KIND_ENUM, &psc_encryption_algorithm_names),
    PSC_FIELD(psc_user_certificate, profile, PSC_KIND_ENUM, &psc_profile_names),
};
const psc_record psc_user_certificate_record =
    PSC_RECORD("type", "user_certificate", psc_user_certificate, psc_user_certificate_fields);

static const psc_field psc_device_certificate_fields[] = {
    PSC_FIELD_PRESENT(psc_device_certificate, purpose, PSC_KIND_ENUM, &psc_device_purpose_names,
                      PSC_OMITTABLE),
    PSC_FIELD_PRESENT(psc_device_certificate, author, PSC_KIND_UUID, NULL, PSC_OMITTABLE),
    PSC_ALWAYS(psc_device_certificate, timestamp, TIME),
    PSC_ALWAYS(psc_device_certificate, user_id, UUID),
    PSC_ALWAYS(psc_device_certificate, device_id, UUID),
    PSC_FIELD_OPTIONAL(psc_device_certificate, device_label, PSC_KIND_STR, &psc_device_label_rule,
                       PSC_NULLABLE),
    PSC_ALWAYS(psc_device_certificate, verify_key, FIXED),
    PSC_FIELD(psc_device_certificate, algorithm, PSC_KIND_ENUM, &psc_signature_algorithm_names),
};
const psc_record psc_device_certificate_record =
    PSC_RECORD("type", "device_certificate", psc_device_certificate, psc_device_certificate_fields);

static const psc_field psc_user_update_certificate_fields[] = {
    PSC_ALWAYS(psc_user_update_certificate, author, UUID),
    PSC_ALWAYS(psc_user_update_certificate, timestamp, TIME),
    PSC_ALWAYS(psc_user_update_certificate, user_id, UUID),
    PSC_FIELD(psc_user_update_certificate, new_profile, PSC_KIND_ENUM, &psc_profile_names),
};
const psc_record psc_user_update_certificate_record =
    PSC_RECORD("type", "user_update_certificate", psc_user_update_certificate,
               psc_user_update_certificate_fields);

static const psc_field psc_revoked_user_certificate_fields[] = {
    PSC_ALWAYS(psc_revoked_user_certificate, author, UUID),
    PSC_ALWAYS(psc_revoked_user_certificate, timestamp, TIME),
    PSC_ALWAYS(psc_revoked_user_certificate, user_id, UUID),
};
const psc_record psc_revoked_user_certificate_record =
    PSC_RECORD("type", "revoked_user_certificate", psc_revoked_user_certificate,
               psc_revoked_user_certificate_fields);

#define PSC_COMMON_VARIANT(name, value, member)                                                    \
    {name, value, &psc_##member##_certificate_record, offsetof(psc_common_certificate, member),    \
     NULL}
static const psc_variant psc_common_certificate_variants[] = {
    PSC_COMMON_VARIANT("user_certificate", PSC_COMMON_USER, user),
    PSC_COMMON_VARIANT("device_certificate", PSC_COMMON_DEVICE, device),
    PSC_COMMON_VARIANT("user_update_certificate", PSC_COMMON_USER_UPDATE, user_update),
    PSC_COMMON_VARIANT("revoked_user_certificate", PSC_COMMON_REVOKED_USER, revoked_user),
};
const psc_union psc_common_certificate_union =
    PSC_CLOSED_UNION("type", psc_common_certificate, kind, psc_common_certificate_variants);

static const psc_field psc_sequester_authority_certificate_fields[] = {
    PSC_ALWAYS(psc_sequester_authority_certificate, timestamp, TIME),
    PSC_ALWAYS(psc_sequester_authority_certificate, verify_key_der, BIN),
};
const psc_record psc_sequester_authority_certificate_record =
    PSC_RECORD("type", "sequester_authority_certificate", psc_sequester_authority_certificate,
               psc_sequester_authority_certificate_fields);
