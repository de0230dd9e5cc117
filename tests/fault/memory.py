#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails each allocation of each action, once, and from then on.

A run ends with 0 only if all is as asked, and if it prints what it prints otherwise. Else it
ends with 1 and says that memory ran out, and nothing else. Files are old or new, with all
metadata, and have backups; the next run mends all and leaves no temporaries.

usage: memory.py LIBRARY [--full] [--seed N] [NAME...]    LIBRARY is failing_malloc
exit status: 0 no fault found, 1 a fault, 77 something that this needs is missing
"""
import argparse
import collections
import concurrent.futures
import os
import random
import sys
import tarfile

import scenarios
from scenarios import ALLOW, AM, AM_CLEAR, HOME, REMEMBER, Scenario, fixed

# What is tried of each run if there is no --full: single failures, and those from then on.
SAMPLE = 6, 3


def everything(tree):
    """A tree about which there is much to say."""
    scenarios.package_managers(tree)
    scenarios.add_install(tree, 1)
    scenarios.tar_archive(tree)
    scenarios.zip_archive(tree)
    for kind in 'xz', 'bz2':
        with tarfile.open(f'{tree}/srv/jdk.tar.{kind}', 'w:' + kind) as archive:
            archive.add(tree + '/usr/lib/jvm/java-18', 'jdk')
    scenarios.access_manager(tree)


# What only reads. The tree is that of the one above, with a history.
EVERYTHING = [everything, REMEMBER, ['--hook', 'install'], ['--disallow', 'SHA1', HOME],
              scenarios.EMIT, [*ALLOW, '/srv/jdk.zip'], AM_CLEAR]
READING = {
    'list': ['--list'], 'list-verbose': ['--list', '--verbose'],
    'list-archive': ['--list', *(f'/srv/jdk.{kind}' for kind in
                                 ('tar.gz', 'zip', 'tar.xz', 'tar.bz2'))],
    'list-confirm': ['--list', '--confirm', HOME], 'scan': ['--list', '--scan=/'],
    'explain': ['--explain'],
    'explain-suite': ['--explain=TLS_DH_anon_WITH_AES_128_CBC_SHA', HOME],
    'backups': ['--backups'], 'hook-status': ['--hook', 'status'],
    'hook-print': ['--hook', 'print', 'apt'], 'dry-run': ['--dry-run', '--disallow', 'MD5'],
    'dry-archive': ['--dry-run', *ALLOW, '/srv/jdk.tar.gz'], 'audit': AM,
    'audit-dry': [*AM, '--transport', 'anon', '--dry-run'],
    'forget-dry': ['--dry-run', '--forget', '/opt/gone'],
    'override-dry': ['--dry-run', *scenarios.EMIT],
}
# These actions are also tried with all that they print.
TALKING = ('allow-3', 'reapply-3', 'restore-3', 'forget', 'hook-install', 'hook-remove', 'tar.gz',
           'access-manager', 'access-manager-restore', 'emit-override', 'suspend-3', 'remember')


class Run:
    """A command on a tree, and what it does if nothing fails."""

    def __init__(self, name, argv, expected=None):
        self.name, self.argv, self.expected = name, argv, expected
        self.clean = self.count = None

    def command(self, tree):
        return [self.argv[0], '--root', tree, *self.argv[1:]]

    def try_without_fault(self, library, tree, old):
        """Returns False if there is nothing to try."""
        scenarios.write(tree, old)
        self.clean, self.count = self.start(library, tree)
        if self.expected is None and self.clean.returncode not in (0, 3, 4):
            raise RuntimeError(f'{self.name}: {self.clean}')

    def start(self, library, tree, **environment):
        report = tree + '.count'
        run = scenarios.run(self.command(tree), env={
            **os.environ, 'LD_PRELOAD': library, 'FAIL_REPORT': report, **environment})
        count = int(scenarios.read(report) or 0) if os.path.exists(report) else 0
        return run, count


def said(run):
    """Returns what a run said, without what differs in each run: times, and its tree."""
    tree = run.args[2].encode()
    return [fixed(text.replace(tree, b'TREE')) for text in (run.stdout, run.stderr)]


def wrong_words(run, clean):
    """What is wrong with what a run says that did not end as the clean one."""
    known = set(fixed(clean.stderr).splitlines())
    mine = [line for line in run.stderr.splitlines()
            if line.startswith(b'jsecpatch: ') and b': Warning: ' not in line]
    if b'out of memory' not in run.stderr and b'"no-memory"' not in run.stdout:
        yield 'DOES NOT SAY no memory: %r' % run.stderr[-200:]
    for line in mine:
        if b'out of memory' not in line and fixed(line) not in known:
            yield 'another diagnosis: %r' % line
    for line in run.stdout.splitlines():
        if b'"code": ' in line and not any(word in line for word in (
                b'"no-memory"', b'"some-failed"', b'"held-back"', b'"hook-inactive"')) and line not in clean.stdout:
            yield 'another code: %r' % line


def failed(run):
    """Tells whether a run failed. One of a hook does not stop the package manager."""
    return run.returncode == 1 or ('--from-hook' in run.args and run.stderr)


def judge_end(run, clean):
    """Judges how a run ended, and what it said."""
    if run.returncode < 0:
        yield f'KILLED by signal {-run.returncode}'
    elif failed(run) and not failed(clean):
        yield from wrong_words(run, clean)
    elif run.returncode != clean.returncode:
        yield f'status {run.returncode}: %r' % run.stderr[-200:]
    elif said(run) != said(clean):
        pairs = zip(*[b''.join(said(r)).splitlines() + [b''] for r in (run, clean)])
        yield 'FALSE SUCCESS: prints %r, not %r' % next(p for p in pairs if p[0] != p[1])


def judge_tree(run, action, tree):
    """Judges the files after a run, and after the next one."""
    expected = action.expected
    now = scenarios.snapshot(tree)
    if expected is None:
        return
    yield from expected.wrong_now(now)
    if not failed(run) and run.returncode >= 0 and not expected.is_new(now):
        yield 'FALSE SUCCESS: not as asked: %s' % expected.missing(now)
    again = scenarios.run(action.command(tree))
    if again.returncode not in (action.clean.returncode, *expected.statuses):
        yield 'the next run fails: %r' % again.stderr[-300:]
    yield from expected.wrong_after(scenarios.snapshot(tree))


def try_one(library, action, tree, old, how):
    """Fails one allocation, or all from there on. Returns what is wrong."""
    n, on = how
    scenarios.write(tree, old)
    run, _ = action.start(library, tree, FAIL_AT=str(n), **({'FAIL_ON': '1'} if on else {}))
    wrong = {*judge_end(run, action.clean)}
    if action.expected is None:
        if scenarios.outside(scenarios.snapshot(tree)) != scenarios.outside(old):
            wrong.add('a file was changed')
    else:
        wrong |= {*judge_tree(run, action, tree)}
    return how, run.returncode, wrong


def points(count, full, chance):
    """Returns which allocations fail."""
    if full:
        return [(n, on) for n in range(count) for on in (False, True)]
    return [(n, on) for on, most in zip((False, True), SAMPLE)
            for n in sorted(chance.sample(range(count), min(most, count)))]


def fail_each(library, action, work, old, options):
    """Tries one action. Returns how many tries were bad."""
    trees = [f'{work}/{i}' for i in range(2)]
    action.try_without_fault(library, trees[0], old)
    chance = random.Random(f'{options.seed} {action.name}')
    tried, statuses, kinds = 0, collections.Counter(), collections.defaultdict(list)
    hows = points(action.count, options.full, chance)
    with concurrent.futures.ThreadPoolExecutor(len(trees)) as pool:
        jobs = [pool.submit(lambda tree, part: [try_one(library, action, tree, old, how)
                                                for how in part], tree, hows[i::len(trees)])
                for i, tree in enumerate(trees)]
        for how, status, wrong in (result for job in jobs for result in job.result()):
            tried += 1
            statuses[status] += 1
            for kind in wrong:
                kinds[kind].append(how)
    print(f'{action.name}: {action.count} allocations, {tried} tried, ended with '
          f'{dict(sorted(statuses.items()))}', flush=True)
    for kind, where in sorted(kinds.items()):
        print(f'    {len(where)}x {kind} (allocation {where[0][0]}{"+" * where[0][1]})', flush=True)
    for tree in trees:
        scenarios.remove_tree(tree)
    return sum(map(len, kinds.values()))


def changing(names):
    """All actions that change something, quiet, in words and in JSON."""
    for scenario in scenarios.usable():
        for suffix, extra in (('', ['-q']), ('+text', []), ('+json', ['--json'])):
            name = scenario.name + suffix
            if (not suffix or scenario.name in TALKING) and (not names or name in names):
                yield scenario, Run(name, [scenarios.COMMAND, *extra, *scenario.arguments])


def try_changing(options, work):
    bad = 0
    for scenario, action in changing(options.names):
        if scenario.slow or scenario.needs_mounts:
            continue
        tree = work + '/tree'
        scenario.build(tree)
        action.expected = scenarios.expect(scenario, tree)
        bad += fail_each(options.library, action, work, action.expected.raw_old, options)
    return bad


def try_reading(options, work):
    scenario, tree, bad = Scenario('everything', ['--list'], *EVERYTHING), work + '/tree', 0
    scenario.build(tree)
    old = scenarios.snapshot(tree)
    for name, arguments in READING.items():
        for suffix, extra in (('', []), ('+json', ['--json']), ('+quiet', ['-q'])):
            if options.names and name + suffix not in options.names:
                continue
            bad += fail_each(options.library, Run(
                name + suffix, [scenarios.COMMAND, *extra, *arguments]), work, old, options)
    return bad


def needed():
    """Returns why the test cannot run here, or None."""
    if scenarios.NAMESPACE in os.environ:
        return None
    return 'needs root, and a namespace for processes'


def campaign(work, options):
    bad = try_reading(options, work) + try_changing(options, work)
    print('bad:', bad)
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('library')
    parser.add_argument('names', nargs='*', metavar='NAME')
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_intermixed_args()
    options.library = os.path.abspath(options.library)
    return scenarios.start(needed, lambda work: campaign(work, options))


if __name__ == '__main__':
    sys.exit(main())
