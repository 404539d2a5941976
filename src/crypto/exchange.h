// SPDX-License-Identifier: MPL-2.0
/* The key that greeter and claimer share (formats.md §1.7), and the SAS codes drawn from it
 * (§1.12). */
#ifndef PSC_CRYPTO_EXCHANGE_H
#define PSC_CRYPTO_EXCHANGE_H

#include "base/bytes.h"
#include "base/host.h"
#include "crypto/sealed.h"
#include "crypto/secretbox.h"

#define PSC_GREETING_NONCE_BYTES 64u
#define PSC_SAS_CODE_CHARS 4u
#define PSC_SAS_CHOICES 4u /* the right one among them */

typedef enum psc_role { PSC_ROLE_GREETER, PSC_ROLE_CLAIMER } psc_role;

/* First half of BLAKE2b-512(X25519 ‖ greeter key ‖ claimer key): the greeter's key is hashed
 * first on both sides. PSC_ERR_ZERO_KEY when the peer's key makes the shared point zero. */
psc_status
psc_exchange_derive(uint8_t shared_key[PSC_SECRET_KEY_BYTES], psc_role own_role,
                    const uint8_t own_public_key[PSC_PUBLIC_KEY_BYTES],
                    const uint8_t own_private_key[PSC_PRIVATE_KEY_BYTES],
                    const uint8_t peer_public_key[PSC_PUBLIC_KEY_BYTES]) PSC_CHECK_RESULT;

/* Four characters of ABCDEFGHJKLMNPQRSTUVWXYZ23456789, least significant five bits first. */
typedef struct psc_sas_code {
    char text[PSC_SAS_CODE_CHARS];
} psc_sas_code;

psc_status psc_sas_derive(psc_sas_code *greeter_code, psc_sas_code *claimer_code,
                          const uint8_t claimer_nonce[PSC_GREETING_NONCE_BYTES],
                          const uint8_t greeter_nonce[PSC_GREETING_NONCE_BYTES],
                          const uint8_t shared_key[PSC_SECRET_KEY_BYTES]) PSC_CHECK_RESULT;
/* The right code and decoys, all distinct (stricter than the official client, flows.md §1.5),
 * uniformly shuffled. */
psc_status psc_sas_choices_make(psc_sas_code choices[PSC_SAS_CHOICES], const psc_sas_code *right,
                                const psc_host *host) PSC_CHECK_RESULT;
/* PSC_ERR_VALUE unless exactly four characters of the alphabet, upper case. */
psc_status psc_sas_parse(psc_sas_code *code, psc_bytes text) PSC_CHECK_RESULT;
/* Constant time. */
bool psc_sas_equal(const psc_sas_code *a, const psc_sas_code *b);

#endif
