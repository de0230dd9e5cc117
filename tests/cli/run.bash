#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs cases and compares what they print with their goldens; --renew writes those anew.
#
# usage: run.bash [--renew] [CASE.sh]...   JSECPATCH and SOURCE_ROOT from the environment
#
# A case runs in an empty directory $T beside a copy of samples/root, $R, which is the working
# directory; tools.bash is what it calls. One that cannot run here says why by `skip`, and the
# status is 77. What is run is a copy of the command, in a place that other users reach, too:
# the clone may lie below /root. With WRAP, it runs under that.
set -u
here=$(cd "$(dirname "$0")" && pwd)
[ "${TIDY-}" = "$here" ] || TIDY=$here exec "$here/../tidy" "$0" "$@"
: "${JSECPATCH:?path of the command}" "${SOURCE_ROOT:=$(cd "$here/../.." && pwd)}"
: "${BINDIR:=/usr/local/bin}" "${BUILD_ROOT:=$(dirname "$(dirname "$JSECPATCH")")}"
export JSECPATCH SOURCE_ROOT BUILD_ROOT BINDIR HERE=$here
# What of the output depends on the machine: how many processes cannot be looked at.
export MACHINES="^(Processes of other users that|Could not inspect these)"
export LC_ALL=C TZ=UTC
unset NO_COLOR COLUMNS XDG_STATE_HOME XDG_CONFIG_HOME JAVA_HOME JDK_HOME JRE_HOME GETOPT_COMPATIBLE
unset POSIXLY_CORRECT
umask 022

# Temporary names, ids and times as words; what an editor or git would change as signs.
normalise() {
    sed -E -e "s#$T#T#g" \
        -e 's/[0-9]{8}T[0-9]{6}Z(-[0-9a-f]{16})?/TIME/g' \
        -e 's/[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}Z/TIME/g' \
        -e 's/^(jsecpatch) [0-9]+(\.[0-9]+)+$/\1 VERSION/' \
        -e "/$MACHINES/d" \
        -e "s#$BINDIR/jsecpatch#BINDIR/jsecpatch#g" \
        -e 's/\r/^M/g; s/\x1b/^[/g; s/\x01/^A/g; s/[ \t]$/&$/'
}

# Copies the command and its library, where it has one beside it.
copy_command() {
    local built=$TMPDIR/built

    mkdir -p "$built"/{cli,lib}
    cp "$JSECPATCH" "$built/cli/jsecpatch" || exit 1
    cp "$BUILD_ROOT"/lib/libjsecpatch.so.0 "$built/lib" 2>/dev/null
    JSECPATCH=$built/cli/jsecpatch BUILD_ROOT=$built
    if [ "${WRAP-}" ]; then
        # Valgrind has files of its own, as whoever runs it.
        mkdir -m 1777 "$built/tmp"
        printf '#!/bin/sh\nTMPDIR="%s" exec %s "%s" "$@"\n' "$built/tmp" "$WRAP" \
            "$JSECPATCH" >"$built/wrapped"
        chmod 755 "$built/wrapped"
        JSECPATCH=$built/wrapped
    fi
}

# A copy that belongs to whoever runs this, and that nobody else can write to.
prepare() {
    T=$(mktemp -d "$TMPDIR/case.XXXXXX") || exit 1
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

# Whether the schema of cli/ allows every JSON document that the case made.
check_documents() {
    [ ! -s "$T/documents" ] || python3 "$here/../documents.py" "$T/documents"
}

# Prints the differences, or why it was skipped.
judge() {
    local status=$1 golden=$2

    if [ -e "$T/skipped" ]; then
        cat "$T/skipped"
        return 77
    fi
    check_documents || return 1
    normalise <"$T/raw" >"$T/actual"
    [ "$status" = 0 ] || echo "the case itself ended with $status" >>"$T/actual"
    if [ "$renew" ]; then
        cp "$T/actual" "$golden"
    else
        diff -u "$golden" "$T/actual"
    fi
}

run_case() {
    local case=$1 status=0

    prepare
    (cd "$R" && exec bash -c '. "$HERE/tools.bash" && . "$0"' "$case") >"$T/raw" || status=$?
    judge $status "${case%.sh}.out"
    status=$?
    clean
    return $status
}

renew=
if [ "${1-}" = --renew ]; then
    renew=yes
    shift
fi
[ $# -gt 0 ] || set -- "$here"/*.sh
copy_command
worst=0
for case; do
    case=$(cd "$(dirname "$case")" && pwd)/$(basename "$case")
    run_case "$case"
    status=$?
    [ $# = 1 ] || [ $status = 0 ] || echo "$(basename "$case"): $status" >&2
    [ $status = 77 ] && [ $# -gt 1 ] || worst=$((status > worst ? status : worst))
done
exit $worst
