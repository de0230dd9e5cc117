# SPDX-License-Identifier: MIT
# If no Java is inside, those that running programs of the product use count. The programs are
# no JVMs, but have mapped a library of that name.
without_log
need_users
need_mounts --processes
waiting_programs
umask 022
chmod 755 "$T" "$R" "$R/opt"
access_tree
am=$T/am
mv "$R/opt/am" "$am"
for name in one two; do
    cp -r "$R/opt/sample-25" "$T/$name"
    mkdir -p "$T/$name/lib/server"
    cp "$library" "$T/$name/lib/server/libjvm.so"
done

# start NAME HOME PREPARE [WORD]...: runs a program from the JVM in HOME, after PREPARE.
start() {
    local name=$1 jvm=$T/$2/lib/server/libjvm.so prepare=$3
    shift 3
    printf 'echo >"$0.ready"; read -r _ <&3\necho >&3\n' >"$T/$name"
    unshare --mount sh -c "$prepare"'; jvm=$1; shift; LD_PRELOAD=$jvm exec bash "$@"' sh "$jvm" "$T/$name" "$@" &
    until [ -e "$T/$name.ready" ]; do sleep 0.01; done
}

# Prints the Javas of the test, without those of the machine.
used() {
    jsec --state-dir "$T/state" --policy "$T/none" --access-manager "$am" "$@" | sed -n -E \
        -e "s#$T#T#g" -e 's#/proc/[0-9]+/root##' -e 's/\(process [0-9]+\)/(process PID)/' \
        -e '/^Java|^No Java|^Others/p' -e '/^(problem|note): T/p' -e '/^  T/p' -e '/--allow/p' |
        sed -E 's#(--remember)( T/[^ ]*)?( /.*)?$#\1\2#'
}
echo "-- other programs"
mkdir -m 777 "$T/any"
mkdir "$T/container"
cp -r "$T/two" "$T/image"
start Container container "mount --bind '$T/image' '$T/container'; cd /"
start Other one 'cd /' "$am-2/lib/x.jar" "x$am/y" "-Dx=${am%?}"
used
as 65534 env LD_PRELOAD="$T/one/lib/server/libjvm.so" sh -c 'cd "$1"; echo >"$2"; read -r _ <&3; echo >&3' \
    sh "$am" "$T/any/Foreign.ready" &
until [ -e "$T/any/Foreign.ready" ]; do sleep 0.01; done
echo "-- of a user who owns nothing there, and of one who does"
used
chown 65534 "$am/agents"
used
chown 0 "$am/agents"
echo "-- by the class path"
start Classes one 'cd /' -cp "/x.jar:$am/lib/y.jar" Main
used
echo "-- by the working directory"
start Directory two "cd '$am/servers'"
used
echo "-- by a file that it has open, in a mount namespace of its own"
cp -r "$T/two" "$T/three"
start File three "exec 4<'$am/servers/conf/eserver.conf'; cd /"
used
echo "-- with a scan elsewhere, and through a link to the directory"
ln -s am "$T/link"
am=$T/link

used --scan="$T/am"
echo "-- inside"
cp -r "$T/two" "$T/am/java"
used
start Inside am/java 'cd /'
quiet() { "$JSECPATCH" --state-dir "$T/state" --policy "$T/none" -q "$@" >/dev/null 2>&1; }
quiet --allow anon "$am/java"
used | sed -E 's/process [0-9]+/process PID/'
start Restarted am/java 'cd /'
quiet --restore "$am/java"
used | grep -c restart
