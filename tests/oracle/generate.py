# SPDX-License-Identifier: MIT
"""Makes random .properties documents and lists that use every feature in unusual places."""

import re

from oracle import TLS

NAMES = ['anon', 'anon', 'anon', 'ANON', 'AnOn', 'NULL', 'RC4', 'DES', 'SSLv3', 'TLSv1.1', 'ECDH',
    'DH_anon', 'ECDH_anon', '3DES_EDE_CBC', 'MD5withRSA', 'anon.', 'anonymous', 'xanon']
GOOD = ['DH keySize < 1024', 'EC keySize < 224', 'DH  keySize  <\t1024', 'anon keySize < 1',
    'anon jdkCA', 'SHA1 jdkCA & usage TLSServer', 'SHA1 usage SignedJAR & denyAfter 2019-01-01',
    'MD5 denyAfter 2019-01-01', 'include jdk.disabled.namedCurves', 'X9.62 c2tnb191v1',
    'TLS_RSA_*', 'TLS_DH_anon_*', 'rsa_pkcs1_sha1 usage HandshakeSignature',
    'TLS_DH_anon_WITH_AES_128_GCM_SHA256']
ODD = ['', '', ' ', '"anon"', 'anon"', '"anon', "'anon'", '#anon', '!anon', '=anon', ':anon',
    'anon=', 'a;anon', 'an\\on', '\\', 'caf\xe9', 'anon\xa0', '\xef\xbb\xbfanon', 'x\u20acy',
    '\U0001f600', 'x\x01y', 'a\x00b', 'an\x1aon', 'anon\x0b', 'x\x85y', 'anon\tNULL', 'u006f']
FAULTY = ['anon NULL', 'DH keySize<1024', 'anon bogus', '# anon', '*anon*', 'tls_rsa_*',
    'MD5 denyAfter 2019-13-01', 'anon usage HandshakeSignature TLSServer']
PROPERTIES = [TLS] * 17 + ['jdk.certpath.disabledAlgorithms', 'jdk.jar.disabledAlgorithms',
    'jdk.tls.legacyAlgorithms']
BLANKS = ' \t\f'


def utf16(s):
    """Returns the string as UTF-16 units, each as a character."""
    data = s.encode('utf-16-be', 'surrogatepass')
    return ''.join(chr(data[i] << 8 | data[i + 1]) for i in range(0, len(data), 2))


class Generator:
    """Makes documents from one random.Random. Methods return bytes unless they say otherwise."""

    def __init__(self, random):
        self.r = random
        self.new_document()

    def new_document(self):
        """Chooses what stays the same in one document."""
        eol = self.r.choice([b'\n', b'\n', b'\r\n', b'\r', None])
        self.eols = [eol] if eol else [b'\n', b'\r\n', b'\r']
        self.wild = self.r.choice([0, 0, 0.02, 0.1, 0.3])

    def chance(self, p):
        return self.r.random() < p

    def eol(self):
        return self.r.choice(self.eols)

    def blanks(self, most=4):
        return ''.join(self.r.choice(' ' * 6 + BLANKS)
            for _ in range(self.r.randint(0, most))).encode()

    def join(self):
        return b'\\' + self.eol() + self.blanks()

    def joins(self, p):
        return self.join() if self.chance(p) else b''

    def escape(self, unit):
        digits = '%04x' % ord(unit)
        digits = digits.upper() if self.chance(0.3) else digits
        torn = [self.joins(self.wild / 8) + d.encode() for d in digits]
        return b'\\u' + b''.join(torn)

    def spell(self, text, must=''):
        """Returns bytes for `text`. Escapes characters in `must`, and maybe others."""
        out = b''
        for i, unit in enumerate(utf16(text)):
            named = {'\t': b'\\t', '\n': b'\\n', '\r': b'\\r', '\f': b'\\f'}.get(unit)
            plain = unit not in must and unit not in '\\\n\r' and ord(unit) < 0x100
            dull = unit not in 'tnrfu\n\r' and ord(unit) < 0x100
            out += self.joins(self.wild / 4) if i else b''
            if plain and not self.chance(self.wild):
                out += unit.encode('latin-1')
            elif named and self.chance(0.5):
                out += named
            elif dull and self.chance(0.5):
                out += b'\\' + unit.encode('latin-1')
            else:
                out += self.escape(unit)
        return out

    def key(self, name):
        return self.spell(name, '=: \t\f#!' if name[:1] in '#!' else '=: \t\f')

    def separator(self):
        first = self.r.choice([b'=', b'=', b'=', b' = ', b':', b' ', b'\t', b' \f: ', b'= '])
        return self.joins(self.wild / 2) + first + self.joins(self.wild / 2) + \
            (self.blanks() if self.chance(0.2) else b'')

    def entry(self):
        """Returns an entry, as a string."""
        pool = self.r.choices([NAMES, GOOD, ODD, FAULTY], [60, 20, 18, 1])[0]
        return self.r.choice(pool)

    def comma(self):
        plain = [b', ', b', ', b',', b', \\' + self.eol() + b'    ', b',\\' + self.eol()]
        odd = [b'\\u002c', b'\\,', b' , ', b',\\ ', b',\\t', b',\x00', b'\x1a,\x0b', b'\\u0020,',
            b'\\' + self.eol() + b'  ,', b', \\' + self.eol() + b' \\' + self.eol() + b'\t', b',,']
        return self.r.choice(odd if self.chance(0.05 + self.wild) else plain)

    def value(self):
        out = b''
        for i in range(self.r.choice([0, 1, 1, 2, 3, 4, 6, 10, 14])):
            out += (self.comma() if i else b'') + self.spell(self.entry())
        if self.chance(0.1):
            out = b'"' + out + b'"'
        if self.chance(0.15):
            out += self.r.choice([b' ', b'\t', b',', b', ', b'\\ ', b'\\u0000', b'"', b',,',
                b'\x0b'])
        return out if out[:1] not in (b' ', b'\t', b'\f') else b'\\' + out

    def definition(self, name):
        if self.chance(0.02):
            return self.blanks() + self.key(name)
        indent = self.blanks() if self.chance(0.3) else b''
        return indent + self.key(name) + self.separator() + self.value()

    def comment(self):
        words = [b'anon', b' ', b'\\', b'\\u00g0', b'\\u', TLS.encode() + b'=anon', b'\xe9',
            b'\\\\', b'\x00', b'# ']
        tail = self.r.choice([b'', b'', b'\\', b'\\\\', b'\\ '])
        return self.blanks() + self.r.choice([b'#', b'!']) + b''.join(
            self.r.choices(words, k=self.r.randint(0, 5))) + tail

    def noise(self):
        """Returns a line of special bytes, in any order."""
        parts = [b'\\', b'\\', b'a', b'=', b':', b' ', b'\t', b'\f', b'#', b'!', b',', b'\\u0061',
            b'\\u00', b'\x00', b'\x1a', b'\x0b', b'\x85', b'"', b'n', b'u', b'\\n', b'\xff']
        return b''.join(self.r.choices(parts, k=self.r.randint(0, 7)))

    def other(self):
        """Returns a line that is not, or only rarely, the definition that counts."""
        kind = self.r.choices(['comment', 'blank', 'list', 'plain', 'noise', 'bad'],
            [30, 15, 15, 30, 9, 0.6])[0]
        if kind == 'comment':
            return self.comment()
        if kind == 'blank':
            return self.blanks()
        if kind == 'noise':
            short = self.r.choice([b'\\', b'\\\\', b'=', b'\x1a'])
            return self.noise() if self.chance(0.5) else short
        if kind == 'bad':
            return self.r.choice([b'k=\\u00g1', b'k\\uu0061=1', b'a=\\u12', b'\\u=1'])
        if kind == 'list':
            return self.definition(self.r.choice(PROPERTIES[-3:] + [TLS + 'x', 'anon']))
        return self.key(self.r.choice(['a', 'k', 'security.provider.1', '', '#k'])) + \
            self.separator() + self.spell('value of it')

    def document(self, name=TLS):
        """Returns a complete document, mostly with at least one definition of the property."""
        self.new_document()
        n = self.r.choices([0, 1, 2, 3], [3, 82, 12, 3])[0]
        lines = [self.other() for _ in range(self.r.randint(0, 6))]
        for _ in range(n):
            lines.insert(self.r.randint(0, len(lines)), self.definition(name))
        out = b''.join(line + self.eol() for line in lines)
        if self.chance(0.02):
            out = b'\xef\xbb\xbf' + out
        if self.chance(0.02):
            out = self.filler(out) + out
        if self.chance(0.3):
            out = re.sub(rb'[\r\n]+\Z', b'', out)
        if self.chance(0.1):
            out += self.r.choice([b'\\', b'\\' + self.eol(), b'\x1a', b'#', b' '])
        return out

    def filler(self, before):
        """Moves a document to where Java reads its next 8192 bytes."""
        size = 8192 - self.r.randint(0, len(before) + 3)
        return b'#' * size + self.eol()
