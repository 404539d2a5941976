// SPDX-License-Identifier: MPL-2.0
#include "flow/access.h"

#include <string.h>

void psc_access_wipe(psc_access *access) {
    psc_wipe(access->key, sizeof access->key);
    psc_wipe(access->opaque_key, sizeof access->opaque_key);
}

/* Both layers around `plain`; `plain` is secret, what comes out is not. */
static psc_status psc_access_encrypt(psc_bytes *ciphertext, psc_arena *arena, const psc_host *host,
                                     psc_bytes plain, const psc_access *access) {
    psc_bytes inner;
    PSC_TRY(psc_secretbox_seal(&inner, arena, host, plain, access->key));
    if (!access->has_totp) {
        *ciphertext = inner;
        return PSC_OK;
    }
    return psc_secretbox_seal(ciphertext, arena, host, inner, access->opaque_key);
}

static bool psc_access_fits(const psc_device_file *file, const psc_access *access) {
    return file->kind == access->kind && file->has_totp == access->has_totp &&
           (!file->has_totp || psc_uuid_equal(&file->totp_opaque_key_id, &access->opaque_key_id));
}

static psc_status psc_access_decrypt(psc_bytes *plain, psc_arena *arena,
                                     const psc_device_file *file, const psc_access *access) {
    if (!psc_access_fits(file, access)) {
        return PSC_ERR_ARGUMENT;
    }
    psc_bytes inner = file->ciphertext;
    if (file->has_totp) {
        const psc_status status =
            psc_secretbox_open(&inner, arena, file->ciphertext, access->opaque_key);
        if (status != PSC_OK) {
            return status == PSC_ERR_DECRYPT ? PSC_ERR_MISMATCH : status;
        }
    }
    return psc_secretbox_open(plain, arena, inner, access->key);
}

/* `file` has its head and its ciphertext. */
static psc_status psc_access_write(psc_bytes *out, psc_arena *arena, psc_device_file *file,
                                   const psc_access *access) {
    file->kind = access->kind;
    file->algorithm = access->parameters;
    file->passkeys = access->passkeys;
    file->openbao = access->openbao;
    file->has_totp = access->has_totp;
    file->totp_opaque_key_id = access->opaque_key_id;
    psc_buf bytes;
    psc_buf_init(&bytes, arena);
    PSC_TRY(psc_device_file_write(&bytes, file));
    *out = psc_buf_view(&bytes);
    return PSC_OK;
}

static psc_status psc_access_opens(psc_bytes bytes, psc_arena *arena, psc_bytes plain,
                                   const psc_access *access) {
    psc_device_file file;
    psc_bytes opened;
    psc_status status = psc_device_file_read(&file, arena, bytes);
    if (status == PSC_OK) {
        status = psc_access_decrypt(&opened, arena, &file, access);
    }
    if (status == PSC_OK && !psc_bytes_equal(opened, plain)) {
        status = PSC_ERR_STORE_MISMATCH;
    }
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status : PSC_ERR_STORE_MISMATCH;
}

/* `file` has its head; what is written is opened before it is given. */
static psc_status psc_access_wrap(psc_bytes *out, psc_arena *arena, psc_arena *work,
                                  const psc_host *host, psc_device_file *file, psc_bytes plain,
                                  const psc_access *access) {
    PSC_TRY(psc_access_encrypt(&file->ciphertext, work, host, plain, access));
    PSC_TRY(psc_access_write(out, arena, file, access));
    return psc_access_opens(*out, work, plain, access);
}

/* Nothing of the plaintext leaves `work`, nor what a growing buffer leaves behind of it. */
static psc_status psc_access_seal(psc_bytes *out, psc_arena *arena, psc_arena *work,
                                  const psc_host *host, psc_device_file *file,
                                  const psc_local_device *local, const psc_access *access) {
    psc_buf plain;
    psc_buf_init(&plain, work);
    PSC_TRY(psc_record_write(&plain, local, &psc_local_device_record));
    return psc_access_wrap(out, arena, work, host, file, psc_buf_view(&plain), access);
}

psc_status psc_device_file_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                                const psc_local_device *local, const psc_access *access,
                                psc_time created_on, psc_time protected_on) {
    psc_device_file file = {
        .head =
            {
                .created_on = created_on,
                .protected_on = protected_on,
                .server_url = local->server_url,
                .organization_id = local->organization_id,
                .user_id = local->user_id,
                .device_id = local->device_id,
                .human_handle = local->human_handle,
                .device_label = local->device_label,
            },
    };
    psc_arena work;
    psc_arena_init(&work, &host->allocator);
    const psc_status status = psc_access_seal(out, arena, &work, host, &file, local, access);
    psc_arena_free(&work);
    return status;
}

psc_status psc_device_file_open(psc_local_device *out, psc_arena *arena,
                                const psc_device_file *file, const psc_access *access) {
    psc_bytes plain;
    PSC_TRY(psc_access_decrypt(&plain, arena, file, access));
    const psc_status status = psc_record_read(out, arena, plain, &psc_local_device_record);
    return status == PSC_OK || status == PSC_ERR_MEMORY ? status : PSC_ERR_DEVICE_FILE;
}

/* The old file has been found to open; its plaintext never leaves `work`. */
static psc_status psc_access_reseal(psc_bytes *out, psc_arena *arena, psc_arena *work,
                                    const psc_host *host, psc_device_file *file,
                                    const psc_access *old, const psc_access *access) {
    psc_bytes plain;
    PSC_TRY(psc_access_decrypt(&plain, work, file, old));
    return psc_access_wrap(out, arena, work, host, file, plain, access);
}

psc_status psc_device_file_reseal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                                  const psc_device_file *file, const psc_access *old,
                                  const psc_access *access, psc_time protected_on) {
    psc_device_file renewed = *file;
    renewed.head.protected_on = protected_on;
    psc_arena work;
    psc_arena_init(&work, &host->allocator);
    const psc_status status = psc_access_reseal(out, arena, &work, host, &renewed, old, access);
    psc_arena_free(&work);
    return status;
}

bool psc_device_file_is_of(const psc_device_file *file, const psc_local_device *local) {
    const psc_device_file_head *head = &file->head;
    return psc_uuid_equal(&head->device_id, &local->device_id) &&
           psc_uuid_equal(&head->user_id, &local->user_id) &&
           psc_bytes_equal(head->organization_id, local->organization_id);
}
