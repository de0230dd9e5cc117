#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles JsecpatchAsk.java for Java 7, and packs it as the bytes in ask_jar.c.

usage: pack.py [--check] JAVAC   JAVAC of 17, which is the last one that can do so

The bytes are part of the sources, since a JDK is not needed to build jsecpatch. --check compares
them with what the compiler makes."""
import io
import os
import subprocess
import sys
import tempfile
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = 'JsecpatchAsk'
START = '''/* SPDX-License-Identifier: MIT */
/* The jar of JsecpatchAsk.java, as pack.py makes it: no JDK is needed to build jsecpatch. */
#include "queries/confirm.h"

/* clang-format off */
static const unsigned char bytes[] = {
'''
END = '''};
/* clang-format on */

const struct span confirm_jar = {(const char *)bytes, sizeof bytes};
'''


def compile_class(javac):
    with tempfile.TemporaryDirectory() as into:
        subprocess.run([javac, '--release', '7', '-g:none', '-Xlint:-options', '-d', into,
            os.path.join(HERE, NAME + '.java')], check=True)
        with open(os.path.join(into, NAME + '.class'), 'rb') as file:
            return file.read()


def make_header(code):
    jar = io.BytesIO()
    with zipfile.ZipFile(jar, 'w', zipfile.ZIP_STORED) as out:
        out.writestr(zipfile.ZipInfo(NAME + '.class'), code)
    data = jar.getvalue()
    rows = (', '.join('%d' % b for b in data[i:i + 20]) for i in range(0, len(data), 20))
    return START + ''.join('\t%s,\n' % row for row in rows) + END


def main():
    *check, javac = sys.argv[1:]
    text, path = make_header(compile_class(javac)), os.path.join(HERE, 'ask_jar.c')
    if check:
        with open(path, encoding='ascii') as file:
            sys.exit(0 if file.read() == text else 'ask_jar.c is not what %s makes' % javac)
    with open(path, 'w', encoding='ascii') as file:
        file.write(text)


main()
