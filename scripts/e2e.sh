#!/usr/bin/env bash
# `make e2e`: the built window and Chromium against a local feed server. Arguments go to e2e/run.mjs.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/check-tools.sh
scripts/system-packages.sh test
scripts/build-ui.sh
cargo build -p lorch-cli -p lorch-desktop
exec node e2e/run.mjs "$@"
