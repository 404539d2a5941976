// SPDX-License-Identifier: MPL-2.0
#include "base/host.h"

psc_status psc_host_random(const psc_host *host, uint8_t *out, size_t len) {
    return host->random(host->random_context, out, len);
}
