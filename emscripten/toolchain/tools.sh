# SPDX-License-Identifier: MPL-2.0
# shellcheck shell=bash
# Which tools each part of the work needs, and which of them are not on PATH.

at_least() {
    local wanted=$1 found=${2#v}
    found=${found%%.*}
    [[ $found =~ ^[0-9]+$ ]] && ((found >= wanted))
}

has() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null && return
    done
    return 1
}

newer_go() {
    local version minor
    version=$(go env GOVERSION 2>/dev/null)
    minor=${version#go1.}
    at_least 26 "$minor"
}

postgresql_folder() {
    local folder
    for folder in "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin; do
        [[ -x $folder/initdb ]] && echo "$folder" && return
    done
    return 1
}

has_tool() {
    case $1 in
        emscripten-4) has emcc && at_least 4 "$(emcc -dumpversion 2>/dev/null)" ;;
        go-1.26) has go && newer_go ;;
        node-22) has node && at_least 22 "$(node --version 2>/dev/null)" ;;
        python-3.14) has python3.14 uv ;;
        firefox) has firefox-esr firefox ;;
        postgresql) postgresql_folder >/dev/null ;;
        *) has "$1" ;;
    esac
}

tools_of() {
    case $1 in
        wasm) echo emscripten-4 cmake ninja cargo ;;
        web) echo node-22 npm ;;
        server) echo python-3.14 ;;
        sso) echo go-1.26 ;;
        native) echo clang llvm-profdata llvm-cov valgrind ;;
        browsers) echo chromium firefox WebKitWebDriver Xvfb xauth postgresql ;;
    esac
}

missing_tools() {
    local part tool
    for part in "$@"; do
        for tool in $(tools_of "$part"); do
            has_tool "$tool" || echo "$tool"
        done
    done
}
