#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Follows samples/examples/README.md in a private root, with the environment that cron gives.

It runs the unit as systemd would: with a read-only root. units.py lets a real systemd do it.

usage: examples.py [--renew]   with --renew, it writes what is printed into the README

exit status: 0 success, 1 failure, 77 something is missing here
"""
import os
import re
import shutil
import subprocess
import sys

import boxes
import readme
import roots
from roots import SOURCE, TOP, expect, read, run, without_anon, write

try:
    import yaml
except ImportError:
    roots.skip('no yaml for Python: it is in python3-yaml')

SAMPLES = SOURCE + '/samples/examples'
PRODUCT, OLD = '/opt/product/jre', '/opt/old/jre'
POLICY = '/etc/jsecpatch.conf'
FILES = {boxes.DEBIAN: '/etc/java-17-openjdk/security/java.security',
         PRODUCT: f'{PRODUCT}/{boxes.SECURITY}'}
UNITS = '/etc/systemd/system/'
LIBRARY = f'{PRODUCT}/lib/server/libjvm.so'
here, journal, vendors, program = None, [], {}, None


def make_machine():
    """Makes a machine with two Javas, and the directory of the examples on it."""
    global here
    here = boxes.new('machine', boxes.PROGRAMS).over('here')
    boxes.program(here.at, boxes.command(), '/usr/local/bin/jsecpatch')
    boxes.add_java(here, boxes.DEBIAN, 'Debian', FILES[boxes.DEBIAN])
    boxes.add_java(here, PRODUCT, 'Eclipse Adoptium')
    shutil.copytree(SAMPLES, here / '/root/examples')
    shutil.copy(boxes.command(), here / '/root/examples/jsecpatch')
    os.makedirs(here / UNITS)
    vendors.update({home: read(here / file) for home, file in FILES.items()})


def update(home):
    """Puts the vendor's file in the place of a Java's, as an update does."""
    write(here / FILES[home], vendors[home])


def spoil_policy():
    write(here / POLICY, read(here / POLICY) + b'rule.2.allow =\n')


def mend_policy():
    write(here / POLICY, read(here / POLICY).replace(b'rule.2.allow =\n', b''))


def restore():
    boxes.start(here.at, ['jsecpatch', '--quiet', '--restore'])


def add_old():
    """Adds a Java whose list is commented out."""
    boxes.add_java(here, OLD, 'Oracle Corporation')
    file = here / f'{OLD}/{boxes.SECURITY}'
    write(file, re.sub(rb'(?m)^jdk\.tls\.disabledAlgorithms=(.*\\\n)*.*\n', b'', read(file)))


def remove_old():
    shutil.rmtree(here / '/opt/old')
    update(PRODUCT)


def start_program():
    """Starts what stands for a Java program, and then changes its list."""
    global program
    library = os.path.join(roots.BUILD, 'tests/cli/libsecond_thread.so')
    os.makedirs(os.path.dirname(here / LIBRARY))
    shutil.copy(library, here / LIBRARY)
    program = subprocess.Popen(['cat'], stdin=subprocess.PIPE,
                               env={**boxes.ENVIRONMENT, 'LD_PRELOAD': LIBRARY},
                               preexec_fn=boxes.confine(here.at, '/', 0, True))
    while LIBRARY not in read(f'/proc/{program.pid}/maps').decode():
        pass
    boxes.start(here.at, ['jsecpatch', '--quiet', '--reapply'])


WRONG = 'If something is wrong, it prints that each time:'
# What happens on the machine before the first command below these paragraphs.
BEFORE = {
    'After an update of Java:': lambda: update(boxes.DEBIAN),
    WRONG: spoil_policy,
    '`jsecpatch-product.service` works on': mend_policy,
    'The run after an update of this Java:': lambda: update(PRODUCT),
    'The collection in `../ansible`': restore,
    'Which Javas have no restrictions at all?': add_old,
    'Which ones does the next `--reapply` change?': remove_old,
    'Which programs have to be restarted?': start_program,
}


def unit(name):
    """Returns the settings of a unit."""
    text = read(here / UNITS + name).decode()
    return dict(line.split('=', 1) for line in text.splitlines() if re.match(r'\w+=', line))


def systemctl_start(name):
    """Runs the service as ProtectSystem=strict has it: it can write to what is named, only."""
    settings = unit(name)
    expect('ProtectSystem', settings['ProtectSystem'], 'strict')
    state = '/var/lib/' + settings['StateDirectory']
    os.makedirs(here / state, exist_ok=True)
    lines = [f'mount --rbind {here.at} {here.at}', f'mount -o remount,bind,ro {here.at}']
    for path in [state, *settings['ReadWritePaths'].split()]:
        lines += [f'mount --bind {here / path} {here / path}',
                  f'mount -o remount,bind,rw {here / path}']
    write_elsewhere = f'chroot {here.at} touch /opt/product/jre/new 2>/dev/null && exit 99'
    lines += [write_elsewhere, f'exec chroot {here.at} {settings["ExecStart"]}']
    journal[:] = [run('unshare', '--mount', 'sh', '-c', '\n'.join(lines)).stdout]
    expect('the list of the product', read(here / FILES[PRODUCT]) ==
           without_anon(vendors[PRODUCT]))
    return ''


def systemctl_enable(name):
    expect('the units of the timer', (unit(name)['WantedBy'], name.replace('.timer', '.service') in
                                      os.listdir(here / UNITS)), ('timers.target', True))
    return ''


def journalctl():
    return ''.join(journal)


def ansible(playbook):
    """Runs the playbook, for a host on which the command is that of the root."""
    write(TOP + '/bin/jsecpatch', f'#!/bin/sh\nexec chroot {here.at} jsecpatch "$@"\n', 0o755)
    env = {**roots.ENVIRONMENT, 'HOME': TOP, 'ANSIBLE_NOCOLOR': '1',
           'PATH': f'{TOP}/bin:{roots.ENVIRONMENT["PATH"]}'}
    host = 'ansible_connection=local', f'ansible_python_interpreter={sys.executable}'
    return run('ansible-playbook', '-i', 'server1,', '-e', host[0], '-e', host[1],
               f'{SAMPLES}/{playbook}', env=env, cwd=TOP).stdout


COMMANDS = {
    r'ansible-playbook -i hosts.ini (\S+)': ansible,
    r'systemctl start (\S+)': systemctl_start,
    r'systemctl enable --now (\S+)': systemctl_enable,
    r'journalctl -t jsecpatch -o cat': journalctl,
}


def do(paragraph, command):
    """Does what a command of the README does, and returns what it prints."""
    for start in [start for start in BEFORE if paragraph.startswith(start)]:
        BEFORE.pop(start)()
    for pattern, act in COMMANDS.items():
        if found := re.fullmatch(pattern, command):
            return act(*found.groups())
    return boxes.start(here.at, ['sh', '-c', command], directory='/root/examples',
                       status=int(paragraph == WRONG))


def what_the_readme_says():
    """Each command prints what stands below it."""
    make_machine()
    readme.follow(SAMPLES + '/README.md', do, '--renew' in sys.argv)
    expect('what did not happen', list(BEFORE), [])
    program.stdin.close()
    program.wait()


def the_files():
    """The README has the commands of the crontab and of the pipeline."""
    text = read(SAMPLES + '/README.md').decode()
    commands = [command for _, command, *_ in readme.commands(text.splitlines())]
    crontab = [line.split(None, 6) for line in read(SAMPLES + '/cron').decode().splitlines()
               if line[:1].isdigit()]
    expect('cron', [(line[5], line[6] in commands) for line in crontab], [('root', True)])
    jobs = yaml.safe_load(read(SAMPLES + '/gitlab-ci.yml')).values()
    script = [line for job in jobs for line in job['script']]
    expect('the pipeline', script, commands[-len(script):])


def main():
    if not TOP:
        roots.in_namespace('ldd', 'jq', 'ansible-playbook')
    if not os.path.exists(os.path.join(roots.BUILD, 'tests/cli/libsecond_thread.so')):
        roots.skip('libsecond_thread.so is not built for the programs of this machine')
    sys.exit(roots.main([what_the_readme_says, the_files], []))


main()
