// SPDX-License-Identifier: MPL-2.0
/* One command sent to the server until an answer comes. Private to src/flow.
 *
 * The body is made once and re-sent with identical bytes after a network failure or HTTP 502/503/504 (back-off 1, 2, 5, 10, then
 * 30 s, ended early by PSC_EVENT_HURRY; a NETWORK note says so and takes it back), and, with a token of the clock then, at most
 * twice after HTTP 498. Authorization is signed anew each time.
 * Sources: protocol.md §1 (routes, headers, statuses), §1.3 (tokens), §4.1 (bodies). */
#ifndef PSC_FLOW_CALL_H
#define PSC_FLOW_CALL_H

#include "flow/machine.h"
#include "schema/protocol.h"

typedef enum psc_family {
    PSC_FAMILY_ANONYMOUS,        /* /anonymous/<org> */
    PSC_FAMILY_ANONYMOUS_SERVER, /* /anonymous_server */
    PSC_FAMILY_INVITED,          /* /invited/<org>, bearer = invitation token */
    PSC_FAMILY_AUTHENTICATED,    /* /authenticated/<org>, bearer = signed by the device */
    PSC_FAMILY_TERMS             /* /authenticated/<org>/tos, the same */
} psc_family;

/* Where commands go and as whom. Everything is borrowed and outlives the calls. */
typedef struct psc_endpoint {
    int family; /* psc_family */
    psc_bytes server_url;
    psc_bytes organization;
    const uint8_t *token;       /* INVITED: PSC_TOKEN_BYTES */
    const psc_uuid *device_id;  /* AUTHENTICATED, TERMS */
    const uint8_t *signing_key; /* AUTHENTICATED, TERMS: PSC_SIGNING_KEY_BYTES */
} psc_endpoint;

typedef struct psc_call {
    const psc_endpoint *endpoint;
    psc_bytes body;
    int purpose; /* of its request and its back-off sleep, in the flow's table */
    uint32_t who;
    uint32_t pending; /* outstanding request or sleep */
    bool sleeping;
    uint32_t failures; /* in a row */
    uint32_t stale;    /* HTTP 498 in a row */
    bool resent;       /* an earlier sending may have reached the server: an error answer is not final where outcomes are unknown */
    /* the answer */
    uint32_t http_status;
    psc_status status; /* PSC_OK: the body is there to be read */
    psc_bytes reply;   /* borrows from the event */
} psc_call;

/* `body` is copied into the state arena. Sends at once. */
psc_status psc_call_begin(psc_call *call, psc_flow *flow, const psc_endpoint *endpoint, psc_bytes body, int purpose,
                          uint32_t who) PSC_CHECK_RESULT;
/* The same bytes again (polling). */
psc_status psc_call_repeat(psc_call *call, psc_flow *flow) PSC_CHECK_RESULT;
/* Give it RESPONSE, TRANSPORT_FAILURE, FIRED (of its own sleep) and HURRY. *answered becomes true when call->status and reply are
 * set: PSC_OK for HTTP 200, else the PSC_ERR_HTTP_* of the status (protocol.md §1.5). */
psc_status psc_call_event(bool *answered, psc_call *call, psc_flow *flow, const psc_event *event) PSC_CHECK_RESULT;
/* Takes back what is outstanding; fine when nothing is. */
void psc_call_abandon(psc_call *call, psc_flow *flow);
/* One command whose answer nobody awaits (psc_flow_tell). */
psc_status psc_call_tell(psc_flow *flow, const psc_endpoint *endpoint, const void *request, const psc_record *record) PSC_CHECK_RESULT;
/* Reads call->reply by its table into scratch; malformed is PSC_ERR_REPLY_MALFORMED, an unknown status PSC_ERR_REPLY_UNKNOWN. */
psc_status psc_call_read(void *out, psc_call *call, psc_flow *flow, const psc_union *reply) PSC_CHECK_RESULT;
/* The event stream of an authenticated endpoint (protocol.md §2.1), from `last_event_id` on where it is present. */
psc_status psc_call_events(psc_request *request, psc_flow *flow, const psc_endpoint *endpoint, psc_bytes last_event_id) PSC_CHECK_RESULT;
psc_status psc_http_status(uint32_t http_status);
/* Writes a command with its table and begins the call. */
psc_status psc_call_command(psc_call *call, psc_flow *flow, const psc_endpoint *endpoint, const void *request,
                            const psc_record *record, int purpose, uint32_t who) PSC_CHECK_RESULT;

#endif
