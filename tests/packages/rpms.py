# SPDX-License-Identifier: MIT
"""Builds small packages with rpmbuild: a fake Java, packaged as in RHEL.

They have no shell to depend on, and so each one provides what its own scripts require.
"""
import glob
import os
import shutil

import roots
from roots import run, write

NAME = 'fake-17'
HOME = '/usr/lib/jvm/fake-17'
FILE = '/etc/java/fake-17/conf/security/java.security'
SPEC = '''
Name: {name}
Version: {version}
Release: 1
Summary: a fake
License: none
BuildArch: noarch
AutoReqProv: no
Provides: /bin/sh
{tags}

%description
A fake.

{rest}
'''


def build(name, version, files, rest, tags=''):
    """Makes a package of files {path: bytes or 'link target'}. Returns the package's file."""
    top = os.path.join(roots.TOP, 'rpmbuild')
    shutil.rmtree(top, ignore_errors=True)
    for path, data in files.items():
        if isinstance(data, str):
            os.makedirs(os.path.dirname(top + '/tree' + path), exist_ok=True)
            os.symlink(data, top + '/tree' + path)
        else:
            write(top + '/tree' + path, data)
    write(top + '/it.spec', SPEC.format(name=name, version=version, rest=rest, tags=tags) +
          f'%install\ncp -a {top}/tree/. %buildroot/\n')
    os.makedirs(top + '/tree', exist_ok=True)
    run('rpmbuild', '-bb', '--quiet', '--define', f'_topdir {top}', '--define',
        '_binary_payload w.ufdio', top + '/it.spec')
    (made,) = glob.glob(top + '/RPMS/noarch/*.rpm')
    return shutil.move(made, os.path.join(roots.TOP, os.path.basename(made)))


def java(version, security, config='%config(noreplace) ', home=HOME, file=FILE, name=NAME,
         scripts=''):
    """Builds a Java as RHEL packages it: `conf` is a link into /etc/java."""
    conf = file[:file.index('/security/')]
    folders = [os.path.dirname(conf), conf, conf + '/security']
    rest = '\n'.join([scripts, '%files', home, *('%dir ' + folder for folder in folders),
                      config + file])
    return build(name, version, {
        home + '/release': f'JAVA_VERSION="17.0.{version}"\n'.encode(),
        home + '/lib/server/libjvm.so': b'not a library',
        home + '/conf': conf,
        file: security,
    }, rest)


def versioned(version, security, scripts=''):
    """Builds the same in directories with the version in their names."""
    name = f'fake-17-{version}'
    return java(version, security, scripts=scripts, home='/usr/lib/jvm/' + name,
                file=f'/etc/java/{name}/conf/security/java.security')
