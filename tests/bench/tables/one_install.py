# SPDX-License-Identifier: MIT
"""Patching one install, with 100 processes to look at: against sed, with and without syncs."""
import os
import shutil
import sys

import machine
from homes import Homes
from timing import Job

SED = "sed -i 's/ anon,//' "
SYNCED = 'sed -i; sync FILE; sync DIR'
TARGETS = {'jsecpatch, the first time': [(0.60, SYNCED), (1.7, 'sed -i')]}
JOURNALED = {'jsecpatch, the first time': [(0.65, SYNCED)]}

# What tools like Ansible's lineinfile do: read, write a temporary file beside it, rename it.
LINE_IN_FILE = """
import os, re, shutil, sys, tempfile
path = sys.argv[1]
with open(path, 'rb') as f:
    old = f.read()
new = re.sub(rb' anon,', b'', old)
if new != old:
    fd, name = tempfile.mkstemp(dir=os.path.dirname(path))
    with os.fdopen(fd, 'wb') as f:
        f.write(new)
    shutil.copystat(path, name)
    os.rename(name, path)
"""


def run(bench):
    with machine.crowd():
        said = 'One install, %d processes, %s'
        table(bench, bench.path('one'), said, TARGETS)
        with machine.journaled(bench.path()) as (top, why):
            if top:
                table(bench, top, said, JOURNALED)
            else:
                bench.report.skip('one install, with a journal', why)


def table(bench, top, title, targets):
    peers = Peers(bench, top + '/peers')
    synced, *others = peers.jobs()
    first, *more = ours(bench, top)
    jobs = [synced, first, *others, *more]  # one after the other those that are compared
    fsyncs = machine.fsync_jobs(top + '/fsync', peers.homes.text(0))
    bench.timing.compare(title % (machine.count_processes(), machine.disk(top)), jobs + fsyncs,
                         bench.rounds, targets)


class Peers:
    def __init__(self, bench, top):
        self.homes = Homes(top, 1, bench.kinds)
        self.file = self.homes.files[0]

    def shell(self, name, script):
        return Job(name, ['sh', '-c', script.format(
            file=self.file, dir=os.path.dirname(self.file))], self.homes.fill)

    def jobs(self):
        found = [
            self.shell(SYNCED, SED + '{file}; sync {file}; sync {dir}'),
            Job('sed -i', ['sed', '-i', 's/ anon,//', self.file], self.homes.fill),
            self.shell('sed -i; sync FILE DIR', SED + '{file}; sync {file} {dir}'),
            Job('python3 as lineinfile, no sync', [
                sys.executable, '-I', '-c', LINE_IN_FILE, self.file], self.homes.fill),
        ]
        if shutil.which('augtool'):
            found.append(Job('augtool, Properties only, no sync', [
                'augtool', '-A', '-s', '-t', 'Properties incl ' + self.file, 'set',
                '/files%s/keystore.type' % self.file, 'x'], self.homes.fill))
        return found


def ours(bench, top):
    def job(name, *args, fresh=True, runs=0):
        """Of a tree of its own, whose store is new or has backups of some runs."""
        tree = Homes('%s/%s' % (top, name.replace(' ', '-')), 1, bench.kinds)
        argv = bench.ours(tree.top, '--allow', 'anon', *args, tree.homes[0])
        for _ in range(runs):
            bench.timing.spawn(argv)
            tree.fill()

        def prepare():
            tree.fill()
            if fresh:
                shutil.rmtree(bench.state(tree.top), ignore_errors=True)

        def change():
            took = bench.timing.spawn(argv)
            if tree.vendors():
                raise SystemExit(tree.files[0] + ': is not patched')
            return took
        return Job('jsecpatch, ' + name, change, prepare)

    return [job('the first time'), job('the first time, -q', '-q'),
            job('with 10 backups there', fresh=False, runs=12)]
