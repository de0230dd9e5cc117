# SPDX-License-Identifier: MIT
"""
Starts servers from copies of this machine's JVMs, before and after jsecpatch changes the copies'
lists, and lets it diagnose them by their ports, their pids and the errors of their clients. It must
name the Java, the list and the cure that helps, and tell an old list in memory from one that
blocks.
"""

import contextlib
import os
import shlex
import subprocess

from answers import LIMIT, diagnose
from handshakes import Runner, run_in_copies

QUICK = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']
REFUSED = 'javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure'


class Program:
    """A JVM that runs Ports.java. It does what the lines say that it gets."""

    def __init__(self, runner, jvm, options=()):
        self.run = subprocess.Popen(
            jvm.command(runner.tree.inside(jvm.java)) + QUICK + list(options) +
            ['-cp', runner.classes, 'Ports'], env=runner.env, cwd='/', text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def ask(self, *words):
        self.run.stdin.write(' '.join(words) + '\n')
        self.run.stdin.flush()
        return self.run.stdout.readline().strip()

    def serve(self, suites, protocols):
        return '127.0.0.1:' + self.ask('serve', suites, protocols, '-', '-')

    def close(self):
        self.run.stdin.close()
        self.run.wait(20)


class Scenario:
    """Takes programs of one JVM through all changes."""

    def __init__(self, stack, runner, jvm, report):
        self.stack, self.runner, self.jvm, self.report = stack, runner, jvm, report
        self.home = runner.tree.inside(jvm.home)
        self.n = 0

    def start(self, *options):
        program = Program(self.runner, self.jvm, options)
        self.stack.callback(program.close)
        return program

    def change(self, *args):
        rc, out = self.runner.jsecpatch(*args, self.jvm.home)
        if rc:
            self.report.add('%s: jsecpatch %s' % (self.jvm.version, args), rc, out)

    def check(self, step, what, works, causes, facts=(), more=()):
        """
        Diagnoses. `causes` are the codes of the first causes, "!" after a proven one; `more`
        are other words to diagnose. Returns the diagnosis.
        """
        found, status, seconds = diagnose(what, *more)
        self.n += 1
        codes = [c['code'] + '!' * c['proven'] for c in found['causes']]
        notes = [f['code'] for f in found['facts']]
        wrong = [text for text, holds in (
            ('works', found['works'] == works),
            ('causes', codes[:len(causes)] == causes and (codes != [] or causes == [])),
            ('facts', set(facts) <= set(notes)),
            ('status', more or status == (0 if works else 1)),
            ('time', seconds < LIMIT * (1 + len(more)))) if not holds]
        if wrong:
            self.report.add('%s, %s: %s' % (self.jvm.version, step, wrong), found['message'],
                codes, *(f['message'] for f in found['facts'] + found['unknown']))
        return found

    def check_place(self, step, found):
        """The first cause has to name the list, and its cure has to be a command for this Java."""
        cause = (found['causes'] or [{}])[0]
        file = os.path.realpath(self.runner.tree.real_file(self.jvm))
        if (cause.get('entry'), cause.get('home'), cause.get('file')) != ('anon', self.home, file) \
                or not cause['line']:
            self.report.add('%s, %s: the place' % (self.jvm.version, step), cause)
        want = ['jsecpatch', '--allow', 'anon', self.home]
        if [shlex.split(c) for c in cause.get('commands', [])] != [want]:
            self.report.add('%s, %s: the command' % (self.jvm.version, step), cause)

    def run(self):
        idle = self.start()
        old = self.start()
        port = old.serve('default+anon', 'TLSv1.2')
        alone = old.serve('anon', 'TLSv1.2')
        found = self.check('blocked', port, False, ['server-list!'])
        self.check_place('blocked', found)
        found = self.check('blocked, nothing else', alone, False, ['server-list!'])
        self.check_place('blocked, nothing else', found)
        found = self.check('blocked, by its pid', 'pid:%d' % self.find_pid(old), False,
            ['own-list!'])
        self.check_place('blocked, by its pid', found)
        self.check('the error of its client', REFUSED, False, ['server-list'], more=[port])
        found = self.check('the log of its client', self.write_log(port), False,
            ['server-list'], more=[port])
        self.check_place('the log of its client', found)
        self.change('--allow', 'anon')
        self.check('allowed, not restarted', port, False, ['list-in-memory'], ['list-changed'])
        self.check('allowed, not restarted, alone', alone, False, ['list-in-memory'])
        for name, program, idle_ in (('old', old, False), ('idle', idle, True)):
            found = self.check('%s, by its pid' % name, 'pid:%d' % self.find_pid(program), None,
                ['list-in-memory'], ['list-changed'])
            if idle_ != ('list-use-unknown' in [u['code'] for u in found['unknown']]):
                self.report.add('%s, %s: the use of TLS' % (self.jvm.version, name), found)
        self.check('read late', idle.serve('anon', 'TLSv1.2'), True, ['client-list'])
        new = self.start()
        port, open_ = new.serve('default+anon', 'default'), new.serve('anon', 'TLSv1.2')
        self.check('restarted', open_, True, ['client-list'])
        self.check('not enabled', new.serve('default', 'TLSv1.2'), False,
            ['client-certificate', 'no-certificate', 'server-not-enabled'])
        self.check('the error of a client of what works', REFUSED, False, ['client-list'],
            more=[open_])
        if self.has_13(new):
            self.check('TLS 1.3 first', port, True, ['tls13-first!'])
            self.change('--disallow', 'TLSv1.3')
            last = self.start()
            self.check('without TLS 1.3', last.serve('default+anon', 'default'), True,
                ['client-list'])
        self.change('--restore')
        self.check('blocked again, not restarted', open_, True, ['client-list'], ['list-changed'])
        self.check('restored, by its pid', 'pid:%d' % self.find_pid(new), None, ['own-list'])

    def write_log(self, port):
        """Writes what a client says to whom this server refuses an anonymous suite."""
        folder = self.runner.classes
        with open(os.path.join(folder, 'open.list'), 'w', encoding='ascii') as f:
            f.write('jdk.tls.disabledAlgorithms=NULL\n')
        client = self.start('-Djava.security.properties=' + f.name)
        said = client.ask('connect', port.rsplit(':', 1)[1], 'default+anon', 'TLSv1.2')
        with open(os.path.join(folder, 'client.log'), 'w', encoding='utf-8') as f:
            f.write('2026-11-29 09:00:00 ERROR connection failed\n%s\n' % said)
        return f.name

    def has_13(self, program):
        """An old Java 8 does not know TLS 1.3."""
        return program.serve('default', 'TLSv1.3')[10:].isdigit()

    def find_pid(self, program):
        """The program is below what has entered another root."""
        pid = program.run.pid
        while self.jvm.root:
            with open('/proc/%d/task/%d/children' % (pid, pid), encoding='ascii') as f:
                below = f.read().split()
            if not below:
                break
            pid = int(below[0])
        return pid


def scenarios(temp, tree, report):
    tree.link_relatively()
    runner = Runner(tree, temp)
    for jvm in tree.jvms:
        with contextlib.ExitStack() as stack:
            scenario = Scenario(stack, runner, jvm, report)
            scenario.run()
            print('Java %s: %d diagnoses' % (jvm.version, scenario.n), flush=True)


if __name__ == '__main__':
    run_in_copies('Ports.java', scenarios)
