// SPDX-License-Identifier: MPL-2.0
#include "organization.h"

#include <string.h>

#include "crypto/sealed.h"
#include "crypto/sign.h"
#include "harness.h"

void someone_make(someone *out, uint8_t number, const char *email, const char *name) {
    memset(out->user_id.bytes, 0x10 + number, sizeof out->user_id.bytes);
    memset(out->device_id.bytes, 0x80 + number, sizeof out->device_id.bytes);
    CHECK_OK(psc_signing_key_make(out->verify_key, out->signing_key, test_host()));
    CHECK_OK(psc_keypair_make(out->public_key, out->private_key, test_host()));
    out->handle = (psc_human_handle){psc_bytes_from_text(email), psc_bytes_from_text(name)};
}

void someone_make_device(someone *out, uint8_t number, const someone *of) {
    *out = *of;
    memset(out->device_id.bytes, 0x80 + number, sizeof out->device_id.bytes);
    CHECK_OK(psc_signing_key_make(out->verify_key, out->signing_key, test_host()));
}

psc_enrollment_blobs organization_enroll(psc_arena *arena, const someone *who,
                                         const someone *author, const uint8_t root_signing_key[32],
                                         psc_time timestamp, int profile) {
    psc_enrollment_blobs blobs = {0};
    CHECK_OK(psc_enrollment_make(
        &blobs, arena,
        &(psc_enrollment){
            .author = author == NULL ? NULL : &author->device_id,
            .signing_key = author == NULL ? root_signing_key : author->signing_key,
            .timestamp = timestamp,
            .user_id = who->user_id,
            .device_id = who->device_id,
            .human_handle = who->handle,
            .device_label = PSC_BYTES_LIT("Web"),
            .profile = profile,
            .public_key = who->public_key,
            .verify_key = who->verify_key,
        }));
    return blobs;
}

psc_bytes organization_update(psc_arena *arena, const someone *who, const someone *author,
                              psc_time timestamp, int profile) {
    psc_bytes blob = PSC_BYTES_ABSENT;
    CHECK_OK(psc_user_update_certificate_make(
        &blob, arena,
        &(psc_user_update_certificate){author->device_id, timestamp, who->user_id, profile},
        author->signing_key));
    return blob;
}

psc_bytes organization_revoke(psc_arena *arena, const someone *who, const someone *author,
                              psc_time timestamp) {
    psc_bytes blob = PSC_BYTES_ABSENT;
    CHECK_OK(psc_revoked_user_certificate_make(
        &blob, arena, &(psc_revoked_user_certificate){author->device_id, timestamp, who->user_id},
        author->signing_key));
    return blob;
}
