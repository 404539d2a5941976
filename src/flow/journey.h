// SPDX-License-Identifier: MPL-2.0
/* Records of unfinished journeys, in PSC_STORE_JOURNEYS: what carries a join over a reload
 * (DESIGN.md §3). Our own format: a raw MessagePack map told apart by "type". What `home` shows is
 * in clear; keys and tokens are in `ciphertext`, a secretbox of an inner map:
 *
 *   claim_resume           the claimer's, stored before step 6 is sent; opened by the key that the
 *                          password just chosen gives (`algorithm`)
 *   claim_device_resume    the same for another device of one's own
 *   greet_resume           the greeter's, stored before the person is created; opened by the
 *                          device's local_symkey
 *   greet_device_resume    the same before another device of one's own is created
 *   bootstrap_unconfirmed  the first administrator's, stored before the organization is created;
 *                          the device file inside is opened by its password, the ciphertext by the
 *                          local_symkey found there
 */
#ifndef PSC_FLOW_JOURNEY_H
#define PSC_FLOW_JOURNEY_H

#include "flow/flow.h"

typedef struct psc_journey {
    int kind; /* psc_journey_kind: the tag */
    psc_time created_on;
    psc_bytes server_url;
    psc_bytes organization_id;
    psc_human_handle human_handle;    /* of the newcomer */
    psc_stretch_parameters algorithm; /* CLAIM */
    psc_uuid device_id;               /* GREET: whose local_symkey */
    psc_bytes device_file;            /* BOOTSTRAP: bytes of the file to come */
    psc_bytes ciphertext;
} psc_journey;

/* What the clear part says about server and organization is repeated where it decides where a
 * token goes. */
typedef struct psc_claim_secrets {
    psc_bytes server_url;
    psc_bytes organization_id;
    uint8_t token[PSC_TOKEN_BYTES];
    psc_uuid greeter;
    psc_human_handle greeter_handle;
    psc_uuid greeting_attempt;
    uint8_t shared_key[32];
    uint8_t signing_key[32];
    uint8_t private_key[32];
    uint8_t local_symkey[32];
    psc_uuid user_realm_id;
    uint8_t user_realm_key[32];
    psc_bytes device_label;
    psc_bytes step_body; /* step 6, as first sent */
} psc_claim_secrets;

typedef struct psc_greet_secrets {
    uint8_t token[PSC_TOKEN_BYTES];
    psc_uuid greeting_attempt;
    uint8_t shared_key[32];
    psc_bytes user_certificate; /* GREET; absent for a device, as is its redacted variant */
    psc_bytes device_certificate;
    psc_bytes redacted_user_certificate;
    psc_bytes redacted_device_certificate;
    psc_uuid user_id;
    psc_uuid device_id;
    int profile;         /* psc_profile; GREET */
    psc_bytes step_body; /* step 7, as it will be sent */
} psc_greet_secrets;

typedef struct psc_bootstrap_secrets {
    psc_bytes
        request_body; /* organization_bootstrap, as first sent: it may hold the creation token */
} psc_bootstrap_secrets;

extern const psc_record psc_claim_secrets_record;
extern const psc_record psc_greet_secrets_record;
extern const psc_record psc_bootstrap_secrets_record;

/* "claim-", "greet-", "bootstrap-", "claim-device-" or "greet-device-" and the hex of SHA-256(subject): the token, or what else is
 * secret and unique. */
psc_status psc_journey_key(psc_bytes *key, psc_arena *arena, psc_journey_kind kind,
                           psc_bytes subject) PSC_CHECK_RESULT;
/* Views borrow from `data` or live in `arena`. PSC_ERR_UNKNOWN_VARIANT for a type that this
 * version does not know. */
psc_status psc_journey_read(psc_journey *out, psc_arena *arena, psc_bytes data) PSC_CHECK_RESULT;
psc_status psc_journey_write(psc_bytes *out, psc_arena *arena,
                             const psc_journey *journey) PSC_CHECK_RESULT;
/* `secrets` is a struct of `record`'s kind, one of the three above. */
psc_status psc_journey_seal(psc_bytes *ciphertext, psc_arena *arena, const psc_host *host,
                            const void *secrets, const psc_record *record,
                            const uint8_t key[PSC_SECRET_KEY_BYTES]) PSC_CHECK_RESULT;
/* PSC_ERR_DECRYPT for a wrong key. Views live in `arena`. */
psc_status psc_journey_open(void *secrets, psc_arena *arena, psc_bytes ciphertext,
                            const psc_record *record,
                            const uint8_t key[PSC_SECRET_KEY_BYTES]) PSC_CHECK_RESULT;

#endif
