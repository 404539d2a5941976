// SPDX-License-Identifier: MPL-2.0
#include "flow/device.h"

#include <string.h>

#include "crypto/random.h"
#include "crypto/secretbox.h"
#include "crypto/sign.h"

static psc_status psc_device_fill(psc_device *device, const psc_local_device *local,
                                  const psc_device_place *place) {
    psc_arena *arena = &device->arena;
    psc_local_device *own = &device->local;
    *own = *local;
    PSC_TRY(psc_server_url_parse(&own->server_url, &device->host_name, arena, local->server_url));
    PSC_TRY(psc_bytes_copy(&own->organization_id, arena, local->organization_id));
    PSC_TRY(psc_bytes_copy(&own->device_label, arena, local->device_label));
    PSC_TRY(psc_bytes_copy(&own->human_handle.email, arena, local->human_handle.email));
    PSC_TRY(psc_bytes_copy(&own->human_handle.label, arena, local->human_handle.label));
    device->place.store = place->store;
    PSC_TRY(psc_bytes_copy(&device->place.key, arena, place->key));
    device->endpoint = (psc_endpoint) {
        .family = PSC_FAMILY_AUTHENTICATED,
        .server_url = own->server_url,
        .organization = own->organization_id,
        .device_id = &own->device_id,
        .signing_key = own->signing_key,
    };
    return PSC_OK;
}

psc_status psc_device_make(psc_device **device, const psc_host *host, const psc_local_device *local,
                           const psc_device_place *place) {
    *device = NULL;
    psc_device *made = host->allocator.allocate(host->allocator.context, sizeof *made);
    if (made == NULL) {
        return PSC_ERR_MEMORY;
    }
    memset(made, 0, sizeof *made);
    made->host = host;
    made->references = 1;
    psc_arena_init(&made->arena, &host->allocator);
    psc_arena_init(&made->trust.arena, &host->allocator);
    const psc_status status = psc_device_fill(made, local, place);
    if (status != PSC_OK) {
        psc_device_release(made);
        return status;
    }
    *device = made;
    return PSC_OK;
}

psc_status psc_trust_reset(psc_device *device) {
    psc_trust *trust = &device->trust;
    psc_arena_free(&trust->arena);
    trust->loaded = false;
    trust->remembered = false;
    trust->known = false;
    trust->chunks = 0;
    trust->tail_bytes = 0;
    return psc_common_topic_init(&trust->common, &trust->arena, device->host,
                                 device->local.root_verify_key);
}

psc_status psc_device_data_key(psc_bytes *key, psc_arena *arena, const psc_device *device,
                               const char *name) {
    psc_buf buf;
    psc_buf_init(&buf, arena);
    PSC_TRY(psc_buf_push_hex(&buf, PSC_BYTES_OF(device->local.device_id.bytes)));
    PSC_TRY(psc_buf_push_byte(&buf, '/'));
    PSC_TRY(psc_buf_push_text(&buf, name));
    *key = psc_buf_view(&buf);
    return PSC_OK;
}

void psc_device_retain(psc_device *device) {
    device->references++;
}

void psc_device_release(psc_device *device) {
    if (device == NULL || --device->references > 0) {
        return;
    }
    const psc_host *host = device->host;
    psc_arena_free(&device->arena);
    psc_arena_free(&device->trust.arena);
    psc_wipe(device, sizeof *device);
    host->allocator.release(host->allocator.context, device, sizeof *device);
}

psc_status psc_local_device_make(psc_local_device *out, uint8_t verify_key[32],
                                 uint8_t public_key[32], const psc_host *host) {
    *out = (psc_local_device) {0};
    PSC_TRY(psc_signing_key_make(verify_key, out->signing_key, host));
    PSC_TRY(psc_keypair_make(public_key, out->private_key, host));
    PSC_TRY(psc_uuid_make(&out->user_realm_id, host));
    PSC_TRY(psc_host_random(host, out->user_realm_key, sizeof out->user_realm_key));
    return psc_host_random(host, out->local_symkey, sizeof out->local_symkey);
}

psc_status psc_local_device_make_sibling(psc_local_device *out, uint8_t verify_key[32],
                                         const psc_host *host, const psc_local_device *author,
                                         psc_bytes device_label) {
    *out = *author;
    out->device_label = device_label;
    PSC_TRY(psc_uuid_make(&out->device_id, host));
    PSC_TRY(psc_signing_key_make(verify_key, out->signing_key, host));
    return psc_host_random(host, out->local_symkey, sizeof out->local_symkey);
}

psc_status psc_device_key(psc_bytes *key, psc_arena *arena, const psc_uuid *device_id) {
    uint8_t *hex;
    PSC_TRY(PSC_TAKE(&hex, arena, PSC_UUID_HEX_CHARS));
    psc_uuid_to_hex((char *) hex, device_id);
    *key = (psc_bytes) {hex, PSC_UUID_HEX_CHARS};
    return PSC_OK;
}

psc_status psc_device_place_check(const psc_device_place *place) {
    const bool known = place->store == PSC_STORE_DEVICES || place->store == PSC_STORE_OFFICIAL;
    return known && place->key.at != NULL && place->key.len > 0 ? PSC_OK : PSC_ERR_ARGUMENT;
}

#define PSC_ASIDE_SUFFIX PSC_BYTES_LIT(".archived")

bool psc_device_key_is_aside(psc_bytes key) {
    const size_t suffix = PSC_ASIDE_SUFFIX.len;
    return key.len > suffix &&
           psc_bytes_equal((psc_bytes) {key.at + key.len - suffix, suffix}, PSC_ASIDE_SUFFIX);
}

psc_bytes psc_device_key_in_place(psc_bytes key) {
    const size_t suffix = psc_device_key_is_aside(key) ? PSC_ASIDE_SUFFIX.len : 0;
    return (psc_bytes) {key.at, key.len - suffix};
}

psc_status psc_device_key_aside(psc_bytes *aside, psc_arena *arena, psc_bytes key) {
    psc_buf buf;
    psc_buf_init(&buf, arena);
    PSC_TRY(psc_buf_push(&buf, key));
    PSC_TRY(psc_buf_push(&buf, PSC_ASIDE_SUFFIX));
    *aside = psc_buf_view(&buf);
    return PSC_OK;
}

psc_status psc_device_place_check_open(const psc_device_place *place) {
    PSC_TRY(psc_device_place_check(place));
    return psc_device_key_is_aside(place->key) ? PSC_ERR_ARGUMENT : PSC_OK;
}

/* A record that a newer version made is kept by no other: such a file is left alone. */
static bool psc_device_file_passkeys_known(const psc_device_file *file) {
    const psc_passkey *passkeys = file->passkeys.items;
    for (size_t i = 0; i < file->passkeys.count; i++) {
        if (passkeys[i].version != PSC_PASSKEY_VERSION) {
            return false;
        }
    }
    return true;
}

psc_status psc_device_file_openable(const psc_device_file *file) {
    switch ((psc_device_file_kind) file->kind) {
    case PSC_DEVICE_FILE_PASSWORD:
        return psc_stretch_accept_file(&file->algorithm) == PSC_OK ? PSC_OK
                                                                   : PSC_ERR_STRETCH_EXCESSIVE;
    case PSC_DEVICE_FILE_PASSKEY:
        return psc_device_file_passkeys_known(file) ? PSC_OK : PSC_ERR_DEVICE_FILE_KIND;
    case PSC_DEVICE_FILE_OPENBAO:
        return PSC_OK;
    case PSC_DEVICE_FILE_KEYRING:
    case PSC_DEVICE_FILE_RECOVERY:
    case PSC_DEVICE_FILE_PKI:
    case PSC_DEVICE_FILE_ACCOUNT_VAULT:
        return PSC_ERR_DEVICE_FILE_KIND;
    }
    return PSC_ERR_DEVICE_FILE_KIND;
}

psc_status psc_passkey_lines(psc_list *out, psc_arena *arena, const psc_list *passkeys) {
    const psc_passkey *passkey = passkeys->items;
    psc_passkey_line *lines;
    PSC_TRY(PSC_TAKE(&lines, arena, passkeys->count));
    for (size_t i = 0; i < passkeys->count; i++) {
        memcpy(lines[i].salt, passkey[i].salt, sizeof lines[i].salt);
        lines[i].created_on = passkey[i].created_on;
        PSC_TRY(psc_bytes_copy(&lines[i].credential_id, arena, passkey[i].credential_id));
        PSC_TRY(psc_bytes_copy(&lines[i].rp_id, arena, passkey[i].rp_id));
        PSC_TRY(psc_bytes_copy(&lines[i].label, arena, passkey[i].label));
    }
    *out = (psc_list) {lines, passkeys->count};
    return PSC_OK;
}

static psc_status psc_device_line_fill(psc_device_line *out, psc_arena *arena, psc_bytes data) {
    if (data.len > PSC_DEVICE_FILE_MAX) {
        return PSC_ERR_DEVICE_FILE;
    }
    psc_device_file file;
    PSC_TRY(psc_device_file_read(&file, arena, data));
    const psc_device_file_head *head = &file.head;
    psc_bytes server_url;
    const psc_status address =
        psc_server_url_parse(&server_url, &out->host, arena, head->server_url);
    if (address != PSC_OK) {
        return address == PSC_ERR_MEMORY ? address : PSC_ERR_DEVICE_FILE;
    }
    PSC_TRY(psc_bytes_copy(&out->organization, arena, head->organization_id));
    PSC_TRY(psc_bytes_copy(&out->human_handle.email, arena, head->human_handle.email));
    PSC_TRY(psc_bytes_copy(&out->human_handle.label, arena, head->human_handle.label));
    PSC_TRY(psc_bytes_copy(&out->device_label, arena, head->device_label));
    out->readable = true;
    out->kind = file.kind;
    out->device_id = head->device_id;
    out->user_id = head->user_id;
    out->created_on = head->created_on;
    out->has_totp = file.has_totp;
    PSC_TRY(psc_passkey_lines(&out->passkeys, arena, &file.passkeys));
    PSC_TRY(psc_bytes_copy(&out->provider, arena, file.openbao.auth_id));
    out->status = (int) psc_device_file_openable(&file);
    return PSC_OK;
}

psc_status psc_device_line_read(psc_device_line *out, psc_arena *arena,
                                const psc_device_place *place, psc_bytes data) {
    psc_device_place own = {.store = place->store};
    PSC_TRY(psc_bytes_copy(&own.key, arena, place->key));
    const bool aside = psc_device_key_is_aside(own.key);
    *out = (psc_device_line) {.place = own, .aside = aside};
    const psc_status status = psc_device_line_fill(out, arena, data);
    if (status == PSC_OK || status == PSC_ERR_MEMORY) {
        return status;
    }
    *out = (psc_device_line) {.place = own, .aside = aside, .status = PSC_ERR_DEVICE_FILE};
    return PSC_OK;
}

psc_status psc_device_is_among(bool *found, psc_arena *scratch, const psc_uuid *device_id,
                               int store, psc_list records) {
    const psc_store_record *record = records.items;
    *found = false;
    for (size_t i = 0; i < records.count && !*found; i++) {
        psc_device_line line;
        const psc_device_place place = {store, record[i].key};
        PSC_TRY(psc_device_line_read(&line, scratch, &place, record[i].value));
        *found = line.readable && psc_uuid_equal(&line.device_id, device_id);
    }
    return PSC_OK;
}

psc_status psc_invitation_token(uint8_t token[PSC_TOKEN_BYTES], int *type, psc_arena *arena,
                                const psc_device *device, psc_bytes link) {
    psc_address address;
    PSC_TRY(psc_address_parse(&address, arena, link));
    if (address.kind != PSC_ADDRESS_CLAIM_USER && address.kind != PSC_ADDRESS_CLAIM_DEVICE) {
        return PSC_ERR_INVITATION_KIND;
    }
    if (!psc_bytes_equal(address.organization, device->local.organization_id)) {
        return PSC_ERR_MISMATCH;
    }
    *type = address.kind == PSC_ADDRESS_CLAIM_USER ? PSC_INVITATION_USER : PSC_INVITATION_DEVICE;
    memcpy(token, address.token, sizeof address.token);
    return PSC_OK;
}

void psc_result_of_device(psc_result *result, psc_device *device) {
    const psc_local_device *local = &device->local;
    *result = (psc_result) {
        .kind = PSC_RESULT_DEVICE,
        .as.device =
            {
                .device = device,
                .device_id = local->device_id,
                .user_id = local->user_id,
                .organization = local->organization_id,
                .host = device->host_name,
                .server_url = local->server_url,
                .human_handle = local->human_handle,
                .device_label = local->device_label,
                .profile = local->initial_profile,
                .place = device->place,
            },
    };
}
