// SPDX-License-Identifier: MPL-2.0
/* Commands and replies of the RPC families (protocol.md §3). A request is a record tagged by "cmd"; a reply is an open union by
 * "status", named psc_<command>_reply, whose tag values are PSC_<COMMAND>_<STATUS> and whose `unknown` keeps a status that this
 * client does not know. */
#ifndef PSC_SCHEMA_PROTOCOL_H
#define PSC_SCHEMA_PROTOCOL_H

#include "schema/types.h"

/* ---- statuses with a body that several commands share */
typedef struct psc_ballpark {
    double ballpark_client_early_offset;
    double ballpark_client_late_offset;
    psc_time server_timestamp;
    psc_time client_timestamp;
} psc_ballpark;

typedef struct psc_greater_timestamp {
    psc_time strictly_greater_than;
} psc_greater_timestamp;

typedef struct psc_attempt_cancelled {
    int origin; /* psc_side */
    psc_time timestamp;
    int reason; /* psc_cancel_reason */
} psc_attempt_cancelled;

typedef struct psc_attempt_id {
    psc_uuid greeting_attempt;
} psc_attempt_id;

/* ---- invitation_created_by, by "type"; open: a new kind of inviter must not hide an invitation */
typedef enum psc_inviter_tag { PSC_INVITER_USER, PSC_INVITER_EXTERNAL_SERVICE } psc_inviter_tag;
typedef struct psc_inviter {
    int tag;
    psc_bytes unknown;
    struct {
        psc_uuid user_id;
        psc_human_handle human_handle;
    } user;
    struct {
        psc_bytes service_label;
    } external_service;
} psc_inviter;

/* ---- greeter and claimer steps, by "step"; closed */
typedef struct psc_step {
    int number;             /* 0..8: the tag */
    uint8_t public_key[32]; /* 0, both sides */
    uint8_t hashed_nonce[32]; /* 1, claimer */
    psc_bytes nonce;          /* 2 greeter ("greeter_nonce"), 3 claimer ("claimer_nonce"): 64 bytes by convention, checked by the flow */
    psc_bytes payload;        /* 6 claimer ("claimer_payload"), 7 greeter ("greeter_payload") */
} psc_step;
extern const psc_union psc_greeter_step_union;
extern const psc_union psc_claimer_step_union;

/* ---- anonymous: organization_bootstrap */
typedef struct psc_organization_bootstrap_request {
    psc_bytes bootstrap_token; /* absent: spontaneous; else 16 bytes */
    uint8_t root_verify_key[32];
    psc_bytes user_certificate;
    psc_bytes device_certificate;
    psc_bytes redacted_user_certificate;
    psc_bytes redacted_device_certificate;
    psc_bytes sequester_authority_certificate; /* may be absent */
} psc_organization_bootstrap_request;
typedef enum psc_organization_bootstrap_tag {
    PSC_ORGANIZATION_BOOTSTRAP_OK,
    PSC_ORGANIZATION_BOOTSTRAP_INVALID_CERTIFICATE,
    PSC_ORGANIZATION_BOOTSTRAP_ALREADY_BOOTSTRAPPED,
    PSC_ORGANIZATION_BOOTSTRAP_INVALID_TOKEN,
    PSC_ORGANIZATION_BOOTSTRAP_BALLPARK
} psc_organization_bootstrap_tag;
typedef struct psc_organization_bootstrap_reply {
    int tag;
    psc_bytes unknown;
    psc_ballpark ballpark;
} psc_organization_bootstrap_reply;
extern const psc_record psc_organization_bootstrap_request_record;
extern const psc_union psc_organization_bootstrap_reply_union;

/* ---- anonymous_server: server_config (as far as this client uses it) */
typedef enum psc_server_config_tag { PSC_SERVER_CONFIG_OK } psc_server_config_tag;
typedef enum psc_bootstrap_mode { PSC_BOOTSTRAP_WITH_TOKEN, PSC_BOOTSTRAP_SPONTANEOUS } psc_bootstrap_mode;
/* A way to sign on: what the server calls it ("PRO_CONNECT", "HEXAGONE", whatever comes), and where OpenBao has it ("auth/…"). */
typedef struct psc_openbao_auth {
    psc_bytes id;
    psc_bytes mount_path;
} psc_openbao_auth;
/* Open: what another kind of configuration means is not known here. */
typedef enum psc_openbao_tag { PSC_OPENBAO_DISABLED, PSC_OPENBAO_ENABLED } psc_openbao_tag;
typedef enum psc_openbao_secret_tag { PSC_OPENBAO_SECRET_KV2 } psc_openbao_secret_tag;
typedef struct psc_openbao_secret {
    int tag;
    psc_bytes unknown;
    struct {
        psc_bytes mount_path;
    } kv2;
} psc_openbao_secret;
typedef struct psc_openbao_config {
    int tag;
    psc_bytes unknown;
    struct {
        psc_bytes server_url; /* as its administrator wrote it: perhaps without a scheme */
        psc_openbao_secret secret;
        psc_bytes transit_mount_path; /* absent before revision 5.4: nothing can be signed then */
        psc_list auths;               /* of psc_openbao_auth */
    } enabled;
} psc_openbao_config;
typedef struct psc_server_config_reply {
    int tag;
    psc_bytes unknown;
    struct {
        int organization_bootstrap; /* psc_bootstrap_mode */
        psc_openbao_config openbao;
        psc_list advisory_device_file_protection; /* of psc_bytes; may be absent */
    } ok;
} psc_server_config_reply;
extern const psc_record psc_server_config_request_record; /* no field: pass any pointer */
extern const psc_union psc_server_config_reply_union;

/* ---- one-time codes (protocol.md §3.5, §3.9, §7.4): anonymous totp_fetch_opaque_key; totp_setup_get_secret and totp_setup_confirm, both
 * authenticated, and anonymous with the token of a reset link; authenticated totp_create_opaque_key */
#define PSC_OPAQUE_KEY_BYTES 32u
typedef struct psc_totp_fetch_request {
    psc_uuid user_id;
    psc_uuid opaque_key_id;
    psc_bytes one_time_password;
} psc_totp_fetch_request;
typedef enum psc_totp_fetch_tag {
    PSC_TOTP_FETCH_OK,
    PSC_TOTP_FETCH_INVALID, /* the code; also for whoever is removed or suspended, or has no set-up code */
    PSC_TOTP_FETCH_THROTTLED
} psc_totp_fetch_tag;
typedef struct psc_totp_fetch_reply {
    int tag;
    psc_bytes unknown;
    struct {
        uint8_t opaque_key[PSC_OPAQUE_KEY_BYTES];
    } ok;
    struct {
        psc_time wait_until;
    } throttled;
} psc_totp_fetch_reply;
extern const psc_record psc_totp_fetch_request_record;
extern const psc_union psc_totp_fetch_reply_union;

/* Of the anonymous commands; the authenticated ones have less. */
typedef struct psc_totp_setup_request {
    psc_uuid user_id;
    uint8_t token[PSC_TOKEN_BYTES];
    psc_bytes one_time_password; /* confirm only */
} psc_totp_setup_request;
typedef enum psc_totp_secret_tag {
    PSC_TOTP_SECRET_OK,
    PSC_TOTP_SECRET_ALREADY_SETUP, /* authenticated */
    PSC_TOTP_SECRET_BAD_TOKEN      /* anonymous */
} psc_totp_secret_tag;
typedef struct psc_totp_secret_reply {
    int tag;
    psc_bytes unknown;
    struct {
        psc_bytes totp_secret;
    } ok;
} psc_totp_secret_reply;
typedef enum psc_totp_confirm_tag {
    PSC_TOTP_CONFIRM_OK,
    PSC_TOTP_CONFIRM_INVALID,
    PSC_TOTP_CONFIRM_ALREADY_SETUP, /* authenticated */
    PSC_TOTP_CONFIRM_BAD_TOKEN      /* anonymous */
} psc_totp_confirm_tag;
typedef struct psc_totp_confirm_reply {
    int tag;
    psc_bytes unknown;
} psc_totp_confirm_reply;
extern const psc_record psc_totp_secret_request_record; /* authenticated: no field, pass any pointer */
extern const psc_record psc_totp_reset_secret_request_record;
extern const psc_union psc_totp_secret_reply_union;
extern const psc_record psc_totp_confirm_request_record;
extern const psc_record psc_totp_reset_confirm_request_record;
extern const psc_union psc_totp_confirm_reply_union;

typedef enum psc_totp_create_tag { PSC_TOTP_CREATE_OK } psc_totp_create_tag;
typedef struct psc_totp_create_reply {
    int tag;
    psc_bytes unknown;
    struct {
        psc_uuid opaque_key_id;
        uint8_t opaque_key[PSC_OPAQUE_KEY_BYTES];
    } ok;
} psc_totp_create_reply;
extern const psc_record psc_totp_create_request_record; /* no field: pass any pointer */
extern const psc_union psc_totp_create_reply_union;

/* ---- invited: invite_info */
typedef enum psc_invite_info_tag { PSC_INVITE_INFO_OK } psc_invite_info_tag;
typedef struct psc_administrator {
    psc_uuid user_id;
    psc_human_handle human_handle;
    psc_bytes online_status; /* a hint at most, any text is tolerated */
    bool has_last_greeting_attempt_joined_on;
    psc_time last_greeting_attempt_joined_on;
} psc_administrator;
typedef struct psc_invitation_info {
    int type; /* psc_invitation_type */
    psc_inviter created_by;
    psc_bytes claimer_email;       /* USER */
    psc_list administrators;       /* USER: of psc_administrator */
    psc_uuid claimer_user_id;      /* DEVICE, SHAMIR_RECOVERY */
    psc_human_handle claimer_human_handle;
} psc_invitation_info;
typedef struct psc_invite_info_reply {
    int tag;
    psc_bytes unknown;
    psc_invitation_info ok; /* "type" and its fields stand beside "status" */
} psc_invite_info_reply;
extern const psc_record psc_invite_info_request_record;
extern const psc_union psc_invite_info_reply_union;

/* ---- invited: greeting attempt of the claimer */
typedef struct psc_claimer_start_request {
    psc_uuid greeter;
} psc_claimer_start_request;
typedef enum psc_claimer_start_tag {
    PSC_CLAIMER_START_OK,
    PSC_CLAIMER_START_GREETER_NOT_FOUND,
    PSC_CLAIMER_START_GREETER_REVOKED,
    PSC_CLAIMER_START_GREETER_NOT_ALLOWED
} psc_claimer_start_tag;
typedef struct psc_claimer_start_reply {
    int tag;
    psc_bytes unknown;
    psc_attempt_id ok;
} psc_claimer_start_reply;
extern const psc_record psc_claimer_start_request_record;
extern const psc_union psc_claimer_start_reply_union;

typedef struct psc_claimer_step_request {
    psc_uuid greeting_attempt;
    psc_step claimer_step;
} psc_claimer_step_request;
typedef enum psc_claimer_step_tag {
    PSC_CLAIMER_STEP_OK,
    PSC_CLAIMER_STEP_NOT_READY,
    PSC_CLAIMER_STEP_GREETER_REVOKED,
    PSC_CLAIMER_STEP_GREETER_NOT_ALLOWED,
    PSC_CLAIMER_STEP_ATTEMPT_NOT_FOUND,
    PSC_CLAIMER_STEP_ATTEMPT_NOT_JOINED,
    PSC_CLAIMER_STEP_ATTEMPT_CANCELLED,
    PSC_CLAIMER_STEP_TOO_ADVANCED,
    PSC_CLAIMER_STEP_MISMATCH
} psc_claimer_step_tag;
typedef struct psc_claimer_step_reply {
    int tag;
    psc_bytes unknown;
    struct {
        psc_step greeter_step;
    } ok;
    psc_attempt_cancelled cancelled;
} psc_claimer_step_reply;
extern const psc_record psc_claimer_step_request_record;
extern const psc_union psc_claimer_step_reply_union;

typedef struct psc_cancel_attempt_request {
    psc_uuid greeting_attempt;
    int reason; /* psc_cancel_reason */
} psc_cancel_attempt_request;
/* Cancelling is best effort: any status is accepted. */
typedef enum psc_cancel_attempt_tag { PSC_CANCEL_ATTEMPT_OK } psc_cancel_attempt_tag;
typedef struct psc_cancel_attempt_reply {
    int tag;
    psc_bytes unknown;
} psc_cancel_attempt_reply;
extern const psc_record psc_claimer_cancel_request_record;
extern const psc_record psc_greeter_cancel_request_record;
extern const psc_union psc_cancel_attempt_reply_union;

/* ---- authenticated: greeting attempt of the greeter */
typedef struct psc_token_request {
    uint8_t token[PSC_TOKEN_BYTES];
} psc_token_request;
typedef enum psc_greeter_start_tag {
    PSC_GREETER_START_OK,
    PSC_GREETER_START_INVITATION_NOT_FOUND,
    PSC_GREETER_START_INVITATION_COMPLETED,
    PSC_GREETER_START_INVITATION_CANCELLED,
    PSC_GREETER_START_AUTHOR_NOT_ALLOWED
} psc_greeter_start_tag;
typedef struct psc_greeter_start_reply {
    int tag;
    psc_bytes unknown;
    psc_attempt_id ok;
} psc_greeter_start_reply;
extern const psc_record psc_greeter_start_request_record; /* psc_token_request */
extern const psc_union psc_greeter_start_reply_union;

typedef struct psc_greeter_step_request {
    psc_uuid greeting_attempt;
    psc_step greeter_step;
} psc_greeter_step_request;
typedef enum psc_greeter_step_tag {
    PSC_GREETER_STEP_OK,
    PSC_GREETER_STEP_NOT_READY,
    PSC_GREETER_STEP_INVITATION_COMPLETED,
    PSC_GREETER_STEP_INVITATION_CANCELLED,
    PSC_GREETER_STEP_AUTHOR_NOT_ALLOWED,
    PSC_GREETER_STEP_ATTEMPT_NOT_FOUND,
    PSC_GREETER_STEP_ATTEMPT_NOT_JOINED,
    PSC_GREETER_STEP_ATTEMPT_CANCELLED,
    PSC_GREETER_STEP_TOO_ADVANCED,
    PSC_GREETER_STEP_MISMATCH
} psc_greeter_step_tag;
typedef struct psc_greeter_step_reply {
    int tag;
    psc_bytes unknown;
    struct {
        psc_step claimer_step;
    } ok;
    psc_attempt_cancelled cancelled;
} psc_greeter_step_reply;
extern const psc_record psc_greeter_step_request_record;
extern const psc_union psc_greeter_step_reply_union;

/* ---- authenticated: invitations */
typedef struct psc_invite_new_user_request {
    psc_bytes claimer_email;
    bool send_email;
} psc_invite_new_user_request;
typedef enum psc_invite_new_user_tag {
    PSC_INVITE_NEW_USER_OK,
    PSC_INVITE_NEW_USER_AUTHOR_NOT_ALLOWED,
    PSC_INVITE_NEW_USER_ALREADY_ENROLLED
} psc_invite_new_user_tag;
typedef struct psc_invite_new_user_reply {
    int tag;
    psc_bytes unknown;
    struct {
        uint8_t token[PSC_TOKEN_BYTES];
        int email_sent; /* psc_email_sent */
    } ok;
} psc_invite_new_user_reply;
extern const psc_record psc_invite_new_user_request_record;
extern const psc_union psc_invite_new_user_reply_union;

typedef struct psc_invite_new_device_request {
    bool send_email;
} psc_invite_new_device_request;
typedef enum psc_invite_new_device_tag { PSC_INVITE_NEW_DEVICE_OK } psc_invite_new_device_tag;
typedef struct psc_invite_new_device_reply {
    int tag;
    psc_bytes unknown;
    struct {
        uint8_t token[PSC_TOKEN_BYTES];
        int email_sent; /* psc_email_sent */
    } ok;
} psc_invite_new_device_reply;
extern const psc_record psc_invite_new_device_request_record;
extern const psc_union psc_invite_new_device_reply_union;

typedef struct psc_invitation_item {
    int type; /* psc_invitation_type, or PSC_VARIANT_UNKNOWN: listed by a newer server, skipped by us */
    psc_bytes unknown;
    uint8_t token[PSC_TOKEN_BYTES];
    psc_time created_on;
    psc_inviter created_by;
    int status;              /* psc_invitation_status */
    psc_bytes claimer_email; /* USER */
} psc_invitation_item;
typedef enum psc_invite_list_tag { PSC_INVITE_LIST_OK } psc_invite_list_tag;
typedef struct psc_invite_list_reply {
    int tag;
    psc_bytes unknown;
    struct {
        psc_list invitations; /* of psc_invitation_item */
    } ok;
} psc_invite_list_reply;
extern const psc_record psc_invite_list_request_record;
extern const psc_union psc_invite_list_reply_union;

typedef enum psc_invite_cancel_tag {
    PSC_INVITE_CANCEL_OK,
    PSC_INVITE_CANCEL_NOT_FOUND,
    PSC_INVITE_CANCEL_AUTHOR_NOT_ALLOWED,
    PSC_INVITE_CANCEL_COMPLETED,
    PSC_INVITE_CANCEL_ALREADY_CANCELLED
} psc_invite_cancel_tag;
typedef struct psc_invite_cancel_reply {
    int tag;
    psc_bytes unknown;
} psc_invite_cancel_reply;
extern const psc_record psc_invite_cancel_request_record; /* psc_token_request */
extern const psc_union psc_invite_cancel_reply_union;

typedef enum psc_invite_complete_tag {
    PSC_INVITE_COMPLETE_OK,
    PSC_INVITE_COMPLETE_NOT_FOUND,
    PSC_INVITE_COMPLETE_AUTHOR_NOT_ALLOWED,
    PSC_INVITE_COMPLETE_ALREADY_COMPLETED,
    PSC_INVITE_COMPLETE_CANCELLED
} psc_invite_complete_tag;
typedef struct psc_invite_complete_reply {
    int tag;
    psc_bytes unknown;
} psc_invite_complete_reply;
extern const psc_record psc_invite_complete_request_record; /* psc_token_request */
extern const psc_union psc_invite_complete_reply_union;

/* ---- authenticated: user_create, device_create */
typedef struct psc_user_create_request {
    psc_bytes user_certificate;
    psc_bytes device_certificate;
    psc_bytes redacted_user_certificate;
    psc_bytes redacted_device_certificate;
} psc_user_create_request;
typedef enum psc_user_create_tag {
    PSC_USER_CREATE_OK,
    PSC_USER_CREATE_AUTHOR_NOT_ALLOWED,
    PSC_USER_CREATE_USERS_LIMIT,
    PSC_USER_CREATE_USER_EXISTS,
    PSC_USER_CREATE_HANDLE_TAKEN,
    PSC_USER_CREATE_INVALID_CERTIFICATE,
    PSC_USER_CREATE_BALLPARK,
    PSC_USER_CREATE_GREATER_TIMESTAMP
} psc_user_create_tag;
typedef struct psc_user_create_reply {
    int tag;
    psc_bytes unknown;
    psc_ballpark ballpark;
    psc_greater_timestamp greater;
} psc_user_create_reply;
extern const psc_record psc_user_create_request_record;
extern const psc_union psc_user_create_reply_union;

typedef struct psc_device_create_request {
    psc_bytes device_certificate;
    psc_bytes redacted_device_certificate;
} psc_device_create_request;
typedef enum psc_device_create_tag {
    PSC_DEVICE_CREATE_OK,
    PSC_DEVICE_CREATE_INVALID_CERTIFICATE,
    PSC_DEVICE_CREATE_DEVICE_EXISTS,
    PSC_DEVICE_CREATE_BALLPARK,
    PSC_DEVICE_CREATE_GREATER_TIMESTAMP
} psc_device_create_tag;
typedef struct psc_device_create_reply {
    int tag;
    psc_bytes unknown;
    psc_ballpark ballpark;
    psc_greater_timestamp greater;
} psc_device_create_reply;
extern const psc_record psc_device_create_request_record;
extern const psc_union psc_device_create_reply_union;

/* ---- authenticated: user_update, user_revoke: one certificate, and the same answers but for what the server calls it when there is
 * nothing left to change */
typedef struct psc_user_change_request {
    psc_bytes certificate;
} psc_user_change_request;
typedef enum psc_user_change_tag {
    PSC_USER_CHANGE_OK,
    PSC_USER_CHANGE_ALREADY_SO, /* user_update: "user_no_changes", user_revoke: "user_already_revoked" */
    PSC_USER_CHANGE_AUTHOR_NOT_ALLOWED,
    PSC_USER_CHANGE_NOT_FOUND,
    PSC_USER_CHANGE_INVALID_CERTIFICATE,
    PSC_USER_CHANGE_BALLPARK,
    PSC_USER_CHANGE_GREATER_TIMESTAMP,
    PSC_USER_CHANGE_REVOKED /* user_update only */
} psc_user_change_tag;
typedef struct psc_user_change_reply {
    int tag;
    psc_bytes unknown;
    psc_ballpark ballpark;
    psc_greater_timestamp greater;
} psc_user_change_reply;
extern const psc_record psc_user_update_request_record;
extern const psc_record psc_user_revoke_request_record;
extern const psc_union psc_user_update_reply_union;
extern const psc_union psc_user_revoke_reply_union;

/* ---- authenticated: certificate_get */
typedef struct psc_certificate_get_request {
    bool has_common_after;
    psc_time common_after;
    /* sequester_after and shamir_recovery_after are written as nil, realm_after as an empty map: this client reads the common
     * topic only, for now. */
} psc_certificate_get_request;
typedef enum psc_certificate_get_tag { PSC_CERTIFICATE_GET_OK } psc_certificate_get_tag;
typedef struct psc_certificate_get_reply {
    int tag;
    psc_bytes unknown;
    struct {
        psc_list common_certificates; /* of psc_bytes */
    } ok;
} psc_certificate_get_reply;
psc_status psc_certificate_get_request_write(psc_buf *out, const psc_certificate_get_request *request) PSC_CHECK_RESULT;
extern const psc_union psc_certificate_get_reply_union;

/* ---- join requests (protocol.md §3.5, §3.9, §7.3): async_enrollment_submit, _info, _cancel, anonymous; _list, _accept, _reject,
 * authenticated. Who signed a payload, by "type"; open: a request of another kind must not hide the others. */
typedef enum psc_identity_tag { PSC_IDENTITY_PKI, PSC_IDENTITY_OPENBAO } psc_identity_tag;
typedef struct psc_payload_signature {
    int tag; /* psc_identity_tag, or PSC_VARIANT_UNKNOWN. Of PKI nothing else is read: this client cannot judge it */
    psc_bytes unknown;
    struct {
        psc_bytes signature; /* OpenBao's own text */
        psc_bytes entity_id; /* submitter_openbao_entity_id, or accepter_openbao_entity_id */
    } openbao;
} psc_payload_signature;
extern const psc_union psc_submit_signature_union;
extern const psc_union psc_accept_signature_union;

typedef struct psc_async_submit_request {
    psc_uuid enrollment_id; /* ours: made for this request */
    bool force;             /* takes the place of a pending one of the same e-mail */
    psc_bytes submit_payload;
    psc_payload_signature submit_payload_signature;
} psc_async_submit_request;
typedef enum psc_async_submit_tag {
    PSC_ASYNC_SUBMIT_OK,
    PSC_ASYNC_SUBMIT_EMAIL_SUBMITTED,
    PSC_ASYNC_SUBMIT_EMAIL_ENROLLED,
    PSC_ASYNC_SUBMIT_ID_USED,
    PSC_ASYNC_SUBMIT_INVALID_PAYLOAD,
    PSC_ASYNC_SUBMIT_INVALID_SIGNATURE
} psc_async_submit_tag;
typedef struct psc_async_submit_reply {
    int tag;
    psc_bytes unknown;
    struct {
        psc_time submitted_on;
    } ok; /* OK, EMAIL_SUBMITTED */
} psc_async_submit_reply;
extern const psc_record psc_async_submit_request_record;
extern const psc_union psc_async_submit_reply_union;

typedef struct psc_async_id {
    psc_uuid enrollment_id;
} psc_async_id;
extern const psc_record psc_async_info_request_record;   /* psc_async_id */
extern const psc_record psc_async_cancel_request_record; /* psc_async_id */
extern const psc_record psc_async_reject_request_record; /* psc_async_id */

typedef enum psc_async_info_tag { PSC_ASYNC_INFO_OK, PSC_ASYNC_INFO_NOT_FOUND } psc_async_info_tag;
typedef enum psc_async_status {
    PSC_ASYNC_SUBMITTED,
    PSC_ASYNC_REJECTED,
    PSC_ASYNC_CANCELLED,
    PSC_ASYNC_ACCEPTED
} psc_async_status;
typedef struct psc_async_info {
    int status; /* psc_async_status */
    psc_time submitted_on;
    psc_time decided_on; /* rejected_on, cancelled_on, accepted_on */
    psc_bytes accept_payload;
    psc_payload_signature accept_payload_signature;
} psc_async_info;
typedef struct psc_async_info_reply {
    int tag;
    psc_bytes unknown;
    psc_async_info ok;
} psc_async_info_reply;
extern const psc_union psc_async_info_reply_union;

typedef enum psc_async_end_tag { /* cancel, reject */
    PSC_ASYNC_END_OK,
    PSC_ASYNC_END_NOT_FOUND,
    PSC_ASYNC_END_NO_LONGER_AVAILABLE,
    PSC_ASYNC_END_AUTHOR_NOT_ALLOWED /* reject only */
} psc_async_end_tag;
typedef struct psc_async_end_reply {
    int tag;
    psc_bytes unknown;
} psc_async_end_reply;
extern const psc_union psc_async_end_reply_union;

typedef struct psc_async_item {
    psc_uuid enrollment_id;
    psc_time submitted_on;
    psc_bytes submit_payload;
    psc_payload_signature submit_payload_signature;
} psc_async_item;
typedef enum psc_async_list_tag { PSC_ASYNC_LIST_OK, PSC_ASYNC_LIST_AUTHOR_NOT_ALLOWED } psc_async_list_tag;
typedef struct psc_async_list_reply {
    int tag;
    psc_bytes unknown;
    struct {
        psc_list enrollments; /* of psc_async_item */
    } ok;
} psc_async_list_reply;
extern const psc_record psc_async_list_request_record; /* no field: pass any pointer */
extern const psc_union psc_async_list_reply_union;

typedef struct psc_async_accept_request {
    psc_uuid enrollment_id;
    psc_bytes submitter_user_certificate;
    psc_bytes submitter_device_certificate;
    psc_bytes submitter_redacted_user_certificate;
    psc_bytes submitter_redacted_device_certificate;
    psc_bytes accept_payload;
    psc_payload_signature accept_payload_signature;
    bool send_email;
} psc_async_accept_request;
typedef enum psc_async_accept_tag {
    PSC_ASYNC_ACCEPT_OK,
    PSC_ASYNC_ACCEPT_AUTHOR_NOT_ALLOWED,
    PSC_ASYNC_ACCEPT_INVALID_CERTIFICATE,
    PSC_ASYNC_ACCEPT_INVALID_PAYLOAD,
    PSC_ASYNC_ACCEPT_INVALID_SIGNATURE,
    PSC_ASYNC_ACCEPT_SYSTEMS_MISMATCH,
    PSC_ASYNC_ACCEPT_NOT_FOUND,
    PSC_ASYNC_ACCEPT_NO_LONGER_AVAILABLE,
    PSC_ASYNC_ACCEPT_ACTIVE_USERS_LIMIT,
    PSC_ASYNC_ACCEPT_USER_EXISTS,
    PSC_ASYNC_ACCEPT_HUMAN_HANDLE_TAKEN,
    PSC_ASYNC_ACCEPT_BALLPARK,
    PSC_ASYNC_ACCEPT_GREATER_TIMESTAMP
} psc_async_accept_tag;
typedef struct psc_async_accept_reply {
    int tag;
    psc_bytes unknown;
    struct {
        int email_sent; /* psc_email_sent; SUCCESS where an older server does not say */
    } ok;
    psc_ballpark ballpark;
    psc_greater_timestamp greater;
} psc_async_accept_reply;
extern const psc_record psc_async_accept_request_record;
extern const psc_union psc_async_accept_reply_union;

/* ---- tos: tos_get, tos_accept (protocol.md §3.8) */
typedef enum psc_tos_get_tag { PSC_TOS_GET_OK, PSC_TOS_GET_NO_TOS } psc_tos_get_tag;
typedef struct psc_tos_get_reply {
    int tag;
    psc_bytes unknown;
    struct {
        psc_list per_locale_urls; /* of psc_text_pair */
        psc_time updated_on;
    } ok;
} psc_tos_get_reply;
extern const psc_record psc_tos_get_request_record; /* no field: pass any pointer */
extern const psc_union psc_tos_get_reply_union;

typedef struct psc_tos_accept_request {
    psc_time tos_updated_on; /* as tos_get said */
} psc_tos_accept_request;
typedef enum psc_tos_accept_tag {
    PSC_TOS_ACCEPT_OK,
    PSC_TOS_ACCEPT_NO_TOS,
    PSC_TOS_ACCEPT_MISMATCH
} psc_tos_accept_tag;
typedef struct psc_tos_accept_reply {
    int tag;
    psc_bytes unknown;
} psc_tos_accept_reply;
extern const psc_record psc_tos_accept_request_record;
extern const psc_union psc_tos_accept_reply_union;

/* ---- authenticated: events (protocol.md §2.2). Kinds that are not used yet are unknown, as new ones will be. */
typedef enum psc_api_event_kind {
    PSC_API_EVENT_ORGANIZATION_CONFIG,
    PSC_API_EVENT_INVITATION,
    PSC_API_EVENT_GREETING_ATTEMPT_READY,
    PSC_API_EVENT_GREETING_ATTEMPT_CANCELLED,
    PSC_API_EVENT_COMMON_CERTIFICATE,
    PSC_API_EVENT_ASYNC_ENROLLMENT /* somebody asks to join, or a request was answered or withdrawn */
} psc_api_event_kind;
typedef struct psc_organization_config {
    bool user_profile_outsider_allowed;
    bool has_active_users_limit;
    uint64_t active_users_limit;
    bool has_sse_keepalive_seconds;
    uint64_t sse_keepalive_seconds;
} psc_organization_config;
typedef struct psc_invitation_event {
    uint8_t token[PSC_TOKEN_BYTES];
    int invitation_status; /* psc_invitation_status */
} psc_invitation_event;
typedef struct psc_greeting_attempt_event {
    uint8_t token[PSC_TOKEN_BYTES];
    psc_uuid greeting_attempt;
} psc_greeting_attempt_event;
typedef struct psc_certificate_event {
    psc_time timestamp;
} psc_certificate_event;
typedef struct psc_api_event {
    int kind; /* psc_api_event_kind, or PSC_VARIANT_UNKNOWN */
    psc_bytes unknown;
    union {
        psc_organization_config organization_config;
        psc_invitation_event invitation;
        psc_greeting_attempt_event greeting_attempt;
        psc_certificate_event certificate;
    };
} psc_api_event;
typedef enum psc_events_listen_tag { PSC_EVENTS_LISTEN_OK } psc_events_listen_tag;
typedef struct psc_events_listen_reply {
    int tag;
    psc_bytes unknown;
    psc_api_event ok;
} psc_events_listen_reply;
extern const psc_union psc_events_listen_reply_union;

#endif
