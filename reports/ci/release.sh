#!/usr/bin/env bash
# Makes what is released, in a folder (default: target/dist): self-contained programs for this machine's Linux, with manual
# pages and completions as an archive and as a Debian package, container images, bill of materials, the guides as a site, and
# checksums. The same commit and tools give the same bytes. What cannot be made here is said, and is no failure.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
out=$(realpath -m "${1:-target/dist}")
programs=(dsop-conformance mock-bank mock-agency)

say() { printf '\n== %s\n' "$*"; }
left_out=()

missing=()
for tool in cargo cc pkg-config jq tar gzip sha256sum; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
library=$(pkg-config --variable=libdir openssl 2>/dev/null || true)
[ -e "$library/libcrypto.a" ] || missing+=("OpenSSL's static libraries (libcrypto.a)")
if [ "${#missing[@]}" -gt 0 ]; then
  printf 'missing: %s\n' "${missing[@]}" >&2
  echo "on Debian: apt-get install build-essential pkg-config libssl-dev jq, and a Rust toolchain" >&2
  exit 2
fi
target=$(rustc -vV | sed -n 's/^host: //p')
case $target in
  *-linux-gnu) ;;
  *) echo "this script is for Linux with the GNU C library, not for $target" >&2; exit 2 ;;
esac

if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
  SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || echo 0)
fi
export SOURCE_DATE_EPOCH CARGO_INCREMENTAL=0 CARGO_PROFILE_RELEASE_STRIP=symbols OPENSSL_STATIC=1 LC_ALL=C DSOP_LANG=en
umask 022
built=${CARGO_TARGET_DIR:-$PWD/target}
export CARGO_TARGET_DIR=$built
# No path of this machine is in the programs.
# Nor is there need of /dev: a static program does not find the C library's getrandom, but the kernel has it.
flags=(-Ctarget-feature=+crt-static --cfg "getrandom_backend=\"linux_getrandom\"" "--remap-path-prefix=$PWD=/src" "--remap-path-prefix=$built=/target")
for registry in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
  flags+=("--remap-path-prefix=${registry%/}=/registry")
done
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\x1f'; printf %s "${flags[*]}")
export CARGO_ENCODED_RUSTFLAGS

say "programs"
cargo build --release --locked --target "$target" -p harness -p mock-bank -p mock-agency
bin=$built/$target/release
metadata=$(cargo metadata --format-version 1 --locked --filter-platform "$target")
version=$(jq -r '.packages[] | select(.name == "harness") | .version' <<<"$metadata")
name=dsop-conformance-$version-${target%%-*}-linux
rm -rf "$out"
mkdir -p "$out"

say "manual pages and completions"
rm -rf "$bin/man" "$bin/completions"
mkdir -p "$bin/man" "$bin/completions"
for program in "${programs[@]}"; do
  "$bin/$program" man "$bin/man"
  "$bin/$program" completions bash >"$bin/completions/$program.bash"
  "$bin/$program" completions zsh >"$bin/completions/_$program"
  "$bin/$program" completions fish >"$bin/completions/$program.fish"
done

# The same files give the same archive.
pack() { # folder, file, names
  local folder=$1 file=$2
  shift 2
  tar -C "$folder" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$@" |
    gzip -n -9 >"$file"
}

say "archive"
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
root=$stage/$name
mkdir -p "$root"/{bin,ci,share/man/man1,share/bash-completion/completions,share/zsh/site-functions,share/fish/vendor_completions.d}
for program in "${programs[@]}"; do
  install -m 755 "$bin/$program" "$root/bin/"
  install -m 644 "$bin/completions/$program.bash" "$root/share/bash-completion/completions/$program"
  install -m 644 "$bin/completions/_$program" "$root/share/zsh/site-functions/"
  install -m 644 "$bin/completions/$program.fish" "$root/share/fish/vendor_completions.d/"
done
install -m 644 "$bin"/man/*.1 "$root/share/man/man1/"
install -m 755 reports/ci/conformance.sh reports/ci/install.sh "$root/ci/"
install -m 644 reports/ci/{compose.yaml,gitlab.yml,github-actions.yml,fleet.toml,checklist.toml} "$root/ci/"
install -m 644 CHANGELOG.md LICENSE-APACHE LICENSE-MIT "$root/"
pack "$stage" "$out/$name.tar.gz" "$name"

say "Debian package"
if cargo deb --version >/dev/null 2>&1; then
  (cd harness/cli && cargo deb --no-build --no-strip --target "$target" --output "$out/")
else
  left_out+=("the Debian package: cargo-deb is not installed (cargo install cargo-deb)")
fi

say "container images"
reports/ci/image.sh "$bin" "$out/dsop-conformance-$version-images.tar" "$version"

say "bill of materials"
awk -F'"' '/^name/ {n=$2} /^version/ {v=$2} /^checksum/ {print n, v, $2}' Cargo.lock >"$stage/checksums"
jq --rawfile checksums "$stage/checksums" --arg openssl "$(pkg-config --modversion openssl)" \
  --arg rust "$(rustc -V | cut -d' ' -f2)" --argjson epoch "$SOURCE_DATE_EPOCH" \
  -f reports/ci/sbom.jq <<<"$metadata" >"$out/$name.cdx.json"

say "guides"
if command -v mdbook >/dev/null; then
  reports/ci/site.sh "$stage/site"
  pack "$stage" "$out/dsop-conformance-$version-guides.tar.gz" site
else
  left_out+=("the guides as a site: mdbook is not installed (cargo install mdbook)")
fi

say "checksums"
(cd "$out" && sha256sum -- * >"$stage/SHA256SUMS" && install -m 644 "$stage/SHA256SUMS" . && cat SHA256SUMS)
for what in "${left_out[@]}"; do
  echo "not made: $what"
done
