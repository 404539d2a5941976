// SPDX-License-Identifier: MPL-2.0
/* The key of a recovery file as a person keeps it (formats.md §1.11): base32 in 13 groups of 4
 * symbols, joined by '-'. The text is the key itself, nothing stretches it. */
#ifndef PSC_CODEC_RECOVERY_KEY_H
#define PSC_CODEC_RECOVERY_KEY_H

#include "base/bytes.h"

#define PSC_RECOVERY_KEY_BYTES 32u
#define PSC_RECOVERY_KEY_SYMBOLS 52u
#define PSC_RECOVERY_KEY_CHARS 64u

psc_status psc_recovery_key_write(psc_buf *out,
                                  const uint8_t key[PSC_RECOVERY_KEY_BYTES]) PSC_CHECK_RESULT;
/* As it was typed, or loaded from a file: lower case, 0 for O and 1 for I are fine, and what is no
 * symbol is passed over. PSC_ERR_RECOVERY_KEY unless PSC_RECOVERY_KEY_SYMBOLS remain, with spare
 * bits zero. `work` keeps nothing of it. */
psc_status psc_recovery_key_read(uint8_t key[PSC_RECOVERY_KEY_BYTES],
                                 const psc_allocator *work, psc_bytes typed) PSC_CHECK_RESULT;

/* How far the typing is. */
typedef struct psc_recovery_key_progress {
    uint32_t symbols;
    bool foreign; /* something stands there that is in no key: neither a symbol, nor blank, nor a dash */
} psc_recovery_key_progress;
psc_recovery_key_progress psc_recovery_key_examine(psc_bytes typed);

#endif
