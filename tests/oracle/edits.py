# SPDX-License-Identifier: MIT
"""Edits random documents. When Java loads both, only the list may differ, as requested.

Half of the documents are those of tests/fuzz/generate_edit."""

import argparse
import itertools
import os
import random
import re
import subprocess
import time

from generate import GOOD, NAMES, PROPERTIES, Generator, utf16
from oracle import (Oracle, Report, ask_ours, fold, need_jvms, printable, read_props,
    split, twins, unhex)

BATCH = 5000
ADDABLE = GOOD + ['anon', 'NULL', 'DH_anon', 'RC4', 'DTLSv1.0', 'caf\xe9', 'x\u20acy', '\U0001f600',
    'an\\on', '\\', '#x', '!x', '=x', ':x', "'x'", 'u0061', 'a\xa0b', 'TLS_ECDH_*']
REMOVABLE = NAMES * 2 + ADDABLE + ['"anon"', 'anon"', '#anon', '=anon', 'a;anon', 'x\u2400y',
    'anon NULL', 'caf', 'DH', 'DH keysize < 1024', ' anon ', 'anon  NULL']


class Case:
    """A document, and a change of its list."""

    def __init__(self, g):
        r = g.r
        self.property = r.choice(PROPERTIES)
        self.document = g.document(self.property)
        self.force = r.random() < 0.3
        kind = r.choice(['allow', 'allow', 'disallow', 'both'])
        self.allow = r.sample(REMOVABLE, r.choice([1, 1, 1, 2, 3])) if kind != 'disallow' else []
        if kind != 'disallow' and r.random() < 0.6:
            self.allow = ['anon'] + self.allow[1:]
        asked = set(map(fold, self.allow))
        wanted = r.sample(ADDABLE, r.choice([1, 1, 2])) if kind != 'allow' else []
        self.disallow = [e for e in wanted if fold(e) not in asked]

    @classmethod
    def read(cls, line):
        """Returns the case of a line that tests/fuzz/generate_edit printed."""
        case = cls.__new__(cls)
        force, case.property, allow, disallow, document = line.rstrip('\n').split('\t')
        case.allow, case.disallow = [
            [bytes.fromhex(e).decode('utf-8') for e in part.split(';') if e]
            for part in (allow, disallow)]
        asked = set(map(fold, case.allow))
        case.disallow = [e for e in case.disallow if fold(e) not in asked]
        case.force, case.document = force == '1', bytes.fromhex(document)
        return case

    def line(self):
        lists = [';'.join(e.encode().hex() for e in part) for part in (self.allow, self.disallow)]
        return '\t'.join([str(int(self.force)), self.property] + lists + [self.document.hex()])

    def describe(self):
        return ['%s allow %r disallow %r%s' % (self.property, self.allow, self.disallow,
            ' force' if self.force else ''), "printf '%s'" % printable(self.document)]

    def expect(self, old):
        """Returns the list without the allowed entries, and the entries to be added."""
        before = split(old.get(self.property, ''))
        asked = {fold(utf16(e)) for e in self.allow}
        kept = [e for e in before if fold(e) not in asked]
        have = set(map(fold, kept))
        added = [utf16(re.sub('[ \t]+', ' ', e)) for e in self.disallow]
        return before, kept, [e for e in dict.fromkeys(added) if fold(e) not in have]


def names_others(case, before):
    """Tells whether a suite is allowed that is no entry: its name stands for entries then."""
    have = set(map(fold, before))
    return case.property == 'jdk.tls.disabledAlgorithms' and any(
        '_WITH_' in e and fold(utf16(e)) not in have for e in case.allow)


def text(hexadecimal):
    return bytes.fromhex(hexadecimal).decode()


def reason(verdict):
    entries, answer, why = verdict.split('\t')
    return '%s %s' % (answer, unhex(why))


def same_list(after, kept, added):
    """Tells whether the list has the kept entries in order, with the added ones anywhere."""
    rest = list(after)
    for e in added:
        if e not in rest:
            return False
        rest.remove(e)
    return rest == kept


def unspoilt(entries):
    """Tells whether all versions judge these entries alike: a bare file has no version."""
    more = re.compile(r'\*|handshakesignature|^include jdk.disabled.namedcurves.', re.I | re.S)
    return not any(map(more.search, entries))


def as_document(case, entries):
    """Makes a document with only this list. The last comma keeps quotes from being a pair."""
    escaped = ''.join('\\u%04x' % ord(c) for e in entries for c in e + ',')
    return '%s\t%s' % (case.property, (case.property + '=' + escaped).encode().hex())


class Checker:
    """Compares one JVM with the library."""

    def __init__(self, jvm, report):
        self.jvm, self.report, self.oracle = jvm, report, Oracle()
        self.outcomes = {}

    def ask(self, mode, lines):
        return self.oracle.ask(self.jvm, mode, lines)

    def difference(self, case, kind, *details):
        self.report.add(kind, *(case.describe() + list(details)))

    def count(self, outcome):
        self.outcomes[outcome] = self.outcomes.get(outcome, 0) + 1

    def check(self, cases):
        answers = [a.split('\t') for a in ask_ours('edit_batch', [], [c.line() for c in cases])]
        olds = self.ask('props', [c.document.hex() for c in cases])
        olds = [read_props(a) for a in olds]
        for case, (code, detail), (good, old) in zip(cases, answers, olds):
            if (code == 'bad-file') == good:
                self.difference(case, 'file is %s to Java' % ('good' if good else 'bad'), code,
                    text(detail))
        good = [(c, code, detail, old) for c, (code, detail), (ok, old)
            in zip(cases, answers, olds) if ok and code != 'bad-file']
        self.count_bad_files(len(cases) - len(good))
        self.check_edited([g for g in good if g[1] == 'ok'])
        self.check_refused([g for g in good if g[1] != 'ok'])

    def count_bad_files(self, n):
        self.outcomes['bad-file'] = self.outcomes.get('bad-file', 0) + n

    def check_edited(self, edited):
        news = self.ask('props', [new for _, _, new, _ in edited])
        lists = self.ask('list', ['%s\t%s' % (c.property, new) for c, _, new, _ in edited])
        for (case, _, new, old), answer, verdict in zip(edited, news, lists):
            self.check_one(case, old, bytes.fromhex(new), read_props(answer), verdict)

    def check_one(self, case, old, new, reading, verdict):
        before, kept, added = case.expect(old)
        good, props = reading
        shown = "printf '%s'" % printable(new)
        if names_others(case, before):
            self.count('suite by name')
            return
        if kept == before and not added:
            self.count('unchanged')
            if new != case.document:
                self.difference(case, 'changed without a need', shown)
            return
        self.count('edited')
        after = split(props.get(case.property, ''))
        if not good:
            self.difference(case, 'Java cannot read the new file', shown)
        elif not same_list(after, kept, added):
            self.difference(case, 'not the list that was asked', shown, 'before %r' % before,
                'after  %r' % after)
        elif without(props, case.property) != without(old, case.property):
            self.difference(case, 'another property changed', shown)
        elif not after and before and not case.force and \
                case.property != 'jdk.tls.legacyAlgorithms': # it restricts nothing
            self.difference(case, 'emptied without force', shown)
        elif verdict.split('\t')[1] != 'ok' and unspoilt(after):
            self.difference(case, 'Java refuses the new list', shown, reason(verdict))

    def check_refused(self, refused):
        wanted = [case.expect(old) for case, _, _, old in refused]
        lists = self.ask('list', [as_document(case, kept + added)
            for (case, _, _, _), (_, kept, added) in zip(refused, wanted)])
        olds = self.ask('list', [as_document(case, before)
            for (case, _, _, _), (before, _, _) in zip(refused, wanted)])
        for (case, code, why, _), (before, kept, added), verdict, was in zip(refused, wanted,
                lists, olds):
            self.count(code)
            judged = [answer.split('\t')[1] for answer in (verdict, was)]
            # After a last line with only a backslash, nothing can be added.
            legitimate = code == 'not-proven' and 'lone backslash' in text(why) \
                or code == 'empty-list' and not case.force and before and not kept + added \
                or code == 'opens-more' and names_others(case, before) \
                or code == 'unknown-entry' and not case.force \
                or code == 'bad-list' and ('bad' in judged or twins(kept + added)
                    or not unspoilt(kept + added)
                    or 'would include nothing' in text(why))
            if not legitimate:
                self.difference(case, 'refused as %s' % code, text(why),
                    'Java on this list: ' + reason(verdict))


def without(props, name):
    return {k: v for k, v in props.items() if k != name}


def make_cases(seed, count):
    g = Generator(random.Random(seed))
    return (Case(g) for _ in range(count))


def generate_cases(seed, count):
    program = os.path.join(os.environ.get('BUILD_ROOT', 'build'), 'tests/fuzz/generate_edit')
    run = subprocess.run([program, str(seed), str(count), 'print'], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, check=True, encoding='ascii')
    return map(Case.read, run.stdout.splitlines())


def main():
    args = argparse.ArgumentParser()
    args.add_argument('--seed', type=int, default=int(time.time()))
    args.add_argument('--count', type=int, default=5000)
    a = args.parse_args()
    jvm = need_jvms(17)[0]
    print('seed %d, Java %s' % (a.seed, jvm.version), flush=True)
    report = Report()
    checker = Checker(jvm, report)
    half = a.count // 2
    cases = itertools.chain(make_cases(a.seed, half), generate_cases(a.seed, a.count - half))
    while batch := list(itertools.islice(cases, BATCH)):
        checker.check(batch)
    print(', '.join('%d %s' % (n, what) for what, n in sorted(checker.outcomes.items())))
    report.finish('%d documents' % a.count)


if __name__ == '__main__':
    main()
