#!/usr/bin/env bash
# `make torture`: Lorch is killed, its disk fails, four processes push at once; what it acknowledged has to stay.
# torture.sh [--seed N] [PART]…    only these parts; LORCH_TORTURE_ROUNDS rounds of each (20)
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/check-tools.sh
if ! has strace; then scripts/system-packages.sh test; fi

# The same choice of crates as the tests have, so that nothing is built twice.
workspace=(--workspace --exclude lorch-tidy)
if ! { has pkg-config && pkg-config --exists webkit2gtk-4.1; }; then workspace+=(--exclude lorch-desktop); fi
cargo build "${workspace[@]}" --tests

exec "$CARGO_TARGET_DIR/debug/lorch-torture" --rounds "${LORCH_TORTURE_ROUNDS:-20}" "$@"
