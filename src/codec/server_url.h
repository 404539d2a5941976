// SPDX-License-Identifier: MPL-2.0
/* Host and port of an address, written in the one way that URL parsers of browsers write them.
 * Part of codec/address.h. */
#ifndef PSC_CODEC_SERVER_URL_H
#define PSC_CODEC_SERVER_URL_H

#include "base/bytes.h"

/* `authority` is what stands between "//" and the path: [user[:password]@]host[:port]. `host` is a
 * view into `server_url`. PSC_ERR_ADDRESS_HOST when it names no server. */
psc_status psc_server_url_make(psc_bytes *server_url, psc_bytes *host, psc_arena *arena,
                               psc_bytes authority, bool secure) PSC_CHECK_RESULT;

#endif
