#!/usr/bin/env bash
# Builds the pages into ui/dist when something they are made of is newer than the last build.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

scripts/npm-packages.sh

built=ui/dist/index.html
if [ ! -f "$built" ] || [ -n "$(find ui package-lock.json -path ui/dist -prune -o -newer "$built" -type f -print -quit)" ]; then
  npm run build
  touch "$built"
fi
