# SPDX-License-Identifier: MIT
"""What each process more on the machine costs a run."""
import re
import shutil
import statistics

import machine
from homes import Homes


def run(bench):
    n = 200 if bench.quick else 2000
    tree = Homes(bench.path('processes'), 1, bench.kinds)
    argv = bench.ours(tree.top)
    before, work_before = median(bench, argv)
    bench.report.title('%d processes more than %d' % (n, machine.count_processes()))
    with machine.crowd(machine.count_processes() + n):
        after, work = median(bench, argv)
        quiet, _ = median(bench, [*argv, '-q'])
        counts = looks(bench, bench.ours(tree.top, '--allow', 'anon', '-q', tree.homes[0]))
    bench.report.value('a run without them', before * 1e3, None, ' ms')
    bench.report.value('a run with them, -q', quiet * 1e3, None, ' ms')
    if bench.quick:
        bench.report.value('a run with them', after * 1e3, None, ' ms')
    else:
        bench.report.value('a run with them', after * 1e3, 40, ' ms')
    bench.report.value('a process more', (after - before) / n * 1e6, 15, ' us')
    bench.report.value('the same, of processors', (work - work_before) / n * 1e6, None, ' us')
    if counts is not None:
        bench.report.value('their files opened, for a named home, -q', counts, 0)


def median(bench, argv):
    """Returns seconds, and those of processors."""
    runs = [(bench.timing.spawn(argv), bench.timing.used) for _ in range(max(bench.few, 3) * 3)]
    return [statistics.median(each) for each in zip(*runs)]


def looks(bench, argv):
    """Returns how many files of other processes a run opens, or None."""
    if not shutil.which('strace'):
        return None
    lines = bench.strace(argv, '-e', 'trace=open,openat,openat2,readlinkat,readlink')
    return sum(bool(re.search(r'"(/proc/)?\d+(/\w+)?"', line)) for line in lines)
