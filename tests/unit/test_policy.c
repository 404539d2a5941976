// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    const char *const *wishes; /* up to NULL */
    const char *file;          /* "password" … of the vectors; NULL: none is judged */
    psc_device_place place;
    const char *server_url;
} setting;

static const psc_device_place somewhere = {PSC_STORE_OFFICIAL, {(const uint8_t *) "/x", 2}};

static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    size_t count = 0;
    psc_bytes *wishes;
    while (s->wishes[count] != NULL) {
        count++;
    }
    CHECK_OK(PSC_TAKE(&wishes, &w->arena, count));
    for (size_t i = 0; i < count; i++) {
        wishes[i] = psc_bytes_from_text(s->wishes[i]);
    }
    w->policy = (psc_list){wishes, count};
    s->server_url = "https://parsec.example.com";
    if (s->file != NULL) {
        s->place = somewhere;
        world_put(seat, s->place.store, s->place.key, flowkit_vector_file(s->file));
    }
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    const psc_policy_options options = {.server_url = psc_bytes_from_text(s->server_url),
                                        .place = s->place};
    PSC_TRY(psc_policy_new(&flow, &seat->host, &options));
    world_start(seat, flow);
    return PSC_OK;
}

static const psc_result_policy *run(setting *s, world_seat *seat) {
    CHECK_OK(start(s, seat));
    flowkit_run(seat->world, seat, SECOND);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_POLICY);
    CHECK(seat->world->exchanges == 1 && seat->noted[PSC_NOTE_NETWORK] == 0);
    return &seat->result.as.policy;
}

/* By psc_device_file_kind: '-' not wanted, '+' wanted, 't' wanted with a code; RECOVERY is no way
 * to log in. */
static void check_methods(const char *expected, const psc_result_policy *policy) {
    const psc_policy_line *line = policy->methods.items;
    char found[] = "  .    ";
    CHECK(policy->methods.count == 6);
    for (size_t i = 0; i < policy->methods.count; i++) {
        CHECK(line[i].kind >= 0 && (size_t) line[i].kind < strlen(found));
        CHECK(line[i].allowed || !line[i].needs_totp);
        found[line[i].kind] = !line[i].allowed ? '-' : line[i].needs_totp ? 't' : '+';
    }
    CHECK_TEXT(expected, psc_bytes_from_text(found));
}

#define ANYTHING "++.++++"

static void test_wishes(void) {
    static const struct {
        const char *wishes[5];
        bool restricted;
        const char *methods;
    } cases[] = {
        {{NULL}, false, ANYTHING},
        {{"PASSWORD"}, true, "+-.----"},
        {{"PASSWORD+TOTP"}, true, "t-.----"},
        {{"KEYRING"}, true, "-+.---+"},
        {{"KEYRING+TOTP", "PKI"}, true, "-t.+--t"},
        {{"OPENBAO", "ACCOUNT_VAULT+TOTP"}, true, "--.-t+-"},
        {{"ACCOUNT_VAULT"}, true, "--.-+--"},
        /* No code where none is needed, in whatever order. */
        {{"PASSWORD", "PASSWORD+TOTP"}, true, "+-.----"},
        {{"PASSWORD+TOTP", "PASSWORD"}, true, "+-.----"},
        {{"PASSWORD+TOTP", "PASSWORD+TOTP"}, true, "t-.----"},
        /* Nobody is locked out by what is not known here. */
        {{"RETINA"}, false, ANYTHING},
        {{"", "+TOTP", "TOTP", "password"}, false, ANYTHING},
        {{"PASSWORD+TOTP+TOTP", "PASSWORD ", "PASSWOR"}, false, ANYTHING},
        {{"RETINA+TOTP", "PKI"}, true, "--.+---"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.wishes = cases[i].wishes};
        world_seat *seat = furnish(&s, &the_world);
        const psc_result_policy *policy = run(&s, seat);
        test_subject(cases[i].methods);
        CHECK(policy->answered && policy->restricted == cases[i].restricted &&
              policy->verdict == PSC_VERDICT_FINE);
        check_methods(cases[i].methods, policy);
        CHECK(seat->store_effects == 0);
        test_subject(NULL);
        world_close(&the_world);
    }
}

static void test_verdicts(void) {
    static const struct {
        const char *wishes[3];
        const char *file;
        psc_verdict verdict;
    } cases[] = {
        {{"PASSWORD"}, "password", PSC_VERDICT_FINE},
        {{"PASSWORD"}, "password_totp", PSC_VERDICT_FINE},
        {{"PASSWORD+TOTP"}, "password", PSC_VERDICT_TOTP},
        {{"PASSWORD+TOTP"}, "password_totp", PSC_VERDICT_FINE},
        {{"PKI"}, "password", PSC_VERDICT_METHOD},
        {{"PKI+TOTP"}, "password_totp", PSC_VERDICT_METHOD},
        {{"KEYRING"}, "keyring", PSC_VERDICT_FINE},
        {{"PASSWORD"}, "keyring", PSC_VERDICT_METHOD},
        {{"PASSWORD"}, "openbao", PSC_VERDICT_METHOD},
        {{"OPENBAO+TOTP"}, "openbao", PSC_VERDICT_TOTP},
        /* Nobody logs in with one. */
        {{"PASSWORD"}, "recovery", PSC_VERDICT_FINE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.wishes = cases[i].wishes, .file = cases[i].file};
        world_seat *seat = furnish(&s, &the_world);
        CHECK(run(&s, seat)->verdict == (int) cases[i].verdict);
        CHECK(seat->store_effects == 1);
        world_close(&the_world);
    }
    /* Nothing is read for nothing. */
    static const char *const none[] = {"RETINA", NULL};
    setting s = {.wishes = none, .file = "password"};
    world_seat *seat = furnish(&s, &the_world);
    CHECK(run(&s, seat)->verdict == PSC_VERDICT_FINE && seat->store_effects == 0);
    world_close(&the_world);
}

static void test_passkeys(void) {
    static const struct {
        const char *wishes[2];
        bool totp;
        psc_verdict verdict;
    } cases[] = {
        {{"KEYRING"}, false, PSC_VERDICT_FINE},
        {{"KEYRING+TOTP"}, false, PSC_VERDICT_TOTP},
        {{"KEYRING+TOTP"}, true, PSC_VERDICT_FINE},
        {{"PASSWORD"}, true, PSC_VERDICT_METHOD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.wishes = cases[i].wishes};
        world_seat *seat = furnish(&s, &the_world);
        world_user *alice = world_add_user(&the_world, "a@x.org", "Alice", PSC_PROFILE_ADMIN);
        const world_opaque_key *layer =
            cases[i].totp ? world_add_opaque_key(&the_world, alice) : NULL;
        s.place = (psc_device_place){PSC_STORE_DEVICES, flowkit_device_key(&the_world, alice)};
        world_put(seat, s.place.store, s.place.key, flowkit_passkey_file(seat, alice, 1, layer));
        CHECK(run(&s, seat)->verdict == (int) cases[i].verdict);
        world_close(&the_world);
    }
}

static const char *const strict[] = {"PKI", NULL};

/* A file that is not there, cannot be read, or is kept from us, is not judged. */
static void test_no_file(void) {
    for (int round = 0; round < 3; round++) {
        setting s = {.wishes = strict, .file = "password"};
        world_seat *seat = furnish(&s, &the_world);
        if (round == 0) {
            s.place.key = PSC_BYTES_LIT("/y");
        } else if (round == 1) {
            world_put(seat, s.place.store, s.place.key, PSC_BYTES_LIT("rubbish"));
        } else {
            seat->store_fault_at = 1;
            seat->store_fault_times = 1;
            seat->store_fault = PSC_STORE_DENIED;
        }
        const psc_result_policy *policy = run(&s, seat);
        CHECK(policy->restricted && policy->verdict == PSC_VERDICT_FINE);
        CHECK(seat->store_effects == 1);
        check_methods("--.+---", policy);
        world_close(&the_world);
    }
}

/* ---- no answer: one try, no wish */

typedef struct outage {
    bool lose;
    bool oversized;
    uint32_t http_status;
    const char *status;
    psc_bytes reply;
} outage;

static void interrupt(void *context, world_exchange *exchange) {
    const outage *o = context;
    CHECK(strcmp(exchange->command, "server_config") == 0);
    if (!exchange->after) {
        return;
    }
    CHECK_TEXT("https://parsec.example.com/anonymous_server", exchange->url);
    CHECK(exchange->authorization.at == NULL);
    exchange->lose = o->lose;
    exchange->oversized = o->oversized;
    if (o->status != NULL) {
        world_set_status(exchange, o->status);
    } else if (!o->lose && !o->oversized) {
        exchange->http_status = o->http_status;
        exchange->reply = o->reply.at == NULL ? exchange->reply : o->reply;
    }
}

static void test_no_answer(void) {
    const outage outages[] = {
        {.lose = true},
        {.oversized = true},
        {.http_status = 404},
        {.http_status = 415},
        {.http_status = 422},
        {.http_status = 498},
        {.http_status = 500},
        {.http_status = 502},
        {.http_status = 503},
        {.status = "something_new"},
        {.status = "ok"}, /* and not what belongs to it */
        {.http_status = 200, .reply = PSC_BYTES_LIT("<!doctype html>")},
        {.http_status = 200, .reply = PSC_BYTES_LIT("")},
    };
    for (size_t i = 0; i < sizeof outages / sizeof outages[0]; i++) {
        setting s = {.wishes = strict, .file = "password"};
        world_seat *seat = furnish(&s, &the_world);
        the_world.hook = interrupt;
        the_world.hook_context = (void *) (uintptr_t) &outages[i];
        const psc_result_policy *policy = run(&s, seat);
        CHECK(!policy->answered && !policy->restricted && policy->verdict == PSC_VERDICT_FINE);
        check_methods(ANYTHING, policy);
        CHECK(seat->store_effects == 0);
        world_close(&the_world);
    }
}

static void test_options(void) {
    setting s = {.wishes = strict};
    world_seat *seat = furnish(&s, &the_world);
    s.server_url = "no address";
    CHECK_STATUS(PSC_ERR_ADDRESS_SCHEME, start(&s, seat));
    s.server_url = "https://parsec.example.com/";
    s.place = (psc_device_place){PSC_STORE_DATA, PSC_BYTES_LIT("x")};
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    s.place.store = PSC_STORE_DEVICES;
    s.place.key = PSC_BYTES_LIT("");
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    CHECK(seat->heap.blocks == 0);
    world_close(&the_world);
}

/* Nothing is written, so nothing can be lost. */
static void settle(void *context, world_seat *seat) {
    setting *s = context;
    if (!seat->done) {
        CHECK(seat->flow == NULL || seat->failure.nothing_lost ||
              seat->failure.status == PSC_ERR_MEMORY);
        CHECK_OK(start(s, seat));
        world_run(seat->world, SECOND);
    }
    CHECK(seat->done && world_count(seat, somewhere.store) == 1);
}

int main(void) {
    test_wishes();
    test_verdicts();
    test_passkeys();
    test_no_file();
    test_no_answer();
    test_options();
    setting s = {.wishes = strict, .file = "password"};
    const flowkit_scenario scenario = {&s, furnish, start, settle, SECOND, NULL};
    CHECK(flowkit_each_cancel(&scenario) == 2);
    CHECK(flowkit_each_allocation(&scenario) > 10);
    CHECK(flowkit_each_loss(&scenario) == 2);
    CHECK(flowkit_each_reload(&scenario) == 2);
    CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_DENIED, 1) == 1);
    return test_finish();
}
