// SPDX-License-Identifier: MPL-2.0
/* A session against a server that tells the truth, or not, and a store that forgets, or not. */
#include <string.h>

#include "codec/base64.h"
#include "codec/msgpack.h"
#include "crypto/sign.h"
#include "flow/device.h"
#include "flowkit.h"
#include "harness.h"
#include "organization.h"
#include "schema/protocol.h"
#include "trust/certificate.h"

#define T0 ((psc_time) 1700000000000000)
#define LATER (T0 + 1000 * PSC_TIME_SECOND)
enum { MANY = 4000, RECORDS = 64, JOBS = 16, OPERATIONS = 3 };
/* Bytes that knowing a certificate may take: 40,000 of them in a quarter of the memory that DESIGN.md §7 allows. */
#define KNOWN_MAX ((size_t) 400)

static psc_arena arena; /* of a test */

/* ---- an organization */

static uint8_t root_verify[32];
static uint8_t root_signing[32];
static someone ada, bob, eve;

typedef struct entry {
    psc_time timestamp;
    psc_bytes full;
    psc_bytes redacted;
} entry;
static entry topic[MANY + 8];
static size_t topic_count;
static bool serve_redacted;

static void enroll(const someone *who, const someone *author, psc_time timestamp, int profile,
                   bool user_too) {
    const psc_enrollment_blobs blobs =
        organization_enroll(&arena, who, author, root_signing, timestamp, profile);
    if (user_too) {
        topic[topic_count++] = (entry){timestamp, blobs.user, blobs.redacted_user};
    }
    topic[topic_count++] = (entry){timestamp, blobs.device, blobs.redacted_device};
}

static void update(const someone *who, const someone *author, psc_time timestamp, int profile) {
    const psc_bytes blob = organization_update(&arena, who, author, timestamp, profile);
    topic[topic_count++] = (entry){timestamp, blob, blob};
}

static void revoke(const someone *who, const someone *author, psc_time timestamp) {
    const psc_bytes blob = organization_revoke(&arena, who, author, timestamp);
    topic[topic_count++] = (entry){timestamp, blob, blob};
}

/* Ada founded it, Bob is in. */
static void found(void) {
    topic_count = 0;
    serve_redacted = false;
    enroll(&ada, NULL, T0, PSC_PROFILE_ADMIN, true);
    enroll(&bob, &ada, T0 + 10, PSC_PROFILE_STANDARD, true);
}

/* ---- a host: store, server, stream */

static struct {
    bool used;
    psc_bytes key;
    psc_bytes value;
} records[RECORDS];
static int store_fault; /* -1: none */
static bool store_fault_once;
static struct {
    bool used;
    psc_effect effect;
    psc_bytes body;
    psc_bytes keys[OPERATIONS];
    psc_bytes values[OPERATIONS];
} jobs[JOBS];

static psc_flow *flow;
static psc_device *device;
static psc_time now;
static uint32_t stream_id;
static uint32_t questions; /* certificate_get, so far */
static bool asked_all;     /* the last one had no time in it */
static uint32_t http_status;
static bool garbage; /* instead of an answer */
static bool hurried; /* the network comes back between any two events */
static uint32_t progress;
static psc_note_known known;
static uint32_t total_while_asking; /* the server: whatever was read before is over */
static psc_note_live live;
static uint32_t invitations;
static uint32_t requests;
static bool ended;
static psc_failure failure;
static psc_result_directory directory;
static bool has_directory;

static psc_bytes keep(psc_bytes in) {
    psc_bytes out = PSC_BYTES_ABSENT;
    CHECK_OK(psc_bytes_copy(&out, &arena, in));
    return out;
}

static void forget_all(void) {
    memset(records, 0, sizeof records);
}

static size_t record_at(psc_bytes key) {
    size_t i = 0;
    while (i < RECORDS && !(records[i].used && psc_bytes_equal(records[i].key, key))) {
        i++;
    }
    return i;
}

/* Keys begin with the device's identifier and a slash. */
static bool named(size_t i, const char *name) {
    const size_t len = strlen(name);
    return records[i].used && records[i].key.len >= 33 + len &&
           memcmp(records[i].key.at + 33, name, len) == 0;
}

static void lose_chunks(void) {
    for (size_t i = 0; i < RECORDS; i++) {
        records[i].used = records[i].used && named(i, "head");
    }
}

static size_t count_records(const char *part) {
    size_t count = 0;
    for (size_t i = 0; i < RECORDS; i++) {
        const size_t len = strlen(part);
        for (size_t at = 0; records[i].used && at + len <= records[i].key.len; at++) {
            if (memcmp(records[i].key.at + at, part, len) == 0) {
                count++;
                break;
            }
        }
    }
    return count;
}

static void take_effects(void) {
    psc_effect effect;
    while (psc_flow_next(flow, &effect)) {
        switch ((psc_effect_kind) effect.kind) {
        case PSC_EFFECT_STREAM:
            stream_id = effect.id;
            break;
        case PSC_EFFECT_REQUEST:
        case PSC_EFFECT_STORE:
        case PSC_EFFECT_SLEEP: {
            size_t i = 0;
            while (i < JOBS && jobs[i].used) {
                i++;
            }
            if (!CHECK(i < JOBS)) {
                return;
            }
            jobs[i].used = true;
            jobs[i].effect = effect;
            if (effect.kind == PSC_EFFECT_REQUEST) {
                jobs[i].body = keep(effect.as.request.body);
            } else if (effect.kind == PSC_EFFECT_STORE) {
                const psc_store_operation *operation = effect.as.store.operations.items;
                for (size_t o = 0; o < effect.as.store.operations.count; o++) {
                    CHECK(operation[o].store == PSC_STORE_DATA && o < OPERATIONS);
                    jobs[i].keys[o] = keep(operation[o].key);
                    jobs[i].values[o] = keep(operation[o].value);
                }
            }
            break;
        }
        case PSC_EFFECT_WITHDRAW:
            stream_id = stream_id == effect.id ? 0 : stream_id;
            for (size_t i = 0; i < JOBS; i++) {
                jobs[i].used = jobs[i].used && jobs[i].effect.id != effect.id;
            }
            break;
        case PSC_EFFECT_NOTE:
            if (effect.as.note.kind == PSC_NOTE_KNOWN) {
                known = effect.as.note.as.known;
                progress += known.complete ? 0 : 1;
            } else if (effect.as.note.kind == PSC_NOTE_LIVE) {
                live = effect.as.note.as.live;
            } else if (effect.as.note.kind == PSC_NOTE_INVITATIONS) {
                invitations = effect.as.note.as.invitations.count;
            } else if (effect.as.note.kind == PSC_NOTE_REQUESTS) {
                requests = effect.as.note.as.requests.count;
            }
            break;
        case PSC_EFFECT_DONE:
            ended = true;
            has_directory = effect.as.done.kind == PSC_RESULT_DIRECTORY;
            directory = effect.as.done.as.directory;
            break;
        case PSC_EFFECT_FAILED:
            ended = true;
            failure = effect.as.failed;
            failure.person.email = keep(failure.person.email);
            break;
        case PSC_EFFECT_STRETCH:
        case PSC_EFFECT_ASK:
            CHECK(false);
            break;
        }
    }
}

/* Every event that does not fit the state is refused and changes nothing. */
static void misfit(int kind, uint32_t effect_id) {
    const char *state = psc_flow_state(flow);
    psc_effect effect;
    CHECK_STATUS(PSC_ERR_STATE,
                 psc_flow_step(flow, &(psc_event){.kind = kind, .effect = effect_id, .now = now}));
    CHECK(psc_flow_state(flow) == state && !psc_flow_next(flow, &effect));
}

static void misfits(void) {
    for (int kind = PSC_EVENT_BEGIN; kind <= PSC_EVENT_HURRY; kind++) {
        const bool alone =
            kind == PSC_EVENT_CANCEL || kind == PSC_EVENT_HURRY ||
            (kind == PSC_EVENT_BEGIN && strcmp(psc_flow_state(flow), "await-begin") == 0);
        misfit(kind, UINT32_MAX);
        if (!alone || psc_flow_ended(flow)) {
            misfit(kind, 0);
        }
        if (stream_id != 0 && !flowkit_answers(kind, PSC_EFFECT_STREAM)) {
            misfit(kind, stream_id);
        }
        for (size_t i = 0; i < JOBS; i++) {
            /* As if it had no operation, which no store effect is. */
            const bool empty = kind == PSC_EVENT_STORED;
            if (jobs[i].used &&
                (empty || !flowkit_answers(kind, jobs[i].effect.kind) || psc_flow_ended(flow))) {
                misfit(kind, jobs[i].effect.id);
            }
        }
    }
}

static psc_status step(psc_event event) {
    misfits();
    event.now = now;
    const psc_status status = psc_flow_step(flow, &event);
    CHECK(status == PSC_OK || status == PSC_ERR_MEMORY);
    take_effects();
    return status;
}

/* {"status": "ok", "common_certificates": [...], …} of what is newer. */
static psc_bytes answer(psc_bytes body) {
    static const char after_key[] = "common_after";
    psc_time after = INT64_MIN;
    asked_all = true;
    for (size_t i = 0; i + sizeof after_key + 10 <= body.len; i++) {
        if (memcmp(body.at + i, after_key, sizeof after_key - 1) == 0 &&
            body.at[i + sizeof after_key - 1] == 0xd7) {
            const uint8_t *digits = body.at + i + sizeof after_key + 1;
            uint64_t value = 0;
            for (size_t d = 0; d < 8; d++) {
                value = value << 8 | digits[d];
            }
            after = (psc_time) value;
            asked_all = false;
        }
    }
    size_t first = 0;
    while (first < topic_count && topic[first].timestamp <= after) {
        first++;
    }
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_msgpack_write_map(&out, 2));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("status")));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("ok")));
    CHECK_OK(psc_msgpack_write_str(&out, PSC_BYTES_LIT("common_certificates")));
    CHECK_OK(psc_msgpack_write_array(&out, topic_count - first));
    for (size_t i = first; i < topic_count; i++) {
        CHECK_OK(psc_msgpack_write_bin(&out, serve_redacted ? topic[i].redacted : topic[i].full));
    }
    return psc_buf_view(&out);
}

static psc_status perform_store(size_t job) {
    const size_t count = jobs[job].effect.as.store.operations.count;
    psc_event event = {.kind = PSC_EVENT_STORED, .effect = jobs[job].effect.id};
    psc_store_outcome outcomes[OPERATIONS] = {{{NULL, 0}}, {{NULL, 0}}, {{NULL, 0}}};
    psc_store_record found[OPERATIONS];
    if (store_fault >= 0) {
        event.kind = PSC_EVENT_STORE_FAILURE;
        event.as.store_failure = store_fault;
        store_fault = store_fault_once ? -1 : store_fault;
        return step(event);
    }
    for (size_t o = 0; o < count; o++) {
        const psc_bytes key = jobs[job].keys[o];
        size_t at = record_at(key);
        if (jobs[job].values[o].at != NULL) {
            for (size_t i = 0; at == RECORDS && i < RECORDS; i++) {
                at = records[i].used ? RECORDS : i;
            }
            if (CHECK(at < RECORDS)) {
                records[at].used = true;
                records[at].key = key;
                records[at].value = jobs[job].values[o];
            }
        } else if (key.at[key.len - 1] == '/') {
            for (size_t i = 0; i < RECORDS; i++) {
                records[i].used = records[i].used &&
                                  !(records[i].key.len > key.len &&
                                    memcmp(records[i].key.at, key.at, key.len) == 0);
            }
        } else if (at < RECORDS) {
            found[o] = (psc_store_record){key, records[at].value};
            outcomes[o].records = (psc_list){&found[o], 1};
        }
    }
    event.as.stored = (psc_list){outcomes, count};
    return step(event);
}

/* Answers what machines answer, until nothing but the watch over the stream is outstanding. */
static psc_status settle(void) {
    for (size_t turn = 0; turn < 400 && !ended; turn++) {
        if (hurried) {
            PSC_TRY(step((psc_event){.kind = PSC_EVENT_HURRY}));
        }
        size_t next = JOBS;
        for (size_t i = 0; i < JOBS; i++) {
            if (jobs[i].used && (jobs[i].effect.kind != PSC_EFFECT_SLEEP ||
                                 jobs[i].effect.as.sleep_ms == 0)) {
                next = i;
            }
        }
        if (next == JOBS) {
            return PSC_OK;
        }
        jobs[next].used = false;
        if (jobs[next].effect.kind == PSC_EFFECT_STORE) {
            PSC_TRY(perform_store(next));
        } else if (jobs[next].effect.kind == PSC_EFFECT_SLEEP) {
            PSC_TRY(step((psc_event){.kind = PSC_EVENT_FIRED, .effect = jobs[next].effect.id}));
        } else {
            questions++;
            total_while_asking = known.complete ? 0 : known.total;
            const psc_bytes body = garbage ? PSC_BYTES_LIT("\x81\xa6status\xa5maybe")
                                           : answer(jobs[next].body);
            PSC_TRY(step((psc_event){
                .kind = PSC_EVENT_RESPONSE,
                .effect = jobs[next].effect.id,
                .as.response = {http_status, {body.at, garbage && questions % 2 == 0
                                                           ? body.len - 1
                                                           : body.len}}}));
        }
    }
    return PSC_OK;
}

static void stream(const char *hex) {
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_buf_push_text(&out, "data:"));
    CHECK_OK(psc_base64_encode(&out, test_hex(hex), PSC_BASE64_STANDARD_PADDED));
    CHECK_OK(psc_buf_push_text(&out, "\n\n"));
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_STREAMED,
                              .effect = stream_id,
                              .as.streamed = psc_buf_view(&out)}));
}
/* protocol.md §4.3 */
#define CONFIG                                                                                     \
    "86a6737461747573a26f6ba56576656e74b34f5247414e495a4154494f4e5f434f4e464947b26163746976655f"   \
    "75736572735f6c696d6974c0d92e7265616c6d5f6d696e696d756d5f617263686976696e675f706572696f645f"   \
    "6265666f72655f64656c6574696f6ece00278d00b57373655f6b656570616c6976655f7365636f6e647305bd75"   \
    "7365725f70726f66696c655f6f757473696465725f616c6c6f776564c3"
#define CERTIFICATE                                                                                \
    "83a6737461747573a26f6ba56576656e74b2434f4d4d4f4e5f4345525449464943415445a974696d657374616d"   \
    "70d701000660b3e3c21a78"
#define INVITATION                                                                                 \
    "84a6737461747573a26f6ba56576656e74aa494e5649544154494f4eb1696e7669746174696f6e5f73746174"     \
    "7573a750454e44494e47a5746f6b656ec41000112233445566778899aabbccddeeff"
#define REQUEST                                                                                    \
    "82a6737461747573a26f6ba56576656e74b04153594e435f454e524f4c4c4d454e54"

/* ---- sessions */

static void open_device(const someone *who) {
    psc_local_device local = {
        .server_url = PSC_BYTES_LIT("http://localhost/"),
        .organization_id = PSC_BYTES_LIT("Org"),
        .user_id = who->user_id,
        .device_id = who->device_id,
        .device_label = PSC_BYTES_LIT("Mine"),
        .human_handle = who->handle,
        .initial_profile = PSC_PROFILE_STANDARD,
        .local_symkey = {7},
    };
    memcpy(local.root_verify_key, root_verify, sizeof local.root_verify_key);
    memcpy(local.signing_key, who->signing_key, sizeof local.signing_key);
    memcpy(local.private_key, who->private_key, sizeof local.private_key);
    const psc_device_place place = {PSC_STORE_DEVICES, PSC_BYTES_LIT("x")};
    CHECK_OK(psc_device_make(&device, test_host(), &local, &place));
}

static void reset_host(void) {
    now = LATER;
    memset(jobs, 0, sizeof jobs);
    stream_id = 0;
    questions = 0;
    progress = 0;
    invitations = 0;
    requests = 0;
    known = (psc_note_known){0};
    live = (psc_note_live){0};
    failure = (psc_failure){0};
    ended = false;
    has_directory = false;
}

static void leave(void) {
    psc_flow_free(flow);
    flow = NULL;
    psc_device_release(device);
    device = NULL;
}

static void start_again(void) {
    reset_host();
    http_status = 200;
    CHECK_OK(psc_session_new(&flow, test_host(), &(psc_session_options){device}));
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
    CHECK_OK(settle());
}

static void start(const someone *who) {
    open_device(who);
    start_again();
}

static void expect_known(uint32_t certificates) {
    CHECK(!ended && known.complete && known.certificates == certificates);
    CHECK(strcmp(psc_flow_state(flow), "await-events") == 0);
}

static void expect_failed(psc_status status) {
    CHECK(ended && failure.status == (int) status);
}

/* What a screen would show; views live until `leave_directory`. */
static psc_flow *session_flow;
static void read_directory_from(uint32_t first) {
    session_flow = flow;
    CHECK_OK(psc_directory_new(&flow, test_host(),
                               &(psc_directory_options){.device = device, .first = first}));
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
    CHECK(has_directory);
}
static void read_directory(void) {
    read_directory_from(0);
}
static void leave_directory(void) {
    psc_flow_free(flow);
    flow = session_flow;
    ended = false;
}

static const psc_person_line *person(const someone *who) {
    const psc_person_line *people = directory.people.items;
    for (size_t i = 0; i < directory.people.count; i++) {
        if (psc_uuid_equal(&people[i].user_id, &who->user_id)) {
            return &people[i];
        }
    }
    CHECK(false);
    return people;
}

static void test_first_and_second(void) {
    found();
    forget_all();
    start(&bob);
    expect_known(4);
    CHECK(questions == 1 && asked_all);
    CHECK(count_records("/head/common") == 1 && count_records("/common/0000000") == 1);
    read_directory();
    CHECK(directory.people.count == 2 && directory.devices.count == 2 && !directory.has_next);
    CHECK(person(&bob)->self && !person(&ada)->self);
    CHECK_TEXT("ada@example.com", person(&bob)->created_by.email);
    CHECK(person(&ada)->created_by.email.at == NULL && person(&ada)->profile == PSC_PROFILE_ADMIN);
    const psc_member_device_line *devices = directory.devices.items;
    CHECK_TEXT("Web", devices[0].device_label);
    CHECK(devices[1].self);
    CHECK_TEXT("Mine", devices[1].device_label);
    leave_directory();
    leave();
    CHECK(test_host_live() == 0);

    start(&bob);
    expect_known(4);
    CHECK(questions == 1 && !asked_all && progress == 0);
    leave();
}

static void test_before_anything_is_known(void) {
    found();
    reset_host();
    open_device(&bob);
    CHECK_OK(psc_directory_new(&flow, test_host(), &(psc_directory_options){.device = device}));
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
    expect_failed(PSC_ERR_NOT_KNOWN_YET);
    leave();
}

static void test_news(void) {
    found();
    forget_all();
    start(&bob);
    stream(CONFIG);
    CHECK(live.online);
    CHECK_OK(settle());
    CHECK(questions == 2 && known.certificates == 4);
    enroll(&eve, &ada, T0 + 20, PSC_PROFILE_OUTSIDER, true);
    stream(CERTIFICATE);
    /* Announced twice while the first answer is on its way: asked once more. */
    stream(CERTIFICATE);
    stream(CERTIFICATE);
    CHECK_OK(settle());
    CHECK(questions == 4);
    expect_known(6);
    CHECK(count_records("/common/0000000") == 1);
    stream(INVITATION);
    CHECK(invitations == 1 && requests == 0);
    stream(REQUEST);
    CHECK(invitations == 1 && requests == 1);
    revoke(&eve, &ada, T0 + 30);
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_STREAMED,
                              .effect = stream_id,
                              .as.streamed = PSC_BYTES_LIT("event:missed_events\ndata:\n\n")}));
    CHECK_OK(settle());
    expect_known(7);
    CHECK(invitations == 2 && requests == 2);
    read_directory();
    CHECK(person(&eve)->revoked && person(&eve)->revoked_on == T0 + 30);
    leave_directory();
    leave();
    start(&bob);
    expect_known(7);
    leave();
}

static void test_offline(void) {
    found();
    forget_all();
    start(&bob);
    stream(CONFIG);
    CHECK_OK(settle());
    const uint32_t id = stream_id;
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_TRANSPORT_FAILURE,
                              .effect = id,
                              .as.transport_failure = PSC_TRANSPORT_UNREACHABLE}));
    CHECK(!live.online && live.status == PSC_ERR_OFFLINE);
    CHECK_OK(settle());
    stream(CONFIG);
    CHECK(live.online);
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_HURRY}));
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_CANCEL}));
    expect_failed(PSC_ERR_CANCELLED);
    leave();
}

static void test_refusals_of_the_server(void) {
    static const struct {
        uint32_t http;
        psc_status status;
    } cases[] = {{461, PSC_ERR_HTTP_REVOKED},
                 {462, PSC_ERR_HTTP_FROZEN},
                 {460, PSC_ERR_HTTP_ORGANIZATION_EXPIRED},
                 {463, PSC_ERR_HTTP_TERMS}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        found();
        forget_all();
        start(&bob);
        CHECK_OK(step((psc_event){.kind = PSC_EVENT_STREAM_CLOSED,
                                  .effect = stream_id,
                                  .as.closed = cases[i].http}));
        expect_failed(cases[i].status);
        CHECK(failure.http_status == cases[i].http && failure.nothing_lost);
        leave();
        reset_host();
        http_status = cases[i].http;
        open_device(&bob);
        CHECK_OK(psc_session_new(&flow, test_host(), &(psc_session_options){device}));
        CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
        CHECK_OK(settle());
        expect_failed(cases[i].status);
        /* Whom to ask is known from the last time. */
        ended = false;
        read_directory();
        CHECK_TEXT("ada@example.com", person(&ada)->human_handle.email);
        leave_directory();
        leave();
        /* Nothing is known where it never was. */
        forget_all();
        reset_host();
        http_status = cases[i].http;
        open_device(&bob);
        CHECK_OK(psc_session_new(&flow, test_host(), &(psc_session_options){device}));
        CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
        CHECK_OK(settle());
        expect_failed(cases[i].status);
        psc_flow_free(flow);
        CHECK_OK(psc_directory_new(&flow, test_host(), &(psc_directory_options){.device = device}));
        CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
        expect_failed(PSC_ERR_NOT_KNOWN_YET);
        leave();
    }
}

/* Refused before what was kept is read: it is read first, for the names of those who can help. */
static void test_refused_at_once(void) {
    for (int kept = 0; kept <= 1; kept++) {
        found();
        forget_all();
        if (kept == 1) {
            start(&bob);
            leave();
        }
        open_device(&bob);
        reset_host();
        CHECK_OK(psc_session_new(&flow, test_host(), &(psc_session_options){device}));
        CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
        CHECK_OK(step((psc_event){
            .kind = PSC_EVENT_STREAM_CLOSED, .effect = stream_id, .as.closed = 461}));
        CHECK(!ended);
        CHECK_OK(settle());
        expect_failed(PSC_ERR_HTTP_REVOKED);
        CHECK(failure.http_status == 461 && questions == 0);
        ended = false;
        if (kept == 1) {
            read_directory();
            CHECK_TEXT("ada@example.com", person(&ada)->human_handle.email);
            leave_directory();
        }
        leave();
    }
}

static void test_no_answer(void) {
    found();
    forget_all();
    garbage = true;
    start(&bob);
    expect_failed(PSC_ERR_REPLY_UNKNOWN);
    leave();
    open_device(&bob);
    reset_host();
    questions = 1;
    CHECK_OK(psc_session_new(&flow, test_host(), &(psc_session_options){device}));
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
    CHECK_OK(settle());
    expect_failed(PSC_ERR_REPLY_MALFORMED);
    leave();
    garbage = false;
}

static void test_bad_certificate(void) {
    found();
    forget_all();
    enroll(&eve, &bob, T0 + 20, PSC_PROFILE_STANDARD, true);
    start(&bob);
    expect_failed(PSC_ERR_AUTHOR_PROFILE);
    CHECK(failure.has_certificate && failure.certificate_kind == PSC_COMMON_USER);
    CHECK(failure.certificate_time == T0 + 20);
    CHECK_TEXT("eve@example.com", failure.person.email);
    leave();
    /* What was valid before it is kept, and the same is found again. */
    start(&bob);
    expect_failed(PSC_ERR_AUTHOR_PROFILE);
    leave();
    topic_count = 4;
    revoke(&ada, &bob, T0 + 20);
    start(&bob);
    expect_failed(PSC_ERR_AUTHOR_PROFILE);
    CHECK_TEXT("ada@example.com", failure.person.email);
    /* The same open device, when the server is right again. */
    psc_flow_free(flow);
    start_again();
    expect_failed(PSC_ERR_AUTHOR_PROFILE);
    psc_flow_free(flow);
    topic_count = 4;
    start_again();
    expect_known(4);
    leave();
}

/* Everything is signed as it should, but it is not us. */
static void test_not_ourselves(void) {
    someone other_keys, other_device, other_verify_key, other_person;
    someone_make(&other_keys, 2, "bob@example.com", "Bob");
    memcpy(other_keys.signing_key, bob.signing_key, sizeof bob.signing_key);
    someone_make_device(&other_device, 41, &bob);
    someone_make_device(&other_verify_key, 2, &bob);
    other_person = bob;
    other_person.user_id = ada.user_id;
    const someone *const cases[] = {
        &other_keys,       /* another public key was signed for us */
        &other_device,     /* nobody gave us this device */
        &other_verify_key, /* somebody else holds it */
        &other_person,     /* it is not that person's */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        found();
        forget_all();
        /* With what was kept, too. */
        for (int again = 0; again <= 1; again++) {
            start(cases[i]);
            expect_failed(PSC_ERR_NOT_OURSELVES);
            CHECK(!failure.has_certificate && failure.nothing_lost);
            CHECK(!device->trust.known && !known.complete);
            leave();
        }
    }
    /* A server that does not tell where a second device came in, until it does. */
    someone second_device;
    someone_make_device(&second_device, 42, &bob);
    found();
    forget_all();
    start(&second_device);
    expect_failed(PSC_ERR_NOT_OURSELVES);
    psc_flow_free(flow);
    enroll(&second_device, &bob, T0 + 20, PSC_PROFILE_STANDARD, false);
    start_again();
    expect_known(5);
    leave();
}

static void test_rollback_and_fork(void) {
    found();
    forget_all();
    enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
    start(&bob);
    expect_known(6);
    leave();
    /* Fewer than before, with what was kept and without. */
    for (int dropped = 0; dropped <= 1; dropped++) {
        if (dropped != 0) {
            lose_chunks();
        }
        topic_count = 4;
        start(&bob);
        expect_failed(PSC_ERR_ROLLBACK);
        leave();
        /* As many, others in their place. */
        someone other = eve;
        other.user_id.bytes[3] ^= 1;
        enroll(&other, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
        start(&bob);
        expect_failed(PSC_ERR_FORK);
        leave();
        topic_count = 4;
        enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
        start(&bob);
        expect_known(6);
        leave();
    }
}

/* A read that fails once is tried again: the server is not believed for that. */
static void test_rollback_behind_a_fault(void) {
    for (int fault = PSC_STORE_QUOTA; fault <= PSC_STORE_DENIED; fault++) {
        found();
        forget_all();
        enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
        start(&bob);
        expect_known(6);
        leave();
        topic_count = 4;
        store_fault = fault;
        store_fault_once = true;
        start(&bob);
        expect_failed(PSC_ERR_ROLLBACK);
        leave();
        CHECK(store_fault == -1);
        store_fault_once = false;
    }
}

/* Where the topic stood is known as long as the device is open, whatever becomes of a session. */
static void test_rollback_after_trouble(void) {
    found();
    forget_all();
    enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
    start(&bob);
    expect_known(6);
    leave();
    lose_chunks();
    open_device(&bob);
    reset_host();
    http_status = 462;
    CHECK_OK(psc_session_new(&flow, test_host(), &(psc_session_options){device}));
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
    CHECK_OK(settle());
    expect_failed(PSC_ERR_HTTP_FROZEN);
    psc_flow_free(flow);
    topic_count = 4;
    start_again();
    expect_failed(PSC_ERR_ROLLBACK);
    leave();
}

/* A server that told another history, too short to be taken for the one known, is believed again
 * when it tells that one. */
static void test_right_again(void) {
    found();
    forget_all();
    enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
    start(&bob);
    expect_known(6);
    leave();
    lose_chunks();
    topic_count = 4;
    someone other = bob;
    other.device_id.bytes[3] ^= 1;
    enroll(&other, &bob, T0 + 20, PSC_PROFILE_STANDARD, false);
    start(&bob);
    expect_failed(PSC_ERR_ROLLBACK);
    leave();
    topic_count = 4;
    enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
    start(&bob);
    expect_known(6);
    CHECK(questions == 2 && asked_all);
    leave();
}

/* Whatever happens to what was kept, it is asked for again. */
static void test_damaged_store(void) {
    for (int damage = 0; damage < 4; damage++) {
        found();
        forget_all();
        start(&bob);
        leave();
        for (size_t i = 0; i < RECORDS; i++) {
            const bool head = named(i, "head");
            if (records[i].used && (damage == 3 || head == (damage == 1))) {
                if (damage == 0 || damage == 1) {
                    uint8_t *spoilt = (uint8_t *) (uintptr_t) records[i].value.at;
                    spoilt[30] ^= 1;
                } else {
                    records[i].used = false;
                }
            }
        }
        start(&bob);
        expect_known(4);
        CHECK(asked_all && count_records("/") == 2);
        leave();
        start(&bob);
        expect_known(4);
        CHECK(!asked_all);
        leave();
    }
}

static void test_store_refuses(void) {
    found();
    for (int fault = PSC_STORE_QUOTA; fault <= PSC_STORE_DENIED; fault++) {
        forget_all();
        store_fault = fault;
        start(&bob);
        expect_known(4);
        stream(CONFIG);
        revoke(&ada, &ada, T0 + 20);
        topic_count--;
        CHECK_OK(settle());
        expect_known(4);
        leave();
    }
    store_fault = PSC_STORE_CONFLICT;
    start(&bob);
    expect_failed(PSC_ERR_STORE_CONFLICT);
    leave();
    store_fault = -1;
}

static psc_bytes value_of(const char *name) {
    for (size_t i = 0; i < RECORDS; i++) {
        if (named(i, name)) {
            return records[i].value;
        }
    }
    CHECK(false);
    return PSC_BYTES_ABSENT;
}

static void set_value(const char *name, psc_bytes value) {
    for (size_t i = 0; i < RECORDS; i++) {
        if (named(i, name)) {
            records[i].value = value;
        }
    }
}

/* Records that this device has made, but not in this order or not for this place. */
static void test_mixed_store(void) {
    found();
    forget_all();
    start(&bob);
    const psc_bytes old_head = value_of("head");
    enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
    stream(CERTIFICATE);
    CHECK_OK(settle());
    expect_known(6);
    const psc_bytes head = value_of("head");
    leave();
    /* A head from before the chunks. */
    set_value("head", old_head);
    start(&bob);
    expect_known(6);
    CHECK(asked_all);
    leave();
    /* One of another history, as long. */
    found();
    forget_all();
    someone other = eve;
    other.user_id.bytes[3] ^= 1;
    enroll(&other, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
    start(&bob);
    expect_known(6);
    leave();
    set_value("head", keep(head));
    start(&bob);
    expect_failed(PSC_ERR_FORK);
    leave();
    /* The last chunk is taken away, or cannot be read, while the session runs. */
    for (int fault = 0; fault <= 1; fault++) {
        found();
        forget_all();
        start(&bob);
        if (fault == 0) {
            for (size_t i = 0; i < RECORDS; i++) {
                records[i].used = records[i].used && !named(i, "common/");
            }
        } else {
            store_fault = PSC_STORE_DENIED;
        }
        enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
        stream(CERTIFICATE);
        CHECK_OK(settle());
        expect_known(6);
        store_fault = -1;
        leave();
        start(&bob);
        expect_known(6);
        leave();
    }
}

/* The server serves another variant from then on: everything is asked for again, and is the same but for the names. */
static void test_becoming_external(void) {
    found();
    forget_all();
    start(&bob);
    expect_known(4);
    update(&bob, &ada, T0 + 20, PSC_PROFILE_OUTSIDER);
    serve_redacted = true;
    stream(CERTIFICATE);
    CHECK_OK(settle());
    expect_known(5);
    CHECK(asked_all);
    read_directory();
    CHECK(person(&ada)->human_handle.email.at == NULL);
    CHECK_TEXT("bob@example.com", person(&bob)->human_handle.email);
    leave_directory();
    update(&bob, &ada, T0 + 30, PSC_PROFILE_STANDARD);
    serve_redacted = false;
    stream(CERTIFICATE);
    CHECK_OK(settle());
    expect_known(6);
    read_directory();
    CHECK_TEXT("ada@example.com", person(&ada)->human_handle.email);
    leave_directory();
    leave();
    /* Names hidden from somebody who may see them: not for ever. */
    serve_redacted = true;
    forget_all();
    start(&bob);
    expect_failed(PSC_ERR_CERTIFICATE_REDACTED);
    CHECK(questions == 3);
    leave();
}

/* In pieces: everybody once and in order, nobody without a device of theirs. */
static void check_directory_of(size_t people) {
    psc_uuid last = {{0}};
    size_t read = 0;
    size_t pieces = 0;
    bool more = true;
    while (more) {
        read_directory_from((uint32_t) read);
        const psc_person_line *person_line = directory.people.items;
        const psc_member_device_line *devices = directory.devices.items;
        CHECK(directory.people.count > 0 && directory.devices.count >= directory.people.count);
        CHECK(directory.people.count + directory.devices.count < 1100);
        size_t device_line = 0;
        for (size_t i = 0; i < directory.people.count; i++) {
            CHECK(!psc_uuid_equal(&person_line[i].user_id, &last));
            last = person_line[i].user_id;
            const size_t before = device_line;
            while (device_line < directory.devices.count &&
                   psc_uuid_equal(&devices[device_line].user_id, &last)) {
                device_line++;
            }
            CHECK(device_line > before);
        }
        CHECK(device_line == directory.devices.count);
        read += directory.people.count;
        pieces++;
        more = directory.has_next;
        CHECK(!more || directory.next == read);
        leave_directory();
    }
    CHECK(read == people && pieces > 1);
    read_directory_from((uint32_t) read + 1);
    CHECK(directory.people.count == 0 && directory.devices.count == 0 && !directory.has_next);
    leave_directory();
}

/* More than one chunk, validated in slices that are told, and read again with as much to tell. */
static void test_many(void) {
    found();
    forget_all();
    for (size_t i = 0; i < MANY / 2; i++) {
        someone other = eve;
        memcpy(other.user_id.bytes, &i, sizeof i);
        memcpy(other.device_id.bytes, &i, sizeof i);
        enroll(&other, &ada, T0 + 20 + (psc_time) i, PSC_PROFILE_STANDARD, true);
    }
    someone second = bob;
    second.device_id.bytes[0] ^= 1;
    enroll(&second, &bob, T0 + 20 + MANY / 2, PSC_PROFILE_STANDARD, false);
    start(&bob);
    expect_known(MANY + 5);
    CHECK(progress >= 2 && count_records("/common/0000000") >= 3);
    CHECK(device->trust.arena.total < (MANY + 5) * KNOWN_MAX);
    const size_t chunks = count_records("/common/0000000");
    check_directory_of(MANY / 2 + 2);
    leave();
    start(&bob);
    expect_known(MANY + 5);
    CHECK(!asked_all && questions == 1);
    CHECK(progress == chunks && total_while_asking == 0);
    CHECK(device->trust.arena.total < (MANY + 5) * KNOWN_MAX);
    revoke(&eve, &ada, T0 + MANY);
    topic_count--;
    update(&bob, &ada, T0 + MANY, PSC_PROFILE_ADMIN);
    stream(CERTIFICATE);
    CHECK_OK(settle());
    expect_known(MANY + 6);
    CHECK(count_records("/common/0000000") == chunks);
    leave();
    /* One stands in another's place. */
    set_value("common/00000000", value_of("common/00000001"));
    start(&bob);
    expect_known(MANY + 6);
    CHECK(asked_all);
    leave();
    /* The middle one is gone. */
    for (size_t i = 0; i < RECORDS; i++) {
        records[i].used = records[i].used && !named(i, "common/00000001");
    }
    start(&bob);
    expect_known(MANY + 6);
    leave();
    start(&bob);
    expect_known(MANY + 6);
    leave();
}

/* A first session with news, a look at the members, and a second one from what was kept. */
static psc_status open_quietly(void) {
    psc_local_device local = {
        .server_url = PSC_BYTES_LIT("http://localhost/"),
        .organization_id = PSC_BYTES_LIT("Org"),
        .user_id = bob.user_id,
        .device_id = bob.device_id,
        .device_label = PSC_BYTES_LIT("Mine"),
        .human_handle = bob.handle,
        .local_symkey = {7},
    };
    memcpy(local.root_verify_key, root_verify, sizeof local.root_verify_key);
    memcpy(local.signing_key, bob.signing_key, sizeof local.signing_key);
    memcpy(local.private_key, bob.private_key, sizeof local.private_key);
    reset_host();
    http_status = 200;
    PSC_TRY(psc_device_make(&device, test_host(), &local,
                            &(psc_device_place){PSC_STORE_DEVICES, PSC_BYTES_LIT("x")}));
    PSC_TRY(psc_session_new(&flow, test_host(), &(psc_session_options){device}));
    PSC_TRY(step((psc_event){.kind = PSC_EVENT_BEGIN}));
    return settle();
}

static psc_status try_stream(psc_bytes bytes) {
    PSC_TRY(step((psc_event){
        .kind = PSC_EVENT_STREAMED, .effect = stream_id, .as.streamed = bytes}));
    return settle();
}

static psc_status look_quietly(void) {
    psc_flow *session = flow;
    flow = NULL;
    psc_status status =
        psc_directory_new(&flow, test_host(), &(psc_directory_options){.device = device});
    if (status == PSC_OK) {
        status = step((psc_event){.kind = PSC_EVENT_BEGIN});
    }
    psc_flow_free(flow);
    flow = session;
    ended = false;
    return status;
}

static psc_bytes news;

static psc_status whole_session(void *context) {
    const int *damage = context;
    forget_all();
    topic_count = 4;
    psc_status status = open_quietly();
    if (status == PSC_OK) {
        topic_count = 6;
        status = try_stream(news);
    }
    if (status == PSC_OK) {
        status = look_quietly();
    }
    leave();
    if (*damage != 0) {
        lose_chunks();
    }
    if (status == PSC_OK) {
        status = open_quietly();
        if (status == PSC_OK) {
            expect_known(6);
        }
        leave();
    }
    CHECK(status == PSC_OK || status == PSC_ERR_MEMORY);
    return status;
}

/* Somebody refused is named, for which memory is needed too. */
static psc_status refused_session(void *context) {
    (void) context;
    forget_all();
    const psc_status status = open_quietly();
    if (status == PSC_OK) {
        expect_failed(PSC_ERR_AUTHOR_PROFILE);
    }
    leave();
    return status;
}

static void test_memory(void) {
    found();
    enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD, true);
    psc_buf frames;
    psc_buf_init(&frames, &arena);
    static const char *const hex[] = {CONFIG, INVITATION, REQUEST, CERTIFICATE};
    for (size_t i = 0; i < sizeof hex / sizeof hex[0]; i++) {
        CHECK_OK(psc_buf_push_text(&frames, "data:"));
        CHECK_OK(psc_base64_encode(&frames, test_hex(hex[i]), PSC_BASE64_STANDARD_PADDED));
        CHECK_OK(psc_buf_push_text(&frames, "\n\n"));
    }
    CHECK_OK(psc_buf_push_text(&frames, "event:missed_events\ndata:\n\n"));
    news = psc_buf_view(&frames);
    test_host()->allocator.piecewise = true;
    for (int damage = 0; damage <= 1; damage++) {
        CHECK(test_each_allocation(whole_session, &damage) > 100);
    }
    topic_count = 4;
    enroll(&eve, &bob, T0 + 20, PSC_PROFILE_STANDARD, true);
    CHECK(test_each_allocation(refused_session, NULL) > 50);
    test_host()->allocator.piecewise = false;
}

/* The attempts of others change the list of invitations, too; what is announced while certificates are asked for waits. */
static void test_other_news(void) {
    static const char *const attempts[] = {
        "84a6737461747573a26f6ba56576656e74b64752454554494e475f415454454d50545f5245414459b06772656574"
        "696e675f617474656d7074d80200112233445566778899aabbccddeeffa5746f6b656ec410001122334455667788"
        "99aabbccddeeff",
        "84a6737461747573a26f6ba56576656e74ba4752454554494e475f415454454d50545f43414e43454c4c4544b067"
        "72656574696e675f617474656d7074d80200112233445566778899aabbccddeeffa5746f6b656ec4100011223344"
        "5566778899aabbccddeeff"};
    found();
    forget_all();
    start(&bob);
    stream(attempts[0]);
    stream(attempts[1]);
    CHECK(invitations == 2);
    stream(CERTIFICATE);
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_HURRY}));
    CHECK_OK(settle());
    expect_known(4);
    leave();
}

/* Whoever is meant is named, whatever kind of certificate it is. */
static void test_subjects_of_refusals(void) {
    found();
    forget_all();
    someone other = bob;
    someone_make(&other, 40, "bob@example.com", "Bob");
    other.user_id = bob.user_id;
    enroll(&other, &ada, T0 + 20, PSC_PROFILE_STANDARD, false);
    start(&bob);
    expect_failed(PSC_ERR_AUTHOR_OTHER);
    CHECK(failure.certificate_kind == PSC_COMMON_DEVICE);
    CHECK_TEXT("bob@example.com", failure.person.email);
    leave();
    topic_count = 4;
    update(&ada, &ada, T0 + 20, PSC_PROFILE_STANDARD);
    start(&bob);
    expect_failed(PSC_ERR_AUTHOR_SELF);
    CHECK_TEXT("ada@example.com", failure.person.email);
    leave();
    topic_count = 4;
    revoke(&eve, &ada, T0 + 20);
    start(&bob);
    expect_failed(PSC_ERR_MEMBER_UNKNOWN);
    CHECK(failure.person.email.at == NULL);
    leave();
}

/* ---- one's own devices, added meanwhile */

static const psc_member_device_line *own_device(const someone *who) {
    const psc_member_device_line *devices = directory.devices.items;
    for (size_t i = 0; i < directory.devices.count; i++) {
        if (psc_uuid_equal(&devices[i].device_id, &who->device_id)) {
            return &devices[i];
        }
    }
    CHECK(false);
    return devices;
}

static void expect_news(const someone *who, bool told) {
    read_directory();
    CHECK(own_device(who)->news == told);
    leave_directory();
}

/* The acknowledgment runs beside the session, whose effects stay outstanding. */
static psc_status acknowledge_until(psc_time until, int last_event) {
    static uint8_t others[sizeof jobs];
    psc_flow *session = flow;
    const uint32_t stream_of_session = stream_id;
    memcpy(others, jobs, sizeof jobs);
    memset(jobs, 0, sizeof jobs);
    stream_id = 0;
    psc_status status =
        psc_acknowledge_new(&flow, test_host(), &(psc_acknowledge_options){device, until});
    if (status == PSC_OK) {
        status = step((psc_event){.kind = PSC_EVENT_BEGIN});
    }
    if (status == PSC_OK && last_event == PSC_EVENT_CANCEL) {
        status = step((psc_event){.kind = PSC_EVENT_CANCEL});
    }
    if (status == PSC_OK) {
        status = settle();
    }
    if (flow != NULL) {
        CHECK(ended);
        misfits();
    }
    psc_flow_free(flow);
    flow = session;
    stream_id = stream_of_session;
    memcpy(jobs, others, sizeof jobs);
    ended = false;
    return status;
}

static void acknowledge(psc_time until, psc_status expected) {
    failure = (psc_failure){0};
    CHECK_OK(acknowledge_until(until, 0));
    CHECK(failure.status == (int) expected);
    CHECK(expected == PSC_OK || failure.nothing_lost);
}

/* Bob's devices: the first, one that it made (T0 + 20), and one which that one made (T0 + 30). */
static someone second, third;
static void add_devices(void) {
    someone_make_device(&second, 51, &bob);
    someone_make_device(&third, 52, &bob);
    enroll(&second, &bob, T0 + 20, PSC_PROFILE_STANDARD, false);
    enroll(&third, &second, T0 + 30, PSC_PROFILE_STANDARD, false);
    enroll(&eve, &ada, T0 + 40, PSC_PROFILE_STANDARD, true);
}

static void test_whose_news(void) {
    found();
    add_devices();
    const struct {
        const someone *reader;
        bool told[3];
    } cases[] = {{&bob, {false, false, true}},
                 {&second, {false, false, false}},
                 {&third, {false, false, false}},
                 {&ada, {false, false, false}}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        forget_all();
        start(cases[i].reader);
        expect_known(8);
        expect_news(&bob, cases[i].told[0]);
        expect_news(&second, cases[i].told[1]);
        expect_news(&third, cases[i].told[2]);
        expect_news(&eve, false);
        leave();
    }
    /* A device that is not in what was kept: everything of its person is told. */
    forget_all();
    someone unlisted = bob;
    unlisted.device_id.bytes[5] ^= 1;
    start(&unlisted);
    expect_failed(PSC_ERR_NOT_OURSELVES);
    leave();
    open_device(&unlisted);
    reset_host();
    http_status = 462;
    CHECK_OK(psc_session_new(&flow, test_host(), &(psc_session_options){device}));
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
    CHECK_OK(settle());
    expect_failed(PSC_ERR_HTTP_FROZEN);
    expect_news(&bob, true);
    expect_news(&third, true);
    expect_news(&eve, false);
    leave();
}

static void test_acknowledged(void) {
    found();
    forget_all();
    start(&bob);
    add_devices();
    stream(CERTIFICATE);
    CHECK_OK(settle());
    expect_news(&third, true);
    acknowledge(T0 + 29, PSC_OK);
    expect_news(&third, true);
    hurried = true;
    acknowledge(T0 + 30, PSC_OK);
    hurried = false;
    expect_news(&third, false);
    /* Never less than before. */
    acknowledge(T0 + 1, PSC_OK);
    expect_news(&third, false);
    leave();
    start(&bob);
    expect_news(&third, false);
    CHECK(count_records("/acknowledged") == 1);
    /* Nor what does not exist yet. */
    acknowledge(INT64_MAX, PSC_OK);
    someone fourth;
    someone_make_device(&fourth, 53, &bob);
    enroll(&fourth, &third, T0 + 50, PSC_PROFILE_STANDARD, false);
    stream(CERTIFICATE);
    CHECK_OK(settle());
    expect_news(&third, false);
    expect_news(&fourth, true);
    leave();
    /* What is asked for again is no news for that reason; the head alone is kept. */
    for (size_t i = 0; i < RECORDS; i++) {
        records[i].used = records[i].used && !named(i, "common/");
    }
    start(&bob);
    CHECK(asked_all);
    expect_news(&third, false);
    expect_news(&fourth, true);
    leave();
    /* Lost, or not this device's: told again. */
    uint8_t *spoilt = (uint8_t *) (uintptr_t) value_of("acknowledged").at;
    spoilt[30] ^= 1;
    start(&bob);
    expect_known(9);
    expect_news(&third, true);
    leave();
    set_value("acknowledged", value_of("head"));
    start(&bob);
    expect_news(&third, true);
    leave();
}

static void test_acknowledging_fails(void) {
    found();
    add_devices();
    forget_all();
    reset_host();
    open_device(&bob);
    acknowledge(T0 + 30, PSC_ERR_NOT_KNOWN_YET);
    start_again();
    for (int fault = PSC_STORE_QUOTA; fault <= PSC_STORE_DENIED; fault++) {
        store_fault = fault;
        acknowledge(T0 + 30, PSC_OK);
        store_fault = -1;
        expect_news(&third, false);
    }
    leave();
    CHECK(count_records("/acknowledged") == 0);
    start(&bob);
    expect_news(&third, true);
    store_fault = PSC_STORE_CONFLICT;
    acknowledge(T0 + 30, PSC_ERR_STORE_CONFLICT);
    store_fault = -1;
    failure = (psc_failure){0};
    CHECK_OK(acknowledge_until(T0 + 30, PSC_EVENT_CANCEL));
    CHECK(failure.status == PSC_ERR_CANCELLED && failure.nothing_lost);
    leave();
}

static psc_status acknowledge_quietly(void *context) {
    (void) context;
    forget_all();
    psc_status status = open_quietly();
    if (status == PSC_OK) {
        status = acknowledge_until(T0 + 30, 0);
    }
    leave();
    if (status == PSC_OK) {
        status = open_quietly();
        CHECK(status != PSC_OK || device->trust.acknowledged == T0 + 30);
        leave();
    }
    return status;
}

static void test_acknowledging_without_memory(void) {
    found();
    add_devices();
    test_host()->allocator.piecewise = true;
    CHECK(test_each_allocation(acknowledge_quietly, NULL) > 100);
    test_host()->allocator.piecewise = false;
}

/* ---- every state: the network comes back, or the page is closed */

static void test_hurried(void) {
    hurried = true;
    test_first_and_second();
    test_news();
    test_damaged_store();
    test_store_refuses();
    test_mixed_store();
    hurried = false;
}

/* A page closed after `turns` answers of machines, in whatever state that is; gives that state. */
static const char *closed_after(size_t turns) {
    open_device(&bob);
    reset_host();
    http_status = 200;
    CHECK_OK(psc_session_new(&flow, test_host(), &(psc_session_options){device}));
    if (turns > 0) {
        CHECK_OK(step((psc_event){.kind = PSC_EVENT_BEGIN}));
    }
    for (size_t turn = 1; turn < turns; turn++) {
        for (size_t i = 0; i < JOBS; i++) {
            if (jobs[i].used && jobs[i].effect.kind == PSC_EFFECT_STORE) {
                jobs[i].used = false;
                CHECK_OK(perform_store(i));
                break;
            }
            if (jobs[i].used && jobs[i].effect.kind == PSC_EFFECT_REQUEST) {
                jobs[i].used = false;
                CHECK_OK(step((psc_event){.kind = PSC_EVENT_RESPONSE,
                                          .effect = jobs[i].effect.id,
                                          .as.response = {200, answer(jobs[i].body)}}));
                break;
            }
        }
    }
    const char *state = psc_flow_state(flow);
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_CANCEL}));
    expect_failed(PSC_ERR_CANCELLED);
    misfits();
    leave();
    return state;
}

static void test_closed(void) {
    found();
    for (size_t turns = 0; turns < 8; turns++) {
        forget_all();
        const char *state = closed_after(turns);
        CHECK(strcmp(state, turns == 0   ? "await-begin"
                            : turns < 4 ? "await-certificates"
                                        : "await-events") == 0);
        start(&bob);
        expect_known(4);
        leave();
    }
    /* The directory asks nobody: it has ended before anything else can happen. */
    open_device(&bob);
    reset_host();
    CHECK_OK(psc_directory_new(&flow, test_host(), &(psc_directory_options){.device = device}));
    CHECK_OK(step((psc_event){.kind = PSC_EVENT_CANCEL}));
    expect_failed(PSC_ERR_CANCELLED);
    misfits();
    leave();
}

int main(void) {
    store_fault = -1;
    psc_arena_init(&arena, &psc_allocator_default);
    CHECK_OK(psc_signing_key_make(root_verify, root_signing, test_host()));
    someone_make(&ada, 1, "ada@example.com", "Ada");
    someone_make(&bob, 2, "bob@example.com", "Bob");
    someone_make(&eve, 3, "eve@example.com", "Eve");
    test_before_anything_is_known();
    test_first_and_second();
    test_news();
    test_offline();
    test_refusals_of_the_server();
    test_refused_at_once();
    test_no_answer();
    test_bad_certificate();
    test_not_ourselves();
    test_rollback_and_fork();
    test_rollback_behind_a_fault();
    test_rollback_after_trouble();
    test_right_again();
    test_damaged_store();
    test_store_refuses();
    test_mixed_store();
    test_becoming_external();
    test_other_news();
    test_subjects_of_refusals();
    test_many();
    test_memory();
    test_whose_news();
    test_acknowledged();
    test_acknowledging_fails();
    test_acknowledging_without_memory();
    test_hurried();
    test_closed();
    psc_arena_free(&arena);
    return test_finish();
}
