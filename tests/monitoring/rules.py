#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lets promtool check real metrics and the alert rules, and run the unit tests of the rules.

JSECPATCH names the command, SOURCE_ROOT the source."""
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


if __name__ == '__main__':
    main()
