// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "codec/recovery_key.h"
#include "creation.h"
#include "crypto/sealed.h"
#include "faults.h"
#include "harness.h"
#include "trust/certificate.h"

#define SECOND PSC_TIME_SECOND
#define DURATION (1800 * SECOND)

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    psc_bytes organization; /* absent: the world's own */
    world_user *alice;
    psc_device *device;
} setting;

/* What Alice loads back, one after the other; then what she was given. */
typedef struct load {
    psc_bytes file;
    psc_bytes key;
    int rejected; /* what she is told then */
} load;
typedef struct keeper {
    const load *loads;
    uint32_t count;
    psc_bytes file; /* that she was given first */
    psc_bytes key;
} keeper;
static keeper alice_keeps;

static bool keep(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    keeper *k = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind != PSC_QUESTION_RECOVERY_FILE) {
        return answered;
    }
    const uint32_t n = seat->asked[PSC_QUESTION_RECOVERY_FILE] - 1;
    const psc_question_recovery_file *asked = &question->as.recovery_file;
    if (n == 0) {
        k->file = asked->file;
        k->key = seat->shown;
    }
    /* The same each time: what was kept after the first stays good. */
    CHECK_BYTES(k->file, asked->file);
    CHECK_BYTES(k->key, seat->shown);
    CHECK(asked->rejected == (n == 0 || n > k->count ? PSC_OK : k->loads[n - 1].rejected));
    if (n < k->count) {
        answer->as.answer.file = k->loads[n].file;
        answer->secret = k->loads[n].key;
    }
    return answered;
}

static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    if (s->organization.at != NULL) {
        w->organization = s->organization;
    }
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_STANDARD);
    s->device = world_device(seat, s->alice);
    alice_keeps = (keeper){0};
    seat->person = keep;
    seat->person_context = &alice_keeps;
    w->now = 1771200005 * SECOND; /* 2026-02-16T00:00:05Z */
    w->remember = true;
    seat->heap.search = true;
    return seat;
}

static void close_device(void *context) {
    setting *s = context;
    psc_device_release(s->device);
    s->device = NULL;
}

static void leave(setting *s) {
    close_device(s);
    world_close(&the_world);
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    seat->asked[PSC_QUESTION_RECOVERY_FILE] = 0;
    PSC_TRY(
        psc_recovery_new(&flow, &seat->host, &(psc_recovery_options){.device = s->device}));
    world_start(seat, flow);
    return PSC_OK;
}

static world_seat *run(setting *s) {
    world_seat *seat = furnish(s, &the_world);
    CHECK_OK(start(s, seat));
    flowkit_run(&the_world, seat, DURATION);
    CHECK(seat->ended);
    return seat;
}

/* ---- what she has then */

static bool opened(psc_local_device *local, psc_device_file *file, world *w, psc_bytes bytes,
                   psc_bytes typed) {
    psc_access access = {.kind = PSC_DEVICE_FILE_RECOVERY};
    return CHECK_OK(psc_device_file_read(file, &w->arena, bytes)) &&
           CHECK_OK(psc_recovery_key_read(access.key, &psc_allocator_default, typed)) &&
           CHECK_OK(psc_device_file_open(local, &w->arena, file, &access));
}

static void check_done(void *context, world_seat *seat) {
    const setting *s = context;
    world *w = seat->world;
    CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING);
    if (!CHECK(w->added_count > 0)) {
        return;
    }
    const world_added *added = &w->added[w->added_count - 1];
    psc_device_file file;
    psc_local_device local;
    uint8_t verify_key[32];
    if (!opened(&local, &file, w, alice_keeps.file, alice_keeps.key)) {
        return;
    }
    CHECK(alice_keeps.key.len == PSC_RECOVERY_KEY_CHARS);
    CHECK(added->purpose == PSC_PURPOSE_PASSPHRASE_RECOVERY && added->user == s->alice);
    CHECK(file.kind == PSC_DEVICE_FILE_RECOVERY && !file.has_totp);
    CHECK(psc_device_file_is_of(&file, &local));
    CHECK_BYTES(added->label, local.device_label);
    CHECK_BYTES(added->label, file.head.device_label);
    CHECK(psc_uuid_equal(&local.device_id, &added->device_id) &&
          psc_uuid_equal(&local.user_id, &s->alice->user_id));
    CHECK_OK(psc_verify_key_derive(verify_key, local.signing_key));
    CHECK(memcmp(verify_key, added->verify_key, 32) == 0);
    /* The person is the same, and what is the device's own is fresh. */
    const psc_local_device *own = &s->device->local;
    CHECK(memcmp(local.private_key, own->private_key, 32) == 0 &&
          memcmp(local.root_verify_key, own->root_verify_key, 32) == 0 &&
          memcmp(local.user_realm_key, own->user_realm_key, 32) == 0 &&
          psc_uuid_equal(&local.user_realm_id, &own->user_realm_id));
    CHECK(memcmp(local.signing_key, own->signing_key, 32) != 0 &&
          memcmp(local.local_symkey, own->local_symkey, 32) != 0);
    CHECK_BYTES(own->server_url, local.server_url);
    CHECK_BYTES(own->organization_id, local.organization_id);
    CHECK_BYTES(own->human_handle.email, local.human_handle.email);
    CHECK_BYTES(own->human_handle.label, local.human_handle.label);
    CHECK(local.initial_profile == own->initial_profile);
    /* Nothing is kept here. */
    CHECK(seat->store_effects == 0);
}

static void check_untouched(void *context, world_seat *seat) {
    (void) context;
    CHECK(seat->store_effects == 0 && seat->asked[PSC_QUESTION_RECOVERY_FILE] == 0);
}

static void test_made(void) {
    setting s = {0};
    world_seat *seat = run(&s);
    check_done(&s, seat);
    CHECK(seat->asked[PSC_QUESTION_RECOVERY_FILE] == 1 && the_world.exchanges == 1);
    CHECK_TEXT("recovery-2026-02-16T00:00:05Z", the_world.added[0].label);
    CHECK_TEXT("Org", seat->question.as.recovery_file.organization);
    CHECK_TEXT("Parsec_Recovery_File_Org.psrk", seat->question.as.recovery_file.name);
    CHECK_TEXT("Parsec_Recovery_Code_Org.txt", seat->question.as.recovery_file.key_name);
    psc_device_file file;
    psc_local_device local;
    CHECK(opened(&local, &file, &the_world, alice_keeps.file, alice_keeps.key));
    CHECK(file.head.created_on == 1771200005 * SECOND &&
          file.head.protected_on == file.head.created_on);
    leave(&s);
}

static void say_ok(void *context, world_exchange *exchange) {
    (void) context;
    if (!exchange->after) {
        world_set_status(exchange, "ok");
    }
}

static void test_names(void) {
    static const struct {
        const char *organization;
        const char *file;
        const char *key;
    } cases[] = {
        {"A-b_C9", "Parsec_Recovery_File_A-b_C9.psrk", "Parsec_Recovery_Code_A-b_C9.txt"},
        {"\xc3\x89v\xc3\xa9", "Parsec_Recovery_File__v_.psrk", "Parsec_Recovery_Code__v_.txt"},
        {"\xe7\xb5\x84\xe7\xb9\x94", "Parsec_Recovery_File___.psrk",
         "Parsec_Recovery_Code___.txt"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].organization);
        setting s = {.organization = psc_bytes_from_text(cases[i].organization)};
        world_seat *seat = furnish(&s, &the_world);
        /* This world does not read what is percent-encoded in a path. */
        the_world.hook = say_ok;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_RECOVERY_FILE, DURATION));
        CHECK_TEXT(cases[i].organization, seat->question.as.recovery_file.organization);
        CHECK_TEXT(cases[i].file, seat->question.as.recovery_file.name);
        CHECK_TEXT(cases[i].key, seat->question.as.recovery_file.key_name);
        leave(&s);
    }
    test_subject(NULL);
}

static void hear_label(void *context, world_exchange *exchange) {
    psc_arena *arena = &exchange->world->arena;
    psc_device_create_request request;
    psc_device_certificate certificate = {0};
    if (!exchange->after && strcmp(exchange->command, "device_create") == 0) {
        CHECK_OK(
            psc_record_read(&request, arena, exchange->body, &psc_device_create_request_record));
        CHECK_OK(psc_device_certificate_peek(&certificate, arena, request.device_certificate));
        *(psc_bytes *) context = certificate.device_label;
    }
}

/* Each time of day, the ends of months and years, leap years, and clocks that are plainly wrong. */
static void test_labels(void) {
    static const struct {
        int64_t seconds;
        const char *label;
    } cases[] = {
        {0, "recovery-1970-01-01T00:00:00Z"},
        {951782399, "recovery-2000-02-28T23:59:59Z"},
        {951782400, "recovery-2000-02-29T00:00:00Z"},
        {951868800, "recovery-2000-03-01T00:00:00Z"},
        {1078012800, "recovery-2004-02-29T00:00:00Z"},
        {1798761599, "recovery-2026-12-31T23:59:59Z"},
        {1798761600, "recovery-2027-01-01T00:00:00Z"},
        {4107542399, "recovery-2100-02-28T23:59:59Z"},
        {4107542400, "recovery-2100-03-01T00:00:00Z"},
        {253402300799, "recovery-9999-12-31T23:59:59Z"},
        {253402300800, "recovery"},
        {-1, "recovery"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].label);
        setting s = {0};
        psc_bytes label = PSC_BYTES_ABSENT;
        world_seat *seat = furnish(&s, &the_world);
        the_world.now = cases[i].seconds * SECOND;
        the_world.hook = hear_label;
        the_world.hook_context = &label;
        CHECK_OK(start(&s, seat));
        flowkit_run(&the_world, seat, DURATION);
        CHECK(seat->ended && seat->done == (cases[i].seconds >= 0));
        CHECK_TEXT(cases[i].label, label);
        leave(&s);
    }
    test_subject(NULL);
}

/* ---- what she loads back */

/* Another recovery file of hers, and its key. */
static load older(world_seat *seat, const setting *s) {
    world *w = seat->world;
    psc_access access = {.kind = PSC_DEVICE_FILE_RECOVERY};
    load made = {.rejected = PSC_ERR_MISMATCH};
    psc_buf text;
    psc_buf_init(&text, &w->arena);
    memset(access.key, 7, sizeof access.key);
    made.file = flowkit_file_for(seat, s->alice, &access);
    CHECK_OK(psc_recovery_key_write(&text, access.key));
    made.key = psc_buf_view(&text);
    return made;
}

/* The file with another head before what is sealed. */
static psc_bytes beheaded(world *w, psc_bytes bytes) {
    psc_device_file file;
    psc_buf out;
    psc_buf_init(&out, &w->arena);
    CHECK_OK(psc_device_file_read(&file, &w->arena, bytes));
    file.head.user_id.bytes[0] ^= 1;
    CHECK_OK(psc_device_file_write(&out, &file));
    return psc_buf_view(&out);
}

/* What the right key opens, and is no device. */
static psc_bytes hollow(world_seat *seat, psc_bytes bytes, psc_bytes key) {
    world *w = seat->world;
    psc_device_file file;
    psc_buf out;
    uint8_t secret[PSC_RECOVERY_KEY_BYTES];
    psc_buf_init(&out, &w->arena);
    CHECK_OK(psc_recovery_key_read(secret, &psc_allocator_default, key));
    CHECK_OK(psc_device_file_read(&file, &w->arena, bytes));
    CHECK_OK(psc_secretbox_seal(&file.ciphertext, &w->arena, &seat->host,
                                PSC_BYTES_LIT("no device"), secret));
    CHECK_OK(psc_device_file_write(&out, &file));
    return psc_buf_view(&out);
}

static psc_bytes text(world *w, const char *start, psc_bytes middle, const char *end) {
    psc_buf out;
    psc_buf_init(&out, &w->arena);
    CHECK_OK(psc_buf_push_text(&out, start));
    CHECK_OK(psc_buf_push(&out, middle));
    CHECK_OK(psc_buf_push_text(&out, end));
    return psc_buf_view(&out);
}

static void test_loaded_back(void) {
    static uint8_t large[PSC_DEVICE_FILE_MAX + 1];
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_RECOVERY_FILE, DURATION));
    const psc_bytes file = seat->question.as.recovery_file.file;
    const psc_bytes key = seat->shown;
    const load old = older(seat, &s);
    uint8_t *damaged;
    uint8_t *short_key;
    CHECK_OK(PSC_TAKE(&damaged, &the_world.arena, file.len));
    CHECK_OK(PSC_TAKE(&short_key, &the_world.arena, key.len));
    memcpy(damaged, file.at, file.len);
    damaged[file.len - 1] ^= 1;
    memcpy(short_key, key.at, key.len);
    const load loads[] = {
        {PSC_BYTES_ABSENT, PSC_BYTES_ABSENT, PSC_ERR_RECOVERY_FILE},
        {PSC_BYTES_ABSENT, key, PSC_ERR_RECOVERY_FILE},
        {PSC_BYTES_LIT(""), key, PSC_ERR_RECOVERY_FILE},
        {PSC_BYTES_LIT("rubbish"), key, PSC_ERR_RECOVERY_FILE},
        {PSC_BYTES_OF(large), key, PSC_ERR_RECOVERY_FILE},
        {{file.at, file.len - 1}, key, PSC_ERR_RECOVERY_FILE},
        {key, key, PSC_ERR_RECOVERY_FILE}, /* the two mixed up */
        {flowkit_vector_file("password"), key, PSC_ERR_RECOVERY_FILE},
        {flowkit_vector_file("keyring"), key, PSC_ERR_RECOVERY_FILE},
        {beheaded(&the_world, file), key, PSC_ERR_RECOVERY_FILE},
        {hollow(seat, file, key), key, PSC_ERR_RECOVERY_FILE},
        {file, PSC_BYTES_ABSENT, PSC_ERR_RECOVERY_KEY},
        {file, PSC_BYTES_LIT("8"), PSC_ERR_RECOVERY_KEY},
        {file, {short_key, key.len - 1}, PSC_ERR_RECOVERY_KEY},
        {file, file, PSC_ERR_RECOVERY_KEY},
        {file, old.key, PSC_ERR_DECRYPT},
        {old.file, key, PSC_ERR_DECRYPT},
        {{damaged, file.len}, key, PSC_ERR_DECRYPT},
        {flowkit_vector_file("recovery"), key, PSC_ERR_DECRYPT},
        old,
    };
    const uint32_t count = sizeof loads / sizeof loads[0];
    alice_keeps.loads = loads;
    alice_keeps.count = count;
    flowkit_run(&the_world, seat, DURATION);
    CHECK(seat->asked[PSC_QUESTION_RECOVERY_FILE] == count + 1 && the_world.added_count == 1);
    check_done(&s, seat);
    leave(&s);
}

/* As a text file may hold it. */
static void test_key_files(void) {
    static const struct {
        const char *start;
        const char *end;
    } cases[] = {
        {"\xef\xbb\xbf", "\r\n"},
        {"", "\n"},
        {"  ", "  \n\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {0};
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_RECOVERY_FILE, DURATION));
        const load loads[] = {{seat->question.as.recovery_file.file,
                               text(&the_world, cases[i].start, seat->shown, cases[i].end),
                               PSC_OK}};
        alice_keeps.loads = loads;
        alice_keeps.count = 1;
        flowkit_run(&the_world, seat, DURATION);
        CHECK(seat->asked[PSC_QUESTION_RECOVERY_FILE] == 1);
        check_done(&s, seat);
        leave(&s);
    }
}

/* Nothing is shown before the server has the device. */
static void test_not_too_early(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(seat->question_id == 0 && seat->shown.at == NULL);
    CHECK(strcmp(psc_flow_state(seat->flow), "await-created") == 0);
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_RECOVERY_FILE, DURATION));
    CHECK(the_world.added_count == 1);
    /* Given up, it is a device that nobody has. */
    CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
    CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED && seat->failure.nothing_lost);
    leave(&s);
}

/* When both are kept, the key stays nowhere but with the person. */
static void test_wiped(void) {
    setting s = {0};
    world_seat *seat = run(&s);
    uint8_t key[PSC_RECOVERY_KEY_BYTES];
    CHECK(seat->done);
    CHECK_OK(psc_recovery_key_read(key, &psc_allocator_default, alice_keeps.key));
    CHECK(!world_holds(seat, PSC_BYTES_OF(key)) && !world_holds(seat, alice_keeps.key));
    psc_device_file file;
    psc_local_device local;
    CHECK(opened(&local, &file, &the_world, alice_keeps.file, alice_keeps.key));
    CHECK(!world_holds(seat, PSC_BYTES_OF(local.signing_key)));
    CHECK(!world_holds(seat, PSC_BYTES_OF(local.local_symkey)));
    leave(&s);
}

/* Removed meanwhile: the server says so. */
static void test_revoked(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    s.alice->revoked = true;
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    CHECK(seat->ended && !seat->done && seat->failure.status == PSC_ERR_HTTP_REVOKED &&
          seat->failure.http_status == 461 && seat->failure.nothing_lost);
    check_untouched(&s, seat);
    leave(&s);
}

/* ---- trouble */

static void settle(void *context, world_seat *seat) {
    setting *s = context;
    if (!seat->done) {
        CHECK_OK(start(s, seat));
        world_run(seat->world, DURATION);
    }
    check_done(s, seat);
}

static world_seat *furnish_unlucky(void *context, world *w) {
    static creation_misfortune m;
    static load wrong[2];
    world_seat *seat = furnish(context, w);
    m = (creation_misfortune){.seat = seat};
    w->hook = creation_meet;
    w->hook_context = &m;
    const setting *s = context;
    wrong[0] = (load){flowkit_vector_file("recovery"), PSC_BYTES_LIT("8"), PSC_ERR_RECOVERY_KEY};
    wrong[1] = (load){flowkit_passkey_file(seat, s->alice, 1, NULL), PSC_BYTES_LIT("8"),
                      PSC_ERR_RECOVERY_FILE};
    alice_keeps.loads = wrong;
    alice_keeps.count = 2;
    return seat;
}

int main(void) {
    test_made();
    test_names();
    test_labels();
    test_loaded_back();
    test_key_files();
    test_not_too_early();
    test_wiped();
    test_revoked();
    setting s = {0};
    const flowkit_scenario scenario = {&s, furnish, start, settle, DURATION, close_device};
    const creation created = {&scenario, PSC_PURPOSE_PASSPHRASE_RECOVERY, false, check_done,
                              check_untouched};
    creation_check(&created, &the_world);
    CHECK(flowkit_each_cancel(&scenario) == 2);
    CHECK(flowkit_each_allocation(&scenario) > 20);
    CHECK(flowkit_each_loss(&scenario) == 2);
    CHECK(flowkit_each_reload(&scenario) == 2);
    CHECK(faults_each_draw(&scenario, &the_world) == 5);
    const flowkit_scenario unlucky = {&s, furnish_unlucky, start, settle, DURATION, close_device};
    CHECK(flowkit_each_cancel(&unlucky) > 4);
    CHECK(faults_each_hurried_allocation(&unlucky, &the_world) > 30);
    return test_finish();
}
