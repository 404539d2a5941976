// SPDX-License-Identifier: MPL-2.0
/* How a device file is opened, and the keys that open it. Private to src/flow.
 *
 *   ciphertext = secretbox(opaque key, secretbox(primary key, LocalDevice))      with a layer for one-time codes
 *   ciphertext = secretbox(primary key, LocalDevice)                             without
 * Sources: formats.md §5.4, §1.15; docs/passkey-file.md for files that passkeys open. */
#ifndef PSC_FLOW_ACCESS_H
#define PSC_FLOW_ACCESS_H

#include "crypto/secretbox.h"
#include "flow/flow.h"
#include "schema/protocol.h"

/* Whoever holds one wipes it. */
typedef struct psc_access {
    int kind;                          /* psc_device_file_kind: PASSWORD, PASSKEY, RECOVERY, OPENBAO */
    psc_stretch_parameters parameters; /* PASSWORD: they give the primary key */
    psc_list passkeys;                 /* PASSKEY: of psc_passkey, each has the primary key wrapped */
    psc_openbao_place openbao;         /* OPENBAO: where the primary key is */
    uint8_t key[PSC_SECRET_KEY_BYTES]; /* the primary key */
    bool has_totp;
    psc_uuid opaque_key_id;
    uint8_t opaque_key[PSC_OPAQUE_KEY_BYTES];
} psc_access;

void psc_access_wipe(psc_access *access);

/* Bytes of a device file in `arena`. It is opened with its keys before it is given: PSC_ERR_STORE_MISMATCH, which nothing but a fault
 * of this program can cause. */
psc_status psc_device_file_seal(psc_bytes *out, psc_arena *arena, const psc_host *host, const psc_local_device *local,
                                const psc_access *access, psc_time created_on, psc_time protected_on) PSC_CHECK_RESULT;
/* Views live in `arena`, which holds secrets from then on.
 *   PSC_ERR_DECRYPT      the primary key is another one
 *   PSC_ERR_MISMATCH     the opaque key is another one: since the server gave it for this file's id, the file is damaged
 *   PSC_ERR_DEVICE_FILE  what was sealed is no device
 *   PSC_ERR_ARGUMENT     the file is opened in another way than `access` is for */
psc_status psc_device_file_open(psc_local_device *out, psc_arena *arena, const psc_device_file *file,
                                const psc_access *access) PSC_CHECK_RESULT;
/* The same file under other keys, in `arena`: what was sealed, byte for byte, and the head but for `protected_on`. Opened as well.
 * `old` opens `file`. */
psc_status psc_device_file_reseal(psc_bytes *out, psc_arena *arena, const psc_host *host, const psc_device_file *file,
                                  const psc_access *old, const psc_access *access, psc_time protected_on) PSC_CHECK_RESULT;
/* True when the clear head names the device, person and organization that were sealed. The head is bound to nothing: whoever can
 * write files can put another one before a ciphertext. */
bool psc_device_file_is_of(const psc_device_file *file, const psc_local_device *local);

#endif
