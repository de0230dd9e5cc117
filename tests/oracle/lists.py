# SPDX-License-Identifier: MIT
"""Tests random lists: entries and faults must be those that Java finds."""

import argparse
import random
import time

from generate import FAULTY, GOOD, NAMES, ODD, PROPERTIES, Generator
from oracle import Oracle, Report, ask_ours, java_case, need_jvms, printable, twins, unhex

BATCH = 20000
CURVES = ['X9.62 c2tnb191v1', 'x9.62 C2TNB431R1', 'X9.62 prime256v1', 'NIST P-256', 'nist k-163',
    'NIST B-163', 'X9.62 c2pnb163v1', 'NIST P-999', 'X9.62 foo', 'NIST', 'X9.62 ', 'secp256k1',
    'SEC secp256r1', 'NIST P-256 keySize < 3', 'X9.62  prime256v1']
SPECIAL = ['include jdk.disabled.namedCurves', 'INCLUDE jdk.disabled.NAMEDCURVES',
    'include  jdk.disabled.namedCurves', 'include jdk.disabled.namedCurves x', 'include x',
    'TLS_*', 'TLS_RSA_*', 'tls_rsa_*', '*', 'TLS_*_anon_*',
    'SSL_DH_anon_*', 'TLS_RSA_* keySize < 1', 'DH* keySize < 1', 'anon *']
KEY_SIZES = ['keySize < 1024', 'keySize <= 1', 'keySize == 0', 'keySize != 5', 'keySize > 9',
    'keySize >= 2147483647', 'keySize < 2147483648', 'keySize < -1', 'keySize < +7', 'keySize < 1x',
    'keySize < 0x10', 'keySize <', 'keySize', 'keySize < 1024 junk', 'keySize<1024', 'keySize =< 1',
    'keySizes < 1', 'KeySize < 1', 'keysize < 1', 'keySize < 1.0', 'keySize < -',
    'keySize < 00000000000000000000000000000000000001024', 'keySize = 1',
    'keySize < 99999999999999999999999']
DATES = ['denyAfter 2019-01-01', 'denyAfter  2020-02-29', 'denyAfter\t2019-12-31',
    'denyAfter 2019-02-29', 'denyAfter 1900-02-29', 'denyAfter 2000-02-29', 'denyAfter 0000-01-01',
    'denyAfter 2019-13-01', 'denyAfter 2019-00-01', 'denyAfter 2019-01-32', 'denyAfter 2019-01-00',
    'denyAfter 2019-1-1', 'denyAfter2019-01-01', 'DenyAfter 2019-01-01', 'denyAfter 2019-01-01 x',
    'denyAfter', 'denyAfter 19-01-01', 'denyAfter 02019-01-01', 'denyAfter 2019-04-31']
USAGES = ['usage TLSServer', 'usage TLSServer TLSClient', 'usage SignedJAR', 'usage', 'usageX',
    'usage  ', 'Usage TLSServer', 'usage HandshakeSignature', 'usage CertificateSignature',
    'usage handshakesignature CERTIFICATESIGNATURE', 'usage HandshakeSignature TLSServer',
    'usage HandshakeSignature  CertificateSignature', 'usageHandshakeSignature',
    'usage HandshakeSignature\tTLSServer', 'usage TLSServer\tHandshakeSignature', 'usage x y z']
OTHERS = ['jdkCA', 'JDKca', 'jdkCA x', 'jdkCAx', 'bogus', '', '&', 'NULL', '#', '"']
MORE_PROPERTIES = PROPERTIES + ['jdk.disabled.namedCurves', 'jdk.security.legacyAlgorithms']
BLANKS = [' '] * 12 + ['  ', '\t', '\f', '\n', '\xa0', '']
LETTERS = ' \t&<>=*,"\\-_.0129aAkKsSTuU#\xa0\u20ac'

# For --exotic: what only somebody who attacks the grammar would write.
EXOTIC = ['DH keySize < \u0661', 'DH keySize < 0000000000000000000000000000000000000x',
    'include jdk-disabled-namedCurves', 'TLS_\\E*(', 'DH \x00 keySize < 1',
    'DH \x00keySize < 1 &\x00',
    'DH keySize\x0b< 1', 'DH keySize\x01< 1', 'DH jdkCA\x1f', 'DH usage\x0bx', '\u212a jdk\u212aCA',
    'DH jd\u212aCA', 'M denyAfter\x1f2019-01-01', 'M denyAfter\x0b2019-01-01']


class Lists:
    """Makes random lists, as documents that have them."""

    def __init__(self, seed, exotic):
        self.r = random.Random(seed)
        self.exotic = exotic
        self.g = Generator(self.r)

    def condition(self):
        return self.r.choice(self.r.choices([KEY_SIZES, DATES, USAGES, OTHERS, ['jdkCA'],
            ['keySize < 1024']], [5, 4, 5, 2, 4, 4])[0])

    def constrained(self):
        """Returns a name with conditions, which are mostly well-formed."""
        ands = ['&', ' & ', ' &', '& ', ' && ', '&\t']
        out = self.r.choice(NAMES + ['DH', 'EC', 'TLS_x', 'K']) + self.r.choice(BLANKS)
        out += self.condition()
        while self.r.random() < 0.3:
            out += self.r.choice(ands) + self.condition()
        return out + (self.r.choice(ands) if self.r.random() < 0.05 else '')

    def mutated(self, entry):
        """Returns the entry with one letter removed, added or replaced."""
        at = self.r.randint(0, len(entry))
        letter = self.r.choice(['', self.r.choice(LETTERS)])
        return entry[:at] + letter + entry[at + self.r.randint(0, 1):]

    def entry(self):
        kind = self.r.randint(0, 9)
        if self.exotic and self.r.random() < 0.1:
            entry = self.r.choice(EXOTIC)
        elif kind < 4:
            entry = self.constrained()
        elif kind < 5:
            entry = self.r.choice(FAULTY + CURVES + SPECIAL)
        else:
            entry = self.r.choice(self.r.choice([NAMES, GOOD, ODD]))
        wild = self.r.random() < 0.05 and (self.exotic or not entry.lower().startswith('include'))
        return self.mutated(entry) if wild else entry

    def question(self):
        """Returns the question: property TAB document."""
        name = self.r.choice(MORE_PROPERTIES)
        entries = [self.entry() for _ in range(self.r.choice([0, 1, 1, 1, 2, 3, 5]))]
        if self.exotic and len(entries) > 1 and self.r.random() < 0.1:
            entries[-1] = self.r.choice([str.upper, str.lower, str.swapcase])(entries[0])
        self.g.new_document()
        spelt = [self.g.spell(e) for e in entries]
        value = b''.join((self.g.comma() if i else b'') + e for i, e in enumerate(spelt))
        value += self.r.choice([b''] * 9 + [b',', b' ', b'\x00', b'\\ '])
        if self.r.random() < 0.08:
            last = self.r.choice([b'"', b'"\\u0000', b''])
            value = self.r.choice([b'"', b' "', b'']) + value + last
        return '%s\t%s' % (name, (name.encode() + b'=' + value).hex())


def java_entries(field):
    """Returns Java's entries as the library shows them, with symbols for surrogates and NUL."""
    units = [unhex(e) for e in field.split(';')]
    texts = [u.encode('utf-16-be', 'surrogatepass').decode('utf-16-be', 'replace') for u in units]
    return [t.replace('\0', '\u2400') for t in texts]


def our_entries(field):
    return [bytes.fromhex(e).decode() for e in field.split(';')]


def show(question):
    name, document = question.split('\t')
    return "printf '%s'" % printable(bytes.fromhex(document))


def compare(report, jvm, questions, ours, theirs, exotic, counts):
    for question, our, their in zip(questions, ours, theirs):
        our, their = our.split('\t'), their.split('\t')
        if len(our) == 1 or len(their) == 1:
            counts['ERR'] += 1
            if our[0] != their[0]:
                report.add('%s: one of us cannot read it' % jvm.version, show(question), our, their)
            continue
        counts[their[1]] += 1
        if java_case(our_entries(our[0])) != java_case(java_entries(their[0])):
            report.add('%s: other entries' % jvm.version, show(question),
                our_entries(our[0]), java_entries(their[0]))
        if our[1] != their[1] and (exotic or not twins(our_entries(our[0]))):
            kind = 'library takes what Java refuses' if their[1] == 'bad' else \
                'library refuses what Java takes'
            report.add('%s: %s' % (jvm.version, kind), show(question),
                'library: ' + our[2], 'Java:    ' + unhex(their[2]))


def check(report, jvm, oracle, lists, count):
    counts = {'ok': 0, 'bad': 0, 'ERR': 0}
    for start in range(0, count, BATCH):
        questions = [lists.question() for _ in range(min(BATCH, count - start))]
        ours = ask_ours('list_dump', [jvm.version], questions)
        theirs = oracle.ask(jvm, 'list', questions)
        compare(report, jvm, questions, ours, theirs, lists.exotic, counts)
    print('Java %s: %d lists, %d of which it refuses, %d unreadable' % (
        jvm.version, count, counts['bad'], counts['ERR']), flush=True)


def main():
    args = argparse.ArgumentParser()
    args.add_argument('--seed', type=int, default=int(time.time()))
    args.add_argument('--count', type=int, default=20000, help='lists for each JVM')
    args.add_argument('--exotic', action='store_true', help='also what nobody would write')
    a = args.parse_args()
    found = need_jvms(11)
    print('seed %d' % a.seed, flush=True)
    report, oracle, lists = Report(), Oracle(), Lists(a.seed, a.exotic)
    for jvm in found:
        check(report, jvm, oracle, lists, a.count)
    report.finish('%d lists' % (a.count * len(found)))


if __name__ == '__main__':
    main()
