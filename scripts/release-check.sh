#!/usr/bin/env bash
# `make release-check`: what takes too long for every change. Torture and simulation at length, packages, their contents, the figures.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

root=$(mktemp -d)
clean=$(mktemp -d)
trap 'rm -rf --one-file-system "$root" "$clean"' EXIT

main() {
  LORCH_TORTURE_ROUNDS=200 scripts/torture.sh
  LORCH_SEEDS=10000 cargo test --locked --release -p lorch-engine --test simulate
  LORCH_DAMAGES=300 cargo test --locked -p lorch-store --test damage
  properties_at_length
  scripts/package.sh
  install_into_fresh_root
  programs_start
  papers_are_there
  node e2e/packaged.mjs "$root" "$CARGO_TARGET_DIR/packaged-window.png"
  in_a_clean_debian
  scripts/bench.sh
  say "release-check passed."
}

properties_at_length() {
  export PROPTEST_CASES=50000 PROPTEST_RNG_SEED="${PROPTEST_RNG_SEED:-$(date +%s)}"
  say "Property tests with seed $PROPTEST_RNG_SEED"
  cargo test --locked -p lorch-formats --tests
}

# A root of its own with an empty package database: what the .deb brings along is all there is.
install_into_fresh_root() {
  mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" "$root/var/log"
  touch "$root/var/lib/dpkg/status"
  as_root dpkg --root="$root" --log=/dev/null --force-depends --force-script-chrootless --install dist/*.deb
}

programs_start() {
  local version printed
  version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
  printed=$("$root/usr/bin/lorch" --version)
  [ "$printed" = "lorch $version" ] || fail "the packaged lorch says '$printed', expected 'lorch $version'"

  if ldd "$root/usr/bin/lorch" | grep -iE 'webkit|libgtk'; then fail "the packaged lorch links a webview library"; fi
  if ldd "$root/usr/bin/lorch-desktop" | grep 'not found'; then fail "the packaged lorch-desktop misses a library"; fi

  # Faults on demand are for debug builds alone.
  if grep -l LORCH_FAULT "$root/usr/bin/lorch" "$root/usr/bin/lorch-desktop"; then fail "a packaged program fails on demand"; fi

  # Without a display: one sentence and exit code 2.
  local code=0
  env -u DISPLAY -u WAYLAND_DISPLAY "$root/usr/bin/lorch-desktop" || code=$?
  [ "$code" -eq 2 ] || fail "lorch-desktop without a display ended with $code, expected 2"
  say "Installed into a fresh root: lorch $version and lorch-desktop start."
}

# What the package says it needs is all that is there beside it.
in_a_clean_debian() {
  if [ "$(id -u)" -ne 0 ] || ! has debootstrap; then
    say "== clean Debian: skipped, it needs root and debootstrap"
    return
  fi
  if ! debootstrap --variant=minbase bookworm "$clean" >"$root/debootstrap.log" 2>&1; then
    say "== clean Debian: skipped, it could not be fetched"
    return
  fi
  cp dist/*.deb "$clean/lorch.deb"
  chroot "$clean" env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -q && apt-get install -yq --no-install-recommends /lorch.deb' >"$root/apt.log" 2>&1 ||
    fail "the package can't be installed into a clean Debian: $(tail -n 5 "$root/apt.log")"
  node e2e/installed.mjs "$clean" "$CARGO_TARGET_DIR/installed-window.png"
}

# What menus, shells, man and software centres look for.
papers_are_there() {
  local share=$root/usr/share paper
  for paper in icons/hicolor/{32x32,128x128,256x256,512x512}/apps/lorch-desktop.png \
    icons/hicolor/scalable/apps/lorch-desktop.svg man/man1/lorch.1.gz man/man1/lorch-feeds-add.1.gz \
    bash-completion/completions/lorch zsh/vendor-completions/_lorch fish/vendor_completions.d/lorch.fish; do
    [ -s "$share/$paper" ] || fail "the package brings no $paper"
  done
  bash -n "$share/bash-completion/completions/lorch"
  if has appstreamcli; then appstreamcli validate-tree --no-net "$root"; fi
  if has desktop-file-validate; then desktop-file-validate "$share"/applications/*.desktop; fi
}

main
