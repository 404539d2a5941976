// SPDX-License-Identifier: MPL-2.0
#include <sodium.h>
#include <string.h>

#include "crypto/digest.h"
#include "crypto/exchange.h"
#include "crypto/random.h"
#include "crypto/sealed.h"
#include "crypto/secretbox.h"
#include "crypto/sign.h"
#include "crypto/stretch.h"
#include "harness.h"

#define KEY(vector, name) (test_vector_hex(vector, name).at)
#define EACH_VECTOR(vector, group)                                                                 \
    for (const test_vector *vector = NULL; (vector = test_vector_next(group, vector)) != NULL;)
/* Hex of the expected against an array. */
#define CHECK_ARRAY(expected, array) CHECK_BYTES((expected), PSC_BYTES_OF(array))

static psc_arena arena;

/* ---- vectors made with the official library */

static void test_secretbox_vectors(void) {
    EACH_VECTOR(vector, "secretkey") {
        const psc_bytes sealed = test_exact(test_vector_hex(vector, "ciphertext"));
        psc_bytes message;
        const psc_status status = psc_secretbox_open(&message, &arena, sealed, KEY(vector, "key"));
        if (test_vector_has(vector, "error")) {
            CHECK_STATUS(PSC_ERR_DECRYPT, status);
            CHECK(message.at == NULL);
        } else if (CHECK_OK(status)) {
            CHECK_BYTES(test_vector_hex(vector, "plaintext"), message);
        }
        test_exact_free(sealed);
    }
}

static void test_sealed_vectors(void) {
    EACH_VECTOR(vector, "sealedbox") {
        const psc_bytes sealed = test_exact(test_vector_hex(vector, "ciphertext"));
        psc_bytes message;
        const psc_status status = psc_sealed_open(&message, &arena, sealed, KEY(vector, "private"));
        if (test_vector_has(vector, "error")) {
            CHECK_STATUS(PSC_ERR_DECRYPT, status);
            CHECK(message.at == NULL);
        } else if (CHECK_OK(status)) {
            uint8_t public_key[PSC_PUBLIC_KEY_BYTES];
            CHECK_BYTES(test_vector_hex(vector, "plaintext"), message);
            CHECK_OK(psc_public_key_derive(public_key, KEY(vector, "private")));
            CHECK_ARRAY(test_vector_hex(vector, "public"), public_key);
        }
        test_exact_free(sealed);
    }
}

static void test_sign_vectors(void) {
    EACH_VECTOR(vector, "sign") {
        const psc_bytes blob = test_exact(test_vector_hex(vector, "signed"));
        psc_bytes message;
        const psc_status status = psc_sign_open(&message, blob, KEY(vector, "verify_key"));
        if (test_vector_has(vector, "error")) {
            CHECK_STATUS(PSC_ERR_SIGNATURE, status);
            CHECK(message.at == NULL);
        } else if (CHECK_OK(status)) {
            uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
            psc_bytes made;
            CHECK_BYTES(test_vector_hex(vector, "message"), message);
            CHECK_OK(psc_verify_key_derive(verify_key, KEY(vector, "seed")));
            CHECK_ARRAY(test_vector_hex(vector, "verify_key"), verify_key);
            CHECK_OK(psc_sign_combined(&made, &arena, message, KEY(vector, "seed")));
            CHECK_BYTES(blob, made);
        }
        test_exact_free(blob);
    }
}

static void test_digest_vectors(void) {
    EACH_VECTOR(vector, "sha256") {
        uint8_t digest[PSC_SHA256_BYTES];
        CHECK_OK(psc_sha256(digest, test_vector_hex(vector, "data")));
        CHECK_ARRAY(test_vector_hex(vector, "digest"), digest);
    }
    EACH_VECTOR(vector, "mac512") {
        const psc_bytes data = test_vector_hex(vector, "data");
        for (size_t cut = 0; cut <= data.len; cut++) {
            uint8_t mac[PSC_MAC_BYTES];
            CHECK_OK(psc_mac(mac, (psc_bytes){data.at, cut},
                             (psc_bytes){data.at + cut, data.len - cut}, KEY(vector, "key")));
            CHECK_ARRAY(test_vector_hex(vector, "mac"), mac);
        }
    }
    EACH_VECTOR(vector, "kdf") {
        psc_uuid usage;
        memcpy(usage.bytes, KEY(vector, "uuid"), sizeof usage.bytes);
        if (test_vector_has(vector, "secret_key")) {
            uint8_t key[32];
            CHECK_OK(psc_derive_key(key, KEY(vector, "master"), &usage));
            CHECK_ARRAY(test_vector_hex(vector, "secret_key"), key);
        } else {
            psc_uuid id;
            CHECK_OK(psc_derive_uuid(&id, KEY(vector, "master"), &usage));
            CHECK_ARRAY(test_vector_hex(vector, "derived_uuid"), id.bytes);
        }
    }
}

static void test_exchange_vectors(void) {
    EACH_VECTOR(vector, "shared_secret") {
        uint8_t key[PSC_SECRET_KEY_BYTES];
        CHECK_OK(psc_exchange_derive(key, PSC_ROLE_GREETER, KEY(vector, "greeter_public"),
                                     KEY(vector, "greeter_private"),
                                     KEY(vector, "claimer_public")));
        CHECK_ARRAY(test_vector_hex(vector, "shared_secret"), key);
        CHECK_OK(psc_exchange_derive(key, PSC_ROLE_CLAIMER, KEY(vector, "claimer_public"),
                                     KEY(vector, "claimer_private"),
                                     KEY(vector, "greeter_public")));
        CHECK_ARRAY(test_vector_hex(vector, "shared_secret"), key);
    }
}

static uint32_t sas_number(const psc_sas_code *code) {
    static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    uint32_t number = 0;
    for (size_t i = PSC_SAS_CODE_CHARS; i > 0; i--) {
        const char *at = strchr(alphabet, code->text[i - 1]);
        if (at == NULL) {
            return UINT32_MAX;
        }
        number = number << 5 | (uint32_t) (at - alphabet);
    }
    return number;
}

static void test_sas_vectors(void) {
    EACH_VECTOR(vector, "sas") {
        if (test_vector_has(vector, "code")) {
            psc_sas_code code;
            CHECK_OK(psc_sas_parse(&code, test_vector_text(vector, "code")));
            CHECK(sas_number(&code) == test_vector_number(vector, "value"));
            continue;
        }
        uint8_t digest[PSC_SHA256_BYTES];
        CHECK_OK(psc_sha256(digest, test_vector_hex(vector, "claimer_nonce")));
        CHECK_ARRAY(test_vector_hex(vector, "claimer_nonce_sha256"), digest);
        psc_sas_code greeter;
        psc_sas_code claimer;
        CHECK_OK(psc_sas_derive(&greeter, &claimer, KEY(vector, "claimer_nonce"),
                                KEY(vector, "greeter_nonce"), KEY(vector, "shared_secret")));
        CHECK_BYTES(test_vector_text(vector, "greeter_sas"),
                    ((psc_bytes){(uint8_t *) greeter.text, 4}));
        CHECK_BYTES(test_vector_text(vector, "claimer_sas"),
                    ((psc_bytes){(uint8_t *) claimer.text, 4}));
    }
}

static psc_stretch_parameters stretch_parameters(const test_vector *vector) {
    psc_stretch_parameters parameters = {
        .memlimit_kb = (uint32_t) test_vector_number(vector, "memlimit_kb"),
        .opslimit = (uint32_t) test_vector_number(vector, "opslimit"),
        .parallelism = (uint32_t) test_vector_number(vector, "parallelism"),
    };
    memcpy(parameters.salt, KEY(vector, "salt"), sizeof parameters.salt);
    return parameters;
}

static void test_stretch_vectors(void) {
    EACH_VECTOR(vector, "argon2id") {
        const psc_stretch_parameters parameters = stretch_parameters(vector);
        uint8_t key[PSC_STRETCH_KEY_BYTES];
        CHECK_OK(psc_stretch_run(key, test_vector_text(vector, "password"), &parameters));
        CHECK_ARRAY(test_vector_hex(vector, "key"), key);
    }
}

/* ---- Wycheproof */

static void test_wycheproof_signatures(void) {
    EACH_VECTOR(vector, "wycheproof_ed25519") {
        const psc_bytes signature = test_vector_hex(vector, "sig");
        const psc_bytes expected = test_vector_hex(vector, "msg");
        psc_buf blob;
        psc_buf_init(&blob, &arena);
        CHECK_OK(psc_buf_push(&blob, signature));
        CHECK_OK(psc_buf_push(&blob, expected));
        const psc_bytes exact = test_exact(psc_buf_view(&blob));
        psc_bytes message;
        const psc_status status = psc_sign_open(&message, exact, KEY(vector, "pk"));
        const bool valid = psc_bytes_equal_text(test_vector_text(vector, "result"), "valid");
        /* The combined form has no place for a signature of another length: the message would be
         * another. */
        if (signature.len != PSC_SIGNATURE_BYTES) {
            CHECK(!valid && status == PSC_ERR_SIGNATURE);
        } else if (CHECK_STATUS(valid ? PSC_OK : PSC_ERR_SIGNATURE, status) && valid) {
            CHECK_BYTES(expected, message);
        }
        test_exact_free(exact);
    }
}

static void test_wycheproof_exchange(void) {
    EACH_VECTOR(vector, "wycheproof_x25519") {
        const psc_bytes shared = test_vector_hex(vector, "shared");
        const bool zero = sodium_is_zero(shared.at, shared.len) == 1;
        uint8_t point[crypto_scalarmult_BYTES];
        const int outcome = crypto_scalarmult(point, KEY(vector, "private"), KEY(vector, "public"));
        CHECK((outcome != 0) == zero);
        if (outcome == 0) {
            CHECK_ARRAY(shared, point);
        }
        /* The exchange refuses exactly the same peers. */
        uint8_t own_public_key[PSC_PUBLIC_KEY_BYTES];
        uint8_t key[PSC_SECRET_KEY_BYTES];
        CHECK_OK(psc_public_key_derive(own_public_key, KEY(vector, "private")));
        for (psc_role role = PSC_ROLE_GREETER; role <= PSC_ROLE_CLAIMER; role++) {
            memset(key, 0xee, sizeof key);
            CHECK_STATUS(zero ? PSC_ERR_ZERO_KEY : PSC_OK,
                         psc_exchange_derive(key, role, own_public_key, KEY(vector, "private"),
                                             KEY(vector, "public")));
            CHECK(!zero || sodium_is_zero(key, sizeof key) == 1);
        }
    }
}

/* ---- properties */

static uint8_t patterned[1100];

static void test_secretbox(void) {
    static const uint8_t key[PSC_SECRET_KEY_BYTES] = {1};
    for (size_t len = 0; len <= sizeof patterned; len += len < 130 ? 1 : 97) {
        const psc_bytes message = test_exact((psc_bytes){patterned, len});
        psc_bytes sealed;
        psc_bytes again;
        psc_bytes opened;
        CHECK_OK(psc_secretbox_seal(&sealed, &arena, test_host(), message, key));
        CHECK(sealed.len == len + PSC_SECRETBOX_OVERHEAD);
        CHECK_OK(psc_secretbox_open(&opened, &arena, sealed, key));
        CHECK_BYTES(message, opened);
        CHECK_OK(psc_secretbox_seal(&again, &arena, test_host(), message, key));
        CHECK(memcmp(sealed.at, again.at, 24) != 0);
        test_exact_free(message);
    }
    psc_bytes sealed;
    psc_bytes opened;
    CHECK_OK(psc_secretbox_seal(&sealed, &arena, test_host(), PSC_BYTES_ABSENT, key));
    CHECK_OK(psc_secretbox_open(&opened, &arena, sealed, key));
    CHECK(opened.at != NULL && opened.len == 0);
    CHECK_OK(psc_secretbox_seal(&sealed, &arena, test_host(), PSC_BYTES_LIT("a message"), key));
    for (size_t i = 0; i < sealed.len; i++) {
        const psc_bytes cut = test_exact((psc_bytes){sealed.at, i});
        CHECK_STATUS(PSC_ERR_DECRYPT, psc_secretbox_open(&opened, &arena, cut, key));
        test_exact_free(cut);
        uint8_t changed[64];
        memcpy(changed, sealed.at, sealed.len);
        changed[i] ^= (uint8_t) (1u << i % 8);
        CHECK_STATUS(PSC_ERR_DECRYPT,
                     psc_secretbox_open(&opened, &arena, (psc_bytes){changed, sealed.len}, key));
    }
    static const uint8_t other[PSC_SECRET_KEY_BYTES] = {2};
    CHECK_STATUS(PSC_ERR_DECRYPT, psc_secretbox_open(&opened, &arena, sealed, other));
    CHECK_STATUS(PSC_ERR_TOO_LARGE, psc_secretbox_seal(&sealed, &arena, test_host(),
                                                       (psc_bytes){patterned, PSC_ARENA_MAX}, key));
    test_host_fail_random(1);
    CHECK_STATUS(PSC_ERR_RANDOM,
                 psc_secretbox_seal(&sealed, &arena, test_host(), PSC_BYTES_LIT("m"), key));
    CHECK(sealed.at == NULL);
}

static void test_sealed(void) {
    uint8_t public_key[PSC_PUBLIC_KEY_BYTES];
    uint8_t private_key[PSC_PRIVATE_KEY_BYTES];
    psc_bytes sealed;
    psc_bytes opened;
    CHECK_OK(psc_keypair_make(public_key, private_key, test_host()));
    for (size_t len = 0; len <= sizeof patterned; len += len < 40 ? 1 : 211) {
        const psc_bytes message = test_exact((psc_bytes){patterned, len});
        CHECK_OK(psc_sealed_seal(&sealed, &arena, message, public_key));
        CHECK(sealed.len == len + PSC_SEALED_OVERHEAD);
        CHECK_OK(psc_sealed_open(&opened, &arena, sealed, private_key));
        CHECK_BYTES(message, opened);
        test_exact_free(message);
    }
    for (size_t i = 0; i < PSC_SEALED_OVERHEAD + 2; i++) {
        const psc_bytes cut = test_exact((psc_bytes){sealed.at, i});
        CHECK_STATUS(PSC_ERR_DECRYPT, psc_sealed_open(&opened, &arena, cut, private_key));
        test_exact_free(cut);
    }
    static const uint8_t zero_key[PSC_PUBLIC_KEY_BYTES] = {0};
    CHECK_STATUS(PSC_ERR_ZERO_KEY, psc_sealed_seal(&sealed, &arena, PSC_BYTES_LIT("m"), zero_key));
    CHECK_STATUS(
        PSC_ERR_TOO_LARGE,
        psc_sealed_seal(&sealed, &arena, (psc_bytes){patterned, PSC_ARENA_MAX}, public_key));
    /* The ephemeral key comes from the host: a run replays byte for byte, and a failed draw is
     * noticed. */
    psc_bytes first;
    psc_bytes again;
    test_host_seed(11);
    CHECK_OK(psc_sealed_seal(&first, &arena, PSC_BYTES_LIT("m"), public_key));
    CHECK_OK(psc_sealed_seal(&sealed, &arena, PSC_BYTES_LIT("m"), public_key));
    test_host_seed(11);
    CHECK_OK(psc_sealed_seal(&again, &arena, PSC_BYTES_LIT("m"), public_key));
    CHECK_BYTES(first, again);
    CHECK(!psc_bytes_equal(first, sealed));
    test_host_fail_random(1);
    CHECK_STATUS(PSC_ERR_RANDOM, psc_sealed_seal(&sealed, &arena, PSC_BYTES_LIT("m"), public_key));
    CHECK(sealed.at == NULL);
    CHECK_OK(psc_sealed_seal(&sealed, &arena, PSC_BYTES_LIT("m"), public_key));
    test_host_fail_random(1);
    CHECK_STATUS(PSC_ERR_RANDOM, psc_keypair_make(public_key, private_key, test_host()));
}

static void test_sign(void) {
    uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
    uint8_t signing_key[PSC_SIGNING_KEY_BYTES];
    psc_bytes blob;
    psc_bytes message;
    CHECK_OK(psc_signing_key_make(verify_key, signing_key, test_host()));
    for (size_t len = 0; len <= sizeof patterned; len += len < 40 ? 1 : 211) {
        const psc_bytes exact = test_exact((psc_bytes){patterned, len});
        uint8_t signature[PSC_SIGNATURE_BYTES];
        CHECK_OK(psc_sign_combined(&blob, &arena, exact, signing_key));
        CHECK_OK(psc_sign_open(&message, blob, verify_key));
        CHECK_BYTES(exact, message);
        CHECK(message.at == blob.at + PSC_SIGNATURE_BYTES);
        CHECK_OK(psc_sign_detached(signature, exact, signing_key));
        CHECK(memcmp(signature, blob.at, sizeof signature) == 0);
        test_exact_free(exact);
    }
    CHECK_OK(psc_sign_combined(&blob, &arena, PSC_BYTES_LIT("a message"), signing_key));
    for (size_t i = 0; i < blob.len; i++) {
        const psc_bytes cut = test_exact((psc_bytes){blob.at, i});
        CHECK_STATUS(PSC_ERR_SIGNATURE, psc_sign_open(&message, cut, verify_key));
        test_exact_free(cut);
        uint8_t changed[128];
        memcpy(changed, blob.at, blob.len);
        changed[i] ^= (uint8_t) (1u << i % 8);
        CHECK_STATUS(PSC_ERR_SIGNATURE,
                     psc_sign_open(&message, (psc_bytes){changed, blob.len}, verify_key));
    }
    CHECK_STATUS(
        PSC_ERR_TOO_LARGE,
        psc_sign_combined(&blob, &arena, (psc_bytes){patterned, PSC_ARENA_MAX}, signing_key));
    test_host_fail_random(1);
    CHECK_STATUS(PSC_ERR_RANDOM, psc_signing_key_make(verify_key, signing_key, test_host()));
}

static void test_exchange(void) {
    uint8_t keys[2][2][32]; /* greeter, claimer; public, private */
    for (unsigned round = 0; round < 20; round++) {
        uint8_t shared[2][PSC_SECRET_KEY_BYTES];
        CHECK_OK(psc_keypair_make(keys[0][0], keys[0][1], test_host()));
        CHECK_OK(psc_keypair_make(keys[1][0], keys[1][1], test_host()));
        CHECK_OK(
            psc_exchange_derive(shared[0], PSC_ROLE_GREETER, keys[0][0], keys[0][1], keys[1][0]));
        CHECK_OK(
            psc_exchange_derive(shared[1], PSC_ROLE_CLAIMER, keys[1][0], keys[1][1], keys[0][0]));
        CHECK(psc_secret_equal(shared[0], shared[1], sizeof shared[0]));
        CHECK_OK(
            psc_exchange_derive(shared[1], PSC_ROLE_GREETER, keys[1][0], keys[1][1], keys[0][0]));
        CHECK(!psc_secret_equal(shared[0], shared[1], sizeof shared[0]));
    }
}

static void test_sas_parse(void) {
    static const char *const refused[] = {"",     "A",    "AAA",  "AAAAA", "AAA0", "AAA1",
                                          "AAAI", "AAAO", "aaaa", "AAA ",  "AA-A"};
    psc_sas_code code;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        test_subject(refused[i]);
        CHECK_STATUS(PSC_ERR_VALUE, psc_sas_parse(&code, psc_bytes_from_text(refused[i])));
    }
    test_subject(NULL);
    CHECK_STATUS(PSC_ERR_VALUE, psc_sas_parse(&code, PSC_BYTES_LIT("AAA\0")));
    psc_sas_code same;
    CHECK_OK(psc_sas_parse(&code, PSC_BYTES_LIT("AU2D")));
    CHECK_OK(psc_sas_parse(&same, PSC_BYTES_LIT("AU2D")));
    CHECK(psc_sas_equal(&code, &same));
    CHECK_OK(psc_sas_parse(&same, PSC_BYTES_LIT("AU2E")));
    CHECK(!psc_sas_equal(&code, &same));
}

/* The right code among three others, all distinct; its place uniform, and so is each symbol of a
 * decoy. */
static void test_sas_choices(void) {
    enum { DRAWS = 10000, SYMBOLS = 32 };
    size_t places[PSC_SAS_CHOICES] = {0};
    size_t symbols[SYMBOLS] = {0};
    size_t duplicates = 0;
    size_t missing = 0;
    psc_sas_code right;
    CHECK_OK(psc_sas_parse(&right, PSC_BYTES_LIT("AU2D")));
    for (size_t draw = 0; draw < DRAWS; draw++) {
        psc_sas_code choices[PSC_SAS_CHOICES];
        if (!CHECK_OK(psc_sas_choices_make(choices, &right, test_host()))) {
            return;
        }
        size_t found = 0;
        for (size_t i = 0; i < PSC_SAS_CHOICES; i++) {
            for (size_t k = 0; k < i; k++) {
                duplicates += psc_sas_equal(&choices[i], &choices[k]) ? 1 : 0;
            }
            if (psc_sas_equal(&choices[i], &right)) {
                places[i]++;
                found++;
            } else {
                for (uint32_t number = sas_number(&choices[i]), k = 0; k < PSC_SAS_CODE_CHARS;
                     k++) {
                    symbols[number >> (5 * k) & 31]++;
                }
            }
        }
        missing += found == 1 ? 0 : 1;
    }
    CHECK(duplicates == 0);
    CHECK(missing == 0);
    /* Six standard deviations of a binomial distribution: 43 of 2500, 61 of 3750; the seed is
     * fixed anyway. */
    for (size_t i = 0; i < PSC_SAS_CHOICES; i++) {
        CHECK(places[i] > 2500 - 6 * 43 && places[i] < 2500 + 6 * 43);
    }
    for (size_t i = 0; i < SYMBOLS; i++) {
        CHECK(symbols[i] > 3750 - 6 * 61 && symbols[i] < 3750 + 6 * 61);
    }
}

typedef struct scripted {
    const uint32_t *numbers; /* of the codes drawn */
    size_t drawn;
} scripted;

static psc_status random_scripted(void *context, uint8_t *out, size_t len) {
    scripted *script = context;
    memset(out, 0, len);
    if (len == 3) {
        const uint32_t number = script->numbers[script->drawn++];
        out[0] = (uint8_t) (number >> 16);
        out[1] = (uint8_t) (number >> 8);
        out[2] = (uint8_t) number;
    }
    return PSC_OK;
}

/* A decoy that is the right code, or one that is there already, is drawn again. */
static void test_sas_duplicates(void) {
    psc_sas_code choices[PSC_SAS_CHOICES];
    psc_sas_code right;
    CHECK_OK(psc_sas_parse(&right, PSC_BYTES_LIT("AU2D")));
    const uint32_t r = sas_number(&right);
    const uint32_t numbers[] = {r, 1, r, 1, 2, 1, 3};
    scripted script = {.numbers = numbers};
    const psc_host host = {.random = random_scripted, .random_context = &script};
    CHECK_OK(psc_sas_choices_make(choices, &right, &host));
    CHECK(script.drawn == sizeof numbers / sizeof numbers[0]);
    uint32_t sum = 0;
    for (size_t i = 0; i < PSC_SAS_CHOICES; i++) {
        sum += sas_number(&choices[i]);
    }
    CHECK(sum == r + 1 + 2 + 3);
}

static psc_status random_stuck(void *context, uint8_t *out, size_t len) {
    memset(out, *(const uint8_t *) context, len);
    return PSC_OK;
}

static void test_sas_bad_random(void) {
    psc_sas_code choices[PSC_SAS_CHOICES];
    psc_sas_code right;
    CHECK_OK(psc_sas_parse(&right, PSC_BYTES_LIT("AU2D")));
    uint8_t byte = 0;
    const psc_host stuck = {.random = random_stuck, .random_context = &byte};
    CHECK_STATUS(PSC_ERR_RANDOM, psc_sas_choices_make(choices, &right, &stuck));
    byte = 0xff;
    CHECK_STATUS(PSC_ERR_RANDOM, psc_sas_choices_make(choices, &right, &stuck));
    for (size_t n = 1; n <= 6; n++) {
        test_host_fail_random(n);
        CHECK_STATUS(PSC_ERR_RANDOM, psc_sas_choices_make(choices, &right, test_host()));
    }
    test_host_fail_random(0);
}

static void test_uuid_make(void) {
    psc_uuid previous = {{0}};
    for (size_t i = 0; i < 1000; i++) {
        psc_uuid id;
        CHECK_OK(psc_uuid_make(&id, test_host()));
        CHECK(id.bytes[6] >> 4 == 4 && id.bytes[8] >> 6 == 2);
        CHECK(!psc_uuid_equal(&id, &previous));
        previous = id;
    }
    test_host_fail_random(1);
    CHECK_STATUS(PSC_ERR_RANDOM, psc_uuid_make(&previous, test_host()));
}

static void test_stretch_rules(void) {
    const struct {
        uint32_t memory;
        uint32_t passes;
        uint32_t lanes;
        psc_status file;
        psc_status server;
        bool weak;
    } cases[] = {
        {131072, 3, 1, PSC_OK, PSC_OK, false},
        {524288, 16, 1, PSC_OK, PSC_OK, false},
        {131071, 3, 1, PSC_OK, PSC_ERR_STRETCH_WEAK, true},
        {131072, 2, 1, PSC_OK, PSC_ERR_STRETCH_WEAK, true},
        {8, 1, 1, PSC_OK, PSC_ERR_STRETCH_WEAK, true},
        {7, 3, 1, PSC_ERR_VALUE, PSC_ERR_VALUE, true},
        {0, 3, 1, PSC_ERR_VALUE, PSC_ERR_VALUE, true},
        {131072, 0, 1, PSC_ERR_VALUE, PSC_ERR_VALUE, true},
        {131072, 3, 0, PSC_ERR_VALUE, PSC_ERR_VALUE, false},
        {131072, 3, 2, PSC_ERR_VALUE, PSC_ERR_VALUE, false},
        {524289, 3, 1, PSC_ERR_STRETCH_EXCESSIVE, PSC_ERR_STRETCH_EXCESSIVE, false},
        {131072, 17, 1, PSC_ERR_STRETCH_EXCESSIVE, PSC_ERR_STRETCH_EXCESSIVE, false},
        {UINT32_MAX, UINT32_MAX, 1, PSC_ERR_STRETCH_EXCESSIVE, PSC_ERR_STRETCH_EXCESSIVE, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const psc_stretch_parameters parameters = {
            cases[i].memory, cases[i].passes, cases[i].lanes, {0}};
        CHECK_STATUS(cases[i].file, psc_stretch_accept_file(&parameters));
        CHECK_STATUS(cases[i].server, psc_stretch_accept_server(&parameters));
        CHECK(psc_stretch_is_weak(&parameters) == cases[i].weak);
        if (cases[i].file != PSC_OK) {
            uint8_t key[PSC_STRETCH_KEY_BYTES];
            CHECK_STATUS(cases[i].file,
                         psc_stretch_run(key, PSC_BYTES_LIT("password"), &parameters));
        }
    }
    psc_stretch_parameters made;
    psc_stretch_parameters other;
    CHECK_OK(psc_stretch_parameters_make(&made, test_host()));
    CHECK_OK(psc_stretch_accept_server(&made));
    CHECK(made.memlimit_kb == 131072 && made.opslimit == 3 && made.parallelism == 1);
    CHECK_OK(psc_stretch_parameters_make(&other, test_host()));
    CHECK(memcmp(made.salt, other.salt, sizeof made.salt) != 0);
    test_host_fail_random(1);
    CHECK_STATUS(PSC_ERR_RANDOM, psc_stretch_parameters_make(&made, test_host()));
}

static void test_secret_equal(void) {
    uint8_t a[32] = {0};
    uint8_t b[32] = {0};
    CHECK(psc_secret_equal(a, b, sizeof a));
    for (size_t i = 0; i < sizeof a; i++) {
        b[i] = 0x80;
        CHECK(!psc_secret_equal(a, b, sizeof a));
        b[i] = 0;
    }
}

/* ---- memory */

static psc_status memory_scenario(void *context) {
    (void) context;
    static const uint8_t key[32] = {9};
    uint8_t public_key[PSC_PUBLIC_KEY_BYTES];
    psc_bytes out;
    psc_bytes opened;
    psc_arena own;
    test_arena_init(&own);
    /* Larger than a block, so that each step allocates. */
    static const uint8_t large[300000];
    psc_status status = psc_public_key_derive(public_key, key);
    if (status == PSC_OK) {
        status = psc_secretbox_seal(&out, &own, test_host(), PSC_BYTES_OF(large), key);
    }
    if (status == PSC_OK) {
        status = psc_secretbox_open(&opened, &own, out, key);
    }
    if (status == PSC_OK) {
        status = psc_sealed_seal(&out, &own, PSC_BYTES_OF(large), public_key);
    }
    if (status == PSC_OK) {
        status = psc_sealed_open(&opened, &own, out, key);
    }
    if (status == PSC_OK) {
        status = psc_sign_combined(&out, &own, PSC_BYTES_OF(large), key);
    }
    psc_arena_free(&own);
    return status;
}

int main(void) {
    CHECK_OK(psc_crypto_init());
    CHECK_OK(psc_crypto_init());
    psc_random_use(test_host());
    test_host_seed(1);
    test_arena_init(&arena);
    for (size_t i = 0; i < sizeof patterned; i++) {
        patterned[i] = (uint8_t) (i * 7);
    }
    test_secretbox_vectors();
    test_sealed_vectors();
    test_sign_vectors();
    test_digest_vectors();
    test_exchange_vectors();
    test_sas_vectors();
    test_stretch_vectors();
    test_wycheproof_signatures();
    test_wycheproof_exchange();
    psc_arena_reset(&arena);
    test_secretbox();
    test_sealed();
    test_sign();
    test_exchange();
    test_sas_parse();
    test_sas_choices();
    test_sas_duplicates();
    test_sas_bad_random();
    test_uuid_make();
    test_stretch_rules();
    test_secret_equal();
    CHECK(test_each_allocation(memory_scenario, NULL) == 5);
    psc_arena_free(&arena);
    CHECK(test_host_live() == 0);
    return test_finish();
}
