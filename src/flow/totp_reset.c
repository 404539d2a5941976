// SPDX-License-Identifier: MPL-2.0
#include "flow/opening.h"

psc_status psc_totp_reset_new(psc_flow **flow, const psc_host *host, const psc_totp_reset_options *options) {
    (void) host;
    (void) options;
    *flow = NULL;
    return PSC_ERR_ARGUMENT;
}
