// SPDX-License-Identifier: MPL-2.0
/* What claimer and greeter hand each other under the shared key (formats.md §5.2): secretbox of a
 * v0 container. */
#ifndef PSC_SCHEMA_INVITE_PAYLOADS_H
#define PSC_SCHEMA_INVITE_PAYLOADS_H

#include "schema/types.h"

typedef struct psc_invite_user_data {
    psc_bytes requested_device_label;
    psc_human_handle requested_human_handle;
    uint8_t public_key[32];
    uint8_t verify_key[32];
} psc_invite_user_data;

typedef struct psc_invite_user_confirmation {
    psc_uuid user_id;
    psc_uuid device_id;
    psc_bytes device_label;
    psc_human_handle human_handle;
    int profile; /* psc_profile */
    uint8_t root_verify_key[32];
} psc_invite_user_confirmation;

/* For another device of the greeter's own: it makes its signing key, and gets the keys of its user. */
typedef struct psc_invite_device_data {
    psc_bytes requested_device_label;
    uint8_t verify_key[32];
} psc_invite_device_data;

typedef struct psc_invite_device_confirmation {
    psc_uuid user_id;
    psc_uuid device_id;
    psc_bytes device_label;
    psc_human_handle human_handle;
    int profile; /* psc_profile: the one that the greeting device was made with */
    uint8_t private_key[32];
    psc_uuid user_realm_id;
    uint8_t user_realm_key[32];
    uint8_t root_verify_key[32];
} psc_invite_device_confirmation;

extern const psc_record psc_invite_user_data_record;
extern const psc_record psc_invite_user_confirmation_record;
extern const psc_record psc_invite_device_data_record;
extern const psc_record psc_invite_device_confirmation_record;

#endif
