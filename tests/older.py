#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that older systems can build jsecpatch: glibc since 2.28, and our oldest meson.

usage: older.py SOURCE BUILD
exit status: 0 success, 1 failure, 77 the C library has no versions
"""
import collections
import pathlib
import re
import subprocess
import sys

OLDEST = (2, 28)
# What lib/os/lacking.h replaces, and what headers of newer libraries make of older names.
REPLACED = re.compile(r'getdents64|[lf]?stat(at)?64|__isoc23_\w+')


def symbols(path, *options):
    """Yields the dynamic symbols of a file, each with its version."""
    shown = subprocess.run(['nm', '--dynamic', *options, str(path)], check=True, text=True,
                           stdout=subprocess.PIPE).stdout
    for found in re.finditer(r' (\w+)@+GLIBC_([\d.]+)$', shown, re.M):
        yield found[1], tuple(map(int, found[2].split('.')))


def oldest_versions():
    """Returns since when the C library has each of its symbols."""
    path = subprocess.run(['cc', '-print-file-name=libc.so.6'], check=True, text=True,
                          stdout=subprocess.PIPE).stdout.strip()
    versions = collections.defaultdict(list)
    for name, version in symbols(path):
        versions[name].append(version)
    return {name: min(all_of_it) for name, all_of_it in versions.items()}


def breaches(source, build, since):
    """Yields what an older system does not have."""
    for path in [build / 'lib/libjsecpatch.so', build / 'cli/jsecpatch']:
        for name, version in symbols(path, '--undefined-only'):
            version = since.get(name, version)
            if version > OLDEST and not REPLACED.fullmatch(name):
                yield f'{path.name}: {name} is in glibc since {".".join(map(str, version))}'
    log = (build / 'meson-logs/meson-log.txt').read_text()
    ours = re.search(r"meson_version: '(.*?)'", (source / 'meson.build').read_text())[1]
    for version, what in re.findall(r'^ \* ([\d.]+): (\{.*\})$', log, re.M):
        yield f'meson.build: needs {ours}, but {what} is in meson since {version}'


def main():
    source, build = map(pathlib.Path, sys.argv[1:])
    since = oldest_versions()
    if not since:
        print('skipped: the C library has no versions')
        sys.exit(77)
    wrong = list(breaches(source, build, since))
    for line in wrong:
        print(line)
    sys.exit(1 if wrong else 0)


main()
