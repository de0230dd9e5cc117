#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sums up the logs of the test runs. Prints which tests did not run and why, and the sums."""
import json
import pathlib
import re
import sys

BUILDS = ('plain', 'sanitized', 'valgrind')
CHECKS = ('lint', 'fuzz')


def why(test):
    """Returns the reason that a skipped test printed."""
    said = re.findall('^skipped: (.*)', test.get('stdout', ''), re.MULTILINE)
    return said[-1] if said else 'no reason given'


def results(work):
    """Yields for each test: where, what, its result, and why it did not run."""
    for build in BUILDS:
        log = work / build / 'meson-logs' / 'testlog.json'
        if not log.exists():
            yield build, 'all of it', 'FAIL', ''
            continue
        for line in log.read_text().splitlines():
            test = json.loads(line)
            yield build, test['name'].split(' / ')[-1], test['result'], why(test)
    for check in CHECKS:
        yield check, check, 'OK' if (work / (check + '.result')).exists() else 'FAIL', ''


def main():
    counts = {'OK': 0, 'FAIL': 0, 'SKIP': 0}
    for build, name, result, reason in results(pathlib.Path(sys.argv[1])):
        kind = result if result in ('OK', 'SKIP') else 'FAIL'
        counts[kind] += 1
        if kind != 'OK':
            print(f'{result}: {build}: {name}' + (f': {reason}' if kind == 'SKIP' else ''))
    print(f"{counts['OK']} passed, {counts['FAIL']} failed, {counts['SKIP']} skipped")
    return 1 if counts['FAIL'] or not counts['OK'] else 0


sys.exit(main())
