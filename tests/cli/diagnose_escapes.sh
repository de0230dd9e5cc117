# SPDX-License-Identifier: MIT
# Prints no control character of an error, a log, a server or a program.
need python3
escape=$'\e[31m'
jsec --diagnose "Received fatal alert: ${escape}handshake_failure"$'\x07' | head -1
printf 'x\nReceived fatal alert: \e[31mhandshake_failure\a\n' >"$T/$escape.log"
jsec --diagnose "$T/$escape.log" >"$T/log"
document --diagnose "$T/$escape.log" >>"$T/log"
# a server that says what it likes, in a program with a name of its own
python=$(python3 -c 'import sys; print(sys.executable)')
cat >"$T/serve.py" <<'END'
import os, socket, sys
with socket.create_server(('127.0.0.1', 0)) as s:
    with open(sys.argv[1] + '.part', 'w') as f:
        f.write(str(s.getsockname()[1]))
    os.rename(sys.argv[1] + '.part', sys.argv[1])
    while True:
        c = s.accept()[0]
        c.recv(1)
        c.sendall(b'220 \x1b[31m\x07 \xc2\x9b31m hello\r\n')
END
(exec -a "/bin/$escape"$'\n'"name" "$python" "$T/serve.py" "$T/port") &
trap 'kill $!' EXIT
until [ -e "$T/port" ]; do sleep 0.01; done
{
    jsec --diagnose "127.0.0.1:$(<"$T/port")"
    jsec --diagnose "pid:$!"
    document --diagnose "127.0.0.1:$(<"$T/port")" "pid:$!"
} >>"$T/log"
LC_ALL=C grep -c hello "$T/log"
LC_ALL=C grep -nP '[^\n -~\t]' "$T/log" || echo "no control characters"
