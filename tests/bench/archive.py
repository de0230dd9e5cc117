#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Times changes of a JDK in its archive against unpacking it, sed, and packing it again.

usage: archive.py [--quick] [--xz] [--runs N] [HOME]

HOME is a Java home to pack, by default the machine's own. --quick uses a small tree once, to see
that this works. --xz adds tests that take minutes. JSECPATCH names the command, which should be a
release build. The other programs take turns with it, and times are medians. Files are in TMPDIR,
whose speed matters.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
LIST = 'conf/security/java.security'
EDIT = 's/, anon, NULL/, NULL/'
# The part of the first program's time that ours may take.
TARGETS = {'tar.gz': 0.20, 'zip': 0.05, 'tar.xz': 0.85, 'tar.zst': 0.85, 'list': 1.05}


def timed(script, cwd):
    before = time.monotonic()
    subprocess.run(['sh', '-ec', script], cwd=cwd, check=True, stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.monotonic() - before


def table(title, rows, target, work, runs):
    """Prints a table. `rows` are names and scripts: first the other program, then ours."""
    times = {name: [] for name, _ in rows}
    for _ in range(runs):
        for name, script in rows:
            times[name].append(timed(script, work))
    print('\n%s' % title)
    base = statistics.median(times[rows[0][0]])
    for i, (name, _) in enumerate(rows):
        median = statistics.median(times[name])
        said = ''
        if i == 1:
            said = 'target %.2f: %s' % (target, 'ok' if median <= target * base else 'MISSED')
        print('  %-44s %8.2f s %8.2f s %6.3f  %s' % (name, median, min(times[name]),
                                                    median / base, said), flush=True)


def small(work):
    home = os.path.join(work, 'jdk')
    os.makedirs(os.path.join(home, os.path.dirname(LIST)))
    with open(os.path.join(home, LIST), 'w') as file:
        file.write('security.provider.1=SUN\njdk.tls.disabledAlgorithms=SSLv3, anon, NULL\n')
    for i in range(20):
        with open(os.path.join(home, 'file%d' % i), 'w') as file:
            file.writelines('%d\n' % (k * k * i) for k in range(20000))


def repack(kind, unpack, pack):
    return ('rm -rf tree new.%s && mkdir tree && cd tree && %s && sed -i "%s" jdk/%s && %s' %
            (kind, unpack, EDIT, LIST, pack))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--xz', action='store_true')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('home', nargs='?', default='/usr/lib/jvm/java-17-openjdk-amd64')
    options = parser.parse_args()
    runs = 1 if options.quick else options.runs
    with tempfile.TemporaryDirectory(prefix='jsecpatch-bench.') as work:
        if options.quick or not os.path.exists(os.path.join(options.home, LIST)):
            small(work)
        else:
            shutil.copytree(options.home, os.path.join(work, 'jdk'), symlinks=False,
                            ignore_dangling_symlinks=True)
        timed('tar cf jdk.tar jdk && gzip -k jdk.tar && zip -qr jdk.zip jdk', work)
        for kind in ('tar.gz', 'zip'):
            print('jdk.%s: %d bytes' % (kind, os.path.getsize(os.path.join(work, 'jdk.' + kind))))
        ours = 'rm -f new.{0} && "%s" --state-dir state -q -a anon --output new.{0} jdk.{0}' % COMMAND
        placed = ('cp jdk.{0} in.{0} && "%s" --state-dir "$PWD/state" -q -a anon in.{0} && '
                  'rm -r state' % COMMAND)
        table('tar.gz', [
            ('tar x, sed, tar cz', repack('tar.gz', 'tar xf ../jdk.tar.gz',
                                          'tar czf ../new.tar.gz jdk')),
            ('jsecpatch --output', ours.format('tar.gz')),
            ('jsecpatch, with cp and backup', placed.format('tar.gz')),
            ('gunzip alone', 'gunzip -c jdk.tar.gz'),
            ('cp alone', 'cp jdk.tar.gz in.tar.gz'),
        ], TARGETS['tar.gz'], work, runs)
        table('zip', [
            ('unzip, sed, zip', repack('zip', 'unzip -q ../jdk.zip', 'zip -qr ../new.zip jdk')),
            ('jsecpatch --output', ours.format('zip')),
            ('jsecpatch, with cp and backup', placed.format('zip')),
            ('cp alone', 'cp jdk.zip in.zip'),
        ], TARGETS['zip'], work, runs)
        reader = 'bsdtar' if shutil.which('bsdtar') else 'tar'
        table('--list', [
            ('%s xOf, one member' % reader, '%s -xOf jdk.tar.gz jdk/%s' % (reader, LIST)),
            ('jsecpatch --list', '"%s" --state-dir state jdk.tar.gz' % COMMAND),
        ], TARGETS['list'], work, runs)
        for kind, option in (('tar.zst', '--zstd'), ('tar.xz', '-J')):
            if not shutil.which('zstd') or (kind == 'tar.xz' and not options.xz):
                continue
            timed('tar %s -cf jdk.%s jdk' % (option, kind), work)
            table(kind, [
                ('tar x, sed, tar c', repack(kind, 'tar xf ../jdk.' + kind,
                                             'tar %s -cf ../new.%s jdk' % (option, kind))),
                ('jsecpatch --output', ours.format(kind)),
            ], TARGETS[kind], work, min(runs, 1 if kind == 'tar.xz' else runs))
    return 0


sys.exit(main())
