#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Updates the distribution's OpenJDK 17 to a newer version with its own apt.

exit status: 0 success, 1 failure, 77 something is missing here
"""
import os
import subprocess
import sys

import roots
from roots import expect, read, run, skip, without_anon

PACKAGE = 'openjdk-17-jre-headless'
FILE = '/etc/java-17-openjdk/security/java.security'
start = None
old, new = None, None


def versions(root):
    """Returns the oldest and the newest version that the sources offer."""
    updated = root.apt('update', check=False)
    if updated.returncode:
        skip('no registry is to be had: ' + updated.stdout.strip().splitlines()[-1])
    lines = root.run('apt-cache', 'madison', PACKAGE).stdout.splitlines()
    found = list(dict.fromkeys(line.split('|')[1].strip() for line in lines if '|' in line))
    if len(found) < 2:
        skip(f'there are not two versions of {PACKAGE}: {found}')
    return found[-1], found[0]


def vendor(root, version):
    """Returns the java.security in the package."""
    root.apt('install', '--download-only', '--reinstall', f'{PACKAGE}={version}')
    (deb,) = (root / f'/var/cache/apt/archives/{name}'
              for name in os.listdir(root / '/var/cache/apt/archives')
              if name.startswith(f'{PACKAGE}_{version.replace(":", "%3a")}_'))
    with subprocess.Popen(['dpkg-deb', '--fsys-tarfile', deb], stdout=subprocess.PIPE) as tar:
        return run('tar', '-xO', '.' + FILE, stdin=tar.stdout, text=False, errors=None,
                   stderr=subprocess.PIPE).stdout


def make_start(base):
    """Makes a root with the older version, and reads the vendor's file of both versions."""
    global start, old, new
    start = base.over('start')
    run('mount', '--bind', os.path.join(roots.CACHE, 'archives'),
        start / '/var/cache/apt/archives')
    older, newer = versions(start)
    start.apt('install', '--no-install-recommends', f'{PACKAGE}={older}')
    old, new = (older, vendor(start, older)), (newer, vendor(start, newer))
    if old[1] == new[1]:
        skip(f'java.security is the same in {older} and {newer}')
    expect('the file as installed', read(start / FILE) == old[1])


def upgrade(root):
    run('mount', '--bind', os.path.join(roots.CACHE, 'archives'),
        root / '/var/cache/apt/archives')
    return root.apt('install', '--no-install-recommends', PACKAGE, check=False)


def premise():
    """Without the hook dpkg asks, nobody answers, and the update of Java stays incomplete."""
    root = start.over('premise')
    root.jsec('--allow', 'anon')
    done = upgrade(root)
    expect('the upgrade fails', done.returncode, 100)
    expect('a question', 'What would you like to do about it' in done.stdout)
    expect('the package', root.status(PACKAGE), ('install ok unpacked', new[0]))
    expect('dpkg --audit complains', PACKAGE in root.run('dpkg', '--audit', check=False).stdout)
    expect('the old list', read(root / FILE) == without_anon(old[1]))
    expect('the new one waits', read(root / FILE + '.dpkg-new') == new[1])
    root.close()


def with_hook():
    """With the hook dpkg does not ask, and the vendor's new file is in place and patched."""
    root = start.over('hook')
    root.jsec('--allow', 'anon', '--remember')
    root.expect_patched(FILE, old[1])
    root.install_hook()
    with roots.Watch(root / FILE) as watch:
        done = upgrade(root)
    expect('status of apt-get', (done.returncode, done.stdout), (0, done.stdout))
    expect('no question', 'What would you like to do about it' in done.stdout, False)
    root.expect_installed(PACKAGE, new[0])
    root.expect_patched(FILE, new[1])
    watch.expect({old[1], without_anon(old[1]), new[1], without_anon(new[1])})
    root.close()


def main():
    if not roots.TOP:
        roots.in_namespace()
    make_start(roots.make_base_root())
    return roots.main([premise, with_hook], sys.argv[1:])


if __name__ == '__main__':
    sys.exit(main())
