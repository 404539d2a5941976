// SPDX-License-Identifier: MPL-2.0
#include "flow/claim_kind.h"

#include <string.h>

#include "crypto/random.h"
#include "crypto/sign.h"
#include "flow/device.h"
#include "schema/invite_payloads.h"
#include "schema/table.h"

/* -------------------------------------------------------------------------------------- people */

static psc_status psc_claim_copy_handle(psc_human_handle *out, psc_arena *arena,
                                        const psc_human_handle *in) {
    PSC_TRY(psc_bytes_copy(&out->email, arena, in->email));
    return psc_bytes_copy(&out->label, arena, in->label);
}

static psc_status psc_claim_room(psc_claim_people *people, psc_arena *arena, size_t count) {
    *people = (psc_claim_people) {0};
    PSC_TRY(PSC_TAKE(&people->greeters, arena, count));
    return PSC_TAKE(&people->greeter_ids, arena, count);
}

/* A list from the server: named twice is there once, too many are left out, the inviter never. */
static psc_status psc_claim_add_greeter(psc_claim_people *people, psc_arena *arena,
                                        const psc_uuid *user_id, const psc_human_handle *handle) {
    for (size_t i = 0; i < people->count; i++) {
        if (psc_uuid_equal(&people->greeter_ids[i], user_id)) {
            return PSC_OK;
        }
    }
    if (people->count == PSC_CLAIM_GREETERS_MAX) {
        return PSC_OK;
    }
    PSC_TRY(psc_claim_copy_handle(&people->greeters[people->count], arena, handle));
    people->greeter_ids[people->count] = *user_id;
    people->count++;
    return PSC_OK;
}

static psc_status psc_claim_read_inviter(psc_claim_people *people, psc_arena *arena,
                                         const psc_inviter *inviter) {
    if (inviter->tag == PSC_INVITER_USER) {
        return psc_claim_copy_handle(&people->inviter, arena, &inviter->user.human_handle);
    }
    return inviter->tag == PSC_INVITER_EXTERNAL_SERVICE
               ? psc_bytes_copy(&people->service_label, arena,
                                inviter->external_service.service_label)
               : PSC_OK;
}

static psc_status psc_claim_add_administrators(psc_claim_people *people, psc_arena *arena,
                                               const psc_invitation_info *info,
                                               const psc_uuid *only) {
    const psc_administrator *administrators = info->administrators.items;
    for (size_t i = 0; i < info->administrators.count; i++) {
        if (only == NULL || psc_uuid_equal(&administrators[i].user_id, only)) {
            PSC_TRY(psc_claim_add_greeter(people, arena, &administrators[i].user_id,
                                          &administrators[i].human_handle));
        }
    }
    return PSC_OK;
}

/* ------------------------------------------------------------------------------------ a newcomer */

static psc_status psc_claim_user_people(psc_claim_people *people, psc_arena *arena,
                                        const psc_invitation_info *info) {
    PSC_TRY(psc_claim_room(people, arena, PSC_CLAIM_GREETERS_MAX));
    PSC_TRY(psc_bytes_copy(&people->email, arena, info->claimer_email));
    PSC_TRY(psc_claim_read_inviter(people, arena, &info->created_by));
    if (info->created_by.tag == PSC_INVITER_USER) {
        PSC_TRY(psc_claim_add_administrators(people, arena, info, &info->created_by.user.user_id));
    }
    return psc_claim_add_administrators(people, arena, info, NULL);
}

static psc_status psc_claim_user_request(psc_buf *content, psc_local_device *local,
                                         const psc_claim_self *self, const psc_host *host) {
    psc_invite_user_data data = {
        .requested_device_label = self->device_label,
        .requested_human_handle = self->human_handle,
    };
    PSC_TRY(psc_local_device_make(local, data.verify_key, data.public_key, host));
    return psc_record_write(content, &data, &psc_invite_user_data_record);
}

/* An administrator has the last word on who the newcomer is. */
static psc_status psc_claim_user_confirmation(psc_local_device *local, psc_arena *arena,
                                              psc_bytes content, const psc_uuid *greeter_id,
                                              const psc_human_handle *greeter) {
    (void) greeter_id;
    (void) greeter;
    psc_invite_user_confirmation confirmation;
    PSC_TRY(psc_record_read(&confirmation, arena, content, &psc_invite_user_confirmation_record));
    local->user_id = confirmation.user_id;
    local->device_id = confirmation.device_id;
    local->device_label = confirmation.device_label;
    local->human_handle = confirmation.human_handle;
    local->initial_profile = confirmation.profile;
    memcpy(local->root_verify_key, confirmation.root_verify_key, sizeof local->root_verify_key);
    return PSC_OK;
}

/* ----------------------------------------------------------------------- another device of somebody */

static psc_status psc_claim_device_people(psc_claim_people *people, psc_arena *arena,
                                          const psc_invitation_info *info) {
    PSC_TRY(psc_claim_room(people, arena, 1));
    PSC_TRY(psc_claim_copy_handle(&people->invited, arena, &info->claimer_human_handle));
    people->email = people->invited.email;
    const psc_inviter *inviter = &info->created_by;
    if (inviter->tag != PSC_INVITER_USER ||
        !psc_uuid_equal(&inviter->user.user_id, &info->claimer_user_id)) {
        PSC_TRY(psc_claim_read_inviter(people, arena, inviter));
    }
    return psc_claim_add_greeter(people, arena, &info->claimer_user_id,
                                 &info->claimer_human_handle);
}

/* The private key and the realm's come from the other device. */
static psc_status psc_claim_device_request(psc_buf *content, psc_local_device *local,
                                           const psc_claim_self *self, const psc_host *host) {
    psc_invite_device_data data = {.requested_device_label = self->device_label};
    *local = (psc_local_device) {0};
    PSC_TRY(psc_signing_key_make(data.verify_key, local->signing_key, host));
    PSC_TRY(psc_host_random(host, local->local_symkey, sizeof local->local_symkey));
    return psc_record_write(content, &data, &psc_invite_device_data_record);
}

/* A key that was never set: nothing sealed for its public half is secret. */
static bool psc_claim_key_is_unset(const uint8_t key[PSC_SECRET_KEY_BYTES]) {
    static const uint8_t unset[PSC_SECRET_KEY_BYTES];
    return psc_secret_equal(key, unset, sizeof unset);
}

/* Somebody gives devices to nobody but themselves. */
static bool psc_claim_is_own(const psc_invite_device_confirmation *confirmation,
                             const psc_uuid *greeter_id, const psc_human_handle *greeter) {
    return psc_uuid_equal(&confirmation->user_id, greeter_id) &&
           psc_bytes_equal(confirmation->human_handle.email, greeter->email) &&
           !psc_claim_key_is_unset(confirmation->private_key) &&
           !psc_claim_key_is_unset(confirmation->user_realm_key);
}

static psc_status psc_claim_device_confirmation(psc_local_device *local, psc_arena *arena,
                                                psc_bytes content, const psc_uuid *greeter_id,
                                                const psc_human_handle *greeter) {
    psc_invite_device_confirmation confirmation;
    psc_status status =
        psc_record_read(&confirmation, arena, content, &psc_invite_device_confirmation_record);
    if (status == PSC_OK && !psc_claim_is_own(&confirmation, greeter_id, greeter)) {
        status = PSC_ERR_MISMATCH;
    }
    if (status == PSC_OK) {
        local->user_id = confirmation.user_id;
        local->device_id = confirmation.device_id;
        local->device_label = confirmation.device_label;
        local->human_handle = confirmation.human_handle;
        local->initial_profile = confirmation.profile;
        local->user_realm_id = confirmation.user_realm_id;
        memcpy(local->private_key, confirmation.private_key, sizeof local->private_key);
        memcpy(local->user_realm_key, confirmation.user_realm_key, sizeof local->user_realm_key);
        memcpy(local->root_verify_key, confirmation.root_verify_key, sizeof local->root_verify_key);
    }
    psc_wipe(&confirmation, sizeof confirmation);
    return status;
}

/* ---------------------------------------------------------------------------------------- the two */

static const psc_claim_kind psc_claim_kinds[] = {
    {
        .link = PSC_ADDRESS_CLAIM_USER,
        .invitation = PSC_INVITATION_USER,
        .journey = PSC_JOURNEY_CLAIM,
        .unconfirmed = PSC_ERR_ENROLLED_WITHOUT_DEVICE,
        .read_people = psc_claim_user_people,
        .make_request = psc_claim_user_request,
        .read_confirmation = psc_claim_user_confirmation,
    },
    {
        .link = PSC_ADDRESS_CLAIM_DEVICE,
        .invitation = PSC_INVITATION_DEVICE,
        .journey = PSC_JOURNEY_CLAIM_DEVICE,
        .unconfirmed = PSC_ERR_DEVICE_UNCONFIRMED,
        .read_people = psc_claim_device_people,
        .make_request = psc_claim_device_request,
        .read_confirmation = psc_claim_device_confirmation,
    },
};

const psc_claim_kind *psc_claim_kind_of_link(psc_address_kind link) {
    for (size_t i = 0; i < PSC_COUNT(psc_claim_kinds); i++) {
        if (psc_claim_kinds[i].link == link) {
            return &psc_claim_kinds[i];
        }
    }
    return NULL;
}

const psc_claim_kind *psc_claim_kind_of_journey(int journey) {
    for (size_t i = 0; i < PSC_COUNT(psc_claim_kinds); i++) {
        if ((int) psc_claim_kinds[i].journey == journey) {
            return &psc_claim_kinds[i];
        }
    }
    return NULL;
}
