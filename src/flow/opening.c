// SPDX-License-Identifier: MPL-2.0
#include "flow/opening.h"

#include <string.h>

/* ---------------------------------------------------------------------------------------- the file */

psc_status psc_opening_read(psc_opening *opening, psc_flow *flow, psc_bytes bytes) {
    *opening = (psc_opening) {.flow = flow, .bytes = bytes};
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

static psc_status psc_opening_fail_damaged(psc_flow *flow, int part) {
    return psc_flow_fail(flow, &(psc_failure) {
                                   .status = PSC_ERR_DEVICE_FILE,
                                   .has_file_part = true,
                                   .file_part = part,
                                   .nothing_lost = true,
                               });
}

/* A file that is read as such has an address that is none. */
static psc_status psc_opening_part(int *part, const psc_opening *opening) {
    psc_device_file file;
    const psc_status status =
        psc_device_file_examine(&file, part, &opening->flow->scratch, opening->bytes);
    if (status == PSC_OK) {
        *part = PSC_FILE_PART_HEAD;
    }
    return status == PSC_ERR_MEMORY ? status : PSC_OK;
}

psc_status psc_opening_refuse(const psc_opening *opening, psc_status status) {
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status == PSC_ERR_DEVICE_FILE) {
        int part;
        PSC_TRY(psc_opening_part(&part, opening));
        return psc_opening_fail_damaged(opening->flow, part);
    }
    const bool kind = status == PSC_ERR_DEVICE_FILE_KIND;
    return psc_flow_fail(opening->flow, &(psc_failure) {
                                            .status = (int) status,
                                            .has_file_kind = kind,
                                            .file_kind = kind ? opening->file.kind : 0,
                                            .nothing_lost = true,
                                        });
}

psc_status psc_opening_damaged(psc_opening *opening, psc_file_part part) {
    psc_opening_forget_key(opening);
    return psc_opening_fail_damaged(opening->flow, (int) part);
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
        return psc_opening_fail_damaged(flow, PSC_FILE_PART_FORMAT);
    }
    psc_bytes bytes;
    PSC_TRY(psc_bytes_copy(&bytes, &flow->state, found));
    const psc_status status = psc_opening_read(opening, flow, bytes);
    if (status != PSC_OK) {
        return psc_opening_refuse(opening, status);
    }
    PSC_TRY(psc_opening_in_place(readable, opening, place));
    return *readable ? PSC_OK : psc_opening_fail_damaged(flow, PSC_FILE_PART_HEAD);
}

/* ------------------------------------------------------------------------------------- the questions */

static psc_status psc_opening_ask_question(psc_opening *opening, int state) {
    PSC_TRY(psc_flow_ask(&opening->pending, opening->flow, &opening->question, 0));
    opening->flow->awaited = state;
    return PSC_OK;
}

static psc_status psc_opening_ask_password(psc_opening *opening) {
    const psc_device_file_head *head = &opening->file.head;
    const psc_question_password question = {
        .organization = head->organization_id,
        .host = opening->host,
        .human_handle = head->human_handle,
        .device_label = head->device_label,
    };
    PSC_TRY(psc_protect_begin_given(&opening->protect, opening->flow, &question,
                                    &opening->file.algorithm, 0));
    opening->flow->awaited = opening->states.password;
    return PSC_OK;
}

static psc_status psc_opening_ask_passkey(psc_opening *opening) {
    const psc_device_file_head *head = &opening->file.head;
    opening->question = (psc_question) {
        .kind = PSC_QUESTION_PASSKEY,
        .as.passkey =
            {
                .organization = head->organization_id,
                .host = opening->host,
                .human_handle = head->human_handle,
                .device_label = head->device_label,
            },
    };
    PSC_TRY(psc_passkey_lines(&opening->question.as.passkey.passkeys, &opening->flow->state,
                              &opening->file.passkeys));
    return psc_opening_ask_question(opening, opening->states.passkey);
}

psc_question psc_opening_code_question(const psc_opening *opening) {
    const psc_device_file_head *head = &opening->file.head;
    return (psc_question) {
        .kind = PSC_QUESTION_ONE_TIME_CODE,
        .as.one_time_code =
            {
                .organization = head->organization_id,
                .host = opening->host,
                .human_handle = head->human_handle,
            },
    };
}

psc_endpoint psc_opening_anonymous(const psc_opening *opening) {
    return (psc_endpoint) {
        .family = PSC_FAMILY_ANONYMOUS,
        .server_url = opening->server_url,
        .organization = opening->file.head.organization_id,
    };
}

void psc_one_time_code_rejected(psc_question_one_time_code *question, psc_status rejected) {
    question->rejected = (int) rejected;
    question->refused += rejected == PSC_ERR_ONE_TIME_CODE ? 1 : 0;
    question->has_wait_until = rejected == PSC_ERR_THROTTLED;
}

static psc_status psc_opening_ask_code(psc_opening *opening) {
    opening->question = psc_opening_code_question(opening);
    return psc_opening_ask_question(opening, opening->states.code);
}

static psc_status psc_opening_ask_code_again(psc_opening *opening, psc_status rejected) {
    psc_one_time_code_rejected(&opening->question.as.one_time_code, rejected);
    return psc_opening_ask_question(opening, opening->states.code);
}

static psc_status psc_opening_ask_sign_on(psc_opening *opening) {
    const psc_device_file *file = &opening->file;
    const psc_sign_on_wish wish = {
        .server_url = opening->server_url,
        .host = opening->host,
        .organization = file->head.organization_id,
        .auth_id = file->openbao.auth_id,
        .entity_id = file->openbao.entity_id,
        .human_handle = file->head.human_handle,
    };
    const psc_sign_on_states states = {
        .asking = opening->states.sign_on,
        .working = opening->states.service,
    };
    if (!psc_openbao_is_entity(wish.entity_id)) {
        return psc_opening_damaged(opening, PSC_FILE_PART_PROTECTION);
    }
    opening->fetching_key = false;
    return psc_sign_on_begin(&opening->sign_on, opening->flow, &wish, &opening->back, &states);
}

/* Too short to hold anything: no password is wrong for it. */
static bool psc_opening_is_cut(const psc_device_file *file) {
    const size_t layers = file->has_totp ? 2 : 1;
    return file->ciphertext.len <= layers * PSC_SECRETBOX_OVERHEAD;
}

psc_status psc_opening_ask(psc_opening *opening, const psc_opening_states *states) {
    const psc_device_file *file = &opening->file;
    opening->states = *states;
    opening->access = (psc_access) {
        .kind = file->kind,
        .passkeys = file->passkeys,
        .openbao = file->openbao,
        .has_totp = file->has_totp,
        .opaque_key_id = file->totp_opaque_key_id,
    };
    if (psc_opening_is_cut(file)) {
        return psc_opening_damaged(opening, PSC_FILE_PART_CONTENTS);
    }
    return file->kind == PSC_DEVICE_FILE_PASSKEY   ? psc_opening_ask_passkey(opening)
           : file->kind == PSC_DEVICE_FILE_OPENBAO ? psc_opening_ask_sign_on(opening)
                                                   : psc_opening_ask_password(opening);
}

/* -------------------------------------------------------------------------------------------- opening */

/* What was sealed is the device that the person chose by the clear head. Only the server's address
 * may differ: when a server moves, tools that know no password can correct the head alone. */
static psc_status psc_opening_open(psc_local_device *local, const psc_opening *opening) {
    PSC_TRY(psc_device_file_open(local, &opening->flow->scratch, &opening->file, &opening->access));
    const bool named = !psc_uuid_is_zero(&local->device_id) && !psc_uuid_is_zero(&local->user_id);
    return named && psc_device_file_is_of(&opening->file, local) ? PSC_OK : PSC_ERR_DEVICE_FILE;
}

/* All keys are there. The code has been proved by the server, so a password that is wrong is asked
 * again alone; what a passkey has unwrapped is the right key. */
static psc_status psc_opening_try(int *outcome, psc_local_device *local, psc_opening *opening) {
    const psc_status status = psc_opening_open(local, opening);
    if (status == PSC_OK) {
        *outcome = PSC_OPENING_OPEN;
        return PSC_OK;
    }
    psc_wipe(local, sizeof *local);
    if (status == PSC_ERR_DECRYPT && opening->file.kind == PSC_DEVICE_FILE_PASSWORD) {
        psc_wipe(opening->access.key, sizeof opening->access.key);
        opening->flow->awaited = opening->states.password;
        return psc_protect_refused(&opening->protect);
    }
    if (status == PSC_ERR_MEMORY) {
        psc_opening_forget_key(opening);
        return status;
    }
    return psc_opening_damaged(opening, status == PSC_ERR_MISMATCH ? PSC_FILE_PART_LAYER
                                                                   : PSC_FILE_PART_CONTENTS);
}

static psc_status psc_opening_primary_key(int *outcome, psc_local_device *local,
                                          psc_opening *opening) {
    return opening->file.has_totp && !opening->has_opaque_key
               ? psc_opening_ask_code(opening)
               : psc_opening_try(outcome, local, opening);
}

static psc_status psc_opening_password_event(int *outcome, psc_local_device *local,
                                             psc_opening *opening, const psc_event *event) {
    int step;
    PSC_TRY(psc_protect_event(&step, &opening->protect, event));
    switch ((psc_protect_outcome) step) {
    case PSC_PROTECT_NOTHING:
    case PSC_PROTECT_ASKED_PASSKEY:
    case PSC_PROTECT_REFUSED:
        return PSC_OK;
    case PSC_PROTECT_ASKED_AGAIN:
        opening->flow->awaited = opening->states.password;
        return PSC_OK;
    case PSC_PROTECT_STRETCHING:
        *outcome = PSC_OPENING_STRETCHING;
        return psc_await_machine(opening->flow, opening->states.key);
    case PSC_PROTECT_READY:
        break;
    }
    opening->access.parameters = opening->protect.access.parameters;
    memcpy(opening->access.key, opening->protect.access.key, sizeof opening->access.key);
    psc_access_wipe(&opening->protect.access);
    return psc_opening_primary_key(outcome, local, opening);
}

static psc_status psc_opening_unwrap(psc_opening *opening, const psc_event *event) {
    const psc_passkey *passkey =
        psc_passkey_find(&opening->file.passkeys, event->as.answer.credential_id);
    if (passkey == NULL || event->secret.len != PSC_PASSKEY_OUTPUT_BYTES) {
        return PSC_ERR_DECRYPT;
    }
    return psc_passkey_unwrap(opening->access.key, &opening->flow->scratch, passkey->wrapped,
                              &opening->file.head.device_id, passkey->credential_id,
                              event->secret.at);
}

static psc_status psc_opening_passkey_event(int *outcome, psc_local_device *local,
                                            psc_opening *opening, const psc_event *event) {
    if (event->as.answer.kind != PSC_ANSWER_PASSKEY) {
        return PSC_ERR_STATE;
    }
    const psc_status status = psc_opening_unwrap(opening, event);
    if (status == PSC_ERR_DECRYPT) {
        opening->question.as.passkey.refused++;
        return psc_opening_ask_question(opening, opening->states.passkey);
    }
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status
                                        : psc_opening_damaged(opening, PSC_FILE_PART_PROTECTION);
    }
    return psc_opening_primary_key(outcome, local, opening);
}

/* ------------------------------------------------------------------------------------------ sign-on */

static psc_status psc_opening_fail_service(psc_opening *opening, psc_status status) {
    const uint32_t http_status = opening->sign_on.http_status;
    psc_opening_forget_key(opening);
    return psc_flow_fail(opening->flow, &(psc_failure) {
                                            .status = (int) status,
                                            .http_status = http_status,
                                            .nothing_lost = true,
                                        });
}

static psc_status psc_opening_fetch_key(psc_opening *opening) {
    psc_flow *flow = opening->flow;
    opening->key_call = (psc_openbao_call) {.flow = flow, .openbao = &opening->sign_on.openbao};
    const psc_status status =
        psc_openbao_ask_key(&opening->key_call, opening->file.openbao.key_path);
    if (status != PSC_OK) {
        return status == PSC_ERR_VALUE ? psc_opening_damaged(opening, PSC_FILE_PART_PROTECTION)
                                       : status;
    }
    opening->fetching_key = true;
    return psc_await_machine(flow, opening->states.service);
}

static psc_status psc_opening_key_event(int *outcome, psc_local_device *local, psc_opening *opening,
                                        const psc_event *event) {
    PSC_TRY(psc_openbao_event(&opening->key_call, event));
    const psc_status status = psc_openbao_key(opening->access.key, &opening->key_call);
    opening->fetching_key = false;
    if (psc_sign_on_mends(status)) {
        return psc_sign_on_again(&opening->sign_on, status);
    }
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : psc_opening_fail_service(opening, status);
    }
    psc_sign_on_forget(&opening->sign_on);
    return psc_opening_primary_key(outcome, local, opening);
}

static psc_status psc_opening_sign_on_event(int *outcome, psc_local_device *local,
                                            psc_opening *opening, const psc_event *event) {
    int step;
    if (opening->fetching_key) {
        return event->kind == PSC_EVENT_HURRY
                   ? PSC_OK
                   : psc_opening_key_event(outcome, local, opening, event);
    }
    PSC_TRY(psc_sign_on_event(&step, &opening->sign_on, event));
    switch ((psc_sign_on_outcome) step) {
    case PSC_SIGN_ON_NOTHING:
        return PSC_OK;
    case PSC_SIGN_ON_DONE:
        return psc_opening_fetch_key(opening);
    case PSC_SIGN_ON_REFUSED:
        return psc_opening_fail_service(opening, PSC_ERR_CANCELLED);
    case PSC_SIGN_ON_FAILED:
        return psc_opening_fail_service(opening, opening->sign_on.failed);
    }
    return PSC_ERR_STATE;
}

/* --------------------------------------------------------------------------------------------- code */

psc_status psc_one_time_code(psc_bytes *code, psc_arena *arena, psc_bytes typed) {
    uint8_t *digits;
    size_t count = 0;
    PSC_TRY(PSC_TAKE(&digits, arena, PSC_ONE_TIME_CODE_DIGITS));
    for (size_t i = 0; i < typed.len; i++) {
        const uint8_t c = typed.at[i];
        if (c == ' ') {
            continue;
        }
        if (c < '0' || c > '9' || count == PSC_ONE_TIME_CODE_DIGITS) {
            return PSC_ERR_VALUE;
        }
        digits[count++] = c;
    }
    *code = (psc_bytes) {digits, count};
    return count == PSC_ONE_TIME_CODE_DIGITS ? PSC_OK : PSC_ERR_VALUE;
}

static psc_status psc_opening_code_event(psc_opening *opening, const psc_event *event) {
    psc_flow *flow = opening->flow;
    if (event->as.answer.kind != PSC_ANSWER_CODE) {
        return PSC_ERR_STATE;
    }
    psc_totp_fetch_request request = {
        .user_id = opening->file.head.user_id,
        .opaque_key_id = opening->file.totp_opaque_key_id,
    };
    const psc_status status =
        psc_one_time_code(&request.one_time_password, &flow->scratch, event->as.answer.code);
    if (status == PSC_ERR_VALUE) {
        return psc_opening_ask_code_again(opening, status);
    }
    PSC_TRY(status);
    opening->anonymous = psc_opening_anonymous(opening);
    PSC_TRY(psc_call_command(&opening->call, flow, &opening->anonymous, &request,
                             &psc_totp_fetch_request_record, 0, 0));
    return psc_await_machine(flow, opening->states.opaque_key);
}

static psc_status psc_opening_fetched(int *outcome, psc_local_device *local, psc_opening *opening) {
    psc_totp_fetch_reply reply;
    PSC_TRY(opening->call.status);
    PSC_TRY(psc_call_read(&reply, &opening->call, opening->flow, &psc_totp_fetch_reply_union));
    switch ((psc_totp_fetch_tag) reply.tag) {
    case PSC_TOTP_FETCH_OK:
        memcpy(opening->access.opaque_key, reply.ok.opaque_key, sizeof reply.ok.opaque_key);
        psc_wipe(&reply, sizeof reply);
        opening->has_opaque_key = true;
        return psc_opening_try(outcome, local, opening);
    case PSC_TOTP_FETCH_INVALID:
        return psc_opening_ask_code_again(opening, PSC_ERR_ONE_TIME_CODE);
    case PSC_TOTP_FETCH_THROTTLED:
        opening->question.as.one_time_code.wait_until = reply.throttled.wait_until;
        return psc_opening_ask_code_again(opening, PSC_ERR_THROTTLED);
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_opening_call_event(int *outcome, psc_local_device *local,
                                         psc_opening *opening, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &opening->call, opening->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    const psc_status status = psc_opening_fetched(outcome, local, opening);
    if (status == PSC_OK || status == PSC_ERR_MEMORY) {
        return status;
    }
    psc_opening_forget_key(opening);
    return psc_flow_fail(opening->flow, &(psc_failure) {
                                            .status = (int) status,
                                            .http_status = opening->call.http_status,
                                            .nothing_lost = true,
                                        });
}

psc_status psc_opening_event(int *outcome, psc_local_device *local, psc_opening *opening,
                             const psc_event *event) {
    *outcome = PSC_OPENING_NOTHING;
    const int awaited = opening->flow->awaited;
    if (awaited == opening->states.opaque_key) {
        return psc_opening_call_event(outcome, local, opening, event);
    }
    if (awaited == opening->states.sign_on || awaited == opening->states.service) {
        return psc_opening_sign_on_event(outcome, local, opening, event);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    if (awaited == opening->states.passkey) {
        return psc_opening_passkey_event(outcome, local, opening, event);
    }
    return awaited == opening->states.code
               ? psc_opening_code_event(opening, event)
               : psc_opening_password_event(outcome, local, opening, event);
}

psc_status psc_opening_reseal(psc_bytes *out, const psc_opening *opening,
                              const psc_access *access) {
    psc_flow *flow = opening->flow;
    PSC_TRY(psc_device_file_reseal(out, &flow->state, flow->host, &opening->file, &opening->access,
                                   access, flow->now));
    return out->len > PSC_DEVICE_FILE_MAX ? PSC_ERR_TOO_LARGE : PSC_OK;
}

void psc_opening_forget_key(psc_opening *opening) {
    psc_access_wipe(&opening->access);
    psc_access_wipe(&opening->protect.access);
    psc_sign_on_forget(&opening->sign_on);
    opening->has_opaque_key = false;
}

/* ------------------------------------------------------------------------------------------ elsewhere */

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
