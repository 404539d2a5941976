// SPDX-License-Identifier: MPL-2.0
#include "schema/types.h"

#include <string.h>

#include "codec/address.h"
#include "schema/table.h"

#define PSC_HUMAN_LABEL_MAX 254u
#define PSC_DEVICE_LABEL_MAX 255u
/* Parsec sets no limit; mail does (RFC 5321 §4.5.3.1.3, a path without its brackets). */
#define PSC_EMAIL_MAX 254u
#define PSC_SERVICE_LABEL_MAX 255u

static const char *const psc_profiles[] = {"ADMIN", "STANDARD", "OUTSIDER"};
const psc_names psc_profile_names = {psc_profiles, PSC_COUNT(psc_profiles), PSC_OK};

static const char *const psc_cancel_reasons[] = {
    "MANUALLY_CANCELLED",     "INVALID_NONCE_HASH",       "INVALID_SAS_CODE",
    "UNDECIPHERABLE_PAYLOAD", "UNDESERIALIZABLE_PAYLOAD", "INCONSISTENT_PAYLOAD",
    "AUTOMATICALLY_CANCELLED"};
const psc_names psc_cancel_reason_names = {psc_cancel_reasons, PSC_COUNT(psc_cancel_reasons),
                                           PSC_OK};

static const char *const psc_sides[] = {"GREETER", "CLAIMER"};
const psc_names psc_side_names = {psc_sides, PSC_COUNT(psc_sides), PSC_OK};

static const char *const psc_invitation_statuses[] = {"PENDING", "FINISHED", "CANCELLED"};
const psc_names psc_invitation_status_names = {psc_invitation_statuses,
                                               PSC_COUNT(psc_invitation_statuses), PSC_OK};

static const char *const psc_email_sents[] = {"SUCCESS", "SERVER_UNAVAILABLE", "RECIPIENT_REFUSED"};
const psc_names psc_email_sent_names = {psc_email_sents, PSC_COUNT(psc_email_sents), PSC_OK};

static const char *const psc_device_purposes[] = {"STANDARD", "SHAMIR_RECOVERY",
                                                  "PASSPHRASE_RECOVERY", "REGISTRATION"};
const psc_names psc_device_purpose_names = {psc_device_purposes, PSC_COUNT(psc_device_purposes),
                                            PSC_OK};

static psc_status psc_organization_value_check(psc_bytes organization) {
    return psc_organization_check(organization) == PSC_OK ? PSC_OK : PSC_ERR_VALUE;
}

const psc_rule psc_device_label_rule = {psc_device_label_check};
const psc_rule psc_given_email_rule = {psc_given_email_check};
const psc_rule psc_organization_rule = {psc_organization_value_check};
const psc_rule psc_service_label_rule = {psc_service_label_check};
const psc_type psc_text_type = {PSC_KIND_STR, sizeof(psc_bytes), NULL};
const psc_type psc_blob_type = {PSC_KIND_BIN, sizeof(psc_bytes), NULL};

psc_status psc_device_label_check(psc_bytes label) {
    return label.len >= 1 && label.len <= PSC_DEVICE_LABEL_MAX && psc_utf8_valid(label)
               ? PSC_OK
               : PSC_ERR_VALUE;
}

psc_status psc_human_label_check(psc_bytes label) {
    if (label.len < 1 || label.len > PSC_HUMAN_LABEL_MAX || !psc_utf8_valid(label)) {
        return PSC_ERR_VALUE;
    }
    static const char forbidden[] = "<>@,:;\\\"[]";
    for (size_t i = 0; i < label.len; i++) {
        if (memchr(forbidden, label.at[i], sizeof forbidden - 1) != NULL) {
            return PSC_ERR_VALUE;
        }
    }
    return PSC_OK;
}

/* An external service signs invitations with its name, which Parsec does not limit. */
psc_status psc_service_label_check(psc_bytes label) {
    return label.len <= PSC_SERVICE_LABEL_MAX && psc_utf8_valid(label) ? PSC_OK : PSC_ERR_VALUE;
}

psc_status psc_given_email_check(psc_bytes email) {
    bool at_sign = false;
    for (size_t i = 0; i < email.len; i++) {
        if (email.at[i] >= 0x80) {
            return PSC_ERR_VALUE;
        }
        at_sign = at_sign || email.at[i] == '@';
    }
    return at_sign ? PSC_OK : PSC_ERR_VALUE;
}

psc_status psc_human_handle_check(const psc_human_handle *handle) {
    PSC_TRY(psc_given_email_check(handle->email));
    return psc_human_label_check(handle->label);
}

static bool psc_is_atom_char(uint8_t c) {
    static const char special[] = "!#$%&'*+-/=?^_`{|}~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           memchr(special, c, sizeof special - 1) != NULL;
}

/* Atoms between dots; none is empty, and Parsec wants no '-' at either end of one. */
static bool psc_is_dot_atom(psc_bytes text) {
    uint8_t before = '.';
    for (size_t i = 0; i < text.len; i++) {
        const uint8_t c = text.at[i];
        if (c == '.' ? before == '.' || before == '-'
                     : !psc_is_atom_char(c) || (c == '-' && before == '.')) {
            return false;
        }
        before = c;
    }
    return before != '.' && before != '-';
}

psc_status psc_email_check(psc_bytes email) {
    const uint8_t *at_sign = email.len == 0 ? NULL : memchr(email.at, '@', email.len);
    if (at_sign == NULL || email.len > PSC_EMAIL_MAX) {
        return PSC_ERR_VALUE;
    }
    const psc_bytes local = {email.at, (size_t) (at_sign - email.at)};
    const psc_bytes domain = {at_sign + 1, email.len - local.len - 1};
    /* The domain of the placeholders in redacted certificates. */
    if (psc_bytes_equal_text(domain, "redacted.invalid")) {
        return PSC_ERR_VALUE;
    }
    return psc_is_dot_atom(local) && psc_is_dot_atom(domain) ? PSC_OK : PSC_ERR_VALUE;
}
