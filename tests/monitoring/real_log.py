#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads the lines about changes from a real journal and from a real syslog server.

A small Debian boots in a container of its own, with systemd and rsyslog; then rsyslog runs in it
alone. It is not a part of the tests that always run: it needs root, Debian's mirror and
systemd-nspawn, and takes two minutes the first time.

usage: BUILD_ROOT=build real_log.py"""
import json
import os
import signal
import subprocess
import sys
import time

sys.path.append(os.path.dirname(os.path.abspath(__file__)) + '/../packages')
import log
import roots
from roots import SOURCE, expect, read, run, write

INCLUDE = 'systemd,systemd-sysv,dbus,rsyslog,sudo,libjansson4,libnettle8,libbz2-1.0'
FILES = {'/opt/sample-25/conf/security/java.security': None,
         '/opt/sample-8/jre/lib/security/java.security': 'alice'}
SECONDS = 60  # until the container has done its work

# What the container does once it has booted. The queries are those of samples/monitoring.
SCRIPT = """
useradd --create-home alice
echo 'alice ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/alice
jsecpatch -q --allow anon /opt/sample-25
su alice -c 'sudo jsecpatch -q --allow anon /opt/sample-8'
journalctl --sync
journalctl -t jsecpatch -o json >/out/all
journalctl -t jsecpatch --since today JSECPATCH_ACTION=allow -o json >/out/action
journalctl JSECPATCH_FILE=/opt/sample-8/jre/lib/security/java.security -o json >/out/file
journalctl -t jsecpatch -o json --output-fields=JSECPATCH_FILE,JSECPATCH_BACKUP >/out/fields
for ((i = 0; i < 100; i++)); do
    [ "$(grep -c 'jsecpatch\\[' /var/log/auth.log)" != 2 ] || break
    sleep 0.1
done
"""
UNIT = """
[Unit]
After=rsyslog.service
[Service]
Type=oneshot
ExecStart=/bin/bash /script
ExecStopPost=/bin/systemctl --no-block poweroff
[Install]
WantedBy=multi-user.target
"""


ROOT = os.path.join(roots.TOP, 'base')


def syslog_lines(root):
    """Returns the lines in auth.log, each as its keys and values."""
    path = root + '/var/log/auth.log'
    text = read(path).decode() if os.path.exists(path) else ''
    return [log.pairs(line.split(']: ', 1)[1]) for line in text.splitlines() if ' jsecpatch[' in line]


def documents(path):
    return [json.loads(line) for line in read(path).splitlines()]


def journal(root=ROOT):
    """Boots the container, and compares what the journal and rsyslog have."""
    run('cp', '-a', SOURCE + '/samples/root/opt', root)
    write(root + '/script', SCRIPT)
    write(root + '/etc/systemd/system/script.service', UNIT)
    os.mkdir(root + '/out')
    run('chroot', root, 'systemctl', 'enable', 'script.service')
    run('systemd-nspawn', '--quiet', '--directory', root, '--register=no', '--keep-unit',
        '--private-network', '--boot', check=False, timeout=SECONDS)
    found = documents(root + '/out/all')
    expect('lines', [(f['JSECPATCH_FILE'], f.get('JSECPATCH_SUDO_USER')) for f in found],
           list(FILES.items()))
    for entry, line in zip(found, syslog_lines(root)):
        expect('the same line of rsyslog', log.pairs(entry['MESSAGE']), line)
        for key, value in line.items():
            expect('field ' + key, entry['JSECPATCH_' + key.upper()], value)
        archive = f'/var/lib/jsecpatch/backups/{line["backup"]}.tar'
        expect('the backup is there', os.path.exists(root + archive))
        expect('what systemd adds', (entry['_COMM'], entry['_UID']), ('jsecpatch', '0'))
        print(entry['MESSAGE'])
    expect('lines of rsyslog', len(syslog_lines(root)), 2)
    expect('by action', len(documents(root + '/out/action')), 2)
    expect('by file', [f['JSECPATCH_SUDO_USER'] for f in documents(root + '/out/file')], ['alice'])
    expect('fields alone', ['MESSAGE' in f for f in documents(root + '/out/fields')], [False] * 2)


def alone(root=ROOT):
    """Runs rsyslog without systemd, so that it reads /dev/log itself."""
    os.unlink(root + '/var/log/auth.log')
    run('mount', '-t', 'tmpfs', 'none', root + '/dev')
    for device in ('null', 'urandom'):
        write(f'{root}/dev/{device}', '')
        run('mount', '--bind', '/dev/' + device, f'{root}/dev/{device}')
    expect('no journal', os.path.exists(root + log.JOURNAL), False)
    # without systemd, imuxsock makes its socket itself
    server = subprocess.Popen(['chroot', root, 'rsyslogd', '-n', '-iNONE'])
    try:
        wait(lambda: os.path.exists(root + log.SYSLOG))
        run('chroot', root, 'jsecpatch', '--restore', '-q', '/opt/sample-8')
        wait(lambda: syslog_lines(root))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    lines = syslog_lines(root)
    expect('lines of rsyslog', [(x['action'], x['result']) for x in lines], [('restore', 'restored')])
    print(read(root + '/var/log/auth.log').decode(), end='')


def wait(holds):
    end = time.monotonic() + SECONDS
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)


def main():
    if not roots.TOP:
        roots.in_namespace('systemd-nspawn')
    roots.unpack_base(ROOT, INCLUDE)
    roots.install_command(ROOT)
    return roots.main([journal, alone], [])


if __name__ == '__main__':
    sys.exit(main())
