// SPDX-License-Identifier: MPL-2.0
/* Who is let in at the end of a greeting: a newcomer (enrollee_user.c), or another device of one's own (enrollee_device.c). All that
 * the two differ in is here; greet.c has what they share, which is everything else. Private to src/flow. */
#ifndef PSC_FLOW_ENROLLEE_H
#define PSC_FLOW_ENROLLEE_H

#include "crypto/sealed.h"
#include "crypto/sign.h"
#include "flow/call.h"
#include "flow/journey.h"
#include "trust/certificate.h"

typedef struct psc_enrollee_kind psc_enrollee_kind;

typedef struct psc_enrollee {
    const psc_enrollee_kind *kind;
    const psc_local_device *author; /* the device that greets; borrowed */
    psc_human_handle peer;          /* what is known before they say who they are */
    /* As they say, then as approved; views borrow from the payload, or from the certificates of a resumed journey */
    psc_human_handle person;
    psc_bytes device_label;
    uint8_t public_key[PSC_PUBLIC_KEY_BYTES]; /* newcomer */
    uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
    int profile; /* newcomer: psc_profile */
    psc_uuid user_id;
    psc_uuid device_id;
    psc_time timestamp; /* of the certificates */
    psc_enrollment_blobs blobs;
} psc_enrollee;

/* What the server says of a creation that it refuses for its time. */
typedef struct psc_untimely {
    psc_ballpark ballpark;         /* with PSC_ERR_BALLPARK */
    psc_greater_timestamp greater; /* with PSC_ERR_TIMESTAMP_LOOP */
} psc_untimely;

struct psc_enrollee_kind {
    psc_invitation_type invitation;
    psc_journey_kind journey;
    psc_status unconfirmed; /* what is said when they exist and have not confirmed it */
    /* What the list of invitations says of them; the e-mail is absent for a device. */
    psc_status (*invite)(psc_enrollee *enrollee, psc_arena *arena, psc_bytes claimer_email);
    /* Their payload of step 6. */
    psc_status (*read)(psc_enrollee *enrollee, psc_arena *arena, psc_bytes payload);
    /* For the person to decide upon; `rejected` is PSC_OK the first time. */
    void (*ask)(psc_question *question, const psc_enrollee *enrollee, psc_status rejected);
    /* PSC_ERR_VALUE and PSC_ERR_MISMATCH reject the answer: it is asked again. PSC_ERR_STATE: it answers another question. */
    psc_status (*approve)(psc_enrollee *enrollee, psc_arena *arena, const psc_answer *answer);
    /* Fresh identifiers. */
    psc_status (*identify)(psc_enrollee *enrollee, const psc_host *host);
    /* Our payload of step 7; the newcomer's device has secrets in it. */
    psc_status (*confirm)(psc_buf *content, const psc_enrollee *enrollee);
    psc_status (*sign)(psc_enrollment_blobs *blobs, psc_arena *arena, const psc_enrollment *enrollment);
    /* The command that creates them, and what its answer says. */
    psc_status (*create)(psc_call *call, psc_flow *flow, const psc_endpoint *endpoint, const psc_enrollee *enrollee, int purpose);
    psc_status (*created)(psc_untimely *untimely, psc_call *call, psc_flow *flow);
    /* Of a journey's certificates, which this device has signed; the rest is restored already. */
    psc_status (*restore)(psc_enrollee *enrollee, psc_arena *arena);
    void (*finish)(psc_result *result, const psc_enrollee *enrollee);
};

/* What the answer to device_create says. */
psc_status psc_device_create_read(psc_untimely *untimely, psc_call *call, psc_flow *flow) PSC_CHECK_RESULT;

extern const psc_enrollee_kind psc_enrollee_user;
extern const psc_enrollee_kind psc_enrollee_device;

#endif
