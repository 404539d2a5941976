// SPDX-License-Identifier: MPL-2.0
#include "harness.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEST_WATCH_MAX 64

static size_t test_passed;
static size_t test_failed;
static const char *test_current_subject;

/* ---- checks */

void test_subject(const char *subject) {
    test_current_subject = subject;
}

static bool test_count(bool held, const char *file, int line) {
    if (held) {
        test_passed++;
        return true;
    }
    test_failed++;
    printf("%s:%d: ", file, line);
    if (test_current_subject != NULL) {
        printf("[%s] ", test_current_subject);
    }
    return false;
}

bool test_check(bool held, const char *file, int line, const char *what) {
    if (!test_count(held, file, line)) {
        printf("%s\n", what);
    }
    return held;
}

bool test_check_status(psc_status expected, psc_status actual, const char *file, int line,
                       const char *what) {
    const bool held = test_count(expected == actual, file, line);
    if (!held) {
        printf("%s gives %s, not %s\n", what, psc_status_name(actual), psc_status_name(expected));
    }
    return held;
}

static void test_print_bytes(psc_bytes bytes) {
    if (bytes.at == NULL) {
        printf("(absent)");
        return;
    }
    for (size_t i = 0; i < bytes.len && i < 80; i++) {
        const uint8_t byte = bytes.at[i];
        if (byte >= 0x20 && byte < 0x7f) {
            printf("%c", byte);
        } else {
            printf("\\x%02x", byte);
        }
    }
    printf(" (%zu bytes)", bytes.len);
}

bool test_check_bytes(psc_bytes expected, psc_bytes actual, const char *file, int line,
                      const char *what) {
    const bool held = test_count(psc_bytes_equal(expected, actual), file, line);
    if (!held) {
        printf("%s is ", what);
        test_print_bytes(actual);
        printf(", not ");
        test_print_bytes(expected);
        printf("\n");
    }
    return held;
}

int test_finish(void) {
    printf("%zu passed, %zu failed\n", test_passed, test_failed);
    return test_failed == 0 && test_passed > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* ---- the host */

static struct {
    uint64_t seed;
    uint64_t counter;
    size_t random_until_failure;
    size_t allocations;
    size_t live;
    size_t until_failure;
    bool failed;
    uint8_t watched[TEST_WATCH_MAX];
    size_t watched_len;
    size_t sightings;
} test_state;

static psc_status test_random(void *context, uint8_t *out, size_t len) {
    (void) context;
    if (test_state.random_until_failure > 0 && --test_state.random_until_failure == 0) {
        return PSC_ERR_RANDOM;
    }
    for (size_t done = 0; done < len;) {
        const uint64_t input[2] = {test_state.seed, test_state.counter++};
        uint8_t block[32];
        crypto_generichash(block, sizeof block, (const uint8_t *) input, sizeof input, NULL, 0);
        const size_t size = len - done < sizeof block ? len - done : sizeof block;
        memcpy(out + done, block, size);
        done += size;
    }
    return PSC_OK;
}

static void *test_allocate(void *context, size_t size) {
    (void) context;
    test_state.allocations++;
    if (test_state.until_failure > 0 && --test_state.until_failure == 0) {
        test_state.failed = true;
        return NULL;
    }
    void *memory = malloc(size);
    if (memory != NULL) {
        memset(memory, 0xa7, size); /* whoever counts on zeros finds none */
        test_state.live++;
    }
    return memory;
}

static void test_release(void *context, void *memory, size_t size) {
    (void) context;
    const uint8_t *bytes = memory;
    const size_t len = test_state.watched_len;
    for (size_t i = 0; len > 0 && i + len <= size; i++) {
        if (memcmp(bytes + i, test_state.watched, len) == 0) {
            test_state.sightings++;
            break;
        }
    }
    test_state.live--;
    free(memory);
}

psc_host *test_host(void) {
    static psc_host host = {{test_allocate, test_release, NULL, false}, test_random, NULL};
    return &host;
}

void test_host_seed(uint64_t seed) {
    test_state.seed = seed;
    test_state.counter = 0;
}

void test_host_fail_random(size_t n) {
    test_state.random_until_failure = n;
}

void test_host_fail_allocation(size_t n) {
    test_state.until_failure = n;
    test_state.failed = false;
}

size_t test_host_allocations(void) {
    return test_state.allocations;
}

size_t test_host_live(void) {
    return test_state.live;
}

void test_host_watch(psc_bytes secret) {
    test_state.watched_len = secret.len < TEST_WATCH_MAX ? secret.len : TEST_WATCH_MAX;
    if (test_state.watched_len > 0) {
        memcpy(test_state.watched, secret.at, test_state.watched_len);
    }
    test_state.sightings = 0;
}

size_t test_host_sightings(void) {
    return test_state.sightings;
}

size_t test_each_allocation(psc_status (*scenario)(void *context), void *context) {
    const size_t live = test_state.live;
    for (size_t n = 1;; n++) {
        test_host_fail_allocation(n);
        const psc_status status = scenario(context);
        const bool failed = test_state.failed;
        test_host_fail_allocation(0);
        CHECK(test_state.live == live);
        if (!failed) {
            CHECK_OK(status);
            return n - 1;
        }
        CHECK_STATUS(PSC_ERR_MEMORY, status);
    }
}

void test_arena_init(psc_arena *arena) {
    psc_arena_init(arena, &test_host()->allocator);
}

void test_each_piece(psc_status (*scenario)(psc_arena *arena, void *context), void *context) {
    psc_status status = PSC_ERR_MEMORY;
    size_t room = 0;
    for (; status == PSC_ERR_MEMORY && room < 100000; room += sizeof(max_align_t)) {
        psc_arena arena;
        test_arena_init(&arena);
        arena.total = PSC_ARENA_MAX - room;
        status = scenario(&arena, context);
        psc_arena_free(&arena);
    }
    CHECK_OK(status);
    CHECK(room > sizeof(max_align_t));
}

/* ---- choices */

uint32_t test_roll(test_dice *dice, uint32_t bound) {
    /* xorshift64*, whose state must not be zero. */
    uint64_t x = dice->state == 0 ? 0x9e3779b97f4a7c15u : dice->state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    dice->state = x;
    return (uint32_t) ((x * 0x2545f4914f6cdd1du) >> 33) % bound;
}

/* ---- bytes */

static void *test_allocate_or_abort(size_t size) {
    void *memory = malloc(size == 0 ? 1 : size);
    if (memory == NULL) {
        abort();
    }
    return memory;
}

psc_bytes test_exact(psc_bytes in) {
    /* malloc(0) is a valid place without a byte under AddressSanitizer, and may be NULL
     * elsewhere. */
    uint8_t *copy = in.len == 0 ? malloc(0) : test_allocate_or_abort(in.len);
    if (in.len > 0) {
        memcpy(copy, in.at, in.len);
    }
    return (psc_bytes){copy, in.len};
}

void test_exact_free(psc_bytes exact) {
    free((void *) (uintptr_t) exact.at);
}

/* Kept in a chain until the program ends: tests use them as if they were literals. */
typedef struct test_kept {
    struct test_kept *next;
    uint8_t bytes[];
} test_kept;
static test_kept *test_kept_first;

static psc_bytes test_hex_decode(const char *hex, size_t len) {
    test_kept *kept = test_allocate_or_abort(sizeof(test_kept) + len / 2 + 1);
    kept->next = test_kept_first;
    test_kept_first = kept;
    size_t decoded;
    const char *end;
    if (sodium_hex2bin(kept->bytes, len / 2 + 1, hex, len, " \n", &decoded, &end) != 0 ||
        end != hex + len) {
        printf("not hexadecimal: %.*s\n", (int) len, hex);
        abort();
    }
    return (psc_bytes){kept->bytes, decoded};
}

psc_bytes test_hex(const char *hex) {
    return test_hex_decode(hex, strlen(hex));
}

/* ---- vectors */

const test_vector *test_vector_next(const char *group, const test_vector *previous) {
    const test_vector *end = test_vectors + test_vectors_count;
    for (const test_vector *vector = previous == NULL ? test_vectors : previous + 1; vector < end;
         vector++) {
        if (strcmp(vector->group, group) == 0) {
            test_subject(vector->id);
            return vector;
        }
    }
    test_subject(NULL);
    if (previous == NULL) {
        test_subject(group);
        CHECK(previous != NULL && "a group without vectors");
    }
    return NULL;
}

static const test_member *test_member_find(const test_vector *vector, const char *key) {
    for (size_t i = 0; i < vector->count; i++) {
        if (strcmp(vector->members[i].key, key) == 0) {
            return &vector->members[i];
        }
    }
    return NULL;
}

static const test_member *test_member_need(const test_vector *vector, const char *key) {
    const test_member *member = test_member_find(vector, key);
    if (member == NULL) {
        printf("%s has no %s\n", vector->id, key);
        abort();
    }
    return member;
}

bool test_vector_has(const test_vector *vector, const char *key) {
    return test_member_find(vector, key) != NULL;
}

psc_bytes test_vector_text(const test_vector *vector, const char *key) {
    const test_member *member = test_member_need(vector, key);
    return (psc_bytes){(const uint8_t *) member->text, member->len};
}

psc_bytes test_vector_hex(const test_vector *vector, const char *key) {
    const test_member *member = test_member_need(vector, key);
    return test_hex_decode(member->text, member->len);
}

uint64_t test_vector_number(const test_vector *vector, const char *key) {
    return strtoull(test_member_need(vector, key)->text, NULL, 10);
}

bool test_vector_true(const test_vector *vector, const char *key) {
    return strcmp(test_member_need(vector, key)->text, "true") == 0;
}
