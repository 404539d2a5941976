// SPDX-License-Identifier: MPL-2.0
#include "creation.h"

#include <string.h>

#include "codec/envelope.h"
#include "harness.h"
#include "trust/certificate.h"

#define SECOND PSC_TIME_SECOND

/* ---- between the person and the server */

typedef struct script {
    uint32_t drop_first; /* so many requests never reach the server */
    uint32_t lose_first; /* so many answers are lost */
    /* then the next ones, `times` of them, get this answer, and act on the server or not */
    uint32_t times;
    bool act;
    bool probe; /* those to the probe instead */
    const char *status;
    uint32_t http_status;
    psc_bytes body;
    bool oversized;
    psc_time later; /* each timestamp is refused: so much later is wanted; 0: it is not */
    /* what was seen */
    uint32_t seen;
    psc_bytes bodies[24];
    psc_time timestamps[24];
    psc_time sent_at[24];
    uint32_t probes;
    psc_uuid author;    /* who asked */
    psc_uuid device_id; /* for which device */
    psc_uuid prober;
} script;

static bool is(const world_exchange *exchange, const char *command) {
    return strcmp(exchange->command, command) == 0;
}

static psc_device_certificate certificate_in(const world_exchange *exchange) {
    psc_arena *arena = &exchange->world->arena;
    psc_device_create_request request;
    psc_device_certificate certificate = {0};
    CHECK_OK(psc_record_read(&request, arena, exchange->body, &psc_device_create_request_record));
    CHECK_OK(psc_device_certificate_peek(&certificate, arena, request.device_certificate));
    return certificate;
}

static void look(script *p, world_exchange *exchange) {
    if (exchange->after) {
        *(is(exchange, "device_create") ? &p->author : &p->prober) = exchange->device_id;
        return;
    }
    if (!is(exchange, "device_create")) {
        CHECK_TEXT("certificate_get", psc_bytes_from_text(exchange->command));
        p->probes++;
        return;
    }
    if (CHECK(p->seen < 24)) {
        const psc_device_certificate certificate = certificate_in(exchange);
        CHECK(p->seen == 0 || psc_uuid_equal(&p->device_id, &certificate.device_id));
        p->device_id = certificate.device_id;
        p->timestamps[p->seen] = certificate.timestamp;
        p->sent_at[p->seen] = exchange->world->now;
        p->bodies[p->seen++] = exchange->body;
        if (p->later != 0) {
            exchange->world->greater_than = certificate.timestamp + p->later;
        }
    }
}

static void play(void *context, world_exchange *exchange) {
    script *p = context;
    look(p, exchange);
    if (is(exchange, "device_create") == p->probe) {
        return;
    }
    if (p->drop_first > 0) {
        p->drop_first--;
        exchange->lose = true;
    } else if (p->lose_first > 0) {
        exchange->lose = exchange->after;
        p->lose_first -= exchange->after ? 1 : 0;
    } else if (p->times > 0 && exchange->after == p->act) {
        p->times--;
        if (p->status != NULL) {
            world_set_status(exchange, p->status);
        } else {
            exchange->http_status = p->http_status;
            exchange->reply = p->body;
            exchange->oversized = p->oversized;
        }
    }
}

void creation_meet(void *context, world_exchange *exchange) {
    creation_misfortune *m = context;
    if (exchange->seat != m->seat || !exchange->after) {
        return;
    }
    if (is(exchange, "certificate_get")) {
        exchange->lose = m->probes++ == 0;
    } else if (is(exchange, "device_create")) {
        exchange->lose = m->seen == 0;
        exchange->http_status = m->seen == 1 ? 500 : exchange->http_status;
        m->seen++;
    }
}

/* ---- runs */

static world_seat *begin(const creation *c, world *w, script *p) {
    world_seat *seat = c->scenario->open(c->scenario->context, w);
    w->hook = play;
    w->hook_context = p;
    CHECK_OK(c->scenario->start(c->scenario->context, seat));
    return seat;
}

static world_seat *run(const creation *c, world *w, script *p) {
    world_seat *seat = begin(c, w, p);
    flowkit_run(w, seat, c->scenario->duration);
    CHECK(seat->ended);
    return seat;
}

static size_t added(const world *w, const script *p) {
    size_t count = 0;
    for (size_t i = 0; i < w->added_count; i++) {
        count += psc_uuid_equal(&w->added[i].device_id, &p->device_id) ? 1 : 0;
    }
    return count;
}

static void leave(const creation *c, world *w) {
    if (c->scenario->close != NULL) {
        c->scenario->close(c->scenario->context);
    }
    world_close(w);
}

/* All of them, in the name of a device that was there, and the probes in the new one's. */
static void check_done(const creation *c, world_seat *seat, const script *p) {
    const world *w = seat->world;
    CHECK(seat->done && added(w, p) == 1);
    CHECK(w->added[w->added_count - 1].purpose == c->purpose);
    CHECK(!psc_uuid_equal(&p->author, &p->device_id));
    CHECK(p->probes == 0 || psc_uuid_equal(&p->prober, &p->device_id));
    c->check_done(c->scenario->context, seat);
}

/* And the person can begin anew. */
static void check_failed(const creation *c, world_seat *seat, int status) {
    CHECK(seat->ended && !seat->done && seat->failure.status == status &&
          seat->failure.nothing_lost);
    c->check_untouched(c->scenario->context, seat);
    seat->world->hook = NULL;
    c->scenario->settle(c->scenario->context, seat);
}

/* ---- refusals */

static void check_refusals(const creation *c, world *w) {
    /* In Parsec's own words: final, unless it may be about ourselves. */
    static const struct {
        const char *answer;
        int status;
        uint32_t probes;
    } cases[] = {
        {"invalid_certificate", PSC_ERR_INVALID_CERTIFICATE, 0},
        {"device_already_exists", PSC_ERR_ALREADY_EXISTS, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].answer);
        script p = {.status = cases[i].answer, .times = 1};
        world_seat *seat = run(c, w, &p);
        CHECK(p.seen == 1 && p.probes == cases[i].probes && added(w, &p) == 0);
        check_failed(c, seat, cases[i].status);
        leave(c, w);
    }
    script p = {.status = "device_already_exists", .times = 1, .act = true};
    world_seat *seat = run(c, w, &p);
    CHECK(p.seen == 1 && p.probes == 1);
    check_done(c, seat, &p);
    leave(c, w);
    test_subject(NULL);
}

/* By an HTTP status, which may come from whatever stands before the server. */
static void check_statuses(const creation *c, world *w) {
    static const struct {
        uint32_t http_status;
        int status;
    } cases[] = {
        {401, PSC_ERR_HTTP_UNAUTHENTICATED},
        {403, PSC_ERR_HTTP_FORBIDDEN},
        {404, PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND},
        {413, PSC_ERR_HTTP_TOO_LARGE},
        {460, PSC_ERR_HTTP_ORGANIZATION_EXPIRED},
        {461, PSC_ERR_HTTP_REVOKED},
        {462, PSC_ERR_HTTP_FROZEN},
        {463, PSC_ERR_HTTP_TERMS},
        {464, PSC_ERR_HTTP_WEB_FORBIDDEN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (cases[i].status == PSC_ERR_HTTP_TERMS && c->accepts_terms) {
            continue;
        }
        for (int acted = 0; acted < 2; acted++) {
            script p = {.http_status = cases[i].http_status, .times = 1, .act = acted == 1};
            world_seat *seat = run(c, w, &p);
            CHECK(p.seen == 1 && p.probes == 1);
            if (acted == 1) {
                check_done(c, seat, &p);
            } else {
                CHECK(seat->failure.http_status == cases[i].http_status);
                check_failed(c, seat, cases[i].status);
            }
            leave(c, w);
        }
        /* The probe is answered likewise. */
        script p = {.http_status = cases[i].http_status, .times = 1};
        world_seat *seat = begin(c, w, &p);
        CHECK(world_run_until_state(w, seat, "await-probe", c->scenario->duration));
        p.probe = true;
        p.times = 1;
        flowkit_run(w, seat, c->scenario->duration);
        /* The server looks for the device before it looks at its person. */
        if (cases[i].http_status >= 461 && cases[i].http_status <= 463) {
            CHECK(seat->done);
        } else {
            check_failed(c, seat, cases[i].status);
        }
        leave(c, w);
    }
}

/* The clock is told by whoever checks the tokens, before and after. */
static void check_stale_tokens(const creation *c, world *w) {
    script p = {.http_status = 498, .times = 3};
    world_seat *seat = begin(c, w, &p);
    CHECK(world_run_until_state(w, seat, "await-probe", c->scenario->duration));
    CHECK(p.seen == 3);
    p.probe = true;
    p.times = 3;
    flowkit_run(w, seat, c->scenario->duration);
    CHECK(p.seen == 3 && p.probes == 3);
    check_failed(c, seat, PSC_ERR_HTTP_CLOCK);
    leave(c, w);
}

/* ---- answers that say nothing: whether the device is there is asked */

static void check_unclear(const creation *c, world *w) {
    static const script cases[] = {
        {.http_status = 500},
        {.http_status = 302},
        {.http_status = 200, .body = {(const uint8_t *) "<!doctype", 9}},
        {.http_status = 200},
        {.oversized = true},
        {.status = "something_new"},
        {.status = "require_greater_timestamp"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        /* It was, at once or with the second try; or the server does not know what it says. */
        for (uint32_t round = 0; round < 3; round++) {
            script p = cases[i];
            p.times = round == 0 ? 1 : round;
            p.act = round == 0;
            world_seat *seat = run(c, w, &p);
            CHECK(p.seen == (round == 0 ? 1 : 2) && p.probes == (round == 0 ? 1 : round));
            if (round < 2) {
                check_done(c, seat, &p);
            } else {
                CHECK(added(w, &p) == 0);
                check_failed(c, seat, PSC_ERR_NOT_CREATED);
            }
            leave(c, w);
        }
        /* The probe is answered likewise: nobody knows. */
        script p = {.http_status = 500, .times = 1, .act = true};
        world_seat *seat = begin(c, w, &p);
        CHECK(world_run_until_state(w, seat, "await-probe", c->scenario->duration));
        const script seen = p;
        p = cases[i];
        p.seen = seen.seen;
        p.device_id = seen.device_id;
        p.probe = true;
        p.times = 1;
        flowkit_run(w, seat, c->scenario->duration);
        CHECK(p.seen == 1 && p.probes == 1);
        CHECK(seat->failure.status == PSC_ERR_HTTP_SERVER ||
              seat->failure.status == PSC_ERR_HTTP_UNEXPECTED ||
              seat->failure.status == PSC_ERR_REPLY_MALFORMED ||
              seat->failure.status == PSC_ERR_REPLY_UNKNOWN);
        check_failed(c, seat, seat->failure.status);
        leave(c, w);
    }
}

/* ---- lost answers */

static void check_losses(const creation *c, world *w) {
    static const script cases[] = {
        {.lose_first = 1},
        {.lose_first = 3},
        {.drop_first = 2},
        {.drop_first = 1, .lose_first = 1},
        /* Refused by what the lost one had done, or only seemingly. */
        {.lose_first = 1, .status = "device_already_exists", .times = 1},
        {.lose_first = 1, .status = "invalid_certificate", .times = 1},
        {.lose_first = 1, .http_status = 500, .times = 1},
        {.lose_first = 1, .http_status = 461, .times = 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        script p = cases[i];
        world_seat *seat = run(c, w, &p);
        /* What is sent again is refused by what is there. */
        CHECK(p.probes == (cases[i].lose_first > 0 ? 1 : 0));
        for (uint32_t n = 1; n < p.seen; n++) {
            CHECK_BYTES(p.bodies[0], p.bodies[n]);
        }
        check_done(c, seat, &p);
        leave(c, w);
    }
    /* Refused for good, as the probe finds out. */
    script p = {.drop_first = 1, .status = "invalid_certificate", .times = 1};
    world_seat *seat = run(c, w, &p);
    CHECK(p.seen == 2 && p.probes == 1 && added(w, &p) == 0);
    check_failed(c, seat, PSC_ERR_INVALID_CERTIFICATE);
    leave(c, w);
}

/* Longer without a network than a certificate is accepted: it is signed anew, unless the first one
 * did arrive. */
static void check_offline(const creation *c, world *w) {
    for (uint32_t lost = 0; lost < 2; lost++) {
        script p = {.times = 16, .http_status = 503, .lose_first = lost};
        world_seat *seat = begin(c, w, &p);
        while (p.times > 0 && world_tick(w)) {
        }
        CHECK(added(w, &p) == lost && w->now - p.timestamps[0] > 320 * SECOND);
        CHECK(!seat->note[PSC_NOTE_NETWORK].as.network.reachable);
        flowkit_run(w, seat, c->scenario->duration);
        CHECK(p.probes == 1 && seat->note[PSC_NOTE_NETWORK].as.network.reachable);
        const psc_time last = p.timestamps[p.seen - 1];
        CHECK(lost == 1 ? last == p.timestamps[0] : last > p.timestamps[0] + 320 * SECOND);
        check_done(c, seat, &p);
        leave(c, w);
    }
}

/* ---- dates */

static void check_ballpark(const creation *c, world *w) {
    script p = {0};
    world_seat *seat = c->scenario->open(c->scenario->context, w);
    /* Tokens name whole seconds, so that they pass a moment longer. */
    w->now += SECOND - w->now % SECOND + 900000;
    w->server_offset = -300 * SECOND - 500000;
    w->hook = play;
    w->hook_context = &p;
    CHECK_OK(c->scenario->start(c->scenario->context, seat));
    flowkit_run(w, seat, c->scenario->duration);
    CHECK(p.seen == 1 && p.probes == 0 && added(w, &p) == 0);
    CHECK(seat->failure.has_server_time && seat->failure.client_time == p.timestamps[0] &&
          p.timestamps[0] - seat->failure.server_time >= 300 * SECOND);
    w->server_offset = 0;
    check_failed(c, seat, PSC_ERR_BALLPARK);
    leave(c, w);
}

static void check_greater_timestamps(const creation *c, world *w) {
    static const struct {
        psc_time later;
        uint32_t asked;
    } cases[] = {
        {10 * SECOND, 6},  /* without end: five times, and then it is the server's fault */
        {330 * SECOND, 1}, /* too far into the future: at once */
        {90 * SECOND, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        script p = {.later = cases[i].later};
        world_seat *seat = run(c, w, &p);
        CHECK(p.seen == cases[i].asked && p.probes == 0 && added(w, &p) == 0);
        for (uint32_t n = 1; n < p.seen; n++) {
            CHECK(p.timestamps[n] == p.timestamps[n - 1] + p.later + SECOND / 2);
        }
        w->greater_than = 0;
        check_failed(c, seat, PSC_ERR_TIMESTAMP_LOOP);
        leave(c, w);
    }
    /* Once; then after a loss, when the probe has found nothing. */
    for (uint32_t lost = 0; lost < 2; lost++) {
        script p = {.drop_first = lost};
        world_seat *seat = begin(c, w, &p);
        w->greater_than = w->now + 200 * SECOND;
        flowkit_run(w, seat, c->scenario->duration);
        CHECK(p.seen == 2 + lost && p.probes == lost);
        CHECK(p.timestamps[1 + lost] == w->greater_than + SECOND / 2);
        check_done(c, seat, &p);
        leave(c, w);
    }
}

void creation_check(const creation *c, world *w) {
    check_refusals(c, w);
    check_statuses(c, w);
    check_stale_tokens(c, w);
    check_unclear(c, w);
    check_losses(c, w);
    check_offline(c, w);
    check_ballpark(c, w);
    check_greater_timestamps(c, w);
}
