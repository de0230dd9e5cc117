# SPDX-License-Identifier: MIT
"""Starting without work."""
from timing import Job


def run(bench):
    bench.timing.compare('Start', [
        Job('true', ['/bin/true']),
        Job('sed --version', ['sed', '--version']),
        Job('jsecpatch --version', [bench.command, '--version']),
    ], bench.rounds * 4, {'jsecpatch --version': [(1.5, 'true')]})
