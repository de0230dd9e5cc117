# SPDX-License-Identifier: MIT
"""Builds small packages for pacman: a fake Java, packaged as in Arch Linux, and others."""
import os
import shutil

from roots import run, write

NAME = 'fake-17'
HOME = '/usr/lib/jvm/fake-17'
FILE = '/etc/java-fake-17/conf/security/java.security'
PKGINFO = '''pkgname = {0}
pkgbase = {0}
pkgver = {1}-1
pkgdesc = a fake
url = http://localhost
builddate = 1
packager = Nobody
size = 1
arch = any
{2}'''


def build(root, name, version, files, script=''):
    """Makes a package of files {path: bytes or 'link target'}. Returns its path in the root."""
    tree, package = root / '/var/tmp/tree', f'/var/tmp/{name}-{version}-1-any.pkg.tar'
    shutil.rmtree(tree, ignore_errors=True)
    backup = ''.join(f'backup = {path[1:]}\n' for path in files if path.startswith('/etc/'))
    write(tree + '/.PKGINFO', PKGINFO.format(name, version, backup))
    if script:
        write(tree + '/.INSTALL', script)
    for path, data in files.items():
        if isinstance(data, str):
            os.makedirs(os.path.dirname(tree + path), exist_ok=True)
            os.symlink(data, tree + path)
        else:
            write(tree + path, data)
    run('sh', '-c', 'cd "$0" && tar -cf "$1" $(ls -A)', tree, root / package)
    shutil.rmtree(tree)
    return package


def java(root, version, security, script='', home=HOME, file=FILE, name=NAME):
    """Makes such a Java."""
    return build(root, name, version, {
        home + '/release': f'JAVA_VERSION="17.0.{version}"\n'.encode(),
        home + '/lib/server/libjvm.so': b'not a library',
        home + '/conf': file[:file.index('/security/')],
        file: security,
    }, script)
