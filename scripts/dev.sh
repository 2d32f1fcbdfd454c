#!/usr/bin/env bash
# `make dev`: the core on port 4747 and Vite in front of it. The profile is one of its own, so your data stays out of it.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

export LORCH_PROFILE="${LORCH_PROFILE:-$CARGO_TARGET_DIR/dev-profile}"

scripts/check-tools.sh
scripts/npm-packages.sh
cargo build -p lorch-cli

# Vite listens on 5173 and passes /api on; the sign-in link has to name the port that the page comes from.
"$CARGO_TARGET_DIR/debug/lorch" serve --port 4747 > >(sed -u 's/:4747/:5173/') &
core=$!
trap 'kill "$core" 2>/dev/null; wait "$core" 2>/dev/null' EXIT
npm run dev -- --host 127.0.0.1 --port 5173 --strictPort
