// SPDX-License-Identifier: MPL-2.0
/* The common topic, on organizations made with our own certificates. tests/server judges the same code on others'. */
#include <string.h>

#include "crypto/sign.h"
#include "harness.h"
#include "organization.h"
#include "schema/types.h"
#include "trust/cache.h"
#include "trust/certificate.h"
#include "trust/common.h"

#define T0 ((psc_time) 1700000000000000)

static psc_arena arena;
static psc_arena state;
static psc_arena scratch;

static uint8_t root_verify[32];
static uint8_t root_signing[32];
static someone ada, bob, eve, zoe;
static psc_common_topic topic;

static psc_enrollment_blobs enroll(const someone *who, const someone *author, psc_time timestamp,
                                   int profile) {
    return organization_enroll(&arena, who, author, root_signing, timestamp, profile);
}

static psc_bytes update(const someone *who, const someone *author, psc_time timestamp,
                        int profile) {
    return organization_update(&arena, who, author, timestamp, profile);
}

static psc_bytes revoke(const someone *who, const someone *author, psc_time timestamp) {
    return organization_revoke(&arena, who, author, timestamp);
}

static psc_status add(psc_bytes blob) {
    return psc_common_topic_add(&topic, &scratch, blob);
}

static void begin(void) {
    psc_arena_reset(&state);
    psc_arena_reset(&scratch);
    CHECK_OK(psc_common_topic_init(&topic, &state, test_host(), root_verify));
}

static psc_enrollment_blobs first(void) {
    return enroll(&ada, NULL, T0, PSC_PROFILE_ADMIN);
}

/* Ada the administrator since T0, Bob a standard user since T0 + 10. */
static void two(void) {
    begin();
    const psc_enrollment_blobs a = first();
    const psc_enrollment_blobs b = enroll(&bob, &ada, T0 + 10, PSC_PROFILE_STANDARD);
    CHECK_OK(add(a.user));
    CHECK_OK(add(a.device));
    CHECK_OK(add(b.user));
    CHECK_OK(add(b.device));
}

/* Refused for this reason, and from then on everything is. */
static void refused(psc_status status, psc_bytes blob) {
    const psc_topic_head before = topic.head;
    const size_t members = topic.members.count;
    const size_t devices = topic.devices.count;
    CHECK_STATUS(status, add(blob));
    CHECK(memcmp(&before, &topic.head, sizeof before) == 0);
    CHECK(topic.members.count == members && topic.devices.count == devices);
    CHECK(topic.status == status);
    CHECK_STATUS(status, add(blob));
    CHECK_STATUS(status, psc_common_topic_end(&topic, &ada.user_id));
}

static void test_questions(void) {
    two();
    CHECK_OK(psc_common_topic_end(&topic, &ada.user_id));
    CHECK(topic.head.count == 4 && topic.head.last == T0 + 10);
    const psc_member *member = psc_common_topic_member(&topic, &bob.user_id);
    CHECK(member != NULL && psc_common_topic_member(&topic, &bob.device_id) == NULL);
    CHECK_TEXT("bob@example.com", member->human_handle.email);
    CHECK_TEXT("Bob", member->human_handle.label);
    CHECK(member->created_on == T0 + 10 && !member->revoked);
    CHECK(psc_uuid_equal(&member->author->device_id, &ada.device_id));
    CHECK(psc_common_topic_member(&topic, &ada.user_id)->author == NULL);
    CHECK(member->first_device == psc_common_topic_device(&topic, &bob.device_id));
    CHECK_TEXT("Web", member->first_device->label);
    CHECK(member->first_device->purpose == PSC_PURPOSE_STANDARD);

    CHECK_OK(add(update(&bob, &ada, T0 + 20, PSC_PROFILE_ADMIN)));
    CHECK_OK(add(update(&bob, &ada, T0 + 30, PSC_PROFILE_OUTSIDER)));
    CHECK_OK(add(revoke(&bob, &ada, T0 + 40)));
    CHECK(psc_member_profile_at(member, T0 + 19) == PSC_PROFILE_STANDARD);
    CHECK(psc_member_profile_at(member, T0 + 20) == PSC_PROFILE_ADMIN);
    CHECK(psc_member_profile_at(member, T0 + 29) == PSC_PROFILE_ADMIN);
    CHECK(psc_member_profile_at(member, T0 + 30) == PSC_PROFILE_OUTSIDER);
    CHECK(psc_member_profile(member) == PSC_PROFILE_OUTSIDER);
    CHECK(member->revoked && member->revoked_on == T0 + 40);

    const psc_member_device *device;
    CHECK_STATUS(PSC_ERR_AUTHOR_UNKNOWN,
                 psc_common_topic_author(&device, &topic, &bob.device_id, T0 + 9));
    CHECK_OK(psc_common_topic_author(&device, &topic, &bob.device_id, T0 + 10));
    CHECK_OK(psc_common_topic_author(&device, &topic, &bob.device_id, T0 + 39));
    CHECK_STATUS(PSC_ERR_AUTHOR_REVOKED,
                 psc_common_topic_author(&device, &topic, &bob.device_id, T0 + 40));
    CHECK_STATUS(PSC_ERR_AUTHOR_UNKNOWN,
                 psc_common_topic_author(&device, &topic, &eve.device_id, T0 + 40));
    CHECK_OK(psc_common_topic_end(&topic, &ada.user_id));
}

static void test_second_device(void) {
    two();
    someone other = bob;
    someone_make(&other, 40, "bob@example.com", "Bob");
    other.user_id = bob.user_id;
    const psc_enrollment_blobs second = enroll(&other, &bob, T0 + 20, PSC_PROFILE_STANDARD);
    CHECK_OK(add(second.device));
    const psc_member *member = psc_common_topic_member(&topic, &bob.user_id);
    CHECK(psc_uuid_equal(&member->first_device->device_id, &bob.device_id));
    CHECK(psc_uuid_equal(&member->first_device->next->device_id, &other.device_id));
    CHECK(psc_uuid_equal(&member->first_device->next->author->device_id, &bob.device_id));
    CHECK(member->first_device->next->next == NULL);

    two();
    refused(PSC_ERR_AUTHOR_OTHER, enroll(&other, &ada, T0 + 20, PSC_PROFILE_STANDARD).device);
    two();
    other.device_id = ada.device_id;
    refused(PSC_ERR_IDENTIFIER_TAKEN, enroll(&other, &bob, T0 + 20, PSC_PROFILE_STANDARD).device);
    two();
    other.user_id = eve.user_id;
    refused(PSC_ERR_MEMBER_UNKNOWN, enroll(&other, &bob, T0 + 20, PSC_PROFILE_STANDARD).device);
}

static void test_root(void) {
    const struct {
        const someone *who;
        int profile;
    } cases[] = {{&ada, PSC_PROFILE_STANDARD}, {&ada, PSC_PROFILE_OUTSIDER}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        begin();
        refused(PSC_ERR_CERTIFICATE_ROOT, enroll(cases[i].who, NULL, T0, cases[i].profile).user);
    }
    begin();
    refused(PSC_ERR_CERTIFICATE_ROOT, first().device);
    begin();
    refused(PSC_ERR_AUTHOR_UNKNOWN, enroll(&bob, &ada, T0, PSC_PROFILE_ADMIN).user);
    two();
    refused(PSC_ERR_CERTIFICATE_ROOT, enroll(&eve, NULL, T0 + 20, PSC_PROFILE_ADMIN).user);
    two();
    someone other = ada;
    someone_make(&other, 40, "ada@example.com", "Ada");
    other.user_id = ada.user_id;
    refused(PSC_ERR_CERTIFICATE_ROOT, enroll(&other, NULL, T0 + 20, PSC_PROFILE_ADMIN).device);
}

static void test_signature(void) {
    begin();
    const psc_enrollment_blobs a = first();
    uint8_t other[32];
    CHECK_OK(psc_signing_key_make(topic.root_verify_key, other, test_host()));
    refused(PSC_ERR_SIGNATURE, a.user);
    two();
    someone liar = ada;
    memcpy(liar.signing_key, bob.signing_key, sizeof liar.signing_key);
    refused(PSC_ERR_SIGNATURE, enroll(&eve, &liar, T0 + 20, PSC_PROFILE_STANDARD).user);
    /* Every bit that is changed anywhere shows. */
    const psc_bytes good = revoke(&bob, &ada, T0 + 20);
    for (size_t i = 0; i < good.len; i++) {
        two();
        const psc_bytes blob = revoke(&bob, &ada, T0 + 20);
        uint8_t spoilt[512];
        CHECK(blob.len <= sizeof spoilt);
        memcpy(spoilt, blob.at, blob.len);
        spoilt[i] ^= 1;
        CHECK(add((psc_bytes){spoilt, blob.len}) != PSC_OK);
        CHECK(topic.head.count == 4);
    }
    for (size_t len = 0; len < good.len; len += 7) {
        two();
        const psc_bytes blob = revoke(&bob, &ada, T0 + 20);
        const psc_bytes part = test_exact((psc_bytes){blob.at, len});
        CHECK(add(part) != PSC_OK);
        CHECK(topic.refused.kind == PSC_VARIANT_UNKNOWN);
        test_exact_free(part);
    }
}

static void test_order(void) {
    for (psc_time timestamp = T0 + 9; timestamp <= T0 + 10; timestamp++) {
        two();
        refused(PSC_ERR_CERTIFICATE_ORDER,
                enroll(&eve, &ada, timestamp, PSC_PROFILE_STANDARD).user);
        two();
        refused(PSC_ERR_CERTIFICATE_ORDER, revoke(&bob, &ada, timestamp));
        two();
        refused(PSC_ERR_CERTIFICATE_ORDER, update(&bob, &ada, timestamp, PSC_PROFILE_ADMIN));
    }
}

static void test_pairs(void) {
    /* Something else than the device, another time, another author, another person. */
    two();
    const psc_enrollment_blobs e = enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD);
    CHECK_OK(add(e.user));
    CHECK_STATUS(PSC_ERR_CERTIFICATE_PAIR, psc_common_topic_end(&topic, &ada.user_id));
    two();
    CHECK_OK(add(enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD).user));
    refused(PSC_ERR_CERTIFICATE_PAIR, revoke(&bob, &ada, T0 + 21));
    two();
    CHECK_OK(add(enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD).user));
    refused(PSC_ERR_CERTIFICATE_PAIR, enroll(&eve, &ada, T0 + 21, PSC_PROFILE_STANDARD).device);
    two();
    CHECK_OK(add(update(&bob, &ada, T0 + 15, PSC_PROFILE_ADMIN)));
    CHECK_OK(add(enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD).user));
    refused(PSC_ERR_CERTIFICATE_PAIR, enroll(&eve, &bob, T0 + 20, PSC_PROFILE_STANDARD).device);
    two();
    CHECK_OK(add(enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD).user));
    refused(PSC_ERR_CERTIFICATE_PAIR, enroll(&eve, NULL, T0 + 20, PSC_PROFILE_STANDARD).device);
    two();
    CHECK_OK(add(enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD).user));
    refused(PSC_ERR_CERTIFICATE_PAIR, enroll(&zoe, &ada, T0 + 20, PSC_PROFILE_STANDARD).device);
    begin();
    CHECK_OK(add(first().user));
    refused(PSC_ERR_CERTIFICATE_PAIR, enroll(&ada, &ada, T0, PSC_PROFILE_ADMIN).device);
}

static void test_authors(void) {
    two();
    refused(PSC_ERR_AUTHOR_UNKNOWN, enroll(&eve, &zoe, T0 + 20, PSC_PROFILE_STANDARD).user);
    static const int lower[] = {PSC_PROFILE_STANDARD, PSC_PROFILE_OUTSIDER};
    for (size_t i = 0; i < sizeof lower / sizeof lower[0]; i++) {
        two();
        if (lower[i] != PSC_PROFILE_STANDARD) {
            CHECK_OK(add(update(&bob, &ada, T0 + 15, lower[i])));
        }
        psc_common_topic kept = topic;
        refused(PSC_ERR_AUTHOR_PROFILE, enroll(&eve, &bob, T0 + 20, PSC_PROFILE_STANDARD).user);
        topic = kept;
        refused(PSC_ERR_AUTHOR_PROFILE, update(&ada, &bob, T0 + 20, PSC_PROFILE_STANDARD));
        topic = kept;
        refused(PSC_ERR_AUTHOR_PROFILE, revoke(&ada, &bob, T0 + 20));
    }
    /* An administrator until then, and no longer. */
    two();
    CHECK_OK(add(update(&bob, &ada, T0 + 20, PSC_PROFILE_ADMIN)));
    CHECK_OK(add(update(&ada, &bob, T0 + 30, PSC_PROFILE_STANDARD)));
    refused(PSC_ERR_AUTHOR_PROFILE, revoke(&bob, &ada, T0 + 40));
    two();
    CHECK_OK(add(update(&bob, &ada, T0 + 20, PSC_PROFILE_ADMIN)));
    CHECK_OK(add(revoke(&ada, &bob, T0 + 30)));
    psc_common_topic kept = topic;
    refused(PSC_ERR_AUTHOR_REVOKED, enroll(&eve, &ada, T0 + 40, PSC_PROFILE_STANDARD).user);
    topic = kept;
    refused(PSC_ERR_AUTHOR_REVOKED, revoke(&bob, &ada, T0 + 40));
    topic = kept;
    someone other = ada;
    someone_make(&other, 40, "ada@example.com", "Ada");
    other.user_id = ada.user_id;
    refused(PSC_ERR_AUTHOR_REVOKED, enroll(&other, &ada, T0 + 40, PSC_PROFILE_ADMIN).device);
}

static void test_subjects(void) {
    two();
    refused(PSC_ERR_AUTHOR_SELF, revoke(&ada, &ada, T0 + 20));
    two();
    refused(PSC_ERR_AUTHOR_SELF, update(&ada, &ada, T0 + 20, PSC_PROFILE_STANDARD));
    two();
    refused(PSC_ERR_MEMBER_UNKNOWN, revoke(&eve, &ada, T0 + 20));
    two();
    refused(PSC_ERR_MEMBER_UNKNOWN, update(&eve, &ada, T0 + 20, PSC_PROFILE_ADMIN));
    two();
    refused(PSC_ERR_NO_CHANGE, update(&bob, &ada, T0 + 20, PSC_PROFILE_STANDARD));
    two();
    CHECK_OK(add(update(&bob, &ada, T0 + 20, PSC_PROFILE_ADMIN)));
    refused(PSC_ERR_NO_CHANGE, update(&bob, &ada, T0 + 30, PSC_PROFILE_ADMIN));
    two();
    CHECK_OK(add(revoke(&bob, &ada, T0 + 20)));
    psc_common_topic kept = topic;
    refused(PSC_ERR_MEMBER_REVOKED, revoke(&bob, &ada, T0 + 30));
    topic = kept;
    refused(PSC_ERR_MEMBER_REVOKED, update(&bob, &ada, T0 + 30, PSC_PROFILE_ADMIN));
    two();
    someone again = eve;
    again.user_id = bob.user_id;
    refused(PSC_ERR_IDENTIFIER_TAKEN, enroll(&again, &ada, T0 + 20, PSC_PROFILE_STANDARD).user);
}

/* What the refused one was stays known, to be named. */
static void test_refused(void) {
    two();
    refused(PSC_ERR_AUTHOR_UNKNOWN, enroll(&eve, &zoe, T0 + 20, PSC_PROFILE_STANDARD).user);
    psc_arena_reset(&scratch);
    CHECK(topic.refused.kind == PSC_COMMON_USER);
    CHECK_TEXT("eve@example.com", topic.refused.user.human_handle.email);
    CHECK_TEXT("Eve", topic.refused.user.human_handle.label);
    two();
    refused(PSC_ERR_MEMBER_UNKNOWN, enroll(&eve, &bob, T0 + 20, PSC_PROFILE_STANDARD).device);
    psc_arena_reset(&scratch);
    CHECK(topic.refused.kind == PSC_COMMON_DEVICE);
    CHECK_TEXT("Web", topic.refused.device.device_label);
    two();
    refused(PSC_ERR_MEMBER_UNKNOWN, revoke(&eve, &ada, T0 + 20));
    CHECK(topic.refused.kind == PSC_COMMON_REVOKED_USER);
}

static void test_redaction(void) {
    psc_topic_head full;
    two();
    full = topic.head;
    begin();
    const psc_enrollment_blobs a = first();
    const psc_enrollment_blobs b = enroll(&bob, &ada, T0 + 10, PSC_PROFILE_STANDARD);
    CHECK_OK(add(a.redacted_user));
    CHECK_OK(add(a.redacted_device));
    CHECK_OK(add(b.redacted_user));
    CHECK_OK(add(b.redacted_device));
    CHECK(memcmp(&full, &topic.head, sizeof full) == 0);
    CHECK(psc_common_topic_member(&topic, &bob.user_id)->human_handle.email.at == NULL);
    CHECK_STATUS(PSC_ERR_CERTIFICATE_REDACTED, psc_common_topic_end(&topic, &bob.user_id));
    /* External users see nobody's name, not even their own. */
    begin();
    const psc_enrollment_blobs o = enroll(&bob, &ada, T0 + 10, PSC_PROFILE_OUTSIDER);
    const psc_enrollment_blobs c = first();
    CHECK_OK(add(c.redacted_user));
    CHECK_OK(add(c.redacted_device));
    CHECK_OK(add(o.redacted_user));
    CHECK_OK(add(o.redacted_device));
    CHECK_OK(psc_common_topic_end(&topic, &bob.user_id));
    CHECK_OK(add(enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD).redacted_user));
    CHECK_OK(add(enroll(&eve, &ada, T0 + 20, PSC_PROFILE_STANDARD).device));
    CHECK_STATUS(PSC_ERR_CERTIFICATE_REDACTED, psc_common_topic_end(&topic, &bob.user_id));
    /* Who is not in it at all may not use it. */
    two();
    CHECK_STATUS(PSC_ERR_MEMBER_UNKNOWN, psc_common_topic_end(&topic, &eve.user_id));
}

static void test_overlap(void) {
    size_t known;
    two();
    CHECK(psc_common_topic_after(&topic) == T0 + 9);
    const psc_enrollment_blobs b = enroll(&bob, &ada, T0 + 10, PSC_PROFILE_STANDARD);
    psc_bytes answer[] = {b.user, b.device, revoke(&bob, &ada, T0 + 20)};
    CHECK_OK(psc_common_topic_overlap(&known, &topic, &scratch, &(psc_list){answer, 3}));
    CHECK(known == 2);
    /* Somebody who sees no names now is still told the same. */
    psc_bytes redacted[] = {b.redacted_user, b.redacted_device};
    CHECK_OK(psc_common_topic_overlap(&known, &topic, &scratch, &(psc_list){redacted, 2}));
    CHECK_OK(add(answer[2]));
    CHECK_OK(psc_common_topic_overlap(&known, &topic, &scratch, &(psc_list){&answer[2], 1}));
    CHECK(known == 1);

    two();
    CHECK_STATUS(PSC_ERR_ROLLBACK,
                 psc_common_topic_overlap(&known, &topic, &scratch, &(psc_list){answer, 1}));
    CHECK_STATUS(PSC_ERR_ROLLBACK, add(answer[2]));
    two();
    CHECK_STATUS(PSC_ERR_ROLLBACK,
                 psc_common_topic_overlap(&known, &topic, &scratch, &(psc_list){NULL, 0}));
    two();
    const psc_enrollment_blobs e = enroll(&eve, &ada, T0 + 10, PSC_PROFILE_STANDARD);
    psc_bytes fork[] = {e.user, e.device};
    CHECK_STATUS(PSC_ERR_FORK,
                 psc_common_topic_overlap(&known, &topic, &scratch, &(psc_list){fork, 2}));
    two();
    psc_bytes garbage[] = {PSC_BYTES_LIT("garbage"), b.device};
    CHECK_STATUS(PSC_ERR_TRUNCATED,
                 psc_common_topic_overlap(&known, &topic, &scratch, &(psc_list){garbage, 2}));
    CHECK_STATUS(PSC_ERR_TRUNCATED, psc_common_topic_end(&topic, &ada.user_id));
}

/* The hash notices any other certificate, in any place. */
static void test_head(void) {
    two();
    const psc_topic_head head = topic.head;
    begin();
    const psc_enrollment_blobs a = first();
    const psc_enrollment_blobs b = enroll(&bob, &ada, T0 + 10, PSC_PROFILE_OUTSIDER);
    CHECK_OK(add(a.user));
    CHECK_OK(add(a.device));
    CHECK_OK(add(b.user));
    CHECK_OK(add(b.device));
    CHECK(head.count == topic.head.count && head.last == topic.head.last);
    CHECK(memcmp(head.hash, topic.head.hash, sizeof head.hash) != 0);
}

static void test_restore(void) {
    two();
    const psc_topic_head head = topic.head;
    psc_enrollment_blobs blobs[] = {first(), enroll(&bob, &ada, T0 + 10, PSC_PROFILE_STANDARD)};
    psc_bytes certificates[] = {blobs[0].user, blobs[0].device, blobs[1].user, blobs[1].device};
    const uint8_t key[32] = {1};
    const uint8_t other_key[32] = {2};
    psc_certificate_chunk chunk = {.first = 7, .certificates = {certificates, 4}};
    psc_bytes sealed;
    psc_bytes sealed_head;
    CHECK_OK(psc_certificate_chunk_seal(&sealed, &arena, test_host(), &chunk, key));
    CHECK_OK(psc_topic_head_seal(&sealed_head, &arena, test_host(), &head, key));
    psc_certificate_chunk opened;
    psc_topic_head opened_head;
    CHECK_OK(psc_certificate_chunk_open(&opened, &arena, sealed, key));
    CHECK_OK(psc_topic_head_open(&opened_head, &arena, sealed_head, key));
    CHECK(opened.first == 7 && opened.certificates.count == 4);
    CHECK(memcmp(&head, &opened_head, sizeof head) == 0);
    CHECK_STATUS(PSC_ERR_DECRYPT, psc_certificate_chunk_open(&opened, &arena, sealed, other_key));
    CHECK_STATUS(PSC_ERR_DECRYPT, psc_topic_head_open(&opened_head, &arena, sealed_head, other_key));
    /* One is not taken for the other. */
    CHECK_STATUS(PSC_ERR_UNKNOWN_VARIANT,
                 psc_certificate_chunk_open(&opened, &arena, sealed_head, key));
    CHECK_STATUS(PSC_ERR_UNKNOWN_VARIANT,
                 psc_topic_head_open(&opened_head, &arena, sealed, key));

    CHECK_OK(psc_certificate_chunk_open(&opened, &arena, sealed, key));
    psc_arena_reset(&state);
    CHECK_OK(psc_common_topic_init(&topic, &state, test_host(), root_verify));
    CHECK_OK(psc_common_topic_reserve(&topic, opened.certificates.count));
    for (size_t i = 0; i < opened.certificates.count; i++) {
        CHECK_OK(psc_common_topic_restore(&topic, &scratch,
                                          ((const psc_bytes *) opened.certificates.items)[i]));
    }
    CHECK(memcmp(&head, &topic.head, sizeof head) == 0);
    CHECK_OK(add(revoke(&bob, &ada, T0 + 20)));
}

/* Many, in an order that no table likes: each is found again, in the order they came. */
static void test_index(void) {
    psc_index index;
    CHECK_OK(psc_index_init(&index, &arena, test_host()));
    enum { MANY = 3000 };
    psc_uuid *ids;
    CHECK_OK(PSC_TAKE(&ids, &arena, MANY));
    for (size_t i = 0; i < MANY; i++) {
        ids[i].bytes[15] = (uint8_t) i;
        ids[i].bytes[0] = (uint8_t) (i >> 8);
        CHECK(psc_index_find(&index, &ids[i]) == NULL);
        CHECK_OK(psc_index_reserve(&index, 1));
        psc_index_add(&index, &ids[i]);
    }
    for (size_t i = 0; i < MANY; i++) {
        CHECK(psc_index_find(&index, &ids[i]) == &ids[i] && index.items[i] == &ids[i]);
    }
    CHECK_STATUS(PSC_ERR_MEMORY, psc_index_reserve(&index, (size_t) -1));
    CHECK_STATUS(PSC_ERR_MEMORY, psc_index_reserve(&index, PSC_ARENA_MAX));
    CHECK(psc_index_find(&index, &ids[MANY - 1]) == &ids[MANY - 1]);
    test_host_fail_random(1);
    CHECK_STATUS(PSC_ERR_RANDOM, psc_index_init(&index, &arena, test_host()));
}

static psc_enrollment_blobs blobs_a, blobs_b;
static psc_bytes change, end;

static psc_status build(psc_arena *room, void *context) {
    (void) context;
    psc_common_topic built;
    PSC_TRY(psc_common_topic_init(&built, room, test_host(), root_verify));
    const psc_bytes all[] = {blobs_a.user, blobs_a.device, blobs_b.user, blobs_b.device,
                             change,       end};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const psc_status status = psc_common_topic_add(&built, &scratch, all[i]);
        /* Nothing is refused, and the same may be tried again. */
        CHECK(status == PSC_OK || built.status == PSC_OK);
        PSC_TRY(status);
    }
    const psc_status status = psc_common_topic_add(&built, &scratch, blobs_b.user);
    CHECK(status == PSC_ERR_MEMORY || built.status == PSC_ERR_CERTIFICATE_ORDER);
    return status == PSC_ERR_CERTIFICATE_ORDER ? PSC_OK : status;
}

static void test_memory(void) {
    begin();
    blobs_a = first();
    blobs_b = enroll(&bob, &ada, T0 + 10, PSC_PROFILE_STANDARD);
    change = update(&bob, &ada, T0 + 20, PSC_PROFILE_ADMIN);
    end = revoke(&bob, &ada, T0 + 30);
    test_each_piece(build, NULL);
}

int main(void) {
    test_arena_init(&arena);
    test_arena_init(&state);
    test_arena_init(&scratch);
    CHECK_OK(psc_signing_key_make(root_verify, root_signing, test_host()));
    someone_make(&ada, 1, "ada@example.com", "Ada");
    someone_make(&bob, 2, "bob@example.com", "Bob");
    someone_make(&eve, 3, "eve@example.com", "Eve");
    someone_make(&zoe, 4, "zoe@example.com", "Zoe");
    test_questions();
    test_second_device();
    test_root();
    test_signature();
    test_order();
    test_pairs();
    test_authors();
    test_subjects();
    test_refused();
    test_redaction();
    test_overlap();
    test_head();
    test_restore();
    test_index();
    test_memory();
    psc_arena_free(&arena);
    psc_arena_free(&state);
    psc_arena_free(&scratch);
    return test_finish();
}
