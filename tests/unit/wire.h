// SPDX-License-Identifier: MPL-2.0
/* MessagePack seen from outside the core, and what every table must withstand: single messages,
 * with no flow, server or peer behind them (those are in world.h). */
#ifndef PSC_TESTS_WIRE_H
#define PSC_TESTS_WIRE_H

#include "harness.h"
#include "schema/schema.h"

/* One value as text, for comparing with a literal:
 *   {'a': 1, 'b': [true, nil], 'c': bin(00ff), 'd': time(1770000000123456), 'e': uuid(0123…)} */
psc_bytes wire_dump(psc_arena *arena, psc_bytes data);
/* True when every field of `part` has the same value in `whole`, which may have more, and may leave
 * out what is nil in `part`. */
bool wire_contains(psc_bytes whole, psc_bytes part);

/* The kinds, sizes and places that a table claims fit together, in everything that it reaches. */
void wire_check_table(const psc_type *type);
/* A message that `type` (a record or a union) reads without an error:
 * - each of its truncations is refused, each value replaced by another kind of value gets the
 *   status that its table asks for;
 * - a field left out, a field given twice, a field more: refused, refused, ignored;
 * - random damage and each failing allocation are survived, and writing it again into too small a
 *   room.
 * All in memory of exactly the right size, for AddressSanitizer. */
void wire_check_hostile(const psc_type *type, psc_bytes message);

/* Writes into rooms of zero bytes, of one and so on, that cannot grow: PSC_ERR_MEMORY, until one is
 * large enough. */
void wire_check_rooms(psc_status (*write)(psc_buf *out, const void *context), const void *context);

/* An object of exactly the right size on the heap, read from an exact copy; NULL and a counted
 * failure unless `expected` comes out. */
void *wire_read(psc_status expected, psc_arena *arena, const psc_type *type, psc_bytes message);
psc_bytes wire_write(psc_arena *arena, const psc_type *type, const void *object);

psc_type wire_record(const psc_record *record);
psc_type wire_union(const psc_union *united);

#endif
