// SPDX-License-Identifier: MPL-2.0
/* Argon2id as a module of its own: js-glue runs it in a Worker made for one stretch and ended after it, since a WebAssembly memory
 * never shrinks. The host overwrites the whole memory when it has the key. */
#include "crypto/random.h"
#include "crypto/stretch.h"

/* As long as a form field may ever be; no second copy of it is made. */
#define PSC_STRETCH_PASSWORD_MAX 65536u

static uint8_t psc_stretch_password_room[PSC_STRETCH_PASSWORD_MAX];
static psc_stretch_parameters psc_stretch_job;
static uint8_t psc_stretch_key_room[PSC_STRETCH_KEY_BYTES];

/* Room for a password of `len` bytes; NULL when it is too long. */
uint8_t *psc_stretch_password(uint32_t len);
uint8_t *psc_stretch_password(uint32_t len) {
    return len <= PSC_STRETCH_PASSWORD_MAX ? psc_stretch_password_room : NULL;
}

/* Room for PSC_STRETCH_SALT_BYTES. */
uint8_t *psc_stretch_salt(void);
uint8_t *psc_stretch_salt(void) {
    return psc_stretch_job.salt;
}

/* Address of the PSC_STRETCH_KEY_BYTES that psc_stretch_derive made. */
const uint8_t *psc_stretch_key(void);
const uint8_t *psc_stretch_key(void) {
    return psc_stretch_key_room;
}

psc_status psc_stretch_derive(uint32_t password_len, uint32_t memlimit_kb, uint32_t opslimit, uint32_t parallelism);
psc_status psc_stretch_derive(uint32_t password_len, uint32_t memlimit_kb, uint32_t opslimit, uint32_t parallelism) {
    if (password_len > PSC_STRETCH_PASSWORD_MAX) {
        return PSC_ERR_ARGUMENT;
    }
    PSC_TRY(psc_crypto_init());
    psc_stretch_job.memlimit_kb = memlimit_kb;
    psc_stretch_job.opslimit = opslimit;
    psc_stretch_job.parallelism = parallelism;
    return psc_stretch_run(psc_stretch_key_room, (psc_bytes){psc_stretch_password_room, password_len}, &psc_stretch_job);
}
