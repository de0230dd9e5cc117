#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs cases and compares their output with their goldens. --renew writes the goldens.
#
# usage: run.bash [--renew] [CASE.sh]...
# JSECPATCH and SOURCE_ROOT are in the environment.
#
# Each case gets an empty directory $T and runs in $R, a copy of samples/root. It calls
# functions of tools.bash. A case that cannot run here calls `skip` with the reason; its
# exit status is 77. The command is copied to a place that other users can reach, because
# the clone may be below /root. WRAP is a program under which the command runs.
set -u
here=$(cd "$(dirname "$0")" && pwd)
[ "${TIDY-}" = "$here" ] || TIDY=$here exec "$here/../tidy" "$0" "$@"
: "${JSECPATCH:?path of the command}" "${SOURCE_ROOT:=$(cd "$here/../.." && pwd)}"
: "${BINDIR:=/usr/local/bin}" "${BUILD_ROOT:=$(dirname "$(dirname "$JSECPATCH")")}"
export JSECPATCH SOURCE_ROOT BUILD_ROOT BINDIR HERE=$here
# These lines depend on the machine: how many processes cannot be inspected. The last one is
# in most output, and places.sh looks at it.
export MACHINES="^(! )?(Processes of other users that|Could not inspect these|Only known places)"
export LC_ALL=C TZ=UTC
unset NO_COLOR COLUMNS XDG_STATE_HOME XDG_CONFIG_HOME JAVA_HOME JDK_HOME JRE_HOME GETOPT_COMPATIBLE
unset POSIXLY_CORRECT
umask 022

# Replaces temporary names, ids and times by words, and makes odd bytes visible that an
# editor or git would change.
normalise() {
    sed -E -e "s#$T#T#g" \
        -e 's/[0-9]{8}T[0-9]{6}Z(-[0-9a-f]{16})?/TIME/g' \
        -e 's/[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}Z/TIME/g' \
        -e 's/(, sha256 )[0-9a-f]{64}$/\1DIGEST/' \
        -e 's/^(jsecpatch) [0-9]+(\.[0-9]+)+$/\1 VERSION/' \
        -e "/$MACHINES/d" \
        -e "s#$BINDIR/jsecpatch#BINDIR/jsecpatch#g" \
        -e 's/\r/^M/g; s/\x1b/^[/g; s/\x01/^A/g; s/[ \t]$/&$/'
}

# Copies the command, its library, and one for programs of the cases, if they were built.
copy_command() {
    local built=$TMPDIR/built

    mkdir -p "$built"/{cli,lib}
    cp "$JSECPATCH" "$built/cli/jsecpatch" || exit 1
    cp "$BUILD_ROOT"/{lib/libjsecpatch.so.0,tests/cli/libsecond_thread.so} "$built/lib" 2>/dev/null
    JSECPATCH=$built/cli/jsecpatch BUILD_ROOT=$built
    if [ "${WRAP-}" ]; then
        # valgrind writes files as the user who runs it
        mkdir -m 1777 "$built/tmp"
        printf '#!/bin/sh\nTMPDIR="%s" exec %s "%s" "$@"\n' "$built/tmp" "$WRAP" \
            "$JSECPATCH" >"$built/wrapped"
        chmod 755 "$built/wrapped"
        JSECPATCH=$built/wrapped
    fi
}

# Makes a copy of samples/root that belongs to the current user and that others cannot
# write.
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

# Checks every JSON document of the case with the schema in cli/.
check_documents() {
    [ ! -s "$T/documents" ] || python3 "$here/../documents.py" "$T/documents"
}

# Prints the differences, or the reason for skipping.
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
