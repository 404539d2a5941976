// SPDX-License-Identifier: MPL-2.0
/* On this branch only: flows that are being written. Gone before it is merged. */
#include "flow/flow.h"

#define PSC_PENDING(name)                                                                          \
    psc_status psc_##name##_new(psc_flow **flow, const psc_host *host,                             \
                                const psc_##name##_options *options) {                             \
        (void) host;                                                                               \
        (void) options;                                                                            \
        *flow = NULL;                                                                              \
        return PSC_ERR_ARGUMENT;                                                                   \
    }

PSC_PENDING(member)
