// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define URI                                                                                        \
    "otpauth://totp/parsec.cloud:Org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=parsec.cloud"

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    world_user *alice;
    psc_bytes link;
    bool careless; /* losses on the way, at every request */
} setting;

typedef struct typist {
    const char *const *codes;
    size_t count;
    size_t next;
    int rejected[8];
    size_t asked;
} typist;
static typist alice_types;

static bool type(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    typist *t = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (CHECK(question->kind == PSC_QUESTION_TOTP_SECRET && t->asked < 8)) {
        CHECK_TEXT("Org", question->as.totp_secret.organization);
        CHECK_TEXT("parsec.example.com", question->as.totp_secret.host);
        CHECK_TEXT(URI, seat->shown);
        t->rejected[t->asked++] = question->as.totp_secret.rejected;
    }
    if (t->next < t->count) {
        answer->as.answer.code = psc_bytes_from_text(t->codes[t->next++]);
    }
    return answered;
}

static world_seat *furnish(void *context, world *w) {
    static faults_losses losses;
    setting *s = context;
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_STANDARD);
    s->link = world_totp_reset(w, s->alice);
    alice_types = (typist){0};
    seat->person = type;
    seat->person_context = &alice_types;
    w->remember = true;
    w->secrets[w->secret_count++] = PSC_BYTES_LIT(WORLD_TOTP_SECRET);
    w->secrets[w->secret_count++] = PSC_BYTES_OF(s->alice->totp_token);
    seat->heap.search = true;
    if (s->careless) {
        losses = (faults_losses){.seat = seat};
        w->hook = faults_lose;
        w->hook_context = &losses;
    }
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    PSC_TRY(psc_totp_reset_new(&flow, &seat->host, &(psc_totp_reset_options){.link = s->link}));
    world_start(seat, flow);
    return PSC_OK;
}

static void run(setting *s, world_seat *seat) {
    CHECK_OK(start(s, seat));
    flowkit_run(seat->world, seat, 600 * SECOND);
    CHECK(seat->ended);
}

static void check_done(const setting *s, world_seat *seat) {
    CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING);
    CHECK(s->alice->totp_confirmed && !s->alice->totp_reset);
    CHECK(seat->store_effects == 0);
}

static void check_refused(world_seat *seat, psc_status status, bool nothing_lost) {
    CHECK(seat->ended && !seat->done && seat->failure.nothing_lost == nothing_lost);
    CHECK_STATUS(status, (psc_status) seat->failure.status);
}

/* Codes that are none, that are wrong, and the right one; no request is signed by anybody. */
static void check_anonymous(void *context, world_exchange *exchange) {
    (void) context;
    CHECK_TEXT("https://parsec.example.com/anonymous/Org", exchange->url);
    CHECK(exchange->authorization.at == NULL);
}

static void test_done(void) {
    static const char *const codes[] = {"28708", "000000", "28 70 82"};
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    alice_types.codes = codes;
    alice_types.count = 3;
    the_world.hook = check_anonymous;
    run(&s, seat);
    check_done(&s, seat);
    CHECK(alice_types.asked == 3 && alice_types.rejected[0] == PSC_OK &&
          alice_types.rejected[1] == PSC_ERR_VALUE &&
          alice_types.rejected[2] == PSC_ERR_ONE_TIME_CODE);
    CHECK(the_world.exchanges == 3);
    CHECK(!world_holds(seat, PSC_BYTES_LIT(WORLD_TOTP_SECRET)));
    world_close(&the_world);
}

/* A device keeps its opaque key, and takes codes of the new secret. */
static void test_device_after(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    const world_opaque_key *layer = world_add_opaque_key(&the_world, s.alice);
    const psc_bytes key = flowkit_device_key(&the_world, s.alice);
    world_put(seat, PSC_STORE_DEVICES, key, flowkit_passkey_file(seat, s.alice, 1, layer));
    run(&s, seat);
    check_done(&s, seat);
    psc_flow *flow = NULL;
    CHECK_OK(psc_unlock_new(&flow, &seat->host,
                            &(psc_unlock_options){.place = {PSC_STORE_DEVICES, key}}));
    seat->person = world_default_person;
    world_start(seat, flow);
    world_run(&the_world, 60 * SECOND);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_DEVICE);
    world_close(&the_world);
}

static void test_links(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    s.link = world_invite(&the_world, s.alice, "bob@x.org")->link;
    CHECK_STATUS(PSC_ERR_INVITATION_KIND, start(&s, seat));
    s.link = PSC_BYTES_LIT("ftp://x");
    CHECK_STATUS(PSC_ERR_ADDRESS_SCHEME, start(&s, seat));
    s.link = PSC_BYTES_LIT("");
    CHECK_STATUS(PSC_ERR_ADDRESS_EMPTY, start(&s, seat));
    CHECK(seat->heap.blocks == 0);
    world_close(&the_world);
}

/* Used, replaced by another one, or of somebody who was removed meanwhile. */
static void test_bad_links(void) {
    for (int when = 0; when < 2; when++) {
        for (int why = 0; why < 3; why++) {
            setting s = {0};
            world_seat *seat = furnish(&s, &the_world);
            if (when == 1) {
                CHECK_OK(start(&s, seat));
                CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TOTP_SECRET, SECOND));
            }
            if (why == 0) {
                s.alice->totp_reset = false;
            } else if (why == 1) {
                (void) world_totp_reset(&the_world, s.alice);
            } else {
                s.alice->revoked = true;
            }
            if (when == 0) {
                CHECK_OK(start(&s, seat));
            }
            flowkit_run(&the_world, seat, 600 * SECOND);
            check_refused(seat, PSC_ERR_RESET_LINK, true);
            CHECK(seat->asked[PSC_QUESTION_TOTP_SECRET] == (uint32_t) when);
            world_close(&the_world);
        }
    }
}

/* ---- the server, or somebody in its place */

typedef struct script {
    const char *command;
    bool after; /* the server has acted, but something else is said */
    bool lose;
    uint32_t http_status;
    const char *status;
    uint32_t times; /* 0: always */
    uint32_t seen;
} script;

static void play(void *context, world_exchange *exchange) {
    script *p = context;
    if (exchange->after != p->after || strcmp(exchange->command, p->command) != 0 ||
        (++p->seen > p->times && p->times != 0)) {
        return;
    }
    if (p->lose) {
        exchange->lose = true;
    } else if (p->status != NULL) {
        world_set_status(exchange, p->status);
    } else {
        exchange->http_status = p->http_status;
        exchange->reply = PSC_BYTES_LIT("<!doctype html>");
    }
}

static void enact(script *p) {
    the_world.hook = play;
    the_world.hook_context = p;
}

static void check_instead(script p, psc_status status) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    enact(&p);
    run(&s, seat);
    check_refused(seat, status, true);
    CHECK(seat->failure.http_status == (p.status != NULL ? 200 : p.http_status));
    CHECK(s.alice->totp_reset && !s.alice->totp_confirmed);
    world_close(&the_world);
}

/* As long as the link gives the secret, it was not used. */
static void test_refusals_of_the_server(void) {
    static const char *const commands[] = {"totp_setup_get_secret", "totp_setup_confirm"};
    static const uint32_t statuses[] = {404, 406, 415, 422, 460, 464, 498, 500, 200};
    for (size_t c = 0; c < 2; c++) {
        for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
            check_instead((script){.command = commands[c], .http_status = statuses[i]},
                          statuses[i] == 200 ? PSC_ERR_REPLY_MALFORMED
                                             : psc_http_status(statuses[i]));
        }
        check_instead((script){.command = commands[c], .status = "something_new"},
                      PSC_ERR_REPLY_UNKNOWN);
        /* What is said to a device. */
        check_instead((script){.command = commands[c], .status = "already_setup"},
                      PSC_ERR_REPLY_UNKNOWN);
    }
    check_instead((script){.command = commands[0], .status = "ok"}, PSC_ERR_REPLY_MALFORMED);
}

/* The code was taken, and the answer lost, or none that says so: the link is used then, or was
 * replaced, and nobody can tell. */
static void test_unclear(void) {
    static const script answers[] = {
        {.lose = true, .times = 1},
        {.http_status = 500},
        {.status = "something_new"},
        {.status = "already_setup"},
    };
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        setting s = {0};
        world_seat *seat = furnish(&s, &the_world);
        script p = answers[i];
        p.command = "totp_setup_confirm";
        p.after = true;
        enact(&p);
        run(&s, seat);
        check_refused(seat, PSC_ERR_RESET_LINK, false);
        CHECK(s.alice->totp_confirmed);
        world_close(&the_world);
    }
}

/* A wrong code leaves the link as it is: whatever was lost on the way, the next one counts. */
static void test_lost_wrong_code(void) {
    static const char *const codes[] = {"000000"};
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    script p = {.command = "totp_setup_confirm", .after = true, .lose = true, .times = 1};
    enact(&p);
    alice_types.codes = codes;
    alice_types.count = 1;
    run(&s, seat);
    check_done(&s, seat);
    CHECK(p.seen == 3 && alice_types.asked == 2);
    world_close(&the_world);
}

/* The probe is answered no better than the code was. */
static void test_probe_refused(void) {
    static const struct {
        script probe;
        psc_status status;
    } cases[] = {
        {{.http_status = 500}, PSC_ERR_HTTP_SERVER},
        {{.status = "already_setup"}, PSC_ERR_REPLY_UNKNOWN},
        {{.status = "something_newer"}, PSC_ERR_REPLY_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {0};
        world_seat *seat = furnish(&s, &the_world);
        script confirm = {.command = "totp_setup_confirm", .http_status = 404};
        enact(&confirm);
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-probe", 60 * SECOND));
        script p = cases[i].probe;
        p.command = "totp_setup_get_secret";
        enact(&p);
        flowkit_run(&the_world, seat, 600 * SECOND);
        check_refused(seat, cases[i].status, false);
        world_close(&the_world);
    }
}

/* ---- trouble */

static void test_cancelled(void) {
    static const char *const states[] = {"await-secret", "await-first-code", "await-confirmed",
                                         "await-probe"};
    for (size_t i = 0; i < 4; i++) {
        setting s = {0};
        world_seat *seat = furnish(&s, &the_world);
        script p = {.command = "totp_setup_confirm", .http_status = 500};
        enact(&p);
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, states[i], 60 * SECOND));
        flowkit_misfits(seat);
        CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
        check_refused(seat, PSC_ERR_CANCELLED, i < 2);
        world_close(&the_world);
    }
}

/* With what was not said to be unclear, the link works as before. */
static void settle(void *context, world_seat *seat) {
    setting *s = context;
    if (seat->ended && !seat->done && seat->failure.nothing_lost) {
        CHECK(s->alice->totp_reset);
    }
    if (s->alice->totp_reset) {
        CHECK(!seat->done);
        CHECK_OK(start(s, seat));
        world_run(seat->world, 600 * SECOND);
        check_done(s, seat);
    }
    CHECK(s->alice->totp_confirmed);
}

int main(void) {
    test_done();
    test_device_after();
    test_links();
    test_bad_links();
    test_refusals_of_the_server();
    test_unclear();
    test_lost_wrong_code();
    test_probe_refused();
    test_cancelled();
    for (int careless = 0; careless <= 1; careless++) {
        setting s = {.careless = careless == 1};
        const flowkit_scenario scenario = {&s, furnish, start, settle, 600 * SECOND, NULL};
        CHECK(flowkit_each_allocation(&scenario) > 10);
        if (!s.careless) {
            CHECK(flowkit_each_cancel(&scenario) == 3);
            CHECK(flowkit_each_loss(&scenario) == 4);
            CHECK(flowkit_each_reload(&scenario) == 4);
        }
    }
    return test_finish();
}
