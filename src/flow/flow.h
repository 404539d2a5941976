// SPDX-License-Identifier: MPL-2.0
/* The flow contract. A flow is a state machine that never performs anything: it is stepped with one event and answers with any
 * number of effects, which the host performs and answers with further events.
 *
 *     psc_flow *flow;
 *     psc_claim_new(&flow, host, &options);
 *     psc_flow_step(flow, &(psc_event){.kind = PSC_EVENT_BEGIN, .now = now});
 *     while (psc_flow_next(flow, &effect)) { perform(&effect); }     // then step again for each answer
 *     psc_flow_free(flow);
 *
 * - Every effect that awaits an answer has an id > 0; an event names the effect that it answers. Several may be outstanding.
 *   `withdraw` takes one back: the host aborts it and an answer that crossed is ignored.
 * - A `stream` stays outstanding until it is closed or withdrawn; its timeout is for the status line.
 * - A `request` with id 0 awaits no answer (cancelling an exchange, best effort): the host sends it, also when the flow has ended
 *   or the page goes away (fetch's keepalive), tries again a few times when the network fails, and steps nothing.
 * - Views in an effect live until the next psc_flow_step; the host takes the effects of a step before it steps again: until then
 *   every event is PSC_ERR_STATE.
 * - An event that does not fit (an effect never asked for, an answer of another kind, a begun flow begun again) is PSC_ERR_STATE
 *   and changes nothing. After `done` or `failed` every event is PSC_ERR_STATE: failure is sticky.
 * - PSC_EVENT_CANCEL is understood in every state: the flow tells the other side when there is one, then ends as `failed`
 *   with PSC_ERR_CANCELLED.
 * - Memory: a state arena until the end, a scratch arena wiped at the next step. Secrets leave both wiped. */
#ifndef PSC_FLOW_FLOW_H
#define PSC_FLOW_FLOW_H

#include "base/host.h"
#include "base/id.h"
#include "codec/address.h"
#include "crypto/exchange.h"
#include "crypto/stretch.h"
#include "schema/local_device.h"
#include "schema/types.h"

typedef struct psc_flow psc_flow;
/* An unlocked device: keys of one person on one device, in an arena of its own, wiped when released. */
typedef struct psc_device psc_device;

/* ------------------------------------------------------------------------------------------------ effects asked of the host */

typedef enum psc_effect_kind {
    PSC_EFFECT_REQUEST,  /* answered by RESPONSE or TRANSPORT_FAILURE; with id 0 by nothing */
    PSC_EFFECT_STREAM,   /* any number of STREAMED, then STREAM_CLOSED or TRANSPORT_FAILURE */
    PSC_EFFECT_SLEEP,    /* FIRED */
    PSC_EFFECT_STORE,    /* STORED or STORE_FAILURE */
    PSC_EFFECT_STRETCH,  /* STRETCHED or STRETCH_FAILURE */
    PSC_EFFECT_ASK,      /* ANSWER */
    PSC_EFFECT_NOTE,     /* nothing; id 0 */
    PSC_EFFECT_WITHDRAW, /* nothing; id of the effect taken back */
    PSC_EFFECT_DONE,     /* the end; id 0 */
    PSC_EFFECT_FAILED    /* the end; id 0 */
} psc_effect_kind;

typedef struct psc_header {
    psc_bytes name;
    psc_bytes value;
} psc_header;

/* POST with a body, or GET without. The host follows no redirect, sends no cookie, gives up when nothing at all has come for timeout_ms
 * (an answer may be long and a line slow), and gives back at most max_response bytes (more is PSC_TRANSPORT_OVERSIZED). */
typedef enum psc_party {
    PSC_PARTY_PARSEC, /* the one Parsec server of this client */
    PSC_PARTY_OPENBAO /* the OpenBao that this server names: https, or http to this very computer */
} psc_party;
#define PSC_REQUEST_MAX_RESPONSE ((uint32_t) 24 * 1024 * 1024)
typedef struct psc_request {
    int party; /* psc_party: the host contacts nobody else */
    psc_bytes method;
    psc_bytes url;
    psc_list headers; /* of psc_header */
    psc_bytes body;
    uint32_t timeout_ms;
    uint32_t max_response;
} psc_request;

/* Stores of the host. All values are opaque bytes to it. */
typedef enum psc_store {
    PSC_STORE_DEVICES,  /* device files, key: device id in hex */
    PSC_STORE_JOURNEYS, /* records of unfinished journeys (resume records, unconfirmed organizations) */
    PSC_STORE_DATA,     /* per-device data, sealed with the device's local key; key: device id in hex "/" name.
                         * DELETE of a key that ends with "/" takes all that begin with it. */
    PSC_STORE_ENROLLMENTS, /* join requests that this browser has sent, as Parsec's own clients keep them; key: enrollment id in hex */
    PSC_STORE_OFFICIAL  /* device files that the official web client keeps on this origin (flows.md §4.2), key: path */
} psc_store;
typedef enum psc_store_verb { PSC_STORE_GET, PSC_STORE_PUT, PSC_STORE_DELETE, PSC_STORE_LIST } psc_store_verb;
typedef struct psc_store_operation {
    int verb;  /* psc_store_verb */
    int store; /* psc_store */
    psc_bytes key;
    psc_bytes value; /* put */
} psc_store_operation;
/* All operations in one transaction with strict durability, answered when it is complete. PSC_STORE_OFFICIAL is only ever used
 * alone, one operation at a time. */
typedef struct psc_store_request {
    psc_list operations; /* of psc_store_operation */
} psc_store_request;

/* The password is the effect's secret. */
typedef struct psc_stretch_request {
    psc_stretch_parameters parameters;
} psc_stretch_request;

/* -------------------------------------------------------------------------------------------------- questions to the person */

typedef enum psc_question_kind {
    PSC_QUESTION_INVITATION, /* claim: what this link is; answered by PROCEED */
    PSC_QUESTION_CODE,       /* claim, greet: which code does the other person read out; CODE or NO_CODE */
    PSC_QUESTION_DETAILS,    /* claim: name; DETAILS */
    PSC_QUESTION_IDENTITY,   /* bootstrap: who are you, how is the organization called; IDENTITY */
    PSC_QUESTION_PROTECTION, /* claim, bootstrap, change, recover, join: choose how this device is opened; PROTECTION with the password as
                              * secret, or where that is possible PROCEED for a passkey, SIGN_ON for single sign-on */
    PSC_QUESTION_NEW_PASSKEY, /* change, recover: make a passkey, then use it once; NEW_PASSKEY with the PRF's output as secret, or REFUSE: another way */
    PSC_QUESTION_PASSWORD,   /* whatever opens a device file, resumed journeys: enter the password; PASSWORD with it as secret */
    PSC_QUESTION_PASSKEY,    /* whatever opens a device file: use a passkey; PASSKEY with the PRF's output as secret */
    PSC_QUESTION_SIGN_ON,    /* single sign-on: with whom? PROVIDER, or REFUSE: another way */
    PSC_QUESTION_SIGNING_ON, /* open this page, in a window of its own: SIGNED_ON with the code that it gives as secret, or REFUSE: it came to
                              * nothing. Taken back after PSC_SIGN_ON_LIMIT_MS */
    PSC_QUESTION_ONE_TIME_CODE, /* whatever opens a device file, totp: six digits; CODE */
    PSC_QUESTION_TOTP_SECRET, /* totp, totp-reset: its secret is the otpauth: URI for the authenticator; CODE, the first that it shows */
    PSC_QUESTION_RECOVERY_FILE, /* recovery: keep this file, and elsewhere the key, which is its secret; RECOVERY_FILE: both, loaded back */
    PSC_QUESTION_RECOVERY_KEY, /* recover: RECOVERY_KEY with the key as secret, as it was typed */
    PSC_QUESTION_APPROVAL,   /* greet: this is who asks; APPROVE or REFUSE */
    PSC_QUESTION_NEW_DEVICE, /* greet: this device asks to be one of ours; PROCEED or REFUSE */
    PSC_QUESTION_REQUEST,    /* enroll: who asks to join: IDENTITY with one of the e-mails that are proved */
    PSC_QUESTION_REQUESTED,  /* accept: this is who asks to join; APPROVE or REFUSE */
    PSC_QUESTION_ACCEPTED,   /* join: this is as whom one was let in; PROCEED or REFUSE */
    PSC_QUESTION_TERMS,      /* terms, recover: read these; PROCEED accepts, REFUSE */
    PSC_QUESTION_ELSEWHERE,  /* unlock, change, totp, file: before the first write to a file of the official client, which no lock shows: is it closed there?
                              * PROCEED or REFUSE */
    PSC_QUESTION_STOPPED,    /* claim, greet: the exchange ended early; AGAIN */
    PSC_QUESTION_TROUBLE     /* something failed that may work later (saving above all); AGAIN */
} psc_question_kind;

typedef struct psc_question_invitation {
    psc_bytes organization;
    psc_bytes host;
    bool new_device; /* another device of `invited`, who is also the one to help */
    psc_bytes email; /* the one invited */
    psc_human_handle invited; /* new_device only: a newcomer's name is not known yet */
    psc_human_handle inviter; /* absent for an external service */
    psc_bytes service_label;
    psc_list administrators; /* of psc_human_handle: whoever can help */
} psc_question_invitation;

typedef struct psc_question_code {
    psc_human_handle peer; /* greet: absent label, only the invited e-mail is known */
    psc_list choices;      /* of psc_bytes, PSC_SAS_CHOICES of them */
} psc_question_code;

typedef struct psc_question_details {
    psc_bytes email;        /* the one invited: shown, locked */
    psc_human_handle peer;
    int rejected;           /* psc_status of the last try: PSC_ERR_VALUE for a name that Parsec forbids */
} psc_question_details;

typedef struct psc_question_identity {
    psc_bytes host;
    psc_bytes organization; /* absent: to be chosen (spontaneous creation) */
    int rejected;           /* psc_status of the last try, PSC_OK at first: e.g. ALREADY_BOOTSTRAPPED, AUTHORITY_KEY */
} psc_question_identity;

typedef struct psc_question_protection {
    psc_bytes organization;
    psc_bytes email;
    bool passkey; /* may be one */
    bool sign_on; /* single sign-on may be chosen, where the server offers it */
    int rejected; /* psc_status of the last try, PSC_OK at first: why single sign-on is not to be had */
} psc_question_protection;

/* What the host needs to make one: WebAuthn's create with user.id = user_handle, then its get with the PRF over `salt`. */
#define PSC_PASSKEY_USER_HANDLE_BYTES 32u
typedef struct psc_question_new_passkey {
    psc_bytes organization;
    psc_human_handle human_handle;
    uint8_t user_handle[PSC_PASSKEY_USER_HANDLE_BYTES]; /* random: says nothing of the person */
    uint8_t salt[PSC_PASSKEY_SALT_BYTES];
    psc_list existing; /* of psc_bytes: credential ids that open the file already, for excludeCredentials */
    int rejected;      /* psc_status of the last try, PSC_OK at first: ARGUMENT for what cannot be a passkey, ALREADY_EXISTS */
} psc_question_new_passkey;

typedef struct psc_question_password {
    psc_bytes organization;
    psc_bytes host;
    psc_human_handle human_handle;
    psc_bytes device_label;
    uint32_t refused; /* wrong entries so far */
} psc_question_password;

/* A passkey as it is listed, and as the host needs it for WebAuthn's get: allowCredentials and the PRF's input. */
typedef struct psc_passkey_line {
    psc_bytes credential_id;
    psc_bytes rp_id;
    uint8_t salt[PSC_PASSKEY_SALT_BYTES];
    psc_bytes label;
    psc_time created_on;
} psc_passkey_line;

typedef struct psc_question_passkey {
    psc_bytes organization;
    psc_bytes host;
    psc_human_handle human_handle;
    psc_bytes device_label;
    psc_list passkeys; /* of psc_passkey_line, the oldest first */
    uint32_t refused;  /* outputs so far that did not open the file */
} psc_question_passkey;

/* Whoever vouches for people: psc_openbao_auth.id. */
typedef struct psc_provider_line {
    psc_bytes id;
} psc_provider_line;

typedef struct psc_question_sign_on {
    psc_bytes organization;
    psc_bytes host;
    psc_bytes openbao_host;
    psc_list providers;            /* of psc_provider_line, at least one */
    psc_bytes preferred;           /* used last time, and still among them; else absent */
    psc_human_handle human_handle; /* whose account it must be; absent: anybody's */
    psc_list signed_on_as;         /* of psc_bytes: e-mails of the account that was used, with SIGN_ON_ACCOUNT, as far as they are known */
    int rejected;                  /* psc_status of the last try: PSC_OK at first, SIGN_ON_… */
} psc_question_sign_on;

/* `state` is what the page must bring back. It and the nonce are kept where the page is left for the provider's. */
#define PSC_SIGN_ON_LIMIT_MS ((uint32_t) 5 * 60 * 1000)
typedef struct psc_question_signing_on {
    psc_bytes organization;
    psc_bytes provider;
    psc_bytes auth_url; /* https, or http to this very computer */
    psc_bytes state;
    psc_bytes client_nonce;
} psc_question_signing_on;

/* Signed on in a page that was left meanwhile: what it had of a PSC_QUESTION_SIGNING_ON, and what came back. */
typedef struct psc_sign_on_return {
    psc_bytes provider; /* absent: nothing came back */
    psc_bytes state;
    psc_bytes client_nonce;
    psc_bytes returned_state;
    psc_bytes code;
} psc_sign_on_return;

typedef struct psc_question_one_time_code {
    psc_bytes organization;
    psc_bytes host;
    psc_human_handle human_handle;
    int rejected;     /* psc_status of the last try: PSC_OK at first, ONE_TIME_CODE, THROTTLED, VALUE for what is not six digits */
    uint32_t refused; /* codes that the server refused so far: with many, the person may have been removed or suspended */
    bool has_wait_until; /* with THROTTLED */
    psc_time wait_until; /* by the server's clock: earlier tries are refused unheard */
} psc_question_one_time_code;

typedef struct psc_question_totp_secret {
    psc_bytes organization;
    psc_bytes host;
    int rejected; /* psc_status of the last try: PSC_OK at first, ONE_TIME_CODE, VALUE */
} psc_question_totp_secret;

/* The recovery device exists: it is told when the person has shown to have both. */
typedef struct psc_question_recovery_file {
    psc_bytes organization;
    psc_bytes name;     /* proposed for the file */
    psc_bytes key_name; /* and for one with the key, which is kept elsewhere */
    psc_bytes file;
    int rejected; /* psc_status of the last try: PSC_OK at first, RECOVERY_FILE, RECOVERY_KEY, DECRYPT (not the key of this file), MISMATCH
                   * (they open, but this is an older recovery file) */
} psc_question_recovery_file;

typedef struct psc_question_recovery_key {
    psc_bytes organization;
    psc_bytes host;
    psc_human_handle human_handle;
    psc_time created_on;
    int rejected;     /* psc_status of the last try: PSC_OK at first, RECOVERY_KEY, DECRYPT */
    uint32_t refused;
} psc_question_recovery_key;

typedef struct psc_question_approval {
    psc_human_handle requested;
    psc_bytes device_label;
    psc_bytes invited_email;
    bool email_matches;
    int rejected; /* psc_status of the last try, e.g. PSC_ERR_VALUE for a name that Parsec forbids */
} psc_question_approval;

typedef struct psc_question_new_device {
    psc_bytes device_label; /* as the other side names itself */
} psc_question_new_device;

typedef struct psc_question_request {
    psc_bytes organization;
    psc_bytes host;
    psc_bytes provider;
    psc_list emails; /* of psc_bytes, that the account proves; at least one */
    int rejected;    /* psc_status of the last try: PSC_OK at first, VALUE, ALREADY_ENROLLED, REQUEST_WAITING */
    bool has_submitted_on; /* with REQUEST_WAITING: since when */
    psc_time submitted_on;
} psc_question_request;

/* Its signature was verified, and that the e-mail is one of the signer's. */
typedef struct psc_question_requested {
    psc_human_handle human_handle;
    psc_bytes device_label;
    psc_time submitted_on;
    psc_list emails; /* of psc_bytes: all that the account proves */
    int rejected;    /* psc_status of the last try: ALREADY_ENROLLED, USERS_LIMIT */
} psc_question_requested;

/* The signature was verified: by whom it is, is for the person to judge. */
typedef struct psc_question_accepted {
    psc_bytes organization;
    psc_bytes host;
    psc_human_handle requested;
    psc_human_handle human_handle; /* as given by whoever accepted */
    bool differs;                  /* the two do */
    int profile;                   /* psc_profile */
    psc_bytes device_label;
    psc_list accepted_by; /* of psc_bytes: e-mails that the accepter's account proves, as far as they are known */
} psc_question_accepted;

typedef struct psc_terms_link {
    psc_bytes locale; /* "en_US", "fr_FR": whatever the organization's server calls it */
    psc_bytes url;    /* http(s), of any host */
} psc_terms_link;
typedef struct psc_question_terms {
    psc_bytes organization;
    psc_time updated_on;
    psc_list links; /* of psc_terms_link, in the order of their locales */
    bool changed;   /* since they were shown last, in this very flow */
} psc_question_terms;

typedef struct psc_question_elsewhere {
    psc_bytes organization;
    psc_bytes device_label;
} psc_question_elsewhere;

/* The exchange ended. reason INVALID_SAS_CODE is the mismatch page. Nothing was created, unless the status is ENROLLED_WITHOUT_DEVICE:
 * then the person exists (greet) or may exist (claim), but without a device that anybody confirmed, and AGAIN gives up the record that
 * might still lead to one. DEVICE_UNCONFIRMED is the same of another device of one's own. */
typedef struct psc_question_stopped {
    psc_human_handle peer;
    bool by_me;
    int reason;       /* psc_cancel_reason */
    int status;       /* PSC_OK, or what went wrong (COMMITMENT, ZERO_KEY, DECRYPT …): that is what the person reads */
    uint32_t count;   /* how often in this journey: each try gives a listener one more chance in a million */
} psc_question_stopped;

typedef struct psc_question_trouble {
    int status; /* psc_status */
    bool nothing_lost; /* true: the journey waits here until it works */
} psc_question_trouble;

typedef struct psc_question {
    int kind; /* psc_question_kind */
    union {
        psc_question_invitation invitation;
        psc_question_code code;
        psc_question_details details;
        psc_question_identity identity;
        psc_question_protection protection;
        psc_question_new_passkey new_passkey;
        psc_question_password password;
        psc_question_passkey passkey;
        psc_question_sign_on sign_on;
        psc_question_signing_on signing_on;
        psc_question_one_time_code one_time_code;
        psc_question_totp_secret totp_secret;
        psc_question_recovery_file recovery_file;
        psc_question_recovery_key recovery_key;
        psc_question_approval approval;
        psc_question_new_device new_device;
        psc_question_request request;
        psc_question_requested requested;
        psc_question_accepted accepted;
        psc_question_terms terms;
        psc_question_elsewhere elsewhere;
        psc_question_stopped stopped;
        psc_question_trouble trouble;
    } as;
} psc_question;

/* ----------------------------------------------------------------------------------------------------------- notes to a screen */

typedef enum psc_note_kind {
    PSC_NOTE_WAITING,  /* the journey now waits in a new state; sent whenever the state changes without a question */
    PSC_NOTE_OWN_CODE, /* read this code to the other person; stays valid while waiting and choosing */
    PSC_NOTE_NETWORK,  /* requests fail, or work again */
    PSC_NOTE_SILENCE,  /* a machine-paced step has been unanswered for 10 s: the other window may be closed; or goes on again */
    PSC_NOTE_RESTARTED, /* the exchange starts anew by itself, and why */
    PSC_NOTE_LIVE,       /* session: news arrive, or why not */
    PSC_NOTE_KNOWN,      /* session: what is known of the organization changed; `directory` has it when it is complete */
    PSC_NOTE_INVITATIONS, /* session: an invitation or an exchange changed: `invite` lists them */
    PSC_NOTE_REQUEST,    /* follow: what has become of a request */
    PSC_NOTE_REQUESTS    /* session: somebody asks to join, or a request was answered or withdrawn: `requests` lists them */
} psc_note_kind;

typedef struct psc_note_waiting {
    psc_list people; /* of psc_human_handle: who must act; empty when only machines do */
    bool person_must_act; /* false: machine-paced */
} psc_note_waiting;
typedef struct psc_note_own_code {
    psc_bytes code;
    psc_human_handle peer;
} psc_note_own_code;
typedef struct psc_note_network {
    bool reachable;
    int status;        /* why not: OFFLINE, HTTP_SERVER … */
    uint32_t retry_in_ms;
} psc_note_network;
typedef struct psc_note_silence {
    bool silent;
    psc_human_handle peer;
} psc_note_silence;
typedef struct psc_note_restarted {
    bool by_me;
    int reason;     /* psc_cancel_reason */
    uint32_t count; /* in this journey, whatever the cause */
} psc_note_restarted;

typedef struct psc_note_live {
    bool online;
    int status; /* why not */
    uint32_t retry_in_ms;
} psc_note_live;
typedef struct psc_note_known {
    bool complete; /* false: of `total` certificates, kept ones or those of an answer, `done` are read */
    uint32_t certificates;
    uint32_t done;
    uint32_t total;
} psc_note_known;
typedef struct psc_note_invitations {
    uint32_t count; /* of changes in this session */
} psc_note_invitations;
typedef struct psc_note_request {
    int status; /* psc_async_status */
    psc_time submitted_on;
    bool has_decided_on;
    psc_time decided_on;
} psc_note_request;
typedef struct psc_note_requests {
    uint32_t count; /* of changes in this session */
} psc_note_requests;

typedef struct psc_note {
    int kind; /* psc_note_kind */
    union {
        psc_note_waiting waiting;
        psc_note_own_code own_code;
        psc_note_network network;
        psc_note_silence silence;
        psc_note_restarted restarted;
        psc_note_live live;
        psc_note_known known;
        psc_note_invitations invitations;
        psc_note_request request;
        psc_note_requests requests;
    } as;
} psc_note;

/* -------------------------------------------------------------------------------------------------------------------- endings */

/* Where a device file lives. A device has exactly one. */
typedef struct psc_device_place {
    int store; /* PSC_STORE_DEVICES or PSC_STORE_OFFICIAL */
    psc_bytes key;
} psc_device_place;

typedef struct psc_result_device { /* bootstrap, claim, unlock */
    psc_device *device; /* one reference, the host's to release */
    uint32_t handle;    /* what stands for `device` in another language: given by the host before it crosses; flows leave it 0 */
    psc_uuid device_id;
    psc_uuid user_id;
    psc_bytes organization;
    psc_bytes host;
    psc_bytes server_url;
    psc_human_handle human_handle;
    psc_bytes device_label;
    int profile; /* psc_profile */
    psc_device_place place;
} psc_result_device;

typedef struct psc_result_greeted { /* greet */
    psc_uuid user_id;
    psc_human_handle human_handle;
    int profile;
} psc_result_greeted;

typedef struct psc_result_added { /* greet: a device of one's own */
    psc_uuid device_id;
    psc_bytes device_label;
} psc_result_added;

typedef struct psc_result_invited { /* invite: new */
    psc_uuid invitation; /* key of the invitation on this page: first 16 bytes of SHA-256(token), so that no token is needed there */
    int email_sent;      /* psc_email_sent; meaningless unless asked for */
    psc_bytes link;      /* redirect form: to copy, show as QR */
} psc_result_invited;

typedef struct psc_invitation_line {
    psc_uuid invitation;
    int type; /* psc_invitation_type: USER, or DEVICE for one's own devices */
    psc_bytes link; /* pending only */
    psc_bytes email; /* USER */
    psc_time created_on;
    psc_human_handle created_by; /* absent for an external service */
    int status;                  /* psc_invitation_status */
    bool unfinished; /* this device started to create the person: a resume record exists */
} psc_invitation_line;
typedef struct psc_result_invitations { /* invite: list */
    psc_list invitations; /* of psc_invitation_line, newest first */
} psc_result_invitations;

typedef struct psc_device_line {
    psc_device_place place;
    int status; /* psc_status: PSC_OK when it can be opened here, else why not (DEVICE_FILE, DEVICE_FILE_KIND, STRETCH_EXCESSIVE) */
    bool aside; /* put aside: kept, but not for logging in */
    bool readable; /* else (DEVICE_FILE) place, status and aside are all that is known of it */
    int kind;   /* psc_device_file_kind */
    psc_uuid device_id;
    psc_bytes organization;
    psc_bytes host;
    psc_human_handle human_handle;
    psc_bytes device_label;
    psc_time created_on;
    psc_uuid user_id;
    bool has_totp;     /* a one-time code is asked for as well, so the server is needed */
    psc_list passkeys; /* of psc_passkey_line */
    psc_bytes provider; /* with whom its owner signs on; absent: another kind */
} psc_device_line;

typedef enum psc_journey_kind {
    PSC_JOURNEY_CLAIM, /* of a newcomer */
    PSC_JOURNEY_GREET,
    PSC_JOURNEY_BOOTSTRAP,
    PSC_JOURNEY_CLAIM_DEVICE, /* another device of somebody */
    PSC_JOURNEY_GREET_DEVICE
} psc_journey_kind;
typedef struct psc_journey_line {
    psc_bytes key; /* in PSC_STORE_JOURNEYS */
    int kind;      /* psc_journey_kind */
    psc_bytes organization;
    psc_bytes host;
    psc_human_handle human_handle; /* of the newcomer, or whose device it becomes */
    psc_time created_on;
} psc_journey_line;

/* A join request that this browser has sent. */
typedef struct psc_request_line {
    psc_bytes key; /* in PSC_STORE_ENROLLMENTS */
    int status;    /* psc_status: PSC_OK when it can be followed here, else REQUEST_FILE (then `key` is all), REQUEST_KIND */
    psc_bytes organization;
    psc_bytes host;
    psc_bytes server_url;
    psc_human_handle human_handle;
    psc_bytes device_label;
    psc_bytes provider; /* absent: another way than single sign-on */
    psc_time submitted_on;
} psc_request_line;

typedef struct psc_result_home { /* home */
    psc_list devices;   /* of psc_device_line, newest first, one per device */
    psc_list requests;  /* of psc_request_line, newest first */
    psc_list journeys;  /* of psc_journey_line */
} psc_result_home;

typedef struct psc_result_file { /* export */
    psc_bytes name; /* "<device id hex>.keys" */
    psc_bytes data;
} psc_result_file;

/* A person and a device as their certificates say (trust/common.h). */
typedef struct psc_person_line {
    psc_uuid user_id;
    psc_human_handle human_handle; /* absent: hidden from External users */
    int profile;                   /* psc_profile */
    psc_time created_on;
    psc_human_handle created_by; /* absent: founder of the organization, or hidden */
    bool self;
    bool revoked;
    psc_time revoked_on;
    psc_human_handle revoked_by;
} psc_person_line;
typedef struct psc_member_device_line {
    psc_uuid device_id;
    psc_uuid user_id;
    psc_bytes device_label; /* absent: hidden */
    int purpose;            /* psc_device_purpose */
    psc_time created_on;
    bool self;
    bool news; /* of one's own, made by another device, and not acknowledged here yet */
} psc_member_device_line;
/* directory: people in the order of their certificates, each with all their devices */
typedef struct psc_result_directory {
    uint32_t certificates;
    psc_list people;  /* of psc_person_line */
    psc_list devices; /* of psc_member_device_line, those of the first person first */
    bool has_next;    /* there are more people; `next` is the `first` to ask for */
    uint32_t next;
} psc_result_directory;

/* Which ways to open a device the organization's server wants (protocol.md §7.5). Advisory: the server cannot know what is used. */
typedef struct psc_policy_line {
    int kind; /* psc_device_file_kind: a passkey counts as KEYRING, the system's own authentication */
    bool allowed;
    bool needs_totp; /* allowed, but only with a one-time code on top */
} psc_policy_line;
typedef enum psc_verdict {
    PSC_VERDICT_FINE,   /* or nobody was asked */
    PSC_VERDICT_METHOD, /* another way to open this device is wanted */
    PSC_VERDICT_TOTP    /* a one-time code on top is wanted */
} psc_verdict;
typedef struct psc_result_policy { /* policy */
    bool restricted;
    psc_list methods; /* of psc_policy_line, one for each kind but RECOVERY */
    int verdict;      /* psc_verdict, of the file that was named */
    psc_list providers; /* of psc_provider_line: whom single sign-on can send people to; none: it is not to be had */
    bool answered;      /* false: none of this is known */
} psc_result_policy;

/* A join request that an administrator sees: nothing of it is verified yet. */
typedef struct psc_requested_line {
    psc_uuid enrollment_id;
    psc_time submitted_on;
    int status; /* psc_status: PSC_OK when it can be accepted here, else REQUEST_KIND, REQUEST_PAYLOAD, ALREADY_ENROLLED (as this device
                 * knows the organization) */
    int identity; /* psc_identity_kind */
    psc_human_handle human_handle; /* absent with REQUEST_PAYLOAD */
    psc_bytes device_label;        /* the same */
} psc_requested_line;
typedef enum psc_identity_kind { PSC_IDENTITY_OF_SMART_CARD, PSC_IDENTITY_OF_SIGN_ON, PSC_IDENTITY_UNKNOWN } psc_identity_kind;
typedef struct psc_result_requests { /* requests: list */
    psc_list requests; /* of psc_requested_line, newest first */
    psc_bytes link;    /* redirect form: for anybody who is to ask */
} psc_result_requests;

typedef enum psc_result_kind {
    PSC_RESULT_DEVICE,
    PSC_RESULT_GREETED,
    PSC_RESULT_ADDED,
    PSC_RESULT_INVITED,
    PSC_RESULT_INVITATIONS,
    PSC_RESULT_HOME,
    PSC_RESULT_FILE,
    PSC_RESULT_DIRECTORY,
    PSC_RESULT_IMPORTED, /* device line in as.imported */
    PSC_RESULT_POLICY,
    PSC_RESULT_REQUEST, /* enroll: request line in as.request */
    PSC_RESULT_REQUESTS,
    PSC_RESULT_RECOVERED, /* device line in as.imported: the new one; whatever was here of the same person is put aside */
    PSC_RESULT_NOTHING   /* e.g. an invitation cancelled */
} psc_result_kind;

typedef struct psc_result {
    int kind; /* psc_result_kind */
    union {
        psc_result_device device;
        psc_result_greeted greeted;
        psc_result_added added;
        psc_result_invited invited;
        psc_result_invitations invitations;
        psc_result_home home;
        psc_result_file file;
        psc_result_directory directory;
        psc_device_line imported;
        psc_result_policy policy;
        psc_request_line request;
        psc_result_requests requests;
    } as;
} psc_result;

typedef struct psc_failure {
    int status; /* psc_status, never PSC_OK */
    uint32_t http_status; /* 0 when no answer was involved */
    bool has_server_time; /* with client_time, for clock trouble */
    psc_time server_time;
    psc_time client_time;
    bool has_wait_until; /* throttled: when the next try is allowed */
    psc_time wait_until;
    psc_human_handle person; /* whom the failure concerns (e.g. the one who was not created); may be absent */
    bool has_certificate; /* one that was refused, and that could be read */
    int certificate_kind; /* psc_common_kind */
    psc_time certificate_time;
    bool has_file_kind;      /* with DEVICE_FILE_KIND: how the refused file is protected */
    int file_kind;           /* psc_device_file_kind */
    bool has_file_part;      /* with DEVICE_FILE, where it is known: what of the file is damaged */
    int file_part;           /* psc_file_part */
    bool nothing_lost;   /* true: whatever was stored before is untouched and the same journey may be started again */
} psc_failure;

typedef struct psc_effect {
    int kind;    /* psc_effect_kind */
    uint32_t id;
    psc_bytes secret; /* absent, or what the host hands on and overwrites: the password of `stretch`, what a question shows the person */
    union {
        psc_request request; /* REQUEST, STREAM */
        uint32_t sleep_ms;
        psc_store_request store;
        psc_stretch_request stretch;
        psc_question ask;
        psc_note note;
        psc_result done;
        psc_failure failed;
    } as;
} psc_effect;

/* ------------------------------------------------------------------------------------------------------ events from the host */

typedef enum psc_event_kind {
    PSC_EVENT_BEGIN,
    PSC_EVENT_RESPONSE,
    PSC_EVENT_TRANSPORT_FAILURE,
    PSC_EVENT_STREAMED,      /* some bytes of a stream that is open: its HTTP status was 200 */
    PSC_EVENT_STREAM_CLOSED, /* with another status it never was; 200: the server ended it */
    PSC_EVENT_FIRED,
    PSC_EVENT_STORED,
    PSC_EVENT_STORE_FAILURE,
    PSC_EVENT_STRETCHED, /* the key is the event's secret, PSC_STRETCH_KEY_BYTES */
    PSC_EVENT_STRETCH_FAILURE,
    PSC_EVENT_ANSWER,
    PSC_EVENT_CANCEL, /* effect 0 */
    PSC_EVENT_HURRY   /* effect 0: the network is back or the page visible again; pending back-off sleeps end now */
} psc_event_kind;

typedef enum psc_transport_failure {
    PSC_TRANSPORT_UNREACHABLE, /* refused, offline, name unknown, TLS, blocked */
    PSC_TRANSPORT_TIMEOUT,
    PSC_TRANSPORT_OVERSIZED
} psc_transport_failure;

typedef enum psc_store_failure {
    PSC_STORE_QUOTA,
    PSC_STORE_DENIED,
    PSC_STORE_CONFLICT /* another tab has taken the device over */
} psc_store_failure;

typedef struct psc_store_record {
    psc_bytes key;
    psc_bytes value;
} psc_store_record;
/* One per operation, in order: get gives 0 or 1 record, list any number, put and delete none. */
typedef struct psc_store_outcome {
    psc_list records; /* of psc_store_record */
} psc_store_outcome;

typedef enum psc_answer_kind {
    PSC_ANSWER_PROCEED,
    PSC_ANSWER_CODE,
    PSC_ANSWER_NO_CODE, /* none of these */
    PSC_ANSWER_DETAILS,
    PSC_ANSWER_IDENTITY,
    PSC_ANSWER_PROTECTION,
    PSC_ANSWER_NEW_PASSKEY,
    PSC_ANSWER_PASSWORD,
    PSC_ANSWER_PASSKEY,
    PSC_ANSWER_SIGN_ON,
    PSC_ANSWER_PROVIDER,
    PSC_ANSWER_SIGNED_ON,
    PSC_ANSWER_RECOVERY_FILE,
    PSC_ANSWER_RECOVERY_KEY,
    PSC_ANSWER_APPROVE,
    PSC_ANSWER_REFUSE,
    PSC_ANSWER_AGAIN
} psc_answer_kind;

typedef struct psc_answer {
    int kind; /* psc_answer_kind */
    psc_bytes code;         /* CODE: of two people, or a one-time code (blanks in it are fine) */
    psc_bytes credential_id; /* PASSKEY, NEW_PASSKEY */
    psc_bytes rp_id;        /* NEW_PASSKEY */
    psc_bytes label;        /* NEW_PASSKEY */
    psc_bytes provider;     /* PROVIDER: one of those listed */
    psc_bytes redirect_uri; /* PROVIDER: of the page that reads what comes back */
    psc_bytes state;        /* SIGNED_ON */
    psc_bytes file;         /* RECOVERY_FILE */
    psc_bytes name;         /* DETAILS, IDENTITY, APPROVE */
    psc_bytes email;        /* IDENTITY */
    bool replace;           /* IDENTITY of a join request: takes the place of one that waits */
    psc_bytes organization; /* IDENTITY */
    psc_bytes authority_key_pem; /* IDENTITY: sequester authority's public key, may be absent */
    int profile;            /* APPROVE: psc_profile */
    bool mismatch_acknowledged; /* APPROVE: required when the e-mail differs from the invited one */
} psc_answer;

typedef struct psc_event {
    int kind;        /* psc_event_kind */
    uint32_t effect; /* the id answered */
    psc_time now;    /* always given: the local clock */
    /* PROTECTION, PASSWORD: the password; PASSKEY, NEW_PASSKEY: the PRF's output; SIGNED_ON: the code; RECOVERY_FILE, RECOVERY_KEY: the key as typed or
     * loaded; STRETCHED: the key. Copied if needed; the caller wipes its own. */
    psc_bytes secret;
    union {
        struct {
            uint32_t http_status;
            psc_bytes body;
        } response;
        psc_bytes streamed;
        uint32_t closed;       /* HTTP status */
        int transport_failure; /* psc_transport_failure */
        psc_list stored;       /* of psc_store_outcome */
        int store_failure;     /* psc_store_failure */
        psc_answer answer;
    } as;
} psc_event;

/* --------------------------------------------------------------------------------------------------------------- operations */

/* PSC_ERR_STATE: the event does not fit and nothing changed. PSC_ERR_MEMORY: the flow has failed and says so as effect if it still
 * can. Any other trouble is an effect (`ask`, `failed`), not a status. */
psc_status psc_flow_step(psc_flow *flow, const psc_event *event) PSC_CHECK_RESULT;
/* Hands out the next effect of the last step; false when there is none. */
bool psc_flow_next(psc_flow *flow, psc_effect *effect);
/* Wipes and frees; NULL is fine. */
void psc_flow_free(psc_flow *flow);
/* "claim", and what is awaited: "await-peer", "await-code", "await-confirmation" … lower case with dashes, static strings. */
const char *psc_flow_name(const psc_flow *flow);
const char *psc_flow_state(const psc_flow *flow);
bool psc_flow_ended(const psc_flow *flow);

/* Options: every view is copied. The host table is borrowed and outlives the flow; a device is retained. */

typedef struct psc_bootstrap_options {
    psc_bytes link;        /* a creation link, or absent for spontaneous creation on server_url */
    psc_bytes server_url;  /* used when no link is given */
    psc_bytes journey_key; /* or: an unconfirmed organization found by `home`; then the two above are absent */
    psc_bytes device_label;
} psc_bootstrap_options;
psc_status psc_bootstrap_new(psc_flow **flow, const psc_host *host, const psc_bootstrap_options *options) PSC_CHECK_RESULT;

typedef struct psc_claim_options {
    psc_bytes link;        /* an invitation for a newcomer or for another device; or absent, to go on with: */
    psc_bytes journey_key; /* a resume record found by `home` */
    psc_bytes device_label;
} psc_claim_options;
/* PSC_ERR_ADDRESS_* for a bad link, PSC_ERR_INVITATION_KIND for a link of another kind. */
psc_status psc_claim_new(psc_flow **flow, const psc_host *host, const psc_claim_options *options) PSC_CHECK_RESULT;

typedef struct psc_greet_options {
    psc_device *device;
    psc_bytes link; /* of the pending invitation, as `invite` gave it: of a newcomer, or of a device of one's own */
} psc_greet_options;
psc_status psc_greet_new(psc_flow **flow, const psc_host *host, const psc_greet_options *options) PSC_CHECK_RESULT;

typedef enum psc_invite_job { PSC_INVITE_NEW, PSC_INVITE_LIST, PSC_INVITE_CANCEL, PSC_INVITE_NEW_DEVICE } psc_invite_job;
typedef struct psc_invite_options {
    psc_device *device;
    int job;         /* psc_invite_job */
    psc_bytes email; /* NEW */
    bool send_email; /* NEW, NEW_DEVICE */
    psc_bytes link;  /* CANCEL */
} psc_invite_options;
psc_status psc_invite_new(psc_flow **flow, const psc_host *host, const psc_invite_options *options) PSC_CHECK_RESULT;

typedef struct psc_unlock_options {
    psc_device_place place;
    psc_sign_on_return sign_on; /* of a device that single sign-on opens */
} psc_unlock_options;
psc_status psc_unlock_new(psc_flow **flow, const psc_host *host, const psc_unlock_options *options) PSC_CHECK_RESULT;

/* Runs until it is cancelled, or until the server or a certificate ends it: keeps what the device knows up to date. One at a time for
 * each device. Fails with
 *   HTTP_REVOKED, HTTP_FROZEN, HTTP_TERMS, HTTP_ORGANIZATION_EXPIRED, …: what the server says of the person or the organization
 *   SIGNATURE, CERTIFICATE_*, AUTHOR_*, MEMBER_*, IDENTIFIER_TAKEN, NO_CHANGE, ROLLBACK, FORK: the server or an administrator
 *   misbehaves; nothing may be believed any more */
typedef struct psc_session_options {
    psc_device *device;
} psc_session_options;
psc_status psc_session_new(psc_flow **flow, const psc_host *host, const psc_session_options *options) PSC_CHECK_RESULT;

/* People and devices, as far as the session knows them, or knew them the last time while the server does not answer this device;
 * NOT_KNOWN_YET before it knows anything. A thousand lines or so at once: more would keep a screen's thread busy for longer than a
 * person should notice. */
typedef struct psc_directory_options {
    psc_device *device;
    uint32_t first; /* so many people are left out: earlier answers had them */
} psc_directory_options;
psc_status psc_directory_new(psc_flow **flow, const psc_host *host, const psc_directory_options *options) PSC_CHECK_RESULT;

/* The person has seen the devices that were created until then: no `news` any more, also after the next log in. */
typedef struct psc_acknowledge_options {
    psc_device *device;
    psc_time until;
} psc_acknowledge_options;
psc_status psc_acknowledge_new(psc_flow **flow, const psc_host *host, const psc_acknowledge_options *options) PSC_CHECK_RESULT;

/* An administrator changes what a member may do, or removes them for good. Ends with NOTHING when it is so, whoever did it. Cancelled,
 * or when nothing can be learned of what became of it, it fails without `nothing_lost`. */
typedef enum psc_member_job { PSC_MEMBER_PROFILE, PSC_MEMBER_REVOKE } psc_member_job;
typedef struct psc_member_options {
    psc_device *device;
    int job; /* psc_member_job */
    psc_uuid user_id;
    int profile; /* PROFILE: psc_profile */
} psc_member_options;
psc_status psc_member_new(psc_flow **flow, const psc_host *host, const psc_member_options *options) PSC_CHECK_RESULT;

/* Terms of service, which an organization may ask of its members before anything else (HTTP_TERMS): shown, then accepted or not. Ends
 * with NOTHING when there is none to accept any more; refused, nothing is sent and it fails with CANCELLED. */
typedef struct psc_terms_options {
    psc_device *device;
} psc_terms_options;
psc_status psc_terms_new(psc_flow **flow, const psc_host *host, const psc_terms_options *options) PSC_CHECK_RESULT;

/* Another way to open a device: the current one is proved, what is new is opened once, then the same file is replaced in one
 * transaction, `created_on` and a layer for one-time codes kept. Ends with NOTHING. Cancelled while it is written it fails without
 * `nothing_lost`: either way may be the one. */
typedef enum psc_change_job {
    PSC_CHANGE_METHOD,        /* another password, or from now on a passkey */
    PSC_CHANGE_ADD_PASSKEY,   /* one more: DEVICE_FILE_KIND for a file of another kind */
    PSC_CHANGE_REMOVE_PASSKEY /* ARGUMENT for one that is not there or is the last */
} psc_change_job;
typedef struct psc_change_options {
    psc_device_place place;
    int job;                 /* psc_change_job */
    psc_bytes credential_id; /* REMOVE_PASSKEY */
} psc_change_options;
psc_status psc_change_new(psc_flow **flow, const psc_host *host, const psc_change_options *options) PSC_CHECK_RESULT;

/* One-time codes on top of how a device is opened (protocol.md §7.4): the device is opened, then
 *   ADD     the person's secret is set up with the server, or, where it is already, a code of theirs is verified; then the file gets its
 *           outer layer under an opaque key that the server keeps. ARGUMENT when it has one
 *   REMOVE  the file loses it; the person's secret stays with the server. ARGUMENT when it has none
 * Ends with NOTHING; written as `change` writes. */
typedef enum psc_totp_job { PSC_TOTP_ADD, PSC_TOTP_REMOVE } psc_totp_job;
typedef struct psc_totp_options {
    psc_device_place place;
    int job; /* psc_totp_job */
} psc_totp_options;
psc_status psc_totp_new(psc_flow **flow, const psc_host *host, const psc_totp_options *options) PSC_CHECK_RESULT;

/* A server's administrator has sent this link to somebody whose authenticator is lost: it sets up a new secret, without any device.
 * Devices stay as they are and take codes of the new one. Ends with NOTHING; RESET_LINK for one that was used or replaced: without
 * `nothing_lost` when the answer to a code was lost before, which most likely is what has used it.
 * PSC_ERR_ADDRESS_* for a bad link, PSC_ERR_INVITATION_KIND for a link of another kind. */
typedef struct psc_totp_reset_options {
    psc_bytes link;
} psc_totp_reset_options;
psc_status psc_totp_reset_new(psc_flow **flow, const psc_host *host, const psc_totp_reset_options *options) PSC_CHECK_RESULT;

/* What the server wants of whoever opens a device (server_config). Asked once: without an answer nothing is restricted, nor by a list that
 * names nothing known. Ends with POLICY; a file that is not there or cannot be read is FINE. */
typedef struct psc_policy_options {
    psc_bytes server_url;   /* whom to ask */
    psc_device_place place; /* the file to be judged; its key absent: none */
} psc_policy_options;
psc_status psc_policy_new(psc_flow **flow, const psc_host *host, const psc_policy_options *options) PSC_CHECK_RESULT;

/* A recovery file: a device of its own is created for it, then it is shown, and proved to be kept by being loaded back. Ends with
 * NOTHING when it was. From the moment that the device exists (RECOVERY_FILE is asked) the file works, whatever becomes of the flow. */
typedef struct psc_recovery_options {
    psc_device *device;
} psc_recovery_options;
psc_status psc_recovery_new(psc_flow **flow, const psc_host *host, const psc_recovery_options *options) PSC_CHECK_RESULT;

/* Back in with a recovery file: its key, then how the new device will be opened, then the new device is created in its name and kept,
 * then the files of the same person that are here are put aside; one that cannot be, since another tab has it open say, is left. Ends
 * with RECOVERED. Nothing is kept or created before the way to open it was chosen; until the end the recovery file works as before, and
 * after it too: a journey that ends between the creation and the keeping leaves a device that nobody has, listed among theirs.
 * Terms that the organization has changed meanwhile (HTTP_TERMS) are asked for and accepted in between, since perhaps no other device is
 * left that could; refused, nothing is created and it fails with CANCELLED.
 * PSC_ERR_RECOVERY_FILE unless it is one. */
typedef struct psc_recover_options {
    psc_bytes file;
    psc_bytes device_label;
} psc_recover_options;
psc_status psc_recover_new(psc_flow **flow, const psc_host *host, const psc_recover_options *options) PSC_CHECK_RESULT;

/* A device file put aside (as the official client does: its name gets a suffix), brought back, or removed with all that this browser
 * keeps of the device. Ends with NOTHING; fails with STORE_TAKEN rather than write over anything. What is put aside is not for opening:
 * ARGUMENT for `unlock` and `change`, STORE_ASIDE for `import` of another file of it. */
typedef enum psc_file_job { PSC_FILE_ASIDE, PSC_FILE_BACK, PSC_FILE_REMOVE } psc_file_job;
typedef struct psc_file_options {
    int job; /* psc_file_job */
    psc_device_place place;
} psc_file_options;
psc_status psc_file_new(psc_flow **flow, const psc_host *host, const psc_file_options *options) PSC_CHECK_RESULT;

/* What this browser holds: devices and unfinished journeys. */
typedef struct psc_home_options {
    psc_bytes forget; /* key of an unfinished journey that the person gives up for good; absent: nothing is removed */
} psc_home_options;
psc_status psc_home_new(psc_flow **flow, const psc_host *host, const psc_home_options *options) PSC_CHECK_RESULT;

/* A device file chosen by the person is checked and stored: never over another device's; over another one of the same device only with
 * `replace`, and after PSC_QUESTION_PASSWORD has shown that the new one opens and is what it says. Or a stored one is handed out. */
typedef struct psc_import_options {
    psc_bytes file;
    bool replace;
} psc_import_options;
psc_status psc_import_new(psc_flow **flow, const psc_host *host, const psc_import_options *options) PSC_CHECK_RESULT;
typedef struct psc_export_options {
    psc_device_place place;
} psc_export_options;
psc_status psc_export_new(psc_flow **flow, const psc_host *host, const psc_export_options *options) PSC_CHECK_RESULT;

/* Join requests (protocol.md §7.3): somebody who signs on asks to be let in, an administrator who signs on lets them.
 *
 * `enroll`: signs on, and from the link of an organization makes a request, kept here before it is sent. Ends with REQUEST.
 * PSC_ERR_ADDRESS_* for a bad link, PSC_ERR_INVITATION_KIND for a link of another kind. */
typedef struct psc_enroll_options {
    psc_bytes link;
    psc_bytes device_label;
    psc_sign_on_return sign_on;
} psc_enroll_options;
psc_status psc_enroll_new(psc_flow **flow, const psc_host *host, const psc_enroll_options *options) PSC_CHECK_RESULT;

/* What has become of a request: looked at every PSC_FOLLOW_PAUSE_MS, a REQUEST note each time; ends with NOTHING when it was decided.
 * Or it is withdrawn, and forgotten: REQUEST_DECIDED when it was decided before, and it stays. Or only forgotten. */
#define PSC_FOLLOW_PAUSE_MS ((uint32_t) 30 * 1000)
typedef enum psc_follow_job { PSC_FOLLOW_WATCH, PSC_FOLLOW_WITHDRAW, PSC_FOLLOW_FORGET } psc_follow_job;
typedef struct psc_follow_options {
    int job; /* psc_follow_job */
    psc_bytes key;
} psc_follow_options;
psc_status psc_follow_new(psc_flow **flow, const psc_host *host, const psc_follow_options *options) PSC_CHECK_RESULT;

/* A request that was accepted becomes a device: the same account signs on, what the accepter says is verified and shown, and it is chosen
 * how the device is opened; then its file takes the place of the request. Ends with DEVICE. */
typedef struct psc_join_options {
    psc_bytes key;
    psc_sign_on_return sign_on;
} psc_join_options;
psc_status psc_join_new(psc_flow **flow, const psc_host *host, const psc_join_options *options) PSC_CHECK_RESULT;

/* Those that wait for an administrator; or one of them is rejected: ends with NOTHING, REQUEST_NOT_FOUND, REQUEST_DECIDED. */
typedef enum psc_requests_job { PSC_REQUESTS_LIST, PSC_REQUESTS_REJECT } psc_requests_job;
typedef struct psc_requests_options {
    psc_device *device;
    int job;                /* psc_requests_job */
    psc_uuid enrollment_id; /* REJECT */
} psc_requests_options;
psc_status psc_requests_new(psc_flow **flow, const psc_host *host, const psc_requests_options *options) PSC_CHECK_RESULT;

/* An administrator signs on, and accepts: nothing is created before the signature and the e-mail were verified and the person was shown.
 * Ends with GREETED. */
typedef struct psc_accept_options {
    psc_device *device;
    psc_uuid enrollment_id;
    bool send_email;
} psc_accept_options;
psc_status psc_accept_new(psc_flow **flow, const psc_host *host, const psc_accept_options *options) PSC_CHECK_RESULT;

/* ------------------------------------------------------------------------------------------------------------------ devices */

void psc_device_retain(psc_device *device);
/* Wipes with the last reference; NULL is fine. */
void psc_device_release(psc_device *device);

#endif
