# SPDX-License-Identifier: MIT
"""Boots a real systemd in a private root, as the first process of a container."""
import contextlib
import os
import re
import subprocess
import tempfile
import time

from roots import ENVIRONMENT, read, run, write

UNITS = '/etc/systemd/system/'
VERIFY = ['systemd-analyze', 'verify', '--man=no']
# Prepares the first process of a system: what a container gets.
BOOT = r'''
set -e
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
exec chroot . /usr/bin/env -i container=other PATH="$PATH" /lib/systemd/systemd --unit="$1"
'''
SOON = """[Timer]
OnActiveSec=
OnActiveSec=2s
"""
# Shows in the unit's own process that its limits hold, and how it ended.
DROP_IN = """[Service]
ExecStartPre=/bin/cp /proc/self/status /limits
ExecStopPost=/bin/sh -c 'echo $$SERVICE_RESULT $$EXIT_STATUS >/new && mv /new /ended'
"""


# Joins the control group whose name it gets, and goes on there.
JOIN = 'echo $$ >"$0/cgroup.procs" && exec "$@"'


def make_cgroup():
    """Makes a control group below this process's own: what boots beside it must not be in it."""
    top = '/sys/fs/cgroup'
    if not os.path.exists(top + '/cgroup.procs'):
        top += '/systemd'
    found = re.search('^[0-9]+:(?:name=systemd)?:/(.*)$', read('/proc/self/cgroup').decode(), re.M)
    own = os.path.join(top, found[1]) if found else top
    try:
        return tempfile.mkdtemp(prefix='jsecpatch-', dir=own if os.path.isdir(own) else top)
    except OSError:
        return None  # nothing can boot here


def remove_cgroup(top):
    """Removes the control group and those below it, as soon as their processes have ended."""
    deadline = time.time() + 30
    while os.path.isdir(top) and time.time() < deadline:
        for folder, _, _ in os.walk(top, topdown=False):
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        time.sleep(0.05)


@contextlib.contextmanager
def booted(root, unit='jsecpatch.service'):
    """Boots systemd in the root, with this unit. Gives the process that ends with it."""
    group = make_cgroup()
    with subprocess.Popen(
            ['sh', '-c', JOIN, group or '', 'unshare', '--mount', '--propagation', 'private',
             '--pid', '--fork', '--uts', '--ipc', '--net', '--cgroup', '--kill-child',
             'sh', '-c', BOOT, root.at, unit],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=ENVIRONMENT) as system:
        try:
            yield system
        finally:
            system.kill()
    if group:
        remove_cgroup(group)


def leave_out(case):
    """Says that a case did not run, for the count of the tests that were skipped."""
    print(f'left out {case}: systemd does not boot in a container here', flush=True)


def wait_for(condition, seconds, system):
    """Waits until the condition is true. Returns after how many seconds, or None."""
    start_of_wait = time.time()
    while (waited := time.time() - start_of_wait) < seconds and system.poll() is None:
        if condition():
            return waited
        time.sleep(0.1)
    return None


def boot(root, unit='jsecpatch.service', drop_in=DROP_IN):
    """Boots systemd in the root until a unit has run. Returns how that ended."""
    write(root / UNITS + unit + '.d/limits.conf', drop_in)
    ended = root / '/ended'
    with booted(root, unit) as system:
        wait_for(lambda: os.path.exists(ended), 60, system)
    return read(ended).decode() if os.path.exists(ended) else None


def inside(system, *command, check=False):
    """Runs a command as a process of the booted system. Returns its output."""
    (child,) = read(f'/proc/{system.pid}/task/{system.pid}/children').decode().split()
    return run('nsenter', '--target', child, '--mount', '--pid', '--ipc', '--net', '--root',
               *command, check=check).stdout
