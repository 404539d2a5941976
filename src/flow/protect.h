// SPDX-License-Identifier: MPL-2.0
/* Choosing how a device is opened, and saving it so that it is never lost. Private to src/flow; used by bootstrap, claim, unlock and
 * their resumed forms. */
#ifndef PSC_FLOW_PROTECT_H
#define PSC_FLOW_PROTECT_H

#include "flow/machine.h"

/* ---- a key from a password: PSC_QUESTION_PROTECTION (new parameters) or PSC_QUESTION_PASSWORD (given ones), then `stretch` */
typedef struct psc_protect {
    psc_flow *flow;
    int purpose;
    bool fresh;
    psc_question question;
    psc_stretch_parameters parameters;
    uint8_t key[PSC_STRETCH_KEY_BYTES]; /* valid after PSC_PROTECT_READY; the parent wipes it when used */
    uint32_t pending;
} psc_protect;
typedef enum psc_protect_outcome { PSC_PROTECT_NOTHING, PSC_PROTECT_STRETCHING, PSC_PROTECT_READY } psc_protect_outcome;
/* The question's views live in the state arena. A stretch failure is asked as TROUBLE, then the question is asked again. */
psc_status psc_protect_begin_new(psc_protect *protect, psc_flow *flow, const psc_question_protection *question,
                                 int purpose) PSC_CHECK_RESULT;
psc_status psc_protect_begin_given(psc_protect *protect, psc_flow *flow, const psc_question_password *question,
                                   const psc_stretch_parameters *parameters, int purpose) PSC_CHECK_RESULT;
/* Asks the password again after the parent found the key wrong; counts. */
psc_status psc_protect_refused(psc_protect *protect) PSC_CHECK_RESULT;
psc_status psc_protect_event(int *outcome, psc_protect *protect, const psc_event *event) PSC_CHECK_RESULT;

/* ---- put, read back, compare; trouble is asked and tried again until it works or the flow is cancelled */
typedef struct psc_save {
    psc_flow *flow;
    int purpose;
    int store; /* psc_store */
    psc_bytes key;
    psc_bytes value;
    bool reading;
    uint32_t pending;
} psc_save;
typedef enum psc_save_outcome { PSC_SAVE_NOTHING, PSC_SAVE_DONE } psc_save_outcome;
/* `key` and `value` live in the state arena. */
psc_status psc_save_begin(psc_save *save, psc_flow *flow, int store, psc_bytes key, psc_bytes value, int purpose) PSC_CHECK_RESULT;
psc_status psc_save_event(int *outcome, psc_save *save, const psc_event *event) PSC_CHECK_RESULT;

#endif
