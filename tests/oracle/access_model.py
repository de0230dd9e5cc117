# SPDX-License-Identifier: MIT
"""
Compares audits of random Access Manager trees with a model of the sentences in their comments,
which looks at each pair of files. Sets a transport in some trees, and restores it.

usage: access_model.py [--seed N] [--count N]
"""

import argparse
import os
import random
import shutil
import subprocess
import tempfile

from oracle import Report, documents

NET, AGENT = 'cleartrust.net.ssl.use', 'cleartrust.agent.ssl.use'
API, GUI = 'cleartrust.eserver.api_port.use_ssl', 'cleartrust.admingui.admin_api.use_ssl'
RUNTIME = 'cleartrust.runtime_api.security'
FLAG = 'cleartrust.dispatcher.list_port.backward_compatible'
KEYS = {'eserver.conf': [NET, API], 'aserver.conf': [NET, RUNTIME],
    'dispatcher.conf': [NET, FLAG], 'keyserver.conf': [NET], 'lserver.conf': [NET],
    'iserver.conf': [NET], 'admingui.cfg': [NET, GUI], 'webagent.conf': [AGENT]}
STRENGTH = {'clear': 0, 'false': 0, 'anon': 1, 'auth': 2}


def matches(a, b):
    """The old value true is anon or auth; nobody knows which."""
    if 'true' in (a, b):
        return STRENGTH.get(a) != 0 and STRENGTH.get(b) != 0
    return STRENGTH[a] == STRENGTH[b]


def is_stronger(a, b):
    if 'true' in (a, b):
        return STRENGTH.get(a) != 0 and STRENGTH.get(b) == 0
    return STRENGTH[a] > STRENGTH[b]


def group_of(name, key):
    """Settings of a group must match."""
    if key in (API, GUI):
        return 'admin'
    if key == RUNTIME:
        return 'runtime'
    return None if key == FLAG else 'key servers' if name == 'keyserver.conf' else 'servers'


class File:
    """A random file, and the value of each key by the rules of properties files."""

    def __init__(self, rng, name, base):
        self.rng, self.name, self.values = rng, name, {}
        self.native = name == 'webagent.conf' # its backslashes mean nothing
        self.old_agent = self.native and rng.random() < .5
        lines = ['# Agent 4.7.1' if self.old_agent else '# version 5.0', 'cleartrust.other=1']
        for key in KEYS[name]:
            lines += self.write(key, base)
        eol = rng.choice(['\n', '\n', '\r\n'])
        self.text = ''.join(line.replace('\n', eol) + eol for line in lines)
        if rng.random() < .2:
            self.text = self.text[:-len(eol)]

    def choose(self, key, base):
        rng = self.rng
        if key == FLAG:
            return rng.choice(['true', 'false'])
        return base if rng.random() < .85 else rng.choice(
            ['clear', 'anon', 'auth', 'anon', 'true', 'false', 'ssl'])

    def write(self, key, base):
        """Returns lines about a key: comments, then no definition, or one, or two."""
        rng, lines, default = self.rng, [], None
        for _ in range(rng.choice([0, 1, 1, 2])):
            value = self.choose(key, base)
            lines.append('%s%s%s=%s' % (rng.choice(['#', '# ', '!', '  ## ']), key,
                rng.choice(['', ' ']), value))
            default = default or (value if value != 'ssl' else None)
        found = None
        for _ in range(rng.choice([0, 1, 1, 1, 1, 2])):
            found = self.choose(key, base)
            lines.append(self.define(key, found))
        self.values[key] = found or default or ('false' if key == FLAG else 'clear')
        return lines

    def define(self, key, value):
        rng = self.rng
        value = rng.choice([value, value, value.upper(), value.title()])
        if not self.native and rng.random() < .2:
            value = '\\u%04x%s' % (ord(value[0]), value[1:])
        joined = '\\\n   ' if not self.native and rng.random() < .2 else ''
        return rng.choice(['', '', ' ', '\t']) + key + rng.choice(
            ['=', ' = ', ':', ' : ', ' ', '\t', '=  ']) + joined + value + rng.choice(['', ' '])


def model(files):
    """Returns what an audit must find: groups that do not match, and other problems by file."""
    groups, problems = {}, set()
    for path, f in files.items():
        for key, value in f.values.items():
            group = group_of(f.name, key)
            if value == 'ssl':
                problems.add(('bad-value', path))
            elif group:
                groups.setdefault(group, []).append((path, key, value))
        net = f.values.get(NET)
        runtime = f.values.get(RUNTIME)
        if runtime and 'ssl' not in (net, runtime) and is_stronger(runtime, net):
            problems.add(('too-strong', path))
        if f.values.get(FLAG) == 'false' and net != 'ssl' and is_stronger(net, 'clear') and any(
                g.old_agent for g in files.values()):
            problems.add(('old-agent', path))
    apart = {name for name, settings in groups.items() if any(
        not matches(a[2], b[2]) for a in settings for b in settings)}
    return apart, problems, {(p, k): v for g in groups.values() for p, k, v in g}


class Trees:
    def __init__(self, temp, rng, report):
        self.rng, self.report, self.root = rng, report, temp
        source = os.path.join(os.environ['SOURCE_ROOT'], 'samples', 'root', 'opt', 'sample-25')
        shutil.copytree(source, temp + '/srv/java')
        path = temp + '/srv/java/conf/security/java.security'
        with open(path) as f:
            text = f.read()
        with open(path, 'w') as f:
            f.write(text.replace(' anon,', ''))

    def make(self):
        rng, files = self.rng, {}
        base = rng.choice(['clear', 'anon', 'anon', 'auth', 'true'])
        for path in ('/am', '/var'):
            shutil.rmtree(self.root + path, ignore_errors=True)
        for name in KEYS:
            for i in range(rng.choice([0, 1, 1, 1, 2])):
                f = File(rng, name, base)
                folder = '/am/host%d/%s' % (i, rng.choice(['conf', 'a/b', 'etc.d']))
                path = '%s/%s' % (folder, rng.choice([name, name, name.upper()]))
                os.makedirs(self.root + folder, exist_ok=True)
                with open(self.root + path, 'w', newline='') as out:
                    out.write(f.text)
                files[path] = f
        return files

    def run(self, *args):
        run = subprocess.run([os.environ['JSECPATCH'], '--root', self.root, '--access-manager',
            '/am', '--json', *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return run.returncode, documents.load(run.stdout.decode())

    def wrong(self, files, *what):
        self.report.add(*what, *('%s:\n%s' % (p, f.text) for p, f in files.items()))

    def check(self, files):
        apart, problems, values = model(files)
        rc, found = self.run('/srv/java')
        said = [f for f in found['findings'] if f['problem']]
        lines = {(s['file'], s['line']): s['key'] for s in found['settings']}
        pairs = [[(f[o + 'file'], lines.get((f[o + 'file'], f[o + 'line'])))
            for o in ('', 'other_')] for f in said if f['code'] == 'mismatch']
        if rc != (1 if apart or problems else 0 if files else 3):
            self.wrong(files, 'exit status %d' % rc, apart, problems)
        if problems != {(f['code'], f['file']) for f in said if f['code'] != 'mismatch'}:
            self.wrong(files, 'problems', problems, said)
        for pair in pairs:
            known = [values.get(p) for p in pair if p[1]]
            if len(known) == 2 and (None in known or matches(*known)):
                self.wrong(files, 'these match', pair, known)
        named = {group_of(files[p].name, k) for pair in pairs for p, k in pair if k}
        if not named <= apart or bool(pairs) != bool(apart):
            self.wrong(files, 'groups', apart, named)

    def set(self, files):
        """Sets a transport, after which nothing may contradict, and restores the files."""
        mode = self.rng.choice(['clear', 'anon', 'auth'])
        rc, found = self.run('--transport', mode, '--force')
        if rc or any(f['problem'] for f in found['findings']):
            self.wrong(files, 'not set to ' + mode, rc, found['findings'])
        rc, found = self.run('/srv/java')
        if rc or {s['mode'] for s in found['settings']} - {mode, None}:
            self.wrong(files, 'not all %s' % mode, rc, found['settings'])
        rc, found = self.run('--restore')
        for path, f in files.items():
            with open(self.root + path, newline='') as now:
                if now.read() != f.text:
                    self.wrong(files, 'not restored', path)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--seed', type=int, default=random.randrange(1 << 32))
    parser.add_argument('--count', type=int, default=60)
    args = parser.parse_args()
    report = Report()
    with tempfile.TemporaryDirectory(prefix='jsecpatch-model-') as temp:
        trees = Trees(temp, random.Random(args.seed), report)
        for i in range(args.count):
            files = trees.make()
            trees.check(files)
            if files and i % 8 == 0:
                trees.set(files)
    report.finish('%d trees, seed %d' % (args.count, args.seed))


main()
