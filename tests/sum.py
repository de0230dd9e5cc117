#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Adds up what the test runs left behind, and prints the closing line."""
import json
import pathlib
import sys

BUILDS = ('plain', 'sanitized', 'valgrind')
CHECKS = ('lint', 'fuzz')


def results(work):
    for build in BUILDS:
        log = work / build / 'meson-logs' / 'testlog.json'
        if not log.exists():
            yield build, 'all of it', 'FAIL'
            continue
        for line in log.read_text().splitlines():
            test = json.loads(line)
            yield build, test['name'], test['result']
    for check in CHECKS:
        yield check, check, 'OK' if (work / (check + '.result')).exists() else 'FAIL'


def main():
    counts = {'OK': 0, 'FAIL': 0, 'SKIP': 0}
    for build, name, result in results(pathlib.Path(sys.argv[1])):
        kind = result if result in ('OK', 'SKIP') else 'FAIL'
        counts[kind] += 1
        if kind != 'OK':
            print(f'{result}: {build}: {name}')
    print(f"{counts['OK']} passed, {counts['FAIL']} failed, {counts['SKIP']} skipped")
    return 1 if counts['FAIL'] or not counts['OK'] else 0


sys.exit(main())
