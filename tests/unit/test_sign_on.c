// SPDX-License-Identifier: MPL-2.0
/* Single sign-on: devices opened and protected by it, and all that can go wrong between a Parsec server, an OpenBao, a provider's page
 * and a person. */
#include "flow/sign_on.h"

#include <string.h>

#include "codec/base64.h"
#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define LONG (600 * SECOND)
#define ENTITY "ent-1"
#define KEY_PATH ENTITY "/0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"

static world the_world;

/* What a request is answered with instead of by the service. */
typedef struct trouble {
    const char *command;
    uint32_t times;       /* so often, then no more */
    uint32_t http_status; /* 0: it is lost */
    const char *reply;
    bool oversized;
} trouble;

typedef struct setting {
    bool totp;
    bool to_sso;           /* `change` from a password, else `unlock` */
    bool from_sso;         /* `change` to a password */
    const char *key_path;  /* in the file; NULL: KEY_PATH */
    const char *entity_id; /* the same; NULL: ENTITY */
    const char *auth_id;   /* the same; NULL: PRO_CONNECT */
    trouble trouble;
    world_account *second; /* who signs on at first, until they are told */
    uint32_t refusals;     /* pages that come to nothing at first */
    bool other_state;      /* the first page brings somebody else's state */
    bool leave;            /* wants another way in the end */
    psc_sign_on_return back;
    world_user *alice;
    world_opaque_key *opaque;
    psc_bytes key;
    psc_bytes file;
    uint8_t file_key[PSC_SECRET_KEY_BYTES];
    int rejected[16]; /* in the order of the questions */
    size_t asked;
    size_t signed_on_as;
    bool preferred;
} setting;

static void note(setting *s, const psc_question_sign_on *question) {
    CHECK(question->providers.count == 2);
    CHECK_TEXT("bao.example.com", question->openbao_host);
    CHECK(question->human_handle.email.at == NULL || !s->to_sso);
    if (s->asked < sizeof s->rejected / sizeof s->rejected[0]) {
        s->rejected[s->asked++] = question->rejected;
    }
    if (question->rejected == PSC_ERR_SIGN_ON_ACCOUNT) {
        s->signed_on_as = question->signed_on_as.count;
    }
    s->preferred = question->preferred.at != NULL;
}

static bool act(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    setting *s = context;
    psc_answer *given = &answer->as.answer;
    if (question->kind == PSC_QUESTION_SIGN_ON) {
        note(s, &question->as.sign_on);
        if (question->as.sign_on.rejected == PSC_ERR_SIGN_ON_ACCOUNT) {
            seat->world->bao.user = &seat->world->bao.accounts[0];
        }
        if (s->leave && s->asked > 1) {
            given->kind = PSC_ANSWER_REFUSE;
            return true;
        }
    }
    if (question->kind == PSC_QUESTION_SIGNING_ON && s->refusals > 0) {
        s->refusals--;
        given->kind = PSC_ANSWER_REFUSE;
        return true;
    }
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_SIGNING_ON && s->other_state) {
        s->other_state = false;
        given->state = PSC_BYTES_LIT("state-of-somebody-else");
    }
    if (question->kind == PSC_QUESTION_PROTECTION && s->to_sso) {
        CHECK(question->as.protection.sign_on);
        if (s->leave && s->asked > 1) {
            return answered; /* a password after all */
        }
        if (question->as.protection.rejected == PSC_OK) {
            given->kind = PSC_ANSWER_SIGN_ON;
            answer->secret = PSC_BYTES_ABSENT;
        }
    }
    return answered;
}

static void hook(void *context, world_exchange *exchange) {
    trouble *t = &((setting *) context)->trouble;
    if (exchange->after || t->times == 0 || strcmp(exchange->command, t->command) != 0) {
        return;
    }
    t->times--;
    exchange->lose = t->http_status == 0 && !t->oversized;
    exchange->oversized = t->oversized;
    exchange->http_status = t->http_status;
    exchange->reply =
        t->reply == NULL ? PSC_BYTES_LIT("{\"errors\": []}") : psc_bytes_from_text(t->reply);
}

static psc_bytes or_else(const char *text, const char *usual) {
    return psc_bytes_from_text(text == NULL ? usual : text);
}

static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_ADMIN);
    s->alice->totp_confirmed = true;
    s->opaque = s->totp ? world_add_opaque_key(w, s->alice) : NULL;
    s->key = flowkit_device_key(w, s->alice);
    world_offer_sign_on(w, ENTITY, "alice@x.org");
    psc_access access = {
        .kind = PSC_DEVICE_FILE_OPENBAO,
        .openbao = {.auth_id = or_else(s->auth_id, "PRO_CONNECT"),
                    .entity_id = or_else(s->entity_id, ENTITY),
                    .key_path = or_else(s->key_path, KEY_PATH)},
    };
    CHECK_OK(psc_host_random(&seat->host, access.key, sizeof access.key));
    memcpy(s->file_key, access.key, sizeof s->file_key);
    if (s->to_sso) {
        psc_stretch_parameters fresh;
        CHECK_OK(psc_stretch_parameters_make(&fresh, &seat->host));
        access = world_password(seat->password, &fresh);
    } else {
        world_keep_key(w, PSC_BYTES_LIT(KEY_PATH), access.key);
    }
    flowkit_add_totp(&access, s->opaque);
    s->file = flowkit_file_for(seat, s->alice, &access);
    world_put(seat, PSC_STORE_DEVICES, s->key, s->file);
    seat->person = act;
    seat->person_context = s;
    w->hook = hook;
    w->hook_context = s;
    s->asked = 0;
    w->now += 3600 * SECOND;
    w->remember = true;
    seat->heap.search = true;
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    const psc_device_place place = {PSC_STORE_DEVICES, s->key};
    psc_flow *flow;
    if (s->to_sso || s->from_sso) {
        PSC_TRY(psc_change_new(&flow, &seat->host,
                               &(psc_change_options) {.place = place, .job = PSC_CHANGE_METHOD}));
    } else {
        PSC_TRY(psc_unlock_new(&flow, &seat->host,
                               &(psc_unlock_options) {.place = place, .sign_on = s->back}));
    }
    world_start(seat, flow);
    return PSC_OK;
}

/* The file opens with what the service keeps, or as before. */
static void check_file(const setting *s, world_seat *seat) {
    world *w = seat->world;
    psc_device_file file;
    psc_local_device local;
    const world_record *record = world_record_at(seat, PSC_STORE_DEVICES, s->key);
    if (!CHECK(record != NULL) ||
        !CHECK_OK(psc_device_file_read(&file, &w->arena, record->value))) {
        return;
    }
    psc_access access = {.kind = file.kind, .openbao = file.openbao};
    flowkit_add_totp(&access, s->opaque);
    if (file.kind == PSC_DEVICE_FILE_PASSWORD) {
        access = world_password(seat->password, &file.algorithm);
        flowkit_add_totp(&access, s->opaque);
    } else {
        bool kept = false;
        for (size_t i = 0; i < w->bao.secret_count; i++) {
            psc_bytes key;
            if (psc_bytes_equal(w->bao.secrets[i].name, file.openbao.key_path)) {
                kept = true;
                CHECK_OK(psc_base64_decode(&key, &w->arena, w->bao.secrets[i].value,
                                           PSC_BASE64_STANDARD_PADDED));
                memcpy(access.key, key.at, sizeof access.key);
            }
        }
        CHECK(kept);
        CHECK_TEXT(ENTITY, file.openbao.entity_id);
        CHECK_TEXT("PRO_CONNECT", file.openbao.auth_id);
    }
    CHECK_OK(psc_device_file_open(&local, &w->arena, &file, &access));
    CHECK(psc_uuid_equal(&local.device_id, &s->alice->device_id));
}

static psc_device_file_kind kind_now(const setting *s, world_seat *seat) {
    psc_device_file file;
    const world_record *record = world_record_at(seat, PSC_STORE_DEVICES, s->key);
    CHECK_OK(psc_device_file_read(&file, &seat->world->arena, record->value));
    return (psc_device_file_kind) file.kind;
}

static bool succeeds(const setting *s, world_seat *seat) {
    flowkit_run(seat->world, seat, LONG);
    check_file(s, seat);
    return seat->done;
}

static bool fails_with(psc_status status, world_seat *seat) {
    flowkit_run(seat->world, seat, LONG);
    return CHECK(seat->ended && !seat->done) &&
           CHECK_STATUS(status, (psc_status) seat->failure.status) &&
           CHECK(seat->failure.nothing_lost);
}

static void check_rejected(const setting *s, const int *expected, size_t count) {
    CHECK(s->asked == count);
    for (size_t i = 0; i < count && i < s->asked; i++) {
        CHECK_STATUS((psc_status) expected[i], (psc_status) s->rejected[i]);
    }
}
#define REJECTED(s, ...)                                                                           \
    check_rejected((s), (const int[]) {__VA_ARGS__}, sizeof((int[]) {__VA_ARGS__}) / sizeof(int))

/* ---- as it should be */

static void test_opens(void) {
    for (int totp = 0; totp < 2; totp++) {
        setting s = {.totp = totp == 1};
        world_seat *seat = furnish(&s, &the_world);
        the_world.twice = true;
        CHECK_OK(start(&s, seat));
        CHECK(succeeds(&s, seat) && seat->result.kind == PSC_RESULT_DEVICE);
        REJECTED(&s, PSC_OK);
        CHECK(s.preferred && the_world.bao.token_count == 1);
        CHECK(!world_holds(seat, the_world.bao.tokens[0].name));
        CHECK(!world_holds(seat, PSC_BYTES_OF(s.file_key)));
        world_close(&the_world);
    }
}

static void test_changes(void) {
    for (int totp = 0; totp < 2; totp++) {
        setting to = {.totp = totp == 1, .to_sso = true};
        world_seat *seat = furnish(&to, &the_world);
        CHECK_OK(start(&to, seat));
        CHECK(succeeds(&to, seat) && kind_now(&to, seat) == PSC_DEVICE_FILE_OPENBAO);
        CHECK(the_world.bao.secret_count == 1 && !to.preferred);
        world_close(&the_world);
        setting from = {.totp = totp == 1, .from_sso = true};
        seat = furnish(&from, &the_world);
        CHECK_OK(start(&from, seat));
        CHECK(succeeds(&from, seat) && kind_now(&from, seat) == PSC_DEVICE_FILE_PASSWORD);
        world_close(&the_world);
    }
}

/* ---- what is asked again, and why */

static void test_again(void) {
    static const struct {
        trouble trouble;
        int rejected; /* of the second question */
        size_t asked;
    } cases[] = {
        {{.command = "bao_url", .times = 1}, PSC_ERR_SIGN_ON_UNREACHABLE, 2},
        {{.command = "bao_url", .times = 1, .http_status = 503}, PSC_ERR_SIGN_ON_UNREACHABLE, 2},
        {{.command = "bao_url", .times = 1, .http_status = 400}, PSC_ERR_SIGN_ON_PROVIDER, 2},
        {{.command = "bao_url", .times = 1, .oversized = true}, PSC_ERR_SIGN_ON_PROVIDER, 2},
        {{.command = "bao_url", .times = 1, .http_status = 200, .reply = "{}"},
         PSC_ERR_SIGN_ON_PROVIDER,
         2},
        {{.command = "bao_url", .times = 1, .http_status = 200, .reply = "rubbish"},
         PSC_ERR_SIGN_ON_PROVIDER,
         2},
        /* What a provider that cannot be reached, or a page that is not allowed, looks like. */
        {{.command = "bao_url",
          .times = 1,
          .http_status = 200,
          .reply = "{\"data\": {\"auth_url\": \"\"}}"},
         PSC_ERR_SIGN_ON_PROVIDER,
         2},
        {{.command = "bao_url",
          .times = 1,
          .http_status = 200,
          .reply = "{\"data\": {\"auth_url\": \"http://id.example.com/?state=x\"}}"},
         PSC_ERR_SIGN_ON_PROVIDER,
         2},
        {{.command = "bao_url",
          .times = 1,
          .http_status = 200,
          .reply = "{\"data\": {\"auth_url\": \"javascript:alert(1)//?state=x\"}}"},
         PSC_ERR_SIGN_ON_PROVIDER,
         2},
        {{.command = "bao_url",
          .times = 1,
          .http_status = 200,
          .reply = "{\"data\": {\"auth_url\": \"https://id.example.com/\"}}"},
         PSC_ERR_SIGN_ON_PROVIDER,
         2},
        {{.command = "bao_url",
          .times = 1,
          .http_status = 200,
          .reply = "{\"data\": {\"auth_url\": \"https://id.example.com/?state=a&state=b\"}}"},
         PSC_ERR_SIGN_ON_PROVIDER,
         2},
        {{.command = "bao_token", .times = 1}, PSC_ERR_SIGN_ON_UNREACHABLE, 2},
        {{.command = "bao_token", .times = 1, .http_status = 400}, PSC_ERR_SIGN_ON_CODE, 2},
        {{.command = "bao_token", .times = 1, .http_status = 403}, PSC_ERR_SIGN_ON_CODE, 2},
        {{.command = "bao_token", .times = 1, .http_status = 200, .reply = "{\"auth\": null}"},
         PSC_ERR_SIGN_ON_CODE,
         2},
        {{.command = "bao_token",
          .times = 1,
          .http_status = 200,
          .reply = "{\"auth\": {\"client_token\": \"a b\", \"entity_id\": \"ent-1\"}}"},
         PSC_ERR_SIGN_ON_CODE,
         2},
        {{.command = "bao_token",
          .times = 1,
          .http_status = 200,
          .reply = "{\"auth\": {\"client_token\": \"t\", \"entity_id\": \"../x\"}}"},
         PSC_ERR_SIGN_ON_CODE,
         2},
        {{.command = "bao_get_key", .times = 1}, PSC_ERR_SIGN_ON_UNREACHABLE, 2},
        {{.command = "bao_get_key", .times = 1, .http_status = 500}, PSC_ERR_SIGN_ON_ANSWER, 2},
        {{.command = "bao_get_key", .times = 1, .http_status = 200, .reply = "{}"},
         PSC_ERR_SIGN_ON_ANSWER,
         2},
        {{.command = "bao_get_key", .times = 1, .http_status = 200, .reply = "["},
         PSC_ERR_SIGN_ON_ANSWER,
         2},
        {{.command = "bao_get_key",
          .times = 1,
          .http_status = 200,
          .reply = "{\"data\": {\"data\": {\"opaque_key\": \"AAAA\"}}}"},
         PSC_ERR_SIGN_ON_ANSWER,
         2},
        /* A token that was not good for it from the beginning. */
        {{.command = "bao_get_key", .times = 1, .http_status = 403}, PSC_ERR_SIGN_ON_DENIED, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.trouble = cases[i].trouble};
        test_subject(s.trouble.reply == NULL ? s.trouble.command : s.trouble.reply);
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        CHECK(succeeds(&s, seat));
        CHECK(s.asked == cases[i].asked);
        CHECK_STATUS((psc_status) cases[i].rejected, (psc_status) s.rejected[1]);
        world_close(&the_world);
    }
    test_subject(NULL);
}

static void test_pages(void) {
    setting s = {.refusals = 2, .other_state = true};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(succeeds(&s, seat));
    REJECTED(&s, PSC_OK, PSC_OK, PSC_OK, PSC_ERR_SIGN_ON_STATE);
    world_close(&the_world);
}

static void test_account(void) {
    for (int known = 0; known < 2; known++) {
        setting s = {.trouble = {.command = known ? "" : "bao_entity",
                                 .times = known ? 0 : 1,
                                 .http_status = 403}};
        world_seat *seat = furnish(&s, &the_world);
        world_account *bob = world_offer_sign_on(&the_world, "ent-2", "bob@x.org");
        bob->emails[1] = "bob@y.org";
        CHECK_OK(start(&s, seat));
        CHECK(succeeds(&s, seat));
        REJECTED(&s, PSC_OK, PSC_ERR_SIGN_ON_ACCOUNT);
        CHECK(s.signed_on_as == (known ? 2 : 0));
        world_close(&the_world);
    }
}

static bool dawdle(void *context, world_seat *seat, const psc_question *question,
                   psc_event *answer) {
    setting *s = context;
    if (question->kind == PSC_QUESTION_SIGNING_ON && s->asked == 1) {
        return false;
    }
    return act(s, seat, question, answer);
}

static void test_timeout(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    seat->person = dawdle;
    CHECK_OK(start(&s, seat));
    const psc_time begun = the_world.now;
    CHECK(succeeds(&s, seat));
    CHECK(the_world.now - begun >= 300 * SECOND);
    REJECTED(&s, PSC_OK, PSC_ERR_SIGN_ON_TIMEOUT);
    world_close(&the_world);
}

/* The key is gone, or was never there. */
static void test_gone(void) {
    setting s = {.key_path = ENTITY "/ffffffffffffffffffffffffffffffff"};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(fails_with(PSC_ERR_SIGN_ON_KEY, seat));
    world_close(&the_world);
}

/* Another key than the file's. */
static void test_other_key(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    memset(&the_world.bao.secrets[0], 0, sizeof the_world.bao.secrets[0]);
    the_world.bao.secret_count = 0;
    const uint8_t other[PSC_SECRET_KEY_BYTES] = {1};
    world_keep_key(&the_world, PSC_BYTES_LIT(KEY_PATH), other);
    CHECK_OK(start(&s, seat));
    CHECK(fails_with(PSC_ERR_DEVICE_FILE, seat));
    CHECK(seat->failure.has_file_part && seat->failure.file_part == PSC_FILE_PART_CONTENTS);
    world_close(&the_world);
}

static void test_damaged(void) {
    static const struct {
        const char *entity_id;
        const char *key_path;
    } cases[] = {
        {"", NULL}, {"ent/1", NULL}, {NULL, ""}, {NULL, "ent-1/../sys"}, {NULL, "ent-1//x"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.entity_id = cases[i].entity_id, .key_path = cases[i].key_path};
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        CHECK(fails_with(PSC_ERR_DEVICE_FILE, seat));
        CHECK(seat->failure.has_file_part && seat->failure.file_part == PSC_FILE_PART_PROTECTION);
        world_close(&the_world);
    }
}

static void test_configuration(void) {
    static const struct {
        bool on;
        const char *server_url;
        psc_status status; /* PSC_OK: it opens */
    } cases[] = {
        {false, NULL, PSC_ERR_SIGN_ON_DISABLED},
        {true, "bao.example.com", PSC_OK}, /* a scheme that was forgotten */
        {true, "bao.example.com/", PSC_OK},
        {true, "http://bao.example.com/", PSC_ERR_SIGN_ON_CONFIG},
        {true, "https://me@bao.example.com/", PSC_ERR_SIGN_ON_CONFIG},
        {true, "https:// /", PSC_ERR_SIGN_ON_CONFIG},
        {true, "", PSC_ERR_SIGN_ON_CONFIG},
        {true, "parsec3://bao.example.com", PSC_ERR_SIGN_ON_CONFIG},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {0};
        world_seat *seat = furnish(&s, &the_world);
        the_world.bao.on = cases[i].on;
        the_world.bao.server_url = cases[i].server_url;
        CHECK_OK(start(&s, seat));
        if (cases[i].status == PSC_OK) {
            CHECK(succeeds(&s, seat));
        } else {
            CHECK(fails_with(cases[i].status, seat));
        }
        world_close(&the_world);
    }
    /* The Parsec server is the one that fails. */
    setting s = {.trouble = {.command = "server_config", .times = 1, .http_status = 500}};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(fails_with(PSC_ERR_HTTP_SERVER, seat) && seat->failure.http_status == 500);
    world_close(&the_world);
    /* No network: it waits, and says so. */
    setting offline = {.trouble = {.command = "server_config", .times = 3}};
    seat = furnish(&offline, &the_world);
    CHECK_OK(start(&offline, seat));
    CHECK(succeeds(&offline, seat) && seat->noted[PSC_NOTE_NETWORK] > 1);
    world_close(&the_world);
}

static void test_preference(void) {
    setting s = {.auth_id = "GONE"};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    world_run(&the_world, LONG);
    CHECK(seat->done && !s.preferred);
    world_close(&the_world);
}

static void test_refused(void) {
    setting s = {.leave = true, .refusals = 1};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(fails_with(PSC_ERR_CANCELLED, seat));
    world_close(&the_world);
    /* Another protection instead. */
    setting to = {.to_sso = true, .leave = true, .refusals = 1};
    seat = furnish(&to, &the_world);
    CHECK_OK(start(&to, seat));
    CHECK(succeeds(&to, seat) && kind_now(&to, seat) == PSC_DEVICE_FILE_PASSWORD);
    world_close(&the_world);
}

static void test_protection_trouble(void) {
    static const struct {
        trouble trouble;
        int rejected;
        psc_device_file_kind kind;
    } cases[] = {
        {{.command = "bao_put_key", .times = 1},
         PSC_ERR_SIGN_ON_UNREACHABLE,
         PSC_DEVICE_FILE_OPENBAO},
        {{.command = "bao_put_key", .times = 1, .http_status = 400},
         PSC_ERR_SIGN_ON_ANSWER,
         PSC_DEVICE_FILE_OPENBAO},
        {{.command = "bao_put_key", .times = 1, .http_status = 403},
         PSC_ERR_SIGN_ON_DENIED,
         PSC_DEVICE_FILE_OPENBAO},
        /* Nothing is kept there at all: a password then. */
        {{.command = "bao_put_key", .times = 1, .http_status = 404},
         PSC_OK,
         PSC_DEVICE_FILE_PASSWORD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.to_sso = true, .trouble = cases[i].trouble};
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        CHECK(succeeds(&s, seat) && kind_now(&s, seat) == cases[i].kind);
        CHECK(s.asked == 1 || s.rejected[1] == cases[i].rejected);
        world_close(&the_world);
    }
    setting s = {.to_sso = true};
    world_seat *seat = furnish(&s, &the_world);
    the_world.bao.on = false;
    CHECK_OK(start(&s, seat));
    CHECK(succeeds(&s, seat) && kind_now(&s, seat) == PSC_DEVICE_FILE_PASSWORD);
    world_close(&the_world);
}

/* ---- a page that was left */

static void test_return(void) {
    static const struct {
        const char *provider;
        const char *returned;
        const char *code;
        int rejected; /* PSC_OK: it is not asked at all */
    } cases[] = {
        {"PRO_CONNECT", "state-1", "code of state-1", PSC_OK},
        {"PRO_CONNECT", "state-2", "code of state-1", PSC_ERR_SIGN_ON_STATE},
        {"PRO_CONNECT", "state-1", "another code", PSC_ERR_SIGN_ON_CODE},
        {"SOMEBODY", "state-1", "code of state-1", PSC_ERR_SIGN_ON_PROVIDER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.back = {.provider = psc_bytes_from_text(cases[i].provider),
                              .state = PSC_BYTES_LIT("state-1"),
                              .client_nonce = PSC_BYTES_LIT("nonce"),
                              .returned_state = psc_bytes_from_text(cases[i].returned),
                              .code = psc_bytes_from_text(cases[i].code)}};
        world_seat *seat = furnish(&s, &the_world);
        the_world.bao.states[the_world.bao.state_count++] =
            (world_kept) {.name = PSC_BYTES_LIT("state-1"),
                          .value = PSC_BYTES_LIT("nonce"),
                          .account = the_world.bao.user};
        CHECK_OK(start(&s, seat));
        CHECK(succeeds(&s, seat));
        CHECK(s.asked == (cases[i].rejected == PSC_OK ? 0 : 1));
        CHECK(s.asked == 0 || s.rejected[0] == cases[i].rejected);
        world_close(&the_world);
    }
}

/* ---- trouble everywhere */

static void settle(void *context, world_seat *seat) {
    setting *s = context;
    check_file(s, seat);
    s->trouble.times = 0;
    seat->person = act;
    if (!seat->done) {
        s->from_sso = s->from_sso && kind_now(s, seat) == PSC_DEVICE_FILE_OPENBAO;
        s->to_sso = s->to_sso && kind_now(s, seat) == PSC_DEVICE_FILE_PASSWORD;
        CHECK_OK(start(s, seat));
        world_run(seat->world, LONG);
        CHECK(seat->done);
    }
    check_file(s, seat);
}

static world_seat *furnish_trouble(void *context, world *w) {
    setting *s = context;
    const bool to_sso = s->to_sso;
    s->trouble = (trouble) {.command = to_sso ? "bao_put_key" : "bao_get_key", .times = 1};
    s->other_state = true;
    s->refusals = 1;
    world_seat *seat = furnish(s, w);
    world_offer_sign_on(w, "ent-2", "bob@x.org");
    w->bao.user = to_sso ? &w->bao.accounts[0] : &w->bao.accounts[1];
    return seat;
}

static void test_faults(void) {
    for (int way = 0; way < 3; way++) {
        setting s = {.to_sso = way == 1, .from_sso = way == 2, .totp = way == 0};
        const flowkit_scenario scenario = {&s, furnish, start, settle, LONG, NULL};
        const setting fresh = s;
        CHECK(flowkit_each_cancel(&scenario) > 6);
        s = fresh;
        CHECK(flowkit_each_allocation(&scenario) > 50);
        s = fresh;
        CHECK(faults_each_draw(&scenario, &the_world) > 0);
        s = fresh;
        const flowkit_scenario unlucky = {&s, furnish_trouble, start, settle, LONG, NULL};
        CHECK(faults_each_hurried_allocation(&unlucky, &the_world) > 50);
    }
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(succeeds(&s, seat));
    world_close(&the_world);
}

int main(void) {
    test_opens();
    test_changes();
    test_again();
    test_pages();
    test_account();
    test_timeout();
    test_gone();
    test_other_key();
    test_damaged();
    test_configuration();
    test_preference();
    test_refused();
    test_protection_trouble();
    test_return();
    test_faults();
    return test_finish();
}
