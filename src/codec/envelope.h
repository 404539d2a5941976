// SPDX-License-Identifier: MPL-2.0
/* The v0 container (formats.md §2.2): one zero byte, then a zstd frame. Frames of others carry
 * no content size and use real compression; ours hold the content as it is. */
#ifndef PSC_CODEC_ENVELOPE_H
#define PSC_CODEC_ENVELOPE_H

#include "base/bytes.h"

/* The largest content this client opens; certificates and payloads are a few hundred bytes,
 * manifests a few megabytes. */
#define PSC_ENVELOPE_MAX ((size_t) 16 * 1024 * 1024)

psc_status psc_envelope_wrap(psc_bytes *out, psc_arena *arena, psc_bytes content) PSC_CHECK_RESULT;
/* PSC_ERR_ENVELOPE_VERSION, PSC_ERR_COMPRESSION (truncation and trailing garbage included),
 * PSC_ERR_TOO_LARGE beyond `max`. */
psc_status psc_envelope_unwrap(psc_bytes *out, psc_arena *arena, psc_bytes wrapped,
                               size_t max) PSC_CHECK_RESULT;

#endif
