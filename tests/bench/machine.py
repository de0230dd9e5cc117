# SPDX-License-Identifier: MIT
"""Says what the figures depend on: the disk and its journal, processors, processes."""
import contextlib
import os
import platform
import shutil
import subprocess
import time

import homes
from timing import Job, load

PROCESSES = 100


def count_processes():
    return sum(name.isdigit() for name in os.listdir('/proc'))


def mounted(path):
    """Returns the type of a file system, and a number of its device."""
    dev = os.stat(path).st_dev
    number = '%d:%d' % (os.major(dev), os.minor(dev))
    with open('/proc/self/mountinfo', encoding='utf-8', errors='replace') as f:
        for line in f:
            words = line.split()
            if words[2] == number:
                return words[words.index('-') + 1], number
    return 'an unknown file system', number


def disk(path):
    """Says on what a directory is."""
    kind, number = mounted(path)
    if kind not in ('ext3', 'ext4'):
        return kind
    device = os.path.basename(os.path.realpath('/sys/dev/block/' + number))
    journals = os.listdir('/proc/fs/jbd2') if os.path.exists('/proc/fs/jbd2') else []
    has = any(name.rsplit('-', 1)[0] == device for name in journals)
    return '%s %s a journal' % (kind, 'with' if has else 'without')


def describe(path, processes):
    """Returns what to say about the machine, on which so many processes run."""
    seen = count_processes()
    return {'kernel': os.uname().release, 'machine': platform.machine(),
            'processors': len(os.sched_getaffinity(0)), 'load': load(), 'disk': disk(path),
            'processes': int(processes or seen), 'seen': seen}


@contextlib.contextmanager
def crowd(n=PROCESSES):
    """Sees to it that at least n processes run."""
    more = [subprocess.Popen(['sleep', '86400'], stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL)
            for _ in range(n - count_processes())]
    try:
        yield
    finally:
        for process in more:
            process.kill()
        for process in more:
            process.wait()


@contextlib.contextmanager
def journaled(work):
    """Yields a directory on an ext4 with a journal, in a file; or None, and why not."""
    image, top = work + '/journaled.img', work + '/journaled'
    os.makedirs(top)
    with open(image, 'wb') as f:
        f.truncate(256 << 20)
    why = None
    if os.geteuid():
        why = 'only root can mount an ext4 with a journal'
    elif not shutil.which('mkfs.ext4'):
        why = 'mkfs.ext4 is not there'
    for command in (['mkfs.ext4', '-q', '-O', 'has_journal', image],
                    ['mount', '-o', 'loop', image, top]):
        if not why:
            done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
            why = done.stderr.strip() if done.returncode else None
    try:
        yield (None, why) if why else (top, None)
    finally:
        if not why:
            subprocess.run(['umount', top], check=True)
        os.unlink(image)


def fsync_jobs(directory, text):
    """What one sync costs: of a new file of this size, and of its directory."""
    os.makedirs(directory, exist_ok=True)

    def write():
        with open(directory + '/new', 'wb') as f:
            f.write(text)
            f.flush()
            start = time.perf_counter()
            os.fsync(f.fileno())
            return time.perf_counter() - start

    def rename():
        os.rename(directory + '/new', directory + '/old')
        start = time.perf_counter()
        homes.sync(directory)
        return time.perf_counter() - start
    return [Job('fsync of a new file', write), Job('fsync of its directory', rename, write)]
