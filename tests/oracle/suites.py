# SPDX-License-Identifier: MIT
"""Tests random lists: we must report the suites that Java reports and that a handshake can use.

This asks the library and, for the first lists, also `jsecpatch --explain --json`.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import time

from generate import FAULTY, GOOD, NAMES, ODD, Generator
from oracle import (TLS, Report, ask_ours, batch, compile_java, documents, need_jvms,
                    printable)

CERTPATH, CURVES = 'jdk.certpath.disabledAlgorithms', 'jdk.disabled.namedCurves'
INCLUDE = 'include jdk.disabled.namedCurves'
PROTOCOLS = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3', 'DTLSv1.0', 'SSLv2Hello', 'TLS']
STOCK = ['SSLv3', 'TLSv1', 'TLSv1.1', 'DTLSv1.0', 'RC4', 'DES', 'MD5withRSA', 'DH keySize < 1024',
    'EC keySize < 224', '3DES_EDE_CBC', 'anon', 'NULL', 'ECDH', 'TLS_RSA_*',
    'rsa_pkcs1_sha1 usage HandshakeSignature']
OTHERS = ['K_NULL', 'M_NULL', 'SHA', 'SHA512', 'AES/CBC/NoPadding', 'ECDHE_anon', 'KRB5', 'PSK',
    'TLS_DH_anon', 'DHE_DSS_EXPORT', 'DH_anon_EXPORT', 'WITH', 'CHACHA20_POLY1305', 'AES_128',
    'AES_128_CBC_SHA', 'TLS_EMPTY', 'TLS_', 'DH_RSA', 'TLSv1.2 keySize < 1', 'AES keySize < 1']
# These disable groups, and with the last group also suites in handshakes.
GROUPS = ['DiffieHellman', 'EC', 'XDH', 'secp256r1', 'x25519', 'ffdhe2048', 'DH', 'EC keySize < 600',
    'EC keySize <= 521', 'EC keySize > 255', 'EC keySize == 256', 'EC keySize < 400 & jdkCA', 'x448',
    'EC jdkCA & keySize < 600', 'DH keySize < 9000', 'DiffieHellman keySize <= 8192', 'secp521r1',
    'XDH keySize < 600', 'secp384r1', 'DH keySize > 4096', 'DH keySize < 3000', 'X25519MLKEM768',
    'EC usage TLSServer', 'DH keySize < 4096 & keySize > 9', 'ECDH keySize < 9000']


# By number: suites that need an elliptic curve, and those of them that are anonymous.
ANONYMOUS = {'c015', 'c016', 'c017', 'c018', 'c019'}
CURVES_NEEDED = {'%04x' % n for n in [*range(0xc001, 0xc033), 0xcca8, 0xcca9]}


class Lists:
    """Makes random lists, as documents that have all three."""

    def __init__(self, seed, components):
        self.r = random.Random(seed)
        self.g = Generator(self.r)
        self.names = sorted(components)
        self.aliases = [re.sub('^SSL_', 'TLS_', n) for n in self.names if n.startswith('SSL_')]
        self.parts = sorted({p for both in components.values() for p in both[0] | both[1]})

    def wildcard(self):
        """Returns a name with "*" for some parts, which mostly matches some suite."""
        name = self.r.choice(self.names + self.aliases)
        words = re.sub('^SSL_', 'TLS_', name).split('_')
        first = self.r.randint(1, len(words) - 1)
        out = '_'.join(words[:first]) + '_*'
        if self.r.random() < 0.5:
            out += '_'.join([''] + words[self.r.randint(first, len(words)):])
        if self.r.random() < 0.2:
            at = self.r.randint(4, len(out))
            out = out[:at] + '*' + out[at + self.r.randint(0, 3):]
        return out if out.startswith('TLS_') and '*' in out else 'TLS_*'

    def other_case(self, entry):
        plain = entry == INCLUDE or not {'*', ' '} & set(entry)
        if not plain or self.r.random() < 0.7:
            return entry
        return self.r.choice([str.upper, str.lower, str.swapcase])(entry)

    def entry(self):
        kind = self.r.choices(['part', 'name', 'alias', 'wildcard', 'protocol', 'stock', 'odd',
            'bad'], [30, 12, 4, 14, 12, 14, 16, 0.4])[0]
        if kind == 'wildcard':
            return self.wildcard()
        pools = {'part': [self.parts], 'name': [self.names], 'alias': [self.aliases],
            'protocol': [PROTOCOLS], 'stock': [STOCK], 'bad': [FAULTY],
            'odd': [NAMES, GOOD, ODD, OTHERS, GROUPS]}
        return self.other_case(self.r.choice(self.r.choice(pools[kind])))

    def entries(self, groups):
        some = [e for e in self.some_entries()
            if groups or e.lower() not in map(str.lower, GROUPS)]
        if groups and self.r.random() < 0.7:
            some += self.r.sample(GROUPS, self.r.choice([1, 1, 2, 3]))
            self.r.shuffle(some)
        return some

    def some_entries(self):
        if self.r.random() < 0.3:
            out = [e for e in STOCK if self.r.random() < 0.8]
            return out + [self.entry() for _ in range(self.r.choice([0, 0, 1, 2]))]
        return [self.entry() for _ in range(self.r.choice([0, 1, 1, 2, 3, 5, 8]))]

    def value(self, entries):
        out = b''.join((self.g.comma() if i else b'') + self.g.spell(e)
            for i, e in enumerate(entries))
        return b'"' + out + b'"' if self.r.random() < 0.08 else out

    def question(self, groups):
        self.g.new_document()
        lists = {TLS: self.entries(groups),
            CERTPATH: self.entries(groups) if self.r.random() < 0.3 else [],
            CURVES: self.entries(groups) if self.r.random() < 0.4 else ['secp256k1']}
        for name in (TLS, CERTPATH):
            if self.r.random() < 0.25:
                lists[name].insert(self.r.randint(0, len(lists[name])), self.other_case(INCLUDE))
        lines = [name.encode() + b'=' + self.value(entries) for name, entries in lists.items()]
        self.r.shuffle(lines)
        return b''.join(line + self.g.eol() for line in lines).hex()


class Java:
    """Runs Suites.java in one JVM."""

    def __init__(self, jvm, classes):
        self.jvm = jvm
        self.command = [*jvm.command(), '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', classes]

    def ask(self, mode, questions):
        opens = ['--add-opens', 'java.base/java.lang=ALL-UNNAMED'] if self.jvm.major > 8 else []
        return batch(self.command + opens + ['Suites', mode], questions)

    def start_with(self, question):
        """Returns how a new JVM judges the lists."""
        with tempfile.NamedTemporaryFile(prefix='jsecpatch-oracle-') as f:
            f.write(bytes.fromhex(question))
            f.flush()
            return batch_one(self.command + ['-Djava.security.properties=' + f.name, 'Suites',
                'fresh'])


def batch_one(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
        check=True).stdout.decode().rstrip('\n')


def read_components(answer):
    """Returns {name: (components, components for certpath)}."""
    found = {}
    for suite in answer.split(' '):
        parts, certpath = suite.split(';')
        name, *parts = parts.split(',')
        found[name] = set(parts), set(certpath.split(',')) - {''}
    return found


def check_components(report, java):
    ours = read_components(ask_ours('suite_dump', [java.jvm.version], ['components'])[0])
    theirs = read_components(java.ask('parts', ['components'])[0])
    for name in sorted(set(ours) | set(theirs)):
        keys = name in theirs and tuple({p.lower() for p in s} for s in theirs[name])
        if ours.get(name) != keys:
            report.add('%s: other components' % java.jvm.version, name, ours.get(name),
                theirs.get(name))
    return theirs


def read_answer(answer):
    """
    Returns `ok`, `bad` or `unsure`, and the sets of suites: those reported, and those of each
    protocol. With "?" before the name we do not know whether Java reports a suite.
    """
    kind, *fields = answer.split('\t')
    fields = fields[:1 + len(PROTOCOLS[:5])] # without the number of handshakes
    return kind, [set(field.split(':')[-1].split(',')) - {''} for field in fields]


def drop_unsure(our, their, counts, keys):
    """
    Removes from both answers the suites of which we say that we do not know, and counts them.
    A client offers suites of TLS 1.3 even if no group for them is left, and others even if the
    key for the group will be refused; and without `keys`, Java does not look at the short key of
    an export suite.
    """
    if our[0] == 'unsure':
        counts['unsure'] += len(their[1][0]) if their[1] else 1
        return their, their
    for ours, theirs in zip(our[1], their[1]):
        unsure = {suite for suite in ours if suite[0] == '?'}
        drop = {suite[1:] for suite in unsure} | ({'00ff'} if unsure else set())
        ours -= unsure | drop
        theirs -= drop
        counts['unsure'] += len(unsure)
    for ours, theirs in zip(our[1], [] if keys else their[1]):
        theirs -= {'0019'} - ours
    for ours, theirs in zip(our[1][1:], their[1][1:]):
        if not ours & CURVES_NEEDED:
            theirs -= CURVES_NEEDED - ANONYMOUS
    if our[1] and their[1] and not our[1][1]:
        their[1][1].clear()
    return our, their


SCSV = 0x00ff


def explained_answer(install):
    """Converts an install in the command's document to the form of Suites.java's answers."""
    if install['error']:
        return 'bad' if install['error']['code'] == 'bad-list' else str(install['error'])
    marks = {'unsure': '?'}
    fields = ['ok', ''.join(marks.get(s['state'], '') + s['name'] + ',' for s in install['suites']
        if s['state'] not in ('blocked', 'unknown'))]
    for protocol in PROTOCOLS[4::-1]:
        usable = [s for s in install['suites'] if s['state'] in ('open', 'unsure') and
            protocol in s['protocols']]
        real = {s['id'] for s in usable} - {SCSV}
        fields.append('%s:%s' % (protocol, ''.join(
            '%s%04x,' % (marks.get(s['state'], ''), s['id']) for s in usable if real)))
    return '\t'.join(fields)


def put(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as f:
        f.write(data)


def ask_command(version, questions):
    """Runs the command once, with one home for each list."""
    with tempfile.TemporaryDirectory(prefix='jsecpatch-oracle-') as root:
        homes = ['/opt/%d' % i for i in range(len(questions))]
        for home, question in zip(homes, questions):
            put(root + home + '/release', b'IMPLEMENTOR="Debian"\nJAVA_VERSION="%s"\n' %
                version.encode())
            put(root + home + '/conf/security/java.security', bytes.fromhex(question))
        run = subprocess.run([os.environ['JSECPATCH'], '--root', root, '--explain', '--json'] +
            homes, stdout=subprocess.PIPE)
        installs = documents.load(run.stdout.decode())['installs']
    failed = any(i['error'] for i in installs)
    if [i['home'] for i in installs] != homes or run.returncode != failed:
        sys.exit('--explain: exit %d, other homes, or in another order' % run.returncode)
    return [explained_answer(i) for i in installs]


def compare(report, what, questions, ours, theirs, counts):
    for question, our, their in zip(questions, ours, theirs):
        our, their = read_answer(our), read_answer(their)
        counts[their[0]] += 1
        counts['suites'] += len(their[1][0]) if their[1] else 0
        our, their = drop_unsure(our, their, counts, 'talk' in what)
        if our == their:
            continue
        details = ["printf '%s'" % printable(bytes.fromhex(question))]
        if our[0] != their[0]:
            details.append('ours: %s, Java: %s' % (our[0], their[0]))
        for name, o, t in zip(['reported'] + PROTOCOLS[4::-1], our[1], their[1]):
            if o != t:
                details.append('%s: ours alone %s, Java alone %s' % (name, sorted(o - t),
                    sorted(t - o)))
        report.add(what, *details)


def check(report, java, seed, components, counts_of, command):
    version = java.jvm.version
    lists = Lists(seed, components)
    talks = 0
    for mode, count in counts_of.items():
        counts = {'ok': 0, 'bad': 0, 'suites': 0, 'unsure': 0}
        questions = [lists.question(groups=mode != 'parts') for _ in range(count)]
        ours = ask_ours('suite_dump', [version], questions)
        theirs = [java.start_with(q) for q in questions] if mode == 'fresh' else \
            java.ask(mode, questions)
        compare(report, '%s, %s' % (version, mode), questions, ours, theirs, counts)
        talks += sum(int(t.split('\t')[7]) for t in theirs if t.count('\t') == 7)
        some = questions[:command]
        compare(report, '%s, %s, --explain' % (version, mode), some, ask_command(version, some),
            theirs, {'ok': 0, 'bad': 0, 'suites': 0, 'unsure': 0})
        print('Java %s, %s: %d lists, %d of which it refuses; %d suites left by the others; %d '
            'verdicts not known; %d handshakes' % (version, mode, len(questions), counts['bad'],
            counts['suites'], counts['unsure'], talks), flush=True)


def main():
    args = argparse.ArgumentParser()
    args.add_argument('--seed', type=int, default=int(time.time()))
    args.add_argument('--parts', type=int, default=1500, help='lists for the deciding classes')
    args.add_argument('--talk', type=int, default=6, help='lists with real handshakes')
    args.add_argument('--fresh', type=int, default=3, help='lists for JVMs of their own')
    args.add_argument('--command', type=int, default=400, help='lists of each for the command')
    a = args.parse_args()
    found = need_jvms(8)
    print('seed %d' % a.seed, flush=True)
    report = Report()
    with tempfile.TemporaryDirectory(prefix='jsecpatch-oracle-') as classes:
        compile_java('Suites.java', classes)
        for jvm in found:
            java = Java(jvm, classes)
            components = check_components(report, java)
            check(report, java, a.seed, components,
                {'parts': a.parts, 'talk': a.talk, 'fresh': a.fresh}, a.command)
    report.finish('%d lists' % ((a.parts + a.talk + a.fresh) * len(found)))


if __name__ == '__main__':
    main()
