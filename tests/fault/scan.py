#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails system calls of scans, and looks for installs that are missed without a report.

usage: scan.py [--full] [--jobs N] [--seed N] [CALL]...

Calls of a name fail from the Nth one on, or every so often, in each thread. Or the process has
too little memory, or too few descriptors. A scan must neither crash nor hang. If it does not
list an install, it must fail or report that it could not search something.

exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import argparse
import collections
import concurrent.futures
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.dirname(os.path.abspath(__file__)) + '/..')
import documents
import scenarios

SAMPLES = scenarios.SAMPLES + '/root/opt'
ERRORS = ['EACCES', 'EIO', 'ENOMEM', 'EMFILE']
# A kernel does not fail these, or their failure ends the process in the C library, or mutes it.
NOT_OURS = {'brk', 'mmap', 'futex', 'write', 'execve', 'arch_prctl', 'rt_sigaction',
            'rt_sigprocmask', 'rt_sigreturn', 'set_robust_list', 'rseq', 'exit', 'exit_group',
            'munmap', 'close', 'mprotect', 'madvise', 'set_tid_address', 'restart_syscall',
            'geteuid'}
PATIENCE = 60


def build(top):
    """Makes a tree with installs of all layouts. Returns their homes."""
    homes = set()
    for i in range(10):
        for sample in ('sample-25', 'sample-8'):
            home = os.path.join(top, *['d%d' % k for k in range(i)], '%s-%d' % (sample, i))
            shutil.copytree(os.path.join(SAMPLES, sample), home, symlinks=True)
            homes.add(home)
            for k in range(5):
                os.makedirs(os.path.join(home, 'lib/more/%d' % k))
    linked = os.path.join(top, 'linked')
    shutil.copytree(os.path.join(SAMPLES, 'sample-25'), linked)
    os.rename(linked + '/conf/security', top + '/elsewhere')
    os.symlink('../../elsewhere', linked + '/conf/security')
    homes.add(linked)
    return homes


class Tree:
    def __init__(self, work):
        self.top = os.path.join(work, 'tree')
        self.homes = build(self.top)
        # With -q, the command does not inspect all processes at its end.
        self.command = [scenarios.COMMAND, '--json', '-q', '--state-dir', work + '/state', '--policy',
                        work + '/policy', '--scan=' + self.top]
        self.entries = {}
        faults, document = self.judge(subprocess.run(self.command, capture_output=True,
                                                     check=False))
        if faults or {i['home'] for i in document['installs']} != self.homes:
            raise SystemExit('without a fault: %s, %s' % (faults, document))
        self.entries = {i['home']: i['entries'] for i in document['installs']}

    def run(self, fault):
        """Returns what is wrong with a scan under a fault."""
        limits, prefix = {}, []
        if fault[0] in ('AS', 'NOFILE'):
            limits[getattr(resource, 'RLIMIT_' + fault[0])] = fault[1]
        else:
            prefix = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=' + fault[0],
                      '-e', 'inject=%s:error=%s:when=%s' % fault]

        def limit():
            for what, value in limits.items():
                resource.setrlimit(what, (value, value))
        try:
            done = subprocess.run(prefix + self.command, stdin=subprocess.DEVNULL, check=False,
                                  capture_output=True, timeout=PATIENCE, preexec_fn=limit)
        except subprocess.TimeoutExpired:
            return ['HANGS']
        return self.judge(done)[0]

    def judge(self, done):
        if done.returncode < 0 or done.returncode > 127:
            return ['CRASH %d' % done.returncode], None
        try:
            document = documents.load(done.stdout)
        except ValueError:
            silent = not done.returncode or not done.stderr
            return ['SILENT, status %d' % done.returncode] if silent else [], None
        # A directory that could not be searched is in the list, too.
        found = {i['home'] for i in document['installs'] if not i['error']}
        faults = ['UNKNOWN ' + home for home in found - self.homes]
        failed = document['failed'] or document['error']
        if bool(failed) != (done.returncode == 1):
            faults.append('status %d, but failed is %s' % (done.returncode, failed))
        told = failed or (document['scan'] and document['scan']['unreadable'])
        if self.homes - found and not told:
            faults.append('MISSED ' + ' '.join(sorted(self.homes - found)))
        for i in document['installs']:
            if not i['error'] and i['entries'] != self.entries.get(i['home'], i['entries']):
                faults.append('WRONG ' + i['home'])
        return faults, document


def count_calls(tree, work):
    """Returns how often a thread makes each call, at most."""
    log = work + '/log'
    subprocess.run(['strace', '-f', '-qq', '-o', log, *tree.command], check=True,
                   stdout=subprocess.DEVNULL)
    calls = collections.Counter()
    with open(log, encoding='latin-1') as lines:
        for line in lines:
            match = re.match(r'(\d+) +(\w+)\(', line)
            if match and match[2] not in NOT_OURS:
                calls[match.groups()] += 1
    most = collections.Counter()
    for (_, name), n in calls.items():
        most[name] = max(most[name], n)
    return most


def choose(calls, args):
    """Returns the faults to try."""
    rng = random.Random(args.seed)
    faults = []
    for name, n in sorted(calls.items()):
        for error in ERRORS:
            for _ in range(10 if args.full else 1):
                at = rng.randint(1, n)
                faults.append((name, error, '%d+' % at))
                faults.append((name, error, '%d' % rng.randint(1, n)))
                faults.append((name, error, '%d+%d' % (at, rng.randint(2, 9))))
    step = 1 if args.full else 4
    if not args.calls:
        faults += [('NOFILE', n) for n in range(3, 64, step)]
        faults += [('AS', n << 20) for n in range(4, 260, 4 * step)]
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split('\n', 1)[0])
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--jobs', type=int, default=os.cpu_count())
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('calls', nargs='*')
    args = parser.parse_args()
    missing = scenarios.needed_strace()
    if missing:
        print('skipped:', missing)
        return 77
    bad = collections.Counter()
    with tempfile.TemporaryDirectory(prefix='jsecpatch-scan-') as work:
        tree = Tree(os.path.realpath(work))
        calls = count_calls(tree, work)
        faults = choose({c: n for c, n in calls.items() if not args.calls or c in args.calls},
                        args)
        with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
            for fault, wrong in zip(faults, pool.map(tree.run, faults)):
                for what in wrong:
                    bad[what.split()[0]] += 1
                    print(*fault, what, sep='  ', flush=True)
    print('%d scans, %d of them bad: %s' % (len(faults), sum(bad.values()), dict(bad)))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
