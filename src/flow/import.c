// SPDX-License-Identifier: MPL-2.0
#include "crypto/random.h"
#include "flow/opening.h"

/* --------------------------------------------------------------------------------------- import */

typedef enum psc_import_state {
    PSC_IMPORT_AWAIT_BEGIN,
    PSC_IMPORT_AWAIT_EXISTING,
    PSC_IMPORT_AWAIT_OFFICIAL,
    PSC_IMPORT_AWAIT_PASSWORD,
    PSC_IMPORT_AWAIT_KEY,
    PSC_IMPORT_AWAIT_PASSKEY,
    PSC_IMPORT_AWAIT_SIGN_ON,
    PSC_IMPORT_AWAIT_SERVICE,
    PSC_IMPORT_AWAIT_CODE,
    PSC_IMPORT_AWAIT_OPAQUE_KEY,
    PSC_IMPORT_AWAIT_SAVED
} psc_import_state;
static const char *const psc_import_states[] = {
    "await-begin", "await-existing",   "await-official", "await-password",
    "await-key",   "await-passkey",    "await-sign-on",  "await-service",
    "await-code",  "await-opaque-key", "await-saved"};

static const psc_opening_states psc_import_opening_states = {
    .password = PSC_IMPORT_AWAIT_PASSWORD,
    .key = PSC_IMPORT_AWAIT_KEY,
    .passkey = PSC_IMPORT_AWAIT_PASSKEY,
    .sign_on = PSC_IMPORT_AWAIT_SIGN_ON,
    .service = PSC_IMPORT_AWAIT_SERVICE,
    .code = PSC_IMPORT_AWAIT_CODE,
    .opaque_key = PSC_IMPORT_AWAIT_OPAQUE_KEY,
};

typedef struct psc_import {
    psc_flow flow;
    psc_bytes bytes;
    bool replace;
    psc_opening opening;
    psc_device_line line;
    bool replaces; /* something is there that will be written over */
    psc_save save;
} psc_import;

static psc_status psc_import_finish(psc_import *import) {
    return psc_flow_finish(
        &import->flow, &(psc_result) {.kind = PSC_RESULT_IMPORTED, .as.imported = import->line});
}

static psc_status psc_import_begin(psc_import *import) {
    psc_flow *flow = &import->flow;
    const psc_status status = psc_opening_read(&import->opening, flow, import->bytes);
    if (status != PSC_OK) {
        return psc_opening_refuse(&import->opening, status);
    }
    psc_device_place place = {.store = PSC_STORE_DEVICES};
    psc_bytes aside;
    PSC_TRY(psc_device_key(&place.key, &flow->state, &import->opening.file.head.device_id));
    PSC_TRY(psc_device_key_aside(&aside, &flow->scratch, place.key));
    PSC_TRY(psc_device_line_read(&import->line, &flow->state, &place, import->bytes));
    const psc_store_operation operations[] = {
        {.verb = PSC_STORE_GET, .store = PSC_STORE_DEVICES, .key = place.key},
        {.verb = PSC_STORE_GET, .store = PSC_STORE_DEVICES, .key = aside},
    };
    PSC_TRY(psc_flow_store(NULL, flow, operations, 2, 0));
    return psc_await_machine(flow, PSC_IMPORT_AWAIT_EXISTING);
}

/* Whether the address is the one in the new file's head. */
static psc_status psc_import_same_server(bool *same, psc_import *import, psc_bytes address) {
    psc_bytes server_url;
    psc_bytes host;
    const psc_status status =
        psc_server_url_parse(&server_url, &host, &import->flow.scratch, address);
    *same = status == PSC_OK && psc_bytes_equal(server_url, import->opening.server_url);
    return status == PSC_ERR_MEMORY ? status : PSC_OK;
}

/* Whether `existing` may be written over: a file of the same device of the same person in the same
 * place, or what is no device file at all. */
static psc_status psc_import_replaceable(bool *replaceable, psc_import *import,
                                         psc_bytes existing) {
    psc_device_line line;
    PSC_TRY(psc_device_line_read(&line, &import->flow.scratch, &import->line.place, existing));
    *replaceable = !line.readable;
    if (*replaceable) {
        return PSC_OK;
    }
    psc_device_file old;
    PSC_TRY(psc_device_file_read(&old, &import->flow.scratch, existing));
    const psc_device_file_head *head = &import->opening.file.head;
    if (psc_uuid_equal(&old.head.device_id, &head->device_id) &&
        psc_uuid_equal(&old.head.user_id, &head->user_id) &&
        psc_bytes_equal(old.head.organization_id, head->organization_id)) {
        return psc_import_same_server(replaceable, import, old.head.server_url);
    }
    return PSC_OK;
}

static psc_status psc_import_existing(psc_import *import, const psc_event *event) {
    static const psc_store_operation operation = {.verb = PSC_STORE_LIST,
                                                  .store = PSC_STORE_OFFICIAL};
    psc_flow *flow = &import->flow;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_fail_store(flow, event);
    }
    if (psc_stored_value(event, 1).at != NULL) {
        return psc_fail_unharmed(flow, PSC_ERR_STORE_ASIDE);
    }
    const psc_bytes existing = psc_stored_value(event, 0);
    if (existing.at != NULL) {
        if (psc_bytes_equal(existing, import->bytes)) {
            return psc_import_finish(import);
        }
        PSC_TRY(psc_import_replaceable(&import->replaces, import, existing));
        if (!import->replace || !import->replaces) {
            return psc_fail_unharmed(flow, PSC_ERR_ALREADY_EXISTS);
        }
    }
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
    return psc_await_machine(flow, PSC_IMPORT_AWAIT_OFFICIAL);
}

static psc_status psc_import_save(psc_import *import) {
    psc_flow *flow = &import->flow;
    PSC_TRY(psc_save_begin(&import->save, flow, PSC_STORE_DEVICES, import->line.place.key,
                           import->bytes, 0));
    return psc_await_machine(flow, PSC_IMPORT_AWAIT_SAVED);
}

/* A device has exactly one file: one that the official client keeps here is opened in place. */
static psc_status psc_import_official(psc_import *import, const psc_event *event) {
    psc_flow *flow = &import->flow;
    if (event->kind == PSC_EVENT_STORED) {
        bool found;
        PSC_TRY(psc_device_is_among(&found, &flow->scratch, &import->line.device_id,
                                    PSC_STORE_OFFICIAL, psc_stored_records(event, 0)));
        if (found) {
            return psc_fail_unharmed(flow, PSC_ERR_ALREADY_EXISTS);
        }
    }
    /* What is written over may be the only way into the device. A head is quickly forged, and a file
     * damaged where nobody looks before it is opened: so this one is opened first. */
    return import->replaces ? psc_opening_ask(&import->opening, &psc_import_opening_states)
                            : psc_import_save(import);
}

static psc_status psc_import_open(psc_import *import, const psc_event *event) {
    int outcome;
    psc_local_device local;
    PSC_TRY(psc_opening_event(&outcome, &local, &import->opening, event));
    if (outcome != PSC_OPENING_OPEN) {
        return PSC_OK;
    }
    psc_opening_forget_key(&import->opening);
    bool same_server;
    const psc_status status = psc_import_same_server(&same_server, import, local.server_url);
    psc_wipe(&local, sizeof local);
    PSC_TRY(status);
    return same_server ? psc_import_save(import)
                       : psc_opening_damaged(&import->opening, PSC_FILE_PART_HEAD);
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
    if (event->kind == PSC_EVENT_HURRY && flow->awaited != PSC_IMPORT_AWAIT_OPAQUE_KEY &&
        flow->awaited != PSC_IMPORT_AWAIT_SERVICE) {
        return PSC_OK;
    }
    switch ((psc_import_state) flow->awaited) {
    case PSC_IMPORT_AWAIT_BEGIN:
        return psc_import_begin(import);
    case PSC_IMPORT_AWAIT_EXISTING:
        return psc_import_existing(import, event);
    case PSC_IMPORT_AWAIT_OFFICIAL:
        return psc_import_official(import, event);
    case PSC_IMPORT_AWAIT_PASSWORD:
    case PSC_IMPORT_AWAIT_KEY:
    case PSC_IMPORT_AWAIT_PASSKEY:
    case PSC_IMPORT_AWAIT_SIGN_ON:
    case PSC_IMPORT_AWAIT_SERVICE:
    case PSC_IMPORT_AWAIT_CODE:
    case PSC_IMPORT_AWAIT_OPAQUE_KEY:
        return psc_import_open(import, event);
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
    const psc_status status = psc_bytes_copy(&import->bytes, &made->state, options->file);
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
    if (!line.readable) {
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
