# SPDX-License-Identifier: MPL-2.0
# shellcheck shell=bash
# A Debian root with every tool at a known version, built once in the cache folder and entered in a mount
# namespace of its own: the host's packages stay as they are.

suite=forky
packages=$toolchain_scripts/packages.txt

package_names() {
    grep -v '^#' "$packages"
}

toolchain=$cache/toolchain-$suite-$(package_names | hash_of)

# The mirror that this machine uses itself, so that no address needs to be written here.
host_mirror() {
    local uri
    if [[ -n ${PARSEC_DEBIAN_MIRROR-} ]]; then
        printf '%s\n' "$PARSEC_DEBIAN_MIRROR"
        return
    fi
    # shellcheck disable=SC2016  # apt's own variables
    uri=$(apt-get indextargets --format '$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
        sed -n 's/^Debian|//p' | head -n 1)
    if [[ $uri == mirror+file:* ]]; then
        uri=$(grep -v '^#' "${uri#mirror+file:}" | awk 'NF { print $1; exit }')
    fi
    printf '%s\n' "$uri"
}

# require_root TOOL... : the root is made and entered by root only, on a machine that has apt.
require_root() {
    if ((EUID == 0)) && { [[ -e $toolchain/.complete ]] || has apt-get; }; then
        return
    fi
    die "these tools are not on PATH: $*" \
        "Either install them, or run ./dev as root on a Debian machine (it then builds a root of its own under" \
        "$cache and changes nothing else but installing debootstrap), or build the image of ./Containerfile."
}

install_debootstrap() {
    apt-get update
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        debootstrap debian-archive-keyring gpgv ca-certificates
}

# The host's way to the network: proxies, certificates, time checks.
copy_apt_configuration() {
    apt-config dump | grep '^Acquire::' >"$1/etc/apt/apt.conf.d/90host" || true
    cp /etc/resolv.conf "$1/etc/resolv.conf"
    if [[ -f /etc/ssl/certs/ca-certificates.crt ]]; then
        mkdir -p "$1/etc/ssl/certs"
        cp -L /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/"
    fi
}

# No manual pages, no services started by packages, no fsync per file: this root can be made again.
slim_dpkg() {
    printf '%s\n' force-unsafe-io 'path-exclude=/usr/share/doc/*' 'path-include=/usr/share/doc/*/copyright' \
        'path-exclude=/usr/share/man/*' 'path-exclude=/usr/share/locale/*' >"$1/etc/dpkg/dpkg.cfg.d/90toolchain"
    printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"
    chmod +x "$1/usr/sbin/policy-rc.d"
}

install_packages() {
    local names
    mapfile -t names < <(package_names)
    unshare --mount "$toolchain_scripts/enter.sh" "$1" /bin/sh -c \
        'export DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin
         apt-get update && apt-get install -y --no-install-recommends "$@" && apt-get clean' sh "${names[@]}"
}

# Emscripten compiles its C library when something is linked for the first time, which would otherwise look as if our own
# first build were stuck. One program of each kind that CMake links: a standalone module, and a program run by Node.
link_with_emscripten() {
    # shellcheck disable=SC2016  # expanded inside
    unshare --mount "$toolchain_scripts/enter.sh" "$1" /bin/sh -ec \
        'export PATH=/usr/bin:/bin
         work=$(mktemp -d)
         printf "#include <stdio.h>\nint main(void) { return puts(\"\") < 0; }\n" >"$work/trial.c"
         set -- "$work/trial.c" -Os -sDEFAULT_TO_CXX=0 -sALLOW_MEMORY_GROWTH
         emcc "$@" -o "$work/trial.wasm" -sSTANDALONE_WASM --no-entry -sMALLOC=emmalloc
         emcc "$@" -o "$work/trial.cjs" -sENVIRONMENT=node
         rm -r "$work"'
}

build_root() {
    [[ -e $toolchain/.complete ]] && return
    local making=$toolchain.making mirror network script
    network='Check the network and the proxy settings of apt, then run the same command again: it starts over cleanly.'
    unshare --mount true 2>/dev/null ||
        die 'this machine does not let root make a mount namespace (a container without that privilege?).' \
            'Use the image of ./Containerfile instead: it has the same tools on PATH.'
    say "Setting up the toolchain in $toolchain (once, some minutes, about 4 GB)"
    rm -rf "$making"
    if ! command -v debootstrap >/dev/null; then
        step "$network" 'Installing debootstrap' install_debootstrap
    fi
    mirror=$(host_mirror)
    [[ -n $mirror ]] || die 'no Debian mirror found in the sources of apt.' \
        "Name one that has $suite: PARSEC_DEBIAN_MIRROR=<address> ./dev ..."
    # Scripts of debootstrap are per suite; an older one does not know the newest names, which are all alike.
    script=/usr/share/debootstrap/scripts/$suite
    [[ -e $script ]] || script=/usr/share/debootstrap/scripts/sid
    step "$network" "Downloading Debian $suite" \
        debootstrap --variant=minbase --include=ca-certificates "$suite" "$making" "$mirror" "$script"
    copy_apt_configuration "$making"
    slim_dpkg "$making"
    step "$network" "Installing $(package_names | wc -l) packages" install_packages "$making"
    step 'This should not fail: please report it with the log.' 'Compiling the C library for wasm' \
        link_with_emscripten "$making"
    touch "$making/.complete"
    mv -T "$making" "$toolchain"
    say 'The toolchain is ready.'
}

# enter COMMAND... : replaces this process by the command inside the root, seeing the checkout at the same path.
enter() {
    [[ -e $toolchain/.complete ]] || with_lock toolchain build_root
    mkdir -p "$cache" "$data"
    export PARSEC_STARTED=$started PARSEC_CHECKOUT=$checkout PARSEC_BIND=$checkout:$cache:$data
    exec unshare --mount "$toolchain_scripts/enter.sh" "$toolchain" "$toolchain_scripts/inside.sh" "$PWD" "$@"
}
