#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails calls that only look, and checks that the command says so and does not succeed.

usage: looking.py [NAME]...

A row of the table fails some calls on some paths. The command must then end with a certain
status, and print a certain word to standard error, also with -q. Rows whose name has this
word run, or all.

exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import collections
import concurrent.futures
import glob
import os
import shutil
import subprocess
import sys
import tempfile

from scenarios import COMMAND, SAMPLES, needed_strace

JVM = '/usr/lib/jvm'
HOME = JVM + '/java-18-x'
STATE = '/var/lib/jsecpatch'
LOOK, LIST, READ, READ_RECORD = 'openat,newfstatat', 'getdents64', 'read', 'pread64'
ALLOW = ['--allow', 'anon', '-q']
NO_FILES = 'Too many open files'

Row = collections.namedtuple('Row', 'name arguments path calls error status word prepare',
                             defaults=[()])


def rows():
    for error, word in [('EIO', HOME), ('EACCES', HOME), ('ESTALE', HOME), ('ENOTCONN', HOME),
                        ('EMFILE', NO_FILES), ('ENFILE', 'Too many open files in system'),
                        ('ENOMEM', 'memory')]:
        yield Row('home ' + error, ALLOW, HOME, LOOK, error, 1, word)
    yield Row('home that goes', ALLOW, HOME, LOOK, 'ENOENT', 0, '')
    for action in [ALLOW, ['-l', '-q'], ['--explain', '-q'], ['-r', '-q'],
                   ['--scan=/usr', '-q'], ['--hook', 'install', '-q'], ['--reapply', '-q']]:
        yield Row('directory of homes ' + action[0], action, JVM, LIST, 'EIO', 1, JVM)
    yield Row('scan EMFILE', ['--scan', '-q'], '/usr/lib', LIST, 'EMFILE', 1, NO_FILES)
    yield Row('users', ALLOW, '/etc/passwd', READ, 'EIO', 1, '/etc/passwd')
    yield Row('release', ALLOW, HOME + '/release', READ, 'EIO', 1, HOME + '/release')
    yield Row('target', [*ALLOW, HOME], HOME, LOOK, 'ESTALE', 1, HOME)
    yield Row('policy', ['-l', '-q'], '/etc/jsecpatch.conf', READ, 'EIO', 1, 'jsecpatch.conf',
              [['-a', 'anon', '--remember']])
    yield Row('backups', ['-l', '-q'], STATE + '/backups', LIST, 'EIO', 1, STATE, [ALLOW])
    for action in (['-l', '-q'], ['-d', 'FOO', '-q'], ['-l', '-q', HOME]):
        yield Row('backup ' + ' '.join(action), action, STATE + '/backups/*', READ_RECORD, 'EIO', 1,
                  STATE, [ALLOW])
    yield Row('new backup', ALLOW, STATE + '/backups/.new.tar', 'newfstatat', 'EACCES', 1,
              'cannot examine the archive')
    yield Row('Java of an audit', ['-q', '--access-manager', '/opt/am'], HOME, LOOK, 'EIO', 1,
              HOME)
    yield Row('processes', ['-a', 'anon'], None, LIST, 'EIO', 1, '/proc')
    yield Row('programs of hooks', ['--hook', 'install', '-q'], '/usr/bin', LOOK, 'EIO', 1,
              '/usr/bin')
    yield Row('record of hooks', ['--hook', 'status', '-q'], STATE + '/hooks', READ_RECORD,
              'EIO', 1, STATE, [['--hook', 'install', 'apt']])
    yield Row('runs of hooks', ['--hook', 'status', '-q'], STATE + '/hook-runs', READ_RECORD,
              'EIO', 1, STATE,
              [['-a', 'anon', '--remember'], ['--reapply', '--from-hook', 'apt']])
    # A hook always ends with 0, so that it does not disturb the package manager.
    yield Row('hook, home', ['--reapply', '--from-hook', 'apt'], HOME, LOOK, 'ESTALE', 0, HOME,
              [['-a', 'anon', '--remember']])
    yield Row('hook, policy', ['--reapply', '--from-hook', 'apt'], '/etc', LOOK, 'EIO', 0, '/etc',
              [['-a', 'anon', '--remember']])
    yield Row('hook, known home', ['--reapply', '--from-hook', 'apt'], '/srv/java', LOOK,
              'ESTALE', 0, '/srv/java', [['-a', 'anon', '--remember', '/srv/java']])


def build(root):
    for home in [JVM + '/java-17-x', HOME, '/srv/java']:
        shutil.copytree(SAMPLES + '/root/opt/sample-25', root + home, symlinks=True)
    shutil.copytree(SAMPLES + '/access-manager', root + '/opt/am')
    os.makedirs(root + '/etc')
    with open(root + '/etc/passwd', 'w', encoding='ascii') as file:
        file.write('root:x:0:0::/root:/bin/sh\n')
    for program in ('/usr/local/bin/jsecpatch', '/usr/bin/dpkg', '/var/lib/dpkg/info/dpkg.list'):
        os.makedirs(os.path.dirname(root + program), exist_ok=True)
        with open(root + program, 'w', encoding='ascii'):
            os.chmod(root + program, 0o755)


def run(root, arguments, prefix=()):
    return subprocess.run([*prefix, COMMAND, '--root', root, *arguments], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)


def inject(path, calls, error, when='1+'):
    only = ['-P', path] if path else []
    return ['strace', '-f', '-qq', '--signal=none', '-o', '/dev/null', *only,
            '-e', 'trace=' + calls, '-e', f'inject={calls}:error={error}:when={when}']


def noted_as_failed(root):
    try:
        with open(root + STATE + '/hook-runs', encoding='ascii') as file:
            return 'result=failed' in file.read()
    except FileNotFoundError:
        return False


def try_row(row, root):
    """Returns what is wrong, or None."""
    build(root)
    for arguments in row.prepare:
        done = run(root, arguments)
        if done.returncode:
            return 'cannot be prepared: ' + done.stderr
    paths = glob.glob(root + row.path) or [root + row.path] if row.path else ['/proc']
    done = run(root, row.arguments, inject(paths[0], row.calls, row.error))
    if done.returncode != row.status or (row.word not in done.stderr):
        return f'status {done.returncode}, {done.stderr!r}'
    if '--from-hook' in row.arguments and not noted_as_failed(root) and row.path != '/etc':
        return 'the run of the hook is noted as a success'
    return None


def content(folder):
    """Returns the bytes of all files in a folder."""
    files = {}
    for path, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(path, name), 'rb') as file:
                files[path, name] = file.read()
    return files


def try_access(call, nth, root):
    """All files of Access Manager change, or none, if a call fails while they are looked for."""
    build(root)
    before = content(root + '/opt/am')
    arguments = ['-q', '--access-manager', '/opt/am', '--transport', 'clear']
    done = run(root, arguments, inject(None, call, 'EIO', str(nth)))
    if done.returncode == 0:
        if run(root, ['-q', '-n', *arguments[1:]]).returncode:
            return 'status 0, but not all files are as asked'
        return None
    if done.returncode != 1 or not done.stderr:
        return f'status {done.returncode}, {done.stderr!r}'
    return None if content(root + '/opt/am') == before else 'status 1, but files are changed'


def main():
    missing = 'needs root' if os.getuid() else needed_strace()
    if missing:
        print('skipped:', missing)
        return 77
    wanted = sys.argv[1:] or ['']
    jobs = [(row.name, try_row, (row,)) for row in rows()]
    jobs += [(f'access manager, {call} {n}', try_access, (call, n))
             for call, all_n in (('getdents64', range(1, 15)), ('newfstatat', range(5, 200, 13)),
                                 ('openat', range(5, 120, 13))) for n in all_n]
    jobs = [job for job in jobs if any(word in job[0] for word in wanted)]
    bad = 0
    with tempfile.TemporaryDirectory(prefix='jsecpatch-looking-') as work, \
            concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        work = os.path.realpath(work)
        results = [(name, pool.submit(check, *args, f'{work}/{i}'))
                   for i, (name, check, args) in enumerate(jobs)]
        for name, result in results:
            wrong = result.result()
            if wrong:
                bad += 1
                print(f'{name}: {wrong}')
    print(f'{len(jobs)} faults, {bad} of them bad')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
