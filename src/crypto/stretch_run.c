// SPDX-License-Identifier: MPL-2.0
/* A file of its own, so that the core module, which never stretches, is linked without Argon2id. */
#include <sodium.h>

#include "crypto/random.h"
#include "crypto/stretch.h"

_Static_assert(PSC_STRETCH_SALT_BYTES == crypto_pwhash_argon2id_SALTBYTES, "salt");

psc_status psc_stretch_run(uint8_t key[PSC_STRETCH_KEY_BYTES], psc_bytes password,
                           const psc_stretch_parameters *parameters) {
    PSC_TRY(psc_stretch_accept_file(parameters));
    /* libsodium fills the key with random bytes first, so that nobody uses it after a failure;
     * here it is wiped instead. */
    const psc_host *in_use = psc_random_use_zeros();
    const int outcome = crypto_pwhash_argon2id(
        key, PSC_STRETCH_KEY_BYTES, (const char *) password.at, password.len, parameters->salt,
        parameters->opslimit, (size_t) parameters->memlimit_kb * 1024,
        crypto_pwhash_argon2id_ALG_ARGON2ID13);
    psc_random_use(in_use);
    if (outcome != 0) { /* memory is the only thing left that can be missing */
        psc_wipe(key, PSC_STRETCH_KEY_BYTES);
        return PSC_ERR_MEMORY;
    }
    return PSC_OK;
}
