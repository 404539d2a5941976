// SPDX-License-Identifier: MPL-2.0
/* Bringing what a device knows of its organization up to date. Private to src/flow; `session` runs it.
 *
 * At first the certificates kept in PSC_STORE_DATA are read, then the server is asked for newer ones, which are validated and kept
 * chunk by chunk; each chunk is written together with the head that it leads to (trust/cache.h). What cannot be read or does not fit
 * together is dropped and asked for again; the head stays, so that a server that takes back or replaces what it had is noticed also
 * then. When the device's own profile enters or leaves External, everything is asked for again: the server serves another variant
 * from then on (protocol.md §3.9, certificate_get). */
#ifndef PSC_FLOW_SYNC_H
#define PSC_FLOW_SYNC_H

#include "flow/device.h"
#include "trust/cache.h"

typedef enum psc_sync_outcome {
    PSC_SYNC_NOTHING,
    PSC_SYNC_PROGRESS, /* sync->done of sync->total are validated, or read and known to have been */
    PSC_SYNC_DONE,     /* up to date as of the answer */
    PSC_SYNC_BROKEN,   /* the server refuses to answer: sync->status, sync->call.http_status; the trust is what it was */
    PSC_SYNC_REFUSED   /* device->trust.common.status says why, .refused what: nothing may be believed any more */
} psc_sync_outcome;

typedef enum psc_sync_state {
    PSC_SYNC_IDLE,
    PSC_SYNC_AWAIT_KEPT,   /* head and chunks */
    PSC_SYNC_AWAIT_ANSWER, /* of the server */
    PSC_SYNC_AWAIT_TAIL,   /* the last chunk, to be added to */
    PSC_SYNC_AWAIT_WRITTEN,
    PSC_SYNC_AWAIT_DROPPED
} psc_sync_state;

typedef struct psc_sync {
    psc_flow *flow;
    psc_device *device;
    int purpose;
    int state; /* psc_sync_state */
    psc_arena arena; /* of one run */
    psc_call call;
    uint32_t stored; /* outstanding store effect */
    uint32_t read;   /* kept chunks read so far */
    bool reread;     /* a read failed and was tried once more */
    psc_list certificates; /* of the answer: psc_bytes */
    size_t next;           /* the first not validated yet */
    psc_list slice;        /* validated, to be kept */
    uint32_t fetches;      /* of everything, in this run */
    bool unkept;           /* the store refuses: nothing is kept, the session works all the same */
    size_t done;
    size_t total; /* 0 until that is known */
    psc_status status;
} psc_sync;

/* `flow` and `device` are borrowed and outlive it. */
void psc_sync_init(psc_sync *sync, psc_flow *flow, psc_device *device, int purpose);
void psc_sync_free(psc_sync *sync);
/* Only when idle. */
psc_status psc_sync_begin(psc_sync *sync) PSC_CHECK_RESULT;
/* Give it every event that answers an effect of its purpose, and HURRY. A store that says CONFLICT, another tab's word, is a status. */
psc_status psc_sync_event(int *outcome, psc_sync *sync, const psc_event *event) PSC_CHECK_RESULT;

#endif
