#!/bin/bash
# SPDX-License-Identifier: MIT
# Installs two versions under two prefixes, and checks that each command loads its own
# library, if it is not linked statically.
set -eu
# shellcheck source=tests/link/tools.bash
. "$(dirname "$0")/tools.bash"

BUILD_ROOT=$TMPDIR/build
"$MESON" setup --prefix=/opt/jsecpatch -Dstatic_libraries=disabled -Dtests=false \
    -Doptimization=0 "$BUILD_ROOT" "$SOURCE_ROOT" >/dev/null || die "meson setup failed"
ninja -C "$BUILD_ROOT" >/dev/null || die "the build failed"
install_staged
version=$(pkg-config --modversion jsecpatch)
other=${version//[0-9]/7}

for name in one two; do
    mkdir -p "$TMPDIR/opt"
    cp -a "$prefix" "$TMPDIR/opt/$name"
done
library=$(find "$TMPDIR/opt/two" -type f -name 'libjsecpatch.so.*')
LC_ALL=C sed -i "s/\\x00$version\\x00/\\x00$other\\x00/" "$library"

# expect NAME VERSION: checks which version of the library the command under opt/NAME
# loads
expect() {
    said=$("$TMPDIR/opt/$1/bin/jsecpatch" --version) || die "$1: the command does not start"
    [ "$said" = "jsecpatch $2" ] || die "$1: is '$said', not $2"
}

expect one "$version"
expect two "$other"
mv "$TMPDIR/opt/two" "$TMPDIR/opt/moved"
expect moved "$other"
