// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "crypto/secretbox.h"
#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND

/* One for all: a world is large. */
static world the_world;
static world other_world;

static const psc_stretch_parameters weak = {
    .memlimit_kb = 65536, .opslimit = 1, .parallelism = 1, .salt = {7}};

typedef struct setting {
    int store;
    const psc_stretch_parameters *parameters;
    world_user *alice;
    psc_bytes key;
    psc_bytes file;
} setting;

static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_ADMIN);
    s->key = flowkit_device_key(w, s->alice);
    s->file = flowkit_device_file(seat, s->alice, seat->password, s->parameters);
    world_put(seat, s->store, s->key, s->file);
    w->now += 3600 * SECOND;
    w->remember = true;
    seat->heap.search = true;
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    PSC_TRY(
        psc_unlock_new(&flow, &seat->host, &(psc_unlock_options){.place = {s->store, s->key}}));
    world_start(seat, flow);
    return PSC_OK;
}

static void unlock(setting *s, world_seat *seat) {
    CHECK_OK(start(s, seat));
    flowkit_run(seat->world, seat, 60 * SECOND);
    CHECK(seat->ended);
}

static psc_bytes stored(const setting *s, world_seat *seat) {
    const world_record *record = world_record_at(seat, s->store, s->key);
    return record == NULL ? PSC_BYTES_ABSENT : record->value;
}

static void check_device(const setting *s, world_seat *seat) {
    if (!CHECK(seat->done && seat->result.kind == PSC_RESULT_DEVICE)) {
        return;
    }
    const psc_result_device *result = &seat->result.as.device;
    CHECK(result->device != NULL && result->device->references == 1);
    CHECK(psc_uuid_equal(&result->device_id, &s->alice->device_id));
    CHECK(psc_uuid_equal(&result->user_id, &s->alice->user_id));
    CHECK_TEXT("Org", result->organization);
    CHECK_TEXT("parsec.example.com", result->host);
    CHECK_TEXT("https://parsec.example.com/", result->server_url);
    CHECK_TEXT("alice@x.org", result->human_handle.email);
    CHECK_TEXT("Web", result->device_label);
    CHECK(result->profile == PSC_PROFILE_ADMIN);
    CHECK(result->place.store == s->store);
    CHECK_BYTES(s->key, result->place.key);
    CHECK(memcmp(result->device->local.signing_key, s->alice->signing_key, 32) == 0);
    CHECK(memcmp(result->device->local.private_key, s->alice->private_key, 32) == 0);
}

static void test_right(void) {
    static const int stores[] = {PSC_STORE_DEVICES, PSC_STORE_OFFICIAL};
    for (size_t i = 0; i < 2; i++) {
        setting s = {.store = stores[i]};
        world_seat *seat = furnish(&s, &the_world);
        unlock(&s, seat);
        check_device(&s, seat);
        CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 1);
        CHECK_BYTES(s.file, stored(&s, seat));
        CHECK(seat->store_effects == 1);
        world_close(&the_world);
    }
}

typedef struct typist {
    const char *const *words;
    size_t next;
} typist;

static bool type(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    typist *t = context;
    (void) seat;
    if (CHECK(question->kind == PSC_QUESTION_PASSWORD)) {
        CHECK_TEXT("Org", question->as.password.organization);
        CHECK_TEXT("parsec.example.com", question->as.password.host);
        CHECK_TEXT("Alice", question->as.password.human_handle.label);
        CHECK_TEXT("Web", question->as.password.device_label);
    }
    answer->as.answer.kind = PSC_ANSWER_PASSWORD;
    answer->secret = psc_bytes_from_text(t->words[t->next++]);
    return true;
}

/* Wrong entries are counted, empty ones are not entries; a weak file takes the same way. */
static void test_wrong(void) {
    static const char *const words[] = {"", "wrong", "",
                                        "wrong again, and longer than the first one",
                                        "correct horse battery staple"};
    for (int round = 0; round < 2; round++) {
        setting s = {.store = PSC_STORE_DEVICES, .parameters = round == 0 ? NULL : &weak};
        world_seat *seat = furnish(&s, &the_world);
        typist t = {.words = words};
        seat->person = type;
        seat->person_context = &t;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-password", SECOND));
        flowkit_run(&the_world, seat, 60 * SECOND);
        check_device(&s, seat);
        CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 5);
        CHECK(seat->question.as.password.refused == 2);
        world_close(&the_world);
    }
}

/* A file of weak parameters is protected anew, in its place, by the same password. */
static void test_weak(void) {
    static const int stores[] = {PSC_STORE_DEVICES, PSC_STORE_OFFICIAL};
    for (size_t i = 0; i < 2; i++) {
        setting s = {.store = stores[i], .parameters = &weak};
        world_seat *seat = furnish(&s, &the_world);
        psc_device_file before;
        psc_device_file after;
        CHECK_OK(psc_device_file_read(&before, &the_world.arena, s.file));
        unlock(&s, seat);
        check_device(&s, seat);
        CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 1);
        CHECK_OK(psc_device_file_read(&after, &the_world.arena, stored(&s, seat)));
        CHECK(after.algorithm.memlimit_kb == PSC_STRETCH_MEMORY_KIB &&
              after.algorithm.opslimit == PSC_STRETCH_PASSES);
        CHECK(memcmp(after.algorithm.salt, before.algorithm.salt, sizeof weak.salt) != 0);
        CHECK(after.head.created_on == before.head.created_on);
        CHECK(after.head.protected_on >= before.head.protected_on + 3600 * SECOND);
        CHECK(seat->asked[PSC_QUESTION_ELSEWHERE] == i);
        CHECK(seat->store_effects == 3 + i);
        unlock(&s, seat);
        check_device(&s, seat);
        CHECK(seat->store_effects == 4 + i);
        CHECK(seat->asked[PSC_QUESTION_ELSEWHERE] == i);
        world_close(&the_world);
    }
}

/* Protected anew it would be too large to be read again: it stays as it is, and opens. */
static void test_weak_large(void) {
    static const psc_stretch_parameters small = {
        .memlimit_kb = 32768, .opslimit = 1, .parallelism = 1, .salt = {7}};
    setting s = {.store = PSC_STORE_DEVICES, .parameters = &small};
    world_seat *seat = furnish(&s, &the_world);
    const psc_access access = world_password(seat->password, &small);
    s.file = flowkit_grown_file(seat, s.file, &access, PSC_DEVICE_FILE_MAX);
    world_put(seat, s.store, s.key, s.file);
    seat->heap.search = false; /* it takes its time */
    unlock(&s, seat);
    check_device(&s, seat);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);
}

static bool keep_open(void *context, world_seat *seat, const psc_question *question,
                      psc_event *answer) {
    (void) context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_ELSEWHERE) {
        CHECK_TEXT("Org", question->as.elsewhere.organization);
        CHECK_TEXT("Web", question->as.elsewhere.device_label);
        answer->as.answer.kind = PSC_ANSWER_REFUSE;
    }
    return answered;
}

/* The official client's file is written only where the person says that it is closed there, and as
 * long as it is the one that was opened. */
static void test_weak_elsewhere(void) {
    setting s = {.store = PSC_STORE_OFFICIAL, .parameters = &weak};
    world_seat *seat = furnish(&s, &the_world);
    seat->person = keep_open;
    unlock(&s, seat);
    check_device(&s, seat);
    CHECK(seat->asked[PSC_QUESTION_ELSEWHERE] == 1 && seat->store_effects == 1);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);

    for (int round = 0; round < 3; round++) {
        seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-unchanged", 60 * SECOND));
        psc_bytes meanwhile = s.file;
        if (round == 0) {
            meanwhile = flowkit_device_file(seat, s.alice, "changed there", &weak);
            world_put(seat, s.store, s.key, meanwhile);
        } else if (round == 1) {
            world_record_at(seat, s.store, s.key)->used = false;
            meanwhile = PSC_BYTES_ABSENT;
        } else {
            seat->store_fault_at = seat->store_effects + 1;
            seat->store_fault_times = 1;
            seat->store_fault = PSC_STORE_DENIED;
        }
        flowkit_run(&the_world, seat, 60 * SECOND);
        check_device(&s, seat);
        CHECK_BYTES(meanwhile, stored(&s, seat));
        world_close(&the_world);
    }
}

/* Protecting anew may fail in any way: the device is open all the same, and a file is there. */
static void test_weak_trouble(void) {
    for (uint32_t at = 2; at <= 3; at++) {
        setting s = {.store = PSC_STORE_DEVICES, .parameters = &weak};
        world_seat *seat = furnish(&s, &the_world);
        seat->store_fault_at = at;
        seat->store_fault_times = 1;
        seat->store_fault = PSC_STORE_QUOTA;
        unlock(&s, seat);
        check_device(&s, seat);
        CHECK(psc_bytes_equal(s.file, stored(&s, seat)) == (at == 2));
        unlock(&s, seat);
        check_device(&s, seat);
        world_close(&the_world);
    }
    /* The put is acknowledged and lost: the old file is there, which is fine. */
    setting s = {.store = PSC_STORE_DEVICES, .parameters = &weak};
    world_seat *seat = furnish(&s, &the_world);
    seat->store_forgets = true;
    unlock(&s, seat);
    check_device(&s, seat);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);
    /* No file is there any more: the old one is put back, as often as it takes. */
    seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-read-back", 60 * SECOND));
    world_record_at(seat, s.store, s.key)->used = false;
    seat->store_fault_at = seat->store_effects + 2;
    seat->store_fault_times = 2;
    flowkit_run(&the_world, seat, 60 * SECOND);
    CHECK(seat->asked[PSC_QUESTION_TROUBLE] == 2);
    check_device(&s, seat);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);
}

static void test_stretch_failure(void) {
    setting s = {.store = PSC_STORE_DEVICES, .parameters = &weak};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-key", SECOND * 10));
    flowkit_fail_stretch(seat);
    CHECK(seat->question.kind == PSC_QUESTION_TROUBLE &&
          seat->question.as.trouble.status == PSC_ERR_STRETCH);
    CHECK(strcmp(psc_flow_state(seat->flow), "await-key") == 0);
    CHECK(world_run_until_state(&the_world, seat, "await-password", SECOND * 10));
    CHECK(world_run_until_state(&the_world, seat, "await-stronger-key", SECOND * 10));
    flowkit_fail_stretch(seat);
    check_device(&s, seat);
    CHECK(seat->question.as.password.refused == 0);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);
}

static void check_refused(const char *name, psc_bytes file, int status, int kind) {
    test_subject(name);
    setting s = {.store = PSC_STORE_OFFICIAL};
    world_seat *seat = furnish(&s, &other_world);
    world_put(seat, s.store, s.key, file);
    unlock(&s, seat);
    CHECK(!seat->done && seat->failure.status == status && seat->failure.nothing_lost);
    CHECK(seat->failure.has_file_kind == (kind >= 0) &&
          (kind < 0 || seat->failure.file_kind == kind));
    CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 0);
    CHECK_BYTES(file, stored(&s, seat));
    world_close(&other_world);
    test_subject(NULL);
}

static void test_refused(void) {
    check_refused("keyring", flowkit_vector_file("keyring"), PSC_ERR_DEVICE_FILE_KIND,
                  PSC_DEVICE_FILE_KEYRING);
    check_refused("recovery", flowkit_vector_file("recovery"), PSC_ERR_DEVICE_FILE_KIND,
                  PSC_DEVICE_FILE_RECOVERY);
    check_refused("pki", flowkit_vector_file("pki"), PSC_ERR_DEVICE_FILE_KIND, PSC_DEVICE_FILE_PKI);
    check_refused("vault", flowkit_vector_file("account_vault"), PSC_ERR_DEVICE_FILE_KIND,
                  PSC_DEVICE_FILE_ACCOUNT_VAULT);
    check_refused("account_vault", flowkit_vector_file("account_vault"), PSC_ERR_DEVICE_FILE_KIND,
                  PSC_DEVICE_FILE_ACCOUNT_VAULT);
    check_refused("rubbish", PSC_BYTES_LIT("rubbish"), PSC_ERR_DEVICE_FILE, -1);
    static uint8_t large[PSC_DEVICE_FILE_MAX + 1];
    check_refused("large", PSC_BYTES_OF(large), PSC_ERR_DEVICE_FILE, -1);
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    const psc_stretch_parameters excessive = {
        .memlimit_kb = PSC_STRETCH_MEMORY_KIB_MAX + 1, .opslimit = 3, .parallelism = 1};
    const psc_bytes file = flowkit_device_file(seat, s.alice, "password", &excessive);
    check_refused("excessive", file, PSC_ERR_STRETCH_EXCESSIVE, -1);
    seat->store_fault_at = 1;
    seat->store_fault_times = 1;
    seat->store_fault = PSC_STORE_DENIED;
    unlock(&s, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_STORE_DENIED);
    s.key = PSC_BYTES_LIT("elsewhere");
    unlock(&s, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_STORE_MISSING);
    s.store = PSC_STORE_DATA;
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    s = (setting){.store = PSC_STORE_DEVICES};
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    /* What is put aside is not opened. */
    s = (setting){.store = PSC_STORE_OFFICIAL, .key = PSC_BYTES_LIT("/devices/x.keys.archived")};
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    world_close(&the_world);
}

/* Puts a file whose clear head is `head` and whose sealed part is `local`. */
static void put_sealed(setting *s, world_seat *seat, const psc_device_file_head *head,
                       const psc_local_device *local) {
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s->file));
    const psc_access access = world_password(seat->password, &file.algorithm);
    psc_bytes sealed;
    CHECK_OK(
        psc_device_file_seal(&sealed, &the_world.arena, &seat->host, local, &access, 0, 0));
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, sealed));
    file.head = *head;
    psc_buf bytes;
    psc_buf_init(&bytes, &the_world.arena);
    CHECK_OK(psc_device_file_write(&bytes, &file));
    s->file = psc_buf_view(&bytes);
    world_put(seat, s->store, s->key, s->file);
}

/* What is sealed must make sense, whatever the head says. */
static void test_sealed_content(void) {
    for (int round = 0; round < 3; round++) {
        setting s = {.store = PSC_STORE_OFFICIAL};
        world_seat *seat = furnish(&s, &the_world);
        psc_device *device = world_device(seat, s.alice);
        psc_local_device local = device->local;
        psc_device_file file;
        CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
        if (round == 0) {
            local.server_url = PSC_BYTES_LIT("https://parsec.example.com/somewhere");
        } else if (round == 1) {
            local.device_id = (psc_uuid){{0}};
        } else {
            local.user_id = (psc_uuid){{0}};
        }
        file.head.device_id = local.device_id;
        file.head.user_id = local.user_id;
        put_sealed(&s, seat, &file.head, &local);
        CHECK_OK(start(&s, seat));
        world_run(&the_world, 60 * SECOND);
        CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE);
        CHECK_BYTES(s.file, stored(&s, seat));
        psc_device_release(device);
        world_close(&the_world);
    }
}

/* A head put before the sealed part of another device, person or organization is found out; the
 * server's address alone may have been corrected there, and what was sealed counts. */
static void test_foreign_head(void) {
    for (int round = 0; round < 5; round++) {
        setting s = {.store = round == 4 ? PSC_STORE_DEVICES : PSC_STORE_OFFICIAL};
        world_seat *seat = furnish(&s, &the_world);
        psc_device *device = world_device(seat, s.alice);
        psc_device_file file;
        CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
        psc_device_file_head head = file.head;
        if (round == 0) {
            head.device_id.bytes[15] ^= 1;
        } else if (round == 1) {
            head.user_id.bytes[15] ^= 1;
        } else if (round == 2) {
            head.organization_id = PSC_BYTES_LIT("Elsewhere");
        } else {
            head.server_url = PSC_BYTES_LIT("https://elsewhere.example.com/");
        }
        put_sealed(&s, seat, &head, &device->local);
        unlock(&s, seat);
        CHECK_TEXT(round < 3 ? "parsec.example.com" : "elsewhere.example.com",
                   seat->question.as.password.host);
        if (round < 3) {
            CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE &&
                  seat->failure.nothing_lost);
        } else {
            check_device(&s, seat);
        }
        CHECK_BYTES(s.file, stored(&s, seat));
        psc_device_release(device);
        world_close(&the_world);
    }
}

/* A whole file in the place of another device, weak enough to be written anew there. */
static void test_foreign_place(void) {
    setting s = {.store = PSC_STORE_DEVICES, .parameters = &weak};
    world_seat *seat = furnish(&s, &the_world);
    const world_user *bob = world_add_user(&the_world, "bob@x.org", "Bob", PSC_PROFILE_STANDARD);
    s.key = flowkit_device_key(&the_world, bob);
    world_put(seat, s.store, s.key, s.file);
    unlock(&s, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);
}

/* Asked directly, the file says why it is not opened. */
static void test_file_open(void) {
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    psc_device_file file;
    psc_local_device local;
    psc_access access = {.kind = PSC_DEVICE_FILE_PASSWORD};
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, flowkit_vector_file("recovery")));
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_device_file_open(&local, &the_world.arena, &file, &access));
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, flowkit_vector_file("password_totp")));
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_device_file_open(&local, &the_world.arena, &file, &access));
    access.has_totp = true;
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_device_file_open(&local, &the_world.arena, &file, &access));
    access.opaque_key_id = file.totp_opaque_key_id;
    CHECK_STATUS(PSC_ERR_MISMATCH, psc_device_file_open(&local, &the_world.arena, &file, &access));
    access = (psc_access){.kind = PSC_DEVICE_FILE_PASSWORD};
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
    CHECK_STATUS(PSC_ERR_DECRYPT, psc_device_file_open(&local, &the_world.arena, &file, &access));
    CHECK_OK(psc_secretbox_seal(&file.ciphertext, &the_world.arena, &seat->host,
                                PSC_BYTES_LIT("no device"), access.key));
    CHECK_STATUS(PSC_ERR_DEVICE_FILE,
                 psc_device_file_open(&local, &the_world.arena, &file, &access));
    psc_buf bytes;
    psc_buf_init(&bytes, &the_world.arena);
    access = world_password(seat->password, &file.algorithm);
    CHECK_OK(psc_secretbox_seal(&file.ciphertext, &the_world.arena, &seat->host,
                                PSC_BYTES_LIT("no device"), access.key));
    CHECK_OK(psc_device_file_write(&bytes, &file));
    world_put(seat, s.store, s.key, psc_buf_view(&bytes));
    unlock(&s, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE);
    world_close(&the_world);
}

/* The file of the vectors, made by others, opens with its key. */
static void test_official_file(void) {
    world_open(&the_world);
    psc_device_file file;
    psc_local_device local;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, flowkit_vector_file("password")));
    const psc_bytes key =
        test_hex("1cf7ee3b31c64c63de5c4d6853ade0c52747334e4a67d40024036e7083ed1eff");
    psc_access access = {.kind = PSC_DEVICE_FILE_PASSWORD};
    memcpy(access.key, key.at, sizeof access.key);
    CHECK_OK(psc_device_file_open(&local, &the_world.arena, &file, &access));
    CHECK(psc_uuid_equal(&local.device_id, &flowkit_vector_device));
    CHECK_TEXT("CoolOrg", local.organization_id);
    CHECK_TEXT("https://parsec.example.com/", local.server_url);
    CHECK_BYTES(test_hex("46b4d116acff8365194626639496bffdbaf4bdd409051570e05218603f6e3de8"),
                PSC_BYTES_OF(local.signing_key));
    CHECK_BYTES(test_hex("8dfca636f8f489bc6d52aa1e2fa59e6bf27e43ded27e4527b749a5d4ecb1eda4"),
                PSC_BYTES_OF(local.private_key));
    world_close(&the_world);
}

/* After any trouble the device opens with the same password. */
static void settle(void *context, world_seat *seat) {
    setting *s = context;
    CHECK_OK(start(s, seat));
    world_run(seat->world, 60 * SECOND);
    check_device(s, seat);
}

static bool mistype(void *context, world_seat *seat, const psc_question *question,
                    psc_event *answer) {
    uint32_t *entries = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_PASSWORD && (*entries)++ < 2) {
        answer->secret = PSC_BYTES_LIT("wrong");
    }
    return answered;
}

/* The person mistypes, and a key is lost on the way. */
static world_seat *furnish_unlucky(void *context, world *w) {
    static uint32_t entries;
    world_seat *seat = furnish(context, w);
    entries = 0;
    seat->person = mistype;
    seat->person_context = &entries;
    seat->stretch_fails = 1;
    return seat;
}

/* Where the file protected anew should be, there is rubbish. */
static psc_status start_damaged(void *context, world_seat *seat) {
    const setting *s = context;
    PSC_TRY(start(context, seat));
    if (world_run_until_state(seat->world, seat, "await-read-back", 60 * SECOND)) {
        world_put(seat, s->store, s->key, PSC_BYTES_LIT("rubbish"));
    }
    return PSC_OK;
}

static void settle_unlucky(void *context, world_seat *seat) {
    setting *s = context;
    seat->person = NULL;
    if (seat->ended && !seat->done) {
        world_put(seat, s->store, s->key, s->file);
    }
    settle(context, seat);
}

int main(void) {
    test_right();
    test_wrong();
    test_weak();
    test_weak_large();
    test_weak_elsewhere();
    test_weak_trouble();
    test_stretch_failure();
    test_refused();
    test_sealed_content();
    test_foreign_head();
    test_foreign_place();
    test_file_open();
    test_official_file();
    setting s = {.store = PSC_STORE_DEVICES, .parameters = &weak};
    const flowkit_scenario scenario = {&s, furnish, start, settle, 60 * SECOND, NULL};
    CHECK(flowkit_each_cancel(&scenario) == 6);
    CHECK(flowkit_each_allocation(&scenario) > 20);
    CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_CONFLICT, 5) == 3);
    CHECK(faults_each_draw(&scenario, &the_world) == 2);
    setting there = {.store = PSC_STORE_OFFICIAL, .parameters = &weak};
    const flowkit_scenario official = {&there, furnish, start, settle, 60 * SECOND, NULL};
    CHECK(flowkit_each_cancel(&official) == 8);
    CHECK(flowkit_each_allocation(&official) > 20);
    CHECK(flowkit_each_store_fault(&official, PSC_STORE_DENIED, 5) == 4);
    const flowkit_scenario unlucky = {&s,  furnish_unlucky, start, settle_unlucky, 60 * SECOND,
                                      NULL};
    CHECK(flowkit_each_allocation(&unlucky) > 20);
    const flowkit_scenario damaged = {&s,          furnish, start_damaged, settle_unlucky,
                                      60 * SECOND, NULL};
    CHECK(flowkit_each_allocation(&damaged) > 20);
    return test_finish();
}
