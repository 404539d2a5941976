// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "flow/opening.h"

/* From ELSEWHERE on the file's parameters were weak, and it is protected anew: the same password is
 * stretched with today's. ELSEWHERE and UNCHANGED are for a file of the official client's. */
#define PSC_UNLOCK_STATES(X)                                                                       \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_FILE, "await-file")                                                                    \
    X(AWAIT_PASSWORD, "await-password")                                                            \
    X(AWAIT_KEY, "await-key")                                                                      \
    X(AWAIT_PASSKEY, "await-passkey")                                                              \
    X(AWAIT_SIGN_ON, "await-sign-on")                                                              \
    X(AWAIT_SERVICE, "await-service")                                                              \
    X(AWAIT_CODE, "await-code")                                                                    \
    X(AWAIT_OPAQUE_KEY, "await-opaque-key")                                                        \
    X(AWAIT_ELSEWHERE, "await-elsewhere")                                                          \
    X(AWAIT_UNCHANGED, "await-unchanged")                                                          \
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

static const psc_opening_states psc_unlock_opening_states = {
    .password = PSC_UNLOCK_AWAIT_PASSWORD,
    .key = PSC_UNLOCK_AWAIT_KEY,
    .passkey = PSC_UNLOCK_AWAIT_PASSKEY,
    .sign_on = PSC_UNLOCK_AWAIT_SIGN_ON,
    .service = PSC_UNLOCK_AWAIT_SERVICE,
    .code = PSC_UNLOCK_AWAIT_CODE,
    .opaque_key = PSC_UNLOCK_AWAIT_OPAQUE_KEY,
};

typedef struct psc_unlock {
    psc_flow flow;
    psc_device_place place;
    psc_sign_on_return back;
    psc_opening opening;
    bool weak;
    psc_buf password; /* kept from the entry to the second stretching, for a weak file only */
    psc_device *device;
    psc_stretch_parameters stronger;
    psc_bytes renewed;
    psc_save restored;
} psc_unlock;

/* Grown by hand: a buffer that moves would leave the password behind. */
static psc_status psc_unlock_keep_password(psc_unlock *unlock, psc_bytes password) {
    unlock->password.len = 0;
    PSC_TRY(psc_buf_reserve(&unlock->password, password.len));
    return psc_buf_push(&unlock->password, password);
}

static void psc_unlock_forget_secrets(psc_unlock *unlock) {
    psc_wipe(unlock->password.at, unlock->password.capacity);
    unlock->password.len = 0;
    psc_opening_forget_key(&unlock->opening);
}

/* One that was wrong, or whose file is: kept while only a code is missing. */
static void psc_unlock_forget_password(psc_unlock *unlock) {
    const int awaited = unlock->flow.awaited;
    if (awaited != PSC_UNLOCK_AWAIT_CODE && awaited != PSC_UNLOCK_AWAIT_OPAQUE_KEY) {
        psc_wipe(unlock->password.at, unlock->password.capacity);
        unlock->password.len = 0;
    }
}

static psc_status psc_unlock_finish(psc_unlock *unlock) {
    psc_unlock_forget_secrets(unlock);
    psc_result result;
    psc_result_of_device(&result, unlock->device);
    unlock->device = NULL;
    return psc_flow_finish(&unlock->flow, &result);
}

static psc_status psc_unlock_file(psc_unlock *unlock, const psc_event *event) {
    bool readable;
    PSC_TRY(psc_opening_found(&readable, &unlock->opening, &unlock->flow, &unlock->place, event));
    if (!readable) {
        return PSC_OK;
    }
    unlock->weak = unlock->opening.file.kind == PSC_DEVICE_FILE_PASSWORD &&
                   psc_stretch_is_weak(&unlock->opening.file.algorithm);
    unlock->opening.back = unlock->back;
    return psc_opening_ask(&unlock->opening, &psc_unlock_opening_states);
}

static psc_status psc_unlock_strengthen(psc_unlock *unlock) {
    psc_flow *flow = &unlock->flow;
    PSC_TRY(psc_stretch_parameters_make(&unlock->stronger, flow->host));
    psc_effect effect = {.kind = PSC_EFFECT_STRETCH, .as.stretch.parameters = unlock->stronger};
    PSC_TRY(psc_bytes_copy(&effect.secret, &flow->scratch, psc_buf_view(&unlock->password)));
    PSC_TRY(psc_flow_emit(NULL, flow, &effect, 0, 0));
    return psc_await_machine(flow, PSC_UNLOCK_AWAIT_STRONGER_KEY);
}

static psc_status psc_unlock_opened(psc_unlock *unlock, const psc_local_device *local) {
    psc_flow *flow = &unlock->flow;
    const psc_status status = psc_device_make(&unlock->device, flow->host, local, &unlock->place);
    if (status != PSC_OK) {
        psc_unlock_forget_secrets(unlock);
        return status == PSC_ERR_MEMORY
                   ? status
                   : psc_opening_damaged(&unlock->opening, PSC_FILE_PART_CONTENTS);
    }
    if (!unlock->weak) {
        return psc_unlock_finish(unlock);
    }
    const psc_device_file_head *head = &unlock->opening.file.head;
    return unlock->place.store == PSC_STORE_OFFICIAL
               ? psc_ask_elsewhere(flow, head->organization_id, head->device_label,
                                   PSC_UNLOCK_AWAIT_ELSEWHERE)
               : psc_unlock_strengthen(unlock);
}

/* What was sealed counts: an address that the password does not vouch for never gets a token. */
static psc_status psc_unlock_open(psc_unlock *unlock, const psc_event *event) {
    int outcome;
    psc_local_device local;
    PSC_TRY(psc_opening_event(&outcome, &local, &unlock->opening, event));
    switch ((psc_opening_outcome) outcome) {
    case PSC_OPENING_STRETCHING:
        return unlock->weak ? psc_unlock_keep_password(unlock, event->secret) : PSC_OK;
    case PSC_OPENING_NOTHING:
        psc_unlock_forget_password(unlock);
        return PSC_OK;
    case PSC_OPENING_OPEN:
        break;
    }
    const psc_status status = psc_unlock_opened(unlock, &local);
    psc_wipe(&local, sizeof local);
    return status;
}

/* From here on the device is open: whatever cannot be made better now is left as it is. */
static psc_status psc_unlock_elsewhere(psc_unlock *unlock, const psc_event *event) {
    bool closed;
    PSC_TRY(psc_elsewhere_answer(&closed, event));
    return closed ? psc_opening_fetch(&unlock->flow, &unlock->place, PSC_UNLOCK_AWAIT_UNCHANGED)
                  : psc_unlock_finish(unlock);
}

static psc_status psc_unlock_unchanged(psc_unlock *unlock, const psc_event *event) {
    const bool same = event->kind == PSC_EVENT_STORED &&
                      psc_bytes_equal(psc_stored_value(event, 0), unlock->opening.bytes);
    return same ? psc_unlock_strengthen(unlock) : psc_unlock_finish(unlock);
}

static psc_status psc_unlock_stronger_key(psc_unlock *unlock, const psc_event *event) {
    psc_flow *flow = &unlock->flow;
    if (event->kind == PSC_EVENT_STRETCH_FAILURE) {
        return psc_unlock_finish(unlock);
    }
    psc_access stronger = unlock->opening.access;
    stronger.parameters = unlock->stronger;
    memcpy(stronger.key, event->secret.at, sizeof stronger.key);
    const psc_status sealed = psc_opening_reseal(&unlock->renewed, &unlock->opening, &stronger);
    psc_access_wipe(&stronger);
    psc_unlock_forget_secrets(unlock);
    if (sealed == PSC_ERR_TOO_LARGE) {
        return psc_unlock_finish(unlock);
    }
    PSC_TRY(sealed);
    const psc_store_operation operation = {
        .verb = PSC_STORE_PUT,
        .store = unlock->place.store,
        .key = unlock->place.key,
        .value = unlock->renewed,
    };
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
    return psc_await_machine(flow, PSC_UNLOCK_AWAIT_WRITTEN);
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
                           unlock->opening.bytes, 0));
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
    if (event->kind == PSC_EVENT_HURRY && flow->awaited != PSC_UNLOCK_AWAIT_OPAQUE_KEY &&
        flow->awaited != PSC_UNLOCK_AWAIT_SERVICE) {
        return PSC_OK;
    }
    switch ((psc_unlock_state) flow->awaited) {
    case PSC_UNLOCK_AWAIT_BEGIN:
        return psc_opening_fetch(flow, &unlock->place, PSC_UNLOCK_AWAIT_FILE);
    case PSC_UNLOCK_AWAIT_FILE:
        return psc_unlock_file(unlock, event);
    case PSC_UNLOCK_AWAIT_PASSWORD:
    case PSC_UNLOCK_AWAIT_KEY:
    case PSC_UNLOCK_AWAIT_PASSKEY:
    case PSC_UNLOCK_AWAIT_SIGN_ON:
    case PSC_UNLOCK_AWAIT_SERVICE:
    case PSC_UNLOCK_AWAIT_CODE:
    case PSC_UNLOCK_AWAIT_OPAQUE_KEY:
        return psc_unlock_open(unlock, event);
    case PSC_UNLOCK_AWAIT_ELSEWHERE:
        return psc_unlock_elsewhere(unlock, event);
    case PSC_UNLOCK_AWAIT_UNCHANGED:
        return psc_unlock_unchanged(unlock, event);
    case PSC_UNLOCK_AWAIT_STRONGER_KEY:
        return psc_unlock_stronger_key(unlock, event);
    case PSC_UNLOCK_AWAIT_WRITTEN:
        /* A put that failed has changed nothing, or so it is said: looked at in both cases. */
        return psc_opening_fetch(flow, &unlock->place, PSC_UNLOCK_AWAIT_READ_BACK);
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
    PSC_TRY(psc_device_place_check_open(&options->place));
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_unlock_class));
    psc_unlock *unlock = (psc_unlock *) made;
    unlock->place.store = options->place.store;
    psc_buf_init(&unlock->password, &made->state);
    psc_status status = psc_bytes_copy(&unlock->place.key, &made->state, options->place.key);
    if (status == PSC_OK) {
        status = psc_sign_on_return_copy(&unlock->back, &made->state, &options->sign_on);
    }
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
