// SPDX-License-Identifier: MPL-2.0
#include "crypto/passkey.h"

#include <string.h>

#include "crypto/random.h"
#include "crypto/secretbox.h"
#include "flow/access.h"
#include "harness.h"

#define EACH_VECTOR(vector, group)                                                                 \
    for (const test_vector *vector = NULL; (vector = test_vector_next(group, vector)) != NULL;)
#define WRAPPED_BYTES (PSC_SECRETBOX_OVERHEAD + PSC_PASSKEY_KEY_BYTES + PSC_UUID_BYTES)

static psc_arena arena;

static psc_uuid uuid_of(psc_bytes bytes) {
    psc_uuid id;
    CHECK(bytes.len == sizeof id.bytes);
    memcpy(id.bytes, bytes.at, sizeof id.bytes);
    return id;
}

/* ---- known answers */

static psc_status error_named(psc_bytes name) {
    if (psc_bytes_equal_text(name, "decrypt")) {
        return PSC_ERR_DECRYPT;
    }
    CHECK(psc_bytes_equal_text(name, "mismatch"));
    return PSC_ERR_MISMATCH;
}

static const uint8_t untouched[PSC_PASSKEY_KEY_BYTES] = {0x5a, 0x5a, 0x5a};

static void test_vectors_unwrap(void) {
    EACH_VECTOR(vector, "passkey") {
        const psc_bytes wrapped = test_exact(test_vector_hex(vector, "wrapped"));
        const psc_bytes credential_id = test_exact(test_vector_hex(vector, "credential_id"));
        const psc_uuid device_id = uuid_of(test_vector_hex(vector, "device_id"));
        uint8_t key[PSC_PASSKEY_KEY_BYTES];
        memcpy(key, untouched, sizeof key);
        const psc_status status = psc_passkey_unwrap(key, &arena, wrapped, &device_id, credential_id,
                                                     test_vector_hex(vector, "output").at);
        if (test_vector_has(vector, "error")) {
            CHECK_STATUS(error_named(test_vector_text(vector, "error")), status);
            CHECK_BYTES(PSC_BYTES_OF(untouched), PSC_BYTES_OF(key));
        } else if (CHECK_OK(status)) {
            CHECK_BYTES(test_vector_hex(vector, "key"), PSC_BYTES_OF(key));
        }
        test_exact_free(credential_id);
        test_exact_free(wrapped);
        psc_arena_reset(&arena);
    }
}

/* What is wrapped here is what the vectors say, but for the nonce. */
static void test_vectors_wrap(void) {
    EACH_VECTOR(vector, "passkey") {
        if (!test_vector_has(vector, "kek")) {
            continue;
        }
        const psc_uuid device_id = uuid_of(test_vector_hex(vector, "device_id"));
        const psc_bytes credential_id = test_vector_hex(vector, "credential_id");
        const psc_bytes key = test_vector_hex(vector, "key");
        psc_bytes wrapped;
        psc_bytes again;
        psc_bytes message;
        CHECK_OK(psc_passkey_wrap(&wrapped, &arena, test_host(), key.at, &device_id, credential_id,
                                  test_vector_hex(vector, "output").at));
        CHECK(wrapped.len == WRAPPED_BYTES);
        CHECK_OK(psc_secretbox_open(&message, &arena, wrapped, test_vector_hex(vector, "kek").at));
        CHECK_BYTES(key, ((psc_bytes){message.at, key.len}));
        CHECK_BYTES(PSC_BYTES_OF(device_id.bytes),
                    ((psc_bytes){message.at + key.len, message.len - key.len}));
        CHECK_OK(psc_passkey_wrap(&again, &arena, test_host(), key.at, &device_id, credential_id,
                                  test_vector_hex(vector, "output").at));
        CHECK(!psc_bytes_equal(wrapped, again));
        psc_arena_reset(&arena);
    }
}

static void test_file(const test_vector *vector) {
    const psc_bytes bytes = test_exact(test_vector_hex(vector, "msgpack"));
    const psc_bytes outputs = test_vector_hex(vector, "outputs");
    psc_device_file file;
    psc_buf written;
    psc_buf_init(&written, &arena);
    if (!CHECK_OK(psc_device_file_read(&file, &arena, bytes))) {
        test_exact_free(bytes);
        return;
    }
    CHECK(file.kind == PSC_DEVICE_FILE_PASSKEY);
    CHECK(file.passkeys.count == test_vector_number(vector, "passkeys"));
    CHECK(file.has_totp == test_vector_has(vector, "opaque_key"));
    CHECK_OK(psc_device_file_write(&written, &file));
    CHECK_BYTES(bytes, psc_buf_view(&written));
    const psc_passkey *passkeys = file.passkeys.items;
    for (size_t i = 0; i < file.passkeys.count; i++) {
        psc_access access = {.kind = file.kind,
                             .has_totp = file.has_totp,
                             .opaque_key_id = file.totp_opaque_key_id};
        psc_local_device local;
        psc_buf again;
        psc_buf_init(&again, &arena);
        CHECK_TEXT("parsec.example.com", passkeys[i].rp_id);
        CHECK(passkeys[i].version == PSC_PASSKEY_VERSION);
        CHECK_OK(psc_passkey_unwrap(access.key, &arena, passkeys[i].wrapped, &file.head.device_id,
                                    passkeys[i].credential_id,
                                    outputs.at + i * PSC_PASSKEY_OUTPUT_BYTES));
        CHECK_BYTES(test_vector_hex(vector, "key"), PSC_BYTES_OF(access.key));
        if (file.has_totp) {
            CHECK_STATUS(PSC_ERR_MISMATCH, psc_device_file_open(&local, &arena, &file, &access));
            memcpy(access.opaque_key, test_vector_hex(vector, "opaque_key").at,
                   sizeof access.opaque_key);
        }
        CHECK_OK(psc_device_file_open(&local, &arena, &file, &access));
        CHECK_OK(psc_record_write(&again, &local, &psc_local_device_record));
        CHECK_BYTES(test_vector_hex(vector, "local_device"), psc_buf_view(&again));
        access.key[0] ^= 1;
        CHECK_STATUS(PSC_ERR_DECRYPT, psc_device_file_open(&local, &arena, &file, &access));
    }
    test_exact_free(bytes);
    psc_arena_reset(&arena);
}

static void test_vectors_files(void) {
    EACH_VECTOR(vector, "passkey_file") {
        test_file(vector);
    }
}

/* ---- what the vectors do not show */

static const uint8_t some_key[PSC_PASSKEY_KEY_BYTES] = {1, 2, 3};
static const uint8_t some_output[PSC_PASSKEY_OUTPUT_BYTES] = {4, 5, 6};
static const psc_uuid some_device = {{7, 8, 9}};

static psc_bytes wrapped_for(psc_bytes credential_id) {
    psc_bytes wrapped = PSC_BYTES_ABSENT;
    CHECK_OK(psc_passkey_wrap(&wrapped, &arena, test_host(), some_key, &some_device, credential_id,
                              some_output));
    return wrapped;
}

static psc_status unwrapped_with(psc_bytes wrapped, psc_bytes credential_id) {
    uint8_t key[PSC_PASSKEY_KEY_BYTES];
    return psc_passkey_unwrap(key, &arena, wrapped, &some_device, credential_id, some_output);
}

static void test_credential_lengths(void) {
    static uint8_t longest[PSC_PASSKEY_CREDENTIAL_MAX + 1];
    static const size_t none_or_too_long[] = {0, sizeof longest};
    for (size_t i = 0; i < 2; i++) {
        const psc_bytes id = {longest, none_or_too_long[i]};
        psc_bytes wrapped;
        CHECK_STATUS(PSC_ERR_ARGUMENT, psc_passkey_wrap(&wrapped, &arena, test_host(), some_key,
                                                        &some_device, id, some_output));
        CHECK_STATUS(PSC_ERR_ARGUMENT, unwrapped_with(PSC_BYTES_LIT("anything"), id));
    }
    for (size_t len = 1; len < sizeof longest; len++) {
        const psc_bytes id = test_exact((psc_bytes){longest, len});
        const psc_bytes wrapped = wrapped_for(id);
        CHECK_OK(unwrapped_with(wrapped, id));
        CHECK_STATUS(len == 1 ? PSC_ERR_ARGUMENT : PSC_ERR_DECRYPT,
                     unwrapped_with(wrapped, (psc_bytes){id.at, len - 1}));
        test_exact_free(id);
        psc_arena_reset(&arena);
    }
}

static void test_each_byte_counts(void) {
    const psc_bytes id = PSC_BYTES_LIT("credential");
    const psc_bytes wrapped = wrapped_for(id);
    for (size_t bit = 0; bit < 8 * wrapped.len; bit++) {
        uint8_t damaged[WRAPPED_BYTES];
        memcpy(damaged, wrapped.at, sizeof damaged);
        damaged[bit / 8] ^= (uint8_t) (1u << bit % 8);
        CHECK_STATUS(PSC_ERR_DECRYPT, unwrapped_with(PSC_BYTES_OF(damaged), id));
    }
    for (size_t len = 0; len < wrapped.len; len++) {
        const psc_bytes cut = test_exact((psc_bytes){wrapped.at, len});
        CHECK_STATUS(PSC_ERR_DECRYPT, unwrapped_with(cut, id));
        test_exact_free(cut);
    }
    for (size_t bit = 0; bit < 8 * sizeof some_output; bit++) {
        uint8_t output[PSC_PASSKEY_OUTPUT_BYTES];
        uint8_t key[PSC_PASSKEY_KEY_BYTES];
        memcpy(output, some_output, sizeof output);
        output[bit / 8] ^= (uint8_t) (1u << bit % 8);
        CHECK_STATUS(PSC_ERR_DECRYPT,
                     psc_passkey_unwrap(key, &arena, wrapped, &some_device, id, output));
    }
    for (size_t bit = 0; bit < 8 * sizeof some_device.bytes; bit++) {
        psc_uuid device = some_device;
        uint8_t key[PSC_PASSKEY_KEY_BYTES];
        device.bytes[bit / 8] ^= (uint8_t) (1u << bit % 8);
        CHECK_STATUS(PSC_ERR_DECRYPT,
                     psc_passkey_unwrap(key, &arena, wrapped, &device, id, some_output));
    }
    psc_arena_reset(&arena);
}

static void test_no_random(void) {
    psc_bytes wrapped;
    test_host_fail_random(1);
    CHECK_STATUS(PSC_ERR_RANDOM,
                 psc_passkey_wrap(&wrapped, &arena, test_host(), some_key, &some_device,
                                  PSC_BYTES_LIT("credential"), some_output));
    CHECK(wrapped.at == NULL);
}

static psc_status wrap_and_unwrap(psc_arena *own, void *context) {
    const psc_bytes id = PSC_BYTES_LIT("credential");
    uint8_t key[PSC_PASSKEY_KEY_BYTES];
    psc_bytes wrapped;
    (void) context;
    PSC_TRY(psc_passkey_wrap(&wrapped, own, test_host(), some_key, &some_device, id, some_output));
    PSC_TRY(psc_passkey_unwrap(key, own, wrapped, &some_device, id, some_output));
    CHECK_BYTES(PSC_BYTES_OF(some_key), PSC_BYTES_OF(key));
    return PSC_OK;
}

int main(void) {
    CHECK_OK(psc_crypto_init());
    psc_random_use(test_host());
    test_host_seed(1);
    test_arena_init(&arena);
    test_vectors_unwrap();
    test_vectors_wrap();
    test_vectors_files();
    test_credential_lengths();
    test_each_byte_counts();
    test_no_random();
    test_each_piece(wrap_and_unwrap, NULL);
    /* Memory that held the key is given back without it. */
    test_host_watch(PSC_BYTES_OF(some_key));
    CHECK_OK(wrap_and_unwrap(&arena, NULL));
    psc_arena_free(&arena);
    CHECK(test_host_sightings() == 0);
    CHECK(test_host_live() == 0);
    return test_finish();
}
