#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads the lines that changes leave in the system log.

Everything runs in a root and in namespaces of its own. There, this program is the log: it
listens where a journal or a syslog server would. The machine's own log gets no line.

usage: log.py [CASE]...
JSECPATCH names the command, BUILD_ROOT its build."""
import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile

INSIDE = 'JSECPATCH_LOG_TEST_INSIDE'
TOP = os.environ.get(INSIDE, '')  # a tmpfs that only this program sees
SOURCE = os.path.abspath(os.path.dirname(__file__) + '/../..')
BUILD = os.path.abspath(os.environ.get('BUILD_ROOT', 'build'))
BUILT = os.environ.get('JSECPATCH', BUILD + '/cli/jsecpatch')
ROOT = TOP + '/r'
JOURNAL, SYSLOG = '/run/systemd/journal/socket', '/dev/log'
COMMAND, LIBRARY = '/built/cli/jsecpatch', '/built/lib/libjsecpatch.so.0'
HOME, OTHER = '/opt/sample-25', '/opt/sample-8'
LIST = '/conf/security/java.security'
PAIR = re.compile(r'(\w+)="((?:[^"\\]|\\["\\]|\\x[0-9a-f]{2})*)"(?: |$)')
NOBODY = 65534

CASES = []


def case(function):
    CASES.append(function)
    return function


def enter():
    """Starts this program again as the first process of namespaces of its own."""
    own = ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child',
           '--mount-proc']
    if os.getuid():
        own[1:1] = ['--user', '--map-root-user']
    if not shutil.which('unshare'):
        print('skipped: unshare is not there')
        sys.exit(77)
    with tempfile.TemporaryDirectory() as top:
        probe = subprocess.run([*own, 'mount', '-t', 'tmpfs', 'none', top], text=True,
                               stderr=subprocess.PIPE, check=False)
        if probe.returncode:
            print('skipped: no namespaces here:', probe.stderr.strip())
            sys.exit(77)
        sys.exit(subprocess.run([*own, sys.executable, *sys.argv], check=False,
                                env={**os.environ, INSIDE: top}).returncode)


def mount(*arguments):
    subprocess.run(['mount', *arguments], check=True)


def make_root():
    """Makes a root with the programs of this machine, and the samples as its Javas."""
    mount('-t', 'tmpfs', '-o', 'mode=755', 'none', TOP)
    shutil.copytree(SOURCE + '/samples/root', ROOT, symlinks=True)
    for folder in ('dev', 'proc', 'tmp', 'run/systemd/journal', 'built/cli', 'built/lib', 'below'):
        os.makedirs(f'{ROOT}/{folder}', exist_ok=True)
    shutil.copy(BUILT, ROOT + COMMAND)
    with contextlib.suppress(FileNotFoundError):
        shutil.copy(BUILD + '/lib/libjsecpatch.so.0', ROOT + LIBRARY)
    # the samples have a /usr, too: programs need only what is beside its lib/jvm
    for folder in ('bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'):
        for path in ('/' + folder, '/usr/' + folder):
            bind(path)
    os.chmod(ROOT + '/tmp', 0o1777)
    for device in ('null', 'urandom'):
        open(f'{ROOT}/dev/{device}', 'w', encoding='ascii').close()
        mount('--bind', '/dev/' + device, f'{ROOT}/dev/{device}')
    mount('-t', 'proc', 'proc', ROOT + '/proc')


def bind(path):
    """Gives the root a directory of the machine, but no Java of it."""
    if os.path.islink(path):
        os.path.lexists(ROOT + path) or os.symlink(os.readlink(path), ROOT + path)
    elif os.path.isdir(path):
        jvms = path == '/usr/lib'
        if jvms:
            shutil.move(ROOT + '/usr/lib', ROOT + '/usr/lib.ours')
        os.makedirs(ROOT + path, exist_ok=True)
        mount('--bind', path, ROOT + path)
        subprocess.run(['mount', '-o', 'remount,bind,ro', ROOT + path], check=False)
        assert not os.access(ROOT + path, os.W_OK), path
        if jvms and os.path.isdir('/usr/lib/jvm'):
            mount('--bind', ROOT + '/usr/lib.ours/jvm', ROOT + '/usr/lib/jvm')


class Log:
    """A journal, or a syslog server."""

    def __init__(self, at):
        self.path = ROOT + at
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        os.chmod(self.path, 0o666)
        self.socket.setblocking(False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
        os.unlink(self.path)

    def datagrams(self):
        got = []
        with contextlib.suppress(BlockingIOError):
            while True:
                got.append(self.socket.recv(1 << 20).decode('ascii'))
        return got

    def lines(self):
        """Returns the lines of a syslog server, each as its keys and values."""
        return [pairs(re.fullmatch(r'<85>jsecpatch\[\d+\]: ([^\n]*)', datagram)[1])
                for datagram in self.datagrams()]


def pairs(text):
    """Takes the text of a line apart. It has nothing else than keys with values."""
    assert text.isprintable() and PAIR.sub('', text) == '', text
    found = [(key, re.sub(r'\\(x[0-9a-f]{2}|.)', unescape, value))
             for key, value in PAIR.findall(text)]
    assert len(dict(found)) == len(found), text
    return dict(found)


def unescape(found):
    return chr(int(found[1][1:], 16)) if found[1][0] == 'x' else found[1]


def inside(*arguments, uid=0, env=(), program=COMMAND, status=0):
    """Runs the command, or another program, in the root. Returns what it printed."""
    def become():
        os.chroot(ROOT)
        os.chdir('/')
        if uid:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
    done = subprocess.run(
        [program, *arguments], env={'PATH': '/usr/bin:/bin', 'LC_ALL': 'C', **dict(env)},
        stdin=subprocess.DEVNULL, capture_output=True, preexec_fn=become, timeout=120,
        check=False)
    assert done.returncode == status, (arguments, done)
    return done.stdout


def one(lines, **wanted):
    """Checks that there is one line, which has these keys with these values among others."""
    assert len(lines) == 1, lines
    got = {key: lines[0].get(key) for key in wanted}
    assert got == wanted, (lines[0], wanted)
    return lines[0]


def content(path):
    with open(ROOT + path, 'rb') as file:
        return file.read()


@contextlib.contextmanager
def restored(*arguments):
    """Afterwards, puts the vendor's files back, and drops the policy."""
    with Log(SYSLOG) as log:
        yield log
    inside('--restore', '--forget', '-q', *arguments)


@case
def changes():
    """A change leaves a line with its backup; what changes nothing leaves none."""
    with restored() as log:
        inside('--allow', 'anon', '--dry-run', HOME, status=4)
        assert log.lines() == []
        document = json.loads(inside('--allow', 'anon', '--disallow', 'x9', '--force', '--json', HOME))
        (install,) = document['installs']
        line = one(log.lines(), action='change', result='patched', uid='0', sudo_user=None,
                   file=HOME + LIST, property='jdk.tls.disabledAlgorithms', allowed='anon',
                   disallowed='x9', backup=install['backup']['id'])
        assert list(line).index('backup') < list(line).index('file'), line
        inside('--allow', 'anon', HOME)
        inside('--list')
        inside('--backups')
        inside('--explain')
        assert log.lines() == []
        inside('--restore', HOME)
        one(log.lines(), action='restore', result='restored', file=HOME + LIST)


@case
def journal():
    """A journal gets the same line, and each value as a field. It is preferred."""
    with restored() as syslog, Log(JOURNAL) as log:
        inside('--allow', 'anon', '-q', HOME)
        (datagram,) = log.datagrams()
        assert syslog.lines() == []
        assert datagram.endswith('\n'), datagram
        fields = dict(line.split('=', 1) for line in datagram.splitlines())
        values = pairs(fields.pop('MESSAGE'))
        assert values['file'] == HOME + LIST
        for key, value in values.items():
            assert fields.pop('JSECPATCH_' + key.upper()) == value, (key, datagram)
        assert int(fields.pop('SYSLOG_PID')) > 0
        assert fields == {'PRIORITY': '5', 'SYSLOG_FACILITY': '10',
                          'SYSLOG_IDENTIFIER': 'jsecpatch'}, fields


@case
def policy():
    """The policy file is a change, too."""
    with restored() as log:
        inside('--allow', 'anon', '--remember', '-q', HOME)
        lines = log.lines()
        one(lines[:1], action='allow', result='remembered', file='/etc/jsecpatch.conf')
        one(lines[1:], action='allow', result='patched', file=HOME + LIST)
        inside('--suspend', '-q')
        one(log.lines(), action='suspend', result='suspended', file=HOME + LIST)
        inside('--reapply', '-q')
        one(log.lines(), action='reapply', result='patched', file=HOME + LIST)
        inside('--reapply', '--from-hook', 'apt')
        assert log.lines() == []
        inside('--restore', '--forget', '-q', HOME)
        lines = log.lines()
        one(lines[:1], action='restore', result='forgotten', file='/etc/jsecpatch.conf')
        one(lines[1:], action='restore', result='restored', file=HOME + LIST)


@case
def who():
    """sudo is believed if root says it. Others are known by their number."""
    with open('/proc/self/uid_map', encoding='ascii') as users:
        if int(users.read().split()[2]) <= NOBODY:
            return ' (skipped: this user has no other one)'
    mine = '/opt/mine'
    shutil.copytree(ROOT + HOME, ROOT + mine)
    for path, folders, names in os.walk(ROOT + mine):
        for name in ('.', *folders, *names):
            os.chown(os.path.join(path, name), NOBODY, NOBODY)
    with restored() as log:
        inside('--allow', 'anon', '-q', HOME, env={'SUDO_USER': 'alice', 'SUDO_UID': '1000'})
        one(log.lines(), uid='0', sudo_user='alice')
        inside('--allow', 'anon', '-q', mine, uid=NOBODY,
               env={'SUDO_USER': 'root', 'XDG_STATE_HOME': '/tmp/state'})
        one(log.lines(), uid=str(NOBODY), sudo_user=None, file=mine + LIST)
    shutil.rmtree(ROOT + mine)
    return ''


@case
def login():
    """The kernel says who logged in, if it knows that."""
    path = '/proc/self/loginuid'
    number = content(path).decode() if os.path.exists(ROOT + path) else '4294967295'
    with restored() as log:
        set_login = f'echo 812 2>/dev/null >{path}; cat {path} 2>/dev/null; exec "$@"'
        said = inside('-c', set_login, '-', COMMAND, '--allow', 'anon', '-q', HOME, program='/bin/sh')
        known = said.decode().strip() or number
        one(log.lines(), loginuid=None if known == '4294967295' else known)
        return '' if known == '812' else ' (the kernel let nobody log in here)'


@case
def strange_names():
    """Whatever a path has in it, there is one line, and it has that path."""
    home = '/opt/a"b\\c\nresult="x"\x1b[31m\x7f \u202e\u00e9'
    shutil.copytree(ROOT + HOME, ROOT + home)
    for socket_at in (SYSLOG, JOURNAL):
        with Log(socket_at) as log:
            inside('--allow', 'anon', '-q', home, env={'SUDO_USER': 'a\nb="c'})
            (datagram,) = log.datagrams()
            text = datagram.split('MESSAGE=')[1].split('\n')[0] if socket_at == JOURNAL else \
                datagram.split(': ', 1)[1]
            got = pairs(text)
            assert got['file'].encode('latin-1').decode() == home + LIST, got
            assert got['sudo_user'] == 'a\nb="c', got
            assert datagram.count('\nJSECPATCH_FILE=') == (socket_at == JOURNAL)
            assert '\nb=' not in datagram, datagram
        inside('--restore', '-q', home)
    shutil.rmtree(ROOT + home)


@case
def many():
    """Each file has a line."""
    with restored() as log:
        document = json.loads(inside('--allow', 'anon', '--json'))
        patched = sorted(i['file'] for i in document['installs'] if i['state'] == 'patched')
        assert len(patched) > 1
        assert sorted(line['file'] for line in log.lines()) == patched


@case
def long_values():
    """A list that is longer than a datagram can be is cut, with a sign, and not lost."""
    entries = [f'x{number}' + 'é' * 50 for number in range(500)]
    for socket_at in (SYSLOG, JOURNAL):
        with Log(socket_at) as log:
            inside('--disallow', ','.join(entries), '--force', '-q', HOME)
            (datagram,) = log.datagrams()
            got = pairs(datagram.split(': ', 1)[1] if socket_at == SYSLOG else
                        datagram.split('MESSAGE=')[1].split('\n')[0])
            assert got['file'] == HOME + LIST, sorted(got)
            cut = got['disallowed'].encode('latin-1').decode('utf-8', 'ignore')
            assert cut.endswith('...') and cut.startswith(entries[0]), cut[:99]
        inside('--restore', '-q', HOME)


@case
def failures():
    """A file that could not be changed has no line; the others do."""
    bad = '/opt/bad'
    shutil.copytree(ROOT + HOME, ROOT + bad)
    with open(ROOT + bad + LIST, 'a', encoding='ascii') as file:
        file.write('jdk.tls.disabledAlgorithms=anon, DH keySize <\n')
    with restored(HOME) as log:
        inside('--allow', 'anon', '-q', HOME, bad, status=1)
        one(log.lines(), result='patched', file=HOME + LIST)
    shutil.rmtree(ROOT + bad)


@case
def archives():
    """A JDK in an archive: its file has a line, an output that leaves it alone has none."""
    archive = ROOT + '/srv/jdk.tar'
    os.makedirs(os.path.dirname(archive))
    subprocess.run(['tar', '-C', ROOT + '/opt', '-cf', archive, 'sample-25'], check=True)
    with Log(SYSLOG) as log:
        inside('--allow', 'anon', '-q', '--output', '/srv/new.tar', '/srv/jdk.tar')
        assert log.lines() == []
        inside('--allow', 'anon', '-q', '/srv/jdk.tar')
        line = one(log.lines(), action='allow', result='patched', allowed='anon')
        assert line['file'].startswith('/srv/jdk.tar'), line
    shutil.rmtree(ROOT + '/srv')


@case
def other_files():
    """Override files, hooks, and what is forgotten."""
    gone = '/opt/gone'
    shutil.copytree(ROOT + HOME, ROOT + gone)
    with open(ROOT + gone + LIST, 'a', encoding='ascii') as file:
        file.write('security.overridePropertiesFile=true\n')
    with Log(SYSLOG) as log:
        inside('--emit-override', '/etc/over.security', '--allow', 'anon', '-q', gone)
        one(log.lines(), action='emit-override', result='written', file='/etc/over.security')
        inside('--emit-override', '/etc/over.security', '--allow', 'anon', '-q', gone)
        assert log.lines() == []
        inside('--allow', 'anon', '-q', gone)
        log.lines()
        shutil.rmtree(ROOT + gone)
        inside('--forget', '-q', gone)
        one(log.lines(), action='forget', result='forgotten', file=gone)
        inside('--hook', 'install', 'dpkg', '--force', '--dry-run', status=4)
        assert log.lines() == []
        inside('--hook', 'install', 'dpkg', '--force')
        assert 'jsecpatch' in one(log.lines(), action='hook-install', result='changed',
                                  hook='dpkg')['changes']
        inside('--hook', 'install', 'dpkg', '--force')
        assert log.lines() == []
        inside('--hook', 'remove', 'dpkg', '--force')
        one(log.lines(), action='hook-remove', result='changed', hook='dpkg')
    os.unlink(ROOT + '/etc/over.security')
    inside('--reapply', '-q')


@case
def other_root():
    """Changes of another tree are not this machine's."""
    shutil.copytree(ROOT + HOME, ROOT + '/tmp/tree' + HOME)
    with Log(SYSLOG) as log:
        inside('--root', '/tmp/tree', '--allow', 'anon', '-q', HOME)
        assert content('/tmp/tree' + HOME + LIST) != content(HOME + LIST)
        assert log.lines() == []
    shutil.rmtree(ROOT + '/tmp/tree')


@case
def full_or_missing():
    """A log that nobody reads, or that is not there, neither stops a run nor fails it."""
    with restored() as log:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.setblocking(False)
            sender.connect(ROOT + SYSLOG)
            with contextlib.suppress(BlockingIOError):
                while True:
                    sender.send(b'<85>jsecpatch[1]: full="1"')
        inside('--allow', 'anon', '-q', HOME)
        assert all(line == {'full': '1'} for line in log.lines())
    before = content(HOME + LIST)
    inside('--allow', 'anon', '-q', HOME)
    assert content(HOME + LIST) != before
    with open(ROOT + SYSLOG, 'w', encoding='ascii'):  # no socket
        inside('--restore', '-q', HOME)
    os.unlink(ROOT + SYSLOG)


PROGRAM = """
import ctypes, sys
jsec = ctypes.CDLL(sys.argv[1])
class Options(ctypes.Structure):
    _fields_ = [('size', ctypes.c_size_t), ('root', ctypes.c_char_p), ('state', ctypes.c_char_p),
        ('timeout', ctypes.c_uint), ('policy', ctypes.c_char_p), ('progress', ctypes.c_void_p),
        ('data', ctypes.c_void_p), ('cancel', ctypes.c_void_p), ('environment', ctypes.c_void_p),
        ('any_root', ctypes.c_int), ('no_log', ctypes.c_int)]
options = Options(size=ctypes.sizeof(Options), no_log=int(sys.argv[2]))
session, hooks = ctypes.c_void_p(), ctypes.c_void_p()
assert not jsec.jsec_new(ctypes.byref(options), ctypes.byref(session))
assert not jsec.jsec_hooks_read(session, None, sys.argv[3].encode(), ctypes.byref(hooks))
assert not jsec.jsec_hooks_install(session, hooks, b'dpkg', 1)
assert not jsec.jsec_hooks_remove(session, hooks, b'dpkg', 1)
jsec.jsec_hooks_free(hooks)
jsec.jsec_free(session)
"""


@case
def library():
    """A program with the library leaves the same lines, unless it asks for none."""
    if not os.path.exists(ROOT + LIBRARY):
        return ' (skipped: there is no shared library)'
    if b'__asan_init' in content(LIBRARY) or b'__tsan_init' in content(LIBRARY):
        return ' (skipped: a library with sanitizers needs a program with them)'
    with Log(SYSLOG) as log:
        for quiet in ('0', '1'):
            inside('-c', PROGRAM, LIBRARY, quiet, COMMAND, program='/usr/bin/python3')
            assert [line['action'] for line in log.lines()] == (
                ['hook-install', 'hook-remove'] if quiet == '0' else []), quiet
    return ''


def main():
    if INSIDE not in os.environ:
        enter()
    make_root()
    for check in CASES:
        if len(sys.argv) < 2 or check.__name__ in sys.argv[1:]:
            remark = check() or ''
            print(f'{check.__name__}: ok{remark}', flush=True)


if __name__ == '__main__':
    main()
