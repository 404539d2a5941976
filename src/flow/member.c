// SPDX-License-Identifier: MPL-2.0
/* An administrator changes the profile of another member, or revokes them (protocol.md §3.9,
 * user_update and user_revoke). What becomes of it shows in the directory, when the session has
 * read the certificate. */
#include "flow/dating.h"
#include "flow/device.h"
#include "flow/protect.h"
#include "trust/certificate.h"

#define PSC_MEMBER_STATES(X)                                                                       \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_CHANGED, "await-changed")                                                              \
    X(AWAIT_PROBE, "await-probe")

typedef enum psc_member_state {
#define X(name, text) PSC_MEMBER_##name,
    PSC_MEMBER_STATES(X)
#undef X
} psc_member_state;

static const char *const psc_member_states[] = {
#define X(name, text) [PSC_MEMBER_##name] = (text),
    PSC_MEMBER_STATES(X)
#undef X
};

typedef struct psc_member_change {
    psc_flow flow;
    psc_device *device;
    psc_member_job job;
    psc_uuid user_id;
    int profile;
    psc_time since;        /* of the oldest certificate sent */
    psc_bytes certificate; /* the last one sent */
    psc_call call;
    psc_dating dating;
    psc_failure refusal; /* what the server said to it, until the probe knows better */
} psc_member_change;

/* It may have been done. */
static psc_status psc_member_fail_unknown(psc_member_change *change, psc_status status) {
    return psc_flow_fail(&change->flow, &(psc_failure) {
                                            .status = (int) status,
                                            .http_status = change->call.http_status,
                                        });
}

/* --------------------------------------------------------------------------------------- asking */

static psc_status psc_member_sign(psc_member_change *change, psc_time timestamp) {
    const psc_local_device *local = &change->device->local;
    psc_arena *arena = &change->flow.state;
    if (change->job == PSC_MEMBER_REVOKE) {
        return psc_revoked_user_certificate_make(
            &change->certificate, arena,
            &(psc_revoked_user_certificate) {
                .author = local->device_id, .timestamp = timestamp, .user_id = change->user_id},
            local->signing_key);
    }
    return psc_user_update_certificate_make(
        &change->certificate, arena,
        &(psc_user_update_certificate) {.author = local->device_id,
                                        .timestamp = timestamp,
                                        .user_id = change->user_id,
                                        .new_profile = change->profile},
        local->signing_key);
}

static psc_status psc_member_ask(psc_member_change *change, psc_time timestamp) {
    PSC_TRY(psc_member_sign(change, timestamp));
    if (timestamp < change->since) {
        change->since = timestamp; /* the clock was set back */
    }
    const psc_user_change_request request = {.certificate = change->certificate};
    PSC_TRY(psc_call_command(&change->call, &change->flow, &change->device->endpoint, &request,
                             change->job == PSC_MEMBER_REVOKE ? &psc_user_revoke_request_record
                                                              : &psc_user_update_request_record,
                             0, 0));
    return psc_await_machine(&change->flow, PSC_MEMBER_AWAIT_CHANGED);
}

static psc_status psc_member_begin(psc_member_change *change) {
    change->since = change->flow.now;
    return psc_member_ask(change, change->since);
}

/* --------------------------------------------------------------------------------- the answer */

static psc_status psc_member_done(psc_member_change *change) {
    return psc_flow_finish(&change->flow, &(psc_result) {.kind = PSC_RESULT_NOTHING});
}

/* PSC_OK when it is so, else what the answer says; the refusal gets the details. */
static psc_status psc_member_read_answer(psc_member_change *change) {
    psc_user_change_reply reply;
    PSC_TRY(change->call.status);
    PSC_TRY(psc_call_read(&reply, &change->call, &change->flow,
                          change->job == PSC_MEMBER_REVOKE ? &psc_user_revoke_reply_union
                                                           : &psc_user_update_reply_union));
    switch ((psc_user_change_tag) reply.tag) {
    case PSC_USER_CHANGE_OK:
    case PSC_USER_CHANGE_ALREADY_SO:
        return PSC_OK;
    case PSC_USER_CHANGE_AUTHOR_NOT_ALLOWED:
        return PSC_ERR_AUTHOR_NOT_ALLOWED;
    case PSC_USER_CHANGE_NOT_FOUND:
        return PSC_ERR_USER_NOT_FOUND;
    case PSC_USER_CHANGE_REVOKED:
        return PSC_ERR_USER_REVOKED;
    case PSC_USER_CHANGE_INVALID_CERTIFICATE:
        return PSC_ERR_INVALID_CERTIFICATE;
    case PSC_USER_CHANGE_BALLPARK:
        if (change->call.resent) {
            /* It waited for the network: its age says nothing about the clock. */
            change->dating.next = change->flow.now;
        }
        change->refusal.has_server_time = true;
        change->refusal.server_time = reply.ballpark.server_timestamp;
        change->refusal.client_time = reply.ballpark.client_timestamp;
        return PSC_ERR_BALLPARK;
    case PSC_USER_CHANGE_GREATER_TIMESTAMP:
        psc_dating_later(&change->dating, change->flow.now, reply.greater.strictly_greater_than);
        return PSC_ERR_TIMESTAMP_LOOP;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_member_not_changed(psc_member_change *change) {
    return change->dating.next == 0 ? psc_flow_fail(&change->flow, &change->refusal)
                                    : psc_member_ask(change, psc_dating_take(&change->dating));
}

static psc_status psc_member_probe(psc_member_change *change) {
    psc_flow *flow = &change->flow;
    psc_buf body;
    psc_buf_init(&body, &flow->scratch);
    const psc_certificate_get_request request = {
        .has_common_after = true,
        .common_after = change->since - 1, /* "strictly newer" */
    };
    PSC_TRY(psc_certificate_get_request_write(&body, &request));
    PSC_TRY(
        psc_call_begin(&change->call, flow, &change->device->endpoint, psc_buf_view(&body), 0, 0));
    return psc_await_machine(flow, PSC_MEMBER_AWAIT_PROBE);
}

static psc_status psc_member_changed(psc_member_change *change) {
    const psc_call *call = &change->call;
    change->refusal = (psc_failure) {.http_status = call->http_status, .nothing_lost = true};
    const psc_status status = psc_member_read_answer(change);
    if (status == PSC_OK) {
        return psc_member_done(change);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    change->refusal.status = (int) status;
    /* What was sent before may have been heard; what is not understood tells nothing; and what is
     * only an HTTP status may be said by something in front of the server. */
    return call->resent || call->status != PSC_OK || psc_status_is_unclear(status)
               ? psc_member_probe(change)
               : psc_member_not_changed(change);
}

/* -------------------------------------------------------------------------------- the probe */

/* Is it so, whoever did it? Authors and signatures are not judged here: the server could as well
 * have answered "ok". */
static psc_status psc_member_find(bool *found, psc_member_change *change) {
    *found = false;
    psc_flow *flow = &change->flow;
    psc_certificate_get_reply reply;
    PSC_TRY(change->call.status);
    PSC_TRY(psc_call_read(&reply, &change->call, flow, &psc_certificate_get_reply_union));
    const psc_bytes *blobs = reply.ok.common_certificates.items;
    bool own = false;
    bool last = false;
    for (size_t i = 0; i < reply.ok.common_certificates.count; i++) {
        psc_common_certificate certificate;
        const psc_status status =
            psc_common_certificate_peek(&certificate, &flow->scratch, blobs[i]);
        if (status == PSC_ERR_MEMORY) {
            return status;
        }
        own = own || psc_bytes_equal(blobs[i], change->certificate);
        if (certificate.kind == PSC_COMMON_USER_UPDATE &&
            psc_uuid_equal(&certificate.user_update.user_id, &change->user_id)) {
            last = change->job == PSC_MEMBER_PROFILE &&
                   certificate.user_update.new_profile == change->profile;
        } else if (certificate.kind == PSC_COMMON_REVOKED_USER &&
                   psc_uuid_equal(&certificate.revoked_user.user_id, &change->user_id)) {
            last = change->job == PSC_MEMBER_REVOKE;
        }
    }
    *found = own || last;
    return PSC_OK;
}

static psc_status psc_member_probed(psc_member_change *change) {
    bool found;
    const psc_status status = psc_member_find(&found, change);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : psc_member_fail_unknown(change, status);
    }
    return found ? psc_member_done(change) : psc_member_not_changed(change);
}

/* ----------------------------------------------------------------------------------------- flow */

static psc_status psc_member_answer(psc_member_change *change, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &change->call, &change->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    return change->flow.awaited == PSC_MEMBER_AWAIT_PROBE ? psc_member_probed(change)
                                                          : psc_member_changed(change);
}

static psc_status psc_member_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_member_change *change = (psc_member_change *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_flow_fail_with(flow, PSC_ERR_CANCELLED);
    }
    switch ((psc_member_state) flow->awaited) {
    case PSC_MEMBER_AWAIT_BEGIN:
        return psc_member_begin(change);
    case PSC_MEMBER_AWAIT_CHANGED:
    case PSC_MEMBER_AWAIT_PROBE:
        return psc_member_answer(change, event);
    }
    return PSC_ERR_STATE;
}

static void psc_member_close(psc_flow *flow) {
    psc_device_release(((psc_member_change *) flow)->device);
}

static const psc_flow_class psc_member_class = {
    .name = "member",
    .states = psc_member_states,
    .size = sizeof(psc_member_change),
    .step = psc_member_step,
    .close = psc_member_close,
};

/* The server refuses certificates about their own author; nobody needs to send one. */
static psc_status psc_member_check(const psc_member_options *options) {
    if (psc_uuid_equal(&options->user_id, &options->device->local.user_id)) {
        return PSC_ERR_ARGUMENT;
    }
    switch ((psc_member_job) options->job) {
    case PSC_MEMBER_PROFILE:
        return options->profile >= 0 && (size_t) options->profile < psc_profile_names.count
                   ? PSC_OK
                   : PSC_ERR_ARGUMENT;
    case PSC_MEMBER_REVOKE:
        return PSC_OK;
    }
    return PSC_ERR_ARGUMENT;
}

psc_status psc_member_new(psc_flow **flow, const psc_host *host,
                          const psc_member_options *options) {
    *flow = NULL;
    PSC_TRY(psc_member_check(options));
    PSC_TRY(psc_flow_make(flow, host, &psc_member_class));
    psc_member_change *change = (psc_member_change *) *flow;
    psc_device_retain(options->device);
    change->device = options->device;
    change->job = (psc_member_job) options->job;
    change->user_id = options->user_id;
    change->profile = options->profile;
    return PSC_OK;
}
