#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails or kills a change of a whole Access Manager installation, at each write in turn.

Whichever call fails, either all files are old or all are new, with their metadata. Success
is only reported if they are new. If undoing the change fails, too, the command names each
file that is new, and --restore makes them old again. A killed run leaves complete files and
no others; --restore makes them old again.

exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(os.environ.get('SOURCE_ROOT', HERE + '/../..'), 'samples/access-manager')
TREE = 'opt/am'
CALLS = ['renameat2', 'linkat', 'fsync']
MORE_CALLS = ['fchmod', 'unlinkat', 'write']
LITTER = '.jsecpatch-'
MOST = 60


def build(root):
    """Makes new files, with a mode and a time that could be lost."""
    shutil.rmtree(root, ignore_errors=True)
    tree = os.path.join(root, TREE)
    shutil.copytree(SAMPLES, tree)
    os.makedirs(os.path.join(root, 'var/lib'))
    for i, path in enumerate(files(root)):
        os.chmod(path, 0o640)
        os.utime(path, ns=(10**18 + i, 10**18 + i))
    for folder, _, _ in os.walk(root):
        os.chmod(folder, 0o755)


def files(root):
    """Returns all files of the installation."""
    return sorted(os.path.join(folder, name)
                  for folder, _, names in os.walk(os.path.join(root, TREE)) for name in names)


def read(root):
    """Returns bytes, mode and owner of each file."""
    state = {}
    for path in files(root):
        if os.path.basename(path).startswith(LITTER):
            continue
        st = os.stat(path)
        with open(path, 'rb') as file:
            state[os.path.relpath(path, root)] = (file.read(), st.st_mode, st.st_uid)
    return state


def run(root, *arguments, inject=None):
    """Runs the command with a call that fails. Returns its status and messages."""
    command = [COMMAND, '--root', root, '--access-manager', '/' + TREE, *arguments]
    if inject:
        call = inject.split(':')[0]
        command = ['strace', '-f', '-qq', '-o', root + '.trace', '-e', 'trace=' + call,
                   '-e', 'inject=' + inject, *command]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          errors='replace')
    return done.returncode, done.stdout + done.stderr


def injected(root):
    with open(root + '.trace') as file:
        text = file.read()
    return 'INJECTED' in text or 'killed by SIGKILL' in text


def judge_once(root, old, new, inject):
    """Checks that after one failed call, all files or none are changed."""
    build(root)
    status, said = run(root, '--transport', 'clear', inject=inject)
    now = read(root)
    wrong = []
    if now not in (old, new):
        wrong.append('neither all old nor all new: ' + ', '.join(
            name for name in now if now[name] == new.get(name)))
    if (status == 0) != (now == new) and 'write to standard output' not in said:
        wrong.append(f'status {status}')
    if now == old and any(os.stat(p).st_mtime_ns != 10**18 + i
                          for i, p in enumerate(os.path.join(root, name) for name in sorted(now))):
        wrong.append('a time is lost')
    return wrong, said


def judge_ever_after(root, old, new, inject):
    """Checks a run in which all calls from one on fail, including those that undo."""
    build(root)
    status, said = run(root, '--transport', 'clear', inject=inject)
    now = read(root)
    stuck = {name for name in old if now.get(name) == new[name]}
    told = set(re.findall(r'/(\S+): was changed, but the other files were not', said))
    wrong = []
    if any(now.get(name) not in (old[name], new[name]) for name in old):
        wrong.append('a file is neither the old nor the new one')
    if len(stuck) < len(new) and stuck != told:
        wrong.append(f'new are {sorted(stuck)}, but told {sorted(told)}')
    if status == 0 and now != new:
        wrong.append('success was said')
    return wrong + judge_restore(root, old), said


def judge_restore(root, old):
    status, said = run(root, '--restore')
    if status or read(root) != old:
        return [f'not restored: {status} {said}']
    if any(os.path.basename(path).startswith(LITTER) for path in files(root)):
        return ['a temporary is left']
    return []


def judge_kill(root, old, new, inject):
    """Checks that after a kill, each file is complete and can be restored."""
    build(root)
    _, said = run(root, '--transport', 'clear', inject=inject)
    now = read(root)
    wrong = []
    if any(now.get(name) not in (old[name], new[name]) for name in old):
        wrong.append('a file is neither the old nor the new one')
    return wrong + judge_restore(root, old), said


def main():
    if not shutil.which('strace'):
        print('skipped: strace is not there')
        return 77
    failed = tried = 0
    with tempfile.TemporaryDirectory(prefix='jsecpatch-access.') as work:
        root = os.path.join(work, 'root')
        build(root)
        old = read(root)
        status, said = run(root, '--transport', 'clear', inject='renameat2:when=1000:error=EIO')
        if status:
            print('skipped: nothing can be injected here:', said)
            return 77
        new = read(root)
        kinds = [(judge_once, ':error=EIO:when={}', CALLS + MORE_CALLS),
                 (judge_ever_after, ':error=EIO:when={}+', CALLS),
                 (judge_kill, ':signal=KILL:when={}', CALLS)]
        for judge, how, calls in kinds:
            for call in calls:
                for n in range(1, MOST):
                    inject = call + how.format(n)
                    wrong, said = judge(root, old, new, inject)
                    if not injected(root):
                        break
                    tried += 1
                    failed += bool(wrong)
                    for what in wrong:
                        print(f'{inject}: {what}\n{said}')
    print(f'{tried} faults, {failed} bad')
    return 1 if failed or tried < 100 else 0


sys.exit(main())
