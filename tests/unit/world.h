// SPDX-License-Identifier: MPL-2.0
/* A small world for flows: one Parsec server with one organization, written from protocol.md and
 * reading requests by our tables; some browsers ("seats"), each with a flow, a store and a scripted
 * person; a virtual clock. A test may stand between everybody and the server (world.hook), and
 * decide what each person answers (seat->person). Only what a host and a server do is here: how a
 * flow is tried at every place is in flowkit.h.
 *
 *     world w;
 *     world_open(&w);
 *     world_user *alice = world_add_user(&w, "alice@example.com", "Alice", PSC_PROFILE_ADMIN);
 *     world_invitation *invitation = world_invite(&w, alice, "bob@example.com");
 *     world_seat *bob = world_sit(&w, "bob");
 *     psc_flow *flow;
 *     const psc_claim_options options = {.link = invitation->link, …};
 *     CHECK_OK(psc_claim_new(&flow, &bob->host, &options));
 *     world_start(bob, flow);
 *     world_run(&w, 60 * PSC_TIME_SECOND);
 *     CHECK(bob->done);
 *     world_close(&w);        // also checks that nothing leaked
 */
#ifndef PSC_TESTS_WORLD_H
#define PSC_TESTS_WORLD_H

#include "crypto/sign.h"
#include "flow/device.h"
#include "flow/flow.h"
#include "flow/journey.h"
#include "schema/async_enrollment.h"
#include "schema/certificates.h"
#include "schema/protocol.h"

#define WORLD_SEATS_MAX 8
#define WORLD_USERS_MAX 48
#define WORLD_ADDED_MAX 8
#define WORLD_OPAQUE_KEYS_MAX 8
#define WORLD_INVITATIONS_MAX 8
#define WORLD_ATTEMPTS_MAX 256
#define WORLD_RECORDS_MAX 32
#define WORLD_JOBS_MAX 128
#define WORLD_CERTIFICATES_MAX 64
#define WORLD_BLOCKS_MAX 256

typedef struct world world;
typedef struct world_seat world_seat;
typedef struct world_exchange world_exchange;

/* ----------------------------------------------------------------------------------- the server */

typedef struct world_user { /* a user and their first device */
    psc_uuid user_id;
    psc_uuid device_id;
    psc_human_handle human_handle;
    int profile;
    bool revoked;
    psc_time terms_accepted; /* updated_on of what they accepted; 0: nothing yet */
    bool totp_confirmed;     /* one-time codes are set up: WORLD_CODE is the one that is right */
    bool totp_reset;         /* an administrator of the server has sent a link with totp_token */
    uint8_t totp_token[PSC_TOKEN_BYTES];
    bool has_keys; /* made by world_add_user: the two below are known */
    uint8_t signing_key[32];
    uint8_t private_key[32];
    uint8_t verify_key[32];
    uint8_t public_key[32];
} world_user;

/* The one code that is ever right, and the secret that it would come from. */
#define WORLD_CODE "287082"
#define WORLD_TOTP_SECRET "12345678901234567890"

typedef struct world_opaque_key { /* what the server keeps for a layer of one-time codes */
    psc_uuid user_id;
    psc_uuid id;
    uint8_t key[PSC_OPAQUE_KEY_BYTES];
    uint32_t failures;  /* in a row */
    psc_time not_before; /* the next try */
} world_opaque_key;

typedef struct world_added { /* a further device */
    world_user *user;
    psc_uuid device_id;
    psc_bytes label;
    int purpose; /* psc_device_purpose */
    uint8_t verify_key[32];
} world_added;

typedef struct world_invitation {
    uint8_t token[PSC_TOKEN_BYTES];
    world_user *claimer; /* whose device is invited; NULL: a newcomer, by e-mail */
    psc_bytes email;
    psc_bytes link; /* redirect form */
    int status;     /* psc_invitation_status */
    psc_time created_on;
    world_user *created_by;
} world_invitation;

typedef struct world_attempt {
    psc_uuid id;
    world_invitation *invitation;
    psc_uuid greeter;
    bool joined[2]; /* by psc_side */
    bool cancelled;
    psc_attempt_cancelled cancellation;
    bool active;
    bool given[2][9];     /* step deposited */
    psc_bytes body[2][9]; /* its bytes, compared when it comes again */
    psc_step step[2][9];
} world_attempt;

/* ------------------------------------------------------------------- single sign-on (bao.c) */

#define WORLD_BAO_URL "https://bao.example.com/"
#define WORLD_ACCOUNTS_MAX 4
#define WORLD_KEPT_MAX 32
typedef struct world_account { /* somebody whom a provider vouches for */
    const char *entity_id;
    const char *emails[3]; /* up to NULL */
    bool has_signing_key;
} world_account;
typedef struct world_kept { /* a secret, a sign-on under way or a token, by name */
    psc_bytes name;
    psc_bytes value;
    world_account *account;
    psc_time until;
} world_kept;
typedef struct world_bao {
    bool on;              /* the Parsec server names it */
    bool cannot_sign;     /* it names no mount for that */
    const char *server_url; /* as the Parsec server writes it; NULL: WORLD_BAO_URL */
    const char *auth_url; /* of the provider's page, before "?state="; NULL: a good one */
    world_account accounts[WORLD_ACCOUNTS_MAX];
    world_account *user; /* who signs on when the provider's page is opened; NULL: nobody */
    psc_time token_life; /* 0: a minute */
    world_kept secrets[WORLD_KEPT_MAX];
    size_t secret_count;
    world_kept states[WORLD_KEPT_MAX]; /* value: the client's nonce */
    size_t state_count;
    world_kept tokens[WORLD_KEPT_MAX];
    size_t token_count;
} world_bao;

/* A request to join, as the Parsec server keeps it. */
#define WORLD_REQUESTS_MAX 8
typedef struct world_request {
    psc_uuid id;
    int status; /* psc_async_status */
    psc_time submitted_on;
    psc_time decided_on;
    psc_bytes payload;
    psc_payload_signature signature;
    psc_bytes email;
    psc_bytes accept_payload;
    psc_payload_signature accept_signature;
} world_request;

/* ---------------------------------------------------------------------- between seat and server */

/* The hook sees each request twice. Before the server acts it may replace the body, lose the
 * request (the server never sees it) or answer in the server's place (http_status != 0).
 * Afterwards it may replace the answer or lose it. */
struct world_exchange {
    world *world;
    world_seat *seat;
    const char *command; /* "invite_claimer_step" …; "" when unreadable */
    int step;            /* 0 to 8 for the two step commands, else -1 */
    uint32_t number;     /* of this request in this world, from 1 */
    bool awaited;        /* false: a request with id 0 */
    bool after;
    psc_bytes url;
    psc_bytes body;
    uint32_t http_status;
    psc_bytes reply;
    bool lose;
    bool oversized;          /* the host reports PSC_TRANSPORT_OVERSIZED */
    psc_bytes authorization; /* absent when there is none */
    psc_uuid device_id;      /* whose it is, once the server has looked */
};
typedef void (*world_hook)(void *context, world_exchange *exchange);

/* The peer's step in an "ok" answer to a step; false when it is another answer. */
bool world_reply_step(psc_step *step, const world_exchange *exchange);
void world_set_reply_step(world_exchange *exchange, const psc_step *step);
/* Own step in a step request. */
bool world_request_step(psc_step *step, const world_exchange *exchange);
void world_set_request_step(world_exchange *exchange, const psc_step *step);
/* An answer that is only {"status": status}. */
void world_set_status(world_exchange *exchange, const char *status);
/* {"status": "greeting_attempt_cancelled", …} */
void world_set_cancelled(world_exchange *exchange, int origin, int reason);

/* --------------------------------------------------------------------------------------- a seat */

/* Fills answer->as.answer and answer->secret; false leaves the question open (world_answer
 * later). */
typedef bool (*world_person)(void *context, world_seat *seat, const psc_question *question,
                             psc_event *answer);

typedef struct world_record {
    bool used;
    int store;
    psc_bytes key;
    psc_bytes value;
} world_record;

typedef struct world_job {
    bool used;
    uint32_t id;
    psc_effect effect; /* deep copy */
    psc_time due;      /* sleeps; questions: when the person has thought */
    bool open;         /* a question that the person left unanswered */
    uint64_t order;
} world_job;

/* Counts, fails on purpose, and looks in what is given back for the world's secrets. */
typedef struct world_heap {
    size_t blocks;
    size_t bytes;
    uint64_t allocations;
    uint64_t fail_at; /* the n-th allocation from the start fails, 0: none */
    bool search;      /* look for the world's secrets in released blocks */
    uint32_t found;
    struct { /* while `search` */
        const uint8_t *at;
        size_t size;
    } live[WORLD_BLOCKS_MAX];
    world *world;
} world_heap;

struct world_seat {
    world *world;
    const char *name;
    psc_host host; /* give &seat->host to psc_*_new */
    world_heap heap;
    psc_flow *flow;
    world_record records[WORLD_RECORDS_MAX];
    world_job jobs[WORLD_JOBS_MAX];
    /* the person */
    world_person person; /* NULL: world_default_person */
    void *person_context;
    const char *password; /* what the default person enters, "correct horse" unless changed */
    const char *full_name;
    psc_question question;                    /* open one */
    psc_bytes shown;                          /* the secret of the last question that had one */
    psc_bytes code;                           /* what the default person enters; absent: WORLD_CODE */
    psc_bytes recovery_key;                   /* what the default person types */
    uint32_t question_id;                     /* 0: none */
    char own_code[PSC_SAS_CODE_CHARS + 1];    /* of the last OWN_CODE note, "" before */
    uint32_t asked[PSC_QUESTION_TROUBLE + 1]; /* how often, by psc_question_kind */
    uint32_t noted[PSC_NOTE_REQUESTS + 1];    /* by psc_note_kind */
    psc_note note[PSC_NOTE_REQUESTS + 1];     /* the last of each kind, deep copy */
    psc_question_stopped stopped;             /* the last STOPPED question */
    psc_question_trouble trouble;
    psc_status last_step; /* what the flow said to the last event */
    bool memory_failed;   /* a step said PSC_ERR_MEMORY */
    /* faults of the store: the n-th store effect of this seat from now on fails
     * `store_fault_times` times */
    uint32_t store_effects;
    uint32_t store_fault_at;
    uint32_t store_fault_times;
    int store_fault;        /* psc_store_failure */
    uint32_t stretch_fails; /* so often from now on */
    bool store_forgets;     /* puts are acknowledged and lost */
    /* the end */
    bool ended;
    bool done;
    psc_result result;  /* deep enough for ids; views die with the flow */
    psc_device *device; /* of PSC_RESULT_DEVICE; released by world_close */
    psc_failure failure;
};

struct world {
    psc_time now;
    psc_arena arena; /* what the server and the seats keep */
    uint64_t random; /* state of the deterministic source */
    psc_bytes server_url;
    psc_bytes organization;
    bool bootstrapped; /* true after world_open; set false (and no user) to test bootstrap */
    uint8_t bootstrap_token[PSC_TOKEN_BYTES];
    bool spontaneous;
    uint8_t root_signing_key[32];
    uint8_t root_verify_key[32];
    uint32_t users_limit;   /* 0: none */
    psc_time server_offset; /* server clock minus ours */
    psc_list terms;           /* of service, psc_text_pair: locale and link */
    psc_time terms_updated_on; /* 0: none */
    psc_time greater_than;  /* creating with an earlier or equal timestamp is refused, 0: none */
    world_user users[WORLD_USERS_MAX];
    size_t user_count;
    world_added added[WORLD_ADDED_MAX];
    size_t added_count;
    world_opaque_key opaque_keys[WORLD_OPAQUE_KEYS_MAX];
    size_t opaque_key_count;
    psc_list policy; /* of psc_bytes: advisory_device_file_protection */
    world_bao bao;
    world_request requests[WORLD_REQUESTS_MAX];
    size_t request_count;
    world_invitation invitations[WORLD_INVITATIONS_MAX];
    size_t invitation_count;
    world_attempt attempts[WORLD_ATTEMPTS_MAX];
    size_t attempt_count;
    bool forged; /* the test makes steps of its own: they need not be fresh */
    psc_bytes certificates[WORLD_CERTIFICATES_MAX];
    psc_time certificate_times[WORLD_CERTIFICATES_MAX];
    size_t certificate_count;
    world_seat seats[WORLD_SEATS_MAX];
    size_t seat_count;
    world_hook hook;
    void *hook_context;
    uint32_t exchanges;
    uint64_t jobs_made;
    bool twice; /* every event is given a second time, which no flow may accept */
    /* Keep every random output of 32 bytes and more, every password and its key: secrets to look for. */
    bool remember;
    psc_bytes secrets[1024];
    size_t secret_count;
};

void world_open(world *w);
void world_close(world *w);
world_user *world_add_user(world *w, const char *email, const char *label, int profile);
world_user *world_find_user(world *w, const psc_uuid *user_id);
world_user *world_find_email(world *w, const char *email);
/* Has one-time codes set up, and an opaque key of theirs. */
world_opaque_key *world_add_opaque_key(world *w, world_user *user);
/* Single sign-on is offered; somebody, known by one e-mail for a start, is who signs on next. */
world_account *world_offer_sign_on(world *w, const char *entity_id, const char *email);
/* A key of theirs, kept there under `path`. */
void world_keep_key(world *w, psc_bytes path, const uint8_t key[PSC_SECRET_KEY_BYTES]);
/* What the Parsec server says of it. */
psc_openbao_config world_bao_config(world *w);
/* Answers a request to it in exchange->reply and exchange->http_status. */
void world_bao_serve(world_exchange *exchange, const psc_request *request);
/* What it is called: "bao_url", "bao_token", "bao_put_key", "bao_get_key", "bao_sign", "bao_make_key", "bao_verify", "bao_entity". */
const char *world_bao_command(const psc_request *request);
/* The page that was opened has done its part: its state, and the code. */
void world_bao_visit(psc_bytes *state, psc_bytes *code, world *w, psc_bytes auth_url);
psc_bytes world_bao_signature(world *w, const char *entity_id, psc_bytes payload);
/* The link with which anybody asks to join. */
psc_bytes world_join_link(world *w);
world_request *world_find_request(world *w, const psc_uuid *id);
/* The link of an administrator of the server for somebody whose authenticator is lost. */
psc_bytes world_totp_reset(world *w, world_user *user);
world_invitation *world_invite(world *w, world_user *by, const char *email);
/* Another device of their own. */
world_invitation *world_invite_device(world *w, world_user *by);
/* A handle on a user made by world_add_user, in `seat`'s memory, with its device file in
 * nobody's store; the caller releases it. */
psc_device *world_device(world_seat *seat, const world_user *user);
/* Redirect form of the link that creates the organization. */
psc_bytes world_bootstrap_link(world *w);

world_seat *world_sit(world *w, const char *name);
/* Takes the flow over and begins it. */
void world_start(world_seat *seat, psc_flow *flow);
/* The tab is closed: the flow goes, the store stays. */
void world_leave(world_seat *seat);
/* Performs and answers one effect of somebody, the clock moving as needed; false when all wait
 * for a person or have ended. */
bool world_tick(world *w);
/* Until nothing can happen any more, or `duration` has passed, or every seat that has a flow has
 * ended. */
void world_run(world *w, psc_time duration);
/* Until this seat is asked this (psc_question_kind); false when it never is within `duration`. */
bool world_run_until_asked(world *w, world_seat *seat, int question, psc_time duration);
bool world_run_until_state(world *w, world_seat *seat, const char *state, psc_time duration);
/* Answers the open question. */
void world_answer(world_seat *seat, const psc_answer *answer, psc_bytes secret);
/* Gives one event, of whatever kind, and takes up the effects. */
void world_step_flow(world_seat *seat, const psc_event *event);
/* CANCEL or HURRY. */
psc_status world_send(world_seat *seat, int event_kind);
/* Proceeds, also with a new device, recognizes the other seat's code when it is among the choices (else "none of
 * these"), gives name and password, approves as STANDARD, tries again. */
bool world_default_person(void *context, world_seat *seat, const psc_question *question,
                          psc_event *answer);

/* The store of a seat. The first record of a store, or the one under a key; NULL for none. */
world_record *world_find_record(world_seat *seat, int store);
world_record *world_record_at(world_seat *seat, int store, psc_bytes key);
size_t world_count(const world_seat *seat, int store);
/* Is it anywhere in the memory that this seat's heap, told to `search` from the beginning on, has
 * lent? */
bool world_holds(const world_seat *seat, psc_bytes secret);
void world_put(world_seat *seat, int store, psc_bytes key, psc_bytes value);
/* The stand-in for an authenticator's PRF: of its own, for each passkey. */
void world_prf(uint8_t output[PSC_PASSKEY_OUTPUT_BYTES], psc_bytes credential_id,
               const uint8_t salt[PSC_PASSKEY_SALT_BYTES]);
/* Whom a password lets into a file with these parameters. */
psc_access world_password(const char *password, const psc_stretch_parameters *parameters);
/* The stand-in for Argon2id. */
void world_stretch(uint8_t key[PSC_STRETCH_KEY_BYTES], psc_bytes password,
                   const psc_stretch_parameters *parameters);
/* True when the seat's only device file opens with `password` and belongs to a user whom the
 * server knows, by the same keys. */
bool world_device_works(world_seat *seat, const char *password);

#endif
