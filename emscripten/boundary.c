// SPDX-License-Identifier: MPL-2.0
/* The core as a WebAssembly module: flows and devices as numbers, everything else as bytes in this memory. Used by js-glue/src/core.js
 * alone; the exported names are in exports.txt.
 *
 * - Input is written by the host into memory from psc_wasm_alloc, and overwritten by it before psc_wasm_free.
 * - Output lies where psc_wasm_output() says, until the next call that writes output. What is superseded is wiped.
 * - A handle is never given twice, so a stale one is refused instead of meaning something else.
 * - Keys pass through the C stack, which here is ordinary memory that nothing else overwrites: it is wiped after each entry. */
#include <stdlib.h>

#include "base/host.h"
#include "crypto/random.h"
#include "flow/crossing.h"
#include "flow/device.h"

#define PSC_WASM_VERSION 1u
#define PSC_WASM_FLOWS_MAX 64u
#define PSC_WASM_DEVICES_MAX 32u

typedef struct psc_wasm_slot {
    uint32_t handle; /* 0: free */
    void *object;
} psc_wasm_slot;

typedef struct psc_wasm_views {
    const uint8_t *at;
    uint32_t len;
    uint8_t *secret_at;
    uint32_t secret_len;
} psc_wasm_views;

__attribute__((import_module("host"), import_name("random"))) int psc_wasm_host_random(uint8_t *out, size_t len);

static psc_status psc_wasm_random(void *context, uint8_t *out, size_t len) {
    (void) context;
    return psc_wasm_host_random(out, len) == 0 ? PSC_OK : PSC_ERR_RANDOM;
}

/* The allocator is filled in at start-up: a struct of another unit is no constant. */
static psc_host psc_wasm_host = {.random = psc_wasm_random};
static psc_arena psc_wasm_input_arena;
static psc_arena psc_wasm_output_arena;
static psc_wasm_views psc_wasm_views_out;
static psc_wasm_slot psc_wasm_flows[PSC_WASM_FLOWS_MAX];
static psc_wasm_slot psc_wasm_devices[PSC_WASM_DEVICES_MAX];
static uint32_t psc_wasm_last_handle;

/* The linker's lower end of the stack, which grows down towards it. */
extern uint8_t __stack_low;

/* Not inlined: its own frame is the lowest that has to survive. */
static __attribute__((noinline)) void psc_wasm_wipe_stack(void) {
    uint8_t here;
    uint8_t *const low = &__stack_low;
    psc_wipe(low, (size_t) (&here - low));
}

static psc_wasm_slot *psc_wasm_find(psc_wasm_slot *slots, size_t count, uint32_t handle) {
    for (size_t i = 0; handle != 0 && i < count; i++) {
        if (slots[i].handle == handle) {
            return &slots[i];
        }
    }
    return NULL;
}

/* NULL when all are taken. */
static psc_wasm_slot *psc_wasm_take(psc_wasm_slot *slots, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (slots[i].handle == 0) {
            slots[i].handle = ++psc_wasm_last_handle;
            return &slots[i];
        }
    }
    return NULL;
}

static psc_flow *psc_wasm_flow(uint32_t handle) {
    const psc_wasm_slot *slot = psc_wasm_find(psc_wasm_flows, PSC_WASM_FLOWS_MAX, handle);
    return slot == NULL ? NULL : slot->object;
}

static psc_device *psc_wasm_device(uint32_t handle) {
    const psc_wasm_slot *slot = psc_wasm_find(psc_wasm_devices, PSC_WASM_DEVICES_MAX, handle);
    return slot == NULL ? NULL : slot->object;
}

/* The secret of an effect lies in the flow's own memory, so it goes before that memory does; the host has its copy once it asks for
 * more, or frees the flow. */
static void psc_wasm_clear_output(void) {
    psc_wipe(psc_wasm_views_out.secret_at, psc_wasm_views_out.secret_len);
    psc_wasm_views_out = (psc_wasm_views){0};
    psc_arena_reset(&psc_wasm_output_arena);
}

static void psc_wasm_give(psc_bytes bytes) {
    psc_wasm_views_out.at = bytes.at;
    psc_wasm_views_out.len = (uint32_t) bytes.len;
}

/* ---------------------------------------------------------------------------------------------------------- module and memory */

uint32_t psc_wasm_version(void);
uint32_t psc_wasm_version(void) {
    return PSC_WASM_VERSION;
}

/* Once, before anything else. */
psc_status psc_wasm_start(void);
psc_status psc_wasm_start(void) {
    psc_wasm_host.allocator = psc_allocator_default;
    psc_arena_init(&psc_wasm_input_arena, &psc_wasm_host.allocator);
    psc_arena_init(&psc_wasm_output_arena, &psc_wasm_host.allocator);
    return psc_crypto_init();
}

void *psc_wasm_alloc(uint32_t len);
void *psc_wasm_alloc(uint32_t len) {
    return malloc(len == 0 ? 1 : len);
}

void psc_wasm_free(void *memory);
void psc_wasm_free(void *memory) {
    free(memory);
}

/* Four 32-bit words: address and length of the output, address and length of its secret. */
const psc_wasm_views *psc_wasm_output(void);
const psc_wasm_views *psc_wasm_output(void) {
    return &psc_wasm_views_out;
}

/* ---------------------------------------------------------------------------------------------------------------------- flows */

/* A handle, or minus the status. */
int32_t psc_wasm_flow_new(const uint8_t *options, uint32_t len);
int32_t psc_wasm_flow_new(const uint8_t *options, uint32_t len) {
    psc_flow *flow;
    psc_wasm_slot *slot = psc_wasm_take(psc_wasm_flows, PSC_WASM_FLOWS_MAX);
    if (slot == NULL) {
        return -(int32_t) PSC_ERR_MEMORY;
    }
    const psc_status status = psc_flow_new_from(&flow, &psc_wasm_host, &psc_wasm_input_arena, (psc_bytes){options, len},
                                                psc_wasm_device);
    psc_arena_reset(&psc_wasm_input_arena);
    if (status != PSC_OK) {
        slot->handle = 0;
        psc_wasm_wipe_stack();
        return -(int32_t) status;
    }
    slot->object = flow;
    psc_wasm_wipe_stack();
    return (int32_t) slot->handle;
}

psc_status psc_wasm_flow_step(uint32_t handle, const uint8_t *event, uint32_t len, const uint8_t *secret, uint32_t secret_len);
psc_status psc_wasm_flow_step(uint32_t handle, const uint8_t *event, uint32_t len, const uint8_t *secret,
                              uint32_t secret_len) {
    psc_flow *flow = psc_wasm_flow(handle);
    if (flow == NULL) {
        return PSC_ERR_STATE;
    }
    psc_event read;
    psc_status status = psc_event_read(&read, &psc_wasm_input_arena, (psc_bytes){event, len});
    if (status == PSC_OK) {
        read.secret = (psc_bytes){secret, secret_len};
        status = psc_flow_step(flow, &read);
    }
    psc_arena_reset(&psc_wasm_input_arena);
    psc_wasm_wipe_stack();
    return status;
}

/* The reference in a result is the host's: from here on it is this table's. *kept is its handle, 0 when there is no device. */
static psc_status psc_wasm_keep_device(uint32_t *kept, psc_effect *effect) {
    *kept = 0;
    if (effect->kind != PSC_EFFECT_DONE || effect->as.done.kind != PSC_RESULT_DEVICE) {
        return PSC_OK;
    }
    psc_result_device *result = &effect->as.done.as.device;
    psc_wasm_slot *slot = psc_wasm_take(psc_wasm_devices, PSC_WASM_DEVICES_MAX);
    if (slot == NULL) {
        psc_device_release(result->device);
        return PSC_ERR_MEMORY;
    }
    slot->object = result->device;
    *kept = slot->handle;
    result->handle = slot->handle;
    return PSC_OK;
}

void psc_wasm_device_release(uint32_t handle);
void psc_wasm_device_release(uint32_t handle) {
    psc_wasm_slot *slot = psc_wasm_find(psc_wasm_devices, PSC_WASM_DEVICES_MAX, handle);
    if (slot != NULL) {
        psc_device_release(slot->object);
        *slot = (psc_wasm_slot){0};
        psc_wasm_wipe_stack();
    }
}

/* 1: an effect is in the output; 0: there is none; or minus the status. */
int32_t psc_wasm_flow_next(uint32_t handle);
int32_t psc_wasm_flow_next(uint32_t handle) {
    psc_wasm_clear_output();
    psc_flow *flow = psc_wasm_flow(handle);
    psc_effect effect;
    if (flow == NULL || !psc_flow_next(flow, &effect)) {
        return 0;
    }
    psc_wasm_views_out.secret_at = (uint8_t *) (uintptr_t) effect.secret.at;
    psc_wasm_views_out.secret_len = (uint32_t) effect.secret.len;
    psc_buf out;
    psc_buf_init(&out, &psc_wasm_output_arena);
    uint32_t device;
    psc_status status = psc_wasm_keep_device(&device, &effect);
    if (status == PSC_OK) {
        status = psc_effect_write(&out, &effect);
    }
    if (status != PSC_OK) {
        psc_wasm_clear_output();
        psc_wasm_device_release(device);
        return -(int32_t) status;
    }
    psc_wasm_give(psc_buf_view(&out));
    return 1;
}

/* Static text ending in zero; "" for a stale handle. */
const char *psc_wasm_flow_name(uint32_t handle);
const char *psc_wasm_flow_name(uint32_t handle) {
    const psc_flow *flow = psc_wasm_flow(handle);
    return flow == NULL ? "" : psc_flow_name(flow);
}

const char *psc_wasm_flow_state(uint32_t handle);
const char *psc_wasm_flow_state(uint32_t handle) {
    const psc_flow *flow = psc_wasm_flow(handle);
    return flow == NULL ? "" : psc_flow_state(flow);
}

void psc_wasm_flow_free(uint32_t handle);
void psc_wasm_flow_free(uint32_t handle) {
    psc_wasm_slot *slot = psc_wasm_find(psc_wasm_flows, PSC_WASM_FLOWS_MAX, handle);
    if (slot != NULL) {
        psc_wasm_clear_output();
        psc_flow_free(slot->object);
        *slot = (psc_wasm_slot){0};
        psc_wasm_wipe_stack();
    }
}

/* ---------------------------------------------------------------------- statuses, addresses, device files, recovery keys */

static const psc_status psc_wasm_statuses[] = {
#define X(name, value, sentence) PSC_##name,
    PSC_STATUS_LIST(X)
#undef X
};

/* The i-th of all statuses, -1 past the last: so that the host can list names and sentences. */
int32_t psc_wasm_status_at(uint32_t i);
int32_t psc_wasm_status_at(uint32_t i) {
    return i < sizeof psc_wasm_statuses / sizeof psc_wasm_statuses[0] ? (int32_t) psc_wasm_statuses[i] : -1;
}

const char *psc_wasm_status_name(psc_status status);
const char *psc_wasm_status_name(psc_status status) {
    return psc_status_name(status);
}

const char *psc_wasm_status_sentence(psc_status status);
const char *psc_wasm_status_sentence(psc_status status) {
    return psc_status_sentence(status);
}

/* No device file is longer. */
uint32_t psc_wasm_device_file_max(void);
uint32_t psc_wasm_device_file_max(void) {
    return (uint32_t) PSC_DEVICE_FILE_MAX;
}

/* What a pasted text is: psc_address_describe in the output. */
psc_status psc_wasm_address_describe(const uint8_t *text, uint32_t len);
psc_status psc_wasm_address_describe(const uint8_t *text, uint32_t len) {
    psc_wasm_clear_output();
    psc_buf out;
    psc_buf_init(&out, &psc_wasm_output_arena);
    const psc_status status = psc_address_describe(&out, &psc_wasm_input_arena, (psc_bytes){text, len});
    psc_arena_reset(&psc_wasm_input_arena);
    psc_wasm_give(psc_buf_view(&out));
    psc_wasm_wipe_stack();
    return status;
}

/* How far a typed recovery key is: psc_recovery_key_describe in the output. */
psc_status psc_wasm_recovery_key_describe(const uint8_t *typed, uint32_t len);
psc_status psc_wasm_recovery_key_describe(const uint8_t *typed, uint32_t len) {
    psc_wasm_clear_output();
    psc_buf out;
    psc_buf_init(&out, &psc_wasm_output_arena);
    const psc_status status = psc_recovery_key_describe(&out, &psc_wasm_host.allocator, (psc_bytes){typed, len});
    psc_wasm_give(psc_buf_view(&out));
    psc_wasm_wipe_stack();
    return status;
}
