// SPDX-License-Identifier: MPL-2.0
/* What the core borrows from its host: memory and random bytes. Time comes with each event;
 * nothing else is taken. */
#ifndef PSC_BASE_HOST_H
#define PSC_BASE_HOST_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

typedef struct psc_host {
    psc_allocator allocator;
    /* Fills `out` with `len` unpredictable bytes; PSC_ERR_RANDOM when the system cannot. A test
     * passes a deterministic one and replays a run byte for byte. */
    psc_status (*random)(void *context, uint8_t *out, size_t len);
    void *random_context;
} psc_host;

psc_status psc_host_random(const psc_host *host, uint8_t *out, size_t len) PSC_CHECK_RESULT;

#endif
