// SPDX-License-Identifier: MPL-2.0
#include "crypto/digest.h"

#include <sodium.h>

_Static_assert(PSC_SHA256_BYTES == crypto_hash_sha256_BYTES, "digest");
_Static_assert(PSC_MAC_BYTES == crypto_generichash_BYTES_MAX, "mac");
_Static_assert(crypto_kdf_KEYBYTES == 32 && crypto_kdf_CONTEXTBYTES == 8, "key derivation");

psc_status psc_sha256(uint8_t digest[PSC_SHA256_BYTES], psc_bytes data) {
    return crypto_hash_sha256(digest, data.at, data.len) == 0 ? PSC_OK : PSC_ERR_ARGUMENT;
}

psc_status psc_mac(uint8_t mac[PSC_MAC_BYTES], psc_bytes a, psc_bytes b,
                   const uint8_t key[PSC_MAC_KEY_BYTES]) {
    crypto_generichash_state state;
    int outcome = crypto_generichash_init(&state, key, PSC_MAC_KEY_BYTES, PSC_MAC_BYTES);
    outcome |= crypto_generichash_update(&state, a.at, a.len);
    outcome |= crypto_generichash_update(&state, b.at, b.len);
    outcome |= crypto_generichash_final(&state, mac, PSC_MAC_BYTES);
    psc_wipe(&state, sizeof state);
    return outcome == 0 ? PSC_OK : PSC_ERR_ARGUMENT;
}

/* The UUID's first half, little-endian, is the subkey number, its second half the context. */
static psc_status psc_derive(uint8_t *out, size_t len, const uint8_t master[32],
                             const psc_uuid *usage) {
    uint64_t number = 0;
    for (size_t i = 0; i < 8; i++) {
        number |= (uint64_t) usage->bytes[i] << (8 * i);
    }
    const char *context = (const char *) usage->bytes + 8;
    return crypto_kdf_derive_from_key(out, len, number, context, master) == 0 ? PSC_OK
                                                                              : PSC_ERR_ARGUMENT;
}

psc_status psc_derive_key(uint8_t key[32], const uint8_t master[32], const psc_uuid *usage) {
    return psc_derive(key, 32, master, usage);
}

psc_status psc_derive_uuid(psc_uuid *id, const uint8_t master[32], const psc_uuid *usage) {
    return psc_derive(id->bytes, PSC_UUID_BYTES, master, usage);
}
