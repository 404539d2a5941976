// SPDX-License-Identifier: MPL-2.0
/* What certificates are dated with: the local clock, and later when the server asks for it (DESIGN.md §4, flows.md §0.4). Private to
 * src/flow. */
#ifndef PSC_FLOW_DATING_H
#define PSC_FLOW_DATING_H

#include <stdint.h>

#include "base/id.h"

typedef struct psc_dating {
    psc_time next;  /* what would be tried next; 0: nothing else */
    uint32_t count; /* how often the server asked for something later */
} psc_dating;

/* The server wants a timestamp after this one. `next` stays 0 when that is further ahead of the clock than a server accepts itself, or
 * was asked for too often: it could have certificates dated at will. */
void psc_dating_later(psc_dating *dating, psc_time now, psc_time strictly_greater_than);
/* The next timestamp is tried now. */
psc_time psc_dating_take(psc_dating *dating);

#endif
