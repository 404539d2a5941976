// SPDX-License-Identifier: MPL-2.0
/* From a password to a passkey and back, more passkeys and fewer, with and without a layer for
 * one-time codes: at every moment what opened the file before opens it, or what is new does. */
#include <string.h>

#include "crypto/secretbox.h"
#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define LONG (600 * SECOND)
#define NEW "another pair of fine shoes"

static world the_world;

typedef struct setting {
    int from; /* PSC_DEVICE_FILE_PASSWORD or PASSKEY */
    int to;   /* METHOD: the same */
    int job;  /* psc_change_job */
    int store;
    bool totp;
    bool undecided;  /* wants a passkey, then not, then what `to` says */
    size_t passkeys; /* at first; 0: two */
    psc_bytes credential_id;
    world_user *alice;
    world_opaque_key *opaque;
    psc_bytes key;
    psc_bytes file;
    bool refused; /* a passkey already */
} setting;

static bool act(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    setting *s = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_PROTECTION) {
        CHECK_TEXT("Org", question->as.protection.organization);
        CHECK_TEXT("alice@x.org", question->as.protection.email);
        CHECK(question->as.protection.passkey);
        answer->secret = PSC_BYTES_LIT(NEW);
        if (s->to == PSC_DEVICE_FILE_PASSKEY || (s->undecided && !s->refused)) {
            answer->as.answer.kind = PSC_ANSWER_PROCEED;
            answer->secret = PSC_BYTES_ABSENT;
        }
    } else if (question->kind == PSC_QUESTION_NEW_PASSKEY) {
        CHECK_TEXT("Org", question->as.new_passkey.organization);
        CHECK_TEXT("Alice", question->as.new_passkey.human_handle.label);
        if (s->undecided && !s->refused) {
            s->refused = true;
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
    s->alice->totp_confirmed = true;
    s->opaque = s->totp ? world_add_opaque_key(w, s->alice) : NULL;
    s->key = s->store == PSC_STORE_OFFICIAL ? PSC_BYTES_LIT("/devices/x.keys")
                                            : flowkit_device_key(w, s->alice);
    s->refused = false;
    if (s->from == PSC_DEVICE_FILE_PASSKEY) {
        s->file =
            flowkit_passkey_file(seat, s->alice, s->passkeys == 0 ? 2 : s->passkeys, s->opaque);
    } else {
        psc_stretch_parameters fresh;
        CHECK_OK(psc_stretch_parameters_make(&fresh, &seat->host));
        psc_access access = world_password(seat->password, &fresh);
        flowkit_add_totp(&access, s->opaque);
        s->file = flowkit_file_for(seat, s->alice, &access);
    }
    world_put(seat, s->store, s->key, s->file);
    seat->person = act;
    seat->person_context = s;
    w->now += 3600 * SECOND;
    w->remember = true;
    seat->heap.search = true;
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    PSC_TRY(psc_change_new(&flow, &seat->host,
                           &(psc_change_options){.place = {s->store, s->key},
                                                  .job = s->job,
                                                  .credential_id = s->credential_id}));
    world_start(seat, flow);
    return PSC_OK;
}

static psc_bytes stored(const setting *s, world_seat *seat) {
    const world_record *record = world_record_at(seat, s->store, s->key);
    return record == NULL ? PSC_BYTES_ABSENT : record->value;
}

/* What is sealed, absent unless the password opens it, or the passkey of this number does. */
static psc_bytes opened(world *w, const setting *s, psc_bytes bytes, const char *password,
                        size_t number) {

    psc_device_file file;
    psc_bytes plain = PSC_BYTES_ABSENT;
    if (psc_device_file_read(&file, &w->arena, bytes) != PSC_OK) {
        return plain;
    }
    CHECK(file.has_totp == s->totp);
    psc_access access = {.kind = file.kind};
    if (file.kind == PSC_DEVICE_FILE_PASSWORD) {
        access = world_password(password == NULL ? "" : password, &file.algorithm);
    } else if (password != NULL || number >= file.passkeys.count) {
        return plain;
    } else {
        const psc_passkey *passkey = &((const psc_passkey *) file.passkeys.items)[number];
        uint8_t output[PSC_PASSKEY_OUTPUT_BYTES];
        world_prf(output, passkey->credential_id, passkey->salt);
        CHECK_OK(psc_passkey_unwrap(access.key, &w->arena, passkey->wrapped, &s->alice->device_id,
                                    passkey->credential_id, output));
    }
    psc_bytes inner = file.ciphertext;
    if (s->totp) {
        CHECK(psc_uuid_equal(&file.totp_opaque_key_id, &s->opaque->id));
        CHECK_OK(psc_secretbox_open(&inner, &w->arena, inner, s->opaque->key));
    }
    const psc_status status = psc_secretbox_open(&plain, &w->arena, inner, access.key);
    return status == PSC_OK ? plain : PSC_BYTES_ABSENT;
}

static psc_bytes opened_before(const setting *s, world_seat *seat, psc_bytes bytes) {
    return opened(seat->world, s, bytes, s->from == PSC_DEVICE_FILE_PASSWORD ? seat->password : NULL, 0);
}

static size_t passkeys_in(world *w, psc_bytes bytes) {
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &w->arena, bytes));
    return file.passkeys.count;
}

/* The same device, opened by what is new, and by nothing else that was given up. */
static void check_changed(const setting *s, world_seat *seat) {
    const psc_bytes now = stored(s, seat);
    const psc_bytes sealed = opened_before(s, seat, s->file);
    psc_device_file before;
    psc_device_file after;
    CHECK(sealed.at != NULL);
    CHECK_OK(psc_device_file_read(&before, &seat->world->arena, s->file));
    CHECK_OK(psc_device_file_read(&after, &seat->world->arena, now));
    CHECK(after.head.created_on == before.head.created_on);
    CHECK(after.head.protected_on >= before.head.protected_on + 3600 * SECOND);
    CHECK(psc_uuid_equal(&after.head.device_id, &before.head.device_id));
    CHECK_BYTES(before.head.server_url, after.head.server_url);
    switch ((psc_change_job) s->job) {
    case PSC_CHANGE_METHOD:
        CHECK(after.kind == s->to);
        CHECK_BYTES(sealed, opened(seat->world, s, now, s->to == PSC_DEVICE_FILE_PASSWORD ? NEW : NULL, 0));
        CHECK(s->from == s->to || opened_before(s, seat, now).at == NULL);
        CHECK(after.passkeys.count == (s->to == PSC_DEVICE_FILE_PASSKEY ? 1 : 0));
        break;
    case PSC_CHANGE_ADD_PASSKEY:
        CHECK(after.passkeys.count == before.passkeys.count + 1);
        for (size_t i = 0; i < after.passkeys.count; i++) {
            CHECK_BYTES(sealed, opened(seat->world, s, now, NULL, i));
        }
        break;
    case PSC_CHANGE_REMOVE_PASSKEY:
        CHECK(after.passkeys.count == before.passkeys.count - 1);
        for (size_t i = 0; i < after.passkeys.count; i++) {
            const psc_passkey *left = &((const psc_passkey *) after.passkeys.items)[i];
            CHECK(!psc_bytes_equal(left->credential_id, s->credential_id));
            CHECK_BYTES(sealed, opened(seat->world, s, now, NULL, i));
        }
        break;
    }
    CHECK(world_count(seat, s->store) == 1);
}

static void run(setting *s, world_seat *seat) {
    CHECK_OK(start(s, seat));
    flowkit_run(seat->world, seat, LONG);
    CHECK(seat->ended);
}

static const uint8_t first_id[] = {0xc0, 0};
static const uint8_t second_id[] = {0xc0, 1};

static const setting changes[] = {
    {.from = PSC_DEVICE_FILE_PASSWORD, .to = PSC_DEVICE_FILE_PASSKEY},
    {.from = PSC_DEVICE_FILE_PASSKEY, .to = PSC_DEVICE_FILE_PASSWORD},
    {.from = PSC_DEVICE_FILE_PASSKEY, .to = PSC_DEVICE_FILE_PASSKEY},
    {.from = PSC_DEVICE_FILE_PASSWORD, .to = PSC_DEVICE_FILE_PASSWORD, .undecided = true},
    {.from = PSC_DEVICE_FILE_PASSKEY, .job = PSC_CHANGE_ADD_PASSKEY},
    {.from = PSC_DEVICE_FILE_PASSKEY,
     .job = PSC_CHANGE_REMOVE_PASSKEY,
     .credential_id = {first_id, sizeof first_id}},
    {.from = PSC_DEVICE_FILE_PASSKEY,
     .job = PSC_CHANGE_REMOVE_PASSKEY,
     .credential_id = {second_id, sizeof second_id}},
};
#define CHANGES (sizeof changes / sizeof changes[0])

static void test_changed(void) {
    static const int stores[] = {PSC_STORE_DEVICES, PSC_STORE_OFFICIAL};
    for (size_t i = 0; i < CHANGES * 4; i++) {
        setting s = changes[i / 4];
        s.totp = i % 2 == 1;
        s.store = stores[i / 2 % 2];
        world_seat *seat = furnish(&s, &the_world);
        run(&s, seat);
        CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING);
        check_changed(&s, seat);
        CHECK(seat->asked[PSC_QUESTION_ONE_TIME_CODE] == (s.totp ? 1 : 0));
        CHECK(seat->asked[PSC_QUESTION_ELSEWHERE] == (s.store == PSC_STORE_OFFICIAL ? 1 : 0));
        world_close(&the_world);
    }
}

/* A file that the official client knows, from one that it does not: nothing of ours is left. */
static void test_back_to_official(void) {
    setting s = {.from = PSC_DEVICE_FILE_PASSKEY, .to = PSC_DEVICE_FILE_PASSWORD};
    world_seat *seat = furnish(&s, &the_world);
    run(&s, seat);
    psc_device_file file;
    psc_buf again;
    psc_buf_init(&again, &the_world.arena);
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, stored(&s, seat)));
    CHECK_OK(psc_device_file_write(&again, &file));
    CHECK_BYTES(stored(&s, seat), psc_buf_view(&again));
    CHECK(file.kind == PSC_DEVICE_FILE_PASSWORD && file.passkeys.count == 0);
    CHECK(passkeys_in(&the_world, s.file) == 2);
    world_close(&the_world);
}

/* What the passkey question carries is new each time, and names what must not be made again. */
static void test_new_passkey_question(void) {
    setting s = {.from = PSC_DEVICE_FILE_PASSKEY, .job = PSC_CHANGE_ADD_PASSKEY};
    world_seat *seat = furnish(&s, &the_world);
    seat->person = NULL;
    static uint8_t long_text[1024];
    memset(long_text, 'x', sizeof long_text);
    const psc_bytes id = PSC_BYTES_LIT("credential");
    const psc_bytes site = PSC_BYTES_LIT("parsec.example.com");
    const psc_bytes label = PSC_BYTES_LIT("Key ring");
    const struct {
        psc_answer answer;
        size_t secret;
        int rejected;
    } cases[] = {
        {{.credential_id = id, .rp_id = site, .label = label}, 31, PSC_ERR_ARGUMENT},
        {{.credential_id = id, .rp_id = site, .label = label}, 33, PSC_ERR_ARGUMENT},
        {{.rp_id = site, .label = label}, 32, PSC_ERR_ARGUMENT},
        {{.credential_id = {long_text, 1024}, .rp_id = site, .label = label}, 32, PSC_ERR_ARGUMENT},
        {{.credential_id = id, .label = label}, 32, PSC_ERR_ARGUMENT},
        {{.credential_id = id, .rp_id = {long_text, 254}, .label = label}, 32, PSC_ERR_ARGUMENT},
        {{.credential_id = id, .rp_id = site}, 32, PSC_ERR_ARGUMENT},
        {{.credential_id = id, .rp_id = site, .label = {long_text, 256}}, 32, PSC_ERR_ARGUMENT},
        {{.credential_id = {second_id, 2}, .rp_id = site, .label = label},
         32,
         PSC_ERR_ALREADY_EXISTS},
        {{.credential_id = {long_text, 1023}, .rp_id = {long_text, 253}, .label = {long_text, 255}},
         32,
         PSC_OK},
    };
    CHECK_OK(start(&s, seat));
    psc_question_new_passkey last = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_NEW_PASSKEY, LONG));
        CHECK(strcmp(psc_flow_state(seat->flow), "await-new-passkey") == 0);
        const psc_question_new_passkey *question = &seat->question.as.new_passkey;
        CHECK(question->rejected == (i == 0 ? (int) PSC_OK : cases[i - 1].rejected));
        CHECK(memcmp(question->salt, last.salt, sizeof last.salt) != 0);
        CHECK(memcmp(question->user_handle, last.user_handle, sizeof last.user_handle) != 0);
        if (CHECK(question->existing.count == 2)) {
            const psc_bytes *existing = question->existing.items;
            CHECK_BYTES(PSC_BYTES_OF(first_id), existing[0]);
            CHECK_BYTES(PSC_BYTES_OF(second_id), existing[1]);
        }
        last = *question;
        uint8_t output[33] = {0};
        psc_answer answer = cases[i].answer;
        answer.kind = PSC_ANSWER_NEW_PASSKEY;
        world_prf(output, answer.credential_id, question->salt);
        world_answer(seat, &answer, (psc_bytes){output, cases[i].secret});
    }
    world_run(&the_world, LONG);
    CHECK(seat->done);
    check_changed(&s, seat);
    world_close(&the_world);
    /* Given up there, nothing has changed. */
    seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-new-passkey", LONG));
    world_answer(seat, &(psc_answer){.kind = PSC_ANSWER_REFUSE}, PSC_BYTES_ABSENT);
    CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED && seat->failure.nothing_lost);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);
}

static void check_unsuited(setting s, int status) {
    world_seat *seat = furnish(&s, &the_world);
    run(&s, seat);
    CHECK(!seat->done && seat->failure.status == status && seat->failure.nothing_lost);
    CHECK(seat->asked[PSC_QUESTION_PASSKEY] == 0 && seat->asked[PSC_QUESTION_PASSWORD] == 0);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);
}

/* Before anything is asked. */
static void test_unsuited(void) {
    const psc_bytes first = PSC_BYTES_OF(first_id);
    check_unsuited((setting){.from = PSC_DEVICE_FILE_PASSWORD, .job = PSC_CHANGE_ADD_PASSKEY},
                   PSC_ERR_DEVICE_FILE_KIND);
    check_unsuited((setting){.from = PSC_DEVICE_FILE_PASSKEY,
                              .job = PSC_CHANGE_ADD_PASSKEY,
                              .passkeys = PSC_PASSKEYS_MAX},
                   PSC_ERR_TOO_LARGE);
    check_unsuited((setting){.from = PSC_DEVICE_FILE_PASSKEY,
                              .job = PSC_CHANGE_REMOVE_PASSKEY,
                              .passkeys = 1,
                              .credential_id = first},
                   PSC_ERR_ARGUMENT);
    check_unsuited((setting){.from = PSC_DEVICE_FILE_PASSKEY,
                              .job = PSC_CHANGE_REMOVE_PASSKEY,
                              .credential_id = PSC_BYTES_LIT("none")},
                   PSC_ERR_ARGUMENT);
    check_unsuited((setting){.from = PSC_DEVICE_FILE_PASSWORD,
                              .job = PSC_CHANGE_REMOVE_PASSKEY,
                              .credential_id = first},
                   PSC_ERR_ARGUMENT);
    check_unsuited((setting){.from = PSC_DEVICE_FILE_PASSWORD, .job = 7}, PSC_ERR_ARGUMENT);
}

/* A file that would be read no more once it is written: the way in of today stays. */
static void test_too_large(void) {
    setting s = {.from = PSC_DEVICE_FILE_PASSWORD, .to = PSC_DEVICE_FILE_PASSKEY};
    for (int i = 0; i < 2; i++) {
        const bool fits = i == 1;
        world_seat *seat = furnish(&s, &the_world);
        psc_device_file file;
        CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
        const psc_access access = world_password(seat->password, &file.algorithm);
        s.file = flowkit_grown_file(seat, s.file, &access,
                                    PSC_DEVICE_FILE_MAX - (fits ? 4096 : 0));
        world_put(seat, s.store, s.key, s.file);
        seat->heap.search = false; /* it takes its time */
        run(&s, seat);
        if (fits) {
            CHECK(seat->done);
            check_changed(&s, seat);
        } else {
            CHECK(!seat->done && seat->failure.nothing_lost);
            CHECK_STATUS(PSC_ERR_TOO_LARGE, (psc_status) seat->failure.status);
            CHECK_BYTES(s.file, stored(&s, seat));
        }
        world_close(&the_world);
    }
}

/* The tab is closed after 0, 1, 2 … events: the file is whole, and what opened it before or what
 * is new opens it. */
static void test_power_cut(void) {
    for (size_t i = 0; i < CHANGES * 2; i++) {
        bool ended = false;
        for (uint32_t n = 0; !ended; n++) {
            setting s = changes[i / 2];
            s.totp = i % 2 == 1;
            world_seat *seat = furnish(&s, &the_world);
            CHECK_OK(start(&s, seat));
            for (uint32_t e = 0; e < n && !seat->ended && world_tick(&the_world); e++) {
            }
            ended = seat->ended;
            world_leave(seat);
            if (psc_bytes_equal(s.file, stored(&s, seat))) {
                CHECK(!ended);
            } else {
                check_changed(&s, seat);
            }
            world_close(&the_world);
        }
    }
}

/* Whatever happened: the old file or the new one, and the old one can be changed. */
static void settle(void *context, world_seat *seat) {
    setting *s = context;
    const bool old = psc_bytes_equal(s->file, stored(s, seat));
    CHECK(!old || !seat->done);
    CHECK(!(seat->ended && seat->failure.nothing_lost) || old);
    if (old) {
        s->refused = false;
        seat->world->hook = NULL;
        CHECK_OK(start(s, seat));
        world_run(seat->world, LONG);
        CHECK(seat->done);
    }
    check_changed(s, seat);
}

static world_seat *furnish_losing(void *context, world *w) {
    static faults_losses losses;
    world_seat *seat = furnish(context, w);
    losses = (faults_losses) {.seat = seat};
    w->hook = faults_lose;
    w->hook_context = &losses;
    return seat;
}

static void test_faults(void) {
    for (size_t i = 0; i < CHANGES * 2; i++) {
        setting s = changes[i / 2];
        s.totp = i % 2 == 1;
        const flowkit_scenario scenario = {&s, furnish, start, settle, LONG, NULL};
        const flowkit_scenario losing = {&s, furnish_losing, start, settle, LONG, NULL};
        CHECK(flowkit_each_cancel(&scenario) >= 4);
        CHECK(flowkit_each_allocation(&scenario) > 20);
        CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_QUOTA, 1) == 3);
        CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_CONFLICT, 3) == 3);
        CHECK(faults_each_draw(&scenario, &the_world) >= 1);
        CHECK(flowkit_each_loss(&scenario) == (s.totp ? 2 : 0));
        if (s.totp) {
            CHECK(faults_each_hurried_allocation(&losing, &the_world) > 20);
        }
    }
}

int main(void) {
    test_changed();
    test_back_to_official();
    test_new_passkey_question();
    test_unsuited();
    test_too_large();
    test_power_cut();
    test_faults();
    return test_finish();
}
