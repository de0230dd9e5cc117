#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes many installs, and measures a run over all of them in comparison with sed.

usage: many.py DIR N [CORPUS]   only makes N homes in DIR/opt

The homes have the java.security files of the samples, of CORPUS (a directory of files named
VENDOR-VERSION-SYSTEM.java.security) and the machine's own, in turn.
"""
import glob
import os
import re
import shutil
import subprocess
import sys
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOMES = SOURCE + '/samples/root/opt/*'
REAL = '/etc/java-17-openjdk/security/java.security'
NEW, OLD = 'conf/security/java.security', 'jre/lib/security/java.security'
SED = 's/ anon,//'


def read(path):
    with open(path, 'rb') as f:
        return f.read()


def kinds(corpus):
    """Returns kinds of homes: the path and bytes of the file, and `release`."""
    found = []
    for home in sorted(glob.glob(HOMES)):
        for place in (NEW, OLD):
            if os.path.exists(home + '/' + place):
                found.append((place, read(home + '/' + place), read(home + '/release')))
    for path in sorted(glob.glob(os.path.join(corpus or '/none', '*.java.security'))):
        major = int(re.search(r'[a-z]-(\d+)', os.path.basename(path)).group(1))
        version = '1.8.0_352' if major == 8 else '%d.0.1' % major
        found.append((OLD if major == 8 else NEW, read(path),
                      b'JAVA_VERSION="%s"\n' % version.encode()))
    if os.path.exists(REAL):
        found.append((NEW, read(REAL), b'JAVA_VERSION="17.0.15"\n'))
    return [kind for kind in found if re.search(rb'^[^#\n]* anon,', kind[1], re.M)]


class Homes:
    """Makes `n` homes in a directory."""

    def __init__(self, top, n, corpus=None):
        self.top, self.kinds = top, kinds(corpus)
        self.files = []
        for i in range(n):
            place, _, release = self.kinds[i % len(self.kinds)]
            home = '%s/opt/jdk-%05d' % (top, i)
            os.makedirs(home + '/' + os.path.dirname(place), exist_ok=True)
            with open(home + '/release', 'wb') as f:
                f.write(release)
            self.files.append(home + '/' + place)
        self.fill()

    def bytes_of(self, i):
        return self.kinds[i % len(self.kinds)][1]

    def fill(self):
        """Writes all files with the vendors' bytes, and syncs them to the disk."""
        for i, path in enumerate(self.files):
            for name in os.listdir(os.path.dirname(path)):
                os.unlink(os.path.join(os.path.dirname(path), name))
            with open(path, 'wb') as f:
                f.write(self.bytes_of(i))
        os.sync()

    def pristine(self):
        return sum(read(path) == self.bytes_of(i) for i, path in enumerate(self.files))


class Many:
    """Measures runs over `n` installs. `bench` starts programs and knows the paths."""

    def __init__(self, bench, n):
        self.bench, self.n = bench, n
        self.homes = Homes(bench.path('many-%d' % n), n, bench.args.corpus)
        self.state = bench.path('many-state-%d' % n)
        self.list = bench.path('many-%d.list' % n)
        with open(self.list, 'w', encoding='ascii') as f:
            f.write('\n'.join(self.homes.files) + '\n')

    def ours(self, *argv):
        return [self.bench.ours, '--root', self.homes.top, '--state-dir', self.state,
                '--policy', self.bench.path('many.conf'), *argv]

    def loop(self, commands):
        return ['sh', '-c', 'while read -r f; do %s; done <%s' % (commands, self.list)]

    def fresh(self):
        shutil.rmtree(self.state, ignore_errors=True)
        self.homes.fill()

    def patched(self):
        if self.homes.pristine() != self.n:
            self.fresh()
        self.run('--allow', 'anon', '-q')

    def run(self, *argv):
        return self.bench.spawn(self.ours(*argv))

    def peers(self):
        sed = "sed -i '%s' \"$f\"" % SED
        files = self.homes.files
        one = ['sed', '-i', SED, *files]
        return [
            ('sed -i, in a loop', self.fresh, self.loop(sed)),
            ('cp -p, sed -i, sync FILE DIR, in a loop', self.fresh, self.loop(
                'cp -p "$f" "$f.orig"; %s; sync "$f" "${f%%/*}"' % sed)),
            ('sed -i, one process, no sync', self.fresh, one),
            ('sed -n, one process', None, ['sed', '-n', '/anon/p', *files]),
        ]

    def jobs(self):
        return [
            ('--allow anon', self.fresh, self.ours('--allow', 'anon', '-q')),
            ('--allow anon --json', self.fresh, self.ours('--allow', 'anon', '--json')),
            ('--allow anon, nothing to do', self.patched, self.ours('--allow', 'anon', '-q')),
            ('--restore', self.patched, self.ours('--restore', '-q')),
            ('--suspend', self.patched, self.ours('--suspend', '-q')),
            ('--reapply, what was suspended', self.suspended, self.ours('--reapply', '-q')),
            ('--reapply of a hook, nothing to do', self.remembered,
             self.ours('--reapply', '--from-hook', 'apt')),
            ('--list', self.patched, self.ours('--list', '-q')),
        ]

    def suspended(self):
        self.patched()
        self.run('--suspend', '-q')

    def remembered(self):
        self.fresh()
        self.run('--allow', 'anon', '--remember', '-q')

    def times(self, jobs, rounds):
        spawn = self.bench.spawn
        return self.bench.rounds(
            [(name, prepare, lambda argv=argv: spawn(argv)) for name, prepare, argv in jobs],
            rounds)

    def memory(self, prepare, argv):
        """Returns the maximum memory of a run in MiB."""
        if prepare:
            prepare()
        return self.bench.peak(argv)

    def remove(self):
        shutil.rmtree(self.homes.top)
        shutil.rmtree(self.state, ignore_errors=True)

    def check(self):
        self.fresh()
        self.run('--allow', 'anon', '-q')
        if self.homes.pristine():
            raise SystemExit('%d of %d files are not patched' % (self.homes.pristine(), self.n))
        self.run('--restore', '-q')
        if self.homes.pristine() != self.n:
            raise SystemExit('%d files are not restored' % (self.n - self.homes.pristine()))


def main():
    top, n, *corpus = sys.argv[1:]
    start = time.perf_counter()
    homes = Homes(top, int(n), *corpus)
    print('%d homes of %d kinds in %.1f s' % (
        len(homes.files), len(homes.kinds), time.perf_counter() - start))


if __name__ == '__main__':
    main()
