// SPDX-License-Identifier: MPL-2.0
#include "crypto/sealed.h"

#include <sodium.h>

#include "crypto/random.h"

_Static_assert(PSC_PUBLIC_KEY_BYTES == crypto_box_PUBLICKEYBYTES, "public key");
_Static_assert(PSC_PRIVATE_KEY_BYTES == crypto_box_SECRETKEYBYTES, "private key");
_Static_assert(PSC_SEALED_OVERHEAD == crypto_box_SEALBYTES, "overhead");

psc_status psc_public_key_derive(uint8_t public_key[PSC_PUBLIC_KEY_BYTES],
                                 const uint8_t private_key[PSC_PRIVATE_KEY_BYTES]) {
    return crypto_scalarmult_base(public_key, private_key) == 0 ? PSC_OK : PSC_ERR_ZERO_KEY;
}

psc_status psc_keypair_make(uint8_t public_key[PSC_PUBLIC_KEY_BYTES],
                            uint8_t private_key[PSC_PRIVATE_KEY_BYTES], const psc_host *host) {
    PSC_TRY(psc_host_random(host, private_key, PSC_PRIVATE_KEY_BYTES));
    return psc_public_key_derive(public_key, private_key);
}

psc_status psc_sealed_seal(psc_bytes *out, psc_arena *arena, psc_bytes message,
                           const uint8_t public_key[PSC_PUBLIC_KEY_BYTES]) {
    *out = PSC_BYTES_ABSENT;
    if (message.len > PSC_ARENA_MAX - PSC_SEALED_OVERHEAD) {
        return PSC_ERR_TOO_LARGE;
    }
    const size_t len = message.len + PSC_SEALED_OVERHEAD;
    uint8_t *sealed;
    PSC_TRY(PSC_TAKE(&sealed, arena, len));
    /* Fails when the recipient's key is a point of small order. */
    const int outcome = crypto_box_seal(sealed, message.at, message.len, public_key);
    PSC_TRY(psc_random_collect());
    if (outcome != 0) {
        return PSC_ERR_ZERO_KEY;
    }
    *out = (psc_bytes){sealed, len};
    return PSC_OK;
}

psc_status psc_sealed_open(psc_bytes *out, psc_arena *arena, psc_bytes sealed,
                           const uint8_t private_key[PSC_PRIVATE_KEY_BYTES]) {
    *out = PSC_BYTES_ABSENT;
    if (sealed.len < PSC_SEALED_OVERHEAD) {
        return PSC_ERR_DECRYPT;
    }
    const size_t len = sealed.len - PSC_SEALED_OVERHEAD;
    uint8_t *message;
    PSC_TRY(PSC_TAKE(&message, arena, len));
    uint8_t public_key[PSC_PUBLIC_KEY_BYTES];
    PSC_TRY(psc_public_key_derive(public_key, private_key));
    if (crypto_box_seal_open(message, sealed.at, sealed.len, public_key, private_key) != 0) {
        return PSC_ERR_DECRYPT;
    }
    *out = (psc_bytes){message, len};
    return PSC_OK;
}
