# SPDX-License-Identifier: MIT
# Matches as Java does: letter case and blanks folded, whole entries only.
edit -a 'dh  KEYSIZE <	1024' -a ANON /opt/sample-8
edit -a DES /opt/sample-8
edit -a TLSv1 /opt/sample-25
