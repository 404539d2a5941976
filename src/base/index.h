// SPDX-License-Identifier: MPL-2.0
/* Finds things by identifier and keeps them in the order they came. Identifiers are chosen by
 * others, so the places in the table depend on random seeds as well. */
#ifndef PSC_BASE_INDEX_H
#define PSC_BASE_INDEX_H

#include "base/host.h"
#include "base/id.h"

typedef struct psc_index {
    psc_arena *arena;
    uint64_t seeds[2];
    const psc_uuid **items; /* in the order they came */
    size_t count;
    size_t capacity;
    uint32_t *slots; /* 2 * capacity: 0 is free, else 1 + a place in `items` */
} psc_index;

/* The arena is borrowed and outlives the index; tables that were outgrown stay in it. */
psc_status psc_index_init(psc_index *index, psc_arena *arena,
                          const psc_host *host) PSC_CHECK_RESULT;
/* NULL when there is none. */
const psc_uuid *psc_index_find(const psc_index *index, const psc_uuid *id);
/* Makes room, so that so many items can be added without fail. */
psc_status psc_index_reserve(psc_index *index, size_t more) PSC_CHECK_RESULT;
/* `item` is the first member of what is looked for, and outlives the index. Room must have been
 * reserved, and no other item may have its identifier. */
void psc_index_add(psc_index *index, const psc_uuid *item);

#endif
