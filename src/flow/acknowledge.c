// SPDX-License-Identifier: MPL-2.0
/* The person has seen which devices were added: remembered here, sealed, and in this browser only. */
#include "flow/device.h"
#include "flow/protect.h"
#include "trust/cache.h"

#define PSC_ACKNOWLEDGE_STATES(X)                                                                  \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_KEPT, "await-kept")

typedef enum psc_acknowledge_state {
#define X(name, text) PSC_ACKNOWLEDGE_##name,
    PSC_ACKNOWLEDGE_STATES(X)
#undef X
} psc_acknowledge_state;

static const char *const psc_acknowledge_states[] = {
#define X(name, text) [PSC_ACKNOWLEDGE_##name] = (text),
    PSC_ACKNOWLEDGE_STATES(X)
#undef X
};

typedef struct psc_acknowledge {
    psc_flow flow;
    psc_device *device;
    psc_time until;
} psc_acknowledge;

static psc_status psc_acknowledge_begin(psc_acknowledge *acknowledge) {
    psc_flow *flow = &acknowledge->flow;
    psc_device *device = acknowledge->device;
    psc_trust *trust = &device->trust;
    if (!trust->known && !trust->remembered) {
        return psc_fail_unharmed(flow, PSC_ERR_NOT_KNOWN_YET);
    }
    /* Nobody has seen what does not exist yet. */
    const psc_time last = trust->common.head.last;
    const psc_time until = acknowledge->until < last ? acknowledge->until : last;
    if (until > trust->acknowledged) {
        trust->acknowledged = until;
    }
    psc_store_operation operation = {.verb = PSC_STORE_PUT, .store = PSC_STORE_DATA};
    PSC_TRY(psc_device_data_key(&operation.key, &flow->scratch, device, PSC_ACKNOWLEDGED));
    PSC_TRY(psc_acknowledgment_seal(&operation.value, &flow->scratch, flow->host,
                                    trust->acknowledged, device->local.local_symkey));
    PSC_TRY(psc_flow_store(NULL, flow, &operation, 1, 0));
    return psc_await_machine(flow, PSC_ACKNOWLEDGE_AWAIT_KEPT);
}

/* Where nothing can be kept, it holds until the device is closed: being told again does no harm. */
static psc_status psc_acknowledge_kept(psc_acknowledge *acknowledge, const psc_event *event) {
    psc_flow *flow = &acknowledge->flow;
    if (event->kind == PSC_EVENT_HURRY) {
        return PSC_OK;
    }
    if (event->kind == PSC_EVENT_STORE_FAILURE && event->as.store_failure == PSC_STORE_CONFLICT) {
        return psc_fail_store(flow, event);
    }
    return psc_flow_finish(flow, &(psc_result) {.kind = PSC_RESULT_NOTHING});
}

static psc_status psc_acknowledge_step(psc_flow *flow, const psc_event *event,
                                       const psc_pending *answered) {
    (void) answered;
    psc_acknowledge *acknowledge = (psc_acknowledge *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    switch ((psc_acknowledge_state) flow->awaited) {
    case PSC_ACKNOWLEDGE_AWAIT_BEGIN:
        return psc_acknowledge_begin(acknowledge);
    case PSC_ACKNOWLEDGE_AWAIT_KEPT:
        return psc_acknowledge_kept(acknowledge, event);
    }
    return PSC_ERR_STATE;
}

static void psc_acknowledge_close(psc_flow *flow) {
    psc_device_release(((psc_acknowledge *) flow)->device);
}

static const psc_flow_class psc_acknowledge_class = {
    .name = "acknowledge",
    .states = psc_acknowledge_states,
    .size = sizeof(psc_acknowledge),
    .step = psc_acknowledge_step,
    .close = psc_acknowledge_close,
};

psc_status psc_acknowledge_new(psc_flow **flow, const psc_host *host,
                               const psc_acknowledge_options *options) {
    PSC_TRY(psc_flow_make(flow, host, &psc_acknowledge_class));
    psc_acknowledge *acknowledge = (psc_acknowledge *) *flow;
    psc_device_retain(options->device);
    acknowledge->device = options->device;
    acknowledge->until = options->until;
    return PSC_OK;
}
