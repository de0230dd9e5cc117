#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills or fails a change of an archive at each of its calls in turn.

Afterwards the archive is the old or the new one, complete, with its mode and attributes. If it
is not the old one, a backup has that. Success is only reported if it is the new one. The next
run works and leaves no temporary files. With --output the archive does not change, and FILE is
complete or does not exist.

exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import collections
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

sys.path.append(os.path.dirname(os.path.abspath(__file__)) + '/..')
import documents

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
LIST = b'security.provider.1=SUN\njdk.tls.disabledAlgorithms=SSLv3, anon, NULL\n'
NAME = 'jdk/conf/security/java.security'
NOISE = bytes(i * i % 251 for i in range(70000))
# Calls that only read, and those of the loader, matter less; see faults.py.
CALLS = {'openat', 'openat2', 'write', 'pwrite64', 'fsync', 'fchmod', 'fchown', 'fsetxattr', 'linkat',
         'renameat', 'renameat2', 'unlinkat', 'mkdirat', 'flock', 'fcntl', 'pread64'}
SAMPLED = {'fcntl', 'pread64'}
WHERE = {'tar.gz': 'srv/jdk.tar.gz', 'zip': 'srv/jdk.zip'}


def make(kind):
    """Makes the bytes of an archive."""
    out = io.BytesIO()
    if kind == 'zip':
        with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(NAME, LIST)
            archive.writestr('jdk/noise', NOISE)
        return out.getvalue()
    with tarfile.open(fileobj=out, mode='w:gz') as archive:
        for name, data in ((NAME, LIST), ('jdk/noise', NOISE)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def content(data):
    """Returns all contents of an archive. Raises an exception if it is not complete."""
    if data[:2] == b'PK':
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {member.name: archive.extractfile(member).read() for member in archive}


def read(path):
    with open(path, 'rb') as file:
        return file.read()


class Case:
    """A change of a kind of archive, in place or to another file."""

    def __init__(self, kind, output=None):
        self.file, self.output, self.old = WHERE[kind], output, make(kind)
        self.name = kind + (' --output' if output else '')

    def build(self, tree):
        shutil.rmtree(tree, ignore_errors=True)
        os.makedirs(os.path.join(tree, 'srv'))
        path = os.path.join(tree, self.file)
        with open(path, 'wb') as file:
            file.write(self.old)
        os.chmod(path, 0o640)
        os.setxattr(path, 'user.note', b'keep')

    def command(self, tree):
        extra = ['--force', '--output', '/' + self.output] if self.output else []
        return [COMMAND, '--root', tree, '-q', '--allow', 'anon', *extra, '/' + self.file]

    def judge(self, tree, status):
        """Returns what is wrong after a run that ended with this status."""
        path, wrong = os.path.join(tree, self.file), set()
        result = os.path.join(tree, self.output) if self.output else path
        try:
            data = read(path)
            if os.stat(path).st_mode & 0o777 != 0o640 or os.getxattr(path, 'user.note') != b'keep':
                wrong.add('mode or attribute lost')
            is_old = data == self.old
            if self.output and not is_old:
                wrong.add('the archive was changed')
            made = read(result) if os.path.exists(result) else None
            if made is not None and made != self.old:
                wanted = dict(content(self.old), **{NAME: LIST.replace(b', anon', b'')})
                if content(made) != wanted:
                    wrong.add('TORN')
            if status == 0 and made in (None, self.old):
                wrong.add('FALSE SUCCESS')
            if not is_old and not self.backed_up(tree):
                wrong.add('NO BACKUP')
        except Exception as error:  # a reader of a torn archive may raise anything
            wrong.add('TORN %r' % error)
        return wrong

    def backed_up(self, tree):
        run = subprocess.run([COMMAND, '--root', tree, '--backups', '--json'],
                             stdin=subprocess.DEVNULL, capture_output=True)
        for stored in documents.load(run.stdout)['backups']:
            if stored['error'] is None:
                with tarfile.open(tree + stored['path']) as tar:
                    if tar.extractfile(self.file).read() == self.old:
                        return True
        return False


def litter(tree):
    return {re.sub('[0-9a-f]{16}', 'X', name) for _, _, names in os.walk(tree) for name in names
            if name.startswith(('.jsecpatch-', '.new'))}


def strace(tree, *options):
    return ['strace', '-f', '-qq', '--signal=none', '-o', tree + '.trace', *options]


def count(case, tree):
    case.build(tree)
    subprocess.run([*strace(tree), *case.command(tree)], check=True, stdin=subprocess.DEVNULL)
    wrong = case.judge(tree, 0)
    assert not wrong, wrong
    with open(tree + '.trace', errors='replace') as lines:
        names = [m[1] for m in (re.match(r'\d+\s+(\w+)\(', line) for line in lines) if m]
    return collections.Counter(name for name in names if name in CALLS)


def try_one(case, tree, call, n, how):
    case.build(tree)
    action = 'signal=KILL' if how == 'kill' else 'error=' + how
    run = subprocess.run([*strace(tree, '-e', 'trace=' + call, '-e',
                                  'inject=%s:%s:when=%d' % (call, action, n)),
                          *case.command(tree)], stdin=subprocess.DEVNULL, capture_output=True,
                         timeout=60)
    wrong = case.judge(tree, run.returncode)
    if how != 'kill' and run.returncode not in (0, 1, 127):
        wrong.add('status %d' % run.returncode)
    if run.returncode == 1 and not run.stderr:
        wrong.add('fails without a word')
    again = subprocess.run(case.command(tree), stdin=subprocess.DEVNULL, capture_output=True)
    if again.returncode:
        wrong.add('the next run fails: %s' % again.stderr)
    wrong |= {'next run: ' + w for w in case.judge(tree, again.returncode and 1)}
    wrong |= {'litter stays: ' + name for name in litter(tree)}
    return wrong


def main():
    os.environ['ASAN_OPTIONS'] = 'detect_leaks=0'
    os.umask(0o022)
    if not shutil.which('strace'):
        print('skipped: strace is not there')
        return 77
    bad = 0
    with tempfile.TemporaryDirectory(prefix='jsecpatch-fault.') as work:
        tree = os.path.join(work, 'tree')
        for case in (Case('tar.gz'), Case('zip'), Case('tar.gz', 'srv/new.tar.gz')):
            try:
                calls = count(case, tree)
            except OSError as error:
                print('skipped:', error)
                return 77
            for how in ('kill', 'ENOSPC', 'EIO'):
                tried = 0
                for call, times in sorted(calls.items()):
                    step = 5 if call in SAMPLED else 1
                    for n in range(1, times + 1, step):
                        wrong = try_one(case, tree, call, n, how)
                        tried += 1
                        bad += bool(wrong)
                        if wrong:
                            print('  %s %s %s#%d: %s' % (case.name, how, call, n,
                                                         '; '.join(sorted(wrong))))
                print('%s %s: %d calls' % (case.name, how, tried), flush=True)
    print('bad:', bad)
    return 1 if bad else 0


sys.exit(main())
