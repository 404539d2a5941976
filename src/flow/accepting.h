// SPDX-License-Identifier: MPL-2.0
/* Terms of service: what the server asks to be accepted is shown, and accepted as it was shown. For whoever is logged in, and for
 * whoever comes back by a recovery file, which has nobody else who could. Private to src/flow.
 * Sources: protocol.md §3.8, flows.md §8. */
#ifndef PSC_FLOW_ACCEPTING_H
#define PSC_FLOW_ACCEPTING_H

#include "flow/device.h"

/* The parent's states: every event of theirs goes to psc_accepting_event. */
typedef struct psc_accepting_states {
    int terms;
    int decision;
    int accepted;
} psc_accepting_states;

typedef struct psc_accepting {
    psc_flow *flow;
    psc_endpoint endpoint; /* answers also those who have not accepted yet */
    psc_accepting_states states;
    psc_call call;
    psc_time updated_on; /* of what was shown last */
    bool changed;
    bool settled;
} psc_accepting;

/* `device` is borrowed until the end. */
psc_status psc_accepting_begin(psc_accepting *accepting, psc_flow *flow, const psc_device *device,
                               const psc_accepting_states *states) PSC_CHECK_RESULT;
/* HURRY too. *settled: there is nothing to accept any more. The flow has failed when it cannot be learned, and with CANCELLED when the
 * person refuses: nothing was sent. */
psc_status psc_accepting_event(bool *settled, psc_accepting *accepting, const psc_event *event) PSC_CHECK_RESULT;

#endif
