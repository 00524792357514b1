#!/usr/bin/env bash
# Builds every fuzzer and runs each for SECONDS (60): tests/fuzz/run.sh [SECONDS] [NAME...]
# Starts from tests/fuzz/corpus/NAME, from the corpus of its last word (corpus/request for http_request), and from shipped
# files (src/recognition/criteria for recognition_criteria). What it learns stays in build/fuzz/learnt.
# Findings are kept in build/fuzz/findings; any finding, and any fuzzer that cannot be built, makes the exit code 1.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-60}
shift || true
out=build/fuzz
mkdir -p "$out/findings" "$out/learnt"

names=$(python3 tests/fuzz/plan.py)
if [ $# -gt 0 ]; then names="$*"; fi
if [ -z "$names" ]; then echo "there is no src/*/fuzz_*.cpp" >&2; echo "0 passed, 1 failed"; exit 1; fi
built=yes
ninja -C "$out" -j "$(nproc)" -k 0 --quiet $names || built=no

passed=0 failed=0
for name in $names; do
    if [ ! -x "$out/$name" ]; then echo "$name: not built"; failed=$((failed + 1)); continue; fi
    learnt=$out/learnt/$name
    mkdir -p "$learnt"
    corpus=()
    largest=8192
    for folder in "tests/fuzz/corpus/$name" "tests/fuzz/corpus/${name#*_}" "src/${name%%_*}/${name#*_}"; do
        if [ ! -d "$folder" ] || [ -z "$(ls -A "$folder")" ]; then continue; fi
        corpus+=("$folder")
        size=$(find "$folder" -type f -printf '%s\n' | sort -n | tail -1)
        if [ $((size * 2)) -gt $largest ]; then largest=$((size * 2)); fi
    done
    words=()
    if [ -f "tests/fuzz/$name.dict" ]; then words=(-dict="tests/fuzz/$name.dict"); fi
    log=$out/$name.log
    result=clean
    UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1 ASAN_OPTIONS=allocator_may_return_null=1 \
        "$out/$name" "$learnt" "${corpus[@]}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len="$largest" \
        -print_final_stats=1 -verbosity=1 -artifact_prefix="$out/findings/$name-" "${words[@]}" >"$log" 2>&1 || result=FINDING
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    memory=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
    echo "$name: $result, ${executions:-0} executions in $seconds s, ${memory:-?} MB"
    if [ "$result" = clean ]; then passed=$((passed + 1)); continue; fi
    failed=$((failed + 1))
    grep -m5 -E 'ERROR|SUMMARY|runtime error|Test unit written' "$log" || tail -5 "$log"
done
if [ "$built" = no ]; then echo "some fuzzer did not build"; fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$built" = yes ]
