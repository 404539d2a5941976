// SPDX-License-Identifier: MPL-2.0
/* Claiming by invitation membership of an organization, or another device of one's own: the side
 * of the newcomer or of the new device (flows.md §1, §2; DESIGN.md §3).
 *
 *   link → info → consent → greeting with everybody who may help at once → one is there: the others
 *   are let go → codes → details, of a newcomer → protection → resume record stored → step 6 →
 *   confirmation → place of the device file found free → device file stored → step 8 → record
 *   deleted
 *
 * Who may help, what is asked for and what is granted: claim_kind.h.
 *
 * Until the record is stored nothing exists anywhere and every trouble starts anew. From then on
 * the keys outlive this tab, and the journey goes on from the record. Once step 6 went out the
 * person may exist: nothing that a server says makes this side give the keys up, only its person
 * does. */
#include <string.h>

#include "crypto/random.h"
#include "flow/claim_kind.h"
#include "flow/device.h"
#include "flow/greeting.h"
#include "flow/journey.h"
#include "flow/protect.h"

#define PSC_CLAIM_STATES(X)                                                                        \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_RESUME_RECORD, "await-resume-record")                                                  \
    X(AWAIT_PASSWORD, "await-password")                                                            \
    X(AWAIT_PASSWORD_KEY, "await-password-key")                                                    \
    X(AWAIT_SAVED_DEVICE, "await-saved-device")                                                    \
    X(AWAIT_INFO, "await-info")                                                                    \
    X(AWAIT_CONSENT, "await-consent")                                                              \
    X(AWAIT_PEER, "await-peer")                                                                    \
    X(AWAIT_CODES, "await-codes")                                                                  \
    X(AWAIT_CODE, "await-code")                                                                    \
    X(AWAIT_TRUST_SENT, "await-trust-sent")                                                        \
    X(AWAIT_GREETER_TRUST, "await-greeter-trust")                                                  \
    X(AWAIT_DETAILS, "await-details")                                                              \
    X(AWAIT_PROTECTION, "await-protection")                                                        \
    X(AWAIT_KEY, "await-key")                                                                      \
    X(AWAIT_RECORD_SAVED, "await-record-saved")                                                    \
    X(AWAIT_PAYLOAD_SENT, "await-payload-sent")                                                    \
    X(AWAIT_CONFIRMATION, "await-confirmation")                                                    \
    X(AWAIT_PLACE, "await-place")                                                                  \
    X(AWAIT_OFFICIAL_PLACE, "await-official-place")                                                \
    X(AWAIT_DEVICE_SAVED, "await-device-saved")                                                    \
    X(AWAIT_ACKNOWLEDGMENT, "await-acknowledgment")                                                \
    X(AWAIT_PROBE, "await-probe")                                                                  \
    X(AWAIT_RECORD_CLEARED, "await-record-cleared")                                                \
    X(AWAIT_ANOTHER_TRY, "await-another-try")

typedef enum psc_claim_state {
#define X(name, text) CLAIM_##name,
    PSC_CLAIM_STATES(X)
#undef X
} psc_claim_state;

static const char *const psc_claim_state_names[] = {
#define X(name, text) [CLAIM_##name] = (text),
    PSC_CLAIM_STATES(X)
#undef X
};

enum { /* purposes */
       CLAIM_FOR_STORE,
       CLAIM_FOR_CALL,
       CLAIM_FOR_GREETING,
       CLAIM_FOR_QUESTION,
       CLAIM_FOR_PROTECT,
       CLAIM_FOR_SAVE
};

/* What follows when the person says "again", or when the record is deleted. */
typedef enum psc_claim_next {
    CLAIM_NEXT_START, /* from fresh information; a record goes first */
    CLAIM_NEXT_RESUME,
    CLAIM_NEXT_PROBE,
    CLAIM_NEXT_DONE,
    CLAIM_NEXT_FAIL
} psc_claim_next;

typedef struct psc_claim {
    psc_flow flow;
    /* where and by what right */
    const psc_claim_kind *kind; /* NULL until the record found at home is read */
    bool linked;                /* started by a link, not from such a record */
    psc_bytes server_url;
    psc_bytes host_name;
    psc_bytes organization;
    uint8_t token[PSC_TOKEN_BYTES];
    psc_endpoint endpoint;
    psc_bytes journey_key;
    psc_bytes device_label;
    /* who */
    psc_call call;
    bool consented;
    psc_claim_people people;
    psc_greeting *greetings; /* one for each greeter */
    size_t with;             /* whom the codes are exchanged with */
    uint32_t tries;          /* by itself since the person's last word, after a nonce was out */
    uint32_t restarts;       /* by itself, in this journey */
    psc_uuid returning;      /* who began anew and is expected at once; zero: nobody */
    uint32_t stops;
    psc_sas_code choices[PSC_SAS_CHOICES];
    psc_human_handle own;
    psc_uuid own_id;   /* of a device: whose it becomes */
    uint32_t question; /* asked by this flow itself */
    /* the device */
    psc_protect protect; /* its key is kept until the device file is stored */
    psc_journey journey;
    psc_claim_secrets secrets;
    bool recorded; /* a resume record is stored, or may be */
    psc_local_device local;
    bool identified; /* `local` is whole: confirmed by the greeter, or found stored */
    psc_bytes file;  /* to be stored */
    psc_save save;
    psc_device *device; /* the result, until it is handed out */
    /* what comes next */
    psc_claim_next next;
    psc_failure failure; /* CLAIM_NEXT_FAIL */
} psc_claim;

/* ---------------------------------------------------------------------------------- small words */

static psc_greeting *psc_claim_greeting(psc_claim *claim) {
    return &claim->greetings[claim->with];
}

static psc_status psc_claim_wait(psc_claim *claim, psc_claim_state state, psc_list people) {
    const psc_note note = {
        .kind = PSC_NOTE_WAITING,
        .as.waiting = {.people = people, .person_must_act = people.count > 0},
    };
    PSC_TRY(psc_flow_note(&claim->flow, &note));
    claim->flow.awaited = (int) state;
    return PSC_OK;
}

static bool psc_claim_is_of_device(const psc_claim *claim) {
    return claim->kind->invitation == PSC_INVITATION_DEVICE;
}

static psc_list psc_claim_greeters(psc_claim *claim) {
    return (psc_list) {claim->people.greeters, claim->people.count};
}

static psc_status psc_claim_wait_machine(psc_claim *claim, psc_claim_state state) {
    return psc_claim_wait(claim, state, (psc_list) {0});
}

static psc_status psc_claim_wait_greeter(psc_claim *claim, psc_claim_state state) {
    return psc_claim_wait(claim, state, (psc_list) {&claim->people.greeters[claim->with], 1});
}

static psc_status psc_claim_ask(psc_claim *claim, psc_claim_state state,
                                const psc_question *question) {
    PSC_TRY(psc_flow_ask(&claim->question, &claim->flow, question, CLAIM_FOR_QUESTION));
    claim->flow.awaited = (int) state;
    return PSC_OK;
}

static psc_status psc_claim_ask_again(psc_claim *claim, psc_claim_next next,
                                      const psc_question *question) {
    claim->next = next;
    return psc_claim_ask(claim, CLAIM_AWAIT_ANOTHER_TRY, question);
}

static psc_status psc_claim_trouble(psc_claim *claim, psc_claim_next next, psc_status status) {
    const psc_question question = {
        .kind = PSC_QUESTION_TROUBLE,
        .as.trouble = {.status = (int) status, .nothing_lost = true},
    };
    return psc_claim_ask_again(claim, next, &question);
}

/* Nothing was created, or it is kept: the same link or record may be opened again. */
static psc_status psc_claim_fail(psc_claim *claim, psc_status status, uint32_t http_status) {
    return psc_flow_fail(&claim->flow, &(psc_failure) {
                                           .status = (int) status,
                                           .http_status = http_status,
                                           .person = claim->own,
                                           .nothing_lost = true,
                                       });
}

static bool psc_claim_answered(const psc_event *event, int kind) {
    return event->kind == PSC_EVENT_ANSWER && event->as.answer.kind == kind;
}

/* ---------------------------------------------------------------------------- the resume record */

static psc_status psc_claim_store(psc_claim *claim, psc_store_verb verb, int store, psc_bytes key) {
    const psc_store_operation operation = {.verb = (int) verb, .store = store, .key = key};
    return psc_flow_store(NULL, &claim->flow, &operation, 1, CLAIM_FOR_STORE);
}

static psc_status psc_claim_look_for_record(psc_claim *claim) {
    PSC_TRY(psc_claim_store(claim, PSC_STORE_GET, PSC_STORE_JOURNEYS, claim->journey_key));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_RESUME_RECORD);
}

static psc_status psc_claim_clear_record(psc_claim *claim, psc_claim_next next) {
    claim->next = next;
    PSC_TRY(psc_claim_store(claim, PSC_STORE_DELETE, PSC_STORE_JOURNEYS, claim->journey_key));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_RECORD_CLEARED);
}

static psc_status psc_claim_fail_cleared(psc_claim *claim, const psc_failure *failure) {
    claim->failure = *failure;
    return psc_claim_clear_record(claim, CLAIM_NEXT_FAIL);
}

/* A store that fails is told; nothing goes on without it. */
static psc_status psc_claim_store_trouble(psc_claim *claim, const psc_event *event) {
    const psc_question question = {
        .kind = PSC_QUESTION_TROUBLE,
        .as.trouble = {.status = (int) psc_store_failure_status(event->as.store_failure),
                       .nothing_lost = true},
    };
    return psc_flow_ask(NULL, &claim->flow, &question, CLAIM_FOR_QUESTION);
}

static psc_status psc_claim_ask_info(psc_claim *claim);

static psc_status psc_claim_start(psc_claim *claim) {
    if (claim->recorded) {
        return psc_claim_clear_record(claim, CLAIM_NEXT_START);
    }
    return psc_claim_ask_info(claim);
}

static psc_status psc_claim_read_journey(psc_claim *claim, psc_bytes data) {
    psc_arena *arena = &claim->flow.state;
    psc_bytes copy;
    PSC_TRY(psc_bytes_copy(&copy, arena, data));
    PSC_TRY(psc_journey_read(&claim->journey, arena, copy));
    const psc_claim_kind *kind = psc_claim_kind_of_journey(claim->journey.kind);
    if (kind == NULL || (claim->linked && kind != claim->kind)) {
        return PSC_ERR_UNKNOWN_VARIANT;
    }
    claim->kind = kind;
    PSC_TRY(psc_server_url_parse(&claim->server_url, &claim->host_name, arena,
                                 claim->journey.server_url));
    claim->organization = claim->journey.organization_id;
    claim->own = claim->journey.human_handle;
    const psc_question_password question = {
        .organization = claim->organization,
        .host = claim->host_name,
        .human_handle = claim->own,
        .device_label = claim->device_label,
    };
    return psc_protect_begin_given(&claim->protect, &claim->flow, &question,
                                   &claim->journey.algorithm, CLAIM_FOR_PROTECT);
}

static psc_status psc_claim_record_event(psc_claim *claim, const psc_event *event) {
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_claim_store_trouble(claim, event);
    }
    if (event->kind == PSC_EVENT_ANSWER) {
        return event->as.answer.kind == PSC_ANSWER_AGAIN ? psc_claim_look_for_record(claim)
                                                         : PSC_ERR_STATE;
    }
    const psc_bytes data = psc_stored_value(event, 0);
    if (data.at == NULL) {
        return claim->linked ? psc_claim_ask_info(claim)
                             : psc_claim_fail(claim, PSC_ERR_STORE_MISSING, 0);
    }
    const psc_bytes server_url = claim->server_url;
    const psc_bytes host_name = claim->host_name;
    const psc_bytes organization = claim->organization;
    const psc_status status = psc_claim_read_journey(claim, data);
    if (status == PSC_ERR_MEMORY || (status != PSC_OK && !claim->linked)) {
        return status;
    }
    if (status != PSC_OK) {
        /* A record that nobody can read holds nothing back: the link is as good as before. */
        claim->server_url = server_url;
        claim->host_name = host_name;
        claim->organization = organization;
        claim->own = (psc_human_handle) {0};
        return psc_claim_ask_info(claim);
    }
    claim->recorded = true;
    claim->flow.awaited = CLAIM_AWAIT_PASSWORD;
    return PSC_OK;
}

static void psc_claim_set_endpoint(psc_claim *claim) {
    claim->endpoint = (psc_endpoint) {
        .family = PSC_FAMILY_INVITED,
        .server_url = claim->server_url,
        .organization = claim->organization,
        .token = claim->token,
    };
}

/* What the clear part of the record says about server and organization was only for the screen. */
static psc_status psc_claim_adopt_secrets(psc_claim *claim) {
    psc_arena *arena = &claim->flow.state;
    const psc_claim_secrets *secrets = &claim->secrets;
    PSC_TRY(
        psc_server_url_parse(&claim->server_url, &claim->host_name, arena, secrets->server_url));
    claim->organization = secrets->organization_id;
    memcpy(claim->token, secrets->token, sizeof claim->token);
    psc_claim_set_endpoint(claim);
    claim->device_label = secrets->device_label;
    PSC_TRY(PSC_TAKE(&claim->people.greeters, arena, 1));
    PSC_TRY(PSC_TAKE(&claim->people.greeter_ids, arena, 1));
    PSC_TRY(PSC_TAKE(&claim->greetings, arena, 1));
    claim->people.greeters[0] = secrets->greeter_handle;
    claim->people.greeter_ids[0] = secrets->greeter;
    claim->people.count = 1;
    claim->with = 0;
    claim->local = (psc_local_device) {.user_realm_id = secrets->user_realm_id};
    memcpy(claim->local.signing_key, secrets->signing_key, sizeof claim->local.signing_key);
    memcpy(claim->local.private_key, secrets->private_key, sizeof claim->local.private_key);
    memcpy(claim->local.local_symkey, secrets->local_symkey, sizeof claim->local.local_symkey);
    memcpy(claim->local.user_realm_key, secrets->user_realm_key,
           sizeof claim->local.user_realm_key);
    return PSC_OK;
}

static psc_status psc_claim_password_event(psc_claim *claim, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_protect_event(&outcome, &claim->protect, event));
    switch ((psc_protect_outcome) outcome) {
    case PSC_PROTECT_NOTHING:
    case PSC_PROTECT_ASKED_PASSKEY:
    case PSC_PROTECT_REFUSED:
        return PSC_OK;
    case PSC_PROTECT_ASKED_AGAIN:
        claim->flow.awaited = CLAIM_AWAIT_PASSWORD;
        return PSC_OK;
    case PSC_PROTECT_STRETCHING:
        return psc_claim_wait_machine(claim, CLAIM_AWAIT_PASSWORD_KEY);
    case PSC_PROTECT_READY:
        break;
    }
    const psc_status opened =
        psc_journey_open(&claim->secrets, &claim->flow.state, claim->journey.ciphertext,
                         &psc_claim_secrets_record, claim->protect.access.key);
    if (opened == PSC_ERR_DECRYPT) {
        PSC_TRY(psc_protect_refused(&claim->protect));
        claim->flow.awaited = CLAIM_AWAIT_PASSWORD;
        return PSC_OK;
    }
    PSC_TRY(opened);
    PSC_TRY(psc_claim_adopt_secrets(claim));
    PSC_TRY(psc_claim_store(claim, PSC_STORE_LIST, PSC_STORE_DEVICES, PSC_BYTES_ABSENT));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_SAVED_DEVICE);
}

/* True when `data` is the device file that an earlier life of this journey stored: sealed by the
 * same key, holding the same keys. Then *local is what it holds. */
static psc_status psc_claim_recognize(bool *found, psc_local_device *local, psc_claim *claim,
                                      psc_bytes data) {
    *found = false;
    psc_device_file file;
    psc_status status = psc_device_file_read(&file, &claim->flow.scratch, data);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK || file.kind != PSC_DEVICE_FILE_PASSWORD ||
        memcmp(file.algorithm.salt, claim->protect.access.parameters.salt,
               sizeof file.algorithm.salt) != 0) {
        return PSC_OK;
    }
    psc_local_device opened;
    status = psc_device_file_open(&opened, &claim->flow.state, &file, &claim->protect.access);
    *found = status == PSC_OK && psc_secret_equal(opened.signing_key, claim->local.signing_key,
                                                  sizeof opened.signing_key);
    if (*found) {
        *local = opened;
    }
    psc_wipe(&opened, sizeof opened);
    return status == PSC_ERR_MEMORY ? status : PSC_OK;
}

static psc_status psc_claim_resume(psc_claim *claim) {
    const psc_claim_secrets *secrets = &claim->secrets;
    psc_greeting *greeting = psc_claim_greeting(claim);
    PSC_TRY(psc_greeting_restore(greeting, &claim->flow, PSC_ROLE_CLAIMER, &claim->endpoint,
                                 &secrets->greeting_attempt, secrets->shared_key,
                                 secrets->step_body, CLAIM_FOR_GREETING, (uint32_t) claim->with));
    greeting->peer = claim->people.greeters[claim->with];
    PSC_TRY(psc_greeting_send_body(greeting));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_PAYLOAD_SENT);
}

static psc_status psc_claim_devices_event(psc_claim *claim, const psc_event *event) {
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_claim_store_trouble(claim, event);
    }
    if (event->kind == PSC_EVENT_ANSWER) {
        return event->as.answer.kind == PSC_ANSWER_AGAIN
                   ? psc_claim_store(claim, PSC_STORE_LIST, PSC_STORE_DEVICES, PSC_BYTES_ABSENT)
                   : PSC_ERR_STATE;
    }
    const psc_list records = psc_stored_records(event, 0);
    const psc_store_record *record = records.items;
    bool aside = false;
    for (size_t i = 0; i < records.count && !claim->identified; i++) {
        bool found;
        psc_local_device local;
        PSC_TRY(psc_claim_recognize(&found, &local, claim, record[i].value));
        if (found && psc_device_key_is_aside(record[i].key)) {
            aside = true;
        } else if (found) {
            claim->identified = true;
            claim->local = local;
        }
        if (found) {
            psc_wipe(&local, sizeof local);
        }
    }
    /* Whoever put it aside is not given it back unasked, nor a second file of it. */
    return aside && !claim->identified ? psc_claim_fail(claim, PSC_ERR_STORE_ASIDE, 0)
                                       : psc_claim_resume(claim);
}

/* ----------------------------------------------------------------------------------- invitation */

static psc_status psc_claim_ask_info(psc_claim *claim) {
    PSC_TRY(psc_call_command(&claim->call, &claim->flow, &claim->endpoint, &(char) {0},
                             &psc_invite_info_request_record, CLAIM_FOR_CALL, 0));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_INFO);
}

static psc_status psc_claim_keep_info(psc_claim *claim, const psc_invitation_info *info) {
    psc_arena *arena = &claim->flow.state;
    const psc_uuid owner = claim->own_id;
    PSC_TRY(claim->kind->read_people(&claim->people, arena, info));
    PSC_TRY(PSC_TAKE(&claim->greetings, arena, claim->people.count));
    claim->with = 0;
    if (psc_claim_is_of_device(claim)) {
        claim->own = claim->people.invited;
        claim->own_id = claim->people.greeter_ids[0];
        /* Whose device it becomes was consented to: nobody else takes their place. */
        claim->consented = claim->consented && psc_uuid_equal(&claim->own_id, &owner);
    }
    return PSC_OK;
}

static psc_status psc_claim_race(psc_claim *claim) {
    for (size_t i = 0; i < claim->people.count; i++) {
        PSC_TRY(psc_greeting_begin(&claim->greetings[i], &claim->flow, PSC_ROLE_CLAIMER,
                                   &claim->endpoint, claim->people.greeter_ids[i].bytes,
                                   CLAIM_FOR_GREETING, (uint32_t) i));
        claim->greetings[i].peer = claim->people.greeters[i];
        claim->greetings[i].was_here =
            psc_uuid_equal(&claim->people.greeter_ids[i], &claim->returning);
    }
    return psc_claim_wait(claim, CLAIM_AWAIT_PEER, psc_claim_greeters(claim));
}

static psc_status psc_claim_info_event(psc_claim *claim, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &claim->call, &claim->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    psc_invite_info_reply reply;
    psc_status status = claim->call.status;
    if (status == PSC_OK) {
        status = psc_call_read(&reply, &claim->call, &claim->flow, &psc_invite_info_reply_union);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        return psc_claim_fail(claim, status, claim->call.http_status);
    }
    if (reply.ok.type != (int) claim->kind->invitation) {
        return psc_claim_fail(claim, PSC_ERR_INVITATION_KIND, 0);
    }
    PSC_TRY(psc_claim_keep_info(claim, &reply.ok));
    if (claim->people.count == 0) {
        return psc_claim_fail(claim, PSC_ERR_NO_ADMINISTRATOR, 0);
    }
    if (claim->consented) {
        return psc_claim_race(claim);
    }
    const psc_question question = {
        .kind = PSC_QUESTION_INVITATION,
        .as.invitation =
            {
                .organization = claim->organization,
                .host = claim->host_name,
                .new_device = psc_claim_is_of_device(claim),
                .email = claim->people.email,
                .invited = claim->people.invited,
                .inviter = claim->people.inviter,
                .service_label = claim->people.service_label,
                .administrators = psc_claim_greeters(claim),
            },
    };
    return psc_claim_ask(claim, CLAIM_AWAIT_CONSENT, &question);
}

static psc_status psc_claim_consent_event(psc_claim *claim, const psc_event *event) {
    if (!psc_claim_answered(event, PSC_ANSWER_PROCEED)) {
        return PSC_ERR_STATE;
    }
    claim->consented = true;
    return psc_claim_race(claim);
}

/* --------------------------------------------------------------------------- greeting and codes */

static psc_status psc_claim_cancel_greetings(psc_claim *claim, bool but_chosen) {
    for (size_t i = 0; i < claim->people.count; i++) {
        if (!but_chosen || i != claim->with) {
            PSC_TRY(psc_greeting_cancel(&claim->greetings[i], PSC_CANCEL_MANUALLY_CANCELLED));
        }
    }
    return PSC_OK;
}

static psc_status psc_claim_note_restart(psc_claim *claim, const psc_greeting *greeting) {
    claim->restarts++;
    const psc_note note = {
        .kind = PSC_NOTE_RESTARTED,
        .as.restarted = {.by_me = greeting->by_me,
                         .reason = greeting->reason,
                         .count = claim->restarts},
    };
    return psc_flow_note(&claim->flow, &note);
}

static psc_status psc_claim_ask_stopped(psc_claim *claim, psc_status status) {
    const psc_greeting *greeting = psc_claim_greeting(claim);
    claim->stops++;
    const psc_question question = {
        .kind = PSC_QUESTION_STOPPED,
        .as.stopped =
            {
                .peer = claim->people.greeters[claim->with],
                .by_me = greeting->by_me,
                .reason = greeting->reason,
                .status = (int) status,
                .count = claim->stops,
            },
    };
    return psc_claim_ask_again(claim, CLAIM_NEXT_START, &question);
}

/* The exchange ended before step 6, perhaps under a question. When the other window merely
 * started again, so do we, so often; anything else the person hears about first. */
static psc_status psc_claim_stopped(psc_claim *claim) {
    const psc_greeting *greeting = psc_claim_greeting(claim);
    psc_flow_withdraw(&claim->flow, claim->question);
    psc_flow_withdraw(&claim->flow, claim->protect.pending);
    if (greeting->revealed && !greeting->by_me &&
        greeting->reason == PSC_CANCEL_AUTOMATICALLY_CANCELLED &&
        claim->tries < PSC_GREETING_TRIES_MAX) {
        claim->tries++;
        claim->returning = claim->people.greeter_ids[claim->with];
        PSC_TRY(psc_claim_note_restart(claim, greeting));
        return psc_claim_start(claim);
    }
    return psc_claim_ask_stopped(claim, greeting->status);
}

static bool psc_claim_others_remain(const psc_claim *claim) {
    for (size_t i = 0; i < claim->people.count; i++) {
        if (claim->greetings[i].state != PSC_GREETING_ENDED) {
            return true;
        }
    }
    return false;
}

/* One administrator who stops or may not help does not matter while others may come. */
static bool psc_claim_dispensable(const psc_greeting *greeting, int outcome) {
    if (outcome == PSC_GREETING_STOPPED) {
        return greeting->status == PSC_OK;
    }
    return greeting->status == PSC_ERR_GREETER_NOT_FOUND ||
           greeting->status == PSC_ERR_GREETER_REVOKED ||
           greeting->status == PSC_ERR_GREETER_NOT_ALLOWED ||
           greeting->status == PSC_ERR_ATTEMPT_LOST;
}

static psc_status psc_claim_race_lost(psc_claim *claim, size_t who, int outcome) {
    const psc_greeting *greeting = &claim->greetings[who];
    if (psc_claim_dispensable(greeting, outcome) && psc_claim_others_remain(claim)) {
        return PSC_OK;
    }
    claim->with = who;
    PSC_TRY(psc_claim_cancel_greetings(claim, true));
    if (outcome == PSC_GREETING_STOPPED) {
        return psc_claim_stopped(claim);
    }
    return psc_claim_fail(claim, greeting->status, greeting->call.http_status);
}

/* The first who is there, and not just an attempt left behind, wins. The others are let go before
 * the nonce is out: a server with many administrators to play has one nonce to learn, not many. */
static psc_status psc_claim_race_won(psc_claim *claim, size_t who) {
    claim->with = who;
    PSC_TRY(psc_claim_cancel_greetings(claim, true));
    PSC_TRY(psc_greeting_reveal(psc_claim_greeting(claim)));
    return psc_claim_wait_greeter(claim, CLAIM_AWAIT_CODES);
}

static psc_status psc_claim_ask_code(psc_claim *claim) {
    PSC_TRY(psc_sas_choices_make(claim->choices, psc_greeting_peer_code(psc_claim_greeting(claim)),
                                 claim->flow.host));
    psc_bytes *choices;
    PSC_TRY(PSC_TAKE(&choices, &claim->flow.scratch, PSC_SAS_CHOICES));
    for (size_t i = 0; i < PSC_SAS_CHOICES; i++) {
        choices[i] = (psc_bytes) {(const uint8_t *) claim->choices[i].text, PSC_SAS_CODE_CHARS};
    }
    const psc_question question = {
        .kind = PSC_QUESTION_CODE,
        .as.code = {.peer = claim->people.greeters[claim->with],
                    .choices = {choices, PSC_SAS_CHOICES}},
    };
    PSC_TRY(psc_greeting_watch(psc_claim_greeting(claim)));
    return psc_claim_ask(claim, CLAIM_AWAIT_CODE, &question);
}

static psc_status psc_claim_race_event(psc_claim *claim, const psc_event *event,
                                       const psc_pending *answered) {
    const size_t who = answered->who;
    psc_greeting *greeting = &claim->greetings[who];
    int outcome;
    PSC_TRY(psc_greeting_event(&outcome, greeting, event, answered));
    switch ((psc_greeting_outcome) outcome) {
    case PSC_GREETING_HAS_GREETER_NONCE:
        return psc_claim_race_won(claim, who);
    case PSC_GREETING_RESTARTED:
        return psc_claim_note_restart(claim, greeting);
    case PSC_GREETING_STOPPED:
    case PSC_GREETING_BROKEN:
        return psc_claim_race_lost(claim, who, outcome);
    case PSC_GREETING_NOTHING:
    case PSC_GREETING_HAS_PEER:
    case PSC_GREETING_HAS_CODES:
    case PSC_GREETING_HAS_CLAIMER_TRUST:
    case PSC_GREETING_HAS_GREETER_TRUST:
    case PSC_GREETING_HAS_PAYLOAD:
    case PSC_GREETING_SENT_PAYLOAD:
    case PSC_GREETING_ACKNOWLEDGED:
        break;
    }
    return PSC_OK;
}

static psc_status psc_claim_codes_differ(psc_claim *claim) {
    psc_greeting *greeting = psc_claim_greeting(claim);
    PSC_TRY(psc_greeting_cancel(greeting, PSC_CANCEL_INVALID_SAS_CODE));
    greeting->by_me = true;
    greeting->reason = PSC_CANCEL_INVALID_SAS_CODE;
    greeting->status = PSC_OK;
    return psc_claim_stopped(claim);
}

static psc_status psc_claim_code_event(psc_claim *claim, const psc_event *event) {
    if (psc_claim_answered(event, PSC_ANSWER_NO_CODE)) {
        return psc_claim_codes_differ(claim);
    }
    psc_sas_code code;
    if (!psc_claim_answered(event, PSC_ANSWER_CODE) ||
        psc_sas_parse(&code, event->as.answer.code) != PSC_OK) {
        return PSC_ERR_STATE;
    }
    bool offered = false;
    for (size_t i = 0; i < PSC_SAS_CHOICES; i++) {
        offered = offered || psc_sas_equal(&code, &claim->choices[i]);
    }
    if (!offered) {
        return PSC_ERR_STATE;
    }
    psc_greeting *greeting = psc_claim_greeting(claim);
    if (!psc_sas_equal(&code, psc_greeting_peer_code(greeting))) {
        return psc_claim_codes_differ(claim);
    }
    PSC_TRY(psc_greeting_await_claimer_trust(greeting));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_TRUST_SENT);
}

static psc_status psc_claim_show_own_code(psc_claim *claim) {
    const psc_note note = {
        .kind = PSC_NOTE_OWN_CODE,
        .as.own_code =
            {
                .code = {(const uint8_t *) psc_greeting_own_code(psc_claim_greeting(claim))->text,
                         PSC_SAS_CODE_CHARS},
                .peer = claim->people.greeters[claim->with],
            },
    };
    PSC_TRY(psc_flow_note(&claim->flow, &note));
    return psc_claim_wait_greeter(claim, CLAIM_AWAIT_GREETER_TRUST);
}

/* -------------------------------------------------------------------------- details, protection */

static psc_status psc_claim_ask_details(psc_claim *claim, psc_status rejected) {
    const psc_question question = {
        .kind = PSC_QUESTION_DETAILS,
        .as.details = {.email = claim->people.email,
                       .peer = claim->people.greeters[claim->with],
                       .rejected = (int) rejected},
    };
    return psc_claim_ask(claim, CLAIM_AWAIT_DETAILS, &question);
}

static psc_status psc_claim_ask_protection(psc_claim *claim) {
    const psc_question_protection question = {.organization = claim->organization,
                                              .email = claim->own.email};
    PSC_TRY(psc_protect_begin_new(&claim->protect, &claim->flow, &question, CLAIM_FOR_PROTECT));
    claim->flow.awaited = CLAIM_AWAIT_PROTECTION;
    return PSC_OK;
}

static psc_status psc_claim_details_event(psc_claim *claim, const psc_event *event) {
    if (!psc_claim_answered(event, PSC_ANSWER_DETAILS)) {
        return PSC_ERR_STATE;
    }
    const psc_status accepted = psc_human_label_check(event->as.answer.name);
    if (accepted != PSC_OK) {
        return psc_claim_ask_details(claim, accepted);
    }
    claim->own.email = claim->people.email;
    PSC_TRY(psc_bytes_copy(&claim->own.label, &claim->flow.state, event->as.answer.name));
    return psc_claim_ask_protection(claim);
}

static psc_status psc_claim_make_keys(psc_claim *claim) {
    const psc_claim_self self = {.human_handle = claim->own, .device_label = claim->device_label};
    psc_buf content;
    psc_buf_init(&content, &claim->flow.scratch);
    PSC_TRY(claim->kind->make_request(&content, &claim->local, &self, claim->flow.host));
    return psc_greeting_prepare_payload(psc_claim_greeting(claim), psc_buf_view(&content));
}

static psc_status psc_claim_make_secrets(psc_claim *claim) {
    const psc_greeting *greeting = psc_claim_greeting(claim);
    const psc_local_device *local = &claim->local;
    psc_claim_secrets *secrets = &claim->secrets;
    *secrets = (psc_claim_secrets) {
        .server_url = claim->server_url,
        .organization_id = claim->organization,
        .greeter = claim->people.greeter_ids[claim->with],
        .greeter_handle = claim->people.greeters[claim->with],
        .greeting_attempt = greeting->attempt,
        .user_realm_id = local->user_realm_id,
        .device_label = claim->device_label,
        .step_body = psc_greeting_step_body(greeting),
    };
    memcpy(secrets->token, claim->token, sizeof secrets->token);
    memcpy(secrets->shared_key, greeting->shared_key, sizeof secrets->shared_key);
    memcpy(secrets->signing_key, local->signing_key, sizeof secrets->signing_key);
    memcpy(secrets->private_key, local->private_key, sizeof secrets->private_key);
    memcpy(secrets->local_symkey, local->local_symkey, sizeof secrets->local_symkey);
    memcpy(secrets->user_realm_key, local->user_realm_key, sizeof secrets->user_realm_key);
    claim->journey = (psc_journey) {
        .kind = (int) claim->kind->journey,
        .created_on = claim->flow.now,
        .server_url = claim->server_url,
        .organization_id = claim->organization,
        .human_handle = claim->own,
        .algorithm = claim->protect.access.parameters,
    };
    return psc_journey_seal(&claim->journey.ciphertext, &claim->flow.state, claim->flow.host,
                            secrets, &psc_claim_secrets_record, claim->protect.access.key);
}

static psc_status psc_claim_save_record(psc_claim *claim) {
    PSC_TRY(psc_claim_make_keys(claim));
    PSC_TRY(psc_claim_make_secrets(claim));
    psc_bytes record;
    PSC_TRY(psc_journey_write(&record, &claim->flow.state, &claim->journey));
    claim->recorded = true;
    PSC_TRY(psc_save_begin(&claim->save, &claim->flow, PSC_STORE_JOURNEYS, claim->journey_key,
                           record, CLAIM_FOR_SAVE));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_RECORD_SAVED);
}

static psc_status psc_claim_protection_event(psc_claim *claim, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_protect_event(&outcome, &claim->protect, event));
    switch ((psc_protect_outcome) outcome) {
    case PSC_PROTECT_NOTHING:
    case PSC_PROTECT_ASKED_PASSKEY:
    case PSC_PROTECT_REFUSED:
        return PSC_OK;
    case PSC_PROTECT_ASKED_AGAIN:
        claim->flow.awaited = CLAIM_AWAIT_PROTECTION;
        return PSC_OK;
    case PSC_PROTECT_STRETCHING:
        return psc_claim_wait_machine(claim, CLAIM_AWAIT_KEY);
    case PSC_PROTECT_READY:
        break;
    }
    return psc_claim_save_record(claim);
}

static psc_status psc_claim_record_saved_event(psc_claim *claim, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &claim->save, event));
    if (outcome == PSC_SAVE_NOTHING) {
        return PSC_OK;
    }
    PSC_TRY(psc_greeting_send_body(psc_claim_greeting(claim)));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_PAYLOAD_SENT);
}

/* ------------------------------------------------------------------------- confirmation, saving */

static psc_status psc_claim_probe(psc_claim *claim);

/* The exchange ended after step 6. The greeter creates the person or the device before it confirms:
 * it may exist without anybody who holds its keys, unless an earlier life of this journey had read
 * the confirmation. The record stays until the person, who knows that now, begins anew. */
static psc_status psc_claim_unconfirmed(psc_claim *claim) {
    return claim->identified ? psc_claim_probe(claim)
                             : psc_claim_ask_stopped(claim, claim->kind->unconfirmed);
}

static psc_status psc_claim_save_device(psc_claim *claim) {
    psc_bytes key;
    claim->identified = true;
    claim->own = claim->local.human_handle;
    PSC_TRY(psc_device_key(&key, &claim->flow.state, &claim->local.device_id));
    PSC_TRY(psc_save_begin(&claim->save, &claim->flow, PSC_STORE_DEVICES, key, claim->file,
                           CLAIM_FOR_SAVE));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_DEVICE_SAVED);
}

/* Of another device it holds the private key and the realm's. */
static void psc_claim_forget_payload(psc_greeting *greeting) {
    psc_wipe((uint8_t *) (uintptr_t) greeting->peer_payload.at, greeting->peer_payload.len);
    greeting->peer_payload = PSC_BYTES_ABSENT;
}

/* A confirmation that no device can be made of. */
static psc_status psc_claim_refuse(psc_claim *claim, int reason) {
    psc_greeting *greeting = psc_claim_greeting(claim);
    PSC_TRY(psc_greeting_cancel(greeting, reason));
    greeting->by_me = true;
    greeting->reason = reason;
    if (!claim->identified) {
        /* Else names of `local` may be in it. */
        psc_claim_forget_payload(greeting);
        psc_wipe(&claim->local, sizeof claim->local);
    }
    return psc_claim_unconfirmed(claim);
}

static psc_status psc_claim_look_for_place(psc_claim *claim) {
    psc_flow *flow = &claim->flow;
    psc_bytes key;
    psc_bytes aside;
    PSC_TRY(psc_device_key(&key, &flow->scratch, &claim->local.device_id));
    PSC_TRY(psc_device_key_aside(&aside, &flow->scratch, key));
    const psc_store_operation operations[] = {
        {.verb = PSC_STORE_GET, .store = PSC_STORE_DEVICES, .key = key},
        {.verb = PSC_STORE_GET, .store = PSC_STORE_DEVICES, .key = aside},
    };
    PSC_TRY(psc_flow_store(NULL, flow, operations, 2, CLAIM_FOR_STORE));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_PLACE);
}

/* The greeter chooses the identifier, and the server may have many organizations: the file of
 * another device must not give way to ours. */
static psc_status psc_claim_place_event(psc_claim *claim, const psc_event *event) {
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_claim_store_trouble(claim, event);
    }
    if (event->kind == PSC_EVENT_ANSWER) {
        return event->as.answer.kind == PSC_ANSWER_AGAIN ? psc_claim_look_for_place(claim)
                                                         : PSC_ERR_STATE;
    }
    if (psc_stored_value(event, 1).at != NULL) {
        return psc_claim_refuse(claim, PSC_CANCEL_INCONSISTENT_PAYLOAD);
    }
    const psc_bytes stored = psc_stored_value(event, 0);
    if (stored.at != NULL) {
        bool ours;
        psc_local_device local;
        PSC_TRY(psc_claim_recognize(&ours, &local, claim, stored));
        psc_wipe(&local, sizeof local);
        return ours ? psc_claim_save_device(claim)
                    : psc_claim_refuse(claim, PSC_CANCEL_INCONSISTENT_PAYLOAD);
    }
    PSC_TRY(psc_claim_store(claim, PSC_STORE_LIST, PSC_STORE_OFFICIAL, PSC_BYTES_ABSENT));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_OFFICIAL_PLACE);
}

/* Not every browser has the official client's storage. */
static psc_status psc_claim_official_place_event(psc_claim *claim, const psc_event *event) {
    bool taken = false;
    if (event->kind == PSC_EVENT_STORED) {
        PSC_TRY(psc_device_is_among(&taken, &claim->flow.scratch, &claim->local.device_id,
                                    PSC_STORE_OFFICIAL, psc_stored_records(event, 0)));
    }
    return taken ? psc_claim_refuse(claim, PSC_CANCEL_INCONSISTENT_PAYLOAD)
                 : psc_claim_save_device(claim);
}

/* Names a person and a device, those that an earlier life knew already, if any. */
static bool psc_claim_names_device(const psc_claim *claim, const psc_local_device *granted) {
    return !psc_uuid_is_zero(&granted->user_id) && !psc_uuid_is_zero(&granted->device_id) &&
           (!claim->identified || (psc_uuid_equal(&granted->user_id, &claim->local.user_id) &&
                                   psc_uuid_equal(&granted->device_id, &claim->local.device_id)));
}

static psc_status psc_claim_read_confirmation(psc_claim *claim) {
    psc_local_device granted = claim->local;
    psc_status status = claim->kind->read_confirmation(
        &granted, &claim->flow.state, psc_claim_greeting(claim)->peer_payload,
        &claim->people.greeter_ids[claim->with], &claim->people.greeters[claim->with]);
    if (status == PSC_OK && !psc_claim_names_device(claim, &granted)) {
        status = PSC_ERR_MISMATCH;
    }
    if (status == PSC_OK) {
        claim->local = granted;
    }
    psc_wipe(&granted, sizeof granted);
    return status;
}

/* What the greeter granted is taken, when a device that opens again can be made of it. */
static psc_status psc_claim_confirmed(psc_claim *claim) {
    psc_arena *arena = &claim->flow.state;
    const psc_status status = psc_claim_read_confirmation(claim);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        return psc_claim_refuse(claim, status == PSC_ERR_MISMATCH
                                           ? PSC_CANCEL_INCONSISTENT_PAYLOAD
                                           : PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD);
    }
    psc_local_device *local = &claim->local;
    local->server_url = claim->server_url;
    local->organization_id = claim->organization;
    PSC_TRY(psc_device_file_seal(&claim->file, arena, claim->flow.host, local,
                                 &claim->protect.access, claim->flow.now, claim->flow.now));
    return claim->file.len > PSC_DEVICE_FILE_MAX
               ? psc_claim_refuse(claim, PSC_CANCEL_INCONSISTENT_PAYLOAD)
               : psc_claim_look_for_place(claim);
}

static psc_status psc_claim_device_saved_event(psc_claim *claim, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &claim->save, event));
    if (outcome == PSC_SAVE_NOTHING) {
        return PSC_OK;
    }
    psc_wipe(claim->protect.access.key, sizeof claim->protect.access.key);
    PSC_TRY(psc_greeting_acknowledge(psc_claim_greeting(claim)));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_ACKNOWLEDGMENT);
}

/* What can still fail fails before the record is gone. */
static psc_status psc_claim_conclude(psc_claim *claim) {
    psc_bytes key;
    PSC_TRY(psc_device_key(&key, &claim->flow.state, &claim->local.device_id));
    PSC_TRY(psc_device_make(&claim->device, claim->flow.host, &claim->local,
                            &(psc_device_place) {.store = PSC_STORE_DEVICES, .key = key}));
    return psc_claim_clear_record(claim, CLAIM_NEXT_DONE);
}

static psc_status psc_claim_done(psc_claim *claim) {
    psc_result result;
    psc_result_of_device(&result, claim->device);
    claim->device = NULL;
    return psc_flow_finish(&claim->flow, &result);
}

static void psc_claim_close(psc_flow *flow) {
    psc_device_release(((psc_claim *) flow)->device);
}

/* ------------------------------------------------------------- what is not known, and the probe */

/* Whether the server knows the new device is asked by signing with it. Nothing is wanted of the
 * answer, hence certificates from now on. */
static psc_status psc_claim_probe(psc_claim *claim) {
    psc_flow *flow = &claim->flow;
    psc_endpoint *endpoint;
    PSC_TRY(PSC_TAKE(&endpoint, &flow->state, 1));
    *endpoint = (psc_endpoint) {
        .family = PSC_FAMILY_AUTHENTICATED,
        .server_url = claim->server_url,
        .organization = claim->organization,
        .device_id = &claim->local.device_id,
        .signing_key = claim->local.signing_key,
    };
    psc_buf body;
    psc_buf_init(&body, &flow->scratch);
    PSC_TRY(psc_certificate_get_request_write(
        &body,
        &(psc_certificate_get_request) {.has_common_after = true, .common_after = flow->now}));
    PSC_TRY(psc_call_begin(&claim->call, flow, endpoint, psc_buf_view(&body), CLAIM_FOR_CALL, 0));
    return psc_claim_wait_machine(claim, CLAIM_AWAIT_PROBE);
}

static psc_status psc_claim_probe_event(psc_claim *claim, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &claim->call, &claim->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    switch (claim->call.status) {
    case PSC_OK:
    /* Known, if not welcome: that is for the next log in to tell. */
    case PSC_ERR_HTTP_REVOKED:
    case PSC_ERR_HTTP_FROZEN:
    case PSC_ERR_HTTP_TERMS:
        return psc_claim_conclude(claim);
    case PSC_ERR_HTTP_FORBIDDEN:
        return psc_claim_fail(claim, PSC_ERR_NOT_CREATED, claim->call.http_status);
    default:
        return psc_claim_trouble(claim, CLAIM_NEXT_PROBE, claim->call.status);
    }
}

/* The resume record is stored just before step 6 goes out. */
static psc_status psc_claim_exchange_stopped(psc_claim *claim) {
    return claim->recorded ? psc_claim_unconfirmed(claim) : psc_claim_stopped(claim);
}

static psc_status psc_claim_exchange_broken(psc_claim *claim) {
    const psc_status status = psc_claim_greeting(claim)->status;
    const uint32_t http_status = psc_claim_greeting(claim)->call.http_status;
    if (claim->identified) {
        return psc_claim_probe(claim);
    }
    if (!claim->recorded) {
        return psc_claim_fail(claim, status, http_status);
    }
    switch (status) {
    /* This attempt leads nowhere any more, the invitation may. */
    case PSC_ERR_HTTP_INVITATION_GONE:
    case PSC_ERR_ATTEMPT_LOST:
    case PSC_ERR_STEP_REFUSED:
    case PSC_ERR_GREETER_REVOKED:
    case PSC_ERR_GREETER_NOT_ALLOWED:
        return psc_claim_unconfirmed(claim);
    default:
        return psc_claim_trouble(claim, CLAIM_NEXT_RESUME, status);
    }
}

static psc_status psc_claim_exchange_event(psc_claim *claim, const psc_event *event,
                                           const psc_pending *answered) {
    psc_greeting *greeting = psc_claim_greeting(claim);
    int outcome;
    PSC_TRY(psc_greeting_event(&outcome, greeting, event, answered));
    switch ((psc_greeting_outcome) outcome) {
    case PSC_GREETING_HAS_CODES:
        return psc_claim_ask_code(claim);
    case PSC_GREETING_HAS_CLAIMER_TRUST:
        return psc_claim_show_own_code(claim);
    case PSC_GREETING_HAS_GREETER_TRUST:
        PSC_TRY(psc_greeting_watch(greeting));
        return psc_claim_is_of_device(claim) ? psc_claim_ask_protection(claim)
                                             : psc_claim_ask_details(claim, PSC_OK);
    case PSC_GREETING_SENT_PAYLOAD:
        PSC_TRY(psc_greeting_await_payload(greeting));
        return psc_claim_wait_greeter(claim, CLAIM_AWAIT_CONFIRMATION);
    case PSC_GREETING_HAS_PAYLOAD:
        return psc_claim_confirmed(claim);
    case PSC_GREETING_ACKNOWLEDGED:
        return psc_claim_conclude(claim);
    case PSC_GREETING_STOPPED:
        return psc_claim_exchange_stopped(claim);
    case PSC_GREETING_BROKEN:
        return psc_claim_exchange_broken(claim);
    case PSC_GREETING_NOTHING:
    case PSC_GREETING_HAS_PEER:
    case PSC_GREETING_HAS_GREETER_NONCE:
    case PSC_GREETING_RESTARTED:
        break;
    }
    return PSC_OK;
}

/* -------------------------------------------------------------------------------------- endings */

static psc_status psc_claim_go_on(psc_claim *claim) {
    switch (claim->next) {
    case CLAIM_NEXT_START:
        return psc_claim_start(claim);
    case CLAIM_NEXT_RESUME:
        return psc_claim_resume(claim);
    case CLAIM_NEXT_PROBE:
        return psc_claim_probe(claim);
    case CLAIM_NEXT_DONE:
        return psc_claim_done(claim);
    case CLAIM_NEXT_FAIL:
        return psc_flow_fail(&claim->flow, &claim->failure);
    }
    return PSC_ERR_STATE;
}

static psc_status psc_claim_cleared_event(psc_claim *claim, const psc_event *event) {
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_claim_store_trouble(claim, event);
    }
    if (event->kind == PSC_EVENT_ANSWER) {
        return event->as.answer.kind == PSC_ANSWER_AGAIN
                   ? psc_claim_clear_record(claim, claim->next)
                   : PSC_ERR_STATE;
    }
    claim->recorded = false;
    if (claim->next == CLAIM_NEXT_START) {
        /* Nobody comes back to these. */
        psc_wipe(&claim->secrets, sizeof claim->secrets);
        psc_wipe(&claim->local, sizeof claim->local);
        psc_wipe(claim->protect.access.key, sizeof claim->protect.access.key);
    }
    return psc_claim_go_on(claim);
}

static psc_status psc_claim_again_event(psc_claim *claim, const psc_event *event) {
    if (!psc_claim_answered(event, PSC_ANSWER_AGAIN)) {
        return PSC_ERR_STATE;
    }
    claim->tries = 0;
    claim->returning = (psc_uuid) {0};
    return psc_claim_go_on(claim);
}

static psc_status psc_claim_cancel(psc_claim *claim) {
    switch ((psc_claim_state) claim->flow.awaited) {
    case CLAIM_AWAIT_PEER:
    case CLAIM_AWAIT_CODES:
    case CLAIM_AWAIT_CODE:
    case CLAIM_AWAIT_TRUST_SENT:
    case CLAIM_AWAIT_GREETER_TRUST:
    case CLAIM_AWAIT_DETAILS:
    case CLAIM_AWAIT_PROTECTION:
    case CLAIM_AWAIT_KEY:
        PSC_TRY(psc_claim_cancel_greetings(claim, false));
        break;
    case CLAIM_AWAIT_RECORD_SAVED:
        /* Step 6 was not sent: the record must not outlive the attempt. */
        PSC_TRY(psc_claim_cancel_greetings(claim, false));
        psc_flow_withdraw_all(&claim->flow);
        return psc_claim_fail_cleared(
            claim, &(psc_failure) {.status = PSC_ERR_CANCELLED, .nothing_lost = true});
    case CLAIM_AWAIT_BEGIN:
    case CLAIM_AWAIT_RESUME_RECORD:
    case CLAIM_AWAIT_PASSWORD:
    case CLAIM_AWAIT_PASSWORD_KEY:
    case CLAIM_AWAIT_SAVED_DEVICE:
    case CLAIM_AWAIT_INFO:
    case CLAIM_AWAIT_CONSENT:
    case CLAIM_AWAIT_ANOTHER_TRY:
        break;
    /* The greeter may be creating the person at this moment: the exchange stays open, the record
     * leads back to it. */
    case CLAIM_AWAIT_PAYLOAD_SENT:
    case CLAIM_AWAIT_CONFIRMATION:
    case CLAIM_AWAIT_PLACE:
    case CLAIM_AWAIT_OFFICIAL_PLACE:
    case CLAIM_AWAIT_DEVICE_SAVED:
    case CLAIM_AWAIT_ACKNOWLEDGMENT:
    case CLAIM_AWAIT_PROBE:
    case CLAIM_AWAIT_RECORD_CLEARED:
        break;
    }
    return psc_claim_fail(claim, PSC_ERR_CANCELLED, 0);
}

static psc_status psc_claim_hurry(psc_claim *claim, const psc_event *event) {
    bool answered;
    PSC_TRY(psc_call_event(&answered, &claim->call, &claim->flow, event));
    for (size_t i = 0; i < claim->people.count; i++) {
        int outcome;
        PSC_TRY(psc_greeting_event(&outcome, &claim->greetings[i], event, NULL));
    }
    return PSC_OK;
}

static psc_status psc_claim_step(psc_flow *flow, const psc_event *event,
                                 const psc_pending *answered) {
    psc_claim *claim = (psc_claim *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_claim_cancel(claim);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return psc_claim_hurry(claim, event);
    }
    if (answered != NULL && answered->purpose == CLAIM_FOR_GREETING) {
        return flow->awaited == CLAIM_AWAIT_PEER ? psc_claim_race_event(claim, event, answered)
                                                 : psc_claim_exchange_event(claim, event, answered);
    }
    switch ((psc_claim_state) flow->awaited) {
    case CLAIM_AWAIT_BEGIN:
        return psc_claim_look_for_record(claim);
    case CLAIM_AWAIT_RESUME_RECORD:
        return psc_claim_record_event(claim, event);
    case CLAIM_AWAIT_PASSWORD:
    case CLAIM_AWAIT_PASSWORD_KEY:
        return psc_claim_password_event(claim, event);
    case CLAIM_AWAIT_SAVED_DEVICE:
        return psc_claim_devices_event(claim, event);
    case CLAIM_AWAIT_INFO:
        return psc_claim_info_event(claim, event);
    case CLAIM_AWAIT_CONSENT:
        return psc_claim_consent_event(claim, event);
    case CLAIM_AWAIT_CODE:
        return psc_claim_code_event(claim, event);
    case CLAIM_AWAIT_DETAILS:
        return psc_claim_details_event(claim, event);
    case CLAIM_AWAIT_PROTECTION:
    case CLAIM_AWAIT_KEY:
        return psc_claim_protection_event(claim, event);
    case CLAIM_AWAIT_RECORD_SAVED:
        return psc_claim_record_saved_event(claim, event);
    case CLAIM_AWAIT_PLACE:
        return psc_claim_place_event(claim, event);
    case CLAIM_AWAIT_OFFICIAL_PLACE:
        return psc_claim_official_place_event(claim, event);
    case CLAIM_AWAIT_DEVICE_SAVED:
        return psc_claim_device_saved_event(claim, event);
    case CLAIM_AWAIT_PROBE:
        return psc_claim_probe_event(claim, event);
    case CLAIM_AWAIT_RECORD_CLEARED:
        return psc_claim_cleared_event(claim, event);
    case CLAIM_AWAIT_ANOTHER_TRY:
        return psc_claim_again_event(claim, event);
    /* Only the greeting is under way. */
    case CLAIM_AWAIT_PEER:
    case CLAIM_AWAIT_CODES:
    case CLAIM_AWAIT_TRUST_SENT:
    case CLAIM_AWAIT_GREETER_TRUST:
    case CLAIM_AWAIT_PAYLOAD_SENT:
    case CLAIM_AWAIT_CONFIRMATION:
    case CLAIM_AWAIT_ACKNOWLEDGMENT:
        break;
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_claim_class = {
    .name = "claim",
    .states = psc_claim_state_names,
    .size = sizeof(psc_claim),
    .step = psc_claim_step,
    .close = psc_claim_close,
};

static psc_status psc_claim_set_link(psc_claim *claim, psc_bytes link) {
    psc_arena *arena = &claim->flow.state;
    psc_address address;
    PSC_TRY(psc_address_parse(&address, arena, link));
    claim->kind = psc_claim_kind_of_link(address.kind);
    if (claim->kind == NULL) {
        return PSC_ERR_INVITATION_KIND;
    }
    claim->linked = true;
    claim->server_url = address.server_url;
    claim->host_name = address.host;
    claim->organization = address.organization;
    memcpy(claim->token, address.token, sizeof claim->token);
    psc_claim_set_endpoint(claim);
    return psc_journey_key(&claim->journey_key, arena, claim->kind->journey,
                           PSC_BYTES_OF(claim->token));
}

static psc_status psc_claim_set_options(psc_claim *claim, const psc_claim_options *options) {
    psc_arena *arena = &claim->flow.state;
    if ((options->link.at == NULL) == (options->journey_key.at == NULL)) {
        return PSC_ERR_ARGUMENT;
    }
    PSC_TRY(psc_bytes_copy(&claim->device_label, arena, options->device_label));
    if (options->link.at != NULL) {
        if (psc_device_label_check(options->device_label) != PSC_OK) {
            return PSC_ERR_ARGUMENT;
        }
        return psc_claim_set_link(claim, options->link);
    }
    return psc_bytes_copy(&claim->journey_key, arena, options->journey_key);
}

psc_status psc_claim_new(psc_flow **flow, const psc_host *host, const psc_claim_options *options) {
    PSC_TRY(psc_flow_make(flow, host, &psc_claim_class));
    const psc_status status = psc_claim_set_options((psc_claim *) *flow, options);
    if (status != PSC_OK) {
        psc_flow_free(*flow);
        *flow = NULL;
    }
    return status;
}
