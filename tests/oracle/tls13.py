#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the warning about TLS 1.3: the application fails as it says, and works with its cures.

The application enables anonymous suites beside all others, and has no certificate."""

import re
import shlex

from handshakes import Runner, run_in_copies

CODE = 'still fails while both ends offer TLS 1.3'


class Check:
    def __init__(self, runner, report):
        self.runner, self.report = runner, report

    def run(self, jvm, step, works, *protocols):
        """Runs the application, and reports if it does not do what it should."""
        out, err = self.runner.java(jvm, '-cp', self.runner.classes, 'Beside', *protocols)
        if not out.startswith('talked ' if works else 'refused '):
            self.report.add('Java %s, %s' % (jvm.version, step), out or err)
        if works and '_anon_' not in out:
            self.report.add('Java %s, %s: no anonymous suite' % (jvm.version, step), out)
        return out.strip()

    def change(self, jvm, *args):
        rc, out = self.runner.jsecpatch(*args, jvm.home)
        if rc:
            self.report.add('Java %s, %s: exit status %d' % (jvm.version, ' '.join(args), rc), out)
        return ' '.join(out.split())

    def check(self, jvm):
        self.run(jvm, 'as it came', False)
        said = self.change(jvm, '--allow', 'anon')
        failed = self.run(jvm, 'after --allow anon alone', CODE not in said)
        self.run(jvm, 'without TLS 1.3 in the application', True, 'TLSv1.2')
        if CODE not in self.change(jvm, '--explain') or CODE not in said:
            self.report.add('Java %s: not warned' % jvm.version, said)
            return
        cure = re.search(r'(--disallow \S+?)[.,;:]?(?= |$)', said[said.index(CODE):])
        again = self.change(jvm, *shlex.split(cure.group(1)))
        print('Java %s: %s; %s: %s' % (jvm.version, failed, cure.group(1),
            self.run(jvm, 'after ' + cure.group(1), True)), flush=True)
        if CODE in again or CODE in self.change(jvm, '--explain'):
            self.report.add('Java %s: warned after the cure' % jvm.version, again)


def scenarios(temp, tree, report):
    tree.link_relatively()
    check = Check(Runner(tree, temp), report)
    for jvm in tree.jvms:
        check.check(jvm)


if __name__ == '__main__':
    run_in_copies('Beside.java', scenarios)
