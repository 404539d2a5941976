// SPDX-License-Identifier: MPL-2.0
/* Requests to the OpenBao that a Parsec server names, and what it answers. Private to src/flow.
 *
 * Each is sent once: what it fails with is for the parent to say, and to try again. The token and the keys are in the flow's arenas only.
 * Sources: flows.md §5.5, protocol.md §7.7. */
#ifndef PSC_FLOW_OPENBAO_H
#define PSC_FLOW_OPENBAO_H

#include "codec/json.h"
#include "crypto/secretbox.h"
#include "flow/machine.h"
#include "schema/local_device.h"
#include "schema/protocol.h"

/* An OpenBao, and whoever has signed on there. Views live in the state arena. */
typedef struct psc_openbao {
    psc_bytes base; /* "https://host[:port]/[path/]" */
    psc_bytes host; /* "host" or "host:port", for people */
    psc_bytes secret_mount;
    psc_bytes transit_mount; /* absent: nothing can be signed */
    psc_list auths;          /* of psc_openbao_auth */
    psc_bytes auth_id;       /* how they signed on */
    psc_bytes entity_id;     /* who they are there; absent: nobody yet */
    uint8_t *token;          /* secret */
    size_t token_len;
} psc_openbao;

/* PSC_ERR_SIGN_ON_DISABLED, or PSC_ERR_SIGN_ON_CONFIG for what cannot be used: no provider, an address that is none or in clear, secrets
 * of a kind that is not known here. Copied into `arena`. */
psc_status psc_openbao_read(psc_openbao *out, psc_arena *arena,
                            const psc_openbao_config *config) PSC_CHECK_RESULT;
/* Whom it can send people to, for people: of psc_provider_line, in `arena`, their names as in `openbao`. */
psc_status psc_openbao_providers(psc_list *out, psc_arena *arena, const psc_openbao *openbao) PSC_CHECK_RESULT;
/* NULL for one that is not offered. */
const psc_openbao_auth *psc_openbao_auth_of(const psc_openbao *openbao, psc_bytes auth_id);
/* One that stands in a path as it is: whatever another party calls its entity is looked at first. */
bool psc_openbao_is_entity(psc_bytes entity_id);
/* Nobody has signed on any more. */
void psc_openbao_forget(psc_openbao *openbao);

/* ---- one request: of the functions that begin one, then psc_openbao_event, then its reader */
typedef struct psc_openbao_call {
    psc_flow *flow;
    const psc_openbao *openbao;
    int purpose;
    uint32_t pending;
    /* the answer */
    psc_status
        status; /* PSC_OK for HTTP 200, else SIGN_ON_UNREACHABLE, _EXPIRED (403), _KEY (404) or _ANSWER */
    const psc_json *reply; /* in scratch; NULL when there was none or it was no JSON */
} psc_openbao_call;
/* RESPONSE or TRANSPORT_FAILURE. */
psc_status psc_openbao_event(psc_openbao_call *call, const psc_event *event) PSC_CHECK_RESULT;

/* Where somebody signs on. */
psc_status psc_openbao_ask_url(psc_openbao_call *call, const psc_openbao_auth *auth,
                               psc_bytes redirect_uri, psc_bytes client_nonce) PSC_CHECK_RESULT;
/* Its address, which may be opened, and what it must bring back as `state`: in the state arena. Else SIGN_ON_PROVIDER. */
psc_status psc_openbao_url(psc_bytes *auth_url, psc_bytes *state,
                           const psc_openbao_call *call) PSC_CHECK_RESULT;
/* What came back is exchanged for a token. */
psc_status psc_openbao_ask_token(psc_openbao_call *call, const psc_openbao_auth *auth,
                                 psc_bytes state, psc_bytes code,
                                 psc_bytes client_nonce) PSC_CHECK_RESULT;
/* SIGN_ON_CODE when it was not accepted. */
psc_status psc_openbao_signed_on(psc_openbao *openbao,
                                 const psc_openbao_call *call) PSC_CHECK_RESULT;

/* A key of theirs under a new path: made, and kept there. */
psc_status psc_openbao_put_key(psc_openbao_call *call, psc_bytes *key_path,
                               uint8_t key[PSC_SECRET_KEY_BYTES]) PSC_CHECK_RESULT;
/* PSC_ERR_VALUE for what is no path. */
psc_status psc_openbao_ask_key(psc_openbao_call *call, psc_bytes key_path) PSC_CHECK_RESULT;
psc_status psc_openbao_key(uint8_t key[PSC_SECRET_KEY_BYTES],
                           const psc_openbao_call *call) PSC_CHECK_RESULT;

/* A signature of theirs: text of OpenBao's own, in the state arena. PSC_ERR_SIGN_ON_KEY: they have no signing key yet, which
 * psc_openbao_make_signing_key changes. */
psc_status psc_openbao_sign(psc_openbao_call *call, psc_bytes payload) PSC_CHECK_RESULT;
psc_status psc_openbao_make_signing_key(psc_openbao_call *call) PSC_CHECK_RESULT;
psc_status psc_openbao_signature(psc_bytes *signature,
                                 const psc_openbao_call *call) PSC_CHECK_RESULT;
/* Whether somebody has signed this: PSC_ERR_SIGNATURE when not. */
psc_status psc_openbao_verify(psc_openbao_call *call, psc_bytes entity_id, psc_bytes payload,
                              psc_bytes signature) PSC_CHECK_RESULT;
psc_status psc_openbao_verified(const psc_openbao_call *call) PSC_CHECK_RESULT;
/* The e-mails that somebody is known by there: of psc_bytes, in the state arena, each at most as long as an e-mail may be. */
psc_status psc_openbao_ask_emails(psc_openbao_call *call, psc_bytes entity_id) PSC_CHECK_RESULT;
psc_status psc_openbao_emails(psc_list *emails, const psc_openbao_call *call) PSC_CHECK_RESULT;
/* Exactly: who vouches for it has checked it as it is written, and the server compares so too. */
bool psc_openbao_has_email(const psc_list *emails, psc_bytes email);

#endif
