#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""
Asks real JVMs for vectors.tsv. To renew it:

    tests/oracle/make_vectors.py --seed 1 --old /path/to/jdk8/bin/java > tests/oracle/vectors.tsv

--java is a JVM of 11.0.5 or later, by default the newest here. --old is a JVM of 7, 8, 9 or 10.
Without it, the third column (the old reader's result) is unknown, and nothing tests that reader.
"""

import argparse
import random

from generate import Generator
from oracle import Jvm, Oracle, need_jvms

# Every rule of the grammar, by hand. Each document is also used without its last line end, and
# with CR and CRLF instead of LF.
HAND = [
    b'', b'\n', b' \t\f\n', b'k\n', b'k=v\n', b'k:v\n', b'k v\n', b'k\tv\n', b'k\fv\n', b'=v\n',
    b':\n', b'k = = v\n', b'k=:v\n', b'k ==v\n', b'k : =v\n', b'  k \t= \tv \t\n', b'k=v\x0b\n',
    b'\x0bk=v\n', b'\x00=\x00\n', b'\xa0k=v\n', b'\x85k=v\x85\n', b'\xef\xbb\xbfk=v\n',
    b'\xe9=\xff\n', b'k=v\n\x1a\n', b'# c\n', b'! c\nk=v\n', b' \t#c\nk=v\n', b'# c \\\nk=v\n',
    b'# c\\\\\nk=v\n', b'#\\u00g0\nk=v\n', b'#', b'#\nk=v\n', b'k=#v\n', b'k#=v\n', b'k=a\n#b\n',
    b'k=a,\\\n#b\nc=3\n', b'k=a,\\\n!b\n', b'k=a,\\\n   b\n', b'k=ab\\\n\t\f cd\n', b'k=a \\\nb\n',
    b'k=a\\\\\nb=2\n', b'k=a\\\\\\\nb\n', b'k=a\\ \nb=2\n', b'k=a,\\\n\nb=2\n',
    b'k=a,\\\n \t\nb=2\n', b'k=a,\\\nb=2\n', b'k=a\\\n\\\nb\n', b'k=a\\\n \\\n  \\\n b\nc=d\n',
    b'k\\\n   =v\n', b'k=\\\n   v\n', b'k\\\n\\\n=\\\n\\\nv\n', b'k \\\n = \\\n v\n',
    b'k\\\n  l=v\n', b'k\\\n:v\n', b'a\\\n', b'k=a\\', b'k=a\\\n', b'\\', b'\\\n', b'\\\\\n',
    b'\\\\\\\n', b'\\\n#k=v\na=b\n', b'\\\n\nk=v\n', b'\\\n\\\nk=v\n', b'\\\n  k=v\n', b' \\\n!k\n',
    b'\\\n=v\n', b'\\\n\\\n#k\n', b'\\\n', b'a=b\n\\', b'a=b\n\\\n', b'a=b\n \\\n ', b'a=b\n\\\n#c',
    b'a=b\n\\\n\nc=d\n', b'k=\\t\\n\\r\\f\n', b'k=\\a\\b\\0\\U0061\\"\\\'\n', b'\\k=\\anon\n',
    b'k=an\\u006fn\n', b'k=\\u00E9\\u00e9\n', b'k=\\u20ac\\ud83d\\ude00\\udc00\n', b'\\u006b=v\n',
    b'k\\u003dl=v\n', b'k=a\\u000ab\\u000d\n', b'k=a\\u005c\nb=c\n', b'k=\\u0000\n', b'k\\=l=v\n',
    b'k\\:l:v\n', b'k\\ l v\n', b'k\\\tl\tv\n', b'k\\\\=v\n', b'\\#k=v\n', b'\\!k=v\n', b'k=\\ v\n',
    b'k=\\=v\n', b'\\ =v\n', b'k=v\\ \n', b'k=\\u00\\\n61\n', b'k=\\\\u0061\n',
    b'k=\\u\\\n0\\\n 0\\\n6\\\n\t1\n', b'k=\\\\\\u0061\n', b'k=\\u 061\n', b'k=\\uu0061\n',
    b'a=1\nk=\\uZZZZ\nb=2\n', b'a=1\nk=\\u006\n', b'a=1\n\\u00=1\n', b'k=\\u', b'k=\\u006',
    b'k=\\u0061', b'k=\\u+061\n', b'k=\\u-061\n', b'k=\\u0x61\n', b'k=\\uff11\\uFF11\n',
    b'k\\u006=1\n', b'k=1\nk=2\n', b'k=1\nK=2\n', b'k=1\nk\n', b'k=1\n\\u006b=2\n',
    b'k=1\nk\\\n=2\nk:3\n', b'a=1\n\n\n\nb=2\n', b'a=1\r\rb=2\n\r\n\rc=3', b'a=1\\\r\n\r\nb=2',
    b'a=1\\\n\rb=2', b'a=1\\\r\rb=2',
]


def variants(document):
    return [document, document.rstrip(b'\r\n'), document.replace(b'\n', b'\r'),
        document.replace(b'\n', b'\r\n')]


def random_documents(seed, n):
    g = Generator(random.Random(seed))
    while n:
        d = b''.join(g.noise() + g.eol() for _ in range(g.r.randint(1, 5)))
        d = d if n % 3 else g.document()
        if len(d) <= 400:
            n -= 1
            yield d if g.chance(0.7) else d.rstrip(b'\r\n')


def main():
    args = argparse.ArgumentParser()
    args.add_argument('--seed', type=int, default=1)
    args.add_argument('--random', type=int, default=150, help='documents that are not by hand')
    args.add_argument('--java', help='the home of a Java')
    args.add_argument('--old', help='that of Java 8')
    a = args.parse_args()
    documents = [v for d in HAND for v in variants(d)[:4 if b'\\' in d else 2]]
    documents += list(random_documents(a.seed, a.random))
    lines = [d.hex() for d in dict.fromkeys(documents)]
    oracle = Oracle()
    modern = oracle.ask(Jvm(a.java) if a.java else need_jvms(13)[0], 'props', lines)
    old = oracle.ask(Jvm(a.old), 'props', lines) if a.old else ['?'] * len(lines)
    print('# Made by make_vectors.py --seed %d: document, what a JVM of today reads, and what an'
        ' old one does' % a.seed)
    for line, new, before in zip(lines, modern, old):
        # The old reader looks for missing digits after the end of the line.
        unknown = new.startswith('ERR') and not before.startswith('ERR')
        print(line, new, '?' if unknown else before, sep='\t')


if __name__ == '__main__':
    main()
