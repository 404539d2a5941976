// SPDX-License-Identifier: MPL-2.0
#include "flow/protect.h"

#include <string.h>

#include "crypto/random.h"

/* -------------------------------------------------------------------------------------- protect */

enum {
    PSC_PROTECT_AWAIT_QUESTION,
    PSC_PROTECT_AWAIT_PASSKEY,
    PSC_PROTECT_AWAIT_KEY,
    PSC_PROTECT_AWAIT_AGAIN,
    PSC_PROTECT_AWAIT_SIGN_ON,
    PSC_PROTECT_AWAIT_KEPT /* the new key, by the service */
};

static psc_status psc_protect_ask(psc_protect *protect) {
    PSC_TRY(psc_flow_ask(&protect->pending, protect->flow, &protect->question, protect->purpose));
    protect->awaited = PSC_PROTECT_AWAIT_QUESTION;
    return PSC_OK;
}

psc_status psc_protect_begin_any(psc_protect *protect, psc_flow *flow,
                                 const psc_question_protection *question,
                                 const psc_protect_site *site, const psc_sign_on_states *states,
                                 int purpose) {
    *protect = (psc_protect) {
        .flow = flow,
        .purpose = purpose,
        .fresh = true,
        .question = {.kind = PSC_QUESTION_PROTECTION, .as.protection = *question},
        .site = site,
        .states = states == NULL ? (psc_sign_on_states) {0} : *states,
    };
    protect->question.as.protection.passkey = site != NULL;
    protect->question.as.protection.sign_on = states != NULL;
    return psc_protect_ask(protect);
}

psc_status psc_protect_begin_new(psc_protect *protect, psc_flow *flow,
                                 const psc_question_protection *question, int purpose) {
    return psc_protect_begin_any(protect, flow, question, NULL, NULL, purpose);
}

psc_status psc_protect_begin_given(psc_protect *protect, psc_flow *flow,
                                   const psc_question_password *question,
                                   const psc_stretch_parameters *parameters, int purpose) {
    PSC_TRY(psc_stretch_accept_file(parameters));
    *protect = (psc_protect) {
        .flow = flow,
        .purpose = purpose,
        .question = {.kind = PSC_QUESTION_PASSWORD, .as.password = *question},
        .access = {.kind = PSC_DEVICE_FILE_PASSWORD, .parameters = *parameters},
    };
    return psc_protect_ask(protect);
}

psc_status psc_protect_refused(psc_protect *protect) {
    psc_access_wipe(&protect->access);
    protect->question.as.password.refused++;
    return psc_protect_ask(protect);
}

static psc_status psc_protect_stretch(int *outcome, psc_protect *protect, psc_bytes password) {
    psc_flow *flow = protect->flow;
    if (protect->fresh) {
        protect->access = (psc_access) {.kind = PSC_DEVICE_FILE_PASSWORD};
        PSC_TRY(psc_stretch_parameters_make(&protect->access.parameters, flow->host));
    }
    psc_effect effect = {.kind = PSC_EFFECT_STRETCH,
                         .as.stretch.parameters = protect->access.parameters};
    PSC_TRY(psc_bytes_copy(&effect.secret, &flow->scratch, password));
    PSC_TRY(psc_flow_emit(&protect->pending, flow, &effect, protect->purpose, 0));
    protect->awaited = PSC_PROTECT_AWAIT_KEY;
    *outcome = PSC_PROTECT_STRETCHING;
    return PSC_OK;
}

/* ---- a new passkey */

static psc_status psc_protect_existing(psc_list *out, const psc_protect *protect) {
    const psc_passkey *passkey = protect->access.passkeys.items;
    const size_t count = protect->access.passkeys.count;
    psc_bytes *ids;
    PSC_TRY(PSC_TAKE(&ids, &protect->flow->state, count));
    for (size_t i = 0; i < count; i++) {
        ids[i] = passkey[i].credential_id;
    }
    *out = (psc_list) {ids, count};
    return PSC_OK;
}

/* Random anew each time: what the authenticator made for an answer that was rejected is not used again. */
static psc_status psc_protect_ask_passkey(int *outcome, psc_protect *protect, psc_status rejected) {
    psc_flow *flow = protect->flow;
    psc_question_new_passkey *asked = &protect->new_passkey;
    *asked = (psc_question_new_passkey) {
        .organization = protect->site->organization,
        .human_handle = protect->site->human_handle,
        .rejected = (int) rejected,
    };
    PSC_TRY(psc_host_random(flow->host, asked->user_handle, sizeof asked->user_handle));
    PSC_TRY(psc_host_random(flow->host, asked->salt, sizeof asked->salt));
    PSC_TRY(psc_protect_existing(&asked->existing, protect));
    const psc_question question = {.kind = PSC_QUESTION_NEW_PASSKEY, .as.new_passkey = *asked};
    PSC_TRY(psc_flow_ask(&protect->pending, flow, &question, protect->purpose));
    protect->awaited = PSC_PROTECT_AWAIT_PASSKEY;
    *outcome = PSC_PROTECT_ASKED_PASSKEY;
    return PSC_OK;
}

psc_status psc_protect_begin_passkey(psc_protect *protect, psc_flow *flow, const psc_access *access,
                                     const psc_protect_site *site, int purpose) {
    int outcome;
    *protect = (psc_protect) {
        .flow = flow,
        .purpose = purpose,
        .access = *access,
        .site = site,
        .adding = true,
    };
    return psc_protect_ask_passkey(&outcome, protect, PSC_OK);
}

/* The same that a file's reader asks of it: what is written can be read. */
static psc_status psc_protect_check_passkey(const psc_protect *protect, const psc_event *event) {
    const psc_answer *answer = &event->as.answer;
    PSC_TRY(event->secret.len == PSC_PASSKEY_OUTPUT_BYTES ? PSC_OK : PSC_ERR_ARGUMENT);
    PSC_TRY(psc_passkey_names_check(answer->credential_id, answer->rp_id, answer->label) == PSC_OK
                ? PSC_OK
                : PSC_ERR_ARGUMENT);
    return psc_passkey_find(&protect->access.passkeys, answer->credential_id) == NULL
               ? PSC_OK
               : PSC_ERR_ALREADY_EXISTS;
}

/* The record gives the key back, as logging in will ask it to: what is written is never the first
 * time that it is tried. */
static psc_status psc_protect_try_passkey(const psc_protect *protect, const psc_passkey *made,
                                          const uint8_t output[PSC_PASSKEY_OUTPUT_BYTES]) {
    uint8_t key[PSC_PASSKEY_KEY_BYTES];
    psc_status status = psc_passkey_unwrap(key, &protect->flow->scratch, made->wrapped,
                                           &protect->site->device_id, made->credential_id, output);
    if (status == PSC_OK && !psc_secret_equal(key, protect->access.key, sizeof key)) {
        status = PSC_ERR_STORE_MISMATCH;
    }
    psc_wipe(key, sizeof key);
    return status;
}

static psc_status psc_protect_take_passkey(psc_protect *protect, const psc_event *event) {
    psc_arena *arena = &protect->flow->state;
    const psc_host *host = protect->flow->host;
    const psc_answer *answer = &event->as.answer;
    psc_access *access = &protect->access;
    const size_t count = access->passkeys.count;
    if (!protect->adding) {
        *access = (psc_access) {.kind = PSC_DEVICE_FILE_PASSKEY};
        PSC_TRY(psc_host_random(host, access->key, sizeof access->key));
    }
    psc_passkey *passkeys;
    PSC_TRY(PSC_TAKE(&passkeys, arena, count + 1));
    if (count > 0) {
        memcpy(passkeys, access->passkeys.items, count * sizeof *passkeys);
    }
    psc_passkey *made = &passkeys[count];
    made->version = PSC_PASSKEY_VERSION;
    made->created_on = protect->flow->now;
    memcpy(made->salt, protect->new_passkey.salt, sizeof made->salt);
    PSC_TRY(psc_bytes_copy(&made->credential_id, arena, answer->credential_id));
    PSC_TRY(psc_bytes_copy(&made->rp_id, arena, answer->rp_id));
    PSC_TRY(psc_bytes_copy(&made->label, arena, answer->label));
    PSC_TRY(psc_passkey_wrap(&made->wrapped, arena, host, access->key, &protect->site->device_id,
                             made->credential_id, event->secret.at));
    access->passkeys = (psc_list) {passkeys, count + 1};
    return psc_protect_try_passkey(protect, made, event->secret.at);
}

static psc_status psc_protect_passkey_event(int *outcome, psc_protect *protect,
                                            const psc_event *event) {
    if (event->as.answer.kind == PSC_ANSWER_REFUSE) {
        *outcome = protect->adding ? PSC_PROTECT_REFUSED : PSC_PROTECT_ASKED_AGAIN;
        return protect->adding ? PSC_OK : psc_protect_ask(protect);
    }
    if (event->as.answer.kind != PSC_ANSWER_NEW_PASSKEY) {
        return PSC_ERR_STATE;
    }
    const psc_status status = psc_protect_check_passkey(protect, event);
    if (status != PSC_OK) {
        return psc_protect_ask_passkey(outcome, protect, status);
    }
    PSC_TRY(psc_protect_take_passkey(protect, event));
    *outcome = PSC_PROTECT_READY;
    return PSC_OK;
}

/* ---- single sign-on */

/* Why it is not to be had, or PSC_OK when the person wants another way. */
static psc_status psc_protect_without_sign_on(int *outcome, psc_protect *protect,
                                              psc_status status) {
    psc_sign_on_forget(&protect->sign_on);
    psc_access_wipe(&protect->access);
    protect->question.as.protection.rejected = (int) status;
    *outcome = PSC_PROTECT_ASKED_AGAIN;
    return psc_protect_ask(protect);
}

/* At once: the token may live no longer than a minute. */
static psc_status psc_protect_keep_key(psc_protect *protect) {
    psc_access *access = &protect->access;
    const psc_openbao *openbao = &protect->sign_on.openbao;
    *access = (psc_access) {
        .kind = PSC_DEVICE_FILE_OPENBAO,
        .openbao = {.auth_id = openbao->auth_id, .entity_id = openbao->entity_id},
    };
    protect->put = (psc_openbao_call) {
        .flow = protect->flow,
        .openbao = openbao,
        .purpose = protect->purpose,
    };
    PSC_TRY(psc_openbao_put_key(&protect->put, &access->openbao.key_path, access->key));
    protect->awaited = PSC_PROTECT_AWAIT_KEPT;
    return psc_await_machine(protect->flow, protect->states.working);
}

static psc_status psc_protect_begin_sign_on(psc_protect *protect) {
    const psc_protect_site *site = protect->site;
    const psc_sign_on_wish wish = {
        .server_url = site->server_url,
        .host = site->host,
        .organization = site->organization,
    };
    protect->question.as.protection.rejected = PSC_OK;
    if (protect->sign_on.openbao.token != NULL) {
        return psc_protect_keep_key(protect);
    }
    protect->awaited = PSC_PROTECT_AWAIT_SIGN_ON;
    return psc_sign_on_begin(&protect->sign_on, protect->flow, &wish, NULL, &protect->states);
}

void psc_protect_take_sign_on(psc_protect *protect, psc_sign_on *sign_on) {
    protect->sign_on = *sign_on;
    protect->sign_on.states = protect->states;
    sign_on->openbao.token = NULL;
    sign_on->openbao.token_len = 0;
}

/* One whose answer was lost is kept for nobody: the next has a path and a key of its own. */
static psc_status psc_protect_kept(int *outcome, psc_protect *protect, const psc_event *event) {
    PSC_TRY(psc_openbao_event(&protect->put, event));
    const psc_status status = protect->put.status;
    if (psc_sign_on_mends(status)) {
        psc_access_wipe(&protect->access);
        protect->awaited = PSC_PROTECT_AWAIT_SIGN_ON;
        return psc_sign_on_again(&protect->sign_on, status);
    }
    if (status != PSC_OK) {
        return psc_protect_without_sign_on(outcome, protect, status);
    }
    psc_sign_on_forget(&protect->sign_on);
    *outcome = PSC_PROTECT_READY;
    return PSC_OK;
}

static psc_status psc_protect_sign_on_event(int *outcome, psc_protect *protect,
                                            const psc_event *event) {
    int step;
    PSC_TRY(psc_sign_on_event(&step, &protect->sign_on, event));
    switch ((psc_sign_on_outcome) step) {
    case PSC_SIGN_ON_NOTHING:
        return PSC_OK;
    case PSC_SIGN_ON_DONE:
        return psc_protect_keep_key(protect);
    case PSC_SIGN_ON_REFUSED:
        return psc_protect_without_sign_on(outcome, protect, PSC_OK);
    case PSC_SIGN_ON_FAILED:
        return psc_protect_without_sign_on(outcome, protect, protect->sign_on.failed);
    }
    return PSC_ERR_STATE;
}

/* ---- events */

static psc_status psc_protect_question_event(int *outcome, psc_protect *protect,
                                             const psc_event *event) {
    const int expected = protect->fresh ? PSC_ANSWER_PROTECTION : PSC_ANSWER_PASSWORD;
    if (protect->site != NULL && event->as.answer.kind == PSC_ANSWER_PROCEED) {
        return psc_protect_ask_passkey(outcome, protect, PSC_OK);
    }
    if (protect->fresh && protect->question.as.protection.sign_on &&
        event->as.answer.kind == PSC_ANSWER_SIGN_ON) {
        return psc_protect_begin_sign_on(protect);
    }
    if (event->as.answer.kind != expected) {
        return PSC_ERR_STATE;
    }
    if (event->secret.len == 0) {
        return psc_protect_ask(protect);
    }
    return psc_protect_stretch(outcome, protect, event->secret);
}

static psc_status psc_protect_key_event(int *outcome, psc_protect *protect,
                                        const psc_event *event) {
    if (event->kind == PSC_EVENT_STRETCHED) {
        memcpy(protect->access.key, event->secret.at, sizeof protect->access.key);
        *outcome = PSC_PROTECT_READY;
        return PSC_OK;
    }
    const psc_question trouble = {
        .kind = PSC_QUESTION_TROUBLE,
        .as.trouble = {.status = PSC_ERR_STRETCH, .nothing_lost = true},
    };
    PSC_TRY(psc_flow_ask(&protect->pending, protect->flow, &trouble, protect->purpose));
    protect->awaited = PSC_PROTECT_AWAIT_AGAIN;
    return PSC_OK;
}

psc_status psc_protect_event(int *outcome, psc_protect *protect, const psc_event *event) {
    *outcome = PSC_PROTECT_NOTHING;
    if (protect->awaited == PSC_PROTECT_AWAIT_SIGN_ON) {
        return psc_protect_sign_on_event(outcome, protect, event);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    if (protect->awaited == PSC_PROTECT_AWAIT_KEPT) {
        return psc_protect_kept(outcome, protect, event);
    }
    if (event->effect != protect->pending) {
        return PSC_ERR_STATE;
    }
    switch (protect->awaited) {
    case PSC_PROTECT_AWAIT_QUESTION:
        return psc_protect_question_event(outcome, protect, event);
    case PSC_PROTECT_AWAIT_PASSKEY:
        return psc_protect_passkey_event(outcome, protect, event);
    case PSC_PROTECT_AWAIT_KEY:
        return psc_protect_key_event(outcome, protect, event);
    default:
        break;
    }
    if (event->as.answer.kind != PSC_ANSWER_AGAIN) {
        return PSC_ERR_STATE;
    }
    *outcome = PSC_PROTECT_ASKED_AGAIN;
    return psc_protect_ask(protect);
}

/* ----------------------------------------------------------------------------------------- save */

enum { PSC_SAVE_AWAIT_PUT, PSC_SAVE_AWAIT_READ_BACK, PSC_SAVE_AWAIT_AGAIN };

static psc_status psc_save_put(psc_save *save) {
    const psc_store_operation operations[] = {
        {.verb = PSC_STORE_PUT, .store = save->store, .key = save->key, .value = save->value},
        {.verb = PSC_STORE_DELETE, .store = save->removed_store, .key = save->removed_key},
    };
    const size_t count = save->removed_key.at == NULL ? 1 : 2;
    PSC_TRY(psc_flow_store(&save->pending, save->flow, operations, count, save->purpose));
    save->awaited = PSC_SAVE_AWAIT_PUT;
    return PSC_OK;
}

psc_status psc_save_begin(psc_save *save, psc_flow *flow, int store, psc_bytes key, psc_bytes value,
                          int purpose) {
    *save =
        (psc_save) {.flow = flow, .purpose = purpose, .store = store, .key = key, .value = value};
    return psc_save_put(save);
}

psc_status psc_save_begin_device(psc_save *save, psc_flow *flow, psc_bytes key, psc_bytes value,
                                 int record_store, psc_bytes record_key, int purpose) {
    *save = (psc_save) {
        .flow = flow,
        .purpose = purpose,
        .store = PSC_STORE_DEVICES,
        .key = key,
        .value = value,
        .removed_store = record_store,
        .removed_key = record_key,
    };
    return psc_save_put(save);
}

psc_status psc_save_begin_moved(psc_save *save, psc_flow *flow, int store, psc_bytes key,
                                psc_bytes value, psc_bytes removed_key, int purpose) {
    *save = (psc_save) {
        .flow = flow,
        .purpose = purpose,
        .store = store,
        .key = key,
        .value = value,
        .removed_store = store,
        .removed_key = removed_key,
    };
    return psc_save_put(save);
}

static psc_status psc_save_read_back(psc_save *save) {
    const psc_store_operation operation = {
        .verb = PSC_STORE_GET, .store = save->store, .key = save->key};
    PSC_TRY(psc_flow_store(&save->pending, save->flow, &operation, 1, save->purpose));
    save->awaited = PSC_SAVE_AWAIT_READ_BACK;
    return PSC_OK;
}

static psc_status psc_save_trouble(psc_save *save, psc_status status) {
    const psc_question trouble = {
        .kind = PSC_QUESTION_TROUBLE,
        .as.trouble = {.status = (int) status, .nothing_lost = true},
    };
    PSC_TRY(psc_flow_ask(&save->pending, save->flow, &trouble, save->purpose));
    save->awaited = PSC_SAVE_AWAIT_AGAIN;
    return PSC_OK;
}

psc_status psc_save_event(int *outcome, psc_save *save, const psc_event *event) {
    *outcome = PSC_SAVE_NOTHING;
    if (event->effect != save->pending) {
        return PSC_ERR_STATE;
    }
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_save_trouble(save, psc_store_failure_status(event->as.store_failure));
    }
    if (save->awaited == PSC_SAVE_AWAIT_AGAIN) {
        if (event->as.answer.kind != PSC_ANSWER_AGAIN) {
            return PSC_ERR_STATE;
        }
        return psc_save_put(save);
    }
    if (save->awaited == PSC_SAVE_AWAIT_PUT) {
        return psc_save_read_back(save);
    }
    const psc_bytes found = psc_stored_value(event, 0);
    if (found.at == NULL) {
        return psc_save_trouble(save, PSC_ERR_STORE_MISSING);
    }
    if (!psc_bytes_equal(found, save->value)) {
        return psc_save_trouble(save, PSC_ERR_STORE_MISMATCH);
    }
    *outcome = PSC_SAVE_DONE;
    return PSC_OK;
}

/* --------------------------------------------------------------------------------------- shared */

psc_list psc_stored_records(const psc_event *event, size_t operation) {
    return ((const psc_store_outcome *) event->as.stored.items)[operation].records;
}

psc_bytes psc_stored_value(const psc_event *event, size_t operation) {
    const psc_list records = psc_stored_records(event, operation);
    return records.count == 0 ? PSC_BYTES_ABSENT
                              : ((const psc_store_record *) records.items)[0].value;
}

psc_status psc_await_machine(psc_flow *flow, int state) {
    PSC_TRY(psc_flow_note(flow, &(psc_note) {.kind = PSC_NOTE_WAITING}));
    flow->awaited = state;
    return PSC_OK;
}

bool psc_status_is_unclear(psc_status status) {
    return status == PSC_ERR_HTTP_SERVER || status == PSC_ERR_HTTP_UNEXPECTED ||
           status == PSC_ERR_REPLY_MALFORMED || status == PSC_ERR_REPLY_UNKNOWN;
}

psc_status psc_fail_unharmed(psc_flow *flow, psc_status status) {
    return psc_flow_fail(flow, &(psc_failure) {.status = (int) status, .nothing_lost = true});
}

psc_status psc_fail_store(psc_flow *flow, const psc_event *event) {
    return psc_fail_unharmed(flow, psc_store_failure_status(event->as.store_failure));
}
