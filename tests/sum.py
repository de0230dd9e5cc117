#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sums up the logs of the test runs. Prints which tests did not run and why, and the sums.

usage: sum.py DIR [BUILD]...    builds are directories in DIR; without a name, all of tests/run
"""
import json
import pathlib
import re
import sys

BUILDS = ('plain', 's390x', 'sanitized', 'valgrind')
CHECKS = ('lint', 'fuzz')


def why(test):
    """Returns the reason that a skipped test printed."""
    said = re.findall('^skipped: (.*)', test.get('stdout', ''), re.MULTILINE)
    return said[-1] if said else 'no reason given'


def left_out(test):
    """Returns what a test said that it does not try here."""
    return re.findall('^left out (.*)', test.get('stdout', ''), re.MULTILINE)


def results(work, builds, checks):
    """Yields for each test: where, what, its result, and why it did not run."""
    for build in builds:
        log = work / build / 'meson-logs' / 'testlog.json'
        skipped = work / (build + '.skipped')
        if skipped.exists():
            yield build, 'all of it', 'SKIP', skipped.read_text().strip().removeprefix('skipped: ')
            continue
        if not log.exists():
            yield build, 'all of it', 'FAIL', ''
            continue
        for line in log.read_text().splitlines():
            test = json.loads(line)
            name = test['name'].split(' / ')[-1]
            yield build, name, test['result'], why(test)
            for reason in left_out(test):
                yield build, name + ', a part', 'SKIP', reason
    for check in checks:
        yield check, check, 'OK' if (work / (check + '.result')).exists() else 'FAIL', ''


def main():
    counts = {'OK': 0, 'FAIL': 0, 'SKIP': 0}
    work, *builds = sys.argv[1:]
    for build, name, result, reason in results(
            pathlib.Path(work), builds or BUILDS, () if builds else CHECKS):
        kind = result if result in ('OK', 'SKIP') else 'FAIL'
        counts[kind] += 1
        if kind != 'OK':
            print(f'{result}: {build}: {name}' + (f': {reason}' if kind == 'SKIP' else ''))
    print(f"{counts['OK']} passed, {counts['FAIL']} failed, {counts['SKIP']} skipped")
    return 1 if counts['FAIL'] or not counts['OK'] else 0


sys.exit(main())
