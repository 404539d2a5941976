# SPDX-License-Identifier: MPL-2.0
# shellcheck shell=bash
# The commands of ./dev, run where the tools are.

build=$checkout/build
jobs=$(nproc)

first_of() {
    local name
    for name in "$@"; do
        command -v "$name" && return
    done
    return 0
}

# What programs of the project are told about the machine, so that none of them searches by itself.
describe_environment() {
    local emcc
    emcc=$(first_of emcc)
    # CMakePresets.json reads it
    export PSC_EMSCRIPTEN=${PSC_EMSCRIPTEN-${emcc:+$(dirname "$(readlink -f "$emcc")")}}
    PARSEC_CHROMIUM=$(first_of chromium chromium-browser)
    PARSEC_FIREFOX=$(first_of firefox-esr firefox)
    PARSEC_WEBKIT_DRIVER=$(first_of WebKitWebDriver)
    export PARSEC_CHROMIUM PARSEC_FIREFOX PARSEC_WEBKIT_DRIVER
    export PSC_BUILD_DIR=$build PSC_WASM_DIR=$build/wasm PSC_WEB_DIR=$build/web
    export PSC_VECTORS_DIR=$checkout/tests/vectors PSC_WYCHEPROOF_DIR=$PSC_SOURCES_DIR/wycheproof
    export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-0}
}

# compile PRESET [TARGET...]
compile() {
    local preset=$1
    shift
    (
        cd "$checkout" || exit
        [[ -e build/$preset/build.ninja ]] || cmake --preset "$preset"
        cmake --build --preset "$preset" --parallel "$jobs" ${1+--target "$@"}
    )
}

build_hint='The messages above say which file; ./dev shell gives the tools to look closer.'

build_wasm() {
    step "$build_hint" 'Compiling the core to wasm' compile wasm core stretch
}

build_web() {
    build_wasm
    step "$build_hint" 'Handing the core to the glue' node "$checkout/js-glue/tools/embed.mjs" "$PSC_WASM_DIR"
    step "$build_hint" 'Building the web app' npm run build --workspace web --prefix "$checkout"
    [[ -f $PSC_WEB_DIR/index.html ]] || die "the build of the web app left no $PSC_WEB_DIR/index.html."
}

cmd_shell() {
    if (($#)); then
        [[ $1 == -- ]] && shift
        exec "$@"
    fi
    exec bash -i
}

cmd_setup() {
    say 'Everything is in place.'
}

cmd_build() {
    build_web
    step "$build_hint" 'Writing the type declarations of the glue' npm run types --workspace js-glue --prefix "$checkout"
    say "Built $PSC_WEB_DIR; declarations in js-glue/types"
}

cmd_bench() {
    build_web
    step "$build_hint" 'Compiling what is measured' compile wasm bench_primitives bench_certificates
    step "$build_hint" 'Compiling natively' compile native-release bench_primitives bench_certificates
    exec node "$checkout/tests/bench/run.mjs" "$@"
}

port_is_taken() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port_from() {
    local port=$1
    while port_is_taken "$port"; do
        port=$((port + 1))
    done
    echo "$port"
}

# Links that were mailed or noted stay right as long as the port does, hence not just any free one.
usual_port=6777
# Passkeys are for names, not for 127.0.0.1.
own_name=localhost

cmd_run() {
    local port='' keep='' folder=$build/demo server protections=() signing_on=() openbao=() mounts=()
    while (($#)); do
        case $1 in
            --keep) keep=yes ;;
            --port) port=${2-} && shift ;;
            --port=*) port=${1#*=} ;;
            --protection)
                [[ -n ${2-} ]] || die '--protection wants a way to protect a device.' 'Such as PASSWORD or PASSWORD+TOTP.'
                protections+=(--protection "$2") && shift
                ;;
            --protection=*) protections+=(--protection "${1#*=}") ;;
            --sso) signing_on=(--sso) ;;
            --openbao)
                [[ -n ${2-} ]] || die '--openbao wants the address of an OpenBao.' 'See README.md, "A real OpenBao".'
                openbao=(--openbao-server-url "$2") && shift
                ;;
            --openbao=*) openbao=(--openbao-server-url "${1#*=}") ;;
            --openbao-*)
                [[ -n ${2-} ]] || die "$1 wants a mount." 'See README.md, "A real OpenBao".'
                mounts+=("$1" "$2") && shift
                ;;
            *) die "run does not know \"$1\"." 'It takes --keep, --port N, --protection WAY, --sso and --openbao URL.' ;;
        esac
        shift
    done
    if [[ -n $keep ]] && ((${#signing_on[@]})); then
        die '--sso keeps the keys of devices in memory, so it does not go with --keep.' \
            'Use --openbao URL, whose keys stay.'
    fi
    if ((${#openbao[@]})); then
        ((${#signing_on[@]} == 0)) || die '--sso and --openbao exclude each other.'
        [[ " ${mounts[*]} " == *' --openbao-auth-'* ]] || mounts+=(--openbao-auth-pro-connect auth/pro_connect)
    elif ((${#mounts[@]})); then
        die "${mounts[0]} goes with --openbao URL."
    fi
    if [[ -n $port ]]; then
        [[ $port =~ ^[0-9]+$ ]] || die "\"$port\" is not a port number."
        if port_is_taken "$port"; then
            die "port $port is in use." 'Choose another with --port N.'
        fi
    else
        port=$(free_port_from "$usual_port")
    fi
    if [[ -n $keep ]] && ! has_tool postgresql; then
        die 'run --keep stores organizations in PostgreSQL, which is not installed here.' \
            'Install the package postgresql, or leave out --keep: organizations then live in memory.'
    fi
    build_web
    [[ -n $keep ]] && folder=$data/demo
    say "Starting ${keep:+PostgreSQL and }the Parsec server ..."
    server=("$checkout/tests/server/start.py" --port "$port" --name "$own_name" --web "$PSC_WEB_DIR" --log "$logs/server.log")
    [[ -n $keep ]] && server+=(--keep "$data")
    server+=("${protections[@]}" "${signing_on[@]}" -- "${openbao[@]}" "${mounts[@]}")
    mkdir -p "$logs"
    # It waits for the server, which takes over this process below.
    (umask 077 && mkdir -p "$folder" && exec "$PARSEC_PYTHON" "$checkout/tests/server/demo.py" \
        --server "http://$own_name:$port" --app "http://$own_name:$port/client/" --out "$folder" ${keep:+--keep}) &
    exec "$PARSEC_PYTHON" "${server[@]}"
}

cmd_test() {
    # shellcheck source=emscripten/toolchain/suites.sh
    . "$toolchain_scripts/suites.sh"
    run_suites "${1:-all}"
}

describe_environment
