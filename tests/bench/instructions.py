# SPDX-License-Identifier: MIT
"""Counts the instructions of a program, with cachegrind."""
import re
import subprocess

# Without its files for a debugger: their names have the process id, and each namespace has a 1.
CACHEGRIND = ['valgrind', '--vgdb=no', '--tool=cachegrind', '--cache-sim=no',
              '--cachegrind-out-file=/dev/null']
# Starts a program that sees no other processes.
ALONE = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc']


def has_namespaces():
    return not subprocess.run([*ALONE, 'true'], capture_output=True, check=False).returncode


def count(argv, prefix=()):
    """Returns the instructions of a run, or None, and how the run ended."""
    done = subprocess.run([*prefix, *CACHEGRIND, *argv], stdin=subprocess.DEVNULL,
                          capture_output=True, check=False)
    found = re.search(rb'I +refs: +([\d,]+)', done.stderr)
    return int(found[1].replace(b',', b'')) if found else None, done
