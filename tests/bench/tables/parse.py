# SPDX-License-Identifier: MIT
"""Reading a document: against Java's own Properties."""
import shutil
import statistics
import subprocess

import homes
from timing import Job

JAVA = 'java.util.Properties.load, JIT-warm'


def run(bench):
    kind = bench.kinds[0]
    file, classes = bench.path('java.security'), bench.path('classes')
    homes.write(file, kind.text)
    first = []

    def ours():
        cold, median = bench.timing.output([bench.tool('lex'), file])
        first.append(cold / 1e6)
        return median / 1e6

    warm = '300' if bench.quick else '3000'
    jobs = [Job('jsecpatch', ours)]
    if shutil.which('java') and shutil.which('javac'):
        subprocess.run(['javac', '-d', classes, bench.here + '/Load.java'], check=True)
        jobs.insert(0, Job(JAVA, lambda: bench.timing.output(
            ['java', '-cp', classes, 'Load', file, warm])[1] / 1e6))
    else:
        bench.report.skip('against Java', 'there is no JDK here')
    bench.timing.compare(
        'Reading a document of %d bytes (%s)' % (len(kind.text), kind.origin), jobs, bench.few,
        {'jsecpatch': [(0.4, JAVA)]})
    bench.report.value('the first in a process', statistics.median(first) * 1e3, None, ' ms')
