# SPDX-License-Identifier: MIT
# Reads escapes as Java does.
home escapes <<'X'
jdk.tls.disabled\u0041lgorithms=\u0061non, A\u002c an\
   on, B
X
edit -a anon /opt/escapes
edit -a A /opt/escapes
