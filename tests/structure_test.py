#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Breaks each rule of structure.py on purpose. Only that rule must complain.

usage: structure_test.py TOP BUILD"""
import contextlib
import copy
import pathlib
import shutil
import sys
import tempfile
from unittest import mock

import exceptions
import structure
from source import Build, Tree, quoted_includes, stem


class House:
    """A copy of the tree and of the build, to be changed and put back."""

    def __init__(self, top, build, copied):
        self.top, self.built = copied, Build(top, build)
        for folder in 'lib', 'cli', 'include', 'packaging', 'samples/ansible', *(
                'tests/' + name for name in ('unit', 'cli', 'fault', 'fuzz', 'oracle', 'windows')):
            shutil.copytree(top / folder, copied / folder)
        for page in 'README.md', 'SECURITY.md', 'meson.build':
            shutil.copy(top / page, copied)
        self.tree = Tree(copied)
        self.usual = structure.breaches(self.tree, self.built)
        self.undo = []
        self.build = None

    def write(self, path, text):
        path = self.top / path
        old = path.read_text() if path.exists() else None
        self.undo.append((path, old))
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)

    def add(self, path, text):
        self.write(path, (self.top / path).read_text() + text)

    def remove(self, path):
        self.undo.append((self.top / path, (self.top / path).read_text()))
        (self.top / path).unlink()

    def broken(self, change):
        """Returns the rules with new complaints after the change, and these complaints."""
        self.build = copy.deepcopy(self.built)
        tables = ('FUZZED', 'PREFIXES', 'SINGLE_USERS', 'SYSTEM_CALLS')
        with contextlib.ExitStack() as stack:
            for table in tables:
                stack.enter_context(mock.patch.dict(getattr(exceptions, table)))
            change(self)
            found = structure.breaches(Tree(self.top), self.build)
        for path, old in reversed(self.undo):
            if old is None:
                path.unlink()
            else:
                path.write_text(old)
        self.undo = []
        return {name: new for name, lines in found.items()
                if (new := sorted(set(lines) - set(self.usual[name])))}


def circle_in_command(house):
    """Makes a header include the header of a module that includes it."""
    for path, text in house.tree.cli.items():
        for name in quoted_includes(text):
            header = 'cli/' + name
            if header in house.tree.cli and stem(path) + '.h' in house.tree.cli and \
                    stem(path) != stem(header) and \
                    stem(path) not in house.tree.edges(house.tree.cli)[stem(header)]:
                house.add(header, f'#include "{stem(path)[4:]}.h"\n')
                return


def a_case(house):
    return min((house.top / 'tests/cli').glob('*.sh')).stem


HEADER = 'include/jsecpatch.h'


def first_map_row(house, row):
    text = house.tree.lib['lib/api.c']
    before, after = text.split(' *\t', 1)
    house.write('lib/api.c', before + row(' *\t' + after))


# Changes of the tree, and the rules that must complain.
ADDED = [
    ('nothing', 'lib/suites/verdict.c', '/* errno, struct stat */ // O_RDONLY\n', ''),
    ('an include upward', 'lib/text/near.c', '#include "os/root.h"\n', 'folders'),
    ('text seen by os', 'lib/os/root.c', '#include "text/edit.h"\n', 'folders'),
    ('text seen by archive', 'lib/archive/gzip.c', '#include "text/edit.h"\n', 'folders'),
    ('no such header', 'lib/base/buf.c', '#include "base/none.h"\n', 'folders'),
    ('the command looks inside', 'cli/main.c', '#include "base/buf.h"\n', 'command'),
    ('a circle', 'lib/base/span.h', '#include "base/buf.h"\n', 'no_circles'),
    ('declared only', 'lib/base/strv.h', 'void strv_none(void);\n', 'declared'),
    ('a large folder', 'lib/text/edit.c', '\n' * 9999, 'size'),
    ('a noun', 'lib/base/buf.c', 'struct buf_it { int n; };\nstatic int buf_it(void)\n{\n}\n',
     'nouns'),
    ('the name of a file', 'lib/base/strv.c', 'static void errors(void)\n{\n}\n', 'nouns'),
    ('no prefix', 'lib/base/buf.c', 'static void grow_it(void)\n{\n}\n', 'prefixes'),
    ("another file's tag", 'lib/base/strv.c', 'static void buf_it(void)\n{\n}\n', 'prefixes'),
    ('a public name inside', 'lib/base/buf.c', 'int jsec_it(void)\n{\n}\n', 'public_names'),
    ('not in the header', 'lib/jsecpatch.map', '\tjsec_it;\n', 'exports'),
    ('a header with little comment', HEADER, 'struct jsec_it;\n' * 199, 'public_header'),
    ('a long line', HEADER, f'/* {"long " * 20} */\n', 'public_header'),
    ('a comment behind code', HEADER, 'struct jsec_it; /* it */\n', 'public_header'),
    ('a function with the name of a struct', HEADER,
     'struct jsec_free;\n', 'public_header'),
    ('errno', 'lib/suites/verdict.c', '#define IT errno\n', 'system_calls'),
    ('a flag', 'lib/suites/verdict.h', '#define IT O_RDONLY\n', 'system_calls'),
    ('a member of stat', 'lib/suites/verdict.h', '#define IT(s) (s)->st_ino\n', 'system_calls'),
    ('a type', 'lib/suites/verdict.h', 'uid_t verdict_user;\n', 'system_calls'),
    ('a system header', 'lib/suites/verdict.h', '#include <sys/stat.h>\n', 'system_calls'),
]
ADDED += [(f'an option in a message: {text}', 'lib/suites/verdict.c', f'#define IT {text}\n', rules)
          for text, rules in [
    ('"use --force"', 'no_options'), ('"(--force)"', 'no_options'),
    ('"--force does it"', 'no_options'), ('"run jsecpatch --list"', 'no_options'),
    ('"see \'jsecpatch\'"', 'no_options'), ('"--module="', ''), ('"# see --list"', ''),
    ('" -Djava.home"', '')]]
WRITTEN = [
    ('a header of a library', 'cli/zlib.h', '', 'header_names single_users'),
    ('a header of POSIX', 'cli/wordexp.h', '', 'header_names single_users'),
    ('a module for nobody', 'lib/base/lonely.h', '', 'map_of_modules single_users'),
    ('an unknown folder', 'lib/misc/thing.h', '', 'folders map_of_modules single_users'),
    ('a case that is not run', 'tests/cli/a_case.sh', '', 'tests_run'),
    ('a golden alone', 'tests/cli/a_case.out', '', 'tests_run'),
    ('a unit test that is not run', 'tests/unit/test_none.c', '', 'tests_run'),
]


def twice(house):
    house.add('lib/base/buf.c', 'static void buf_it(void)\n{\n}\n')
    house.add('lib/base/buf.h', 'static inline void buf_it(void)\n{\n}\n')


def tag_twice(house):
    house.add('lib/base/buf.c', 'struct it { int n; };\n')
    house.add('lib/base/span.h', 'enum it { NO_IT };\n')


def defined_elsewhere(house):
    house.add('lib/base/strv.h', 'void buf_it(void);\n')
    house.add('lib/base/buf.c', 'void buf_it(void)\n{\n}\n')


def opaque(house):
    house.add('lib/base/strv.h', 'struct it;\nvoid it_free(struct it *it);\n')
    house.add('lib/base/strv.c', 'struct it { int n; };\nvoid it_free(struct it *it)\n{\n}\n')


def many_calls(house):
    house.add(HEADER, ''.join(
        f'/* Does it. */\nJSEC_PUBLIC int jsec_it{n}(void);\n' for n in range(61)))


def calls(path, name):
    return lambda house: house.build.needs[path].add(name)


def replaced(path, old, new):
    return lambda house: house.write(path, (house.top / path).read_text().replace(old, new))


def lapsed(table, key, row='no reason'):
    return lambda house: getattr(exceptions, table).update({key: row})


CHANGES = [
    ('a circle in the command', circle_in_command, 'no_circles'),
    ('a function twice', twice, 'unique'),
    ('a tag twice', tag_twice, 'unique'),
    ('defined elsewhere', defined_elsewhere, 'declared'),
    ('a struct that the header only announces', opaque, ''),
    ('many public calls', many_calls, 'exports public_header'),
    ('a leak', lambda house: house.build.exported.add('buf_add'),
     'exports library_manual'),
    ('a static leak', lambda house: house.build.archived.add('buf_add'), 'exports'),
    ('text asks os', calls('lib/text/edit.c', 'root_open'), 'portable'),
    ('text asks the C library', calls('lib/text/edit.c', 'fnmatch'), 'portable'),
    ('text needs GNU', calls('lib/text/edit.c', 'strchrnul'), 'portable'),
    ('text opens a file', calls('lib/text/edit.c', 'handle_read'), 'portable'),
    ('archive asks more of os', calls('lib/archive/gzip.c', 'handle_sync'), 'portable'),
    ('archive reads a file', calls('lib/archive/gzip.c', 'handle_read'), ''),
    ('a system call', calls('lib/base/buf.c', '__openat64_2'), 'portable system_calls'),
    ('a system call of hooks', calls('lib/hooks/hook.c', '__openat64_2'), 'system_calls'),
    ('a file opened by libbz2', calls('lib/archive/gzip.c', 'BZ2_bzopen'),
     'portable system_calls'),
    ('no system call', calls('lib/base/buf.c', '__memcpy_chk'), ''),
    ('a case without golden', lambda house: house.remove(f'tests/cli/{a_case(house)}.out'),
     'tests_run'),
    ('a case meson does not know',
     lambda house: house.build.tests.discard('cli-' + a_case(house)), 'tests_run'),
    ('not compiled', lambda house: house.build.compiled.discard('lib/base/buf.c'), 'tests_run'),
    ('a lapsed exception', lapsed('SYSTEM_CALLS', 'base/buf.c', ('open', 'none')),
     'system_calls'),
    ('a lapsed prefix', lapsed('PREFIXES', 'buf_add'), 'prefixes'),
    ('a lapsed single user', lapsed('SINGLE_USERS', 'lib/base/buf'), 'single_users'),
    ('a parser without a target', lambda house: exceptions.FUZZED.pop('text/cgroup'), 'fuzzed'),
    ('a target that does not reach its parser', lapsed('FUZZED', 'text/cgroup', 'diff'),
     'fuzzed'),
    ('a target that is not run', replaced('tests/fuzz/run', ' cgroup ', ' '), 'fuzzed'),
    ('26 single users', lambda house: exceptions.SINGLE_USERS.update(
        {stem(path): '' for path in list(house.tree.lib)[:60]}), 'single_users'),
    ('a row too many', lambda house: first_map_row(
        house, lambda rest: ' *\tbase/none  nothing\n' + rest), 'map_of_modules'),
    ('a row too few', lambda house: first_map_row(
        house, lambda rest: rest.split('\n', 1)[1]), 'map_of_modules'),
    ('a note without a manual', lambda house: house.add(
        'lib/base/note_list.h', '#define NOTE_NEW "never-heard-of"\n'), 'json_manual'),
    ('a key without a manual', replaced('cli/jsecpatch-json.5', '.It Li msg Ta', '.It Li mgs Ta'),
     'json_manual'),
    ('a code without a manual', replaced('cli/jsecpatch-json.5', '.It Li no-space\n', ''),
     'json_manual'),
    ('an exported function without a manual', replaced(
        'lib/libjsecpatch.3', 'Fn jsec_plan_failed', 'Fn jsec_plan_filed'), 'library_manual'),
    ('a prototype that the header does not have', replaced(
        'lib/libjsecpatch.3', 'Fo jsec_plan_failed', 'Fo jsec_plan_filed'), 'library_manual'),
    ('a parameter of another time', replaced(
        'lib/libjsecpatch.3', '.Fa "unsigned flags"', '.Fa "int flags"'), 'library_manual'),
    ('a message that nothing prints', replaced(
        'README.md', '| `no cipher suite becomes', '| `nothing becomes'), 'readme_messages'),
    ('a promise whose test is gone', replaced(
        'SECURITY.md', '`cli/empty_list.sh`', '`cli/empty.sh`'), 'promises'),
    ('a promise without a test', replaced(
        'SECURITY.md', '| `cli/root_process.sh`, `cli/root_links.sh`, `unit/test_root.c`, '
        '`fault/swaps.py`', '| none'), 'promises'),
    ('a document of another time', replaced(
        'cli/jsecpatch-json.5', '"dry_run": false,', ''), 'json_manual'),
    ('a package of another version', replaced(
        'packaging/rpm/jsecpatch.spec', 'Version:        ', 'Version:        9'), 'versions'),
    ('a collection of another version', replaced(
        'samples/ansible/galaxy.yml', 'version: ', 'version: 9'), 'versions'),
] + [
    (name, lambda house, path=path, text=text: house.add(path, text), rules)
    for name, path, text, rules in ADDED
] + [
    (name, lambda house, path=path, text=text: house.write(path, text), rules)
    for name, path, text, rules in WRITTEN
]


def main():
    top, build = map(pathlib.Path, sys.argv[1:])
    failed, seen = [], set()
    with tempfile.TemporaryDirectory() as copied:
        house = House(top, build, pathlib.Path(copied))
        for name, change, rules in CHANGES:
            found = house.broken(change)
            seen.update(found)
            if set(found) != set(rules.split()):
                failed.append(f'{name}: wanted [{rules}], complained: {found}')
    failed += [f'{check.__name__}: no change breaks it' for check in structure.RULES
               if check.__name__ not in seen]
    print('\n'.join(failed) or f'{len(CHANGES)} changes, each seen by its rules alone')
    return 1 if failed else 0


sys.exit(main())
