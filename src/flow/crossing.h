// SPDX-License-Identifier: MPL-2.0
/* Events, effects and options as MessagePack, for hosts in another language: the tables of flow.h's structs. The TypeScript
 * declarations of js-glue are printed from the same tables (emscripten/declarations.c).
 *
 * Every union crosses as a map tagged by its kind, in lower case with dashes:
 *   effect  {effect: "request", id, …}  {effect: "ask", id, question: {question: "code", …}}  {effect: "note", note: {note: …}}
 *           {effect: "done", result: {result: "device", …}}  {effect: "failed", failure: {…}}
 *   event   {event: "response", effect, now, http_status, body} …  {event: "answer", effect, now, answer: {answer: "code", code}}
 * psc_status crosses as its name (psc_status_name), other enumerations by their wire or lower-case name. Identifiers and times
 * keep Parsec's extension types. A device handle crosses as an integer. Secrets never cross this way. */
#ifndef PSC_FLOW_CROSSING_H
#define PSC_FLOW_CROSSING_H

#include "flow/flow.h"

psc_status psc_effect_write(psc_buf *out, const psc_effect *effect) PSC_CHECK_RESULT;
/* Views borrow from `data` or live in `arena`. */
psc_status psc_event_read(psc_event *out, psc_arena *arena, psc_bytes data) PSC_CHECK_RESULT;
/* {flow: "claim", link, device_label} …: makes the flow. Device handles are resolved by `device`, which returns NULL for a bad one. */
psc_status psc_flow_new_from(psc_flow **flow, const psc_host *host, psc_arena *scratch, psc_bytes options,
                             psc_device *(*device)(uint32_t handle)) PSC_CHECK_RESULT;

#endif
