# SPDX-License-Identifier: MIT
# Names the programs that started during an update. They are no JVMs, but have mapped a
# library of that name.
# valgrind: sample
waiting_programs

# start NAME HOME: runs a program from the JVM in HOME. Start times differ by one tick at
# least.
start() {
    local jvm=$R/opt/$2/lib/server/libjvm.so

    mkdir -p "${jvm%/*}"
    [ -e "$jvm" ] || cp "$library" "$jvm"
    printf 'echo >"$0.ready"; read -r _ <&3\necho >&3\n' >"$T/$1"
    (export LD_PRELOAD="$jvm" && exec -a /usr/bin/java bash "$T/$1") &
    until [ -e "$T/$1.ready" ]; do sleep 0.01; done
    sleep 0.05
}

# stop PID: ends a program, as its restart does.
stop() {
    kill "$1"
    wait "$1" 2>/dev/null
}

# vendor HOME ENTRIES: the update replaces the file.
vendor() {
    sleep 0.05
    sed -i "s/^jdk.tls.disabledAlgorithms=.*/jdk.tls.disabledAlgorithms=$2/" "opt/$1/$SECURITY"
    sleep 0.05
}

# Prints the runs of a hook and the programs, without what differs each time.
shown() {
    "$@" | sed -n -E '/^dpkg|^Restart|^  pid/p' | sed -E -e 's/.*, reapply/reapply/' \
        -e 's/; processes that could not be inspected: [0-9]+//' \
        -e 's/pid [0-9]+, user [^,]+,/pid PID, user USER,/' -e 's/[0-9-]+T[0-9:]+Z/TIME/' \
        -e 's/USER(, [^ ]+\.service)?(, container [^,]+)?,/USER,/'
}

status() {
    shown j --hook status dpkg
}

rm -r opt/* usr/lib/jvm etc/sample-17
list_home jre 'SSLv3, anon'
list_home other 'SSLv3, anon'
quietly -a anon --remember
echo "- suspended, replaced, patched"
start Before jre
j --suspend --from-hook apt
start Between jre
between=$!
vendor jre 'SSLv3, anon, NEW'
start Replaced jre
start Elsewhere other
status
j --reapply --from-hook apt
start After jre
status
shown j
echo "- one was restarted meanwhile"
stop $between
status
echo "- the next update, which was not suspended"
vendor jre 'SSLv3, anon, NEW, NEWER'
start Overwritten jre
j --reapply --from-hook apt
status
echo "- a Java that is newer than the policy"
list_home new 'SSLv3, anon'
start New new
j --reapply --from-hook apt
status
echo "- as JSON"
need python3
for action in '--list' '--hook status'; do
    # shellcheck disable=SC2086 # two words
    document --root "$R" $action | python3 -c '
import json, os, sys
for p in sorted(json.load(sys.stdin)["restart"], key=lambda p: p["command"]):
    print(os.path.basename(p["command"]), p["late"])'
done
echo "- no update: the policy is newer, a restore, a change"
echo >&3
wait
read -r _ <&3
list_home later 'SSLv3, anon, NULL'
start Later later
quietly --reapply
start Again later
sed -i 's/allow = anon/allow = anon, NULL/' etc/jsecpatch.conf
quietly --reapply
start Restored later
quietly --restore /opt/later
start Changed later
quietly -a NULL /opt/later
start Gone later
quietly --reapply
shown j /opt/later
