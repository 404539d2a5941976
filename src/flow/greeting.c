// SPDX-License-Identifier: MPL-2.0
#include "flow/greeting.h"

#include <string.h>

#include "codec/envelope.h"
#include "crypto/digest.h"
#include "crypto/random.h"

/* A machine answers within a poll or two: this long without it, the other window may be closed. */
#define PSC_GREETING_SILENCE (10 * PSC_TIME_SECOND)

#define PSC_GREETING_WATCH_MS 2000u

/* Delays between two polls of a step, from the start of one to the start of the next (flows.md
 * §1.6). */
static const uint32_t psc_poll_ms[] = {62, 125, 250, 500, 1000};

/* ------------------------------------------------------------------------------- ends and wipes */

static void psc_greeting_wipe_exchange(psc_greeting *greeting) {
    psc_wipe(greeting->own_private_key, sizeof greeting->own_private_key);
    psc_wipe(greeting->own_nonce, sizeof greeting->own_nonce);
    psc_wipe(greeting->peer_commitment, sizeof greeting->peer_commitment);
}

static void psc_greeting_wipe(psc_greeting *greeting) {
    psc_greeting_wipe_exchange(greeting);
    psc_wipe(greeting->shared_key, sizeof greeting->shared_key);
    psc_wipe(&greeting->greeter_code, sizeof greeting->greeter_code);
    psc_wipe(&greeting->claimer_code, sizeof greeting->claimer_code);
}

/* The other side gave a sign, or is not waited for any more. */
static psc_status psc_greeting_heard(psc_greeting *greeting) {
    greeting->silent = false;
    if (!greeting->silence_noted) {
        return PSC_OK;
    }
    greeting->silence_noted = false;
    const psc_note note = {.kind = PSC_NOTE_SILENCE,
                           .as.silence = {.silent = false, .peer = greeting->peer}};
    return psc_flow_note(greeting->flow, &note);
}

/* Nothing of this greeting is outstanding any more. */
static void psc_greeting_rest(psc_greeting *greeting) {
    psc_call_abandon(&greeting->call, greeting->flow);
    psc_flow_withdraw(greeting->flow, greeting->sleep);
    greeting->sleep = 0;
    greeting->watching = false;
}

static psc_status psc_greeting_end(psc_greeting *greeting) {
    psc_greeting_rest(greeting);
    psc_greeting_wipe(greeting);
    greeting->state = PSC_GREETING_ENDED;
    return psc_greeting_heard(greeting);
}

static psc_status psc_greeting_broken(int *outcome, psc_greeting *greeting, psc_status status) {
    greeting->status = status;
    *outcome = PSC_GREETING_BROKEN;
    return psc_greeting_end(greeting);
}

static psc_status psc_greeting_stopped(int *outcome, psc_greeting *greeting, bool by_me, int reason,
                                       psc_status status) {
    greeting->by_me = by_me;
    greeting->reason = reason;
    greeting->status = status;
    *outcome = PSC_GREETING_STOPPED;
    return psc_greeting_end(greeting);
}

psc_status psc_greeting_cancel(psc_greeting *greeting, int reason) {
    if (greeting->state == PSC_GREETING_ENDED || greeting->state == PSC_GREETING_IDLE) {
        return PSC_OK;
    }
    /* While `start` is under way there is no attempt to name; the one it makes is replaced by
     * the next start. */
    if (greeting->state != PSC_GREETING_AWAIT_ATTEMPT) {
        const psc_cancel_attempt_request request = {.greeting_attempt = greeting->attempt,
                                                    .reason = reason};
        PSC_TRY(psc_call_tell(greeting->flow, greeting->endpoint, &request,
                              greeting->role == PSC_ROLE_CLAIMER
                                  ? &psc_claimer_cancel_request_record
                                  : &psc_greeter_cancel_request_record));
    }
    return psc_greeting_end(greeting);
}

/* We refuse what the other side sent: the server is told why. */
static psc_status psc_greeting_refuse(int *outcome, psc_greeting *greeting, int reason,
                                      psc_status status) {
    PSC_TRY(psc_greeting_cancel(greeting, reason));
    return psc_greeting_stopped(outcome, greeting, true, reason, status);
}

/* ---------------------------------------------------------------------------------------- start */

static psc_status psc_greeting_start(psc_greeting *greeting) {
    psc_greeting_wipe(greeting);
    greeting->revealed = false;
    greeting->state = PSC_GREETING_AWAIT_ATTEMPT;
    if (greeting->role == PSC_ROLE_CLAIMER) {
        psc_claimer_start_request request;
        memcpy(request.greeter.bytes, greeting->greeter_or_token, PSC_UUID_BYTES);
        return psc_call_command(&greeting->call, greeting->flow, greeting->endpoint, &request,
                                &psc_claimer_start_request_record, greeting->purpose,
                                greeting->who);
    }
    psc_token_request request;
    memcpy(request.token, greeting->greeter_or_token, PSC_TOKEN_BYTES);
    return psc_call_command(&greeting->call, greeting->flow, greeting->endpoint, &request,
                            &psc_greeter_start_request_record, greeting->purpose, greeting->who);
}

psc_status psc_greeting_begin(psc_greeting *greeting, psc_flow *flow, int role,
                              const psc_endpoint *endpoint, const uint8_t id[16], int purpose,
                              uint32_t who) {
    *greeting = (psc_greeting) {
        .role = role, .flow = flow, .endpoint = endpoint, .purpose = purpose, .who = who};
    memcpy(greeting->greeter_or_token, id, sizeof greeting->greeter_or_token);
    return psc_greeting_start(greeting);
}

static psc_status psc_claimer_start_status(psc_uuid *attempt, psc_greeting *greeting) {
    psc_claimer_start_reply reply;
    PSC_TRY(psc_call_read(&reply, &greeting->call, greeting->flow, &psc_claimer_start_reply_union));
    switch ((psc_claimer_start_tag) reply.tag) {
    case PSC_CLAIMER_START_OK:
        *attempt = reply.ok.greeting_attempt;
        return PSC_OK;
    case PSC_CLAIMER_START_GREETER_NOT_FOUND:
        return PSC_ERR_GREETER_NOT_FOUND;
    case PSC_CLAIMER_START_GREETER_REVOKED:
        return PSC_ERR_GREETER_REVOKED;
    case PSC_CLAIMER_START_GREETER_NOT_ALLOWED:
        return PSC_ERR_GREETER_NOT_ALLOWED;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_greeter_start_status(psc_uuid *attempt, psc_greeting *greeting) {
    psc_greeter_start_reply reply;
    PSC_TRY(psc_call_read(&reply, &greeting->call, greeting->flow, &psc_greeter_start_reply_union));
    switch ((psc_greeter_start_tag) reply.tag) {
    case PSC_GREETER_START_OK:
        *attempt = reply.ok.greeting_attempt;
        return PSC_OK;
    case PSC_GREETER_START_INVITATION_NOT_FOUND:
        return PSC_ERR_INVITATION_NOT_FOUND;
    case PSC_GREETER_START_INVITATION_COMPLETED:
        return PSC_ERR_INVITATION_USED;
    case PSC_GREETER_START_INVITATION_CANCELLED:
        return PSC_ERR_INVITATION_CANCELLED;
    case PSC_GREETER_START_AUTHOR_NOT_ALLOWED:
        return PSC_ERR_AUTHOR_NOT_ALLOWED;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* ---------------------------------------------------------------------------------------- steps */

static int psc_greeting_step_number(const psc_greeting *greeting) {
    switch ((psc_greeting_state) greeting->state) {
    case PSC_GREETING_AWAIT_PEER:
        return 0;
    case PSC_GREETING_AWAIT_HASHED_NONCE:
        return 1;
    case PSC_GREETING_AWAIT_GREETER_NONCE:
        return 2;
    case PSC_GREETING_AWAIT_CLAIMER_NONCE:
        return 3;
    case PSC_GREETING_AWAIT_CLAIMER_TRUST:
        return 4;
    case PSC_GREETING_AWAIT_GREETER_TRUST:
        return 5;
    case PSC_GREETING_AWAIT_CLAIMER_PAYLOAD:
        return 6;
    case PSC_GREETING_AWAIT_GREETER_PAYLOAD:
        return 7;
    case PSC_GREETING_AWAIT_ACKNOWLEDGMENT:
        return 8;
    case PSC_GREETING_IDLE:
    case PSC_GREETING_AWAIT_ATTEMPT:
    case PSC_GREETING_GREETER_NONCE:
    case PSC_GREETING_CODES:
    case PSC_GREETING_TRUSTED:
    case PSC_GREETING_ENDED:
        break;
    }
    return -1;
}

static psc_status psc_greeting_write_step(psc_bytes *body, psc_greeting *greeting,
                                          const psc_step *step) {
    psc_buf buf;
    psc_buf_init(&buf, &greeting->flow->scratch);
    if (greeting->role == PSC_ROLE_CLAIMER) {
        const psc_claimer_step_request request = {.greeting_attempt = greeting->attempt,
                                                  .claimer_step = *step};
        PSC_TRY(psc_record_write(&buf, &request, &psc_claimer_step_request_record));
    } else {
        const psc_greeter_step_request request = {.greeting_attempt = greeting->attempt,
                                                  .greeter_step = *step};
        PSC_TRY(psc_record_write(&buf, &request, &psc_greeter_step_request_record));
    }
    *body = psc_buf_view(&buf);
    return PSC_OK;
}

static psc_status psc_greeting_send(psc_greeting *greeting, int state, psc_bytes body) {
    psc_greeting_rest(greeting);
    greeting->state = state;
    greeting->polls = 1;
    greeting->silent = false;
    greeting->asked_on = greeting->flow->now;
    return psc_call_begin(&greeting->call, greeting->flow, greeting->endpoint, body,
                          greeting->purpose, greeting->who);
}

static psc_status psc_greeting_send_step(psc_greeting *greeting, int state, const psc_step *step) {
    psc_bytes body;
    PSC_TRY(psc_greeting_write_step(&body, greeting, step));
    return psc_greeting_send(greeting, state, body);
}

/* True where the other side's program answers without its person: it takes part in these steps
 * by itself as soon as it can. At step 0 that is so only when it was there a moment ago. Step 6
 * waits for the claimer's name and password, step 7 for the greeter's approval. */
static bool psc_greeting_machine_paced(const psc_greeting *greeting) {
    switch (psc_greeting_step_number(greeting)) {
    case 0:
        return greeting->was_here;
    case 4:
    case 6:
        return greeting->role == PSC_ROLE_CLAIMER;
    case 5:
    case 7:
        return greeting->role == PSC_ROLE_GREETER;
    default:
        return true;
    }
}

static psc_status psc_greeting_not_ready(psc_greeting *greeting) {
    psc_flow *flow = greeting->flow;
    if (!greeting->silent) {
        greeting->silent = true;
        greeting->silent_since = flow->now;
    }
    if (psc_greeting_machine_paced(greeting) && !greeting->silence_noted &&
        flow->now - greeting->silent_since >= PSC_GREETING_SILENCE) {
        greeting->silence_noted = true;
        const psc_note note = {.kind = PSC_NOTE_SILENCE,
                               .as.silence = {.silent = true, .peer = greeting->peer}};
        PSC_TRY(psc_flow_note(flow, &note));
    }
    const size_t last = sizeof psc_poll_ms / sizeof psc_poll_ms[0];
    const int64_t delay = psc_poll_ms[(greeting->polls < last ? greeting->polls : last) - 1];
    /* A clock that was set back must not make a long pause. */
    const int64_t passed = flow->now > greeting->asked_on
                               ? (flow->now - greeting->asked_on) / (PSC_TIME_SECOND / 1000)
                               : 0;
    const uint32_t rest = passed < delay ? (uint32_t) (delay - passed) : 0;
    return psc_flow_sleep(&greeting->sleep, flow, rest, greeting->purpose, greeting->who);
}

static psc_status psc_greeting_poll(psc_greeting *greeting) {
    greeting->sleep = 0;
    greeting->polls++;
    greeting->asked_on = greeting->flow->now;
    return psc_call_repeat(&greeting->call, greeting->flow);
}

/* ------------------------------------------------------------------------- answers to the steps */

static psc_status psc_greeting_attempt_made(int *outcome, psc_greeting *greeting) {
    psc_uuid attempt;
    const psc_status status = greeting->role == PSC_ROLE_CLAIMER
                                  ? psc_claimer_start_status(&attempt, greeting)
                                  : psc_greeter_start_status(&attempt, greeting);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        return psc_greeting_broken(outcome, greeting, status);
    }
    greeting->attempt = attempt;
    const psc_host *host = greeting->flow->host;
    PSC_TRY(psc_keypair_make(greeting->own_public_key, greeting->own_private_key, host));
    PSC_TRY(psc_host_random(host, greeting->own_nonce, sizeof greeting->own_nonce));
    psc_step step = {.number = 0};
    memcpy(step.public_key, greeting->own_public_key, sizeof step.public_key);
    return psc_greeting_send_step(greeting, PSC_GREETING_AWAIT_PEER, &step);
}

static psc_status psc_greeting_peer_came(int *outcome, psc_greeting *greeting,
                                         const psc_step *peer) {
    const psc_status derived =
        psc_exchange_derive(greeting->shared_key, (psc_role) greeting->role,
                            greeting->own_public_key, greeting->own_private_key, peer->public_key);
    if (derived == PSC_ERR_ZERO_KEY) {
        /* Of the protocol's reasons this one means "readable, but not acceptable"; "manually"
         * would blame a person. */
        return psc_greeting_refuse(outcome, greeting, PSC_CANCEL_INCONSISTENT_PAYLOAD, derived);
    }
    PSC_TRY(derived);
    *outcome = PSC_GREETING_HAS_PEER;
    psc_step step = {.number = 1};
    if (greeting->role == PSC_ROLE_CLAIMER) {
        PSC_TRY(psc_sha256(step.hashed_nonce, PSC_BYTES_OF(greeting->own_nonce)));
    }
    return psc_greeting_send_step(greeting, PSC_GREETING_AWAIT_HASHED_NONCE, &step);
}

static psc_status psc_greeting_commitment_came(psc_greeting *greeting, const psc_step *peer) {
    psc_step step = {.number = 2};
    if (greeting->role == PSC_ROLE_GREETER) {
        memcpy(greeting->peer_commitment, peer->hashed_nonce, sizeof greeting->peer_commitment);
        step.nonce = PSC_BYTES_OF(greeting->own_nonce);
        greeting->revealed = true;
    }
    return psc_greeting_send_step(greeting, PSC_GREETING_AWAIT_GREETER_NONCE, &step);
}

/* The claimer can compute the codes from here on, the other side only with the claimer's nonce:
 * they are shown when that is out as well. */
static psc_status psc_greeting_greeter_nonce_came(int *outcome, psc_greeting *greeting,
                                                  const psc_step *peer) {
    if (greeting->role == PSC_ROLE_GREETER) {
        return psc_greeting_send_step(greeting, PSC_GREETING_AWAIT_CLAIMER_NONCE,
                                      &(psc_step) {.number = 3});
    }
    if (peer->nonce.len != PSC_GREETING_NONCE_BYTES) {
        return psc_greeting_refuse(outcome, greeting, PSC_CANCEL_INCONSISTENT_PAYLOAD,
                                   PSC_ERR_PEER_PAYLOAD);
    }
    PSC_TRY(psc_sas_derive(&greeting->greeter_code, &greeting->claimer_code, greeting->own_nonce,
                           peer->nonce.at, greeting->shared_key));
    greeting->state = PSC_GREETING_GREETER_NONCE;
    *outcome = PSC_GREETING_HAS_GREETER_NONCE;
    return PSC_OK;
}

static psc_status psc_greeting_claimer_nonce_came(int *outcome, psc_greeting *greeting,
                                                  const psc_step *peer) {
    if (greeting->role == PSC_ROLE_GREETER) {
        uint8_t digest[PSC_SHA256_BYTES];
        PSC_TRY(psc_sha256(digest, peer->nonce));
        /* A commitment to anything but a whole nonce is none. */
        if (peer->nonce.len != PSC_GREETING_NONCE_BYTES ||
            !psc_secret_equal(digest, greeting->peer_commitment, sizeof digest)) {
            return psc_greeting_refuse(outcome, greeting, PSC_CANCEL_INVALID_NONCE_HASH,
                                       PSC_ERR_COMMITMENT);
        }
        PSC_TRY(psc_sas_derive(&greeting->greeter_code, &greeting->claimer_code, peer->nonce.at,
                               greeting->own_nonce, greeting->shared_key));
    }
    psc_greeting_wipe_exchange(greeting);
    greeting->state = PSC_GREETING_CODES;
    *outcome = PSC_GREETING_HAS_CODES;
    return PSC_OK;
}

static psc_status psc_greeting_claimer_trusts(int *outcome, psc_greeting *greeting) {
    *outcome = PSC_GREETING_HAS_CLAIMER_TRUST;
    if (greeting->role == PSC_ROLE_GREETER) {
        greeting->state = PSC_GREETING_CODES;
        return PSC_OK;
    }
    return psc_greeting_send_step(greeting, PSC_GREETING_AWAIT_GREETER_TRUST,
                                  &(psc_step) {.number = 5});
}

static psc_status psc_greeting_payload_came(int *outcome, psc_greeting *greeting,
                                            const psc_step *peer) {
    psc_flow *flow = greeting->flow;
    psc_bytes wrapped;
    psc_status status =
        psc_secretbox_open(&wrapped, &flow->scratch, peer->payload, greeting->shared_key);
    if (status == PSC_ERR_DECRYPT) {
        return psc_greeting_refuse(outcome, greeting, PSC_CANCEL_UNDECIPHERABLE_PAYLOAD, status);
    }
    PSC_TRY(status);
    status = psc_envelope_unwrap(&greeting->peer_payload, &flow->state, wrapped, PSC_ENVELOPE_MAX);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        return psc_greeting_refuse(outcome, greeting, PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD, status);
    }
    greeting->state = PSC_GREETING_TRUSTED;
    *outcome = PSC_GREETING_HAS_PAYLOAD;
    return PSC_OK;
}

static psc_status psc_greeting_step_done(int *outcome, psc_greeting *greeting,
                                         const psc_step *peer) {
    const bool claimer = greeting->role == PSC_ROLE_CLAIMER;
    switch (peer->number) {
    case 0:
        return psc_greeting_peer_came(outcome, greeting, peer);
    case 1:
        return psc_greeting_commitment_came(greeting, peer);
    case 2:
        return psc_greeting_greeter_nonce_came(outcome, greeting, peer);
    case 3:
        return psc_greeting_claimer_nonce_came(outcome, greeting, peer);
    case 4:
        return psc_greeting_claimer_trusts(outcome, greeting);
    case 5:
        greeting->state = PSC_GREETING_TRUSTED;
        *outcome = PSC_GREETING_HAS_GREETER_TRUST;
        return PSC_OK;
    case 8:
        greeting->state = PSC_GREETING_TRUSTED;
        *outcome = PSC_GREETING_ACKNOWLEDGED;
        return PSC_OK;
    default: /* 6 and 7 */
        if (claimer == (peer->number == 7)) {
            return psc_greeting_payload_came(outcome, greeting, peer);
        }
        greeting->state = PSC_GREETING_TRUSTED;
        *outcome = PSC_GREETING_SENT_PAYLOAD;
        return PSC_OK;
    }
}

static psc_status psc_greeting_cancelled(int *outcome, psc_greeting *greeting,
                                         const psc_attempt_cancelled *cancelled) {
    const int own_side = greeting->role == PSC_ROLE_CLAIMER ? PSC_SIDE_CLAIMER : PSC_SIDE_GREETER;
    const bool by_me = cancelled->origin == own_side;
    /* The other side came back before anybody could know a code: nothing to explain. By
     * ourselves means another window of the same person: starting anew would make the two chase
     * each other. */
    if (!greeting->revealed && !by_me && cancelled->reason == PSC_CANCEL_AUTOMATICALLY_CANCELLED &&
        greeting->restarts < PSC_GREETING_RESTARTS_MAX) {
        greeting->restarts++;
        greeting->was_here = true;
        greeting->by_me = by_me;
        greeting->reason = cancelled->reason;
        greeting->status = PSC_OK;
        *outcome = PSC_GREETING_RESTARTED;
        PSC_TRY(psc_greeting_heard(greeting));
        return psc_greeting_start(greeting);
    }
    return psc_greeting_stopped(outcome, greeting, by_me, cancelled->reason, PSC_OK);
}

/* An answer to a step, without the role. PSC_OK: one of the three below. */
typedef struct psc_step_answer {
    bool ready;
    bool cancelled;
    psc_step step;
    psc_attempt_cancelled cancellation;
} psc_step_answer;

static psc_status psc_claimer_step_answer(psc_step_answer *answer, psc_greeting *greeting) {
    psc_claimer_step_reply reply;
    PSC_TRY(psc_call_read(&reply, &greeting->call, greeting->flow, &psc_claimer_step_reply_union));
    switch ((psc_claimer_step_tag) reply.tag) {
    case PSC_CLAIMER_STEP_OK:
        *answer = (psc_step_answer) {.ready = true, .step = reply.ok.greeter_step};
        return PSC_OK;
    case PSC_CLAIMER_STEP_NOT_READY:
        *answer = (psc_step_answer) {0};
        return PSC_OK;
    case PSC_CLAIMER_STEP_ATTEMPT_CANCELLED:
        *answer = (psc_step_answer) {.cancelled = true, .cancellation = reply.cancelled};
        return PSC_OK;
    case PSC_CLAIMER_STEP_GREETER_REVOKED:
        return PSC_ERR_GREETER_REVOKED;
    case PSC_CLAIMER_STEP_GREETER_NOT_ALLOWED:
        return PSC_ERR_GREETER_NOT_ALLOWED;
    case PSC_CLAIMER_STEP_ATTEMPT_NOT_FOUND:
    case PSC_CLAIMER_STEP_ATTEMPT_NOT_JOINED:
        return PSC_ERR_ATTEMPT_LOST;
    case PSC_CLAIMER_STEP_TOO_ADVANCED:
    case PSC_CLAIMER_STEP_MISMATCH:
        return PSC_ERR_STEP_REFUSED;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_greeter_step_answer(psc_step_answer *answer, psc_greeting *greeting) {
    psc_greeter_step_reply reply;
    PSC_TRY(psc_call_read(&reply, &greeting->call, greeting->flow, &psc_greeter_step_reply_union));
    switch ((psc_greeter_step_tag) reply.tag) {
    case PSC_GREETER_STEP_OK:
        *answer = (psc_step_answer) {.ready = true, .step = reply.ok.claimer_step};
        return PSC_OK;
    case PSC_GREETER_STEP_NOT_READY:
        *answer = (psc_step_answer) {0};
        return PSC_OK;
    case PSC_GREETER_STEP_ATTEMPT_CANCELLED:
        *answer = (psc_step_answer) {.cancelled = true, .cancellation = reply.cancelled};
        return PSC_OK;
    case PSC_GREETER_STEP_INVITATION_COMPLETED:
        return PSC_ERR_INVITATION_USED;
    case PSC_GREETER_STEP_INVITATION_CANCELLED:
        return PSC_ERR_INVITATION_CANCELLED;
    case PSC_GREETER_STEP_AUTHOR_NOT_ALLOWED:
        return PSC_ERR_AUTHOR_NOT_ALLOWED;
    case PSC_GREETER_STEP_ATTEMPT_NOT_FOUND:
    case PSC_GREETER_STEP_ATTEMPT_NOT_JOINED:
        return PSC_ERR_ATTEMPT_LOST;
    case PSC_GREETER_STEP_TOO_ADVANCED:
    case PSC_GREETER_STEP_MISMATCH:
        return PSC_ERR_STEP_REFUSED;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* The server's answer cannot be used. Before the own payload was prepared (step 6 of the claimer, 7
 * of the greeter) the other side is told, so that nobody waits for us; later a record leads back to
 * the same exchange. */
static psc_status psc_greeting_step_failed(int *outcome, psc_greeting *greeting,
                                           psc_status status) {
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (greeting->step_body.at == NULL) {
        PSC_TRY(psc_greeting_cancel(greeting, PSC_CANCEL_MANUALLY_CANCELLED));
    }
    return psc_greeting_broken(outcome, greeting, status);
}

static psc_status psc_greeting_step_answered(int *outcome, psc_greeting *greeting) {
    psc_step_answer answer;
    const psc_status status = greeting->role == PSC_ROLE_CLAIMER
                                  ? psc_claimer_step_answer(&answer, greeting)
                                  : psc_greeter_step_answer(&answer, greeting);
    if (status != PSC_OK) {
        return psc_greeting_step_failed(outcome, greeting, status);
    }
    if (answer.cancelled) {
        return psc_greeting_cancelled(outcome, greeting, &answer.cancellation);
    }
    if (greeting->watching) {
        return psc_greeting_watch(greeting);
    }
    const int number = psc_greeting_step_number(greeting);
    if (!answer.ready) {
        /* The claimer's last word is said when the server has it (flows.md §1.9). */
        if (number == 8 && greeting->role == PSC_ROLE_CLAIMER) {
            return psc_greeting_step_done(outcome, greeting, &(psc_step) {.number = 8});
        }
        return psc_greeting_not_ready(greeting);
    }
    PSC_TRY(psc_greeting_heard(greeting));
    if (answer.step.number != number) {
        return psc_greeting_step_failed(outcome, greeting, PSC_ERR_REPLY_MALFORMED);
    }
    return psc_greeting_step_done(outcome, greeting, &answer.step);
}

psc_status psc_greeting_event(int *outcome, psc_greeting *greeting, const psc_event *event,
                              const psc_pending *answered) {
    *outcome = PSC_GREETING_NOTHING;
    if (greeting->state == PSC_GREETING_ENDED || greeting->state == PSC_GREETING_IDLE) {
        return answered == NULL ? PSC_OK : PSC_ERR_STATE;
    }
    if (answered != NULL && answered->id == greeting->sleep) {
        return psc_greeting_poll(greeting);
    }
    /* While the network is down nobody can tell whether the other side is silent. */
    if (event->kind == PSC_EVENT_TRANSPORT_FAILURE) {
        greeting->silent = false;
    }
    bool done;
    PSC_TRY(psc_call_event(&done, &greeting->call, greeting->flow, event));
    if (!done) {
        return PSC_OK;
    }
    if (greeting->call.status != PSC_OK) {
        return psc_greeting_step_failed(outcome, greeting, greeting->call.status);
    }
    if (greeting->state == PSC_GREETING_AWAIT_ATTEMPT) {
        return psc_greeting_attempt_made(outcome, greeting);
    }
    return psc_greeting_step_answered(outcome, greeting);
}

/* ---------------------------------------------------------------------- what the parent decides */

const psc_sas_code *psc_greeting_own_code(const psc_greeting *greeting) {
    return greeting->role == PSC_ROLE_CLAIMER ? &greeting->claimer_code : &greeting->greeter_code;
}

const psc_sas_code *psc_greeting_peer_code(const psc_greeting *greeting) {
    return greeting->role == PSC_ROLE_CLAIMER ? &greeting->greeter_code : &greeting->claimer_code;
}

psc_status psc_greeting_reveal(psc_greeting *greeting) {
    greeting->revealed = true;
    return psc_greeting_send_step(
        greeting, PSC_GREETING_AWAIT_CLAIMER_NONCE,
        &(psc_step) {.number = 3, .nonce = PSC_BYTES_OF(greeting->own_nonce)});
}

psc_status psc_greeting_await_claimer_trust(psc_greeting *greeting) {
    return psc_greeting_send_step(greeting, PSC_GREETING_AWAIT_CLAIMER_TRUST,
                                  &(psc_step) {.number = 4});
}

psc_status psc_greeting_await_greeter_trust(psc_greeting *greeting) {
    return psc_greeting_send_step(greeting, PSC_GREETING_AWAIT_GREETER_TRUST,
                                  &(psc_step) {.number = 5});
}

psc_status psc_greeting_watch(psc_greeting *greeting) {
    greeting->watching = true;
    return psc_flow_sleep(&greeting->sleep, greeting->flow, PSC_GREETING_WATCH_MS,
                          greeting->purpose, greeting->who);
}

psc_status psc_greeting_prepare_payload(psc_greeting *greeting, psc_bytes content) {
    psc_flow *flow = greeting->flow;
    psc_greeting_rest(greeting);
    psc_bytes wrapped;
    PSC_TRY(psc_envelope_wrap(&wrapped, &flow->scratch, content));
    psc_step step = {.number = greeting->role == PSC_ROLE_CLAIMER ? 6 : 7};
    PSC_TRY(psc_secretbox_seal(&step.payload, &flow->scratch, flow->host, wrapped,
                               greeting->shared_key));
    psc_bytes body;
    PSC_TRY(psc_greeting_write_step(&body, greeting, &step));
    return psc_bytes_copy(&greeting->step_body, &flow->state, body);
}

psc_bytes psc_greeting_step_body(const psc_greeting *greeting) {
    return greeting->step_body;
}

psc_status psc_greeting_send_body(psc_greeting *greeting) {
    const int state = greeting->role == PSC_ROLE_CLAIMER ? PSC_GREETING_AWAIT_CLAIMER_PAYLOAD
                                                         : PSC_GREETING_AWAIT_GREETER_PAYLOAD;
    return psc_greeting_send(greeting, state, greeting->step_body);
}

psc_status psc_greeting_send_payload(psc_greeting *greeting, psc_bytes content) {
    PSC_TRY(psc_greeting_prepare_payload(greeting, content));
    return psc_greeting_send_body(greeting);
}

psc_status psc_greeting_await_payload(psc_greeting *greeting) {
    if (greeting->role == PSC_ROLE_CLAIMER) {
        return psc_greeting_send_step(greeting, PSC_GREETING_AWAIT_GREETER_PAYLOAD,
                                      &(psc_step) {.number = 7});
    }
    return psc_greeting_send_step(greeting, PSC_GREETING_AWAIT_CLAIMER_PAYLOAD,
                                  &(psc_step) {.number = 6});
}

psc_status psc_greeting_acknowledge(psc_greeting *greeting) {
    return psc_greeting_send_step(greeting, PSC_GREETING_AWAIT_ACKNOWLEDGMENT,
                                  &(psc_step) {.number = 8});
}

psc_status psc_greeting_restore(psc_greeting *greeting, psc_flow *flow, int role,
                                const psc_endpoint *endpoint, const psc_uuid *attempt,
                                const uint8_t shared_key[PSC_SECRET_KEY_BYTES], psc_bytes step_body,
                                int purpose, uint32_t who) {
    *greeting = (psc_greeting) {.role = role,
                                .flow = flow,
                                .endpoint = endpoint,
                                .purpose = purpose,
                                .who = who,
                                .state = PSC_GREETING_TRUSTED,
                                .attempt = *attempt,
                                .revealed = true};
    memcpy(greeting->shared_key, shared_key, sizeof greeting->shared_key);
    return psc_bytes_copy(&greeting->step_body, &flow->state, step_body);
}
