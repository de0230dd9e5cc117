# SPDX-License-Identifier: MIT
"""What backups of equal files take on the disk: the store keeps equal bytes once."""
import os
import shutil

from homes import Homes

RECORD = 4096  # bytes of an install in an archive, beside those of its file: headers and lines
TIMES = 4


def run(bench):
    n = bench.installs
    tree = Homes(bench.path('store'), n, bench.kinds, differ=False)
    bench.report.title('Backups of %d installs with %d files' % (n, len(bench.kinds)))
    bench.timing.spawn(bench.ours(tree.top, '--allow', 'anon', '-q'))
    judge(bench, tree, 'after a change')
    for _ in range(TIMES):
        bench.timing.spawn(bench.ours(tree.top, '--restore', '-q'))
        bench.timing.spawn(bench.ours(tree.top, '--allow', 'anon', '-q'))
    judge(bench, tree, 'after %d more' % TIMES)
    shutil.rmtree(tree.top)


def judge(bench, tree, when):
    top = bench.state(tree.top) + '/backups'
    sizes = [os.path.getsize(os.path.join(top, name)) for name in os.listdir(top)]
    files = 2 * sum(len(kind.text) for kind in bench.kinds)  # the vendors', and those changed
    limit = files + RECORD * len(tree.files) * len(sizes)
    bench.report.value('%d archives, %s' % (len(sizes), when), sum(sizes) / 2**20,
                       limit / 2**20, ' MiB')
