# SPDX-License-Identifier: MIT
"""Copies of an archive with one byte flipped, some for each part; lists them.

usage: damage.py ARCHIVE DIR    makes DIR/OFFSET, and prints lines of OFFSET PART
"""
import os
import sys

BLOCK = 512
# Fewer where each run takes its time, as under valgrind.
SAMPLES = 1 if os.environ.get('WRAP') else 3


def members(data):
    """(name of the kind, offset of the header, size of the contents) of each tar member."""
    at = 0
    while data[at:at + BLOCK].strip(b'\0'):
        size = int(data[at + 124:at + 135], 8)
        yield {ord('x'): 'pax', ord('0'): 'file'}.get(data[at + 156], '?'), at, size
        at += BLOCK + (size + BLOCK - 1) // BLOCK * BLOCK


def lines(data, start, size):
    """(text, offset, size) of each line."""
    for line in data[start:start + size].splitlines(keepends=True):
        yield line.decode('latin-1'), start, len(line)
        start += len(line)


def parts(data):
    """(name, offset, size) of all that is no padding."""
    for number, (kind, at, size) in enumerate(members(data)):
        name = 'manifest' if number == 0 else kind
        yield f'{name}: name in the header', at, data[at:].index(b'\0')
        yield f'{name}: header', at + 100, 57
        if name == 'file':
            yield 'file: contents', at + BLOCK, size
            continue
        for i, (text, start, length) in enumerate(lines(data, at + BLOCK, size)):
            word = text.split('=')[0].split(' ')[1] if kind == 'pax' else str(i + 1)
            yield f'{name}: line {word}', start, length


def main():
    with open(sys.argv[1], 'rb') as archive:
        data = archive.read()
    for name, start, size in parts(data):
        for offset in sorted({start + (2 * i + 1) * size // (2 * SAMPLES)
                              for i in range(SAMPLES)}):
            flipped = bytearray(data)
            flipped[offset] ^= 1
            with open(os.path.join(sys.argv[2], str(offset)), 'wb') as copy:
                copy.write(flipped)
            print(offset, name)


main()
