#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lets the real programs read and run the other hooks: systemd, dpkg, pacman, dnf 4 and zypper.

Debian has no dnf 5, no apk, and no plugin of dnf 4 for the phase before a transaction. For
these only the documented form is checked.

exit status: 0 success, 1 failure, 77 something is missing here
"""
import contextlib
import os
import re
import shutil
import sys
import time

import archs
import roots
from boots import SOON, UNITS, VERIFY, boot, booted, inside, leave_out, wait_for
from roots import (BUILD, NEW, OLD, PROGRAM, SOURCE, STATES, Failed, Watch, expect, read, run,
                   without_anon, write)
from rpms import FILE, HOME, java

PACMAN_FILE = archs.FILE
start = None


def lines(root, path):
    """Returns the lines that a parser reads: no comments."""
    text = read(root / path).decode()
    return [line for line in text.splitlines() if line and not line.startswith('#')]


OTHER = '/opt/other'


def add_other(root):
    """Adds a Java that no package owns."""
    shutil.copytree(SOURCE + '/samples/root/opt/sample-25', root / OTHER)


def untouched(root):
    """Returns what changes if the other Java is written, or replaced by an equal one."""
    st = os.stat(root / OTHER + '/conf/security/java.security')
    return st.st_ino, st.st_ctime_ns


class Case:
    """A root in which `install` installed a Java and `anon` is allowed."""

    def __init__(self, install, file=FILE, hooks=()):
        self.install, self.file, self.hooks = install, file, hooks

    def __enter__(self):
        self.root = root = start.over('case')
        self.install(root)
        expect('the file', read(root / self.file) == OLD)
        add_other(root)
        root.jsec('--allow', 'anon', '--remember')
        root.expect_patched(self.file, OLD)
        for hook in self.hooks:
            root.install_hook(hook)
        return root

    def __exit__(self, *_):
        self.root.close()


def update(root, install, file=FILE):
    """Checks that the vendor's new file is patched, and that nothing else was touched."""
    before = untouched(root)
    with Watch(root / file) as watch:
        said = install(root)
    expect('the other Java', untouched(root), before)
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

def systemd():
    """systemd-analyze accepts the units and a boot with them, and refuses broken ones."""
    names = ['jsecpatch.service', 'jsecpatch.timer', 'jsecpatch.path',
             'jsecpatch-changed.timer']
    with start.over('case') as root:
        before = root.run(*VERIFY, 'multi-user.target', check=False).stdout
        root.install_hook('systemd')
        expect('of a boot', root.run(*VERIFY, 'multi-user.target', check=False).stdout, before)
        for name in names:
            done = root.run(*VERIFY, UNITS + name, check=False)
            expect('of ' + name, (done.returncode, done.stdout), (0, ''))
        spoilt = read(root / UNITS + names[1]).replace(b'=daily', b'=dayly')
        write(root / UNITS + names[1], spoilt)
        expect('of a spoilt one', 'dayly' in root.run(*VERIFY, UNITS + names[1],
                                                       check=False).stdout)


OWNED = '/srv/owned'
SECURITY = '/conf/security/java.security'


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
            leave_out('systemd_runs')
            return
        expect('the run', ended.strip(), 'success 0')
        expect('the files', look(root, *vendor), wanted)
        expect_runs(root, 'systemd', 'reapply')
        limits = read(root / '/limits').decode()
        expect('the limits', re.findall(r'^(?:NoNewPrivs|Seccomp):\s*(\d)', limits, re.M),
               ['1', '2'])


# Starts what a boot starts of the hook, and no more.
TARGET = """[Unit]
Wants=jsecpatch.service jsecpatch.path jsecpatch.timer
"""


def jdk(root, home, version='17.0.1', data=OLD):
    """Makes a home as a tar.gz of Oracle has it."""
    write(root / home + '/release', f'JAVA_VERSION="{version}"\n')
    write(root / home + '/lib/server/libjvm.so', 'not a library')
    write(root / home + SECURITY, data)


def swap(root, home):
    """Puts another directory in the place of a home, as quickly as possible."""
    jdk(root, '/var/tmp/new', '17.0.2', NEW)
    os.rename(root / home, root / '/var/tmp/old')
    os.rename(root / '/var/tmp/new', root / home)


def unpack(root, home):
    """Unpacks a newer Java over a home, as tar does."""
    os.unlink(root / home + SECURITY)
    jdk(root, home, '17.0.2', NEW)


def switch(root, link, target):
    """Lets a link lead to another home, as SDKMAN and update-alternatives do."""
    os.symlink(target, root / link + '.new')
    os.rename(root / link + '.new', root / link)


def put(root, home):
    """Replaces the file only, as a configuration management does."""
    write(root / home + '/new', NEW)
    os.rename(root / home + '/new', root / home + SECURITY)


def switch_to_new(root, link, target):
    """The same, with a home that was not there before."""
    jdk(root, os.path.join(os.path.dirname(link), target), '17.0.2', NEW)
    switch(root, link, target)


SDK, CHOSEN = '/opt/sdkman/candidates/java', '/etc/alternatives/chosen'
# Ways in which a Java changes without a package manager: {file: (act, its arguments)}.
WAYS = {
    '/opt/oracle/jdk-17': (unpack, '/opt/oracle/jdk-17'),
    '/opt/oracle/jdk-21': (swap, '/opt/oracle/jdk-21'),
    SDK + '/17.0.2-tem': (switch_to_new, SDK + '/current', '17.0.2-tem'),
    '/srv/b': (switch, CHOSEN, '/srv/b'),
    '/srv/copy': (put, '/srv/copy'),
}


def systemd_mends():
    """systemd's hook mends within a minute what no package manager's hook has seen."""
    slow = '--full' in sys.argv  # with the real delay of 20 s
    with start.over('case') as root:
        for home in ['/opt/oracle/jdk-17', '/opt/oracle/jdk-21', SDK + '/17.0.1-tem',
                     '/srv/copy', '/srv/a']:
            jdk(root, home)
        jdk(root, '/srv/b', data=NEW)
        os.symlink('17.0.1-tem', root / SDK + '/current')
        os.symlink('/srv/a', root / CHOSEN)
        root.jsec('--allow', 'anon', '--remember')
        root.jsec('--allow', 'anon', '--remember', CHOSEN, '/srv/copy')
        root.install_hook('systemd')
        write(root / UNITS + 'trial.target', TARGET)
        if not slow:
            write(root / UNITS + 'jsecpatch-changed.timer.d/soon.conf', SOON)
        runs = root / '/var/lib/jsecpatch/hook-runs'
        with booted(root, 'trial.target') as system:
            if wait_for(lambda: os.path.exists(runs), 30, system) is None:
                leave_out('systemd_mends')
                return
            mend(root, system)


def mend(root, system):
    """Changes Javas in all ways at once, and then one that was not there at first."""
    def patched(home):
        with contextlib.suppress(FileNotFoundError):
            return read(root / home + SECURITY) == without_anon(NEW)
        return False

    def status():
        return re.findall('^systemd +(\\w+)', inside(system, 'jsecpatch', '--hook', 'status'),
                          re.MULTILINE)

    wait_for(lambda: status() == ['installed'], 10, system)
    expect('the state', status(), ['installed'])
    for act, *arguments in WAYS.values():
        act(root, *arguments)
    waited = wait_for(lambda: all(map(patched, WAYS)), 60, system)
    expect('not mended', [home for home in WAYS if not patched(home)], [])
    new = SDK + '/17.0.2-tem' + SECURITY
    expect('it is watched now', wait_for(
        lambda: new in read(root / UNITS + 'jsecpatch.path').decode() and
        status() == ['installed'], 10, system) is not None)
    put(root, os.path.dirname(os.path.dirname(os.path.dirname(new))))
    again = wait_for(lambda: patched(SDK + '/17.0.2-tem'), 60, system)
    expect('mended again', again is not None)
    print(f'systemd_mends: after {waited:.0f} s and {again:.0f} s', flush=True)
    inside(system, 'systemctl', 'stop', 'jsecpatch.path')
    expect('the state without the path unit', status(), ['broken'])
    expect('to install it again', inside(system, 'jsecpatch', '--hook', 'install', 'systemd',
                                         '--force'), '0 installed, 0 failed\n')
    expect('the state', status(), ['installed'])


JVM = '/bin/sh -c "LD_PRELOAD=' + HOME + '/lib/server/libjvm.so exec sleep 100"'
# It leaves its program behind.
LEAVES = JVM.replace('exec sleep 100', 'sleep 100 & exec sleep 101') + '\nKillMode=process'
# A service starts before, others in the middle of an update. Then the package manager ends.
UPDATE = r'''
services="early late other leaves"
show() {
    for name in $services; do
        echo "$1 $name $(systemctl show -p NRestarts,MainPID --value $name | tr -d '\n')"
    done >>/shown
}
jsecpatch --hook install systemd
echo $? >/installed
wait_for() {
    until [ "$(grep -l libjvm.so /proc/[0-9]*/maps 2>/dev/null | wc -l)" = "$1" ]; do
        sleep 0.05
    done
}
systemctl start early
wait_for 1
jsecpatch --suspend --from-hook pacman
systemctl start late other leaves
wait_for 4
cp -p /new-file $FILE.new && mv $FILE.new $FILE
: >/var/lib/pacman/db.lck
jsecpatch --reapply --from-hook pacman
jsecpatch --hook status >/named
show begun
sleep 4
show locked
rm /var/lib/pacman/db.lck
systemctl start jsecpatch.service
show restarted
jsecpatch --hook status >/left
systemctl start jsecpatch.service
show again
jsecpatch --hook status >/left-again
'''


def late_units(root, file):
    """Returns the units that `--hook status` names, and its lines about hooks that ran."""
    text = read(root / file).decode()
    return sorted(re.findall(r'^  pid \d+, user root, (\w+)\.service', text, re.M)), {
        name: (result, said) for name, result, said in re.findall(
            r'^(\w+) .*reapply (\w+) \S+Z: (.*)', text, re.M)}


def install_jvm(root):
    """Installs a Java with a library that programs can load, and allows `anon` in it."""
    pacman('1', OLD)(root)
    shutil.copy(BUILD + '/tests/cli/libsecond_thread.so',
                root / HOME + '/lib/server/libjvm.so')
    root.jsec('--allow', 'anon', '--remember')


def systemd_restarts():
    """What started during an update is named. What a rule names is restarted once, after it."""
    with start.over('case') as root:
        install_jvm(root)
        with open(root / '/etc/jsecpatch.conf', 'a', encoding='utf-8') as policy:
            policy.write('rule.1.restart = early.service, late.service, leaves.service\n')
        for name, command in ('early', JVM), ('late', JVM), ('other', JVM), ('leaves', LEAVES):
            write(root / f'{UNITS}{name}.service', f'[Service]\nExecStart={command}\n')
        write(root / '/update', UPDATE.replace('$FILE', PACMAN_FILE))
        write(root / '/new-file', NEW)
        write(root / UNITS + 'update.service', '[Service]\nType=oneshot\n'
                                               'ExecStart=/bin/sh /update\n')
        ended = boot(root, 'update.service')
        if not ended:
            leave_out('systemd_restarts')
            return
        expect('the update', ended.strip(), 'success 0')
        expect('the hook is installed', read(root / '/installed'), b'0\n')
        root.expect_patched(PACMAN_FILE, NEW)
        pids = {}
        for when, name, pid in map(str.split, read(root / '/shown').decode().splitlines()):
            pids.setdefault(when, {})[name] = int(pid)
        expect('while the lock is held', pids['locked'], pids['begun'])
        expect('restarted', [name for name in pids['begun']
                             if pids['restarted'][name] != pids['begun'][name]],
               ['late', 'leaves'])
        expect('once', pids['again'], pids['restarted'])
        named, runs = late_units(root, '/named')
        expect('named', named, ['late', 'leaves', 'other'])
        expect('of pacman', runs['pacman'], ('ok', (
            '1 patched; programs to restart, started during an update: 3; jsecpatch.service '
            'restarts late.service (rule.1); jsecpatch.service restarts leaves.service (rule.1)')))
        for file, more in ('/left', 'restarted late.service (rule.1); '), ('/left-again', ''):
            named, runs = late_units(root, file)
            expect('left', named, ['leaves', 'other'])
            expect('of systemd', re.sub(r'process \d+', 'process N', ': '.join(runs['systemd'])),
                   f'failed: 1 unchanged; programs to restart, started during an update: 2; {more}'
                   'the restart of leaves.service, which rule.1 wants, has not ended process N; '
                   'end it yourself')


# While the service stops one unit, another update begins and ends.
AGAIN = r'''
show() {
    for name in 'a\x2db@1.service' -x.service slow.service second.service; do
        echo "$1 $name $(systemctl show -p MainPID --value -- "$name")"
    done >>/shown
}
jsecpatch --hook install systemd
jsecpatch --suspend --from-hook pacman
systemctl start -- 'a\x2db@1.service' -x.service slow.service
sleep 1
cp -p /new-file $FILE.new && mv $FILE.new $FILE
jsecpatch --reapply --from-hook pacman
show begun
sleep 6
jsecpatch --suspend --from-hook pacman
systemctl start second.service
sleep 1
jsecpatch --reapply --from-hook pacman
show more
jsecpatch --hook status >/named
while systemctl is-active jsecpatch.service | grep -q activating; do sleep 1; done
show end
jsecpatch --hook status >/left
'''


def systemd_restarts_again():
    """What starts in another update, while units are restarted, is restarted, too."""
    with start.over('case') as root:
        install_jvm(root)
        with open(root / '/etc/jsecpatch.conf', 'a', encoding='utf-8') as policy:
            policy.write('rule.1.restart = a\\\\x2db@1.service, -x.service\n'
                         'rule.1.restart = slow.service, second.service\n')
        for name in 'a\\x2db@', '-x', 'second':
            write(root / f'{UNITS}{name}.service', f'[Service]\nExecStart={JVM}\n')
        write(root / UNITS + 'slow.service',
              f'[Service]\nExecStart={JVM}\nExecStop=/bin/sleep 8\n')
        write(root / '/update', AGAIN.replace('$FILE', PACMAN_FILE))
        write(root / '/new-file', NEW)
        write(root / UNITS + 'update.service', '[Service]\nType=oneshot\n'
                                               'ExecStart=/bin/sh /update\n')
        if not boot(root, 'update.service'):
            leave_out('systemd_restarts_again')
            return
        pids = {}
        for when, name, pid in map(str.split, read(root / '/shown').decode().splitlines()):
            pids.setdefault(when, {})[name] = int(pid)
        old = {**pids['begun'], 'second.service': pids['more']['second.service']}
        expect('not restarted', [name for name in old if pids['end'][name] == old[name]], [])
        expect('of pacman', 'reapply ok' in read(root / '/named').decode())
        left = read(root / '/left').decode()
        expect('left', 'Restart these' in left, False)
        expect('restarted', re.findall(r'restarted (\S+) ', left),
               ['second.service', 'a\\x2db@1.service', '-x.service', 'slow.service'])


def drop_in():
    """apt's service with our drop-in is as valid as without it, and has both phases."""
    unit = 'apt-daily-upgrade.service'
    with start.over('case') as root:
        bare = root.run(*VERIFY, unit, check=False)
        root.install_hook('unattended-upgrades')
        done = root.run(*VERIFY, unit, check=False)
        expect('of it', (done.returncode, done.stdout), (bare.returncode, bare.stdout))
        whole = root.run('systemd-analyze', 'cat-config', f'systemd/system/{unit}').stdout
        expect('the drop-in is read', re.findall(r'^Exec\w+=-.*jsecpatch (--\w+) --from', whole,
                                                 re.MULTILINE), ['--suspend', '--reapply'])


def dpkg():
    """dpkg reads no more of a line than 1023 bytes. sh accepts what it reads."""
    with start.over('case') as root:
        root.install_hook('dpkg')
        for line in lines(root, '/etc/dpkg/dpkg.cfg.d/jsecpatch'):
            expect('length', len(line) < 1000)
            root.run('sh', '-n', '-c', line.partition('=')[2])
        root.run('dpkg', '--audit')


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
        root.jsec('--suspend', '--from-hook', 'dnf4', '--replaced=fake-17')
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
            print('left out zypper_update: zypper is not to be had', flush=True)
            return
        run('umount', root / '/var/cache/apt/archives')
        # libzypp's database is here, Debian's rpm looks for one in the home directory
        write(root / '/etc/rpm/macros', '%_dbpath /var/lib/rpm\n')
        zypper('1', OLD)(root)
        add_other(root)
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
                'pre_transaction': '--suspend --from-hook dnf5 --replaced=${pkg.name}',
                'post_transaction': '--reapply --from-hook dnf5',
            }[phase])
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


CASES = [systemd, systemd_runs, systemd_mends, systemd_restarts, drop_in, dpkg,
         pacman_premise, pacman_update, dnf_update,
         dnf_before, zypper_update, dnf5, apk]


def main():
    global start
    if not roots.TOP:
        roots.in_namespace('rpmbuild')
    start = roots.make_base_root().over('start')
    cases = CASES + [systemd_restarts_again] if '--full' in sys.argv else CASES
    return roots.main(cases, [name for name in sys.argv[1:] if name != '--full'])


sys.exit(main())
