# SPDX-License-Identifier: MIT
"""
Lets jsecpatch diagnose servers of every JVM, and of openssl, which allow or block anonymous suites,
have TLS 1.3 or not, a certificate or not. Its verdict must be what `openssl s_client` and clients
of the same JVM meet, and the true reason must be among its causes.

usage: servers.py [--full] [MAJOR]...   --full: all kinds of servers, of all JVMs or those versions
"""

import itertools
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time

from answers import LIMIT, diagnose
from oracle import TLS, Report, compile_java, need_jvms

LISTS = {
    'open': 'SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, DH keySize < 1024, 3DES_EDE_CBC, NULL',
    'blocks': 'SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, DH keySize < 1024, 3DES_EDE_CBC, '
        'anon, NULL',
    'old': 'SSLv3, RC4, DES',
}
# List: suites, protocols, certificate, need; and the cause that is true of such a server, and
# the reason of a client that enables default and anonymous suites, TLS 1.3 too.
SERVERS = [
    ('open', 'anon', 'default', False, False, 'client-list', None),
    ('open', 'ecdh', 'default', False, False, 'client-list', None),
    ('open', 'anon', 'TLSv1.2', False, False, 'client-list', None),
    ('open', 'default+anon', 'default', False, False, 'tls13-first', 'tls13-first'),
    ('open', 'default+anon', 'TLSv1.2', False, False, 'client-list', None),
    ('open', 'default', 'default', True, False, 'server-not-enabled', None),
    ('open', 'default', 'TLSv1.2', True, False, 'server-not-enabled', None),
    ('open', 'default', 'default', False, False, 'no-certificate', 'no-certificate'),
    ('open', 'default+anon', 'default', True, False, 'untrusted-certificate', None),
    ('open', 'default+anon', 'TLSv1.2', True, True, 'client-certificate', 'client-certificate'),
    ('open', 'anon', 'default', False, True, 'client-certificate', 'client-certificate'),
    ('open', 'default', 'TLSv1.3', True, False, 'server-protocols', None),
    ('open', 'anon', 'TLSv1.3', False, False, 'suites-and-protocols', 'suites-and-protocols'),
    ('open', 'anon', 'TLSv1.1', False, False, 'server-protocols', 'server-protocols'),
    ('blocks', 'anon', 'default', False, False, 'server-list', 'server-list'),
    ('blocks', 'anon', 'TLSv1.2', False, False, 'server-list', 'server-list'),
    ('blocks', 'default+anon', 'default', False, False, 'server-list', 'server-list'),
    ('blocks', 'default+anon', 'TLSv1.2', False, False, 'server-list', 'server-list'),
    ('blocks', 'default+anon', 'default', True, False, 'server-list', None),
    ('blocks', 'default+anon', 'TLSv1.2', True, True, 'client-certificate', 'client-certificate'),
    ('old', 'anon', 'TLSv1.1', False, False, 'client-protocols', None),
    ('old', 'default+anon', 'default', False, False, 'tls13-first', 'tls13-first'),
]
SHORT = [0, 3, 5, 8, 14, 16]
OPENSSL = {
    'ADH': ('-nocert -cipher ADH@SECLEVEL=0', 'client-list'),
    'ADH, TLS 1.2': ('-nocert -tls1_2 -cipher ADH@SECLEVEL=0', 'client-list'),
    'AECDH': ('-nocert -cipher AECDH-AES256-SHA:@SECLEVEL=0', 'client-list'),
    'ADH, TLS 1.1': ('-nocert -tls1_1 -cipher ADH@SECLEVEL=0', 'client-protocols'),
    'nothing': ('-nocert', 'no-certificate'),
    'certificate': ('-cert C -key K', 'server-not-enabled'),
    'certificate, TLS 1.2': ('-cert C -key K -tls1_2', 'server-not-enabled'),
    'certificate, TLS 1.3': ('-cert C -key K -tls1_3', 'server-protocols'),
    'certificate and ADH': ('-cert C -key K -cipher ALL:aNULL:@SECLEVEL=0', 'client-list'),
    'demands a certificate': ('-cert C -key K -Verify 1', 'server-not-enabled'),
    'demands a certificate, TLS 1.2': ('-cert C -key K -tls1_2 -Verify 1', 'client-certificate'),
    'P-384 alone': ('-cert C -key K -groups P-384', 'server-not-enabled'),
}


class Machine:
    """A JVM that runs Ports.java with one list, and answers lines."""

    def __init__(self, jvm, temp, name, text):
        path = os.path.join(temp, name + '.properties')
        with open(path, 'w', encoding='ascii') as f:
            f.write('%s=%s\n' % (TLS, text))
        self.run = subprocess.Popen(jvm.command() + ['-XX:TieredStopAtLevel=1',
            '-XX:+UseSerialGC', '-Djava.security.properties=' + path, '-cp', temp, 'Ports'],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def ask(self, *words):
        self.run.stdin.write(' '.join(map(str, words)) + '\n')
        self.run.stdin.flush()
        return self.run.stdout.readline().strip()

    def close(self):
        self.run.stdin.close()
        self.run.wait(20)


def ask_openssl(port):
    """Tells whether openssl's client shakes hands with an anonymous suite in TLS 1.2."""
    run = subprocess.run(['openssl', 's_client', '-connect', '127.0.0.1:%d' % port, '-tls1_2',
        '-cipher', 'aNULL:@SECLEVEL=0'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=60)
    return run.returncode == 0 and re.search(rb'Cipher is A(EC)?DH', run.stdout) is not None


class Round:
    """What is known of each server: its verdict beside what clients meet."""

    def __init__(self, report):
        self.report, self.n, self.table = report, 0, {}

    def check(self, who, kind, port, cause):
        """Compares with openssl, whose handshake also warms the server up."""
        connects = ask_openssl(port)
        found, status, seconds = diagnose('127.0.0.1:%d' % port)
        codes = [c['code'] for c in found['causes']]
        works = found['works'] is True
        details = (who, kind, found['message'], codes) + tuple(
            fact['message'] for fact in found['facts'])
        self.n += 1
        self.table.setdefault(kind, {})[who] = '%s %s' % (
            {True: 'works', False: 'fails', None: 'unknown'}[found['works']], (codes + [''])[0])
        if works != connects:
            self.report.add('openssl says %s' % connects, *details)
        if status != (0 if works else 1):
            self.report.add('the exit status', status, *details)
        if cause not in codes:
            self.report.add('the cause %s is missing' % cause, *details)
        if seconds > LIMIT:
            self.report.add('the time', seconds, *details)
        return works, codes, details

    def check_clients(self, client, port, works, codes, mixed, details):
        """
        Compares with clients of the JVM: one with anonymous suites alone, and one that enables
        its default suites, too.
        """
        alone = client.ask('connect', port, 'anon', 'default')
        if alone.startswith('ok') != works:
            self.report.add('a client with anonymous suites', alone, *details)
        both = client.ask('connect', port, 'default+anon', 'default')
        if both.startswith('ok') != (mixed is None):
            self.report.add('a client with all suites, though %s' % mixed, both, *details)
        if works and both.startswith('ok') == (codes[0] == 'tls13-first'):
            self.report.add('a client with all suites and TLS 1.3', both, *details)

    def print(self):
        for kind, row in self.table.items():
            answers = {}
            for who, said in row.items():
                answers.setdefault(said, []).append(who)
            print('%-58s %s' % (kind, '; '.join(
                '%s (%s)' % (said, ' '.join(who)) for said, who in answers.items())))


def make_keys(temp):
    """Makes a certificate for openssl, and the same one for Java."""
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30',
        '-subj', '/CN=localhost', '-keyout', 'key.pem', '-out', 'cert.pem'], cwd=temp, check=True,
        stderr=subprocess.DEVNULL)
    subprocess.run(['openssl', 'pkcs12', '-export', '-legacy', '-inkey', 'key.pem', '-in',
        'cert.pem', '-out', 'keys.p12', '-passout', 'pass:password'], cwd=temp, check=True,
        stderr=subprocess.DEVNULL)


def try_jvm(jvm, temp, servers, how, rounds):
    who = '%s%s' % (jvm.version, ' (engine)' if how == 'engine' else '')
    machines = {name: Machine(jvm, temp, name, LISTS[name]) for name in {s[0] for s in servers}}
    client = Machine(jvm, temp, 'client', LISTS['open'])
    old = Machine(jvm, temp, 'client-old', LISTS['old'])
    for where, suites, protocols, keys, need, cause, mixed in servers:
        port = machines[where].ask(how, suites, protocols,
            os.path.join(temp, 'keys.p12') if keys else '-', 'need' if need else '-')
        kind = ' '.join([where, suites, protocols] + ['certificate'] * keys + ['need'] * need)
        if not port.isdigit():
            rounds.report.add('cannot serve', who, kind, port)
            continue
        works, codes, details = rounds.check(who, kind, int(port), cause)
        if (where, protocols) != ('old', 'TLSv1.1'):
            rounds.check_clients(client, port, works, codes, mixed, details)
        elif not old.ask('connect', port, 'anon', 'TLSv1.1').startswith('ok'):
            rounds.report.add('a client of TLS 1.1', *details)
    for machine in [*machines.values(), client, old]:
        machine.close()


def find_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def try_openssl(name, temp, rounds):
    options, cause = OPENSSL[name]
    port = find_port()
    options = options.replace(' C ', ' cert.pem ').replace(' K', ' key.pem')
    with subprocess.Popen(['openssl', 's_server', '-accept', '127.0.0.1:%d' % port, '-quiet',
            *options.split()], cwd=temp, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL) as server:
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(('127.0.0.1', port)) == 0:
                    break
            time.sleep(0.05)
        rounds.check('openssl', name, port, cause)
        server.kill()


def main():
    full, only = '--full' in sys.argv[1:], [int(a) for a in sys.argv[1:] if a.isdigit()]
    jvms = [j for j in need_jvms(8) if j.major in only or not only]
    if not full:
        jvms = [j for j in jvms if not j.root] or jvms[:2]
    rounds = Round(Report())
    with tempfile.TemporaryDirectory(prefix='jsecpatch-oracle-') as temp:
        os.chmod(temp, 0o755)
        compile_java('Ports.java', temp)
        if not shutil.which('openssl'):
            print('skipped: no openssl')
            sys.exit(77)
        make_keys(temp)
        for name in OPENSSL:
            try_openssl(name, temp, rounds)
        for jvm, how in itertools.product(jvms, ['serve', 'engine'] if full else ['serve']):
            try_jvm(jvm, temp, SERVERS if full else [SERVERS[i] for i in SHORT], how, rounds)
    rounds.print()
    rounds.report.finish('%d servers, %d JVMs' % (rounds.n, len(jvms)))


if __name__ == '__main__':
    main()
