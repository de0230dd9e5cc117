# SPDX-License-Identifier: MIT
"""
Makes random trees of includes, and options in the environment. Java must use the list that we
report. --allow must change that list, or report that it does not.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import time

from handshakes import own_copy, run_in_copies
from oracle import TLS, documents, split

FLAGS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto']
NAMES = ['anon', 'NULL', 'RC4', 'DES', 'SSLv3', 'ECDH', 'DH keySize < 1024', 'MD5withRSA']
VARIABLES = ['JAVA_TOOL_OPTIONS', 'JDK_JAVA_OPTIONS', '_JAVA_OPTIONS']
FILES = ['one.inc', 'two.inc', 'sub/three.inc', 'sub/four.inc', 'sub/link.inc']


class Case:
    """Files of a copied JVM and an environment, made from a seed."""

    def __init__(self, seed, home, temp):
        self.r = random.Random(seed)
        self.home, self.conf = home, os.path.join(home, 'conf/security')
        self.real = os.path.dirname(os.path.realpath(os.path.join(self.conf, 'java.security')))
        self.out = os.path.join(temp, 'elsewhere')
        self.env, self.made = {}, []

    def one_in(self, n):
        return self.r.randrange(n) == 0

    def entries(self):
        return ', '.join(self.r.sample(NAMES, self.r.randint(1, 4)))

    def target(self):
        """Chooses a path for an include, mostly an existing one."""
        if self.one_in(25):
            return self.r.choice(['gone.inc', '', '/', '..', 'one.inc ', '${no.such}/one.inc'])
        name = self.r.choice(FILES + ['out.inc'])
        if name == 'out.inc':
            return os.path.join(self.out, name)
        return self.r.choice([name, name, os.path.join(self.real, name), '../security/' + name,
            '.${/}' + name, '${none.at.all}' + name, './/' + name])

    def include(self):
        key = self.r.choice(['include ', 'include=', 'include : ', 'i\\u006eclude ', 'INCLUDE ',
            'x=\\\n    include ', '  include\t'])
        return key + self.target()

    def line(self, level):
        kind = self.r.choices(['list', 'include', 'other', 'override', 'comment', 'bad'],
            [5, 4 if level < 2 else 0.4, 3, 1, 1, 0.15])[0]
        return {
            'list': lambda: TLS + self.r.choice(['=', ' = ', ':', ' ']) + self.entries(),
            'include': self.include,
            'other': lambda: 'jdk.tls.legacyAlgorithms=anon',
            'override': lambda: 'security.overridePropertiesFile=' + self.r.choice(
                ['true', 'TRUE', 'false', 'true ', 'yes', 'tr\\u0075e']),
            'comment': lambda: '# ' + TLS + '=NULL, \\',
            'bad': lambda: 'y=\\u12',
        }[kind]()

    def text(self, level):
        lines = [self.line(level) for _ in range(self.r.randint(0, 4))]
        return ''.join(l + '\n' for l in lines)

    def write(self, path, text):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.lexists(path):
            os.unlink(path)
        with open(path, 'w', encoding='ascii') as f:
            f.write(text)
        self.made.append(path)

    def make_files(self):
        for d in {self.conf, self.real}:
            shutil.rmtree(os.path.join(d, 'sub'), ignore_errors=True)
        shutil.rmtree(self.out, ignore_errors=True)
        for i, name in enumerate(FILES):
            # Includes lead down the list, except a few that may make a circle.
            self.write(os.path.join(self.real, name), self.text(2 if i > 1 else 1))
            # Later updates look beside the link to java.security.
            beside = os.path.join(self.conf, name)
            if self.conf != self.real and not self.one_in(3):
                self.write(beside, self.text(2 if i > 1 else 1))
            elif self.conf != self.real and os.path.lexists(beside):
                os.unlink(beside)
        self.write(os.path.join(self.out, 'out.inc'), self.text(2))
        self.write(os.path.join(self.out, 'moved.inc'), TLS + '=RC4\ninclude four.inc\n')
        self.write(os.path.join(self.out, 'four.inc'), self.text(3))
        if self.one_in(2):
            link = os.path.join(self.real, 'sub/link.inc')
            os.unlink(link)
            os.symlink(os.path.join(self.out, 'moved.inc'), link)
        self.write(os.path.join(self.out, 'home/conf/security/java.security'), self.text(2))
        master = 'security.overridePropertiesFile=true\n' if self.one_in(2) else ''
        self.write(os.path.join(self.real, 'java.security'), master + self.text(0) +
            TLS + '=SSLv3, anon\n' * (not self.one_in(4)) + self.text(0))

    def has_unknown_include(self):
        return any('${none' in open(path, encoding='ascii').read() for path in self.made)

    def option(self):
        extra = os.path.join(self.out, 'extra with blank' if self.one_in(4) else 'extra')
        self.write(extra, self.text(self.r.choice([1, 2, 2])))
        path = self.r.choices([extra, 'file:' + extra, 'file://' + extra, self.out, extra + '.no',
            extra[1:], '${no.such}' + extra, '${/}' + extra, ''], [9, 2, 2, 2, 2, 1, 1, 1, 1])[0]
        word = '-Djava.security.properties=%s%s' % (self.r.choice(['', '=']), path)
        return self.r.choice(['"%s"' % word, "'%s'" % word]) if ' ' in word else word

    def make_environment(self):
        for variable in VARIABLES:
            words = ['-Dunused=1', '-Dno.such=x'] if self.one_in(3) else []
            if self.one_in(5):
                words.append(self.option())
            if self.one_in(40):
                words.append('-Djava.home=' + os.path.join(self.out, 'home'))
            if words:
                self.r.shuffle(words)
                self.env[variable] = self.carry(variable, ' '.join(words))

    def carry(self, variable, words):
        """Puts options into the variable, or into an options file that it names."""
        if not self.one_in(5):
            return words
        path = os.path.join(self.out, 'options.' + variable)
        self.write(path, '# a comment\n' * (variable == VARIABLES[1]) + words + '\n')
        if variable == VARIABLES[1]:
            return '@' + path
        return '-Dunused=2 -XX:VMOptionsFile=' + path


class Asker:
    """Gets both answers to a case."""

    def __init__(self, temp, jvm, home):
        self.jvm, self.home = jvm, home
        self.classes = os.path.join(temp, 'classes')
        self.state = os.path.join(temp, 'state')
        self.path = {'PATH': '/usr/bin:/bin', 'LC_ALL': 'C', 'LD_LIBRARY_PATH': self.classes}

    def java(self, case):
        """Returns Java's entries, or None if Java throws an exception."""
        command = self.jvm.command(os.path.join(self.home, 'bin/java'))
        run = subprocess.run(command + FLAGS + ['-cp', self.classes, 'Wait'],
            env=dict(self.path, **case.env), stdin=subprocess.DEVNULL, cwd='/',
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        text = run.stdout.decode().rstrip('\n')
        return None if run.returncode else [] if text == 'null' else split(text)

    def ours(self, case, *args):
        run = subprocess.run([own_copy(self.classes), '--json', '--state-dir', self.state] +
            list(args) + [self.home], env=dict(self.path, **case.env), cwd='/',
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if not run.stdout:
            sys.exit('%s: %d, %s' % (run.args, run.returncode, run.stderr.decode()))
        document = documents.load(run.stdout)
        return run.returncode, document['installs'][0]


def told(result):
    """Returns the entries that we report, or None if we report that no JVM would start."""
    error = result['error'] or {}
    if error.get('code') in ('bad-file', 'bad-escape') and not result['overridden_by']:
        return None
    if not result['effective'] and not result['overridden_by']:
        return None
    return result['effective_entries']


def check(case, asker, report):
    java = asker.java(case)
    asks = case.one_in(4) and not asker.jvm.root # --confirm runs it without its libraries
    status, result = asker.ours(case, '--list', *['--confirm'] * asks)
    away = any('-Djava.home' in word for word in case.env.values())
    unknown = {'option-unknown', 'includes-unknown'}
    if unknown & {note['code'] for note in result['notes']} or (
            away and (result['error'] or {}).get('path') == result['file']):
        return 'in doubt'
    # The files name no providers, so --confirm may find that TLS does not work.
    no_tls = 'TLS does not work' in str(result['error'])
    if asks and java is not None and result['confirmed'] is not True and not no_tls:
        report.add('not confirmed', result['error'], result['notes'])
    if java is None and told(result) and case.has_unknown_include():
        return 'in doubt' # whether that file exists
    if told(result) != java:
        report.add('the list', 'Java: %s' % java, 'ours: %s' % told(result), result)
        return 'different'
    if not java:
        return 'no list'
    entry = case.r.choice(java)
    status, changed = asker.ours(case, '--allow', entry)
    after = asker.java(case)
    if java == [entry] and result['effective']:
        if status != 1 or changed['error']['code'] != 'empty-list' or after != java:
            report.add('allow the last', entry, after, 'status %d' % status, changed)
        return 'kept'
    if result['effective']:
        wanted = [e for e in java if e != entry]
        if status or after != wanted:
            report.add('allow in effect', entry, 'before: %s' % java, 'after: %s' % after,
                'status %d' % status, changed)
        return 'changed'
    if status != 1 or changed['error']['code'] != 'overridden' or after != java:
        report.add('allow overridden', entry, after, 'status %d' % status, changed)
    return 'overridden'


def scenarios(options):
    def run(temp, tree, report):
        tree.link_relatively()
        print('seed %d' % options.seed, flush=True)
        for jvm in (j for j in tree.jvms if j.major > 8):
            asker, seen = Asker(temp, jvm, tree.inside(jvm.home)), {}
            for seed in range(options.seed, options.seed + options.cases):
                case = Case(seed, asker.home, temp)
                case.make_files()
                case.make_environment()
                before = sum(report.counts.values())
                kind = check(case, asker, report)
                seen[kind] = seen.get(kind, 0) + 1
                if sum(report.counts.values()) > before:
                    print('    --seed %d --cases 1, %s, %s' % (seed, jvm.name, case.env))
                    for path in case.made if options.cases == 1 else []:
                        with open(path, encoding='ascii') as f:
                            print('--- ' + path + '\n' + f.read())
            print('%s (%s): %s' % (jvm.name, jvm.version,
                ', '.join('%d %s' % (n, k) for k, n in sorted(seen.items()))), flush=True)
    return run


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    parser.add_argument('--seed', type=int, default=int(time.time()))
    parser.add_argument('--cases', type=int, default=60, help='for each JVM')
    run_in_copies('Wait.java', scenarios(parser.parse_args(sys.argv[1:])))
