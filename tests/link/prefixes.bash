#!/bin/bash
# SPDX-License-Identifier: MIT
# Installs two versions under two prefixes, and checks that each command loads its own
# library. A static library that cannot be linked is no reason to fail: shared ones are used.
set -eu
# shellcheck source=tests/link/tools.bash
. "$(dirname "$0")/tools.bash"

BUILD_ROOT=$TMPDIR/build
mkdir "$TMPDIR/bad"
cd "$TMPDIR/bad"
echo 'void missing(void); void nettle_sha256_init(void) { missing(); }' >bad.c
cc -c -fPIC bad.c
ar rc libnettle.a bad.o
CC="${CC-cc} -B$TMPDIR/bad/" "$MESON" setup --prefix=/opt/jsecpatch -Dtests=false -Doptimization=0 \
    "$BUILD_ROOT" "$SOURCE_ROOT" >setup.log || { cat setup.log; die "meson setup failed"; }
grep -q 'libraries *: shared' setup.log || die "a static library that cannot be linked is used"
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
