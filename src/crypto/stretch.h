// SPDX-License-Identifier: MPL-2.0
/* Argon2id, password to key (formats.md §1.8). The stretching itself runs in a module of its
 * own, in a throw-away Worker (emscripten/stretch.c); the core only decides which parameters are
 * acceptable. */
#ifndef PSC_CRYPTO_STRETCH_H
#define PSC_CRYPTO_STRETCH_H

#include "base/bytes.h"
#include "base/host.h"

#define PSC_STRETCH_SALT_BYTES 16u
#define PSC_STRETCH_KEY_BYTES 32u
/* What new files use; also the floor for parameters that a server sends. */
#define PSC_STRETCH_MEMORY_KIB 131072u
#define PSC_STRETCH_PASSES 3u
/* Ceiling for parameters from anywhere: a file or a server must not be able to exhaust this
 * computer. */
#define PSC_STRETCH_MEMORY_KIB_MAX 524288u
#define PSC_STRETCH_PASSES_MAX 16u

typedef struct psc_stretch_parameters {
    uint32_t memlimit_kb;
    uint32_t opslimit;
    uint32_t parallelism; /* 1: nothing else exists in libsodium */
    uint8_t salt[PSC_STRETCH_SALT_BYTES];
} psc_stretch_parameters;

psc_status psc_stretch_parameters_make(psc_stretch_parameters *parameters,
                                       const psc_host *host) PSC_CHECK_RESULT;
/* A device file has a ceiling only: PSC_ERR_STRETCH_EXCESSIVE, or PSC_ERR_VALUE where Argon2id
 * itself forbids the values. */
psc_status psc_stretch_accept_file(const psc_stretch_parameters *parameters) PSC_CHECK_RESULT;
/* A server's parameters have a floor too: PSC_ERR_STRETCH_WEAK. */
psc_status psc_stretch_accept_server(const psc_stretch_parameters *parameters) PSC_CHECK_RESULT;
/* True when a file should be protected anew at the next password entry. */
bool psc_stretch_is_weak(const psc_stretch_parameters *parameters);
/* The computation, native and in the stretch module; needs memlimit_kb KiB. PSC_ERR_MEMORY when
 * they are not to be had. */
psc_status psc_stretch_run(uint8_t key[PSC_STRETCH_KEY_BYTES], psc_bytes password,
                           const psc_stretch_parameters *parameters) PSC_CHECK_RESULT;

#endif
