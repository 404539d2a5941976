// SPDX-License-Identifier: MPL-2.0
#include "trust/common.h"

#include <string.h>

#include "codec/envelope.h"
#include "trust/certificate.h"

psc_status psc_common_topic_init(psc_common_topic *topic, psc_arena *arena, const psc_host *host,
                                 const uint8_t root_verify_key[PSC_VERIFY_KEY_BYTES]) {
    *topic = (psc_common_topic){.arena = arena};
    memcpy(topic->root_verify_key, root_verify_key, sizeof topic->root_verify_key);
    PSC_TRY(psc_index_init(&topic->members, arena, host));
    return psc_index_init(&topic->devices, arena, host);
}

psc_status psc_common_topic_reserve(psc_common_topic *topic, size_t count) {
    PSC_TRY(psc_index_reserve(&topic->members, count));
    return psc_index_reserve(&topic->devices, count);
}

/* ------------------------------------------------------------------------------------ questions */

const psc_member *psc_common_topic_member(const psc_common_topic *topic, const psc_uuid *user_id) {
    return (const psc_member *) (const void *) psc_index_find(&topic->members, user_id);
}

const psc_member_device *psc_common_topic_device(const psc_common_topic *topic,
                                                 const psc_uuid *device_id) {
    return (const psc_member_device *) (const void *) psc_index_find(&topic->devices, device_id);
}

int psc_member_profile_at(const psc_member *member, psc_time time) {
    const psc_profile_change *change = member->last_change;
    while (change != NULL && change->timestamp > time) {
        change = change->before;
    }
    return change == NULL ? member->first_profile : change->profile;
}

int psc_member_profile(const psc_member *member) {
    return member->last_change == NULL ? member->first_profile : member->last_change->profile;
}

psc_status psc_common_topic_author(const psc_member_device **device, const psc_common_topic *topic,
                                   const psc_uuid *device_id, psc_time time) {
    *device = psc_common_topic_device(topic, device_id);
    if (*device == NULL || (*device)->created_on > time) {
        return PSC_ERR_AUTHOR_UNKNOWN;
    }
    const psc_member *member = (*device)->member;
    return member->revoked && member->revoked_on <= time ? PSC_ERR_AUTHOR_REVOKED : PSC_OK;
}

/* ------------------------------------------------------------------------- what all kinds share */

psc_time psc_common_timestamp(const psc_common_certificate *certificate) {
    switch ((psc_common_kind) certificate->kind) {
    case PSC_COMMON_USER:
        return certificate->user.timestamp;
    case PSC_COMMON_DEVICE:
        return certificate->device.timestamp;
    case PSC_COMMON_USER_UPDATE:
        return certificate->user_update.timestamp;
    case PSC_COMMON_REVOKED_USER:
        return certificate->revoked_user.timestamp;
    }
    __builtin_unreachable();
}

/* NULL: the root key. */
static const psc_uuid *psc_common_author(const psc_common_certificate *certificate) {
    switch ((psc_common_kind) certificate->kind) {
    case PSC_COMMON_USER:
        return certificate->user.has_author ? &certificate->user.author : NULL;
    case PSC_COMMON_DEVICE:
        return certificate->device.has_author ? &certificate->device.author : NULL;
    case PSC_COMMON_USER_UPDATE:
        return &certificate->user_update.author;
    case PSC_COMMON_REVOKED_USER:
        return &certificate->revoked_user.author;
    }
    __builtin_unreachable();
}

/* True for the first device of the person who came just before. */
static bool psc_common_is_pair(const psc_common_topic *topic,
                               const psc_common_certificate *certificate) {
    return topic->unpaired != NULL && certificate->kind == PSC_COMMON_DEVICE &&
           psc_uuid_equal(&certificate->device.user_id, &topic->unpaired->user_id);
}

static psc_status psc_common_order_check(const psc_common_topic *topic,
                                         const psc_common_certificate *certificate) {
    const psc_time timestamp = psc_common_timestamp(certificate);
    if (topic->unpaired != NULL) {
        return psc_common_is_pair(topic, certificate) && timestamp == topic->head.last
                   ? PSC_OK
                   : PSC_ERR_CERTIFICATE_PAIR;
    }
    return topic->head.count == 0 || timestamp > topic->head.last ? PSC_OK
                                                                  : PSC_ERR_CERTIFICATE_ORDER;
}

/* *author is NULL for the root key, which begins the topic and does nothing else. */
static psc_status psc_common_author_check(const psc_member_device **author,
                                          const psc_common_topic *topic,
                                          const psc_common_certificate *certificate) {
    const psc_uuid *id = psc_common_author(certificate);
    *author = NULL;
    if (psc_common_is_pair(topic, certificate)) {
        *author = topic->unpaired->author;
        const bool same = id == NULL
                              ? *author == NULL
                              : *author != NULL && psc_uuid_equal(id, &(*author)->device_id);
        return same ? PSC_OK : PSC_ERR_CERTIFICATE_PAIR;
    }
    if (id == NULL) {
        return topic->head.count == 0 && certificate->kind == PSC_COMMON_USER
                   ? PSC_OK
                   : PSC_ERR_CERTIFICATE_ROOT;
    }
    return psc_common_topic_author(author, topic, id, psc_common_timestamp(certificate));
}

static psc_status psc_common_signature_check(const psc_common_topic *topic,
                                             const psc_member_device *author, psc_bytes signed_blob) {
    psc_bytes message;
    return psc_sign_open(&message, signed_blob,
                         author == NULL ? topic->root_verify_key : author->verify_key);
}

/* `before`: what the hash has seen so far. */
static psc_status psc_common_hash(uint8_t hash[PSC_SHA256_BYTES], psc_arena *scratch,
                                  const uint8_t before[PSC_SHA256_BYTES],
                                  const psc_common_certificate *certificate) {
    psc_common_certificate nameless = *certificate;
    if (nameless.kind == PSC_COMMON_USER) {
        nameless.user.human_handle = (psc_human_handle){PSC_BYTES_ABSENT, PSC_BYTES_ABSENT};
    } else if (nameless.kind == PSC_COMMON_DEVICE) {
        nameless.device.device_label = PSC_BYTES_ABSENT;
    }
    psc_buf buf;
    psc_buf_init(&buf, scratch);
    PSC_TRY(psc_buf_push(&buf, (psc_bytes){before, PSC_SHA256_BYTES}));
    PSC_TRY(psc_union_write(&buf, &nameless, &psc_common_certificate_union));
    return psc_sha256(hash, psc_buf_view(&buf));
}

/* Whom a change is about, whoever may be changed: not the author, known, not revoked. */
static psc_status psc_common_subject_check(psc_member **member, const psc_common_topic *topic,
                                           const psc_member_device *author,
                                           const psc_uuid *user_id) {
    *member = (psc_member *) (void *) psc_index_find(&topic->members, user_id);
    if (psc_member_profile(author->member) != PSC_PROFILE_ADMIN) {
        return PSC_ERR_AUTHOR_PROFILE;
    }
    if (*member == NULL) {
        return PSC_ERR_MEMBER_UNKNOWN;
    }
    if (*member == author->member) {
        return PSC_ERR_AUTHOR_SELF;
    }
    return (*member)->revoked ? PSC_ERR_MEMBER_REVOKED : PSC_OK;
}

/* --------------------------------------------------------------------------- one kind at a time */

/* Each of these checks what is left to check, and changes the topic last. */

static psc_status psc_common_add_user(psc_common_topic *topic, const psc_member_device *author,
                                      const psc_user_certificate *certificate) {
    if (author == NULL && certificate->profile != PSC_PROFILE_ADMIN) {
        return PSC_ERR_CERTIFICATE_ROOT;
    }
    if (author != NULL && psc_member_profile(author->member) != PSC_PROFILE_ADMIN) {
        return PSC_ERR_AUTHOR_PROFILE;
    }
    if (psc_common_topic_member(topic, &certificate->user_id) != NULL) {
        return PSC_ERR_IDENTIFIER_TAKEN;
    }
    psc_member *member;
    PSC_TRY(psc_index_reserve(&topic->members, 1));
    PSC_TRY(PSC_TAKE(&member, topic->arena, 1));
    *member = (psc_member){
        .user_id = certificate->user_id,
        .created_on = certificate->timestamp,
        .author = author,
        .first_profile = certificate->profile,
    };
    memcpy(member->public_key, certificate->public_key, sizeof member->public_key);
    PSC_TRY(psc_bytes_copy(&member->human_handle.email, topic->arena,
                           certificate->human_handle.email));
    PSC_TRY(psc_bytes_copy(&member->human_handle.label, topic->arena,
                           certificate->human_handle.label));
    psc_index_add(&topic->members, &member->user_id);
    topic->unpaired = member;
    *(member->human_handle.email.at == NULL ? &topic->redacted : &topic->complete) += 1;
    return PSC_OK;
}

static psc_status psc_common_add_device(psc_common_topic *topic, const psc_member_device *author,
                                        const psc_device_certificate *certificate) {
    psc_member *member =
        (psc_member *) (void *) psc_index_find(&topic->members, &certificate->user_id);
    if (member == NULL) {
        return PSC_ERR_MEMBER_UNKNOWN;
    }
    if (member != topic->unpaired && author->member != member) {
        return PSC_ERR_AUTHOR_OTHER;
    }
    if (psc_common_topic_device(topic, &certificate->device_id) != NULL) {
        return PSC_ERR_IDENTIFIER_TAKEN;
    }
    psc_member_device *device;
    PSC_TRY(psc_index_reserve(&topic->devices, 1));
    PSC_TRY(PSC_TAKE(&device, topic->arena, 1));
    *device = (psc_member_device){
        .device_id = certificate->device_id,
        .member = member,
        .purpose = certificate->has_purpose ? certificate->purpose : PSC_PURPOSE_STANDARD,
        .created_on = certificate->timestamp,
        .author = author,
    };
    memcpy(device->verify_key, certificate->verify_key, sizeof device->verify_key);
    PSC_TRY(psc_bytes_copy(&device->label, topic->arena, certificate->device_label));
    psc_index_add(&topic->devices, &device->device_id);
    if (member->last_device == NULL) {
        member->first_device = device;
    } else {
        member->last_device->next = device;
    }
    member->last_device = device;
    topic->unpaired = NULL;
    *(device->label.at == NULL ? &topic->redacted : &topic->complete) += 1;
    return PSC_OK;
}

static psc_status psc_common_add_user_update(psc_common_topic *topic,
                                             const psc_member_device *author,
                                             const psc_user_update_certificate *certificate) {
    psc_member *member;
    PSC_TRY(psc_common_subject_check(&member, topic, author, &certificate->user_id));
    if (psc_member_profile(member) == certificate->new_profile) {
        return PSC_ERR_NO_CHANGE;
    }
    psc_profile_change *change;
    PSC_TRY(PSC_TAKE(&change, topic->arena, 1));
    *change = (psc_profile_change){
        .timestamp = certificate->timestamp,
        .profile = certificate->new_profile,
        .author = author,
        .before = member->last_change,
    };
    member->last_change = change;
    return PSC_OK;
}

static psc_status psc_common_add_revoked_user(psc_common_topic *topic,
                                              const psc_member_device *author,
                                              const psc_revoked_user_certificate *certificate) {
    psc_member *member;
    PSC_TRY(psc_common_subject_check(&member, topic, author, &certificate->user_id));
    member->revoked = true;
    member->revoked_on = certificate->timestamp;
    member->revoked_by = author;
    return PSC_OK;
}

static psc_status psc_common_apply(psc_common_topic *topic, const psc_member_device *author,
                                   const psc_common_certificate *certificate) {
    switch ((psc_common_kind) certificate->kind) {
    case PSC_COMMON_USER:
        return psc_common_add_user(topic, author, &certificate->user);
    case PSC_COMMON_DEVICE:
        return psc_common_add_device(topic, author, &certificate->device);
    case PSC_COMMON_USER_UPDATE:
        return psc_common_add_user_update(topic, author, &certificate->user_update);
    case PSC_COMMON_REVOKED_USER:
        return psc_common_add_revoked_user(topic, author, &certificate->revoked_user);
    }
    __builtin_unreachable();
}

/* ------------------------------------------------------------------------------ one after another */

static psc_status psc_common_judge(psc_common_topic *topic, psc_common_certificate *certificate,
                                   psc_arena *scratch, psc_bytes signed_blob, bool check_signature) {
    PSC_TRY(psc_common_certificate_peek(certificate, scratch, signed_blob));
    PSC_TRY(psc_common_order_check(topic, certificate));
    const psc_member_device *author;
    PSC_TRY(psc_common_author_check(&author, topic, certificate));
    if (check_signature) {
        PSC_TRY(psc_common_signature_check(topic, author, signed_blob));
    }
    psc_topic_head head = {.count = topic->head.count + 1,
                           .last = psc_common_timestamp(certificate)};
    PSC_TRY(psc_common_hash(head.hash, scratch, topic->head.hash, certificate));
    const bool pair = psc_common_is_pair(topic, certificate);
    PSC_TRY(psc_common_apply(topic, author, certificate));
    if (!pair) {
        topic->before_last = topic->head;
    }
    topic->head = head;
    return PSC_OK;
}

/* A refusal is remembered with what it is about. */
static psc_status psc_common_refuse(psc_common_topic *topic, psc_status status,
                                    const psc_common_certificate *certificate) {
    psc_common_certificate kept = *certificate;
    if (kept.kind == PSC_COMMON_USER) {
        PSC_TRY(psc_bytes_copy(&kept.user.human_handle.email, topic->arena,
                               certificate->user.human_handle.email));
        PSC_TRY(psc_bytes_copy(&kept.user.human_handle.label, topic->arena,
                               certificate->user.human_handle.label));
    } else if (kept.kind == PSC_COMMON_DEVICE) {
        PSC_TRY(psc_bytes_copy(&kept.device.device_label, topic->arena,
                               certificate->device.device_label));
    }
    topic->refused = kept;
    topic->status = status;
    return status;
}

static psc_status psc_common_take(psc_common_topic *topic, psc_arena *scratch,
                                  psc_bytes signed_blob, bool check_signature) {
    if (topic->status != PSC_OK) {
        return topic->status;
    }
    psc_common_certificate certificate;
    const psc_status status =
        psc_common_judge(topic, &certificate, scratch, signed_blob, check_signature);
    return status == PSC_OK || status == PSC_ERR_MEMORY
               ? status
               : psc_common_refuse(topic, status, &certificate);
}

psc_status psc_common_topic_add(psc_common_topic *topic, psc_arena *scratch,
                                psc_bytes certificate) {
    return psc_common_take(topic, scratch, certificate, true);
}

psc_status psc_common_topic_restore(psc_common_topic *topic, psc_arena *scratch,
                                    psc_bytes certificate) {
    return psc_common_take(topic, scratch, certificate, false);
}

psc_time psc_common_topic_after(const psc_common_topic *topic) {
    return topic->head.last - 1;
}

psc_status psc_common_topic_overlap(size_t *known, psc_common_topic *topic, psc_arena *scratch,
                                    const psc_list *certificates) {
    const psc_common_certificate nothing = {.kind = PSC_VARIANT_UNKNOWN};
    const psc_bytes *certificate = certificates->items;
    psc_topic_head head = topic->before_last;
    *known = 0;
    if (topic->status != PSC_OK) {
        return topic->status;
    }
    while (head.count < topic->head.count) {
        if (*known == certificates->count) {
            return psc_common_refuse(topic, PSC_ERR_ROLLBACK, &nothing);
        }
        psc_common_certificate seen;
        const psc_status status =
            psc_common_certificate_peek(&seen, scratch, certificate[(*known)++]);
        if (status != PSC_OK) {
            return status == PSC_ERR_MEMORY ? status : psc_common_refuse(topic, status, &seen);
        }
        PSC_TRY(psc_common_hash(head.hash, scratch, head.hash, &seen));
        head.count++;
    }
    return memcmp(head.hash, topic->head.hash, sizeof head.hash) == 0
               ? PSC_OK
               : psc_common_refuse(topic, PSC_ERR_FORK, &nothing);
}

psc_status psc_common_topic_settle(psc_common_topic *topic, psc_status status) {
    const psc_common_certificate nothing = {.kind = PSC_VARIANT_UNKNOWN};
    return status == PSC_OK ? PSC_OK : psc_common_refuse(topic, status, &nothing);
}

psc_status psc_common_topic_end(psc_common_topic *topic, const psc_uuid *own_user_id) {
    const psc_common_certificate nothing = {.kind = PSC_VARIANT_UNKNOWN};
    if (topic->status != PSC_OK) {
        return topic->status;
    }
    if (topic->unpaired != NULL) {
        return psc_common_refuse(topic, PSC_ERR_CERTIFICATE_PAIR, &nothing);
    }
    const psc_member *self = psc_common_topic_member(topic, own_user_id);
    if (self == NULL) {
        return psc_common_refuse(topic, PSC_ERR_MEMBER_UNKNOWN, &nothing);
    }
    const bool outsider = psc_member_profile(self) == PSC_PROFILE_OUTSIDER;
    return (outsider ? topic->complete : topic->redacted) == 0
               ? PSC_OK
               : psc_common_refuse(topic, PSC_ERR_CERTIFICATE_REDACTED, &nothing);
}
