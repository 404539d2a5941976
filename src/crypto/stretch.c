// SPDX-License-Identifier: MPL-2.0
#include "crypto/stretch.h"

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
