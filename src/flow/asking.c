// SPDX-License-Identifier: MPL-2.0
#include "flow/asking.h"

#include <string.h>

#include "codec/address.h"
#include "codec/envelope.h"
#include "crypto/digest.h"
#include "flow/device.h"

#define PSC_PAYLOAD_MAX ((size_t) 64 * 1024)

/* ---------------------------------------------------------------------------------- containers */

static psc_status psc_asking_write(psc_bytes *out, psc_arena *arena, const void *object,
                                   const psc_record *record) {
    psc_buf content;
    psc_buf_init(&content, arena);
    PSC_TRY(psc_record_write(&content, object, record));
    return psc_envelope_wrap(out, arena, psc_buf_view(&content));
}

static psc_status psc_asking_read_record(void *out, psc_arena *arena, psc_bytes bytes,
                                         const psc_record *record, psc_status refusal) {
    psc_bytes content;
    psc_status status = psc_envelope_unwrap(&content, arena, bytes, PSC_PAYLOAD_MAX);
    if (status == PSC_OK) {
        status = psc_record_read(out, arena, content, record);
    }
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status : refusal;
}

psc_status psc_submit_payload_write(psc_bytes *out, psc_arena *arena,
                                    const psc_submit_payload *payload) {
    return psc_asking_write(out, arena, payload, &psc_submit_payload_record);
}

psc_status psc_submit_payload_read(psc_submit_payload *out, psc_arena *arena, psc_bytes bytes) {
    return psc_asking_read_record(out, arena, bytes, &psc_submit_payload_record,
                                  PSC_ERR_REQUEST_PAYLOAD);
}

psc_status psc_accept_payload_write(psc_bytes *out, psc_arena *arena,
                                    const psc_accept_payload *payload) {
    return psc_asking_write(out, arena, payload, &psc_accept_payload_record);
}

psc_status psc_accept_payload_read(psc_accept_payload *out, psc_arena *arena, psc_bytes bytes) {
    PSC_TRY(psc_asking_read_record(out, arena, bytes, &psc_accept_payload_record,
                                   PSC_ERR_REQUEST_PAYLOAD));
    return psc_uuid_is_zero(&out->user_id) || psc_uuid_is_zero(&out->device_id)
               ? PSC_ERR_REQUEST_PAYLOAD
               : PSC_OK;
}

/* ------------------------------------------------------------------------------------- the file */

static psc_status psc_asking_fill(psc_pending_file *file, psc_arena *arena, const psc_host *host,
                                  const psc_pending_content *content, const psc_asking_keys *keys,
                                  const uint8_t key[PSC_SECRET_KEY_BYTES]) {
    uint8_t digest[PSC_SHA256_BYTES];
    PSC_TRY(
        psc_asking_write(&file->cleartext_content, arena, content, &psc_pending_content_record));
    PSC_TRY(psc_sha256(digest, file->cleartext_content));
    PSC_TRY(psc_secretbox_seal(&file->ciphertext_digest, arena, host, PSC_BYTES_OF(digest), key));
    PSC_TRY(psc_secretbox_seal(&file->ciphertext_signing_key, arena, host,
                               PSC_BYTES_OF(keys->signing_key), key));
    return psc_secretbox_seal(&file->ciphertext_private_key, arena, host,
                              PSC_BYTES_OF(keys->private_key), key);
}

psc_status psc_asking_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                           const psc_pending_content *content, const psc_asking_keys *keys,
                           const uint8_t key[PSC_SECRET_KEY_BYTES]) {
    psc_pending_file file;
    PSC_TRY(psc_asking_fill(&file, arena, host, content, keys, key));
    return psc_asking_write(out, arena, &file, &psc_pending_file_record);
}

psc_status psc_asking_read(psc_pending_file *file, psc_pending_content *content, psc_arena *arena,
                           psc_bytes bytes) {
    if (bytes.len > PSC_PENDING_FILE_MAX) {
        return PSC_ERR_REQUEST_FILE;
    }
    PSC_TRY(
        psc_asking_read_record(file, arena, bytes, &psc_pending_file_record, PSC_ERR_REQUEST_FILE));
    PSC_TRY(psc_asking_read_record(content, arena, file->cleartext_content,
                                   &psc_pending_content_record, PSC_ERR_REQUEST_FILE));
    return content->identity_system.tag == PSC_IDENTITY_SYSTEM_OPENBAO ? PSC_OK
                                                                       : PSC_ERR_REQUEST_KIND;
}

static psc_status psc_asking_open_key(uint8_t out[32], psc_arena *scratch, psc_bytes sealed,
                                      const uint8_t key[PSC_SECRET_KEY_BYTES]) {
    psc_bytes opened;
    const psc_status status = psc_secretbox_open(&opened, scratch, sealed, key);
    if (status != PSC_OK || opened.len != 32) {
        return status == PSC_ERR_MEMORY ? status : PSC_ERR_REQUEST_FILE;
    }
    memcpy(out, opened.at, 32);
    return PSC_OK;
}

psc_status psc_asking_open(psc_asking_keys *keys, psc_arena *scratch, const psc_pending_file *file,
                           const uint8_t key[PSC_SECRET_KEY_BYTES]) {
    uint8_t sealed[PSC_SHA256_BYTES];
    uint8_t digest[PSC_SHA256_BYTES];
    PSC_TRY(psc_asking_open_key(sealed, scratch, file->ciphertext_digest, key));
    PSC_TRY(psc_sha256(digest, file->cleartext_content));
    if (memcmp(sealed, digest, sizeof digest) != 0) {
        return PSC_ERR_REQUEST_FILE;
    }
    PSC_TRY(psc_asking_open_key(keys->signing_key, scratch, file->ciphertext_signing_key, key));
    return psc_asking_open_key(keys->private_key, scratch, file->ciphertext_private_key, key);
}

/* ------------------------------------------------------------------------------------ how listed */

static psc_status psc_request_line_fill(psc_request_line *out, psc_arena *arena, psc_bytes bytes) {
    psc_pending_file file;
    psc_pending_content content;
    const psc_status status = psc_asking_read(&file, &content, arena, bytes);
    if (status != PSC_OK && status != PSC_ERR_REQUEST_KIND) {
        return status;
    }
    const psc_status address =
        psc_server_url_parse(&out->server_url, &out->host, arena, content.server_url);
    if (address != PSC_OK) {
        return address == PSC_ERR_MEMORY ? address : PSC_ERR_REQUEST_FILE;
    }
    out->status = (int) status;
    out->submitted_on = content.submitted_on;
    PSC_TRY(psc_bytes_copy(&out->organization, arena, content.organization_id));
    PSC_TRY(psc_bytes_copy(&out->human_handle.email, arena, content.requested_human_handle.email));
    PSC_TRY(psc_bytes_copy(&out->human_handle.label, arena, content.requested_human_handle.label));
    PSC_TRY(psc_bytes_copy(&out->device_label, arena, content.requested_device_label));
    return psc_bytes_copy(&out->provider, arena, content.identity_system.openbao.auth_id);
}

psc_status psc_request_line_read(psc_request_line *out, psc_arena *arena, psc_bytes key,
                                 psc_bytes bytes) {
    psc_bytes own;
    PSC_TRY(psc_bytes_copy(&own, arena, key));
    *out = (psc_request_line) {.key = own};
    const psc_status status = psc_request_line_fill(out, arena, bytes);
    if (status == PSC_OK || status == PSC_ERR_MEMORY) {
        return status;
    }
    *out = (psc_request_line) {.key = own, .status = PSC_ERR_REQUEST_FILE};
    return PSC_OK;
}

psc_status psc_request_key(psc_bytes *key, psc_arena *arena, const psc_uuid *enrollment_id) {
    return psc_device_key(key, arena, enrollment_id);
}
