// SPDX-License-Identifier: MPL-2.0
#include "crypto/secretbox.h"

#include <sodium.h>

#define PSC_NONCE_BYTES crypto_secretbox_NONCEBYTES

_Static_assert(PSC_SECRET_KEY_BYTES == crypto_secretbox_KEYBYTES, "key");
_Static_assert(PSC_SECRETBOX_OVERHEAD == crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES,
               "overhead");

psc_status psc_secretbox_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                              psc_bytes message, const uint8_t key[PSC_SECRET_KEY_BYTES]) {
    *out = PSC_BYTES_ABSENT;
    if (message.len > PSC_ARENA_MAX - PSC_SECRETBOX_OVERHEAD) {
        return PSC_ERR_TOO_LARGE;
    }
    const size_t len = message.len + PSC_SECRETBOX_OVERHEAD;
    uint8_t *sealed;
    PSC_TRY(PSC_TAKE(&sealed, arena, len));
    PSC_TRY(psc_host_random(host, sealed, PSC_NONCE_BYTES));
    if (crypto_secretbox_easy(sealed + PSC_NONCE_BYTES, message.at, message.len, sealed, key) !=
        0) {
        return PSC_ERR_ARGUMENT;
    }
    *out = (psc_bytes){sealed, len};
    return PSC_OK;
}

psc_status psc_secretbox_open(psc_bytes *out, psc_arena *arena, psc_bytes sealed,
                              const uint8_t key[PSC_SECRET_KEY_BYTES]) {
    *out = PSC_BYTES_ABSENT;
    if (sealed.len < PSC_SECRETBOX_OVERHEAD) {
        return PSC_ERR_DECRYPT;
    }
    const size_t len = sealed.len - PSC_SECRETBOX_OVERHEAD;
    uint8_t *message;
    PSC_TRY(PSC_TAKE(&message, arena, len));
    if (crypto_secretbox_open_easy(message, sealed.at + PSC_NONCE_BYTES,
                                   sealed.len - PSC_NONCE_BYTES, sealed.at, key) != 0) {
        return PSC_ERR_DECRYPT;
    }
    *out = (psc_bytes){message, len};
    return PSC_OK;
}
