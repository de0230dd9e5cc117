#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the instructions of runs over N and 4 N of whatever others can make many: at most
4.4 times as many, without those of a run over none.

usage: linear.py [KIND]...
       linear.py --large [KIND]...   seconds and MiB of runs over a file of 16 MiB of each kind

A kind is a function `kind_NAME(root, n)` that makes a tree with n of something, and returns
the runs to count. A run that ends with a status above 1, or by a signal, is an error.
"""
import concurrent.futures
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
MOST = 4.4
LEAST = 200_000  # instructions: fewer than these are noise of the start
LARGE = 4 << 20
SECONDS, MEMORY = 2, 64  # of a run with --large
HEAD = b'security.provider.1=SUN\n'
LIST = b'jdk.tls.disabledAlgorithms='
VENDORS = LIST + b'SSLv3, TLSv1, RC4, DES, anon, NULL\n'
LIST_IT = ('--list',)
EXPLAIN = ('--explain',)
ALLOW = ('--allow', 'anon')
DISALLOW = ('--disallow', 'FOO')
RESTORE = ('--restore',)
EDITS = (LIST_IT, EXPLAIN, ALLOW, DISALLOW, RESTORE)


def write(root, path, data):
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data)


def make_home(root, text, name='x', version='25'):
    write(root, f'opt/{name}/release', f'JAVA_VERSION="{version}"\n'.encode())
    write(root, f'opt/{name}/conf/security/java.security', text)


def on(runs, *names):
    return [run + (names or ('/opt/x',)) for run in runs]


# Texts of a java.security: what is before, n times the unit, and what is after it.
TEXTS = {
    'definitions': (HEAD + VENDORS, LIST + b'SSLv3, anon\n', b''),
    'properties': (HEAD + VENDORS, b'a=1\n', b''),
    'keys': (HEAD + VENDORS, b'a\n', b''),
    'entries': (HEAD + LIST + b'anon', b', E%06d', b'\n'),
    'short_entries': (HEAD + LIST + b'anon', b',a', b'\n'),
    'empty_entries': (HEAD + LIST + b'anon', b',', b', NULL\n'),
    'removed_entries': (HEAD + LIST + b'NULL', b', anon', b'\n'),
    'wrapped_entries': (HEAD + LIST + b'NULL', b', \\\n anon', b', SSLv3\n'),
    'mixed_entries': (HEAD + LIST + b'NULL', b', anon, \\\n E%06d', b'\n'),
    'constraints': (HEAD + LIST + b'anon', b', RSA keySize < 1024', b'\n'),
    'conditions': (HEAD + LIST + b'anon, SHA1 jdkCA', b' & usage TLSServer', b'\n'),
    'wildcards': (HEAD + LIST + b'anon', b', TLS_*_SHA', b'\n'),
    'stars': (HEAD + LIST + b'anon, TLS_', b'*A', b'\n'),
    'joins': (HEAD + LIST + b'anon, ', b'\\\n', b'NULL\n'),
    'joins_before': (HEAD + LIST, b'\\\n', b'anon, NULL\n'),
    'joins_in_key': (HEAD + VENDORS + b'a', b'\\\n', b'=1\n'),
    'lone_joins': (HEAD + VENDORS, b'\\\n', b'\n'),
    'escapes': (HEAD + LIST + b'anon, ', b'\\u0061', b', NULL\n'),
    'escapes_in_key': (HEAD + VENDORS, b'\\u0061', b'=1\n'),
    'blanks': (HEAD + LIST + b'anon,', b' ', b'NULL\n'),
    'blanks_in_entry': (HEAD + LIST + b'anon, DH', b' ', b'keySize\n'),
    'blank_lines': (HEAD, b'\n', VENDORS),
    'returns': (HEAD, b'\r', VENDORS),
    'comments': (HEAD, b'#\n', VENDORS),
    'long_line': (HEAD, b'a', b'\n' + VENDORS),
    'nul_bytes': (HEAD + LIST + b'anon', b'\0', b'\n'),
    'quotes': (HEAD + LIST + b'anon', b',"', b'\n'),
}


def make_text(name, n):
    before, unit, after = TEXTS[name]
    if b'%' in unit:
        return before + b''.join(unit % (i % 1000000) for i in range(n)) + after
    return before + unit * n + after


def text_kind(name):
    def kind(root, n):
        make_home(root, make_text(name, n))
        return on(EDITS)

    def fill(root):
        before, unit, after = TEXTS[name]
        size = len(unit % 0 if b'%' in unit else unit)
        return kind(root, (LARGE - len(before) - len(after)) // size)
    kind.large = fill
    return kind


KINDS = {name: text_kind(name) for name in TEXTS}


def find_kinds():
    for name, function in globals().items():
        if name.startswith('kind_'):
            KINDS[name[5:]] = function


# Running and counting.

def command(root, run):
    return [COMMAND, '--root', root, *run]


def check(run, done):
    if done.returncode not in (0, 1):
        raise RuntimeError(f'{run}: status {done.returncode}: {done.stderr[-300:]!r}')
    if b'reads no' in done.stderr:
        raise RuntimeError(f'{run}: refused, so that nothing is counted: {done.stderr[-300:]!r}')


def count(root, run):
    """Returns the instructions of a run."""
    done = subprocess.run(
        ['valgrind', '--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null',
         *command(root, run)], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    check(run, done)
    found = re.search(rb'I +refs: +([\d,]+)', done.stderr)
    if not found:
        raise RuntimeError(f'{run}: nothing was counted: {done.stderr[-300:]!r}')
    return int(found[1].replace(b',', b''))


def count_all(kind, n):
    """Returns {run: instructions} over a tree with n of the kind."""
    with tempfile.TemporaryDirectory() as root:
        return {run: count(root, run) for run in KINDS[kind](root, n)}


def judge(kind, none, some, many):
    """Returns lines about runs, those that grow too much with a mark."""
    for run in many:
        one, four = some[run] - none[run], many[run] - none[run]
        ratio = four / max(one, LEAST)
        bad = ratio > MOST
        yield bad, (f'{"NOT LINEAR" if bad else "ok":10} {kind:16} {" ".join(run):40.40} '
                    f'{one:12,} {four:13,} {ratio:5.2f}')


def count_kinds(names):
    bad = False
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = []
        for name in names:
            n = getattr(KINDS[name], 'n', N)
            jobs.append((name, [pool.submit(count_all, name, m) for m in (0, n, 4 * n)]))
        for name, counts in jobs:
            for is_bad, line in judge(name, *(c.result() for c in counts)):
                bad = bad or is_bad
                print(line, flush=True)
    return bad


def fill_large(name, root):
    fill = getattr(KINDS[name], 'large', None)
    return fill(root) if fill else ()


def measure(root, run, most):
    """Returns the seconds of a processor that a run takes, and the MiB, at most so many seconds."""
    with open(os.devnull, 'r+b') as null, tempfile.TemporaryFile() as errors, \
            subprocess.Popen(command(root, run), stdin=null, stdout=null, stderr=errors) as child:
        timer = threading.Timer(most, child.kill)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        message = errors.read(1000)
    seconds = usage.ru_utime + usage.ru_stime
    return seconds, usage.ru_maxrss / 1024, child.returncode, message


def measure_kinds(names):
    bad = False
    for name in names:
        with tempfile.TemporaryDirectory() as root:
            # In a process of its own: the peak of memory is inherited by what is started.
            with multiprocessing.Pool(1) as pool:
                runs = pool.apply(fill_large, (name, root))
            for run in runs:
                seconds, memory, status, message = measure(root, run, 20)
                over = seconds > SECONDS or memory > MEMORY
                bad = bad or over
                print(f'{"OVER" if over else "ok":5}{name:16} {" ".join(run):30.30} '
                      f'{seconds:7.2f} s {memory:7.1f} MiB  status {status} '
                      f'{message.decode(errors="replace").strip()[:110]!r}', flush=True)
    return bad


N = 1000


def main():
    find_kinds()
    large = '--large' in sys.argv
    names = [a for a in sys.argv[1:] if a != '--large'] or list(KINDS)
    if not shutil.which('valgrind'):
        print('skipped: valgrind is not there')
        return 77
    return (measure_kinds if large else count_kinds)(names)


if __name__ == '__main__':
    sys.exit(main())
