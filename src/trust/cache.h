// SPDX-License-Identifier: MPL-2.0
/* What a device keeps of a topic between two sessions: the certificates it has validated, in chunks,
 * and apart from them where the topic stood, so that dropping the chunks forgets no rollback. And
 * what its person has seen of it: until when they know of their own new devices.
 *
 * Each record is sealed with a key of its own, derived from the device's local key (our own use of
 * it, hence our own identifier: no other client looks into these), and says what it is: whoever can
 * write to the browser's storage can bring back an older set of records, but neither make one nor
 * put one in another's place. */
#ifndef PSC_TRUST_CACHE_H
#define PSC_TRUST_CACHE_H

#include "trust/common.h"

/* A chunk is written once, when so much has come together, and read as a whole. */
#define PSC_CHUNK_BYTES ((size_t) 256 * 1024)

typedef enum psc_topic { PSC_TOPIC_COMMON } psc_topic;

typedef struct psc_certificate_chunk {
    int topic;             /* psc_topic */
    uint64_t first;        /* place of its first certificate in the topic, from 0 */
    psc_list certificates; /* of psc_bytes */
} psc_certificate_chunk;

psc_status psc_certificate_chunk_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                                      const psc_certificate_chunk *chunk,
                                      const uint8_t local_symkey[32]) PSC_CHECK_RESULT;
/* PSC_ERR_DECRYPT, or what psc_record_read says; views live in `arena`. */
psc_status psc_certificate_chunk_open(psc_certificate_chunk *out, psc_arena *arena,
                                      psc_bytes sealed,
                                      const uint8_t local_symkey[32]) PSC_CHECK_RESULT;
psc_status psc_topic_head_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                               const psc_topic_head *head,
                               const uint8_t local_symkey[32]) PSC_CHECK_RESULT;
psc_status psc_topic_head_open(psc_topic_head *out, psc_arena *arena, psc_bytes sealed,
                               const uint8_t local_symkey[32]) PSC_CHECK_RESULT;
psc_status psc_acknowledgment_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                                   psc_time until,
                                   const uint8_t local_symkey[32]) PSC_CHECK_RESULT;
psc_status psc_acknowledgment_open(psc_time *until, psc_arena *arena, psc_bytes sealed,
                                   const uint8_t local_symkey[32]) PSC_CHECK_RESULT;

#endif
