#!/usr/bin/env bash
# `npm ci`, but only when package-lock.json is not the one that was installed last.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

stamp=node_modules/.installed-from
now=$(cksum <package-lock.json)

if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$now" ]; then
  npm ci --no-audit --no-fund
  printf '%s' "$now" >"$stamp"
fi
