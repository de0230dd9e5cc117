# SPDX-License-Identifier: MIT
"""One run over many installs that all differ: against sed, its memory, and ten times as many."""
import shutil

import machine
from homes import Homes
from timing import Job

LOOP, ONE = 'cp -p, sed -i, sync FILE DIR, in a loop', 'sed -i, one process, no sync'
SED = "sed -i 's/ anon,//' \"$f\""


def run(bench):
    n = bench.installs
    many = Many(bench, n)
    many.check()
    loop, *others = many.peers()
    jobs = [loop, many.job('jsecpatch --allow anon', '--allow', 'anon', '-q'), *others]
    bench.timing.compare('%d installs that differ' % n, jobs, bench.few, {
        'jsecpatch --allow anon': [(0.10, LOOP), (1.1, ONE)]})
    fsyncs = machine.fsync_jobs(bench.path('fsync'), many.tree.text(0))
    bench.timing.compare('What a sync costs', fsyncs, 5 * bench.few, {})
    many.measure_memory()
    ten_times(bench, many)


def ten_times(bench, many):
    """Ten times as many take ten times as long."""
    large = Many(bench, 10 * many.n)
    large.check()
    small, ten = '%d installs' % many.n, '%d installs' % large.n
    bench.timing.compare('Ten times as many', [
        many.job(small, '--allow', 'anon', '-q'),
        large.job(ten, '--allow', 'anon', '-q')], min(bench.few, 3), {ten: [(11, small)]})
    for top in (many.tree.top, large.tree.top):
        shutil.rmtree(top)


class Many:
    def __init__(self, bench, n):
        self.bench, self.n = bench, n
        self.tree = Homes(bench.path('many-%d' % n), n, bench.kinds)
        self.list = bench.path('many-%d.list' % n)
        with open(self.list, 'w', encoding='ascii') as f:
            f.write('\n'.join(self.tree.files) + '\n')

    def fresh(self):
        shutil.rmtree(self.bench.state(self.tree.top), ignore_errors=True)
        self.tree.fill()

    def patched(self):
        if self.tree.vendors():
            self.fresh()
            self.run('--allow', 'anon', '--remember', '-q')

    def suspended(self):
        self.patched()
        self.run('--suspend', '-q')

    def ours(self, *args):
        return self.bench.ours(self.tree.top, *args)

    def run(self, *args):
        return self.bench.timing.spawn(self.ours(*args))

    def job(self, name, *args):
        return Job(name, self.ours(*args), self.fresh)

    def loop(self, commands):
        return ['sh', '-c', 'while read -r f; do %s; done <%s' % (commands, self.list)]

    def peers(self):
        return [
            Job(LOOP, self.loop('cp -p "$f" "$f.orig"; %s; sync "$f" "${f%%/*}"' % SED),
                self.fresh),
            Job(ONE, ['xargs', '-a', self.list, 'sed', '-i', 's/ anon,//'], self.fresh),
            Job('sed -i, in a loop', self.loop(SED), self.fresh),
        ]

    def measure_memory(self):
        """The peak of each action."""
        report, limit = self.bench.report, 16 + 2 * self.n / 1024
        report.title('Memory of %d installs that differ' % self.n)
        for prepare, *args in (
                (self.fresh, '--allow', 'anon'),
                (self.fresh, '--allow', 'anon', '-q'),
                (self.fresh, '--allow', 'anon', '--json'),
                (self.fresh, '--allow', 'anon', '--remember', '-q'),
                (self.fresh, '--dry-run', '--allow', 'anon'),
                (self.patched, '--allow', 'anon', '--verbose'),
                (self.patched, '--restore'),
                (self.patched, '--suspend'),
                (self.suspended, '--reapply'),
                (self.patched, '--reapply', '--from-hook', 'apt'),
                (self.patched, '--list'),
                (self.patched, '--list', '--json'),
                (self.patched, '--explain'),
                (self.patched, '--backups')):
            prepare()
            report.value(' '.join(args), self.bench.peak(self.ours(*args)) / 1024, limit, ' MiB')

    def check(self):
        self.fresh()
        self.run('--allow', 'anon', '-q')
        if self.tree.vendors():
            raise SystemExit('%d of %d files are not patched' % (self.tree.vendors(), self.n))
        self.run('--restore', '-q')
        if self.tree.vendors() != self.n:
            raise SystemExit('%d files are not restored' % (self.n - self.tree.vendors()))
