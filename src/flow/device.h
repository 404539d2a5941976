// SPDX-License-Identifier: MPL-2.0
/* Devices and their files, shared by the flows. Private to src/flow, but for the handle in flow.h. */
#ifndef PSC_FLOW_DEVICE_H
#define PSC_FLOW_DEVICE_H

#include "flow/access.h"
#include "flow/call.h"
#include "trust/common.h"

/* What a device has validated of its organization (sync.h fills it). */
typedef struct psc_trust {
    psc_arena arena;
    psc_common_topic common;
    bool loaded;         /* what was kept is read */
    bool remembered;     /* there was something, and all of it: questions may be asked as of then */
    bool known;          /* an answer of the server was complete: questions may be asked */
    uint32_t chunks;     /* kept ones */
    size_t tail_bytes;   /* certificates in the last of them */
    bool has_seen;
    psc_topic_head seen; /* how far the topic was ever seen to reach: what is dropped or refused leaves it alone */
    psc_time acknowledged; /* the person has seen their own devices created until then; 0: nothing
                            * yet. Stays when everything else is asked for again */
} psc_trust;

struct psc_device {
    psc_arena arena;
    const psc_host *host;
    uint32_t references;
    psc_local_device local; /* all views in `arena` */
    psc_bytes host_name;    /* "host" or "host:port" */
    psc_device_place place; /* in `arena` */
    psc_endpoint endpoint;  /* authenticated, points into this struct */
    psc_trust trust;
};

/* One reference; deep copy. */
psc_status psc_device_make(psc_device **device, const psc_host *host, const psc_local_device *local,
                           const psc_device_place *place) PSC_CHECK_RESULT;
/* The same person on a new device, created by `author`, a device of theirs: fresh identifier, signing key and local key. Views borrow
 * from `author` and `device_label`. */
psc_status psc_local_device_make_sibling(psc_local_device *out, uint8_t verify_key[32], const psc_host *host,
                                         const psc_local_device *author, psc_bytes device_label) PSC_CHECK_RESULT;
/* A new person on a new device: fresh signing key, private key, local key, legacy realm fields. Identifiers are left zero: they are
 * given by whoever creates the person. Views in `out` borrow from the arguments. */
psc_status psc_local_device_make(psc_local_device *out, uint8_t verify_key[32], uint8_t public_key[32],
                                 const psc_host *host) PSC_CHECK_RESULT;
/* Nothing is known but how far the topic was seen to reach: before anything is read for the first time, and before everything is
 * asked for again. */
psc_status psc_trust_reset(psc_device *device) PSC_CHECK_RESULT;
/* Key of the device's own `name` in PSC_STORE_DATA. */
psc_status psc_device_data_key(psc_bytes *key, psc_arena *arena, const psc_device *device, const char *name) PSC_CHECK_RESULT;
/* Under which `acknowledged` is kept in there. */
#define PSC_ACKNOWLEDGED "acknowledged"
/* Key of a device's file in PSC_STORE_DEVICES. */
psc_status psc_device_key(psc_bytes *key, psc_arena *arena, const psc_uuid *device_id) PSC_CHECK_RESULT;
/* PSC_ERR_ARGUMENT unless it names a file in one of the two stores that hold device files. */
psc_status psc_device_place_check(const psc_device_place *place) PSC_CHECK_RESULT;
/* The same, unless the file is put aside: then it is not for opening. */
psc_status psc_device_place_check_open(const psc_device_place *place) PSC_CHECK_RESULT;
/* A file that is put aside has its key with a suffix, in both stores the one of the official client. */
bool psc_device_key_is_aside(psc_bytes key);
/* A view of the key without the suffix. */
psc_bytes psc_device_key_in_place(psc_bytes key);
psc_status psc_device_key_aside(psc_bytes *aside, psc_arena *arena, psc_bytes key) PSC_CHECK_RESULT;
/* Larger ones are not device files. */
#define PSC_DEVICE_FILE_MAX ((size_t) 1024 * 1024)
/* PSC_OK when this client can log in with such a file: else PSC_ERR_DEVICE_FILE_KIND (a recovery file too) or
 * PSC_ERR_STRETCH_EXCESSIVE. */
psc_status psc_device_file_openable(const psc_device_file *file) PSC_CHECK_RESULT;
/* What may be shown of a file's passkeys: of psc_passkey to psc_passkey_line, in `arena`. */
psc_status psc_passkey_lines(psc_list *out, psc_arena *arena, const psc_list *passkeys) PSC_CHECK_RESULT;
/* How a file is listed; one that cannot be read has status DEVICE_FILE and no device. Views live in `arena`. */
psc_status psc_device_line_read(psc_device_line *out, psc_arena *arena, const psc_device_place *place,
                                psc_bytes data) PSC_CHECK_RESULT;
/* True when one of the records (of psc_store_record, out of `store`) is a file of that device: a device has one file, wherever it
 * lives. */
psc_status psc_device_is_among(bool *found, psc_arena *scratch, const psc_uuid *device_id, int store, psc_list records) PSC_CHECK_RESULT;
/* The token in the link of an invitation to the device's own organization, and its psc_invitation_type, USER or DEVICE:
 * PSC_ERR_INVITATION_KIND for a link of another kind, PSC_ERR_MISMATCH for another organization. The host is not compared: a server may have several names, and does not know the
 * tokens of another one. */
psc_status psc_invitation_token(uint8_t token[PSC_TOKEN_BYTES], int *type, psc_arena *arena, const psc_device *device,
                                psc_bytes link) PSC_CHECK_RESULT;
/* The result that bootstrap, claim and unlock end with; takes over one reference to `device`. */
void psc_result_of_device(psc_result *result, psc_device *device);

#endif
