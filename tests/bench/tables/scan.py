# SPDX-License-Identifier: MIT
"""A scan of many directories: against what lists files, warm and cold, and a floor."""
import os
import shutil
import subprocess

import homes
from timing import Job

FILES = 9  # of each directory
PEERS = ('find', 'bfs', 'fd', 'rg')
FLOOR, OURS, FD16 = 'the floor', 'jsecpatch --scan', 'fd, 16 threads'


def run(bench):
    top, n_homes, n = make(bench, bench.dirs)
    argvs = programs(bench, top)
    check(bench, argvs[OURS], n_homes)
    compare(bench, 'Scan of %d directories, %d files, %d homes, warm' % (
        n, FILES * n, n_homes), argvs, None, [(0.27, PEERS), (1.1, FLOOR)])
    if bench.cold:
        compare(bench, 'The same, cold', argvs, drop_caches, [(0.36, FD16)])
    counts(bench, argvs, n)
    bench.report.title('Memory of the scan')
    for name, argv in argvs.items():
        limit = (16,) if name == OURS else (None,)
        bench.report.value(name, bench.peak(argv) / 1024, *limit, unit=' MiB')


def make(bench, n):
    """A tree of `n` directories as on a disk: most have no other in them, 4 of 1,000 a home."""
    top, made, n_homes = bench.path('tree'), 0, 0
    level = [top]
    while made < n:
        deeper = []
        for parent in level:
            for _ in range(min(8, n - made)):
                path = os.path.join(parent, 'directory-%d' % made)
                os.makedirs(path)
                for i in range(FILES):
                    os.close(os.open('%s/file-%d' % (path, i), os.O_CREAT | os.O_WRONLY))
                made += 1
                if made % 4 == 0:
                    deeper.append(path)
                if made % 250 == 0:
                    kind = bench.kinds[n_homes % len(bench.kinds)]
                    homes.write('%s/jre/%s' % (path, kind.place), kind.text)
                    homes.write(path + '/jre/release', kind.release)
                    n_homes += 1
        level = deeper or [path]
    return top, n_homes, made + 3 * n_homes + 1


def programs(bench, top):
    fd = shutil.which('fdfind') or shutil.which('fd') or 'fd'
    argvs = {
        'find': ['find', top, '-name', 'java.security'],
        'bfs': ['bfs', top, '-name', 'java.security'],
        'fd': [fd, '--unrestricted', '--glob', 'java.security', top],
        FD16: [fd, '-j16', '--unrestricted', '--glob', 'java.security', top],
        'rg': ['rg', '--files', '-uuu', '-g', 'java.security', top],
        FLOOR: [bench.tool('floor'), top],
        OURS: [bench.command, '--scan=' + top, '-q', '--state-dir', bench.path('scan-state')],
    }
    missing = [name for name, argv in argvs.items() if not shutil.which(argv[0])]
    if missing:
        print('\nNot there: ' + ', '.join(missing))
    return {name: argv for name, argv in argvs.items() if name not in missing}


def check(bench, argv, n_homes):
    found = subprocess.run([*argv, '--json'], env=bench.env, check=True,
                           stdout=subprocess.PIPE).stdout.count(b'"home": ')
    if found != n_homes:
        raise SystemExit('%d of %d homes found' % (found, n_homes))


def compare(bench, title, argvs, prepare, targets):
    bench.timing.compare(title, [Job(name, argv, prepare) for name, argv in argvs.items()],
                         bench.few, {OURS: targets})
    for _, other in targets:
        if isinstance(other, str) and other not in argvs:
            bench.report.skip(other, 'is not there')


def counts(bench, argvs, n):
    if not shutil.which('strace'):
        bench.report.skip('system calls a directory', 'strace is not there')
        return
    bench.report.title('System calls a directory, those for homes with them')
    for name, argv in argvs.items():
        limit = (2.2,) if name == OURS else (None,)
        bench.report.value(name, bench.calls(argv) / n, *limit)


def drop_caches():
    os.sync()
    with open('/proc/sys/vm/drop_caches', 'w', encoding='ascii') as f:
        f.write('3')
