# SPDX-License-Identifier: MIT
# Finds entries as Java does: ignores case and extra blanks, and compares whole entries.
edit -a 'dh  KEYSIZE <	1024' -a ANON /opt/sample-8
edit -a DES /opt/sample-8
edit -a TLSv1 /opt/sample-25
