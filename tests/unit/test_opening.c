// SPDX-License-Identifier: MPL-2.0
/* What opens a device file besides a password alone, tried through `unlock`: passkeys, one-time
 * codes, and what is damaged where. */
#include <string.h>

#include "crypto/secretbox.h"
#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define LONG (600 * SECOND)

static world the_world;

static const psc_stretch_parameters weak = {
    .memlimit_kb = 65536, .opslimit = 1, .parallelism = 1, .salt = {7}};

typedef struct setting {
    int kind; /* PSC_DEVICE_FILE_PASSWORD or PASSKEY */
    bool totp;
    bool weak;
    world_user *alice;
    world_opaque_key *opaque;
    psc_bytes key;
    psc_bytes file;
    /* the person */
    uint32_t wrong;           /* passwords, or passkeys that give another output */
    const char *const *codes; /* before the right one; NULL: none */
    size_t next;
} setting;

static bool act(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    setting *s = context;
    static const uint8_t other[PSC_PASSKEY_OUTPUT_BYTES] = {1};
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_PASSWORD && question->as.password.refused < s->wrong) {
        answer->secret = PSC_BYTES_LIT("wrong");
    } else if (question->kind == PSC_QUESTION_PASSKEY) {
        CHECK_TEXT("Org", question->as.passkey.organization);
        CHECK_TEXT("parsec.example.com", question->as.passkey.host);
        CHECK_TEXT("Alice", question->as.passkey.human_handle.label);
        CHECK_TEXT("Web", question->as.passkey.device_label);
        if (question->as.passkey.refused < s->wrong) {
            answer->secret = PSC_BYTES_OF(other);
        }
    } else if (question->kind == PSC_QUESTION_ONE_TIME_CODE) {
        CHECK_TEXT("Org", question->as.one_time_code.organization);
        CHECK_TEXT("parsec.example.com", question->as.one_time_code.host);
        CHECK_TEXT("Alice", question->as.one_time_code.human_handle.label);
        if (s->codes != NULL && s->codes[s->next] != NULL) {
            answer->as.answer.code = psc_bytes_from_text(s->codes[s->next++]);
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
    s->key = flowkit_device_key(w, s->alice);
    s->next = 0;
    if (s->kind == PSC_DEVICE_FILE_PASSKEY) {
        s->file = flowkit_passkey_file(seat, s->alice, 2, s->opaque);
    } else {
        psc_stretch_parameters fresh;
        CHECK_OK(psc_stretch_parameters_make(&fresh, &seat->host));
        psc_access access = world_password(seat->password, s->weak ? &weak : &fresh);
        flowkit_add_totp(&access, s->opaque);
        s->file = flowkit_file_for(seat, s->alice, &access);
    }
    world_put(seat, PSC_STORE_DEVICES, s->key, s->file);
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
    PSC_TRY(psc_unlock_new(&flow, &seat->host,
                           &(psc_unlock_options){.place = {PSC_STORE_DEVICES, s->key}}));
    world_start(seat, flow);
    return PSC_OK;
}

static void unlock(setting *s, world_seat *seat) {
    CHECK_OK(start(s, seat));
    flowkit_run(seat->world, seat, LONG);
    CHECK(seat->ended);
}

static psc_bytes stored(const setting *s, world_seat *seat) {
    return world_record_at(seat, PSC_STORE_DEVICES, s->key)->value;
}

static void check_open(const setting *s, world_seat *seat) {
    if (CHECK(seat->done && seat->result.kind == PSC_RESULT_DEVICE)) {
        const psc_local_device *local = &seat->result.as.device.device->local;
        CHECK(psc_uuid_equal(&local->device_id, &s->alice->device_id));
        CHECK(memcmp(local->signing_key, s->alice->signing_key, 32) == 0);
    }
}

/* The file is as it was, and it is told which part of it is of no use. */
static void check_damaged(const setting *s, world_seat *seat, int part) {
    CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE && seat->failure.nothing_lost);
    CHECK(seat->failure.has_file_part && seat->failure.file_part == part);
    CHECK_BYTES(s->file, stored(s, seat));
}

static const setting ways[] = {
    {.kind = PSC_DEVICE_FILE_PASSWORD},
    {.kind = PSC_DEVICE_FILE_PASSWORD, .totp = true},
    {.kind = PSC_DEVICE_FILE_PASSKEY},
    {.kind = PSC_DEVICE_FILE_PASSKEY, .totp = true},
};
#define WAYS (sizeof ways / sizeof ways[0])

/* Each way asks for what it needs and nothing else, again after what was wrong; a code that was
 * accepted is not asked again for a wrong password. */
static void test_ways(void) {
    for (size_t i = 0; i < WAYS; i++) {
        for (uint32_t wrong = 0; wrong <= 2; wrong += 2) {
            setting s = ways[i];
            s.wrong = wrong;
            world_seat *seat = furnish(&s, &the_world);
            unlock(&s, seat);
            check_open(&s, seat);
            const bool passkey = s.kind == PSC_DEVICE_FILE_PASSKEY;
            CHECK(seat->asked[PSC_QUESTION_PASSKEY] == (passkey ? 1 + wrong : 0));
            CHECK(seat->asked[PSC_QUESTION_PASSWORD] == (passkey ? 0 : 1 + wrong));
            CHECK(seat->asked[PSC_QUESTION_ONE_TIME_CODE] == (s.totp ? 1 : 0));
            CHECK(the_world.exchanges == (s.totp ? 1 : 0));
            CHECK_BYTES(s.file, stored(&s, seat));
            world_close(&the_world);
        }
    }
}

/* The layer stays when a weak password file is protected anew. */
static void test_weak(void) {
    setting s = {.kind = PSC_DEVICE_FILE_PASSWORD, .totp = true, .weak = true, .wrong = 1};
    world_seat *seat = furnish(&s, &the_world);
    unlock(&s, seat);
    check_open(&s, seat);
    psc_device_file file;
    psc_local_device local;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, stored(&s, seat)));
    CHECK(!psc_stretch_is_weak(&file.algorithm) && file.has_totp);
    psc_access access = world_password(seat->password, &file.algorithm);
    flowkit_add_totp(&access, s.opaque);
    CHECK_OK(psc_device_file_open(&local, &the_world.arena, &file, &access));
    world_close(&the_world);
}

/* What is offered of the passkeys is what the file has. */
static void test_passkeys_offered(void) {
    setting s = {.kind = PSC_DEVICE_FILE_PASSKEY};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_PASSKEY, SECOND));
    CHECK(strcmp(psc_flow_state(seat->flow), "await-passkey") == 0);
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
    const psc_passkey *passkeys = file.passkeys.items;
    const psc_list *offered = &seat->question.as.passkey.passkeys;
    if (CHECK(offered->count == 2)) {
        const psc_passkey_line *lines = offered->items;
        for (size_t i = 0; i < 2; i++) {
            CHECK_BYTES(passkeys[i].credential_id, lines[i].credential_id);
            CHECK_BYTES(passkeys[i].rp_id, lines[i].rp_id);
            CHECK_BYTES(passkeys[i].label, lines[i].label);
            CHECK(memcmp(passkeys[i].salt, lines[i].salt, sizeof lines[i].salt) == 0);
            CHECK(passkeys[i].created_on == lines[i].created_on);
        }
        /* The second one opens it as well. */
        uint8_t output[PSC_PASSKEY_OUTPUT_BYTES];
        world_prf(output, lines[1].credential_id, lines[1].salt);
        world_answer(
            seat,
            &(psc_answer){.kind = PSC_ANSWER_PASSKEY, .credential_id = lines[1].credential_id},
            PSC_BYTES_OF(output));
    }
    world_run(&the_world, LONG);
    check_open(&s, seat);
    world_close(&the_world);
}

/* Outputs that cannot be one, and passkeys that are none of the file's, are refused like wrong
 * ones: the first one's output does not open for the second. */
static void test_passkey_refused(void) {
    setting s = {.kind = PSC_DEVICE_FILE_PASSKEY};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    for (uint32_t round = 0; round < 4; round++) {
        CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_PASSKEY, SECOND));
        CHECK(seat->question.as.passkey.refused == round);
        const psc_passkey_line *lines = seat->question.as.passkey.passkeys.items;
        uint8_t output[PSC_PASSKEY_OUTPUT_BYTES + 1] = {0};
        world_prf(output, lines[0].credential_id, lines[0].salt);
        world_answer(
            seat,
            &(psc_answer){.kind = PSC_ANSWER_PASSKEY,
                           .credential_id = round == 2   ? PSC_BYTES_LIT("unknown")
                                            : round == 3 ? lines[1].credential_id
                                                         : lines[0].credential_id},
            (psc_bytes){output, PSC_PASSKEY_OUTPUT_BYTES - 1 + (round == 1 ? 2 : round > 1)});
    }
    world_run(&the_world, LONG);
    check_open(&s, seat);
    world_close(&the_world);
}

/* ------------------------------------------------------------------------------------- damage */

/* Puts the file with something of it changed. */
static void put(setting *s, world_seat *seat, const psc_device_file *file) {
    psc_buf bytes;
    psc_buf_init(&bytes, &the_world.arena);
    CHECK_OK(psc_device_file_write(&bytes, file));
    s->file = psc_buf_view(&bytes);
    world_put(seat, PSC_STORE_DEVICES, s->key, s->file);
}

static psc_bytes flipped(psc_bytes bytes, size_t at) {
    uint8_t *copy;
    CHECK_OK(PSC_TAKE(&copy, &the_world.arena, bytes.len));
    memcpy(copy, bytes.at, bytes.len);
    copy[at] ^= 1;
    return (psc_bytes){copy, bytes.len};
}

static void test_damaged(void) {
    for (size_t i = 0; i < WAYS; i++) {
        for (int round = 0; round < 4; round++) {
            setting s = ways[i];
            world_seat *seat = furnish(&s, &the_world);
            psc_device_file file;
            CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
            int part = PSC_FILE_PART_CONTENTS;
            if (round == 0) {
                file.ciphertext.len = (s.totp ? 2 : 1) * PSC_SECRETBOX_OVERHEAD;
                put(&s, seat, &file);
            } else if (round == 1) {
                file.ciphertext = flipped(file.ciphertext, file.ciphertext.len - 1);
                part = s.totp ? PSC_FILE_PART_LAYER : PSC_FILE_PART_CONTENTS;
                put(&s, seat, &file);
            } else if (round == 2) {
                s.file.len -= 1;
                part = PSC_FILE_PART_FORMAT;
                world_put(seat, PSC_STORE_DEVICES, s.key, s.file);
            } else {
                file.head.server_url = PSC_BYTES_LIT("gopher://x/");
                part = PSC_FILE_PART_HEAD;
                put(&s, seat, &file);
            }
            CHECK_OK(start(&s, seat));
            const bool undetectable = round == 1 && s.kind == PSC_DEVICE_FILE_PASSWORD && !s.totp;
            world_run(&the_world, 30 * SECOND);
            if (undetectable) {
                /* Nobody can tell it from a wrong password. */
                CHECK(!seat->ended && seat->question.as.password.refused > 0);
            } else {
                check_damaged(&s, seat, part);
                CHECK(round == 1 || (seat->asked[PSC_QUESTION_PASSWORD] == 0 &&
                                     seat->asked[PSC_QUESTION_PASSKEY] == 0));
            }
            world_close(&the_world);
        }
    }
}

/* A passkey's record of another device, and one of a newer program. */
static void test_foreign_record(void) {
    setting s = {.kind = PSC_DEVICE_FILE_PASSKEY};
    world_seat *seat = furnish(&s, &the_world);
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
    psc_passkey *passkeys = file.passkeys.items;
    uint8_t output[PSC_PASSKEY_OUTPUT_BYTES];
    /* It unwraps to a key that is not the file's. */
    world_prf(output, passkeys[0].credential_id, passkeys[0].salt);
    const uint8_t key[PSC_PASSKEY_KEY_BYTES] = {9};
    CHECK_OK(psc_passkey_wrap(&passkeys[0].wrapped, &the_world.arena, &seat->host, key,
                              &s.alice->device_id, passkeys[0].credential_id, output));
    put(&s, seat, &file);
    unlock(&s, seat);
    check_damaged(&s, seat, PSC_FILE_PART_CONTENTS);
    passkeys[1].version = PSC_PASSKEY_VERSION + 1;
    put(&s, seat, &file);
    unlock(&s, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_DEVICE_FILE_KIND &&
          seat->failure.has_file_kind && seat->failure.file_kind == PSC_DEVICE_FILE_PASSKEY);
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);
}

/* Sealed by keys that fit: another organization than the head says. */
static void test_other_content(void) {
    for (size_t i = 0; i < WAYS; i++) {
        setting s = ways[i];
        if (s.totp) {
            continue; /* the server would be asked for a key of the other one, and has none */
        }
        world_seat *seat = furnish(&s, &the_world);
        psc_device_file file;
        CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
        file.head.organization_id = PSC_BYTES_LIT("Elsewhere");
        put(&s, seat, &file);
        CHECK_OK(start(&s, seat));
        seat->person = NULL;
        world_run(&the_world, LONG);
        check_damaged(&s, seat, PSC_FILE_PART_CONTENTS);
        world_close(&the_world);
    }
}

/* -------------------------------------------------------------------------------------- codes */

typedef struct visit {
    psc_bytes code;
    uint32_t count;
    int http_status; /* of the answer instead; 0: none */
    bool other_key;  /* the server gives another one */
    bool malformed;
    const char *unknown;
    uint32_t lost; /* so many requests are lost first */
} visit;

static void meddle(void *context, world_exchange *exchange) {
    visit *v = context;
    if (strcmp(exchange->command, "totp_fetch_opaque_key") != 0) {
        return;
    }
    if (!exchange->after) {
        CHECK(exchange->authorization.at == NULL && exchange->awaited);
        CHECK_TEXT("https://parsec.example.com/anonymous/Org", exchange->url);
        v->count++;
        exchange->lose = v->lost > 0;
        v->lost -= v->lost > 0 ? 1 : 0;
        return;
    }
    if (v->http_status != 0) {
        exchange->http_status = (uint32_t) v->http_status;
    } else if (v->other_key) {
        psc_totp_fetch_reply reply = {.tag = PSC_TOTP_FETCH_OK};
        psc_buf buf;
        psc_buf_init(&buf, &exchange->world->arena);
        CHECK_OK(psc_union_write(&buf, &reply, &psc_totp_fetch_reply_union));
        exchange->reply = psc_buf_view(&buf);
    } else if (v->malformed) {
        exchange->reply = PSC_BYTES_LIT("\x80");
    } else if (v->unknown != NULL) {
        world_set_status(exchange, v->unknown);
    }
}

/* Blanks are forgiven; what is no code is not sent; what the server refuses is counted. */
static void test_codes(void) {
    static const char *const codes[] = {"", "12345", "1234567", "12345a", "000000", NULL};
    setting s = {.kind = PSC_DEVICE_FILE_PASSKEY, .totp = true, .codes = codes};
    world_seat *seat = furnish(&s, &the_world);
    visit v = {0};
    the_world.hook = meddle;
    the_world.hook_context = &v;
    CHECK_OK(start(&s, seat));
    for (uint32_t i = 0; i < 6; i++) {
        CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_ONE_TIME_CODE, LONG));
        const psc_question_one_time_code *question = &seat->question.as.one_time_code;
        CHECK(question->rejected == (int) (i == 0   ? PSC_OK
                                           : i <= 4 ? PSC_ERR_VALUE
                                                    : PSC_ERR_ONE_TIME_CODE));
        CHECK(question->refused == (i == 5 ? 1 : 0) && !question->has_wait_until);
        CHECK(v.count == (i == 5 ? 1 : 0));
        if (i < 5) {
            flowkit_misfits(seat);
            world_answer(
                seat,
                &(psc_answer){.kind = PSC_ANSWER_CODE, .code = psc_bytes_from_text(codes[i])},
                PSC_BYTES_ABSENT);
        }
    }
    the_world.now += 2 * SECOND;
    world_answer(seat, &(psc_answer){.kind = PSC_ANSWER_CODE, .code = PSC_BYTES_LIT(" 287 082 ")},
                 PSC_BYTES_ABSENT);
    world_run(&the_world, LONG);
    check_open(&s, seat);
    CHECK(v.count == 2);
    world_close(&the_world);
}

/* Too soon after a wrong one: until when is told, by the server's clock, and the right code works
 * afterwards. A throttled try is not a wrong code. */
static void test_throttled(void) {
    setting s = {.kind = PSC_DEVICE_FILE_PASSWORD, .totp = true};
    world_seat *seat = furnish(&s, &the_world);
    the_world.server_offset = 30 * SECOND;
    CHECK_OK(start(&s, seat));
    static const char *const codes[] = {"111111", WORLD_CODE, WORLD_CODE};
    for (uint32_t i = 0; i < 3; i++) {
        CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_ONE_TIME_CODE, LONG));
        const psc_question_one_time_code *question = &seat->question.as.one_time_code;
        CHECK(question->has_wait_until == (i == 2));
        CHECK(question->rejected == (int) (i == 0   ? PSC_OK
                                           : i == 1 ? PSC_ERR_ONE_TIME_CODE
                                                    : PSC_ERR_THROTTLED));
        CHECK(question->refused == (i == 0 ? 0 : 1));
        if (i == 2) {
            CHECK(question->wait_until == s.opaque->not_before);
            the_world.now = question->wait_until - the_world.server_offset;
        }
        world_answer(seat,
                     &(psc_answer){.kind = PSC_ANSWER_CODE, .code = psc_bytes_from_text(codes[i])},
                     PSC_BYTES_ABSENT);
    }
    world_run(&the_world, LONG);
    check_open(&s, seat);
    world_close(&the_world);
}

/* Whoever was removed is never told so here: each code is refused, and counted. */
static void test_removed(void) {
    static const char *const codes[] = {WORLD_CODE, WORLD_CODE, WORLD_CODE, NULL};
    setting s = {.kind = PSC_DEVICE_FILE_PASSWORD, .totp = true, .codes = codes};
    world_seat *seat = furnish(&s, &the_world);
    s.alice->revoked = true;
    CHECK_OK(start(&s, seat));
    world_run(&the_world, 20 * SECOND);
    CHECK(!seat->ended && seat->question.as.one_time_code.refused >= 3);
    CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
    CHECK(seat->failure.status == PSC_ERR_CANCELLED && seat->failure.nothing_lost);
    world_close(&the_world);
}

static void check_answer(visit v, int status, int part) {
    setting s = {.kind = PSC_DEVICE_FILE_PASSWORD, .totp = true};
    world_seat *seat = furnish(&s, &the_world);
    the_world.hook = meddle;
    the_world.hook_context = &v;
    unlock(&s, seat);
    CHECK(!seat->done && seat->failure.status == status && seat->failure.nothing_lost);
    CHECK(seat->failure.http_status == (uint32_t) (part >= 0            ? 0
                                                   : v.http_status != 0 ? v.http_status
                                                                        : 200));
    CHECK(seat->failure.has_file_part == (part >= 0) &&
          (part < 0 || seat->failure.file_part == part));
    CHECK_BYTES(s.file, stored(&s, seat));
    world_close(&the_world);
}

static void test_answers(void) {
    check_answer((visit){.http_status = 404}, PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND, -1);
    check_answer((visit){.http_status = 460}, PSC_ERR_HTTP_ORGANIZATION_EXPIRED, -1);
    check_answer((visit){.http_status = 500}, PSC_ERR_HTTP_SERVER, -1);
    check_answer((visit){.malformed = true}, PSC_ERR_REPLY_MALFORMED, -1);
    check_answer((visit){.unknown = "later"}, PSC_ERR_REPLY_UNKNOWN, -1);
    /* A key of the server's own choice: nothing of the file is believed to be another one. */
    check_answer((visit){.other_key = true}, PSC_ERR_DEVICE_FILE, PSC_FILE_PART_LAYER);
}

/* Without the server nothing opens, and it is said that it is the network; it goes on by itself. */
static void test_offline(void) {
    for (int hurried = 0; hurried < 2; hurried++) {
        setting s = {.kind = PSC_DEVICE_FILE_PASSKEY, .totp = true};
        world_seat *seat = furnish(&s, &the_world);
        visit v = {.lost = 3};
        the_world.hook = meddle;
        the_world.hook_context = &v;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-opaque-key", LONG));
        while (v.count < 2) {
            CHECK(world_tick(&the_world));
        }
        CHECK(seat->noted[PSC_NOTE_NETWORK] >= 1 &&
              !seat->note[PSC_NOTE_NETWORK].as.network.reachable);
        if (hurried != 0) {
            CHECK_OK(world_send(seat, PSC_EVENT_HURRY));
        }
        world_run(&the_world, LONG);
        check_open(&s, seat);
        CHECK(seat->note[PSC_NOTE_NETWORK].as.network.reachable && v.count == 4);
        world_close(&the_world);
    }
}

/* ------------------------------------------------------------------------------------- faults */

static void settle(void *context, world_seat *seat) {
    setting *s = context;
    seat->world->hook = NULL;
    CHECK_OK(start(s, seat));
    world_run(seat->world, LONG);
    check_open(s, seat);
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
    static const char *const codes[] = {"x", "000000", NULL};
    for (size_t i = 0; i < WAYS; i++) {
        setting s = ways[i];
        s.wrong = 1;
        s.codes = codes;
        const flowkit_scenario scenario = {&s, furnish, start, settle, LONG, NULL};
        const flowkit_scenario losing = {&s, furnish_losing, start, settle, LONG, NULL};
        CHECK(flowkit_each_cancel(&scenario) >= 3);
        CHECK(flowkit_each_allocation(&scenario) > 20);
        CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_DENIED, 5) == 1);
        CHECK(flowkit_each_loss(&scenario) == (s.totp ? 4 : 0));
        CHECK(flowkit_each_reload(&scenario) == (s.totp ? 4 : 0));
        if (s.totp) {
            CHECK(faults_each_hurried_allocation(&losing, &the_world) > 20);
        }
    }
}

int main(void) {
    test_ways();
    test_weak();
    test_passkeys_offered();
    test_passkey_refused();
    test_damaged();
    test_foreign_record();
    test_other_content();
    test_codes();
    test_throttled();
    test_removed();
    test_answers();
    test_offline();
    test_faults();
    return test_finish();
}
