#!/usr/bin/env bash
# Holds what release.sh made against what it is to be: check-release.sh [FOLDER]. Programs run in a root with nothing else in
# it, the package has what it promises, the images run without a shell, as nobody in particular, on a read-only root. What
# cannot be checked on this machine is said.
set -euo pipefail
dist=$(realpath "${1:-target/dist}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
fail() { echo "FAILED: $*" >&2; failed=1; }
unchecked() { echo "not checked: $*"; }

(cd "$dist" && sha256sum --quiet -c SHA256SUMS) || fail "checksums"

# A root with nothing but one program, and no network but its own loopback.
empty=$work/empty
mkdir -p "$empty"/{cache,out}
tar -xzf "$dist"/dsop-conformance-*-linux.tar.gz -C "$work"
unpacked=$(echo "$work"/dsop-conformance-*-linux)
cp "$unpacked"/bin/* "$empty/"
inside() { # program, arguments: runs in the empty root
  if [ -n "$isolated" ]; then
    unshare --map-root-user --net bash -c 'ip link set lo up && exec chroot "$@"' - "$empty" "$@"
  else
    chroot "$empty" "$@"
  fi
}
isolated=""
if unshare --map-root-user --net ip link set lo up 2>/dev/null; then isolated=yes; fi
if [ -n "$isolated" ] || [ "$(id -u)" -eq 0 ]; then
  for program in dsop-conformance mock-bank mock-agency; do
    inside "/$program" --version || fail "$program does not run in an empty root"
  done
  DSOP_CACHE_DIR=/cache inside /dsop-conformance run --quiet --case TOKEN-001 --case HEADERS-001 --service politi-utlevering --out /out ||
    fail "a run in an empty root"
else
  unchecked "an empty root: needs user namespaces with iproute2, or root"
fi

if grep -l -e "$HOME/.cargo" -e "$PWD" "$unpacked"/bin/*; then fail "a path of this machine is in a program"; fi
[ -s "$unpacked/share/man/man1/dsop-conformance-run.1" ] || fail "manual pages"
[ -s "$unpacked/share/bash-completion/completions/dsop-conformance" ] || fail "completions"
jq -e '.components | length > 100' "$dist"/*.cdx.json >/dev/null || fail "bill of materials"

package=("$dist"/*.deb)
if [ ! -e "${package[0]}" ]; then
  unchecked "the Debian package: it was not made"
elif command -v dpkg-deb >/dev/null; then
  dpkg-deb -x "${package[0]}" "$work/deb"
  "$work/deb/usr/bin/dsop-conformance" explain TOKEN-001 >/dev/null || fail "the program of the package"
  for file in usr/share/man/man1/mock-bank-serve.1.gz usr/share/bash-completion/completions/mock-agency; do
    [ -s "$work/deb/$file" ] || fail "the package has no $file"
  done
fi

images=("$dist"/*-images.tar)
mkdir "$work/layout"
tar -xf "${images[0]}" -C "$work/layout"
for digest in "$work"/layout/blobs/sha256/*; do
  [ "$(sha256sum "$digest" | cut -d' ' -f1)" = "${digest##*/}" ] || fail "the image's $digest"
done
if ! command -v umoci >/dev/null || ! command -v runc >/dev/null || [ "$(id -u)" -ne 0 ]; then
  unchecked "running the images: needs umoci, runc and root"
  exit "$failed"
fi
volume=$work/volume
mkdir "$volume"
chown 65532:65532 "$volume"
printf '127.0.0.1 localhost registers bank\n' >"$work/hosts"
for program in dsop-conformance mock-bank mock-agency; do
  bundle=$work/$program
  umoci unpack --image "$work/layout:$program" "$bundle" >/dev/null 2>&1
  size=$(du -sm "$bundle/rootfs" | cut -f1)
  echo "$program: $size MB"
  [ "$size" -lt 60 ] || fail "$program has $size MB"
  [ ! -e "$bundle/rootfs/bin/sh" ] || fail "$program has a shell"
  cp "$bundle/config.json" "$bundle/config.json.made"
done
container() { # name, program, arguments: as a container engine with --read-only, --cap-drop ALL and two volumes
  local name=$1 program=$2 bundle=$work/$2
  shift 2
  jq --arg volume "$volume" --arg hosts "$work/hosts" --argjson words "$(printf '%s\n' "$@" | jq -R . | jq -s .)" '
    .process.args = ["/usr/bin/'"$program"'"] + $words | .process.terminal = false | .root.readonly = true
    | del(.process.rlimits, .linux.resources) | .process.capabilities = {} | .process.noNewPrivileges = true
    | .linux.namespaces |= map(select(.type != "network"))
    | .mounts |= map(select(.destination != "/work" and .destination != "/tmp" and .type != "cgroup")) + [
      {destination: "/work", type: "bind", source: $volume, options: ["rbind", "rw"]},
      {destination: "/etc/hosts", type: "bind", source: $hosts, options: ["rbind", "ro"]},
      {destination: "/tmp", type: "tmpfs", source: "tmpfs", options: ["mode=1777"]}]' \
    "$bundle/config.json.made" >"$bundle/config.json"
  runc run --bundle "$bundle" "dsop-$$-$name" </dev/null
}
wait_for() { # program
  for _ in $(seq 60); do
    if runc exec "dsop-$$-$1" "/usr/bin/$1" health 2>/dev/null; then return 0; fi
    sleep 1
  done
  fail "$1 does not get ready in its container"
}
container mock-agency mock-agency serve --state /work --listen 0.0.0.0 --base-url http://registers:8441 --log warn &
wait_for mock-agency
container mock-bank mock-bank serve --world /work/world.json --listen 0.0.0.0:8442 --base-url http://bank:8442/v2 --log warn &
wait_for mock-bank
container init dsop-conformance init /work/bank.toml --world /work/world.json || fail "init in a container"
container run dsop-conformance run --quiet --target /work/bank.toml --case 'TOKEN-00*' --service politi-utlevering --out /work/conformance ||
  fail "a run in containers"
[ -s "$volume/conformance/report.json.gz" ] || fail "the run in containers left no record"
for program in mock-bank mock-agency; do runc kill "dsop-$$-$program" TERM; done
wait
exit "$failed"
