// SPDX-License-Identifier: MPL-2.0
#include "crypto/passkey.h"

#include <sodium.h>
#include <string.h>

#include "crypto/secretbox.h"

_Static_assert(PSC_PASSKEY_KEY_BYTES == PSC_SECRET_KEY_BYTES, "what is wrapped");

static const uint8_t psc_passkey_domain[] = "parsec-web.passkey.device-file-key";

static psc_status psc_passkey_kek(uint8_t kek[PSC_SECRET_KEY_BYTES], const psc_uuid *device_id,
                                  psc_bytes credential_id,
                                  const uint8_t output[PSC_PASSKEY_OUTPUT_BYTES]) {
    if (credential_id.len == 0 || credential_id.len > PSC_PASSKEY_CREDENTIAL_MAX) {
        return PSC_ERR_ARGUMENT;
    }
    const uint8_t version = PSC_PASSKEY_VERSION;
    crypto_generichash_state state;
    if (crypto_generichash_init(&state, output, PSC_PASSKEY_OUTPUT_BYTES, PSC_SECRET_KEY_BYTES) !=
        0) {
        return PSC_ERR_ARGUMENT;
    }
    /* None of these can fail. */
    (void) crypto_generichash_update(&state, psc_passkey_domain, sizeof psc_passkey_domain - 1);
    (void) crypto_generichash_update(&state, &version, sizeof version);
    (void) crypto_generichash_update(&state, device_id->bytes, sizeof device_id->bytes);
    (void) crypto_generichash_update(&state, credential_id.at, credential_id.len);
    (void) crypto_generichash_final(&state, kek, PSC_SECRET_KEY_BYTES);
    psc_wipe(&state, sizeof state);
    return PSC_OK;
}

psc_status psc_passkey_wrap(psc_bytes *wrapped, psc_arena *arena, const psc_host *host,
                            const uint8_t key[PSC_PASSKEY_KEY_BYTES], const psc_uuid *device_id,
                            psc_bytes credential_id,
                            const uint8_t output[PSC_PASSKEY_OUTPUT_BYTES]) {
    uint8_t kek[PSC_SECRET_KEY_BYTES];
    uint8_t message[PSC_PASSKEY_KEY_BYTES + PSC_UUID_BYTES];
    PSC_TRY(psc_passkey_kek(kek, device_id, credential_id, output));
    memcpy(message, key, PSC_PASSKEY_KEY_BYTES);
    memcpy(message + PSC_PASSKEY_KEY_BYTES, device_id->bytes, PSC_UUID_BYTES);
    const psc_status status = psc_secretbox_seal(wrapped, arena, host, PSC_BYTES_OF(message), kek);
    psc_wipe(kek, sizeof kek);
    psc_wipe(message, sizeof message);
    return status;
}

psc_status psc_passkey_unwrap(uint8_t key[PSC_PASSKEY_KEY_BYTES], psc_arena *scratch,
                              psc_bytes wrapped, const psc_uuid *device_id, psc_bytes credential_id,
                              const uint8_t output[PSC_PASSKEY_OUTPUT_BYTES]) {
    uint8_t kek[PSC_SECRET_KEY_BYTES];
    PSC_TRY(psc_passkey_kek(kek, device_id, credential_id, output));
    psc_bytes message;
    const psc_status status = psc_secretbox_open(&message, scratch, wrapped, kek);
    psc_wipe(kek, sizeof kek);
    PSC_TRY(status);
    if (message.len != PSC_PASSKEY_KEY_BYTES + PSC_UUID_BYTES ||
        memcmp(message.at + PSC_PASSKEY_KEY_BYTES, device_id->bytes, PSC_UUID_BYTES) != 0) {
        return PSC_ERR_MISMATCH;
    }
    memcpy(key, message.at, PSC_PASSKEY_KEY_BYTES);
    return PSC_OK;
}
