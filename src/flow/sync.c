// SPDX-License-Identifier: MPL-2.0
#include "flow/sync.h"

#include <string.h>

#include "crypto/sealed.h"
#include "flow/protect.h"

/* The server answers in one variant at a time, by the profile that it sees when it is asked: only a
 * profile changed in between makes another turn necessary. */
#define PSC_SYNC_FETCHES_MAX 3u

#define PSC_SYNC_HEAD "head/common"
#define PSC_SYNC_CHUNKS "common/"

void psc_sync_init(psc_sync *sync, psc_flow *flow, psc_device *device, int purpose) {
    *sync = (psc_sync) {.flow = flow, .device = device, .purpose = purpose};
    psc_arena_init(&sync->arena, &flow->host->allocator);
}

void psc_sync_free(psc_sync *sync) {
    psc_arena_free(&sync->arena);
}

static psc_status psc_sync_end(int *outcome, psc_sync *sync, psc_sync_outcome ended) {
    psc_arena_free(&sync->arena);
    sync->certificates = (psc_list) {0};
    sync->slice = (psc_list) {0};
    sync->state = PSC_SYNC_IDLE;
    *outcome = (int) ended;
    return PSC_OK;
}

static psc_status psc_sync_broken(int *outcome, psc_sync *sync, psc_status status) {
    sync->status = status;
    return psc_sync_end(outcome, sync, PSC_SYNC_BROKEN);
}

static psc_status psc_sync_refused(int *outcome, psc_sync *sync, psc_status status) {
    return status == PSC_ERR_MEMORY ? status : psc_sync_end(outcome, sync, PSC_SYNC_REFUSED);
}

/* As far as the topic was ever seen to reach, or farther. */
static bool psc_sync_reaches_seen(const psc_sync *sync) {
    const psc_trust *trust = &sync->device->trust;
    return !trust->has_seen || trust->common.head.count >= trust->seen.count;
}

/* Something else than before, at the place where the topic was seen to end. */
static psc_status psc_sync_fork_check(const psc_sync *sync) {
    const psc_trust *trust = &sync->device->trust;
    const psc_topic_head *head = &trust->common.head;
    return trust->has_seen && head->count == trust->seen.count &&
                   memcmp(head->hash, trust->seen.hash, sizeof head->hash) != 0
               ? PSC_ERR_FORK
               : PSC_OK;
}

static psc_status psc_sync_chunk_key(psc_bytes *key, psc_sync *sync, uint32_t number) {
    const uint8_t digits[] = {(uint8_t) (number >> 24), (uint8_t) (number >> 16),
                              (uint8_t) (number >> 8), (uint8_t) number};
    psc_buf buf;
    psc_buf_init(&buf, &sync->flow->scratch);
    PSC_TRY(psc_device_data_key(key, &sync->flow->scratch, sync->device, PSC_SYNC_CHUNKS));
    PSC_TRY(psc_buf_push(&buf, *key));
    PSC_TRY(psc_buf_push_hex(&buf, PSC_BYTES_OF(digits)));
    *key = psc_buf_view(&buf);
    return PSC_OK;
}

static psc_status psc_sync_store(psc_sync *sync, psc_sync_state state,
                                 const psc_store_operation *operations, size_t count) {
    PSC_TRY(psc_flow_store(&sync->stored, sync->flow, operations, count, sync->purpose));
    sync->state = (int) state;
    return PSC_OK;
}

/* ----------------------------------------------------------------------------------------- asking */

static psc_status psc_sync_ask(psc_sync *sync) {
    const psc_common_topic *topic = &sync->device->trust.common;
    const psc_certificate_get_request request = {
        .has_common_after = topic->head.count > 0,
        .common_after = psc_common_topic_after(topic),
    };
    if (topic->head.count == 0) {
        sync->fetches++;
    }
    sync->done = 0;
    sync->total = 0;
    psc_buf body;
    psc_buf_init(&body, &sync->flow->scratch);
    PSC_TRY(psc_certificate_get_request_write(&body, &request));
    PSC_TRY(psc_call_begin(&sync->call, sync->flow, &sync->device->endpoint, psc_buf_view(&body),
                           sync->purpose, 0));
    sync->state = PSC_SYNC_AWAIT_ANSWER;
    return PSC_OK;
}

/* ------------------------------------------------------------------------------- what was kept */

static psc_status psc_sync_drop(psc_sync *sync) {
    PSC_TRY(psc_trust_reset(sync->device));
    sync->device->trust.loaded = true;
    if (sync->unkept) {
        return psc_sync_ask(sync);
    }
    psc_store_operation operation = {.verb = PSC_STORE_DELETE, .store = PSC_STORE_DATA};
    PSC_TRY(
        psc_device_data_key(&operation.key, &sync->flow->scratch, sync->device, PSC_SYNC_CHUNKS));
    return psc_sync_store(sync, PSC_SYNC_AWAIT_DROPPED, &operation, 1);
}

/* The chunk to come, and at the first time what stands apart from the chunks too. */
static psc_status psc_sync_read(psc_sync *sync) {
    psc_store_operation operations[3] = {
        {.verb = PSC_STORE_GET, .store = PSC_STORE_DATA},
        {.verb = PSC_STORE_GET, .store = PSC_STORE_DATA},
        {.verb = PSC_STORE_GET, .store = PSC_STORE_DATA},
    };
    PSC_TRY(psc_sync_chunk_key(&operations[0].key, sync, sync->read));
    PSC_TRY(
        psc_device_data_key(&operations[1].key, &sync->flow->scratch, sync->device, PSC_SYNC_HEAD));
    PSC_TRY(psc_device_data_key(&operations[2].key, &sync->flow->scratch, sync->device,
                                PSC_ACKNOWLEDGED));
    return psc_sync_store(sync, PSC_SYNC_AWAIT_KEPT, operations, sync->read == 0 ? 3 : 1);
}

static size_t psc_sync_bytes(const psc_list *certificates) {
    const psc_bytes *certificate = certificates->items;
    size_t bytes = 0;
    for (size_t i = 0; i < certificates->count; i++) {
        bytes += certificate[i].len;
    }
    return bytes;
}

static psc_status psc_sync_restore(psc_sync *sync, psc_bytes sealed) {
    psc_trust *trust = &sync->device->trust;
    psc_arena *scratch = &sync->flow->scratch;
    psc_certificate_chunk chunk;
    PSC_TRY(psc_certificate_chunk_open(&chunk, scratch, sealed, sync->device->local.local_symkey));
    if (chunk.first != trust->common.head.count) {
        return PSC_ERR_MISMATCH;
    }
    PSC_TRY(psc_common_topic_reserve(&trust->common, chunk.certificates.count));
    const psc_bytes *certificate = chunk.certificates.items;
    for (size_t i = 0; i < chunk.certificates.count; i++) {
        PSC_TRY(psc_common_topic_restore(&trust->common, scratch, certificate[i]));
    }
    trust->chunks++;
    trust->tail_bytes = psc_sync_bytes(&chunk.certificates);
    return PSC_OK;
}

/* Head and chunks were always written together: anything else is no longer what was kept. */
static bool psc_sync_kept_is_whole(const psc_sync *sync) {
    const psc_trust *trust = &sync->device->trust;
    if (!trust->has_seen) {
        return trust->common.head.count == 0;
    }
    return trust->common.head.count <= trust->seen.count && psc_sync_fork_check(sync) == PSC_OK;
}

/* What an earlier session of this open device has seen is no older than what was kept. */
static psc_status psc_sync_kept_head(psc_sync *sync, psc_bytes sealed) {
    psc_trust *trust = &sync->device->trust;
    if (trust->has_seen || sealed.at == NULL) {
        return PSC_OK;
    }
    const psc_status status = psc_topic_head_open(&trust->seen, &sync->flow->scratch, sealed,
                                                  sync->device->local.local_symkey);
    trust->has_seen = status == PSC_OK;
    return status == PSC_ERR_MEMORY ? status : PSC_OK;
}

/* Where it is lost, the person is told once more. */
static psc_status psc_sync_kept_acknowledgment(psc_sync *sync, psc_bytes sealed) {
    psc_trust *trust = &sync->device->trust;
    psc_time until;
    if (sealed.at == NULL) {
        return PSC_OK;
    }
    const psc_status status = psc_acknowledgment_open(&until, &sync->flow->scratch, sealed,
                                                      sync->device->local.local_symkey);
    if (status == PSC_OK && until > trust->acknowledged) {
        trust->acknowledged = until;
    }
    return status == PSC_ERR_MEMORY ? status : PSC_OK;
}

static psc_status psc_sync_kept(int *outcome, psc_sync *sync, const psc_event *event) {
    psc_trust *trust = &sync->device->trust;
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        if (sync->reread) {
            sync->unkept = true;
            return psc_sync_drop(sync);
        }
        /* Without the head, no server is found out that takes back what it had: not for a trouble
         * that passes. */
        sync->reread = true;
        return psc_sync_read(sync);
    }
    if (sync->read == 0) {
        PSC_TRY(psc_sync_kept_head(sync, psc_stored_value(event, 1)));
        PSC_TRY(psc_sync_kept_acknowledgment(sync, psc_stored_value(event, 2)));
    }
    const psc_bytes sealed = psc_stored_value(event, 0);
    if (sealed.at != NULL) {
        const psc_status status = psc_sync_restore(sync, sealed);
        if (status == PSC_ERR_MEMORY) {
            return status;
        }
        if (status != PSC_OK) {
            return psc_sync_drop(sync);
        }
        sync->read++;
        if (trust->has_seen && trust->common.head.count < trust->seen.count) {
            sync->done = (size_t) trust->common.head.count;
            sync->total = (size_t) trust->seen.count;
            *outcome = PSC_SYNC_PROGRESS;
        }
        return psc_sync_read(sync);
    }
    if (!psc_sync_kept_is_whole(sync)) {
        return psc_sync_drop(sync);
    }
    trust->loaded = true;
    trust->remembered = trust->common.head.count > 0;
    if (sync->total > 0) {
        *outcome = PSC_SYNC_PROGRESS;
    }
    return psc_sync_ask(sync);
}

/* ---------------------------------------------------------------------------------------- keeping */

static psc_status psc_sync_write(psc_sync *sync, uint32_t number, uint64_t first,
                                 const psc_list *certificates) {
    psc_flow *flow = sync->flow;
    psc_trust *trust = &sync->device->trust;
    const uint8_t *key = sync->device->local.local_symkey;
    psc_store_operation operations[2] = {
        {.verb = PSC_STORE_PUT, .store = PSC_STORE_DATA},
        {.verb = PSC_STORE_PUT, .store = PSC_STORE_DATA},
    };
    const psc_certificate_chunk chunk = {
        .topic = PSC_TOPIC_COMMON, .first = first, .certificates = *certificates};
    PSC_TRY(psc_sync_chunk_key(&operations[0].key, sync, number));
    PSC_TRY(
        psc_certificate_chunk_seal(&operations[0].value, &flow->scratch, flow->host, &chunk, key));
    PSC_TRY(psc_device_data_key(&operations[1].key, &flow->scratch, sync->device, PSC_SYNC_HEAD));
    PSC_TRY(psc_topic_head_seal(&operations[1].value, &flow->scratch, flow->host,
                                &trust->common.head, key));
    trust->chunks = number + 1;
    trust->tail_bytes = psc_sync_bytes(certificates);
    return psc_sync_store(sync, PSC_SYNC_AWAIT_WRITTEN, operations,
                          psc_sync_reaches_seen(sync) ? 2 : 1);
}

static psc_status psc_sync_keep(psc_sync *sync) {
    const psc_trust *trust = &sync->device->trust;
    if (trust->chunks > 0 && trust->tail_bytes + psc_sync_bytes(&sync->slice) <= PSC_CHUNK_BYTES) {
        psc_store_operation operation = {.verb = PSC_STORE_GET, .store = PSC_STORE_DATA};
        PSC_TRY(psc_sync_chunk_key(&operation.key, sync, trust->chunks - 1));
        return psc_sync_store(sync, PSC_SYNC_AWAIT_TAIL, &operation, 1);
    }
    return psc_sync_write(sync, trust->chunks, trust->common.head.count - sync->slice.count,
                          &sync->slice);
}

/* The last chunk grows. */
static psc_status psc_sync_tail(psc_sync *sync, const psc_event *event) {
    psc_trust *trust = &sync->device->trust;
    psc_arena *scratch = &sync->flow->scratch;
    psc_certificate_chunk chunk;
    psc_status status = event->kind == PSC_EVENT_STORED ? PSC_OK : PSC_ERR_STORE_MISSING;
    if (status == PSC_OK) {
        status = psc_certificate_chunk_open(&chunk, scratch, psc_stored_value(event, 0),
                                            sync->device->local.local_symkey);
    }
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    const uint64_t kept = trust->common.head.count - sync->slice.count;
    if (status != PSC_OK || chunk.first + chunk.certificates.count != kept) {
        /* Somebody else wrote there, or took it away: the next session finds out and asks anew. */
        return psc_sync_write(sync, trust->chunks, kept, &sync->slice);
    }
    psc_bytes *both;
    const size_t count = chunk.certificates.count + sync->slice.count;
    PSC_TRY(PSC_TAKE(&both, scratch, count));
    memcpy(both, chunk.certificates.items, chunk.certificates.count * sizeof *both);
    memcpy(both + chunk.certificates.count, sync->slice.items, sync->slice.count * sizeof *both);
    return psc_sync_write(sync, trust->chunks - 1, chunk.first, &(psc_list) {both, count});
}

/* ------------------------------------------------------------------------------------ validating */

static psc_status psc_sync_validate(psc_sync *sync) {
    psc_common_topic *topic = &sync->device->trust.common;
    const psc_bytes *certificate = sync->certificates.items;
    const size_t first = sync->next;
    psc_arena work;
    psc_arena_init(&work, &sync->flow->host->allocator);
    psc_status status = PSC_OK;
    size_t bytes = 0;
    while (status == PSC_OK && sync->next < sync->certificates.count &&
           (bytes < PSC_CHUNK_BYTES || topic->unpaired != NULL)) {
        status = psc_common_topic_add(topic, &work, certificate[sync->next]);
        if (status == PSC_OK) {
            bytes += certificate[sync->next].len;
            sync->next++;
            status = psc_common_topic_settle(topic, psc_sync_fork_check(sync));
        }
        psc_arena_reset(&work);
    }
    psc_arena_free(&work);
    sync->slice = (psc_list) {(psc_bytes *) sync->certificates.items + first, sync->next - first};
    return status;
}

/* Are we who the certificates say? Whoever enrolled this device may have signed keys of their own
 * in the place of ours, or told us that we are somebody else; and a server that withholds from where
 * we came in must not make us believe what was before. */
static psc_status psc_sync_self_check(const psc_sync *sync) {
    const psc_local_device *local = &sync->device->local;
    const psc_member_device *own =
        psc_common_topic_device(&sync->device->trust.common, &local->device_id);
    uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
    uint8_t public_key[PSC_PUBLIC_KEY_BYTES];
    PSC_TRY(psc_verify_key_derive(verify_key, local->signing_key));
    PSC_TRY(psc_public_key_derive(public_key, local->private_key));
    return own != NULL && psc_uuid_equal(&own->member->user_id, &local->user_id) &&
                   memcmp(own->verify_key, verify_key, sizeof verify_key) == 0 &&
                   memcmp(own->member->public_key, public_key, sizeof public_key) == 0
               ? PSC_OK
               : PSC_ERR_NOT_OURSELVES;
}

/* The whole answer is validated: does it make sense as a whole? */
static psc_status psc_sync_complete(int *outcome, psc_sync *sync) {
    psc_trust *trust = &sync->device->trust;
    psc_status status = psc_common_topic_settle(
        &trust->common, psc_sync_reaches_seen(sync) ? PSC_OK : PSC_ERR_ROLLBACK);
    if (status == PSC_OK) {
        status = psc_common_topic_end(&trust->common, &sync->device->local.user_id);
    }
    if (status == PSC_OK) {
        status = psc_common_topic_settle(&trust->common, psc_sync_self_check(sync));
    }
    if (status == PSC_ERR_CERTIFICATE_REDACTED && sync->fetches < PSC_SYNC_FETCHES_MAX) {
        return psc_sync_drop(sync);
    }
    if (status != PSC_OK) {
        return psc_sync_refused(outcome, sync, status);
    }
    trust->known = true;
    return psc_sync_end(outcome, sync, PSC_SYNC_DONE);
}

static psc_status psc_sync_go_on(int *outcome, psc_sync *sync) {
    if (sync->next == sync->certificates.count) {
        return psc_sync_complete(outcome, sync);
    }
    const psc_status status = psc_sync_validate(sync);
    if (status != PSC_OK) {
        return psc_sync_refused(outcome, sync, status);
    }
    psc_trust *trust = &sync->device->trust;
    if (psc_sync_reaches_seen(sync)) {
        trust->seen = trust->common.head;
        trust->has_seen = true;
    }
    sync->done = sync->next;
    *outcome = PSC_SYNC_PROGRESS;
    if (!sync->unkept) {
        return psc_sync_keep(sync);
    }
    /* Nothing else gives the others their turn. */
    PSC_TRY(psc_flow_sleep(&sync->stored, sync->flow, 0, sync->purpose, 0));
    sync->state = PSC_SYNC_AWAIT_WRITTEN;
    return PSC_OK;
}

static psc_status psc_sync_answered(int *outcome, psc_sync *sync) {
    psc_trust *trust = &sync->device->trust;
    if (sync->call.status != PSC_OK) {
        return psc_sync_broken(outcome, sync, sync->call.status);
    }
    psc_bytes reply;
    psc_certificate_get_reply answer;
    psc_arena_reset(&sync->arena);
    PSC_TRY(psc_bytes_copy(&reply, &sync->arena, sync->call.reply));
    psc_status status =
        psc_union_read(&answer, &sync->arena, reply, &psc_certificate_get_reply_union);
    if (status == PSC_ERR_MEMORY) {
        return status;
    }
    if (status != PSC_OK || answer.tag != PSC_CERTIFICATE_GET_OK) {
        return psc_sync_broken(outcome, sync,
                               status == PSC_OK ? PSC_ERR_REPLY_UNKNOWN : PSC_ERR_REPLY_MALFORMED);
    }
    sync->certificates = answer.ok.common_certificates;
    sync->next = 0;
    if (trust->common.head.count > 0) {
        status = psc_common_topic_overlap(&sync->next, &trust->common, &sync->flow->scratch,
                                          &sync->certificates);
    }
    /* What was kept is less than what was seen, and the server has something else: it may be what
     * was kept that is wrong, from a server that was. */
    if ((status == PSC_ERR_ROLLBACK || status == PSC_ERR_FORK) && !psc_sync_reaches_seen(sync)) {
        return psc_sync_drop(sync);
    }
    if (status != PSC_OK) {
        return psc_sync_refused(outcome, sync, status);
    }
    sync->done = sync->next;
    sync->total = sync->certificates.count;
    PSC_TRY(psc_common_topic_reserve(&trust->common, sync->total - sync->next));
    return psc_sync_go_on(outcome, sync);
}

/* ------------------------------------------------------------------------------------------ events */

psc_status psc_sync_begin(psc_sync *sync) {
    sync->fetches = 0;
    if (sync->device->trust.loaded && sync->device->trust.common.status == PSC_OK) {
        return psc_sync_ask(sync);
    }
    /* For the first time, or after a refusal: it is all read and judged anew, what was kept was
     * valid. */
    PSC_TRY(psc_trust_reset(sync->device));
    sync->read = 0;
    sync->reread = false;
    return psc_sync_read(sync);
}

static psc_status psc_sync_stored(int *outcome, psc_sync *sync, const psc_event *event) {
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        if (event->as.store_failure == PSC_STORE_CONFLICT) {
            return PSC_ERR_STORE_CONFLICT;
        }
        sync->unkept = sync->unkept || sync->state != PSC_SYNC_AWAIT_KEPT;
    }
    switch ((psc_sync_state) sync->state) {
    case PSC_SYNC_AWAIT_KEPT:
        return psc_sync_kept(outcome, sync, event);
    case PSC_SYNC_AWAIT_TAIL:
        return psc_sync_tail(sync, event);
    case PSC_SYNC_AWAIT_WRITTEN:
        return psc_sync_go_on(outcome, sync);
    case PSC_SYNC_AWAIT_DROPPED:
        return psc_sync_ask(sync);
    case PSC_SYNC_IDLE:
    case PSC_SYNC_AWAIT_ANSWER:
        break;
    }
    return PSC_ERR_STATE;
}

psc_status psc_sync_event(int *outcome, psc_sync *sync, const psc_event *event) {
    *outcome = PSC_SYNC_NOTHING;
    if (sync->state == PSC_SYNC_AWAIT_ANSWER) {
        bool answered;
        PSC_TRY(psc_call_event(&answered, &sync->call, sync->flow, event));
        return answered ? psc_sync_answered(outcome, sync) : PSC_OK;
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    return event->effect == sync->stored ? psc_sync_stored(outcome, sync, event) : PSC_ERR_STATE;
}
