// SPDX-License-Identifier: MPL-2.0
#include <stdlib.h>
#include <string.h>

#include "crypto/digest.h"
#include "flow/device.h"
#include "flow/journey.h"
#include "flow/protect.h"

#define PSC_INVITE_STATES(X)                                                                       \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_INVITED, "await-invited")                                                              \
    X(AWAIT_JOURNEYS, "await-journeys")                                                            \
    X(AWAIT_INVITATIONS, "await-invitations")                                                      \
    X(AWAIT_CANCELLED, "await-cancelled")

typedef enum psc_invite_state {
#define X(name, text) PSC_INVITE_##name,
    PSC_INVITE_STATES(X)
#undef X
} psc_invite_state;

static const char *const psc_invite_states[] = {
#define X(name, text) [PSC_INVITE_##name] = (text),
    PSC_INVITE_STATES(X)
#undef X
};

typedef struct psc_invite {
    psc_flow flow;
    psc_device *device;
    psc_invite_job job;
    psc_bytes email;
    bool send_email;
    uint8_t token[PSC_TOKEN_BYTES];
    psc_call call;
    psc_bytes *journeys; /* keys of unfinished journeys */
    size_t journey_count;
} psc_invite;

static psc_status psc_invite_fail(psc_invite *invite, psc_status status) {
    return psc_flow_fail(&invite->flow, &(psc_failure) {
                                            .status = (int) status,
                                            .http_status = invite->call.http_status,
                                            .nothing_lost = true,
                                        });
}

/* What stands for the token where the token must not be. */
static psc_status psc_invitation_id(psc_uuid *id, const uint8_t token[PSC_TOKEN_BYTES]) {
    uint8_t digest[PSC_SHA256_BYTES];
    PSC_TRY(psc_sha256(digest, (psc_bytes) {token, PSC_TOKEN_BYTES}));
    memcpy(id->bytes, digest, sizeof id->bytes);
    return PSC_OK;
}

static psc_status psc_invitation_link(psc_bytes *link, psc_invite *invite, int type,
                                      const uint8_t token[PSC_TOKEN_BYTES]) {
    const psc_device *device = invite->device;
    psc_address address = {
        .kind = type == PSC_INVITATION_USER ? PSC_ADDRESS_CLAIM_USER : PSC_ADDRESS_CLAIM_DEVICE,
        .server_url = device->local.server_url,
        .host = device->host_name,
        .organization = device->local.organization_id,
        .has_token = true,
    };
    memcpy(address.token, token, sizeof address.token);
    psc_buf buf;
    psc_buf_init(&buf, &invite->flow.state);
    PSC_TRY(psc_address_write_redirect(&buf, &address));
    *link = psc_buf_view(&buf);
    return PSC_OK;
}

/* ------------------------------------------------------------------------------------------ new */

static psc_status psc_invite_begin_new(psc_invite *invite) {
    const psc_invite_new_user_request request = {.claimer_email = invite->email,
                                                 .send_email = invite->send_email};
    PSC_TRY(psc_call_command(&invite->call, &invite->flow, &invite->device->endpoint, &request,
                             &psc_invite_new_user_request_record, 0, 0));
    return psc_await_machine(&invite->flow, PSC_INVITE_AWAIT_INVITED);
}

static psc_status psc_invite_finish(psc_invite *invite, int type,
                                    const uint8_t token[PSC_TOKEN_BYTES], int email_sent) {
    psc_result result = {.kind = PSC_RESULT_INVITED, .as.invited.email_sent = email_sent};
    PSC_TRY(psc_invitation_id(&result.as.invited.invitation, token));
    PSC_TRY(psc_invitation_link(&result.as.invited.link, invite, type, token));
    return psc_flow_finish(&invite->flow, &result);
}

static psc_status psc_invite_invited(psc_invite *invite) {
    psc_invite_new_user_reply reply;
    PSC_TRY(psc_call_read(&reply, &invite->call, &invite->flow, &psc_invite_new_user_reply_union));
    switch ((psc_invite_new_user_tag) reply.tag) {
    case PSC_INVITE_NEW_USER_OK:
        return psc_invite_finish(invite, PSC_INVITATION_USER, reply.ok.token, reply.ok.email_sent);
    case PSC_INVITE_NEW_USER_AUTHOR_NOT_ALLOWED:
        return psc_invite_fail(invite, PSC_ERR_AUTHOR_NOT_ALLOWED);
    case PSC_INVITE_NEW_USER_ALREADY_ENROLLED:
        return psc_invite_fail(invite, PSC_ERR_ALREADY_ENROLLED);
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_invite_begin_new_device(psc_invite *invite) {
    const psc_invite_new_device_request request = {.send_email = invite->send_email};
    PSC_TRY(psc_call_command(&invite->call, &invite->flow, &invite->device->endpoint, &request,
                             &psc_invite_new_device_request_record, 0, 0));
    return psc_await_machine(&invite->flow, PSC_INVITE_AWAIT_INVITED);
}

static psc_status psc_invite_device_invited(psc_invite *invite) {
    psc_invite_new_device_reply reply;
    PSC_TRY(
        psc_call_read(&reply, &invite->call, &invite->flow, &psc_invite_new_device_reply_union));
    return psc_invite_finish(invite, PSC_INVITATION_DEVICE, reply.ok.token, reply.ok.email_sent);
}

/* ----------------------------------------------------------------------------------------- list */

static psc_status psc_invite_begin_list(psc_invite *invite) {
    static const psc_store_operation operation = {.verb = PSC_STORE_LIST,
                                                  .store = PSC_STORE_JOURNEYS};
    PSC_TRY(psc_flow_store(NULL, &invite->flow, &operation, 1, 0));
    return psc_await_machine(&invite->flow, PSC_INVITE_AWAIT_JOURNEYS);
}

/* Invitations are listed even where nothing can be kept: no record is unfinished then. */
static psc_status psc_invite_journeys(psc_invite *invite, const psc_event *event) {
    psc_flow *flow = &invite->flow;
    if (event->kind == PSC_EVENT_STORED) {
        const psc_list records = psc_stored_records(event, 0);
        const psc_store_record *record = records.items;
        PSC_TRY(PSC_TAKE(&invite->journeys, &flow->state, records.count));
        for (size_t i = 0; i < records.count; i++) {
            PSC_TRY(psc_bytes_copy(&invite->journeys[i], &flow->state, record[i].key));
        }
        invite->journey_count = records.count;
    }
    const char nothing = 0;
    PSC_TRY(psc_call_command(&invite->call, flow, &invite->device->endpoint, &nothing,
                             &psc_invite_list_request_record, 0, 0));
    return psc_await_machine(flow, PSC_INVITE_AWAIT_INVITATIONS);
}

static psc_status psc_invite_is_unfinished(bool *unfinished, psc_invite *invite, int type,
                                           const uint8_t token[PSC_TOKEN_BYTES]) {
    *unfinished = false;
    if (invite->journey_count == 0) {
        return PSC_OK;
    }
    psc_bytes key;
    PSC_TRY(
        psc_journey_key(&key, &invite->flow.scratch,
                        type == PSC_INVITATION_USER ? PSC_JOURNEY_GREET : PSC_JOURNEY_GREET_DEVICE,
                        (psc_bytes) {token, PSC_TOKEN_BYTES}));
    for (size_t i = 0; i < invite->journey_count && !*unfinished; i++) {
        *unfinished = psc_bytes_equal(invite->journeys[i], key);
    }
    return PSC_OK;
}

static psc_status psc_invitation_line_make(psc_invitation_line *line, psc_invite *invite,
                                           const psc_invitation_item *item) {
    psc_arena *arena = &invite->flow.state;
    *line = (psc_invitation_line) {
        .type = item->type, .created_on = item->created_on, .status = item->status};
    PSC_TRY(psc_invitation_id(&line->invitation, item->token));
    PSC_TRY(psc_bytes_copy(&line->email, arena, item->claimer_email));
    if (item->created_by.tag == PSC_INVITER_USER) {
        PSC_TRY(psc_bytes_copy(&line->created_by.email, arena,
                               item->created_by.user.human_handle.email));
        PSC_TRY(psc_bytes_copy(&line->created_by.label, arena,
                               item->created_by.user.human_handle.label));
    }
    PSC_TRY(psc_invite_is_unfinished(&line->unfinished, invite, item->type, item->token));
    return item->status == PSC_INVITATION_PENDING
               ? psc_invitation_link(&line->link, invite, item->type, item->token)
               : PSC_OK;
}

static int psc_invitation_line_order(const void *left, const void *right) {
    const psc_invitation_line *a = left;
    const psc_invitation_line *b = right;
    if (a->created_on != b->created_on) {
        return a->created_on < b->created_on ? 1 : -1;
    }
    return memcmp(a->invitation.bytes, b->invitation.bytes, sizeof a->invitation.bytes);
}

static psc_status psc_invite_invitations(psc_invite *invite) {
    psc_flow *flow = &invite->flow;
    psc_invite_list_reply reply;
    PSC_TRY(psc_call_read(&reply, &invite->call, flow, &psc_invite_list_reply_union));
    const psc_invitation_item *items = reply.ok.invitations.items;
    psc_invitation_line *lines;
    PSC_TRY(PSC_TAKE(&lines, &flow->state, reply.ok.invitations.count));
    size_t count = 0;
    for (size_t i = 0; i < reply.ok.invitations.count; i++) {
        if (items[i].type == PSC_INVITATION_USER || items[i].type == PSC_INVITATION_DEVICE) {
            PSC_TRY(psc_invitation_line_make(&lines[count++], invite, &items[i]));
        }
    }
    qsort(lines, count, sizeof *lines, psc_invitation_line_order);
    return psc_flow_finish(flow, &(psc_result) {.kind = PSC_RESULT_INVITATIONS,
                                                .as.invitations.invitations = {lines, count}});
}

/* --------------------------------------------------------------------------------------- cancel */

static psc_status psc_invite_begin_cancel(psc_invite *invite) {
    psc_token_request request;
    memcpy(request.token, invite->token, sizeof request.token);
    PSC_TRY(psc_call_command(&invite->call, &invite->flow, &invite->device->endpoint, &request,
                             &psc_invite_cancel_request_record, 0, 0));
    return psc_await_machine(&invite->flow, PSC_INVITE_AWAIT_CANCELLED);
}

static psc_status psc_invite_cancelled(psc_invite *invite) {
    psc_invite_cancel_reply reply;
    PSC_TRY(psc_call_read(&reply, &invite->call, &invite->flow, &psc_invite_cancel_reply_union));
    switch ((psc_invite_cancel_tag) reply.tag) {
    case PSC_INVITE_CANCEL_OK:
    case PSC_INVITE_CANCEL_ALREADY_CANCELLED:
        return psc_flow_finish(&invite->flow, &(psc_result) {.kind = PSC_RESULT_NOTHING});
    case PSC_INVITE_CANCEL_NOT_FOUND:
        return psc_invite_fail(invite, PSC_ERR_INVITATION_NOT_FOUND);
    case PSC_INVITE_CANCEL_AUTHOR_NOT_ALLOWED:
        return psc_invite_fail(invite, PSC_ERR_AUTHOR_NOT_ALLOWED);
    case PSC_INVITE_CANCEL_COMPLETED:
        return psc_invite_fail(invite, PSC_ERR_INVITATION_USED);
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* ----------------------------------------------------------------------------------------- flow */

static psc_status psc_invite_begin(psc_invite *invite) {
    switch (invite->job) {
    case PSC_INVITE_NEW:
        return psc_invite_begin_new(invite);
    case PSC_INVITE_LIST:
        return psc_invite_begin_list(invite);
    case PSC_INVITE_CANCEL:
        return psc_invite_begin_cancel(invite);
    case PSC_INVITE_NEW_DEVICE:
        return psc_invite_begin_new_device(invite);
    }
    return PSC_ERR_ARGUMENT;
}

static psc_status psc_invite_read(psc_invite *invite) {
    switch (invite->job) {
    case PSC_INVITE_NEW:
        return psc_invite_invited(invite);
    case PSC_INVITE_LIST:
        return psc_invite_invitations(invite);
    case PSC_INVITE_CANCEL:
        return psc_invite_cancelled(invite);
    case PSC_INVITE_NEW_DEVICE:
        return psc_invite_device_invited(invite);
    }
    return PSC_ERR_ARGUMENT;
}

/* All commands may be sent again with impunity: inviting the same person gives the same token. */
static psc_status psc_invite_answer(psc_invite *invite, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &invite->call, &invite->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    const psc_status status =
        invite->call.status == PSC_OK ? psc_invite_read(invite) : invite->call.status;
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status : psc_invite_fail(invite, status);
}

static psc_status psc_invite_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_invite *invite = (psc_invite *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    switch ((psc_invite_state) flow->awaited) {
    case PSC_INVITE_AWAIT_BEGIN:
        return psc_invite_begin(invite);
    case PSC_INVITE_AWAIT_JOURNEYS:
        return event->kind == PSC_EVENT_HURRY ? PSC_OK : psc_invite_journeys(invite, event);
    case PSC_INVITE_AWAIT_INVITED:
    case PSC_INVITE_AWAIT_INVITATIONS:
    case PSC_INVITE_AWAIT_CANCELLED:
        return psc_invite_answer(invite, event);
    }
    return PSC_ERR_STATE;
}

static void psc_invite_close(psc_flow *flow) {
    psc_device_release(((psc_invite *) flow)->device);
}

static const psc_flow_class psc_invite_class = {
    .name = "invite",
    .states = psc_invite_states,
    .size = sizeof(psc_invite),
    .step = psc_invite_step,
    .close = psc_invite_close,
};

static psc_status psc_invite_fill(psc_invite *invite, const psc_invite_options *options) {
    int type;
    invite->job = (psc_invite_job) options->job;
    invite->send_email = options->send_email;
    switch (invite->job) {
    case PSC_INVITE_NEW:
        PSC_TRY(psc_email_check(options->email));
        return psc_bytes_copy(&invite->email, &invite->flow.state, options->email);
    case PSC_INVITE_LIST:
    case PSC_INVITE_NEW_DEVICE:
        return PSC_OK;
    case PSC_INVITE_CANCEL:
        return psc_invitation_token(invite->token, &type, &invite->flow.state, invite->device,
                                    options->link);
    }
    return PSC_ERR_ARGUMENT;
}

psc_status psc_invite_new(psc_flow **flow, const psc_host *host,
                          const psc_invite_options *options) {
    *flow = NULL;
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_invite_class));
    psc_invite *invite = (psc_invite *) made;
    psc_device_retain(options->device);
    invite->device = options->device;
    const psc_status status = psc_invite_fill(invite, options);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
