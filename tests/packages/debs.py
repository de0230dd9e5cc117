# SPDX-License-Identifier: MIT
"""Builds small Debian packages: a fake Java, packaged as in Debian, and others beside it.

java.security is a conffile, and the Java home links to it.
"""
import email.utils
import hashlib
import os
import shutil

import roots
from roots import read, run, write

PACKAGE = 'fake-17'
HOME = '/usr/lib/jvm/fake-17'
FILE = '/etc/fake-17/security/java.security'
QUESTION = 'What would you like to do about it'
FAILS = '#!/bin/sh\nexit 1\n'
RELEASE = 'Origin: Fakes\nLabel: Fakes\nSuite: stable\nCodename: stable\nDate: {}\nSHA256:\n'


class Fake:
    """A package and its files {path: bytes or 'link target'}."""

    def __init__(self, name, version, files, scripts=None, **fields):
        self.name, self.version, self.files = name, version, files
        self.scripts, self.fields = scripts or {}, fields

    def build(self, folder):
        """Makes NAME_VERSION.deb. Returns its entry for the index of a repository."""
        tree = os.path.join(roots.TOP, 'deb')
        shutil.rmtree(tree, ignore_errors=True)
        control = {'Package': self.name, 'Version': self.version, 'Architecture': 'all',
                   'Maintainer': 'Nobody <nobody@example.com>', 'Description': 'a fake',
                   **{name.replace('_', '-'): value for name, value in self.fields.items()}}
        text = ''.join(f'{name}: {value}\n' for name, value in control.items())
        write(tree + '/DEBIAN/control', text)
        for path, data in self.files.items():
            if isinstance(data, str):
                os.makedirs(os.path.dirname(tree + path), exist_ok=True)
                os.symlink(data, tree + path)
            else:
                write(tree + path, data)
        etc = [path for path in self.files if path.startswith('/etc/')]
        if etc:
            write(tree + '/DEBIAN/conffiles', ''.join(path + '\n' for path in etc))
        for name, script in self.scripts.items():
            write(f'{tree}/DEBIAN/{name}', script, 0o644 if name == 'triggers' else 0o755)
        for path in etc:
            os.utime(tree + path, ns=(10**18, 10**18))
        name = f'{self.name}_{self.version}.deb'
        deb = os.path.join(folder, name)
        run('dpkg-deb', '-Znone', '--root-owner-group', '--build', tree, deb)
        data = read(deb)
        return f'{text}Filename: ./{name}\nSize: {len(data)}\n' \
               f'SHA256: {hashlib.sha256(data).hexdigest()}\n\n'


def java(version, security, scripts=None, home=HOME, file=FILE, name=PACKAGE, **fields):
    """Makes a Java as Debian packages it."""
    return Fake(name, version, {
        home + '/release': f'JAVA_VERSION="17.0.{version}"\n'.encode(),
        home + '/lib/server/libjvm.so': b'not a library',
        home + '/conf/security/java.security': file,
        file: security,
    }, scripts, **fields)


def publish(root, *fakes):
    """Replaces the packages in the root's repository."""
    repository = root / '/repository'
    shutil.rmtree(repository, ignore_errors=True)
    os.mkdir(repository)
    index = ''.join(fake.build(repository) for fake in fakes).encode()
    write(repository + '/Packages', index)
    write(repository + '/Release', RELEASE.format(email.utils.formatdate(usegmt=True)) +
          f' {hashlib.sha256(index).hexdigest()} {len(index)} Packages\n')
    root.apt('update')


def only_fakes(root):
    """Leaves the root the repository of fakes alone."""
    run('sh', '-c', 'rm -f "$0"/etc/apt/sources.list "$0"/etc/apt/sources.list.d/*', root.at)
    write(root / '/etc/apt/sources.list.d/fakes.list', 'deb [trusted=yes] file:/repository ./\n')
