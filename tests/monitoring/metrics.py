#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares the metrics with the document of the same tree, and their names with those that the
manual and samples/monitoring use.

JSECPATCH names the command, SOURCE_ROOT the source."""
import json
import os
import pathlib
import re
import shutil
import subprocess

try:
    from prometheus_client.parser import text_string_to_metric_families
except ImportError:
    text_string_to_metric_families = None
    print('without the parser of Prometheus: this Python has no prometheus_client')

SOURCE = pathlib.Path(os.environ['SOURCE_ROOT'])
TOP = pathlib.Path(os.environ['TMPDIR'])
ROOT, FILE = TOP / 'root', TOP / 'jsecpatch.prom'
LIST = 'conf/security/java.security'
# What a run has that looked at nothing.
ALWAYS = {'jsecpatch_build_info', 'jsecpatch_last_run_timestamp_seconds',
          'jsecpatch_last_run_success', 'jsecpatch_last_run_exit_status'}
USED = re.compile(r'\bjsecpatch_[a-z_]+\b')


def run(*arguments, status=0):
    done = subprocess.run([os.environ['JSECPATCH'], '--root', ROOT, *arguments], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)
    assert done.returncode == status, (arguments, done)
    return done.stdout


def parse(text):
    """Returns {name and labels: value}. The text has exactly the form that Prometheus wants."""
    values, name = {}, None
    assert text.endswith('\n'), text[-50:]
    for line in text.splitlines():
        if line.startswith('# HELP '):
            name = line.split()[2]
            assert re.fullmatch(r'# HELP jsecpatch_[a-z_]+ [A-Z1].*\.', line), line
        elif line.startswith('# TYPE '):
            assert line == f'# TYPE {name} gauge', line
        else:
            assert re.fullmatch(name + r'(\{[a-z]+="[a-z_0-9.]+"\})? \d+', line), line
            key, value = line.rsplit(' ', 1)
            assert key not in values, line
            values[key] = int(value)
    return values


def families(text):
    """Returns the same as Prometheus' own parser for Python reads it."""
    values = {}
    for family in text_string_to_metric_families(text):
        assert family.type == 'gauge' and family.documentation, family
        for sample in family.samples:
            labels = ','.join(f'{key}="{value}"' for key, value in sample.labels.items())
            values[sample.name + (f'{{{labels}}}' if labels else '')] = sample.value
    return values


def measure(*arguments, status=0):
    run('--quiet', '--metrics', FILE, *arguments, status=status)
    text = FILE.read_text()
    values = parse(text)
    assert text_string_to_metric_families is None or families(text) == values
    assert values['jsecpatch_last_run_exit_status'] == status
    assert values['jsecpatch_last_run_success'] == (status in (0, 3))
    return values


def expected(document):
    """Returns what the document of the same tree says of the installs."""
    installs = document['installs']

    def count(holds):
        return sum(map(bool, map(holds, installs)))

    def usable(what):
        return count(lambda i: i['usable'] and i['usable'][what] != 'blocked')

    return {
        'installs': len(installs),
        'installs_unknown': count(lambda i: i['usable'] is None),
        'installs_all_restrictions_off': count(lambda i: i['all_off']),
        'installs_usable{what="anon"}': usable('anon'),
        'installs_usable{what="null"}': usable('null'),
        'installs_usable{what="old_tls"}': usable('old_tls'),
        'installs_patched': count(lambda i: i['patched']),
        'installs_effective': count(lambda i: i['effective']),
        'installs_in_policy': count(lambda i: i['policy']),
        'installs_complying': count(lambda i: i['policy'] == 'complies'),
        'places_unsearched': document['scan']['unreadable'],
        'hooks_in_place': len(document['hooks_in_place']),
        'restarts_needed': len(document['restart']),
        'processes_unseen': document['restart_unseen'],
    }


def compare(status=0):
    """Compares the metrics of the tree with its document. Returns the metrics."""
    values = measure(status=status)
    for name, value in expected(json.loads(run('--json', status=status))).items():
        assert values['jsecpatch_' + name] == value, (name, value, values)
    return values


def home(name, entries):
    path = ROOT / 'opt' / name
    (path / 'conf/security').mkdir(parents=True)
    (path / 'release').write_text('JAVA_VERSION="17.0.15"\n')
    (path / LIST).write_text(f'a=1\njdk.tls.disabledAlgorithms={entries}\n')
    return path


def check_values():
    """Compares the metrics in several states of a tree. Returns those of the last state."""
    assert compare()['jsecpatch_installs_patched'] == 0
    run('--allow', 'anon', '--remember')
    values = compare()
    assert values['jsecpatch_installs_in_policy'] == values['jsecpatch_installs_complying'] > 1
    home('open', '')
    home('partly', 'anon, TLSv1')
    (ROOT / 'usr/local/bin').mkdir(parents=True)
    for program in ('usr/local/bin/jsecpatch', 'usr/bin/dpkg'):
        (ROOT / program).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / program).write_text('')
        (ROOT / program).chmod(0o755)
    values = compare()
    assert values['jsecpatch_installs_all_restrictions_off'] == 1
    assert values['jsecpatch_installs_complying'] == values['jsecpatch_installs_in_policy'] - 1
    home('malformed', 'SSLv3, DH keySize <')
    values = compare(status=1)
    assert values['jsecpatch_installs_unknown'] == 1
    return values


def check_failures():
    """A run that could not look says only that, and one that found no Java says that."""
    (ROOT / 'etc/jsecpatch.conf').write_text('nonsense\n')
    policy = {'jsecpatch_installs_in_policy', 'jsecpatch_installs_complying'}
    assert not policy & measure(status=1).keys()
    names = {re.sub(r'\{.*', '', key) for key in measure('--reapply', status=1)}
    assert names == ALWAYS, names
    shutil.rmtree(ROOT)
    ROOT.mkdir()
    assert measure(status=3)['jsecpatch_installs'] == 0


def check_names(values):
    """The manual explains each metric, and what reads them uses no other ones."""
    names = {re.sub(r'\{.*', '', key) for key in values}
    manual = (SOURCE / 'cli/jsecpatch.1').read_text()
    assert set(re.findall(r'^\.It Li (jsecpatch_\w+)', manual, re.M)) == names
    for path in sorted((SOURCE / 'samples/monitoring').iterdir()):
        used = set(USED.findall(path.read_text()))
        assert used <= names, (path, used - names)
        assert used or path.suffix not in ('.json', '.yml'), path
    dashboard = json.loads((SOURCE / 'samples/monitoring/dashboard.json').read_text())
    ids = [panel['id'] for panel in dashboard['panels']]
    assert len(set(ids)) == len(ids) > 0
    for panel in dashboard['panels']:
        references = [target['refId'] for target in panel['targets']]
        assert len(set(references)) == len(references) > 0, panel['title']


def main():
    shutil.copytree(SOURCE / 'samples/root', ROOT, symlinks=True)
    check_names(check_values())
    check_failures()


if __name__ == '__main__':
    main()
