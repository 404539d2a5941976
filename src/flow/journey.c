// SPDX-License-Identifier: MPL-2.0
#include "flow/journey.h"

#include "crypto/digest.h"
#include "crypto/secretbox.h"
#include "schema/table.h"

#define PSC_JOURNEY_HEAD                                                                           \
    PSC_FIELD(psc_journey, created_on, PSC_KIND_TIME, NULL),                                       \
        PSC_FIELD(psc_journey, server_url, PSC_KIND_STR, NULL),                                    \
        PSC_FIELD(psc_journey, organization_id, PSC_KIND_STR, NULL),                               \
        PSC_FIELD(psc_journey, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),                         \
        PSC_FIELD(psc_journey, ciphertext, PSC_KIND_BIN, NULL)

static const psc_field psc_claim_fields[] = {
    PSC_JOURNEY_HEAD,
    PSC_FIELD(psc_journey, algorithm, PSC_KIND_RECORD, &psc_password_algorithm_record),
};
static const psc_field psc_greet_fields[] = {
    PSC_JOURNEY_HEAD,
    PSC_FIELD(psc_journey, device_id, PSC_KIND_UUID, NULL),
};
static const psc_field psc_bootstrap_fields[] = {
    PSC_JOURNEY_HEAD,
    PSC_FIELD(psc_journey, device_file, PSC_KIND_BIN, NULL),
};
static const psc_record psc_claim_record = PSC_RECORD(NULL, NULL, psc_journey, psc_claim_fields);
static const psc_record psc_greet_record = PSC_RECORD(NULL, NULL, psc_journey, psc_greet_fields);
static const psc_record psc_bootstrap_record =
    PSC_RECORD(NULL, NULL, psc_journey, psc_bootstrap_fields);

static const psc_variant psc_journey_variants[] = {
    {"claim_resume", PSC_JOURNEY_CLAIM, &psc_claim_record, 0, NULL},
    {"greet_resume", PSC_JOURNEY_GREET, &psc_greet_record, 0, NULL},
    {"bootstrap_unconfirmed", PSC_JOURNEY_BOOTSTRAP, &psc_bootstrap_record, 0, NULL},
    {"claim_device_resume", PSC_JOURNEY_CLAIM_DEVICE, &psc_claim_record, 0, NULL},
    {"greet_device_resume", PSC_JOURNEY_GREET_DEVICE, &psc_greet_record, 0, NULL},
};
static const psc_union psc_journey_union =
    PSC_CLOSED_UNION("type", psc_journey, kind, psc_journey_variants);

static const psc_field psc_claim_secrets_fields[] = {
    PSC_FIELD(psc_claim_secrets, server_url, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_claim_secrets, organization_id, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_claim_secrets, token, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_claim_secrets, greeter, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_claim_secrets, greeter_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_claim_secrets, greeting_attempt, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_claim_secrets, shared_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_claim_secrets, signing_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_claim_secrets, private_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_claim_secrets, local_symkey, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_claim_secrets, user_realm_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_claim_secrets, user_realm_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_claim_secrets, device_label, PSC_KIND_STR, NULL),
    PSC_FIELD(psc_claim_secrets, step_body, PSC_KIND_BIN, NULL),
};
const psc_record psc_claim_secrets_record =
    PSC_RECORD("type", "claim_secrets", psc_claim_secrets, psc_claim_secrets_fields);

static const psc_field psc_greet_secrets_fields[] = {
    PSC_FIELD(psc_greet_secrets, token, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_greet_secrets, greeting_attempt, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_greet_secrets, shared_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD_OPTIONAL(psc_greet_secrets, user_certificate, PSC_KIND_BIN, NULL, PSC_NULLABLE),
    PSC_FIELD(psc_greet_secrets, device_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD_OPTIONAL(psc_greet_secrets, redacted_user_certificate, PSC_KIND_BIN, NULL,
                       PSC_NULLABLE),
    PSC_FIELD(psc_greet_secrets, redacted_device_certificate, PSC_KIND_BIN, NULL),
    PSC_FIELD(psc_greet_secrets, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_greet_secrets, device_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_greet_secrets, profile, PSC_KIND_ENUM, &psc_profile_names),
    PSC_FIELD(psc_greet_secrets, step_body, PSC_KIND_BIN, NULL),
};
const psc_record psc_greet_secrets_record =
    PSC_RECORD("type", "greet_secrets", psc_greet_secrets, psc_greet_secrets_fields);

static const psc_field psc_bootstrap_secrets_fields[] = {
    PSC_FIELD(psc_bootstrap_secrets, request_body, PSC_KIND_BIN, NULL),
};
const psc_record psc_bootstrap_secrets_record =
    PSC_RECORD("type", "bootstrap_secrets", psc_bootstrap_secrets, psc_bootstrap_secrets_fields);

psc_status psc_journey_key(psc_bytes *key, psc_arena *arena, psc_journey_kind kind,
                           psc_bytes subject) {
    static const char *const prefixes[] = {[PSC_JOURNEY_CLAIM] = "claim-",
                                           [PSC_JOURNEY_GREET] = "greet-",
                                           [PSC_JOURNEY_BOOTSTRAP] = "bootstrap-",
                                           [PSC_JOURNEY_CLAIM_DEVICE] = "claim-device-",
                                           [PSC_JOURNEY_GREET_DEVICE] = "greet-device-"};
    uint8_t digest[PSC_SHA256_BYTES];
    PSC_TRY(psc_sha256(digest, subject));
    psc_buf buf;
    psc_buf_init(&buf, arena);
    PSC_TRY(psc_buf_push_text(&buf, prefixes[kind]));
    PSC_TRY(psc_buf_push_hex(&buf, PSC_BYTES_OF(digest)));
    *key = psc_buf_view(&buf);
    return PSC_OK;
}

psc_status psc_journey_read(psc_journey *out, psc_arena *arena, psc_bytes data) {
    return psc_union_read(out, arena, data, &psc_journey_union);
}

psc_status psc_journey_write(psc_bytes *out, psc_arena *arena, const psc_journey *journey) {
    psc_buf buf;
    psc_buf_init(&buf, arena);
    PSC_TRY(psc_union_write(&buf, journey, &psc_journey_union));
    *out = psc_buf_view(&buf);
    return PSC_OK;
}

psc_status psc_journey_seal(psc_bytes *ciphertext, psc_arena *arena, const psc_host *host,
                            const void *secrets, const psc_record *record,
                            const uint8_t key[PSC_SECRET_KEY_BYTES]) {
    /* What a growing buffer leaves behind of the secrets goes with an arena of its own. */
    psc_arena work;
    psc_buf plain;
    psc_arena_init(&work, &host->allocator);
    psc_buf_init(&plain, &work);
    psc_status status = psc_record_write(&plain, secrets, record);
    if (status == PSC_OK) {
        status = psc_secretbox_seal(ciphertext, arena, host, psc_buf_view(&plain), key);
    }
    psc_arena_free(&work);
    return status;
}

psc_status psc_journey_open(void *secrets, psc_arena *arena, psc_bytes ciphertext,
                            const psc_record *record, const uint8_t key[PSC_SECRET_KEY_BYTES]) {
    psc_bytes content;
    PSC_TRY(psc_secretbox_open(&content, arena, ciphertext, key));
    return psc_record_read(secrets, arena, content, record);
}
