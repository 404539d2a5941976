// SPDX-License-Identifier: MPL-2.0
#include "flow/dating.h"

/* flows.md §0.4: how far beyond the server's latest certificate a new one is dated. */
#define PSC_DATING_MARGIN (PSC_TIME_SECOND / 2)
/* A server accepts certificates from this far in the future (protocol.md §1.7). */
#define PSC_DATING_AHEAD_MAX (320 * PSC_TIME_SECOND)
#define PSC_DATING_TRIES_MAX 5u

void psc_dating_later(psc_dating *dating, psc_time now, psc_time strictly_greater_than) {
    dating->next = 0;
    dating->count++;
    if (dating->count > PSC_DATING_TRIES_MAX ||
        strictly_greater_than > now + PSC_DATING_AHEAD_MAX - PSC_DATING_MARGIN) {
        return;
    }
    const psc_time wanted = strictly_greater_than + PSC_DATING_MARGIN;
    dating->next = wanted > now ? wanted : now;
}

psc_time psc_dating_take(psc_dating *dating) {
    const psc_time taken = dating->next;
    dating->next = 0;
    return taken;
}
