#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Opens the page of samples/report in Chromium: finds, filters, sorts, and is as wide as a phone.

exit status: 0 success, 1 failure, 77 Chromium is not there"""
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from fleet import Fleet, Machine

CHROMIUM = shutil.which('chromium') or shutil.which('chromium-browser')
REAL = Machine().document()
FIRST = 200  # hosts that are shown at first
HOSTS = 450


def make_fleet():
    """Every third host has a hook, every fifth allows old TLS; on h0 all is off, and names are long."""
    fleet = Fleet(REAL)
    for place in range(HOSTS):
        def change(document):
            document['hooks'] = [{'name': 'dpkg', 'state': 'installed', 'notes': [], 'runs': []}] * (
                place % 3 == 0)
            for install in document['installs']:
                install.update(all_off=place == 0, home='/opt/' + 'x' * (100 if place == 0 else 1), usable={
                    'anon': 'blocked', 'null': 'blocked',
                    'old_tls': 'blocked' if place % 5 else 'usable'})
        fleet.add(f'h{place}', change)
    return fleet


class Browser(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        cls.path = cls.folder + '/page.html'
        with open(cls.path, 'wb') as file:
            file.write(make_fleet().page().bytes)

    def open(self, view='', *options, path=None):
        """Returns the page's elements after its script has run. The console stays empty."""
        run = subprocess.run(
            [CHROMIUM, '--headless', '--no-sandbox', '--disable-gpu', '--enable-logging=stderr',
             f'--user-data-dir={self.folder}/profile', '--dump-dom', *options,
             f'file://{path or self.path}#{view}'],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True, timeout=120)
        self.assertNotRegex(run.stderr.decode(), 'CONSOLE')
        return run.stdout.decode()

    def shown(self, view):
        """Returns the hosts that a view shows, in their order, and what it says of their number."""
        text = self.open(view)
        bodies = re.findall(r'<tbody [^>]*class="on"[^>]*>.*?<b>(.*?)</b>', text, re.S)
        return bodies, re.search(r'<output id="count">(.*?)</output>', text)[1]

    def test_first(self):
        hosts, count = self.shown('')
        self.assertEqual(hosts, [f'h{place}' for place in range(FIRST)])
        self.assertEqual(count, f'{FIRST} shown of {HOSTS} hosts')

    def test_all(self):
        self.assertEqual(self.shown('all=1'), ([f'h{place}' for place in range(HOSTS)], f'{HOSTS} hosts'))

    def test_filter(self):
        wanted = [f'h{place}' for place in range(0, HOSTS, 3)]
        self.assertEqual(self.shown('show=hooks-working'), (wanted, f'{len(wanted)} hosts of {HOSTS}'))

    def test_find(self):
        wanted = [f'h{place}' for place in range(HOSTS) if '44' in str(place) and place % 3 == 0]
        self.assertEqual(self.shown('find=h+44&show=hooks-working')[0], wanted)
        self.assertEqual(self.shown('find=no+such+host')[0], [])

    def test_sort(self):
        hosts, _ = self.shown('sort=7')
        self.assertEqual(hosts[:90], [f'h{place}' for place in range(0, HOSTS, 5)])
        self.assertEqual(self.shown('down=1')[0][:2], ['h449', 'h448'])
        self.assertEqual(self.shown('sort=worst')[0][0], 'h0')

    def test_controls(self):
        text = self.open('sort=7&show=hooks-working')
        self.assertIn('aria-sort="descending"', text)
        self.assertRegex(text, r'data-show="hooks-working"><button type="button" aria-pressed="true"')
        self.assertNotRegex(text, r'<form id="controls" hidden')

    def test_link(self):
        """A link to a host shows it, although it is not among the first."""
        self.assertEqual(self.shown('h444')[0][-1], 'h444')

    def act(self, script, width):
        """Returns what a script makes of the page, which it has as `page` in a frame."""
        frame = self.folder + '/frame.html'
        with open(frame, 'w', encoding='utf-8') as file:
            file.write(f'<iframe src="page.html" width="{width}" height="800"></iframe><script>'
                       'document.querySelector("iframe").onload = event => {'
                       'const page = event.target.contentDocument, on = name => page.getElementById(name);'
                       f'document.title = (() => {{ {script} }})(); }}</script>')
        text = self.open('', '--allow-file-access-from-files', path=frame)
        return re.search('<title>(.*?)</title>', text)[1]

    def test_phone(self):
        """On a phone, nothing is wider than the screen, whatever names there are."""
        self.assertEqual(self.act('const top = page.documentElement;'
                                  'return top.scrollWidth - top.clientWidth;', 390), '0')

    def test_hands(self):
        """Who clicks and types sees what the address would show."""
        seen = self.act('''
            const seen = [], look = () => seen.push(page.querySelector("tbody.on b").textContent + ": " +
                on("count").textContent);
            const type = text => { on("find").value = text; on("find").dispatchEvent(new Event("input")); };
            on("more").click(); look();
            page.querySelector("li[data-show=hooks-working] button").click(); look();
            type("h42"); look();
            page.querySelector("th.c0 button").click(); look();
            page.querySelector("li[data-show=hooks-working] button").click(); look();
            type(""); look();
            page.querySelector("th.c7 button").click(); look();
            return seen.join(", ");''', 1200)
        self.assertEqual(seen.split(', '), [
            'h0: 450 hosts', 'h0: 150 hosts of 450', 'h42: 5 hosts of 450', 'h429: 5 hosts of 450',
            'h429: 11 hosts of 450', 'h449: 200 shown of 450 hosts', 'h0: 200 shown of 450 hosts'])

    def test_print(self):
        """On paper, there are all hosts, the titles on each page, and no controls."""
        if not shutil.which('pdftotext'):
            self.skipTest('pdftotext is not there (Debian: poppler-utils)')
        paper = self.folder + '/page.pdf'
        self.open('show=hooks-working', '--no-pdf-header-footer', '--print-to-pdf=' + paper)
        pages = subprocess.run(['pdftotext', '-layout', paper, '-'], stdout=subprocess.PIPE,
                               check=True).stdout.decode().split('\f')
        text = '\n'.join(pages)
        self.assertEqual(set(re.findall(r'^h\d+', text, re.M)), {f'h{place}' for place in range(HOSTS)})
        self.assertNotIn('in reverse', text)
        rest = [page for page in pages if re.search(r'^h\d+ .* ○', page, re.M)]
        self.assertGreater(len(rest), 10)
        for page in rest:
            self.assertRegex(page, r'\bRestarts +Java +Anonymous')


if __name__ == '__main__':
    if not CHROMIUM:
        print('skipped: Chromium is not there (Debian: chromium)')
        sys.exit(77)
    unittest.main()
