#!/bin/bash
# SPDX-License-Identifier: MPL-2.0
# inside.sh FOLDER COMMAND... : first process inside the root. Keeps the host's environment (proxies, registry
# settings) except what names files that do not exist here.
set -euo pipefail
folder=$1
shift

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
unset LD_LIBRARY_PATH LD_PRELOAD CARGO_HOME RUSTUP_HOME GOROOT GOPATH GOBIN NODE_PATH PYTHONPATH PYTHONHOME VIRTUAL_ENV
while IFS= read -r name; do
    value=${!name}
    if [[ $value == /* && $value != *:* && ! -e $value ]]; then
        unset "$name"
    fi
done < <(compgen -e)
export HOME=${HOME:-/root} LANG=C.UTF-8
export SSL_CERT_FILE=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}
export PARSEC_INSIDE=1

cd "$folder" 2>/dev/null || cd "$PARSEC_CHECKOUT"
unset PARSEC_CHECKOUT PARSEC_BIND
exec "$@"
