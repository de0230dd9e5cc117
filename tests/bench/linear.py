#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts the instructions of runs over N and 4 N of whatever others can make many: at most
4.4 times as many, without those of a run over none.

usage: linear.py [KIND]...
       linear.py --large [KIND]...   seconds and MiB of runs over a file of 4 MiB of each kind

A kind is a function that makes a tree with n of something, and returns the runs to count. A
run that is refused, or fails with a status above 1, is an error.
"""
import collections
import concurrent.futures
import io
import multiprocessing
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import zipfile

import instructions
from instructions import ALONE, has_namespaces

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
MOST = 4.4
NOISE = 1_000_000  # instructions by which the start of two runs may differ
LARGE = 4 << 20  # the largest file that is read
SECONDS, MEMORY = 2, 64  # of a run with --large
HEAD = b'security.provider.1=SUN\n'
LIST = b'jdk.tls.disabledAlgorithms='
VENDORS = LIST + b'SSLv3, TLSv1, RC4, DES, anon, NULL\n'
START = VENDORS[:-1]
LIST_IT = ('--list',)
EXPLAIN = ('--explain',)
ALLOW = ('--allow', 'anon')
DISALLOW = ('--disallow', 'FOO')
RESTORE = ('--restore',)

# A run of the command: its arguments, and the words before it that start it.
Run = collections.namedtuple('Run', 'args prefix', defaults=((),))


def write(root, path, data):
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data)


def make_home(root, text, name='x', version='25'):
    write(root, f'opt/{name}/release', f'JAVA_VERSION="{version}"\n'.encode())
    write(root, f'opt/{name}/conf/security/java.security', text)


def on(runs, name='/opt/x'):
    return [Run(run + (name,)) for run in runs]


# Texts of a java.security: the runs to count, what is before n times the unit, and after it.
LOOK = (EXPLAIN, ALLOW)
LISTS = (LIST_IT, EXPLAIN, ALLOW, DISALLOW)
ALL = (LIST_IT, EXPLAIN, ALLOW, DISALLOW, RESTORE)
TEXTS = {
    'definitions': (ALL, HEAD + VENDORS, LIST + b'SSLv3, anon\n', b''),
    'properties': (ALL, HEAD + VENDORS, b'a=1\n', b''),
    'keys': (LOOK, HEAD + VENDORS, b'a\n', b''),
    'entries': (ALL, HEAD + START, b', E%06d', b'\n'),
    'equal entries': (LISTS, HEAD + START, b',a', b'\n'),
    'empty entries': (LISTS, HEAD + START, b',', b', NULL\n'),
    'removed entries': (LISTS, HEAD + LIST + b'NULL', b', anon', b'\n'),
    'wrapped entries': (LISTS, HEAD + LIST + b'NULL', b', \\\n anon', b', SSLv3\n'),
    'scattered entries': (LISTS, HEAD + LIST + b'NULL', b', anon, \\\n E%06d', b'\n'),
    'constraints': (LISTS, HEAD + START, b', RSA keySize < 1024', b'\n'),
    'conditions': (LOOK, HEAD + START + b', SHA1 jdkCA', b' & usage TLSServer', b'\n'),
    'wildcards': (LISTS, HEAD + START, b', TLS_*_SHA', b'\n'),
    'stars': (LOOK, HEAD + START + b', TLS_', b'*A', b'\n'),
    'joins': (LOOK, HEAD + START + b', ', b'\\\n', b'NULL\n'),
    'joins before': (LOOK, HEAD + LIST, b'\\\n', VENDORS[len(LIST):]),
    'joins in a key': (LOOK, HEAD + VENDORS + b'a', b'\\\n', b'=1\n'),
    'joins alone': (LOOK, HEAD + VENDORS, b'\\\n', b'\n'),
    'escapes': (LOOK, HEAD + START + b', ', b'\\u0061', b', NULL\n'),
    'escapes in a key': (LOOK, HEAD + VENDORS, b'\\u0061', b'=1\n'),
    'blanks': (LOOK, HEAD + START + b',', b' ', b'NULL\n'),
    'blanks in an entry': (LOOK, HEAD + START + b', DH', b' ', b'keySize < 1024\n'),
    'blank lines': (LOOK, HEAD, b'\n', VENDORS),
    'returns': (LOOK, HEAD, b'\r', VENDORS),
    'comments': (LOOK, HEAD, b'#\n', VENDORS),
    'a long line': (LOOK, HEAD, b'a', b'\n' + VENDORS),
    'bytes of 0': (LOOK, HEAD + START, b'\0', b'\n'),
    'quotes': (LOOK, HEAD + START, b',"', b'\n'),
}
NUMBERS = {'definitions': 4000, 'properties': 4000, 'keys': 4000, 'stars': 4000,
           'scattered entries': 700, 'constraints': 700, 'conditions': 700}


def make_text(name, n):
    _, before, unit, after = TEXTS[name]
    if b'%' in unit:
        return before + b''.join(unit % (i % 1000000) for i in range(n)) + after
    return before + unit * n + after


def text_kind(name):
    runs, before, unit, after = TEXTS[name]

    def some(root, n):
        make_home(root, make_text(name, n))
        return on(runs)

    def large(root):
        size = len(unit % 0 if b'%' in unit else unit)
        return some(root, (LARGE - len(before) - len(after)) // size)
    some.large = large
    some.n = NUMBERS.get(name, 4000 if len(unit) < 3 else 1000)
    return some


KINDS = {name: text_kind(name) for name in TEXTS}


def kind(name, n):
    """Makes a function a kind, of which n and 4 n are tried."""
    def add(function):
        function.n = n
        KINDS[name] = function
        return function
    return add


# Other files.

@kind('includes', 240)
def includes(root, n):
    make_home(root, HEAD + VENDORS + b'include more\n' * n)
    write(root, 'opt/x/conf/security/more', b'a=1\n' * 50)
    return on(LOOK)


@kind('includes in includes', 240)
def nested(root, n):
    make_home(root, HEAD + VENDORS + b'include 0\n')
    for i in range(n + 1):
        write(root, f'opt/x/conf/security/{i}', b'include %d\n' % (i + 1) if i < n else b'')
    return on(LOOK)


@kind('an included list', 1000)
def included(root, n):
    make_home(root, HEAD + VENDORS + b'include more\n')
    write(root, 'opt/x/conf/security/more', LIST + b'anon' + b', NULL' * n + b'\n')
    return on(LISTS)


@kind('lines of a release', 1000)
def release(root, n):
    make_home(root, HEAD + VENDORS)
    write(root, 'opt/x/release', b'JAVA_VERSION="25"\n' + b'SOURCE="."\n' * n)
    return on(LOOK)


@kind('installs', 20)
def installs(root, n):
    for i in range(n + 1):
        make_home(root, HEAD + VENDORS, '../usr/lib/jvm/java-%d' % i)
    return [Run(LIST_IT), Run(ALLOW), Run(RESTORE)]


@kind('names of an install', 40)
def aliases(root, n):
    make_home(root, HEAD + VENDORS, '../usr/lib/jvm/java')
    for i in range(n):
        os.symlink('java', f'{root}/usr/lib/jvm/java-{i}')
    return [Run(LIST_IT), Run(ALLOW)]


def write_policy(root, lines):
    make_home(root, HEAD + VENDORS)
    write(root, 'etc/jsecpatch.conf', b'rule.a.allow = anon\n' + lines)
    return on((LIST_IT, ('--reapply',), ALLOW + ('--remember',), ('--restore', '--forget')))


@kind('rules', 300)
def rules(root, n):
    return write_policy(root, b''.join(b'rule.%d.allow = NULL\n' % i for i in range(n)))


@kind('rules for installs', 300)
def rules_for_installs(root, n):
    return write_policy(root, b''.join(
        b'rule.%d.target = /opt/x\nrule.%d.disallow = E%d\n' % (i, i, i) for i in range(n)))


def make_homes(root, n):
    for i in range(n):
        make_home(root, HEAD + VENDORS, f'../srv/h{i}-1', '17.0.1')
    return [f'/srv/h{i}-1' for i in range(n)]


@kind('rules as many as installs', 50)
def rules_as_installs(root, n):
    homes = make_homes(root, n)
    write_policy(root, b''.join(
        b'rule.%d.target = %b\nrule.%d.disallow = E%d\n' % (i, home.encode(), i, i)
        for i, home in enumerate(homes)))
    return [Run(LIST_IT), Run(('--reapply',)), Run(('--restore', '--forget', '/opt/x', *homes))]


@kind('patterns as many as installs', 50)
def patterns_as_installs(root, n):
    make_homes(root, n)
    write_policy(root, b''.join(
        b'rule.%d.target = /srv/h%d-*\nrule.%d.disallow = E%d\n' % (i, i, i, i)
        for i in range(n)))
    return [Run(LIST_IT), Run(('--reapply',))]


@kind('targets as many as installs', 50)
def targets_as_installs(root, n):
    homes = make_homes(root, n)
    write_policy(root, b'rule.b.disallow = FOO\nrule.b.target = /opt/x\n' + b''.join(
        b'rule.b.target = %b\n' % home.encode() for home in homes))
    return [Run(LIST_IT), Run(('--reapply',))]


@kind('targets of a rule', 300)
def targets(root, n):
    return write_policy(root, b'rule.b.disallow = FOO\nrule.b.target = /opt/x\n' + b''.join(
        b'rule.b.target = /opt/x%d\n' % i for i in range(n)))


@kind('patterns of a rule', 150)
def rule_patterns(root, n):
    return write_policy(root, b'rule.b.disallow = FOO\nrule.b.target = /opt/x\n' + b''.join(
        b'rule.b.target = /srv/x%d-*\n' % i for i in range(n)))


@kind('matches of a pattern', 20)
def pattern_matches(root, n):
    for i in range(n):
        make_home(root, HEAD + VENDORS, f'../srv/jdk-17.0.{i}')
    runs = write_policy(root, b'rule.b.disallow = FOO\nrule.b.target = /srv/jdk-17.*\n')
    return [Run(LIST_IT), runs[2]]


@kind('entries of a rule', 300)
def rule_entries(root, n):
    return write_policy(root, b'rule.b.allow = NULL' + b''.join(
        b', E%d' % i for i in range(n)) + b'\n')


@kind('entries that a rule adds', 300)
def added_entries(root, n):
    return write_policy(root, b'rule.b.disallow = FOO' + b''.join(
        b', E%d' % i for i in range(n)) + b'\n')


@kind('lines of a rule', 300)
def rule_lines(root, n):
    return write_policy(root, b''.join(b'rule.b.disallow = E%d\n' % i for i in range(n)))


# Archives.

def add_to(archive, name, data):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def make_tar(root, members, mode='w'):
    os.makedirs(root + '/srv', exist_ok=True)
    with tarfile.open(root + '/srv/a', mode) as archive:
        add_to(archive, 'x/release', b'JAVA_VERSION="25"\n')
        add_to(archive, 'x/conf/security/java.security', HEAD + VENDORS)
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return on((LIST_IT, ALLOW, RESTORE), '/srv/a')


# All tars have less than 1 MiB: of larger ones the backup is read in another way.
@kind('members of a tar', 200)
def tar_members(root, n):
    return make_tar(root, ((tarfile.TarInfo('x/%d' % i), b'x') for i in range(n)))


@kind('links in a tar', 300)
def tar_links(root, n):
    def links():
        for i in range(n):
            info = tarfile.TarInfo('x/%d' % i)
            info.type, info.linkname = tarfile.SYMTYPE, '%d' % (i + 1)
            yield info, b''
    return make_tar(root, links())


@kind('homes in a tar', 20)
def tar_homes(root, n):
    def homes():
        for i in range(n):
            yield tarfile.TarInfo('%d/release' % i), b'JAVA_VERSION="25"\n'
            yield tarfile.TarInfo('%d/conf/security/java.security' % i), HEAD + VENDORS
    return make_tar(root, homes())


@kind('headers in a tar', 80)
def tar_headers(root, n):
    return make_tar(root, ((tarfile.TarInfo('x/' + 'y' * 150), b'') for i in range(n)))


@kind('unpacked bytes of a tar', 2000)
def tar_bytes(root, n):
    return make_tar(root, [(tarfile.TarInfo('x/y'), b'0' * 1000 * n)], 'w:gz')


@kind('members of a zip', 500)
def zip_members(root, n):
    os.makedirs(root + '/srv')
    with zipfile.ZipFile(root + '/srv/a', 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('x/release', b'JAVA_VERSION="25"\n')
        archive.writestr('x/conf/security/java.security', HEAD + VENDORS)
        for i in range(n):
            archive.writestr('x/%d' % i, b'x' * 600)
    return on((LIST_IT, ALLOW, RESTORE), '/srv/a')


# Processes: not JVMs, but with a library of that name.

FAKE = """exec 3<>"$1"; shift
while [ "$1" != : ]; do words+=("$1"); shift; done
shift
LD_PRELOAD=$LIBRARY exec -a /usr/bin/java bash -s -- "${words[@]}" <&3 >/dev/null 2>&1 &
sleep 0.2
unset JAVA_TOOL_OPTIONS
"$@"
"""
PROCESSES = ('arguments of a process', 'options in the environment',
             'words of an argument file')
LIBRARY = os.environ.get('BUILD_ROOT', 'build') + '/tests/cli/libsecond_thread.so'


def write_process(root, words=(), options=''):
    make_home(root, HEAD + b'security.overridePropertiesFile=true\n' + VENDORS)
    library = root + '/opt/x/lib/server/libjvm.so'
    os.makedirs(os.path.dirname(library))
    shutil.copy(LIBRARY, library)
    os.mkfifo(root + '/fifo')
    words = [word.replace('ROOT', root) for word in words]
    prefix = [*ALONE, 'env', 'LIBRARY=' + library, 'JAVA_TOOL_OPTIONS=' + options,
              'bash', '-c', FAKE, 'fake', root + '/fifo', *words, ':']
    return [Run(run.args, prefix) for run in on((LIST_IT,))]


@kind('arguments of a process', 1000)
def arguments(root, n):
    return write_process(root, ['-Da%d=b' % i for i in range(n)])


@kind('options in the environment', 1000)
def environment(root, n):
    return write_process(root, options=' '.join('-Da%d=b' % i for i in range(n)))


@kind('words of an argument file', 1000)
def argument_file(root, n):
    write(root, 'args', b''.join(b'-Da%d="b"\n' % i for i in range(n)))
    return write_process(root, ['@ROOT/args'])


# Mounts of a file system that never answers.

MOUNTS = """import ctypes, os, sys
def mount(what, where, kind, flags, options):
    if ctypes.CDLL(None, use_errno=True).mount(what, where, kind, flags, options):
        sys.exit('mount: ' + os.strerror(ctypes.get_errno()))
top, n, server = sys.argv[1], int(sys.argv[2]), os.open('/dev/fuse', os.O_RDWR)
first = (top + '/mounted').encode()
os.mkdir(first)
mount(b'none', first, b'fuse', 0, b'fd=%d,rootmode=40000,user_id=1,group_id=1' % server)
for i in range(n):
    os.mkdir(top + '/%d' % i)
    mount(first, (top + '/%d' % i).encode(), None, 4096, None)
os.execvp(sys.argv[3], sys.argv[3:])
"""


@kind('mounts', 600)
def mounts(root, n):
    make_home(root, HEAD + VENDORS)
    os.mkdir(root + '/mnt')
    prefix = [*ALONE, '--mount', '--propagation', 'private', sys.executable, '-c', MOUNTS,
              root + '/mnt', str(n)]
    return [Run(LIST_IT, prefix)]


def has_fuse():
    with tempfile.TemporaryDirectory() as root:
        return not subprocess.run([*mounts(root, 0)[0].prefix, 'true'], capture_output=True,
                                  check=False).returncode


# Running and counting.

def command(root, args):
    return [COMMAND, '--root', root, *args]


def check(args, done):
    if done.returncode not in (0, 1):
        raise RuntimeError(f'{args}: status {done.returncode}: {done.stderr[-300:]!r}')
    if b'reads no' in done.stderr:
        raise RuntimeError(f'{args}: refused, so that nothing is counted: {done.stderr[-300:]!r}')


def count(root, run):
    """Returns the instructions of a run, which sees no other processes if that is possible."""
    apart = ALONE if has_namespaces() else ()
    found, done = instructions.count(command(root, run.args), run.prefix or apart)
    check(run.args, done)
    if found is None:
        raise RuntimeError(f'{run.args}: nothing was counted: {done.stderr[-300:]!r}')
    return found


def count_all(name, n):
    """Returns {first arguments: instructions} of the runs over a tree with n of the kind."""
    with tempfile.TemporaryDirectory() as root:
        return {run.args[:3]: count(root, run) for run in KINDS[name](root, n)}


def judge(name, none, some, many):
    """Returns whether a run grows too much, and a line about it, for each run."""
    for args in many:
        one, four = some[args] - none[args], many[args] - none[args]
        bad = four > MOST * one + NOISE
        yield bad, (f'{"NOT LINEAR" if bad else "ok":10} {name:25} {" ".join(args):32.32} '
                    f'{one:11,} {four:13,} {four / max(one, 1):5.2f}')


def count_kinds(names):
    """Prints a line for each run. Returns whether one grows too much."""
    bad = False
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        texts = pool.submit(count_all, 'properties', 0)  # what all texts are compared with
        jobs = []
        for name in names:
            none = texts if name in TEXTS else pool.submit(count_all, name, 0)
            n = KINDS[name].n
            jobs.append((name, [none] + [pool.submit(count_all, name, m) for m in (n, 4 * n)]))
        for name, counts in jobs:
            try:
                lines = list(judge(name, *(c.result() for c in counts)))
            except RuntimeError as why:
                lines = [(True, f'FAILED     {name}: {why}')]
            for is_bad, line in lines:
                bad = bad or is_bad
                print(line, flush=True)
    return bad


def measure(root, args):
    """Returns the seconds of a processor that a run takes, its MiB, and how it ends."""
    with open(os.devnull, 'r+b') as null, tempfile.TemporaryFile() as errors, \
            subprocess.Popen(command(root, args), stdin=null, stdout=null, stderr=errors) as child:
        timer = threading.Timer(10 * SECONDS, child.kill)
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        timer.cancel()
        child.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        end = f'status {child.returncode} {errors.read(110).decode(errors="replace")!r}'
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, end


def fill(name, root):
    return KINDS[name].large(root)


def measure_kinds(names):
    """Prints a line for each run over a large file. Returns whether one takes too much."""
    bad = False
    for name in names:
        with tempfile.TemporaryDirectory() as root:
            # In a process of its own: the peak of memory is inherited by what is started.
            with multiprocessing.Pool(1) as pool:
                runs = pool.apply(fill, (name, root))
            for run in runs:
                seconds, memory, end = measure(root, run.args)
                over = seconds > SECONDS or memory > MEMORY
                bad = bad or over
                print(f'{"OVER" if over else "ok":5}{name:20} {" ".join(run.args):25.25} '
                      f'{seconds:6.2f} s {memory:6.1f} MiB  {end}', flush=True)
    return bad


def main():
    large = '--large' in sys.argv
    names = [a for a in sys.argv[1:] if a != '--large']
    if large:
        return measure_kinds(names or TEXTS)
    if not shutil.which('valgrind'):
        print('skipped: valgrind is not there')
        return 77
    os.environ.pop('MALLOC_PERTURB_', None)  # of meson: to fill memory takes instructions
    if not has_namespaces():
        print('no processes are tried: there are no namespaces here')
        for name in PROCESSES:
            del KINDS[name]
    if not has_fuse():
        print('no mounts are tried: there is no FUSE here')
        del KINDS['mounts']
    return count_kinds(names or list(KINDS))


if __name__ == '__main__':
    sys.exit(main())
