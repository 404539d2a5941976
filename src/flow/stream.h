// SPDX-License-Identifier: MPL-2.0
/* The server's event stream, kept open. Private to src/flow.
 *
 * Frames are read as they come (protocol.md §2.1). A stream that is silent for longer than the server's keepalives allow counts as
 * broken; a broken one is opened again after 0, 1, 5, 10, 30, then 60 s, from the last event on, so that nothing is missed, or a
 * frame says that something was. PSC_EVENT_HURRY ends a pause. */
#ifndef PSC_FLOW_STREAM_H
#define PSC_FLOW_STREAM_H

#include "flow/call.h"

typedef enum psc_stream_outcome {
    PSC_STREAM_NOTHING,
    PSC_STREAM_FRAMES, /* psc_stream_next has some */
    PSC_STREAM_OFFLINE, /* broken, to be opened again in stream->retry_in_ms */
    PSC_STREAM_STOPPED  /* the server refuses it: stream->http_status, psc_http_status(that); open it again or not */
} psc_stream_outcome;

typedef enum psc_frame_kind {
    PSC_FRAME_EVENT,  /* one that the schema knows; CONFIG, always the first, says that the stream is open */
    PSC_FRAME_MISSED  /* events were lost: ask for everything */
} psc_frame_kind;
typedef struct psc_frame {
    int kind; /* psc_frame_kind */
    psc_api_event event;
} psc_frame;

#define PSC_STREAM_ID_MAX 64u
typedef struct psc_stream {
    psc_flow *flow;
    const psc_endpoint *endpoint;
    int purpose;
    uint32_t opened; /* the stream effect, or 0 */
    uint32_t pause;  /* before it is opened again, or 0 */
    uint32_t watch;  /* over its silence, or 0 */
    bool online;     /* a frame came since it was opened */
    uint32_t failures; /* in a row */
    uint32_t stale;    /* HTTP 498 in a row */
    uint32_t retry_in_ms;
    uint32_t http_status;
    psc_time opened_on;
    psc_time heard;       /* when something came */
    uint32_t patience_ms; /* silence that is fine; 0: any */
    psc_arena arena;      /* of the line and the frame being read */
    psc_buf line;
    size_t line_bytes; /* of the line so far, also when they are skipped */
    psc_buf data;
    bool has_data;
    bool missed;
    bool skipped; /* the frame is larger than any that matters */
    uint8_t frame_id[PSC_STREAM_ID_MAX];
    size_t frame_id_len;
    uint8_t last_id[PSC_STREAM_ID_MAX];
    size_t last_id_len;
    psc_bytes unread; /* of the bytes that came with this step */
} psc_stream;

void psc_stream_init(psc_stream *stream, psc_flow *flow, const psc_endpoint *endpoint, int purpose);
void psc_stream_free(psc_stream *stream);
psc_status psc_stream_open(psc_stream *stream) PSC_CHECK_RESULT;
/* Nothing of it is outstanding any more; it may be opened again. */
void psc_stream_close(psc_stream *stream);
/* Give it every event that answers an effect of its purpose, and HURRY. */
psc_status psc_stream_event(int *outcome, psc_stream *stream, const psc_event *event) PSC_CHECK_RESULT;
/* The next frame of those that came; *found is false when there is no other. Views live until the end of the step. */
psc_status psc_stream_next(bool *found, psc_frame *frame, psc_stream *stream) PSC_CHECK_RESULT;

#endif
