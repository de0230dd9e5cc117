#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills or disturbs runs over many installs while several threads write them.

However a run ends, each file is the old or the new one, complete. A backup has the old ones,
and --restore makes all of them old again and leaves no temporary files. If threads cannot be
started, the work is done all the same.

exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import collections
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
N = 60
LIST = 'security.provider.1=SUN\njdk.tls.disabledAlgorithms=A, %s%s\n# %s\n'
LITTER = ('.jsecpatch-', '.new')
# Each of the 16 threads counts its own calls. Each one makes about four replacements.
CALLS = {'renameat2': 4, 'linkat': 4, 'fsync': 8, 'unlinkat': 4, 'fchmod': 4, 'openat': 60}


def path(root, i):
    return f'{root}/opt/jdk-{i:02}/conf/security/java.security'


def text(i, anon):
    return LIST % ('anon, ' if anon else '', f'B{i % 7}', 'x' * 40000)


def build(root):
    shutil.rmtree(root, ignore_errors=True)
    for i in range(N):
        os.makedirs(os.path.dirname(path(root, i)))
        with open(f'{root}/opt/jdk-{i:02}/release', 'w', encoding='ascii') as file:
            file.write('JAVA_VERSION="17.0.15"\n')
        with open(path(root, i), 'w', encoding='ascii') as file:
            file.write(text(i, True))
    for folder, _, _ in os.walk(root):
        os.chmod(folder, 0o755)


def command(root, *arguments):
    return [COMMAND, '--root', root, '-q', *arguments]


def run(argv):
    return subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=120, check=False)


def states(root):
    """Returns how many files are old, new, and neither."""
    found = collections.Counter()
    for i in range(N):
        with open(path(root, i), encoding='ascii') as file:
            data = file.read()
        found['old' if data == text(i, True) else
              'new' if data == text(i, False) else 'TORN'] += 1
    return found


def litter(root):
    return [os.path.join(folder, name) for folder, _, names in os.walk(root)
            for name in names if name.startswith(LITTER)]


def judge(root):
    """Returns what is wrong after a killed run, and after the next one."""
    found, wrong = states(root), []
    if found['TORN']:
        wrong.append(f'{found["TORN"]} torn files')
    if found['new'] and not os.listdir(root + '/var/lib/jsecpatch/backups'):
        wrong.append('changed without a backup')
    after = run(command(root, '--restore'))
    if after.returncode:
        wrong.append('--restore fails: ' + after.stdout.decode())
    if states(root)['old'] != N:
        wrong.append('--restore does not bring back all')
    if litter(root):
        wrong.append(f'litter: {litter(root)}')
    return found, wrong


def tell(root, totals, killed):
    """Counts the files after a kill, and prints what is wrong. Tells whether anything is."""
    found, wrong = judge(root)
    totals.update(found)
    if wrong:
        print(f'  killed{killed}: {"; ".join(wrong)}')
    return bool(wrong)


def strace(what, how, argv):
    return ['strace', '-f', '-qq', '--signal=none', '-o', '/dev/null', '-e', f'trace={what}',
            '-e', f'inject={what}:{how}', *argv]


def kill_at_calls(root, totals):
    bad = 0
    for call, most in CALLS.items():
        for n in range(1, most + 1, 1 + most // 20):
            build(root)
            run(strace(call, f'signal=KILL:when={n}', command(root, '--allow', 'anon')))
            bad += tell(root, totals, f' at {call}#{n}')
    return bad


def kill_at_times(root, totals, seed):
    bad, chance = 0, random.Random(seed)
    build(root)
    start = time.perf_counter()
    run(command(root, '--allow', 'anon'))
    whole = time.perf_counter() - start
    for _ in range(12):
        build(root)
        with subprocess.Popen(command(root, '--allow', 'anon'), stdout=subprocess.DEVNULL) as child:
            time.sleep(whole * chance.uniform(0.2, 1))
            child.kill()
        bad += tell(root, totals, f', seed {seed}')
    return bad


def few_threads(root):
    """Tests that no thread can be started, or only the first two."""
    bad = 0
    for when in ('1+', '3+'):
        build(root)
        calls = 'clone,clone3'
        done = run(strace(calls, f'error=EAGAIN:when={when}', command(root, '--allow', 'anon')))
        if done.returncode or states(root)['new'] != N:
            print(f'  without threads ({when}): status {done.returncode}, {states(root)}')
            bad += 1
    return bad


def errors(root):
    """Tests that if some replacements fail, they are reported and the rest is done."""
    bad = 0
    for call, error in (('renameat2', 'EIO'), ('fsync', 'EIO'), ('fchmod', 'EPERM')):
        build(root)
        done = run(strace(call, f'error={error}:when=3+2', command(root, '--allow', 'anon')))
        found = states(root)
        if found['TORN'] or done.returncode != 1 or not done.stdout:
            print(f'  {call} {error}: status {done.returncode}, {dict(found)}')
            bad += 1
        found, wrong = judge(root)
        bad += bool(wrong)
        if wrong:
            print(f'  {call} {error}: {"; ".join(wrong)}')
    return bad


def main():
    if not shutil.which('strace') or run(strace('close', 'error=EIO:when=1000', ['true'])).returncode:
        print('skipped: strace does not work here')
        return 77
    os.environ['ASAN_OPTIONS'] = 'detect_leaks=0'
    os.umask(0o022)
    totals, seed = collections.Counter(), random.randrange(10**6)
    with tempfile.TemporaryDirectory(prefix='jsecpatch-fault.') as work:
        os.chmod(work, 0o755)
        root = work + '/root'
        bad = few_threads(root) + errors(root)
        bad += kill_at_calls(root, totals) + kill_at_times(root, totals, seed)
    print(f'files of killed runs: {dict(totals)}; bad: {bad}')
    if not totals['old'] or not totals['new']:
        print('no run was killed half-way: nothing is proven')
        bad += 1
    return 1 if bad else 0


sys.exit(main())
