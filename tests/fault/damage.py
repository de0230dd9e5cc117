#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Flips a bit and cuts the end off at each byte of what jsecpatch keeps: records, archives and
the policy. What needs them must fail and name them, or do what it should all the same.

usage: damage.py [--full] [RECORD]...

Without --full it takes a sample. A redo record has its tests in the unit test of the journal.
"""
import collections
import os
import random
import subprocess
import sys

import scenarios
from scenarios import COMMAND, STATE, read, snapshot, write

SEED = int(os.environ.get('SEED', '14'))
SAMPLE = 15
START = 3000
HOMES = ('opt/a', 'opt/b')
LISTS = [home + '/conf/security/java.security' for home in HOMES]
POLICY = 'etc/jsecpatch.conf'
OVERRIDE = 'etc/extra.security'
VENDORS = b'security.overridePropertiesFile=true\njdk.tls.disabledAlgorithms=SSLv3, anon, NULL\n'
PREPARE = (
    ('--hook', 'install', 'apt'),
    ('--allow', 'anon', '--remember', '/opt/a'),
    ('--emit-override', '/' + OVERRIDE, '--allow', 'NULL', '/opt/a'),
    ('--allow', 'NULL', '/opt/a'),
    ('--disallow', 'MD5', '/opt/b'),
    ('--reapply', '--from-hook', 'apt'),
    ('--suspend',),
)
ONCE = (('--allow', 'anon', '/opt/a'),)
REAPPLY = ('--reapply',)
RESTORE = ('--restore', '/opt/a', '/opt/b')
RESTORE_ONE = ('--restore', '/opt/a')

# A row: what is damaged, the runs after that, of which the last one has to be right, and the
# runs before.
Row = collections.namedtuple('Row', 'name file flips runs prepare', defaults=(PREPARE,))
ROWS = [
    Row('suspended', STATE + '/suspended', True, (REAPPLY,)),
    Row('suspended, a change', STATE + '/suspended', True, (('--allow', 'SSLv3', '/opt/a'),)),
    Row('overrides', STATE + '/overrides', True, (REAPPLY,)),
    Row('hooks', STATE + '/hooks', True, (('--hook', 'remove'),)),
    Row('hook-runs', STATE + '/hook-runs', True, (('--hook', 'status'),)),
    # a person may change a policy: only what is missing can be noticed
    Row('policy', POLICY, False, (REAPPLY,)),
    Row('only backup, a change', STATE + '/backups/0', True,
        (('--disallow', 'X', '/opt/a'), RESTORE_ONE), ONCE),
    Row('only backup, --restore', STATE + '/backups/0', True, (RESTORE_ONE,), ONCE),
    Row('only backup, --suspend', STATE + '/backups/0', True, (('--suspend',),), ONCE),
]
for number in range(3):
    archive = f'{STATE}/backups/{number}'
    ROWS += [
        Row(f'backup {number}, --backups', archive, True, (('--backups',),)),
        Row(f'backup {number}, --restore', archive, True, (REAPPLY, RESTORE)),
        Row(f'backup {number}, --reapply', archive, True, (REAPPLY,)),
        Row(f'backup {number}, changes', archive, True,
            (REAPPLY, ('--disallow', 'X', '/opt/a'), RESTORE)),
        Row(f'backup {number}, foreign', archive, True,
            (('--allow', 'SSLv3', '/opt/a', '/opt/b'), RESTORE)),
    ]


def jsecpatch(tree, arguments):
    return subprocess.run([COMMAND, '--root', tree, *arguments], stdin=subprocess.DEVNULL,
                          capture_output=True, check=False)


def build(tree, prepare):
    scenarios.write(tree, {})
    for home, path in zip(HOMES, LISTS):
        scenarios.add_file(tree, path, VENDORS)
        scenarios.add_file(tree, home + '/release',
                           b'JAVA_VERSION="17.0.15"\nIMPLEMENTOR="Debian"\n')
    for program in ('usr/bin/dpkg', 'var/lib/dpkg/info/dpkg.list', scenarios.BINDIR[1:] + '/jsecpatch'):
        scenarios.add_file(tree, program, b'', 0o755)
    for arguments in prepare:
        done = jsecpatch(tree, arguments)
        if done.returncode:
            sys.exit(f'{arguments}: {done.stderr.decode()}')
    return snapshot(tree)


def find_file(tree, name):
    """Archives are named by their numbers, from 0."""
    folder, last = os.path.split(name)
    if not last.isdigit():
        return name
    return f'{folder}/{sorted(os.listdir(f"{tree}/{folder}"))[int(last)]}'


def contents(tree):
    """What a run should have changed: all but records of when it did so."""
    return {path: entry.data for path, entry in snapshot(tree).items()
            if entry.kind == 'file' and not path.startswith(STATE)}


def run_all(tree, row):
    """Runs all, and returns the last result and what the files had before and after it."""
    *first, last = row.runs
    failed = [done for done in (jsecpatch(tree, it) for it in first) if done.returncode]
    before = contents(tree)
    return failed, jsecpatch(tree, last), before, contents(tree)


def judge(tree, row, path, damaged, right):
    """What is wrong with the runs, compared with runs without damage."""
    failed, done, before, after = run_all(tree, row)
    said = (done.stdout + done.stderr + b''.join(it.stderr for it in failed)).decode()
    if done.returncode not in (0, 1):
        return f'status {done.returncode}: {said[-200:]}'
    if done.returncode and '/' + path not in said:
        return 'fails without naming the file: ' + said[-200:]
    kept = os.path.exists(f'{tree}/{path}') and read(f'{tree}/{path}') == damaged
    if done.returncode and not kept and row.file.startswith(STATE):
        return 'the damaged file was changed'
    if done.returncode == 0 and not failed and after != right.after:
        return 'FALSE SUCCESS: ' + ' '.join(it for it in right.after
                                            if after.get(it) != right.after[it])
    known = [right.start, right.before, right.after, before]
    for it in LISTS:
        if after[it] not in [state.get(it) for state in known]:
            return 'UNVERIFIED BYTES in ' + it
    if row.runs[-1] in (RESTORE, RESTORE_ONE) and done.returncode == 0 and \
            any(after[it] != VENDORS for it in LISTS):
        return 'FALSE SUCCESS: not the vendor\'s file'
    if done.returncode == 0 and done.stdout != right.stdout and row.runs[-1][0] in (
            '--backups', '--hook') and not failed:
        return 'says something else: ' + said[-200:]
    return None


def damages(data, row, full, rng):
    """(name, bytes) of damaged copies."""
    offsets = range(len(data))
    if not full:
        # half of them in the manifest, where an archive has one
        offsets = sorted({*rng.sample(offsets, min(SAMPLE, len(data))),
                          *rng.sample(range(min(START, len(data))), min(SAMPLE, len(data)))})
    for at in offsets:
        yield f'cut at {at}', data[:at]
        if row.flips:
            bit = 1 << rng.randrange(8)
            yield f'byte {at} ^ {bit}', data[:at] + bytes([data[at] ^ bit]) + data[at + 1:]


Right = collections.namedtuple('Right', 'start before after stdout')


def try_row(tree, old, row, full):
    """Returns how many were tried and how many are bad."""
    write(tree, old)
    path = find_file(tree, row.file)
    data = read(f'{tree}/{path}')
    start = contents(tree)
    _, done, before, after = run_all(tree, row)
    if done.returncode:
        sys.exit(f'{row.name}: fails without damage: {done.stderr.decode()}')
    right = Right(start, before, after, done.stdout)
    tried = bad = 0
    for name, damaged in damages(data, row, full, random.Random(f'{SEED} {row.name}')):
        if row.file == POLICY and damaged == data[:-1]:  # only the end of the last line
            continue
        write(tree, old)
        with open(f'{tree}/{path}', 'wb') as file:
            file.write(damaged)
        wrong = judge(tree, row, path, damaged, right)
        tried += 1
        if wrong:
            bad += 1
            print(f'{row.name}, {name}: {wrong}')
    return tried, bad


def main():
    full = '--full' in sys.argv
    names = [it for it in sys.argv[1:] if it != '--full']
    total = total_bad = 0
    scenarios.enter_namespace()
    with scenarios.folder_in_memory() as folder:
        tree = folder + '/tree'
        os.mkdir(tree)
        old = {it: build(tree, it) for it in (PREPARE, ONCE)}
        for row in ROWS:
            if names and not any(row.name.startswith(it) for it in names):
                continue
            tried, bad = try_row(tree, old[row.prepare], row, full)
            total += tried
            total_bad += bad
            print(f'{row.name}: {tried} tried, {bad} bad', flush=True)
    print(f'{total} tried, {total_bad} bad')
    return 1 if total_bad or not total else 0


if __name__ == '__main__':
    sys.exit(main())
