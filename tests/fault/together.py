#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs many commands at once on the same files, kills some, and lets another program in.

usage: together.py INJECT [--full] [--seed N] [PART]...

    crowd     200 runs at once with one state directory; every 3 ms one of them is killed
    writers   8 writers with 8 state directories: no lock keeps them apart
    race      another program replaces the file all the time: its newest file is never lost
    exchange  it does so between the two exchanges of a run that is stopped there
    outputs   20 runs write into one folder of a file system that always names its files

A file is at any time one of those that the actions make, never another one or none. Afterwards
one run is enough to remove all that killed runs left.

exit status: 0 all is right, 1 it is not, 77 something that this needs is missing
"""
import argparse
import collections
import contextlib
import errno
import os
import random
import re
import subprocess
import sys
import threading
import time
import zipfile

import scenarios
from scenarios import ALLOW, COMMAND, read, run

CROWD, WRITERS, OUTPUTS, PAUSE = 200, 8, 20, 0.003
INSTALLS = 6
SECONDS, FULL_SECONDS = 4, 200
EDITS = [['--allow', 'anon'], ['--allow', 'NULL'], ['--disallow', 'anon'],
         ['--disallow', 'NULL']]
ACTIONS = [*EDITS, ['--restore'], ['--suspend'], ['--reapply'], ['--list'], ['--backups'],
           ['--explain'], ['--allow', 'anon', '--remember'], ['--suspend', '--from-hook', 'apt'],
           ['--reapply', '--from-hook', 'apt']]
# What one run may find because of another one, and says then.
COLLISIONS = re.compile(
    'was changed (by another program|while jsecpatch)|another program changed it again|'
    'another jsecpatch|No such file or directory|neither the vendor|was changed since|'
    'no backup in')
SAVED = re.compile(r'java\.security\.jsecpatch-[0-9a-f]{8}\.save$')


def files_of(tree):
    """The files of all installs."""
    homes = [f'{tree}/usr/lib/jvm/java-{17 + number}' for number in range(INSTALLS)]
    return [os.path.realpath(home + '/conf/security/java.security') for home in homes]


def build(tree, installs=INSTALLS):
    def add_all(top):
        for number in range(installs):
            scenarios.add_install(top, number, size=7000)

    scenarios.Scenario('together', ALLOW, add_all).build(tree)


def litter(tree):
    return scenarios.litter(scenarios.snapshot(tree))


def legal_contents(work):
    """All that the edits can make of the vendor's file, in any order."""
    tree = work + '/legal'
    build(tree, 1)
    file = files_of(tree)[0]
    todo = [read(file)]
    found = set(todo)
    while todo:
        content = todo.pop()
        for edit in EDITS:
            with open(file, 'wb') as out:
                out.write(content)
            run([COMMAND, '--root', tree, '-q', *edit])
            if read(file) not in found:
                found.add(read(file))
                todo.append(read(file))
    return found


class Crowd:
    """Commands that run at the same time."""

    def __init__(self, work, seed):
        self.random, self.bad = random.Random(seed), []
        self.legal = legal_contents(work)
        self.counts = collections.Counter()

    def start(self, tree, *options):
        action = self.random.choice(ACTIONS)
        targets = []
        if '--from-hook' not in action and '--backups' not in action and \
                self.random.random() < 0.4:
            targets = [f'/usr/lib/jvm/java-{17 + self.random.randrange(INSTALLS)}']
        argv = [COMMAND, '--root', tree, '-q', *options, *action, *targets]
        return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE)

    def watch(self, tree):
        """Reads all files once. Each must be whole."""
        for file in files_of(tree):
            self.counts['reads'] += 1
            try:
                if read(file) not in self.legal:
                    self.bad.append(f'{file} is torn')
            except OSError as error:
                self.bad.append(str(error))

    def wait(self, runs, tree, kills):
        """Waits until all have ended."""
        deadline = time.time() + 120
        while [r for r in runs if r.poll() is None]:
            if kills:
                self.random.choice([r for r in runs if r.returncode is None]).kill()
            self.watch(tree)
            time.sleep(PAUSE)
            if time.time() > deadline:
                self.bad.append('runs do not end')
                break
        for each in runs:
            self.judge(each.wait(), each.stderr.read().decode(errors='replace'))
            each.stderr.close()

    def judge(self, status, said):
        self.counts['killed' if status == -9 else f'status {status}'] += 1
        if status not in (0, 1, -9):
            self.bad.append(f'status {status}: {said}')
        elif status == 1 and not COLLISIONS.search(said):
            self.bad.append(f'fails with: {said}')

    def end(self, tree, part):
        """A run alone cleans up, and finds all in order."""
        for arguments in ['--allow', 'anon'], ['--backups'], ['--restore', '--forget']:
            done = run([COMMAND, '--root', tree, '-q', *arguments])
            if done.returncode:
                self.bad.append(f'afterwards, {arguments}: {done.stderr.decode()}')
        self.watch(tree)
        return self.report(tree, part)

    def report(self, tree, part):
        """Prints what was bad, and what is left. Returns how much."""
        self.bad += [f'litter: {scenarios.name_of(path)}' for path in litter(tree)]
        for what in sorted(set(self.bad)):
            print(f'  {part}: {what} ({self.bad.count(what)} times)')
        print(f'{part}: {dict(sorted(self.counts.items()))}, {len(self.bad)} bad', flush=True)
        return len(self.bad)


def crowd(options, work):
    """One state directory: the lock keeps the runs apart, and kills leave nothing."""
    tree, end = work + '/crowd', time.time() + options.seconds
    build(tree)
    before = scenarios.snapshot(tree)
    all_runs = Crowd(work, options.seed)
    while time.time() < end:
        all_runs.wait([all_runs.start(tree) for _ in range(CROWD)], tree, True)
    bad = all_runs.end(tree, 'crowd')
    after = scenarios.snapshot(tree)
    for path, entry in before.items():
        if path not in after or after[path] != entry:
            print(f'  crowd: {path} is not restored: '
                  f'{scenarios.difference(after.get(path), entry)}')
            bad += 1
    return bad


def writers(options, work):
    """Eight state directories: no lock keeps the runs apart, and each has its own view."""
    tree, end = work + '/writers', time.time() + options.seconds
    build(tree)
    runs = Crowd(work, options.seed + 1)
    while time.time() < end:
        runs.wait([runs.start(tree, '--state-dir', f'{work}/state-{number}')
                   for number in range(WRITERS)], tree, runs.random.random() < 0.3)
    done = run([COMMAND, '--root', tree, '-q', '--allow', 'anon,NULL', '--state-dir',
                work + '/state-0'])
    if done.returncode:
        runs.bad.append(f'afterwards: {done.stderr.decode()}')
    for path, entry in scenarios.snapshot(tree).items():
        if SAVED.search(path):
            runs.counts['saved'] += 1
            if entry.data not in runs.legal:
                runs.bad.append(f'{path} is torn')
    return runs.report(tree, 'writers')


class Stranger:
    """Another program that replaces the file all the time by renaming its own over it."""

    def __init__(self, file):
        self.file, self.base = file, read(file)
        self.number, self.stop, self.lost = 0, False, []

    def mark(self):
        return b'# version %d of another program\n' % self.number

    def put(self):
        self.number += 1
        with open(self.file + '.theirs', 'wb') as out:
            out.write(self.base + self.mark())
        os.chmod(self.file + '.theirs', 0o640)
        os.rename(self.file + '.theirs', self.file)

    def is_safe(self):
        """Its newest file is in place, perhaps edited by us, or kept under a name that says so."""
        folder = os.path.dirname(self.file)
        with contextlib.suppress(FileNotFoundError):
            if self.mark() in read(self.file):
                return True
            return any(self.mark() in read(f'{folder}/{name}') for name in os.listdir(folder)
                       if SAVED.search(name))
        return False

    def work(self):
        rng = random.Random(1)
        while not self.stop:
            self.put()
            time.sleep(rng.random() * 0.004)
            deadline = time.time() + 2
            while not self.is_safe():
                if time.time() > deadline:
                    self.lost.append(self.number)
                    break


def race(options, work):
    """Each of its versions stays until it replaces it itself."""
    tree, end = work + '/race', time.time() + options.seconds
    build(tree, 1)
    stranger = Stranger(files_of(tree)[0])
    thread = threading.Thread(target=stranger.work)
    thread.start()
    counts, bad = collections.Counter(), 0
    while time.time() < end:
        for edit in (['--allow', 'anon'], ['--disallow', 'anon']):
            done = run([COMMAND, '--root', tree, '-q', *edit])
            counts[f'status {done.returncode}'] += 1
            if done.returncode and not COLLISIONS.search(done.stderr.decode()):
                print('  race:', done.stderr.decode())
                bad += 1
    stranger.stop = True
    thread.join()
    if stranger.lost or litter(tree):
        print(f'  race: lost versions: {stranger.lost}; left: {litter(tree)}')
    bad += len(stranger.lost) + len(litter(tree))
    print(f'race: {stranger.number} versions, {dict(counts)}, {bad} bad', flush=True)
    return bad


def exchange(_options, work):
    """The file is replaced after it was checked. The second exchange fails, or is a kill."""
    bad = 0
    for how in 'error=EBUSY', 'signal=KILL':
        tree = work + '/exchange'
        build(tree, 1)
        stranger = Stranger(files_of(tree)[0])
        command = [COMMAND, '--root', tree, '-q', '--allow', 'anon']
        with subprocess.Popen(
                ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=linkat,renameat2',
                 '-e', 'inject=linkat:delay_enter=1000000',
                 '-e', f'inject=renameat2:{how}:when=2', *command],
                stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) as stopped:
            time.sleep(0.6)
            stranger.put()
            said = stopped.stderr.read().decode()
        folder = os.path.dirname(stranger.file)
        after = run(command)
        said += after.stderr.decode()
        saved = [name for name in os.listdir(folder) if SAVED.search(name)]
        wrong = []
        if stopped.returncode == 0 or after.returncode:
            wrong.append(f'status {stopped.returncode}, then {after.returncode}: {said}')
        if not stranger.is_safe() or len(saved) != 1:
            wrong.append(f'its file is lost: {os.listdir(folder)}')
        if how == 'error=EBUSY' and not any(name in said for name in saved):
            wrong.append(f'its new name is not said: {said}')
        if litter(tree):
            wrong.append(f'litter: {litter(tree)}')
        for what in wrong:
            print(f'  exchange, {how}: {what}')
        bad += len(wrong)
    print(f'exchange: {bad} bad', flush=True)
    return bad


def find_unnamed(tree, command):
    """Returns which open creates a file without a name. A file system may not know that."""
    trace = tree + '.trace'
    run(['strace', '-f', '-qq', '-o', trace, '-e', 'trace=openat', *command])
    with open(trace, encoding='utf-8') as lines:
        return next(number for number, line in enumerate(lines, 1) if 'O_TMPFILE' in line)


def outputs(options, work):
    """The temporary names are seen by all runs: none removes another one's."""
    tree = work + '/outputs'
    build(tree, 1)
    for folder in 'in', 'out':
        os.mkdir(f'{tree}/srv/{folder}')
    for number in range(OUTPUTS):
        with zipfile.ZipFile(f'{tree}/srv/in/{number}.zip', 'w') as archive:
            for name, data in scenarios.MEMBERS.items():
                archive.writestr(name, data)

    def command(number):
        return [COMMAND, '--root', tree, '-q', *ALLOW, '--output', f'/srv/out/{number}.zip',
                f'/srv/in/{number}.zip']

    nth = find_unnamed(tree, command(0))
    os.unlink(f'{tree}/srv/out/0.zip')
    runs = [subprocess.Popen([options.inject, '/dev/null', f'fail:{errno.EOPNOTSUPP}', str(nth),
                              'openat', *command(number)], stdin=subprocess.DEVNULL,
                             stderr=subprocess.PIPE) for number in range(OUTPUTS)]
    said = [each.communicate()[1].decode() for each in runs]
    bad = [f'{each.returncode}: {text}' for each, text in zip(runs, said) if each.returncode]
    made = sorted(os.listdir(tree + '/srv/out'))
    if made != sorted(f'{number}.zip' for number in range(OUTPUTS)):
        bad.append(f'left: {made}')
    for what in bad:
        print('  outputs:', what)
    print(f'outputs: {len(runs)} runs, {len(bad)} bad', flush=True)
    return len(bad)


PARTS = {'crowd': crowd, 'writers': writers, 'race': race, 'exchange': exchange,
         'outputs': outputs}


def campaign(work, options):
    """Returns how much is wrong."""
    bad = 0
    for name in options.part or PARTS:
        bad += PARTS[name](options, work)
    print('bad:', bad)
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('inject')
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('part', nargs='*')
    options = parser.parse_intermixed_args()
    options.seconds = FULL_SECONDS if options.full else SECONDS
    return scenarios.start(lambda: scenarios.needed_with_strace(options.inject),
                           lambda work: campaign(work, options))


if __name__ == '__main__':
    sys.exit(main())
