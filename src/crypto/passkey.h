// SPDX-License-Identifier: MPL-2.0
/* A key under a passkey (WebAuthn's PRF extension). Ours alone: Parsec has nothing like it.
 *
 *   kek     = BLAKE2b-256 keyed with the PRF's output, over domain, version, device id, credential id
 *   wrapped = secretbox(kek, key, device id)
 *
 * The version is a byte, the credential id comes last and takes the rest: no two inputs have the same bytes. The
 * PRF's input is the record's own random salt, so no other use of the passkey gives this output. */
#ifndef PSC_CRYPTO_PASSKEY_H
#define PSC_CRYPTO_PASSKEY_H

#include "base/host.h"
#include "base/id.h"

#define PSC_PASSKEY_VERSION 1u
#define PSC_PASSKEY_SALT_BYTES 32u
#define PSC_PASSKEY_OUTPUT_BYTES 32u /* of the PRF */
#define PSC_PASSKEY_CREDENTIAL_MAX 1023u /* bytes of a credential id (WebAuthn §4) */
#define PSC_PASSKEY_KEY_BYTES 32u

/* `wrapped` lives in `arena`. PSC_ERR_ARGUMENT for a credential id that cannot be one. */
psc_status psc_passkey_wrap(psc_bytes *wrapped, psc_arena *arena, const psc_host *host,
                            const uint8_t key[PSC_PASSKEY_KEY_BYTES], const psc_uuid *device_id, psc_bytes credential_id,
                            const uint8_t output[PSC_PASSKEY_OUTPUT_BYTES]) PSC_CHECK_RESULT;
/* PSC_ERR_DECRYPT for another output, credential or device, PSC_ERR_MISMATCH when the device inside is another one. */
psc_status psc_passkey_unwrap(uint8_t key[PSC_PASSKEY_KEY_BYTES], psc_arena *scratch, psc_bytes wrapped,
                              const psc_uuid *device_id, psc_bytes credential_id,
                              const uint8_t output[PSC_PASSKEY_OUTPUT_BYTES]) PSC_CHECK_RESULT;

#endif
