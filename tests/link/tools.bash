# SPDX-License-Identifier: MIT
# What all tests in this folder need. They run under tests/tidy, which removes $TMPDIR.
# shellcheck shell=bash
export LC_ALL=C.UTF-8
unset LD_LIBRARY_PATH CFLAGS CXXFLAGS LDFLAGS

die() {
    echo "$*" >&2
    exit 1
}

skip() {
    echo "skipped: $*"
    exit 77
}

# Installs the build under $TMPDIR/stage and sets $prefix to its prefix there. The build
# does not know this place, because DESTDIR is for packagers.
install_staged() {
    DESTDIR=$TMPDIR/stage "$MESON" install -C "$BUILD_ROOT" --no-rebuild --quiet >/dev/null ||
        die "meson install failed"
    prefix=$(cd "$(dirname "$(find "$TMPDIR/stage" -path '*/bin/jsecpatch')")/.." && pwd)
    PKG_CONFIG_PATH=$(dirname "$(find "$prefix" -name jsecpatch.pc)")
    export PKG_CONFIG_PATH
}
