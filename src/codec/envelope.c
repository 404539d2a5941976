// SPDX-License-Identifier: MPL-2.0
#include "codec/envelope.h"

#include <string.h>

#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>
#include <zstd_errors.h>

#define PSC_ENVELOPE_VERSION 0x00
/* What libzstd's streaming decoder, which everybody else uses, accepts by default. Nothing of
 * that size is allocated here: a frame that is decoded in one go has its own output as window. */
#define PSC_ENVELOPE_WINDOW_MAX ((unsigned long long) 1 << 27)

/* Writing: one frame of raw blocks. Certificates and payloads are a few hundred bytes that
 * hardly compress, and a compressor would double the size of the core. */
#define PSC_RAW_BLOCK_MAX ((size_t) 131072)
#define PSC_RAW_BLOCK_HEADER ((size_t) 3)

static void psc_store_le(uint8_t *at, uint64_t value, size_t width) {
    for (size_t i = 0; i < width; i++) {
        at[i] = (uint8_t) (value >> (8 * i));
    }
}

psc_status psc_envelope_wrap(psc_bytes *out, psc_arena *arena, psc_bytes content) {
    *out = PSC_BYTES_ABSENT;
    if (content.len > PSC_ENVELOPE_MAX) {
        return PSC_ERR_TOO_LARGE;
    }
    /* Version, then the frame's magic number, then its descriptor: single segment, no checksum,
     * content size in 8 bytes. */
    static const uint8_t head[] = {PSC_ENVELOPE_VERSION, 0x28, 0xb5, 0x2f, 0xfd, 0xe0};
    const size_t blocks = content.len == 0 ? 1 : (content.len - 1) / PSC_RAW_BLOCK_MAX + 1;
    const size_t len = sizeof head + 8 + blocks * PSC_RAW_BLOCK_HEADER + content.len;
    uint8_t *wrapped;
    PSC_TRY(PSC_TAKE(&wrapped, arena, len));
    memcpy(wrapped, head, sizeof head);
    psc_store_le(wrapped + sizeof head, content.len, 8);
    uint8_t *at = wrapped + sizeof head + 8;
    size_t done = 0;
    for (size_t i = 0; i < blocks; i++) {
        const size_t left = content.len - done;
        const size_t size = left < PSC_RAW_BLOCK_MAX ? left : PSC_RAW_BLOCK_MAX;
        psc_store_le(at, (uint64_t) size << 3 | (i + 1 == blocks ? 1u : 0u), PSC_RAW_BLOCK_HEADER);
        at += PSC_RAW_BLOCK_HEADER;
        if (size > 0) {
            memcpy(at, content.at + done, size);
        }
        at += size;
        done += size;
    }
    *out = (psc_bytes) {wrapped, len};
    return PSC_OK;
}

/* Whole frames to the last byte, none with a larger window than others accept. */
static psc_status psc_frames_check(psc_bytes frames) {
    size_t done = 0;
    do {
        const uint8_t *at = frames.at + done;
        const size_t left = frames.len - done;
        ZSTD_FrameHeader header;
        const size_t size = ZSTD_findFrameCompressedSize(at, left);
        if (ZSTD_isError(size) || ZSTD_getFrameHeader(&header, at, left) != 0 ||
            header.windowSize > PSC_ENVELOPE_WINDOW_MAX) {
            return PSC_ERR_COMPRESSION;
        }
        done += size;
    } while (done < frames.len);
    return PSC_OK;
}

/* Memory for the length of one call, straight from the allocator: an arena would keep it. */
typedef struct psc_temporary {
    const psc_allocator *allocator;
    uint8_t *at;
    size_t len;
} psc_temporary;

static psc_status psc_temporary_take(psc_temporary *temporary, const psc_allocator *allocator,
                                     size_t len) {
    *temporary = (psc_temporary) {allocator, allocator->allocate(allocator->context, len), len};
    return temporary->at == NULL ? PSC_ERR_MEMORY : PSC_OK;
}

static void psc_temporary_give_back(psc_temporary *temporary) {
    if (temporary->at != NULL) {
        psc_wipe(temporary->at, temporary->len);
        temporary->allocator->release(temporary->allocator->context, temporary->at, temporary->len);
    }
}

static psc_status psc_frames_decode(size_t *len, uint8_t *content, size_t capacity,
                                    psc_temporary *workspace, psc_bytes frames) {
    ZSTD_DCtx *decoder = ZSTD_initStaticDCtx(workspace->at, workspace->len);
    if (decoder == NULL) {
        return PSC_ERR_MEMORY;
    }
    const size_t outcome = ZSTD_decompressDCtx(decoder, content, capacity, frames.at, frames.len);
    if (ZSTD_isError(outcome)) {
        const bool full = ZSTD_getErrorCode(outcome) == ZSTD_error_dstSize_tooSmall;
        return full ? PSC_ERR_TOO_LARGE : PSC_ERR_COMPRESSION;
    }
    *len = outcome;
    return PSC_OK;
}

psc_status psc_envelope_unwrap(psc_bytes *out, psc_arena *arena, psc_bytes wrapped, size_t max) {
    *out = PSC_BYTES_ABSENT;
    if (wrapped.len == 0 || wrapped.at[0] != PSC_ENVELOPE_VERSION) {
        return PSC_ERR_ENVELOPE_VERSION;
    }
    const psc_bytes frames = {wrapped.at + 1, wrapped.len - 1};
    PSC_TRY(psc_frames_check(frames));
    /* From the content sizes, or from the number of blocks where a frame does not tell. Upper
     * bounds, and claims only. */
    const unsigned long long bound = ZSTD_decompressBound(frames.at, frames.len);
    if (bound == ZSTD_CONTENTSIZE_ERROR) {
        return PSC_ERR_COMPRESSION;
    }
    const size_t limit = max < PSC_ENVELOPE_MAX ? max : PSC_ENVELOPE_MAX;
    const size_t capacity = bound < limit ? (size_t) bound : limit;
    psc_temporary workspace;
    psc_temporary content = {0};
    size_t len = 0;
    psc_status status = psc_temporary_take(&workspace, arena->allocator, ZSTD_estimateDCtxSize());
    if (status == PSC_OK) {
        /* One byte more, so that it is never of size zero. */
        status = psc_temporary_take(&content, arena->allocator, capacity + 1);
    }
    if (status == PSC_OK) {
        status = psc_frames_decode(&len, content.at, capacity, &workspace, frames);
    }
    if (status == PSC_ERR_TOO_LARGE && capacity < limit) {
        status = PSC_ERR_COMPRESSION; /* the frame itself exceeds what it announced */
    }
    if (status == PSC_OK) {
        status = psc_bytes_copy(out, arena, (psc_bytes) {content.at, len});
    }
    psc_temporary_give_back(&content);
    psc_temporary_give_back(&workspace);
    return status;
}
