// SPDX-License-Identifier: MPL-2.0
/* Devices and their files, shared by the flows. Private to src/flow, but for the handle in flow.h. */
#ifndef PSC_FLOW_DEVICE_H
#define PSC_FLOW_DEVICE_H

#include "flow/call.h"
#include "schema/local_device.h"

struct psc_device {
    psc_arena arena;
    const psc_host *host;
    uint32_t references;
    psc_local_device local; /* all views in `arena` */
    psc_bytes host_name;    /* "host" or "host:port" */
    psc_device_place place; /* in `arena` */
    psc_endpoint endpoint;  /* authenticated, points into this struct */
};

/* One reference; deep copy. */
psc_status psc_device_make(psc_device **device, const psc_host *host, const psc_local_device *local,
                           const psc_device_place *place) PSC_CHECK_RESULT;
/* A new person on a new device: fresh signing key, private key, local key, legacy realm fields. Identifiers are left zero: they are
 * given by whoever creates the person. Views in `out` borrow from the arguments. */
psc_status psc_local_device_make(psc_local_device *out, uint8_t verify_key[32], uint8_t public_key[32],
                                 const psc_host *host) PSC_CHECK_RESULT;
/* Bytes of a password device file (formats.md §5.4), sealed with `key` which `parameters` give. */
psc_status psc_device_file_seal(psc_bytes *out, psc_arena *arena, const psc_host *host, const psc_local_device *local,
                                const psc_stretch_parameters *parameters, const uint8_t key[PSC_STRETCH_KEY_BYTES],
                                psc_time created_on, psc_time protected_on) PSC_CHECK_RESULT;
/* PSC_ERR_DECRYPT for a wrong key; views live in `arena`. */
psc_status psc_device_file_open(psc_local_device *out, psc_arena *arena, const psc_device_file *file,
                                const uint8_t key[PSC_STRETCH_KEY_BYTES]) PSC_CHECK_RESULT;
/* The result that bootstrap, claim and unlock end with; takes over one reference to `device`. */
void psc_result_of_device(psc_result *result, psc_device *device);

#endif
