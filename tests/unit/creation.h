// SPDX-License-Identifier: MPL-2.0
/* What every flow must withstand that has another device of its person created (flow/sibling.h):
 * refusals, answers that mean nothing, answers that are lost, and clocks. The rest of such a flow is
 * tried by its own test. */
#ifndef PSC_TESTS_CREATION_H
#define PSC_TESTS_CREATION_H

#include "flowkit.h"

typedef struct creation {
    const flowkit_scenario *scenario;
    int purpose; /* psc_device_purpose, of the device that is created */
    bool accepts_terms; /* HTTP 463 is no end */
    /* The flow has ended well. */
    void (*check_done)(void *context, world_seat *seat);
    /* The flow has failed before the device was there: nothing of this browser is touched. */
    void (*check_untouched)(void *context, world_seat *seat);
} creation;

void creation_check(const creation *c, world *w);
/* A hook for whole runs: the first answer to `device_create` is lost and the next one is none, so
 * that the probe is needed, whose first answer is lost as well. Its context is this, which starts as
 * {.seat = seat}. */
typedef struct creation_misfortune {
    const world_seat *seat;
    uint32_t seen;
    uint32_t probes;
} creation_misfortune;
void creation_meet(void *context, world_exchange *exchange);

#endif
