// SPDX-License-Identifier: MPL-2.0
/* Joining, with two things going wrong at once: memory or random bytes run out on a way that is
 * taken only because something else has failed before. */
#include "faults.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND
#define DURATION (1800 * SECOND)

/* One for all: a world is large. */
static world the_world;

typedef struct setting {
    bool claiming;  /* which side is under test */
    bool of_device; /* what is claimed is another device of Alice's */
    bool losing;
    world_seat *greeter;
    world_seat *claimer;
    psc_device *device;
    world_invitation *invitation;
    faults_losses losses;
} setting;

static psc_status start_greeter(setting *s) {
    psc_flow *flow;
    PSC_TRY(psc_greet_new(&flow, &s->greeter->host,
                          &(psc_greet_options){.device = s->device, .link = s->invitation->link}));
    world_start(s->greeter, flow);
    return PSC_OK;
}

static psc_status start_claimer(setting *s) {
    psc_flow *flow;
    PSC_TRY(psc_claim_new(
        &flow, &s->claimer->host,
        &(psc_claim_options){.link = s->invitation->link, .device_label = PSC_BYTES_LIT("Web")}));
    world_start(s->claimer, flow);
    return PSC_OK;
}

/* Alice, administrator, and Bob, invited, each in a browser; or Alice in both. The one not under test
 * is there. */
static world_seat *furnish(void *context, world *w) {
    setting *s = context;
    world_open(w);
    s->greeter = world_sit(w, "Alice");
    s->claimer = world_sit(w, "Bob");
    world_user *alice = world_add_user(w, "alice@x.org", "Alice", PSC_PROFILE_ADMIN);
    s->device = world_device(s->greeter, alice);
    s->invitation =
        s->of_device ? world_invite_device(w, alice) : world_invite(w, alice, "bob@x.org");
    CHECK_OK(s->claiming ? start_greeter(s) : start_claimer(s));
    world_seat *seat = s->claiming ? s->claimer : s->greeter;
    s->losses = (faults_losses){.seat = seat};
    if (s->losing) {
        w->hook = faults_lose;
        w->hook_context = &s->losses;
        seat->stretch_fails = 1;
        seat->store_fault_at = 2; /* that of the record */
        seat->store_fault_times = 1;
    }
    return seat;
}

static psc_status start(void *context, world_seat *seat) {
    setting *s = context;
    (void) seat;
    return s->claiming ? start_claimer(s) : start_greeter(s);
}

static void close_device(void *context) {
    setting *s = context;
    psc_device_release(s->device);
    s->device = NULL;
}

static bool is_gone(const world_seat *seat) {
    return seat->flow == NULL || (seat->ended && !seat->done);
}

/* Whoever is gone comes back, until both are there. */
static void settle(void *context, world_seat *seat) {
    setting *s = context;
    for (int tries = 0; tries < 4 && !(s->greeter->done && s->claimer->done); tries++) {
        CHECK(!is_gone(s->greeter) || start_greeter(s) == PSC_OK);
        CHECK(!is_gone(s->claimer) || start_claimer(s) == PSC_OK);
        world_run(seat->world, DURATION);
    }
    CHECK(s->greeter->done && s->claimer->done);
    CHECK(world_device_works(s->claimer, s->claimer->password));
    if (s->of_device) {
        CHECK(seat->world->added_count > 0 && seat->world->user_count == 1);
    } else {
        CHECK(world_find_email(seat->world, "bob@x.org") != NULL && seat->world->user_count == 2);
    }
}

int main(void) {
    for (int side = 0; side < 4; side++) {
        setting s = {.claiming = side % 2 == 1, .of_device = side >= 2};
        const flowkit_scenario scenario = {&s, furnish, start, settle, DURATION, close_device};
        CHECK(faults_each_draw(&scenario, &the_world) > 6);
        s.losing = true;
        CHECK(faults_each_hurried_allocation(&scenario, &the_world) > 300);
    }
    return test_finish();
}
