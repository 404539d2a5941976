// SPDX-License-Identifier: MPL-2.0
/* How a single flow is tried, in a world of world.h: every event that does not fit, and trouble at
 * every place where there can be some. No server and no store of its own. */
#ifndef PSC_TESTS_FLOWKIT_H
#define PSC_TESTS_FLOWKIT_H

#include "world.h"

/* Whether such an event (psc_event_kind) may answer such an effect (psc_effect_kind). */
bool flowkit_answers(int event_kind, int effect_kind);
/* Gives the seat's flow every event that does not fit its state: each must be PSC_ERR_STATE and
 * change nothing. */
void flowkit_misfits(world_seat *seat);
/* Runs to the end of the seat's flow, or until `duration` has passed, with misfits between any
 * two events. */
void flowkit_run(world *w, world_seat *seat, psc_time duration);

/* ---- device files */
psc_bytes flowkit_device_key(world *w, const world_user *user);
/* A user's device file under a password, with today's stretching parameters unless others are
 * given. */
psc_bytes flowkit_device_file(world_seat *seat, const world_user *user, const char *password,
                              const psc_stretch_parameters *parameters);
/* The same for whatever opens it. */
psc_bytes flowkit_file_for(world_seat *seat, const world_user *user, const psc_access *access);
/* With a layer for one-time codes unless NULL. */
void flowkit_add_totp(psc_access *access, const world_opaque_key *totp);
/* For passkeys c000, c001 … of the default person's authenticator. */
psc_bytes flowkit_passkey_file(world_seat *seat, const world_user *user, size_t passkeys,
                               const world_opaque_key *totp);
/* The same file, without a layer, with so much in it that it has exactly `size` bytes: what is sealed has one field more. */
psc_bytes flowkit_grown_file(world_seat *seat, psc_bytes bytes, const psc_access *access, size_t size);
/* "local_device/file_<kind>" of the vectors: all of one device, whose id follows. */
psc_bytes flowkit_vector_file(const char *kind);
extern const psc_uuid flowkit_vector_device;

/* Answers the outstanding `stretch` by a failure. */
void flowkit_fail_stretch(world_seat *seat);

/* ---- scenarios, each run in a world of its own */
typedef struct flowkit_scenario {
    void *context;
    /* Opens the world and starts everybody but the seat under test, which it gives. */
    world_seat *(*open)(void *context, world *w);
    /* Starts the flow under test. */
    psc_status (*start)(void *context, world_seat *seat);
    /* After trouble: checks where things stand, goes on as a person would, and checks the end. */
    void (*settle)(void *context, world_seat *seat);
    psc_time duration;
    /* Gives back what `open` took and the world does not know of; may be NULL. */
    void (*close)(void *context);
} flowkit_scenario;

/* All return the number of runs with trouble. */

/* Cancels after 0, 1, 2 … events: each time the flow must end within a few more. */
uint32_t flowkit_each_cancel(const flowkit_scenario *scenario);
/* Makes each of the seat's allocations fail in turn, piece by piece, from `start` on: each time
 * that is how the flow must end, and every eighth time it is settled as well. */
uint32_t flowkit_each_allocation(const flowkit_scenario *scenario);
/* Each request of the seat is lost once: before the server saw it, or its answer. */
uint32_t flowkit_each_loss(const flowkit_scenario *scenario);
/* Each store effect of the seat fails `times` times. */
uint32_t flowkit_each_store_fault(const flowkit_scenario *scenario, int failure, uint32_t times);
/* The tab is closed at each request of the seat, before the server saw it or before the answer
 * came. */
uint32_t flowkit_each_reload(const flowkit_scenario *scenario);

#endif
