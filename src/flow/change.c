// SPDX-License-Identifier: MPL-2.0
#include "flow/opening.h"

typedef enum psc_change_state {
    PSC_CHANGE_AWAIT_BEGIN,
    PSC_CHANGE_AWAIT_FILE,
    PSC_CHANGE_AWAIT_ELSEWHERE,
    PSC_CHANGE_AWAIT_PASSWORD,
    PSC_CHANGE_AWAIT_KEY,
    PSC_CHANGE_AWAIT_NEW_PASSWORD,
    PSC_CHANGE_AWAIT_NEW_KEY,
    PSC_CHANGE_AWAIT_SAVED
} psc_change_state;
static const char *const psc_change_states[] = {
    "await-begin", "await-file",         "await-elsewhere", "await-password",
    "await-key",   "await-new-password", "await-new-key",   "await-saved"};

typedef struct psc_change {
    psc_flow flow;
    psc_device_place place;
    bool closed_elsewhere; /* the official client has been, by the person's word */
    psc_opening opening;
    psc_protect fresh;
    psc_bytes renewed;
    psc_save save;
} psc_change;

/* The official client's file is read again once it is closed there: it may have written it last. */
static psc_status psc_change_file(psc_change *change, const psc_event *event) {
    psc_flow *flow = &change->flow;
    psc_opening *opening = &change->opening;
    bool readable;
    PSC_TRY(psc_opening_found(&readable, opening, flow, &change->place, event));
    if (!readable) {
        return PSC_OK;
    }
    if (change->place.store == PSC_STORE_OFFICIAL && !change->closed_elsewhere) {
        const psc_device_file_head *head = &opening->file.head;
        return psc_ask_elsewhere(flow, head->organization_id, head->device_label,
                                 PSC_CHANGE_AWAIT_ELSEWHERE);
    }
    return psc_opening_ask(opening, PSC_CHANGE_AWAIT_PASSWORD, PSC_CHANGE_AWAIT_KEY);
}

static psc_status psc_change_elsewhere(psc_change *change, const psc_event *event) {
    PSC_TRY(psc_elsewhere_answer(&change->closed_elsewhere, event));
    return change->closed_elsewhere
               ? psc_opening_fetch(&change->flow, &change->place, PSC_CHANGE_AWAIT_FILE)
               : psc_fail_unharmed(&change->flow, PSC_ERR_CANCELLED);
}

static psc_status psc_change_password(psc_change *change, const psc_event *event) {
    psc_flow *flow = &change->flow;
    int outcome;
    psc_local_device local;
    PSC_TRY(psc_opening_event(&outcome, &local, &change->opening, event));
    if (outcome != PSC_OPENING_OPEN) {
        return PSC_OK;
    }
    psc_wipe(&local, sizeof local);
    const psc_device_file_head *head = &change->opening.file.head;
    const psc_question_protection question = {
        .organization = head->organization_id,
        .email = head->human_handle.email,
    };
    PSC_TRY(psc_protect_begin_new(&change->fresh, flow, &question, 0));
    flow->awaited = PSC_CHANGE_AWAIT_NEW_PASSWORD;
    return PSC_OK;
}

static psc_status psc_change_save(psc_change *change) {
    psc_flow *flow = &change->flow;
    const psc_status sealed = psc_opening_reseal(&change->renewed, &change->opening,
                                                 &change->fresh.parameters, change->fresh.key);
    psc_wipe(change->fresh.key, sizeof change->fresh.key);
    psc_opening_forget_key(&change->opening);
    PSC_TRY(sealed);
    PSC_TRY(psc_save_begin(&change->save, flow, change->place.store, change->place.key,
                           change->renewed, 0));
    return psc_await_machine(flow, PSC_CHANGE_AWAIT_SAVED);
}

static psc_status psc_change_new_password(psc_change *change, const psc_event *event) {
    psc_flow *flow = &change->flow;
    int outcome;
    PSC_TRY(psc_protect_event(&outcome, &change->fresh, event));
    switch ((psc_protect_outcome) outcome) {
    case PSC_PROTECT_NOTHING:
        return PSC_OK;
    case PSC_PROTECT_ASKED_AGAIN:
        flow->awaited = PSC_CHANGE_AWAIT_NEW_PASSWORD;
        return PSC_OK;
    case PSC_PROTECT_STRETCHING:
        return psc_await_machine(flow, PSC_CHANGE_AWAIT_NEW_KEY);
    case PSC_PROTECT_READY:
        break;
    }
    return psc_change_save(change);
}

static psc_status psc_change_saved(psc_change *change, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &change->save, event));
    return outcome == PSC_SAVE_DONE
               ? psc_flow_finish(&change->flow, &(psc_result){.kind = PSC_RESULT_NOTHING})
               : PSC_OK;
}

/* What is being written may be written already: then it is not known which password opens it. */
static psc_status psc_change_cancel(psc_flow *flow) {
    return flow->awaited == PSC_CHANGE_AWAIT_SAVED ? psc_flow_fail_with(flow, PSC_ERR_CANCELLED)
                                                   : psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
}

static psc_status psc_change_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_change *change = (psc_change *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_change_cancel(flow);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    switch ((psc_change_state) flow->awaited) {
    case PSC_CHANGE_AWAIT_BEGIN:
        return psc_opening_fetch(flow, &change->place, PSC_CHANGE_AWAIT_FILE);
    case PSC_CHANGE_AWAIT_FILE:
        return psc_change_file(change, event);
    case PSC_CHANGE_AWAIT_ELSEWHERE:
        return psc_change_elsewhere(change, event);
    case PSC_CHANGE_AWAIT_PASSWORD:
    case PSC_CHANGE_AWAIT_KEY:
        return psc_change_password(change, event);
    case PSC_CHANGE_AWAIT_NEW_PASSWORD:
    case PSC_CHANGE_AWAIT_NEW_KEY:
        return psc_change_new_password(change, event);
    case PSC_CHANGE_AWAIT_SAVED:
        return psc_change_saved(change, event);
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_change_class = {
    .name = "change",
    .states = psc_change_states,
    .size = sizeof(psc_change),
    .step = psc_change_step,
};

psc_status psc_change_new(psc_flow **flow, const psc_host *host,
                          const psc_change_options *options) {
    *flow = NULL;
    PSC_TRY(psc_device_place_check_open(&options->place));
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_change_class));
    psc_change *change = (psc_change *) made;
    change->place.store = options->place.store;
    const psc_status status = psc_bytes_copy(&change->place.key, &made->state, options->place.key);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
