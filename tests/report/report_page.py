#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the page of samples/report: states, totals, what is escaped, and what is not valid."""
import base64
import collections
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest

from fleet import LIST, REPORT, Fleet, Machine

J8, J17, J25 = '/opt/sample-8', '/usr/lib/jvm/sample-17', '/opt/sample-25'
REAL = Machine().document()
HOSTILE = ('</script><script>alert(1)</script>', '<img src=x onerror=alert(1)>', '"><b>', "' x='",
           '&amp;&#60;', '\u202egnp.exe', '\u2066\u2069', '\0', '\x1b[31m', '\ud800', '\ufffe', '\u2028', ']]>',
           '<!--', 'ROWS {style}', '\u200b', '\U000e0041', '9' * 5000)
VISIBLE = ('\\u202egnp.exe', '\\u0000', '\\u001b[31m', '\\ud800', '<!--', 'ROWS {style}')


def titles(page):
    return list(page.attention())


def run_report(*arguments, stdout=subprocess.PIPE, **environment):
    return subprocess.run([REPORT, *arguments], stdout=stdout, stderr=subprocess.PIPE, check=False,
                          env={**os.environ, **environment})


def usable(anon, null='blocked', old='blocked'):
    return {'anon': anon, 'null': null, 'old_tls': old}


def calm(document):
    """Makes a document in which nothing needs attention."""
    document['warnings'] = []
    for install in document['installs']:
        install.update(usable=usable('blocked'), all_off=False)


class States(unittest.TestCase):
    """Real documents, of machines in different states."""

    def setUp(self):
        self.machine = Machine()

    def page(self, expect=0):
        fleet = Fleet(self.machine.document())
        fleet.add('host')
        return fleet.page(expect=expect)

    def test_vendor(self):
        page = self.page()
        rows = page.rows('host')
        self.assertEqual([row[-5].split()[0] for row in rows], [J25, J8, J17])
        self.assertEqual([row[-4:] for row in rows], [
            ['blocked', 'blocked', old, 'not patched no rule'] for old in ('blocked', 'usable', 'blocked')])
        self.assertEqual(rows[0][1:4], ['none', 'none recorded', rows[0][3]])
        self.assertNotIn('All restrictions are off', titles(page))

    def test_patched(self):
        self.machine.run('--allow', 'anon', '--remember', J25)
        page = self.page()
        self.assertEqual(page.rows('host')[0][-4:],
                         ['usable', 'blocked', 'blocked', 'patched matches the policy'])
        self.assertEqual(page.attention()['No update hook'], [('host', [])])
        self.assertEqual(page.totals()['Policy'], {'matching': 1, 'without a rule': 2})

    def test_damaged_backup(self):
        self.machine.run('--allow', 'anon', '--remember', J25)
        (archive,) = (self.machine.root / 'var/lib/jsecpatch/backups').glob('*.tar')
        archive.write_bytes(b'X' + archive.read_bytes()[1:])
        page = self.page()
        self.assertEqual(page.rows('host')[0][-1], 'maybe patched matches the policy')
        self.assertIn('the archive is damaged', page.attention()['Errors'][0][1][0])

    def test_hook(self):
        self.machine.run('--allow', 'anon', '--remember', J25)
        for program in os.environ['BINDIR'] + '/jsecpatch', '/usr/bin/dpkg', '/var/lib/dpkg/info/dpkg.list':
            self.machine.add_program(program)
        self.machine.run('--hook', 'install', 'dpkg')
        self.machine.run('--reapply', '--from-hook', 'dpkg')
        page = self.page()
        self.assertNotIn('No update hook', titles(page))
        self.assertEqual(page.rows('host')[0][1], 'dpkg')
        self.assertRegex(page.rows('host')[0][2], r'^20\d\d-\d\d-\d\d \d\d:\d\d reapply ok')
        self.assertEqual(page.totals()['Update hooks'], {'working': 1})

    def test_differs(self):
        self.machine.run('--allow', 'anon', '--remember', J25)
        self.machine.edit(J25, '^' + LIST + '=', LIST + '=anon, ')
        page = self.page()
        self.assertEqual(page.attention()['Does not match the policy'], [('host', [J25])])
        self.assertEqual(page.rows('host')[0][-1], 'not patched does not match the policy')

    def test_all_off(self):
        self.machine.edit(J8, '^' + LIST + r'=.*?\n\n', LIST + '=\n\n')
        page = self.page()
        self.assertEqual(titles(page)[0], 'All restrictions are off')
        (host, (text, command)), = page.attention()['All restrictions are off']
        self.assertEqual((host, command), ('host', 'jsecpatch --restore ' + J8))
        self.assertIn('every restriction of TLS is off', text)
        self.assertIn(['usable', 'usable', 'usable', 'ALL RESTRICTIONS OFF no rule'],
                      [row[-4:] for row in page.rows('host')])
        self.assertEqual(page.totals()['Restrictions'], {'all off': 1, 'in force': 2})

    def test_cut(self):
        self.machine.edit(J8, '^(' + LIST + r'=[^\n]*)\\\n', LIST + '=SSLv3, RC4\n')
        page = self.page()
        self.assertIn('looks like the rest of', page.attention()['A part of the list is cut off'][0][1][0])
        self.assertEqual(page.totals()['Restrictions']['partly cut off'], 1)

    def test_failed(self):
        with self.machine.file(J17).open('a') as file:
            file.write('x=\\u12\n')
        page = self.page()
        self.assertIn('malformed', page.attention()['Errors'][0][1][0])
        self.assertEqual(page.rows('host')[2][-4:], ['unknown'] * 3 + ['failed (bad-file) no rule'])

    def test_failed_with_policy(self):
        self.machine.run('--allow', 'anon', '--remember')
        with self.machine.file(J17).open('a') as file:
            file.write('x=\\u12\n')
        page = self.page()
        self.assertEqual(page.rows('host')[2][-1], 'failed (bad-file) policy unknown')
        self.assertEqual(page.totals()['Policy'], {'unknown': 1, 'matching': 2})

    def test_policy_failed(self):
        policy = self.machine.root / 'etc/jsecpatch.conf'
        policy.write_text('rule.1.target = /opt/gone\nrule.1.allow = anon\n')
        page = self.page()
        self.assertIn('/opt/gone', page.attention()['Errors'][0][1][0])

    def test_policy_unreadable(self):
        """Nobody knows whether its rules cover a Java."""
        self.machine.run('--allow', 'anon')
        (self.machine.root / 'etc/jsecpatch.conf').write_text('nonsense\n')
        page = self.page()
        self.assertEqual(page.totals()['Policy'], {'unknown': 3})
        self.assertEqual(page.rows('host')[2][-1], 'patched policy unknown')
        self.assertEqual([title for title in titles(page) if 'no policy' in title], [])

    def test_no_java(self):
        for home in 'opt', 'usr':
            os.rename(self.machine.root / home, self.machine.root / ('no-' + home))
        self.assertEqual(self.page().rows('host')[0][-1], 'no Java found')


class Documents(unittest.TestCase):
    """Documents that differ from a real one in one place."""

    def setUp(self):
        self.fleet = Fleet(REAL)

    def test_calm(self):
        self.fleet.add('a', calm)
        page = self.fleet.page()
        self.assertEqual(page.attention(), {})
        self.assertIn('Nothing. All hosts have a valid document', page.text)

    def test_other_warning(self):
        def change(document):
            calm(document)
            document['warnings'] = [{'code': 'of-later', 'message': 'what is new', 'hint': 'do it'}]
        self.fleet.add('a', change)
        self.assertEqual(self.fleet.page().attention(), {'Other warnings': [('a', ['what is new; do it'])]})

    def test_failed_without_reason(self):
        def change(document):
            calm(document)
            document.update(failed=True, msg='it failed')
        self.fleet.add('a', change)
        self.assertEqual(self.fleet.page().attention(), {'Errors': [('a', ['it failed'])]})

    def test_restart(self):
        def change(document):
            calm(document)
            document['restart'] = [
                {'pid': 7, 'user': 'u', 'unit': unit, 'command': 'Main', 'home': J8, 'late': late}
                for unit, late in (('a b.service', False), (None, True))]
        self.fleet.add('a', change)
        page = self.fleet.page()
        self.assertEqual(page.attention()['Programs need a restart'], [('a', [
            'Main (pid 7, user u)', "systemctl restart -- 'a b.service'",
            'Main (pid 7, user u) started during an update'])])
        self.assertIn('2 programs', page.rows('a')[0][3])

    def test_weak(self):
        def change(document):
            calm(document)
            document['installs'][1]['usable'] = usable('usable', 'usable')
            document['installs'][2].update(usable=usable('usable'), policy='complies')
        self.fleet.add('a', change)
        page = self.fleet.page()
        self.assertEqual(page.attention(), {
            'Weak suites are usable, and no policy covers this Java':
                [('a', ['jsecpatch --disallow anon,NULL ' + J8])]})
        self.assertEqual(page.totals()['Anonymous suites'], {'usable': 2, 'blocked': 1})

    def test_container(self):
        """The path of a Java in a container is not one of the host's, so no command names it."""
        def change(document):
            calm(document)
            document['installs'][0].update(container='docker 1', all_off=True)
        self.fleet.add('a', change)
        self.assertEqual(self.fleet.page().attention()['All restrictions are off'],
                         [('a', [J25 + ' (container docker 1)'])])

    def test_no_effect(self):
        def change(document):
            calm(document)
            document['installs'][0].update(patched=True, effective=False, overridden_by='/etc/other')
        self.fleet.add('a', change)
        self.assertEqual(self.fleet.page().attention()['A change has no effect'],
                         [('a', [J25 + ': Java takes its list from /etc/other'])])

    def test_unknown(self):
        def change(document):
            calm(document)
            document['hooks'] = None
            for install in document['installs']:
                install.update(usable=None)
        self.fleet.add('a', change)
        page = self.fleet.page()
        self.assertEqual(page.totals()['NULL suites'], {'unknown': 3})
        self.assertEqual(page.totals()['Update hooks'], {'unknown': 1})
        self.assertEqual(page.rows('a')[0][1], 'unknown')

    def test_skipped(self):
        def change(document):
            calm(document)
            document['installs'][0].update(state='skipped', usable=None, all_off=None)
        self.fleet.add('a', change)
        page = self.fleet.page()
        self.assertEqual(page.rows('a')[0][-4:], ['unknown'] * 3 + ['skipped no rule'])
        self.assertEqual(page.totals()['Restrictions'], {'unknown': 1, 'in force': 2})

    def test_times(self):
        """A file may have any time that its file system has."""
        for place, seconds in enumerate((-5e9, 0, 1e15)):
            os.utime(self.fleet.add(str(place), calm), (seconds, seconds))
        self.assertRegex(self.fleet.page().rows('2')[0][0], '^2 seen [2-9]')

    def test_older_version(self):
        """A version without the keys `usable` and `all_off` knows less."""
        def change(document):
            document['warnings'] = []
            for install in document['installs']:
                install.pop('usable', None), install.pop('all_off', None)
        self.fleet.add('a', change)
        page = self.fleet.page()
        self.assertEqual(page.totals()['Anonymous suites'], {'unknown': 3})
        self.assertEqual(page.totals()['Restrictions'], {'unknown': 3})

    def test_hooks(self):
        def hook(name, state, time, ok):
            return {'name': name, 'state': state, 'notes': [], 'runs': [
                {'action': 'reapply', 'time': time, 'ok': ok, 'message': 'why'}]}
        runs = {'good': [hook('dpkg', 'installed', '2026-01-01T00:00:00Z', True),
                         hook('systemd', 'outdated', '2026-01-02T00:00:00Z', True),
                         hook('apk', 'absent', '2026-01-03T00:00:00Z', False)],
                'late': [hook('dpkg', 'installed', '2026-01-01T00:00:00Z', False),
                         hook('systemd', 'installed', '2026-01-02T00:00:00Z', True)],
                'broken': [hook('dpkg', 'broken', '2026-01-01T00:00:00Z', False)]}
        for host, hooks in runs.items():
            self.fleet.add(host, calm)
            self.fleet.add(host, document={'action': 'hook', 'hooks': hooks}, suffix='.hooks.json')
        page = self.fleet.page()
        self.assertEqual({host: page.rows(host)[0][1:3] for host in runs}, {
            'good': ['dpkg, systemd', '2026-01-02 00:00 reapply ok'],
            'late': ['dpkg (its last run failed), systemd', '2026-01-02 00:00 reapply ok'],
            'broken': ['dpkg (does not work)', '2026-01-01 00:00 reapply failed: why']})
        self.assertEqual(page.totals()['Update hooks'], {'failing': 2, 'working': 1})
        self.assertEqual(page.attention(), {'An update hook does not work': [
            ('broken', ['dpkg (does not work)']), ('late', ['dpkg (its last run failed)'])]})

    def test_stale(self):
        for host in 'ab':
            self.fleet.add(host, calm)
        os.utime(self.fleet.path / 'a.json', (1.8e9 - 3 * 86400,) * 2)
        self.assertEqual(self.fleet.page().attention(), {})
        page = self.fleet.page('--stale', '2')
        self.assertEqual(page.attention(), {'The document is old': [
            ('a', ['of 2027-01-12 08:00', 'ssh -- a jsecpatch --list --json >a.json'])]})

    def test_order(self):
        """The worst is first, and hosts are in the order of people."""
        def off(document):
            calm(document)
            document['installs'][0]['all_off'] = True
            document['installs'][1]['policy'] = 'differs'
            document['warnings'] = [{'code': code, 'message': code, 'hint': None}
                                    for code in ('no-hook', 'hooks-unknown')]
        for host in 'web10', 'web9', 'web0100':
            self.fleet.add(host, off)
        self.fleet.write('x', b'')
        page = self.fleet.page(expect=1)
        self.assertEqual(titles(page), [
            'All restrictions are off', 'No valid document', 'Does not match the policy',
            'No update hook', 'Other warnings'])
        self.assertEqual([host for host, _ in page.attention()['No update hook']],
                         ['web9', 'web10', 'web0100'])
        self.assertTrue(page.rows('web9')[0][0].startswith(
            'web9 all restrictions off, differs from the policy, no hook, warning'))

    def test_totals(self):
        """The totals are what an own count says, and each measure has them all."""
        words = ['usable', 'partly', 'blocked', 'of-later']
        counts, hosts = collections.Counter(), 40
        for place in range(hosts):
            def change(document):
                calm(document)
                for k, install in enumerate(document['installs']):
                    word = words[(place * place + k) % 4]
                    install['usable'] = usable(word, word, word)
                    install['policy'] = ['complies', 'differs', None][(place + k) % 3]
                    counts[word] += 1
                    counts[install['policy']] += 1
            self.fleet.add(f'h{place}', change)
        totals = self.fleet.page().totals()
        for measure in 'Anonymous suites', 'NULL suites', 'TLS 1.0 and 1.1':
            self.assertEqual(totals[measure], {
                'usable': counts['usable'], 'partly usable': counts['partly'],
                'unknown': counts['of-later'], 'blocked': counts['blocked']})
        self.assertEqual(totals['Policy'], {'not matching': counts['differs'],
                                            'without a rule': counts[None], 'matching': counts['complies']})
        for measure, numbers in totals.items():
            self.assertIn(sum(numbers.values()), (hosts, 3 * hosts), measure)

    def test_bars(self):
        """A bar is as wide as its parts, and says in words what it shows."""
        for place in range(500):
            self.fleet.add(f'h{place}', calm)
        self.fleet.write('x', b'')
        page = self.fleet.page(expect=1)
        bars = [svg for svg in page.tree.iter('svg') if svg.get('class') == 'bar']
        for bar in bars:
            widths = [float(part.get('width')[:-1]) for part in bar]
            self.assertAlmostEqual(sum(widths), 100, delta=0.1)
            self.assertGreater(min(widths), 0.5)
        self.assertEqual(bars[0].get('aria-label'), 'Attention: 1 without a valid document, '
                         '0 needing attention, 500 with nothing to do')

    def test_complete(self):
        """Without JavaScript, all is there, and no control that does nothing."""
        for place in range(300):
            self.fleet.add(f'h{place}')
        page = self.fleet.page()
        for place in range(300):
            self.assertEqual([row[-5].split()[0] for row in page.rows(f'h{place}')], [J25, J8, J17])
        for control in 'form', 'button':
            for element in page.tree.iter(control):
                self.assertEqual(element.get('hidden'), 'hidden')
        self.assertEqual([element.tag for element in page.tree.iter() if 'hidden' in element.attrib],
                         ['form', 'button'])

    def test_same_bytes(self):
        for place in range(30):
            self.fleet.add(f'h{place}')
        files = sorted(self.fleet.path.iterdir())
        pages = {run_report(*order, PYTHONHASHSEED=seed, TZ=zone).stdout
                 for order, seed, zone in (([self.fleet.path], '1', 'UTC'), (files, '2', 'Asia/Tokyo'),
                                           (files[::-1], '3', 'UTC'))}
        self.assertEqual(len(pages), 1)


class Foreign(unittest.TestCase):
    """Names and texts that others chose."""

    def fill(self, fleet, texts):
        """Adds a host for each text, which is in each place of its document that is shown."""
        for place, text in enumerate(texts):
            def change(document):
                calm(document)
                document['warnings'] = [{'code': text, 'message': text, 'hint': text}]
                document['error'] = document['warnings'][0]
                for install in document['installs']:
                    install.update(
                        home='/' + text, name=text, java_version=text, container=text, effective=False,
                        overridden_by=text, usable=usable(text, text, text), all_off=True, patched=True)
                document['installs'][0]['error'] = document['error']
                document['installs'][0]['policy'] = text
                document['hooks'] = [{'name': text, 'state': 'installed', 'notes': [], 'runs': [
                    {'action': text, 'time': text, 'ok': False, 'message': text}]}]
                document['restart'] = [{'pid': 1, 'user': text, 'unit': text, 'command': text,
                                        'home': text, 'late': True}]
                document['policy'] = {'present': True, 'error': document['error'], 'successors': [
                    {'rule': text, 'target': text, 'home': text, 'command': text}]}
                document['version'] = text
            name = text[:60].encode('utf-8', 'replace').decode().replace('/', ' ').replace('\0', ' ')
            fleet.add(f'{place} {name}', change)

    def shape(self, page):
        return [(element.tag, sorted(element.attrib)) for element in page.tree.find('body').iter()
                if element.tag != 'wbr']

    def test_escaped(self):
        """Hostile texts change nothing in the structure of the page, and all can be seen."""
        hostile, tame = Fleet(REAL), Fleet(REAL)
        self.fill(hostile, HOSTILE)
        self.fill(tame, ['x' * (k + 1) for k in range(len(HOSTILE))])
        page = hostile.page()
        self.assertEqual(self.shape(page), self.shape(tame.page()))
        text = ''.join(page.tree.find('body').itertext())
        for visible in VISIBLE:
            self.assertIn(visible, text)
        self.assertEqual({letter for letter in page.text if not letter.isprintable()}, {'\n'})

    def test_commands(self):
        """A command that is shown has foreign names as one word each."""
        home = "/opt/it's; rm -rf $HOME `x`"
        fleet = Fleet(REAL)

        def change(document):
            calm(document)
            document['installs'][0].update(home=home, all_off=True)
        fleet.add('-oProxyCommand=x', change)
        fleet.write('-l x', b'')
        attention = fleet.page(expect=1).attention()
        self.assertEqual(shlex.split(attention['All restrictions are off'][0][1][1]),
                         ['jsecpatch', '--restore', home])
        self.assertEqual(shlex.split(attention['No valid document'][0][1][1])[:3], ['ssh', '--', '-l x'])

    def test_option(self):
        """No command has an option in the place of a home."""
        fleet = Fleet(REAL)
        fleet.add('a', lambda document: document['installs'][0].update(home='--force', all_off=True))
        self.assertEqual(fleet.page().attention()['All restrictions are off'], [('a', ['--force'])])

    def test_long(self):
        fleet = Fleet(REAL)
        fleet.add('a', lambda document: document['installs'][0].update(home='/' + 'y' * 1000000))
        page = fleet.page()
        self.assertLess(len(page.bytes), 100000)
        self.assertIn('y…', page.text)

    def test_contained(self):
        """Nothing is loaded, and only what is in the page runs."""
        fleet = Fleet(REAL)
        self.fill(fleet, HOSTILE)
        page = fleet.page()
        policy = re.search('content="(default-src[^"]*)"', page.text)[1]
        for name, text in ('style', page.style), ('script', page.script):
            digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
            self.assertIn(f"{name}-src 'sha256-{digest}'", policy)
        self.assertTrue(policy.startswith("default-src 'none'; "))
        self.assertNotRegex(page.style + page.script, r'https?:|//\w|@import|url\((?!#)|innerHTML|eval')
        for element in page.tree.iter():
            self.assertFalse({'src', 'style', 'action', 'srcset', 'data'} & element.attrib.keys())
            self.assertFalse([name for name in element.attrib if name.startswith('on')])
            self.assertRegex(element.get('href', '#h0'), r'^#[a-z]+\d*$')
        ids = collections.Counter(element.get('id') for element in page.tree.iter() if 'id' in element.attrib)
        self.assertEqual(set(ids.values()), {1})
        self.assertLessEqual({element.get('href')[1:] for element in page.tree.iter('a')}, ids.keys())


class Invalid(unittest.TestCase):
    """Hosts without a valid document."""
    REASONS = {
        'empty': (b' \n', 'it is empty'),
        'cut': (json.dumps(REAL).encode()[:-100], 'it is not JSON, or was cut off'),
        'text': (b'ssh: connection refused\n', 'it is not JSON, or was cut off'),
        'binary': (b'\xff\xfe\x00', 'it is not UTF-8'),
        'nested': (b'[' * 200000, 'it is nested too deeply'),
        'foreign': (b'{"a": 1}', 'it is not a document of jsecpatch'),
        'list': (b'[1, 2]', 'it is not a document of jsecpatch'),
        'number': (b'7', 'it is not a document of jsecpatch'),
        'other': (json.dumps({**REAL, 'action': 'backups'}).encode(), 'it is of --backups, not of --list'),
        'property': (json.dumps({**REAL, 'property': 'x'}).encode(), 'it is not about ' + LIST),
        'type': (json.dumps({**REAL, 'installs': [1]}).encode(),
                 'its key installs is not what jsecpatch prints'),
        'key': (json.dumps({key: REAL[key] for key in REAL if key != 'restart'}).encode(),
                'its key restart is not what jsecpatch prints'),
        'inner': (json.dumps({**REAL, 'installs': [{**REAL['installs'][0], 'patched': 'yes'}]}).encode(),
                  'its key installs is not what jsecpatch prints'),
        'large': (b'{"a": "' + b'x' * (4 << 20) + b'"}', 'it has more than 4 MiB'),
    }

    def setUp(self):
        self.fleet = Fleet(REAL)

    def test_reasons(self):
        for host, (data, _) in self.REASONS.items():
            self.fleet.write(host, data)
        self.fleet.add('good', calm)
        self.fleet.path.joinpath('gone.json').symlink_to('nowhere')
        self.fleet.path.joinpath('directory.json').mkdir()
        os.mkfifo(self.fleet.path / 'pipe.json')
        page = self.fleet.page(expect=1)
        wanted = {host: reason for host, (_, reason) in self.REASONS.items()}
        wanted.update(gone='it cannot be read', directory='it cannot be read: Is a directory',
                      pipe='it is not a regular file')
        found = {host: texts[0] for host, texts in page.attention()['No valid document']}
        self.assertEqual(set(found), set(wanted))
        for host, reason in wanted.items():
            self.assertIn(reason, found[host])
            self.assertIn(reason, page.rows(host)[0][1])
        self.assertEqual(page.totals()['Attention'],
                         {'without a valid document': len(wanted), 'with nothing to do': 1})
        self.assertEqual(page.errors, f'report.py: {len(wanted)} of {len(wanted) + 1} hosts without a valid '
                         f'document; binary: it is not UTF-8\n')

    def test_expected(self):
        names = self.fleet.path / 'names'
        names.write_text('# all\nhere\n\n missing # new\nmissing\n')
        self.fleet.add('here', calm)
        page = self.fleet.page('--hosts', names, expect=1)
        self.assertEqual(page.attention(), {'No valid document': [
            ('missing', ['there is none', 'ssh -- missing jsecpatch --list --json >missing.json'])]})

    def test_hooks_only(self):
        self.fleet.write('a', b'{', suffix='.hooks.json')
        self.fleet.add('b', calm)
        self.fleet.write('b', b'{', suffix='.hooks.json')
        found = self.fleet.page(expect=1).attention()['No valid document']
        self.assertEqual([host for host, _ in found], ['a', 'b'])
        self.assertIn('there is none', found[0][1][0])

    def test_twice(self):
        other = Fleet(REAL)
        paths = [self.fleet.add('a', calm), other.add('a', calm)]
        run = run_report(*paths)
        self.assertEqual(run.returncode, 1)
        self.assertIn(b'a: there is more than one', run.stderr)

    def test_usage(self):
        for arguments in ([], [self.fleet.path], ['/nonexistent'],
                          ['--hosts', '/nonexistent', self.fleet.path],
                          ['--stale', 'x', self.fleet.path]):
            run = run_report(*arguments)
            self.assertEqual((run.returncode, run.stdout), (2, b''), arguments)


class Readme(unittest.TestCase):
    """The line for ssh, with a program in the place of ssh."""

    def test_fetch(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        (folder / 'real.json').write_text(json.dumps(REAL))
        (folder / 'documents').mkdir()
        (folder / 'hosts').write_text(''.join(f'h{place}\n' for place in range(30)))
        ssh = folder / 'ssh'
        ssh.write_text('#!/bin/sh\n[ "$*" != "-n -o BatchMode=yes -- h3 jsecpatch --list --json" ] || exit 255\n'
                       'cat real.json\nexit 1\n')
        ssh.chmod(0o755)
        line = re.search('^    (xargs .*)', REPORT.with_name('README.md').read_text(), re.M)[1]
        subprocess.run(['sh', '-c', line], cwd=folder, check=True,
                       env={**os.environ, 'PATH': f'{folder}:{os.environ["PATH"]}'})
        run = run_report('--hosts', folder / 'hosts', folder / 'documents')
        self.assertEqual(run.stderr, b'report.py: 1 of 30 hosts without a valid document; h3: it is empty\n')

    @unittest.skipUnless(shutil.which('ansible-playbook'), 'skipped: no ansible-playbook')
    def test_playbook(self):
        """The playbook writes into its directory only, whatever a host is named."""
        folder = pathlib.Path(tempfile.mkdtemp())
        (folder / 'a/b').mkdir(parents=True)
        shutil.copy(REPORT.with_name('fetch.yml'), folder / 'a/b')
        (folder / 'real.json').write_text(json.dumps(REAL))
        command = folder / 'jsecpatch'
        command.write_text(f'#!/bin/sh\ncat {folder}/real.json\nexit 1\n')
        command.chmod(0o755)
        local = {'ansible_connection': 'local', 'ansible_become': False,
                 'ansible_python_interpreter': '/usr/bin/python3'}
        (folder / 'hosts.json').write_text(json.dumps(
            {'all': {'vars': local, 'hosts': {'good': {}, '../../evil': {}}}}))
        run = subprocess.run(
            ['ansible-playbook', '-i', folder / 'hosts.json', folder / 'a/b/fetch.yml'], check=False,
            capture_output=True, env={**os.environ, 'HOME': str(folder), 'LC_ALL': 'C.UTF-8',
                                      'PATH': f'{folder}:{os.environ["PATH"]}'})
        self.assertEqual(run.returncode, 2, run)
        self.assertEqual(sorted(folder.glob('a/**/*.json')), [folder / 'a/b/documents/good.json'], run)


class Output(unittest.TestCase):
    """Where the page is written."""

    def setUp(self):
        self.fleet = Fleet(REAL)
        self.fleet.add('a', calm)
        self.folder = pathlib.Path(tempfile.mkdtemp())

    def test_replaced(self):
        """Who has the old page open keeps it; a link stays one; nothing else is left."""
        target, link = self.folder / 'page.html', self.folder / 'link.html'
        target.write_text('old')
        link.symlink_to(target)
        with target.open() as old:
            self.assertEqual(run_report('-o', link, self.fleet.path).returncode, 0)
            self.assertEqual(old.read(), 'old')
        self.assertEqual(target.read_bytes(), self.fleet.page().bytes)
        self.assertTrue(link.is_symlink())
        self.assertEqual(len(list(self.folder.iterdir())), 2)

    def test_refused(self):
        for output in self.folder, self.folder / 'none/page.html', '/dev/null', '/dev/full':
            run = run_report('-o', output, self.fleet.path)
            self.assertEqual(run.returncode, 1, output)
            self.assertRegex(run.stderr.decode(), r'^report.py: .*\n$')
        with open('/dev/full', 'w', encoding='utf-8') as full:
            run = run_report(self.fleet.path, stdout=full)
        self.assertEqual((run.returncode, run.stderr),
                         (1, b'report.py: standard output: No space left on device\n'))


if __name__ == '__main__':
    unittest.main()
