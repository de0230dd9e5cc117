#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes archives with Java homes, of each format and compression.

usage: archives.py DIRECTORY [all]

With `all`, also those that need bzip2, xz and zstd."""
import gzip
import io
import pathlib
import random
import subprocess
import sys
import tarfile
import zipfile

SAMPLES = pathlib.Path('samples/root/opt')
LONG = 'jdk/' + 'a-directory-with-a-long-name/' * 5


def members():
    """Returns paths and bytes. Between the lists is more than a compressor remembers."""
    words = [b'%x\n' % n for n in range(3000)]
    dice = random.Random(19)
    filler = b''.join(dice.choice(words) for _ in range(40000))
    lists = {path.relative_to(SAMPLES): path.read_bytes()
             for path in sorted(SAMPLES.rglob('java.security'))}
    found = {'jdk/release': b'JAVA_VERSION="17.0.9"\n', 'jdk/lib/modules': filler}
    for path, text in lists.items():
        found[f'jdk/{path}'] = text
        found[f'{LONG}{path}'] = text.replace(b'\n', b'\r\n')
    found['jdk/lib/src'] = filler[::-1]
    return found


def make_tar(style, files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode='w', format=style) as tar:
        for path, data in files.items():
            info = tarfile.TarInfo(path)
            info.size, info.mtime, info.mode = len(data), 1700000000, 0o644
            if style == tarfile.PAX_FORMAT:
                info.pax_headers = {'comment': 'a pax header', 'size': f'{len(data):05}'}
            tar.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo('jdk/link')
        link.type, link.linkname = tarfile.SYMTYPE, 'lib/modules'
        tar.addfile(link)
    return out.getvalue()


def make_zip(files, method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', method) as packed:
        for path, data in files.items():
            packed.writestr(zipfile.ZipInfo(path, (2023, 11, 14, 22, 13, 20)), data, method)
    return out.getvalue()


def large_header():
    """The start of a tar whose member has 5 GiB: more than 32 bits."""
    info = tarfile.TarInfo('jdk/lib/modules')
    info.size = 5 << 30
    return info.tobuf(tarfile.GNU_FORMAT) + bytes(1024)


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir()
    files = members()
    ustar, pax = (make_tar(style, files) for style in (tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT))
    gnu = make_tar(tarfile.GNU_FORMAT, files)
    made = {
        'ustar.tar': ustar, 'pax.tar': pax, 'gnu.tar': gnu,
        'large.tar': large_header(), 'cut.tar': gnu[:len(gnu) // 2],
        'fast.tgz': gzip.compress(gnu, 1, mtime=0), 'usual.tgz': gzip.compress(pax, 6, mtime=0),
        'best.tgz': gzip.compress(ustar, 9, mtime=0),
        'deflated.zip': make_zip(files, zipfile.ZIP_DEFLATED),
        'stored.zip': make_zip(files, zipfile.ZIP_STORED)}
    made['cut.tgz'] = made['usual.tgz'][:-1000]
    made['behind.zip'] = b'#!/bin/sh\n' * 99 + made['deflated.zip']
    if sys.argv[2:]:
        for name, command in ('bz2', 'bzip2'), ('xz', 'xz'), ('zst', 'zstd --no-progress'):
            made[f'gnu.tar.{name}'] = subprocess.run(
                [*command.split(), '-c'], input=gnu, check=True, capture_output=True).stdout
    for name, data in made.items():
        (out / name).write_bytes(data)


main()
