// SPDX-License-Identifier: MPL-2.0
#include "flow/device.h"
#include "flow/protect.h"

/* --------------------------------------------------------------------------------------- import */

typedef enum psc_import_state {
    PSC_IMPORT_AWAIT_BEGIN,
    PSC_IMPORT_AWAIT_EXISTING,
    PSC_IMPORT_AWAIT_OFFICIAL,
    PSC_IMPORT_AWAIT_SAVED
} psc_import_state;
static const char *const psc_import_states[] = {"await-begin", "await-existing", "await-official",
                                                "await-saved"};

typedef struct psc_import {
    psc_flow flow;
    psc_bytes file;
    bool replace;
    psc_device_line line;
    psc_save save;
} psc_import;

static psc_status psc_import_finish(psc_import *import) {
    return psc_flow_finish(&import->flow,
                           &(psc_result){.kind = PSC_RESULT_IMPORTED, .as.imported = import->line});
}

static psc_status psc_import_begin(psc_import *import) {
    psc_flow *flow = &import->flow;
    psc_device_file file;
    psc_status status = psc_device_file_read(&file, &flow->state, import->file);
    if (status == PSC_OK) {
        status = psc_device_file_openable(&file);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status == PSC_ERR_DEVICE_FILE_KIND) {
        return psc_flow_fail(flow, &(psc_failure){
                                       .status = PSC_ERR_DEVICE_FILE_KIND,
                                       .has_file_kind = true,
                                       .file_kind = file.kind,
                                       .nothing_lost = true,
                                   });
    }
    if (status != PSC_OK) {
        return psc_fail_unharmed(flow, status);
    }
    psc_device_place place = {.store = PSC_STORE_DEVICES};
    PSC_TRY(psc_device_key(&place.key, &flow->state, &file.head.device_id));
    PSC_TRY(psc_device_line_read(&import->line, &flow->state, &place, import->file));
    if (import->line.status != PSC_OK) {
        return psc_fail_unharmed(flow, (psc_status) import->line.status);
    }
    const psc_store_operation operation = {
        .verb = PSC_STORE_GET, .store = PSC_STORE_DEVICES, .key = place.key};
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
    return psc_await_machine(flow, PSC_IMPORT_AWAIT_EXISTING);
}

/* Whether `existing` may be written over: a file of the same device, or what is no device file
 * at all. */
static psc_status psc_import_replaces(bool *replaces, psc_import *import, psc_bytes existing) {
    psc_device_line line;
    PSC_TRY(psc_device_line_read(&line, &import->flow.scratch, &import->line.place, existing));
    const bool same = line.status == PSC_ERR_DEVICE_FILE ||
                      psc_uuid_equal(&line.device_id, &import->line.device_id);
    *replaces = import->replace && same;
    return PSC_OK;
}

static psc_status psc_import_existing(psc_import *import, const psc_event *event) {
    static const psc_store_operation operation = {.verb = PSC_STORE_LIST,
                                                  .store = PSC_STORE_OFFICIAL};
    psc_flow *flow = &import->flow;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_fail_store(flow, event);
    }
    const psc_bytes existing = psc_stored_value(event, 0);
    if (existing.at != NULL) {
        if (psc_bytes_equal(existing, import->file)) {
            return psc_import_finish(import);
        }
        bool replaces;
        PSC_TRY(psc_import_replaces(&replaces, import, existing));
        if (!replaces) {
            return psc_fail_unharmed(flow, PSC_ERR_ALREADY_EXISTS);
        }
    }
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
    return psc_await_machine(flow, PSC_IMPORT_AWAIT_OFFICIAL);
}

/* A device has exactly one file: one that the official client keeps here is opened in place. */
static psc_status psc_import_official(psc_import *import, const psc_event *event) {
    psc_flow *flow = &import->flow;
    if (event->kind == PSC_EVENT_STORED) {
        const psc_list records = psc_stored_records(event, 0);
        const psc_store_record *record = records.items;
        for (size_t i = 0; i < records.count; i++) {
            psc_device_line line;
            const psc_device_place place = {PSC_STORE_OFFICIAL, record[i].key};
            PSC_TRY(psc_device_line_read(&line, &flow->scratch, &place, record[i].value));
            if (line.status != PSC_ERR_DEVICE_FILE &&
                psc_uuid_equal(&line.device_id, &import->line.device_id)) {
                return psc_fail_unharmed(flow, PSC_ERR_ALREADY_EXISTS);
            }
        }
    }
    PSC_TRY(psc_save_begin(&import->save, flow, PSC_STORE_DEVICES, import->line.place.key,
                           import->file, 0));
    return psc_await_machine(flow, PSC_IMPORT_AWAIT_SAVED);
}

static psc_status psc_import_saved(psc_import *import, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &import->save, event));
    return outcome == PSC_SAVE_DONE ? psc_import_finish(import) : PSC_OK;
}

static psc_status psc_import_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_import *import = (psc_import *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    switch ((psc_import_state) flow->awaited) {
    case PSC_IMPORT_AWAIT_BEGIN:
        return psc_import_begin(import);
    case PSC_IMPORT_AWAIT_EXISTING:
        return psc_import_existing(import, event);
    case PSC_IMPORT_AWAIT_OFFICIAL:
        return psc_import_official(import, event);
    case PSC_IMPORT_AWAIT_SAVED:
        return psc_import_saved(import, event);
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_import_class = {
    .name = "import",
    .states = psc_import_states,
    .size = sizeof(psc_import),
    .step = psc_import_step,
};

psc_status psc_import_new(psc_flow **flow, const psc_host *host,
                          const psc_import_options *options) {
    *flow = NULL;
    if (options->file.at == NULL || options->file.len == 0) {
        return PSC_ERR_DEVICE_FILE;
    }
    if (options->file.len > PSC_DEVICE_FILE_MAX) {
        return PSC_ERR_TOO_LARGE;
    }
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_import_class));
    psc_import *import = (psc_import *) made;
    import->replace = options->replace;
    const psc_status status = psc_bytes_copy(&import->file, &made->state, options->file);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}

/* --------------------------------------------------------------------------------------- export */

typedef enum psc_export_state { PSC_EXPORT_AWAIT_BEGIN, PSC_EXPORT_AWAIT_FILE } psc_export_state;
static const char *const psc_export_states[] = {"await-begin", "await-file"};

typedef struct psc_export {
    psc_flow flow;
    psc_device_place place;
} psc_export;

static psc_status psc_export_begin(psc_export *export) {
    const psc_store_operation operation = {
        .verb = PSC_STORE_GET, .store = export->place.store, .key = export->place.key};
    PSC_TRY(psc_flow_store(NULL, &export->flow, &operation, 1, 0));
    return psc_await_machine(&export->flow, PSC_EXPORT_AWAIT_FILE);
}

static psc_status psc_export_file(psc_export *export, const psc_event *event) {
    psc_flow *flow = &export->flow;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_fail_store(flow, event);
    }
    const psc_bytes found = psc_stored_value(event, 0);
    if (found.at == NULL) {
        return psc_fail_unharmed(flow, PSC_ERR_STORE_MISSING);
    }
    psc_device_line line;
    PSC_TRY(psc_device_line_read(&line, &flow->state, &export->place, found));
    if (line.status == PSC_ERR_DEVICE_FILE) {
        return psc_fail_unharmed(flow, PSC_ERR_DEVICE_FILE);
    }
    psc_result result = {.kind = PSC_RESULT_FILE};
    PSC_TRY(psc_bytes_copy(&result.as.file.data, &flow->state, found));
    psc_buf name;
    psc_buf_init(&name, &flow->state);
    PSC_TRY(psc_buf_push_hex(&name, PSC_BYTES_OF(line.device_id.bytes)));
    PSC_TRY(psc_buf_push_text(&name, ".keys"));
    result.as.file.name = psc_buf_view(&name);
    return psc_flow_finish(flow, &result);
}

static psc_status psc_export_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_export *export = (psc_export *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    switch ((psc_export_state) flow->awaited) {
    case PSC_EXPORT_AWAIT_BEGIN:
        return psc_export_begin(export);
    case PSC_EXPORT_AWAIT_FILE:
        return psc_export_file(export, event);
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_export_class = {
    .name = "export",
    .states = psc_export_states,
    .size = sizeof(psc_export),
    .step = psc_export_step,
};

psc_status psc_export_new(psc_flow **flow, const psc_host *host,
                          const psc_export_options *options) {
    *flow = NULL;
    PSC_TRY(psc_device_place_check(&options->place));
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_export_class));
    psc_export *export = (psc_export *) made;
    export->place.store = options->place.store;
    const psc_status status = psc_bytes_copy(&export->place.key, &made->state, options->place.key);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
