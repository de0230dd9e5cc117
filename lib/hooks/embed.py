#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a C array of the hooks' texts.

usage: embed.py DIRECTORY OUTPUT FILE...   FILEs below DIRECTORY, named relative to it
"""
import os
import sys


def literal(line):
    """A line as a C string; a trigraph or a second escape cannot come about."""
    return '"' + ''.join(chr(b) if chr(b).isalnum() or chr(b) in " #!$%&'()*+,-./:;<=>@[]^_{|}~"
                         else f'\\{b:03o}' for b in line) + '"'


def main():
    directory, output, *files = sys.argv[1:]
    with open(output, 'w', encoding='ascii') as out:
        out.write('/* Made by embed.py from samples/hooks. */\n#include "hooks/hook_table.h"\n\n'
                  'const struct hook_text hook_texts[] = {\n')
        for path in files:
            with open(path, 'rb') as file:
                lines = file.read().splitlines(keepends=True)
            name = os.path.relpath(path, directory)
            out.write(f'\t{{{literal(name.encode())},\n')
            out.writelines(f'\t\t{literal(line)}\n' for line in lines)
            out.write('\t},\n')
        out.write('\t{NULL, NULL},\n};\n')


main()
