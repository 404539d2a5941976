// SPDX-License-Identifier: MPL-2.0
/* What the programs of this folder share: scripts, one command per line with its words, bytes in hex;
 * answers in the same order on standard output, where "-" stands for what there is not. */
#ifndef PSC_TESTS_SCRIPT_H
#define PSC_TESTS_SCRIPT_H

#include "base/bytes.h"
#include "base/host.h"

enum { SCRIPT_WORDS_MAX = 6 };

/* A script that does not make sense is a broken test: ends the program. */
_Noreturn void script_give_up(const char *why);
/* The same for anything that cannot fail in a test that makes sense. */
void script_must(psc_status status);

/* Gives each line of the file at `path` to `obey`; words that are not there are empty. */
void script_run(const char *path, void (*obey)(const psc_bytes *words));

int64_t script_number(psc_bytes word);
void script_fixed(uint8_t *out, size_t len, psc_bytes word);
/* In `arena`; absent for "-". */
psc_bytes script_bytes(psc_arena *arena, psc_bytes word);

void script_print_hex(psc_bytes bytes);

/* Random bytes, the same in each run: nothing in here is a secret of anybody. */
psc_status script_draw(void *context, uint8_t *out, size_t len);
/* Others from now on. */
void script_seed(int64_t seed);

#endif
