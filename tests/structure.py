#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the structure: folders, names, system calls, and that all tests are run.

usage: structure.py TOP BUILD

The first line of each rule says what it requires. Exceptions are in exceptions.py."""
import collections
import functools
import json
import pathlib
import re
import sys

import documents
import exceptions
from source import (QUIET, Build, Tree, circles, closure, code_lines, folder_of, name_of, plain,
                    quoted_includes, stem, system_includes)

# The folders of lib from the top. A file may include headers of its own folder or lower ones.
ORDER = ['api', 'hooks', 'queries', 'diagnosis', 'override', 'apply', 'plan', 'search', 'suites',
         'jre', 'backup', 'access_manager', 'archive', 'net', 'os', 'text', 'base']
# The first of each pair must not include the second, although that is lower.
APART = {('os', 'text'), ('archive', 'text')}
PUBLIC = {'jsecpatch.h', 'version.h'}
# The public header: calls at most, columns at most, and lines of comment to one of code.
MAX_CALLS, MAX_COLUMNS, MIN_COMMENT = 64, 90, 2
# Folders whose names are not checked for POSIX: what they call is.
BELOW_OS = {'text', 'base'}

# Headers of C and POSIX. Headers of libraries are found in the tree, by their <includes>.
STANDARD = set('''aio assert complex cpio ctype dirent dlfcn endian errno fcntl fenv float
    fmtmsg fnmatch ftw glob grp iconv inttypes iso646 langinfo libgen limits locale math
    monetary mqueue ndbm netdb nl_types poll pthread pwd regex sched search semaphore setjmp
    signal spawn stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string
    strings stropts syslog tar termios tgmath threads time trace uchar ulimit unistd utime utmpx
    wchar wctype wordexp archive archive_entry zlib zstd jansson check'''.split())

# What C has, and what the compiler for Windows has beyond it, as bare() names them.
PORTABLE = set('''abort assert_fail bsearch calloc free malloc memchr memcmp memcpy memmove memset
    qsort realloc snprintf sscanf strchr strcmp strcpy strcspn strlen strncmp strncpy strpbrk
    strrchr strspn strstr strtol strtoll strtoul strtoull vsnprintf
    asprintf strcasecmp strdup strncasecmp strnlen strtok_r tdelete tfind tsearch vasprintf
    bcmp stack_chk_fail _GLOBAL_OFFSET_TABLE_'''.split())
# The folders that are compiled for Windows, too.
PORTABLE_FOLDERS = ('text', 'base', 'archive')
# Functions of the C library that only work on memory, as bare() names them.
MEMORY = re.compile(
    r'_GLOBAL_OFFSET_TABLE_|stack_chk_fail|(asan|ubsan|sanitizer|tsan)_\w+|errno_location|'
    r'assert_fail|malloc|calloc|realloc(array)?|free|(raw)?mem\w+|(isoc\d+_)?st[rp]\w+|qsort(_r)?|'
    r'bsearch|atoi|(isoc\d+_)?sscanf|v?(sn|as)printf')
# Functions of libraries that get their bytes from us.
LIBRARIES = re.compile(
    r'nettle_\w+|(in|de)flate\w*|crc32\w*|adler32\w*|zError|ZSTD_\w+|'
    r'BZ2_bz(BuffToBuff)?(Dec|C)ompress\w*|lzma_\w+')
# Other functions without effects on the system: times as text, trees, patterns, mutexes.
HARMLESS = re.compile(
    r'gmtime_r|timegm|difftime|mktime|t(search|find|delete|destroy)|fnmatch|abort|'
    r'pthread_mutex_(init|lock|unlock|destroy)|pthread_once|' + LIBRARIES.pattern)
# Names that files outside os must not use: how messages call them, and a pattern.
POSIX = [('stat', r'\bstruct stat\w*'), ('st_*', r'(?:->|\.)\s*st_\w+'),
         ('O_*', r'\bO_[A-Z]+\b'), ('S_*', r'\bS_I[A-Z]+\b'), ('AT_*', r'\bAT_[A-Z]{2,}\w*')] + [
    (word, rf'\b{word}\b') for word in '''errno geteuid getegid off_t mode_t uid_t gid_t dev_t
    ino_t pid_t DIR'''.split()]
POSIX_HEADERS = re.compile(r'(fcntl|unistd|dirent|errno|pthread|sys/.*|linux/.*)\.h')

RULES = []


def rule(check):
    RULES.append(check)
    return check


def but_for(found, allowed, where):
    """Yields messages of `found` that have no exception, and exceptions that are not needed."""
    for key, message in found.items():
        if key not in allowed:
            yield message
    for key in allowed:
        if key not in found:
            name = ': '.join(key) if isinstance(key, tuple) else key
            yield f'tests/exceptions.py: {where}: {name} is no longer needed'


@rule
def folders(tree, build):
    """Files of lib include only headers of their own folder or lower ones."""
    for path, text in tree.lib.items():
        folder = folder_of(path)
        if folder not in ORDER:
            yield f'{path}: is in no folder of the list ORDER'
            continue
        for name in quoted_includes(text):
            target = tree.target(path, name)
            if not target:
                if name not in PUBLIC:
                    yield f'{path}: includes {name}, which is neither in lib nor public'
                continue
            other = folder_of(target)
            if other != folder and (other not in ORDER[ORDER.index(folder):] or
                                    (folder, other) in APART):
                yield f'{path}: includes {name}, but {folder} does not see {other}'


@rule
def command(tree, build):
    """The command includes only the public header and its own ones."""
    for path, text in tree.cli.items():
        for name in quoted_includes(text):
            if name != 'jsecpatch.h' and not tree.target(path, name):
                yield f'{path}: includes {name}'


@rule
def no_circles(tree, build):
    """No modules include each other in a circle, in lib or in cli."""
    for files in tree.lib, tree.cli:
        for modules in circles(tree.edges(files)):
            yield f'{modules[0]}: a circle of includes with {", ".join(modules[1:])}'


def headers_of(tree, path):
    """Returns the stems of the headers that a source file implements.

    A header has the same name. If there is none, x_part.c belongs to x.h or x_other.h."""
    own = stem(path)
    if own + '.h' in tree.texts:
        return {own}
    family = re.escape(own.rsplit('/', 1)[0]) + '/' + name_of(path).split('_')[0] + r'(_\w+)?\.h'
    return {own} | {stem(other) for other in tree.texts if re.fullmatch(family, other)}


@rule
def declared(tree, build):
    """A function that x.h declares is defined in x.c, or in an x_part.c without a header."""
    defined = collections.defaultdict(list)
    for function in tree.functions:
        defined[function['name']].append(function['path'])
    for prototype in tree.prototypes:
        path, name = prototype['path'], prototype['name']
        if not path.endswith('.h') or path.startswith('include/'):
            continue
        if not defined[name]:
            yield f'{path}: {name} is declared, and defined nowhere'
        elif not any(stem(path) in headers_of(tree, other) for other in defined[name]):
            yield f'{path}: {name} is declared here, but defined in {defined[name][0]}'


@rule
def size(tree, build):
    """No folder has more than a fifth of the library."""
    lines = collections.Counter()
    for path, text in tree.lib.items():
        lines[folder_of(path)] += text.count('\n')
    for folder, count in lines.items():
        if count * 5 > lines.total():
            yield (f'lib/{folder}: holds {count} of {lines.total()} lines, '
                   f'{100 * count / lines.total():.1f} %')


@rule
def unique(tree, build):
    """No two files define functions, or structs, enums or unions, of the same name."""
    for kind, tags in ('function', tree.functions), ('tag', tree.tags):
        files = collections.defaultdict(set)
        for tag in tags:
            files[tag['name']].add(tag['path'])
        for name, paths in sorted(files.items()):
            if len(paths) > 1:
                yield f'{min(paths)}: {kind} {name} is in {", ".join(sorted(paths)[1:])}, too'


def nouns_of(tree):
    return {tag['name'] for tag in tree.tags} | {name_of(path) for path in tree.texts}


@rule
def nouns(tree, build):
    """No function has the name of a struct, enum, union or file."""
    nouns = nouns_of(tree) - {'main'}
    for function in tree.functions:
        if function['name'] in nouns:
            yield f'{function["path"]}: function {function["name"]} has the name of a thing'


def starts_of(tree, path, tags):
    """Returns allowed prefixes of functions in a file: for external and for static ones."""
    outside, inside = set(), set(tags[path])
    for module in headers_of(tree, path):
        header = module + '.h'
        announced = re.findall(r'^struct (\w+);', tree.texts.get(header, ''), re.M)
        own = tags[path] | tags[module + '.c']
        outside |= {name_of(header)} | tags[header] | (own & set(announced))
    return outside, outside | inside


@rule
def prefixes(tree, build):
    """A function starts with its module's name, or with a tag in the module's header."""
    tags, found, nouns = collections.defaultdict(set), {}, nouns_of(tree)
    for tag in tree.tags:
        tags[tag['path']].add(tag['name'])
    starts = {path: starts_of(tree, path, tags) for path in tree.texts}
    for function in tree.functions:
        path, name = function['path'], function['name']
        wanted = starts[path]['file' in function or path.endswith('.h')]
        if name not in nouns and not name.startswith('jsec_') and \
                not any(name.startswith(start + '_') for start in wanted):
            found[f'{path}: {name}'] = f'{path}: function {name} has no prefix: ' + ', '.join(
                start + '_' for start in sorted(wanted))
    yield from but_for(found, exceptions.PREFIXES, 'PREFIXES')


@rule
def public_names(tree, build):
    """A function jsec_... is in lib/api*.c, or in the module of the struct that it takes."""
    homes = collections.defaultdict(set)
    for tag in tree.tags:
        homes[tag['name']].add(name_of(tag['path']))
    for function in tree.functions:
        path, name = function['path'], function['name']
        if not name.startswith('jsec_') or re.fullmatch(r'lib/api\w*\.c', path):
            continue
        taken = re.findall(r'struct (jsec_\w+)', function['signature'])
        if not any(name_of(path) in homes[tag] for tag in taken):
            yield f'{path}: defines {name}'


@rule
def header_names(tree, build):
    """No header has the name of one of C, POSIX or a library that we use."""
    used = {name for text in tree.texts.values() for name in system_includes(text)}
    taken = {name + '.h' for name in STANDARD} | {name for name in used if '/' not in name}
    for path in tree.texts:
        if path.rsplit('/', 1)[-1] in taken:
            yield f'{path}: is named like <{path.rsplit("/", 1)[-1]}>'


@rule
def exports(tree, build):
    """The shared and the static library, the map and the header have the same functions."""
    symbols = set(re.findall(r'\t(jsec_\w+);', (tree.top / 'lib/jsecpatch.map').read_text()))
    header = set(re.findall(r'\b(jsec_\w+)\(', re.sub(
        r'/\*.*?\*/', '', tree.texts['include/jsecpatch.h'], flags=re.S)))
    for name in sorted(build.exported ^ symbols):
        yield f'{name}: exported and jsecpatch.map differ'
    for name in sorted(build.archived ^ symbols):
        yield f'{name}: libjsecpatch.a and jsecpatch.map differ'
    for name in sorted(symbols ^ header):
        yield f'{name}: jsecpatch.map and jsecpatch.h differ'


@rule
def public_header(tree, build):
    """The header explains itself: much comment, few calls, short lines, one thing in a line."""
    text = tree.texts['include/jsecpatch.h']
    code, comment = code_lines(text)
    calls = re.findall(r'\b(jsec_\w+)\(', plain(text))
    if comment < MIN_COMMENT * code:
        yield f'jsecpatch.h: {comment} lines of comment explain {code} lines of code'
    if len(calls) > MAX_CALLS:
        yield f'jsecpatch.h: declares {len(calls)} functions'
    for name in sorted(set(calls) & set(re.findall(r'\bstruct (jsec_\w+)', plain(text)))):
        yield f'jsecpatch.h: {name} is a function and a struct'
    for number, line in enumerate(text.splitlines(), 1):
        if len(line.expandtabs(8)) > MAX_COLUMNS:
            yield f'jsecpatch.h:{number}: has more than {MAX_COLUMNS} columns'
        if re.match(r'[^/*"]*[;,{] */\*', line):
            yield f'jsecpatch.h:{number}: has a comment behind code, not above'


def bare(name):
    """Returns the name of a function without what compiler options add."""
    return re.sub(r'^__|(_chk|64|64_2|_2)$', '', name)


@rule
def portable(tree, build):
    """base, text and archive call what Windows has, or what tests/windows has in its place.

    That is declared in gnu.h there, and, for archive alone, defined in handle.c."""
    windows = tree.top / 'tests/windows'
    gnu = set(re.findall(r'\b(\w+)\(.*\);', plain((windows / 'gnu.h').read_text())))
    handle = set(re.findall(r'^\w.*\b(handle_\w+)\(', (windows / 'handle.c').read_text(), re.M))
    isal = exceptions.SYSTEM_CALLS['archive/isal.c'][0].split() + ['pthread_once']
    ours = set().union(*(names for path, names in build.defines.items()
                         if folder_of(path) in PORTABLE_FOLDERS))
    for path, names in build.needs.items():
        if folder_of(path) not in PORTABLE_FOLDERS:
            continue
        allowed = PORTABLE | gnu | (handle if folder_of(path) == 'archive' else set()) | set(
            isal if path == 'lib/archive/isal.c' else ())
        for name in sorted(names - ours):
            name = re.sub(r'^isoc\d+_', '', bare(name))
            if name not in allowed and not (folder_of(path) == 'archive' and
                                            LIBRARIES.fullmatch(name)):
                yield f'{path}: calls {name}, which Windows does not have'


@functools.lru_cache(maxsize=None)
def posix_names(text):
    return [name for name, pattern in POSIX if re.search(pattern, plain(text))]


@rule
def system_calls(tree, build):
    """Only os makes system calls and names their types."""
    found = {}
    ours = set().union(*build.defines.values())
    for path, names in build.needs.items():
        for name in map(bare, names - ours if folder_of(path) != 'os' else ()):
            if not MEMORY.fullmatch(name) and not HARMLESS.fullmatch(name):
                found[path, name] = f'{path}: calls {name}, which is for os'
    for path, text in tree.lib.items():
        if folder_of(path) in BELOW_OS | {'os'}:
            continue
        for name in posix_names(text):
            found.setdefault((path, name), f'{path}: names {name}, which is for os')
        for name in system_includes(text):
            if POSIX_HEADERS.fullmatch(name):
                found[path, f'<{name}>'] = f'{path}: includes <{name}>, which is for os'
    allowed = {('lib/' + path, name): why for path, (names, why) in
               exceptions.SYSTEM_CALLS.items() for name in names.split()}
    yield from but_for(dict(sorted(found.items())), allowed, 'SYSTEM_CALLS')


# Words of the command in a text. Options of Java are words alone, without prose around them.
OPTION = re.compile(r""" --[a-z]|['(]--[a-z]|^"--[a-z][a-z-]*[ ,;)]|'jsecpatch\b|\bjsecpatch --""")


@rule
def no_options(tree, build):
    """No message of the library names an option of the command: others call it, too.

    Comments in files that it writes, which start with #, may do so."""
    for path, text in tree.lib.items():
        for found in QUIET.finditer(text):
            literal = found[0]
            if literal[0] == '"' and literal[:2] != '"#' and OPTION.search(literal):
                line = text.count('\n', 0, found.start()) + 1
                yield f'{path}:{line}: names an option: {literal}'


@rule
def tests_run(tree, build):
    """All files are compiled, all cases and unit tests are run, and each golden has a case."""
    for path in tree.texts:
        if path.endswith('.c') and path not in build.compiled:
            yield f'{path}: is not compiled'
    cases = {path.stem for path in (tree.top / 'tests/cli').glob('*.sh')}
    goldens = {path.stem for path in (tree.top / 'tests/cli').glob('*.out')}
    for case in sorted(cases - goldens):
        yield f'tests/cli/{case}.sh: has no golden {case}.out'
    for case in sorted(goldens - cases):
        yield f'tests/cli/{case}.out: there is no {case}.sh'
    for case in sorted(cases):
        if 'cli-' + case not in build.tests:
            yield f'tests/cli/{case}.sh: is not run: no test cli-{case}'
    for path in sorted((tree.top / 'tests/unit').glob('test_*.c')):
        if path.stem not in build.programs:
            yield f'tests/unit/{path.name}: is not run'


# What takes bytes apart, wherever it is called.
PARSES = re.compile(r'\b(span_take_line|props_read|props_read_all|strtok_r)\(')


def targets_that_reach(tree, module, users):
    """The fuzz targets that include a module, or what includes it."""
    own = {header[4:] for header in headers_of(tree, f'lib/{module}.c')} | {module}
    near = own.union(*(users[name] for name in own))
    shared = (tree.top / 'tests/fuzz/fuzz.h').read_text()
    for path in (tree.top / 'tests/fuzz').glob('fuzz_*.c'):
        text = path.read_text() + shared
        if near & {stem(name) for name in quoted_includes(text)}:
            yield path.stem.removeprefix('fuzz_')


@rule
def fuzzed(tree, build):
    """Each parser has a fuzz target that reaches it, and that runs, or a reason."""
    users = collections.defaultdict(set)
    for module, others in closure(tree.edges(tree.lib)).items():
        for other in others:
            users[other[4:]].add(module[4:])
    runs = (tree.top / 'tests/fuzz/run').read_text()
    parsers = {stem(path)[4:] for path, text in tree.lib.items() if path.endswith('.c') and (
        folder_of(path) in ('text', 'archive') or PARSES.search(plain(text)))}
    for module in sorted(parsers - exceptions.FUZZED.keys()):
        yield f'lib/{module}.c: tests/exceptions.py: FUZZED does not say what fuzzes it'
    for module, target in exceptions.FUZZED.items():
        if f'lib/{module}.c' not in tree.lib:
            yield f'tests/exceptions.py: FUZZED: there is no {module}'
        elif ' ' in target:
            continue
        elif 'fuzz_' + target not in build.tests or not re.search(rf'\b{target}\b', runs):
            yield f'tests/exceptions.py: FUZZED: {target} is not run'
        elif target not in targets_that_reach(tree, module, users):
            yield f'tests/fuzz/fuzz_{target}.c: does not reach {module}'


@rule
def single_users(tree, build):
    """A module that only one other includes has a reason, and there are at most 33."""
    users, found = collections.defaultdict(set), {}
    for module, others in [*tree.edges(tree.lib).items(), *tree.edges(tree.cli).items()]:
        for other in others:
            users[other].add(module)
    for path in [*tree.lib, *tree.cli]:
        module = stem(path)
        if path.endswith('.h') and len(users[module]) < 2:
            who = ''.join(users[module]) or 'nobody'
            found[module] = (f'{path}: {who} alone includes it: merge them, or give the '
                                 'reason in SINGLE_USERS of exceptions.py')
    yield from but_for(found, exceptions.SINGLE_USERS, 'SINGLE_USERS')
    if len(exceptions.SINGLE_USERS) > 33:
        yield f'tests/exceptions.py: SINGLE_USERS has {len(exceptions.SINGLE_USERS)} rows'


@rule
def map_of_modules(tree, build):
    """The first comment of lib/api.c names each folder and each module, and no others.

    A row is ` * folder/: what it does`, or ` *`, a tab, folder/module, blanks, what it does."""
    if 'lib/api.c' not in tree.lib:
        yield 'lib/api.c: is missing'
        return
    comments = re.findall(r'/\*.*?\*/', tree.lib['lib/api.c'], re.S)
    comment = next((text for text in comments if 'SPDX' not in text), '')
    named = set(re.findall(r'^ \*\t(\w+/[\w/]+) +\S', comment, re.M)) | set(
        re.findall(r'^ \* (\w+/): \S', comment, re.M))
    modules = {stem(path)[4:] for path in tree.lib if path.count('/') > 1}
    there = modules | {module.split('/')[0] + '/' for module in modules}
    for name in sorted(modules - named):
        yield f'lib/api.c: the first comment does not name {name}'
    for name in sorted(named - there):
        yield f'lib/api.c: the first comment names {name}, which is not there'


def keys_and_words(schema):
    """The keys that a schema gives to objects, and the words that it lists."""
    keys, words = set(), set()
    for name, value in schema.items():
        if name == 'properties':
            keys |= value.keys()
        if name == 'enum':
            words |= {word for word in value if word}
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                more_keys, more_words = keys_and_words(part)
                keys |= more_keys
                words |= more_words
    return keys, words


def stable_words(tree):
    """The words of the library and the command that stand for codes, states and the like."""
    names = re.sub(r'return "\?"|"(ok|\?)"', '', tree.texts['lib/api_names.c'])
    return set(re.findall(r'\] = "([^"]+)"', names)) | {
        word for path, pattern in (('lib/base/note_list.h', r'NOTE_\w+ "([^"]+)"'),
                                   ('cli/warn.h', r'WARN_\w+ "([^"]+)"'),
                                   ('lib/diagnosis/causes.c', r'\] = \{"([^"]+)", JSEC_SIDE'))
        for word in re.findall(pattern, tree.texts[path])}


@rule
def json_manual(tree, build):
    """The schema has every code; jsecpatch-json.5 has every key, every code, and a document."""
    path = tree.top / 'cli/jsecpatch.schema.json'
    schema, manual = json.loads(path.read_text()), (tree.top / 'cli/jsecpatch-json.5').read_text()
    keys, words = keys_and_words(schema)
    for word in sorted(stable_words(tree) - words):
        yield f'cli/jsecpatch.schema.json: does not list {word}'
    for key in sorted(keys - set(re.findall(r'^\.It Li (\w+) Ta', manual, re.M))):
        yield f'cli/jsecpatch-json.5: does not explain the key {key}'
    for code in ('error', 'note', 'warning', 'cause'):
        for word in schema['$defs'][code + '_code']['enum']:
            if not re.search(rf'^\.It Li {word}$', manual, re.M):
                yield f'cli/jsecpatch-json.5: does not explain the code {word}'
    for text in re.findall(r'^\.Bd -literal\n(\{.*?\n)\.Ed', manual, re.M | re.S) or ['']:
        for wrong in documents.breaches(text.replace('\\e', '\\') or '{}', path):
            yield f'cli/jsecpatch-json.5: {wrong}'


def unspaced(declaration):
    return ''.join(declaration.split())


def prototypes(header):
    """Returns what a header declares: {name: type and parameters, without spaces}."""
    return {name: unspaced(kind + arguments) for kind, name, arguments in re.findall(
        r'JSEC_PUBLIC ([^;]*?)(jsec_\w+)\(([^;]*)\);', header)}


@rule
def library_manual(tree, build):
    """libjsecpatch.3 explains every exported function, and declares it as the header does."""
    text = (tree.top / 'lib/libjsecpatch.3').read_text()
    lines = re.findall(r'^\.(?:It )?Fn (.*)', text, re.M)
    explained = set(re.findall(r'\bjsec_\w+', '\n'.join(lines)))
    for name in sorted(build.exported - explained):
        yield f'lib/libjsecpatch.3: does not explain {name}'
    shown = {name: unspaced(kind + ','.join(re.findall(r'^\.Fa "?([^"\n]*)', arguments, re.M)))
             for kind, name, arguments in re.findall(
                 r'^\.Ft "?([^"\n]*)"?\n\.Fo (\w+)\n(.*?)^\.Fc', text, re.M | re.S)}
    for name, wanted in prototypes(plain(tree.texts['include/jsecpatch.h'])).items():
        if name in build.exported and shown.pop(name, None) != wanted:
            yield f'lib/libjsecpatch.3: does not declare {name} as jsecpatch.h does'
    for name in shown:
        yield f'lib/libjsecpatch.3: declares {name}, which jsecpatch.h does not'


def messages(tree):
    """The strings of the sources, each put together from its pieces."""
    for text in tree.texts.values():
        for string in re.findall(r'"(?:\\.|[^"\\\n])*"(?:\s*"(?:\\.|[^"\\\n])*")*', text):
            yield ''.join(re.findall(r'"((?:\\.|[^"\\\n])*)"', string))


@rule
def readme_messages(tree, build):
    """README's table quotes messages as they are: each quote is a part of a string."""
    all_messages = '\n'.join(messages(tree))
    table = (tree.top / 'README.md').read_text().partition('| message |')[2].partition('\n\n')[0]
    for row in table.splitlines()[2:]:
        for quote in re.findall(r'`([^`]+)`', row.split(' | ')[0]):
            if quote not in all_messages:
                yield f'README.md: no message says "{quote}"'


@rule
def promises(tree, build):
    """Each promise of SECURITY.md has tests, which are there."""
    table = (tree.top / 'SECURITY.md').read_text().partition('| promise |')[2].partition('\n\n')[0]
    for row in table.splitlines()[2:]:
        promise, tests = row.strip('| ').rsplit(' | ', 1)
        names = re.findall(r'`([^`]+)`', tests)
        if not names:
            yield f'SECURITY.md: no test for "{promise[:40]}"'
        for name in names:
            if not (tree.top / 'tests' / name).exists():
                yield f'SECURITY.md: tests/{name} is not there'


@rule
def versions(tree, build):
    """The packages and the Ansible collection have the version of meson.build."""
    def find(path, pattern):
        return re.search(pattern, (tree.top / path).read_text(), re.M)[1]
    version = find('meson.build', r"^ *version: '(.*)'")
    for path, pattern in {'packaging/debian/changelog': r'\A\w+ \((.*?)\)',
                          'packaging/rpm/jsecpatch.spec': r'^Version: *(.*)',
                          'samples/ansible/galaxy.yml': r'^version: *(.*)'}.items():
        if find(path, pattern) != version:
            yield f'{path}: the version is not {version}'


def breaches(tree, build):
    """Returns what is wrong, by the names of the rules."""
    return {check.__name__: list(check(tree, build)) for check in RULES}


def main():
    top, build = map(pathlib.Path, sys.argv[1:])
    wrong = breaches(Tree(top), Build(top, build))
    for check in RULES:
        if wrong[check.__name__]:
            print(check.__doc__.splitlines()[0])
            print(''.join(f'    {line}\n' for line in wrong[check.__name__]))
    count = sum(map(len, wrong.values()))
    print(f'{len(RULES)} rules: {count} breaches')
    return 1 if count else 0


if __name__ == '__main__':
    sys.exit(main())
