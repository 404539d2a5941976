// SPDX-License-Identifier: MPL-2.0
/* Faults that flowkit.h does not have: of the random source, and of memory while the network or the
 * person does what makes a flow take another way. */
#ifndef PSC_TESTS_FAULTS_H
#define PSC_TESTS_FAULTS_H

#include "flowkit.h"

/* The first answer to each command of `seat`, and to each step of an exchange, is lost. A hook:
 * its context is this, which starts as {.seat = seat}. */
typedef struct faults_losses {
    const world_seat *seat;
    struct {
        char command[40];
        int step;
    } lost[48];
    size_t count;
} faults_losses;
void faults_lose(void *context, world_exchange *exchange);

/* Each of the seat's draws of random bytes fails in turn: each time that is how the flow must end,
 * and then it is settled. Gives the number of draws. */
uint32_t faults_each_draw(const flowkit_scenario *scenario, world *w);

/* Like flowkit_each_allocation, with HURRY before each event: memory may run out there as well. */
uint32_t faults_each_hurried_allocation(const flowkit_scenario *scenario, world *w);

#endif
