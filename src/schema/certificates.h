// SPDX-License-Identifier: MPL-2.0
/* Certificates (formats.md §5.1): content of the v0 container inside a signed blob. */
#ifndef PSC_SCHEMA_CERTIFICATES_H
#define PSC_SCHEMA_CERTIFICATES_H

#include "schema/types.h"

typedef struct psc_user_certificate {
    bool has_author; /* false: the root key */
    psc_uuid author;
    psc_time timestamp;
    psc_uuid user_id;
    psc_human_handle human_handle; /* absent in the redacted variant */
    uint8_t public_key[32];
    int algorithm; /* always the one known: X25519_XSALSA20_POLY1305 */
    int profile;   /* psc_profile */
} psc_user_certificate;

typedef struct psc_device_certificate {
    bool has_purpose; /* absent in old certificates: STANDARD. Always written. */
    int purpose;      /* psc_device_purpose */
    bool has_author;
    psc_uuid author;
    psc_time timestamp;
    psc_uuid user_id;
    psc_uuid device_id;
    psc_bytes device_label; /* absent in the redacted variant */
    uint8_t verify_key[32];
    int algorithm; /* ED25519 */
} psc_device_certificate;

typedef struct psc_user_update_certificate {
    psc_uuid author;
    psc_time timestamp;
    psc_uuid user_id;
    int new_profile; /* psc_profile */
} psc_user_update_certificate;

typedef struct psc_revoked_user_certificate {
    psc_uuid author;
    psc_time timestamp;
    psc_uuid user_id;
} psc_revoked_user_certificate;

/* Whatever the common topic holds. */
typedef enum psc_common_kind {
    PSC_COMMON_USER,
    PSC_COMMON_DEVICE,
    PSC_COMMON_USER_UPDATE,
    PSC_COMMON_REVOKED_USER
} psc_common_kind;
typedef struct psc_common_certificate {
    int kind; /* psc_common_kind */
    union {
        psc_user_certificate user;
        psc_device_certificate device;
        psc_user_update_certificate user_update;
        psc_revoked_user_certificate revoked_user;
    };
} psc_common_certificate;

typedef struct psc_sequester_authority_certificate {
    psc_time timestamp;
    psc_bytes verify_key_der;
} psc_sequester_authority_certificate;

extern const psc_record psc_user_certificate_record;
extern const psc_record psc_device_certificate_record;
extern const psc_record psc_user_update_certificate_record;
extern const psc_record psc_revoked_user_certificate_record;
extern const psc_record psc_sequester_authority_certificate_record;
extern const psc_union psc_common_certificate_union;

#endif
