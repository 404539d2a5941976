// SPDX-License-Identifier: MPL-2.0
/* A link in what somebody pasted, and its parts, before anything is known of their meaning. Part
 * of codec/address.h. */
#ifndef PSC_CODEC_LINK_H
#define PSC_CODEC_LINK_H

#include "base/bytes.h"

#define PSC_SCHEME_PARSEC "parsec3://"

/* Views into the link; `path` with its leading slash or empty, no fragment. */
typedef struct psc_link {
    bool parsec; /* parsec3, else http or https */
    bool secure; /* https */
    psc_bytes authority;
    psc_bytes path;
    psc_bytes query;
} psc_link;

/* The first link in `text`, without what mails and sentences put around and into it.
 * PSC_ERR_ADDRESS_EMPTY, PSC_ERR_ADDRESS_SCHEME. */
psc_status psc_link_find(psc_bytes *out, psc_arena *arena, psc_bytes text) PSC_CHECK_RESULT;
psc_status psc_link_split(psc_link *out, psc_bytes text) PSC_CHECK_RESULT;
/* A '%' that no two digits follow stays, as in every URL parser. `form`: '+' is a space. */
psc_status psc_percent_decode(psc_bytes *out, psc_arena *arena, psc_bytes text,
                              bool form) PSC_CHECK_RESULT;

/* `prefix` is lower-case ASCII, the text in any case. */
bool psc_text_starts_with(psc_bytes text, const char *prefix);
psc_bytes psc_text_from(psc_bytes text, size_t start);
/* Index of the first byte that is one of `stops`, or the length. */
size_t psc_text_find_any(psc_bytes text, const char *stops);

#endif
