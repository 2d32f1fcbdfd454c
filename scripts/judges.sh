#!/usr/bin/env bash
# Prometheus and node_exporter, which judge /metrics in the tests. They are Debian's own, unpacked beside what is built: installed,
# they would run from then on as services of this machine. Where there is no apt, the tests take those on the PATH.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

packages=(prometheus prometheus-node-exporter)
judges=$CARGO_TARGET_DIR/judges

main() {
  [ ! -x "$judges/usr/bin/promtool" ] || [ ! -x "$judges/usr/bin/prometheus-node-exporter" ] || return 0
  if ! has apt-get || ! has dpkg-deb; then
    has prometheus && has promtool && has prometheus-node-exporter && return 0
    say "lorch: no apt here, and no prometheus, promtool and prometheus-node-exporter: /metrics is not judged"
    return 0
  fi
  say "Unpacking what judges /metrics: ${packages[*]}"
  local room
  room=$(mktemp -d)
  cd "$room"
  download || { as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 update && download; }
  mkdir -p "$judges"
  local package
  for package in ./*.deb; do dpkg-deb -x "$package" "$judges"; done
  rm -rf "$room"
}

download() {
  apt-get -q -o APT::Sandbox::User="$(id -un)" download "${packages[@]}"
}

main
