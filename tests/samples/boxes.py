# SPDX-License-Identifier: MIT
"""Makes small roots out of this machine's programs and the sample Javas, and runs commands there.

The roots need no package and no network: a few programs are copied with their libraries.
"""
import ctypes
import os
import re
import shutil
import subprocess
import sys

sys.path.append(os.path.dirname(os.path.abspath(__file__)) + '/../packages')
import roots
from roots import SOURCE, TOP, Failed, read, run, write

PROGRAMS = 'sh', 'cat', 'chmod', 'cp', 'head', 'jq', 'ls', 'mkdir', 'rm', 'tar', 'touch'
TEMURIN, DEBIAN = '/opt/java/openjdk', '/usr/lib/jvm/java-17-openjdk-amd64'
SECURITY = 'conf/security/java.security'
# All that cron gives to a program.
ENVIRONMENT = {'HOME': '/root', 'LOGNAME': 'root', 'SHELL': '/bin/sh',
               'PATH': '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'}
CAPBSET_DROP, NO_NEW_PRIVS = 24, 38  # of prctl(2)
libc = ctypes.CDLL(None)


def command():
    return os.environ.get('JSECPATCH', os.path.join(roots.BUILD, 'cli/jsecpatch'))


def program(root, source, to):
    """Copies a program and the libraries that it names."""
    shutil.copy(source, root + to)
    os.chmod(root + to, 0o755)
    found = re.findall(r'/\S+', run('ldd', source, check=False).stdout.replace('(', ' ('))
    libraries = sorted({path.rstrip(':') for path in found if os.path.isfile(path)} - {source})
    if libraries:
        run('cp', '--parents', '--remove-destination', '-Lt', root, *libraries)


def new(name, programs=()):
    """Makes a root with these programs."""
    at = os.path.join(TOP, name)
    for folder in ('dev', 'etc', 'opt', 'proc', 'root', 'tmp', 'usr/bin', 'usr/lib', 'usr/lib64',
                   'usr/local/bin', 'var/lib'):
        os.makedirs(f'{at}/{folder}')
    for folder in ('bin', 'lib', 'lib64'):
        os.symlink('usr/' + folder, f'{at}/{folder}')
    os.chmod(at + '/tmp', 0o1777)
    write(at + '/etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n')
    os.mknod(at + '/dev/null', 0o20666, os.makedev(1, 3))
    os.chmod(at + '/dev/null', 0o666)
    for wanted in programs:
        source = shutil.which(wanted) or roots.skip(wanted + ' is not there')
        program(at, source, '/usr/bin/' + wanted)
    return roots.Root(name, at, [])


def add_java(root, home, vendor, kept=None):
    """Adds the sample Java 17 as a vendor ships it; Debian keeps the file somewhere else."""
    sample = SOURCE + '/samples/root'
    vendors = read(sample + '/etc/sample-17/security/java.security')
    write(root / home + '/release', f'IMPLEMENTOR="{vendor}"\nJAVA_VERSION="17.0.15"\n')
    write(root / (kept or f'{home}/{SECURITY}'),
          b'security.overridePropertiesFile=true\n' + vendors)
    if kept:
        os.makedirs(root / f'{home}/conf/security')
        os.symlink(kept, root / f'{home}/{SECURITY}')


def confine(root, directory, user, capabilities):
    """Gives the function that makes a new process a program of a container."""
    def change():
        os.chroot(root)
        os.chdir(directory)
        os.umask(0o022)
        if not capabilities:
            for number in range(41):
                libc.prctl(CAPBSET_DROP, number, 0, 0, 0)
            libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    return change


def start(root, arguments, user=0, capabilities=True, env=None, directory='/',
          status=0):
    """Runs a program in a root, which ends with this status. Returns what it prints."""
    done = subprocess.run(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60, check=False,
                          env=ENVIRONMENT if env is None else env,
                          preexec_fn=confine(root, directory, user, capabilities))
    if done.returncode != status:
        raise Failed(f'{arguments}: status {done.returncode}\n{done.stdout}')
    return done.stdout


def changed(old, new):
    """Returns the files and directories of a tree that another one does not have so."""
    said = run('diff', '-rq', '--no-dereference', '-x', 'proc', '-x', 'dev', '-x', 'sys', old, new,
               check=False, env={**roots.ENVIRONMENT, 'LC_ALL': 'C'}).stdout
    only = re.sub(r'^Only in (.*): (.*)$', r'Files \1/\2 and \1/\2 differ', said, flags=re.M)
    found = re.findall(r'^Files (\S+) and (\S+) differ$', only, re.M)
    return {pair[1][len(new if pair[1].startswith(new) else old):] for pair in found}
