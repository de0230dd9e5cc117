# SPDX-License-Identifier: MIT
# Prints what was done, in full and in short.
j -a anon /opt/sample-8
j -a NULL -v /opt/sample-8
j -a DES -q /opt/sample-8
j -d anon,NULL,DES /opt/sample-8
