// SPDX-License-Identifier: MPL-2.0
/* The certificates of an organization, as a server answers with them, judged or read again: for
 * tests/bench/run.mjs to time. One source for both worlds, as bench_primitives.c. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime() */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "crypto/random.h"
#include "flow/flow.h"
#include "schema/protocol.h"
#include "trust/common.h"

static uint8_t bench_root_verify_key[PSC_VERIFY_KEY_BYTES];
static uint8_t *bench_answer_room;
static psc_list bench_certificates; /* of psc_bytes */
static psc_host bench_host;
static psc_arena bench_answer_arena;
static psc_arena bench_trust_arena;
static psc_arena bench_scratch;

static psc_status bench_random(void *context, uint8_t *out, size_t len) {
    (void) context;
    memset(out, 7, len);
    return PSC_OK;
}

/* Once, before anything else. */
psc_status bench_start(void);
psc_status bench_start(void) {
    bench_host = (psc_host) {.allocator = psc_allocator_default, .random = bench_random};
    psc_arena_init(&bench_answer_arena, &bench_host.allocator);
    psc_arena_init(&bench_trust_arena, &bench_host.allocator);
    psc_arena_init(&bench_scratch, &bench_host.allocator);
    return psc_crypto_init();
}

/* Room for PSC_VERIFY_KEY_BYTES. */
uint8_t *bench_root_key(void);
uint8_t *bench_root_key(void) {
    return bench_root_verify_key;
}

/* Room for `len` bytes of a server's answer, once. */
uint8_t *bench_answer(uint32_t len);
uint8_t *bench_answer(uint32_t len) {
    bench_answer_room = malloc(len);
    return bench_answer_room;
}

/* How many certificates there are in the answer, which has `len` bytes; or minus the status. */
int32_t bench_read(uint32_t len);
int32_t bench_read(uint32_t len) {
    psc_certificate_get_reply reply;
    const psc_status status =
        psc_union_read(&reply, &bench_answer_arena, (psc_bytes) {bench_answer_room, len},
                       &psc_certificate_get_reply_union);
    if (status != PSC_OK || reply.tag != PSC_CERTIFICATE_GET_OK) {
        return status == PSC_OK ? -(int32_t) PSC_ERR_REPLY_UNKNOWN : -(int32_t) status;
    }
    bench_certificates = reply.ok.common_certificates;
    return (int32_t) bench_certificates.count;
}

/* The first `count` of them, from nothing. Otherwise than `judge`d, they are read as those that were
 * judged before and kept. */
psc_status bench_take(uint32_t count, uint32_t judge);
psc_status bench_take(uint32_t count, uint32_t judge) {
    const psc_bytes *certificate = bench_certificates.items;
    psc_common_topic topic;
    if (count > bench_certificates.count) {
        return PSC_ERR_ARGUMENT;
    }
    psc_arena_free(&bench_trust_arena);
    PSC_TRY(psc_common_topic_init(&topic, &bench_trust_arena, &bench_host, bench_root_verify_key));
    PSC_TRY(psc_common_topic_reserve(&topic, count));
    for (uint32_t i = 0; i < count; i++) {
        PSC_TRY(judge ? psc_common_topic_add(&topic, &bench_scratch, certificate[i])
                      : psc_common_topic_restore(&topic, &bench_scratch, certificate[i]));
        psc_arena_reset(&bench_scratch);
    }
    return PSC_OK;
}

/* Bytes that knowing them takes. */
uint32_t bench_known(void);
uint32_t bench_known(void) {
    return (uint32_t) bench_trust_arena.total;
}

#ifndef __EMSCRIPTEN__
/* Of the processor's time: seconds are long enough for others to be in between. */
static double bench_now_ms(void) {
    struct timespec now;
    (void) clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static int32_t bench_load(const char *answer, const char *root_key) {
    FILE *file = fopen(root_key, "rb");
    if (file == NULL ||
        fread(bench_root_verify_key, 1, PSC_VERIFY_KEY_BYTES, file) != PSC_VERIFY_KEY_BYTES) {
        return -1;
    }
    (void) fclose(file);
    file = fopen(answer, "rb");
    if (file == NULL || fseek(file, 0, SEEK_END) != 0) {
        return -1;
    }
    const long len = ftell(file);
    if (len <= 0 || len > PSC_REQUEST_MAX_RESPONSE || fseek(file, 0, SEEK_SET) != 0 ||
        bench_answer((uint32_t) len) == NULL ||
        fread(bench_answer_room, 1, (size_t) len, file) != (size_t) len) {
        return -1;
    }
    (void) fclose(file);
    return bench_read((uint32_t) len);
}

/* bench_certificates ANSWER ROOT_KEY, two files; then lines "COUNT JUDGE" → {"ms": …, "known": …} */
int main(int argc, char **argv) {
    char line[80];
    if (bench_start() != PSC_OK || argc != 3 || bench_load(argv[1], argv[2]) <= 0) {
        return 1;
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        uint32_t count;
        uint32_t judge;
        if (sscanf(line, "%" SCNu32 " %" SCNu32, &count, &judge) != 2) {
            return 1;
        }
        const double began = bench_now_ms();
        const psc_status status = bench_take(count, judge);
        const double took = bench_now_ms() - began;
        if (status != PSC_OK) {
            (void) fprintf(stderr, "%s: %s\n", line, psc_status_name(status));
            return 1;
        }
        printf("{\"ms\": %.6f, \"known\": %" PRIu32 "}\n", took, bench_known());
        (void) fflush(stdout);
    }
    return 0;
}
#endif
