#!/bin/sh
# Puts the programs of a release into FOLDER/bin, from an archive or from container images: install.sh FOLDER
#   DSOP_RELEASE         address or file of the archive (dsop-conformance-VERSION-ARCH-linux.tar.gz)
#   DSOP_RELEASE_SHA256  its digest, as SHA256SUMS of the release has it
#   DSOP_IMAGE           in place of an archive: container images with the programs, separated by blanks
set -eu
folder=${1:?name a folder}
mkdir -p "$folder/bin"
if [ -n "${DSOP_IMAGE:-}" ]; then
  for image in $DSOP_IMAGE; do
    container=$(docker create "$image")
    docker cp "$container:/usr/bin/." "$folder/bin/"
    docker rm "$container" >/dev/null
  done
  exit 0
fi
: "${DSOP_RELEASE:?set DSOP_RELEASE to the address of a release, or DSOP_IMAGE to an image}"
archive=$folder/release.tar.gz
case $DSOP_RELEASE in
  http*) curl --fail --silent --show-error --location --retry 3 --output "$archive" "$DSOP_RELEASE" ;;
  *) cp "$DSOP_RELEASE" "$archive" ;;
esac
if [ -n "${DSOP_RELEASE_SHA256:-}" ]; then
  echo "$DSOP_RELEASE_SHA256  $archive" | sha256sum -c -
else
  echo "the archive is not checked: DSOP_RELEASE_SHA256 is not set" >&2
fi
tar -xzf "$archive" -C "$folder" --strip-components=1
rm "$archive"
