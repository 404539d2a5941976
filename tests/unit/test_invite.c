// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "codec/address.h"
#include "crypto/digest.h"
#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    int job;
    world_user *alice;
    psc_device *device;
    world_invitation *invitation;
    const char *email;
} setting;

static psc_bytes unfinished_key(world *w, const world_invitation *invitation) {
    psc_bytes key = PSC_BYTES_ABSENT;
    CHECK_OK(psc_journey_key(&key, &w->arena,
                             invitation->claimer == NULL ? PSC_JOURNEY_GREET
                                                         : PSC_JOURNEY_GREET_DEVICE,
                             PSC_BYTES_OF(invitation->token)));
    return key;
}

static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    s->alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_ADMIN);
    s->device = world_device(seat, s->alice);
    w->now += 60 * SECOND;
    s->invitation = world_invite(w, s->alice, "bob@x.org");
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
    PSC_TRY(psc_invite_new(&flow, &seat->host,
                           &(psc_invite_options){
                               .device = s->device,
                               .job = s->job,
                               .email = psc_bytes_from_text(s->email),
                               .send_email = true,
                               .link = s->invitation->link,
                           }));
    world_start(seat, flow);
    return PSC_OK;
}

static void run(setting *s, int job, world_seat *seat) {
    s->job = job;
    CHECK_OK(start(s, seat));
    flowkit_run(seat->world, seat, 600 * SECOND);
    CHECK(seat->ended);
}

/* ---- an answer put in the server's place */

typedef struct impostor {
    uint32_t http_status;
    const char *status;
    psc_bytes body;
    bool oversized;
} impostor;

static void answer_instead(void *context, world_exchange *exchange) {
    const impostor *i = context;
    if (exchange->after) {
        return;
    }
    if (i->status != NULL) {
        world_set_status(exchange, i->status);
    } else {
        exchange->http_status = i->http_status;
        exchange->reply = i->body;
        exchange->oversized = i->oversized;
    }
}

static void check_instead(int job, const impostor *answer, int status) {
    setting s = {.email = "carol@x.org"};
    world_seat *seat = furnish(&s, &the_world);
    the_world.hook = answer_instead;
    the_world.hook_context = (void *) (uintptr_t) answer;
    run(&s, job, seat);
    CHECK(!seat->done && seat->failure.status == status && seat->failure.nothing_lost);
    CHECK(seat->failure.http_status == (answer->oversized        ? 0
                                        : answer->status != NULL ? 200
                                                                 : answer->http_status));
    leave(&s, &the_world);
}

static void test_refusals(void) {
    static const struct {
        int job;
        const char *answer;
        int status;
    } cases[] = {
        {PSC_INVITE_NEW, "author_not_allowed", PSC_ERR_AUTHOR_NOT_ALLOWED},
        {PSC_INVITE_NEW, "claimer_email_already_enrolled", PSC_ERR_ALREADY_ENROLLED},
        {PSC_INVITE_NEW, "something_new", PSC_ERR_REPLY_UNKNOWN},
        {PSC_INVITE_LIST, "something_new", PSC_ERR_REPLY_UNKNOWN},
        {PSC_INVITE_CANCEL, "invitation_not_found", PSC_ERR_INVITATION_NOT_FOUND},
        {PSC_INVITE_CANCEL, "author_not_allowed", PSC_ERR_AUTHOR_NOT_ALLOWED},
        {PSC_INVITE_CANCEL, "invitation_completed", PSC_ERR_INVITATION_USED},
        {PSC_INVITE_CANCEL, "something_new", PSC_ERR_REPLY_UNKNOWN},
        {PSC_INVITE_NEW, "ok", PSC_ERR_REPLY_MALFORMED},
        {PSC_INVITE_LIST, "ok", PSC_ERR_REPLY_MALFORMED},
        {PSC_INVITE_NEW_DEVICE, "something_new", PSC_ERR_REPLY_UNKNOWN},
        {PSC_INVITE_NEW_DEVICE, "ok", PSC_ERR_REPLY_MALFORMED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].answer);
        check_instead(cases[i].job, &(impostor){.status = cases[i].answer}, cases[i].status);
    }
    test_subject(NULL);
    static const uint32_t statuses[] = {401, 403, 404, 406, 410, 413, 415, 422, 460,
                                        461, 462, 463, 464, 498, 500, 302, 418};
    for (int job = PSC_INVITE_NEW; job <= PSC_INVITE_NEW_DEVICE; job++) {
        for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
            check_instead(job, &(impostor){.http_status = statuses[i]},
                          (int) psc_http_status(statuses[i]));
        }
        check_instead(job,
                      &(impostor){.http_status = 200, .body = PSC_BYTES_LIT("<!doctype html>")},
                      PSC_ERR_REPLY_MALFORMED);
        check_instead(job, &(impostor){.http_status = 200, .body = PSC_BYTES_LIT("")},
                      PSC_ERR_REPLY_MALFORMED);
        check_instead(job, &(impostor){.oversized = true}, PSC_ERR_REPLY_MALFORMED);
    }
}

/* ---- the jobs */

static void test_new(void) {
    setting s = {.email = "carol@x.org"};
    world_seat *seat = furnish(&s, &the_world);
    run(&s, PSC_INVITE_NEW, seat);
    if (CHECK(seat->done && seat->result.kind == PSC_RESULT_INVITED &&
              the_world.invitation_count == 2)) {
        const psc_result_invited *result = &seat->result.as.invited;
        const world_invitation *made = &the_world.invitations[1];
        CHECK_BYTES(made->link, result->link);
        CHECK_TEXT("carol@x.org", made->email);
        CHECK(result->email_sent == PSC_EMAIL_SENT_SUCCESS);
        uint8_t digest[PSC_SHA256_BYTES];
        CHECK_OK(psc_sha256(digest, PSC_BYTES_OF(made->token)));
        CHECK(memcmp(result->invitation.bytes, digest, sizeof result->invitation.bytes) == 0);
    }
    /* The same e-mail: the same invitation. */
    const psc_uuid first = seat->result.as.invited.invitation;
    run(&s, PSC_INVITE_NEW, seat);
    CHECK(seat->done && the_world.invitation_count == 2 &&
          psc_uuid_equal(&first, &seat->result.as.invited.invitation));
    leave(&s, &the_world);
}

static void test_new_device(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    run(&s, PSC_INVITE_NEW_DEVICE, seat);
    if (CHECK(seat->done && seat->result.kind == PSC_RESULT_INVITED &&
              the_world.invitation_count == 2)) {
        const psc_result_invited *result = &seat->result.as.invited;
        const world_invitation *made = &the_world.invitations[1];
        CHECK(made->claimer == s.alice && result->email_sent == PSC_EMAIL_SENT_SUCCESS);
        CHECK_BYTES(made->link, result->link);
    }
    /* One at a time for each person. */
    run(&s, PSC_INVITE_NEW_DEVICE, seat);
    CHECK(seat->done && the_world.invitation_count == 2);
    leave(&s, &the_world);
}

static void test_new_options(void) {
    setting s = {.job = PSC_INVITE_NEW};
    world_seat *seat = furnish(&s, &the_world);
    static const char *const bad[] = {"",       "carol",       "carol@",
                                      "@x.org", "carol@x org", "Carol <carol@x.org>"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        s.email = bad[i];
        CHECK_STATUS(PSC_ERR_VALUE, start(&s, seat));
    }
    s.email = NULL;
    CHECK_STATUS(PSC_ERR_VALUE, start(&s, seat));
    s.job = PSC_INVITE_NEW_DEVICE + 1;
    CHECK_STATUS(PSC_ERR_ARGUMENT, start(&s, seat));
    CHECK(s.device->references == 1);
    leave(&s, &the_world);
}

static void test_list(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    the_world.now += 60 * SECOND;
    world_invitation *carol = world_invite(&the_world, s.alice, "carol@x.org");
    the_world.now += 60 * SECOND;
    world_invite(&the_world, s.alice, "dave@x.org")->status = PSC_INVITATION_FINISHED;
    the_world.now += 60 * SECOND;
    world_invite(&the_world, s.alice, "erin@x.org")->status = PSC_INVITATION_CANCELLED;
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("claim-other"), PSC_BYTES_LIT("x"));
    world_put(seat, PSC_STORE_JOURNEYS, unfinished_key(&the_world, carol), PSC_BYTES_LIT("x"));
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("greet-other"), PSC_BYTES_LIT("x"));
    run(&s, PSC_INVITE_LIST, seat);
    const psc_list list = seat->result.as.invitations.invitations;
    const psc_invitation_line *lines = list.items;
    if (CHECK(seat->done && seat->result.kind == PSC_RESULT_INVITATIONS && list.count == 4)) {
        CHECK_TEXT("erin@x.org", lines[0].email);
        CHECK(lines[0].status == PSC_INVITATION_CANCELLED && lines[0].link.at == NULL &&
              !lines[0].unfinished);
        CHECK_TEXT("dave@x.org", lines[1].email);
        CHECK(lines[1].status == PSC_INVITATION_FINISHED && lines[1].link.at == NULL);
        CHECK_TEXT("carol@x.org", lines[2].email);
        CHECK(lines[2].status == PSC_INVITATION_PENDING && lines[2].unfinished);
        CHECK_BYTES(carol->link, lines[2].link);
        CHECK_TEXT("Alice", lines[2].created_by.label);
        CHECK(lines[2].created_on == carol->created_on);
        CHECK_TEXT("bob@x.org", lines[3].email);
        CHECK(!lines[3].unfinished);
    }
    /* Where nothing can be kept, nothing is unfinished. */
    seat->store_fault_at = seat->store_effects + 1;
    seat->store_fault_times = 1;
    seat->store_fault = PSC_STORE_DENIED;
    run(&s, PSC_INVITE_LIST, seat);
    CHECK(seat->done && seat->result.as.invitations.invitations.count == 4);
    CHECK(!((const psc_invitation_line *) seat->result.as.invitations.invitations.items)[2]
               .unfinished);
    leave(&s, &the_world);
}

/* Between newcomers, by type; what is unfinished is told by it too. */
static void test_list_device(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    the_world.now += 60 * SECOND;
    const world_invitation *own = world_invite_device(&the_world, s.alice);
    for (int unfinished = 0; unfinished < 2; unfinished++) {
        if (unfinished == 1) {
            world_put(seat, PSC_STORE_JOURNEYS, unfinished_key(&the_world, own),
                      PSC_BYTES_LIT("x"));
        }
        run(&s, PSC_INVITE_LIST, seat);
        const psc_list list = seat->result.as.invitations.invitations;
        const psc_invitation_line *lines = list.items;
        if (CHECK(seat->done && list.count == 2)) {
            CHECK(lines[0].type == PSC_INVITATION_DEVICE && lines[0].email.at == NULL &&
                  lines[0].unfinished == (unfinished == 1));
            CHECK_BYTES(own->link, lines[0].link);
            CHECK(lines[1].type == PSC_INVITATION_USER && !lines[1].unfinished);
        }
    }
    leave(&s, &the_world);
}

static void list_other_kinds(void *context, world_exchange *exchange) {
    const setting *s = context;
    psc_invitation_item items[4] = {
        {.type = PSC_INVITATION_SHAMIR_RECOVERY, .created_by = {.tag = PSC_INVITER_USER}},
        {.type = PSC_INVITATION_USER,
         .created_by = {.tag = PSC_INVITER_EXTERNAL_SERVICE,
                        .external_service.service_label = PSC_BYTES_LIT("Service")},
         .created_on = 2 * SECOND,
         .claimer_email = PSC_BYTES_LIT("b@x.org"),
         .token = {2}},
        {.type = PSC_INVITATION_USER,
         .created_by = {.tag = PSC_INVITER_EXTERNAL_SERVICE,
                        .external_service.service_label = PSC_BYTES_LIT("Service")},
         .created_on = 2 * SECOND,
         .claimer_email = PSC_BYTES_LIT("a@x.org"),
         .token = {1}},
        {.type = PSC_INVITATION_USER,
         .created_by = {.tag = PSC_INVITER_EXTERNAL_SERVICE,
                        .external_service.service_label = PSC_BYTES_LIT("Service")},
         .created_on = SECOND,
         .claimer_email = PSC_BYTES_LIT("c@x.org"),
         .token = {3}},
    };
    items[0].created_by.user.human_handle = s->alice->human_handle;
    const psc_invite_list_reply reply = {.tag = PSC_INVITE_LIST_OK, .ok.invitations = {items, 4}};
    psc_buf buf;
    psc_buf_init(&buf, &exchange->world->arena);
    CHECK_OK(psc_union_write(&buf, &reply, &psc_invite_list_reply_union));
    exchange->http_status = 200;
    exchange->reply = psc_buf_view(&buf);
}

static void test_list_other_kinds(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    the_world.hook = list_other_kinds;
    the_world.hook_context = &s;
    run(&s, PSC_INVITE_LIST, seat);
    const psc_list list = seat->result.as.invitations.invitations;
    const psc_invitation_line *lines = list.items;
    if (CHECK(seat->done && list.count == 3)) {
        CHECK_TEXT("c@x.org", lines[2].email);
        CHECK(lines[0].created_by.email.at == NULL && lines[1].created_by.email.at == NULL);
        /* Made at the same time: the order is still one and the same each time. */
        CHECK(memcmp(lines[0].invitation.bytes, lines[1].invitation.bytes,
                     sizeof lines[0].invitation.bytes) < 0);
    }
    leave(&s, &the_world);
}

static void test_cancel(void) {
    setting s = {0};
    world_seat *seat = furnish(&s, &the_world);
    run(&s, PSC_INVITE_CANCEL, seat);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING);
    CHECK(s.invitation->status == PSC_INVITATION_CANCELLED);
    run(&s, PSC_INVITE_CANCEL, seat);
    CHECK(seat->done && seat->result.kind == PSC_RESULT_NOTHING);
    s.invitation->status = PSC_INVITATION_FINISHED;
    run(&s, PSC_INVITE_CANCEL, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_INVITATION_USED);
    /* Links that are none of this organization's invitations. */
    s.invitation->link = PSC_BYTES_LIT("https://parsec.example.com/redirect/Org"
                                       "?a=claim_shamir_recovery&p=xBABI0VniavN7wEjRWeJq83v");
    CHECK_STATUS(PSC_ERR_INVITATION_KIND, start(&s, seat));
    s.invitation->link = PSC_BYTES_LIT(
        "https://parsec.example.com/redirect/Other?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v");
    CHECK_STATUS(PSC_ERR_MISMATCH, start(&s, seat));
    s.invitation->link =
        PSC_BYTES_LIT("https://parsec.example.com/redirect/Org?a=claim_user&p=xBABI0VniavN7");
    CHECK(start(&s, seat) != PSC_OK);
    s.invitation->link =
        PSC_BYTES_LIT("parsec3://other.example.com/Org?a=claim_user&p=xBABI0VniavN7wEjRWeJq83v");
    run(&s, PSC_INVITE_CANCEL, seat);
    CHECK(!seat->done && seat->failure.status == PSC_ERR_INVITATION_NOT_FOUND);
    /* One for another device of one's own. */
    const world_invitation *own = world_invite_device(&the_world, s.alice);
    s.invitation->link = own->link;
    run(&s, PSC_INVITE_CANCEL, seat);
    CHECK(seat->done && own->status == PSC_INVITATION_CANCELLED);
    leave(&s, &the_world);
}

/* ---- trouble: the network comes back, and each command may have worked before */

static void settle(void *context, world_seat *seat) {
    setting *s = context;
    if (!seat->done) {
        CHECK_OK(start(s, seat));
        world_run(seat->world, 600 * SECOND);
    }
    CHECK(seat->done);
    CHECK((s->job != PSC_INVITE_NEW && s->job != PSC_INVITE_NEW_DEVICE) ||
          seat->world->invitation_count == 2);
    CHECK(s->job != PSC_INVITE_CANCEL || s->invitation->status == PSC_INVITATION_CANCELLED);
}

/* With a journey that was begun, and with trouble on the way to the server. */
static world_seat *furnish_unlucky(void *context, world *w) {
    static faults_losses losses;
    setting *s = context;
    world_seat *seat = furnish(s, w);
    world_put(seat, PSC_STORE_JOURNEYS, unfinished_key(w, s->invitation), PSC_BYTES_LIT("x"));
    losses = (faults_losses){.seat = seat};
    w->hook = faults_lose;
    w->hook_context = &losses;
    return seat;
}

static void close_device(void *context) {
    setting *s = context;
    psc_device_release(s->device);
    s->device = NULL;
}

static void test_offline(void) {
    setting s = {.job = PSC_INVITE_LIST};
    world_seat *seat = furnish(&s, &the_world);
    impostor offline = {.http_status = 503};
    the_world.hook = answer_instead;
    the_world.hook_context = &offline;
    CHECK_OK(start(&s, seat));
    world_run(&the_world, 20 * SECOND);
    CHECK(!seat->ended && seat->noted[PSC_NOTE_NETWORK] > 2 &&
          !seat->note[PSC_NOTE_NETWORK].as.network.reachable);
    the_world.hook = NULL;
    CHECK_OK(world_send(seat, PSC_EVENT_HURRY));
    const psc_time now = the_world.now;
    world_run(&the_world, 20 * SECOND);
    CHECK(seat->done && the_world.now - now < SECOND);
    CHECK(seat->note[PSC_NOTE_NETWORK].as.network.reachable);
    leave(&s, &the_world);
}

int main(void) {
    test_refusals();
    test_new();
    test_new_device();
    test_new_options();
    test_list();
    test_list_device();
    test_list_other_kinds();
    test_cancel();
    test_offline();
    for (int job = PSC_INVITE_NEW; job <= PSC_INVITE_NEW_DEVICE; job++) {
        setting s = {.job = job, .email = "carol@x.org"};
        const flowkit_scenario scenario = {&s, furnish, start, settle, 600 * SECOND, close_device};
        CHECK(flowkit_each_cancel(&scenario) == (job == PSC_INVITE_LIST ? 2 : 1));
        CHECK(flowkit_each_allocation(&scenario) > 10);
        CHECK(flowkit_each_loss(&scenario) == 2);
        CHECK(flowkit_each_reload(&scenario) == 2);
        const flowkit_scenario unlucky = {&s,     furnish_unlucky, start,
                                          settle, 600 * SECOND,    close_device};
        CHECK(flowkit_each_allocation(&unlucky) > 10);
    }
    return test_finish();
}
