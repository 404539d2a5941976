// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "crypto/secretbox.h"
#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define OLD "correct horse battery staple"
#define NEW "another pair of fine shoes"

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    int store;
    world_user *alice;
    psc_bytes key;
    psc_bytes file;
} setting;

/* The two passwords differ; wrong entries come first. */
typedef struct typist {
    uint32_t wrong;
    bool keeps_open; /* the official client */
} typist;
static typist alice_types;

static bool type(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    typist *t = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_PASSWORD) {
        CHECK_TEXT("Org", question->as.password.organization);
        CHECK_TEXT("parsec.example.com", question->as.password.host);
        CHECK_TEXT("Alice", question->as.password.human_handle.label);
        CHECK_TEXT("Web", question->as.password.device_label);
        answer->secret = PSC_BYTES_LIT(OLD);
        if (question->as.password.refused < t->wrong) {
            answer->secret = PSC_BYTES_LIT("wrong, and longer than what is right");
        }
    } else if (question->kind == PSC_QUESTION_PROTECTION) {
        CHECK_TEXT("Org", question->as.protection.organization);
        CHECK_TEXT("alice@x.org", question->as.protection.email);
        answer->secret = PSC_BYTES_LIT(NEW);
    } else if (question->kind == PSC_QUESTION_ELSEWHERE) {
        CHECK_TEXT("Org", question->as.elsewhere.organization);
        CHECK_TEXT("Web", question->as.elsewhere.device_label);
        if (t->keeps_open) {
            answer->as.answer.kind = PSC_ANSWER_REFUSE;
        }
    }
    return answered;
}

static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_ADMIN);
    s->key = s->store == PSC_STORE_OFFICIAL ? PSC_BYTES_LIT("/devices/x.keys")
                                            : flowkit_device_key(w, s->alice);
    s->file = flowkit_device_file(seat, s->alice, OLD, NULL);
    world_put(seat, s->store, s->key, s->file);
    world_put(seat, PSC_STORE_DATA, PSC_BYTES_LIT("kept"), PSC_BYTES_LIT("data"));
    alice_types = (typist){0};
    seat->person = type;
    seat->person_context = &alice_types;
    w->now += 3600 * SECOND;
    w->remember = true;
    seat->heap.search = true;
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    PSC_TRY(
        psc_change_new(&flow, &seat->host, &(psc_change_options){.place = {s->store, s->key}}));
    world_start(seat, flow);
    return PSC_OK;
}

static void change(setting *s, world_seat *seat) {
    CHECK_OK(start(s, seat));
    flowkit_run(seat->world, seat, 60 * SECOND);
    CHECK(seat->ended);
}

static psc_bytes stored(const setting *s, world_seat *seat) {
    const world_record *record = world_record_at(seat, s->store, s->key);
    return record == NULL ? PSC_BYTES_ABSENT : record->value;
}

/* The sealed bytes, absent for another password. */
static psc_bytes opened(world *w, psc_bytes bytes, const char *password) {
    psc_device_file file;
    uint8_t key[PSC_STRETCH_KEY_BYTES];
    psc_bytes plain = PSC_BYTES_ABSENT;
    CHECK_OK(psc_device_file_read(&file, &w->arena, bytes));
    world_stretch(key, psc_bytes_from_text(password), &file.algorithm);
    const psc_status status = psc_secretbox_open(&plain, &w->arena, file.ciphertext, key);
    return status == PSC_OK ? plain : PSC_BYTES_ABSENT;
}

/* The same device under the new password alone, and what else was here untouched. */
static void check_changed(const setting *s, world_seat *seat) {
    world *w = seat->world;
    psc_device_file before;
    psc_device_file after;
    const psc_bytes now = stored(s, seat);
    CHECK_OK(psc_device_file_read(&before, &w->arena, s->file));
    CHECK_OK(psc_device_file_read(&after, &w->arena, now));
    CHECK_BYTES(opened(w, s->file, OLD), opened(w, now, NEW));
    CHECK(opened(w, now, OLD).at == NULL);
    CHECK(after.algorithm.memlimit_kb == PSC_STRETCH_MEMORY_KIB &&
          after.algorithm.opslimit == PSC_STRETCH_PASSES);
    CHECK(memcmp(after.algorithm.salt, before.algorithm.salt, sizeof after.algorithm.salt) != 0);
    CHECK(after.head.created_on == before.head.created_on);
    CHECK(after.head.protected_on >= before.head.protected_on + 3600 * SECOND);
    CHECK(!after.has_totp && after.kind == PSC_DEVICE_FILE_PASSWORD);
    CHECK(psc_uuid_equal(&after.head.device_id, &before.head.device_id));
    CHECK(psc_uuid_equal(&after.head.user_id, &before.head.user_id));
    CHECK_BYTES(before.head.server_url, after.head.server_url);
    CHECK_BYTES(before.head.organization_id, after.head.organization_id);
    CHECK_BYTES(before.head.human_handle.label, after.head.human_handle.label);
    CHECK_BYTES(before.head.human_handle.email, after.head.human_handle.email);
    CHECK_BYTES(before.head.device_label, after.head.device_label);
    CHECK(world_count(seat, s->store) == 1 && world_count(seat, PSC_STORE_DATA) == 1);
}

static void test_changed(void) {
    static const int stores[] = {PSC_STORE_DEVICES, PSC_STORE_OFFICIAL};
    for (uint32_t i = 0; i < 2; i++) {
        for (uint32_t wrong = 0; wrong <= 2; wrong += 2) {
            setting s = {.store = stores[i]};
            world_seat *seat = furnish(&s, &the_world);
            alice_types.wrong = wrong;
            change(&s, seat);
            CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING);
            check_changed(&s, seat);
            CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 1 + wrong);
            CHECK(seat->asked[PSC_QUESTION_PROTECTION] == 1);
            CHECK(seat->asked[PSC_QUESTION_ELSEWHERE] == i);
            CHECK(seat->store_effects == 3 + i);
            world_close(&the_world);
        }
    }
}

/* A corrected address in the head stays as it is, and so does what was sealed. */
static void test_head_kept(void) {
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
    file.head.server_url = PSC_BYTES_LIT("https://parsec.example.com:443/");
    psc_buf bytes;
    psc_buf_init(&bytes, &the_world.arena);
    CHECK_OK(psc_device_file_write(&bytes, &file));
    s.file = psc_buf_view(&bytes);
    world_put(seat, s.store, s.key, s.file);
    change(&s, seat);
    CHECK(seat->done);
    check_changed(&s, seat);
    world_close(&the_world);
}

/* Not before the official client is closed, and not with what it left behind when it was. */
static void test_elsewhere(void) {
    setting s = {.store = PSC_STORE_OFFICIAL};
    world_seat *seat = furnish(&s, &the_world);
    alice_types.keeps_open = true;
    change(&s, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_CANCELLED && seat->failure.nothing_lost);
    CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 0);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);

    seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-elsewhere", SECOND));
    the_world.now += SECOND;
    const psc_bytes meanwhile = flowkit_device_file(seat, s.alice, OLD, NULL);
    world_put(seat, s.store, s.key, meanwhile);
    s.file = meanwhile;
    the_world.now += 3600 * SECOND;
    flowkit_run(&the_world, seat, 60 * SECOND);
    CHECK(seat->done);
    check_changed(&s, seat);
    world_close(&the_world);
}

static void test_stretch_failure(void) {
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    static const char *const keys[] = {"await-key", "await-new-key"};
    static const char *const passwords[] = {"await-password", "await-new-password"};
    for (size_t i = 0; i < 2; i++) {
        CHECK(world_run_until_state(&the_world, seat, keys[i], 60 * SECOND));
        flowkit_fail_stretch(seat);
        CHECK(seat->question.kind == PSC_QUESTION_TROUBLE &&
              seat->question.as.trouble.status == PSC_ERR_STRETCH);
        CHECK(strcmp(psc_flow_state(seat->flow), keys[i]) == 0);
        CHECK(world_run_until_state(&the_world, seat, passwords[i], 10 * SECOND));
    }
    flowkit_run(&the_world, seat, 60 * SECOND);
    CHECK(seat->done);
    check_changed(&s, seat);
    world_close(&the_world);
}

static void check_refused(const char *name, psc_bytes file, int status, int kind) {
    test_subject(name);
    setting s = {.store = PSC_STORE_OFFICIAL};
    world_seat *seat = furnish(&s, &the_world);
    world_put(seat, s.store, s.key, file);
    change(&s, seat);
    CHECK(!seat->done && seat->failure.status == status && seat->failure.nothing_lost);
    CHECK(seat->failure.has_file_kind == (kind >= 0) &&
          (kind < 0 || seat->failure.file_kind == kind));
    CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 0 && seat->asked[PSC_QUESTION_ELSEWHERE] == 0);
    CHECK_BYTES(file, stored(&s, seat));
    world_close(&the_world);
    test_subject(NULL);
}

static void test_refused(void) {
    check_refused("keyring", flowkit_vector_file("keyring"), PSC_ERR_DEVICE_FILE_KIND,
                  PSC_DEVICE_FILE_KEYRING);
    check_refused("rubbish", PSC_BYTES_LIT("rubbish"), PSC_ERR_DEVICE_FILE, -1);
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    s.key = PSC_BYTES_LIT("elsewhere");
    change(&s, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_STORE_MISSING);
    /* A whole file in the place of another device. */
    world_put(seat, s.store, s.key, s.file);
    change(&s, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE);
    s.key = PSC_BYTES_LIT("elsewhere.archived");
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    s.store = PSC_STORE_DATA;
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    world_close(&the_world);
}

/* A head before the sealed part of somebody else: nothing is written over by it. */
static void test_foreign_head(void) {
    setting s = {.store = PSC_STORE_OFFICIAL};
    world_seat *seat = furnish(&s, &the_world);
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
    file.head.user_id.bytes[15] ^= 1;
    psc_buf bytes;
    psc_buf_init(&bytes, &the_world.arena);
    CHECK_OK(psc_device_file_write(&bytes, &file));
    s.file = psc_buf_view(&bytes);
    world_put(seat, s.store, s.key, s.file);
    change(&s, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE && seat->failure.nothing_lost);
    CHECK(seat->asked[PSC_QUESTION_PROTECTION] == 0);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);
}

/* A store that forgets what it acknowledged is found out; given up there, it is not said that
 * nothing has changed. */
static void test_not_kept(void) {
    for (int round = 0; round < 2; round++) {
        setting s = {.store = PSC_STORE_DEVICES};
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        seat->store_forgets = true;
        CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TROUBLE, 60 * SECOND));
        CHECK(seat->question.as.trouble.status == PSC_ERR_STORE_MISMATCH);
        CHECK_BYTES(s.file, stored(&s, seat));
        if (round == 0) {
            seat->store_forgets = false;
            flowkit_run(&the_world, seat, 60 * SECOND);
            CHECK(seat->done);
            check_changed(&s, seat);
        } else {
            CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
            CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED &&
                  !seat->failure.nothing_lost);
        }
        world_close(&the_world);
    }
}

/* The tab is closed after 0, 1, 2 … events: one of the two passwords opens one whole file. */
static void test_crash(void) {
    for (uint32_t n = 0;; n++) {
        setting s = {.store = PSC_STORE_DEVICES};
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        for (uint32_t i = 0; i < n && !seat->ended && world_tick(&the_world); i++) {
        }
        const bool ended = seat->ended;
        world_leave(seat);
        const psc_bytes now = stored(&s, seat);
        CHECK((opened(&the_world, now, OLD).at == NULL) !=
              (opened(&the_world, now, NEW).at == NULL));
        CHECK(!ended || opened(&the_world, now, NEW).at != NULL);
        world_close(&the_world);
        if (ended) {
            CHECK(n == 7);
            return;
        }
    }
}

/* Whatever happened: the old file or the new one, whole; and the old password, if it is still the
 * one, can be changed. */
static void settle(void *context, world_seat *seat) {
    setting *s = context;
    const bool old = psc_bytes_equal(s->file, stored(s, seat));
    CHECK(!old || !seat->done);
    CHECK(!(seat->ended && seat->failure.nothing_lost) || old);
    if (old) {
        CHECK_OK(start(s, seat));
        world_run(seat->world, 60 * SECOND);
        CHECK(seat->done);
    }
    check_changed(s, seat);
}

static world_seat *furnish_unlucky(void *context, world *w) {
    world_seat *seat = furnish(context, w);
    alice_types.wrong = 1;
    seat->stretch_fails = 1;
    return seat;
}

int main(void) {
    test_changed();
    test_head_kept();
    test_elsewhere();
    test_stretch_failure();
    test_refused();
    test_foreign_head();
    test_not_kept();
    test_crash();
    static const int stores[] = {PSC_STORE_DEVICES, PSC_STORE_OFFICIAL};
    for (uint32_t i = 0; i < 2; i++) {
        setting s = {.store = stores[i]};
        const flowkit_scenario scenario = {&s, furnish, start, settle, 60 * SECOND, NULL};
        CHECK(flowkit_each_cancel(&scenario) == 7 + 2 * i);
        CHECK(flowkit_each_allocation(&scenario) > 20);
        CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_QUOTA, 1) == 3 + i);
        CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_CONFLICT, 3) == 3 + i);
        CHECK(faults_each_draw(&scenario, &the_world) == 2);
        const flowkit_scenario unlucky = {&s, furnish_unlucky, start, settle, 60 * SECOND, NULL};
        CHECK(flowkit_each_allocation(&unlucky) > 20);
    }
    return test_finish();
}
