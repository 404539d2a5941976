// SPDX-License-Identifier: MPL-2.0
#include "flow/stream.h"

#include <string.h>

#include "codec/base64.h"

/* The largest event that this client reads carries a small file's block; longer lines are
 * skipped. */
#define PSC_STREAM_FRAME_MAX ((size_t) 64 * 1024)
/* Until the server says how often it gives a sign. */
#define PSC_STREAM_PATIENCE_MS 36000u
/* A day: no server is that slow, and no product overflows. */
#define PSC_STREAM_KEEPALIVE_MAX 86400u
/* A stream that breaks sooner than this was not worth being called a success. */
#define PSC_STREAM_STEADY (10 * PSC_TIME_SECOND)
#define PSC_STREAM_STALE_MAX 2u

static const uint32_t psc_stream_pause_ms[] = {0, 1000, 5000, 10000, 30000, 60000};

void psc_stream_init(psc_stream *stream, psc_flow *flow, const psc_endpoint *endpoint,
                     int purpose) {
    *stream = (psc_stream) {.flow = flow, .endpoint = endpoint, .purpose = purpose};
    psc_arena_init(&stream->arena, &flow->host->allocator);
}

void psc_stream_free(psc_stream *stream) {
    psc_arena_free(&stream->arena);
}

static void psc_stream_forget_frame(psc_stream *stream) {
    psc_arena_reset(&stream->arena);
    psc_buf_init(&stream->line, &stream->arena);
    psc_buf_init(&stream->data, &stream->arena);
    stream->line_bytes = 0;
    stream->has_data = false;
    stream->missed = false;
    stream->skipped = false;
    stream->frame_id_len = 0;
}

static psc_status psc_stream_watch(psc_stream *stream, uint32_t ms) {
    return psc_flow_sleep(&stream->watch, stream->flow, ms, stream->purpose, 0);
}

psc_status psc_stream_open(psc_stream *stream) {
    psc_stream_close(stream);
    psc_stream_forget_frame(stream);
    psc_effect effect = {.kind = PSC_EFFECT_STREAM};
    const psc_bytes last_id = {stream->last_id, stream->last_id_len};
    PSC_TRY(psc_call_events(&effect.as.request, stream->flow, stream->endpoint,
                            last_id.len == 0 ? PSC_BYTES_ABSENT : last_id));
    PSC_TRY(psc_flow_emit(&stream->opened, stream->flow, &effect, stream->purpose, 0));
    stream->online = false;
    stream->opened_on = stream->flow->now;
    stream->heard = stream->flow->now;
    stream->patience_ms = PSC_STREAM_PATIENCE_MS;
    return psc_stream_watch(stream, stream->patience_ms);
}

void psc_stream_close(psc_stream *stream) {
    psc_flow_withdraw(stream->flow, stream->opened);
    psc_flow_withdraw(stream->flow, stream->pause);
    psc_flow_withdraw(stream->flow, stream->watch);
    stream->opened = 0;
    stream->pause = 0;
    stream->watch = 0;
    stream->unread = PSC_BYTES_ABSENT;
}

/* ----------------------------------------------------------------------------------------- frames */

static bool psc_stream_field(psc_bytes *value, psc_bytes line, const char *name) {
    const size_t len = strlen(name);
    if (line.len < len || memcmp(line.at, name, len) != 0 ||
        (line.len > len && line.at[len] != ':')) {
        return false;
    }
    *value = (psc_bytes) {line.at + line.len, 0};
    if (line.len > len) {
        *value = (psc_bytes) {line.at + len + 1, line.len - len - 1};
        if (value->len > 0 && value->at[0] == ' ') {
            value->at++;
            value->len--;
        }
    }
    return true;
}

static psc_status psc_stream_line(psc_stream *stream, psc_bytes line) {
    psc_bytes value;
    if (psc_stream_field(&value, line, "data")) {
        if (stream->has_data) {
            PSC_TRY(psc_buf_push_byte(&stream->data, '\n'));
        }
        stream->has_data = true;
        return psc_buf_push(&stream->data, value);
    }
    if (psc_stream_field(&value, line, "event")) {
        stream->missed = psc_bytes_equal_text(value, "missed_events");
    } else if (psc_stream_field(&value, line, "id") && value.len <= sizeof stream->frame_id &&
               memchr(value.at, 0, value.len) == NULL) {
        memcpy(stream->frame_id, value.at, value.len);
        stream->frame_id_len = value.len;
    }
    return PSC_OK;
}

static void psc_stream_heard_config(psc_stream *stream, const psc_organization_config *config) {
    const uint64_t seconds = config->sse_keepalive_seconds < PSC_STREAM_KEEPALIVE_MAX
                                 ? config->sse_keepalive_seconds
                                 : PSC_STREAM_KEEPALIVE_MAX;
    stream->patience_ms = config->has_sse_keepalive_seconds ? (uint32_t) seconds * 1200 : 0;
}

/* An event that cannot be read is one of a newer server's: skipped, the stream goes on. */
static psc_status psc_stream_frame_read(bool *found, psc_frame *frame, psc_stream *stream) {
    psc_arena *scratch = &stream->flow->scratch;
    *found = stream->missed;
    *frame = (psc_frame) {.kind = PSC_FRAME_MISSED};
    if (stream->missed || stream->skipped || stream->data.len == 0) {
        return PSC_OK;
    }
    psc_bytes bytes;
    psc_events_listen_reply reply;
    psc_status status =
        psc_base64_decode(&bytes, scratch, psc_buf_view(&stream->data), PSC_BASE64_STANDARD_PADDED);
    if (status == PSC_OK) {
        status = psc_union_read(&reply, scratch, bytes, &psc_events_listen_reply_union);
    }
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : PSC_OK;
    }
    if (reply.tag == PSC_EVENTS_LISTEN_OK && reply.ok.kind != PSC_VARIANT_UNKNOWN) {
        *found = true;
        *frame = (psc_frame) {.kind = PSC_FRAME_EVENT, .event = reply.ok};
        stream->online = true;
        stream->stale = 0;
        if (reply.ok.kind == PSC_API_EVENT_ORGANIZATION_CONFIG) {
            psc_stream_heard_config(stream, &reply.ok.organization_config);
        }
    }
    return PSC_OK;
}

static psc_status psc_stream_frame_end(bool *found, psc_frame *frame, psc_stream *stream) {
    PSC_TRY(psc_stream_frame_read(found, frame, stream));
    if (stream->frame_id_len > 0) {
        memcpy(stream->last_id, stream->frame_id, stream->frame_id_len);
        stream->last_id_len = stream->frame_id_len;
    }
    psc_stream_forget_frame(stream);
    return PSC_OK;
}

/* As much as came of one line; *whole is false when the rest of it is still to come. */
static psc_status psc_stream_take_line(bool *whole, psc_stream *stream) {
    psc_bytes *unread = &stream->unread;
    const uint8_t *end = memchr(unread->at, '\n', unread->len);
    const size_t len = end == NULL ? unread->len : (size_t) (end - unread->at);
    *whole = end != NULL;
    stream->line_bytes += len;
    stream->skipped =
        stream->skipped || stream->line_bytes + stream->data.len > PSC_STREAM_FRAME_MAX;
    if (!stream->skipped) {
        PSC_TRY(psc_buf_push(&stream->line, (psc_bytes) {unread->at, len}));
    }
    unread->at += len + (*whole ? 1 : 0);
    unread->len -= len + (*whole ? 1 : 0);
    return PSC_OK;
}

psc_status psc_stream_next(bool *found, psc_frame *frame, psc_stream *stream) {
    *found = false;
    while (!*found && stream->unread.len > 0) {
        bool whole;
        PSC_TRY(psc_stream_take_line(&whole, stream));
        if (!whole) {
            return PSC_OK;
        }
        psc_bytes line = psc_buf_view(&stream->line);
        if (line.len > 0 && line.at[line.len - 1] == '\r') {
            line.len--;
        }
        const bool blank = stream->line_bytes == 0 || (!stream->skipped && line.len == 0);
        stream->line_bytes = 0;
        stream->line.len = 0;
        if (blank) {
            PSC_TRY(psc_stream_frame_end(found, frame, stream));
        } else if (!stream->skipped) {
            PSC_TRY(psc_stream_line(stream, line));
        }
    }
    return PSC_OK;
}

/* ----------------------------------------------------------------------------------------- events */

static psc_status psc_stream_broken(int *outcome, psc_stream *stream) {
    psc_flow *flow = stream->flow;
    const size_t last = sizeof psc_stream_pause_ms / sizeof psc_stream_pause_ms[0] - 1;
    psc_stream_close(stream);
    if (stream->online && flow->now - stream->opened_on >= PSC_STREAM_STEADY) {
        stream->failures = 0;
    }
    stream->retry_in_ms = psc_stream_pause_ms[stream->failures < last ? stream->failures : last];
    stream->failures++;
    stream->online = false;
    *outcome = PSC_STREAM_OFFLINE;
    return psc_flow_sleep(&stream->pause, flow, stream->retry_in_ms, stream->purpose, 0);
}

static psc_status psc_stream_ended(int *outcome, psc_stream *stream, uint32_t http_status) {
    const psc_status status = psc_http_status(http_status);
    stream->opened = 0;
    if (status == PSC_OK || status == PSC_ERR_OFFLINE || status == PSC_ERR_HTTP_SERVER) {
        return psc_stream_broken(outcome, stream);
    }
    if (status == PSC_ERR_HTTP_CLOCK && stream->stale < PSC_STREAM_STALE_MAX) {
        stream->stale++;
        return psc_stream_open(stream);
    }
    psc_stream_close(stream);
    stream->online = false;
    stream->http_status = http_status;
    *outcome = PSC_STREAM_STOPPED;
    return PSC_OK;
}

/* The watch is not set anew at every frame: when it fires it looks how long the silence was. */
static psc_status psc_stream_watched(int *outcome, psc_stream *stream) {
    const psc_time silence = stream->flow->now - stream->heard;
    const psc_time patience = (psc_time) stream->patience_ms * (PSC_TIME_SECOND / 1000);
    stream->watch = 0;
    if (stream->patience_ms == 0) {
        return PSC_OK;
    }
    /* A clock that was set back makes no silence. */
    if (silence < 0) {
        stream->heard = stream->flow->now;
    } else if (silence >= patience) {
        return psc_stream_broken(outcome, stream);
    }
    const psc_time rest = silence < 0 ? patience : patience - silence;
    return psc_stream_watch(stream, (uint32_t) (rest / (PSC_TIME_SECOND / 1000)) + 1);
}

psc_status psc_stream_event(int *outcome, psc_stream *stream, const psc_event *event) {
    *outcome = PSC_STREAM_NOTHING;
    if (event->kind == PSC_EVENT_HURRY) {
        return stream->pause == 0 ? PSC_OK : psc_stream_open(stream);
    }
    if (event->effect == stream->pause) {
        stream->pause = 0;
        return psc_stream_open(stream);
    }
    if (event->effect == stream->watch) {
        return psc_stream_watched(outcome, stream);
    }
    if (event->effect == 0 || event->effect != stream->opened) {
        return PSC_ERR_STATE;
    }
    if (event->kind == PSC_EVENT_TRANSPORT_FAILURE) {
        stream->opened = 0;
        return psc_stream_broken(outcome, stream);
    }
    if (event->kind == PSC_EVENT_STREAM_CLOSED) {
        return psc_stream_ended(outcome, stream, event->as.closed);
    }
    stream->heard = stream->flow->now;
    stream->unread = event->as.streamed;
    *outcome = PSC_STREAM_FRAMES;
    return PSC_OK;
}
