#!/usr/bin/env bash
# `make check`: what to run before each commit. No window, no browser, no system packages.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/check-tools.sh test
scripts/npm-packages.sh

# Without the webview libraries everything but the window can still be checked.
workspace=(--workspace)
if ! { has pkg-config && pkg-config --exists webkit2gtk-4.1; }; then workspace+=(--exclude lorch-desktop); fi

cargo fmt --all --check
npm run check
cargo clippy "${workspace[@]}" --all-targets -- -D warnings
cargo test "${workspace[@]}" --quiet --lib --bins
cargo test -p lorch-tidy --quiet
npm test
