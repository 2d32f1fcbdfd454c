#!/usr/bin/env bash
# `make test`: sets up, then runs every proof, the cheap ones first. Each step prints its name and seconds.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

began=$SECONDS
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
locked=()
if [ "${CI:-}" = true ]; then locked=(--locked); fi

main() {
  # Not steps: these may ask something, and a step's output goes through a pipe.
  scripts/check-tools.sh test
  scripts/system-packages.sh test
  scripts/judges.sh
  scripts/npm-packages.sh
  if [ "${CI:-}" = true ]; then forget_other_checkouts; fi

  step format cargo fmt --all --check
  if has shellcheck; then step shell shellcheck -x scripts/*.sh .ci/run; else say "== shell: skipped, no shellcheck"; fi
  step ui-types npm run check
  step ui-lint npm run lint
  step ui-tests npm test
  step ui-client npm run api:check
  step ui-build npm run build

  step tidy cargo test "${locked[@]}" -p lorch-tidy --quiet
  step clippy cargo clippy "${locked[@]}" --workspace --all-targets -- -D warnings
  step core-tests core_tests
  step doc-tests cargo test "${locked[@]}" --workspace --doc --quiet
  step torture scripts/torture.sh
  if has cargo-deny; then step licences cargo deny check licenses bans sources; else say "== licences: skipped, no cargo-deny"; fi
  step e2e scripts/e2e.sh

  say "Passed in $((SECONDS - began)) s: $(count core-tests) core tests, $(count ui-tests) UI tests, $(count e2e) end-to-end checks."
}

# step NAME COMMAND…: shows the output, keeps it for the closing count, stops at the first failure.
step() {
  local name=$1 start=$SECONDS
  shift
  say ""
  say "== $name"
  if "$@" 2>&1 | tee "$logs/$name"; then
    say "== $name: ok, $((SECONDS - start)) s"
  else
    fail "make test stopped at $name after $((SECONDS - start)) s."
  fi
}

# Property tests get the same cases each time, so that a build goes red for what changed in it; `make release-check`
# draws new ones.
core_tests() {
  export PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED:-1}"
  if has cargo-nextest; then
    cargo nextest run "${locked[@]}" --workspace --exclude lorch-tidy --no-tests=pass
  else
    cargo test "${locked[@]}" --workspace --exclude lorch-tidy --lib --bins --tests
  fi
}

# count STEP: the sum of all "N passed" that a step printed (nextest, cargo test, Vitest and our own runner say it so).
count() {
  sed 's/\x1b\[[0-9;]*m//g' "$logs/$1" | grep -v 'Test Files' |
    grep -oE '[0-9]+ passed' | awk '{ sum += $1 } END { print sum + 0 }'
}

# The cache is shared by all checkouts; what another checkout built of our own crates is of no use here and only grows.
forget_other_checkouts() {
  local stamp=$CARGO_TARGET_DIR/checkout
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" != "$PWD" ]; then cargo clean --quiet --workspace; fi
  mkdir -p "$CARGO_TARGET_DIR"
  printf '%s' "$PWD" >"$stamp"
}

main
