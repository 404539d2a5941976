// SPDX-License-Identifier: MPL-2.0
/* A device file and the password that opens it: what unlock, change and import do alike. Private to src/flow. */
#ifndef PSC_FLOW_OPENING_H
#define PSC_FLOW_OPENING_H

#include "flow/device.h"
#include "flow/protect.h"

typedef struct psc_opening {
    psc_flow *flow;
    psc_bytes bytes;      /* in the state arena */
    psc_device_file file; /* borrows from `bytes` */
    psc_bytes server_url; /* of its head, in canonical form */
    psc_bytes host;
    psc_protect protect;  /* its key is the file's from PSC_OPENING_OPEN on, until the parent forgets it */
    int await_password;
    int await_key;
} psc_opening;

/* PSC_OK for a file that opens given the password, else PSC_ERR_DEVICE_FILE, _KIND, _TOTP or PSC_ERR_STRETCH_EXCESSIVE. `bytes` live
 * in the flow's state arena. */
psc_status psc_opening_read(psc_opening *opening, psc_flow *flow, psc_bytes bytes) PSC_CHECK_RESULT;
/* The flow's end for what psc_opening_read refused. */
psc_status psc_opening_refuse(const psc_opening *opening, psc_status status) PSC_CHECK_RESULT;

/* Asks the store for the file, and goes on to `state`. */
psc_status psc_opening_fetch(psc_flow *flow, const psc_device_place *place, int state) PSC_CHECK_RESULT;
/* What the store answered. *readable is false when the flow has failed by it: nothing there, nothing of use, or the file of a device
 * whose place is another one. */
psc_status psc_opening_found(bool *readable, psc_opening *opening, psc_flow *flow, const psc_device_place *place,
                             const psc_event *event) PSC_CHECK_RESULT;

/* Asks the password of a file that was read. The states are the parent's, in which its answer and the key are awaited; every event of
 * theirs goes to psc_opening_event. */
psc_status psc_opening_ask(psc_opening *opening, int await_password, int await_key) PSC_CHECK_RESULT;
typedef enum psc_opening_outcome {
    PSC_OPENING_NOTHING,    /* asked again, or the flow has failed: the file holds something else than its head says */
    PSC_OPENING_STRETCHING, /* the event's secret is on its way */
    PSC_OPENING_OPEN        /* `local` is what was sealed; its views live in the scratch arena, the parent wipes it */
} psc_opening_outcome;
psc_status psc_opening_event(int *outcome, psc_local_device *local, psc_opening *opening, const psc_event *event) PSC_CHECK_RESULT;
/* The same file under another key, in the state arena: what was sealed, byte for byte, and the head but for `protected_on`. */
psc_status psc_opening_reseal(psc_bytes *out, const psc_opening *opening, const psc_stretch_parameters *parameters,
                              const uint8_t key[PSC_STRETCH_KEY_BYTES]) PSC_CHECK_RESULT;
void psc_opening_forget_key(psc_opening *opening);

/* PSC_QUESTION_ELSEWHERE, and whether the answer lets the flow go on; PSC_ERR_STATE for one of another kind. */
psc_status psc_ask_elsewhere(psc_flow *flow, psc_bytes organization, psc_bytes device_label, int state) PSC_CHECK_RESULT;
psc_status psc_elsewhere_answer(bool *closed, const psc_event *event) PSC_CHECK_RESULT;

#endif
