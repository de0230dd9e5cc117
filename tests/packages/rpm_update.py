#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Updates of a small fake Java, made on the spot with rpmbuild, by the real rpm.

exit status: 0 all is well, 1 not, 77 something is missing here
"""
import os
import re
import sys

import roots
from roots import (NEW, OLD, STATES, Watch, expect, identity, read, run, snippet,
                   without_anon)
from rpms import FILE, HOME, build, java, versioned

start = None


def trigger_package():
    """A package of ours with the trigger snippets, as they are to be packaged."""
    return build('jsecpatch-trigger', '1', {}, snippet('rpm/triggers.spec') + '\n%files\n')


def rpm(root, *arguments):
    return run('rpm', '--root', root.at, '--force-debian', '--nosignature', '--nodeps',
               *arguments).stdout


def change(root, *arguments):
    """A transaction, during which Java must have restrictions all the time."""
    with Watch(root / FILE) as watch:
        said = rpm(root, *arguments)
    watch.expect(STATES | {None})
    expect('a failed trigger', re.findall('.*scriptlet.*', said), [])
    expect('a word of ours', 'jsecpatch' in said.replace('jsecpatch-trigger', ''), False)
    return said


class Case:
    """A root with a Java whose file is patched."""

    def __init__(self, package, file=FILE, trigger=True, remember=True):
        self.package, self.file = package, file
        self.trigger, self.remember = trigger, remember

    def __enter__(self):
        self.root = root = start.over('case')
        rpm(root, '-i', self.package)
        expect('the file', read(root / self.file) == OLD)
        root.jsec('--allow', 'anon', *['--remember'] * self.remember)
        root.expect_patched(self.file, OLD)
        if self.trigger:
            rpm(root, '-i', trigger_package())
        return root

    def __exit__(self, *_):
        self.root.close()


def premise_kept():
    """The old list stays in place, and the vendor's new one waits."""
    with Case(java('1', OLD), trigger=False, remember=False) as root:
        rpm(root, '-U', java('2', NEW))
        expect('the old list', read(root / FILE) == without_anon(OLD))
        expect('the new one waits', read(root / FILE + '.rpmnew') == NEW)


def premise_versioned():
    """The new Java has no edit; the old one's is kept where nobody looks."""
    with Case(versioned('1', OLD), file=FILE.replace('17', '17-1'), trigger=False,
              remember=False) as root:
        rpm(root, '-U', versioned('2', NEW))
        expect('the new one', read(root / FILE.replace('17', '17-2')) == NEW)
        expect('the old one', read(root / FILE.replace('17', '17-1') + '.rpmsave') ==
               without_anon(OLD))


def same_path():
    """Suspended before the transaction: the vendor's new file, patched by the trigger."""
    with Case(java('1', OLD)) as root:
        root.jsec('--suspend', '--from-hook', 'dnf5')
        change(root, '-U', java('2', NEW))
        root.expect_patched(FILE, NEW)


def same_file():
    """The vendor's file is the same: so is ours, and its time."""
    with Case(java('1', OLD)) as root:
        before = identity(root / FILE)
        change(root, '-U', java('2', OLD))
        root.expect_patched(FILE, OLD)
        expect('the file and its metadata', identity(root / FILE), before)


def same_path_waits():
    """Not suspended: .rpmnew is told by --list, and taken when asked for."""
    with Case(java('1', OLD)) as root:
        change(root, '-U', java('2', NEW))
        expect('the old edit', read(root / FILE) == without_anon(OLD))
        expect('the vendor\'s file waits', read(root / FILE + '.rpmnew') == NEW)
        expect('told', FILE + '.rpmnew' in root.jsec('--list').stdout)
        root.jsec('--reapply', '--adopt-vendor')
        root.expect_patched(FILE, NEW)


def same_path_replaced():
    """Not suspended, and no `noreplace`: the trigger patches the new file."""
    with Case(java('1', OLD, '%config ')) as root:
        change(root, '-U', java('2', NEW, '%config '))
        expect('entries', read(root / FILE) == without_anon(NEW))
        expect('the old edit', read(root / FILE + '.rpmsave') == without_anon(OLD))


def versioned_directory():
    """The new directory's Java is patched by the trigger; suspended, the old one is gone."""
    old, new = FILE.replace('17', '17-1'), FILE.replace('17', '17-2')
    with Case(versioned('1', OLD), file=old) as root:
        root.jsec('--suspend', '--from-hook', 'dnf5')
        change(root, '-U', versioned('2', NEW))
        root.expect_patched(new, NEW)
        expect('what is left of the old one', os.path.exists(root / old.split('/conf/')[0]),
               False)


def versioned_bare():
    """Not suspended: the new one is patched as well."""
    with Case(versioned('1', OLD), file=FILE.replace('17', '17-1')) as root:
        change(root, '-U', versioned('2', NEW))
        root.expect_patched(FILE.replace('17', '17-2'), NEW)


def erased():
    """Nothing is left of it, and the trigger has nothing to complain about."""
    with Case(java('1', OLD)) as root:
        root.jsec('--suspend', '--from-hook', 'dnf5')
        change(root, '-e', 'fake-17')
        for path in (HOME, FILE):
            expect(path, os.path.lexists(root / path), False)


PREMISES = [premise_kept, premise_versioned]
CASES = [same_path, same_file, same_path_waits, same_path_replaced, versioned_directory,
         versioned_bare, erased]


def main():
    if not roots.TOP:
        roots.in_namespace('rpm', 'rpmbuild')
    global start
    start = roots.make_base_root().over('start')
    run('rpm', '--root', start.at, '--initdb')
    return roots.main(PREMISES + CASES, sys.argv[1:])


sys.exit(main())
