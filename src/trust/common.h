// SPDX-License-Identifier: MPL-2.0
/* The common topic: who belongs to the organization, on which devices, since when and until when.
 *
 * Certificates come from the server one after the other, in the order of their timestamps, and
 * each is judged by those before it: formats.md §5.1 "Consistency rules", down from the root
 * verify key, which came with the device itself. Nothing here is believed because a server says
 * it; what a server can still do is to withhold certificates, any on which nothing later depends.
 * That is what the head is for: it says where the topic stood when it was last seen. What was
 * withheld before that is not noticed, but for the device's own certificates (flow/sync.c). */
#ifndef PSC_TRUST_COMMON_H
#define PSC_TRUST_COMMON_H

#include "base/index.h"
#include "crypto/digest.h"
#include "crypto/sign.h"
#include "schema/certificates.h"

typedef struct psc_profile_change {
    psc_time timestamp;
    int profile; /* psc_profile, from then on */
    const struct psc_member_device *author;
    const struct psc_profile_change *before;
} psc_profile_change;

/* Everything is in the topic's arena and never moves. */
typedef struct psc_member {
    psc_uuid user_id; /* first: see psc_index */
    psc_human_handle human_handle; /* absent: redacted, as External users see everybody */
    uint8_t public_key[32];
    psc_time created_on;
    const struct psc_member_device *author; /* NULL: the root key */
    int first_profile;                      /* psc_profile */
    const psc_profile_change *last_change;  /* NULL: none */
    bool revoked;
    psc_time revoked_on;
    const struct psc_member_device *revoked_by;
    const struct psc_member_device *first_device; /* in the order they came */
    struct psc_member_device *last_device;
} psc_member;

typedef struct psc_member_device {
    psc_uuid device_id; /* first: see psc_index */
    const psc_member *member;
    psc_bytes label; /* absent: redacted */
    int purpose;     /* psc_device_purpose */
    uint8_t verify_key[PSC_VERIFY_KEY_BYTES];
    psc_time created_on;
    const struct psc_member_device *author; /* NULL: the root key */
    const struct psc_member_device *next;   /* of the same member */
} psc_member_device;

/* Where the topic stands. The hash runs over every certificate without names and labels, so that it
 * is the same for those who get redacted ones. */
typedef struct psc_topic_head {
    uint64_t count;
    psc_time last; /* timestamp of the last certificate; meaningless when there is none */
    uint8_t hash[PSC_SHA256_BYTES];
} psc_topic_head;

typedef struct psc_common_topic {
    psc_arena *arena;
    uint8_t root_verify_key[PSC_VERIFY_KEY_BYTES];
    psc_index members; /* of psc_member */
    psc_index devices; /* of psc_member_device */
    psc_topic_head head;
    psc_topic_head before_last; /* as it was before the first certificate of the last timestamp */
    uint64_t redacted; /* user and device certificates, by variant */
    uint64_t complete;
    psc_member *unpaired; /* the last one, until the first device follows; else NULL */
    psc_status status;    /* PSC_OK, or why a certificate was refused: sticky */
    psc_common_certificate refused; /* that one, as far as it could be read; views in the arena */
} psc_common_topic;

/* The arena is borrowed and outlives the topic. */
psc_status psc_common_topic_init(psc_common_topic *topic, psc_arena *arena, const psc_host *host,
                                 const uint8_t root_verify_key[PSC_VERIFY_KEY_BYTES])
    PSC_CHECK_RESULT;

/* Room for so many certificates more, in one piece. */
psc_status psc_common_topic_reserve(psc_common_topic *topic, size_t count) PSC_CHECK_RESULT;

/* The next certificate, as the server gives it: signature ‖ v0 container. `scratch` holds it while
 * it is read. A refused one changes nothing but `status` and `refused`; from then on the topic
 * refuses every other one with the same status.
 *   malformed: PSC_ERR_TRUNCATED … as psc_union_read and psc_envelope_unwrap say; PSC_ERR_ALGORITHM
 *   PSC_ERR_SIGNATURE: not signed by the author named
 *   PSC_ERR_CERTIFICATE_ORDER: not newer than the one before
 *   PSC_ERR_CERTIFICATE_PAIR: a new person without the first device, or a first device that does
 *     not fit its person
 *   PSC_ERR_CERTIFICATE_ROOT: the root key signs the first person and device only
 *   PSC_ERR_AUTHOR_UNKNOWN, _REVOKED, _PROFILE, _SELF, _OTHER: who may not sign this, and why
 *   PSC_ERR_MEMBER_UNKNOWN, _REVOKED: whom it is about
 *   PSC_ERR_IDENTIFIER_TAKEN, PSC_ERR_NO_CHANGE
 *   PSC_ERR_MEMORY is no refusal: nothing changed, the same may be tried again. */
psc_status psc_common_topic_add(psc_common_topic *topic, psc_arena *scratch,
                                psc_bytes certificate) PSC_CHECK_RESULT;
/* The same for a certificate that this device has validated before and kept sealed: its signature
 * is not checked again. */
psc_status psc_common_topic_restore(psc_common_topic *topic, psc_arena *scratch,
                                    psc_bytes certificate) PSC_CHECK_RESULT;
/* Newer certificates are asked for from just before the last known one, so that an answer shows
 * whether the server still has that one (protocol.md §3.9: "strictly newer"). Meaningless while the
 * topic is empty. */
psc_time psc_common_topic_after(const psc_common_topic *topic);
/* The beginning of such an answer (`certificates`, of psc_bytes) is what is known already: *known of
 * them, to be left out. PSC_ERR_ROLLBACK when the server no longer has them, PSC_ERR_FORK when it
 * has others in their place; sticky as above. */
psc_status psc_common_topic_overlap(size_t *known, psc_common_topic *topic, psc_arena *scratch,
                                    const psc_list *certificates) PSC_CHECK_RESULT;
/* What somebody else found out about the topic as a whole: sticky as above, PSC_OK changes nothing. Gives `status` back. */
psc_status psc_common_topic_settle(psc_common_topic *topic, psc_status status) PSC_CHECK_RESULT;
/* After the last certificate of an answer: PSC_ERR_CERTIFICATE_PAIR when a first device is missing,
 * PSC_ERR_CERTIFICATE_REDACTED when names are missing although `own_user_id` may see them, or the
 * other way round. Sticky as above. */
psc_status psc_common_topic_end(psc_common_topic *topic,
                                const psc_uuid *own_user_id) PSC_CHECK_RESULT;

psc_time psc_common_timestamp(const psc_common_certificate *certificate);

/* Questions. NULL: nobody. */
const psc_member *psc_common_topic_member(const psc_common_topic *topic, const psc_uuid *user_id);
const psc_member_device *psc_common_topic_device(const psc_common_topic *topic,
                                                 const psc_uuid *device_id);
/* The profile at that time, which must not be before the member was created. */
int psc_member_profile_at(const psc_member *member, psc_time time);
int psc_member_profile(const psc_member *member);
/* PSC_OK when `*device` existed at that time and its member was not revoked: it may have signed
 * something then. PSC_ERR_AUTHOR_UNKNOWN, PSC_ERR_AUTHOR_REVOKED otherwise. */
psc_status psc_common_topic_author(const psc_member_device **device, const psc_common_topic *topic,
                                   const psc_uuid *device_id, psc_time time) PSC_CHECK_RESULT;

#endif
