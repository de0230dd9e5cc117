#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lets users exchange files, links, directories, permissions and mounts as fast as they can,
while root's runs look at them.

usage: swaps.py [--full] [--seconds N] [--seed N] [ATTACK]...

    links        a link that root made, and one of the user's to another user's home
    files        java.security, and links, hard links, FIFOs, devices and directories
    directories  the directory of java.security, and a link to another user's
    homes        the home, and a link to root's own files
    shared       in root's home, which an ACL lets the user write
    acl          an ACL that comes and goes, and what a third user exchanges with its help
    archives     an archive, and a link to root's
    products     a file of Access Manager, and a link to root's
    outputs      the directories that root's runs write to, and links to root's
    mounts       what the user mounts in a namespace that root names
    roots        the root directory of a process that root names

Each is run by its user on a machine of its own, in namespaces. Afterwards nothing of root and of
the other user may have changed: no byte, owner, mode or time, no name. No byte of it may be in
a backup or elsewhere, no device was opened, no run hung, and nothing of ours is left.

--full runs each for a minute, which makes a million swaps and more.

exit status: 0 all is right, 1 it is not, 77 something that this needs is missing
"""
import argparse
import collections
import contextlib
import ctypes
import mmap
import os
import random
import shutil
import signal
import stat
import struct
import subprocess
import sys
import time
import zipfile

import scenarios

LIBC = ctypes.CDLL(None, use_errno=True)
AT_FDCWD, RENAME_EXCHANGE = -100, 2
MS_BIND, MNT_DETACH = 4096, 2
NEW_USER, NEW_MOUNTS = 0x10000000, 0x20000
PR_SET_DUMPABLE = 4
IN_OPEN, EVENT_SIZE = 0x20, 16
ALICE, BOB = 1234, 1235
USERS = {'alice': ALICE, 'bob': BOB}
SECONDS, FULL_SECONDS, LIMIT = 2, 60, 60
BUILD = os.path.dirname(os.path.dirname(os.path.realpath(scenarios.COMMAND)))
COMMAND = '/build/' + os.path.relpath(os.path.realpath(scenarios.COMMAND), BUILD)
ACL = 'system.posix_acl_access'
SECRETS = b'# of root alone\n', b'# of another user alone\n'
LIST = b'jdk.tls.disabledAlgorithms=SSLv3, TLSv1, RC4, DES, anon, NULL\n'
FILE = '/conf/security/java.security'
OWN, SHARED, VAULT = '/opt/own', '/opt/shared', '/srv/vault'
BOBS, MINE, SPARE = '/home/bob/j', '/home/alice/.jdks/x', '/home/alice/spare'
PRODUCT, SETTINGS = '/home/alice/am', 'servers/conf/aserver.conf'
OUT, DEVICE = '/home/alice/out', '/srv/device'
STATE = '/var/lib/jsecpatch'
ALLOW, DISALLOW, DRY = ['--allow', 'anon'], ['--disallow', 'anon'], ['--allow', 'anon', '--dry-run']
HOOKS = [[action, '--from-hook', 'apt'] for action in ('--suspend', '--reapply')]
UNNAMED = [ALLOW, DISALLOW, DRY, ['--list'], ['--explain'], ['--restore'], ['--reapply'],
           ['--suspend'], ['--scan=/home', '--list'], ['--scan=/home', *ALLOW], *HOOKS]


def check(result, what):
    if result:
        raise OSError(ctypes.get_errno(), what + ': ' + os.strerror(ctypes.get_errno()))


# The machine.

def mount(*arguments):
    subprocess.run(['mount', *arguments], check=True)


def enter_machine(top):
    """Makes a small machine of the programs here and of files of our own, and enters it. Nothing
    else that was mounted can be reached from there."""
    for folder in 'usr', 'build', 'proc', 'dev', 'etc', 'opt', 'srv', 'tmp', 'var/lib':
        os.makedirs(f'{top}/{folder}')
    shutil.copytree(scenarios.SAMPLES + '/access-manager', top + '/srv/am')
    for name in 'bin', 'sbin', 'lib', 'lib64':
        if os.path.islink('/' + name):
            os.symlink(os.readlink('/' + name), f'{top}/{name}')
        elif os.path.isdir('/' + name):
            os.mkdir(f'{top}/{name}')
            mount('--bind', '-o', 'ro', '/' + name, f'{top}/{name}')
    for source, where in ('/usr', 'usr'), (BUILD, 'build'):
        mount('--bind', '-o', 'ro', source, f'{top}/{where}')
    if os.path.isdir('/usr/lib/jvm'):
        mount('-t', 'tmpfs', 'none', f'{top}/usr/lib/jvm')
    mount('-t', 'proc', 'none', f'{top}/proc')
    os.chdir(top)
    check(LIBC.pivot_root(b'.', b'.'), 'pivot_root')
    check(LIBC.umount2(b'.', MNT_DETACH), 'umount')
    os.chdir('/')
    for path, number in ('/dev/null', 3), (DEVICE, 5):
        os.mknod(path, stat.S_IFCHR, os.makedev(1, number))
        os.chmod(path, 0o666)


def add(path, data, owner=0, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data)
    os.chown(path, owner, owner)
    os.chmod(path, mode)


def give(top, owner):
    """Makes a whole tree a user's."""
    for folder, _, files in os.walk(top):
        for path in [folder, *(os.path.join(folder, name) for name in files)]:
            os.lchown(path, owner, owner)


def add_home(home, owner, secret=b'', mode=0o644):
    add(home + '/release', b'JAVA_VERSION="17.0.15"\n' + secret, owner, mode)
    add(home + FILE, secret + b'security.provider.1=SUN\n' + LIST, owner, mode)
    give(home, owner)


def fill_machine():
    """Gives each user a home, and root secrets that look like what root's runs change."""
    for top in '/home', VAULT, '/opt', '/etc', STATE:
        shutil.rmtree(top, ignore_errors=True)
        os.makedirs(top)
    add('/etc/passwd', b'root:x:0:0::/root:/bin/sh\n' + b''.join(
        b'%s:x:%d:%d::/home/%s:/bin/sh\n' % (name.encode(), uid, uid, name.encode())
        for name, uid in USERS.items()))
    add_home(OWN, 0)
    add_home(SHARED, 0)
    os.setxattr(SHARED + '/conf/security', ACL, may_write(ALICE))
    add_home(VAULT + '/home', 0, SECRETS[0], 0o600)
    with zipfile.ZipFile(VAULT + '/home.zip', 'w') as archive:
        archive.write(VAULT + '/home' + FILE, 'jdk' + FILE)
    os.chmod(VAULT + '/home.zip', 0o600)
    add_home(BOBS, BOB, SECRETS[1])
    give('/home/bob', BOB)
    os.chmod('/home/bob', 0o700)
    for path in MINE, SPARE:
        add_home(path, ALICE)
    shutil.copytree('/srv/am', PRODUCT)
    with zipfile.ZipFile('/home/alice/jdk.zip', 'w') as archive:
        archive.write(OWN + FILE, 'jdk' + FILE)
    os.makedirs('/home/alice/out')
    give('/home/alice', ALICE)


def may_write(user):
    """An ACL of a directory in which a user may do all, too."""
    return scenarios.acl((1, 7, scenarios.NOBODY), (2, 7, user), (4, 5, scenarios.NOBODY),
                         (0x10, 7, scenarios.NOBODY), (0x20, 5, scenarios.NOBODY))


# The attacks. What prepares one is run as root, what is exchanged in it as its user.

Attack = collections.namedtuple('Attack', 'prepare swappers runs')


def exchange(*pairs):
    """Returns what exchanges one of these pairs of names."""
    pairs = [(one.encode(), other.encode()) for one, other in pairs]

    def swap():
        one, other = random.choice(pairs)
        return not LIBC.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE)

    return lambda: swap


def on(target):
    """The runs that name a file, a home or an archive."""
    actions = [ALLOW, DISALLOW, DRY, ['--list'], ['--explain'], ['--restore'],
               ['--allow', 'anon', '--force']]
    return [[*action, target] for action in actions]


def link(target, path, owner=ALICE):
    os.symlink(target, path)
    os.lchown(path, owner, owner)


def kinds_beside(home):
    return [(home + FILE, f'{home}/conf/security/{name}')
            for name in ('link', 'link2', 'hard', 'device', 'fifo', 'folder')]


def prepare_kinds(home):
    """Puts all that a file may be beside a java.security."""
    folder = home + '/conf/security/'
    link(VAULT + '/home' + FILE, folder + 'link')
    link(BOBS + FILE, folder + 'link2')
    os.link(VAULT + '/home' + FILE, folder + 'hard')
    os.link(DEVICE, folder + 'device')
    os.mkfifo(folder + 'fifo', 0o666)
    os.mkdir(folder + 'folder')


def prepare_links():
    link(SPARE, '/home/alice/root-made', 0)
    link(BOBS, '/home/alice/own')
    link(BOBS + '/.', '/home/alice/own2')


def prepare_directories():
    link(BOBS + '/conf/security', MINE + '/conf/link')
    link(VAULT + '/home/conf', MINE + '/link')


def prepare_acl():
    add('/home/alice/private/java.security', SECRETS[1] + LIST, ALICE, 0o600)
    give('/home/alice/private', ALICE)
    link('/home/alice/private/java.security', MINE + '/conf/security/bobs', BOB)


def change_acl():
    """Lets Bob write where the file is, and takes it back."""
    folder, acl = MINE + '/conf/security', may_write(BOB)

    def swap():
        if ACL in os.listxattr(folder):
            os.removexattr(folder, ACL)
        else:
            os.setxattr(folder, ACL, acl)
        return True

    return swap


def prepare_products():
    add(VAULT + '/settings', SECRETS[0] + scenarios.read(f'{PRODUCT}/{SETTINGS}'), 0, 0o600)
    link(VAULT + '/settings', PRODUCT + '/link')


def prepare_outputs():
    os.makedirs(VAULT + '/out')
    link(VAULT + '/out', OUT + '-link')


def enter_user_namespace():
    """Makes a user root in namespaces of their own."""
    user = os.getuid()
    LIBC.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
    check(LIBC.unshare(NEW_USER | NEW_MOUNTS), 'unshare')
    for name, text in ('setgroups', 'deny'), ('uid_map', f'0 {user} 1'), ('gid_map', f'0 {user} 1'):
        with open('/proc/self/' + name, 'w', encoding='utf-8') as file:
            file.write(text)


def mount_and_unmount():
    """Shows root's secrets where a Java and our state directory are."""
    enter_user_namespace()
    pairs = [((VAULT + '/home' + FILE).encode(), (OWN + FILE).encode()),
             ((VAULT + '/home').encode(), OWN.encode()),
             (VAULT.encode(), STATE.encode())]

    def swap():
        source, target = random.choice(pairs)
        if LIBC.umount2(target, MNT_DETACH):
            return not LIBC.mount(source, target, None, MS_BIND, None)
        return True

    return swap


def change_root():
    """Has now the machine's root directory, now one of the user's own files."""
    enter_user_namespace()
    outside = os.open('/', os.O_DIRECTORY | os.O_PATH)
    inside = os.open('/home/alice', os.O_DIRECTORY | os.O_PATH)

    def swap():
        for folder in inside, outside:
            os.fchdir(folder)
            os.chroot('.')
        return True

    return swap


def prepare_roots():
    shutil.copytree(SPARE, '/home/alice/opt/own')
    os.makedirs('/home/alice/var/lib')
    link(VAULT, '/home/alice/var/lib/jsecpatch')
    give('/home/alice', ALICE)


def other_root(*targets):
    """Runs in the root directory of the first process that attacks."""
    return [['--root', '/proc/PID/root', *action, *targets]
            for action in (ALLOW, DISALLOW, DRY, ['--list'], ['--restore'])]


ATTACKS = {
    'links': Attack(
        prepare_links, [(ALICE, exchange(('/home/alice/root-made', '/home/alice/own'),
                                         ('/home/alice/root-made', '/home/alice/own2')))],
        on('/home/alice/root-made')),
    'files': Attack(
        lambda: prepare_kinds(MINE), [(ALICE, exchange(*kinds_beside(MINE)))], UNNAMED + on(MINE)),
    'directories': Attack(
        prepare_directories, [(ALICE, exchange((MINE + '/conf/security', MINE + '/conf/link'),
                                               (MINE + '/conf', MINE + '/link')))],
        UNNAMED + on(MINE)),
    'homes': Attack(
        lambda: link(VAULT + '/home', '/home/alice/.jdks/link'),
        [(ALICE, exchange((MINE, '/home/alice/.jdks/link')))], UNNAMED + on(MINE)),
    'shared': Attack(
        lambda: prepare_kinds(SHARED), [(ALICE, exchange(*kinds_beside(SHARED)))],
        UNNAMED + on(SHARED)),
    'acl': Attack(
        prepare_acl, [(ALICE, change_acl),
                      (BOB, exchange((MINE + FILE, MINE + '/conf/security/bobs')))],
        UNNAMED + on(MINE)),
    'archives': Attack(
        lambda: link(VAULT + '/home.zip', '/home/alice/link'),
        [(ALICE, exchange(('/home/alice/jdk.zip', '/home/alice/link')))],
        on('/home/alice/jdk.zip')),
    'products': Attack(
        prepare_products, [(ALICE, exchange((f'{PRODUCT}/{SETTINGS}', PRODUCT + '/link')))],
        [['--access-manager', PRODUCT, *action]
         for action in ([], ['--transport', 'clear'], ['--restore'], ['--transport', 'anon'])]),
    'outputs': Attack(
        prepare_outputs, [(ALICE, exchange((OUT, OUT + '-link')))],
        [['--emit-override', OUT + '/o.security', *ALLOW, OWN],
         [*ALLOW, '--output', OUT + '/new.zip', '/home/alice/jdk.zip'],
         [*ALLOW, '--state-dir', OUT + '/state', OWN], ['--restore', '--state-dir', OUT, OWN],
         [*ALLOW, '--policy', OUT + '/policy', '--remember', OWN],
         ['--reapply', '--policy', OUT + '/policy']]),
    'mounts': Attack(lambda: None, [(ALICE, mount_and_unmount)], other_root() + other_root(OWN)),
    'roots': Attack(prepare_roots, [(ALICE, change_root)], other_root() + other_root(OWN)),
}


# What is right.

def look_at(tops):
    """Returns {path: all that must not change}."""
    found = {}
    for top in tops:
        for folder, _, files in os.walk(top):
            for path in [folder, *(os.path.join(folder, name) for name in files)]:
                st = os.lstat(path)
                data = scenarios.read(path) if stat.S_ISREG(st.st_mode) else None
                found[path] = (st.st_dev, st.st_ino, st.st_mode, st.st_uid, st.st_gid,
                               st.st_mtime_ns, data)
    return found


def differences(was, now):
    return [f'{path}: ' + ('changed' if path in was and path in now else
                           'new' if path in now else 'gone')
            for path in sorted({*was, *now}) if was.get(path) != now.get(path)]


def can_read(entry):
    """Tells whether other users than root can read a file, or will."""
    return entry[3] or entry[2] & 0o044


def leaks(known):
    """Returns what has a byte of a secret and can be read, and what is left of ours."""
    files = {entry[:2] for entry in known.values()}
    for path, entry in look_at(['/home/alice', '/var', '/opt', '/tmp', '/srv']).items():
        if '.jsecpatch-' in path and not path.endswith('.save'):
            yield path + ': left'
        if entry[:2] not in files and entry[-1] and can_read(entry) and \
                any(secret in entry[-1] for secret in SECRETS):
            yield path + ': has secret bytes'


class Watch:
    """Counts how often a file was opened."""

    def __init__(self, path):
        self.descriptor = LIBC.inotify_init1(os.O_NONBLOCK)
        check(LIBC.inotify_add_watch(self.descriptor, path.encode(), IN_OPEN) < 0, path)

    def count(self):
        with contextlib.suppress(BlockingIOError):
            return len(os.read(self.descriptor, 1 << 16)) // EVENT_SIZE
        return 0


class Swapper:
    """A process of a user that exchanges things until it is killed."""

    def __init__(self, user, make):
        self.shared = mmap.mmap(-1, mmap.PAGESIZE)
        self.pid = os.fork()
        if not self.pid:
            try:
                os.setgroups([])
                os.setgid(user)
                os.setuid(user)
                self.work(make())
            except Exception as error:
                print(f'a process of user {user} ends: {error!r}', flush=True)
            finally:
                os._exit(1)

    def work(self, swap):
        done = 0
        while True:
            with contextlib.suppress(OSError):
                done += bool(swap())
            struct.pack_into('Q', self.shared, 0, done)

    def count(self):
        return struct.unpack_from('Q', self.shared)[0]

    def stop(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def run(arguments, counts):
    """Runs the command as root. Returns what is wrong with how it ended."""
    try:
        done = scenarios.run([COMMAND, *arguments], timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return [f'{arguments} hangs']
    counts[done.returncode] += 1
    if done.returncode not in (0, 1, 3, 4):
        return [f'{arguments} ends with {done.returncode}: {done.stderr.decode()}']
    return []


def try_attack(name, seconds, chance):
    """Returns what an attack reached, and how many swaps it made."""
    attack, bad, counts = ATTACKS[name], [], collections.Counter()
    fill_machine()
    attack.prepare()
    device = Watch(DEVICE)
    held = [top for top in ('/home/alice/private',) if os.path.isdir(top)]
    held += [VAULT, '/home/bob', '/etc']
    was = look_at(held)
    swappers = [Swapper(*swapper) for swapper in attack.swappers]
    end = time.time() + seconds
    while time.time() < end:
        arguments = [argument.replace('PID', str(swappers[0].pid))
                     for argument in chance.choice(attack.runs)]
        bad += run(arguments, counts)
    swaps = sum(swapper.count() for swapper in swappers)
    for swapper in swappers:
        swapper.stop()
    bad += differences(was, look_at(held)) + list(leaks(was))
    opened = device.count()
    if opened:
        bad.append(f'a device was opened {opened} times')
    if not swaps:
        bad.append('nothing was exchanged')
    statuses = ', '.join(f'{counts[status]} ended with {status}' for status in sorted(counts))
    print(f'{name}: {swaps} swaps, {sum(counts.values())} runs: {statuses}; {len(bad)} wrong',
          flush=True)
    for each in sorted(set(bad)):
        print(f'  {each} ({bad.count(each)} times)')
    return len(bad), swaps


def try_all(names, seconds, chance):
    """Runs the attacks. Returns 1 if one of them reached something."""
    bad = swaps = 0
    for name in names:
        wrong, done = try_attack(name, seconds, chance)
        bad, swaps = bad + wrong, swaps + done
    print(f'{swaps} swaps, {bad} wrong')
    return int(bad > 0)


def needed():
    if os.getuid() or scenarios.NAMESPACE not in os.environ:
        return 'only root can make a machine of its own'
    return None


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument('--full', action='store_true')
    parser.add_argument('--seconds', type=float)
    parser.add_argument('--seed', type=int, default=int(time.time()))
    parser.add_argument('attacks', nargs='*')
    options = parser.parse_args()
    seconds = options.seconds or (FULL_SECONDS if options.full else SECONDS)

    def campaign(work):
        child = os.fork()
        if child:
            return os.waitpid(child, 0)[1]
        status = 1
        try:
            enter_machine(work)
            print('seed', options.seed, flush=True)
            status = try_all(options.attacks or ATTACKS, seconds, random.Random(options.seed))
        except OSError as error:
            print(error)
        finally:
            sys.stdout.flush()
            os._exit(status)

    return scenarios.start(needed, campaign)


sys.exit(main())
