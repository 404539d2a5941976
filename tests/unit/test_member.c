// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "codec/envelope.h"
#include "faults.h"
#include "harness.h"
#include "trust/certificate.h"

#define SECOND PSC_TIME_SECOND
#define DURATION (1800 * SECOND)

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    int job;
    int profile; /* wanted */
    world_user *alice;
    world_user *bob;
    psc_device *device; /* Alice's */
    psc_time begun;
} setting;

/* Alice administers; Bob is a member like others. */
static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_ADMIN);
    s->bob = world_add_user(w, "bob@x.org", "Bob", PSC_PROFILE_STANDARD);
    s->device = world_device(seat, s->alice);
    w->now += 60 * SECOND;
    return seat;
}

static void close_device(void *context) {
    setting *s = context;
    psc_device_release(s->device);
    s->device = NULL;
}

static void leave(setting *s, world *w) {
    close_device(s);
    world_close(w);
}

static psc_status start(void *context, world_seat *seat) {
    setting *s = context;
    s->begun = seat->world->now;
    psc_flow *flow;
    PSC_TRY(psc_member_new(&flow, &seat->host,
                           &(psc_member_options){
                               .device = s->device,
                               .job = s->job,
                               .user_id = s->bob->user_id,
                               .profile = s->profile,
                           }));
    world_start(seat, flow);
    return PSC_OK;
}

static const char *command_of(const setting *s) {
    return s->job == PSC_MEMBER_REVOKE ? "user_revoke" : "user_update";
}

static bool is_so(const setting *s) {
    return s->job == PSC_MEMBER_REVOKE ? s->bob->revoked : s->bob->profile == s->profile;
}

/* ---- between Alice and the server */

typedef struct script {
    const setting *s;
    const char *command; /* only this one; NULL: the command of the job */
    uint32_t drop_first; /* so many never reach the server */
    uint32_t lose_first; /* so many answers are lost */
    /* then the next ones, `times` of them, get this answer, and act on the server or not */
    uint32_t times;
    const char *status;
    uint32_t http_status;
    psc_bytes body;
    bool oversized;
    bool act;
    /* what was seen of the job's own command */
    uint32_t seen;
    psc_bytes bodies[24];
    psc_time sent_at[24];
    uint32_t probes;
    psc_bytes probe;
} script;

static void answer_instead(const script *p, world_exchange *exchange) {
    if (p->status != NULL) {
        world_set_status(exchange, p->status);
    } else {
        exchange->http_status = p->http_status;
        exchange->reply = p->body;
        exchange->oversized = p->oversized;
    }
}

static void play(void *context, world_exchange *exchange) {
    script *p = context;
    const bool own = strcmp(exchange->command, command_of(p->s)) == 0;
    if (!exchange->after && own && CHECK(p->seen < 24)) {
        p->bodies[p->seen] = exchange->body;
        p->sent_at[p->seen++] = exchange->world->now;
    }
    if (!exchange->after && !own) {
        CHECK_TEXT("certificate_get", psc_bytes_from_text(exchange->command));
        p->probe = exchange->body;
        p->probes++;
    }
    if (p->command == NULL ? !own : strcmp(exchange->command, p->command) != 0) {
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
        answer_instead(p, exchange);
    }
}

static world_seat *run(setting *s, int job, script *p) {
    world_seat *seat = furnish(s, &the_world);
    s->job = job;
    p->s = s;
    the_world.hook = play;
    the_world.hook_context = p;
    CHECK_OK(start(s, seat));
    flowkit_run(&the_world, seat, DURATION);
    CHECK(seat->ended);
    return seat;
}

static void check_done(const setting *s, const world_seat *seat) {
    CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING && is_so(s));
}

static void check_failed(const world_seat *seat, int status) {
    CHECK(seat->ended && !seat->done && seat->failure.status == status &&
          seat->failure.nothing_lost);
}

/* It is not said that nothing has changed. */
static void check_unknown(const world_seat *seat, int status) {
    CHECK(seat->ended && !seat->done && seat->failure.status == status &&
          !seat->failure.nothing_lost);
}

/* The certificate in a request, signed by Alice's device. */
static psc_common_certificate certificate_of(const setting *s, psc_bytes body) {
    psc_user_change_request request;
    psc_common_certificate certificate = {.kind = PSC_VARIANT_UNKNOWN};
    psc_bytes message;
    CHECK_OK(psc_record_read(&request, &the_world.arena, body,
                             s->job == PSC_MEMBER_REVOKE ? &psc_user_revoke_request_record
                                                         : &psc_user_update_request_record));
    CHECK_OK(psc_sign_open(&message, request.certificate, s->alice->verify_key));
    CHECK_OK(psc_common_certificate_peek(&certificate, &the_world.arena, request.certificate));
    return certificate;
}

static psc_time timestamp_of(const setting *s, psc_bytes body) {
    const psc_common_certificate certificate = certificate_of(s, body);
    return s->job == PSC_MEMBER_REVOKE ? certificate.revoked_user.timestamp
                                       : certificate.user_update.timestamp;
}

/* ---- what is asked */

static void test_done(void) {
    for (int profile = PSC_PROFILE_ADMIN; profile <= PSC_PROFILE_OUTSIDER; profile++) {
        setting s = {.profile = profile};
        script p = {0};
        world_seat *seat = run(&s, PSC_MEMBER_PROFILE, &p);
        check_done(&s, seat);
        CHECK(p.seen == 1 && p.probes == 0 && !s.bob->revoked);
        const psc_common_certificate certificate = certificate_of(&s, p.bodies[0]);
        CHECK(certificate.kind == PSC_COMMON_USER_UPDATE &&
              psc_uuid_equal(&certificate.user_update.author, &s.alice->device_id) &&
              psc_uuid_equal(&certificate.user_update.user_id, &s.bob->user_id) &&
              certificate.user_update.timestamp == s.begun &&
              certificate.user_update.new_profile == profile);
        leave(&s, &the_world);
    }
    setting s = {0};
    script p = {0};
    world_seat *seat = run(&s, PSC_MEMBER_REVOKE, &p);
    check_done(&s, seat);
    CHECK(p.seen == 1 && p.probes == 0 && s.bob->profile == PSC_PROFILE_STANDARD);
    const psc_common_certificate certificate = certificate_of(&s, p.bodies[0]);
    CHECK(certificate.kind == PSC_COMMON_REVOKED_USER &&
          psc_uuid_equal(&certificate.revoked_user.author, &s.alice->device_id) &&
          psc_uuid_equal(&certificate.revoked_user.user_id, &s.bob->user_id) &&
          certificate.revoked_user.timestamp == s.begun);
    /* Already so. */
    p.seen = 0;
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    check_done(&s, seat);
    CHECK(p.seen == 1 && p.probes == 0);
    /* Whoever is revoked has no profile any more. */
    s.job = PSC_MEMBER_PROFILE;
    s.profile = PSC_PROFILE_ADMIN;
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    check_failed(seat, PSC_ERR_USER_REVOKED);
    leave(&s, &the_world);
}

static const test_vector *find(const char *group, const char *id) {
    for (const test_vector *vector = NULL; (vector = test_vector_next(group, vector)) != NULL;) {
        if (strcmp(vector->id, id) == 0) {
            return vector;
        }
    }
    return NULL;
}

/* To the byte what the official library makes of the same. */
static void test_vectors_of_requests(void) {
    static const struct {
        int job, profile;
        const char *certificate, *request;
    } cases[] = {
        {PSC_MEMBER_PROFILE, PSC_PROFILE_ADMIN, "certificate/user_update_ADMIN",
         "protocol/authenticated_cmds/user_update/Req"},
        {PSC_MEMBER_PROFILE, PSC_PROFILE_STANDARD, "certificate/user_update_STANDARD",
         "protocol/authenticated_cmds/user_update/Req"},
        {PSC_MEMBER_PROFILE, PSC_PROFILE_OUTSIDER, "certificate/user_update_OUTSIDER",
         "protocol/authenticated_cmds/user_update/Req"},
        {PSC_MEMBER_REVOKE, 0, "certificate/revoked_user",
         "protocol/authenticated_cmds/user_revoke/Req"},
    };
    const test_vector *keys = find("keys", "keys/fixed");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.job = cases[i].job, .profile = cases[i].profile};
        script p = {.s = &s};
        const test_vector *vector = find("certificate", cases[i].certificate);
        const test_vector *request = find("protocol", cases[i].request);
        world_seat *seat = furnish(&s, &the_world);
        if (!CHECK(keys != NULL && vector != NULL && request != NULL)) {
            return;
        }
        test_subject(cases[i].certificate);
        psc_user_update_certificate expected;
        const psc_bytes content = test_vector_hex(vector, "msgpack");
        psc_common_certificate read;
        CHECK_OK(psc_union_read(&read, &the_world.arena, content, &psc_common_certificate_union));
        expected = read.user_update; /* both kinds begin alike */
        close_device(&s);
        s.alice->device_id = expected.author;
        memcpy(s.alice->signing_key, test_vector_hex(vector, "signing_seed").at, 32);
        memcpy(s.alice->verify_key, test_vector_hex(vector, "verify_key").at, 32);
        s.bob->user_id = expected.user_id;
        s.bob->profile = -1; /* any is another one */
        s.device = world_device(seat, s.alice);
        the_world.now = expected.timestamp;
        the_world.hook = play;
        the_world.hook_context = &p;
        CHECK_OK(start(&s, seat));
        flowkit_run(&the_world, seat, DURATION);
        check_done(&s, seat);
        psc_user_change_request sent;
        psc_bytes wrapped;
        psc_bytes signed_content;
        CHECK_OK(psc_record_read(&sent, &the_world.arena, p.bodies[0],
                                 s.job == PSC_MEMBER_REVOKE ? &psc_user_revoke_request_record
                                                            : &psc_user_update_request_record));
        CHECK_OK(psc_sign_open(&wrapped, sent.certificate, s.alice->verify_key));
        CHECK_OK(psc_envelope_unwrap(&signed_content, &the_world.arena, wrapped, PSC_ENVELOPE_MAX));
        CHECK_BYTES(content, signed_content);
        /* The vector's request holds four bytes in place of a certificate. */
        const psc_bytes frame = test_vector_hex(request, "hex");
        CHECK_BYTES(((psc_bytes){frame.at, frame.len - 6}),
                    ((psc_bytes){p.bodies[0].at, frame.len - 6}));
        leave(&s, &the_world);
    }
    test_subject(NULL);
}

static void test_options(void) {
    setting s = {.job = PSC_MEMBER_REVOKE};
    world_seat *seat = furnish(&s, &the_world);
    world_user *bob = s.bob;
    for (s.job = PSC_MEMBER_PROFILE; s.job <= PSC_MEMBER_REVOKE; s.job++) {
        s.bob = s.alice;
        CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
        s.bob = bob;
    }
    s.job = PSC_MEMBER_REVOKE + 1;
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    s.job = PSC_MEMBER_PROFILE;
    s.profile = PSC_PROFILE_OUTSIDER + 1;
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    s.profile = -1;
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    CHECK(s.device->references == 1 && the_world.exchanges == 0);
    leave(&s, &the_world);
}

/* ---- what is refused */

static void test_refusals(void) {
    static const struct {
        int job;
        const char *answer;
        int status;
    } cases[] = {
        {PSC_MEMBER_PROFILE, "author_not_allowed", PSC_ERR_AUTHOR_NOT_ALLOWED},
        {PSC_MEMBER_PROFILE, "user_not_found", PSC_ERR_USER_NOT_FOUND},
        {PSC_MEMBER_PROFILE, "user_revoked", PSC_ERR_USER_REVOKED},
        {PSC_MEMBER_PROFILE, "invalid_certificate", PSC_ERR_INVALID_CERTIFICATE},
        {PSC_MEMBER_REVOKE, "author_not_allowed", PSC_ERR_AUTHOR_NOT_ALLOWED},
        {PSC_MEMBER_REVOKE, "user_not_found", PSC_ERR_USER_NOT_FOUND},
        {PSC_MEMBER_REVOKE, "invalid_certificate", PSC_ERR_INVALID_CERTIFICATE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].answer);
        setting s = {.profile = PSC_PROFILE_ADMIN};
        script p = {.status = cases[i].answer, .times = 1};
        world_seat *seat = run(&s, cases[i].job, &p);
        check_failed(seat, cases[i].status);
        CHECK(p.seen == 1 && p.probes == 0 && !is_so(&s) && seat->failure.http_status == 200);
        leave(&s, &the_world);
    }
    test_subject(NULL);
}

/* Answers that say nothing about the certificate: whether it was taken is looked up. */
static void test_unclear(void) {
    static const struct {
        script script;
        int status;
    } cases[] = {
        {{.http_status = 500}, PSC_ERR_HTTP_SERVER},
        {{.http_status = 302}, PSC_ERR_HTTP_UNEXPECTED},
        {{.http_status = 403}, PSC_ERR_HTTP_FORBIDDEN},
        {{.http_status = 413}, PSC_ERR_HTTP_TOO_LARGE},
        {{.http_status = 461}, PSC_ERR_HTTP_REVOKED},
        {{.http_status = 462}, PSC_ERR_HTTP_FROZEN},
        {{.http_status = 200, .body = {(const uint8_t *) "<!doctype", 9}}, PSC_ERR_REPLY_MALFORMED},
        {{.http_status = 200}, PSC_ERR_REPLY_MALFORMED},
        {{.oversized = true}, PSC_ERR_REPLY_MALFORMED},
        {{.status = "something_new"}, PSC_ERR_REPLY_UNKNOWN},
        {{.status = "require_greater_timestamp"}, PSC_ERR_REPLY_MALFORMED},
    };
    for (int job = PSC_MEMBER_PROFILE; job <= PSC_MEMBER_REVOKE; job++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            /* The server had done it. */
            setting s = {.profile = PSC_PROFILE_OUTSIDER};
            script p = cases[i].script;
            p.times = 1;
            p.act = true;
            world_seat *seat = run(&s, job, &p);
            check_done(&s, seat);
            CHECK(p.seen == 1 && p.probes == 1);
            leave(&s, &the_world);
            /* It had not. */
            p = cases[i].script;
            p.times = 1;
            seat = run(&s, job, &p);
            check_failed(seat, cases[i].status);
            CHECK(p.seen == 1 && p.probes == 1 && !is_so(&s));
            leave(&s, &the_world);
        }
    }
}

/* From just before that certificate on: it may be the very first of the answer. */
static void check_probe(const script *p, psc_time sent) {
    psc_buf expected;
    psc_buf_init(&expected, &the_world.arena);
    CHECK_OK(psc_certificate_get_request_write(&expected,
                                               &(psc_certificate_get_request){true, sent - 1}));
    CHECK_BYTES(psc_buf_view(&expected), p->probe);
}

static void test_probe_trouble(void) {
    static const struct {
        script script;
        int status;
    } cases[] = {
        {{.http_status = 500}, PSC_ERR_HTTP_SERVER},
        {{.http_status = 461}, PSC_ERR_HTTP_REVOKED},
        {{.http_status = 200}, PSC_ERR_REPLY_MALFORMED},
        {{.status = "something_new"}, PSC_ERR_REPLY_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.job = PSC_MEMBER_REVOKE};
        world_seat *seat = furnish(&s, &the_world);
        script p = {.s = &s, .http_status = 500, .act = true, .times = 1};
        the_world.hook = play;
        the_world.hook_context = &p;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-probe", DURATION));
        const psc_time sent = timestamp_of(&s, p.bodies[0]);
        p = cases[i].script;
        p.s = &s;
        p.command = "certificate_get";
        p.times = 1;
        flowkit_run(&the_world, seat, DURATION);
        check_unknown(seat, cases[i].status);
        CHECK(p.probes == 1);
        check_probe(&p, sent);
        /* Once more: it was done. */
        the_world.hook = NULL;
        CHECK_OK(start(&s, seat));
        flowkit_run(&the_world, seat, DURATION);
        check_done(&s, seat);
        leave(&s, &the_world);
    }
}

static void test_cancelled(void) {
    static const char *const states[] = {"await-changed", "await-probe"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        setting s = {.job = PSC_MEMBER_REVOKE};
        world_seat *seat = furnish(&s, &the_world);
        script p = {.s = &s, .http_status = 500, .act = true, .times = 1};
        the_world.hook = play;
        the_world.hook_context = &p;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, states[i], DURATION));
        CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
        check_unknown(seat, PSC_ERR_CANCELLED);
        leave(&s, &the_world);
    }
}

/* ---- lost answers */

static void test_losses(void) {
    static const script cases[] = {
        {.lose_first = 1},
        {.lose_first = 3},
        {.drop_first = 2},
        {.drop_first = 1, .lose_first = 1},
        /* Refused by what the lost one had done, or only seemingly. */
        {.lose_first = 1, .status = "author_not_allowed", .times = 1},
        {.lose_first = 1, .status = "user_not_found", .times = 1},
        {.lose_first = 1, .status = "invalid_certificate", .times = 1},
        {.lose_first = 1, .http_status = 500, .times = 1},
    };
    for (int job = PSC_MEMBER_PROFILE; job <= PSC_MEMBER_REVOKE; job++) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            setting s = {.profile = PSC_PROFILE_ADMIN};
            script p = cases[i];
            world_seat *seat = run(&s, job, &p);
            check_done(&s, seat);
            CHECK(p.probes == (cases[i].times > 0 ? 1 : 0));
            for (uint32_t n = 1; n < p.seen; n++) {
                CHECK_BYTES(p.bodies[0], p.bodies[n]);
            }
            leave(&s, &the_world);
        }
        /* Refused for good, as the probe finds out. */
        setting s = {.profile = PSC_PROFILE_ADMIN};
        script p = {.drop_first = 1, .status = "author_not_allowed", .times = 1};
        world_seat *seat = run(&s, job, &p);
        check_failed(seat, PSC_ERR_AUTHOR_NOT_ALLOWED);
        CHECK(p.seen == 2 && p.probes == 1 && !is_so(&s));
        leave(&s, &the_world);
    }
}

/* Longer without a network than a certificate is accepted: it is signed anew, unless the first one
 * did arrive. */
static void test_offline(void) {
    for (int lost = 0; lost < 2; lost++) {
        setting s = {.profile = PSC_PROFILE_OUTSIDER, .job = PSC_MEMBER_PROFILE};
        world_seat *seat = furnish(&s, &the_world);
        script p = {.s = &s, .times = 16, .http_status = 503, .lose_first = (uint32_t) lost};
        the_world.hook = play;
        the_world.hook_context = &p;
        CHECK_OK(start(&s, seat));
        while (p.times > 0 && world_tick(&the_world)) {
        }
        CHECK((is_so(&s) ? 1 : 0) == lost);
        CHECK(the_world.now - s.begun > 320 * SECOND);
        CHECK(seat->noted[PSC_NOTE_NETWORK] > 2 &&
              !seat->note[PSC_NOTE_NETWORK].as.network.reachable);
        flowkit_run(&the_world, seat, DURATION);
        check_done(&s, seat);
        CHECK(p.probes == 1 && seat->note[PSC_NOTE_NETWORK].as.network.reachable);
        const psc_time last = timestamp_of(&s, p.bodies[p.seen - 1]);
        CHECK(lost == 1 ? last == s.begun : last > s.begun + 320 * SECOND);
        leave(&s, &the_world);
    }
}

/* The clock is set back between two tries: the probe finds also what the second one did. */
static void play_set_back(void *context, world_exchange *exchange) {
    script *p = context;
    const bool last = !exchange->after && p->times == 0 && p->probes == 0;
    play(context, exchange);
    if (last) {
        exchange->world->now = p->s->begun - 3600 * SECOND;
    } else if (p->probes == 1 && exchange->after) {
        /* The next try is heard; its answer says nothing. */
        p->times = 1;
        p->act = true;
    }
}

static void test_clock_set_back(void) {
    setting s = {.job = PSC_MEMBER_REVOKE};
    world_seat *seat = furnish(&s, &the_world);
    script p = {.s = &s, .times = 2, .http_status = 503};
    the_world.hook = play_set_back;
    the_world.hook_context = &p;
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-probe", DURATION));
    p.http_status = 500;
    flowkit_run(&the_world, seat, DURATION);
    check_done(&s, seat);
    const psc_time last = timestamp_of(&s, p.bodies[p.seen - 1]);
    CHECK(p.probes == 2 && last < s.begun);
    check_probe(&p, last);
    leave(&s, &the_world);
}

/* ---- somebody else does the same, or the opposite, while our answer is lost */

static void publish(psc_bytes blob) {
    the_world.certificates[the_world.certificate_count] = blob;
    the_world.certificate_times[the_world.certificate_count++] = the_world.now;
}

static void publish_update(const world_user *by, const world_user *who, int profile) {
    psc_bytes blob = PSC_BYTES_ABSENT;
    CHECK_OK(psc_user_update_certificate_make(
        &blob, &the_world.arena,
        &(psc_user_update_certificate){by->device_id, the_world.now, who->user_id, profile},
        by->signing_key));
    publish(blob);
}

static void publish_revocation(const world_user *by, const world_user *who) {
    psc_bytes blob = PSC_BYTES_ABSENT;
    CHECK_OK(psc_revoked_user_certificate_make(
        &blob, &the_world.arena,
        &(psc_revoked_user_certificate){by->device_id, the_world.now, who->user_id},
        by->signing_key));
    publish(blob);
}

static void test_others(void) {
    enum { SAME, SAME_AND_BACK, ANOTHER_PROFILE, SOMEBODY, REVOKED, OWN_AND_BACK, LAST };
    for (int what = SAME; what < LAST; what++) {
        for (int job = PSC_MEMBER_PROFILE; job <= PSC_MEMBER_REVOKE; job++) {
            setting s = {.profile = PSC_PROFILE_ADMIN, .job = job};
            world_seat *seat = furnish(&s, &the_world);
            const world_user *carol =
                world_add_user(&the_world, "carol@x.org", "Carol", PSC_PROFILE_ADMIN);
            script p = {.s = &s, .status = "author_not_allowed", .times = 1};
            *(what == OWN_AND_BACK ? &p.lose_first : &p.drop_first) = 1;
            the_world.hook = play;
            the_world.hook_context = &p;
            CHECK_OK(start(&s, seat));
            CHECK(world_tick(&the_world));
            the_world.now += SECOND;
            publish(PSC_BYTES_LIT("rubbish"));
            if (what == SAME || what == SAME_AND_BACK) {
                publish_update(carol, s.bob, PSC_PROFILE_ADMIN);
            }
            if (what == SAME_AND_BACK || what == OWN_AND_BACK) {
                the_world.now += SECOND;
                publish_update(carol, s.bob, PSC_PROFILE_STANDARD);
            }
            if (what == ANOTHER_PROFILE) {
                publish_update(carol, s.bob, PSC_PROFILE_OUTSIDER);
            }
            if (what == SOMEBODY) {
                publish_update(s.alice, carol, PSC_PROFILE_ADMIN);
                publish_revocation(s.alice, carol);
            }
            if (what == REVOKED) {
                publish_update(carol, s.bob, PSC_PROFILE_ADMIN);
                publish_revocation(carol, s.bob);
            }
            flowkit_run(&the_world, seat, DURATION);
            CHECK(p.seen == 2 && p.probes == 1);
            const bool so =
                what == OWN_AND_BACK || (job == PSC_MEMBER_REVOKE ? what == REVOKED : what == SAME);
            CHECK(seat->ended && seat->done == so);
            CHECK(so || seat->failure.status == PSC_ERR_AUTHOR_NOT_ALLOWED);
            leave(&s, &the_world);
        }
    }
}

/* ---- dates */

static void test_ballpark(void) {
    for (int job = PSC_MEMBER_PROFILE; job <= PSC_MEMBER_REVOKE; job++) {
        setting s = {.job = job, .profile = PSC_PROFILE_OUTSIDER};
        world_seat *seat = furnish(&s, &the_world);
        /* Tokens name whole seconds, so that they pass a moment longer. */
        the_world.now += SECOND - the_world.now % SECOND + 900000;
        the_world.server_offset = -300 * SECOND - 500000;
        CHECK_OK(start(&s, seat));
        flowkit_run(&the_world, seat, DURATION);
        check_failed(seat, PSC_ERR_BALLPARK);
        CHECK(seat->failure.has_server_time && seat->failure.client_time == s.begun &&
              s.begun - seat->failure.server_time >= 300 * SECOND);
        CHECK(!is_so(&s) && the_world.exchanges == 1);
        leave(&s, &the_world);
    }
}

typedef struct later {
    const setting *s;
    psc_time step; /* how much later each time; 0: as is */
    psc_time timestamps[16];
    uint32_t count;
} later;

static void want_later(void *context, world_exchange *exchange) {
    later *l = context;
    if (exchange->after || !CHECK(l->count < 16)) {
        return;
    }
    const psc_time timestamp = timestamp_of(l->s, exchange->body);
    l->timestamps[l->count++] = timestamp;
    exchange->world->greater_than = l->step == 0 ? 0 : timestamp + l->step;
}

static void test_greater_timestamp(void) {
    static const struct {
        psc_time step;
        uint32_t asked;
    } cases[] = {
        {10 * SECOND, 6},  /* without end: five times, and then it is the server's fault */
        {330 * SECOND, 1}, /* too far into the future: at once */
        {90 * SECOND, 4},
    };
    for (int job = PSC_MEMBER_PROFILE; job <= PSC_MEMBER_REVOKE; job++) {
        setting s = {.job = job, .profile = PSC_PROFILE_OUTSIDER};
        later l = {.s = &s};
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            world_seat *seat = furnish(&s, &the_world);
            l.step = cases[i].step;
            l.count = 0;
            the_world.hook = want_later;
            the_world.hook_context = &l;
            CHECK_OK(start(&s, seat));
            flowkit_run(&the_world, seat, DURATION);
            check_failed(seat, PSC_ERR_TIMESTAMP_LOOP);
            CHECK(l.count == cases[i].asked && !is_so(&s));
            for (uint32_t n = 1; n < l.count; n++) {
                CHECK(l.timestamps[n] == l.timestamps[n - 1] + l.step + SECOND / 2);
            }
            leave(&s, &the_world);
        }
        /* Once: half a second later than what is wanted. */
        world_seat *seat = furnish(&s, &the_world);
        script p = {.s = &s};
        the_world.hook = play;
        the_world.hook_context = &p;
        the_world.greater_than = the_world.now + 200 * SECOND;
        CHECK_OK(start(&s, seat));
        flowkit_run(&the_world, seat, DURATION);
        check_done(&s, seat);
        CHECK(p.seen == 2 && timestamp_of(&s, p.bodies[1]) == the_world.greater_than + SECOND / 2);
        leave(&s, &the_world);
        /* In the past: now is late enough. After a loss, once the probe has found nothing. */
        seat = furnish(&s, &the_world);
        p = (script){.s = &s, .drop_first = 1};
        the_world.hook = play;
        the_world.hook_context = &p;
        the_world.greater_than = the_world.now;
        CHECK_OK(start(&s, seat));
        flowkit_run(&the_world, seat, DURATION);
        check_done(&s, seat);
        CHECK(p.seen == 3 && p.probes == 1 && timestamp_of(&s, p.bodies[1]) == s.begun &&
              timestamp_of(&s, p.bodies[2]) > p.sent_at[1]);
        leave(&s, &the_world);
    }
}

/* ---- trouble: the network comes back, and each command may have worked before */

static void settle(void *context, world_seat *seat) {
    setting *s = context;
    if (!seat->done) {
        CHECK_OK(start(s, seat));
        world_run(seat->world, DURATION);
    }
    check_done(s, seat);
    CHECK(seat->world->certificate_count == 1);
}

/* With an answer lost, and the next one no answer: the probe is needed, and its answer is lost as
 * well. */
typedef struct misfortune {
    script script;
    faults_losses losses;
} misfortune;

static void meet(void *context, world_exchange *exchange) {
    misfortune *m = context;
    play(&m->script, exchange);
    if (strcmp(exchange->command, "certificate_get") == 0) {
        faults_lose(&m->losses, exchange);
    }
}

static world_seat *furnish_unlucky(void *context, world *w) {
    static misfortune m;
    setting *s = context;
    world_seat *seat = furnish(s, w);
    m = (misfortune){
        .script = {.s = s, .lose_first = 1, .http_status = 500, .times = 1},
        .losses = {.seat = seat},
    };
    w->hook = meet;
    w->hook_context = &m;
    return seat;
}

int main(void) {
    test_done();
    test_vectors_of_requests();
    test_options();
    test_refusals();
    test_unclear();
    test_probe_trouble();
    test_cancelled();
    test_losses();
    test_offline();
    test_clock_set_back();
    test_others();
    test_ballpark();
    test_greater_timestamp();
    for (int job = PSC_MEMBER_PROFILE; job <= PSC_MEMBER_REVOKE; job++) {
        setting s = {.job = job, .profile = PSC_PROFILE_ADMIN};
        const flowkit_scenario scenario = {&s, furnish, start, settle, DURATION, close_device};
        CHECK(flowkit_each_cancel(&scenario) == 1);
        CHECK(flowkit_each_allocation(&scenario) > 10);
        CHECK(flowkit_each_loss(&scenario) == 2);
        CHECK(flowkit_each_reload(&scenario) == 2);
        const flowkit_scenario unlucky = {&s,     furnish_unlucky, start,
                                          settle, DURATION,        close_device};
        CHECK(flowkit_each_cancel(&unlucky) > 4);
        CHECK(faults_each_hurried_allocation(&unlucky, &the_world) > 20);
    }
    return test_finish();
}
