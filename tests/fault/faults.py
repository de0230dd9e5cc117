#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills a run at every system call, or fails that call, and checks what is left.

usage: faults.py [--full] [--jobs N] [--only kill|ENOSPC|EIO|EACCES|short] [CASE]...

A run is killed at the Nth call of a name, or this call fails, for each name and each N.
Afterwards the file must be the old or the new one, complete, with all its metadata. If it is
not the old one, a backup must have that. Success may only be reported for the new one. The
next run must work, and leave the right bytes and nothing else. A file that is a mount point
cannot be replaced: it may be half written, but the next run completes it.

Without --full, this only takes a sample of the calls of the loader, of the calls that only
read, and of all cases but the first two.

exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import argparse
import collections
import concurrent.futures
import hashlib
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import tarfile
import tempfile

sys.path.append(os.path.dirname(os.path.abspath(__file__)) + '/..')
import documents

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(os.environ.get('SOURCE_ROOT', HERE + '/../..'), 'samples/root')
ROOT = os.getuid() == 0
IN_NAMESPACE = 'JSECPATCH_NAMESPACE' in os.environ
FILE = 'etc/java/security/java.security'
LINK = 'opt/java/conf/security/java.security'
STATE = 'var/lib/jsecpatch'
POLICY = 'etc/jsecpatch.conf'
NOTE = ('user.note', b'keep')
ERRORS = ['ENOSPC', 'EIO', 'EACCES']
# If these fail, the C library or its loader ends the process. brk() never fails with an error
# number, which is the only way for strace(1) to fail it. geteuid() and getegid() never fail.
NOT_OURS = {('brk', None), ('futex', None), ('mmap', 1), ('geteuid', None), ('getegid', None)}
LOADER = {'execve', 'mmap', 'mprotect', 'munmap', 'brk', 'arch_prctl', 'set_tid_address',
          'set_robust_list', 'rseq', 'prlimit64', 'access', 'pread64', 'futex', 'getrandom',
          'ioctl', 'exit_group'}
LOOKS = {'newfstatat', 'fstat', 'close', 'fcntl', 'geteuid', 'getegid', 'readlinkat', 'statx',
         'flistxattr', 'fgetxattr', 'read', 'getdents64', 'lseek', 'getgroups'}


def acl(*entries):
    """Makes an ACL in the kernel's format from (tag, permissions, id)."""
    return struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *e) for e in entries)


NOBODY = 0xffffffff
ACL = ('system.posix_acl_access', acl((1, 6, NOBODY), (2, 4, 1234), (4, 4, NOBODY),
                                      (0x10, 4, NOBODY), (0x20, 0, NOBODY)))
ATTRIBUTES = (NOTE, ACL)


def remove(tree):
    """Removes a tree and unmounts what is mounted in it."""
    file = os.path.join(tree, FILE)
    if IN_NAMESPACE and os.path.exists(file):
        subprocess.run(['umount', '--quiet', file], stderr=subprocess.DEVNULL)
    shutil.rmtree(tree, ignore_errors=True)


class Case:
    """An action on a tree, and what it turns the old bytes into."""

    def __init__(self, name, arguments, owner, in_place=False, prepare=()):
        self.name, self.arguments, self.owner = name, arguments, owner
        self.in_place, self.prepare = in_place, prepare

    def command(self, tree):
        """Uses -q, so that the command does not inspect all processes at its end."""
        return [COMMAND, '--root', tree, '-q', *self.arguments, '/opt/java']

    def build(self, tree):
        """Makes a java.security behind a link, with all metadata that could be lost."""
        remove(tree)
        for path in (FILE, LINK):
            os.makedirs(os.path.dirname(os.path.join(tree, path)))
        file = os.path.join(tree, FILE)
        shutil.copyfile(os.path.join(SAMPLES, 'opt/sample-25/conf/security/java.security'), file)
        os.chmod(file, 0o640)
        os.symlink('../../../../' + FILE, os.path.join(tree, LINK))
        for name, value in ATTRIBUTES:
            os.setxattr(file, name, value)
        if ROOT:
            os.chown(file, *self.owner)
            if self.owner[0]:
                os.chown(os.path.dirname(file), *self.owner)
        os.utime(file, ns=(10**18, 10**18 + 123456789))
        if self.in_place:
            subprocess.run(['mount', '--bind', file, file], check=True)
        for arguments in self.prepare:
            subprocess.run([COMMAND, '--root', tree, '-q', *arguments, '/opt/java'],
                           check=True, stdin=subprocess.DEVNULL)


# One file of root with another group, and one that belongs to a user.
ALLOW, REMEMBER = ['--allow', 'anon'], ['--allow', 'anon', '--remember']
CASES = [
    Case('allow', ALLOW, (0, 2345)),
    Case('restore', ['--restore'], (0, 2345), prepare=[ALLOW]),
    Case('allow-as-owner', ALLOW, (1234, 2345)),
    Case('restore-as-owner', ['--restore'], (1234, 2345), prepare=[ALLOW]),
    Case('allow-in-place', ALLOW, (0, 2345), in_place=True),
    Case('restore-in-place', ['--restore'], (0, 2345), in_place=True, prepare=[ALLOW]),
    Case('remember', REMEMBER, (0, 2345)),
    Case('suspend', ['--suspend'], (0, 2345), prepare=[REMEMBER]),
    Case('reapply', ['--reapply'], (0, 2345), prepare=[REMEMBER, ['--suspend']]),
]


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def faults_of(tree, case, old, new):
    """Returns what is wrong with the tree, and whether the file is 'old' or 'new'."""
    link, file = os.path.join(tree, LINK), os.path.join(tree, FILE)
    try:
        is_link = os.path.islink(link)
        data, st = read(link), os.stat(link)
        names = os.listxattr(link)
    except OSError as error:
        return {'MISSING ' + str(error.strerror)}, None
    which = 'old' if data == old else 'new' if data == new else None
    wrong = set()
    if not which:
        wrong.add('EMPTY' if not data else 'TORN')
    if not is_link:
        wrong.add('link lost')
    if ROOT and (st.st_uid, st.st_gid) != case.owner:
        wrong.add('owner lost')
    if stat.S_IMODE(st.st_mode) != 0o640:
        wrong.add('mode lost')
    for name, value in ATTRIBUTES:
        if name not in names or os.getxattr(link, name) != value:
            wrong.add(name + ' lost')
    if os.path.exists(file) and os.stat(file).st_nlink != 1:
        wrong.add('another name')
    policy = os.path.join(tree, POLICY)
    if os.path.exists(policy) and not read(policy).endswith(
            b'rule.1.allow = anon\nrule.1.target = /opt/java\n'):
        wrong.add('policy torn')
    return wrong, which


def archived(tree, data):
    """Tells whether a backup has these bytes, according to the command and to this test."""
    run = subprocess.run([COMMAND, '--root', tree, '--backups', '--json'],
                         stdin=subprocess.DEVNULL, capture_output=True)
    digest = hashlib.sha256(data).hexdigest()
    for stored in documents.load(run.stdout)['backups']:
        if stored['error'] is None and stored['sha256'] == digest:
            with tarfile.open(tree + stored['path']) as tar:
                return tar.extractfile(FILE).read() == data
    return False


def litter(tree):
    found = []
    for folder, _, names in os.walk(tree):
        found += [name for name in names if name.startswith(('.jsecpatch-', '.new', 'redo'))]
    return found


def strace(*options):
    return ['strace', '-f', '-qq', '--signal=none', *options]


def count_calls(case, tree):
    """Counts the calls of a normal run. Also returns the old and the new bytes."""
    case.build(tree)
    old = read(os.path.join(tree, FILE))
    trace = tree + '.trace'
    subprocess.run([*strace('-o', trace), *case.command(tree)], check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    new = read(os.path.join(tree, FILE))
    wrong, which = faults_of(tree, case, old, new)
    assert old != new and which == 'new' and not wrong, (case.name, wrong)
    with open(trace, errors='replace') as lines:
        names = [m[1] for m in (re.match(r'\d+\s+(\w+)\(', line) for line in lines) if m]
    os.unlink(trace)
    remove(tree)
    return collections.Counter(names), old, new


def inject(case, tree, call, n, how):
    """Makes one disturbed run. Returns main()'s result, or minus a signal."""
    action = {'kill': 'signal=KILL', 'short': 'retval=1'}.get(how, 'error=' + how)
    case.build(tree)
    run = subprocess.run(
        [*strace('-o', '/dev/null', '-e', 'trace=' + call, '-e',
                 f'inject={call}:{action}:when={n}'), *case.command(tree)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    return run.returncode, run.stderr.decode(errors='replace')


def try_one(case, tree, old, new, call, n, how):
    """Returns what is wrong after one disturbed run, and what the file is now."""
    wrong = set()
    try:
        status, said = inject(case, tree, call, n, how)
    except subprocess.TimeoutExpired:
        return {'HANGS'}, 'hang', None
    bad, which = faults_of(tree, case, old, new)
    if not case.in_place or status == 0:
        wrong |= bad
    if how == 'kill':
        if status not in (-9, 0):
            wrong.add(f'status {status}')
    elif status < 0 or status not in (0, 1, 127):
        wrong.add(f'status {status}')
    if status == 0 and which != 'new':
        wrong.add('FALSE SUCCESS')
    if status == 1 and not said:
        wrong.add('fails without a word')
    if which != 'old' and not archived(tree, old):
        wrong.add('NO BACKUP')
    again = subprocess.run(case.command(tree), stdin=subprocess.DEVNULL,
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if again.returncode:
        wrong.add('the next run fails: ' + again.stderr.decode(errors='replace'))
    bad, end = faults_of(tree, case, old, new)
    wrong |= {'next run: ' + b for b in bad}
    if end != 'new':
        wrong.add('the next run does not mend it')
    wrong |= {'litter stays: ' + re.sub('[0-9a-f]{16}', 'X', name) for name in litter(tree)}
    return wrong, which or 'neither', status


def selected(calls, how, full, thorough):
    """Returns the calls to disturb, as (name, N): all of them, or a sample."""
    for call, times in sorted(calls.items()):
        if call == 'exit_group' or (how == 'short' and call not in ('write', 'pwrite64')):
            continue
        if how != 'kill' and (call, None) in NOT_OURS:
            continue
        step = 1
        if not full:
            step = 8 if call in LOADER else 4 if call in LOOKS else 1
            step *= 1 if thorough else 3
        start = 1 if full else 1 + (step > 1) * (len(call) % step)
        for n in range(start, times + 1, step):
            if how == 'kill' or (call, n) not in NOT_OURS:
                yield call, n


def run_matrix(case, work, how, full, thorough, jobs):
    """Runs one case with one kind of fault. Prints a line; returns how many runs failed."""
    calls, old, new = count_calls(case, os.path.join(work, 'count'))
    todo = list(selected(calls, how, full, thorough))
    results, bad = collections.Counter(), 0

    def one(job):
        number, (call, n) = job
        tree = os.path.join(work, f'tree-{number}')
        try:
            return call, n, *try_one(case, tree, old, new, call, n, how)
        finally:
            remove(tree)

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for call, n, wrong, which, status in pool.map(one, enumerate(todo)):
            results[which if how == 'kill' else f'{which}/{status}'] += 1
            bad += bool(wrong)
            if wrong:
                print(f'  {case.name} {how} {call}#{n}: {"; ".join(sorted(wrong))}')
    print(f'{case.name} {how}: {len(todo)} of {sum(calls.values())} calls: '
          f'{dict(sorted(results.items()))}, {bad} bad', flush=True)
    return bad


class Sloppy(Case):
    """What people use instead. The checks above must fail for it."""

    def __init__(self, name, script):
        super().__init__(name, [], (0, 2345))
        self.script = script

    def command(self, tree):
        return ['sh', '-c', self.script, 'sh', os.path.join(tree, LINK)]


EDIT = 's/3DES_EDE_CBC, anon, NULL/3DES_EDE_CBC, NULL/'


def control(work):
    """Tests the checks: sed -i loses link and attributes, cat > loses bytes."""
    tree, missed = os.path.join(work, 'control'), 0
    wanted = {
        Sloppy('sed -i', f"exec sed -i '{EDIT}' \"$1\""): {'link lost', 'user.note lost'},
        Sloppy('sed | cat', f"new=$(sed '{EDIT}' \"$1\"; echo .) && "
                            'printf %s "${new%.}" >"$1"'): {'EMPTY'},
    }
    for case, expected in wanted.items():
        case.build(tree)
        old = read(os.path.join(tree, FILE))
        subprocess.run(case.command(tree), check=True)
        new, found = read(os.path.join(tree, LINK)), set()
        for call, n in [('close', n) for n in range(1, 12)] + [('rename', 1), ('write', 1),
                                                              ('write', 2), ('fchmod', 1)]:
            inject(case, tree, call, n, 'kill')
            found |= faults_of(tree, case, old, new)[0]
        missed += not expected <= found
        print(f'control, {case.name}: found {sorted(found)}')
    return missed


def needed():
    """Returns why the test cannot run here, or None."""
    if not shutil.which('strace'):
        return 'strace is not there'
    probe = subprocess.run([*strace('-o', '/dev/null', '-e', 'trace=close', '-e',
                                    'inject=close:error=EIO:when=1000'), 'true'],
                           capture_output=True)
    if probe.returncode:
        return 'strace does not work here'
    with tempfile.TemporaryDirectory() as work:
        try:
            CASES[0].build(os.path.join(work, 'probe'))
        except OSError as error:
            return f'no attributes, ACLs or owners in {work}: {error}'
    return None


def cases_for(names):
    """Returns the requested cases that can run here."""
    cases = CASES if ROOT else CASES[:2]
    return [c for c in cases if not c.in_place or IN_NAMESPACE
            if not names or c.name in names]


def enter_namespace():
    """Restarts in a mount namespace, where mounts on files affect nobody else."""
    command = ['unshare', '--mount', '--propagation', 'private']
    if not ROOT or IN_NAMESPACE or not shutil.which('unshare'):
        return
    if subprocess.run([*command, 'true'], stderr=subprocess.DEVNULL).returncode == 0:
        os.environ['JSECPATCH_NAMESPACE'] = '1'
        os.execvp(command[0], [*command, sys.executable, *sys.argv])


def main():
    enter_namespace()
    parser = argparse.ArgumentParser()
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--jobs', type=int, default=os.cpu_count() or 2)
    parser.add_argument('--only')
    parser.add_argument('case', nargs='*')
    options = parser.parse_args()
    os.environ['ASAN_OPTIONS'] = 'detect_leaks=0'
    os.environ['LC_ALL'] = 'C'
    os.umask(0o022)
    why = needed()
    if why:
        print('skipped:', why)
        return 77
    bad = 0
    with tempfile.TemporaryDirectory(prefix='jsecpatch-fault.') as work:
        os.chmod(work, 0o755)
        if control(work):
            print('the judge does not see what it should')
            bad += 1
        for case in cases_for(options.case):
            for how in ['kill', *ERRORS, 'short']:
                if options.only in (None, how):
                    bad += run_matrix(case, work, how, options.full, case in CASES[:2],
                                      options.jobs)
    print('bad:', bad)
    return 1 if bad else 0


sys.exit(main())
