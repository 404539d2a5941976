// SPDX-License-Identifier: MPL-2.0
/* Web addresses that are not Parsec's: of an OpenBao, and of the page where somebody signs on. Only https, or http to this very
 * computer, is ever contacted or opened. */
#ifndef PSC_CODEC_WEB_URL_H
#define PSC_CODEC_WEB_URL_H

#include "base/bytes.h"

#define PSC_WEB_URL_MAX 8192u

/* A base to put paths after: "https://host[:port]/[path/]", in the form of psc_server_url_make. `text` is as an administrator wrote
 * it, perhaps without a scheme: https then. `host` is a view into it. PSC_ERR_ADDRESS_SCHEME, PSC_ERR_ADDRESS_HOST. */
psc_status psc_web_url_base(psc_bytes *base, psc_bytes *host, psc_arena *arena,
                            psc_bytes text) PSC_CHECK_RESULT;
/* PSC_OK for a whole address that may be opened: visible ASCII without a name or password in it. */
psc_status psc_web_url_check(psc_arena *scratch, psc_bytes url) PSC_CHECK_RESULT;
/* What its query says of `name`, decoded, in `arena`; absent when it does not, PSC_ERR_ADDRESS_REPEATED when it says it twice. */
psc_status psc_web_url_query(psc_bytes *value, psc_arena *arena, psc_bytes url,
                             const char *name) PSC_CHECK_RESULT;
/* A path of segments separated by slashes, each percent-encoded: PSC_ERR_VALUE for one that is empty or would lead elsewhere. */
psc_status psc_web_url_push_path(psc_buf *out, psc_bytes path) PSC_CHECK_RESULT;

#endif
