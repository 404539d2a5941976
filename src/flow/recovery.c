// SPDX-License-Identifier: MPL-2.0
/* A recovery file is made: the device in it first, then file and key are shown, and proved to be
 * kept (flows.md §6.1). */
#include <string.h>

#include "codec/recovery_key.h"
#include "crypto/random.h"
#include "flow/protect.h"
#include "flow/sibling.h"

_Static_assert(PSC_RECOVERY_KEY_BYTES == PSC_SECRET_KEY_BYTES, "it is the key of the file");

#define PSC_RECOVERY_STATES(X)                                                                     \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_CREATED, "await-created")                                                              \
    X(AWAIT_PROBE, "await-probe")                                                                  \
    X(AWAIT_LOADED_BACK, "await-loaded-back")

typedef enum psc_recovery_state {
#define X(name, text) PSC_RECOVERY_##name,
    PSC_RECOVERY_STATES(X)
#undef X
} psc_recovery_state;

static const char *const psc_recovery_states[] = {
#define X(name, text) [PSC_RECOVERY_##name] = (text),
    PSC_RECOVERY_STATES(X)
#undef X
};

static const psc_sibling_states psc_recovery_sibling_states = {
    .created = PSC_RECOVERY_AWAIT_CREATED,
    .probe = PSC_RECOVERY_AWAIT_PROBE,
};

typedef struct psc_recovery {
    psc_flow flow;
    psc_device *device;
    psc_sibling sibling;
    psc_uuid device_id; /* of the one in the file */
    psc_access access;
    psc_question_recovery_file question;
} psc_recovery;

/* ---------------------------------------------------------------------------------------- names */

static void psc_put_digits(uint8_t *at, int64_t value, size_t digits) {
    while (digits-- > 0) {
        at[digits] = (uint8_t) ('0' + value % 10);
        value /= 10;
    }
}

#define PSC_TIMESTAMP "0000-00-00T00:00:00Z"

/* RFC 3339, of the years from 1970 to 9999. Days since 0000-03-01 count in eras of 400 years; months
 * from March on have their lengths in a pattern of five. */
static void psc_put_timestamp(uint8_t at[sizeof PSC_TIMESTAMP - 1], psc_time time) {
    const int64_t seconds = time / PSC_TIME_SECOND;
    const int64_t days = seconds / 86400 + 719468;
    const int64_t era = days / 146097;
    const int64_t day_of_era = days % 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted = (5 * day_of_year + 2) / 153; /* 0: March */
    memcpy(at, PSC_TIMESTAMP, sizeof PSC_TIMESTAMP - 1);
    psc_put_digits(at, 400 * era + year_of_era + shifted / 10, 4);
    psc_put_digits(at + 5, (shifted + 2) % 12 + 1, 2);
    psc_put_digits(at + 8, day_of_year - (153 * shifted + 2) / 5 + 1, 2);
    psc_put_digits(at + 11, seconds / 3600 % 24, 2);
    psc_put_digits(at + 14, seconds / 60 % 60, 2);
    psc_put_digits(at + 17, seconds % 60, 2);
}

/* As the official command line names its own. */
#define PSC_RECOVERY_LABEL "recovery-" PSC_TIMESTAMP

static psc_status psc_recovery_label(psc_bytes *label, psc_flow *flow) {
    if (flow->now < 0 || flow->now >= 253402300800 * PSC_TIME_SECOND) {
        *label = PSC_BYTES_LIT("recovery"); /* a clock beyond has no such form */
        return PSC_OK;
    }
    uint8_t text[] = PSC_RECOVERY_LABEL;
    const size_t len = sizeof text - 1;
    psc_put_timestamp(text + len - (sizeof PSC_TIMESTAMP - 1), flow->now);
    return psc_bytes_copy(label, &flow->state, (psc_bytes) {text, len});
}

static bool psc_fits_file_name(uint8_t byte) {
    return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

/* Any file system takes it: each character of `organization` that some do not is '_'. */
static psc_status psc_recovery_name(psc_bytes *name, psc_arena *arena, psc_bytes start,
                                    psc_bytes organization, psc_bytes end) {
    uint8_t *text;
    PSC_TRY(PSC_TAKE(&text, arena, start.len + organization.len + end.len));
    memcpy(text, start.at, start.len);
    size_t len = start.len;
    for (size_t i = 0; i < organization.len; i++) {
        const uint8_t byte = organization.at[i];
        const bool continues = (byte & 0xc0) == 0x80;
        if (!continues) {
            text[len++] = psc_fits_file_name(byte) ? byte : '_';
        }
    }
    memcpy(text + len, end.at, end.len);
    *name = (psc_bytes) {text, len + end.len};
    return PSC_OK;
}

/* ------------------------------------------------------------------------------------- creating */

static psc_status psc_recovery_fill_question(psc_recovery *recovery) {
    psc_arena *arena = &recovery->flow.state;
    psc_question_recovery_file *question = &recovery->question;
    question->organization = recovery->device->local.organization_id;
    PSC_TRY(psc_recovery_name(&question->name, arena, PSC_BYTES_LIT("Parsec_Recovery_File_"),
                              question->organization, PSC_BYTES_LIT(".psrk")));
    return psc_recovery_name(&question->key_name, arena, PSC_BYTES_LIT("Parsec_Recovery_Code_"),
                             question->organization, PSC_BYTES_LIT(".txt"));
}

/* The file is sealed before its device is asked for: a device that is created has one. */
static psc_status psc_recovery_begin(psc_recovery *recovery) {
    psc_flow *flow = &recovery->flow;
    psc_sibling *sibling = &recovery->sibling;
    psc_bytes label;
    PSC_TRY(psc_recovery_label(&label, flow));
    PSC_TRY(
        psc_sibling_make(sibling, flow, recovery->device, label, PSC_PURPOSE_PASSPHRASE_RECOVERY));
    recovery->device_id = sibling->local.device_id;
    recovery->access.kind = PSC_DEVICE_FILE_RECOVERY;
    PSC_TRY(psc_host_random(flow->host, recovery->access.key, sizeof recovery->access.key));
    PSC_TRY(psc_device_file_seal(&recovery->question.file, &flow->state, flow->host,
                                 &sibling->local, &recovery->access, flow->now, flow->now));
    PSC_TRY(psc_recovery_fill_question(recovery));
    return psc_sibling_create(sibling, &psc_recovery_sibling_states);
}

static psc_status psc_recovery_ask(psc_recovery *recovery, psc_status rejected) {
    psc_flow *flow = &recovery->flow;
    psc_buf text;
    psc_buf_init(&text, &flow->scratch);
    PSC_TRY(psc_recovery_key_write(&text, recovery->access.key));
    recovery->question.rejected = (int) rejected;
    const psc_question question = {
        .kind = PSC_QUESTION_RECOVERY_FILE,
        .as.recovery_file = recovery->question,
    };
    PSC_TRY(psc_flow_ask_showing(NULL, flow, &question, psc_buf_view(&text), 0));
    psc_wipe(text.at, text.capacity);
    flow->awaited = PSC_RECOVERY_AWAIT_LOADED_BACK;
    return PSC_OK;
}

static psc_status psc_recovery_created(psc_recovery *recovery, const psc_event *event) {
    int outcome;
    PSC_TRY(psc_sibling_event(&outcome, &recovery->sibling, event));
    switch ((psc_sibling_outcome) outcome) {
    case PSC_SIBLING_NOTHING:
        return PSC_OK;
    case PSC_SIBLING_TERMS: /* shown wherever the device is open */
        return psc_sibling_fail_terms(&recovery->sibling);
    case PSC_SIBLING_CREATED:
        break;
    }
    psc_sibling_forget(&recovery->sibling);
    return psc_recovery_ask(recovery, PSC_OK);
}

/* ---------------------------------------------------------------------------------- loaded back */

static psc_status psc_recovery_open(psc_recovery *recovery, psc_arena *work,
                                    const psc_device_file *file, const psc_access *access) {
    psc_local_device local;
    psc_status status = psc_device_file_open(&local, work, file, access);
    if (status == PSC_OK && !psc_device_file_is_of(file, &local)) {
        status = PSC_ERR_DEVICE_FILE;
    }
    if (status == PSC_OK && !psc_uuid_equal(&local.device_id, &recovery->device_id)) {
        status = PSC_ERR_MISMATCH;
    }
    psc_wipe(&local, sizeof local);
    return status == PSC_ERR_DEVICE_FILE ? PSC_ERR_RECOVERY_FILE : status;
}

/* PSC_OK when what was loaded leads back to the device of this file, else what is wrong with it. */
static psc_status psc_recovery_check(psc_recovery *recovery, const psc_event *event) {
    psc_flow *flow = &recovery->flow;
    const psc_bytes bytes = event->as.answer.file;
    psc_device_file file;
    psc_status status = bytes.len > PSC_DEVICE_FILE_MAX
                            ? PSC_ERR_RECOVERY_FILE
                            : psc_device_file_read(&file, &flow->scratch, bytes);
    if (status != PSC_OK || file.kind != PSC_DEVICE_FILE_RECOVERY) {
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_RECOVERY_FILE;
    }
    psc_access access = {.kind = PSC_DEVICE_FILE_RECOVERY};
    status = psc_recovery_key_read(access.key, &flow->host->allocator, event->secret);
    psc_arena work;
    psc_arena_init(&work, &flow->host->allocator);
    if (status == PSC_OK) {
        status = psc_recovery_open(recovery, &work, &file, &access);
    }
    psc_arena_free(&work);
    psc_access_wipe(&access);
    return status;
}

static psc_status psc_recovery_loaded_back(psc_recovery *recovery, const psc_event *event) {
    if (event->as.answer.kind != PSC_ANSWER_RECOVERY_FILE) {
        return PSC_ERR_STATE;
    }
    const psc_status status = psc_recovery_check(recovery, event);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK) {
        return psc_recovery_ask(recovery, status);
    }
    psc_access_wipe(&recovery->access);
    return psc_flow_finish(&recovery->flow, &(psc_result) {.kind = PSC_RESULT_NOTHING});
}

/* ----------------------------------------------------------------------------------------- flow */

/* Given up after it was created, it is one more device that nobody has: it does no harm. */
static psc_status psc_recovery_step(psc_flow *flow, const psc_event *event,
                                    const psc_pending *answered) {
    (void) answered;
    psc_recovery *recovery = (psc_recovery *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    switch ((psc_recovery_state) flow->awaited) {
    case PSC_RECOVERY_AWAIT_BEGIN:
        return psc_recovery_begin(recovery);
    case PSC_RECOVERY_AWAIT_CREATED:
    case PSC_RECOVERY_AWAIT_PROBE:
        return psc_recovery_created(recovery, event);
    case PSC_RECOVERY_AWAIT_LOADED_BACK:
        return event->kind == PSC_EVENT_HURRY ? PSC_OK : psc_recovery_loaded_back(recovery, event);
    }
    return PSC_ERR_STATE;
}

static void psc_recovery_close(psc_flow *flow) {
    psc_device_release(((psc_recovery *) flow)->device);
}

static const psc_flow_class psc_recovery_class = {
    .name = "recovery",
    .states = psc_recovery_states,
    .size = sizeof(psc_recovery),
    .step = psc_recovery_step,
    .close = psc_recovery_close,
};

psc_status psc_recovery_new(psc_flow **flow, const psc_host *host,
                            const psc_recovery_options *options) {
    PSC_TRY(psc_flow_make(flow, host, &psc_recovery_class));
    psc_recovery *recovery = (psc_recovery *) *flow;
    psc_device_retain(options->device);
    recovery->device = options->device;
    return PSC_OK;
}
