// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "claimant.h"
#include "codec/envelope.h"
#include "crypto/exchange.h"
#include "flow/greeting.h"
#include "flowkit.h"
#include "harness.h"
#include "trust/certificate.h"

#define SECOND PSC_TIME_SECOND
#define DURATION (1800 * SECOND)

/* One for all: a world is large. */
static world the_world;

/* What is let in. All but a few tests hold for both and are run twice. */
typedef struct variant {
    psc_journey_kind journey;
    psc_invitation_type invitation;
    psc_question_kind approval;
    psc_result_kind result;
    psc_status unconfirmed;
    const char *create;  /* the command */
    const char *refusal; /* one of its answers that is final, and what it means */
    psc_status refused;
    const char *taken;     /* one that an earlier sending may have caused */
    const char *peer;      /* e-mail of the other side, as long as it has said nothing */
    const char *peer_name; /* and the name after that */
} variant;
static const variant newcomer = {
    .journey = PSC_JOURNEY_GREET,
    .invitation = PSC_INVITATION_USER,
    .approval = PSC_QUESTION_APPROVAL,
    .result = PSC_RESULT_GREETED,
    .unconfirmed = PSC_ERR_ENROLLED_WITHOUT_DEVICE,
    .create = "user_create",
    .refusal = "active_users_limit_reached",
    .refused = PSC_ERR_USERS_LIMIT,
    .taken = "user_already_exists",
    .peer = "bob@x.org",
    .peer_name = "Bob",
};
static const variant own_device = {
    .journey = PSC_JOURNEY_GREET_DEVICE,
    .invitation = PSC_INVITATION_DEVICE,
    .approval = PSC_QUESTION_NEW_DEVICE,
    .result = PSC_RESULT_ADDED,
    .unconfirmed = PSC_ERR_DEVICE_UNCONFIRMED,
    .create = "device_create",
    .refusal = "invalid_certificate",
    .refused = PSC_ERR_INVALID_CERTIFICATE,
    .taken = "device_already_exists",
    .peer = "alice@x.org",
    .peer_name = "Alice",
};
static const variant *tried;

typedef struct setting {
    world_user *alice;
    psc_device *device;
    world_invitation *invitation;
    world_seat *greeter;
    world_seat *claimer;
    claimant_outcome claimed; /* own_device */
} setting;

static void claim(setting *s) {
    psc_flow *flow;
    if (tried == &own_device) {
        CHECK_OK(claimant_new(&flow, s->claimer, s->invitation, &s->claimed));
    } else {
        CHECK_OK(psc_claim_new(&flow, &s->claimer->host,
                               &(psc_claim_options){.link = s->invitation->link,
                                                    .device_label = PSC_BYTES_LIT("Web")}));
    }
    world_start(s->claimer, flow);
}

/* Alice, administrator, in one browser; Bob, invited, or Alice herself in another, already
 * waiting. */
static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    w->remember = true;
    s->greeter = world_sit(w, "Alice");
    s->greeter->heap.search = true;
    s->claimer = world_sit(w, "Bob");
    s->alice = world_add_user(w, "alice@x.org", "Alice",
                              tried == &own_device ? PSC_PROFILE_OUTSIDER : PSC_PROFILE_ADMIN);
    s->device = world_device(s->greeter, s->alice);
    s->invitation = tried == &own_device ? world_invite_device(w, s->alice)
                                         : world_invite(w, s->alice, "bob@x.org");
    claim(s);
    return s->greeter;
}

/* How many the server has let in. */
static size_t created(const world *w) {
    return w->user_count - 1 + w->added_count;
}

static void leave(setting *s, world *w) {
    psc_device_release(s->device);
    s->device = NULL;
    world_close(w);
}

static psc_status start(void *context, world_seat *seat) {
    const setting *s = context;
    psc_flow *flow;
    PSC_TRY(psc_greet_new(&flow, &seat->host,
                          &(psc_greet_options){.device = s->device, .link = s->invitation->link}));
    world_start(seat, flow);
    return PSC_OK;
}

/* What the new device was told is what its person has. */
static void check_added(const setting *s) {
    const world *w = s->greeter->world;
    const psc_local_device *local = &s->device->local;
    const psc_invite_device_confirmation *told = &s->claimed.confirmation;
    const world_added *added = &w->added[w->added_count - 1];
    CHECK(w->user_count == 1 && added->user == s->alice);
    CHECK(psc_uuid_equal(&s->greeter->result.as.added.device_id, &added->device_id));
    CHECK_TEXT("Web", s->greeter->result.as.added.device_label);
    CHECK_TEXT("Web", added->label);
    CHECK(psc_uuid_equal(&told->device_id, &added->device_id) &&
          psc_uuid_equal(&told->user_id, &s->alice->user_id) &&
          psc_uuid_equal(&told->user_realm_id, &local->user_realm_id));
    CHECK_TEXT("Web", told->device_label);
    CHECK_TEXT("alice@x.org", told->human_handle.email);
    CHECK_TEXT("Alice", told->human_handle.label);
    CHECK(told->profile == PSC_PROFILE_OUTSIDER);
    CHECK(memcmp(told->private_key, s->alice->private_key, 32) == 0 &&
          memcmp(told->user_realm_key, local->user_realm_key, 32) == 0 &&
          memcmp(told->root_verify_key, w->root_verify_key, 32) == 0);
    CHECK(memcmp(s->claimed.verify_key, added->verify_key, 32) == 0);
}

static void check_newcomer(const setting *s) {
    world *w = s->greeter->world;
    const psc_result_greeted *result = &s->greeter->result.as.greeted;
    const world_user *bob = world_find_email(w, "bob@x.org");
    if (CHECK(bob != NULL && w->user_count == 2)) {
        CHECK(psc_uuid_equal(&result->user_id, &bob->user_id));
        CHECK_TEXT("bob@x.org", result->human_handle.email);
        CHECK_TEXT("Bob", result->human_handle.label);
        CHECK(result->profile == PSC_PROFILE_STANDARD && bob->profile == PSC_PROFILE_STANDARD);
    }
    CHECK(world_device_works(s->claimer, s->claimer->password));
}

/* Both are at the end; the new device is the one that was created, and has all its keys. */
static void check_greeted(const setting *s) {
    const world *w = s->greeter->world;
    if (!CHECK(s->greeter->done && s->greeter->result.kind == (int) tried->result) ||
        !CHECK(s->claimer->done) || !CHECK(created(w) >= 1)) {
        return;
    }
    if (tried == &own_device) {
        check_added(s);
    } else {
        check_newcomer(s);
    }
    CHECK(s->invitation->status == PSC_INVITATION_FINISHED);
    CHECK(world_count(s->greeter, PSC_STORE_JOURNEYS) == 0);
}

/* ---- the whole, and what it sends */

typedef struct witness {
    setting *s;
    psc_bytes create;
    psc_bytes steps[9]; /* first body of each of the greeter's steps */
    uint32_t differing;
    uint32_t creations;
    char trail[1024]; /* states of the greeter, in order */
} witness;

static void note_state(witness *v) {
    const char *state = psc_flow_state(v->s->greeter->flow);
    const size_t len = strlen(v->trail);
    const size_t own = strlen(state);
    const bool same = len >= own && strcmp(v->trail + len - own, state) == 0;
    if (!same && len + own + 2 < sizeof v->trail) {
        v->trail[len] = ' ';
        memcpy(v->trail + len + 1, state, own + 1);
    }
}

static void observe(void *context, world_exchange *exchange) {
    witness *v = context;
    if (exchange->seat != v->s->greeter || exchange->after) {
        return;
    }
    note_state(v);
    if (strcmp(exchange->command, tried->create) == 0) {
        v->creations++;
        v->create = exchange->body;
    }
    if (exchange->step >= 0) {
        if (v->steps[exchange->step].at == NULL) {
            v->steps[exchange->step] = exchange->body;
        } else if (!psc_bytes_equal(v->steps[exchange->step], exchange->body)) {
            v->differing++;
        }
    }
}

static void read_certificate(void *out, const setting *s, psc_bytes blob,
                             const psc_record *record) {
    world *w = s->greeter->world;
    psc_bytes wrapped;
    psc_bytes content;
    CHECK_OK(psc_sign_open(&wrapped, blob, s->alice->verify_key));
    CHECK_OK(psc_envelope_unwrap(&content, &w->arena, wrapped, PSC_ENVELOPE_MAX));
    CHECK_OK(psc_record_read(out, &w->arena, content, record));
}

/* The two of a device, in both variants. */
static void check_device_certificates(psc_device_certificate *device, const setting *s,
                                      psc_bytes blob, psc_bytes redacted_blob) {
    psc_device_certificate redacted;
    read_certificate(device, s, blob, &psc_device_certificate_record);
    read_certificate(&redacted, s, redacted_blob, &psc_device_certificate_record);
    CHECK(device->has_author && psc_uuid_equal(&device->author, &s->alice->device_id));
    CHECK(redacted.has_author && psc_uuid_equal(&redacted.author, &s->alice->device_id));
    CHECK(redacted.timestamp == device->timestamp);
    CHECK(psc_uuid_equal(&device->user_id, &redacted.user_id));
    CHECK(psc_uuid_equal(&device->device_id, &redacted.device_id));
    CHECK(redacted.device_label.at == NULL);
    CHECK_TEXT("Web", device->device_label);
    CHECK(device->has_purpose && device->purpose == PSC_PURPOSE_STANDARD &&
          redacted.purpose == PSC_PURPOSE_STANDARD);
    CHECK(memcmp(device->verify_key, redacted.verify_key, 32) == 0);
}

static void check_own_certificates(const witness *v, psc_time earliest) {
    const setting *s = v->s;
    world *w = s->greeter->world;
    psc_device_create_request request;
    psc_device_certificate device;
    if (!CHECK_OK(psc_record_read(&request, &w->arena, v->create,
                                  &psc_device_create_request_record))) {
        return;
    }
    check_device_certificates(&device, s, request.device_certificate,
                              request.redacted_device_certificate);
    CHECK(device.timestamp >= earliest && device.timestamp <= w->now);
    CHECK(psc_uuid_equal(&device.user_id, &s->alice->user_id));
    CHECK(!psc_uuid_equal(&device.device_id, &s->alice->device_id));
}

static void check_newcomer_certificates(const witness *v, psc_time earliest) {
    const setting *s = v->s;
    world *w = s->greeter->world;
    psc_user_create_request request;
    if (!CHECK_OK(psc_record_read(&request, &w->arena, v->create,
                                  &psc_user_create_request_record))) {
        return;
    }
    psc_user_certificate user;
    psc_user_certificate redacted_user;
    psc_device_certificate device;
    read_certificate(&user, s, request.user_certificate, &psc_user_certificate_record);
    read_certificate(&redacted_user, s, request.redacted_user_certificate,
                     &psc_user_certificate_record);
    check_device_certificates(&device, s, request.device_certificate,
                              request.redacted_device_certificate);
    CHECK(user.has_author && psc_uuid_equal(&user.author, &s->alice->device_id));
    CHECK(redacted_user.has_author && psc_uuid_equal(&redacted_user.author, &s->alice->device_id));
    CHECK(user.timestamp >= earliest && user.timestamp <= w->now);
    CHECK(redacted_user.timestamp == user.timestamp && device.timestamp == user.timestamp);
    CHECK(psc_uuid_equal(&user.user_id, &redacted_user.user_id) &&
          psc_uuid_equal(&user.user_id, &device.user_id));
    CHECK_TEXT("bob@x.org", user.human_handle.email);
    CHECK_TEXT("Bob", user.human_handle.label);
    CHECK(redacted_user.human_handle.email.at == NULL);
    CHECK(user.profile == PSC_PROFILE_STANDARD && redacted_user.profile == PSC_PROFILE_STANDARD);
    CHECK(memcmp(user.public_key, redacted_user.public_key, 32) == 0);
    if (s->claimer->device != NULL) {
        const psc_local_device *local = &s->claimer->device->local;
        uint8_t key[32];
        CHECK_OK(psc_public_key_derive(key, local->private_key));
        CHECK(memcmp(key, user.public_key, 32) == 0);
        CHECK_OK(psc_verify_key_derive(key, local->signing_key));
        CHECK(memcmp(key, device.verify_key, 32) == 0);
        CHECK(psc_uuid_equal(&local->user_id, &user.user_id) &&
              psc_uuid_equal(&local->device_id, &device.device_id));
    }
}

static void check_certificates(const witness *v, psc_time earliest) {
    if (tried == &own_device) {
        check_own_certificates(v, earliest);
    } else {
        check_newcomer_certificates(v, earliest);
    }
}

static void test_whole(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    witness v = {.s = &s};
    the_world.hook = observe;
    the_world.hook_context = &v;
    const psc_time earliest = the_world.now;
    CHECK_OK(start(&s, seat));
    CHECK(strcmp(psc_flow_name(seat->flow), "greet") == 0);
    flowkit_run(&the_world, seat, DURATION);
    world_run(&the_world, DURATION);
    check_greeted(&s);
    check_certificates(&v, earliest);
    CHECK(v.creations == 1 && v.differing == 0);
    CHECK(seat->asked[PSC_QUESTION_CODE] == 1 && seat->asked[tried->approval] == 1 &&
          seat->noted[PSC_NOTE_OWN_CODE] == 1);
    CHECK_TEXT(" await-invitation await-peer await-codes await-claimer-trust await-code "
               "await-greeter-trust await-claimer-payload await-approval"
               " await-still-there await-created await-greeter-payload await-acknowledgment "
               "await-completed",
               psc_bytes_from_text(v.trail));
    leave(&s, &the_world);
}

/* Every wait names who must act: a person where there is one. */
static void test_notes(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    world_leave(s.claimer);
    CHECK_OK(start(&s, seat));
    world_run(&the_world, 60 * SECOND);
    CHECK(strcmp(psc_flow_state(seat->flow), "await-peer") == 0);
    const psc_note_waiting *waiting = &seat->note[PSC_NOTE_WAITING].as.waiting;
    CHECK(waiting->person_must_act && waiting->people.count == 1);
    CHECK_TEXT(tried->peer, ((const psc_human_handle *) waiting->people.items)[0].email);
    CHECK(seat->noted[PSC_NOTE_SILENCE] == 0);
    leave(&s, &the_world);
}

/* ---- options and the invitation */

static void test_options(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    const psc_bytes link = s.invitation->link;
    s.invitation->link = PSC_BYTES_LIT("https://parsec.example.com/redirect/Org"
                                       "?a=claim_shamir_recovery&p=xBABI0VniavN7wEjRWeJq83v");
    CHECK_STATUS(PSC_ERR_INVITATION_KIND, start(&s, seat));
    s.invitation->link = PSC_BYTES_LIT(
        "https://parsec.example.com/redirect/Else?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v");
    CHECK_STATUS(PSC_ERR_MISMATCH, start(&s, seat));
    s.invitation->link = PSC_BYTES_LIT("hello");
    CHECK(start(&s, seat) != PSC_OK);
    s.invitation->link = PSC_BYTES_LIT(
        "https://parsec.example.com/redirect/Org?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v");
    CHECK_OK(start(&s, seat));
    world_run_until_state(&the_world, seat, "never", 10 * SECOND);
    CHECK(seat->ended && seat->failure.status == PSC_ERR_INVITATION_NOT_FOUND);
    s.invitation->link = link;
    s.invitation->status = PSC_INVITATION_FINISHED;
    CHECK_OK(start(&s, seat));
    world_run_until_state(&the_world, seat, "never", 10 * SECOND);
    CHECK(seat->ended && seat->failure.status == PSC_ERR_INVITATION_USED);
    s.invitation->status = PSC_INVITATION_CANCELLED;
    CHECK_OK(start(&s, seat));
    world_run_until_state(&the_world, seat, "never", 10 * SECOND);
    CHECK(seat->ended && seat->failure.status == PSC_ERR_INVITATION_CANCELLED &&
          seat->failure.nothing_lost);
    CHECK(s.device->references >= 1);
    leave(&s, &the_world);
}

/* The server lists the invitation as one of the other kind. */
static void list_otherwise(void *context, world_exchange *exchange) {
    const setting *s = context;
    if (!exchange->after || strcmp(exchange->command, "invite_list") != 0) {
        return;
    }
    psc_invitation_item item = {
        .type = tried == &own_device ? PSC_INVITATION_USER : PSC_INVITATION_DEVICE,
        .created_by = {.tag = PSC_INVITER_USER, .user.human_handle = s->alice->human_handle},
        .claimer_email = PSC_BYTES_LIT("bob@x.org"),
    };
    memcpy(item.token, s->invitation->token, sizeof item.token);
    const psc_invite_list_reply reply = {.tag = PSC_INVITE_LIST_OK, .ok.invitations = {&item, 1}};
    psc_buf buf;
    psc_buf_init(&buf, &exchange->world->arena);
    CHECK_OK(psc_union_write(&buf, &reply, &psc_invite_list_reply_union));
    exchange->reply = psc_buf_view(&buf);
}

static void test_other_kind(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    the_world.hook = list_otherwise;
    the_world.hook_context = &s;
    CHECK_OK(start(&s, seat));
    world_run_until_state(&the_world, seat, "never", 10 * SECOND);
    CHECK(seat->ended && seat->failure.status == PSC_ERR_INVITATION_KIND);
    leave(&s, &the_world);
}

/* ---- scripted trouble with one command of the greeter */

typedef struct script {
    setting *s;
    const char *command;
    int step;             /* of invite_greeter_step; -1: any */
    const char *status;   /* in the server's place */
    uint32_t http_status; /* the same, unless there is a status */
    int reason;           /* psc_cancel_reason: the attempt is cancelled, unless one of the above */
    int origin;           /* psc_side */
    bool act;             /* the server acts before its answer is replaced */
    uint32_t lose_first;  /* answers lost first, the server acting */
    uint32_t drop_first;  /* requests lost first */
    uint32_t times;       /* replaced after those */
    uint32_t seen;
} script;

static void play(void *context, world_exchange *exchange) {
    script *p = context;
    if (exchange->seat != p->s->greeter || strcmp(exchange->command, p->command) != 0 ||
        (p->step >= 0 && exchange->step != p->step)) {
        return;
    }
    if (!exchange->after) {
        p->seen++;
    }
    const uint32_t lost = p->lose_first + p->drop_first;
    if (p->seen <= lost) {
        exchange->lose = exchange->after == (p->drop_first == 0);
    } else if (p->seen <= lost + p->times && exchange->after == p->act) {
        if (p->status != NULL) {
            world_set_status(exchange, p->status);
        } else if (p->http_status != 0) {
            exchange->http_status = p->http_status;
            exchange->reply = PSC_BYTES_LIT("<!doctype html>");
        } else {
            world_set_cancelled(exchange, p->origin, p->reason);
        }
    }
}

/* Runs with trouble until the greeter's flow ends or asks what nobody answers. */
static void run_script(setting *s, world *w, script *p) {
    world_seat *seat = furnish(s, w);
    p->s = s;
    w->hook = play;
    w->hook_context = p;
    CHECK_OK(start(s, seat));
    world_run_until_state(w, seat, "never", 300 * SECOND);
}

static bool attempt_cancelled(const world *w, int reason) {
    const world_attempt *last = &w->attempts[w->attempt_count - 1];
    return last->cancelled && last->cancellation.reason == reason &&
           last->cancellation.origin == PSC_SIDE_GREETER;
}

/* Before anything is created the server's refusal ends the journey, and nothing is left. */
static void test_broken_before(void) {
    static const struct {
        const char *command;
        int step;
        const char *status;
        uint32_t http_status;
        int expected;
    } cases[] = {
        {"invite_list", -1, NULL, 500, PSC_ERR_HTTP_SERVER},
        {"invite_list", -1, NULL, 461, PSC_ERR_HTTP_REVOKED},
        {"invite_list", -1, NULL, 463, PSC_ERR_HTTP_TERMS},
        {"invite_list", -1, "later", 0, PSC_ERR_REPLY_UNKNOWN},
        {"invite_greeter_start_greeting_attempt", -1, "invitation_completed", 0,
         PSC_ERR_INVITATION_USED},
        {"invite_greeter_start_greeting_attempt", -1, "author_not_allowed", 0,
         PSC_ERR_AUTHOR_NOT_ALLOWED},
        {"invite_greeter_step", 0, "invitation_cancelled", 0, PSC_ERR_INVITATION_CANCELLED},
        {"invite_greeter_step", 1, NULL, 462, PSC_ERR_HTTP_FROZEN},
        {"invite_greeter_step", 3, "greeting_attempt_not_joined", 0, PSC_ERR_ATTEMPT_LOST},
        {"invite_greeter_step", 4, "step_mismatch", 0, PSC_ERR_STEP_REFUSED},
        {"invite_greeter_step", 5, NULL, 500, PSC_ERR_HTTP_SERVER},
        {"invite_greeter_step", 6, NULL, 500, PSC_ERR_HTTP_SERVER},
        {"invite_greeter_step", 6, "greeting_attempt_not_found", 0, PSC_ERR_ATTEMPT_LOST},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].command);
        setting s;
        script p = {.command = cases[i].command,
                    .step = cases[i].step,
                    .status = cases[i].status,
                    .http_status = cases[i].http_status,
                    .times = 1};
        run_script(&s, &the_world, &p);
        CHECK(s.greeter->ended && !s.greeter->done &&
              s.greeter->failure.status == cases[i].expected);
        CHECK(s.greeter->failure.nothing_lost && created(&the_world) == 0);
        CHECK(s.greeter->failure.http_status ==
              (cases[i].status == NULL ? cases[i].http_status : 200));
        if (cases[i].step == 6) {
            while (!attempt_cancelled(&the_world, PSC_CANCEL_MANUALLY_CANCELLED) &&
                   world_tick(&the_world)) {
            }
            CHECK(attempt_cancelled(&the_world, PSC_CANCEL_MANUALLY_CANCELLED));
        }
        leave(&s, &the_world);
    }
    test_subject(NULL);
}

/* ---- codes */

typedef struct doubter {
    setting *s;
    uint32_t doubts; /* answers "none of these", or a wrong one, so often */
    bool wrong;
} doubter;

static bool doubt(void *context, world_seat *seat, const psc_question *question,
                  psc_event *answer) {
    doubter *d = context;
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind != PSC_QUESTION_CODE) {
        return answered;
    }
    CHECK(question->as.code.choices.count == PSC_SAS_CHOICES);
    CHECK_TEXT(tried->peer, question->as.code.peer.email);
    if (d->doubts == 0) {
        return answered;
    }
    d->doubts--;
    if (d->wrong) {
        const psc_bytes *choices = question->as.code.choices.items;
        answer->as.answer.code =
            psc_bytes_equal(choices[0], answer->as.answer.code) ? choices[1] : choices[0];
    } else {
        answer->as.answer = (psc_answer){.kind = PSC_ANSWER_NO_CODE};
    }
    return answered;
}

static void test_codes_differ(void) {
    for (int wrong = 0; wrong < 2; wrong++) {
        setting s;
        world_seat *seat = furnish(&s, &the_world);
        doubter d = {.s = &s, .doubts = 2, .wrong = wrong == 1};
        seat->person = doubt;
        seat->person_context = &d;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_STOPPED, DURATION));
        CHECK(seat->stopped.by_me && seat->stopped.reason == PSC_CANCEL_INVALID_SAS_CODE &&
              seat->stopped.count == 1);
        CHECK(strcmp(psc_flow_state(seat->flow), "await-again") == 0);
        flowkit_run(&the_world, seat, DURATION);
        world_run(&the_world, DURATION);
        CHECK(seat->stopped.count == 2 && seat->asked[PSC_QUESTION_STOPPED] == 2);
        CHECK(s.claimer->asked[PSC_QUESTION_STOPPED] == 2);
        check_greeted(&s);
        leave(&s, &the_world);
    }
}

/* somebody in the middle, whom both people believe: what the claimer asks for can be changed
 * then */

typedef enum forgery {
    FORGE_NOTHING,
    FORGE_EMAIL,
    FORGE_GARBAGE,   /* not sealed with the shared key */
    FORGE_CONTAINER, /* sealed, but no container inside */
    FORGE_KIND,      /* another kind of record */
    FORGE_LABEL      /* a device label that Parsec forbids */
} forgery;

typedef struct middle {
    setting *s;
    forgery forgery;
    psc_uuid attempt_of[2];
    uint8_t public_key[2][32]; /* shown to: by psc_role */
    uint8_t private_key[2][32];
    uint8_t shared_key[2][32]; /* with: by psc_role */
    uint8_t greeter_nonce[64];
    uint8_t claimer_nonce[64];
    psc_bytes payload[2]; /* as passed on: of step 6, 7 */
} middle;

static psc_bytes forged_content(middle *m, world *w, psc_bytes content) {
    psc_buf buf;
    psc_buf_init(&buf, &w->arena);
    if (m->forgery == FORGE_KIND) {
        const psc_invite_user_confirmation confirmation = {
            .device_label = PSC_BYTES_LIT("Web"),
            .human_handle = {PSC_BYTES_LIT("bob@x.org"), PSC_BYTES_LIT("Bob")}};
        CHECK_OK(psc_record_write(&buf, &confirmation, &psc_invite_user_confirmation_record));
        return psc_buf_view(&buf);
    }
    if (m->forgery == FORGE_EMAIL) {
        psc_invite_user_data data;
        CHECK_OK(psc_record_read(&data, &w->arena, content, &psc_invite_user_data_record));
        data.requested_human_handle.email = PSC_BYTES_LIT("Bob@x.org");
        CHECK_OK(psc_record_write(&buf, &data, &psc_invite_user_data_record));
        return psc_buf_view(&buf);
    }
    CHECK_OK(psc_buf_push(&buf, content));
    if (m->forgery == FORGE_LABEL) {
        /* The label "Web" is made empty where it stands: our own writer would refuse it. */
        static const char label[] = "label\xa3Web";
        size_t i = 0;
        while (i + sizeof label - 1 <= buf.len &&
               memcmp(buf.at + i, label, sizeof label - 1) != 0) {
            i++;
        }
        if (CHECK(i + sizeof label - 1 <= buf.len)) {
            i += strlen("label");
            buf.at[i] = 0xa0;
            memmove(buf.at + i + 1, buf.at + i + 4, buf.len - (i + 4));
            buf.len -= 3;
        }
    }
    return psc_buf_view(&buf);
}

/* Opens what one side sealed for us, and seals it for the other. */
static psc_bytes pass_on(middle *m, world *w, psc_bytes payload, int from) {
    psc_bytes wrapped;
    psc_bytes content;
    CHECK_OK(psc_secretbox_open(&wrapped, &w->arena, payload, m->shared_key[from]));
    if (from == PSC_ROLE_CLAIMER && m->forgery != FORGE_NOTHING) {
        CHECK_OK(psc_envelope_unwrap(&content, &w->arena, wrapped, PSC_ENVELOPE_MAX));
        if (m->forgery == FORGE_GARBAGE) {
            return content;
        }
        wrapped = content;
        if (m->forgery != FORGE_CONTAINER) {
            CHECK_OK(psc_envelope_wrap(&wrapped, &w->arena, forged_content(m, w, content)));
        }
    }
    psc_bytes sealed = PSC_BYTES_ABSENT;
    CHECK_OK(psc_secretbox_seal(&sealed, &w->arena, &m->s->claimer->host, wrapped,
                                m->shared_key[1 - from]));
    return sealed;
}

static void stand_between(void *context, world_exchange *exchange) {
    middle *m = context;
    psc_step step;
    if (exchange->after || exchange->step < 0 || !world_request_step(&step, exchange)) {
        return;
    }
    world *w = exchange->world;
    const int from = exchange->seat == m->s->greeter ? PSC_ROLE_GREETER : PSC_ROLE_CLAIMER;
    if (step.number == 0) {
        if (m->public_key[0][0] == 0 && m->public_key[1][0] == 0) {
            for (int role = 0; role < 2; role++) {
                CHECK_OK(psc_keypair_make(m->public_key[role], m->private_key[role],
                                          &m->s->claimer->host));
            }
        }
        /* To the greeter we are the claimer, and the other way round. */
        CHECK_OK(psc_exchange_derive(m->shared_key[from],
                                     from == PSC_ROLE_GREETER ? PSC_ROLE_CLAIMER : PSC_ROLE_GREETER,
                                     m->public_key[from], m->private_key[from], step.public_key));
        memcpy(step.public_key, m->public_key[1 - from], sizeof step.public_key);
        world_set_request_step(exchange, &step);
    } else if (step.number == 2 && from == PSC_ROLE_GREETER) {
        memcpy(m->greeter_nonce, step.nonce.at, sizeof m->greeter_nonce);
    } else if (step.number == 3 && from == PSC_ROLE_CLAIMER) {
        memcpy(m->claimer_nonce, step.nonce.at, sizeof m->claimer_nonce);
    } else if (step.payload.at != NULL) {
        psc_bytes *payload = &m->payload[step.number - 6];
        if (payload->at == NULL) {
            *payload = pass_on(m, w, step.payload, from);
        }
        step.payload = *payload;
        world_set_request_step(exchange, &step);
    }
}

/* The code that this side believes to be the other's. */
static bool believe(middle *m, world_seat *seat, const psc_question *question, psc_event *answer) {
    psc_sas_code greeter_code;
    psc_sas_code claimer_code;
    const int role = seat == m->s->greeter ? PSC_ROLE_GREETER : PSC_ROLE_CLAIMER;
    CHECK_OK(psc_sas_derive(&greeter_code, &claimer_code, m->claimer_nonce, m->greeter_nonce,
                            m->shared_key[role]));
    const psc_sas_code *right = role == PSC_ROLE_GREETER ? &claimer_code : &greeter_code;
    const psc_bytes *choices = question->as.code.choices.items;
    answer->as.answer.kind = PSC_ANSWER_NO_CODE;
    for (size_t i = 0; i < question->as.code.choices.count; i++) {
        if (memcmp(choices[i].at, right->text, sizeof right->text) == 0) {
            answer->as.answer = (psc_answer){.kind = PSC_ANSWER_CODE, .code = choices[i]};
        }
    }
    CHECK(answer->as.answer.kind == PSC_ANSWER_CODE);
    return true;
}

/* ---- approval */

typedef struct approver {
    middle m;
    uint32_t asked;
    bool refuses;
    int profile;
} approver;

static bool approve(void *context, world_seat *seat, const psc_question *question,
                    psc_event *answer) {
    approver *a = context;
    if (question->kind == PSC_QUESTION_CODE) {
        return believe(&a->m, seat, question, answer);
    }
    const bool answered = world_default_person(NULL, seat, question, answer);
    if (question->kind == PSC_QUESTION_NEW_DEVICE) {
        CHECK_TEXT("Web", question->as.new_device.device_label);
        CHECK(a->refuses && a->asked++ == 0);
        answer->as.answer = (psc_answer){.kind = PSC_ANSWER_REFUSE};
        return true;
    }
    if (question->kind != PSC_QUESTION_APPROVAL) {
        return answered && question->kind != PSC_QUESTION_STOPPED;
    }
    const psc_question_approval *q = &question->as.approval;
    CHECK_TEXT(a->m.forgery == FORGE_EMAIL ? "Bob@x.org" : "bob@x.org", q->requested.email);
    CHECK_TEXT("Bob", q->requested.label);
    CHECK_TEXT("Web", q->device_label);
    CHECK_TEXT("bob@x.org", q->invited_email);
    CHECK(q->email_matches == (a->m.forgery != FORGE_EMAIL));
    static const int rejected[] = {PSC_OK, PSC_ERR_VALUE, PSC_ERR_VALUE, PSC_ERR_VALUE,
                                   PSC_ERR_MISMATCH};
    if (CHECK(a->asked < 5)) {
        CHECK(q->rejected == rejected[a->asked]);
    }
    psc_answer *given = &answer->as.answer;
    given->profile = a->profile;
    given->name = PSC_BYTES_LIT("Robert");
    given->mismatch_acknowledged = a->asked == 4;
    if (a->asked == 0) {
        given->name = PSC_BYTES_LIT("B<o>b");
    } else if (a->asked == 1) {
        given->name = PSC_BYTES_ABSENT;
    } else if (a->asked == 2) {
        given->profile = PSC_PROFILE_OUTSIDER + 1;
    }
    if (a->refuses) {
        *given = (psc_answer){.kind = PSC_ANSWER_REFUSE};
    }
    a->asked++;
    return answered;
}

static world_seat *approval_setting(setting *s, world *w, approver *a) {
    world_seat *seat = furnish(s, w);
    a->m.s = s;
    w->hook = stand_between;
    w->hook_context = &a->m;
    seat->person = approve;
    seat->person_context = a;
    s->claimer->person = approve;
    s->claimer->person_context = a;
    CHECK_OK(start(s, seat));
    return seat;
}

static void test_approval(void) {
    for (int round = 0; round < 2; round++) {
        setting s;
        approver a = {.m.forgery = round == 0 ? FORGE_NOTHING : FORGE_EMAIL,
                      .profile = round == 0 ? PSC_PROFILE_ADMIN : PSC_PROFILE_OUTSIDER};
        world_seat *seat = approval_setting(&s, &the_world, &a);
        flowkit_run(&the_world, seat, DURATION);
        world_run(&the_world, DURATION);
        CHECK(seat->done && a.asked == (round == 0 ? 4 : 5));
        const world_user *bob =
            world_find_email(&the_world, round == 0 ? "bob@x.org" : "Bob@x.org");
        if (CHECK(bob != NULL)) {
            CHECK_TEXT("Robert", bob->human_handle.label);
            CHECK(bob->profile == a.profile && seat->result.as.greeted.profile == a.profile);
            CHECK_TEXT("Robert", seat->result.as.greeted.human_handle.label);
        }
        leave(&s, &the_world);
    }
}

static void test_refuse(void) {
    setting s;
    approver a = {.refuses = true};
    world_seat *seat = approval_setting(&s, &the_world, &a);
    world_run(&the_world, 120 * SECOND);
    CHECK(seat->ended && !seat->done && seat->failure.status == PSC_ERR_CANCELLED);
    CHECK_TEXT(tried->peer, seat->failure.person.email);
    CHECK(a.asked == 1 && attempt_cancelled(&the_world, PSC_CANCEL_MANUALLY_CANCELLED) &&
          created(&the_world) == 0);
    CHECK(s.claimer->asked[PSC_QUESTION_STOPPED] == 1 && !s.claimer->stopped.by_me);
    leave(&s, &the_world);
}

static void test_payload(void) {
    static const struct {
        forgery forgery;
        int reason;
    } cases[] = {
        {FORGE_GARBAGE, PSC_CANCEL_UNDECIPHERABLE_PAYLOAD},
        {FORGE_CONTAINER, PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD},
        {FORGE_KIND, PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD},
        {FORGE_LABEL, PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s;
        approver a = {.m.forgery = cases[i].forgery};
        world_seat *seat = approval_setting(&s, &the_world, &a);
        CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_STOPPED, 120 * SECOND));
        CHECK(seat->stopped.by_me && seat->stopped.reason == cases[i].reason &&
              seat->stopped.status != PSC_OK);
        CHECK(a.asked == 0 && created(&the_world) == 0);
        world_run(&the_world, 10 * SECOND);
        CHECK(attempt_cancelled(&the_world, cases[i].reason));
        CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
        CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED);
        leave(&s, &the_world);
    }
}

/* ---- the claimer comes and goes */

/* A claimer who reloads before the payload starts anew, and so does the greeter, with new codes,
 * and says why. */
static void test_claimer_reloads(void) {
    static const char *const states[] = {"await-peer",          "await-codes",
                                         "await-claimer-trust", "await-code",
                                         "await-greeter-trust", "await-claimer-payload"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        test_subject(states[i]);
        setting s;
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, states[i], DURATION));
        world_leave(s.claimer);
        claim(&s);
        world_run(&the_world, DURATION);
        check_greeted(&s);
        CHECK(seat->noted[PSC_NOTE_RESTARTED] <= 1);
        if (seat->noted[PSC_NOTE_RESTARTED] == 1) {
            const psc_note_restarted *note = &seat->note[PSC_NOTE_RESTARTED].as.restarted;
            CHECK(!note->by_me && note->reason == PSC_CANCEL_AUTOMATICALLY_CANCELLED &&
                  note->count == 1);
        }
        /* While a code is chosen there is none to be read out any more: it is a person who ends
         * that exchange. */
        CHECK(i < 2 || i == 3 || seat->noted[PSC_NOTE_RESTARTED] == 1);
        leave(&s, &the_world);
    }
    test_subject(NULL);
}

/* A claimer that comes back again and again, at one of two steps by turns. */
typedef struct restless {
    setting *s;
    int steps[2];
    uint32_t came_back;
} restless;

static void come_back(void *context, world_exchange *exchange) {
    restless *r = context;
    if (exchange->seat == r->s->greeter && !exchange->after &&
        exchange->step == r->steps[r->came_back % 2]) {
        r->came_back++;
        world_set_cancelled(exchange, PSC_SIDE_CLAIMER, PSC_CANCEL_AUTOMATICALLY_CANCELLED);
    }
}

/* Eight times at most until the administrator says "again": whoever plays the claimer knows the
 * codes from step 2 on, and each new one is a new chance. */
static void test_restart_limit(void) {
    static const int steps[][2] = {{1, 1}, {2, 2}, {3, 3}, {4, 4}, {2, 4}, {4, 3}};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        setting s;
        restless r = {.s = &s, .steps = {steps[i][0], steps[i][1]}};
        world_seat *seat = furnish(&s, &the_world);
        the_world.hook = come_back;
        the_world.hook_context = &r;
        CHECK_OK(start(&s, seat));
        for (uint32_t round = 1; round <= 2; round++) {
            CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_STOPPED, DURATION));
            CHECK(r.came_back == 9 * round && seat->noted[PSC_NOTE_RESTARTED] == 8 * round);
            CHECK(seat->note[PSC_NOTE_RESTARTED].as.restarted.count == 8 * round);
            CHECK(!seat->stopped.by_me &&
                  seat->stopped.reason == PSC_CANCEL_AUTOMATICALLY_CANCELLED &&
                  seat->stopped.count == round);
            world_answer(seat, &(psc_answer){.kind = PSC_ANSWER_AGAIN}, PSC_BYTES_ABSENT);
        }
        leave(&s, &the_world);
    }
}

static bool never_answers(void *context, world_seat *seat, const psc_question *question,
                          psc_event *answer) {
    const int *kind = context;
    return question->kind != *kind && world_default_person(NULL, seat, question, answer);
}

/* While the administrator still thinks, the newcomer begins anew, stops, or the server fails: the
 * question goes at once. */
static void test_claimer_leaves_under_a_question(void) {
    const struct {
        int question;
        const char *state;
        int step;
    } cases[] = {
        {PSC_QUESTION_CODE, "await-code", 4},
        {(int) tried->approval, "await-approval", 6},
    };
    static const script troubles[] = {
        {.reason = PSC_CANCEL_AUTOMATICALLY_CANCELLED, .origin = PSC_SIDE_CLAIMER},
        {.reason = PSC_CANCEL_MANUALLY_CANCELLED, .origin = PSC_SIDE_CLAIMER},
        {.http_status = 500},
        {.status = "step_mismatch"},
    };
    for (size_t i = 0; i < 8; i++) {
        setting s;
        int kind = cases[i / 4].question;
        script p = troubles[i % 4];
        p.s = &s;
        p.command = "invite_greeter_step";
        p.step = cases[i / 4].step;
        p.times = 1;
        world_seat *seat = furnish(&s, &the_world);
        seat->person = never_answers;
        seat->person_context = &kind;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_asked(&the_world, seat, kind, DURATION));
        world_run(&the_world, 30 * SECOND);
        CHECK(strcmp(psc_flow_state(seat->flow), cases[i / 4].state) == 0 &&
              seat->question_id != 0 && seat->noted[PSC_NOTE_SILENCE] == 0);
        the_world.hook = play;
        the_world.hook_context = &p;
        world_run(&the_world, 3 * SECOND);
        CHECK(p.seen >= 1);
        CHECK(seat->noted[PSC_NOTE_RESTARTED] == (i % 4 == 0 ? 1 : 0));
        CHECK(seat->asked[PSC_QUESTION_STOPPED] == (i % 4 == 1 ? 1 : 0));
        if (i % 4 < 2) {
            CHECK(!seat->ended && strcmp(psc_flow_state(seat->flow), cases[i / 4].state) != 0);
            kind = -1;
            world_run(&the_world, DURATION);
            check_greeted(&s);
        } else {
            CHECK(seat->ended && seat->question_id == 0);
            CHECK(seat->failure.status ==
                  (i % 4 == 2 ? (int) PSC_ERR_HTTP_SERVER : (int) PSC_ERR_STEP_REFUSED));
            CHECK(the_world.attempts[0].cancelled &&
                  the_world.attempts[0].cancellation.origin == PSC_SIDE_GREETER);
        }
        leave(&s, &the_world);
    }
}

/* Another window of the same administrator took over: the two must not chase each other. */
static void test_other_window(void) {
    setting s;
    script p = {.command = "invite_greeter_step",
                .step = 4,
                .reason = PSC_CANCEL_AUTOMATICALLY_CANCELLED,
                .origin = PSC_SIDE_GREETER,
                .times = 1};
    world_seat *seat = furnish(&s, &the_world);
    p.s = &s;
    the_world.hook = play;
    the_world.hook_context = &p;
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_STOPPED, DURATION));
    CHECK(seat->stopped.by_me && seat->noted[PSC_NOTE_RESTARTED] == 0);
    leave(&s, &the_world);
}

/* Cancelled while the administrator was thinking: found out before anybody is created. */
static void test_still_there(void) {
    setting s;
    script p = {.command = "invite_greeter_step",
                .step = -1,
                .reason = PSC_CANCEL_MANUALLY_CANCELLED,
                .origin = PSC_SIDE_CLAIMER,
                .times = 1};
    world_seat *seat = furnish(&s, &the_world);
    p.s = &s;
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-still-there", DURATION));
    the_world.hook = play;
    the_world.hook_context = &p;
    CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_STOPPED, DURATION));
    CHECK(!seat->stopped.by_me && seat->stopped.reason == PSC_CANCEL_MANUALLY_CANCELLED &&
          created(&the_world) == 0);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 0);
    leave(&s, &the_world);
}

/* The server in trouble at that moment: nothing is created, and the claimer is told. */
static void test_still_there_broken(void) {
    setting s;
    script p = {
        .s = &s, .command = "invite_greeter_step", .step = 6, .http_status = 500, .times = 1};
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-still-there", DURATION));
    the_world.hook = play;
    the_world.hook_context = &p;
    world_run(&the_world, 10 * SECOND);
    CHECK(seat->ended && seat->failure.status == PSC_ERR_HTTP_SERVER && seat->failure.nothing_lost);
    CHECK(created(&the_world) == 0 && world_count(seat, PSC_STORE_JOURNEYS) == 0);
    CHECK(s.claimer->asked[PSC_QUESTION_STOPPED] >= 1);
    leave(&s, &the_world);
}

/* ---- creation */

static void test_create_refused(void) {
    static const struct {
        const variant *only; /* NULL: both */
        const char *status;
        uint32_t http_status;
        int expected;
    } cases[] = {
        {&newcomer, "author_not_allowed", 0, PSC_ERR_AUTHOR_NOT_ALLOWED},
        {&newcomer, "active_users_limit_reached", 0, PSC_ERR_USERS_LIMIT},
        {&newcomer, "user_already_exists", 0, PSC_ERR_ALREADY_EXISTS},
        {&newcomer, "human_handle_already_taken", 0, PSC_ERR_ALREADY_ENROLLED},
        {&own_device, "device_already_exists", 0, PSC_ERR_ALREADY_EXISTS},
        {NULL, "invalid_certificate", 0, PSC_ERR_INVALID_CERTIFICATE},
        {NULL, NULL, 413, PSC_ERR_HTTP_TOO_LARGE},
        {NULL, NULL, 462, PSC_ERR_HTTP_FROZEN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (cases[i].only != NULL && cases[i].only != tried) {
            continue;
        }
        setting s;
        script p = {.command = tried->create,
                    .step = -1,
                    .status = cases[i].status,
                    .http_status = cases[i].http_status,
                    .times = 1};
        run_script(&s, &the_world, &p);
        CHECK(s.greeter->ended && !s.greeter->done &&
              s.greeter->failure.status == cases[i].expected);
        CHECK_TEXT(tried->peer, s.greeter->failure.person.email);
        CHECK(s.greeter->failure.nothing_lost && created(&the_world) == 0);
        CHECK(world_count(s.greeter, PSC_STORE_JOURNEYS) == 0);
        world_run(&the_world, 30 * SECOND);
        CHECK(s.claimer->asked[PSC_QUESTION_STOPPED] >= 1);
        leave(&s, &the_world);
    }
}

static void test_ballpark(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-record-saved", DURATION));
    the_world.server_offset = 310 * SECOND; /* tokens pass until 320, and so would certificates */
    the_world.now += 11 * SECOND;
    world_run_until_state(&the_world, seat, "never", 60 * SECOND);
    CHECK(seat->ended && !seat->done && seat->failure.status == PSC_ERR_BALLPARK &&
          seat->failure.has_server_time);
    CHECK(seat->failure.server_time - seat->failure.client_time >= 320 * SECOND);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 0 && created(&the_world) == 0);
    leave(&s, &the_world);
}

typedef struct later {
    setting *s;
    psc_time step; /* how much later each time */
    psc_time timestamps[16];
    uint32_t count;
    psc_bytes step_body;
} later;

static void want_later(void *context, world_exchange *exchange) {
    later *l = context;
    if (exchange->after || exchange->seat != l->s->greeter ||
        strcmp(exchange->command, tried->create) != 0) {
        return;
    }
    world *w = exchange->world;
    psc_user_create_request request = {.user_certificate = PSC_BYTES_ABSENT};
    psc_device_certificate device;
    if (tried == &own_device) {
        psc_device_create_request own;
        CHECK_OK(psc_record_read(&own, &w->arena, exchange->body,
                                 &psc_device_create_request_record));
        request.device_certificate = own.device_certificate;
        request.redacted_device_certificate = own.redacted_device_certificate;
    } else {
        CHECK_OK(
            psc_record_read(&request, &w->arena, exchange->body, &psc_user_create_request_record));
    }
    CHECK_OK(psc_device_certificate_peek(&device, &w->arena, request.device_certificate));
    if (CHECK(l->count < 16)) {
        l->timestamps[l->count++] = device.timestamp;
    }
    w->greater_than = l->step == 0 ? 0 : device.timestamp + l->step;
    /* The record is that of this very sending. */
    const world_record *record = world_find_record(l->s->greeter, PSC_STORE_JOURNEYS);
    psc_journey journey;
    psc_greet_secrets secrets;
    if (CHECK(record != NULL) && CHECK_OK(psc_journey_read(&journey, &w->arena, record->value)) &&
        CHECK_OK(psc_journey_open(&secrets, &w->arena, journey.ciphertext,
                                  &psc_greet_secrets_record, l->s->device->local.local_symkey))) {
        CHECK(journey.kind == (int) tried->journey);
        CHECK_BYTES(request.user_certificate, secrets.user_certificate);
        CHECK_BYTES(request.redacted_user_certificate, secrets.redacted_user_certificate);
        CHECK_BYTES(request.device_certificate, secrets.device_certificate);
        CHECK_BYTES(request.redacted_device_certificate, secrets.redacted_device_certificate);
        CHECK(l->step_body.at == NULL || psc_bytes_equal(l->step_body, secrets.step_body));
        l->step_body = secrets.step_body;
    }
}

static void run_later(setting *s, world *w, later *l) {
    world_seat *seat = furnish(s, w);
    l->s = s;
    w->hook = want_later;
    w->hook_context = l;
    CHECK_OK(start(s, seat));
    world_run_until_state(w, seat, "never", 300 * SECOND);
}

static void test_greater_timestamp(void) {
    setting s;
    /* Once: half a second after what is wanted, everything signed anew. */
    later l = {.step = 0};
    world_seat *seat = furnish(&s, &the_world);
    l.s = &s;
    the_world.hook = want_later;
    the_world.hook_context = &l;
    the_world.greater_than = the_world.now + 200 * SECOND;
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-created", DURATION));
    const psc_time wanted = the_world.greater_than;
    l.step = wanted - the_world.now;
    CHECK(world_tick(&the_world));
    while (strcmp(psc_flow_state(seat->flow), "await-created") != 0 && world_tick(&the_world)) {
    }
    l.step = 0;
    world_run(&the_world, DURATION);
    check_greeted(&s);
    CHECK(l.count == 2 && l.timestamps[1] >= wanted + SECOND / 2 &&
          l.timestamps[1] <= wanted + SECOND);
    leave(&s, &the_world);
    /* Without end: five times, and then it is the server's fault. */
    l = (later){.step = 10 * SECOND};
    run_later(&s, &the_world, &l);
    CHECK(s.greeter->ended && s.greeter->failure.status == PSC_ERR_TIMESTAMP_LOOP && l.count == 6);
    CHECK(world_count(s.greeter, PSC_STORE_JOURNEYS) == 0 && created(&the_world) == 0);
    for (uint32_t i = 1; i < 6; i++) {
        CHECK(l.timestamps[i] == l.timestamps[i - 1] + 10 * SECOND + SECOND / 2);
    }
    leave(&s, &the_world);
    /* Too far into the future: at once. */
    l = (later){.step = 330 * SECOND};
    run_later(&s, &the_world, &l);
    CHECK(s.greeter->ended && s.greeter->failure.status == PSC_ERR_TIMESTAMP_LOOP && l.count == 1);
    leave(&s, &the_world);
    l = (later){.step = 90 * SECOND};
    run_later(&s, &the_world, &l);
    CHECK(s.greeter->ended && s.greeter->failure.status == PSC_ERR_TIMESTAMP_LOOP && l.count == 4);
    leave(&s, &the_world);
    /* In the past: now is late enough. */
    l = (later){.step = -SECOND};
    run_later(&s, &the_world, &l);
    the_world.hook = NULL;
    world_run(&the_world, DURATION);
    check_greeted(&s);
    leave(&s, &the_world);
}

static void test_unknown_outcomes(void) {
    const script cases[] = {
        {.lose_first = 1},
        {.lose_first = 3},
        {.drop_first = 2},
        {.http_status = 500, .act = true, .times = 1},
        {.http_status = 200, .act = true, .times = 1},
        {.status = "later", .act = true, .times = 1},
        {.http_status = 500, .times = 1},
        {.http_status = 302, .times = 1},
        /* Repeated by the browser, of which nobody here knows; perhaps to something in front of
         * the server, which answers in its place. */
        {.http_status = 403, .act = true, .times = 1},
        {.http_status = 413, .act = true, .times = 1},
        {.status = tried->taken, .act = true, .times = 1},
        /* Refused after a loss: by what the lost one had made, or else for good. */
        {.lose_first = 1, .status = tried->taken, .times = 1},
        {.lose_first = 1, .status = tried->refusal, .times = 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s;
        script p = cases[i];
        p.command = tried->create;
        p.step = -1;
        run_script(&s, &the_world, &p);
        the_world.hook = NULL;
        world_run(&the_world, DURATION);
        check_greeted(&s);
        leave(&s, &the_world);
    }
    setting s;
    script p = {.command = tried->create,
                .step = -1,
                .drop_first = 1,
                .status = tried->refusal,
                .times = 1};
    run_script(&s, &the_world, &p);
    CHECK(s.greeter->ended && s.greeter->failure.status == (int) tried->refused);
    CHECK(world_count(s.greeter, PSC_STORE_JOURNEYS) == 0);
    leave(&s, &the_world);
    /* Nothing but silence, twice: kept for another day. */
    p = (script){.command = tried->create, .step = -1, .http_status = 500, .times = 2};
    run_script(&s, &the_world, &p);
    CHECK(s.greeter->ended && s.greeter->failure.status == PSC_ERR_NOT_CREATED &&
          s.greeter->failure.nothing_lost);
    CHECK(world_count(s.greeter, PSC_STORE_JOURNEYS) == 1);
    the_world.hook = NULL;
    CHECK_OK(start(&s, s.greeter));
    flowkit_run(&the_world, s.greeter, DURATION);
    world_run(&the_world, DURATION);
    check_greeted(&s);
    leave(&s, &the_world);
}

/* Somebody else's device, enrolled at the same time, is not taken for ours. */
static void test_foreign_device(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    const world_user *carol =
        world_add_user(&the_world, "carol@x.org", "Carol", PSC_PROFILE_STANDARD);
    const psc_enrollment enrollment = {
        .author = &s.alice->device_id,
        .signing_key = s.alice->signing_key,
        .timestamp = the_world.now,
        .user_id = carol->user_id,
        .device_id = carol->device_id,
        .human_handle = carol->human_handle,
        .device_label = PSC_BYTES_LIT("Web"),
        .profile = PSC_PROFILE_STANDARD,
        .public_key = carol->public_key,
        .verify_key = carol->verify_key,
    };
    psc_enrollment_blobs blobs;
    CHECK_OK(psc_enrollment_make(&blobs, &the_world.arena, &enrollment));
    const psc_bytes published[] = {blobs.user, blobs.device, PSC_BYTES_LIT("rubbish")};
    for (size_t i = 0; i < 3; i++) {
        the_world.certificates[the_world.certificate_count] = published[i];
        the_world.certificate_times[the_world.certificate_count++] = the_world.now;
    }
    script p = {.s = &s,
                .command = tried->create,
                .step = -1,
                .drop_first = 1,
                .status = tried->refusal,
                .times = 1};
    the_world.hook = play;
    the_world.hook_context = &p;
    CHECK_OK(start(&s, seat));
    world_run_until_state(&the_world, seat, "never", 300 * SECOND);
    CHECK(seat->ended && seat->failure.status == (int) tried->refused);
    CHECK(created(&the_world) == 1); /* Carol */
    leave(&s, &the_world);
}

/* A lost answer, and then a server that wants a later timestamp because of the person it had
 * created. */
static void test_greater_after_loss(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    script p = {.s = &s, .command = tried->create, .step = -1, .lose_first = 1};
    the_world.hook = play;
    the_world.hook_context = &p;
    CHECK_OK(start(&s, seat));
    while (p.seen == 0 && world_tick(&the_world)) {
    }
    CHECK(created(&the_world) == 1);
    the_world.greater_than = the_world.now;
    world_run(&the_world, DURATION);
    check_greeted(&s);
    CHECK(p.seen == 2);
    leave(&s, &the_world);
}

static void test_probe_trouble(void) {
    static const struct {
        const char *status;
        uint32_t http_status;
        int expected;
    } cases[] = {
        {NULL, 500, PSC_ERR_HTTP_SERVER},
        {NULL, 200, PSC_ERR_REPLY_MALFORMED},
        {"later", 0, PSC_ERR_REPLY_UNKNOWN},
        {NULL, 403, PSC_ERR_HTTP_FORBIDDEN},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s;
        script p = {
            .command = tried->create, .step = -1, .http_status = 500, .act = true, .times = 1};
        world_seat *seat = furnish(&s, &the_world);
        p.s = &s;
        the_world.hook = play;
        the_world.hook_context = &p;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, "await-probe", DURATION));
        script probe = {.s = &s,
                        .command = "certificate_get",
                        .step = -1,
                        .status = cases[i].status,
                        .http_status = cases[i].http_status,
                        .times = 1};
        the_world.hook_context = &probe;
        world_run_until_state(&the_world, seat, "never", 60 * SECOND);
        CHECK(seat->ended && seat->failure.status == cases[i].expected &&
              seat->failure.nothing_lost);
        CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1);
        the_world.hook = NULL;
        CHECK_OK(start(&s, seat));
        world_run(&the_world, DURATION);
        check_greeted(&s);
        leave(&s, &the_world);
    }
}

/* ---- after the creation */

/* Runs until the greeter is told that Bob exists without a device, or the device without its keys.
 * What knows that, and might still lead to the end, is kept. */
static void expect_unconfirmed(const setting *s) {
    world_seat *seat = s->greeter;
    world *w = seat->world;
    CHECK(world_run_until_asked(w, seat, PSC_QUESTION_STOPPED, 300 * SECOND));
    CHECK(strcmp(psc_flow_state(seat->flow), "await-again") == 0);
    CHECK_STATUS(tried->unconfirmed, (psc_status) seat->stopped.status);
    CHECK_TEXT(tried->peer, seat->stopped.peer.email);
    CHECK_TEXT(tried->peer_name, seat->stopped.peer.label);
    CHECK(created(w) == 1 && seat->noted[PSC_NOTE_RESTARTED] == 0);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1);
}

/* The attempt is over for good, whoever asks. */
static void end_attempt(world *w, int side, int reason) {
    world_attempt *last = &w->attempts[w->attempt_count - 1];
    last->cancelled = true;
    last->cancellation =
        (psc_attempt_cancelled){.origin = side, .timestamp = w->now, .reason = reason};
}

static void test_unconfirmed(void) {
    static const script cases[] = {
        {.step = 7, .reason = PSC_CANCEL_MANUALLY_CANCELLED, .origin = PSC_SIDE_CLAIMER},
        {.step = 7, .reason = PSC_CANCEL_AUTOMATICALLY_CANCELLED, .origin = PSC_SIDE_CLAIMER},
        {.step = 8, .reason = PSC_CANCEL_UNDECIPHERABLE_PAYLOAD, .origin = PSC_SIDE_CLAIMER},
        {.step = 8, .reason = PSC_CANCEL_AUTOMATICALLY_CANCELLED, .origin = PSC_SIDE_GREETER},
        {.step = 7, .status = "invitation_cancelled"},
        {.step = 7, .status = "author_not_allowed"},
        {.step = 8, .status = "greeting_attempt_not_found"},
        {.step = 7, .status = "step_mismatch"},
        {.step = 8, .http_status = 461},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s;
        script p = cases[i];
        p.s = &s;
        p.command = "invite_greeter_step";
        p.times = 1;
        world_seat *seat = furnish(&s, &the_world);
        the_world.hook = play;
        the_world.hook_context = &p;
        CHECK_OK(start(&s, seat));
        expect_unconfirmed(&s);
        /* Whoever leaves there and comes back finds out that the server was wrong. */
        CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
        CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED &&
              seat->failure.nothing_lost && world_count(seat, PSC_STORE_JOURNEYS) == 1);
        CHECK_OK(start(&s, seat));
        world_run(&the_world, DURATION);
        check_greeted(&s);
        CHECK(seat->asked[PSC_QUESTION_STOPPED] == 1 && seat->asked[PSC_QUESTION_CODE] == 1);
        leave(&s, &the_world);
    }
}

/* The attempt ended while the tab was closed, in whichever state after the creation: told at each
 * opening, until the administrator has removed the person and begins anew, with the e-mail that the
 * invitation has by then. A device that nobody has does not stand in the way. */
static void test_unconfirmed_while_away(void) {
    static const char *const states[] = {"await-probe", "await-greeter-payload",
                                         "await-acknowledgment"};
    for (size_t i = 0; i < 2 * sizeof states / sizeof states[0]; i++) {
        const bool removed = i % 2 == 1;
        test_subject(states[i / 2]);
        setting s;
        script p = {.s = &s,
                    .command = tried->create,
                    .step = -1,
                    .http_status = 500,
                    .act = true,
                    .times = i / 2 == 0 ? 1 : 0};
        world_seat *seat = furnish(&s, &the_world);
        the_world.hook = play;
        the_world.hook_context = &p;
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, states[i / 2], DURATION));
        world_leave(seat);
        world_leave(s.claimer);
        end_attempt(&the_world, PSC_SIDE_CLAIMER, PSC_CANCEL_AUTOMATICALLY_CANCELLED);
        for (uint32_t opened = 1; opened <= 2; opened++) {
            CHECK_OK(start(&s, seat));
            expect_unconfirmed(&s);
            CHECK(seat->asked[PSC_QUESTION_STOPPED] == opened && !seat->stopped.by_me);
        }
        CHECK(created(&the_world) == 1);
        world_user *bob = world_find_email(&the_world, "bob@x.org");
        if (removed && bob != NULL) {
            bob->revoked = true;
            s.invitation->email = PSC_BYTES_LIT("robert@x.org");
        }
        CHECK(world_run_until_state(&the_world, seat, "await-peer", DURATION));
        CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 0);
        claim(&s);
        if (tried == &own_device) {
            world_run(&the_world, DURATION);
            check_greeted(&s);
            CHECK(created(&the_world) == 2);
        } else if (removed) {
            CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_APPROVAL, DURATION));
            CHECK_TEXT("robert@x.org", seat->question.as.approval.invited_email);
            CHECK(seat->question.as.approval.email_matches);
            world_run(&the_world, DURATION);
            CHECK(seat->done && s.claimer->done &&
                  world_device_works(s.claimer, s.claimer->password));
            CHECK(the_world.user_count == 3 && s.invitation->status == PSC_INVITATION_FINISHED);
        } else {
            world_run_until_state(&the_world, seat, "never", DURATION);
            CHECK(seat->ended && seat->failure.status == PSC_ERR_ALREADY_ENROLLED &&
                  the_world.user_count == 2);
        }
        CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 0);
        leave(&s, &the_world);
    }
    test_subject(NULL);
}

/* What is given up cannot be deleted just then: the exchange goes on, and its record takes the
 * place. */
static void test_given_up_record_stays(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-greeter-payload", DURATION));
    world_leave(s.claimer);
    end_attempt(&the_world, PSC_SIDE_CLAIMER, PSC_CANCEL_MANUALLY_CANCELLED);
    expect_unconfirmed(&s);
    world_user *bob = world_find_email(&the_world, "bob@x.org");
    if (bob != NULL) {
        bob->revoked = true;
    }
    seat->store_fault = PSC_STORE_DENIED;
    seat->store_fault_at = seat->store_effects + 1;
    seat->store_fault_times = 1;
    world_answer(seat, &(psc_answer){.kind = PSC_ANSWER_AGAIN}, PSC_BYTES_ABSENT);
    CHECK(strcmp(psc_flow_state(seat->flow), "await-record-given-up") == 0);
    flowkit_misfits(seat);
    CHECK(world_run_until_state(&the_world, seat, "await-peer", DURATION));
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1);
    claim(&s);
    world_run(&the_world, DURATION);
    CHECK(seat->done && s.claimer->done && world_count(seat, PSC_STORE_JOURNEYS) == 0);
    leave(&s, &the_world);
}

static void test_after_creation(void) {
    /* A server in trouble: kept, and gone on with. */
    for (int step = 7; step <= 8; step++) {
        setting s;
        script p = {.command = "invite_greeter_step", .step = step, .http_status = 500, .times = 1};
        run_script(&s, &the_world, &p);
        CHECK(s.greeter->ended && s.greeter->failure.status == PSC_ERR_HTTP_SERVER &&
              s.greeter->failure.nothing_lost);
        CHECK(world_count(s.greeter, PSC_STORE_JOURNEYS) == 1);
        the_world.hook = NULL;
        CHECK_OK(start(&s, s.greeter));
        world_run(&the_world, DURATION);
        check_greeted(&s);
        CHECK(s.greeter->asked[PSC_QUESTION_CODE] == 1);
        leave(&s, &the_world);
    }
    /* The newcomer has acknowledged: whatever the server says then, they are in. */
    static const script cases[] = {
        {.status = "invitation_already_completed"},
        {.status = "invitation_cancelled"},
        {.status = "invitation_not_found"},
        {.status = "author_not_allowed"},
        {.http_status = 500},
        {.http_status = 500, .act = true},
        {.lose_first = 1},
        {.drop_first = 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s;
        script p = cases[i];
        p.command = "invite_complete";
        p.step = -1;
        p.times = 1;
        run_script(&s, &the_world, &p);
        world_run(&the_world, 60 * SECOND);
        CHECK(s.greeter->done && s.claimer->done &&
              world_count(s.greeter, PSC_STORE_JOURNEYS) == 0);
        leave(&s, &the_world);
    }
}

/* ---- resumed journeys */

/* Completed, but the record is still there: found out, and removed. */
static void test_resume_completed(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-record-removed", DURATION));
    world_leave(seat);
    world_run(&the_world, 60 * SECOND);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1 && s.claimer->done);
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    check_greeted(&s);
    leave(&s, &the_world);
}

/* Both tabs were closed before the person was created, and come back the next day: certificates
 * of today, the same step 7. */
static void test_resume_stale(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-created", DURATION));
    world_leave(seat);
    CHECK(created(&the_world) == 0 && world_count(seat, PSC_STORE_JOURNEYS) == 1);
    if (tried == &newcomer) { /* the other one keeps nothing: it just waits */
        world_leave(s.claimer);
        CHECK(world_count(s.claimer, PSC_STORE_JOURNEYS) == 1);
    }
    the_world.now += 86400 * SECOND;
    if (tried == &newcomer) {
        psc_flow *flow;
        CHECK_OK(psc_claim_new(
            &flow, &s.claimer->host,
            &(psc_claim_options){
                .journey_key = world_find_record(s.claimer, PSC_STORE_JOURNEYS)->key}));
        world_start(s.claimer, flow);
    }
    witness v = {.s = &s};
    the_world.hook = observe;
    the_world.hook_context = &v;
    const psc_time earliest = the_world.now;
    CHECK_OK(start(&s, seat));
    flowkit_run(&the_world, seat, DURATION);
    world_run(&the_world, DURATION);
    check_greeted(&s);
    check_certificates(&v, earliest);
    CHECK(v.creations == 2 && v.differing == 0);
    leave(&s, &the_world);
}

/* The tab was closed before the server saw the creation; in a second one the server refuses it. */
static void test_resume_refused(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-created", DURATION));
    world_leave(seat);
    script p = {
        .s = &s, .command = tried->create, .step = -1, .status = tried->refusal, .times = 3};
    the_world.hook = play;
    the_world.hook_context = &p;
    CHECK_OK(start(&s, seat));
    world_run_until_state(&the_world, seat, "never", 60 * SECOND);
    CHECK(seat->ended && seat->failure.status == (int) tried->refused &&
          world_count(seat, PSC_STORE_JOURNEYS) == 0);
    world_run(&the_world, 10 * SECOND);
    CHECK(s.claimer->asked[PSC_QUESTION_STOPPED] >= 1);
    leave(&s, &the_world);
}

/* The tab was closed before the server saw the creation. */
static world_seat *furnish_interrupted(void *context, world *w) {
    setting *s = context;
    world_seat *seat = furnish(s, w);
    CHECK_OK(start(s, seat));
    CHECK(world_run_until_state(w, seat, "await-created", DURATION));
    world_leave(seat);
    CHECK(created(w) == 0 && world_count(seat, PSC_STORE_JOURNEYS) == 1);
    return seat;
}

/* And the attempt was cancelled then: nobody is created for an exchange that is over, and its
 * administrator is told, at each opening. */
static void test_resume_cancelled(void) {
    static const int reasons[] = {PSC_CANCEL_MANUALLY_CANCELLED,
                                  PSC_CANCEL_AUTOMATICALLY_CANCELLED};
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        setting s;
        world_seat *seat = furnish_interrupted(&s, &the_world);
        world_leave(s.claimer);
        end_attempt(&the_world, PSC_SIDE_CLAIMER, reasons[i]);
        for (uint32_t opened = 1; opened <= 2; opened++) {
            CHECK_OK(start(&s, seat));
            CHECK(world_run_until_asked(&the_world, seat, PSC_QUESTION_STOPPED, 300 * SECOND));
            CHECK(seat->asked[PSC_QUESTION_STOPPED] == opened && !seat->stopped.by_me &&
                  seat->stopped.reason == reasons[i] && seat->stopped.status == PSC_OK);
            CHECK(created(&the_world) == 0 && seat->noted[PSC_NOTE_RESTARTED] == 0);
        }
        CHECK(world_run_until_state(&the_world, seat, "await-peer", DURATION));
        CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 0);
        claim(&s);
        world_run(&the_world, DURATION);
        check_greeted(&s);
        leave(&s, &the_world);
    }
}

/* What else the server says then to step 6: for good, or only now. */
static void test_resume_broken(void) {
    static const struct {
        const char *status;
        uint32_t http_status;
        int expected;
        bool final;
    } cases[] = {
        {"invitation_completed", 0, PSC_ERR_INVITATION_USED, true},
        {"invitation_cancelled", 0, PSC_ERR_INVITATION_CANCELLED, true},
        {"author_not_allowed", 0, PSC_ERR_AUTHOR_NOT_ALLOWED, true},
        {"greeting_attempt_not_found", 0, PSC_ERR_ATTEMPT_LOST, true},
        {NULL, 461, PSC_ERR_HTTP_REVOKED, true},
        {NULL, 500, PSC_ERR_HTTP_SERVER, false},
        {"later", 0, PSC_ERR_REPLY_UNKNOWN, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        setting s;
        world_seat *seat = furnish_interrupted(&s, &the_world);
        script p = {.s = &s,
                    .command = "invite_greeter_step",
                    .step = 6,
                    .status = cases[i].status,
                    .http_status = cases[i].http_status,
                    .times = 1};
        the_world.hook = play;
        the_world.hook_context = &p;
        CHECK_OK(start(&s, seat));
        world_run_until_state(&the_world, seat, "never", 60 * SECOND);
        CHECK(seat->ended && seat->failure.status == cases[i].expected &&
              seat->failure.nothing_lost);
        CHECK(seat->failure.http_status == (cases[i].status == NULL ? cases[i].http_status : 200));
        CHECK_TEXT(tried->peer, seat->failure.person.email);
        CHECK(created(&the_world) == 0);
        CHECK(world_count(seat, PSC_STORE_JOURNEYS) == (cases[i].final ? 0 : 1));
        if (!cases[i].final) {
            world_run(&the_world, SECOND);
            CHECK(!the_world.attempts[0].cancelled);
            CHECK_OK(start(&s, seat));
            world_run(&the_world, DURATION);
            check_greeted(&s);
            CHECK(the_world.attempt_count == 1);
        }
        leave(&s, &the_world);
    }
}

static void test_resume_records(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    psc_bytes key;
    CHECK_OK(psc_journey_key(&key, &the_world.arena, tried->journey,
                             PSC_BYTES_OF(s.invitation->token)));
    /* Another device on this computer has begun. */
    psc_journey journey = {
        .kind = (int) tried->journey,
        .server_url = the_world.server_url,
        .organization_id = the_world.organization,
        .human_handle = {PSC_BYTES_LIT("bob@x.org"), PSC_BYTES_LIT("Bob")},
        .device_id = {{1}},
        .ciphertext = PSC_BYTES_LIT("sealed by somebody else, with another key than ours"),
    };
    psc_bytes bytes;
    CHECK_OK(psc_journey_write(&bytes, &the_world.arena, &journey));
    world_put(seat, PSC_STORE_JOURNEYS, key, bytes);
    CHECK_OK(start(&s, seat));
    world_run_until_state(&the_world, seat, "never", 10 * SECOND);
    CHECK(seat->ended && seat->failure.status == PSC_ERR_MISMATCH && seat->failure.nothing_lost);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1);
    seat->store_fault_at = seat->store_effects + 1;
    seat->store_fault_times = 1;
    seat->store_fault = PSC_STORE_DENIED;
    CHECK_OK(start(&s, seat));
    world_run_until_state(&the_world, seat, "never", 10 * SECOND);
    CHECK(seat->ended && seat->failure.status == PSC_ERR_STORE_DENIED &&
          seat->failure.nothing_lost);
    /* What cannot be read is of no use to anybody: the greeting begins anew. */
    journey.device_id = s.alice->device_id;
    CHECK_OK(psc_journey_write(&bytes, &the_world.arena, &journey));
    world_put(seat, PSC_STORE_JOURNEYS, key, bytes);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-peer", 10 * SECOND));
    world_put(seat, PSC_STORE_JOURNEYS, key, PSC_BYTES_LIT("rubbish"));
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-peer", 10 * SECOND));
    journey.kind = PSC_JOURNEY_BOOTSTRAP;
    journey.device_file = PSC_BYTES_LIT("file");
    CHECK_OK(psc_journey_write(&bytes, &the_world.arena, &journey));
    world_put(seat, PSC_STORE_JOURNEYS, key, bytes);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-peer", 10 * SECOND));
    /* Nor is a record of the other kind. */
    journey.kind = tried == &own_device ? PSC_JOURNEY_GREET : PSC_JOURNEY_GREET_DEVICE;
    CHECK_OK(psc_journey_write(&bytes, &the_world.arena, &journey));
    world_put(seat, PSC_STORE_JOURNEYS, key, bytes);
    CHECK_OK(start(&s, seat));
    world_run(&the_world, DURATION);
    check_greeted(&s);
    leave(&s, &the_world);
}

/* ---- cancelling */

/* Once the creation has been asked for, only the record knows what may have to be finished. */
static void test_cancel_after_sending(void) {
    static const char *const states[] = {"await-created", "await-greeter-payload",
                                         "await-acknowledgment", "await-completed"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        test_subject(states[i]);
        setting s;
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, states[i], DURATION));
        CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
        CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED &&
              seat->failure.nothing_lost);
        CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1);
        for (size_t a = 0; a < the_world.attempt_count; a++) {
            CHECK(!the_world.attempts[a].cancelled);
        }
        CHECK_OK(start(&s, seat));
        world_run(&the_world, DURATION);
        check_greeted(&s);
        leave(&s, &the_world);
    }
    test_subject(NULL);
}

/* The same, where a resumed journey asks whether the newcomer is still there. */
static void test_cancel_resumed(void) {
    setting s;
    world_seat *seat = furnish_interrupted(&s, &the_world);
    CHECK_OK(start(&s, seat));
    CHECK(world_run_until_state(&the_world, seat, "await-still-there", DURATION));
    flowkit_misfits(seat);
    CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
    CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED && seat->failure.nothing_lost);
    world_run(&the_world, SECOND);
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 1 && !the_world.attempts[0].cancelled);
    CHECK_OK(start(&s, seat));
    world_run(&the_world, DURATION);
    check_greeted(&s);
    leave(&s, &the_world);
}

static void test_cancel_before_sending(void) {
    static const char *const states[] = {
        "await-peer",     "await-codes",         "await-claimer-trust",
        "await-code",     "await-greeter-trust", "await-claimer-payload",
        "await-approval", "await-still-there",   "await-record-saved"};
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        test_subject(states[i]);
        setting s;
        world_seat *seat = furnish(&s, &the_world);
        CHECK_OK(start(&s, seat));
        CHECK(world_run_until_state(&the_world, seat, states[i], DURATION));
        if (i == 0) { /* at first there is no attempt that could be named */
            world_run(&the_world, SECOND);
        }
        CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
        world_run(&the_world, 10 * SECOND);
        CHECK(seat->ended && seat->failure.status == PSC_ERR_CANCELLED);
        CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 0 && created(&the_world) == 0);
        bool cancelled = false;
        for (size_t a = 0; a < the_world.attempt_count; a++) {
            cancelled =
                cancelled ||
                (the_world.attempts[a].cancelled &&
                 the_world.attempts[a].cancellation.origin == PSC_SIDE_GREETER &&
                 the_world.attempts[a].cancellation.reason == PSC_CANCEL_MANUALLY_CANCELLED);
        }
        CHECK(cancelled);
        leave(&s, &the_world);
    }
    test_subject(NULL);
}

static void test_hurry(void) {
    setting s;
    world_seat *seat = furnish(&s, &the_world);
    CHECK_OK(start(&s, seat));
    for (uint32_t i = 0; i < 4000 && !seat->ended; i++) {
        CHECK_OK(world_send(seat, PSC_EVENT_HURRY));
        if (!world_tick(&the_world)) {
            break;
        }
    }
    world_run(&the_world, DURATION);
    check_greeted(&s);
    leave(&s, &the_world);
}

/* ---- trouble at every place: in the end both are there, and the newcomer's device opens */

static void settle(void *context, world_seat *seat) {
    setting *s = context;
    world *w = seat->world;
    for (int tries = 0; tries < 3 && !seat->done; tries++) {
        CHECK_OK(start(s, seat));
        world_run(w, DURATION);
    }
    if (!s->claimer->ended) {
        world_run(w, DURATION);
    }
    if (world_count(seat, PSC_STORE_JOURNEYS) == 1) {
        /* The record could not be removed: the same end once more. */
        CHECK_OK(start(s, seat));
        world_run(w, DURATION);
    }
    check_greeted(s);
}

static void close_device(void *context) {
    setting *s = context;
    psc_device_release(s->device);
    s->device = NULL;
}

/* The answer to the creation is lost, so that the organization is asked whether it knows the
 * person. */
static world_seat *furnish_lossy(void *context, world *w) {
    static script lossy;
    setting *s = context;
    world_seat *seat = furnish(s, w);
    lossy = (script){
        .s = s, .command = tried->create, .step = -1, .http_status = 500, .act = true, .times = 1};
    w->hook = play;
    w->hook_context = &lossy;
    return seat;
}

/* The tab was closed in the probe; the hook that gets there is not that of other trouble. */
static world_seat *furnish_probing(void *context, world *w) {
    setting *s = context;
    world_seat *seat = furnish_lossy(s, w);
    CHECK_OK(start(s, seat));
    CHECK(world_run_until_state(w, seat, "await-probe", DURATION));
    world_leave(seat);
    w->hook = NULL;
    return seat;
}

static void test_all(void) {
    test_whole();
    test_notes();
    test_options();
    test_other_kind();
    test_broken_before();
    test_codes_differ();
    test_refuse();
    test_payload();
    test_claimer_reloads();
    test_restart_limit();
    test_claimer_leaves_under_a_question();
    test_other_window();
    test_still_there();
    test_still_there_broken();
    test_create_refused();
    test_ballpark();
    test_greater_timestamp();
    test_unknown_outcomes();
    test_foreign_device();
    test_greater_after_loss();
    test_probe_trouble();
    test_unconfirmed();
    test_unconfirmed_while_away();
    test_given_up_record_stays();
    test_after_creation();
    test_resume_completed();
    test_resume_stale();
    test_resume_refused();
    test_resume_cancelled();
    test_resume_broken();
    test_resume_records();
    test_cancel_after_sending();
    test_cancel_resumed();
    test_cancel_before_sending();
    test_hurry();
    setting s;
    const flowkit_scenario scenario = {&s, furnish, start, settle, DURATION, close_device};
    CHECK(flowkit_each_loss(&scenario) > 30);
    CHECK(flowkit_each_reload(&scenario) > 30);
    CHECK(flowkit_each_store_fault(&scenario, PSC_STORE_QUOTA, 1) == 4);
    const flowkit_scenario lossy = {&s, furnish_lossy, start, settle, DURATION, close_device};
    CHECK(flowkit_each_cancel(&lossy) > 60);
    CHECK(flowkit_each_allocation(&lossy) > 300);
    const flowkit_scenario interrupted = {&s,       furnish_interrupted, start, settle,
                                          DURATION, close_device};
    CHECK(flowkit_each_cancel(&interrupted) > 4);
    CHECK(flowkit_each_allocation(&interrupted) > 100);
    CHECK(flowkit_each_reload(&interrupted) > 6);
    const flowkit_scenario probing = {&s, furnish_probing, start, settle, DURATION, close_device};
    CHECK(flowkit_each_loss(&probing) > 6);
}

int main(void) {
    tried = &newcomer;
    test_approval();
    test_all();
    tried = &own_device;
    test_all();
    return test_finish();
}
