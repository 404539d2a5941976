// SPDX-License-Identifier: MPL-2.0
/* Runs as long as a device is open: keeps what it knows of its organization up to date, and says when something changed. */
#include "flow/stream.h"
#include "flow/sync.h"

#define PSC_SESSION_STATES(X)                                                                      \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_CERTIFICATES, "await-certificates")                                                    \
    X(AWAIT_EVENTS, "await-events")

typedef enum psc_session_state {
#define X(name, text) PSC_SESSION_##name,
    PSC_SESSION_STATES(X)
#undef X
} psc_session_state;

static const char *const psc_session_states[] = {
#define X(name, text) [PSC_SESSION_##name] = (text),
    PSC_SESSION_STATES(X)
#undef X
};

enum { /* purposes */
       PSC_SESSION_FOR_SYNC,
       PSC_SESSION_FOR_STREAM
};

typedef struct psc_session {
    psc_flow flow;
    psc_device *device;
    psc_sync sync;
    psc_stream stream;
    uint32_t stopped;     /* HTTP status that ended the stream while what was kept was being read */
    bool outdated;        /* something new was announced while the last answer was on its way */
    uint64_t told;        /* certificates that the last KNOWN note was about */
    bool known;           /* such a note was sent */
    uint32_t invitations; /* how often they changed */
    uint32_t requests;    /* how often join requests did */
} psc_session;

/* ------------------------------------------------------------------------------------------ notes */

static psc_status psc_session_note_known(psc_session *session) {
    const psc_trust *trust = &session->device->trust;
    const psc_note note = {
        .kind = PSC_NOTE_KNOWN,
        .as.known =
            {
                .complete = trust->known && session->sync.state == PSC_SYNC_IDLE,
                .certificates = (uint32_t) trust->common.head.count,
                .done = (uint32_t) session->sync.done,
                .total = (uint32_t) session->sync.total,
            },
    };
    return psc_flow_note(&session->flow, &note);
}

static psc_status psc_session_note_live(psc_session *session, psc_status status) {
    const psc_note note = {
        .kind = PSC_NOTE_LIVE,
        .as.live =
            {
                .online = session->stream.online,
                .status = (int) status,
                .retry_in_ms = session->stream.retry_in_ms,
            },
    };
    return psc_flow_note(&session->flow, &note);
}

static psc_status psc_session_note_invitations(psc_session *session) {
    session->invitations++;
    const psc_note note = {.kind = PSC_NOTE_INVITATIONS,
                           .as.invitations = {.count = session->invitations}};
    return psc_flow_note(&session->flow, &note);
}

static psc_status psc_session_note_requests(psc_session *session) {
    session->requests++;
    return psc_flow_note(&session->flow, &(psc_note) {.kind = PSC_NOTE_REQUESTS,
                                                      .as.requests = {.count = session->requests}});
}

/* ------------------------------------------------------------------------------------- failures */

static psc_status psc_session_fail(psc_session *session, psc_status status, uint32_t http_status) {
    return psc_flow_fail(&session->flow, &(psc_failure) {
                                             .status = (int) status,
                                             .http_status = http_status,
                                             .nothing_lost = true,
                                         });
}

/* Whom the refused certificate is about, as far as anybody knows. */
static psc_human_handle psc_session_subject(const psc_common_topic *topic) {
    const psc_common_certificate *refused = &topic->refused;
    const psc_member *member = NULL;
    if (refused->kind == PSC_COMMON_USER) {
        return refused->user.human_handle;
    }
    if (refused->kind == PSC_COMMON_DEVICE) {
        member = psc_common_topic_member(topic, &refused->device.user_id);
    } else if (refused->kind == PSC_COMMON_USER_UPDATE) {
        member = psc_common_topic_member(topic, &refused->user_update.user_id);
    } else if (refused->kind == PSC_COMMON_REVOKED_USER) {
        member = psc_common_topic_member(topic, &refused->revoked_user.user_id);
    }
    return member == NULL ? (psc_human_handle) {PSC_BYTES_ABSENT, PSC_BYTES_ABSENT}
                          : member->human_handle;
}

static psc_status psc_session_refused(psc_session *session) {
    const psc_common_topic *topic = &session->device->trust.common;
    const psc_human_handle subject = psc_session_subject(topic);
    psc_failure failure = {
        .status = (int) topic->status,
        .has_certificate = topic->refused.kind != PSC_VARIANT_UNKNOWN,
        .nothing_lost = true,
    };
    if (failure.has_certificate) {
        failure.certificate_kind = topic->refused.kind;
        failure.certificate_time = psc_common_timestamp(&topic->refused);
    }
    /* The end outlives the device's own arena. */
    PSC_TRY(psc_bytes_copy(&failure.person.email, &session->flow.state, subject.email));
    PSC_TRY(psc_bytes_copy(&failure.person.label, &session->flow.state, subject.label));
    return psc_flow_fail(&session->flow, &failure);
}

/* --------------------------------------------------------------------------------- certificates */

static psc_status psc_session_update(psc_session *session) {
    if (session->sync.state != PSC_SYNC_IDLE) {
        session->outdated = true;
        return PSC_OK;
    }
    session->outdated = false;
    return psc_sync_begin(&session->sync);
}

static psc_status psc_session_up_to_date(psc_session *session) {
    const uint64_t count = session->device->trust.common.head.count;
    session->flow.awaited = PSC_SESSION_AWAIT_EVENTS;
    if (!session->known || session->told != count) {
        session->known = true;
        session->told = count;
        PSC_TRY(psc_session_note_known(session));
    }
    return session->outdated ? psc_session_update(session) : PSC_OK;
}

static psc_status psc_session_stopped(psc_session *session, uint32_t http_status) {
    return psc_session_fail(session, psc_http_status(http_status), http_status);
}

static psc_status psc_session_sync_event(psc_session *session, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_sync_event(&outcome, &session->sync, event));
    if (session->stopped != 0 && session->sync.state != PSC_SYNC_AWAIT_KEPT) {
        return psc_session_stopped(session, session->stopped);
    }
    switch ((psc_sync_outcome) outcome) {
    case PSC_SYNC_NOTHING:
        return PSC_OK;
    case PSC_SYNC_PROGRESS:
        return session->known ? PSC_OK : psc_session_note_known(session);
    case PSC_SYNC_DONE:
        return psc_session_up_to_date(session);
    case PSC_SYNC_BROKEN:
        return psc_session_fail(session, session->sync.status, session->sync.call.http_status);
    case PSC_SYNC_REFUSED:
        return psc_session_refused(session);
    }
    __builtin_unreachable();
}

/* ------------------------------------------------------------------------------------------ events */

static psc_status psc_session_frame(psc_session *session, const psc_frame *frame) {
    if (frame->kind == PSC_FRAME_MISSED) {
        PSC_TRY(psc_session_note_invitations(session));
        PSC_TRY(psc_session_note_requests(session));
        return psc_session_update(session);
    }
    switch ((psc_api_event_kind) frame->event.kind) {
    case PSC_API_EVENT_ORGANIZATION_CONFIG:
        /* Open again: what happened in between is either replayed or said to be missed, but for the
         * time before the first opening. */
        PSC_TRY(psc_session_note_live(session, PSC_OK));
        return psc_session_update(session);
    case PSC_API_EVENT_COMMON_CERTIFICATE:
        return psc_session_update(session);
    case PSC_API_EVENT_INVITATION:
    case PSC_API_EVENT_GREETING_ATTEMPT_READY:
    case PSC_API_EVENT_GREETING_ATTEMPT_CANCELLED:
        return psc_session_note_invitations(session);
    case PSC_API_EVENT_ASYNC_ENROLLMENT:
        return psc_session_note_requests(session);
    }
    __builtin_unreachable();
}

static psc_status psc_session_frames(psc_session *session) {
    for (;;) {
        bool found;
        psc_frame frame;
        PSC_TRY(psc_stream_next(&found, &frame, &session->stream));
        if (!found) {
            return PSC_OK;
        }
        PSC_TRY(psc_session_frame(session, &frame));
    }
}

static psc_status psc_session_stream_event(psc_session *session, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_stream_event(&outcome, &session->stream, event));
    switch ((psc_stream_outcome) outcome) {
    case PSC_STREAM_NOTHING:
        return PSC_OK;
    case PSC_STREAM_FRAMES:
        return psc_session_frames(session);
    case PSC_STREAM_OFFLINE:
        return psc_session_note_live(session, PSC_ERR_OFFLINE);
    case PSC_STREAM_STOPPED:
        if (session->sync.state == PSC_SYNC_AWAIT_KEPT) {
            /* Whoever is not let in any more is to know whom to ask. */
            session->stopped = session->stream.http_status;
            return PSC_OK;
        }
        return psc_session_stopped(session, session->stream.http_status);
    }
    __builtin_unreachable();
}

static psc_status psc_session_begin(psc_session *session) {
    session->flow.awaited = PSC_SESSION_AWAIT_CERTIFICATES;
    PSC_TRY(psc_stream_open(&session->stream));
    return psc_sync_begin(&session->sync);
}

static psc_status psc_session_step(psc_flow *flow, const psc_event *event,
                                   const psc_pending *answered) {
    psc_session *session = (psc_session *) flow;
    if (event->kind == PSC_EVENT_BEGIN) {
        return psc_session_begin(session);
    }
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_flow_fail_with(flow, PSC_ERR_CANCELLED);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        PSC_TRY(psc_session_stream_event(session, event));
        return session->sync.state == PSC_SYNC_IDLE ? PSC_OK
                                                    : psc_session_sync_event(session, event);
    }
    return answered->purpose == PSC_SESSION_FOR_SYNC ? psc_session_sync_event(session, event)
                                                     : psc_session_stream_event(session, event);
}

static void psc_session_close(psc_flow *flow) {
    psc_session *session = (psc_session *) flow;
    psc_sync_free(&session->sync);
    psc_stream_free(&session->stream);
    psc_device_release(session->device);
}

static const psc_flow_class psc_session_class = {
    .name = "session",
    .states = psc_session_states,
    .size = sizeof(psc_session),
    .step = psc_session_step,
    .close = psc_session_close,
};

psc_status psc_session_new(psc_flow **flow, const psc_host *host,
                           const psc_session_options *options) {
    PSC_TRY(psc_flow_make(flow, host, &psc_session_class));
    psc_session *session = (psc_session *) *flow;
    session->device = options->device;
    psc_device_retain(session->device);
    psc_sync_init(&session->sync, *flow, session->device, PSC_SESSION_FOR_SYNC);
    psc_stream_init(&session->stream, *flow, &session->device->endpoint, PSC_SESSION_FOR_STREAM);
    return PSC_OK;
}
