# SPDX-License-Identifier: MIT
"""Runs transactions of package managers in namespaces of their own, and kills all of one.

A moment of a transaction is the number of a call: of those that all its processes make, and
that change files, run programs or wait for the disk.
"""
import os
import signal
import subprocess
import tempfile

from roots import ENVIRONMENT

CALLS = ['rename', 'renameat', 'renameat2', 'unlink', 'unlinkat', 'link', 'linkat', 'symlink',
         'symlinkat', 'mkdir', 'mkdirat', 'ftruncate', 'fsync', 'fdatasync', 'fchmod', 'fchown',
         'utimensat', 'execve', 'exit_group']
TRACE = ['strace', '-f', '-qq', '--seccomp-bpf', '-e', 'signal=none', '-e',
         'trace=' + ','.join('?' + call for call in CALLS)]


def transact(root, *command, stop=0):
    """Runs a command in a root, and kills it and all below it at the call of number `stop`.

    Returns what it said, its status, or None if it was killed, and the number of calls.
    """
    ours, theirs = os.pipe()
    count = 0
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
                ['unshare', '--mount', '--propagation', 'private', '--pid', '--fork',
                 '--kill-child', '--mount-proc=' + root / 'proc', *TRACE, '-o',
                 f'/dev/fd/{theirs}', 'chroot', root.at, *command],
                stdin=subprocess.DEVNULL, stdout=said, stderr=said, env=ENVIRONMENT,
                pass_fds=[theirs]) as process:
            os.close(theirs)
            # Until the last process that could write into it is gone.
            with open(ours, 'rb') as calls:
                for line in calls:
                    count += b' resumed>' not in line
                    if count == stop:
                        process.send_signal(signal.SIGKILL)
            status = process.wait()
        said.seek(0)
        return said.read().decode(errors='replace'), status if status >= 0 else None, count
