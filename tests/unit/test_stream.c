// SPDX-License-Identifier: MPL-2.0
/* The event stream: frames as the server writes them (protocol.md §2.1, §4.3), cut anywhere, and all the ways it breaks. */
#include <stdio.h>
#include <string.h>

#include "codec/base64.h"
#include "flow/stream.h"
#include "harness.h"

#define NOW ((psc_time) 1700000000000000)
#define SECOND PSC_TIME_SECOND

/* From protocol.md §4.3, captured from the released server. */
#define CONFIG                                                                                     \
    "86a6737461747573a26f6ba56576656e74b34f5247414e495a4154494f4e5f434f4e464947b26163746976655f"   \
    "75736572735f6c696d6974c0d92e7265616c6d5f6d696e696d756d5f617263686976696e675f706572696f645f"   \
    "6265666f72655f64656c6574696f6ece00278d00b57373655f6b656570616c6976655f7365636f6e647305bd75"   \
    "7365725f70726f66696c655f6f757473696465725f616c6c6f776564c3"
#define CERTIFICATE                                                                                \
    "83a6737461747573a26f6ba56576656e74b2434f4d4d4f4e5f4345525449464943415445a974696d657374616d"   \
    "70d701000660b3e3c21a78"
#define PINGED "83a6737461747573a26f6ba56576656e74a650494e474544a470696e67a465767431"
#define ID "9bdf3f6e11164f0dae3859770bb5da79"

/* A flow that is nothing but a stream. */
typedef struct listener {
    psc_flow flow;
    psc_stream stream;
    int outcome;
    int frames[16];
    size_t count;
} listener;

static psc_status listener_step(psc_flow *flow, const psc_event *event,
                                const psc_pending *answered) {
    listener *self = (listener *) flow;
    (void) answered;
    if (event->kind == PSC_EVENT_BEGIN) {
        return psc_stream_open(&self->stream);
    }
    if (event->kind == PSC_EVENT_CANCEL) {
        psc_stream_close(&self->stream);
        return PSC_OK;
    }
    PSC_TRY(psc_stream_event(&self->outcome, &self->stream, event));
    for (bool found = self->outcome == PSC_STREAM_FRAMES; found;) {
        psc_frame frame;
        PSC_TRY(psc_stream_next(&found, &frame, &self->stream));
        if (found && self->count < sizeof self->frames / sizeof self->frames[0]) {
            self->frames[self->count++] =
                frame.kind == PSC_FRAME_MISSED ? -100 : frame.event.kind;
        }
    }
    return PSC_OK;
}

static void listener_close(psc_flow *flow) {
    psc_stream_free(&((listener *) flow)->stream);
}

static const char *const states[] = {"await-events"};
static const psc_flow_class listener_class = {
    .name = "listener",
    .states = states,
    .size = sizeof(listener),
    .step = listener_step,
    .close = listener_close,
};

static const psc_uuid device_id = {{1}};
static const uint8_t signing_key[32] = {2};
static psc_endpoint endpoint;
static psc_flow *flow;
static listener *self;
static psc_time now;

/* What is outstanding, as the host knows it. */
static uint32_t stream_id;
static struct {
    uint32_t id;
    psc_time due;
} sleeps[4];
static char last_event_id[80];
static uint32_t opened;

static void take_effects(void) {
    psc_effect effect;
    while (psc_flow_next(flow, &effect)) {
        if (effect.kind == PSC_EFFECT_STREAM) {
            const psc_header *headers = effect.as.request.headers.items;
            stream_id = effect.id;
            opened++;
            last_event_id[0] = '\0';
            for (size_t i = 0; i < effect.as.request.headers.count; i++) {
                if (psc_bytes_equal_text(headers[i].name, "Last-Event-ID")) {
                    snprintf(last_event_id, sizeof last_event_id, "%.*s",
                             (int) headers[i].value.len, (const char *) headers[i].value.at);
                }
            }
            CHECK_TEXT("GET", effect.as.request.method);
            CHECK_TEXT("http://localhost/authenticated/Org/events", effect.as.request.url);
            CHECK(effect.as.request.body.at == NULL);
        } else if (effect.kind == PSC_EFFECT_SLEEP) {
            size_t i = 0;
            while (sleeps[i].id != 0) {
                i++;
            }
            sleeps[i].id = effect.id;
            sleeps[i].due = now + (psc_time) effect.as.sleep_ms * 1000;
        } else if (effect.kind == PSC_EFFECT_WITHDRAW) {
            for (size_t i = 0; i < 4; i++) {
                sleeps[i].id = sleeps[i].id == effect.id ? 0 : sleeps[i].id;
            }
            stream_id = stream_id == effect.id ? 0 : stream_id;
        } else {
            CHECK(effect.kind == PSC_EFFECT_FAILED);
        }
    }
}

static void step(psc_event event) {
    event.now = now;
    self->outcome = -1;
    CHECK_OK(psc_flow_step(flow, &event));
    take_effects();
}

static void begin_quietly(void) {
    now = NOW;
    stream_id = 0;
    opened = 0;
    memset(sleeps, 0, sizeof sleeps);
    endpoint = (psc_endpoint){
        .family = PSC_FAMILY_AUTHENTICATED,
        .server_url = PSC_BYTES_LIT("http://localhost/"),
        .organization = PSC_BYTES_LIT("Org"),
        .device_id = &device_id,
        .signing_key = signing_key,
    };
    if (psc_flow_make(&flow, test_host(), &listener_class) == PSC_OK) {
        self = (listener *) flow;
        psc_stream_init(&self->stream, flow, &endpoint, 0);
    }
}

static void begin(void) {
    begin_quietly();
    step((psc_event){.kind = PSC_EVENT_BEGIN});
    CHECK(stream_id != 0 && opened == 1 && last_event_id[0] == '\0');
}

static void end(void) {
    psc_flow_free(flow);
    flow = NULL;
}

static void stream(psc_bytes bytes) {
    const psc_bytes exact = test_exact(bytes);
    step((psc_event){.kind = PSC_EVENT_STREAMED, .effect = stream_id, .as.streamed = exact});
    test_exact_free(exact);
}

/* Lets the time pass until a sleep is over. */
static void wait(void) {
    size_t next = 4;
    for (size_t i = 0; i < 4; i++) {
        if (sleeps[i].id != 0 && (next == 4 || sleeps[i].due < sleeps[next].due)) {
            next = i;
        }
    }
    if (!CHECK(next < 4)) {
        return;
    }
    const uint32_t id = sleeps[next].id;
    now = sleeps[next].due > now ? sleeps[next].due : now;
    sleeps[next].id = 0;
    step((psc_event){.kind = PSC_EVENT_FIRED, .effect = id});
}

static void close_with(uint32_t http_status) {
    const uint32_t id = stream_id;
    stream_id = 0;
    step((psc_event){.kind = PSC_EVENT_STREAM_CLOSED, .effect = id, .as.closed = http_status});
}

static void push_frame(psc_buf *out, const char *before, const char *hex, const char *id) {
    CHECK_OK(psc_buf_push_text(out, before));
    CHECK_OK(psc_buf_push_text(out, "data:"));
    if (hex != NULL) {
        CHECK_OK(psc_base64_encode(out, test_hex(hex), PSC_BASE64_STANDARD_PADDED));
    }
    if (id != NULL) {
        CHECK_OK(psc_buf_push_text(out, "\nid:"));
        CHECK_OK(psc_buf_push_text(out, id));
    }
    CHECK_OK(psc_buf_push_text(out, "\n\n"));
}

static psc_arena arena;

static psc_bytes one(const char *hex, const char *id) {
    psc_buf out;
    psc_buf_init(&out, &arena);
    push_frame(&out, "", hex, id);
    return psc_buf_view(&out);
}

static void go_online(void) {
    stream(one(CONFIG, NULL));
    CHECK(self->stream.online && self->count == 1);
    CHECK(self->frames[0] == PSC_API_EVENT_ORGANIZATION_CONFIG);
}

/* What the server sends in one go, cut in two at every place and byte by byte, is always the same. */
static void test_frames(void) {
    psc_buf out;
    psc_buf_init(&out, &arena);
    push_frame(&out, "", CONFIG, NULL);
    push_frame(&out, "event:keepalive\n", NULL, NULL);
    push_frame(&out, "", PINGED, "00000000000000000000000000000001");
    push_frame(&out, "", CERTIFICATE, ID);
    push_frame(&out, "event:missed_events\n", NULL, NULL);
    push_frame(&out, ": a comment\nretry: 5\nfuture: x\n", CERTIFICATE, NULL);
    CHECK_OK(psc_buf_push_text(&out, "data: not base64\n\ndata:aGVsbG8=\n\n"));
    const psc_bytes all = psc_buf_view(&out);
    for (size_t cut = 0; cut <= all.len; cut++) {
        begin();
        stream((psc_bytes){all.at, cut});
        stream((psc_bytes){all.at + cut, all.len - cut});
        CHECK(self->count == 4 && self->frames[0] == PSC_API_EVENT_ORGANIZATION_CONFIG);
        CHECK(self->frames[1] == PSC_API_EVENT_COMMON_CERTIFICATE && self->frames[2] == -100);
        CHECK(self->frames[3] == PSC_API_EVENT_COMMON_CERTIFICATE);
        CHECK_BYTES(psc_bytes_from_text(ID),
                    ((psc_bytes){self->stream.last_id, self->stream.last_id_len}));
        end();
    }
    begin();
    for (size_t i = 0; i < all.len; i++) {
        stream((psc_bytes){all.at + i, 1});
    }
    CHECK(self->count == 4);
    end();
}

static void test_line_ends(void) {
    begin();
    go_online();
    psc_buf out;
    psc_buf_init(&out, &arena);
    const psc_bytes frame = one(CERTIFICATE, ID);
    for (size_t i = 0; i < frame.len; i++) {
        if (frame.at[i] == '\n') {
            CHECK_OK(psc_buf_push_byte(&out, '\r'));
        }
        CHECK_OK(psc_buf_push_byte(&out, frame.at[i]));
    }
    stream(psc_buf_view(&out));
    CHECK(self->count == 2);
    end();
}

/* {"status": "ok", "event": "ORGANIZATION_CONFIG", …}: `keepalive` is what the map says of it. */
static psc_bytes config_of(const char *keepalive) {
    psc_buf hex;
    psc_buf_init(&hex, &arena);
    CHECK_OK(psc_buf_push_text(
        &hex, "85a6737461747573a26f6ba56576656e74b34f5247414e495a4154494f4e5f434f4e464947b26163746976"
              "655f75736572735f6c696d6974c0bd757365725f70726f66696c655f6f757473696465725f616c6c6f7765"
              "64c3b57373655f6b656570616c6976655f7365636f6e6473"));
    CHECK_OK(psc_buf_push_text(&hex, keepalive));
    CHECK_OK(psc_buf_push_byte(&hex, 0));
    return one((const char *) psc_buf_view(&hex).at, NULL);
}

static void test_keepalives(void) {
    /* None: any silence is fine. */
    begin();
    stream(config_of("c0"));
    CHECK(self->stream.online && self->stream.patience_ms == 0);
    wait();
    CHECK(self->outcome == PSC_STREAM_NOTHING && self->stream.watch == 0);
    end();
    /* Beyond a day is a day. */
    begin();
    stream(config_of("cfffffffffffffffff"));
    CHECK(self->stream.patience_ms == 86400u * 1200u);
    end();
}

static void test_odd_frames(void) {
    begin();
    go_online();
    /* Field names alone, a name that only begins like one, several data lines, ids that are none. */
    stream(psc_bytes_from_text("data\nda\ndatas:x\nevent\nid\n\n"));
    stream(psc_bytes_from_text("data:aGVs\ndata:bG8=\n\n"));
    static const uint8_t zero[] = "id:a\0b\n\n";
    stream((psc_bytes){zero, sizeof zero - 1});
    static uint8_t long_id[80] = "id:";
    memset(long_id + 3, 'x', sizeof long_id - 5);
    long_id[sizeof long_id - 2] = '\n';
    long_id[sizeof long_id - 1] = '\n';
    stream(PSC_BYTES_OF(long_id));
    /* Another status than ok. */
    stream(one("81a6737461747573ad6e6f745f617661696c61626c65", NULL));
    CHECK(self->count == 1 && self->stream.last_id_len == 0);
    stream(one(CERTIFICATE, NULL));
    CHECK(self->count == 2);
    end();
}

/* Every piece of memory fails once: the flow ends with that, and nothing is left. */
static psc_status hear(void *context) {
    psc_buf *frames = context;
    begin_quietly();
    if (flow == NULL) {
        return PSC_ERR_MEMORY;
    }
    psc_status status = psc_flow_step(flow, &(psc_event){.kind = PSC_EVENT_BEGIN, .now = now});
    if (status == PSC_OK) {
        take_effects();
        status = psc_flow_step(flow, &(psc_event){.kind = PSC_EVENT_STREAMED,
                                                  .effect = stream_id,
                                                  .now = now,
                                                  .as.streamed = psc_buf_view(frames)});
        take_effects();
    }
    if (status == PSC_OK) {
        status = psc_flow_step(flow, &(psc_event){.kind = PSC_EVENT_STREAM_CLOSED,
                                                  .effect = stream_id,
                                                  .now = now,
                                                  .as.closed = 200});
        take_effects();
    }
    end();
    return status;
}

static void test_memory(void) {
    psc_buf frames;
    psc_buf_init(&frames, &arena);
    push_frame(&frames, "", CONFIG, ID);
    push_frame(&frames, "data:x\n", CERTIFICATE, NULL);
    push_frame(&frames, "", CERTIFICATE, NULL);
    test_host()->allocator.piecewise = true;
    CHECK(test_each_allocation(hear, &frames) > 10);
    test_host()->allocator.piecewise = false;
}

/* A line without an end costs a bounded amount of memory and nothing but its own frame. */
static void test_endless_line(void) {
    begin();
    go_online();
    static uint8_t much[40000];
    memset(much, 'A', sizeof much);
    stream(psc_bytes_from_text("data:"));
    for (int i = 0; i < 50; i++) {
        stream(PSC_BYTES_OF(much));
        CHECK(self->stream.arena.total < 512 * 1024);
    }
    stream(psc_bytes_from_text("\nid:" ID "\n\n"));
    CHECK(self->count == 1);
    stream(one(CERTIFICATE, NULL));
    CHECK(self->count == 2);
    end();
}

static void test_back_off(void) {
    static const uint32_t pauses[] = {0, 1000, 5000, 10000, 30000, 60000, 60000};
    begin();
    for (size_t i = 0; i < sizeof pauses / sizeof pauses[0]; i++) {
        const uint32_t id = stream_id;
        stream_id = 0;
        step((psc_event){.kind = PSC_EVENT_TRANSPORT_FAILURE,
                         .effect = id,
                         .as.transport_failure = PSC_TRANSPORT_UNREACHABLE});
        CHECK(self->outcome == PSC_STREAM_OFFLINE && self->stream.retry_in_ms == pauses[i]);
        const psc_time before = now;
        wait();
        CHECK(now - before == (psc_time) pauses[i] * 1000 && stream_id != 0);
    }
    /* Long enough to count as a success: the next time it is tried at once again. */
    go_online();
    now += 11 * SECOND;
    close_with(200);
    CHECK(self->outcome == PSC_STREAM_OFFLINE && self->stream.retry_in_ms == 0);
    wait();
    /* One that breaks at once is not tried without end. */
    self->count = 0;
    go_online();
    close_with(200);
    CHECK(self->stream.retry_in_ms == 1000);
    /* The network is back. */
    step((psc_event){.kind = PSC_EVENT_HURRY});
    CHECK(stream_id != 0);
    const uint32_t count = opened;
    step((psc_event){.kind = PSC_EVENT_HURRY});
    CHECK(opened == count);
    end();
}

static void test_resume(void) {
    begin();
    go_online();
    stream(one(CERTIFICATE, ID));
    stream(one(CERTIFICATE, NULL));
    close_with(200);
    wait();
    CHECK(strcmp(last_event_id, ID) == 0);
    /* Half a frame of the broken stream is not mixed with the next one. */
    const psc_bytes frame = one(CERTIFICATE, NULL);
    stream((psc_bytes){frame.at, frame.len / 2});
    close_with(200);
    wait();
    self->count = 0;
    go_online();
    end();
}

static void test_watchdog(void) {
    begin();
    /* Nothing at all: 36 s. */
    wait();
    CHECK(self->outcome == PSC_STREAM_OFFLINE && now - NOW >= 36 * SECOND);
    wait();
    self->count = 0;
    go_online();
    /* 5 s between keepalives, so 6 s of patience, from the last sign on. */
    const psc_time online = now;
    wait();
    CHECK(self->outcome == PSC_STREAM_OFFLINE && now - online >= 6 * SECOND);
    CHECK(now - online < 50 * SECOND);
    wait();
    self->count = 0;
    go_online();
    const uint32_t count = opened;
    for (int i = 0; i < 30; i++) {
        now += 5 * SECOND;
        stream(psc_bytes_from_text("event:keepalive\ndata:\n\n"));
        for (size_t s = 0; s < 4; s++) {
            if (sleeps[s].id != 0 && sleeps[s].due <= now) {
                wait();
            }
        }
    }
    CHECK(opened == count);
    /* A clock set back makes no silence, and no endless patience either. */
    now -= 3600 * SECOND;
    const psc_time back = now;
    for (int i = 0; i < 3 && opened == count && self->stream.pause == 0; i++) {
        for (size_t s = 0; s < 4; s++) {
            sleeps[s].due = sleeps[s].due > now + 60 * SECOND ? now : sleeps[s].due;
        }
        wait();
    }
    CHECK(self->stream.pause != 0 && now - back < 60 * SECOND);
    end();
}

static void test_refusals(void) {
    static const uint32_t final[] = {401, 403, 404, 406, 415, 422, 460, 461, 462, 463, 464, 418};
    for (size_t i = 0; i < sizeof final / sizeof final[0]; i++) {
        begin();
        close_with(final[i]);
        CHECK(self->outcome == PSC_STREAM_STOPPED && self->stream.http_status == final[i]);
        for (size_t s = 0; s < 4; s++) {
            CHECK(sleeps[s].id == 0);
        }
        end();
    }
    static const uint32_t passing[] = {500, 502, 503, 504};
    for (size_t i = 0; i < sizeof passing / sizeof passing[0]; i++) {
        begin();
        close_with(passing[i]);
        CHECK(self->outcome == PSC_STREAM_OFFLINE);
        end();
    }
    /* A token that grew old is made anew, twice. */
    begin();
    close_with(498);
    CHECK(opened == 2 && stream_id != 0);
    close_with(498);
    CHECK(opened == 3);
    close_with(498);
    CHECK(opened == 3 && self->outcome == PSC_STREAM_STOPPED);
    end();
}

static void test_close(void) {
    begin();
    go_online();
    step((psc_event){.kind = PSC_EVENT_CANCEL});
    CHECK(stream_id == 0);
    for (size_t s = 0; s < 4; s++) {
        CHECK(sleeps[s].id == 0);
    }
    end();
}

int main(void) {
    test_arena_init(&arena);
    test_frames();
    test_line_ends();
    test_keepalives();
    test_odd_frames();
    test_memory();
    test_endless_line();
    test_back_off();
    test_resume();
    test_watchdog();
    test_refusals();
    test_close();
    psc_arena_free(&arena);
    CHECK(test_host_live() == 0);
    return test_finish();
}
