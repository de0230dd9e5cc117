# SPDX-License-Identifier: MIT
"""A JDK in its archive: against unpacking it, sed, and packing it again."""
import os
import shutil
import subprocess

import homes
from timing import Job

MEMBER = 'jdk/' + homes.NEW
# Suffix: how the others unpack and pack it, the part of their time that ours may take, the
# program that has to be there.
KINDS = {
    'zip': ('unzip -q ../jdk.zip', 'zip -qr ../{} jdk', 0.03, 'zip'),
    'tar.zst': ('tar --zstd -xf ../jdk.tar.zst', 'tar --zstd -cf ../{} jdk', 0.65, 'zstd'),
    'tar.bz2': ('tar -xjf ../jdk.tar.bz2', 'tar -cjf ../{} jdk', 0.85, 'bzip2'),
    'tar.gz': ('tar -xzf ../jdk.tar.gz', 'tar -czf ../{} jdk', 0.12, 'gzip'),
}


def run(bench):
    top = bench.path('archives')
    origin = make_jdk(bench, top + '/jdk')
    for kind, how in KINDS.items():
        if shutil.which(how[3]):
            repack(bench, top, kind, origin)
        else:
            bench.report.skip(kind, how[3] + ' is not there')
    plain(bench, top, origin)
    shutil.rmtree(top)


def make_jdk(bench, top):
    """The machine's own Java, or a small tree. Without what would hide the rest: archives."""
    for kind in bench.kinds:
        home = os.path.join('/usr/lib/jvm', kind.origin)
        if kind.place == homes.NEW and os.path.exists(home + '/bin/java') and not bench.quick:
            shutil.copytree(home, top, symlinks=False, ignore_dangling_symlinks=True,
                            ignore=shutil.ignore_patterns('src.zip', 'jmods'))
            return kind.origin
    kind = homes.generated()
    homes.write(top + '/' + kind.place, kind.text)
    homes.write(top + '/release', kind.release)
    for i in range(20):
        homes.write('%s/file-%d' % (top, i), b''.join(b'%d\n' % (k * k * i) for k in range(20000)))
    return kind.origin


def shell(top, script):
    return ['sh', '-ec', 'cd %s; %s' % (top, script)]


def remove(*paths):
    def prepare():
        for path in paths:
            subprocess.run(['rm', '-rf', path], check=True)
    return prepare


def repack(bench, top, kind, origin):
    unpack, pack, limit, _ = KINDS[kind]
    archive, new = '%s/jdk.%s' % (top, kind), '%s/new.%s' % (top, kind)
    bench.timing.spawn(shell(top + '/jdk', pack.format('jdk.' + kind).replace(' jdk', ' -C .. jdk')
                             if kind != 'zip' else 'cd ..; zip -qr jdk.zip jdk'))
    clean = remove(new, top + '/tree')
    bench.timing.compare('%s of %s, %d bytes' % (kind, origin, os.path.getsize(archive)), [
        Job('unpack, sed, pack', shell(top, "mkdir tree; cd tree; %s; sed -i 's/ anon,//' %s; %s" % (
            unpack, MEMBER, pack.format('new.' + kind))), clean),
        Job('jsecpatch --output', [
            bench.command, '--state-dir', top + '/state', '-q', '--allow', 'anon', '--output', new,
            archive], clean),
        Job('cp', ['cp', archive, new], clean),
    ], bench.fewer, {'jsecpatch --output': [(limit, 'unpack, sed, pack')]})
    clean()
    os.unlink(archive)


def plain(bench, top, origin):
    """A plain tar, in place, where little but copies takes time; and listed."""
    tar, state, copy = top + '/jdk.tar', top + '/state', top + '/in.tar'
    bench.timing.spawn(['tar', '-C', top, '-cf', tar, 'jdk'])
    size = os.path.getsize(tar)

    def prepare():
        remove(state)()
        shutil.copyfile(tar, copy)
        homes.sync(copy)
    peer = 'cp, cp, sync, cmp'
    bench.timing.compare('tar of %s, %d bytes, in place' % (origin, size), [
        Job(peer, shell(top, 'cp in.tar b.tar; cp in.tar c.tar; sync b.tar c.tar; cmp b.tar c.tar'),
            prepare),
        Job('jsecpatch', [bench.command, '--state-dir', state, '-q', '--allow', 'anon', copy],
            prepare),
    ], bench.few, {'jsecpatch': [(1.2, peer)]})
    listing = [bench.command, '--state-dir', state, '--list', tar]
    peer = 'tar -xOf, one member'
    bench.timing.compare('The same, listed', [
        Job(peer, ['tar', '-xOf', tar, MEMBER]),
        Job('jsecpatch --list', listing),
    ], bench.few * 3, {'jsecpatch --list': [(1.05, peer)]})
    if shutil.which('strace'):
        bench.report.value('bytes of it read', 100 * bench.bytes_read(listing) / size, 3, ' %')
