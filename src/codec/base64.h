// SPDX-License-Identifier: MPL-2.0
/* The three base64 forms of Parsec (protocol.md §8.1) and base32 (formats.md §1.11). Decoders
 * are strict: no blanks, no other alphabet, spare bits zero. */
#ifndef PSC_CODEC_BASE64_H
#define PSC_CODEC_BASE64_H

#include "base/bytes.h"

typedef enum psc_base64_form {
    PSC_BASE64_STANDARD_PADDED, /* events, OpenBao, PEM bodies */
    PSC_BASE64_URL_PADDED,      /* authorization tokens */
    PSC_BASE64_URL_BARE         /* addresses */
} psc_base64_form;

psc_status psc_base64_encode(psc_buf *out, psc_bytes data, psc_base64_form form) PSC_CHECK_RESULT;
psc_status psc_base64_decode(psc_bytes *out, psc_arena *arena, psc_bytes text,
                             psc_base64_form form) PSC_CHECK_RESULT;
/* RFC 4648, upper case, no padding. */
psc_status psc_base32_encode(psc_buf *out, psc_bytes data) PSC_CHECK_RESULT;
psc_status psc_base32_decode(psc_bytes *out, psc_arena *arena, psc_bytes text) PSC_CHECK_RESULT;

#endif
