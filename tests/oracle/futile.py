#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks which entries have no effect: what we say, and what the suites of real JVMs say.

An entry of which we say that it has no effect must change no suite and no protocol of that JVM;
and of a pattern, a suite or a protocol that changes nothing we must say so."""

import os
import subprocess
import sys
import tempfile

from oracle import TLS, Report, compile_java, documents, need_jvms
from suites import Java, put

BASE = 'SSLv3'
# Judged completely: these are suites, protocols, or patterns of suites.
COMPLETE = ['TLS_RSA_*', 'TLS_*', 'TLS_DH_anon_*', 'TLS_*_anon_*', 'TLS_NOTHING_*', 'TLS_*_KRB5_*',
    'TLS_RSA_WITH_*_SHA', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3', 'SSLv2',
    'TLS_AES_128_GCM_SHA256', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_RSA_WITH_AES_128_CBC_SHA',
    'tls_rsa_with_aes_128_cbc_sha', 'SSL_RSA_WITH_AES_128_CBC_SHA', 'TLS_KRB5_WITH_RC4_128_SHA',
    'TLS_DH_anon_WITH_3DES_EDE_CBC_SHA', 'SSL_DH_anon_WITH_3DES_EDE_CBC_SHA',
    'TLS_RSA_WITH_RC4_128_MD5', 'SSL_RSA_WITH_NULL_MD5', 'anon jdkCA', 'NULL keySize < 1',
    'TLSv1.2 keySize < 1', 'DH_anon denyAfter 2019-01-01', "'anon'", 'anon;NULL']
# These may concern keys, certificates and signatures: we say nothing wrong about them.
OTHERS = ['anon', 'NULL', 'DH', 'ECDH', 'RC4', 'AES', 'SHA1', 'SHA256', 'DH keySize < 1024',
    'EC keySize < 224', 'MD5withRSA', 'rsa_pkcs1_sha1 usage HandshakeSignature', 'secp256r1',
    'DTLSv1.0', 'SSLv2Hello', 'TLS_RSA_* keySize < 1', 'frobnicate', 'DHE_RSA', 'ECDHE_ECDSA',
    'AES_128_GCM', '3DES_EDE_CBC', 'DESede', 'GCM', 'CBC', 'K_NULL', 'M_NULL', 'C_NULL']


def document(entries):
    return ('%s=%s\n' % (TLS, ', '.join(entries))).encode()


def release(jvm):
    try:
        with open(jvm.outside(os.path.join(jvm.home, 'release')), 'rb') as f:
            return f.read()
    except OSError:
        return b'JAVA_VERSION="%s"\nIMPLEMENTOR="Debian"\n' % jvm.version.encode()


def ask_ours(jvm, entries):
    """Returns for each entry whether it is ignored, or None if that is not known."""
    with tempfile.TemporaryDirectory(prefix='jsecpatch-oracle-') as root:
        homes = ['/opt/%d' % i for i in range(len(entries))]
        for home, entry in zip(homes, entries):
            put(root + home + '/release', release(jvm))
            layout = '/jre/lib' if jvm.major < 9 else '/conf'
            put(root + home + layout + '/security/java.security', document([BASE, entry]))
        run = subprocess.run([os.environ['JSECPATCH'], '--root', root, '-l', '--json'] + homes,
            stdout=subprocess.PIPE)
        installs = documents.load(run.stdout.decode())['installs']
    if [i['home'] for i in installs] != homes:
        sys.exit('--list: other homes, or in another order')
    return [judge(i, entry) for i, entry in zip(installs, entries)]


def judge(install, entry):
    codes = {n['code'] for n in install['notes']}
    return True if entry in install['ignored'] else \
        None if 'entry-effect-unknown' in codes or install['error'] else False


def check(report, jvm, classes):
    entries = COMPLETE + OTHERS
    java = Java(jvm, classes)
    answers = java.ask('parts', [document([BASE] + e).hex() for e in [[]] + [[e] for e in entries]])
    ignored = 0
    for entry, ours, theirs in zip(entries, ask_ours(jvm, entries), answers[1:]):
        same = theirs == answers[0]
        ignored += ours is True
        if ours is True and not same:
            report.add('Java %s: %s has an effect' % (jvm.version, entry), theirs, answers[0])
        if ours is False and same and entry in COMPLETE:
            report.add('Java %s: %s has no effect' % (jvm.version, entry))
    print('Java %s: %d of %d entries are ignored' % (jvm.version, ignored, len(entries)), flush=True)


if __name__ == '__main__':
    differences = Report()
    found = need_jvms(9)
    with tempfile.TemporaryDirectory(prefix='jsecpatch-oracle-') as folder:
        os.chmod(folder, 0o755)
        compile_java('Suites.java', folder)
        for one in found:
            check(differences, one, folder)
    differences.finish('%d JVMs' % len(found))
