// SPDX-License-Identifier: MPL-2.0
/* The other side of a claim of a device: a flow that only goes through the exchange, creates the
 * device at the server without more ado, and confirms what the test wants. It keeps nothing: begun
 * anew it greets anew. */
#ifndef PSC_TESTS_SPONSOR_H
#define PSC_TESTS_SPONSOR_H

#include "schema/invite_payloads.h"
#include "world.h"

typedef struct sponsor_orders {
    /* Changes what is confirmed; NULL: nothing. */
    void (*change)(psc_invite_device_confirmation *confirmation);
    psc_bytes content; /* confirmed instead, when given */
    /* As requested by the last claimer; views live in the world. */
    psc_invite_device_data request;
} sponsor_orders;

/* `orders` are read when something is confirmed, and outlive the flow. */
psc_status sponsor_new(psc_flow **flow, world_seat *seat, const world_user *user,
                       world_invitation *invitation, sponsor_orders *orders) PSC_CHECK_RESULT;

#endif
