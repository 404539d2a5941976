// SPDX-License-Identifier: MPL-2.0
/* A device file and what opens it: its password, one of its passkeys or single sign-on, then a one-time code where it has a layer for one. What unlock,
 * change, totp and import do alike. Private to src/flow. */
#ifndef PSC_FLOW_OPENING_H
#define PSC_FLOW_OPENING_H

#include "flow/device.h"
#include "flow/protect.h"
#include "flow/sign_on.h"

/* The parent's states in which an opening waits: every event of theirs goes to psc_opening_event. */
typedef struct psc_opening_states {
    int password;
    int key;        /* the password is being stretched */
    int passkey;
    int sign_on; /* somebody signs on */
    int service; /* servers of single sign-on are asked */
    int code;
    int opaque_key; /* the code is with the server */
} psc_opening_states;

typedef struct psc_opening {
    psc_flow *flow;
    psc_bytes bytes;      /* in the state arena */
    psc_device_file file; /* borrows from `bytes` or lives in the state arena */
    psc_bytes server_url; /* of its head, in canonical form */
    psc_bytes host;
    psc_opening_states states;
    psc_protect protect;  /* a password */
    psc_sign_on_return back; /* of a page that was left to sign on: given by the parent before it asks */
    psc_sign_on sign_on;
    psc_openbao_call key_call; /* beyond the sign-on: the file's key */
    bool fetching_key;
    psc_access access;    /* the file's from PSC_OPENING_OPEN on, until the parent forgets it */
    bool has_opaque_key;  /* in `access`: a code was accepted */
    psc_question question; /* of the passkey, or of the code */
    uint32_t pending;      /* that question */
    psc_endpoint anonymous;
    psc_call call;
} psc_opening;

/* PSC_OK for a file that can be opened, else PSC_ERR_DEVICE_FILE, _KIND or PSC_ERR_STRETCH_EXCESSIVE. `bytes` live in the flow's state
 * arena. */
psc_status psc_opening_read(psc_opening *opening, psc_flow *flow, psc_bytes bytes) PSC_CHECK_RESULT;
/* The flow's end for what psc_opening_read refused. */
psc_status psc_opening_refuse(const psc_opening *opening, psc_status status) PSC_CHECK_RESULT;
/* The flow's end for a file of which this part is damaged. */
psc_status psc_opening_damaged(psc_opening *opening, psc_file_part part) PSC_CHECK_RESULT;

/* Asks the store for the file, and goes on to `state`. */
psc_status psc_opening_fetch(psc_flow *flow, const psc_device_place *place, int state) PSC_CHECK_RESULT;
/* What the store answered. *readable is false when the flow has failed by it: nothing there, nothing of use, or the file of a device
 * whose place is another one. */
psc_status psc_opening_found(bool *readable, psc_opening *opening, psc_flow *flow, const psc_device_place *place,
                             const psc_event *event) PSC_CHECK_RESULT;

/* Asks for what opens a file that was read. */
psc_status psc_opening_ask(psc_opening *opening, const psc_opening_states *states) PSC_CHECK_RESULT;
typedef enum psc_opening_outcome {
    PSC_OPENING_NOTHING,    /* something is awaited, or the flow has failed: the file holds something else than its head says */
    PSC_OPENING_STRETCHING, /* the event's secret, a password, is on its way */
    PSC_OPENING_OPEN        /* `local` is what was sealed; its views live in the scratch arena, the parent wipes it */
} psc_opening_outcome;
/* HURRY too, in every state. */
psc_status psc_opening_event(int *outcome, psc_local_device *local, psc_opening *opening, const psc_event *event) PSC_CHECK_RESULT;
/* The same file for other keys, in the state arena (psc_device_file_reseal). PSC_ERR_TOO_LARGE for one that nobody would read again. */
psc_status psc_opening_reseal(psc_bytes *out, const psc_opening *opening, const psc_access *access) PSC_CHECK_RESULT;
void psc_opening_forget_key(psc_opening *opening);

/* PSC_QUESTION_ELSEWHERE, and whether the answer lets the flow go on; PSC_ERR_STATE for one of another kind. */
psc_status psc_ask_elsewhere(psc_flow *flow, psc_bytes organization, psc_bytes device_label, int state) PSC_CHECK_RESULT;
psc_status psc_elsewhere_answer(bool *closed, const psc_event *event) PSC_CHECK_RESULT;

#define PSC_ONE_TIME_CODE_DIGITS 6u
/* Six digits with any blanks between them, as `code` in `arena`; PSC_ERR_VALUE for anything else. */
psc_status psc_one_time_code(psc_bytes *code, psc_arena *arena, psc_bytes typed) PSC_CHECK_RESULT;
/* PSC_QUESTION_ONE_TIME_CODE for a file that was read, its views borrowed from `opening`; where its codes are exchanged; and the same
 * question after a code was not accepted, `wait_until` being the caller's with PSC_ERR_THROTTLED. */
psc_question psc_opening_code_question(const psc_opening *opening);
psc_endpoint psc_opening_anonymous(const psc_opening *opening);
void psc_one_time_code_rejected(psc_question_one_time_code *question, psc_status rejected);

#endif
