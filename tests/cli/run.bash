#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs cases and compares what they print with their goldens; --renew writes those anew.
#
# usage: run.bash [--renew] [CASE.sh]...   JSECPATCH and SOURCE_ROOT from the environment
#
# A case runs in an empty directory $T beside a copy of samples/root, $R, which is the working
# directory; tools.bash is what it calls. It exits with 77 where the machine lacks something.
set -u
here=$(cd "$(dirname "$0")" && pwd)
: "${JSECPATCH:?path of the command}" "${SOURCE_ROOT:=$(cd "$here/../.." && pwd)}"
: "${BINDIR:=/usr/local/bin}" "${BUILD_ROOT:=$(dirname "$(dirname "$JSECPATCH")")}"
export JSECPATCH SOURCE_ROOT BUILD_ROOT BINDIR HERE=$here
export LC_ALL=C TZ=UTC
unset NO_COLOR XDG_STATE_HOME XDG_CONFIG_HOME JAVA_HOME JDK_HOME JRE_HOME GETOPT_COMPATIBLE
unset POSIXLY_CORRECT
umask 022

# Temporary names, ids and times as words; what an editor or git would change as signs. How
# many processes there are that cannot be looked at is the machine's.
normalise() {
    sed -E -e "s#$T#T#g" \
        -e 's/[0-9]{8}T[0-9]{6}Z(-[0-9a-f]{16})?/TIME/g' \
        -e 's/[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}Z/TIME/g' \
        -e 's/^(jsecpatch) [0-9]+(\.[0-9]+)+$/\1 VERSION/' \
        -e '/^(Other users. processes that were not looked at: |The kernel hides processes)/d' \
        -e "s#$BINDIR/jsecpatch#BINDIR/jsecpatch#g" \
        -e 's/\r/^M/g; s/\x1b/^[/g; s/\x01/^A/g; s/[ \t]$/&$/'
}

# A copy that belongs to whoever runs this, and that nobody else can write to.
prepare() {
    T=$(mktemp -d "${TMPDIR:-/tmp}/jsecpatch-case.XXXXXX") || exit 1
    T=$(cd "$T" && pwd -P)
    export T R=$T/root HOME=$T/home
    chmod 755 "$T"
    mkdir "$HOME"
    cp -rP "$SOURCE_ROOT/samples/root" "$R"
    chmod -R u+w,go-w "$R"
}

clean() {
    chattr -R -ai "$T" 2>/dev/null
    rm -rf --one-file-system "$T"
}

run_case() {
    local case=$1 golden=${1%.sh}.out status=0

    prepare
    (cd "$R" && exec bash -c '. "$HERE/tools.bash" && . "$0"' "$case") >"$T/raw" || status=$?
    normalise <"$T/raw" >"$T/actual"
    if [ $status = 77 ]; then
        clean
        return 77
    fi
    [ $status = 0 ] || echo "the case itself ended with $status" >>"$T/actual"
    status=0
    if [ "$renew" ]; then
        cp "$T/actual" "$golden"
    else
        diff -u "$golden" "$T/actual" || status=1
    fi
    clean
    return $status
}

renew=
if [ "${1-}" = --renew ]; then
    renew=yes
    shift
fi
[ $# -gt 0 ] || set -- "$here"/*.sh
worst=0
for case; do
    case=$(cd "$(dirname "$case")" && pwd)/$(basename "$case")
    run_case "$case"
    status=$?
    [ $# = 1 ] || [ $status = 0 ] || echo "$(basename "$case"): $status" >&2
    [ $status = 77 ] && [ $# -gt 1 ] || worst=$((status > worst ? status : worst))
done
exit $worst
