// SPDX-License-Identifier: MPL-2.0
#include "world.h"

#include "flow/asking.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "codec/base64.h"
#include "codec/envelope.h"
#include "codec/msgpack.h"
#include "crypto/digest.h"
#include "crypto/random.h"
#include "flow/crossing.h"
#include "harness.h"

#define WORLD_LATENCY (5 * PSC_TIME_SECOND / 1000)
#define WORLD_THINKING (3 * PSC_TIME_SECOND)
#define WORLD_SERVER_URL "https://parsec.example.com/"
#define WORLD_ORGANIZATION "Org"

/* The world itself has no allocation failures: what it needs and does not get is a broken test. */
static void world_must(psc_status status) {
    if (status != PSC_OK) {
        fprintf(stderr, "world: %s\n", psc_status_sentence(status));
        abort();
    }
}

static void world_limit(size_t count, size_t most, const char *what) {
    if (count == most) {
        fprintf(stderr, "world: too many %s\n", what);
        abort();
    }
}

static psc_bytes world_keep(world *w, psc_bytes bytes) {
    psc_bytes copy;
    world_must(psc_bytes_copy(&copy, &w->arena, bytes));
    return copy;
}

static psc_human_handle world_keep_handle(world *w, psc_human_handle handle) {
    return (psc_human_handle) {.email = world_keep(w, handle.email),
                               .label = world_keep(w, handle.label)};
}

static void world_remember(world *w, psc_bytes secret) {
    if (w->remember && w->secret_count < sizeof w->secrets / sizeof w->secrets[0]) {
        w->secrets[w->secret_count++] = world_keep(w, secret);
    }
}

/* ------------------------------------------------------------------------------ what hosts lend */

static void *world_allocate(void *context, size_t size) {
    world_heap *heap = context;
    heap->allocations++;
    if (heap->allocations == heap->fail_at) {
        return NULL;
    }
    void *memory = malloc(size);
    if (memory != NULL) {
        heap->blocks++;
        heap->bytes += size;
    }
    if (memory != NULL && heap->search) {
        size_t i = 0;
        while (i < WORLD_BLOCKS_MAX && heap->live[i].at != NULL) {
            i++;
        }
        world_limit(i, WORLD_BLOCKS_MAX, "blocks");
        heap->live[i].at = memory;
        heap->live[i].size = size;
    }
    return memory;
}

/* Looks also where an arena has lent nothing, which sanitizers would not let anybody. */
__attribute__((no_sanitize("address"))) static bool world_contains(const uint8_t *memory,
                                                                   size_t size, psc_bytes secret) {
    for (size_t i = 0; i + secret.len <= size; i++) {
        size_t same = 0;
        while (same < secret.len && memory[i + same] == secret.at[same]) {
            same++;
        }
        if (same == secret.len) {
            return true;
        }
    }
    return false;
}

static void world_release(void *context, void *memory, size_t size) {
    world_heap *heap = context;
    heap->blocks--;
    heap->bytes -= size;
    for (size_t i = 0; heap->search && i < heap->world->secret_count; i++) {
        heap->found += world_contains(memory, size, heap->world->secrets[i]) ? 1 : 0;
    }
    for (size_t i = 0; heap->search && i < WORLD_BLOCKS_MAX; i++) {
        heap->live[i].at = heap->live[i].at == memory ? NULL : heap->live[i].at;
    }
    free(memory);
}

bool world_holds(const world_seat *seat, psc_bytes secret) {
    bool found = false;
    for (size_t i = 0; i < WORLD_BLOCKS_MAX && !found; i++) {
        found = seat->heap.live[i].at != NULL &&
                world_contains(seat->heap.live[i].at, seat->heap.live[i].size, secret);
    }
    return found;
}

/* splitmix64 */
static psc_status world_draw(void *context, uint8_t *out, size_t len) {
    world *w = context;
    for (size_t i = 0; i < len; i++) {
        if (i % 8 == 0) {
            w->random += UINT64_C(0x9e3779b97f4a7c15);
        }
        uint64_t mixed = w->random;
        mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
        mixed ^= mixed >> 31;
        out[i] = (uint8_t) (mixed >> 8 * (i % 8));
    }
    if (len >= 32) {
        world_remember(w, (psc_bytes) {out, len});
    }
    return PSC_OK;
}

static psc_host world_host(world *w) {
    return (psc_host) {
        .allocator = psc_allocator_default, .random = world_draw, .random_context = w};
}

/* -------------------------------------------------------------------------- writing and reading */

static psc_bytes world_write_union(world *w, const void *object, const psc_union *united) {
    psc_buf buf;
    psc_buf_init(&buf, &w->arena);
    world_must(psc_union_write(&buf, object, united));
    return psc_buf_view(&buf);
}

static psc_bytes world_status_only(world *w, const char *status) {
    psc_buf buf;
    psc_buf_init(&buf, &w->arena);
    world_must(psc_msgpack_write_map(&buf, 1));
    world_must(psc_msgpack_write_str(&buf, PSC_BYTES_LIT("status")));
    world_must(psc_msgpack_write_str(&buf, psc_bytes_from_text(status)));
    return psc_buf_view(&buf);
}

static const char *const world_commands[] = {
    "organization_bootstrap",
    "server_config",
    "invite_info",
    "invite_claimer_start_greeting_attempt",
    "invite_claimer_step",
    "invite_claimer_cancel_greeting_attempt",
    "invite_greeter_start_greeting_attempt",
    "invite_greeter_step",
    "invite_greeter_cancel_greeting_attempt",
    "invite_new_user",
    "invite_new_device",
    "invite_list",
    "invite_cancel",
    "invite_complete",
    "user_create",
    "device_create",
    "user_update",
    "user_revoke",
    "certificate_get",
    "tos_get",
    "tos_accept",
    "totp_fetch_opaque_key",
    "totp_setup_get_secret",
    "totp_setup_confirm",
    "totp_create_opaque_key",
    "async_enrollment_submit",
    "async_enrollment_info",
    "async_enrollment_cancel",
    "async_enrollment_list",
    "async_enrollment_reject",
    "async_enrollment_accept",
};

static const char *world_command(psc_bytes body) {
    psc_msgpack_reader reader;
    psc_msgpack_reader_init(&reader, body);
    size_t count;
    if (psc_msgpack_read_map(&count, &reader) != PSC_OK) {
        return "";
    }
    for (size_t i = 0; i < count; i++) {
        psc_bytes key;
        psc_bytes value;
        if (psc_msgpack_read_str(&key, &reader) != PSC_OK) {
            return "";
        }
        if (!psc_bytes_equal_text(key, "cmd")) {
            if (psc_msgpack_skip(&reader) != PSC_OK) {
                return "";
            }
            continue;
        }
        if (psc_msgpack_read_str(&value, &reader) != PSC_OK) {
            return "";
        }
        for (size_t c = 0; c < sizeof world_commands / sizeof world_commands[0]; c++) {
            if (psc_bytes_equal_text(value, world_commands[c])) {
                return world_commands[c];
            }
        }
    }
    return "";
}

static bool world_is(const world_exchange *exchange, const char *command) {
    return strcmp(exchange->command, command) == 0;
}

bool world_request_step(psc_step *step, const world_exchange *exchange) {
    psc_arena *arena = &exchange->world->arena;
    if (world_is(exchange, "invite_claimer_step")) {
        psc_claimer_step_request request;
        if (psc_record_read(&request, arena, exchange->body, &psc_claimer_step_request_record) ==
            PSC_OK) {
            *step = request.claimer_step;
            return true;
        }
    } else if (world_is(exchange, "invite_greeter_step")) {
        psc_greeter_step_request request;
        if (psc_record_read(&request, arena, exchange->body, &psc_greeter_step_request_record) ==
            PSC_OK) {
            *step = request.greeter_step;
            return true;
        }
    }
    return false;
}

void world_set_request_step(world_exchange *exchange, const psc_step *step) {
    psc_arena *arena = &exchange->world->arena;
    psc_buf buf;
    psc_buf_init(&buf, arena);
    if (world_is(exchange, "invite_claimer_step")) {
        psc_claimer_step_request request;
        world_must(
            psc_record_read(&request, arena, exchange->body, &psc_claimer_step_request_record));
        request.claimer_step = *step;
        world_must(psc_record_write(&buf, &request, &psc_claimer_step_request_record));
    } else {
        psc_greeter_step_request request;
        world_must(
            psc_record_read(&request, arena, exchange->body, &psc_greeter_step_request_record));
        request.greeter_step = *step;
        world_must(psc_record_write(&buf, &request, &psc_greeter_step_request_record));
    }
    exchange->body = psc_buf_view(&buf);
}

bool world_reply_step(psc_step *step, const world_exchange *exchange) {
    psc_arena *arena = &exchange->world->arena;
    if (!exchange->after || exchange->http_status != 200) {
        return false;
    }
    if (world_is(exchange, "invite_claimer_step")) {
        psc_claimer_step_reply reply;
        if (psc_union_read(&reply, arena, exchange->reply, &psc_claimer_step_reply_union) ==
                PSC_OK &&
            reply.tag == PSC_CLAIMER_STEP_OK) {
            *step = reply.ok.greeter_step;
            return true;
        }
    } else if (world_is(exchange, "invite_greeter_step")) {
        psc_greeter_step_reply reply;
        if (psc_union_read(&reply, arena, exchange->reply, &psc_greeter_step_reply_union) ==
                PSC_OK &&
            reply.tag == PSC_GREETER_STEP_OK) {
            *step = reply.ok.claimer_step;
            return true;
        }
    }
    return false;
}

void world_set_reply_step(world_exchange *exchange, const psc_step *step) {
    if (world_is(exchange, "invite_claimer_step")) {
        const psc_claimer_step_reply reply = {.tag = PSC_CLAIMER_STEP_OK, .ok.greeter_step = *step};
        exchange->reply = world_write_union(exchange->world, &reply, &psc_claimer_step_reply_union);
    } else {
        const psc_greeter_step_reply reply = {.tag = PSC_GREETER_STEP_OK, .ok.claimer_step = *step};
        exchange->reply = world_write_union(exchange->world, &reply, &psc_greeter_step_reply_union);
    }
    exchange->http_status = 200;
}

void world_set_status(world_exchange *exchange, const char *status) {
    exchange->http_status = 200;
    exchange->reply = world_status_only(exchange->world, status);
}

void world_set_cancelled(world_exchange *exchange, int origin, int reason) {
    const psc_claimer_step_reply reply = {
        .tag = PSC_CLAIMER_STEP_ATTEMPT_CANCELLED,
        .cancelled = {.origin = origin, .timestamp = exchange->world->now, .reason = reason},
    };
    exchange->http_status = 200;
    exchange->reply = world_write_union(exchange->world, &reply, &psc_claimer_step_reply_union);
}

/* ----------------------------------------------------------------------------------- the server */

static psc_time world_server_time(const world *w) {
    return w->now + w->server_offset;
}

world_user *world_find_user(world *w, const psc_uuid *user_id) {
    for (size_t i = 0; i < w->user_count; i++) {
        if (psc_uuid_equal(&w->users[i].user_id, user_id)) {
            return &w->users[i];
        }
    }
    return NULL;
}

world_user *world_find_email(world *w, const char *email) {
    for (size_t i = 0; i < w->user_count; i++) {
        if (psc_bytes_equal_text(w->users[i].human_handle.email, email)) {
            return &w->users[i];
        }
    }
    return NULL;
}

/* Whose device it is, and the key that it signs with. */
static world_user *world_find_device(const uint8_t **verify_key, world *w,
                                     const psc_uuid *device_id) {
    for (size_t i = 0; i < w->user_count; i++) {
        if (psc_uuid_equal(&w->users[i].device_id, device_id)) {
            *verify_key = w->users[i].verify_key;
            return &w->users[i];
        }
    }
    for (size_t i = 0; i < w->added_count; i++) {
        if (psc_uuid_equal(&w->added[i].device_id, device_id)) {
            *verify_key = w->added[i].verify_key;
            return w->added[i].user;
        }
    }
    return NULL;
}

static bool world_knows_device(world *w, const psc_uuid *device_id) {
    const uint8_t *verify_key;
    return world_find_device(&verify_key, w, device_id) != NULL;
}

/* Administrators greet newcomers, each person their own devices. */
static bool world_may_greet(const world_invitation *invitation, const world_user *user) {
    return invitation->claimer == NULL ? user->profile == PSC_PROFILE_ADMIN
                                       : invitation->claimer == user;
}

static world_invitation *world_find_invitation(world *w, const uint8_t token[PSC_TOKEN_BYTES]) {
    for (size_t i = 0; i < w->invitation_count; i++) {
        if (memcmp(w->invitations[i].token, token, PSC_TOKEN_BYTES) == 0) {
            return &w->invitations[i];
        }
    }
    return NULL;
}

static world_attempt *world_find_attempt(world *w, const psc_uuid *id) {
    for (size_t i = 0; i < w->attempt_count; i++) {
        if (psc_uuid_equal(&w->attempts[i].id, id)) {
            return &w->attempts[i];
        }
    }
    return NULL;
}

static void world_cancel_attempt(world *w, world_attempt *attempt, int side, int reason) {
    attempt->cancelled = true;
    attempt->cancellation = (psc_attempt_cancelled) {
        .origin = side, .timestamp = world_server_time(w), .reason = reason};
}

/* Both sides of a session get the same attempt; whoever had joined already makes a new one,
 * which ends the old. */
static world_attempt *world_start_attempt(world *w, world_invitation *invitation,
                                          const psc_uuid *greeter, int side) {
    world_attempt *found = NULL;
    for (size_t i = 0; i < w->attempt_count; i++) {
        world_attempt *attempt = &w->attempts[i];
        if (attempt->invitation == invitation && psc_uuid_equal(&attempt->greeter, greeter) &&
            !attempt->cancelled) {
            found = attempt;
        }
    }
    if (found != NULL && found->joined[side]) {
        world_cancel_attempt(w, found, side, PSC_CANCEL_AUTOMATICALLY_CANCELLED);
        found = NULL;
    }
    if (found == NULL) {
        world_limit(w->attempt_count, WORLD_ATTEMPTS_MAX, "attempts");
        found = &w->attempts[w->attempt_count++];
        *found = (world_attempt) {.invitation = invitation, .greeter = *greeter};
        const psc_host host = world_host(w);
        world_must(psc_uuid_make(&found->id, &host));
    }
    found->joined[side] = true;
    return found;
}

typedef enum world_step_verdict {
    WORLD_STEP_OK,
    WORLD_STEP_NOT_READY,
    WORLD_STEP_TOO_ADVANCED,
    WORLD_STEP_MISMATCH
} world_step_verdict;

/* What keeps a code from being guessed is never used in a second attempt: keys, commitments and
 * nonces. A test that puts its own in another's place says so. */
static void world_check_fresh(world *w, const world_attempt *attempt, int side,
                              const psc_step *step) {
    for (size_t i = 0; i < w->attempt_count; i++) {
        const world_attempt *other = &w->attempts[i];
        if (other == attempt || !other->given[side][step->number] || w->forged) {
            continue;
        }
        const psc_step *used = &other->step[side][step->number];
        if (step->number == 0) {
            CHECK(memcmp(used->public_key, step->public_key, sizeof used->public_key) != 0);
        } else if (step->number == 1 && side == PSC_SIDE_CLAIMER) {
            CHECK(memcmp(used->hashed_nonce, step->hashed_nonce, sizeof used->hashed_nonce) != 0);
        } else if (step->nonce.len > 0) {
            CHECK(!psc_bytes_equal(used->nonce, step->nonce));
        }
    }
}

static world_step_verdict world_take_step(world *w, world_attempt *attempt, int side,
                                          const psc_step *step, psc_bytes body) {
    const int other = 1 - side;
    const int number = step->number;
    if (number > 0 && (!attempt->given[side][number - 1] || !attempt->given[other][number - 1])) {
        return WORLD_STEP_TOO_ADVANCED;
    }
    if (!attempt->given[side][number]) {
        world_check_fresh(w, attempt, side, step);
        attempt->given[side][number] = true;
        attempt->body[side][number] = world_keep(w, body);
        psc_step kept = *step;
        kept.nonce = world_keep(w, step->nonce);
        kept.payload = world_keep(w, step->payload);
        attempt->step[side][number] = kept;
    } else if (!psc_bytes_equal(attempt->body[side][number], body)) {
        return WORLD_STEP_MISMATCH;
    }
    return attempt->given[other][number] ? WORLD_STEP_OK : WORLD_STEP_NOT_READY;
}

static psc_inviter world_inviter(const world_user *user) {
    return (psc_inviter) {
        .tag = PSC_INVITER_USER,
        .user = {.user_id = user->user_id, .human_handle = user->human_handle},
    };
}

static psc_bytes world_invite_info(world *w, const world_invitation *invitation) {
    const world_user *claimer = invitation->claimer;
    if (claimer != NULL) {
        const psc_invite_info_reply reply = {
            .tag = PSC_INVITE_INFO_OK,
            .ok = {.type = PSC_INVITATION_DEVICE,
                   .created_by = world_inviter(invitation->created_by),
                   .claimer_user_id = claimer->user_id,
                   .claimer_human_handle = claimer->human_handle},
        };
        return world_write_union(w, &reply, &psc_invite_info_reply_union);
    }
    psc_administrator administrators[WORLD_USERS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < w->user_count; i++) {
        const world_user *user = &w->users[i];
        if (user->profile == PSC_PROFILE_ADMIN && !user->revoked) {
            administrators[count++] = (psc_administrator) {
                .user_id = user->user_id,
                .human_handle = user->human_handle,
                .online_status = PSC_BYTES_LIT("UNKNOWN"),
            };
        }
    }
    const psc_invite_info_reply reply = {
        .tag = PSC_INVITE_INFO_OK,
        .ok =
            {
                .type = PSC_INVITATION_USER,
                .created_by = world_inviter(invitation->created_by),
                .claimer_email = invitation->email,
                .administrators = {administrators, count},
            },
    };
    return world_write_union(w, &reply, &psc_invite_info_reply_union);
}

static psc_bytes world_claimer_step(world *w, world_invitation *invitation, psc_bytes body) {
    psc_claimer_step_request request;
    psc_claimer_step_reply reply = {.tag = PSC_CLAIMER_STEP_ATTEMPT_NOT_FOUND};
    world_must(psc_record_read(&request, &w->arena, body, &psc_claimer_step_request_record));
    world_attempt *attempt = world_find_attempt(w, &request.greeting_attempt);
    if (attempt != NULL && attempt->invitation == invitation) {
        const world_user *greeter = world_find_user(w, &attempt->greeter);
        if (greeter->revoked) {
            reply.tag = PSC_CLAIMER_STEP_GREETER_REVOKED;
        } else if (!world_may_greet(invitation, greeter)) {
            reply.tag = PSC_CLAIMER_STEP_GREETER_NOT_ALLOWED;
        } else if (attempt->cancelled) {
            reply.tag = PSC_CLAIMER_STEP_ATTEMPT_CANCELLED;
            reply.cancelled = attempt->cancellation;
        } else if (!attempt->joined[PSC_SIDE_CLAIMER]) {
            reply.tag = PSC_CLAIMER_STEP_ATTEMPT_NOT_JOINED;
        } else {
            static const int tags[] = {PSC_CLAIMER_STEP_OK, PSC_CLAIMER_STEP_NOT_READY,
                                       PSC_CLAIMER_STEP_TOO_ADVANCED, PSC_CLAIMER_STEP_MISMATCH};
            reply.tag =
                tags[world_take_step(w, attempt, PSC_SIDE_CLAIMER, &request.claimer_step, body)];
            reply.ok.greeter_step = attempt->step[PSC_SIDE_GREETER][request.claimer_step.number];
        }
    }
    return world_write_union(w, &reply, &psc_claimer_step_reply_union);
}

static psc_bytes world_greeter_step(world *w, const world_user *author, psc_bytes body) {
    psc_greeter_step_request request;
    psc_greeter_step_reply reply = {.tag = PSC_GREETER_STEP_ATTEMPT_NOT_FOUND};
    world_must(psc_record_read(&request, &w->arena, body, &psc_greeter_step_request_record));
    world_attempt *attempt = world_find_attempt(w, &request.greeting_attempt);
    if (attempt != NULL && !world_may_greet(attempt->invitation, author)) {
        reply.tag = PSC_GREETER_STEP_AUTHOR_NOT_ALLOWED;
    } else if (attempt != NULL && psc_uuid_equal(&attempt->greeter, &author->user_id)) {
        if (attempt->invitation->status == PSC_INVITATION_FINISHED) {
            reply.tag = PSC_GREETER_STEP_INVITATION_COMPLETED;
        } else if (attempt->invitation->status == PSC_INVITATION_CANCELLED) {
            reply.tag = PSC_GREETER_STEP_INVITATION_CANCELLED;
        } else if (attempt->cancelled) {
            reply.tag = PSC_GREETER_STEP_ATTEMPT_CANCELLED;
            reply.cancelled = attempt->cancellation;
        } else if (!attempt->joined[PSC_SIDE_GREETER]) {
            reply.tag = PSC_GREETER_STEP_ATTEMPT_NOT_JOINED;
        } else {
            static const int tags[] = {PSC_GREETER_STEP_OK, PSC_GREETER_STEP_NOT_READY,
                                       PSC_GREETER_STEP_TOO_ADVANCED, PSC_GREETER_STEP_MISMATCH};
            reply.tag =
                tags[world_take_step(w, attempt, PSC_SIDE_GREETER, &request.greeter_step, body)];
            reply.ok.claimer_step = attempt->step[PSC_SIDE_CLAIMER][request.greeter_step.number];
        }
    }
    return world_write_union(w, &reply, &psc_greeter_step_reply_union);
}

static psc_bytes world_cancel(world *w, psc_bytes body, const psc_record *record, int side) {
    psc_cancel_attempt_request request;
    world_must(psc_record_read(&request, &w->arena, body, record));
    world_attempt *attempt = world_find_attempt(w, &request.greeting_attempt);
    if (attempt == NULL) {
        return world_status_only(w, "greeting_attempt_not_found");
    }
    if (attempt->cancelled) {
        return world_status_only(w, "greeting_attempt_already_cancelled");
    }
    world_cancel_attempt(w, attempt, side, request.reason);
    return world_status_only(w, "ok");
}

static psc_bytes world_invited(world *w, world_invitation *invitation,
                               const world_exchange *exchange) {
    if (world_is(exchange, "invite_info")) {
        return world_invite_info(w, invitation);
    }
    if (world_is(exchange, "invite_claimer_start_greeting_attempt")) {
        psc_claimer_start_request request;
        psc_claimer_start_reply reply = {.tag = PSC_CLAIMER_START_GREETER_NOT_FOUND};
        world_must(psc_record_read(&request, &w->arena, exchange->body,
                                   &psc_claimer_start_request_record));
        const world_user *greeter = world_find_user(w, &request.greeter);
        if (greeter != NULL && greeter->revoked) {
            reply.tag = PSC_CLAIMER_START_GREETER_REVOKED;
        } else if (greeter != NULL && !world_may_greet(invitation, greeter)) {
            reply.tag = PSC_CLAIMER_START_GREETER_NOT_ALLOWED;
        } else if (greeter != NULL) {
            reply.tag = PSC_CLAIMER_START_OK;
            reply.ok.greeting_attempt =
                world_start_attempt(w, invitation, &request.greeter, PSC_SIDE_CLAIMER)->id;
        }
        return world_write_union(w, &reply, &psc_claimer_start_reply_union);
    }
    if (world_is(exchange, "invite_claimer_step")) {
        return world_claimer_step(w, invitation, exchange->body);
    }
    if (world_is(exchange, "invite_claimer_cancel_greeting_attempt")) {
        return world_cancel(w, exchange->body, &psc_claimer_cancel_request_record,
                            PSC_SIDE_CLAIMER);
    }
    return PSC_BYTES_ABSENT;
}

static void world_publish(world *w, psc_bytes blob, psc_time timestamp) {
    world_limit(w->certificate_count, WORLD_CERTIFICATES_MAX, "certificates");
    w->certificates[w->certificate_count] = world_keep(w, blob);
    w->certificate_times[w->certificate_count] = timestamp;
    w->certificate_count++;
}

/* Opens a blob that must be signed by `verify_key`. */
static bool world_open_certificate(void *out, world *w, psc_bytes blob,
                                   const uint8_t verify_key[32], const psc_record *record) {
    psc_bytes message;
    psc_bytes content;
    return psc_sign_open(&message, blob, verify_key) == PSC_OK &&
           psc_envelope_unwrap(&content, &w->arena, message, PSC_ENVELOPE_MAX) == PSC_OK &&
           psc_record_read(out, &w->arena, content, record) == PSC_OK;
}

typedef struct world_enrollment {
    psc_bytes user_blob;
    psc_bytes device_blob;
    psc_bytes redacted_user_blob;
    psc_bytes redacted_device_blob;
    psc_user_certificate user;
    psc_device_certificate device;
} world_enrollment;

static bool world_authored(bool has_author, const psc_uuid *named, const psc_uuid *author) {
    return author == NULL ? !has_author : has_author && psc_uuid_equal(named, author);
}

static bool world_check_device(world_enrollment *e, world *w, const uint8_t verify_key[32],
                               const psc_uuid *author) {
    psc_device_certificate redacted;
    return world_open_certificate(&e->device, w, e->device_blob, verify_key,
                                  &psc_device_certificate_record) &&
           world_open_certificate(&redacted, w, e->redacted_device_blob, verify_key,
                                  &psc_device_certificate_record) &&
           world_authored(e->device.has_author, &e->device.author, author) &&
           world_authored(redacted.has_author, &redacted.author, author) &&
           redacted.timestamp == e->device.timestamp && e->device.device_label.at != NULL &&
           redacted.device_label.at == NULL && redacted.purpose == e->device.purpose &&
           psc_uuid_equal(&redacted.user_id, &e->device.user_id) &&
           psc_uuid_equal(&redacted.device_id, &e->device.device_id);
}

static bool world_check_enrollment(world_enrollment *e, world *w, const uint8_t verify_key[32],
                                   const psc_uuid *author) {
    psc_user_certificate redacted;
    return world_check_device(e, w, verify_key, author) &&
           e->device.purpose == PSC_PURPOSE_STANDARD &&
           world_open_certificate(&e->user, w, e->user_blob, verify_key,
                                  &psc_user_certificate_record) &&
           world_open_certificate(&redacted, w, e->redacted_user_blob, verify_key,
                                  &psc_user_certificate_record) &&
           world_authored(e->user.has_author, &e->user.author, author) &&
           world_authored(redacted.has_author, &redacted.author, author) &&
           e->user.timestamp == e->device.timestamp && redacted.timestamp == e->user.timestamp &&
           e->user.human_handle.email.at != NULL && redacted.human_handle.email.at == NULL &&
           psc_uuid_equal(&e->user.user_id, &e->device.user_id) &&
           psc_uuid_equal(&redacted.user_id, &e->user.user_id);
}

static void world_admit(world *w, const world_enrollment *e) {
    world_limit(w->user_count, WORLD_USERS_MAX, "users");
    world_user *user = &w->users[w->user_count++];
    *user = (world_user) {
        .user_id = e->user.user_id,
        .device_id = e->device.device_id,
        .human_handle = world_keep_handle(w, e->user.human_handle),
        .profile = e->user.profile,
    };
    memcpy(user->verify_key, e->device.verify_key, sizeof user->verify_key);
    memcpy(user->public_key, e->user.public_key, sizeof user->public_key);
    world_publish(w, e->user_blob, e->user.timestamp);
    world_publish(w, e->device_blob, e->device.timestamp);
}

static bool world_in_ballpark(const world *w, psc_time timestamp) {
    const psc_time late = world_server_time(w) - timestamp;
    return late > -300 * PSC_TIME_SECOND && late < 320 * PSC_TIME_SECOND;
}

static psc_ballpark world_ballpark(const world *w, psc_time timestamp) {
    return (psc_ballpark) {.ballpark_client_early_offset = 300,
                           .ballpark_client_late_offset = 320,
                           .server_timestamp = world_server_time(w),
                           .client_timestamp = timestamp};
}

static psc_bytes world_user_create(world *w, const world_user *author, psc_bytes body) {
    psc_user_create_request request;
    psc_user_create_reply reply = {.tag = PSC_USER_CREATE_OK};
    world_must(psc_record_read(&request, &w->arena, body, &psc_user_create_request_record));
    world_enrollment e = {.user_blob = request.user_certificate,
                          .device_blob = request.device_certificate,
                          .redacted_user_blob = request.redacted_user_certificate,
                          .redacted_device_blob = request.redacted_device_certificate};
    if (author->profile != PSC_PROFILE_ADMIN) {
        reply.tag = PSC_USER_CREATE_AUTHOR_NOT_ALLOWED;
    } else if (!world_check_enrollment(&e, w, author->verify_key, &author->device_id)) {
        reply.tag = PSC_USER_CREATE_INVALID_CERTIFICATE;
    } else if (!world_in_ballpark(w, e.user.timestamp)) {
        reply.tag = PSC_USER_CREATE_BALLPARK;
        reply.ballpark = world_ballpark(w, e.user.timestamp);
    } else if (w->greater_than != 0 && e.user.timestamp <= w->greater_than) {
        reply.tag = PSC_USER_CREATE_GREATER_TIMESTAMP;
        reply.greater.strictly_greater_than = w->greater_than;
    } else if (w->users_limit != 0 && w->user_count >= w->users_limit) {
        reply.tag = PSC_USER_CREATE_USERS_LIMIT;
    } else if (world_find_user(w, &e.user.user_id) != NULL ||
               world_knows_device(w, &e.device.device_id)) {
        reply.tag = PSC_USER_CREATE_USER_EXISTS;
    } else {
        for (size_t i = 0; i < w->user_count; i++) {
            if (!w->users[i].revoked &&
                psc_bytes_equal(w->users[i].human_handle.email, e.user.human_handle.email)) {
                reply.tag = PSC_USER_CREATE_HANDLE_TAKEN;
            }
        }
    }
    if (reply.tag == PSC_USER_CREATE_OK) {
        world_admit(w, &e);
    }
    return world_write_union(w, &reply, &psc_user_create_reply_union);
}

/* By any device of theirs. */
static psc_bytes world_device_create(world *w, world_user *author, const world_exchange *exchange) {
    psc_device_create_request request;
    psc_device_create_reply reply = {.tag = PSC_DEVICE_CREATE_OK};
    const uint8_t *verify_key;
    (void) world_find_device(&verify_key, w, &exchange->device_id);
    world_must(
        psc_record_read(&request, &w->arena, exchange->body, &psc_device_create_request_record));
    world_enrollment e = {.device_blob = request.device_certificate,
                          .redacted_device_blob = request.redacted_device_certificate};
    if (!world_check_device(&e, w, verify_key, &exchange->device_id) ||
        !psc_uuid_equal(&e.device.user_id, &author->user_id)) {
        reply.tag = PSC_DEVICE_CREATE_INVALID_CERTIFICATE;
    } else if (!world_in_ballpark(w, e.device.timestamp)) {
        reply.tag = PSC_DEVICE_CREATE_BALLPARK;
        reply.ballpark = world_ballpark(w, e.device.timestamp);
    } else if (w->greater_than != 0 && e.device.timestamp <= w->greater_than) {
        reply.tag = PSC_DEVICE_CREATE_GREATER_TIMESTAMP;
        reply.greater.strictly_greater_than = w->greater_than;
    } else if (world_knows_device(w, &e.device.device_id)) {
        reply.tag = PSC_DEVICE_CREATE_DEVICE_EXISTS;
    } else {
        world_limit(w->added_count, WORLD_ADDED_MAX, "added devices");
        world_added *added = &w->added[w->added_count++];
        *added = (world_added) {.user = author,
                                .device_id = e.device.device_id,
                                .label = world_keep(w, e.device.device_label),
                                .purpose = e.device.purpose};
        memcpy(added->verify_key, e.device.verify_key, sizeof added->verify_key);
        world_publish(w, e.device_blob, e.device.timestamp);
    }
    return world_write_union(w, &reply, &psc_device_create_reply_union);
}

/* What both commands ask of a certificate about `user_id`, whom it gives; reply->tag stays
 * PSC_USER_CHANGE_OK when nothing is wrong with it. */
static world_user *world_user_change(psc_user_change_reply *reply, world *w,
                                     const world_user *author, const psc_uuid *by,
                                     psc_time timestamp, const psc_uuid *user_id) {
    world_user *user = world_find_user(w, user_id);
    if (!psc_uuid_equal(by, &author->device_id) || psc_uuid_equal(user_id, &author->user_id)) {
        reply->tag = PSC_USER_CHANGE_INVALID_CERTIFICATE;
    } else if (!world_in_ballpark(w, timestamp)) {
        reply->tag = PSC_USER_CHANGE_BALLPARK;
        reply->ballpark = world_ballpark(w, timestamp);
    } else if (author->profile != PSC_PROFILE_ADMIN) {
        reply->tag = PSC_USER_CHANGE_AUTHOR_NOT_ALLOWED;
    } else if (user == NULL) {
        reply->tag = PSC_USER_CHANGE_NOT_FOUND;
    }
    return user;
}

static void world_take_change(psc_user_change_reply *reply, world *w, psc_bytes blob,
                              psc_time timestamp) {
    if (w->greater_than != 0 && timestamp <= w->greater_than) {
        reply->tag = PSC_USER_CHANGE_GREATER_TIMESTAMP;
        reply->greater.strictly_greater_than = w->greater_than;
    } else {
        world_publish(w, blob, timestamp);
    }
}

static psc_bytes world_user_update(world *w, const world_user *author, psc_bytes body) {
    psc_user_change_request request;
    psc_user_change_reply reply = {.tag = PSC_USER_CHANGE_OK};
    psc_user_update_certificate c;
    world_must(psc_record_read(&request, &w->arena, body, &psc_user_update_request_record));
    if (!world_open_certificate(&c, w, request.certificate, author->verify_key,
                                &psc_user_update_certificate_record)) {
        return world_status_only(w, "invalid_certificate");
    }
    world_user *user = world_user_change(&reply, w, author, &c.author, c.timestamp, &c.user_id);
    if (reply.tag == PSC_USER_CHANGE_OK && user->revoked) {
        reply.tag = PSC_USER_CHANGE_REVOKED;
    } else if (reply.tag == PSC_USER_CHANGE_OK && user->profile == c.new_profile) {
        reply.tag = PSC_USER_CHANGE_ALREADY_SO;
    } else if (reply.tag == PSC_USER_CHANGE_OK) {
        world_take_change(&reply, w, request.certificate, c.timestamp);
    }
    if (reply.tag == PSC_USER_CHANGE_OK) {
        user->profile = c.new_profile;
    }
    return world_write_union(w, &reply, &psc_user_update_reply_union);
}

static psc_bytes world_user_revoke(world *w, const world_user *author, psc_bytes body) {
    psc_user_change_request request;
    psc_user_change_reply reply = {.tag = PSC_USER_CHANGE_OK};
    psc_revoked_user_certificate c;
    world_must(psc_record_read(&request, &w->arena, body, &psc_user_revoke_request_record));
    if (!world_open_certificate(&c, w, request.certificate, author->verify_key,
                                &psc_revoked_user_certificate_record)) {
        return world_status_only(w, "invalid_certificate");
    }
    world_user *user = world_user_change(&reply, w, author, &c.author, c.timestamp, &c.user_id);
    if (reply.tag == PSC_USER_CHANGE_OK && user->revoked) {
        reply.tag = PSC_USER_CHANGE_ALREADY_SO;
    } else if (reply.tag == PSC_USER_CHANGE_OK) {
        world_take_change(&reply, w, request.certificate, c.timestamp);
    }
    if (reply.tag == PSC_USER_CHANGE_OK) {
        user->revoked = true;
    }
    return world_write_union(w, &reply, &psc_user_revoke_reply_union);
}

static psc_bytes world_certificate_get(world *w) {
    /* Nothing is cut off by time: a client reads what it does not need as well. */
    psc_buf buf;
    psc_buf_init(&buf, &w->arena);
    world_must(psc_msgpack_write_map(&buf, 5));
    world_must(psc_msgpack_write_str(&buf, PSC_BYTES_LIT("status")));
    world_must(psc_msgpack_write_str(&buf, PSC_BYTES_LIT("ok")));
    world_must(psc_msgpack_write_str(&buf, PSC_BYTES_LIT("common_certificates")));
    world_must(psc_msgpack_write_array(&buf, w->certificate_count));
    for (size_t i = 0; i < w->certificate_count; i++) {
        world_must(psc_msgpack_write_bin(&buf, w->certificates[i]));
    }
    world_must(psc_msgpack_write_str(&buf, PSC_BYTES_LIT("sequester_certificates")));
    world_must(psc_msgpack_write_array(&buf, 0));
    world_must(psc_msgpack_write_str(&buf, PSC_BYTES_LIT("shamir_recovery_certificates")));
    world_must(psc_msgpack_write_array(&buf, 0));
    world_must(psc_msgpack_write_str(&buf, PSC_BYTES_LIT("realm_certificates")));
    world_must(psc_msgpack_write_map(&buf, 0));
    return psc_buf_view(&buf);
}

static psc_bytes world_invite_new_user(world *w, world_user *author, psc_bytes body) {
    psc_invite_new_user_request request;
    psc_invite_new_user_reply reply = {.tag = PSC_INVITE_NEW_USER_OK,
                                       .ok.email_sent = PSC_EMAIL_SENT_SUCCESS};
    world_must(psc_record_read(&request, &w->arena, body, &psc_invite_new_user_request_record));
    if (author->profile != PSC_PROFILE_ADMIN) {
        reply.tag = PSC_INVITE_NEW_USER_AUTHOR_NOT_ALLOWED;
        return world_write_union(w, &reply, &psc_invite_new_user_reply_union);
    }
    for (size_t i = 0; i < w->user_count; i++) {
        if (!w->users[i].revoked &&
            psc_bytes_equal(w->users[i].human_handle.email, request.claimer_email)) {
            reply.tag = PSC_INVITE_NEW_USER_ALREADY_ENROLLED;
            return world_write_union(w, &reply, &psc_invite_new_user_reply_union);
        }
    }
    world_invitation *invitation = NULL;
    for (size_t i = 0; i < w->invitation_count; i++) {
        if (w->invitations[i].status == PSC_INVITATION_PENDING &&
            psc_bytes_equal(w->invitations[i].email, request.claimer_email)) {
            invitation = &w->invitations[i];
        }
    }
    if (invitation == NULL) {
        char email[256] = {0};
        memcpy(email, request.claimer_email.at,
               request.claimer_email.len < 255 ? request.claimer_email.len : 255);
        invitation = world_invite(w, author, email);
    }
    memcpy(reply.ok.token, invitation->token, sizeof reply.ok.token);
    return world_write_union(w, &reply, &psc_invite_new_user_reply_union);
}

static psc_bytes world_invite_new_device(world *w, world_user *author) {
    psc_invite_new_device_reply reply = {.tag = PSC_INVITE_NEW_DEVICE_OK,
                                         .ok.email_sent = PSC_EMAIL_SENT_SUCCESS};
    world_invitation *invitation = NULL;
    for (size_t i = 0; i < w->invitation_count; i++) {
        if (w->invitations[i].status == PSC_INVITATION_PENDING &&
            w->invitations[i].claimer == author) {
            invitation = &w->invitations[i];
        }
    }
    if (invitation == NULL) {
        invitation = world_invite_device(w, author);
    }
    memcpy(reply.ok.token, invitation->token, sizeof reply.ok.token);
    return world_write_union(w, &reply, &psc_invite_new_device_reply_union);
}

static psc_bytes world_invite_list(world *w) {
    psc_invitation_item items[WORLD_INVITATIONS_MAX];
    for (size_t i = 0; i < w->invitation_count; i++) {
        const world_invitation *invitation = &w->invitations[i];
        items[i] = (psc_invitation_item) {
            .type = invitation->claimer == NULL ? PSC_INVITATION_USER : PSC_INVITATION_DEVICE,
            .created_on = invitation->created_on,
            .created_by = world_inviter(invitation->created_by),
            .status = invitation->status,
            .claimer_email = invitation->email,
        };
        memcpy(items[i].token, invitation->token, sizeof items[i].token);
    }
    const psc_invite_list_reply reply = {.tag = PSC_INVITE_LIST_OK,
                                         .ok.invitations = {items, w->invitation_count}};
    return world_write_union(w, &reply, &psc_invite_list_reply_union);
}

static psc_bytes world_end_invitation(world *w, const world_user *author, psc_bytes body,
                                      const psc_record *record, int status) {
    psc_token_request request;
    world_must(psc_record_read(&request, &w->arena, body, record));
    world_invitation *invitation = world_find_invitation(w, request.token);
    const bool completing = status == PSC_INVITATION_FINISHED;
    if (invitation == NULL) {
        return world_status_only(w, "invitation_not_found");
    }
    if (!world_may_greet(invitation, author)) {
        return world_status_only(w, "author_not_allowed");
    }
    if (invitation->status == PSC_INVITATION_FINISHED) {
        return world_status_only(w, completing ? "invitation_already_completed"
                                               : "invitation_completed");
    }
    if (invitation->status == PSC_INVITATION_CANCELLED) {
        return world_status_only(w, completing ? "invitation_cancelled"
                                               : "invitation_already_cancelled");
    }
    invitation->status = status;
    return world_status_only(w, "ok");
}

/* -------------------------------------------------------------------------------- one-time codes */

world_opaque_key *world_add_opaque_key(world *w, world_user *user) {
    world_limit(w->opaque_key_count, WORLD_OPAQUE_KEYS_MAX, "opaque keys");
    world_opaque_key *key = &w->opaque_keys[w->opaque_key_count++];
    *key = (world_opaque_key) {.user_id = user->user_id};
    world_must(world_draw(w, key->id.bytes, sizeof key->id.bytes));
    world_must(world_draw(w, key->key, sizeof key->key));
    return key;
}

psc_bytes world_totp_reset(world *w, world_user *user) {
    world_must(world_draw(w, user->totp_token, sizeof user->totp_token));
    user->totp_reset = true;
    user->totp_confirmed = false;
    psc_address address = {
        .kind = PSC_ADDRESS_TOTP_RESET,
        .server_url = w->server_url,
        .organization = w->organization,
        .has_token = true,
        .user_id = user->user_id,
    };
    memcpy(address.token, user->totp_token, sizeof address.token);
    psc_buf buf;
    psc_buf_init(&buf, &w->arena);
    world_must(psc_address_write_redirect(&buf, &address));
    return psc_buf_view(&buf);
}

static bool world_code_is_right(psc_bytes code) {
    return psc_bytes_equal_text(code, WORLD_CODE);
}

static psc_bytes world_totp_secret(world *w, int tag) {
    const psc_totp_secret_reply reply = {.tag = tag,
                                         .ok.totp_secret = psc_bytes_from_text(WORLD_TOTP_SECRET)};
    return world_write_union(w, &reply, &psc_totp_secret_reply_union);
}

static psc_bytes world_totp_confirm(world *w, world_user *user, psc_bytes code, int already) {
    const bool right = world_code_is_right(code);
    const psc_totp_confirm_reply reply = {.tag = user->totp_confirmed ? already
                                                 : right              ? PSC_TOTP_CONFIRM_OK
                                                                      : PSC_TOTP_CONFIRM_INVALID};
    user->totp_confirmed = user->totp_confirmed || right;
    return world_write_union(w, &reply, &psc_totp_confirm_reply_union);
}

static psc_bytes world_totp(world *w, world_user *author, const world_exchange *exchange) {
    if (world_is(exchange, "totp_setup_get_secret")) {
        return world_totp_secret(w, author->totp_confirmed ? PSC_TOTP_SECRET_ALREADY_SETUP
                                                           : PSC_TOTP_SECRET_OK);
    }
    if (world_is(exchange, "totp_setup_confirm")) {
        psc_totp_setup_request request;
        world_must(
            psc_record_read(&request, &w->arena, exchange->body, &psc_totp_confirm_request_record));
        return world_totp_confirm(w, author, request.one_time_password,
                                  PSC_TOTP_CONFIRM_ALREADY_SETUP);
    }
    if (!world_is(exchange, "totp_create_opaque_key")) {
        return PSC_BYTES_ABSENT;
    }
    const world_opaque_key *key = world_add_opaque_key(w, author);
    psc_totp_create_reply reply = {.tag = PSC_TOTP_CREATE_OK, .ok.opaque_key_id = key->id};
    memcpy(reply.ok.opaque_key, key->key, sizeof reply.ok.opaque_key);
    return world_write_union(w, &reply, &psc_totp_create_reply_union);
}

/* A throttled try is none; each failure doubles the wait (protocol.md §3.5). */
static psc_bytes world_totp_fetch(world *w, psc_bytes body) {
    psc_totp_fetch_request request;
    psc_totp_fetch_reply reply = {.tag = PSC_TOTP_FETCH_INVALID};
    world_must(psc_record_read(&request, &w->arena, body, &psc_totp_fetch_request_record));
    const world_user *user = world_find_user(w, &request.user_id);
    for (size_t i = 0; i < w->opaque_key_count; i++) {
        world_opaque_key *key = &w->opaque_keys[i];
        if (user == NULL || user->revoked || !user->totp_confirmed ||
            !psc_uuid_equal(&key->id, &request.opaque_key_id) ||
            !psc_uuid_equal(&key->user_id, &request.user_id)) {
            continue;
        }
        if (w->now + w->server_offset < key->not_before) {
            reply.tag = PSC_TOTP_FETCH_THROTTLED;
            reply.throttled.wait_until = key->not_before;
        } else if (world_code_is_right(request.one_time_password)) {
            reply.tag = PSC_TOTP_FETCH_OK;
            memcpy(reply.ok.opaque_key, key->key, sizeof reply.ok.opaque_key);
            key->failures = 0;
            key->not_before = 0;
        } else {
            key->not_before =
                w->now + w->server_offset + ((psc_time) 1 << key->failures++) * PSC_TIME_SECOND;
        }
    }
    return world_write_union(w, &reply, &psc_totp_fetch_reply_union);
}

static psc_bytes world_totp_by_link(world *w, const world_exchange *exchange) {
    const bool confirm = world_is(exchange, "totp_setup_confirm");
    if (!confirm && !world_is(exchange, "totp_setup_get_secret")) {
        return PSC_BYTES_ABSENT;
    }
    psc_totp_setup_request request;
    world_must(psc_record_read(&request, &w->arena, exchange->body,
                               confirm ? &psc_totp_reset_confirm_request_record
                                       : &psc_totp_reset_secret_request_record));
    world_user *user = world_find_user(w, &request.user_id);
    const bool known = user != NULL && user->totp_reset && !user->revoked &&
                       memcmp(user->totp_token, request.token, sizeof request.token) == 0;
    if (!confirm) {
        return world_totp_secret(w, known ? PSC_TOTP_SECRET_OK : PSC_TOTP_SECRET_BAD_TOKEN);
    }
    if (!known) {
        return world_status_only(w, "bad_token");
    }
    const psc_bytes reply =
        world_totp_confirm(w, user, request.one_time_password, PSC_TOTP_CONFIRM_BAD_TOKEN);
    user->totp_reset = !user->totp_confirmed;
    return reply;
}

static psc_bytes world_list_requests(world *w);
static psc_bytes world_end_request(world *w, psc_bytes body, const psc_record *record, int end);
static psc_bytes world_accept_request(world *w, const world_user *author, psc_bytes body);

static psc_bytes world_authenticated(world *w, world_user *author, const world_exchange *exchange) {
    if (world_is(exchange, "async_enrollment_list")) {
        return world_list_requests(w);
    }
    if (world_is(exchange, "async_enrollment_reject")) {
        return world_end_request(w, exchange->body, &psc_async_reject_request_record,
                                 PSC_ASYNC_REJECTED);
    }
    if (world_is(exchange, "async_enrollment_accept")) {
        return world_accept_request(w, author, exchange->body);
    }
    if (world_is(exchange, "invite_greeter_start_greeting_attempt")) {
        psc_token_request request;
        psc_greeter_start_reply reply = {.tag = PSC_GREETER_START_INVITATION_NOT_FOUND};
        world_must(psc_record_read(&request, &w->arena, exchange->body,
                                   &psc_greeter_start_request_record));
        world_invitation *invitation = world_find_invitation(w, request.token);
        if (invitation != NULL && !world_may_greet(invitation, author)) {
            reply.tag = PSC_GREETER_START_AUTHOR_NOT_ALLOWED;
        } else if (invitation != NULL && invitation->status == PSC_INVITATION_FINISHED) {
            reply.tag = PSC_GREETER_START_INVITATION_COMPLETED;
        } else if (invitation != NULL && invitation->status == PSC_INVITATION_CANCELLED) {
            reply.tag = PSC_GREETER_START_INVITATION_CANCELLED;
        } else if (invitation != NULL) {
            reply.tag = PSC_GREETER_START_OK;
            reply.ok.greeting_attempt =
                world_start_attempt(w, invitation, &author->user_id, PSC_SIDE_GREETER)->id;
        }
        return world_write_union(w, &reply, &psc_greeter_start_reply_union);
    }
    if (world_is(exchange, "invite_greeter_step")) {
        return world_greeter_step(w, author, exchange->body);
    }
    if (world_is(exchange, "invite_greeter_cancel_greeting_attempt")) {
        return world_cancel(w, exchange->body, &psc_greeter_cancel_request_record,
                            PSC_SIDE_GREETER);
    }
    if (world_is(exchange, "invite_new_user")) {
        return world_invite_new_user(w, author, exchange->body);
    }
    if (world_is(exchange, "invite_new_device")) {
        return world_invite_new_device(w, author);
    }
    if (world_is(exchange, "invite_list")) {
        return world_invite_list(w);
    }
    if (world_is(exchange, "invite_cancel")) {
        return world_end_invitation(w, author, exchange->body, &psc_invite_cancel_request_record,
                                    PSC_INVITATION_CANCELLED);
    }
    if (world_is(exchange, "invite_complete")) {
        return world_end_invitation(w, author, exchange->body, &psc_invite_complete_request_record,
                                    PSC_INVITATION_FINISHED);
    }
    if (world_is(exchange, "user_create")) {
        return world_user_create(w, author, exchange->body);
    }
    if (world_is(exchange, "device_create")) {
        return world_device_create(w, author, exchange);
    }
    if (world_is(exchange, "user_update")) {
        return world_user_update(w, author, exchange->body);
    }
    if (world_is(exchange, "user_revoke")) {
        return world_user_revoke(w, author, exchange->body);
    }
    if (world_is(exchange, "certificate_get")) {
        return world_certificate_get(w);
    }
    return world_totp(w, author, exchange);
}

static psc_bytes world_terms(world *w, world_user *author, const world_exchange *exchange) {
    const bool none = w->terms_updated_on == 0;
    if (world_is(exchange, "tos_get")) {
        const psc_tos_get_reply reply = {
            .tag = none ? PSC_TOS_GET_NO_TOS : PSC_TOS_GET_OK,
            .ok = {.per_locale_urls = w->terms, .updated_on = w->terms_updated_on},
        };
        return world_write_union(w, &reply, &psc_tos_get_reply_union);
    }
    if (!world_is(exchange, "tos_accept")) {
        return PSC_BYTES_ABSENT;
    }
    psc_tos_accept_request request;
    psc_tos_accept_reply reply = {.tag = PSC_TOS_ACCEPT_OK};
    world_must(
        psc_record_read(&request, &w->arena, exchange->body, &psc_tos_accept_request_record));
    if (none) {
        reply.tag = PSC_TOS_ACCEPT_NO_TOS;
    } else if (request.tos_updated_on != w->terms_updated_on) {
        reply.tag = PSC_TOS_ACCEPT_MISMATCH;
    } else {
        author->terms_accepted = request.tos_updated_on;
    }
    return world_write_union(w, &reply, &psc_tos_accept_reply_union);
}

static psc_bytes world_bootstrap(world *w, psc_bytes body) {
    psc_organization_bootstrap_request request;
    psc_organization_bootstrap_reply reply = {.tag = PSC_ORGANIZATION_BOOTSTRAP_OK};
    world_must(
        psc_record_read(&request, &w->arena, body, &psc_organization_bootstrap_request_record));
    world_enrollment e = {.user_blob = request.user_certificate,
                          .device_blob = request.device_certificate,
                          .redacted_user_blob = request.redacted_user_certificate,
                          .redacted_device_blob = request.redacted_device_certificate};
    psc_sequester_authority_certificate authority;
    const bool token_right =
        request.bootstrap_token.at == NULL
            ? w->spontaneous
            : request.bootstrap_token.len == PSC_TOKEN_BYTES &&
                  memcmp(request.bootstrap_token.at, w->bootstrap_token, PSC_TOKEN_BYTES) == 0;
    if (w->bootstrapped) {
        reply.tag = PSC_ORGANIZATION_BOOTSTRAP_ALREADY_BOOTSTRAPPED;
    } else if (!token_right) {
        reply.tag = PSC_ORGANIZATION_BOOTSTRAP_INVALID_TOKEN;
    } else if (!world_check_enrollment(&e, w, request.root_verify_key, NULL) ||
               e.user.profile != PSC_PROFILE_ADMIN ||
               (request.sequester_authority_certificate.at != NULL &&
                (!world_open_certificate(&authority, w, request.sequester_authority_certificate,
                                         request.root_verify_key,
                                         &psc_sequester_authority_certificate_record) ||
                 authority.timestamp != e.user.timestamp))) {
        reply.tag = PSC_ORGANIZATION_BOOTSTRAP_INVALID_CERTIFICATE;
    } else if (!world_in_ballpark(w, e.user.timestamp)) {
        reply.tag = PSC_ORGANIZATION_BOOTSTRAP_BALLPARK;
        reply.ballpark = world_ballpark(w, e.user.timestamp);
    } else {
        w->bootstrapped = true;
        memcpy(w->root_verify_key, request.root_verify_key, sizeof w->root_verify_key);
        world_admit(w, &e);
    }
    return world_write_union(w, &reply, &psc_organization_bootstrap_reply_union);
}

/* Without a device: by the token of a link, or by a code alone. */
/* ------------------------------------------------------------------------------ join requests */

psc_bytes world_join_link(world *w) {
    const psc_address address = {
        .kind = PSC_ADDRESS_ASYNC_ENROLLMENT,
        .server_url = w->server_url,
        .organization = w->organization,
    };
    psc_buf link;
    psc_buf_init(&link, &w->arena);
    world_must(psc_address_write_redirect(&link, &address));
    return psc_buf_view(&link);
}

world_request *world_find_request(world *w, const psc_uuid *id) {
    for (size_t i = 0; i < w->request_count; i++) {
        if (psc_uuid_equal(&w->requests[i].id, id)) {
            return &w->requests[i];
        }
    }
    return NULL;
}

static psc_payload_signature world_keep_signature(world *w, const psc_payload_signature *given) {
    return (psc_payload_signature) {
        .tag = given->tag,
        .openbao = {.signature = world_keep(w, given->openbao.signature),
                    .entity_id = world_keep(w, given->openbao.entity_id)},
    };
}

static bool world_has_email(world *w, psc_bytes email) {
    for (size_t i = 0; i < w->user_count; i++) {
        if (!w->users[i].revoked && psc_bytes_equal(w->users[i].human_handle.email, email)) {
            return true;
        }
    }
    return false;
}

/* The form is checked, nothing else (protocol.md §3.5). */
static psc_bytes world_submit(world *w, psc_bytes body) {
    psc_async_submit_request request;
    psc_submit_payload payload;
    psc_async_submit_reply reply = {.tag = PSC_ASYNC_SUBMIT_OK, .ok.submitted_on = w->now};
    world_must(psc_record_read(&request, &w->arena, body, &psc_async_submit_request_record));
    if (psc_submit_payload_read(&payload, &w->arena, request.submit_payload) != PSC_OK) {
        reply.tag = PSC_ASYNC_SUBMIT_INVALID_PAYLOAD;
        return world_write_union(w, &reply, &psc_async_submit_reply_union);
    }
    const psc_bytes email = payload.requested_human_handle.email;
    world_request *pending = NULL;
    for (size_t i = 0; i < w->request_count; i++) {
        if (w->requests[i].status == PSC_ASYNC_SUBMITTED &&
            psc_bytes_equal(w->requests[i].email, email)) {
            pending = &w->requests[i];
        }
    }
    if (world_find_request(w, &request.enrollment_id) != NULL) {
        reply.tag = PSC_ASYNC_SUBMIT_ID_USED;
    } else if (world_has_email(w, email)) {
        reply.tag = PSC_ASYNC_SUBMIT_EMAIL_ENROLLED;
    } else if (pending != NULL && !request.force) {
        reply.tag = PSC_ASYNC_SUBMIT_EMAIL_SUBMITTED;
        reply.ok.submitted_on = pending->submitted_on;
    } else {
        if (pending != NULL) {
            pending->status = PSC_ASYNC_CANCELLED;
            pending->decided_on = w->now;
        }
        world_limit(w->request_count, WORLD_REQUESTS_MAX, "requests");
        w->requests[w->request_count++] = (world_request) {
            .id = request.enrollment_id,
            .submitted_on = w->now,
            .payload = world_keep(w, request.submit_payload),
            .signature = world_keep_signature(w, &request.submit_payload_signature),
            .email = world_keep(w, email),
        };
    }
    return world_write_union(w, &reply, &psc_async_submit_reply_union);
}

static psc_bytes world_request_info(world *w, psc_bytes body) {
    psc_async_id request;
    psc_async_info_reply reply = {.tag = PSC_ASYNC_INFO_NOT_FOUND};
    world_must(psc_record_read(&request, &w->arena, body, &psc_async_info_request_record));
    const world_request *found = world_find_request(w, &request.enrollment_id);
    if (found != NULL) {
        reply.tag = PSC_ASYNC_INFO_OK;
        reply.ok = (psc_async_info) {
            .status = found->status,
            .submitted_on = found->submitted_on,
            .decided_on = found->decided_on,
            .accept_payload = found->accept_payload,
            .accept_payload_signature = found->accept_signature,
        };
    }
    return world_write_union(w, &reply, &psc_async_info_reply_union);
}

static psc_bytes world_end_request(world *w, psc_bytes body, const psc_record *record, int end) {
    psc_async_id request;
    psc_async_end_reply reply = {.tag = PSC_ASYNC_END_OK};
    world_must(psc_record_read(&request, &w->arena, body, record));
    world_request *found = world_find_request(w, &request.enrollment_id);
    if (found == NULL) {
        reply.tag = PSC_ASYNC_END_NOT_FOUND;
    } else if (found->status != PSC_ASYNC_SUBMITTED) {
        reply.tag = PSC_ASYNC_END_NO_LONGER_AVAILABLE;
    } else {
        found->status = end;
        found->decided_on = w->now;
    }
    return world_write_union(w, &reply, &psc_async_end_reply_union);
}

static psc_bytes world_list_requests(world *w) {
    psc_async_list_reply reply = {.tag = PSC_ASYNC_LIST_OK};
    psc_async_item *items;
    world_must(PSC_TAKE(&items, &w->arena, w->request_count));
    for (size_t i = 0; i < w->request_count; i++) {
        const world_request *request = &w->requests[i];
        if (request->status == PSC_ASYNC_SUBMITTED) {
            items[reply.ok.enrollments.count++] = (psc_async_item) {
                .enrollment_id = request->id,
                .submitted_on = request->submitted_on,
                .submit_payload = request->payload,
                .submit_payload_signature = request->signature,
            };
        }
    }
    reply.ok.enrollments.items = items;
    return world_write_union(w, &reply, &psc_async_list_reply_union);
}

/* The person is created as by user_create. */
static psc_bytes world_accept_request(world *w, const world_user *author, psc_bytes body) {
    psc_async_accept_request request;
    psc_async_accept_reply reply = {.tag = PSC_ASYNC_ACCEPT_OK};
    world_must(psc_record_read(&request, &w->arena, body, &psc_async_accept_request_record));
    world_request *found = world_find_request(w, &request.enrollment_id);
    if (found == NULL || found->status != PSC_ASYNC_SUBMITTED) {
        reply.tag =
            found == NULL ? PSC_ASYNC_ACCEPT_NOT_FOUND : PSC_ASYNC_ACCEPT_NO_LONGER_AVAILABLE;
        return world_write_union(w, &reply, &psc_async_accept_reply_union);
    }
    const psc_user_create_request create = {
        .user_certificate = request.submitter_user_certificate,
        .device_certificate = request.submitter_device_certificate,
        .redacted_user_certificate = request.submitter_redacted_user_certificate,
        .redacted_device_certificate = request.submitter_redacted_device_certificate,
    };
    psc_buf create_body;
    psc_buf_init(&create_body, &w->arena);
    world_must(psc_record_write(&create_body, &create, &psc_user_create_request_record));
    psc_user_create_reply created;
    world_must(psc_union_read(&created, &w->arena,
                              world_user_create(w, author, psc_buf_view(&create_body)),
                              &psc_user_create_reply_union));
    static const int tags[] = {
        [PSC_USER_CREATE_OK] = PSC_ASYNC_ACCEPT_OK,
        [PSC_USER_CREATE_AUTHOR_NOT_ALLOWED] = PSC_ASYNC_ACCEPT_AUTHOR_NOT_ALLOWED,
        [PSC_USER_CREATE_USERS_LIMIT] = PSC_ASYNC_ACCEPT_ACTIVE_USERS_LIMIT,
        [PSC_USER_CREATE_USER_EXISTS] = PSC_ASYNC_ACCEPT_USER_EXISTS,
        [PSC_USER_CREATE_HANDLE_TAKEN] = PSC_ASYNC_ACCEPT_HUMAN_HANDLE_TAKEN,
        [PSC_USER_CREATE_INVALID_CERTIFICATE] = PSC_ASYNC_ACCEPT_INVALID_CERTIFICATE,
        [PSC_USER_CREATE_BALLPARK] = PSC_ASYNC_ACCEPT_BALLPARK,
        [PSC_USER_CREATE_GREATER_TIMESTAMP] = PSC_ASYNC_ACCEPT_GREATER_TIMESTAMP,
    };
    reply.tag = tags[created.tag];
    reply.ballpark = created.ballpark;
    reply.greater = created.greater;
    if (reply.tag == PSC_ASYNC_ACCEPT_OK) {
        found->status = PSC_ASYNC_ACCEPTED;
        found->decided_on = w->now;
        found->accept_payload = world_keep(w, request.accept_payload);
        found->accept_signature = world_keep_signature(w, &request.accept_payload_signature);
    }
    return world_write_union(w, &reply, &psc_async_accept_reply_union);
}

static psc_bytes world_anonymous(world *w, const world_exchange *exchange) {
    if (world_is(exchange, "async_enrollment_submit")) {
        return world_submit(w, exchange->body);
    }
    if (world_is(exchange, "async_enrollment_info")) {
        return world_request_info(w, exchange->body);
    }
    if (world_is(exchange, "async_enrollment_cancel")) {
        return world_end_request(w, exchange->body, &psc_async_cancel_request_record,
                                 PSC_ASYNC_CANCELLED);
    }
    if (world_is(exchange, "organization_bootstrap")) {
        return world_bootstrap(w, exchange->body);
    }
    if (world_is(exchange, "totp_fetch_opaque_key")) {
        return world_totp_fetch(w, exchange->body);
    }
    return world_totp_by_link(w, exchange);
}

/* ------------------------------------------------------------------------------ HTTP and tokens */

static psc_bytes world_header(const psc_request *request, const char *name) {
    const psc_header *headers = request->headers.items;
    for (size_t i = 0; i < request->headers.count; i++) {
        if (psc_bytes_equal_text(headers[i].name, name)) {
            return headers[i].value;
        }
    }
    return PSC_BYTES_ABSENT;
}

static bool world_cut(psc_bytes *rest, psc_bytes text, const char *start) {
    const size_t len = strlen(start);
    if (text.len < len || memcmp(text.at, start, len) != 0) {
        return false;
    }
    *rest = (psc_bytes) {text.at + len, text.len - len};
    return true;
}

/* 200 and the author, or the status that refuses. */
static uint32_t world_authenticate(world_user **author, world_exchange *exchange) {
    world *w = exchange->world;
    psc_bytes token;
    psc_bytes rest;
    if (!world_cut(&token, exchange->authorization, "Bearer ") ||
        !world_cut(&rest, token, "PARSEC-SIGN-ED25519.")) {
        return 401;
    }
    psc_uuid *device_id = &exchange->device_id;
    if (rest.len < 34 ||
        psc_hex_decode(device_id->bytes, PSC_UUID_BYTES, (psc_bytes) {rest.at, 32}) != PSC_OK ||
        rest.at[32] != '.') {
        return 401;
    }
    rest = (psc_bytes) {rest.at + 33, rest.len - 33};
    psc_time seconds = 0;
    while (rest.len > 0 && rest.at[0] >= '0' && rest.at[0] <= '9') {
        seconds = seconds * 10 + (rest.at[0] - '0');
        rest = (psc_bytes) {rest.at + 1, rest.len - 1};
    }
    psc_bytes signature;
    if (rest.len == 0 || rest.at[0] != '.' ||
        psc_base64_decode(&signature, &w->arena, (psc_bytes) {rest.at + 1, rest.len - 1},
                          PSC_BASE64_URL_PADDED) != PSC_OK) {
        return 401;
    }
    const uint8_t *verify_key;
    *author = world_find_device(&verify_key, w, device_id);
    if (*author == NULL) {
        return 403;
    }
    if ((*author)->revoked) {
        return 461;
    }
    psc_buf blob;
    psc_buf_init(&blob, &w->arena);
    world_must(psc_buf_push(&blob, signature));
    world_must(psc_buf_push(&blob, (psc_bytes) {token.at, token.len - rest.len}));
    psc_bytes message;
    if (psc_sign_open(&message, psc_buf_view(&blob), verify_key) != PSC_OK) {
        return 403;
    }
    return world_in_ballpark(w, seconds * PSC_TIME_SECOND) ? 200 : 498;
}

/* In an address. */
static bool world_names_organization(world *w, psc_bytes encoded) {
    psc_buf buf;
    psc_buf_init(&buf, &w->arena);
    world_must(psc_percent_encode(&buf, w->organization));
    return psc_bytes_equal(encoded, psc_buf_view(&buf));
}

static uint32_t world_serve_organization(world_exchange *exchange, psc_bytes path) {
    world *w = exchange->world;
    psc_bytes organization;
    if (world_cut(&organization, path, "anonymous/")) {
        if (!world_names_organization(w, organization)) {
            return 404;
        }
        exchange->reply = world_anonymous(w, exchange);
        return 200;
    }
    const bool invited = world_cut(&organization, path, "invited/");
    bool terms = false;
    if (path.len > 4 && memcmp(path.at + path.len - 4, "/tos", 4) == 0) {
        terms = true;
        path.len -= 4;
    }
    if ((!invited && !world_cut(&organization, path, "authenticated/")) || !w->bootstrapped ||
        !world_names_organization(w, organization)) {
        return 404;
    }
    if (!invited) {
        world_user *author = NULL;
        const uint32_t status = world_authenticate(&author, exchange);
        if (status == 200 && !terms && author->terms_accepted != w->terms_updated_on) {
            return 463;
        }
        if (status == 200) {
            exchange->reply =
                terms ? world_terms(w, author, exchange) : world_authenticated(w, author, exchange);
        }
        return status;
    }
    psc_bytes hex;
    uint8_t token[PSC_TOKEN_BYTES];
    if (!world_cut(&hex, exchange->authorization, "Bearer ") ||
        psc_hex_decode(token, sizeof token, hex) != PSC_OK) {
        return 401;
    }
    world_invitation *invitation = world_find_invitation(w, token);
    if (invitation == NULL) {
        return 403;
    }
    if (invitation->status != PSC_INVITATION_PENDING) {
        return 410;
    }
    exchange->reply = world_invited(w, invitation, exchange);
    return 200;
}

static void world_serve(world_exchange *exchange) {
    world *w = exchange->world;
    psc_bytes path;
    if (!world_cut(&path, exchange->url, WORLD_SERVER_URL)) {
        exchange->http_status = 404;
        return;
    }
    if (psc_bytes_equal_text(path, "anonymous_server")) {
        const psc_server_config_reply reply = {
            .tag = PSC_SERVER_CONFIG_OK,
            .ok = {.organization_bootstrap =
                       w->spontaneous ? PSC_BOOTSTRAP_SPONTANEOUS : PSC_BOOTSTRAP_WITH_TOKEN,
                   .openbao = world_bao_config(w),
                   .advisory_device_file_protection = w->policy},
        };
        exchange->reply = world_write_union(w, &reply, &psc_server_config_reply_union);
        exchange->http_status = 200;
        return;
    }
    exchange->http_status = world_serve_organization(exchange, path);
    if (exchange->http_status == 200 && exchange->reply.at == NULL) {
        exchange->http_status = 415;
    }
    if (exchange->http_status != 200) {
        exchange->reply = PSC_BYTES_LIT("{\"detail\": \"refused\"}");
    }
}

/* --------------------------------------------------------------------------- performing effects */

static psc_list world_keep_handles(world *w, psc_list people) {
    psc_human_handle *kept;
    world_must(PSC_TAKE(&kept, &w->arena, people.count));
    for (size_t i = 0; i < people.count; i++) {
        kept[i] = world_keep_handle(w, ((const psc_human_handle *) people.items)[i]);
    }
    return (psc_list) {kept, people.count};
}

static psc_list world_keep_texts(world *w, psc_list texts) {
    psc_bytes *kept;
    world_must(PSC_TAKE(&kept, &w->arena, texts.count));
    for (size_t i = 0; i < texts.count; i++) {
        kept[i] = world_keep(w, ((const psc_bytes *) texts.items)[i]);
    }
    return (psc_list) {kept, texts.count};
}

static psc_list world_keep_providers(world *w, psc_list providers) {
    psc_provider_line *kept;
    world_must(PSC_TAKE(&kept, &w->arena, providers.count));
    for (size_t i = 0; i < providers.count; i++) {
        kept[i].id = world_keep(w, ((const psc_provider_line *) providers.items)[i].id);
    }
    return (psc_list) {kept, providers.count};
}

static psc_question world_keep_question(world *w, const psc_question *question) {
    psc_question kept = *question;
    switch ((psc_question_kind) question->kind) {
    case PSC_QUESTION_INVITATION:
        kept.as.invitation.organization = world_keep(w, question->as.invitation.organization);
        kept.as.invitation.host = world_keep(w, question->as.invitation.host);
        kept.as.invitation.email = world_keep(w, question->as.invitation.email);
        kept.as.invitation.invited = world_keep_handle(w, question->as.invitation.invited);
        kept.as.invitation.inviter = world_keep_handle(w, question->as.invitation.inviter);
        kept.as.invitation.service_label = world_keep(w, question->as.invitation.service_label);
        kept.as.invitation.administrators =
            world_keep_handles(w, question->as.invitation.administrators);
        break;
    case PSC_QUESTION_CODE: {
        psc_bytes *choices;
        world_must(PSC_TAKE(&choices, &w->arena, question->as.code.choices.count));
        for (size_t i = 0; i < question->as.code.choices.count; i++) {
            choices[i] = world_keep(w, ((const psc_bytes *) question->as.code.choices.items)[i]);
        }
        kept.as.code.choices.items = choices;
        kept.as.code.peer = world_keep_handle(w, question->as.code.peer);
        break;
    }
    case PSC_QUESTION_DETAILS:
        kept.as.details.email = world_keep(w, question->as.details.email);
        kept.as.details.peer = world_keep_handle(w, question->as.details.peer);
        break;
    case PSC_QUESTION_IDENTITY:
        kept.as.identity.host = world_keep(w, question->as.identity.host);
        kept.as.identity.organization = world_keep(w, question->as.identity.organization);
        break;
    case PSC_QUESTION_PROTECTION:
        kept.as.protection.organization = world_keep(w, question->as.protection.organization);
        kept.as.protection.email = world_keep(w, question->as.protection.email);
        break;
    case PSC_QUESTION_PASSWORD:
        kept.as.password.organization = world_keep(w, question->as.password.organization);
        kept.as.password.host = world_keep(w, question->as.password.host);
        kept.as.password.human_handle = world_keep_handle(w, question->as.password.human_handle);
        kept.as.password.device_label = world_keep(w, question->as.password.device_label);
        break;
    case PSC_QUESTION_NEW_PASSKEY: {
        const psc_list *existing = &question->as.new_passkey.existing;
        psc_bytes *ids;
        world_must(PSC_TAKE(&ids, &w->arena, existing->count));
        for (size_t i = 0; i < existing->count; i++) {
            ids[i] = world_keep(w, ((const psc_bytes *) existing->items)[i]);
        }
        kept.as.new_passkey.existing.items = ids;
        kept.as.new_passkey.organization = world_keep(w, question->as.new_passkey.organization);
        kept.as.new_passkey.human_handle =
            world_keep_handle(w, question->as.new_passkey.human_handle);
        break;
    }
    case PSC_QUESTION_PASSKEY: {
        const psc_list *passkeys = &question->as.passkey.passkeys;
        psc_passkey_line *lines;
        world_must(PSC_TAKE(&lines, &w->arena, passkeys->count));
        for (size_t i = 0; i < passkeys->count; i++) {
            lines[i] = ((const psc_passkey_line *) passkeys->items)[i];
            lines[i].credential_id = world_keep(w, lines[i].credential_id);
            lines[i].rp_id = world_keep(w, lines[i].rp_id);
            lines[i].label = world_keep(w, lines[i].label);
        }
        kept.as.passkey.passkeys.items = lines;
        kept.as.passkey.organization = world_keep(w, question->as.passkey.organization);
        kept.as.passkey.host = world_keep(w, question->as.passkey.host);
        kept.as.passkey.human_handle = world_keep_handle(w, question->as.passkey.human_handle);
        kept.as.passkey.device_label = world_keep(w, question->as.passkey.device_label);
        break;
    }
    case PSC_QUESTION_ONE_TIME_CODE:
        kept.as.one_time_code.organization = world_keep(w, question->as.one_time_code.organization);
        kept.as.one_time_code.host = world_keep(w, question->as.one_time_code.host);
        kept.as.one_time_code.human_handle =
            world_keep_handle(w, question->as.one_time_code.human_handle);
        break;
    case PSC_QUESTION_TOTP_SECRET:
        kept.as.totp_secret.organization = world_keep(w, question->as.totp_secret.organization);
        kept.as.totp_secret.host = world_keep(w, question->as.totp_secret.host);
        break;
    case PSC_QUESTION_RECOVERY_FILE:
        kept.as.recovery_file.organization = world_keep(w, question->as.recovery_file.organization);
        kept.as.recovery_file.name = world_keep(w, question->as.recovery_file.name);
        kept.as.recovery_file.key_name = world_keep(w, question->as.recovery_file.key_name);
        kept.as.recovery_file.file = world_keep(w, question->as.recovery_file.file);
        break;
    case PSC_QUESTION_RECOVERY_KEY:
        kept.as.recovery_key.organization = world_keep(w, question->as.recovery_key.organization);
        kept.as.recovery_key.host = world_keep(w, question->as.recovery_key.host);
        kept.as.recovery_key.human_handle =
            world_keep_handle(w, question->as.recovery_key.human_handle);
        break;
    case PSC_QUESTION_APPROVAL:
        kept.as.approval.requested = world_keep_handle(w, question->as.approval.requested);
        kept.as.approval.device_label = world_keep(w, question->as.approval.device_label);
        kept.as.approval.invited_email = world_keep(w, question->as.approval.invited_email);
        break;
    case PSC_QUESTION_NEW_DEVICE:
        kept.as.new_device.device_label = world_keep(w, question->as.new_device.device_label);
        break;
    case PSC_QUESTION_TERMS: {
        psc_terms_link *links;
        world_must(PSC_TAKE(&links, &w->arena, question->as.terms.links.count));
        for (size_t i = 0; i < question->as.terms.links.count; i++) {
            const psc_terms_link *link =
                &((const psc_terms_link *) question->as.terms.links.items)[i];
            links[i] = (psc_terms_link) {world_keep(w, link->locale), world_keep(w, link->url)};
        }
        kept.as.terms.links.items = links;
        kept.as.terms.organization = world_keep(w, question->as.terms.organization);
        break;
    }
    case PSC_QUESTION_ELSEWHERE:
        kept.as.elsewhere.organization = world_keep(w, question->as.elsewhere.organization);
        kept.as.elsewhere.device_label = world_keep(w, question->as.elsewhere.device_label);
        break;
    case PSC_QUESTION_SIGN_ON: {
        const psc_question_sign_on *asked = &question->as.sign_on;
        kept.as.sign_on.organization = world_keep(w, asked->organization);
        kept.as.sign_on.host = world_keep(w, asked->host);
        kept.as.sign_on.openbao_host = world_keep(w, asked->openbao_host);
        kept.as.sign_on.providers = world_keep_providers(w, asked->providers);
        kept.as.sign_on.preferred = world_keep(w, asked->preferred);
        kept.as.sign_on.human_handle = world_keep_handle(w, asked->human_handle);
        kept.as.sign_on.signed_on_as = world_keep_texts(w, asked->signed_on_as);
        break;
    }
    case PSC_QUESTION_SIGNING_ON: {
        const psc_question_signing_on *asked = &question->as.signing_on;
        kept.as.signing_on.organization = world_keep(w, asked->organization);
        kept.as.signing_on.provider = world_keep(w, asked->provider);
        kept.as.signing_on.auth_url = world_keep(w, asked->auth_url);
        kept.as.signing_on.state = world_keep(w, asked->state);
        kept.as.signing_on.client_nonce = world_keep(w, asked->client_nonce);
        break;
    }
    case PSC_QUESTION_REQUEST:
        kept.as.request.organization = world_keep(w, question->as.request.organization);
        kept.as.request.host = world_keep(w, question->as.request.host);
        kept.as.request.provider = world_keep(w, question->as.request.provider);
        kept.as.request.emails = world_keep_texts(w, question->as.request.emails);
        break;
    case PSC_QUESTION_REQUESTED:
        kept.as.requested.human_handle = world_keep_handle(w, question->as.requested.human_handle);
        kept.as.requested.device_label = world_keep(w, question->as.requested.device_label);
        kept.as.requested.emails = world_keep_texts(w, question->as.requested.emails);
        break;
    case PSC_QUESTION_ACCEPTED: {
        const psc_question_accepted *asked = &question->as.accepted;
        kept.as.accepted.organization = world_keep(w, asked->organization);
        kept.as.accepted.host = world_keep(w, asked->host);
        kept.as.accepted.requested = world_keep_handle(w, asked->requested);
        kept.as.accepted.human_handle = world_keep_handle(w, asked->human_handle);
        kept.as.accepted.device_label = world_keep(w, asked->device_label);
        kept.as.accepted.accepted_by = world_keep_texts(w, asked->accepted_by);
        break;
    }
    case PSC_QUESTION_STOPPED:
        kept.as.stopped.peer = world_keep_handle(w, question->as.stopped.peer);
        break;
    case PSC_QUESTION_TROUBLE:
        break;
    }
    return kept;
}

static psc_note world_keep_note(world *w, const psc_note *note) {
    psc_note kept = *note;
    switch ((psc_note_kind) note->kind) {
    case PSC_NOTE_WAITING:
        kept.as.waiting.people = world_keep_handles(w, note->as.waiting.people);
        break;
    case PSC_NOTE_OWN_CODE:
        kept.as.own_code.code = world_keep(w, note->as.own_code.code);
        kept.as.own_code.peer = world_keep_handle(w, note->as.own_code.peer);
        break;
    case PSC_NOTE_SILENCE:
        kept.as.silence.peer = world_keep_handle(w, note->as.silence.peer);
        break;
    case PSC_NOTE_NETWORK:
    case PSC_NOTE_RESTARTED:
    case PSC_NOTE_LIVE:
    case PSC_NOTE_KNOWN:
    case PSC_NOTE_INVITATIONS:
    case PSC_NOTE_REQUEST:
    case PSC_NOTE_REQUESTS:
        break;
    }
    return kept;
}

static psc_request world_keep_request(world *w, const psc_request *request) {
    psc_request kept = *request;
    psc_header *headers;
    world_must(PSC_TAKE(&headers, &w->arena, request->headers.count));
    for (size_t i = 0; i < request->headers.count; i++) {
        const psc_header *header = &((const psc_header *) request->headers.items)[i];
        headers[i] = (psc_header) {world_keep(w, header->name), world_keep(w, header->value)};
    }
    kept.method = world_keep(w, request->method);
    kept.url = world_keep(w, request->url);
    kept.headers.items = headers;
    kept.body = world_keep(w, request->body);
    return kept;
}

static psc_store_request world_keep_store(world *w, const psc_store_request *request) {
    psc_store_operation *operations;
    world_must(PSC_TAKE(&operations, &w->arena, request->operations.count));
    for (size_t i = 0; i < request->operations.count; i++) {
        operations[i] = ((const psc_store_operation *) request->operations.items)[i];
        operations[i].key = world_keep(w, operations[i].key);
        operations[i].value = world_keep(w, operations[i].value);
    }
    return (psc_store_request) {.operations = {operations, request->operations.count}};
}

static void world_add_job(world_seat *seat, const psc_effect *effect) {
    world *w = seat->world;
    for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
        world_job *job = &seat->jobs[i];
        if (job->used) {
            continue;
        }
        *job = (world_job) {.used = true,
                            .id = effect->id,
                            .effect = *effect,
                            .due = w->now,
                            .order = w->jobs_made++};
        switch ((psc_effect_kind) effect->kind) {
        case PSC_EFFECT_REQUEST:
        case PSC_EFFECT_STREAM:
            job->effect.as.request = world_keep_request(w, &effect->as.request);
            break;
        case PSC_EFFECT_STORE:
            job->effect.as.store = world_keep_store(w, &effect->as.store);
            break;
        case PSC_EFFECT_STRETCH:
            job->effect.secret = world_keep(w, effect->secret);
            break;
        case PSC_EFFECT_SLEEP:
            job->due = w->now + (psc_time) effect->as.sleep_ms * (PSC_TIME_SECOND / 1000);
            break;
        case PSC_EFFECT_ASK:
            job->effect.as.ask = world_keep_question(w, &effect->as.ask);
            job->due = w->now + WORLD_THINKING;
            break;
        case PSC_EFFECT_NOTE:
        case PSC_EFFECT_WITHDRAW:
        case PSC_EFFECT_DONE:
        case PSC_EFFECT_FAILED:
            break;
        }
        return;
    }
    fprintf(stderr, "world: too many effects outstanding\n");
    abort();
}

static void world_hear_question(world_seat *seat, const psc_effect *effect) {
    seat->question = world_keep_question(seat->world, &effect->as.ask);
    seat->question_id = effect->id;
    seat->asked[seat->question.kind]++;
    if (effect->secret.at != NULL) {
        seat->shown = world_keep(seat->world, effect->secret);
        world_remember(seat->world, effect->secret);
    }
    if (seat->question.kind == PSC_QUESTION_STOPPED) {
        seat->stopped = seat->question.as.stopped;
        seat->own_code[0] = '\0';
    } else if (seat->question.kind == PSC_QUESTION_TROUBLE) {
        seat->trouble = seat->question.as.trouble;
    }
    world_add_job(seat, effect);
}

static void world_hear_note(world_seat *seat, const psc_note *note) {
    seat->noted[note->kind]++;
    seat->note[note->kind] = world_keep_note(seat->world, note);
    if (note->kind == PSC_NOTE_OWN_CODE) {
        memcpy(seat->own_code, note->as.own_code.code.at, PSC_SAS_CODE_CHARS);
        seat->own_code[PSC_SAS_CODE_CHARS] = '\0';
    } else if (note->kind == PSC_NOTE_RESTARTED) {
        seat->own_code[0] = '\0';
    }
}

static void world_hear_end(world_seat *seat, const psc_effect *effect) {
    seat->ended = true;
    seat->question_id = 0;
    for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
        seat->jobs[i].used = seat->jobs[i].used && seat->jobs[i].id == 0;
    }
    if (effect->kind == PSC_EFFECT_DONE) {
        seat->done = true;
        seat->result = effect->as.done;
        if (seat->result.kind == PSC_RESULT_DEVICE) {
            psc_device_release(seat->device);
            seat->device = seat->result.as.device.device;
        }
    } else {
        seat->failure = effect->as.failed;
        seat->failure.person = world_keep_handle(seat->world, seat->failure.person);
    }
}

/* Whatever a flow says can be told to a host in another language. */
static void world_cross(psc_effect effect) {
    psc_arena arena;
    psc_buf out;
    psc_arena_init(&arena, &psc_allocator_default);
    psc_buf_init(&out, &arena);
    if (effect.kind == PSC_EFFECT_DONE && effect.as.done.kind == PSC_RESULT_DEVICE) {
        effect.as.done.as.device.handle = 1;
    }
    CHECK_OK(psc_effect_write(&out, &effect));
    psc_arena_free(&arena);
}

static void world_drain(world_seat *seat) {
    psc_effect effect;
    while (psc_flow_next(seat->flow, &effect)) {
        world_cross(effect);
        CHECK(!seat->ended);
        switch ((psc_effect_kind) effect.kind) {
        case PSC_EFFECT_REQUEST:
        case PSC_EFFECT_STREAM:
        case PSC_EFFECT_SLEEP:
        case PSC_EFFECT_STORE:
        case PSC_EFFECT_STRETCH:
            world_add_job(seat, &effect);
            break;
        case PSC_EFFECT_ASK:
            world_hear_question(seat, &effect);
            break;
        case PSC_EFFECT_NOTE:
            world_hear_note(seat, &effect.as.note);
            break;
        case PSC_EFFECT_WITHDRAW: {
            bool found = false;
            for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
                if (seat->jobs[i].used && seat->jobs[i].id == effect.id) {
                    seat->jobs[i].used = false;
                    found = true;
                }
            }
            CHECK(found && effect.id != 0);
            if (seat->question_id == effect.id) {
                seat->question_id = 0;
            }
            break;
        }
        case PSC_EFFECT_DONE:
        case PSC_EFFECT_FAILED:
            world_hear_end(seat, &effect);
            break;
        }
    }
    /* An unfinished flow always waits for something. */
    bool waits = seat->ended;
    for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
        waits = waits || (seat->jobs[i].used && seat->jobs[i].id != 0);
    }
    CHECK(waits);
}

void world_step_flow(world_seat *seat, const psc_event *event) {
    seat->last_step = psc_flow_step(seat->flow, event);
    seat->memory_failed = seat->memory_failed || seat->last_step == PSC_ERR_MEMORY;
    world_drain(seat);
    if (seat->world->twice && event->effect != 0) {
        psc_effect effect;
        CHECK_STATUS(PSC_ERR_STATE, psc_flow_step(seat->flow, event));
        CHECK(!psc_flow_next(seat->flow, &effect));
    }
}

static void world_check_parsec(const psc_request *request) {
    CHECK(psc_bytes_equal_text(request->method, "POST"));
    CHECK(psc_bytes_equal_text(world_header(request, "Api-Version"), "5.6"));
    CHECK(psc_bytes_equal_text(world_header(request, "Content-Type"), "application/msgpack"));
    CHECK(request->timeout_ms == 30000 && request->max_response == PSC_REQUEST_MAX_RESPONSE);
}

/* Nothing of Parsec's own goes there. */
static void world_check_openbao(const psc_request *request) {
    const bool reads = request->body.at == NULL;
    CHECK(psc_bytes_equal_text(request->method, reads ? "GET" : "POST"));
    CHECK(world_header(request, "Authorization").at == NULL &&
          world_header(request, "Api-Version").at == NULL);
    CHECK(reads || psc_bytes_equal_text(world_header(request, "Content-Type"), "application/json"));
    CHECK(request->timeout_ms == 15000 && request->max_response == 256 * 1024);
}

static void world_perform_request(world_seat *seat, const world_job *job) {
    world *w = seat->world;
    const psc_request *request = &job->effect.as.request;
    const bool openbao = request->party == PSC_PARTY_OPENBAO;
    (openbao ? world_check_openbao : world_check_parsec)(request);
    world_exchange exchange = {
        .world = w,
        .seat = seat,
        .command = openbao ? world_bao_command(request) : world_command(request->body),
        .step = -1,
        .number = ++w->exchanges,
        .awaited = job->id != 0,
        .url = request->url,
        .body = request->body,
        .authorization = world_header(request, "Authorization"),
    };
    psc_step step;
    if (world_request_step(&step, &exchange)) {
        exchange.step = step.number;
    }
    w->now += WORLD_LATENCY;
    if (w->hook != NULL) {
        w->hook(w->hook_context, &exchange);
    }
    if (!exchange.lose && !exchange.oversized) {
        if (exchange.http_status == 0 && openbao) {
            world_bao_serve(&exchange, request);
        } else if (exchange.http_status == 0) {
            world_serve(&exchange);
        }
        exchange.after = true;
        if (w->hook != NULL) {
            w->hook(w->hook_context, &exchange);
        }
    }
    if (job->id == 0) {
        return;
    }
    psc_event event = {.effect = job->id, .now = w->now};
    if (exchange.lose || exchange.oversized) {
        event.kind = PSC_EVENT_TRANSPORT_FAILURE;
        event.as.transport_failure =
            exchange.oversized ? PSC_TRANSPORT_OVERSIZED : PSC_TRANSPORT_UNREACHABLE;
    } else {
        event.kind = PSC_EVENT_RESPONSE;
        event.as.response.http_status = exchange.http_status;
        event.as.response.body = exchange.reply;
    }
    /* A hook may have closed the tab. */
    if (seat->flow != NULL) {
        world_step_flow(seat, &event);
    }
}

world_record *world_record_at(world_seat *seat, int store, psc_bytes key) {
    for (size_t i = 0; i < WORLD_RECORDS_MAX; i++) {
        world_record *record = &seat->records[i];
        if (record->used && record->store == store && psc_bytes_equal(record->key, key)) {
            return record;
        }
    }
    return NULL;
}

world_record *world_find_record(world_seat *seat, int store) {
    for (size_t i = 0; i < WORLD_RECORDS_MAX; i++) {
        if (seat->records[i].used && seat->records[i].store == store) {
            return &seat->records[i];
        }
    }
    return NULL;
}

size_t world_count(const world_seat *seat, int store) {
    size_t count = 0;
    for (size_t i = 0; i < WORLD_RECORDS_MAX; i++) {
        count += seat->records[i].used && seat->records[i].store == store ? 1 : 0;
    }
    return count;
}

void world_put(world_seat *seat, int store, psc_bytes key, psc_bytes value) {
    world *w = seat->world;
    world_record *record = world_record_at(seat, store, key);
    if (record == NULL) {
        size_t i = 0;
        while (i < WORLD_RECORDS_MAX && seat->records[i].used) {
            i++;
        }
        world_limit(i, WORLD_RECORDS_MAX, "records");
        record = &seat->records[i];
    }
    *record = (world_record) {
        .used = true, .store = store, .key = world_keep(w, key), .value = world_keep(w, value)};
}

/* The same key, or one below it. */
static bool world_key_covers(psc_bytes deleted, psc_bytes key) {
    return psc_bytes_equal(deleted, key) ||
           (deleted.len > 0 && deleted.at[deleted.len - 1] == '/' && key.len > deleted.len &&
            memcmp(deleted.at, key.at, deleted.len) == 0);
}

static psc_list world_operate(world_seat *seat, const psc_store_operation *operation) {
    psc_store_record *found;
    world_must(PSC_TAKE(&found, &seat->world->arena, WORLD_RECORDS_MAX));
    size_t count = 0;
    world_record *record = world_record_at(seat, operation->store, operation->key);
    switch ((psc_store_verb) operation->verb) {
    case PSC_STORE_GET:
        if (record != NULL) {
            found[count++] = (psc_store_record) {record->key, record->value};
        }
        break;
    case PSC_STORE_PUT:
        if (!seat->store_forgets) {
            world_put(seat, operation->store, operation->key, operation->value);
        }
        break;
    case PSC_STORE_DELETE:
        for (size_t i = 0; i < WORLD_RECORDS_MAX; i++) {
            world_record *each = &seat->records[i];
            if (each->used && each->store == operation->store &&
                world_key_covers(operation->key, each->key)) {
                each->used = false;
            }
        }
        break;
    case PSC_STORE_LIST:
        for (size_t i = 0; i < WORLD_RECORDS_MAX; i++) {
            if (seat->records[i].used && seat->records[i].store == operation->store) {
                found[count++] = (psc_store_record) {seat->records[i].key, seat->records[i].value};
            }
        }
        break;
    }
    return (psc_list) {found, count};
}

static void world_perform_store(world_seat *seat, const world_job *job) {
    world *w = seat->world;
    const psc_list operations = job->effect.as.store.operations;
    psc_event event = {.kind = PSC_EVENT_STORED, .effect = job->id, .now = w->now};
    seat->store_effects++;
    if (seat->store_fault_at != 0 && seat->store_effects >= seat->store_fault_at &&
        seat->store_fault_times > 0) {
        seat->store_fault_times--;
        event.kind = PSC_EVENT_STORE_FAILURE;
        event.as.store_failure = seat->store_fault;
        world_step_flow(seat, &event);
        return;
    }
    psc_store_outcome *outcomes;
    world_must(PSC_TAKE(&outcomes, &w->arena, operations.count));
    for (size_t i = 0; i < operations.count; i++) {
        outcomes[i].records =
            world_operate(seat, &((const psc_store_operation *) operations.items)[i]);
    }
    event.as.stored = (psc_list) {outcomes, operations.count};
    world_step_flow(seat, &event);
}

void world_stretch(uint8_t key[PSC_STRETCH_KEY_BYTES], psc_bytes password,
                   const psc_stretch_parameters *parameters) {
    uint8_t mac[PSC_MAC_BYTES];
    uint8_t mac_key[PSC_MAC_KEY_BYTES] = {0};
    memcpy(mac_key, parameters->salt, sizeof parameters->salt);
    world_must(psc_mac(mac, password, PSC_BYTES_ABSENT, mac_key));
    memcpy(key, mac, PSC_STRETCH_KEY_BYTES);
}

void world_prf(uint8_t output[PSC_PASSKEY_OUTPUT_BYTES], psc_bytes credential_id,
               const uint8_t salt[PSC_PASSKEY_SALT_BYTES]) {
    uint8_t mac[PSC_MAC_BYTES];
    world_must(psc_mac(mac, PSC_BYTES_LIT("authenticator"), credential_id, salt));
    memcpy(output, mac, PSC_PASSKEY_OUTPUT_BYTES);
}

psc_access world_password(const char *password, const psc_stretch_parameters *parameters) {
    psc_access access = {.kind = PSC_DEVICE_FILE_PASSWORD, .parameters = *parameters};
    world_stretch(access.key, psc_bytes_from_text(password), parameters);
    return access;
}

static void world_perform_stretch(world_seat *seat, const world_job *job) {
    if (seat->stretch_fails > 0) {
        seat->stretch_fails--;
        world_step_flow(seat, &(psc_event) {.kind = PSC_EVENT_STRETCH_FAILURE,
                                            .effect = job->id,
                                            .now = seat->world->now});
        return;
    }
    uint8_t key[PSC_STRETCH_KEY_BYTES];
    world_stretch(key, job->effect.secret, &job->effect.as.stretch.parameters);
    world_remember(seat->world, job->effect.secret);
    world_remember(seat->world, PSC_BYTES_OF(key));
    world_step_flow(seat, &(psc_event) {.kind = PSC_EVENT_STRETCHED,
                                        .effect = job->id,
                                        .now = seat->world->now,
                                        .secret = PSC_BYTES_OF(key)});
}

static void world_perform_ask(world_seat *seat, world_job *job) {
    psc_event event = {.kind = PSC_EVENT_ANSWER, .effect = job->id, .now = seat->world->now};
    const world_person person = seat->person == NULL ? world_default_person : seat->person;
    if (!person(seat->person_context, seat, &job->effect.as.ask, &event)) {
        job->open = true;
        return;
    }
    job->used = false;
    seat->question_id = 0;
    world_step_flow(seat, &event);
}

static void world_perform(world_seat *seat, world_job *job) {
    const world_job taken = *job;
    if (taken.effect.kind == PSC_EFFECT_ASK) {
        world_perform_ask(seat, job);
        return;
    }
    job->used = false;
    if (taken.effect.kind == PSC_EFFECT_REQUEST) {
        world_perform_request(seat, &taken);
    } else if (taken.effect.kind == PSC_EFFECT_STORE) {
        world_perform_store(seat, &taken);
    } else if (taken.effect.kind == PSC_EFFECT_STRETCH) {
        world_perform_stretch(seat, &taken);
    } else {
        world_step_flow(
            seat,
            &(psc_event) {.kind = PSC_EVENT_FIRED, .effect = taken.id, .now = seat->world->now});
    }
}

bool world_tick(world *w) {
    world_seat *next_seat = NULL;
    world_job *next = NULL;
    for (size_t s = 0; s < w->seat_count; s++) {
        for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
            world_job *job = &w->seats[s].jobs[i];
            if (!job->used || job->open) {
                continue;
            }
            if (next == NULL || job->due < next->due ||
                (job->due == next->due && job->order < next->order)) {
                next = job;
                next_seat = &w->seats[s];
            }
        }
    }
    if (next == NULL) {
        return false;
    }
    if (next->due > w->now) {
        w->now = next->due;
    }
    world_perform(next_seat, next);
    return true;
}

void world_run(world *w, psc_time duration) {
    const psc_time until = w->now + duration;
    while (w->now < until) {
        bool running = false;
        for (size_t s = 0; s < w->seat_count; s++) {
            running = running || (w->seats[s].flow != NULL && !w->seats[s].ended);
            for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
                running = running || (w->seats[s].jobs[i].used && w->seats[s].jobs[i].id == 0);
            }
        }
        if (!running || !world_tick(w)) {
            return;
        }
    }
}

bool world_run_until_asked(world *w, world_seat *seat, int question, psc_time duration) {
    const psc_time until = w->now + duration;
    while (seat->question_id == 0 || seat->question.kind != question) {
        if (seat->ended || w->now >= until || !world_tick(w)) {
            return false;
        }
    }
    return true;
}

bool world_run_until_state(world *w, world_seat *seat, const char *state, psc_time duration) {
    const psc_time until = w->now + duration;
    while (strcmp(psc_flow_state(seat->flow), state) != 0) {
        if (seat->ended || w->now >= until || !world_tick(w)) {
            return false;
        }
    }
    return !seat->ended;
}

/* ----------------------------------------------------------------------------------- the people */

void world_answer(world_seat *seat, const psc_answer *answer, psc_bytes secret) {
    const uint32_t id = seat->question_id;
    psc_event event = {.kind = PSC_EVENT_ANSWER,
                       .effect = id,
                       .now = seat->world->now,
                       .secret = secret,
                       .as.answer = *answer};
    seat->last_step = psc_flow_step(seat->flow, &event);
    if (seat->last_step == PSC_ERR_STATE) {
        return;
    }
    for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
        seat->jobs[i].used = seat->jobs[i].used && seat->jobs[i].id != id;
    }
    seat->question_id = 0;
    world_drain(seat);
}

psc_status world_send(world_seat *seat, int event_kind) {
    world_step_flow(seat, &(psc_event) {.kind = event_kind, .now = seat->world->now});
    return seat->last_step;
}

static bool world_recognize(psc_bytes *code, const world_seat *seat, const psc_question *question) {
    const psc_bytes *choices = question->as.code.choices.items;
    for (size_t s = 0; s < seat->world->seat_count; s++) {
        const world_seat *other = &seat->world->seats[s];
        for (size_t i = 0; other != seat && i < question->as.code.choices.count; i++) {
            if (psc_bytes_equal_text(choices[i], other->own_code)) {
                *code = choices[i];
                return true;
            }
        }
    }
    return false;
}

/* What an authenticator gives away. */
static psc_bytes world_touch(world_seat *seat, psc_bytes credential_id,
                             const uint8_t salt[PSC_PASSKEY_SALT_BYTES]) {
    uint8_t output[PSC_PASSKEY_OUTPUT_BYTES];
    world_prf(output, credential_id, salt);
    world_remember(seat->world, PSC_BYTES_OF(output));
    return world_keep(seat->world, PSC_BYTES_OF(output));
}

bool world_default_person(void *context, world_seat *seat, const psc_question *question,
                          psc_event *answer) {
    (void) context;
    psc_answer *given = &answer->as.answer;
    switch ((psc_question_kind) question->kind) {
    case PSC_QUESTION_INVITATION:
    case PSC_QUESTION_NEW_DEVICE:
    case PSC_QUESTION_TERMS:
    case PSC_QUESTION_ELSEWHERE:
    case PSC_QUESTION_ACCEPTED:
        given->kind = PSC_ANSWER_PROCEED;
        break;
    case PSC_QUESTION_SIGN_ON: {
        const psc_provider_line *provider = question->as.sign_on.providers.items;
        given->kind = PSC_ANSWER_PROVIDER;
        given->provider = provider->id;
        given->redirect_uri = PSC_BYTES_LIT("https://parsec.example.com/client/oidc/callback");
        break;
    }
    case PSC_QUESTION_SIGNING_ON:
        given->kind = PSC_ANSWER_SIGNED_ON;
        world_bao_visit(&given->state, &answer->secret, seat->world,
                        question->as.signing_on.auth_url);
        break;
    case PSC_QUESTION_REQUEST:
        given->kind = PSC_ANSWER_IDENTITY;
        given->name = psc_bytes_from_text(seat->full_name);
        given->email = *(const psc_bytes *) question->as.request.emails.items;
        break;
    case PSC_QUESTION_REQUESTED:
        given->kind = PSC_ANSWER_APPROVE;
        given->name = question->as.requested.human_handle.label;
        given->profile = PSC_PROFILE_STANDARD;
        break;
    case PSC_QUESTION_CODE:
        given->kind =
            world_recognize(&given->code, seat, question) ? PSC_ANSWER_CODE : PSC_ANSWER_NO_CODE;
        break;
    case PSC_QUESTION_DETAILS:
        given->kind = PSC_ANSWER_DETAILS;
        given->name = psc_bytes_from_text(seat->full_name);
        break;
    case PSC_QUESTION_IDENTITY:
        given->kind = PSC_ANSWER_IDENTITY;
        given->name = psc_bytes_from_text(seat->full_name);
        given->email = PSC_BYTES_LIT("first@example.com");
        given->organization = seat->world->organization;
        break;
    case PSC_QUESTION_PROTECTION:
        given->kind = PSC_ANSWER_PROTECTION;
        answer->secret = psc_bytes_from_text(seat->password);
        break;
    case PSC_QUESTION_PASSWORD:
        given->kind = PSC_ANSWER_PASSWORD;
        answer->secret = psc_bytes_from_text(seat->password);
        break;
    case PSC_QUESTION_NEW_PASSKEY:
        given->kind = PSC_ANSWER_NEW_PASSKEY;
        given->credential_id = (psc_bytes) {question->as.new_passkey.user_handle, 16};
        given->rp_id = PSC_BYTES_LIT("parsec.example.com");
        given->label = PSC_BYTES_LIT("This phone");
        answer->secret = world_touch(seat, given->credential_id, question->as.new_passkey.salt);
        break;
    case PSC_QUESTION_PASSKEY: {
        const psc_passkey_line *line = question->as.passkey.passkeys.items;
        given->kind = PSC_ANSWER_PASSKEY;
        given->credential_id = line->credential_id;
        answer->secret = world_touch(seat, line->credential_id, line->salt);
        break;
    }
    case PSC_QUESTION_ONE_TIME_CODE:
    case PSC_QUESTION_TOTP_SECRET:
        given->kind = PSC_ANSWER_CODE;
        given->code = seat->code.at == NULL ? PSC_BYTES_LIT(WORLD_CODE) : seat->code;
        break;
    case PSC_QUESTION_RECOVERY_FILE:
        given->kind = PSC_ANSWER_RECOVERY_FILE;
        given->file = question->as.recovery_file.file;
        answer->secret = seat->shown;
        break;
    case PSC_QUESTION_RECOVERY_KEY:
        given->kind = PSC_ANSWER_RECOVERY_KEY;
        answer->secret = seat->recovery_key;
        break;
    case PSC_QUESTION_APPROVAL:
        given->kind = PSC_ANSWER_APPROVE;
        given->name = question->as.approval.requested.label;
        given->profile = PSC_PROFILE_STANDARD;
        break;
    case PSC_QUESTION_STOPPED:
    case PSC_QUESTION_TROUBLE:
        given->kind = PSC_ANSWER_AGAIN;
        break;
    }
    return true;
}

/* ------------------------------------------------------------------------- seats and beginnings */

world_seat *world_sit(world *w, const char *name) {
    world_limit(w->seat_count, WORLD_SEATS_MAX, "seats");
    world_seat *seat = &w->seats[w->seat_count++];
    seat->world = w;
    seat->name = name;
    seat->heap.world = w;
    seat->password = "correct horse battery staple";
    seat->full_name = name;
    seat->host = world_host(w);
    seat->host.allocator = (psc_allocator) {
        .allocate = world_allocate, .release = world_release, .context = &seat->heap};
    return seat;
}

void world_start(world_seat *seat, psc_flow *flow) {
    world_leave(seat);
    seat->flow = flow;
    seat->ended = false;
    seat->done = false;
    seat->memory_failed = false;
    seat->own_code[0] = '\0';
    seat->failure = (psc_failure) {0};
    world_step_flow(seat, &(psc_event) {.kind = PSC_EVENT_BEGIN, .now = seat->world->now});
}

void world_leave(world_seat *seat) {
    psc_flow_free(seat->flow);
    seat->flow = NULL;
    seat->question_id = 0;
    for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
        seat->jobs[i].used = seat->jobs[i].used && seat->jobs[i].id == 0;
    }
}

void world_open(world *w) {
    memset(w, 0, sizeof *w);
    world_must(psc_crypto_init());
    psc_arena_init(&w->arena, &psc_allocator_default);
    w->now = 1750000000 * PSC_TIME_SECOND;
    w->random = 1;
    w->server_url = PSC_BYTES_LIT(WORLD_SERVER_URL);
    w->organization = PSC_BYTES_LIT(WORLD_ORGANIZATION);
    w->bootstrapped = true;
    const psc_host host = world_host(w);
    world_must(psc_signing_key_make(w->root_verify_key, w->root_signing_key, &host));
    world_must(psc_host_random(&host, w->bootstrap_token, sizeof w->bootstrap_token));
}

void world_close(world *w) {
    for (size_t s = 0; s < w->seat_count; s++) {
        world_seat *seat = &w->seats[s];
        world_leave(seat);
        psc_device_release(seat->device);
        seat->device = NULL;
        CHECK(seat->heap.blocks == 0 && seat->heap.bytes == 0);
        CHECK(seat->heap.found == 0);
    }
    psc_arena_free(&w->arena);
}

world_user *world_add_user(world *w, const char *email, const char *label, int profile) {
    world_limit(w->user_count, WORLD_USERS_MAX, "users");
    const psc_host host = world_host(w);
    world_user *user = &w->users[w->user_count++];
    *user = (world_user) {
        .human_handle = {.email = world_keep(w, psc_bytes_from_text(email)),
                         .label = world_keep(w, psc_bytes_from_text(label))},
        .profile = profile,
        .has_keys = true,
    };
    world_must(psc_uuid_make(&user->user_id, &host));
    world_must(psc_uuid_make(&user->device_id, &host));
    world_must(psc_signing_key_make(user->verify_key, user->signing_key, &host));
    world_must(psc_keypair_make(user->public_key, user->private_key, &host));
    return user;
}

static world_invitation *world_add_invitation(world *w, const world_invitation *content) {
    world_limit(w->invitation_count, WORLD_INVITATIONS_MAX, "invitations");
    const psc_host host = world_host(w);
    world_invitation *invitation = &w->invitations[w->invitation_count++];
    *invitation = *content;
    invitation->status = PSC_INVITATION_PENDING;
    invitation->created_on = w->now;
    world_must(psc_host_random(&host, invitation->token, sizeof invitation->token));
    psc_address address = {
        .kind = content->claimer == NULL ? PSC_ADDRESS_CLAIM_USER : PSC_ADDRESS_CLAIM_DEVICE,
        .server_url = w->server_url,
        .organization = w->organization,
        .has_token = true,
    };
    memcpy(address.token, invitation->token, sizeof address.token);
    psc_buf link;
    psc_buf_init(&link, &w->arena);
    world_must(psc_address_write_redirect(&link, &address));
    invitation->link = psc_buf_view(&link);
    return invitation;
}

world_invitation *world_invite(world *w, world_user *by, const char *email) {
    return world_add_invitation(
        w,
        &(world_invitation) {.email = world_keep(w, psc_bytes_from_text(email)), .created_by = by});
}

world_invitation *world_invite_device(world *w, world_user *by) {
    return world_add_invitation(w, &(world_invitation) {.claimer = by, .created_by = by});
}

psc_bytes world_bootstrap_link(world *w) {
    psc_address address = {
        .kind = PSC_ADDRESS_BOOTSTRAP,
        .server_url = w->server_url,
        .organization = w->organization,
        .has_token = true,
    };
    memcpy(address.token, w->bootstrap_token, sizeof address.token);
    psc_buf link;
    psc_buf_init(&link, &w->arena);
    world_must(psc_address_write_redirect(&link, &address));
    return psc_buf_view(&link);
}

psc_device *world_device(world_seat *seat, const world_user *user) {
    world *w = seat->world;
    psc_local_device local = {
        .server_url = w->server_url,
        .organization_id = w->organization,
        .user_id = user->user_id,
        .device_id = user->device_id,
        .device_label = PSC_BYTES_LIT("Web"),
        .human_handle = user->human_handle,
        .initial_profile = user->profile,
    };
    memcpy(local.root_verify_key, w->root_verify_key, sizeof local.root_verify_key);
    memcpy(local.signing_key, user->signing_key, sizeof local.signing_key);
    memcpy(local.private_key, user->private_key, sizeof local.private_key);
    /* The same at each call: a resumed journey opens what an earlier handle sealed. */
    world_must(psc_derive_key(local.local_symkey, user->signing_key, &user->device_id));
    world_must(psc_derive_key(local.user_realm_key, user->signing_key, &user->user_id));
    world_must(psc_derive_uuid(&local.user_realm_id, user->signing_key, &user->user_id));
    psc_bytes key;
    world_must(psc_device_key(&key, &w->arena, &user->device_id));
    psc_device *device;
    world_must(psc_device_make(&device, &seat->host, &local,
                               &(psc_device_place) {PSC_STORE_DEVICES, key}));
    return device;
}

bool world_device_works(world_seat *seat, const char *password) {
    world *w = seat->world;
    psc_device_file file;
    if (world_count(seat, PSC_STORE_DEVICES) != 1 ||
        psc_device_file_read(&file, &w->arena, world_find_record(seat, PSC_STORE_DEVICES)->value) !=
            PSC_OK) {
        return false;
    }
    const psc_access access = world_password(password, &file.algorithm);
    psc_local_device local;
    if (psc_device_file_open(&local, &w->arena, &file, &access) != PSC_OK) {
        return false;
    }
    const uint8_t *known_key;
    const world_user *user = world_find_device(&known_key, w, &local.device_id);
    uint8_t verify_key[32];
    uint8_t public_key[32];
    return user != NULL && psc_uuid_equal(&user->user_id, &local.user_id) &&
           psc_verify_key_derive(verify_key, local.signing_key) == PSC_OK &&
           psc_public_key_derive(public_key, local.private_key) == PSC_OK &&
           memcmp(verify_key, known_key, 32) == 0 &&
           memcmp(public_key, user->public_key, 32) == 0 &&
           memcmp(local.root_verify_key, w->root_verify_key, 32) == 0 &&
           psc_bytes_equal(local.server_url, w->server_url) &&
           psc_bytes_equal(local.organization_id, w->organization);
}
