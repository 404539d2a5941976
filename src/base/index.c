// SPDX-License-Identifier: MPL-2.0
#include "base/index.h"

#include <string.h>

#define PSC_INDEX_FIRST_CAPACITY 16u

psc_status psc_index_init(psc_index *index, psc_arena *arena, const psc_host *host) {
    *index = (psc_index){.arena = arena};
    return psc_host_random(host, (uint8_t *) index->seeds, sizeof index->seeds);
}

/* Multiply-mix of both halves: which identifiers meet in one place cannot be told without the
 * seeds. */
static size_t psc_index_place(const psc_index *index, const psc_uuid *id) {
    uint64_t halves[2];
    memcpy(halves, id->bytes, sizeof halves);
    uint64_t mixed = (halves[0] ^ index->seeds[0]) * (index->seeds[1] | 1);
    mixed ^= mixed >> 32;
    mixed = (mixed ^ halves[1] ^ index->seeds[1]) * (index->seeds[0] | 1);
    mixed ^= mixed >> 32;
    return (size_t) mixed & (2 * index->capacity - 1);
}

/* The slot that holds `id`, or the free one where it would go. */
static uint32_t *psc_index_slot(const psc_index *index, const psc_uuid *id) {
    size_t place = psc_index_place(index, id);
    while (index->slots[place] != 0 &&
           !psc_uuid_equal(index->items[index->slots[place] - 1], id)) {
        place = (place + 1) & (2 * index->capacity - 1);
    }
    return &index->slots[place];
}

const psc_uuid *psc_index_find(const psc_index *index, const psc_uuid *id) {
    if (index->count == 0) {
        return NULL;
    }
    const uint32_t slot = *psc_index_slot(index, id);
    return slot == 0 ? NULL : index->items[slot - 1];
}

psc_status psc_index_reserve(psc_index *index, size_t more) {
    if (more <= index->capacity - index->count) {
        return PSC_OK;
    }
    if (more > PSC_ARENA_MAX || index->count > PSC_ARENA_MAX) {
        return PSC_ERR_MEMORY;
    }
    psc_index grown = *index;
    grown.capacity = index->capacity == 0 ? PSC_INDEX_FIRST_CAPACITY : index->capacity;
    while (grown.capacity - index->count < more) {
        grown.capacity *= 2;
    }
    PSC_TRY(PSC_TAKE(&grown.items, index->arena, grown.capacity));
    PSC_TRY(PSC_TAKE(&grown.slots, index->arena, 2 * grown.capacity));
    grown.count = 0;
    for (size_t i = 0; i < index->count; i++) {
        psc_index_add(&grown, index->items[i]);
    }
    *index = grown;
    return PSC_OK;
}

void psc_index_add(psc_index *index, const psc_uuid *item) {
    uint32_t *slot = psc_index_slot(index, item);
    index->items[index->count++] = item;
    *slot = (uint32_t) index->count;
}
