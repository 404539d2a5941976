// SPDX-License-Identifier: MPL-2.0
/* Our side of tests/server/test_trust.py: a device that is told what its server answers, one
 * session after the other, and says what it makes of it. Runs natively, under sanitizers, and as wasm.
 *
 *     judge SCRIPT                        its form: script.h
 *
 *   device ROOT_VERIFY_KEY USER DEVICE SIGNING_KEY PRIVATE_KEY
 *                                        everything anew, with an empty store
 *   answer HTTP_STATUS REPLY             to one certificate_get to come
 *   open                                 a session, as after a reload: only the store is left
 *   resume                               another session, the device having stayed open
 *   news                                 events were missed: the session asks again
 *        → "asked REQUEST" for each question that the session asks, and then
 *          "known CERTIFICATES", or
 *          "refused STATUS after CERTIFICATES: KIND TIMESTAMP EMAIL", or
 *          "failed STATUS", or "unanswered" when no answer was left, or "over"
 *   keep                                 the store, as it is now, is put aside
 *   lose heads|chunks                    these records are gone
 *   bring heads|chunks                   these records are as they were put aside
 *   picture
 *        → "person USER EMAIL LABEL CREATED_ON AUTHOR FIRST_PROFILE REVOKED_ON REVOKED_BY", then
 *          "profile USER TIMESTAMP PROFILE AUTHOR" for each change, the newest first, and
 *          "device DEVICE USER LABEL PURPOSE CREATED_ON AUTHOR" for each of the person's devices;
 *          after everybody "head CERTIFICATES TIMESTAMP HASH"
 *   author DEVICE TIMESTAMP
 *        → "author STATUS", and " PROFILE" when it is ok
 *   say WORD
 *        → WORD
 *
 * "root" stands for the root key as an author. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "flow/device.h"
#include "script.h"

enum { RECORDS_MAX = 64, EVENTS_MAX = 8, ANSWERS_MAX = 16 };

/* -------------------------------------------------------------------------------------- output */

static void print_id(const psc_uuid *id) {
    script_print_hex(PSC_BYTES_OF(id->bytes));
}

static void print_author(const psc_member_device *author) {
    if (author == NULL) {
        printf("root");
    } else {
        print_id(&author->device_id);
    }
}

/* ---------------------------------------------------------------------------------------- host */

typedef struct record {
    bool used;
    psc_bytes key;
    psc_bytes value;
} record;
typedef record records[RECORDS_MAX];

static psc_host host;
static psc_arena arena; /* of a device and its server */
static records stored;
static records aside;
static psc_local_device local;
static psc_device *device;
static psc_flow *flow;
static uint32_t stream;
static bool complete; /* what the session said last of what it knows */
static bool unanswered;

static psc_bytes answers[ANSWERS_MAX];
static uint32_t http_statuses[ANSWERS_MAX];
static size_t answer_next;
static size_t answer_count;

/* What the session waits for; everything but the stream and its watch is there at once. */
static psc_event events[EVENTS_MAX];
static size_t event_count;

static psc_bytes copied(psc_bytes bytes) {
    psc_bytes copy;
    script_must(psc_bytes_copy(&copy, &arena, bytes));
    return copy;
}

static record *record_at(psc_bytes key) {
    record *unused = NULL;
    for (size_t i = 0; i < RECORDS_MAX; i++) {
        if (!stored[i].used) {
            unused = &stored[i];
        } else if (psc_bytes_equal(stored[i].key, key)) {
            return &stored[i];
        }
    }
    if (unused == NULL) {
        script_give_up("too many records");
    }
    return unused;
}

static void delete_all(psc_bytes prefix) {
    for (size_t i = 0; i < RECORDS_MAX; i++) {
        stored[i].used = stored[i].used && !(stored[i].key.len >= prefix.len &&
                                             memcmp(stored[i].key.at, prefix.at, prefix.len) == 0);
    }
}

static psc_list operate(const psc_store_operation *operation) {
    record *place = record_at(operation->key);
    switch ((psc_store_verb) operation->verb) {
    case PSC_STORE_GET:
        if (place->used) {
            psc_store_record *found;
            script_must(PSC_TAKE(&found, &arena, 1));
            *found = (psc_store_record){place->key, place->value};
            return (psc_list){found, 1};
        }
        return (psc_list){NULL, 0};
    case PSC_STORE_PUT:
        *place = (record){true, copied(operation->key), copied(operation->value)};
        return (psc_list){NULL, 0};
    case PSC_STORE_DELETE:
        delete_all(operation->key);
        return (psc_list){NULL, 0};
    case PSC_STORE_LIST:
        break;
    }
    script_give_up("a session lists nothing");
    return (psc_list){NULL, 0};
}

static psc_list operate_all(psc_list operations) {
    psc_store_outcome *outcomes;
    script_must(PSC_TAKE(&outcomes, &arena, operations.count));
    for (size_t i = 0; i < operations.count; i++) {
        const psc_store_operation *operation = (const psc_store_operation *) operations.items + i;
        outcomes[i].records = operate(operation);
    }
    return (psc_list){outcomes, operations.count};
}

static void expect_event(psc_event event) {
    if (event_count == EVENTS_MAX) {
        script_give_up("too many effects");
    }
    event.now = PSC_TIME_SECOND;
    events[event_count++] = event;
}

static void withdraw(uint32_t id) {
    size_t left = 0;
    for (size_t i = 0; i < event_count; i++) {
        if (events[i].effect != id) {
            events[left++] = events[i];
        }
    }
    event_count = left;
}

static void answer_request(const psc_effect *effect) {
    printf("asked ");
    script_print_hex(effect->as.request.body);
    printf("\n");
    if (answer_next == answer_count) {
        unanswered = true;
        return;
    }
    psc_event event = {.kind = PSC_EVENT_RESPONSE, .effect = effect->id};
    event.as.response.http_status = http_statuses[answer_next];
    event.as.response.body = answers[answer_next++];
    expect_event(event);
}

static void print_failure(const psc_failure *failure) {
    static const char *const kinds[] = {[PSC_COMMON_USER] = "user",
                                        [PSC_COMMON_DEVICE] = "device",
                                        [PSC_COMMON_USER_UPDATE] = "user_update",
                                        [PSC_COMMON_REVOKED_USER] = "revoked_user"};
    const psc_common_topic *topic = &device->trust.common;
    if (topic->status == PSC_OK) {
        printf("failed %s\n", psc_status_name((psc_status) failure->status));
        return;
    }
    printf("refused %s after %" PRIu64 ": ", psc_status_name((psc_status) failure->status),
           topic->head.count);
    if (failure->has_certificate) {
        printf("%s %" PRId64 " ", kinds[failure->certificate_kind], failure->certificate_time);
    } else {
        printf("- - ");
    }
    script_print_hex(failure->person.email);
    printf("\n");
}

static void take_effects(void) {
    psc_effect effect;
    while (psc_flow_next(flow, &effect)) {
        switch ((psc_effect_kind) effect.kind) {
        case PSC_EFFECT_REQUEST:
            answer_request(&effect);
            break;
        case PSC_EFFECT_STORE:
            expect_event((psc_event){.kind = PSC_EVENT_STORED,
                                     .effect = effect.id,
                                     .as.stored = operate_all(effect.as.store.operations)});
            break;
        case PSC_EFFECT_STREAM:
            stream = effect.id;
            break;
        case PSC_EFFECT_WITHDRAW:
            withdraw(effect.id);
            break;
        case PSC_EFFECT_NOTE:
            if (effect.as.note.kind == PSC_NOTE_KNOWN) {
                complete = effect.as.note.as.known.complete;
            }
            break;
        case PSC_EFFECT_FAILED:
            print_failure(&effect.as.failed);
            break;
        case PSC_EFFECT_SLEEP: /* the watch over the stream, which nobody breaks */
            break;
        case PSC_EFFECT_STRETCH:
        case PSC_EFFECT_ASK:
        case PSC_EFFECT_DONE:
            script_give_up("not an effect of a session");
        }
    }
}

/* Until the session waits for its stream only, or has ended. */
static void step(psc_event event) {
    event.now = PSC_TIME_SECOND;
    if (psc_flow_ended(flow)) {
        printf("over\n");
        return;
    }
    for (;;) {
        script_must(psc_flow_step(flow, &event));
        take_effects();
        if (event_count == 0 || psc_flow_ended(flow)) {
            break;
        }
        event = events[0];
        withdraw(event.effect);
    }
    event_count = 0;
    if (psc_flow_ended(flow)) {
        return;
    }
    if (unanswered) {
        printf("unanswered\n");
    } else if (complete) {
        printf("known %" PRIu64 "\n", device->trust.common.head.count);
    } else {
        script_give_up("a session waits for nothing");
    }
}

/* ------------------------------------------------------------------------------------ commands */

static void close_flow(void) {
    psc_flow_free(flow);
    flow = NULL;
}

static void close_device(void) {
    close_flow();
    psc_device_release(device);
    device = NULL;
}

static void make_device(const psc_bytes *words) {
    close_device();
    psc_arena_reset(&arena);
    memset(stored, 0, sizeof stored);
    memset(aside, 0, sizeof aside);
    answer_next = 0;
    answer_count = 0;
    local = (psc_local_device){
        .server_url = PSC_BYTES_LIT("http://localhost/"),
        .organization_id = PSC_BYTES_LIT("Org"),
        .device_label = PSC_BYTES_LIT("Judge"),
        .human_handle = {PSC_BYTES_LIT("judge@example.com"), PSC_BYTES_LIT("Judge")},
    };
    script_fixed(local.root_verify_key, sizeof local.root_verify_key, words[1]);
    script_fixed(local.user_id.bytes, sizeof local.user_id.bytes, words[2]);
    script_fixed(local.device_id.bytes, sizeof local.device_id.bytes, words[3]);
    script_fixed(local.signing_key, sizeof local.signing_key, words[4]);
    script_fixed(local.private_key, sizeof local.private_key, words[5]);
}

static void add_answer(const psc_bytes *words) {
    if (answer_next == answer_count) {
        answer_next = 0;
        answer_count = 0;
    }
    if (answer_count == ANSWERS_MAX) {
        script_give_up("too many answers");
    }
    http_statuses[answer_count] = (uint32_t) script_number(words[1]);
    answers[answer_count++] = script_bytes(&arena, words[2]);
}

static void begin_session(void) {
    close_flow();
    complete = false;
    unanswered = false;
    script_must(psc_session_new(&flow, &host, &(psc_session_options){device}));
    step((psc_event){.kind = PSC_EVENT_BEGIN});
}

static void open_session(void) {
    const psc_device_place place = {PSC_STORE_DEVICES, PSC_BYTES_LIT("judge")};
    close_device();
    script_must(psc_device_make(&device, &host, &local, &place));
    begin_session();
}

static void tell_news(void) {
    unanswered = false;
    step((psc_event){.kind = PSC_EVENT_STREAMED,
                     .effect = stream,
                     .as.streamed = PSC_BYTES_LIT("event:missed_events\ndata:\n\n")});
}

/* Keys are "<device>/head/common" and "<device>/common/<number>". */
static bool is_meant(const record *one, psc_bytes which) {
    static const char part[] = "/head/";
    const bool head = one->used && one->key.len > PSC_UUID_HEX_CHARS + sizeof part - 1 &&
                      memcmp(one->key.at + PSC_UUID_HEX_CHARS, part, sizeof part - 1) == 0;
    return one->used && head == psc_bytes_equal_text(which, "heads");
}

static void lose(psc_bytes which) {
    for (size_t i = 0; i < RECORDS_MAX; i++) {
        stored[i].used = stored[i].used && !is_meant(&stored[i], which);
    }
}

static void bring(psc_bytes which) {
    lose(which);
    for (size_t i = 0; i < RECORDS_MAX; i++) {
        if (is_meant(&aside[i], which)) {
            *record_at(aside[i].key) = aside[i];
        }
    }
}

static void print_person(const psc_member *member) {
    printf("person ");
    print_id(&member->user_id);
    printf(" ");
    script_print_hex(member->human_handle.email);
    printf(" ");
    script_print_hex(member->human_handle.label);
    printf(" %" PRId64 " ", member->created_on);
    print_author(member->author);
    printf(" %s ", psc_profile_names.names[member->first_profile]);
    if (member->revoked) {
        printf("%" PRId64 " ", member->revoked_on);
        print_author(member->revoked_by);
    } else {
        printf("- -");
    }
    printf("\n");
    for (const psc_profile_change *change = member->last_change; change != NULL;
         change = change->before) {
        printf("profile ");
        print_id(&member->user_id);
        printf(" %" PRId64 " %s ", change->timestamp, psc_profile_names.names[change->profile]);
        print_author(change->author);
        printf("\n");
    }
    for (const psc_member_device *one = member->first_device; one != NULL; one = one->next) {
        printf("device ");
        print_id(&one->device_id);
        printf(" ");
        print_id(&one->member->user_id);
        printf(" ");
        script_print_hex(one->label);
        printf(" %s %" PRId64 " ", psc_device_purpose_names.names[one->purpose], one->created_on);
        print_author(one->author);
        printf("\n");
    }
}

static void print_picture(void) {
    const psc_common_topic *topic = &device->trust.common;
    for (size_t i = 0; i < topic->members.count; i++) {
        print_person((const psc_member *) (const void *) topic->members.items[i]);
    }
    printf("head %" PRIu64 " %" PRId64 " ", topic->head.count, topic->head.last);
    script_print_hex(PSC_BYTES_OF(topic->head.hash));
    printf("\n");
}

static void print_author_at(const psc_bytes *words) {
    psc_uuid id;
    const psc_member_device *author;
    const psc_time time = script_number(words[2]);
    script_fixed(id.bytes, sizeof id.bytes, words[1]);
    const psc_status status =
        psc_common_topic_author(&author, &device->trust.common, &id, time);
    printf("author %s", psc_status_name(status));
    if (status == PSC_OK) {
        printf(" %s", psc_profile_names.names[psc_member_profile_at(author->member, time)]);
    }
    printf("\n");
}

static void obey(const psc_bytes *words) {
    const psc_bytes verb = words[0];
    if (psc_bytes_equal_text(verb, "device")) {
        make_device(words);
    } else if (psc_bytes_equal_text(verb, "answer")) {
        add_answer(words);
    } else if (psc_bytes_equal_text(verb, "open")) {
        open_session();
    } else if (psc_bytes_equal_text(verb, "resume")) {
        begin_session();
    } else if (psc_bytes_equal_text(verb, "news")) {
        tell_news();
    } else if (psc_bytes_equal_text(verb, "keep")) {
        memcpy(aside, stored, sizeof aside);
    } else if (psc_bytes_equal_text(verb, "lose")) {
        lose(words[1]);
    } else if (psc_bytes_equal_text(verb, "bring")) {
        bring(words[1]);
    } else if (psc_bytes_equal_text(verb, "picture")) {
        print_picture();
    } else if (psc_bytes_equal_text(verb, "author")) {
        print_author_at(words);
    } else if (psc_bytes_equal_text(verb, "say")) {
        printf("%.*s\n", (int) words[1].len, (const char *) words[1].at);
    } else {
        script_give_up("no such command");
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        script_give_up("one script, please");
    }
    host = (psc_host){.allocator = psc_allocator_default, .random = script_draw};
    psc_arena_init(&arena, &host.allocator);
    script_run(argv[1], obey);
    close_device();
    psc_arena_free(&arena);
    return EXIT_SUCCESS;
}
