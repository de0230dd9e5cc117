# SPDX-License-Identifier: MIT
"""Compares how the library reads properties with answers of real JVMs in vectors*.tsv."""

import os

from oracle import HERE, SHARED, Report, ask_ours, printable, read_props


def load(path):
    """Loads rows of input and one or two results. An unknown result is None."""
    with open(path, encoding='ascii') as f:
        rows = [line.rstrip('\n').split('\t') for line in f if not line.startswith('#')]
    return [[None if field == '?' else field for field in row] for row in rows]


def check(report, where, reader, rows):
    """Checks rows of input and result, for one of the two readers."""
    rows = [('' if row[0] == '-' else row[0], row[1]) for row in rows if row[1] is not None]
    answers = ask_ours('props_dump', [reader], [row[0] for row in rows])
    for (document, expected), answer in zip(rows, answers):
        if read_props(expected) != read_props(answer):
            report.add('%s, %s reader' % (where, reader), printable(bytes.fromhex(document)),
                'Java:    ' + expected, 'library: ' + answer)
    print('%s: %d documents, %s reader' % (where, len(rows), reader))
    return len(rows)


def main():
    report = Report()
    own = load(os.path.join(HERE, 'vectors.tsv'))
    n = check(report, 'vectors.tsv', 'modern', [(d, modern) for d, modern, old in own])
    n += check(report, 'vectors.tsv', 'old', [(d, old) for d, modern, old in own])
    for name, reader in ('properties-modern.tsv', 'modern'), ('properties-jdk8.tsv', 'old'):
        path = os.path.join(SHARED, name)
        if os.path.exists(path):
            n += check(report, name, reader, [row[:2] for row in load(path)])
    report.finish('%d documents' % n)


if __name__ == '__main__':
    main()
