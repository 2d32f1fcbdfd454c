#!/usr/bin/env bash
# `make package`: a .deb and an .rpm that hold both programs, lorch and lorch-desktop. They are copied into dist/.
set -euo pipefail
# shellcheck source=scripts/env.sh
. "$(dirname "$0")/env.sh"

readonly OUT=dist
release=$CARGO_TARGET_DIR/release

scripts/check-tools.sh
scripts/system-packages.sh window
scripts/build-ui.sh
cargo build --release -p lorch-cli

# The Tauri command line writes both formats without rpm tools and without a network.
# Added to what tauri.conf.json says: the second program and the licence.
files='{ "/usr/bin/lorch": "'$release'/lorch", "/usr/share/doc/lorch/copyright": "'$PWD'/LICENSE" }'
rm -rf "$release/bundle"
npx --yes @tauri-apps/cli@2.12 build --bundles deb,rpm --config '{
  "bundle": {
    "active": true,
    "targets": ["deb", "rpm"],
    "publisher": "Lorch contributors",
    "license": "MIT",
    "category": "Utility",
    "shortDescription": "Your own data on one time axis, on your own machine",
    "longDescription": "Lorch fetches your feeds and keeps what you read, in a window, a browser and a terminal.",
    "linux": { "deb": { "files": '"$files"' }, "rpm": { "files": '"$files"' } }
  }
}' -- -p lorch-desktop

mkdir -p "$OUT"
rm -f "$OUT"/*.deb "$OUT"/*.rpm
cp "$release"/bundle/deb/*.deb "$release"/bundle/rpm/*.rpm "$OUT/"
say "Packages:"
ls -l "$OUT"/*.deb "$OUT"/*.rpm
