# SPDX-License-Identifier: MIT
"""Makes private roots: a small Debian with the command in it, and overlays on it.

Everything is on a tmpfs in its own mount namespace, and is gone when that ends. The small
Debian and the packages are kept in the build directory for the next run.
"""
import fcntl
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import traceback

sys.path.append(os.path.dirname(os.path.abspath(__file__)) + '/..')
import documents

SOURCE = os.path.abspath(os.environ.get('SOURCE_ROOT', os.path.dirname(__file__) + '/../..'))
BUILD = os.environ.get('BUILD_ROOT', 'build')
CACHE = os.path.join(os.path.abspath(BUILD), 'packages-cache')
TOP = os.environ.get('PACKAGES_TEST_TMPFS', '')
# What the command needs, strace to kill it, sshd for Ansible, and the programs whose hooks are tested.
INCLUDE = 'libjansson4,libnettle8,libbz2-1.0,strace,openssh-server,systemd,' \
          'unattended-upgrades,dnf,dnf-plugins-core,rpm,pacman-package-manager'
PROGRAM = '/usr/local/bin/jsecpatch'
PROPERTY = 'jdk.tls.disabledAlgorithms'
ENVIRONMENT = {
    'PATH': '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    'HOME': '/root', 'LC_ALL': 'C.UTF-8', 'TERM': 'dumb',
    **{name: os.environ[name] for name in os.environ if name.lower().endswith('_proxy')},
}


class Failed(Exception):
    """A failed check of a case."""


def expect(what, got, wanted=True):
    if got != wanted:
        raise Failed(f'{what}: {got!r}, not {wanted!r}')


def skip(why):
    print('skipped:', why)
    sys.exit(77)


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def write(path, data, mode=0o644):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())
    os.chmod(path, mode)


def run(*command, check=True, timeout=300, **options):
    """Runs a program without input. Its output and errors are in `stdout`."""
    options = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.PIPE,
               'stderr': subprocess.STDOUT, 'text': True, 'errors': 'replace',
               'env': ENVIRONMENT, **options}
    done = subprocess.run(command, timeout=timeout, **options)
    if check and done.returncode:
        raise Failed(f'{" ".join(command)}: status {done.returncode}\n{done.stdout}')
    return done


def entries(data, name=PROPERTY):
    """Returns the entries of a list in a properties file, or None if it has no such list."""
    text = re.sub(r'\\\n[ \t]*', '', data.decode('latin-1'))
    found = re.findall(rf'^{re.escape(name)}=(.*)$', text, re.MULTILINE)
    return [entry.strip() for entry in found[-1].split(',')] if found else None


def without_anon(data):
    """Returns what `--allow anon` should make of the file, computed in another way."""
    text = data.decode('latin-1')
    start = text.index(f'\n{PROPERTY}=')
    assert text.index(' anon, ', start) > start, 'the vendor blocks no anon'
    return (text[:start] + text[start:].replace(' anon,', '', 1)).encode('latin-1')


# A vendor's files: a later one blocks more, and differs in other lines, too.
OLD = read(os.path.join(SOURCE, 'samples/root/etc/sample-17/security/java.security'))
NEW = OLD.replace(b' anon, NULL, ', b' anon, NULL, TLS_RSA_*, ') \
         .replace(b'cache.negative.ttl=10', b'cache.negative.ttl=20')
NEWER = NEW.replace(b'TLS_RSA_*, ', b'TLS_RSA_*, DTLSv1.2, ')
FAR = NEWER.replace(b'cache.negative.ttl=20', b'cache.negative.ttl=30')
STATES = {data for vendor in (OLD, NEW, NEWER, FAR) for data in (vendor, without_anon(vendor))}


def identity(path):
    """Returns everything of a file that must stay the same if nothing changes."""
    st = os.stat(path)
    return read(path), st.st_mtime_ns, st.st_mode, st.st_uid, st.st_gid


def snippet(name):
    """Returns a packaging snippet in the form that goes into a package."""
    text = read(os.path.join(SOURCE, 'samples/hooks', name)).decode()
    text = text.replace('#DEBHELPER#', '').replace('@PROGRAM@', PROGRAM)
    expect('what is not filled in', re.findall(r'@\w+@', text), [])
    return text


def in_namespace(*tools):
    """Restarts the program as the first process of its own namespaces."""
    if os.getuid():
        skip('needs root')
    for tool in ('unshare', 'mmdebstrap', 'dpkg-deb', 'meson', *tools):
        if not shutil.which(tool):
            skip(tool + ' is not there')
    top = tempfile.mkdtemp(prefix='jsecpatch-packages.')
    unshare = ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork',
               '--kill-child', '--mount-proc']
    try:
        probe = subprocess.run([*unshare, 'mount', '-t', 'tmpfs', 'none', top],
                               stderr=subprocess.PIPE, text=True, check=False)
        if probe.returncode:
            skip('no namespaces here: ' + probe.stderr.strip())
        env = {**os.environ, 'PACKAGES_TEST_TMPFS': top}
        mount = 'mount -t tmpfs -o mode=755,size=75% none "$0" && exec "$@"'
        sys.exit(subprocess.run([*unshare, 'sh', '-c', mount, top, sys.executable, *sys.argv],
                                env=env, check=False).returncode)
    finally:
        os.rmdir(top)


def apt_sources():
    return [path for path in ['/etc/apt/sources.list',
                              *sorted(glob.glob('/etc/apt/sources.list.d/*.list')),
                              *sorted(glob.glob('/etc/apt/sources.list.d/*.sources'))]
            if os.path.exists(path) and os.path.getsize(path)]


def make_base(tar, include, codename):
    """Makes the small Debian with the release, sources and proxies of the machine."""
    base = os.path.join(TOP, 'new')
    dumped = run('apt-config', 'dump').stdout.splitlines()
    options = ['--aptopt=' + line.rstrip(';') for line in dumped
               if re.match(r'Acquire::(https?|ftp|Retries|Check-Valid|Languages)\b.*".+"',
                           line)]
    ours = run('sh', '-c', '. /etc/os-release && echo $VERSION_CODENAME').stdout.strip()
    start = time.time()
    made = run('mmdebstrap', '--variant=apt', '--include=' + include, *options,
               codename or ours, base, *([] if codename else apt_sources()), check=False,
               timeout=600)
    if made.returncode:
        print(*made.stdout.splitlines()[-20:], sep='\n')
        skip('cannot make a root: ' + made.stdout.strip().splitlines()[-1])
    run('tar', '-C', base, '--xattrs', '-cf', tar + '.new', '.')
    os.rename(tar + '.new', tar)
    shutil.rmtree(base)
    print(f'made a root in {time.time() - start:.0f} s', flush=True)


def unpack_base(base, include=INCLUDE, codename=''):
    """Unpacks the small Debian from the cache. One run makes it while others wait."""
    key = hashlib.sha256(include.encode() + codename.encode() +
                         b''.join(map(read, apt_sources()))).hexdigest()
    tar = os.path.join(CACHE, f'root-{key[:16]}.tar')
    os.makedirs(os.path.join(CACHE, 'archives', 'partial'), exist_ok=True)
    with open(os.path.join(CACHE, 'lock'), 'wb') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.exists(tar):
            make_base(tar, include, codename)
    os.mkdir(base)
    run('tar', '-C', base, '--xattrs', '-xpf', tar)


def install_command(base):
    """Installs the build into the root, and checks that the command starts there."""
    run('meson', 'install', '-C', os.path.abspath(BUILD), '--no-rebuild', '--quiet',
        '--destdir', base)
    (library,) = (os.path.join(folder, name) for folder, _, names in os.walk(base)
                  for name in names if name == 'libjsecpatch.so.0')
    write(os.path.join(base, 'etc/ld.so.conf.d/jsecpatch.conf'),
          os.path.dirname(library)[len(base):] + '\n')
    run('chroot', base, 'ldconfig')
    run('chroot', base, 'jsecpatch', '--version')


def make_base_root(name='base', **which):
    """Makes the root below all others, or one of another release."""
    base = os.path.join(TOP, name)
    unpack_base(base, **which)
    install_command(base)
    write(os.path.join(base, 'usr/sbin/policy-rc.d'), '#!/bin/sh\nexit 101\n', 0o755)
    for name in ('resolv.conf', 'hosts'):
        if os.path.exists('/etc/' + name):
            shutil.copy('/etc/' + name, os.path.join(base, 'etc', name))
    return Root(name, base, [])


class Root:
    """A root directory. Do not change it while another root is over it."""

    def __init__(self, name, path, layers):
        self.name, self.at, self.layers = name, path, layers or [path]

    def over(self, name, size=None):
        """Makes a new root that starts with the contents of this one, and may add `size` KiB."""
        work = os.path.join(TOP, name)
        if size:
            os.mkdir(work)
            run('mount', '-t', 'tmpfs', '-o', f'size={size}k', 'none', work)
        for folder in ('upper', 'work', 'root'):
            os.makedirs(os.path.join(work, folder))
        root = Root(name, os.path.join(work, 'root'),
                    [os.path.join(work, 'upper'), *self.layers])
        options = f'lowerdir={":".join(self.layers)},upperdir={work}/upper,' \
                  f'workdir={work}/work'
        mounted = run('mount', '-t', 'overlay', '-o', options, 'overlay', root.at, check=False)
        if mounted.returncode:
            skip('no overlays here: ' + mounted.stdout.strip())
        run('mount', '-t', 'proc', 'proc', root / 'proc')
        return root

    def close(self):
        run('umount', '--lazy', '--recursive', self.at)
        work = os.path.dirname(self.at)
        if os.path.ismount(work):
            run('umount', '--lazy', work)
        shutil.rmtree(work)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __truediv__(self, path):
        return os.path.join(self.at, path.lstrip('/'))

    def run(self, *command, **options):
        return run('chroot', self.at, *command, **options)

    def apt(self, *arguments, check=True):
        """Runs the real apt-get. Nobody answers its questions."""
        return self.run('apt-get', '-y', *arguments, check=check)

    def jsec(self, *arguments, check=True):
        return self.run('jsecpatch', *arguments, check=check)

    def install_hook(self, *names):
        """Installs from outside the root: inside, the command would see that no system runs."""
        command = os.environ.get('JSECPATCH', os.path.join(BUILD, 'cli/jsecpatch'))
        return run(command, '--root', self.at, '--hook', 'install', *names)

    def boot_run(self):
        """Runs the hook of the boot: the suspension is older than the start of the machine."""
        suspended = self / '/var/lib/jsecpatch/suspended'
        if os.path.exists(suspended):
            start, text = read(suspended).split(b'\n', 1)
            text = re.sub(rb'\b20\d\d-(\d\d-\d\dT)', rb'2001-\1', text)
            digest = hashlib.sha256(text).hexdigest().encode()
            write(suspended, start[:-len(digest)] + digest + b'\n' + text)
        self.jsec('--reapply', '--from-hook', 'systemd')

    def status(self, package):
        """Returns dpkg's status, such as 'install ok installed', and the version; or None."""
        asked = self.run('dpkg-query', '-W', '-f', '${Status}|${Version}', package, check=False)
        return tuple(asked.stdout.split('|')) if asked.returncode == 0 else None

    def expect_installed(self, package, version):
        expect('status of ' + package, self.status(package), ('install ok installed', version))
        expect('dpkg --audit', self.run('dpkg', '--audit', check=False).stdout, '')

    def expect_patched(self, file, vendor):
        """Checks that only `anon` was removed from the vendor's file, and that it has a backup."""
        got = read(self / file)
        expect('entries', entries(got), [e for e in entries(vendor) if e != 'anon'])
        expect('nothing else changed', got == without_anon(vendor))
        self.expect_alone(file)
        digest = hashlib.sha256(vendor).hexdigest()
        stored = documents.load(self.run('jsecpatch', '--backups', '--json').stdout)['backups']
        expect('a backup of the vendor\'s file',
               [s['error'] for s in stored if s['sha256'] == digest and s['pristine']][:1],
               [None])

    def expect_alone(self, file):
        folder, name = os.path.split(self / file)
        expect('beside ' + file, [n for n in os.listdir(folder)
                                  if n != name and (n.startswith(name) or 'jsecpatch' in n)], [])


class Watch:
    """Reads a file continuously, as Java could, and remembers all its contents."""

    def __init__(self, path):
        self.path, self.seen, self.stop = path, set(), threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.stop.wait(0.0005):
            try:
                self.seen.add(read(self.path))
            except FileNotFoundError:
                self.seen.add(None)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()

    def expect(self, allowed):
        """Checks that the file had only these contents: complete files that restrict Java."""
        for data in self.seen - set(allowed):
            raise Failed('Java could read ' + ('no file' if data is None else
                                               f'{len(data)} bytes: {entries(data)}'))


def main(cases, names):
    """Runs the cases, or those whose names start with `names`, and prints their results."""
    bad = 0
    for case in cases:
        if names and not case.__name__.startswith(tuple(names)):
            continue
        start, why = time.time(), 'ok'
        try:
            case()
        except (Failed, subprocess.TimeoutExpired) as error:
            bad, why = bad + 1, f'FAILED: {error}'
        except Exception:  # a case that breaks must not hide the others
            bad, why = bad + 1, 'BROKEN: ' + traceback.format_exc()
        print(f'{case.__name__} ({time.time() - start:.1f} s): {why}', flush=True)
    return 1 if bad else 0
