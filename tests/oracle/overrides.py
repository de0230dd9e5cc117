# SPDX-License-Identifier: MIT
"""
Lets jsecpatch make an override file for a copy of each JVM of this machine. The JVM must then have
exactly that list, and talk TLS with an anonymous suite, which it refuses without the file.
"""

from handshakes import Runner, look, read, run_in_copies

class Overridden(Runner):
    """Runs JVMs with an override file."""

    file = None

    def java(self, jvm, *args):
        option = ['-Djava.security.properties=' + self.file] if self.file else []
        return super().java(jvm, *(option + list(args)))


def check(runner, jvm, report):
    """Tests without the file, with it, and with a renewed one for another list."""
    def wrong(step, *what):
        report.add('%s, %s' % (jvm.name, step), *what)

    own = runner.tree.real_file(jvm)
    before = read(own)
    did, stock, _ = look(runner, jvm)
    if did != 'refused' or 'anon' not in stock:
        wrong('as it came', did, stock)
    name = '/override-%s' % jvm.name
    rc, out = runner.jsecpatch('--emit-override', name, '--allow', 'anon', '--disallow', 'X448',
        jvm.home)
    if rc:
        wrong('emit', rc, out)
        return
    runner.file = runner.tree.inside(name)
    wanted = [e for e in stock if e != 'anon']
    did, entries, shown = look(runner, jvm)
    if did != 'talked' or sorted(entries) != sorted(wanted + ['X448']):
        wrong('with the file', did, entries)
    if shown not in (None, entries):
        wrong('as its settings show it', shown)
    if read(own) != before:
        wrong('its own file changed')
    renew(runner, jvm, own, wanted, wrong)
    runner.file = None


def renew(runner, jvm, own, wanted, wrong):
    """Adds an entry to the vendor's list."""
    before = read(own)
    with open(own, 'wb') as f:
        f.write(before.replace(b'jdk.tls.disabledAlgorithms=', b'jdk.tls.disabledAlgorithms=RC2, '))
    rc, out = runner.jsecpatch('--reapply', jvm.home)
    did, entries, _ = look(runner, jvm)
    if rc or did != 'talked' or sorted(entries) != sorted(wanted + ['X448', 'RC2']):
        wrong('renewed', rc, out, did, entries)


def scenarios(temp, tree, report):
    tree.link_relatively()
    runner = Overridden(tree, temp)
    for jvm in tree.jvms:
        check(runner, jvm, report)
        print('%s (%s)' % (jvm.name, jvm.version), flush=True)


if __name__ == '__main__':
    run_in_copies('Handshake.java', scenarios)
