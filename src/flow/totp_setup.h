// SPDX-License-Identifier: MPL-2.0
/* A secret of one-time codes on its way from the server to the person's authenticator, and the first code of it back: what totp does as a
 * device and totp-reset by a link. Private to src/flow. Sources: protocol.md §3.5, §3.9, §7.4. */
#ifndef PSC_FLOW_TOTP_SETUP_H
#define PSC_FLOW_TOTP_SETUP_H

#include "flow/call.h"
#include "flow/opening.h"

/* Parsec's are 20 bytes. Less than 16 is none (RFC 4226 §4), more than 64 no authenticator uses as it is: HMAC would hash it first. */
#define PSC_TOTP_SECRET_MIN 16u
#define PSC_TOTP_SECRET_MAX 64u

typedef struct psc_totp_setup {
    psc_flow *flow;
    const psc_endpoint *endpoint;       /* borrowed */
    const psc_totp_setup_request *link; /* borrowed: whose secret, by which token; NULL: of the endpoint's device */
    psc_question question;              /* PSC_QUESTION_TOTP_SECRET; views live in the state arena */
    psc_call call;
    uint8_t secret[PSC_TOTP_SECRET_MAX]; /* until it is forgotten */
    size_t secret_len;
    uint8_t code[PSC_ONE_TIME_CODE_DIGITS]; /* the last one that was typed */
} psc_totp_setup;

void psc_totp_setup_init(psc_totp_setup *setup, psc_flow *flow, const psc_endpoint *endpoint, psc_bytes host,
                         const psc_totp_setup_request *link);
/* Asks the server for the secret: `call` is its, and the flow goes on to `state`. */
psc_status psc_totp_setup_get(psc_totp_setup *setup, int state) PSC_CHECK_RESULT;
/* What it answered: a psc_totp_secret_tag. With PSC_TOTP_SECRET_OK the secret is kept: PSC_ERR_REPLY_MALFORMED for what cannot be one. */
psc_status psc_totp_setup_got(int *tag, psc_totp_setup *setup) PSC_CHECK_RESULT;
/* Shows the secret and asks for a code of it. */
psc_status psc_totp_setup_ask(psc_totp_setup *setup, psc_status rejected, int state) PSC_CHECK_RESULT;
/* Keeps the code of an answer (to whatever question): PSC_ERR_VALUE for what is none, PSC_ERR_STATE for an answer of another kind. */
psc_status psc_totp_setup_take_code(psc_totp_setup *setup, const psc_event *event) PSC_CHECK_RESULT;
/* The same for the question that psc_totp_setup_ask asked: what is no code is asked for again, a code is sent to be confirmed, which
 * `state` awaits. */
psc_status psc_totp_setup_confirm(psc_totp_setup *setup, const psc_event *event, int state) PSC_CHECK_RESULT;
/* What the server answered to it: a psc_totp_confirm_tag. */
psc_status psc_totp_setup_confirmed(int *tag, psc_totp_setup *setup) PSC_CHECK_RESULT;
psc_bytes psc_totp_setup_code(const psc_totp_setup *setup);
/* The secret; the code stays. */
void psc_totp_setup_forget(psc_totp_setup *setup);

#endif
