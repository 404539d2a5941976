// SPDX-License-Identifier: MPL-2.0
/* Join requests, from both sides: asked, followed, withdrawn, rejected, accepted, and turned into a device. */
#include <string.h>

#include "codec/base64.h"
#include "crypto/sealed.h"
#include "faults.h"
#include "flow/asking.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define LONG (900 * SECOND)
#define ALICE "ent-alice"
#define BOB "ent-bob"

static world the_world;

typedef enum job { ENROLL, WATCH, WITHDRAW, FORGET, JOIN, LIST, REJECT, ACCEPT } job;

/* What a request is answered with instead. */
typedef struct trouble {
    const char *command;
    uint32_t times;
    uint32_t http_status; /* 0: lost before the server sees it */
    const char *reply;    /* NULL: {} for a command of Parsec's as MessagePack */
    const char *status;   /* the same as a Parsec status */
    bool after;           /* 0: the answer is lost */
} trouble;

typedef struct setting {
    job job;
    bool accepted; /* JOIN: the request was */
    bool rejected_before;
    bool leave;       /* refuses what can be refused last */
    const char *name; /* what they enter at first, "Bob" after that */
    const char *email;
    bool replace;
    trouble trouble;
    world_account *alice_account;
    world_account *bob_account;
    world_user *alice;
    psc_device *device;
    psc_bytes key;
    psc_bytes record;
    psc_sign_on_return back;
    int rejected[8];
    size_t asked;
    psc_question_accepted accepted_question;
    size_t emails;
} setting;

static bool act(void *context, world_seat *seat, const psc_question *question, psc_event *answer) {
    setting *s = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    psc_answer *given = &answer->as.answer;
    if (question->kind == PSC_QUESTION_REQUEST) {
        const bool first = s->asked == 0;
        if (s->asked < 8) {
            s->rejected[s->asked++] = question->as.request.rejected;
        }
        s->emails = question->as.request.emails.count;
        CHECK(question->as.request.has_submitted_on ==
              (question->as.request.rejected == PSC_ERR_REQUEST_WAITING));
        given->name = psc_bytes_from_text(first && s->name != NULL ? s->name : "Bob");
        if (first && s->email != NULL) {
            given->email = psc_bytes_from_text(s->email);
        }
        given->replace = question->as.request.rejected == PSC_ERR_REQUEST_WAITING;
        if (question->as.request.rejected == PSC_ERR_ALREADY_ENROLLED) {
            seat->world->users[seat->world->user_count - 1].revoked = true;
        }
    } else if (question->kind == PSC_QUESTION_ACCEPTED) {
        s->accepted_question = question->as.accepted;
        given->kind = s->leave ? PSC_ANSWER_REFUSE : PSC_ANSWER_PROCEED;
    } else if (question->kind == PSC_QUESTION_REQUESTED) {
        s->emails = question->as.requested.emails.count;
        given->kind = s->leave ? PSC_ANSWER_REFUSE : PSC_ANSWER_APPROVE;
    } else if (question->kind == PSC_QUESTION_SIGN_ON && s->leave &&
               question->as.sign_on.rejected == PSC_ERR_SIGN_ON_DENIED) {
        given->kind = PSC_ANSWER_REFUSE;
    }
    return answered;
}

static void hook(void *context, world_exchange *exchange) {
    trouble *t = &((setting *) context)->trouble;
    if (t->times == 0 || exchange->after != t->after ||
        strcmp(exchange->command, t->command) != 0) {
        return;
    }
    t->times--;
    if (t->status != NULL) {
        world_set_status(exchange, t->status);
        exchange->http_status = 200;
        return;
    }
    exchange->lose = t->http_status == 0;
    exchange->http_status = t->http_status;
    exchange->reply = psc_bytes_from_text(t->reply == NULL ? "{\"errors\": []}" : t->reply);
}

/* Bob's request waits at the server, its record in `seat`. */
static void ask(setting *s, world_seat *seat) {
    world *w = seat->world;
    psc_flow *flow;
    const psc_enroll_options options = {.link = world_join_link(w),
                                        .device_label = PSC_BYTES_LIT("Bob's phone")};
    w->bao.user = s->bob_account;
    CHECK_OK(psc_enroll_new(&flow, &seat->host, &options));
    world_start(seat, flow);
    world_run(w, LONG);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_REQUEST);
    world_leave(seat);
    s->asked = 0;
    s->key = world_find_record(seat, PSC_STORE_ENROLLMENTS)->key;
    s->record = world_find_record(seat, PSC_STORE_ENROLLMENTS)->value;
}

static void let_in(setting *s, world_seat *admin) {
    world *w = admin->world;
    psc_flow *flow;
    w->bao.user = s->alice_account;
    const psc_accept_options options = {
        .device = s->device, .enrollment_id = w->requests[0].id, .send_email = true};
    CHECK_OK(psc_accept_new(&flow, &admin->host, &options));
    world_start(admin, flow);
    world_run(w, LONG);
    CHECK(admin->done);
    world_leave(admin);
    w->bao.user = s->bob_account;
}

static bool is_admins(const setting *s) {
    return s->job == LIST || s->job == REJECT || s->job == ACCEPT;
}

static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    const trouble later = s->trouble;
    s->trouble.times = 0;
    world_open(w);
    world_seat *bob = world_sit(w, "bob");
    world_seat *admin = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_ADMIN);
    s->alice_account = world_offer_sign_on(w, ALICE, "alice@x.org");
    s->bob_account = world_offer_sign_on(w, BOB, "bob@x.org");
    s->device = world_device(admin, s->alice);
    w->hook = hook;
    w->hook_context = s;
    bob->person = act;
    bob->person_context = s;
    const job wanted = s->job;
    const bool leave = s->leave;
    const char *name = s->name;
    const char *email = s->email;
    s->leave = false;
    s->name = NULL;
    s->email = NULL;
    if (wanted != ENROLL) {
        ask(s, bob);
    }
    if (wanted == JOIN && s->accepted) {
        let_in(s, admin);
    }
    if (s->rejected_before) {
        w->requests[0].status = PSC_ASYNC_REJECTED;
    }
    s->leave = leave;
    s->name = name;
    s->email = email;
    s->trouble = later;
    s->asked = 0;
    world_seat *seat = is_admins(s) ? admin : bob;
    w->bao.user = is_admins(s) ? s->alice_account : s->bob_account;
    admin->person = act;
    admin->person_context = s;
    w->remember = true;
    seat->heap.search = true;
    return seat;
}

static void finish(void *context) {
    psc_device_release(((setting *) context)->device);
}

static psc_status start(void *context, world_seat *seat) {
    setting *s = context;
    world *w = seat->world;
    psc_flow *flow = NULL;
    const psc_uuid first = w->request_count == 0 ? (psc_uuid) {{0}} : w->requests[0].id;
    switch (s->job) {
    case ENROLL:
        PSC_TRY(
            psc_enroll_new(&flow, &seat->host,
                           &(psc_enroll_options) {.link = world_join_link(w), .sign_on = s->back}));
        break;
    case WATCH:
    case WITHDRAW:
    case FORGET:
        PSC_TRY(psc_follow_new(
            &flow, &seat->host,
            &(psc_follow_options) {.job = (int) s->job - (int) WATCH, .key = s->key}));
        break;
    case JOIN:
        PSC_TRY(psc_join_new(&flow, &seat->host, &(psc_join_options) {.key = s->key}));
        break;
    case LIST:
    case REJECT:
        PSC_TRY(psc_requests_new(&flow, &seat->host,
                                 &(psc_requests_options) {.device = s->device,
                                                          .job = (int) s->job - (int) LIST,
                                                          .enrollment_id = first}));
        break;
    case ACCEPT:
        PSC_TRY(psc_accept_new(&flow, &seat->host,
                               &(psc_accept_options) {.device = s->device,
                                                      .enrollment_id = first,
                                                      .send_email = true}));
        break;
    }
    world_start(seat, flow);
    return PSC_OK;
}

static void close_world(setting *s) {
    finish(s);
    world_close(&the_world);
}

static bool succeeds(world_seat *seat) {
    flowkit_run(seat->world, seat, LONG);
    return seat->done;
}

static bool fails_with(psc_status status, world_seat *seat) {
    flowkit_run(seat->world, seat, LONG);
    return CHECK(seat->ended && !seat->done) &&
           CHECK_STATUS(status, (psc_status) seat->failure.status);
}

/* Bob is a member, by the keys that are in this seat's device file. */
static void check_member(const setting *s, world_seat *seat) {
    (void) s;
    const world_user *bob = world_find_email(seat->world, "bob@x.org");
    if (CHECK(bob != NULL) && seat->device != NULL) {
        const psc_local_device *local = &seat->device->local;
        uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
        uint8_t public_key[PSC_PUBLIC_KEY_BYTES];
        CHECK_OK(psc_verify_key_derive(verify_key, local->signing_key));
        CHECK_OK(psc_public_key_derive(public_key, local->private_key));
        CHECK_BYTES(PSC_BYTES_OF(bob->verify_key), PSC_BYTES_OF(verify_key));
        CHECK_BYTES(PSC_BYTES_OF(bob->public_key), PSC_BYTES_OF(public_key));
        CHECK(psc_uuid_equal(&bob->user_id, &local->user_id) &&
              psc_uuid_equal(&bob->device_id, &local->device_id));
        CHECK_BYTES(PSC_BYTES_OF(seat->world->root_verify_key),
                    PSC_BYTES_OF(local->root_verify_key));
    }
}

/* ---- as it should be */

static void test_whole(void) {
    setting s = {.job = ENROLL};
    world_seat *bob = furnish(&s, &the_world);
    s.bob_account->emails[1] = "no e-mail";
    s.bob_account->emails[2] = "bob@y.org";
    the_world.twice = true;
    CHECK_OK(start(&s, bob));
    CHECK(succeeds(bob) && bob->result.kind == PSC_RESULT_REQUEST);
    const psc_request_line *line = &bob->result.as.request;
    CHECK(line->status == PSC_OK && s.emails == 2);
    CHECK_TEXT("bob@x.org", line->human_handle.email);
    CHECK_TEXT("Bob", line->human_handle.label);
    CHECK_TEXT("Web", line->device_label);
    CHECK_TEXT("PRO_CONNECT", line->provider);
    CHECK(line->submitted_on == the_world.requests[0].submitted_on);
    CHECK(s.bob_account->has_signing_key && the_world.bao.secret_count == 1);
    CHECK_TEXT("bob@x.org", the_world.requests[0].email);
    s.key = world_find_record(bob, PSC_STORE_ENROLLMENTS)->key;
    world_leave(bob);
    CHECK(!world_holds(bob, the_world.bao.tokens[0].name));

    s.job = LIST;
    world_seat *alice = &the_world.seats[1];
    alice->person = act;
    alice->person_context = &s;
    CHECK_OK(start(&s, alice));
    CHECK(succeeds(alice) && alice->result.kind == PSC_RESULT_REQUESTS);
    const psc_requested_line *asked = alice->result.as.requests.requests.items;
    CHECK(alice->result.as.requests.requests.count == 1 && asked->status == PSC_OK &&
          asked->identity == PSC_IDENTITY_OF_SIGN_ON);
    CHECK_TEXT("bob@x.org", asked->human_handle.email);
    CHECK_BYTES(world_join_link(&the_world), alice->result.as.requests.link);
    world_leave(alice);

    s.job = ACCEPT;
    the_world.bao.user = s.alice_account;
    CHECK_OK(start(&s, alice));
    CHECK(succeeds(alice) && alice->result.kind == PSC_RESULT_GREETED);
    CHECK(s.emails == 2 && alice->result.as.greeted.profile == PSC_PROFILE_STANDARD);
    world_leave(alice);

    s.job = JOIN;
    the_world.bao.user = s.bob_account;
    CHECK_OK(start(&s, bob));
    CHECK(succeeds(bob) && bob->result.kind == PSC_RESULT_DEVICE);
    CHECK(!s.accepted_question.differs && s.accepted_question.accepted_by.count == 1);
    CHECK(world_count(bob, PSC_STORE_ENROLLMENTS) == 0 && world_count(bob, PSC_STORE_DEVICES) == 1);
    CHECK(world_device_works(bob, bob->password));
    check_member(&s, bob);
    close_world(&s);
}

static bool choose_sign_on(void *context, world_seat *seat, const psc_question *question,
                           psc_event *answer) {
    if (question->kind == PSC_QUESTION_PROTECTION) {
        answer->as.answer.kind = PSC_ANSWER_SIGN_ON;
        return true;
    }
    return act(context, seat, question, answer);
}

/* Who has signed on to join need not do so again to protect the device by it. */
static void test_join_signed_on(void) {
    setting s = {.job = JOIN, .accepted = true};
    world_seat *bob = furnish(&s, &the_world);
    bob->person = choose_sign_on;
    const uint32_t before = bob->asked[PSC_QUESTION_SIGN_ON];
    CHECK_OK(start(&s, bob));
    CHECK(succeeds(bob) && bob->asked[PSC_QUESTION_SIGN_ON] == before + 1);
    psc_device_file file;
    CHECK_OK(psc_device_file_read(&file, &the_world.arena,
                                  world_find_record(bob, PSC_STORE_DEVICES)->value));
    CHECK(file.kind == PSC_DEVICE_FILE_OPENBAO);
    check_member(&s, bob);
    close_world(&s);
}

/* ---- asking */

static void test_details(void) {
    static const struct {
        const char *name;
        const char *email;
    } cases[] = {{"", NULL}, {"Bob <b>", NULL}, {NULL, "somebody@else.org"}, {NULL, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.job = ENROLL, .name = cases[i].name, .email = cases[i].email};
        world_seat *bob = furnish(&s, &the_world);
        CHECK_OK(start(&s, bob));
        CHECK(succeeds(bob) && s.asked == 2 && s.rejected[1] == PSC_ERR_VALUE);
        close_world(&s);
    }
}

static void test_already(void) {
    /* Waiting: the second one takes its place. */
    setting s = {.job = WATCH};
    world_seat *bob = furnish(&s, &the_world);
    s.job = ENROLL;
    CHECK_OK(start(&s, bob));
    CHECK(succeeds(bob) && s.asked == 2 && s.rejected[1] == PSC_ERR_REQUEST_WAITING);
    CHECK(the_world.request_count == 2 && the_world.requests[0].status == PSC_ASYNC_CANCELLED &&
          the_world.requests[1].status == PSC_ASYNC_SUBMITTED);
    CHECK(world_count(bob, PSC_STORE_ENROLLMENTS) == 2);
    close_world(&s);
    /* A member already, who is removed meanwhile. */
    setting member = {.job = ENROLL};
    bob = furnish(&member, &the_world);
    world_add_user(&the_world, "bob@x.org", "Bob", PSC_PROFILE_STANDARD);
    CHECK_OK(start(&member, bob));
    CHECK(succeeds(bob) && member.asked == 2 && member.rejected[1] == PSC_ERR_ALREADY_ENROLLED);
    close_world(&member);
}

static void test_enroll_trouble(void) {
    static const struct {
        trouble trouble;
        psc_status status; /* PSC_OK: it works all the same */
        size_t records;
    } cases[] = {
        {{.command = "bao_entity", .times = 1}, PSC_OK, 1},
        {{.command = "bao_entity", .times = 1, .http_status = 404}, PSC_ERR_SIGN_ON_KEY, 0},
        {{.command = "bao_entity",
          .times = 1,
          .http_status = 200,
          .reply = "{\"data\": {\"aliases\": []}}"},
         PSC_ERR_SIGN_ON_EMAILS,
         0},
        {{.command = "bao_entity",
          .times = 1,
          .http_status = 200,
          .reply = "{\"data\": {\"aliases\": [{\"name\": 1}]}}"},
         PSC_OK,
         1},
        {{.command = "bao_entity", .times = 1, .http_status = 200, .reply = "{}"}, PSC_OK, 1},
        {{.command = "bao_put_key", .times = 1, .http_status = 403}, PSC_OK, 1},
        {{.command = "bao_put_key", .times = 1, .http_status = 404}, PSC_ERR_SIGN_ON_KEY, 0},
        {{.command = "bao_sign", .times = 1, .http_status = 403}, PSC_OK, 1},
        {{.command = "bao_sign",
          .times = 2,
          .http_status = 400,
          .reply = "{\"errors\": [\"signing key not found\"]}"},
         PSC_ERR_SIGN_ON_KEY,
         0},
        {{.command = "bao_sign", .times = 1, .http_status = 200, .reply = "{}"}, PSC_OK, 1},
        {{.command = "bao_make_key", .times = 1, .http_status = 403}, PSC_OK, 1},
        {{.command = "bao_make_key", .times = 1, .http_status = 404}, PSC_ERR_SIGN_ON_KEY, 0},
        {{.command = "async_enrollment_submit", .times = 1}, PSC_OK, 1},
        {{.command = "async_enrollment_submit", .times = 1, .after = true}, PSC_OK, 1},
        {{.command = "async_enrollment_submit", .times = 1, .http_status = 500},
         PSC_ERR_HTTP_SERVER,
         0},
        {{.command = "async_enrollment_submit", .times = 1, .http_status = 500, .after = true},
         PSC_OK,
         1},
        {{.command = "async_enrollment_submit", .times = 1, .http_status = 404},
         PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND,
         0},
        {{.command = "async_enrollment_submit", .times = 1, .status = "invalid_submit_payload"},
         PSC_ERR_REQUEST_PAYLOAD,
         0},
        {{.command = "async_enrollment_submit",
          .times = 1,
          .status = "invalid_submit_payload_signature"},
         PSC_ERR_REQUEST_PAYLOAD,
         0},
        {{.command = "async_enrollment_submit", .times = 1, .status = "id_already_used"},
         PSC_ERR_ALREADY_EXISTS,
         0},
        {{.command = "async_enrollment_submit", .times = 1, .status = "new_trouble"},
         PSC_ERR_REPLY_UNKNOWN,
         0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.job = ENROLL, .trouble = cases[i].trouble};
        world_seat *bob = furnish(&s, &the_world);
        test_subject(cases[i].trouble.reply == NULL ? cases[i].trouble.command
                                                    : cases[i].trouble.reply);
        CHECK_OK(start(&s, bob));
        if (cases[i].status == PSC_OK) {
            CHECK(succeeds(bob));
        } else {
            CHECK(fails_with(cases[i].status, bob));
        }
        CHECK(world_count(bob, PSC_STORE_ENROLLMENTS) == cases[i].records);
        CHECK(the_world.request_count == cases[i].records);
        close_world(&s);
    }
    test_subject(NULL);
    /* Nobody knows, and nobody answers: the record stays. */
    setting s = {.job = ENROLL,
                 .trouble = {.command = "async_enrollment_submit", .times = 1, .http_status = 500}};
    world_seat *bob = furnish(&s, &the_world);
    CHECK_OK(start(&s, bob));
    while (strcmp(psc_flow_state(bob->flow), "await-probe") != 0 && world_tick(&the_world)) {
    }
    s.trouble = (trouble) {.command = "async_enrollment_info", .times = 1, .http_status = 500};
    CHECK(fails_with(PSC_ERR_HTTP_SERVER, bob) && !bob->failure.nothing_lost);
    CHECK(world_count(bob, PSC_STORE_ENROLLMENTS) == 1);
    close_world(&s);
}

static void test_enroll_refused(void) {
    setting s = {.job = ENROLL};
    world_seat *bob = furnish(&s, &the_world);
    psc_flow *flow;
    psc_enroll_options options = {.link = world_invite(&the_world, s.alice, "c@x.org")->link};
    CHECK_STATUS(PSC_ERR_INVITATION_KIND, psc_enroll_new(&flow, &bob->host, &options));
    options.link = PSC_BYTES_LIT("nothing");
    CHECK_STATUS(PSC_ERR_ADDRESS_SCHEME, psc_enroll_new(&flow, &bob->host, &options));
    options.link = world_join_link(&the_world);
    options.device_label = PSC_BYTES_LIT("\xff");
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_enroll_new(&flow, &bob->host, &options));
    the_world.bao.on = false;
    CHECK_OK(start(&s, bob));
    CHECK(fails_with(PSC_ERR_SIGN_ON_DISABLED, bob) && bob->failure.nothing_lost);
    close_world(&s);
    setting leave = {.job = ENROLL,
                     .leave = true,
                     .trouble = {.command = "bao_entity", .times = 1, .http_status = 403}};
    bob = furnish(&leave, &the_world);
    CHECK_OK(start(&leave, bob));
    CHECK(fails_with(PSC_ERR_CANCELLED, bob) && bob->failure.nothing_lost);
    close_world(&leave);
    setting unsigned_one = {.job = ENROLL};
    bob = furnish(&unsigned_one, &the_world);
    the_world.bao.cannot_sign = true;
    CHECK_OK(start(&unsigned_one, bob));
    CHECK(fails_with(PSC_ERR_SIGN_ON_CONFIG, bob));
    close_world(&unsigned_one);
}

/* ---- following */

static void test_follow(void) {
    setting s = {.job = WATCH};
    world_seat *bob = furnish(&s, &the_world);
    CHECK_OK(start(&s, bob));
    const psc_time begun = the_world.now;
    while (the_world.now < begun + 100 * SECOND && world_tick(&the_world)) {
    }
    CHECK(bob->noted[PSC_NOTE_REQUEST] >= 3 && !bob->ended);
    CHECK(bob->note[PSC_NOTE_REQUEST].as.request.status == PSC_ASYNC_SUBMITTED &&
          !bob->note[PSC_NOTE_REQUEST].as.request.has_decided_on);
    the_world.requests[0].status = PSC_ASYNC_REJECTED;
    the_world.requests[0].decided_on = the_world.now;
    CHECK(succeeds(bob) && bob->result.kind == PSC_RESULT_NOTHING);
    CHECK(bob->note[PSC_NOTE_REQUEST].as.request.status == PSC_ASYNC_REJECTED &&
          bob->note[PSC_NOTE_REQUEST].as.request.has_decided_on);
    CHECK(world_count(bob, PSC_STORE_ENROLLMENTS) == 1);
    close_world(&s);
}

static void test_follow_ends(void) {
    static const struct {
        job job;
        trouble trouble;
        bool decided;
        psc_status status;
        size_t records;
        int left; /* psc_async_status */
    } cases[] = {
        {WITHDRAW, {.command = ""}, false, PSC_OK, 0, PSC_ASYNC_CANCELLED},
        {WITHDRAW, {.command = ""}, true, PSC_ERR_REQUEST_DECIDED, 1, PSC_ASYNC_REJECTED},
        {WITHDRAW,
         {.command = "async_enrollment_cancel", .times = 1, .after = true},
         false,
         PSC_OK,
         0,
         PSC_ASYNC_CANCELLED},
        {WITHDRAW,
         {.command = "async_enrollment_cancel", .times = 1, .status = "enrollment_not_found"},
         false,
         PSC_OK,
         0,
         PSC_ASYNC_SUBMITTED},
        {WITHDRAW,
         {.command = "async_enrollment_cancel", .times = 1, .status = "author_not_allowed"},
         false,
         PSC_ERR_AUTHOR_NOT_ALLOWED,
         1,
         PSC_ASYNC_SUBMITTED},
        {WITHDRAW,
         {.command = "async_enrollment_cancel", .times = 1, .status = "whatever"},
         false,
         PSC_ERR_REPLY_UNKNOWN,
         1,
         PSC_ASYNC_SUBMITTED},
        {WITHDRAW,
         {.command = "async_enrollment_cancel", .times = 1, .http_status = 500},
         false,
         PSC_ERR_HTTP_SERVER,
         1,
         PSC_ASYNC_SUBMITTED},
        {WATCH,
         {.command = "async_enrollment_info", .times = 1, .status = "enrollment_not_found"},
         false,
         PSC_ERR_REQUEST_NOT_FOUND,
         1,
         PSC_ASYNC_SUBMITTED},
        {WATCH,
         {.command = "async_enrollment_info", .times = 1, .http_status = 404},
         false,
         PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND,
         1,
         PSC_ASYNC_SUBMITTED},
        {FORGET, {.command = ""}, false, PSC_OK, 0, PSC_ASYNC_SUBMITTED},
        {FORGET, {.command = ""}, true, PSC_OK, 0, PSC_ASYNC_REJECTED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {
            .job = cases[i].job, .trouble = cases[i].trouble, .rejected_before = cases[i].decided};
        world_seat *bob = furnish(&s, &the_world);
        CHECK_OK(start(&s, bob));
        if (cases[i].status == PSC_OK) {
            CHECK(succeeds(bob));
        } else {
            CHECK(fails_with(cases[i].status, bob) && bob->failure.nothing_lost);
        }
        CHECK(world_count(bob, PSC_STORE_ENROLLMENTS) == cases[i].records);
        CHECK(the_world.requests[0].status == cases[i].left);
        close_world(&s);
    }
}

/* ---- what is kept */

/* A record with another identity, address or bytes than it was written with. */
static psc_bytes altered(const setting *s, int how) {
    world *w = &the_world;
    psc_pending_file file;
    psc_pending_content content;
    psc_bytes out;
    const uint8_t key[PSC_SECRET_KEY_BYTES] = {1};
    const psc_asking_keys keys = {{2}, {3}};
    CHECK_OK(psc_asking_read(&file, &content, &w->arena, s->record));
    switch (how) {
    case 0:
        return PSC_BYTES_LIT("rubbish");
    case 1:
        content.server_url = PSC_BYTES_LIT("nowhere");
        break;
    case 2:
        content.identity_system.tag = PSC_IDENTITY_SYSTEM_PKI;
        break;
    default:
        break; /* sealed with another key */
    }
    CHECK_OK(psc_asking_seal(&out, &w->arena, test_host(), &content, &keys, key));
    return out;
}

static void test_records(void) {
    static const psc_status read[] = {PSC_ERR_REQUEST_FILE, PSC_ERR_REQUEST_FILE,
                                      PSC_ERR_REQUEST_KIND};
    for (int how = 0; how < 3; how++) {
        for (int j = 0; j < 3; j++) {
            static const job jobs[] = {WATCH, WITHDRAW, JOIN};
            setting s = {.job = jobs[j], .accepted = true};
            world_seat *bob = furnish(&s, &the_world);
            psc_request_line line;
            const psc_bytes bytes = altered(&s, how);
            world_put(bob, PSC_STORE_ENROLLMENTS, s.key, bytes);
            CHECK_OK(psc_request_line_read(&line, &the_world.arena, s.key, bytes));
            CHECK_STATUS(read[how], (psc_status) line.status);
            CHECK((line.organization.at == NULL) == (how != 2));
            CHECK_OK(start(&s, bob));
            CHECK(fails_with(read[how], bob) && bob->failure.nothing_lost);
            CHECK(world_count(bob, PSC_STORE_ENROLLMENTS) == 1);
            close_world(&s);
        }
    }
    for (int j = 0; j < 2; j++) {
        setting s = {.job = j == 0 ? WATCH : JOIN};
        world_seat *bob = furnish(&s, &the_world);
        s.key = PSC_BYTES_LIT("nothing");
        CHECK_OK(start(&s, bob));
        CHECK(fails_with(PSC_ERR_STORE_MISSING, bob));
        close_world(&s);
    }
    setting s = {.job = JOIN, .accepted = true};
    world_seat *bob = furnish(&s, &the_world);
    world_put(bob, PSC_STORE_ENROLLMENTS, s.key, altered(&s, 3));
    CHECK_OK(start(&s, bob));
    CHECK(fails_with(PSC_ERR_REQUEST_FILE, bob) && bob->failure.nothing_lost);
    psc_flow *flow;
    const psc_join_options no_key = {.key = PSC_BYTES_ABSENT};
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_join_new(&flow, &bob->host, &no_key));
    CHECK_STATUS(PSC_ERR_ARGUMENT, psc_follow_new(&flow, &bob->host,
                                                  &(psc_follow_options) {.job = PSC_FOLLOW_WATCH}));
    /* The clear part is another one than was sealed. */
    psc_pending_file file;
    psc_pending_content content;
    psc_asking_keys keys;
    uint8_t key[PSC_SECRET_KEY_BYTES];
    psc_bytes decoded;
    CHECK_OK(psc_asking_read(&file, &content, &the_world.arena, s.record));
    CHECK_OK(psc_base64_decode(&decoded, &the_world.arena, the_world.bao.secrets[0].value,
                               PSC_BASE64_STANDARD_PADDED));
    memcpy(key, decoded.at, sizeof key);
    CHECK_OK(psc_asking_open(&keys, &the_world.arena, &file, key));
    file.cleartext_content = s.record;
    CHECK_STATUS(PSC_ERR_REQUEST_FILE, psc_asking_open(&keys, &the_world.arena, &file, key));
    psc_bytes large = {key, PSC_PENDING_FILE_MAX + 1};
    CHECK_STATUS(PSC_ERR_REQUEST_FILE, psc_asking_read(&file, &content, &the_world.arena, large));
    close_world(&s);
}

/* ---- joining */

typedef enum forgery {
    SIGNED_BY_PKI,
    ENTITY_THAT_IS_NONE,
    SIGNATURE_OF_ANOTHER,
    PAYLOAD_CHANGED,
    PAYLOAD_MALFORMED,
    PAYLOAD_WITHOUT_IDS,
    NAME_CHANGED,
    SIGNER_UNKNOWN
} forgery;

static void forge_accepted(setting *s, forgery how) {
    world *w = &the_world;
    world_request *request = &w->requests[0];
    psc_accept_payload payload;
    CHECK_OK(psc_accept_payload_read(&payload, &w->arena, request->accept_payload));
    switch (how) {
    case SIGNED_BY_PKI:
        request->accept_signature.tag = PSC_IDENTITY_PKI;
        return;
    case ENTITY_THAT_IS_NONE:
        request->accept_signature.openbao.entity_id = PSC_BYTES_LIT("../x");
        return;
    case SIGNATURE_OF_ANOTHER:
        request->accept_signature.openbao.entity_id = PSC_BYTES_LIT(BOB);
        return;
    case SIGNER_UNKNOWN:
        request->accept_signature.openbao.entity_id = PSC_BYTES_LIT("ent-nobody");
        return;
    case PAYLOAD_CHANGED:
        payload.profile = PSC_PROFILE_ADMIN;
        CHECK_OK(psc_accept_payload_write(&request->accept_payload, &w->arena, &payload));
        return;
    case PAYLOAD_MALFORMED:
        request->accept_payload = PSC_BYTES_LIT("?");
        break;
    case PAYLOAD_WITHOUT_IDS:
        memset(&payload.user_id, 0, sizeof payload.user_id);
        CHECK_OK(psc_accept_payload_write(&request->accept_payload, &w->arena, &payload));
        break;
    case NAME_CHANGED:
        payload.human_handle.label = PSC_BYTES_LIT("Bobby");
        CHECK_OK(psc_accept_payload_write(&request->accept_payload, &w->arena, &payload));
        break;
    }
    request->accept_signature.openbao.signature =
        world_bao_signature(w, s->alice_account->entity_id, request->accept_payload);
}

static void test_forged_acceptance(void) {
    static const struct {
        forgery forgery;
        psc_status status;
    } cases[] = {
        {SIGNED_BY_PKI, PSC_ERR_SIGNATURE},
        {ENTITY_THAT_IS_NONE, PSC_ERR_SIGNATURE},
        {SIGNATURE_OF_ANOTHER, PSC_ERR_SIGNATURE},
        {SIGNER_UNKNOWN, PSC_ERR_SIGNATURE},
        {PAYLOAD_CHANGED, PSC_ERR_SIGNATURE},
        {PAYLOAD_MALFORMED, PSC_ERR_REQUEST_PAYLOAD},
        {PAYLOAD_WITHOUT_IDS, PSC_ERR_REQUEST_PAYLOAD},
        {NAME_CHANGED, PSC_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.job = JOIN, .accepted = true};
        world_seat *bob = furnish(&s, &the_world);
        forge_accepted(&s, cases[i].forgery);
        CHECK_OK(start(&s, bob));
        if (cases[i].status == PSC_OK) {
            CHECK(succeeds(bob) && s.accepted_question.differs);
        } else {
            CHECK(fails_with(cases[i].status, bob) && bob->failure.nothing_lost);
            CHECK(world_count(bob, PSC_STORE_ENROLLMENTS) == 1 &&
                  world_count(bob, PSC_STORE_DEVICES) == 0);
        }
        close_world(&s);
    }
}

static void test_join_trouble(void) {
    static const struct {
        trouble trouble;
        bool leave;
        psc_status status;
    } cases[] = {
        {{.command = "async_enrollment_info", .times = 1, .status = "enrollment_not_found"},
         false,
         PSC_ERR_REQUEST_NOT_FOUND},
        {{.command = "async_enrollment_info", .times = 1, .http_status = 500},
         false,
         PSC_ERR_HTTP_SERVER},
        {{.command = "async_enrollment_info", .times = 2}, false, PSC_OK},
        {{.command = "bao_get_key", .times = 1, .http_status = 404}, false, PSC_ERR_SIGN_ON_KEY},
        {{.command = "bao_get_key", .times = 1, .http_status = 403}, false, PSC_OK},
        {{.command = "bao_get_key", .times = 1, .http_status = 403}, true, PSC_ERR_CANCELLED},
        {{.command = "bao_verify", .times = 1}, false, PSC_OK},
        {{.command = "bao_verify", .times = 1, .http_status = 400}, false, PSC_ERR_SIGNATURE},
        {{.command = "bao_verify", .times = 1, .http_status = 200, .reply = "{}"},
         false,
         PSC_ERR_SIGNATURE},
        {{.command = "bao_verify", .times = 1, .http_status = 500, .reply = "?"}, false, PSC_OK},
        {{.command = "bao_entity", .times = 1, .http_status = 403}, false, PSC_OK},
        {{.command = "server_config", .times = 1, .http_status = 500}, false, PSC_ERR_HTTP_SERVER},
        {{.command = ""}, true, PSC_ERR_CANCELLED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {
            .job = JOIN, .accepted = true, .leave = cases[i].leave, .trouble = cases[i].trouble};
        world_seat *bob = furnish(&s, &the_world);
        test_subject(cases[i].trouble.command);
        CHECK_OK(start(&s, bob));
        if (cases[i].status == PSC_OK) {
            CHECK(succeeds(bob));
            check_member(&s, bob);
        } else {
            CHECK(fails_with(cases[i].status, bob) && bob->failure.nothing_lost);
            CHECK(world_count(bob, PSC_STORE_ENROLLMENTS) == 1);
        }
        close_world(&s);
    }
    test_subject(NULL);
    static const struct {
        int status;
        psc_status expected;
    } undecided[] = {{PSC_ASYNC_SUBMITTED, PSC_ERR_REQUEST_UNDECIDED},
                     {PSC_ASYNC_REJECTED, PSC_ERR_REQUEST_DECIDED},
                     {PSC_ASYNC_CANCELLED, PSC_ERR_REQUEST_DECIDED}};
    for (size_t i = 0; i < 3; i++) {
        setting s = {.job = JOIN};
        world_seat *bob = furnish(&s, &the_world);
        the_world.requests[0].status = undecided[i].status;
        CHECK_OK(start(&s, bob));
        CHECK(fails_with(undecided[i].expected, bob));
        close_world(&s);
    }
}

/* A path in what is kept that leads elsewhere. */
static void test_join_path(void) {
    setting s = {.job = JOIN, .accepted = true};
    world_seat *bob = furnish(&s, &the_world);
    psc_pending_file file;
    psc_pending_content content;
    psc_bytes out;
    const uint8_t key[PSC_SECRET_KEY_BYTES] = {1};
    const psc_asking_keys keys = {{2}, {3}};
    CHECK_OK(psc_asking_read(&file, &content, &the_world.arena, s.record));
    content.identity_system.openbao.key_path = PSC_BYTES_LIT("../..");
    CHECK_OK(psc_asking_seal(&out, &the_world.arena, test_host(), &content, &keys, key));
    world_put(bob, PSC_STORE_ENROLLMENTS, s.key, out);
    CHECK_OK(start(&s, bob));
    CHECK(fails_with(PSC_ERR_REQUEST_FILE, bob));
    close_world(&s);
}

/* ---- the administrator */

static void test_list(void) {
    setting s = {.job = LIST};
    world_seat *alice = furnish(&s, &the_world);
    world_request *first = &the_world.requests[0];
    for (int i = 1; i < 6; i++) {
        world_request *request = &the_world.requests[the_world.request_count++];
        *request = *first;
        request->id.bytes[0] ^= (uint8_t) i;
        request->submitted_on += i < 4 ? i : 0;
    }
    the_world.requests[1].signature.tag = PSC_IDENTITY_PKI;
    the_world.requests[2].payload = PSC_BYTES_LIT("?");
    CHECK_OK(start(&s, alice));
    CHECK(succeeds(alice));
    const psc_requested_line *lines = alice->result.as.requests.requests.items;
    CHECK(alice->result.as.requests.requests.count == 6);
    CHECK(lines[0].status == PSC_OK && lines[0].submitted_on == first->submitted_on + 3);
    CHECK(lines[1].status == PSC_ERR_REQUEST_PAYLOAD && lines[1].human_handle.email.at == NULL);
    CHECK(lines[2].status == PSC_ERR_REQUEST_KIND &&
          lines[2].identity == PSC_IDENTITY_OF_SMART_CARD);
    CHECK_TEXT("Bob", lines[2].human_handle.label);
    close_world(&s);
}

/* Whoever is a member, as far as this device knows. */
static void test_list_members(void) {
    static const struct {
        const char *email;
        bool revoked;
        psc_status status;
    } cases[] = {{"bob@x.org", false, PSC_ERR_ALREADY_ENROLLED},
                 {"bob@x.org", true, PSC_OK},
                 {"bobby@x.org", false, PSC_OK}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.job = LIST};
        world_seat *alice = furnish(&s, &the_world);
        psc_index *members = &s.device->trust.common.members;
        psc_member bob = {.user_id = {{7}}, .revoked = cases[i].revoked};
        bob.human_handle.email = psc_bytes_from_text(cases[i].email);
        CHECK_OK(psc_trust_reset(s.device));
        CHECK_OK(psc_index_reserve(members, 1));
        psc_index_add(members, &bob.user_id);
        CHECK_OK(start(&s, alice));
        CHECK(succeeds(alice));
        const psc_requested_line *line = alice->result.as.requests.requests.items;
        CHECK_STATUS(cases[i].status, (psc_status) line->status);
        close_world(&s);
    }
}

static void test_requests_ends(void) {
    static const struct {
        job job;
        trouble trouble;
        bool decided;
        psc_status status;
    } cases[] = {
        {REJECT, {.command = ""}, false, PSC_OK},
        {REJECT, {.command = ""}, true, PSC_ERR_REQUEST_DECIDED},
        {REJECT,
         {.command = "async_enrollment_reject", .times = 1, .status = "enrollment_not_found"},
         false,
         PSC_ERR_REQUEST_NOT_FOUND},
        {REJECT,
         {.command = "async_enrollment_reject", .times = 1, .status = "author_not_allowed"},
         false,
         PSC_ERR_AUTHOR_NOT_ALLOWED},
        {REJECT,
         {.command = "async_enrollment_reject", .times = 1, .status = "other"},
         false,
         PSC_ERR_REPLY_UNKNOWN},
        {REJECT,
         {.command = "async_enrollment_reject", .times = 1, .http_status = 461},
         false,
         PSC_ERR_HTTP_REVOKED},
        {LIST,
         {.command = "async_enrollment_list", .times = 1, .status = "author_not_allowed"},
         false,
         PSC_ERR_AUTHOR_NOT_ALLOWED},
        {LIST, {.command = "async_enrollment_list", .times = 1}, false, PSC_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {
            .job = cases[i].job, .trouble = cases[i].trouble, .rejected_before = cases[i].decided};
        world_seat *alice = furnish(&s, &the_world);
        CHECK_OK(start(&s, alice));
        if (cases[i].status == PSC_OK) {
            CHECK(succeeds(alice));
        } else {
            CHECK(fails_with(cases[i].status, alice) && alice->failure.nothing_lost);
        }
        close_world(&s);
    }
}

static void forge_submitted(setting *s, forgery how) {
    world *w = &the_world;
    world_request *request = &w->requests[0];
    psc_submit_payload payload;
    CHECK_OK(psc_submit_payload_read(&payload, &w->arena, request->payload));
    switch (how) {
    case SIGNED_BY_PKI:
        request->signature.tag = PSC_IDENTITY_PKI;
        return;
    case ENTITY_THAT_IS_NONE:
        request->signature.openbao.entity_id = PSC_BYTES_LIT("a/b");
        return;
    case SIGNATURE_OF_ANOTHER:
        request->signature.openbao.entity_id = PSC_BYTES_LIT(ALICE);
        s->alice_account->has_signing_key = true;
        return;
    case SIGNER_UNKNOWN:
        request->signature.openbao.entity_id = PSC_BYTES_LIT("ent-nobody");
        return;
    case PAYLOAD_CHANGED:
        payload.verify_key[0] ^= 1;
        CHECK_OK(psc_submit_payload_write(&request->payload, &w->arena, &payload));
        return;
    case PAYLOAD_MALFORMED:
    case PAYLOAD_WITHOUT_IDS:
        request->payload = PSC_BYTES_LIT("?");
        break;
    case NAME_CHANGED: /* an e-mail that is not theirs, well signed */
        payload.requested_human_handle.email = PSC_BYTES_LIT("boss@x.org");
        CHECK_OK(psc_submit_payload_write(&request->payload, &w->arena, &payload));
        break;
    }
    request->signature.openbao.signature =
        world_bao_signature(w, s->bob_account->entity_id, request->payload);
}

static void test_forged_request(void) {
    static const struct {
        forgery forgery;
        psc_status status;
    } cases[] = {
        {SIGNED_BY_PKI, PSC_ERR_REQUEST_KIND},     {ENTITY_THAT_IS_NONE, PSC_ERR_SIGNATURE},
        {SIGNATURE_OF_ANOTHER, PSC_ERR_SIGNATURE}, {SIGNER_UNKNOWN, PSC_ERR_SIGNATURE},
        {PAYLOAD_CHANGED, PSC_ERR_SIGNATURE},      {PAYLOAD_MALFORMED, PSC_ERR_REQUEST_PAYLOAD},
        {NAME_CHANGED, PSC_ERR_REQUEST_EMAIL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.job = ACCEPT};
        world_seat *alice = furnish(&s, &the_world);
        forge_submitted(&s, cases[i].forgery);
        const size_t members = the_world.user_count;
        CHECK_OK(start(&s, alice));
        CHECK(fails_with(cases[i].status, alice) && alice->failure.nothing_lost);
        CHECK(the_world.user_count == members &&
              the_world.requests[0].status == PSC_ASYNC_SUBMITTED);
        close_world(&s);
    }
}

static void test_accept_trouble(void) {
    static const struct {
        trouble trouble;
        bool leave;
        psc_status status;
    } cases[] = {
        {{.command = "async_enrollment_list", .times = 1, .http_status = 461},
         false,
         PSC_ERR_HTTP_REVOKED},
        {{.command = "async_enrollment_list", .times = 1, .status = "author_not_allowed"},
         false,
         PSC_ERR_AUTHOR_NOT_ALLOWED},
        {{.command = "bao_verify", .times = 1, .http_status = 403}, false, PSC_OK},
        {{.command = "bao_verify", .times = 1, .http_status = 403}, true, PSC_ERR_CANCELLED},
        {{.command = "bao_entity", .times = 1, .http_status = 404}, false, PSC_ERR_REQUEST_EMAIL},
        {{.command = "bao_entity", .times = 1, .http_status = 500}, false, PSC_OK},
        {{.command = "bao_sign", .times = 1, .http_status = 403}, false, PSC_OK},
        {{.command = "bao_sign",
          .times = 2,
          .http_status = 400,
          .reply = "{\"errors\": [\"signing key not found\"]}"},
         false,
         PSC_ERR_SIGN_ON_KEY},
        {{.command = "bao_make_key", .times = 1, .http_status = 404}, false, PSC_ERR_SIGN_ON_KEY},
        {{.command = "bao_make_key", .times = 1}, false, PSC_OK},
        {{.command = "server_config", .times = 1, .http_status = 500}, false, PSC_ERR_HTTP_SERVER},
        {{.command = ""}, true, PSC_ERR_CANCELLED},
#define STATUS(name, result)                                                                       \
    {{.command = "async_enrollment_accept", .times = 1, .status = (name)}, false, (result)}
        STATUS("author_not_allowed", PSC_ERR_AUTHOR_NOT_ALLOWED),
        STATUS("invalid_certificate", PSC_ERR_INVALID_CERTIFICATE),
        STATUS("invalid_accept_payload", PSC_ERR_REQUEST_PAYLOAD),
        STATUS("invalid_accept_payload_signature", PSC_ERR_REQUEST_PAYLOAD),
        STATUS("submit_and_accept_identity_systems_mismatch", PSC_ERR_REQUEST_KIND),
        STATUS("enrollment_not_found", PSC_ERR_REQUEST_NOT_FOUND),
        STATUS("enrollment_no_longer_available", PSC_ERR_REQUEST_DECIDED),
        STATUS("active_users_limit_reached", PSC_ERR_USERS_LIMIT),
        STATUS("user_already_exists", PSC_ERR_ALREADY_EXISTS),
        STATUS("human_handle_already_taken", PSC_ERR_ALREADY_ENROLLED),
        STATUS("new_trouble", PSC_ERR_REPLY_UNKNOWN),
#undef STATUS
        {{.command = "async_enrollment_accept", .times = 1}, false, PSC_OK},
        {{.command = "async_enrollment_accept", .times = 1, .after = true}, false, PSC_OK},
        {{.command = "async_enrollment_accept", .times = 1, .http_status = 500},
         false,
         PSC_ERR_HTTP_SERVER},
        {{.command = "async_enrollment_accept", .times = 1, .http_status = 500, .after = true},
         false,
         PSC_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s = {.job = ACCEPT, .leave = cases[i].leave, .trouble = cases[i].trouble};
        world_seat *alice = furnish(&s, &the_world);
        test_subject(cases[i].trouble.status == NULL ? cases[i].trouble.command
                                                     : cases[i].trouble.status);
        CHECK_OK(start(&s, alice));
        if (cases[i].status == PSC_OK) {
            CHECK(succeeds(alice));
            check_member(&s, alice);
        } else {
            CHECK(fails_with(cases[i].status, alice) && alice->failure.nothing_lost);
            CHECK(world_find_email(&the_world, "bob@x.org") == NULL);
        }
        close_world(&s);
    }
    test_subject(NULL);
    /* Withdrawn while the administrator looks. */
    setting gone = {.job = ACCEPT};
    world_seat *alice = furnish(&gone, &the_world);
    the_world.requests[0].status = PSC_ASYNC_CANCELLED;
    CHECK_OK(start(&gone, alice));
    CHECK(fails_with(PSC_ERR_REQUEST_DECIDED, alice));
    close_world(&gone);
    /* Nobody knows, and nobody answers. */
    setting lost = {
        .job = ACCEPT,
        .trouble = {
            .command = "async_enrollment_accept", .times = 1, .http_status = 500, .after = true}};
    alice = furnish(&lost, &the_world);
    CHECK_OK(start(&lost, alice));
    while (strcmp(psc_flow_state(alice->flow), "await-probe") != 0 && world_tick(&the_world)) {
    }
    lost.trouble = (trouble) {.command = "async_enrollment_info", .times = 1, .http_status = 500};
    CHECK(fails_with(PSC_ERR_HTTP_SERVER, alice) && !alice->failure.nothing_lost);
    close_world(&lost);
}

static void test_accept_times(void) {
    /* Later than the clock, as the server wants it. */
    setting s = {.job = ACCEPT};
    world_seat *alice = furnish(&s, &the_world);
    the_world.greater_than = the_world.now + 60 * SECOND;
    CHECK_OK(start(&s, alice));
    CHECK(succeeds(alice));
    close_world(&s);
    s = (setting) {.job = ACCEPT};
    alice = furnish(&s, &the_world);
    the_world.greater_than = the_world.now + 3600 * SECOND;
    CHECK_OK(start(&s, alice));
    CHECK(fails_with(PSC_ERR_TIMESTAMP_LOOP, alice));
    close_world(&s);
    /* A clock that is wrong. */
    s = (setting) {.job = ACCEPT};
    alice = furnish(&s, &the_world);
    CHECK_OK(start(&s, alice));
    while (strcmp(psc_flow_state(alice->flow), "await-signed") != 0 && world_tick(&the_world)) {
    }
    the_world.server_offset = 3600 * SECOND;
    flowkit_run(&the_world, alice, LONG);
    CHECK(alice->ended && !alice->done);
    close_world(&s);
}

/* ---- trouble everywhere */

static void settle(void *context, world_seat *seat) {
    setting *s = context;
    s->trouble.times = 0;
    s->leave = false;
    if (seat->done) {
        return;
    }
    const world_record *record = world_find_record(seat, PSC_STORE_ENROLLMENTS);
    if (s->job == JOIN && record == NULL) {
        CHECK(world_count(seat, PSC_STORE_DEVICES) == 1); /* done, and not told */
        return;
    }
    if (s->job == ACCEPT && seat->world->requests[0].status == PSC_ASYNC_ACCEPTED) {
        return;
    }
    if ((s->job == WITHDRAW && record == NULL) ||
        (s->job == REJECT && seat->world->requests[0].status == PSC_ASYNC_REJECTED)) {
        return;
    }
    CHECK_OK(start(s, seat));
    world_run(seat->world, LONG);
    /* Withdrawn already, which only shows when it is followed. */
    CHECK(seat->done || (s->job == WITHDRAW && seat->failure.status == PSC_ERR_REQUEST_DECIDED &&
                         seat->world->requests[0].status == PSC_ASYNC_CANCELLED));
}

static world_seat *furnish_trouble(void *context, world *w) {
    setting *s = context;
    const job wanted = s->job;
    s->trouble = (trouble) {
        .command = wanted == JOIN ? "bao_verify" : "bao_sign", .times = 1, .http_status = 403};
    return furnish(s, w);
}

static void test_faults(void) {
    static const job jobs[] = {ENROLL, WITHDRAW, FORGET, JOIN, LIST, REJECT, ACCEPT};
    for (size_t i = 0; i < sizeof jobs / sizeof jobs[0]; i++) {
        const setting fresh = {.job = jobs[i], .accepted = true};
        setting s = fresh;
        const flowkit_scenario scenario = {&s, furnish, start, settle, LONG, finish};
        CHECK(flowkit_each_allocation(&scenario) > 0);
        s = fresh;
        if (jobs[i] == LIST || jobs[i] == REJECT) {
            CHECK(flowkit_each_cancel(&scenario) > 0);
            s = fresh;
        }
        if (jobs[i] == ENROLL || jobs[i] == JOIN || jobs[i] == ACCEPT) {
            CHECK(flowkit_each_cancel(&scenario) > 4);
            s = fresh;
            const flowkit_scenario unlucky = {&s, furnish_trouble, start, settle, LONG, finish};
            CHECK(faults_each_hurried_allocation(&unlucky, &the_world) > 50);
            s = fresh;
            CHECK(faults_each_draw(&scenario, &the_world) > 0);
            s = fresh;
        }
        if (jobs[i] == JOIN || jobs[i] == ENROLL) {
            CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_QUOTA, 1) > 0);
            s = fresh;
        }
    }
}

int main(void) {
    test_whole();
    test_join_signed_on();
    test_details();
    test_already();
    test_enroll_trouble();
    test_enroll_refused();
    test_follow();
    test_follow_ends();
    test_records();
    test_forged_acceptance();
    test_join_trouble();
    test_join_path();
    test_list();
    test_list_members();
    test_requests_ends();
    test_forged_request();
    test_accept_trouble();
    test_accept_times();
    test_faults();
    return test_finish();
}
