// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "flowkit.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    world_user *alice;
    psc_bytes key;
    psc_bytes file;
    psc_bytes other_file; /* same device, another password */
} setting;

static world_seat *furnish(setting *s, world *w) {
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_ADMIN);
    s->key = flowkit_device_key(w, s->alice);
    s->file = flowkit_device_file(seat, s->alice, "password", NULL);
    s->other_file = flowkit_device_file(seat, s->alice, "another one", NULL);
    seat->password = "another one";
    return seat;
}

static void import(world_seat *seat, psc_bytes file, bool replace) {
    psc_flow *flow;
    CHECK_OK(psc_import_new(&flow, &seat->host,
                            &(psc_import_options){.file = file, .replace = replace}));
    world_start(seat, flow);
    flowkit_run(seat->world, seat, 60 * SECOND);
    CHECK(seat->ended);
}

static void export(world_seat *seat, int store, psc_bytes key) {
    psc_flow *flow;
    CHECK_OK(psc_export_new(&flow, &seat->host, &(psc_export_options){.place = {store, key}}));
    world_start(seat, flow);
    flowkit_run(seat->world, seat, SECOND);
    CHECK(seat->ended);
}

static void check_stored(world_seat *seat, psc_bytes key, psc_bytes file) {
    const world_record *record = world_record_at(seat, PSC_STORE_DEVICES, key);
    if (CHECK(record != NULL)) {
        CHECK_BYTES(file, record->value);
    }
}

static void test_import_new(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    import(seat, s.file, false);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_IMPORTED);
    const psc_device_line *line = &seat->result.as.imported;
    CHECK(line->status == PSC_OK && line->place.store == PSC_STORE_DEVICES);
    CHECK_BYTES(s.key, line->place.key);
    CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 0);
    CHECK_TEXT("alice@x.org", line->human_handle.email);
    CHECK_TEXT("Org", line->organization);
    CHECK(psc_uuid_equal(&line->device_id, &s.alice->device_id));
    check_stored(seat, s.key, s.file);
    /* The same once more changes nothing, and says so by success. */
    import(seat, s.file, false);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_IMPORTED);
    CHECK(world_count(seat, PSC_STORE_DEVICES) == 1);
    world_close(&the_world);
}

static void test_import_replace(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    world_put(seat, PSC_STORE_DEVICES, s.key, s.file);
    import(seat, s.other_file, false);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_ALREADY_EXISTS &&
          seat->failure.nothing_lost);
    check_stored(seat, s.key, s.file);
    CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 0);
    import(seat, s.other_file, true);
    CHECK(seat->done && seat->asked[PSC_QUESTION_PASSWORD] == 1);
    check_stored(seat, s.key, s.other_file);
    seat->password = "password";
    /* Another device's file under this key is never written over; what is no device file is. */
    const world_user *bob = world_add_user(&the_world, "bob@x.org", "Bob", PSC_PROFILE_STANDARD);
    const psc_bytes strange = flowkit_device_file(seat, bob, "password", NULL);
    world_put(seat, PSC_STORE_DEVICES, s.key, strange);
    import(seat, s.file, true);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_ALREADY_EXISTS);
    check_stored(seat, s.key, strange);
    world_put(seat, PSC_STORE_DEVICES, s.key, PSC_BYTES_LIT("rubbish"));
    import(seat, s.file, false);
    CHECK(!seat->done);
    import(seat, s.file, true);
    CHECK(seat->done);
    check_stored(seat, s.key, s.file);
    world_close(&the_world);
}

typedef struct typist {
    uint32_t wrong; /* entries left */
    bool leaves;
} typist;

static bool type(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    typist *t = context;
    if (!CHECK(question->kind == PSC_QUESTION_PASSWORD)) {
        return false;
    }
    CHECK_TEXT("Org", question->as.password.organization);
    CHECK_TEXT("parsec.example.com", question->as.password.host);
    CHECK_TEXT("Alice", question->as.password.human_handle.label);
    CHECK_TEXT("Web", question->as.password.device_label);
    if (t->wrong == 0) {
        return !t->leaves && world_default_person(NULL, seat, question, answer);
    }
    t->wrong--;
    answer->as.answer.kind = PSC_ANSWER_PASSWORD;
    answer->secret = PSC_BYTES_LIT("password"); /* the old file's */
    return true;
}

/* Nothing is written over before the new file has been opened. */
static void test_import_opens_first(void) {
    for (int leaves = 0; leaves <= 1; leaves++) {
        setting s;
        world_seat *seat = furnish(&s, &the_world);
        world_put(seat, PSC_STORE_DEVICES, s.key, s.file);
        typist t = {.wrong = 2, .leaves = leaves != 0};
        seat->person = type;
        seat->person_context = &t;
        psc_flow *flow;
        CHECK_OK(psc_import_new(&flow, &seat->host,
                                &(psc_import_options){.file = s.other_file, .replace = true}));
        world_start(seat, flow);
        world_run(&the_world, 60 * SECOND);
        CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 3 && seat->question.as.password.refused == 2);
        if (leaves != 0) {
            CHECK(strcmp(psc_flow_state(seat->flow), "await-password") == 0);
            CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
            CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED &&
                  seat->failure.nothing_lost);
        }
        CHECK(seat->done == (leaves == 0));
        check_stored(seat, s.key, leaves != 0 ? s.file : s.other_file);
        world_close(&the_world);
    }
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    world_put(seat, PSC_STORE_DEVICES, s.key, s.file);
    psc_flow *flow;
    CHECK_OK(psc_import_new(&flow, &seat->host,
                            &(psc_import_options){.file = s.other_file, .replace = true}));
    world_start(seat, flow);
    CHECK(world_run_until_state(&the_world, seat, "await-key", 10 * SECOND));
    flowkit_fail_stretch(seat);
    CHECK(seat->question.kind == PSC_QUESTION_TROUBLE &&
          seat->question.as.trouble.status == PSC_ERR_STRETCH);
    CHECK(world_run_until_state(&the_world, seat, "await-password", 10 * SECOND));
    world_run(&the_world, 60 * SECOND);
    CHECK(seat->done);
    check_stored(seat, s.key, s.other_file);
    world_close(&the_world);
}

static psc_bytes with_head(psc_bytes bytes, const psc_device_file_head *head) {
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, bytes));
    file.head = *head;
    psc_buf buf;
    psc_buf_init(&buf, &the_world.arena);
    CHECK_OK(psc_device_file_write(&buf, &file));
    return psc_buf_view(&buf);
}

/* A head that is not of its sealed part, and a stored file that is not of the new one's device,
 * person, organization and server: what is stored stays. */
static void test_import_forged_head(void) {
    for (int round = 0; round < 10; round++) {
        setting s;
        world_seat *seat = furnish(&s, &the_world);
        psc_device_file file;
        CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
        psc_device_file_head head = file.head;
        switch (round % 5) {
        case 0: /* the head is right, what follows is Bob's */
            break;
        case 1:
            head.user_id.bytes[3] ^= 1;
            break;
        case 2:
            head.organization_id = PSC_BYTES_LIT("Elsewhere");
            break;
        case 3:
            head.server_url = PSC_BYTES_LIT("https://elsewhere.example.com/");
            break;
        default:
            head.server_url = PSC_BYTES_LIT("https://parsec.example.com");
            break;
        }
        const world_user *bob =
            world_add_user(&the_world, "bob@x.org", "Bob", PSC_PROFILE_STANDARD);
        const psc_bytes forged = with_head(
            round % 5 == 0 ? flowkit_device_file(seat, bob, "another one", NULL) : s.other_file,
            &head);
        /* First beside what cannot be read, then beside a good file. */
        const psc_bytes old = round < 5 ? PSC_BYTES_LIT("rubbish") : s.file;
        world_put(seat, PSC_STORE_DEVICES, s.key, old);
        import(seat, forged, true);
        const bool read = round < 5 || round % 5 == 0 || round % 5 == 4;
        CHECK(seat->asked[PSC_QUESTION_PASSWORD] == (read ? 1 : 0));
        if (round % 5 == 4) { /* the same address, written in another way */
            CHECK(seat->done);
            check_stored(seat, s.key, forged);
        } else {
            CHECK(!seat->done && seat->failure.nothing_lost);
            CHECK(seat->failure.status ==
                  (read ? (int) PSC_ERR_DEVICE_FILE : (int) PSC_ERR_ALREADY_EXISTS));
            check_stored(seat, s.key, old);
        }
        world_close(&the_world);
    }
}

/* A device has exactly one file, wherever it lives. */
static void test_import_official(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/1.keys"), PSC_BYTES_LIT("rubbish"));
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/2.keys"), s.other_file);
    import(seat, s.file, true);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_ALREADY_EXISTS);
    CHECK(world_count(seat, PSC_STORE_DEVICES) == 0);
    world_close(&the_world);
}

/* Also one that is put aside, in either place. */
static void test_import_aside(void) {
    for (int round = 0; round < 2; round++) {
        setting s;
        world_seat *seat = furnish(&s, &the_world);
        psc_bytes key = PSC_BYTES_LIT("/devices/2.keys");
        CHECK_OK(psc_device_key_aside(&key, &the_world.arena, round == 0 ? s.key : key));
        world_put(seat, round == 0 ? PSC_STORE_DEVICES : PSC_STORE_OFFICIAL, key, s.file);
        import(seat, s.file, round == 0);
        CHECK(!seat->done && seat->failure.nothing_lost);
        CHECK(seat->failure.status ==
              (round == 0 ? (int) PSC_ERR_STORE_ASIDE : (int) PSC_ERR_ALREADY_EXISTS));
        CHECK(world_record_at(seat, PSC_STORE_DEVICES, s.key) == NULL);
        world_close(&the_world);
    }
}

static void test_import_refused(void) {
    static const struct {
        const char *name;
        int status;
        int kind;
    } cases[] = {
        {"keyring", PSC_ERR_DEVICE_FILE_KIND, PSC_DEVICE_FILE_KEYRING},
        {"recovery", PSC_ERR_DEVICE_FILE_KIND, PSC_DEVICE_FILE_RECOVERY},
        {"pki", PSC_ERR_DEVICE_FILE_KIND, PSC_DEVICE_FILE_PKI},
        {"account_vault", PSC_ERR_DEVICE_FILE_KIND, PSC_DEVICE_FILE_ACCOUNT_VAULT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].name);
        setting s;
        world_seat *seat = furnish(&s, &the_world);
        import(seat, flowkit_vector_file(cases[i].name), true);
        CHECK(!seat->done && seat->failure.status == cases[i].status);
        CHECK(seat->failure.has_file_kind == (cases[i].kind >= 0));
        CHECK(cases[i].kind < 0 || seat->failure.file_kind == cases[i].kind);
        CHECK(seat->store_effects == 0);
        world_close(&the_world);
    }
    test_subject(NULL);
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    import(seat, PSC_BYTES_LIT("rubbish"), true);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE);
    import(seat, (psc_bytes){s.file.at, s.file.len - 40}, true);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE);
    const psc_stretch_parameters parameters = {
        .memlimit_kb = 131072, .opslimit = PSC_STRETCH_PASSES_MAX + 1, .parallelism = 1};
    import(seat, flowkit_device_file(seat, s.alice, "password", &parameters), false);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_STRETCH_EXCESSIVE);
    psc_flow *flow;
    CHECK_STATUS(PSC_ERR_DEVICE_FILE,
                 psc_import_new(&flow, &seat->host, &(psc_import_options){.replace = true}));
    CHECK(flow == NULL);
    CHECK_STATUS(
        PSC_ERR_DEVICE_FILE,
        psc_import_new(&flow, &seat->host, &(psc_import_options){.file = PSC_BYTES_LIT("")}));
    static const uint8_t large[PSC_DEVICE_FILE_MAX + 1];
    CHECK_STATUS(
        PSC_ERR_TOO_LARGE,
        psc_import_new(&flow, &seat->host, &(psc_import_options){.file = PSC_BYTES_OF(large)}));
    CHECK(flow == NULL);
    world_close(&the_world);
}

/* The same device at an address that is none: what could be listed by nobody is not taken in. */
static void test_import_address(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
    file.head.server_url = PSC_BYTES_LIT("ftp://parsec.example.com/");
    psc_buf bytes;
    psc_buf_init(&bytes, &the_world.arena);
    CHECK_OK(psc_device_file_write(&bytes, &file));
    import(seat, psc_buf_view(&bytes), true);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE);
    CHECK(world_count(seat, PSC_STORE_DEVICES) == 0);
    /* Other devices of the official client are in nobody's way. */
    const world_user *bob = world_add_user(&the_world, "bob@x.org", "Bob", PSC_PROFILE_STANDARD);
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/bob.keys"),
              flowkit_device_file(seat, bob, "password", NULL));
    import(seat, s.file, false);
    CHECK(seat->done);
    world_close(&the_world);
}

static void test_export(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    world_put(seat, PSC_STORE_DEVICES, s.key, s.file);
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/x.keys"),
              flowkit_vector_file("keyring"));
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/y.keys"), PSC_BYTES_LIT("rubbish"));
    export(seat, PSC_STORE_DEVICES, s.key);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_FILE);
    CHECK_BYTES(s.file, seat->result.as.file.data);
    const psc_bytes name = seat->result.as.file.name;
    CHECK(name.len == PSC_UUID_HEX_CHARS + 5);
    CHECK_BYTES(s.key, ((psc_bytes){name.at, PSC_UUID_HEX_CHARS}));
    CHECK_TEXT(".keys", ((psc_bytes){name.at + PSC_UUID_HEX_CHARS, 5}));
    export(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/x.keys"));
    CHECK(seat->done);
    CHECK_TEXT("a11ce00000000000000000000000dd01.keys", seat->result.as.file.name);
    export(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/y.keys"));
    CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE);
    export(seat, PSC_STORE_DEVICES, PSC_BYTES_LIT("nothing"));
    CHECK(!seat->done && seat->failure.status == PSC_ERR_STORE_MISSING);
    seat->store_fault_at = seat->store_effects + 1;
    seat->store_fault_times = 1;
    seat->store_fault = PSC_STORE_DENIED;
    export(seat, PSC_STORE_DEVICES, s.key);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_STORE_DENIED);
    psc_flow *flow;
    CHECK_STATUS(PSC_ERR_ARGUMENT,
                 psc_export_new(&flow, &seat->host,
                                &(psc_export_options){.place = {PSC_STORE_JOURNEYS, s.key}}));
    CHECK_STATUS(
        PSC_ERR_ARGUMENT,
        psc_export_new(&flow, &seat->host,
                       &(psc_export_options){.place = {PSC_STORE_DEVICES, PSC_BYTES_ABSENT}}));
    CHECK_STATUS(
        PSC_ERR_ARGUMENT,
        psc_export_new(&flow, &seat->host,
                       &(psc_export_options){.place = {PSC_STORE_DEVICES, PSC_BYTES_LIT("")}}));
    CHECK(flow == NULL);
    world_close(&the_world);
}

/* ---- trouble */

static world_seat *open_stored(void *context, world *w) {
    setting *s = context;
    world_seat *seat = furnish(s, w);
    world_put(seat, PSC_STORE_DEVICES, s->key, s->file);
    return seat;
}

static psc_status start_import(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    PSC_TRY(psc_import_new(&flow, &seat->host,
                           &(psc_import_options){.file = s->other_file, .replace = true}));
    world_start(seat, flow);
    return PSC_OK;
}

/* Whatever happened: the old file or the new one, and the import can be made again. */
static void settle_import(void *context, world_seat *seat) {
    setting *s = context;
    const world_record *record = world_record_at(seat, PSC_STORE_DEVICES, s->key);
    if (CHECK(record != NULL)) {
        CHECK(psc_bytes_equal(record->value, s->file) ||
              psc_bytes_equal(record->value, s->other_file));
        CHECK(!seat->done || psc_bytes_equal(record->value, s->other_file));
    }
    import(seat, s->other_file, true);
    CHECK(seat->done);
    check_stored(seat, s->key, s->other_file);
}

static psc_status start_export(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    PSC_TRY(psc_export_new(&flow, &seat->host,
                           &(psc_export_options){.place = {PSC_STORE_DEVICES, s->key}}));
    world_start(seat, flow);
    return PSC_OK;
}

static void settle_export(void *context, world_seat *seat) {
    const setting *s = context;
    export(seat, PSC_STORE_DEVICES, s->key);
    CHECK(seat->done);
}

/* A store that forgets what it acknowledged is found out, and tried until it keeps. */
static void test_import_read_back(void) {
    setting s;
    world_seat *seat = open_stored(&s, &the_world);
    CHECK_OK(start_import(&s, seat));
    seat->store_forgets = true;
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TROUBLE, 60 * SECOND));
    CHECK(seat->question.as.trouble.status == PSC_ERR_STORE_MISMATCH &&
          seat->question.as.trouble.nothing_lost);
    seat->store_forgets = false;
    world_run(&the_world, 60 * SECOND);
    CHECK(seat->done);
    check_stored(seat, s.key, s.other_file);
    world_close(&the_world);
    seat = furnish(&s, &the_world);
    psc_flow *flow;
    CHECK_OK(psc_import_new(&flow, &seat->host, &(psc_import_options){.file = s.file}));
    world_start(seat, flow);
    seat->store_forgets = true;
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TROUBLE, SECOND));
    CHECK(seat->question.as.trouble.status == PSC_ERR_STORE_MISSING);
    CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
    CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED);
    world_close(&the_world);
}

/* Beside another device's file of the official client; the person mistypes, and a key is lost. */
static bool mistype(void *context, world_seat *seat, const psc_question *question,
                    psc_event *answer) {
    uint32_t *entries = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_PASSWORD && (*entries)++ < 2) {
        answer->secret = PSC_BYTES_LIT("wrong");
    }
    return answered;
}

static world_seat *open_unlucky(void *context, world *w) {
    static uint32_t entries;
    world_seat *seat = open_stored(context, w);
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/x.keys"), flowkit_vector_file("password"));
    entries = 0;
    seat->person = mistype;
    seat->person_context = &entries;
    seat->stretch_fails = 1;
    return seat;
}

static void settle_unlucky(void *context, world_seat *seat) {
    seat->person = NULL;
    settle_import(context, seat);
}

/* What takes the place of a password file opens by a passkey and a one-time code: it does before
 * anything is written. */
static world_seat *open_for_passkey(void *context, world *w) {
    setting *s = context;
    world_seat *seat = open_stored(s, w);
    s->alice->totp_confirmed = true;
    s->other_file = flowkit_passkey_file(seat, s->alice, 2, world_add_opaque_key(w, s->alice));
    return seat;
}

static void test_import_passkey(void) {
    setting s;
    world_seat *seat = open_for_passkey(&s, &the_world);
    import(seat, s.other_file, true);
    CHECK(seat->done && seat->asked[PSC_QUESTION_PASSKEY] == 1 &&
          seat->asked[PSC_QUESTION_ONE_TIME_CODE] == 1 && seat->asked[PSC_QUESTION_PASSWORD] == 0);
    check_stored(seat, s.key, s.other_file);
    const psc_device_line *line = &seat->result.as.imported;
    CHECK(line->kind == PSC_DEVICE_FILE_PASSKEY && line->has_totp && line->passkeys.count == 2);
    CHECK(psc_uuid_equal(&line->user_id, &s.alice->user_id));
    world_close(&the_world);
}

/* The tab is closed after 0, 1, 2 … events: what was there is there, whole, or what came is. */
static void test_import_power_cut(void) {
    bool ended = false;
    for (uint32_t n = 0; !ended; n++) {
        setting s;
        world_seat *seat = open_for_passkey(&s, &the_world);
        CHECK_OK(start_import(&s, seat));
        for (uint32_t i = 0; i < n && !seat->ended && world_tick(&the_world); i++) {
        }
        ended = seat->ended;
        world_leave(seat);
        const world_record *record = world_record_at(seat, PSC_STORE_DEVICES, s.key);
        if (CHECK(record != NULL)) {
            CHECK(psc_bytes_equal(record->value, s.other_file) ||
                  (!ended && psc_bytes_equal(record->value, s.file)));
        }
        CHECK(world_count(seat, PSC_STORE_DEVICES) == 1);
        world_close(&the_world);
    }
}

int main(void) {
    test_import_new();
    test_import_passkey();
    test_import_power_cut();
    test_import_replace();
    test_import_opens_first();
    test_import_forged_head();
    test_import_official();
    test_import_aside();
    test_import_refused();
    test_import_read_back();
    test_import_address();
    test_export();
    setting s;
    const flowkit_scenario importing = {&s,          open_stored, start_import, settle_import,
                                        60 * SECOND, NULL};
    CHECK(flowkit_each_cancel(&importing) == 6);
    CHECK(flowkit_each_allocation(&importing) > 10);
    CHECK(flowkit_each_store_fault(&importing, PSC_STORE_QUOTA, 1) == 4);
    CHECK(flowkit_each_store_fault(&importing, PSC_STORE_DENIED, 3) == 4);
    const flowkit_scenario unlucky = {&s,          open_unlucky, start_import, settle_unlucky,
                                      60 * SECOND, NULL};
    CHECK(flowkit_each_allocation(&unlucky) > 10);
    const flowkit_scenario passkey = {&s,          open_for_passkey, start_import, settle_import,
                                      60 * SECOND, NULL};
    CHECK(flowkit_each_cancel(&passkey) == 7);
    CHECK(flowkit_each_allocation(&passkey) > 10);
    CHECK(flowkit_each_loss(&passkey) == 2);
    const flowkit_scenario exporting = {&s,          open_stored, start_export, settle_export,
                                        60 * SECOND, NULL};
    CHECK(flowkit_each_cancel(&exporting) == 1);
    CHECK(flowkit_each_allocation(&exporting) > 10);
    return test_finish();
}
