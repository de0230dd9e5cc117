#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds a program with functions of its own that have the names of all internal functions
# of the library. The library must work without calling any of them.
set -eu
# shellcheck source=tests/link/tools.bash
. "$(dirname "$0")/tools.bash"

here=$SOURCE_ROOT/tests/link
sample=$SOURCE_ROOT/samples/root
install_staged
cd "$TMPDIR"

[ "$(pkg-config --libs-only-l jsecpatch | xargs)" = -ljsecpatch ] ||
    die "a shared link is not asked for -ljsecpatch alone: $(pkg-config --libs jsecpatch)"

# These functions must not be called.
nm --defined-only --extern-only --no-sort "$BUILD_ROOT/lib/libjsecpatch-core.a" |
    awk 'NF == 3 && $3 !~ /^jsec_/ { print $3 }' | sort -u >names
for name in buf_add err_set; do
    grep -qx $name names || die "nm did not find $name"
done
{
    printf '#include <stdio.h>\n#include <stdlib.h>\n'
    sed 's/.*/int &(void);\nint &(void) { fputs("called: &\\n", stderr); abort(); }/' names
} >hostile.c
cc -fno-builtin -c hostile.c

cp -a "$sample" expected
"$JSECPATCH" --root expected --quiet --allow anon

same() {
    diff -r --no-dereference --exclude=var "$1" "$2" >difference ||
        { head -20 difference; die "$3"; }
}

# try LINK COMPILER...: builds the program, static or shared, and runs it
try() {
    link=$1
    shift
    what="$link, $*"
    options=()
    rpath=-Wl,-rpath,$(pkg-config --variable=libdir jsecpatch)
    [ "$link" != static ] || { options=(--static) rpath=-static; }
    # shellcheck disable=SC2046 # words
    "$@" -pedantic -Wall -Wextra -Wshadow -Werror -c "$here/app.c" -o app.o \
        $(pkg-config "${options[@]}" --cflags jsecpatch) || die "$what: does not compile"
    # shellcheck disable=SC2046 # words
    "$1" "$rpath" app.o hostile.o -o app $(pkg-config "${options[@]}" --libs jsecpatch) ||
        die "$what: does not link"
    rm -rf tree
    cp -a "$sample" tree
    ./app tree allow || die "$what: did not allow"
    same expected tree "$what: this is not what the command does"
    ./app tree restore || die "$what: did not restore"
    same "$sample" tree "$what: the files are not the old ones"
    echo "$what: works"
}

for link in shared static; do
    for c in gcc "$(command -v clang || command -v clang-14)"; do
        [ ! "$c" ] || try "$link" "$c" -std=c99
    done
    for c in g++ "$(command -v clang++ || command -v clang++-14)"; do
        for standard in c++11 c++20; do
            [ ! "$c" ] || try "$link" "$c" "-std=$standard" -x c++
        done
    done
done
