# SPDX-License-Identifier: MIT
# Names the program behind a pid or a port, its Java, its list, and whether it may still use
# an older one. The programs are no JVMs, but have mapped a library of that name.
waiting_programs
need python3
python=$(python3 -c 'import sys; print(sys.executable)')
list_home blocks 'SSLv3, DH keySize < 1024, an\'$'\n''on, NULL'
list_home opens 'SSLv3, NULL'
list_home faulty 'anon NULL'
list_home both 'DH_anon, ECDH_anon, TLSv1.2'

# A server that closes each connection at once, as a Java does whose list leaves nothing.
cat >"$T/serve.py" <<'END'
import os, socket, sys, threading
with socket.create_server(('127.0.0.1', 0)) as s:
    with open(sys.argv[1] + '.part', 'w') as f:
        f.write(str(s.getsockname()[1]))
    os.rename(sys.argv[1] + '.part', sys.argv[1])
    def close():
        while True:
            s.accept()[0].close()
    threading.Thread(target=close, daemon=True).start()
    os.read(3, 1)
    os.write(3, b'\n')
END

# start NAME [VARIABLE]...: runs such a server from the JVM in /opt/NAME. Sets pid and port.
# Start times differ by one tick at least.
start() {
    local name=$1 jvm=$R/opt/$1/lib/server/libjvm.so
    shift
    mkdir -p "${jvm%/*}"
    [ -e "$jvm" ] || cp "$library" "$jvm"
    rm -f "$T/port"
    # shellcheck disable=SC2163 # the arguments are variables with their values
    (export "$@" LD_PRELOAD="$jvm" && exec -a "$R/opt/$name/bin/java" "$python" -- "$T/serve.py" "$T/port") &
    pid=$!
    until [ -e "$T/port" ]; do sleep 0.01; done
    port=$(<"$T/port")
    sleep 0.05
}

# Runs the command, with words for numbers and users.
said() {
    jsec --state-dir "$STATE" "$@" | sed -E -e "s,$R,R,g" \
        -e "s/(pid:|pid |process )$pid/\1PID/g" -e "s/user [^,]+,/user USER,/" \
        -e "s/127.0.0.1:$port/127.0.0.1:PORT/" -e 's/PID(, user USER)(, [^ ]+\.service)?(, container [^,]+)?,/PID\1,/' \
        -e 's/(process PID is [^ ]+) of [^ ,]+/\1/' -e 's/(closes|resets) the connection$/ends the connection/'
}

start blocks
echo "- blocked"
said --diagnose "pid:$pid"
said --diagnose "127.0.0.1:$port"
said --diagnose -q "127.0.0.1:$port"
echo "- allowed, but not restarted"
silently --allow anon /opt/blocks
said --diagnose "pid:$pid"
said --diagnose "127.0.0.1:$port"
echo "- blocked again, by the file alone"
sed -i 's/NULL/NULL, anon/' "$R/opt/blocks/$SECURITY"
said --diagnose "127.0.0.1:$port"
echo "- not blocked"
start opens
said --diagnose "pid:$pid"
said --diagnose "127.0.0.1:$port"
echo "- a list that Java cannot read"
start faulty
said --diagnose "pid:$pid"
said --diagnose "127.0.0.1:$port"
echo "- more than one entry"
start both
said --diagnose "pid:$pid"
echo "- by another list"
printf 'jdk.tls.disabledAlgorithms=A, anon\n' >"$T/own.list"
sed -i '1isecurity.overridePropertiesFile=true' "$R/opt/opens/$SECURITY"
sleep 0.05
start opens JAVA_TOOL_OPTIONS="-Djava.security.properties=$T/own.list"
said --diagnose "127.0.0.1:$port" | sed "s,$T,T,g"
document --state-dir "$STATE" --diagnose "pid:$pid" | python3 -c '
import json, sys
found = json.load(sys.stdin)["diagnoses"][0]
print(found["works"], found["process"]["policy_file"], found["causes"][0]["commands"])'
echo "- by another list that was changed since, or is gone"
touch "$T/own.list"
said --diagnose "pid:$pid" | sed "s,$T,T,g"
rm "$T/own.list"
said --diagnose "pid:$pid" | sed "s,$T,T,g"
echo "- no Java, and no process"
"$python" "$T/serve.py" "$T/other" &
pid=$!
until [ -e "$T/other" ]; do sleep 0.01; done
port=$(<"$T/other")
said --diagnose "pid:$pid" | sed -E 's/python[0-9.]*/PYTHON/'
said --diagnose "127.0.0.1:$port" | sed -E 's/python[0-9.]*/PYTHON/' | sed -n '/not known:/,$p'
said --diagnose pid:2147483647
