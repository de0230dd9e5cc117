#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lets the real programs read and run the other hooks: systemd, apt, pacman, dnf 4 and zypper.

Debian has no dnf 5, no apk, and no plugin of dnf 4 for the phase before a transaction. For
these only the documented form is checked.

exit status: 0 success, 1 failure, 77 something is missing here
"""
import contextlib
import os
import re
import shutil
import subprocess
import sys
import time

import archs
import roots
from roots import (ENVIRONMENT, NEW, OLD, PROGRAM, SOURCE, STATES, Failed, Watch, expect,
                   read, run, without_anon, write)
from rpms import FILE, HOME, java

PACMAN_FILE = archs.FILE
start = None


def lines(root, path):
    """Returns the lines that a parser reads: no comments."""
    text = read(root / path).decode()
    return [line for line in text.splitlines() if line and not line.startswith('#')]


class Case:
    """A root in which `install` installed a Java and `anon` is allowed."""

    def __init__(self, install, file=FILE, hooks=()):
        self.install, self.file, self.hooks = install, file, hooks

    def __enter__(self):
        self.root = root = start.over('case')
        self.install(root)
        expect('the file', read(root / self.file) == OLD)
        root.jsec('--allow', 'anon', '--remember')
        root.expect_patched(self.file, OLD)
        for hook in self.hooks:
            root.install_hook(hook)
        return root

    def __exit__(self, *_):
        self.root.close()


def update(root, install, file=FILE):
    """Checks that both phases ran, and that the vendor's new file is patched afterwards."""
    with Watch(root / file) as watch:
        said = install(root)
    watch.expect(STATES | {None})  # rpm may take the old away before the new is there
    if read(root / file) != without_anon(NEW):
        raise Failed('the file is not the new one, patched; it was said: ' + said)
    root.expect_patched(file, NEW)


def expect_runs(root, name, *phases):
    """Checks that the last run of each phase succeeded."""
    (line,) = re.findall(rf'^{name} .*', root.jsec('--hook', 'status').stdout, re.MULTILINE)
    expect(line, [phase for phase in ('suspend', 'reapply') if f'{phase} ok' in line],
           list(phases))


# Parsers.

UNITS = '/etc/systemd/system/'
VERIFY = ['systemd-analyze', 'verify', '--man=no']


def systemd():
    """systemd-analyze accepts the units and a boot with them, and refuses broken ones."""
    names = ['jsecpatch.service', 'jsecpatch.timer', 'jsecpatch.path',
             'jsecpatch-changed.timer']
    with start.over('case') as root:
        boot = root.run(*VERIFY, 'multi-user.target', check=False).stdout
        root.install_hook('systemd')
        expect('of a boot', root.run(*VERIFY, 'multi-user.target', check=False).stdout, boot)
        for name in names:
            done = root.run(*VERIFY, UNITS + name, check=False)
            expect('of ' + name, (done.returncode, done.stdout), (0, ''))
        spoilt = read(root / UNITS + names[1]).replace(b'=daily', b'=dayly')
        write(root / UNITS + names[1], spoilt)
        expect('of a spoilt one', 'dayly' in root.run(*VERIFY, UNITS + names[1],
                                                       check=False).stdout)


# Prepares the first process of a system: what a container gets.
BOOT = r'''
cd "$0"
mount -t sysfs -o ro sysfs sys
for at in run tmp dev sys/fs/cgroup; do mount -t tmpfs -o mode=755 tmpfs $at; done
for node in null zero full random urandom tty; do
    : >dev/$node
    mount --bind /dev/$node dev/$node
done
if [ "$(stat -fc %T /sys/fs/cgroup)" = cgroup2fs ]; then
    mount -t cgroup2 cgroup2 sys/fs/cgroup
else
    mkdir -p sys/fs/cgroup/systemd
    mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
fi
mount -t proc proc proc
exec chroot . /usr/bin/env -i container=other PATH="$PATH" /lib/systemd/systemd --unit=jsecpatch.service
'''
# Shows in the unit's own process that its limits hold, and how it ended.
DROP_IN = """[Service]
ExecStartPre=/bin/cp /proc/self/status /limits
ExecStopPost=/bin/sh -c 'echo $$SERVICE_RESULT $$EXIT_STATUS >/new && mv /new /ended'
"""
OWNED = '/srv/owned'


def cgroups():
    return {folder for folder, _, _ in os.walk('/sys/fs/cgroup')}


def boot(root):
    """Boots systemd in the root until jsecpatch.service has run. Returns how that ended."""
    write(root / UNITS + 'jsecpatch.service.d/limits.conf', DROP_IN)
    before, ended = cgroups(), root / '/ended'
    with subprocess.Popen(
            ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--uts',
             '--ipc', '--net', '--cgroup', '--kill-child', 'sh', '-c', BOOT, root.at],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=ENVIRONMENT) as system:
        deadline = time.time() + 30
        while not os.path.exists(ended) and time.time() < deadline and system.poll() is None:
            time.sleep(0.1)
        system.kill()
    while (left := sorted(cgroups() - before, reverse=True)) and time.time() < deadline:
        for folder in left:
            with contextlib.suppress(OSError):  # its processes are still ending
                os.rmdir(folder)
    return read(ended).decode() if os.path.exists(ended) else None


def look(root, *files):
    """Returns all that a replaced file has to keep, and its bytes."""
    return [(read(root / file), *os.stat(root / file)[:1], *os.stat(root / file)[4:6],
             {name: os.getxattr(root / file, name) for name in os.listxattr(root / file)})
            for file in files]


def systemd_runs():
    """A real systemd runs the service: within its limits it does what it does without them."""
    owned = OWNED + '/conf/security/java.security'
    with start.over('case') as root:
        pacman('1', OLD)(root)
        shutil.copytree(SOURCE + '/samples/root/opt/sample-25', root / OWNED)
        run('chown', '-R', '1234:1235', root / OWNED)
        os.setxattr(root / PACMAN_FILE, 'trusted.trial', b'1')
        vendor = {file: read(root / file) for file in (PACMAN_FILE, owned)}
        root.jsec('--allow', 'anon', '--remember', HOME, OWNED)
        wanted = look(root, *vendor)
        expect('patched', [kept[0] for kept in wanted], [*map(without_anon, vendor.values())])
        root.install_hook('systemd')
        for file, data in vendor.items():
            write(root / file, data)
        ended = boot(root)
        if not ended:
            print('systemd_runs: systemd does not boot in a container here', flush=True)
            return
        expect('the run', ended.strip(), 'success 0')
        expect('the files', look(root, *vendor), wanted)
        expect_runs(root, 'systemd', 'reapply')
        limits = read(root / '/limits').decode()
        expect('the limits', re.findall(r'^(?:NoNewPrivs|Seccomp):\s*(\d)', limits, re.M),
               ['1', '2'])


def drop_in():
    """apt's service with our drop-in is as valid as without it, and has both phases."""
    unit = 'apt-daily-upgrade.service'
    with start.over('case') as root:
        bare = root.run(*VERIFY, unit, check=False)
        root.install_hook('unattended-upgrades')
        done = root.run(*VERIFY, unit, check=False)
        expect('of it', (done.returncode, done.stdout), (bare.returncode, bare.stdout))
        whole = root.run('systemd-analyze', 'cat-config', f'systemd/system/{unit}').stdout
        expect('the drop-in is read', re.findall(r'^Exec\w+=-.*jsecpatch (--\w+)', whole,
                                                 re.MULTILINE), ['--suspend', '--reapply'])


def apt():
    """apt reads one command for each phase, and sh accepts it."""
    with start.over('case') as root:
        root.install_hook('apt')
        dump = root.run('apt-config', 'dump').stdout
        for phase, action in ('Pre', '--suspend'), ('Post', '--reapply'):
            (command,) = re.findall(rf'^DPkg::{phase}-Invoke:: "(.*)";$', dump, re.MULTILINE)
            expect(command, f'{PROGRAM} {action} --from-hook apt' in command)
            root.run('sh', '-n', '-c', command)


# pacman

def pacman(version, security):
    """Makes a call of pacman that installs such a Java."""
    def install(root):
        package = archs.java(root, version, security)
        return root.run('pacman', '-U', '--noconfirm', package).stdout
    return install


def pacman_premise():
    """Without hooks the old list stays, and the new file waits beside it."""
    with Case(pacman('1', OLD), PACMAN_FILE) as root:
        pacman('2', NEW)(root)
        expect('the old list', read(root / PACMAN_FILE) == without_anon(OLD))
        expect('the new one waits', read(root / PACMAN_FILE + '.pacnew') == NEW)


def pacman_update():
    """Both hooks run."""
    with Case(pacman('1', OLD), PACMAN_FILE, ['pacman']) as root:
        update(root, pacman('2', NEW), PACMAN_FILE)
        expect_runs(root, 'pacman', 'suspend', 'reapply')
        said = root.run('pacman', '-R', '--noconfirm', 'fake-17').stdout
        expect('a complaint', re.findall('.*(?:error|warning).*', said), [])
        expect('the file is gone', os.path.lexists(root / PACMAN_FILE), False)


# dnf 4

# Debian's plugin calls a function that was renamed in Debian's libdnf.
SHIM = '/usr/lib/python3/dist-packages/shim.pth'
RENAMED = 'import libdnf.conf as c; c.ConfigParser_substitute = c.ConfigParser.substitute\n'
ACTIONS = '/etc/dnf/plugins/post-transaction-actions.d/jsecpatch.action'
ACTIONS_BEFORE = '/etc/dnf/plugins/pre-transaction-actions.d/jsecpatch.action'


def dnf(version, security):
    """Makes a call of dnf that installs such a Java."""
    def install(root):
        package = f'/var/tmp/{version}.rpm'
        shutil.move(java(version, security), root / package)
        write(root / SHIM, RENAMED)
        done = root.run('dnf', '-y', '--disablerepo=*', '--nogpgcheck', '--releasever=1',
                        '--disableplugin=local', 'install', package)
        expect('a complaint', re.findall('.*(?:Bad |actions:|Error:).*', done.stdout), [])
        return done.stdout
    return install


def dnf_update():
    """After a suspension by other means, the plugin for the phase after patches the file."""
    with Case(dnf('1', OLD), hooks=['dnf4']) as root:
        root.jsec('--suspend', '--from-hook', 'dnf4')
        update(root, dnf('2', NEW))
        expect_runs(root, 'dnf4', 'suspend', 'reapply')


def dnf_before():
    """The file for the phase before has the same form: the plugin can run it, too."""
    with Case(dnf('1', OLD), hooks=['dnf4']) as root:
        os.rename(root / ACTIONS_BEFORE, root / ACTIONS)
        dnf('2', OLD)(root)
        expect('suspended', read(root / FILE) == OLD)
        expect_runs(root, 'dnf4', 'suspend')


# zypper

def zypper(version, security):
    """Makes a call of zypper that installs such a Java."""
    def install(root):
        package = f'/var/tmp/{version}.rpm'
        shutil.move(java(version, security), root / package)
        return root.run('zypper', '--non-interactive', '--no-gpg-checks', '--no-refresh',
                        'install', '--allow-unsigned-rpm', package).stdout
    return install


def zypper_update():
    """Both phases run. (Debian's dnf plugins and zypper exclude each other.)"""
    with start.over('zypper') as root:
        run('mount', '--bind', os.path.join(roots.CACHE, 'archives'),
            root / '/var/cache/apt/archives')
        got = [root.apt(*arguments, check=False).returncode for arguments in
               (['update'], ['install', '--no-install-recommends', 'rpm', 'zypper'])]
        if any(got):
            print('zypper_update: zypper is not to be had', flush=True)
            return
        run('umount', root / '/var/cache/apt/archives')
        zypper('1', OLD)(root)
        root.jsec('--allow', 'anon', '--remember')
        root.expect_patched(FILE, OLD)
        root.install_hook('zypper')
        update(root, zypper('2', NEW))
        expect_runs(root, 'zypper', 'suspend', 'reapply')


# Debian has no program for these.

def dnf5():
    """Each line has five fields and a known phase. Its command needs no shell."""
    with start.over('case') as root:
        root.install_hook('dnf5')
        actions = lines(root, '/etc/dnf/libdnf5-plugins/actions.d/jsecpatch.actions')
        for line in actions:
            phase, key, direction, options, command = line.split(':', 4)
            expect(line, (bool(key), direction, options), (True, '', ''))
            expect(line, command, f'{PROGRAM} ' + {
                'pre_transaction': '--suspend', 'post_transaction': '--reapply',
            }[phase] + ' --from-hook dnf5')
        expect('lines', len(actions) > 1)


def apk():
    """Called as apk calls a commit hook, it succeeds even if the command fails."""
    with Case(pacman('1', OLD), PACMAN_FILE, ['apk']) as root:
        hook = '/etc/apk/commit_hooks.d/jsecpatch'
        for phase, wanted in ('pre-commit', OLD), ('post-commit', without_anon(OLD)):
            expect('what it says', root.run(hook, phase).stdout, '')
            expect(phase, read(root / PACMAN_FILE) == wanted)
        write(root / PROGRAM, '#!/bin/sh\nexit 1\n', 0o755)
        root.run(hook, 'pre-commit')
        os.unlink(root / PROGRAM)
        root.run(hook, 'post-commit')


CASES = [systemd, systemd_runs, drop_in, apt, pacman_premise, pacman_update, dnf_update,
         dnf_before, zypper_update, dnf5, apk]


def main():
    global start
    if not roots.TOP:
        roots.in_namespace('rpmbuild')
    start = roots.make_base_root().over('start')
    return roots.main(CASES, sys.argv[1:])


sys.exit(main())
