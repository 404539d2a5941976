// SPDX-License-Identifier: MPL-2.0
#include "schema/invite_payloads.h"

#include "schema/table.h"

static const psc_field psc_invite_user_data_fields[] = {
    PSC_FIELD(psc_invite_user_data, requested_device_label, PSC_KIND_STR, &psc_device_label_rule),
    PSC_FIELD(psc_invite_user_data, requested_human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_invite_user_data, public_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_invite_user_data, verify_key, PSC_KIND_FIXED, NULL),
};
const psc_record psc_invite_user_data_record =
    PSC_RECORD("type", "invite_user_data", psc_invite_user_data, psc_invite_user_data_fields);

static const psc_field psc_invite_user_confirmation_fields[] = {
    PSC_FIELD(psc_invite_user_confirmation, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_invite_user_confirmation, device_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_invite_user_confirmation, device_label, PSC_KIND_STR, &psc_device_label_rule),
    PSC_FIELD(psc_invite_user_confirmation, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_invite_user_confirmation, profile, PSC_KIND_ENUM, &psc_profile_names),
    PSC_FIELD(psc_invite_user_confirmation, root_verify_key, PSC_KIND_FIXED, NULL),
};
const psc_record psc_invite_user_confirmation_record =
    PSC_RECORD("type", "invite_user_confirmation", psc_invite_user_confirmation,
               psc_invite_user_confirmation_fields);

static const psc_field psc_invite_device_data_fields[] = {
    PSC_FIELD(psc_invite_device_data, requested_device_label, PSC_KIND_STR, &psc_device_label_rule),
    PSC_FIELD(psc_invite_device_data, verify_key, PSC_KIND_FIXED, NULL),
};
const psc_record psc_invite_device_data_record =
    PSC_RECORD("type", "invite_device_data", psc_invite_device_data, psc_invite_device_data_fields);

static const psc_field psc_invite_device_confirmation_fields[] = {
    PSC_FIELD(psc_invite_device_confirmation, user_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_invite_device_confirmation, device_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_invite_device_confirmation, device_label, PSC_KIND_STR, &psc_device_label_rule),
    PSC_FIELD(psc_invite_device_confirmation, human_handle, PSC_KIND_HUMAN_HANDLE, NULL),
    PSC_FIELD(psc_invite_device_confirmation, profile, PSC_KIND_ENUM, &psc_profile_names),
    PSC_FIELD(psc_invite_device_confirmation, private_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_invite_device_confirmation, user_realm_id, PSC_KIND_UUID, NULL),
    PSC_FIELD(psc_invite_device_confirmation, user_realm_key, PSC_KIND_FIXED, NULL),
    PSC_FIELD(psc_invite_device_confirmation, root_verify_key, PSC_KIND_FIXED, NULL),
};
const psc_record psc_invite_device_confirmation_record =
    PSC_RECORD("type", "invite_device_confirmation", psc_invite_device_confirmation,
               psc_invite_device_confirmation_fields);
