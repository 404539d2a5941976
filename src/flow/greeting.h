// SPDX-License-Identifier: MPL-2.0
/* One greeting attempt after another between two people: steps 0 to 8, both roles (flows.md §1). Private to src/flow; claim and greet
 * run one or many of these. It owns polling (throttle of flows.md §1.6), identical re-sends, the commitment check, the silence note, and
 * cancelling with the right reason.
 *
 * The own nonce is what a listener in the middle waits for: once it has that, it knows both codes, and whether its chance in a million
 * came true, before it has to show them to anybody. While the nonce is kept, a greeting that the other side began anew restarts by
 * itself; afterwards it stops, and the parent, which counts for the whole journey, decides. The claimer's goes out at step 3, when the
 * parent says so; the greeter's at step 2. */
#ifndef PSC_FLOW_GREETING_H
#define PSC_FLOW_GREETING_H

#include "crypto/exchange.h"
#include "flow/call.h"

/* Of one greeting by itself, while its nonce is kept. */
#define PSC_GREETING_RESTARTS_MAX 8u
/* Of a journey by itself after a nonce was out, until its person says "again". */
#define PSC_GREETING_TRIES_MAX 8u

/* What is awaited. Names are those of the awaited thing. */
typedef enum psc_greeting_state {
    PSC_GREETING_IDLE,
    PSC_GREETING_AWAIT_ATTEMPT,        /* start */
    PSC_GREETING_AWAIT_PEER,           /* step 0 */
    PSC_GREETING_AWAIT_HASHED_NONCE,   /* step 1 */
    PSC_GREETING_AWAIT_GREETER_NONCE,  /* step 2 */
    PSC_GREETING_GREETER_NONCE,        /* claimer: it is there; the parent reveals the own one, or does not */
    PSC_GREETING_AWAIT_CLAIMER_NONCE,  /* step 3 */
    PSC_GREETING_CODES,                /* codes are there; the parent goes on with trust */
    PSC_GREETING_AWAIT_CLAIMER_TRUST,  /* step 4: the claimer recognizes the greeter's code */
    PSC_GREETING_AWAIT_GREETER_TRUST,  /* step 5 */
    PSC_GREETING_TRUSTED,
    PSC_GREETING_AWAIT_CLAIMER_PAYLOAD, /* step 6 */
    PSC_GREETING_AWAIT_GREETER_PAYLOAD, /* step 7 */
    PSC_GREETING_AWAIT_ACKNOWLEDGMENT,  /* step 8 */
    PSC_GREETING_ENDED
} psc_greeting_state;

typedef enum psc_greeting_outcome {
    PSC_GREETING_NOTHING,
    PSC_GREETING_HAS_PEER,     /* the other side is there (step 0 answered) */
    PSC_GREETING_HAS_GREETER_NONCE, /* claimer: step 2 done, the other side is there and commits to nothing more */
    PSC_GREETING_HAS_CODES,    /* step 3 done, commitment verified: codes may be shown */
    PSC_GREETING_HAS_CLAIMER_TRUST, /* step 4 done */
    PSC_GREETING_HAS_GREETER_TRUST, /* step 5 done */
    PSC_GREETING_HAS_PAYLOAD,  /* opened and put in `peer_payload` (state arena): content of the v0 container */
    PSC_GREETING_SENT_PAYLOAD, /* step 6 (claimer) or 7 (greeter) answered */
    PSC_GREETING_ACKNOWLEDGED, /* step 8 */
    PSC_GREETING_RESTARTED,    /* by itself, its nonce being kept; `reason`, `by_me` say why */
    PSC_GREETING_STOPPED,      /* cancelled by either side, or refused by us: `reason`, `by_me`, `status` */
    PSC_GREETING_BROKEN        /* the server refused: `status` (e.g. INVITATION_USED, GREETER_REVOKED, HTTP_*) */
} psc_greeting_outcome;

typedef struct psc_greeting {
    int role; /* psc_role */
    psc_flow *flow;
    const psc_endpoint *endpoint;
    int purpose;
    uint32_t who;
    uint8_t greeter_or_token[PSC_UUID_BYTES]; /* claimer: greeter's user id; greeter: invitation token */
    psc_human_handle peer;                    /* whom the silence note names: set by the parent after begin or resume, may be absent */
    /* the attempt */
    int state; /* psc_greeting_state */
    psc_uuid attempt;
    uint32_t restarts;
    bool revealed; /* the nonce of this attempt is out; stays when it has ended */
    bool was_here; /* the other side was, a moment ago: its silence counts from step 0 on; set by the parent after begin */
    uint8_t own_public_key[PSC_PUBLIC_KEY_BYTES];
    uint8_t own_private_key[PSC_PRIVATE_KEY_BYTES];
    uint8_t own_nonce[PSC_GREETING_NONCE_BYTES];
    uint8_t peer_commitment[32];
    uint8_t shared_key[PSC_SECRET_KEY_BYTES];
    psc_sas_code greeter_code;
    psc_sas_code claimer_code;
    psc_call call;     /* the current step, or the start */
    uint32_t polls;    /* of the current step */
    uint32_t sleep;    /* between two polls */
    bool watching;     /* the polls repeat a step that is done */
    psc_time asked_on; /* when the last poll was sent */
    psc_time silent_since; /* first not_ready of a machine-paced step */
    bool silent;           /* silent_since counts */
    bool silence_noted;
    /* what the outcome tells */
    bool by_me;
    int reason; /* psc_cancel_reason */
    psc_status status;
    psc_bytes peer_payload;
    psc_bytes step_body; /* of the own payload's step, once prepared */
} psc_greeting;

/* `id` is the greeter's user id (claimer) or the invitation token (greeter). Starts at once. */
psc_status psc_greeting_begin(psc_greeting *greeting, psc_flow *flow, int role, const psc_endpoint *endpoint, const uint8_t id[16],
                              int purpose, uint32_t who) PSC_CHECK_RESULT;
/* Events whose `answered` has this greeting's purpose and who; HURRY (`answered` NULL) to all that have not ended. After STOPPED and
 * BROKEN the greeting is ENDED, its secrets wiped, and the server told when it was us who stopped. */
psc_status psc_greeting_event(int *outcome, psc_greeting *greeting, const psc_event *event,
                              const psc_pending *answered) PSC_CHECK_RESULT;
/* claimer: step 3, after HAS_GREETER_NONCE. */
psc_status psc_greeting_reveal(psc_greeting *greeting) PSC_CHECK_RESULT;
/* claimer: own = claimer code, picks the greeter's; greeter the other way round. Valid from HAS_CODES. */
const psc_sas_code *psc_greeting_own_code(const psc_greeting *greeting);
const psc_sas_code *psc_greeting_peer_code(const psc_greeting *greeting);
/* claimer: sends step 4, then by itself waits for 5. greeter: waits for step 4. */
psc_status psc_greeting_await_claimer_trust(psc_greeting *greeting) PSC_CHECK_RESULT;
/* greeter: sends step 5. */
psc_status psc_greeting_await_greeter_trust(psc_greeting *greeting) PSC_CHECK_RESULT;
/* Seals `content` (a record already written) in a v0 container under the shared key; claimer: step 6, greeter: step 7. */
psc_status psc_greeting_send_payload(psc_greeting *greeting, psc_bytes content) PSC_CHECK_RESULT;
/* claimer: step 7; greeter: step 6. Undecipherable or unreadable ones are cancelled with the right reason and STOPPED. */
psc_status psc_greeting_await_payload(psc_greeting *greeting) PSC_CHECK_RESULT;
/* claimer: sends once, `not_ready` is success. greeter: polls. */
psc_status psc_greeting_acknowledge(psc_greeting *greeting) PSC_CHECK_RESULT;
/* While a person decides (codes, details, approval), the last step is repeated every two seconds: only so is it noticed that the
 * other side went away or began anew, before its person and ours compare codes of different attempts. Gives STOPPED or BROKEN at
 * most; ends with the next step or payload. */
psc_status psc_greeting_watch(psc_greeting *greeting) PSC_CHECK_RESULT;
/* Best effort: one request whose answer nobody awaits. The greeting is ENDED at once, its secrets wiped. Fine when it has ended. */
psc_status psc_greeting_cancel(psc_greeting *greeting, int reason) PSC_CHECK_RESULT;
/* Rebuilds a greeting from a resume record, as it was after prepare_payload: send_body goes on, or, for the greeter, await_payload
 * first, which tells whether the exchange still stands. */
psc_status psc_greeting_restore(psc_greeting *greeting, psc_flow *flow, int role, const psc_endpoint *endpoint,
                                const psc_uuid *attempt, const uint8_t shared_key[PSC_SECRET_KEY_BYTES], psc_bytes step_body,
                                int purpose, uint32_t who) PSC_CHECK_RESULT;
/* The exact request body of step 6 or 7, for the resume record; valid after prepare_payload, in the state arena. */
psc_bytes psc_greeting_step_body(const psc_greeting *greeting);
/* Makes the step 6/7 body without sending it yet (the resume record is stored first); psc_greeting_send_body sends it. */
psc_status psc_greeting_prepare_payload(psc_greeting *greeting, psc_bytes content) PSC_CHECK_RESULT;
psc_status psc_greeting_send_body(psc_greeting *greeting) PSC_CHECK_RESULT;

#endif
