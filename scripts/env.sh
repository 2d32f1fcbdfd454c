# shellcheck shell=bash
# Sourced by every script: where we are, where things are built, how a line of progress looks.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

# A fresh install by rustup is not on the PATH of this shell yet.
PATH="$HOME/.cargo/bin:$PATH"

if [ "${CI:-}" = true ]; then
  # Outside the checkout, so that a clean clone finds its dependencies built.
  CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/lorch/target}"
  CARGO_INCREMENTAL=0
  CARGO_TERM_COLOR=never
  export CARGO_INCREMENTAL CARGO_TERM_COLOR
fi
CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"
export PATH CARGO_TARGET_DIR

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "lorch: $*"
  exit 1
}

# May we ask a person? Never under CI, never without a terminal.
can_ask() { [ -z "${CI:-}" ] && [ -t 0 ] && [ -t 2 ]; }

# ask QUESTION: true when the person says yes.
ask() {
  can_ask || return 1
  local answer
  printf '%s [y/N] ' "$1" >&2
  read -r answer
  [[ "$answer" =~ ^[Yy] ]]
}

has() { command -v "$1" >/dev/null 2>&1; }

has_display() { [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; }

# as_root COMMAND…: with sudo unless we are root already; without a terminal sudo must not wait for a password.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif has sudo; then
    if can_ask; then sudo "$@"; else sudo -n "$@"; fi
  else
    fail "this needs root and there is no sudo: run as root: $*"
  fi
}
