// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "flow/device.h"
#include "flow/protect.h"

/* STRONGER_KEY: the file's parameters were weak, and the same password is stretched with
 * today's. */
#define PSC_UNLOCK_STATES(X)                                                                       \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_FILE, "await-file")                                                                    \
    X(AWAIT_PASSWORD, "await-password")                                                            \
    X(AWAIT_KEY, "await-key")                                                                      \
    X(AWAIT_STRONGER_KEY, "await-stronger-key")                                                    \
    X(AWAIT_WRITTEN, "await-written")                                                              \
    X(AWAIT_READ_BACK, "await-read-back")                                                          \
    X(AWAIT_RESTORED, "await-restored")

typedef enum psc_unlock_state {
#define X(name, text) PSC_UNLOCK_##name,
    PSC_UNLOCK_STATES(X)
#undef X
} psc_unlock_state;

static const char *const psc_unlock_states[] = {
#define X(name, text) [PSC_UNLOCK_##name] = (text),
    PSC_UNLOCK_STATES(X)
#undef X
};

typedef struct psc_unlock {
    psc_flow flow;
    psc_device_place place;
    psc_bytes bytes; /* of the file */
    psc_device_file file;
    bool weak;
    psc_protect protect;
    psc_buf password; /* kept from the entry to the second stretching, for a weak file only */
    psc_device *device;
    psc_stretch_parameters stronger;
    psc_bytes renewed;
    psc_save restored;
} psc_unlock;

static psc_status psc_unlock_finish(psc_unlock *unlock) {
    psc_result result;
    psc_result_of_device(&result, unlock->device);
    unlock->device = NULL;
    return psc_flow_finish(&unlock->flow, &result);
}

static psc_status psc_unlock_begin(psc_unlock *unlock) {
    const psc_store_operation operation = {
        .verb = PSC_STORE_GET, .store = unlock->place.store, .key = unlock->place.key};
    PSC_TRY(psc_flow_store(NULL, &unlock->flow, &operation, 1, 0));
    return psc_await_machine(&unlock->flow, PSC_UNLOCK_AWAIT_FILE);
}

static psc_status psc_unlock_fail_kind(psc_unlock *unlock) {
    return psc_flow_fail(&unlock->flow, &(psc_failure){
                                            .status = PSC_ERR_DEVICE_FILE_KIND,
                                            .has_file_kind = true,
                                            .file_kind = unlock->file.kind,
                                            .nothing_lost = true,
                                        });
}

static psc_status psc_unlock_file(psc_unlock *unlock, const psc_event *event) {
    psc_flow *flow = &unlock->flow;
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
    PSC_TRY(psc_bytes_copy(&unlock->bytes, &flow->state, found));
    psc_status status = psc_device_file_read(&unlock->file, &flow->state, unlock->bytes);
    if (status == PSC_OK) {
        status = psc_device_file_openable(&unlock->file);
    }
    const psc_device_file_head *head = &unlock->file.head;
    psc_bytes server_url;
    psc_bytes host;
    if (status == PSC_OK) {
        status = psc_server_url_parse(&server_url, &host, &flow->state, head->server_url);
    }
    if (status == PSC_ERR_DEVICE_FILE_KIND) {
        return psc_unlock_fail_kind(unlock);
    }
    if (status == PSC_ERR_MEMORY || status == PSC_ERR_DEVICE_FILE_TOTP ||
        status == PSC_ERR_STRETCH_EXCESSIVE) {
        return psc_fail_unharmed(flow, status);
    }
    if (status != PSC_OK) {
        return psc_fail_unharmed(flow, PSC_ERR_DEVICE_FILE);
    }
    unlock->weak = psc_stretch_is_weak(&unlock->file.algorithm);
    const psc_question_password question = {
        .organization = head->organization_id,
        .host = host,
        .human_handle = head->human_handle,
        .device_label = head->device_label,
    };
    PSC_TRY(psc_protect_begin_given(&unlock->protect, flow, &question, &unlock->file.algorithm, 0));
    flow->awaited = PSC_UNLOCK_AWAIT_PASSWORD;
    return PSC_OK;
}

static void psc_unlock_forget_password(psc_unlock *unlock) {
    psc_wipe(unlock->password.at, unlock->password.capacity);
    unlock->password.len = 0;
}

/* Grown by hand: a buffer that moves would leave the password behind. */
static psc_status psc_unlock_keep_password(psc_unlock *unlock, psc_bytes password) {
    psc_unlock_forget_password(unlock);
    PSC_TRY(psc_buf_reserve(&unlock->password, password.len));
    return psc_buf_push(&unlock->password, password);
}

static psc_status psc_unlock_password(psc_unlock *unlock, const psc_event *event) {
    psc_flow *flow = &unlock->flow;
    int outcome;
    PSC_TRY(psc_protect_event(&outcome, &unlock->protect, event));
    if (outcome != PSC_PROTECT_STRETCHING) {
        return PSC_OK;
    }
    if (unlock->weak) {
        PSC_TRY(psc_unlock_keep_password(unlock, event->secret));
    }
    return psc_await_machine(flow, PSC_UNLOCK_AWAIT_KEY);
}

/* What was sealed is the device that the person chose by the clear head, and in its own place.
 * Only the server's address may differ: when a server moves, tools that know no password can
 * correct the head alone. What was sealed counts then, and is what requests go by: an address that
 * the password does not vouch for never gets a token. */
static psc_status psc_unlock_check(psc_unlock *unlock, const psc_local_device *local) {
    if (psc_uuid_is_zero(&local->device_id) || psc_uuid_is_zero(&local->user_id) ||
        !psc_device_file_is_of(&unlock->file, local)) {
        return PSC_ERR_DEVICE_FILE;
    }
    if (unlock->place.store != PSC_STORE_DEVICES) {
        return PSC_OK;
    }
    psc_bytes key;
    PSC_TRY(psc_device_key(&key, &unlock->flow.scratch, &local->device_id));
    return psc_bytes_equal(key, unlock->place.key) ? PSC_OK : PSC_ERR_DEVICE_FILE;
}

/* PSC_ERR_DECRYPT for a wrong password. */
static psc_status psc_unlock_open(psc_unlock *unlock) {
    psc_flow *flow = &unlock->flow;
    psc_local_device local;
    psc_status status =
        psc_device_file_open(&local, &flow->scratch, &unlock->file, unlock->protect.key);
    if (status == PSC_OK) {
        status = psc_unlock_check(unlock, &local);
    }
    if (status == PSC_OK) {
        status = psc_device_make(&unlock->device, flow->host, &local, &unlock->place);
    }
    psc_wipe(&local, sizeof local);
    psc_wipe(unlock->protect.key, sizeof unlock->protect.key);
    return status == PSC_OK || status == PSC_ERR_DECRYPT || status == PSC_ERR_MEMORY
               ? status
               : PSC_ERR_DEVICE_FILE;
}

static psc_status psc_unlock_strengthen(psc_unlock *unlock) {
    psc_flow *flow = &unlock->flow;
    PSC_TRY(psc_stretch_parameters_make(&unlock->stronger, flow->host));
    psc_effect effect = {.kind = PSC_EFFECT_STRETCH, .as.stretch.parameters = unlock->stronger};
    PSC_TRY(psc_bytes_copy(&effect.secret, &flow->scratch, psc_buf_view(&unlock->password)));
    psc_unlock_forget_password(unlock);
    PSC_TRY(psc_flow_emit(NULL, flow, &effect, 0, 0));
    return psc_await_machine(flow, PSC_UNLOCK_AWAIT_STRONGER_KEY);
}

static psc_status psc_unlock_key(psc_unlock *unlock, const psc_event *event) {
    psc_flow *flow = &unlock->flow;
    int outcome;
    PSC_TRY(psc_protect_event(&outcome, &unlock->protect, event));
    if (outcome == PSC_PROTECT_ASKED_AGAIN) {
        flow->awaited = PSC_UNLOCK_AWAIT_PASSWORD;
        return PSC_OK;
    }
    if (outcome != PSC_PROTECT_READY) {
        psc_unlock_forget_password(unlock); /* the stretching failed */
        return PSC_OK;
    }
    const psc_status status = psc_unlock_open(unlock);
    if (status == PSC_ERR_DECRYPT) {
        psc_unlock_forget_password(unlock);
        PSC_TRY(psc_protect_refused(&unlock->protect));
        flow->awaited = PSC_UNLOCK_AWAIT_PASSWORD;
        return PSC_OK;
    }
    if (status != PSC_OK) {
        return psc_fail_unharmed(flow, status);
    }
    return unlock->weak ? psc_unlock_strengthen(unlock) : psc_unlock_finish(unlock);
}

/* From here on the device is open: whatever cannot be made better now is left as it is. */
static psc_status psc_unlock_stronger_key(psc_unlock *unlock, const psc_event *event) {
    psc_flow *flow = &unlock->flow;
    if (event->kind == PSC_EVENT_STRETCH_FAILURE) {
        return psc_unlock_finish(unlock);
    }
    PSC_TRY(psc_device_file_seal(&unlock->renewed, &flow->state, flow->host, &unlock->device->local,
                                 &unlock->stronger, event->secret.at, unlock->file.head.created_on,
                                 flow->now));
    const psc_store_operation operation = {
        .verb = PSC_STORE_PUT,
        .store = unlock->place.store,
        .key = unlock->place.key,
        .value = unlock->renewed,
    };
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
    return psc_await_machine(flow, PSC_UNLOCK_AWAIT_WRITTEN);
}

/* A put that failed has changed nothing, or so it is said: looked at in both cases. */
static psc_status psc_unlock_written(psc_unlock *unlock) {
    const psc_store_operation operation = {
        .verb = PSC_STORE_GET, .store = unlock->place.store, .key = unlock->place.key};
    PSC_TRY(psc_flow_store(NULL, &unlock->flow, &operation, 1, 0));
    return psc_await_machine(&unlock->flow, PSC_UNLOCK_AWAIT_READ_BACK);
}

static bool psc_unlock_readable(psc_unlock *unlock, psc_bytes found) {
    psc_device_file file;
    return found.at != NULL && psc_device_file_read(&file, &unlock->flow.scratch, found) == PSC_OK;
}

/* The new file, the old one or one that another tab wrote meanwhile are all fine; nothing or
 * rubbish is not. */
static psc_status psc_unlock_read_back(psc_unlock *unlock, const psc_event *event) {
    psc_flow *flow = &unlock->flow;
    if (event->kind == PSC_EVENT_STORE_FAILURE ||
        psc_unlock_readable(unlock, psc_stored_value(event, 0))) {
        return psc_unlock_finish(unlock);
    }
    PSC_TRY(psc_save_begin(&unlock->restored, flow, unlock->place.store, unlock->place.key,
                           unlock->bytes, 0));
    return psc_await_machine(flow, PSC_UNLOCK_AWAIT_RESTORED);
}

static psc_status psc_unlock_restored(psc_unlock *unlock, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &unlock->restored, event));
    return outcome == PSC_SAVE_DONE ? psc_unlock_finish(unlock) : PSC_OK;
}

static psc_status psc_unlock_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_unlock *unlock = (psc_unlock *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    switch ((psc_unlock_state) flow->awaited) {
    case PSC_UNLOCK_AWAIT_BEGIN:
        return psc_unlock_begin(unlock);
    case PSC_UNLOCK_AWAIT_FILE:
        return psc_unlock_file(unlock, event);
    case PSC_UNLOCK_AWAIT_PASSWORD:
        return psc_unlock_password(unlock, event);
    case PSC_UNLOCK_AWAIT_KEY:
        return psc_unlock_key(unlock, event);
    case PSC_UNLOCK_AWAIT_STRONGER_KEY:
        return psc_unlock_stronger_key(unlock, event);
    case PSC_UNLOCK_AWAIT_WRITTEN:
        return psc_unlock_written(unlock);
    case PSC_UNLOCK_AWAIT_READ_BACK:
        return psc_unlock_read_back(unlock, event);
    case PSC_UNLOCK_AWAIT_RESTORED:
        return psc_unlock_restored(unlock, event);
    }
    return PSC_ERR_STATE;
}

static void psc_unlock_close(psc_flow *flow) {
    psc_device_release(((psc_unlock *) flow)->device);
}

static const psc_flow_class psc_unlock_class = {
    .name = "unlock",
    .states = psc_unlock_states,
    .size = sizeof(psc_unlock),
    .step = psc_unlock_step,
    .close = psc_unlock_close,
};

psc_status psc_unlock_new(psc_flow **flow, const psc_host *host,
                          const psc_unlock_options *options) {
    *flow = NULL;
    PSC_TRY(psc_device_place_check(&options->place));
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_unlock_class));
    psc_unlock *unlock = (psc_unlock *) made;
    unlock->place.store = options->place.store;
    psc_buf_init(&unlock->password, &made->state);
    const psc_status status = psc_bytes_copy(&unlock->place.key, &made->state, options->place.key);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
