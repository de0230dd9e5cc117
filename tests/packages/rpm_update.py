#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Updates a small fake Java, built with rpmbuild, with the real rpm.

exit status: 0 success, 1 failure, 77 something is missing here
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
    """Builds a package with our trigger snippets, as packagers should use them."""
    return build('jsecpatch-trigger', '1', {}, snippet('rpm/triggers.spec') + '\n%files\n')


def rpm(root, *arguments):
    return run('rpm', '--root', root.at, '--force-debian', '--nosignature', '--nodeps',
               *arguments).stdout


def change(root, *arguments):
    """Runs a transaction. Java must have restrictions during all of it."""
    with Watch(root / FILE) as watch:
        said = rpm(root, *arguments)
    watch.expect(STATES | {None})
    expect('a failed trigger', re.findall('.*scriptlet.*', said), [])
    expect('a word of ours', 'jsecpatch' in said.replace('jsecpatch-trigger', ''), False)
    return said


class Case:
    """A root with a patched Java."""

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
    """Without us the old list stays, and the vendor's new file waits beside it."""
    with Case(java('1', OLD), trigger=False, remember=False) as root:
        rpm(root, '-U', java('2', NEW))
        expect('the old list', read(root / FILE) == without_anon(OLD))
        expect('the new one waits', read(root / FILE + '.rpmnew') == NEW)


def premise_versioned():
    """Without us the new Java is not patched. The old edit is kept in a useless place."""
    with Case(versioned('1', OLD), file=FILE.replace('17', '17-1'), trigger=False,
              remember=False) as root:
        rpm(root, '-U', versioned('2', NEW))
        expect('the new one', read(root / FILE.replace('17', '17-2')) == NEW)
        expect('the old one', read(root / FILE.replace('17', '17-1') + '.rpmsave') ==
               without_anon(OLD))


def same_path():
    """After a suspension, the trigger patches the vendor's new file."""
    with Case(java('1', OLD)) as root:
        root.jsec('--suspend', '--from-hook', 'dnf5')
        change(root, '-U', java('2', NEW))
        root.expect_patched(FILE, NEW)


def same_file():
    """If the vendor's file does not change, ours does not either, nor its time."""
    with Case(java('1', OLD)) as root:
        before = identity(root / FILE)
        change(root, '-U', java('2', OLD))
        root.expect_patched(FILE, OLD)
        expect('the file and its metadata', identity(root / FILE), before)


def same_path_waits():
    """Without a suspension --list reports .rpmnew, and --adopt-vendor takes it."""
    with Case(java('1', OLD)) as root:
        change(root, '-U', java('2', NEW))
        expect('the old edit', read(root / FILE) == without_anon(OLD))
        expect('the vendor\'s file waits', read(root / FILE + '.rpmnew') == NEW)
        expect('told', FILE + '.rpmnew' in root.jsec('--list').stdout)
        root.jsec('--reapply', '--adopt-vendor')
        root.expect_patched(FILE, NEW)


def same_path_replaced():
    """Without a suspension and without `noreplace` the trigger patches the new file."""
    with Case(java('1', OLD, '%config ')) as root:
        change(root, '-U', java('2', NEW, '%config '))
        expect('entries', read(root / FILE) == without_anon(NEW))
        expect('the old edit', read(root / FILE + '.rpmsave') == without_anon(OLD))


def versioned_directory():
    """The trigger patches the Java in the new directory. rpm removes the suspended old one."""
    old, new = FILE.replace('17', '17-1'), FILE.replace('17', '17-2')
    with Case(versioned('1', OLD), file=old) as root:
        root.jsec('--suspend', '--from-hook', 'dnf5')
        change(root, '-U', versioned('2', NEW))
        root.expect_patched(new, NEW)
        expect('what is left of the old one', os.path.exists(root / old.split('/conf/')[0]),
               False)


def versioned_bare():
    """Without a suspension the trigger patches the new Java, too."""
    with Case(versioned('1', OLD), file=FILE.replace('17', '17-1')) as root:
        change(root, '-U', versioned('2', NEW))
        root.expect_patched(FILE.replace('17', '17-2'), NEW)


def copied():
    """A script copies the old file to the new directory, as copy-jdk-configs does: told."""
    old, new = FILE.replace('17', '17-1'), FILE.replace('17', '17-2')
    copy = f'%pretrans\nmkdir -p {os.path.dirname(new)}\n' \
           f'[ ! -f {old} ] || cp -a {old} {new}'
    for suspends in False, True:
        with Case(versioned('1', OLD), file=old) as root:
            if suspends:
                root.jsec('--suspend', '--from-hook', 'dnf5')
            change(root, '-U', versioned('2', NEW, copy))
            expect('the old list', read(root / new) == without_anon(OLD))
            expect('the vendor\'s file waits', read(root / new + '.rpmnew') == NEW)
            expect('told', new + '.rpmnew' in root.jsec('--list').stdout)
            root.jsec('--reapply', '--adopt-vendor')
            root.expect_patched(new, NEW)


def erased():
    """Erasing the package leaves nothing, and the trigger prints no error."""
    with Case(java('1', OLD)) as root:
        root.jsec('--suspend', '--from-hook', 'dnf5')
        change(root, '-e', 'fake-17')
        for path in (HOME, FILE):
            expect(path, os.path.lexists(root / path), False)


PREMISES = [premise_kept, premise_versioned]
CASES = [same_path, same_file, same_path_waits, same_path_replaced, versioned_directory,
         versioned_bare, copied, erased]


def main():
    if not roots.TOP:
        roots.in_namespace('rpm', 'rpmbuild')
    global start
    start = roots.make_base_root().over('start')
    run('rpm', '--root', start.at, '--initdb')
    return roots.main(PREMISES + CASES, sys.argv[1:])


sys.exit(main())
