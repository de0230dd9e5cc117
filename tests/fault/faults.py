#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Kills runs of all actions at a system call, or fails this call, and checks what is left.

usage: faults.py INJECT [--full] [--jobs N] [--seed N] [--stride N] [--only PATTERN] [SCENARIO]...

A fault is HOW:CALL:N, for example kill:renameat2:1, or EIO:openat:30+ if all later calls fail,
too, or half:write:1+ for short ones. With /json at its end, the run prints a document. --only
selects faults by a shell pattern.

However a run ends, each file must be the old or the new one, with all metadata, and what was
changed must have a backup. Status 0 may only be said if everything is as after a run without a
fault; a failure must be said, also with -q. The next run must mend everything and leave no
temporaries, or --restore bring back the old files.

Without --full this takes a sample: each call of each action at least once. With it, everything
but most faults of runs over a hundred installs; with --stride, one error in so many.

Not tried is what no program can know: that a file which stat(), open() or readlink() do not
find (ENOENT) is there all the same, that a file has attributes where a file system says that
it has none (EOPNOTSUPP), and faults before main(), in the loader.

exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import argparse
import collections
import concurrent.futures
import errno
import fcntl
import fnmatch
import json
import os
import random
import re
import subprocess
import sys
import time

import scenarios
from scenarios import SCENARIOS, Scenario, expect, outside, run, snapshot, write

PATIENCE = 60
# How many faults of a sample are tried at least, of all scenarios together.
SAMPLE, SAMPLE_OF_SLOW = 3200, 40
STRIDE_OF_SLOW = 8

# A kill between two of these leaves what a kill at the second one leaves.
CHANGING = set('''copy_file_range fallocate fchmod fchmodat fchown fchownat fremovexattr fsetxattr
    fsync ftruncate linkat mkdirat pwrite64 renameat renameat2 symlinkat unlinkat utimensat
    write ioctl'''.split())
OPEN_WRITES = os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_RDWR | (os.O_TMPFILE & ~os.O_DIRECTORY)

# What each call can really return: see its manual, and NFS for ESTALE and EACCES.
LOOKS = 'EIO ESTALE EACCES ENOMEM'
DISK = 'EIO ENOSPC EDQUOT ESTALE EROFS'
CHANGES = DISK + ' EACCES EPERM ENOMEM'
ERRORS = {
    'openat': LOOKS + ' EMFILE ENFILE EPERM EINTR EBUSY EINVAL',
    'open for writing': CHANGES + ' EMFILE ENFILE EBUSY EINVAL EOPNOTSUPP EFBIG EINTR',
    'newfstatat': LOOKS, 'statx': LOOKS, 'readlinkat': LOOKS, 'readlink': LOOKS,
    'fstat': 'EIO ESTALE ENOMEM', 'faccessat2': 'EIO ESTALE ENOMEM',
    'faccessat': 'EIO ESTALE ENOMEM', 'fstatfs': 'EIO ESTALE ENOMEM', 'statfs': LOOKS,
    'read': 'EIO ESTALE ENOMEM EACCES EINTR', 'pread64': 'EIO ESTALE ENOMEM EACCES EINTR',
    'getdents64': LOOKS,
    'flistxattr': LOOKS + ' EPERM', 'fgetxattr': LOOKS + ' EPERM',
    'lgetxattr': LOOKS + ' EPERM', 'llistxattr': LOOKS + ' EPERM',
    'getxattr': LOOKS + ' EPERM', 'listxattr': LOOKS + ' EPERM',
    'write': DISK + ' EFBIG EPERM ENOMEM EINTR', 'pwrite64': DISK + ' EFBIG EPERM ENOMEM EINTR',
    'copy_file_range': DISK + ' EFBIG EPERM ENOMEM EINVAL EOPNOTSUPP',
    'sendfile': DISK + ' EFBIG EPERM ENOMEM EINVAL',
    'ftruncate': DISK + ' EFBIG EPERM EINVAL EINTR',
    'fallocate': DISK + ' EFBIG EPERM EINTR EOPNOTSUPP',
    'fsync': DISK + ' EINVAL EINTR', 'fdatasync': DISK + ' EINVAL EINTR',
    'linkat': CHANGES + ' EINVAL EOPNOTSUPP', 'symlinkat': CHANGES, 'mkdirat': CHANGES,
    'renameat': CHANGES + ' EBUSY', 'renameat2': CHANGES + ' EBUSY EINVAL',
    'unlinkat': 'EIO ESTALE EROFS EACCES EPERM ENOMEM EBUSY',
    'fchmod': CHANGES + ' EINVAL EOPNOTSUPP', 'fchmodat': CHANGES + ' EINVAL EOPNOTSUPP',
    'fchown': CHANGES + ' EINVAL', 'fchownat': CHANGES + ' EINVAL',
    'fsetxattr': CHANGES + ' EINVAL EOPNOTSUPP', 'fremovexattr': CHANGES + ' EOPNOTSUPP',
    'utimensat': CHANGES + ' EINVAL',
    'flock': 'EIO ENOMEM EINVAL EOPNOTSUPP EINTR', 'lock': 'EIO ENOMEM EINVAL EOPNOTSUPP',
    'close': 'EIO ENOSPC EDQUOT ESTALE EINTR',
    'clone': 'EAGAIN ENOMEM EPERM', 'clone3': 'EAGAIN ENOMEM EPERM ENOSYS',
    'setgroups': 'EPERM ENOMEM EINVAL', 'setresuid': 'EPERM EAGAIN', 'unshare': 'EPERM ENOMEM',
    'getgroups': 'EINVAL', 'pipe2': 'EMFILE ENFILE', 'socket': 'EMFILE ENFILE EACCES',
    'getcwd': 'EACCES ENOMEM', 'fchdir': LOOKS, 'wait4': 'EINTR',
}
# Retried for ever, as it should be.
ONCE_ONLY = {'EINTR'}
LOCKS = {fcntl.F_SETLK, fcntl.F_SETLKW, 36, 37, 38}
CLONES = {'clone', 'clone3'}
STANDARD_ERROR = 2

Fault = collections.namedtuple('Fault', 'scenario how call nth later output')


def name_of(fault):
    return f'{fault.how}:{fault.call}:{fault.nth}{"+" * fault.later}{fault.output and "/json"}'


def errors_of(call, arguments):
    """Names the errors that this call can return."""
    if call in ('openat', 'openat2') and arguments[2] & OPEN_WRITES:
        call = 'open for writing'
    if call == 'fcntl' and arguments[1] in LOCKS:
        call = 'lock'
    return ERRORS.get(call.replace('openat2', 'openat'), '').split()


def trace(inject, scenario, tree, *output):
    """Lists the calls of a run without a fault, after the loader, as (name, number among those
    of its name, arguments)."""
    report, counts, calls, loaded = tree + '.trace', collections.Counter(), [], False
    done = run([inject, report, 'trace', '0', 'all', *scenario.command(tree, *output)])
    if done.returncode:
        raise RuntimeError(f'{scenario.name}: {done.stderr.decode()}')
    with open(report, encoding='ascii') as lines:
        for line in lines:
            name, *arguments = line.split()
            counts[name] += 1
            if name.startswith('#'):
                raise RuntimeError(f'inject.c does not know the call {name}')
            # The first thing that is unmapped is the index of all libraries.
            loaded |= name == 'munmap'
            if loaded:
                calls.append((name, counts[name], [int(a) for a in arguments]))
    return calls, done


def faults_of(scenario, calls, chance):
    """Lists all faults to try in a scenario."""
    faults = []
    for name, nth, arguments in calls:
        opens = name in ('openat', 'openat2') and arguments[2] & OPEN_WRITES
        if name in CHANGING or opens:
            faults.append(Fault(scenario.name, 'kill', name, nth, False, ''))
        if name in ('write', 'pwrite64', 'read', 'pread64'):
            faults += [Fault(scenario.name, how, name, nth, later, '')
                       for how in ('half', 'byte') for later in (False, True)]
        for error in errors_of(name, arguments):
            for later in (False,) if error in ONCE_ONLY else (False, True):
                output = '--json' * (chance.random() < 0.3 and not scenario.from_hook)
                faults.append(Fault(scenario.name, error, name, nth, later, output))
    return faults


class Trial:
    """One run with a fault, and what it says and leaves."""

    def __init__(self, inject, fault, expected, tree):
        self.fault, self.expected, self.tree = fault, expected, tree
        self.scenario = SCENARIOS[fault.scenario]
        how = fault.how if fault.how.islower() else f'fail:{getattr(errno, fault.how)}'
        report = tree + '.report'
        self.done = run([inject, report, how, f'{fault.nth}{"+" * fault.later}', fault.call,
                         *self.scenario.command(tree, *[fault.output] * bool(fault.output))])
        with open(report, encoding='ascii') as lines:
            self.hits = lines.readlines()
        self.now = snapshot(tree)

    def wrong(self):
        """What is wrong already, and after the next run."""
        wrong = self.expected.wrong_now(self.now)
        if self.scenario.needs_mounts and self.done.returncode:
            # It is half written, until the next run completes it.
            wrong = {what for what in wrong if not what.startswith(('TORN', 'EMPTY'))}
        if self.fault.how == 'kill':
            if self.hits and self.done.returncode != 137:
                wrong.add(f'status {self.done.returncode} of a killed run')
        else:
            wrong |= set(self.wrong_words())
        return wrong | self.wrong_later()

    def wrong_words(self):
        """What is wrong with what the run says."""
        status, said = self.done.returncode, self.done.stderr.decode(errors='replace')
        succeeds = status == 0 and not (self.scenario.from_hook and said)
        if status > 128:
            yield f'CRASH: signal {status - 128}'
        elif status not in (0, 1):
            yield f'status {status}: {said}'
        missing = self.missing()
        if succeeds and missing and not (self.scenario.from_hook and self.mute()):
            yield 'FALSE SUCCESS: ' + ', '.join(sorted(missing))
        if status == 1 and not said and not self.mute():
            yield 'SILENT'
        if status == 0 and self.fault.output:
            yield from self.wrong_document()
        if self.fault.call in CLONES and status:
            yield 'fails for want of a thread'
        if self.scenario.name.startswith('access-manager'):
            yield from self.wrong_mixture(said)

    def missing(self):
        """What is not as asked. A temporary that cannot be removed is no failure: the next run
        removes it."""
        missing = self.expected.missing(self.now)
        return missing - scenarios.litter(missing) if self.fault.call == 'unlinkat' else missing

    def mute(self):
        """Whether nothing could be said, or a document says it."""
        if self.fault.call == 'write' and any(
                int(hit.split()[1]) == STANDARD_ERROR for hit in self.hits):
            return True
        try:
            document = json.loads(self.done.stdout)
        except ValueError:
            return False
        return bool(document['failed'] or document['error'])

    def wrong_document(self):
        """How the document differs from that of a run without a fault, except for notes."""
        try:
            now = states(self.done.stdout)
        except ValueError:
            yield 'NO DOCUMENT'
            return
        should = states(self.expected.document)
        for path in sorted(key for key in now.keys() | should.keys()
                           if now.get(key) != should.get(key) and not self.is_remark(key)
                           and not self.is_kept(key, now.get(key))):
            yield f'FALSE DOCUMENT: {path} is {now.get(path)}, not {should.get(path)}'

    def is_remark(self, key):
        """Setting the transport depends neither on the lists of the Javas nor on the policy."""
        return self.scenario.name.startswith('access-manager') and \
            key.startswith(('.installs', '.javas', '.policy'))

    def is_kept(self, key, value):
        """Whether it names a backup that is there: a new one is made, and named, where it cannot
        be read whether the old one is good."""
        if not key.endswith(('.backup.id', '.backup.path')) or not value:
            return False
        names = {scenarios.fixed(os.path.basename(path).encode()).decode()
                 for path in self.now if path.startswith(scenarios.STATE + '/backups/')}
        return os.path.basename(value).removesuffix('.tar') + '.tar' in names

    def wrong_mixture(self, said):
        """One failure leaves all files of Access Manager old, or all new. If the way back
        fails, too, each file that is new is named."""
        now, expected = outside(self.now), self.expected
        stuck = {path for path in expected.changed if now.get(path) != expected.old[path]}
        if not stuck or stuck == expected.changed:
            return
        if not self.fault.later:
            yield 'neither all old nor all new: ' + ' '.join(sorted(stuck))
        named = set(re.findall(r'/(\S+): was changed, but the other files were not', said))
        if not self.fault.output and not stuck <= named:
            yield 'does not name all that is new: ' + ' '.join(sorted(stuck - named))

    def wrong_later(self):
        """What is wrong after the next run. It is not needed where it would only do what it
        does without a fault."""
        if self.is_clean():
            return set()
        if self.scenario.undo and self.fault.nth % 3 == 0 and not self.expected.is_old(self.now):
            return self.wrong_undone()
        done = run(self.scenario.command(self.tree))
        after = self.without_named(snapshot(self.tree))
        wrong = self.expected.wrong_after(after)
        if done.returncode not in self.expected.statuses:
            wrong.add(f'the next run has status {done.returncode}: ' + done.stderr.decode())
        if self.scenario.undo and self.fault.nth % 3 == 1:
            wrong |= self.wrong_undone()
        return wrong

    def wrong_undone(self):
        """What is wrong when the action has been undone."""
        done = run([*self.scenario.command(self.tree)[:4], *self.scenario.undo])
        after = self.without_named(snapshot(self.tree))
        wrong = {'still there after it is undone: ' + path for path in scenarios.litter(after)}
        if done.returncode or not self.expected.is_old(after):
            wrong.add(f'cannot be undone: status {done.returncode} {done.stderr.decode()}')
        return wrong

    def without_named(self, tree):
        """A file that is not known as ours is kept, and the run says so, unless it has no
        memory to say more."""
        said = (self.done.stdout + self.done.stderr).decode(errors='replace')
        mute = 'out of memory: the output is incomplete' in said
        return {path: entry for path, entry in tree.items()
                if not (path.endswith('.save') and (mute or os.path.basename(path) in said))}

    def is_clean(self):
        """Whether the tree is exactly that before the run, or after a good one."""
        if scenarios.litter(self.now):
            return False
        old = self.expected.raw_old
        known = {path for path in self.now if path.startswith(scenarios.STATE + '/')}
        if self.expected.is_old(self.now) and all(
                os.path.basename(path) == 'lock' or self.now[path] == old.get(path)
                or self.now[path].kind == 'folder' for path in known | {
                    path for path in old if path in self.now}):
            return not any(path.startswith(scenarios.STATE) for path in old.keys() - self.now)
        return self.expected.is_new(self.now)

    def end(self):
        state = 'new' if self.expected.is_new(self.now) else \
            'old' if self.expected.is_old(self.now) else 'mixed'
        status = 'killed' if self.fault.how == 'kill' else self.done.returncode
        return f'{state}/{status}' if self.hits else 'not reached'


def states(text):
    """Returns {path: value} of a document, without ids, times and notes."""
    found = {}

    def walk(path, value):
        items = value.items() if isinstance(value, dict) else \
            enumerate(value) if isinstance(value, list) else ()
        for key, item in items:
            if key not in ('notes', 'warnings', 'msg'):
                walk(f'{path}.{key}', item)
        if not isinstance(value, (dict, list)):
            found[path] = value
    walk('', json.loads(scenarios.fixed(text)))
    return found


class Control(Scenario):
    """What people use instead. The checks must find what is wrong with it."""

    def __init__(self, name, script):
        super().__init__(name, ['--allow'], scenarios.one)
        self.script = script

    def command(self, tree, *output):
        path = tree + scenarios.HOME + '/conf/security/java.security'
        return ['sh', '-c', self.script, 'sh', path]


EDIT = "'s/3DES_EDE_CBC, anon, NULL/3DES_EDE_CBC, NULL/'"
CONTROLS = {
    Control('sed -i', f'sed -i {EDIT} "$1" || true'):
        {'LINK LOST', 'FALSE SUCCESS'},
    Control('sed | cat', f'new=$(sed {EDIT} "$1") && printf "%s\\n" "$new" >"$1"'):
        {'EMPTY', 'TORN', 'NO BACKUP', 'FALSE SUCCESS'},
}
CONTROL_FAULTS = [(how, call, nth) for call, most in (('write', 40), ('close', 12), ('fchmod', 1))
                  for nth in range(1, most + 1) for how in ('kill', 'ENOSPC')]


def control(inject, work):
    """Tests the checks with programs that do not keep what we promise."""
    missed, tree = 0, f'{work}/control'
    SCENARIOS['allow'].build(tree)
    expected = expect(SCENARIOS['allow'], tree)
    for scenario, wanted in CONTROLS.items():
        found = set()
        SCENARIOS[scenario.name] = scenario
        for how, call, nth in CONTROL_FAULTS:
            write(tree, expected.raw_old)
            fault = Fault(scenario.name, how, call, nth, False, '')
            trial = Trial(inject, fault, expected, tree)
            found |= expected.wrong_now(trial.now) | set(trial.wrong_words())
        del SCENARIOS[scenario.name]
        missing = {kind for kind in wanted if not any(what.startswith(kind) for what in found)}
        missed += bool(missing)
        print(f'control, {scenario.name}: not found: {sorted(missing)}')
    scenarios.remove_tree(tree)
    return missed


class Campaign:
    """All trials. Each process of the pool has trees of its own."""

    def __init__(self, inject, work, seed):
        self.inject, self.work, self.seed = inject, work, seed
        self.expected, self.built = {}, set()

    def prepare(self, scenario):
        """Learns what a scenario does without a fault, and lists its faults."""
        tree = f'{self.work}/{scenario.name}'
        scenario.build(tree)
        expected = self.expected[scenario.name] = expect(scenario, tree)
        write(tree, expected.raw_old)
        calls, _ = trace(self.inject, scenario, tree)
        write(tree, expected.raw_old)
        expected.document = run(scenario.command(tree, '--json')).stdout
        scenarios.remove_tree(tree)
        return faults_of(scenario, calls, random.Random(self.seed))

    def try_one(self, fault):
        """Returns the fault, how the run ended, and what is wrong."""
        tree = f'{self.work}/{os.getpid()}-{fault.scenario}'
        expected = self.expected[fault.scenario]
        if tree not in self.built:
            SCENARIOS[fault.scenario].build(tree)
            self.built.add(tree)
        write(tree, expected.raw_old)
        try:
            trial = Trial(self.inject, fault, expected, tree)
            return fault, trial.end(), trial.wrong()
        except subprocess.TimeoutExpired:
            return fault, 'hangs', {'HANGS'}


def sample(faults, chance, most):
    """Selects faults: kills and failures, and each call of each scenario at least once."""
    chosen, groups = set(), collections.defaultdict(list)
    for fault in faults:
        kind = 'kill' if fault.how == 'kill' else 'short' if fault.how.islower() else 'error'
        groups[fault.scenario, fault.call, kind].append(fault)
    for group in groups.values():
        chosen.add(chance.choice(group))
    slow = {fault for fault in chosen if SCENARIOS[fault.scenario].slow}
    chosen -= set(chance.sample(sorted(slow), max(0, len(slow) - SAMPLE_OF_SLOW)))
    fast = [fault for fault in faults if not SCENARIOS[fault.scenario].slow]
    chosen |= set(chance.sample(fast, max(0, min(most - len(chosen), len(fast)))))
    return [fault for fault in faults if fault in chosen]


def select(faults, options):
    """Selects the faults to try, as the options say."""
    if options.only:
        return [fault for fault in faults if fnmatch.fnmatchcase(name_of(fault), options.only)]
    chance = random.Random(options.seed)
    if not options.full:
        return sample(faults, chance, SAMPLE)
    return [fault for fault in faults if chance.random() * stride_of(fault, options.stride) < 1]


def stride_of(fault, stride):
    """All kills, but not all of the many threads and files of slow scenarios."""
    kills = fault.how == 'kill'
    if SCENARIOS[fault.scenario].slow:
        return STRIDE_OF_SLOW if kills else STRIDE_OF_SLOW * 10 * stride
    return 1 if kills else stride


CAMPAIGN = None


def try_one(fault):
    return CAMPAIGN.try_one(fault)


def try_all(faults, jobs):
    """Tries faults, and prints a line for each scenario. Returns the totals."""
    totals, bad = collections.Counter(), collections.Counter()
    ends, begun = collections.defaultdict(collections.Counter), time.time()
    last = faults[0].scenario if faults else None
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        for fault, end, wrong in pool.map(try_one, faults, chunksize=4):
            if fault.scenario != last:
                print_ends(last, ends[last], bad[last])
                last = fault.scenario
            ends[fault.scenario][end] += 1
            totals['kills' if fault.how == 'kill' else 'errors'] += 1
            bad[fault.scenario] += bool(wrong)
            for kind in {what.split(':')[0] for what in wrong}:
                totals[re.sub(r'[\w.%-]*/\S*', 'FILE', kind)] += 1
            if wrong:
                print(f'  {fault.scenario} {name_of(fault)}: {"; ".join(sorted(wrong))}',
                      flush=True)
    if last:
        print_ends(last, ends[last], bad[last])
    spent = time.time() - begun
    print(f'{dict(totals)}, bad: {bad.total()}, {len(faults) / spent:.0f} runs/s')
    return bad.total()


def print_ends(scenario, ends, bad):
    print(f'{scenario}: {ends.total()} runs: {dict(sorted(ends.items()))}, {bad} bad', flush=True)


def arguments_of(argv):
    parser = argparse.ArgumentParser()
    parser.add_argument('inject')
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--jobs', type=int, default=os.cpu_count() or 2)
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--stride', type=int, default=1, help='with --full')
    parser.add_argument('--only', help='only faults that match this pattern')
    parser.add_argument('scenario', nargs='*')
    return parser.parse_intermixed_args(argv)


def campaign(work, options):
    """Returns how many faults were found."""
    global CAMPAIGN
    bad = control(options.inject, work) if not options.only and not options.scenario else 0
    CAMPAIGN = Campaign(options.inject, work, options.seed)
    faults = []
    for scenario in scenarios.usable(options.scenario):
        faults += CAMPAIGN.prepare(scenario)
    return bad + try_all(select(faults, options), options.jobs)


def main():
    options = arguments_of(sys.argv[1:])
    return scenarios.start(lambda: scenarios.needed(options.inject),
                           lambda work: campaign(work, options))


if __name__ == '__main__':
    sys.exit(main())
