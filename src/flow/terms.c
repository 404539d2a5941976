// SPDX-License-Identifier: MPL-2.0
#include "flow/accepting.h"
#include "flow/protect.h"

#define PSC_TERMS_STATES(X)                                                                        \
    X(AWAIT_BEGIN, "await-begin")                                                                  \
    X(AWAIT_TERMS, "await-terms")                                                                  \
    X(AWAIT_DECISION, "await-decision")                                                            \
    X(AWAIT_ACCEPTED, "await-accepted")

typedef enum psc_terms_state {
#define X(name, text) PSC_TERMS_##name,
    PSC_TERMS_STATES(X)
#undef X
} psc_terms_state;

static const char *const psc_terms_states[] = {
#define X(name, text) [PSC_TERMS_##name] = (text),
    PSC_TERMS_STATES(X)
#undef X
};

static const psc_accepting_states psc_terms_accepting_states = {
    .terms = PSC_TERMS_AWAIT_TERMS,
    .decision = PSC_TERMS_AWAIT_DECISION,
    .accepted = PSC_TERMS_AWAIT_ACCEPTED,
};

typedef struct psc_terms {
    psc_flow flow;
    psc_device *device;
    psc_accepting accepting;
} psc_terms;

static psc_status psc_terms_event(psc_terms *terms, const psc_event *event) {
    bool settled;
    PSC_TRY(psc_accepting_event(&settled, &terms->accepting, event));
    return settled ? psc_flow_finish(&terms->flow, &(psc_result) {.kind = PSC_RESULT_NOTHING})
                   : PSC_OK;
}

static psc_status psc_terms_step(psc_flow *flow, const psc_event *event,
                                 const psc_pending *answered) {
    (void) answered;
    psc_terms *terms = (psc_terms *) flow;
    if (event->kind == PSC_EVENT_CANCEL) {
        return psc_fail_unharmed(flow, PSC_ERR_CANCELLED);
    }
    switch ((psc_terms_state) flow->awaited) {
    case PSC_TERMS_AWAIT_BEGIN:
        return psc_accepting_begin(&terms->accepting, flow, terms->device,
                                   &psc_terms_accepting_states);
    case PSC_TERMS_AWAIT_TERMS:
    case PSC_TERMS_AWAIT_DECISION:
    case PSC_TERMS_AWAIT_ACCEPTED:
        return psc_terms_event(terms, event);
    }
    return PSC_ERR_STATE;
}

static void psc_terms_close(psc_flow *flow) {
    psc_device_release(((psc_terms *) flow)->device);
}

static const psc_flow_class psc_terms_class = {
    .name = "terms",
    .states = psc_terms_states,
    .size = sizeof(psc_terms),
    .step = psc_terms_step,
    .close = psc_terms_close,
};

psc_status psc_terms_new(psc_flow **flow, const psc_host *host, const psc_terms_options *options) {
    PSC_TRY(psc_flow_make(flow, host, &psc_terms_class));
    psc_terms *terms = (psc_terms *) *flow;
    psc_device_retain(options->device);
    terms->device = options->device;
    return PSC_OK;
}
