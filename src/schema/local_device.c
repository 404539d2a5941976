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

static const char *const psc_device_file_kinds[] = {"password",      "keyring", "recovery",   "pki",
                                                    "account_vault", "openbao", "web_passkey"};
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
#define PSC_DEVICE_FILE_LAYER                                                                      \
    PSC_FIELD_FULL("totp_opaque_key_id", psc_device_file, totp_opaque_key_id, PSC_KIND_UUID, NULL, \
                   PSC_OMITTABLE, offsetof(psc_device_file, has_totp))
#define PSC_DEVICE_FILE_END                                                                        \
    PSC_FIELD(psc_device_file, ciphertext, PSC_KIND_BIN, NULL), PSC_DEVICE_FILE_LAYER

/* As much of it as is needed to say what is damaged. */
static const psc_field psc_file_kind_fields[] = {
    PSC_FIELD_NAMED("type", psc_device_file, kind, PSC_KIND_ENUM, &psc_device_file_kind_names),
};
static const psc_record psc_file_kind_record =
    PSC_RECORD(NULL, NULL, psc_device_file, psc_file_kind_fields);
static const psc_field psc_file_head_fields[] = {PSC_DEVICE_FILE_START};
static const psc_record psc_file_head_record =
    PSC_RECORD(NULL, NULL, psc_device_file, psc_file_head_fields);

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

static psc_status psc_credential_id_check(psc_bytes id) {
    return id.len >= 1 && id.len <= PSC_PASSKEY_CREDENTIAL_MAX ? PSC_OK : PSC_ERR_VALUE;
}
static const psc_rule psc_credential_id_rule = {psc_credential_id_check};

/* The longest name that DNS knows. */
#define PSC_RP_ID_MAX 253u
static psc_status psc_rp_id_check(psc_bytes id) {
    return id.len >= 1 && id.len <= PSC_RP_ID_MAX && psc_utf8_valid(id) ? PSC_OK : PSC_ERR_VALUE;
}
static const psc_rule psc_rp_id_rule = {psc_rp_id_check};

psc_status psc_passkey_names_check(psc_bytes credential_id, psc_bytes rp_id, psc_bytes label) {
    PSC_TRY(psc_credential_id_check(credential_id));
    PSC_TRY(psc_rp_id_check(rp_id));
    return psc_device_label_check(label);
}

const psc_passkey *psc_passkey_find(const psc_list *passkeys, psc_bytes credential_id) {
    const psc_passkey *passkey = passkeys->items;
    for (size_t i = 0; i < passkeys->count; i++) {
        if (psc_bytes_equal(passkey[i].credential_id, credential_id)) {
            return &passkey[i];
        }
    }
    return NULL;
}

static const psc_field psc_passkey_fields[] = {
    PSC_FIELD(psc_passkey, version, PSC_KIND_U32, NULL),
    PSC_FIELD(psc_passkey, credential_id, PSC_KIND_BIN, &psc_credential_id_rule),
    PSC_FIELD(psc_passkey, rp_id, PSC_KIND_STR, &psc_rp_id_rule),
    PSC_FIELD(psc_passkey, salt, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_passkey, label, PSC_KIND_STR, &psc_device_label_rule),
    PSC_FIELD(psc_passkey, created_on, PSC_KIND_TIME, NULL),
    PSC_FIELD(psc_passkey, wrapped, PSC_KIND_BIN, NULL),
};
static const psc_record psc_passkey_record =
    PSC_RECORD(NULL, NULL, psc_passkey, psc_passkey_fields);
static const psc_type psc_passkey_type = {PSC_KIND_RECORD, sizeof(psc_passkey),
                                          &psc_passkey_record};
static const psc_field psc_passkey_file_fields[] = {
    PSC_DEVICE_FILE_START,
    PSC_FIELD(psc_device_file, passkeys, PSC_KIND_LIST, &psc_passkey_type),
    PSC_DEVICE_FILE_END,
};
static const psc_record psc_passkey_file_record =
    PSC_RECORD(NULL, NULL, psc_device_file, psc_passkey_file_fields);

/* Never with a layer for one-time codes. */
static const psc_field psc_recovery_file_fields[] = {
    PSC_DEVICE_FILE_START,
    PSC_FIELD(psc_device_file, ciphertext, PSC_KIND_BIN, NULL),
};
static const psc_record psc_recovery_file_record =
    PSC_RECORD(NULL, NULL, psc_device_file, psc_recovery_file_fields);

static const psc_field psc_openbao_file_fields[] = {
    PSC_DEVICE_FILE_START,
    PSC_FIELD(psc_device_file, ciphertext, PSC_KIND_BIN, NULL),
    PSC_FIELD_NAMED("openbao_preferred_auth_id", psc_device_file, openbao.auth_id, PSC_KIND_STR,
                    NULL),
    PSC_FIELD_NAMED("openbao_entity_id", psc_device_file, openbao.entity_id, PSC_KIND_STR, NULL),
    PSC_FIELD_NAMED("openbao_ciphertext_key_path", psc_device_file, openbao.key_path, PSC_KIND_STR,
                    NULL),
    PSC_DEVICE_FILE_LAYER,
};
static const psc_record psc_openbao_file_record =
    PSC_RECORD(NULL, NULL, psc_device_file, psc_openbao_file_fields);

/* Of the kinds that are opened here; the others are only told apart. */
static const psc_record *psc_device_file_record_of(int kind) {
    switch ((psc_device_file_kind) kind) {
    case PSC_DEVICE_FILE_PASSWORD:
        return &psc_password_file_record;
    case PSC_DEVICE_FILE_PASSKEY:
        return &psc_passkey_file_record;
    case PSC_DEVICE_FILE_RECOVERY:
        return &psc_recovery_file_record;
    case PSC_DEVICE_FILE_OPENBAO:
        return &psc_openbao_file_record;
    case PSC_DEVICE_FILE_KEYRING:
    case PSC_DEVICE_FILE_PKI:
    case PSC_DEVICE_FILE_ACCOUNT_VAULT:
        return NULL;
    }
    return NULL;
}

static psc_status psc_device_file_read_own(psc_device_file *out, psc_arena *arena, psc_bytes data) {
    const psc_record *own = psc_device_file_record_of(out->kind);
    if (own != NULL) {
        PSC_TRY(psc_record_read(out, arena, data, own));
    }
    const size_t passkeys = out->passkeys.count;
    return out->kind != PSC_DEVICE_FILE_PASSKEY || (passkeys >= 1 && passkeys <= PSC_PASSKEYS_MAX)
               ? PSC_OK
               : PSC_ERR_VALUE;
}

psc_status psc_device_file_examine(psc_device_file *out, int *part, psc_arena *arena,
                                   psc_bytes data) {
    *part = PSC_FILE_PART_FORMAT;
    psc_status status = psc_record_read(out, arena, data, &psc_file_kind_record);
    if (status == PSC_OK) {
        *part = PSC_FILE_PART_HEAD;
        status = psc_record_read(out, arena, data, &psc_file_head_record);
    }
    if (status == PSC_OK) {
        *part = PSC_FILE_PART_CONTENTS;
        status = psc_record_read(out, arena, data, &psc_device_file_record);
    }
    if (status == PSC_OK) {
        *part = PSC_FILE_PART_PROTECTION;
        status = psc_device_file_read_own(out, arena, data);
    }
    if (status != PSC_OK) {
        memset(out, 0, sizeof *out);
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_DEVICE_FILE;
    }
    return PSC_OK;
}

psc_status psc_device_file_read(psc_device_file *out, psc_arena *arena, psc_bytes data) {
    int part;
    return psc_device_file_examine(out, &part, arena, data);
}

psc_status psc_device_file_write(psc_buf *out, const psc_device_file *file) {
    const psc_record *own = psc_device_file_record_of(file->kind);
    return own == NULL ? PSC_ERR_ARGUMENT : psc_record_write(out, file, own);
}
