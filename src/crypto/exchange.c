// SPDX-License-Identifier: MPL-2.0
#include "crypto/exchange.h"

#include <sodium.h>
#include <string.h>

#include "crypto/digest.h"
#include "crypto/random.h"

_Static_assert(PSC_SECRET_KEY_BYTES == crypto_kx_SESSIONKEYBYTES, "session key");
_Static_assert(PSC_MAC_KEY_BYTES == PSC_SECRET_KEY_BYTES, "the shared key is the MAC's key");

/* A working source repeats one of four codes about once in 350,000 draws: many repeats mean that
 * it is broken. */
#define PSC_SAS_DRAWS_MAX 32u

static const char psc_sas_alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

psc_status psc_exchange_derive(uint8_t shared_key[PSC_SECRET_KEY_BYTES], psc_role own_role,
                               const uint8_t own_public_key[PSC_PUBLIC_KEY_BYTES],
                               const uint8_t own_private_key[PSC_PRIVATE_KEY_BYTES],
                               const uint8_t peer_public_key[PSC_PUBLIC_KEY_BYTES]) {
    /* The greeter is the "client" of crypto_kx, whose key is hashed first. Both sides keep the
     * half that the greeter receives with, that is the claimer sends with; the other half serves
     * nothing. */
    uint8_t unused[crypto_kx_SESSIONKEYBYTES];
    const int outcome = own_role == PSC_ROLE_GREETER
                            ? crypto_kx_client_session_keys(shared_key, unused, own_public_key,
                                                            own_private_key, peer_public_key)
                            : crypto_kx_server_session_keys(unused, shared_key, own_public_key,
                                                            own_private_key, peer_public_key);
    psc_wipe(unused, sizeof unused);
    if (outcome != 0) {
        psc_wipe(shared_key, PSC_SECRET_KEY_BYTES);
        return PSC_ERR_ZERO_KEY;
    }
    return PSC_OK;
}

static void psc_sas_write(psc_sas_code *code, uint32_t number) {
    for (size_t i = 0; i < PSC_SAS_CODE_CHARS; i++) {
        code->text[i] = psc_sas_alphabet[number >> (5 * i) & 31];
    }
}

psc_status psc_sas_derive(psc_sas_code *greeter_code, psc_sas_code *claimer_code,
                          const uint8_t claimer_nonce[PSC_GREETING_NONCE_BYTES],
                          const uint8_t greeter_nonce[PSC_GREETING_NONCE_BYTES],
                          const uint8_t shared_key[PSC_SECRET_KEY_BYTES]) {
    uint8_t mac[PSC_MAC_BYTES];
    PSC_TRY(psc_mac(mac, (psc_bytes){claimer_nonce, PSC_GREETING_NONCE_BYTES},
                    (psc_bytes){greeter_nonce, PSC_GREETING_NONCE_BYTES}, shared_key));
    /* The first 40 bits, big-endian: greeter's 20, then claimer's 20. */
    psc_sas_write(greeter_code,
                  (uint32_t) mac[0] << 12 | (uint32_t) mac[1] << 4 | (uint32_t) mac[2] >> 4);
    psc_sas_write(claimer_code, (uint32_t) (mac[2] & 15) << 16 | (uint32_t) mac[3] << 8 | mac[4]);
    psc_wipe(mac, sizeof mac);
    return PSC_OK;
}

static psc_status psc_sas_draw(psc_sas_code *code, const psc_host *host) {
    uint8_t bytes[3];
    PSC_TRY(psc_host_random(host, bytes, sizeof bytes));
    psc_sas_write(code, (uint32_t) bytes[0] << 16 | (uint32_t) bytes[1] << 8 | bytes[2]);
    return PSC_OK;
}

static bool psc_sas_among(const psc_sas_code *codes, size_t count, const psc_sas_code *code) {
    bool found = false;
    for (size_t i = 0; i < count; i++) {
        found = found || psc_sas_equal(&codes[i], code);
    }
    return found;
}

psc_status psc_sas_choices_make(psc_sas_code choices[PSC_SAS_CHOICES], const psc_sas_code *right,
                                const psc_host *host) {
    choices[0] = *right;
    size_t count = 1;
    for (unsigned draws = 0; count < PSC_SAS_CHOICES; draws++) {
        if (draws == PSC_SAS_DRAWS_MAX) {
            return PSC_ERR_RANDOM;
        }
        PSC_TRY(psc_sas_draw(&choices[count], host));
        count += psc_sas_among(choices, count, &choices[count]) ? 0 : 1;
    }
    for (size_t last = PSC_SAS_CHOICES - 1; last > 0; last--) {
        /* 32 bits against at most 4 places: the bias is below 2^-30. */
        uint8_t bytes[4];
        PSC_TRY(psc_host_random(host, bytes, sizeof bytes));
        const uint32_t drawn = (uint32_t) bytes[0] | (uint32_t) bytes[1] << 8 |
                               (uint32_t) bytes[2] << 16 | (uint32_t) bytes[3] << 24;
        const size_t other = drawn % (last + 1);
        const psc_sas_code moved = choices[last];
        choices[last] = choices[other];
        choices[other] = moved;
    }
    return PSC_OK;
}

psc_status psc_sas_parse(psc_sas_code *code, psc_bytes text) {
    if (text.len != PSC_SAS_CODE_CHARS) {
        return PSC_ERR_VALUE;
    }
    for (size_t i = 0; i < PSC_SAS_CODE_CHARS; i++) {
        if (memchr(psc_sas_alphabet, text.at[i], sizeof psc_sas_alphabet - 1) == NULL) {
            return PSC_ERR_VALUE;
        }
        code->text[i] = (char) text.at[i];
    }
    return PSC_OK;
}

bool psc_sas_equal(const psc_sas_code *a, const psc_sas_code *b) {
    return psc_secret_equal((const uint8_t *) a->text, (const uint8_t *) b->text,
                            PSC_SAS_CODE_CHARS);
}
