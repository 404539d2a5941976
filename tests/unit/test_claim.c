// SPDX-License-Identifier: MPL-2.0
/* Claiming by invitation, as a newcomer and as another device of somebody, with the greeter's side,
 * the scripted server and what may stand between. Most tests are run for both. */
#include <stdio.h>
#include <string.h>

#include "codec/envelope.h"
#include "crypto/digest.h"
#include "crypto/sealed.h"
#include "flow/greeting.h"
#include "flowkit.h"
#include "harness.h"
#include "schema/invite_payloads.h"
#include "sponsor.h"

#define LONG (600 * PSC_TIME_SECOND)

static world w;
static bool of_device; /* what is claimed: another device of Alice's, or membership for Bob */
static sponsor_orders orders; /* when given, the other device is one that follows them */
static world_user *alice;
static world_invitation *invitation;
static world_seat *bob; /* the newcomer's, or the new device */
static world_seat *alice_seat;

static void open_world(void) {
    world_open(&w);
    orders = (sponsor_orders){0};
    alice = world_add_user(&w, "alice@example.com", "Alice",
                           of_device ? PSC_PROFILE_STANDARD : PSC_PROFILE_ADMIN);
    invitation =
        of_device ? world_invite_device(&w, alice) : world_invite(&w, alice, "bob@example.com");
    bob = world_sit(&w, "Bob");
    alice_seat = world_sit(&w, "Alice");
}

static void start_claim(void) {
    psc_flow *flow;
    if (CHECK_OK(psc_claim_new(&flow, &bob->host,
                               &(psc_claim_options){.link = invitation->link,
                                                     .device_label = PSC_BYTES_LIT("Web")}))) {
        world_start(bob, flow);
    }
}

/* Goes on from what `home` would list. */
static void start_journey(void) {
    const world_record *record = world_find_record(bob, PSC_STORE_JOURNEYS);
    psc_flow *flow;
    if (CHECK(record != NULL) &&
        CHECK_OK(psc_claim_new(&flow, &bob->host,
                               &(psc_claim_options){.journey_key = record->key,
                                                     .device_label = PSC_BYTES_LIT("Web")}))) {
        world_start(bob, flow);
    }
}

static void start_greet_by(world_seat *seat, const world_user *user) {
    psc_flow *flow;
    if (orders.change != NULL || orders.content.at != NULL) {
        if (CHECK_OK(sponsor_new(&flow, seat, user, invitation, &orders))) {
            world_start(seat, flow);
        }
        return;
    }
    psc_device *device = world_device(seat, user);
    if (CHECK_OK(
            psc_greet_new(&flow, &seat->host,
                          &(psc_greet_options){.device = device, .link = invitation->link}))) {
        world_start(seat, flow);
    }
    psc_device_release(device);
}

static void start_greet(void) {
    start_greet_by(alice_seat, alice);
}

static void start_both(void) {
    start_claim();
    start_greet();
}

static bool exists(void) {
    return of_device ? w.added_count > 0 : world_find_email(&w, "bob@example.com") != NULL;
}

/* The newcomer has joined, both sides know it, and nothing is left over. */
static void expect_joined(void) {
    CHECK(bob->done && bob->result.kind == PSC_RESULT_DEVICE);
    CHECK(world_device_works(bob, bob->password));
    CHECK(world_find_record(bob, PSC_STORE_JOURNEYS) == NULL);
    CHECK(exists());
}

static void expect_both_done(void) {
    expect_joined();
    CHECK(alice_seat->done &&
          alice_seat->result.kind == (of_device ? PSC_RESULT_ADDED : PSC_RESULT_GREETED));
    CHECK(world_find_record(alice_seat, PSC_STORE_JOURNEYS) == NULL);
    CHECK(invitation->status == PSC_INVITATION_FINISHED);
}

static void expect_failed(psc_status status) {
    CHECK(bob->ended && !bob->done);
    CHECK_STATUS(status, (psc_status) bob->failure.status);
}

static bool in_state(const char *state) {
    return strcmp(psc_flow_state(bob->flow), state) == 0;
}

static psc_status unconfirmed(void) {
    return of_device ? PSC_ERR_DEVICE_UNCONFIRMED : PSC_ERR_ENROLLED_WITHOUT_DEVICE;
}

/* Step 6 went out and the exchange is over: the person is told that they may exist without a
 * device, or the device without its keys, and the keys stay. */
static void expect_unconfirmed(void) {
    CHECK(in_state("await-another-try") && bob->asked[PSC_QUESTION_STOPPED] == 1);
    CHECK_STATUS(unconfirmed(), (psc_status) bob->stopped.status);
    CHECK_TEXT("Alice", bob->stopped.peer.label);
    CHECK(bob->noted[PSC_NOTE_RESTARTED] == 0);
    CHECK(world_find_record(bob, PSC_STORE_JOURNEYS) != NULL);
}

/* ---- the hook of most tests: the n-th request of bob, or those of one command and step */
typedef struct plan {
    world_seat *const *seat;
    uint32_t at;         /* n-th of this seat; 0: by the two below */
    const char *command; /* NULL: any */
    int step;            /* -1: any */
    bool before;
    uint32_t skip;
    uint32_t times;
    void (*act)(struct plan *plan, world_exchange *exchange);
    int value;
    const char *text;
    uint32_t count; /* requests of the seat so far */
    uint32_t matched;
    uint32_t acted;
} plan;

static void follow_plan(void *context, world_exchange *exchange) {
    plan *p = context;
    if (exchange->seat != *p->seat || !exchange->awaited) {
        return;
    }
    if (!exchange->after) {
        p->count++;
    }
    const bool meant = p->at != 0
                           ? p->count == p->at
                           : (p->command == NULL || strcmp(p->command, exchange->command) == 0) &&
                                 (p->step < 0 || p->step == exchange->step);
    if (!meant || exchange->after == p->before) {
        return;
    }
    p->matched++;
    if (p->act != NULL && p->matched > p->skip && p->acted < p->times) {
        p->acted++;
        p->act(p, exchange);
    }
}

static void use(plan *p) {
    w.hook = follow_plan;
    w.hook_context = p;
}

static void lose_it(plan *p, world_exchange *exchange) {
    (void) p;
    exchange->lose = true;
}

/* The tab is closed while this request is under way, and opened again with the same link. */
static void close_tab(plan *p, world_exchange *exchange) {
    exchange->lose = true;
    world_leave(*p->seat);
}

static void answer_http(plan *p, world_exchange *exchange) {
    exchange->http_status = (uint32_t) p->value;
    exchange->reply = PSC_BYTES_LIT("<html>no</html>");
}

static void answer_status(plan *p, world_exchange *exchange) {
    world_set_status(exchange, p->text);
}

static void answer_cancelled(plan *p, world_exchange *exchange) {
    world_set_cancelled(exchange, PSC_SIDE_GREETER, p->value);
}

/* ---- whole journeys */

static void expect_undisturbed(void) {
    CHECK(bob->asked[PSC_QUESTION_INVITATION] == 1 && bob->asked[PSC_QUESTION_CODE] == 1);
    CHECK(bob->asked[PSC_QUESTION_DETAILS] == (of_device ? 0 : 1) &&
          bob->asked[PSC_QUESTION_PROTECTION] == 1);
    CHECK(bob->asked[PSC_QUESTION_STOPPED] == 0 && bob->asked[PSC_QUESTION_TROUBLE] == 0);
    CHECK(bob->noted[PSC_NOTE_OWN_CODE] == 1 && bob->noted[PSC_NOTE_NETWORK] == 0);
    CHECK(w.attempt_count == 1);
}

static void test_joins(void) {
    open_world();
    w.twice = true;
    start_both();
    world_run(&w, LONG);
    expect_both_done();
    expect_undisturbed();
    const psc_result_device *result = &bob->result.as.device;
    const world_user *user = world_find_email(&w, "bob@example.com");
    if (CHECK(user != NULL && bob->done)) {
        CHECK(psc_uuid_equal(&result->user_id, &user->user_id) &&
              psc_uuid_equal(&result->device_id, &user->device_id));
        CHECK(result->profile == PSC_PROFILE_STANDARD);
        CHECK_TEXT("Org", bob->device->local.organization_id);
        CHECK_TEXT("Bob", bob->device->local.human_handle.label);
        CHECK_TEXT("bob@example.com", bob->device->local.human_handle.email);
        CHECK_TEXT("Web", bob->device->local.device_label);
        CHECK(bob->device->place.store == PSC_STORE_DEVICES);
        char hex[PSC_UUID_HEX_CHARS];
        psc_uuid_to_hex(hex, &user->device_id);
        CHECK_BYTES(((psc_bytes){(const uint8_t *) hex, sizeof hex}), bob->device->place.key);
    }
    world_close(&w);
}

static void check_key(const uint8_t expected[32], const uint8_t actual[32]) {
    CHECK(memcmp(expected, actual, 32) == 0);
}

/* The new device is Alice's, as her other one says; its own are what signs and what seals here. */
static void test_adds_device(void) {
    open_world();
    w.twice = true;
    start_both();
    world_run(&w, LONG);
    expect_both_done();
    expect_undisturbed();
    psc_device *first = world_device(alice_seat, alice);
    const psc_local_device *theirs = &first->local;
    if (CHECK(bob->done && w.added_count == 1)) {
        const psc_local_device *ours = &bob->device->local;
        CHECK(psc_uuid_equal(&ours->user_id, &alice->user_id) &&
              psc_uuid_equal(&ours->device_id, &w.added[0].device_id));
        CHECK_TEXT("Alice", ours->human_handle.label);
        CHECK_TEXT("alice@example.com", ours->human_handle.email);
        CHECK_TEXT("Web", ours->device_label);
        CHECK(ours->initial_profile == PSC_PROFILE_STANDARD);
        check_key(theirs->private_key, ours->private_key);
        check_key(theirs->root_verify_key, ours->root_verify_key);
        CHECK(psc_uuid_equal(&theirs->user_realm_id, &ours->user_realm_id));
        check_key(theirs->user_realm_key, ours->user_realm_key);
        CHECK(memcmp(theirs->signing_key, ours->signing_key, 32) != 0 &&
              memcmp(theirs->local_symkey, ours->local_symkey, 32) != 0);
        uint8_t verify_key[32];
        CHECK_OK(psc_verify_key_derive(verify_key, ours->signing_key));
        check_key(w.added[0].verify_key, verify_key);
        CHECK_TEXT("Web", w.added[0].label);
    }
    psc_device_release(first);
    world_close(&w);
}

static void test_link_opens_nothing_by_itself(void) {
    open_world();
    plan p = {.seat = &bob, .step = -1};
    use(&p);
    start_claim();
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_INVITATION, LONG));
    CHECK(in_state("await-consent") && p.count == 1 && w.attempt_count == 0);
    const psc_question_invitation *question = &bob->question.as.invitation;
    CHECK_TEXT("Org", question->organization);
    CHECK_TEXT("parsec.example.com", question->host);
    CHECK(question->service_label.at == NULL && question->administrators.count == 1);
    CHECK_TEXT("Alice", ((const psc_human_handle *) question->administrators.items)->label);
    CHECK(question->new_device == of_device);
    if (of_device) {
        CHECK_TEXT("alice@example.com", question->email);
        CHECK_TEXT("alice@example.com", question->invited.email);
        CHECK_TEXT("Alice", question->invited.label);
        CHECK(question->inviter.email.at == NULL);
    } else {
        CHECK_TEXT("bob@example.com", question->email);
        CHECK(question->invited.email.at == NULL);
        CHECK_TEXT("Alice", question->inviter.label);
    }
    world_close(&w);
}

static void test_new(void) {
    open_world();
    psc_flow *flow;
    const psc_bytes label = PSC_BYTES_LIT("Web");
    CHECK_STATUS(PSC_ERR_ARGUMENT,
                 psc_claim_new(&flow, &bob->host, &(psc_claim_options){.device_label = label}));
    CHECK(flow == NULL);
    CHECK_STATUS(PSC_ERR_ARGUMENT,
                 psc_claim_new(&flow, &bob->host,
                               &(psc_claim_options){.link = invitation->link,
                                                     .journey_key = PSC_BYTES_LIT("x"),
                                                     .device_label = label}));
    CHECK_STATUS(PSC_ERR_ARGUMENT,
                 psc_claim_new(&flow, &bob->host, &(psc_claim_options){.link = invitation->link}));
    CHECK_STATUS(PSC_ERR_INVITATION_KIND,
                 psc_claim_new(&flow, &bob->host,
                               &(psc_claim_options){.link = world_bootstrap_link(&w),
                                                     .device_label = label}));
    CHECK_STATUS(PSC_ERR_ADDRESS_SCHEME,
                 psc_claim_new(&flow, &bob->host,
                               &(psc_claim_options){.link = PSC_BYTES_LIT("mailto:bob"),
                                                     .device_label = label}));
    CHECK(flow == NULL);
    CHECK_OK(psc_claim_new(&flow, &bob->host,
                           &(psc_claim_options){.link = invitation->link, .device_label = label}));
    CHECK(strcmp(psc_flow_name(flow), "claim") == 0 &&
          strcmp(psc_flow_state(flow), "await-begin") == 0);
    CHECK_STATUS(PSC_ERR_STATE,
                 psc_flow_step(flow, &(psc_event){.kind = PSC_EVENT_HURRY, .now = w.now}));
    CHECK_OK(psc_flow_step(flow, &(psc_event){.kind = PSC_EVENT_CANCEL, .now = w.now}));
    psc_effect effect;
    CHECK(psc_flow_next(flow, &effect) && effect.kind == PSC_EFFECT_FAILED &&
          effect.as.failed.status == PSC_ERR_CANCELLED);
    CHECK(!psc_flow_next(flow, &effect) && psc_flow_ended(flow));
    CHECK_STATUS(PSC_ERR_STATE,
                 psc_flow_step(flow, &(psc_event){.kind = PSC_EVENT_BEGIN, .now = w.now}));
    psc_flow_free(flow);
    /* A flow that the host does not empty takes no event. */
    CHECK_OK(psc_claim_new(&flow, &bob->host,
                           &(psc_claim_options){.link = invitation->link, .device_label = label}));
    CHECK_OK(psc_flow_step(flow, &(psc_event){.kind = PSC_EVENT_BEGIN, .now = w.now}));
    CHECK_STATUS(PSC_ERR_STATE,
                 psc_flow_step(flow, &(psc_event){.kind = PSC_EVENT_CANCEL, .now = w.now}));
    psc_flow_free(flow);
    world_close(&w);
}

/* ---- every state and every event */

/* Whatever does not fit is refused and changes nothing. Hurrying is always allowed and, with the
 * network up, changes nothing either. */
static void poke(void) {
    const char *state = psc_flow_state(bob->flow);
    test_subject(state);
    flowkit_misfits(bob);
    CHECK_OK(world_send(bob, PSC_EVENT_HURRY));
    CHECK(strcmp(state, psc_flow_state(bob->flow)) == 0);
    test_subject(NULL);
}

typedef enum scene {
    SCENE_FRESH,
    SCENE_RESUMED,
    SCENE_PROBE,
    SCENE_REFUSED_CODE,
    SCENE_TROUBLED /* for memory: much of what can go wrong, once each */
} scene;

static bool refuse_first_code(void *context, world_seat *seat, const psc_question *question,
                              psc_event *answer) {
    (void) context;
    if (question->kind == PSC_QUESTION_CODE && seat->asked[PSC_QUESTION_CODE] == 1) {
        answer->as.answer.kind = PSC_ANSWER_NO_CODE;
        return true;
    }
    return world_default_person(NULL, seat, question, answer);
}

/* The world of this scene, just before anything of interest. */
static void set_scene(scene which, plan *p) {
    open_world();
    *p = (plan){.seat = &bob, .step = -1};
    if (which == SCENE_PROBE) {
        *p = (plan){.seat = &bob, .step = 8, .times = 1, .act = answer_http, .value = 410};
    } else if (which == SCENE_REFUSED_CODE) {
        bob->person = refuse_first_code;
    }
    use(p);
    start_both();
    if (which == SCENE_RESUMED) {
        CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
        start_claim();
    }
}

typedef struct stage {
    scene scene;
    const char *state;
    psc_status cancelled; /* PSC_OK: the record is cleared first */
    bool record_stays;
    bool told; /* the other side is told */
} stage;

static const stage every_stage[] = {
    {SCENE_FRESH, "await-resume-record", PSC_ERR_CANCELLED, false, false},
    {SCENE_FRESH, "await-info", PSC_ERR_CANCELLED, false, false},
    {SCENE_FRESH, "await-consent", PSC_ERR_CANCELLED, false, false},
    {SCENE_FRESH, "await-peer", PSC_ERR_CANCELLED, false, false}, /* the start is still under way */
    {SCENE_FRESH, "await-codes", PSC_ERR_CANCELLED, false, true},
    {SCENE_FRESH, "await-code", PSC_ERR_CANCELLED, false, true},
    {SCENE_FRESH, "await-trust-sent", PSC_ERR_CANCELLED, false, true},
    {SCENE_FRESH, "await-greeter-trust", PSC_ERR_CANCELLED, false, true},
    {SCENE_FRESH, "await-details", PSC_ERR_CANCELLED, false, true},
    {SCENE_FRESH, "await-protection", PSC_ERR_CANCELLED, false, true},
    {SCENE_FRESH, "await-key", PSC_ERR_CANCELLED, false, true},
    {SCENE_FRESH, "await-record-saved", PSC_OK, false, true},
    {SCENE_FRESH, "await-payload-sent", PSC_ERR_CANCELLED, true, false},
    {SCENE_FRESH, "await-confirmation", PSC_ERR_CANCELLED, true, false},
    {SCENE_FRESH, "await-place", PSC_ERR_CANCELLED, true, false},
    {SCENE_FRESH, "await-official-place", PSC_ERR_CANCELLED, true, false},
    {SCENE_FRESH, "await-device-saved", PSC_ERR_CANCELLED, true, false},
    {SCENE_FRESH, "await-acknowledgment", PSC_ERR_CANCELLED, true, false},
    {SCENE_FRESH, "await-record-cleared", PSC_ERR_CANCELLED, true, false},
    {SCENE_RESUMED, "await-password", PSC_ERR_CANCELLED, true, false},
    {SCENE_RESUMED, "await-password-key", PSC_ERR_CANCELLED, true, false},
    {SCENE_RESUMED, "await-saved-device", PSC_ERR_CANCELLED, true, false},
    {SCENE_RESUMED, "await-payload-sent", PSC_ERR_CANCELLED, true, false},
    {SCENE_PROBE, "await-probe", PSC_ERR_CANCELLED, true, false},
    {SCENE_REFUSED_CODE, "await-another-try", PSC_ERR_CANCELLED, false, true},
};

#define STAGES (sizeof every_stage / sizeof every_stage[0])

/* A newcomer's name is asked, that of a device's person is known. */
static bool is_passed(const stage *s) {
    return !of_device || strcmp(s->state, "await-details") != 0;
}

static void test_every_event_in_every_state(void) {
    for (size_t i = 0; i < STAGES; i++) {
        if (!is_passed(&every_stage[i])) {
            continue;
        }
        plan p;
        set_scene(every_stage[i].scene, &p);
        if (CHECK(world_run_until_state(&w, bob, every_stage[i].state, LONG))) {
            poke();
            world_run(&w, LONG);
            expect_joined();
        }
        world_close(&w);
    }
}

static bool anything_cancelled(void) {
    for (size_t i = 0; i < w.attempt_count; i++) {
        if (w.attempts[i].cancelled) {
            return true;
        }
    }
    return false;
}

static void test_cancel_in_every_state(void) {
    for (size_t i = 0; i < STAGES; i++) {
        const stage *s = &every_stage[i];
        plan p;
        if (!is_passed(s)) {
            continue;
        }
        set_scene(s->scene, &p);
        test_subject(s->state);
        if (CHECK(world_run_until_state(&w, bob, s->state, LONG))) {
            CHECK_OK(world_send(bob, PSC_EVENT_CANCEL));
            CHECK(bob->ended == (s->cancelled != PSC_OK));
            /* What is told goes out after the end, too. The other side is left alone. */
            world_leave(alice_seat);
            world_run(&w, PSC_TIME_SECOND);
            expect_failed(PSC_ERR_CANCELLED);
            CHECK(bob->failure.nothing_lost);
            CHECK((world_find_record(bob, PSC_STORE_JOURNEYS) != NULL) == s->record_stays);
            CHECK(anything_cancelled() == s->told);
            /* And the journey may be begun again. */
            start_both();
            world_run(&w, LONG);
            expect_joined();
        }
        test_subject(NULL);
        world_close(&w);
    }
}

/* ---- what the person does */

static void test_wrong_code(void) {
    open_world();
    start_both();
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_CODE, LONG));
    world_run_until_state(&w, alice_seat, "await-claimer-trust", LONG);
    const psc_bytes *choices = bob->question.as.code.choices.items;
    CHECK(bob->question.as.code.choices.count == PSC_SAS_CHOICES);
    size_t right = PSC_SAS_CHOICES;
    for (size_t i = 0; i < PSC_SAS_CHOICES; i++) {
        for (size_t j = 0; j < i; j++) {
            CHECK(!psc_bytes_equal(choices[i], choices[j]));
        }
        if (psc_bytes_equal_text(choices[i], alice_seat->own_code)) {
            right = i;
        }
    }
    if (CHECK(right < PSC_SAS_CHOICES)) {
        world_answer(
            bob,
            &(psc_answer){.kind = PSC_ANSWER_CODE, .code = choices[(right + 1) % PSC_SAS_CHOICES]},
            PSC_BYTES_ABSENT);
    }
    CHECK(in_state("await-another-try") && bob->own_code[0] == '\0');
    CHECK(bob->stopped.by_me && bob->stopped.reason == PSC_CANCEL_INVALID_SAS_CODE &&
          bob->stopped.count == 1);
    CHECK_TEXT("Alice", bob->stopped.peer.label);
    CHECK(world_run_until_asked(&w, alice_seat, PSC_QUESTION_STOPPED, LONG));
    CHECK(!alice_seat->stopped.by_me && alice_seat->stopped.reason == PSC_CANCEL_INVALID_SAS_CODE);
    world_run(&w, LONG);
    expect_both_done();
    CHECK(bob->asked[PSC_QUESTION_INVITATION] == 1); /* consent holds */
    world_close(&w);
}

static bool never_recognizes(void *context, world_seat *seat, const psc_question *question,
                             psc_event *answer) {
    (void) context;
    if (question->kind == PSC_QUESTION_CODE) {
        answer->as.answer.kind = PSC_ANSWER_NO_CODE;
        return true;
    }
    return seat->asked[PSC_QUESTION_STOPPED] < 3 &&
           world_default_person(NULL, seat, question, answer);
}

static void test_none_of_these(void) {
    open_world();
    bob->person = never_recognizes;
    start_both();
    world_run(&w, 120 * PSC_TIME_SECOND);
    CHECK(bob->asked[PSC_QUESTION_STOPPED] == 3 && bob->stopped.count == 3 && bob->stopped.by_me);
    CHECK(bob->stopped.reason == PSC_CANCEL_INVALID_SAS_CODE);
    CHECK(bob->noted[PSC_NOTE_OWN_CODE] == 0);
    world_close(&w);
}

static bool types_bad_names(void *context, world_seat *seat, const psc_question *question,
                            psc_event *answer) {
    uint32_t *tries = context;
    if (question->kind == PSC_QUESTION_DETAILS && *tries < 2) {
        CHECK(question->as.details.rejected == (*tries == 0 ? PSC_OK : PSC_ERR_VALUE));
        answer->as.answer.kind = PSC_ANSWER_DETAILS;
        answer->as.answer.name = *tries == 0 ? PSC_BYTES_LIT("Bob <bob>") : PSC_BYTES_ABSENT;
        (*tries)++;
        return true;
    }
    return world_default_person(NULL, seat, question, answer);
}

static void test_bad_names(void) {
    open_world();
    uint32_t tries = 0;
    bob->person = types_bad_names;
    bob->person_context = &tries;
    start_both();
    world_run(&w, LONG);
    expect_both_done();
    CHECK(bob->asked[PSC_QUESTION_DETAILS] == 3);
    world_close(&w);
}

static void fail_stretch(void) {
    bob->stretch_fails = 1;
    while (bob->stretch_fails > 0 && world_tick(&w)) {
    }
}

static void test_stretch_failure(void) {
    open_world();
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-key", LONG));
    fail_stretch();
    CHECK(bob->asked[PSC_QUESTION_TROUBLE] == 1 && bob->trouble.status == PSC_ERR_STRETCH);
    CHECK(world_run_until_state(&w, bob, "await-protection", LONG));
    world_run(&w, LONG);
    expect_both_done();
    CHECK(bob->asked[PSC_QUESTION_PROTECTION] == 2);
    world_close(&w);
}

/* ---- several administrators, hostile lists */

static void test_two_administrators(void) {
    open_world();
    world_user *carol = world_add_user(&w, "carol@example.com", "Carol", PSC_PROFILE_ADMIN);
    world_seat *carol_seat = world_sit(&w, "Carol");
    start_claim();
    start_greet();
    start_greet_by(carol_seat, carol);
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_CODE, LONG));
    const bool with_alice = psc_bytes_equal_text(bob->question.as.code.peer.label, "Alice");
    world_seat *chosen = with_alice ? alice_seat : carol_seat;
    world_seat *other = with_alice ? carol_seat : alice_seat;
    CHECK(world_run_until_asked(&w, other, PSC_QUESTION_STOPPED, LONG));
    CHECK(!other->stopped.by_me && other->stopped.reason == PSC_CANCEL_MANUALLY_CANCELLED);
    CHECK_OK(world_send(other, PSC_EVENT_CANCEL));
    world_run(&w, LONG);
    expect_joined();
    CHECK(chosen->done);
    world_close(&w);
}

/* One may not help, one is gone: nobody is bothered with that while somebody remains. */
static void test_administrators_drop_out(void) {
    static const char *const refusals[] = {"greeter_not_found", "greeter_revoked",
                                           "greeter_not_allowed"};
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        open_world();
        world_add_user(&w, "carol@example.com", "Carol", PSC_PROFILE_ADMIN);
        world_add_user(&w, "dave@example.com", "Dave", PSC_PROFILE_ADMIN);
        /* Alice starts first: the two others are refused. */
        plan p = {.seat = &bob,
                  .command = "invite_claimer_start_greeting_attempt",
                  .step = -1,
                  .before = true,
                  .skip = 1,
                  .times = 2,
                  .act = answer_status,
                  .text = refusals[i]};
        use(&p);
        start_both();
        world_run(&w, LONG);
        CHECK(p.acted == 2);
        expect_both_done();
        world_close(&w);

        /* The last one matters. */
        open_world();
        p = (plan){.seat = &bob,
                    .command = "invite_claimer_start_greeting_attempt",
                    .step = -1,
                    .before = true,
                    .times = 1,
                    .act = answer_status,
                    .text = refusals[i]};
        use(&p);
        start_both();
        world_run(&w, 20 * PSC_TIME_SECOND);
        CHECK(bob->ended && !bob->done && bob->failure.nothing_lost);
        CHECK(bob->failure.status == (int) (PSC_ERR_GREETER_NOT_FOUND + (psc_status) i));
        world_close(&w);
    }
}

static void test_one_of_two_cancels(void) {
    for (int last = 0; last <= 1; last++) {
        open_world();
        world_add_user(&w, "carol@example.com", "Carol", PSC_PROFILE_ADMIN);
        plan p = {.seat = &bob,
                  .step = 0,
                  .before = true,
                  .times = last != 0 ? 2 : 1,
                  .act = answer_cancelled,
                  .value = PSC_CANCEL_MANUALLY_CANCELLED};
        use(&p);
        start_claim();
        world_run(&w, 5 * PSC_TIME_SECOND);
        CHECK(bob->asked[PSC_QUESTION_STOPPED] == (uint32_t) last);
        CHECK(last != 0 || in_state("await-peer"));
        world_close(&w);
    }
}

static size_t listed; /* how many the server names */
static bool inviter_listed_last;
static uint32_t starts;
static void answer_many(void *context, world_exchange *exchange) {
    (void) context;
    if (exchange->seat != bob) {
        return;
    }
    if (!exchange->after &&
        strcmp(exchange->command, "invite_claimer_start_greeting_attempt") == 0) {
        starts++;
        psc_claimer_start_request request;
        CHECK_OK(
            psc_record_read(&request, &w.arena, exchange->body, &psc_claimer_start_request_record));
        if (starts == 1) {
            CHECK(psc_uuid_equal(&request.greeter, &alice->user_id) == inviter_listed_last);
        }
    }
    if (!exchange->after || strcmp(exchange->command, "invite_info") != 0) {
        return;
    }
    psc_invite_info_reply reply;
    CHECK_OK(psc_union_read(&reply, &w.arena, exchange->reply, &psc_invite_info_reply_union));
    psc_administrator *administrators;
    CHECK_OK(PSC_TAKE(&administrators, &w.arena, listed + 1));
    for (size_t i = 0; i < listed; i++) {
        administrators[i] = ((psc_administrator *) reply.ok.administrators.items)[0];
        administrators[i].user_id.bytes[0] ^= (uint8_t) (1 + i / 3 % 255); /* each three times */
    }
    administrators[listed] = ((psc_administrator *) reply.ok.administrators.items)[0];
    reply.ok.administrators.items = administrators;
    reply.ok.administrators.count = listed + (inviter_listed_last ? 1 : 0);
    psc_buf buf;
    psc_buf_init(&buf, &w.arena);
    CHECK_OK(psc_union_write(&buf, &reply, &psc_invite_info_reply_union));
    exchange->reply = psc_buf_view(&buf);
}

static void test_hostile_lists(void) {
    static const size_t sizes[] = {0, 3, 90, 99, 700};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (int last = 0; last <= 1; last++) {
            open_world();
            listed = sizes[i];
            inviter_listed_last = last != 0;
            starts = 0;
            w.hook = answer_many;
            start_claim();
            const size_t distinct = listed / 3 + (size_t) last;
            if (distinct == 0) {
                world_run(&w, LONG);
                expect_failed(PSC_ERR_NO_ADMINISTRATOR);
            } else {
                CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_INVITATION, LONG));
                const size_t expected = distinct < 32 ? distinct : 32;
                CHECK(bob->question.as.invitation.administrators.count == expected);
                world_run_until_state(&w, bob, "await-peer", LONG);
                CHECK(bob->note[PSC_NOTE_WAITING].as.waiting.people.count == expected);
                for (size_t tick = 0; tick < 32 && world_tick(&w); tick++) {
                }
                CHECK(starts == expected);
            }
            world_close(&w);
        }
    }
}

/* Unknown users are no reason to stop: only Alice exists. */
static void test_joins_among_unknown(void) {
    open_world();
    listed = 60;
    inviter_listed_last = true;
    starts = 0;
    w.hook = answer_many;
    start_both();
    world_run(&w, LONG);
    expect_both_done();
    world_close(&w);
}

static void other_kind(plan *p, world_exchange *exchange) {
    psc_invite_info_reply reply;
    CHECK_OK(psc_union_read(&reply, &w.arena, exchange->reply, &psc_invite_info_reply_union));
    if (p->value == 0) {
        reply.ok.type = of_device ? PSC_INVITATION_USER : PSC_INVITATION_DEVICE;
        reply.ok.claimer_human_handle = alice->human_handle;
        reply.ok.claimer_email = alice->human_handle.email;
    } else {
        reply.ok.created_by =
            (psc_inviter){.tag = PSC_INVITER_EXTERNAL_SERVICE,
                           .external_service.service_label = PSC_BYTES_LIT("Personnel office")};
    }
    psc_buf buf;
    psc_buf_init(&buf, &w.arena);
    CHECK_OK(psc_union_write(&buf, &reply, &psc_invite_info_reply_union));
    exchange->reply = psc_buf_view(&buf);
    /* A kind of inviter that this client does not know yet. */
    for (size_t i = 0; p->value == 2 && i + 16 <= buf.len; i++) {
        if (memcmp(buf.at + i, "EXTERNAL_SERVICE", 16) == 0) {
            memcpy(buf.at + i, "INTERNAL", 8);
        }
    }
}

static void test_kinds_of_invitation(void) {
    open_world();
    plan p = {.seat = &bob,
              .command = "invite_info",
              .step = -1,
              .times = 1,
              .act = other_kind,
              .value = 0};
    use(&p);
    start_claim();
    world_run(&w, LONG);
    expect_failed(PSC_ERR_INVITATION_KIND);
    world_close(&w);

    open_world();
    p = (plan){.seat = &bob,
                .command = "invite_info",
                .step = -1,
                .times = 1,
                .act = other_kind,
                .value = 1};
    use(&p);
    start_both();
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_INVITATION, LONG));
    CHECK_TEXT("Personnel office", bob->question.as.invitation.service_label);
    CHECK(bob->question.as.invitation.inviter.email.at == NULL);
    world_run(&w, LONG);
    expect_both_done();
    world_close(&w);

    open_world();
    p = (plan){.seat = &bob,
                .command = "invite_info",
                .step = -1,
                .times = 1,
                .act = other_kind,
                .value = 2};
    use(&p);
    start_both();
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_INVITATION, LONG));
    CHECK(bob->question.as.invitation.service_label.at == NULL &&
          bob->question.as.invitation.inviter.email.at == NULL);
    world_run(&w, LONG);
    expect_both_done();
    world_close(&w);
}

/* ---- somebody in the middle */

static bool silent_when_stopped(void *context, world_seat *seat, const psc_question *question,
                                psc_event *answer) {
    return question->kind != PSC_QUESTION_STOPPED &&
           world_default_person(context, seat, question, answer);
}

static void tamper(plan *p, world_exchange *exchange) {
    psc_step step;
    if (!world_reply_step(&step, exchange)) {
        p->acted--;
        return;
    }
    uint8_t bytes[2048];
    psc_bytes *blob = step.nonce.at != NULL ? &step.nonce : &step.payload;
    if (step.number == 0) {
        step.public_key[p->value % 31] ^= 4;
    } else if (step.number == 1) {
        step.hashed_nonce[p->value % 32] ^= 4;
    } else if (blob->at != NULL && CHECK(blob->len <= sizeof bytes)) {
        memcpy(bytes, blob->at, blob->len);
        bytes[(size_t) p->value % blob->len] ^= 4;
        blob->at = bytes;
    }
    world_set_reply_step(exchange, &step);
}

/* A swapped key, nonce or payload: nobody joins, and somebody is told. */
static void test_man_in_the_middle(void) {
    static const struct {
        bool claimer; /* whose answer is changed */
        int step;
        int reason;
        bool person_sees; /* by the codes */
    } cases[] = {
        {true, 0, PSC_CANCEL_INVALID_SAS_CODE, true},
        {false, 0, PSC_CANCEL_INVALID_SAS_CODE, true},
        {false, 1, PSC_CANCEL_INVALID_NONCE_HASH, false},
        {true, 2, PSC_CANCEL_INVALID_SAS_CODE, true},
        {false, 3, PSC_CANCEL_INVALID_NONCE_HASH, false},
        {false, 6, PSC_CANCEL_UNDECIPHERABLE_PAYLOAD, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int value = 0; value < 64; value += 13) {
            open_world();
            bob->person = silent_when_stopped;
            alice_seat->person = silent_when_stopped;
            plan p = {.seat = cases[i].claimer ? &bob : &alice_seat,
                      .step = cases[i].step,
                      .times = 1,
                      .act = tamper,
                      .value = value};
            use(&p);
            start_both();
            world_run(&w, 120 * PSC_TIME_SECOND);
            CHECK(p.acted == 1);
            CHECK(!bob->done && !alice_seat->done && !exists());
            CHECK(bob->asked[PSC_QUESTION_STOPPED] == 1 && bob->stopped.reason == cases[i].reason);
            CHECK(alice_seat->asked[PSC_QUESTION_STOPPED] == 1 &&
                  alice_seat->stopped.reason == cases[i].reason);
            CHECK(bob->stopped.by_me == cases[i].person_sees);
            CHECK(bob->noted[PSC_NOTE_OWN_CODE] == (cases[i].step == 6 ? 1 : 0));
            world_close(&w);
        }
    }
    /* The confirmation: the person exists by then, and both sides say so. */
    open_world();
    bob->person = silent_when_stopped;
    alice_seat->person = silent_when_stopped;
    plan p = {.seat = &bob, .step = 7, .times = 1, .act = tamper, .value = 30};
    use(&p);
    start_both();
    world_run(&w, 120 * PSC_TIME_SECOND);
    expect_unconfirmed();
    CHECK(bob->stopped.by_me && bob->stopped.reason == PSC_CANCEL_UNDECIPHERABLE_PAYLOAD);
    CHECK(world_find_record(bob, PSC_STORE_DEVICES) == NULL);
    CHECK(alice_seat->asked[PSC_QUESTION_STOPPED] == 1 && !alice_seat->stopped.by_me &&
          alice_seat->stopped.reason == PSC_CANCEL_UNDECIPHERABLE_PAYLOAD);
    CHECK_STATUS(unconfirmed(), (psc_status) alice_seat->stopped.status);
    CHECK_TEXT(of_device ? "Alice" : "Bob", alice_seat->stopped.peer.label);
    CHECK(world_find_record(alice_seat, PSC_STORE_JOURNEYS) != NULL);
    world_close(&w);
}

/* The greeter itself confirms what cannot be. */
typedef struct odd_confirmation {
    const char *label;
    psc_bytes content; /* instead of a confirmation, when given */
    void (*change)(psc_invite_user_confirmation *confirmation); /* of what is confirmed, when given */
} odd_confirmation;
static const odd_confirmation *odd;
static uint8_t odd_key[32];

static void confirm_oddly(void *context, world_exchange *exchange) {
    (void) context;
    psc_step step;
    if (exchange->seat != bob || !world_reply_step(&step, exchange) || step.number != 7) {
        return;
    }
    psc_bytes wrapped;
    psc_bytes content;
    if (!CHECK_OK(psc_secretbox_open(&wrapped, &w.arena, step.payload, odd_key)) ||
        !CHECK_OK(psc_envelope_unwrap(&content, &w.arena, wrapped, PSC_ENVELOPE_MAX))) {
        return;
    }
    psc_bytes replaced = odd->content;
    psc_buf buf;
    psc_buf_init(&buf, &w.arena);
    if (odd->change != NULL) {
        psc_invite_user_confirmation confirmation;
        CHECK_OK(psc_record_read(&confirmation, &w.arena, content,
                                 &psc_invite_user_confirmation_record));
        odd->change(&confirmation);
        CHECK_OK(psc_record_write(&buf, &confirmation, &psc_invite_user_confirmation_record));
        replaced = psc_buf_view(&buf);
    } else if (replaced.at == NULL) {
        /* The label's length is kept, so that the map needs no other change. */
        CHECK_OK(psc_buf_push(&buf, content));
        const size_t len = strlen(odd->label);
        for (size_t i = 0; i + len <= buf.len; i++) {
            if (memcmp(buf.at + i, "Bob", 3) == 0) {
                memcpy(buf.at + i, odd->label, len);
            }
        }
        replaced = psc_buf_view(&buf);
    }
    CHECK_OK(psc_envelope_wrap(&wrapped, &w.arena, replaced));
    CHECK_OK(psc_secretbox_seal(&step.payload, &w.arena, &bob->host, wrapped, odd_key));
    world_set_reply_step(exchange, &step);
}

/* The shared key of both, as a peer would know it: taken from the claimer's resume record, which
 * the test's password opens. */
static bool learn_shared_key(void) {
    const world_record *record = world_find_record(bob, PSC_STORE_JOURNEYS);
    psc_journey journey;
    psc_claim_secrets secrets;
    uint8_t key[PSC_STRETCH_KEY_BYTES];
    if (record == NULL || psc_journey_read(&journey, &w.arena, record->value) != PSC_OK) {
        return false;
    }
    world_stretch(key, psc_bytes_from_text(bob->password), &journey.algorithm);
    if (psc_journey_open(&secrets, &w.arena, journey.ciphertext, &psc_claim_secrets_record, key) !=
        PSC_OK) {
        return false;
    }
    memcpy(odd_key, secrets.shared_key, sizeof odd_key);
    return true;
}

static void test_odd_confirmations(void) {
    static const odd_confirmation cases[] = {
        {.label = "B<b"},
        {.content = {(const uint8_t *) "\x80", 1}},
        {.content = {(const uint8_t *) "\x81\xa4type\xb0invite_user_data", 23}},
        {.content = {(const uint8_t *) "", 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        open_world();
        bob->person = silent_when_stopped;
        odd = &cases[i];
        start_both();
        CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG) && learn_shared_key());
        w.hook = confirm_oddly;
        world_run(&w, 120 * PSC_TIME_SECOND);
        expect_unconfirmed();
        CHECK(bob->stopped.by_me && bob->stopped.reason == PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD);
        CHECK(w.attempts[0].cancelled &&
              w.attempts[0].cancellation.reason == PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD);
        CHECK(w.attempts[0].cancellation.origin == PSC_SIDE_CLAIMER);
        world_close(&w);
    }
}

static void name_vector_device(psc_invite_user_confirmation *confirmation) {
    confirmation->device_id = flowkit_vector_device;
}

static void name_no_device(psc_invite_user_confirmation *confirmation) {
    confirmation->device_id = (psc_uuid){0};
}

static void name_no_user(psc_invite_user_confirmation *confirmation) {
    confirmation->user_id = (psc_uuid){0};
}

static void expect_inconsistent(void) {
    expect_unconfirmed();
    CHECK(bob->stopped.by_me && bob->stopped.reason == PSC_CANCEL_INCONSISTENT_PAYLOAD);
    CHECK(w.attempts[0].cancelled &&
          w.attempts[0].cancellation.reason == PSC_CANCEL_INCONSISTENT_PAYLOAD);
}

/* No device could be made that opens again. */
static void test_confirmations_of_nobody(void) {
    static const odd_confirmation cases[] = {{.change = name_no_device}, {.change = name_no_user}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        open_world();
        bob->person = silent_when_stopped;
        odd = &cases[i];
        start_both();
        CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG) && learn_shared_key());
        w.hook = confirm_oddly;
        world_run(&w, 120 * PSC_TIME_SECOND);
        expect_inconsistent();
        CHECK(world_count(bob, PSC_STORE_DEVICES) == 0);
        world_close(&w);
    }
}

/* A greeter, of whatever organization, names a device that this browser has already: its file stays,
 * wherever it lives, also put aside. */
static void test_confirmation_names_another_device(void) {
    static const odd_confirmation named = {.change = name_vector_device};
    static const int stores[] = {PSC_STORE_DEVICES, PSC_STORE_OFFICIAL, PSC_STORE_DEVICES,
                                 PSC_STORE_OFFICIAL};
    for (size_t i = 0; i < sizeof stores / sizeof stores[0]; i++) {
        open_world();
        bob->person = silent_when_stopped;
        odd = &named;
        start_both();
        CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG) && learn_shared_key());
        psc_bytes key = PSC_BYTES_LIT("/official/device.keys");
        if (stores[i] == PSC_STORE_DEVICES) {
            CHECK_OK(psc_device_key(&key, &w.arena, &flowkit_vector_device));
        }
        if (i >= 2) {
            CHECK_OK(psc_device_key_aside(&key, &w.arena, key));
        }
        const psc_bytes precious = flowkit_vector_file("password");
        world_put(bob, stores[i], key, precious);
        w.hook = confirm_oddly;
        world_run(&w, 120 * PSC_TIME_SECOND);
        expect_inconsistent();
        const world_record *kept = world_record_at(bob, stores[i], key);
        if (CHECK(kept != NULL)) {
            CHECK_BYTES(precious, kept->value);
        }
        CHECK(world_count(bob, PSC_STORE_DEVICES) + world_count(bob, PSC_STORE_OFFICIAL) == 1);
        world_close(&w);
    }
}

/* What the other device hands over was drawn before anything was remembered. */
static void remember_given(void) {
    if (of_device) {
        psc_device *first = world_device(alice_seat, alice);
        const uint8_t *given[] = {first->local.private_key, first->local.user_realm_key};
        for (size_t i = 0; i < 2; i++) {
            CHECK_OK(
                psc_bytes_copy(&w.secrets[w.secret_count++], &w.arena, (psc_bytes){given[i], 32}));
        }
        psc_device_release(first);
    }
}

/* ---- another device: the other one confirms what cannot be */

static void own_another_user(psc_invite_device_confirmation *confirmation) {
    confirmation->user_id.bytes[3] ^= 1;
}

static void own_no_user(psc_invite_device_confirmation *confirmation) {
    confirmation->user_id = (psc_uuid){0};
}

static void own_no_device(psc_invite_device_confirmation *confirmation) {
    confirmation->device_id = (psc_uuid){0};
}

static void own_another_email(psc_invite_device_confirmation *confirmation) {
    confirmation->human_handle.email = PSC_BYTES_LIT("mallory@example.com");
}

static void own_no_private_key(psc_invite_device_confirmation *confirmation) {
    memset(confirmation->private_key, 0, sizeof confirmation->private_key);
}

static void own_no_realm_key(psc_invite_device_confirmation *confirmation) {
    memset(confirmation->user_realm_key, 0, sizeof confirmation->user_realm_key);
}

static void own_vector_device(psc_invite_device_confirmation *confirmation) {
    confirmation->device_id = flowkit_vector_device;
}

/* Until the person has heard that nothing came of it. */
static void run_confirmed(const sponsor_orders *given) {
    open_world();
    orders = *given;
    bob->person = silent_when_stopped;
    w.remember = true;
    remember_given();
    bob->heap.search = true;
    start_both();
    world_run(&w, 120 * PSC_TIME_SECOND);
}

static void test_hostile_confirmations_of_a_device(void) {
    static const sponsor_orders inconsistent[] = {
        {.change = own_another_user},  {.change = own_no_user},        {.change = own_no_device},
        {.change = own_another_email}, {.change = own_no_private_key}, {.change = own_no_realm_key},
    };
    for (size_t i = 0; i < sizeof inconsistent / sizeof inconsistent[0]; i++) {
        run_confirmed(&inconsistent[i]);
        expect_inconsistent();
        CHECK(world_count(bob, PSC_STORE_DEVICES) == 0);
        world_close(&w);
    }
    static const sponsor_orders unreadable[] = {
        {.content = {(const uint8_t *) "\x80", 1}},
        {.content = {(const uint8_t *) "", 0}},
        {.content = {(const uint8_t *) "\x81\xa4type\xb8invite_user_confirmation", 31}},
    };
    for (size_t i = 0; i < sizeof unreadable / sizeof unreadable[0]; i++) {
        run_confirmed(&unreadable[i]);
        expect_unconfirmed();
        CHECK(bob->stopped.by_me && bob->stopped.reason == PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD);
        CHECK(w.attempts[0].cancelled && w.attempts[0].cancellation.origin == PSC_SIDE_CLAIMER);
        CHECK(world_count(bob, PSC_STORE_DEVICES) == 0);
        world_close(&w);
    }
}

/* What is refused, and what is given up, does not wait in memory for the end of the journey. */
static void test_forgotten_while_going_on(void) {
    const sponsor_orders orders_of_another = {.change = own_another_user};
    run_confirmed(&orders_of_another);
    expect_inconsistent();
    CHECK_OK(world_send(bob, PSC_EVENT_HURRY)); /* what belongs to one step is gone with it */
    psc_device *first = world_device(alice_seat, alice);
    CHECK(!world_holds(bob, PSC_BYTES_OF(first->local.private_key)));
    CHECK(!world_holds(bob, PSC_BYTES_OF(first->local.user_realm_key)));
    psc_device_release(first);
    psc_journey journey;
    psc_claim_secrets secrets;
    uint8_t key[PSC_STRETCH_KEY_BYTES];
    CHECK_OK(psc_journey_read(&journey, &w.arena,
                              world_find_record(bob, PSC_STORE_JOURNEYS)->value));
    world_stretch(key, psc_bytes_from_text(bob->password), &journey.algorithm);
    CHECK_OK(psc_journey_open(&secrets, &w.arena, journey.ciphertext, &psc_claim_secrets_record,
                              key));
    CHECK(world_holds(bob, PSC_BYTES_OF(secrets.signing_key)));
    world_answer(bob, &(psc_answer){.kind = PSC_ANSWER_AGAIN}, PSC_BYTES_ABSENT);
    CHECK(world_run_until_state(&w, bob, "await-info", LONG));
    CHECK_OK(world_send(bob, PSC_EVENT_HURRY));
    CHECK(!world_holds(bob, PSC_BYTES_OF(secrets.signing_key)));
    CHECK(!world_holds(bob, PSC_BYTES_OF(secrets.local_symkey)));
    CHECK(!world_holds(bob, PSC_BYTES_OF(key)));
    world_close(&w);
}

static psc_bytes vector_confirmation(void) {
    const test_vector *vector = test_vector_next("invite", NULL);
    while (vector != NULL && strcmp(vector->id, "invite/device_confirmation") != 0) {
        vector = test_vector_next("invite", vector);
    }
    return CHECK(vector != NULL) ? test_vector_hex(vector, "msgpack") : PSC_BYTES_ABSENT;
}

/* Cut short at any place, it is no confirmation; nothing of the keys in it stays behind. */
static void test_truncated_confirmations_of_a_device(void) {
    const psc_bytes whole = vector_confirmation();
    for (size_t len = 0; len < whole.len; len += 7) {
        const sponsor_orders cut = {.content = {whole.at, len}};
        run_confirmed(&cut);
        expect_unconfirmed();
        CHECK(bob->stopped.reason == PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD);
        world_close(&w);
    }
    /* Whole, but of somebody else. */
    const sponsor_orders foreign = {.content = whole};
    run_confirmed(&foreign);
    expect_inconsistent();
    world_close(&w);
}

static void test_confirmation_of_a_device_names_another(void) {
    static const sponsor_orders named = {.change = own_vector_device};
    static const int stores[] = {PSC_STORE_DEVICES, PSC_STORE_OFFICIAL};
    for (size_t i = 0; i < sizeof stores / sizeof stores[0]; i++) {
        open_world();
        orders = named;
        bob->person = silent_when_stopped;
        psc_bytes key = PSC_BYTES_LIT("/official/device.keys");
        if (stores[i] == PSC_STORE_DEVICES) {
            CHECK_OK(psc_device_key(&key, &w.arena, &flowkit_vector_device));
        }
        const psc_bytes precious = flowkit_vector_file("password");
        world_put(bob, stores[i], key, precious);
        start_both();
        world_run(&w, 120 * PSC_TIME_SECOND);
        expect_inconsistent();
        const world_record *kept = world_record_at(bob, stores[i], key);
        if (CHECK(kept != NULL)) {
            CHECK_BYTES(precious, kept->value);
        }
        CHECK(world_count(bob, PSC_STORE_DEVICES) + world_count(bob, PSC_STORE_OFFICIAL) == 1);
        world_close(&w);
    }
}

/* ---- another device: whose it is */

static void invite_by(plan *p, world_exchange *exchange) {
    psc_invite_info_reply reply;
    CHECK_OK(psc_union_read(&reply, &w.arena, exchange->reply, &psc_invite_info_reply_union));
    if (p->value == 0) {
        reply.ok.created_by.user.user_id.bytes[0] ^= 1;
        reply.ok.created_by.user.human_handle =
            (psc_human_handle){PSC_BYTES_LIT("mallory@example.com"), PSC_BYTES_LIT("Mallory")};
    } else {
        /* Another person takes the place of the one who was shown. */
        reply.ok.claimer_user_id.bytes[0] ^= 1;
        reply.ok.claimer_human_handle =
            (psc_human_handle){PSC_BYTES_LIT("mallory@example.com"), PSC_BYTES_LIT("Mallory")};
    }
    psc_buf buf;
    psc_buf_init(&buf, &w.arena);
    CHECK_OK(psc_union_write(&buf, &reply, &psc_invite_info_reply_union));
    exchange->reply = psc_buf_view(&buf);
}

static void test_device_invited_by_another(void) {
    open_world();
    plan p = {.seat = &bob,
              .command = "invite_info",
              .step = -1,
              .times = 1,
              .act = invite_by,
              .value = 0};
    use(&p);
    start_both();
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_INVITATION, LONG));
    CHECK_TEXT("Mallory", bob->question.as.invitation.inviter.label);
    CHECK_TEXT("Alice", bob->question.as.invitation.invited.label);
    world_run(&w, LONG);
    expect_both_done();
    world_close(&w);
}

/* What was consented to holds for that person's device only. */
static void test_another_owner_is_another_question(void) {
    open_world();
    start_both();
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_CODE, LONG));
    plan p = {.seat = &bob,
              .command = "invite_info",
              .step = -1,
              .times = 1,
              .act = invite_by,
              .value = 1};
    use(&p);
    CHECK_OK(world_send(alice_seat, PSC_EVENT_CANCEL));
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_STOPPED, LONG));
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_INVITATION, LONG));
    CHECK_TEXT("Mallory", bob->question.as.invitation.invited.label);
    CHECK(p.acted == 1 && bob->asked[PSC_QUESTION_INVITATION] == 2);
    world_close(&w);
}

/* The record says which kind it is of: in its key, and in clear. */
static void test_records_of_both_kinds(void) {
    open_world();
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
    world_leave(bob);
    world_record *record = world_find_record(bob, PSC_STORE_JOURNEYS);
    const char *const prefix = of_device ? "claim-device-" : "claim-";
    psc_journey journey;
    if (CHECK(record != NULL) && CHECK(record->key.len == strlen(prefix) + 64) &&
        CHECK_OK(psc_journey_read(&journey, &w.arena, record->value))) {
        CHECK(memcmp(record->key.at, prefix, strlen(prefix)) == 0);
        CHECK(journey.kind == (of_device ? PSC_JOURNEY_CLAIM_DEVICE : PSC_JOURNEY_CLAIM));
        CHECK_TEXT(of_device ? "Alice" : "Bob", journey.human_handle.label);
        /* One of the other kind in its place leads nowhere, and holds the link back from nothing. */
        journey.kind = of_device ? PSC_JOURNEY_CLAIM : PSC_JOURNEY_CLAIM_DEVICE;
        CHECK_OK(psc_journey_write(&record->value, &w.arena, &journey));
        start_claim();
        world_run(&w, LONG);
        CHECK(bob->asked[PSC_QUESTION_PASSWORD] == 0);
        expect_joined();
    }
    world_close(&w);
}

/* ---- the other side goes, comes back, cancels */

static void test_peer_cancels(void) {
    for (int step = 0; step <= 8; step++) {
        for (int reason = PSC_CANCEL_MANUALLY_CANCELLED;
             reason <= PSC_CANCEL_AUTOMATICALLY_CANCELLED; reason++) {
            open_world();
            char subject[32];
            (void) snprintf(subject, sizeof subject, "step %d, reason %d", step, reason);
            test_subject(subject);
            plan p = {.seat = &bob,
                      .step = step,
                      .before = true,
                      .times = 1,
                      .act = answer_cancelled,
                      .value = reason};
            use(&p);
            start_both();
            world_run(&w, LONG);
            CHECK(p.acted == 1);
            if (step == 8) {
                /* The last word did not get through, but the device exists: the probe says so. */
                CHECK(bob->asked[PSC_QUESTION_STOPPED] == 0);
                expect_joined();
            } else if (step < 6 && reason == PSC_CANCEL_AUTOMATICALLY_CANCELLED) {
                CHECK(bob->asked[PSC_QUESTION_STOPPED] == 0 && bob->noted[PSC_NOTE_RESTARTED] >= 1);
            } else {
                CHECK(bob->asked[PSC_QUESTION_STOPPED] >= 1);
                CHECK(bob->stopped.status == (step < 6 ? PSC_OK : (int) unconfirmed()));
            }
            if (step < 7) {
                expect_both_done();
            }
            test_subject(NULL);
            world_close(&w);
        }
    }
}

/* Once told why, the person is asked with the peer's name and reason. */
static void test_peer_cancel_is_told(void) {
    open_world();
    bob->person = silent_when_stopped;
    plan p = {.seat = &bob,
              .step = 5,
              .before = true,
              .times = 1,
              .act = answer_cancelled,
              .value = PSC_CANCEL_INVALID_SAS_CODE};
    use(&p);
    start_both();
    world_run(&w, 60 * PSC_TIME_SECOND);
    CHECK(in_state("await-another-try") && !bob->stopped.by_me && bob->stopped.count == 1);
    CHECK(bob->stopped.reason == PSC_CANCEL_INVALID_SAS_CODE && bob->stopped.status == PSC_OK);
    CHECK_TEXT("Alice", bob->stopped.peer.label);
    world_close(&w);
}

static bool never_answers(void *context, world_seat *seat, const psc_question *question,
                          psc_event *answer) {
    const int *kind = context;
    return question->kind != *kind && world_default_person(NULL, seat, question, answer);
}

/* While the newcomer still thinks, the other side begins anew or stops: the question goes,
 * nobody compares codes of two attempts. */
static void test_peer_leaves_under_a_question(void) {
    static const struct {
        int question;
        const char *state;
    } cases[] = {
        {PSC_QUESTION_CODE, "await-code"},
        {PSC_QUESTION_DETAILS, "await-details"},
        {PSC_QUESTION_PROTECTION, "await-protection"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int reloads = 0; reloads <= 1; reloads++) {
            if (of_device && cases[i].question == PSC_QUESTION_DETAILS) {
                continue;
            }
            open_world();
            int kind = cases[i].question;
            bob->person = never_answers;
            bob->person_context = &kind;
            start_both();
            CHECK(world_run_until_state(&w, bob, cases[i].state, LONG));
            world_run(&w, 10 * PSC_TIME_SECOND);
            CHECK(in_state(cases[i].state) && bob->question_id != 0);
            if (reloads != 0) {
                start_greet();
            } else {
                CHECK_OK(world_send(alice_seat, PSC_EVENT_CANCEL));
            }
            world_run(&w, 3 * PSC_TIME_SECOND);
            CHECK(!in_state(cases[i].state));
            CHECK(bob->asked[PSC_QUESTION_STOPPED] == (reloads != 0 ? 0 : 1));
            CHECK(bob->noted[PSC_NOTE_RESTARTED] == (reloads != 0 ? 1 : 0));
            CHECK(reloads != 0 || bob->stopped.reason == PSC_CANCEL_MANUALLY_CANCELLED);
            kind = -1;
            if (reloads == 0) {
                start_greet();
            }
            world_run(&w, LONG);
            expect_both_done();
            world_close(&w);
        }
    }
    /* The password is being stretched: its key is not waited for any more. */
    open_world();
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-key", LONG));
    for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
        if (bob->jobs[i].used && bob->jobs[i].effect.kind == PSC_EFFECT_STRETCH) {
            bob->jobs[i].due += 60 * PSC_TIME_SECOND;
        }
    }
    CHECK_OK(world_send(alice_seat, PSC_EVENT_CANCEL));
    CHECK(world_run_until_state(&w, bob, "await-another-try", 10 * PSC_TIME_SECOND));
    for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
        CHECK(!bob->jobs[i].used || bob->jobs[i].effect.kind != PSC_EFFECT_STRETCH);
    }
    start_greet();
    world_run(&w, LONG);
    expect_both_done();
    world_close(&w);
}

/* The greeter's window is opened again at each of its requests: both go on by themselves or ask,
 * and it works in the end. */
static void test_greeter_reloads(void) {
    uint32_t requests = 0;
    for (uint32_t at = 1; at == 1 || at <= requests; at++) {
        for (int before = 0; before <= 1; before++) {
            open_world();
            plan p = {.seat = &alice_seat,
                      .at = at,
                      .step = -1,
                      .before = before != 0,
                      .times = 1,
                      .act = close_tab};
            use(&p);
            start_both();
            while (p.acted == 0 && world_tick(&w)) {
                if (alice_seat->ended) {
                    break;
                }
            }
            if (p.acted == 1) {
                start_greet();
                world_run(&w, LONG);
            }
            expect_joined();
            if (requests < p.count && at == 1) {
                /* How many there are, learned from the run that lost the first one. */
                requests = p.count;
            }
            world_close(&w);
        }
    }
}

/* The ninth automatic restart after codes asks the person. */
static bool asks_only_for_consent(void *context, world_seat *seat, const psc_question *question,
                                  psc_event *answer) {
    return question->kind == PSC_QUESTION_INVITATION &&
           world_default_person(context, seat, question, answer);
}

static uint32_t restarts_left;
static void restart_after_codes(void *context, world_exchange *exchange) {
    (void) context;
    if (exchange->seat == bob && exchange->step == 5 && !exchange->after && restarts_left > 0) {
        restarts_left--;
        world_set_cancelled(exchange, PSC_SIDE_GREETER, PSC_CANCEL_AUTOMATICALLY_CANCELLED);
    }
}

static void test_restarts_after_codes(void) {
    for (uint32_t times = 8; times <= 9; times++) {
        open_world();
        restarts_left = times;
        w.hook = restart_after_codes;
        start_both();
        world_run(&w, 2 * LONG);
        CHECK(bob->asked[PSC_QUESTION_STOPPED] == times - 8);
        CHECK(bob->noted[PSC_NOTE_RESTARTED] >= 8);
        if (times == 9) {
            CHECK(bob->stopped.reason == PSC_CANCEL_AUTOMATICALLY_CANCELLED && !bob->stopped.by_me);
        }
        expect_joined();
        world_close(&w);
    }
}

/* ---- a server that plays the greeter, and tries until the codes suit it */

typedef struct played {
    psc_uuid attempt;
    uint8_t shared_key[PSC_SECRET_KEY_BYTES];
    uint8_t commitment[PSC_SHA256_BYTES];
    bool revealed;
} played;

typedef struct impostor {
    bool shows; /* every other time it lets the codes be shown before it tries again */
    played attempts[WORLD_ATTEMPTS_MAX];
    size_t count;
    uint32_t learnt; /* codes known to the server: one try each */
} impostor;

static const uint8_t impostor_key[PSC_PRIVATE_KEY_BYTES] = {7};
static const uint8_t impostor_nonce[PSC_GREETING_NONCE_BYTES] = {1, 2, 3};

static played *play(impostor *server, const world_exchange *exchange) {
    psc_claimer_step_request request;
    CHECK_OK(psc_record_read(&request, &w.arena, exchange->body, &psc_claimer_step_request_record));
    for (size_t i = 0; i < server->count; i++) {
        if (psc_uuid_equal(&server->attempts[i].attempt, &request.greeting_attempt)) {
            return &server->attempts[i];
        }
    }
    played *made = &server->attempts[server->count++];
    *made = (played){.attempt = request.greeting_attempt};
    return made;
}

/* With the claimer's nonce the server knows both codes, before it has to answer. */
static void learn_codes(impostor *server, played *attempt, psc_bytes nonce) {
    if (attempt->revealed) {
        return;
    }
    attempt->revealed = true;
    uint8_t digest[PSC_SHA256_BYTES];
    psc_sas_code greeter_code;
    psc_sas_code claimer_code;
    CHECK_OK(psc_sha256(digest, nonce));
    CHECK(memcmp(digest, attempt->commitment, sizeof digest) == 0);
    CHECK_OK(psc_sas_derive(&greeter_code, &claimer_code, nonce.at, impostor_nonce,
                            attempt->shared_key));
    server->learnt++;
}

static void impersonate(void *context, world_exchange *exchange) {
    impostor *server = context;
    psc_step own;
    if (exchange->seat != bob || exchange->after || !world_request_step(&own, exchange)) {
        return;
    }
    played *attempt = play(server, exchange);
    psc_step reply = {.number = own.number};
    switch (own.number) {
    case 0:
        CHECK_OK(psc_public_key_derive(reply.public_key, impostor_key));
        CHECK_OK(psc_exchange_derive(attempt->shared_key, PSC_ROLE_GREETER, reply.public_key,
                                     impostor_key, own.public_key));
        break;
    case 1:
        memcpy(attempt->commitment, own.hashed_nonce, sizeof attempt->commitment);
        break;
    case 2:
        reply.nonce = PSC_BYTES_OF(impostor_nonce);
        break;
    default: {
        const bool show = server->shows && !attempt->revealed && server->learnt % 2 == 1;
        learn_codes(server, attempt, own.nonce);
        if (!show) {
            world_set_cancelled(exchange, PSC_SIDE_GREETER, PSC_CANCEL_AUTOMATICALLY_CANCELLED);
            return;
        }
    }
    }
    world_set_reply_step(exchange, &reply);
}

/* However many administrators it plays and however it ends an attempt: nine nonces for each time
 * that the person lets us begin, the first and eight by itself, each shown. */
static void test_impostor(void) {
    for (int shows = 0; shows <= 1; shows++) {
        open_world();
        for (int i = 0; i < 9; i++) {
            char email[32];
            (void) snprintf(email, sizeof email, "admin%d@example.com", i);
            psc_bytes kept;
            CHECK_OK(psc_bytes_copy(&kept, &w.arena, (psc_bytes){(uint8_t *) email, 19}));
            world_add_user(&w, (const char *) kept.at, "Admin", PSC_PROFILE_ADMIN);
        }
        static impostor server;
        server = (impostor){.shows = shows != 0};
        bob->person = asks_only_for_consent;
        w.hook = impersonate;
        w.hook_context = &server;
        start_claim();
        for (uint32_t round = 1; round <= 2; round++) {
            world_run(&w, LONG);
            CHECK(server.learnt == 9 * round && server.count == (of_device ? 9 : 90) * round);
            CHECK(bob->asked[PSC_QUESTION_STOPPED] == round && bob->stopped.count == round);
            CHECK(bob->noted[PSC_NOTE_RESTARTED] == 8 * round);
            CHECK(bob->note[PSC_NOTE_RESTARTED].as.restarted.count == 8 * round);
            CHECK(bob->asked[PSC_QUESTION_CODE] == (shows != 0 ? round * 9 / 2 : 0));
            CHECK(in_state("await-another-try"));
            world_answer(bob, &(psc_answer){.kind = PSC_ANSWER_AGAIN}, PSC_BYTES_ABSENT);
        }
        world_close(&w);
    }
}

/* Beginning anew while the nonce is kept costs nothing of that, but has an end as well. */
static void test_restarts_before_nonce(void) {
    open_world();
    bob->person = asks_only_for_consent;
    plan p = {.seat = &bob,
              .step = 2,
              .before = true,
              .times = 9,
              .act = answer_cancelled,
              .value = PSC_CANCEL_AUTOMATICALLY_CANCELLED};
    use(&p);
    start_both();
    world_run(&w, LONG);
    CHECK(p.acted == 9 && bob->asked[PSC_QUESTION_STOPPED] == 1);
    CHECK(bob->noted[PSC_NOTE_RESTARTED] == 8 &&
          bob->note[PSC_NOTE_RESTARTED].as.restarted.count == 8);
    world_close(&w);
}

/* ---- the network and the server */

/* Until the newcomer's journey ends, one way or the other. */
static void run_until_ended(void) {
    const psc_time until = w.now + LONG;
    while (!bob->ended && w.now < until && world_tick(&w)) {
    }
}

/* Counts the requests of a journey where nothing goes wrong. */
static uint32_t count_requests(void) {
    open_world();
    plan p = {.seat = &bob, .step = -1};
    use(&p);
    start_both();
    world_run(&w, LONG);
    expect_both_done();
    const uint32_t count = p.count;
    world_close(&w);
    return count;
}

static void test_dropped_connections(void) {
    const uint32_t count = count_requests();
    for (uint32_t at = 1; at <= count; at++) {
        for (int before = 0; before <= 1; before++) {
            open_world();
            plan p = {.seat = &bob,
                      .at = at,
                      .step = -1,
                      .before = before != 0,
                      .times = 1,
                      .act = lose_it};
            use(&p);
            start_both();
            world_run(&w, LONG);
            CHECK(p.acted == 1);
            expect_both_done();
            CHECK(bob->asked[PSC_QUESTION_STOPPED] == 0);
            CHECK(bob->noted[PSC_NOTE_NETWORK] == 2 &&
                  bob->note[PSC_NOTE_NETWORK].as.network.reachable);
            world_close(&w);
        }
    }
}

/* The tab is closed at every request, and the link opened again. Before step 6 everything starts
 * anew; from then on the record leads back. */
static void test_reloads(void) {
    const uint32_t count = count_requests();
    uint32_t resumed = 0;
    for (uint32_t at = 1; at <= count; at++) {
        for (int before = 0; before <= 1; before++) {
            for (int by_link = 0; by_link <= 1; by_link++) {
                open_world();
                plan p = {.seat = &bob,
                          .at = at,
                          .step = -1,
                          .before = before != 0,
                          .times = 1,
                          .act = close_tab};
                use(&p);
                start_both();
                while (p.acted == 0 && world_tick(&w)) {
                }
                CHECK(p.acted == 1 && bob->flow == NULL);
                const bool recorded = world_find_record(bob, PSC_STORE_JOURNEYS) != NULL;
                resumed += recorded ? 1 : 0;
                world_run(&w, 3 * PSC_TIME_SECOND);
                if (recorded && by_link == 0) {
                    start_journey();
                } else {
                    start_claim();
                }
                world_run(&w, LONG);
                expect_both_done();
                CHECK(bob->asked[PSC_QUESTION_PASSWORD] == (recorded ? 1 : 0));
                world_close(&w);
            }
        }
    }
    CHECK(resumed >= 8);
}

/* Closed between two requests: at every store effect. */
static void test_reloads_at_store(void) {
    static const char *const states[] = {"await-record-saved", "await-place",
                                         "await-official-place", "await-device-saved",
                                         "await-record-cleared"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        for (int ticks = 0; ticks <= 1; ticks++) {
            open_world();
            start_both();
            CHECK(world_run_until_state(&w, bob, states[i], LONG));
            for (int t = 0; t < ticks; t++) {
                world_tick(&w);
            }
            if (!bob->ended) {
                world_leave(bob);
                start_claim();
            }
            world_run(&w, LONG);
            expect_joined();
            world_close(&w);
        }
    }
}

static void test_reloads_again_and_again(void) {
    open_world();
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
    for (int i = 0; i < 5; i++) {
        start_claim();
        CHECK(world_run_until_state(
            &w, bob, i % 2 == 0 ? "await-payload-sent" : "await-password-key", LONG));
    }
    start_journey();
    world_run(&w, LONG);
    expect_both_done();
    world_close(&w);
}

static bool forgets_password(void *context, world_seat *seat, const psc_question *question,
                             psc_event *answer) {
    uint32_t *wrong = context;
    if (question->kind == PSC_QUESTION_PASSWORD && *wrong < 3) {
        CHECK(question->as.password.refused == *wrong);
        CHECK_TEXT("Org", question->as.password.organization);
        CHECK_TEXT(of_device ? "Alice" : "Bob", question->as.password.human_handle.label);
        (*wrong)++;
        answer->as.answer.kind = PSC_ANSWER_PASSWORD;
        answer->secret = PSC_BYTES_LIT("wrong");
        return true;
    }
    return world_default_person(NULL, seat, question, answer);
}

static void test_wrong_password_on_resume(void) {
    open_world();
    uint32_t wrong = 0;
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
    bob->person = forgets_password;
    bob->person_context = &wrong;
    start_claim();
    world_run(&w, LONG);
    CHECK(wrong == 3 && bob->asked[PSC_QUESTION_PASSWORD] == 4);
    expect_both_done();
    world_close(&w);
}

/* While the tab was closed the attempt ended: the person is told, then it begins anew. */
static void test_resumed_attempt_is_gone(void) {
    /* NULL: cancelled by the greeter */
    static const char *const answers_to_step_6[] = {NULL, "greeting_attempt_not_found",
                                                    "greeter_revoked", "greeter_not_allowed",
                                                    "step_mismatch"};
    for (size_t i = 0; i < sizeof answers_to_step_6 / sizeof answers_to_step_6[0]; i++) {
        open_world();
        start_both();
        CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
        world_leave(bob);
        world_leave(alice_seat);
        plan p = {.seat = &bob,
                  .step = 6,
                  .before = true,
                  .times = 1,
                  .act = answers_to_step_6[i] == NULL ? answer_cancelled : answer_status,
                  .text = answers_to_step_6[i],
                  .value = PSC_CANCEL_MANUALLY_CANCELLED};
        use(&p);
        start_claim();
        world_run_until_state(&w, bob, "await-another-try", LONG);
        CHECK(p.acted == 1 && !bob->stopped.by_me);
        expect_unconfirmed();
        CHECK(world_run_until_state(&w, bob, "await-info", LONG));
        CHECK(world_find_record(bob, PSC_STORE_JOURNEYS) == NULL);
        start_greet();
        world_run(&w, LONG);
        expect_both_done();
        world_close(&w);
    }
}

/* Whoever leaves there finds the keys again: what the server said may have been wrong. */
static void test_resumed_attempt_is_gone_and_left(void) {
    open_world();
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
    plan p = {.seat = &bob, .step = 6, .before = true, .times = 1, .act = answer_cancelled};
    use(&p);
    start_claim();
    CHECK(world_run_until_state(&w, bob, "await-another-try", LONG));
    CHECK_OK(world_send(bob, PSC_EVENT_CANCEL));
    expect_failed(PSC_ERR_CANCELLED);
    CHECK(bob->failure.nothing_lost && world_find_record(bob, PSC_STORE_JOURNEYS) != NULL);
    start_journey();
    world_run(&w, LONG);
    expect_both_done();
    CHECK(w.attempt_count == 1);
    world_close(&w);
}

/* As soon as the person has heard that, and begins anew, there is nothing to begin with. */
static void test_invitation_gone_on_resume(void) {
    open_world();
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
    world_leave(bob);
    world_leave(alice_seat);
    invitation->status = PSC_INVITATION_CANCELLED;
    start_journey();
    CHECK(world_run_until_state(&w, bob, "await-another-try", LONG));
    expect_unconfirmed();
    world_run(&w, LONG);
    expect_failed(PSC_ERR_HTTP_INVITATION_GONE);
    CHECK(bob->failure.http_status == 410 && world_find_record(bob, PSC_STORE_JOURNEYS) == NULL);
    world_close(&w);
}

/* The device was stored and perhaps acknowledged before the tab was closed; the invitation is
 * used by now. */
static void test_finished_while_away(void) {
    open_world();
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-record-cleared", LONG));
    world_leave(bob);
    world_run(&w, LONG);
    CHECK(alice_seat->done && invitation->status == PSC_INVITATION_FINISHED);
    const psc_bytes file = world_find_record(bob, PSC_STORE_DEVICES)->value;
    start_claim();
    world_run(&w, LONG);
    expect_both_done();
    CHECK_BYTES(file, world_find_record(bob, PSC_STORE_DEVICES)->value);
    world_close(&w);
}

/* Stored, and put aside before the journey had ended: it waits until it is back in its place. */
static void test_put_aside_while_away(void) {
    for (int both = 0; both <= 1; both++) {
        open_world();
        start_both();
        CHECK(world_run_until_state(&w, bob, "await-record-cleared", LONG));
        world_leave(bob);
        world_run(&w, LONG);
        world_record *file = world_find_record(bob, PSC_STORE_DEVICES);
        const psc_bytes place = file->key;
        CHECK_OK(psc_device_key_aside(&file->key, &w.arena, place));
        if (both == 1) {
            /* Both: the one in its place is meant, whichever comes first. */
            world_put(bob, PSC_STORE_DEVICES, place, file->value);
            start_claim();
            world_run(&w, LONG);
            CHECK(bob->done);
        } else {
            const uint32_t before = w.exchanges;
            start_claim();
            world_run(&w, LONG);
            expect_failed(PSC_ERR_STORE_ASIDE);
            CHECK(bob->failure.nothing_lost && w.exchanges == before);
            CHECK(world_find_record(bob, PSC_STORE_JOURNEYS) != NULL);
            file->key = place;
            start_claim();
            world_run(&w, LONG);
            expect_both_done();
        }
        world_close(&w);
    }
}

/* Other devices in this browser are not taken for it. */
static void test_other_devices_beside(void) {
    open_world();
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
    world_leave(bob);
    bob->records[WORLD_RECORDS_MAX - 1] = (world_record){
        true, PSC_STORE_DEVICES, PSC_BYTES_LIT("00"), PSC_BYTES_LIT("no device file")};
    start_claim();
    CHECK(world_run_until_state(&w, bob, "await-payload-sent", LONG));
    bob->records[WORLD_RECORDS_MAX - 1].used = false;
    world_run(&w, LONG);
    expect_both_done();
    world_close(&w);
}

/* A device file of somebody else, under the very same key: told apart by what is inside. One
 * that this key does not open, too. */
static void test_foreign_device_files(void) {
    for (int same_key = 0; same_key <= 1; same_key++) {
        open_world();
        start_both();
        CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
        world_leave(bob);
        psc_journey journey;
        CHECK_OK(psc_journey_read(&journey, &w.arena,
                                  world_find_record(bob, PSC_STORE_JOURNEYS)->value));
        psc_access access = world_password(bob->password, &journey.algorithm);
        access.key[0] ^= same_key != 0 ? 0 : 1;
        psc_device *other = world_device(alice_seat, alice);
        psc_bytes file;
        CHECK_OK(psc_device_file_seal(&file, &w.arena, &bob->host, &other->local,
                                      &access, w.now, w.now));
        psc_device_release(other);
        bob->records[WORLD_RECORDS_MAX - 1] =
            (world_record){true, PSC_STORE_DEVICES, PSC_BYTES_LIT("00"), file};
        start_claim();
        CHECK(world_run_until_state(&w, bob, "await-payload-sent", LONG));
        bob->records[WORLD_RECORDS_MAX - 1].used = false;
        world_run(&w, LONG);
        expect_both_done();
        world_close(&w);
    }
}

/* The device was stored before; now the confirmation comes damaged. It is not needed any more. */
static void test_damaged_confirmation_of_a_stored_device(void) {
    static const odd_confirmation odd_ones[] = {{.content = {(const uint8_t *) "\x80", 1}},
                                                {.change = name_vector_device},
                                                {.change = name_no_user}};
    for (int which = -1; which < (of_device ? 0 : 3); which++) {
        open_world();
        start_both();
        CHECK(world_run_until_state(&w, bob, "await-acknowledgment", LONG) && learn_shared_key());
        start_claim();
        plan p = {.seat = &bob, .step = 7, .times = 1, .act = tamper, .value = 30};
        if (which >= 0) {
            odd = &odd_ones[which];
            w.hook = confirm_oddly;
        } else {
            use(&p);
        }
        world_run(&w, LONG);
        expect_joined();
        CHECK(w.attempts[0].cancelled && w.attempts[0].cancellation.origin == PSC_SIDE_CLAIMER);
        world_close(&w);
    }
}

/* A failed answer that leaves everything as it was: asked, and repeated by what the record
 * holds. Giving up keeps it. */
static void test_trouble_after_step_6(void) {
    for (int gives_up = 0; gives_up <= 1; gives_up++) {
        open_world();
        plan p = {
            .seat = &bob, .step = 7, .before = true, .times = 1, .act = answer_http, .value = 500};
        use(&p);
        start_both();
        CHECK(world_run_until_state(&w, bob, "await-another-try", LONG));
        CHECK(bob->asked[PSC_QUESTION_TROUBLE] == 1 && bob->trouble.nothing_lost);
        CHECK(bob->trouble.status == PSC_ERR_HTTP_SERVER && !anything_cancelled());
        if (gives_up != 0) {
            CHECK_OK(world_send(bob, PSC_EVENT_CANCEL));
            expect_failed(PSC_ERR_CANCELLED);
            CHECK(bob->failure.nothing_lost && world_find_record(bob, PSC_STORE_JOURNEYS) != NULL);
            start_journey();
        }
        world_run(&w, LONG);
        expect_both_done();
        world_close(&w);
    }
}

static void test_stretch_failure_on_resume(void) {
    open_world();
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
    start_claim();
    CHECK(world_run_until_state(&w, bob, "await-password-key", LONG));
    fail_stretch();
    CHECK(bob->asked[PSC_QUESTION_TROUBLE] == 1 && bob->trouble.status == PSC_ERR_STRETCH);
    CHECK(world_run_until_state(&w, bob, "await-password", LONG));
    world_run(&w, LONG);
    expect_both_done();
    world_close(&w);
}

/* ---- what the server says to the last word and to the probe */

static void test_probe(void) {
    static const struct {
        int http;
        bool joined;
        psc_status failed; /* PSC_OK: asked again and again until it works */
    } cases[] = {
        {200, true, PSC_OK},
        {461, true, PSC_OK},
        {462, true, PSC_OK},
        {463, true, PSC_OK},
        {403, false, PSC_ERR_NOT_CREATED},
        {460, false, PSC_OK},
        {498, false, PSC_OK},
        {500, false, PSC_OK},
        {404, false, PSC_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        open_world();
        start_both();
        CHECK(world_run_until_state(&w, bob, "await-acknowledgment", LONG));
        world_leave(alice_seat);
        plan p = {
            .seat = &bob, .step = 8, .before = true, .times = 1, .act = answer_http, .value = 410};
        use(&p);
        CHECK(world_run_until_state(&w, bob, "await-probe", LONG));
        p = (plan){.seat = &bob,
                    .command = "certificate_get",
                    .step = -1,
                    .before = true,
                    .times = cases[i].http == 498 ? 3 : 1,
                    .act = answer_http,
                    .value = cases[i].http};
        world_run(&w, LONG);
        CHECK(p.acted == p.times);
        if (cases[i].failed != PSC_OK) {
            expect_failed(cases[i].failed);
            CHECK(world_find_record(bob, PSC_STORE_DEVICES) != NULL && bob->failure.nothing_lost);
        } else {
            expect_joined();
            CHECK(bob->asked[PSC_QUESTION_TROUBLE] == (cases[i].joined ? 0 : 1));
            CHECK(cases[i].joined || bob->trouble.nothing_lost);
        }
        world_close(&w);
    }
}

static void test_http_statuses(void) {
    static const int statuses[] = {200, 401, 403, 404, 406, 410, 413, 415, 418, 422,
                                   460, 461, 462, 463, 464, 498, 500, 502, 503, 504};
    const uint32_t count = count_requests();
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        const bool transient = statuses[i] >= 502;
        for (uint32_t at = 1; at <= count; at++) {
            open_world();
            plan p = {.seat = &bob,
                      .at = at,
                      .step = -1,
                      .before = true,
                      .times = 1,
                      .act = answer_http,
                      .value = statuses[i]};
            use(&p);
            start_both();
            run_until_ended();
            CHECK(p.acted == 1);
            /* Joined all the same, or ended with a reason and nothing lost. */
            if (transient || bob->done) {
                expect_joined();
            } else if (bob->asked[PSC_QUESTION_STOPPED] > 0) {
                CHECK(statuses[i] == 410 && bob->stopped.status == (int) unconfirmed());
            } else {
                CHECK(bob->ended && bob->failure.http_status == (uint32_t) statuses[i]);
                CHECK(bob->failure.status == (int) psc_http_status((uint32_t) statuses[i]) ||
                      (statuses[i] == 200 && bob->failure.status == PSC_ERR_REPLY_MALFORMED));
                CHECK(bob->failure.nothing_lost || statuses[i] == 410);
            }
            world_close(&w);
        }
    }
}

static void truncate_reply(plan *p, world_exchange *exchange) {
    exchange->reply.len = exchange->reply.len * (size_t) p->value / 8;
}

static void test_truncated_answers(void) {
    const uint32_t count = count_requests();
    for (uint32_t at = 1; at <= count; at++) {
        for (int eighths = 0; eighths < 8; eighths += 3) {
            open_world();
            plan p = {.seat = &bob,
                      .at = at,
                      .step = -1,
                      .times = 1,
                      .act = truncate_reply,
                      .value = eighths};
            use(&p);
            start_both();
            run_until_ended();
            CHECK(p.acted == 1);
            if (bob->done) {
                expect_joined();
            } else {
                expect_failed(PSC_ERR_REPLY_MALFORMED);
                CHECK(bob->failure.nothing_lost);
            }
            world_close(&w);
        }
    }
}

/* ---- the store */

static void test_store_failures(void) {
    open_world();
    start_both();
    world_run(&w, LONG);
    const uint32_t effects = bob->store_effects;
    world_close(&w);
    CHECK(effects >= 8);
    uint32_t tolerated = 0; /* the official client's store: not every browser has it */
    for (uint32_t at = 1; at <= effects; at++) {
        for (int fault = PSC_STORE_QUOTA; fault <= PSC_STORE_CONFLICT; fault++) {
            open_world();
            bob->store_fault = fault;
            bob->store_fault_at = at;
            bob->store_fault_times = 2;
            start_both();
            world_run(&w, LONG);
            expect_both_done();
            CHECK(bob->asked[PSC_QUESTION_TROUBLE] >= 1 && bob->trouble.nothing_lost);
            tolerated += 2 - bob->asked[PSC_QUESTION_TROUBLE];
            CHECK(bob->trouble.status == (int) psc_store_failure_status(fault));
            world_close(&w);

            /* It never works: the person stops, and starts again when it does. */
            open_world();
            bob->store_fault = fault;
            bob->store_fault_at = at;
            bob->store_fault_times = 1000000;
            start_both();
            CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_TROUBLE, LONG));
            poke();
            CHECK_OK(world_send(bob, PSC_EVENT_CANCEL));
            bob->store_fault_times = 0;
            world_run(&w, 30 * PSC_TIME_SECOND);
            expect_failed(PSC_ERR_CANCELLED);
            start_claim();
            world_run(&w, LONG);
            expect_joined();
            world_close(&w);
        }
    }
    CHECK(tolerated == PSC_STORE_CONFLICT + 1);
    /* The one place that only a resumed journey reads. */
    open_world();
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
    start_claim();
    CHECK(world_run_until_state(&w, bob, "await-saved-device", LONG));
    bob->store_fault = PSC_STORE_DENIED;
    bob->store_fault_at = 1;
    bob->store_fault_times = 2;
    world_run(&w, LONG);
    CHECK(bob->asked[PSC_QUESTION_TROUBLE] == 2);
    expect_both_done();
    world_close(&w);
}

/* Acknowledged and lost: read back before anything relies on it. */
static void test_forgetful_store(void) {
    open_world();
    bob->store_forgets = true;
    start_both();
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_TROUBLE, LONG));
    CHECK(in_state("await-record-saved") && bob->trouble.status == PSC_ERR_STORE_MISSING);
    bob->store_forgets = false;
    CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
    bob->store_forgets = true;
    CHECK(world_run_until_asked(&w, bob, PSC_QUESTION_TROUBLE, LONG));
    CHECK(in_state("await-device-saved") && bob->trouble.status == PSC_ERR_STORE_MISSING);
    CHECK(!w.attempts[0].given[PSC_SIDE_CLAIMER][8]);
    bob->store_forgets = false;
    world_run(&w, LONG);
    expect_both_done();
    world_close(&w);
}

static void test_unreadable_records(void) {
    /* Missing or damaged, found at home: said. With the link: as if there were none. */
    psc_flow *flow;
    open_world();
    CHECK_OK(psc_claim_new(&flow, &bob->host,
                           &(psc_claim_options){.journey_key = PSC_BYTES_LIT("claim-x"),
                                                 .device_label = PSC_BYTES_LIT("Web")}));
    world_start(bob, flow);
    world_run(&w, LONG);
    expect_failed(PSC_ERR_STORE_MISSING);
    world_close(&w);

    for (int damage = 0; damage < 3; damage++) {
        open_world();
        start_both();
        CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
        world_leave(bob);
        world_leave(alice_seat);
        world_record *record = world_find_record(bob, PSC_STORE_JOURNEYS);
        if (!CHECK(record != NULL)) {
            return;
        }
        psc_journey journey;
        CHECK_OK(psc_journey_read(&journey, &w.arena, record->value));
        if (damage == 0) {
            record->value = PSC_BYTES_LIT("no record");
        } else if (damage == 1) {
            journey.algorithm.memlimit_kb = 1u << 30;
            CHECK_OK(psc_journey_write(&record->value, &w.arena, &journey));
        } else {
            journey.kind = PSC_JOURNEY_GREET;
            CHECK_OK(psc_journey_write(&record->value, &w.arena, &journey));
        }
        start_journey();
        world_run(&w, LONG);
        CHECK(bob->ended && !bob->done);
        static const psc_status expected[] = {PSC_ERR_TYPE, PSC_ERR_STRETCH_EXCESSIVE,
                                              PSC_ERR_UNKNOWN_VARIANT};
        CHECK_STATUS(expected[damage], (psc_status) bob->failure.status);
        start_both();
        world_run(&w, LONG);
        CHECK(bob->asked[PSC_QUESTION_PASSWORD] == 0);
        expect_joined();
        world_close(&w);
    }
}

/* Nothing of value lies in clear in the store. */
static void test_record_holds_no_secret(void) {
    open_world();
    w.remember = true;
    start_both();
    CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
    const world_record *record = world_find_record(bob, PSC_STORE_JOURNEYS);
    if (CHECK(record != NULL && w.secret_count >= 8)) {
        for (size_t s = 0; s <= w.secret_count; s++) {
            const psc_bytes secret =
                s < w.secret_count ? w.secrets[s] : PSC_BYTES_OF(invitation->token);
            for (size_t i = 0; i + secret.len <= record->value.len; i++) {
                CHECK(memcmp(record->value.at + i, secret.at, secret.len) != 0);
            }
        }
    }
    world_close(&w);
}

/* ---- memory */

/* Refuses the first code, mistypes the first name and the first password. */
static bool errs_once(void *context, world_seat *seat, const psc_question *question,
                      psc_event *answer) {
    const bool first = seat->asked[question->kind] == 1;
    if (first && question->kind == PSC_QUESTION_DETAILS) {
        answer->as.answer = (psc_answer){.kind = PSC_ANSWER_DETAILS, .name = PSC_BYTES_LIT("<>")};
        return true;
    }
    if (first && question->kind == PSC_QUESTION_PASSWORD) {
        answer->as.answer.kind = PSC_ANSWER_PASSWORD;
        answer->secret = PSC_BYTES_LIT("wrong");
        return true;
    }
    return refuse_first_code(context, seat, question, answer);
}

/* A lost request, a greeter who begins anew before and after the codes, a server error at step
 * 7. */
static void trouble_once(void *context, world_exchange *exchange) {
    uint32_t *requests = context;
    if (exchange->seat != bob || exchange->after || !exchange->awaited) {
        return;
    }
    (*requests)++;
    if (*requests == 2) {
        exchange->lose = true;
    } else if (*requests == 6 && exchange->step == 0) {
        world_set_cancelled(exchange, PSC_SIDE_GREETER, PSC_CANCEL_AUTOMATICALLY_CANCELLED);
    } else if (exchange->step == 5 && !restarts_left) {
        restarts_left = 1;
        world_set_cancelled(exchange, PSC_SIDE_GREETER, PSC_CANCEL_AUTOMATICALLY_CANCELLED);
    } else if (exchange->step == 7 && restarts_left == 1) {
        restarts_left = 2;
        exchange->http_status = 500;
    }
}

static void test_allocation_failures(scene which) {
    uint64_t most = 0;
    for (uint64_t n = 1;; n++) {
        plan p;
        open_world();
        p = (plan){.seat = &bob, .step = -1};
        if (which == SCENE_PROBE) {
            p = (plan){.seat = &bob, .step = 8, .times = 1, .act = answer_http, .value = 410};
        }
        use(&p);
        uint32_t requests = 0;
        restarts_left = 0;
        if (which == SCENE_TROUBLED) {
            world_add_user(&w, "carol@example.com", "Carol", PSC_PROFILE_ADMIN);
            bob->person = errs_once;
            w.hook = trouble_once;
            w.hook_context = &requests;
        } else if (which == SCENE_RESUMED) {
            bob->person = errs_once;
            start_both();
            CHECK(world_run_until_state(&w, bob, "await-confirmation", LONG));
            world_leave(bob);
            bob->heap.allocations = 0;
        }
        bob->host.allocator.piecewise = true;
        bob->heap.fail_at = n;
        psc_flow *flow;
        const psc_status made = psc_claim_new(
            &flow, &bob->host,
            &(psc_claim_options){.link = invitation->link, .device_label = PSC_BYTES_LIT("Web")});
        if (made == PSC_OK) {
            world_start(bob, flow);
            if (which != SCENE_RESUMED) {
                start_greet();
            }
            while (!bob->ended && w.now < 1750000000 * PSC_TIME_SECOND + LONG && world_tick(&w)) {
            }
            if (bob->heap.allocations >= n) {
                CHECK(bob->memory_failed && !bob->done && bob->failure.status == PSC_ERR_MEMORY);
            } else {
                CHECK(bob->done);
            }
        } else {
            CHECK_STATUS(PSC_ERR_MEMORY, made);
            CHECK(flow == NULL && bob->heap.blocks == 0);
            if (which != SCENE_RESUMED) {
                start_greet();
            }
        }
        most = bob->heap.allocations;
        const bool enough = most < n;
        if (!enough && n % 7 == 0) {
            /* Whatever was stored by then leads on. */
            bob->heap.fail_at = 0;
            w.hook = NULL;
            start_claim();
            world_run(&w, LONG);
            expect_joined();
        }
        world_close(&w);
        if (enough) {
            break;
        }
    }
    CHECK(most > 50);
}

static uint64_t draws_left;
static psc_status (*draw)(void *context, uint8_t *out, size_t len);
static psc_status draw_or_fail(void *context, uint8_t *out, size_t len) {
    return draws_left == 0 || --draws_left == 0 ? PSC_ERR_RANDOM : draw(context, out, len);
}

/* Without random bytes nothing goes on, and nothing half random is used. */
static void test_random_failures(void) {
    uint64_t n = 0;
    bool done = false;
    while (!done) {
        n++;
        open_world();
        draw = bob->host.random;
        draws_left = n;
        bob->host.random = draw_or_fail;
        start_both();
        const psc_time until = w.now + LONG;
        while (!bob->ended && w.now < until && world_tick(&w)) {
        }
        done = bob->done;
        if (!done) {
            expect_failed(PSC_ERR_RANDOM);
        }
        world_close(&w);
    }
    CHECK(n > 10);
}

static void test_the_end_is_the_end(void) {
    open_world();
    start_claim();
    CHECK(world_run_until_state(&w, bob, "await-peer", LONG));
    CHECK_OK(world_send(bob, PSC_EVENT_CANCEL));
    for (int kind = PSC_EVENT_BEGIN; kind <= PSC_EVENT_HURRY; kind++) {
        for (uint32_t id = 0; id < 20; id++) {
            CHECK_STATUS(
                PSC_ERR_STATE,
                psc_flow_step(bob->flow, &(psc_event){.kind = kind, .effect = id, .now = w.now}));
        }
    }
    world_close(&w);
}

static void test_nothing_left_behind(void) {
    for (size_t i = 0; i <= STAGES; i++) {
        if (i < STAGES && !is_passed(&every_stage[i])) {
            continue;
        }
        plan p;
        set_scene(i < STAGES ? every_stage[i].scene : SCENE_FRESH, &p);
        w.remember = true;
        remember_given();
        bob->heap.search = true;
        if (i < STAGES) {
            CHECK(world_run_until_state(&w, bob, every_stage[i].state, LONG));
            world_leave(bob);
            CHECK(bob->heap.found == 0);
        } else {
            world_run(&w, LONG);
            expect_both_done();
        }
        world_close(&w); /* counts what was found */
    }
}

static void test_newcomer(void) {
    test_joins();
    test_bad_names();
    test_two_administrators();
    test_administrators_drop_out();
    test_one_of_two_cancels();
    test_hostile_lists();
    test_joins_among_unknown();
    test_odd_confirmations();
    test_confirmations_of_nobody();
    test_confirmation_names_another_device();
}

static void test_device(void) {
    test_adds_device();
    test_hostile_confirmations_of_a_device();
    test_forgotten_while_going_on();
    test_truncated_confirmations_of_a_device();
    test_confirmation_of_a_device_names_another();
    test_device_invited_by_another();
    test_another_owner_is_another_question();
}

static void test_either(void) {
    test_records_of_both_kinds();
    test_link_opens_nothing_by_itself();
    test_new();
    test_every_event_in_every_state();
    test_cancel_in_every_state();
    test_wrong_code();
    test_none_of_these();
    test_stretch_failure();
    test_kinds_of_invitation();
    test_man_in_the_middle();
    test_peer_cancels();
    test_peer_cancel_is_told();
    test_peer_leaves_under_a_question();
    test_greeter_reloads();
    test_restarts_after_codes();
    test_impostor();
    test_restarts_before_nonce();
    test_dropped_connections();
    test_reloads();
    test_reloads_at_store();
    test_reloads_again_and_again();
    test_wrong_password_on_resume();
    test_resumed_attempt_is_gone();
    test_resumed_attempt_is_gone_and_left();
    test_invitation_gone_on_resume();
    test_finished_while_away();
    test_put_aside_while_away();
    test_other_devices_beside();
    test_foreign_device_files();
    test_damaged_confirmation_of_a_stored_device();
    test_trouble_after_step_6();
    test_stretch_failure_on_resume();
    test_probe();
    test_http_statuses();
    test_truncated_answers();
    test_store_failures();
    test_forgetful_store();
    test_unreadable_records();
    test_record_holds_no_secret();
    test_allocation_failures(SCENE_FRESH);
    test_allocation_failures(SCENE_RESUMED);
    test_allocation_failures(SCENE_PROBE);
    test_allocation_failures(SCENE_TROUBLED);
    test_random_failures();
    test_the_end_is_the_end();
    test_nothing_left_behind();
}

int main(void) {
    test_newcomer();
    test_either();
    of_device = true;
    test_device();
    test_either();
    return test_finish();
}
