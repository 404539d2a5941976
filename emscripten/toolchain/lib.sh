# SPDX-License-Identifier: MPL-2.0
# shellcheck shell=bash
# What every set-up script shares: where things are kept, how progress is shown, how a failing step speaks.

if [[ -z ${checkout-} ]]; then
    echo 'lib.sh: set "checkout" before sourcing this file' >&2
    exit 1
fi

project=parsec-web
toolchain_scripts=$checkout/emscripten/toolchain
# One folder for everything that is fetched or built once and shared by all clones.
cache=${PARSEC_TOOLCHAIN_DIR:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/$project}
# What a person would miss if it were gone (organizations of `run --keep`).
data=${PARSEC_DATA_DIR:-${XDG_DATA_HOME:-${HOME:-/root}/.local/share}/$project}
logs=$cache/logs
started=${PARSEC_STARTED:-$(date +%s)}
unset PARSEC_STARTED

say() {
    printf '[%4d s] %s\n' "$(($(date +%s) - started))" "$*" >&2
}

die() {
    printf 'dev: %s\n' "$@" >&2
    exit 1
}

# hash_of [FILE...] : a short name for the contents of files (or of standard input), used to key cache folders.
hash_of() {
    cat "$@" | sha256sum | cut -c1-12
}

# step HINT TITLE COMMAND... : runs a command with its output in a log, shows that it is alive, and on failure
# shows the log's end and HINT.
step() {
    local hint=$1 title=$2 log begun pid waited=0
    shift 2
    mkdir -p "$logs"
    log=$logs/$(printf '%s' "$title" | tr -cs '[:alnum:]' '-' | cut -c1-60).log
    begun=$(date +%s)
    say "$title ..."
    "$@" >"$log" 2>&1 </dev/null &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.2
        waited=$((waited + 1))
        if ((waited % 100 == 0)); then
            say "  still working, $(($(date +%s) - begun)) s: $(tail -n 1 "$log" | tr -cd '[:print:]' | cut -c1-90)"
        fi
    done
    wait "$pid" && return 0
    tail -n 15 "$log" >&2
    die "\"$title\" failed. Its full output: $log" "$hint"
}

# with_lock NAME COMMAND... : at most one of these at once on this machine, whichever clone it comes from.
with_lock() {
    local name=$1 fd
    shift
    mkdir -p "$cache"
    exec {fd}>"$cache/$name.lock"
    if ! flock --nonblock "$fd"; then
        say "Waiting for another ./dev that is setting up the same thing ..."
        flock "$fd"
    fi
    "$@"
    exec {fd}>&-
}
