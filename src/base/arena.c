// SPDX-License-Identifier: MPL-2.0
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Under AddressSanitizer what is not handed out is out of bounds, so that an over-read inside a
 * block is seen as well. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PSC_ARENA_GUARDED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define PSC_ARENA_GUARDED
#endif
#ifdef PSC_ARENA_GUARDED
#include <sanitizer/asan_interface.h>
#define PSC_HIDE(memory, size) ASAN_POISON_MEMORY_REGION(memory, size)
#define PSC_SHOW(memory, size) ASAN_UNPOISON_MEMORY_REGION(memory, size)
#else
#define PSC_HIDE(memory, size) ((void) 0)
#define PSC_SHOW(memory, size) ((void) 0)
#endif

#define PSC_ARENA_ALIGNMENT _Alignof(max_align_t)
#define PSC_ARENA_BLOCK_MIN ((size_t) 4 * 1024)
#define PSC_ARENA_BLOCK_MAX ((size_t) 256 * 1024)

struct psc_arena_block {
    psc_arena_block *previous;
    size_t capacity;
    size_t used;
    _Alignas(max_align_t) uint8_t data[];
};

_Static_assert((PSC_ARENA_ALIGNMENT & (PSC_ARENA_ALIGNMENT - 1)) == 0,
               "alignment is a power of two");

static void *psc_default_allocate(void *context, size_t size) {
    (void) context;
    return malloc(size);
}

static void psc_default_release(void *context, void *memory, size_t size) {
    (void) context;
    (void) size;
    free(memory);
}

const psc_allocator psc_allocator_default = {psc_default_allocate, psc_default_release, NULL, false};

void psc_wipe(void *memory, size_t len) {
    if (len == 0) {
        return;
    }
    memset(memory, 0, len);
    /* The barrier makes the zeros observable, so they cannot be dropped as a dead store. */
    __asm__ __volatile__("" : : "r"(memory) : "memory");
}

void psc_arena_init(psc_arena *arena, const psc_allocator *allocator) {
    arena->allocator = allocator;
    arena->last = NULL;
    arena->total = 0;
}

static psc_status psc_arena_grow(psc_arena *arena, size_t needed) {
    size_t capacity = arena->last == NULL ? PSC_ARENA_BLOCK_MIN : arena->last->capacity * 2;
    if (capacity > PSC_ARENA_BLOCK_MAX) {
        capacity = PSC_ARENA_BLOCK_MAX;
    }
    if (capacity < needed || arena->allocator->piecewise) {
        capacity = needed;
    }
    psc_arena_block *block =
        arena->allocator->allocate(arena->allocator->context, sizeof(psc_arena_block) + capacity);
    if (block == NULL) {
        return PSC_ERR_MEMORY;
    }
    block->previous = arena->last;
    block->capacity = capacity;
    block->used = 0;
    PSC_HIDE(block->data, capacity);
    arena->last = block;
    return PSC_OK;
}

psc_status psc_arena_take(void **out, psc_arena *arena, size_t size) {
    *out = NULL;
    if (size > PSC_ARENA_MAX) {
        return PSC_ERR_MEMORY;
    }
    /* Even an empty piece has a place of its own: NULL means absent. */
    const size_t unit = PSC_ARENA_ALIGNMENT;
    const size_t rounded = size == 0 ? unit : (size + unit - 1) & ~(unit - 1);
    if (rounded > PSC_ARENA_MAX - arena->total) {
        return PSC_ERR_MEMORY;
    }
    if (arena->last == NULL || rounded > arena->last->capacity - arena->last->used) {
        PSC_TRY(psc_arena_grow(arena, rounded));
    }
    psc_arena_block *block = arena->last;
    uint8_t *memory = block->data + block->used;
    block->used += rounded;
    arena->total += rounded;
    PSC_SHOW(memory, size);
    memset(memory, 0, size);
    *out = memory;
    return PSC_OK;
}

psc_status psc_arena_take_array(void **out, psc_arena *arena, size_t count, size_t size) {
    *out = NULL;
    if (size != 0 && count > PSC_ARENA_MAX / size) {
        return PSC_ERR_MEMORY;
    }
    return psc_arena_take(out, arena, count * size);
}

static void psc_arena_block_wipe(psc_arena_block *block) {
    PSC_SHOW(block->data, block->capacity);
    psc_wipe(block->data, block->used);
    block->used = 0;
}

void psc_arena_reset(psc_arena *arena) {
    psc_arena_block *kept = NULL;
    while (arena->last != NULL) {
        psc_arena_block *block = arena->last;
        arena->last = block->previous;
        psc_arena_block_wipe(block);
        /* One that was made for a large piece is given back: a scratch arena lives for days. */
        if (kept == NULL && block->capacity <= PSC_ARENA_BLOCK_MAX && !arena->allocator->piecewise) {
            PSC_HIDE(block->data, block->capacity);
            block->previous = NULL;
            kept = block;
        } else {
            arena->allocator->release(arena->allocator->context, block,
                                      sizeof(psc_arena_block) + block->capacity);
        }
    }
    arena->last = kept;
    arena->total = 0;
}

void psc_arena_free(psc_arena *arena) {
    while (arena->last != NULL) {
        psc_arena_block *block = arena->last;
        arena->last = block->previous;
        psc_arena_block_wipe(block);
        arena->allocator->release(arena->allocator->context, block,
                                  sizeof(psc_arena_block) + block->capacity);
    }
    arena->total = 0;
}
