// SPDX-License-Identifier: MPL-2.0
/* Memory of a flow: allocated piecewise, wiped and freed as a whole. Secrets live only here and
 * in a device handle. */
#ifndef PSC_BASE_ARENA_H
#define PSC_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* The one allocator table, so that tests can make any allocation fail. `allocate` returns NULL
 * on failure. */
typedef struct psc_allocator {
    void *(*allocate)(void *context, size_t size);
    void (*release)(void *context, void *memory, size_t size);
    void *context;
    /* For tests: an arena takes each piece from the allocator, so that each can be made to fail. */
    bool piecewise;
} psc_allocator;

/* malloc and free. */
extern const psc_allocator psc_allocator_default;

typedef struct psc_arena_block psc_arena_block;
typedef struct psc_arena {
    const psc_allocator *allocator;
    psc_arena_block *last;
    size_t total; /* bytes handed out, against PSC_ARENA_MAX */
} psc_arena;

/* An arena refuses to grow past this: no flow needs more, whatever a server or a peer sends. */
#define PSC_ARENA_MAX ((size_t) 64 * 1024 * 1024)

/* The allocator is borrowed and outlives the arena. */
void psc_arena_init(psc_arena *arena, const psc_allocator *allocator);
/* Zeroed memory aligned for any type, valid until reset or free. PSC_ERR_MEMORY when the
 * allocator or the limit refuses. */
psc_status psc_arena_take(void **out, psc_arena *arena, size_t size) PSC_CHECK_RESULT;
/* Wipes everything and keeps one block for reuse. */
void psc_arena_reset(psc_arena *arena);
/* Wipes and releases everything; the arena may be used again as after init. */
void psc_arena_free(psc_arena *arena);

/* Overwrites memory in a way the compiler keeps. */
void psc_wipe(void *memory, size_t len);

/* Typed form: PSC_TAKE(&pointer, arena, count) allocates count objects of *pointer's type. */
#define PSC_TAKE(pointer, arena, count)                                                            \
    psc_arena_take_array((void **) (pointer), (arena), (count), sizeof(**(pointer)))
/* Checks the multiplication. */
psc_status psc_arena_take_array(void **out, psc_arena *arena, size_t count,
                                size_t size) PSC_CHECK_RESULT;

#endif
