#!/bin/bash
# SPDX-License-Identifier: MPL-2.0
# enter.sh ROOT COMMAND... : runs as root in a mount namespace of its own, so that nothing mounted here is seen outside.
# PARSEC_BIND: folders (separated by colons) that are seen inside at the same path.
set -euo pipefail
root=$1
shift
home=${HOME:-/root}

bind() {
    if [[ -d $1 ]]; then
        mkdir -p "$root$2"
    else
        mkdir -p "$root${2%/*}"
        [[ -e $root$2 ]] || : >"$root$2"
    fi
    mount --bind "$1" "$root$2"
}

# bind_config FILE TARGET : configuration of the host's registry clients, if there is any.
bind_config() {
    [[ -f $1 ]] && bind "$1" "$2"
    return 0
}

for folder in dev proc sys tmp; do
    mount --rbind "/$folder" "$root/$folder"
done
mount -t tmpfs -o mode=755 tmpfs "$root/run"
# An empty home: nothing that a tool writes there outlives the command, nothing of the host's home is seen but what is named.
mkdir -p "$root$home"
mount -t tmpfs -o mode=755 tmpfs "$root$home"

IFS=: read -r -a binds <<<"${PARSEC_BIND-}"
for folder in "${binds[@]}"; do
    bind "$folder" "$folder"
done

bind_config "$(readlink -f /etc/resolv.conf)" /etc/resolv.conf
bind_config /etc/hosts /etc/hosts
bind_config /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
bind_config /etc/pip.conf /etc/pip.conf
bind_config "$home/.config/pip/pip.conf" "$home/.config/pip/pip.conf"
bind_config "$home/.npmrc" "$home/.npmrc"
bind_config "${CARGO_HOME:-$home/.cargo}/config.toml" "$home/.cargo/config.toml"
bind_config "$home/.config/go/env" "$home/.config/go/env"

exec chroot "$root" "$@"
