# SPDX-License-Identifier: MIT
"""Runs that change nothing: questions, and a hook with nothing to do. Against sed -n."""
import shutil

from homes import Homes
from timing import Job

PEER = 'sed -n, one process'
RUNS = {
    '--list': (1.0, '--list'),
    '--explain': (1.2, '--explain'),
    '--allow anon again': (1.0, '--allow', 'anon'),
    'a hook with nothing to do': (0.35, '--reapply', '--from-hook', 'apt'),
}


def run(bench):
    n = bench.installs
    tree = Homes(bench.path('questions'), n, bench.kinds)
    bench.timing.spawn(bench.ours(tree.top, '--allow', 'anon', '--remember', '-q'))
    if tree.vendors():
        raise SystemExit('%d files are not patched' % tree.vendors())
    jobs = [Job(PEER, ['sed', '-n', '/anon/p', *tree.files])]
    jobs += [Job('jsecpatch, ' + name, bench.ours(tree.top, *args))
             for name, (_, *args) in RUNS.items()]
    bench.timing.compare('Nothing to do, %d installs that differ' % n, jobs, max(bench.few, 5), {
        'jsecpatch, ' + name: [(limit, PEER)] for name, (limit, *_) in RUNS.items()})
    if shutil.which('strace'):
        bench.report.title('System calls an install')
        for job in jobs[1:]:
            bench.report.value(job.name, bench.calls(job.argv) / n)
    shutil.rmtree(tree.top)
