// SPDX-License-Identifier: MPL-2.0
/* A join request that this browser has sent: what has become of it, or it is withdrawn (protocol.md §3.5: whoever knows its identifier
 * may). */
#include "codec/address.h"
#include "flow/asking.h"
#include "flow/call.h"
#include "flow/protect.h"

#define PSC_FOLLOW_STATES(X)                                                                       \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_RECORD, "await-record")                                                                \
    X(AWAIT_INFO, "await-info")                                                                    \
    X(AWAIT_PAUSE, "await-pause")                                                                  \
    X(AWAIT_WITHDRAWN, "await-withdrawn")                                                          \
    X(AWAIT_FORGOTTEN, "await-forgotten")

typedef enum psc_follow_state {
#define X(name, text) PSC_FOLLOW_##name,
    PSC_FOLLOW_STATES(X)
#undef X
} psc_follow_state;

static const char *const psc_follow_states[] = {
#define X(name, text) [PSC_FOLLOW_##name] = (text),
    PSC_FOLLOW_STATES(X)
#undef X
};

typedef struct psc_follow {
    psc_flow flow;
    psc_follow_job job;
    psc_bytes key;
    psc_endpoint endpoint;
    psc_async_id request;
    psc_call call;
    uint32_t pause;
} psc_follow;

/* ----------------------------------------------------------------------------------- the record */

static psc_status psc_follow_forget(psc_follow *follow) {
    const psc_store_operation operation = {
        .verb = PSC_STORE_DELETE, .store = PSC_STORE_ENROLLMENTS, .key = follow->key};
    PSC_TRY(psc_flow_store(NULL, &follow->flow, &operation, 1, 0));
    return psc_await_machine(&follow->flow, PSC_FOLLOW_AWAIT_FORGOTTEN);
}

static psc_status psc_follow_begin(psc_follow *follow) {
    const psc_store_operation operation = {
        .verb = PSC_STORE_GET, .store = PSC_STORE_ENROLLMENTS, .key = follow->key};
    if (follow->job == PSC_FOLLOW_FORGET) {
        return psc_follow_forget(follow);
    }
    PSC_TRY(psc_flow_store(NULL, &follow->flow, &operation, 1, 0));
    return psc_await_machine(&follow->flow, PSC_FOLLOW_AWAIT_RECORD);
}

static psc_status psc_follow_read(psc_follow *follow, psc_bytes found) {
    psc_arena *arena = &follow->flow.state;
    psc_pending_file file;
    psc_pending_content content;
    psc_bytes bytes;
    psc_bytes host;
    PSC_TRY(psc_bytes_copy(&bytes, arena, found));
    PSC_TRY(psc_asking_read(&file, &content, arena, bytes));
    follow->endpoint =
        (psc_endpoint) {.family = PSC_FAMILY_ANONYMOUS, .organization = content.organization_id};
    follow->request.enrollment_id = content.enrollment_id;
    const psc_status status =
        psc_server_url_parse(&follow->endpoint.server_url, &host, arena, content.server_url);
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status : PSC_ERR_REQUEST_FILE;
}

static psc_status psc_follow_ask(psc_follow *follow) {
    const bool watch = follow->job == PSC_FOLLOW_WATCH;
    PSC_TRY(psc_call_command(
        &follow->call, &follow->flow, &follow->endpoint, &follow->request,
        watch ? &psc_async_info_request_record : &psc_async_cancel_request_record, 0, 0));
    return psc_await_machine(&follow->flow,
                             watch ? PSC_FOLLOW_AWAIT_INFO : PSC_FOLLOW_AWAIT_WITHDRAWN);
}

static psc_status psc_follow_record(psc_follow *follow, const psc_event *event) {
    psc_flow *flow = &follow->flow;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_fail_store(flow, event);
    }
    const psc_bytes found = psc_stored_value(event, 0);
    if (found.at == NULL) {
        return psc_fail_unharmed(flow, PSC_ERR_STORE_MISSING);
    }
    const psc_status status = psc_follow_read(follow, found);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : psc_fail_unharmed(flow, status);
    }
    return psc_follow_ask(follow);
}

/* ----------------------------------------------------------------------------------- the answer */

static psc_status psc_follow_fail(psc_follow *follow, psc_status status) {
    return psc_flow_fail(&follow->flow, &(psc_failure) {
                                            .status = (int) status,
                                            .http_status = follow->call.http_status,
                                            .nothing_lost = true,
                                        });
}

static psc_status psc_follow_note(psc_follow *follow, const psc_async_info *info) {
    const psc_note note = {
        .kind = PSC_NOTE_REQUEST,
        .as.request =
            {
                .status = info->status,
                .submitted_on = info->submitted_on,
                .has_decided_on = info->status != PSC_ASYNC_SUBMITTED,
                .decided_on = info->decided_on,
            },
    };
    return psc_flow_note(&follow->flow, &note);
}

static psc_status psc_follow_info(psc_follow *follow) {
    psc_flow *flow = &follow->flow;
    psc_async_info_reply reply;
    PSC_TRY(follow->call.status);
    PSC_TRY(psc_call_read(&reply, &follow->call, flow, &psc_async_info_reply_union));
    if (reply.tag == PSC_ASYNC_INFO_NOT_FOUND) {
        return PSC_ERR_REQUEST_NOT_FOUND;
    }
    PSC_TRY(psc_follow_note(follow, &reply.ok));
    if (reply.ok.status != PSC_ASYNC_SUBMITTED) {
        return psc_flow_finish(flow, &(psc_result) {.kind = PSC_RESULT_NOTHING});
    }
    PSC_TRY(psc_flow_sleep(&follow->pause, flow, PSC_FOLLOW_PAUSE_MS, 0, 0));
    flow->awaited = PSC_FOLLOW_AWAIT_PAUSE;
    return PSC_OK;
}

static psc_status psc_follow_withdrawn(psc_follow *follow) {
    psc_async_end_reply reply;
    PSC_TRY(follow->call.status);
    PSC_TRY(psc_call_read(&reply, &follow->call, &follow->flow, &psc_async_end_reply_union));
    switch ((psc_async_end_tag) reply.tag) {
    case PSC_ASYNC_END_OK:
    case PSC_ASYNC_END_NOT_FOUND:
        return psc_follow_forget(follow);
    case PSC_ASYNC_END_NO_LONGER_AVAILABLE:
        /* It may be this very command that was heard the first time. */
        return follow->call.resent ? psc_follow_forget(follow) : PSC_ERR_REQUEST_DECIDED;
    case PSC_ASYNC_END_AUTHOR_NOT_ALLOWED:
        return PSC_ERR_AUTHOR_NOT_ALLOWED;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_follow_answer(psc_follow *follow, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &follow->call, &follow->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    const psc_status status = follow->flow.awaited == PSC_FOLLOW_AWAIT_INFO
                                  ? psc_follow_info(follow)
                                  : psc_follow_withdrawn(follow);
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status : psc_follow_fail(follow, status);
}

/* A screen that is looked at again does not wait for the end of the pause. */
static psc_status psc_follow_again(psc_follow *follow, const psc_event *event) {
    if (event->kind == PSC_EVENT_HURRY) {
        psc_flow_withdraw(&follow->flow, follow->pause);
    }
    return psc_follow_ask(follow);
}

static psc_status psc_follow_forgotten(psc_follow *follow, const psc_event *event) {
    return event->kind == PSC_EVENT_STORE_FAILURE
               ? psc_fail_store(&follow->flow, event)
               : psc_flow_finish(&follow->flow, &(psc_result) {.kind = PSC_RESULT_NOTHING});
}

/* ----------------------------------------------------------------------------------------- flow */

static psc_status psc_follow_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_follow *follow = (psc_follow *) flow;
    const bool hurry = event->kind == PSC_EVENT_HURRY;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    switch ((psc_follow_state) flow->awaited) {
    case PSC_FOLLOW_AWAIT_BEGIN:
        return psc_follow_begin(follow);
    case PSC_FOLLOW_AWAIT_RECORD:
        return hurry ? PSC_OK : psc_follow_record(follow, event);
    case PSC_FOLLOW_AWAIT_INFO:
    case PSC_FOLLOW_AWAIT_WITHDRAWN:
        return psc_follow_answer(follow, event);
    case PSC_FOLLOW_AWAIT_PAUSE:
        return psc_follow_again(follow, event);
    case PSC_FOLLOW_AWAIT_FORGOTTEN:
        return hurry ? PSC_OK : psc_follow_forgotten(follow, event);
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_follow_class = {
    .name = "follow",
    .states = psc_follow_states,
    .size = sizeof(psc_follow),
    .step = psc_follow_step,
};

psc_status psc_follow_new(psc_flow **flow, const psc_host *host,
                          const psc_follow_options *options) {
    *flow = NULL;
    if (options->key.len == 0) {
        return PSC_ERR_ARGUMENT;
    }
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_follow_class));
    psc_follow *follow = (psc_follow *) made;
    follow->job = (psc_follow_job) options->job;
    const psc_status status = psc_bytes_copy(&follow->key, &made->state, options->key);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
