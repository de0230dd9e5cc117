#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The structure: includes run down and in no circles, and only the right names go out."""
import pathlib
import re
import subprocess
import sys

# From the top down: each folder may include those below it, and itself.
FOLDERS = ['', 'hooks', 'queries', 'override', 'apply', 'plan', 'search', 'suites', 'jre', 'backup',
           'access_manager', 'archive', 'os', 'text', 'base']
# Beside each other, though one stands above the other.
PEERS = {('archive', 'text'), ('os', 'text')}
PUBLIC = {'jsecpatch.h', 'version.h'}
# What the text layer may call: memory, strings, printing into memory, PCRE2.
TEXT_MAY_CALL = re.compile(
    r'^(pcre2_\w+|malloc|calloc|realloc|free|mem\w+|str\w+|__str\w+|__mem\w+|'
    r'(__)?v?(sn|as)printf(_chk)?|__isoc\w+|qsort|atoi|__stack_chk_fail|'
    r'__(asan|ubsan|sanitizer)_\w+|_GLOBAL_OFFSET_TABLE_|__errno_location)$')


def includes(path):
    for line in path.read_text().splitlines():
        found = re.match(r'\s*#include "(.*)"', line)
        if found:
            yield found.group(1)


def folder_of(name):
    return name.split('/')[0] if '/' in name else ''


def check_directions(lib):
    wrong = []
    for path in sorted(lib.rglob('*.[ch]')):
        here = folder_of(str(path.relative_to(lib)))
        for name in includes(path):
            there = folder_of(name)
            if there == here or (not there and name in PUBLIC):
                continue
            if (there not in FOLDERS or FOLDERS.index(there) < FOLDERS.index(here)
                    or (here, there) in PEERS):
                wrong.append(f'{path}: includes {name}')
    return wrong


def check_circles(lib):
    edges = {}
    for path in lib.rglob('*.[ch]'):
        module = str(path.relative_to(lib).with_suffix(''))
        edges.setdefault(module, set()).update(
            name[:-2] for name in includes(path) if '/' in name and name[:-2] != module)
    done, wrong = set(), []

    def visit(module, way):
        if module in way:
            wrong.append('a circle: ' + ' > '.join(way[way.index(module):] + [module]))
        elif module not in done:
            for other in sorted(edges.get(module, ())):
                visit(other, way + [module])
            done.add(module)

    for module in sorted(edges):
        visit(module, [])
    return wrong


def check_command(cli):
    return [f'{path}: includes {name}' for path in sorted(cli.glob('*.[ch]'))
            for name in includes(path)
            if name != 'jsecpatch.h' and not (cli / name).exists()]


def nm(*arguments):
    return subprocess.run(['nm', *map(str, arguments)], check=True, text=True,
                          capture_output=True).stdout.splitlines()


def check_exports(top, build):
    library = {re.sub('@.*', '', line.split()[-1])
               for line in nm('-D', '--defined-only', build / 'lib/libjsecpatch.so.0')
               if line.split()[1] in 'TDBR'}
    symbols = set(re.findall(r'\t(jsec_\w+);', (top / 'lib/jsecpatch.map').read_text()))
    header = set(re.findall(r'\b(jsec_\w+)\(', re.sub(
        r'/\*.*?\*/', '', (top / 'include/jsecpatch.h').read_text(), flags=re.S)))
    wrong = []
    for name in sorted(library ^ symbols):
        wrong.append(f'{name}: exported and jsecpatch.map differ')
    for name in sorted(symbols ^ header):
        wrong.append(f'{name}: jsecpatch.map and jsecpatch.h differ')
    return wrong


def check_text_calls(build):
    objects = build / 'lib/libjsecpatch-core.a.p'
    ours = {line.split()[-1] for folder in ('base', 'text')
            for path in objects.glob(folder + '_*.o') for line in nm('--defined-only', path)
            if line}
    wrong = []
    for path in sorted(objects.glob('text_*.o')):
        for line in nm('--undefined-only', path):
            name = line.split()[-1]
            if name not in ours and not TEXT_MAY_CALL.match(name):
                wrong.append(f'{path.name}: calls {name}')
    return wrong


def main():
    top, build = map(pathlib.Path, sys.argv[1:])
    wrong = (check_directions(top / 'lib') + check_circles(top / 'lib') +
             check_command(top / 'cli') + check_exports(top, build) +
             check_text_calls(build))
    print('\n'.join(wrong) or 'all includes run down, and only the right names go out')
    return 1 if wrong else 0


sys.exit(main())
