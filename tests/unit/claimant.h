// SPDX-License-Identifier: MPL-2.0
/* The other side of a greeting that adds a device: a flow that only goes through the exchange, keeps
 * nothing and asks for no password, so that a test of the greeter's side depends on little else. It
 * ends with ADDED, as whoever greets it does. */
#ifndef PSC_TESTS_CLAIMANT_H
#define PSC_TESTS_CLAIMANT_H

#include "schema/invite_payloads.h"
#include "world.h"

/* As confirmed by the greeter, of the last claimant; views live in the world. */
typedef struct claimant_outcome {
    psc_invite_device_confirmation confirmation;
    uint8_t verify_key[32];
} claimant_outcome;

psc_status claimant_new(psc_flow **flow, world_seat *seat, const world_invitation *invitation,
                        claimant_outcome *outcome) PSC_CHECK_RESULT;

#endif
