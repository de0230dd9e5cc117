# SPDX-License-Identifier: MIT
"""All actions that write, each on a tree with all metadata that could be lost, and what a
tree may look like after a run that was disturbed.

    scenario = SCENARIOS['allow']
    scenario.build(tree)                      # the tree on which the action is tried
    expected = expect(scenario, tree)         # runs it twice without a fault
    write(tree, expected.old)                 # the tree as it was
    subprocess.run(scenario.command(tree))    # something disturbs this
    expected.wrong_now(snapshot(tree))        # torn files, backups that are not there ...
    subprocess.run(scenario.command(tree))
    expected.wrong_after(snapshot(tree))      # what was not mended, temporaries

Only root can make these trees. Files are mounted only in a mount namespace of our own, which
enter_namespace() makes.
"""
import collections
import contextlib
import errno
import functools
import hashlib
import io
import os
import re
import shutil
import stat
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
BINDIR = os.environ.get('BINDIR', '/usr/local/bin')
HERE = os.path.dirname(os.path.abspath(__file__))
SAMPLES = os.path.join(os.environ.get('SOURCE_ROOT', HERE + '/../..'), 'samples')
STATE = 'var/lib/jsecpatch'
NAMESPACE = 'JSECPATCH_NAMESPACE'
LITTER = ('.jsecpatch-', '.new', 'redo')
# Our files are as old as this. A later time is that of a run, and differs each time.
TIME = 10**18 + 123456789
NOW = TIME + 10**17
ROOTS, USERS = (0, 2345), (1234, 2345)


def acl(*entries):
    """Makes an ACL in the kernel's format from (tag, permissions, id)."""
    return struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *e) for e in entries)


NOBODY = 0xffffffff
ATTRIBUTES = {
    'user.note': b'keep',
    'system.posix_acl_access': acl((1, 6, NOBODY), (2, 4, 1234), (4, 4, NOBODY),
                                   (0x10, 4, NOBODY), (0x20, 0, NOBODY)),
    'security.selinux': b'system_u:object_r:etc_t:s0\0',
    'trusted.note': b'keep, too',
}


# Trees.

Entry = collections.namedtuple('Entry', 'kind data mode owner time attributes names')


def entry_of(path):
    """Returns all that we know of a file, a folder or a link."""
    st = os.lstat(path)
    owner = st.st_uid, st.st_gid
    if stat.S_ISLNK(st.st_mode):
        return Entry('link', os.readlink(path).encode(), 0, owner, 0, (), 1)
    attributes = tuple((name, os.getxattr(path, name)) for name in sorted(os.listxattr(path)))
    if stat.S_ISDIR(st.st_mode):
        return Entry('folder', b'', stat.S_IMODE(st.st_mode), owner, 0, attributes, 1)
    return Entry('file', read(path), stat.S_IMODE(st.st_mode), owner, st.st_mtime_ns, attributes,
                 st.st_nlink)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def snapshot(tree):
    """Returns {path: Entry} of a whole tree."""
    found = {}
    for folder, folders, files in os.walk(tree):
        for name in folders + files:
            path = os.path.join(folder, name)
            found[path[len(tree) + 1:]] = entry_of(path)
    return found


def write(tree, wanted):
    """Makes a tree what it was in a snapshot. What is right already stays."""
    os.makedirs(tree, exist_ok=True)
    os.chmod(tree, 0o755)
    now = snapshot(tree)
    for path in sorted(now, reverse=True):
        if path not in wanted or wanted[path].kind != now[path].kind:
            remove = os.rmdir if now[path].kind == 'folder' else os.unlink
            remove(os.path.join(tree, path))
            del now[path]
    for path in sorted(wanted):
        if now.get(path) != wanted[path]:
            write_entry(os.path.join(tree, path), wanted[path], now.get(path))


def write_entry(path, wanted, now):
    """Writes one file, folder or link. A file that is a mount point stays one."""
    if now and wanted.kind != 'folder':
        with contextlib.suppress(OSError):
            os.unlink(path)
    if wanted.kind == 'link':
        os.symlink(wanted.data.decode(), path)
        os.chown(path, *wanted.owner, follow_symlinks=False)
        return
    if wanted.kind == 'file':
        with open(path, 'wb') as file:
            file.write(wanted.data)
    elif not now:
        os.mkdir(path)
    os.chown(path, *wanted.owner)
    os.chmod(path, wanted.mode)
    for name in {*os.listxattr(path)} - {name for name, _ in wanted.attributes}:
        os.removexattr(path, name)
    for name, value in wanted.attributes:
        os.setxattr(path, name, value)
    if wanted.kind == 'file':
        os.utime(path, ns=(wanted.time, wanted.time))


def remove_tree(tree):
    """Removes a tree, and unmounts what is mounted in it."""
    with open('/proc/self/mountinfo', encoding='utf-8') as lines:
        mounted = [line.split()[4] for line in lines]
    for path in mounted:
        if path.startswith(os.path.realpath(tree) + '/'):
            subprocess.run(['umount', path], check=True)
    shutil.rmtree(tree, ignore_errors=True)


# What is on them.

def vendors_list(size=61443):
    """Returns a java.security as long as the vendors' own."""
    text = b'security.overridePropertiesFile=true\n' + \
        read(SAMPLES + '/root/etc/sample-17/security/java.security')
    line = b'# This line makes the file as long as one of a vendor is.\n'
    text += line * ((size - len(text)) // len(line))
    return text + b'#' * (size - len(text) - 1) + b'\n'


def add_file(tree, path, data, mode=0o644, owner=(0, 0), attributes=()):
    """Writes a file that is old, and the folders above it."""
    os.makedirs(os.path.dirname(f'{tree}/{path}'), mode=0o755, exist_ok=True)
    write_entry(f'{tree}/{path}',
                Entry('file', data, mode, owner, TIME, tuple(attributes), 1), None)


def add_install(tree, number=0, owner=ROOTS, size=61443):
    """Adds a Java whose java.security has all metadata that could be lost, behind a link if
    the number is even."""
    home, real = f'usr/lib/jvm/java-{17 + number}', f'etc/java-{17 + number}/java.security'
    add_file(tree, home + '/release', b'JAVA_VERSION="17.0.15"\nIMPLEMENTOR="Debian"\n')
    os.makedirs(f'{tree}/{home}/conf/security')
    if number % 2:
        real = home + '/conf/security/java.security'
    else:
        os.symlink('../' * 6 + real, f'{tree}/{home}/conf/security/java.security')
    add_file(tree, real, vendors_list(size), 0o640, owner, usable_attributes(tree).items())
    if owner[0]:
        os.chown(os.path.dirname(f'{tree}/{real}'), *owner)


def usable_attributes(tree=os.environ.get('TMPDIR', '/tmp')):
    """The attributes that this kernel, this file system and our rights allow."""
    usable, path = {}, os.path.join(tree, 'attributes')
    with open(path, 'wb'):
        for name, value in ATTRIBUTES.items():
            with contextlib.suppress(OSError):
                os.setxattr(path, name, value)
                usable[name] = value
    os.unlink(path)
    return usable


def one(tree):
    add_install(tree)


def users(tree):
    add_install(tree, owner=USERS)


def three(tree):
    for number in range(3):
        add_install(tree, number)


def hundred(tree):
    for number in range(100):
        add_install(tree, number, size=2000 + number % 7)


def mounted(tree):
    """A file that is a mount point, as in containers, cannot be replaced."""
    one(tree)
    path = tree + '/etc/java-17/java.security'
    subprocess.run(['mount', '--bind', path, path], check=True)


HOME, OVERRIDE = '/usr/lib/jvm/java-17', '/etc/anon.security'
NOISE = bytes(i * i % 251 for i in range(70000))
MEMBERS = {'jdk/conf/security/java.security': vendors_list(6000), 'jdk/noise': NOISE,
           'jdk/release': b'JAVA_VERSION="17.0.15"\n'}


def tar_archive(tree):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w:gz') as archive:
        for name, data in MEMBERS.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    add_file(tree, 'srv/jdk.tar.gz', out.getvalue(), 0o640, ROOTS, usable_attributes(tree).items())


def zip_archive(tree):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, data in MEMBERS.items():
            archive.writestr(zipfile.ZipInfo(name, (2001, 9, 9, 1, 46, 40)), data)
    add_file(tree, 'srv/jdk.zip', out.getvalue(), 0o640, ROOTS, usable_attributes(tree).items())
    add_file(tree, 'srv/new.zip', b'in the way of --output', 0o644)


def access_manager(tree):
    top = SAMPLES + '/access-manager'
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            add_file(tree, 'opt/am/' + os.path.relpath(path, top), read(path), 0o640, ROOTS,
                     usable_attributes(tree).items())


def package_managers(tree):
    """A machine that can have all hooks."""
    one(tree)
    add_file(tree, 'var/lib/dpkg/info/dpkg.list', b'')
    programs = [f'usr/bin/{name}' for name in (
        'unattended-upgrade', 'dpkg', 'rpm', 'dnf-3', 'dnf5', 'zypper', 'pacman')]
    for path in [BINDIR[1:] + '/jsecpatch', 'sbin/apk', 'usr/lib/systemd/systemd', *programs]:
        add_file(tree, path, b'', 0o755)


def another_java(tree):
    """The unit of systemd watches the folders of all Javas, and is outdated now."""
    add_file(tree, 'opt/java 100%/release', b'JAVA_VERSION="17.0.15"\n')
    add_file(tree, 'opt/java 100%/conf/security/java.security', vendors_list(2000))


def newer_list():
    return vendors_list(7000).replace(b'Algorithms=SSLv3, TLSv1,', b'Algorithms=SSLv3, RC2, TLSv1,')


def newer_vendor(tree):
    """The vendor's update has another list."""
    path = tree + '/etc/java-17/java.security'
    write_entry(path, entry_of(path)._replace(data=newer_list(), time=TIME + 1), True)


def newer_beside(tree):
    """A package manager left the vendor's newer file beside the edited one."""
    add_file(tree, 'etc/java-17/java.security.rpmnew', newer_list(), 0o640, ROOTS,
             usable_attributes(tree).items())


def two_products(tree):
    for name in 'gone', 'live':
        add_file(tree, f'opt/{name}/release', b'JAVA_VERSION="17.0.15"\n')
        add_file(tree, f'opt/{name}/conf/security/java.security',
                 b'security.provider.1=SUN\nsecurity.overridePropertiesFile=true\n'
                 b'jdk.tls.disabledAlgorithms=SSLv3, anon, NULL\n', 0o640)


def uninstall(tree):
    shutil.rmtree(tree + '/opt/gone')


# Names all Javas that could be examined, which is said. The next run brings the others.
UNIT = 'etc/systemd/system/jsecpatch.path'

# The actions.

class Scenario:
    """An action on a tree. Steps that prepare it are arguments, or functions of the tree.

    What undoes it are arguments, too, where the tree has nothing but the vendor's files."""

    def __init__(self, name, arguments, *steps, undo=None, slow=False):
        self.name, self.arguments, self.steps = name, arguments, steps
        self.undo, self.slow = undo, slow
        self.needs_mounts = mounted in steps
        self.from_hook = '--from-hook' in arguments
        self.forgets = arguments[0] == '--forget'

    def build(self, tree):
        """Makes the tree anew."""
        remove_tree(tree)
        for folder in 'etc', 'opt', 'srv', 'usr/bin', 'usr/lib/jvm', 'var/lib':
            os.makedirs(f'{tree}/{folder}', mode=0o755)
        for step in self.steps:
            if callable(step):
                step(tree)
                continue
            done = run([COMMAND, '--root', tree, '-q', *step])
            if done.returncode:
                raise RuntimeError(f'{self.name}: {step}: {done.stderr.decode()}')

    def command(self, tree, *output):
        """With -q, the command does not inspect all processes at its end."""
        return [COMMAND, '--root', tree, '-q', *output, *self.arguments]


def run(argv, timeout=120, **how):
    """Runs a program that cannot ask anybody. Keeps what it says."""
    return subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=timeout, check=False, **how)


ALLOW, REMEMBER = ['--allow', 'anon'], ['--allow', 'anon', '--remember']
SUSPEND, REAPPLY, RESTORE = ['--suspend'], ['--reapply'], ['--restore']
EMIT = ['--emit-override', OVERRIDE, *ALLOW, HOME]
AM = ['--access-manager', '/opt/am']
AM_CLEAR = [*AM, '--transport', 'clear']
GONE, LIVE = '/opt/gone', '/opt/live'
BOTH_CHANGED = (
    two_products, [*REMEMBER, GONE],
    ['--emit-override', '/etc/gone.security', '--allow', 'NULL', GONE],
    ['--allow', 'NULL', '--remember', GONE, LIVE],
    ['--disallow', 'MD5', GONE], ['--disallow', 'MD5', LIVE])
HOOK_INSTALL, HOOK_REMOVE = ['--hook', 'install'], ['--hook', 'remove']

SCENARIOS = {scenario.name: scenario for scenario in (
    Scenario('allow', ALLOW, one, undo=RESTORE),
    Scenario('allow-3', ALLOW, three, undo=RESTORE),
    Scenario('allow-100', ALLOW, hundred, undo=RESTORE, slow=True),
    Scenario('allow-as-owner', [*ALLOW, HOME], users, undo=[*RESTORE, HOME]),
    Scenario('allow-in-place', ALLOW, mounted, undo=RESTORE),
    Scenario('disallow', ['--disallow', 'SHA1'], one),
    Scenario('disallow-back', ['--disallow', 'anon'], one, ALLOW),
    Scenario('restore', RESTORE, one, ALLOW),
    Scenario('restore-3', RESTORE, three, ALLOW),
    Scenario('restore-100', RESTORE, hundred, ALLOW, slow=True),
    Scenario('restore-as-owner', [*RESTORE, HOME], users, [*ALLOW, HOME]),
    Scenario('restore-in-place', RESTORE, mounted, ALLOW),
    Scenario('remember', REMEMBER, one),
    Scenario('remember-more', ['--allow', 'NULL', '--remember'], one, REMEMBER),
    Scenario('remember-3', REMEMBER, three),
    Scenario('restore-forget', [*RESTORE, '--forget'], three, REMEMBER),
    Scenario('forget', ['--forget', GONE], *BOTH_CHANGED, SUSPEND, uninstall),
    Scenario('suspend', SUSPEND, one, REMEMBER),
    Scenario('suspend-3', SUSPEND, three, REMEMBER, ['--disallow', 'SHA1']),
    Scenario('suspend-hook', [*SUSPEND, '--from-hook', 'apt'], one, REMEMBER),
    Scenario('suspend-in-place', SUSPEND, mounted, REMEMBER),
    Scenario('reapply', REAPPLY, one, REMEMBER, SUSPEND),
    Scenario('reapply-3', REAPPLY, three, REMEMBER, ['--disallow', 'SHA1'], SUSPEND),
    Scenario('reapply-hook', [*REAPPLY, '--from-hook', 'apt'], one, REMEMBER, SUSPEND),
    Scenario('reapply-update', REAPPLY, one, REMEMBER, EMIT, newer_vendor),
    Scenario('adopt-vendor', [*REAPPLY, '--adopt-vendor'], one, REMEMBER, newer_beside),
    Scenario('hook-install', HOOK_INSTALL, package_managers),
    Scenario('hook-remove', HOOK_REMOVE, package_managers, HOOK_INSTALL),
    Scenario('hook-renew', HOOK_INSTALL, package_managers, HOOK_INSTALL, another_java),
    Scenario('tar.gz', [*ALLOW, '/srv/jdk.tar.gz'], tar_archive,
             undo=[*RESTORE, '/srv/jdk.tar.gz']),
    Scenario('tar.gz-restore', [*RESTORE, '/srv/jdk.tar.gz'], tar_archive,
             [*ALLOW, '/srv/jdk.tar.gz']),
    Scenario('zip', [*ALLOW, '/srv/jdk.zip'], zip_archive, undo=[*RESTORE, '/srv/jdk.zip']),
    Scenario('zip-output', [*ALLOW, '--force', '--output', '/srv/new.zip', '/srv/jdk.zip'],
             zip_archive),
    Scenario('tar.gz-output', [*ALLOW, '--output', '/srv/new.tar.gz', '/srv/jdk.tar.gz'],
             tar_archive),
    Scenario('access-manager', AM_CLEAR, access_manager, undo=[*AM, *RESTORE]),
    Scenario('access-manager-restore', [*AM, *RESTORE], access_manager, AM_CLEAR),
    Scenario('emit-override', EMIT, one),
)}


# What is right.

# Ids, times and names of temporaries differ in each run.
VARYING = [(re.compile(rb'\d{8}T\d{6}Z-[0-9a-f]{16}'), b'TIME-DIGEST'),
           (re.compile(rb'\d{8}T\d{6}Z'), b'TIME'), (re.compile(rb'\d{10}\.\d{9}'), b'TIME'),
           (re.compile(rb'(, sha256 )[0-9a-f]{64}'), rb'\1DIGEST'),
           (re.compile(rb'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ'), b'TIME'),
           (re.compile(rb'(format \d+, sha256) [0-9a-f]{64}'), rb'\1 DIGEST'),
           (re.compile(rb'; (processes that could not be inspected|which programs started during an '
                       rb'update is not known): [^\n]*'), b''),
           (re.compile(rb'jsecpatch-[0-9a-f.-]+\.(tmp|save)'), rb'jsecpatch-X.\1')]
# Only texts have such; it takes long to look for it in large files.
LARGE_TEXT = 20000


@functools.lru_cache(maxsize=4096)
def fixed(data):
    """Returns bytes with words for what differs in each run."""
    for pattern, word in VARYING:
        data = pattern.sub(word, data)
    return data


def outside(tree):
    """What of a snapshot is not in the state directory, without times of today."""
    return {path: comparable(entry) for path, entry in tree.items()
            if path != STATE and not path.startswith(STATE + '/')}


def comparable(entry):
    data = fixed(entry.data) if len(entry.data) < LARGE_TEXT else entry.data
    return entry._replace(data=data, time=entry.time if entry.time < NOW else None)


def records(tree):
    """What the state directory has but backups: {name: text without times}.

    The lock and the history are no promises: the latter only tells which programs to restart.
    """
    return {path: fixed(entry.data) for path, entry in tree.items()
            if entry.kind == 'file' and path.startswith(STATE + '/')
            and not path.startswith(STATE + '/backups/')
            and os.path.basename(path) not in ('lock', 'history')}


def backups(tree):
    """Reads all archives of a snapshot. Returns {(path, digest)} of what they have, and what
    is wrong with them."""
    archives, wrong = {}, set()
    for path, entry in tree.items():
        name = os.path.basename(path)
        if path.startswith(STATE + '/backups/') and not name.startswith(LITTER):
            archives[name.removesuffix('.tar')], bad = read_backup(name, entry.data)
            wrong |= bad
    found = set()
    for held in archives.values():
        for path, digest in held.items():
            if '/' in digest:  # a link: ID/PATH
                base, target = digest.split('/', 1)
                digest = archives.get(base, {}).get(target, '/')
                if '/' in digest:
                    wrong.add('A BACKUP HAS LOST ITS BASE')
            found.add((path, digest))
    return found, wrong


@functools.lru_cache(maxsize=1024)
def read_backup(name, data):
    """The digest in the name is that of the archive; those in the manifest are of its files.
    Returns {path: digest, or the target of a link to another archive}, and what is wrong."""
    held, wrong = {}, set()
    if not name.endswith(f'-{hashlib.sha256(data).hexdigest()[:16]}.tar'):
        return held, {'A BACKUP IS DAMAGED'}
    stem = name.rpartition('-')[0] + '/'
    manifest = b''
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            if member.name.startswith(stem):  # bytes to which files in this archive are links
                continue
            if member.islnk() and not member.linkname.startswith(stem):
                held[member.name] = member.linkname
                continue
            content = archive.extractfile(member).read()
            if member.name.endswith('.mtree'):
                manifest = content
                continue
            digest = hashlib.sha256(content).hexdigest()
            held[member.name] = digest
            if b'sha256digest=' + digest.encode() not in manifest:
                wrong.add('a manifest does not have a digest of its archive')
    return held, wrong


def digest_of(entry):
    return hashlib.sha256(entry.data).hexdigest()


class Expected:
    """The tree before a run, after one that nothing disturbs, and after another one."""

    def __init__(self, scenario, old, new, settled):
        self.scenario = scenario
        self.raw_old = old
        self.old, self.new, self.settled = outside(old), outside(new), outside(settled)
        self.records = records(new)
        self.end_records = records(settled)
        self.old_backups, self.backups = backups(old)[0], backups(new)[0]
        self.changed = {path for path in self.old if self.old[path].kind == 'file'
                        and self.old[path] != self.new.get(path)}

    def wrong_now(self, tree):
        """What must never be, whenever the run ended: each file is the old or the new one,
        and what was changed has a backup."""
        now, wrong = outside(tree), set()
        held, bad = backups(tree)
        for path in {*self.old, *self.new}:
            wrong |= set(self.wrong_with(path, now.get(path)))
        for path in self.changed:
            backup = path, digest_of(self.raw_old[path])
            if now.get(path) != self.old[path] and backup in self.backups - held:
                wrong.add('NO BACKUP of ' + path)
        wrong |= {'A BACKUP IS LOST of ' + path for path, _ in
                  (self.old_backups & self.backups) - held}
        # The backups tell which files were a product's: they are deleted last.
        if self.old_backups - held and (now != self.new or records(tree) != self.records):
            wrong.add('backups are deleted too early')
        return wrong | bad

    def wrong_with(self, path, now):
        """Says how an entry is neither the old nor the new one."""
        allowed = [self.old.get(path), self.new.get(path)]
        # A temporary that became the file may have its own name for a moment, too.
        if now in allowed or (now and now._replace(names=1) in allowed):
            return
        if not now:
            yield 'MISSING ' + path
            return
        known = [entry for entry in allowed if entry and entry.kind == now.kind]
        if not known and allowed[0]:
            yield f'{allowed[0].kind.upper()} LOST: {path}'
            return
        if now.data not in [entry.data for entry in known] and path != UNIT:
            yield ('TORN ' if now.data else 'EMPTY ') + path
        for field in 'mode', 'owner', 'time', 'attributes':
            if getattr(now, field) not in [getattr(entry, field) for entry in known]:
                yield f'{field} lost: {path}'

    def is_new(self, tree):
        """Tells whether all is as asked, in the records, too."""
        return not self.missing(tree)

    def is_old(self, tree):
        return outside(tree) == self.old

    def missing(self, tree):
        """Says what is not as asked."""
        now, kept = outside(tree), records(tree)
        found = {path for path in {*now, *self.new} if now.get(path) != self.new.get(path)}
        found |= {path for path in {*kept, *self.records}
                  if kept.get(path) != self.records.get(path)}
        held = backups(tree)[0]
        found |= {f'a backup of {path}' for path, _ in self.backups - held}
        if self.scenario.forgets:
            found |= {f'a backup to be forgotten, of {path}' for path, _ in held - self.backups}
        return found

    def wrong_after(self, tree):
        """What is wrong when the next run has ended: it mends all, and leaves nothing."""
        now, kept = outside(tree), records(tree)
        held, wrong = backups(tree)
        wrong |= {f'the next run does not mend {path}: {difference(now.get(path), entry)}'
                  for path, entry in {**dict.fromkeys(self.old), **self.settled}.items()
                  if now.get(path) != entry}
        wrong |= {'the next run leaves ' + name_of(path) for path in litter(tree)}
        wrong |= {'the next run leaves ' + name_of(path) for path in now
                  if path not in self.old and path not in self.settled}
        wrong |= {f'the next run does not mend {path}: {kept.get(path)}, not {record}'
                  for path, record in {**dict.fromkeys(kept), **self.end_records}.items()
                  if meaning(path, kept.get(path)) != meaning(path, record)}
        for path in self.changed:
            backup = path, digest_of(self.raw_old[path])
            if backup in self.backups - held:
                wrong.add('NO BACKUP of ' + path)
        if self.scenario.forgets and held != self.backups:
            wrong.add('the next run does not forget the backups')
        return wrong


def meaning(path, record):
    """The lines of a record that must be right after two runs, which may have come in another
    order: not what the last run did, its checksum, or the home that a file was found in."""
    return record and {line for line in record.splitlines()
                       if not (b'message=' in line or b'home=' in line or b', sha256 ' in line
                               or b'was=' in line and 'overrides' in path)}


def difference(now, wanted):
    if not now or not wanted:
        return 'is there' if now else 'is not there'
    return ' '.join(field for field in now._fields
                    if getattr(now, field) != getattr(wanted, field))


def litter(tree):
    """Our temporaries in a snapshot, in the state directory and outside."""
    return {path for path in tree if os.path.basename(path).startswith(LITTER)}


def name_of(path):
    return fixed(path.encode()).decode()


def expect(scenario, tree):
    """Runs an action twice without a fault on a tree that was built for it."""
    taken, statuses = [snapshot(tree)], []
    for _ in range(2):
        done = run(scenario.command(tree))
        statuses.append(done.returncode)
        taken.append(snapshot(tree))
    expected = Expected(scenario, *taken)
    expected.statuses = statuses
    wrong = expected.wrong_now(taken[1]) | expected.wrong_after(taken[2])
    if statuses[0] or wrong or not (expected.changed or expected.old != expected.new):
        raise RuntimeError(f'{scenario.name}: without a fault: {statuses}, {sorted(wrong)}')
    return expected


# Where they run.

def enter_namespace():
    """Restarts this program in namespaces: its mounts affect nobody else, and the command sees
    no processes but ours."""
    command = ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork',
               '--kill-child', '--mount-proc']
    if os.getuid() or NAMESPACE in os.environ or not shutil.which('unshare'):
        return
    if run([*command, 'true']).returncode == 0:
        os.environ[NAMESPACE] = '1'
        os.execvp(command[0], [*command, sys.executable, *sys.argv])


@contextlib.contextmanager
def folder_in_memory():
    """Makes a folder for the trees, which is a file system of its own if that is possible."""
    folder = tempfile.mkdtemp(prefix='jsecpatch-fault.')
    mounts = NAMESPACE in os.environ and run(
        ['mount', '-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', folder]).returncode == 0
    os.chmod(folder, 0o755)
    try:
        yield folder
    finally:
        remove_tree(folder)
        if mounts:
            run(['umount', '--lazy', folder])
        shutil.rmtree(folder, ignore_errors=True)


def needed(inject):
    """Returns why no run can be disturbed here, or None."""
    if os.getuid():
        return 'only root can make the trees'
    probe = run([inject, '/dev/null', f'fail:{errno.EIO}', '1', 'fsync', 'true'])
    return 'no calls can be injected: ' + probe.stderr.decode() if probe.returncode else None


def needed_with_strace(inject):
    """The same, if strace and trees with all metadata are needed, too."""
    missing = needed(inject) or needed_strace()
    if missing:
        return missing
    return None if usable_attributes() else 'no attributes can be set here'


def needed_strace():
    """Returns why nothing can be traced here, or None."""
    if not shutil.which('strace'):
        return 'strace is not there'
    probe = run(['strace', '-f', '-o', '/dev/null', 'true'])
    return 'strace cannot trace: ' + probe.stderr.decode() if probe.returncode else None


def start(missing, campaign):
    """Runs a campaign in namespaces and in a folder of its own, unless something is missing.
    It returns how much is bad, or why it cannot run. Returns the exit status."""
    enter_namespace()
    os.environ.update(ASAN_OPTIONS='detect_leaks=0', LC_ALL='C')
    os.umask(0o022)
    end = missing()
    if not end:
        with folder_in_memory() as work:
            end = campaign(work)
    if isinstance(end, str):
        print('skipped:', end)
        return 77
    return 1 if end else 0


def usable(names=()):
    """The scenarios of these names, or all, that can run here."""
    unknown = set(names) - set(SCENARIOS)
    if unknown:
        raise SystemExit('not a scenario: ' + ' '.join(sorted(unknown)))
    return [scenario for name, scenario in SCENARIOS.items() if not names or name in names
            if not scenario.needs_mounts or NAMESPACE in os.environ]
