// SPDX-License-Identifier: MPL-2.0
#include "trust/certificate.h"

#include <string.h>

#include "codec/base64.h"
#include "codec/envelope.h"
#include "crypto/sign.h"

/* A certificate is a few hundred bytes; a server's must not cost more than this to look at. */
#define PSC_CERTIFICATE_MAX ((size_t) 64 * 1024)

#define PSC_AUTHORITY_PEM_MAX ((size_t) 16 * 1024)
#define PSC_AUTHORITY_BITS_MIN 1024u
#define PSC_AUTHORITY_BITS_MAX 4096u

/* signature ‖ 0x00 ‖ zstd(record). */
static psc_status psc_certificate_sign(psc_bytes *out, psc_arena *arena, const void *certificate,
                                       const psc_record *record,
                                       const uint8_t signing_key[PSC_SIGNING_KEY_BYTES]) {
    psc_buf content;
    psc_buf_init(&content, arena);
    PSC_TRY(psc_record_write(&content, certificate, record));
    psc_bytes wrapped;
    PSC_TRY(psc_envelope_wrap(&wrapped, arena, psc_buf_view(&content)));
    return psc_sign_combined(out, arena, wrapped, signing_key);
}

/* With the full names, then without. */
static psc_status psc_enrollment_make_user(psc_enrollment_blobs *out, psc_arena *arena,
                                           const psc_enrollment *enrollment) {
    psc_user_certificate user = {
        .has_author = enrollment->author != NULL,
        .timestamp = enrollment->timestamp,
        .user_id = enrollment->user_id,
        .human_handle = enrollment->human_handle,
        .profile = enrollment->profile,
    };
    memcpy(user.public_key, enrollment->public_key, sizeof user.public_key);
    if (enrollment->author != NULL) {
        user.author = *enrollment->author;
    }
    const uint8_t *key = enrollment->signing_key;
    PSC_TRY(psc_certificate_sign(&out->user, arena, &user, &psc_user_certificate_record, key));
    user.human_handle = (psc_human_handle){PSC_BYTES_ABSENT, PSC_BYTES_ABSENT};
    return psc_certificate_sign(&out->redacted_user, arena, &user, &psc_user_certificate_record,
                                key);
}

psc_status psc_enrollment_make_device(psc_enrollment_blobs *out, psc_arena *arena,
                                      const psc_enrollment *enrollment) {
    psc_device_certificate device = {
        .has_purpose = true,
        .purpose = enrollment->purpose,
        .has_author = enrollment->author != NULL,
        .timestamp = enrollment->timestamp,
        .user_id = enrollment->user_id,
        .device_id = enrollment->device_id,
        .device_label = enrollment->device_label,
    };
    memcpy(device.verify_key, enrollment->verify_key, sizeof device.verify_key);
    if (enrollment->author != NULL) {
        device.author = *enrollment->author;
    }
    const uint8_t *key = enrollment->signing_key;
    PSC_TRY(
        psc_certificate_sign(&out->device, arena, &device, &psc_device_certificate_record, key));
    device.device_label = PSC_BYTES_ABSENT;
    return psc_certificate_sign(&out->redacted_device, arena, &device,
                                &psc_device_certificate_record, key);
}

psc_status psc_enrollment_make(psc_enrollment_blobs *out, psc_arena *arena,
                               const psc_enrollment *enrollment) {
    PSC_TRY(psc_enrollment_make_user(out, arena, enrollment));
    return psc_enrollment_make_device(out, arena, enrollment);
}

psc_status psc_user_update_certificate_make(psc_bytes *out, psc_arena *arena,
                                            const psc_user_update_certificate *certificate,
                                            const uint8_t signing_key[32]) {
    return psc_certificate_sign(out, arena, certificate, &psc_user_update_certificate_record,
                                signing_key);
}

psc_status psc_revoked_user_certificate_make(psc_bytes *out, psc_arena *arena,
                                             const psc_revoked_user_certificate *certificate,
                                             const uint8_t signing_key[32]) {
    return psc_certificate_sign(out, arena, certificate, &psc_revoked_user_certificate_record,
                                signing_key);
}

psc_status psc_authority_certificate_make(psc_bytes *out, psc_arena *arena, psc_time timestamp,
                                          psc_bytes verify_key_der,
                                          const uint8_t root_signing_key[32]) {
    const psc_sequester_authority_certificate certificate = {timestamp, verify_key_der};
    return psc_certificate_sign(out, arena, &certificate,
                                &psc_sequester_authority_certificate_record, root_signing_key);
}

/* Signature unchecked: *content is what the envelope holds. */
static psc_status psc_certificate_content(psc_bytes *content, psc_arena *arena,
                                          psc_bytes signed_blob) {
    if (signed_blob.len < PSC_SIGNATURE_BYTES) {
        return PSC_ERR_TRUNCATED;
    }
    const psc_bytes wrapped = {signed_blob.at + PSC_SIGNATURE_BYTES,
                               signed_blob.len - PSC_SIGNATURE_BYTES};
    return psc_envelope_unwrap(content, arena, wrapped, PSC_CERTIFICATE_MAX);
}

psc_status psc_device_certificate_peek(psc_device_certificate *out, psc_arena *arena,
                                       psc_bytes signed_blob) {
    psc_bytes content;
    PSC_TRY(psc_certificate_content(&content, arena, signed_blob));
    return psc_record_read(out, arena, content, &psc_device_certificate_record);
}

psc_status psc_user_certificate_peek(psc_user_certificate *out, psc_arena *arena,
                                     psc_bytes signed_blob) {
    psc_bytes content;
    PSC_TRY(psc_certificate_content(&content, arena, signed_blob));
    return psc_record_read(out, arena, content, &psc_user_certificate_record);
}

psc_status psc_common_certificate_peek(psc_common_certificate *out, psc_arena *arena,
                                       psc_bytes signed_blob) {
    psc_bytes content;
    psc_status status = psc_certificate_content(&content, arena, signed_blob);
    if (status == PSC_OK) {
        status = psc_union_read(out, arena, content, &psc_common_certificate_union);
    }
    if (status != PSC_OK) {
        out->kind = PSC_VARIANT_UNKNOWN;
    }
    return status;
}

/* -------------------------------------------------------------------------------- authority key */

/* One DER element with the tag expected: `content` is its body, `rest` what follows. Definite
 * lengths of up to two bytes, in their shortest form: all that a key of 4096 bits needs. */
static psc_status psc_der_take(psc_bytes *content, psc_bytes *rest, uint8_t tag) {
    if (rest->len < 2 || rest->at[0] != tag) {
        return PSC_ERR_AUTHORITY_KEY;
    }
    size_t head = 2;
    size_t len = rest->at[1];
    if (len >= 0x80) {
        const size_t width = len & 0x7f;
        if (width < 1 || width > 2 || rest->len < 2 + width) {
            return PSC_ERR_AUTHORITY_KEY;
        }
        head += width;
        len = width == 1 ? rest->at[2] : (size_t) rest->at[2] << 8 | rest->at[3];
        if (len < (width == 1 ? 0x80u : 0x100u)) {
            return PSC_ERR_AUTHORITY_KEY;
        }
    }
    if (len > rest->len - head) {
        return PSC_ERR_AUTHORITY_KEY;
    }
    *content = (psc_bytes){rest->at + head, len};
    rest->at += head + len;
    rest->len -= head + len;
    return PSC_OK;
}

/* A positive INTEGER in its shortest form: *bits is its size, `digits` its bytes without a
 * leading zero. */
static psc_status psc_der_take_positive(psc_bytes *digits, size_t *bits, psc_bytes *rest) {
    psc_bytes body;
    PSC_TRY(psc_der_take(&body, rest, 0x02));
    if (body.len == 0 || body.at[0] >= 0x80) {
        return PSC_ERR_AUTHORITY_KEY;
    }
    if (body.at[0] == 0) {
        body.at++;
        body.len--;
        if (body.len == 0 || body.at[0] < 0x80) {
            return PSC_ERR_AUTHORITY_KEY;
        }
    }
    *bits = 8 * body.len;
    for (uint8_t top = body.at[0]; top < 0x80; top = (uint8_t) (top << 1)) {
        (*bits)--;
    }
    *digits = body;
    return PSC_OK;
}

/* SubjectPublicKeyInfo (RFC 5280 §4.1) with rsaEncryption and NULL parameters (RFC 3279 §2.3.1). */
static psc_status psc_authority_key_check(psc_bytes der) {
    static const uint8_t algorithm[] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
                                        0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    psc_bytes info;
    PSC_TRY(psc_der_take(&info, &der, 0x30));
    psc_bytes identifier;
    PSC_TRY(psc_der_take(&identifier, &info, 0x30));
    psc_bytes bit_string;
    PSC_TRY(psc_der_take(&bit_string, &info, 0x03));
    if (der.len != 0 || info.len != 0 || !psc_bytes_equal(identifier, PSC_BYTES_OF(algorithm)) ||
        bit_string.len < 1 || bit_string.at[0] != 0) {
        return PSC_ERR_AUTHORITY_KEY;
    }
    psc_bytes rest = {bit_string.at + 1, bit_string.len - 1};
    psc_bytes key;
    PSC_TRY(psc_der_take(&key, &rest, 0x30));
    psc_bytes modulus;
    psc_bytes exponent;
    size_t modulus_bits;
    size_t exponent_bits;
    PSC_TRY(psc_der_take_positive(&modulus, &modulus_bits, &key));
    PSC_TRY(psc_der_take_positive(&exponent, &exponent_bits, &key));
    const bool odd =
        (modulus.at[modulus.len - 1] & 1) != 0 && (exponent.at[exponent.len - 1] & 1) != 0;
    if (rest.len != 0 || key.len != 0 || !odd || exponent_bits < 2 ||
        modulus_bits < PSC_AUTHORITY_BITS_MIN || modulus_bits > PSC_AUTHORITY_BITS_MAX) {
        return PSC_ERR_AUTHORITY_KEY;
    }
    return PSC_OK;
}

static bool psc_is_blank(uint8_t byte) {
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static psc_bytes psc_trimmed(psc_bytes text) {
    while (text.len > 0 && psc_is_blank(text.at[0])) {
        text.at++;
        text.len--;
    }
    while (text.len > 0 && psc_is_blank(text.at[text.len - 1])) {
        text.len--;
    }
    return text;
}

psc_status psc_authority_key_parse(psc_bytes *der, psc_arena *arena, psc_bytes pem) {
    static const char begin[] = "-----BEGIN PUBLIC KEY-----";
    static const char end[] = "-----END PUBLIC KEY-----";
    const size_t begin_len = sizeof begin - 1;
    const size_t end_len = sizeof end - 1;
    psc_bytes text = psc_trimmed(pem);
    if (text.len > PSC_AUTHORITY_PEM_MAX || text.len < begin_len + end_len ||
        memcmp(text.at, begin, begin_len) != 0 ||
        memcmp(text.at + text.len - end_len, end, end_len) != 0) {
        return PSC_ERR_AUTHORITY_KEY;
    }
    psc_buf body;
    psc_buf_init(&body, arena);
    for (size_t i = begin_len; i < text.len - end_len; i++) {
        if (!psc_is_blank(text.at[i])) {
            PSC_TRY(psc_buf_push_byte(&body, text.at[i]));
        }
    }
    psc_bytes decoded;
    const psc_status status =
        psc_base64_decode(&decoded, arena, psc_buf_view(&body), PSC_BASE64_STANDARD_PADDED);
    if (status != PSC_OK) {
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_AUTHORITY_KEY;
    }
    PSC_TRY(psc_authority_key_check(decoded));
    *der = decoded;
    return PSC_OK;
}
