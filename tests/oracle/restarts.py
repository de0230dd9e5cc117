# SPDX-License-Identifier: MIT
"""
Starts Java programs from copies of this machine's JVMs, and lets jsecpatch change the copies. It
must name exactly the programs that still have another list.
"""

import contextlib
import os
import pwd
import re
import subprocess
import sys
import zipfile

from handshakes import NOBODY, Runner, own, run_in_copies
from oracle import documents, split

POLICY = '-Djava.security.properties='
QUICK = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto']


def make_jar(classes):
    path = os.path.join(classes, 'wait a while.jar')
    with zipfile.ZipFile(path, 'w') as jar:
        jar.writestr('META-INF/MANIFEST.MF', 'Manifest-Version: 1.0\nMain-Class: Wait\n')
        jar.write(os.path.join(classes, 'Wait.class'), 'Wait.class')
    return path


class Program:
    """A running Wait.java, and the list that it found."""

    def __init__(self, runner, jvm, args, env=None):
        self.process = subprocess.Popen([runner.tree.inside(jvm.java)] + QUICK + args, cwd='/',
            env=dict(runner.env, **env or {}), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, **runner.as_user)
        self.pid = self.process.pid
        self.entries = split(self.process.stdout.readline().decode())
        if not self.entries:
            sys.exit('no list from %s: %s' % (jvm.java, self.process.communicate()[1].decode()))

    def stop(self):
        self.process.communicate()


class Scenario:
    """Takes programs of one JVM through all changes."""

    def __init__(self, stack, runner, jvm, report):
        self.stack, self.runner, self.jvm, self.report = stack, runner, jvm, report
        self.home = runner.tree.inside(jvm.home)
        self.user = pwd.getpwuid(runner.as_user.get('user', os.geteuid())).pw_name

    def start(self, args=None, **env):
        program = Program(self.runner, self.jvm,
            args or ['-cp', self.runner.classes, 'Wait'], env)
        self.stack.callback(program.stop)
        return program

    def wrong(self, step, what, *details):
        self.report.add('%s, %s: %s' % (self.jvm.name, step, what), *details)

    def jsecpatch(self, *args):
        """Returns jsecpatch's restart list by pid, and how many processes it did not see."""
        rc, out = self.runner.jsecpatch('--json', *args, self.jvm.home)
        if rc:
            self.wrong(args, 'exit status %d' % rc, out)
            return {}, 0
        document = documents.load(out)
        return {p['pid']: p for p in document['restart']}, document['restart_unseen']

    def check(self, step, listed, programs):
        want = {p.pid for p in programs}
        if set(listed) != want:
            self.wrong(step, 'the list', sorted(listed), sorted(want))
        for pid, it in listed.items():
            if it['home'] != self.home or it['user'] != self.user:
                self.wrong(step, 'home or user', it)

    def check_one(self, listed, program, command, policy=None, replaces=False):
        it = listed.get(program.pid, {})
        place = policy + ':2' if policy else None # where Program's list comes from
        if (it.get('command'), it.get('policy_file'), it.get('policy_replaces'),
                it.get('overridden_by')) != (command, policy, replaces, place):
            self.wrong('a program', command, it, policy)

    def check_text(self, program, unseen):
        out = self.runner.jsecpatch('--list', self.jvm.home)[1]
        line = re.search(r'^  pid %d, user %s,.* Wait, from %s$' % (program.pid, self.user,
            re.escape(self.home)), out, re.M)
        if not line:
            self.wrong('list', 'no line for %d' % program.pid, out)
        if (unseen > 0) != bool(re.search(r'not checked: \d|Could not inspect', out)):
            self.wrong('list', 'of the unseen', unseen, out)

    def policies(self, temp):
        """Returns ways to name a policy file, which jsecpatch must read as Java does."""
        name = os.path.join(temp, 'my policy')
        if not os.path.exists(name):
            with open(name, 'w') as f:
                f.write('security.provider.1=SUN\njdk.tls.disabledAlgorithms=probe\n')
        return [
            (self.start([POLICY + name, '-cp', self.runner.classes, 'Wait']), name, False),
            (self.start(JAVA_TOOL_OPTIONS='-Dx=1 "' + POLICY + '="\'%s\'' % name), name, True),
            (self.start([POLICY + '/none', '-cp', self.runner.classes, 'Wait'],
                _JAVA_OPTIONS="%s'%s'" % (POLICY, name)), name, False),
        ] + ([(self.start(JDK_JAVA_OPTIONS='%s"%s"' % (POLICY, name),
            JAVA_TOOL_OPTIONS=POLICY + '/none'), name, False)] if self.jvm.major >= 9 else [])

    def run(self, temp, jar):
        old, by_jar = self.start(), self.start(['-jar', jar])
        marked = self.policies(temp)
        everybody = [old, by_jar] + [p for p, *_ in marked]
        for program, name, _ in marked:
            if program.entries != ['probe']:
                self.wrong('policy', 'Java read another one than %s' % name, program.entries)
        elsewhere = [program for program, *_ in marked]
        self.check('before', self.jsecpatch('--list')[0], elsewhere)
        self.check('allow', self.jsecpatch('--allow', 'anon')[0], everybody)
        listed, unseen = self.jsecpatch('--list')
        self.check('list', listed, everybody)
        self.check_one(listed, old, 'Wait')
        self.check_one(listed, by_jar, jar)
        for program, name, replaces in marked:
            self.check_one(listed, program, 'Wait', name, replaces)
        self.check_text(old, unseen)
        old.stop()
        new = self.start()
        self.check('restarted', self.jsecpatch('--list')[0], everybody[1:])
        self.there_and_back(new, everybody[1:], elsewhere)
        print('%s as %s: %d programs, %d unseen' % (self.jvm.name, self.user,
            len(everybody) + 2, unseen), flush=True)
        return unseen

    def there_and_back(self, new, others, elsewhere):
        """Writes the vendor's bytes, then ours again, as in the update of a package."""
        self.check('restore', self.jsecpatch('--restore')[0], [new] + elsewhere)
        between = self.start()
        self.check('between', self.jsecpatch('--list')[0], [new] + elsewhere)
        self.check('allow again', self.jsecpatch('--allow', 'anon')[0], others + [between])
        if ('anon' in new.entries, 'anon' in between.entries) != (False, True):
            self.wrong('there and back', 'the lists', new.entries, between.entries)
        between.stop()


def scenarios(temp, tree, report):
    classes = os.path.join(temp, 'classes')
    tree.link_relatively()
    jar = make_jar(classes)
    for number, user in enumerate([None, NOBODY] if os.geteuid() == 0 else [None]):
        if user:
            own(tree.root, user)
        runner = Runner(tree, temp, user)
        for jvm in (j for j in tree.jvms if not j.root):
            with contextlib.ExitStack() as stack:
                unseen = Scenario(stack, runner, jvm, report).run(temp, jar)
            if user and not unseen:
                report.add("another user's processes were seen")
        if number == 0:
            runner.jsecpatch('--restore')


run_in_copies('Wait.java', scenarios)
