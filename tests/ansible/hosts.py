# SPDX-License-Identifier: MIT
"""Starts hosts on this machine: each has its own root, mounts and processes, and an sshd.

They share a network that has only a loopback, and listen on 127.0.1.1, 127.0.1.2 and so on."""
import ctypes
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import time

sys.path.append(os.path.dirname(os.path.abspath(__file__)) + '/../packages')
import roots
from roots import SOURCE, TOP, Failed, read, run, write

CLONE_NEWNET, SIOCSIFFLAGS, IFF_UP = 0x40000000, 0x8914, 1
# The first process. jsecpatch installs hooks only where it is called init, or another such name.
INIT = '''#!/bin/sh
mkdir -p /run/sshd
/usr/sbin/sshd -D -e -o ListenAddress="$1" 2>/var/log/sshd.log &
[ ! -x /etc/init.d/product ] || /etc/init.d/product start
wait
'''
SSHD = '''HostKey /etc/ssh/key
PermitRootLogin prohibit-password
PasswordAuthentication no
UsePAM no
UseDNS no
MaxSessions 100
MaxStartups 200
Subsystem sftp /usr/lib/openssh/sftp-server
'''
ENTER = '''set -e
cd "$1"
mount -t proc proc proc
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=755 dev dev
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
for node in null zero full random urandom tty; do
    : >dev/$node
    mount --bind /dev/$node dev/$node
done
pivot_root . mnt
umount -l /mnt
exec chroot . /init "$2"
'''


def open_loopback():
    """Moves this process into a network of its own."""
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWNET):
        roots.skip('no network namespace here: ' + os.strerror(ctypes.get_errno()))
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack('16sh14x', b'lo', IFF_UP))


def make_keys():
    """Makes the keys of the hosts and of who logs in, and the list of known hosts."""
    for name in ('host', 'user'):
        run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', f'{TOP}/{name}.key')
    write(TOP + '/known_hosts', b'127.0.1.* ' + read(TOP + '/host.key.pub'))


def make_base():
    """Makes the root below all hosts: a small Debian with three Javas, without jsecpatch."""
    base = TOP + '/base'
    roots.unpack_base(base)
    make_keys()
    write(base + '/init', INIT, 0o755)
    write(base + '/usr/sbin/policy-rc.d', '#!/bin/sh\nexit 101\n', 0o755)
    write(base + '/etc/ssh/sshd_config', SSHD)
    write(base + '/etc/ssh/key', read(TOP + '/host.key'), 0o600)
    write(base + '/root/.ssh/authorized_keys', read(TOP + '/user.key.pub'), 0o600)
    run('cp', '-a', SOURCE + '/samples/root/.', base)
    run('chown', '-R', 'root:root', *(f'{base}/{top}/{name}' for top, name in (
        ('opt', 'sample-8'), ('opt', 'sample-25'), ('etc', 'sample-17'), ('usr/lib/jvm', 'sample-17'))))
    return roots.Root('base', base, [])


class Host:
    """A host. Its root is changed from outside before it starts."""

    def __init__(self, base, number, name):
        self.name, self.address = name, f'127.0.1.{number}'
        self.root = base.over(name)
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child',
             'sh', '-c', ENTER, 'sh', self.root.at, self.address],
            env=roots.ENVIRONMENT, stdin=subprocess.DEVNULL)

    def wait(self, seconds=30):
        """Waits until sshd answers."""
        end = time.time() + seconds
        while self.process.poll() is None and time.time() < end:
            try:
                with socket.create_connection((self.address, 22), timeout=5) as connection:
                    if connection.recv(4) == b'SSH-':
                        return
            except OSError:
                time.sleep(0.02)
        raise Failed(f'{self.name} does not start')

    def stop(self):
        self.process.kill()
        self.process.wait()

    def files(self):
        """Returns all that was changed on this host, and when, but for logs and temporary files."""
        upper, found = self.root.layers[0], {}
        for folder, folders, names in os.walk(upper):
            at = folder[len(upper):]
            folders[:] = [name for name in folders
                          if f'{at}/{name}' not in ('/var/log', '/root/.ansible', '/tmp', '/run')]
            for name in names:
                st = os.lstat(f'{folder}/{name}')
                found[f'{at}/{name}'] = (st.st_mtime_ns, st.st_size, st.st_mode)
        return found


def inventory(hosts, **variables):
    """Writes the inventory, and returns its path. `hosts`: {name: address}."""
    options = f'-F none -o UserKnownHostsFile={TOP}/known_hosts -o StrictHostKeyChecking=yes'
    variables = {'ansible_user': 'root', 'ansible_ssh_private_key_file': TOP + '/user.key',
                 'ansible_ssh_common_args': options, **variables}
    write(TOP + '/hosts.ini', '[java]\n' + ''.join(
        f'{name} ansible_host={address}\n' for name, address in hosts.items()) +
        '[java:vars]\n' + ''.join(f"{name}='{value}'\n" for name, value in variables.items()))
    return TOP + '/hosts.ini'


def make_archive(to):
    """Makes an archive of this build, as packaging/build-static would. Returns its path."""
    stage, name = TOP + '/stage', 'jsecpatch-0-linux-test'
    run('meson', 'install', '-C', os.path.abspath(roots.BUILD), '--no-rebuild', '--quiet',
        '--destdir', stage)
    os.rename(stage + '/usr/local', f'{stage}/{name}')
    run('tar', '-C', stage, '-czf', to, name)
    shutil.rmtree(stage)
    return to
