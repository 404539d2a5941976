// SPDX-License-Identifier: MPL-2.0
/* What all flows share: the effect queue, the table of outstanding effects, the two arenas. Private to src/flow.
 *
 * A concrete flow is a struct whose first member is psc_flow; its file holds one enum of states named by what is awaited, the
 * matching table of names, and one class. */
#ifndef PSC_FLOW_MACHINE_H
#define PSC_FLOW_MACHINE_H

#include "flow/flow.h"

/* Effects outstanding at once: a claim polls up to PSC_CLAIM_GREETERS_MAX administrators, each with one request or sleep. */
#define PSC_PENDING_MAX 80u

/* An outstanding effect. `purpose` and `who` are the flow's own words for what it was for. */
typedef struct psc_pending {
    uint32_t id; /* 0: free slot */
    int kind;    /* psc_effect_kind */
    int purpose;
    uint32_t who;
    size_t operations; /* of a store effect: as many outcomes are expected */
    bool withdrawn;    /* the host is still to be told */
} psc_pending;

typedef struct psc_flow_class {
    const char *name;
    const char *const *states;
    size_t size; /* of the concrete struct */
    /* Handles one event that fits: `answered` is what it answers (already taken out of the table), NULL for BEGIN, CANCEL and HURRY.
     * STORED has as many outcomes as there were operations, STRETCHED a key of the right length.
     * A status other than PSC_OK fails the flow with it, except PSC_ERR_STATE, which must leave everything unchanged. */
    psc_status (*step)(psc_flow *flow, const psc_event *event, const psc_pending *answered);
    void (*close)(psc_flow *flow); /* releases what is not in the arenas (devices); may be NULL */
} psc_flow_class;

typedef struct psc_effect_node {
    psc_effect effect;
    struct psc_effect_node *next;
} psc_effect_node;

struct psc_flow {
    const psc_flow_class *class;
    const psc_host *host;
    psc_arena state;   /* until the end */
    psc_arena scratch; /* until the next step */
    int awaited;       /* the concrete flow's state */
    psc_time now;      /* of the event being handled */
    bool begun;
    bool ended;
    uint32_t last_id;
    psc_pending pending[PSC_PENDING_MAX];
    psc_effect_node *first; /* in scratch */
    psc_effect_node *last;
    psc_effect end; /* here, so that a flow without memory can still say so */
    bool end_taken;
    bool unreachable; /* a NETWORK note says that requests fail */
};

/* Allocates and zeroes the concrete struct from host->allocator; *flow is NULL on failure. */
psc_status psc_flow_make(psc_flow **flow, const psc_host *host, const psc_flow_class *class) PSC_CHECK_RESULT;

/* Each queues one effect; views must live in the state arena, the scratch arena or be static. `id` may be NULL. */
psc_status psc_flow_emit(uint32_t *id, psc_flow *flow, const psc_effect *effect, int purpose, uint32_t who) PSC_CHECK_RESULT;
psc_status psc_flow_sleep(uint32_t *id, psc_flow *flow, uint32_t ms, int purpose, uint32_t who) PSC_CHECK_RESULT;
psc_status psc_flow_ask(uint32_t *id, psc_flow *flow, const psc_question *question, int purpose) PSC_CHECK_RESULT;
/* With a secret that the person is to see: copied, since the host overwrites it. */
psc_status psc_flow_ask_showing(uint32_t *id, psc_flow *flow, const psc_question *question, psc_bytes secret,
                                int purpose) PSC_CHECK_RESULT;
psc_status psc_flow_note(psc_flow *flow, const psc_note *note) PSC_CHECK_RESULT;
/* Operations and what they point to are copied into scratch. */
psc_status psc_flow_store(uint32_t *id, psc_flow *flow, const psc_store_operation *operations, size_t count, int purpose) PSC_CHECK_RESULT;
/* A request with id 0: nobody awaits its answer, the end of the flow does not take it back. */
psc_status psc_flow_tell(psc_flow *flow, const psc_request *request) PSC_CHECK_RESULT;
/* Takes an outstanding effect back; 0 or an id already answered is fine. */
void psc_flow_withdraw(psc_flow *flow, uint32_t id);
void psc_flow_withdraw_all(psc_flow *flow);
/* The end: withdraws what is outstanding, allows nothing more. Always PSC_OK, for use in a return. Views must live in the state arena
 * or be static. A device in `result` that the host never takes is released with the flow. */
psc_status psc_flow_finish(psc_flow *flow, const psc_result *result) PSC_CHECK_RESULT;
psc_status psc_flow_fail(psc_flow *flow, const psc_failure *failure) PSC_CHECK_RESULT;
psc_status psc_flow_fail_with(psc_flow *flow, psc_status status) PSC_CHECK_RESULT;

psc_status psc_store_failure_status(int store_failure);

#endif
