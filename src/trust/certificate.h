// SPDX-License-Identifier: MPL-2.0
/* Making and reading certificates (formats.md §5.1, flows.md §2.1, §3). Others' certificates are judged in common.h. */
#ifndef PSC_TRUST_CERTIFICATE_H
#define PSC_TRUST_CERTIFICATE_H

#include "base/host.h"
#include "schema/certificates.h"

typedef struct psc_enrollment {
    const psc_uuid *author;      /* NULL: signed by the root key */
    const uint8_t *signing_key;  /* of the author, 32-byte seed */
    psc_time timestamp;          /* the same in all four */
    psc_uuid user_id;
    psc_uuid device_id;
    psc_human_handle human_handle;
    psc_bytes device_label;
    int profile; /* psc_profile */
    int purpose; /* psc_device_purpose */
    const uint8_t *public_key;
    const uint8_t *verify_key;
} psc_enrollment;

/* Signed blobs, in the arena given. */
typedef struct psc_enrollment_blobs {
    psc_bytes user;
    psc_bytes device;
    psc_bytes redacted_user;
    psc_bytes redacted_device;
} psc_enrollment_blobs;

psc_status psc_enrollment_make(psc_enrollment_blobs *out, psc_arena *arena, const psc_enrollment *enrollment) PSC_CHECK_RESULT;
/* Another device of somebody who exists: only the certificates of the device, the other two are left as they are, and who it is of is
 * said by user_id alone. */
psc_status psc_enrollment_make_device(psc_enrollment_blobs *out, psc_arena *arena,
                                      const psc_enrollment *enrollment) PSC_CHECK_RESULT;
/* A change of profile and a revocation, signed by an administrator's device. */
psc_status psc_user_update_certificate_make(psc_bytes *out, psc_arena *arena, const psc_user_update_certificate *certificate,
                                            const uint8_t signing_key[32]) PSC_CHECK_RESULT;
psc_status psc_revoked_user_certificate_make(psc_bytes *out, psc_arena *arena, const psc_revoked_user_certificate *certificate,
                                             const uint8_t signing_key[32]) PSC_CHECK_RESULT;
/* Sequester authority, signed by the root key; `verify_key_der` is an RSA SubjectPublicKeyInfo. */
psc_status psc_authority_certificate_make(psc_bytes *out, psc_arena *arena, psc_time timestamp, psc_bytes verify_key_der,
                                          const uint8_t root_signing_key[32]) PSC_CHECK_RESULT;
/* PEM text ("PUBLIC KEY") to DER; PSC_ERR_AUTHORITY_KEY unless it holds an RSA SubjectPublicKeyInfo of 1024 to 4096 bits. */
psc_status psc_authority_key_parse(psc_bytes *der, psc_arena *arena, psc_bytes pem) PSC_CHECK_RESULT;
/* Opens a signed v0 blob without checking who signed it: only to look for our own identifiers in a probe, and to sign anew what this
 * device itself had signed and sealed. */
psc_status psc_device_certificate_peek(psc_device_certificate *out, psc_arena *arena, psc_bytes signed_blob) PSC_CHECK_RESULT;
psc_status psc_user_certificate_peek(psc_user_certificate *out, psc_arena *arena, psc_bytes signed_blob) PSC_CHECK_RESULT;
/* The same for any of the common topic, which common.h judges; its kind is PSC_VARIANT_UNKNOWN unless it was read whole. */
psc_status psc_common_certificate_peek(psc_common_certificate *out, psc_arena *arena, psc_bytes signed_blob) PSC_CHECK_RESULT;

#endif
