// SPDX-License-Identifier: MPL-2.0
/* Another device of the same person, created by one that they have: for a recovery file, and by one. What the server did whose answer
 * is lost or means nothing is found out by asking it as the new device. Private to src/flow. */
#ifndef PSC_FLOW_SIBLING_H
#define PSC_FLOW_SIBLING_H

#include "flow/dating.h"
#include "flow/device.h"

/* The parent's states in which the creation waits: every event of theirs goes to psc_sibling_event. */
typedef struct psc_sibling_states {
    int created;
    int probe;
} psc_sibling_states;

typedef struct psc_sibling {
    psc_flow *flow;
    const psc_device *author;
    psc_local_device local; /* the new one */
    uint8_t verify_key[32];
    int purpose; /* psc_device_purpose */
    psc_sibling_states states;
    psc_endpoint as_device; /* points into this struct */
    psc_call call;
    bool repeated; /* an earlier sending may be heard yet: a refusal is not final before the probe */
    bool sent_again;
    psc_failure refusal; /* the server's last; status PSC_OK: none that anybody understands */
    psc_dating dating;
} psc_sibling;

/* Fresh identifier and keys, in memory only. `author` and `device_label` are borrowed until the parent forgets it. */
psc_status psc_sibling_make(psc_sibling *sibling, psc_flow *flow, const psc_device *author, psc_bytes device_label,
                            int purpose) PSC_CHECK_RESULT;
/* Asks for it in the author's name. */
psc_status psc_sibling_create(psc_sibling *sibling, const psc_sibling_states *states) PSC_CHECK_RESULT;
typedef enum psc_sibling_outcome {
    PSC_SIBLING_NOTHING, /* something is awaited, or the flow has failed */
    PSC_SIBLING_CREATED,
    PSC_SIBLING_TERMS /* not created: the organization's terms are to be accepted first, then it may be asked for again */
} psc_sibling_outcome;
/* HURRY too. When it cannot be created, or it is not known whether it was, the flow has failed: nothing that was here is touched, and
 * at worst a device is listed that nobody has. */
psc_status psc_sibling_event(int *outcome, psc_sibling *sibling, const psc_event *event) PSC_CHECK_RESULT;
/* The flow's end for whoever cannot accept them here. */
psc_status psc_sibling_fail_terms(psc_sibling *sibling) PSC_CHECK_RESULT;
void psc_sibling_forget(psc_sibling *sibling);

#endif
