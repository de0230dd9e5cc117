#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Says which paths a traced run looked at that its note does not tell: NOTE ROOT TRACE..."""
import os
import re
import sys

# The run's own files and program; what the digest in the note's first line tells; how many threads there
# are to be, and what a time is called.
OTHERS = re.compile(r'/(libjsecpatch\.so[^/]*|jsecpatch)$|'
                    r'/var/lib/jsecpatch/(lock|(\.new-)?(settled|hook-runs))$|'
                    r'^/proc/sys/kernel/random/boot_id$|'
                    r'^/sys/devices/system/cpu/online$|^(/usr/share/zoneinfo/|/etc/localtime$)')
CALL = re.compile(r'(\w+)\((?:AT_FDCWD(?:<[^>]*>)?|(?:\d+<([^>]*)>))?(?:, )?(?:"((?:[^"\\]|\\.)*)")?')


def calls(trace, begun):
    """Name and full path of each call, in the first thread once the roots are opened."""
    with open(trace, encoding='utf-8', errors='surrogateescape') as f:
        for line in f:
            found = CALL.match(line)
            if not found:
                continue
            name, directory, path = found.groups()
            begun = begun or (name == 'openat' and path == ROOT and 'O_PATH' in line)
            if name == 'getdents64':
                yield name, directory, line
            elif path is not None and begun:
                yield name, os.path.normpath(os.path.join(directory or '', path)), line


def read_note(path):
    kinds = {}
    with open(path, encoding='utf-8', errors='surrogateescape') as f:
        first, *lines = f.read().split('\n')[:-1]
    n_root = int(first.split(' ')[2])
    for i, line in enumerate(lines):
        path = line[line.index('/'):]
        kinds[os.path.normpath(ROOT + path if i < n_root else path)] = line[0]
    return kinds


def is_told(kinds, name, path, line):
    """What is not there goes without saying in a directory that was listed."""
    kind = kinds.get(path)
    if name == 'getdents64':
        return kind == 'a'
    return kind or ('= -1 ENOENT' in line and kinds.get(os.path.dirname(path)) == 'a')


ROOT = sys.argv[2]
NOTE = read_note(sys.argv[1])
n, missing = 0, set()
traces = sorted(sys.argv[3:], key=lambda trace: int(trace.rpartition('.')[2]))
for trace in traces:
    for name, path, line in calls(trace, trace != traces[0]):
        if OTHERS.search(path):
            continue
        n += 1
        if not is_told(NOTE, name, path, line):
            missing.add('%s: %s' % (path, line.strip()))
print('some' if n > 100 else 'few', 'calls were looked at')
print('\n'.join(sorted(missing)) or 'the note tells all of them')
