#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures how much memory each install more takes, for each action: N and 5 N homes, whose
files have the vendors' size and all differ.

usage: memory.py [ACTION]...

JSECPATCH names the command, BUILD_ROOT its build.

exit status: 0 no action takes more than it may, 1 one does
"""
import os
import subprocess
import sys
import tempfile

import homes

COMMAND = os.environ.get('JSECPATCH', 'jsecpatch')
BUILD = os.environ.get('BUILD_ROOT') or os.path.dirname(os.path.dirname(os.path.abspath(COMMAND)))
PEAK = BUILD + '/tests/bench/peak'
N = 100
MOST = 9.0  # KiB an install, of which 2 would be enough, and 7 are seen; each file has 58
# In this order: each finds what the ones before have left.
ACTIONS = {
    'list': ['--list'],
    'list, document': ['--list', '--json'],
    'explain': ['--explain'],
    'dry run': ['--allow', 'anon', '--dry-run'],
    'dry run, document': ['--allow', 'anon', '--dry-run', '--json'],
    'allow': ['--allow', 'anon', '--remember'],
    'allow again': ['--allow', 'anon'],
    'list of what is changed': ['--list'],
    'reapply': ['--reapply'],
    'hook': ['--reapply', '--from-hook', 'apt'],
    'restore, dry run': ['--restore', '--dry-run'],
    'restore': ['--restore'],
}
# One arena: how much of each is free is chance.
ENVIRONMENT = {**os.environ, 'GLIBC_TUNABLES': 'glibc.malloc.arena_max=1'}
ENVIRONMENT.pop('MALLOC_PERTURB_', None)  # of meson: it fills memory that nothing else touches


def measure(top, args):
    """Returns the peak in KiB."""
    done = subprocess.run([PEAK, COMMAND, '--root', top, *args], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=ENVIRONMENT,
                          check=False)
    if done.returncode not in (0, 4):
        raise RuntimeError(f'{args} ended with {done.returncode}: {done.stderr.decode()}')
    return int(done.stderr.split()[-1])


def main():
    bad = 0
    with tempfile.TemporaryDirectory() as few, tempfile.TemporaryDirectory() as many:
        for top, n in (few, N), (many, 5 * N):
            homes.Homes(top, n, [homes.generated()])
        for name, args in ACTIONS.items():
            small, large = (measure(top, args) for top in (few, many))
            more = (large - small) / (4 * N)
            wrong = more > MOST and (not sys.argv[1:] or name in sys.argv[1:])
            bad += wrong
            print(f'{name:<25} {small:6} {large:6} KiB  {more:5.1f} KiB an install'
                  f'{"  TOO MUCH" * wrong}')
    return bad > 0


if __name__ == '__main__':
    sys.exit(main())
