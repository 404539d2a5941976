// SPDX-License-Identifier: MPL-2.0
/* A layer for one-time codes around what opens a device here, or no longer one. What is wrapped was
 * proved before: by a code that the server exchanged for the very key. */
#include <string.h>

#include "crypto/random.h"
#include "flow/totp_setup.h"

#define PSC_TOTP_STATES(X)                                                                         \
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
    X(AWAIT_SECRET, "await-secret")                                                                \
    X(AWAIT_FIRST_CODE, "await-first-code")                                                        \
    X(AWAIT_CONFIRMED, "await-confirmed")                                                          \
    X(AWAIT_PROBE, "await-probe")                                                                  \
    X(AWAIT_NEW_OPAQUE_KEY, "await-new-opaque-key")                                                \
    X(AWAIT_PROVING_CODE, "await-proving-code")                                                    \
    X(AWAIT_PROVED, "await-proved")                                                                \
    X(AWAIT_SAVED, "await-saved")

typedef enum psc_totp_state {
#define X(name, text) PSC_TOTP_##name,
    PSC_TOTP_STATES(X)
#undef X
} psc_totp_state;

static const char *const psc_totp_states[] = {
#define X(name, text) [PSC_TOTP_##name] = (text),
    PSC_TOTP_STATES(X)
#undef X
};

static const psc_opening_states psc_totp_opening_states = {
    .password = PSC_TOTP_AWAIT_PASSWORD,
    .key = PSC_TOTP_AWAIT_KEY,
    .passkey = PSC_TOTP_AWAIT_PASSKEY,
    .sign_on = PSC_TOTP_AWAIT_SIGN_ON,
    .service = PSC_TOTP_AWAIT_SERVICE,
    .code = PSC_TOTP_AWAIT_CODE,
    .opaque_key = PSC_TOTP_AWAIT_OPAQUE_KEY,
};

typedef struct psc_totp {
    psc_flow flow;
    psc_device_place place;
    psc_totp_job job;
    bool closed_elsewhere; /* the official client has been, by the person's word */
    psc_opening opening;
    /* ADD */
    psc_device *device;     /* that was opened: the server knows it by its keys */
    psc_totp_setup setup;   /* of the person's secret; its call is every call after the opening */
    psc_failure refusal;    /* of a code to be confirmed, until the probe knows better */
    psc_endpoint anonymous; /* where logging in will ask for the opaque key */
    psc_question question;  /* for a code that gives the opaque key */
    bool has_opaque_key;
    psc_uuid opaque_key_id;
    uint8_t opaque_key[PSC_OPAQUE_KEY_BYTES];
    /* both */
    psc_bytes renewed;
    psc_save save;
} psc_totp;

static void psc_totp_forget(psc_totp *totp) {
    psc_opening_forget_key(&totp->opening);
    psc_totp_setup_forget(&totp->setup);
    psc_wipe(totp->opaque_key, sizeof totp->opaque_key);
    psc_device_release(totp->device);
    totp->device = NULL;
}

/* The file is as it was. Whatever the server knows by now, the same job finds it so. */
static psc_failure psc_totp_failure(const psc_totp *totp, psc_status status) {
    return (psc_failure) {
        .status = (int) status,
        .http_status = totp->setup.call.http_status,
        .nothing_lost = true,
    };
}

static psc_status psc_totp_fail(psc_totp *totp, const psc_failure *failure) {
    psc_totp_forget(totp);
    return psc_flow_fail(&totp->flow, failure);
}

/* ------------------------------------------------------------------------------------- the file */

/* The official client's file is read again once it is closed there: it may have written it last. */
static psc_status psc_totp_file(psc_totp *totp, const psc_event *event) {
    psc_flow *flow = &totp->flow;
    psc_opening *opening = &totp->opening;
    bool readable;
    PSC_TRY(psc_opening_found(&readable, opening, flow, &totp->place, event));
    if (!readable) {
        return PSC_OK;
    }
    if (opening->file.has_totp == (totp->job == PSC_TOTP_ADD)) {
        return psc_opening_refuse(opening, PSC_ERR_ARGUMENT);
    }
    if (totp->place.store == PSC_STORE_OFFICIAL && !totp->closed_elsewhere) {
        const psc_device_file_head *head = &opening->file.head;
        return psc_ask_elsewhere(flow, head->organization_id, head->device_label,
                                 PSC_TOTP_AWAIT_ELSEWHERE);
    }
    return psc_opening_ask(opening, &psc_totp_opening_states);
}

static psc_status psc_totp_elsewhere(psc_totp *totp, const psc_event *event) {
    PSC_TRY(psc_elsewhere_answer(&totp->closed_elsewhere, event));
    return totp->closed_elsewhere
               ? psc_opening_fetch(&totp->flow, &totp->place, PSC_TOTP_AWAIT_FILE)
               : psc_fail_unharmed(&totp->flow, PSC_ERR_CANCELLED);
}

static psc_status psc_totp_save(psc_totp *totp) {
    psc_flow *flow = &totp->flow;
    psc_access access = totp->opening.access;
    access.has_totp = totp->job == PSC_TOTP_ADD;
    access.opaque_key_id = totp->opaque_key_id;
    memcpy(access.opaque_key, totp->opaque_key, sizeof access.opaque_key);
    const psc_status sealed = psc_opening_reseal(&totp->renewed, &totp->opening, &access);
    psc_access_wipe(&access);
    psc_totp_forget(totp);
    if (sealed == PSC_ERR_TOO_LARGE) {
        return psc_fail_unharmed(flow, sealed);
    }
    PSC_TRY(sealed);
    PSC_TRY(
        psc_save_begin(&totp->save, flow, totp->place.store, totp->place.key, totp->renewed, 0));
    return psc_await_machine(flow, PSC_TOTP_AWAIT_SAVED);
}

static psc_status psc_totp_saved(psc_totp *totp, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &totp->save, event));
    return outcome == PSC_SAVE_DONE
               ? psc_flow_finish(&totp->flow, &(psc_result) {.kind = PSC_RESULT_NOTHING})
               : PSC_OK;
}

/* ------------------------------------------------------------------------------------ the proof */

/* As logging in asks: what is proved is that this will open the file. */
static psc_status psc_totp_prove(psc_totp *totp) {
    const psc_totp_fetch_request request = {
        .user_id = totp->opening.file.head.user_id,
        .opaque_key_id = totp->opaque_key_id,
        .one_time_password = psc_totp_setup_code(&totp->setup),
    };
    PSC_TRY(psc_call_command(&totp->setup.call, &totp->flow, &totp->anonymous, &request,
                             &psc_totp_fetch_request_record, 0, 0));
    return psc_await_machine(&totp->flow, PSC_TOTP_AWAIT_PROVED);
}

static psc_status psc_totp_create_opaque_key(psc_totp *totp) {
    const char nothing = 0;
    PSC_TRY(psc_call_command(&totp->setup.call, &totp->flow, &totp->device->endpoint, &nothing,
                             &psc_totp_create_request_record, 0, 0));
    return psc_await_machine(&totp->flow, PSC_TOTP_AWAIT_NEW_OPAQUE_KEY);
}

static psc_status psc_totp_created(psc_totp *totp) {
    psc_totp_create_reply reply;
    PSC_TRY(totp->setup.call.status);
    PSC_TRY(psc_call_read(&reply, &totp->setup.call, &totp->flow, &psc_totp_create_reply_union));
    totp->has_opaque_key = true;
    totp->opaque_key_id = reply.ok.opaque_key_id;
    memcpy(totp->opaque_key, reply.ok.opaque_key, sizeof totp->opaque_key);
    psc_wipe(&reply, sizeof reply);
    return psc_totp_prove(totp);
}

static psc_status psc_totp_ask_code(psc_totp *totp, psc_status rejected) {
    psc_one_time_code_rejected(&totp->question.as.one_time_code, rejected);
    PSC_TRY(psc_flow_ask(NULL, &totp->flow, &totp->question, 0));
    totp->flow.awaited = PSC_TOTP_AWAIT_PROVING_CODE;
    return PSC_OK;
}

/* Wrong codes make the server wait for each opaque key by itself: the first one stays the one. */
static psc_status psc_totp_proving_code(psc_totp *totp, const psc_event *event) {
    const psc_status taken = psc_totp_setup_take_code(&totp->setup, event);
    if (taken == PSC_ERR_VALUE) {
        return psc_totp_ask_code(totp, taken);
    }
    PSC_TRY(taken);
    return totp->has_opaque_key ? psc_totp_prove(totp) : psc_totp_create_opaque_key(totp);
}

static psc_status psc_totp_proved(psc_totp *totp) {
    psc_totp_fetch_reply reply;
    PSC_TRY(totp->setup.call.status);
    PSC_TRY(psc_call_read(&reply, &totp->setup.call, &totp->flow, &psc_totp_fetch_reply_union));
    switch ((psc_totp_fetch_tag) reply.tag) {
    case PSC_TOTP_FETCH_OK: {
        const bool same =
            psc_secret_equal(reply.ok.opaque_key, totp->opaque_key, sizeof totp->opaque_key);
        psc_wipe(&reply, sizeof reply);
        return same ? psc_totp_save(totp) : PSC_ERR_REPLY_MALFORMED;
    }
    case PSC_TOTP_FETCH_INVALID:
        return psc_totp_ask_code(totp, PSC_ERR_ONE_TIME_CODE);
    case PSC_TOTP_FETCH_THROTTLED:
        totp->question.as.one_time_code.wait_until = reply.throttled.wait_until;
        return psc_totp_ask_code(totp, PSC_ERR_THROTTLED);
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* ----------------------------------------------------------------------------------- the secret */

static psc_status psc_totp_open_device(psc_totp *totp, const psc_local_device *local) {
    psc_flow *flow = &totp->flow;
    const psc_opening *opening = &totp->opening;
    PSC_TRY(psc_device_make(&totp->device, flow->host, local, &totp->place));
    psc_totp_setup_init(&totp->setup, flow, &totp->device->endpoint, opening->host, NULL);
    totp->anonymous = psc_opening_anonymous(opening);
    totp->question = psc_opening_code_question(opening);
    return PSC_OK;
}

static psc_status psc_totp_open(psc_totp *totp, const psc_event *event) {
    int outcome;
    psc_local_device local;
    PSC_TRY(psc_opening_event(&outcome, &local, &totp->opening, event));
    if (outcome != PSC_OPENING_OPEN) {
        return PSC_OK;
    }
    if (totp->job == PSC_TOTP_REMOVE) {
        psc_wipe(&local, sizeof local);
        return psc_totp_save(totp);
    }
    const psc_status status = psc_totp_open_device(totp, &local);
    psc_wipe(&local, sizeof local);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY
                   ? status
                   : psc_opening_damaged(&totp->opening, PSC_FILE_PART_CONTENTS);
    }
    return psc_totp_setup_get(&totp->setup, PSC_TOTP_AWAIT_SECRET);
}

/* Set up already: from another device, or before the answer to a code was lost. */
static psc_status psc_totp_is_set_up(psc_totp *totp) {
    psc_totp_setup_forget(&totp->setup);
    return psc_totp_create_opaque_key(totp);
}

static psc_status psc_totp_got_secret(psc_totp *totp) {
    int tag;
    PSC_TRY(psc_totp_setup_got(&tag, &totp->setup));
    switch ((psc_totp_secret_tag) tag) {
    case PSC_TOTP_SECRET_OK:
        return psc_totp_setup_ask(&totp->setup, PSC_OK, PSC_TOTP_AWAIT_FIRST_CODE);
    case PSC_TOTP_SECRET_ALREADY_SETUP:
        return psc_totp_ask_code(totp, PSC_OK);
    case PSC_TOTP_SECRET_BAD_TOKEN:
        break;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* Unless the answer is one to the code, only the server knows whether it is set up: the probe. */
static psc_status psc_totp_unconfirmed(psc_totp *totp, psc_status status) {
    totp->refusal = psc_totp_failure(totp, status);
    return psc_totp_setup_get(&totp->setup, PSC_TOTP_AWAIT_PROBE);
}

static psc_status psc_totp_confirmed(psc_totp *totp) {
    int tag;
    const psc_status status = psc_totp_setup_confirmed(&tag, &totp->setup);
    if (status != PSC_OK) {
        return psc_totp_unconfirmed(totp, status);
    }
    switch ((psc_totp_confirm_tag) tag) {
    case PSC_TOTP_CONFIRM_OK:
    case PSC_TOTP_CONFIRM_ALREADY_SETUP:
        return psc_totp_is_set_up(totp);
    case PSC_TOTP_CONFIRM_INVALID:
        return psc_totp_setup_ask(&totp->setup, PSC_ERR_ONE_TIME_CODE, PSC_TOTP_AWAIT_FIRST_CODE);
    case PSC_TOTP_CONFIRM_BAD_TOKEN:
        break;
    }
    return psc_totp_unconfirmed(totp, PSC_ERR_REPLY_UNKNOWN);
}

static psc_status psc_totp_probed(psc_totp *totp) {
    int tag;
    PSC_TRY(psc_totp_setup_got(&tag, &totp->setup));
    switch ((psc_totp_secret_tag) tag) {
    case PSC_TOTP_SECRET_OK:
        return psc_totp_fail(totp, &totp->refusal);
    case PSC_TOTP_SECRET_ALREADY_SETUP:
        return psc_totp_is_set_up(totp);
    case PSC_TOTP_SECRET_BAD_TOKEN:
        break;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

/* ----------------------------------------------------------------------------------------- flow */

static psc_status psc_totp_read_answer(psc_totp *totp) {
    switch (totp->flow.awaited) {
    case PSC_TOTP_AWAIT_SECRET:
        return psc_totp_got_secret(totp);
    case PSC_TOTP_AWAIT_CONFIRMED:
        return psc_totp_confirmed(totp);
    case PSC_TOTP_AWAIT_PROBE:
        return psc_totp_probed(totp);
    case PSC_TOTP_AWAIT_NEW_OPAQUE_KEY:
        return psc_totp_created(totp);
    default:
        return psc_totp_proved(totp);
    }
}

static psc_status psc_totp_answer(psc_totp *totp, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &totp->setup.call, &totp->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    const psc_status status = psc_totp_read_answer(totp);
    if (status == PSC_OK || status == PSC_ERR_MEMORY) {
        return status;
    }
    const psc_failure failure = psc_totp_failure(totp, status);
    return psc_totp_fail(totp, &failure);
}

/* What is being written may be written already: then it is not known what opens it. */
static psc_status psc_totp_cancel(psc_flow *flow) {
    return flow->awaited == PSC_TOTP_AWAIT_SAVED ? psc_flow_fail_with(flow, PSC_ERR_CANCELLED)
                                                 : psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
}

static bool psc_totp_awaits_server(int awaited) {
    return awaited == PSC_TOTP_AWAIT_SERVICE || awaited == PSC_TOTP_AWAIT_OPAQUE_KEY ||
           awaited == PSC_TOTP_AWAIT_SECRET || awaited == PSC_TOTP_AWAIT_CONFIRMED ||
           awaited == PSC_TOTP_AWAIT_PROBE || awaited == PSC_TOTP_AWAIT_NEW_OPAQUE_KEY ||
           awaited == PSC_TOTP_AWAIT_PROVED;
}

static psc_status psc_totp_step(psc_flow *flow, const psc_event *event,
                                const psc_pending *answered) {
    (void) answered;
    psc_totp *totp = (psc_totp *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_totp_cancel(flow);
    }
    if (event->kind == PSC_EVENT_HURRY && !psc_totp_awaits_server(flow->awaited)) {
        return PSC_OK;
    }
    switch ((psc_totp_state) flow->awaited) {
    case PSC_TOTP_AWAIT_BEGIN:
        return psc_opening_fetch(flow, &totp->place, PSC_TOTP_AWAIT_FILE);
    case PSC_TOTP_AWAIT_FILE:
        return psc_totp_file(totp, event);
    case PSC_TOTP_AWAIT_ELSEWHERE:
        return psc_totp_elsewhere(totp, event);
    case PSC_TOTP_AWAIT_PASSWORD:
    case PSC_TOTP_AWAIT_KEY:
    case PSC_TOTP_AWAIT_PASSKEY:
    case PSC_TOTP_AWAIT_SIGN_ON:
    case PSC_TOTP_AWAIT_SERVICE:
    case PSC_TOTP_AWAIT_CODE:
    case PSC_TOTP_AWAIT_OPAQUE_KEY:
        return psc_totp_open(totp, event);
    case PSC_TOTP_AWAIT_FIRST_CODE:
        return psc_totp_setup_confirm(&totp->setup, event, PSC_TOTP_AWAIT_CONFIRMED);
    case PSC_TOTP_AWAIT_PROVING_CODE:
        return psc_totp_proving_code(totp, event);
    case PSC_TOTP_AWAIT_SECRET:
    case PSC_TOTP_AWAIT_CONFIRMED:
    case PSC_TOTP_AWAIT_PROBE:
    case PSC_TOTP_AWAIT_NEW_OPAQUE_KEY:
    case PSC_TOTP_AWAIT_PROVED:
        return psc_totp_answer(totp, event);
    case PSC_TOTP_AWAIT_SAVED:
        return psc_totp_saved(totp, event);
    }
    return PSC_ERR_STATE;
}

static void psc_totp_close(psc_flow *flow) {
    psc_totp_forget((psc_totp *) flow);
}

static const psc_flow_class psc_totp_class = {
    .name = "totp",
    .states = psc_totp_states,
    .size = sizeof(psc_totp),
    .step = psc_totp_step,
    .close = psc_totp_close,
};

psc_status psc_totp_new(psc_flow **flow, const psc_host *host, const psc_totp_options *options) {
    *flow = NULL;
    PSC_TRY(psc_device_place_check_open(&options->place));
    if (options->job != PSC_TOTP_ADD && options->job != PSC_TOTP_REMOVE) {
        return PSC_ERR_ARGUMENT;
    }
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_totp_class));
    psc_totp *totp = (psc_totp *) made;
    totp->place.store = options->place.store;
    totp->job = (psc_totp_job) options->job;
    const psc_status status = psc_bytes_copy(&totp->place.key, &made->state, options->place.key);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
