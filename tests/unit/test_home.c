// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "flowkit.h"
#include "harness.h"

#define SECOND PSC_TIME_SECOND

/* One for all: a world is large. */
static world the_world;

static psc_bytes forgotten; /* by the next one that is started */

static psc_status start(void *context, world_seat *seat) {
    (void) context;
    psc_flow *flow;
    PSC_TRY(psc_home_new(&flow, &seat->host, &(psc_home_options){.forget = forgotten}));
    world_start(seat, flow);
    return PSC_OK;
}

static world_seat *begin(world *w) {
    CHECK_OK(start(NULL, &w->seats[0]));
    return &w->seats[0];
}

static const psc_result_home *home_of(const world_seat *seat) {
    CHECK(seat->done && seat->result.kind == PSC_RESULT_HOME);
    return &seat->result.as.home;
}

static psc_bytes journey(world *w, int kind, const char *email, psc_time created_on,
                         const char *server_url) {
    const psc_journey record = {
        .kind = kind,
        .created_on = created_on,
        .server_url = psc_bytes_from_text(server_url),
        .organization_id = PSC_BYTES_LIT("Org"),
        .human_handle = {psc_bytes_from_text(email), PSC_BYTES_LIT("Somebody")},
        .device_file = PSC_BYTES_LIT("file"),
        .ciphertext = PSC_BYTES_LIT("sealed"),
    };
    psc_bytes bytes = PSC_BYTES_ABSENT;
    CHECK_OK(psc_journey_write(&bytes, &w->arena, &record));
    return bytes;
}

static void test_empty(void) {
    world_open(&the_world);
    world_sit(&the_world, "alice");
    world_seat *seat = begin(&the_world);
    CHECK(strcmp(psc_flow_name(seat->flow), "home") == 0);
    CHECK(strcmp(psc_flow_state(seat->flow), "await-records") == 0);
    flowkit_run(&the_world, seat, SECOND);
    CHECK(home_of(seat)->devices.count == 0 && home_of(seat)->journeys.count == 0);
    world_close(&the_world);
}

/* Three of ours, of different ages, one of which the official client has as well; that client's
 * others; rubbish in both. */
static world_seat *furnish(world *w) {
    static const char *const official[] = {"keyring", "recovery", "openbao"};
    world_open(w);
    world_seat *seat = world_sit(w, "alice");
    for (int i = 0; i < 3; i++) {
        const world_user *user = world_add_user(w,
                                                i == 0   ? "a@x.org"
                                                : i == 1 ? "b@x.org"
                                                         : "c@x.org",
                                                "Somebody", PSC_PROFILE_STANDARD);
        w->now += SECOND;
        const psc_bytes key = flowkit_device_key(w, user);
        const psc_bytes file = flowkit_device_file(seat, user, "password", NULL);
        world_put(seat, PSC_STORE_DEVICES, key, file);
        if (i == 1) {
            world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/b.keys"), file);
        }
    }
    world_put(seat, PSC_STORE_DEVICES, PSC_BYTES_LIT("broken"), PSC_BYTES_LIT("no device file"));
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/broken.keys"), PSC_BYTES_LIT(""));
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/totp.keys"),
              flowkit_vector_file("password_totp"));
    for (size_t i = 0; i < sizeof official / sizeof official[0]; i++) {
        world_put(seat, PSC_STORE_OFFICIAL, psc_bytes_from_text(official[i]),
                  flowkit_vector_file(official[i]));
    }
    return seat;
}

static void test_devices(void) {
    furnish(&the_world);
    world_seat *seat = begin(&the_world);
    flowkit_run(&the_world, seat, SECOND);
    const psc_result_home *home = home_of(seat);
    const psc_device_line *lines = home->devices.items;
    /* Newest first. The four files of the vectors are one device, newer than all: the first
     * listed stands for it. */
    if (CHECK(home->devices.count == 6)) {
        CHECK(lines[0].place.store == PSC_STORE_OFFICIAL &&
              lines[0].status == PSC_OK && lines[0].has_totp);
        CHECK_TEXT("/devices/totp.keys", lines[0].place.key);
        CHECK_TEXT("parsec.example.com", lines[0].host);
        CHECK_TEXT("CoolOrg", lines[0].organization);
        CHECK(psc_uuid_equal(&lines[0].device_id, &flowkit_vector_device));
        CHECK(lines[1].status == PSC_OK && lines[2].status == PSC_OK && lines[3].status == PSC_OK);
        CHECK_TEXT("c@x.org", lines[1].human_handle.email);
        CHECK_TEXT("b@x.org", lines[2].human_handle.email);
        CHECK(lines[2].place.store == PSC_STORE_DEVICES);
        CHECK_TEXT("a@x.org", lines[3].human_handle.email);
        CHECK(lines[3].kind == PSC_DEVICE_FILE_PASSWORD);
        CHECK(lines[1].created_on - lines[2].created_on == SECOND);
        CHECK(lines[4].status == PSC_ERR_DEVICE_FILE && lines[4].place.store == PSC_STORE_DEVICES);
        CHECK_TEXT("broken", lines[4].place.key);
        CHECK(lines[5].status == PSC_ERR_DEVICE_FILE && lines[5].place.store == PSC_STORE_OFFICIAL);
        for (size_t i = 0; i < 6; i++) {
            CHECK(lines[i].readable == (i < 4));
        }
    }
    world_close(&the_world);
}

static void test_kinds(void) {
    static const struct {
        const char *name;
        int kind;
        int status;
    } cases[] = {
        {"password", PSC_DEVICE_FILE_PASSWORD, PSC_OK},
        {"password_totp", PSC_DEVICE_FILE_PASSWORD, PSC_OK},
        {"keyring", PSC_DEVICE_FILE_KEYRING, PSC_ERR_DEVICE_FILE_KIND},
        {"recovery", PSC_DEVICE_FILE_RECOVERY, PSC_ERR_DEVICE_FILE_KIND},
        {"pki", PSC_DEVICE_FILE_PKI, PSC_ERR_DEVICE_FILE_KIND},
        {"account_vault", PSC_DEVICE_FILE_ACCOUNT_VAULT, PSC_ERR_DEVICE_FILE_KIND},
        {"openbao", PSC_DEVICE_FILE_OPENBAO, PSC_OK},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        test_subject(cases[i].name);
        world_open(&the_world);
        world_seat *seat = world_sit(&the_world, "alice");
        world_put(seat, PSC_STORE_DEVICES, PSC_BYTES_LIT("key"),
                  flowkit_vector_file(cases[i].name));
        begin(&the_world);
        world_run(&the_world, SECOND);
        const psc_device_line *lines = home_of(seat)->devices.items;
        if (CHECK(home_of(seat)->devices.count == 1)) {
            CHECK(lines[0].kind == cases[i].kind && lines[0].status == cases[i].status);
            CHECK_TEXT("PC1", lines[0].device_label);
            CHECK_TEXT("Alicia McÁlice", lines[0].human_handle.label);
        }
        world_close(&the_world);
    }
    test_subject(NULL);
}

/* A file that asks for more memory than this client gives is listed with that reason. */
static void test_excessive(void) {
    world_open(&the_world);
    world_seat *seat = world_sit(&the_world, "alice");
    const world_user *user =
        world_add_user(&the_world, "a@x.org", "Somebody", PSC_PROFILE_STANDARD);
    const psc_stretch_parameters parameters = {
        .memlimit_kb = PSC_STRETCH_MEMORY_KIB_MAX + 1, .opslimit = 3, .parallelism = 1};
    world_put(seat, PSC_STORE_DEVICES, PSC_BYTES_LIT("key"),
              flowkit_device_file(seat, user, "password", &parameters));
    begin(&the_world);
    world_run(&the_world, SECOND);
    const psc_device_line *lines = home_of(seat)->devices.items;
    CHECK(home_of(seat)->devices.count == 1 && lines[0].status == PSC_ERR_STRETCH_EXCESSIVE);
    world_close(&the_world);
}

static void test_journeys(void) {
    world_open(&the_world);
    world_seat *seat = world_sit(&the_world, "alice");
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("claim-1"),
              journey(&the_world, PSC_JOURNEY_CLAIM, "a@x.org", 10 * SECOND,
                      "https://parsec.example.com/"));
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("bootstrap-1"),
              journey(&the_world, PSC_JOURNEY_BOOTSTRAP, "b@x.org", 30 * SECOND,
                      "http://localhost:6777/"));
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("greet-1"),
              journey(&the_world, PSC_JOURNEY_GREET, "c@x.org", 20 * SECOND,
                      "https://parsec.example.com/"));
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("claim-device-1"),
              journey(&the_world, PSC_JOURNEY_CLAIM_DEVICE, "e@x.org", 5 * SECOND,
                      "https://parsec.example.com/"));
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("strange"),
              PSC_BYTES_LIT("\x81\xa4type\xa5later"));
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("elsewhere"),
              journey(&the_world, PSC_JOURNEY_GREET, "d@x.org", 20 * SECOND,
                      "ftp://parsec.example.com/"));
    begin(&the_world);
    flowkit_run(&the_world, seat, SECOND);
    const psc_journey_line *lines = home_of(seat)->journeys.items;
    if (CHECK(home_of(seat)->journeys.count == 4)) {
        CHECK(lines[0].kind == PSC_JOURNEY_BOOTSTRAP && lines[1].kind == PSC_JOURNEY_GREET &&
              lines[2].kind == PSC_JOURNEY_CLAIM && lines[3].kind == PSC_JOURNEY_CLAIM_DEVICE);
        CHECK_TEXT("bootstrap-1", lines[0].key);
        CHECK_TEXT("localhost:6777", lines[0].host);
        CHECK_TEXT("Org", lines[0].organization);
        CHECK_TEXT("c@x.org", lines[1].human_handle.email);
        CHECK(lines[2].created_on == 10 * SECOND);
    }
    CHECK(world_count(seat, PSC_STORE_JOURNEYS) == 6);
    world_close(&the_world);
}

/* What the person gives up is gone before the rest is listed. */
static void test_forget(void) {
    static const char *const given_up[] = {"bootstrap-1", "never there"};
    for (size_t i = 0; i < 2; i++) {
        world_open(&the_world);
        world_seat *seat = world_sit(&the_world, "alice");
        world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("bootstrap-1"),
                  journey(&the_world, PSC_JOURNEY_BOOTSTRAP, "b@x.org", 30 * SECOND,
                          "http://localhost:6777/"));
        world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("claim-1"),
                  journey(&the_world, PSC_JOURNEY_CLAIM, "a@x.org", 10 * SECOND,
                          "https://parsec.example.com/"));
        world_put(seat, PSC_STORE_DEVICES, PSC_BYTES_LIT("bootstrap-1"), PSC_BYTES_LIT("rubbish"));
        forgotten = psc_bytes_from_text(given_up[i]);
        begin(&the_world);
        flowkit_run(&the_world, seat, SECOND);
        forgotten = PSC_BYTES_ABSENT;
        const psc_journey_line *lines = home_of(seat)->journeys.items;
        if (CHECK(home_of(seat)->journeys.count == i + 1)) {
            CHECK_TEXT("claim-1", lines[i].key);
        }
        CHECK(world_count(seat, PSC_STORE_JOURNEYS) == i + 1);
        CHECK(home_of(seat)->devices.count == 1 && world_count(seat, PSC_STORE_DEVICES) == 1);
        world_close(&the_world);
    }
}

/* What is equally old is listed in the order of its keys, which nobody sees but which never
 * changes. */
static void test_order(void) {
    world_open(&the_world);
    world_seat *seat = world_sit(&the_world, "alice");
    static const char *const keys[] = {"b", "ab", "a"};
    for (size_t i = 0; i < 3; i++) {
        const psc_bytes key = psc_bytes_from_text(keys[i]);
        world_put(seat, PSC_STORE_DEVICES, key, PSC_BYTES_LIT("rubbish"));
        world_put(seat, PSC_STORE_OFFICIAL, key, PSC_BYTES_LIT("rubbish"));
        world_put(seat, PSC_STORE_JOURNEYS, key,
                  journey(&the_world, PSC_JOURNEY_CLAIM, "a@x.org", SECOND,
                          "https://parsec.example.com/"));
    }
    begin(&the_world);
    world_run(&the_world, SECOND);
    const psc_device_line *devices = home_of(seat)->devices.items;
    const psc_journey_line *journeys = home_of(seat)->journeys.items;
    if (CHECK(home_of(seat)->devices.count == 6 && home_of(seat)->journeys.count == 3)) {
        for (size_t i = 0; i < 3; i++) {
            CHECK_TEXT(keys[2 - i], devices[i].place.key);
            CHECK_TEXT(keys[2 - i], devices[i + 3].place.key);
            CHECK(devices[i].place.store == PSC_STORE_DEVICES);
            CHECK(devices[i + 3].place.store == PSC_STORE_OFFICIAL);
            CHECK_TEXT(keys[2 - i], journeys[i].key);
        }
    }
    world_close(&the_world);
}

/* Too large to be a device file, of no server or of no organization: listed as what it is not. */
static void test_unreadable(void) {
    static uint8_t large[PSC_DEVICE_FILE_MAX + 1];
    static uint8_t nameless[4096];
    world_open(&the_world);
    world_seat *seat = world_sit(&the_world, "alice");
    const world_user *user =
        world_add_user(&the_world, "a@x.org", "Somebody", PSC_PROFILE_STANDARD);
    psc_device_file file;
    const psc_bytes whole = flowkit_device_file(seat, user, "password", NULL);
    CHECK_OK(psc_device_file_read(&file, &the_world.arena, whole));
    CHECK(whole.len <= sizeof nameless);
    memcpy(nameless, whole.at, whole.len);
    memcpy(nameless + (file.head.organization_id.at - whole.at), "O/g", 3);
    world_put(seat, PSC_STORE_DEVICES, PSC_BYTES_LIT("nameless"),
              (psc_bytes){nameless, whole.len});
    file.head.server_url = PSC_BYTES_LIT("ftp://parsec.example.com/");
    psc_buf bytes;
    psc_buf_init(&bytes, &the_world.arena);
    CHECK_OK(psc_device_file_write(&bytes, &file));
    world_put(seat, PSC_STORE_DEVICES, PSC_BYTES_LIT("elsewhere"), psc_buf_view(&bytes));
    world_put(seat, PSC_STORE_DEVICES, PSC_BYTES_LIT("large"), PSC_BYTES_OF(large));
    begin(&the_world);
    world_run(&the_world, SECOND);
    const psc_device_line *lines = home_of(seat)->devices.items;
    if (CHECK(home_of(seat)->devices.count == 3)) {
        CHECK(lines[0].status == PSC_ERR_DEVICE_FILE && lines[1].status == PSC_ERR_DEVICE_FILE &&
              lines[2].status == PSC_ERR_DEVICE_FILE);
        CHECK(lines[0].organization.at == NULL && lines[0].host.at == NULL);
    }
    world_close(&the_world);
}

/* What is put aside is listed as such, in either place, and only while its device has no file in
 * place, whichever of the two was found first. */
static void test_aside(void) {
    world_open(&the_world);
    world_seat *seat = world_sit(&the_world, "alice");
    world_user *users[4];
    psc_bytes files[4];
    static const char *const emails[] = {"a@x.org", "b@x.org", "c@x.org", "d@x.org"};
    for (size_t i = 0; i < 4; i++) {
        users[i] = world_add_user(&the_world, emails[i], "Somebody", PSC_PROFILE_STANDARD);
        files[i] = flowkit_device_file(seat, users[i], "password", NULL);
        the_world.now += SECOND;
    }
    psc_bytes key;
    for (size_t i = 0; i < 3; i++) { /* a, b, c are put aside, ours */
        CHECK_OK(
            psc_device_key_aside(&key, &the_world.arena, flowkit_device_key(&the_world, users[i])));
        world_put(seat, PSC_STORE_DEVICES, key, files[i]);
    }
    world_put(seat, PSC_STORE_DEVICES, flowkit_device_key(&the_world, users[1]), files[1]);
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/c.keys"), files[2]);
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/d.keys.archived"), files[3]);
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/more/d.keys.archived"), files[3]);
    world_put(seat, PSC_STORE_OFFICIAL, PSC_BYTES_LIT("/devices/e.keys.archived"),
              PSC_BYTES_LIT("rubbish"));
    world_put(seat, PSC_STORE_DEVICES, PSC_BYTES_LIT(".archived"), PSC_BYTES_LIT("rubbish"));
    begin(&the_world);
    world_run(&the_world, SECOND);
    const psc_device_line *lines = home_of(seat)->devices.items;
    if (CHECK(home_of(seat)->devices.count == 6)) {
        CHECK_TEXT("d@x.org", lines[0].human_handle.email);
        CHECK(lines[0].aside && lines[0].status == PSC_OK);
        CHECK_TEXT("/devices/d.keys.archived", lines[0].place.key);
        CHECK_TEXT("c@x.org", lines[1].human_handle.email);
        CHECK(!lines[1].aside && lines[1].place.store == PSC_STORE_OFFICIAL);
        CHECK_TEXT("b@x.org", lines[2].human_handle.email);
        CHECK(!lines[2].aside);
        CHECK_TEXT("a@x.org", lines[3].human_handle.email);
        CHECK(lines[3].aside && lines[3].place.store == PSC_STORE_DEVICES);
        CHECK_TEXT(".archived", lines[4].place.key);
        CHECK(!lines[4].aside); /* of nothing */
        CHECK(lines[5].aside && lines[5].status == PSC_ERR_DEVICE_FILE);
    }
    world_close(&the_world);
}

/* Without our own store there is nothing to show; without the official client's there is. */
static void test_store_trouble(void) {
    static const int failures[] = {PSC_STORE_QUOTA, PSC_STORE_DENIED, PSC_STORE_CONFLICT};
    static const int statuses[] = {PSC_ERR_STORE_QUOTA, PSC_ERR_STORE_DENIED,
                                   PSC_ERR_STORE_CONFLICT};
    for (size_t i = 0; i < 3; i++) {
        for (uint32_t at = 1; at <= 2; at++) {
            world_seat *seat = furnish(&the_world);
            seat->store_fault_at = at;
            seat->store_fault_times = 1;
            seat->store_fault = failures[i];
            begin(&the_world);
            flowkit_run(&the_world, seat, SECOND);
            CHECK(seat->ended && seat->done == (at == 2));
            if (at == 1) {
                CHECK(seat->failure.status == statuses[i] && seat->failure.nothing_lost);
            } else {
                CHECK(home_of(seat)->devices.count == 4);
            }
            world_close(&the_world);
        }
    }
}

static world_seat *open_furnished(void *context, world *w) {
    (void) context;
    world_seat *seat = furnish(w);
    world_put(seat, PSC_STORE_JOURNEYS, PSC_BYTES_LIT("claim-1"),
              journey(w, PSC_JOURNEY_CLAIM, "a@x.org", SECOND, "https://parsec.example.com/"));
    return seat;
}

static void settle_unchanged(void *context, world_seat *seat) {
    (void) context;
    CHECK(seat->done || seat->failure.status == PSC_ERR_CANCELLED ||
          seat->failure.status == PSC_ERR_MEMORY || !seat->ended);
    begin(seat->world);
    world_run(seat->world, SECOND);
    CHECK(home_of(seat)->devices.count == 6 && home_of(seat)->journeys.count == 1);
}

int main(void) {
    test_empty();
    test_devices();
    test_kinds();
    test_excessive();
    test_journeys();
    test_forget();
    test_order();
    test_unreadable();
    test_aside();
    test_store_trouble();
    const flowkit_scenario scenario = {.open = open_furnished,
                                       .start = start,
                                       .settle = settle_unchanged,
                                       .duration = 10 * SECOND};
    CHECK(flowkit_each_cancel(&scenario) == 2);
    CHECK(flowkit_each_allocation(&scenario) > 10);
    forgotten = PSC_BYTES_LIT("nothing");
    CHECK(flowkit_each_allocation(&scenario) > 10);
    forgotten = PSC_BYTES_ABSENT;
    return test_finish();
}
