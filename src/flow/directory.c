// SPDX-License-Identifier: MPL-2.0
/* What a device knows of its organization, as lists for a screen. Asks nobody: `session` keeps it up to date. */
#include <stdlib.h>
#include <string.h>

#include "flow/device.h"

/* People are listed until there are so many lines: somebody's devices are never apart. */
#define PSC_DIRECTORY_LINES ((size_t) 1000)

static const char *const psc_directory_states[] = {"await-begin"};

typedef struct psc_directory {
    psc_flow flow;
    psc_device *device;
    uint32_t first;
    const psc_member_device *own; /* that device in the topic; NULL when it is not there */
} psc_directory;

static psc_status psc_directory_name(psc_human_handle *out, psc_arena *arena,
                                     const psc_human_handle *in) {
    PSC_TRY(psc_bytes_copy(&out->email, arena, in->email));
    return psc_bytes_copy(&out->label, arena, in->label);
}

/* The person behind a device; absent for the root key. */
static psc_status psc_directory_author(psc_human_handle *out, psc_arena *arena,
                                       const psc_member_device *author) {
    *out = (psc_human_handle) {PSC_BYTES_ABSENT, PSC_BYTES_ABSENT};
    return author == NULL ? PSC_OK : psc_directory_name(out, arena, &author->member->human_handle);
}

static psc_status psc_directory_person(psc_person_line *line, psc_directory *directory,
                                       const psc_member *member) {
    psc_arena *arena = &directory->flow.state;
    const psc_local_device *local = &directory->device->local;
    *line = (psc_person_line) {
        .user_id = member->user_id,
        .profile = psc_member_profile(member),
        .created_on = member->created_on,
        .self = psc_uuid_equal(&member->user_id, &local->user_id),
        .revoked = member->revoked,
        .revoked_on = member->revoked_on,
    };
    /* An External user gets everybody's certificate without a name, also their own. */
    PSC_TRY(psc_directory_name(&line->human_handle, arena,
                               line->self ? &local->human_handle : &member->human_handle));
    PSC_TRY(psc_directory_author(&line->created_by, arena, member->author));
    return psc_directory_author(&line->revoked_by, arena, member->revoked_by);
}

/* Another device made it: the person is to hear of it here. What was there before this device was
 * no news to whoever made this one. */
static bool psc_directory_is_news(const psc_directory *directory, const psc_member_device *device) {
    const psc_member_device *own = directory->own;
    return psc_uuid_equal(&device->member->user_id, &directory->device->local.user_id) &&
           (own == NULL || (device->author != own && device->created_on > own->created_on)) &&
           device->created_on > directory->device->trust.acknowledged;
}

static psc_status psc_directory_device(psc_member_device_line *line, psc_directory *directory,
                                       const psc_member_device *device) {
    const psc_local_device *local = &directory->device->local;
    *line = (psc_member_device_line) {
        .device_id = device->device_id,
        .user_id = device->member->user_id,
        .purpose = device->purpose,
        .created_on = device->created_on,
        .self = psc_uuid_equal(&device->device_id, &local->device_id),
        .news = psc_directory_is_news(directory, device),
    };
    return psc_bytes_copy(&line->device_label, &directory->flow.state,
                          line->self ? local->device_label : device->label);
}

static const psc_member *psc_directory_member(const psc_common_topic *topic, size_t i) {
    return (const psc_member *) (const void *) topic->members.items[i];
}

/* How many people there are to list from `first` on, and how many devices they have. */
static size_t psc_directory_people(size_t *devices, const psc_common_topic *topic, size_t first) {
    size_t people = 0;
    *devices = 0;
    while (first + people < topic->members.count && people + *devices < PSC_DIRECTORY_LINES) {
        const psc_member_device *device = psc_directory_member(topic, first + people)->first_device;
        for (; device != NULL; device = device->next) {
            (*devices)++;
        }
        people++;
    }
    return people;
}

static psc_status psc_directory_begin(psc_directory *directory) {
    psc_flow *flow = &directory->flow;
    const psc_common_topic *topic = &directory->device->trust.common;
    if (!directory->device->trust.known && !directory->device->trust.remembered) {
        return psc_flow_fail_with(flow, PSC_ERR_NOT_KNOWN_YET);
    }
    const size_t members = topic->members.count;
    const size_t first = directory->first < members ? directory->first : members;
    directory->own = psc_common_topic_device(topic, &directory->device->local.device_id);
    psc_result_directory found = {.certificates = (uint32_t) topic->head.count};
    found.people.count = psc_directory_people(&found.devices.count, topic, first);
    psc_person_line *person;
    psc_member_device_line *line;
    PSC_TRY(PSC_TAKE(&person, &flow->state, found.people.count));
    PSC_TRY(PSC_TAKE(&line, &flow->state, found.devices.count));
    found.people.items = person;
    found.devices.items = line;
    const size_t next = first + found.people.count;
    for (size_t i = first; i < next; i++) {
        const psc_member *member = psc_directory_member(topic, i);
        PSC_TRY(psc_directory_person(person++, directory, member));
        for (const psc_member_device *device = member->first_device; device != NULL;
             device = device->next) {
            PSC_TRY(psc_directory_device(line++, directory, device));
        }
    }
    found.has_next = next < members;
    found.next = (uint32_t) next;
    return psc_flow_finish(flow,
                           &(psc_result) {.kind = PSC_RESULT_DIRECTORY, .as.directory = found});
}

static psc_status psc_directory_step(psc_flow *flow, const psc_event *event,
                                     const psc_pending *answered) {
    (void) answered;
    return event->kind == PSC_EVENT_BEGIN ? psc_directory_begin((psc_directory *) flow)
                                          : PSC_ERR_STATE;
}

static void psc_directory_close(psc_flow *flow) {
    psc_device_release(((psc_directory *) flow)->device);
}

static const psc_flow_class psc_directory_class = {
    .name = "directory",
    .states = psc_directory_states,
    .size = sizeof(psc_directory),
    .step = psc_directory_step,
    .close = psc_directory_close,
};

psc_status psc_directory_new(psc_flow **flow, const psc_host *host,
                             const psc_directory_options *options) {
    PSC_TRY(psc_flow_make(flow, host, &psc_directory_class));
    psc_directory *directory = (psc_directory *) *flow;
    directory->device = options->device;
    directory->first = options->first;
    psc_device_retain(directory->device);
    return PSC_OK;
}
