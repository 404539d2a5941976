// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define T0 ((psc_time) 1700000000 * SECOND)

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    world_user *alice;
    psc_device *device;
    bool refuses;
    bool hesitates; /* the question stays open */
    bool careless;  /* losses on the way, at every request */
} setting;

/* Initializers, where PSC_BYTES_LIT is an expression. */
#define TEXT(literal) {(const uint8_t *) (literal), sizeof(literal) - 1}

static psc_text_pair links[] = {
    {TEXT("fr_FR"), TEXT("https://x.org/cgu")},
    {TEXT("en_US"), TEXT("https://x.org/terms?v=1#top")},
};

static bool decide(void *context, world_seat *seat, const psc_question *question,
                   psc_event *answer) {
    const setting *s = context;
    if (question->kind == PSC_QUESTION_TERMS && s->refuses) {
        answer->as.answer.kind = PSC_ANSWER_REFUSE;
        return true;
    }
    return !s->hesitates && world_default_person(NULL, seat, question, answer);
}

static world_seat *furnish(void *context, world *w) {
    static faults_losses losses;
    setting *s = context;
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    seat->person = decide;
    seat->person_context = s;
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_ADMIN);
    s->device = world_device(seat, s->alice);
    w->terms = (psc_list){links, 2};
    w->terms_updated_on = T0;
    w->now += 60 * SECOND;
    if (s->careless) {
        losses = (faults_losses){.seat = seat};
        w->hook = faults_lose;
        w->hook_context = &losses;
    }
    return seat;
}

static void leave(setting *s, world *w) {
    psc_device_release(s->device);
    s->device = NULL;
    world_close(w);
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    PSC_TRY(psc_terms_new(&flow, &seat->host, &(psc_terms_options){s->device}));
    world_start(seat, flow);
    return PSC_OK;
}

static void run(setting *s, world_seat *seat) {
    CHECK_OK(start(s, seat));
    flowkit_run(seat->world, seat, 600 * SECOND);
}

static const psc_terms_link *shown(const world_seat *seat, size_t count) {
    CHECK(seat->asked[PSC_QUESTION_TERMS] > 0 && seat->question.as.terms.links.count == count);
    return seat->question.as.terms.links.items;
}

static void test_accepted(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    run(&s, seat);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING);
    CHECK(s.alice->terms_accepted == T0 && seat->asked[PSC_QUESTION_TERMS] == 1);
    const psc_terms_link *link = shown(seat, 2);
    CHECK_TEXT("en_US", link[0].locale);
    CHECK_TEXT("https://x.org/terms?v=1#top", link[0].url);
    CHECK_TEXT("fr_FR", link[1].locale);
    CHECK_BYTES(the_world.organization, seat->question.as.terms.organization);
    CHECK(seat->question.as.terms.updated_on == T0 && !seat->question.as.terms.changed);
    leave(&s, &the_world);
}

static void test_none(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    the_world.terms_updated_on = 0;
    run(&s, seat);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING);
    CHECK(seat->asked[PSC_QUESTION_TERMS] == 0);
    leave(&s, &the_world);
}

static void count_requests(void *context, world_exchange *exchange) {
    *(uint32_t *) context += exchange->after ? 0 : 1;
}

static void test_refused(void) {
    setting s = {.refuses = true};
    world_seat *seat = furnish(&s, &the_world);
    uint32_t requests = 0;
    the_world.hook = count_requests;
    the_world.hook_context = &requests;
    run(&s, seat);
    CHECK(seat->ended && !seat->done && seat->failure.status == PSC_ERR_CANCELLED &&
          seat->failure.nothing_lost);
    CHECK(requests == 1 && s.alice->terms_accepted == 0);
    leave(&s, &the_world);
}

/* While they are read: others take their place, or they go. */
static void test_meanwhile(void) {
    setting s = {.hesitates = true};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TERMS, 60 * SECOND));
    the_world.terms = (psc_list){links, 1};
    the_world.terms_updated_on = T0 + SECOND;
    const psc_answer proceed = {.kind = PSC_ANSWER_PROCEED};
    world_answer(seat, &proceed, PSC_BYTES_ABSENT);
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_TERMS, 60 * SECOND));
    CHECK(seat->asked[PSC_QUESTION_TERMS] == 2 && s.alice->terms_accepted == 0);
    CHECK(seat->question.as.terms.changed && seat->question.as.terms.updated_on == T0 + SECOND);
    CHECK_TEXT("fr_FR", shown(seat, 1)->locale);
    the_world.terms_updated_on = 0;
    world_answer(seat, &proceed, PSC_BYTES_ABSENT);
    world_run(&the_world, 60 * SECOND);
    CHECK(seat->done);
    leave(&s, &the_world);
}

/* What no browser should open is left out; where nothing is left, nothing is asked. */
static void test_links(void) {
    static char long_url[2050];
    static char long_locale[65];
    memset(long_url, 'a', sizeof long_url);
    memcpy(long_url, "https://", 8);
    memset(long_locale, 'a', sizeof long_locale);
    const struct {
        psc_bytes locale;
        psc_bytes url;
        bool good;
    } cases[] = {
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT("http://x.org"), true},
        {PSC_BYTES_LIT(""), PSC_BYTES_LIT("HTTPS://x.org/\xc3\xa9t\xc3\xa9"), true},
        {PSC_BYTES_LIT("en"), {(const uint8_t *) long_url, 2048}, true},
        {{(const uint8_t *) long_locale, 64}, PSC_BYTES_LIT("http://x.org"), true},
        {PSC_BYTES_LIT("en"), {(const uint8_t *) long_url, 2049}, false},
        {{(const uint8_t *) long_locale, 65}, PSC_BYTES_LIT("http://x.org"), false},
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT(""), false},
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT("https://"), false},
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT("javascript:alert(1)"), false},
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT("data:text/html,<p>"), false},
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT("file:///etc/passwd"), false},
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT("//x.org/terms"), false},
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT(" https://x.org"), false},
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT("https://x.org/a b"), false},
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT("https://x.org/\x7f"), false},
        {PSC_BYTES_LIT("en"), PSC_BYTES_LIT("https://x.org\\@y.org"), false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (size_t beside = 0; beside < 2; beside++) {
            setting s = {0};
            world_seat *seat = furnish(&s, &the_world);
            psc_text_pair pairs[2] = {{cases[i].locale, cases[i].url}, links[0]};
            the_world.terms = (psc_list){pairs, 1 + beside};
            run(&s, seat);
            const size_t left = beside + (cases[i].good ? 1 : 0);
            if (left > 0) {
                CHECK(seat->done);
                shown(seat, left);
            } else {
                CHECK(seat->ended && seat->failure.status == PSC_ERR_REPLY_MALFORMED &&
                      seat->failure.http_status == 200);
                CHECK(seat->asked[PSC_QUESTION_TERMS] == 0);
            }
            leave(&s, &the_world);
        }
    }
    /* Of the same beginning, in whatever order the server has them. */
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    psc_text_pair pairs[] = {{PSC_BYTES_LIT("fr_FR"), links[0].value},
                             {PSC_BYTES_LIT("fr"), links[0].value},
                             {PSC_BYTES_LIT(""), links[0].value}};
    the_world.terms = (psc_list){pairs, 3};
    run(&s, seat);
    const psc_terms_link *link = shown(seat, 3);
    CHECK(link[0].locale.len == 0 && link[1].locale.len == 2 && link[2].locale.len == 5);
    leave(&s, &the_world);
}

/* ---- an answer put in the server's place */

typedef struct impostor {
    const char *command;
    uint32_t http_status;
    const char *status;
} impostor;

static void answer_instead(void *context, world_exchange *exchange) {
    const impostor *i = context;
    if (exchange->after || strcmp(exchange->command, i->command) != 0) {
        return;
    }
    if (i->status != NULL) {
        world_set_status(exchange, i->status);
    } else {
        exchange->http_status = i->http_status;
        exchange->reply = PSC_BYTES_LIT("<!doctype html>");
    }
}

static void check_instead(const impostor *answer, int status) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    the_world.hook = answer_instead;
    the_world.hook_context = (void *) (uintptr_t) answer;
    run(&s, seat);
    CHECK(seat->ended && !seat->done && seat->failure.status == status &&
          seat->failure.nothing_lost);
    CHECK(seat->failure.http_status == (answer->status != NULL ? 200 : answer->http_status));
    leave(&s, &the_world);
}

static void test_refusals_of_the_server(void) {
    static const char *const commands[] = {"tos_get", "tos_accept"};
    static const uint32_t statuses[] = {401, 403, 404, 415, 422, 460, 461, 462, 463, 498, 500};
    for (size_t c = 0; c < 2; c++) {
        for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
            check_instead(&(impostor){commands[c], statuses[i], NULL},
                          (int) psc_http_status(statuses[i]));
        }
        check_instead(&(impostor){commands[c], 200, NULL}, PSC_ERR_REPLY_MALFORMED);
        check_instead(&(impostor){commands[c], 0, "something_new"}, PSC_ERR_REPLY_UNKNOWN);
    }
    check_instead(&(impostor){"tos_get", 0, "ok"}, PSC_ERR_REPLY_MALFORMED);
}

/* Whoever has slept between signing and sending is not told that the clock is wrong. */
static void stale_once(void *context, world_exchange *exchange) {
    uint32_t *seen = context;
    if (!exchange->after && (*seen)++ == 0) {
        exchange->http_status = 498;
    }
}

static void test_stale_token(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    uint32_t seen = 0;
    the_world.hook = stale_once;
    the_world.hook_context = &seen;
    run(&s, seat);
    CHECK(seat->done && seen == 3);
    leave(&s, &the_world);
}

/* ---- trouble: both commands may be sent again, accepting what is accepted already too */

static void settle(void *context, world_seat *seat) {
    setting *s = context;
    if (!seat->done) {
        CHECK_OK(start(s, seat));
        world_run(seat->world, 600 * SECOND);
    }
    CHECK(seat->done && s->alice->terms_accepted == T0);
}

static void close_device(void *context) {
    setting *s = context;
    psc_device_release(s->device);
    s->device = NULL;
}

int main(void) {
    test_accepted();
    test_none();
    test_refused();
    test_meanwhile();
    test_links();
    test_refusals_of_the_server();
    test_stale_token();
    for (int careless = 0; careless <= 1; careless++) {
        setting s = {.careless = careless == 1};
        const flowkit_scenario scenario = {&s, furnish, start, settle, 600 * SECOND, close_device};
        CHECK(flowkit_each_allocation(&scenario) > 10);
        if (!s.careless) {
            CHECK(flowkit_each_cancel(&scenario) == 3);
            CHECK(flowkit_each_loss(&scenario) == 4);
            CHECK(flowkit_each_reload(&scenario) == 4);
        }
    }
    return test_finish();
}
