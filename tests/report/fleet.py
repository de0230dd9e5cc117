# SPDX-License-Identifier: MIT
"""Makes documents of hosts with the command, and pages of them."""
import copy
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree

SOURCE = pathlib.Path(os.environ['SOURCE_ROOT'])
REPORT = SOURCE / 'samples/report/report.py'
JSECPATCH = os.environ['JSECPATCH']
LIST = 'jdk.tls.disabledAlgorithms'


class Machine:
    """A copy of the sample root, and the command that works on it."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp())
        shutil.copytree(SOURCE / 'samples/root', self.root, symlinks=True, dirs_exist_ok=True)

    def run(self, *arguments):
        run = subprocess.run([JSECPATCH, '--root', self.root, *arguments],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        return run.stdout.decode()

    def document(self):
        return json.loads(self.run('--list', '--json'))

    def file(self, home):
        top = self.root / home.lstrip('/')
        places = (top / place / 'java.security' for place in ('conf/security', 'jre/lib/security'))
        path = next(place for place in places if place.is_symlink() or place.exists())
        return self.root / os.readlink(path).lstrip('/') if path.is_symlink() else path

    def edit(self, home, pattern, text):
        """Changes the file of a Java as a person would."""
        path = self.file(home)
        before = path.read_text()
        after = re.sub(pattern, lambda _: text, before, flags=re.M | re.S)
        assert after != before, pattern
        path.write_text(after)

    def add_program(self, path):
        program = self.root / path.lstrip('/')
        program.parent.mkdir(parents=True, exist_ok=True)
        program.touch()
        program.chmod(0o755)


class Page:
    """What the report made of a directory of documents."""

    def __init__(self, documents, *options, expect=0):
        run = subprocess.run([REPORT, *options, documents], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, check=False, timeout=100)
        self.bytes, self.errors = run.stdout, run.stderr.decode()
        assert run.returncode == expect, (run.returncode, self.errors)
        self.text = self.bytes.decode('utf-8')
        self.style, self.script = (re.search(f'<{name}>(.*?)</{name}>', self.text, re.S)[1]
                                   for name in ('style', 'script'))
        rest = self.text.replace(self.style, '').replace(self.script, '')
        self.tree = xml.etree.ElementTree.fromstring(rest.partition('\n')[2])

    def rows(self, host):
        """Returns the text of each cell of a host, by rows."""
        for body in self.tree.iter('tbody'):
            rows = [[' '.join(''.join(cell.itertext()).split()) for cell in row] for row in body]
            if ''.join(body[0][0].find('b').itertext()) == host:
                return rows
        raise AssertionError(f'no host {host}')

    def attention(self):
        """Returns {title of a kind: [(host, texts and commands)]}, in the order of the page."""
        return {article.findtext('h3').strip(): [
            (item.findtext('a'), [part.text for part in item if part.tag != 'a'])
            for item in article.iter('li')] for article in self.tree.iter('article')}

    def totals(self):
        """Returns {measure: {label: number}}."""
        found = {}
        for total in self.tree.iter('div'):
            found[total.findtext('h3').strip()] = {
                label: int(number.replace(',', '')) for number, label in (
                    ''.join(item.itertext()).split(' ', 1) for item in total.iter('li'))}
        return found


class Fleet:
    """A directory of documents, all made from a real one."""

    def __init__(self, real):
        self.path, self.real = pathlib.Path(tempfile.mkdtemp()), real

    def add(self, host, change=None, document=None, suffix='.json'):
        document = copy.deepcopy(self.real if document is None else document)
        if change:
            change(document)
        return self.write(host, json.dumps(document).encode(), suffix)

    def write(self, host, data, suffix='.json'):
        path = self.path / (host + suffix)
        path.write_bytes(data)
        os.utime(path, (1.8e9, 1.8e9))
        return path

    def page(self, *options, expect=0):
        return Page(self.path, *options, expect=expect)
