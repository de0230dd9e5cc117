#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts instructions, system calls and memory of a few runs, and compares them with counts.txt:
they may not grow.

usage: counts.py [CASE]...           says what grew
       counts.py --renew [CASE]...   writes counts.txt

JSECPATCH names the command, BUILD_ROOT its build. All runs see a file system in memory, one
processor and no other process, so that the counts hardly differ from machine to machine. But
those of other compilers and C libraries do, for which there is no table.
"""
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

import homes
import instructions

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = HERE + '/counts.txt'
COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
BUILD = os.environ.get('BUILD_ROOT') or os.path.dirname(os.path.dirname(os.path.abspath(COMMAND)))
PEAK = BUILD + '/tests/bench/peak'
ROOT = '/run/root'  # in a file system that only the runs see
PROCESSORS = '/sys/devices/system/cpu/online'
# The C library takes other functions on other processors.
TUNABLES = 'glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-AVX512BW,-BMI2,-ERMS,-FSRM,-MOVBE'
# How often threads meet and ask for memory, and what that costs, differs from run to run.
CHANCE = ('futex', 'sched_yield', 'restart_syscall', 'madvise', 'mmap', 'munmap', 'mprotect', 'brk')
HEAD = """\
# What a few runs cost, as tests/bench/counts.py counts it. A change may not make it more than
# {}, without a reason in its commit.
# {}
# case                       instructions  system calls  KiB
"""
# How much more is noise, as a part and as a number, and from which part on less is worth a note.
MORE = {'instructions': (0.02, 10_000), 'system calls': (0.02, 2), 'KiB': (0.15, 512)}
LESS = 0.90
SAID = '2 % of instructions, 2 % of system calls or 15 % of memory'


# The cases: a function makes a tree in ROOT, and returns the arguments to count.
CASES = {}


def case(function):
    CASES[function.__name__.replace('_', ' ')] = function
    return function


def run(*args):
    """Runs the command, uncounted."""
    subprocess.run([COMMAND, '--root', ROOT, *args], stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, check=True)


def make(n, **how):
    return homes.Homes(ROOT, n, [homes.generated()], **how)


@case
def start():
    return ['--version']


@case
def allow_one_quietly():
    return ['--allow', 'anon', '-q', make(1).homes[0]]


@case
def allow_one():
    return ['--allow', 'anon', make(1).homes[0]]


@case
def allow_30_that_differ():
    make(30)
    return ['--allow', 'anon', '-q']


@case
def allow_30_equal_ones():
    make(30, differ=False)
    return ['--allow', 'anon', '-q']


@case
def restore_30():
    make(30)
    run('--allow', 'anon', '-q')
    return ['--restore', '-q']


@case
def list_30():
    make(30)
    return ['--list']


@case
def document_of_30():
    make(30)
    return ['--list', '--json']


@case
def explain_30():
    make(30)
    return ['--explain']


@case
def allow_30_again():
    make(30)
    run('--allow', 'anon', '-q')
    return ['--allow', 'anon', '-q']


@case
def hook_with_nothing_to_do():
    make(30)
    run('--allow', 'anon', '--remember', '-q')
    run('--reapply', '--from-hook', 'apt')
    return ['--reapply', '--from-hook', 'apt']


@case
def reapply_50_rules():
    tree = make(50)
    rules = ''.join('rule.%d.allow = anon\nrule.%d.target = %s\n' % (i, i, home)
                    for i, home in enumerate(tree.homes))
    homes.write(ROOT + '/etc/jsecpatch.conf', rules.encode())
    run('--reapply', '-q')
    return ['--reapply', '-q']


@case
def scan_2000_directories():
    kind = homes.generated()
    for i in range(2000):
        path = ROOT + '/data/%d/%d/%d' % (i % 10, i // 10 % 10, i)
        os.makedirs(path)
        for k in range(9):
            homes.write('%s/file-%d' % (path, k), b'')
        if i % 250 == 0:
            homes.write(path + '/jre/' + kind.place, kind.text)
            homes.write(path + '/jre/release', kind.release)
    return ['--scan', '-q']


def members():
    """The files of a small JDK, for archives."""
    kind = homes.generated()
    yield 'jdk/release', kind.release
    yield 'jdk/' + kind.place, kind.text
    for i in range(50):
        yield 'jdk/lib/file-%d' % i, b''.join(b'%d\n' % (k * k * i) for k in range(4000))


def pack(name, mode):
    make_parent(name)
    with tarfile.open(ROOT + name, mode) as archive:
        for path, text in members():
            homes.write('/run/member', text)
            os.utime('/run/member', (0, 0))
            archive.add('/run/member', path)
    return name


def make_parent(name):
    os.makedirs(os.path.dirname(ROOT + name), exist_ok=True)


@case
def list_a_tar():
    return ['--list', pack('/srv/jdk.tar', 'w')]


@case
def allow_in_a_tar():
    return ['--allow', 'anon', '-q', pack('/srv/jdk.tar', 'w')]


@case
def allow_in_a_tar_gz():
    return ['--allow', 'anon', '-q', pack('/srv/jdk.tar.gz', 'w:gz')]


@case
def allow_in_a_tar_bz2():
    return ['--allow', 'anon', '-q', pack('/srv/jdk.tar.bz2', 'w:bz2')]


@case
def allow_in_a_zip():
    make_parent('/srv/jdk.zip')
    with zipfile.ZipFile(ROOT + '/srv/jdk.zip', 'w', zipfile.ZIP_DEFLATED) as archive:
        for path, text in members():
            archive.writestr(zipfile.ZipInfo(path), text, zipfile.ZIP_DEFLATED)
    return ['--allow', 'anon', '-q', '--output', '/srv/new.zip', '/srv/jdk.zip']


# Counting.

def fresh(make_tree):
    """Makes the tree anew. Returns the run to count."""
    shutil.rmtree(ROOT, ignore_errors=True)
    os.mkdir(ROOT)
    return [COMMAND, '--root', ROOT, *make_tree()]


def succeed(done):
    if done.returncode:
        raise SystemExit('%s: status %d: %s' % (
            ' '.join(done.args), done.returncode, done.stderr.decode(errors='replace')[-500:]))
    return done.stderr.decode(errors='replace')


def count_calls(argv):
    log = '/run/calls'
    succeed(subprocess.run(['strace', '-f', '-qq', '-o', log, '-c', *argv],
                           stdin=subprocess.DEVNULL, capture_output=True, check=False))
    with open(log, encoding='ascii') as f:
        rows = [line.split() for line in f if re.match(r' *[\d.]+ ', line)]
    return sum(int(row[3]) for row in rows if row[-1] not in (*CHANCE, 'total'))


def count_memory(argv):
    return int(succeed(subprocess.run([PEAK, *argv], stdin=subprocess.DEVNULL,
                                      capture_output=True, check=False)).split()[-1])


def count(make_tree):
    found, done = instructions.count(fresh(make_tree))
    succeed(done)
    return {'instructions': found,
            'system calls': count_calls(fresh(make_tree)),
            'KiB': sorted(count_memory(fresh(make_tree)) for _ in range(3))[1]}


# The table.

def environment():
    """What a table is of."""
    said = subprocess.run(['readelf', '-p', '.comment', COMMAND], stdout=subprocess.PIPE,
                          check=True, text=True).stdout
    compiler = re.search(r'\]  (\S+: .*)', said)[1].split()
    return '%s, %s %s, %s' % (platform.machine(), compiler[0].strip(':'), compiler[-1],
                              os.confstr('CS_GNU_LIBC_VERSION'))


def read_table():
    rows, of = {}, None
    with open(TABLE, encoding='ascii') as f:
        for line in f:
            if line.startswith('#'):
                of = line[2:-1] if 'glibc' in line else of
                continue
            name, *numbers = re.split(r' {2,}', line.strip())
            rows[name] = dict(zip(MORE, map(int, numbers)))
    return of, rows


def write_table(rows):
    with open(TABLE, 'w', encoding='ascii') as f:
        f.write(HEAD.format(SAID, environment()))
        for name in CASES:
            if name in rows:
                f.write('%-28s %12d  %12d  %6d\n' % (name, *(rows[name][what] for what in MORE)))


def judge(name, was, now):
    """Yields what grew, and prints a line of the counts."""
    said = []
    for what, (part, number) in MORE.items():
        if what not in was:
            said.append('no %s in the table' % what)
            yield True
        elif now[what] > was[what] * (1 + part) + number:
            said.append('MORE %s than %d' % (what, was[what]))
            yield True
        elif now[what] < was[what] * LESS:
            said.append('less %s than %d: renew the table' % (what, was[what]))
    print('%-28s %12d  %12d  %6d  %s' % (
        name, *(now[what] for what in MORE), '; '.join(said)), flush=True)


def unmount_others():
    """Unmounts what the runs do not need: each of them reads the list of all mounts."""
    needed = [os.path.realpath(path) + '/' for path in (
        HERE, BUILD, COMMAND, sys.executable, sys.prefix, shutil.which('valgrind'),
        shutil.which('strace'), '/usr', '/lib', '/lib64', '/etc', '/dev', '/proc', '/sys')]
    with open('/proc/self/mountinfo', encoding='utf-8', errors='surrogateescape') as f:
        places = [re.sub(r'\\(\d{3})', lambda m: chr(int(m[1], 8)), line.split()[4]) for line in f]
    for place in reversed(places):
        if not any(path.startswith(place.rstrip('/') + '/') for path in needed):
            subprocess.run(['umount', '--lazy', place], stderr=subprocess.DEVNULL, check=False)


def enter():
    """Makes the namespaces, in which this runs, look alike on all machines."""
    unmount_others()
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'mode=755', 'none', '/run'], check=True)
    if os.path.exists(PROCESSORS):
        homes.write('/run/processors', b'0\n')
        subprocess.run(['mount', '--bind', '/run/processors', PROCESSORS], check=True)
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
    path = os.environ['PATH']
    os.environ.clear()
    os.environ.update({'PATH': path, 'LC_ALL': 'C', 'GLIBC_TUNABLES': TUNABLES})


def measure(names, renew):
    enter()
    table = read_table()[1]
    unknown = [name for name in names if name not in CASES]
    if unknown:
        raise SystemExit('no case: ' + ', '.join(unknown))
    grown = 0
    for name in names or CASES:
        now = count(CASES[name])
        grown += sum(judge(name, table.get(name, {}), now))
        table[name] = now
    if renew:
        write_table(table)
    elif grown:
        print('%d counts have grown. HACKING.md says what to do.' % grown)
    return 1 if grown and not renew else 0


def main():
    names = [a for a in sys.argv[1:] if not a.startswith('--')]
    if '--alone' in sys.argv:
        return measure(names, '--renew' in sys.argv)
    why = missing('--renew' in sys.argv)
    if why:
        print('skipped: ' + why)
        return 77
    return subprocess.run([*instructions.ALONE, '--mount', '--propagation', 'private',
                           sys.executable, __file__, '--alone', *sys.argv[1:]],
                          check=False).returncode


def missing(renew):
    """Returns why nothing can be counted here, or None."""
    for program in ('valgrind', 'strace'):
        if not shutil.which(program):
            return program + ' is not there'
    if os.geteuid() or not instructions.has_namespaces():
        return 'needs root, who can make namespaces'
    of = read_table()[0]
    if not renew and of != environment():
        return 'the table is of %s, this is %s' % (of, environment())
    return None


if __name__ == '__main__':
    sys.exit(main())
