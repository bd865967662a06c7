#!/usr/bin/env bash
# Fuzzes every entry point in turn, each for SECONDS (default 720: an hour in all), on one core.
#
#     tests/fuzz/run.sh [SECONDS] [TARGET...]
#
# Needs cargo-fuzz (`cargo install cargo-fuzz`) and a C++ compiler; a stable compiler will do, see README.md. Everything
# it makes is below target/fuzz: seeds, corpora, logs, and inputs that broke something. Fails if one did.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-720}
shift || true
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(grammar template environment words compile)

home=target/fuzz
corpus=${SUPERVISOR_SHARED:-../shared}/corpus
mkdir -p "$home/logs" "$home/artifacts"
python3 tests/scripts/fuzz_seeds.py "$home/seeds" fixtures "$corpus"
export RUSTC_BOOTSTRAP=1 # -Z flags for coverage and the sanitizer
export ASAN_OPTIONS=detect_leaks=0

failed=0
for target in "${targets[@]}"; do
	mkdir -p "$home/corpus/$target"
	log=$home/logs/$target.log
	nice cargo fuzz run --fuzz-dir tests/fuzz --target-dir "$home/build" "$target" "$home/corpus/$target" "$home/seeds/$target" -- \
		-dict="$home/seeds/dictionary" -artifact_prefix="$home/artifacts/$target-" -max_total_time="$seconds" \
		-rss_limit_mb=1024 -timeout=10 -print_final_stats=1 >"$log" 2>&1 || failed=1
	printf '%s: %s executions, peak %s MB\n' "$target" \
		"$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")" "$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")"
done
ls "$home/artifacts"
exit "$failed"
