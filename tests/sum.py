#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sums up the logs of the test runs. Prints what failed with the end of what it said, what did
not run and why, and the sums.

usage: sum.py DIR [BUILD]...    builds are directories in DIR; without a name, all of tests/run
"""
import json
import pathlib
import re
import sys

BUILDS = ('plain', 's390x', 'sanitized', 'valgrind')
CHECKS = ('lint', 'fuzz')
MOST_LINES = 20  # of a test that failed


def why(test):
    """Returns the reason that a skipped test printed."""
    said = re.findall('^skipped: (.*)', test.get('stdout', ''), re.MULTILINE)
    return said[-1] if said else 'no reason given'


def end_of(test):
    """Returns the last lines that a test printed, without those of cases that went well."""
    said = (test.get('stdout', '') + test.get('stderr', '')).splitlines()
    lines = [line for line in said if line.strip() and not line.endswith(': ok')]
    return ''.join('\n    ' + line for line in lines[-MOST_LINES:])


def left_out(test):
    """Returns what a test said that it does not try here."""
    return re.findall('^left out (.*)', test.get('stdout', ''), re.MULTILINE)


def results(work, builds, checks):
    """Yields for each test: where, what, its result, and why it did not run, or what it said."""
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
            result = test['result']
            yield build, name, result, why(test) if result == 'SKIP' else end_of(test)
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
            print(f'{result}: {build}: {name}' + (f': {reason}' if kind == 'SKIP' else reason))
    print(f"{counts['OK']} passed, {counts['FAIL']} failed, {counts['SKIP']} skipped")
    return 1 if counts['FAIL'] or not counts['OK'] else 0


sys.exit(main())
