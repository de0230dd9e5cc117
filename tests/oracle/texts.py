# SPDX-License-Identifier: MIT
"""
Lets handshakes fail in JVMs, in each way that is known, and asks `jsecpatch --diagnose` for the
cause of what they print, with and without -Djavax.net.debug. Before that, the same for the texts
in texts.tsv, which other JVMs and programs printed, and for those in ../shared, if it is there.

--full: all JVMs, all failures, all forms of the debug output.
--record JVM...: prints lines for texts.tsv.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

from oracle import HERE, SHARED, Report, compile_java, need_jvms

CHUNK = 200 # texts in one command
TABLE = os.path.join(HERE, 'texts.tsv')

COMMON = ('SSLv3, TLSv1, TLSv1.1, RC4, DES, MD5withRSA, DH keySize < 1024, EC keySize < 224, '
    '3DES_EDE_CBC, NULL')
LISTS = {
    'open': COMMON,
    'blocks': COMMON + ', anon',
    'ecdh': COMMON + ', ECDH',
    'old': COMMON.replace('TLSv1, TLSv1.1, ', ''),
    'no-tls12': COMMON + ', TLSv1.2',
    'no-group': COMMON + ', DH keySize < 9000',
    'no-curve': COMMON + ', EC, XDH',
    'dh-2048': COMMON.replace('1024', '2048'),
    'bad-operator': COMMON + ', DH keySize 1024',
    'bad-word': COMMON + ', DH size',
    'bad-number': COMMON + ', DH keySize < abc',
    'bad-include': COMMON + ', include jdk.no.such',
    'bad-date': COMMON + ', RSA denyAfter 2020-13-01',
    'bad-end': COMMON + ', DH keySize <',
}
SMALL_DH = '-Djdk.tls.ephemeralDHKeySize=1024'
NO_FFDHE = '-Djsse.enableFFDHE=false -Djdk.tls.namedGroups=secp256r1'
NEED = 'keys=KEYS need=1 suites=default+dh'


class Failure:
    """
    How to provoke it: a list and arguments for either side. Which cause it has; several codes say
    the same of it. In the text of which side it is proven, in `debug` only by the debug output.
    """

    def __init__(self, server, client, cause, proven='', debug=''):
        self.server, self.client = server, client
        self.causes = set(cause.split())
        self.proven, self.debug = proven, debug


FAILURES = {
    'works': Failure('open suites=dh', 'open suites=dh', ''),
    'server-blocks': Failure('blocks suites=dh', 'open suites=dh', 'server-list own-list',
        debug='server'),
    'server-blocks-mixed': Failure('blocks suites=default+dh', 'open suites=dh', 'server-list',
        debug='server'),
    'client-blocks': Failure('open suites=dh', 'blocks suites=dh', 'client-list own-list',
        debug='client'),
    'client-blocks-mixed': Failure('open suites=dh', 'blocks suites=default+dh', 'client-list',
        debug='client'),
    'both': Failure('blocks suites=default+dh', 'blocks suites=default+dh',
        'both-lists client-list'),
    'both-tls12': Failure('blocks suites=default+dh protocols=TLSv1.2',
        'blocks suites=default+dh', 'both-lists client-list'),
    'tls13': Failure('open suites=default+dh', 'open suites=default+dh', 'tls13-first'),
    'ecdh': Failure('ecdh suites=ecdh', 'open suites=ecdh', 'other-entry'),
    'not-common': Failure('open suites=dh', 'open suites=ecdh', 'no-common-suite'),
    'server-not-enabled': Failure('open keys=KEYS', 'open suites=dh', 'server-not-enabled'),
    'client-not-enabled': Failure('open suites=dh', 'open', 'client-not-enabled'),
    'untrusted': Failure('open keys=KEYS', 'open trust=OTHER', 'untrusted-certificate',
        proven='client'),
    'untrusted-tls12': Failure('open keys=KEYS protocols=TLSv1.2', 'open trust=OTHER',
        'untrusted-certificate', proven='client'),
    'need': Failure('open ' + NEED, 'open suites=dh', 'client-certificate'),
    'need-certificate': Failure('open ' + NEED, 'open trust=KEYS', 'client-certificate',
        proven='server'),
    'protocols-server': Failure('open suites=default+dh', 'old suites=dh protocols=TLSv1.1',
        'server-protocols'),
    'protocols-client': Failure('old suites=dh protocols=TLSv1.1', 'open suites=default+dh',
        'client-protocols'),
    'protocols-own': Failure('open suites=dh', 'open suites=dh protocols=TLSv1.1',
        'own-protocols client-protocols'),
    'protocols-all': Failure('no-tls12 suites=dh', 'open suites=dh',
        'own-protocols server-protocols'),
    'suites-and-protocols': Failure('open suites=dh', 'open suites=dh protocols=TLSv1.3',
        'suites-and-protocols'),
    'no-group': Failure('no-group suites=dh', 'open suites=dh', 'no-group'),
    'no-curve': Failure('open suites=ecdh', 'no-curve suites=ecdh', 'no-group'),
    'dh-size': Failure('open suites=dh ' + SMALL_DH, 'dh-2048 suites=dh ' + NO_FFDHE, 'dh-size',
        proven='client'),
    'sslv2': Failure('open suites=dh protocols=TLSv1.2',
        'open suites=dh protocols=SSLv2Hello+TLSv1.2', 'sslv2-hello', proven='server'),
    'unknown-suite': Failure('open suites=dh', 'open suites=TLS_DH_anon_WITH_NOTHING',
        'unknown-suite', proven='client'),
    **{name: Failure(None, name + ' times=2', 'bad-list', proven='client')
        for name in LISTS if name.startswith('bad-')},
    # What the client meets instead of a server: bytes, or nothing that listens.
    'nothing-listens': Failure(None, 'open suites=dh', 'nothing-listens', proven='client'),
    'not-tls': Failure(b'220 mail.example ESMTP\r\n', 'open suites=dh', 'not-tls',
        proven='client'),
    'closes': Failure(b'', 'open suites=dh', 'closes'),
    'no-answer': Failure('silence', 'open suites=dh timeout=500', 'no-answer'),
}
SHORT = ['works', 'server-blocks', 'server-blocks-mixed', 'client-blocks-mixed', 'tls13', 'untrusted-tls12',
    'dh-size', 'bad-operator', 'not-tls']
FEW = ['server-blocks-mixed', 'client-blocks-mixed', 'tls13']
DEBUGS = ['', 'ssl', 'ssl:handshake', 'ssl:handshake:verbose', 'all',
    'ssl:handshake:verbose:expand']


def diagnose(texts):
    """Returns the diagnoses of many texts or files."""
    found = []
    for i in range(0, len(texts), CHUNK):
        run = subprocess.run([os.environ['JSECPATCH'], '--json', '--diagnose', '--'] +
            texts[i:i + CHUNK], stdout=subprocess.PIPE)
        found += json.loads(run.stdout)['diagnoses']
    return found


def judge(report, kind, d, causes, proven, text):
    """Compares a diagnosis with the true cause: it may be one of several, if none is proven."""
    codes = [c['code'] for c in d['causes']]
    claimed = [c['code'] for c in d['causes'] if c['proven']]
    if not causes:
        if claimed or d['works'] is False:
            report.add('claims a failure', kind, codes, text[:2000])
    elif not causes & set(codes):
        report.add('misses the cause', kind, causes, codes, text[:2000])
    elif set(claimed) - causes:
        report.add('claims what is not so', kind, causes, claimed, text[:2000])
    elif proven and (not claimed or codes[0] not in causes):
        report.add('does not see the proof', kind, causes, codes, text[:2000])


# What the handshakes of ../shared/vectors/handshake failed of, in their words, and in codes.
SHARED_CAUSES = [(re.compile(words), set(codes.split())) for words, codes in [
    (r'^none', ''),
    (r'^TLS 1\.3 first', 'tls13-first'),
    (r'^both lists block anon', 'both-lists'),
    (r'^server: its list blocks every', 'server-list own-list'),
    (r'^server: its list blocks anon', 'server-list'),
    (r'^client: its list blocks', 'client-list own-list'),
    (r'list is malformed', 'bad-list'),
    (r"^server's application enables no anon", 'server-not-enabled'),
    (r'demands a client certificate', 'client-certificate'),
    (r'does not trust', 'untrusted-certificate'),
    (r'disables the only protocol', 'own-protocols server-protocols client-protocols'),
    (r'^server: its list disables', 'server-protocols'),
    (r'^client: its list disables', 'client-protocols'),
    (r'^entry ', 'other-entry'),
    (r'^no common suite', 'no-common-suite'),
    (r'^not a TLS port', 'not-tls'),
    (r'^something closes', 'closes'),
    (r'^server does not answer', 'no-answer'),
    (r'^nothing listens', 'nothing-listens'),
    (r'SSLv2 hello', 'sslv2-hello'),
    (r'before it was changed on disk', 'list-in-memory'),
    (r"is above the server's group", 'dh-size'),
    (r'(no curve|no group|leaves no group)', 'no-group'),
    (r'names a suite', 'unknown-suite'),
]]
PROOFS = re.compile(r'Unsupported CipherSuite|Error in security property|Unsupported or unrec|'
    r'DH ServerKeyExchange does|SSLv2Hello is|Empty \w+ certificate|PKIX path|trustAnchors|'
    r'Received fatal alert: certificate_unknown|Connection refused')


def ask_shared(report):
    """Both texts of each line of the table in ../shared. Returns how many."""
    path = os.path.join(SHARED, 'handshake', 'handshake-failures.tsv')
    if not os.path.exists(path):
        return 0
    rows = {}
    with open(path, encoding='utf-8') as f:
        names = f.readline().rstrip('\n').split('\t')
        for line in f:
            row = dict(zip(names, line.rstrip('\n').split('\t')))
            causes = next(codes for words, codes in SHARED_CAUSES if words.search(row['cause']))
            for side in ('client_exception', 'server_exception'):
                text = row[side].replace(' <- ', '\nCaused by: ').replace(' || 2nd try: ', '\n')
                text = text.replace('setup: ', '')
                if text and text != 'no connection reached it':
                    rows[text, row['cause']] = row['scenario'], causes
    found = diagnose([text for text, _ in rows])
    for ((text, _), (scenario, causes)), d in zip(rows.items(), found):
        judge(report, scenario, d, causes, causes and PROOFS.search(text), text)
    return len(rows)


def read_table():
    with open(TABLE, encoding='utf-8') as f:
        return [line.rstrip('\n').split('\t') for line in f if not line.startswith('#')]


def ask_table(report):
    """The texts of texts.tsv: their line ends are escaped, as in many logs."""
    rows = read_table()
    for (source, causes, proven, text), d in zip(rows, diagnose([r[3] for r in rows])):
        groups = causes.split(' | ')
        if len(groups) > 1 and any(c['proven'] for c in d['causes']):
            report.add('claims one cause of several', source, groups, text[:2000])
        for group in groups:
            judge(report, source, d, set(group.split()), proven == 'proven', text)
    return len(rows)


class Runner:
    """Runs both sides of a handshake."""

    def __init__(self, folder):
        self.folder = folder
        compile_java('Failures.java', folder)
        for name, text in LISTS.items():
            with open(os.path.join(folder, 'list-' + name), 'w') as f:
                f.write('jdk.tls.disabledAlgorithms=%s\n' % text)
        keytool = next((t for j in need_jvms() if not j.root for t in
            [os.path.join(j.home, 'bin', 'keytool')] if os.access(t, os.X_OK)), 'keytool')
        for name in ('keys', 'other'):
            subprocess.run([keytool, '-genkeypair', '-alias', name, '-keyalg', 'RSA',
                '-dname', 'CN=' + name, '-storetype', 'JKS', '-keystore',
                os.path.join(folder, name), '-storepass', 'changeit', '-keypass', 'changeit',
                '-validity', '9999'], check=True, stderr=subprocess.DEVNULL)

    def command(self, jvm, side, debug, port=None):
        name, *words = side.split()
        options = [w for w in words if w.startswith('-D')]
        words = [w.replace('KEYS', os.path.join(self.folder, 'keys')).replace('OTHER',
            os.path.join(self.folder, 'other')) for w in words if not w.startswith('-D')]
        if debug:
            options.append('-Djavax.net.debug=' + debug)
        return [*jvm.command(), '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC',
            '-Djava.security.properties=' + os.path.join(self.folder, 'list-' + name), *options,
            '-cp', self.folder, 'Failures', *words] + (['port=%d' % port] if port else [])

    def client(self, jvm, side, debug, port):
        return subprocess.run(self.command(jvm, side, debug, port), stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, timeout=120).stdout

    def answer(self, listening, what):
        with listening.accept()[0] as s:
            if what == 'silence':
                s.settimeout(30)
                while s.recv(65536):
                    pass
            elif what:
                s.recv(65536)
                s.sendall(what)

    def without_server(self, jvm, f, debug):
        """The client meets a few bytes, or a port where nothing listens."""
        with socket.socket() as s:
            s.bind(('127.0.0.1', 0))
            thread = None
            if f.server is not None:
                s.listen(1)
                thread = threading.Thread(target=self.answer, args=(s, f.server))
                thread.start()
            text = self.client(jvm, f.client, debug, s.getsockname()[1])
            if thread:
                thread.join()
        return {'client': text}

    def run(self, jvm, f, debug):
        """Returns what either side prints."""
        if not isinstance(f.server, str) or f.server == 'silence':
            return self.without_server(jvm, f, debug)
        with open(os.path.join(self.folder, 'log'), 'w+b') as log:
            server = subprocess.Popen(self.command(jvm, f.server, debug), stdout=subprocess.PIPE,
                stderr=log, stdin=subprocess.DEVNULL)
            port = 0
            while not port:
                line = server.stdout.readline()
                if not line:
                    raise RuntimeError('%s does not listen' % jvm.name)
                port = int(line.split()[1]) if line.startswith(b'PORT') else 0
            client = self.client(jvm, f.client, debug, port)
            try:
                rest, _ = server.communicate(timeout=30)
            finally:
                server.kill()
            log.seek(0)
            return {'server': rest + log.read(), 'client': client}


def is_about(name, text):
    """Tells whether there is something to recognize: of a failure, one side may see nothing."""
    return name == 'works' or b'Exception' in text or b'Error' in text


def provoke(runner, jvm, names, debugs):
    for name in names:
        for debug in debugs:
            for side, text in runner.run(jvm, FAILURES[name], debug).items():
                if is_about(name, text):
                    yield name, debug, side, text


def ask_jvms(report, full):
    done = 0
    jvms = need_jvms()
    with tempfile.TemporaryDirectory(prefix='jsecpatch-texts-') as folder:
        runner = Runner(folder)
        cases = []
        for i, jvm in enumerate(jvms):
            names = list(FAILURES) if full else FEW if jvm.root else SHORT
            # A machine has few processors: each JVM has another form of the output, if short.
            debugs = DEBUGS if full else [['ssl:handshake:verbose', 'ssl:handshake:verbose:expand',
                'all'][i % 3]]
            for name, debug, side, text in provoke(runner, jvm, names, debugs):
                path = os.path.join(folder, 'text-%d' % done)
                with open(path, 'wb') as f:
                    f.write(text)
                cases.append((jvm, name, debug, side, path))
                done += 1
        for (jvm, name, debug, side, path), d in zip(cases, diagnose([c[4] for c in cases])):
            f = FAILURES[name]
            shown = 'verbose' in debug or debug == 'all'
            with open(path, encoding='latin-1') as text:
                judge(report, ' '.join([jvm.version, name, debug, side]), d, f.causes,
                    side in f.proven or (shown and side in f.debug), text.read()[-3000:])
    return done


def shorten(text):
    """Keeps what a text says: not the lines in files, which each version has others of."""
    lines = [re.sub(r'\(\w+\.java:\d+\)|\((Native Method|Unknown Source)\)', '()', l)
        for l in text.decode().rstrip('\n').split('\n') if not l.startswith('talked')]
    frames = 0
    kept = []
    for line in lines:
        frames = frames + 1 if line.lstrip().startswith('at ') else 0
        if frames <= 3 and 'at Failures' not in line:
            kept.append(line)
    return '\\n'.join(kept).replace('\t', '\\t')


def record(names):
    """Prints lines for texts.tsv, each text once, with all the causes that it can have."""
    rows = {}
    with tempfile.TemporaryDirectory(prefix='jsecpatch-texts-') as folder:
        runner = Runner(folder)
        for jvm in [j for j in need_jvms() if not names or j.name in names]:
            for name, _, side, text in provoke(runner, jvm, FAILURES, ['']):
                f = FAILURES[name]
                if not f.causes:
                    continue
                row = rows.setdefault(shorten(text), ['%s %s %s' % (jvm.version, name, side), [],
                    'proven'])
                causes = ' '.join(sorted(f.causes))
                row[1] += [causes] if causes not in row[1] else []
                row[2] = row[2] if side in f.proven else ''
    for text, (source, causes, proven) in rows.items():
        print('\t'.join([source, ' | '.join(causes), proven, text]))


def main():
    if '--record' in sys.argv:
        record(sys.argv[sys.argv.index('--record') + 1:])
        return
    report = Report()
    shared = ask_shared(report)
    table = ask_table(report)
    live = ask_jvms(report, '--full' in sys.argv)
    report.finish('%d texts of ../shared, %d of texts.tsv, %d of JVMs' % (shared, table, live))


main()
