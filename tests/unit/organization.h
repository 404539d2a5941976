// SPDX-License-Identifier: MPL-2.0
/* People who sign: what the tests of certificates make their organizations of. */
#ifndef PSC_TESTS_ORGANIZATION_H
#define PSC_TESTS_ORGANIZATION_H

#include "trust/certificate.h"

/* Somebody with one device, whose keys everybody has here. */
typedef struct someone {
    psc_uuid user_id;
    psc_uuid device_id;
    uint8_t signing_key[32];
    uint8_t verify_key[32];
    uint8_t private_key[32];
    uint8_t public_key[32];
    psc_human_handle handle;
} someone;

/* Identifiers follow from `number`; the texts are borrowed. */
void someone_make(someone *out, uint8_t number, const char *email, const char *name);
/* Another device of theirs. */
void someone_make_device(someone *out, uint8_t number, const someone *of);

/* Signed by `author`, or by the root key where that is NULL. The device is called "Web". */
psc_enrollment_blobs organization_enroll(psc_arena *arena, const someone *who,
                                         const someone *author, const uint8_t root_signing_key[32],
                                         psc_time timestamp, int profile);
/* Signed by `author`. */
psc_bytes organization_update(psc_arena *arena, const someone *who, const someone *author,
                              psc_time timestamp, int profile);
psc_bytes organization_revoke(psc_arena *arena, const someone *who, const someone *author,
                              psc_time timestamp);

#endif
