#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the playbooks of samples/ansible over ssh, on hosts of which one fails and one is not there.

usage: fleet.py [--full [HOSTS]] [CASE]...

Without --full there are two good hosts. With it there are 24 good ones or as many as you say, and a table
says how long a run takes, and what the control node needs. ARCHIVE is what the role installs: a result of
packaging/build-static instead of this build. DEBS is a directory with Debian packages of
packaging/build-deb.

exit status: 0 success, 1 failure, 77 something is missing here
"""
import glob
import json
import os
import re
import sys

import hosts as fleet
import load
import roots
from roots import SOURCE, TOP, Failed, expect, read, run, write

COLLECTION = SOURCE + '/samples/ansible'
LISTS = {'sample-8': '/opt/sample-8/jre/lib/security/java.security',
         'sample-17': '/etc/sample-17/security/java.security',
         'sample-25': '/opt/sample-25/conf/security/java.security'}
SOCKETS = '/mnt'  # a short path, since that of a socket is limited; the mount is in our namespace only
BAD, GONE = 'bad', 'gone'
# A program with two threads that has loaded a library of that name counts as a Java. It waits until it is
# killed.
PRODUCT = '''#!/bin/bash
case $1 in
start)
    [ -p /run/wait ] || mkfifo /run/wait
    LD_PRELOAD=/opt/sample-25/lib/server/libjvm.so bash -c 'exec -a /usr/bin/java bash /opt/product/Main' &
    echo $! >/run/product.pid
    mount --bind /opt/product/cgroup /proc/$!/cgroup || echo $? >/run/no-unit
    ;;
stop) kill "$(cat /run/product.pid)" ;;
restart) "$0" stop; "$0" start ;;
esac
'''
MAIN = 'exec 3<>/run/wait\nread -r _ <&3\n'
good = []  # the hosts on which everything works
everyone = {}  # the addresses of all
archive = None


def add_product(root):
    """Adds a program that runs Java, to the root of a host."""
    write(root / '/etc/init.d/product', PRODUCT, 0o755)
    write(root / '/opt/product/Main', MAIN)
    write(root / '/opt/product/cgroup', '0::/system.slice/product.service\n')
    write(root / '/opt/sample-25/lib/server/libjvm.so', read(roots.BUILD + '/tests/cli/libsecond_thread.so'))


def start_hosts(count):
    """Starts the good hosts, and one with a list that Java rejects. One more has no machine."""
    global archive
    base = fleet.make_base()
    fleet.open_loopback()
    archive = os.environ.get('ARCHIVE') or fleet.make_archive(TOP + '/archive.tar.gz')
    for number in range(1, count + 1):
        good.append(fleet.Host(base, number, f'h{number}'))
    bad = fleet.Host(base, count + 1, BAD)
    text = read(bad.root / LISTS['sample-8'])
    write(bad.root / LISTS['sample-8'], text.replace(b'DH keySize < 1024', b'DH keySize <1024'))
    add_product(good[0].root)
    for host in (*good, bad):
        host.start()
    for host in (*good, bad):
        host.wait()
    everyone.update({host.name: host.address for host in (good[0], bad, *good[1:])})
    everyone[GONE] = '127.0.1.254'


def make_control_node():
    """Builds the collection, and installs it without a network."""
    os.mkdir(TOP + '/sockets')
    run('mount', '--bind', TOP + '/sockets', SOCKETS)
    ansible('ansible-galaxy', 'collection', 'build', '--output-path', TOP, COLLECTION)
    (built,) = glob.glob(TOP + '/jsecpatch-java-*.tar.gz')
    ansible('ansible-galaxy', 'collection', 'install', '--offline', '-p', TOP + '/collections', built)


def ansible(*command, check=True, **settings):
    env = {**roots.ENVIRONMENT, 'HOME': TOP + '/home', 'ANSIBLE_COLLECTIONS_PATH': TOP + '/collections',
           'ANSIBLE_CONFIG': COLLECTION + '/examples/ansible.cfg', 'ANSIBLE_NOCOLOR': '1',
           'ANSIBLE_SSH_CONTROL_PATH_DIR': SOCKETS,
           **{name: str(value) for name, value in settings.items()}}
    return run(*command, check=check, env=env, timeout=3000)


class Play:
    """A run of a playbook of the collection: its output, and the counts of each host."""

    def __init__(self, name, *options, hosts=None, **variables):
        variables = {'jsecpatch_archive': archive, **variables}
        inventory = fleet.inventory(everyone)
        limit = ['--limit', ','.join(hosts)] if hosts else []
        self.done = ansible('ansible-playbook', '-i', inventory, f'jsecpatch.java.{name}', *limit,
                            '-e', json.dumps(variables), *options, check=False)
        self.text = self.done.stdout
        self.counts = {host: {key: int(value) for key, value in re.findall(r'(\w+)=(\d+)', counts)}
                       for host, counts in re.findall(r'^(\S+) +: (ok=.*)$', self.text, re.M)}

    def expect(self, what, **wanted):
        """Compares changed, failed and unreachable of hosts with a list of numbers."""
        got = {host: [self.counts.get(host, {}).get(key) for key in ('changed', 'failed', 'unreachable')]
               for host in wanted}
        if got != wanted:
            raise Failed(f'{what}: {got}, not {wanted}\n{self.text[-6000:]}')


def expect_lists(host, allowed):
    """Checks that the lists of a host have no `anon`, or that they are the vendor's."""
    for path in LISTS.values():
        vendor = read(SOURCE + '/samples/root' + path)
        expect(f'{host.name}: {path}', read(host.root / path) == (
            roots.without_anon(vendor) if allowed else vendor))


def unchanged(host, play):
    before = host.files()
    play()
    expect('what check mode wrote', {path for path in set(before) ^ set(host.files())}, set())
    expect('what check mode changed', host.files() == before)


def check_without_command():
    """Check mode on a host without jsecpatch says that it would be installed, and writes nothing."""
    def play():
        done = Play('allow', '--check', '--diff', hosts=['h1'])
        done.expect('check', h1=[1, 0, 0])
    unchanged(good[0], play)


def failing_batch():
    """A host that fails stops the hosts of later batches. What was asked is done on the other one."""
    play = Play('allow', jsecpatch_batches=[2], hosts=['h1', BAD, 'h2'])
    play.expect('two hosts a batch', h1=[2, 0, 0], bad=[1, 1, 0], h2=[None] * 3)
    expect('status', play.done.returncode, 2)
    expect('the reason', 'the entry \'DH keySize <1024\'' in play.text.replace('\\"', '"'))
    expect_lists(good[0], True)
    expect_lists(good[1], False)


def unreachable_host():
    """A host that does not answer stops nobody."""
    play = Play('allow', hosts=[GONE, *(host.name for host in good)],
                jsecpatch_batches=['100%'])
    expect('status', play.done.returncode, 4)
    play.expect('others', gone=[0, 0, 1], h1=[0, 0, 0], **{host.name: [2, 0, 0] for host in good[1:]})
    for host in good:
        expect_lists(host, True)


def second_run():
    """A second run changes nothing."""
    names = [host.name for host in good]
    play = Play('allow', jsecpatch_batches=['100%'], hosts=names)
    play.expect('again', **{name: [0, 0, 0] for name in names})
    unpacking = play.text.partition('Unpack the archive')[2].partition('TASK')[0]
    expect('the archive is not sent again', 'skipping: [h1]' in unpacking)


def documents():
    """The documents of all hosts are kept, also where a Java is wrong."""
    folder, names = TOP + '/documents', [BAD, *(host.name for host in good)]
    play = Play('look', hosts=names, jsecpatch_documents=folder)
    play.expect('look', **{name: [0, 0, 0] for name in names})
    expect('the documents', sorted(os.listdir(folder)), sorted(
        name + end for name in names for end in ('.json', '.hooks.json')))
    for name, states in ('h1', ['complies'] * 3), (BAD, ['complies', None, 'complies']):
        listed = json.loads(read(f'{folder}/{name}.json'))
        expect(name, [one['policy'] for one in listed['installs']], states)
    expect('what is wrong', listed['installs'][1]['error']['code'], 'bad-list')
    hooks = roots.documents.load(read(folder + '/h1.hooks.json'))['hooks']
    expect('hooks', 'dpkg' in [hook['name'] for hook in hooks if hook['state'] == 'installed'])


def check_and_diff():
    """Check mode says what would change, shows it, and writes nothing."""
    def play():
        done = Play('allow', '--check', '--diff', hosts=['h2'], jsecpatch_disallow=['TLSv1.3'])
        done.expect('check', h2=[1, 0, 0])
        for path in LISTS.values():
            expect('a diff of ' + path, f'+++ b{path}' in done.text)
        expect('a diff of the policy', '+rule.1.disallow = TLSv1.3' in done.text)
    unchanged(good[1], play)


def restarts():
    """The service of a program that has an older list is restarted, if it is named, and once."""
    play = Play('allow', hosts=['h1'])
    expect('named', '/usr/bin/java' in play.text or 'product.service: pid' in play.text)
    play.expect('not restarted', h1=[0, 0, 0])
    play = Play('allow', hosts=['h1'], jsecpatch_restart_services=['other.service', 'product.service'])
    play.expect('restarted', h1=[2, 0, 0])
    play = Play('allow', hosts=['h1'], jsecpatch_restart_services=['other.service', 'product.service'])
    play.expect('not again', h1=[0, 0, 0])


def undo():
    """The vendors' files come back, byte for byte, and the hooks go. A second run changes nothing."""
    names = [host.name for host in good]
    Play('undo', hosts=names, jsecpatch_batches=['100%']).expect('undo', **{n: [1, 0, 0] for n in names})
    for host in good:
        expect_lists(host, False)
        expect('no hook', os.path.exists(host.root / '/etc/dpkg/dpkg.cfg.d/jsecpatch'), False)
        expect('no rule', b'\nrule.' in read(host.root / '/etc/jsecpatch.conf'), False)
    Play('undo', hosts=names, jsecpatch_batches=['100%']).expect('again', **{n: [0, 0, 0] for n in names})


def make_package():
    """Makes a small Debian package of this build, as packaging/build-deb would. Returns its path."""
    tree = TOP + '/package'
    run('tar', '-C', TOP, '-xzf', archive)
    os.makedirs(tree + '/DEBIAN')
    (unpacked,) = glob.glob(TOP + '/jsecpatch-*-linux-*/')
    os.rename(unpacked, tree + '/usr')
    write(tree + '/DEBIAN/control', 'Package: jsecpatch\nVersion: 0.1.0\nArchitecture: all\n'
          'Maintainer: Test <test@test.invalid>\nDescription: test\n')
    run('dpkg-deb', '-Znone', '--root-owner-group', '--build', tree, TOP + '/jsecpatch_0.1.0_all.deb')
    return TOP + '/jsecpatch_0.1.0_all.deb'


def packages():
    """The role installs Debian packages that are on the control node, once."""
    debs = [make_package()]
    if 'DEBS' in os.environ:
        debs = [glob.glob(f'{os.environ["DEBS"]}/{name}_*.deb')[0] for name in ('libjsecpatch0', 'jsecpatch')]
    what = {'jsecpatch_archive': '', 'jsecpatch_package_files': debs, 'jsecpatch_hooks': 'unchanged'}
    Play('allow', '--check', hosts=['h2'], **what).expect('check', h2=[2, 0, 0])
    expect('not installed', good[1].root.status('jsecpatch'), None)
    Play('allow', hosts=['h2'], **what).expect('packages', h2=[4, 0, 0])
    expect('installed', good[1].root.status('jsecpatch')[0], 'install ok installed')
    Play('allow', hosts=['h2'], **what).expect('again', h2=[0, 0, 0])


def diagnoses():
    """A handshake that does not work fails the task, and the answer says why."""
    done = ansible('ansible', '-i', fleet.inventory(everyone), 'h1', '-m', 'jsecpatch.java.jsecpatch', '-a',
                   'diagnose=127.0.1.1:22', check=False)
    expect('status', done.returncode, 2)
    expect('cause', '"code": "not-tls"' in done.stdout)
    expect('reason', '"msg": "127.0.1.1:22: ' in done.stdout)


CASES = [check_without_command, failing_batch, unreachable_host, second_run, documents, check_and_diff,
         restarts, undo, packages, diagnoses]


def main():
    names, count, full = sys.argv[1:], 2, False
    if names and names[0] == '--full':
        full, names, count = True, names[1:], 24
        if names and names[0].isdigit():
            count, names = int(names[0]), names[1:]
    if not TOP:
        roots.in_namespace('ansible-playbook', 'ssh', 'ssh-keygen', 'pivot_root')
    try:
        start_hosts(count)
        make_control_node()
    except Failed as failed:
        sys.exit(f'fleet: {failed}')
    bad = roots.main(CASES, names)
    if full and not names:
        load.print_table(good, Play, TOP + '/looked')
    sys.exit(bad)


main()
