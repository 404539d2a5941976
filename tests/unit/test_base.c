// SPDX-License-Identifier: MPL-2.0
#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/host.h"
#include "base/id.h"
#include "harness.h"

/* ---- status */

static const struct {
    psc_status status;
    const char *enumerator;
} statuses[] = {
#define X(name, value, sentence) {PSC_##name, #name},
    PSC_STATUS_LIST(X)
#undef X
};
#define STATUSES (sizeof statuses / sizeof statuses[0])

static void test_status_names(void) {
    for (size_t i = 0; i < STATUSES; i++) {
        test_subject(statuses[i].enumerator);
        const char *bare = statuses[i].enumerator;
        bare += strncmp(bare, "ERR_", 4) == 0 ? 4 : 0;
        const char *name = psc_status_name(statuses[i].status);
        bool same = strlen(name) == strlen(bare);
        for (size_t k = 0; same && bare[k] != 0; k++) {
            const char expected = bare[k] == '_' ? '-' : (char) (bare[k] | 0x20);
            same = name[k] == expected;
        }
        CHECK(same);
        const char *sentence = psc_status_sentence(statuses[i].status);
        CHECK(strlen(sentence) > 4 && sentence[strlen(sentence) - 1] == '.');
        for (size_t k = 0; k < i; k++) {
            CHECK(statuses[k].status != statuses[i].status);
            CHECK(strcmp(psc_status_name(statuses[k].status), name) != 0);
        }
    }
    test_subject(NULL);
    CHECK_TEXT("ok", psc_bytes_from_text(psc_status_name(PSC_OK)));
    CHECK_TEXT("http-organization-not-found",
               psc_bytes_from_text(psc_status_name(PSC_ERR_HTTP_ORGANIZATION_NOT_FOUND)));
    CHECK_TEXT("unknown", psc_bytes_from_text(psc_status_name((psc_status) 9999)));
    CHECK_TEXT("unknown", psc_bytes_from_text(psc_status_sentence((psc_status) 9999)));
}

/* ---- arena */

static bool is_zero(const uint8_t *bytes, size_t len) {
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void test_arena_take(void) {
    psc_arena arena;
    test_arena_init(&arena);
    /* Twice, so that the second round gets the memory of the first. */
    for (unsigned round = 0; round < 2; round++) {
        uint8_t *previous = NULL;
        for (size_t size = 0; size < 400; size++) {
            uint8_t *bytes;
            CHECK_OK(PSC_TAKE(&bytes, &arena, size));
            CHECK(bytes != NULL && bytes != previous);
            CHECK((uintptr_t) bytes % _Alignof(max_align_t) == 0);
            CHECK(is_zero(bytes, size));
            memset(bytes, 0x5a, size);
            previous = bytes;
        }
        psc_arena_reset(&arena);
        CHECK(test_host_live() == 1);
        CHECK(arena.total == 0);
    }
    psc_arena_free(&arena);
    CHECK(test_host_live() == 0);
    uint8_t *bytes;
    CHECK_OK(PSC_TAKE(&bytes, &arena, 1));
    psc_arena_free(&arena);
    psc_arena_free(&arena);
    CHECK(test_host_live() == 0);
}

static void test_arena_limits(void) {
    psc_arena arena;
    test_arena_init(&arena);
    void *memory;
    CHECK_STATUS(PSC_ERR_MEMORY, psc_arena_take(&memory, &arena, PSC_ARENA_MAX + 1));
    CHECK(memory == NULL);
    CHECK_STATUS(PSC_ERR_MEMORY, psc_arena_take(&memory, &arena, SIZE_MAX));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_arena_take_array(&memory, &arena, SIZE_MAX / 2, 4));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_arena_take_array(&memory, &arena, SIZE_MAX, SIZE_MAX));
    CHECK(memory == NULL && test_host_live() == 0);
    CHECK_OK(psc_arena_take_array(&memory, &arena, SIZE_MAX, 0));
    CHECK(memory != NULL);
    psc_arena_reset(&arena);
    CHECK_OK(psc_arena_take(&memory, &arena, PSC_ARENA_MAX / 2));
    CHECK_OK(psc_arena_take(&memory, &arena, PSC_ARENA_MAX / 2));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_arena_take(&memory, &arena, 0));
    /* What was made for a large piece is not kept. */
    psc_arena_reset(&arena);
    CHECK(test_host_live() == 1);
    psc_arena_free(&arena);
    CHECK(test_host_live() == 0);
}

static void test_arena_wipes(void) {
    static const uint8_t secret[] = "thirty-two bytes that are secret";
    psc_arena arena;
    for (unsigned way = 0; way < 2; way++) {
        test_arena_init(&arena);
        test_host_watch(PSC_BYTES_OF(secret));
        for (size_t i = 0; i < 3000; i++) {
            psc_bytes copy;
            CHECK_OK(psc_bytes_copy(&copy, &arena, PSC_BYTES_OF(secret)));
        }
        if (way == 0) {
            psc_arena_reset(&arena);
        }
        psc_arena_free(&arena);
        CHECK(test_host_sightings() == 0);
    }
    /* The watch itself works. */
    uint8_t *bytes = test_host()->allocator.allocate(NULL, 100);
    memcpy(bytes + 50, secret, sizeof secret);
    test_host()->allocator.release(NULL, bytes, 100);
    CHECK(test_host_sightings() == 1);
    test_host_watch(PSC_BYTES_ABSENT);
}

static psc_status arena_scenario(void *context) {
    (void) context;
    psc_arena arena;
    test_arena_init(&arena);
    psc_status status = PSC_OK;
    for (size_t size = 1; size < 100000 && status == PSC_OK; size *= 3) {
        uint8_t *bytes;
        status = PSC_TAKE(&bytes, &arena, size);
        if (status != PSC_OK) {
            CHECK(bytes == NULL);
        } else {
            memset(bytes, 1, size);
        }
    }
    psc_arena_free(&arena);
    return status;
}

static void test_default_allocator(void) {
    psc_arena arena;
    psc_arena_init(&arena, &psc_allocator_default);
    uint8_t *bytes;
    CHECK_OK(PSC_TAKE(&bytes, &arena, 100000));
    CHECK(is_zero(bytes, 100000));
    psc_arena_free(&arena);
}

static void test_wipe(void) {
    uint8_t bytes[40];
    memset(bytes, 0xee, sizeof bytes);
    psc_wipe(bytes + 4, 32);
    CHECK(bytes[3] == 0xee && is_zero(bytes + 4, 32) && bytes[36] == 0xee);
    psc_wipe(NULL, 0);
}

/* ---- bytes */

static void test_bytes(void) {
    static const uint8_t one[] = {1};
    const psc_bytes empty = {one, 0};
    psc_arena arena;
    test_arena_init(&arena);
    CHECK(psc_bytes_equal(PSC_BYTES_ABSENT, PSC_BYTES_ABSENT));
    CHECK(!psc_bytes_equal(PSC_BYTES_ABSENT, empty));
    CHECK(!psc_bytes_equal(empty, PSC_BYTES_ABSENT));
    CHECK(psc_bytes_equal(empty, PSC_BYTES_LIT("")));
    CHECK(!psc_bytes_equal(empty, PSC_BYTES_OF(one)));
    CHECK(psc_bytes_equal_text(PSC_BYTES_LIT("abc"), "abc"));
    CHECK(!psc_bytes_equal_text(PSC_BYTES_LIT("abc"), "abd"));
    CHECK(!psc_bytes_equal_text(PSC_BYTES_LIT("abc"), "abcd"));
    CHECK(psc_bytes_from_text(NULL).at == NULL);
    psc_bytes copy;
    CHECK_OK(psc_bytes_copy(&copy, &arena, PSC_BYTES_ABSENT));
    CHECK(copy.at == NULL);
    CHECK_OK(psc_bytes_copy(&copy, &arena, empty));
    CHECK(copy.at != NULL && copy.len == 0);
    CHECK_OK(psc_bytes_copy(&copy, &arena, PSC_BYTES_LIT("abc")));
    CHECK_TEXT("abc", copy);
    psc_arena_free(&arena);
}

static void test_buf(void) {
    psc_arena arena;
    psc_buf buf;
    test_arena_init(&arena);
    psc_buf_init(&buf, &arena);
    CHECK(psc_buf_view(&buf).at != NULL && psc_buf_view(&buf).len == 0);
    CHECK_OK(psc_buf_push(&buf, PSC_BYTES_ABSENT));
    CHECK_OK(psc_buf_push_text(&buf, "n="));
    CHECK_OK(psc_buf_push_decimal(&buf, 0));
    CHECK_OK(psc_buf_push_byte(&buf, ' '));
    CHECK_OK(psc_buf_push_decimal(&buf, INT64_MIN));
    CHECK_OK(psc_buf_push_byte(&buf, ' '));
    CHECK_OK(psc_buf_push_decimal(&buf, INT64_MAX));
    CHECK_OK(psc_buf_push_byte(&buf, ' '));
    CHECK_OK(psc_buf_push_hex(&buf, test_hex("00ff1a")));
    CHECK_TEXT("n=0 -9223372036854775808 9223372036854775807 00ff1a", psc_buf_view(&buf));
    /* A buffer may be pushed to itself, whether it moves or not. */
    for (unsigned i = 0; i < 12; i++) {
        const size_t len = buf.len;
        CHECK_OK(psc_buf_push(&buf, psc_buf_view(&buf)));
        CHECK(buf.len == 2 * len && memcmp(buf.at, buf.at + len, len) == 0);
    }
    CHECK_STATUS(PSC_ERR_MEMORY, psc_buf_reserve(&buf, SIZE_MAX));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_buf_reserve(&buf, PSC_ARENA_MAX));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_buf_push_hex(&buf, (psc_bytes){buf.at, PSC_ARENA_MAX}));
    psc_arena_free(&arena);
}

static psc_status buf_scenario(void *context) {
    (void) context;
    psc_arena arena;
    psc_buf buf;
    test_arena_init(&arena);
    psc_buf_init(&buf, &arena);
    psc_status status = PSC_OK;
    for (size_t i = 0; i < 10000 && status == PSC_OK; i++) {
        const size_t len = buf.len;
        status = psc_buf_push_text(&buf, "0123456789");
        CHECK(buf.len == (status == PSC_OK ? len + 10 : len));
    }
    psc_arena_free(&arena);
    return status;
}

/* ---- UTF-8 */

static size_t utf8_encode(uint8_t out[4], uint32_t point) {
    if (point < 0x80) {
        out[0] = (uint8_t) point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (uint8_t) (0xc0 | point >> 6);
        out[1] = (uint8_t) (0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (uint8_t) (0xe0 | point >> 12);
        out[1] = (uint8_t) (0x80 | (point >> 6 & 0x3f));
        out[2] = (uint8_t) (0x80 | (point & 0x3f));
        return 3;
    }
    out[0] = (uint8_t) (0xf0 | point >> 18);
    out[1] = (uint8_t) (0x80 | (point >> 12 & 0x3f));
    out[2] = (uint8_t) (0x80 | (point >> 6 & 0x3f));
    out[3] = (uint8_t) (0x80 | (point & 0x3f));
    return 4;
}

/* Every code point is accepted exactly when it is a scalar value; every cut of one is refused. */
static void test_utf8_points(void) {
    size_t wrong = 0;
    size_t cuts_accepted = 0;
    for (uint32_t point = 0; point < 0x200000; point++) {
        uint8_t bytes[4];
        const size_t len = utf8_encode(bytes, point);
        const bool scalar = point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
        wrong += psc_utf8_valid((psc_bytes){bytes, len}) != scalar ? 1 : 0;
        for (size_t cut = 1; cut < len; cut++) {
            cuts_accepted += psc_utf8_valid((psc_bytes){bytes, cut}) ? 1 : 0;
        }
    }
    CHECK(wrong == 0);
    CHECK(cuts_accepted == 0);
}

static void test_utf8_refused(void) {
    static const char *const refused[] = {
        "80",       "bf",     "c080",   "c1bf",     "e08080",   "e09fbf",     "f0808080",
        "f08fbfbf", "eda080", "edbfbf", "f4908080", "f5808080", "f888808080", "fe",
        "ff",       "c3",     "c328",   "e28228",   "e2 41 ac", "f09f98 41",  "61 80 61",
    };
    CHECK(psc_utf8_valid(PSC_BYTES_LIT("")));
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        test_subject(refused[i]);
        const psc_bytes exact = test_exact(test_hex(refused[i]));
        CHECK(!psc_utf8_valid(exact));
        test_exact_free(exact);
    }
    test_subject(NULL);
}

/* ---- identifiers */

static void test_hex_vectors(const char *group) {
    for (const test_vector *vector = NULL; (vector = test_vector_next(group, vector)) != NULL;) {
        const psc_bytes input = test_vector_text(vector, "input");
        /* Hyphens, braces and URN are forms that Parsec's own text parser takes and the wire
         * never has. */
        const bool digits_only = memchr(input.at, '-', input.len) == NULL;
        const bool accepted = test_vector_true(vector, "ok") && digits_only;
        psc_uuid id;
        const psc_bytes exact = test_exact(input);
        if (CHECK_STATUS(accepted ? PSC_OK : PSC_ERR_MALFORMED,
                         psc_hex_decode(id.bytes, PSC_UUID_BYTES, exact)) &&
            accepted) {
            char hex[PSC_UUID_HEX_CHARS];
            psc_uuid_to_hex(hex, &id);
            CHECK_BYTES(test_vector_text(vector, "value"),
                        ((psc_bytes){(uint8_t *) hex, sizeof hex}));
        }
        test_exact_free(exact);
    }
}

static void test_uuid(void) {
    psc_uuid a = {{0}};
    psc_uuid b = {{0}};
    CHECK(psc_uuid_equal(&a, &b));
    for (size_t i = 0; i < PSC_UUID_BYTES; i++) {
        b.bytes[i] = 1;
        CHECK(!psc_uuid_equal(&a, &b));
        b.bytes[i] = 0;
    }
    uint8_t byte;
    for (unsigned c = 0; c < 256; c++) {
        const uint8_t digits[2] = {'0', (uint8_t) c};
        const bool digit = c != 0 && strchr("0123456789abcdefABCDEF", (int) c) != NULL;
        CHECK((psc_hex_decode(&byte, 1, PSC_BYTES_OF(digits)) == PSC_OK) == digit);
    }
}

/* ---- host */

static void test_host_itself(void) {
    uint8_t first[100];
    uint8_t again[100];
    test_host_seed(7);
    CHECK_OK(psc_host_random(test_host(), first, sizeof first));
    CHECK(!is_zero(first, sizeof first));
    test_host_seed(7);
    CHECK_OK(psc_host_random(test_host(), again, sizeof again));
    CHECK(memcmp(first, again, sizeof first) == 0);
    CHECK_OK(psc_host_random(test_host(), again, sizeof again));
    CHECK(memcmp(first, again, sizeof first) != 0);
    test_host_fail_random(2);
    CHECK_OK(psc_host_random(test_host(), again, 1));
    CHECK_STATUS(PSC_ERR_RANDOM, psc_host_random(test_host(), again, 1));
    CHECK_OK(psc_host_random(test_host(), again, 1));
}

int main(void) {
    test_status_names();
    test_arena_take();
    test_arena_limits();
    test_arena_wipes();
    test_default_allocator();
    test_wipe();
    CHECK(test_each_allocation(arena_scenario, NULL) > 1);
    test_bytes();
    test_buf();
    CHECK(test_each_allocation(buf_scenario, NULL) > 1);
    test_utf8_points();
    test_utf8_refused();
    test_hex_vectors("uuid_hex");
    test_hex_vectors("access_token");
    test_uuid();
    test_host_itself();
    return test_finish();
}
