# SPDX-License-Identifier: MIT
"""Runs the commands of a README, and compares what they print with what it says.

A command is an indented line that begins with `$ `. What it prints stands below it, and there
a line `...` is for any lines.
"""
import difflib
import re

from roots import Failed, read, write

# A line that depends on the machine, and what differs in each run.
MACHINE = re.compile(r'^Could not inspect these processes.*\n', re.MULTILINE)
CHANGES = re.compile(r'\d{8}T\d{6}Z-[0-9a-f]{16}|^\d+(?= root /)', re.MULTILINE)


def commands(lines):
    """Returns the commands, each with the paragraph before it, and where its output stands."""
    found, paragraph, inside, last = [], [], False, ''
    for number, line in enumerate(lines):
        if line.startswith('    $ '):
            found.append([' '.join(paragraph), line[6:], number + 1, number + 1])
            inside = True
        elif line.startswith('    ') and inside:
            found[-1][3] = number + 1
        elif line and not line.startswith(' '):
            paragraph = paragraph + [line] if last and not last.startswith(' ') else [line]
            inside = False
        last = line
    return found


def normal(text):
    lines = CHANGES.sub('*', MACHINE.sub('', text)).strip('\n').splitlines()
    return [line.rstrip() for line in lines]


def difference(wanted, got):
    """Returns how the lines differ, or nothing."""
    pattern = ''.join('(?:.*\n)*' if line == '...' else re.escape(line) + '\n' for line in wanted)
    if re.fullmatch(pattern, ''.join(line + '\n' for line in got)):
        return ''
    return '\n'.join(difflib.unified_diff(wanted, got, 'written', 'printed', lineterm='')) + '\n'


def follow(path, run, renew=False):
    """Runs all commands of a README: run(paragraph, command) returns what one prints."""
    lines = read(path).decode().splitlines()
    wrong, moved = '', 0
    for paragraph, command, start, end in commands(lines):
        written = [line[4:] for line in lines[start + moved:end + moved]]
        printed = MACHINE.sub('', run(paragraph, command)).strip('\n').splitlines()
        differs = difference(normal('\n'.join(written)), normal('\n'.join(printed)))
        if differs:
            wrong += f'$ {command}\n{differs}'
            lines[start + moved:end + moved] = [('    ' + line).rstrip() for line in printed]
            moved += len(printed) - (end - start)
    if renew:
        write(path, '\n'.join(lines) + '\n')
    elif wrong:
        raise Failed(f'{path}:\n{wrong}')
