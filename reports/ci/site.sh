#!/usr/bin/env bash
# Makes the guides into a static site with mdBook: site.sh FOLDER. The pages keep their places, so that their links lead
# to each other there as they do here.
set -euo pipefail
out=$(realpath -m "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source=$(mktemp -d)
trap 'rm -rf "$source"' EXIT
mkdir -p "$source/src"
# What the pages link to comes along.
cp -r --parents README.md CONTRIBUTING.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE cases/README.md harness/README.md \
  mock-agency/README.md mock-bank/README.md reports/README.md reports/ci harness/guide/*/*.md "$source/src"
cp harness/guide/book.toml "$source/"
# The table of contents is written for its place beside the guides.
sed -e 's#(\.\./\.\./#(#' -e 's#(\(en\|nb\)/#(harness/guide/\1/#' harness/guide/SUMMARY.md >"$source/src/SUMMARY.md"
mdbook build "$source" --dest-dir "$out"
