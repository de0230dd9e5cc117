# SPDX-License-Identifier: MIT
"""Measures what a run of a playbook costs the control node and the hosts, with several numbers of forks."""
import os
import resource
import threading
import time

TICKS = os.sysconf('SC_CLK_TCK')
FORKS = 5, 20, 50


def stat_of(pid):
    """Returns the parent of a process, and the seconds of CPU of it and of its children that have ended."""
    with open(f'/proc/{pid}/stat', encoding='latin-1') as file:
        fields = file.read().rpartition(')')[2].split()
    return int(fields[1]), sum(map(int, fields[11:15])) / TICKS


def memory_of(pid):
    """Returns the kilobytes of a process, where those that it shares are divided among all."""
    with open(f'/proc/{pid}/smaps_rollup', encoding='ascii') as file:
        return next(int(line.split()[1]) for line in file if line.startswith('Pss:'))


def each_below(top, measure):
    """Yields a measure of each process below one."""
    parents = {}
    for name in os.listdir('/proc'):
        if name.isdigit():
            try:
                parents[int(name)] = stat_of(name)[0]
            except OSError:
                continue
    below = {top}
    for pid in sorted(parents):  # a child usually has a greater number
        if parents[pid] in below:
            below.add(pid)
    for pid in below - {top}:
        try:
            yield measure(pid)
        except (OSError, StopIteration):
            continue


def cpu_of(hosts):
    """Returns the seconds of CPU of all processes of the hosts."""
    return sum(seconds for host in hosts
               for _, seconds in each_below(host.process.pid, stat_of))


class Memory(threading.Thread):
    """Looks for the largest sum of the memory of the control node's processes."""

    def __init__(self, hosts):
        super().__init__(daemon=True)
        self.hosts, self.most, self.stop = {host.process.pid for host in hosts}, 0, threading.Event()

    def run(self):
        while not self.stop.wait(0.5):
            others = set().union(*({pid} | set(each_below(pid, lambda one: one)) for pid in self.hosts))
            pids = set(each_below(os.getpid(), lambda one: one)) - others
            total = 0
            for pid in pids:
                try:
                    total += memory_of(pid)
                except (OSError, StopIteration):
                    continue
            self.most = max(self.most, total)


def measure(hosts, play):
    """Runs a play. Returns seconds, seconds of CPU of the control node and of the hosts, and megabytes."""
    memory, before = Memory(hosts), resource.getrusage(resource.RUSAGE_CHILDREN)
    on_hosts, start = cpu_of(hosts), time.time()
    memory.start()
    play()
    seconds = time.time() - start
    memory.stop.set()
    memory.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, own, cpu_of(hosts) - on_hosts, memory.most / 1024


def print_table(hosts, play, folder):
    """Prints what runs take: the first one, a second one, an undo, and with some forks also others."""
    names, n = [host.name for host in hosts], len(hosts)
    print(f'{n} hosts, which share {os.cpu_count()} processors with the control node; all in seconds\n'
          'forks run     all  per host  CPU per host: control, host  memory of control, MiB  load',
          flush=True)
    for forks in FORKS:
        runs = [('first', 'allow', []), ('again', 'allow', []), ('undo', 'undo', [])]
        if forks == FORKS[1]:
            runs[2:2] = [('check', 'allow', ['--check', '--diff']), ('look', 'look', [])]
        for what, name, options in runs:
            seconds, own, theirs, most = measure(hosts, lambda: play(
                name, '--forks', str(forks), *options, hosts=names, jsecpatch_batches=['100%'],
                jsecpatch_documents=folder if what == 'look' else ''))
            print(f'{forks:5} {what:5} {seconds:6.1f} {seconds / n:9.2f} {own / n:16.2f} '
                  f'{theirs / n:13.2f} {most:12.0f} {os.getloadavg()[0]:18.1f}', flush=True)
