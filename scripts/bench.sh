#!/usr/bin/env bash
# `make bench`: what Lorch costs, from a release build, beside the bare libraries. Close everything else first.
# bench.sh [refresh|lists|search|truth|devices|system|programs|windows|screens]…    only these parts
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/check-tools.sh
scripts/system-packages.sh test
scripts/build-ui.sh

# One after the other: built together, one program would be given the features that another asks of a library.
cargo build --release -p lorch-cli
cargo build --release -p lorch-desktop --bin lorch-desktop --example empty_window
cargo build --release -p lorch-bench

bench=$CARGO_TARGET_DIR/release/lorch-bench
wanted() { [ $# -eq 1 ] || [[ " ${*:2} " == *" $1 "* ]]; }

parts=()
for part in "$@"; do [ "$part" = screens ] || parts+=("$part"); done
over=0
if [ $# -eq 0 ] || [ ${#parts[@]} -gt 0 ]; then "$bench" "${parts[@]}" || over=$?; fi
if wanted screens "$@"; then LORCH_BUILD=release node e2e/bench/run.mjs "$("$bench" @profile)" || over=$?; fi
exit "$over"
