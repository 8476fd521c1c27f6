#!/usr/bin/env bash
# Makes the container images of the programs without a container engine: one file with an OCI layout, which also has what
# `docker load` reads. Each image has one program, the certificate authorities and two users; no shell.
# Usage: image.sh FOLDER-OF-PROGRAMS FILE VERSION
set -euo pipefail
bin=$1 file=$(realpath -m "$2") version=$3
epoch=${SOURCE_DATE_EPOCH:-0}
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)
case $(uname -m) in
  x86_64) architecture=amd64 ;;
  aarch64) architecture=arm64 ;;
  *) architecture=$(uname -m) ;;
esac
user=65532

authorities=/usr/share/ca-certificates/mozilla
if [ ! -d "$authorities" ]; then
  echo "missing: $authorities (Debian: apt-get install ca-certificates)" >&2
  exit 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
layout=$work/layout
mkdir -p "$layout/blobs/sha256"
umask 022

archive() { # folder, file, owner, names
  local folder=$1 into=$2 owner=$3
  shift 3
  tar -C "$folder" --sort=name --mtime="@$epoch" --owner="$owner" --group="$owner" --numeric-owner --format=gnu -rf "$into" "$@"
}

digest() { sha256sum "$1" | cut -d' ' -f1; }

blob() { # media type, file: keeps the file, prints its descriptor
  local sum size
  sum=$(digest "$2")
  size=$(stat -c %s "$2")
  cp "$2" "$layout/blobs/sha256/$sum"
  jq -cn --arg type "$1" --arg digest "sha256:$sum" --argjson size "$size" '{mediaType: $type, digest: $digest, size: $size}'
}

layer() { # uncompressed archive: prints its descriptor, with the digest before compression
  gzip -n -9 <"$1" >"$1.gz"
  blob application/vnd.oci.image.layer.v1.tar+gzip "$1.gz" | jq -c --arg diff "sha256:$(digest "$1")" '{descriptor: ., diff: $diff}'
}

# What all images have: users, authorities, a place for files of a run, a place for what is temporary.
base=$work/base
mkdir -p "$base"/{etc/ssl/certs,usr/bin,work,tmp,proc,dev,sys}
cat "$authorities"/*.crt >"$base/etc/ssl/certs/ca-certificates.crt"
printf 'root:x:0:0:root:/:/sbin/nologin\ndsop:x:%s:%s::/work:/sbin/nologin\n' "$user" "$user" >"$base/etc/passwd"
printf 'root:x:0:\ndsop:x:%s:\n' "$user" >"$base/etc/group"
printf '127.0.0.1 localhost\n::1 localhost\n' >"$base/etc/hosts"
chmod 1777 "$base/tmp"
archive "$base" "$work/base.tar" 0 dev etc proc sys tmp usr
archive "$base" "$work/base.tar" "$user" work
base_layer=$(layer "$work/base.tar")

manifests=() loads=()
image() { # program, further settings of the image
  local program=$1 settings=$2 own config manifest
  mkdir -p "$work/$program/usr/bin"
  install -m 755 "$bin/$program" "$work/$program/usr/bin/"
  archive "$work/$program" "$work/$program.tar" 0 usr/bin/"$program"
  own=$(layer "$work/$program.tar")
  jq -cn --arg created "$created" --arg architecture "$architecture" --arg user "$user" --arg program "$program" \
    --arg version "$version" --argjson base "$base_layer" --argjson own "$own" --argjson settings "$settings" '{
      created: $created, architecture: $architecture, os: "linux",
      config: ({
        User: "\($user):\($user)", WorkingDir: "/work", Volumes: {"/work": {}, "/tmp": {}},
        Env: ["PATH=/usr/bin", "HOME=/tmp", "DSOP_CACHE_DIR=/tmp/dsop", "SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"],
        Entrypoint: ["/usr/bin/\($program)"],
        Labels: {"org.opencontainers.image.title": $program, "org.opencontainers.image.version": $version,
          "org.opencontainers.image.licenses": "MIT OR Apache-2.0"}
      } + $settings),
      rootfs: {type: "layers", diff_ids: [$base.diff, $own.diff]},
      history: [{created: $created, created_by: "users and certificate authorities"}, {created: $created, created_by: $program}]
    }' >"$work/config.json"
  config=$(blob application/vnd.oci.image.config.v1+json "$work/config.json")
  jq -cn --argjson config "$config" --argjson base "$base_layer" --argjson own "$own" '{
      schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: $config, layers: [$base.descriptor, $own.descriptor]
    }' >"$work/manifest.json"
  manifest=$(blob application/vnd.oci.image.manifest.v1+json "$work/manifest.json")
  manifests+=("$(jq -c --arg program "$program" --arg version "$version" --arg architecture "$architecture" '. + {
      platform: {os: "linux", architecture: $architecture},
      annotations: {"org.opencontainers.image.ref.name": $program, "io.containerd.image.name": "\($program):\($version)"}
    }' <<<"$manifest")")
  loads+=("$(jq -cn --arg name "$program:$version" --argjson config "$config" --argjson base "$base_layer" --argjson own "$own" '
    def path: "blobs/" + (.digest | sub(":"; "/"));
    {Config: ($config | path), RepoTags: [$name], Layers: [$base, $own | .descriptor | path]}')")
}

# A test run ends by itself: only servers have a health check.
check() { # program
  jq -cn --arg program "/usr/bin/$1" '{Test: ["CMD", $program, "health"], Interval: 10000000000, Timeout: 5000000000, StartPeriod: 60000000000}'
}
image dsop-conformance '{"Cmd": ["--help"]}'
image mock-bank "$(jq -cn --argjson check "$(check mock-bank)" '{Cmd: ["serve", "--world", "/work/world.json", "--listen", "0.0.0.0:8442"],
  ExposedPorts: {"8442/tcp": {}}, Healthcheck: $check}')"
image mock-agency "$(jq -cn --argjson check "$(check mock-agency)" '{Cmd: ["serve", "--state", "/work", "--listen", "0.0.0.0"],
  ExposedPorts: {"8441/tcp": {}}, Healthcheck: $check}')"

printf '%s\n' "${manifests[@]}" | jq -cs '{schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests: .}' >"$layout/index.json"
printf '%s\n' "${loads[@]}" | jq -cs . >"$layout/manifest.json"
echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
rm -f "$file"
archive "$layout" "$file" 0 blobs index.json manifest.json oci-layout
ls -l "$file"
