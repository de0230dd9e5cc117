#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures how long each Java has the vendor's list, while real package managers work.

usage: window.py [SCENARIO]...

A scenario is a package manager, or `real` for the distribution's OpenJDK with its own apt; by
default all. BUILD_ROOT says which build is measured. The window of a Java is the
time in which its file blocks `anon`, or is not there: a service that starts then gets the
vendor's list.

exit status: 0 success, 77 something is missing here
"""
import os
import sys
import threading
import time

import debs
import real_update
import roots
import systems
from roots import entries, read


class Clock:
    """Sums up how long a file is not patched."""

    def __init__(self, path):
        self.path, self.lost, self.last, self.patched = path, 0.0, None, True

    def look(self):
        """Reads the file, if it is another one since the last look."""
        now = time.monotonic()
        if self.last and not self.patched:
            self.lost += now - self.last[0]
        try:
            st = os.stat(self.path)
            seen = st.st_ino, st.st_mtime_ns, st.st_ctime_ns, st.st_size
            if not self.last or seen != self.last[1]:
                found = entries(read(self.path))
                self.patched = bool(found) and 'anon' not in found
        except FileNotFoundError:
            seen, self.patched = None, False
        self.last = now, seen


def measure(root, files, command):
    """Runs a command. Returns what it did, its seconds, and for each file those of its window."""
    clocks, stop = [Clock(root / file) for file in files], threading.Event()

    def watch():
        while not stop.wait(0.0005):
            for clock in clocks:
                clock.look()

    thread = threading.Thread(target=watch)
    thread.start()
    begun = time.monotonic()
    done = root.run(*command, check=False)
    taken = time.monotonic() - begun
    stop.set()
    thread.join()
    for clock in clocks:
        clock.look()
    return done, taken, clocks


def show(title, javas, done, taken, clocks):
    """Prints a row: the seconds of each Java, and how it ended."""
    ends = ', '.join(f'{java} {clock.lost:6.3f}' + ('' if clock.patched else ' and stays so')
                     for java, clock in zip(javas, clocks))
    asked = '; it asked' if debs.QUESTION in done.stdout else ''
    folder, name = os.path.split(clocks[0].path)
    waits = ''.join(f'; {beside} waits' for beside in sorted(os.listdir(folder))
                    if beside.startswith(name + '.'))
    print(f'{title:46} {taken:5.1f} s: {ends}; status {done.returncode}{asked}{waits}',
          flush=True)


def scenarios(system):
    """Measures one package manager: without Java, with Java, and both in one run."""
    sleeps = f'a package that takes {systems.SECONDS} s'
    java = system.package(systems.JAVA, '3')
    other = system.package(systems.OTHER, '2+sleep')
    files = system.file, system.second, systems.ARCHIVE_FILE
    for title, packages in ((sleeps, [other]), ('Java', [java]),
                            ('Java and ' + sleeps, [other, java])):
        with system.start.over('window') as root:
            show(f'{system.name}: {title}', ('updated', 'other', 'archive'),
                 *measure(root, files, system.call('update', *packages)))
    if isinstance(system, systems.Dpkg):
        with system.start.over('window') as root:
            needs = system.package(systems.OTHER, '2+needs')
            show(f'{system.name}: Java and one that needs it first', ('updated', 'other', 'archive'),
                 *measure(root, files, system.call('update', needs, java)))
    if system.name == 'dpkg':
        with system.start.over('window') as root:
            root.run('dpkg', '--unpack', java)
            show('dpkg --configure -a: Java', ('updated', 'other', 'archive'),
                 *measure(root, files, ['dpkg', '--configure', '-a']))


def real(base):
    """Measures the update of the distribution's OpenJDK."""
    real_update.make_start(base)
    with real_update.start.over('window') as root:
        roots.run('cp', '-a', roots.SOURCE + '/samples/root/opt/sample-25',
                  root / systems.ARCHIVE)
        root.jsec('--allow', 'anon', '--remember')
        root.install_hook()
        roots.run('mount', '--bind', os.path.join(roots.CACHE, 'archives'),
                  root / '/var/cache/apt/archives')
        command = ['apt-get', '-y', 'install', '--no-install-recommends', real_update.PACKAGE]
        show(f'real: {real_update.old[0]} to {real_update.new[0]}', ('updated', 'archive'),
             *measure(root, (real_update.FILE, systems.ARCHIVE_FILE), command))


def main():
    if not roots.TOP:
        roots.in_namespace('rpmbuild')
    names = sys.argv[1:] or [*systems.ALL, 'real']
    print('Seconds in which each Java has no list without anon:')
    others = [name for name in names if name != 'real']
    base = roots.make_base_root()
    for system in systems.prepare(base, others):
        scenarios(system)
    if 'real' in names:
        real(base)
    return 0


sys.exit(main())
