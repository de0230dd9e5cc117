#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Installs, uses, updates and removes the .rpm packages with the real rpm and dnf.

usage: rpm_package.py [--full DIRECTORY] [CASE]...

The short form makes packages of what is built already. With --full they are those in DIRECTORY,
which packaging/build-rpm has made: for /usr, with shared libraries.

exit status: 0 success, 1 failure, 77 something is missing here
"""
import glob
import hashlib
import os
import re
import shutil
import sys

import roots
import rpms
from roots import BUILD, NEW, NEWER, OLD, SOURCE, expect, read, run, without_anon, write
from rpms import FILE, NAME

PACKAGING = SOURCE + '/packaging/rpm'
# Debian's plugin of dnf 4 calls a function that was renamed in Debian's libdnf.
SHIM = '/usr/lib/python3/dist-packages/shim.pth'
RENAMED = 'import libdnf.conf as c; c.ConfigParser_substitute = c.ConfigParser.substitute\n'
STATE, POLICY = '/var/lib/jsecpatch', '/etc/jsecpatch.conf'
# What package managers note of their own work.
NOTES = ('proc', 'dev', 'tmp', 'run', 'var/tmp', 'var/cache', 'var/log', 'var/lib/rpm',
         'var/lib/dnf', 'etc/ld.so.cache', 'repository')
# Instead of the macros that compile, files that are there are taken.
MADE = '''
%meson :
%meson_build :
%meson_install cp -a {tree}/. %{{buildroot}}
'''
LOCAL = '''
%_prefix {prefix}
%_datadir %{{_prefix}}/share
%_includedir %{{_prefix}}/include
%_libdir {libdir}
'''
VERSION = re.search(r'^Version: *(\S+)', read(PACKAGING + '/jsecpatch.spec').decode(), re.M)[1]
# Directories that Fedora always has.
FOLDERS = ['share/licenses', 'share/doc', 'include', *(f'share/man/man{n}' for n in (1, 3, 5, 7))]
start = None


# Packages.

def build(release, tree, program, macros=''):
    """Makes packages of a tree of installed files with the real spec file."""
    top = os.path.join(roots.TOP, 'rpmbuild')
    os.makedirs(top + '/sources')
    run(PACKAGING + '/sources', top + '/sources', program)
    spec = read(top + '/sources/jsecpatch.spec').replace(b'Release:        1',
                                                         b'Release:        %d' % release)
    write(top + '/sources/jsecpatch.spec', spec)
    write(top + '/macros', macros + MADE.format(tree=tree))
    run('rpmbuild', '-bb', '--nodeps', f'--load={PACKAGING}/debian.macros',
        f'--load={top}/macros', '--define', f'_topdir {top}', '--define',
        f'_sourcedir {top}/sources', '--define', '_binary_payload w.ufdio', '--define',
        f'_rpmdir {start / "/repository"}/{release}', top + '/sources/jsecpatch.spec')
    shutil.rmtree(top)


def make_folders(prefix, *more):
    for folder in (*FOLDERS, *more):
        os.makedirs(start / f'{prefix}/{folder}', exist_ok=True)


def build_short(tree):
    """Makes two releases of what is built."""
    run('meson', 'install', '-C', os.path.abspath(BUILD), '--no-rebuild', '--quiet',
        '--destdir', tree)
    (library,) = glob.glob(tree + '/**/libjsecpatch.so.0', recursive=True)
    prefix, libdir = roots.PROGRAM.removesuffix('/bin/jsecpatch'), os.path.dirname(library)
    macros = LOCAL.format(prefix=prefix, libdir=libdir[len(tree):])
    make_folders(prefix, 'bin', libdir[len(tree + prefix) + 1:] + '/pkgconfig')
    for release in 1, 2:
        build(release, tree, roots.PROGRAM, macros)


def take_full(folder, tree):
    """Takes packages that are there for the first release. Makes the second one of their files."""
    os.mkdir(start / '/repository/1')
    os.mkdir(tree)
    for package in glob.glob(folder + '/jsecpatch-*[!c].rpm'):
        shutil.copy(package, start / '/repository/1')
        run('bsdtar', '-C', tree, '-xpf', package)
    for notes in 'lib/.build-id', 'share/doc', 'share/licenses':
        shutil.rmtree(f'{tree}/usr/{notes}')
    build(2, tree, '/usr/bin/jsecpatch')
    make_folders('/usr', 'lib64/pkgconfig')
    write(start / '/etc/ld.so.conf.d/lib64.conf', '/usr/lib64\n')  # Debian does not use it


def names(folder):
    return sorted(glob.glob(folder + '/**/*.rpm', recursive=True))


def debian():
    """Builds a package that provides, for rpm, what Debian's own packages have.

    It has the trigger of Fedora's glibc, too."""
    wanted = run('rpm', '-qp', '--requires', *names(start / '/repository')).stdout.splitlines()
    needs = {need for need in wanted if not re.match(r'rpmlib\(|jsecpatch|/bin/sh', need)}
    shared = {need.split('(')[0] for need in needs if '.so' in need}
    libraries = start.run('ldconfig', '-p').stdout
    expect('libraries that Debian does not have', [name for name in sorted(shared) if
                                                   f'\t{name} ' not in libraries], [])
    return rpms.build('debian', '12', {}, '%filetriggerin -- /usr/lib64\nldconfig\n%files\n', tags='\n'.join(
        'Provides: ' + need for need in sorted(needs)))


def make_start(full):
    """Makes a root with a repository that has two releases of ours, and of a Java."""
    global start
    start = roots.make_base_root().over('start')
    os.mkdir(start / '/repository')
    shutil.rmtree(start / '/usr/local')  # what roots.py has installed is no package
    tree = os.path.join(roots.TOP, 'tree')
    if full:
        take_full(full, tree)
    else:
        build_short(tree)
    for version, vendor in {'1': OLD, '2': NEW, '3': NEWER}.items():
        shutil.move(rpms.java(version, vendor, '%config '), start / '/repository')
    shutil.move(debian(), start / '/repository')
    run('createrepo_c', '--quiet', start / '/repository')
    write(start / '/etc/rpm/macros', '%_dbpath /var/lib/rpm\n')  # Debian's is elsewhere
    write(start / SHIM, RENAMED)
    write(start / '/etc/yum.repos.d/local.repo',
          '[local]\nname=local\nbaseurl=file:///repository\ngpgcheck=0\n')
    start.run('rpm', '--initdb')
    start.run('rpm', '--force-debian', '-i', '/repository/debian-12-1.noarch.rpm')


def ours(release):
    return [f'{name}={release}' for name in ('jsecpatch', 'jsecpatch-libs', 'jsecpatch-devel')]


class Rpm:
    """rpm. A word is NAME, or NAME=RELEASE of a package of ours, or NAME=VERSION of a Java."""

    options = {'remove': ['-e'], 'downgrade': ['-U', '--oldpackage'],
               'reinstall': ['-U', '--replacepkgs']}

    @staticmethod
    def file(root, word):
        name, release = word.split('=')
        (path,) = glob.glob(f'{root.at}/repository/{release}/**/{name}-[0-9]*.rpm'
                            if 'jsec' in name else f'{root.at}/repository/{name}-{release}-*.rpm',
                            recursive=True)
        return path[len(root.at):]

    def call(self, root, verb, *words):
        """Returns its exit status, and what it says."""
        words = [self.file(root, word) if '=' in word else word for word in words]
        done = root.run('rpm', '--force-debian', *self.options.get(verb, ['-U']), *words,
                        check=False)
        return done.returncode, done.stdout


class Dnf:
    """dnf."""

    def call(self, root, verb, *words):
        """Returns its exit status, and what our scripts say, or it says of them."""
        words = [re.sub('=', f'-{VERSION}-' if 'jsec' in word else '-', word) for word in words]
        done = root.run('dnf', '-y', '--releasever=1', '--disableplugin=local', verb, *words,
                        check=False)
        return done.returncode, ''.join(
            line + '\n' for line in done.stdout.splitlines()
            if re.search('jsecpatch: |scriptlet failed|^ *(warning|error)|changed: |restored|'
                         'jsecpatch --|vendor\'s file', line, re.I))


def quietly(manager, root, verb, *words):
    expect(f'{verb} {" ".join(words)}', manager.call(root, verb, *words), (0, ''))


# Cases.

def listing(root):
    """Returns the paths of all files of a root, but for notes of the package managers."""
    found = set()
    for folder, folders, files in os.walk(root.at):
        at = os.path.relpath(folder, root.at)
        folders[:] = [name for name in folders if os.path.normpath(f'{at}/{name}') not in NOTES]
        found |= {'/' + os.path.normpath(f'{at}/{name}') for name in folders + files}
    return {path for path in found if path[1:] not in NOTES}


def status_of(root):
    """Returns the states of the hooks. With --root, systemd is not asked: it does not run."""
    return root.jsec('--root', '/', '--hook', 'status').stdout


def expect_hooks(root):
    """Checks that the hooks are those which fit Debian with rpm, and that they work."""
    status = status_of(root)
    states = dict(line.split()[:2] for line in status.splitlines() if ' fits' in line)
    expect('hooks', states, {'dpkg': 'installed', 'unattended-upgrades': 'installed',
                             'rpm': 'snippet', 'pacman': 'installed', 'systemd': 'installed'})


def expect_whole(root, vendor):
    """Checks what is installed, and that Java has the vendor's list without `anon`."""
    for word in ours(''):
        expect('rpm -V', root.run('rpm', '-V', word[:-1], check=False).stdout, '')
    root.expect_patched(FILE, vendor)
    root.jsec('--list')


def update_java(manager, root, version, vendor):
    """Updates it. No plugin of Debian's dnf suspends, so that is done here."""
    root.jsec('--suspend', '--from-hook', 'dnf5')
    expect('suspended', without_anon(read(root / FILE)) != read(root / FILE))
    quietly(manager, root, 'upgrade', f'{NAME}={version}')
    expect_whole(root, vendor)
    status = status_of(root)
    expect('the trigger ran: ' + status, bool(re.search('^rpm .*reapply ok', status, re.M)))


def life(manager, root):
    """Installs, uses, updates, downgrades and installs again. Leaves release 1 in use."""
    quietly(manager, root, 'install', f'{NAME}=1')
    before = listing(root)
    quietly(manager, root, 'install', *ours(1))
    expect_hooks(root)
    root.jsec('--allow', 'anon', '--remember')
    expect_whole(root, OLD)
    update_java(manager, root, '2', NEW)
    quietly(manager, root, 'upgrade', *ours(2))
    expect_whole(root, NEW)
    update_java(manager, root, '3', NEWER)
    quietly(manager, root, 'downgrade', *ours(1))
    quietly(manager, root, 'reinstall', *ours(1))
    expect_whole(root, NEWER)
    return before


def expect_left(root, before, *more):
    """Checks that nothing is left but the policy and the backups, and what is named."""
    left = {path for path in listing(root) - before if not path.startswith(STATE + '/')}
    expect('what is left', left, {POLICY, STATE, *more})
    expect('what is gone', before - listing(root), set())


def names_of_packages():
    return [word.partition('=')[0] for word in ours('')]


def kept(manager):
    """The changed file stays, and it is said where the vendor's is. It is there."""
    with start.over('case') as root:
        before = life(manager, root)
        status, said = manager.call(root, 'remove', *names_of_packages())
        expect('status: ' + said, status, 0)
        expect('the file', read(root / FILE) == without_anon(NEWER))
        expect_left(root, before)
        expect('named: ' + said, f'stays changed: {FILE}' in said)
        (archive,) = re.findall(r"vendor's file is in (\S+)", said)
        root.run('mkdir', '/tmp/back')
        root.run('tar', '-xpf', archive, '-C', '/tmp/back')
        expect('the vendor\'s file', read(root / '/tmp/back' + FILE) == NEWER)
        quietly(manager, root, 'install', *ours(2))
        root.jsec('--restore')
        expect('restored', read(root / FILE) == NEWER)


def restored(manager):
    """If the policy wants that, the removal puts the vendor's file back."""
    with start.over('case') as root:
        before = life(manager, root)
        write(root / POLICY, b'removal = restore\n' + read(root / POLICY))
        status, said = manager.call(root, 'remove', *names_of_packages())
        expect('status: ' + said, status, 0)
        expect('the file', read(root / FILE) == NEWER)
        expect_left(root, before)


def refused(manager):
    """It is not removed while a file waits to be restored that cannot be."""
    with start.over('case') as root:
        quietly(manager, root, 'install', f'{NAME}=1', *ours(1))
        root.jsec('--allow', 'anon', '--remember')
        write(root / POLICY, b'removal = restore\n' + read(root / POLICY))
        edited = read(root / FILE) + b'# edited\n'
        write(root / FILE, edited)
        status, said = manager.call(root, 'remove', 'jsecpatch')
        expect('status: ' + said, status != 0)
        expect('the file', read(root / FILE) == edited)
        root.jsec('--version')
        root.run('rpm', '-q', 'jsecpatch')


def make_older(root, path):
    """Makes a file of a hook one that an older version has written."""
    record = read(root / STATE + '/hooks').split(b'\n', 1)
    older = b'# an older text\n'
    old, new = (hashlib.sha256(data).hexdigest().encode() for data in (read(root / path), older))
    text = record[1].replace(old, new)
    first = re.sub(rb'[0-9a-f]{64}', hashlib.sha256(text).hexdigest().encode(), record[0])
    write(root / path, older)
    write(root / STATE + '/hooks', first + b'\n' + text, 0o600)


def renewed(manager):
    """An update renews the hooks. What the administrator has removed stays removed."""
    with start.over('case') as root:
        quietly(manager, root, 'install', *ours(1))
        timer = '/etc/systemd/system/jsecpatch.timer'
        text = read(root / timer)
        make_older(root, timer)
        root.jsec('--hook', 'remove', 'pacman')
        expect('outdated', bool(re.search('^systemd +outdated', status_of(root), re.M)))
        quietly(manager, root, 'upgrade', *ours(2))
        expect('the timer', read(root / timer), text)
        expect('pacman', bool(re.search('^pacman +absent', status_of(root), re.M)))


def by(manager, case):
    def it():
        case(manager)
    it.__name__ = f'{case.__name__}_{type(manager).__name__.lower()}'
    return it


CASES = [by(manager, case) for case in (kept, restored, refused, renewed)
         for manager in (Rpm(), Dnf())]
SHORT = ['kept_rpm', 'restored_dnf', 'refused_rpm', 'renewed_dnf']


def main():
    names, full = sys.argv[1:], None
    if names[:1] == ['--full']:
        full, names = os.path.abspath(names[1]), names[2:] or [case.__name__ for case in CASES]
    if not roots.TOP:
        roots.in_namespace('rpm', 'rpmbuild', 'createrepo_c', 'bsdtar')
    make_start(full)
    return roots.main(CASES, names or SHORT)


sys.exit(main())
