# SPDX-License-Identifier: MIT
"""
Uses the sample Access Manager installation and a copy of this machine's newest JVM. The JVM's
handshakes must match what an audit says, before and after the commands that it suggests.
"""

import os
import shlex
import shutil
import tempfile

from handshakes import Runner, Tree, blocks_anon, look
from oracle import Report, compile_java, documents, need_jvms, skip

AM = '/opt/access-manager'
ACCESS = ['--access-manager', AM]


class Walk:
    """The tree, the JVM, and the faults found."""

    def __init__(self, runner, report):
        self.runner, self.report = runner, report
        self.jvm = runner.tree.jvms[0]

    def wrong(self, step, what, *details):
        self.report.add('%s: %s' % (step, what), *details)

    def run(self, step, *args):
        rc, out = self.runner.jsecpatch(*args)
        if rc:
            self.wrong(step, 'exit status %d' % rc, out)
        return out

    def check(self, step, needed, blocked):
        """Checks that the audit and the JVM agree."""
        found = documents.load(self.run(step, *ACCESS, '--json'))
        did = look(self.runner, self.jvm)[0]
        if did != ('refused' if blocked else 'talked'):
            self.wrong(step, 'a handshake', did)
        said = (found['needs_anon'], found['anon_blocked'], found['failed'])
        if said != (needed, blocked, False):
            self.wrong(step, 'the audit', said)
        return self.run(step, *ACCESS)

    def tell(self, step, text, way):
        """Runs the command that the audit suggests for one of the solutions."""
        lines = text.splitlines()
        at = next((i for i, line in enumerate(lines) if line.startswith('  %d. ' % way)), None)
        if at is None:
            self.wrong(step, 'no way %d' % way, text)
            return
        words = shlex.split(lines[at + 1])
        if words[:3] != ['jsecpatch', '--root', self.runner.tree.root]:
            self.wrong(step, 'a strange command', lines[at + 1])
        self.run(step, *words[3:])

    def all(self):
        text = self.check('as it came', True, True)
        if 'Fatal Alert received: Handshake Failure' not in text:
            self.wrong('as it came', 'no diagnosis', text)
        self.tell('allow', text, 2)
        self.check('allowed', True, False)
        self.run('back', '--restore')
        text = self.check('blocked again', True, True)
        self.tell('clear', text, 3)
        self.check('all clear', False, True)
        self.run('restore', *ACCESS, '--restore')
        self.check('restored', True, True)


def main():
    report = Report()
    jvm = next((j for j in need_jvms(8) if blocks_anon(j)), None)
    if not jvm:
        skip('no JVM here blocks anon')
    with tempfile.TemporaryDirectory(prefix='jsecpatch-access.') as temp:
        os.chmod(temp, 0o755)
        os.mkdir(os.path.join(temp, 'classes'))
        os.mkdir(os.path.join(temp, 'root'))
        compile_java('Handshake.java', os.path.join(temp, 'classes'))
        tree = Tree(os.path.join(temp, 'root'), [jvm])
        tree.link_relatively()
        shutil.copytree(os.path.join(os.environ['SOURCE_ROOT'], 'samples', 'access-manager'),
            tree.inside(AM))
        Walk(Runner(tree, temp), report).all()
    report.finish('the audit and %s' % jvm.name)


main()
