# SPDX-License-Identifier: MIT
"""Shared by the oracle tests: the JVMs of this machine, and questions to them in batches."""

import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(HERE, '..'))
import documents  # what the tests import from here
BUILD = os.path.join(os.environ.get('BUILD_ROOT', '.'), 'tests', 'oracle')
SHARED = os.path.join(os.environ.get('SOURCE_ROOT', os.path.join(HERE, '..', '..')),
    '..', 'shared', 'vectors')
TLS = 'jdk.tls.disabledAlgorithms'
SKIPPED = 77
OPENS = ['--add-opens', 'java.base/sun.security.util=ALL-UNNAMED']


def skip(why):
    print('skipped:', why)
    sys.exit(SKIPPED)


# Runs a command in a root, where it sees the temporary files, the devices and the processes of here.
ENTER = ['''
    root=$1 temp=$2 who=$3 && shift 3 &&
    mount -t tmpfs none "$root/tmp" && mkdir -p "$root$temp" && mount --bind "$temp" "$root$temp" &&
    mount --rbind /proc "$root/proc" && mount --rbind /dev "$root/dev" &&
    exec /usr/sbin/chroot $who "$root" "$@"''', 'sh']


class Jvm:
    """One Java home. `home` and `java` are paths in `root`, which is empty for this machine's."""

    def __init__(self, home, root=''):
        self.home, self.root = home, root
        self.java = os.path.join(home, 'bin', 'java')
        self.name = os.path.basename(home)
        self.version = self.read_version()
        first = re.split(r'[._]', re.sub(r'^1\.', '', self.version))[0]
        self.major = int(first) if first.isdigit() else 0

    def command(self, java=None, user=None):
        """
        Returns what runs its java, or the one that is given: a path of this machine. Root may
        let another user run a java of another root.
        """
        if not self.root:
            return [java or self.java]
        who = '--userspec=%d:%d' % (user, user) if user else ''
        namespaces = ['--mount'] if os.geteuid() == 0 else ['--mount', '--map-root-user']
        return ['unshare', *namespaces, 'sh', '-c', *ENTER, self.root,
            tempfile.gettempdir(), who, java or self.java]

    def outside(self, path):
        """Returns the path by which this machine sees a path of the JVM."""
        return self.root + path

    def read_version(self):
        try:
            with open(self.outside(os.path.join(self.home, 'release')), encoding='latin-1') as f:
                found = re.search(r'^JAVA_VERSION="([^"]*)"', f.read(), re.M)
        except OSError:
            return self.ask_version()
        return found.group(1) if found else ''

    def ask_version(self):
        """Returns the version of a Java without a file `release`, such as Debian's Java 8."""
        run = subprocess.run(self.command() + ['-version'], stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT)
        found = re.search(r'version "([^"]*)"', run.stdout.decode('latin-1'))
        return found.group(1) if found else ''


def find_homes(root=''):
    homes = {os.path.realpath(h) for h in glob.glob(root + '/usr/lib/jvm/*')}
    return sorted(h[len(root):] for h in homes if os.access(os.path.join(h, 'bin', 'java'), os.X_OK))


def jvms():
    """
    Returns all JVMs of the machine, each once, the newest first. With the variable JVMS, also
    those that tests/jvms has installed, but for homes that the machine has itself.
    """
    found = [Jvm(h) for h in find_homes()]
    for root in glob.glob(os.path.join(os.environ.get('JVMS') or '/nonexistent', '*', '')):
        root = os.path.realpath(root)
        own = {j.home for j in found}
        found += [Jvm(h, root) for h in find_homes(root) if h not in own]
    return sorted(found, key=lambda j: (-j.major, j.name))


def need_jvms(least=0):
    found = [j for j in jvms() if j.major >= least]
    if not found:
        skip('no JVM %sin /usr/lib/jvm' % ('of %d or later ' % least if least else ''))
    return found


def compile_java(source, into):
    """Compiles for Java 8, so that every JVM of the machine can run it."""
    compilers = [os.path.join(j.home, 'bin', 'javac') for j in reversed(jvms()) if not j.root]
    javac = next((c for c in compilers if os.access(c, os.X_OK)), shutil.which('javac'))
    if not javac:
        skip('no javac: openjdk-17-jdk-headless has one')
    run = subprocess.run([javac, '--release', '8', '-Xlint:-options', '-sourcepath', HERE,
        '-d', into, os.path.join(HERE, source)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if run.returncode:
        sys.exit('%s: %s' % (javac, run.stdout.decode()))


def batch(command, lines):
    """Asks a program questions, one in a line, and returns its answers."""
    run = subprocess.run(command, input=''.join(l + '\n' for l in lines).encode(),
        stdout=subprocess.PIPE)
    answers = run.stdout.decode().split('\n')[:-1]
    if run.returncode or len(answers) != len(lines):
        sys.exit('%s: exit %d, %d answers to %d questions; the next question was: %.2000s' % (
            command[0], run.returncode, len(answers), len(lines),
            (lines + [''])[len(answers)]))
    return answers


def ask_ours(program, args, lines):
    wrap = os.environ.get('WRAP', '').split()
    return batch(wrap + [os.path.join(BUILD, program)] + args, lines)


class Oracle:
    """Oracle.java, compiled into a directory that exists as long as this object."""

    def __init__(self):
        self.temp = tempfile.TemporaryDirectory(prefix='jsecpatch-oracle-')
        compile_java('Oracle.java', self.temp.name)

    def ask(self, jvm, mode, lines):
        opens = OPENS if mode == 'list' else []
        return batch([*jvm.command(), '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp',
            self.temp.name] + opens + ['Oracle', mode], lines)


def unhex(s):
    """Decodes characters in an answer to a string of UTF-16 units."""
    units = re.findall(r'\[(....)\]|(..)', s)
    return ''.join(chr(int(wide or narrow, 16)) for wide, narrow in units)


def read_props(answer):
    """Returns whether the document is valid, and the last property of each key."""
    good = not answer.startswith('ERR')
    rest = answer if good else answer[4:]
    pairs = [p.split('=') for p in rest.split(';')] if rest not in ('', '-') else []
    return good, {unhex(k): unhex(v) for k, v in pairs}


def trim(s):
    """Trims like Java's String.trim()."""
    return s.strip(''.join(map(chr, range(0x21))))


def split(value):
    """Splits a list into entries as Java does, without empty ones, which Java ignores."""
    value = trim(value)
    if len(value) >= 2 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return [e for e in map(trim, value.split(',')) if e]


def fold(entry):
    """Returns the entry as jsecpatch compares it: ignores ASCII case and runs of white space."""
    entry = re.sub('[\x01-\x20]+', ' ', entry).strip(' ')
    return re.sub('[A-Z]', lambda m: m.group().lower(), entry)


def java_case(entries):
    """Returns the entries in Java's set, which ignores case, without empty ones."""
    return {''.join(c.upper().lower() if len(c.upper()) == 1 else c for c in e)
        for e in entries if e}


def twins(entries):
    """Tells whether two entries differ only in case. Java then only sees the first one."""
    return len(java_case(entries)) < len({e for e in entries if e})


def printable(data):
    """Returns bytes for a message, in a form for `printf`, without long comments."""
    text = ''.join(chr(b) if 0x20 <= b < 0x7f and b not in b'\\%\'' else '\\%03o' % b
        for b in data)
    return re.sub('#{60,}', lambda m: '<%d times #>' % len(m.group()), text)


class Report:
    """Counts differences, and prints the first of each kind."""

    def __init__(self, most=5):
        self.most = most
        self.counts = {}

    def add(self, kind, *details):
        n = self.counts[kind] = self.counts.get(kind, 0) + 1
        if n <= self.most:
            print('DIFFERENCE: %s' % kind)
            for d in details:
                print('   ', d)

    def finish(self, done):
        for kind, n in sorted(self.counts.items()):
            print('%6d x %s' % (n, kind))
        total = sum(self.counts.values())
        print('%s; %d differences' % (done, total))
        sys.exit(1 if total else 0)
