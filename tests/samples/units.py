#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lets a real systemd run the unit of samples/examples, in a private root.

exit status: 0 success, 1 failure, 77 something is missing here
"""
import os
import shutil
import sys

import boxes
import roots
from boots import UNITS, VERIFY, boot
from roots import SOURCE, TOP, expect, read, without_anon, write

SAMPLES = SOURCE + '/samples/examples/'
UNIT, TIMER = 'jsecpatch-product.service', 'jsecpatch-product.timer'
HOME = '/opt/product/jre'
FILE = f'{HOME}/{boxes.SECURITY}'
# Tries whether the unit can write elsewhere, and says with all rights how it ended.
DROP_IN = """[Service]
ExecStartPre=-/bin/touch /written
ExecStopPost=+/bin/sh -c 'echo $$SERVICE_RESULT $$EXIT_STATUS >/new && mv /new /ended'
"""
CLOSED = DROP_IN + 'ReadWritePaths=\n'
start = None


def make_start():
    """Makes a root with systemd, a Java whose change is remembered, and the units."""
    global start
    start = roots.make_base_root().over('start')
    boxes.add_java(start, HOME, 'Eclipse Adoptium')
    start.jsec('--allow', 'anon', '--remember')
    for name in (UNIT, TIMER):
        shutil.copy(SAMPLES + name, start / UNITS + name)


def verified():
    """systemd-analyze has nothing to say about the units."""
    with start.over('case') as root:
        for name in (UNIT, TIMER):
            done = root.run(*VERIFY, UNITS + name, check=False)
            expect('of ' + name, (done.returncode, done.stdout), (0, ''))


def run_unit(drop_in):
    """Runs the unit after an update of Java. Returns how it ended, and what it did."""
    with start.over('case') as root:
        vendors = read(root / FILE).replace(b'MD5withRSA,', b'MD5withRSA, anon,', 1)
        expect('one more entry', vendors != read(root / FILE))
        write(root / FILE, vendors)
        ended = boot(root, UNIT, drop_in)
        if not ended:
            roots.skip('systemd does not boot in a container here')
        expect('it can write', os.path.exists(root / '/written'), False)
        return ended.strip(), read(root / FILE) == without_anon(vendors)


def allowed():
    """With the directories that the unit names, the change is made."""
    expect('the run', run_unit(DROP_IN), ('success 0', True))


def refused():
    """Without the directory of java.security it fails: the unit names what it needs."""
    expect('the run', run_unit(CLOSED), ('exit-code 1', False))


def main():
    if not TOP:
        roots.in_namespace()
    make_start()
    sys.exit(roots.main([verified, allowed, refused], sys.argv[1:]))


main()
