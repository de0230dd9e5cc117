# SPDX-License-Identifier: MIT
"""
Copies the JVMs of this machine, and lets jsecpatch allow, disallow and restore `anon` in the
copies. Checks each time whether they talk TLS with an anonymous suite, and which list they print.
"""

import glob
import hashlib
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile

from oracle import TLS, Report, compile_java, need_jvms, split

NOBODY = 65534
PLACE = '/usr/lib/jvm'
BULKY = ['jmods', 'legal', 'man', 'include', 'demo', 'docs', 'src.zip', 'lib/src.zip', 'lib/ct.sym']
FILES = ['conf/security/java.security', 'lib/security/java.security',
    'jre/lib/security/java.security']
BIND = 'mount --bind "$1" "$2" && shift 2 && exec "$@"'
IN_NAMESPACE = ['unshare', '--map-root-user', '--mount', 'sh', '-c', BIND, 'sh']


def copy(source, to):
    """Copies a file or a directory with mode, times and owner. Links in it stay links."""
    os.makedirs(os.path.dirname(to), exist_ok=True)
    subprocess.run(['cp', '-a', '--reflink=auto', '--', source, to], check=True)


def relink(link, target):
    """Makes a link lead elsewhere, with the same owner and time."""
    st = os.lstat(link)
    os.unlink(link)
    os.symlink(target, link)
    os.chown(link, st.st_uid, st.st_gid, follow_symlinks=False)


class Tree:
    """A root with copies of JVMs, and of the files in /etc that their links lead to."""

    def __init__(self, root, jvms):
        self.root = root
        self.links = {} # path in the copy: target of the machine's own link
        self.jvms = [j for j in jvms if self.add(j)]

    def inside(self, path):
        return self.root + path

    def add(self, jvm):
        if not vendor_files(jvm):
            return False
        self.copy_home(jvm)
        for folder, folders, files in os.walk(jvm.outside(jvm.home)):
            for name in folders + files:
                path = os.path.join(folder, name)[len(jvm.root):]
                if os.path.islink(jvm.outside(path)) and os.path.lexists(self.inside(path)):
                    self.add_link(jvm, path)
        for alias in glob.glob(jvm.outside(PLACE) + '/*'):
            if os.path.islink(alias) and os.path.realpath(alias) == jvm.outside(jvm.home):
                copy(alias, self.inside(alias[len(jvm.root):]))
        return True

    def copy_home(self, jvm):
        os.makedirs(self.inside(jvm.home))
        for name in os.listdir(jvm.outside(jvm.home)):
            path = os.path.join(jvm.home, name)
            if name not in BULKY:
                copy(jvm.outside(path), self.inside(path))
        for name in BULKY:
            path = self.inside(os.path.join(jvm.home, name))
            if os.path.lexists(path):
                os.unlink(path)

    def add_link(self, jvm, path):
        target = os.readlink(jvm.outside(path))
        to = os.path.normpath(os.path.join(os.path.dirname(path), target))
        if not to.startswith('/etc/') or not os.path.exists(jvm.outside(to)):
            return
        if not os.path.lexists(self.inside(to)):
            copy(os.path.realpath(jvm.outside(to)), self.inside(to))
        if os.path.isabs(target):
            self.links[self.inside(path)] = to

    def link_relatively(self):
        """Makes the copied links lead to the copies for everybody."""
        for link, to in self.links.items():
            relink(link, os.path.relpath(self.inside(to), os.path.dirname(link)))

    def link_absolutely(self):
        """Keeps the machine's link targets: they lead to copies only below --root or a mount."""
        for link, to in self.links.items():
            relink(link, to)

    def file(self, jvm):
        """Returns the path of the copy's java.security inside its home."""
        paths = [self.inside(os.path.join(jvm.home, f)) for f in FILES]
        return next(p for p in paths if os.path.lexists(p))

    def real_file(self, jvm):
        path = self.file(jvm)
        to = self.links.get(path)
        return self.inside(to) if to else os.path.realpath(path)

    def everything(self):
        """Returns everything about each file, except backups and times of directories."""
        seen = {}
        for folder, folders, files in os.walk(self.root):
            for name in folders + files:
                path = os.path.join(folder, name)
                st = os.lstat(path)
                link = os.readlink(path) if stat.S_ISLNK(st.st_mode) else None
                size = () if stat.S_ISDIR(st.st_mode) else (st.st_size, st.st_mtime_ns)
                seen[path] = (st.st_mode, st.st_uid, st.st_gid, link) + size
        return {p: s for p, s in seen.items() if not p.startswith(self.inside('/var'))}


class Runner:
    """Runs jsecpatch and the copied JVMs, as this user or another one."""

    def __init__(self, tree, temp, user=None, mounts=False):
        self.tree, self.mounts = tree, mounts
        self.classes = os.path.join(temp, 'classes')
        self.user = user
        self.as_user = dict(user=user, group=user, extra_groups=[]) if user else {}
        self.options = ['--root', tree.root]
        if user:
            state = os.path.join(temp, 'state-%d' % user)
            os.mkdir(state)
            os.chown(state, user, user)
            self.options += ['--state-dir', state]
        self.env = {'PATH': os.environ.get('PATH', '/usr/bin:/bin'), 'LC_ALL': 'C'}

    def run(self, command, env, as_user):
        return subprocess.run(command, env=env, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, cwd='/', timeout=120, **as_user)

    def jsecpatch(self, *args):
        env = dict(os.environ, LD_LIBRARY_PATH=self.classes)
        run = self.run([own_copy(self.classes)] + self.options + list(args), env, self.as_user)
        return run.returncode, (run.stdout + run.stderr).decode()

    def java(self, jvm, *args):
        """Runs java. Returns standard output and standard error."""
        command = jvm.command(self.tree.inside(jvm.java), self.user) + list(args)
        to = self.tree.links.get(self.tree.file(jvm))
        if self.mounts and to:
            folder = os.path.dirname(to)
            command = IN_NAMESPACE + [self.tree.inside(folder), jvm.outside(folder)] + command
        run = self.run(command, self.env, {} if jvm.root else self.as_user)
        return run.stdout.decode(), run.stderr.decode()


def own_copy(folder):
    """Copies the command and its library to where every user can run them."""
    path = os.path.join(folder, 'jsecpatch')
    if not os.path.exists(path):
        shutil.copy(os.environ['JSECPATCH'], path)
        library = glob.glob(os.path.join(os.environ['BUILD_ROOT'], 'lib', 'libjsecpatch.so.0'))
        for file in library:
            shutil.copy(file, folder)
    return path


def settings(text):
    """Returns the list that -XshowSettings:security:properties prints, or None."""
    found = re.search(r'^ {8}%s=(.*)\n((?: {12}.*\n)*)' % re.escape(TLS), text, re.M)
    if not found:
        return None
    lines = [found.group(1)] if found.group(1) else found.group(2).split('\n')
    return split(','.join(line.rstrip(',') for line in lines))


def look(runner, jvm):
    """Returns whether the JVM talked or refused, its list, and the list in its settings."""
    out, err = runner.java(jvm, '-cp', runner.classes, 'Handshake')
    lines = dict(line.split(' ', 1) for line in out.splitlines() if ' ' in line)
    shown = runner.java(jvm, '-XshowSettings:security:properties', '-version')[1]
    did = 'talked' if 'talked' in lines else 'refused' if 'refused' in lines else err or out
    return did, split(lines.get('list', '')), settings(shown)


def read(path):
    with open(path, 'rb') as f:
        return f.read()


class Scenario:
    """Makes all steps in one tree, as one user."""

    def __init__(self, name, runner, report):
        self.name, self.runner, self.report = name, runner, report
        self.tree = runner.tree
        self.before = self.tree.everything()
        self.bytes = {j: read(self.tree.real_file(j)) for j in self.tree.jvms}
        self.lists = {}
        self.looks = 0

    def wrong(self, step, what, *details):
        self.report.add('%s, %s: %s' % (self.name, step, what), *details)

    def change(self, step, *args):
        rc, out = self.runner.jsecpatch(*args)
        if rc:
            self.wrong(step, 'exit status %d' % rc, out)

    def check_jvms(self, step, anon):
        for jvm in self.tree.jvms:
            did, entries, shown = look(self.runner, jvm)
            wanted = self.lists.setdefault(jvm, entries)
            if not anon:
                wanted = [e for e in wanted if e != 'anon']
            if did != ('refused' if anon else 'talked'):
                self.wrong(step, '%s on a handshake' % jvm.name, did)
            if entries != wanted or shown not in (None, wanted):
                self.wrong(step, 'the list of %s' % jvm.name, entries, shown)
            self.looks += 1

    def check_bytes(self, step, same):
        for jvm in self.tree.jvms:
            if (read(self.tree.real_file(jvm)) == self.bytes[jvm]) != same:
                self.wrong(step, 'the bytes of %s' % jvm.name)

    def check_everything(self, step):
        after = self.tree.everything()
        for path in sorted(set(self.before) | set(after)):
            if self.before.get(path) != after.get(path):
                self.wrong(step, 'not as it was', path, self.before.get(path), after.get(path))

    def run(self):
        self.check_jvms('as it came', True)
        for step, args, anon in (('allow', ['--allow', 'anon'], False),
                ('disallow', ['--disallow', 'anon'], True),
                ('allow again', ['--allow', 'anon'], False), ('restore', ['--restore'], True)):
            self.change(step, *args)
            self.check_jvms(step, anon)
            self.check_bytes(step, anon)
        self.check_everything('restore')
        print('%s: %d handshakes, %s' % (self.name, self.looks,
            ', '.join('%s (%s)' % (j.name, j.version) for j in self.tree.jvms)), flush=True)


def own(path, user):
    subprocess.run(['chown', '-hR', '%d:%d' % (user, user), path], check=True)


def can_mount(directory):
    try:
        return subprocess.run(IN_NAMESPACE + [directory, directory, 'true'],
            stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def vendor_files(jvm):
    """Returns the JVM's own java.security."""
    paths = [os.path.join(jvm.home, f) for f in FILES]
    return [p for p in (resolve(jvm, p) for p in paths) if os.path.isfile(p)]


def resolve(jvm, path):
    """Returns where a path of the JVM leads, inside its root."""
    outside = jvm.outside(path)
    if not jvm.root or not os.path.islink(outside):
        return os.path.realpath(outside)
    return resolve(jvm, os.path.join(os.path.dirname(path), os.readlink(outside)))


def blocks_anon(jvm):
    """Tells whether the list in the JVM's own file seems to have `anon`."""
    return any(re.search(rb'\banon\b', read(p)) for p in vendor_files(jvm))


def digests(jvms):
    return {p: hashlib.sha256(read(p)).hexdigest() for j in jvms for p in vendor_files(j)}


def scenarios(temp, tree, report):
    tree.link_relatively()
    Scenario('as I am', Runner(tree, temp), report).run()
    if tree.links and can_mount(temp):
        tree.link_absolutely()
        shutil.rmtree(tree.inside('/var'), ignore_errors=True)
        Scenario('absolute links', Runner(tree, temp, mounts=True), report).run()
        tree.link_relatively()
    elif tree.links:
        print('absolute links: left out, no mount namespace here')
    if os.geteuid() == 0:
        own(tree.root, NOBODY)
        Scenario('user %d' % NOBODY, Runner(tree, temp, NOBODY), report).run()


def run_in_copies(program, scenarios):
    """Compiles a program, copies the JVMs, and lets scenarios(temp, tree, report) work there."""
    jvms = [j for j in need_jvms(8) if blocks_anon(j)]
    if not jvms:
        print('skipped: no JVM here that blocks anonymous suites')
        sys.exit(77)
    before = digests(jvms)
    report = Report()
    with tempfile.TemporaryDirectory(prefix='jsecpatch-oracle-') as temp:
        os.chmod(temp, 0o755)
        os.mkdir(os.path.join(temp, 'classes'))
        compile_java(program, os.path.join(temp, 'classes'))
        os.mkdir(os.path.join(temp, 'root'))
        scenarios(temp, Tree(os.path.join(temp, 'root'), jvms), report)
    if digests(jvms) != before:
        report.add("the machine's own files changed")
    report.finish('%d JVMs' % len(jvms))


if __name__ == '__main__':
    run_in_copies('Handshake.java', scenarios)
