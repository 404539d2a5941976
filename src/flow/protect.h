// SPDX-License-Identifier: MPL-2.0
/* Choosing how a device is opened, and saving it so that it is never lost. Private to src/flow; used by bootstrap, claim, unlock and
 * their resumed forms. */
#ifndef PSC_FLOW_PROTECT_H
#define PSC_FLOW_PROTECT_H

#include "flow/access.h"
#include "flow/machine.h"
#include "flow/sign_on.h"

/* What a passkey is made for, and who offers single sign-on. Views live in the state arena. */
typedef struct psc_protect_site {
    psc_uuid device_id;
    psc_bytes organization;
    psc_bytes server_url; /* canonical */
    psc_bytes host;
    psc_human_handle human_handle;
} psc_protect_site;

/* ---- keys from what a person gives: PSC_QUESTION_PROTECTION (a new password, or where the parent can take one a new passkey, or a key that
 * is kept for whoever signs on), or
 * PSC_QUESTION_PASSWORD (with given parameters); a password is stretched then */
typedef struct psc_protect {
    psc_flow *flow;
    int purpose;
    bool fresh;
    psc_question question;
    psc_access access; /* the primary key and how it is come by; valid after PSC_PROTECT_READY; the parent wipes it when used */
    /* a new passkey */
    const psc_protect_site *site; /* NULL: passwords only */
    psc_question_new_passkey new_passkey;
    bool adding; /* to the passkeys of `access`, whose key is known: there is no other way to choose */
    /* single sign-on */
    psc_sign_on_states states;
    psc_sign_on sign_on;
    psc_openbao_call put;
    uint32_t pending;
    int awaited; /* what `pending` is: a question, the stretching, or leave to ask again */
} psc_protect;
typedef enum psc_protect_outcome {
    PSC_PROTECT_NOTHING,
    PSC_PROTECT_ASKED_AGAIN,   /* the first question stands again: after a stretch failure was acknowledged, or without a passkey after all */
    PSC_PROTECT_ASKED_PASSKEY, /* PSC_QUESTION_NEW_PASSKEY stands: a passkey was chosen, or could not be accepted. Never without a site */
    PSC_PROTECT_STRETCHING,
    PSC_PROTECT_READY,
    PSC_PROTECT_REFUSED /* adding: the person wants no passkey after all */
} psc_protect_outcome;
/* The question's views live in the state arena. A stretch failure is asked as TROUBLE, then the question is asked again; an empty
 * password too. */
psc_status psc_protect_begin_new(psc_protect *protect, psc_flow *flow, const psc_question_protection *question,
                                 int purpose) PSC_CHECK_RESULT;
/* The same, and a passkey or single sign-on may be chosen as well: `site` is borrowed. In `states` somebody signs on: every event of
 * theirs goes to psc_protect_event, HURRY too. */
psc_status psc_protect_begin_any(psc_protect *protect, psc_flow *flow, const psc_question_protection *question,
                                 const psc_protect_site *site, const psc_sign_on_states *states, int purpose) PSC_CHECK_RESULT;
/* Somebody has signed on already, for what came before: taken over, and good for as long as it lives. */
void psc_protect_take_sign_on(psc_protect *protect, psc_sign_on *sign_on);
/* Another passkey beside those of `access`, which is copied: its key is known. */
psc_status psc_protect_begin_passkey(psc_protect *protect, psc_flow *flow, const psc_access *access,
                                     const psc_protect_site *site, int purpose) PSC_CHECK_RESULT;
/* PSC_ERR_STRETCH_EXCESSIVE or PSC_ERR_VALUE for parameters that are not acceptable. */
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
    int removed_store;     /* psc_store */
    psc_bytes removed_key; /* deleted in the transaction that puts; absent: nothing */
    uint32_t pending;
    int awaited; /* what `pending` is: the put, the reading back, or leave to try again */
} psc_save;
typedef enum psc_save_outcome { PSC_SAVE_NOTHING, PSC_SAVE_DONE } psc_save_outcome;
/* `key` and `value` live in the state arena. */
psc_status psc_save_begin(psc_save *save, psc_flow *flow, int store, psc_bytes key, psc_bytes value, int purpose) PSC_CHECK_RESULT;
/* A device file takes the place of the record that led to it, in one transaction. */
psc_status psc_save_begin_device(psc_save *save, psc_flow *flow, psc_bytes key, psc_bytes value, int record_store,
                                 psc_bytes record_key, int purpose) PSC_CHECK_RESULT;
/* The file takes another key in its store, in one transaction. */
psc_status psc_save_begin_moved(psc_save *save, psc_flow *flow, int store, psc_bytes key, psc_bytes value, psc_bytes removed_key,
                                int purpose) PSC_CHECK_RESULT;
psc_status psc_save_event(int *outcome, psc_save *save, const psc_event *event) PSC_CHECK_RESULT;

/* ---- what a STORED event brings: the records of one operation, and the value that a `get` found, absent when none */
psc_list psc_stored_records(const psc_event *event, size_t operation);
psc_bytes psc_stored_value(const psc_event *event, size_t operation);

/* ---- on to a state in which machines work and nobody is asked: its WAITING note, then the state */
psc_status psc_await_machine(psc_flow *flow, int state) PSC_CHECK_RESULT;

/* ---- unknown outcomes: true for an answer that does not tell whether the server acted */
bool psc_status_is_unclear(psc_status status);

/* ---- the end of a journey that may be started again just so; the second with what a STORE_FAILURE says */
psc_status psc_fail_unharmed(psc_flow *flow, psc_status status) PSC_CHECK_RESULT;
psc_status psc_fail_store(psc_flow *flow, const psc_event *event) PSC_CHECK_RESULT;

#endif
