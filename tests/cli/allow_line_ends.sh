# SPDX-License-Identifier: MIT
# Allows the first and the last entry of a continuation line.
edit -a MD5withRSA /opt/sample-25
edit -a DES /opt/sample-25
edit -a 'EC keySize < 224' /opt/sample-8
