# SPDX-License-Identifier: MIT
"""
--confirm asks real JVMs: it confirms what they use, and contradicts what they do not use. The
class that it runs there is what the compiler makes of its source.
"""

import os
import shlex
import subprocess
import sys
import tempfile

import oracle
from oracle import TLS, documents

HERE = os.path.dirname(os.path.abspath(__file__))
PACK = os.path.join(HERE, '../../lib/queries/ask/pack.py')
# Run by a JVM of another root. It reads its list from the copy, as if that were its own.
WRAPPER = '''#!/bin/sh
exec %s -Djava.security.properties==%s "$@"
'''
PROVIDERS = [('SUN', 'sun.security.provider.Sun'), ('SunRsaSign', 'sun.security.rsa.SunRsaSign'),
    ('SunEC', 'sun.security.ec.SunEC'), ('SunJSSE', 'com.sun.net.ssl.internal.ssl.Provider'),
    ('SunJCE', 'com.sun.crypto.provider.SunJCE')]
OTHERS = '''securerandom.source=file:/dev/random
ssl.KeyManagerFactory.algorithm=SunX509
ssl.TrustManagerFactory.algorithm=PKIX
security.overridePropertiesFile=true
'''
# A list, and what --confirm says: the list that the JVM uses may come from an option.
ROWS = [
    (None, None, True),
    ('SSLv3, anon, NULL', None, True),
    ('SSLv3, NULL', None, True),
    ('', None, True),
    ('SSLv3, NULL, "an\\u006fn"', None, True),
    ('DH_anon, ECDH_anon', None, True),
    ('SSLv3, anon', '-Djava.security.properties=%s', True),
    ('SSLv3, anon', '-Dx=%s', True),
    ('SSLv3, NULL', '-Djdk.tls.server.cipherSuites=TLS_DH_anon_WITH_AES_128_CBC_SHA', True),
    ('SSLv3, NULL', '-Dcom.sun.net.ssl.checkRevocation=true -Xshare:off', True),
    ('SSLv3, NULL', '-javaagent:/nowhere', False),
]


class Home:
    """A home that has its own java.security, and a java that reads it."""

    def __init__(self, jvm, folder):
        self.jvm, self.path = jvm, os.path.join(folder, jvm.name)
        below = 'conf/security' if jvm.major >= 9 else 'jre/lib/security'
        self.list = os.path.join(self.path, below, 'java.security')
        for part in 'bin', below, 'lib/server':
            os.makedirs(os.path.join(self.path, part), exist_ok=True)
        with open(self.list, 'w', encoding='ascii'):
            pass
        with open(os.path.join(self.path, 'release'), 'w', encoding='ascii') as f:
            f.write('JAVA_VERSION="%s"\n' % jvm.version)
        java = os.path.join(self.path, 'bin/java')
        with open(java, 'w', encoding='ascii') as f:
            f.write(WRAPPER % (shlex.join(jvm.command()), self.list))
        os.chmod(java, 0o755)

    def write(self, text):
        with open(self.list, 'w', encoding='ascii') as f:
            f.write(''.join('security.provider.%d=%s\n' % (n + 1, names[self.jvm.major < 9])
                for n, names in enumerate(PROVIDERS)) + OTHERS + text)


def ask(home, folder, options):
    env = dict(os.environ)
    if options:
        env['JAVA_TOOL_OPTIONS'] = options
    run = subprocess.run([os.environ['JSECPATCH'], '--state-dir', os.path.join(folder, 'state'),
        '--policy', os.path.join(folder, 'none'), '--json', '--list', '--confirm', home.path],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, check=False)
    return documents.load(run.stdout.decode())['installs'][0]


def main():
    wrong = asked = 0
    with tempfile.TemporaryDirectory(prefix='jsecpatch-confirm-') as folder:
        for jvm in oracle.need_jvms(7):
            home = Home(jvm, folder)
            for entries, options, want in ROWS:
                home.write('' if entries is None else '%s=%s\n' % (TLS, entries))
                got = ask(home, folder, options and options.replace('%s', '/nowhere'))
                asked += 1
                if got['confirmed'] is not (True if want else None) or bool(got['error']) == want:
                    wrong += 1
                    print(jvm.name, entries, options, got['confirmed'], got['error'], got['notes'])
    compiler = next((j for j in oracle.jvms() if j.major == 17 and os.access(
        os.path.join(j.home, 'bin/javac'), os.X_OK)), None)
    if compiler:
        wrong += subprocess.run([sys.executable, PACK, '--check',
            os.path.join(compiler.home, 'bin/javac')], check=False).returncode
    print('%d answers, %d wrong' % (asked, wrong))
    sys.exit(wrong > 0)


if __name__ == '__main__':
    main()
