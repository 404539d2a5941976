# SPDX-License-Identifier: MPL-2.0
# shellcheck shell=bash
# Dependencies, each at the version and hash of its lock file. All are kept in the cache folder, keyed by that lock
# file, so that a second clone and a machine without network find them.

deps_scripts=$checkout/emscripten/deps
deps_lock=$deps_scripts/lock.txt
python_lock=$checkout/tests/server/requirements.txt
deps_hint='Check the network and the settings of the registry client, then run the same command again.'

PSC_SOURCES_DIR=$cache/sources-$(hash_of "$deps_lock")
# What is compiled by one Python does not run in another: a machine's own and the toolchain's are kept apart.
python_folder=$cache/python-$(hash_of "$python_lock")${PARSEC_INSIDE:+-toolchain}
PARSEC_PYTHON=$python_folder/bin/python
# What the tests sign on with (tests/openbao): one program, the same for every machine of a kind.
openbao_sources=$checkout/tests/openbao
openbao_folder=$cache/openbao-$(hash_of "$openbao_sources"/go.{mod,sum} "$openbao_sources"/*.{go,hcl})
PARSEC_OPENBAO=$openbao_folder/openbao
export PSC_SOURCES_DIR PARSEC_PYTHON PARSEC_OPENBAO

prepare_c_sources() {
    [[ -d $PSC_SOURCES_DIR ]] && return
    step "$deps_hint" 'Fetching the C sources' "$deps_scripts/fetch.sh" "$deps_lock" "$PSC_SOURCES_DIR"
}

make_python() {
    if has python3.14; then
        python3.14 -m venv "$1"
        "$1/bin/pip" install --require-hashes --only-binary :all: -r "$python_lock"
    else
        uv venv --python 3.14 "$1"
        VIRTUAL_ENV=$1 uv pip install --require-hashes -r "$python_lock"
    fi
}

prepare_python() {
    [[ -e $python_folder/.complete ]] && return
    rm -rf "$python_folder"
    step "$deps_hint" "Installing the Parsec server" make_python "$python_folder"
    touch "$python_folder/.complete"
}

# The lock file alone does not say which workspaces there are.
node_state() {
    hash_of "$checkout"/package-lock.json "$checkout"/{,js-glue/,web/}package.json
}

prepare_node_modules() {
    local stamp=$checkout/node_modules/.complete
    [[ -e $stamp && $(<"$stamp") == "$(node_state)" ]] && return
    step "$deps_hint" 'Installing the JavaScript packages' \
        npm ci --prefix "$checkout" --cache "$cache/npm" --prefer-offline
    node_state >"$stamp"
}

# go_for_openbao COMMAND... : go.sum says what each module must be. Where they come from is the machine's own affair.
go_for_openbao() {
    (
        cd "$openbao_sources" || exit
        export GOFLAGS='-mod=readonly -modcacherw -trimpath -buildvcs=false' GOTOOLCHAIN=local CGO_ENABLED=0
        export GOMODCACHE=$cache/go/modules GOCACHE=$cache/go/build
        go "$@"
    )
}

make_openbao() {
    local making=$openbao_folder.making
    rm -rf "$making"
    go_for_openbao build -ldflags='-s -w' -o "$making/openbao" . && mv -T "$making" "$openbao_folder"
}

prepare_openbao() {
    [[ -d $openbao_folder ]] && return
    step "$deps_hint" 'Compiling the OpenBao of the tests' make_openbao
}

prepare() {
    local part
    for part in "$@"; do
        case $part in
            wasm | native) with_lock sources prepare_c_sources ;;
            server) with_lock python prepare_python ;;
            web) prepare_node_modules ;;
            sso) with_lock openbao prepare_openbao ;;
        esac
    done
}
