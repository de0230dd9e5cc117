#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tries each package manager with each kind of transaction, with failures, kills and full disks.

usage: matrix.py [--full] [--random N] [--seed S] [--only CELL] [SYSTEM]...

Without --full a few cells of what Debian has; with it all cells, 20 kills of each transaction,
and the package managers that have to be fetched. --random makes N transactions, one after
the other in the same root, most of them killed somewhere. --only tries one cell again, as a
report names it, for example update:kill:37. After each one: nobody was asked, Java never read
a mixed, partial or lost file, and the next run of the package manager ends with the vendor's
newest file, from which only `anon` was removed.

exit status: 0 success, 1 failure, 77 something is missing here
"""
import argparse
import collections
import os
import random
import subprocess
import sys
import time

import debs
import kills
import roots
import systems
from roots import STATES, Failed, Watch, expect, read, run
from systems import ARCHIVE_FILE, VENDOR

ACTIONS = {'update': '3', 'downgrade': '1', 'reinstall': '2', 'remove': None, 'purge': None}
# The version of the Java and of the other package in a run in which a script fails.
FAILING = {'preinst': ('3+preinst', None), 'postinst': ('3+postinst', None),
           'other-preinst': ('3', '2+preinst'), 'other-postinst': ('3', '2+postinst')}
KILLS, DISKS = 20, 10
SHORT_SYSTEMS = ['dpkg', 'apt', 'rpm', 'pacman']


class Trial:
    """Transactions in a root, and what must hold after each one."""

    def __init__(self, system, root):
        self.system, self.root = system, root
        self.others = self.unconcerned()
        self.counts, self.said, self.killed = collections.Counter(), '', False

    def unconcerned(self):
        """Returns what changes if somebody replaces the Java of another package, or the archive's."""
        found = []
        for path in self.system.second, ARCHIVE_FILE:
            st = os.stat(self.root / path)
            found.append((path, st.st_ino, st.st_mtime_ns, read(self.root / path)))
        return found

    def transaction(self, command, stop=0, gone=False, asks=False):
        """Runs one, and kills it at a call. Java must have restrictions all the time."""
        file = self.root / self.system.file
        with Watch(file) as watch:
            said, status, calls = kills.transact(self.root, *command, stop=stop)
        self.said = f'{" ".join(command)}: {said}'
        self.killed = self.killed or status is None
        watch.expect(STATES | (self.system.gaps if not gone else {None, *self.system.gaps}))
        asked = debs.QUESTION in said
        self.counts['asked'] += asked
        if asked and not asks:
            raise Failed(f'{" ".join(command)}: asked a question: {said[-1500:]}')
        if not gone and not self.system.gaps and not os.path.exists(file):
            raise Failed(f'{" ".join(command)}: the file is lost')
        for was, now in zip(self.others, self.unconcerned()):
            if was != now:
                raise Failed(f'{" ".join(command)}: {was[0]} was replaced')
        return said, status, calls

    def settled(self, version):
        """Checks that this version is installed and patched. Systemd's run may help.

        Where the package manager has no phase before, or was killed, and keeps the old file,
        jsecpatch says so, and takes the new one if it is asked to.
        """
        system, root = self.system, self.root
        adopts = system.waits and (not system.suspends or self.killed)
        expect(f'{self.said[-700:]}\nversion', system.installed(root), version)
        vendor, waits = VENDOR[version], system.file + system.waits
        if adopts and os.path.exists(root / waits):
            expect('told', waits in root.jsec('--list').stdout)
            root.jsec('--reapply', '--adopt-vendor')
            self.counts['adopted'] += 1
        elif read(root / system.file) == vendor:
            root.boot_run()
            self.counts['net'] += 1
        root.expect_patched(system.file, vendor)

    def removed(self, purged):
        """Checks what a removal leaves: nothing, or for dpkg the conffile."""
        system, root = self.system, self.root
        folder, name = os.path.split(root / system.file)
        left = sorted(n for n in os.listdir(folder) if n.startswith(name)) \
            if os.path.isdir(folder) else []
        if system.keeps and not purged:
            expect('what is left', left, [name])
        elif not system.suspends:
            expect('what is left', left, [name + '.rpmsave'])
            os.unlink(f'{folder}/{name}.rpmsave')
        else:
            expect('what is left', left, [])

    def next_run(self, version, other=None):
        """Does what a person does after a failure: the same again, in the end for good."""
        system = self.system
        system.clean(self.root)
        for command in system.before_next():
            self.transaction(command, gone=True)
        action = 'downgrade' if (version, system.again) == ('1', 'update') else system.again
        self.transaction(system.command(action, version, other), gone=True)
        for command in system.after_next(self.root, version):
            self.transaction(command, gone=True)
        self.settled(version)


def cell_plain(trial, action):
    """A transaction succeeds."""
    version = ACTIONS[action]
    _, status, calls = trial.transaction(trial.system.command(action, version), gone=not version)
    expect(trial.said + 'status', status, 0)
    if version:
        trial.settled(version)
    else:
        trial.removed(action == 'purge')
        trial.next_run('3')
    return calls


def cell_failing(trial, which):
    """A script fails. What is installed then is patched, and the next version mends all."""
    version, other = FAILING[which]
    trial.transaction(trial.system.command('update', version, other))
    now = trial.system.installed(trial.root)
    if now in VENDOR:
        trial.settled(now)
    trial.next_run('4', '3')


def cell_kill(trial, action, stop):
    """The package manager and all below it are killed. The same again mends all."""
    version = ACTIONS[action]
    system = trial.system
    trial.transaction(system.command(action, version), stop, gone=not version)
    if version:
        trial.next_run(version)
        return
    system.clean(trial.root)
    for command in system.before_next():
        trial.transaction(command, gone=True)
    trial.transaction(system.command(action, version), gone=True)
    trial.next_run('3')


def cell_disk(trial, action, free):
    """The disk has only `free` bytes. The next run, with more, mends all."""
    filler, version = trial.root / '/filler', ACTIONS[action]
    st = os.statvfs(os.path.dirname(trial.root.at) + '/upper')
    with open(filler, 'wb') as file:
        os.posix_fallocate(file.fileno(), 0, max(1, st.f_bavail * st.f_frsize - free))
    trial.transaction(trial.system.command(action, version), gone=not version, asks=True)
    os.unlink(filler)
    trial.next_run('3')


class Matrix:
    """The cells, and their results."""

    def __init__(self, only=None):
        self.only, self.results, self.counts = only, {}, collections.Counter()
        self.bad = []

    def cell(self, system, name, function, *arguments, size=None):
        """Tries one cell in a root of its own. Returns what the function does, or None."""
        if self.only and name != self.only:
            return None
        column = name if 'kill' not in name and 'disk' not in name else name.rpartition(':')[0]
        good, all_ = self.results.get((system.name, column), (0, 0))
        result, ok = None, False
        with system.start.over('cell', size=size) as root:
            trial = Trial(system, root)
            try:
                result = function(trial, *arguments)
                ok = True
            except (Failed, subprocess.TimeoutExpired, OSError, AssertionError) as error:
                self.bad.append(f'{system.name} {name}: {error!r}'[:1500])
                print('FAILED', self.bad[-1].replace('\\n', '\n'), flush=True)
            self.counts += trial.counts
        self.results[system.name, column] = good + ok, all_ + 1
        return result

    def system(self, system, full):
        """Tries all cells of a package manager, or those that also a short run tries."""
        for action in ACTIONS if full else ['update', 'reinstall', 'remove']:
            calls = self.cell(system, action, cell_plain, action)
            if self.only and f'{action}:kill:' in self.only:
                self.cell(system, self.only, cell_kill, action, int(self.only.split(':')[2]))
            kinds = KILLS if full else 3 if action == 'update' else 0
            for i in range(kinds if calls else 0):
                stop = 1 + (2 * i + 1) * calls // (2 * kinds)
                self.cell(system, f'{action}:kill:{stop}', cell_kill, action, stop)
        for which in FAILING:
            self.cell(system, which, cell_failing, which)
        self.disks(system, 'update', DISKS if full else 1)

    def disks(self, system, action, number):
        """Tries a transaction with little space, from none to what it uses without a limit."""
        with system.start.over('space') as root:
            kills.transact(root, *system.command(action, ACTIONS[action]))
            used = int(run('du', '-sk', os.path.dirname(root.at) + '/upper').stdout.split()[0])
        for i in range(number):
            free = used * 1024 * (2 * i + 1) // (2 * number) & -4096
            self.cell(system, f'{action}:disk:{free}', cell_disk, action, free,
                      size=used * 8 + 8192)

    def show(self):
        """Prints a table: for each cell how many of its trials were good."""
        names = list(dict.fromkeys(name for name, _ in self.results))
        columns = list(dict.fromkeys(column for _, column in self.results))
        print(f'{"":16}', *(f'{name:>8}' for name in names))
        for column in columns:
            shown = (self.results.get((name, column)) for name in names)
            print(f'{column:16}', *(f'{"/".join(map(str, pair)) if pair else "-":>8}'
                                    for pair in shown))
        print('of all trials:', ', '.join(f'{n} {what}' for what, n in self.counts.items()))
        for line in self.bad:
            print('FAILED', line.split('\n', maxsplit=1)[0][:200])


def random_runs(ready, number, seed):
    """Makes transactions at random, one after the other. Returns how many of them were bad."""
    rng = random.Random(seed)
    counts, bad = collections.Counter(), 0
    trials = {system.name: Trial(system, system.start.over('random-' + system.name))
              for system in ready}
    for i in range(number):
        system = rng.choice(ready)
        trial = trials[system.name]
        action = rng.choice(list(ACTIONS))
        version = rng.choice(['1', '2', '3', '4', '3+preinst', '3+postinst'])
        other = rng.choice([None, *systems.OTHERS[:4]])
        stop = rng.choice([0, *[rng.randint(1, 220)] * 5])
        command = system.command(action, version, other)
        name = f'{i} of seed {seed}: {" ".join(command)}, killed at {stop}'
        counts[system.name] += 1
        try:
            _, status, _ = trial.transaction(command, stop, gone=True)
            counts['killed'] += status is None
            if rng.random() < 0.3:  # the next run is killed, too
                _, status, _ = trial.transaction(command, rng.randint(1, 150), gone=True)
                counts['killed again'] += status is None
            trial.next_run(rng.choice(['1', '2', '3', '4']), '3')
        except (Failed, subprocess.TimeoutExpired, OSError, AssertionError) as error:
            bad += 1
            print(f'FAILED {name}: {error!r}'[:2500], flush=True)
            counts += trial.counts
            trial.root.close()
            trials[system.name] = Trial(system, system.start.over('random-' + system.name))
    for trial in trials.values():
        counts += trial.counts
        trial.root.close()
    print(f'{number} random transactions of seed {seed}: {number - bad} good, {bad} bad;',
          ', '.join(f'{n} {what}' for what, n in counts.items()))
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--random', type=int, default=0)
    parser.add_argument('--seed', type=int, default=int(time.time()))
    parser.add_argument('--only')
    parser.add_argument('systems', nargs='*')
    options = parser.parse_args()
    if not roots.TOP:
        roots.in_namespace('rpmbuild', 'strace')
    names = options.systems or (list(systems.ALL) if options.full else SHORT_SYSTEMS)
    begun = time.time()
    ready = systems.prepare(roots.make_base_root(), names)
    if options.random:
        return 1 if random_runs(ready, options.random, options.seed) else 0
    matrix = Matrix(options.only)
    for system in ready:
        matrix.system(system, options.full or options.only)
    matrix.show()
    times = os.times()
    print(f'{time.time() - begun:.0f} s, of the processors '
          f'{times.children_user + times.children_system + times.user + times.system:.0f} s')
    return 1 if matrix.bad else 0


sys.exit(main())
