# SPDX-License-Identifier: MIT
# Says what an ordinary user cannot find out about another user's program.
need_users
need python3
need_kernel "write addresses in the byte order of the processor"
python=$(python3 -c 'import sys; print(sys.executable)')
cat >"$T/serve.py" <<'END'
import os, socket, sys
with socket.create_server(('127.0.0.1', 0)) as s:
    with open(sys.argv[1] + '.part', 'w') as f:
        f.write(str(s.getsockname()[1]))
    os.rename(sys.argv[1] + '.part', sys.argv[1])
    while True:
        s.accept()[0].close()
END
(exec -a /bin/server "$python" "$T/serve.py" "$T/port") &
pid=$!
trap 'kill $pid' EXIT
until [ -e "$T/port" ]; do sleep 0.01; done
port=$(<"$T/port")

# A unit, if the test runs in one, and how the connection ends.
said() {
    jsec --diagnose "$@" | sed -n "1p; /process $pid/p; /which program/p" |
        sed -E -e "s/(pid:|process )$pid/\1PID/g; s/:$port/:PORT/" -e 's/(is server) of [^ ]+$/\1/'
}
user said "pid:$pid"
user said "127.0.0.1:$port"
