# SPDX-License-Identifier: MIT
"""A disk in memory that records each write and each flush, below the kernel's block layer.

The disk is a file of a FUSE file system that consists of this one file. A process answers the
kernel's requests for it, and a loop device makes it a block device. Python's standard library
is enough for that. own_devices() has to be called first, in a mount namespace of its own.
"""
import contextlib
import ctypes
import errno
import fcntl
import mmap
import os
import signal
import stat
import struct

LIBC = ctypes.CDLL(None, use_errno=True)
# mount(2), prctl(2), unshare(2)
BIND, DIE_WITH_PARENT, NEW_NAMESPACE = 4096, 1, 0x20000
# linux/loop.h
LOOP_CONFIGURE, LOOP_GET_FREE, AUTOCLEAR = 0x4c0a, 0x4c82, 4
# linux/fuse.h, and how many bytes a request has at most
GETATTR, OPEN, READ, WRITE, RELEASE, FSYNC, FLUSH, INIT, DESTROY = (
    3, 14, 15, 16, 18, 20, 25, 26, 38)
FORGET, INTERRUPT, BATCH_FORGET, DIRECT_IO = 2, 36, 42, 1
MOST = 128 << 10
# What precedes each write that is recorded: offset and size. A flush has no size.
ENTRY = struct.Struct('<QI')


def check(failed, path):
    if failed:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), path)


def mount(source, target, kind='', flags=0, options=''):
    """Mounts by the system call: mount(8) takes much longer."""
    check(LIBC.mount(source.encode(), target.encode(), kind.encode(), flags, options.encode()),
          target)


def unmount(target, flags=0):
    check(LIBC.umount2(target.encode(), flags), target)


def sync(path):
    """Writes all that a file system has not written yet."""
    descriptor = os.open(path, os.O_RDONLY)
    LIBC.syncfs(descriptor)
    os.close(descriptor)


def map_file(descriptor):
    return mmap.mmap(descriptor, os.fstat(descriptor).st_size)


def own_namespace():
    """Lets no other process see, and keep, what is mounted from now on."""
    check(LIBC.unshare(NEW_NAMESPACE), 'unshare')


def own_devices():
    """Hides the machine's /dev behind one that has just what is needed."""
    mount('none', '/dev', 'tmpfs', 0, 'mode=755')
    os.mkdir('/dev/shm')
    nodes = {'null': (1, 3), 'zero': (1, 5), 'urandom': (1, 9), 'loop-control': (10, 237),
             'fuse': (10, 229), 'btrfs-control': (10, 234)}
    for name, (major, minor) in nodes.items():
        os.mknod('/dev/' + name, stat.S_IFCHR | 0o666, os.makedev(major, minor))


def serve(channel, image, log):
    """Answers the kernel's requests. The file is the root of its file system."""
    attributes = struct.pack('<QII6Q10I', 3600, 0, 0, 1, len(image), len(image) >> 9, 0, 0, 0,
                             0, 0, 0, stat.S_IFREG | 0o600, 1, 0, 0, 0, 4096, 0)
    answers = {GETATTR: attributes, OPEN: struct.pack('<QII', 0, DIRECT_IO, 0),
               RELEASE: b'', FLUSH: b'', DESTROY: b'',
               INIT: struct.pack('<4IHHII', 7, 31, MOST, 0, 16, 12, MOST, 1) + bytes(36)}
    while True:
        try:
            request = os.read(channel, MOST + 4096)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EINTR):
                continue
            os._exit(0)
        _, call, unique = struct.unpack_from('<IIQ', request)
        failed, answer = 0, answers.get(call)
        if call == READ:
            start, size = struct.unpack_from('<QI', request, 48)
            answer = image[start:start + size]
        elif call == WRITE:
            start, size = struct.unpack_from('<QI', request, 48)
            image[start:start + size] = request[80:80 + size]
            os.write(log, ENTRY.pack(start, size) + request[80:80 + size])
            answer = struct.pack('<II', size, 0)
        elif call == FSYNC:
            os.write(log, ENTRY.pack(0, 0))
            answer = b''
        elif call in (FORGET, INTERRUPT, BATCH_FORGET):
            continue
        elif answer is None:
            failed, answer = -errno.ENOSYS, b''
        os.write(channel, struct.pack('<IiQ', 16 + len(answer), failed, unique) + answer)


def configure_loop(control, file):
    """Makes a free loop device one for this file, as long as it is open or mounted."""
    config = struct.pack('<II', file, 512) + bytes(52) + struct.pack('<I', AUTOCLEAR)
    while True:
        number = fcntl.ioctl(control, LOOP_GET_FREE)
        device = f'/dev/loop{number}'
        with contextlib.suppress(FileExistsError):
            os.mknod(device, stat.S_IFBLK | 0o600, os.makedev(7, number))
        loop = os.open(device, os.O_RDWR)
        try:
            fcntl.ioctl(loop, LOOP_CONFIGURE, config.ljust(304, b'\0'))
            return device, loop
        except OSError as error:
            os.close(loop)
            if error.errno != errno.EBUSY:
                raise


class Disk:
    """A disk of so many bytes, in a folder. It dies with the process that made it."""

    def __init__(self, folder, size):
        self.folder, self.size = folder, size
        self.log = os.open(folder + '/log', os.O_RDWR | os.O_CREAT | os.O_APPEND)
        with open(folder + '/image', 'w+b') as file:
            file.truncate(size)
            self.image = map_file(file.fileno())
        os.close(os.open(folder + '/disk', os.O_WRONLY | os.O_CREAT))
        channel = os.open('/dev/fuse', os.O_RDWR)
        mount('disk', folder + '/disk', 'fuse', 0,
              f'fd={channel},rootmode=100600,user_id=0,group_id=0')
        if not os.fork():
            # Not in the namespace where the disk is mounted: to unmount it, a server that ends
            # there would wait for its own answers.
            own_namespace()
            LIBC.prctl(DIE_WITH_PARENT, signal.SIGKILL)
            serve(channel, self.image, self.log)
        os.close(channel)
        self.file = os.open(folder + '/disk', os.O_RDWR)

    def mount(self, target, kind, options):
        """Mounts the file system on it, by a loop device that goes when it is unmounted. A
        device that stays would remember what was on the disk before."""
        control = os.open('/dev/loop-control', os.O_RDWR)
        device, loop = configure_loop(control, self.file)
        os.close(control)
        try:
            mount(device, target, kind, 0, options)
        finally:
            os.close(loop)

    def rewind(self):
        """Forgets what was recorded."""
        os.ftruncate(self.log, 0)

    def position(self):
        return os.fstat(self.log).st_size

    def entries(self, start, end):
        """Returns what was recorded: (offset, bytes) of a write, None of a flush."""
        data, found, at = os.pread(self.log, end - start, start), [], 0
        while at < len(data):
            offset, size = ENTRY.unpack_from(data, at)
            at += ENTRY.size
            found.append((offset, data[at:at + size]) if size else None)
            at += size
        return found
