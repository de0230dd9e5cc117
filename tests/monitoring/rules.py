#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lets promtool check real metrics, the alert rules and the queries of the dashboard, and run the
unit tests of the rules.

JSECPATCH names the command, SOURCE_ROOT the source."""
import json
import os
import shutil
import subprocess
import sys


def promtool(*arguments, **options):
    done = subprocess.run(['promtool', *arguments], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, **options)
    if done.returncode or 'FAILED' in done.stdout:
        print(done.stdout)
        sys.exit(f'promtool {" ".join(arguments)}: status {done.returncode}')
    return done.stdout


def check_dashboard(path, written):
    """Writes the queries as rules, which promtool can read."""
    with open(path, encoding='utf-8') as file:
        panels = json.load(file)['panels']
    queries = [target['expr'] for panel in panels for target in panel['targets']]
    rules = [{'record': f'query_{n}', 'expr': query.replace('$instance', '.*')}
             for n, query in enumerate(queries)]
    with open(written, 'w', encoding='utf-8') as file:
        json.dump({'groups': [{'name': 'dashboard', 'rules': rules}]}, file)
    said = promtool('check', 'rules', written)
    assert f'{len(queries)} rules found' in said, said


def main():
    if not shutil.which('promtool'):
        print('skipped: promtool is not there (Debian: prometheus)')
        sys.exit(77)
    source, top = os.environ['SOURCE_ROOT'], os.environ['TMPDIR']
    shutil.copytree(source + '/samples/root', top + '/root', symlinks=True)
    subprocess.run([os.environ['JSECPATCH'], '--root', top + '/root', '-q', '--metrics',
                    top + '/jsecpatch.prom'], check=True)
    with open(top + '/jsecpatch.prom', encoding='utf-8') as metrics:
        said = promtool('check', 'metrics', stdin=metrics)
    # promtool prints advice on names without a status
    assert not said.strip(), said
    os.chdir(source + '/samples/monitoring')
    promtool('check', 'rules', 'jsecpatch.rules.yml')
    promtool('test', 'rules', 'jsecpatch.rules.test.yml')
    check_dashboard('dashboard.json', top + '/dashboard.yml')


if __name__ == '__main__':
    main()
