// SPDX-License-Identifier: MPL-2.0
#include "flow/opening.h"

#include "crypto/secretbox.h"

psc_status psc_opening_read(psc_opening *opening, psc_flow *flow, psc_bytes bytes) {
    *opening = (psc_opening){.flow = flow, .bytes = bytes};
    psc_device_file *file = &opening->file;
    psc_status status = psc_device_file_read(file, &flow->state, bytes);
    if (status == PSC_OK) {
        status = psc_device_file_openable(file);
    }
    if (status != PSC_OK) {
        return status;
    }
    status = psc_server_url_parse(&opening->server_url, &opening->host, &flow->state,
                                  file->head.server_url);
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status : PSC_ERR_DEVICE_FILE;
}

psc_status psc_opening_refuse(const psc_opening *opening, psc_status status) {
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    const bool kind = status == PSC_ERR_DEVICE_FILE_KIND;
    return psc_flow_fail(opening->flow, &(psc_failure){
                                            .status = (int) status,
                                            .has_file_kind = kind,
                                            .file_kind = kind ? opening->file.kind : 0,
                                            .nothing_lost = true,
                                        });
}

psc_status psc_opening_fetch(psc_flow *flow, const psc_device_place *place, int state) {
    const psc_store_operation operation = {
        .verb = PSC_STORE_GET, .store = place->store, .key = place->key};
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
    return psc_await_machine(flow, state);
}

/* Ours has its place by its device; the official client names its files as it likes. */
static psc_status psc_opening_in_place(bool *in_place, const psc_opening *opening,
                                       const psc_device_place *place) {
    psc_bytes key;
    PSC_TRY(psc_device_key(&key, &opening->flow->scratch, &opening->file.head.device_id));
    *in_place = place->store != PSC_STORE_DEVICES || psc_bytes_equal(key, place->key);
    return PSC_OK;
}

psc_status psc_opening_found(bool *readable, psc_opening *opening, psc_flow *flow,
                             const psc_device_place *place, const psc_event *event) {
    *readable = false;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_fail_store(flow, event);
    }
    const psc_bytes found = psc_stored_value(event, 0);
    if (found.at == NULL) {
        return psc_fail_unharmed(flow, PSC_ERR_STORE_MISSING);
    }
    if (found.len > PSC_DEVICE_FILE_MAX) {
        return psc_fail_unharmed(flow, PSC_ERR_DEVICE_FILE);
    }
    psc_bytes bytes;
    PSC_TRY(psc_bytes_copy(&bytes, &flow->state, found));
    const psc_status status = psc_opening_read(opening, flow, bytes);
    if (status != PSC_OK) {
        return psc_opening_refuse(opening, status);
    }
    PSC_TRY(psc_opening_in_place(readable, opening, place));
    return *readable ? PSC_OK : psc_fail_unharmed(flow, PSC_ERR_DEVICE_FILE);
}

psc_status psc_opening_ask(psc_opening *opening, int await_password, int await_key) {
    const psc_device_file_head *head = &opening->file.head;
    const psc_question_password question = {
        .organization = head->organization_id,
        .host = opening->host,
        .human_handle = head->human_handle,
        .device_label = head->device_label,
    };
    opening->await_password = await_password;
    opening->await_key = await_key;
    PSC_TRY(psc_protect_begin_given(&opening->protect, opening->flow, &question,
                                    &opening->file.algorithm, 0));
    opening->flow->awaited = await_password;
    return PSC_OK;
}

/* What was sealed is the device that the person chose by the clear head. Only the server's address
 * may differ: when a server moves, tools that know no password can correct the head alone. */
static psc_status psc_opening_open(psc_local_device *local, const psc_opening *opening) {
    PSC_TRY(
        psc_device_file_open(local, &opening->flow->scratch, &opening->file, opening->protect.key));
    const bool named = !psc_uuid_is_zero(&local->device_id) && !psc_uuid_is_zero(&local->user_id);
    return named && psc_device_file_is_of(&opening->file, local) ? PSC_OK : PSC_ERR_DEVICE_FILE;
}

static psc_status psc_opening_key(int *outcome, psc_local_device *local, psc_opening *opening) {
    psc_flow *flow = opening->flow;
    const psc_status status = psc_opening_open(local, opening);
    if (status == PSC_OK) {
        *outcome = PSC_OPENING_OPEN;
        return PSC_OK;
    }
    psc_wipe(local, sizeof *local);
    if (status == PSC_ERR_DECRYPT) {
        flow->awaited = opening->await_password;
        return psc_protect_refused(&opening->protect);
    }
    psc_opening_forget_key(opening);
    return status == PSC_ERR_MEMORY ? status : psc_fail_unharmed(flow, PSC_ERR_DEVICE_FILE);
}

psc_status psc_opening_event(int *outcome, psc_local_device *local, psc_opening *opening,
                             const psc_event *event) {
    *outcome = PSC_OPENING_NOTHING;
    int step;
    PSC_TRY(psc_protect_event(&step, &opening->protect, event));
    switch ((psc_protect_outcome) step) {
    case PSC_PROTECT_NOTHING:
        return PSC_OK;
    case PSC_PROTECT_ASKED_AGAIN:
        opening->flow->awaited = opening->await_password;
        return PSC_OK;
    case PSC_PROTECT_STRETCHING:
        *outcome = PSC_OPENING_STRETCHING;
        return psc_await_machine(opening->flow, opening->await_key);
    case PSC_PROTECT_READY:
        break;
    }
    return psc_opening_key(outcome, local, opening);
}

psc_status psc_opening_reseal(psc_bytes *out, const psc_opening *opening,
                              const psc_stretch_parameters *parameters,
                              const uint8_t key[PSC_STRETCH_KEY_BYTES]) {
    psc_flow *flow = opening->flow;
    psc_device_file file = opening->file;
    file.head.protected_on = flow->now;
    file.algorithm = *parameters;
    psc_bytes plain;
    PSC_TRY(
        psc_secretbox_open(&plain, &flow->scratch, opening->file.ciphertext, opening->protect.key));
    PSC_TRY(psc_secretbox_seal(&file.ciphertext, &flow->scratch, flow->host, plain, key));
    psc_buf bytes;
    psc_buf_init(&bytes, &flow->state);
    PSC_TRY(psc_device_file_write(&bytes, &file));
    *out = psc_buf_view(&bytes);
    return PSC_OK;
}

void psc_opening_forget_key(psc_opening *opening) {
    psc_wipe(opening->protect.key, sizeof opening->protect.key);
}

psc_status psc_ask_elsewhere(psc_flow *flow, psc_bytes organization, psc_bytes device_label,
                             int state) {
    const psc_question question = {
        .kind = PSC_QUESTION_ELSEWHERE,
        .as.elsewhere = {.organization = organization, .device_label = device_label},
    };
    PSC_TRY(psc_flow_ask(NULL, flow, &question, 0));
    flow->awaited = state;
    return PSC_OK;
}

psc_status psc_elsewhere_answer(bool *closed, const psc_event *event) {
    *closed = event->as.answer.kind == PSC_ANSWER_PROCEED;
    return *closed || event->as.answer.kind == PSC_ANSWER_REFUSE ? PSC_OK : PSC_ERR_STATE;
}
