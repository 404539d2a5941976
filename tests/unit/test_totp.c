// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "crypto/secretbox.h"
#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define URI(organization)                                                                          \
    "otpauth://totp/parsec.cloud:" organization                                                    \
    "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=parsec.cloud"

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    int store;
    int job;
    bool passkey;             /* what opens the file, else a password */
    bool confirmed;           /* the person has codes already, from another device */
    bool careless;            /* losses on the way, at every request */
    const char *organization; /* NULL: "Org" */
    world_user *alice;
    psc_bytes key;
    psc_bytes file;
    world_opaque_key *layer; /* REMOVE */
} setting;

/* What Alice types for codes, the right one when there are no more. */
typedef struct typist {
    const char *const *codes;
    size_t count;
    size_t next;
    int rejected[16]; /* of each question for a code, in their order */
    size_t asked;
    bool keeps_open; /* the official client */
    bool slow;       /* waits as long as the server asks for */
} typist;
static typist alice_types;

static void check_person(const world *w, psc_bytes organization, psc_bytes host,
                         const psc_human_handle *handle) {
    CHECK_BYTES(w->organization, organization);
    CHECK_TEXT("parsec.example.com", host);
    if (handle != NULL) {
        CHECK_TEXT("alice@x.org", handle->email);
        CHECK_TEXT("Alice", handle->label);
    }
}

static bool type(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    typist *t = context;
    world *w = seat->world;
    int rejected = PSC_OK;
    if (question->kind == PSC_QUESTION_TOTP_SECRET) {
        check_person(w, question->as.totp_secret.organization, question->as.totp_secret.host, NULL);
        rejected = question->as.totp_secret.rejected;
    } else if (question->kind == PSC_QUESTION_ONE_TIME_CODE) {
        const psc_question_one_time_code *asked = &question->as.one_time_code;
        check_person(w, asked->organization, asked->host, &asked->human_handle);
        rejected = asked->rejected;
        CHECK(asked->has_wait_until == (rejected == PSC_ERR_THROTTLED));
        if (t->slow && asked->has_wait_until && asked->wait_until > w->now) {
            w->now = asked->wait_until;
            answer->now = w->now;
        }
    }
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_ELSEWHERE && t->keeps_open) {
        answer->as.answer.kind = PSC_ANSWER_REFUSE;
    }
    if (answer->as.answer.kind == PSC_ANSWER_CODE) {
        if (CHECK(t->asked < sizeof t->rejected / sizeof t->rejected[0])) {
            t->rejected[t->asked++] = rejected;
        }
        if (t->next < t->count) {
            answer->as.answer.code = psc_bytes_from_text(t->codes[t->next++]);
        }
    }
    return answered;
}

/* Whatever Alice typed was answered by these, to the last one. */
static void check_rejected(const int *rejected, size_t count) {
    if (CHECK(alice_types.asked == count)) {
        for (size_t i = 0; i < count; i++) {
            CHECK_STATUS((psc_status) rejected[i], (psc_status) alice_types.rejected[i]);
        }
    }
}

static void remember(world *w, psc_bytes secret) {
    w->secrets[w->secret_count++] = secret;
}

static void make_file(setting *s, world_seat *seat) {
    const psc_access plain = {.kind = PSC_DEVICE_FILE_PASSWORD};
    if (s->passkey) {
        s->file = flowkit_passkey_file(seat, s->alice, 1, s->layer);
        return;
    }
    psc_stretch_parameters parameters = plain.parameters;
    CHECK_OK(psc_stretch_parameters_make(&parameters, &seat->host));
    psc_access access = world_password(seat->password, &parameters);
    flowkit_add_totp(&access, s->layer);
    s->file = flowkit_file_for(seat, s->alice, &access);
}

static world_seat *furnish(void *context, world *w) {
    static faults_losses losses;
    setting *s = context;
    world_open(w);
    if (s->organization != NULL) {
        w->organization = psc_bytes_from_text(s->organization);
    }
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_STANDARD);
    s->alice->totp_confirmed = s->confirmed || s->job == PSC_TOTP_REMOVE;
    s->layer = s->job == PSC_TOTP_REMOVE ? world_add_opaque_key(w, s->alice) : NULL;
    s->key = s->store == PSC_STORE_OFFICIAL ? PSC_BYTES_LIT("/devices/x.keys")
                                            : flowkit_device_key(w, s->alice);
    make_file(s, seat);
    world_put(seat, s->store, s->key, s->file);
    alice_types = (typist){.slow = true};
    seat->person = type;
    seat->person_context = &alice_types;
    w->now += 3600 * SECOND;
    w->remember = true;
    remember(w, PSC_BYTES_LIT(WORLD_TOTP_SECRET));
    remember(w, PSC_BYTES_LIT("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"));
    remember(w, PSC_BYTES_OF(s->alice->signing_key));
    seat->heap.search = true;
    if (s->careless) {
        losses = (faults_losses){.seat = seat};
        w->hook = faults_lose;
        w->hook_context = &losses;
        seat->stretch_fails = 1;
        seat->store_fault_at = s->store == PSC_STORE_OFFICIAL ? 3 : 2; /* the writing */
        seat->store_fault_times = 1;
    }
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    const psc_totp_options options = {.place = {s->store, s->key}, .job = s->job};
    PSC_TRY(psc_totp_new(&flow, &seat->host, &options));
    world_start(seat, flow);
    return PSC_OK;
}

static void run(setting *s, world_seat *seat) {
    CHECK_OK(start(s, seat));
    flowkit_run(seat->world, seat, 600 * SECOND);
    CHECK(seat->ended);
}

static psc_bytes stored(const setting *s, world_seat *seat) {
    const world_record *record = world_record_at(seat, s->store, s->key);
    return record == NULL ? PSC_BYTES_ABSENT : record->value;
}

/* Nothing was written, and it is said so. */
static void check_refused(const setting *s, world_seat *seat, psc_status status) {
    CHECK(seat->ended && !seat->done && seat->failure.nothing_lost);
    CHECK_STATUS(status, (psc_status) seat->failure.status);
    CHECK_BYTES(s->file, stored(s, seat));
}

/* ---- what is in the file */

static const world_opaque_key *layer_of(world *w, const psc_device_file *file) {
    for (size_t i = 0; i < w->opaque_key_count && file->has_totp; i++) {
        if (psc_uuid_equal(&w->opaque_keys[i].id, &file->totp_opaque_key_id)) {
            return &w->opaque_keys[i];
        }
    }
    return NULL;
}

/* Without its layer. */
static psc_bytes inside(world *w, const psc_device_file *file) {
    const world_opaque_key *layer = layer_of(w, file);
    psc_bytes inner = file->ciphertext;
    CHECK((layer != NULL) == file->has_totp);
    if (layer != NULL) {
        CHECK_OK(psc_secretbox_open(&inner, &w->arena, file->ciphertext, layer->key));
    }
    return inner;
}

static psc_bytes primary_key(world *w, const psc_device_file *file, const char *password) {
    uint8_t key[PSC_SECRET_KEY_BYTES];
    if (file->kind == PSC_DEVICE_FILE_PASSWORD) {
        world_stretch(key, psc_bytes_from_text(password), &file->algorithm);
    } else {
        uint8_t output[PSC_PASSKEY_OUTPUT_BYTES];
        const psc_passkey *passkey = file->passkeys.items;
        world_prf(output, passkey->credential_id, passkey->salt);
        CHECK_OK(psc_passkey_unwrap(key, &w->arena, passkey->wrapped, &file->head.device_id,
                                    passkey->credential_id, output));
    }
    psc_bytes copy = PSC_BYTES_ABSENT;
    CHECK_OK(psc_bytes_copy(&copy, &w->arena, PSC_BYTES_OF(key)));
    return copy;
}

static psc_bytes sealed(world *w, const psc_device_file *file, const char *password) {
    psc_bytes plain = PSC_BYTES_ABSENT;
    CHECK_OK(
        psc_secretbox_open(&plain, &w->arena, inside(w, file), primary_key(w, file, password).at));
    return plain;
}

/* The same device, opened in the same way, with or without a layer. */
static void check_written(const setting *s, world_seat *seat) {
    world *w = seat->world;
    psc_device_file before;
    psc_device_file after;
    CHECK_OK(psc_device_file_read(&before, &w->arena, s->file));
    CHECK_OK(psc_device_file_read(&after, &w->arena, stored(s, seat)));
    CHECK(after.has_totp == (s->job == PSC_TOTP_ADD) && after.kind == before.kind);
    CHECK_BYTES(sealed(w, &before, seat->password), sealed(w, &after, seat->password));
    CHECK(after.head.created_on == before.head.created_on);
    CHECK(after.head.protected_on >= before.head.protected_on + 3600 * SECOND);
    CHECK(psc_device_file_is_of(&after, &(psc_local_device){
                                            .device_id = before.head.device_id,
                                            .user_id = before.head.user_id,
                                            .organization_id = before.head.organization_id,
                                        }));
    CHECK_BYTES(before.head.server_url, after.head.server_url);
    CHECK_BYTES(before.head.device_label, after.head.device_label);
    CHECK(after.passkeys.count == before.passkeys.count);
    CHECK(memcmp(&after.algorithm, &before.algorithm, sizeof after.algorithm) == 0);
    CHECK(world_count(seat, s->store) == 1);
    CHECK(s->alice->totp_confirmed);
}

static void check_done(const setting *s, world_seat *seat) {
    CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING);
    check_written(s, seat);
}

static void log_in(const setting *s, world_seat *seat) {
    const uint32_t codes = seat->asked[PSC_QUESTION_ONE_TIME_CODE];
    psc_flow *flow = NULL;
    CHECK_OK(
        psc_unlock_new(&flow, &seat->host, &(psc_unlock_options){.place = {s->store, s->key}}));
    world_start(seat, flow);
    world_run(seat->world, 60 * SECOND);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_DEVICE);
    CHECK(seat->asked[PSC_QUESTION_ONE_TIME_CODE] == codes + (s->job == PSC_TOTP_ADD ? 1 : 0));
}

/* ---- as it should go */

static void check_added_or_removed(setting *s) {
    world_seat *seat = furnish(s, &the_world);
    run(s, seat);
    check_done(s, seat);
    const bool set_up = s->job == PSC_TOTP_ADD && !s->confirmed;
    CHECK(seat->asked[PSC_QUESTION_PASSKEY] == (s->passkey ? 1 : 0));
    CHECK(seat->asked[PSC_QUESTION_PASSWORD] == (s->passkey ? 0 : 1));
    CHECK(seat->asked[PSC_QUESTION_TOTP_SECRET] == (set_up ? 1 : 0));
    CHECK(seat->asked[PSC_QUESTION_ONE_TIME_CODE] == (set_up ? 0 : 1));
    CHECK(seat->asked[PSC_QUESTION_ELSEWHERE] == (s->store == PSC_STORE_OFFICIAL ? 1 : 0));
    CHECK(the_world.opaque_key_count == 1);
    if (set_up) {
        CHECK_TEXT(URI("Org"), seat->shown);
    } else {
        CHECK(seat->shown.at == NULL);
    }
    log_in(s, seat);
    world_close(&the_world);
}

static void test_done(void) {
    static const int stores[] = {PSC_STORE_DEVICES, PSC_STORE_OFFICIAL};
    for (int i = 0; i < 8; i++) {
        check_added_or_removed(&(setting){
            .store = stores[i / 2 % 2], .passkey = i / 4 == 1, .confirmed = i % 2 == 1});
        if (i % 2 == 0) {
            check_added_or_removed(&(setting){
                .store = stores[i / 2 % 2], .passkey = i / 4 == 1, .job = PSC_TOTP_REMOVE});
        }
    }
}

static void test_uri_of_another_alphabet(void) {
    setting s = {.store = PSC_STORE_DEVICES, .organization = "\xc3\x89v\xc3\xa9-\xe5\x9b\xbd"};
    world_seat *seat = furnish(&s, &the_world);
    run(&s, seat);
    check_done(&s, seat);
    CHECK_TEXT(URI("%C3%89v%C3%A9-%E5%9B%BD"), seat->shown);
    world_close(&the_world);
}

/* The secret is gone as soon as a code of it was accepted, all keys once the file is on its way. */
static void test_forgotten(void) {
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-confirmed", 60 * SECOND));
    CHECK(world_holds(seat, PSC_BYTES_LIT(WORLD_TOTP_SECRET)));
    CHECK(world_run_until_state(&the_world, seat, "await-new-opaque-key", 60 * SECOND));
    CHECK(!world_holds(seat, PSC_BYTES_LIT(WORLD_TOTP_SECRET)));
    CHECK(!world_holds(seat, PSC_BYTES_LIT("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")));
    CHECK(world_holds(seat, PSC_BYTES_OF(s.alice->signing_key)));
    CHECK(world_run_until_state(&the_world, seat, "await-saved", 60 * SECOND));
    for (size_t i = 0; i < the_world.secret_count; i++) {
        CHECK(!world_holds(seat, the_world.secrets[i]));
    }
    CHECK(!world_holds(seat, PSC_BYTES_OF(the_world.opaque_keys[0].key)));
    world_run(&the_world, 60 * SECOND);
    check_done(&s, seat);
    world_close(&the_world);
}

/* ---- codes that are not right */

/* Without asking the server, or by its word; the secret is shown again each time. */
static void test_wrong_first_codes(void) {
    static const char *const codes[] = {"",       "12345",  "1234567", "28708a",
                                        "-28708", "000000", "999999",  " 287 082 "};
    static const int rejected[] = {
        PSC_OK,        PSC_ERR_VALUE, PSC_ERR_VALUE,         PSC_ERR_VALUE,
        PSC_ERR_VALUE, PSC_ERR_VALUE, PSC_ERR_ONE_TIME_CODE, PSC_ERR_ONE_TIME_CODE};
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    alice_types.codes = codes;
    alice_types.count = 8;
    run(&s, seat);
    check_done(&s, seat);
    check_rejected(rejected, 8);
    CHECK(seat->asked[PSC_QUESTION_TOTP_SECRET] == 8);
    CHECK(seat->asked[PSC_QUESTION_ONE_TIME_CODE] == 0);
    CHECK_TEXT(URI("Org"), seat->shown);
    /* get, confirm three times, create, fetch */
    CHECK(the_world.exchanges == 6);
    world_close(&the_world);
}

/* The server makes wait for each opaque key, so there is one: the third wait is longer than it
 * takes to type, and a right code that comes too early is not heard. */
static void test_throttled(void) {
    static const char *const codes[] = {"1", "000000", "000000", "000000"};
    static const int rejected[] = {PSC_OK,
                                   PSC_ERR_VALUE,
                                   PSC_ERR_ONE_TIME_CODE,
                                   PSC_ERR_ONE_TIME_CODE,
                                   PSC_ERR_ONE_TIME_CODE,
                                   PSC_ERR_THROTTLED};
    setting s = {.store = PSC_STORE_DEVICES, .confirmed = true};
    world_seat *seat = furnish(&s, &the_world);
    alice_types.codes = codes;
    alice_types.count = 4;
    run(&s, seat);
    check_done(&s, seat);
    check_rejected(rejected, 6);
    const psc_question_one_time_code *asked = &seat->question.as.one_time_code;
    CHECK(asked->refused == 3 && asked->has_wait_until);
    CHECK(the_world.opaque_key_count == 1);
    /* get, create, fetch five times */
    CHECK(the_world.exchanges == 7);
    world_close(&the_world);
}

/* ---- the server, or somebody in its place */

typedef struct script {
    const char *command;
    uint32_t skip;  /* so many of this command first */
    uint32_t times; /* then so many are answered so; 0: all of them */
    bool after;     /* the server has acted, but something else is said */
    uint32_t http_status;
    const char *status;
    psc_bytes reply;
    bool oversized;
    uint32_t seen;
    world_user *revoked; /* then, and nothing else happens */
} script;

static void play(void *context, world_exchange *exchange) {
    script *p = context;
    if (exchange->after != p->after || strcmp(exchange->command, p->command) != 0) {
        return;
    }
    p->seen++;
    if (p->seen <= p->skip || (p->times != 0 && p->seen > p->skip + p->times)) {
        return;
    }
    if (p->revoked != NULL) {
        p->revoked->revoked = true;
    } else if (p->oversized) {
        exchange->oversized = true;
    } else if (p->status != NULL) {
        world_set_status(exchange, p->status);
    } else {
        exchange->http_status = p->http_status;
        exchange->reply = p->reply;
    }
}

static void enact(script *p) {
    the_world.hook = play;
    the_world.hook_context = p;
}

static psc_bytes written(const void *reply, const psc_union *united) {
    psc_buf buf;
    psc_buf_init(&buf, &the_world.arena);
    CHECK_OK(psc_union_write(&buf, reply, united));
    return psc_buf_view(&buf);
}

static void test_secrets_of_other_sizes(void) {
    static const uint8_t secret[65];
    static const struct {
        size_t len;
        bool good;
    } sizes[] = {{0, false}, {1, false}, {15, false}, {16, true}, {64, true}, {65, false}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        setting s = {.store = PSC_STORE_DEVICES};
        world_seat *seat = furnish(&s, &the_world);
        const psc_totp_secret_reply reply = {.tag = PSC_TOTP_SECRET_OK,
                                             .ok.totp_secret = {secret, sizes[i].len}};
        script p = {.command = "totp_setup_get_secret",
                    .http_status = 200,
                    .reply = written(&reply, &psc_totp_secret_reply_union)};
        enact(&p);
        run(&s, seat);
        if (sizes[i].good) {
            check_done(&s, seat);
            /* Five bits each, without padding. */
            CHECK(seat->shown.len == sizeof URI("Org") - 1 - 32 + (sizes[i].len * 8 + 4) / 5);
        } else {
            check_refused(&s, seat, PSC_ERR_REPLY_MALFORMED);
            CHECK(seat->failure.http_status == 200);
            CHECK(seat->asked[PSC_QUESTION_TOTP_SECRET] == 0);
        }
        world_close(&the_world);
    }
}

/* A key that the server does not give again would lock the device. */
static void test_another_key(void) {
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    psc_totp_fetch_reply reply = {.tag = PSC_TOTP_FETCH_OK, .ok.opaque_key = {7}};
    script p = {.command = "totp_fetch_opaque_key",
                .http_status = 200,
                .reply = written(&reply, &psc_totp_fetch_reply_union)};
    enact(&p);
    run(&s, seat);
    check_refused(&s, seat, PSC_ERR_REPLY_MALFORMED);
    CHECK(seat->store_effects == 1);
    world_close(&the_world);
}

/* Whatever moment it names is told as it is; what is no moment is no answer. */
static void test_absurd_waits(void) {
    /* The beginning and the end of time, as far as messages know. */
    static const psc_time waits[] = {0, -8334601228800 * SECOND, 8210266876799 * SECOND};
    for (size_t i = 0; i < 3; i++) {
        setting s = {.store = PSC_STORE_DEVICES, .confirmed = true};
        world_seat *seat = furnish(&s, &the_world);
        const psc_totp_fetch_reply reply = {.tag = PSC_TOTP_FETCH_THROTTLED,
                                            .throttled.wait_until = waits[i]};
        script p = {.command = "totp_fetch_opaque_key",
                    .times = 1,
                    .http_status = 200,
                    .reply = written(&reply, &psc_totp_fetch_reply_union)};
        enact(&p);
        alice_types.slow = false;
        run(&s, seat);
        check_done(&s, seat);
        CHECK(seat->question.as.one_time_code.rejected == PSC_ERR_THROTTLED &&
              seat->question.as.one_time_code.wait_until == waits[i]);
        world_close(&the_world);
    }
    setting s = {.store = PSC_STORE_DEVICES, .confirmed = true};
    world_seat *seat = furnish(&s, &the_world);
    script p = {.command = "totp_fetch_opaque_key",
                .http_status = 200,
                .reply = test_hex("82a6737461747573a97468726f74746c6564"
                                  "aa776169745f756e74696cd7017fffffffffffffff")};
    enact(&p);
    run(&s, seat);
    check_refused(&s, seat, PSC_ERR_REPLY_MALFORMED);
    world_close(&the_world);
}

/* The window of a code may close between confirming and proving it. */
static void test_code_of_before(void) {
    static const int rejected[] = {PSC_OK, PSC_ERR_ONE_TIME_CODE};
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    script p = {
        .command = "totp_fetch_opaque_key", .times = 1, .status = "invalid_one_time_password"};
    enact(&p);
    run(&s, seat);
    check_done(&s, seat);
    check_rejected(rejected, 2);
    CHECK(seat->asked[PSC_QUESTION_TOTP_SECRET] == 1);
    CHECK(seat->question.as.one_time_code.refused == 1 && the_world.opaque_key_count == 1);
    world_close(&the_world);
}

static void check_instead(bool confirmed, script p, psc_status status) {
    setting s = {.store = PSC_STORE_DEVICES, .confirmed = confirmed};
    world_seat *seat = furnish(&s, &the_world);
    enact(&p);
    run(&s, seat);
    check_refused(&s, seat, status);
    CHECK(seat->failure.http_status == (p.oversized ? 0 : p.status != NULL ? 200 : p.http_status));
    CHECK(p.seen > 0);
    world_close(&the_world);
}

/* As long as the server gives the secret, a code was not confirmed: what it said is what counts. */
static void test_refusals_of_the_server(void) {
    static const char *const commands[] = {"totp_setup_get_secret", "totp_setup_confirm",
                                           "totp_create_opaque_key", "totp_fetch_opaque_key"};
    static const uint32_t statuses[] = {401, 403, 404, 406, 415, 422, 460,
                                        461, 462, 463, 464, 498, 500};
    for (size_t c = 0; c < 4; c++) {
        test_subject(commands[c]);
        for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
            check_instead(c == 3,
                          (script){.command = commands[c],
                                    .http_status = statuses[i],
                                    .reply = PSC_BYTES_LIT("<!doctype html>")},
                          psc_http_status(statuses[i]));
        }
        check_instead(c == 3, (script){.command = commands[c], .status = "something_new"},
                      PSC_ERR_REPLY_UNKNOWN);
        check_instead(c == 3,
                      (script){.command = commands[c],
                                .http_status = 200,
                                .reply = PSC_BYTES_LIT("<!doctype html>")},
                      PSC_ERR_REPLY_MALFORMED);
        check_instead(c == 3, (script){.command = commands[c], .oversized = true},
                      PSC_ERR_REPLY_MALFORMED);
    }
    /* What is said to somebody with a link. */
    for (size_t c = 0; c < 2; c++) {
        check_instead(false, (script){.command = commands[c], .status = "bad_token"},
                      PSC_ERR_REPLY_UNKNOWN);
    }
    test_subject(NULL);
}

/* ---- what became of a code */

/* The server has accepted it and says something else, or nothing that is an answer. */
static void test_unclear(void) {
    static const script answers[] = {
        {.http_status = 500},
        {.http_status = 461},
        {.http_status = 200, .reply = {NULL, 0}},
        {.status = "something_new"},
        {.status = "bad_token"},
        {.status = "already_setup"},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        setting s = {.store = PSC_STORE_DEVICES};
        world_seat *seat = furnish(&s, &the_world);
        script p = answers[i];
        p.command = "totp_setup_confirm";
        p.after = true;
        if (p.status == NULL) {
            p.reply = PSC_BYTES_LIT("<!doctype html>");
        }
        enact(&p);
        run(&s, seat);
        check_done(&s, seat);
        CHECK(p.seen == 1 && seat->asked[PSC_QUESTION_ONE_TIME_CODE] == 0);
        world_close(&the_world);
    }
}

/* Set up by another device meanwhile: its codes are the right ones. */
static void test_set_up_meanwhile(void) {
    static const char *const codes[] = {"000000"};
    static const int rejected[] = {PSC_OK, PSC_ERR_ONE_TIME_CODE};
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    alice_types.codes = codes;
    alice_types.count = 1;
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TOTP_SECRET, 60 * SECOND));
    s.alice->totp_confirmed = true;
    flowkit_run(&the_world, seat, 600 * SECOND);
    check_done(&s, seat);
    check_rejected(rejected, 2);
    CHECK(seat->question.as.one_time_code.refused == 1);
    world_close(&the_world);
}

/* The probe is answered no better than the code was. */
static void test_probe_refused(void) {
    static const struct {
        script probe;
        psc_status status;
    } cases[] = {
        {{.http_status = 462}, PSC_ERR_HTTP_FROZEN},
        {{.status = "something_newer"}, PSC_ERR_REPLY_UNKNOWN},
        {{.status = "bad_token"}, PSC_ERR_REPLY_UNKNOWN},
        {{.status = "ok"}, PSC_ERR_REPLY_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.store = PSC_STORE_DEVICES};
        world_seat *seat = furnish(&s, &the_world);
        script confirm = {.command = "totp_setup_confirm", .http_status = 500};
        enact(&confirm);
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-probe", 60 * SECOND));
        script p = cases[i].probe;
        p.command = "totp_setup_get_secret";
        enact(&p);
        flowkit_run(&the_world, seat, 600 * SECOND);
        check_refused(&s, seat, cases[i].status);
        world_close(&the_world);
    }
}

/* ---- somebody who was removed */

static void test_removed(void) {
    static const char *const commands[] = {"totp_setup_get_secret", "totp_setup_confirm",
                                           "totp_create_opaque_key"};
    for (size_t i = 0; i < 3; i++) {
        setting s = {.store = PSC_STORE_DEVICES};
        world_seat *seat = furnish(&s, &the_world);
        script p = {.command = commands[i], .revoked = s.alice};
        enact(&p);
        run(&s, seat);
        check_refused(&s, seat, PSC_ERR_HTTP_REVOKED);
        CHECK(seat->failure.http_status == 461);
        world_close(&the_world);
    }
    /* The proof only says that no code is right. */
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    script p = {.command = "totp_fetch_opaque_key", .revoked = s.alice};
    enact(&p);
    CHECK_OK(start(&s, seat));
    for (uint32_t i = 0; i < 3; i++) {
        CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_ONE_TIME_CODE, 60 * SECOND));
        CHECK(seat->question.as.one_time_code.refused == i + 1);
        CHECK(world_tick(&the_world));
    }
    CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
    check_refused(&s, seat, PSC_ERR_CANCELLED);
    world_close(&the_world);
}

/* ---- files */

static void check_file_refused(psc_bytes file, int job, psc_status status, int kind) {
    setting s = {.store = PSC_STORE_OFFICIAL, .job = job};
    world_seat *seat = furnish(&s, &the_world);
    s.file = file;
    world_put(seat, s.store, s.key, file);
    run(&s, seat);
    check_refused(&s, seat, status);
    CHECK(seat->failure.has_file_kind == (kind >= 0) &&
          (kind < 0 || seat->failure.file_kind == kind));
    CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 0 && seat->asked[PSC_QUESTION_ELSEWHERE] == 0);
    CHECK(the_world.exchanges == 0);
    world_close(&the_world);
}

static void test_files_refused(void) {
    check_file_refused(flowkit_vector_file("password_totp"), PSC_TOTP_ADD, PSC_ERR_ARGUMENT, -1);
    check_file_refused(flowkit_vector_file("password"), PSC_TOTP_REMOVE, PSC_ERR_ARGUMENT, -1);
    check_file_refused(flowkit_vector_file("pki"), PSC_TOTP_ADD, PSC_ERR_DEVICE_FILE_KIND,
                       PSC_DEVICE_FILE_PKI);
    check_file_refused(flowkit_vector_file("recovery"), PSC_TOTP_ADD, PSC_ERR_DEVICE_FILE_KIND,
                       PSC_DEVICE_FILE_RECOVERY);
    check_file_refused(PSC_BYTES_LIT("rubbish"), PSC_TOTP_ADD, PSC_ERR_DEVICE_FILE, -1);
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    s.key = PSC_BYTES_LIT("elsewhere");
    s.file = PSC_BYTES_ABSENT;
    run(&s, seat);
    check_refused(&s, seat, PSC_ERR_STORE_MISSING);
    s.job = PSC_TOTP_REMOVE + 1;
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    s.job = PSC_TOTP_ADD - 1;
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    s.job = PSC_TOTP_ADD;
    s.key = PSC_BYTES_LIT("elsewhere.archived");
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    s.key = PSC_BYTES_LIT("elsewhere");
    s.store = PSC_STORE_DATA;
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    world_close(&the_world);
}

static void test_elsewhere(void) {
    setting s = {.store = PSC_STORE_OFFICIAL};
    world_seat *seat = furnish(&s, &the_world);
    alice_types.keeps_open = true;
    run(&s, seat);
    check_refused(&s, seat, PSC_ERR_CANCELLED);
    CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 0);
    world_close(&the_world);
    /* The official client has added one meanwhile. */
    seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-elsewhere", SECOND));
    s.file = flowkit_vector_file("password_totp");
    world_put(seat, s.store, s.key, s.file);
    flowkit_run(&the_world, seat, 60 * SECOND);
    check_refused(&s, seat, PSC_ERR_ARGUMENT);
    world_close(&the_world);
}

/* ---- addresses: the sealed one and that of the head, which anybody may have written */

static void seal_with(setting *s, world_seat *seat, const char *server_url, const char *head_url) {
    psc_device *device = world_device(seat, s->alice);
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s->file));
    const psc_access access = world_password(seat->password, &file.algorithm);
    psc_local_device local = device->local;
    local.server_url = psc_bytes_from_text(server_url);
    psc_bytes bytes;
    CHECK_OK(psc_device_file_seal(&bytes, &the_world.arena, &seat->host, &local, &access, 0, 0));
    psc_device_release(device);
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, bytes));
    file.head.server_url = psc_bytes_from_text(head_url);
    psc_buf out;
    psc_buf_init(&out, &the_world.arena);
    CHECK_OK(psc_device_file_write(&out, &file));
    s->file = psc_buf_view(&out);
    world_put(seat, s->store, s->key, s->file);
}

typedef struct watch {
    uint32_t signed_at_home;
    uint32_t elsewhere;
} watch;

static void watch_addresses(void *context, world_exchange *exchange) {
    watch *seen = context;
    const psc_bytes home = exchange->world->server_url;
    const bool at_home =
        exchange->url.len >= home.len && memcmp(exchange->url.at, home.at, home.len) == 0;
    const bool is_signed = exchange->authorization.at != NULL;
    if (!exchange->after) {
        seen->signed_at_home += at_home && is_signed ? 1 : 0;
        seen->elsewhere += at_home ? 0 : 1;
        CHECK(at_home || !is_signed);
    }
}

/* Tokens go where the sealed part says; the proof is asked for where logging in will ask, and
 * without it nothing is written. */
static void test_addresses(void) {
    setting s = {.store = PSC_STORE_DEVICES};
    world_seat *seat = furnish(&s, &the_world);
    seal_with(&s, seat, "https://parsec.example.com/", "https://evil.example.com/");
    watch seen = {0};
    the_world.hook = watch_addresses;
    the_world.hook_context = &seen;
    seat->person = world_default_person;
    run(&s, seat);
    check_refused(&s, seat, PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND);
    CHECK(seen.signed_at_home == 3 && seen.elsewhere == 1);
    world_close(&the_world);

    seat = furnish(&s, &the_world);
    seal_with(&s, seat, "no address", "https://parsec.example.com/");
    run(&s, seat);
    check_refused(&s, seat, PSC_ERR_DEVICE_FILE);
    CHECK(seat->failure.has_file_part && seat->failure.file_part == PSC_FILE_PART_CONTENTS);
    CHECK(the_world.exchanges == 0);
    world_close(&the_world);
}

/* ---- trouble */

/* A store that forgets what it acknowledged is found out. */
static void test_not_kept(void) {
    for (int job = PSC_TOTP_ADD; job <= PSC_TOTP_REMOVE; job++) {
        for (int round = 0; round < 2; round++) {
            setting s = {.store = PSC_STORE_DEVICES, .job = job};
            world_seat *seat = furnish(&s, &the_world);
            CHECK_OK(start(&s, seat));
            seat->store_forgets = true;
            CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TROUBLE, 60 * SECOND));
            CHECK(seat->question.as.trouble.status == PSC_ERR_STORE_MISMATCH);
            if (round == 0) {
                seat->store_forgets = false;
                flowkit_run(&the_world, seat, 60 * SECOND);
                check_done(&s, seat);
            } else {
                CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
                CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED &&
                      !seat->failure.nothing_lost);
            }
            world_close(&the_world);
        }
    }
}

/* The tab is closed after 0, 1, 2 … events: the old file or the new one, and either lets in. */
static void check_crash(setting *s) {
    for (uint32_t n = 0;; n++) {
        world_seat *seat = furnish(s, &the_world);
        CHECK_OK(start(s, seat));
        for (uint32_t i = 0; i < n && !seat->ended && world_tick(&the_world); i++) {
        }
        const bool ended = seat->ended;
        world_leave(seat);
        if (psc_bytes_equal(s->file, stored(s, seat))) {
            CHECK(!ended);
            CHECK_OK(start(s, seat));
            world_run(&the_world, 60 * SECOND);
        }
        check_written(s, seat);
        log_in(s, seat);
        world_close(&the_world);
        if (ended) {
            CHECK(n == (s->job == PSC_TOTP_REMOVE ? 7 : 9 + (s->confirmed ? 0 : 1)));
            return;
        }
    }
}

static void test_crash(void) {
    check_crash(&(setting){.store = PSC_STORE_DEVICES});
    check_crash(&(setting){.store = PSC_STORE_DEVICES, .confirmed = true});
    check_crash(&(setting){.store = PSC_STORE_DEVICES, .job = PSC_TOTP_REMOVE});
}

/* Whatever happened: the old file or the new one, whole; from the old one the job can be done. */
static void settle(void *context, world_seat *seat) {
    setting *s = context;
    const bool old = psc_bytes_equal(s->file, stored(s, seat));
    CHECK(!old || !seat->done);
    CHECK(!(seat->ended && seat->failure.nothing_lost) || old);
    if (old) {
        CHECK_OK(start(s, seat));
        world_run(seat->world, 600 * SECOND);
        CHECK(seat->done);
    }
    check_written(s, seat);
}

static void test_trouble(void) {
    static const struct {
        setting setting;
        uint32_t events;
        uint32_t requests;
    } cases[] = {
        {{.store = PSC_STORE_DEVICES}, 10, 4},
        {{.store = PSC_STORE_DEVICES, .organization = "An-organization-of-32-characters"}, 10, 4},
        {{.store = PSC_STORE_DEVICES, .confirmed = true}, 9, 3},
        {{.store = PSC_STORE_DEVICES, .job = PSC_TOTP_REMOVE}, 7, 1},
        {{.store = PSC_STORE_OFFICIAL, .passkey = true}, 11, 4},
        {{.store = PSC_STORE_OFFICIAL, .passkey = true, .job = PSC_TOTP_REMOVE}, 8, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = cases[i].setting;
        const flowkit_scenario scenario = {&s, furnish, start, settle, 600 * SECOND, NULL};
        const uint32_t stores = s.store == PSC_STORE_OFFICIAL ? 4 : 3;
        CHECK(flowkit_each_cancel(&scenario) == cases[i].events);
        CHECK(flowkit_each_allocation(&scenario) > 20);
        CHECK(flowkit_each_loss(&scenario) == 2 * cases[i].requests);
        CHECK(flowkit_each_reload(&scenario) == 2 * cases[i].requests);
        CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_QUOTA, 1) == stores);
        CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_CONFLICT, 3) == stores);
        CHECK(faults_each_draw(&scenario, &the_world) > 0);
        s.careless = true;
        CHECK(faults_each_hurried_allocation(&scenario, &the_world) > 20);
    }
}

/* With the layer it would be too large to be read again. */
static void test_too_large(void) {
    setting s = {.job = PSC_TOTP_ADD};
    world_seat *seat = furnish(&s, &the_world);
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, s.file));
    const psc_access access = world_password(seat->password, &file.algorithm);
    s.file = flowkit_grown_file(seat, s.file, &access, PSC_DEVICE_FILE_MAX);
    world_put(seat, s.store, s.key, s.file);
    seat->heap.search = false; /* it takes its time */
    run(&s, seat);
    check_refused(&s, seat, PSC_ERR_TOO_LARGE);
    world_close(&the_world);
}

int main(void) {
    test_done();
    test_uri_of_another_alphabet();
    test_forgotten();
    test_wrong_first_codes();
    test_throttled();
    test_secrets_of_other_sizes();
    test_another_key();
    test_absurd_waits();
    test_code_of_before();
    test_refusals_of_the_server();
    test_unclear();
    test_set_up_meanwhile();
    test_probe_refused();
    test_removed();
    test_files_refused();
    test_elsewhere();
    test_addresses();
    test_not_kept();
    test_crash();
    test_trouble();
    test_too_large();
    return test_finish();
}
