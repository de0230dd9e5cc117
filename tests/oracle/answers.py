# SPDX-License-Identifier: MIT
"""
Lets jsecpatch diagnose servers that answer whatever a server can: silence, text, garbage, a byte
a second, TLS in pieces. Checks the verdict, that it comes within ten seconds, and that the
servers got hellos and nothing else. With the table of real servers, plays its answers, too.
"""

import concurrent.futures
import csv
import json
import os
import re
import socket
import subprocess
import sys
import time

import fakes
from fakes import ANON, ANON_DH, ANON_ECDH, ECDHE, TLS12, Fake, alert, by_kind, flight, \
    flight_13, says
from oracle import SHARED, Report

LIMIT = 10
BROKEN, CERT_13 = flight_13(65, 35), (flight_13(65, 794, 297, 85), True)
CERT = flight(ECDHE, certificate=True)
HTTP = b'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'
IN_CLIENT = 'client-list'


def diagnose(*where):
    """Returns what jsecpatch says of the first one, its exit status, and the seconds it took."""
    start = time.monotonic()
    command = os.environ.get('WRAP', '').split() + [
        os.environ['JSECPATCH'], '--json', '--diagnose', *where]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    seconds = time.monotonic() - start
    try:
        found = json.loads(run.stdout)['diagnoses'][0]
    except (ValueError, LookupError):
        sys.exit('%s: %s' % (where, (run.stdout + run.stderr).decode()))
    return found, run.returncode, seconds


def record_without_end():
    return fakes.record(22, fakes.server_hello(ANON_DH) + fakes.key(2048))


def anon_then_alert():
    return record_without_end() + alert(40)


def one_flight_in_pieces(connection):
    connection.read()
    for byte in flight(ANON_DH, bits=2048, cut=7):
        connection.send(bytes([byte]))
    connection.wait()


def half_open(connection):
    connection.read()
    connection.send(ANON[:40])


def alert_in_pieces(connection):
    connection.read()
    connection.send(alert(40), pause=0.02)
    connection.wait()


def starts_slowly():
    """A server that takes long for its first client, such as a Java that has just started."""
    served = []
    def behave(connection):
        served.append(connection)
        if len(served) == 1:
            time.sleep(5)
        says(ANON)(connection)
    return behave


def takes_turns(*servers):
    """Several servers behind one address."""
    served = []
    def behave(connection):
        served.append(connection)
        servers[(len(served) - 1) % len(servers)](connection)
    return behave


def slow(connection):
    connection.read()
    time.sleep(2)
    connection.send(ANON)
    connection.wait()


# Name: (behaviour, verdict, the first cause, whether that is proven, other arguments of Fake).
FAKES = {
    'silent': (lambda c: c.wait(), False, 'no-answer', True),
    'HTTP': (says(HTTP, stays=False), False, 'not-tls', True),
    'HTTP at once': (says(HTTP, first=True, stays=False), False, 'not-tls', True),
    'mail': (says(b'220 mail ready\r\n', first=True), False, 'not-tls', True),
    'text without an end': (says(b'login: ', first=True), False, 'not-tls', True),
    'text, a byte a second': (says(b'220 mail ready\r\n' * 9, 1), False, 'not-tls', True),
    'text for ever': (fakes.floods(b'yes ' * 4096, first=True), False, 'not-tls', True),
    'garbage': (says(bytes(range(128, 256)) * 9), False, 'not-tls', True),
    'garbage for ever': (fakes.floods(b'\0\1\2\3' * 4096), False, 'not-tls', True),
    'a database': (says(b'J\0\0\0\x0a8.0.33\0', first=True), False, 'not-tls', True),
    'a long record': (says(b'\x16\3\3\xff\xff' + b'x' * 70000), False, 'not-tls', True),
    'an echo': (lambda c: (c.read(), c.send(c.got), c.wait()), False, 'not-tls', True),
    'SSL 2': (says(b'\x80\x0b\4\0\1\0\2\0\0\0\0\0\0'), False, 'server-protocols', True),
    'resets at once': (lambda c: c.reset(), False, 'closes', False),
    'resets after the hello': (fakes.resets, False, 'closes', False),
    'closes after the hello': (says(b'', stays=False), False, 'closes', False),
    'closes five seconds later': (lambda c: time.sleep(5), False, 'closes', False),
    'closes before the hello': (lambda c: None, False, 'server-list', False),
    'says that it closes': (says(alert(0, 1), stays=False), False, 'closes', False),
    'closes in a record': (half_open, False, 'closes', False),
    'an alert, a byte a second': (says(alert(40), 1), False, 'server-list', False),
    'a hello, a byte a second': (says(ANON, 1), None, 'no-answer', False),
    'warnings for ever': (fakes.floods(alert(112, 1) * 999), None, None, False),
    'a message without an end': (
        fakes.floods(fakes.record(22, b'\x02\xff\xff\xff' + b'a' * 16000)), None, None, False),
    'an alert in pieces': (alert_in_pieces, False, 'server-list', False),
    'an alert in two records': (says(fakes.record(21, b'\2') + fakes.record(21, b'\x28')),
        False, 'server-list', False),
    'a hello in pieces': (one_flight_in_pieces, True, IN_CLIENT, False),
    'a warning first': (says(alert(112, 1) + ANON), True, IN_CLIENT, False),
    'a warning and an alert': (says(alert(112, 1) + alert(40)), False, 'server-list', False),
    'another alert': (says(alert(112)), False, None, False),
    'an anonymous suite': (says(ANON), True, IN_CLIENT, False),
    'an anonymous suite by IPv6': (says(ANON), True, IN_CLIENT, False,
        {'family': socket.AF_INET6}),
    'one client at a time': (says(ANON), True, IN_CLIENT, False, {'threads': False}),
    'one client, then none': (says(ANON), True, IN_CLIENT, False, {'once': True}),
    'five seconds late, once': (starts_slowly(), True, IN_CLIENT, False, {'threads': False}),
    'two seconds late': (slow, True, IN_CLIENT, False),
    'a curve': (says(flight(ANON_ECDH)), True, IN_CLIENT, False),
    'a short key': (says(flight(ANON_DH, bits=1024)), True, 'dh-size', False),
    'a key too short': (says(flight(ANON_DH, bits=768)), None, 'dh-size', False),
    'no end of the flight': (says(record_without_end(), stays=False), None, None, False),
    'an anonymous suite and a request': (says(flight(ANON_DH, bits=2048, request=True)), False,
        'client-certificate', True),
    'an anonymous suite and a certificate': (says(flight(ANON_DH, bits=2048, certificate=True)),
        None, None, False),
    'two servers': (takes_turns(says(ANON), says(alert(40))), None, 'server-list', False),
    'two servers, the other first': (takes_turns(says(alert(40)), says(ANON)), None,
        'server-list', False),
    'TLS 1.1': (says(flight(0x3a, 0x0302, 2048)), False, 'client-protocols', False),
    'an anonymous suite, then an alert': (says(anon_then_alert()), False, 'server-list', False),
    'a suite that was not offered': (says(CERT), None, None, False),
    'TLS 1.3 that was not offered': (says(BROKEN, stays=False), None, None, False),
    'TLS 1.3 first': (by_kind(anon=ANON, curves=ANON, all_12=ANON, all=BROKEN), True,
        'tls13-first', True),
    'TLS 1.3 first, left open': (by_kind(anon=ANON, curves=ANON, all_12=ANON,
        all=(flight_13(23, 19), True)), True, 'tls13-first', True),
    'TLS 1.3 first, with a long request': (by_kind(anon=ANON, curves=ANON, all_12=ANON,
        all=flight_13(65, 5000, 35)), True, 'tls13-first', True),
    'TLS 1.3 that stops': (by_kind(anon=ANON, curves=ANON, all_12=ANON,
        all=(flight_13(61), True)), True, IN_CLIENT, False),
    'a second hello': (fakes.retries(fakes.retry(), BROKEN), True, 'tls13-first', True),
    'a second hello with a cookie': (fakes.retries(fakes.retry(0, b'c' * 300), BROKEN), True,
        'tls13-first', True),
    'second hellos for ever': (fakes.retries(fakes.retry(), b'', True), True, IN_CLIENT, False),
    'a second hello of an unknown group': (fakes.retries(fakes.retry(4588), b''), True,
        IN_CLIENT, False),
    'TLS 1.3, nothing else': (by_kind(all=BROKEN, other=alert(40)), False, 'server-list', False),
    'a certificate': (by_kind(all=CERT_13, cert=CERT, all_12=CERT, other=alert(40)), False,
        'server-not-enabled', False),
    'a certificate, closes else': (by_kind(all=CERT_13, cert=CERT), False,
        'server-not-enabled', False),
    'a certificate and anonymous suites': (by_kind(all=CERT_13, all_12=CERT, other=ANON), True,
        'untrusted-certificate', False),
    'demands a certificate': (by_kind(other=alert(40), **dict.fromkeys(('all', 'cert'),
        flight(ECDHE, certificate=True, request=True))), False, 'client-certificate', False),
    'TLS 1.3 alone': (by_kind(all=CERT_13, other=alert(70)), False, 'server-protocols', False),
}


def judge(name, fake, works, cause, proven, report):
    """Diagnoses a server, and compares."""
    found, status, seconds = diagnose(fake.where)
    first = (found['causes'] or [{'code': None, 'proven': False}])[0]
    if found['works'] is not works or (cause, proven) != (first['code'], first['proven']):
        report.add('the verdict on ' + name, found['message'], found['works'], first['code'],
            first['proven'], *(fact['message'] for fact in found['facts']))
    if status != (0 if works else 1):
        report.add('the exit status for ' + name, status)
    if seconds > LIMIT:
        report.add('the time for ' + name, seconds)
    for wrong in fake.wrongs():
        report.add('what %s gets' % name, wrong)


def try_fake(name, report):
    behave, works, cause, proven, *arguments = FAKES[name]
    judge(name, Fake(behave, **(arguments[0] if arguments else {})), works, cause, proven, report)


def try_closed(report):
    fake = Fake(lambda c: None)
    fake.close()
    judge('a closed port', fake, False, 'nothing-listens', True, report)


def try_full(report):
    """A port whose queue of connections is full: the kernel drops more."""
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        listener.listen(0)
        waiting = [socket.socket() for _ in range(3)]
        for s in waiting:
            s.setblocking(False)
            s.connect_ex(listener.getsockname())
        found, _, seconds = diagnose('127.0.0.1:%d' % listener.getsockname()[1])
        for s in waiting:
            s.close()
    if found['works'] is not False or found['causes'][0]['code'] != 'no-answer':
        report.add('the verdict on a full queue', found)
    if seconds > LIMIT:
        report.add('the time for a full queue', seconds)


def try_name(report):
    """A name whose first address may have no server: the next one is asked."""
    fake = Fake(says(ANON))
    fake.where = 'localhost:%d' % fake.port
    judge('a name', fake, True, IN_CLIENT, False, report)


def play(cell):
    """Returns what a cell of the table of real servers says, as bytes, and whether it stays."""
    hello = re.match(r'ServerHello (\S+) (\S+)', cell)
    if hello and hello[1] == 'TLSv1.3':
        sizes = re.search(r'enc ([\d,]+) bytes', cell)[1].split(',')
        return flight_13(*map(int, sizes)), 'closed' not in cell
    if hello:
        version = {'TLSv1.2': TLS12, 'TLSv1.1': 0x0302, 'TLSv1': 0x0301}[hello[1]]
        suite = ANON_ECDH if '_ECDH_anon_' in hello[2] else \
            ECDHE if 'ECDHE' in hello[2] else ANON_DH if version == TLS12 else 0x3a
        bits = re.search(r'p (\d+) bits', cell)
        return flight(suite, version, bits and int(bits[1]), 'Certificate' in cell,
            'CertificateRequest' in cell), True
    number = re.match(r'alert fatal (\d+)', cell)
    return (alert(int(number[1])) if number else b''), False


COLUMNS = {'anon': 'probe_A', 'curves': 'probe_A', 'all': 'probe_B', 'all_12': 'probe_H',
    'cert': 'probe_C', 'old': 'probe_D'}


def real_answers():
    """Returns the different answers of the table's servers, and whether openssl connects."""
    table = os.path.join(SHARED, 'handshake', 'handshake-failures.tsv')
    found = {}
    if not os.path.exists(table):
        return found
    with open(table, encoding='utf-8', newline='') as f:
        for row in csv.DictReader(f, delimiter='\t', quoting=csv.QUOTE_NONE):
            # with 4,096 bits the server refuses the key of a client that names no such groups
            if row['probe_H'] and not row['scenario'].startswith('14-'):
                key = tuple(row[column] for column in COLUMNS.values())
                found[key] = 'rc 0' in row['s_client']
    return found


def try_real(answers, connects, report):
    closes = set(answers) == {'closed'}
    fake = Fake((lambda c: None) if closes else by_kind(
        **{kind: play(cell) for kind, cell in zip(COLUMNS, answers)}))
    found, _, seconds = diagnose(fake.where)
    if (found['works'] is True) != connects:
        report.add('openssl and the verdict', answers, connects, found['message'])
    if seconds > LIMIT:
        report.add('the time for', answers, seconds)
    for wrong in fake.wrongs():
        report.add('what a server gets', wrong)


def main():
    report, names = Report(), sys.argv[1:] or list(FAKES)
    real = [] if sys.argv[1:] else list(real_answers().items())
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        jobs = [pool.submit(try_fake, name, report) for name in names]
        jobs += [pool.submit(try_real, *row, report) for row in real]
        jobs += [pool.submit(each, report) for each in (try_closed, try_full, try_name)]
        for job in jobs:
            job.result()
    report.finish('%d servers, %d of the table' % (len(jobs), len(real)))


if __name__ == '__main__':
    main()
