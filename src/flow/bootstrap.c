// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "crypto/random.h"
#include "crypto/sign.h"
#include "flow/device.h"
#include "flow/journey.h"
#include "flow/protect.h"
#include "trust/certificate.h"

/* RECORD and PASSWORD: of a resumed journey. */
#define PSC_BOOTSTRAP_STATES(X)                                                                    \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_CONFIG, "await-config")                                                                \
    X(AWAIT_IDENTITY, "await-identity")                                                            \
    X(AWAIT_PROTECTION, "await-protection")                                                        \
    X(AWAIT_RECORD, "await-record")                                                                \
    X(AWAIT_PASSWORD, "await-password")                                                            \
    X(AWAIT_KEY, "await-key")                                                                      \
    X(AWAIT_RECORD_SAVED, "await-record-saved")                                                    \
    X(AWAIT_CREATED, "await-created")                                                              \
    X(AWAIT_PROBE, "await-probe")                                                                  \
    X(AWAIT_RECORD_REMOVED, "await-record-removed")                                                \
    X(AWAIT_DEVICE_SAVED, "await-device-saved")

typedef enum psc_bootstrap_state {
#define X(name, text) PSC_BOOTSTRAP_##name,
    PSC_BOOTSTRAP_STATES(X)
#undef X
} psc_bootstrap_state;

static const char *const psc_bootstrap_states[] = {
#define X(name, text) [PSC_BOOTSTRAP_##name] = (text),
    PSC_BOOTSTRAP_STATES(X)
#undef X
};

typedef struct psc_bootstrap {
    psc_flow flow;
    bool has_token;
    uint8_t token[PSC_TOKEN_BYTES];
    bool organization_given; /* by the link: another name cannot be tried */
    bool resumed;
    psc_bytes server_url;
    psc_bytes host;
    psc_bytes organization;
    psc_bytes device_label;
    psc_human_handle person;
    psc_bytes authority_key_der; /* absent: no sequester */
    psc_protect protect;
    bool has_key;         /* the protection was chosen before the name turned out to be taken */
    psc_device_file file; /* of a resumed journey */
    psc_local_device local;
    psc_bytes device_file;
    psc_bytes request_body;
    psc_bytes journey_key;
    psc_save save;
    psc_endpoint anonymous;
    psc_endpoint as_device;
    psc_call call;
    bool sent_again;
    bool repeated;        /* an earlier sending may have created what this one is refused for */
    psc_failure refusal;  /* the server's, in Parsec's own words; status PSC_OK: none */
    psc_failure obstacle; /* any other answer to the creation; status PSC_OK: none */
    bool ask_again;       /* for another name */
} psc_bootstrap;

/* -------------------------------------------------------------------------------------- the end */

static psc_status psc_bootstrap_fail(psc_bootstrap *bootstrap, psc_status status) {
    return psc_flow_fail(&bootstrap->flow, &(psc_failure) {
                                               .status = (int) status,
                                               .http_status = bootstrap->call.http_status,
                                               .nothing_lost = true,
                                           });
}

/* The server has it: the device takes the place of the record, and only then is it said. */
static psc_status psc_bootstrap_confirm(psc_bootstrap *bootstrap) {
    psc_flow *flow = &bootstrap->flow;
    psc_bytes key;
    PSC_TRY(psc_device_key(&key, &flow->state, &bootstrap->local.device_id));
    PSC_TRY(psc_save_begin_device(&bootstrap->save, flow, key, bootstrap->device_file,
                                  PSC_STORE_JOURNEYS, bootstrap->journey_key, 0));
    return psc_await_machine(flow, PSC_BOOTSTRAP_AWAIT_DEVICE_SAVED);
}

static psc_status psc_bootstrap_device_saved(psc_bootstrap *bootstrap, const psc_event *event) {
    psc_flow *flow = &bootstrap->flow;
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &bootstrap->save, event));
    if (outcome != PSC_SAVE_DONE) {
        return PSC_OK;
    }
    psc_device *device;
    const psc_device_place place = {PSC_STORE_DEVICES, bootstrap->save.key};
    PSC_TRY(psc_device_make(&device, flow->host, &bootstrap->local, &place));
    psc_result result;
    psc_result_of_device(&result, device);
    return psc_flow_finish(flow, &result);
}

/* ------------------------------------------------------------------------------------- identity */

static psc_status psc_bootstrap_ask_identity(psc_bootstrap *bootstrap, psc_status rejected) {
    psc_flow *flow = &bootstrap->flow;
    const psc_question question = {
        .kind = PSC_QUESTION_IDENTITY,
        .as.identity =
            {
                .host = bootstrap->host,
                .organization =
                    bootstrap->organization_given ? bootstrap->organization : PSC_BYTES_ABSENT,
                .rejected = (int) rejected,
            },
    };
    PSC_TRY(psc_flow_ask(NULL, flow, &question, 0));
    flow->awaited = PSC_BOOTSTRAP_AWAIT_IDENTITY;
    return PSC_OK;
}

static psc_status psc_bootstrap_config(psc_bootstrap *bootstrap, const psc_event *event) {
    psc_flow *flow = &bootstrap->flow;
    bool answered;
    PSC_TRY(psc_call_event(&answered, &bootstrap->call, flow, event));
    if (!answered) {
        return PSC_OK;
    }
    psc_server_config_reply reply;
    psc_status status = bootstrap->call.status;
    if (status == PSC_OK) {
        status = psc_call_read(&reply, &bootstrap->call, flow, &psc_server_config_reply_union);
    }
    if (status == PSC_OK && reply.ok.organization_bootstrap != PSC_BOOTSTRAP_SPONTANEOUS) {
        /* only its operator creates organizations there, by links */
        status = PSC_ERR_BOOTSTRAP_TOKEN;
    }
    return status == PSC_OK ? psc_bootstrap_ask_identity(bootstrap, PSC_OK)
                            : psc_bootstrap_fail(bootstrap, status);
}

static psc_status psc_bootstrap_check_identity(psc_bytes *authority_key_der,
                                               psc_bootstrap *bootstrap, const psc_answer *answer) {
    *authority_key_der = PSC_BYTES_ABSENT;
    if (!bootstrap->organization_given) {
        PSC_TRY(psc_organization_check(answer->organization));
    }
    PSC_TRY(psc_human_label_check(answer->name));
    PSC_TRY(psc_email_check(answer->email));
    if (answer->authority_key_pem.at == NULL || answer->authority_key_pem.len == 0) {
        return PSC_OK;
    }
    return psc_authority_key_parse(authority_key_der, &bootstrap->flow.state,
                                   answer->authority_key_pem);
}

static psc_status psc_bootstrap_prepare(psc_bootstrap *bootstrap);

static psc_status psc_bootstrap_identity(psc_bootstrap *bootstrap, const psc_event *event) {
    psc_flow *flow = &bootstrap->flow;
    const psc_answer *answer = &event->as.answer;
    if (answer->kind != PSC_ANSWER_IDENTITY) {
        return PSC_ERR_STATE;
    }
    const psc_status status =
        psc_bootstrap_check_identity(&bootstrap->authority_key_der, bootstrap, answer);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : psc_bootstrap_ask_identity(bootstrap, status);
    }
    PSC_TRY(psc_bytes_copy(&bootstrap->person.email, &flow->state, answer->email));
    PSC_TRY(psc_bytes_copy(&bootstrap->person.label, &flow->state, answer->name));
    if (!bootstrap->organization_given) {
        PSC_TRY(psc_bytes_copy(&bootstrap->organization, &flow->state, answer->organization));
    }
    if (bootstrap->has_key) {
        return psc_bootstrap_prepare(bootstrap);
    }
    const psc_question_protection question = {.organization = bootstrap->organization,
                                              .email = bootstrap->person.email};
    PSC_TRY(psc_protect_begin_new(&bootstrap->protect, flow, &question, 0));
    flow->awaited = PSC_BOOTSTRAP_AWAIT_PROTECTION;
    return PSC_OK;
}

/* ------------------------------------------------------------------- keys, certificates, record */

/* Command with everything signed by the root key, which exists in this function and its caller
 * only. */
static psc_status psc_bootstrap_sign(psc_bootstrap *bootstrap,
                                     const uint8_t root_signing_key[PSC_SIGNING_KEY_BYTES],
                                     const uint8_t public_key[PSC_PUBLIC_KEY_BYTES],
                                     const uint8_t verify_key[PSC_VERIFY_KEY_BYTES]) {
    psc_flow *flow = &bootstrap->flow;
    const psc_local_device *local = &bootstrap->local;
    const psc_enrollment enrollment = {
        .signing_key = root_signing_key,
        .timestamp = flow->now,
        .user_id = local->user_id,
        .device_id = local->device_id,
        .human_handle = local->human_handle,
        .device_label = local->device_label,
        .profile = PSC_PROFILE_ADMIN,
        .public_key = public_key,
        .verify_key = verify_key,
    };
    psc_enrollment_blobs blobs;
    PSC_TRY(psc_enrollment_make(&blobs, &flow->scratch, &enrollment));
    psc_organization_bootstrap_request request = {
        .bootstrap_token = bootstrap->has_token ? PSC_BYTES_OF(bootstrap->token) : PSC_BYTES_ABSENT,
        .user_certificate = blobs.user,
        .device_certificate = blobs.device,
        .redacted_user_certificate = blobs.redacted_user,
        .redacted_device_certificate = blobs.redacted_device,
    };
    memcpy(request.root_verify_key, local->root_verify_key, sizeof request.root_verify_key);
    if (bootstrap->authority_key_der.at != NULL) {
        PSC_TRY(psc_authority_certificate_make(&request.sequester_authority_certificate,
                                               &flow->scratch, flow->now,
                                               bootstrap->authority_key_der, root_signing_key));
    }
    psc_buf body;
    psc_buf_init(&body, &flow->state);
    PSC_TRY(psc_record_write(&body, &request, &psc_organization_bootstrap_request_record));
    bootstrap->request_body = psc_buf_view(&body);
    return PSC_OK;
}

static psc_status psc_bootstrap_make_person(psc_bootstrap *bootstrap,
                                            uint8_t root_signing_key[PSC_SIGNING_KEY_BYTES]) {
    const psc_host *host = bootstrap->flow.host;
    psc_local_device *local = &bootstrap->local;
    uint8_t root_verify_key[PSC_VERIFY_KEY_BYTES];
    uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
    uint8_t public_key[PSC_PUBLIC_KEY_BYTES];
    PSC_TRY(psc_signing_key_make(root_verify_key, root_signing_key, host));
    PSC_TRY(psc_local_device_make(local, verify_key, public_key, host));
    PSC_TRY(psc_uuid_make(&local->user_id, host));
    PSC_TRY(psc_uuid_make(&local->device_id, host));
    memcpy(local->root_verify_key, root_verify_key, sizeof local->root_verify_key);
    local->server_url = bootstrap->server_url;
    local->organization_id = bootstrap->organization;
    local->device_label = bootstrap->device_label;
    local->human_handle = bootstrap->person;
    local->initial_profile = PSC_PROFILE_ADMIN;
    return psc_bootstrap_sign(bootstrap, root_signing_key, public_key, verify_key);
}

static psc_status psc_bootstrap_make_record(psc_bytes *record, psc_bootstrap *bootstrap) {
    psc_flow *flow = &bootstrap->flow;
    const psc_bootstrap_secrets secrets = {.request_body = bootstrap->request_body};
    psc_journey journey = {
        .kind = PSC_JOURNEY_BOOTSTRAP,
        .created_on = flow->now,
        .server_url = bootstrap->server_url,
        .organization_id = bootstrap->organization,
        .human_handle = bootstrap->person,
        .device_file = bootstrap->device_file,
    };
    PSC_TRY(psc_journey_seal(&journey.ciphertext, &flow->scratch, flow->host, &secrets,
                             &psc_bootstrap_secrets_record, bootstrap->local.local_symkey));
    return psc_journey_write(record, &flow->state, &journey);
}

static void psc_bootstrap_set_endpoints(psc_bootstrap *bootstrap) {
    bootstrap->anonymous = (psc_endpoint) {
        .family = PSC_FAMILY_ANONYMOUS,
        .server_url = bootstrap->server_url,
        .organization = bootstrap->organization,
    };
    bootstrap->as_device = (psc_endpoint) {
        .family = PSC_FAMILY_AUTHENTICATED,
        .server_url = bootstrap->server_url,
        .organization = bootstrap->organization,
        .device_id = &bootstrap->local.device_id,
        .signing_key = bootstrap->local.signing_key,
    };
}

static psc_status psc_bootstrap_prepare(psc_bootstrap *bootstrap) {
    psc_flow *flow = &bootstrap->flow;
    uint8_t root_signing_key[PSC_SIGNING_KEY_BYTES];
    const psc_status made = psc_bootstrap_make_person(bootstrap, root_signing_key);
    psc_wipe(root_signing_key, sizeof root_signing_key);
    PSC_TRY(made);
    PSC_TRY(psc_device_file_seal(&bootstrap->device_file, &flow->state, flow->host,
                                 &bootstrap->local, &bootstrap->protect.access, flow->now,
                                 flow->now));
    psc_bytes record;
    PSC_TRY(psc_bootstrap_make_record(&record, bootstrap));
    PSC_TRY(psc_journey_key(&bootstrap->journey_key, &flow->state, PSC_JOURNEY_BOOTSTRAP,
                            PSC_BYTES_OF(bootstrap->local.device_id.bytes)));
    psc_bootstrap_set_endpoints(bootstrap);
    bootstrap->sent_again = false;
    bootstrap->ask_again = false;
    bootstrap->refusal = (psc_failure) {0};
    bootstrap->obstacle = (psc_failure) {0};
    PSC_TRY(psc_save_begin(&bootstrap->save, flow, PSC_STORE_JOURNEYS, bootstrap->journey_key,
                           record, 0));
    return psc_await_machine(flow, PSC_BOOTSTRAP_AWAIT_RECORD_SAVED);
}

/* ------------------------------------------------------------------------------------- resuming */

/* What else than a failing browser may have put there cannot be gone on with. */
static psc_status psc_bootstrap_read_record(psc_question_password *question,
                                            psc_bootstrap *bootstrap, psc_bytes found) {
    psc_arena *arena = &bootstrap->flow.state;
    psc_bytes bytes;
    PSC_TRY(psc_bytes_copy(&bytes, arena, found));
    psc_journey journey;
    PSC_TRY(psc_journey_read(&journey, arena, bytes));
    if (journey.kind != PSC_JOURNEY_BOOTSTRAP) {
        return PSC_ERR_MALFORMED;
    }
    PSC_TRY(psc_device_file_read(&bootstrap->file, arena, journey.device_file));
    PSC_TRY(psc_device_file_openable(&bootstrap->file));
    if (bootstrap->file.kind != PSC_DEVICE_FILE_PASSWORD || bootstrap->file.has_totp) {
        return PSC_ERR_DEVICE_FILE_KIND;
    }
    bootstrap->device_file = journey.device_file;
    bootstrap->request_body = journey.ciphertext; /* still sealed */
    psc_bytes server_url;
    PSC_TRY(psc_server_url_parse(&server_url, &bootstrap->host, arena, journey.server_url));
    *question = (psc_question_password) {
        .organization = journey.organization_id,
        .host = bootstrap->host,
        .human_handle = journey.human_handle,
        .device_label = bootstrap->file.head.device_label,
    };
    return PSC_OK;
}

static psc_status psc_bootstrap_record(psc_bootstrap *bootstrap, const psc_event *event) {
    psc_flow *flow = &bootstrap->flow;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_fail_store(flow, event);
    }
    const psc_bytes found = psc_stored_value(event, 0);
    if (found.at == NULL) {
        return psc_fail_unharmed(flow, PSC_ERR_STORE_MISSING);
    }
    psc_question_password question;
    const psc_status status = psc_bootstrap_read_record(&question, bootstrap, found);
    if (status != PSC_OK) {
        return psc_fail_unharmed(flow, status);
    }
    PSC_TRY(psc_protect_begin_given(&bootstrap->protect, flow, &question,
                                    &bootstrap->file.algorithm, 0));
    flow->awaited = PSC_BOOTSTRAP_AWAIT_PASSWORD;
    return PSC_OK;
}

static psc_status psc_bootstrap_probe(psc_bootstrap *bootstrap);

static psc_status psc_bootstrap_open_record(psc_bootstrap *bootstrap) {
    psc_arena *arena = &bootstrap->flow.state;
    psc_local_device *local = &bootstrap->local;
    PSC_TRY(psc_device_file_open(local, arena, &bootstrap->file, &bootstrap->protect.access));
    psc_bootstrap_secrets secrets;
    const psc_status status = psc_journey_open(&secrets, arena, bootstrap->request_body,
                                               &psc_bootstrap_secrets_record, local->local_symkey);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_MALFORMED;
    }
    bootstrap->request_body = secrets.request_body;
    bootstrap->organization = local->organization_id;
    bootstrap->person = local->human_handle;
    PSC_TRY(
        psc_server_url_parse(&bootstrap->server_url, &bootstrap->host, arena, local->server_url));
    PSC_TRY(psc_organization_check(bootstrap->organization));
    psc_bootstrap_set_endpoints(bootstrap);
    return PSC_OK;
}

static psc_status psc_bootstrap_resume(psc_bootstrap *bootstrap) {
    psc_flow *flow = &bootstrap->flow;
    const psc_status status = psc_bootstrap_open_record(bootstrap);
    psc_wipe(bootstrap->protect.access.key, sizeof bootstrap->protect.access.key);
    if (status == PSC_ERR_DECRYPT) {
        PSC_TRY(psc_protect_refused(&bootstrap->protect));
        flow->awaited = PSC_BOOTSTRAP_AWAIT_PASSWORD;
        return PSC_OK;
    }
    return status == PSC_OK ? psc_bootstrap_probe(bootstrap) : psc_fail_unharmed(flow, status);
}

/* ---------------------------------------------------------------------------- asking the server */

static psc_status psc_bootstrap_send(psc_bootstrap *bootstrap) {
    psc_flow *flow = &bootstrap->flow;
    PSC_TRY(psc_call_begin(&bootstrap->call, flow, &bootstrap->anonymous, bootstrap->request_body,
                           0, 0));
    return psc_await_machine(flow, PSC_BOOTSTRAP_AWAIT_CREATED);
}

/* Signed by the new device: a server that accepts it has the organization. No certificate is
 * wanted. */
static psc_status psc_bootstrap_probe(psc_bootstrap *bootstrap) {
    psc_flow *flow = &bootstrap->flow;
    psc_buf body;
    psc_buf_init(&body, &flow->scratch);
    const psc_certificate_get_request request = {.has_common_after = true,
                                                 .common_after = flow->now};
    PSC_TRY(psc_certificate_get_request_write(&body, &request));
    PSC_TRY(
        psc_call_begin(&bootstrap->call, flow, &bootstrap->as_device, psc_buf_view(&body), 0, 0));
    return psc_await_machine(flow, PSC_BOOTSTRAP_AWAIT_PROBE);
}

static psc_status psc_bootstrap_remove_record(psc_bootstrap *bootstrap) {
    psc_flow *flow = &bootstrap->flow;
    const psc_store_operation operation = {
        .verb = PSC_STORE_DELETE,
        .store = PSC_STORE_JOURNEYS,
        .key = bootstrap->journey_key,
    };
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
    return psc_await_machine(flow, PSC_BOOTSTRAP_AWAIT_RECORD_REMOVED);
}

static psc_status psc_bootstrap_end_refused(psc_bootstrap *bootstrap) {
    const psc_failure *refusal = &bootstrap->refusal;
    return bootstrap->ask_again
               ? psc_bootstrap_ask_identity(bootstrap, (psc_status) refusal->status)
               : psc_flow_fail(&bootstrap->flow, refusal);
}

/* The key of the protection outlives this only where another name can be tried. The record is
 * removed where nothing was created: it would only be found out again to be of no use. */
static psc_status psc_bootstrap_refused(psc_bootstrap *bootstrap, bool perhaps_created) {
    psc_failure *refusal = &bootstrap->refusal;
    bootstrap->ask_again = refusal->status == PSC_ERR_ALREADY_BOOTSTRAPPED &&
                           !bootstrap->organization_given && !bootstrap->resumed;
    bootstrap->has_key = bootstrap->ask_again;
    if (!bootstrap->ask_again) {
        psc_wipe(bootstrap->protect.access.key, sizeof bootstrap->protect.access.key);
    }
    if (bootstrap->resumed && refusal->status != PSC_ERR_ALREADY_BOOTSTRAPPED) {
        refusal->status = PSC_ERR_NOT_CREATED; /* the certificates of another day are too old */
    }
    return perhaps_created ? psc_bootstrap_end_refused(bootstrap)
                           : psc_bootstrap_remove_record(bootstrap);
}

/* PSC_OK, or what the answer to organization_bootstrap says; `failure` gets the details. */
static psc_status psc_bootstrap_read_answer(psc_failure *failure, psc_bootstrap *bootstrap) {
    psc_organization_bootstrap_reply reply;
    PSC_TRY(bootstrap->call.status);
    PSC_TRY(psc_call_read(&reply, &bootstrap->call, &bootstrap->flow,
                          &psc_organization_bootstrap_reply_union));
    switch ((psc_organization_bootstrap_tag) reply.tag) {
    case PSC_ORGANIZATION_BOOTSTRAP_OK:
        return PSC_OK;
    case PSC_ORGANIZATION_BOOTSTRAP_INVALID_CERTIFICATE:
        return PSC_ERR_INVALID_CERTIFICATE;
    case PSC_ORGANIZATION_BOOTSTRAP_ALREADY_BOOTSTRAPPED:
        return PSC_ERR_ALREADY_BOOTSTRAPPED;
    case PSC_ORGANIZATION_BOOTSTRAP_INVALID_TOKEN:
        return PSC_ERR_BOOTSTRAP_TOKEN;
    case PSC_ORGANIZATION_BOOTSTRAP_BALLPARK:
        failure->has_server_time = true;
        failure->server_time = reply.ballpark.server_timestamp;
        failure->client_time = reply.ballpark.client_timestamp;
        return PSC_ERR_BALLPARK;
    }
    return PSC_ERR_REPLY_UNKNOWN;
}

static psc_status psc_bootstrap_created(psc_bootstrap *bootstrap, const psc_event *event) {
    psc_flow *flow = &bootstrap->flow;
    psc_call *call = &bootstrap->call;
    bool answered;
    PSC_TRY(psc_call_event(&answered, call, flow, event));
    if (!answered) {
        return PSC_OK;
    }
    psc_failure failure = {.http_status = call->http_status};
    const psc_status status = psc_bootstrap_read_answer(&failure, bootstrap);
    if (status == PSC_OK) {
        psc_wipe(bootstrap->protect.access.key, sizeof bootstrap->protect.access.key);
        return psc_bootstrap_confirm(bootstrap);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    /* Only what is said in Parsec's own words refuses: an HTTP status may come from whatever stands
     * before the server, which may have acted all the same. */
    const bool refused = call->status == PSC_OK && !psc_status_is_unclear(status);
    failure.status = (int) status;
    failure.nothing_lost = true;
    *(refused ? &bootstrap->refusal : &bootstrap->obstacle) = failure;
    bootstrap->repeated = call->resent || bootstrap->resumed || bootstrap->sent_again;
    /* A browser repeats by itself a request whose connection broke: what exists may be ours. */
    const bool certain = refused && !bootstrap->repeated && status != PSC_ERR_ALREADY_BOOTSTRAPPED;
    return certain ? psc_bootstrap_refused(bootstrap, false) : psc_bootstrap_probe(bootstrap);
}

/* The probe was answered as the server answers a device or an organization that it does not know,
 * but so may a front. The record can hold the only keys there are: it goes where the one sending
 * that there was has been refused; 403 then is a device unknown in somebody else's organization. */
static psc_status psc_bootstrap_unknown(psc_bootstrap *bootstrap, psc_status probed) {
    if (bootstrap->refusal.status != PSC_OK) {
        return psc_bootstrap_refused(bootstrap,
                                     bootstrap->repeated || probed != PSC_ERR_HTTP_FORBIDDEN);
    }
    /* Never sent (resumed), or an answer without meaning: once more. */
    const psc_status obstacle = (psc_status) bootstrap->obstacle.status;
    if (!bootstrap->sent_again && (obstacle == PSC_OK || psc_status_is_unclear(obstacle))) {
        bootstrap->sent_again = true;
        return psc_bootstrap_send(bootstrap);
    }
    return psc_flow_fail(&bootstrap->flow, &bootstrap->obstacle);
}

static psc_status psc_bootstrap_probed(psc_bootstrap *bootstrap, const psc_event *event) {
    psc_call *call = &bootstrap->call;
    bool answered;
    PSC_TRY(psc_call_event(&answered, call, &bootstrap->flow, event));
    if (!answered) {
        return PSC_OK;
    }
    psc_certificate_get_reply reply;
    psc_status status = call->status;
    if (status == PSC_OK) {
        status = psc_call_read(&reply, call, &bootstrap->flow, &psc_certificate_get_reply_union);
    }
    /* The server looks the device up before anything that it may have against its user. */
    if (status == PSC_OK || status == PSC_ERR_HTTP_REVOKED || status == PSC_ERR_HTTP_FROZEN ||
        status == PSC_ERR_HTTP_TERMS) {
        return psc_bootstrap_confirm(bootstrap);
    }
    if (status == PSC_ERR_HTTP_FORBIDDEN || status == PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND) {
        return psc_bootstrap_unknown(bootstrap, status);
    }
    return status == PSC_ERR_MEMORY ? status : psc_bootstrap_fail(bootstrap, status);
}

/* ----------------------------------------------------------------------------------------- flow */

static psc_status psc_bootstrap_begin(psc_bootstrap *bootstrap) {
    psc_flow *flow = &bootstrap->flow;
    if (bootstrap->resumed) {
        const psc_store_operation operation = {
            .verb = PSC_STORE_GET,
            .store = PSC_STORE_JOURNEYS,
            .key = bootstrap->journey_key,
        };
        PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
        return psc_await_machine(flow, PSC_BOOTSTRAP_AWAIT_RECORD);
    }
    if (bootstrap->has_token) {
        return psc_bootstrap_ask_identity(bootstrap, PSC_OK);
    }
    bootstrap->anonymous =
        (psc_endpoint) {.family = PSC_FAMILY_ANONYMOUS_SERVER, .server_url = bootstrap->server_url};
    const char nothing = 0;
    PSC_TRY(psc_call_command(&bootstrap->call, flow, &bootstrap->anonymous, &nothing,
                             &psc_server_config_request_record, 0, 0));
    return psc_await_machine(flow, PSC_BOOTSTRAP_AWAIT_CONFIG);
}

static psc_status psc_bootstrap_protection(psc_bootstrap *bootstrap, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_protect_event(&outcome, &bootstrap->protect, event));
    return outcome == PSC_PROTECT_STRETCHING
               ? psc_await_machine(&bootstrap->flow, PSC_BOOTSTRAP_AWAIT_KEY)
               : PSC_OK;
}

static psc_status psc_bootstrap_key(psc_bootstrap *bootstrap, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_protect_event(&outcome, &bootstrap->protect, event));
    if (outcome == PSC_PROTECT_ASKED_AGAIN) {
        bootstrap->flow.awaited =
            bootstrap->resumed ? PSC_BOOTSTRAP_AWAIT_PASSWORD : PSC_BOOTSTRAP_AWAIT_PROTECTION;
        return PSC_OK;
    }
    if (outcome != PSC_PROTECT_READY) {
        return PSC_OK;
    }
    return bootstrap->resumed ? psc_bootstrap_resume(bootstrap) : psc_bootstrap_prepare(bootstrap);
}

static psc_status psc_bootstrap_record_saved(psc_bootstrap *bootstrap, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_save_event(&outcome, &bootstrap->save, event));
    return outcome == PSC_SAVE_DONE ? psc_bootstrap_send(bootstrap) : PSC_OK;
}

/* Before the command has left, its record goes as well; afterwards it is all that is known of
 * the new organization, and stays. */
static psc_status psc_bootstrap_cancel(psc_bootstrap *bootstrap) {
    psc_flow *flow = &bootstrap->flow;
    if (flow->awaited == PSC_BOOTSTRAP_AWAIT_RECORD_SAVED) {
        psc_flow_withdraw_all(flow);
        bootstrap->refusal = (psc_failure) {.status = PSC_ERR_CANCELLED, .nothing_lost = true};
        return psc_bootstrap_remove_record(bootstrap);
    }
    if (flow->awaited == PSC_BOOTSTRAP_AWAIT_RECORD_REMOVED) {
        if (bootstrap->ask_again) {
            bootstrap->ask_again = false;
            bootstrap->refusal.status = PSC_ERR_CANCELLED;
        }
        return PSC_OK; /* the end is decided, and one answer of the store away */
    }
    return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
}

static psc_status psc_bootstrap_step(psc_flow *flow, const psc_event *event,
                                     const psc_pending *answered) {
    (void) answered;
    psc_bootstrap *bootstrap = (psc_bootstrap *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_bootstrap_cancel(bootstrap);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        bool never;
        return psc_call_event(&never, &bootstrap->call, flow, event);
    }
    switch ((psc_bootstrap_state) flow->awaited) {
    case PSC_BOOTSTRAP_AWAIT_BEGIN:
        return psc_bootstrap_begin(bootstrap);
    case PSC_BOOTSTRAP_AWAIT_CONFIG:
        return psc_bootstrap_config(bootstrap, event);
    case PSC_BOOTSTRAP_AWAIT_IDENTITY:
        return psc_bootstrap_identity(bootstrap, event);
    case PSC_BOOTSTRAP_AWAIT_PROTECTION:
    case PSC_BOOTSTRAP_AWAIT_PASSWORD:
        return psc_bootstrap_protection(bootstrap, event);
    case PSC_BOOTSTRAP_AWAIT_RECORD:
        return psc_bootstrap_record(bootstrap, event);
    case PSC_BOOTSTRAP_AWAIT_KEY:
        return psc_bootstrap_key(bootstrap, event);
    case PSC_BOOTSTRAP_AWAIT_RECORD_SAVED:
        return psc_bootstrap_record_saved(bootstrap, event);
    case PSC_BOOTSTRAP_AWAIT_CREATED:
        return psc_bootstrap_created(bootstrap, event);
    case PSC_BOOTSTRAP_AWAIT_PROBE:
        return psc_bootstrap_probed(bootstrap, event);
    case PSC_BOOTSTRAP_AWAIT_RECORD_REMOVED:
        return psc_bootstrap_end_refused(bootstrap);
    case PSC_BOOTSTRAP_AWAIT_DEVICE_SAVED:
        return psc_bootstrap_device_saved(bootstrap, event);
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_bootstrap_class = {
    .name = "bootstrap",
    .states = psc_bootstrap_states,
    .size = sizeof(psc_bootstrap),
    .step = psc_bootstrap_step,
};

static psc_status psc_bootstrap_fill_link(psc_bootstrap *bootstrap, psc_bytes link) {
    psc_address address;
    PSC_TRY(psc_address_parse(&address, &bootstrap->flow.state, link));
    if (address.kind != PSC_ADDRESS_BOOTSTRAP) {
        return PSC_ERR_INVITATION_KIND;
    }
    bootstrap->server_url = address.server_url;
    bootstrap->host = address.host;
    bootstrap->organization = address.organization;
    bootstrap->organization_given = true;
    bootstrap->has_token = address.has_token;
    memcpy(bootstrap->token, address.token, sizeof bootstrap->token);
    return PSC_OK;
}

static psc_status psc_bootstrap_fill(psc_bootstrap *bootstrap,
                                     const psc_bootstrap_options *options) {
    psc_arena *arena = &bootstrap->flow.state;
    if (options->journey_key.at != NULL) {
        bootstrap->resumed = true;
        return psc_bytes_copy(&bootstrap->journey_key, arena, options->journey_key);
    }
    PSC_TRY(psc_device_label_check(options->device_label));
    PSC_TRY(psc_bytes_copy(&bootstrap->device_label, arena, options->device_label));
    if (options->link.at != NULL) {
        return psc_bootstrap_fill_link(bootstrap, options->link);
    }
    return psc_server_url_parse(&bootstrap->server_url, &bootstrap->host, arena,
                                options->server_url);
}

psc_status psc_bootstrap_new(psc_flow **flow, const psc_host *host,
                             const psc_bootstrap_options *options) {
    *flow = NULL;
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_bootstrap_class));
    const psc_status status = psc_bootstrap_fill((psc_bootstrap *) made, options);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
