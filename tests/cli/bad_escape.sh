# SPDX-License-Identifier: MIT
# An escape that Java cannot read: named with file and line.
printf 'a=1\n# \\uzzzz\njdk.tls.disabledAlgorithms=anon, A\nb=\\u12g4\n' | home bad
refused j -a anon /opt/bad
refused j -l /opt/bad
