// SPDX-License-Identifier: MPL-2.0
/* Enumerations shared by several messages (protocol.md §3.1). C value = index in the name table of
 * types.c. */
#ifndef PSC_SCHEMA_TYPES_H
#define PSC_SCHEMA_TYPES_H

#include "schema/schema.h"

typedef enum psc_profile {
    PSC_PROFILE_ADMIN,
    PSC_PROFILE_STANDARD,
    PSC_PROFILE_OUTSIDER
} psc_profile;

typedef enum psc_cancel_reason {
    PSC_CANCEL_MANUALLY_CANCELLED,
    PSC_CANCEL_INVALID_NONCE_HASH,
    PSC_CANCEL_INVALID_SAS_CODE,
    PSC_CANCEL_UNDECIPHERABLE_PAYLOAD,
    PSC_CANCEL_UNDESERIALIZABLE_PAYLOAD,
    PSC_CANCEL_INCONSISTENT_PAYLOAD,
    PSC_CANCEL_AUTOMATICALLY_CANCELLED
} psc_cancel_reason;

typedef enum psc_side { PSC_SIDE_GREETER, PSC_SIDE_CLAIMER } psc_side;

typedef enum psc_invitation_status {
    PSC_INVITATION_PENDING,
    PSC_INVITATION_FINISHED,
    PSC_INVITATION_CANCELLED
} psc_invitation_status;

typedef enum psc_invitation_type {
    PSC_INVITATION_USER,
    PSC_INVITATION_DEVICE,
    PSC_INVITATION_SHAMIR_RECOVERY
} psc_invitation_type;

typedef enum psc_email_sent {
    PSC_EMAIL_SENT_SUCCESS,
    PSC_EMAIL_SENT_SERVER_UNAVAILABLE,
    PSC_EMAIL_SENT_RECIPIENT_REFUSED
} psc_email_sent;

typedef enum psc_device_purpose {
    PSC_PURPOSE_STANDARD,
    PSC_PURPOSE_SHAMIR_RECOVERY,
    PSC_PURPOSE_PASSPHRASE_RECOVERY,
    PSC_PURPOSE_REGISTRATION
} psc_device_purpose;

/* What people type (formats.md §3); PSC_ERR_VALUE otherwise. A label: 1..254 bytes of UTF-8 without
 * < > @ , : ; \ " [ ]. An e-mail: dot-atom on both sides, the plain part of what Parsec accepts
 * (neither quoted names nor literal domains), at most 254 bytes. */
psc_status psc_human_label_check(psc_bytes label) PSC_CHECK_RESULT;
psc_status psc_email_check(psc_bytes email) PSC_CHECK_RESULT;
/* 1..255 bytes of UTF-8. */
psc_status psc_device_label_check(psc_bytes label) PSC_CHECK_RESULT;
/* What is read from others: a label as above; an e-mail of ASCII with an '@', since the server's own
 * grammar is wider and knows no limit (whoever has a longer one must not make a whole organization
 * unreadable; messages and certificates are bounded as such); the name of a service, at most 255
 * bytes of UTF-8. */
psc_status psc_human_handle_check(const psc_human_handle *handle) PSC_CHECK_RESULT;
psc_status psc_given_email_check(psc_bytes email) PSC_CHECK_RESULT;
psc_status psc_service_label_check(psc_bytes label) PSC_CHECK_RESULT;

extern const psc_rule psc_device_label_rule;
extern const psc_rule psc_given_email_rule;
extern const psc_rule psc_organization_rule;
extern const psc_rule psc_service_label_rule;
/* Items of lists. */
extern const psc_type psc_text_type;
extern const psc_type psc_blob_type;

extern const psc_names psc_profile_names;
extern const psc_names psc_cancel_reason_names;
extern const psc_names psc_side_names;
extern const psc_names psc_invitation_status_names;
extern const psc_names psc_email_sent_names;
extern const psc_names psc_device_purpose_names;

#endif
