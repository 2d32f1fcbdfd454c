#!/usr/bin/env bash
# `make package`: a .deb and an .rpm that hold both programs, lorch and lorch-desktop. They are copied into dist/.
# package.sh --built    packs the programs of the last release build as they are
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

readonly OUT=dist
release=$CARGO_TARGET_DIR/release
papers=$release/papers

scripts/check-tools.sh
if [ "${1:-}" = --built ]; then
  way=bundle
else
  way=build
  scripts/system-packages.sh window
  scripts/build-ui.sh
  cargo build --release -p lorch-cli
fi

main() {
  make_papers
  check_papers
  # The Tauri command line writes both formats without rpm tools and without a network.
  rm -rf "$release/bundle"
  if [ "$way" = bundle ]; then tauri bundle; else tauri build -- -p lorch-desktop; fi
  mkdir -p "$OUT"
  rm -f "$OUT"/*.deb "$OUT"/*.rpm
  cp "$release"/bundle/deb/*.deb "$release"/bundle/rpm/*.rpm "$OUT/"
  say "Packages:"
  ls -l "$OUT"/*.deb "$OUT"/*.rpm
}

# Manual pages and completions, as the program itself writes them, and the licence.
make_papers() {
  rm -rf "$papers"
  "$release/lorch" papers "$papers"
  gzip -9n "$papers"/*.1
}

# What software centres and menus read, where there is a tool that knows its rules.
check_papers() {
  if has appstreamcli; then appstreamcli validate --no-net deploy/linux/dev.lorch.app.metainfo.xml; fi
  if has desktop-file-validate; then desktop-file-validate deploy/linux/Lorch.desktop; fi
}

# tauri build|bundle ARGUMENT…: added to what tauri.conf.json says are the second program and the papers.
tauri() {
  local command=$1
  shift
  npx --yes @tauri-apps/cli@2.12 "$command" --bundles deb,rpm --config '{
    "bundle": {
      "active": true,
      "targets": ["deb", "rpm"],
      "publisher": "Lorch contributors",
      "license": "MIT",
      "category": "News",
      "shortDescription": "Your own data on one time axis, on your own machine",
      "longDescription": "Lorch fetches your feeds and keeps what you read, in a window, a browser and a terminal.",
      "linux": {
        "deb": { "desktopTemplate": "deploy/linux/Lorch.desktop", "files": '"$(files vendor-completions)"' },
        "rpm": { "desktopTemplate": "deploy/linux/Lorch.desktop", "files": '"$(files site-functions)"' }
      }
    }
  }' "$@"
}

# files ZSH_FOLDER: what lies where in a package, as JSON.
files() {
  local page
  {
    printf '"/usr/bin/lorch": "%s"\n' "$release/lorch"
    printf '"/usr/share/doc/lorch/copyright": "%s"\n' "$PWD/LICENSE"
    printf '"/usr/share/metainfo/dev.lorch.app.metainfo.xml": "%s"\n' "$PWD/deploy/linux/dev.lorch.app.metainfo.xml"
    printf '"/usr/share/icons/hicolor/scalable/apps/lorch-desktop.svg": "%s"\n' "$PWD/icons/icon.svg"
    printf '"/usr/share/bash-completion/completions/lorch": "%s"\n' "$papers/lorch.bash"
    printf '"/usr/share/zsh/%s/_lorch": "%s"\n' "$1" "$papers/_lorch"
    printf '"/usr/share/fish/vendor_completions.d/lorch.fish": "%s"\n' "$papers/lorch.fish"
    for page in "$papers"/*.1.gz; do printf '"/usr/share/man/man1/%s": "%s"\n' "${page##*/}" "$page"; done
  } | paste -sd, | sed 's/.*/{&}/'
}

main
