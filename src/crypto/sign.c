// SPDX-License-Identifier: MPL-2.0
#include "crypto/sign.h"

#include <sodium.h>
#include <string.h>

_Static_assert(PSC_SIGNING_KEY_BYTES == crypto_sign_SEEDBYTES, "seed");
_Static_assert(PSC_VERIFY_KEY_BYTES == crypto_sign_PUBLICKEYBYTES, "verify key");
_Static_assert(PSC_SIGNATURE_BYTES == crypto_sign_BYTES, "signature");

psc_status psc_verify_key_derive(uint8_t verify_key[PSC_VERIFY_KEY_BYTES],
                                 const uint8_t signing_key[PSC_SIGNING_KEY_BYTES]) {
    uint8_t expanded[crypto_sign_SECRETKEYBYTES];
    const int outcome = crypto_sign_seed_keypair(verify_key, expanded, signing_key);
    psc_wipe(expanded, sizeof expanded);
    return outcome == 0 ? PSC_OK : PSC_ERR_ARGUMENT;
}

psc_status psc_signing_key_make(uint8_t verify_key[PSC_VERIFY_KEY_BYTES],
                                uint8_t signing_key[PSC_SIGNING_KEY_BYTES], const psc_host *host) {
    PSC_TRY(psc_host_random(host, signing_key, PSC_SIGNING_KEY_BYTES));
    return psc_verify_key_derive(verify_key, signing_key);
}

psc_status psc_sign_detached(uint8_t signature[PSC_SIGNATURE_BYTES], psc_bytes message,
                             const uint8_t signing_key[PSC_SIGNING_KEY_BYTES]) {
    uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
    uint8_t expanded[crypto_sign_SECRETKEYBYTES];
    int outcome = crypto_sign_seed_keypair(verify_key, expanded, signing_key);
    outcome |= crypto_sign_detached(signature, NULL, message.at, message.len, expanded);
    psc_wipe(expanded, sizeof expanded);
    return outcome == 0 ? PSC_OK : PSC_ERR_ARGUMENT;
}

psc_status psc_sign_combined(psc_bytes *out, psc_arena *arena, psc_bytes message,
                             const uint8_t signing_key[PSC_SIGNING_KEY_BYTES]) {
    *out = PSC_BYTES_ABSENT;
    if (message.len > PSC_ARENA_MAX - PSC_SIGNATURE_BYTES) {
        return PSC_ERR_TOO_LARGE;
    }
    const size_t len = PSC_SIGNATURE_BYTES + message.len;
    uint8_t *combined;
    PSC_TRY(PSC_TAKE(&combined, arena, len));
    PSC_TRY(psc_sign_detached(combined, message, signing_key));
    if (message.len > 0) {
        memcpy(combined + PSC_SIGNATURE_BYTES, message.at, message.len);
    }
    *out = (psc_bytes){combined, len};
    return PSC_OK;
}

psc_status psc_sign_open(psc_bytes *message, psc_bytes signed_blob,
                         const uint8_t verify_key[PSC_VERIFY_KEY_BYTES]) {
    *message = PSC_BYTES_ABSENT;
    if (signed_blob.len < PSC_SIGNATURE_BYTES) {
        return PSC_ERR_SIGNATURE;
    }
    const psc_bytes body = {signed_blob.at + PSC_SIGNATURE_BYTES,
                            signed_blob.len - PSC_SIGNATURE_BYTES};
    if (crypto_sign_verify_detached(signed_blob.at, body.at, body.len, verify_key) != 0) {
        return PSC_ERR_SIGNATURE;
    }
    *message = body;
    return PSC_OK;
}
