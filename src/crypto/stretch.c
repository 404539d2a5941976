// SPDX-License-Identifier: MPL-2.0
#include "crypto/stretch.h"

#include <sodium.h>

#include "crypto/random.h"

_Static_assert(PSC_STRETCH_SALT_BYTES == crypto_pwhash_argon2id_SALTBYTES, "salt");

/* Argon2 works on at least 8 KiB per lane. */
#define PSC_STRETCH_MEMORY_KIB_MIN 8u

psc_status psc_stretch_parameters_make(psc_stretch_parameters *parameters, const psc_host *host) {
    parameters->memlimit_kb = PSC_STRETCH_MEMORY_KIB;
    parameters->opslimit = PSC_STRETCH_PASSES;
    parameters->parallelism = 1;
    return psc_host_random(host, parameters->salt, PSC_STRETCH_SALT_BYTES);
}

psc_status psc_stretch_accept_file(const psc_stretch_parameters *parameters) {
    if (parameters->memlimit_kb < PSC_STRETCH_MEMORY_KIB_MIN || parameters->opslimit < 1 ||
        parameters->parallelism != 1) {
        return PSC_ERR_VALUE;
    }
    if (parameters->memlimit_kb > PSC_STRETCH_MEMORY_KIB_MAX ||
        parameters->opslimit > PSC_STRETCH_PASSES_MAX) {
        return PSC_ERR_STRETCH_EXCESSIVE;
    }
    return PSC_OK;
}

bool psc_stretch_is_weak(const psc_stretch_parameters *parameters) {
    return parameters->memlimit_kb < PSC_STRETCH_MEMORY_KIB ||
           parameters->opslimit < PSC_STRETCH_PASSES;
}

psc_status psc_stretch_accept_server(const psc_stretch_parameters *parameters) {
    PSC_TRY(psc_stretch_accept_file(parameters));
    return psc_stretch_is_weak(parameters) ? PSC_ERR_STRETCH_WEAK : PSC_OK;
}

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
