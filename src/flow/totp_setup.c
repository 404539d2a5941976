// SPDX-License-Identifier: MPL-2.0
#include "flow/totp_setup.h"

#include <string.h>

#include "codec/base64.h"

/* As the official client names itself: an authenticator shows it beside the organization. */
#define PSC_TOTP_ISSUER "parsec.cloud"

void psc_totp_setup_init(psc_totp_setup *setup, psc_flow *flow, const psc_endpoint *endpoint,
                         psc_bytes host, const psc_totp_setup_request *link) {
    *setup = (psc_totp_setup) {
        .flow = flow,
        .endpoint = endpoint,
        .link = link,
        .question =
            {
                .kind = PSC_QUESTION_TOTP_SECRET,
                .as.totp_secret = {.organization = endpoint->organization, .host = host},
            },
    };
}

void psc_totp_setup_forget(psc_totp_setup *setup) {
    psc_wipe(setup->secret, sizeof setup->secret);
    setup->secret_len = 0;
}

/* ----------------------------------------------------------------------------------- the secret */

psc_status psc_totp_setup_get(psc_totp_setup *setup, int state) {
    const char nothing = 0;
    const psc_record *record = setup->link == NULL ? &psc_totp_secret_request_record
                                                   : &psc_totp_reset_secret_request_record;
    PSC_TRY(psc_call_command(&setup->call, setup->flow, setup->endpoint,
                             setup->link == NULL ? (const void *) &nothing : setup->link, record, 0,
                             0));
    return psc_await_machine(setup->flow, state);
}

psc_status psc_totp_setup_got(int *tag, psc_totp_setup *setup) {
    psc_totp_secret_reply reply;
    PSC_TRY(setup->call.status);
    PSC_TRY(psc_call_read(&reply, &setup->call, setup->flow, &psc_totp_secret_reply_union));
    *tag = reply.tag;
    if (reply.tag != PSC_TOTP_SECRET_OK) {
        return PSC_OK;
    }
    const psc_bytes secret = reply.ok.totp_secret;
    if (secret.len < PSC_TOTP_SECRET_MIN || secret.len > PSC_TOTP_SECRET_MAX) {
        return PSC_ERR_REPLY_MALFORMED;
    }
    memcpy(setup->secret, secret.at, secret.len);
    setup->secret_len = secret.len;
    return PSC_OK;
}

/* What a growing buffer leaves behind goes with the scratch arena, at the next step. */
static psc_status psc_totp_setup_uri(psc_bytes *uri, const psc_totp_setup *setup) {
    psc_buf buf;
    psc_buf_init(&buf, &setup->flow->scratch);
    PSC_TRY(psc_buf_push_text(&buf, "otpauth://totp/" PSC_TOTP_ISSUER ":"));
    PSC_TRY(psc_percent_encode(&buf, setup->endpoint->organization));
    PSC_TRY(psc_buf_push_text(&buf, "?secret="));
    PSC_TRY(psc_base32_encode(&buf, (psc_bytes) {setup->secret, setup->secret_len}));
    PSC_TRY(psc_buf_push_text(&buf, "&issuer=" PSC_TOTP_ISSUER));
    *uri = psc_buf_view(&buf);
    return PSC_OK;
}

psc_status psc_totp_setup_ask(psc_totp_setup *setup, psc_status rejected, int state) {
    setup->question.as.totp_secret.rejected = (int) rejected;
    psc_bytes uri;
    PSC_TRY(psc_totp_setup_uri(&uri, setup));
    PSC_TRY(psc_flow_ask_showing(NULL, setup->flow, &setup->question, uri, 0));
    setup->flow->awaited = state;
    return PSC_OK;
}

/* ------------------------------------------------------------------------------------- its code */

psc_bytes psc_totp_setup_code(const psc_totp_setup *setup) {
    return PSC_BYTES_OF(setup->code);
}

psc_status psc_totp_setup_take_code(psc_totp_setup *setup, const psc_event *event) {
    if (event->as.answer.kind != PSC_ANSWER_CODE) {
        return PSC_ERR_STATE;
    }
    psc_bytes code;
    PSC_TRY(psc_one_time_code(&code, &setup->flow->scratch, event->as.answer.code));
    memcpy(setup->code, code.at, sizeof setup->code);
    return PSC_OK;
}

psc_status psc_totp_setup_confirm(psc_totp_setup *setup, const psc_event *event, int state) {
    const psc_status taken = psc_totp_setup_take_code(setup, event);
    if (taken == PSC_ERR_VALUE) {
        return psc_totp_setup_ask(setup, taken, setup->flow->awaited);
    }
    PSC_TRY(taken);
    psc_totp_setup_request request = {.one_time_password = psc_totp_setup_code(setup)};
    if (setup->link != NULL) {
        request.user_id = setup->link->user_id;
        memcpy(request.token, setup->link->token, sizeof request.token);
    }
    PSC_TRY(psc_call_command(&setup->call, setup->flow, setup->endpoint, &request,
                             setup->link == NULL ? &psc_totp_confirm_request_record
                                                 : &psc_totp_reset_confirm_request_record,
                             0, 0));
    return psc_await_machine(setup->flow, state);
}

psc_status psc_totp_setup_confirmed(int *tag, psc_totp_setup *setup) {
    psc_totp_confirm_reply reply;
    PSC_TRY(setup->call.status);
    PSC_TRY(psc_call_read(&reply, &setup->call, setup->flow, &psc_totp_confirm_reply_union));
    *tag = reply.tag;
    return PSC_OK;
}
