#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes Java homes whose java.security files have the vendors' size and all differ.

usage: homes.py DIR N [CORPUS]   only makes N homes in DIR/opt

The files are those of the machine's Javas and of CORPUS, a directory of files named
VENDOR-VERSION-SYSTEM.java.security. Each gets a last line of its own. A machine that has none
gets one of the same size and shape.
"""
import collections
import glob
import os
import re
import shutil
import sys

NEW, OLD = 'conf/security/java.security', 'jre/lib/security/java.security'
JAVAS = '/usr/lib/jvm/*'
LEAST = 30_000  # bytes; a vendor's file has 40,000 to 60,000
RELEASE = b'IMPLEMENTOR="Example"\nJAVA_VERSION="17.0.15"\n'

# A kind of home: where its file is, the file, `release`, and whose file it is.
Kind = collections.namedtuple('Kind', 'place text release origin')


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as f:
        f.write(text)


def sync(path):
    fd = os.open(path, os.O_RDONLY)
    os.fsync(fd)
    os.close(fd)


def generated():
    out = ['#\n# A file of the size and shape of a java.security.\n#\n\n']
    for i in range(95):
        out.append('#\n' + '# What this property is for, and what may be set here in its stead.\n' * 7)
        out.append('#\n# Example:\n#   an.example.property.%d=value\n' % i)
        out.append('a.property.of.java.security.%d=value\n\n' % i)
    out.append('security.provider.1=SUN\n')
    out.append('jdk.tls.disabledAlgorithms=SSLv3, TLSv1, TLSv1.1, DTLSv1.0, RC4, DES, \\\n'
               '    MD5withRSA, DH keySize < 1024, EC keySize < 224, 3DES_EDE_CBC, anon, NULL, \\\n'
               '    ECDH, include jdk.disabled.namedCurves\n')
    return Kind(NEW, ''.join(out).encode(), RELEASE, 'generated')


def candidates(corpus):
    for home in sorted(glob.glob(JAVAS)):
        for place in (NEW, OLD):
            if os.path.exists(home + '/' + place) and os.path.exists(home + '/release'):
                yield Kind(place, read(home + '/' + place), read(home + '/release'),
                           os.path.basename(os.path.realpath(home)))
    for path in sorted(glob.glob(os.path.join(corpus or '/none', '*.java.security'))):
        name = os.path.basename(path)
        major = int(re.search(r'[a-z]-(\d+)', name).group(1))
        version = '1.8.0_352' if major == 8 else '%d.0.1' % major
        yield Kind(OLD if major == 8 else NEW, read(path),
                   b'JAVA_VERSION="%s"\n' % version.encode(), name.split('.', 1)[0])


def kinds(corpus=None):
    """Returns the kinds that this machine has. All block anon."""
    found = {}
    for kind in candidates(corpus):
        if len(kind.text) >= LEAST and re.search(rb'^[^#\n]* anon,', kind.text, re.M):
            found.setdefault(kind.text, kind)
    return list(found.values()) or [generated()]


class Homes:
    """Makes `n` homes in `top`/opt: of `kinds` in turn, each file with a line of its own."""

    def __init__(self, top, n, of, differ=True):
        self.top, self.kinds, self.differ = top, of, differ
        self.homes = ['/opt/jdk-%05d' % i for i in range(n)]
        self.files = [top + home + '/' + self.kind(i).place for i, home in enumerate(self.homes)]
        for i, home in enumerate(self.homes):
            write(top + home + '/release', self.kind(i).release)
        self.fill()

    def kind(self, i):
        return self.kinds[i % len(self.kinds)]

    def text(self, i):
        return self.kind(i).text + (b'# home %d\n' % i if self.differ else b'')

    def fill(self):
        """Writes all files anew, nothing else beside them, and syncs them to the disk."""
        for i, path in enumerate(self.files):
            shutil.rmtree(os.path.dirname(path), ignore_errors=True)
            write(path, self.text(i))
        # A few one by one: others wait long for a sync of the whole disk.
        if len(self.files) > 20:
            os.sync()
        else:
            for path in self.files:
                sync(path)
                sync(os.path.dirname(path))

    def vendors(self):
        """Returns how many files are as the vendor made them."""
        return sum(read(path) == self.text(i) for i, path in enumerate(self.files))


def main():
    top, n, *corpus = sys.argv[1:]
    homes = Homes(top, int(n), kinds(*corpus))
    print('%s homes of: %s' % (n, ', '.join(kind.origin for kind in homes.kinds)))


if __name__ == '__main__':
    main()
