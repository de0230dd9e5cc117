#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks in which order each action makes its system calls, so that a power failure at any
instant leaves the old file or the new one, with a backup.

usage: order.py INJECT [--full] [SCENARIO]...

A trace is replayed on a model of a disk that keeps nothing before an fsync(): neither bytes,
nor metadata of a file, nor names in a folder. Then

- a file gets its place only when all of it is on the disk;
- before anything outside of the state directory changes, all records and backups and the names
  of their folders are on the disk;
- a file that is overwritten in place has a redo record, is not cut before, and is on the disk
  before the record goes;
- a run that ends with status 0 leaves nothing that is not on the disk, but for folders of
  hooks that are removed because they are empty.

Then each fsync() fails in turn: that run may not end with status 0. Without --full, this is
done for some of the actions.

exit status: 0 all is in order, 1 it is not, 77 something that this needs is missing
"""
import argparse
import collections
import errno
import os
import re
import sys

import scenarios
from scenarios import REAPPLY, SCENARIOS, STATE, Scenario, one, run

CALLS = ('openat,openat2,write,pwrite64,copy_file_range,ftruncate,fallocate,fsync,fdatasync,'
         'fchmod,fchown,fsetxattr,fremovexattr,utimensat,mkdirat,symlinkat,linkat,renameat,renameat2,unlinkat,'
         'unlink,rename,link,mkdir')
BYTES = {'write', 'pwrite64', 'copy_file_range', 'ftruncate', 'fallocate'}
METADATA = {'fchmod', 'fchown', 'fsetxattr', 'fremovexattr', 'utimensat'}
# No promise depends on these: who holds the lock, when files were written, how hooks ended.
NO_PROMISE = {f'{STATE}/{name}' for name in ('lock', 'history', 'hook-runs', '.new-hook-runs',
                                             '.new-history')}
TEMPORARY = re.compile(r'(.*/)?(\.jsecpatch-|\.new|#\d+)')
REDO = f'{STATE}/backups/redo.tar'
SAMPLE = ('allow', 'restore', 'remember-more', 'suspend', 'reapply', 'reapply-nothing', 'forget',
          'allow-in-place', 'restore-in-place', 'hook-install', 'hook-renew', 'zip', 'zip-output',
          'access-manager', 'emit-override')
# A call, split: its name, its arguments, its result. A path after a descriptor is in <>.
LINE = re.compile(r'^(\d+) +(\w+)\((.*)\) += (-?\d+)')
UNFINISHED = re.compile(r'^(\d+) +(\w+\(.*) <unfinished \.\.\.>$')
RESUMED = re.compile(r'^(\d+) +<\.\.\. \w+ resumed>(.*)$')
FOLDER_AND_NAME = re.compile(r'(?:AT_FDCWD|\d+)<([^>]*)>(?:\(deleted\))?, "([^"]*)"')
DESCRIPTOR = re.compile(r'^\d+<([^>]*)>')

Call = collections.namedtuple('Call', 'begun name arguments')


def read_trace(path):
    """Returns the calls that succeeded, in the order of their ends."""
    calls, waiting = [], {}
    with open(path, encoding='utf-8', errors='replace') as lines:
        for number, line in enumerate(lines):
            begun, line = number, line.rstrip('\n')
            unfinished, resumed = UNFINISHED.match(line), RESUMED.match(line)
            if unfinished:
                waiting[unfinished[1]] = number, f'{unfinished[1]} {unfinished[2]}'
                continue
            if resumed and resumed[1] in waiting:
                begun, start = waiting.pop(resumed[1])
                line = start + resumed[2]
            found = LINE.match(line)
            if found and int(found[4]) >= 0:
                calls.append(Call(begun, found[2], found[3]))
    return calls


class Disk:
    """What is not on the disk yet, in a tree."""

    def __init__(self, tree):
        self.tree = tree
        self.files = {}   # file: the number of the last call that changed it
        self.names = {}   # (folder, name): how and when it changed
        self.redo = False
        self.wrong = []

    def inside(self, path):
        """Returns the path in the tree, or None."""
        path = os.path.normpath(path)
        return path[len(self.tree) + 1:] if path.startswith(self.tree + '/') else None

    def complain(self, call, what):
        self.wrong.append(f'{call.name if call else "end"}: {what}')

    def change_name(self, call, path, how):
        self.names[os.path.split(path)] = how, call.begun

    def sync(self, call, path):
        """What was changed before the call began is on the disk now."""
        if self.files.get(path, call.begun) < call.begun:
            del self.files[path]
        for key in [key for key, (_, when) in self.names.items()
                    if key[0] == path and when < call.begun]:
            del self.names[key]

    def is_promise(self, path):
        return path.startswith(STATE + '/') and path not in NO_PROMISE

    def check_records(self, call, path):
        """Something outside of the state directory changes: all records must be there."""
        if TEMPORARY.match(path) or path.startswith(STATE):
            return
        for file in self.files:
            if self.is_promise(file):
                self.complain(call, f'{path} changes before {fixed(file)} is synced')
        for (folder, name), (how, _) in self.names.items():
            if how == 'made' and (self.is_promise(f'{folder}/{name}') or
                                  f'{folder}/{name}' == STATE):
                self.complain(call, f'{path} changes before the name of {folder}/{fixed(name)} '
                                    'is synced')

    def check_whole(self, call, old, new):
        """A file gets a name. Another one than a temporary name is its place."""
        if old in self.files:
            self.complain(call, f'{fixed(new)} is not synced')

    def write(self, call, path):
        if not TEMPORARY.match(path) and not path.startswith(STATE):
            self.check_records(call, path)
            if call.name in BYTES and not self.redo:
                self.complain(call, f'{path} is overwritten without a redo record')
        if call.name == 'fallocate' and 'KEEP_SIZE' in call.arguments:
            return
        if call.name == 'ftruncate' and path not in self.files and not TEMPORARY.match(path):
            self.complain(call, f'{path} is cut before it is overwritten')
        self.files[path] = call.begun

    def rename(self, call, old, new):
        exchanged = 'RENAME_EXCHANGE' in call.arguments
        self.check_whole(call, old, new)
        self.check_records(call, new)
        self.change_name(call, new, 'made')
        self.change_name(call, old, 'made' if exchanged else 'removed')
        self.redo |= new == REDO

    def remove(self, call, path):
        self.check_records(call, path)
        if path == REDO:
            self.redo = False
            for file in self.files:
                if not file.startswith(STATE):
                    self.complain(call, f'{file} is not synced when the redo record goes')
        self.files.pop(path, None)
        made = self.names.pop(os.path.split(path), (None,))[0] == 'made'
        if not (made and TEMPORARY.match(path)):
            self.change_name(call, path, 'removed')

    def replay(self, call):
        at = [self.inside(os.path.join(*found)) for found in
              FOLDER_AND_NAME.findall(call.arguments)]
        copied = call.name == 'copy_file_range'  # the second file is written
        fd = DESCRIPTOR.match(call.arguments.partition('], ')[2] if copied else call.arguments)
        path = fd and self.inside(fd[1])
        if call.name in ('fsync', 'fdatasync') and path:
            self.sync(call, path)
        elif call.name in BYTES | METADATA and path and not os.path.isdir(fd[1]):
            self.write(call, path)
        elif call.name.startswith('openat') and at and at[0]:
            self.open(call, at[0])
        elif call.name in ('mkdirat', 'symlinkat'):
            self.make(call, at[-1])
        elif call.name == 'linkat' and at[-1]:
            self.check_whole(call, path, at[-1])
            self.make(call, at[-1])
        elif call.name.startswith('rename') and at[-1]:
            self.rename(call, at[0], at[-1])
        elif call.name == 'unlinkat' and at[-1] and 'AT_REMOVEDIR' not in call.arguments:
            self.remove(call, at[-1])

    def make(self, call, path):
        self.check_records(call, path)
        self.change_name(call, path, 'made')

    def open(self, call, path):
        if 'O_CREAT' in call.arguments and path not in NO_PROMISE:
            self.change_name(call, path, 'made')
        if 'O_TRUNC' in call.arguments:
            self.complain(call, f'{path} is cut before it is overwritten')

    def check_end(self):
        """After status 0, only what no run needs may be missing."""
        for file in self.files:
            if file not in NO_PROMISE:
                self.complain(None, f'{fixed(file)} is not synced')
        for (folder, name), (how, _) in self.names.items():
            path = f'{folder}/{name}'
            if path not in NO_PROMISE and (how == 'made' or not path.startswith(STATE)):
                self.complain(None, f'the name of {folder}/{fixed(name)}, {how}, is not synced')


def fixed(path):
    return scenarios.name_of(path)


def check_order(scenario, tree):
    """Prints what is wrong. Returns how much, and how many fsync() there were."""
    trace = tree + '.trace'
    done = run(['strace', '-f', '-qq', '-y', '-s', '0', '--signal=none', '-o', trace,
                '-e', 'trace=' + CALLS, *scenario.command(tree)])
    calls = read_trace(trace)
    os.unlink(trace)
    disk = Disk(os.path.realpath(tree))
    for call in calls:
        disk.replay(call)
    disk.check_end()
    if done.returncode:
        disk.complain(None, f'status {done.returncode}: {done.stderr.decode()}')
    for wrong in sorted(set(disk.wrong)):
        print(f'  {scenario.name}: {wrong}')
    return len(disk.wrong), sum(call.name == 'fsync' for call in calls)


def fail_each(inject, scenario, tree, old, syncs):
    """Fails each fsync() in turn. Returns how many runs ended with status 0, or said nothing.

    A run of a hook never fails the package manager, but says what happened."""
    bad = 0
    for nth in range(1, syncs + 1):
        scenarios.write(tree, old)
        done = run([inject, '/dev/null', f'fail:{errno.EIO}', str(nth), 'fsync',
                    *scenario.command(tree)])
        if (done.returncode == 0 and not scenario.from_hook) or not done.stderr:
            print(f'  {scenario.name}: fsync {nth} fails: status {done.returncode}, '
                  f'{done.stderr.decode()!r}')
            bad += 1
    return bad


def campaign(work, options):
    """Returns how much is wrong."""
    bad, runs = 0, 0
    # only the state directory is made
    SCENARIOS['reapply-nothing'] = Scenario('reapply-nothing', REAPPLY, one)
    for scenario in scenarios.usable(options.scenario):
        if scenario.slow and not options.full and not options.scenario:
            continue
        tree = work + '/tree'
        scenario.build(tree)
        old = scenarios.snapshot(tree)
        wrong, syncs = check_order(scenario, tree)
        if options.full or options.scenario or scenario.name in SAMPLE:
            wrong += fail_each(options.inject, scenario, tree, old, syncs)
            runs += syncs
        print(f'{scenario.name}: {syncs} fsync(), {wrong} wrong', flush=True)
        bad += wrong
    print(f'{runs} runs with a failing fsync(), bad: {bad}')
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('inject')
    parser.add_argument('--full', action='store_true')
    parser.add_argument('scenario', nargs='*')
    options = parser.parse_intermixed_args()
    return scenarios.start(lambda: scenarios.needed_with_strace(options.inject),
                           lambda work: campaign(work, options))


if __name__ == '__main__':
    sys.exit(main())
