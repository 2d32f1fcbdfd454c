#!/usr/bin/env bash
# Installs the system packages that are missing (apt), or prints the list where there is no apt.
# system-packages.sh window|test
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

window=(pkg-config libdbus-1-dev libwebkit2gtk-4.1-dev libayatana-appindicator3-dev)
test=("${window[@]}" xvfb xauth webkit2gtk-driver dbus dbus-x11 dunst gnome-keyring chromium strace iproute2 util-linux)

main() {
  local wanted=() missing=() package
  case "${1:-}" in
    window) wanted=("${window[@]}") ;;
    test) wanted=("${test[@]}") ;;
    *) fail "usage: scripts/system-packages.sh window|test" ;;
  esac

  if ! has apt-get || ! has dpkg-query; then
    if is_all_there "$1"; then return 0; fi
    say "lorch: please install what your system calls these Debian packages, then try again:"
    say "  ${wanted[*]}"
    exit 1
  fi

  for package in "${wanted[@]}"; do
    installed "$package" || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0

  say "Installing system packages: ${missing[*]}"
  apt update
  apt install -y --no-install-recommends "${missing[@]}"
}

# Without a package list: are the libraries, and for the tests the programs, there?
is_all_there() {
  has pkg-config && pkg-config --exists webkit2gtk-4.1 ayatana-appindicator3-0.1 || return 1
  [ "$1" = window ] || { has Xvfb && has WebKitWebDriver && has chromium; }
}

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"
}

installed() {
  [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

main "$@"
