// SPDX-License-Identifier: MPL-2.0
/* LocalDevice and device files (formats.md §5.3, §5.4): raw MessagePack maps, no container. */
#ifndef PSC_SCHEMA_LOCAL_DEVICE_H
#define PSC_SCHEMA_LOCAL_DEVICE_H

#include "crypto/stretch.h"
#include "schema/types.h"

typedef struct psc_local_device {
    psc_bytes server_url;
    psc_bytes organization_id;
    uint8_t root_verify_key[32];
    psc_uuid user_id;
    psc_uuid device_id;
    psc_bytes device_label;
    psc_human_handle human_handle;
    uint8_t signing_key[32];
    uint8_t private_key[32];
    int initial_profile; /* psc_profile */
    psc_uuid user_realm_id;
    uint8_t user_realm_key[32];
    uint8_t local_symkey[32];
} psc_local_device;

/* Fields common to every kind of device file; used by all variants below as their first member. */
typedef struct psc_device_file_head {
    psc_time created_on;
    psc_time protected_on;
    psc_bytes server_url;
    psc_bytes organization_id;
    psc_uuid user_id;
    psc_uuid device_id;
    psc_human_handle human_handle;
    psc_bytes device_label;
} psc_device_file_head;

typedef enum psc_device_file_kind {
    PSC_DEVICE_FILE_PASSWORD,
    PSC_DEVICE_FILE_KEYRING,
    PSC_DEVICE_FILE_RECOVERY,
    PSC_DEVICE_FILE_PKI,
    PSC_DEVICE_FILE_ACCOUNT_VAULT,
    PSC_DEVICE_FILE_OPENBAO
} psc_device_file_kind;

/* Read as far as this client needs it: every kind's head, so that each can be listed and named; only
 * the password kind's rest. */
typedef struct psc_device_file {
    int kind; /* psc_device_file_kind */
    psc_device_file_head head;
    bool has_totp;
    psc_uuid totp_opaque_key_id;
    psc_stretch_parameters algorithm; /* password */
    psc_bytes ciphertext;
} psc_device_file;

extern const psc_record psc_local_device_record;
extern const psc_names psc_device_file_kind_names;
/* The key stretching of a password, as files give it: psc_stretch_parameters. */
extern const psc_record psc_password_algorithm_record;
/* PSC_ERR_DEVICE_FILE unless it is one of the six kinds and well formed. */
psc_status psc_device_file_read(psc_device_file *out, psc_arena *arena,
                                psc_bytes data) PSC_CHECK_RESULT;
/* Password kind only: PSC_ERR_ARGUMENT otherwise. Field order as formats.md gives it. */
psc_status psc_device_file_write(psc_buf *out, const psc_device_file *file) PSC_CHECK_RESULT;

#endif
