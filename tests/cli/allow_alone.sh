# SPDX-License-Identifier: MIT
# Allows an entry that is alone on its line.
home alone <<'X'
jdk.tls.disabledAlgorithms=A, \
    anon, \
    B
X
home alone_last <<'X'
jdk.tls.disabledAlgorithms=A, \
    B, \
    anon
next=1
X
home alone_first <<'X'
jdk.tls.disabledAlgorithms = \
    anon, \
    B
X
edit -a anon /opt/alone /opt/alone_last /opt/alone_first
