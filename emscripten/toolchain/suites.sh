# SPDX-License-Identifier: MPL-2.0
# shellcheck shell=bash
# The test suites. Every program ends with a line "N passed, N failed"; these are added up. A program that ends without
# one, or with a failure it did not count, counts as one failed test.

passed=0
failed=0
troubles=()

heading() {
    printf '\n== %s\n' "$*"
}

# check TITLE COMMAND... : a command that is one test by itself; its output is shown if it fails.
check() {
    local title=$1 output
    shift
    if output=$("$@" 2>&1 </dev/null); then
        printf 'ok - %s\n' "$title"
        passed=$((passed + 1))
    else
        printf '%s\nnot ok - %s\n' "$output" "$title"
        failed=$((failed + 1))
        troubles+=("$title")
        return 1
    fi
}

# passes_left_out LOG : what a program said of anything but passed tests; more than some screens is left to the log.
passes_left_out() {
    local most=200 tail=50
    grep -avE '^ok\b|^[0-9]+ passed, [0-9]+ failed$' "$1" | awk -v most="$most" -v tail="$tail" '
        { line[NR] = $0 }
        END {
            for (i = 1; i <= NR; i++) {
                if (NR > most && i == most - tail + 1) {
                    printf "[... %d lines ...]\n", NR - most
                    i = NR - tail + 1
                }
                print line[i]
            }
        }'
}

# program TITLE SECONDS COMMAND... : a command that counts its own tests. Its whole output is in a log; shown is one line,
# and if it fails what it said except for tests that passed. With aloud=yes everything is shown while it happens.
program() {
    local title=$1 limit=$2 log code counts trouble='' begun=$SECONDS
    shift 2
    log=$build/test-logs/$(printf '%s' "$title" | tr -cs '[:alnum:]' '-').log
    mkdir -p "$build/test-logs"
    if [[ -n ${aloud-} ]]; then
        timeout --kill-after=10 "$limit" "$@" </dev/null 2>&1 | tee "$log" && code=0 || code=$?
    else
        timeout --kill-after=10 "$limit" "$@" </dev/null >"$log" 2>&1 && code=0 || code=$?
    fi
    counts=$(grep -aoE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -n 1) || true
    if [[ $counts =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed ]]; then
        passed=$((passed + BASH_REMATCH[1]))
        failed=$((failed + BASH_REMATCH[2]))
        if ((BASH_REMATCH[1] + BASH_REMATCH[2] == 0)); then
            failed=$((failed + 1))
            trouble='ran no test'
        elif ((BASH_REMATCH[2] > 0)); then
            trouble=$counts
        elif ((code != 0)); then
            failed=$((failed + 1))
            trouble="all passed, but it ended with code $code"
        fi
    else
        failed=$((failed + 1))
        trouble="ended with code $code and no count"
        ((code != 124)) || trouble="did not end within $limit s"
    fi
    if [[ -z $trouble ]]; then
        printf 'ok - %s: %s (%d s)\n' "$title" "$counts" $((SECONDS - begun))
        return
    fi
    [[ -n ${aloud-} ]] || passes_left_out "$log"
    printf 'not ok - %s: %s\nThe whole output: %s\n' "$title" "$trouble" "$log"
    troubles+=("$title: $trouble; see $log")
}

skipped() {
    printf '\n== %s: there is nothing to run yet (%s)\n' "$1" "$2"
}

unit_programs() {
    local preset=$1 name
    shift
    heading "building $preset"
    # What is left of an earlier build would test earlier code.
    check "$preset compiles without a warning" compile "$preset" || return 0
    [[ -e $build/$preset/unit-tests.txt ]] || { skipped "unit, $preset" "$checkout/tests/unit/test_*.c" && return; }
    heading "unit, $preset"
    while read -r name; do
        program "unit, $preset: $(basename "${name%.*}")" 600 "$@" "$name"
    done <"$build/$preset/unit-tests.txt"
}

suite_unit_native() {
    unit_programs native-debug env ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1
}

suite_unit() {
    suite_unit_native
    unit_programs wasm node
}

suite_coverage() {
    heading coverage
    check 'coverage compiles' compile coverage || return 0
    aloud=yes program 'branch coverage of src' 900 \
        "$PARSEC_PYTHON" "$checkout/tests/unit/coverage.py" "$checkout" "$build/coverage"
}

compile_again() {
    rm -rf "$build/wasm-again"
    (cd "$checkout" && cmake --preset wasm -B build/wasm-again && cmake --build build/wasm-again --parallel "$jobs" --target core stretch)
}

same_module() {
    cmp "$build/wasm/$1.wasm" "$build/wasm-again/$1.wasm"
}

suite_modules() {
    heading 'the wasm modules'
    check 'the modules compile' compile wasm core stretch || return
    check 'core.wasm has the reviewed exports and imports' \
        node "$checkout/emscripten/abi.mjs" "$build/wasm/core.wasm" "$checkout/emscripten/exports.txt" host.random
    check 'stretch.wasm has the reviewed exports and imports' \
        node "$checkout/emscripten/abi.mjs" "$build/wasm/stretch.wasm" "$checkout/emscripten/exports-stretch.txt"
    check 'the modules compile a second time' compile_again || return
    check 'two clean builds of core.wasm are the same' same_module core
    check 'two clean builds of stretch.wasm are the same' same_module stretch
}

suite_glue() {
    local entry=$checkout/tests/glue/run.mjs
    [[ -e $entry ]] || { skipped glue "$entry" && return; }
    heading glue
    check 'the wasm modules compile' compile wasm core stretch || return
    check 'the glue takes the modules' node "$checkout/js-glue/tools/embed.mjs" "$build/wasm" || return
    program glue 900 node "$entry"
}

suite_web() {
    local files
    mapfile -t files < <(find "$checkout/web/tests" -name '*.test.*js' 2>/dev/null | sort)
    ((${#files[@]})) || { skipped web "$checkout/web/tests/*.test.js" && return; }
    heading web
    program web 600 node --test --test-reporter="$toolchain_scripts/counts.mjs" "${files[@]}"
}

suite_server() {
    local file preset
    heading server
    for preset in native-debug wasm; do
        check "the judges of certificates and device files compile, $preset" compile "$preset" judge locksmith || return
    done
    for file in "$checkout"/tests/server/test_*.py; do
        [[ -e $file ]] || { skipped server "$file" && return; }
        program "server: $(basename "$file")" 900 "$PARSEC_PYTHON" "$file"
    done
}

suite_e2e() {
    local entry=$checkout/tests/e2e/run.mjs
    [[ -e $entry ]] || { skipped e2e "$entry" && return; }
    heading e2e
    check 'the site builds' build_web || return
    aloud=yes program e2e 2400 node "$entry"
}

# Those that are run; what they source is checked with them.
shell_scripts() {
    printf '%s\n' "$checkout/dev" "$checkout/.ci/run"
    find "$checkout/emscripten" "$checkout/tests" -name '*.sh' -perm -u+x
}

declarations_are_current() {
    diff -u "$checkout/js-glue/src/crossing.d.ts" <("$build/native-release/declarations")
}

go_is_formatted() {
    local files
    files=$(gofmt -l "$openbao_sources") && [[ -z $files ]] || { echo "$files" && return 1; }
}

suite_lint() {
    local project scripts
    heading lint
    check 'gcc compiles without a warning' compile native-release
    check 'crossing.d.ts is what the core prints' declarations_are_current
    check biome "$checkout/node_modules/.bin/biome" ci --colors=off "$checkout"
    for project in js-glue web tests; do
        if [[ -e $checkout/$project/tsconfig.json ]]; then
            check "types of $project" "$checkout/node_modules/.bin/tsc" --noEmit --project "$checkout/$project"
        fi
    done
    check 'go vet' go_for_openbao vet .
    check gofmt go_is_formatted
    if has shellcheck; then
        mapfile -t scripts < <(shell_scripts)
        check shellcheck shellcheck --external-sources --check-sourced --source-path=SCRIPTDIR "${scripts[@]}"
    fi
}

report() {
    heading 'all suites'
    ((${#troubles[@]} == 0)) || printf 'not ok: %s\n' "${troubles[@]}"
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0 && passed > 0))
}

run_suites() {
    local suite
    # A failing program is counted, it does not end the run.
    set +e
    case $1 in
        all) set -- lint unit coverage modules glue web server e2e ;;
        quick) set -- lint unit_native glue web server ;;
        lint | unit | coverage | modules | glue | web | server | e2e) ;;
        *) die "there is no suite \"$1\"." 'There are: quick, lint, unit, coverage, modules, glue, web, server, e2e.' ;;
    esac
    for suite in "$@"; do
        "suite_$suite"
    done
    report
}
