// SPDX-License-Identifier: MPL-2.0
/* What an invitation gives: membership of an organization, or another device of somebody who is a
 * member already. Private to claim.c, which leads both the same way; only what differs is here. */
#ifndef PSC_FLOW_CLAIM_KIND_H
#define PSC_FLOW_CLAIM_KIND_H

#include "flow/flow.h"
#include "schema/local_device.h"
#include "schema/protocol.h"

/* An organization has a handful of administrators; a server's list may have any length. */
#define PSC_CLAIM_GREETERS_MAX 32u

/* Who is invited, by whom, and who can help: of a device, nobody but its own person. */
typedef struct psc_claim_people {
    psc_bytes email;          /* the one invited */
    psc_human_handle invited; /* absent: a newcomer, whose name is not known yet */
    psc_human_handle inviter; /* absent: an external service, or one's own other device */
    psc_bytes service_label;
    psc_human_handle *greeters; /* the inviter first */
    psc_uuid *greeter_ids;
    size_t count;
} psc_claim_people;

/* What a claimer says of itself. */
typedef struct psc_claim_self {
    psc_human_handle human_handle;
    psc_bytes device_label;
} psc_claim_self;

typedef struct psc_claim_kind {
    psc_address_kind link;
    psc_invitation_type invitation;
    psc_journey_kind journey;
    /* What is said when the exchange ends after step 6 was sent. */
    psc_status unconfirmed;
    /* Copies what the server says into `arena`. */
    psc_status (*read_people)(psc_claim_people *people, psc_arena *arena,
                              const psc_invitation_info *info);
    /* Makes the keys that are the claimer's own, the rest of *local being zero, and writes the
     * request of step 6. */
    psc_status (*make_request)(psc_buf *content, psc_local_device *local,
                               const psc_claim_self *self, const psc_host *host);
    /* Takes what step 7 grants into *local, whose own keys stay. PSC_ERR_MISMATCH when it is not for
     * whom the greeter can speak, or no device can be made of it; views borrow from `content`. */
    psc_status (*read_confirmation)(psc_local_device *local, psc_arena *arena, psc_bytes content,
                                    const psc_uuid *greeter_id, const psc_human_handle *greeter);
} psc_claim_kind;

/* Both kinds; NULL for what is neither. */
const psc_claim_kind *psc_claim_kind_of_link(psc_address_kind link);
const psc_claim_kind *psc_claim_kind_of_journey(int journey);

#endif
