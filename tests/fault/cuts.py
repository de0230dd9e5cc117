#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Cuts the power at each write of a run, and checks what a machine finds after that.

usage: cuts.py [--full] [--jobs N] [--seed N] [--limit N] [--on FILE_SYSTEM] [ACTION]...

A run's writes and flushes of the disk are recorded. Every state that a power cut could leave is
then made on the disk and mounted: all writes up to one of them, the same without one write that
no flush came after, and the same without half of such writes. After the run, something else
calls fsync(), which also shows what the run forgot.

In each state, every file must be the old or the new one, with all metadata, and a backup must
have the old one if a file is new. After status 0, all must be new. The next run must complete
it, and leave no temporary file. A file that is a mount point may be torn, until the next run
mends it or refuses it by name.

Each line has a file system, an action, and how many states were what. Without --full, this
takes a sample of 200 states. --limit is for each action on each file system.

exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import argparse
import collections
import concurrent.futures
import os
import random
import subprocess
import sys

import disk
import scenarios

M = 1 << 20
EXT4 = ['mkfs.ext4', '-q', '-F', '-b', '4096']
# How each file system is made, its size, and how it is mounted.
FILE_SYSTEMS = {
    'ext4': (EXT4, 32 * M, ''),
    'ext4-noauto_da_alloc': (EXT4, 32 * M, 'noauto_da_alloc'),
    'ext4-writeback': (EXT4, 32 * M, 'data=writeback'),
    'ext4-fast_commit': ([*EXT4, '-O', 'fast_commit'], 32 * M, ''),
    'xfs': (['mkfs.xfs', '-q', '-f'], 300 * M, ''),
    'btrfs': (['mkfs.btrfs', '-q', '-f'], 256 * M, ''),
}
FILE = 'etc/java-17/java.security'
SHORT = 200


# The machine whose power is cut.

def copy_data(source, target):
    """Makes one file equal to another, without writing its holes."""
    size, at = os.fstat(source).st_size, 0
    os.ftruncate(target, 0)
    os.ftruncate(target, size)
    while True:
        try:
            at = os.lseek(source, at, os.SEEK_DATA)
        except OSError:
            return
        hole = os.lseek(source, at, os.SEEK_HOLE)
        while at < hole:
            os.lseek(target, at, os.SEEK_SET)
            at += os.sendfile(target, source, at, hole - at)


class Machine:
    """A disk with a file system. It can be switched on with any content of the disk."""

    def __init__(self, folder, name):
        make, size, self.options = FILE_SYSTEMS[name]
        self.kind = name.partition('-')[0]
        os.makedirs(folder + '/mounted')
        self.top, self.tree = folder + '/mounted', folder + '/mounted/root'
        self.disk = disk.Disk(folder, size)
        made = subprocess.run([*make, folder + '/image'], stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        if made.returncode:
            raise OSError(made.returncode, made.stderr.decode().strip())
        self.files = {name: os.open(f'{folder}/{name}', os.O_RDWR | os.O_CREAT)
                      for name in ('image', 'fresh', 'before', 'now')}
        self.copy('image', 'fresh')
        self.copy('fresh', 'now')
        # What the disk is without the writes of the mount after the cut.
        self.now = disk.map_file(self.files['now'])

    def copy(self, source, target):
        copy_data(self.files[source], self.files[target])

    def switch_on(self, in_place=False):
        self.disk.mount(self.top, self.kind, self.options)
        self.bind(in_place)

    def bind(self, in_place):
        """Makes the file a mount point, as in a container."""
        if in_place:
            disk.mount(f'{self.tree}/{FILE}', f'{self.tree}/{FILE}', '', disk.BIND)

    def switch_off(self, in_place=False):
        if in_place:
            disk.unmount(f'{self.tree}/{FILE}')
        disk.unmount(self.top)

    def write(self, offset, data):
        """Returns the bytes that were there before."""
        end = offset + len(data)
        old = self.now[offset:end]
        self.now[offset:end] = self.disk.image[offset:end] = data
        return old

    def read(self, offset, data):
        """Returns the bytes that are where these would be."""
        return self.now[offset:offset + len(data)]

    def undo(self, entries):
        """Makes the disk again what it was before these writes."""
        for offset, data in filter(None, entries):
            end = offset + len(data)
            self.disk.image[offset:end] = self.now[offset:end]


class Recording:
    """What a run, and an fsync() after it, did to the disk and to the tree."""

    def __init__(self, machine, scenario):
        self.machine, self.scenario = machine, scenario
        self.in_place = scenario.needs_mounts
        machine.copy('fresh', 'image')
        machine.switch_on()
        scenario.build(machine.tree)
        scenarios.add_file(machine.top, 'other', b'x')
        taken = [scenarios.snapshot(machine.tree)]
        machine.switch_off(self.in_place)
        machine.copy('image', 'before')
        machine.disk.rewind()

        machine.switch_on(self.in_place)
        disk.sync(machine.top)
        start = machine.disk.position()
        run = scenarios.run(scenario.command(machine.tree))
        done = machine.disk.position()
        touch_durably(machine.top + '/other')
        end = machine.disk.position()
        taken.append(scenarios.snapshot(machine.tree))
        again = scenarios.run(scenario.command(machine.tree))
        taken.append(scenarios.snapshot(machine.tree))
        machine.switch_off(self.in_place)

        if run.returncode:
            raise RuntimeError(f'{scenario.name}: {run.stderr.decode()}')
        self.expected = scenarios.Expected(scenario, *taken)
        self.statuses = {0, again.returncode}
        self.at_start = machine.disk.entries(0, start)
        during = machine.disk.entries(start, done)
        self.entries = during + machine.disk.entries(done, end)
        self.finished = len(during)

    def cuts(self, rng):
        """Returns all states: (how many writes and flushes were, which writes are lost)."""
        found, unflushed = [(0, ())], []
        for i, entry in enumerate(self.entries):
            found.append((i + 1, ()))
            if not entry:
                unflushed = []
                continue
            found += [(i + 1, (lost,)) for lost in unflushed]
            if len(unflushed) > 1:
                found.append((i + 1, tuple(rng.sample(unflushed, len(unflushed) // 2 + 1))))
            unflushed.append(i)
        return found

    def make_states(self, cuts):
        """Makes each of these states on the disk, and yields the cut while it is there."""
        machine, overwritten, now = self.machine, {}, collections.defaultdict(list)
        for count, lost in cuts:
            now[count].append(lost)
        machine.copy('before', 'now')
        machine.copy('before', 'image')
        for entry in filter(None, self.at_start):
            machine.write(*entry)
        for count in range(len(self.entries) + 1):
            if count and self.entries[count - 1]:
                overwritten[count - 1] = machine.write(*self.entries[count - 1])
            for lost in now[count]:
                if self.lose(lost, count, overwritten):
                    yield count, lost
                for entry in self.entries[min(lost, default=count):count]:
                    machine.write(*entry)

    def lose(self, lost, count, overwritten):
        """Makes the disk what it is without these of the first writes. Returns false if that
        makes no difference, because later ones have the same place."""
        first, places = min(lost, default=count), [self.entries[i] for i in lost]
        full = [self.machine.read(*place) for place in places]
        for i in reversed(range(first, count)):
            self.machine.write(self.entries[i][0], overwritten[i])
        for i in range(first, count):
            if i not in lost:
                self.machine.write(*self.entries[i])
        return not lost or full != [self.machine.read(*place) for place in places]


def touch_durably(path):
    """Makes a file system commit what it has not committed yet."""
    with open(path, 'r+b') as file:
        file.write(os.urandom(16))
        file.flush()
        os.fsync(file.fileno())


# What is right after the cut.

def next_run(recording, torn):
    """Starts the same action again. Returns what is wrong, and whether it refused a torn
    file."""
    run = scenarios.run(recording.scenario.command(recording.machine.tree))
    said = run.stderr.decode(errors='replace').replace(recording.machine.tree, '').strip()
    if torn and run.returncode == 1 and FILE in said:
        return set(), True
    if run.returncode not in recording.statuses:
        return {f'the next run ends with {run.returncode}: {said}'}, False
    return recording.expected.wrong_after(scenarios.snapshot(recording.machine.tree)), False


def judge(recording, finished):
    """Returns what the tree is now, and what is wrong with it."""
    expected, tree = recording.expected, recording.machine.tree
    now, torn = scenarios.snapshot(tree), False
    which = 'new' if expected.is_new(now) else 'old' if expected.is_old(now) else 'mixed'
    wrong = expected.wrong_now(now)
    if finished and which != 'new':
        wrong |= {'LOST: ' + name for name in expected.missing(now)}
    elif recording.in_place:
        of_file = {text for text in wrong if text.endswith(FILE) and 'BACKUP' not in text}
        torn, wrong = bool(of_file), wrong - of_file
    listed = scenarios.run([scenarios.COMMAND, '--root', tree, '--backups'])
    if listed.returncode:
        wrong.add('--backups: ' + listed.stderr.decode(errors='replace').strip())
    bad, refused = next_run(recording, torn)
    return 'refused' if refused else 'torn' if torn else which, wrong | bad


def judge_state(recording, finished):
    """Switches the machine on, judges what is there, and makes the disk what it was."""
    machine = recording.machine
    machine.disk.rewind()
    try:
        machine.switch_on()
    except OSError as error:
        found = 'unmountable', {f'cannot mount: {error.strerror}'}
    else:
        try:
            machine.bind(recording.in_place)
            found = judge(recording, finished)
        except OSError as error:
            found = 'unreadable', {f'cannot read: {error.strerror}'}
        machine.switch_off(recording.in_place)
    machine.undo(machine.disk.entries(0, machine.disk.position()))
    return found


# The campaign.

class Sloppy(scenarios.Scenario):
    """What people use instead. The checks above must fail for it."""

    def command(self, tree, *output):
        return ['sed', '-i', 's/3DES_EDE_CBC, anon, NULL/3DES_EDE_CBC, NULL/', f'{tree}/{FILE}']


class Hasty(scenarios.Scenario):
    """An action whose fsync() does nothing. The checks must fail for it, too."""

    def command(self, tree, *output):
        return ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=fsync,fdatasync', '-e',
                'inject=fsync,fdatasync:retval=0', *super().command(tree, *output)]


CONTROLS = {'control: sed -i': Sloppy('sed -i', scenarios.ALLOW, scenarios.one),
            'control: no fsync': Hasty('no fsync', scenarios.ALLOW, scenarios.one)}
# Where a file that was not written in time is empty after it has got its name.
EMPTIES = {'ext4-noauto_da_alloc', 'xfs'}
MACHINES = {}


def machine_for(work, name):
    """Each process has a machine of its own with each file system."""
    if name not in MACHINES:
        MACHINES[name] = Machine(f'{work}/{os.getpid()}-{name}', name)
    return MACHINES[name]


def probe(work, name):
    """Returns why a file system cannot be used here, or None."""
    try:
        machine = machine_for(work, name)
        machine.switch_on()
        machine.switch_off()
    except OSError as error:
        return str(error)
    return None


def choose(cuts, limit, rng):
    """Takes a sample. At most half of it are states with a lost write."""
    if not limit or len(cuts) <= limit:
        return cuts
    lossy = [cut for cut in cuts if cut[1]]
    lossy = rng.sample(lossy, min(len(lossy), limit // 2))
    whole = [cut for cut in cuts if not cut[1]]
    return lossy + rng.sample(whole, min(len(whole), limit - len(lossy)))


def try_one(work, name, action, limit, seed):
    """Tries one action on one file system. Returns how often each result was, and all that
    is wrong: {text: [cut ...]}."""
    scenario = {**scenarios.SCENARIOS, **CONTROLS}[action]
    recording = Recording(machine_for(work, name), scenario)
    rng = random.Random(f'{seed} {name} {action}')
    cuts = recording.cuts(rng)
    results, wrong = collections.Counter(possible=len(cuts)), collections.defaultdict(list)
    for cut in recording.make_states(choose(cuts, limit, rng)):
        which, bad = judge_state(recording, cut[0] >= recording.finished)
        results.update(['states', which])
        if which == 'unmountable' and name == 'ext4-fast_commit':
            continue  # the fault of this file system, and of no file on it
        results['bad'] += bool(bad)
        results['lost'] += any(text.startswith('LOST') for text in bad)
        for text in bad:
            wrong[scenarios.name_of(text)].append(cut)
    return results, dict(wrong)


def all_tasks(names, options):
    """Returns (file system, action, limit): all of them, or each action on one."""
    actions = scenarios.usable(options.action)
    if options.full or options.action:
        return [(name, action.name, options.limit) for action in actions for name in names]
    actions = [action.name for action in actions if not action.slow]
    limit = options.limit or -(-SHORT // len(actions))
    first = random.Random(options.seed).randrange(len(names))
    return [(names[(first + i) % len(names)], action, limit)
            for i, action in enumerate(actions)]


def run_tasks(pool, work, tasks, seed):
    """Tries all, prints the results, and returns what was found."""
    running = {pool.submit(try_one, work, *task, seed): task for task in tasks}
    for done in concurrent.futures.as_completed(running):
        task, (results, wrong) = running[done], done.result()
        show(' '.join(task[:2]), results)
        yield task, results, wrong


def show(title, results):
    print(f'{title}: {results["states"]} of {results["possible"]} states: ' + ', '.join(
        f'{results[key]} {key}' for key in (
            'old', 'new', 'mixed', 'torn', 'refused', 'unreadable', 'unmountable', 'lost',
            'bad') if results[key] or key in ('lost', 'bad')), flush=True)


def control(pool, work, names, options):
    """Returns how many controls pass the checks, which must see what is wrong with them."""
    tasks = [(name, action, 0) for action in CONTROLS for name in names
             if options.full or name in EMPTIES]
    missed = 0
    for (name, action, _), _, wrong in run_tasks(pool, work, tasks, options.seed):
        wanted = {'LOST:', 'EMPTY'} if name in EMPTIES else {'LOST:'}
        if not wanted <= {text.split()[0] for text in wrong}:
            print(f'  the checks do not see what this loses: {action} on {name}')
            missed += 1
    return missed


def usable_file_systems(pool, work, only):
    """Returns those that this machine has, and why the last one of the others is not."""
    names, why = [], None
    for name in [only] if only else FILE_SYSTEMS:
        missing = pool.submit(probe, work, name).result()
        if missing:
            print(f'{name}: not here: {missing}')
            why = missing
        else:
            names.append(name)
    return names, why


def campaign(work, options):
    """Returns how many states are bad, or why the campaign cannot run here."""
    with concurrent.futures.ProcessPoolExecutor(options.jobs, None, disk.own_namespace) as pool:
        names, why = usable_file_systems(pool, work, options.on)
        if not names:
            return why
        total = collections.Counter(bad=control(pool, work, names, options))
        for _, results, wrong in run_tasks(pool, work, all_tasks(names, options), options.seed):
            total.update(results)
            for text, states in sorted(wrong.items()):
                print(f'  {text}: {len(states)}, {states[:4]}', flush=True)
    show('all together', total)
    return total['bad']


def needed():
    """Returns why the test cannot run here, or None."""
    if os.getuid() or scenarios.NAMESPACE not in os.environ:
        return 'needs root, and a mount namespace of its own'
    missing = scenarios.needed_strace()
    if missing:
        return missing
    try:
        disk.own_devices()
    except OSError as error:
        return f'no devices of its own: {error}'
    return None


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--jobs', type=int, default=os.cpu_count() or 2)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--limit', type=int, default=0)
    parser.add_argument('--on', choices=FILE_SYSTEMS)
    parser.add_argument('action', nargs='*')
    options = parser.parse_args()
    return scenarios.start(needed, lambda work: campaign(work, options))


if __name__ == '__main__':
    sys.exit(main())
