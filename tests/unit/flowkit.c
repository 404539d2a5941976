// SPDX-License-Identifier: MPL-2.0
#include "flowkit.h"

#include <stdio.h>
#include <string.h>

#include "codec/base64.h"
#include "codec/msgpack.h"
#include "crypto/random.h"
#include "crypto/secretbox.h"
#include "harness.h"

/* One for all: a world is large. */
static world the_world;

/* -------------------------------------------------------------------------------------- misfits */

static void misfit(world_seat *seat, const psc_event *event) {
    const char *state = psc_flow_state(seat->flow);
    psc_effect effect;
    CHECK_STATUS(PSC_ERR_STATE, psc_flow_step(seat->flow, event));
    CHECK(strcmp(state, psc_flow_state(seat->flow)) == 0);
    CHECK(!psc_flow_next(seat->flow, &effect));
}

bool flowkit_answers(int event_kind, int effect_kind) {
    switch ((psc_event_kind) event_kind) {
    case PSC_EVENT_RESPONSE:
        return effect_kind == PSC_EFFECT_REQUEST;
    case PSC_EVENT_TRANSPORT_FAILURE:
        return effect_kind == PSC_EFFECT_REQUEST || effect_kind == PSC_EFFECT_STREAM;
    case PSC_EVENT_STREAMED:
    case PSC_EVENT_STREAM_CLOSED:
        return effect_kind == PSC_EFFECT_STREAM;
    case PSC_EVENT_FIRED:
        return effect_kind == PSC_EFFECT_SLEEP;
    case PSC_EVENT_STORED:
    case PSC_EVENT_STORE_FAILURE:
        return effect_kind == PSC_EFFECT_STORE;
    case PSC_EVENT_STRETCHED:
    case PSC_EVENT_STRETCH_FAILURE:
        return effect_kind == PSC_EFFECT_STRETCH;
    case PSC_EVENT_ANSWER:
        return effect_kind == PSC_EFFECT_ASK;
    case PSC_EVENT_BEGIN:
    case PSC_EVENT_CANCEL:
    case PSC_EVENT_HURRY:
        break;
    }
    return false;
}

static bool replies(int answer_kind, const psc_question *question) {
    switch ((psc_question_kind) question->kind) {
    case PSC_QUESTION_INVITATION:
        return answer_kind == PSC_ANSWER_PROCEED;
    case PSC_QUESTION_CODE: /* the text counts as well, see below */
        return answer_kind == PSC_ANSWER_NO_CODE;
    case PSC_QUESTION_DETAILS:
        return answer_kind == PSC_ANSWER_DETAILS;
    case PSC_QUESTION_IDENTITY:
        return answer_kind == PSC_ANSWER_IDENTITY;
    case PSC_QUESTION_PROTECTION:
        if (question->as.protection.passkey && answer_kind == PSC_ANSWER_PROCEED) {
            return true;
        }
        if (question->as.protection.sign_on && answer_kind == PSC_ANSWER_SIGN_ON) {
            return true;
        }
        return answer_kind == PSC_ANSWER_PROTECTION;
    case PSC_QUESTION_NEW_PASSKEY:
        return answer_kind == PSC_ANSWER_NEW_PASSKEY || answer_kind == PSC_ANSWER_REFUSE;
    case PSC_QUESTION_PASSWORD:
        return answer_kind == PSC_ANSWER_PASSWORD;
    case PSC_QUESTION_PASSKEY:
        return answer_kind == PSC_ANSWER_PASSKEY;
    case PSC_QUESTION_SIGN_ON: /* a provider that is not listed is none */
        return answer_kind == PSC_ANSWER_REFUSE;
    case PSC_QUESTION_SIGNING_ON:
        return answer_kind == PSC_ANSWER_SIGNED_ON || answer_kind == PSC_ANSWER_REFUSE;
    case PSC_QUESTION_ONE_TIME_CODE:
    case PSC_QUESTION_TOTP_SECRET:
        return answer_kind == PSC_ANSWER_CODE;
    case PSC_QUESTION_RECOVERY_FILE:
        return answer_kind == PSC_ANSWER_RECOVERY_FILE;
    case PSC_QUESTION_RECOVERY_KEY:
        return answer_kind == PSC_ANSWER_RECOVERY_KEY;
    case PSC_QUESTION_REQUEST:
        return answer_kind == PSC_ANSWER_IDENTITY;
    case PSC_QUESTION_ACCEPTED:
        return answer_kind == PSC_ANSWER_PROCEED || answer_kind == PSC_ANSWER_REFUSE;
    case PSC_QUESTION_REQUESTED:
    case PSC_QUESTION_APPROVAL:
        return answer_kind == PSC_ANSWER_APPROVE || answer_kind == PSC_ANSWER_REFUSE;
    case PSC_QUESTION_NEW_DEVICE:
    case PSC_QUESTION_TERMS:
    case PSC_QUESTION_ELSEWHERE:
        return answer_kind == PSC_ANSWER_PROCEED || answer_kind == PSC_ANSWER_REFUSE;
    case PSC_QUESTION_STOPPED:
    case PSC_QUESTION_TROUBLE:
        return answer_kind == PSC_ANSWER_AGAIN;
    }
    return false;
}

static void misfit_answers(world_seat *seat, uint32_t id, const psc_question *question) {
    for (int kind = PSC_ANSWER_PROCEED; kind <= PSC_ANSWER_AGAIN; kind++) {
        if (!replies(kind, question)) {
            /* No code of another alphabet, none that was not offered. */
            psc_event event = {.kind = PSC_EVENT_ANSWER,
                               .effect = id,
                               .now = seat->world->now,
                               .as.answer.kind = kind};
            event.as.answer.code = PSC_BYTES_LIT("I0O1");
            misfit(seat, &event);
            event.as.answer.code = PSC_BYTES_ABSENT;
            misfit(seat, &event);
        }
    }
    if (question->kind == PSC_QUESTION_CODE) {
        const psc_bytes *choices = question->as.code.choices.items;
        char text[PSC_SAS_CODE_CHARS] = {'A', 'A', 'A', 'A'};
        for (size_t i = 0; i < question->as.code.choices.count; i++) {
            if (memcmp(choices[i].at, text, sizeof text) == 0) {
                text[0]++;
                i = (size_t) -1;
            }
        }
        misfit(seat, &(psc_event){.kind = PSC_EVENT_ANSWER,
                                  .effect = id,
                                  .now = seat->world->now,
                                  .as.answer = {.kind = PSC_ANSWER_CODE,
                                                .code = {(const uint8_t *) text, sizeof text}}});
    }
}

static void misfit_job(world_seat *seat, const world_job *job) {
    const psc_time now = seat->world->now;
    for (int kind = PSC_EVENT_BEGIN; kind <= PSC_EVENT_HURRY; kind++) {
        if (!flowkit_answers(kind, job->effect.kind)) {
            misfit(seat, &(psc_event){.kind = kind, .effect = job->id, .now = now});
        }
    }
    if (job->effect.kind == PSC_EFFECT_STORE) {
        misfit(seat, &(psc_event){.kind = PSC_EVENT_STORED, .effect = job->id, .now = now});
        misfit(seat, &(psc_event){.kind = PSC_EVENT_STORED,
                                  .effect = job->id,
                                  .now = now,
                                  .as.stored.count = job->effect.as.store.operations.count + 1});
    } else if (job->effect.kind == PSC_EFFECT_STRETCH) {
        static const uint8_t shorter[PSC_STRETCH_KEY_BYTES - 1];
        misfit(seat, &(psc_event){.kind = PSC_EVENT_STRETCHED, .effect = job->id, .now = now});
        misfit(seat, &(psc_event){.kind = PSC_EVENT_STRETCHED,
                                  .effect = job->id,
                                  .now = now,
                                  .secret = PSC_BYTES_OF(shorter)});
    } else if (job->effect.kind == PSC_EFFECT_ASK) {
        misfit_answers(seat, job->id, &job->effect.as.ask);
    }
}

void flowkit_misfits(world_seat *seat) {
    const psc_time now = seat->world->now;
    for (int kind = PSC_EVENT_BEGIN; kind <= PSC_EVENT_HURRY; kind++) {
        misfit(seat, &(psc_event){.kind = kind, .effect = UINT32_MAX, .now = now});
        const bool alone = kind == PSC_EVENT_CANCEL || kind == PSC_EVENT_HURRY;
        if (seat->ended || !alone) {
            misfit(seat, &(psc_event){.kind = kind, .now = now});
        }
    }
    for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
        if (seat->jobs[i].used && seat->jobs[i].id != 0) {
            misfit_job(seat, &seat->jobs[i]);
        }
    }
}

void flowkit_run(world *w, world_seat *seat, psc_time duration) {
    const psc_time until = w->now + duration;
    do {
        flowkit_misfits(seat);
        CHECK(seat->ended || world_send(seat, PSC_EVENT_HURRY) == PSC_OK);
    } while (!seat->ended && w->now < until && world_tick(w));
    flowkit_misfits(seat);
}

/* --------------------------------------------------------------------------------- device files */

psc_bytes flowkit_device_key(world *w, const world_user *user) {
    psc_bytes key = PSC_BYTES_ABSENT;
    CHECK_OK(psc_device_key(&key, &w->arena, &user->device_id));
    return key;
}

psc_bytes flowkit_device_file(world_seat *seat, const world_user *user, const char *password,
                              const psc_stretch_parameters *parameters) {
    psc_stretch_parameters fresh;
    CHECK_OK(psc_stretch_parameters_make(&fresh, &seat->host));
    const psc_stretch_parameters *used = parameters == NULL ? &fresh : parameters;
    const psc_access access = world_password(password, used);
    return flowkit_file_for(seat, user, &access);
}

psc_bytes flowkit_file_for(world_seat *seat, const world_user *user, const psc_access *access) {
    world *w = seat->world;
    psc_device *device = world_device(seat, user);
    psc_bytes file = PSC_BYTES_ABSENT;
    CHECK_OK(psc_device_file_seal(&file, &w->arena, &seat->host, &device->local, access, w->now,
                                  w->now));
    psc_device_release(device);
    return file;
}

psc_bytes flowkit_passkey_file(world_seat *seat, const world_user *user, size_t passkeys,
                               const world_opaque_key *totp) {
    world *w = seat->world;
    psc_access access = {.kind = PSC_DEVICE_FILE_PASSKEY};
    CHECK_OK(psc_host_random(&seat->host, access.key, sizeof access.key));
    psc_passkey *made;
    CHECK_OK(PSC_TAKE(&made, &w->arena, passkeys));
    for (size_t i = 0; i < passkeys; i++) {
        uint8_t output[PSC_PASSKEY_OUTPUT_BYTES];
        uint8_t id[] = {0xc0, (uint8_t) i};
        made[i].version = PSC_PASSKEY_VERSION;
        made[i].rp_id = PSC_BYTES_LIT("parsec.example.com");
        made[i].label = i == 0 ? PSC_BYTES_LIT("First") : PSC_BYTES_LIT("Another");
        made[i].created_on = w->now;
        CHECK_OK(psc_host_random(&seat->host, made[i].salt, sizeof made[i].salt));
        CHECK_OK(psc_bytes_copy(&made[i].credential_id, &w->arena, PSC_BYTES_OF(id)));
        world_prf(output, made[i].credential_id, made[i].salt);
        CHECK_OK(psc_passkey_wrap(&made[i].wrapped, &w->arena, &seat->host, access.key,
                                  &user->device_id, made[i].credential_id, output));
    }
    access.passkeys = (psc_list){made, passkeys};
    flowkit_add_totp(&access, totp);
    return flowkit_file_for(seat, user, &access);
}

/* `plain` is a map that has room for one field more in its first byte. */
static psc_bytes grown(world_seat *seat, psc_device_file file, psc_bytes plain,
                       const psc_access *access, size_t padding) {
    world *w = seat->world;
    psc_buf more;
    psc_buf bytes;
    psc_buf_init(&more, &w->arena);
    psc_buf_init(&bytes, &w->arena);
    CHECK_OK(psc_buf_push(&more, plain));
    more.at[0]++;
    CHECK_OK(psc_msgpack_write_str(&more, PSC_BYTES_LIT("padding")));
    uint8_t *zeros;
    CHECK_OK(PSC_TAKE(&zeros, &w->arena, padding));
    CHECK_OK(psc_msgpack_write_bin(&more, (psc_bytes){zeros, padding}));
    CHECK_OK(psc_secretbox_seal(&file.ciphertext, &w->arena, &seat->host, psc_buf_view(&more),
                                access->key));
    CHECK_OK(psc_device_file_write(&bytes, &file));
    return psc_buf_view(&bytes);
}

psc_bytes flowkit_grown_file(world_seat *seat, psc_bytes bytes, const psc_access *access,
                             size_t size) {
    psc_device_file file;
    psc_bytes plain;
    CHECK_OK(psc_device_file_read(&file, &seat->world->arena, bytes));
    CHECK_OK(psc_secretbox_open(&plain, &seat->world->arena, file.ciphertext, access->key));
    CHECK(plain.at[0] >= 0x80 && plain.at[0] < 0x8f);
    const size_t most = size - bytes.len;
    const psc_bytes large = grown(seat, file, plain, access, most);
    const psc_bytes exact = grown(seat, file, plain, access, most - (large.len - size));
    CHECK(exact.len == size);
    return exact;
}

void flowkit_add_totp(psc_access *access, const world_opaque_key *totp) {
    if (totp != NULL) {
        access->has_totp = true;
        access->opaque_key_id = totp->id;
        memcpy(access->opaque_key, totp->key, sizeof access->opaque_key);
    }
}

const psc_uuid flowkit_vector_device = {
    {0xa1, 0x1c, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xdd, 0x01}};

psc_bytes flowkit_vector_file(const char *kind) {
    char id[64];
    snprintf(id, sizeof id, "local_device/file_%s", kind);
    for (size_t i = 0; i < test_vectors_count; i++) {
        if (strcmp(test_vectors[i].id, id) == 0) {
            return test_vector_hex(&test_vectors[i], "msgpack");
        }
    }
    CHECK(false);
    return PSC_BYTES_ABSENT;
}

void flowkit_fail_stretch(world_seat *seat) {
    for (size_t i = 0; i < WORLD_JOBS_MAX; i++) {
        world_job *job = &seat->jobs[i];
        if (job->used && job->effect.kind == PSC_EFFECT_STRETCH) {
            const psc_event event = {
                .kind = PSC_EVENT_STRETCH_FAILURE, .effect = job->id, .now = seat->world->now};
            job->used = false;
            world_step_flow(seat, &event);
            return;
        }
    }
    CHECK(false);
}

/* ------------------------------------------------------------------------------------ scenarios */

/* Until this seat's flow has ended or its tab is closed: the others need not wait in vain. */
static void run_seat(world *w, world_seat *seat, psc_time duration) {
    const psc_time until = w->now + duration;
    while (seat->flow != NULL && !seat->ended && w->now < until && world_tick(w)) {
    }
}

static void close_world(const flowkit_scenario *scenario, world *w) {
    if (scenario->close != NULL) {
        scenario->close(scenario->context);
    }
    world_close(w);
}

static void settle(const flowkit_scenario *scenario, world *w, world_seat *seat) {
    w->hook = NULL;
    seat->store_fault_at = 0;
    seat->heap.fail_at = 0;
    seat->host.allocator.piecewise = false;
    scenario->settle(scenario->context, seat);
    close_world(scenario, w);
}

static world_seat *start(const flowkit_scenario *scenario, world *w) {
    world_seat *seat = scenario->open(scenario->context, w);
    CHECK_OK(scenario->start(scenario->context, seat));
    return seat;
}

static void subject(const char *what, uint32_t number) {
    static char text[64];
    snprintf(text, sizeof text, "%s %u", what, (unsigned) number);
    test_subject(text);
}

uint32_t flowkit_each_cancel(const flowkit_scenario *scenario) {
    for (uint32_t n = 0;; n++) {
        subject("cancel", n);
        world_seat *seat = start(scenario, &the_world);
        for (uint32_t i = 0; i < n && !seat->ended && world_tick(&the_world); i++) {
        }
        const bool ended = seat->ended;
        if (!ended) {
            CHECK_OK(world_send(seat, PSC_EVENT_CANCEL));
            for (uint32_t i = 0; i < 8 && !seat->ended && world_tick(&the_world); i++) {
            }
            CHECK(seat->ended);
        }
        settle(scenario, &the_world, seat);
        if (ended) {
            test_subject(NULL);
            return n;
        }
    }
}

uint32_t flowkit_each_allocation(const flowkit_scenario *scenario) {
    for (uint32_t n = 1;; n++) {
        subject("allocation", n);
        world_seat *seat = scenario->open(scenario->context, &the_world);
        const uint64_t last = seat->heap.allocations + n;
        seat->heap.fail_at = last;
        seat->host.allocator.piecewise = true;
        const psc_status started = scenario->start(scenario->context, seat);
        if (started == PSC_OK) {
            run_seat(&the_world, seat, scenario->duration);
        }
        const bool failed = seat->heap.allocations >= last;
        if (started != PSC_OK) {
            CHECK(failed && started == PSC_ERR_MEMORY);
        } else if (failed) {
            CHECK(seat->ended && !seat->done && seat->failure.status == PSC_ERR_MEMORY);
        }
        if (n % 8 == 1) {
            settle(scenario, &the_world, seat);
        } else {
            close_world(scenario, &the_world);
        }
        if (!failed) {
            test_subject(NULL);
            return n - 1;
        }
    }
}

typedef struct trouble {
    world_seat *seat;
    uint32_t at; /* the n-th awaited request of the seat */
    uint32_t seen;
    bool after;
    bool reload;
    bool hit;
} trouble;

static void make_trouble(void *context, world_exchange *exchange) {
    trouble *t = context;
    if (exchange->seat != t->seat || !exchange->awaited) {
        return;
    }
    if (!exchange->after) {
        t->seen++;
    }
    if (t->seen != t->at || exchange->after != t->after || t->hit) {
        return;
    }
    t->hit = true;
    exchange->lose = true;
    if (t->reload) {
        world_leave(t->seat);
    }
}

static uint32_t each_request(const flowkit_scenario *scenario, bool reload) {
    for (uint32_t n = 0;; n++) {
        subject(reload ? "reload" : "loss", n);
        world_seat *seat = start(scenario, &the_world);
        trouble t = {.seat = seat, .at = n / 2 + 1, .after = n % 2 == 1, .reload = reload};
        the_world.hook = make_trouble;
        the_world.hook_context = &t;
        run_seat(&the_world, seat, scenario->duration);
        settle(scenario, &the_world, seat);
        if (!t.hit) {
            test_subject(NULL);
            return n;
        }
    }
}

uint32_t flowkit_each_loss(const flowkit_scenario *scenario) {
    return each_request(scenario, false);
}

uint32_t flowkit_each_reload(const flowkit_scenario *scenario) {
    return each_request(scenario, true);
}

uint32_t flowkit_each_store_fault(const flowkit_scenario *scenario, int failure, uint32_t times) {
    for (uint32_t n = 1;; n++) {
        subject("store fault", n);
        world_seat *seat = start(scenario, &the_world);
        seat->store_fault_at = seat->store_effects + n;
        seat->store_fault_times = times;
        seat->store_fault = failure;
        run_seat(&the_world, seat, scenario->duration);
        const bool hit = seat->store_fault_times < times;
        settle(scenario, &the_world, seat);
        if (!hit) {
            test_subject(NULL);
            return n - 1;
        }
    }
}
