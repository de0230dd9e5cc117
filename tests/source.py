# SPDX-License-Identifier: MIT
"""Reads the C sources of the tree and the results of a build."""
import functools
import json
import pathlib
import re
import subprocess

# Comments, strings and character literals: they may contain anything.
QUIET = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

TAGS = {}


@functools.lru_cache(maxsize=None)
def plain(text):
    """Returns the text without comments and without the contents of literals. Keeps lines."""
    return QUIET.sub(
        lambda found: found[0][0] * 2 if found[0][0] in '"\'' else
        ' ' + '\n' * found[0].count('\n'), text)


def code_lines(text):
    """The numbers of lines with code, and of lines with a comment."""
    code = sum(bool(line.strip()) for line in plain(text).splitlines())
    comment = 0
    for found in re.finditer(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"', text, re.S):
        if not found[0].startswith('"'):
            comment += found[0].count('\n') + 1
    return code, comment


@functools.lru_cache(maxsize=None)
def quoted_includes(text):
    return re.findall(r'^[ \t]*#[ \t]*include[ \t]*"(.*?)"', text, re.M)


@functools.lru_cache(maxsize=None)
def system_includes(text):
    return re.findall(r'^[ \t]*#[ \t]*include[ \t]*<(.*?)>', text, re.M)


def stem(path):
    """Returns the path of a module: that of its file without .c or .h."""
    return path.rsplit('.', 1)[0]


def name_of(path):
    return stem(path).rsplit('/', 1)[-1]


def folder_of(path):
    """Returns the folder of lib that a file belongs to: `api` for lib/api.c and the like."""
    parts = path.split('/')
    if len(parts) > 2:
        return parts[1]
    return 'api' if parts[1].startswith('api') else parts[1]


def closure(edges):
    """Returns for each module what it includes, directly and indirectly."""
    reached = {}
    for start in edges:
        seen, waiting = set(), [start]
        while waiting:
            for other in edges.get(waiting.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        reached[start] = seen
    return reached


def circles(edges):
    """Returns the sets of modules that all include each other, each as a sorted tuple."""
    reached = closure(edges)
    return sorted({tuple(sorted({other for other in reached[module]
                                 if module in reached.get(other, ())}))
                   for module in reached if module in reached[module]})


class Tree:
    """The files of lib/, cli/ and include/ by their path, and their tags."""

    def __init__(self, top):
        self.top = pathlib.Path(top)
        self.texts = {str(path.relative_to(self.top)): path.read_text()
                      for folder in ('lib', 'cli', 'include')
                      for path in sorted((self.top / folder).rglob('*.[ch]'))}
        self.lib = {path: text for path, text in self.texts.items() if path.startswith('lib/')}
        self.cli = {path: text for path, text in self.texts.items() if path.startswith('cli/')}
        tags = [tag for file in self.texts.items() for tag in self.tags_of(file)]
        self.functions = [tag for tag in tags if tag['kind'] == 'function']
        self.prototypes = [tag for tag in tags if tag['kind'] == 'prototype']
        self.tags = [tag for tag in tags if tag['kind'] in ('struct', 'enum', 'union')]

    def tags_of(self, file):
        """Returns the tags of a file. Reads those of all new files at once, and keeps them."""
        if file not in TAGS:
            new = {path: text for path, text in self.texts.items() if (path, text) not in TAGS}
            TAGS.update({item: [] for item in new.items()})
            found = subprocess.run(
                ['ctags', '--language-force=C', '--kinds-C=fpsgu', '--fields=+neSKf',
                 '--output-format=json', '-f', '-', *new],
                cwd=self.top, check=True, text=True, capture_output=True).stdout
            for tag in map(json.loads, found.splitlines()):
                if not tag['name'].startswith('__anon'):
                    TAGS[tag['path'], new[tag['path']]].append(tag)
        return TAGS[file]

    def target(self, path, name):
        """Returns the file of lib or cli that `path` includes as `name`."""
        folder = 'lib/' if path.startswith('lib/') else 'cli/'
        return folder + name if folder + name in self.texts else None

    def edges(self, files):
        """Returns for each module those whose headers it includes."""
        edges = {}
        for path, text in files.items():
            others = edges.setdefault(stem(path), set())
            targets = (self.target(path, name) for name in quoted_includes(text))
            others.update(stem(other) for other in targets if other)
            others.discard(stem(path))
        return edges


def nm(*arguments):
    """Runs nm. Returns pairs of a file and the rest of a line about it."""
    lines = subprocess.run(['nm', '-A', *map(str, arguments)], check=True, text=True,
                           capture_output=True).stdout.splitlines()
    return [line.split(':', 1) for line in lines]


class Build:
    """The results of a build of the tree, and the tests that meson knows."""

    def __init__(self, top, build):
        top, build = pathlib.Path(top).resolve(), pathlib.Path(build).resolve()
        objects = {}
        self.compiled = set()
        for entry in json.loads((build / 'compile_commands.json').read_text()):
            source = (build / entry['file']).resolve()
            generated = not source.is_relative_to(top) or source.is_relative_to(build)
            source = str(source.relative_to(build if generated else top))
            self.compiled.add(source)
            if entry['output'].startswith('lib/'):
                objects[str(build / entry['output'])] = source
        self.needs = {source: set() for source in objects.values()}
        self.defines = {source: set() for source in objects.values()}
        for path, line in nm('--undefined-only', *objects):
            self.needs[objects[path]].add(line.split()[-1])
        for path, line in nm('--defined-only', '--extern-only', *objects):
            self.defines[objects[path]].add(line.split()[-1])
        self.exported = {re.sub('@.*', '', line.split()[-1]) for _, line in nm(
            '-D', '--defined-only', build / 'lib/libjsecpatch.so.0')
            if line.split()[1] in 'TDBR'}
        self.archived = {line.split()[-1] for _, line in nm(
            '--defined-only', '--extern-only', build / 'lib/libjsecpatch.a')}
        tests = json.loads((build / 'meson-info/intro-tests.json').read_text())
        self.tests = {test['name'] for test in tests}
        self.programs = {pathlib.Path(word).name for test in tests for word in test['cmd']}
