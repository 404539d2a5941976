// SPDX-License-Identifier: MPL-2.0
#include <stdlib.h>
#include <string.h>

#include "flow/asking.h"
#include "flow/device.h"
#include "flow/journey.h"
#include "flow/protect.h"

typedef enum psc_home_state {
    PSC_HOME_AWAIT_BEGIN,
    PSC_HOME_AWAIT_RECORDS,
    PSC_HOME_AWAIT_OFFICIAL
} psc_home_state;
static const char *const psc_home_states[] = {"await-begin", "await-records", "await-official"};

typedef struct psc_home {
    psc_flow flow;
    psc_bytes forget; /* absent: nothing */
    psc_list devices; /* of psc_device_line */
    psc_list journeys;
    psc_list requests; /* of psc_request_line */
} psc_home;

static psc_device_line *psc_home_find(psc_list lines, const psc_uuid *device_id) {
    psc_device_line *known = lines.items;
    for (size_t i = 0; i < lines.count; i++) {
        if (known[i].readable && psc_uuid_equal(&known[i].device_id, device_id)) {
            return &known[i];
        }
    }
    return NULL;
}

/* Appends one line per record, but for devices that are listed already: a device has one file, ours
 * comes first, and one that is put aside only when there is no other. */
static psc_status psc_home_add(psc_home *home, int store, psc_list records) {
    psc_arena *arena = &home->flow.state;
    psc_device_line *lines;
    PSC_TRY(PSC_TAKE(&lines, arena, home->devices.count + records.count));
    if (home->devices.count > 0) {
        memcpy(lines, home->devices.items, home->devices.count * sizeof *lines);
    }
    psc_list grown = {lines, home->devices.count};
    const psc_store_record *record = records.items;
    for (size_t i = 0; i < records.count; i++) {
        psc_device_line line;
        const psc_device_place place = {store, record[i].key};
        PSC_TRY(psc_device_line_read(&line, arena, &place, record[i].value));
        psc_device_line *known = line.readable ? psc_home_find(grown, &line.device_id) : NULL;
        if (known == NULL) {
            lines[grown.count++] = line;
        } else if (known->aside && !line.aside) {
            *known = line;
        }
    }
    home->devices = grown;
    return PSC_OK;
}

/* A record of a kind that this version does not know stays where it is, unlisted. */
static psc_status psc_home_add_journeys(psc_home *home, psc_list records) {
    psc_arena *arena = &home->flow.state;
    psc_journey_line *lines;
    PSC_TRY(PSC_TAKE(&lines, arena, records.count));
    size_t count = 0;
    const psc_store_record *record = records.items;
    for (size_t i = 0; i < records.count; i++) {
        psc_journey journey;
        psc_status status = psc_journey_read(&journey, &home->flow.scratch, record[i].value);
        psc_bytes server_url;
        psc_bytes host;
        if (status == PSC_OK) {
            status = psc_server_url_parse(&server_url, &host, arena, journey.server_url);
        }
        if (status == PSC_ERR_MEMORY) {
            return status;
        }
        if (status != PSC_OK) {
            continue;
        }
        psc_journey_line *line = &lines[count++];
        *line = (psc_journey_line) {
            .kind = journey.kind, .host = host, .created_on = journey.created_on};
        PSC_TRY(psc_bytes_copy(&line->key, arena, record[i].key));
        PSC_TRY(psc_bytes_copy(&line->organization, arena, journey.organization_id));
        PSC_TRY(psc_bytes_copy(&line->human_handle.email, arena, journey.human_handle.email));
        PSC_TRY(psc_bytes_copy(&line->human_handle.label, arena, journey.human_handle.label));
    }
    home->journeys = (psc_list) {lines, count};
    return PSC_OK;
}

static psc_status psc_home_add_requests(psc_home *home, psc_list records) {
    psc_arena *arena = &home->flow.state;
    const psc_store_record *record = records.items;
    psc_request_line *lines;
    PSC_TRY(PSC_TAKE(&lines, arena, records.count));
    for (size_t i = 0; i < records.count; i++) {
        PSC_TRY(psc_request_line_read(&lines[i], arena, record[i].key, record[i].value));
    }
    home->requests = (psc_list) {lines, records.count};
    return PSC_OK;
}

static int psc_bytes_order(psc_bytes a, psc_bytes b) {
    const int order = memcmp(a.at, b.at, a.len < b.len ? a.len : b.len);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* Newest first; keys make the order total. */
static int psc_device_line_order(const void *left, const void *right) {
    const psc_device_line *a = left;
    const psc_device_line *b = right;
    if (a->created_on != b->created_on) {
        return a->created_on < b->created_on ? 1 : -1;
    }
    return a->place.store != b->place.store ? a->place.store - b->place.store
                                            : psc_bytes_order(a->place.key, b->place.key);
}

static int psc_journey_line_order(const void *left, const void *right) {
    const psc_journey_line *a = left;
    const psc_journey_line *b = right;
    if (a->created_on != b->created_on) {
        return a->created_on < b->created_on ? 1 : -1;
    }
    return psc_bytes_order(a->key, b->key);
}

static int psc_request_line_order(const void *left, const void *right) {
    const psc_request_line *a = left;
    const psc_request_line *b = right;
    if (a->submitted_on != b->submitted_on) {
        return a->submitted_on < b->submitted_on ? 1 : -1;
    }
    return psc_bytes_order(a->key, b->key);
}

static psc_status psc_home_finish(psc_home *home) {
    qsort(home->devices.items, home->devices.count, sizeof(psc_device_line), psc_device_line_order);
    qsort(home->journeys.items, home->journeys.count, sizeof(psc_journey_line),
          psc_journey_line_order);
    qsort(home->requests.items, home->requests.count, sizeof(psc_request_line),
          psc_request_line_order);
    return psc_flow_finish(&home->flow, &(psc_result) {
                                            .kind = PSC_RESULT_HOME,
                                            .as.home = {.devices = home->devices,
                                                        .requests = home->requests,
                                                        .journeys = home->journeys},
                                        });
}

static psc_status psc_home_begin(psc_home *home) {
    const psc_store_operation operations[] = {
        {.verb = PSC_STORE_DELETE, .store = PSC_STORE_JOURNEYS, .key = home->forget},
        {.verb = PSC_STORE_LIST, .store = PSC_STORE_DEVICES},
        {.verb = PSC_STORE_LIST, .store = PSC_STORE_JOURNEYS},
        {.verb = PSC_STORE_LIST, .store = PSC_STORE_ENROLLMENTS},
    };
    const size_t skipped = home->forget.at == NULL ? 1 : 0;
    PSC_TRY(psc_flow_store(NULL, &home->flow, operations + skipped, 4 - skipped, 0));
    return psc_await_machine(&home->flow, PSC_HOME_AWAIT_RECORDS);
}

static psc_status psc_home_records(psc_home *home, const psc_event *event) {
    static const psc_store_operation operation = {.verb = PSC_STORE_LIST,
                                                  .store = PSC_STORE_OFFICIAL};
    if (event->kind == PSC_EVENT_STORE_FAILURE) {
        return psc_fail_store(&home->flow, event);
    }
    const size_t first = home->forget.at == NULL ? 0 : 1;
    PSC_TRY(psc_home_add(home, PSC_STORE_DEVICES, psc_stored_records(event, first)));
    PSC_TRY(psc_home_add_journeys(home, psc_stored_records(event, first + 1)));
    PSC_TRY(psc_home_add_requests(home, psc_stored_records(event, first + 2)));
    PSC_TRY(psc_flow_store(NULL, &home->flow, &operation, 1, 0));
    return psc_await_machine(&home->flow, PSC_HOME_AWAIT_OFFICIAL);
}

/* Not every browser has the official client's storage: ours is shown all the same. */
static psc_status psc_home_official(psc_home *home, const psc_event *event) {
    if (event->kind == PSC_EVENT_STORED) {
        PSC_TRY(psc_home_add(home, PSC_STORE_OFFICIAL, psc_stored_records(event, 0)));
    }
    return psc_home_finish(home);
}

static psc_status psc_home_step(psc_flow *flow, const psc_event *event,
                                const psc_pending *answered) {
    (void) answered;
    psc_home *home = (psc_home *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    switch ((psc_home_state) flow->awaited) {
    case PSC_HOME_AWAIT_BEGIN:
        return psc_home_begin(home);
    case PSC_HOME_AWAIT_RECORDS:
        return psc_home_records(home, event);
    case PSC_HOME_AWAIT_OFFICIAL:
        return psc_home_official(home, event);
    }
    return PSC_ERR_STATE;
}

static const psc_flow_class psc_home_class = {
    .name = "home",
    .states = psc_home_states,
    .size = sizeof(psc_home),
    .step = psc_home_step,
};

psc_status psc_home_new(psc_flow **flow, const psc_host *host, const psc_home_options *options) {
    *flow = NULL;
    psc_flow *made;
    PSC_TRY(psc_flow_make(&made, host, &psc_home_class));
    const psc_status status =
        psc_bytes_copy(&((psc_home *) made)->forget, &made->state, options->forget);
    if (status != PSC_OK) {
        psc_flow_free(made);
        return status;
    }
    *flow = made;
    return PSC_OK;
}
