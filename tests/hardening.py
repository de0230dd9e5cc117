#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks with readelf that what is built is hardened: the command, the library, both kinds.

usage: hardening.py BUILD
exit status: 0 success, 1 failure, 77 this build has no FORTIFY: sanitizers, or no optimization
"""
import json
import pathlib
import re
import subprocess
import sys

# With FORTIFY each call of these becomes one of __..._chk. (Calls that write into a buffer may
# stay what they are, if the compiler sees that it is large enough.)
FORTIFIED = {'printf', 'fprintf', 'dprintf', 'asprintf', 'vprintf', 'vfprintf', 'vasprintf'}
# What leaves no trace in the files: the options of each compilation.
OPTIONS = {'-fstack-protector-strong', '-fstack-clash-protection'}
MACHINES = {'Advanced Micro Devices X86-64': 'x86 feature: IBT, SHSTK',
            'AArch64': 'AArch64 feature: BTI, PAC'}


def readelf(*arguments):
    return subprocess.run(['readelf', '--wide', *map(str, arguments)], check=True, text=True,
                          capture_output=True).stdout


def symbols(path):
    """The undefined symbols of a file or of all members of an archive."""
    return {found[1] for found in re.finditer(r' UND (\w+)', readelf('--syms', path))}


def linked(path):
    """Yields what is wrong with a command or a shared library."""
    segments, dynamic = readelf('--segments', path), readelf('--dynamic', path)
    if not re.search(r'^Elf file type is DYN', segments, re.M):
        yield 'is not position independent'
    if 'GNU_RELRO' not in segments:
        yield 'has no RELRO'
    if not re.search(r'\(FLAGS_1\).*\bNOW\b', dynamic):
        yield 'has no BIND_NOW'
    if 'TEXTREL' in dynamic:
        yield 'has text relocations'
    if not re.search(r'GNU_STACK\s.* RW +0x', segments):
        yield 'has a stack that can be executed'


def objects(path):
    """Yields what is wrong with object files, or with what is linked of them."""
    names = symbols(path)
    if '__stack_chk_fail' not in names:
        yield 'has no stack protector'
    for name in sorted(names & FORTIFIED):
        yield f'calls {name} without FORTIFY'
    if not any(name.endswith('_chk') for name in names):
        yield 'has no call with FORTIFY'


def branches(path):
    """Yields object files of an archive whose indirect branches are not protected."""
    for member in re.split(r'^File: ', readelf('--file-header', '--notes', path), flags=re.M)[1:]:
        machine = re.search(r'Machine: +(.*)', member)[1]
        if MACHINES.get(machine, '') not in member:
            yield f'{member.splitlines()[0]} has no note "{MACHINES[machine]}"'


def compiled(build):
    """Yields sources that were compiled without an option."""
    for entry in json.loads((build / 'compile_commands.json').read_text()):
        if re.match(r'(lib|cli)/', entry['output']):
            for option in sorted(OPTIONS - set(entry['command'].split())):
                yield f'{entry["file"]}: is compiled without {option}'


def main():
    build = pathlib.Path(sys.argv[1])
    command, shared = build / 'cli/jsecpatch', build / 'lib/libjsecpatch.so.0'
    core, static = build / 'lib/libjsecpatch-core.a', build / 'lib/libjsecpatch.a'
    commands = (build / 'compile_commands.json').read_text()
    if '-fsanitize' in commands or not re.search(r' -O[123s]', commands):
        print('sanitizers, or no optimization: no FORTIFY')
        return 77
    wrong = [f'{path}: {what}' for path, checks in {
        command: (linked, objects), shared: (linked, objects),
        static: (objects, branches)}.items() for check in checks for what in check(path)]
    # Only here each source still is a file of its own. Debian's crti.o has no note of branches.
    wrong += [*branches(core), *compiled(build)]
    print('\n'.join(wrong) or 'all is hardened')
    return 1 if wrong else 0


sys.exit(main())
