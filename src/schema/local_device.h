// SPDX-License-Identifier: MPL-2.0
/* LocalDevice and device files (formats.md §5.3, §5.4): raw MessagePack maps, no container. */
#ifndef PSC_SCHEMA_LOCAL_DEVICE_H
#define PSC_SCHEMA_LOCAL_DEVICE_H

#include "crypto/passkey.h"
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
    PSC_DEVICE_FILE_OPENBAO,
    PSC_DEVICE_FILE_PASSKEY /* ours: no client of Parsec's own knows it. docs/passkey-file.md */
} psc_device_file_kind;

/* One of the passkeys that open a file: each has the file's key under a key of its own (crypto/passkey.h). */
#define PSC_PASSKEYS_MAX 16u /* in one file */
typedef struct psc_passkey {
    uint32_t version; /* PSC_PASSKEY_VERSION, or made by a program that is newer than this one */
    psc_bytes credential_id;
    psc_bytes rp_id; /* host name of the site that it was made on: it works on no other */
    uint8_t salt[PSC_PASSKEY_SALT_BYTES]; /* input of the PRF */
    psc_bytes label; /* as its owner tells it from others; at most 255 bytes of UTF-8 */
    psc_time created_on;
    psc_bytes wrapped;
} psc_passkey;

/* Where OpenBao keeps a key, and who may ask it for that key. Which OpenBao is for the Parsec server to say. */
typedef struct psc_openbao_place {
    psc_bytes auth_id;   /* how they signed on, a hint: psc_openbao_auth.id */
    psc_bytes entity_id; /* who */
    psc_bytes key_path;  /* "<entity id>/<uuid in hex>" */
} psc_openbao_place;

/* Read as far as this client needs it: every kind's head, so that each can be listed and named; the
 * rest only of kinds that it opens: password, passkey, recovery, openbao. */
typedef struct psc_device_file {
    int kind; /* psc_device_file_kind */
    psc_device_file_head head;
    bool has_totp;
    psc_uuid totp_opaque_key_id;
    psc_stretch_parameters algorithm; /* password */
    psc_list passkeys;                /* passkey: of psc_passkey, 1 to PSC_PASSKEYS_MAX */
    psc_openbao_place openbao;        /* openbao: where the primary key is */
    psc_bytes ciphertext;             /* of the LocalDevice under the primary key, then under the opaque key if there is one */
} psc_device_file;

/* What of a file is of no use: to be told to whoever can do something about it. */
typedef enum psc_file_part {
    PSC_FILE_PART_FORMAT,     /* no device file at all, or cut off */
    PSC_FILE_PART_HEAD,       /* whose it is */
    PSC_FILE_PART_PROTECTION, /* how it is opened */
    PSC_FILE_PART_LAYER,      /* the layer that a one-time code opens */
    PSC_FILE_PART_CONTENTS    /* what is sealed in it */
} psc_file_part;

/* PSC_ERR_VALUE for what a file's reader would not accept of a passkey. */
psc_status psc_passkey_names_check(psc_bytes credential_id, psc_bytes rp_id,
                                   psc_bytes label) PSC_CHECK_RESULT;
/* Among `passkeys`, of psc_passkey; NULL when it is none of them. */
const psc_passkey *psc_passkey_find(const psc_list *passkeys, psc_bytes credential_id);

extern const psc_record psc_local_device_record;
extern const psc_names psc_device_file_kind_names;
/* The key stretching of a password, as files give it: psc_stretch_parameters. */
extern const psc_record psc_password_algorithm_record;
/* PSC_ERR_DEVICE_FILE unless it is one of the kinds and well formed. */
psc_status psc_device_file_read(psc_device_file *out, psc_arena *arena,
                                psc_bytes data) PSC_CHECK_RESULT;
/* The same; `part` says what is not, when it fails so. */
psc_status psc_device_file_examine(psc_device_file *out, int *part, psc_arena *arena,
                                   psc_bytes data) PSC_CHECK_RESULT;
/* Password, passkey, recovery and openbao kinds: PSC_ERR_ARGUMENT for another. Field order as formats.md gives it. */
psc_status psc_device_file_write(psc_buf *out, const psc_device_file *file) PSC_CHECK_RESULT;

#endif
