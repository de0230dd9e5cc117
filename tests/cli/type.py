#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Types the lines of standard input into an interactive shell, as a person would.

usage: type.py FILE COMMAND...   <LINES

After each line it presses Enter, and waits until FILE has grown, at most 20 seconds."""
import os
import pty
import signal
import sys
import threading
import time


def drain(terminal, shown):
    """Reads everything that the shell shows: otherwise it would stop."""
    while True:
        try:
            shown += os.read(terminal, 65536)
        except OSError:
            return


def size(path):
    return os.path.getsize(path) if os.path.exists(path) else 0


def main():
    file, *command = sys.argv[1:]
    pid, terminal = pty.fork()
    if not pid:
        os.execvp(command[0], command)
    shown = bytearray()
    threading.Thread(target=drain, args=(terminal, shown), daemon=True).start()
    for line in sys.stdin.buffer:
        before, end = size(file), time.monotonic() + 20
        os.write(terminal, line.rstrip(b'\n') + b'\r')
        while size(file) == before and time.monotonic() < end:
            time.sleep(0.01)
        if size(file) == before:
            print(f'no effect of {line!r}; the shell shows {bytes(shown[-300:])!r}')
            break
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


if __name__ == '__main__':
    main()
