#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Updates a small fake Java with the real apt-get and dpkg.

The package is like Debian's: java.security is a conffile, and the Java home links to it.

exit status: 0 success, 1 failure, 77 something is missing here
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time

import roots
from debs import FAILS, FILE, HOME, PACKAGE, QUESTION, Fake, java, only_fakes, publish
from roots import (NEW, NEWER, OLD, PROGRAM, STATES, Failed, Watch, entries, expect, identity,
                   read, run, snippet, without_anon, write)

start = None


def make_start():
    """Makes a root whose repository has a fake Java, and installs its first version."""
    global start
    start = roots.make_base_root().over('start')
    only_fakes(start)
    publish(start, java('1', OLD))
    start.apt('install', PACKAGE)
    expect('the file', read(start / FILE) == OLD)


class Case:
    """A root over the first one in which `anon` is allowed. It is closed at the end."""

    def __init__(self, remember=True, hook=True):
        self.remember, self.hook = remember, hook

    def __enter__(self):
        self.root = root = start.over('case')
        root.jsec('--allow', 'anon', *['--remember'] * self.remember)
        root.expect_patched(FILE, OLD)
        if self.hook:
            root.install_hook()
        return root

    def __exit__(self, *_):
        self.root.close()


def upgrade(root, *command, status=0):
    """Runs apt-get upgrade. It must not ask, and Java must have restrictions all the time."""
    with Watch(root / FILE) as watch:
        done = root.apt(*command or ['upgrade'], check=False)
    expect('apt-get: ' + done.stdout + 'status', done.returncode, status)
    expect('a question', QUESTION in done.stdout, False)
    expect('a word of ours', [line for line in done.stdout.splitlines() if 'jsecpatch' in line],
           [])
    watch.expect(STATES)


# Without us.

def premise_changed():
    """dpkg asks, nobody answers, and the package stays unconfigured."""
    with Case(remember=False, hook=False) as root:
        publish(root, java('2', NEW))
        done = root.apt('upgrade', check=False)
        expect('status of apt-get', done.returncode, 100)
        expect('a question', QUESTION in done.stdout)
        expect('the package', root.status(PACKAGE), ('install ok unpacked', '2'))
        expect('the old list', read(root / FILE) == without_anon(OLD))
        expect('the new one waits', read(root / FILE + '.dpkg-new') == NEW)


def premise_dpkg():
    """The same happens with dpkg without apt."""
    with Case(remember=False, hook=False) as root:
        publish(root, java('2', NEW))
        done = root.run('dpkg', '-i', f'/repository/{PACKAGE}_2.deb', check=False)
        expect('status of dpkg', done.returncode, 1)
        expect('a question', QUESTION in done.stdout)
        expect('the package', root.status(PACKAGE), ('install ok unpacked', '2'))


# apt, with both phases.

def changed():
    """The vendor's new file is in place and patched."""
    with Case() as root:
        publish(root, java('2', NEW))
        upgrade(root)
        root.expect_installed(PACKAGE, '2')
        root.expect_patched(FILE, NEW)
        publish(root, java('3', NEWER))
        upgrade(root)
        root.expect_installed(PACKAGE, '3')
        root.expect_patched(FILE, NEWER)
        root.jsec('--restore')
        expect('the newest vendor\'s file comes back', read(root / FILE) == NEWER)


def unchanged():
    """If the vendor's file does not change, ours does not either, nor its time."""
    with Case() as root:
        before = identity(root / FILE)
        publish(root, java('2', OLD))
        upgrade(root)
        root.expect_installed(PACKAGE, '2')
        root.expect_patched(FILE, OLD)
        expect('the file and its metadata', identity(root / FILE), before)


def new_java():
    """A newly installed Java is patched, too. The other one does not change."""
    with Case() as root:
        home, file = '/usr/lib/jvm/fake-21', '/etc/fake-21/security/java.security'
        before = identity(root / FILE)
        publish(root, java('1', NEW, home=home, file=file, name='fake-21'))
        root.apt('install', 'fake-21')
        root.expect_installed('fake-21', '1')
        root.expect_patched(file, NEW)
        expect('the other file and its metadata', identity(root / FILE), before)


def edited_by_hand():
    """An edit by hand is not touched, and dpkg asks as usual."""
    with Case() as root:
        by_hand = without_anon(OLD).replace(b'RC4, ', b'')
        write(root / FILE, by_hand)
        publish(root, java('2', NEW))
        done = root.apt('upgrade', check=False)
        expect('a question', QUESTION in done.stdout)
        expect('entries', entries(read(root / FILE)), entries(by_hand))


def aborted_before():
    """If preinst fails, the old version stays as it was."""
    with Case() as root:
        before = identity(root / FILE)
        publish(root, java('2', NEW, {'preinst': FAILS}))
        upgrade(root, status=100)
        root.expect_installed(PACKAGE, '1')
        root.expect_patched(FILE, OLD)
        expect('the file and its metadata', identity(root / FILE), before)


def aborted_after():
    """If postinst fails, the new file is in place and patched, and the next try succeeds."""
    with Case() as root:
        publish(root, java('2', NEW, {'postinst': FAILS}))
        upgrade(root, status=100)
        expect('the package', root.status(PACKAGE), ('install ok half-configured', '2'))
        root.expect_patched(FILE, NEW)
        publish(root, java('3', NEWER))
        upgrade(root)
        root.expect_installed(PACKAGE, '3')
        root.expect_patched(FILE, NEWER)


def two_calls():
    """apt calls dpkg several times, and the first and the last call are about our file."""
    with Case() as root:
        publish(root, java('2', NEW, Pre_Depends='first'), Fake('first', '1', {}),
                Fake('last', '1', {}, Pre_Depends='fake-17 (= 2)'))
        log = root / '/var/log/dpkg.log'
        before = len(read(log))
        upgrade(root, 'install', PACKAGE, 'last')
        calls = read(log)[before:].count(b'startup archives unpack')
        expect(f'{calls} calls of dpkg, more than one', calls > 1)
        root.expect_installed(PACKAGE, '2')
        root.expect_installed('last', '1')
        root.expect_patched(FILE, NEW)


# Waits until the file is patched, but not for ever.
SEES = f'''#!/bin/sh
for i in $(seq 200); do
    cp {FILE} /seen
    grep -q ' anon, NULL' /seen || exit 0
    sleep 0.1
done
'''


def soon():
    """The new file is patched before dpkg configures what needs this Java, in the same run."""
    with Case() as root:
        publish(root, java('2', NEW),
                Fake('service', '1', {}, {'postinst': SEES}, Depends='fake-17 (= 2)'))
        upgrade(root, 'install', PACKAGE, 'service')
        expect('what the service sees', entries(read(root / '/seen')),
               entries(without_anon(NEW)))
        root.expect_patched(FILE, NEW)


def by_hand():
    """Who runs --reapply while apt works waits for it, and finds that all is done."""
    with Case() as root:
        publish(root, java('2', NEW),
                Fake('service', '1', {}, {'postinst': '#!/bin/sh\nsleep 3\n'},
                     Depends='fake-17 (= 2)'))
        apt = threading.Thread(target=upgrade, args=(root, 'install', PACKAGE, 'service'))
        apt.start()
        while apt.is_alive() and not os.path.exists(root / FILE + '.dpkg-new'):
            time.sleep(0.001)
        done = root.jsec('--reapply', check=False)
        apt.join()
        expect('it waits: ' + done.stdout, 'until the package manager' in done.stdout)
        expect('status', done.returncode, 0)
        root.expect_installed(PACKAGE, '2')
        root.expect_patched(FILE, NEW)


def soon_alone():
    """Another Java that dpkg has still to compare is not patched then."""
    home, file = '/usr/lib/jvm/fake-21', '/etc/fake-21/security/java.security'

    def other(version, security, **fields):
        return java(version, security, home=home, file=file, name='fake-21', **fields)

    with Case() as root:
        publish(root, other('1', OLD))
        root.apt('install', 'fake-21')
        root.expect_patched(file, OLD)
        both = java('2', NEW, {'postinst': SEES}), other('2', NEW, Depends='fake-17 (= 2)')
        publish(root, *both)
        dpkg(root, '-i', *debs(*both))
        expect('what was seen', entries(read(root / '/seen')), entries(without_anon(NEW)))
        root.expect_patched(FILE, NEW)
        root.expect_patched(file, NEW)


def removed():
    """Removing keeps the vendor's conffile. A later version that is installed then is patched."""
    with Case() as root:
        root.apt('remove', PACKAGE)
        expect('the package', root.status(PACKAGE), ('deinstall ok config-files', '1'))
        expect('the file', read(root / FILE) in STATES)
        expect('the home is gone', os.path.exists(root / HOME), False)
        publish(root, java('2', NEW))
        upgrade(root, 'install', PACKAGE)
        root.expect_installed(PACKAGE, '2')
        root.expect_patched(FILE, NEW)


def purged():
    """Purging leaves nothing, and dpkg prints no error."""
    with Case() as root:
        done = root.apt('purge', PACKAGE)
        expect('a complaint', re.findall('.*(?:warning|error|not empty).*', done.stdout), [])
        expect('the package', root.status(PACKAGE) in (None, ('unknown ok not-installed', '')))
        expect('what is left', [path for path in ('/etc/fake-17', HOME)
                                if os.path.exists(root / path)], [])
        done = root.jsec('--reapply', check=False)
        expect('a complaint of ours', done.returncode in (0, 3))


def program_gone():
    """The hook does nothing if the command was removed."""
    with Case() as root:
        os.unlink(root / PROGRAM)
        root.apt('install', '--reinstall', PACKAGE)
        expect('the edit', read(root / FILE) == without_anon(OLD))


# Killed during a phase: at the Nth call of this kind.

SUSPENDING = [('fsync', 1), ('renameat', 1), ('renameat', 2), ('renameat2', 1),
              ('unlinkat', 1)]
REAPPLYING = [('fsync', 1), ('renameat2', 1), ('unlinkat', 1), ('unlinkat', 2),
              ('renameat', 1)]


def mortal(root, phase, call, n):
    """Replaces the command by one whose `phase` dies at the nth such call. Returns its log.

    What it leaves in the background dies, too: what that would do, the last phase must do.
    """
    os.rename(root / PROGRAM, root / PROGRAM + '.real')
    write(root / PROGRAM, f'''#!/bin/sh
case " $* " in *" --{phase} "*)
    exec strace -f -qq -o /var/tmp/log -e trace={call} -e inject={call}:signal=KILL:when={n} \\
        {PROGRAM}.real "$@" ;;
esac
{PROGRAM}.real "$@"
for process in /proc/[0-9]*; do
    [ "$(readlink $process/exe)" != {PROGRAM}.real ] || kill -KILL ${{process#/proc/}}
done
''', 0o755)
    return root / '/var/tmp/log'


def killed(before, phase, moment, mend):
    """Runs an upgrade whose hook is killed. Afterwards `mend` must repair everything."""
    with before.over('killed') as root:
        log = mortal(root, phase, *moment)
        with Watch(root / FILE) as watch:
            done = root.apt('upgrade', check=False)
        watch.expect(STATES)
        expect(f'killed at {moment}', b'killed by SIGKILL' in read(log))
        os.rename(root / PROGRAM + '.real', root / PROGRAM)
        if phase == 'suspend' and QUESTION in done.stdout:
            expect('the old edit', read(root / FILE) == without_anon(OLD))
        else:
            expect(f'{moment}: {done.stdout}status', done.returncode, 0)
            root.expect_installed(PACKAGE, '2')
        mend(root)
        root.expect_installed(PACKAGE, '2')
        root.expect_patched(FILE, NEW)


def killed_suspend():
    """At worst dpkg asks, as without us. The next run of apt-get repairs it."""
    with Case() as before:
        publish(before, java('2', NEW))
        for moment in SUSPENDING:
            killed(before, 'suspend', moment, lambda root: root.apt('install', '-f'))


def killed_reapply():
    """Java has the vendor's new file until the next boot or the next run of apt-get."""
    mends = [roots.Root.boot_run, lambda root: root.apt('install', '--reinstall', PACKAGE)]
    with Case() as before:
        publish(before, java('2', NEW))
        for i, moment in enumerate(REAPPLYING):
            killed(before, 'reapply', moment, mends[i % 2])


def powerless():
    """Between the phases Java has the vendor's file. The run at boot patches it."""
    with Case() as root:
        before = identity(root / FILE)
        root.jsec('--suspend', '--from-hook', 'apt')
        expect('the vendor\'s file', read(root / FILE) == OLD)
        root.boot_run()
        expect('the file and its metadata', identity(root / FILE), before)


# dpkg without apt.

def debs(*fakes):
    return [f'/repository/{fake.name}_{fake.version}.deb' for fake in fakes]


def dpkg(root, *command, status=0):
    """Runs dpkg in /. It must not ask, and Java must have restrictions all the time."""
    with Watch(root / FILE) as watch:
        done = root.run('dpkg', *command, check=False)
    expect('dpkg: ' + done.stdout + 'status', done.returncode, status)
    expect('a question', QUESTION in done.stdout, False)
    expect('a word of ours', 'jsecpatch' in done.stdout, False)
    watch.expect(STATES)


def untouched(root):
    """Returns what changes if the file is written, or replaced by an equal one."""
    st = os.stat(root / FILE)
    return st.st_ino, st.st_ctime_ns


def dpkg_install():
    """A bare `dpkg -i` puts the vendor's new file in place, and it is patched."""
    with Case() as root:
        new = java('2', NEW)
        publish(root, new)
        dpkg(root, '-i', *debs(new))
        root.expect_installed(PACKAGE, '2')
        root.expect_patched(FILE, NEW)
        newer = java('3', NEWER)
        publish(root, newer)
        dpkg(root, '--install', '--recursive', '/repository')
        root.expect_installed(PACKAGE, '3')
        root.expect_patched(FILE, NEWER)


def dpkg_steps():
    """Until dpkg configures the package, the old file stays patched. Then it is the new one."""
    with Case() as root:
        new = java('2', NEW, {'postinst': FAILS})
        publish(root, new)
        before = untouched(root)
        dpkg(root, '--unpack', *debs(new))
        expect('the new one waits', read(root / FILE + '.dpkg-new') == NEW)
        expect('what the file was', untouched(root), before)
        dpkg(root, '--configure', '-a', status=1)
        expect('the package', root.status(PACKAGE), ('install ok half-configured', '2'))
        root.expect_patched(FILE, NEW)
        newer = java('3', NEWER)
        publish(root, newer)
        dpkg(root, '-i', *debs(newer))
        root.expect_installed(PACKAGE, '3')
        root.expect_patched(FILE, NEWER)


def dpkg_others_fail():
    """Other packages of the same run fail. The next run of dpkg or apt-get mends all."""
    for mend in ['dpkg', '--configure', '-a'], ['apt-get', '-y', '-f', 'install']:
        with Case() as root:
            bad = Fake('bad', '1', {}, {'preinst': FAILS})
            publish(root, java('2', NEW), bad)
            upgrade(root, 'install', PACKAGE, 'bad', status=100)
            expect('the package', root.status(PACKAGE), ('install ok unpacked', '2'))
            expect('the old file', read(root / FILE) == without_anon(OLD))
            expect('a question', QUESTION in root.run(*mend).stdout, False)
            expect('the package', root.status(PACKAGE), ('install ok installed', '2'))
            root.expect_patched(FILE, NEW)
    with Case() as root:
        publish(root, java('2', NEW), bad)
        dpkg(root, '-i', *debs(bad, java('2', NEW)), status=1)
        root.expect_patched(FILE, NEW)


def dpkg_java_fails():
    """Java's own scripts fail in a bare `dpkg -i`: before, nothing changes; after, all is new."""
    with Case() as root:
        bad = java('2', NEW, {'preinst': FAILS})
        publish(root, bad)
        dpkg(root, '-i', *debs(bad), status=1)
        root.expect_installed(PACKAGE, '1')
        root.expect_patched(FILE, OLD)
        bad = java('2', NEW, {'postinst': FAILS})
        publish(root, bad)
        dpkg(root, '-i', *debs(bad), status=1)
        expect('the package', root.status(PACKAGE), ('install ok half-configured', '2'))
        root.expect_patched(FILE, NEW)


def dpkg_names():
    """The hook finds the archives whatever their names are, and knows its own root."""
    new = java('2', NEW)
    for name, *options in ['/ a\nb\\".deb'], ['/a.deb', '--root=/', '--admindir=/var/lib/dpkg/']:
        with Case() as root:
            publish(root, new)
            os.rename(root / debs(new)[0], root.at + name)
            dpkg(root, *options, '-i', name[1:])
            root.expect_patched(FILE, NEW)


def dpkg_renamed():
    """A package of another name takes the file over."""
    with Case() as root:
        new = java('2', NEW, name='fake-17-jre', Replaces=PACKAGE, Conflicts=PACKAGE)
        publish(root, new)
        dpkg(root, '-i', *debs(new))
        root.expect_installed('fake-17-jre', '2')
        root.expect_patched(FILE, NEW)


def dpkg_pending():
    """dpkg removes what was selected before. Later it is installed again."""
    with Case() as root:
        new = java('2', NEW)
        publish(root, new)
        root.run('dpkg', '--set-selections', stdin=None, input=PACKAGE + ' deinstall\n')
        dpkg(root, '--remove', '--pending')
        time.sleep(3)
        dpkg(root, '-i', *debs(new))
        root.expect_patched(FILE, NEW)


def no_proc():
    """Without /proc the hook cannot see what dpkg does: then anything may be replaced."""
    for command in ['dpkg', '-i', *debs(java('2', NEW))], ['apt-get', '-y', 'upgrade']:
        with Case() as root:
            publish(root, java('2', NEW))
            run('umount', root / '/proc')
            done = root.run(*command)
            run('mount', '-t', 'proc', 'proc', root / '/proc')
            expect('a question', QUESTION in done.stdout, False)
            expect('a complaint', 'cmdline' in done.stdout, False)
            root.expect_patched(FILE, NEW)


def dpkg_waits():
    """While a package waits for others, the old file stays the vendor's: dpkg compares it."""
    with Case() as root:
        new, other = java('2', NEW, Depends='other'), Fake('other', '1', {})
        publish(root, new, other)
        dpkg(root, '-i', *debs(new), status=1)
        expect('the package', root.status(PACKAGE), ('install ok unpacked', '2'))
        expect('the old file', read(root / FILE) == OLD)
        dpkg(root, '--configure', '-a', status=1)
        expect('the old file', read(root / FILE) == OLD)
        upgrade(root, 'install', '-f')
        root.expect_installed(PACKAGE, '2')
        root.expect_patched(FILE, NEW)


def patched_within(root, seconds, vendor):
    """Waits until the file is patched, and checks it."""
    for _ in range(10 * seconds):
        if read(root / FILE) == without_anon(vendor):
            break
        time.sleep(0.1)
    root.expect_patched(FILE, vendor)


def dpkg_dies():
    """dpkg ends without the hook after its run. What was suspended is patched all the same."""
    with Case() as root:
        publish(root, java('2', NEW, {'preinst': '#!/bin/sh\nkill -KILL $PPID\n'}))
        new = debs(java('2', NEW))
        for status, *names in [2, *new, '/no/such.deb'], [-9, *new]:
            dpkg(root, '-i', *names, status=status)
            expect('it is suspended', read(root / FILE) == OLD)
            patched_within(root, 10, OLD)


HOLD = """import fcntl, sys, time
with open(sys.argv[1], 'wb') as lock:
    fcntl.lockf(lock, fcntl.LOCK_EX)
    print(flush=True)
    time.sleep(60)"""


def not_concerned():
    """Runs that replace no file of Java never touch it."""
    with Case() as root:
        other = Fake('hello', '1', {'/etc/hello.conf': b'1\n'})
        publish(root, other)
        before = untouched(root)
        os.mkdir(root / '/mnt/var')
        run('cp', '-a', root / '/var/lib', root / '/mnt/var/lib')
        for status, *command in (
                [0, 'apt-get', '-y', 'install', 'hello'],
                [0, 'apt-get', '-y', 'purge', 'hello'],
                [0, 'dpkg', '-i', *debs(other)],
                [0, 'dpkg', '--configure', '-a'],
                [2, 'dpkg', '-i', '/no/such.deb'],
                [2, 'dpkg', '--root=/mnt', '-i', '/no/such.deb'],
                [0, 'dpkg', '--root=/mnt', '--force-all', '-i', *debs(other)],
                [2, 'setpriv', '--reuid=1', 'dpkg', '-i', *debs(other)]):
            done = root.run(*command, check=False)
            expect(f'{command}: {done.stdout}status', done.returncode, status)
            expect('a word of ours', 'jsecpatch' in done.stdout, False)
            expect(f'{command}: what the file was', untouched(root), before)
        new = java('2', NEW)
        publish(root, new)
        with subprocess.Popen([sys.executable, '-c', HOLD, root / '/var/lib/dpkg/lock-frontend'],
                              stdout=subprocess.PIPE) as holder:
            holder.stdout.read(1)
            dpkg(root, '-i', *debs(new), status=2)
            holder.kill()
        expect('what the file was when dpkg was locked out', untouched(root), before)


# Edits that were made before the hooks.

KEEP = ['-o', 'Dpkg::Options::=--force-confdef', '-o', 'Dpkg::Options::=--force-confold']


def left_behind():
    """After an edit by hand .dpkg-dist is there: it is reported, and taken if asked for."""
    with start.over('case') as root:
        write(root / FILE, without_anon(OLD))
        publish(root, java('2', NEW))
        root.apt('upgrade', *KEEP)
        root.expect_installed(PACKAGE, '2')
        expect('the vendor\'s file waits', read(root / FILE + '.dpkg-dist') == NEW)
        root.jsec('--allow', 'anon', '--remember', check=False)
        expect('told', FILE + '.dpkg-dist' in root.jsec('--list').stdout)
        root.jsec('--reapply')
        expect('not taken unasked', read(root / FILE) == without_anon(OLD))
        expect('it still waits', read(root / FILE + '.dpkg-dist') == NEW)
        root.jsec('--reapply', '--adopt-vendor')
        root.expect_patched(FILE, NEW)
        root.install_hook()
        publish(root, java('3', NEWER))
        upgrade(root)
        root.expect_installed(PACKAGE, '3')
        root.expect_patched(FILE, NEWER)


def left_by_ours():
    """The same happens after an edit of ours without a hook."""
    with Case(hook=False) as root:
        publish(root, java('2', NEW))
        root.apt('upgrade', *KEEP)
        expect('told', FILE + '.dpkg-dist' in root.jsec('--list').stdout)
        root.jsec('--reapply', '--adopt-vendor')
        root.expect_patched(FILE, NEW)


def left_undecided():
    """dpkg stopped and left .dpkg-new beside the file. It will need that again."""
    with Case(hook=False) as root:
        publish(root, java('2', NEW))
        expect('a question', QUESTION in root.apt('upgrade', check=False).stdout)
        expect('told', FILE + '.dpkg-new' in root.jsec('--list').stdout)
        root.jsec('--reapply', '--adopt-vendor', check=False)
        root.install_hook()
        upgrade(root, 'install', '-f')
        root.expect_installed(PACKAGE, '2')
        root.expect_patched(FILE, NEW)
        publish(root, java('3', NEWER))
        upgrade(root)
        root.expect_installed(PACKAGE, '3')
        root.expect_patched(FILE, NEWER)


# unattended-upgrades, which checks conffiles before dpkg does.

DROP_INS = '/etc/systemd/system/apt-daily-upgrade.service.d'


def drop_in(root, setting):
    """Returns the commands of a setting in our drop-in for unattended-upgrades."""
    folder = root / DROP_INS
    texts = [read(os.path.join(folder, name)).decode() for name in os.listdir(folder)]
    return [command.lstrip('-') for command in
            re.findall(rf'^{setting}=(.*)$', '\n'.join(texts), re.MULTILINE)]


def commands(line):
    """Returns the words of a command, as systemd reads it."""
    return [word.replace('$$', '$') for word in shlex.split(line)]


def unattended(root):
    write(root / '/etc/apt/apt.conf.d/99fakes',
          'Unattended-Upgrade::Origins-Pattern { "origin=Fakes"; };\n')
    with Watch(root / FILE) as watch:
        done = root.run('unattended-upgrade', '--verbose')
    watch.expect(STATES)
    return done.stdout


def premise_unattended():
    """It holds back the update of an edited conffile: apt's own hook would be too late."""
    with Case() as root:
        shutil.rmtree(root / DROP_INS)
        publish(root, java('2', NEW))
        said = unattended(root)
        expect('held back: ' + said, 'conffile prompt' in said)
        expect('the package', root.status(PACKAGE), ('install ok installed', '1'))


def unattended_upgrade():
    """With our drop-in it updates, and everything is patched at the end."""
    with Case() as root:
        publish(root, java('2', NEW))
        before, after = drop_in(root, 'ExecStartPre'), drop_in(root, 'ExecStopPost')
        expect('commands', (len(before), len(after)), (1, 1))
        root.run(*commands(before[0]))
        expect('the vendor\'s file', read(root / FILE) == OLD)
        said = unattended(root)
        expect('held back', 'conffile prompt' in said, False)
        root.run(*commands(after[0]))
        root.expect_installed(PACKAGE, '2')
        root.expect_patched(FILE, NEW)


PREMISES = [premise_changed, premise_dpkg, premise_unattended]
CASES = [changed, unchanged, new_java, edited_by_hand, aborted_before, aborted_after, two_calls,
         soon, soon_alone, by_hand, removed, purged, program_gone, killed_suspend,
         killed_reapply, powerless, dpkg_install, dpkg_steps, dpkg_others_fail,
         dpkg_java_fails, dpkg_dies, dpkg_names, dpkg_renamed, dpkg_pending, dpkg_waits, no_proc,
         not_concerned, left_behind, left_by_ours, left_undecided, unattended_upgrade]


def main():
    if not roots.TOP:
        roots.in_namespace()
    make_start()
    return roots.main(PREMISES + CASES, sys.argv[1:])


sys.exit(main())
