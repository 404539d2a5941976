// SPDX-License-Identifier: MPL-2.0
#include "trust/cache.h"

#include <string.h>

#include "crypto/secretbox.h"
#include "schema/table.h"

/* Our own name for this use of a local key. */
static const psc_uuid psc_cache_usage = {{0x3e, 0x0c, 0x61, 0x5a, 0x2b, 0x94, 0x4d, 0x1f, 0x9a,
                                          0x5e, 0xd3, 0x70, 0x88, 0x41, 0xb6, 0x27}};

static const char *const psc_topics[] = {[PSC_TOPIC_COMMON] = "common"};
static const psc_names psc_topic_names = {psc_topics, PSC_COUNT(psc_topics), PSC_OK};

static const psc_field psc_certificate_chunk_fields[] = {
    PSC_FIELD(psc_certificate_chunk, topic, PSC_KIND_ENUM, &psc_topic_names),
    PSC_FIELD(psc_certificate_chunk, first, PSC_KIND_U64, NULL),
    PSC_FIELD(psc_certificate_chunk, certificates, PSC_KIND_LIST, &psc_blob_type),
};
static const psc_record psc_certificate_chunk_record = PSC_RECORD(
    "type", "certificate_chunk", psc_certificate_chunk, psc_certificate_chunk_fields);

typedef struct psc_kept_head {
    int topic; /* psc_topic */
    psc_topic_head head;
} psc_kept_head;
static const psc_field psc_kept_head_fields[] = {
    PSC_FIELD(psc_kept_head, topic, PSC_KIND_ENUM, &psc_topic_names),
    PSC_FIELD_NAMED("count", psc_kept_head, head.count, PSC_KIND_U64, NULL),
    PSC_FIELD_NAMED("last", psc_kept_head, head.last, PSC_KIND_TIME, NULL),
    PSC_FIELD_NAMED("hash", psc_kept_head, head.hash, PSC_KIND_FIXED, NULL),
};
static const psc_record psc_kept_head_record =
    PSC_RECORD("type", "topic_head", psc_kept_head, psc_kept_head_fields);

typedef struct psc_kept_acknowledgment {
    psc_time until;
} psc_kept_acknowledgment;
static const psc_field psc_kept_acknowledgment_fields[] = {
    PSC_FIELD(psc_kept_acknowledgment, until, PSC_KIND_TIME, NULL),
};
static const psc_record psc_kept_acknowledgment_record =
    PSC_RECORD("type", "acknowledgment", psc_kept_acknowledgment, psc_kept_acknowledgment_fields);

static psc_status psc_cache_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                                 const void *object, const psc_record *record,
                                 const uint8_t local_symkey[32]) {
    psc_buf content;
    psc_buf_init(&content, arena);
    PSC_TRY(psc_record_write(&content, object, record));
    uint8_t key[PSC_SECRET_KEY_BYTES];
    psc_status status = psc_derive_key(key, local_symkey, &psc_cache_usage);
    if (status == PSC_OK) {
        status = psc_secretbox_seal(out, arena, host, psc_buf_view(&content), key);
    }
    psc_wipe(key, sizeof key);
    return status;
}

static psc_status psc_cache_open(void *out, psc_arena *arena, psc_bytes sealed,
                                 const psc_record *record, const uint8_t local_symkey[32]) {
    uint8_t key[PSC_SECRET_KEY_BYTES];
    psc_bytes content;
    psc_status status = psc_derive_key(key, local_symkey, &psc_cache_usage);
    if (status == PSC_OK) {
        status = psc_secretbox_open(&content, arena, sealed, key);
    }
    psc_wipe(key, sizeof key);
    return status == PSC_OK ? psc_record_read(out, arena, content, record) : status;
}

psc_status psc_certificate_chunk_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                                      const psc_certificate_chunk *chunk,
                                      const uint8_t local_symkey[32]) {
    return psc_cache_seal(out, arena, host, chunk, &psc_certificate_chunk_record, local_symkey);
}

psc_status psc_certificate_chunk_open(psc_certificate_chunk *out, psc_arena *arena,
                                      psc_bytes sealed, const uint8_t local_symkey[32]) {
    return psc_cache_open(out, arena, sealed, &psc_certificate_chunk_record, local_symkey);
}

psc_status psc_topic_head_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                               const psc_topic_head *head, const uint8_t local_symkey[32]) {
    const psc_kept_head kept = {.topic = PSC_TOPIC_COMMON, .head = *head};
    return psc_cache_seal(out, arena, host, &kept, &psc_kept_head_record, local_symkey);
}

psc_status psc_topic_head_open(psc_topic_head *out, psc_arena *arena, psc_bytes sealed,
                               const uint8_t local_symkey[32]) {
    psc_kept_head kept;
    PSC_TRY(psc_cache_open(&kept, arena, sealed, &psc_kept_head_record, local_symkey));
    *out = kept.head;
    return PSC_OK;
}

psc_status psc_acknowledgment_seal(psc_bytes *out, psc_arena *arena, const psc_host *host,
                                   psc_time until, const uint8_t local_symkey[32]) {
    const psc_kept_acknowledgment kept = {.until = until};
    return psc_cache_seal(out, arena, host, &kept, &psc_kept_acknowledgment_record, local_symkey);
}

psc_status psc_acknowledgment_open(psc_time *until, psc_arena *arena, psc_bytes sealed,
                                   const uint8_t local_symkey[32]) {
    psc_kept_acknowledgment kept;
    PSC_TRY(psc_cache_open(&kept, arena, sealed, &psc_kept_acknowledgment_record, local_symkey));
    *until = kept.until;
    return PSC_OK;
}
