// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "codec/recovery_key.h"
#include "creation.h"
#include "crypto/random.h"
#include "crypto/sealed.h"
#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define DURATION (1800 * SECOND)
#define OLD "correct horse battery staple"
#define NEW "another pair of fine shoes"

/* One for all: a world is large. */
static world the_world;

/* What is in the browser before. */
typedef enum shelf {
    EMPTY,    /* site data cleared */
    ONE,      /* the device whose password is forgotten */
    CROWDED   /* several of hers, some put aside already, and what is not hers */
} shelf;

typedef struct setting {
    shelf shelf;
    world_user *alice;
    psc_bytes file;  /* the recovery file */
    psc_bytes typed; /* its key */
    psc_uuid recovery_id;
    psc_bytes label; /* asked for; absent: the default */
    bool passkey;    /* chosen */
} setting;

/* ---- Alice */

typedef struct typist {
    const psc_bytes *wrong; /* keys that she tries first */
    const int *rejected;
    uint32_t count;
    bool passkey;
} typist;
static typist alice_types;

static bool type(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    typist *t = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_RECOVERY_KEY) {
        const psc_question_recovery_key *asked = &question->as.recovery_key;
        const uint32_t n = seat->asked[PSC_QUESTION_RECOVERY_KEY] - 1;
        CHECK_TEXT("Org", asked->organization);
        CHECK_TEXT("parsec.example.com", asked->host);
        CHECK_TEXT("Alice", asked->human_handle.label);
        CHECK(asked->rejected == (n == 0 || n > t->count ? PSC_OK : t->rejected[n - 1]));
        uint32_t refused = 0; /* only what is a key counts */
        for (uint32_t i = 0; i < n && i < t->count; i++) {
            refused += t->rejected[i] == PSC_ERR_DECRYPT ? 1 : 0;
        }
        CHECK(asked->refused == refused);
        if (n < t->count) {
            answer->secret = t->wrong[n];
        }
    } else if (question->kind == PSC_QUESTION_PROTECTION) {
        CHECK_TEXT("Org", question->as.protection.organization);
        CHECK_TEXT("alice@x.org", question->as.protection.email);
        CHECK(question->as.protection.passkey);
        answer->secret = PSC_BYTES_LIT(NEW);
        if (t->passkey) {
            answer->as.answer.kind = PSC_ANSWER_PROCEED;
        }
    } else if (question->kind == PSC_QUESTION_NEW_PASSKEY) {
        CHECK_TEXT("Org", question->as.new_passkey.organization);
        CHECK_TEXT("Alice", question->as.new_passkey.human_handle.label);
    }
    return answered;
}

/* ---- the browser */

/* A further device of hers, whom the server knows. */
static world_user further(world *w, world_user *user, int purpose) {
    const psc_host host = {.allocator = psc_allocator_default, .random = w->seats[0].host.random,
                           .random_context = w};
    world_user device = *user;
    world_added *added = &w->added[w->added_count++];
    CHECK_OK(psc_uuid_make(&device.device_id, &host));
    CHECK_OK(psc_signing_key_make(device.verify_key, device.signing_key, &host));
    *added = (world_added){.user = user, .device_id = device.device_id, .purpose = purpose};
    memcpy(added->verify_key, device.verify_key, sizeof added->verify_key);
    return device;
}

static psc_bytes aside_key(world *w, psc_bytes key) {
    psc_bytes aside = PSC_BYTES_ABSENT;
    CHECK_OK(psc_device_key_aside(&aside, &w->arena, key));
    return aside;
}

/* With the key in letters. */
static psc_bytes recovery_file(psc_bytes *typed, world_seat *seat, const world_user *device) {
    psc_access access = {.kind = PSC_DEVICE_FILE_RECOVERY};
    psc_buf text;
    psc_buf_init(&text, &seat->world->arena);
    CHECK_OK(psc_host_random(&seat->host, access.key, sizeof access.key));
    CHECK_OK(psc_recovery_key_write(&text, access.key));
    *typed = psc_buf_view(&text);
    return flowkit_file_for(seat, device, &access);
}

#define OFFICIAL PSC_BYTES_LIT("/devices/x.keys")
#define OFFICIAL_OTHER PSC_BYTES_LIT("/devices/y.keys")
#define UNREADABLE PSC_BYTES_LIT("00112233445566778899aabbccddeeff")

/* Those that become old, those that stay, and what is under which key. */
typedef struct kept {
    int store;
    psc_bytes key;
    psc_bytes value;
    bool old;
} kept;
static kept shelves[16];
static size_t kept_count;

static void put(world_seat *seat, int store, psc_bytes key, psc_bytes value, bool old) {
    world_put(seat, store, key, value);
    shelves[kept_count++] = (kept){store, key, value, old};
}

static void fill(setting *s, world_seat *seat) {
    world *w = seat->world;
    kept_count = 0;
    if (s->shelf == EMPTY) {
        return;
    }
    put(seat, PSC_STORE_DEVICES, flowkit_device_key(w, s->alice),
        flowkit_device_file(seat, s->alice, OLD, NULL), true);
    put(seat, PSC_STORE_DATA, PSC_BYTES_LIT("kept"), PSC_BYTES_LIT("data"), false);
    if (s->shelf == ONE) {
        return;
    }
    const world_user second = further(w, s->alice, PSC_PURPOSE_STANDARD);
    put(seat, PSC_STORE_DEVICES, flowkit_device_key(w, &second),
        flowkit_passkey_file(seat, &second, 1, NULL), true);
    const world_user third = further(w, s->alice, PSC_PURPOSE_STANDARD);
    put(seat, PSC_STORE_OFFICIAL, OFFICIAL, flowkit_device_file(seat, &third, OLD, NULL), true);
    /* Put aside before; with another file under the name that would be needed; somebody else's;
     * another organization's; rubbish. */
    const world_user fourth = further(w, s->alice, PSC_PURPOSE_STANDARD);
    put(seat, PSC_STORE_DEVICES, aside_key(w, flowkit_device_key(w, &fourth)),
        flowkit_device_file(seat, &fourth, OLD, NULL), false);
    put(seat, PSC_STORE_OFFICIAL, OFFICIAL_OTHER, flowkit_device_file(seat, &fourth, OLD, NULL),
        false);
    put(seat, PSC_STORE_OFFICIAL, aside_key(w, OFFICIAL_OTHER), PSC_BYTES_LIT("another"), false);
    const world_user *bob = world_add_user(w, "bob@x.org", "Bob", PSC_PROFILE_STANDARD);
    put(seat, PSC_STORE_DEVICES, flowkit_device_key(w, bob),
        flowkit_device_file(seat, bob, OLD, NULL), false);
    w->organization = PSC_BYTES_LIT("Other");
    const world_user fifth = further(w, s->alice, PSC_PURPOSE_STANDARD);
    put(seat, PSC_STORE_DEVICES, flowkit_device_key(w, &fifth),
        flowkit_device_file(seat, &fifth, OLD, NULL), false);
    w->organization = PSC_BYTES_LIT("Org");
    put(seat, PSC_STORE_DEVICES, UNREADABLE, PSC_BYTES_LIT("rubbish"), false);
}

static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_STANDARD);
    const world_user recovery = further(w, s->alice, PSC_PURPOSE_PASSPHRASE_RECOVERY);
    s->recovery_id = recovery.device_id;
    s->file = recovery_file(&s->typed, seat, &recovery);
    fill(s, seat);
    alice_types = (typist){.passkey = s->passkey};
    seat->person = type;
    seat->person_context = &alice_types;
    seat->recovery_key = s->typed;
    w->now += 3600 * SECOND;
    w->remember = true;
    seat->heap.search = true;
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    seat->asked[PSC_QUESTION_RECOVERY_KEY] = 0;
    PSC_TRY(psc_recover_new(&flow, &seat->host,
                            &(psc_recover_options){.file = s->file, .device_label = s->label}));
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

/* ---- what is there afterwards */

static bool is_there(world_seat *seat, int store, psc_bytes key, psc_bytes value) {
    const world_record *record = world_record_at(seat, store, key);
    return record != NULL && psc_bytes_equal(record->value, value);
}

static void check_untouched(void *context, world_seat *seat) {
    (void) context;
    size_t counts[PSC_STORE_OFFICIAL + 1] = {0};
    for (size_t i = 0; i < kept_count; i++) {
        CHECK(is_there(seat, shelves[i].store, shelves[i].key, shelves[i].value));
        counts[shelves[i].store]++;
    }
    for (int store = PSC_STORE_DEVICES; store <= PSC_STORE_OFFICIAL; store++) {
        CHECK(world_count(seat, store) == counts[store]);
    }
}

/* Every old file is in its place or put aside, whole; what is not hers is as it was. */
static void check_whole(world_seat *seat) {
    for (size_t i = 0; i < kept_count; i++) {
        const kept *k = &shelves[i];
        const bool in_place = is_there(seat, k->store, k->key, k->value);
        const bool aside =
            k->old && is_there(seat, k->store, aside_key(seat->world, k->key), k->value);
        CHECK(in_place || aside);
    }
}

static void check_aside(world_seat *seat, int store) {
    for (size_t i = 0; i < kept_count; i++) {
        const kept *k = &shelves[i];
        if (k->store == store && k->old) {
            CHECK(is_there(seat, store, aside_key(seat->world, k->key), k->value));
            CHECK(world_record_at(seat, store, k->key) == NULL);
        }
    }
}

static psc_access access_of(const setting *s, world_seat *seat, const psc_device_file *file) {
    if (!s->passkey) {
        return world_password(NEW, &file->algorithm);
    }
    uint8_t output[PSC_PASSKEY_OUTPUT_BYTES];
    psc_access access = {.kind = PSC_DEVICE_FILE_PASSKEY};
    const psc_passkey *passkey = file->passkeys.items;
    if (CHECK(file->passkeys.count == 1)) {
        world_prf(output, passkey->credential_id, passkey->salt);
        CHECK_OK(psc_passkey_unwrap(access.key, &seat->world->arena, passkey->wrapped,
                                    &file->head.device_id, passkey->credential_id, output));
    }
    return access;
}

/* The new device is in this browser and at the server, in the name of the recovery device; nothing
 * of the recovery file's own keys is in it. */
static void check_new(const setting *s, world_seat *seat) {
    world *w = seat->world;
    const world_added *added = &w->added[w->added_count - 1];
    psc_bytes key;
    psc_device_file file;
    psc_local_device local;
    CHECK_OK(psc_device_key(&key, &w->arena, &added->device_id));
    const world_record *record = world_record_at(seat, PSC_STORE_DEVICES, key);
    if (!CHECK(record != NULL) ||
        !CHECK_OK(psc_device_file_read(&file, &w->arena, record->value))) {
        return;
    }
    const psc_access access = access_of(s, seat, &file);
    if (!CHECK_OK(psc_device_file_open(&local, &w->arena, &file, &access))) {
        return;
    }
    uint8_t verify_key[32];
    uint8_t public_key[32];
    CHECK_OK(psc_verify_key_derive(verify_key, local.signing_key));
    CHECK_OK(psc_public_key_derive(public_key, local.private_key));
    CHECK(memcmp(verify_key, added->verify_key, 32) == 0 &&
          memcmp(public_key, s->alice->public_key, 32) == 0 &&
          memcmp(local.root_verify_key, w->root_verify_key, 32) == 0);
    CHECK(added->user == s->alice && added->purpose == PSC_PURPOSE_STANDARD);
    CHECK(psc_device_file_is_of(&file, &local) && !file.has_totp);
    CHECK(psc_uuid_equal(&local.device_id, &added->device_id) &&
          !psc_uuid_equal(&local.device_id, &s->recovery_id));
    CHECK_BYTES(added->label, local.device_label);
    CHECK_BYTES(s->label.at == NULL ? PSC_BYTES_LIT("Web") : s->label, local.device_label);
    CHECK_TEXT("https://parsec.example.com/", local.server_url);
    CHECK_TEXT("Org", local.organization_id);
    CHECK_TEXT("Alice", local.human_handle.label);
    CHECK(file.head.created_on == file.head.protected_on);
    if (seat->done && seat->flow != NULL) {
        const psc_device_line *line = &seat->result.as.imported;
        CHECK(seat->result.kind == PSC_RESULT_RECOVERED && line->status == PSC_OK);
        CHECK(line->place.store == PSC_STORE_DEVICES && line->readable && !line->aside);
        CHECK_BYTES(key, line->place.key);
        CHECK(psc_uuid_equal(&line->device_id, &local.device_id) &&
              psc_uuid_equal(&line->user_id, &s->alice->user_id));
        CHECK_BYTES(local.device_label, line->device_label);
        CHECK(line->kind == (s->passkey ? PSC_DEVICE_FILE_PASSKEY : PSC_DEVICE_FILE_PASSWORD));
    }
}

static void check_done(void *context, world_seat *seat) {
    const setting *s = context;
    CHECK(seat->done && seat->result.kind == PSC_RESULT_RECOVERED);
    check_new(s, seat);
    check_whole(seat);
    check_aside(seat, PSC_STORE_DEVICES);
    check_aside(seat, PSC_STORE_OFFICIAL);
}

/* ---- back in */

static psc_uuid author;
static void hear_author(void *context, world_exchange *exchange) {
    (void) context;
    if (exchange->after && strcmp(exchange->command, "device_create") == 0) {
        author = exchange->device_id;
    }
}

static void test_recovered(void) {
    for (int stage = EMPTY; stage <= CROWDED; stage++) {
        for (int passkey = 0; passkey < 2; passkey++) {
            setting s = {.shelf = (shelf) stage, .passkey = passkey == 1};
            world_seat *seat = furnish(&s, &the_world);
            the_world.hook = hear_author;
            CHECK_OK(start(&s, seat));
            flowkit_run(&the_world, seat, DURATION);
            check_done(&s, seat);
            CHECK(psc_uuid_equal(&author, &s.recovery_id) && the_world.exchanges == 1);
            CHECK(seat->asked[PSC_QUESTION_RECOVERY_KEY] == 1 &&
                  seat->asked[PSC_QUESTION_PROTECTION] == 1 &&
                  seat->asked[PSC_QUESTION_NEW_PASSKEY] == (uint32_t) passkey &&
                  seat->asked[PSC_QUESTION_TROUBLE] == 0);
            /* Put, read back, two lists; each of ours moved and read back; one of theirs copied,
             * read back, removed. */
            static const uint32_t effects[] = {4, 6, 11};
            CHECK(seat->store_effects == effects[stage]);
            /* With the same file once more: now the first new device becomes an old one. */
            const psc_uuid first = the_world.added[the_world.added_count - 1].device_id;
            CHECK_OK(start(&s, seat));
            flowkit_run(&the_world, seat, DURATION);
            check_done(&s, seat);
            psc_bytes key;
            CHECK_OK(psc_device_key(&key, &the_world.arena, &first));
            CHECK(world_record_at(seat, PSC_STORE_DEVICES, key) == NULL &&
                  world_record_at(seat, PSC_STORE_DEVICES, aside_key(&the_world, key)) != NULL);
            world_close(&the_world);
        }
    }
}

static void test_label(void) {
    setting s = {.label = PSC_BYTES_LIT("Office")};
    world_seat *seat = run(&s);
    check_done(&s, seat);
    world_close(&the_world);
    s = (setting){.label = PSC_BYTES_LIT("")};
    seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    s.label = PSC_BYTES_ABSENT;
    flowkit_run(&the_world, seat, DURATION);
    check_done(&s, seat);
    static uint8_t long_label[256];
    memset(long_label, 'x', sizeof long_label);
    s.label = PSC_BYTES_OF(long_label);
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    s.label = PSC_BYTES_LIT("\xff");
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    world_close(&the_world);
}

/* Nothing is created, and nothing changes here, before the way to open it is chosen. */
static void test_order(void) {
    setting s = {.shelf = ONE, .passkey = true};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_NEW_PASSKEY, DURATION));
    CHECK(strcmp(psc_flow_state(seat->flow), "await-new-passkey") == 0);
    CHECK(the_world.exchanges == 0 && seat->store_effects == 0);
    /* On second thought a password; whose stretching fails once. */
    alice_types.passkey = s.passkey = false;
    world_answer(seat, &(psc_answer){.kind = PSC_ANSWER_REFUSE}, PSC_BYTES_ABSENT);
    CHECK(strcmp(psc_flow_state(seat->flow), "await-protection") == 0);
    CHECK(world_run_until_state(&the_world, seat, "await-key", DURATION));
    flowkit_fail_stretch(seat);
    CHECK(seat->question.kind == PSC_QUESTION_TROUBLE);
    CHECK(world_run_until_state(&the_world, seat, "await-protection", DURATION));
    CHECK(the_world.exchanges == 0 && seat->store_effects == 0);
    flowkit_run(&the_world, seat, DURATION);
    check_done(&s, seat);
    world_close(&the_world);
}

/* ---- file and key */

static void test_wrong_keys(void) {
    setting s = {.shelf = ONE};
    world_seat *seat = furnish(&s, &the_world);
    psc_bytes other_key;
    (void) recovery_file(&other_key, seat, s.alice);
    const psc_bytes wrong[] = {PSC_BYTES_ABSENT, PSC_BYTES_LIT("8"),
                               {s.typed.at, s.typed.len - 1}, other_key,
                               other_key, PSC_BYTES_LIT("")};
    static const int rejected[] = {PSC_ERR_RECOVERY_KEY, PSC_ERR_RECOVERY_KEY,
                                   PSC_ERR_RECOVERY_KEY, PSC_ERR_DECRYPT,
                                   PSC_ERR_DECRYPT,      PSC_ERR_RECOVERY_KEY};
    alice_types = (typist){.wrong = wrong, .rejected = rejected, .count = 6};
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    CHECK(seat->asked[PSC_QUESTION_RECOVERY_KEY] == 7);
    check_done(&s, seat);
    world_close(&the_world);
}

static void check_not_taken(setting *s, world_seat *seat, psc_bytes file, psc_status status) {
    s->file = file;
    CHECK_STATUS(status, start(s, seat));
}

static void test_wrong_files(void) {
    static uint8_t large[PSC_DEVICE_FILE_MAX + 1];
    static const char *const kinds[] = {"password", "password_totp", "keyring",
                                        "openbao",  "pki",           "account_vault"};
    setting s = {.shelf = ONE};
    world_seat *seat = furnish(&s, &the_world);
    const psc_bytes right = s.file;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        check_not_taken(&s, seat, flowkit_vector_file(kinds[i]), PSC_ERR_RECOVERY_FILE);
    }
    check_not_taken(&s, seat, flowkit_passkey_file(seat, s.alice, 1, NULL), PSC_ERR_RECOVERY_FILE);
    check_not_taken(&s, seat, PSC_BYTES_ABSENT, PSC_ERR_RECOVERY_FILE);
    check_not_taken(&s, seat, PSC_BYTES_LIT(""), PSC_ERR_RECOVERY_FILE);
    check_not_taken(&s, seat, PSC_BYTES_LIT("rubbish"), PSC_ERR_RECOVERY_FILE);
    check_not_taken(&s, seat, (psc_bytes){right.at, right.len - 1}, PSC_ERR_RECOVERY_FILE);
    check_not_taken(&s, seat, (psc_bytes){large, sizeof large - 1}, PSC_ERR_RECOVERY_FILE);
    check_not_taken(&s, seat, PSC_BYTES_OF(large), PSC_ERR_TOO_LARGE);
    psc_device_file file;
    psc_buf out;
    psc_buf_init(&out, &the_world.arena);
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, right));
    file.head.server_url = PSC_BYTES_LIT("nowhere");
    CHECK_OK(psc_device_file_write(&out, &file));
    check_not_taken(&s, seat, psc_buf_view(&out), PSC_ERR_RECOVERY_FILE);
    check_untouched(&s, seat);
    world_close(&the_world);
}

/* What the right key opens, and leads nowhere; the file as it is kept otherwise. */
static void check_damaged(setting *s, world_seat *seat, const psc_device_file *file) {
    psc_buf out;
    psc_buf_init(&out, &the_world.arena);
    CHECK_OK(psc_device_file_write(&out, file));
    s->file = psc_buf_view(&out);
    CHECK_OK(start(s, seat));
    flowkit_run(&the_world, seat, DURATION);
    CHECK(seat->ended && !seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE &&
          seat->failure.has_file_part && seat->failure.file_part == PSC_FILE_PART_CONTENTS &&
          seat->failure.nothing_lost);
    CHECK(the_world.exchanges == 0 && seat->asked[PSC_QUESTION_PROTECTION] == 0);
    check_untouched(s, seat);
}

static void reseal(psc_device_file *file, world_seat *seat, const setting *s,
                   const psc_local_device *local) {
    psc_buf plain;
    uint8_t key[PSC_RECOVERY_KEY_BYTES];
    psc_buf_init(&plain, &the_world.arena);
    CHECK_OK(psc_recovery_key_read(key, &psc_allocator_default, s->typed));
    CHECK_OK(psc_record_write(&plain, local, &psc_local_device_record));
    CHECK_OK(psc_secretbox_seal(&file->ciphertext, &the_world.arena, &seat->host,
                                psc_buf_view(&plain), key));
}

static void test_damaged(void) {
    setting s = {.shelf = ONE};
    world_seat *seat = furnish(&s, &the_world);
    seat->heap.search = false; /* the test seals secrets in other ways */
    psc_access access = {.kind = PSC_DEVICE_FILE_RECOVERY};
    psc_device_file file;
    psc_local_device local;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
    CHECK_OK(psc_recovery_key_read(access.key, &psc_allocator_default, s.typed));
    CHECK_OK(psc_device_file_open(&local, &the_world.arena, &file, &access));

    psc_device_file changed = file;
    changed.ciphertext.len = PSC_SECRETBOX_OVERHEAD; /* no key is even asked for */
    check_damaged(&s, seat, &changed);
    CHECK(seat->asked[PSC_QUESTION_RECOVERY_KEY] == 0);
    changed = file;
    changed.head.user_id.bytes[3] ^= 1;
    check_damaged(&s, seat, &changed);
    CHECK(seat->asked[PSC_QUESTION_RECOVERY_KEY] == 1);
    changed = file;
    changed.head.device_id.bytes[3] ^= 1;
    check_damaged(&s, seat, &changed);
    changed = file;
    changed.head.organization_id = PSC_BYTES_LIT("Orf");
    seat->person = NULL;
    check_damaged(&s, seat, &changed);
    seat->person = type;
    changed = file;
    CHECK_OK(psc_secretbox_seal(&changed.ciphertext, &the_world.arena, &seat->host,
                                PSC_BYTES_LIT("no device"), access.key));
    check_damaged(&s, seat, &changed);
    /* Nobody's, in the head as well. */
    psc_local_device blank = local;
    blank.device_id = changed.head.device_id = (psc_uuid){0};
    reseal(&changed, seat, &s, &blank);
    check_damaged(&s, seat, &changed);
    blank = local;
    changed = file;
    blank.user_id = changed.head.user_id = (psc_uuid){0};
    reseal(&changed, seat, &s, &blank);
    check_damaged(&s, seat, &changed);
    /* An address that is none. */
    blank = local;
    changed = file;
    blank.server_url = PSC_BYTES_LIT("nowhere");
    reseal(&changed, seat, &s, &blank);
    check_damaged(&s, seat, &changed);
    world_close(&the_world);
}

/* Damaged where only the key could tell: it looks like the wrong key, and stays so. */
static void test_flipped(void) {
    setting s = {.shelf = ONE};
    world_seat *seat = furnish(&s, &the_world);
    uint8_t *flipped;
    CHECK_OK(PSC_TAKE(&flipped, &the_world.arena, s.file.len));
    memcpy(flipped, s.file.at, s.file.len);
    flipped[s.file.len - 1] ^= 1;
    s.file = (psc_bytes){flipped, s.file.len};
    static const int rejected[] = {PSC_ERR_DECRYPT};
    alice_types = (typist){.wrong = &s.typed, .rejected = rejected, .count = 1};
    CHECK_OK(start(&s, seat));
    while (seat->asked[PSC_QUESTION_RECOVERY_KEY] < 2 && world_tick(&the_world)) {
    }
    CHECK(seat->question.as.recovery_key.rejected == PSC_ERR_DECRYPT);
    world_close(&the_world);
}

/* A file that the official library's own code made, with the address that is in it. */
static psc_bytes asked_url;
static psc_bytes asked_token;
static void hear_request(void *context, world_exchange *exchange) {
    (void) context;
    const bool create = strcmp(exchange->command, "device_create") == 0;
    if (!exchange->after && create) {
        asked_url = exchange->url;
        asked_token = exchange->authorization;
    }
    exchange->http_status = create ? 461 : 403;
}

static bool type_vector(void *context, world_seat *seat, const psc_question *question,
                        psc_event *answer) {
    (void) context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_RECOVERY_KEY) {
        CHECK_TEXT("CoolOrg", question->as.recovery_key.organization);
        CHECK_TEXT("alice@example.com", question->as.recovery_key.human_handle.email);
        CHECK(question->as.recovery_key.created_on == 1770000000123456);
    }
    return answered;
}

static void test_official_file(void) {
    setting s = {.shelf = EMPTY};
    world_seat *seat = furnish(&s, &the_world);
    for (const test_vector *vector = NULL;
         (vector = test_vector_next("local_device", vector)) != NULL;) {
        if (strcmp(vector->id, "local_device/file_recovery") == 0) {
            s.file = test_vector_hex(vector, "msgpack");
            seat->recovery_key = test_vector_text(vector, "passphrase");
        }
    }
    seat->person = type_vector;
    the_world.hook = hear_request;
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    CHECK(seat->asked[PSC_QUESTION_RECOVERY_KEY] == 1 && seat->asked[PSC_QUESTION_PROTECTION] == 1);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_HTTP_REVOKED);
    CHECK_TEXT("https://parsec.example.com/authenticated/CoolOrg", asked_url);
    /* In the name of the device that is in it. */
    char hex[PSC_UUID_HEX_CHARS];
    const psc_bytes start_of_token = PSC_BYTES_LIT("Bearer PARSEC-SIGN-ED25519.");
    psc_uuid_to_hex(hex, &flowkit_vector_device);
    CHECK(asked_token.len > start_of_token.len + sizeof hex &&
          memcmp(asked_token.at, start_of_token.at, start_of_token.len) == 0 &&
          memcmp(asked_token.at + start_of_token.len, hex, sizeof hex) == 0);
    world_close(&the_world);
}

/* ---- the server */

/* Removed from the organization: told by the server alone, at the end of the journey. */
static void test_revoked(void) {
    setting s = {.shelf = CROWDED};
    world_seat *seat = furnish(&s, &the_world);
    s.alice->revoked = true;
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    CHECK(seat->ended && !seat->done && seat->failure.status == PSC_ERR_HTTP_REVOKED &&
          seat->failure.http_status == 461 && seat->failure.nothing_lost);
    check_untouched(&s, seat);
    world_close(&the_world);
}

/* Until the way to open it is chosen, no network is needed; then it is waited for. */
static bool network_down;
static void cut(void *context, world_exchange *exchange) {
    (void) context;
    exchange->lose = network_down;
}

static void test_offline(void) {
    setting s = {.shelf = ONE};
    world_seat *seat = furnish(&s, &the_world);
    network_down = true;
    the_world.hook = cut;
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-created", DURATION));
    for (int i = 0; i < 6; i++) {
        CHECK(world_tick(&the_world));
    }
    CHECK(seat->noted[PSC_NOTE_NETWORK] > 1 && !seat->note[PSC_NOTE_NETWORK].as.network.reachable);
    check_untouched(&s, seat);
    network_down = false;
    CHECK_OK(world_send(seat, PSC_EVENT_HURRY));
    flowkit_run(&the_world, seat, DURATION);
    check_done(&s, seat);
    world_close(&the_world);
}

/* ---- what was here before */

/* A store that forgets what it acknowledged is found out, for the new file and for a moved one. */
static void test_not_kept(void) {
    static const char *const states[] = {"await-saved", "await-moved"};
    for (size_t i = 0; i < 2; i++) {
        for (int given_up = 0; given_up < 2; given_up++) {
            setting s = {.shelf = ONE};
            world_seat *seat = furnish(&s, &the_world);
            CHECK_OK(start(&s, seat));
            CHECK(world_run_until_state(&the_world, seat, states[i], DURATION));
            seat->store_forgets = true;
            CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TROUBLE, DURATION));
            CHECK(seat->question.as.trouble.status == PSC_ERR_STORE_MISSING);
            CHECK(strcmp(psc_flow_state(seat->flow), states[i]) == 0);
            seat->store_forgets = false;
            if (given_up == 0) {
                flowkit_run(&the_world, seat, DURATION);
                check_done(&s, seat);
            } else {
                CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
                CHECK(seat->ended && seat->done == (i == 1));
                if (i == 0) {
                    CHECK(seat->failure.nothing_lost);
                    check_untouched(&s, seat);
                } else {
                    check_new(&s, seat);
                }
            }
            world_close(&the_world);
        }
    }
}

/* One of them is in use elsewhere, say: it is left, and the others are put aside. */
static void test_left(void) {
    /* The put of ours; the reading back of it is trouble of the store's own. */
    for (uint32_t at = 3; at <= 11; at++) {
        setting s = {.shelf = CROWDED};
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        seat->store_fault_at = at;
        seat->store_fault_times = 1;
        seat->store_fault = PSC_STORE_CONFLICT;
        flowkit_run(&the_world, seat, DURATION);
        CHECK(seat->done && seat->result.kind == PSC_RESULT_RECOVERED);
        CHECK(seat->asked[PSC_QUESTION_TROUBLE] == 0);
        check_new(&s, seat);
        check_whole(seat);
        size_t left = 0;
        for (size_t i = 0; i < kept_count; i++) {
            left += shelves[i].old &&
                            world_record_at(seat, shelves[i].store, shelves[i].key) != NULL
                        ? 1
                        : 0;
        }
        /* List of ours; first moved, read back; second moved, read back; list of theirs; copied,
         * read back, removed. */
        static const size_t expected[] = {2, 1, 0, 1, 0, 1, 1, 1, 1};
        CHECK(left == expected[at - 3]);
        world_close(&the_world);
    }
}

/* Not every browser has the official client's storage. */
static void test_no_official_store(void) {
    setting s = {.shelf = ONE};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-official", DURATION));
    seat->store_fault_at = seat->store_effects + 1;
    seat->store_fault_times = 100;
    seat->store_fault = PSC_STORE_DENIED;
    flowkit_run(&the_world, seat, DURATION);
    check_done(&s, seat);
    world_close(&the_world);
}

/* A copy that does not become what was copied removes nothing. */
static void test_bad_copy(void) {
    setting s = {.shelf = CROWDED};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-copied", DURATION));
    seat->store_forgets = true;
    flowkit_run(&the_world, seat, DURATION);
    CHECK(seat->done && seat->asked[PSC_QUESTION_TROUBLE] == 0);
    check_new(&s, seat);
    check_aside(seat, PSC_STORE_DEVICES);
    CHECK(world_record_at(seat, PSC_STORE_OFFICIAL, OFFICIAL) != NULL);
    world_close(&the_world);
}

/* What an earlier try left behind is no obstacle, what is something else is left alone. */
static void test_names_taken(void) {
    for (int same = 0; same < 3; same++) {
        setting s = {.shelf = ONE};
        world_seat *seat = furnish(&s, &the_world);
        const psc_bytes aside = aside_key(&the_world, shelves[0].key);
        static const uint8_t nothing[1];
        const psc_bytes values[] = {PSC_BYTES_LIT("another"), shelves[0].value, {nothing, 0}};
        world_put(seat, PSC_STORE_DEVICES, aside, values[same]);
        CHECK_OK(start(&s, seat));
        flowkit_run(&the_world, seat, DURATION);
        CHECK(seat->done);
        check_new(&s, seat);
        if (same > 0) {
            check_done(&s, seat);
        } else {
            CHECK(is_there(seat, PSC_STORE_DEVICES, aside, values[0]));
            CHECK(is_there(seat, PSC_STORE_DEVICES, shelves[0].key, shelves[0].value));
        }
        world_close(&the_world);
    }
}

/* ---- secrets */

static void test_wiped(void) {
    setting s = {.shelf = ONE};
    world_seat *seat = furnish(&s, &the_world);
    psc_access access = {.kind = PSC_DEVICE_FILE_RECOVERY};
    psc_device_file file;
    psc_local_device recovery;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
    CHECK_OK(psc_recovery_key_read(access.key, &psc_allocator_default, s.typed));
    CHECK_OK(psc_device_file_open(&recovery, &the_world.arena, &file, &access));
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_PROTECTION, DURATION));
    /* The typed key is done with. */
    CHECK(!world_holds(seat, PSC_BYTES_OF(access.key)) && !world_holds(seat, s.typed));
    CHECK(world_holds(seat, PSC_BYTES_OF(recovery.private_key)));
    /* When the device is created, so are all of them. */
    CHECK(world_run_until_state(&the_world, seat, "await-saved", DURATION));
    CHECK(!world_holds(seat, PSC_BYTES_OF(recovery.private_key)) &&
          !world_holds(seat, PSC_BYTES_OF(recovery.signing_key)) &&
          !world_holds(seat, PSC_BYTES_OF(recovery.local_symkey)));
    const psc_bytes *secrets = the_world.secrets;
    for (size_t i = 0; i < the_world.secret_count; i++) {
        CHECK(!world_holds(seat, secrets[i]));
    }
    flowkit_run(&the_world, seat, DURATION);
    check_done(&s, seat);
    world_close(&the_world);
}

/* ---- trouble */

/* The tab is closed after 0, 1, 2 … events, so at every write: every file that was here is whole,
 * and the same recovery file leads back. */
static void test_crash(void) {
    for (int passkey = 0; passkey < 2; passkey++) {
        for (uint32_t n = 0;; n++) {
            setting s = {.shelf = CROWDED, .passkey = passkey == 1};
            world_seat *seat = furnish(&s, &the_world);
            CHECK_OK(start(&s, seat));
            for (uint32_t i = 0; i < n && !seat->ended && world_tick(&the_world); i++) {
            }
            const bool ended = seat->ended;
            world_leave(seat);
            check_whole(seat);
            CHECK_OK(start(&s, seat));
            world_run(&the_world, DURATION);
            check_done(&s, seat);
            world_close(&the_world);
            if (ended) {
                CHECK(n == 15); /* key, protection, passkey or stretching, server, 11 of the store */
                break;
            }
        }
    }
}

static void settle(void *context, world_seat *seat) {
    setting *s = context;
    check_whole(seat);
    CHECK(!seat->ended || seat->done || seat->failure.nothing_lost ||
          seat->failure.status == PSC_ERR_MEMORY || seat->failure.status == PSC_ERR_RANDOM);
    CHECK_OK(start(s, seat));
    world_run(seat->world, DURATION);
    check_done(s, seat);
}

static world_seat *furnish_unlucky(void *context, world *w) {
    static creation_misfortune m;
    static const psc_bytes wrong[] = {{(const uint8_t *) "8", 1}};
    static const int rejected[] = {PSC_ERR_RECOVERY_KEY};
    const setting *s = context;
    world_seat *seat = furnish(context, w);
    m = (creation_misfortune){.seat = seat};
    w->hook = creation_meet;
    w->hook_context = &m;
    alice_types =
        (typist){.wrong = wrong, .rejected = rejected, .count = 1, .passkey = s->passkey};
    seat->stretch_fails = 1;
    return seat;
}

/* ---- terms that have changed since */

static world_seat *furnish_terms(void *context, world *w) {
    static psc_text_pair links[] = {{{(const uint8_t *) "en_US", 5},
                                     {(const uint8_t *) "https://x.org/terms", 19}}};
    world_seat *seat = furnish(context, w);
    w->terms = (psc_list){links, 1};
    w->terms_updated_on = w->now;
    return seat;
}

static bool refuse_terms(void *context, world_seat *seat, const psc_question *question,
                         psc_event *answer) {
    const bool answered = type(context, seat, question, answer);
    if (question->kind == PSC_QUESTION_TERMS) {
        CHECK_TEXT("Org", question->as.terms.organization);
        answer->as.answer.kind = PSC_ANSWER_REFUSE;
    }
    return answered;
}

/* The recovery device accepts them, and the same device is asked for again. Refused, nothing is
 * created. */
static void test_terms(void) {
    setting s = {.shelf = ONE};
    world_seat *seat = furnish_terms(&s, &the_world);
    const size_t devices = the_world.added_count;
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TERMS, DURATION));
    CHECK(strcmp(psc_flow_state(seat->flow), "await-decision") == 0);
    CHECK(s.alice->terms_accepted == 0 && the_world.added_count == devices);
    flowkit_run(&the_world, seat, DURATION);
    check_done(&s, seat);
    CHECK(s.alice->terms_accepted == the_world.terms_updated_on &&
          seat->asked[PSC_QUESTION_TERMS] == 1 && seat->asked[PSC_QUESTION_PROTECTION] == 1);
    world_close(&the_world);

    seat = furnish_terms(&s, &the_world);
    seat->person = refuse_terms;
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_CANCELLED && seat->failure.nothing_lost);
    CHECK(s.alice->terms_accepted == 0);
    check_untouched(&s, seat);
    world_close(&the_world);
}

static void insist(void *context, world_exchange *exchange) {
    uint32_t *times = context;
    if (exchange->after && strcmp(exchange->command, "device_create") == 0) {
        ++*times;
        exchange->http_status = 463;
    } else if (!exchange->after && strcmp(exchange->command, "certificate_get") == 0) {
        exchange->http_status = 403;
    }
}

/* A server that asks for terms and has none, or has them accepted and asks again, is not asked for
 * ever. */
static void test_terms_for_ever(void) {
    for (int none = 0; none < 2; none++) {
        setting s = {.shelf = ONE};
        uint32_t times = 0;
        world_seat *seat = none == 1 ? furnish(&s, &the_world) : furnish_terms(&s, &the_world);
        the_world.hook = insist;
        the_world.hook_context = &times;
        CHECK_OK(start(&s, seat));
        flowkit_run(&the_world, seat, DURATION);
        CHECK(!seat->done && seat->failure.status == PSC_ERR_HTTP_TERMS &&
              seat->failure.http_status == 463 && seat->failure.nothing_lost);
        CHECK(times == 4 && seat->asked[PSC_QUESTION_TERMS] == (none == 1 ? 0 : 3));
        check_untouched(&s, seat);
        world_close(&the_world);
    }
}

int main(void) {
    test_terms();
    test_terms_for_ever();
    test_recovered();
    test_label();
    test_order();
    test_wrong_keys();
    test_wrong_files();
    test_damaged();
    test_flipped();
    test_official_file();
    test_revoked();
    test_offline();
    test_not_kept();
    test_left();
    test_no_official_store();
    test_bad_copy();
    test_names_taken();
    test_wiped();
    test_crash();
    for (int passkey = 0; passkey < 2; passkey++) {
        setting s = {.shelf = CROWDED, .passkey = passkey == 1};
        const flowkit_scenario scenario = {&s, furnish, start, settle, DURATION, NULL};
        CHECK(flowkit_each_cancel(&scenario) == 15);
        CHECK(flowkit_each_allocation(&scenario) > 100);
        CHECK(flowkit_each_loss(&scenario) == 2);
        CHECK(flowkit_each_reload(&scenario) == 2);
        CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_QUOTA, 1) == 11);
        CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_CONFLICT, 3) == 11);
        CHECK(faults_each_draw(&scenario, &the_world) > 4);
        const flowkit_scenario unlucky = {&s, furnish_unlucky, start, settle, DURATION, NULL};
        CHECK(faults_each_hurried_allocation(&unlucky, &the_world) > 100);
    }
    setting s = {.shelf = ONE};
    const flowkit_scenario scenario = {&s, furnish, start, settle, DURATION, NULL};
    const flowkit_scenario terms = {&s, furnish_terms, start, settle, DURATION, NULL};
    CHECK(flowkit_each_cancel(&terms) > 12);
    CHECK(flowkit_each_allocation(&terms) > 100);
    CHECK(flowkit_each_loss(&terms) == 10);
    CHECK(flowkit_each_reload(&terms) == 10);
    const creation created = {&scenario, PSC_PURPOSE_STANDARD, true, check_done, check_untouched};
    creation_check(&created, &the_world);
    return test_finish();
}
