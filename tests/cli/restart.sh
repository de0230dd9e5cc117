# SPDX-License-Identifier: MIT
# Lists the programs to restart. They are no JVMs, but have mapped a library of that name.
# valgrind: sample
waiting_programs

# start NAME HOME LIB [VARIABLE]...: runs a program from the JVM in HOME/LIB. Start times
# differ by one tick at least.
start() {
    local name=$1 jvm=$R/$2/$3/libjvm.so
    shift 3
    mkdir -p "${jvm%/*}"
    [ -e "$jvm" ] || cp "$library" "$jvm"
    printf 'echo >"$0.ready"; read -r _ <&3\necho >&3\n' >"$T/$name"
    # shellcheck disable=SC2163 # the arguments are variables with their values
    (export "$@" LD_PRELOAD="$jvm" && exec -a /usr/bin/java bash "$T/$name") &
    until [ -e "$T/$name.ready" ]; do sleep 0.01; done
    sleep 0.05
}

restarts() {
    "$@" | sed -n -E '/^(Restart|No running|These programs)|^  pid|^    its/p' |
        sed -E -e 's/pid [0-9]+, user [^,]+,/pid PID, user USER,/' \
            -e 's/USER(, [^ ]+\.service)?(, container [^,]+)?,/USER,/'
}

start Old-8 opt/sample-8/jre lib/amd64/server
start Old-25 opt/sample-25 lib/server JAVA_TOOL_OPTIONS='-Djava.security.properties=/my policy'
echo "- nothing has changed"
restarts j
echo "- changed after they started"
restarts j -a anon /opt/sample-8 /opt/sample-25
restarts j -a anon /opt/sample-8
start New-8 opt/sample-8/jre lib/amd64/server
start New-25 opt/sample-25 lib/server
restarts j
j -q
echo "- back and forth: between, and after"
silently -r /opt/sample-8
start Between-8 opt/sample-8/jre lib/amd64/server
restarts j /opt/sample-8
restarts j -a anon /opt/sample-8
echo "- by another list: never affected"
printf 'security.overridePropertiesFile=true\njdk.tls.disabledAlgorithms=A, anon\n' |
    home other
cd "$T" && echo 'jdk.tls.disabledAlgorithms=NULL' >"own list"
echo "'-Djava.security.properties=own list'" >options
start Other opt/other lib/server JDK_JAVA_OPTIONS=@options
restarts j /opt/other | sed "s,$T,TEMP,"
restarts j -a anon /opt/other | sed "s,$T,TEMP,"
cd "$R" || exit
echo "- in a dry run"
restarts j -n -d anon /opt/sample-8
echo "- without the history"
rm "$STATE/history"
restarts j /opt/sample-8
echo "- as JSON"
need python3
start Replaces opt/sample-25 lib/server _JAVA_OPTIONS='-Djava.security.properties==/only'
silently -d anon /opt/sample-25
document --root "$R" /opt/sample-25 | python3 "$HERE/json_check.py" | grep restart | sort # the numbers of processes wrap
