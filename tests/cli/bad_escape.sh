# SPDX-License-Identifier: MIT
# Names file and line of an escape that Java cannot read.
printf 'a=1\n# \\uzzzz\njdk.tls.disabledAlgorithms=anon, A\nb=\\u12g4\n' | home bad
refused j -a anon /opt/bad
refused j -l /opt/bad
