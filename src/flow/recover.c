// SPDX-License-Identifier: MPL-2.0
/* Back in with a recovery file (flows.md §6.2): its device creates another one of the same person.
 * Until that one is saved nothing here changes, and the recovery file works as before in any case:
 * a journey that ends between the two leaves a device that nobody has, in the list of theirs. */
#include "codec/recovery_key.h"
#include "flow/accepting.h"
#include "flow/protect.h"
#include "flow/sibling.h"

/* COPIED, ERASED: of the official client's files, which have no transactions. */
#define PSC_RECOVER_STATES(X)                                                                      \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_RECOVERY_KEY, "await-recovery-key")                                                    \
    X(AWAIT_PROTECTION, "await-protection")                                                        \
    X(AWAIT_KEY, "await-key")                                                                      \
    X(AWAIT_NEW_PASSKEY, "await-new-passkey")                                                      \
    X(AWAIT_SIGN_ON, "await-sign-on")                                                              \
    X(AWAIT_SERVICE, "await-service")                                                              \
    X(AWAIT_CREATED, "await-created")                                                              \
    X(AWAIT_PROBE, "await-probe")                                                                  \
    X(AWAIT_TERMS, "await-terms")                                                                  \
    X(AWAIT_DECISION, "await-decision")                                                            \
    X(AWAIT_ACCEPTED, "await-accepted")                                                            \
    X(AWAIT_SAVED, "await-saved")                                                                  \
    X(AWAIT_OURS, "await-ours")                                                                    \
    X(AWAIT_MOVED, "await-moved")                                                                  \
    X(AWAIT_OFFICIAL, "await-official")                                                            \
    X(AWAIT_COPIED, "await-copied")                                                                \
    X(AWAIT_READ_BACK, "await-read-back")                                                          \
    X(AWAIT_ERASED, "await-erased")

typedef enum psc_recover_state {
#define X(name, text) PSC_RECOVER_##name,
    PSC_RECOVER_STATES(X)
#undef X
} psc_recover_state;

static const char *const psc_recover_states[] = {
#define X(name, text) [PSC_RECOVER_##name] = (text),
    PSC_RECOVER_STATES(X)
#undef X
};

static const psc_sibling_states psc_recover_sibling_states = {
    .created = PSC_RECOVER_AWAIT_CREATED,
    .probe = PSC_RECOVER_AWAIT_PROBE,
};

/* A server that still asks for terms that were accepted is not asked for ever. */
#define PSC_RECOVER_TERMS_MAX 3u

static const psc_accepting_states psc_recover_accepting_states = {
    .terms = PSC_RECOVER_AWAIT_TERMS,
    .decision = PSC_RECOVER_AWAIT_DECISION,
    .accepted = PSC_RECOVER_AWAIT_ACCEPTED,
};

/* A file of the same person that is here already. */
typedef struct psc_recover_old {
    psc_bytes key;
    psc_bytes aside;
    psc_bytes value;
} psc_recover_old;

typedef struct psc_recover {
    psc_flow flow;
    psc_device_file file; /* the recovery file; in the state arena */
    psc_bytes device_label;
    psc_question_recovery_key question;
    psc_device *author; /* of the recovery file; NULL unless it is needed */
    psc_sibling sibling;
    psc_accepting
        accepting; /* of terms that have changed since: perhaps no other device is left that could */
    uint32_t terms; /* how often they were asked for */
    psc_protect_site site;
    psc_protect protect;
    psc_bytes device_file; /* of the new device */
    psc_device_line line;
    psc_save save;
    psc_list old; /* of psc_recover_old, in the store that is gone through */
    size_t next;
} psc_recover;

/* ------------------------------------------------------------------------------ the recovery file */

static psc_status psc_recover_ask_key(psc_recover *recover, psc_status rejected) {
    psc_flow *flow = &recover->flow;
    recover->question.rejected = (int) rejected;
    recover->question.refused += rejected == PSC_ERR_DECRYPT ? 1 : 0;
    const psc_question question = {
        .kind = PSC_QUESTION_RECOVERY_KEY,
        .as.recovery_key = recover->question,
    };
    PSC_TRY(psc_flow_ask(NULL, flow, &question, 0));
    flow->awaited = PSC_RECOVER_AWAIT_RECOVERY_KEY;
    return PSC_OK;
}

static psc_status psc_recover_fail_damaged(psc_recover *recover) {
    return psc_flow_fail(&recover->flow, &(psc_failure) {
                                             .status = PSC_ERR_DEVICE_FILE,
                                             .has_file_part = true,
                                             .file_part = PSC_FILE_PART_CONTENTS,
                                             .nothing_lost = true,
                                         });
}

/* Too short to hold anything: no key is wrong for it. */
static psc_status psc_recover_begin(psc_recover *recover) {
    return recover->file.ciphertext.len <= PSC_SECRETBOX_OVERHEAD
               ? psc_recover_fail_damaged(recover)
               : psc_recover_ask_key(recover, PSC_OK);
}

/* What was sealed is the device of the person whom the clear head names. */
static psc_status psc_recover_take_author(psc_recover *recover, const psc_local_device *local) {
    if (psc_uuid_is_zero(&local->device_id) || psc_uuid_is_zero(&local->user_id) ||
        !psc_device_file_is_of(&recover->file, local)) {
        return PSC_ERR_DEVICE_FILE;
    }
    const psc_device_place nowhere = {.store = PSC_STORE_DEVICES};
    const psc_status status =
        psc_device_make(&recover->author, recover->flow.host, local, &nowhere);
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status : PSC_ERR_DEVICE_FILE;
}

static psc_status psc_recover_open(psc_recover *recover, psc_bytes typed) {
    psc_flow *flow = &recover->flow;
    psc_access access = {.kind = PSC_DEVICE_FILE_RECOVERY};
    psc_local_device local;
    psc_status status = psc_recovery_key_read(access.key, &flow->host->allocator, typed);
    if (status == PSC_OK) {
        status = psc_device_file_open(&local, &flow->scratch, &recover->file, &access);
    }
    psc_access_wipe(&access);
    if (status == PSC_OK) {
        status = psc_recover_take_author(recover, &local);
    }
    psc_wipe(&local, sizeof local);
    return status;
}

static psc_status psc_recover_ask_protection(psc_recover *recover) {
    psc_flow *flow = &recover->flow;
    const psc_local_device *local = &recover->sibling.local;
    PSC_TRY(psc_sibling_make(&recover->sibling, flow, recover->author, recover->device_label,
                             PSC_PURPOSE_STANDARD));
    recover->site = (psc_protect_site) {
        .device_id = local->device_id,
        .organization = local->organization_id,
        .server_url = recover->author->local.server_url,
        .host = recover->author->host_name,
        .human_handle = local->human_handle,
    };
    static const psc_sign_on_states states = {
        .asking = PSC_RECOVER_AWAIT_SIGN_ON,
        .working = PSC_RECOVER_AWAIT_SERVICE,
    };
    const psc_question_protection question = {
        .organization = local->organization_id,
        .email = local->human_handle.email,
    };
    PSC_TRY(psc_protect_begin_any(&recover->protect, flow, &question, &recover->site, &states, 0));
    flow->awaited = PSC_RECOVER_AWAIT_PROTECTION;
    return PSC_OK;
}

static psc_status psc_recover_key(psc_recover *recover, const psc_event *event) {
    if (event->as.answer.kind != PSC_ANSWER_RECOVERY_KEY) {
        return PSC_ERR_STATE;
    }
    const psc_status status = psc_recover_open(recover, event->secret);
    if (status == PSC_ERR_RECOVERY_KEY || status == PSC_ERR_DECRYPT) {
        return psc_recover_ask_key(recover, status);
    }
    if (status == PSC_ERR_DEVICE_FILE) {
        return psc_recover_fail_damaged(recover);
    }
    PSC_TRY(status);
    return psc_recover_ask_protection(recover);
}

/* ----------------------------------------------------------------------------------- the new device */

/* Sealed before it is asked for: a device that is created has a file. */
static psc_status psc_recover_seal(psc_recover *recover) {
    psc_flow *flow = &recover->flow;
    psc_access *access = &recover->protect.access;
    const psc_local_device *local = &recover->sibling.local;
    const psc_status status = psc_device_file_seal(&recover->device_file, &flow->state, flow->host,
                                                   local, access, flow->now, flow->now);
    psc_access_wipe(access);
    PSC_TRY(status);
    psc_device_place place = {.store = PSC_STORE_DEVICES};
    PSC_TRY(psc_device_key(&place.key, &flow->scratch, &local->device_id));
    return psc_device_line_read(&recover->line, &flow->state, &place, recover->device_file);
}

static psc_status psc_recover_choice(psc_recover *recover, const psc_event *event) {
    psc_flow *flow = &recover->flow;
    int outcome;
    PSC_TRY(psc_protect_event(&outcome, &recover->protect, event));
    switch ((psc_protect_outcome) outcome) {
    case PSC_PROTECT_NOTHING:
    case PSC_PROTECT_REFUSED:
        return PSC_OK;
    case PSC_PROTECT_ASKED_AGAIN:
        flow->awaited = PSC_RECOVER_AWAIT_PROTECTION;
        return PSC_OK;
    case PSC_PROTECT_ASKED_PASSKEY:
        flow->awaited = PSC_RECOVER_AWAIT_NEW_PASSKEY;
        return PSC_OK;
    case PSC_PROTECT_STRETCHING:
        return psc_await_machine(flow, PSC_RECOVER_AWAIT_KEY);
    case PSC_PROTECT_READY:
        break;
    }
    PSC_TRY(psc_recover_seal(recover));
    return psc_sibling_create(&recover->sibling, &psc_recover_sibling_states);
}

static psc_status psc_recover_created(psc_recover *recover, const psc_event *event) {
    psc_flow *flow = &recover->flow;
    int outcome;
    PSC_TRY(psc_sibling_event(&outcome, &recover->sibling, event));
    switch ((psc_sibling_outcome) outcome) {
    case PSC_SIBLING_NOTHING:
        return PSC_OK;
    case PSC_SIBLING_TERMS:
        return recover->terms++ < PSC_RECOVER_TERMS_MAX
                   ? psc_accepting_begin(&recover->accepting, flow, recover->author,
                                         &psc_recover_accepting_states)
                   : psc_sibling_fail_terms(&recover->sibling);
    case PSC_SIBLING_CREATED:
        break;
    }
    psc_sibling_forget(&recover->sibling);
    psc_device_release(recover->author);
    recover->author = NULL;
    PSC_TRY(psc_save_begin(&recover->save, flow, PSC_STORE_DEVICES, recover->line.place.key,
                           recover->device_file, 0));
    return psc_await_machine(flow, PSC_RECOVER_AWAIT_SAVED);
}

static psc_status psc_recover_terms(psc_recover *recover, const psc_event *event) {
    bool settled;
    PSC_TRY(psc_accepting_event(&settled, &recover->accepting, event));
    return settled ? psc_sibling_create(&recover->sibling, &psc_recover_sibling_states) : PSC_OK;
}

/* --------------------------------------------------------------------------- what was here before */

static psc_status psc_recover_finish(psc_recover *recover) {
    return psc_flow_finish(
        &recover->flow, &(psc_result) {.kind = PSC_RESULT_RECOVERED, .as.imported = recover->line});
}

static psc_status psc_recover_list(psc_recover *recover, int store, int state) {
    const psc_store_operation operation = {.verb = PSC_STORE_LIST, .store = store};
    PSC_TRY(psc_flow_store(NULL, &recover->flow, &operation, 1, 0));
    return psc_await_machine(&recover->flow, state);
}

static psc_status psc_recover_saved(psc_recover *recover, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &recover->save, event));
    return outcome == PSC_SAVE_DONE
               ? psc_recover_list(recover, PSC_STORE_DEVICES, PSC_RECOVER_AWAIT_OURS)
               : PSC_OK;
}

/* Nothing else is there, or what an earlier try left behind. */
static bool psc_recover_is_free(psc_list records, const psc_recover_old *old) {
    const psc_store_record *record = records.items;
    for (size_t i = 0; i < records.count; i++) {
        if (psc_bytes_equal(record[i].key, old->aside)) {
            return record[i].value.len == 0 || psc_bytes_equal(record[i].value, old->value);
        }
    }
    return true;
}

/* Whether a record is a file of the same person, other than the new one, and not aside yet. */
static psc_status psc_recover_is_old(bool *is_old, psc_recover *recover, int store,
                                     const psc_store_record *record) {
    const psc_device_line *own = &recover->line;
    const psc_device_place place = {store, record->key};
    psc_device_line line;
    PSC_TRY(psc_device_line_read(&line, &recover->flow.scratch, &place, record->value));
    *is_old = line.readable && !line.aside && psc_uuid_equal(&line.user_id, &own->user_id) &&
              psc_bytes_equal(line.organization, own->organization) &&
              !psc_uuid_equal(&line.device_id, &own->device_id);
    return PSC_OK;
}

static psc_status psc_recover_find_old(psc_recover *recover, int store, psc_list records) {
    psc_arena *arena = &recover->flow.state;
    const psc_store_record *record = records.items;
    psc_recover_old *found;
    PSC_TRY(PSC_TAKE(&found, arena, records.count));
    size_t count = 0;
    for (size_t i = 0; i < records.count; i++) {
        bool is_old;
        PSC_TRY(psc_recover_is_old(&is_old, recover, store, &record[i]));
        if (!is_old) {
            continue;
        }
        psc_recover_old *old = &found[count];
        PSC_TRY(psc_bytes_copy(&old->key, arena, record[i].key));
        PSC_TRY(psc_bytes_copy(&old->value, arena, record[i].value));
        PSC_TRY(psc_device_key_aside(&old->aside, arena, old->key));
        count += psc_recover_is_free(records, old) ? 1 : 0;
    }
    recover->old = (psc_list) {found, count};
    recover->next = 0;
    return PSC_OK;
}

static const psc_recover_old *psc_recover_current(const psc_recover *recover) {
    return &((const psc_recover_old *) recover->old.items)[recover->next];
}

/* ---- ours: each in one transaction */

static psc_status psc_recover_move_next(psc_recover *recover) {
    psc_flow *flow = &recover->flow;
    if (recover->next == recover->old.count) {
        return psc_recover_list(recover, PSC_STORE_OFFICIAL, PSC_RECOVER_AWAIT_OFFICIAL);
    }
    const psc_recover_old *old = psc_recover_current(recover);
    PSC_TRY(psc_save_begin_moved(&recover->save, flow, PSC_STORE_DEVICES, old->aside, old->value,
                                 old->key, 0));
    return psc_await_machine(flow, PSC_RECOVER_AWAIT_MOVED);
}

static psc_status psc_recover_ours(psc_recover *recover, const psc_event *event) {
    if (event->kind == PSC_EVENT_STORED) {
        PSC_TRY(psc_recover_find_old(recover, PSC_STORE_DEVICES, psc_stored_records(event, 0)));
    }
    return psc_recover_move_next(recover);
}

/* One that cannot be put aside, since another tab has it open above all, stays where it is. */
static psc_status psc_recover_moved(psc_recover *recover, const psc_event *event) {
    if (event->kind != PSC_EVENT_STORE_FAILURE) {
        int outcome;
        PSC_TRY(psc_save_event(&outcome, &recover->save, event));
        if (outcome != PSC_SAVE_DONE) {
            return PSC_OK;
        }
    }
    recover->next++;
    return psc_recover_move_next(recover);
}

/* ---- the official client's: copied, looked at, and only then removed */

static psc_status psc_recover_official_do(psc_recover *recover, psc_store_verb verb, psc_bytes key,
                                          psc_bytes value, psc_recover_state state) {
    const psc_store_operation operation = {
        .verb = (int) verb, .store = PSC_STORE_OFFICIAL, .key = key, .value = value};
    PSC_TRY(psc_flow_store(NULL, &recover->flow, &operation, 1, 0));
    return psc_await_machine(&recover->flow, (int) state);
}

static psc_status psc_recover_copy_next(psc_recover *recover) {
    if (recover->next == recover->old.count) {
        return psc_recover_finish(recover);
    }
    const psc_recover_old *old = psc_recover_current(recover);
    return psc_recover_official_do(recover, PSC_STORE_PUT, old->aside, old->value,
                                   PSC_RECOVER_AWAIT_COPIED);
}

static psc_status psc_recover_skip(psc_recover *recover) {
    recover->next++;
    return psc_recover_copy_next(recover);
}

/* Not every browser has that storage. */
static psc_status psc_recover_official(psc_recover *recover, const psc_event *event) {
    if (event->kind != PSC_EVENT_STORED) {
        return psc_recover_finish(recover);
    }
    PSC_TRY(psc_recover_find_old(recover, PSC_STORE_OFFICIAL, psc_stored_records(event, 0)));
    return psc_recover_copy_next(recover);
}

static psc_status psc_recover_copied(psc_recover *recover, const psc_event *event) {
    return event->kind == PSC_EVENT_STORED
               ? psc_recover_official_do(recover, PSC_STORE_GET,
                                         psc_recover_current(recover)->aside, PSC_BYTES_ABSENT,
                                         PSC_RECOVER_AWAIT_READ_BACK)
               : psc_recover_skip(recover);
}

static psc_status psc_recover_read_back(psc_recover *recover, const psc_event *event) {
    const psc_recover_old *old = psc_recover_current(recover);
    const bool copied =
        event->kind == PSC_EVENT_STORED && psc_bytes_equal(psc_stored_value(event, 0), old->value);
    return copied ? psc_recover_official_do(recover, PSC_STORE_DELETE, old->key, PSC_BYTES_ABSENT,
                                            PSC_RECOVER_AWAIT_ERASED)
                  : psc_recover_skip(recover);
}

/* ----------------------------------------------------------------------------------------- flow */

/* The new device is here: nothing of that is taken back. */
static psc_status psc_recover_cancel(psc_recover *recover) {
    return recover->flow.awaited > PSC_RECOVER_AWAIT_SAVED
               ? psc_recover_finish(recover)
               : psc_fail_unharmed(&recover->flow, PSC_ERR_CANCELLED);
}

static bool psc_recover_awaits_server(int awaited) {
    return awaited == PSC_RECOVER_AWAIT_SERVICE ||
           (awaited >= PSC_RECOVER_AWAIT_CREATED && awaited <= PSC_RECOVER_AWAIT_ACCEPTED);
}

static psc_status psc_recover_step(psc_flow *flow, const psc_event *event,
                                   const psc_pending *answered) {
    (void) answered;
    psc_recover *recover = (psc_recover *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_recover_cancel(recover);
    }
    if (event->kind == PSC_EVENT_HURRY && !psc_recover_awaits_server(flow->awaited)) {
        return PSC_OK;
    }
    switch ((psc_recover_state) flow->awaited) {
    case PSC_RECOVER_AWAIT_BEGIN:
        return psc_recover_begin(recover);
    case PSC_RECOVER_AWAIT_RECOVERY_KEY:
        return psc_recover_key(recover, event);
    case PSC_RECOVER_AWAIT_PROTECTION:
    case PSC_RECOVER_AWAIT_KEY:
    case PSC_RECOVER_AWAIT_NEW_PASSKEY:
    case PSC_RECOVER_AWAIT_SIGN_ON:
    case PSC_RECOVER_AWAIT_SERVICE:
        return psc_recover_choice(recover, event);
    case PSC_RECOVER_AWAIT_CREATED:
    case PSC_RECOVER_AWAIT_PROBE:
        return psc_recover_created(recover, event);
    case PSC_RECOVER_AWAIT_TERMS:
    case PSC_RECOVER_AWAIT_DECISION:
    case PSC_RECOVER_AWAIT_ACCEPTED:
        return psc_recover_terms(recover, event);
    case PSC_RECOVER_AWAIT_SAVED:
        return psc_recover_saved(recover, event);
    case PSC_RECOVER_AWAIT_OURS:
        return psc_recover_ours(recover, event);
    case PSC_RECOVER_AWAIT_MOVED:
        return psc_recover_moved(recover, event);
    case PSC_RECOVER_AWAIT_OFFICIAL:
        return psc_recover_official(recover, event);
    case PSC_RECOVER_AWAIT_COPIED:
        return psc_recover_copied(recover, event);
    case PSC_RECOVER_AWAIT_READ_BACK:
        return psc_recover_read_back(recover, event);
    case PSC_RECOVER_AWAIT_ERASED:
        return psc_recover_skip(recover);
    }
    return PSC_ERR_STATE;
}

static void psc_recover_close(psc_flow *flow) {
    psc_device_release(((psc_recover *) flow)->author);
}

static const psc_flow_class psc_recover_class = {
    .name = "recover",
    .states = psc_recover_states,
    .size = sizeof(psc_recover),
    .step = psc_recover_step,
    .close = psc_recover_close,
};

static psc_status psc_recover_fill_file(psc_recover *recover, psc_bytes bytes) {
    psc_arena *arena = &recover->flow.state;
    psc_device_file *file = &recover->file;
    psc_bytes copy;
    psc_bytes server_url;
    PSC_TRY(psc_bytes_copy(&copy, arena, bytes));
    psc_status status = psc_device_file_read(file, arena, copy);
    if (status == PSC_OK) {
        status = file->kind == PSC_DEVICE_FILE_RECOVERY
                     ? psc_server_url_parse(&server_url, &recover->question.host, arena,
                                            file->head.server_url)
                     : PSC_ERR_RECOVERY_FILE;
    }
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_RECOVERY_FILE;
    }
    recover->question.organization = file->head.organization_id;
    recover->question.human_handle = file->head.human_handle;
    recover->question.created_on = file->head.created_on;
    return PSC_OK;
}

static psc_status psc_recover_fill(psc_recover *recover, const psc_recover_options *options) {
    const bool named = options->device_label.len > 0;
    const psc_bytes label = named ? options->device_label : PSC_BYTES_LIT("Web");
    if (psc_device_label_check(label) != PSC_OK) {
        return PSC_ERR_ARGUMENT;
    }
    PSC_TRY(psc_bytes_copy(&recover->device_label, &recover->flow.state, label));
    return psc_recover_fill_file(recover, options->file);
}

psc_status psc_recover_new(psc_flow **flow, const psc_host *host,
                           const psc_recover_options *options) {
    *flow = NULL;
    if (options->file.len > PSC_DEVICE_FILE_MAX) {
        return PSC_ERR_TOO_LARGE;
    }
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_recover_class));
    const psc_status status = psc_recover_fill((psc_recover *) made, options);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
