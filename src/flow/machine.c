// SPDX-License-Identifier: MPL-2.0
#include "flow/machine.h"

#include <string.h>

#include "crypto/random.h"

psc_status psc_flow_make(psc_flow **flow, const psc_host *host, const psc_flow_class *class) {
    *flow = NULL;
    PSC_TRY(psc_crypto_init());
    psc_flow *made = host->allocator.allocate(host->allocator.context, class->size);
    if (made == NULL) {
        return PSC_ERR_MEMORY;
    }
    memset(made, 0, class->size);
    made->class = class;
    made->host = host;
    psc_arena_init(&made->state, &host->allocator);
    psc_arena_init(&made->scratch, &host->allocator);
    *flow = made;
    return PSC_OK;
}

void psc_flow_free(psc_flow *flow) {
    if (flow == NULL) {
        return;
    }
    if (flow->class->close != NULL) {
        flow->class->close(flow);
    }
    if (flow->ended && !flow->end_taken && flow->end.kind == PSC_EFFECT_DONE &&
        flow->end.as.done.kind == PSC_RESULT_DEVICE) {
        psc_device_release(flow->end.as.done.as.device.device);
    }
    psc_arena_free(&flow->scratch);
    psc_arena_free(&flow->state);
    const psc_host *host = flow->host;
    const size_t size = flow->class->size;
    psc_wipe(flow, size);
    host->allocator.release(host->allocator.context, flow, size);
}

const char *psc_flow_name(const psc_flow *flow) {
    return flow->class->name;
}

const char *psc_flow_state(const psc_flow *flow) {
    return flow->class->states[flow->awaited];
}

bool psc_flow_ended(const psc_flow *flow) {
    return flow->ended;
}

/* -------------------------------------------------------------------------------------- effects */

static psc_status psc_flow_queue(psc_flow *flow, const psc_effect *effect) {
    psc_effect_node *node;
    PSC_TRY(PSC_TAKE(&node, &flow->scratch, 1));
    node->effect = *effect;
    if (flow->last == NULL) {
        flow->first = node;
    } else {
        flow->last->next = node;
    }
    flow->last = node;
    return PSC_OK;
}

psc_status psc_flow_emit(uint32_t *id, psc_flow *flow, const psc_effect *effect, int purpose,
                         uint32_t who) {
    if (id != NULL) {
        *id = 0;
    }
    psc_pending *slot = NULL;
    for (size_t i = 0; i < PSC_PENDING_MAX && slot == NULL; i++) {
        if (flow->pending[i].id == 0) {
            slot = &flow->pending[i];
        }
    }
    if (slot == NULL) {
        return PSC_ERR_MEMORY;
    }
    psc_effect numbered = *effect;
    numbered.id = flow->last_id + 1;
    PSC_TRY(psc_flow_queue(flow, &numbered));
    flow->last_id = numbered.id;
    *slot = (psc_pending) {.id = numbered.id, .kind = effect->kind, .purpose = purpose, .who = who};
    if (effect->kind == PSC_EFFECT_STORE) {
        slot->operations = effect->as.store.operations.count;
    }
    if (id != NULL) {
        *id = numbered.id;
    }
    return PSC_OK;
}

psc_status psc_flow_sleep(uint32_t *id, psc_flow *flow, uint32_t ms, int purpose, uint32_t who) {
    const psc_effect effect = {.kind = PSC_EFFECT_SLEEP, .as.sleep_ms = ms};
    return psc_flow_emit(id, flow, &effect, purpose, who);
}

psc_status psc_flow_ask(uint32_t *id, psc_flow *flow, const psc_question *question, int purpose) {
    const psc_effect effect = {.kind = PSC_EFFECT_ASK, .as.ask = *question};
    return psc_flow_emit(id, flow, &effect, purpose, 0);
}

psc_status psc_flow_ask_showing(uint32_t *id, psc_flow *flow, const psc_question *question,
                                psc_bytes secret, int purpose) {
    psc_effect effect = {.kind = PSC_EFFECT_ASK, .as.ask = *question};
    PSC_TRY(psc_bytes_copy(&effect.secret, &flow->scratch, secret));
    return psc_flow_emit(id, flow, &effect, purpose, 0);
}

psc_status psc_flow_note(psc_flow *flow, const psc_note *note) {
    const psc_effect effect = {.kind = PSC_EFFECT_NOTE, .as.note = *note};
    return psc_flow_queue(flow, &effect);
}

psc_status psc_flow_tell(psc_flow *flow, const psc_request *request) {
    const psc_effect effect = {.kind = PSC_EFFECT_REQUEST, .as.request = *request};
    return psc_flow_queue(flow, &effect);
}

psc_status psc_flow_store(uint32_t *id, psc_flow *flow, const psc_store_operation *operations,
                          size_t count, int purpose) {
    psc_store_operation *copies;
    PSC_TRY(PSC_TAKE(&copies, &flow->scratch, count));
    for (size_t i = 0; i < count; i++) {
        copies[i] = operations[i];
        PSC_TRY(psc_bytes_copy(&copies[i].key, &flow->scratch, operations[i].key));
        PSC_TRY(psc_bytes_copy(&copies[i].value, &flow->scratch, operations[i].value));
    }
    const psc_effect effect = {.kind = PSC_EFFECT_STORE, .as.store.operations = {copies, count}};
    return psc_flow_emit(id, flow, &effect, purpose, 0);
}

/* One that the host has not seen yet just disappears; for the others it must be told. */
static void psc_flow_withdraw_slot(psc_flow *flow, psc_pending *slot) {
    psc_effect_node *before = NULL;
    for (psc_effect_node *node = flow->first; node != NULL; before = node, node = node->next) {
        if (node->effect.id != slot->id) {
            continue;
        }
        if (before == NULL) {
            flow->first = node->next;
        } else {
            before->next = node->next;
        }
        if (flow->last == node) {
            flow->last = before;
        }
        slot->id = 0;
        return;
    }
    slot->withdrawn = true;
}

void psc_flow_withdraw(psc_flow *flow, uint32_t id) {
    for (size_t i = 0; id != 0 && i < PSC_PENDING_MAX; i++) {
        if (flow->pending[i].id == id) {
            psc_flow_withdraw_slot(flow, &flow->pending[i]);
            return;
        }
    }
}

void psc_flow_withdraw_all(psc_flow *flow) {
    for (size_t i = 0; i < PSC_PENDING_MAX; i++) {
        if (flow->pending[i].id != 0) {
            psc_flow_withdraw_slot(flow, &flow->pending[i]);
        }
    }
}

static void psc_flow_end(psc_flow *flow, const psc_effect *end) {
    psc_flow_withdraw_all(flow);
    flow->end = *end;
    flow->ended = true;
}

psc_status psc_flow_finish(psc_flow *flow, const psc_result *result) {
    const psc_effect effect = {.kind = PSC_EFFECT_DONE, .as.done = *result};
    psc_flow_end(flow, &effect);
    return PSC_OK;
}

psc_status psc_flow_fail(psc_flow *flow, const psc_failure *failure) {
    const psc_effect effect = {.kind = PSC_EFFECT_FAILED, .as.failed = *failure};
    psc_flow_end(flow, &effect);
    return PSC_OK;
}

psc_status psc_flow_fail_with(psc_flow *flow, psc_status status) {
    return psc_flow_fail(flow, &(psc_failure) {.status = (int) status});
}

psc_status psc_store_failure_status(int store_failure) {
    switch ((psc_store_failure) store_failure) {
    case PSC_STORE_QUOTA:
        return PSC_ERR_STORE_QUOTA;
    case PSC_STORE_DENIED:
        return PSC_ERR_STORE_DENIED;
    case PSC_STORE_CONFLICT:
        return PSC_ERR_STORE_CONFLICT;
    }
    return PSC_ERR_STORE_DENIED;
}

bool psc_flow_next(psc_flow *flow, psc_effect *effect) {
    /* Withdrawals first: the end must be the last word. */
    for (size_t i = 0; i < PSC_PENDING_MAX; i++) {
        psc_pending *slot = &flow->pending[i];
        if (slot->id != 0 && slot->withdrawn) {
            *effect = (psc_effect) {.kind = PSC_EFFECT_WITHDRAW, .id = slot->id};
            slot->id = 0;
            return true;
        }
    }
    if (flow->first != NULL) {
        *effect = flow->first->effect;
        flow->first = flow->first->next;
        if (flow->first == NULL) {
            flow->last = NULL;
        }
        return true;
    }
    if (flow->ended && !flow->end_taken) {
        *effect = flow->end;
        flow->end_taken = true;
        return true;
    }
    return false;
}

/* --------------------------------------------------------------------------------------- events */

static bool psc_flow_drained(const psc_flow *flow) {
    for (size_t i = 0; i < PSC_PENDING_MAX; i++) {
        if (flow->pending[i].id != 0 && flow->pending[i].withdrawn) {
            return false;
        }
    }
    return flow->first == NULL;
}

static bool psc_event_answers(const psc_event *event, const psc_pending *slot) {
    switch ((psc_event_kind) event->kind) {
    case PSC_EVENT_RESPONSE:
        return slot->kind == PSC_EFFECT_REQUEST;
    case PSC_EVENT_TRANSPORT_FAILURE:
        return slot->kind == PSC_EFFECT_REQUEST || slot->kind == PSC_EFFECT_STREAM;
    case PSC_EVENT_STREAMED:
    case PSC_EVENT_STREAM_CLOSED:
        return slot->kind == PSC_EFFECT_STREAM;
    case PSC_EVENT_FIRED:
        return slot->kind == PSC_EFFECT_SLEEP;
    case PSC_EVENT_STORED:
        return slot->kind == PSC_EFFECT_STORE && event->as.stored.count == slot->operations;
    case PSC_EVENT_STORE_FAILURE:
        return slot->kind == PSC_EFFECT_STORE;
    case PSC_EVENT_STRETCHED:
        return slot->kind == PSC_EFFECT_STRETCH && event->secret.at != NULL &&
               event->secret.len == PSC_STRETCH_KEY_BYTES;
    case PSC_EVENT_STRETCH_FAILURE:
        return slot->kind == PSC_EFFECT_STRETCH;
    case PSC_EVENT_ANSWER:
        return slot->kind == PSC_EFFECT_ASK;
    case PSC_EVENT_BEGIN:
    case PSC_EVENT_CANCEL:
    case PSC_EVENT_HURRY:
        break;
    }
    return false;
}

/* The slot that `event` answers; *alone when it answers nothing and needs nothing. Neither: it
 * does not fit. */
static psc_pending *psc_flow_match(bool *alone, psc_flow *flow, const psc_event *event) {
    *alone = false;
    if (event->kind == PSC_EVENT_BEGIN || event->kind == PSC_EVENT_CANCEL ||
        event->kind == PSC_EVENT_HURRY) {
        *alone = event->effect == 0 && (event->kind == PSC_EVENT_BEGIN) != flow->begun;
        return NULL;
    }
    if (event->effect == 0) {
        return NULL;
    }
    for (size_t i = 0; i < PSC_PENDING_MAX; i++) {
        psc_pending *slot = &flow->pending[i];
        if (slot->id == event->effect) {
            return psc_event_answers(event, slot) ? slot : NULL;
        }
    }
    return NULL;
}

psc_status psc_flow_step(psc_flow *flow, const psc_event *event) {
    if (flow->ended || !psc_flow_drained(flow)) {
        return PSC_ERR_STATE;
    }
    if (event->kind == PSC_EVENT_CANCEL && !flow->begun && event->effect == 0) {
        return psc_flow_fail_with(flow, PSC_ERR_CANCELLED);
    }
    bool alone;
    psc_pending *slot = psc_flow_match(&alone, flow, event);
    if (slot == NULL && !alone) {
        return PSC_ERR_STATE;
    }
    psc_arena_reset(&flow->scratch);
    flow->now = event->now;
    flow->begun = true;
    psc_pending answered = {0};
    if (slot != NULL) {
        answered = *slot;
        if (event->kind != PSC_EVENT_STREAMED) {
            slot->id = 0;
        }
    }
    psc_random_use(flow->host);
    const psc_status status = flow->class->step(flow, event, slot == NULL ? NULL : &answered);
    psc_random_use(NULL);
    if (status == PSC_ERR_STATE) {
        if (slot != NULL) {
            *slot = answered;
        }
        return status;
    }
    if (status != PSC_OK && !flow->ended) {
        PSC_TRY(psc_flow_fail_with(flow, status));
    }
    return status == PSC_ERR_MEMORY ? status : PSC_OK;
}
