#!/usr/bin/env bash
# `npm run api:check`: makes the TypeScript client anew and fails when it is not the one that is committed.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

committed=ui/src/lib/api/schema.d.ts
fresh=$(mktemp --suffix=.d.ts)
trap 'rm -f "$fresh"' EXIT

npx --no-install openapi-typescript crates/lorch-api/openapi.json -o "$fresh" >/dev/null
diff -u "$committed" "$fresh" || fail "$committed is stale: run 'npm run api' and commit it"
