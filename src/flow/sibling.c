// SPDX-License-Identifier: MPL-2.0
#include "flow/sibling.h"

#include "flow/enrollee.h"
#include "flow/protect.h"

psc_status psc_sibling_make(psc_sibling *sibling, psc_flow *flow, const psc_device *author,
                            psc_bytes device_label, int purpose) {
    *sibling = (psc_sibling) {.flow = flow, .author = author, .purpose = purpose};
    psc_local_device *local = &sibling->local;
    PSC_TRY(psc_local_device_make_sibling(local, sibling->verify_key, flow->host, &author->local,
                                          device_label));
    sibling->as_device = (psc_endpoint) {
        .family = PSC_FAMILY_AUTHENTICATED,
        .server_url = local->server_url,
        .organization = local->organization_id,
        .device_id = &local->device_id,
        .signing_key = local->signing_key,
    };
    return PSC_OK;
}

void psc_sibling_forget(psc_sibling *sibling) {
    psc_wipe(sibling, sizeof *sibling);
}

/* --------------------------------------------------------------------------------------- asking */

static psc_status psc_sibling_send(psc_sibling *sibling, psc_time timestamp) {
    psc_flow *flow = sibling->flow;
    const psc_local_device *author = &sibling->author->local;
    const psc_local_device *local = &sibling->local;
    const psc_enrollment enrollment = {
        .author = &author->device_id,
        .signing_key = author->signing_key,
        .timestamp = timestamp,
        .user_id = local->user_id,
        .device_id = local->device_id,
        .device_label = local->device_label,
        .purpose = sibling->purpose,
        .verify_key = sibling->verify_key,
    };
    psc_enrollment_blobs blobs;
    PSC_TRY(psc_enrollment_make_device(&blobs, &flow->scratch, &enrollment));
    const psc_device_create_request request = {
        .device_certificate = blobs.device,
        .redacted_device_certificate = blobs.redacted_device,
    };
    PSC_TRY(psc_call_command(&sibling->call, flow, &sibling->author->endpoint, &request,
                             &psc_device_create_request_record, 0, 0));
    return psc_await_machine(flow, sibling->states.created);
}

psc_status psc_sibling_create(psc_sibling *sibling, const psc_sibling_states *states) {
    sibling->states = *states;
    return psc_sibling_send(sibling, sibling->flow->now);
}

/* Signed by the new device: a server that accepts it has the device. No certificate is wanted. */
static psc_status psc_sibling_probe(psc_sibling *sibling) {
    psc_flow *flow = sibling->flow;
    psc_buf body;
    psc_buf_init(&body, &flow->scratch);
    const psc_certificate_get_request request = {.has_common_after = true,
                                                 .common_after = flow->now};
    PSC_TRY(psc_certificate_get_request_write(&body, &request));
    PSC_TRY(psc_call_begin(&sibling->call, flow, &sibling->as_device, psc_buf_view(&body), 0, 0));
    return psc_await_machine(flow, sibling->states.probe);
}

/* -------------------------------------------------------------------------------------- answers */

static psc_status psc_sibling_fail(psc_sibling *sibling, psc_status status) {
    return psc_flow_fail(sibling->flow, &(psc_failure) {
                                            .status = (int) status,
                                            .http_status = sibling->call.http_status,
                                            .nothing_lost = true,
                                        });
}

/* PSC_OK, or what the answer to the creation says; the refusal gets the details. */
static psc_status psc_sibling_read_answer(psc_sibling *sibling) {
    const psc_time now = sibling->flow->now;
    psc_untimely untimely;
    PSC_TRY(sibling->call.status);
    const psc_status status = psc_device_create_read(&untimely, &sibling->call, sibling->flow);
    if (status == PSC_ERR_BALLPARK) {
        if (sibling->call.resent) {
            /* It waited for the network: its age says nothing about the clock. */
            sibling->dating.next = now;
        }
        sibling->refusal.has_server_time = true;
        sibling->refusal.server_time = untimely.ballpark.server_timestamp;
        sibling->refusal.client_time = untimely.ballpark.client_timestamp;
    } else if (status == PSC_ERR_TIMESTAMP_LOOP) {
        psc_dating_later(&sibling->dating, now, untimely.greater.strictly_greater_than);
    }
    return status;
}

psc_status psc_sibling_fail_terms(psc_sibling *sibling) {
    return psc_flow_fail(sibling->flow, &sibling->refusal);
}

static psc_status psc_sibling_not_created(int *outcome, psc_sibling *sibling) {
    if (sibling->dating.next != 0) {
        return psc_sibling_send(sibling, psc_dating_take(&sibling->dating));
    }
    if (sibling->refusal.status == PSC_ERR_HTTP_TERMS) {
        *outcome = PSC_SIBLING_TERMS;
        return PSC_OK;
    }
    if (sibling->refusal.status != PSC_OK) {
        return psc_flow_fail(sibling->flow, &sibling->refusal);
    }
    if (sibling->sent_again) {
        return psc_sibling_fail(sibling, PSC_ERR_NOT_CREATED);
    }
    sibling->sent_again = true;
    return psc_sibling_send(sibling, sibling->flow->now);
}

static psc_status psc_sibling_answered(int *outcome, psc_sibling *sibling) {
    const psc_call *call = &sibling->call;
    sibling->refusal = (psc_failure) {.http_status = call->http_status, .nothing_lost = true};
    const psc_status status = psc_sibling_read_answer(sibling);
    if (status == PSC_OK) {
        *outcome = PSC_SIBLING_CREATED;
    }
    if (status == PSC_OK || status == PSC_ERR_MEMORY) {
        return status;
    }
    const bool unclear = psc_status_is_unclear(status);
    if (!unclear) {
        sibling->refusal.status = (int) status;
    }
    /* A browser repeats by itself a request whose connection broke: what exists may be ours. And
     * what is only an HTTP status may be said by something in front of the server. */
    sibling->repeated = sibling->repeated || unclear || call->resent || call->status != PSC_OK ||
                        status == PSC_ERR_ALREADY_EXISTS;
    return sibling->repeated ? psc_sibling_probe(sibling)
                             : psc_sibling_not_created(outcome, sibling);
}

static psc_status psc_sibling_probed(int *outcome, psc_sibling *sibling) {
    psc_certificate_get_reply reply;
    psc_status status = sibling->call.status;
    if (status == PSC_OK) {
        status =
            psc_call_read(&reply, &sibling->call, sibling->flow, &psc_certificate_get_reply_union);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    /* The server looks the device up before anything that it may have against its user. */
    if (status == PSC_OK || status == PSC_ERR_HTTP_REVOKED || status == PSC_ERR_HTTP_FROZEN ||
        status == PSC_ERR_HTTP_TERMS) {
        *outcome = PSC_SIBLING_CREATED;
        return PSC_OK;
    }
    if (status == PSC_ERR_HTTP_FORBIDDEN) {
        return psc_sibling_not_created(outcome, sibling);
    }
    /* Nothing was learned: what was said first is nearer to the cause. */
    return sibling->refusal.status != PSC_OK ? psc_flow_fail(sibling->flow, &sibling->refusal)
                                             : psc_sibling_fail(sibling, status);
}

psc_status psc_sibling_event(int *outcome, psc_sibling *sibling, const psc_event *event) {
    bool answered;
    *outcome = PSC_SIBLING_NOTHING;
    PSC_TRY(psc_call_event(&answered, &sibling->call, sibling->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    return sibling->flow->awaited == sibling->states.probe ? psc_sibling_probed(outcome, sibling)
                                                           : psc_sibling_answered(outcome, sibling);
}
