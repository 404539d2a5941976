// SPDX-License-Identifier: MPL-2.0
#include "faults.h"

#include <stdio.h>
#include <string.h>

#include "harness.h"

void faults_lose(void *context, world_exchange *exchange) {
    faults_losses *losses = context;
    if (exchange->seat != losses->seat || !exchange->after || !exchange->awaited) {
        return;
    }
    for (size_t i = 0; i < losses->count; i++) {
        if (losses->lost[i].step == exchange->step &&
            strcmp(losses->lost[i].command, exchange->command) == 0) {
            return;
        }
    }
    if (CHECK(losses->count < sizeof losses->lost / sizeof losses->lost[0])) {
        snprintf(losses->lost[losses->count].command, sizeof losses->lost[0].command, "%s",
                 exchange->command);
        losses->lost[losses->count++].step = exchange->step;
        exchange->lose = true;
    }
}

static void subject(const char *what, uint32_t number) {
    static char text[64];
    snprintf(text, sizeof text, "%s %u", what, (unsigned) number);
    test_subject(text);
}

static void leave(const flowkit_scenario *scenario, world *w) {
    if (scenario->close != NULL) {
        scenario->close(scenario->context);
    }
    world_close(w);
}

/* ---- random bytes */

typedef struct source {
    psc_host host; /* the seat's own */
    uint32_t left; /* draws until one fails */
} source;

static psc_status draw(void *context, uint8_t *out, size_t len) {
    source *from = context;
    if (from->left > 0 && --from->left == 0) {
        return PSC_ERR_RANDOM;
    }
    return psc_host_random(&from->host, out, len);
}

uint32_t faults_each_draw(const flowkit_scenario *scenario, world *w) {
    for (uint32_t n = 1;; n++) {
        subject("draw", n);
        world_seat *seat = scenario->open(scenario->context, w);
        source from = {.host = seat->host, .left = n};
        seat->host.random = draw;
        seat->host.random_context = &from;
        CHECK_OK(scenario->start(scenario->context, seat));
        const psc_time until = w->now + scenario->duration;
        while (!seat->ended && w->now < until && world_tick(w)) {
        }
        const bool failed = from.left == 0;
        if (failed) {
            CHECK(seat->ended && !seat->done && seat->failure.status == PSC_ERR_RANDOM);
        }
        seat->host.random = from.host.random;
        seat->host.random_context = from.host.random_context;
        w->hook = NULL;
        scenario->settle(scenario->context, seat);
        leave(scenario, w);
        if (!failed) {
            test_subject(NULL);
            return n - 1;
        }
    }
}

/* ---- memory */

uint32_t faults_each_hurried_allocation(const flowkit_scenario *scenario, world *w) {
    for (uint32_t n = 1;; n++) {
        subject("hurried allocation", n);
        world_seat *seat = scenario->open(scenario->context, w);
        const uint64_t last = seat->heap.allocations + n;
        seat->heap.fail_at = last;
        seat->host.allocator.piecewise = true;
        const psc_status started = scenario->start(scenario->context, seat);
        const psc_time until = w->now + scenario->duration;
        bool more = started == PSC_OK;
        while (more && !seat->ended && w->now < until) {
            const psc_status hurried = world_send(seat, PSC_EVENT_HURRY);
            CHECK(hurried == PSC_OK || (hurried == PSC_ERR_MEMORY && seat->ended));
            more = seat->ended || world_tick(w);
        }
        const bool failed = seat->heap.allocations >= last;
        if (started != PSC_OK) {
            CHECK(failed && started == PSC_ERR_MEMORY);
        } else if (failed) {
            CHECK(seat->ended && !seat->done && seat->failure.status == PSC_ERR_MEMORY);
        }
        if (n % 8 == 1) {
            w->hook = NULL;
            seat->store_fault_at = 0;
            seat->heap.fail_at = 0;
            seat->host.allocator.piecewise = false;
            scenario->settle(scenario->context, seat);
        }
        leave(scenario, w);
        if (!failed) {
            test_subject(NULL);
            return n - 1;
        }
    }
}
