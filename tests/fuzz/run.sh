#!/usr/bin/env bash
# Fuzzes every entry point in turn, all of them together for SECONDS (default 3600), on one core and at the lowest priority.
#
#     tests/fuzz/run.sh [SECONDS] [TARGET...]
#
# Needs cargo-fuzz (`cargo install cargo-fuzz`) and a C++ compiler; a stable compiler will do, see README.md. Everything
# it makes is below FUZZ_HOME (default target/fuzz): programs, seeds, corpora, logs, and inputs that broke something. At the
# end it prints how often each target was run, and fails if an input broke one. FUZZ_SANITIZER=none is faster than the
# default, address.
set -euo pipefail
cd "$(dirname "$0")/../.."

seconds=${1:-3600}
shift || true
targets=("$@")
[ "${#targets[@]}" -gt 0 ] || targets=(grammar template environment words compile)

home=${FUZZ_HOME:-target/fuzz}
sanitizer=${FUZZ_SANITIZER:-address}
seeds=${SUPERVISOR_SHARED:-../shared}/corpus
mkdir -p "$home/logs" "$home/artifacts"
python3 tests/scripts/fuzz_seeds.py "$home/seeds" fixtures "$seeds"
export RUSTC_BOOTSTRAP=1 # -Z flags for coverage and the sanitizer
export ASAN_OPTIONS=detect_leaks=0

cargo fuzz build --fuzz-dir tests/fuzz --target-dir "$home/build" --sanitizer "$sanitizer"
programs=$home/build/$(rustc -vV | sed -n 's/^host: //p')/release

failed=0
for target in "${targets[@]}"; do
	mkdir -p "$home/corpus/$target"
	nice -n 19 "$programs/$target" "$home/corpus/$target" "$home/seeds/$target" \
		-dict="$home/seeds/dictionary" -artifact_prefix="$home/artifacts/$target-" \
		-max_total_time=$((seconds / ${#targets[@]})) -rss_limit_mb=1000 -timeout=10 -print_final_stats=1 \
		>"$home/logs/$target.log" 2>&1 || failed=1
done

stat() { # of the last run of a target: what libFuzzer calls a number
	sed -n "s/^stat::$2: *//p" "$home/logs/$1.log" | tail -1
}
for target in "${targets[@]}"; do
	printf '%-12s %10s executions, peak %s MB\n' "$target" "$(stat "$target" number_of_executed_units)" "$(stat "$target" peak_rss_mb)"
done
ls "$home/artifacts"
exit "$failed"
