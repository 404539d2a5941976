// SPDX-License-Identifier: MPL-2.0
#include "crypto/random.h"

#include <sodium.h>
#include <string.h>

/* The one piece of global state: libsodium's random functions take no context. Set for the
 * length of one step only. */
static const psc_host *psc_random_host;
static psc_status psc_random_outcome;

static psc_status psc_random_zeros(void *context, uint8_t *out, size_t len) {
    (void) context;
    memset(out, 0, len);
    return PSC_OK;
}

const psc_host *psc_random_use_zeros(void) {
    static const psc_host zeros = {.random = psc_random_zeros};
    const psc_host *in_use = psc_random_host;
    psc_random_host = &zeros;
    return in_use;
}

psc_status psc_crypto_init(void) {
    return sodium_init() < 0 ? PSC_ERR_STATE : PSC_OK;
}

void psc_random_use(const psc_host *host) {
    psc_random_host = host;
    psc_random_outcome = PSC_OK;
}

psc_status psc_random_collect(void) {
    const psc_status outcome = psc_random_outcome;
    psc_random_outcome = PSC_OK;
    return outcome;
}

/* libsodium's one reference to a random source, as cmake/sodium.cmake builds it. */
void randombytes_buf(void *const buf, const size_t size) {
    if (psc_random_host == NULL) {
        __builtin_trap();
    }
    const psc_status status = psc_host_random(psc_random_host, buf, size);
    if (status != PSC_OK) {
        memset(buf, 0, size);
        psc_random_outcome = status;
    }
}

bool psc_secret_equal(const uint8_t *a, const uint8_t *b, size_t len) {
    return sodium_memcmp(a, b, len) == 0;
}

psc_status psc_uuid_make(psc_uuid *id, const psc_host *host) {
    PSC_TRY(psc_host_random(host, id->bytes, PSC_UUID_BYTES));
    id->bytes[6] = (uint8_t) ((id->bytes[6] & 0x0f) | 0x40);
    id->bytes[8] = (uint8_t) ((id->bytes[8] & 0x3f) | 0x80);
    return PSC_OK;
}
