# SPDX-License-Identifier: MIT
"""Package managers, and how each one updates a small fake Java in a private root.

Every system has the same packages: `fake-17`, the Java; `fake-21`, a Java that no transaction
is about; and `other`, which has nothing to do with Java. A version may name a script that
fails in it: 3+preinst. Beside them there is a Java from an archive, which nobody packaged.
"""
import glob
import os
import shutil

import archs
import debs
import roots
import rpms
from roots import FAR, NEW, NEWER, OLD, SOURCE, expect, read, run, write

JAVA, OTHER, SECOND = 'fake-17', 'other', 'fake-21'
ARCHIVE = '/opt/fake-tar'
ARCHIVE_FILE = ARCHIVE + '/conf/security/java.security'
# What the vendor ships in each version of fake-17. The second one is installed at first.
VENDOR = {'1': OLD, '2': NEW, '3': NEWER, '3+preinst': NEWER, '3+postinst': NEWER, '4': FAR}
OTHERS = '1', '2', '2+preinst', '2+postinst', '2+sleep', '3'
SECONDS = 3
SLEEP = f'#!/bin/sh\nsleep {SECONDS}\n'
# Debian's plugin of dnf 4 calls a function that was renamed in Debian's libdnf.
SHIM = '/usr/lib/python3/dist-packages/shim.pth'
RENAMED = 'import libdnf.conf as c; c.ConfigParser_substitute = c.ConfigParser.substitute\n'


def script(version):
    """Returns which script of this version is a special one, and its text; or nothing."""
    kind = version.partition('+')[2]
    return ('postinst', SLEEP) if kind == 'sleep' else (kind, debs.FAILS) if kind else None


class System:
    """A package manager. Its subclasses say how to call it."""

    # Its hook; where java.security is, and that of fake-21; whether the hook suspends before
    # a transaction; what else than complete files Java may find while it works; whether a
    # removal keeps the file; the root to start from.
    name = hook = file = second = ''
    suspends, gaps, keeps = True, frozenset(), False
    again = 'update'  # what it is asked for after a failure
    waits = ''  # how it names the new file, if it keeps the old one
    start = None

    def prepare(self, base):
        """Makes the root from which all cells start: all is installed, and `anon` allowed."""
        self.start = root = base.over('start-' + self.name)
        self.make(root)
        self.install(root, self.package(JAVA, '2'), self.package(SECOND, '2'),
                     self.package(OTHER, '1'))
        shutil.copytree(SOURCE + '/samples/root/opt/sample-25', root / ARCHIVE)
        expect('the file', read(root / self.file) == NEW)
        root.jsec('--allow', 'anon', '--remember')
        root.expect_patched(self.file, NEW)
        root.expect_patched(self.second, NEW)
        if self.hook:
            root.install_hook(self.hook)

    def make(self, root):
        """Builds all packages into the root."""

    def package(self, name, version):
        """Returns the path of a package in the root."""
        raise NotImplementedError

    def install(self, root, *packages):
        root.run(*self.call('update', *packages))

    def command(self, action, version, other=None):
        """Returns what changes fake-17, and `other` in the same run."""
        others = [self.package(OTHER, other)] if other else []
        if action in ('remove', 'purge'):
            return self.call(action, JAVA)
        return self.call(action, *others, self.package(JAVA, version))

    def call(self, action, *packages):
        """Returns the command for update, downgrade, reinstall, remove or purge."""
        raise NotImplementedError

    def clean(self, root):
        """Removes what it leaves beside the file, if it was killed."""

    def before_next(self):
        """Returns the commands that it wants after it was killed, before the next run."""
        return []

    def after_next(self, _root, _version):
        """Returns the commands that are necessary after the next run, too."""
        return []

    def installed(self, root):
        """Returns the version of fake-17 if it is completely installed, or what it is."""
        raise NotImplementedError


class Dpkg(System):
    """dpkg without apt."""

    name, hook, file = 'dpkg', 'dpkg', debs.FILE
    second, keeps = '/etc/fake-21/security/java.security', True

    def make(self, root):
        debs.only_fakes(root)
        fakes = [debs.java(version, vendor, dict(filter(None, [script(version)])))
                 for version, vendor in VENDOR.items()]
        fakes += [debs.Fake(OTHER, version, {'/usr/share/other': b'x'},
                            dict(filter(None, [script(version)]))) for version in OTHERS]
        fakes += [debs.Fake(OTHER, '2+needs', {'/usr/share/other': b'x'}, {'postinst': SLEEP},
                            Depends=f'{JAVA} (= 3)')]
        fakes += [debs.java('2', NEW, home='/usr/lib/jvm/fake-21', file=self.second,
                            name=SECOND)]
        debs.publish(root, *fakes)

    def package(self, name, version):
        return f'/repository/{name}_{version}.deb'

    def call(self, action, *packages):
        return ['dpkg', {'remove': '-r', 'purge': '-P'}.get(action, '-i'), *packages]

    def before_next(self):
        return [['dpkg', '--configure', '-a']]

    def installed(self, root):
        status = root.status(JAVA)
        audit = root.run('dpkg', '--audit', check=False).stdout
        if audit or not status or 'ok installed' not in status[0]:
            return audit or (status and status[0])
        return status[1]


class Apt(Dpkg):
    """apt, which calls dpkg."""

    name, again = 'apt', 'reinstall'

    def make(self, root):
        super().make(root)
        # A cache that is as old as what it is of, and as large: both are of this second.
        write(root / '/etc/apt/apt.conf.d/00cache', 'Dir::Cache::pkgcache "";\n')

    def before_next(self):
        return [*super().before_next(), ['apt-get', '-y', '-f', 'install']]

    def package(self, name, version):
        return f'{name}={version}'

    def call(self, action, *packages):
        verb = {'remove': ['remove'], 'purge': ['purge'],
                'reinstall': ['install', '--reinstall']}
        return ['apt-get', '-y', '--allow-downgrades', *verb.get(action, ['install']),
                *packages]


class Rpm(System):
    """rpm by itself: it knows no phase before a transaction, only our trigger after it."""

    name, file, suspends, gaps = 'rpm', rpms.FILE, False, {None}
    again, waits = 'reinstall', '.rpmnew'
    second = '/etc/java/fake-21/conf/security/java.security'
    scripts = {'preinst': '%pre\nexit 1\n', 'postinst': '%post\nexit 1\n',
               'sleep': f'%post\nsleep {SECONDS}\n'}
    folder = None

    def make(self, root):
        if not Rpm.folder:
            Rpm.folder = os.path.join(roots.TOP, 'rpms')
            os.mkdir(Rpm.folder)
            for version, vendor in VENDOR.items():
                self.add(rpms.java(version, vendor, scripts=self.scripts.get(
                    version.partition('+')[2], '')), JAVA, version)
            for version in OTHERS:
                self.add(rpms.build(OTHER, version, {'/usr/share/other': b'x'}, self.scripts.get(
                    version.partition('+')[2], '') + '\n%files\n/usr/share/other\n'), OTHER, version)
            self.add(rpms.java('2', NEW, home='/usr/lib/jvm/fake-21', file=self.second,
                               name=SECOND), SECOND, '2')
            self.add(rpms.build('jsecpatch-trigger', '1', {}, roots.snippet(
                'rpm/triggers.spec') + '\n%files\n'), 'jsecpatch-trigger', '1')
        shutil.copytree(Rpm.folder, root / '/packages')
        write(root / '/etc/rpm/macros', '%_dbpath /var/lib/rpm\n')  # Debian's is elsewhere
        root.run('rpm', '--initdb')
        write(root / SHIM, RENAMED)
        if not self.hook:
            root.run(*self.call('update', self.package('jsecpatch-trigger', '1')))

    def clean(self, root):
        """Removes its temporary files, whose names are the same in all runs of a second."""
        for folder in '/usr/lib/jvm', '/usr/share', '/etc/java':
            for path in glob.glob(root / folder + '/**/*;????????', recursive=True):
                os.unlink(path)
        if not self.suspends and os.path.exists(root / self.file + '.rpmsave'):
            os.unlink(root / self.file + '.rpmsave')

    def after_next(self, root, version):
        """After a kill both versions may be installed, which dnf does not mend."""
        return [Rpm.call(self, 'reinstall', self.package(JAVA, version))] \
            if len(self.installed(root).split()) == 2 else []

    def add(self, built, name, version):
        shutil.move(built, f'{self.folder}/{name}-{version}.rpm')

    def package(self, name, version):
        return f'/packages/{name}-{version}.rpm'

    def call(self, action, *packages):
        options = {'update': ['-U'], 'remove': ['-e'], 'purge': ['-e']}.get(
            action, ['-U', '--oldpackage', '--replacepkgs'])
        return ['rpm', '--force-debian', '--nosignature', '--nodeps', *options, *packages]

    def installed(self, root):
        return ' '.join(sorted(root.run('rpm', '-q', '--qf', '%{version} ', JAVA,
                                        check=False).stdout.split()))


class Dnf(Rpm):
    """dnf 4 as far as Debian has it: without a plugin for the phase before."""

    name = hook = 'dnf4'
    again = 'update'
    program = ('dnf', '-y', '--disablerepo=*', '--nogpgcheck', '--releasever=1',
               '--disableplugin=local')

    def call(self, action, *packages):
        verb = {'update': 'install', 'purge': 'remove'}.get(action, action)
        return [*self.program, verb, *packages]


class Dnf5(Dnf):
    """dnf 5 of a later Debian."""

    name = hook = 'dnf5'
    program = ('dnf5', '-y', '--releasever=1', '--disable-plugin=local')
    suspends = True


class Zypper(Rpm):
    """zypper."""

    name = hook = 'zypper'
    again, suspends = 'update', True

    def call(self, action, *packages):
        verb = {'remove': ['remove'], 'purge': ['remove'], 'reinstall': ['install', '--force']}
        arguments = verb.get(action, ['install', '--oldpackage'])
        if arguments[0] == 'install':
            arguments.append('--allow-unsigned-rpm')
        return ['zypper', '--non-interactive', '--no-gpg-checks', '--no-refresh', *arguments,
                *packages]


class Pacman(System):
    """pacman. It goes on if a script fails."""

    name = hook = 'pacman'
    file, second = archs.FILE, archs.FILE.replace('17', '21')
    gaps = {None, b''}  # a file that was not there is written in its place
    waits = '.pacnew'
    scripts = {'preinst': 'pre_upgrade() {\n\tfalse\n}\n',
               'postinst': 'post_upgrade() {\n\tfalse\n}\n',
               'sleep': f'post_upgrade() {{\n\tsleep {SECONDS}\n}}\n'}

    def make(self, root):
        for version, vendor in VENDOR.items():
            archs.java(root, version, vendor, self.scripts.get(version.partition('+')[2], ''))
        for version in OTHERS:
            archs.build(root, OTHER, version, {'/usr/share/other': b'x'},
                        self.scripts.get(version.partition('+')[2], ''))
        archs.java(root, '2', NEW, home='/usr/lib/jvm/fake-21', file=self.second, name=SECOND)

    def package(self, name, version):
        return f'/var/tmp/{name}-{version}-1-any.pkg.tar'

    def call(self, action, *packages):
        option = {'remove': ['-R'], 'purge': ['-Rn']}.get(action, ['-U', '--overwrite', '*'])
        return ['pacman', *option, '--noconfirm', *packages]

    def clean(self, root):
        """Removes what a removal keeps that was killed before."""
        if os.path.exists(root / self.file + '.pacsave'):
            os.unlink(root / self.file + '.pacsave')

    def before_next(self):
        return [['sh', '-c', 'cd /var/lib/pacman && rm -f db.lck && for at in local/*/; do '
                 'test -s "$at/desc" || rm -rf "$at"; done']]

    def installed(self, root):
        said = root.run('pacman', '-Q', JAVA, check=False).stdout.split()
        return said[1].removesuffix('-1') if len(said) == 2 else ' '.join(said)


ALL = {system.name: system for system in (Dpkg, Apt, Rpm, Dnf, Dnf5, Zypper, Pacman)}


def zypper_root(base):
    """Makes a root with zypper, which Debian's dnf plugins exclude; or None."""
    root, archives = base.over('base-zypper'), '/var/cache/apt/archives'
    run('mount', '--bind', os.path.join(roots.CACHE, 'archives'), root / archives)
    got = [root.apt(*arguments, check=False).returncode for arguments in
           (['update'], ['install', '--no-install-recommends', 'zypper'])]
    run('umount', root / archives)
    return None if any(got) else root


def dnf5_root():
    """Makes a root of a later Debian with dnf 5."""
    include = 'libjansson4,libnettle8,libbz2-1.0,strace,rpm,dnf5'
    return roots.make_base_root('base-dnf5', include=include, codename='sid')


def prepare(base, names):
    """Returns the systems of these names that are to be had here, each with its root."""
    ready = []
    for name in names:
        below = {'zypper': lambda: zypper_root(base), 'dnf5': dnf5_root}.get(name, lambda: base)()
        if below:
            system = ALL[name]()
            system.prepare(below)
            ready.append(system)
        else:
            print(name + ': is not to be had', flush=True)
    return ready
