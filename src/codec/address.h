// SPDX-License-Identifier: MPL-2.0
/* Parsec addresses in every form that people paste (formats.md §4, protocol.md §1.9, §1.10):
 *   parsec3://host[:port]/Org?[no_ssl=true&]a=…&p=…
 *   http(s)://host[:port]/redirect/Org?a=…&p=…
 *   http(s)://host[:port]/client/webRedirect?webRedirectUrl=<percent-encoded parsec3 address>
 * What mails, chats and sentences do to a link is forgiven: words and punctuation around it, line
 * breaks inside, "&amp;" and quoted-printable. Each kind of bad link has its own
 * PSC_ERR_ADDRESS_* reason; PSC_ERR_ADDRESS_TRUNCATED when what is there is a beginning of a good
 * one. Hosts must be ASCII, internationalized ones in their "xn--" form: the tables that would map
 * them are larger than this core, Parsec writes that form, and browsers convert what is typed. */
#ifndef PSC_CODEC_ADDRESS_H
#define PSC_CODEC_ADDRESS_H

#include "base/bytes.h"
#include "base/id.h"

typedef enum psc_address_kind {
    PSC_ADDRESS_SERVER,
    PSC_ADDRESS_ORGANIZATION,
    PSC_ADDRESS_BOOTSTRAP,
    PSC_ADDRESS_CLAIM_USER,
    PSC_ADDRESS_CLAIM_DEVICE,
    PSC_ADDRESS_CLAIM_SHAMIR,
    PSC_ADDRESS_ASYNC_ENROLLMENT,
    PSC_ADDRESS_TOTP_RESET,
    PSC_ADDRESS_WORKSPACE_PATH,
    PSC_ADDRESS_PKI_ENROLLMENT
} psc_address_kind;

typedef struct psc_address {
    psc_address_kind kind;
    /* "https://host/" or "http://host:6777/": lower-case host, default port left out, slash at the
     * end. */
    psc_bytes server_url;
    psc_bytes host;         /* "host" or "host:port", for people */
    psc_bytes organization; /* UTF-8, percent-decoded; absent for PSC_ADDRESS_SERVER */
    bool has_token;         /* bootstrap (may be without), claims, TOTP reset */
    uint8_t token[PSC_TOKEN_BYTES];
    psc_uuid user_id;            /* TOTP reset only */
    psc_bytes path_payload;      /* workspace path only: MessagePack, as it came */
    uint8_t root_verify_key[32]; /* organization only */
} psc_address;

/* Views in `out` live in `arena`. */
psc_status psc_address_parse(psc_address *out, psc_arena *arena, psc_bytes text) PSC_CHECK_RESULT;
/* The forms people send: http(s) redirection for mails and messages, parsec3 for the desktop
 * application. For every kind that is an action; PSC_ERR_ARGUMENT for PSC_ADDRESS_SERVER,
 * PSC_ADDRESS_ORGANIZATION and for what lacks its token or its payload. */
psc_status psc_address_write_redirect(psc_buf *out, const psc_address *address) PSC_CHECK_RESULT;
psc_status psc_address_write_parsec(psc_buf *out, const psc_address *address) PSC_CHECK_RESULT;
/* Checks and normalizes what a device file or the page says is the server: same form as
 * psc_address.server_url. */
psc_status psc_server_url_parse(psc_bytes *server_url, psc_bytes *host, psc_arena *arena,
                                psc_bytes text) PSC_CHECK_RESULT;
/* Organization identifier, 1..32 bytes of word characters and '-' (formats.md §3).
 * PSC_ERR_ADDRESS_ORGANIZATION otherwise. ASCII is judged exactly; beyond it only what is plainly
 * no word is refused (blanks, controls, punctuation, symbols, emoji), and the server
 * judges the rest. */
psc_status psc_organization_check(psc_bytes organization) PSC_CHECK_RESULT;
/* "a-zA-Z0-9-_.~" stay, everything else becomes %XX. */
psc_status psc_percent_encode(psc_buf *out, psc_bytes text) PSC_CHECK_RESULT;

#endif
