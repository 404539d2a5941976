// SPDX-License-Identifier: MPL-2.0
/* Stands in for libsodium's sodium/core.c, which initializes every primitive of the library and therefore links them all. This
 * one initializes those that something else has linked: a weak reference fetches nothing from an archive. The core runs on one
 * thread, hence no lock. */
#include "core.h"

#include <stdlib.h>

#include "private/implementations.h"
#include "private/mutex.h"
#include "runtime.h"

#pragma weak _crypto_generichash_blake2b_pick_best_implementation
#pragma weak _crypto_onetimeauth_poly1305_pick_best_implementation
#pragma weak _crypto_pwhash_argon2_pick_best_implementation
#pragma weak _crypto_scalarmult_curve25519_pick_best_implementation
#pragma weak _crypto_stream_salsa20_pick_best_implementation

int sodium_init(void) {
    static int (*const initializers[])(void) = {
        _crypto_generichash_blake2b_pick_best_implementation,
        _crypto_onetimeauth_poly1305_pick_best_implementation,
        _crypto_pwhash_argon2_pick_best_implementation,
        _crypto_scalarmult_curve25519_pick_best_implementation,
        _crypto_stream_salsa20_pick_best_implementation,
    };
    static int initialized;
    if (initialized) {
        return 1;
    }
    _sodium_runtime_get_cpu_features();
    for (size_t i = 0; i < sizeof initializers / sizeof initializers[0]; i++) {
        if (initializers[i] != NULL && initializers[i]() != 0) {
            return -1;
        }
    }
    initialized = 1;
    return 0;
}

int sodium_crit_enter(void) {
    return 0;
}

int sodium_crit_leave(void) {
    return 0;
}

void sodium_misuse(void) {
    abort();
}
