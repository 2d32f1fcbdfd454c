#!/usr/bin/env bash
# `make run`: from a fresh clone to an open window, or to a sign-in link where there is no display.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/check-tools.sh
if has_display; then
  scripts/system-packages.sh window
  scripts/build-ui.sh
  cargo build -p lorch-desktop -p lorch-cli
  say "For the terminal: $CARGO_TARGET_DIR/debug/lorch --help"
  exec "$CARGO_TARGET_DIR/debug/lorch-desktop" "$@"
else
  say "No display here: serving for the browser. Stop with Ctrl C."
  scripts/build-ui.sh
  cargo build -p lorch-cli
  say "For the terminal: $CARGO_TARGET_DIR/debug/lorch --help"
  exec "$CARGO_TARGET_DIR/debug/lorch" serve "$@"
fi
