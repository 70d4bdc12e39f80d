#!/usr/bin/env bash
# Fuzzes every target, or those that are named, for some seconds each: fuzz/run.sh [SECONDS [TARGET...]]
#
# cargo-fuzz wants the nightly compiler. What it does is done here with the stable one: LLVM's coverage pass is asked for
# with `-C passes`, and only for our own crates, so that the dependencies of the ordinary build are used again.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
shift || true
targets=("${@:-}")
[ -n "${targets[0]:-}" ] || targets=(register form token ses_event)
target_dir=${CARGO_TARGET_DIR:-target}

RUSTC_WORKSPACE_WRAPPER="$PWD/fuzz/instrument.sh" \
	cargo build --workspace --bin fuzz --features fuzz/libfuzzer --locked --quiet

for target in "${targets[@]}"; do
	found="$target_dir/fuzz/$target"
	mkdir -p "$found"
	echo "fuzz $target for $seconds s"
	# Findings stay in the folder; an input that broke a promise lies beside it as crash-*.
	if ! FUZZ_TARGET=$target "$target_dir/debug/fuzz" "$found" "fuzz/seeds/$target" \
		-max_total_time="$seconds" -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
		-artifact_prefix="$target_dir/fuzz/$target-" >"$target_dir/fuzz/$target.log" 2>&1; then
		tail -40 "$target_dir/fuzz/$target.log"
		exit 1
	fi
	grep -E "stat::|DONE|cov:" "$target_dir/fuzz/$target.log" | tail -1
done
