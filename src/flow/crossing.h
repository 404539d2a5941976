// SPDX-License-Identifier: MPL-2.0
/* Events, effects and options as MessagePack, for hosts in another language: the tables of flow.h's
 * structs. The TypeScript declarations of js-glue are printed from the same tables
 * (emscripten/declarations.c).
 *
 * Every union crosses as a map tagged by its kind, in lower case with dashes:
 *   effect  {effect: "request", id, …}
 *           {effect: "ask", id, question: {question: "code", …}}
 *           {effect: "note", note: {note: "waiting", …}}
 *           {effect: "done", result: {result: "device", …}}
 *           {effect: "failed", failure: {status, …}}
 *   event   {event: "response", effect, now, http_status, body}
 *           {event: "answer", effect, now, answer: {answer: "code", code}}
 * psc_status crosses as its name (psc_status_name), Parsec's own enumerations by their wire names,
 * ours in lower case with dashes. Identifiers and times keep Parsec's extension types. A human
 * handle is [email, label], or nil; where the label may not be known yet, [email, nil]. A device
 * handle crosses as an integer. Secrets never cross this way. */
#ifndef PSC_FLOW_CROSSING_H
#define PSC_FLOW_CROSSING_H

#include "flow/flow.h"

/* A device in a result crosses as its handle, which the host gives it beforehand; PSC_ERR_ARGUMENT
 * when it is still 0. */
psc_status psc_effect_write(psc_buf *out, const psc_effect *effect) PSC_CHECK_RESULT;
/* Views borrow from `data` or live in `arena`. */
psc_status psc_event_read(psc_event *out, psc_arena *arena, psc_bytes data) PSC_CHECK_RESULT;
/* {flow: "claim", link, device_label} …: makes the flow. Device handles are resolved by `device`,
 * which returns NULL for a bad one (PSC_ERR_ARGUMENT). */
psc_status psc_flow_new_from(psc_flow **flow, const psc_host *host, psc_arena *scratch,
                             psc_bytes options,
                             psc_device *(*device)(uint32_t handle)) PSC_CHECK_RESULT;
/* What a link is, for a screen, before anything is asked of any server:
 *   {status: "ok", kind: "claim-user", host, server_url, organization, continue_url, desktop_url}
 *   {status: "address-truncated", sentence}
 * `continue_url` is the http(s) form, to go on at the link's own server; `desktop_url` the parsec3
 * form, which the desktop application is registered for. Both are written from what is described
 * here, never copied from the text; nil for a server and an organization, which ask for nothing. */
psc_status psc_address_describe(psc_buf *out, psc_arena *scratch, psc_bytes text) PSC_CHECK_RESULT;
/* How far a recovery key is, as it is typed (codec/recovery_key.h); `work` keeps nothing of it:
 *   {status: "ok", symbols: 52, total: 52, foreign: false}, which may be the key of some file
 *   {status: "recovery-key", symbols: 17, total: 52, foreign: true} */
psc_status psc_recovery_key_describe(psc_buf *out, const psc_allocator *work,
                                     psc_bytes typed) PSC_CHECK_RESULT;

/* Everything that crosses and deserves a name of its own, for declarations and tests. */
typedef struct psc_crossing_type {
    const char *name;
    psc_type type;
} psc_crossing_type;
extern const psc_crossing_type psc_crossing_types[];
extern const size_t psc_crossing_types_count;

#endif
