// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "flow/journey.h"
#include "flowkit.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    int store;
    int job;
    world_user *alice;
    world_user *bob;
    psc_bytes file;
    psc_bytes place; /* keys of Alice's file: in place, and put aside */
    psc_bytes aside;
    psc_bytes data; /* one of hers in PSC_STORE_DATA */
    psc_bytes bobs_data;
    bool keeps_open; /* the official client */
} setting;

static bool answer_all(void *context, world_seat *seat, const psc_question *question,
                       psc_event *answer) {
    const setting *s = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_ELSEWHERE) {
        CHECK_TEXT("Org", question->as.elsewhere.organization);
        CHECK_TEXT("Web", question->as.elsewhere.device_label);
        if (s->keeps_open) {
            answer->as.answer.kind = PSC_ANSWER_REFUSE;
        }
    }
    return answered;
}

static psc_bytes data_key(world *w, const world_user *user, const char *name) {
    psc_buf key;
    psc_buf_init(&key, &w->arena);
    CHECK_OK(psc_buf_push(&key, flowkit_device_key(w, user)));
    CHECK_OK(psc_buf_push_text(&key, name));
    return psc_buf_view(&key);
}

static psc_bytes from(const setting *s) {
    return s->job == PSC_FILE_BACK ? s->aside : s->place;
}

/* What one person's device left unfinished about another one, as far as anybody may read it. */
static void put_journey(world *w, world_seat *seat, const char *key, int kind,
                        const world_user *user) {
    const psc_journey journey = {
        .kind = kind,
        .server_url = PSC_BYTES_LIT("https://h/"),
        .organization_id = PSC_BYTES_LIT("Org"),
        .human_handle = {PSC_BYTES_LIT("zoe@x.org"), PSC_BYTES_LIT("Zoe")},
        .device_id = user->device_id,
        .device_file = PSC_BYTES_LIT("file"),
        .ciphertext = PSC_BYTES_LIT("sealed"),
    };
    psc_bytes bytes = PSC_BYTES_ABSENT;
    CHECK_OK(psc_journey_write(&bytes, &w->arena, &journey));
    world_put(seat, PSC_STORE_JOURNEYS, psc_bytes_from_text(key), bytes);
}

/* Alice's file where the job finds it, a file of Bob's in the other storage, and what is kept of
 * both. */
static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_ADMIN);
    s->bob = world_add_user(w, "bob@x.org", "Bob", PSC_PROFILE_STANDARD);
    s->file = flowkit_device_file(seat, s->alice, "password", NULL);
    const bool official = s->store == PSC_STORE_OFFICIAL;
    s->place = official ? PSC_BYTES_LIT("/devices/x.keys") : flowkit_device_key(w, s->alice);
    CHECK_OK(psc_device_key_aside(&s->aside, &w->arena, s->place));
    s->data = data_key(w, s->alice, "/head");
    s->bobs_data = data_key(w, s->bob, "/head");
    world_put(seat, s->store, from(s), s->file);
    world_put(seat, PSC_STORE_DATA, s->data, PSC_BYTES_LIT("Alice's"));
    world_put(seat, PSC_STORE_DATA, data_key(w, s->alice, "/more/1"), PSC_BYTES_LIT("Alice's"));
    world_put(seat, PSC_STORE_DATA, s->bobs_data, PSC_BYTES_LIT("Bob's"));
    world_put(seat, official ? PSC_STORE_DEVICES : PSC_STORE_OFFICIAL,
              official ? flowkit_device_key(w, s->bob) : PSC_BYTES_LIT("/devices/bob.keys"),
              flowkit_device_file(seat, s->bob, "password", NULL));
    put_journey(w, seat, "greet-alice", PSC_JOURNEY_GREET, s->alice);
    put_journey(w, seat, "greet-device-alice", PSC_JOURNEY_GREET_DEVICE, s->alice);
    put_journey(w, seat, "greet-bob", PSC_JOURNEY_GREET, s->bob);
    put_journey(w, seat, "claim", PSC_JOURNEY_CLAIM, s->alice);
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("later"), PSC_BYTES_LIT("unknown"));
    seat->person = answer_all;
    seat->person_context = s;
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    PSC_TRY(psc_file_new(&flow, &seat->host,
                         &(psc_file_options){.job = s->job, .place = {s->store, from(s)}}));
    world_start(seat, flow);
    return PSC_OK;
}

static void run(setting *s, world_seat *seat) {
    CHECK_OK(start(s, seat));
    flowkit_run(seat->world, seat, 60 * SECOND);
    CHECK(seat->ended);
}

static psc_bytes at(world_seat *seat, int store, psc_bytes key) {
    const world_record *record = world_record_at(seat, store, key);
    return record == NULL ? PSC_BYTES_ABSENT : record->value;
}

/* What is kept of Alice's device is all there, or gone; what is Bob's or nobody's stays. */
static void check_kept(const setting *s, world_seat *seat, bool kept) {
    CHECK((at(seat, PSC_STORE_DATA, s->data).at != NULL) == kept);
    CHECK(world_count(seat, PSC_STORE_DATA) == (kept ? 3u : 1u));
    CHECK(at(seat, PSC_STORE_DATA, s->bobs_data).at != NULL);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == (kept ? 5u : 3u));
    static const char *const others[] = {"greet-bob", "claim", "later"};
    for (size_t i = 0; i < 3; i++) {
        CHECK(at(seat, PSC_STORE_JOURNEYS, psc_bytes_from_text(others[i])).at != NULL);
    }
}

/* The job is done; nothing of Bob's has changed. */
static void check_done(const setting *s, world_seat *seat) {
    const bool removed = s->job == PSC_FILE_REMOVE;
    const bool aside = s->job == PSC_FILE_ASIDE;
    CHECK_BYTES(aside ? s->file : PSC_BYTES_ABSENT, at(seat, s->store, s->aside));
    CHECK_BYTES(s->job == PSC_FILE_BACK ? s->file : PSC_BYTES_ABSENT, at(seat, s->store, s->place));
    check_kept(s, seat, !removed);
    CHECK(world_count(seat, PSC_STORE_DEVICES) + world_count(seat, PSC_STORE_OFFICIAL) ==
          (removed ? 1u : 2u));
}

static const int stores[] = {PSC_STORE_DEVICES, PSC_STORE_OFFICIAL};
static const int jobs[] = {PSC_FILE_ASIDE, PSC_FILE_BACK, PSC_FILE_REMOVE};

static void test_jobs(void) {
    for (uint32_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 3; j++) {
            setting s = {.store = stores[i], .job = jobs[j]};
            world_seat *seat = furnish(&s, &the_world);
            run(&s, seat);
            CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING);
            CHECK(seat->asked[PSC_QUESTION_ELSEWHERE] == i);
            check_done(&s, seat);
            world_close(&the_world);
        }
    }
}

/* Kept open, the official client's file stays as it is; closed, what it left is what counts. */
static void test_elsewhere(void) {
    for (size_t j = 0; j < 3; j++) {
        setting s = {.store = PSC_STORE_OFFICIAL, .job = jobs[j], .keeps_open = true};
        world_seat *seat = furnish(&s, &the_world);
        run(&s, seat);
        CHECK(!seat->done && seat->failure.status == PSC_ERR_CANCELLED &&
              seat->failure.nothing_lost);
        CHECK_BYTES(s.file, at(seat, s.store, from(&s)));
        check_kept(&s, seat, true);
        world_close(&the_world);

        s.keeps_open = false;
        seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-elsewhere", SECOND));
        s.file = flowkit_device_file(seat, s.alice, "changed there", NULL);
        world_put(seat, s.store, from(&s), s.file);
        flowkit_run(&the_world, seat, 60 * SECOND);
        CHECK(seat->done);
        check_done(&s, seat);
        world_close(&the_world);
    }
}

/* Nothing is ever written over, but what an earlier try left behind, whole or just begun, is taken
 * up. */
static void test_taken(void) {
    for (uint32_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 2; j++) {
            for (int left = 0; left < 3; left++) {
                setting s = {.store = stores[i], .job = jobs[j]};
                world_seat *seat = furnish(&s, &the_world);
                const psc_bytes target = s.job == PSC_FILE_BACK ? s.place : s.aside;
                const psc_bytes there =
                    left == 0   ? flowkit_device_file(seat, s.alice, "another", NULL)
                    : left == 1 ? s.file
                                : PSC_BYTES_LIT("");
                world_put(seat, s.store, target, there);
                run(&s, seat);
                if (left > 0) {
                    CHECK(seat->done);
                    check_done(&s, seat);
                } else {
                    CHECK(!seat->done && seat->failure.status == PSC_ERR_STORE_TAKEN &&
                          seat->failure.nothing_lost);
                    CHECK_BYTES(there, at(seat, s.store, target));
                    CHECK_BYTES(s.file, at(seat, s.store, from(&s)));
                }
                world_close(&the_world);
            }
        }
    }
}

/* A device that came back by another file meanwhile, in the other storage, keeps that one; one that
 * is put aside there is in nobody's way. */
static void test_other_storage(void) {
    for (uint32_t i = 0; i < 2; i++) {
        for (int aside = 0; aside < 2; aside++) {
            setting s = {.store = stores[i], .job = PSC_FILE_BACK};
            world_seat *seat = furnish(&s, &the_world);
            psc_bytes key = i == 1 ? flowkit_device_key(&the_world, s.alice)
                                   : PSC_BYTES_LIT("/devices/alice.keys");
            if (aside == 1) {
                CHECK_OK(psc_device_key_aside(&key, &the_world.arena, key));
            }
            world_put(seat, stores[1 - i], key, s.file);
            world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/more.keys.archived"),
                      s.file);
            run(&s, seat);
            CHECK(seat->done == (aside == 1));
            CHECK(aside == 1 || seat->failure.status == PSC_ERR_STORE_TAKEN);
            CHECK_BYTES(s.file, at(seat, s.store, aside == 1 ? s.place : s.aside));
            CHECK_BYTES(s.file, at(seat, stores[1 - i], key));
            world_close(&the_world);
        }
    }
}

/* What is kept of a device stays as long as one of its files does. */
static void test_remains(void) {
    for (uint32_t i = 0; i < 2; i++) {
        setting s = {.store = stores[i], .job = PSC_FILE_REMOVE};
        world_seat *seat = furnish(&s, &the_world);
        world_put(seat, s.store, s.aside, s.file);
        run(&s, seat);
        CHECK(seat->done);
        CHECK(at(seat, s.store, s.place).at == NULL);
        CHECK_BYTES(s.file, at(seat, s.store, s.aside));
        check_kept(&s, seat, true);
        s.place = s.aside;
        run(&s, seat);
        CHECK(seat->done);
        CHECK(at(seat, s.store, s.aside).at == NULL);
        check_kept(&s, seat, false);
        world_close(&the_world);
    }
}

/* What cannot be read is removed when it is ours, and otherwise left alone. */
static void test_unreadable(void) {
    static uint8_t large[PSC_DEVICE_FILE_MAX + 1];
    for (int round = 0; round < 2; round++) {
        const psc_bytes rubbish = round == 0 ? PSC_BYTES_LIT("rubbish") : PSC_BYTES_OF(large);
        for (uint32_t i = 0; i < 2; i++) {
            for (size_t j = 0; j < 3; j++) {
                setting s = {.store = stores[i], .job = jobs[j]};
                world_seat *seat = furnish(&s, &the_world);
                world_put(seat, s.store, from(&s), rubbish);
                /* Beside it, something else that is none. */
                world_put(seat, s.store, PSC_BYTES_LIT("more"), PSC_BYTES_LIT("rubbish"));
                run(&s, seat);
                const bool removed = i == 0 && s.job == PSC_FILE_REMOVE;
                CHECK(seat->done == removed);
                CHECK(removed || seat->failure.status == PSC_ERR_DEVICE_FILE);
                CHECK_BYTES(removed ? PSC_BYTES_ABSENT : rubbish, at(seat, s.store, from(&s)));
                check_kept(&s, seat, !removed);
                world_close(&the_world);
            }
        }
    }
}

/* The head of the official client's file is all that says whose it is: it takes nothing of a device
 * that has a file of its own here. */
static void test_foreign_head(void) {
    setting s = {.store = PSC_STORE_OFFICIAL, .job = PSC_FILE_REMOVE};
    world_seat *seat = furnish(&s, &the_world);
    world_put(seat, s.store, s.place, flowkit_device_file(seat, s.bob, "forged", NULL));
    run(&s, seat);
    CHECK(seat->done && at(seat, s.store, s.place).at == NULL);
    CHECK(world_count(seat, PSC_STORE_DATA) == 3 && world_count(seat, PSC_STORE_DEVICES) == 1);
    world_close(&the_world);
}

static void test_arguments(void) {
    setting s = {.store = PSC_STORE_DEVICES, .job = PSC_FILE_REMOVE};
    world_seat *seat = furnish(&s, &the_world);
    const struct {
        int job;
        psc_device_place place;
    } cases[] = {
        {PSC_FILE_ASIDE, {PSC_STORE_DEVICES, s.aside}},
        {PSC_FILE_BACK, {PSC_STORE_DEVICES, s.place}},
        {PSC_FILE_REMOVE, {PSC_STORE_DATA, s.place}},
        {PSC_FILE_REMOVE, {PSC_STORE_DEVICES, PSC_BYTES_ABSENT}},
        {PSC_FILE_REMOVE + 1, {PSC_STORE_DEVICES, s.place}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psc_flow *flow;
        CHECK_STATUS(
            PSC_ERR_ARGUMENT,
            psc_file_new(&flow, &seat->host, &(psc_file_options){cases[i].job, cases[i].place}));
        CHECK(flow == NULL);
    }
    world_record_at(seat, s.store, s.place)->used = false;
    run(&s, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_STORE_MISSING);
    world_close(&the_world);
}

/* A browser without the official client's storage does all this with what is ours. */
static void test_no_official(void) {
    for (size_t j = 0; j < 3; j++) {
        setting s = {.store = PSC_STORE_DEVICES, .job = jobs[j]};
        world_seat *seat = furnish(&s, &the_world);
        seat->store_fault_at = 3;
        seat->store_fault_times = 1;
        seat->store_fault = PSC_STORE_DENIED;
        run(&s, seat);
        CHECK(seat->done);
        check_done(&s, seat);
        world_close(&the_world);
    }
}

/* Acknowledged, and not done: a copy that was not kept is written again before the original goes, a
 * file that is not gone is no success. */
static void test_hostile_store(void) {
    for (uint32_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 2; j++) {
            setting s = {.store = stores[i], .job = jobs[j]};
            world_seat *seat = furnish(&s, &the_world);
            CHECK_OK(start(&s, seat));
            seat->store_forgets = true;
            CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TROUBLE, 60 * SECOND));
            CHECK(seat->question.as.trouble.status == PSC_ERR_STORE_MISSING);
            CHECK(i == 0 || psc_bytes_equal(s.file, at(seat, s.store, from(&s))));
            seat->store_forgets = false;
            flowkit_run(&the_world, seat, 60 * SECOND);
            CHECK(seat->done);
            check_done(&s, seat);
            world_close(&the_world);
        }
    }
    for (uint32_t i = 0; i < 2; i++) {
        setting s = {.store = stores[i], .job = PSC_FILE_REMOVE};
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-gone", 60 * SECOND));
        world_put(seat, s.store, s.place, s.file);
        flowkit_run(&the_world, seat, 60 * SECOND);
        CHECK(!seat->done && seat->failure.status == PSC_ERR_STORE_MISMATCH &&
              !seat->failure.nothing_lost);
        world_close(&the_world);
    }
}

/* Whatever happened, the device was never without its file, unless it was to be removed; and the job
 * can be done again. */
static void settle(void *context, world_seat *seat) {
    setting *s = context;
    const bool here = psc_bytes_equal(s->file, at(seat, s->store, from(s)));
    const bool moved =
        psc_bytes_equal(s->file, at(seat, s->store, s->job == PSC_FILE_BACK ? s->place : s->aside));
    CHECK(here || moved || s->job == PSC_FILE_REMOVE);
    if (seat->ended && !seat->done && seat->failure.nothing_lost) {
        CHECK(here && !moved);
        check_kept(s, seat, true);
    }
    if (here) {
        CHECK_OK(start(s, seat));
        world_run(seat->world, 60 * SECOND);
        CHECK(seat->done);
    }
    check_done(s, seat);
}

int main(void) {
    test_jobs();
    test_elsewhere();
    test_taken();
    test_other_storage();
    test_remains();
    test_unreadable();
    test_foreign_head();
    test_arguments();
    test_no_official();
    test_hostile_store();
    for (uint32_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 3; j++) {
            setting s = {.store = stores[i], .job = jobs[j]};
            const flowkit_scenario scenario = {&s, furnish, start, settle, 60 * SECOND, NULL};
            CHECK(flowkit_each_cancel(&scenario) >= 5);
            CHECK(flowkit_each_allocation(&scenario) > 10);
            CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_QUOTA, 1) >= 4);
            CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_CONFLICT, 3) >= 4);
        }
    }
    return test_finish();
}
