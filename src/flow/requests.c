// SPDX-License-Identifier: MPL-2.0
/* Join requests as an administrator sees them: nothing of what they say is verified before one is accepted (accept.c). */
#include <stdlib.h>
#include <string.h>

#include "flow/asking.h"
#include "flow/device.h"
#include "flow/protect.h"

#define PSC_REQUESTS_STATES(X)                                                                     \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_LIST, "await-list")                                                                    \
    X(AWAIT_REJECTED, "await-rejected")

typedef enum psc_requests_state {
#define X(name, text) PSC_REQUESTS_##name,
    PSC_REQUESTS_STATES(X)
#undef X
} psc_requests_state;

static const char *const psc_requests_states[] = {
#define X(name, text) [PSC_REQUESTS_##name] = (text),
    PSC_REQUESTS_STATES(X)
#undef X
};

typedef struct psc_requests {
    psc_flow flow;
    psc_device *device;
    psc_requests_job job;
    psc_async_id request;
    psc_call call;
} psc_requests;

/* ------------------------------------------------------------------------------------- the list */

static bool psc_requests_is_member(const psc_device *device, psc_bytes email) {
    const psc_index *members = &device->trust.common.members;
    for (size_t i = 0; i < members->count; i++) {
        const psc_member *member = (const psc_member *) (const void *) members->items[i];
        if (!member->revoked && psc_bytes_equal(member->human_handle.email, email)) {
            return true;
        }
    }
    return false;
}

static psc_identity_kind psc_requests_identity(int tag) {
    return tag == PSC_IDENTITY_OPENBAO ? PSC_IDENTITY_OF_SIGN_ON
           : tag == PSC_IDENTITY_PKI   ? PSC_IDENTITY_OF_SMART_CARD
                                       : PSC_IDENTITY_UNKNOWN;
}

static psc_status psc_requests_line(psc_requested_line *line, psc_requests *requests,
                                    const psc_async_item *item) {
    psc_arena *arena = &requests->flow.state;
    psc_submit_payload payload;
    *line = (psc_requested_line) {
        .enrollment_id = item->enrollment_id,
        .submitted_on = item->submitted_on,
        .identity = (int) psc_requests_identity(item->submit_payload_signature.tag),
        .status = item->submit_payload_signature.tag == PSC_IDENTITY_OPENBAO ? PSC_OK
                                                                             : PSC_ERR_REQUEST_KIND,
    };
    const psc_status status =
        psc_submit_payload_read(&payload, &requests->flow.scratch, item->submit_payload);
    if (status != PSC_OK) {
        line->status = (int) status;
        return status == PSC_ERR_MEMORY ? status : PSC_OK;
    }
    const psc_human_handle *handle = &payload.requested_human_handle;
    if (line->status == PSC_OK && psc_requests_is_member(requests->device, handle->email)) {
        line->status = PSC_ERR_ALREADY_ENROLLED;
    }
    PSC_TRY(psc_bytes_copy(&line->human_handle.email, arena, handle->email));
    PSC_TRY(psc_bytes_copy(&line->human_handle.label, arena, handle->label));
    return psc_bytes_copy(&line->device_label, arena, payload.requested_device_label);
}

/* Newest first; identifiers make the order total. */
static int psc_requests_order(const void *left, const void *right) {
    const psc_requested_line *a = left;
    const psc_requested_line *b = right;
    if (a->submitted_on != b->submitted_on) {
        return a->submitted_on < b->submitted_on ? 1 : -1;
    }
    return memcmp(a->enrollment_id.bytes, b->enrollment_id.bytes, PSC_UUID_BYTES);
}

/* The same for everybody. */
static psc_status psc_requests_link(psc_bytes *link, psc_requests *requests) {
    const psc_local_device *local = &requests->device->local;
    const psc_address address = {
        .kind = PSC_ADDRESS_ASYNC_ENROLLMENT,
        .server_url = local->server_url,
        .host = requests->device->host_name,
        .organization = local->organization_id,
    };
    psc_buf text;
    psc_buf_init(&text, &requests->flow.state);
    PSC_TRY(psc_address_write_redirect(&text, &address));
    *link = psc_buf_view(&text);
    return PSC_OK;
}

static psc_status psc_requests_listed(psc_requests *requests) {
    psc_flow *flow = &requests->flow;
    psc_async_list_reply reply;
    psc_result result = {.kind = PSC_RESULT_REQUESTS};
    PSC_TRY(psc_call_read(&reply, &requests->call, flow, &psc_async_list_reply_union));
    if (reply.tag == PSC_ASYNC_LIST_AUTHOR_NOT_ALLOWED) {
        return PSC_ERR_AUTHOR_NOT_ALLOWED;
    }
    const psc_async_item *item = reply.ok.enrollments.items;
    const size_t count = reply.ok.enrollments.count;
    psc_requested_line *lines;
    PSC_TRY(PSC_TAKE(&lines, &flow->state, count));
    for (size_t i = 0; i < count; i++) {
        PSC_TRY(psc_requests_line(&lines[i], requests, &item[i]));
    }
    qsort(lines, count, sizeof *lines, psc_requests_order);
    result.as.requests.requests = (psc_list) {lines, count};
    PSC_TRY(psc_requests_link(&result.as.requests.link, requests));
    return psc_flow_finish(flow, &result);
}

/* --------------------------------------------------------------------------------------- reject */

static psc_status psc_requests_rejected(psc_requests *requests) {
    psc_async_end_reply reply;
    PSC_TRY(psc_call_read(&reply, &requests->call, &requests->flow, &psc_async_end_reply_union));
    switch ((psc_async_end_tag) reply.tag) {
    case PSC_ASYNC_END_OK:
        return psc_flow_finish(&requests->flow, &(psc_result) {.kind = PSC_RESULT_NOTHING});
    case PSC_ASYNC_END_NOT_FOUND:
        return PSC_ERR_REQUEST_NOT_FOUND;
    case PSC_ASYNC_END_NO_LONGER_AVAILABLE:
        return PSC_ERR_REQUEST_DECIDED;
    case PSC_ASYNC_END_AUTHOR_NOT_ALLOWED:
        return PSC_ERR_AUTHOR_NOT_ALLOWED;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* ----------------------------------------------------------------------------------------- flow */

static psc_status psc_requests_begin(psc_requests *requests) {
    const bool list = requests->job == PSC_REQUESTS_LIST;
    PSC_TRY(psc_call_command(
        &requests->call, &requests->flow, &requests->device->endpoint, &requests->request,
        list ? &psc_async_list_request_record : &psc_async_reject_request_record, 0, 0));
    return psc_await_machine(&requests->flow,
                             list ? PSC_REQUESTS_AWAIT_LIST : PSC_REQUESTS_AWAIT_REJECTED);
}

static psc_status psc_requests_answer(psc_requests *requests, const psc_event *event) {
    psc_flow *flow = &requests->flow;
    bool answered;
    PSC_TRY(psc_call_event(&answered, &requests->call, flow, event));
    if (!answered) {
        return PSC_OK;
    }
    psc_status status = requests->call.status;
    if (status == PSC_OK) {
        status = requests->job == PSC_REQUESTS_LIST ? psc_requests_listed(requests)
                                                    : psc_requests_rejected(requests);
    }
    return status == PSC_OK || status == PSC_ERR_MEMORY
               ? status
               : psc_flow_fail(flow, &(psc_failure) {
                                         .status = (int) status,
                                         .http_status = requests->call.http_status,
                                         .nothing_lost = true,
                                     });
}

static psc_status psc_requests_step(psc_flow *flow, const psc_event *event,
                                    const psc_pending *answered) {
    (void) answered;
    psc_requests *requests = (psc_requests *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    switch ((psc_requests_state) flow->awaited) {
    case PSC_REQUESTS_AWAIT_BEGIN:
        return psc_requests_begin(requests);
    case PSC_REQUESTS_AWAIT_LIST:
    case PSC_REQUESTS_AWAIT_REJECTED:
        return psc_requests_answer(requests, event);
    }
    return PSC_ERR_STATE;
}

static void psc_requests_close(psc_flow *flow) {
    psc_device_release(((psc_requests *) flow)->device);
}

static const psc_flow_class psc_requests_class = {
    .name = "requests",
    .states = psc_requests_states,
    .size = sizeof(psc_requests),
    .step = psc_requests_step,
    .close = psc_requests_close,
};

psc_status psc_requests_new(psc_flow **flow, const psc_host *host,
                            const psc_requests_options *options) {
    PSC_TRY(psc_flow_make(flow, host, &psc_requests_class));
    psc_requests *requests = (psc_requests *) *flow;
    psc_device_retain(options->device);
    requests->device = options->device;
    requests->job = (psc_requests_job) options->job;
    requests->request.enrollment_id = options->enrollment_id;
    return PSC_OK;
}
