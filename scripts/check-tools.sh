#!/usr/bin/env bash
# Says which tool is missing or too old, and offers its official installer to a person at a terminal.
# check-tools.sh [test]    `test` also wants rustfmt and clippy
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

readonly NODE_LEAST=20.19
RUST_LEAST=$(sed -n 's/^rust-version = "\([0-9.]*\)"$/\1/p' Cargo.toml | head -n 1)
readonly RUST_LEAST

main() {
  has git || fail "git is missing: install it with your package manager, for example: sudo apt-get install git"
  has make || fail "make is missing: install it, for example: sudo apt-get install make"
  has cc || fail "a C compiler is missing: install one, for example: sudo apt-get install build-essential"
  need_rust
  need_node
  if [ "${1:-}" = test ]; then need_rust_components; fi
}

need_rust() {
  at_least "$(rust_version)" "$RUST_LEAST" && return
  local found
  found=$(rust_version)
  say "lorch: Rust $RUST_LEAST or newer is needed (found: ${found:-none}): install it from https://rustup.rs."
  if has rustup; then
    ask "Run 'rustup update stable' now?" || exit 1
    rustup update stable
  else
    ask "Download and run the installer of rustup.rs now?" || exit 1
    has curl || fail "curl is missing: sudo apt-get install curl"
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile default
    hash -r
  fi
  at_least "$(rust_version)" "$RUST_LEAST" || fail "Rust is still $(rust_version): open a new terminal and try again."
}

need_node() {
  at_least "$(node_version)" "$NODE_LEAST" && has npm && return
  local found
  found=$(node_version)
  say "lorch: Node $NODE_LEAST or newer with npm is needed (found: ${found:-none}): install it from https://nodejs.org."
  has apt-get || exit 1
  ask "Download and run the installer of NodeSource (Node 22) now?" || exit 1
  has curl || fail "curl is missing: sudo apt-get install curl"
  curl --proto '=https' --tlsv1.2 -fsSL https://deb.nodesource.com/setup_22.x | as_root bash -
  as_root apt-get install -y nodejs
  hash -r
  at_least "$(node_version)" "$NODE_LEAST" || fail "Node is still $(node_version): open a new terminal and try again."
}

need_rust_components() {
  cargo fmt --version >/dev/null 2>&1 || fail "rustfmt is missing: rustup component add rustfmt"
  cargo clippy --version >/dev/null 2>&1 || fail "clippy is missing: rustup component add clippy"
}

rust_version() { if has rustc; then rustc --version 2>/dev/null | cut -d' ' -f2; fi; }

node_version() { if has node; then node --version 2>/dev/null | tr -d v; fi; }

# at_least FOUND WANTED
at_least() {
  [ -n "$1" ] && [ "$(printf '%s\n%s\n' "$2" "${1%%-*}" | sort -V | head -n 1)" = "$2" ]
}

main "$@"
