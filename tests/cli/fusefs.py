#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Mounts a FUSE file system that shows a copy of a folder, all of it owned by root.

usage: fusefs.py FOLDER MOUNTPOINT USER

USER is the one who is said to have mounted it. It runs until it is killed; READY is printed
when it is mounted. It needs root and /dev/fuse. Files can be read only.
"""
import ctypes
import errno
import os
import stat
import struct
import sys

LOOKUP, GETATTR, OPEN, READ, STATFS, INIT, OPENDIR = 1, 3, 14, 15, 17, 26, 27
FORGET, BATCH_FORGET = 2, 42
SILENT = (18, 25, 29)  # release, flush, releasedir: only end something
HEADER = struct.Struct('=IIQQIIII')
DAY = 86400


class Files:
    """The files of the folder, by numbers."""

    def __init__(self, top):
        self.paths = [None, top]

    def attributes(self, node):
        st = os.lstat(self.paths[node])
        kind = stat.S_IFDIR | 0o755 if stat.S_ISDIR(st.st_mode) else stat.S_IFREG | 0o644
        return struct.pack('=QQQQQQIIIIIIIIII', node, st.st_size, 0, int(st.st_atime),
                           int(st.st_mtime), int(st.st_ctime), 0, 0, 0, kind, 1, 0, 0, 0, 4096, 0)

    def answer(self, code, node, body):
        """Returns the answer's bytes, or a number of an error."""
        if code == INIT:
            return struct.pack('=IIIIHHII', 7, 31, 65536, 0, 0, 0, 65536, 1) + bytes(36)
        if code == LOOKUP:
            path = os.path.join(self.paths[node], os.fsdecode(body[:-1]))
            if not os.path.lexists(path):
                return errno.ENOENT
            if path not in self.paths:
                self.paths.append(path)
            new = self.paths.index(path)
            return struct.pack('=QQQQII', new, 0, DAY, DAY, 0, 0) + self.attributes(new)
        if code == GETATTR:
            return struct.pack('=QII', DAY, 0, 0) + self.attributes(node)
        if code in (OPEN, OPENDIR):
            return bytes(16)
        if code == READ:
            _, offset, size = struct.unpack_from('=QQI', body)
            with open(self.paths[node], 'rb') as file:
                file.seek(offset)
                return file.read(size)
        if code == STATFS:
            return bytes(80)
        return b'' if code in SILENT else errno.ENOSYS


def serve(fd, files):
    while True:
        try:
            request = os.read(fd, 1 << 17)
        except OSError:  # it was unmounted
            return
        _, code, unique, node, *_ = HEADER.unpack_from(request)
        if code in (FORGET, BATCH_FORGET):
            continue
        answer = files.answer(code, node, request[HEADER.size:])
        body, error = (b'', -answer) if isinstance(answer, int) else (answer, 0)
        os.write(fd, struct.pack('=IiQ', 16 + len(body), error, unique) + body)


def main():
    folder, place, user = sys.argv[1:]
    fd = os.open('/dev/fuse', os.O_RDWR)
    options = f'fd={fd},rootmode=40000,user_id={user},group_id={user},allow_other'
    if ctypes.CDLL(None, use_errno=True).mount(
            b'fusefs', os.fsencode(place), b'fuse.test', 0, options.encode()):
        raise OSError(ctypes.get_errno(), 'cannot mount')
    print('READY', flush=True)
    serve(fd, Files(folder))


if __name__ == '__main__':
    main()
