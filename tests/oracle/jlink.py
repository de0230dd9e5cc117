#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks what we say about jlink: it fails while java.security is changed, or ignores that."""

import os
import re
import shutil
import subprocess
import sys
import tempfile

from oracle import Report, need_jvms, skip

FILE = 'conf/security/java.security'


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd='/')
    return done.returncode, done.stdout.decode()


class Check:
    def __init__(self, jvm, temp, report):
        self.jvm, self.temp, self.report = jvm, temp, report
        self.home = os.path.join(temp, jvm.name)
        shutil.copytree(jvm.home, self.home, symlinks=True)
        file = os.path.join(self.home, FILE)
        real = os.path.realpath(os.path.join(jvm.home, FILE))
        os.unlink(file)
        shutil.copy(real, file)
        self.images = 0

    def jsecpatch(self, *args):
        rc, out = run(os.environ['JSECPATCH'], '--state-dir', os.path.join(self.temp, 'state'),
            '--policy', os.path.join(self.temp, 'none'), *args, self.home)
        if rc:
            self.report.add('%s: exit status %d' % (' '.join(args), rc), out)
        return ' '.join(out.split())

    def link(self, works, step):
        """Makes an image of the smallest module. Returns it."""
        self.images += 1
        image = os.path.join(self.temp, 'image-%d' % self.images)
        rc, out = run(os.path.join(self.home, 'bin', 'jlink'), '--add-modules', 'java.base',
            '--output', image)
        if (rc == 0) != works:
            self.report.add('%s, %s: jlink ends with %d' % (self.jvm.name, step, rc), out)
        return image

    def blocks(self, image):
        with open(os.path.join(image, FILE), encoding='latin-1') as f:
            return re.search(r'(?m)^ .*\banon\b', f.read()) is not None

    def check(self):
        jmods = os.path.isdir(os.path.join(self.home, 'jmods'))
        said = self.jsecpatch('--allow', 'anon')
        if ('makes no images' in said) == jmods or ("have the vendor's list" in said) != jmods:
            self.report.add('%s: another note' % self.jvm.name, said)
        image = self.link(jmods, 'changed')
        if jmods and not self.blocks(image):
            self.report.add('%s: the image has the change' % self.jvm.name)
        if not jmods: # the way out
            self.jsecpatch('--suspend')
            self.link(True, 'suspended')
            self.jsecpatch('--reapply')
            if self.blocks(self.home):
                self.report.add('%s: not changed again' % self.jvm.name)
        print('%s: %s jmods' % (self.jvm.name, 'with' if jmods else 'without'), flush=True)


def choose(jvms):
    """Returns a JDK of each kind, if there is one: with jmods, and 24 or later without."""
    kinds = {}
    for jvm in jvms:
        jmods = os.path.isdir(os.path.join(jvm.home, 'jmods'))
        if not jvm.root and os.path.exists(os.path.join(jvm.home, 'bin', 'jlink')) and \
                (jmods or jvm.major >= 24):
            kinds.setdefault(jmods, jvm)
    return list(kinds.values())


def main():
    jdks = choose(need_jvms(9))
    if not jdks:
        skip('no JDK with jlink')
    report = Report()
    for jdk in jdks:
        with tempfile.TemporaryDirectory(prefix='jsecpatch-oracle-') as temp:
            Check(jdk, temp, report).check()
    report.finish('%d JDKs' % len(jdks))


if __name__ == '__main__':
    sys.exit(main())
