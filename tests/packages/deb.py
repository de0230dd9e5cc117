#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds the Debian packages, and installs, updates, removes and purges them with apt.

They are built on this machine, unless DEBS names a directory with those that
packaging/build-deb has made.

exit status: 0 success, 1 failure, 77 something is missing here
"""
import email.utils
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys

import roots
from boots import SOON, UNITS, booted, inside, leave_out, wait_for
from debs import FILE, PACKAGE, RELEASE, java, only_fakes
from roots import (NEW, OLD, Failed, Root, expect, read, run, skip, without_anon, write)

HOOK = '/etc/dpkg/dpkg.cfg.d/jsecpatch'
STATE = '/var/lib/jsecpatch'
POLICY = '/etc/jsecpatch.conf'
LATER = '0.1.0+later'
HOOKS = 'dpkg', 'pacman', 'systemd', 'unattended-upgrades'  # those that fit the root
OLDER_HOOK = b'# an older text\npost-invoke=/usr/bin/jsecpatch --reapply --from-hook dpkg\n'
clean = None
built = {}  # the packages of each version: {version: [Package]}


class Package:
    """A package that was built. It can be published as the fakes can."""

    def __init__(self, deb):
        self.deb = deb

    def field(self, name):
        return run('dpkg-deb', '-f', self.deb, name).stdout.strip()

    def build(self, folder):
        data = read(self.deb)
        shutil.copy(self.deb, folder)
        return run('dpkg-deb', '-f', self.deb).stdout + \
            f'Filename: ./{os.path.basename(self.deb)}\nSize: {len(data)}\n' \
            f'SHA256: {hashlib.sha256(data).hexdigest()}\n\n'

    def change(self, folder, version, **scripts):
        """Makes the same package of another version, with other maintainer scripts."""
        tree = os.path.join(roots.TOP, 'changed')
        run('dpkg-deb', '-R', self.deb, tree)
        control = read(tree + '/DEBIAN/control').decode()
        write(tree + '/DEBIAN/control', control.replace(self.field('Version'), version))
        for name, text in scripts.items():
            write(f'{tree}/DEBIAN/{name}', text, 0o755)
        deb = os.path.join(folder, f'{self.field("Package")}_{version}.deb')
        run('dpkg-deb', '-Znone', '--root-owner-group', '--build', tree, deb)
        shutil.rmtree(tree)
        return Package(deb)


def publish(root, *packages):
    """Replaces the packages in the root's repository."""
    repository = root / '/repository'
    shutil.rmtree(repository, ignore_errors=True)
    os.mkdir(repository)
    index = ''.join(package.build(repository) for package in packages).encode()
    write(repository + '/Packages', index)
    write(repository + '/Release', RELEASE.format(email.utils.formatdate(usegmt=True)) +
          f' {hashlib.sha256(index).hexdigest()} {len(index)} Packages\n')
    root.apt('update')


def tree_files():
    listed = run('git', '-C', roots.SOURCE, 'ls-files', '-z', 'packaging', 'cli', 'lib',
                 'include', 'samples', 'meson.build', 'meson_options.txt', 'README.md',
                 'CHANGELOG.md').stdout
    return [name for name in listed.split('\0') if name]


def build_packages():
    """Builds the files that git knows, unless the cache has that. Returns the directory."""
    key = hashlib.sha256()
    for name in tree_files():
        path = os.path.join(roots.SOURCE, name)
        key.update(name.encode() + (os.readlink(path).encode() if os.path.islink(path) else
                                    hashlib.sha256(read(path)).digest()))
    cached = os.path.join(roots.CACHE, 'debs-' + key.hexdigest()[:16])
    if not os.path.isdir(cached):
        top = os.path.join(roots.TOP, 'build')
        os.makedirs(top + '/tree')
        pack = subprocess.run(['tar', '-C', roots.SOURCE, '-c', '--null', '-T', '-'],
                              input='\0'.join(tree_files()).encode(), stdout=subprocess.PIPE,
                              check=True).stdout
        run('tar', '-C', top + '/tree', '-xf', '-', input=pack, stdin=None, text=False,
            errors=None)
        os.rename(top + '/tree/packaging/debian', top + '/tree/debian')
        if run('dpkg-checkbuilddeps', cwd=top + '/tree', check=False).returncode:
            skip('.ci/install-deps test installs what the packages need')
        # what is only installed here needs little optimization, and no debugger
        log = run('dpkg-buildpackage', '-b', '-us', '-uc', cwd=top + '/tree', timeout=900,
                  env={**roots.ENVIRONMENT, 'DEB_CFLAGS_APPEND': '-O1 -g0',
                       'DEB_BUILD_OPTIONS': 'noautodbgsym',
                       'DPKG_GENSYMBOLS_CHECK_LEVEL': '4'}).stdout
        expect('warnings of the build',
               [line for line in log.splitlines() if ': warning:' in line], [])
        if shutil.which('lintian'):
            run('lintian', '--fail-on', 'error,warning', '--allow-root', '-EiI', '--pedantic',
                *glob.glob(top + '/*.changes'))
        os.makedirs(cached + '.new', exist_ok=True)
        for deb in glob.glob(top + '/*.deb'):
            shutil.copy(deb, cached + '.new')
        os.rename(cached + '.new', cached)
    return cached


def make_clean():
    """Makes a root without jsecpatch, with a repository of its packages and a fake Java."""
    global clean
    debs = os.environ.get('DEBS') or build_packages()
    packages = [Package(deb) for deb in sorted(glob.glob(debs + '/*.deb'))]
    built['now'] = [p for p in packages if not p.field('Package').endswith('-dbgsym')]
    built['later'] = [p.change(roots.TOP, LATER) for p in built['now']]
    base = os.path.join(roots.TOP, 'base')
    roots.unpack_base(base)
    write(base + '/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755)
    clean = Root('base', base, []).over('clean')
    only_fakes(clean)
    publish(clean, java('1', OLD), *built['now'])
    clean.apt('install', PACKAGE)


def files_of(root):
    """Lists the root's files, without what apt and dpkg note of each of their runs."""
    out = root.run('find', '/', '(', '-path', '/proc', '-o', '-path', '/var/lib/apt', '-o',
                   '-path', '/var/lib/dpkg', '-o', '-path', '/var/cache', '-o', '-path',
                   '/var/log', '-o', '-path', '/repository', '-o', '-path', '/tmp', ')', '-prune',
                   '-o', '-printf', '%p %y %m %l\n').stdout
    return set(out.splitlines())


def apt(root, *arguments, status=0):
    """Runs apt-get. Returns the lines in which maintainer scripts and hooks spoke."""
    done = root.apt('-q', '-o', 'Dpkg::Use-Pty=0', *arguments, check=False)
    expect(f'apt-get {" ".join(arguments)}: {done.stdout}status', done.returncode, status)
    ours = re.compile(r'^(Reading|Building|Calculating upgrade|Installing new version of config|'
                      r'The following|  |\d+ (up|to|not)|Need to|After this|Get:|Fetched|'
                      r'Selecting|Suggested packages:|\(Reading|Preparing|Unpacking|Setting up|Removing|Purging|'
                      r'Processing|debconf: |E: |dpkg: (error|warning: downgrading)|$|'
                      r'Errors were|Use .apt|[a-z0-9-]+ is already|N: |W: )')
    return [line for line in done.stdout.splitlines() if not ours.match(line)]


def expect_hooks(root, *names):
    """Checks that these hooks are in place, and call the package's program."""
    status = root.run('/usr/bin/jsecpatch', '--hook', 'status').stdout
    there = re.findall(r'^(\S+) +(?:installed|outdated|broken|partial)', status, re.MULTILINE)
    expect('hooks: ' + status, sorted(there), sorted(names))
    for name in re.findall(r'\S+/jsecpatch(?= --)', read(root / HOOK).decode()) if names else []:
        expect('the program of the hook', name, '/usr/bin/jsecpatch')


def install(name):
    """Makes a root with the packages, in which anon is allowed, for updates, too."""
    root = clean.over(name)
    expect('words at the installation', apt(root, 'install', 'jsecpatch'), [])
    root.jsec('--allow', 'anon', '--remember')
    root.expect_patched(FILE, OLD)
    return root


def use():
    """The package brings hooks: an update of Java asks nothing and keeps the change."""
    with install('use') as root:
        expect_hooks(root, *HOOKS)
        for path in ('man/man1/jsecpatch.1.gz', 'man/man7/jsecpatch-hooks.7.gz',
                     'bash-completion/completions/jsecpatch', 'doc/jsecpatch/copyright',
                     'zsh/vendor-completions/_jsecpatch',
                     'fish/vendor_completions.d/jsecpatch.fish'):
            expect(path, os.path.exists(root / ('/usr/share/' + path)))
        expect('version', root.jsec('--version').stdout.split()[1],
               built['now'][0].field('Version'))
        publish(root, java('2', NEW), *built['now'])
        expect('words at the update of Java', apt(root, 'upgrade'), [])
        root.expect_installed(PACKAGE, '2')
        root.expect_patched(FILE, NEW)


def update():
    """An update renews the hooks that are there, and no others; all else stays."""
    with install('update') as root:
        root.jsec('--hook', 'remove', 'systemd')
        make_older_hook(root)
        kept = [read(root / POLICY), read(root / FILE), backups(root)]
        publish(root, java('1', OLD), *built['later'])
        expect('words at the update', apt(root, 'upgrade'), [])
        root.expect_installed('jsecpatch', LATER)
        expect_hooks(root, *set(HOOKS) - {'systemd'})
        expect('the hook is renewed', read(root / HOOK) != OLDER_HOOK)
        expect('words at the next installation', apt(root, 'install', '--reinstall', 'jsecpatch'),
               [])
        publish(root, java('1', OLD), *built['now'])
        expect('words at the way back', apt(root, 'install', '--allow-downgrades',
               *(f'{p.field("Package")}={p.field("Version")}' for p in built['now']
                 if p.field('Package') != 'libjsecpatch-dev')), [])
        expect_hooks(root, *set(HOOKS) - {'systemd'})
        expect('policy, file and backups', [read(root / POLICY), read(root / FILE),
                                            backups(root)], kept)


def backups(root):
    return sorted(os.listdir(root / (STATE + '/backups')))


def make_older_hook(root):
    """Makes dpkg's hook one that an older version has written."""
    record = read(root / (STATE + '/hooks')).split(b'\n', 1)
    old, new = (hashlib.sha256(data).hexdigest().encode()
                for data in (read(root / HOOK), OLDER_HOOK))
    text = record[1].replace(old, new)
    first = re.sub(rb'[0-9a-f]{64}', hashlib.sha256(text).hexdigest().encode(), record[0])
    write(root / HOOK, OLDER_HOOK)
    write(root / (STATE + '/hooks'), first + b'\n' + text, 0o600)
    expect('an older hook', ' outdated ' in root.jsec('--hook', 'status').stdout)


def fail_update():
    """An update that stops leaves a jsecpatch that works."""
    with install('fail') as root:
        bad = [p.change(roots.TOP, LATER + '1', **(
            {'preinst': '#!/bin/sh\nexit 1\n'} if p.field('Package') == 'jsecpatch' else {}))
            for p in built['now']]
        publish(root, java('2', NEW), *bad)
        apt(root, 'install', 'jsecpatch', status=100)
        expect_hooks(root, *HOOKS)
        root.run('dpkg', '-i', f'/repository/{PACKAGE}_2.deb')
        root.expect_patched(FILE, NEW)


def remove():
    """By default the file stays changed, and its original in the backups, even if purged."""
    before = files_of(clean)
    with install('remove') as root:
        words = apt(root, 'remove', 'jsecpatch')
        expect('the file is named', f'stays changed: {FILE}' in words)
        expect('words of errors', [w for w in words if w.startswith('jsecpatch:')], [])
        expect('the file', read(root / FILE) == without_anon(OLD))
        left = {line.split()[0] for line in files_of(root) - before}
        expect('what is left', sorted(path for path in left if not path.startswith(STATE + '/')
                                      and 'libjsecpatch' not in path), [POLICY, STATE])
        expect('words at another package', apt(root, 'install', '--reinstall', PACKAGE), [])
        words = apt(root, 'purge', 'jsecpatch')
        expect('the file is named again', f'jsecpatch: still changed: {FILE}' in words)
        expect('the backups stay', len(backups(root)) > 0)
        expect('the policy', os.path.exists(root / POLICY), False)
        expect('words at the installation', apt(root, 'install', 'jsecpatch'), [])
        expect_hooks(root, *HOOKS)
        root.jsec('--restore')
        expect('the vendor\'s file', read(root / FILE) == OLD)
        apt(root, 'purge', 'jsecpatch', 'libjsecpatch0')
        expect('what is left', sorted(files_of(root) ^ before), [])


def restore():
    """If the policy wants that, the removal restores the file; reinstalled, it is changed."""
    before = files_of(clean)
    with install('restore') as root:
        write(root / POLICY, read(root / POLICY) + b'removal = restore\n')
        apt(root, 'remove', 'jsecpatch')
        expect('the vendor\'s file', read(root / FILE) == OLD)
        expect('words at the installation', apt(root, 'install', 'jsecpatch'), [])
        expect_hooks(root, *HOOKS)
        root.expect_patched(FILE, OLD)
        apt(root, 'purge', 'jsecpatch', 'libjsecpatch0')
        expect('the vendor\'s file', read(root / FILE) == OLD)
        expect('what is left', sorted(files_of(root) ^ before), [])


def restore_fails():
    """If it cannot, the package stays, with its hooks; `keep` is the way out."""
    with install('stuck') as root:
        write(root / POLICY, read(root / POLICY) + b'removal = restore\n')
        write(root / FILE, read(root / FILE) + b'# edited by hand\n')
        words = apt(root, 'remove', 'jsecpatch', status=100)
        expect('the way out', [w for w in words if 'removal = keep' in w] != [])
        expect('the package', root.status('jsecpatch')[0][-12:], 'ok installed')
        expect_hooks(root, *HOOKS)
        write(root / POLICY, read(root / POLICY).replace(b'= restore', b'= keep'))
        apt(root, 'remove', 'jsecpatch')
        expect('the hook', os.path.exists(root / HOOK), False)


def lost_state():
    """The state directory was deleted by hand: the package goes all the same."""
    before = files_of(clean)
    with clean.over('lost') as root:
        apt(root, 'install', 'jsecpatch')
        shutil.rmtree(root / STATE)
        apt(root, 'purge', 'jsecpatch', 'libjsecpatch0')
        expect('files that are left',
               [line for line in files_of(root) ^ before if line.split()[1] != 'd'], [])


def over_local():
    """Over an installation in /usr/local: the hooks call the package's program from now on."""
    with clean.over('local') as root:
        roots.install_command(root.at)
        root.install_hook()
        expect('the old hook', b'/usr/local/bin/jsecpatch' in read(root / HOOK))
        words = apt(root, 'install', 'jsecpatch')
        expect('words of /usr/local', [w for w in words if '/usr/local' in w] != [])
        expect_hooks(root, *HOOKS)


def units(system):
    """Returns our units that systemd knows, each with its state."""
    listed = inside(system, 'systemctl', 'list-units', '--all', '--plain', '--no-legend',
                    'jsecpatch*', check=True)
    return {line.split()[0]: line.split()[2] for line in listed.splitlines()}


WATCHING = {'jsecpatch.path': 'active', 'jsecpatch.timer': 'active'}


def expect_watching(system, when):
    state = units(system)
    expect(when, {name: state.get(name) for name in WATCHING}, WATCHING)
    status = inside(system, 'jsecpatch', '--hook', 'status', check=True)
    expect(when + ': ' + status, re.findall(r'^systemd +(\w+)', status, re.MULTILINE), ['installed'])


SOON_CONF = UNITS + 'jsecpatch-changed.timer.d/soon.conf'
UP = '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/bin/touch /up\n'


def running_systemd():
    """A systemd that runs watches from the installation on, and knows nothing after a purge."""
    with clean.over('running') as root:
        os.unlink(root / '/usr/sbin/policy-rc.d')
        write(root / SOON_CONF, SOON)
        write(root / (UNITS + 'up.service'), UP)
        with booted(root, 'up.service') as system:
            if wait_for(lambda: os.path.exists(root / '/up'), 30, system) is None:
                leave_out('running_systemd')
                return
            live_with_packages(root, system)


def live_with_packages(root, system):
    """Installs, updates and purges the package in a system that runs."""
    inside(system, 'apt-get', '-y', 'install', 'jsecpatch', check=True)
    expect_watching(system, 'after the installation')
    inside(system, 'jsecpatch', '--allow', 'anon', '--remember', check=True)
    write(root / (FILE + '.new'), NEW)
    os.rename(root / (FILE + '.new'), root / FILE)
    expect('mended', wait_for(lambda: read(root / FILE) == without_anon(NEW), 60, system) is not None)
    publish(root, java('1', OLD), *built['later'])
    inside(system, 'apt-get', '-y', 'upgrade', check=True)
    root.expect_installed('jsecpatch', LATER)
    expect_watching(system, 'after an update')
    os.unlink(root / SOON_CONF)
    inside(system, 'systemctl', 'daemon-reload', check=True)
    inside(system, 'systemctl', 'start', 'jsecpatch-changed.timer', check=True)
    inside(system, 'apt-get', '-y', 'purge', 'jsecpatch', check=True)
    expect('after the purge', units(system), {})
    expect('failed units', inside(system, 'systemctl', 'list-units', '--failed', '--plain',
                                  '--no-legend', check=True), '')


CASES = [use, update, fail_update, remove, restore, restore_fails, lost_state, over_local,
         running_systemd]

if __name__ == '__main__':
    if not roots.TOP:
        roots.in_namespace('dpkg-buildpackage', 'dh')
    try:
        make_clean()
    except Failed as error:
        print('FAILED:', error)
        sys.exit(1)
    sys.exit(roots.main(CASES, sys.argv[1:]))
