// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "flow/opening.h"

#define PSC_CHANGE_STATES(X)                                                                       \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_FILE, "await-file")                                                                    \
    X(AWAIT_ELSEWHERE, "await-elsewhere")                                                          \
    X(AWAIT_PASSWORD, "await-password")                                                            \
    X(AWAIT_KEY, "await-key")                                                                      \
    X(AWAIT_PASSKEY, "await-passkey")                                                              \
    X(AWAIT_SIGN_ON, "await-sign-on")                                                              \
    X(AWAIT_SERVICE, "await-service")                                                              \
    X(AWAIT_CODE, "await-code")                                                                    \
    X(AWAIT_OPAQUE_KEY, "await-opaque-key")                                                        \
    X(AWAIT_NEW_PASSWORD, "await-new-password")                                                    \
    X(AWAIT_NEW_KEY, "await-new-key")                                                              \
    X(AWAIT_NEW_PASSKEY, "await-new-passkey")                                                      \
    X(AWAIT_NEW_SIGN_ON, "await-new-sign-on")                                                      \
    X(AWAIT_NEW_SERVICE, "await-new-service")                                                      \
    X(AWAIT_SAVED, "await-saved")

typedef enum psc_change_state {
#define X(name, text) PSC_CHANGE_##name,
    PSC_CHANGE_STATES(X)
#undef X
} psc_change_state;

static const char *const psc_change_states[] = {
#define X(name, text) [PSC_CHANGE_##name] = (text),
    PSC_CHANGE_STATES(X)
#undef X
};

static const psc_opening_states psc_change_opening_states = {
    .password = PSC_CHANGE_AWAIT_PASSWORD,
    .key = PSC_CHANGE_AWAIT_KEY,
    .passkey = PSC_CHANGE_AWAIT_PASSKEY,
    .sign_on = PSC_CHANGE_AWAIT_SIGN_ON,
    .service = PSC_CHANGE_AWAIT_SERVICE,
    .code = PSC_CHANGE_AWAIT_CODE,
    .opaque_key = PSC_CHANGE_AWAIT_OPAQUE_KEY,
};

typedef struct psc_change {
    psc_flow flow;
    psc_device_place place;
    psc_change_job job;
    psc_bytes credential_id; /* REMOVE_PASSKEY */
    bool closed_elsewhere;   /* the official client has been, by the person's word */
    psc_opening opening;
    psc_protect_site site;
    psc_protect fresh;
    psc_bytes renewed;
    psc_save save;
} psc_change;

/* ------------------------------------------------------------------------------------------ the file */

/* Whether this file is one for the job, before anything is asked. */
static psc_status psc_change_suits(const psc_change *change) {
    const psc_device_file *file = &change->opening.file;
    switch (change->job) {
    case PSC_CHANGE_METHOD:
        return PSC_OK;
    case PSC_CHANGE_ADD_PASSKEY:
        return file->kind != PSC_DEVICE_FILE_PASSKEY      ? PSC_ERR_DEVICE_FILE_KIND
               : file->passkeys.count == PSC_PASSKEYS_MAX ? PSC_ERR_TOO_LARGE
                                                          : PSC_OK;
    case PSC_CHANGE_REMOVE_PASSKEY:
        return file->passkeys.count > 1 &&
                       psc_passkey_find(&file->passkeys, change->credential_id) != NULL
                   ? PSC_OK
                   : PSC_ERR_ARGUMENT;
    }
    return PSC_ERR_ARGUMENT;
}

/* The official client's file is read again once it is closed there: it may have written it last. */
static psc_status psc_change_file(psc_change *change, const psc_event *event) {
    psc_flow *flow = &change->flow;
    psc_opening *opening = &change->opening;
    bool readable;
    PSC_TRY(psc_opening_found(&readable, opening, flow, &change->place, event));
    if (!readable) {
        return PSC_OK;
    }
    const psc_status suits = psc_change_suits(change);
    if (suits != PSC_OK) {
        return psc_opening_refuse(opening, suits);
    }
    if (change->place.store == PSC_STORE_OFFICIAL && !change->closed_elsewhere) {
        const psc_device_file_head *head = &opening->file.head;
        return psc_ask_elsewhere(flow, head->organization_id, head->device_label,
                                 PSC_CHANGE_AWAIT_ELSEWHERE);
    }
    return psc_opening_ask(opening, &psc_change_opening_states);
}

static psc_status psc_change_elsewhere(psc_change *change, const psc_event *event) {
    PSC_TRY(psc_elsewhere_answer(&change->closed_elsewhere, event));
    return change->closed_elsewhere
               ? psc_opening_fetch(&change->flow, &change->place, PSC_CHANGE_AWAIT_FILE)
               : psc_fail_unharmed(&change->flow, PSC_ERR_CANCELLED);
}

/* ------------------------------------------------------------------------------------------- writing */

/* A layer for one-time codes stays as it is. */
static psc_status psc_change_save(psc_change *change, psc_access *access) {
    psc_flow *flow = &change->flow;
    const psc_access *old = &change->opening.access;
    access->has_totp = old->has_totp;
    access->opaque_key_id = old->opaque_key_id;
    memcpy(access->opaque_key, old->opaque_key, sizeof access->opaque_key);
    const psc_status sealed = psc_opening_reseal(&change->renewed, &change->opening, access);
    psc_access_wipe(access);
    psc_opening_forget_key(&change->opening);
    if (sealed == PSC_ERR_TOO_LARGE) {
        return psc_fail_unharmed(flow, sealed);
    }
    PSC_TRY(sealed);
    PSC_TRY(psc_save_begin(&change->save, flow, change->place.store, change->place.key,
                           change->renewed, 0));
    return psc_await_machine(flow, PSC_CHANGE_AWAIT_SAVED);
}

static psc_status psc_change_saved(psc_change *change, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &change->save, event));
    return outcome == PSC_SAVE_DONE
               ? psc_flow_finish(&change->flow, &(psc_result) {.kind = PSC_RESULT_NOTHING})
               : PSC_OK;
}

/* -------------------------------------------------------------------------------------- the new way */

static psc_status psc_change_ask_method(psc_change *change) {
    const psc_device_file_head *head = &change->opening.file.head;
    const psc_question_protection question = {
        .organization = head->organization_id,
        .email = head->human_handle.email,
    };
    static const psc_sign_on_states states = {
        .asking = PSC_CHANGE_AWAIT_NEW_SIGN_ON,
        .working = PSC_CHANGE_AWAIT_NEW_SERVICE,
    };
    PSC_TRY(
        psc_protect_begin_any(&change->fresh, &change->flow, &question, &change->site, &states, 0));
    change->flow.awaited = PSC_CHANGE_AWAIT_NEW_PASSWORD;
    return PSC_OK;
}

static psc_status psc_change_ask_passkey(psc_change *change) {
    PSC_TRY(psc_protect_begin_passkey(&change->fresh, &change->flow, &change->opening.access,
                                      &change->site, 0));
    change->flow.awaited = PSC_CHANGE_AWAIT_NEW_PASSKEY;
    return PSC_OK;
}

/* The file's key stays: whoever has kept an old copy of the file opens that one as before, and
 * what it holds is the same. */
static psc_status psc_change_remove_passkey(psc_change *change) {
    const psc_list *old = &change->opening.file.passkeys;
    const psc_passkey *passkey = old->items;
    const psc_passkey *removed = psc_passkey_find(old, change->credential_id);
    psc_passkey *kept;
    PSC_TRY(PSC_TAKE(&kept, &change->flow.state, old->count));
    size_t count = 0;
    for (size_t i = 0; i < old->count; i++) {
        if (&passkey[i] != removed) {
            kept[count++] = passkey[i];
        }
    }
    psc_access access = change->opening.access;
    access.passkeys = (psc_list) {kept, count};
    const psc_status status = psc_change_save(change, &access);
    psc_access_wipe(&access);
    return status;
}

static psc_status psc_change_open(psc_change *change, const psc_event *event) {
    int outcome;
    psc_local_device local;
    PSC_TRY(psc_opening_event(&outcome, &local, &change->opening, event));
    if (outcome != PSC_OPENING_OPEN) {
        return PSC_OK;
    }
    psc_wipe(&local, sizeof local);
    const psc_device_file_head *head = &change->opening.file.head;
    change->site = (psc_protect_site) {
        .device_id = head->device_id,
        .organization = head->organization_id,
        .server_url = change->opening.server_url,
        .host = change->opening.host,
        .human_handle = head->human_handle,
    };
    switch (change->job) {
    case PSC_CHANGE_METHOD:
        return psc_change_ask_method(change);
    case PSC_CHANGE_ADD_PASSKEY:
        return psc_change_ask_passkey(change);
    case PSC_CHANGE_REMOVE_PASSKEY:
        return psc_change_remove_passkey(change);
    }
    return PSC_ERR_ARGUMENT;
}

static psc_status psc_change_choice(psc_change *change, const psc_event *event) {
    psc_flow *flow = &change->flow;
    int outcome;
    PSC_TRY(psc_protect_event(&outcome, &change->fresh, event));
    switch ((psc_protect_outcome) outcome) {
    case PSC_PROTECT_NOTHING:
        return PSC_OK;
    case PSC_PROTECT_ASKED_AGAIN:
        flow->awaited = PSC_CHANGE_AWAIT_NEW_PASSWORD;
        return PSC_OK;
    case PSC_PROTECT_ASKED_PASSKEY:
        flow->awaited = PSC_CHANGE_AWAIT_NEW_PASSKEY;
        return PSC_OK;
    case PSC_PROTECT_STRETCHING:
        return psc_await_machine(flow, PSC_CHANGE_AWAIT_NEW_KEY);
    case PSC_PROTECT_REFUSED:
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    case PSC_PROTECT_READY:
        break;
    }
    return psc_change_save(change, &change->fresh.access);
}

/* --------------------------------------------------------------------------------------------- flow */

/* What is being written may be written already: then it is not known what opens it. */
static psc_status psc_change_cancel(psc_flow *flow) {
    return flow->awaited == PSC_CHANGE_AWAIT_SAVED ? psc_flow_fail_with(flow, PSC_ERR_CANCELLED)
                                                   : psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
}

static bool psc_change_awaits_server(int awaited) {
    return awaited == PSC_CHANGE_AWAIT_SERVICE || awaited == PSC_CHANGE_AWAIT_OPAQUE_KEY ||
           awaited == PSC_CHANGE_AWAIT_NEW_SERVICE;
}

static psc_status psc_change_step(psc_flow *flow, const psc_event *event,
                                  const psc_pending *answered) {
    (void) answered;
    psc_change *change = (psc_change *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_change_cancel(flow);
    }
    if (event->kind == PSC_EVENT_HURRY && !psc_change_awaits_server(flow->awaited)) {
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
    case PSC_CHANGE_AWAIT_PASSKEY:
    case PSC_CHANGE_AWAIT_SIGN_ON:
    case PSC_CHANGE_AWAIT_SERVICE:
    case PSC_CHANGE_AWAIT_CODE:
    case PSC_CHANGE_AWAIT_OPAQUE_KEY:
        return psc_change_open(change, event);
    case PSC_CHANGE_AWAIT_NEW_PASSWORD:
    case PSC_CHANGE_AWAIT_NEW_KEY:
    case PSC_CHANGE_AWAIT_NEW_PASSKEY:
    case PSC_CHANGE_AWAIT_NEW_SIGN_ON:
    case PSC_CHANGE_AWAIT_NEW_SERVICE:
        return psc_change_choice(change, event);
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

static psc_status psc_change_fill(psc_change *change, const psc_change_options *options) {
    psc_arena *arena = &change->flow.state;
    change->place.store = options->place.store;
    change->job = (psc_change_job) options->job;
    PSC_TRY(psc_bytes_copy(&change->credential_id, arena, options->credential_id));
    return psc_bytes_copy(&change->place.key, arena, options->place.key);
}

psc_status psc_change_new(psc_flow **flow, const psc_host *host,
                          const psc_change_options *options) {
    *flow = NULL;
    PSC_TRY(psc_device_place_check_open(&options->place));
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_change_class));
    const psc_status status = psc_change_fill((psc_change *) made, options);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
