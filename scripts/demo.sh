#!/usr/bin/env bash
# `make demo`: a made-up year in a profile that is thrown away at the end; nothing is asked of the network.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/check-tools.sh
if has_display; then scripts/system-packages.sh window; fi
scripts/build-ui.sh
cargo build -p lorch-cli
lorch=$CARGO_TARGET_DIR/debug/lorch

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# What lies outside of a profile goes with it, too.
export LORCH_PROFILE=$folder/profile XDG_STATE_HOME=$folder/state
unset LORCH_KEY_FILE

"$lorch" sample add
if has_display; then
  cargo build -p lorch-desktop
  "$CARGO_TARGET_DIR/debug/lorch-desktop" "$@"
else
  say "No display here: serving for the browser. Ctrl C ends it and removes the profile."
  "$lorch" serve "$@"
fi
