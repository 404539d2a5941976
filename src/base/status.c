// SPDX-License-Identifier: MPL-2.0
#include "base/status.h"

#include <stddef.h>

/* The name is the enumerator without "ERR_", lower-cased, '_' turned into '-', by the compiler
 * itself: a second list of names would drift, and a table filled at run time would be global
 * state. */
#define PSC_STATUS_NAME_MAX 32
#define PSC_CHAR(text, i) ((text)[(i) < sizeof(text) ? (i) : sizeof(text) - 1])
#define PSC_LOWER(c)                                                                               \
    ((char) ((c) == '_' ? '-' : (c) >= 'A' && (c) <= 'Z' ? (c) + ('a' - 'A') : (c)))
#define PSC_SKIP(text) ((text)[0] == 'E' && (text)[1] == 'R' ? 4u : 0u)
#define PSC_AT(text, i) PSC_LOWER(PSC_CHAR(text, (i) + PSC_SKIP(text)))
#define PSC_AT4(text, i)                                                                           \
    PSC_AT(text, i), PSC_AT(text, (i) + 1u), PSC_AT(text, (i) + 2u), PSC_AT(text, (i) + 3u)
#define PSC_AT16(text, i)                                                                          \
    PSC_AT4(text, i), PSC_AT4(text, (i) + 4u), PSC_AT4(text, (i) + 8u), PSC_AT4(text, (i) + 12u)

typedef struct psc_status_entry {
    psc_status status;
    char name[PSC_STATUS_NAME_MAX];
    const char *sentence;
} psc_status_entry;

static const psc_status_entry psc_status_entries[] = {
#define X(name, value, sentence)                                                                   \
    {PSC_##name, {PSC_AT16(#name, 0u), PSC_AT16(#name, 16u)}, sentence},
    PSC_STATUS_LIST(X)
#undef X
};

#define X(name, value, sentence)                                                                   \
    _Static_assert(sizeof(#name) <= PSC_STATUS_NAME_MAX, "name too long: " #name);
PSC_STATUS_LIST(X)
#undef X

static const psc_status_entry *psc_status_find(psc_status status) {
    for (size_t i = 0; i < sizeof psc_status_entries / sizeof psc_status_entries[0]; i++) {
        if (psc_status_entries[i].status == status) {
            return &psc_status_entries[i];
        }
    }
    return NULL;
}

const char *psc_status_name(psc_status status) {
    const psc_status_entry *entry = psc_status_find(status);
    return entry == NULL ? "unknown" : entry->name;
}

const char *psc_status_sentence(psc_status status) {
    const psc_status_entry *entry = psc_status_find(status);
    return entry == NULL ? "unknown" : entry->sentence;
}
