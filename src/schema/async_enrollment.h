// SPDX-License-Identifier: MPL-2.0
/* What a join request says, and what is kept of it until it is answered (formats.md §5.6): v0 containers, in clear. */
#ifndef PSC_SCHEMA_ASYNC_ENROLLMENT_H
#define PSC_SCHEMA_ASYNC_ENROLLMENT_H

#include "schema/local_device.h"

typedef struct psc_submit_payload {
    uint8_t verify_key[32];
    uint8_t public_key[32];
    psc_bytes requested_device_label;
    psc_human_handle requested_human_handle;
} psc_submit_payload;

typedef struct psc_accept_payload {
    psc_uuid user_id;
    psc_uuid device_id;
    psc_bytes device_label;
    psc_human_handle human_handle;
    int profile; /* psc_profile */
    uint8_t root_verify_key[32];
} psc_accept_payload;

/* Of whom the request is, and where the key is that opens the rest. Open: Parsec's own clients keep such files too, and another
 * way to prove one's identity must not make a request unreadable. */
typedef enum psc_identity_system_tag {
    PSC_IDENTITY_SYSTEM_PKI,
    PSC_IDENTITY_SYSTEM_OPENBAO
} psc_identity_system_tag;
typedef struct psc_identity_system {
    int tag;
    psc_bytes unknown;
    psc_openbao_place openbao;
} psc_identity_system;

typedef struct psc_pending_content {
    psc_bytes server_url;
    psc_bytes organization_id;
    psc_time submitted_on;
    psc_uuid enrollment_id;
    psc_bytes requested_device_label;
    psc_human_handle requested_human_handle;
    psc_identity_system identity_system;
} psc_pending_content;

/* The three ciphertexts are secretboxes under one key. */
typedef struct psc_pending_file {
    psc_bytes cleartext_content;      /* a container of psc_pending_content */
    psc_bytes ciphertext_digest;      /* of its SHA-256: nobody swaps it unnoticed */
    psc_bytes ciphertext_signing_key; /* the device's, 32 bytes */
    psc_bytes ciphertext_private_key; /* the user's, 32 bytes */
} psc_pending_file;

extern const psc_record psc_submit_payload_record;
extern const psc_record psc_accept_payload_record;
extern const psc_record psc_pending_content_record;
extern const psc_record psc_pending_file_record;

#endif
