#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fails each allocation of a run in turn.

If a listing succeeds, it must have all entries: a missing one would look as if it were allowed.
Nor may a run report that an archive has changed, or that nothing is known of a product.

usage: memory.py LIBRARY    LIBRARY is failing_malloc
exit status: 0 no fault found, 1 a fault
"""
import itertools
import os
import subprocess
import sys
import tarfile
import tempfile

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
ENTRIES = 'SSLv3, TLSv1, anon, NULL'
LINE = f'  blocks {ENTRIES}'


def build(root):
    """Makes one Java home."""
    os.makedirs(root + '/opt/jdk/conf/security')
    with open(root + '/opt/jdk/release', 'w', encoding='ascii') as file:
        file.write('JAVA_VERSION="17.0.9"\n')
    with open(root + '/opt/jdk/conf/security/java.security', 'w', encoding='ascii') as file:
        file.write(f'security.provider.1=SUN\njdk.tls.disabledAlgorithms={ENTRIES}\n')


def remember(root):
    """Also writes a rule for a product that was uninstalled."""
    os.mkdir(root + '/etc')
    with open(root + '/etc/jsecpatch.conf', 'w', encoding='ascii') as file:
        file.write('rule.1.allow = anon\nrule.1.target = /opt/gone\n')


def pack(root):
    """Also packs the home into an archive."""
    with tarfile.open(root + '/jdk.tar', 'w') as archive:
        archive.add(root + '/opt/jdk', 'jdk')


def list_is_wrong(run):
    return run.returncode == 0 and LINE not in run.stdout.splitlines()


def diagnosis_is_wrong(run):
    return 'changed by another program' in run.stderr


def forgetting_is_wrong(run):
    if run.returncode == 4:
        return '-rule.1.target = /opt/gone' not in run.stdout.splitlines()
    return run.returncode in (0, 3)


RUNS = [(['--list'], list_is_wrong),
        (['--allow', 'anon', '--output', '/new.tar', '/jdk.tar'], diagnosis_is_wrong),
        (['--forget', '--dry-run', '/opt/gone'], forgetting_is_wrong)]


def fail_each(library, root, words, is_wrong):
    """Returns how many allocations a run has, and at how many it fails or prints wrong results."""
    failed = bad = 0
    for n in itertools.count():
        if os.path.exists(root + '/new.tar'):
            os.remove(root + '/new.tar')
        run = subprocess.run([COMMAND, '--root', root] + words, capture_output=True, text=True,
                             check=False, stdin=subprocess.DEVNULL,
                             env={'LD_PRELOAD': library, 'FAIL_AT': str(n)})
        if run.stderr.endswith('not reached\n'):
            return n, failed, bad
        failed += run.returncode != 0
        if is_wrong(run):
            bad += 1
            print(f'{words}, allocation {n}: {run.returncode}\n{run.stdout}{run.stderr}')


def main(library):
    status = 0
    with tempfile.TemporaryDirectory() as root:
        build(root)
        pack(root)
        remember(root)
        for words, is_wrong in RUNS:
            n, failed, bad = fail_each(library, root, words, is_wrong)
            print(f'{words}: {n} allocations, {failed} runs failed, {bad} wrongly or not')
            status = 1 if bad or not failed else status
    return status


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))
