# SPDX-License-Identifier: MIT
# Shows the progress of a scan. After Ctrl-C the scan ends, and the results so far are
# printed.
# valgrind: heavy, under strace
need python3
need_strace
export COLUMNS=1000
# Makes reading a directory slow: the scan reaches the second level, but not the end.
slow=(strace -f -qq -o /dev/null -e trace=getdents64
    -e inject=getdents64:delay_exit=250000)
"${slow[@]}" true 2>/dev/null || skip "no strace here"
mkdir -p srv/wait
cp -r opt/sample-25 srv/found
for i in {1..8}; do
    mkdir -p "srv/wait/$i/$(printf '%s/' {1..40})"
done

# Presses Ctrl-C on a terminal as soon as an install is mentioned.
run() {
    python3 - "${slow[@]}" "$JSECPATCH" --root "$R" --color never "$@" <<'END'
import os, pty, re, signal, sys
pid, terminal = pty.fork()
if not pid:
    signal.signal(signal.SIGINT, signal.SIG_DFL) # an older meson lets tests ignore it
    os.execvp(sys.argv[1], sys.argv[1:])
said, pressed = b'', False
while True:
    try:
        more = os.read(terminal, 4096)
    except OSError:
        break
    said += more
    if not pressed and re.search(rb'\r\d+ directories, \d+ a second, [1-9] installs\x1b\[K', said):
        pressed = True
        os.write(terminal, b'\x03')
    if not more:
        break
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print('progress was told' if pressed else 'no progress')
last = said.decode().replace('^C', '').rsplit('\x1b[K', 1)[-1].replace('\r', '')
print(re.sub(r'\d+ directories', 'N directories', last), end='')
print('=>', status)
END
}
run -v --scan=/srv
snapshot
run --scan=/srv -a anon
unchanged
echo "- quiet, or no terminal: no progress"
run --scan=/srv/found -q
"${slow[@]}" "$JSECPATCH" --root "$R" -l --scan=/srv/found 2>&1 </dev/null
