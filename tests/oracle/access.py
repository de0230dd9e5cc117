# SPDX-License-Identifier: MIT
"""
Uses the sample Access Manager installation, with copies of JVMs inside. Their handshakes must
match what an audit says, before and after each command that it suggests.
"""

import os
import shlex
import shutil

from handshakes import Runner, look, run_in_copies
from oracle import compile_java, documents

DIR = '/usr/lib' # has the JVMs, in /usr/lib/jvm
ACCESS = ['--access-manager', DIR]


class Walk:
    """The tree, the JVMs, and the faults found."""

    def __init__(self, runner, report):
        self.runner, self.report = runner, report

    def wrong(self, step, what, *details):
        self.report.add('%s: %s' % (step, what), *details)

    def run(self, step, *args, rc=0):
        got, out = self.runner.jsecpatch(*args)
        if got != rc:
            self.wrong(step, 'exit status %d, not %d' % (got, rc), out)
        return out

    def suggested(self, step, command):
        """Runs a command that an audit suggests."""
        words = shlex.split(command)
        if words[:3] != ['jsecpatch', '--root', self.runner.tree.root]:
            self.wrong(step, 'a strange command', command)
        self.run(step, *words[3:])

    def check(self, step, needed, blocked):
        """Checks that the audit and the JVMs agree."""
        fails = needed and blocked
        found = documents.load(self.run(step, *ACCESS, '--json', rc=int(fails)))
        said = (found['needs_anon'], found['anon_blocked'], found['failed'])
        if said != (needed, blocked, fails):
            self.wrong(step, 'the audit', said)
        javas = {j['home']: j for j in found['javas']}
        for jvm in self.runner.tree.jvms:
            java = javas.get(jvm.home, {})
            word = (java.get('anon'), java.get('group'), java.get('counts'))
            if word != ('blocked' if blocked else 'allowed', 'inside', True):
                self.wrong(step, 'what the audit says of %s' % jvm.name, java)
            did = look(self.runner, jvm)[0]
            if did != ('refused' if blocked else 'talked'):
                self.wrong(step, 'a handshake of %s' % jvm.name, did)
        text = self.run(step, *ACCESS, rc=int(fails))
        if ('Fatal Alert received: Handshake Failure' in text) != fails:
            self.wrong(step, 'the diagnosis', text)
        return found

    def check_beside(self, step, works):
        """Runs a program that enables anonymous suites beside its default ones."""
        for jvm in self.runner.tree.jvms:
            out, err = self.runner.java(jvm, '-cp', self.runner.classes, 'Beside')
            if not out.startswith('talked ' if works else 'refused '):
                self.wrong(step, '%s, beside the default suites' % jvm.name, out or err)

    def all(self):
        found = self.check('as it came', True, True)
        ways = found['ways']
        if not any(c.endswith(' --hook install') for c in ways['anon']):
            self.wrong('as it came', 'no hooks', ways)
        self.suggested('allow', ways['anon'][0])
        found = self.check('allowed', True, False)
        first = any(w['code'] == 'tls13-first' for w in found['warnings'])
        self.check_beside('allowed', not first)
        if first:
            self.suggested('without TLS 1.3', ways['tls13'][0])
            self.check('without TLS 1.3', True, False)
            self.check_beside('without TLS 1.3', True)
        self.run('back', '--restore', '--forget')
        found = self.check('blocked again', True, True)
        self.suggested('clear', found['ways']['clear'][0])
        self.check('all clear', False, True)
        self.run('restore', *ACCESS, '--restore')
        self.check('restored', True, True)


def scenarios(temp, tree, report):
    """Tries the newest and the oldest JVM."""
    compile_java('Beside.java', os.path.join(temp, 'classes'))
    for jvm in tree.jvms[1:-1]:
        shutil.rmtree(tree.inside(jvm.home))
    tree.jvms = tree.jvms[:1] + tree.jvms[1:][-1:]
    tree.links = {link: to for link, to in tree.links.items() if os.path.lexists(link)}
    tree.link_relatively()
    shutil.copytree(os.path.join(os.environ['SOURCE_ROOT'], 'samples', 'access-manager'),
        tree.inside(DIR + '/rsa'))
    Walk(Runner(tree, temp), report).all()


if __name__ == '__main__':
    run_in_copies('Handshake.java', scenarios)
