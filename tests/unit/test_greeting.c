// SPDX-License-Identifier: MPL-2.0
/* One greeting attempt after another, both roles, against the scripted server and what may stand
 * between (flows.md §1). */
#include <stdio.h>
#include <string.h>

#include "crypto/digest.h"
#include "flow/greeting.h"
#include "harness.h"
#include "world.h"

/* ---- a flow that runs one greeting without any person: trusts, hands over a payload,
 * acknowledges */
#define DUO_OUTCOMES_MAX 64

typedef struct duo {
    psc_flow flow;
    int role;
    psc_endpoint endpoint;
    uint8_t id[PSC_UUID_BYTES];
    psc_greeting greeting;
    int outcomes[DUO_OUTCOMES_MAX];
    size_t count;
    bool has_codes;
    psc_sas_code own_code;
    psc_sas_code peer_code;
    uint8_t shared_key[32];
    psc_bytes got; /* payload of the other side */
    bool leave;    /* cancels as soon as codes are there */
    bool resumes;  /* begins with step 6 or 7 of an earlier exchange */
    bool asks_first; /* the greeter, with step 6 */
    psc_uuid attempt;
    psc_bytes step_body;
} duo;

static const char *const duo_states[] = {"await-everything"};

/* By role: so often such a flow begins anew after its nonce was out. */
static uint32_t begin_anew[2];
static bool keep_nonce; /* the claimer is let go instead of going on to step 3 */

static psc_status duo_stopped(duo *d) {
    const psc_greeting *greeting = &d->greeting;
    if (greeting->by_me || greeting->reason != PSC_CANCEL_AUTOMATICALLY_CANCELLED ||
        begin_anew[d->role] == 0) {
        return psc_flow_fail_with(&d->flow, PSC_ERR_PEER_CANCELLED);
    }
    begin_anew[d->role]--;
    return psc_greeting_begin(&d->greeting, &d->flow, d->role, &d->endpoint, d->id, 0, 0);
}

static psc_status duo_let_go(duo *d) {
    PSC_TRY(psc_greeting_cancel(&d->greeting, PSC_CANCEL_MANUALLY_CANCELLED));
    return psc_flow_fail_with(&d->flow, PSC_ERR_CANCELLED);
}

static psc_status duo_go_on(duo *d, int outcome) {
    psc_greeting *greeting = &d->greeting;
    const bool claimer = d->role == PSC_ROLE_CLAIMER;
    switch ((psc_greeting_outcome) outcome) {
    case PSC_GREETING_NOTHING:
    case PSC_GREETING_HAS_PEER:
    case PSC_GREETING_RESTARTED:
        return PSC_OK;
    case PSC_GREETING_HAS_GREETER_NONCE:
        return keep_nonce ? duo_let_go(d) : psc_greeting_reveal(greeting);
    case PSC_GREETING_HAS_CODES:
        d->has_codes = true;
        d->own_code = *psc_greeting_own_code(greeting);
        d->peer_code = *psc_greeting_peer_code(greeting);
        memcpy(d->shared_key, greeting->shared_key, sizeof d->shared_key);
        if (d->leave) {
            PSC_TRY(psc_greeting_cancel(greeting, PSC_CANCEL_INVALID_SAS_CODE));
            return psc_flow_fail_with(&d->flow, PSC_ERR_CANCELLED);
        }
        return psc_greeting_await_claimer_trust(greeting);
    case PSC_GREETING_HAS_CLAIMER_TRUST:
        return claimer ? PSC_OK : psc_greeting_await_greeter_trust(greeting);
    case PSC_GREETING_HAS_GREETER_TRUST:
        return claimer ? psc_greeting_send_payload(greeting, PSC_BYTES_LIT("from claimer"))
                       : psc_greeting_await_payload(greeting);
    case PSC_GREETING_HAS_PAYLOAD:
        PSC_TRY(psc_bytes_copy(&d->got, &d->flow.state, greeting->peer_payload));
        if (claimer) {
            return psc_greeting_acknowledge(greeting);
        }
        return d->asks_first ? psc_greeting_send_body(greeting)
                             : psc_greeting_send_payload(greeting, PSC_BYTES_LIT("from greeter"));
    case PSC_GREETING_SENT_PAYLOAD:
        return claimer ? psc_greeting_await_payload(greeting) : psc_greeting_acknowledge(greeting);
    case PSC_GREETING_ACKNOWLEDGED:
        return psc_flow_finish(&d->flow, &(psc_result){.kind = PSC_RESULT_NOTHING});
    case PSC_GREETING_STOPPED:
        return duo_stopped(d);
    case PSC_GREETING_BROKEN:
        return psc_flow_fail_with(&d->flow, greeting->status);
    }
    return PSC_ERR_STATE;
}

static psc_status duo_step(psc_flow *flow, const psc_event *event, const psc_pending *answered) {
    duo *d = (duo *) flow;
    if (event->kind == PSC_EVENT_BEGIN) {
        d->greeting.peer = (psc_human_handle){0};
        if (d->resumes) {
            PSC_TRY(psc_greeting_restore(&d->greeting, flow, d->role, &d->endpoint, &d->attempt,
                                         d->shared_key, d->step_body, 0, 0));
            return d->asks_first ? psc_greeting_await_payload(&d->greeting)
                                 : psc_greeting_send_body(&d->greeting);
        }
        PSC_TRY(psc_greeting_begin(&d->greeting, flow, d->role, &d->endpoint, d->id, 0, 0));
        d->greeting.peer.label = PSC_BYTES_LIT("the other");
        d->greeting.peer.email = PSC_BYTES_LIT("other@example.com");
        return PSC_OK;
    }
    if (event->kind == PSC_EVENT_CANCEL) {
        PSC_TRY(psc_greeting_cancel(&d->greeting, PSC_CANCEL_MANUALLY_CANCELLED));
        return psc_flow_fail_with(flow, PSC_ERR_CANCELLED);
    }
    int outcome;
    PSC_TRY(psc_greeting_event(&outcome, &d->greeting, event, answered));
    if (outcome != PSC_GREETING_NOTHING && d->count < DUO_OUTCOMES_MAX) {
        d->outcomes[d->count++] = outcome;
    }
    return duo_go_on(d, outcome);
}

static const psc_flow_class duo_class = {
    .name = "duo", .states = duo_states, .size = sizeof(duo), .step = duo_step};

/* ---- one world with two such flows */
static world w;
static world_user *alice;
static world_invitation *invitation;
static world_seat *greeter_seat;
static world_seat *claimer_seat;

static psc_status make_duo(duo **out, world_seat *seat, int role) {
    *out = NULL;
    psc_flow *flow;
    PSC_TRY(psc_flow_make(&flow, &seat->host, &duo_class));
    duo *d = (duo *) flow;
    d->role = role;
    d->endpoint = (psc_endpoint){
        .family = role == PSC_ROLE_CLAIMER ? PSC_FAMILY_INVITED : PSC_FAMILY_AUTHENTICATED,
        .server_url = w.server_url,
        .organization = w.organization,
        .token = invitation->token,
        .device_id = &alice->device_id,
        .signing_key = alice->signing_key,
    };
    memcpy(d->id, role == PSC_ROLE_CLAIMER ? alice->user_id.bytes : invitation->token,
           sizeof d->id);
    *out = d;
    return PSC_OK;
}

static duo *greeter_flow(void) {
    return (duo *) greeter_seat->flow;
}

static duo *claimer_flow(void) {
    return (duo *) claimer_seat->flow;
}

static void open_world(void) {
    world_open(&w);
    alice = world_add_user(&w, "alice@example.com", "Alice", PSC_PROFILE_ADMIN);
    invitation = world_invite(&w, alice, "bob@example.com");
    greeter_seat = world_sit(&w, "Alice");
    claimer_seat = world_sit(&w, "Bob");
}

static void start(world_seat *seat, int role) {
    duo *d;
    if (CHECK_OK(make_duo(&d, seat, role))) {
        world_start(seat, &d->flow);
    }
}

static void start_both(void) {
    start(claimer_seat, PSC_ROLE_CLAIMER);
    start(greeter_seat, PSC_ROLE_GREETER);
}

static bool met(const duo *d, int outcome) {
    for (size_t i = 0; i < d->count; i++) {
        if (d->outcomes[i] == outcome) {
            return true;
        }
    }
    return false;
}

/* ---- the hook of all tests: what to do at which step of whom */
typedef struct plan {
    int role;       /* whose exchange */
    int step;       /* -1: start */
    bool before;    /* acts before the server does */
    uint32_t times; /* how often it acts */
    void (*act)(struct plan *plan, world_exchange *exchange);
    int value;
    const char *status;
    uint32_t acted;
    uint32_t seen;
    psc_time seen_at[16];
    psc_bytes bodies[16];
} plan;

static bool concerns(const plan *p, const world_exchange *exchange) {
    const bool claimer = exchange->seat == claimer_seat;
    if ((p->role == PSC_ROLE_CLAIMER) != claimer) {
        return false;
    }
    if (p->step < 0) {
        return strstr(exchange->command, "_start_") != NULL;
    }
    return exchange->step == p->step;
}

static void follow_plan(void *context, world_exchange *exchange) {
    plan *p = context;
    if (!concerns(p, exchange)) {
        return;
    }
    if (!exchange->after && p->seen < 16) {
        p->seen_at[p->seen] = w.now;
        p->bodies[p->seen] = exchange->body;
        p->seen++;
    }
    if (exchange->after == p->before || p->act == NULL || p->acted >= p->times) {
        return;
    }
    p->acted++;
    p->act(p, exchange);
}

static void use(plan *p) {
    w.hook = follow_plan;
    w.hook_context = p;
}

static int told_reason(const world_attempt *attempt) {
    return attempt->cancelled ? attempt->cancellation.reason : -1;
}

/* ---- tests */

static void test_whole_exchange(void) {
    open_world();
    w.twice = true;
    start_both();
    world_run(&w, 60 * PSC_TIME_SECOND);
    CHECK(greeter_seat->done && claimer_seat->done);
    const duo *g = greeter_flow();
    const duo *c = claimer_flow();
    CHECK(g->has_codes && c->has_codes);
    CHECK(memcmp(g->shared_key, c->shared_key, 32) == 0);
    CHECK(psc_sas_equal(&g->own_code, &c->peer_code) && psc_sas_equal(&g->peer_code, &c->own_code));
    CHECK_TEXT("from claimer", g->got);
    CHECK_TEXT("from greeter", c->got);
    static const int claimer_path[] = {
        PSC_GREETING_HAS_PEER,          PSC_GREETING_HAS_GREETER_NONCE, PSC_GREETING_HAS_CODES,
        PSC_GREETING_HAS_CLAIMER_TRUST, PSC_GREETING_HAS_GREETER_TRUST, PSC_GREETING_SENT_PAYLOAD,
        PSC_GREETING_HAS_PAYLOAD,       PSC_GREETING_ACKNOWLEDGED};
    static const int greeter_path[] = {
        PSC_GREETING_HAS_PEER,          PSC_GREETING_HAS_CODES,   PSC_GREETING_HAS_CLAIMER_TRUST,
        PSC_GREETING_HAS_GREETER_TRUST, PSC_GREETING_HAS_PAYLOAD, PSC_GREETING_SENT_PAYLOAD,
        PSC_GREETING_ACKNOWLEDGED};
    CHECK(c->count == 8 && memcmp(c->outcomes, claimer_path, sizeof claimer_path) == 0);
    CHECK(g->count == 7 && memcmp(g->outcomes, greeter_path, sizeof greeter_path) == 0);
    CHECK(w.attempt_count == 1 && !w.attempts[0].cancelled);
    CHECK(greeter_seat->noted[PSC_NOTE_SILENCE] == 0 && claimer_seat->noted[PSC_NOTE_SILENCE] == 0);
    world_close(&w);
}

/* The ephemeral secrets are gone as soon as the codes are there. */
static void test_exchange_secrets_wiped(void) {
    open_world();
    start_both();
    while (!claimer_flow()->has_codes && world_tick(&w)) {
    }
    static const uint8_t zeros[PSC_GREETING_NONCE_BYTES];
    const psc_greeting *greeting = &claimer_flow()->greeting;
    CHECK(memcmp(greeting->own_private_key, zeros, sizeof greeting->own_private_key) == 0);
    CHECK(memcmp(greeting->own_nonce, zeros, sizeof greeting->own_nonce) == 0);
    CHECK(memcmp(greeting->shared_key, zeros, sizeof greeting->shared_key) != 0);
    world_send(claimer_seat, PSC_EVENT_CANCEL);
    CHECK(memcmp(greeting->shared_key, zeros, sizeof greeting->shared_key) == 0);
    CHECK(memcmp(&greeting->claimer_code, zeros, sizeof greeting->claimer_code) == 0);
    world_run(&w, 60 * PSC_TIME_SECOND);
    CHECK(told_reason(&w.attempts[0]) == PSC_CANCEL_MANUALLY_CANCELLED);
    world_close(&w);
}

static void test_polling(void) {
    open_world();
    plan p = {.role = PSC_ROLE_CLAIMER, .step = 0};
    use(&p);
    start(claimer_seat, PSC_ROLE_CLAIMER);
    world_run(&w, 8 * PSC_TIME_SECOND);
    static const psc_time delays[] = {62, 125, 250, 500, 1000, 1000, 1000};
    CHECK(p.seen >= 8);
    for (size_t i = 0; i < sizeof delays / sizeof delays[0]; i++) {
        CHECK(p.seen_at[i + 1] - p.seen_at[i] == delays[i] * (PSC_TIME_SECOND / 1000));
        CHECK_BYTES(p.bodies[0], p.bodies[i + 1]);
    }
    /* Nobody has come yet: that is no silence. */
    world_run(&w, 60 * PSC_TIME_SECOND);
    CHECK(claimer_seat->noted[PSC_NOTE_SILENCE] == 0);
    /* A clock set back does not stop the polls. */
    const uint32_t before = w.exchanges;
    w.now -= 3600 * PSC_TIME_SECOND;
    for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
        claimer_seat->jobs[i].due = w.now;
    }
    world_run(&w, 5 * PSC_TIME_SECOND);
    CHECK(w.exchanges >= before + 4);
    world_close(&w);
}

/* What the silent side says at this step does not get through for half a minute. */
typedef struct silence {
    const world_seat *silent;
    int step;
    psc_time since; /* 0: not yet */
} silence;

static void keep_silent(void *context, world_exchange *exchange) {
    silence *s = context;
    if (exchange->after || exchange->seat != s->silent || exchange->step != s->step) {
        return;
    }
    if (s->since == 0) {
        s->since = w.now;
    }
    exchange->lose = w.now < s->since + 30 * PSC_TIME_SECOND;
}

/* A machine that stays silent is noticed after ten seconds, and heard again. */
static void test_silence(int silent_role, int step, bool expected) {
    open_world();
    const bool claimer_listens = silent_role == PSC_ROLE_GREETER;
    world_seat *listener = claimer_listens ? claimer_seat : greeter_seat;
    silence s = {.silent = claimer_listens ? greeter_seat : claimer_seat, .step = step};
    w.hook = keep_silent;
    w.hook_context = &s;
    start_both();
    while ((s.since == 0 || w.now < s.since + 8 * PSC_TIME_SECOND) && world_tick(&w)) {
    }
    CHECK(listener->noted[PSC_NOTE_SILENCE] == 0);
    while (w.now < s.since + 25 * PSC_TIME_SECOND && world_tick(&w)) {
    }
    if (CHECK(listener->noted[PSC_NOTE_SILENCE] == (expected ? 1 : 0)) && expected) {
        CHECK(listener->note[PSC_NOTE_SILENCE].as.silence.silent);
        CHECK_TEXT("the other", listener->note[PSC_NOTE_SILENCE].as.silence.peer.label);
    }
    world_run(&w, 60 * PSC_TIME_SECOND);
    CHECK(claimer_seat->done && greeter_seat->done);
    CHECK(listener->noted[PSC_NOTE_SILENCE] == (expected ? 2 : 0));
    CHECK(!listener->note[PSC_NOTE_SILENCE].as.silence.silent);
    world_close(&w);
}

static void test_silences(void) {
    test_silence(PSC_ROLE_GREETER, 0, false); /* it has not come yet */
    test_silence(PSC_ROLE_CLAIMER, 0, false);
    for (int step = 1; step <= 3; step++) {
        test_silence(PSC_ROLE_GREETER, step, true);
        test_silence(PSC_ROLE_CLAIMER, step, true);
    }
    test_silence(PSC_ROLE_GREETER, 4, true);  /* it polls by itself */
    test_silence(PSC_ROLE_CLAIMER, 4, false); /* somebody compares codes */
    test_silence(PSC_ROLE_GREETER, 5, false);
    test_silence(PSC_ROLE_CLAIMER, 5, true);
    test_silence(PSC_ROLE_GREETER, 6, true);
    test_silence(PSC_ROLE_CLAIMER, 6, false); /* somebody types a name and a password */
    test_silence(PSC_ROLE_GREETER, 7, false); /* somebody approves */
    test_silence(PSC_ROLE_CLAIMER, 7, true);
    test_silence(PSC_ROLE_CLAIMER, 8, true);
}

/* ---- between the two stands somebody */

static void flip_key(plan *p, world_exchange *exchange) {
    psc_step step;
    if (!world_reply_step(&step, exchange)) {
        p->acted--;
        return;
    }
    step.public_key[7] ^= 1;
    world_set_reply_step(exchange, &step);
}

static void zero_key(plan *p, world_exchange *exchange) {
    psc_step step;
    if (!world_reply_step(&step, exchange)) {
        p->acted--;
        return;
    }
    memset(step.public_key, 0, sizeof step.public_key);
    world_set_reply_step(exchange, &step);
}

static void flip_commitment(plan *p, world_exchange *exchange) {
    psc_step step;
    if (!world_reply_step(&step, exchange)) {
        p->acted--;
        return;
    }
    step.hashed_nonce[31] ^= 0x80;
    world_set_reply_step(exchange, &step);
}

static void flip_nonce(plan *p, world_exchange *exchange) {
    psc_step step;
    if (!world_reply_step(&step, exchange)) {
        p->acted--;
        return;
    }
    uint8_t nonce[PSC_GREETING_NONCE_BYTES];
    memcpy(nonce, step.nonce.at, sizeof nonce);
    nonce[p->value] ^= 1;
    step.nonce = PSC_BYTES_OF(nonce);
    world_set_reply_step(exchange, &step);
}

/* `value` bytes instead of 64. */
static void resize_nonce(plan *p, world_exchange *exchange) {
    psc_step step;
    if (!world_reply_step(&step, exchange)) {
        p->acted--;
        return;
    }
    static const uint8_t nonce[128];
    step.nonce = (psc_bytes){nonce, (size_t) p->value};
    world_set_reply_step(exchange, &step);
}

static void flip_payload(plan *p, world_exchange *exchange) {
    psc_step step;
    if (!world_reply_step(&step, exchange)) {
        p->acted--;
        return;
    }
    uint8_t payload[1024];
    if (!CHECK(step.payload.len > 60 && step.payload.len <= sizeof payload)) {
        return;
    }
    memcpy(payload, step.payload.at, step.payload.len);
    payload[p->value] ^= 1;
    step.payload = (psc_bytes){payload, step.payload.len};
    world_set_reply_step(exchange, &step);
}

static void shorten_payload(plan *p, world_exchange *exchange) {
    psc_step step;
    if (!world_reply_step(&step, exchange)) {
        p->acted--;
        return;
    }
    step.payload.len = (size_t) p->value;
    world_set_reply_step(exchange, &step);
}

static void run_plan(plan *p) {
    open_world();
    use(p);
    start_both();
    world_run(&w, 30 * PSC_TIME_SECOND);
    CHECK(p->acted > 0);
}

/* A swapped key is not seen by the programs: the persons see codes that differ. */
static void test_swapped_keys(void) {
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        plan p = {.role = role, .step = 0, .times = 1, .act = flip_key};
        open_world();
        use(&p);
        start_both();
        while (!(claimer_flow()->has_codes && greeter_flow()->has_codes) && world_tick(&w)) {
        }
        const duo *g = greeter_flow();
        const duo *c = claimer_flow();
        CHECK(g->has_codes && c->has_codes && p.acted == 1);
        CHECK(!psc_sas_equal(&g->own_code, &c->peer_code) &&
              !psc_sas_equal(&g->peer_code, &c->own_code));
        world_close(&w);
    }
}

static void test_swapped_greeter_nonce(void) {
    for (int at = 0; at < (int) PSC_GREETING_NONCE_BYTES; at += 21) {
        plan p = {.role = PSC_ROLE_CLAIMER, .step = 2, .times = 1, .act = flip_nonce, .value = at};
        open_world();
        use(&p);
        start_both();
        while (!(claimer_flow()->has_codes && greeter_flow()->has_codes) && world_tick(&w)) {
        }
        const duo *g = greeter_flow();
        const duo *c = claimer_flow();
        CHECK(g->has_codes && c->has_codes && p.acted == 1);
        CHECK(!psc_sas_equal(&g->own_code, &c->peer_code) &&
              !psc_sas_equal(&g->peer_code, &c->own_code));
        world_close(&w);
    }
}

static void expect_refusal(world_seat *seat, int reason, psc_status status) {
    const duo *d = (const duo *) seat->flow;
    CHECK(seat->ended && !seat->done);
    CHECK(d->greeting.by_me && d->greeting.reason == reason);
    CHECK_STATUS(status, d->greeting.status);
    CHECK(d->count > 0 && d->outcomes[d->count - 1] == PSC_GREETING_STOPPED);
    CHECK(told_reason(&w.attempts[w.attempt_count - 1]) == reason);
    CHECK(w.attempts[w.attempt_count - 1].cancellation.origin ==
          (d->role == PSC_ROLE_CLAIMER ? PSC_SIDE_CLAIMER : PSC_SIDE_GREETER));
}

/* The other side hears the same reason. */
static void expect_told(world_seat *seat, int reason) {
    const duo *d = (const duo *) seat->flow;
    CHECK(seat->ended && !seat->done);
    CHECK(!d->greeting.by_me && d->greeting.reason == reason);
    CHECK_STATUS(PSC_OK, d->greeting.status);
}

static void test_broken_commitment(void) {
    plan p = {.role = PSC_ROLE_GREETER, .step = 1, .times = 1, .act = flip_commitment};
    run_plan(&p);
    CHECK(!greeter_flow()->has_codes);
    expect_refusal(greeter_seat, PSC_CANCEL_INVALID_NONCE_HASH, PSC_ERR_COMMITMENT);
    expect_told(claimer_seat, PSC_CANCEL_INVALID_NONCE_HASH);
    world_close(&w);

    p = (plan){.role = PSC_ROLE_GREETER, .step = 3, .times = 1, .act = flip_nonce, .value = 63};
    run_plan(&p);
    CHECK(!greeter_flow()->has_codes);
    expect_refusal(greeter_seat, PSC_CANCEL_INVALID_NONCE_HASH, PSC_ERR_COMMITMENT);
    world_close(&w);
}

/* A commitment kept, to something that is no nonce. */
static psc_bytes committed_nonce;
static void commit_to_short_nonce(void *context, world_exchange *exchange) {
    (void) context;
    psc_step step;
    if (exchange->seat != greeter_seat || !world_reply_step(&step, exchange)) {
        return;
    }
    if (step.number == 1) {
        CHECK_OK(psc_sha256(step.hashed_nonce, committed_nonce));
    } else if (step.number == 3) {
        step.nonce = committed_nonce;
    }
    world_set_reply_step(exchange, &step);
}

static void test_nonce_length(void) {
    static const uint8_t bytes[65];
    for (size_t len = 0; len <= 65; len += len == 0 ? 63 : 1) {
        committed_nonce = (psc_bytes){bytes, len};
        open_world();
        w.hook = commit_to_short_nonce;
        start_both();
        world_run(&w, 10 * PSC_TIME_SECOND);
        CHECK(greeter_flow()->has_codes == (len == 64));
        if (len != 64) {
            expect_refusal(greeter_seat, PSC_CANCEL_INVALID_NONCE_HASH, PSC_ERR_COMMITMENT);
        }
        world_close(&w);
    }
    static const int lengths[] = {0, 63, 65, 128};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        plan p = {.role = PSC_ROLE_CLAIMER,
                  .step = 2,
                  .times = 1,
                  .act = resize_nonce,
                  .value = lengths[i]};
        run_plan(&p);
        CHECK(!claimer_flow()->has_codes);
        expect_refusal(claimer_seat, PSC_CANCEL_INCONSISTENT_PAYLOAD, PSC_ERR_PEER_PAYLOAD);
        world_close(&w);
    }
}

static void test_zero_key(void) {
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        plan p = {.role = role, .step = 0, .times = 1, .act = zero_key};
        run_plan(&p);
        world_seat *refusing = role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat;
        CHECK(!((duo *) refusing->flow)->has_codes);
        expect_refusal(refusing, PSC_CANCEL_INCONSISTENT_PAYLOAD, PSC_ERR_ZERO_KEY);
        expect_told(role == PSC_ROLE_CLAIMER ? greeter_seat : claimer_seat,
                    PSC_CANCEL_INCONSISTENT_PAYLOAD);
        world_close(&w);
    }
}

static void test_swapped_payloads(void) {
    static const int places[] = {0, 23, 24, 40, 50};
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        const int step = role == PSC_ROLE_CLAIMER ? 7 : 6;
        world_seat *const *refusing = role == PSC_ROLE_CLAIMER ? &claimer_seat : &greeter_seat;
        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
            plan p = {
                .role = role, .step = step, .times = 1, .act = flip_payload, .value = places[i]};
            run_plan(&p);
            expect_refusal(*refusing, PSC_CANCEL_UNDECIPHERABLE_PAYLOAD, PSC_ERR_DECRYPT);
            world_close(&w);
        }
        for (int len = 0; len <= 40; len += 8) {
            plan p = {.role = role, .step = step, .times = 1, .act = shorten_payload, .value = len};
            run_plan(&p);
            expect_refusal(*refusing, PSC_CANCEL_UNDECIPHERABLE_PAYLOAD, PSC_ERR_DECRYPT);
            world_close(&w);
        }
    }
}

/* The peer itself seals what is no container: it knows the shared key. */
static void seal_garbage(plan *p, world_exchange *exchange) {
    psc_step step;
    if (!world_reply_step(&step, exchange)) {
        p->acted--;
        return;
    }
    const uint8_t *key = claimer_flow()->shared_key;
    CHECK_OK(psc_secretbox_seal(&step.payload, &w.arena, &claimer_seat->host,
                                PSC_BYTES_LIT("\x01 no container"), key));
    world_set_reply_step(exchange, &step);
}

static void test_garbage_payloads(void) {
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        plan p = {.role = role,
                  .step = role == PSC_ROLE_CLAIMER ? 7 : 6,
                  .times = 1,
                  .act = seal_garbage};
        run_plan(&p);
        expect_refusal(role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat,
                       PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD, PSC_ERR_ENVELOPE_VERSION);
        world_close(&w);
    }
}

/* ---- the server */

static void answer_status(plan *p, world_exchange *exchange) {
    world_set_status(exchange, p->status);
}

static void answer_http(plan *p, world_exchange *exchange) {
    exchange->http_status = (uint32_t) p->value;
    exchange->reply = PSC_BYTES_LIT("<html>no</html>");
}

static void expect_broken(int role, psc_status status) {
    world_seat *seat = role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat;
    const duo *d = (const duo *) seat->flow;
    CHECK(seat->ended && !seat->done && d->count > 0);
    CHECK(d->outcomes[d->count - 1] == PSC_GREETING_BROKEN);
    CHECK_STATUS(status, (psc_status) seat->failure.status);
}

static void test_refusals(void) {
    static const struct {
        int role;
        int step;
        const char *status;
        psc_status expected;
    } cases[] = {
        {PSC_ROLE_CLAIMER, -1, "greeter_not_found", PSC_ERR_GREETER_NOT_FOUND},
        {PSC_ROLE_CLAIMER, -1, "greeter_revoked", PSC_ERR_GREETER_REVOKED},
        {PSC_ROLE_CLAIMER, -1, "greeter_not_allowed", PSC_ERR_GREETER_NOT_ALLOWED},
        {PSC_ROLE_CLAIMER, -1, "something_new", PSC_ERR_REPLY_UNKNOWN},
        {PSC_ROLE_CLAIMER, -1, "ok", PSC_ERR_REPLY_MALFORMED},
        {PSC_ROLE_GREETER, -1, "invitation_not_found", PSC_ERR_INVITATION_NOT_FOUND},
        {PSC_ROLE_GREETER, -1, "invitation_completed", PSC_ERR_INVITATION_USED},
        {PSC_ROLE_GREETER, -1, "invitation_cancelled", PSC_ERR_INVITATION_CANCELLED},
        {PSC_ROLE_GREETER, -1, "author_not_allowed", PSC_ERR_AUTHOR_NOT_ALLOWED},
        {PSC_ROLE_GREETER, -1, "something_new", PSC_ERR_REPLY_UNKNOWN},
        {PSC_ROLE_CLAIMER, 0, "greeter_revoked", PSC_ERR_GREETER_REVOKED},
        {PSC_ROLE_CLAIMER, 1, "greeter_not_allowed", PSC_ERR_GREETER_NOT_ALLOWED},
        {PSC_ROLE_CLAIMER, 2, "greeting_attempt_not_found", PSC_ERR_ATTEMPT_LOST},
        {PSC_ROLE_CLAIMER, 3, "greeting_attempt_not_joined", PSC_ERR_ATTEMPT_LOST},
        {PSC_ROLE_CLAIMER, 4, "step_too_advanced", PSC_ERR_STEP_REFUSED},
        {PSC_ROLE_CLAIMER, 5, "step_mismatch", PSC_ERR_STEP_REFUSED},
        {PSC_ROLE_CLAIMER, 6, "something_new", PSC_ERR_REPLY_UNKNOWN},
        {PSC_ROLE_CLAIMER, 7, "ok", PSC_ERR_REPLY_MALFORMED},
        {PSC_ROLE_CLAIMER, 8, "greeting_attempt_cancelled", PSC_ERR_REPLY_MALFORMED},
        {PSC_ROLE_GREETER, 0, "invitation_completed", PSC_ERR_INVITATION_USED},
        {PSC_ROLE_GREETER, 1, "invitation_cancelled", PSC_ERR_INVITATION_CANCELLED},
        {PSC_ROLE_GREETER, 2, "author_not_allowed", PSC_ERR_AUTHOR_NOT_ALLOWED},
        {PSC_ROLE_GREETER, 3, "greeting_attempt_not_found", PSC_ERR_ATTEMPT_LOST},
        {PSC_ROLE_GREETER, 4, "greeting_attempt_not_joined", PSC_ERR_ATTEMPT_LOST},
        {PSC_ROLE_GREETER, 5, "step_too_advanced", PSC_ERR_STEP_REFUSED},
        {PSC_ROLE_GREETER, 6, "step_mismatch", PSC_ERR_STEP_REFUSED},
        {PSC_ROLE_GREETER, 7, "something_new", PSC_ERR_REPLY_UNKNOWN},
        {PSC_ROLE_GREETER, 8, "ok", PSC_ERR_REPLY_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].status);
        plan p = {.role = cases[i].role,
                  .step = cases[i].step,
                  .before = true,
                  .times = 1,
                  .act = answer_status,
                  .status = cases[i].status};
        run_plan(&p);
        expect_broken(cases[i].role, cases[i].expected);
        world_close(&w);
    }
    test_subject(NULL);
}

static void test_http_statuses(void) {
    static const struct {
        int http;
        psc_status expected;
    } cases[] = {
        {200, PSC_ERR_REPLY_MALFORMED},     {401, PSC_ERR_HTTP_UNAUTHENTICATED},
        {403, PSC_ERR_HTTP_FORBIDDEN},      {404, PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND},
        {406, PSC_ERR_HTTP_NOT_ACCEPTABLE}, {410, PSC_ERR_HTTP_INVITATION_GONE},
        {413, PSC_ERR_HTTP_TOO_LARGE},      {415, PSC_ERR_HTTP_BAD_CONTENT},
        {418, PSC_ERR_HTTP_UNEXPECTED},     {302, PSC_ERR_HTTP_UNEXPECTED},
        {422, PSC_ERR_HTTP_VERSION},        {460, PSC_ERR_HTTP_ORGANIZATION_EXPIRED},
        {461, PSC_ERR_HTTP_REVOKED},        {462, PSC_ERR_HTTP_FROZEN},
        {463, PSC_ERR_HTTP_TERMS},          {464, PSC_ERR_HTTP_WEB_FORBIDDEN},
        {500, PSC_ERR_HTTP_SERVER},         {501, PSC_ERR_HTTP_SERVER},
    };
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        for (int step = -1; step <= 8; step++) {
            for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
                plan p = {.role = role,
                          .step = step,
                          .before = true,
                          .times = 1,
                          .act = answer_http,
                          .value = cases[i].http};
                run_plan(&p);
                expect_broken(role, cases[i].expected);
                world_close(&w);
            }
        }
    }
}

/* Too old a token: twice a new one, then the clock is to blame. The others come and go. */
static void test_transient_statuses(void) {
    static const struct {
        int http;
        uint32_t times;
        int role;
        bool survives;
    } cases[] = {
        {498, 1, PSC_ROLE_GREETER, true},  {498, 2, PSC_ROLE_GREETER, true},
        {498, 3, PSC_ROLE_GREETER, false}, {498, 1, PSC_ROLE_CLAIMER, false},
        {502, 4, PSC_ROLE_GREETER, true},  {503, 1, PSC_ROLE_CLAIMER, true},
        {504, 7, PSC_ROLE_CLAIMER, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int step = -1; step <= 8; step++) {
            plan p = {.role = cases[i].role,
                      .step = step,
                      .before = true,
                      .times = cases[i].times,
                      .act = answer_http,
                      .value = cases[i].http};
            open_world();
            use(&p);
            start_both();
            world_run(&w, 300 * PSC_TIME_SECOND);
            world_seat *seat = p.role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat;
            CHECK(p.acted == cases[i].times);
            CHECK(seat->done == cases[i].survives);
            if (!cases[i].survives) {
                expect_broken(p.role, PSC_ERR_HTTP_CLOCK);
            }
            if (p.value != 498) {
                CHECK(seat->noted[PSC_NOTE_NETWORK] == cases[i].times + 1);
                CHECK(seat->note[PSC_NOTE_NETWORK].as.network.reachable);
            }
            world_close(&w);
        }
    }
}

static void answer_wrong_step(plan *p, world_exchange *exchange) {
    const psc_step step = {.number = p->value};
    if (exchange->step == 0 || exchange->reply.at != NULL) {
        psc_step real;
        if (!world_reply_step(&real, exchange)) {
            p->acted--;
            return;
        }
    }
    psc_step wrong = step;
    wrong.nonce = PSC_BYTES_LIT("");
    wrong.payload = PSC_BYTES_LIT("");
    world_set_reply_step(exchange, &wrong);
}

static void test_wrong_step_in_answer(void) {
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        for (int step = 0; step <= 8; step++) {
            plan p = {.role = role,
                      .step = step,
                      .times = 1,
                      .act = answer_wrong_step,
                      .value = (step + 1) % 9};
            open_world();
            use(&p);
            start_both();
            world_run(&w, 30 * PSC_TIME_SECOND);
            /* The claimer says its last word before the greeter's answer to it can be there. */
            if (role == PSC_ROLE_CLAIMER && step == 8 && p.acted == 0) {
                CHECK(claimer_seat->done);
            } else {
                expect_broken(role, PSC_ERR_REPLY_MALFORMED);
                CHECK(w.attempts[0].cancelled == (step < (role == PSC_ROLE_CLAIMER ? 6 : 7)));
            }
            world_close(&w);
        }
    }
}

static void oversize(plan *p, world_exchange *exchange) {
    (void) p;
    exchange->oversized = true;
}

static void test_oversized_answer(void) {
    plan p = {.role = PSC_ROLE_CLAIMER, .step = 2, .before = true, .times = 1, .act = oversize};
    run_plan(&p);
    expect_broken(PSC_ROLE_CLAIMER, PSC_ERR_REPLY_MALFORMED);
    world_close(&w);
}

/* ---- the network */

static void lose_it(plan *p, world_exchange *exchange) {
    (void) p;
    exchange->lose = true;
}

/* Every request of both sides, lost on the way there or on the way back: identical bytes go
 * again and nothing else is lost. */
static void test_lost_requests(void) {
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        for (int step = -1; step <= 8; step++) {
            for (int before = 0; before <= 1; before++) {
                plan p = {
                    .role = role, .step = step, .before = before != 0, .times = 1, .act = lose_it};
                run_plan(&p);
                CHECK(claimer_seat->done && greeter_seat->done);
                const world_seat *seat = role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat;
                CHECK(seat->noted[PSC_NOTE_NETWORK] == 2 &&
                      seat->note[PSC_NOTE_NETWORK].as.network.reachable);
                CHECK(p.seen >= 2);
                CHECK_BYTES(p.bodies[0], p.bodies[1]);
                world_close(&w);
            }
        }
    }
}

static void test_backoff(void) {
    open_world();
    plan p = {.role = PSC_ROLE_CLAIMER, .step = -1, .before = true, .times = 7, .act = lose_it};
    use(&p);
    start(claimer_seat, PSC_ROLE_CLAIMER);
    world_run(&w, 200 * PSC_TIME_SECOND);
    static const psc_time pauses[] = {1, 2, 5, 10, 30, 30, 30};
    CHECK(p.seen == 8);
    for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
        CHECK(p.seen_at[i + 1] - p.seen_at[i] ==
              pauses[i] * PSC_TIME_SECOND + PSC_TIME_SECOND / 200);
    }
    world_close(&w);

    /* The network is back: no need to wait on. */
    open_world();
    p = (plan){.role = PSC_ROLE_CLAIMER, .step = -1, .before = true, .times = 5, .act = lose_it};
    use(&p);
    start(claimer_seat, PSC_ROLE_CLAIMER);
    for (int i = 0; i < 9; i++) {
        world_tick(&w);
    }
    CHECK(p.acted == 5);
    const psc_time then = w.now;
    CHECK_OK(world_send(claimer_seat, PSC_EVENT_HURRY));
    CHECK(world_tick(&w) && p.seen == 6 && w.now - then < PSC_TIME_SECOND / 100);
    CHECK(claimer_seat->note[PSC_NOTE_NETWORK].as.network.reachable);
    /* Nothing to hurry. */
    CHECK_OK(world_send(claimer_seat, PSC_EVENT_HURRY));
    start(greeter_seat, PSC_ROLE_GREETER);
    world_run(&w, 60 * PSC_TIME_SECOND);
    CHECK(claimer_seat->done && greeter_seat->done);
    world_close(&w);
}

/* ---- restarts */

static uint8_t seen_keys[64][32];
static size_t seen_key_count;
static uint32_t cancellations_left;
typedef struct restart {
    int role; /* who is told that the other side came back */
    int step;
} restart;

static void restart_peer(void *context, world_exchange *exchange) {
    const restart *r = context;
    psc_step own;
    if (exchange->after ||
        exchange->seat != (r->role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat) ||
        !world_request_step(&own, exchange)) {
        return;
    }
    if (own.number == 0) {
        bool known = false;
        for (size_t i = 0; i < seen_key_count; i++) {
            known = known || memcmp(seen_keys[i], own.public_key, 32) == 0;
        }
        if (!known && seen_key_count < 64) {
            memcpy(seen_keys[seen_key_count++], own.public_key, 32);
        }
    }
    if (own.number == r->step && cancellations_left > 0) {
        cancellations_left--;
        world_set_cancelled(exchange,
                            r->role == PSC_ROLE_CLAIMER ? PSC_SIDE_GREETER : PSC_SIDE_CLAIMER,
                            PSC_CANCEL_AUTOMATICALLY_CANCELLED);
    }
}

static void run_restarts(restart *r, uint32_t times) {
    open_world();
    seen_key_count = 0;
    cancellations_left = times;
    w.hook = restart_peer;
    w.hook_context = r;
    start_both();
    world_run(&w, 60 * PSC_TIME_SECOND);
    CHECK(cancellations_left == 0);
}

/* While the own nonce is kept nobody can know a code: up to step 2 of the claimer, 1 of the
 * greeter. */
static void test_restarts(void) {
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        const int last = role == PSC_ROLE_CLAIMER ? 2 : 1;
        for (int step = 0; step <= last; step++) {
            restart r = {.role = role, .step = step};
            begin_anew[1 - role] = 8;
            for (uint32_t times = 1; times <= 8; times += 7) {
                run_restarts(&r, times);
                CHECK(claimer_seat->done && greeter_seat->done && seen_key_count == times + 1);
                const duo *d = role == PSC_ROLE_CLAIMER ? claimer_flow() : greeter_flow();
                CHECK(d->greeting.restarts == times && met(d, PSC_GREETING_RESTARTED));
                world_close(&w);
            }
            /* The ninth is for the person. */
            run_restarts(&r, 9);
            CHECK(seen_key_count == 9);
            expect_told(role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat,
                        PSC_CANCEL_AUTOMATICALLY_CANCELLED);
            world_close(&w);
            begin_anew[1 - role] = 0;
        }
    }
}

/* Once the own nonce is out the parent decides, each time. */
static void test_no_restart_after_nonce(void) {
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        for (int step = role == PSC_ROLE_CLAIMER ? 3 : 2; step <= 8; step++) {
            restart r = {.role = role, .step = step};
            run_restarts(&r, 1);
            world_seat *seat = role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat;
            const duo *d = (const duo *) seat->flow;
            CHECK(seen_key_count == 1 && d->greeting.revealed);
            CHECK(!met(d, PSC_GREETING_RESTARTED));
            expect_told(seat, PSC_CANCEL_AUTOMATICALLY_CANCELLED);
            world_close(&w);
        }
    }
}

/* Whoever plays the greeter gets a commitment, gives a nonce, and gets nothing more unless the
 * parent says so. Let go, the greeting forgets all. */
static void test_claimer_keeps_nonce(void) {
    open_world();
    keep_nonce = true;
    plan p = {.role = PSC_ROLE_CLAIMER, .step = 3};
    use(&p);
    start_both();
    world_run(&w, 60 * PSC_TIME_SECOND);
    const duo *d = claimer_flow();
    CHECK(met(d, PSC_GREETING_HAS_GREETER_NONCE) && !d->has_codes && !d->greeting.revealed);
    CHECK(p.seen == 0 && claimer_seat->ended && !claimer_seat->done);
    static const uint8_t zeros[PSC_GREETING_NONCE_BYTES];
    CHECK(memcmp(d->greeting.own_nonce, zeros, sizeof d->greeting.own_nonce) == 0);
    CHECK(memcmp(&d->greeting.greeter_code, zeros, sizeof d->greeting.greeter_code) == 0);
    CHECK(told_reason(&w.attempts[0]) == PSC_CANCEL_MANUALLY_CANCELLED);
    expect_told(greeter_seat, PSC_CANCEL_MANUALLY_CANCELLED);
    keep_nonce = false;
    world_close(&w);
}

/* Both really there, one window opened twice. */
static void test_reopened_windows(void) {
    open_world();
    start_both();
    while (!met(greeter_flow(), PSC_GREETING_HAS_PEER) && world_tick(&w)) {
    }
    start(greeter_seat, PSC_ROLE_GREETER);
    world_run(&w, 60 * PSC_TIME_SECOND);
    CHECK(claimer_seat->done && greeter_seat->done && w.attempt_count == 2);
    CHECK(claimer_flow()->greeting.restarts == 1);
    world_close(&w);

    /* The first of two windows of the same person stops: it does not fight the second. */
    open_world();
    start(claimer_seat, PSC_ROLE_CLAIMER);
    world_run(&w, PSC_TIME_SECOND);
    world_seat *second = world_sit(&w, "Bob again");
    start(second, PSC_ROLE_CLAIMER);
    world_run(&w, 5 * PSC_TIME_SECOND);
    CHECK(claimer_seat->ended && claimer_flow()->greeting.by_me);
    CHECK(claimer_flow()->greeting.reason == PSC_CANCEL_AUTOMATICALLY_CANCELLED);
    CHECK(!second->ended);
    world_close(&w);
}

/* ---- cancelled by the peer, with each reason at each step */

static void answer_cancelled(plan *p, world_exchange *exchange) {
    world_set_cancelled(exchange, p->role == PSC_ROLE_CLAIMER ? PSC_SIDE_GREETER : PSC_SIDE_CLAIMER,
                        p->value);
}

static void test_cancelled_by_peer(void) {
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        world_seat *const *seat = role == PSC_ROLE_CLAIMER ? &claimer_seat : &greeter_seat;
        for (int step = 0; step <= 8; step++) {
            for (int reason = PSC_CANCEL_MANUALLY_CANCELLED;
                 reason <= PSC_CANCEL_AUTOMATICALLY_CANCELLED; reason++) {
                plan p = {.role = role,
                          .step = step,
                          .before = true,
                          .times = 1,
                          .act = answer_cancelled,
                          .value = reason};
                const bool restarts = step <= (role == PSC_ROLE_CLAIMER ? 2 : 1) &&
                                      reason == PSC_CANCEL_AUTOMATICALLY_CANCELLED;
                begin_anew[1 - role] = restarts ? 1 : 0;
                run_plan(&p);
                begin_anew[1 - role] = 0;
                if (restarts) {
                    CHECK((*seat)->done && ((duo *) (*seat)->flow)->greeting.restarts == 1);
                } else {
                    expect_told(*seat, reason);
                }
                world_close(&w);
            }
        }
    }
}

static void test_cancel_at_codes(void) {
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        open_world();
        start_both();
        duo *leaving = role == PSC_ROLE_CLAIMER ? claimer_flow() : greeter_flow();
        leaving->leave = true;
        world_run(&w, 60 * PSC_TIME_SECOND);
        CHECK(told_reason(&w.attempts[0]) == PSC_CANCEL_INVALID_SAS_CODE);
        expect_told(role == PSC_ROLE_CLAIMER ? greeter_seat : claimer_seat,
                    PSC_CANCEL_INVALID_SAS_CODE);
        world_close(&w);
    }
}

/* Before there is an attempt there is nothing to name; a second cancel says nothing more. */
static void test_cancel_early(void) {
    open_world();
    start(claimer_seat, PSC_ROLE_CLAIMER);
    CHECK_OK(world_send(claimer_seat, PSC_EVENT_CANCEL));
    CHECK(claimer_seat->ended && w.exchanges == 0);
    world_run(&w, PSC_TIME_SECOND);
    CHECK(w.exchanges == 0);
    CHECK_STATUS(
        PSC_ERR_STATE,
        psc_flow_step(claimer_seat->flow, &(psc_event){.kind = PSC_EVENT_CANCEL, .now = w.now}));
    CHECK_OK(psc_greeting_cancel(&claimer_flow()->greeting, PSC_CANCEL_MANUALLY_CANCELLED));
    psc_effect effect;
    CHECK(!psc_flow_next(claimer_seat->flow, &effect));
    world_close(&w);
}

/* ---- a later life of the same exchange */

/* Up to the second life, about to begin; `body` is what it goes on with. */
static duo *open_second_life(int role, uint8_t body[1024]) {
    open_world();
    start_both();
    world_seat *seat = role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat;
    const duo *first = (const duo *) seat->flow;
    while (psc_greeting_step_body(&first->greeting).at == NULL && world_tick(&w)) {
    }
    const psc_bytes exact = psc_greeting_step_body(&first->greeting);
    duo *second;
    if (!CHECK(exact.at != NULL && exact.len <= 1024) || !CHECK_OK(make_duo(&second, seat, role))) {
        return NULL;
    }
    memcpy(body, exact.at, exact.len);
    second->resumes = true;
    second->attempt = first->greeting.attempt;
    second->step_body = (psc_bytes){body, exact.len};
    memcpy(second->shared_key, first->shared_key, sizeof second->shared_key);
    return second;
}

static void test_resume(void) {
    for (int role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
        uint8_t body[1024];
        duo *second = open_second_life(role, body);
        if (second == NULL) {
            return;
        }
        /* It may have been sent already or not; here the answer comes to the second life only. */
        world_start(role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat, &second->flow);
        world_run(&w, 60 * PSC_TIME_SECOND);
        CHECK(claimer_seat->done && greeter_seat->done && w.attempt_count == 1);
        CHECK_TEXT("from greeter", claimer_flow()->got);
        world_close(&w);
    }
}

/* The greeter that first asks for step 6 once more gets it, or hears that the exchange is over. A
 * server in trouble is no reason to end it: the record leads back. */
static void test_resume_asks_first(void) {
    static const plan plans[] = {
        {.act = NULL},
        {.act = answer_http, .value = 500},
        {.act = answer_cancelled, .value = PSC_CANCEL_MANUALLY_CANCELLED},
    };
    for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
        uint8_t body[1024];
        duo *second = open_second_life(PSC_ROLE_GREETER, body);
        if (second == NULL) {
            return;
        }
        const psc_bytes sent = second->step_body;
        second->asks_first = true;
        plan p = plans[i];
        p.role = PSC_ROLE_GREETER;
        p.step = 6;
        p.before = true;
        p.times = 1;
        use(&p);
        world_start(greeter_seat, &second->flow);
        world_run(&w, 60 * PSC_TIME_SECOND);
        CHECK(p.seen == 1 && w.attempt_count == 1 && !w.attempts[0].cancelled);
        CHECK_BYTES(i == 0 ? sent : PSC_BYTES_ABSENT, w.attempts[0].body[PSC_SIDE_GREETER][7]);
        if (i == 0) {
            CHECK(claimer_seat->done && greeter_seat->done);
            CHECK_TEXT("from claimer", greeter_flow()->got);
        } else if (i == 1) {
            expect_broken(PSC_ROLE_GREETER, PSC_ERR_HTTP_SERVER);
        } else {
            expect_told(greeter_seat, PSC_CANCEL_MANUALLY_CANCELLED);
        }
        world_close(&w);
    }
}

/* ---- memory */

static void test_allocation_failures(int role) {
    uint64_t most = 0;
    for (uint64_t n = 1;; n++) {
        open_world();
        world_seat *failing = role == PSC_ROLE_CLAIMER ? claimer_seat : greeter_seat;
        failing->host.allocator.piecewise = true;
        failing->heap.fail_at = n;
        duo *d;
        const psc_status made = make_duo(&d, failing, role);
        if (made != PSC_OK) {
            CHECK_STATUS(PSC_ERR_MEMORY, made);
        } else {
            world_start(failing, &d->flow);
            start(role == PSC_ROLE_CLAIMER ? greeter_seat : claimer_seat, 1 - role);
            world_run(&w, 20 * PSC_TIME_SECOND);
            if (failing->heap.allocations >= n) {
                CHECK(failing->ended && !failing->done && failing->memory_failed);
                CHECK(failing->failure.status == PSC_ERR_MEMORY);
            } else {
                CHECK(failing->done);
            }
        }
        most = failing->heap.allocations;
        world_close(&w);
        if (most < n) {
            break;
        }
    }
    CHECK(most > 100);
}

static void test_nothing_left_behind(void) {
    open_world();
    w.remember = true;
    greeter_seat->heap.search = true;
    claimer_seat->heap.search = true;
    start_both();
    world_run(&w, 60 * PSC_TIME_SECOND);
    CHECK(claimer_seat->done && greeter_seat->done && w.secret_count >= 4);
    world_close(&w); /* counts what was found */

    /* Half way, too. */
    open_world();
    w.remember = true;
    greeter_seat->heap.search = true;
    claimer_seat->heap.search = true;
    start_both();
    while (!claimer_flow()->has_codes && world_tick(&w)) {
    }
    world_close(&w);
}

int main(void) {
    test_whole_exchange();
    test_exchange_secrets_wiped();
    test_polling();
    test_silences();
    test_swapped_keys();
    test_swapped_greeter_nonce();
    test_broken_commitment();
    test_nonce_length();
    test_zero_key();
    test_swapped_payloads();
    test_garbage_payloads();
    test_refusals();
    test_http_statuses();
    test_transient_statuses();
    test_wrong_step_in_answer();
    test_oversized_answer();
    test_lost_requests();
    test_backoff();
    test_restarts();
    test_no_restart_after_nonce();
    test_claimer_keeps_nonce();
    test_reopened_windows();
    test_cancelled_by_peer();
    test_cancel_at_codes();
    test_cancel_early();
    test_resume();
    test_resume_asks_first();
    test_allocation_failures(PSC_ROLE_CLAIMER);
    test_allocation_failures(PSC_ROLE_GREETER);
    test_nothing_left_behind();
    return test_finish();
}
