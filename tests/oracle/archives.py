# SPDX-License-Identifier: MIT
"""
Patches archives of a small Java image, made by jlink. Checks that the JVM unpacked from them has
exactly the expected list, and that nothing else in the archives has changed, according to tar,
unzip and Python's readers. Then restores them.
"""
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
LIST = 'conf/security/java.security'
SHOWN = re.compile(r'^ {8}jdk\.tls\.disabledAlgorithms=(.*(?:\n {9,}.*)*)', re.M)


def run(*command, cwd=None, ok=(0,)):
    done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, errors='replace')
    assert done.returncode in ok, (command, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def find_jlink():
    """Finds jlink in a JDK whose java can print its properties."""
    candidates = [os.path.join('/usr/lib/jvm', name, 'bin/jlink')
                  for name in sorted(os.listdir('/usr/lib/jvm'), reverse=True)
                  ] if os.path.isdir('/usr/lib/jvm') else []
    for jlink in candidates:
        home = os.path.dirname(os.path.dirname(jlink))
        if os.path.exists(jlink) and os.path.isdir(os.path.join(home, 'jmods')):
            return jlink
    return None


def make_image(jlink, work):
    """Makes a home with a link, a hard link, an attribute and unusual times."""
    home = os.path.join(work, 'in', 'image')
    run(jlink, '--add-modules', 'java.base', '--strip-debug', '--no-header-files', '--no-man-pages',
        '--output', home)
    os.chmod(os.path.join(home, LIST), 0o640)
    os.symlink('java', os.path.join(home, 'bin/jexec'))
    os.link(os.path.join(home, 'release'), os.path.join(home, 'release.same'))
    os.utime(os.path.join(home, 'release'), ns=(10**18 + 1, 10**18 + 123456789))
    try:
        os.setxattr(os.path.join(home, 'release'), 'user.note', b'keep')
    except OSError:
        pass
    return home


def members(path):
    """Returns everything about the members of an archive, in their order."""
    if path.endswith('.zip'):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            return [(i.filename, i.date_time, i.compress_type, i.comment, i.extra, i.create_system,
                     i.external_attr, i.flag_bits, archive.read(i)) for i in archive.infolist()]
    with tarfile.open(path) as archive:
        return [(m.name, m.mode, m.uid, m.gid, m.uname, m.gname, m.mtime, m.type, m.linkname,
                 m.pax_headers, archive.extractfile(m).read() if m.isreg() else None)
                for m in archive]


def settings(home):
    """Returns the list that the JVM itself prints, or None if it does not."""
    out = run(os.path.join(home, 'bin/java'), '-XshowSettings:security:properties', '-version')
    found = SHOWN.search(out)
    return found and [' '.join(e.split()) for e in found.group(1).split(',')]


def unpack(path, to):
    shutil.rmtree(to, ignore_errors=True)
    os.makedirs(to)
    if path.endswith('.zip'):
        run('unzip', '-q', path, '-d', to)
    elif path.endswith('.zst'):
        run('tar', '--zstd', '-xpf', path, '-C', to)
    else:
        run('tar', '-xpf', path, '-C', to)
    return os.path.join(to, 'image')


def pack(work, name, *tar):
    path = os.path.join(work, name)
    if name.endswith('.zip'):
        run('zip', '-qry', path, 'image', cwd=os.path.join(work, 'in'))
    else:
        run('tar', *tar, '-caf', path, 'image', cwd=os.path.join(work, 'in'))
    return path


def check(work, path, stock):
    """Tests one archive."""
    with open(path, 'rb') as file:
        old = file.read()
    before = members(path)
    state = ['--state-dir', os.path.join(work, 'state')]
    run(COMMAND, *state, '-q', '--allow', 'anon', '--disallow', 'X448', path)
    after = members(path)
    assert [m[:-1] for m in before] == [m[:-1] for m in after], 'metadata differ'
    different = [a[0] for a, b in zip(before, after) if a[-1] != b[-1]]
    assert different == ['image/' + LIST], different
    if path.endswith('.zip'):
        run('unzip', '-tq', path)
    else:
        said = run('tar', '--compare', '-f', path, cwd=os.path.join(work, 'in'), ok=(1,))
        assert {line.split(': ')[0] for line in said.splitlines()} == {'image/' + LIST}, said
    home = unpack(path, os.path.join(work, 'out'))
    entries = settings(home)
    if stock:
        assert entries == [e for e in stock if e != 'anon'] + ['X448'], entries
    with open(os.path.join(home, LIST), 'rb') as file:
        text = file.read()
    listed = run(COMMAND, *state, '--list', path)
    assert 'patched by jsecpatch' in listed and ' anon' not in listed, listed
    run(COMMAND, *state, '-q', '--restore', path)
    with open(path, 'rb') as file:
        assert file.read() == old, 'not restored'
    print('%s: %d members, %d bytes' % (os.path.basename(path), len(after), len(text)), flush=True)


def main():
    jlink = find_jlink()
    missing = [t for t in ('tar', 'zip', 'unzip', 'gzip', 'xz', 'zstd') if not shutil.which(t)]
    if not jlink or missing:
        print('skipped: no jlink with modules, or', missing)
        return 77
    os.environ['XZ_OPT'] = '-0'
    with tempfile.TemporaryDirectory(prefix='jsecpatch-archives.') as work:
        home = make_image(jlink, work)
        stock = settings(home)
        print('%s: %s' % (jlink, stock and ', '.join(stock)))
        for name, options in (('plain.tar', ['--format=gnu']),
                              ('pax.tar', ['--format=pax', '--xattrs']),
                              ('gnu.tar.gz', ['--format=gnu']),
                              ('ustar.tar.gz', ['--format=ustar']),
                              ('pax.tar.xz', ['--format=pax', '--xattrs']), ('image.zip', [])):
            check(work, pack(work, name, *options), stock)
    return 0


sys.exit(main())
