# SPDX-License-Identifier: MIT
# Allows the last entry of a list.
list_home plain 'A, B, C'
edit -a C /opt/plain
edit -a ECDH /opt/sample-25 /usr/lib/jvm/sample-17
edit -a NULL /opt/sample-8
