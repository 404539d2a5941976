// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "codec/base64.h"
#include "codec/envelope.h"
#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define DURATION (600 * SECOND)

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    bool spontaneous;
    psc_bytes authority_key_pem;
    psc_bytes request; /* the last one that the server saw */
} setting;

static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    w->bootstrapped = false;
    w->spontaneous = s->spontaneous;
    w->remember = true;
    world_seat *seat = world_sit(w, "Alice");
    seat->heap.search = true;
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_bootstrap_options options = {.device_label = PSC_BYTES_LIT("Web")};
    if (s->spontaneous) {
        options.server_url = PSC_BYTES_LIT("https://parsec.example.com");
    } else {
        options.link = world_bootstrap_link(seat->world);
    }
    psc_flow *flow;
    PSC_TRY(psc_bootstrap_new(&flow, &seat->host, &options));
    world_start(seat, flow);
    return PSC_OK;
}

static psc_status resume(world_seat *seat) {
    psc_flow *flow;
    const world_record *record = world_find_record(seat, PSC_STORE_JOURNEYS);
    PSC_TRY(psc_bootstrap_new(&flow, &seat->host,
                              &(psc_bootstrap_options){.journey_key = record->key}));
    world_start(seat, flow);
    return PSC_OK;
}

static void check_created(world_seat *seat) {
    if (!CHECK(seat->done && seat->result.kind == PSC_RESULT_DEVICE)) {
        return;
    }
    world *w = seat->world;
    const psc_result_device *result = &seat->result.as.device;
    CHECK_TEXT("Org", result->organization);
    CHECK_TEXT("parsec.example.com", result->host);
    CHECK_TEXT("first@example.com", result->human_handle.email);
    CHECK_TEXT("Alice", result->human_handle.label);
    CHECK_TEXT("Web", result->device_label);
    CHECK(result->profile == PSC_PROFILE_ADMIN && result->place.store == PSC_STORE_DEVICES);
    CHECK(w->bootstrapped && w->user_count == 1);
    CHECK(psc_uuid_equal(&result->user_id, &w->users[0].user_id));
    CHECK(psc_uuid_equal(&result->device_id, &w->users[0].device_id));
    CHECK_BYTES(flowkit_device_key(w, &w->users[0]), result->place.key);
    CHECK(world_device_works(seat, seat->password));
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 0);
}

/* ---- what is sent */

static void watch(void *context, world_exchange *exchange) {
    setting *s = context;
    if (!exchange->after && strcmp(exchange->command, "organization_bootstrap") == 0) {
        s->request = exchange->body;
    }
}

static void read_certificate(void *out, world *w, const psc_organization_bootstrap_request *request,
                             psc_bytes blob, const psc_record *record) {
    psc_bytes wrapped;
    psc_bytes content;
    CHECK_OK(psc_sign_open(&wrapped, blob, request->root_verify_key));
    CHECK_OK(psc_envelope_unwrap(&content, &w->arena, wrapped, PSC_ENVELOPE_MAX));
    CHECK_OK(psc_record_read(out, &w->arena, content, record));
}

static void check_request(const setting *s, world_seat *seat, psc_time earliest) {
    world *w = seat->world;
    psc_organization_bootstrap_request request;
    if (!CHECK_OK(psc_record_read(&request, &w->arena, s->request,
                                  &psc_organization_bootstrap_request_record))) {
        return;
    }
    if (s->spontaneous) {
        CHECK(request.bootstrap_token.at == NULL);
    } else {
        CHECK_BYTES(PSC_BYTES_OF(w->bootstrap_token), request.bootstrap_token);
    }
    psc_user_certificate user;
    psc_user_certificate redacted_user;
    psc_device_certificate device;
    psc_device_certificate redacted_device;
    read_certificate(&user, w, &request, request.user_certificate, &psc_user_certificate_record);
    read_certificate(&redacted_user, w, &request, request.redacted_user_certificate,
                     &psc_user_certificate_record);
    read_certificate(&device, w, &request, request.device_certificate,
                     &psc_device_certificate_record);
    read_certificate(&redacted_device, w, &request, request.redacted_device_certificate,
                     &psc_device_certificate_record);
    CHECK(!user.has_author && !redacted_user.has_author && !device.has_author &&
          !redacted_device.has_author);
    CHECK(user.timestamp >= earliest && user.timestamp <= w->now);
    CHECK(redacted_user.timestamp == user.timestamp && device.timestamp == user.timestamp &&
          redacted_device.timestamp == user.timestamp);
    CHECK(psc_uuid_equal(&user.user_id, &device.user_id) &&
          psc_uuid_equal(&user.user_id, &redacted_user.user_id));
    CHECK(psc_uuid_equal(&device.device_id, &redacted_device.device_id));
    CHECK(!psc_uuid_equal(&user.user_id, &device.device_id));
    CHECK_TEXT("first@example.com", user.human_handle.email);
    CHECK_TEXT("Alice", user.human_handle.label);
    CHECK(redacted_user.human_handle.email.at == NULL && redacted_device.device_label.at == NULL);
    CHECK_TEXT("Web", device.device_label);
    CHECK(user.profile == PSC_PROFILE_ADMIN && redacted_user.profile == PSC_PROFILE_ADMIN);
    CHECK(device.has_purpose && device.purpose == PSC_PURPOSE_STANDARD);
    CHECK(memcmp(user.public_key, redacted_user.public_key, 32) == 0);
    CHECK(memcmp(device.verify_key, redacted_device.verify_key, 32) == 0);
    CHECK(memcmp(device.verify_key, request.root_verify_key, 32) != 0);
    CHECK((request.sequester_authority_certificate.at != NULL) ==
          (s->authority_key_pem.at != NULL));
    if (request.sequester_authority_certificate.at != NULL) {
        psc_sequester_authority_certificate authority;
        read_certificate(&authority, w, &request, request.sequester_authority_certificate,
                         &psc_sequester_authority_certificate_record);
        CHECK(authority.timestamp == user.timestamp);
        psc_buf encoded;
        psc_buf_init(&encoded, &w->arena);
        CHECK_OK(psc_base64_encode(&encoded, authority.verify_key_der, PSC_BASE64_STANDARD_PADDED));
        CHECK(encoded.len == 216);
    }
}

static const char authority_pem[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC8IADoBg9cOFUGeyBFk1JTIhKt\n"
    "VEbptLSPdozmQLO62uevXeTFJJzaUljCh2kt0WyH1zpANGmsIErcEH8v7i/5ESx+\n"
    "/h6zlvGCtChP9aN1ywpYbVr17kdAOo0Og4+AhHZicup+uT3eifWeEMLrqXEjJoFI\n"
    "E0eRjZ2exWllKhDDSQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

static bool person_with_authority(void *context, world_seat *seat, const psc_question *question,
                                  psc_event *answer) {
    const setting *s = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_IDENTITY) {
        answer->as.answer.authority_key_pem = s->authority_key_pem;
    }
    return answered;
}

static void test_creation(void) {
    for (int round = 0; round < 4; round++) {
        setting s = {.spontaneous = (round & 1) != 0};
        if ((round & 2) != 0) {
            s.authority_key_pem = PSC_BYTES_LIT(authority_pem);
        }
        world_seat *seat = furnish(&s, &the_world);
        seat->person = person_with_authority;
        seat->person_context = &s;
        the_world.hook = watch;
        the_world.hook_context = &s;
        const psc_time earliest = the_world.now;
        CHECK_OK(start(&s, seat));
        CHECK(strcmp(psc_flow_name(seat->flow), "bootstrap") == 0);
        flowkit_run(&the_world, seat, DURATION);
        check_created(seat);
        check_request(&s, seat, earliest);
        CHECK(seat->asked[PSC_QUESTION_IDENTITY] == 1 && seat->asked[PSC_QUESTION_PROTECTION] == 1);
        CHECK(the_world.exchanges == (s.spontaneous ? 2 : 1));
        world_close(&the_world);
    }
}

/* The record is there, whole, when the command leaves. */
static void check_recorded(void *context, world_exchange *exchange) {
    (void) context;
    if (exchange->after || strcmp(exchange->command, "organization_bootstrap") != 0) {
        return;
    }
    world *w = exchange->world;
    const world_record *record = world_find_record(exchange->seat, PSC_STORE_JOURNEYS);
    psc_journey journey;
    psc_device_file file;
    if (!CHECK(record != NULL) || !CHECK_OK(psc_journey_read(&journey, &w->arena, record->value)) ||
        !CHECK_OK(psc_device_file_read(&file, &w->arena, journey.device_file))) {
        return;
    }
    CHECK(journey.kind == PSC_JOURNEY_BOOTSTRAP);
    CHECK_TEXT("Org", journey.organization_id);
    const psc_access access = world_password(exchange->seat->password, &file.algorithm);
    psc_local_device local;
    psc_bootstrap_secrets secrets;
    CHECK_OK(psc_device_file_open(&local, &w->arena, &file, &access));
    CHECK_OK(psc_journey_open(&secrets, &w->arena, journey.ciphertext,
                              &psc_bootstrap_secrets_record, local.local_symkey));
    CHECK_BYTES(exchange->body, secrets.request_body);
    CHECK(world_count(exchange->seat, PSC_STORE_DEVICES) == 0);
}

static void test_recorded_before_sent(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    the_world.hook = check_recorded;
    CHECK_OK(start(&s, seat));
    world_run(&the_world, DURATION);
    check_created(seat);
    world_close(&the_world);
}

/* ---- questions */

typedef struct wrong_answer {
    const char *name, *email, *organization, *pem;
    int rejected;
} wrong_answer;

typedef struct clumsy {
    const wrong_answer *wrong;
    size_t count;
    size_t given;
} clumsy;

static bool answer_wrongly(void *context, world_seat *seat, const psc_question *question,
                           psc_event *answer) {
    clumsy *c = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind != PSC_QUESTION_IDENTITY) {
        return answered;
    }
    CHECK(question->as.identity.rejected ==
          (c->given == 0 ? PSC_OK : c->wrong[c->given - 1].rejected));
    CHECK_TEXT("parsec.example.com", question->as.identity.host);
    if (c->given < c->count) {
        const wrong_answer *wrong = &c->wrong[c->given++];
        answer->as.answer.name = psc_bytes_from_text(wrong->name);
        answer->as.answer.email = psc_bytes_from_text(wrong->email);
        answer->as.answer.organization = psc_bytes_from_text(wrong->organization);
        answer->as.answer.authority_key_pem = psc_bytes_from_text(wrong->pem);
    }
    return answered;
}

static void test_identity(void) {
    static const wrong_answer wrong[] = {
        {NULL, "a@x.org", "Org", NULL, PSC_ERR_VALUE},
        {"", "a@x.org", "Org", NULL, PSC_ERR_VALUE},
        {"A <b>", "a@x.org", "Org", NULL, PSC_ERR_VALUE},
        {"Alice", NULL, "Org", NULL, PSC_ERR_VALUE},
        {"Alice", "nobody", "Org", NULL, PSC_ERR_VALUE},
        {"Alice", "a@x.org", NULL, NULL, PSC_ERR_ADDRESS_ORGANIZATION},
        {"Alice", "a@x.org", "", NULL, PSC_ERR_ADDRESS_ORGANIZATION},
        {"Alice", "a@x.org", "not one", NULL, PSC_ERR_ADDRESS_ORGANIZATION},
        {"Alice", "a@x.org", "Org", "rubbish", PSC_ERR_AUTHORITY_KEY},
    };
    setting s = {.spontaneous = true};
    world_seat *seat = furnish(&s, &the_world);
    clumsy c = {.wrong = wrong, .count = sizeof wrong / sizeof wrong[0]};
    seat->person = answer_wrongly;
    seat->person_context = &c;
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    check_created(seat);
    CHECK(seat->asked[PSC_QUESTION_IDENTITY] == c.count + 1);
    world_close(&the_world);
    /* With a link the organization is given, whatever is answered. */
    s.spontaneous = false;
    seat = furnish(&s, &the_world);
    const wrong_answer other = {"Alice", "first@example.com", "Other", "", PSC_OK};
    c = (clumsy){.wrong = &other, .count = 1};
    seat->person = answer_wrongly;
    seat->person_context = &c;
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_IDENTITY, SECOND));
    CHECK_TEXT("Org", seat->question.as.identity.organization);
    world_run(&the_world, DURATION);
    check_created(seat);
    world_close(&the_world);
}

static void test_options(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    psc_flow *flow;
    psc_bootstrap_options options = {.link = world_bootstrap_link(&the_world)};
    CHECK_STATUS(PSC_ERR_VALUE, psc_bootstrap_new(&flow, &seat->host, &options));
    options.device_label = PSC_BYTES_LIT("Web");
    options.link = PSC_BYTES_LIT(
        "https://parsec.example.com/redirect/Org?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v");
    CHECK_STATUS(PSC_ERR_INVITATION_KIND, psc_bootstrap_new(&flow, &seat->host, &options));
    options.link =
        PSC_BYTES_LIT("https://parsec.example.com/redirect/Org?a=bootstrap_organization");
    CHECK(psc_bootstrap_new(&flow, &seat->host, &options) != PSC_OK);
    options.link = PSC_BYTES_ABSENT;
    options.server_url = PSC_BYTES_LIT("ftp://parsec.example.com");
    CHECK(psc_bootstrap_new(&flow, &seat->host, &options) != PSC_OK);
    CHECK(flow == NULL);
    world_close(&the_world);
}

/* A password that could not be stretched is asked for again, at first and in a resumed journey. */
static void test_stretch_failure(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-key", DURATION));
    flowkit_fail_stretch(seat);
    CHECK(seat->question.kind == PSC_QUESTION_TROUBLE);
    CHECK(seat->question.as.trouble.status == PSC_ERR_STRETCH);
    flowkit_misfits(seat);
    CHECK(world_run_until_state(&the_world, seat, "await-protection", DURATION));
    CHECK(world_run_until_state(&the_world, seat, "await-created", DURATION));
    world_leave(seat);
    CHECK_OK(resume(seat));
    CHECK(world_run_until_state(&the_world, seat, "await-key", DURATION));
    flowkit_fail_stretch(seat);
    CHECK(world_run_until_state(&the_world, seat, "await-password", DURATION));
    world_run(&the_world, DURATION);
    check_created(seat);
    world_close(&the_world);
}

/* ---- the server refuses */

typedef struct script {
    setting *s;
    const char *command;
    const char *status;   /* in the server's place */
    uint32_t http_status; /* the same; 0: no */
    bool after;           /* the server acts, and its answer is replaced */
    uint32_t lose_first;  /* requests of this command whose answers are lost, the server acting */
    uint32_t skip;        /* requests of this command left alone after those */
    uint32_t times;       /* replaced after those */
    bool taken;           /* somebody else's organization, where the new device is unknown */
    uint32_t seen;
} script;

static void play(void *context, world_exchange *exchange) {
    script *p = context;
    if (p->taken && !exchange->after && strcmp(exchange->command, "certificate_get") == 0) {
        exchange->http_status = 403;
    }
    if (strcmp(exchange->command, p->command) != 0) {
        return;
    }
    if (!exchange->after) {
        p->seen++;
    }
    if (p->seen <= p->lose_first) {
        exchange->lose = exchange->after;
    } else if (p->seen > p->lose_first + p->skip && p->seen <= p->lose_first + p->skip + p->times &&
               exchange->after == p->after) {
        if (p->status != NULL) {
            world_set_status(exchange, p->status);
        } else {
            exchange->http_status = p->http_status;
            exchange->reply = PSC_BYTES_LIT("<!doctype html>");
        }
    }
}

static void run_script(setting *s, world *w, world_seat *seat, script *p) {
    w->hook = play;
    w->hook_context = p;
    CHECK_OK(start(s, seat));
    flowkit_run(w, seat, DURATION);
    w->hook = NULL;
    CHECK(seat->ended);
}

static void test_refusals(void) {
    static const struct {
        const char *answer;
        uint32_t http_status;
        int status;
    } cases[] = {
        {"invalid_certificate", 0, PSC_ERR_INVALID_CERTIFICATE},
        {"organization_already_bootstrapped", 0, PSC_ERR_ALREADY_BOOTSTRAPPED},
        {"invalid_bootstrap_token", 0, PSC_ERR_BOOTSTRAP_TOKEN},
        {NULL, 403, PSC_ERR_HTTP_FORBIDDEN},
        {NULL, 404, PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND},
        {NULL, 413, PSC_ERR_HTTP_TOO_LARGE},
        {NULL, 415, PSC_ERR_HTTP_BAD_CONTENT},
        {NULL, 422, PSC_ERR_HTTP_VERSION},
        {NULL, 460, PSC_ERR_HTTP_ORGANIZATION_EXPIRED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {0};
        world_seat *seat = furnish(&s, &the_world);
        run_script(&s, &the_world, seat,
                   &(script){.command = "organization_bootstrap",
                             .status = cases[i].answer,
                             .http_status = cases[i].http_status,
                             .times = 1,
                             .taken = cases[i].status == PSC_ERR_ALREADY_BOOTSTRAPPED});
        CHECK(!seat->done && seat->failure.status == cases[i].status && seat->failure.nothing_lost);
        CHECK(seat->failure.http_status == (cases[i].answer != NULL ? 200 : cases[i].http_status));
        /* What only an HTTP status says may be said by a front. */
        const size_t kept = cases[i].answer == NULL ? 1 : 0;
        CHECK(world_count(seat, PSC_STORE_DEVICES) == 0);
        if (CHECK(world_count(seat, PSC_STORE_JOURNEYS) == kept) && kept == 1) {
            CHECK_OK(resume(seat));
            flowkit_run(&the_world, seat, DURATION);
            check_created(seat);
        }
        world_close(&the_world);
    }
}

/* A tab closed just before (false) or after (true) the server created the organization. */
static world_seat *interrupted(setting *s, world *w, bool created) {
    world_seat *seat = furnish(s, w);
    CHECK_OK(start(s, seat));
    CHECK(
        world_run_until_state(w, seat, created ? "await-device-saved" : "await-created", DURATION));
    world_leave(seat);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1 && w->bootstrapped == created);
    return seat;
}

/* Something between the person and the server answers in its place: always, or once the server
 * has acted and its answer was lost. */
typedef struct front {
    uint32_t http_status;
    const char *command; /* the one answered; NULL: all */
    bool up;
} front;

static void stand_before(void *context, world_exchange *exchange) {
    const front *f = context;
    const bool asked = f->command == NULL || strcmp(f->command, exchange->command) == 0;
    if (f->up && asked && !exchange->after) {
        exchange->http_status = f->http_status;
        exchange->reply = PSC_BYTES_LIT("404 page not found");
    }
}

static void lose_then_stand_before(void *context, world_exchange *exchange) {
    front *f = context;
    stand_before(context, exchange);
    if (exchange->after && strcmp(exchange->command, "organization_bootstrap") == 0 && !f->up) {
        exchange->lose = true;
        f->up = true;
    }
}

/* The front has gone: what was kept opens what was created. */
static void check_kept(world_seat *seat) {
    the_world.hook = NULL;
    CHECK(the_world.bootstrapped);
    if (!seat->done && CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1)) {
        CHECK_OK(resume(seat));
        world_run(&the_world, DURATION);
    }
    check_created(seat);
}

/* Whatever it says, and wherever: the only keys of an organization that may exist are kept. */
static void test_fronts(void) {
    static const uint32_t answers[] = {401, 403, 404, 410, 413, 451, 500};
    static const char *const commands[] = {NULL, "certificate_get", "organization_bootstrap"};
    for (size_t i = 0; i < 2 * 3 * sizeof answers / sizeof answers[0]; i++) {
        const bool resumed = i % 2 == 1;
        setting s = {0};
        front f = {answers[i / 6], commands[i / 2 % 3], resumed};
        world_seat *seat = resumed ? interrupted(&s, &the_world, true) : furnish(&s, &the_world);
        the_world.hook = resumed ? stand_before : lose_then_stand_before;
        the_world.hook_context = &f;
        CHECK_OK(resumed ? resume(seat) : start(&s, seat));
        world_run(&the_world, DURATION);
        CHECK(seat->done || seat->failure.nothing_lost);
        check_kept(seat);
        world_close(&the_world);
    }
}

/* Told that the name is taken, perhaps by their own lost creation, somebody may try another one:
 * the record stays all the same. */
static void test_front_name_taken(void) {
    setting s = {.spontaneous = true};
    front f = {403, "certificate_get", false};
    world_seat *seat = furnish(&s, &the_world);
    the_world.hook = lose_then_stand_before;
    the_world.hook_context = &f;
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_PROTECTION, DURATION));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_IDENTITY, DURATION));
    CHECK(seat->question.as.identity.rejected == PSC_ERR_ALREADY_BOOTSTRAPPED);
    world_leave(seat);
    check_kept(seat);
    world_close(&the_world);
}

/* "No such organization" to the device, "it exists" to the creation: one of them is not the
 * server's, and nothing is removed. */
static void contradict(void *context, world_exchange *exchange) {
    (void) context;
    if (exchange->after) {
        return;
    }
    if (strcmp(exchange->command, "organization_bootstrap") == 0) {
        world_set_status(exchange, "organization_already_bootstrapped");
    } else {
        exchange->http_status = 404;
    }
}

static void test_contradiction(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    the_world.hook = contradict;
    CHECK_OK(start(&s, seat));
    world_run(&the_world, DURATION);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_ALREADY_BOOTSTRAPPED);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1);
    world_close(&the_world);
}

static void test_ballpark(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    the_world.server_offset = 3600 * SECOND;
    CHECK_OK(start(&s, seat));
    world_run(&the_world, DURATION);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_BALLPARK && seat->failure.has_server_time);
    const psc_time ahead = seat->failure.server_time - seat->failure.client_time;
    CHECK(ahead >= 3600 * SECOND && ahead < 3601 * SECOND);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 0);
    world_close(&the_world);
}

static void test_config(void) {
    setting s = {.spontaneous = true};
    world_seat *seat = furnish(&s, &the_world);
    the_world.spontaneous = false;
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_BOOTSTRAP_TOKEN);
    run_script(&s, &the_world, seat,
               &(script){.command = "server_config", .http_status = 200, .times = 1});
    CHECK(!seat->done && seat->failure.status == PSC_ERR_REPLY_MALFORMED);
    run_script(&s, &the_world, seat,
               &(script){.command = "server_config", .status = "else", .times = 1});
    CHECK(!seat->done && seat->failure.status == PSC_ERR_REPLY_UNKNOWN);
    run_script(&s, &the_world, seat,
               &(script){.command = "server_config", .http_status = 422, .times = 1});
    CHECK(!seat->done && seat->failure.status == PSC_ERR_HTTP_VERSION &&
          seat->failure.http_status == 422);
    CHECK(seat->asked[PSC_QUESTION_IDENTITY] == 0);
    world_close(&the_world);
}

/* Another name is tried under the protection already chosen, by another device with other keys. */
static void test_name_taken(void) {
    setting s = {.spontaneous = true};
    world_seat *seat = furnish(&s, &the_world);
    run_script(&s, &the_world, seat,
               &(script){.command = "organization_bootstrap",
                         .status = "organization_already_bootstrapped",
                         .times = 2,
                         .taken = true});
    check_created(seat);
    CHECK(seat->asked[PSC_QUESTION_IDENTITY] == 3 && seat->asked[PSC_QUESTION_PROTECTION] == 1);
    world_close(&the_world);
}

/* ---- unknown outcomes */

static void check_script(const script *like, bool created, int status, size_t journeys) {
    setting s = {0};
    script p = *like;
    world_seat *seat = furnish(&s, &the_world);
    run_script(&s, &the_world, seat, &p);
    if (created) {
        check_created(seat);
    } else {
        CHECK(!seat->done && seat->failure.status == status && seat->failure.nothing_lost);
        CHECK(world_count(seat, PSC_STORE_JOURNEYS) == journeys);
        CHECK(world_count(seat, PSC_STORE_DEVICES) == 0);
    }
    world_close(&the_world);
}

static void test_unknown_outcomes(void) {
    const char *command = "organization_bootstrap";
    /* Lost answers: the re-send is refused by what the first had made; the new device knows
     * better. */
    check_script(&(script){.command = command, .lose_first = 1}, true, 0, 0);
    check_script(&(script){.command = command, .lose_first = 3}, true, 0, 0);
    /* Repeated by the browser, of which nobody here knows. */
    check_script(&(script){.command = command,
                           .status = "organization_already_bootstrapped",
                           .after = true,
                           .times = 1},
                 true, 0, 0);
    /* An answer that means nothing, with and without the server having acted. */
    check_script(&(script){.command = command, .http_status = 500, .after = true, .times = 1}, true,
                 0, 0);
    check_script(&(script){.command = command, .http_status = 200, .after = true, .times = 1}, true,
                 0, 0);
    check_script(&(script){.command = command, .status = "later", .after = true, .times = 1}, true,
                 0, 0);
    check_script(&(script){.command = command, .http_status = 500, .times = 1}, true, 0, 0);
    check_script(&(script){.command = command, .http_status = 200, .times = 1}, true, 0, 0);
    /* Sent again once: what is answered then is said. */
    check_script(&(script){.command = command, .http_status = 500, .times = 2}, false,
                 PSC_ERR_HTTP_SERVER, 1);
}

static void lose_then_refuse(void *context, world_exchange *exchange) {
    uint32_t *seen = context;
    if (exchange->after || strcmp(exchange->command, "organization_bootstrap") != 0) {
        return;
    }
    if (++*seen == 1) {
        exchange->lose = true;
    } else {
        world_set_status(exchange, "organization_already_bootstrapped");
    }
}

/* The first sending never arrived, and somebody else took the name: that it was not the first
 * sending itself cannot be known for certain. */
static void test_refused_after_loss(void) {
    setting s = {0};
    uint32_t seen = 0;
    world_seat *seat = furnish(&s, &the_world);
    the_world.hook = lose_then_refuse;
    the_world.hook_context = &seen;
    CHECK_OK(start(&s, seat));
    world_run(&the_world, DURATION);
    CHECK(seen == 2 && !seat->done && seat->failure.status == PSC_ERR_ALREADY_BOOTSTRAPPED &&
          seat->failure.nothing_lost);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1);
    world_close(&the_world);
}

/* A probe that tells nothing leaves the record, and the journey goes on from there another day. */
static void test_probe(void) {
    static const struct {
        uint32_t http_status;
        const char *answer;
        int status;
    } cases[] = {
        {500, NULL, PSC_ERR_HTTP_SERVER},
        {200, NULL, PSC_ERR_REPLY_MALFORMED},
        {200, "later", PSC_ERR_REPLY_UNKNOWN},
        {401, NULL, PSC_ERR_HTTP_UNAUTHENTICATED},
        {460, NULL, PSC_ERR_HTTP_ORGANIZATION_EXPIRED},
        {498, NULL, PSC_ERR_HTTP_CLOCK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {0};
        world_seat *seat = furnish(&s, &the_world);
        script lost = {
            .command = "organization_bootstrap", .http_status = 500, .after = true, .times = 1};
        the_world.hook = play;
        the_world.hook_context = &lost;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-probe", DURATION));
        script probe = {.command = "certificate_get",
                        .http_status = cases[i].http_status,
                        .status = cases[i].answer,
                        .times = 9};
        the_world.hook_context = &probe;
        world_run(&the_world, DURATION);
        CHECK(!seat->done && seat->failure.status == cases[i].status && seat->failure.nothing_lost);
        the_world.hook = NULL;
        if (CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1)) {
            CHECK_OK(resume(seat));
            flowkit_run(&the_world, seat, DURATION);
            check_created(seat);
        }
        world_close(&the_world);
    }
    /* Refused for what the server has against the person, it knows the device. */
    static const uint32_t known[] = {461, 462, 463};
    for (size_t i = 0; i < 3; i++) {
        setting s = {0};
        world_seat *seat = furnish(&s, &the_world);
        script lost = {
            .command = "organization_bootstrap", .http_status = 500, .after = true, .times = 1};
        the_world.hook = play;
        the_world.hook_context = &lost;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-probe", DURATION));
        script probe = {.command = "certificate_get", .http_status = known[i], .times = 1};
        the_world.hook_context = &probe;
        world_run(&the_world, DURATION);
        check_created(seat);
        world_close(&the_world);
    }
}

/* ---- resumed journeys */

static void test_resume(void) {
    for (int created = 0; created < 2; created++) {
        setting s = {0};
        world_seat *seat = interrupted(&s, &the_world, created == 1);
        CHECK_OK(resume(seat));
        flowkit_run(&the_world, seat, DURATION);
        check_created(seat);
        CHECK(seat->asked[PSC_QUESTION_PASSWORD] == 1 && seat->asked[PSC_QUESTION_PROTECTION] == 1);
        world_close(&the_world);
    }
}

static bool mistype_twice(void *context, world_seat *seat, const psc_question *question,
                          psc_event *answer) {
    uint32_t *entries = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    CHECK_TEXT("Org", question->as.password.organization);
    CHECK_TEXT("parsec.example.com", question->as.password.host);
    CHECK_TEXT("Alice", question->as.password.human_handle.label);
    CHECK(question->as.password.refused == *entries);
    if ((*entries)++ < 2) {
        answer->secret = PSC_BYTES_LIT("mistyped");
    }
    return answered;
}

static void test_resume_password(void) {
    setting s = {0};
    world_seat *seat = interrupted(&s, &the_world, true);
    uint32_t entries = 0;
    seat->person = mistype_twice;
    seat->person_context = &entries;
    CHECK_OK(resume(seat));
    flowkit_run(&the_world, seat, DURATION);
    check_created(seat);
    CHECK(entries == 3);
    world_close(&the_world);
}

/* Not created then, and not to be created now; the record stays until the person gives it up. */
static void test_resume_refused(void) {
    for (int round = 0; round < 2; round++) {
        setting s = {0};
        world_seat *seat = interrupted(&s, &the_world, false);
        script p = {.command = "organization_bootstrap",
                    .status = "organization_already_bootstrapped",
                    .times = 1};
        if (round == 0) {
            the_world.now += 86400 * SECOND; /* the certificates are too old */
        } else {
            the_world.hook = play;
            the_world.hook_context = &p;
        }
        CHECK_OK(resume(seat));
        flowkit_run(&the_world, seat, DURATION);
        CHECK(!seat->done && seat->failure.nothing_lost &&
              seat->failure.status ==
                  (round == 0 ? PSC_ERR_NOT_CREATED : PSC_ERR_ALREADY_BOOTSTRAPPED));
        CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1 && !the_world.bootstrapped);
        the_world.hook = NULL;
        world_find_record(seat, PSC_STORE_JOURNEYS)->used = false;
        CHECK_OK(start(&s, seat));
        world_run(&the_world, DURATION);
        check_created(seat);
        world_close(&the_world);
    }
}

static void check_bad_record(world_seat *seat, psc_bytes record, int status) {
    psc_flow *flow;
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("bad"), record);
    CHECK_OK(psc_bootstrap_new(&flow, &seat->host,
                               &(psc_bootstrap_options){.journey_key = PSC_BYTES_LIT("bad")}));
    world_start(seat, flow);
    world_run(seat->world, DURATION);
    CHECK(!seat->done && (status == 0 || seat->failure.status == status) &&
          seat->failure.nothing_lost);
}

static void test_resume_bad_record(void) {
    setting s = {0};
    world_seat *seat = interrupted(&s, &the_world, false);
    psc_journey journey;
    CHECK_OK(psc_journey_read(&journey, &the_world.arena,
                              world_find_record(seat, PSC_STORE_JOURNEYS)->value));
    psc_journey changed = journey;
    psc_bytes bytes;
    psc_flow *flow;
    CHECK_OK(psc_bootstrap_new(&flow, &seat->host,
                               &(psc_bootstrap_options){.journey_key = PSC_BYTES_LIT("nothing")}));
    world_start(seat, flow);
    world_run(&the_world, DURATION);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_STORE_MISSING);
    seat->store_fault_at = seat->store_effects + 1;
    seat->store_fault_times = 1;
    seat->store_fault = PSC_STORE_DENIED;
    check_bad_record(seat, PSC_BYTES_LIT("x"), PSC_ERR_STORE_DENIED);
    check_bad_record(seat, PSC_BYTES_LIT("rubbish"), 0);
    changed.device_file = PSC_BYTES_LIT("rubbish");
    CHECK_OK(psc_journey_write(&bytes, &the_world.arena, &changed));
    check_bad_record(seat, bytes, PSC_ERR_DEVICE_FILE);
    changed.device_file = flowkit_vector_file("keyring");
    CHECK_OK(psc_journey_write(&bytes, &the_world.arena, &changed));
    check_bad_record(seat, bytes, PSC_ERR_DEVICE_FILE_KIND);
    changed = journey;
    changed.server_url = PSC_BYTES_LIT("ftp://x/");
    CHECK_OK(psc_journey_write(&bytes, &the_world.arena, &changed));
    check_bad_record(seat, bytes, 0);
    changed = journey;
    changed.kind = PSC_JOURNEY_GREET;
    CHECK_OK(psc_journey_write(&bytes, &the_world.arena, &changed));
    check_bad_record(seat, bytes, PSC_ERR_MALFORMED);
    changed = journey;
    changed.ciphertext = PSC_BYTES_LIT("not what the device sealed, by far not, no, no, no");
    CHECK_OK(psc_journey_write(&bytes, &the_world.arena, &changed));
    check_bad_record(seat, bytes, PSC_ERR_MALFORMED);
    world_close(&the_world);
}

/* ---- trouble at every place: in the end there is the organization and the device that opens it */

static void settle(void *context, world_seat *seat) {
    setting *s = context;
    world *w = seat->world;
    if (!seat->done && world_count(seat, PSC_STORE_DEVICES) == 1) {
        /* Ended between the saving and its being told. */
        CHECK(seat->failure.status == PSC_ERR_MEMORY || seat->failure.status == PSC_ERR_CANCELLED);
        CHECK(world_device_works(seat, seat->password) &&
              world_count(seat, PSC_STORE_JOURNEYS) == 0);
        return;
    }
    if (!seat->done) {
        CHECK(!w->bootstrapped || world_count(seat, PSC_STORE_JOURNEYS) == 1);
        CHECK_OK(world_count(seat, PSC_STORE_JOURNEYS) == 1 ? resume(seat) : start(s, seat));
        world_run(w, DURATION);
    }
    check_created(seat);
}

/* A person who stops before the creation is asked for leaves nothing behind. */
static void test_cancel_before_sending(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-record-saved", DURATION));
    CHECK(world_tick(&the_world));
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1 &&
          strcmp(psc_flow_state(seat->flow), "await-record-saved") == 0);
    CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
    CHECK(strcmp(psc_flow_state(seat->flow), "await-record-removed") == 0);
    world_run(&the_world, DURATION);
    CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED &&
          world_count(seat, PSC_STORE_JOURNEYS) == 0);
    CHECK(the_world.exchanges == 0);
    world_close(&the_world);
    /* Nor does one who stops while a refused creation is being forgotten. */
    s.spontaneous = true;
    seat = furnish(&s, &the_world);
    script p = {.command = "organization_bootstrap",
                .status = "organization_already_bootstrapped",
                .times = 1,
                .taken = true};
    the_world.hook = play;
    the_world.hook_context = &p;
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-record-removed", DURATION));
    CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
    CHECK(!seat->ended);
    world_run(&the_world, DURATION);
    CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED &&
          world_count(seat, PSC_STORE_JOURNEYS) == 0);
    world_close(&the_world);
}

/* The answer to the creation means nothing, so that the new device is tried; with a sequester
 * authority. */
static world_seat *furnish_lossy(void *context, world *w) {
    static script lossy;
    setting *s = context;
    world_seat *seat = furnish(s, w);
    seat->person = person_with_authority;
    seat->person_context = s;
    lossy = (script){
        .s = s, .command = "organization_bootstrap", .http_status = 500, .after = true, .times = 1};
    w->hook = play;
    w->hook_context = &lossy;
    return seat;
}

/* Each answer is lost once, and so are a key and what was to be stored. */
static world_seat *furnish_unlucky(void *context, world *w) {
    static faults_losses losses;
    world_seat *seat = furnish(context, w);
    losses = (faults_losses){.seat = seat};
    w->hook = faults_lose;
    w->hook_context = &losses;
    seat->stretch_fails = 1;
    seat->store_fault_at = 1;
    seat->store_fault_times = 1;
    return seat;
}

static world_seat *furnish_mistyping(void *context, world *w) {
    static uint32_t entries;
    world_seat *seat = interrupted(context, w, true);
    entries = 0;
    seat->person = mistype_twice;
    seat->person_context = &entries;
    return seat;
}

static world_seat *furnish_interrupted(void *context, world *w) {
    return interrupted(context, w, true);
}

static psc_status start_resumed(void *context, world_seat *seat) {
    (void) context;
    return resume(seat);
}

static void settle_password(void *context, world_seat *seat) {
    seat->person = NULL;
    settle(context, seat);
}

/* Who gives no password is asked again; the creation that the server refuses is over even for
 * one who stops just then. */
static void test_small_words(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    const char *password = seat->password;
    seat->password = "";
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-protection", DURATION));
    for (uint32_t i = 0; i < 20 && seat->asked[PSC_QUESTION_PROTECTION] < 3; i++) {
        CHECK(world_tick(&the_world));
    }
    CHECK(seat->asked[PSC_QUESTION_PROTECTION] == 3);
    seat->password = password;
    script p = {.command = "organization_bootstrap", .status = "invalid_certificate", .times = 1};
    the_world.hook = play;
    the_world.hook_context = &p;
    CHECK(world_run_until_state(&the_world, seat, "await-record-removed", DURATION));
    CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
    world_run(&the_world, DURATION);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_INVALID_CERTIFICATE);
    world_close(&the_world);
}

int main(void) {
    test_small_words();
    test_creation();
    test_recorded_before_sent();
    test_identity();
    test_options();
    test_stretch_failure();
    test_refusals();
    test_fronts();
    test_front_name_taken();
    test_contradiction();
    test_ballpark();
    test_config();
    test_name_taken();
    test_unknown_outcomes();
    test_refused_after_loss();
    test_probe();
    test_resume();
    test_resume_password();
    test_resume_refused();
    test_resume_bad_record();
    test_cancel_before_sending();
    for (int round = 0; round < 2; round++) {
        setting s = {.spontaneous = round == 1};
        const flowkit_scenario scenario = {&s, furnish, start, settle, DURATION, NULL};
        CHECK(flowkit_each_cancel(&scenario) >= 8);
        CHECK(flowkit_each_allocation(&scenario) > 50);
        CHECK(flowkit_each_loss(&scenario) == (s.spontaneous ? 4 : 2));
        CHECK(flowkit_each_reload(&scenario) == (s.spontaneous ? 4 : 2));
        CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_QUOTA, 2) == 4);
        CHECK(faults_each_draw(&scenario, &the_world) > 6);
        const flowkit_scenario unlucky = {&s, furnish_unlucky, start, settle, DURATION, NULL};
        CHECK(flowkit_each_allocation(&unlucky) > 50);
    }
    setting s = {.authority_key_pem = PSC_BYTES_LIT(authority_pem)};
    const flowkit_scenario lossy = {&s, furnish_lossy, start, settle, DURATION, NULL};
    CHECK(flowkit_each_cancel(&lossy) > 8);
    CHECK(flowkit_each_allocation(&lossy) > 50);
    const flowkit_scenario resumed = {&s,  furnish_interrupted, start_resumed, settle, DURATION,
                                      NULL};
    CHECK(flowkit_each_cancel(&resumed) >= 5);
    CHECK(flowkit_each_allocation(&resumed) > 20);
    CHECK(flowkit_each_loss(&resumed) == 2);
    CHECK(flowkit_each_reload(&resumed) == 2);
    CHECK(flowkit_each_store_fault(&resumed, PSC_STORE_CONFLICT, 2) == 3);
    const flowkit_scenario mistyping = {
        &s, furnish_mistyping, start_resumed, settle_password, DURATION, NULL};
    CHECK(flowkit_each_allocation(&mistyping) > 20);
    return test_finish();
}
