// SPDX-License-Identifier: MPL-2.0
/* What all flows share: effects and their answers, withdrawals, the end; and one call to the
 * server (flow/machine.h, call.h). */
#include <string.h>

#include "codec/base64.h"
#include "crypto/sign.h"
#include "flow/call.h"
#include "flow/device.h"
#include "harness.h"

/* ---- a flow that does what the test tells it at each event */
typedef struct toy {
    psc_flow flow;
    psc_status (*on)(struct toy *toy, const psc_event *event, const psc_pending *answered);
    uint32_t ids[4];
    psc_call call;
    psc_endpoint endpoint;
    bool answered;
    size_t room; /* in the scratch arena */
} toy;

static uint32_t closed_flows;

static psc_status toy_step(psc_flow *flow, const psc_event *event, const psc_pending *answered) {
    return ((toy *) flow)->on((toy *) flow, event, answered);
}

static void toy_close(psc_flow *flow) {
    (void) flow;
    closed_flows++;
}

static const char *const toy_states[] = {"await-begin", "await-more"};
static const psc_flow_class toy_class = {
    .name = "toy", .states = toy_states, .size = sizeof(toy), .step = toy_step, .close = toy_close};

static const psc_time now = 1750000000 * PSC_TIME_SECOND;

static toy *make(psc_status (*on)(toy *, const psc_event *, const psc_pending *)) {
    psc_flow *flow;
    if (!CHECK_OK(psc_flow_make(&flow, test_host(), &toy_class))) {
        return NULL;
    }
    ((toy *) flow)->on = on;
    return (toy *) flow;
}

static psc_status step(toy *t, int kind, uint32_t effect) {
    return psc_flow_step(&t->flow, &(psc_event){.kind = kind, .effect = effect, .now = now});
}

static bool next(toy *t, psc_effect *effect) {
    return psc_flow_next(&t->flow, effect);
}

/* ---- effects */

static psc_status on_order(toy *t, const psc_event *event, const psc_pending *answered) {
    psc_flow *flow = &t->flow;
    if (event->kind == PSC_EVENT_BEGIN) {
        CHECK(answered == NULL && flow->now == now);
        PSC_TRY(psc_flow_sleep(&t->ids[0], flow, 5, 7, 70));
        PSC_TRY(psc_flow_note(flow, &(psc_note){.kind = PSC_NOTE_WAITING}));
        PSC_TRY(psc_flow_sleep(&t->ids[1], flow, 6, 8, 80));
        PSC_TRY(psc_flow_sleep(&t->ids[2], flow, 7, 9, 90));
        flow->awaited = 1;
        return PSC_OK;
    }
    if (answered->purpose == 7) {
        CHECK(answered->who == 70 && answered->id == t->ids[0] &&
              answered->kind == PSC_EFFECT_SLEEP);
        psc_flow_withdraw(flow, t->ids[1]);
        psc_flow_withdraw(flow, t->ids[0]); /* answered: fine */
        psc_flow_withdraw(flow, 0);
        return psc_flow_note(flow, &(psc_note){.kind = PSC_NOTE_RESTARTED});
    }
    return psc_flow_finish(flow, &(psc_result){.kind = PSC_RESULT_NOTHING});
}

static void test_effects(void) {
    toy *t = make(on_order);
    CHECK(strcmp(psc_flow_name(&t->flow), "toy") == 0 &&
          strcmp(psc_flow_state(&t->flow), "await-begin") == 0);
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_FIRED, 1));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_HURRY, 0));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_BEGIN, 1));
    CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
    CHECK(strcmp(psc_flow_state(&t->flow), "await-more") == 0);
    psc_effect effect;
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_SLEEP && effect.id == 1 &&
          effect.as.sleep_ms == 5);
    /* Not before everything is taken. */
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_FIRED, 1));
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_NOTE && effect.id == 0);
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_SLEEP && effect.id == 2);
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_SLEEP && effect.id == 3);
    CHECK(!next(t, &effect));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_BEGIN, 0));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_ANSWER, 1));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_FIRED, 0));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_FIRED, 4));
    CHECK_STATUS(PSC_ERR_STATE, step(t, 1000, 1));
    CHECK_OK(step(t, PSC_EVENT_FIRED, 1));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_FIRED, 3)); /* the withdrawal is not taken yet */
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_WITHDRAW && effect.id == 2);
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_NOTE);
    CHECK(!next(t, &effect));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_FIRED, 1)); /* twice */
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_FIRED, 2)); /* crossed its withdrawal */
    CHECK(!psc_flow_ended(&t->flow));
    CHECK_OK(step(t, PSC_EVENT_FIRED, 3));
    CHECK(psc_flow_ended(&t->flow));
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_DONE && effect.id == 0 &&
          effect.as.done.kind == PSC_RESULT_NOTHING);
    CHECK(!next(t, &effect));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_CANCEL, 0));
    CHECK(!next(t, &effect));
    closed_flows = 0;
    psc_flow_free(&t->flow);
    CHECK(closed_flows == 1);
    psc_flow_free(NULL);
    CHECK(test_host_live() == 0);
}

/* What the host has not seen need not be taken back: first, middle, last and only. */
static psc_status on_unseen(toy *t, const psc_event *event, const psc_pending *answered) {
    psc_flow *flow = &t->flow;
    (void) event;
    (void) answered;
    for (size_t i = 0; i < 4; i++) {
        PSC_TRY(psc_flow_sleep(&t->ids[i], flow, (uint32_t) i, 0, 0));
    }
    psc_flow_withdraw(flow, t->ids[0]);
    psc_flow_withdraw(flow, t->ids[2]);
    psc_flow_withdraw(flow, t->ids[3]);
    PSC_TRY(psc_flow_sleep(&t->ids[0], flow, 9, 0, 0));
    return PSC_OK;
}

static void test_unseen_effects(void) {
    toy *t = make(on_unseen);
    psc_effect effect;
    CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_SLEEP && effect.as.sleep_ms == 1);
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_SLEEP && effect.as.sleep_ms == 9);
    CHECK(!next(t, &effect));
    psc_flow_free(&t->flow);
}

static psc_status on_many(toy *t, const psc_event *event, const psc_pending *answered) {
    (void) event;
    (void) answered;
    for (size_t i = 0; i < PSC_PENDING_MAX; i++) {
        CHECK_OK(psc_flow_sleep(&t->ids[0], &t->flow, 1, 0, 0));
    }
    /* What awaits no answer needs no place. */
    CHECK_OK(psc_flow_tell(&t->flow, &(psc_request){.url = PSC_BYTES_LIT("told")}));
    CHECK_OK(psc_flow_note(&t->flow, &(psc_note){.kind = PSC_NOTE_WAITING}));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_flow_sleep(&t->ids[1], &t->flow, 1, 0, 0));
    CHECK(t->ids[1] == 0);
    return PSC_ERR_VALUE;
}

static void test_too_many_effects(void) {
    toy *t = make(on_many);
    psc_effect effect;
    CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
    /* The failure takes back what the host never saw, but not what was only told. */
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_REQUEST && effect.id == 0);
    CHECK_TEXT("told", effect.as.request.url);
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_NOTE);
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_FAILED &&
          effect.as.failed.status == PSC_ERR_VALUE);
    CHECK(!next(t, &effect));
    psc_flow_free(&t->flow);
}

static psc_status on_failing(toy *t, const psc_event *event, const psc_pending *answered) {
    (void) answered;
    if (event->kind == PSC_EVENT_BEGIN) {
        return psc_flow_sleep(&t->ids[0], &t->flow, 1, 0, 0);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_ERR_STATE;
    }
    /* A step that fails after the end does not end twice. */
    PSC_TRY(psc_flow_fail_with(&t->flow, PSC_ERR_OFFLINE));
    return PSC_ERR_MEMORY;
}

static void test_failures(void) {
    toy *t = make(on_failing);
    psc_effect effect;
    CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
    CHECK(next(t, &effect));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_HURRY, 0));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_CANCEL, 1));
    CHECK_STATUS(PSC_ERR_MEMORY, step(t, PSC_EVENT_CANCEL, 0));
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_WITHDRAW && effect.id == 1);
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_FAILED &&
          effect.as.failed.status == PSC_ERR_OFFLINE);
    CHECK(!next(t, &effect));
    psc_flow_free(&t->flow);

    t = make(on_failing);
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_CANCEL, 1));
    CHECK_OK(step(t, PSC_EVENT_CANCEL, 0));
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_FAILED &&
          effect.as.failed.status == PSC_ERR_CANCELLED);
    psc_flow_free(&t->flow);

    CHECK_STATUS(PSC_ERR_STORE_QUOTA, psc_store_failure_status(PSC_STORE_QUOTA));
    CHECK_STATUS(PSC_ERR_STORE_DENIED, psc_store_failure_status(PSC_STORE_DENIED));
    CHECK_STATUS(PSC_ERR_STORE_CONFLICT, psc_store_failure_status(PSC_STORE_CONFLICT));
    CHECK_STATUS(PSC_ERR_STORE_DENIED, psc_store_failure_status(99));
}

/* ---- answers must be of the right size */

static psc_status on_sizes(toy *t, const psc_event *event, const psc_pending *answered) {
    psc_flow *flow = &t->flow;
    if (event->kind != PSC_EVENT_BEGIN) {
        return answered->purpose == 3 ? PSC_ERR_STATE : PSC_OK;
    }
    uint8_t gone[] = {1, 2, 3};
    const psc_store_operation operations[] = {
        {.verb = PSC_STORE_PUT,
         .store = PSC_STORE_DATA,
         .key = PSC_BYTES_OF(gone),
         .value = PSC_BYTES_OF(gone)},
        {.verb = PSC_STORE_LIST, .store = PSC_STORE_DATA},
    };
    PSC_TRY(psc_flow_store(&t->ids[0], flow, operations, 2, 1));
    memset(gone, 0, sizeof gone); /* copied */
    PSC_TRY(psc_flow_emit(&t->ids[1], flow, &(psc_effect){.kind = PSC_EFFECT_STRETCH}, 2, 0));
    return psc_flow_ask(&t->ids[2], flow, &(psc_question){.kind = PSC_QUESTION_TROUBLE}, 3);
}

static void test_sizes_of_answers(void) {
    toy *t = make(on_sizes);
    psc_effect effect;
    CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_STORE &&
          effect.as.store.operations.count == 2);
    const psc_store_operation *operations = effect.as.store.operations.items;
    CHECK_BYTES(PSC_BYTES_LIT("\1\2\3"), operations[0].key);
    CHECK_BYTES(PSC_BYTES_LIT("\1\2\3"), operations[0].value);
    CHECK(operations[1].key.at == NULL);
    CHECK(next(t, &effect) && next(t, &effect) && !next(t, &effect));

    static const uint8_t key[33];
    psc_store_outcome outcomes[3] = {0};
    for (size_t count = 0; count <= 3; count++) {
        const psc_event event = {
            .kind = PSC_EVENT_STORED, .effect = 1, .now = now, .as.stored = {outcomes, count}};
        if (count != 2) {
            CHECK_STATUS(PSC_ERR_STATE, psc_flow_step(&t->flow, &event));
        }
    }
    for (size_t len = 31; len <= 33; len++) {
        const psc_event event = {
            .kind = PSC_EVENT_STRETCHED, .effect = 2, .now = now, .secret = {key, len}};
        if (len != 32) {
            CHECK_STATUS(PSC_ERR_STATE, psc_flow_step(&t->flow, &event));
        }
    }
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_STRETCHED, 2)); /* no key at all */
    CHECK_OK(psc_flow_step(&t->flow, &(psc_event){.kind = PSC_EVENT_STORED,
                                                   .effect = 1,
                                                   .now = now,
                                                   .as.stored = {outcomes, 2}}));
    CHECK_OK(psc_flow_step(
        &t->flow,
        &(psc_event){.kind = PSC_EVENT_STRETCHED, .effect = 2, .now = now, .secret = {key, 32}}));
    /* One that the flow does not want stays outstanding. */
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_ANSWER, 3));
    CHECK_STATUS(PSC_ERR_STATE, step(t, PSC_EVENT_ANSWER, 3));
    psc_flow_withdraw_all(&t->flow);
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_WITHDRAW && effect.id == 3);
    psc_flow_free(&t->flow);
}

/* ---- what a question shows is a copy, for the host to overwrite */

static psc_status on_shown(toy *t, const psc_event *event, const psc_pending *answered) {
    (void) event;
    (void) answered;
    uint8_t secret[] = {'s', 'h', 'o', 'w', 'n'};
    const psc_question question = {.kind = PSC_QUESTION_RECOVERY_FILE};
    PSC_TRY(psc_flow_ask_showing(&t->ids[0], &t->flow, &question, PSC_BYTES_OF(secret), 3));
    memset(secret, 0, sizeof secret);
    return PSC_OK;
}

static void test_shown(void) {
    toy *t = make(on_shown);
    psc_effect effect;
    CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
    CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_ASK && effect.id == t->ids[0] &&
          effect.as.ask.kind == PSC_QUESTION_RECOVERY_FILE);
    CHECK_TEXT("shown", effect.secret);
    psc_flow_free(&t->flow);
}

/* ---- a device that nobody takes */

static psc_status on_device(toy *t, const psc_event *event, const psc_pending *answered) {
    (void) event;
    (void) answered;
    const psc_local_device local = {
        .server_url = PSC_BYTES_LIT("https://parsec.example.com/"),
        .organization_id = PSC_BYTES_LIT("Org"),
        .device_label = PSC_BYTES_LIT("Web"),
        .human_handle = {.email = PSC_BYTES_LIT("bob@example.com"), .label = PSC_BYTES_LIT("Bob")},
    };
    psc_device *device;
    PSC_TRY(psc_device_make(
        &device, t->flow.host, &local,
        &(psc_device_place){.store = PSC_STORE_DEVICES, .key = PSC_BYTES_LIT("00")}));
    psc_result result;
    psc_result_of_device(&result, device);
    return psc_flow_finish(&t->flow, &result);
}

static void test_device_not_taken(void) {
    for (int taken = 0; taken <= 1; taken++) {
        toy *t = make(on_device);
        CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
        psc_effect effect = {0};
        if (taken != 0) {
            CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_DONE);
        }
        psc_flow_free(&t->flow);
        CHECK((test_host_live() != 0) == (taken != 0));
        if (taken != 0) {
            psc_device_release(effect.as.done.as.device.device);
        }
        CHECK(test_host_live() == 0);
    }
}

/* What nobody took goes with the flow, whatever it is. */
static psc_status on_quick_end(toy *t, const psc_event *event, const psc_pending *answered) {
    (void) event;
    (void) answered;
    return t->ids[0] == 0 ? psc_flow_finish(&t->flow, &(psc_result){.kind = PSC_RESULT_NOTHING})
                          : psc_flow_fail_with(&t->flow, PSC_ERR_OFFLINE);
}

static void test_end_not_taken(void) {
    for (uint32_t failing = 0; failing <= 1; failing++) {
        toy *t = make(on_quick_end);
        t->ids[0] = failing;
        CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
        CHECK(psc_flow_ended(&t->flow));
        psc_flow_free(&t->flow);
        CHECK(test_host_live() == 0);
    }
}

/* ---- calls */

static psc_status on_call(toy *t, const psc_event *event, const psc_pending *answered) {
    psc_flow *flow = &t->flow;
    if (event->kind == PSC_EVENT_BEGIN) {
        return psc_call_begin(&t->call, flow, &t->endpoint, PSC_BYTES_LIT("body"), 4, 40);
    }
    if (event->kind == PSC_EVENT_CANCEL) {
        psc_call_abandon(&t->call, flow);
        psc_call_abandon(&t->call, flow);
        return psc_flow_sleep(&t->ids[0], flow, 1, 0, 0);
    }
    if (answered != NULL) {
        CHECK(answered->purpose == 4 && answered->who == 40);
    }
    return psc_call_event(&t->answered, &t->call, flow, event);
}

static psc_bytes header(const psc_request *request, const char *name) {
    const psc_header *headers = request->headers.items;
    for (size_t i = 0; i < request->headers.count; i++) {
        if (psc_bytes_equal_text(headers[i].name, name)) {
            return headers[i].value;
        }
    }
    return PSC_BYTES_ABSENT;
}

static const uint8_t token[PSC_TOKEN_BYTES] = {0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                                               0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};

/* protocol.md §1.1, §1.2: where, and with which headers. Nothing else is sent. */
static void test_requests(void) {
    static const psc_uuid device_id = {{0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9,
                                        0xaa, 0xab, 0xac, 0xad, 0xae, 0xaf}};
    static const uint8_t signing_key[PSC_SIGNING_KEY_BYTES] = {7};
    static const struct {
        int family;
        const char *url;
        size_t headers;
    } cases[] = {
        {PSC_FAMILY_ANONYMOUS, "https://parsec.example.com:6777/anonymous/%C3%9Cn%C3%AF", 2},
        {PSC_FAMILY_ANONYMOUS_SERVER, "https://parsec.example.com:6777/anonymous_server", 2},
        {PSC_FAMILY_INVITED, "https://parsec.example.com:6777/invited/%C3%9Cn%C3%AF", 3},
        {PSC_FAMILY_AUTHENTICATED, "https://parsec.example.com:6777/authenticated/%C3%9Cn%C3%AF",
         3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        toy *t = make(on_call);
        t->endpoint = (psc_endpoint){
            .family = cases[i].family,
            .server_url = PSC_BYTES_LIT("https://parsec.example.com:6777/"),
            .organization = PSC_BYTES_LIT("\xc3\x9cn\xc3\xaf"),
            .token = token,
            .device_id = &device_id,
            .signing_key = signing_key,
        };
        psc_effect effect;
        CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
        if (!CHECK(next(t, &effect) && effect.kind == PSC_EFFECT_REQUEST && effect.id == 1)) {
            return;
        }
        const psc_request *request = &effect.as.request;
        CHECK_TEXT("POST", request->method);
        CHECK_TEXT(cases[i].url, request->url);
        CHECK_TEXT("body", request->body);
        CHECK(request->timeout_ms == 30000 && request->max_response == PSC_REQUEST_MAX_RESPONSE);
        CHECK(request->headers.count == cases[i].headers);
        CHECK_TEXT("5.6", header(request, "Api-Version"));
        CHECK_TEXT("application/msgpack", header(request, "Content-Type"));
        const psc_bytes authorization = header(request, "Authorization");
        if (cases[i].family == PSC_FAMILY_INVITED) {
            CHECK_TEXT("Bearer 00112233445566778899aabbccddeeff", authorization);
        } else if (cases[i].family == PSC_FAMILY_AUTHENTICATED) {
            static const char signed_text[] =
                "PARSEC-SIGN-ED25519.a0a1a2a3a4a5a6a7a8a9aaabacadaeaf.1750000000";
            const size_t start = sizeof "Bearer " - 1;
            const size_t end = start + sizeof signed_text - 1;
            CHECK_TEXT(signed_text,
                       ((psc_bytes){authorization.at + start, sizeof signed_text - 1}));
            CHECK(authorization.len == end + 1 + 88 && authorization.at[end] == '.');
            psc_arena arena;
            test_arena_init(&arena);
            psc_bytes signature;
            CHECK_OK(psc_base64_decode(&signature, &arena,
                                       (psc_bytes){authorization.at + end + 1, 88},
                                       PSC_BASE64_URL_PADDED));
            psc_buf blob;
            psc_buf_init(&blob, &arena);
            CHECK_OK(psc_buf_push(&blob, signature));
            CHECK_OK(psc_buf_push_text(&blob, signed_text));
            uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
            CHECK_OK(psc_verify_key_derive(verify_key, signing_key));
            psc_bytes message;
            CHECK_OK(psc_sign_open(&message, psc_buf_view(&blob), verify_key));
            psc_arena_free(&arena);
        }
        psc_flow_free(&t->flow);
    }
}

static psc_status on_cramped(toy *t, const psc_event *event, const psc_pending *answered) {
    (void) event;
    (void) answered;
    t->flow.scratch.total = PSC_ARENA_MAX - t->room;
    return psc_call_begin(&t->call, &t->flow, &t->endpoint, PSC_BYTES_LIT("body"), 4, 40);
}

/* Wherever memory runs out while a request is made, it is not sent. Buffers grow by doubling, so
 * each part of an address is the one that does not fit at some length only. */
static void test_cramped_requests(void) {
    static const psc_uuid device_id = {{1}};
    static const uint8_t signing_key[PSC_SIGNING_KEY_BYTES] = {7};
    char url[] = "https://a-server-with-a-name-of-more-than-sixty-letters.parsec.example.com/";
    for (int family = PSC_FAMILY_ANONYMOUS; family <= PSC_FAMILY_AUTHENTICATED; family++) {
        for (size_t len = 8; len < sizeof url; len++) {
            size_t room = 0;
            psc_status status = PSC_ERR_MEMORY;
            for (; status == PSC_ERR_MEMORY; room += 16) {
                toy *t = make(on_cramped);
                t->room = room;
                t->endpoint = (psc_endpoint){
                    .family = family,
                    .server_url = {(const uint8_t *) url, len},
                    .organization = PSC_BYTES_LIT("\xc3\x9cn\xc3\xaf"),
                    .token = token,
                    .device_id = &device_id,
                    .signing_key = signing_key,
                };
                status = step(t, PSC_EVENT_BEGIN, 0);
                psc_effect effect;
                CHECK(next(t, &effect) &&
                      effect.kind == (status == PSC_OK ? PSC_EFFECT_REQUEST : PSC_EFFECT_FAILED));
                psc_flow_free(&t->flow);
            }
            CHECK_OK(status);
            CHECK(room > 64);
        }
    }
}

static psc_effect expect_effect(toy *t, int kind) {
    psc_effect effect = {0};
    CHECK(next(t, &effect) && effect.kind == kind);
    return effect;
}

static void test_calls(void) {
    toy *t = make(on_call);
    t->endpoint = (psc_endpoint){.family = PSC_FAMILY_ANONYMOUS_SERVER,
                                  .server_url = PSC_BYTES_LIT("http://localhost/")};
    CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
    psc_effect effect = expect_effect(t, PSC_EFFECT_REQUEST);
    CHECK_OK(step(t, PSC_EVENT_HURRY, 0)); /* nothing sleeps */
    CHECK(!next(t, &effect));
    /* Nobody answers: a pause, then the same again. */
    CHECK_OK(psc_flow_step(&t->flow, &(psc_event){.kind = PSC_EVENT_TRANSPORT_FAILURE,
                                                   .effect = 1,
                                                   .now = now,
                                                   .as.transport_failure = PSC_TRANSPORT_TIMEOUT}));
    effect = expect_effect(t, PSC_EFFECT_NOTE);
    CHECK(effect.as.note.kind == PSC_NOTE_NETWORK && !effect.as.note.as.network.reachable);
    CHECK(effect.as.note.as.network.status == PSC_ERR_OFFLINE &&
          effect.as.note.as.network.retry_in_ms == 1000);
    effect = expect_effect(t, PSC_EFFECT_SLEEP);
    CHECK(effect.as.sleep_ms == 1000 && !t->answered && t->call.resent);
    CHECK_OK(step(t, PSC_EVENT_FIRED, effect.id));
    effect = expect_effect(t, PSC_EFFECT_REQUEST);
    CHECK_TEXT("body", effect.as.request.body);
    /* 503 says no more than silence. */
    CHECK_OK(psc_flow_step(&t->flow, &(psc_event){.kind = PSC_EVENT_RESPONSE,
                                                   .effect = effect.id,
                                                   .now = now,
                                                   .as.response.http_status = 503}));
    (void) expect_effect(t, PSC_EFFECT_NOTE);
    effect = expect_effect(t, PSC_EFFECT_SLEEP);
    CHECK(effect.as.sleep_ms == 2000);
    /* The network is back before the pause is over. */
    CHECK_OK(step(t, PSC_EVENT_HURRY, 0));
    psc_effect withdrawn = expect_effect(t, PSC_EFFECT_WITHDRAW);
    CHECK(withdrawn.id == effect.id);
    effect = expect_effect(t, PSC_EFFECT_REQUEST);
    CHECK_OK(psc_flow_step(
        &t->flow, &(psc_event){.kind = PSC_EVENT_RESPONSE,
                                .effect = effect.id,
                                .now = now,
                                .as.response = {.http_status = 200,
                                                .body = PSC_BYTES_LIT("\x81\xa6status\xa2ok")}}));
    effect = expect_effect(t, PSC_EFFECT_NOTE);
    CHECK(effect.as.note.kind == PSC_NOTE_NETWORK && effect.as.note.as.network.reachable);
    CHECK(t->answered && t->call.status == PSC_OK && t->call.http_status == 200 &&
          t->call.failures == 0);
    psc_cancel_attempt_reply reply;
    CHECK_OK(psc_call_read(&reply, &t->call, &t->flow, &psc_cancel_attempt_reply_union));
    t->call.reply = PSC_BYTES_LIT("\x81\xa6status\xa3new");
    CHECK_STATUS(PSC_ERR_REPLY_UNKNOWN,
                 psc_call_read(&reply, &t->call, &t->flow, &psc_cancel_attempt_reply_union));
    t->call.reply = PSC_BYTES_LIT("<html>");
    CHECK_STATUS(PSC_ERR_REPLY_MALFORMED,
                 psc_call_read(&reply, &t->call, &t->flow, &psc_cancel_attempt_reply_union));
    /* An event for another call changes nothing. */
    CHECK_STATUS(
        PSC_ERR_STATE,
        psc_call_event(&t->answered, &t->call, &t->flow,
                       &(psc_event){.kind = PSC_EVENT_RESPONSE, .effect = 77, .now = now}));
    CHECK_STATUS(PSC_ERR_STATE,
                 psc_call_event(&t->answered, &t->call, &t->flow,
                                &(psc_event){.kind = PSC_EVENT_RESPONSE, .now = now}));
    psc_flow_free(&t->flow);
}

static void test_abandoned_call(void) {
    toy *t = make(on_call);
    t->endpoint = (psc_endpoint){.family = PSC_FAMILY_ANONYMOUS_SERVER,
                                  .server_url = PSC_BYTES_LIT("http://localhost/")};
    CHECK_OK(step(t, PSC_EVENT_BEGIN, 0));
    psc_effect effect = expect_effect(t, PSC_EFFECT_REQUEST);
    CHECK_OK(step(t, PSC_EVENT_CANCEL, 0));
    const psc_effect withdrawn = expect_effect(t, PSC_EFFECT_WITHDRAW);
    CHECK(withdrawn.id == effect.id);
    (void) expect_effect(t, PSC_EFFECT_SLEEP);
    CHECK(!next(t, &effect));
    psc_flow_free(&t->flow);
}

static void test_http_statuses(void) {
    static const struct {
        uint32_t http;
        psc_status status;
    } cases[] = {
        {200, PSC_OK},
        {0, PSC_ERR_HTTP_UNEXPECTED},
        {204, PSC_ERR_HTTP_UNEXPECTED},
        {301, PSC_ERR_HTTP_UNEXPECTED},
        {400, PSC_ERR_HTTP_UNEXPECTED},
        {401, PSC_ERR_HTTP_UNAUTHENTICATED},
        {403, PSC_ERR_HTTP_FORBIDDEN},
        {404, PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND},
        {406, PSC_ERR_HTTP_NOT_ACCEPTABLE},
        {410, PSC_ERR_HTTP_INVITATION_GONE},
        {413, PSC_ERR_HTTP_TOO_LARGE},
        {415, PSC_ERR_HTTP_BAD_CONTENT},
        {422, PSC_ERR_HTTP_VERSION},
        {460, PSC_ERR_HTTP_ORGANIZATION_EXPIRED},
        {461, PSC_ERR_HTTP_REVOKED},
        {462, PSC_ERR_HTTP_FROZEN},
        {463, PSC_ERR_HTTP_TERMS},
        {464, PSC_ERR_HTTP_WEB_FORBIDDEN},
        {498, PSC_ERR_HTTP_CLOCK},
        {500, PSC_ERR_HTTP_SERVER},
        {502, PSC_ERR_OFFLINE},
        {503, PSC_ERR_OFFLINE},
        {504, PSC_ERR_OFFLINE},
        {599, PSC_ERR_HTTP_SERVER},
        {600, PSC_ERR_HTTP_UNEXPECTED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_STATUS(cases[i].status, psc_http_status(cases[i].http));
    }
}

static psc_status one_call(void *context) {
    (void) context;
    psc_flow *flow;
    PSC_TRY(psc_flow_make(&flow, test_host(), &toy_class));
    toy *t = (toy *) flow;
    t->on = on_call;
    t->endpoint = (psc_endpoint){.family = PSC_FAMILY_INVITED,
                                  .server_url = PSC_BYTES_LIT("http://h/"),
                                  .organization = PSC_BYTES_LIT("O"),
                                  .token = token};
    const psc_status status = step(t, PSC_EVENT_BEGIN, 0);
    psc_effect effect;
    if (status == PSC_ERR_MEMORY) {
        CHECK(psc_flow_ended(flow));
        while (next(t, &effect) && effect.kind != PSC_EFFECT_FAILED) {
        }
        CHECK(effect.kind == PSC_EFFECT_FAILED && effect.as.failed.status == PSC_ERR_MEMORY);
    }
    psc_flow_free(flow);
    return status;
}

int main(void) {
    test_effects();
    test_unseen_effects();
    test_too_many_effects();
    test_failures();
    test_sizes_of_answers();
    test_shown();
    test_device_not_taken();
    test_end_not_taken();
    test_requests();
    test_cramped_requests();
    test_calls();
    test_abandoned_call();
    test_http_statuses();
    CHECK(test_each_allocation(one_call, NULL) >= 3);
    return test_finish();
}
