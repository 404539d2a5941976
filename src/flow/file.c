// SPDX-License-Identifier: MPL-2.0
#include "flow/journey.h"
#include "flow/opening.h"

typedef enum psc_file_state {
    PSC_FILE_AWAIT_BEGIN,
    PSC_FILE_AWAIT_FILE,
    PSC_FILE_AWAIT_ELSEWHERE,
    PSC_FILE_AWAIT_OURS,
    PSC_FILE_AWAIT_OFFICIAL,
    PSC_FILE_AWAIT_MOVED,
    PSC_FILE_AWAIT_DATA_ERASED,
    PSC_FILE_AWAIT_ERASED,
    PSC_FILE_AWAIT_GONE
} psc_file_state;
static const char *const psc_file_states[] = {
    "await-begin", "await-file",        "await-elsewhere", "await-ours", "await-official",
    "await-moved", "await-data-erased", "await-erased",    "await-gone"};

typedef struct psc_file {
    psc_flow flow;
    int job; /* psc_file_job */
    psc_device_place place;
    psc_bytes target;      /* ASIDE, BACK: the other key; absent for REMOVE */
    bool closed_elsewhere; /* the official client has been, by the person's word */
    psc_bytes bytes;
    psc_device_line line;
    psc_bytes owner;   /* the device, in hex */
    bool taken;        /* ASIDE, BACK: the target holds something else */
    bool in_place;     /* another file of the device is there to be opened */
    bool remains;      /* another file of the device is here, wherever */
    psc_list journeys; /* REMOVE: of psc_bytes, keys of what the device left unfinished */
    psc_save save;
} psc_file;

/* From the first write on it is not said that nothing has changed. */
static psc_status psc_file_fail(psc_file *file, psc_status status) {
    return file->flow.awaited >= PSC_FILE_AWAIT_MOVED ? psc_flow_fail_with(&file->flow, status)
                                                      : psc_fail_unharmed(&file->flow, status);
}

static psc_status psc_file_fail_store(psc_file *file, const psc_event *event) {
    return psc_file_fail(file, psc_store_failure_status(event->as.store_failure));
}

static psc_status psc_file_finish(psc_file *file) {
    return psc_flow_finish(&file->flow, &(psc_result) {.kind = PSC_RESULT_NOTHING});
}

/* ---------------------------------------------------------------------------------- what is here */

/* Ours is named after its device also when it cannot be read; the official client's names mean
 * nothing. */
static psc_status psc_file_find_owner(psc_file *file) {
    if (file->place.store == PSC_STORE_DEVICES) {
        file->owner = psc_device_key_in_place(file->place.key);
        return PSC_OK;
    }
    return psc_device_key(&file->owner, &file->flow.state, &file->line.device_id);
}

/* What cannot be read is moved nowhere; it is removed when it is ours, since it may be something
 * that only the official client knows. */
static psc_status psc_file_found(psc_file *file, const psc_event *event) {
    psc_flow *flow = &file->flow;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_file_fail_store(file, event);
    }
    const psc_bytes found = psc_stored_value(event, 0);
    if (found.at == NULL) {
        return psc_file_fail(file, PSC_ERR_STORE_MISSING);
    }
    const bool official = file->place.store == PSC_STORE_OFFICIAL;
    PSC_TRY(psc_device_line_read(&file->line, &flow->state, &file->place, found));
    if (!file->line.readable && (official || file->job != PSC_FILE_REMOVE)) {
        return psc_file_fail(file, PSC_ERR_DEVICE_FILE);
    }
    if (file->job != PSC_FILE_REMOVE) {
        PSC_TRY(psc_bytes_copy(&file->bytes, &flow->state, found));
    }
    PSC_TRY(psc_file_find_owner(file));
    if (official && !file->closed_elsewhere) {
        return psc_ask_elsewhere(flow, file->line.organization, file->line.device_label,
                                 PSC_FILE_AWAIT_ELSEWHERE);
    }
    static const psc_store_operation operations[] = {
        {.verb = PSC_STORE_LIST, .store = PSC_STORE_DEVICES},
        {.verb = PSC_STORE_LIST, .store = PSC_STORE_JOURNEYS},
    };
    PSC_TRY(psc_flow_store(NULL, flow, operations, file->job == PSC_FILE_REMOVE ? 2 : 1, 0));
    return psc_await_machine(flow, PSC_FILE_AWAIT_OURS);
}

/* Read again once it is closed there: the official client may have written it last. */
static psc_status psc_file_elsewhere(psc_file *file, const psc_event *event) {
    PSC_TRY(psc_elsewhere_answer(&file->closed_elsewhere, event));
    return file->closed_elsewhere
               ? psc_opening_fetch(&file->flow, &file->place, PSC_FILE_AWAIT_FILE)
               : psc_file_fail(file, PSC_ERR_CANCELLED);
}

/* Looks at one file that is here. */
static psc_status psc_file_look(psc_file *file, int store, const psc_store_record *record) {
    if (store == file->place.store && psc_bytes_equal(record->key, file->place.key)) {
        return PSC_OK;
    }
    if (store == file->place.store && psc_bytes_equal(record->key, file->target)) {
        /* The same bytes, or none, are what an earlier try left behind. */
        file->taken = record->value.len > 0 && !psc_bytes_equal(record->value, file->bytes);
        return PSC_OK;
    }
    psc_device_line line;
    const psc_device_place place = {store, record->key};
    psc_bytes owner;
    PSC_TRY(psc_device_line_read(&line, &file->flow.scratch, &place, record->value));
    PSC_TRY(psc_device_key(&owner, &file->flow.scratch, &line.device_id));
    if (line.readable && psc_bytes_equal(owner, file->owner)) {
        file->remains = true;
        file->in_place = file->in_place || !line.aside;
    }
    return PSC_OK;
}

static psc_status psc_file_look_at_all(psc_file *file, int store, const psc_event *event) {
    const psc_list records = psc_stored_records(event, 0);
    for (size_t i = 0; i < records.count; i++) {
        PSC_TRY(psc_file_look(file, store, &((const psc_store_record *) records.items)[i]));
    }
    return PSC_OK;
}

/* A record of a kind that this version does not know is nobody's. */
static psc_status psc_file_left_journey(bool *left, psc_file *file, psc_bytes record) {
    psc_arena *scratch = &file->flow.scratch;
    psc_journey journey;
    psc_bytes owner;
    *left = false;
    const psc_status status = psc_journey_read(&journey, scratch, record);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : PSC_OK;
    }
    if (journey.kind == PSC_JOURNEY_GREET || journey.kind == PSC_JOURNEY_GREET_DEVICE) {
        PSC_TRY(psc_device_key(&owner, scratch, &journey.device_id));
        *left = psc_bytes_equal(owner, file->owner);
    }
    return PSC_OK;
}

/* Only the device can finish them, and they name other people. */
static psc_status psc_file_find_journeys(psc_file *file, psc_list records) {
    const psc_store_record *record = records.items;
    psc_bytes *keys;
    PSC_TRY(PSC_TAKE(&keys, &file->flow.state, records.count));
    size_t count = 0;
    for (size_t i = 0; i < records.count; i++) {
        bool left;
        PSC_TRY(psc_file_left_journey(&left, file, record[i].value));
        if (left) {
            PSC_TRY(psc_bytes_copy(&keys[count++], &file->flow.state, record[i].key));
        }
    }
    file->journeys = (psc_list) {keys, count};
    return PSC_OK;
}

static psc_status psc_file_ours(psc_file *file, const psc_event *event) {
    psc_flow *flow = &file->flow;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_file_fail_store(file, event);
    }
    PSC_TRY(psc_file_look_at_all(file, PSC_STORE_DEVICES, event));
    if (file->job == PSC_FILE_REMOVE) {
        PSC_TRY(psc_file_find_journeys(file, psc_stored_records(event, 1)));
    }
    static const psc_store_operation operation = {.verb = PSC_STORE_LIST,
                                                  .store = PSC_STORE_OFFICIAL};
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
    return psc_await_machine(flow, PSC_FILE_AWAIT_OFFICIAL);
}

/* ----------------------------------------------------------------------------------------- writes */

static psc_status psc_file_move(psc_file *file) {
    psc_flow *flow = &file->flow;
    if (file->taken || (file->job == PSC_FILE_BACK && file->in_place)) {
        return psc_file_fail(file, PSC_ERR_STORE_TAKEN);
    }
    const int store = file->place.store;
    PSC_TRY(store == PSC_STORE_DEVICES
                ? psc_save_begin_moved(&file->save, flow, store, file->target, file->bytes,
                                       file->place.key, 0)
                : psc_save_begin(&file->save, flow, store, file->target, file->bytes, 0));
    return psc_await_machine(flow, PSC_FILE_AWAIT_MOVED);
}

static psc_store_operation psc_file_erasure(const psc_file *file) {
    return (psc_store_operation) {
        .verb = PSC_STORE_DELETE, .store = file->place.store, .key = file->place.key};
}

static psc_status psc_file_erase(psc_file *file) {
    const psc_store_operation operation = psc_file_erasure(file);
    PSC_TRY(psc_flow_store(NULL, &file->flow, &operation, 1, 0));
    return psc_await_machine(&file->flow, PSC_FILE_AWAIT_ERASED);
}

/* All that is kept of the device beside its file. */
static psc_status psc_file_erasures_beside(psc_store_operation *operations, psc_file *file) {
    psc_buf buf;
    psc_buf_init(&buf, &file->flow.scratch);
    PSC_TRY(psc_buf_push(&buf, file->owner));
    PSC_TRY(psc_buf_push_byte(&buf, '/'));
    operations[0] = (psc_store_operation) {
        .verb = PSC_STORE_DELETE, .store = PSC_STORE_DATA, .key = psc_buf_view(&buf)};
    const psc_bytes *keys = file->journeys.items;
    for (size_t i = 0; i < file->journeys.count; i++) {
        operations[1 + i] = (psc_store_operation) {
            .verb = PSC_STORE_DELETE, .store = PSC_STORE_JOURNEYS, .key = keys[i]};
    }
    return PSC_OK;
}

/* Two storages have no transaction in common: what is kept beside the file goes first, so that a
 * crash leaves a device that can be removed again and nothing that nobody finds. */
static psc_status psc_file_remove(psc_file *file) {
    psc_flow *flow = &file->flow;
    if (file->remains) {
        return psc_file_erase(file);
    }
    const size_t beside = 1 + file->journeys.count;
    psc_store_operation *operations;
    PSC_TRY(PSC_TAKE(&operations, &flow->scratch, beside + 1));
    PSC_TRY(psc_file_erasures_beside(operations, file));
    operations[beside] = psc_file_erasure(file);
    const bool together = file->place.store == PSC_STORE_DEVICES;
    PSC_TRY(psc_flow_store(NULL, flow, operations, together ? beside + 1 : beside, 0));
    return psc_await_machine(flow, together ? PSC_FILE_AWAIT_ERASED : PSC_FILE_AWAIT_DATA_ERASED);
}

/* Not every browser has the official client's storage: what is in ours needs none. */
static psc_status psc_file_official(psc_file *file, const psc_event *event) {
    if (event->kind == PSC_EVENT_STORED) {
        PSC_TRY(psc_file_look_at_all(file, PSC_STORE_OFFICIAL, event));
    } else if (file->place.store == PSC_STORE_OFFICIAL) {
        return psc_file_fail_store(file, event);
    }
    return file->job == PSC_FILE_REMOVE ? psc_file_remove(file) : psc_file_move(file);
}

/* The official client's storage cannot rename: the copy is there, the original may go. */
static psc_status psc_file_moved(psc_file *file, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &file->save, event));
    if (outcome != PSC_SAVE_DONE) {
        return PSC_OK;
    }
    return file->place.store == PSC_STORE_DEVICES ? psc_file_finish(file) : psc_file_erase(file);
}

static psc_status psc_file_data_erased(psc_file *file, const psc_event *event) {
    return event->kind == PSC_EVENT_STORE_FAILURE ? psc_file_fail_store(file, event)
                                                  : psc_file_erase(file);
}

static psc_status psc_file_erased(psc_file *file, const psc_event *event) {
    return event->kind == PSC_EVENT_STORE_FAILURE
               ? psc_file_fail_store(file, event)
               : psc_opening_fetch(&file->flow, &file->place, PSC_FILE_AWAIT_GONE);
}

/* Whoever removes a device counts on it. */
static psc_status psc_file_gone(psc_file *file, const psc_event *event) {
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_file_fail_store(file, event);
    }
    return psc_stored_value(event, 0).at == NULL ? psc_file_finish(file)
                                                 : psc_file_fail(file, PSC_ERR_STORE_MISMATCH);
}

static psc_status psc_file_step(psc_flow *flow, const psc_event *event,
                                const psc_pending *answered) {
    (void) answered;
    psc_file *file = (psc_file *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_file_fail(file, PSC_ERR_CANCELLED);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    switch ((psc_file_state) flow->awaited) {
    case PSC_FILE_AWAIT_BEGIN:
        return psc_opening_fetch(flow, &file->place, PSC_FILE_AWAIT_FILE);
    case PSC_FILE_AWAIT_FILE:
        return psc_file_found(file, event);
    case PSC_FILE_AWAIT_ELSEWHERE:
        return psc_file_elsewhere(file, event);
    case PSC_FILE_AWAIT_OURS:
        return psc_file_ours(file, event);
    case PSC_FILE_AWAIT_OFFICIAL:
        return psc_file_official(file, event);
    case PSC_FILE_AWAIT_MOVED:
        return psc_file_moved(file, event);
    case PSC_FILE_AWAIT_DATA_ERASED:
        return psc_file_data_erased(file, event);
    case PSC_FILE_AWAIT_ERASED:
        return psc_file_erased(file, event);
    case PSC_FILE_AWAIT_GONE:
        return psc_file_gone(file, event);
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_file_class = {
    .name = "file",
    .states = psc_file_states,
    .size = sizeof(psc_file),
    .step = psc_file_step,
};

static psc_status psc_file_fill(psc_file *file, const psc_file_options *options) {
    psc_arena *arena = &file->flow.state;
    file->job = options->job;
    file->place.store = options->place.store;
    PSC_TRY(psc_bytes_copy(&file->place.key, arena, options->place.key));
    switch ((psc_file_job) file->job) {
    case PSC_FILE_ASIDE:
        return psc_device_key_aside(&file->target, arena, file->place.key);
    case PSC_FILE_BACK:
        file->target = psc_device_key_in_place(file->place.key);
        return PSC_OK;
    case PSC_FILE_REMOVE:
        return PSC_OK;
    }
    return PSC_ERR_ARGUMENT;
}

psc_status psc_file_new(psc_flow **flow, const psc_host *host, const psc_file_options *options) {
    *flow = NULL;
    PSC_TRY(psc_device_place_check(&options->place));
    const bool aside = psc_device_key_is_aside(options->place.key);
    if (options->job != PSC_FILE_REMOVE && aside != (options->job == PSC_FILE_BACK)) {
        return PSC_ERR_ARGUMENT;
    }
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_file_class));
    const psc_status status = psc_file_fill((psc_file *) made, options);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
