// SPDX-License-Identifier: MPL-2.0
/* Somebody signs on: the server says where, the person with whom, and a page of the provider's does the rest. Ends with a token that may
 * live for a minute only. Whatever goes wrong on the way is asked again, with the reason; what cannot be mended here fails. Private to
 * src/flow.
 * Sources: flows.md §5.5, protocol.md §3.6, §7.7. */
#ifndef PSC_FLOW_SIGN_ON_H
#define PSC_FLOW_SIGN_ON_H

#include "flow/call.h"
#include "flow/openbao.h"

/* The parent's states in which somebody signs on: every event of theirs goes to psc_sign_on_event. */
typedef struct psc_sign_on_states {
    int asking;  /* SIGN_ON or SIGNING_ON stands */
    int working; /* servers are asked */
} psc_sign_on_states;

/* Views live in the state arena. */
typedef struct psc_sign_on_wish {
    psc_bytes server_url; /* the Parsec server's, canonical */
    psc_bytes host;
    psc_bytes organization;
    psc_bytes auth_id;             /* used last time; absent: none */
    psc_bytes entity_id;           /* who it must be; absent: anybody */
    psc_human_handle human_handle; /* whose account that is, for people; absent: unknown */
} psc_sign_on_wish;

typedef struct psc_sign_on {
    psc_flow *flow;
    psc_sign_on_states states;
    psc_sign_on_wish wish;
    psc_sign_on_return back; /* of a page that was left; once */
    psc_endpoint server;
    psc_call config;
    psc_openbao openbao; /* from PSC_SIGN_ON_DONE on the person's, until the parent forgets it */
    psc_openbao_call call;
    psc_bytes redirect_uri;
    psc_bytes client_nonce;
    psc_bytes state; /* what must come back */
    psc_bytes code;  /* while it is exchanged, in the state arena */
    psc_list signed_on_as;
    psc_status rejected; /* why it is asked again */
    psc_time done_on;    /* when the token came */
    int awaited;
    uint32_t question;
    uint32_t limit;       /* the sleep beside it */
    psc_status failed;    /* with PSC_SIGN_ON_FAILED */
    uint32_t http_status; /* the same, of the Parsec server */
} psc_sign_on;

typedef enum psc_sign_on_outcome {
    PSC_SIGN_ON_NOTHING,
    PSC_SIGN_ON_DONE,
    PSC_SIGN_ON_REFUSED, /* the person wants another way */
    PSC_SIGN_ON_FAILED
} psc_sign_on_outcome;

/* `back` may be NULL. */
psc_status psc_sign_on_begin(psc_sign_on *sign_on, psc_flow *flow, const psc_sign_on_wish *wish,
                             const psc_sign_on_return *back,
                             const psc_sign_on_states *states) PSC_CHECK_RESULT;
/* Once more: a request with what it gave has failed so. The same account must come back. */
psc_status psc_sign_on_again(psc_sign_on *sign_on, psc_status why) PSC_CHECK_RESULT;
/* HURRY too. */
psc_status psc_sign_on_event(int *outcome, psc_sign_on *sign_on,
                             const psc_event *event) PSC_CHECK_RESULT;
/* Nothing of it stays: token and code. Fine at any time. */
void psc_sign_on_forget(psc_sign_on *sign_on);
/* What a new sign-on may be able to mend. */
bool psc_sign_on_mends(psc_status status);
psc_status psc_sign_on_return_copy(psc_sign_on_return *out, psc_arena *arena,
                                   const psc_sign_on_return *back) PSC_CHECK_RESULT;

#endif
