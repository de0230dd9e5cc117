#!/bin/bash
# SPDX-License-Identifier: MIT
# Builds samples/installer with make and with CMake against the installed library, and runs
# each program on a copy of a JDK. A handshake with an anonymous suite fails before, works
# after the install, and fails after the uninstall.
set -eu
# shellcheck source=tests/link/tools.bash
. "$(dirname "$0")/tools.bash"
[ "${LOG_IS_HIDDEN-}" ] ||
    LOG_IS_HIDDEN=1 exec "$SOURCE_ROOT/tests/without-log" bash "$0"

javac=$(command -v javac) || skip "no JDK"
command -v cmake >/dev/null || skip "no cmake"
sample=$SOURCE_ROOT/samples/installer
install_staged
cd "$TMPDIR"

libdir=$(pkg-config --variable=libdir jsecpatch)
strict="-O1 -pedantic -Wall -Wextra -Wshadow -Werror"
for kind in shared static; do
    cp -r "$sample" $kind
    options=(LDFLAGS="-Wl,-rpath,$libdir")
    [ $kind = shared ] || options=(LDFLAGS=-static PKG_CONFIG="pkg-config --static")
    make -s -C $kind CFLAGS="$strict" CXXFLAGS="$strict" "${options[@]}" || die "make: $kind"
done
# Debian's CMake does not look in lib64, where Meson installs if there is no dpkg-architecture.
[ -e "$prefix/lib" ] || ln -s "$(basename "$libdir")" "$prefix/lib"
{ env -u PKG_CONFIG_PATH cmake -S "$sample" -B cmake -DCMAKE_PREFIX_PATH="$prefix" &&
    cmake --build cmake; } >cmake.log 2>&1 || { cat cmake.log; die "cmake"; }

# Makes the product: a Java with copies of the files that its links lead to, and a second
# Java.
jdk=$(dirname "$(dirname "$(readlink -f "$javac")")")
home=$TMPDIR/product/jre
mkdir -p "$home"
cp -a "$jdk/bin" "$jdk/conf" "$jdk/lib" "$jdk/release" "$home"
rm -f "$home/lib/ct.sym" "$home/lib/src.zip"
find "$home" -type l | while read -r link; do
    target=$(readlink -f "$link") || target=
    case $target in
    "$home"/*) ;;
    *) cp -r --remove-destination "$target" "$link" 2>/dev/null || rm "$link" ;;
    esac
done
cp -a "$SOURCE_ROOT/samples/root/opt/sample-25" product/other
cp -a product vendor
file=$home/conf/security/java.security
javac -d classes "$SOURCE_ROOT/tests/oracle/Handshake.java"

# handshake WORD: checks the result of a handshake with this Java: talked or refused
handshake() {
    said=$("$home/bin/java" -cp classes Handshake | tail -n 1)
    [ "${said%% *}" = "$1" ] || die "$program: not $1, but: $said"
}

# step STATUS STEP [HOME]: runs a step of $program; leaves what it prints in `said`
step() {
    status=0
    "$program" "$2" "${3-$home}" state >said 2>&1 || status=$?
    [ $status = "$1" ] || { cat said; die "$program $2: status $status, not $1"; }
    sed -i 's/pid [0-9]*/pid N/' said
    # The programs in C++ must print the same as those in C.
    [ ! -e "said.$round" ] || cmp said "said.$round" || die "$program $2: not as in C"
    cp said "said.$round"
    round=$((round + 1))
}

# Compares both trees without large files. Prints the names of files that differ.
compare() {
    diff -rq --no-dereference --exclude=modules --exclude='*.so' --exclude='*.jsa' vendor product
}

expect_vendor() {
    compare || die "$program: $1"
}

for program in shared/installer-{c,cpp} static/installer-{c,cpp} cmake/installer-{c,cpp}; do
    round=1
    rm -rf state

    handshake refused
    step 0 show
    grep -q '^@@' said || die "$program: shows no diff"
    grep -q 'usable: TLS_DH_anon_WITH_AES_128_GCM_SHA256' said || die "$program: shows no suite"
    expect_vendor "show changed something"

    step 0 install
    handshake talked
    [ "$(compare | wc -l)" = 1 ] || die "$program: changed more than one file"
    step 0 install

    step 1 forget
    step 0 uninstall
    handshake refused
    cmp "$file" "vendor/${file#"$TMPDIR/product/"}" || die "$program: not the vendor's file"
    expect_vendor "the uninstall left something"

    mv product/jre away
    step 0 forget
    step 0 forget
    [ -z "$(ls state/backups)" ] || die "$program: backups are left: $(ls state/backups)"
    mv away product/jre
done

for program in shared/installer-{c,cpp}; do
    round=20
    rm -rf state
    step 0 install

    # Retry: another run holds the lock.
    exec 3< <(exec python3 -c 'if 1:
        import fcntl, signal
        lock = open("state/lock", "r+")
        fcntl.lockf(lock, fcntl.LOCK_EX)
        print("held", flush=True)
        signal.pause()')
    holder=$!
    read -r _ <&3
    step 3 uninstall
    kill $holder

    # Ask: somebody has edited the file since.
    cp -a "$file" edited
    echo '# by hand' >>"$file"
    step 4 uninstall
    cp -a edited "$file"
    step 0 uninstall

    # Give up: no such Java, a damaged one.
    step 1 install "$TMPDIR/product/none"
    cp -a product/other damaged
    echo 'x=\u00zz' >>damaged/conf/security/java.security
    step 1 install "$TMPDIR/damaged"
    rm -r damaged
    expect_vendor "a failure left something"
done

# Ask: this user has no permission.
if [ "$(id -u)" = 0 ]; then
    install -d -o 65534 -g 65534 mine
    status=0
    setpriv --reuid 65534 --regid 65534 --clear-groups shared/installer-c install "$home" \
        "$TMPDIR/mine" >said 2>&1 || status=$?
    [ $status = 4 ] || { cat said; die "another user: status $status, not 4"; }
    expect_vendor "another user changed something"
fi
