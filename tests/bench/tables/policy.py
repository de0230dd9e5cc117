# SPDX-License-Identifier: MIT
"""A policy with a rule for each install: four times as many take four times as long."""
from homes import Homes, write
from timing import Job


def run(bench):
    n = 20 if bench.quick else 500
    jobs, targets = [], {}
    for name, *args in (('--reapply', '--reapply', '-q'), ('--list', '--list', '-q')):
        small, large = ('%s, %d rules and installs' % (name, many) for many in (n, 4 * n))
        jobs += [Job(small, bench.ours(tree(bench, n), *args)),
                 Job(large, bench.ours(tree(bench, 4 * n), *args))]
        targets[large] = [(4.4, small)]
    bench.timing.compare('A rule for each install', jobs, bench.few, targets)


def tree(bench, n):
    """Makes the installs, once, and changes them."""
    top = bench.path('policy-%d' % n)
    if top not in bench.made:
        made = Homes(top, n, bench.kinds)
        write(bench.policy(top), ''.join(
            'rule.%d.allow = anon\nrule.%d.target = %s\n' % (i, i, home)
            for i, home in enumerate(made.homes)).encode())
        bench.timing.spawn(bench.ours(top, '--reapply', '-q'))
        bench.made.add(top)
    return top
