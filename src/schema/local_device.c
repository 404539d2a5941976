// SPDX-License-Identifier: MPL-2.0
#include "schema/local_device.h"

#include <string.h>

#include "schema/table.h"

static const psc_field psc_local_device_fields[] = {
    PSC_FIELD(psc_local_device, server_url, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_local_device, organization_id, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_local_device, root_verify_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_local_device, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_local_device, device_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_local_device, device_label, PSC_KIND_STR, &psc_device_label_rule),
    PSC_FIELD(psc_local_device, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_local_device, signing_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_local_device, private_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_local_device, initial_profile, PSC_KIND_ENUM, &psc_profile_names),
    PSC_FIELD(psc_local_device, user_realm_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_local_device, user_realm_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_local_device, local_symkey, PSC_KIND_FIXED, NULL),
};
const psc_record psc_local_device_record =
    PSC_RECORD("type", "local_device", psc_local_device, psc_local_device_fields);

static const char *const psc_device_file_kinds[] = {"password", "keyring",       "recovery",
                                                    "pki",      "account_vault", "openbao"};
const psc_names psc_device_file_kind_names = {psc_device_file_kinds,
                                              PSC_COUNT(psc_device_file_kinds), PSC_OK};

static const psc_field psc_password_algorithm_fields[] = {
    PSC_FIELD(psc_stretch_parameters, memlimit_kb, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_stretch_parameters, opslimit, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_stretch_parameters, parallelism, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_stretch_parameters, salt, PSC_KIND_FIXED, NULL),
};
const psc_record psc_password_algorithm_record =
    PSC_RECORD("type", "ARGON2ID", psc_stretch_parameters, psc_password_algorithm_fields);

#define PSC_HEAD_FIELD(member, kind, detail)                                                       \
    PSC_FIELD_NAMED(#member, psc_device_file, head.member, PSC_KIND_##kind, detail)
#define PSC_DEVICE_FILE_START                                                                      \
    PSC_FIELD_NAMED("type", psc_device_file, kind, PSC_KIND_ENUM, &psc_device_file_kind_names),    \
        PSC_HEAD_FIELD(created_on, TIME, NULL), PSC_HEAD_FIELD(protected_on, TIME, NULL),          \
        PSC_HEAD_FIELD(server_url, STR, NULL),                                                     \
        PSC_HEAD_FIELD(organization_id, STR, &psc_organization_rule),                              \
        PSC_HEAD_FIELD(user_id, UUID, NULL), PSC_HEAD_FIELD(device_id, UUID, NULL),                \
        PSC_HEAD_FIELD(human_handle, HUMAN_HANDLE, NULL),                                          \
        PSC_HEAD_FIELD(device_label, STR, &psc_device_label_rule)
/* Missing in files older than release 3.8. */
#define PSC_DEVICE_FILE_END                                                                        \
    PSC_FIELD(psc_device_file, ciphertext, PSC_KIND_BIN, NULL),                                    \
        PSC_FIELD_FULL("totp_opaque_key_id", psc_device_file, totp_opaque_key_id, PSC_KIND_UUID,   \
                       NULL, PSC_OMITTABLE, offsetof(psc_device_file, has_totp))

static const psc_field psc_device_file_fields[] = {PSC_DEVICE_FILE_START, PSC_DEVICE_FILE_END};
static const psc_record psc_device_file_record =
    PSC_RECORD(NULL, NULL, psc_device_file, psc_device_file_fields);

static const psc_field psc_password_file_fields[] = {
    PSC_DEVICE_FILE_START,
    PSC_FIELD(psc_device_file, algorithm, PSC_KIND_RECORD, &psc_password_algorithm_record),
    PSC_DEVICE_FILE_END,
};
static const psc_record psc_password_file_record =
    PSC_RECORD(NULL, NULL, psc_device_file, psc_password_file_fields);

psc_status psc_device_file_read(psc_device_file *out, psc_arena *arena, psc_bytes data) {
    psc_status status = psc_record_read(out, arena, data, &psc_device_file_record);
    if (status == PSC_OK && out->kind == PSC_DEVICE_FILE_PASSWORD) {
        status = psc_record_read(out, arena, data, &psc_password_file_record);
    }
    if (status != PSC_OK) {
        memset(out, 0, sizeof *out);
        return PSC_ERR_DEVICE_FILE;
    }
    return PSC_OK;
}

psc_status psc_device_file_write(psc_buf *out, const psc_device_file *file) {
    if (file->kind != PSC_DEVICE_FILE_PASSWORD) {
        return PSC_ERR_ARGUMENT;
    }
    return psc_record_write(out, file, &psc_password_file_record);
}
