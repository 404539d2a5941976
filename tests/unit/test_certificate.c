// SPDX-License-Identifier: MPL-2.0
#include <string.h>

#include "codec/base64.h"
#include "codec/envelope.h"
#include "crypto/sign.h"
#include "harness.h"
#include "trust/certificate.h"

static psc_arena arena;

/* The people and keys that all vectors share. */
typedef struct fixture {
    psc_uuid user_id;
    psc_uuid device_id;
    psc_time timestamp;
    uint8_t public_key[32];
    uint8_t verify_key[32];
    psc_bytes alice_seed;
    psc_bytes root_seed;
} fixture;

static const test_vector *find(const char *group, const char *id) {
    const test_vector *found = NULL;
    for (size_t i = 0; i < test_vectors_count && found == NULL; i++) {
        if (strcmp(test_vectors[i].group, group) == 0 && strcmp(test_vectors[i].id, id) == 0) {
            found = &test_vectors[i];
        }
    }
    test_subject(id);
    CHECK(found != NULL);
    return found;
}

static void load(fixture *f) {
    const test_vector *keys = find("keys", "keys/fixed");
    memcpy(f->user_id.bytes, test_vector_hex(keys, "alice_user_id").at, 16);
    memcpy(f->device_id.bytes, test_vector_hex(keys, "alice_device_id").at, 16);
    memcpy(f->public_key, test_vector_hex(keys, "alice_public").at, 32);
    memcpy(f->verify_key, test_vector_hex(keys, "alice_verify").at, 32);
    f->timestamp = (psc_time) test_vector_number(keys, "timestamp_us");
    f->alice_seed = test_vector_hex(keys, "alice_signing_seed");
    f->root_seed = test_vector_hex(keys, "root_signing_seed");
}

static psc_enrollment enrollment_of(const fixture *f, bool root) {
    return (psc_enrollment){
        .author = root ? NULL : &f->device_id,
        .signing_key = root ? f->root_seed.at : f->alice_seed.at,
        .timestamp = f->timestamp,
        .user_id = f->user_id,
        .device_id = f->device_id,
        .human_handle = {PSC_BYTES_LIT("alice@example.com"), PSC_BYTES_LIT("Alicia McÁlice")},
        .device_label = PSC_BYTES_LIT("My dév 1"),
        .profile = PSC_PROFILE_ADMIN,
        .public_key = f->public_key,
        .verify_key = f->verify_key,
    };
}

/* `blob` is signed by the vector's key and holds the vector's content. */
static void check_content(const char *id, psc_bytes blob) {
    const test_vector *vector = find("certificate", id);
    psc_bytes wrapped;
    psc_bytes content;
    CHECK_OK(psc_sign_open(&wrapped, blob, test_vector_hex(vector, "verify_key").at));
    CHECK_OK(psc_envelope_unwrap(&content, &arena, wrapped, PSC_ENVELOPE_MAX));
    CHECK_BYTES(test_vector_hex(vector, "msgpack"), content);
}

static void test_enrollment(void) {
    fixture f;
    load(&f);
    static const struct {
        bool root;
        const char *user, *redacted_user, *device, *redacted_device, *raw, *raw_redacted;
    } cases[] = {
        {true, "certificate/user_root", "certificate/user_root_redacted", "certificate/device_root",
         "certificate/device_root_redacted", "zstd/user_certificate_raw_block_root",
         "zstd/user_certificate_raw_block_root_redacted"},
        {false, "certificate/user_device", "certificate/user_device_redacted",
         "certificate/device_device", "certificate/device_device_redacted",
         "zstd/user_certificate_raw_block_device",
         "zstd/user_certificate_raw_block_device_redacted"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const psc_enrollment enrollment = enrollment_of(&f, cases[i].root);
        psc_enrollment_blobs blobs;
        CHECK_OK(psc_enrollment_make(&blobs, &arena, &enrollment));
        check_content(cases[i].user, blobs.user);
        check_content(cases[i].redacted_user, blobs.redacted_user);
        check_content(cases[i].device, blobs.device);
        check_content(cases[i].redacted_device, blobs.redacted_device);
        /* Signatures are deterministic: with the same container these are the bytes that the
         * official module accepted. */
        CHECK_BYTES(test_vector_hex(find("zstd", cases[i].raw), "signed"), blobs.user);
        CHECK_BYTES(test_vector_hex(find("zstd", cases[i].raw_redacted), "signed"),
                    blobs.redacted_user);
    }
}

/* What a device is for, to the byte as the official library says it. */
static void test_enrollment_purposes(void) {
    fixture f;
    load(&f);
    static const struct {
        int purpose;
        const char *label;
        const char *id;
    } cases[] = {
        {PSC_PURPOSE_STANDARD, "My dév 1", "certificate/device_device"},
        {PSC_PURPOSE_SHAMIR_RECOVERY, "x", "certificate/device_purpose_SHAMIR_RECOVERY"},
        {PSC_PURPOSE_PASSPHRASE_RECOVERY, "x", "certificate/device_purpose_PASSPHRASE_RECOVERY"},
        {PSC_PURPOSE_REGISTRATION, "x", "certificate/device_purpose_REGISTRATION"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        psc_enrollment enrollment = enrollment_of(&f, false);
        psc_enrollment_blobs blobs;
        psc_device_certificate redacted;
        enrollment.purpose = cases[i].purpose;
        enrollment.device_label = psc_bytes_from_text(cases[i].label);
        CHECK_OK(psc_enrollment_make_device(&blobs, &arena, &enrollment));
        check_content(cases[i].id, blobs.device);
        CHECK_OK(psc_device_certificate_peek(&redacted, &arena, blobs.redacted_device));
        CHECK(redacted.purpose == cases[i].purpose && redacted.device_label.at == NULL);
    }
}

static void test_enrollment_profiles(void) {
    fixture f;
    load(&f);
    static const int profiles[] = {PSC_PROFILE_ADMIN, PSC_PROFILE_STANDARD, PSC_PROFILE_OUTSIDER};
    for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++) {
        psc_enrollment enrollment = enrollment_of(&f, false);
        enrollment.profile = profiles[i];
        enrollment.timestamp++;
        psc_enrollment_blobs blobs;
        CHECK_OK(psc_enrollment_make(&blobs, &arena, &enrollment));
        psc_user_certificate user;
        psc_user_certificate redacted;
        CHECK_OK(psc_user_certificate_peek(&user, &arena, blobs.user));
        CHECK_OK(psc_user_certificate_peek(&redacted, &arena, blobs.redacted_user));
        CHECK(user.profile == profiles[i] && redacted.profile == profiles[i]);
        CHECK(user.has_author && psc_uuid_equal(&user.author, &f.device_id));
        CHECK(user.timestamp == f.timestamp + 1 && redacted.timestamp == f.timestamp + 1);
        CHECK_TEXT("Alicia McÁlice", user.human_handle.label);
        CHECK(redacted.human_handle.email.at == NULL);
        psc_device_certificate device;
        CHECK_OK(psc_device_certificate_peek(&device, &arena, blobs.device));
        CHECK(device.has_purpose && device.purpose == PSC_PURPOSE_STANDARD);
        CHECK(memcmp(device.verify_key, f.verify_key, sizeof f.verify_key) == 0);
    }
    psc_enrollment enrollment = enrollment_of(&f, false);
    enrollment.profile = 3;
    psc_enrollment_blobs blobs;
    CHECK(psc_enrollment_make(&blobs, &arena, &enrollment) != PSC_OK);
}

static void test_peek(void) {
    psc_device_certificate device;
    psc_user_certificate user;
    const psc_bytes signed_device =
        test_vector_hex(find("certificate", "certificate/device_root"), "signed");
    CHECK_OK(psc_device_certificate_peek(&device, &arena, signed_device));
    CHECK(!device.has_author);
    CHECK_TEXT("My dév 1", device.device_label);
    /* A certificate of another kind is not looked into. */
    CHECK(psc_user_certificate_peek(&user, &arena, signed_device) != PSC_OK);
    CHECK(psc_device_certificate_peek(
              &device, &arena,
              test_vector_hex(find("certificate", "certificate/user_root"), "signed")) != PSC_OK);
    for (size_t len = 0; len < signed_device.len; len++) {
        const psc_bytes part = test_exact((psc_bytes){signed_device.at, len});
        CHECK(psc_device_certificate_peek(&device, &arena, part) != PSC_OK);
        test_exact_free(part);
    }
}

/* ---- the sequester authority's key */

static psc_bytes pem_of(psc_bytes der, const char *label, const char *line_end, size_t width) {
    psc_buf body;
    psc_buf_init(&body, &arena);
    CHECK_OK(psc_base64_encode(&body, der, PSC_BASE64_STANDARD_PADDED));
    psc_buf pem;
    psc_buf_init(&pem, &arena);
    CHECK_OK(psc_buf_push_text(&pem, "-----BEGIN "));
    CHECK_OK(psc_buf_push_text(&pem, label));
    CHECK_OK(psc_buf_push_text(&pem, "-----"));
    for (size_t i = 0; i < body.len; i += width) {
        CHECK_OK(psc_buf_push_text(&pem, line_end));
        CHECK_OK(psc_buf_push(
            &pem, (psc_bytes){body.at + i, body.len - i < width ? body.len - i : width}));
    }
    CHECK_OK(psc_buf_push_text(&pem, line_end));
    CHECK_OK(psc_buf_push_text(&pem, "-----END "));
    CHECK_OK(psc_buf_push_text(&pem, label));
    CHECK_OK(psc_buf_push_text(&pem, "-----"));
    CHECK_OK(psc_buf_push_text(&pem, line_end));
    return psc_buf_view(&pem);
}

static psc_bytes der_wrap(uint8_t tag, psc_bytes content) {
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_buf_push_byte(&out, tag));
    if (content.len >= 0x100) {
        CHECK_OK(psc_buf_push_byte(&out, 0x82));
        CHECK_OK(psc_buf_push_byte(&out, (uint8_t) (content.len >> 8)));
    } else if (content.len >= 0x80) {
        CHECK_OK(psc_buf_push_byte(&out, 0x81));
    }
    CHECK_OK(psc_buf_push_byte(&out, (uint8_t) content.len));
    CHECK_OK(psc_buf_push(&out, content));
    return psc_buf_view(&out);
}

static psc_bytes joined(psc_bytes a, psc_bytes b) {
    psc_buf out;
    psc_buf_init(&out, &arena);
    CHECK_OK(psc_buf_push(&out, a));
    CHECK_OK(psc_buf_push(&out, b));
    return psc_buf_view(&out);
}

/* An INTEGER of exactly `bits` bits; its last byte is `last`. */
static psc_bytes der_integer(size_t bits, uint8_t last) {
    uint8_t bytes[1026] = {0};
    const size_t len = (bits + 7) / 8;
    memset(bytes + 1, 0x5a, len);
    const unsigned top = (unsigned) ((bits - 1) % 8);
    bytes[1] = (uint8_t) (1u << top);
    bytes[len] = (uint8_t) (len == 1 ? bytes[1] | last : last);
    const bool padded = top == 7;
    return der_wrap(0x02, (psc_bytes){padded ? bytes : bytes + 1, padded ? len + 1 : len});
}

static const uint8_t rsa_encryption[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                         0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};

static psc_bytes spki(psc_bytes algorithm, psc_bytes key) {
    static const uint8_t unused_bits[] = {0};
    return der_wrap(0x30, joined(der_wrap(0x30, algorithm),
                                 der_wrap(0x03, joined(PSC_BYTES_OF(unused_bits), key))));
}

static psc_bytes rsa_spki(psc_bytes modulus, psc_bytes exponent) {
    return spki(PSC_BYTES_OF(rsa_encryption), der_wrap(0x30, joined(modulus, exponent)));
}

static psc_status parse_der(psc_bytes der) {
    psc_bytes out;
    const psc_status status =
        psc_authority_key_parse(&out, &arena, pem_of(der, "PUBLIC KEY", "\n", 64));
    if (status == PSC_OK) {
        CHECK_BYTES(der, out);
    }
    return status;
}

static void test_authority_certificate(void) {
    fixture f;
    load(&f);
    const test_vector *vector = find("certificate", "certificate/sequester_authority");
    const psc_bytes msgpack = test_vector_hex(vector, "msgpack");
    const size_t der_len = 294;
    const psc_bytes der = {msgpack.at + msgpack.len - der_len, der_len};
    CHECK_OK(parse_der(der));
    psc_bytes blob;
    CHECK_OK(psc_authority_certificate_make(&blob, &arena, f.timestamp, der, f.root_seed.at));
    check_content("certificate/sequester_authority", blob);
}

static void test_authority_key_forms(void) {
    const psc_bytes der = rsa_spki(der_integer(2048, 0x0f), der_integer(17, 1));
    psc_bytes out;
    CHECK_OK(psc_authority_key_parse(&out, &arena, pem_of(der, "PUBLIC KEY", "\r\n", 64)));
    CHECK_BYTES(der, out);
    CHECK_OK(psc_authority_key_parse(&out, &arena, pem_of(der, "PUBLIC KEY", "\n", 100000)));
    CHECK_OK(psc_authority_key_parse(
        &out, &arena, joined(PSC_BYTES_LIT(" \n\t"), pem_of(der, "PUBLIC KEY", "\n", 64))));
    static const char *const labels[] = {"RSA PUBLIC KEY", "PRIVATE KEY", "CERTIFICATE",
                                         "public key"};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                     psc_authority_key_parse(&out, &arena, pem_of(der, labels[i], "\n", 64)));
    }
    const psc_bytes pem = pem_of(der, "PUBLIC KEY", "\n", 64);
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, psc_authority_key_parse(&out, &arena, joined(pem, pem)));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                 psc_authority_key_parse(&out, &arena, joined(pem, PSC_BYTES_LIT("x"))));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, psc_authority_key_parse(&out, &arena, der));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, psc_authority_key_parse(&out, &arena, PSC_BYTES_ABSENT));
    for (size_t len = 0; len + 1 < pem.len; len++) {
        const psc_bytes part = test_exact((psc_bytes){pem.at, len});
        CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, psc_authority_key_parse(&out, &arena, part));
        test_exact_free(part);
    }
    psc_buf large;
    psc_buf_init(&large, &arena);
    CHECK_OK(psc_buf_push_text(&large, "-----BEGIN PUBLIC KEY-----\n"));
    for (size_t i = 0; i < 20000; i++) {
        CHECK_OK(psc_buf_push_byte(&large, 'A'));
    }
    CHECK_OK(psc_buf_push_text(&large, "\n-----END PUBLIC KEY-----"));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                 psc_authority_key_parse(&out, &arena, psc_buf_view(&large)));
}

static void test_authority_key_kinds(void) {
    /* Made by OpenSSL. */
    static const char rsa_1024[] =
        "-----BEGIN PUBLIC KEY-----\n"
        "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC8IADoBg9cOFUGeyBFk1JTIhKt\n"
        "VEbptLSPdozmQLO62uevXeTFJJzaUljCh2kt0WyH1zpANGmsIErcEH8v7i/5ESx+\n"
        "/h6zlvGCtChP9aN1ywpYbVr17kdAOo0Og4+AhHZicup+uT3eifWeEMLrqXEjJoFI\n"
        "E0eRjZ2exWllKhDDSQIDAQAB\n"
        "-----END PUBLIC KEY-----\n";
    static const char rsa_512[] =
        "-----BEGIN PUBLIC KEY-----\n"
        "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALYr8dc9DQY6H3H9pQU6iTAwTWbimu29\n"
        "BXto0oliQewNlPEh/07jwgxS0TZ76dKqsvpU/N8kF3hNWmcg2VM/BWcCAwEAAQ==\n"
        "-----END PUBLIC KEY-----\n";
    static const char elliptic[] =
        "-----BEGIN PUBLIC KEY-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEVevIyj4NOCOBzZEWvuwvFkShPxuD\n"
        "UreSgNCfnk8F0jz10jS7hHyT5TMR/TTek2uL9MFG+E8X46T4Wd+lowEZtw==\n"
        "-----END PUBLIC KEY-----\n";
    psc_bytes out;
    CHECK_OK(psc_authority_key_parse(&out, &arena, PSC_BYTES_LIT(rsa_1024)));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                 psc_authority_key_parse(&out, &arena, PSC_BYTES_LIT(rsa_512)));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                 psc_authority_key_parse(&out, &arena, PSC_BYTES_LIT(elliptic)));
}

static void test_authority_key_numbers(void) {
    const psc_bytes exponent = der_integer(17, 1);
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(rsa_spki(der_integer(1023, 0x0f), exponent)));
    CHECK_OK(parse_der(rsa_spki(der_integer(1024, 0x0f), exponent)));
    CHECK_OK(parse_der(rsa_spki(der_integer(3071, 0x0f), exponent)));
    CHECK_OK(parse_der(rsa_spki(der_integer(4096, 0x0f), exponent)));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(rsa_spki(der_integer(4097, 0x0f), exponent)));
    const psc_bytes modulus = der_integer(2048, 0x0f);
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(rsa_spki(der_integer(2048, 0x0e), exponent)));
    CHECK_OK(parse_der(rsa_spki(modulus, der_integer(2, 1))));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(rsa_spki(modulus, der_integer(1, 1))));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(rsa_spki(modulus, der_integer(17, 2))));
    static const uint8_t zero[] = {0};
    static const uint8_t negative[] = {0x81};
    static const uint8_t padded[] = {0x00, 0x03};
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                 parse_der(rsa_spki(modulus, der_wrap(0x02, PSC_BYTES_OF(zero)))));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                 parse_der(rsa_spki(modulus, der_wrap(0x02, PSC_BYTES_OF(negative)))));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                 parse_der(rsa_spki(modulus, der_wrap(0x02, PSC_BYTES_OF(padded)))));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                 parse_der(rsa_spki(modulus, der_wrap(0x02, PSC_BYTES_LIT("")))));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(rsa_spki(modulus, joined(exponent, exponent))));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(rsa_spki(modulus, PSC_BYTES_LIT(""))));
}

static void test_authority_key_der(void) {
    const psc_bytes key = der_wrap(0x30, joined(der_integer(2048, 0x0f), der_integer(17, 1)));
    const psc_bytes algorithm = PSC_BYTES_OF(rsa_encryption);
    const psc_bytes whole = spki(algorithm, key);
    CHECK_OK(parse_der(whole));
    static const uint8_t one[] = {0};
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(joined(whole, PSC_BYTES_OF(one))));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(spki(algorithm, joined(key, PSC_BYTES_OF(one)))));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                 parse_der(spki((psc_bytes){algorithm.at, algorithm.len - 2}, key)));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY,
                 parse_der(der_wrap(
                     0x30, joined(der_wrap(0x30, algorithm), der_wrap(0x03, PSC_BYTES_LIT(""))))));
    for (size_t len = 0; len < whole.len; len++) {
        CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der((psc_bytes){whole.at, len}));
    }
    /* Every byte before the modulus has one meaning only (its leading zero apart, which would
     * make a larger modulus). */
    const size_t before_modulus = 32;
    for (size_t i = 0; i < before_modulus; i++) {
        psc_bytes changed;
        CHECK_OK(psc_bytes_copy(&changed, &arena, whole));
        ((uint8_t *) (uintptr_t) changed.at)[i] ^= 0x01;
        CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(changed));
    }
    /* Lengths in more bytes than needed, or in the indefinite form. */
    static const uint8_t long_length[] = {0x30, 0x81, 0x01, 0x00};
    static const uint8_t longer_length[] = {0x30, 0x82, 0x00, 0x81};
    static const uint8_t longest_length[] = {0x30, 0x83, 0x00, 0x01, 0x00};
    static const uint8_t indefinite[] = {0x30, 0x80, 0x00, 0x00};
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(PSC_BYTES_OF(long_length)));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(PSC_BYTES_OF(longer_length)));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(PSC_BYTES_OF(longest_length)));
    CHECK_STATUS(PSC_ERR_AUTHORITY_KEY, parse_der(PSC_BYTES_OF(indefinite)));
}

/* ---- memory */

static psc_status make_everything(void *context) {
    const fixture *f = context;
    psc_arena own;
    test_arena_init(&own);
    const psc_enrollment enrollment = enrollment_of(f, true);
    psc_enrollment_blobs blobs;
    psc_status status = psc_enrollment_make(&blobs, &own, &enrollment);
    psc_bytes der = PSC_BYTES_ABSENT;
    if (status == PSC_OK) {
        const psc_bytes key = rsa_spki(der_integer(4096, 0x0f), der_integer(17, 1));
        status = psc_authority_key_parse(&der, &own, pem_of(key, "PUBLIC KEY", "\n", 64));
    }
    psc_bytes certificate;
    if (status == PSC_OK) {
        status =
            psc_authority_certificate_make(&certificate, &own, f->timestamp, der, f->root_seed.at);
    }
    psc_device_certificate device;
    if (status == PSC_OK) {
        status = psc_device_certificate_peek(&device, &own, blobs.device);
    }
    psc_arena_free(&own);
    return status;
}

int main(void) {
    psc_arena_init(&arena, &psc_allocator_default);
    test_enrollment();
    test_enrollment_purposes();
    test_enrollment_profiles();
    test_peek();
    test_authority_certificate();
    test_authority_key_forms();
    test_authority_key_kinds();
    test_authority_key_numbers();
    psc_arena_reset(&arena);
    test_authority_key_der();
    fixture f;
    load(&f);
    CHECK(test_each_allocation(make_everything, &f) > 0);
    psc_arena_free(&arena);
    return test_finish();
}
