# SPDX-License-Identifier: MIT
"""Times programs in turn, compares those of one round with each other, and counts targets."""
import collections
import json
import os
import statistics
import subprocess
import time

# What is timed: argv is also a call that returns seconds; prepare is a call or None.
Job = collections.namedtuple('Job', 'name argv prepare', defaults=(None,))


def load():
    with open('/proc/loadavg', encoding='ascii') as f:
        return f.read().split()[0]


def quartiles(values):
    """Returns the median, and between which values the half in the middle is."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    first, median, third = statistics.quantiles(values, method='inclusive')
    return median, first, third


def in_time(seconds):
    if seconds >= 10:
        return '%.1f s ' % seconds
    if seconds < 0.001:
        return '%.1f us' % (seconds * 1e6)
    return '%.*f ms' % (2 if seconds < 0.1 else 0, seconds * 1e3)


class Report:
    """Prints what was measured beside the targets."""

    def __init__(self):
        self.rows, self.met, self.missed, self.untried = [], 0, [], []
        self.table = ''

    def title(self, title):
        self.table = title
        print('\n%s (load %s)' % (title, load()), flush=True)

    @staticmethod
    def line(name, value, said, work=''):
        print(('  %-40s %10s %10s  %s' % (name, value, work or '', said)).rstrip(), flush=True)

    def note(self, name, value, unit):
        self.rows.append({'name': '%s: %s' % (self.table, name), 'value': value,
                          'unit': unit.strip()})

    def judge(self, name, value, limit, unit=''):
        """Returns words on a target."""
        good = value <= limit
        name = '%s: %s' % (self.table, name)
        self.rows.append({'name': name, 'value': value, 'unit': unit.strip(), 'target': limit,
                          'met': good})
        if good:
            self.met += 1
            return 'target %.3g: ok' % limit
        over = '%.0f %%' % (100 * (value / limit - 1)) if limit else '%.3g' % value
        self.missed.append('%s: %.3g for %.3g%s' % (name, value, limit, unit))
        return 'target %.3g: MISSED by %s' % (limit, over)

    def value(self, name, value, limit=None, unit=''):
        """A figure that is no comparison."""
        if limit is None:
            self.note(name, value, unit)
        self.line(name, '%.4g%s' % (value, unit),
                  '' if limit is None else self.judge(name, value, limit, unit))

    def skip(self, name, why):
        """A target that cannot be tried here."""
        self.untried.append('%s: %s' % (self.table, name))
        self.line(name, '-', why)

    def end(self):
        total = self.met + len(self.missed)
        print('\n%d of %d targets are met%s%s.' % (
            self.met, total,
            '; missed: ' + ', '.join(self.missed) if self.missed else '',
            '; not tried: ' + ', '.join(self.untried) if self.untried else ''))

    def write(self, path, machine):
        with open(path, 'w', encoding='utf-8') as f:
            json.dump({'machine': machine, 'rows': self.rows}, f, indent=1)
            f.write('\n')


class Timing:
    def __init__(self, report, env):
        self.report, self.env, self.used = report, env, 0
        self.null = os.open('/dev/null', os.O_RDWR)

    def spawn(self, argv, ok=(0,)):
        """Seconds that a program takes, from before it is made until it is gone."""
        actions = [(os.POSIX_SPAWN_DUP2, self.null, fd) for fd in (0, 1, 2)]
        start = time.perf_counter()
        pid = os.posix_spawnp(argv[0], argv, self.env, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        took = time.perf_counter() - start
        self.used = usage.ru_utime + usage.ru_stime
        if os.waitstatus_to_exitcode(status) not in ok:
            raise SystemExit('%s: exit status %d' % (
                ' '.join(argv)[:500], os.waitstatus_to_exitcode(status)))
        return took

    def rounds(self, jobs, n):
        """Returns {name: seconds of each round}, and the same of what processors worked. In each
        round, the jobs start with another one.
        """
        times, works = ({job.name: [] for job in jobs} for _ in range(2))
        for k in range(n + 1):
            turn = k % len(jobs)
            for job in jobs[turn:] + jobs[:turn]:
                if job.prepare:
                    job.prepare()
                self.used = 0
                took = job.argv() if callable(job.argv) else self.spawn(job.argv)
                if k:  # the first round warms the caches
                    times[job.name].append(took)
                    works[job.name].append(self.used)
        return times, works

    def compare(self, title, jobs, n, targets):
        """Times `jobs` and prints a row of each. `targets`: {job: [(limit, other job)]}, or
        other jobs, of which the fastest counts. A row without a target is compared with the first
        job. All ratios are medians of those of a round. The second column is the time of
        processors, which depends less on what else they do.
        """
        self.report.title(title)
        times, works = self.rounds(jobs, n)
        for job in jobs:
            median, said = statistics.median(times[job.name]), []
            self.report.note(job.name, median, 's')
            for limit, other in targets.get(job.name) or [(None, jobs[0].name)]:
                if not isinstance(other, str):
                    other = min((statistics.median(times[name]), name)
                                for name in other if name in times)[1]
                if other != job.name and other in times:
                    said.append(self.ratio(job.name, other, times, limit))
            work = statistics.median(works[job.name])
            self.report.line(job.name, in_time(median), '; '.join(said), work and in_time(work))

    def ratio(self, ours, other, times, limit):
        median, first, third = quartiles([a / b for a, b in zip(times[ours], times[other])])
        said = '%.3f (%.3f to %.3f) of ' % (median, first, third)
        if limit is None:
            return said + 'the first'
        return said + other + ', ' + self.report.judge('%s / %s' % (ours, other), median, limit)

    def output(self, argv, timeout=None):
        """Returns the numbers that a program prints."""
        done = subprocess.run(argv, env=self.env, stdout=subprocess.PIPE, check=True,
                              timeout=timeout)
        return [float(word) for word in done.stdout.split()]
