#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills or fails every system call of a run that forgets an uninstalled product.

usage: forget.py [--full]

The product has rules, backups of its own, a backup in an archive with another product, a
suspension and an override file. However the run ends, the policy file is the old one or the
new one, and the other product keeps its backups and its suspension. The next run does what is
left: the tree is then as after a run that nothing disturbed. Status 0 means that it is so
already. Without --full only one of six calls that only look is disturbed.

exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
STATE, POLICY = 'var/lib/jsecpatch', 'etc/jsecpatch.conf'
GONE, LIVE = '/opt/gone', '/opt/live'
TEXT = ('security.provider.1=SUN\nsecurity.overridePropertiesFile=true\n'
        'jdk.tls.disabledAlgorithms=SSLv3, anon, NULL\n')
# These change something, or make a change last: none is left out. The others only look.
WRITES = {'write', 'pwrite64', 'linkat', 'unlinkat', 'renameat2', 'renameat', 'fsync',
          'fchmod', 'fchown', 'fsetxattr', 'fallocate', 'ftruncate', 'mkdirat', 'flock'}
ERRORS = {'write': 'ENOSPC', 'pwrite64': 'ENOSPC', 'openat': 'EACCES', 'linkat': 'EACCES',
          'unlinkat': 'EIO', 'renameat2': 'EIO', 'renameat': 'EIO', 'fsync': 'EIO',
          'fchmod': 'EPERM', 'getdents64': 'EIO', 'read': 'EIO', 'pread64': 'EIO'}
# These come before main(), in the loader; a failed one ends the program there.
LOADER = {'execve', 'mmap', 'mprotect', 'munmap', 'brk', 'arch_prctl', 'set_tid_address',
          'set_robust_list', 'rseq', 'prlimit64', 'access', 'getrandom', 'exit_group'}


def run(argv):
    return subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60, check=False)


def jsecpatch(tree, *arguments):
    return run([COMMAND, '--root', tree, '-q', *arguments])


def prepare(tree, *arguments):
    done = jsecpatch(tree, *arguments)
    if done.returncode:
        sys.exit(f'{arguments}: {done.stdout.decode()}')


def build(tree):
    """A machine on which one of two products was uninstalled while both were suspended."""
    for home in (GONE, LIVE):
        os.makedirs(f'{tree}{home}/conf/security')
        with open(f'{tree}{home}/conf/security/java.security', 'w', encoding='ascii') as file:
            file.write(TEXT)
        with open(f'{tree}{home}/release', 'w', encoding='ascii') as file:
            file.write('JAVA_VERSION="17.0.15"\n')
    os.makedirs(tree + '/etc')
    prepare(tree, '--allow', 'anon', '--remember', GONE)
    prepare(tree, '--emit-override', '/etc/extra.security', '--allow', 'NULL', GONE)
    prepare(tree, '--allow', 'NULL', '--remember', GONE, LIVE)
    prepare(tree, '--disallow', 'MD5', GONE)
    prepare(tree, '--disallow', 'MD5', LIVE)
    prepare(tree, '--suspend')
    shutil.rmtree(tree + GONE)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def contents(tree):
    """Everything in the tree but the lock, by its path."""
    found = {}
    for folder, _, names in os.walk(tree):
        for name in names:
            path = os.path.join(folder, name)
            if name != 'lock':
                found[os.path.relpath(path, tree)] = read(path)
    return found


def judge_now(tree, old, new):
    """What must never be lost, whenever the run ended."""
    now, wrong = contents(tree), set()
    if now.get(POLICY) not in (old[POLICY], new[POLICY]):
        wrong.add('the policy is torn')
    for path in new:
        if path.startswith(STATE + '/backups/') and now.get(path) != new[path]:
            wrong.add('A BACKUP OF ANOTHER PRODUCT IS LOST')
    for name in ('suspended', 'overrides', 'history'):
        path = f'{STATE}/{name}'
        if now.get(path) not in (old.get(path), new.get(path)):
            wrong.add(f'{name} is torn')
    # The backups tell which files were the product's: they are deleted last.
    if any(path not in now for path in old if path.startswith(STATE + '/backups/')):
        if now[POLICY] != new[POLICY] or now.get(STATE + '/suspended') != new[STATE + '/suspended']:
            wrong.add('backups were deleted too early')
    return wrong


def judge(tree, old, new, status, said, how):
    wrong = judge_now(tree, old, new)
    done = contents(tree) == new
    if status == 0 and not done:
        wrong.add('FALSE SUCCESS')
    if how != 'kill' and status not in (0, 1, 127):
        wrong.add(f'status {status}')
    if status == 1 and not said:
        wrong.add('fails without a word')
    after = jsecpatch(tree, '--forget', GONE)
    if contents(tree) != new:
        wrong.add('the next run does not finish it: ' + ', '.join(
            path for path in {**new, **contents(tree)}
            if contents(tree).get(path) != new.get(path)))
    if after.returncode not in (0, 3) or (after.returncode == 3) != (kept_nothing(new) and done):
        wrong.add(f'the next run has status {after.returncode}: {after.stdout.decode()}')
    after = jsecpatch(tree, '--reapply')
    text = read(f'{tree}{LIVE}/conf/security/java.security').decode()
    if after.returncode or not text.endswith('=SSLv3, anon, MD5\n'):
        wrong.add('what was suspended is lost: ' + text.splitlines()[-1])
    return wrong


def kept_nothing(new):
    """Whether nothing is known of the product afterwards. An archive with both is kept."""
    return not any(b'opt/gone' in data for path, data in new.items() if path.startswith(STATE))


def strace(*options):
    return ['strace', '-f', '-qq', '--signal=none', *options]


def count_calls(template, work):
    """The calls of a run that nothing disturbs, and the tree after it."""
    tree, trace = os.path.join(work, 'count'), os.path.join(work, 'trace')
    shutil.copytree(template, tree, symlinks=True)
    done = run([*strace('-o', trace), COMMAND, '--root', tree, '-q', '--forget', GONE])
    if done.returncode:
        sys.exit('the run fails: ' + done.stdout.decode())
    with open(trace, encoding='utf-8', errors='replace') as lines:
        names = [m[1] for m in (re.match(r'\d+\s+(\w+)\(', line) for line in lines) if m]
    return collections.Counter(names), contents(tree)


def selected(calls, full):
    """Yields (call, number, how)."""
    for call, times in sorted(calls.items()):
        step = 1 if full or call in WRITES else 12 if call in LOADER else 6
        for n in range(1, times + 1, step):
            yield call, n, 'kill'
            if call in ERRORS:
                yield call, n, ERRORS[call]


def main():
    if not shutil.which('strace') or run([*strace('-o', '/dev/null'), 'true']).returncode:
        print('skipped: strace is not there, or does not work here')
        return 77
    os.environ.update(ASAN_OPTIONS='detect_leaks=0', LC_ALL='C')
    os.umask(0o022)
    bad, tried = 0, collections.Counter()
    with tempfile.TemporaryDirectory(prefix='jsecpatch-fault.') as work:
        os.chmod(work, 0o755)
        template, tree = os.path.join(work, 'template'), os.path.join(work, 'tree')
        build(template)
        old = contents(template)
        calls, new = count_calls(template, work)
        for call, n, how in selected(calls, '--full' in sys.argv):
            shutil.rmtree(tree, ignore_errors=True)
            shutil.copytree(template, tree, symlinks=True)
            action = 'signal=KILL' if how == 'kill' else 'error=' + how
            done = run([*strace('-o', '/dev/null', '-e', 'trace=' + call, '-e',
                                f'inject={call}:{action}:when={n}'),
                        COMMAND, '--root', tree, '-q', '--forget', GONE])
            wrong = judge(tree, old, new, done.returncode, done.stdout, how)
            tried[f'{how} {done.returncode}'] += 1
            if wrong:
                bad += 1
                print(f'  {how} at {call}#{n}: {"; ".join(sorted(wrong))}', flush=True)
    print(f'{sum(tried.values())} of {sum(calls.values())} calls: {dict(sorted(tried.items()))}')
    print('bad:', bad)
    return 1 if bad else 0


sys.exit(main())
