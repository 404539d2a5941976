// SPDX-License-Identifier: MPL-2.0
/* What is kept of a join request until it is answered, as Parsec's own clients keep it (formats.md §5.6), and what the two sides say.
 * Private to src/flow. */
#ifndef PSC_FLOW_ASKING_H
#define PSC_FLOW_ASKING_H

#include "crypto/secretbox.h"
#include "flow/flow.h"
#include "schema/async_enrollment.h"
#include "schema/protocol.h"

/* Nobody's request is larger. */
#define PSC_PENDING_FILE_MAX ((size_t) 64 * 1024)

/* The keys behind a request, under the key that OpenBao keeps. */
typedef struct psc_asking_keys {
    uint8_t signing_key[32];
    uint8_t private_key[32];
} psc_asking_keys;

/* Bytes of a file in `arena`. */
psc_status psc_asking_seal(psc_bytes *out, psc_arena *arena, const psc_host *host, const psc_pending_content *content,
                           const psc_asking_keys *keys, const uint8_t key[PSC_SECRET_KEY_BYTES]) PSC_CHECK_RESULT;
/* Views live in `arena`. PSC_ERR_REQUEST_FILE for what is none, PSC_ERR_REQUEST_KIND (with `content`) for one whose identity is proved in
 * another way. */
psc_status psc_asking_read(psc_pending_file *file, psc_pending_content *content, psc_arena *arena, psc_bytes bytes) PSC_CHECK_RESULT;
/* PSC_ERR_REQUEST_FILE when the key is not of this file, or the file was tampered with. */
psc_status psc_asking_open(psc_asking_keys *keys, psc_arena *scratch, const psc_pending_file *file,
                           const uint8_t key[PSC_SECRET_KEY_BYTES]) PSC_CHECK_RESULT;
/* How it is listed; views live in `arena`. */
psc_status psc_request_line_read(psc_request_line *out, psc_arena *arena, psc_bytes key, psc_bytes bytes) PSC_CHECK_RESULT;
/* Key in PSC_STORE_ENROLLMENTS. */
psc_status psc_request_key(psc_bytes *key, psc_arena *arena, const psc_uuid *enrollment_id) PSC_CHECK_RESULT;

/* What one side signs: containers in `arena`. Reading gives PSC_ERR_REQUEST_PAYLOAD. */
psc_status psc_submit_payload_write(psc_bytes *out, psc_arena *arena, const psc_submit_payload *payload) PSC_CHECK_RESULT;
psc_status psc_submit_payload_read(psc_submit_payload *out, psc_arena *arena, psc_bytes bytes) PSC_CHECK_RESULT;
psc_status psc_accept_payload_write(psc_bytes *out, psc_arena *arena, const psc_accept_payload *payload) PSC_CHECK_RESULT;
psc_status psc_accept_payload_read(psc_accept_payload *out, psc_arena *arena, psc_bytes bytes) PSC_CHECK_RESULT;

#endif
